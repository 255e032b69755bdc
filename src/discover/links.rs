//! Reuse links: from an output or a facility's product to an input or a facility.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{Candidates, Reason, Rejection};
use crate::dataset::{Bound, Dataset, Direction, Flow};
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

impl Link {
    /// The place that gives.
    #[must_use]
    pub fn from_place(&self, dataset: &Dataset) -> PlaceId {
        match &self.from {
            Source::Output(flow) => PlaceId::from(&dataset.flows[flow].company),
            Source::Product(facility) => PlaceId::from(facility),
        }
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
const TOO_FAR_NAMED: usize = 20;

/// All links: each pair within reach judged once, sources in parallel.
pub(super) fn find(dataset: &Dataset, network: &Network, reuse: &Reuse, reach: &Reach, found: &mut Candidates) {
    let contents = Contents::new(dataset);
    let outputs = dataset.flows.values().filter(|flow| flow.direction == Direction::Out);
    let sources: Vec<Node> = outputs
        .map(|flow| Node::Output(flow.id.clone()))
        .chain(reach.keys().map(|(facility, process)| Node::Operation(facility.clone(), process.clone())))
        .filter(|node| gives(node, found))
        .collect();
    let judged: Vec<Result<Link, Rejection>> = sources
        .par_iter()
        .flat_map_iter(|node| {
            let takers = network.takers_around(dataset, node, reuse.max_km, TOO_FAR_NAMED);
            let allowed = takers.into_iter().filter(|(material, taker)| !taker_is_rejected(taker, material, found));
            let ends: BTreeSet<_> =
                allowed.map(|(material, taker)| (source(node), target(taker), material.clone())).collect();
            ends.into_iter().filter_map(|ends| judge(dataset, network, reuse, &contents, ends)).collect::<Vec<_>>()
        })
        .collect();
    for outcome in judged {
        match outcome {
            Ok(link) => found.links.push(link),
            Err(rejection) => found.rejected.push(rejection),
        }
    }
    let ends = |link: &Link| (link.from.clone(), link.to.clone(), link.material.clone());
    found.links.sort_by(|a, b| (&a.from, &a.to, &a.material).cmp(&(&b.from, &b.to, &b.material)));
    found.links.dedup_by_key(|link| ends(link));
}

/// What the outputs of each material contain, property by property, from the least on.
struct Contents<'a>(BTreeMap<(&'a MaterialId, &'a str), Vec<(f64, &'a FlowId)>>);

impl<'a> Contents<'a> {
    fn new(dataset: &'a Dataset) -> Self {
        let mut contents: BTreeMap<_, Vec<(f64, &FlowId)>> = BTreeMap::new();
        for flow in dataset.flows.values().filter(|flow| flow.direction == Direction::Out) {
            for property in flow.qualities.iter().filter(|property| property.bound == Bound::Content) {
                let key = (&flow.material, property.property.as_str());
                contents.entry(key).or_default().push((property.value, &flow.id));
            }
        }
        for list in contents.values_mut() {
            list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
        }
        Self(contents)
    }

    /// Whether another output of the material is on the good side of a limit. The least and the greatest content of
    /// two outputs each are enough to know: one of two is another's.
    fn diluted(&self, output: &Flow, property: &str, excess: impl Fn(f64) -> f64) -> bool {
        let list = self.0.get(&(&output.material, property)).map_or(&[][..], Vec::as_slice);
        let extremes = list.iter().take(2).chain(list.iter().rev().take(2));
        extremes.into_iter().any(|(content, flow)| **flow != output.id && excess(*content) < 0.0)
    }
}

fn gives(node: &Node, found: &Candidates) -> bool {
    match node {
        Node::Operation(facility, process) => {
            let from = found.operations.partition_point(|(f, p, _)| (f, p) < (facility, process));
            found.operations.get(from).is_some_and(|(f, p, _)| f == facility && p == process)
        }
        Node::Output(_) | Node::Input(_) => true,
    }
}

/// An operation that may not run was rejected by itself; its links need no further reason.
fn taker_is_rejected(taker: &Node, material: &MaterialId, found: &Candidates) -> bool {
    match taker {
        Node::Operation(facility, process) => {
            found.operations.binary_search(&(facility.clone(), process.clone(), material.clone())).is_err()
        }
        Node::Output(_) | Node::Input(_) => false,
    }
}

fn source(node: &Node) -> Source {
    match node {
        Node::Output(flow) | Node::Input(flow) => Source::Output(flow.clone()),
        Node::Operation(facility, _) => Source::Product(facility.clone()),
    }
}

fn target(node: &Node) -> Taker {
    match node {
        Node::Output(flow) | Node::Input(flow) => Taker::Input(flow.clone()),
        Node::Operation(facility, _) => Taker::Facility(facility.clone()),
    }
}

fn judge(
    dataset: &Dataset,
    network: &Network,
    reuse: &Reuse,
    contents: &Contents<'_>,
    (from, to, material): (Source, Taker, MaterialId),
) -> Option<Result<Link, Rejection>> {
    if matches!((&from, &to), (Source::Product(a), Taker::Facility(b)) if a == b) {
        return None; // within one facility nothing is hauled: its balance passes the material on
    }
    let processed = matches!((&from, &to), (Source::Product(_), _) | (_, Taker::Facility(_)));
    let mut link = Link { from, to, material, km: Kilometres::ZERO, bound: Tonnes::ZERO };
    let (giver, taker) = (link.from_place(dataset), link.to_place(dataset));
    let outcome = match network.distances().km(&giver, &taker) {
        _ if processed && reuse.max_steps == 0 => Err(Reason::TooManySteps { steps: 1, max_steps: 0 }),
        _ if already_there(dataset, &link) => Err(Reason::AlreadyThere),
        None => Err(Reason::NoDistance),
        Some(km) if km > reuse.max_km => Err(Reason::TooFar { km: km.value(), max_km: reuse.max_km.value() }),
        Some(km) => {
            link.km = km;
            bound(dataset, &link, reuse, contents)
        }
    };
    let what = link.material.to_string();
    let rejection = |reason| Rejection { from: giver.to_string(), to: Some(taker.to_string()), what, reason };
    Some(outcome.map(|bound| Link { bound, ..link }).map_err(rejection))
}

/// Whether an output goes to this facility today: staying there is not a synergy.
fn already_there(dataset: &Dataset, link: &Link) -> bool {
    let (Source::Output(flow), Taker::Facility(facility)) = (&link.from, &link.to) else { return false };
    dataset.flows[flow].facility.as_ref() == Some(facility)
}

/// The most that a link can carry: supply, demand, capacity, and for a limited property the blend with virgin supply.
fn bound(dataset: &Dataset, link: &Link, reuse: &Reuse, contents: &Contents<'_>) -> Result<Tonnes, Reason> {
    let mut bound = f64::INFINITY;
    if let Source::Output(flow) = &link.from {
        bound = bound.min(dataset.flows[flow].quantity.value());
    }
    match &link.to {
        Taker::Input(flow) => bound = bound.min(dataset.flows[flow].quantity.value()),
        Taker::Facility(facility) => {
            bound = bound.min(dataset.most_capacity(facility, None).map_or(f64::INFINITY, Tonnes::value));
        }
    }
    if bound.is_infinite() {
        bound = dataset.total_output().value();
    }
    let mut binding = None;
    if let (Source::Output(output), Taker::Input(input)) = (&link.from, &link.to) {
        for (limit, reason) in blends(contents, &dataset.flows[output], &dataset.flows[input])? {
            if limit < bound {
                (bound, binding) = (limit, Some(reason));
            }
        }
    }
    let lot = reuse.min_lot.value();
    if bound <= 0.0 || bound < lot {
        return Err(binding.unwrap_or(Reason::BelowLot { available_t: bound, lot_t: lot }));
    }
    Ok(Tonnes(bound))
}

/// The tonnes of an output that an input tolerates, limit by limit.
///
/// With content c, limit L, virgin content v and demand q: c x + v (q - x) <= L q, so x <= q (L - v) / (c - v) when
/// c > L and v <= L. Where another output of the material can dilute further, the blend is left to the program.
fn blends(contents: &Contents<'_>, output: &Flow, input: &Flow) -> Result<Vec<(f64, Reason)>, Reason> {
    let mut limits = Vec::new();
    for limit in input.qualities.iter().filter(|p| matches!(p.bound, Bound::AtMost | Bound::AtLeast)) {
        let property = &limit.property;
        let Some(content) = output.quality(property, Bound::Content) else {
            return Err(Reason::QualityUnknown { property: property.clone() });
        };
        let virgin = input.virgin_content(limit);
        let sign = if limit.bound == Bound::AtMost { 1.0 } else { -1.0 };
        let excess = |value: f64| sign * (value - limit.value);
        if excess(content) > 0.0 && !contents.diluted(output, property, excess) {
            let share = (-excess(virgin) / (excess(content) - excess(virgin))).max(0.0);
            let reason = Reason::QualityLimit { property: property.clone(), content, limit: limit.value };
            limits.push((input.quantity.value() * share, reason));
        }
    }
    Ok(limits)
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
