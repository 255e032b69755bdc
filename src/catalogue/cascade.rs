//! Heat and water in the order of their quality: what serves one use may serve a lower one afterwards.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::tables::rows;
use crate::id::MaterialId;

const CASCADES: &str = include_str!("data/cascades.csv");

/// Where a material stands among those of its medium.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Rung {
    /// The material.
    pub material: String,
    /// `heat` or `water`.
    pub medium: String,
    /// The higher, the hotter or the cleaner.
    pub rank: u8,
    /// Why there.
    pub source: String,
}

static RUNGS: LazyLock<BTreeMap<String, Rung>> =
    LazyLock::new(|| rows::<Rung>(CASCADES).map(|rung| (rung.material.clone(), rung)).collect());

/// The rung of a material, when it is heat or water.
pub(super) fn rung(material: &MaterialId) -> Option<&'static Rung> {
    RUNGS.get(material.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_its_media_have_several_ranks() {
        assert_eq!(RUNGS.len(), CASCADES.lines().count() - 1);
        for medium in ["heat", "water"] {
            let ranks: std::collections::BTreeSet<u8> =
                RUNGS.values().filter(|rung| rung.medium == medium).map(|rung| rung.rank).collect();
            assert!(ranks.len() >= 3, "{medium}: {ranks:?}");
        }
        assert!(RUNGS.values().all(|rung| !rung.source.is_empty()));
    }
}
