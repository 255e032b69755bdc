//! Rows that the whole numbers of the program beside the rounds imply: lots, trips, links, contracts, openings.
//!
//! Rounds are not known before they are found, but what they bring to the rows of a stop is: in a whole answer each stop is
//! visited by a class once, or not at all. With a yes-or-no column for each class and stop in their place the program has no
//! rounds, and what its whole numbers imply (see [`whole`](crate::optimise::whole)) holds for every whole answer: a round
//! enters such a row by its stops, as it enters any other.

use std::collections::BTreeSet;
use std::time::Instant;

use super::model::Model;
use crate::optimise::lp::{Lp, LpColumn};
use crate::optimise::solver::Limits;
use crate::optimise::whole::{self, Row};

/// Part of the time that is left for it.
const PART: f64 = 0.1;
/// Seconds, where nothing limits the time.
const LONG_S: f64 = 1e9;

/// The model with rows that its whole numbers imply and its relaxed program would violate; none where these numbers are few, or
/// no more than ways to serve stops, or where it cannot be relaxed.
pub fn tightened(model: &Model, until: Option<Instant>) -> Option<Model> {
    let serving: BTreeSet<usize> =
        model.streams.iter().flat_map(|stream| stream.otherwise.iter().flatten()).copied().collect();
    let columns = model.base.columns.iter().enumerate();
    let choices = columns.filter(|(index, column)| column.integer && !serving.contains(index)).count();
    if !whole::many(choices, model.base.entries()) {
        return None;
    }
    let left = until.map_or(LONG_S, |until| until.saturating_duration_since(Instant::now()).as_secs_f64());
    let began = Instant::now();
    let limits = || Limits { gap: 0.0, time_s: (PART * left - began.elapsed().as_secs_f64()).max(0.0) };
    with_implied(model, &limits)
}

/// The model with these rows, as many as are found within limits.
pub(super) fn with_implied(model: &Model, limits: &dyn Fn() -> Limits) -> Option<Model> {
    let (lp, visits) = visited(model);
    let mut tight = model.clone();
    for row in whole::rows(&lp, limits).ok()? {
        add(&mut tight, &visits, &row);
    }
    Some(tight)
}

/// The program with a column for each class and stop in place of rounds, without the rows that rounds enter otherwise than by
/// their stops; and of which class and stop these columns are, in their order after those of the base.
fn visited(model: &Model) -> (Lp, Vec<(usize, usize)>) {
    let mut by_round = vec![false; model.base.rows.len()];
    for class in &model.classes {
        class.own.iter().for_each(|term| by_round[term.0] = true);
        class.measured.iter().for_each(|term| by_round[term.0] = true);
    }
    let mut lp = Lp::default();
    let mut place = vec![None; by_round.len()];
    for (row, &side) in model.base.rows.iter().enumerate().filter(|(row, _)| !by_round[*row]) {
        place[row] = Some(lp.rows.len());
        lp.rows.push(side);
    }
    let kept = |terms: &[(usize, f64)]| terms.iter().filter_map(|&(row, a)| Some((place[row]?, a))).collect();
    lp.columns = model.base.columns.iter().map(|it| LpColumn { terms: kept(&it.terms), ..it.clone() }).collect();
    let mut visits = Vec::new();
    for (index, class) in model.classes.iter().enumerate() {
        for (at, terms) in class.visit.iter().enumerate() {
            // it tells only where rows are looked for
            let cost = Some(model.shared_cost(index, at)).filter(|cost| cost.is_finite()).unwrap_or(0.0);
            lp.columns.push(LpColumn { cost, lower: 0.0, upper: 1.0, integer: true, terms: kept(terms) });
            visits.push((index, at));
        }
    }
    (lp, visits)
}

/// Adds a row to the program. What is missing to it counts where rounds enter it: those that keep it may not be known yet.
fn add(model: &mut Model, visits: &[(usize, usize)], row: &Row) {
    let (index, base) = (model.base.rows.len(), model.base.columns.len());
    model.base.rows.push((row.sense, row.rhs));
    let mut unit: f64 = 0.0;
    for &(column, a) in &row.terms {
        if let Some(&(class, at)) = column.checked_sub(base).map(|visit| &visits[visit]) {
            model.classes[class].visit[at].push((index, a));
            unit = unit.max(a.abs());
        } else {
            model.base.columns[column].terms.push((index, a));
        }
    }
    if unit > 0.0 {
        model.soft.push((index, unit));
    }
}
