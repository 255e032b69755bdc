//! Reuse links: from an output or a facility's product to an input or a facility.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{Candidates, Reason, Rejection};
use crate::dataset::{Bound, Content, Contract, Dataset, Direction, Flow, Standing, Vehicle};
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

    /// Tonnes of an input that a tonne of it replaces, t/t; 1 where it goes to a facility.
    #[must_use]
    pub fn ratio(&self, dataset: &Dataset) -> f64 {
        match &self.to {
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

    /// The smallest yearly tonnage of the link alone: that of the scenario, unless a contract says how much goes over.
    #[must_use]
    pub fn lot(&self, dataset: &Dataset, reuse: &Reuse) -> Tonnes {
        let contract = self.contract(dataset).filter(|contract| contract.least.is_some());
        contract.map_or(reuse.min_lot, |_| Tonnes::ZERO)
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
            let ground = Ground { dataset, network, reuse, contents: &contents, found };
            ends.into_iter().filter_map(|ends| ground.judge(ends)).collect::<Vec<_>>()
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
    below_contract(dataset, found);
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

/// What is known to contain how much, by material and property, from the least on. Products have no flow; one that has a
/// share of what enters may contain anything.
struct Contents<'a>(BTreeMap<(&'a MaterialId, &'a str), Vec<Contained<'a>>>);

/// How much, and in which output.
type Contained<'a> = (f64, Option<&'a FlowId>);

impl<'a> Contents<'a> {
    fn new(dataset: &'a Dataset) -> Self {
        let mut contents: BTreeMap<_, Vec<Contained<'_>>> = BTreeMap::new();
        for flow in dataset.flows.values().filter(|flow| flow.direction == Direction::Out) {
            for property in flow.qualities.iter().filter(|property| property.bound == Bound::Content) {
                let key = (&flow.material, property.property.as_str());
                contents.entry(key).or_default().push((property.value, Some(&flow.id)));
            }
        }
        for product in &dataset.contents {
            let list = contents.entry((&product.output, product.property.as_str())).or_default();
            match product.content {
                Content::Fixed(content) => list.push((content, None)),
                Content::Share(_) => list.extend([(f64::NEG_INFINITY, None), (f64::INFINITY, None)]),
            }
        }
        for list in contents.values_mut() {
            list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        Self(contents)
    }

    /// Whether something else of a material is on the good side of a limit. The least and the greatest content of
    /// two each are enough to know: one of two is another's.
    fn dilutes(
        &self,
        material: &MaterialId,
        but: Option<&FlowId>,
        property: &str,
        excess: impl Fn(f64) -> f64,
    ) -> bool {
        let list = self.0.get(&(material, property)).map_or(&[][..], Vec::as_slice);
        let extremes = list.iter().take(2).chain(list.iter().rev().take(2));
        extremes.into_iter().any(|(content, flow)| (flow.is_none() || *flow != but) && excess(*content) < 0.0)
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

/// What links are judged by.
struct Ground<'a> {
    dataset: &'a Dataset,
    network: &'a Network,
    reuse: &'a Reuse,
    contents: &'a Contents<'a>,
    found: &'a Candidates,
}

/// The most that a limit leaves of a link, and the reason to give when that is too little.
type Limits = Vec<(f64, Reason)>;

impl Ground<'_> {
    fn judge(&self, (from, to, material): (Source, Taker, MaterialId)) -> Option<Result<Link, Rejection>> {
        if matches!((&from, &to), (Source::Product(a), Taker::Facility(b)) if a == b) {
            return None; // within one facility nothing is hauled: its balance passes the material on
        }
        let processed = matches!((&from, &to), (Source::Product(_), _) | (_, Taker::Facility(_)));
        let mut link = Link { from, to, material, km: Kilometres::ZERO, bound: Tonnes::ZERO };
        let (giver, taker) = (link.from_place(self.dataset), link.to_place(self.dataset));
        let max_km = self.reuse.max_km;
        let outcome = match self.network.distances().km(&giver, &taker) {
            _ if processed && self.reuse.max_steps == 0 => Err(Reason::TooManySteps { steps: 1, max_steps: 0 }),
            _ if already_there(self.dataset, &link) => Err(Reason::AlreadyThere),
            None => Err(Reason::NoDistance),
            Some(km) if km > max_km => Err(Reason::TooFar { km: km.value(), max_km: max_km.value() }),
            Some(km) => {
                link.km = km;
                self.allowed(&link).and_then(|()| self.bound(&link))
            }
        };
        let what = link.material.to_string();
        let rejection = |reason| Rejection { from: giver.to_string(), to: Some(taker.to_string()), what, reason };
        Some(outcome.map(|bound| Link { bound, ..link }).map_err(rejection))
    }

    /// What contracts rule out.
    fn allowed(&self, link: &Link) -> Result<(), Reason> {
        let dataset = self.dataset;
        if link.contract(dataset).is_some_and(|contract| contract.standing == Standing::Forbidden) {
            return Err(Reason::Forbidden);
        }
        let elsewhere = dataset.bound_elsewhere(&link.from_place(dataset), &link.to_place(dataset), &link.material);
        elsewhere.map_or(Ok(()), |(bound, partner)| {
            Err(Reason::Exclusive { bound: bound.to_string(), partner: partner.to_string() })
        })
    }

    /// The most that a link can carry: supply, demand, capacity, and for a limited property the blend.
    fn bound(&self, link: &Link) -> Result<Tonnes, Reason> {
        let dataset = self.dataset;
        let mut bound = f64::INFINITY;
        if let Source::Output(flow) = &link.from {
            bound = bound.min(dataset.flows[flow].quantity.value());
        }
        let limits = match &link.to {
            Taker::Input(flow) => {
                let input = &dataset.flows[flow];
                let spoils = if self.reuse.seasons { dataset.most_spoilt(flow) } else { 0.0 };
                bound = bound.min((input.quantity.value() + spoils) / link.ratio(dataset));
                self.blends(link, input)?
            }
            Taker::Facility(facility) => {
                bound = bound.min(dataset.most_capacity(facility, None).map_or(f64::INFINITY, Tonnes::value));
                self.inlet(link, facility)?
            }
        };
        if bound.is_infinite() {
            bound = dataset.total_output().value();
        }
        let mut binding = None;
        for (limit, reason) in limits {
            if limit < bound {
                (bound, binding) = (limit, Some(reason));
            }
        }
        if let Some(most) = link.contract(dataset).and_then(|contract| contract.most) {
            bound = bound.min(most.value());
        }
        let lot = link.lot(dataset, self.reuse).value();
        if bound <= 0.0 || bound < lot {
            return Err(binding.unwrap_or(Reason::BelowLot { available_t: bound, lot_t: lot }));
        }
        Ok(Tonnes(bound))
    }

    /// What is known of a property of what a link carries: none when the mix that it comes from decides, or the standard
    /// of the material.
    fn content(&self, link: &Link, property: &str) -> Result<Option<f64>, Reason> {
        match &link.from {
            Source::Output(output) => {
                let content = self.dataset.flows[output].quality(property, Bound::Content);
                content.map(Some).ok_or_else(|| Reason::QualityUnknown { property: property.to_owned() })
            }
            Source::Product(facility) => {
                let stated = self
                    .dataset
                    .contents
                    .iter()
                    .filter(|it| it.facility == *facility && it.output == link.material && it.property == property);
                let mut contents = stated.map(|it| match it.content {
                    Content::Fixed(content) => Some(content),
                    Content::Share(_) => None,
                });
                let first = contents.next().flatten();
                Ok(first.filter(|_| contents.all(|other| other == first)))
            }
        }
    }

    /// The tonnes that an input tolerates, limit by limit.
    ///
    /// With content c, limit L, virgin content v, demand q, and r tonnes replaced by each: c x + v (q - r x) <= L (x + q - r x),
    /// so x <= q (L - v) / ((c - L) + r (L - v)) when c > L and v <= L. Where something else that the input takes can
    /// dilute further, the blend is left to the program.
    fn blends(&self, link: &Link, input: &Flow) -> Result<Limits, Reason> {
        let mut limits = Vec::new();
        let ratio = link.ratio(self.dataset);
        for limit in input.qualities.iter().filter(|p| matches!(p.bound, Bound::AtMost | Bound::AtLeast)) {
            let property = limit.property.as_str();
            let Some(content) = self.content(link, property)? else { continue };
            let virgin = input.virgin_content(limit);
            let sign = if limit.bound == Bound::AtMost { 1.0 } else { -1.0 };
            let excess = |value: f64| sign * (value - limit.value);
            let mut taken = self.dataset.takes(&input.material);
            if excess(content) > 0.0 && !taken.any(|m| self.contents.dilutes(m, flow_of(link), property, excess)) {
                let slack = -excess(virgin);
                let most = (input.quantity.value() * slack / (excess(content) + ratio * slack)).max(0.0);
                let reason = Reason::QualityLimit { property: property.to_owned(), content, limit: limit.value };
                limits.push((most, reason));
            }
        }
        Ok(limits)
    }

    /// What must be known at a facility is; and nothing goes there that no process may take, even diluted.
    fn inlet(&self, link: &Link, facility: &FacilityId) -> Result<Limits, Reason> {
        let dataset = self.dataset;
        let mut limits = Vec::new();
        for property in self.found.mixes.properties(facility, &link.material) {
            let stated = match &link.from {
                Source::Output(_) => true,
                Source::Product(from) => dataset.states(from, &link.material, property),
            };
            let content = self.content(link, property)?;
            if !stated {
                return Err(Reason::QualityUnknown { property: property.to_owned() });
            }
            let Some(content) = content else { continue };
            let takers = self.found.operations.iter().filter(|(f, _, m)| f == facility && *m == link.material);
            let refusals: Option<Vec<f64>> =
                takers.map(|(_, process, _)| self.refusal(link, (facility, process), (property, content))).collect();
            if let Some(limit) = refusals.and_then(|limits| limits.first().copied()) {
                limits.push((0.0, Reason::QualityLimit { property: property.to_owned(), content, limit }));
            }
        }
        Ok(limits)
    }

    /// The limit of an operation that a content breaks and that nothing else the operation takes could make good.
    fn refusal(
        &self,
        link: &Link,
        (facility, process): (&FacilityId, &ProcessId),
        (property, content): (&str, f64),
    ) -> Option<f64> {
        let dataset = self.dataset;
        let limits = dataset.inlet_limits(facility, process).filter(|limit| limit.property == property);
        let broken = |limit: &&crate::dataset::InletLimit| {
            let sign = if limit.bound == Bound::AtMost { 1.0 } else { -1.0 };
            let excess = |value: f64| sign * (value - limit.value);
            let accepted = dataset.materials.values().filter(|m| dataset.processes[process].accepts(m));
            let mut others = accepted.map(|m| self.contents.dilutes(&m.id, flow_of(link), property, excess));
            excess(content) > 0.0 && !others.any(|dilutes| dilutes)
        };
        limits.filter(broken).map(|limit| limit.value).next()
    }
}

/// The output that a link comes from, if one.
fn flow_of(link: &Link) -> Option<&FlowId> {
    match &link.from {
        Source::Output(flow) => Some(flow),
        Source::Product(_) => None,
    }
}

/// Whether an output goes to this facility today: staying there is not a synergy.
fn already_there(dataset: &Dataset, link: &Link) -> bool {
    let (Source::Output(flow), Taker::Facility(facility)) = (&link.from, &link.to) else { return false };
    dataset.flows[flow].facility.as_ref() == Some(facility)
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
