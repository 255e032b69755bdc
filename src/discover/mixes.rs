//! Where contents matter: facilities and hubs bring what arrives of a material together, and what they pass on or process
//! has the content of that mix.

use std::collections::BTreeSet;

use super::{Candidates, Reason, Rejection, StreamCandidates};
use crate::dataset::{Bound, Content, Dataset, Direction, Flow};
use crate::id::{FacilityId, MaterialId, ProcessId};

/// The properties that must be known of each material at each facility.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mixes(BTreeSet<(FacilityId, MaterialId, String)>);

type Operations = [(FacilityId, ProcessId, MaterialId)];

impl Mixes {
    /// A property matters where an operation limits it, or makes a product of which it is a share; in a product that
    /// contents.csv states, where an input or such an operation takes it; and in a hub, where it matters behind it.
    #[must_use]
    pub fn new(dataset: &Dataset, operations: &Operations) -> Self {
        let mut found = BTreeSet::new();
        for (facility, process, material) in operations {
            let limited = dataset.inlet_limits(facility, process).map(|limit| limit.property.clone());
            found.extend(limited.map(|property| (facility.clone(), material.clone(), property)));
        }
        for input in dataset.flows.values().filter(|flow| flow.direction == Direction::In) {
            for property in limited(input) {
                let stated = dataset.contents.iter().filter(|it| it.property == property);
                let taken = stated.filter(|it| dataset.takes(&input.material).any(|material| *material == it.output));
                found.extend(taken.map(|it| (it.facility.clone(), it.output.clone(), property.to_owned())));
            }
        }
        let mut mixes = Self(found);
        while mixes.spread(dataset, operations) {}
        mixes
    }

    /// One step from where a property matters to where that comes from; whether it led anywhere new.
    fn spread(&mut self, dataset: &Dataset, operations: &Operations) -> bool {
        let mut more = BTreeSet::new();
        for (facility, material, property) in &self.0 {
            for (_, process, taken) in operations.iter().filter(|(at, _, _)| at == facility) {
                if let Some(Content::Share(_)) = dataset.content(facility, process, material, property) {
                    more.insert((facility.clone(), taken.clone(), property.clone()));
                }
            }
            let elsewhere = dataset.contents.iter().filter(|it| it.output == *material && it.property == *property);
            more.extend(elsewhere.map(|it| (it.facility.clone(), material.clone(), property.clone())));
            let hubs = dataset.facilities.values().filter(|facility| facility.hub);
            more.extend(hubs.map(|hub| (hub.id.clone(), material.clone(), property.clone())));
        }
        let before = self.0.len();
        self.0.extend(more);
        self.0.len() > before
    }

    /// All of them, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &(FacilityId, MaterialId, String)> {
        self.0.iter()
    }

    /// What must be known of a material at a facility.
    pub fn properties<'a>(
        &'a self,
        facility: &'a FacilityId,
        material: &'a MaterialId,
    ) -> impl Iterator<Item = &'a str> {
        let from = (facility.clone(), material.clone(), String::new());
        let here = self.0.range(from..).take_while(move |(at, of, _)| at == facility && of == material);
        here.map(|(_, _, property)| property.as_str())
    }

    /// The first property that must be known at a facility and that a flow does not state.
    #[must_use]
    pub fn unstated<'a>(&'a self, facility: &'a FacilityId, flow: &'a Flow) -> Option<&'a str> {
        self.properties(facility, &flow.material).find(|property| flow.quality(property, Bound::Content).is_none())
    }
}

/// The properties that an input limits.
fn limited(input: &Flow) -> impl Iterator<Item = &str> {
    let limits = input.qualities.iter().filter(|property| property.is_limit());
    limits.map(|limit| limit.property.as_str())
}

/// Names the flows of a stream that cannot be unloaded where a property of them must be known.
pub(super) fn reject_unstated(dataset: &Dataset, stream: &StreamCandidates, found: &mut Candidates) {
    for stop in &stream.stops {
        for flow in stop.flows.iter().map(|flow| &dataset.flows[flow]) {
            for place in stream.unloads() {
                let Some(property) = found.mixes.unstated(place, flow).map(str::to_owned) else { continue };
                found.rejected.push(Rejection {
                    from: flow.company.to_string(),
                    to: Some(place.to_string()),
                    what: flow.material.to_string(),
                    reason: Reason::QualityUnknown { property },
                });
            }
        }
    }
}
