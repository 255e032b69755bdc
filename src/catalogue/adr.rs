//! Dangerous goods: which may be loaded together in one vehicle.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::tables::rows;

const TABLE: &str = include_str!("data/adr.csv");

#[derive(Deserialize)]
struct AdrRow {
    id: String,
    with: Option<String>,
}

/// By label, the labels that may be loaded with it.
static ALLOWED: LazyLock<BTreeMap<String, BTreeSet<String>>> = LazyLock::new(|| {
    let words = |row: AdrRow| (row.id, row.with.unwrap_or_default().split(' ').map(str::to_owned).collect());
    rows::<AdrRow>(TABLE).map(words).collect()
});

/// Labels of dangers that the table knows.
pub(super) fn labels() -> impl Iterator<Item = &'static str> {
    ALLOWED.keys().map(String::as_str)
}

/// Whether packages with these labels may be loaded together; what bears no label may be with any.
pub(super) fn together(some: &[String], others: &[String]) -> bool {
    let allowed = |a: &String, b: &String| ALLOWED.get(a).is_some_and(|with| with.contains(b));
    some.iter().all(|a| others.iter().all(|b| allowed(a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads_the_same_in_both_directions() {
        for (label, with) in ALLOWED.iter() {
            for other in with.iter().filter(|other| !other.is_empty()) {
                assert!(ALLOWED[other].contains(label), "{label} with {other}");
            }
        }
    }

    #[test]
    fn acetone_goes_with_acid_and_not_with_explosives() {
        let [acetone, acid, explosive, cartridges] = ["3", "8", "1", "1.4S"].map(|label| vec![label.to_owned()]);
        assert!(together(&acetone, &acid) && together(&acetone, &cartridges) && together(&[], &explosive));
        assert!(!together(&acetone, &explosive) && !together(&explosive, &cartridges));
    }
}
