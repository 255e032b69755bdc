//! Streams that share a vehicle, in this dataset: what they may be loaded with, and where it is unloaded.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dataset, Flow};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Finding, Findings};
use crate::id::{FacilityId, FlowId, MaterialId, ProcessId};
use crate::scenario::{Scenario, Stream};

impl Dataset {
    /// Where rounds of all the streams that a collection joins may unload: each where it says, else at the hubs, and where
    /// there is none at the facilities that take something of it.
    #[must_use]
    pub fn common_unloads(&self, scenario: &Scenario, joined: &Stream) -> Vec<FacilityId> {
        let hubs = || self.facilities.values().filter(|facility| facility.hub).map(|facility| facility.id.clone());
        let mut common: Option<BTreeSet<FacilityId>> = None;
        for (_, stream) in scenario.taken_by(joined) {
            let own: BTreeSet<FacilityId> = match (&stream.unload, hubs().next()) {
                (asked, _) if !asked.is_empty() => asked.iter().cloned().collect(),
                (_, Some(_)) => hubs().collect(),
                _ => self.takers(stream),
            };
            common = Some(common.map_or(own.clone(), |known| known.intersection(&own).cloned().collect()));
        }
        common.unwrap_or_default().into_iter().collect()
    }

    /// Facilities that take something of a stream.
    fn takers(&self, stream: &Stream) -> BTreeSet<FacilityId> {
        let materials: BTreeSet<&MaterialId> = self.flows_of(stream).map(|flow| &flow.material).collect();
        let takes =
            |process: &ProcessId| materials.iter().any(|it| self.processes[process].accepts(&self.materials[*it]));
        self.operations.keys().filter(|(_, process)| takes(process)).map(|(place, _)| place.clone()).collect()
    }
}

/// Checks a collection that joins others: what they take must be told apart, be loaded together, and be unloaded somewhere.
pub(super) fn check(dataset: &Dataset, scenario: &Scenario, joined: &Stream, findings: &mut Findings) {
    let streams: Vec<&Stream> = scenario.taken_by(joined).map(|(_, stream)| stream).collect();
    for (at, one) in streams.iter().enumerate() {
        for other in &streams[at + 1..] {
            let refused = overlap(dataset, (one, other), joined).or_else(|| danger(dataset, (one, other), joined));
            if let Some(finding) = refused {
                findings.push(finding);
            }
        }
    }
    for vehicle in joined.vehicles.iter().filter_map(|id| dataset.vehicles.get(id)) {
        let (rooms, needed) = (vehicle.compartments.len(), streams.len());
        if rooms > 0 && rooms < needed {
            let message =
                format!("`{}` joins {needed} streams, and `{}` has {rooms} compartments", joined.id, vehicle.id);
            let finding = Finding::error("stream.too-few-compartments", message).at_place(joined.place.clone());
            findings.push(finding.help("join fewer streams, or run it by `vehicles` with a compartment for each"));
        }
    }
    if joined.unload.is_empty() && dataset.common_unloads(scenario, joined).is_empty() {
        let message = format!("the streams that `{}` joins have no place in common where rounds unload", joined.id);
        let finding = Finding::error("stream.joined-nowhere", message).at_place(joined.place.clone());
        findings.push(finding.help("add a hub to facilities.csv, or name by `unload` where it unloads"));
    }
    for stream in streams {
        let taken_at = dataset.takers(stream);
        let takes =
            |place: &&FacilityId| dataset.facilities.get(*place).is_none_or(|it| it.hub || taken_at.contains(*place));
        for place in joined.unload.iter().filter(|place| !takes(place)) {
            let message = format!("`{}` unloads at `{place}`, which takes nothing of `{}`", joined.id, stream.id);
            let finding = Finding::error("stream.joined-nowhere", message).at_place(joined.place.clone());
            findings.push(finding.help("unload at a hub, or where something of each joined stream is taken"));
        }
    }
}

/// A flow that two joined streams take would be loaded twice.
fn overlap(dataset: &Dataset, (one, other): (&Stream, &Stream), joined: &Stream) -> Option<Finding> {
    let of_other: BTreeSet<&FlowId> = dataset.flows_of(other).map(|flow| &flow.id).collect();
    let both = dataset.flows_of(one).find(|flow| of_other.contains(&flow.id))?;
    let message =
        format!("flow `{}` is taken by `{}` and by `{}`, which `{}` joins", both.id, one.id, other.id, joined.id);
    let finding = Finding::error("stream.joined-overlap", message).at_place(joined.place.clone());
    Some(finding.help("give each of the two streams its own materials"))
}

/// The labels of danger of what a stream takes.
fn labels<'a>(dataset: &'a Dataset, stream: &'a Stream) -> BTreeMap<&'a MaterialId, &'a [String]> {
    let labelled = |flow: &'a Flow| (&flow.material, dataset.materials[&flow.material].adr.as_slice());
    dataset.flows_of(stream).map(labelled).collect()
}

/// ADR 7.5.2.1 may keep apart what two streams take.
fn danger(dataset: &Dataset, (one, other): (&Stream, &Stream), joined: &Stream) -> Option<Finding> {
    let (of_one, of_other) = (labels(dataset, one), labels(dataset, other));
    let pairs = of_one.iter().flat_map(|one| of_other.iter().map(move |other| (one, other)));
    let apart = |(a, b): &((_, &&[String]), (_, &&[String]))| !Catalogue::embedded().may_share_vehicle(a.1, b.1);
    let ((a, of_a), (b, of_b)) = pairs.into_iter().find(apart)?;
    let message = format!(
        "`{}` joins `{}` and `{}`, and ADR 7.5.2.1 keeps `{a}` (label {}) and `{b}` (label {}) apart",
        joined.id,
        one.id,
        other.id,
        of_a.join(", "),
        of_b.join(", ")
    );
    let finding = Finding::error("stream.joined-danger", message).at_place(joined.place.clone());
    Some(finding.help("take one of the two streams out of `joins`"))
}
