//! Programs that fall into independent parts: each solved by itself, by what its structure allows, at the same time.

use rayon::prelude::*;

use super::flow;
use super::lp::{Division, Lp};
use super::program::Sense;
use super::solver::{self, Answer, Limits, SolveError, Solver};
use super::whole::{self, Whole};

/// How far, relatively, an objective may give way to those after it: small enough to move no tonne that is reported.
pub const TIE: f64 = 1e-9;
/// Largest violation of a row that a point may keep.
const VIOLATION: f64 = 1e-6;
/// Relative accuracy to which prices are trusted.
const ACCURACY: f64 = 1e-7;

/// A point that is least in several objectives, each with those before held at their least.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordered {
    /// Value of each column.
    pub values: Vec<f64>,
    /// The least value found of each objective.
    pub least: Vec<f64>,
    /// A proven bound of the first objective, if one.
    pub bound: Option<f64>,
    /// Whether the first objective is proven least, within the gap asked.
    pub proven: bool,
}

/// Minimises the objective of a program, then further ones, part by part.
///
/// # Errors
/// As [`solver::minimise_lp`], of the first part that fails.
pub fn minimise(
    lp: &Lp,
    then: &[Vec<f64>],
    solver: Solver,
    limits: &(impl Fn() -> Limits + Sync),
) -> Result<Ordered, SolveError> {
    let division = lp.divide();
    let parts: Vec<_> = division.members();
    let answers: Vec<Ordered> = parts
        .par_iter()
        .map(|(rows, columns)| {
            let then: Vec<Vec<f64>> = then.iter().map(|costs| columns.iter().map(|&c| costs[c]).collect()).collect();
            part(&lp.cut(rows, columns), &then, solver, limits)
        })
        .collect::<Result<_, _>>()?;
    let mut whole = alone(lp, then, &division)?;
    for ((_, columns), part) in parts.iter().zip(answers) {
        for (&column, value) in columns.iter().zip(part.values) {
            whole.values[column] = value;
        }
        whole.least.iter_mut().zip(part.least).for_each(|(all, least)| *all += least);
        whole.bound = whole.bound.zip(part.bound).map(|(all, bound)| all + bound);
        whole.proven &= part.proven;
    }
    Ok(whole)
}

/// What belongs to no part. Columns that no row ties stand where the objectives have them, the first that tells.
fn alone(lp: &Lp, then: &[Vec<f64>], division: &Division) -> Result<Ordered, SolveError> {
    let mut values = vec![0.0; lp.columns.len()];
    let mut least = vec![0.0; then.len() + 1];
    for (index, column) in lp.columns.iter().enumerate().filter(|(index, _)| division.of_column[*index].is_none()) {
        let costs: Vec<f64> = [column.cost].into_iter().chain(then.iter().map(|costs| costs[index])).collect();
        let told = costs.iter().find(|cost| **cost != 0.0);
        values[index] = if told.is_some_and(|cost| *cost < 0.0) { column.upper } else { column.lower };
        if values[index].is_infinite() {
            return Err(SolveError::Unbounded);
        }
        least.iter_mut().zip(costs).for_each(|(least, cost)| *least += cost * values[index]);
    }
    let bound = Some(least[0]);
    let unkept = lp.rows.iter().zip(&division.of_row).any(|(&(sense, rhs), part)| {
        part.is_none()
            && match sense {
                Sense::Le => rhs < -VIOLATION,
                Sense::Ge => rhs > VIOLATION,
                Sense::Eq => rhs.abs() > VIOLATION,
            }
    });
    if unkept { Err(SolveError::Infeasible) } else { Ok(Ordered { values, least, bound, proven: true }) }
}

fn part(
    lp: &Lp,
    then: &[Vec<f64>],
    solver: Solver,
    limits: &(impl Fn() -> Limits + Sync),
) -> Result<Ordered, SolveError> {
    match flow::solve(lp, then) {
        Some(flow::Outcome::Best(relaxed)) => {
            let sum = |costs: &Vec<f64>| costs.iter().zip(&relaxed.values).map(|(cost, value)| cost * value).sum();
            let least = [relaxed.objective].into_iter().chain(then.iter().map(sum)).collect();
            Ok(Ordered { least, bound: Some(relaxed.objective), proven: true, values: relaxed.values })
        }
        Some(flow::Outcome::Infeasible) => Err(SolveError::Infeasible),
        Some(flow::Outcome::Unbounded) => Err(SolveError::Unbounded),
        None => general(lp, then, solver, limits),
    }
}

/// Any part: one solve for each objective, those before held by a row.
fn general(
    lp: &Lp,
    then: &[Vec<f64>],
    solver: Solver,
    limits: &(impl Fn() -> Limits + Sync),
) -> Result<Ordered, SolveError> {
    let Whole { mut values, objective, bound, proven, tight: mut held } = first(lp, solver, limits)?;
    let mut least = vec![objective];
    for costs in then {
        let reached = held.objective(&values);
        held.hold_objective(reached + TIE * reached.abs().max(1.0));
        held.columns.iter_mut().zip(costs).for_each(|(column, &cost)| column.cost = cost);
        match solver::minimise_lp(&held, solver, limits(), Some(&values)) {
            Ok(answer) if held.violation(&answer.values) < VIOLATION => values = answer.values,
            _ => break,
        }
        least.push(held.objective(&values));
    }
    let left = then.iter().skip(least.len() - 1);
    let others: Vec<f64> = left.map(|costs| costs.iter().zip(&values).map(|(c, v)| c * v).sum()).collect();
    least.extend(others);
    Ok(Ordered { values, least, bound, proven })
}

/// The first objective. `HiGHS` tightens programs itself; of small ones, microlp has seen all sooner.
fn first(lp: &Lp, solver: Solver, limits: &(impl Fn() -> Limits + Sync)) -> Result<Whole, SolveError> {
    if solver == Solver::Microlp && whole::worthwhile(lp) {
        return whole::minimise(lp, solver, limits);
    }
    let Answer { values, objective, proven } = solver::minimise_lp(lp, solver, limits(), None)?;
    let bound = if proven { Some(objective) } else { relaxed_bound(lp) };
    Ok(Whole { values, objective, bound, proven, tight: lp.clone() })
}

/// A bound by the relaxed program, less the accuracy of its solver.
fn relaxed_bound(lp: &Lp) -> Option<f64> {
    solver::relax(lp, 1e-9).ok().map(|it| it.objective - ACCURACY * it.objective.abs().max(1.0))
}
