//! What to check next about a lead: what is doubtful in it, as questions that somebody can answer.

use super::chain::{Host, Match};
use super::ground::Ground;
use super::{Kind, Lead, To, cascade, knowledge};
use crate::dataset::{Bound, Evidence};

/// Something to check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Whether the company has this output or input at all: it is typical of its sector.
    Typical,
    /// The material given: recognised, and confirmed by nobody.
    MaterialGiven,
    /// The material taken: recognised, and confirmed by nobody.
    MaterialTaken,
    /// The quantity given: it is estimated.
    QuantityGiven,
    /// The quantity taken: it is estimated.
    QuantityTaken,
    /// A property that the input limits and the output does not state.
    Quality(String),
    /// Whether this material does for that one of the same family.
    SameFamily,
    /// Whether heat or water is good enough at the lower use.
    Rung,
    /// Who could run a process that the dataset does not have.
    Facility(String),
    /// Whether the company that gives can run a process.
    DonorRuns(String),
    /// Whether the company that takes can run a process.
    ReceiverRuns(String),
    /// Readiness of a process, when it is not proven in operation.
    Readiness(u8),
    /// A legal step (flag of the catalogue).
    Legal(String),
    /// What both sides pay today.
    Prices,
    /// Where a pipe could run.
    Pipe,
    /// What the pool would have to agree on.
    Pool,
}

impl Check {
    /// The word used for it in the locales.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Typical => "typical",
            Self::MaterialGiven => "material_given",
            Self::MaterialTaken => "material_taken",
            Self::QuantityGiven => "quantity_given",
            Self::QuantityTaken => "quantity_taken",
            Self::Quality(_) => "quality",
            Self::SameFamily => "same_family",
            Self::Rung => "rung",
            Self::Facility(_) => "facility",
            Self::DonorRuns(_) => "donor_runs",
            Self::ReceiverRuns(_) => "receiver_runs",
            Self::Readiness(_) => "readiness",
            Self::Legal(_) => "legal",
            Self::Prices => "prices",
            Self::Pipe => "pipe",
            Self::Pool => "pool",
        }
    }

    /// What it speaks of, where it speaks of something in particular.
    #[must_use]
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::Quality(what)
            | Self::Facility(what)
            | Self::DonorRuns(what)
            | Self::ReceiverRuns(what)
            | Self::Legal(what) => Some(what.clone()),
            Self::Readiness(level) => Some(level.to_string()),
            _ => None,
        }
    }
}

/// Level from which a process counts as proven in operation.
const PROVEN: u8 = 9;

impl Ground<'_> {
    /// What to check next about a lead, the gravest first.
    #[must_use]
    pub fn checks(&self, lead: &Lead) -> Vec<Check> {
        let mut checks = Vec::new();
        if lead.typical {
            checks.push(Check::Typical);
        }
        let recognised = |number: u32| self.item(number).recognised().is_some();
        if recognised(lead.from) {
            checks.push(Check::MaterialGiven);
        }
        if matches!(lead.to, To::Input(input) if recognised(input)) {
            checks.push(Check::MaterialTaken);
        }
        self.check_chain(lead, &mut checks);
        self.check_quality(lead, &mut checks);
        let doubtful = |number: u32| self.item(number).evidence == Evidence::Estimated;
        if doubtful(lead.from) {
            checks.push(Check::QuantityGiven);
        }
        if matches!(lead.to, To::Input(input) if doubtful(input)) {
            checks.push(Check::QuantityTaken);
        }
        if matches!(lead.to, To::Pool(_)) {
            checks.push(Check::Pool);
        } else if lead.score.eur.is_none() {
            checks.push(Check::Prices);
        }
        if knowledge::is_piped(self.material(self.item(lead.from).material)) && lead.score.km > 0.0 {
            checks.push(Check::Pipe);
        }
        checks
    }

    fn check_chain(&self, lead: &Lead, checks: &mut Vec<Check>) {
        let Some(chain) = self.chain_of(lead) else { return };
        match (lead.kind, chain.fit) {
            (Kind::Cascade, _) => checks.push(Check::Rung),
            (_, Match::Family) => checks.push(Check::SameFamily),
            _ => {}
        }
        for step in &chain.steps {
            let process = self.process(step.process);
            let name = process.id.to_string();
            match step.host {
                Host::Facility => continue,
                Host::Nobody => checks.push(Check::Facility(name)),
                Host::Donor => checks.push(Check::DonorRuns(name)),
                Host::Receiver => checks.push(Check::ReceiverRuns(name)),
            }
            checks.extend(process.legal.iter().map(|flag| Check::Legal(flag.clone())));
            checks.extend(process.readiness.filter(|level| *level < PROVEN).map(Check::Readiness));
        }
    }

    fn check_quality(&self, lead: &Lead, checks: &mut Vec<Check>) {
        let To::Input(input) = lead.to else { return };
        let (Some(output), Some(input)) = (self.item(lead.from).flow, self.item(input).flow) else { return };
        if cascade::heat(output, input) == cascade::Heat::Unknown {
            checks.push(Check::Quality(cascade::TEMPERATURE.to_owned()));
        }
        let limits = cascade::blended(input);
        let unknown = limits.filter(|limit| output.quality(&limit.property, Bound::Content).is_none());
        checks.extend(unknown.map(|limit| Check::Quality(limit.property.clone())));
    }
}
