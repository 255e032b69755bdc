//! Programs with whole numbers: tightened by what whole numbers imply, then searched.
//!
//! A candidate that is opened by a tenth serves a tenth of what it could, for a tenth of its cost: so a relaxed program
//! says little. What closing it closes is found by holding each choice at 0 and at 1, and gives rows that no whole point
//! violates; those that the relaxed optimum violates are added until there are none (Crowder, Johnson and Padberg, 1983;
//! Savelsbergh, 1994). The relaxed program is then near the whole one: its optimum is the bound, and with a good proposal its
//! prices tell which choices no better proposal can have. What is left is searched by branching, each branch from the basis of
//! the one before, under further rows that the basis tells (Gomory, 1960).

mod bounds;
mod cuts;
mod few;
mod kernel;
mod large;
mod mir;
mod openers;
mod proposal;
mod search;
mod slopes;
#[cfg(test)]
mod tests;
mod tight;

use self::bounds::{Bounds, Empty};
use self::cuts::{Relaxed, TIMES};
use self::openers::Openers;
use self::proposal::Seek;
pub use self::proposal::held;
use self::search::{Root, Search};
use self::tight::Tight;
use super::lp::Lp;
use super::program::Sense;
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
    /// Whether it is without that, or has all choices.
    pub narrowed: bool,
}

/// Whole columns times entries of the program from which on tightening it costs less than it saves.
const MANY: usize = 50_000;

/// Entries of a program from which on one relaxed program takes longer than many branches of microlp.
const LARGE: usize = 100_000;
/// Seconds left that are the end.
const END_S: f64 = 0.2;

/// Whether a program is worth tightening.
#[must_use]
pub fn worthwhile(lp: &Lp) -> bool {
    many(lp.columns.iter().filter(|column| column.integer).count(), lp.entries())
}

/// Whether so many whole columns in a program of so many entries are.
#[must_use]
pub fn many(whole: usize, entries: usize) -> bool {
    whole * entries >= MANY
}

/// A row of a program.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Columns and coefficients.
    pub terms: Vec<(usize, f64)>,
    /// How their sum stands to the right-hand side.
    pub sense: Sense,
    /// That.
    pub rhs: f64,
}

/// Rows that the whole numbers of a program imply, as far as its relaxed optimum violates them: those of choices first, then
/// those that the basis tells.
///
/// # Errors
/// When the relaxed program is infeasible or unbounded.
pub fn rows(lp: &Lp, limits: &dyn Fn() -> Limits) -> Result<Vec<Row>, SolveError> {
    let mut bounds = Bounds::new(lp).map_err(|Empty| SolveError::Infeasible)?;
    let implied = bounds.implied(&|| limits().time_s > 0.0).map_err(|Empty| SolveError::Infeasible)?;
    let tight = Tight::new(lp, bounds, implied, limits)?;
    let mut rows: Vec<Row> =
        tight.lp.rows[lp.rows.len()..].iter().map(|&(sense, rhs)| Row { terms: Vec::new(), sense, rhs }).collect();
    for (column, it) in tight.lp.columns.iter().enumerate() {
        for &(row, a) in it.terms.iter().filter(|(row, _)| *row >= lp.rows.len()) {
            rows[row - lp.rows.len()].terms.push((column, a));
        }
    }
    if let Some(mut relaxed) = Relaxed::new(&tight.lp, &tight.point) {
        relaxed.cut(&tight.lp, TIMES, &|| limits().time_s > 0.0);
        let told = relaxed.rows().map(|cut| {
            let largest = cut.terms.iter().fold(0.0_f64, |most, term| most.max(term.1.abs()));
            let terms = cut.terms.iter().map(|&(index, a)| (index - relaxed.first, a / largest)).collect();
            Row { terms, sense: Sense::Ge, rhs: cut.least / largest }
        });
        rows.extend(told);
    }
    Ok(rows)
}

/// Minimises the objective of a program with whole numbers, from a point where one is known.
///
/// # Errors
/// As [`solver::minimise_lp`].
pub fn minimise(
    lp: &Lp,
    solver: Solver,
    limits: &(dyn Fn() -> Limits + Sync),
    known: Option<&[f64]>,
) -> Result<Whole, SolveError> {
    match large::minimise(lp, (solver, limits), known) {
        Some(found) => Ok(found),
        None => direct(lp, solver, limits, known),
    }
}

/// The same, over all choices at once.
fn direct(
    lp: &Lp,
    solver: Solver,
    limits: &(dyn Fn() -> Limits + Sync),
    known: Option<&[f64]>,
) -> Result<Whole, SolveError> {
    let mut bounds = Bounds::new(lp).map_err(|Empty| SolveError::Infeasible)?;
    let implied = bounds.implied(&|| limits().time_s > END_S).map_err(|Empty| SolveError::Infeasible)?;
    let mut tight = Tight::new(lp, bounds, implied, limits)?;
    let seek = Seek { lp, solver, limits };
    let few = few::proposal(lp, &Openers::of(lp), &|| limits().time_s > END_S);
    let mut best = seek.around(&mut tight, known.into_iter().chain(few.as_deref()));
    let mut bound = searched(&seek, &tight, &mut best).max(tight.bound);
    if best.as_ref().is_none_or(|best| limits().time_s > END_S && solver::open(best.objective, bound, limits().gap)) {
        match solver::minimise_lp(&tight.lp, solver, limits(), best.as_ref().map(|best| &best.values[..])) {
            Ok(found) => {
                bound = if found.proven { found.objective } else { bound };
                if best.as_ref().is_none_or(|best| found.objective < best.objective) {
                    best = Some(found);
                }
            }
            Err(error) if best.is_none() => return Err(error),
            Err(_) => {}
        }
    }
    let Some(Answer { values, objective, .. }) = best else { return Err(SolveError::Infeasible) };
    let bound = bound.min(objective);
    tight.close(objective);
    let proven = !solver::open(objective, bound, limits().gap);
    Ok(Whole { values, objective, bound: bound.is_finite().then_some(bound), proven, tight: tight.lp, narrowed: true })
}

/// Searches a tightened program from the best proposal on; what no whole point is below, minus infinity where nothing is
/// known.
fn searched(seek: &Seek, tight: &Tight, best: &mut Option<Answer>) -> f64 {
    let limits = seek.limits;
    if best.as_ref().is_some_and(|best| !solver::open(best.objective, tight.bound, limits().gap))
        || tight.lp.entries() > LARGE
    {
        return tight.bound;
    }
    let Some(mut relaxed) = Relaxed::new(&tight.lp, &tight.point) else { return f64::NEG_INFINITY };
    let half = limits().time_s / 2.0;
    relaxed.cut(&tight.lp, TIMES, &|| limits().time_s > half);
    let known = best.as_ref().map_or((f64::INFINITY, None), |best| (best.objective, Some(best.values.clone())));
    let goes_on = || limits().time_s > END_S;
    let loose = vec![false; tight.lp.columns.len()];
    let root = Root { lp: tight.lp.clone(), loose, bounds: tight.bounds.clone(), relaxed };
    let mut search = Search::new(root, (known, limits().gap), &goes_on);
    search.run(&mut |point| seek.better(point, best))
}
