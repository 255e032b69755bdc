//! What could be proposed: every admissible reuse link and every way to collect, and for the rest the reason why not.

mod collection;
mod judge;
pub mod leads;
mod links;
mod mixes;
mod parts;
mod reached;
mod reason;

use std::collections::BTreeSet;

pub use self::collection::{AloneOption, DropOffOption, RoundOption, Stop, StreamCandidates, TrunkOption};
pub use self::links::{Haul, Link, Source, Taker};
pub use self::mixes::Mixes;
pub use self::parts::MOST as MOST_PARTS;
pub use self::reached::{OfMaterial, Reach, Reached};
pub use self::reason::{Reason, Rejection};
use crate::dataset::{Dataset, Direction};
use crate::id::{CompanyId, FacilityId, MaterialId, ProcessId, StreamId};
use crate::network::{Network, Node};
use crate::scenario::Scenario;

/// Everything the program may choose from.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// Direct links, in the order of their ends.
    pub links: Vec<Link>,
    /// How many more links are left out: no best proposal can use them, but for what is forgone.
    pub unused: usize,
    /// What links that are left out may lower the objective by at most: 0 where none of them can be used.
    pub forgone: f64,
    /// Operations that may run: facility, process, material.
    pub operations: Vec<(FacilityId, ProcessId, MaterialId)>,
    /// Which properties must be known of what at which facility.
    pub mixes: Mixes,
    /// Collections.
    pub streams: Vec<StreamCandidates>,
    /// What was rejected, sorted.
    pub rejected: Vec<Rejection>,
}

/// A collection is compulsory for a company that no mode can serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unserved {
    /// The stream.
    pub stream: StreamId,
    /// The company.
    pub company: CompanyId,
}

/// Derives the candidates of a scenario from the network.
#[must_use]
pub fn discover(dataset: &Dataset, network: &Network, scenario: &Scenario) -> Candidates {
    let mut candidates = Candidates::default();
    operations(dataset, network, scenario, &mut candidates);
    if let Some(reuse) = &scenario.reuse {
        links::find(dataset, network, reuse, &mut candidates);
    }
    collections(dataset, network, scenario, &mut candidates);
    candidates.reject_without_taker(dataset, network, scenario);
    candidates
}

/// The candidates of a scenario without its links: which operations may run, and how streams may be collected.
#[must_use]
pub fn services(dataset: &Dataset, network: &Network, scenario: &Scenario) -> Candidates {
    let mut candidates = Candidates::default();
    operations(dataset, network, scenario, &mut candidates);
    collections(dataset, network, scenario, &mut candidates);
    candidates.sort_rejected();
    candidates
}

fn operations(dataset: &Dataset, network: &Network, scenario: &Scenario, candidates: &mut Candidates) {
    // what is collected is treated, whatever reuse allows
    let steps = scenario.reuse.as_ref().map_or(0, |reuse| reuse.max_steps).max(1);
    let sources: BTreeSet<Node> = dataset
        .flows
        .values()
        .filter(|flow| flow.direction == Direction::Out)
        .map(|flow| Node::Output(flow.id.clone()))
        .collect();
    let reach = network.steps(&sources);
    if scenario.reuse.is_some() || !scenario.collection.is_empty() {
        links::operations(dataset, &reach, steps, candidates);
        candidates.mixes = Mixes::new(dataset, &candidates.operations);
    }
}

fn collections(dataset: &Dataset, network: &Network, scenario: &Scenario, candidates: &mut Candidates) {
    for stream in &scenario.collection {
        let found = collection::find(dataset, network, scenario, stream, candidates);
        mixes::reject_unstated(dataset, &found, candidates);
        candidates.streams.push(found);
    }
}

impl Candidates {
    /// Names the outputs that nothing takes, the last of what is rejected.
    fn reject_without_taker(&mut self, dataset: &Dataset, network: &Network, scenario: &Scenario) {
        links::without_taker(dataset, network, scenario, self);
        self.sort_rejected();
    }

    fn sort_rejected(&mut self) {
        self.rejected.sort();
        self.rejected.dedup();
    }

    /// Whether a process may run at a facility on a material.
    fn may_run(&self, facility: &FacilityId, process: &ProcessId, material: &MaterialId) -> bool {
        self.operations.binary_search_by(|(f, p, m)| (f, p, m).cmp(&(facility, process, material))).is_ok()
    }

    /// The companies that a compulsory stream cannot serve at all.
    #[must_use]
    pub fn unserved(&self) -> Vec<Unserved> {
        let mut unserved = Vec::new();
        for (s, stream) in self.streams.iter().enumerate() {
            for (index, stop) in stream.companies().filter(|(_, stop)| stop.compulsory) {
                let joined = self.streams.iter().filter(|other| other.joins.contains(&s));
                let mut together = joined.flat_map(|it| it.rounds.iter().map(move |round| (it, round)));
                let served = stream.drop_offs.iter().any(|d| d.stop == index)
                    || stream.alones.iter().any(|a| a.stop == index)
                    || stream.rounds.iter().any(|r| r.stops.contains(&index))
                    || together.any(|(it, r)| r.stops.iter().any(|&at| it.stops[at].company == stop.company));
                if !served {
                    unserved.push(Unserved { stream: stream.id.clone(), company: stop.company.clone() });
                }
            }
        }
        unserved
    }
}
