use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::catalogue::Catalogue;
use crate::id::ProcessId;

fn known(material: &str) -> bool {
    Catalogue::embedded().materials.contains_key(&MaterialId::from(material))
}

#[test]
fn every_row_of_every_table_is_read() {
    let rows = |table: &str| csv::Reader::from_reader(table.as_bytes()).records().count();
    assert_eq!(synonyms().len(), rows(SYNONYMS));
    assert_eq!(precedents().len(), rows(PRECEDENTS));
    assert_eq!(ALL_CODES.values().map(Vec::len).sum::<usize>(), rows(CODES));
    assert_eq!(ALL_SECTORS.values().map(Vec::len).sum::<usize>(), rows(SECTORS));
}

#[test]
fn no_id_dangles() {
    let catalogue = Catalogue::embedded();
    for synonym in synonyms() {
        assert!(known(&synonym.material), "{synonym:?}");
        assert!(matches!(synonym.language.as_str(), "fr" | "en" | "any"), "{synonym:?}");
    }
    for (material, codes) in ALL_CODES.iter() {
        assert!(known(material.as_str()), "{material}");
        assert!(codes.iter().all(|code| catalogue.waste_code(code).is_some()), "{material}: {codes:?}");
    }
    for precedent in precedents() {
        assert!(known(&precedent.material) && known(&precedent.product), "{precedent:?}");
        let process = precedent.process.as_ref().map(ProcessId::from);
        assert!(process.is_none_or(|id| catalogue.processes.contains_key(&id)), "{precedent:?}");
        assert!(!precedent.reference.is_empty() && !precedent.place.is_empty(), "{precedent:?}");
    }
    for row in ALL_SECTORS.values().flatten() {
        assert!(known(&row.material), "{row:?}");
        assert!(matches!(row.direction.as_str(), "in" | "out"), "{row:?}");
        assert!(!row.source.is_empty() && !row.note.is_empty(), "{row:?}");
    }
}

#[test]
fn a_name_is_given_once_and_stands_for_one_material() {
    let mut owners: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for synonym in synonyms() {
        let fresh = owners.entry(crate::diagnostic::plain(&synonym.text)).or_default().insert(&synonym.material);
        assert!(fresh, "{synonym:?} is given twice");
    }
    let shared: Vec<_> = owners.iter().filter(|(_, materials)| materials.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:?}");
}

#[test]
fn the_longest_prefix_of_a_sector_wins() {
    assert_eq!(digits("10.51A"), "1051");
    assert_eq!(typical("99.99Z").count(), 0);
}
