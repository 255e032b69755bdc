//! What only the dataset and the scenario together can tell.

use std::collections::BTreeSet;

use super::{Dataset, Direction, Flow, Seasonal, joined};
use crate::catalogue::{Catalogue, Material};
use crate::diagnostic::{Finding, Findings};
use crate::id::{CompanyId, FacilityId, VehicleId};
use crate::scenario::{Mode, Scenario, Stream};

/// Checks what the scenario names against the dataset; findings stand at the scenario's lines.
#[must_use]
pub fn check_scenario(dataset: &Dataset, scenario: &Scenario, catalogue: &Catalogue) -> Findings {
    let mut findings = Findings::new();
    if let Some(trips) = scenario.reuse.as_ref().and_then(|reuse| reuse.trips.as_ref()) {
        check_trips(dataset, &trips.vehicle, scenario, &mut findings);
    }
    for stream in &scenario.collection {
        // what joined streams take is checked where each of them says it
        let all_known = stream.joins.is_empty() && check_materials(dataset, stream, catalogue, &mut findings);
        if all_known {
            check_fed(dataset, stream, &mut findings);
            check_contract(dataset, stream, &mut findings);
            check_destination(dataset, stream, &mut findings);
        }
        check_vehicles(dataset, stream, &mut findings);
        if !stream.joins.is_empty() {
            joined::check(dataset, scenario, stream, &mut findings);
        } else if scenario.reuse.as_ref().is_some_and(|reuse| reuse.seasons) && stream.modes.contains(&Mode::Round) {
            check_seasons(dataset, stream, &mut findings);
        }
        check_unload(dataset, stream, &mut findings);
        check_pairs(dataset, stream, &mut findings);
    }
    findings
}

/// Whether the stream takes the material, by name or by family.
fn takes(stream: &Stream, material: &Material) -> bool {
    stream.materials.iter().any(|name| name == material.id.as_str() || *name == material.family)
}

fn check_materials(dataset: &Dataset, stream: &Stream, catalogue: &Catalogue, findings: &mut Findings) -> bool {
    let all = dataset.materials.values().chain(catalogue.materials.values());
    let known: BTreeSet<&str> = all.flat_map(|material| [material.id.as_str(), material.family.as_str()]).collect();
    let mut all_known = true;
    for name in stream.materials.iter().filter(|name| !known.contains(name.as_str())) {
        all_known = false;
        let message = format!("stream `{}` takes `{name}`, which is no material or family", stream.id);
        findings.push(
            Finding::error("stream.unknown-material", message)
                .did_you_mean(name, known.iter().copied(), "name a material or family of the dataset or the catalogue")
                .at_place(stream.place.clone()),
        );
    }
    all_known
}

fn check_fed(dataset: &Dataset, stream: &Stream, findings: &mut Findings) {
    let mut outputs = dataset.flows.values().filter(|flow| flow.direction == Direction::Out);
    if !outputs.any(|flow| dataset.materials.get(&flow.material).is_some_and(|material| takes(stream, material))) {
        findings.push(
            Finding::warning("stream.nothing-to-collect", format!("no flow feeds stream `{}`", stream.id))
                .at_place(stream.place.clone())
                .help("name the materials that the companies give out, or remove the stream"),
        );
    }
}

/// A contract for more than there is.
fn check_contract(dataset: &Dataset, stream: &Stream, findings: &mut Findings) {
    let Some(contract) = &stream.contract else { return };
    let outputs = dataset.flows.values().filter(|flow| flow.direction == Direction::Out);
    let fed = outputs.filter(|flow| dataset.materials.get(&flow.material).is_some_and(|it| takes(stream, it)));
    let supply: f64 = fed.map(|flow| flow.quantity.value()).sum();
    if supply >= contract.min_t.value() {
        return;
    }
    let help = if contract.eur_per_missing_t.is_some() {
        "what is missing is paid whatever is collected: see that `min_t` is meant so"
    } else {
        "nothing will be collected: lower `min_t`, or state what a missing tonne costs in `eur_per_missing_t`"
    };
    let least = contract.min_t.value();
    let message =
        format!("the contract of stream `{}` is for {least} t a year, its flows have {supply:.3} t", stream.id);
    let finding = Finding::warning("stream.contract-above-supply", message);
    findings.push(finding.at_place(stream.place.clone()).help(help));
}

/// What is brought together must be unloaded somewhere.
fn check_destination(dataset: &Dataset, stream: &Stream, findings: &mut Findings) {
    if !stream.modes.iter().any(|mode| matches!(mode, Mode::Round | Mode::DropOff)) {
        return;
    }
    let hub = dataset.facilities.values().any(|facility| facility.hub);
    let received =
        dataset.operations.keys().filter_map(|(_, process)| dataset.processes.get(process)).any(|process| {
            dataset.materials.values().any(|material| takes(stream, material) && process.accepts(material))
        });
    if !hub && !received {
        let message =
            format!("stream `{}` has nowhere to unload: no hub, and no facility takes its materials", stream.id);
        findings.push(
            Finding::error("stream.no-destination", message)
                .at_place(stream.place.clone())
                .help("add a hub to facilities.csv, or to operations.csv a process that takes the materials"),
        );
    }
}

fn check_vehicles(dataset: &Dataset, stream: &Stream, findings: &mut Findings) {
    if stream.modes.contains(&Mode::Round) && stream.vehicles.is_empty() {
        findings.push(
            Finding::error("stream.no-vehicle", format!("stream `{}` allows rounds and names no vehicle", stream.id))
                .at_place(stream.place.clone())
                .help("name vehicles of vehicles.csv under `vehicles`, or remove `round` from `modes`"),
        );
    }
    for vehicle in stream.vehicles.iter().chain(&stream.trunk).filter(|vehicle| !dataset.vehicles.contains_key(vehicle))
    {
        let message = format!("stream `{}` names vehicle `{vehicle}`, which is not in vehicles.csv", stream.id);
        findings.push(
            Finding::error("stream.unknown-vehicle", message)
                .did_you_mean(
                    vehicle.as_str(),
                    dataset.vehicles.keys().map(VehicleId::as_str),
                    "add it to vehicles.csv, or correct the name",
                )
                .at_place(stream.place.clone()),
        );
    }
}

/// The vehicle that hauls small flows.
fn check_trips(dataset: &Dataset, vehicle: &VehicleId, scenario: &Scenario, findings: &mut Findings) {
    if dataset.vehicles.contains_key(vehicle) {
        return;
    }
    let message = format!("`trips` names vehicle `{vehicle}`, which is not in vehicles.csv");
    let known = dataset.vehicles.keys().map(VehicleId::as_str);
    let finding = Finding::error("reuse.unknown-vehicle", message).did_you_mean(
        vehicle.as_str(),
        known,
        "add it to vehicles.csv, or correct the name",
    );
    let place = scenario.provenance.iter().find(|it| it.key == "synergies.reuse.trips.vehicle");
    findings.push(finding.at_place(place.and_then(|it| it.place.clone()).unwrap_or_default()));
}

/// Rounds are sized for the mean of the year.
fn check_seasons(dataset: &Dataset, stream: &Stream, findings: &mut Findings) {
    let uneven = |flow: &&Flow| dataset.profiles.contains_key(&Seasonal::Flow(flow.id.clone()));
    for flow in dataset.flows_of(stream).filter(uneven) {
        let message = format!("stream `{}` takes flow `{}`, whose year is uneven", stream.id, flow.id);
        findings.push(
            Finding::warning("stream.seasonal", message)
                .at_place(stream.place.clone())
                .help("its rounds are sized for the mean of the year: see that the vehicles have room for the peak"),
        );
    }
}

/// Most companies that the excluded pairs of a stream may name: a search for rounds keeps one bit for each.
const MOST_EXCLUDED: usize = 100;

fn check_pairs(dataset: &Dataset, stream: &Stream, findings: &mut Findings) {
    let named: BTreeSet<&CompanyId> = stream.excluded_pairs.iter().flat_map(|(a, b)| [a, b]).collect();
    for company in named.iter().filter(|company| !dataset.companies.contains_key(**company)) {
        let message = format!("stream `{}` excludes pairs with `{company}`, which is not in companies.csv", stream.id);
        findings.push(
            Finding::error("stream.unknown-company", message)
                .did_you_mean(
                    company.as_str(),
                    dataset.companies.keys().map(CompanyId::as_str),
                    "add it to companies.csv, or correct the name",
                )
                .at_place(stream.place.clone()),
        );
    }
    for (company, _) in stream.excluded_pairs.iter().filter(|(a, b)| a == b) {
        let message = format!("stream `{}` excludes the pair of `{company}` and itself", stream.id);
        let finding = Finding::error("stream.excluded-itself", message).at_place(stream.place.clone());
        findings.push(finding.help("name two companies, or remove the pair"));
    }
    if named.len() > MOST_EXCLUDED {
        let count = named.len();
        let message = format!(
            "the excluded pairs of stream `{}` name {count} companies, at most {MOST_EXCLUDED} can be",
            stream.id
        );
        findings.push(
            Finding::error("stream.too-many-excluded", message)
                .at_place(stream.place.clone())
                .help("make streams of their own of groups that must not meet"),
        );
    }
}

fn check_unload(dataset: &Dataset, stream: &Stream, findings: &mut Findings) {
    for facility in stream.unload.iter().filter(|facility| !dataset.facilities.contains_key(facility)) {
        let message = format!("stream `{}` unloads at `{facility}`, which is not in facilities.csv", stream.id);
        findings.push(
            Finding::error("stream.unknown-facility", message)
                .did_you_mean(
                    facility.as_str(),
                    dataset.facilities.keys().map(FacilityId::as_str),
                    "add it to facilities.csv, or correct the name",
                )
                .at_place(stream.place.clone()),
        );
    }
}
