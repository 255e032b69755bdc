//! Communes: where a company stands when it gives no coordinates.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::fold::fold;
use super::tables::rows;
use crate::geo::Point;

const CSV: &str = include_str!("data/communes.csv");

/// The department whose commune is meant when several bear the name.
const HOME_DEPARTMENT: &str = "45";

/// A commune with the point of its main town.
#[derive(Debug, Clone, PartialEq)]
pub struct Commune {
    /// INSEE code, five characters.
    pub insee: String,
    /// Official name.
    pub name: String,
    /// Department number (`45`).
    pub department: String,
    /// The main town.
    pub point: Point,
}

#[derive(Deserialize)]
struct Row {
    insee: String,
    name: String,
    department: String,
    lat: f64,
    lon: f64,
}

static COMMUNES: LazyLock<BTreeMap<String, Commune>> = LazyLock::new(|| {
    let mut communes: BTreeMap<String, Commune> = BTreeMap::new();
    for Row { insee, name, department, lat, lon } in rows(CSV) {
        let key = fold(&name);
        if department != HOME_DEPARTMENT && communes.contains_key(&key) {
            continue;
        }
        communes.insert(key, Commune { insee, name, department, point: Point { lat, lon } });
    }
    communes
});

/// The commune of this name, however it is spelt.
pub(super) fn find(name: &str) -> Option<&'static Commune> {
    COMMUNES.get(&fold(name))
}

/// Official names, sorted, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    COMMUNES.values().map(|commune| commune.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commune_is_found_however_it_is_spelt() {
        for name in ["Châtillon-Coligny", "chatillon coligny", "CHATILLON-COLIGNY"] {
            assert_eq!(find(name).map(|commune| commune.insee.as_str()), Some("45085"));
        }
        assert_eq!(find("St Maurice sur Fessard").map(|c| c.insee.as_str()), Some("45293"));
        assert_eq!(find("Atlantis"), None);
    }

    #[test]
    fn a_name_in_several_departments_means_the_loiret() {
        assert_eq!(find("Noyers").map(|commune| commune.department.as_str()), Some("45"));
    }

    #[test]
    fn every_row_is_read_and_stands_in_its_region() {
        // Noyers stands twice in the table: once in Loiret, once in Yonne.
        assert_eq!(COMMUNES.len() + 1, CSV.lines().count() - 1);
        for commune in COMMUNES.values() {
            assert!(commune.insee.starts_with(&commune.department), "{}", commune.name);
            assert!((47.0..49.5).contains(&commune.point.lat), "{}", commune.name);
            assert!((1.4..4.5).contains(&commune.point.lon), "{}", commune.name);
        }
    }
}
