//! substitutions.csv: what replaces what, and how much of it.

use std::collections::BTreeMap;

use super::Dataset;
use super::context::Context;
use super::row::Range;
use crate::diagnostic::Findings;
use crate::id::MaterialId;

/// Tonnes of the second material that a tonne of the first replaces.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> BTreeMap<(MaterialId, MaterialId), f64> {
    let rows = context.read("substitutions", findings, |row| {
        let (material, replaces) = (row.needed("material"), row.needed("replaces"));
        row.reference("material", "substitutions.unknown-material", &context.materials);
        row.reference("replaces", "substitutions.unknown-material", &context.materials);
        let ratio = row.needed_number("ratio", Range::Positive);
        Some(((MaterialId::from(material?), MaterialId::from(replaces?)), ratio?))
    });
    rows.into_iter().collect()
}

impl Dataset {
    /// Tonnes of an input's material that a tonne of another replaces, t/t; 1 where no row says otherwise.
    #[must_use]
    pub fn ratio(&self, material: &MaterialId, replaces: &MaterialId) -> f64 {
        if self.substitutions.is_empty() {
            return 1.0;
        }
        self.substitutions.get(&(material.clone(), replaces.clone())).copied().unwrap_or(1.0)
    }

    /// The materials that an input of a material takes: its own, and what replaces it.
    pub fn takes<'a>(&'a self, input: &'a MaterialId) -> impl Iterator<Item = &'a MaterialId> {
        let others =
            self.substitutions.keys().filter(move |(material, replaces)| replaces == input && material != input);
        std::iter::once(input).chain(others.map(|(material, _)| material))
    }
}
