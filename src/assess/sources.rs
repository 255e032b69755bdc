//! The sources that the tables themselves name.

use std::collections::BTreeSet;

use crate::catalogue::{Factor, Origin, Quality};
use crate::optimise::Problem;

/// Emission factors of the processes and materials in use, and tariffs of operations and vehicles in use.
pub(super) fn of_tables(problem: Problem<'_>) -> Vec<Factor> {
    let dataset = problem.dataset;
    let today = dataset.flows.values().filter_map(|flow| flow.process.as_ref());
    let proposed = problem.candidates.operations.iter().map(|(_, process, _)| process);
    let used: BTreeSet<_> = today.chain(proposed).collect();
    let products = dataset.products();
    let mut factors = Vec::new();
    for process in used.into_iter().map(|process| &dataset.processes[process]) {
        let (id, value) = (format!("process.{}.co2e", process.id), process.co2e.value());
        factors.push(factor(id, value, "kgCO2e/t", &process.source, process.origin));
    }
    for material in dataset.materials.values() {
        let bought = dataset.flows.values().any(|flow| flow.material == material.id);
        let made = products.contains(&material.id);
        if let Some(factor_co2e) = material.virgin_co2e.filter(|_| bought || made) {
            let id = format!("material.{}.virgin_co2e", material.id);
            factors.push(factor(id, factor_co2e.value(), "kgCO2e/t", &material.source, material.origin));
        }
    }
    let streams = &problem.candidates.streams;
    let vehicles: BTreeSet<_> = streams
        .iter()
        .flat_map(|s| s.rounds.iter().map(|r| &r.vehicle).chain(s.trunks.iter().map(|t| &t.vehicle)))
        .collect();
    for vehicle in vehicles.into_iter().map(|vehicle| &dataset.vehicles[vehicle]) {
        let id = format!("vehicle.{}", vehicle.id);
        factors.push(factor(
            format!("{id}.co2e"),
            vehicle.co2e_per_km.value(),
            "kgCO2e/km",
            &vehicle.source,
            Origin::Dataset,
        ));
        factors.push(factor(
            format!("{id}.eur"),
            vehicle.eur_per_km.value(),
            "EUR/km",
            &vehicle.source,
            Origin::Dataset,
        ));
    }
    for operation in dataset.operations.values() {
        let key = (&operation.facility, &operation.process);
        if problem.candidates.operations.iter().any(|(f, p, _)| (f, p) == key) {
            let id = format!("operation.{}.{}.gate_fee", operation.facility, operation.process);
            factors.push(factor(id, operation.gate_fee.value(), "EUR/t", &operation.source, Origin::Dataset));
        }
    }
    factors
}

/// A figure of a table: sourced when its row names a source, else an assumption of the dataset.
fn factor(id: String, value: f64, unit: &str, source: &str, origin: Origin) -> Factor {
    let stated = !source.is_empty();
    let quality = match origin {
        _ if !stated || is_assumption(source) => Quality::Assumption,
        Origin::Catalogue | Origin::Dataset => Quality::Sourced,
    };
    let source = if stated { source.to_owned() } else { "no source stated in the dataset".to_owned() };
    Factor { id, value, unit: unit.to_owned(), year: None, source, quality }
}

/// Sources are free text: those that begin with the word say so themselves.
fn is_assumption(source: &str) -> bool {
    let lower = source.to_lowercase();
    ["assumption", "hypothèse", "illustrative", "illustratif"].iter().any(|word| lower.contains(word))
}
