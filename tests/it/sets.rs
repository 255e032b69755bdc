//! The labelled sets of `tests/sets`: well formed, and split by their rule.
#![expect(clippy::unwrap_used, reason = "a set that cannot be read has failed")]

use std::collections::{BTreeMap, BTreeSet};

use boucle::catalogue::Catalogue;
use sha2::{Digest, Sha256};

type Row = BTreeMap<String, String>;

fn rows(path: &str) -> Vec<Row> {
    csv::Reader::from_path(path).unwrap().deserialize().map(|row| row.unwrap()).collect()
}

/// The half a key belongs to.
fn half(key: &str) -> &'static str {
    if Sha256::digest(key.as_bytes())[0].is_multiple_of(2) { "tune" } else { "apart" }
}

#[track_caller]
fn assert_activity(code: &str) {
    assert!(code.is_empty() || Catalogue::embedded().naf(code).is_some(), "{code} is no NAF code");
}

#[test]
fn labels_are_distinct_split_by_rule_and_mostly_french() {
    let rows = rows("tests/sets/labels.csv");
    assert!(rows.len() >= 420, "{} labels", rows.len());
    let distinct: BTreeSet<&String> = rows.iter().map(|row| &row["label"]).collect();
    assert_eq!(distinct.len(), rows.len());
    for row in &rows {
        assert_eq!(row["set"], half(&row["label"]), "{}", row["label"]);
        assert!(["in", "out"].contains(&row["direction"].as_str()) && !row["material"].is_empty(), "{row:?}");
        assert_activity(&row["naf"]);
    }
    let share = |column: &str, value: &str| rows.iter().filter(|row| row[column] == value).count() * 100 / rows.len();
    assert!(share("language", "fr") >= 60, "{} % in French", share("language", "fr"));
    assert!((40..=60).contains(&share("set", "apart")), "{} % apart", share("set", "apart"));
}

#[test]
fn exchanges_are_distinct_split_by_rule_and_name_their_account() {
    let rows = rows("tests/sets/exchanges.csv");
    assert!(rows.len() >= 90, "{} exchanges", rows.len());
    let mut keys = BTreeSet::new();
    for row in &rows {
        let key =
            ["donor_naf", "donor_label", "receiver_naf", "receiver_label", "place"].map(|name| row[name].as_str());
        let key = key.join("/");
        assert_eq!(row["set"], half(&key), "{key}");
        assert!(!row["reference"].is_empty(), "{key}");
        assert_activity(&row["donor_naf"]);
        assert_activity(&row["receiver_naf"]);
        assert!(keys.insert(key.clone()), "{key} twice");
    }
}

#[test]
fn the_inventory_is_that_of_the_dataset_and_its_arithmetic_is_right() {
    let read = rows("tests/sets/inventory.csv");
    let flows = rows("datasets/inventory-demo/flows.csv");
    let labels = |rows: &[Row]| rows.iter().map(|row| row["label"].clone()).collect::<Vec<_>>();
    assert_eq!(labels(&read), labels(&flows));
    for row in &read {
        let product: f64 = row["amount"].split(" x ").map(|factor| factor.parse::<f64>().unwrap()).product();
        assert!((product - row["per_year"].parse::<f64>().unwrap()).abs() < 1e-6, "{row:?}");
        assert!(["t", "kg", "m3", "l", "unit"].contains(&row["unit"].as_str()), "{row:?}");
    }
}
