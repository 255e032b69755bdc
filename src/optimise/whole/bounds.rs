//! Between what the columns of a program lie, by its rows, and what whole numbers imply of others.

use crate::optimise::lp::{Lp, LpColumn, WHOLE};
use crate::optimise::program::Sense;
use crate::optimise::rows::Rows;

/// Of the width between its bounds, what a bound must gain to be worth passing on.
const GAIN: f64 = 1e-3;
/// Rows looked at, for each row of the program, while bounds are passed on; and for one column held.
const LOOKS: usize = 10;
const LOOKS_HELD: usize = 3_000;
/// Choices held between two looks at the time.
const LOOKED: usize = 64;
/// Most rows that are implied.
const IMPLIED: usize = 1_000_000;

/// A row that a program implies: the sum of its terms is at most so much.
#[derive(Debug, Clone, PartialEq)]
pub struct Implied {
    /// Columns and coefficients.
    pub terms: [(usize, f64); 2],
    /// What the sum is at most.
    pub most: f64,
}

impl Implied {
    /// By how much a point violates it, in units of its first column.
    pub fn excess(&self, values: &[f64]) -> f64 {
        self.terms.iter().map(|&(column, a)| a * values[column]).sum::<f64>() - self.most
    }
}

/// A column and bounds that it is held between.
pub type Held = (usize, (f64, f64));

/// The rows of a program, and the bounds of its columns as far as they are known.
#[derive(Debug, Clone)]
pub struct Bounds {
    rows: Rows,
    of_column: Vec<Vec<usize>>,
    sides: Vec<(Sense, f64)>,
    integer: Vec<bool>,
    /// Least and most of each column.
    pub of: Vec<(f64, f64)>,
}

/// The bounds of a column; of a whole one, whole.
fn within(column: &LpColumn) -> (f64, f64) {
    let (lower, upper) = (column.lower, column.upper);
    if column.integer { ((lower - WHOLE).ceil(), (upper + WHOLE).floor()) } else { (lower, upper) }
}

/// Bounds that leave nothing between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Empty;

impl Bounds {
    /// The bounds that the rows of a program leave its columns.
    ///
    /// # Errors
    /// When they leave nothing.
    pub fn new(lp: &Lp) -> Result<Self, Empty> {
        let mut bounds = Self {
            rows: Rows::of(lp),
            of_column: lp.columns.iter().map(|column| column.terms.iter().map(|(row, _)| *row).collect()).collect(),
            sides: lp.rows.clone(),
            integer: lp.columns.iter().map(|column| column.integer).collect(),
            of: lp.columns.iter().map(within).collect(),
        };
        if bounds.of.iter().any(|(lower, upper)| lower > upper) {
            return Err(Empty);
        }
        let all: Vec<usize> = (0..lp.rows.len()).collect();
        bounds.pass_on(all, LOOKS * lp.rows.len(), &mut Vec::new())?;
        Ok(bounds)
    }

    /// What each choice between 0 and 1 implies of other columns, by holding it at each: with x at most u, and at most v
    /// while y = 0, x <= v + (u - v) y, and so on. A choice that leaves nothing at one value is held at the other. As far as
    /// there is time.
    ///
    /// # Errors
    /// When both leave nothing.
    pub fn implied(&mut self, goes_on: &dyn Fn() -> bool) -> Result<Vec<Implied>, Empty> {
        let mut implied = Vec::new();
        for choice in 0..self.of.len() {
            if choice.is_multiple_of(LOOKED) && !goes_on() {
                break;
            }
            for value in [0.0, 1.0] {
                if !self.integer[choice] || self.of[choice] != (0.0, 1.0) || implied.len() > IMPLIED {
                    continue;
                }
                let mut trail = vec![(choice, self.of[choice])];
                self.of[choice] = (value, value);
                let held = self.pass_on(self.of_column[choice].clone(), LOOKS_HELD, &mut trail);
                if held.is_ok() {
                    self.note(choice, value, &trail, &mut implied);
                }
                trail.into_iter().rev().for_each(|(column, former)| self.of[column] = former);
                if held.is_err() {
                    self.of[choice] = (1.0 - value, 1.0 - value);
                    self.pass_on(self.of_column[choice].clone(), LOOKS_HELD, &mut Vec::new())?;
                }
            }
        }
        Ok(implied)
    }

    /// What bounds of some columns leave the whole columns, of those that they narrow.
    ///
    /// # Errors
    /// When they leave nothing.
    pub fn narrowed(&mut self, held: &[Held]) -> Result<Vec<Held>, Empty> {
        let mut trail = Vec::new();
        let mut rows = Vec::new();
        let mut empty = false;
        for &(column, (lower, upper)) in held {
            let own = self.of[column];
            trail.push((column, own));
            self.of[column] = (own.0.max(lower), own.1.min(upper));
            empty |= self.of[column].0 > self.of[column].1;
            rows.extend_from_slice(&self.of_column[column]);
        }
        rows.sort_unstable();
        rows.dedup();
        let passed = if empty { Err(Empty) } else { self.pass_on(rows, LOOKS_HELD, &mut trail) };
        let mut narrowed: Vec<usize> = trail.iter().map(|(column, _)| *column).collect();
        narrowed.sort_unstable();
        narrowed.dedup();
        let narrowed = narrowed.into_iter().filter(|&column| self.integer[column]);
        let narrowed = narrowed.map(|column| (column, self.of[column])).collect();
        trail.into_iter().rev().for_each(|(column, former)| self.of[column] = former);
        passed.map(|()| narrowed)
    }

    /// Notes what the bounds are with a choice held at a value, beside what they were before.
    fn note(&self, choice: usize, value: f64, trail: &[Held], implied: &mut Vec<Implied>) {
        // the first note of a column has its bounds from before
        let mut first = trail[1..].to_vec();
        first.sort_by_key(|(column, _)| *column);
        first.dedup_by_key(|(column, _)| *column);
        for (column, (lower, upper)) in first {
            let (low, high) = self.of[column];
            // the row is `a x + b y <= most`, where what is gained at `value` is lost at the other
            let mut add = |a: f64, wide: f64, narrow: f64| {
                let gained = wide - narrow;
                let (b, most) = if value == 0.0 { (-gained, narrow) } else { (gained, wide) };
                implied.push(Implied { terms: [(column, a), (choice, b)], most });
            };
            if upper.is_finite() && high < upper {
                add(1.0, upper, high);
            }
            if lower.is_finite() && low > lower {
                add(-1.0, -lower, -low);
            }
        }
    }

    /// Passes bounds on from rows to columns to rows, and notes what each column had before.
    fn pass_on(&mut self, from: Vec<usize>, looks: usize, trail: &mut Vec<Held>) -> Result<(), Empty> {
        let mut waits = vec![false; self.sides.len()];
        for &row in &from {
            waits[row] = true;
        }
        let mut queue: std::collections::VecDeque<usize> = from.into();
        for _ in 0..looks {
            let Some(row) = queue.pop_front() else { break };
            waits[row] = false;
            let (sense, rhs) = self.sides[row];
            let mut changed = Vec::new();
            for sign in [1.0, -1.0] {
                if sense == Sense::Eq || (sense == Sense::Le) == (sign > 0.0) {
                    self.narrow(row, sign, sign * rhs, trail, &mut changed)?;
                }
            }
            for next in changed.into_iter().flat_map(|column| &self.of_column[column]) {
                if *next != row && !waits[*next] {
                    waits[*next] = true;
                    queue.push_back(*next);
                }
            }
        }
        Ok(())
    }

    /// Narrows the bounds of the columns of a row: its sum, times a sign, is at most so much.
    fn narrow(
        &mut self,
        row: usize,
        sign: f64,
        most: f64,
        trail: &mut Vec<Held>,
        changed: &mut Vec<usize>,
    ) -> Result<(), Empty> {
        let least = |a: f64, (lower, upper): (f64, f64)| if a > 0.0 { a * lower } else { a * upper };
        let (mut sum, mut size, mut open) = (0.0, most.abs(), 0);
        for &(column, a) in &self.rows[row] {
            let own = least(sign * a, self.of[column]);
            if own.is_finite() {
                sum += own;
                size = f64::max(size, own.abs());
            } else {
                open += 1;
            }
        }
        let slack = most - sum;
        if open == 0 && slack < -1e-7 * size.max(1.0) {
            return Err(Empty);
        }
        if open > 1 {
            return Ok(());
        }
        for at in 0..self.rows[row].len() {
            let (column, a) = self.rows[row][at];
            let a = sign * a;
            let (lower, upper) = self.of[column];
            let own = least(a, (lower, upper));
            if open == 1 && own.is_finite() {
                continue;
            }
            let left = if own.is_finite() { slack.max(0.0) + own } else { slack };
            let mut bound = left / a;
            if self.integer[column] {
                bound = if a > 0.0 { (bound + WHOLE).floor() } else { (bound - WHOLE).ceil() };
            }
            let (old, gained) = if a > 0.0 { (upper, upper - bound) } else { (lower, bound - lower) };
            let width = if (upper - lower).is_finite() { upper - lower } else { 0.0 };
            if gained <= 1e-9 * size.max(1.0) / a.abs() || (old.is_finite() && gained <= GAIN * width) {
                continue;
            }
            trail.push((column, (lower, upper)));
            changed.push(column);
            // never past the other bound by rounding
            self.of[column] = if a > 0.0 { (lower, bound.max(lower)) } else { (bound.min(upper), upper) };
        }
        Ok(())
    }
}
