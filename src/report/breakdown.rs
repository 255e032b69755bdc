//! The two ledgers added up: by component, and by process.

use std::collections::BTreeMap;

use crate::assess::{Entry, Kind, Outcome};

/// Sums of one ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(missing_docs, reason = "the columns of flows.csv")]
pub struct Sum {
    pub tonnes: f64,
    pub units: f64,
    pub eur: f64,
    pub co2e: f64,
}

impl Sum {
    fn add(&mut self, entry: &Entry) {
        self.tonnes += entry.tonnes.value();
        self.units += entry.units.unwrap_or_default();
        self.eur += entry.eur.value();
        self.co2e += entry.co2e.value();
    }
}

/// Sums of both ledgers.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(missing_docs, reason = "the words are the meaning")]
pub struct Both {
    pub today: Sum,
    pub proposed: Sum,
}

/// Money and emissions of each kind of entry.
#[must_use]
pub fn by_kind(outcome: &Outcome) -> BTreeMap<Kind, Both> {
    group(outcome, |entry| Some(entry.kind))
}

/// Tonnes and pieces that each process takes in.
#[must_use]
pub fn by_process(outcome: &Outcome) -> BTreeMap<String, Both> {
    group(outcome, |entry| {
        let treated = matches!(entry.kind, Kind::Outlet | Kind::Treatment);
        entry.process.as_ref().filter(|_| treated).map(ToString::to_string)
    })
}

fn group<K: Ord>(outcome: &Outcome, key: impl Fn(&Entry) -> Option<K>) -> BTreeMap<K, Both> {
    let mut groups: BTreeMap<K, Both> = BTreeMap::new();
    for entry in &outcome.today {
        if let Some(key) = key(entry) {
            groups.entry(key).or_default().today.add(entry);
        }
    }
    for entry in &outcome.proposed {
        if let Some(key) = key(entry) {
            groups.entry(key).or_default().proposed.add(entry);
        }
    }
    groups
}
