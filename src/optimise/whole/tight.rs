//! A program with the rows that its whole numbers imply and its relaxed optimum violates, and the bound that it proves.

use super::bounds::{Bounds, Implied};
use crate::optimise::lp::Lp;
use crate::optimise::program::Sense;
use crate::optimise::solver::{self, Limits, SolveError};

/// Times that rows are added.
const TIMES: usize = 25;
/// Of a choice, how much a row must be violated to be added.
const VIOLATED: f64 = 1e-4;
/// Accuracy asked of the relaxed program.
const ACCURACY: f64 = 1e-9;
/// How far above a proposal, relatively, what costs more is left out: farther than ties reach.
const WORSE: f64 = 1e-7;

/// A program, tightened.
#[derive(Debug, Clone)]
pub struct Tight {
    /// The program, with the rows that were added.
    pub lp: Lp,
    /// What no whole point is below; minus infinity where nothing is known.
    pub bound: f64,
    /// The relaxed optimum.
    pub point: Vec<f64>,
    /// Reduced costs at its prices.
    reduced: Vec<f64>,
    pub bounds: Bounds,
}

impl Tight {
    /// Adds what is implied and violated, again and again.
    ///
    /// # Errors
    /// When the relaxed program is infeasible or unbounded.
    pub fn new(
        lp: &Lp,
        bounds: Bounds,
        mut implied: Vec<Implied>,
        limits: &dyn Fn() -> Limits,
    ) -> Result<Self, SolveError> {
        let mut tight =
            Self { lp: lp.clone(), bound: f64::NEG_INFINITY, point: Vec::new(), reduced: Vec::new(), bounds };
        let half = 0.5 * limits().time_s;
        for (column, &(lower, upper)) in tight.lp.columns.iter_mut().zip(&tight.bounds.of) {
            // columns that rows bound anyway are bounded by those
            if column.integer || upper <= lower {
                (column.lower, column.upper) = (lower, upper);
            }
        }
        for time in 0..TIMES {
            let relaxed = match solver::relax(&tight.lp, ACCURACY) {
                Ok(relaxed) => relaxed,
                Err(error @ (SolveError::Infeasible | SolveError::Unbounded)) if time == 0 => return Err(error),
                Err(_) => break,
            };
            let (bound, reduced) = proven(&tight.lp, &tight.bounds, &relaxed.duals);
            if bound >= tight.bound {
                (tight.bound, tight.reduced) = (bound, reduced);
            }
            tight.point = relaxed.values;
            let (violated, rest): (Vec<Implied>, Vec<Implied>) =
                implied.into_iter().partition(|row| row.excess(&tight.point) > VIOLATED * row.terms[1].1.abs());
            implied = rest;
            if violated.is_empty() || limits().time_s < half {
                break;
            }
            for row in &violated {
                tight.add(row);
            }
        }
        Ok(tight)
    }

    /// The columns, those first that change at the least cost.
    pub fn nearest(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.lp.columns.len()).collect();
        let away = |column: usize| self.reduced.get(column).map_or(0.0, |reduced| reduced.abs());
        order.sort_by(|&a, &b| away(a).total_cmp(&away(b)).then(a.cmp(&b)));
        order
    }

    fn add(&mut self, row: &Implied) {
        let index = self.lp.rows.len();
        self.lp.rows.push((Sense::Le, row.most));
        row.terms.iter().for_each(|&(column, a)| self.lp.columns[column].terms.push((index, a)));
    }

    /// Holds columns where they stand when any other value costs more than a proposal: the bound and the reduced cost of
    /// one step.
    pub fn close(&mut self, proposal: f64) {
        let most = proposal + WORSE * proposal.abs().max(1.0) - self.bound;
        for ((column, &reduced), bounds) in self.lp.columns.iter_mut().zip(&self.reduced).zip(&mut self.bounds.of) {
            if column.integer && reduced.abs() > most {
                let at = if reduced > 0.0 { bounds.0 } else { bounds.1 };
                *bounds = (at, at);
                (column.lower, column.upper) = (at, at);
            }
        }
    }
}

/// What prices prove of a program whose columns lie between bounds (weak duality), and the reduced costs. Prices of the
/// wrong sign count as none.
fn proven(lp: &Lp, bounds: &Bounds, duals: &[f64]) -> (f64, Vec<f64>) {
    let duals: Vec<f64> = lp.rows.iter().zip(duals).map(|((sense, _), dual)| sense.signed(*dual)).collect();
    let mut bound: f64 = lp.rows.iter().zip(&duals).map(|((_, rhs), dual)| rhs * dual).sum();
    let mut all = Vec::with_capacity(lp.columns.len());
    for (column, &(lower, upper)) in lp.columns.iter().zip(&bounds.of) {
        let reduced = column.reduced(&duals);
        let at = if reduced >= 0.0 { lower } else { upper };
        if reduced != 0.0 {
            bound += reduced * at;
        }
        all.push(reduced);
    }
    (bound, all)
}
