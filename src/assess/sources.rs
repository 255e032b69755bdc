//! The factors behind the figures of an outcome: those that at least one line of its ledgers used.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Kind};
use crate::catalogue::{Catalogue, Factor, Quality, sources};
use crate::id::{FacilityId, MaterialId, ProcessId, VehicleId};
use crate::optimise::Problem;
use crate::scenario::Language;

/// Which kinds of lines each assumption of a scenario enters, by the factor of its default.
const ASSUMED: [(&str, &[Kind]); 13] = [
    ("detour_factor", &[Kind::Outlet, Kind::Haulage, Kind::Round, Kind::DropOff, Kind::Alone, Kind::Trunk]),
    ("speed_kmh", &[Kind::Round, Kind::Trunk]),
    ("working_time_h", &[Kind::Round]),
    ("day_starts_h", &[Kind::Round]),
    ("service_min", &[Kind::Round]),
    ("unload_min", &[Kind::Round, Kind::Trunk]),
    ("haulage_eur_per_t_km", &[Kind::Haulage]),
    ("haulage_eur_per_t", &[Kind::Haulage]),
    ("haulage_co2e_kg_per_t_km", &[Kind::Haulage]),
    ("haulage_load_t", &[Kind::Haulage]),
    ("pickup_co2e_kg_per_km", &[Kind::Outlet, Kind::Alone]),
    ("disposal_eur_per_t", &[Kind::Disposal]),
    ("disposal_co2e_kg_per_t", &[Kind::Disposal]),
];

/// The factors that the lines of `entries` used, in the order of their ids. A value that the scenario sets itself
/// stands in the resolved scenario, not here. Sources of the catalogue are in the language of the scenario, those of the
/// dataset as they were written.
pub(super) fn factors(problem: Problem<'_>, catalogue: &Catalogue, entries: &[&Entry]) -> Vec<Factor> {
    let kinds: BTreeSet<Kind> = entries.iter().filter(|entry| moves_something(entry)).map(|entry| entry.kind).collect();
    let mut factors = BTreeMap::new();
    for id in problem.scenario.provenance.iter().filter_map(|p| p.factor.as_deref()) {
        let used = ASSUMED.iter().any(|(factor, of)| *factor == id && of.iter().any(|kind| kinds.contains(kind)));
        if let Some(factor) = catalogue.factors.get(id).filter(|_| used) {
            let source = sources::told(&factor.source, problem.scenario.language);
            factors.insert(factor.id.clone(), Factor { source, ..factor.clone() });
        }
    }
    let tables = processes(problem, catalogue, entries)
        .into_iter()
        .chain(materials(problem, catalogue, entries))
        .chain(vehicles(problem, &kinds));
    factors.extend(tables.map(|factor| (factor.id.clone(), factor)));
    factors.into_values().collect()
}

/// A pickup or delivery of no length uses no factor of transport.
fn moves_something(entry: &Entry) -> bool {
    !matches!(entry.kind, Kind::Outlet | Kind::Alone | Kind::DropOff) || entry.km.value() > 0.0
}

/// Emission factors of the processes run, and gate fees of the operations paid.
fn processes(problem: Problem<'_>, catalogue: &Catalogue, entries: &[&Entry]) -> Vec<Factor> {
    let (dataset, language) = (problem.dataset, problem.scenario.language);
    let treated = || entries.iter().filter(|entry| entry.kind == Kind::Treatment);
    let run: BTreeSet<&ProcessId> = treated().filter_map(|entry| entry.process.as_ref()).collect();
    let mut factors: Vec<Factor> = run
        .into_iter()
        .map(|process| &dataset.processes[process])
        .filter_map(|it| {
            let known = catalogue.processes.get(&it.id).map(|known| known.source.as_str());
            let source = told(known, &it.source, language);
            Some(figure(format!("process.{}.co2e", it.id), it.co2e?.value(), "kgCO2e/t", &source, language))
        })
        .collect();
    let paid: BTreeSet<(FacilityId, ProcessId)> = treated()
        .filter(|entry| entry.flow.is_none())
        .filter_map(|entry| Some((FacilityId::from(&entry.from), entry.process.clone()?)))
        .collect();
    for operation in paid.into_iter().filter_map(|key| dataset.operations.get(&key)) {
        let id = format!("operation.{}.{}.gate_fee", operation.facility, operation.process);
        let tariff = dataset.tariffs.get(&(operation.facility.clone(), operation.process.clone()));
        let later = tariff.into_iter().flat_map(|tariff| tariff.prices[1..].iter().map(move |step| (tariff, step)));
        let later = later.map(|(tariff, step)| {
            figure(format!("{id}.from_{}_t", step.from.value()), step.price.value(), "EUR/t", &tariff.source, language)
        });
        let later: Vec<Factor> = later.collect();
        factors.push(figure(id, operation.gate_fee.value(), "EUR/t", &operation.source, language));
        factors.extend(later);
    }
    factors
}

/// Emission factors of the production of what is bought or sold.
fn materials(problem: Problem<'_>, catalogue: &Catalogue, entries: &[&Entry]) -> Vec<Factor> {
    let language = problem.scenario.language;
    let traded = entries.iter().filter(|entry| matches!(entry.kind, Kind::Purchase | Kind::Sale));
    let traded: BTreeSet<&MaterialId> = traded.filter_map(|entry| entry.material.as_ref()).collect();
    let materials = traded.into_iter().map(|material| &problem.dataset.materials[material]);
    materials
        .filter_map(|it| {
            let id = format!("material.{}.virgin_co2e", it.id);
            let known = catalogue.materials.get(&it.id).map(|known| known.source.as_str());
            Some(figure(id, it.virgin_co2e?.value(), "kgCO2e/t", &told(known, &it.source, language), language))
        })
        .collect()
}

/// Tariffs and emission factors of the vehicles that run.
fn vehicles(problem: Problem<'_>, kinds: &BTreeSet<Kind>) -> Vec<Factor> {
    let streams = &problem.candidates.streams;
    let mut used: BTreeSet<&VehicleId> = BTreeSet::new();
    if kinds.contains(&Kind::Round) {
        used.extend(streams.iter().flat_map(|stream| stream.rounds.iter().map(|round| &round.vehicle)));
    }
    if kinds.contains(&Kind::Trunk) {
        used.extend(streams.iter().flat_map(|stream| stream.trunks.iter().map(|trunk| &trunk.vehicle)));
    }
    let vehicles = used.into_iter().map(|vehicle| &problem.dataset.vehicles[vehicle]);
    vehicles
        .flat_map(|it| {
            let empty = if it.full_co2e_per_km.is_some() { "empty_co2e" } else { "co2e" };
            let full = it.full_co2e_per_km.map(|full| ("full_co2e", full.value(), "kgCO2e/km"));
            let figures = [
                (empty, it.co2e_per_km.value(), "kgCO2e/km"),
                ("eur_per_km", it.eur_per_km.value(), "EUR/km"),
                ("eur_per_hour", it.eur_per_hour.value(), "EUR/h"),
                ("eur_per_round", it.eur_per_round.value(), "EUR"),
            ];
            figures.into_iter().chain(full).map(|(part, value, unit)| {
                let id = format!("vehicle.{}.{part}", it.id);
                figure(id, value, unit, &it.source, problem.scenario.language)
            })
        })
        .collect()
}

/// A source of the catalogue in a language; that of a dataset's own row stays.
fn told(known: Option<&str>, source: &str, language: Language) -> String {
    if known == Some(source) { sources::told(source, language) } else { source.to_owned() }
}

/// A figure of a table. A dataset's source is free text: one that calls anything in it an assumption makes all of the
/// row's figures one, and so does the absence of a source.
fn figure(id: String, value: f64, unit: &str, source: &str, language: Language) -> Factor {
    let lower = source.to_lowercase();
    let doubtful = ["assumption", "hypothèse", "illustrati"].iter().any(|word| lower.contains(word));
    let quality = if source.is_empty() || doubtful { Quality::Assumption } else { Quality::Sourced };
    let source = match (source, language) {
        ("", Language::Fr) => "aucune source dans le jeu de données",
        ("", Language::En) => "no source stated in the dataset",
        (stated, _) => stated,
    };
    Factor { id, value, unit: unit.to_owned(), year: None, source: source.to_owned(), quality }
}
