//! Proposals around the optimum of a relaxed program: its whole numbers rounded, then changed one by one.

use super::tight::Tight;
use super::{END_S, LARGE};
use crate::optimise::lp::{Lp, LpColumn, narrowed};
use crate::optimise::parts;
use crate::optimise::program::Sense;
use crate::optimise::simplex::{Ended, Simplex};
use crate::optimise::solver::{self, Answer, Limits, Solver};

/// Choices that the relaxed program makes by more than one of these are made.
const ROUNDED: [f64; 6] = [1e-4, 0.05, 0.2, 0.5, 0.8, 1.0];
/// Relative gain that makes a proposal better.
const BETTER: f64 = 1e-9;
/// Entries of the program, times proposals looked at.
const WORK: usize = 3_000_000;
/// Most steps from one proposal to the next.
const STEPS: usize = 20_000;
/// How far, relative to its right-hand side, a row without columns may be from kept.
const KEPT: f64 = 1e-7;

/// Seeks proposals for a program that is tightened.
pub struct Seek<'a> {
    /// The program.
    pub lp: &'a Lp,
    /// What solves the rest when whole numbers are held.
    pub solver: Solver,
    /// Within what limits.
    pub limits: &'a (dyn Fn() -> Limits + Sync),
}

impl Seek<'_> {
    /// The best proposal found, from known ones if there are; choices that no better one can have are closed on the way.
    pub fn around<'k>(&self, tight: &mut Tight, known: impl Iterator<Item = &'k [f64]>) -> Option<Answer> {
        let mut left = WORK / self.lp.entries().max(1);
        let mut best = None;
        for known in known {
            self.offer(tight, &mut best, known, &mut left);
        }
        for least in ROUNDED {
            if self.goes_on(tight, best.as_ref(), left) {
                self.offer(tight, &mut best, &rounded(self.lp, tight, least), &mut left);
            }
        }
        let mut neighbours = best.as_ref().and_then(|best| Neighbours::of(self.lp, best));
        let order = tight.nearest();
        loop {
            let mut improved = false;
            for &column in &order {
                let bounds = (tight.lp.columns[column].lower, tight.lp.columns[column].upper);
                if !self.lp.columns[column].integer || bounds != (0.0, 1.0) {
                    continue;
                }
                if !self.goes_on(tight, best.as_ref(), left) {
                    return best;
                }
                let mut values = best.as_ref().map(|best| best.values.clone())?;
                values[column] = 1.0 - values[column];
                if neighbours.as_mut().is_some_and(|it| it.is_no_better(column, values[column])) {
                    left = left.saturating_sub(1);
                    continue;
                }
                let better = self.offer(tight, &mut best, &values, &mut left);
                if better {
                    neighbours = best.as_ref().and_then(|best| Neighbours::of(self.lp, best));
                }
                improved |= better;
            }
            if !improved {
                return best;
            }
        }
    }

    /// Whether a better proposal is worth looking for, and there is time.
    fn goes_on(&self, tight: &Tight, best: Option<&Answer>, left: usize) -> bool {
        let limits = (self.limits)();
        let open = best.is_none_or(|best| solver::open(best.objective, tight.bound, limits.gap));
        open && left > 0 && (best.is_none() || limits.time_s > END_S)
    }

    /// Looks at a proposal with these whole numbers; whether it is better than the best.
    fn offer(&self, tight: &mut Tight, best: &mut Option<Answer>, values: &[f64], left: &mut usize) -> bool {
        *left = left.saturating_sub(1);
        let Some(found) = self.held(values) else { return false };
        let objective = found.objective;
        let better = best.as_ref().is_none_or(|best| objective < best.objective - BETTER * objective.abs().max(1.0));
        if better {
            tight.close(objective);
            *best = Some(found);
        }
        better
    }

    /// The best point with whole numbers held, if one.
    pub fn held(&self, values: &[f64]) -> Option<Answer> {
        let values = self.lp.trimmed(held(self.lp, values, self.solver, self.limits)?);
        Some(Answer { objective: self.lp.objective(&values), values, proven: false })
    }

    /// What a search is offered: the best point with whole numbers held, its cost first; it may be the best.
    pub fn better(&self, values: &[f64], best: &mut Option<Answer>) -> Option<(f64, Vec<f64>)> {
        let found = self.held(values)?;
        let answer = (found.objective, found.values.clone());
        if best.as_ref().is_none_or(|best| found.objective < best.objective) {
            *best = Some(found);
        }
        Some(answer)
    }
}

/// The best point of a program with whole numbers held, if one.
pub fn held(lp: &Lp, values: &[f64], solver: Solver, limits: &(dyn Fn() -> Limits + Sync)) -> Option<Vec<f64>> {
    let (rest, columns) = without_held(&lp.held(values))?;
    let answer = parts::in_turn(&rest, solver, limits).ok()?;
    let within = |(column, value): (&LpColumn, &f64)| value.clamp(column.lower, column.upper);
    let mut values: Vec<f64> = lp.columns.iter().zip(values).map(within).collect();
    columns.into_iter().zip(answer.values).for_each(|(column, value)| values[column] = value);
    Some(values)
}

/// What a proposal comes to with one whole number changed, each from the basis of the one before.
struct Neighbours<'a> {
    lp: &'a Lp,
    simplex: Simplex,
    /// The objective of the proposal.
    objective: f64,
    /// What is paid for whole numbers: at most this is saved where some are needed no more.
    paid: f64,
    /// The whole number that is changed, and what it is in the proposal.
    changed: Option<(usize, f64)>,
}

impl<'a> Neighbours<'a> {
    /// Around a proposal. None: the program is large, or its numbers defeat the simplex.
    fn of(lp: &'a Lp, best: &Answer) -> Option<Self> {
        if lp.entries() > LARGE {
            return None;
        }
        let mut simplex = Simplex::near(&lp.held(&best.values), &best.values);
        let whole = lp.columns.iter().zip(&best.values).filter(|(column, _)| column.integer && column.cost > 0.0);
        let paid = whole.map(|(column, value)| column.cost * (value - column.lower)).sum();
        let objective = best.objective;
        (simplex.restore(STEPS, f64::INFINITY) == Ended::Best).then_some(Self {
            lp,
            simplex,
            objective,
            paid,
            changed: None,
        })
    }

    /// Whether the proposal is no better with a whole number changed.
    fn is_no_better(&mut self, column: usize, value: f64) -> bool {
        let first = self.lp.rows.len();
        if let Some((other, was)) = self.changed.replace((column, 1.0 - value)) {
            self.simplex.bound(first + other, was, was);
        }
        self.simplex.bound(first + column, value, value);
        match self.simplex.restore(STEPS, self.objective + self.paid) {
            Ended::Infeasible => true,
            Ended::Best => {
                let values = self.lp.trimmed(self.simplex.values().split_off(first));
                self.lp.objective(&values) >= self.objective
            }
            Ended::Stuck => false,
        }
    }
}

/// The relaxed optimum with its whole numbers rounded up from so much on, else down.
fn rounded(lp: &Lp, tight: &Tight, least: f64) -> Vec<f64> {
    let columns = lp.columns.iter().zip(&tight.lp.columns);
    let round = |((column, bounds), &value): ((&LpColumn, &LpColumn), &f64)| {
        let whole = if value - value.floor() > least { value.ceil() } else { value.floor() };
        if column.integer { whole.clamp(bounds.lower, bounds.upper) } else { value }
    };
    columns.zip(&tight.point).map(round).collect()
}

/// A program without the columns that are held, and without rows of one column, which bound it; and which columns are left.
/// None when nothing is between such bounds.
pub fn without_held(lp: &Lp) -> Option<(Lp, Vec<usize>)> {
    let mut rows = lp.rows.clone();
    let mut left = vec![Vec::new(); rows.len()];
    let mut columns = Vec::new();
    for (index, column) in lp.columns.iter().enumerate() {
        if column.upper <= column.lower {
            column.terms.iter().for_each(|&(row, a)| rows[row].1 -= a * column.lower);
        } else {
            column.terms.iter().for_each(|&(row, a)| left[row].push((columns.len(), a)));
            columns.push(index);
        }
    }
    let mut rest = Lp { columns: columns.iter().map(|&index| lp.columns[index].clone()).collect(), rows: Vec::new() };
    let mut place = vec![None; rows.len()];
    for (row, ((&(sense, rhs), terms), &(_, stated))) in rows.iter().zip(&left).zip(&lp.rows).enumerate() {
        match terms[..] {
            // what keeps a row that stated a figure and is left with another is nothing
            [] if sense.excess(-rhs) <= KEPT * stated.abs().max(1.0) => {}
            [] => return None,
            [(column, a)] => bound(&mut rest.columns[column], a, (sense, rhs))?,
            _ => {
                place[row] = Some(rest.rows.len());
                rest.rows.push((sense, rhs));
            }
        }
    }
    for column in &mut rest.columns {
        column.terms = column.terms.iter().filter_map(|&(row, a)| Some((place[row]?, a))).collect();
    }
    Some((rest, columns))
}

/// Bounds a column by a row of its own.
fn bound(column: &mut LpColumn, coefficient: f64, row: (Sense, f64)) -> Option<()> {
    (column.lower, column.upper) = narrowed((column.lower, column.upper), row, coefficient);
    let at = row.1 / coefficient;
    let apart = column.lower - column.upper;
    if apart > 0.0 && apart <= KEPT * at.abs().max(1.0) {
        column.upper = column.lower;
    }
    (column.lower <= column.upper).then_some(())
}
