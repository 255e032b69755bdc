//! Programs that fall into independent parts: each solved by itself, by what its structure allows, at the same time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use super::flow;
use super::lp::{Division, Lp};
use super::simplex::Ended;
use super::solver::{self, Answer, Limits, SolveError, Solver};
use super::whole::{self, Whole};
use super::working::{self, Working};

/// How far, relatively, an objective may give way to those after it: small enough to move no tonne that is reported.
pub const TIE: f64 = 1e-9;
/// Largest violation of a row that a point may keep.
const VIOLATION: f64 = 1e-6;
/// Largest violation of a row that a vertex may have.
const EXACT: f64 = 1e-9;
/// Seconds that every part has.
const LEAST_S: f64 = 0.1;
/// Relative accuracy to which prices are trusted.
const ACCURACY: f64 = 1e-7;

/// A point that is least in several objectives, each with those before held at their least.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordered {
    /// Value of each column.
    pub values: Vec<f64>,
    /// The least value found of each objective.
    pub least: Vec<f64>,
    /// A proven bound of each objective, those before held where they are; none where nothing is proven.
    pub bounds: Vec<Option<f64>>,
    /// Whether the first objective is proven least, within the gap asked.
    pub proven: bool,
}

/// Objectives after the first.
#[derive(Debug, Clone, Copy)]
pub struct Then<'t> {
    /// What each column costs in each of them.
    pub costs: &'t [Vec<f64>],
    /// Objectives that share the time, the first and so many after it but one; the rest break ties.
    pub asked: usize,
}

impl Then<'_> {
    /// No other objective.
    const NONE: Self = Self { costs: &[], asked: 1 };
}

impl Ordered {
    /// A point that is least in the objective, and then in each of further ones.
    fn best(objective: f64, values: Vec<f64>, then: &[Vec<f64>]) -> Self {
        let further = then.iter().map(|costs| value_at(costs, &values));
        let least: Vec<f64> = [objective].into_iter().chain(further).collect();
        Self { bounds: least.iter().copied().map(Some).collect(), least, proven: true, values }
    }
}

/// The value of an objective at a point.
fn value_at(costs: &[f64], values: &[f64]) -> f64 {
    costs.iter().zip(values).map(|(cost, value)| cost * value).sum()
}

/// Minimises the objective of a program, then further ones, part by part: the small ones first, several at the same time.
/// Within the time of a part, an objective that is asked has as much as each that waits: what it leaves is for those after it,
/// and when it ends, the point is kept that was found.
///
/// # Errors
/// As [`solver::minimise_lp`], of the first part that fails.
pub fn minimise(
    lp: &Lp,
    then: Then<'_>,
    solver: Solver,
    limits: &(dyn Fn() -> Limits + Sync),
) -> Result<Ordered, SolveError> {
    let division = lp.divide();
    let parts = division.members();
    let choices = |at: usize| parts[at].1.iter().filter(|&&column| lp.columns[column].integer).count().isqrt();
    let waiting = AtomicUsize::new((0..parts.len()).map(choices).sum());
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&at| (parts[at].1.len(), at));
    let found = order.into_iter().par_bridge().map(|at| {
        // those with choices may take long: each has its share of the time that is left, by the root of
        // their number
        let (began, time_s, own) = (Instant::now(), limits().time_s, choices(at));
        let before = waiting.fetch_sub(own, Ordering::Relaxed).max(1);
        #[expect(clippy::cast_precision_loss, reason = "choices are counted")]
        let share = time_s * (own.saturating_mul(rayon::current_num_threads()) as f64 / before as f64).min(1.0);
        let left = || (share - began.elapsed().as_secs_f64()).max(LEAST_S);
        let own = || Limits { time_s: left(), ..limits() };
        (at, taken_out(lp, then, &parts[at], solver, &own))
    });
    let mut answers: Vec<_> = found.collect();
    answers.sort_by_key(|(at, _)| *at);
    let answers: Vec<Ordered> = answers.into_iter().map(|(_, answer)| answer).collect::<Result<_, _>>()?;
    Ok(joined(alone(lp, then.costs, &division)?, &parts, answers))
}

/// As [`minimise`], of one objective and one part after the other: what is solved many times while others are.
///
/// # Errors
/// As [`minimise`].
pub fn in_turn(lp: &Lp, solver: Solver, limits: &(dyn Fn() -> Limits + Sync)) -> Result<Ordered, SolveError> {
    let division = lp.divide();
    let parts = division.members();
    let answers: Vec<Ordered> =
        parts.iter().map(|own| taken_out(lp, Then::NONE, own, solver, limits)).collect::<Result<_, _>>()?;
    Ok(joined(alone(lp, &[], &division)?, &parts, answers))
}

/// One part, by itself.
fn taken_out(
    lp: &Lp,
    then: Then<'_>,
    (rows, columns): &(Vec<usize>, Vec<usize>),
    solver: Solver,
    limits: &(dyn Fn() -> Limits + Sync),
) -> Result<Ordered, SolveError> {
    let costs: Vec<Vec<f64>> = then.costs.iter().map(|costs| columns.iter().map(|&c| costs[c]).collect()).collect();
    part(&lp.cut(rows, columns), Then { costs: &costs, ..then }, solver, limits)
}

/// The whole, from what belongs to no part and the answers of the parts.
fn joined(mut whole: Ordered, parts: &[(Vec<usize>, Vec<usize>)], answers: Vec<Ordered>) -> Ordered {
    for ((_, columns), part) in parts.iter().zip(answers) {
        for (&column, value) in columns.iter().zip(part.values) {
            whole.values[column] = value;
        }
        whole.least.iter_mut().zip(part.least).for_each(|(all, least)| *all += least);
        for (all, bound) in whole.bounds.iter_mut().zip(part.bounds) {
            *all = all.zip(bound).map(|(all, bound)| all + bound);
        }
        whole.proven &= part.proven;
    }
    whole
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
    let bounds = least.iter().copied().map(Some).collect();
    let mut rows = lp.rows.iter().zip(&division.of_row);
    let unkept = rows.any(|(&(sense, rhs), part)| part.is_none() && sense.excess(-rhs) > VIOLATION);
    if unkept { Err(SolveError::Infeasible) } else { Ok(Ordered { values, least, bounds, proven: true }) }
}

fn part(lp: &Lp, then: Then<'_>, solver: Solver, limits: &(dyn Fn() -> Limits + Sync)) -> Result<Ordered, SolveError> {
    let costs = then.costs;
    match flow::solve(lp, costs) {
        Some(flow::Outcome::Best(relaxed)) => Ok(Ordered::best(relaxed.objective, relaxed.values, costs)),
        Some(flow::Outcome::Infeasible) => Err(SolveError::Infeasible),
        Some(flow::Outcome::Unbounded) => Err(SolveError::Unbounded),
        None => match (solver == Solver::Microlp).then(|| vertex(lp, costs)).flatten() {
            Some(found) => found,
            None => general(lp, then, solver, limits),
        },
    }
}

/// A part without whole numbers: by the simplex, each objective from the last basis, with all that is not at the least of
/// those before held where it stands (complementary slackness). None: it has whole numbers, no solution, or numbers that
/// defeat the method.
fn vertex(lp: &Lp, then: &[Vec<f64>]) -> Option<Result<Ordered, SolveError>> {
    if lp.columns.iter().any(|column| column.integer) {
        return None;
    }
    let mut working = match Working::solved(lp) {
        Ok(working) => working,
        // there are too many columns for another method to tell better
        Err(Ended::Infeasible) if working::is_large(lp) => return Some(Err(SolveError::Infeasible)),
        Err(_) => return None,
    };
    let duals = working.duals();
    if !working.minimise(then) {
        return None;
    }
    let values = working.values();
    let objective = lp.objective(&values);
    let exact = lp.violation(&values) <= EXACT && solver::below(lp, objective, &duals, ACCURACY);
    exact.then(|| Ok(Ordered::best(objective, values, then)))
}

/// Any part: one solve for each objective, those before held by a row.
fn general(
    lp: &Lp,
    then: Then<'_>,
    solver: Solver,
    limits: &(dyn Fn() -> Limits + Sync),
) -> Result<Ordered, SolveError> {
    let minimised = |lp: &Lp, stage: usize, known: Option<&[f64]>| {
        let (began, time_s) = (Instant::now(), solver::share(limits().time_s, stage, then.asked));
        let left = || Limits { time_s: (time_s - began.elapsed().as_secs_f64()).max(LEAST_S), ..limits() };
        one(lp, solver, &left, known)
    };
    let Whole { mut values, objective, bound, proven, tight: mut held, narrowed } = minimised(lp, 0, None)?;
    let (mut least, mut bounds) = (vec![objective], vec![bound]);
    for (stage, costs) in (1..).zip(then.costs) {
        let reached = held.objective(&values);
        held.hold_objective(reached + TIE * reached.abs().max(1.0));
        held.columns.iter_mut().zip(costs).for_each(|(column, &cost)| column.cost = cost);
        let answer = if stage < then.asked || proven && narrowed {
            minimised(&held, stage, Some(&values)).ok()
        } else {
            // ties with other whole numbers are not worth a search
            with_whole(&held, &values, solver, limits)
        };
        let answer = answer.filter(|answer| held.violation(&answer.values) < VIOLATION);
        bounds.push(answer.as_ref().and_then(|answer| answer.bound));
        values = answer.map_or(values, |answer| answer.values);
        least.push(held.objective(&values));
    }
    Ok(Ordered { values, least, bounds, proven })
}

/// The best point with the whole numbers of another.
fn with_whole(lp: &Lp, values: &[f64], solver: Solver, limits: &(dyn Fn() -> Limits + Sync)) -> Option<Whole> {
    let values = whole::held(lp, values, solver, limits)?;
    Some(Whole {
        objective: lp.objective(&values),
        values,
        bound: None,
        proven: false,
        tight: Lp::default(),
        narrowed: false,
    })
}

/// One objective, from a point where one is known. `HiGHS` tightens programs itself; of small ones, microlp has seen all sooner.
///
/// # Errors
/// As [`solver::minimise_lp`].
pub(super) fn one(
    lp: &Lp,
    solver: Solver,
    limits: &(dyn Fn() -> Limits + Sync),
    known: Option<&[f64]>,
) -> Result<Whole, SolveError> {
    if solver == Solver::Microlp && whole::worthwhile(lp) {
        let found = whole::minimise(lp, solver, limits, known)?;
        let bound = found.bound.or_else(|| relaxed_bound(lp));
        return Ok(Whole { bound, ..found });
    }
    let Answer { values, objective, proven } = solver::minimise_lp(lp, solver, limits(), known)?;
    let bound = if proven { Some(objective) } else { relaxed_bound(lp) };
    Ok(Whole { values, objective, bound, proven, tight: lp.clone(), narrowed: true })
}

/// A bound by the relaxed program, less the accuracy of its solver.
fn relaxed_bound(lp: &Lp) -> Option<f64> {
    solver::relax(lp, 1e-9).ok().map(|it| it.objective - ACCURACY * it.objective.abs().max(1.0))
}
