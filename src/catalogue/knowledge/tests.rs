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
    assert_eq!(ALL_CODES.values().map(Vec::len).sum::<usize>(), rows(CODES));
    assert_eq!(ALL_SECTORS.values().map(Vec::len).sum::<usize>(), rows(SECTORS));
    assert_eq!(ALL_SECTOR_NAMES.len(), rows(SECTOR_NAMES));
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
    for precedent in &catalogue.precedents {
        assert!(known(&precedent.material) && known(&precedent.product), "{precedent:?}");
        let process = precedent.process.as_ref().map(ProcessId::from);
        assert!(process.is_none_or(|id| catalogue.processes.contains_key(&id)), "{precedent:?}");
        assert!(!precedent.reference.is_empty() && !precedent.place.is_empty(), "{precedent:?}");
    }
    for row in sectors() {
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
    // dairies have rows of their own, meat and other food have theirs
    let of = |naf: &str| typical(naf).map(|row| row.division.as_str()).collect::<BTreeSet<_>>();
    assert_eq!(of("10.51A"), BTreeSet::from(["10.5"]));
    assert_eq!(of("10.89Z"), BTreeSet::from(["10.8"]));
    assert_eq!(of("10.81Z"), BTreeSet::from(["10.81"]));
}

#[test]
fn a_sector_is_of_naf_has_a_name_in_both_languages_and_says_each_thing_once() {
    let naf = crate::catalogue::naf::codes();
    let mut seen = BTreeSet::new();
    for row in sectors() {
        assert!(naf.iter().any(|code| code.starts_with(&row.division)), "{row:?}");
        let name = sector_name(&row.division).unwrap_or_else(|| panic!("{row:?}"));
        assert!(!name.fr.is_empty() && !name.en.is_empty(), "{row:?}");
        assert!(seen.insert((&row.division, &row.direction, &row.material)), "{row:?}");
    }
    let divisions: BTreeSet<&str> = sectors().filter_map(|row| row.division.get(..2)).collect();
    assert!(divisions.len() >= 55, "{} divisions", divisions.len());
}

#[test]
fn a_precedent_says_what_its_process_does() {
    let catalogue = Catalogue::embedded();
    let naf = crate::catalogue::naf::codes();
    let mut ids = BTreeSet::new();
    for precedent in &catalogue.precedents {
        assert!(ids.insert(&precedent.id), "{}", precedent.id);
        for sector in [&precedent.donor_naf, &precedent.receiver_naf] {
            assert!(naf.iter().any(|code| code.starts_with(sector)), "{precedent:?}");
        }
        let Some(process) = precedent.process.as_ref().map(|id| &catalogue.processes[&ProcessId::from(id)]) else {
            continue;
        };
        assert!(process.accepts(&catalogue.materials[&MaterialId::from(&precedent.material)]), "{precedent:?}");
        let made = process.yields.iter().any(|each| each.output.as_str() == precedent.product);
        assert!(made || process.yields.is_empty(), "{precedent:?}");
    }
    assert!(catalogue.precedents.len() >= 150, "{} precedents", catalogue.precedents.len());
}

#[test]
fn no_waste_code_is_given_twice_for_a_material() {
    for material in Catalogue::embedded().materials.values() {
        let codes = Catalogue::embedded().waste_codes(material);
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "{}", material.id);
    }
}
