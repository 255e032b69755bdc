//! Rows that single rows of a program imply with what opens their columns: mixed-integer rounding (Marchand and Wolsey, 2001),
//! which has the flow covers of Padberg, Van Roy and Wolsey (1985) among its rows.
//!
//! A giver of 100 t with links of 60 t to two takers: one link carries 60 t, the other 40 t for two thirds of its yearly cost.
//! But 100 t on both are there only where both are open: what both carry is at most 100 - 40 for each that is not.

use std::collections::BTreeMap;

use super::Row;
use crate::optimise::lp::{Lp, WHOLE};
use crate::optimise::program::Sense;
use crate::optimise::rows::Rows;
use crate::optimise::simplex::Cut;

/// Fractions nearer to 0 or 1 than this give rows that rounding spoils.
const AWAY: f64 = 0.02;
/// Divisors that are tried for a row, and parts of the best of them.
const TRIED: usize = 12;
const PARTS: [f64; 3] = [2.0, 4.0, 8.0];
/// What counts as nothing.
const NOTHING: f64 = 1e-9;

/// The rows of a program that are rounded, with what opens their columns.
#[derive(Debug, Clone)]
pub struct Rounding {
    rows: Vec<Row>,
    /// What opens each column, and what each unit of it lets that carry.
    opener: Vec<Option<(usize, f64)>>,
}

/// A continuous part of a row: so much of `constant + sum of terms`, which is at least 0.
struct Slack {
    coefficient: f64,
    terms: [(usize, f64); 2],
    constant: f64,
}

/// A row as it is rounded: the sum over whole columns and slacks is at most so much.
#[derive(Default)]
struct Base {
    whole: BTreeMap<usize, f64>,
    slacks: Vec<Slack>,
    most: f64,
}

impl Rounding {
    /// The rows of a program that have something to round.
    pub fn of(lp: &Lp) -> Self {
        let rows = Rows::of(lp);
        let mut opener: Vec<Option<(usize, f64)>> = vec![None; lp.columns.len()];
        let mut opens = vec![false; lp.rows.len()];
        for (row, &(sense, rhs)) in lp.rows.iter().enumerate() {
            let [(a, of_a), (b, of_b)] = rows[row] else { continue };
            for ((x, of_x), (y, of_y)) in [((a, of_a), (b, of_b)), ((b, of_b), (a, of_a))] {
                let fits = !lp.columns[x].integer && lp.columns[y].integer && lp.columns[x].lower == 0.0;
                if fits && sense == Sense::Le && rhs == 0.0 && of_x > 0.0 && of_y < 0.0 {
                    let each = -of_y / of_x;
                    if opener[x].is_none_or(|(_, other)| each < other) {
                        opener[x] = Some((y, each));
                    }
                    opens[row] = true;
                }
            }
        }
        let some = |row: &usize| {
            let terms = &rows[*row];
            !opens[*row] && terms.iter().any(|(column, _)| lp.columns[*column].integer || opener[*column].is_some())
        };
        let all = (0..lp.rows.len()).filter(some);
        let row = |row: usize| Row { terms: rows[row].to_vec(), sense: lp.rows[row].0, rhs: lp.rows[row].1 };
        Self { rows: all.map(row).collect(), opener }
    }

    /// The rows that a point violates, over columns.
    pub fn cuts<'s>(&'s self, lp: &'s Lp, point: &'s [f64]) -> impl Iterator<Item = Cut> + 's {
        self.rows.iter().flat_map(move |row| {
            let signs = [1.0, -1.0].into_iter();
            let signs = signs.filter(|sign| row.sense == Sense::Eq || (row.sense == Sense::Le) == (*sign > 0.0));
            signs.filter_map(move |sign| self.base(lp, point, row, sign)?.rounded(lp, point))
        })
    }

    /// A row, times a sign, with each column at the nearest of what bounds it; none where a column has no end.
    fn base(&self, lp: &Lp, point: &[f64], row: &Row, sign: f64) -> Option<Base> {
        let mut base = Base { most: sign * row.rhs, ..Base::default() };
        for &(index, a) in &row.terms {
            let (a, column, value) = (sign * a, &lp.columns[index], point[index]);
            if column.integer {
                *base.whole.entry(index).or_default() += a;
                continue;
            }
            let open = self.opener[index].filter(|&(opener, each)| each * point[opener] - value < value);
            if let Some((opener, each)) = open {
                *base.whole.entry(opener).or_default() += a * each;
                base.slack(-a, [(opener, each), (index, -1.0)], 0.0);
            } else if column.upper.is_finite() && column.upper - value < value - column.lower {
                base.most -= a * column.upper;
                base.slack(-a, [(index, -1.0), (index, 0.0)], column.upper);
            } else if column.lower.is_finite() {
                base.most -= a * column.lower;
                base.slack(a, [(index, 1.0), (index, 0.0)], -column.lower);
            } else {
                return None;
            }
        }
        Some(base)
    }
}

impl Base {
    /// Adds so much of what is at least 0; what raises the sum may be left out.
    fn slack(&mut self, coefficient: f64, terms: [(usize, f64); 2], constant: f64) {
        if coefficient < 0.0 {
            self.slacks.push(Slack { coefficient, terms, constant });
        }
    }

    /// The deepest of the rows that its rounding gives, as far as the point violates it.
    fn rounded(&self, lp: &Lp, point: &[f64]) -> Option<Cut> {
        let unsettled = |index: usize| (point[index] - point[index].round()).abs() > WHOLE;
        let mut sizes: Vec<f64> =
            self.whole.iter().filter(|(index, _)| unsettled(**index)).map(|(_, a)| a.abs()).collect();
        sizes.retain(|size| *size > NOTHING);
        sizes.sort_by(f64::total_cmp);
        sizes.dedup();
        let step = sizes.len().div_ceil(TRIED).max(1);
        let depth = |cut: &Cut| cut.depth(|index| point[index]);
        let deeper = |best: &mut Option<(f64, f64, Cut)>, size: f64| {
            if let Some(cut) = self.divided(lp, point, size) {
                let own = depth(&cut);
                if own > NOTHING && best.as_ref().is_none_or(|best| own > best.0) {
                    *best = Some((own, size, cut));
                }
            }
        };
        let mut best = None;
        sizes.iter().rev().step_by(step).for_each(|&size| deeper(&mut best, size));
        let size = best.as_ref()?.1;
        for part in PARTS {
            deeper(&mut best, size / part);
        }
        best.map(|(_, _, cut)| cut)
    }

    /// The row divided by so much and rounded, whole columns nearer to their upper bound counted from there.
    fn divided(&self, lp: &Lp, point: &[f64], size: f64) -> Option<Cut> {
        let from_above = |index: usize| {
            let column = &lp.columns[index];
            column.upper.is_finite() && column.upper - point[index] < point[index] - column.lower
        };
        let mut most = self.most;
        for (&index, a) in &self.whole {
            let column = &lp.columns[index];
            most -= a * if from_above(index) { column.upper } else { column.lower };
        }
        let most = most / size;
        let part = most - most.floor();
        if !(AWAY..=1.0 - AWAY).contains(&part) {
            return None;
        }
        let mut terms: BTreeMap<usize, f64> = BTreeMap::new();
        let mut least = -most.floor();
        for (&index, a) in &self.whole {
            let (column, above) = (&lp.columns[index], from_above(index));
            let a = if above { -a } else { *a } / size;
            let rounded = a.floor() + ((a - a.floor() - part) / (1.0 - part)).max(0.0);
            let (coefficient, at) = if above { (-rounded, column.upper) } else { (rounded, column.lower) };
            *terms.entry(index).or_default() -= coefficient;
            least -= coefficient * at;
        }
        for slack in &self.slacks {
            let coefficient = slack.coefficient / (size * (1.0 - part));
            for (index, a) in slack.terms {
                *terms.entry(index).or_default() -= coefficient * a;
            }
            least += coefficient * slack.constant;
        }
        let terms: Vec<(usize, f64)> = terms.into_iter().filter(|(_, a)| *a != 0.0).collect();
        Some(Cut { terms, least })
    }
}
