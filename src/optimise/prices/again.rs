//! Parts of the program solved again with some whole choices free and all others held: what a slope cannot tell.

use std::collections::BTreeSet;

use super::{ACCURACY, NOTHING, Pricing, family};
use crate::optimise::lp::Lp;
use crate::optimise::parts::{self, Ordered};
use crate::optimise::program::{Col, Program};
use crate::optimise::solver::{Limits, Solver};

/// Rows in which whole choices about links meet their tonnes.
const TIES: [&str; 6] = ["partner.link", "link.bound", "link.lot", "link.trips", "contract.most", "contract.least"];
/// Seconds of one solve.
const SECONDS: f64 = 5.0;

impl Pricing<'_, '_> {
    /// The optimum of a part; none where it is not proven in time.
    pub(super) fn again(&self, lp: &Lp) -> Option<Ordered> {
        let solver = Solver::named(&self.solved.formulation.problem.scenario.solver.name)?;
        let limits = Limits { gap: ACCURACY, time_s: SECONDS };
        parts::in_turn(lp, solver, &|| limits).ok().filter(|answer| answer.proven)
    }
}

/// The whole choices about some links.
pub(super) fn choices(program: &Program, lp: &Lp, links: impl Iterator<Item = Col>) -> BTreeSet<usize> {
    let rows = links.flat_map(|link| lp.columns[link.0].terms.iter().map(|&(row, _)| &program.rows()[row]));
    let ties = rows.filter(|row| TIES.contains(&family(&row.name)));
    let met = ties.flat_map(|row| row.terms.iter().map(|&(Col(col), _)| col));
    met.filter(|&col| program.columns()[col].integer).collect()
}

/// Holds a column at a whole number: what it brings to its rows moves to their right.
pub(super) fn hold(lp: &mut Lp, index: usize, value: f64) {
    let (column, value) = (&mut lp.columns[index], value.round());
    (column.lower, column.upper, column.integer) = (value, value, false);
    for (row, coefficient) in std::mem::take(&mut column.terms) {
        lp.rows[row].1 -= coefficient * value;
    }
}

/// What an optimum below another saves; nothing below the accuracy of both.
pub(super) fn saved(least: f64, below: f64) -> f64 {
    let saved = least - below;
    if saved > NOTHING.max(2.0 * ACCURACY * least.abs()) { saved } else { 0.0 }
}
