//! Programs in other units: the same optimum whether masses are stated in tonnes, in grams or in gigatonnes.

use crate::support::assert_close;
use crate::support::golden::{self, Golden};
use boucle::optimise::Solver;
use boucle::optimise::lp::Lp;
use boucle::optimise::program::Program;
use boucle::optimise::simplex::{Ended, Simplex};
use boucle::optimise::solver::{Limits, minimise_lp, prices};
use rstest::rstest;

/// The program with `k` of its continuous units in place of one; rows of whole columns alone stay as they are.
fn in_units(program: &Program, objective: &[f64], k: f64) -> (Program, Vec<f64>) {
    let unit = |integer: bool| if integer { 1.0 } else { k };
    let (mut other, mut costs) = (Program::default(), Vec::new());
    for (column, cost) in program.columns().iter().zip(objective) {
        let unit = unit(column.integer);
        let col = if column.integer {
            other.integer(&column.name, column.upper, column.impact)
        } else {
            other.column(&column.name, column.upper * unit, column.impact)
        };
        other.lower(col, column.lower * unit);
        costs.push(cost / unit);
    }
    let integer = |index: usize| program.columns()[index].integer;
    for row in program.rows() {
        let own = unit(row.terms.iter().all(|(col, _)| integer(col.0)));
        let terms = row.terms.iter().map(|&(col, a)| (col, a * own / unit(integer(col.0))));
        other.row(&row.name, terms, row.sense, row.rhs * own);
    }
    (other, costs)
}

#[rstest]
#[case::reuse(golden::REUSE)]
#[case::capacity(golden::CAPACITY)]
#[case::quality(golden::QUALITY)]
#[case::contract(golden::CONTRACT)]
#[case::collection(golden::COLLECTION)]
#[case::hub(golden::HUB)]
#[case::target(golden::TARGET)]
#[case::sizes(golden::SIZES)]
fn the_optimum_is_the_same_in_other_units(#[case] golden: Golden, #[values(1e-9, 1e-6, 1e6, 1e9)] k: f64) {
    let prepared = golden.case().prepare();
    let solved = prepared.solved();
    let mut program = Program::default();
    let whole = &solved.formulation.program;
    for column in whole.columns() {
        let add = if column.integer { Program::integer } else { Program::column };
        let col = add(&mut program, &column.name, column.upper, column.impact);
        program.lower(col, column.lower);
    }
    for row in &whole.rows()[..solved.rows] {
        program.row(&row.name, row.terms.iter().copied(), row.sense, row.rhs);
    }
    let objective = whole.weighted(&prepared.problem().weights(prepared.scenario.objective.minimise));
    let relaxed = |program: &Program, costs: &[f64]| prices(&program.relaxed(), costs).map(|found| found.objective);
    let bound = relaxed(&program, &objective).unwrap_or(f64::NAN);

    let (other, costs) = in_units(&program, &objective, k);
    for &solver in Solver::ALL {
        let answer = minimise_lp(&Lp::new(&other, &costs), solver, Limits { gap: 1e-9, time_s: 20.0 }, None);
        assert_close("whole", answer.map_or(f64::NAN, |answer| answer.objective), golden.optimum);
    }
    assert_close("relaxed", relaxed(&other, &costs).unwrap_or(f64::NAN), bound);
    let mut simplex = Simplex::new(&Lp::new(&other.relaxed(), &costs));
    assert_eq!(simplex.solve(10_000), Ended::Best);
    assert_close("by the simplex", simplex.objective(), bound);
}
