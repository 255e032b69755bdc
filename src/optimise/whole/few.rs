//! A proposal where at most so many of some choices may be made: partners of a company.
//!
//! Without such limits the program is easy; where its optimum makes more choices than one allows, those that save most stay,
//! the others are closed, and it is solved again. After some times, what is not among them is closed too.

use std::collections::BTreeMap;

use super::openers::{Openers, Paid};
use crate::optimise::lp::Lp;
use crate::optimise::program::Sense;
use crate::optimise::rows::Rows;

/// Times that only choices that are made are closed, and most times in all.
const SOFT: usize = 12;
const TIMES: usize = 60;
/// What counts as nothing, t a year.
const NOTHING: f64 = 1e-6;

/// At most so many of these choices.
struct Most {
    choices: Vec<usize>,
    most: f64,
}

impl Most {
    /// The choices beyond those that are worth most: those that are made, or all.
    fn beyond(&self, worth: &dyn Fn(usize) -> f64, all: bool) -> Vec<usize> {
        let mut ranked: Vec<(f64, usize)> = self.choices.iter().map(|&choice| (worth(choice), choice)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let made = ranked.iter().filter(|(worth, _)| *worth > 0.0).count();
        let last = if all { ranked.len() } else { made };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of choices")]
        let most = self.most as usize;
        if made > most { ranked[most..last].iter().map(|(_, choice)| *choice).collect() } else { Vec::new() }
    }
}

/// A point that keeps all limits of that kind, with the choices that it needs; none where there are none, or none is found.
pub fn proposal(lp: &Lp, openers: &Openers, goes_on: &dyn Fn() -> bool) -> Option<Vec<f64>> {
    let rows = Rows::of(lp);
    let limits: Vec<Most> = (0..lp.rows.len()).filter_map(|row| limit(lp, &rows, row)).collect();
    if limits.is_empty() {
        return None;
    }
    let mut free = openers.in_proportion(lp);
    let opened = without(lp, &rows, &limits, &mut free);
    let saved = savings(&free, lp);
    for time in 0..TIMES {
        let values = free.relaxed(lp)?.values;
        let worth = |choice: usize| -> f64 {
            let carries = opened[&choice].iter().filter(|column| values[**column] > NOTHING);
            carries.map(|&column| values[column] * saved[column].max(NOTHING)).sum()
        };
        let beyond: Vec<usize> = limits.iter().flat_map(|limit| limit.beyond(&worth, time >= SOFT)).collect();
        if beyond.is_empty() {
            return Some(made(openers.opened(lp, values), &opened));
        }
        if !goes_on() {
            return None;
        }
        let mut closed = vec![false; lp.columns.len()];
        beyond.iter().flat_map(|choice| &opened[choice]).for_each(|&column| closed[column] = true);
        for (column, _) in free.lp.columns.iter_mut().zip(&free.columns).filter(|(_, index)| closed[**index]) {
            column.upper = 0.0;
        }
    }
    None
}

/// A point with the choices whose columns carry something.
fn made(mut point: Vec<f64>, opened: &BTreeMap<usize, Vec<usize>>) -> Vec<f64> {
    for (&choice, columns) in opened {
        let made = columns.iter().any(|&column| point[column] > NOTHING);
        point[choice] = f64::from(u8::from(made));
    }
    point
}

/// A row that allows at most so many of some choices.
fn limit(lp: &Lp, rows: &Rows, row: usize) -> Option<Most> {
    let (sense, most) = lp.rows[row];
    let is_choice = |&(column, a): &(usize, f64)| {
        let it = &lp.columns[column];
        (a - 1.0).abs() < f64::EPSILON && it.integer && (it.lower, it.upper) == (0.0, 1.0) && it.cost >= 0.0
    };
    let terms = &rows[row];
    let limits = sense == Sense::Le && most >= 0.0 && terms.len() > 1 && terms.iter().all(is_choice);
    limits.then(|| Most { choices: terms.iter().map(|(column, _)| *column).collect(), most })
}

/// Takes the limits and their choices out of a program; which columns each choice opens.
fn without(lp: &Lp, rows: &Rows, limits: &[Most], free: &mut Paid) -> BTreeMap<usize, Vec<usize>> {
    let mut opened: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let choices: Vec<usize> = limits.iter().flat_map(|limit| limit.choices.iter().copied()).collect();
    let mut gone = vec![false; lp.rows.len()];
    for choice in choices {
        for &(row, _) in &lp.columns[choice].terms {
            gone[row] = true;
            let others = rows[row].iter().map(|(column, _)| *column);
            let others = others.filter(|&column| column != choice && !lp.columns[column].integer);
            opened.entry(choice).or_default().extend(others);
        }
    }
    free.leave(&|column| opened.contains_key(&column), &|row| gone[row]);
    opened
}

/// What a tonne on each column saves beside the ways out of its rows.
fn savings(free: &Paid, lp: &Lp) -> Vec<f64> {
    let mut out: Vec<[f64; 2]> = vec![[f64::INFINITY; 2]; free.lp.rows.len()];
    for column in &free.lp.columns {
        if let [(row, a)] = column.terms[..] {
            let least = &mut out[row][usize::from(a > 0.0)];
            *least = least.min(column.cost / a.abs());
        }
    }
    let mut saved = vec![0.0; lp.columns.len()];
    for (column, &index) in free.lp.columns.iter().zip(&free.columns) {
        let way = |&(row, a): &(usize, f64)| out[row][usize::from(a > 0.0)] * a.abs();
        let ways: f64 = column.terms.iter().map(way).filter(|cost| cost.is_finite()).sum();
        saved[index] = ways - column.cost;
    }
    saved
}
