//! What lots and trips beside the rounds imply, against every set of stops that rounds may visit.

use super::super::tight::with_implied;
use super::*;
use crate::optimise::solver::{Limits, Solver, minimise_lp};

/// Stops as drawn, whose tonnes come to a hub: from there they go over three links, each with a yearly cost, a smallest lot and
/// whole trips, or are disposed of.
fn with_lots(seed: u64) -> Model {
    let mut model = draw(seed);
    let mut random = Random::new(seed + 900);
    let hub = model.base.rows.len();
    model.base.rows.push((Sense::Eq, 0.0));
    model.soft.push((hub, 1.0));
    for class in &mut model.classes {
        for (at, visit) in class.visit.iter_mut().enumerate() {
            visit.push((hub, model.streams[0].load[class.stops[at]]));
        }
    }
    let mut column = |cost: f64, upper: f64, integer: bool, terms: Vec<(usize, f64)>| {
        model.base.columns.push(LpColumn { cost, lower: 0.0, upper, integer, terms: terms.into() });
        model.reach.push(upper.min(100.0));
    };
    column(between(&mut random, 0.0, 4.0), f64::INFINITY, false, vec![(hub, -1.0)]);
    for _ in 0..3 {
        let (lot, most) = (between(&mut random, 2.0, 6.0), between(&mut random, 7.0, 15.0));
        let first = model.base.rows.len();
        model.base.rows.extend([(Sense::Le, 0.0), (Sense::Ge, 0.0), (Sense::Le, 0.0)]);
        let tonnes = vec![(hub, -1.0), (first, 1.0), (first + 1, 1.0), (first + 2, 1.0)];
        column(-between(&mut random, 3.0, 9.0), most, false, tonnes);
        column(between(&mut random, 5.0, 20.0), 1.0, true, vec![(first, -most), (first + 1, -lot)]);
        let payload = between(&mut random, 2.0, 5.0);
        column(between(&mut random, 1.0, 6.0), 9.0, true, vec![(first + 2, -payload)]);
    }
    model
}

/// For each set of stops, the cheapest rounds that visit them and no others, if any.
fn partitions(model: &Model, all: &[Tour]) -> Vec<Option<(f64, Vec<Tour>)>> {
    let n = model.streams[0].cover.len();
    let mut found: Vec<Option<(f64, Vec<Tour>)>> = vec![None; 1 << n];
    found[0] = Some((0.0, Vec::new()));
    for stops in 1..1_usize << n {
        let lowest = stops & stops.wrapping_neg();
        for tour in all.iter().filter(|tour| set(tour) & lowest != 0 && set(tour) & !stops == 0) {
            let Some((cost, tours)) = &found[stops & !set(tour)] else { continue };
            let cost = cost + model.cost(tour);
            if found[stops].as_ref().is_none_or(|(known, _)| cost < *known) {
                let tours = tours.iter().chain([tour]).cloned().collect();
                found[stops] = Some((cost, tours));
            }
        }
    }
    found
}

/// The best of the rest with these rounds, with the value of each column of the base.
fn rest(model: &Model, tours: &[Tour]) -> Option<(f64, Vec<f64>)> {
    let mut lp = model.base.clone();
    for (row, a) in tours.iter().flat_map(|tour| model.terms(tour)) {
        lp.rows[row].1 -= a;
    }
    let answer = minimise_lp(&lp, Solver::Microlp, Limits { gap: 1e-9, time_s: 60.0 }, None).ok()?;
    Some((answer.objective, answer.values))
}

/// How far a whole answer is from the rows of a model.
fn violation(model: &Model, tours: &[Tour], base: &[f64]) -> f64 {
    let mut lp = model.base.clone();
    for (row, a) in tours.iter().flat_map(|tour| model.terms(tour)) {
        lp.rows[row].1 -= a;
    }
    lp.violation(base)
}

#[test]
fn what_lots_imply_holds_whatever_rounds_visit() {
    let no_end = || Limits { gap: 1e-6, time_s: 60.0 };
    let (mut rows, mut by_visits, mut closer) = (0, 0, 0);
    for seed in 1..=24 {
        let model = with_lots(seed);
        let tight = with_implied(&model, &no_end).unwrap();
        let new = model.base.rows.len()..tight.base.rows.len();
        rows += new.len();
        let visits = tight.classes.iter().flat_map(|class| class.visit.iter().flatten());
        by_visits += usize::from(visits.clone().any(|term| new.contains(&term.0)));
        let mut best = f64::INFINITY;
        for (cost, tours) in partitions(&model, &tours(&model)).into_iter().flatten() {
            let Some((value, base)) = rest(&model, &tours) else { continue };
            best = best.min(cost + value);
            let broken = violation(&tight, &tours, &base);
            assert!(broken < 1e-6, "{seed}: {tours:?} {base:?} is {broken} away");
        }
        let complete = |model: &Model, tours: &[Tour], _: Option<&Answer>| {
            let mut lp = model.base.clone();
            lp.columns.extend(tours.iter().map(|tour| LpColumn {
                cost: model.cost(tour),
                lower: 0.0,
                upper: 1.0,
                integer: true,
                terms: model.terms(tour).into(),
            }));
            let found = minimise_lp(&lp, Solver::Microlp, Limits { gap: 1e-9, time_s: 60.0 }, None).ok()?;
            let (base, run) = found.values.split_at(model.base.columns.len());
            let run = tours.iter().zip(run).filter(|(_, value)| **value > 0.5).map(|(tour, _)| tour.clone());
            Some((Answer { objective: found.objective, tours: run.collect(), base: base.to_vec() }, found.objective))
        };
        let root = |model: &Model| {
            let effort = Effort { nodes: 0, ..EFFORT };
            search(model, effort, None, &mut |tours, best| complete(model, tours, best)).unwrap().bound
        };
        let (before, after) = (root(&model), root(&tight));
        assert!(after <= best + 1e-5 * best.abs().max(1.0), "{seed}: {after} is above {best}");
        closer += usize::from(best - after < 0.5 * (best - before) - 1e-6);
        let all = search(&tight, EFFORT, None, &mut |tours, best| complete(&tight, tours, best)).unwrap();
        let found = all.answer.unwrap();
        assert!((found.objective - best).abs() < 1e-5 * best.abs().max(1.0), "{seed}: {} for {best}", found.objective);
        assert!(violation(&model, &found.tours, &found.base) < 1e-6);
    }
    assert!(rows > 60 && by_visits > 5 && closer > 5, "{rows} {by_visits} {closer}");
}
