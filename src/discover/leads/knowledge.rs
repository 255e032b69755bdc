//! What the catalogue says of a process, in the terms of the search.

use std::collections::BTreeMap;

use crate::catalogue::{Catalogue, Material, Process, SectorFlow};
use crate::dataset::Direction;

/// Families that go through a pipe or a cable, and not by road.
const PIPED: [&str; 7] = ["heat", "cold", "water", "wastewater", "gas", "gas-fuel", "electricity"];

/// Families of different substances, of which one does not do for another.
const SUBSTANCES: [&str; 6] = ["gas", "acid", "base", "salt", "solvent", "oxidant"];

/// The rows of the catalogue and of the dataset, which wins, in the order of their ids.
pub(super) fn merged<'a, K: Ord, V>(catalogue: &'a BTreeMap<K, V>, dataset: &'a BTreeMap<K, V>) -> Vec<&'a V> {
    let mut all: BTreeMap<&K, &V> = catalogue.iter().collect();
    all.extend(dataset.iter());
    all.into_values().collect()
}

/// Whether a material is led through a pipe.
pub(super) fn is_piped(material: &Material) -> bool {
    PIPED.contains(&material.family.as_str())
}

/// Whether one material of the family may do for another.
pub(super) fn is_substitute(family: &str) -> bool {
    !SUBSTANCES.contains(&family)
}

/// What a tonne of input costs to process, EUR: the middle of the published range.
pub(super) fn cost(process: &Process) -> Option<f64> {
    process.cost.map(|(low, high)| f64::midpoint(low.value(), high.value()))
}

/// What companies of a NAF code typically give and take.
pub(super) fn typical<'a>(catalogue: &'a Catalogue, naf: &str) -> Vec<(Direction, &'a str)> {
    let direction = |row: &SectorFlow| if row.direction == "in" { Direction::In } else { Direction::Out };
    catalogue.typical(naf).map(|row| (direction(row), row.material.as_str())).collect()
}
