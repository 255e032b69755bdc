//! What the catalogue says of a process, in the terms of the search.

use std::collections::BTreeMap;

use crate::catalogue::{Catalogue, Material, Process};
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

/// Who runs a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(dead_code, reason = "the catalogue does not say yet who runs a process")]
pub(super) enum Runner {
    Donor,
    Receiver,
    Facility,
}

/// Who runs a process: a facility, unless the catalogue says that companies run it themselves.
pub(super) fn runner(_process: &Process) -> Runner {
    Runner::Facility
}

/// Technology readiness level, 1 to 9.
pub(super) fn readiness(_process: &Process) -> Option<u8> {
    None
}

/// Legal steps that the process needs.
pub(super) fn legal(_process: &Process) -> &[String] {
    &[]
}

/// What a tonne of input costs to process, EUR: the middle of the published range.
pub(super) fn cost(_process: &Process) -> Option<f64> {
    None
}

/// A published exchange.
#[derive(Debug, Clone, Copy)]
pub(super) struct Precedent<'a> {
    pub id: &'a str,
    pub material: &'a str,
    pub product: &'a str,
    pub donor_naf: &'a str,
    pub receiver_naf: &'a str,
    pub place: &'a str,
    pub year: &'a str,
    pub reference: &'a str,
}

/// All published exchanges.
pub(super) fn precedents(_catalogue: &Catalogue) -> Vec<Precedent<'_>> {
    Vec::new()
}

/// What companies of a NAF code typically give and take.
pub(super) fn typical<'a>(_catalogue: &'a Catalogue, _naf: &str) -> Vec<(Direction, &'a str)> {
    Vec::new()
}
