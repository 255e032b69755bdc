//! Qualities: the blends of inputs and of what processes take, with the contents of mixes computed anew from the ledger.

use std::collections::{BTreeMap, BTreeSet};

use super::Check;
use super::mass::at_facility;
use crate::assess::{Entry, Kind};
use crate::dataset::{Bound, Content, Direction};
use crate::id::{FacilityId, MaterialId};

type Place = (FacilityId, MaterialId);
/// The content of each material at each facility; none where something in it is not known.
type Contents = BTreeMap<Place, Option<f64>>;

/// Passes through circles of facilities before their contents count as settled.
const PASSES: usize = 1000;

impl Check<'_> {
    /// The blend of each input that is reused into, and of each process, keeps its limits.
    pub(super) fn qualities(&mut self) {
        let at_inputs = self.dataset.flows.values().flat_map(|flow| &flow.qualities).map(|quality| &quality.property);
        let at_inlets = self.dataset.limits.iter().map(|limit| &limit.property);
        let properties: BTreeSet<String> = at_inputs.chain(at_inlets).cloned().collect();
        for property in properties {
            let contents = self.contents(&property);
            self.inputs(&property, &contents);
            self.inlets(&property, &contents);
        }
    }

    /// What reached an input as virgin supply and by links, t, with its content where that is known.
    fn inputs(&mut self, property: &str, contents: &Contents) {
        for flow in self.dataset.flows.values().filter(|flow| flow.direction == Direction::In) {
            let limits = flow.qualities.iter().filter(|property| property.is_limit());
            for limit in limits.filter(|limit| limit.property == property) {
                let parts = self.proposed.iter().filter_map(|entry| match entry.kind {
                    Kind::Purchase if entry.flow.as_ref() == Some(&flow.id) => {
                        Some((entry.tonnes.value(), flow.virgin_content(limit)))
                    }
                    Kind::Haulage if entry.taker.as_ref() == Some(&flow.id) => {
                        Some((entry.tonnes.value(), self.hauled_content(entry, property, contents)?))
                    }
                    _ => None,
                });
                let reused = self.proposed.iter().any(|entry| entry.taker.as_ref() == Some(&flow.id));
                if let Some(blend) = blend(parts).filter(|_| reused) {
                    let what = || format!("`{property}` of flow `{}`", flow.id);
                    self.within(what, blend, limit.bound, limit.value);
                }
            }
        }
    }

    /// What an operation processed, with its content.
    fn inlets(&mut self, property: &str, contents: &Contents) {
        for limit in self.dataset.limits.iter().filter(|limit| limit.property == property) {
            let treated = self.proposed.iter().filter(|entry| {
                at_facility(entry)
                    && entry.process.as_ref() == Some(&limit.process)
                    && entry.from == limit.facility.as_str()
            });
            let parts = treated.filter_map(|entry| {
                let place = (limit.facility.clone(), entry.material.clone()?);
                Some((entry.tonnes.value(), contents.get(&place).copied().flatten()?))
            });
            if let Some(blend) = blend(parts) {
                let what = || format!("`{property}` of what enters `{}` at `{}`", limit.process, limit.facility);
                self.within(what, blend, limit.bound, limit.value);
            }
        }
    }

    fn within(&mut self, what: impl FnOnce() -> String, blend: f64, bound: Bound, limit: f64) {
        match bound {
            Bound::AtMost => self.at_most("quality", what, blend, limit),
            _ => self.at_most("quality", what, -blend, -limit),
        }
    }

    /// The content of what a link carries: the output's own, or that of the mix it comes from, where that is stated at all.
    fn hauled_content(&self, entry: &Entry, property: &str, contents: &Contents) -> Option<f64> {
        if let Some(flow) = &entry.flow {
            // what is not stated may be anything
            return Some(self.dataset.flows[flow].quality(property, Bound::Content).unwrap_or(f64::INFINITY));
        }
        let place = (FacilityId::from(&entry.from), entry.material.clone()?);
        contents.get(&place).copied().flatten()
    }

    /// Mixes everything that arrives at each facility, pass by pass until the contents settle.
    fn contents(&self, property: &str) -> Contents {
        let mut contents = Contents::new();
        for _ in 0..PASSES {
            let mut mixes: BTreeMap<Place, (f64, Option<f64>)> = BTreeMap::new();
            for entry in self.proposed {
                for (place, tonnes, content) in self.brought(entry, property, &contents) {
                    let (mass, sum) = mixes.entry(place).or_insert((0.0, Some(0.0)));
                    *mass += tonnes;
                    *sum = sum.zip(content).map(|(sum, content)| sum + tonnes * content);
                }
            }
            let next: Contents = mixes
                .into_iter()
                .filter(|(_, (mass, _))| *mass > 0.0)
                .map(|(place, (mass, sum))| (place, sum.map(|sum| sum / mass)))
                .collect();
            if next == contents {
                break;
            }
            contents = next;
        }
        contents
    }

    /// What an entry brings to a mix: where, t, and its content.
    fn brought(&self, entry: &Entry, property: &str, contents: &Contents) -> Vec<(Place, f64, Option<f64>)> {
        let Some(material) = &entry.material else { return Vec::new() };
        let of = |facility: &str| contents.get(&(FacilityId::from(facility), material.clone())).copied().flatten();
        let own = || entry.flow.as_ref().and_then(|flow| self.dataset.flows[flow].quality(property, Bound::Content));
        let to = (FacilityId::from(&entry.to), material.clone());
        match entry.kind {
            Kind::Haulage if entry.taker.is_none() => {
                let content = if entry.flow.is_some() { own() } else { of(&entry.from) };
                vec![(to, entry.tonnes.value(), content)]
            }
            Kind::Collected => vec![(to, entry.tonnes.value(), own())],
            Kind::Trunk => vec![(to, entry.tonnes.value(), of(&entry.from))],
            Kind::Treatment if at_facility(entry) => {
                let Some(process) = &entry.process else { return Vec::new() };
                let facility = FacilityId::from(&entry.from);
                let made = self.dataset.processes[process].yields.iter().map(|y| {
                    let content = match self.dataset.content(&facility, process, &y.output, property) {
                        Some(Content::Fixed(content)) => Some(content),
                        Some(Content::Share(share)) => of(&entry.from).map(|content| share * content),
                        None => None,
                    };
                    ((facility.clone(), y.output.clone()), entry.tonnes.value() * y.ratio, content)
                });
                made.collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The mean content of parts; none without tonnes.
fn blend(parts: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (tonnes, sum) =
        parts.fold((0.0, 0.0), |(mass, sum), (tonnes, content)| (mass + tonnes, sum + tonnes * content));
    (tonnes > 0.0).then(|| sum / tonnes)
}
