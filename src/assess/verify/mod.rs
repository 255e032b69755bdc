//! The independent check of a result, from its files alone: neither the program nor its candidates are consulted.
//!
//! Tonnes, euros, kilometres, emissions and hours of every line are computed again from the inputs that the result
//! records, balances and limits are checked, and all sums are made anew.

mod collections;
mod compartments;
mod contracts;
mod mass;
mod quality;
mod rounds;
mod seasons;
mod services;
mod stores;
mod sums;
mod tariffs;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::results::ResultFolder;
use super::{Entry, RoundPlan, StockLine};
use crate::dataset::{Dataset, Snapshot};
use crate::network::Distances;
use crate::scenario::Scenario;

/// What a result was computed from: `inputs.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// The resolved scenario.
    pub scenario: Scenario,
    /// The dataset, edits applied.
    pub dataset: Snapshot,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// Which check (`mass.output`, `capacity`, `money`...).
    pub check: &'static str,
    /// What was checked, with its ids.
    pub what: String,
    /// What the files state.
    pub stated: f64,
    /// What holds, or the limit.
    pub expected: f64,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // nine digits, of which the last three say more than the check
        let figure = |value: f64| format!("{value:.8e}").parse().unwrap_or(value);
        let (stated, expected) = (figure(self.stated), figure(self.expected));
        write!(f, "{}: {}: the files state {stated}, expected {expected}", self.check, self.what)
    }
}

/// A result with what it was computed from.
struct Check<'a> {
    scenario: &'a Scenario,
    dataset: &'a Dataset,
    distances: Distances,
    today: &'a [Entry],
    proposed: &'a [Entry],
    rounds: &'a [RoundPlan],
    stocks: &'a [StockLine],
    found: Vec<Violation>,
}

/// Checks a result folder; an empty list means that all of it holds.
#[must_use]
pub fn verify(folder: &ResultFolder, inputs: &Inputs) -> Vec<Violation> {
    let dataset = Dataset::from(inputs.dataset.clone());
    let mut check = Check {
        scenario: &inputs.scenario,
        dataset: &dataset,
        distances: Distances::new(&dataset, &inputs.scenario.assume),
        today: &folder.today,
        proposed: &folder.proposed,
        rounds: &folder.rounds,
        stocks: &folder.stocks,
        found: Vec::new(),
    };
    check.references();
    if check.found.is_empty() {
        check.balances();
        check.capacities();
        check.seasons();
        check.stores();
        check.sizes();
        check.qualities();
        check.tariffs();
        check.markets();
        check.rounds();
        check.services();
        check.links();
        check.contracts();
        check.pooled_contracts();
        check.partners();
        check.sums(folder);
        check.collections(folder);
        check.targets();
    }
    check.found
}

impl Check<'_> {
    /// States a violation unless two figures agree, to a millionth.
    fn agree(&mut self, check: &'static str, what: impl FnOnce() -> String, stated: f64, expected: f64) {
        let tolerance = 1e-6 * stated.abs().max(expected.abs()).max(1.0);
        if (stated - expected).abs() > tolerance || !stated.is_finite() {
            self.found.push(Violation { check, what: what(), stated, expected });
        }
    }

    /// States a violation unless a figure is within a limit, to a millionth.
    fn at_most(&mut self, check: &'static str, what: impl FnOnce() -> String, stated: f64, limit: f64) {
        if stated > limit + 1e-6 * limit.abs().max(1.0) {
            self.found.push(Violation { check, what: what(), stated, expected: limit });
        }
    }

    /// Every id of the ledgers and rounds is one of the inputs', and no mass is negative.
    fn references(&mut self) {
        let mut unknown = Vec::new();
        for entry in self.today.iter().chain(self.proposed) {
            let dataset = self.dataset;
            let flow = |flow: &Option<_>| flow.as_ref().is_none_or(|flow| dataset.flows.contains_key(flow));
            let known = flow(&entry.flow)
                && flow(&entry.taker)
                && entry.process.as_ref().is_none_or(|process| dataset.processes.contains_key(process))
                && entry.material.as_ref().is_none_or(|material| dataset.materials.contains_key(material))
                && entry.stream.as_ref().is_none_or(|s| self.scenario.collection.iter().any(|it| it.id == *s))
                && entry.round.is_none_or(|round| self.rounds.iter().any(|plan| plan.round == round));
            if !known || entry.tonnes.value() < 0.0 {
                unknown.push(format!("{} from `{}` to `{}`", entry.kind.key(), entry.from, entry.to));
            }
        }
        let violation = |what| Violation { check: "references", what, stated: 1.0, expected: 0.0 };
        self.found.extend(unknown.into_iter().map(violation));
    }
}
