//! Whether a link may be, and how much it can carry.

use std::collections::BTreeMap;

use super::links::{lot, target};
use super::{Candidates, Haul, Link, Reason, Rejection, Source};
use crate::dataset::{Bound, Content, Dataset, Direction, Flow, InletLimit, Property, Standing};
use crate::id::{FacilityId, FlowId, MaterialId, PlaceId, ProcessId};
use crate::network::{Around, Located, Network, Node};
use crate::quantity::{Kilometres, Tonnes};
use crate::scenario::Reuse;

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

/// What links are judged by.
pub(super) struct Ground<'a> {
    pub dataset: &'a Dataset,
    pub network: &'a Network,
    pub reuse: &'a Reuse,
    pub found: &'a Candidates,
    contents: Contents<'a>,
    /// Each that takes a material, in the order of the network; none for operations.
    inputs: BTreeMap<&'a MaterialId, Vec<Option<Input<'a>>>>,
}

/// An input that takes a material, with what most links need to know of it: a territory has many times more of them.
#[derive(Clone, Copy)]
struct Input<'a> {
    flow: &'a Flow,
    /// Tonnes that a tonne of the material replaces.
    ratio: f64,
    /// The most of the material that it takes, t a year.
    most: f64,
    /// Whether it limits some property of what it takes.
    limited: bool,
}

/// Where links start, looked up once for all of them.
pub(super) struct Giver<'a> {
    source: Source,
    flow: Option<&'a Flow>,
    /// The place that gives.
    pub at: Located,
}

/// One that gives and one that takes a material, with what its ends are. No id is copied for it: there are many more pairs
/// than links that are wanted.
pub(super) struct Pair<'p> {
    giver: &'p Giver<'p>,
    material: &'p MaterialId,
    around: &'p Around<'p>,
    input: Option<Input<'p>>,
    km: Option<Kilometres>,
}

/// The most that a limit leaves of a link, and the reason to give when that is too little.
type Limits = Vec<(f64, Reason)>;

impl<'a> Ground<'a> {
    pub(super) fn new(dataset: &'a Dataset, network: &'a Network, reuse: &'a Reuse, found: &'a Candidates) -> Self {
        let input = |material: &MaterialId, node: &Node| {
            let Node::Input(flow) = node else { return None };
            dataset.flows.get(flow).map(|flow| Input::new(dataset, reuse, material, flow))
        };
        let inputs_of = |material| network.takers_of(material).map(|node| input(material, node)).collect();
        let inputs = network.materials().map(|material| (material, inputs_of(material)));
        Self { dataset, network, reuse, found, contents: Contents::new(dataset), inputs: inputs.collect() }
    }

    /// What gives at a node, as the source that it is.
    pub(super) fn giver(&self, node: &Node, source: Source) -> Giver<'a> {
        let flow = if let Source::Output(flow) = &source { self.dataset.flows.get(flow) } else { None };
        Giver { source, flow, at: self.network.distances().locate(Network::place(self.dataset, node)) }
    }

    /// Judges each pair of one giver and those that take one material; tells the links with the most that they can carry,
    /// and adds the reasons why there is none.
    pub(super) fn judge<'t, 'n: 't>(
        &self,
        giver: &Giver<'_>,
        material: &MaterialId,
        takers: impl Iterator<Item = &'t Around<'n>>,
        tell: &mut impl FnMut(&Pair<'_>, Tonnes),
        rejected: &mut Vec<Rejection>,
    ) {
        let inputs = self.inputs.get(material).map_or(&[][..], Vec::as_slice);
        for around in takers {
            let input = inputs.get(around.number as usize).copied().flatten();
            let km = self.network.distances().between(&giver.at, around.at);
            let pair = Pair { giver, material, around, input, km };
            match self.judge_one(&pair) {
                Some(Ok(bound)) => tell(&pair, bound),
                Some(Err(reason)) => rejected.push(pair.rejection(reason)),
                None => {}
            }
        }
    }

    /// The most that a link can carry; none where nothing needs to be hauled.
    fn judge_one(&self, pair: &Pair<'_>) -> Option<Result<Tonnes, Reason>> {
        let (product, facility) = (pair.maker(), pair.facility());
        if product.is_some() && product == facility {
            return None; // within one facility nothing is hauled: its balance passes the material on
        }
        let processed = product.is_some() || facility.is_some();
        let max_km = self.reuse.max_km;
        Some(match pair.km {
            _ if processed && self.reuse.max_steps == 0 => Err(Reason::TooManySteps { steps: 1, max_steps: 0 }),
            _ if pair.already_there() => Err(Reason::AlreadyThere),
            None => Err(Reason::NoDistance),
            Some(km) if km > max_km => Err(Reason::TooFar { km: km.value(), max_km: max_km.value() }),
            Some(_) => self.allowed(pair).and_then(|()| self.bound(pair)),
        })
    }

    /// What contracts rule out.
    fn allowed(&self, pair: &Pair<'_>) -> Result<(), Reason> {
        let (dataset, (from, to)) = (self.dataset, pair.places());
        let contract = dataset.contract(from, to, pair.material);
        if contract.is_some_and(|contract| contract.standing == Standing::Forbidden) {
            return Err(Reason::Forbidden);
        }
        dataset.bound_elsewhere(from, to, pair.material).map_or(Ok(()), |(bound, partner)| {
            Err(Reason::Exclusive { bound: bound.to_string(), partner: partner.to_string() })
        })
    }

    /// The most that a link can carry: supply, demand, capacity, and for a limited property the blend.
    fn bound(&self, pair: &Pair<'_>) -> Result<Tonnes, Reason> {
        let (dataset, (from, to)) = (self.dataset, pair.places());
        let mut bound = pair.giver.flow.map_or(f64::INFINITY, |output| output.quantity.value());
        let mut limits = Vec::new();
        if let Some(input) = pair.input {
            bound = bound.min(input.most);
            if input.limited {
                limits = self.blends(pair, input)?;
            }
        } else if let Some(facility) = pair.facility() {
            bound = bound.min(dataset.most_capacity(facility, None).map_or(f64::INFINITY, Tonnes::value));
            limits = self.inlet(pair, facility)?;
        }
        if bound.is_infinite() {
            bound = dataset.total_output().value();
        }
        let mut binding = None;
        for (limit, reason) in limits {
            if limit < bound {
                (bound, binding) = (limit, Some(reason));
            }
        }
        let contract = dataset.contract(from, to, pair.material);
        if let Some(most) = contract.and_then(|contract| contract.most) {
            bound = bound.min(most.value());
        }
        let lot = lot(contract, self.reuse).value();
        if bound <= 0.0 || bound < lot {
            return Err(binding.unwrap_or(Reason::BelowLot { available_t: bound, lot_t: lot }));
        }
        Ok(Tonnes(bound))
    }

    /// What is known of a property of what a link carries: none when the mix that it comes from decides, or the standard
    /// of the material.
    fn content(&self, pair: &Pair<'_>, property: &str) -> Result<Option<f64>, Reason> {
        match &pair.giver.source {
            Source::Output(_) => {
                let content = pair.giver.flow.and_then(|output| output.quality(property, Bound::Content));
                content.map(Some).ok_or_else(|| Reason::QualityUnknown { property: property.to_owned() })
            }
            Source::Product(facility) => {
                let stated =
                    self.dataset.contents.iter().filter(|it| {
                        it.facility == *facility && it.output == *pair.material && it.property == property
                    });
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
    fn blends(&self, pair: &Pair<'_>, Input { flow: input, ratio, .. }: Input<'_>) -> Result<Limits, Reason> {
        let mut limits = Vec::new();
        for limit in input.qualities.iter().filter(|property| property.is_limit()) {
            let property = limit.property.as_str();
            let Some(content) = self.content(pair, property)? else { continue };
            let virgin = input.virgin_content(limit);
            let sign = if limit.bound == Bound::AtMost { 1.0 } else { -1.0 };
            let excess = |value: f64| sign * (value - limit.value);
            let mut taken = self.dataset.takes(&input.material);
            if excess(content) > 0.0 && !taken.any(|m| self.contents.dilutes(m, pair.flow(), property, excess)) {
                let slack = -excess(virgin);
                let most = (input.quantity.value() * slack / (excess(content) + ratio * slack)).max(0.0);
                let reason = Reason::QualityLimit { property: property.to_owned(), content, limit: limit.value };
                limits.push((most, reason));
            }
        }
        Ok(limits)
    }

    /// What must be known at a facility is; and nothing goes there that no process may take, even diluted.
    fn inlet(&self, pair: &Pair<'_>, facility: &FacilityId) -> Result<Limits, Reason> {
        let mut limits = Vec::new();
        for property in self.found.mixes.properties(facility, pair.material) {
            let stated = pair.maker().is_none_or(|from| self.dataset.states(from, pair.material, property));
            let content = self.content(pair, property)?;
            if !stated {
                return Err(Reason::QualityUnknown { property: property.to_owned() });
            }
            let Some(content) = content else { continue };
            let takers = self.found.operations.iter().filter(|(f, _, m)| f == facility && m == pair.material);
            let refusals: Option<Vec<f64>> =
                takers.map(|(_, process, _)| self.refusal(pair, (facility, process), (property, content))).collect();
            if let Some(limit) = refusals.and_then(|limits| limits.first().copied()) {
                limits.push((0.0, Reason::QualityLimit { property: property.to_owned(), content, limit }));
            }
        }
        Ok(limits)
    }

    /// The limit of an operation that a content breaks and that nothing else the operation takes could make good.
    fn refusal(
        &self,
        pair: &Pair<'_>,
        (facility, process): (&FacilityId, &ProcessId),
        (property, content): (&str, f64),
    ) -> Option<f64> {
        let dataset = self.dataset;
        let limits = dataset.inlet_limits(facility, process).filter(|limit| limit.property == property);
        let broken = |limit: &&InletLimit| {
            let sign = if limit.bound == Bound::AtMost { 1.0 } else { -1.0 };
            let excess = |value: f64| sign * (value - limit.value);
            let accepted = dataset.materials.values().filter(|m| dataset.processes[process].accepts(m));
            let mut others = accepted.map(|m| self.contents.dilutes(&m.id, pair.flow(), property, excess));
            excess(content) > 0.0 && !others.any(|dilutes| dilutes)
        };
        limits.filter(broken).map(|limit| limit.value).next()
    }
}

impl<'a> Input<'a> {
    fn new(dataset: &Dataset, reuse: &Reuse, material: &MaterialId, flow: &'a Flow) -> Self {
        let spoils = if reuse.seasons { dataset.most_spoilt(&flow.id) } else { 0.0 };
        let ratio = dataset.ratio(material, &flow.material);
        let most = (flow.quantity.value() + spoils) / ratio;
        Self { flow, ratio, most, limited: flow.qualities.iter().any(Property::is_limit) }
    }
}

impl Pair<'_> {
    /// The link that it is.
    pub(super) fn link(&self, bound: Tonnes) -> Link {
        let (from, to) = (self.giver.source.clone(), target(self.around.taker));
        Link { from, to, material: self.material.clone(), km: self.km.unwrap_or(Kilometres::ZERO), bound }
    }

    /// How the link is hauled.
    pub(super) fn haul(&self) -> Haul {
        let km = self.km.unwrap_or(Kilometres::ZERO);
        Haul { km, put_out: self.maker().is_none(), replaces: self.input.map(|input| input.ratio) }
    }

    /// The material.
    pub(super) fn material(&self) -> &MaterialId {
        self.material
    }

    /// The number of the taker among all that take the material.
    pub(super) fn number(&self) -> u32 {
        self.around.number
    }

    fn rejection(&self, reason: Reason) -> Rejection {
        let (from, to) = self.places();
        Rejection { from: from.to_string(), to: Some(to.to_string()), what: self.material.to_string(), reason }
    }

    fn places(&self) -> (&PlaceId, &PlaceId) {
        (&self.giver.at.place, &self.around.at.place)
    }

    /// The output that it comes from, if one.
    fn flow(&self) -> Option<&FlowId> {
        self.giver.flow.map(|output| &output.id)
    }

    /// The facility that it is a product of, if one.
    fn maker(&self) -> Option<&FacilityId> {
        if let Source::Product(facility) = &self.giver.source { Some(facility) } else { None }
    }

    /// The facility that takes it, if one.
    fn facility(&self) -> Option<&FacilityId> {
        if let Node::Operation(facility, _) = self.around.taker { Some(facility) } else { None }
    }

    /// Whether an output goes to this facility today: staying there is not a synergy.
    fn already_there(&self) -> bool {
        self.facility().is_some_and(|to| self.giver.flow.is_some_and(|output| output.facility.as_ref() == Some(to)))
    }
}
