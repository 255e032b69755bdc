//! Programs with whole numbers: tightened by what whole numbers imply, then searched.
//!
//! A candidate that is opened by a tenth serves a tenth of what it could, for a tenth of its cost: so a relaxed program
//! says little. What closing it closes is found by holding each choice at 0 and at 1, and gives rows that no whole point
//! violates; those that the relaxed optimum violates are added until there are none (Crowder, Johnson and Padberg, 1983;
//! Savelsbergh, 1994). The relaxed program is then near the whole one: its optimum is the bound, and with a good proposal its
//! prices tell which choices no better proposal can have.

mod bounds;
mod proposal;
#[cfg(test)]
mod tests;
mod tight;

use self::bounds::{Bounds, Empty};
use self::proposal::Seek;
use self::tight::Tight;
use super::lp::Lp;
use super::solver::{self, Answer, Limits, SolveError, Solver};

/// A point with whole numbers, and what is proven of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    /// Value of each column.
    pub values: Vec<f64>,
    /// The objective there.
    pub objective: f64,
    /// What no whole point is below, where the columns of the program have bounds that tell.
    pub bound: Option<f64>,
    /// Whether the bound is within the gap asked.
    pub proven: bool,
    /// The program, with rows that whole numbers imply, and without what no point as good has.
    pub tight: Lp,
}

/// Whole columns times entries of the program from which on tightening it costs less than it saves.
const MANY: usize = 50_000;

/// Whether a program is worth tightening.
#[must_use]
pub fn worthwhile(lp: &Lp) -> bool {
    let whole = lp.columns.iter().filter(|column| column.integer).count();
    whole * lp.entries() >= MANY
}

/// Minimises the objective of a program with whole numbers.
///
/// # Errors
/// As [`solver::minimise_lp`].
pub fn minimise(lp: &Lp, solver: Solver, limits: &(dyn Fn() -> Limits + Sync)) -> Result<Whole, SolveError> {
    let mut bounds = Bounds::new(lp).map_err(|Empty| SolveError::Infeasible)?;
    let implied = bounds.implied().map_err(|Empty| SolveError::Infeasible)?;
    let mut tight = Tight::new(lp, bounds, implied, limits)?;
    let best = Seek { lp, solver, limits }.around(&mut tight);
    if let Some(Answer { values, objective, .. }) = &best
        && objective - tight.bound <= limits().gap * objective.abs().max(1.0)
    {
        let (values, objective) = (values.clone(), *objective);
        return Ok(Whole { values, objective, bound: Some(tight.bound), proven: true, tight: tight.lp });
    }
    let start = best.as_ref().map(|best| &best.values[..]);
    let found = match (solver::minimise_lp(&tight.lp, solver, limits(), start), best) {
        (Ok(found), Some(best)) if best.objective < found.objective => Answer { proven: found.proven, ..best },
        (Ok(found), _) => found,
        (Err(_), Some(best)) => best,
        (Err(error), None) => return Err(error),
    };
    let bound = if found.proven { found.objective } else { tight.bound.min(found.objective) };
    let Answer { values, objective, proven } = found;
    tight.close(objective);
    Ok(Whole { values, objective, bound: bound.is_finite().then_some(bound), proven, tight: tight.lp })
}
