//! Reuse links: from an output or a facility's product to an input or a facility.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::judge::{Ground, Pair};
use super::{Candidates, Reason, Rejection};
use crate::dataset::{Contract, Dataset, Direction, Standing, Vehicle};
use crate::id::{FacilityId, FlowId, MaterialId, PlaceId, ProcessId};
use crate::network::{Network, Node};
use crate::quantity::{Kilometres, Tonnes};
use crate::scenario::{Reuse, Scenario};

/// Where a link starts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// An output flow.
    Output(FlowId),
    /// What a facility makes.
    Product(FacilityId),
}

/// Where a link ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taker {
    /// An input flow.
    Input(FlowId),
    /// A facility that processes the material.
    Facility(FacilityId),
}

/// A reuse link that may be proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Giver.
    pub from: Source,
    /// Taker.
    pub to: Taker,
    /// What goes.
    pub material: MaterialId,
    /// One way.
    pub km: Kilometres,
    /// Most that can go in a year.
    pub bound: Tonnes,
}

/// What a tonne on a link does depends on this, where it is not hauled in whole trips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Haul {
    /// One way.
    pub km: Kilometres,
    /// Whether it is what a company puts out, and no product of a facility.
    pub put_out: bool,
    /// Tonnes of an input that a tonne of it replaces, t/t; none where it goes to a facility.
    pub replaces: Option<f64>,
}

impl Source {
    /// The id of the flow or facility.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Output(flow) => flow.as_str(),
            Self::Product(facility) => facility.as_str(),
        }
    }
}

impl Taker {
    /// The id of the flow or facility.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Input(flow) => flow.as_str(),
            Self::Facility(facility) => facility.as_str(),
        }
    }
}

impl Link {
    /// What tells it from other links, and orders them.
    pub(super) fn ends(&self) -> (&Source, &Taker, &MaterialId) {
        (&self.from, &self.to, &self.material)
    }

    /// The place that gives.
    #[must_use]
    pub fn from_place(&self, dataset: &Dataset) -> PlaceId {
        match &self.from {
            Source::Output(flow) => PlaceId::from(&dataset.flows[flow].company),
            Source::Product(facility) => PlaceId::from(facility),
        }
    }

    /// How it is hauled.
    #[must_use]
    pub fn haul(&self, dataset: &Dataset) -> Haul {
        let replaces = matches!(self.to, Taker::Input(_)).then(|| self.ratio(dataset));
        Haul { km: self.km, put_out: matches!(self.from, Source::Output(_)), replaces }
    }

    /// Tonnes of an input that a tonne of it replaces, t/t; 1 where it goes to a facility.
    #[must_use]
    pub fn ratio(&self, dataset: &Dataset) -> f64 {
        match &self.to {
            Taker::Input(_) if dataset.substitutions.is_empty() => 1.0,
            Taker::Input(flow) => dataset.ratio(&self.material, &dataset.flows[flow].material),
            Taker::Facility(_) => 1.0,
        }
    }

    /// The contract that it is under, if any.
    #[must_use]
    pub fn contract<'a>(&self, dataset: &'a Dataset) -> Option<&'a Contract> {
        if dataset.contracts.is_empty() {
            return None;
        }
        dataset.contract(&self.from_place(dataset), &self.to_place(dataset), &self.material)
    }

    /// The smallest yearly tonnage of the link alone.
    #[must_use]
    pub fn lot(&self, dataset: &Dataset, reuse: &Reuse) -> Tonnes {
        lot(self.contract(dataset), reuse)
    }

    /// The vehicle whose whole trips haul it, where one of the flows that it ties is small.
    #[must_use]
    pub fn vehicle<'a>(&self, dataset: &'a Dataset, reuse: &Reuse) -> Option<&'a Vehicle> {
        let trips = reuse.trips.as_ref()?;
        let from = if let Source::Output(flow) = &self.from { Some(flow) } else { None };
        let to = if let Taker::Input(flow) = &self.to { Some(flow) } else { None };
        let small = from.into_iter().chain(to).any(|flow| dataset.flows[flow].quantity < trips.below);
        if small { dataset.vehicles.get(&trips.vehicle) } else { None }
    }

    /// The place that takes.
    #[must_use]
    pub fn to_place(&self, dataset: &Dataset) -> PlaceId {
        match &self.to {
            Taker::Input(flow) => PlaceId::from(&dataset.flows[flow].company),
            Taker::Facility(facility) => PlaceId::from(facility),
        }
    }
}

/// The smallest yearly tonnage of a link alone: that of the scenario, unless a contract says how much goes over.
pub(super) fn lot(contract: Option<&Contract>, reuse: &Reuse) -> Tonnes {
    contract.filter(|contract| contract.least.is_some()).map_or(reuse.min_lot, |_| Tonnes::ZERO)
}

type Reach = BTreeMap<(FacilityId, ProcessId), usize>;

/// The operations that may run, material by material: within the steps allowed, with some capacity, able to count.
pub(super) fn operations(dataset: &Dataset, reach: &Reach, max_steps: usize, found: &mut Candidates) {
    for (key, &steps) in reach {
        let operation = &dataset.operations[key];
        let process = &dataset.processes[&key.1];
        for material in dataset.materials.values().filter(|m| process.accepts(m)) {
            let most = [Some(&key.1), None].map(|process| dataset.most_capacity(&key.0, process));
            let no_capacity = most.contains(&Some(Tonnes::ZERO)) || operation.capacity_units == Some(0.0);
            let reason = if steps > max_steps {
                Some(Reason::TooManySteps { steps, max_steps })
            } else if no_capacity {
                Some(Reason::NoCapacity)
            } else if operation.capacity_units.is_some() && material.unit_kg.is_none() {
                Some(Reason::NoUnitWeight)
            } else {
                None
            };
            match reason {
                None => found.operations.push((key.0.clone(), key.1.clone(), material.id.clone())),
                Some(reason) => {
                    let (from, what) = (key.0.to_string(), format!("{} of {}", key.1, material.id));
                    found.rejected.push(Rejection { from, to: None, what, reason });
                }
            }
        }
    }
    found.operations.sort();
}

/// Takers beyond the longest link that are named with their reason, for each output and material: the nearest.
const TOO_FAR_NAMED: usize = 5;

/// Sources judged at a time: the links of so many are held twice on the way to one list.
const PART: usize = 4_096;

/// What gives in a territory: outputs, then operations that may run.
pub(super) fn sources(dataset: &Dataset, found: &Candidates) -> Vec<Node> {
    let outputs = dataset.flows.values().filter(|flow| flow.direction == Direction::Out);
    let mut operations: Vec<Node> = found
        .operations
        .iter()
        .map(|(facility, process, _)| Node::Operation(facility.clone(), process.clone()))
        .collect();
    operations.dedup();
    outputs.map(|flow| Node::Output(flow.id.clone())).chain(operations).collect()
}

/// All links: each pair within reach judged once, sources in parallel.
pub(super) fn find(dataset: &Dataset, network: &Network, reuse: &Reuse, found: &mut Candidates) {
    let sources = sources(dataset, found);
    let ground = Ground::new(dataset, network, reuse, found);
    let (mut links, mut rejected) = (Vec::new(), Vec::new());
    for part in sources.chunks(PART) {
        let of_one = |node: &Node| {
            let mut links = Vec::new();
            let rejected = links_of(&ground, node, |pair, bound| links.push(pair.link(bound)));
            (links, rejected)
        };
        let judged: Vec<_> = part.par_iter().map(of_one).collect();
        links.reserve(judged.iter().map(|(links, _)| links.len()).sum());
        for (of_one, rejected_of_one) in judged {
            links.extend(of_one);
            rejected.extend(rejected_of_one);
        }
    }
    found.rejected.extend(rejected);
    // those of outputs are in order; a facility may make one material by several processes
    let products = links.partition_point(|link| matches!(link.from, Source::Output(_)));
    let mut made = links.split_off(products);
    made.sort_by(|a, b| a.ends().cmp(&b.ends()));
    made.dedup_by(|next, kept| next.ends() == kept.ends());
    links.extend(made);
    debug_assert!(links.is_sorted_by(|a, b| a.ends() < b.ends()), "links out of order");
    found.links = links;
    below_contract(dataset, found);
}

/// Tells the links of one source with the most that each can carry, material by material, in the order of their ends; gives
/// what is rejected.
pub(super) fn links_of(ground: &Ground<'_>, node: &Node, mut tell: impl FnMut(&Pair<'_>, Tonnes)) -> Vec<Rejection> {
    let giver = ground.giver(node, source(node));
    let around = ground.network.takers_around(node, &giver.at, ground.reuse.max_km, TOO_FAR_NAMED);
    let mut rejected = Vec::new();
    for of_one in around.chunk_by(|a, b| std::ptr::eq(a.material, b.material)) {
        let material = of_one[0].material;
        let inputs = of_one.iter().filter(|it| matches!(it.taker, Node::Input(_)));
        let mut former = None;
        let operations = of_one.iter().filter(|it| match it.taker {
            // an operation that may not run was rejected by itself, and a facility may process a material in several ways
            Node::Operation(facility, process) => {
                ground.found.may_run(facility, process, material) && former.replace(facility) != Some(facility)
            }
            Node::Output(_) | Node::Input(_) => false,
        });
        let takers = inputs.chain(operations);
        ground.judge(&giver, material, takers, &mut tell, &mut rejected);
    }
    rejected
}

/// Takes out the links of contracts that ask more than can flow; what must be kept is left to be found wanting.
fn below_contract(dataset: &Dataset, found: &mut Candidates) {
    if dataset.contracts.is_empty() {
        return;
    }
    let mut available: BTreeMap<String, f64> = BTreeMap::new();
    for link in &found.links {
        if let Some(contract) = link.contract(dataset) {
            *available.entry(contract.name()).or_default() += link.bound.value();
        }
    }
    let (links, rejected) = (std::mem::take(&mut found.links), &mut found.rejected);
    found.links = links
        .into_iter()
        .filter(|link| {
            let contract = link.contract(dataset).filter(|contract| contract.standing != Standing::Kept);
            let least = contract.and_then(|contract| Some((contract.least?.value(), available[&contract.name()])));
            let Some((least_t, available_t)) = least.filter(|(least, available)| available < least) else {
                return true;
            };
            let reason = Reason::BelowContract { available_t, least_t };
            let (from, to) = (link.from_place(dataset).to_string(), link.to_place(dataset).to_string());
            rejected.push(Rejection { from, to: Some(to), what: link.material.to_string(), reason });
            false
        })
        .collect();
}

pub(super) fn source(node: &Node) -> Source {
    match node {
        Node::Output(flow) | Node::Input(flow) => Source::Output(flow.clone()),
        Node::Operation(facility, _) => Source::Product(facility.clone()),
    }
}

pub(super) fn target(node: &Node) -> Taker {
    match node {
        Node::Output(flow) | Node::Input(flow) => Taker::Input(flow.clone()),
        Node::Operation(facility, _) => Taker::Facility(facility.clone()),
    }
}

/// The outputs that nothing takes, or that the scenario asks nothing of.
pub(super) fn without_taker(dataset: &Dataset, network: &Network, scenario: &Scenario, found: &mut Candidates) {
    let collected: BTreeSet<FlowId> =
        found.streams.iter().flat_map(|stream| &stream.stops).flat_map(|stop| stop.flows.clone()).collect();
    for flow in dataset.flows.values().filter(|flow| flow.direction == Direction::Out) {
        let taken = network.has_taker(&Node::Output(flow.id.clone()));
        let collected = collected.contains(&flow.id);
        let reason = match (!taken, collected || scenario.reuse.is_some()) {
            (true, _) => Reason::NoTaker,
            (false, false) => Reason::NotAsked,
            (false, true) => continue,
        };
        let (from, what) = (flow.company.to_string(), flow.material.to_string());
        found.rejected.push(Rejection { from, to: None, what, reason });
    }
}
