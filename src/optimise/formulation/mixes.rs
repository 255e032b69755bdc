//! Mixes: what a facility brings together of a material and passes on to several takers has one content for all of them.
//!
//! The content of a mix times the tonnes of a taker is a product of two unknowns. Between bounds of the content it is
//! replaced by its convex envelope, which is exact at the bounds: [`crate::optimise::pooling`] narrows
//! them until the answer is exact.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::Share;
use super::{Formulation, Problem};
use crate::dataset::{Bound, Content, Stock};
use crate::discover::{Source, Taker};
use crate::id::{FacilityId, MaterialId};
use crate::optimise::program::{Col, Impact, Sense};

/// A property of a material at a facility.
pub type MixKey = (FacilityId, MaterialId, String);

/// Bounds of the contents of mixes, and of the shares of their sources; those without an entry have their natural ones.
pub type Boxes = BTreeMap<MixKey, (f64, f64)>;

/// What is brought together of a material at a facility, with one of its properties.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    /// Of what, where.
    pub key: MixKey,
    /// Least content.
    pub low: f64,
    /// Greatest content.
    pub high: f64,
    /// What arrives: column of the tonnes, tonnes that arrive for each, and their content.
    pub inflows: Vec<Inflow>,
    /// What is passed on: columns of its tonnes and of the property that it carries.
    pub outflows: Vec<(Col, Col)>,
    /// Whether its content depends on what is mixed, and counts for several takers: a pool.
    pub pooled: bool,
}

/// Something that arrives at a mix.
#[derive(Debug, Clone, PartialEq)]
pub struct Inflow {
    /// Tonnes before any yield.
    pub col: Col,
    /// Tonnes that arrive for each of them.
    pub ratio: f64,
    /// What those contain.
    pub origin: Origin,
}

/// Where the content of an inflow comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// Known.
    Fixed(f64),
    /// So many times that of another mix.
    Mix(MixKey, f64),
}

/// Passes over all mixes when bounds are carried from one to the next.
const PASSES: usize = 60;
/// Contents closer than this, relatively, are one.
const SAME: f64 = 1e-9;

/// A mix as it is built.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub inflows: Vec<Inflow>,
    pub outflows: BTreeSet<Col>,
    unknown: bool,
}

impl Origin {
    /// The mix that it comes from, if one.
    pub(super) fn mix(&self) -> Option<(&MixKey, f64)> {
        match self {
            Self::Fixed(_) => None,
            Self::Mix(of, share) => Some((of, *share)),
        }
    }
}

impl Formulation<'_> {
    /// Columns `carried[a,c]`, what an arc that leaves a mix carries of a property (t times its unit), and
    /// `content[n,c]` of each mix that several arcs leave.
    ///
    /// `mix.balance[n,c]`: sum of content[a,c] a over what arrives = sum of carried[a,c] over what leaves;
    /// with l <= content[n,c] <= u and a <= b, for each arc a that leaves:
    /// `mix.least[a,c]`: carried >= l a; `mix.most[a,c]`: carried <= u a;
    /// `mix.over[a,c]`: carried >= b content + u a - u b; `mix.under[a,c]`: carried <= b content + l a - l b.
    /// Where the content is known `mix.least` alone stands, as an equality; a single taker needs none of them.
    pub(super) fn mix_rows(&mut self, boxes: &Boxes) {
        let mixes = self.found_mixes();
        let most = self.most(&mixes);
        let bounds = contents(&mixes, boxes);
        for (key, mix) in &mixes {
            let (low, high) = bounds[key];
            for &col in &mix.outflows {
                let (name, b) = (self.arc_name(col, &key.2), most[&col]);
                let carried = self.program.column(&format!("carried({name})"), (high * b).max(0.0), Impact::NONE);
                self.program.lower(carried, (low * b).min(0.0));
                self.columns.carried.insert((col, key.2.clone()), carried);
            }
        }
        let mut contents = BTreeMap::new();
        for (key, mix) in &mixes {
            let (low, high) = bounds[key];
            let arriving = mix.inflows.iter().map(|it| match &it.origin {
                Origin::Fixed(content) => (it.col, it.ratio * content),
                Origin::Mix(_, share) => (self.columns.carried[&(it.col, key.2.clone())], it.ratio * share),
            });
            let leaving = mix.outflows.iter().map(|col| (self.columns.carried[&(*col, key.2.clone())], -1.0));
            let terms: Vec<_> = arriving.chain(leaving).collect();
            let name = format!("{},{},{}", key.0, key.1, key.2);
            self.program.row(&format!("mix.balance({name})"), terms, Sense::Eq, 0.0);
            let known = high - low <= SAME * high.abs().max(1.0);
            let pooled = mix.outflows.len() > 1 && !known;
            if pooled {
                contents.insert(key.clone(), self.envelopes(key, mix, (low, high), &most));
            } else if known {
                for &col in &mix.outflows {
                    let name = format!("mix.least({})", self.arc_name(col, &key.2));
                    let carried = self.columns.carried[&(col, key.2.clone())];
                    self.program.row(&name, [(carried, 1.0), (col, -low)], Sense::Eq, 0.0);
                }
            }
            let outflows = mix.outflows.iter().map(|&col| (col, self.columns.carried[&(col, key.2.clone())])).collect();
            let inflows = mix.inflows.clone();
            self.mixes.push(Mix { key: key.clone(), low, high, inflows, outflows, pooled });
        }
        self.paths(&mixes, boxes, &most, &contents);
    }

    fn envelopes(&mut self, key: &MixKey, mix: &Found, (low, high): (f64, f64), most: &BTreeMap<Col, f64>) -> Col {
        let name = format!("content({},{},{})", key.0, key.1, key.2);
        let content = self.program.column(&name, high, Impact::NONE);
        self.program.lower(content, low);
        for &col in &mix.outflows {
            let (name, b) = (self.arc_name(col, &key.2), most[&col]);
            let w = self.columns.carried[&(col, key.2.clone())];
            self.program.row(&format!("mix.least({name})"), [(w, 1.0), (col, -low)], Sense::Ge, 0.0);
            self.program.row(&format!("mix.most({name})"), [(w, 1.0), (col, -high)], Sense::Le, 0.0);
            let over = [(w, 1.0), (content, -b), (col, -high)];
            self.program.row(&format!("mix.over({name})"), over, Sense::Ge, -high * b);
            let under = [(w, 1.0), (content, -b), (col, -low)];
            self.program.row(&format!("mix.under({name})"), under, Sense::Le, -low * b);
        }
        content
    }

    fn arc_name(&self, col: Col, property: &str) -> String {
        format!("{},{property}", self.program.columns()[col.0].name)
    }

    /// What arrives and what leaves, mix by mix; none of those where something of unknown content is made.
    fn found_mixes(&self) -> BTreeMap<MixKey, Found> {
        let candidates = self.problem.candidates;
        let mut mixes: BTreeMap<MixKey, Found> =
            candidates.mixes.iter().map(|key| (key.clone(), Found::default())).collect();
        if mixes.is_empty() {
            return mixes;
        }
        self.linked_mixes(&mut mixes);
        self.collected_mixes(&mut mixes);
        self.processed_mixes(&mut mixes);
        for ((facility, material), &col) in self.columns.sold.iter().chain(&self.columns.disposed) {
            leave(&mut mixes, candidates.mixes.properties(facility, material), (facility, material), col);
        }
        for (of, store) in &self.columns.stores {
            if let (Stock::Facility(facility, material), Some(spoilt)) = (of, store.spoilt) {
                leave(&mut mixes, candidates.mixes.properties(facility, material), (facility, material), spoilt);
            }
        }
        mixes.retain(|_, mix| !mix.unknown && !mix.outflows.is_empty());
        // what comes from a mix that is not known is not known either
        loop {
            let known: BTreeSet<MixKey> = mixes.keys().cloned().collect();
            mixes.retain(|_, mix| {
                mix.inflows.iter().all(|it| !matches!(&it.origin, Origin::Mix(of, _) if !known.contains(of)))
            });
            if mixes.len() == known.len() {
                return mixes;
            }
        }
    }

    fn linked_mixes(&self, mixes: &mut BTreeMap<MixKey, Found>) {
        let (dataset, candidates) = (self.problem.dataset, self.problem.candidates);
        for (link, &col) in candidates.links.iter().zip(&self.columns.link) {
            if let Source::Product(facility) = &link.from {
                leave(mixes, candidates.mixes.properties(facility, &link.material), (facility, &link.material), col);
            }
            let Taker::Facility(facility) = &link.to else { continue };
            for property in candidates.mixes.properties(facility, &link.material) {
                let origin = match &link.from {
                    Source::Output(flow) => dataset.flows[flow].quality(property, Bound::Content).map(Origin::Fixed),
                    Source::Product(from) => Some(Origin::Mix(mix_key(from, &link.material, property), 1.0)),
                };
                arrive(mixes, (facility, &link.material, property), col, 1.0, origin);
            }
        }
    }

    fn collected_mixes(&self, mixes: &mut BTreeMap<MixKey, Found>) {
        let (dataset, candidates) = (self.problem.dataset, self.problem.candidates);
        for ((_, flow, facility), &col) in &self.columns.collected {
            let flow = &dataset.flows[flow];
            if self.program.columns()[col.0].upper <= 0.0 {
                continue;
            }
            for property in candidates.mixes.properties(facility, &flow.material) {
                let origin = flow.quality(property, Bound::Content).map(Origin::Fixed);
                arrive(mixes, (facility, &flow.material, property), col, 1.0, origin);
            }
        }
        for ((stream, option, material), &col) in &self.columns.trunk {
            let trunk = &candidates.streams[*stream].trunks[*option];
            leave(mixes, candidates.mixes.properties(&trunk.hub, material), (&trunk.hub, material), col);
            for property in candidates.mixes.properties(&trunk.facility, material) {
                let origin = Some(Origin::Mix(mix_key(&trunk.hub, material, property), 1.0));
                arrive(mixes, (&trunk.facility, material, property), col, 1.0, origin);
            }
        }
    }

    fn processed_mixes(&self, mixes: &mut BTreeMap<MixKey, Found>) {
        let (dataset, candidates) = (self.problem.dataset, self.problem.candidates);
        for ((facility, process, material), &col) in &self.columns.process {
            leave(mixes, candidates.mixes.properties(facility, material), (facility, material), col);
            for y in &dataset.processes[process].yields {
                for property in candidates.mixes.properties(facility, &y.output) {
                    let origin = dataset.content(facility, process, &y.output, property).map(|content| match content {
                        Content::Fixed(content) => Origin::Fixed(content),
                        Content::Share(share) => Origin::Mix(mix_key(facility, material, property), share),
                    });
                    arrive(mixes, (facility, &y.output, property), col, y.ratio, origin);
                }
            }
        }
    }

    /// The most tonnes of each arc that leaves a mix: its own bound, the capacity of its process, and what can arrive.
    fn most(&self, mixes: &BTreeMap<MixKey, Found>) -> BTreeMap<Col, f64> {
        let dataset = self.problem.dataset;
        let all = dataset.total_output().value();
        let mut most: BTreeMap<Col, f64> = BTreeMap::new();
        for mix in mixes.values() {
            for &col in mix.inflows.iter().map(|inflow| &inflow.col).chain(&mix.outflows) {
                most.insert(col, self.program.columns()[col.0].upper.min(all));
            }
        }
        let tighten = |most: &mut BTreeMap<Col, f64>, col: Col, limit: f64| {
            if let Some(known) = most.get_mut(&col) {
                *known = known.min(limit);
            }
        };
        for ((facility, process, _), &col) in &self.columns.process {
            let operation = &dataset.operations[&(facility.clone(), process.clone())];
            let limits = operation.capacity.into_iter().chain(dataset.facilities[facility].capacity);
            limits.for_each(|limit| tighten(&mut most, col, limit.value()));
        }
        for _ in 0..5 {
            for mix in mixes.values() {
                let arriving: f64 = mix.inflows.iter().map(|it| it.ratio * most[&it.col]).sum();
                mix.outflows.iter().for_each(|&col| tighten(&mut most, col, arriving));
            }
        }
        most
    }
}

fn mix_key(facility: &FacilityId, material: &MaterialId, property: &str) -> MixKey {
    (facility.clone(), material.clone(), property.to_owned())
}

fn leave<'a>(
    mixes: &mut BTreeMap<MixKey, Found>,
    properties: impl Iterator<Item = &'a str>,
    (facility, material): (&FacilityId, &MaterialId),
    col: Col,
) {
    for property in properties {
        mixes.entry(mix_key(facility, material, property)).or_default().outflows.insert(col);
    }
}

fn arrive(
    mixes: &mut BTreeMap<MixKey, Found>,
    (facility, material, property): (&FacilityId, &MaterialId, &str),
    col: Col,
    ratio: f64,
    origin: Option<Origin>,
) {
    let mix = mixes.entry(mix_key(facility, material, property)).or_default();
    match origin {
        Some(origin) => mix.inflows.push(Inflow { col, ratio, origin }),
        None => mix.unknown = true,
    }
}

/// Between what each content lies: the hull of what arrives, carried from mix to mix, within the boxes given.
fn contents(mixes: &BTreeMap<MixKey, Found>, boxes: &Boxes) -> BTreeMap<MixKey, (f64, f64)> {
    let mut bounds: BTreeMap<MixKey, (f64, f64)> = BTreeMap::new();
    for pass in 0..PASSES {
        let mut changed = false;
        for (key, mix) in mixes {
            let ends = mix.inflows.iter().filter_map(|it| match &it.origin {
                Origin::Fixed(content) => Some((*content, *content)),
                Origin::Mix(of, share) => bounds.get(of).map(|(low, high)| (low * share, high * share)),
            });
            let Some((mut low, mut high)) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else { continue };
            if pass + 1 == PASSES && bounds.get(key) != Some(&(low, high)) {
                // a circle that thins out or concentrates: nothing is below none
                (low, high) = (low.min(0.0), high);
            }
            if let Some(&(least, most)) = boxes.get(key) {
                (low, high) = (low.max(least).min(most), high.min(most).max(least));
            }
            changed |= bounds.insert(key.clone(), (low, high)) != Some((low, high));
        }
        if !changed {
            break;
        }
    }
    mixes.keys().map(|key| (key.clone(), bounds.get(key).copied().unwrap_or_default())).collect()
}

/// Less than this of tonnes makes no mix.
const DUST_T: f64 = 1e-9;

impl Formulation<'_> {
    /// Whether the program of a problem has a pool.
    #[must_use]
    pub fn pooling(problem: Problem<'_>) -> bool {
        let mixed = problem.candidates.mixes.iter().next().is_some();
        mixed && Formulation::build(problem, &[]).mixes.iter().any(|mix| mix.pooled)
    }

    /// The true contents of all mixes at a point: what arrives, mixed, however the point spreads it over the takers.
    #[must_use]
    pub fn contents(&self, values: &[f64]) -> BTreeMap<MixKey, f64> {
        let middle = |mix: &Mix| f64::midpoint(mix.low, mix.high);
        let mut contents: BTreeMap<MixKey, f64> = self.mixes.iter().map(|mix| (mix.key.clone(), middle(mix))).collect();
        for _ in 0..PASSES {
            let mut change = 0.0_f64;
            for mix in &self.mixes {
                let parts = mix.inflows.iter().map(|it| {
                    let content = match &it.origin {
                        Origin::Fixed(content) => *content,
                        Origin::Mix(of, share) => share * contents[of],
                    };
                    (it.ratio * values[it.col.0], content)
                });
                let (mass, sum) =
                    parts.fold((0.0, 0.0), |(mass, sum), (tonnes, content)| (mass + tonnes, sum + tonnes * content));
                let content = if mass > DUST_T { (sum / mass).clamp(mix.low, mix.high) } else { middle(mix) };
                change = change.max((content - contents[&mix.key]).abs());
                contents.insert(mix.key.clone(), content);
            }
            if change == 0.0 {
                break;
            }
        }
        contents
    }

    /// What is not yet exact of the pools at a point, and where it would be if things were truly mixed: the shares of their
    /// sources where those are fewer than their properties, else their contents.
    #[must_use]
    pub fn doubts(&self, values: &[f64]) -> Vec<Doubt> {
        let contents = self.contents(values);
        let mut doubts = Vec::new();
        let mut shared = BTreeSet::new();
        for shares in &self.shares {
            let Some(key) = shares.first().map(|share| (&share.key.0, &share.key.1)) else { continue };
            let properties = self.mixes.iter().filter(|mix| mix.pooled && (&mix.key.0, &mix.key.1) == key).count();
            if shares.len() > properties + 1 {
                continue;
            }
            shared.insert(key);
            let arriving = |share: &Share| share.source.1 * values[share.source.0.0];
            let all: f64 = shares.iter().map(arriving).sum();
            for share in shares {
                let even = 1.0 / f64::from(u32::try_from(shares.len()).unwrap_or(u32::MAX));
                let at = (if all > DUST_T { arriving(share) / all } else { even }).clamp(share.low, share.high);
                let apart = apart(&share.paths, at, values, 1.0);
                doubts.push(Doubt { key: share.key.clone(), low: share.low, high: share.high, at, apart });
            }
        }
        for mix in self.mixes.iter().filter(|mix| mix.outflows.len() > 1 && !shared.contains(&(&mix.key.0, &mix.key.1)))
        {
            let (at, low, high) = (contents[&mix.key], mix.low, mix.high);
            let apart = if mix.pooled { apart(&mix.outflows, at, values, low.abs().max(high.abs())) } else { 0.0 };
            doubts.push(Doubt { key: mix.key.clone(), low, high, at: mix.settled(at), apart });
        }
        doubts
    }
}

/// A content or a share that the program knows between bounds only.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// Of what.
    pub key: MixKey,
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
    /// What it would truly be at a point.
    pub at: f64,
    /// The largest difference, over the takers, of what is carried from what would be, over all that could be.
    pub apart: f64,
}

fn apart(outflows: &[(Col, Col)], at: f64, values: &[f64], most: f64) -> f64 {
    let apart = outflows.iter().map(|(arc, carried)| (values[carried.0] - at * values[arc.0]).abs());
    let tonnes: f64 = outflows.iter().map(|(arc, _)| values[arc.0]).sum();
    apart.fold(0.0, f64::max) / (tonnes * most).max(DUST_T)
}

impl Mix {
    /// A content that is, but for rounding, that of something arriving is just that.
    fn settled(&self, content: f64) -> f64 {
        let known = self.inflows.iter().filter_map(|it| match it.origin {
            Origin::Fixed(known) => Some(known),
            Origin::Mix(..) => None,
        });
        known.into_iter().find(|it| (it - content).abs() <= 1e-9 * it.abs().max(1.0)).unwrap_or(content)
    }
}
