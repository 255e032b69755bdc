//! How sure a lead is: the product of what makes it doubtful. Every figure below is an assumption of this program,
//! in steps that a person can follow; docs/discovery.md lists them.

use super::chain::{Host, Match, Step};
use super::ground::Ground;
use crate::dataset::Evidence;

/// Readiness counted where the catalogue states none.
const READINESS_UNKNOWN: f64 = 0.8;
/// Highest level of technology readiness (European Commission, Horizon 2020 work programme, annex G).
const READINESS_FULL: f64 = 9.0;
/// For each legal step.
const LEGAL_STEP: f64 = 0.9;
/// A facility has to be found or built.
const NO_FACILITY: f64 = 0.5;
/// A chain of processes that no published exchange of these materials backs.
const NO_PRECEDENT: f64 = 0.8;
/// Another material of the same family may not do.
const OTHER_OF_FAMILY: f64 = 0.5;
/// Other heat or water of the same rung serves: through an exchanger, or after an analysis.
const SAME_RUNG: f64 = 0.8;
/// For each rung that heat or water falls: what it could do better is lost.
const LOWER_RUNG: f64 = 0.5;
/// For each property that the input limits and the output does not state.
pub(super) const PROPERTY_UNKNOWN: f64 = 0.8;

/// What makes a lead doubtful, each from 0 (no hope) to 1 (no doubt); the certainty is their product.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Certainty {
    /// How the output is known: its figure and its material.
    pub given: f64,
    /// How the input is known, likewise; 1 where a facility takes it.
    pub taken: f64,
    /// The chain: readiness, legal steps, match of the materials, precedent.
    pub chain: f64,
    /// Properties that nobody has measured.
    pub quality: f64,
}

impl Certainty {
    /// The product.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.given * self.taken * self.chain * self.quality
    }
}

/// How far a figure can be relied on.
#[must_use]
pub fn of_evidence(evidence: Evidence) -> f64 {
    match evidence {
        Evidence::Measured => 1.0,
        Evidence::Declared => 0.9,
        Evidence::Estimated => 0.7,
        Evidence::Typical => 0.3,
    }
}

/// Of a chain by itself.
pub(super) fn of_chain(ground: &Ground<'_>, steps: &[Step], fit: Match, published: bool) -> f64 {
    let fit = match fit {
        Match::Same => 1.0,
        Match::Cascade(rungs) => SAME_RUNG * LOWER_RUNG.powi(i32::from(rungs)),
        Match::Family => OTHER_OF_FAMILY,
    };
    let processes = steps.iter().map(|step| {
        let process = ground.process(step.process);
        let readiness = process.readiness.map_or(READINESS_UNKNOWN, |level| f64::from(level) / READINESS_FULL);
        let legal = process.legal.iter().fold(1.0, |all, _| all * LEGAL_STEP);
        // what a facility of the dataset runs is ready and allowed
        if step.host == Host::Facility { 1.0 } else { readiness * legal }
    });
    let nobody = if steps.iter().any(|step| step.host == Host::Nobody) { NO_FACILITY } else { 1.0 };
    let offered = steps.iter().all(|step| step.host == Host::Facility);
    let precedent = if published || offered { 1.0 } else { NO_PRECEDENT };
    processes.product::<f64>() * fit * nobody * precedent
}
