//! Circles of processes that lose nothing and pay at each turn: the program would have no least value.

use std::collections::BTreeMap;

use super::formulation::{Formulation, Problem};
use super::program::Impact;
use crate::discover::{Source, Taker};
use crate::id::{FacilityId, MaterialId, ProcessId};

/// Yields from here on lose nothing.
const WHOLE: f64 = 1.0 - 1e-9;
/// What a turn must earn for a tonne to count as paying.
const CENT: f64 = 1e-6;

type Operation = (FacilityId, ProcessId, MaterialId);

/// Whether any operation loses nothing: without one there is no such circle.
#[must_use]
pub fn possible(problem: Problem<'_>) -> bool {
    let mut operations = problem.candidates.operations.iter();
    operations.any(|(_, process, _)| problem.dataset.processes[process].yields.iter().any(|y| y.ratio >= WHOLE))
}

/// The operations of a circle that returns each tonne whole and earns by it in the weights given; none when there is none.
///
/// Negative circles of the graph of operations whose yields are whole, by the method of Bellman and Ford.
#[must_use]
pub fn paying(formulation: &Formulation<'_>, weights: &Impact) -> Option<Vec<(FacilityId, ProcessId)>> {
    let operations: Vec<&Operation> = formulation.columns.process.keys().collect();
    let edges = edges(formulation, weights, &operations);
    let (mut least, mut before) = (vec![0.0_f64; operations.len()], vec![None; operations.len()]);
    let mut changed = None;
    for _ in 0..operations.len() {
        changed = None;
        for &(from, to, cost) in &edges {
            if least[from] + cost < least[to] - CENT {
                (least[to], before[to]) = (least[from] + cost, Some(from));
                changed = Some(to);
            }
        }
        changed?;
    }
    // still falling after as many passes as there are operations: going back leads into a circle
    let mut at = changed?;
    for _ in 0..operations.len() {
        at = before[at]?;
    }
    let (start, mut circle) = (at, Vec::new());
    loop {
        let (facility, process, _) = operations[at];
        circle.push((facility.clone(), process.clone()));
        at = before[at]?;
        if at == start {
            circle.reverse();
            // told from its first by name, wherever the search met it
            let first = circle.iter().enumerate().min_by_key(|(_, operation)| *operation).map_or(0, |(index, _)| index);
            circle.rotate_left(first);
            return Some(circle);
        }
    }
}

/// From an operation to one that takes what it makes whole: what that costs a tonne, haulage included.
fn edges(formulation: &Formulation<'_>, weights: &Impact, operations: &[&Operation]) -> Vec<(usize, usize, f64)> {
    let cost = formulation.program.weighted(weights);
    let dataset = formulation.problem.dataset;
    let mut takers: BTreeMap<(&FacilityId, &MaterialId), Vec<(usize, f64)>> = BTreeMap::new();
    for (index, operation) in operations.iter().enumerate() {
        let fee = cost[formulation.columns.process[*operation].0];
        takers.entry((&operation.0, &operation.2)).or_default().push((index, fee));
    }
    let mut hauls: BTreeMap<(&FacilityId, &MaterialId), Vec<(&FacilityId, f64)>> = BTreeMap::new();
    for (link, col) in formulation.problem.candidates.links.iter().zip(&formulation.columns.link) {
        if let (Source::Product(from), Taker::Facility(to)) = (&link.from, &link.to) {
            hauls.entry((from, &link.material)).or_default().push((to, cost[col.0]));
        }
    }
    let mut edges = Vec::new();
    for (index, (facility, process, _)) in operations.iter().enumerate() {
        for y in dataset.processes[process].yields.iter().filter(|y| y.ratio >= WHOLE) {
            let there = hauls.get(&(facility, &y.output)).into_iter().flatten().copied().chain([(facility, 0.0)]);
            for (at, haul) in there {
                let next = takers.get(&(at, &y.output)).into_iter().flatten();
                edges.extend(next.map(|(next, fee)| (index, *next, haul + fee)));
            }
        }
    }
    edges
}
