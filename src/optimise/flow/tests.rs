//! Networks drawn at random, against the solvers for any program.

use super::{Growing, Outcome, solve};
use crate::optimise::drawn::Numbers;
use crate::optimise::lp::{Lp, LpColumn};
use crate::optimise::program::Sense;
use crate::optimise::solver::{Limits, SolveError, Solver, below, minimise_lp, relax};

const LIMITS: Limits = Limits { gap: 1e-9, time_s: 60.0 };

fn column(cost: f64, lower: f64, upper: f64, terms: Vec<(usize, f64)>) -> LpColumn {
    LpColumn { cost, lower, upper, integer: false, terms: terms.into() }
}

/// Givers, takers with a ratio of their own, and rows of any sense; each row has a column of its own but for some.
fn draw(numbers: &mut Numbers) -> Lp {
    let (givers, takers) = (1 + numbers.below(6) as usize, 1 + numbers.below(6) as usize);
    let mut lp = Lp::default();
    for _ in 0..givers + takers {
        let sense = [Sense::Eq, Sense::Eq, Sense::Le, Sense::Ge][numbers.below(4) as usize];
        lp.rows.push((sense, numbers.from(0, 20)));
    }
    let ratio: Vec<f64> = (0..takers).map(|_| numbers.from(1, 4) / 4.0).collect();
    for row in 0..givers + takers {
        if numbers.below(8) > 0 {
            let cost = numbers.from(-5, 60);
            lp.columns.push(column(cost, 0.0, [20.0, 1e3, f64::INFINITY][numbers.below(3) as usize], vec![(row, 1.0)]));
        }
    }
    for giver in 0..givers {
        for (taker, ratio) in ratio.iter().enumerate().filter(|_| numbers.below(3) > 0).collect::<Vec<_>>() {
            let lower = if numbers.below(10) == 0 { 1.0 } else { 0.0 };
            let upper = [f64::INFINITY, numbers.from(1, 12)][numbers.below(2) as usize];
            let terms = vec![(giver, 1.0), (givers + taker, *ratio)];
            lp.columns.push(column(numbers.from(0, 30), lower, upper, terms));
        }
    }
    if numbers.below(2) == 0 && !lp.columns.is_empty() {
        // a row on one column alone is a bound
        let of = numbers.below(u32::try_from(lp.columns.len()).unwrap()) as usize;
        lp.columns[of].terms.push((lp.rows.len(), 2.0));
        lp.rows.push((Sense::Le, numbers.from(2, 30)));
    }
    lp
}

#[test]
fn networks_agree_with_the_solvers_for_any_program() {
    let mut numbers = Numbers(11);
    let (mut solved, mut infeasible) = (0, 0);
    for case in 0..800 {
        let lp = draw(&mut numbers);
        let Some(outcome) = solve(&lp, &[]) else { continue };
        let other = minimise_lp(&lp, Solver::ALL[0], LIMITS, None);
        match outcome {
            Outcome::Best(best) => {
                let other = other.unwrap_or_else(|error| panic!("case {case}: {error}\n{lp:#?}")).objective;
                let near = |a: f64, b: f64| (a - b).abs() <= 1e-7 * b.abs().max(1.0);
                assert!(near(best.objective, other), "case {case}: {} and {other}\n{lp:#?}", best.objective);
                // strong duality: the prices bound the optimum from below, and touch it
                assert!(below(&lp, best.objective, &best.duals, 1e-9), "case {case}: {:?}\n{lp:#?}", best.duals);
                assert!(
                    !below(&lp, best.objective - 1e-3, &best.duals, 1e-9),
                    "case {case}: {:?}\n{lp:#?}",
                    best.duals
                );
                solved += 1;
            }
            Outcome::Infeasible => {
                assert_eq!(other.unwrap_err(), SolveError::Infeasible, "case {case}\n{lp:#?}");
                infeasible += 1;
            }
            Outcome::Unbounded => assert_eq!(other.unwrap_err(), SolveError::Unbounded, "case {case}\n{lp:#?}"),
        }
    }
    assert!(solved > 300 && infeasible > 30, "{solved} solved, {infeasible} infeasible");
}

/// Further objectives against a row that holds each of those before.
#[test]
fn ties_are_broken_by_the_next_objective() {
    let mut numbers = Numbers(5);
    let mut broken = 0;
    for case in 0..200 {
        let mut lp = draw(&mut numbers);
        // few different costs, so that there are ties
        lp.columns.iter_mut().for_each(|column| column.cost = (column.cost / 20.0).round());
        let next: Vec<f64> = lp.columns.iter().map(|_| numbers.from(0, 9)).collect();
        let value = |values: &[f64]| next.iter().zip(values).map(|(c, v)| c * v).sum::<f64>();
        let Some(Outcome::Best(first)) = solve(&lp, &[]) else { continue };
        let Some(Outcome::Best(both)) = solve(&lp, std::slice::from_ref(&next)) else { panic!("case {case}") };
        assert!((both.objective - first.objective).abs() < 1e-7, "case {case}\n{lp:#?}");
        let mut held = lp.clone();
        held.hold_objective(first.objective);
        held.columns.iter_mut().zip(&next).for_each(|(column, cost)| column.cost = *cost);
        let least = relax(&held, 1e-9).unwrap().objective;
        assert!((value(&both.values) - least).abs() < 1e-4 * least.abs().max(1.0), "case {case}\n{lp:#?}");
        broken += usize::from(value(&both.values) < value(&first.values) - 1e-6);
    }
    assert!(broken > 10, "{broken}");
}

/// 10 t given may be kept at 50 EUR/t, or sorted at 20 EUR/t, at most 8 t, into 90 % that sells for 30 EUR/t or goes away
/// for 100 EUR/t, and 10 % that only goes away for 100 EUR/t: 20 - 27 + 10 = 3 EUR/t, so 8 x 3 + 2 x 50 = 124. One more
/// tonne of sorting is worth 47 EUR.
#[test]
fn a_residue_is_no_obstacle() {
    let free = f64::INFINITY;
    let lp = Lp {
        rows: vec![(Sense::Eq, 10.0), (Sense::Eq, 0.0), (Sense::Eq, 0.0), (Sense::Le, 8.0)],
        columns: vec![
            column(50.0, 0.0, 10.0, vec![(0, 1.0)]),
            column(20.0, 0.0, free, vec![(0, 1.0), (1, 0.9), (2, 0.1), (3, 1.0)]),
            column(-30.0, 0.0, free, vec![(1, -1.0)]),
            column(100.0, 0.0, free, vec![(1, -1.0)]),
            column(100.0, 0.0, free, vec![(2, -1.0)]),
        ],
    };
    let Some(Outcome::Best(best)) = solve(&lp, &[]) else { panic!("a network") };
    assert!((best.objective - 124.0).abs() < 1e-9, "{best:?}");
    let expected = [2.0, 8.0, 7.2, 0.0, 0.8];
    assert!(best.values.iter().zip(expected).all(|(value, by_hand)| (value - by_hand).abs() < 1e-9), "{best:?}");
    let expected = [50.0, 30.0, -100.0, -47.0];
    assert!(best.duals.iter().zip(expected).all(|(dual, by_hand)| (dual - by_hand).abs() < 1e-9), "{best:?}");
}

/// Two givers of 10 t, two takers of 10 t, costs 1, 2 / 3, 1: both go straight, 10 + 10 = 20.
#[test]
fn a_transportation_problem_by_hand() {
    let mut lp = Lp { rows: vec![(Sense::Eq, 10.0); 4], columns: Vec::new() };
    for (giver, taker, cost) in [(0, 2, 1.0), (0, 3, 2.0), (1, 2, 3.0), (1, 3, 1.0)] {
        lp.columns.push(column(cost, 0.0, f64::INFINITY, vec![(giver, 1.0), (taker, 1.0)]));
    }
    let Some(Outcome::Best(best)) = solve(&lp, &[]) else { panic!("a network") };
    assert_eq!(best.values, [10.0, 0.0, 0.0, 10.0]);
    assert!((best.objective - 20.0).abs() < 1e-12);
}

#[test]
fn what_is_no_network_is_left_alone() {
    let lp = Lp {
        rows: vec![(Sense::Le, 1.0); 3],
        columns: vec![column(-1.0, 0.0, f64::INFINITY, vec![(0, 1.0), (1, 1.0), (2, 1.0)]); 2],
    };
    assert_eq!(solve(&lp, &[]), None);
    // a circle of yields that does not close: 2 t for 1 t, and back
    let lp = Lp {
        rows: vec![(Sense::Eq, 0.0); 2],
        columns: vec![
            column(1.0, 0.0, f64::INFINITY, vec![(0, 1.0), (1, -2.0)]),
            column(1.0, 0.0, f64::INFINITY, vec![(0, -1.0), (1, 1.0)]),
        ],
    };
    assert_eq!(solve(&lp, &[]), None);
}

/// Givers that may keep what they have and takers that may buy; links that enter by their reduced cost, the worst first.
/// What the prices then bound is the least cost with all links from the start (linear programming duality).
#[test]
fn links_that_enter_one_by_one_reach_the_least_cost_of_all() {
    let mut numbers = Numbers(23);
    let mut entered = 0;
    for case in 0..200 {
        let (givers, takers) = (2 + numbers.below(6) as usize, 2 + numbers.below(6) as usize);
        let mut lp = Lp::default();
        for row in 0..givers + takers {
            lp.rows.push((Sense::Eq, numbers.from(1, 20)));
            lp.columns.push(column(numbers.from(5, 60), 0.0, f64::INFINITY, vec![(row, 1.0)]));
        }
        let ratio = [1.0, 0.5][numbers.below(2) as usize];
        let mut link = |giver: usize, taker: usize| {
            column(numbers.from(-20, 90), 0.0, numbers.from(1, 25), vec![(giver, 1.0), (givers + taker, ratio)])
        };
        // a chain that joins all rows, and the other links
        let chain = |giver: usize, taker: usize| taker == giver.min(takers - 1) || (giver == 0 || giver == givers - 1);
        let mut later = Vec::new();
        for (giver, taker) in (0..givers).flat_map(|giver| (0..takers).map(move |taker| (giver, taker))) {
            let link = link(giver, taker);
            if chain(giver, taker) { lp.columns.push(link) } else { later.push(link) }
        }
        let mut whole = lp.clone();
        whole.columns.extend(later.iter().cloned());
        let Some(Outcome::Best(best)) = solve(&whole, &[]) else { panic!("case {case}: no network") };
        let mut growing = Growing::new(&lp, &vec![true; lp.rows.len()]).unwrap();
        loop {
            let duals = growing.duals();
            let worst = (0..later.len()).min_by(|&a, &b| later[a].reduced(&duals).total_cmp(&later[b].reduced(&duals)));
            let Some(worst) = worst.filter(|&worst| later[worst].reduced(&duals) < -1e-9) else { break };
            let link = later.swap_remove(worst);
            assert!(growing.add(&link) && growing.solve(), "case {case}");
            entered += 1;
        }
        let duals = growing.duals();
        let rows: f64 = lp.rows.iter().zip(&duals).map(|((_, rhs), dual)| rhs * dual).sum();
        let columns = whole.columns.iter().map(|column| column.reduced(&duals)).zip(&whole.columns);
        let bound =
            rows + columns.filter(|(reduced, _)| *reduced < -1e-9).map(|(r, column)| r * column.upper).sum::<f64>();
        assert!((bound - best.objective).abs() < 1e-6, "case {case}: {bound}, with all links {}", best.objective);
    }
    assert!(entered > 200, "{entered} links entered");
}
