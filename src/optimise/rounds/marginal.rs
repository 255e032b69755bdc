//! What it costs, at the prices of the relaxed program, to have one stop visited by a round: the reduced weight of the best
//! round among all that visit it.
//!
//! The rows of the stop itself are not priced: what serves it otherwise, and what a visit saves, is worked out from its own
//! program at the prices of the others. So the same prices tell it of a stop with other tonnes.

use std::time::Instant;

use super::arcs::Arcs;
use super::master::Master;
use super::model::{Model, Tour};
use super::near::Near;
use super::pricing::{Ask, Care, cheapest};
use super::search::{MEMORY, alone, plans};
use super::worth::{Own, Visit};

/// How long rounds to begin with are sought, of what a search takes.
const PLANNED: f64 = 0.1;
/// Relative accuracy of reduced weights.
const ACCURACY: f64 = 1e-9;

/// Limits of the searches for rounds.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Most paths in one careful search.
    pub labels: usize,
    /// When they give up.
    pub until: Option<Instant>,
}

/// The ways in which a stop can be served at prices, each by the least weight; none: not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Ways {
    /// Without any of the columns that count as pooled, and without rounds.
    pub otherwise: Option<f64>,
    /// Likewise, and without those of hauliers.
    pub outside: Option<f64>,
    /// By columns that count as pooled.
    pub pooled: Option<f64>,
    /// By the best round.
    pub round: Option<(f64, Tour)>,
}

/// Columns of the base by which a stop is served without rounds.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the words are the meaning")]
pub struct Modes {
    pub pooled: Vec<usize>,
    pub hauliers: Vec<usize>,
    pub outside: Vec<usize>,
}

/// The value of the relaxed program over all rounds, and one price of each row of the base; none: not known within the limits.
#[must_use]
pub fn prices(model: &Model, limits: Limits) -> Option<(f64, Vec<f64>)> {
    let mut master = Master::new(model, MEMORY);
    master.until = limits.until;
    master.labels = limits.labels;
    alone(&mut master);
    plans(&mut master, &vec![0.0; model.base.rows.len()], PLANNED, 1);
    let point = master.converge(&[], f64::INFINITY).ok()?;
    point.converged.then_some((point.value, point.duals))
}

/// The ways to serve a stop of a stream at prices. None: it shares rows with other stops by which rounds enter them, or a
/// search gave up.
#[must_use]
pub fn ways(
    model: &Model,
    prices: &[f64],
    (stream, stop): (usize, usize),
    served: &Modes,
    limits: Limits,
) -> Option<Ways> {
    let classes = model.classes.iter().enumerate().filter(|(_, class)| class.stream == stream);
    let places = classes.filter_map(|(index, class)| Some((index, class.stops.binary_search(&stop).ok()?)));
    let places = places.filter(|&(class, at)| model.classes[class].ground.admits(&[at]));
    let places: Vec<(usize, usize)> = places.collect();
    let visits: Vec<Visit<'_>> = places.iter().map(|&(class, at)| &model.classes[class].visit[at][..]).collect();
    let small = Own::new(model).small(model, (stream, stop), &visits, prices)?;
    let mut others = prices.to_vec();
    for row in small.rows() {
        others[row] = 0.0;
    }
    let mut best: Option<(f64, Tour)> = None;
    for (&(class, at), visit) in places.iter().zip(&visits) {
        // its own program with the visit, and what the round costs at prices of all others
        let Some(with) = small.least(visit, &[]) else { continue };
        let (weight, order) = through(model, &others, (class, at), model.streams[stream].cover[stop], limits)?;
        if best.as_ref().is_none_or(|(known, _)| with + weight < *known) {
            best = Some((with + weight, Tour { class, order }));
        }
    }
    let but = |kept: &[&Vec<usize>]| {
        let all = [&served.pooled, &served.hauliers, &served.outside];
        let closed = all.into_iter().flatten().filter(|column| !kept.iter().any(|kept| kept.contains(column)));
        small.least(&[], &closed.copied().collect::<Vec<_>>())
    };
    Some(Ways {
        otherwise: but(&[&served.hauliers, &served.outside]),
        outside: but(&[&served.outside]),
        pooled: but(&[&served.pooled]),
        round: best,
    })
}

/// The cheapest round of a class through a stop, and its weight at prices that leave the stop's own rows out: the search is
/// given so much for the visit that rounds without it cannot be among the best. None: it gave up.
fn through(
    model: &Model,
    prices: &[f64],
    (class, at): (usize, usize),
    cover: usize,
    limits: Limits,
) -> Option<(f64, Vec<usize>)> {
    let ground = &model.classes[class].ground;
    let weight = |arcs: &Arcs, order: &[usize]| arcs.order(order) + arcs.hour * ground.waiting(order);
    let plain = model.arcs(class, prices, &[], false);
    let single = weight(&plain, &[at]);
    let gift = 2.0 * single.abs() + 1.0;
    let mut given = prices.to_vec();
    given[cover] += gift;
    let arcs = model.arcs(class, &given, &[], false);
    let cost = model.classes[class].cost.km.max(1e-9);
    let mut near = Near::nearest(ground.stops(), MEMORY, |a, b| cost * ground.km(a, b));
    near.remember(at);
    let ask = Ask {
        limit: single - gift - ACCURACY * gift,
        most: 1,
        each: 1,
        care: Care::Exact,
        labels: limits.labels,
        until: limits.until,
    };
    let found = cheapest(ground, &near, &arcs, ask)?.into_iter().next();
    let order = found.map_or_else(|| vec![at], |path| path.order);
    Some((weight(&plain, &order), order))
}
