//! Programs worked out by hand, and random ones beside an interior point.

use super::factors::{Factored, Factors};
use super::{Ended, Followed, Simplex};
use crate::optimise::drawn::Numbers;
use crate::optimise::lp::{Lp, LpColumn};
use crate::optimise::program::Sense;
use crate::optimise::solver::relax;

fn column(cost: f64, upper: f64, terms: &[(usize, f64)]) -> LpColumn {
    LpColumn { cost, lower: 0.0, upper, integer: false, terms: terms.into() }
}

/// Maximise 5x + 4y under 6x + 4y <= 24, x + 2y <= 6, solved.
fn two() -> (Lp, Simplex) {
    let lp = Lp {
        columns: vec![
            column(-5.0, f64::INFINITY, &[(0, 6.0), (1, 1.0)]),
            column(-4.0, f64::INFINITY, &[(0, 4.0), (1, 2.0)]),
        ],
        rows: vec![(Sense::Le, 24.0), (Sense::Le, 6.0)],
    };
    let mut simplex = Simplex::new(&lp);
    assert_eq!(simplex.solve(100), Ended::Best);
    (lp, simplex)
}

/// Maximise 5x + 4y under 6x + 4y <= 24, x + 2y <= 6: 21 at (3, 1.5), prices 3/4 and 1/2 (Taha, Operations Research).
#[test]
fn two_products() {
    let (_, mut simplex) = two();
    assert!((simplex.objective() + 21.0).abs() < 1e-9);
    let duals = simplex.duals();
    assert!((duals[0] + 0.75).abs() < 1e-9 && (duals[1] + 0.5).abs() < 1e-9, "{duals:?}");
    // a third row y <= 1 cuts that point off: 5 x 10/3 + 4
    let y = 3;
    simplex.add_row(Sense::Le, 1.0, &[(y, 1.0)]);
    assert_eq!(simplex.solve(100), Ended::Best);
    assert!((simplex.objective() + 50.0 / 3.0 + 4.0).abs() < 1e-9, "{}", simplex.objective());
}

/// From the optimum, bounds that change lead to the optimum of the changed program, or beyond what is enough.
#[test]
fn bounds_that_change_lead_to_the_next_optimum() {
    let mut numbers = Numbers(17);
    let (mut moved, mut stopped) = (0, 0);
    for case in 0..100 {
        let rows = 3 + numbers.below(6) as usize;
        let mut lp = Lp::default();
        for _ in 0..rows {
            let sense = [Sense::Le, Sense::Ge, Sense::Eq][numbers.below(3) as usize];
            lp.rows.push((sense, f64::from(1 + numbers.below(9))));
        }
        for index in 0..rows {
            lp.columns.push(column(60.0, f64::INFINITY, &[(index, 1.0)]));
            lp.columns.push(column(60.0, f64::INFINITY, &[(index, -1.0)]));
        }
        for _ in 0..12 {
            let mut terms: Vec<(usize, f64)> = (0..rows).map(|row| (row, numbers.from(-3, 9))).collect();
            terms.retain(|term| term.1.abs() > 1.0);
            lp.columns.push(column(f64::from(numbers.below(40)), 4.0, &terms));
        }
        let mut simplex = Simplex::new(&lp);
        assert_eq!(simplex.solve(10_000), Ended::Best, "case {case}");
        for time in 0..10 {
            let before = simplex.objective();
            for _ in 0..2 {
                let at = 2 * rows + numbers.below(12) as usize;
                let lower = f64::from(numbers.below(3));
                let upper = lower + f64::from(numbers.below(3));
                (lp.columns[at].lower, lp.columns[at].upper) = (lower, upper);
                simplex.bound(rows + at, lower, upper);
            }
            let expected = relax(&lp, 1e-9).unwrap().objective;
            let mut less = simplex.clone();
            let beyond = less.restore(10_000, expected - 1.0) == Ended::Infeasible;
            assert!(
                beyond || (less.objective() - expected).abs() < 1e-6 * expected.abs().max(1.0),
                "case {case}, {time}"
            );
            stopped += usize::from(beyond);
            assert_eq!(simplex.restore(10_000, f64::INFINITY), Ended::Best, "case {case}, {time}");
            let apart = (simplex.objective() - expected).abs() / expected.abs().max(1.0);
            assert!(apart < 1e-6, "case {case}, {time}: {} for {expected}", simplex.objective());
            moved += usize::from((before - expected).abs() > 1e-6);
        }
    }
    assert!(moved > 500 && stopped > 250, "{moved} {stopped}");
}

/// Programs drawn at random agree with the interior point method, also when columns and rows come later.
#[test]
fn agrees_with_an_interior_point() {
    let mut numbers = Numbers(7);
    let mut draw = |most: u32| numbers.below(most);
    for case in 0..40 {
        let rows = 4 + draw(8) as usize;
        let mut lp = Lp { columns: Vec::new(), rows: Vec::new() };
        for _ in 0..rows {
            let sense = [Sense::Le, Sense::Ge, Sense::Eq][draw(3) as usize];
            lp.rows.push((sense, f64::from(1 + draw(9))));
        }
        for index in 0..rows {
            lp.columns.push(column(100.0, f64::INFINITY, &[(index, 1.0)]));
            lp.columns.push(column(100.0, f64::INFINITY, &[(index, -1.0)]));
        }
        for _ in 0..20 {
            let mut terms: Vec<(usize, f64)> = (0..rows).map(|row| (row, f64::from(draw(20)) - 2.0)).collect();
            terms.retain(|term| term.1 < 5.0 && term.1 != 0.0);
            let upper = if draw(4) == 0 { 2.0 } else { f64::INFINITY };
            lp.columns.push(column(f64::from(draw(40)), upper, &terms));
        }
        let mut part = lp.clone();
        part.columns.truncate(2 * rows + 10);
        let mut simplex = Simplex::new(&part);
        let Ok(expected) = relax(&part, 1e-9) else { continue };
        assert_eq!(simplex.solve(10_000), Ended::Best, "case {case}");
        assert!((simplex.objective() - expected.objective).abs() < 1e-5, "case {case}");
        for column in &lp.columns[2 * rows + 10..] {
            simplex.add_column(column);
        }
        let expected = relax(&lp, 1e-9).unwrap();
        assert_eq!(simplex.solve(10_000), Ended::Best, "case {case}");
        assert!((simplex.objective() - expected.objective).abs() < 1e-5, "case {case}");
        let last = rows + lp.columns.len() - 1;
        let row = simplex.add_row(Sense::Le, 0.5, &[(last, 1.0)]);
        simplex.add_column(&column(100.0, f64::INFINITY, &[(row, -1.0)]));
        lp.rows.push((Sense::Le, 0.5));
        lp.columns.last_mut().unwrap().terms.push((row, 1.0));
        lp.columns.push(column(100.0, f64::INFINITY, &[(row, -1.0)]));
        let expected = relax(&lp, 1e-9).unwrap();
        assert_eq!(simplex.solve(10_000), Ended::Best, "case {case}");
        assert!((simplex.objective() - expected.objective).abs() < 1e-5, "case {case}");
    }
}

/// 24 and 6 as above. Of the first row, x = (b - 12) / 4 and y = (36 - b) / 8 hold from 12 to 36: the maximum is
/// 5 (b - 12) / 4 + 4 (36 - b) / 8, by 3/4 for each unit. Without it, x = 6 alone: 30. Of the second, by 1/2 for each up to 12, where
/// y = 6 alone takes all of the first row.
#[test]
fn a_price_holds_as_long_as_its_basis() {
    let (lp, simplex) = two();
    let near = |followed: Followed, slope: f64, end: f64| {
        let piece = followed.piece().unwrap();
        assert!((piece.slope - slope).abs() < 1e-9 && (piece.end.unwrap() - end).abs() < 1e-6, "{piece:?}");
    };
    let mut again = Simplex::near(&lp, &[3.0, 1.5]);
    assert_eq!((again.solve(100), again.taken), (Ended::Best, 0), "the basis of the optimum is the best");
    near(simplex.along(&[(0, 1.0)], f64::INFINITY), -0.75, 12.0);
    near(simplex.along(&[(0, -1.0)], 24.0), 0.75, 12.0);
    near(simplex.along(&[(1, 1.0)], f64::INFINITY), -0.5, 6.0);
    assert_eq!(simplex.along(&[(1, 1.0)], 5.0).piece().unwrap().end, None, "it goes on beyond the reach");
    assert!((simplex.without(0, 100).unwrap() + 30.0).abs() < 1e-9);
}

/// A basis drawn at random, some of its columns dependent on others, then with columns exchanged: the answers keep the
/// equations, multiplied out.
#[test]
fn factors_keep_the_equations() {
    let mut numbers = Numbers(11);
    for case in 0..200 {
        let most = 1 + numbers.below(30);
        let rows = most as usize;
        let mut column = || -> Vec<(usize, f64)> {
            let entries = 1 + numbers.below(4);
            let mut terms: Vec<_> =
                (0..entries).map(|_| (numbers.below(most) as usize, numbers.from(1, 9) - 4.5)).collect();
            terms.sort_by_key(|term| term.0);
            terms.dedup_by_key(|term| term.0);
            terms
        };
        let columns: Vec<_> = (0..rows).map(|_| column()).collect();
        let entering = column();
        let given: Vec<&[(usize, f64)]> = columns.iter().map(|column| &column[..]).collect();
        let Factored { mut factors, column } = Factors::of(rows, &given);
        let unit: Vec<Vec<(usize, f64)>> = (0..rows).map(|row| vec![(row, 1.0)]).collect();
        let mut basis: Vec<&[(usize, f64)]> =
            (0..rows).map(|row| column[row].map_or(&unit[row][..], |own| given[own])).collect();
        for exchanged in [false, true] {
            if exchanged {
                let mut step = vec![0.0; rows];
                for &(row, a) in &entering {
                    step[row] += a;
                }
                factors.solve(&mut step);
                let at = (0..rows).max_by(|&a, &b| step[a].abs().total_cmp(&step[b].abs())).unwrap();
                factors.exchange(at, &step);
                basis[at] = &entering;
            }
            let rhs: Vec<f64> = (0..rows).map(|_| numbers.from(0, 8)).collect();
            let mut x = rhs.clone();
            factors.solve(&mut x);
            let mut sum = vec![0.0; rows];
            basis.iter().zip(&x).for_each(|(terms, x)| terms.iter().for_each(|&(row, a)| sum[row] += a * x));
            assert!(sum.iter().zip(&rhs).all(|(a, b)| (a - b).abs() < 1e-6), "case {case}: {sum:?} for {rhs:?}");
            let mut y = rhs.clone();
            factors.solve_transposed(&mut y);
            for (terms, rhs) in basis.iter().zip(&rhs) {
                let sum: f64 = terms.iter().map(|&(row, a)| a * y[row]).sum();
                assert!((sum - rhs).abs() < 1e-6, "case {case}: {sum} for {rhs}");
            }
        }
    }
}
