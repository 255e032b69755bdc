//! Rows that fractions break and whole answers keep.

use super::master::{Master, Point};
use super::model::{Cut, Entries, Model, Subset};
use crate::optimise::program::Sense;

/// Smallest violation of a row worth adding.
const VIOLATION: f64 = 0.03;

/// Yearly visits, and how often two stops follow each other, of a stream at a point.
struct Traffic {
    visits: Vec<f64>,
    /// Stop by stop, both directions.
    next: Vec<f64>,
    /// Of each stop, the share not served by rounds.
    otherwise: Vec<f64>,
}

impl Traffic {
    fn new(master: &Master<'_>, point: &Point, index: usize) -> Self {
        let stream = &master.model.streams[index];
        let n = stream.cover.len();
        let mut traffic = Self {
            visits: vec![0.0; n],
            next: vec![0.0; n * n],
            otherwise: stream.otherwise.iter().map(|cols| cols.iter().map(|&col| point.base[col]).sum()).collect(),
        };
        for &(tour, value) in &point.tours {
            let tour = master.tour(tour);
            let class = &master.model.classes[tour.class];
            if class.stream != index {
                continue;
            }
            let amount = value * class.times;
            for &stop in &tour.order {
                traffic.visits[class.stops[stop]] += amount;
            }
            for pair in tour.order.windows(2) {
                let (a, b) = (class.stops[pair[0]], class.stops[pair[1]]);
                traffic.next[a * n + b] += amount;
                traffic.next[b * n + a] += amount;
            }
        }
        traffic
    }
}

/// Rounded capacity rows (Laporte and Nobert, 1983) that a point breaks, most broken first.
///
/// A round carries at most the payload P each time it enters a set S, so entries + the other modes' shares of the load
/// are at least b = load(S) / P; mixed integer rounding makes that the next whole number.
#[must_use]
pub fn capacity(master: &Master<'_>, point: &Point, most: usize) -> Vec<Cut> {
    let mut found: Vec<(f64, Vec<bool>, usize)> = Vec::new();
    for (index, stream) in master.model.streams.iter().enumerate() {
        if stream.payload <= 0.0 {
            continue;
        }
        let traffic = Traffic::new(master, point, index);
        for seed in 0..stream.cover.len() {
            for connected in [false, true] {
                if let Some((violation, set)) = grow(master.model, index, &traffic, seed, connected) {
                    found.push((violation, set, index));
                }
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.dedup_by(|a, b| a.1 == b.1 && a.2 == b.2);
    found.truncate(most);
    found.into_iter().map(|(_, set, index)| capacity_cut(master.model, index, set)).collect()
}

/// The rounded capacity row of a set.
#[must_use]
pub fn capacity_cut(model: &Model, index: usize, set: Vec<bool>) -> Cut {
    let stream = &model.streams[index];
    let load: f64 = set.iter().zip(&stream.load).filter(|(inside, _)| **inside).map(|(_, load)| load).sum();
    let mut others = Vec::new();
    for stop in (0..set.len()).filter(|&stop| set[stop]) {
        let weight = share(stream.load[stop] / stream.payload, load / stream.payload);
        others.extend(stream.otherwise[stop].iter().map(|&column| (column, weight)));
    }
    let rhs = rounded(load / stream.payload);
    Cut::Entries(Entries { stream: index, set, class: None, yearly: true, others, sense: Sense::Ge, rhs })
}

/// The next whole number, unless a rounding error makes the difference.
fn rounded(value: f64) -> f64 {
    if value - value.floor() > 1e-6 { value.ceil() } else { value.floor() }
}

/// Mixed integer rounding of a coefficient against a right-hand side.
fn share(coefficient: f64, rhs: f64) -> f64 {
    let fraction = rhs - rhs.floor();
    if fraction <= 1e-6 {
        return coefficient;
    }
    coefficient.floor() + ((coefficient - coefficient.floor()) / fraction).min(1.0)
}

/// Grows a set from a stop, always by the stop that leaves the fewest entries for its load; the most broken row met.
fn grow(model: &Model, index: usize, traffic: &Traffic, seed: usize, connected: bool) -> Option<(f64, Vec<bool>)> {
    let stream = &model.streams[index];
    let n = stream.cover.len();
    let mut set = vec![false; n];
    let mut inner = vec![0.0; n];
    let (mut entries, mut load) = (0.0, 0.0);
    let mut best: Option<(f64, Vec<bool>)> = None;
    let mut next = Some(seed);
    while let Some(stop) = next {
        set[stop] = true;
        entries += traffic.visits[stop] - inner[stop];
        load += stream.load[stop];
        inner.iter_mut().zip(&traffic.next[stop * n..]).for_each(|(sum, next)| *sum += next);
        let b = load / stream.payload;
        let others: f64 = (0..n)
            .filter(|&stop| set[stop] && traffic.otherwise[stop] > 0.0)
            .map(|stop| share(stream.load[stop] / stream.payload, b) * traffic.otherwise[stop])
            .sum();
        let violation = rounded(b) - entries - others;
        if violation > best.as_ref().map_or(VIOLATION, |best| best.0) {
            best = Some((violation, set.clone()));
        }
        let slack = |stop: usize| {
            let own = stream.load[stop] / stream.payload;
            if connected {
                -inner[stop]
            } else {
                traffic.visits[stop] - inner[stop] + own * (traffic.otherwise[stop] - 1.0)
            }
        };
        let candidates = (0..n).filter(|&stop| !set[stop] && (inner[stop] > 1e-6 || !connected));
        next = candidates.min_by(|&a, &b| slack(a).total_cmp(&slack(b)).then(a.cmp(&b)));
    }
    best
}

/// Subset rows over three stops that a point breaks, most broken first, each with the least memory that breaks it.
#[must_use]
pub fn subsets(master: &Master<'_>, point: &Point, most: usize, each: usize) -> Vec<Cut> {
    let mut found: Vec<(f64, [usize; 3], usize)> = Vec::new();
    for (index, stream) in master.model.streams.iter().enumerate() {
        let n = stream.cover.len();
        let mut together = vec![0.0; n * n];
        let runs: Vec<(Vec<bool>, f64)> = point
            .tours
            .iter()
            .filter(|(tour, _)| master.model.classes[master.tour(*tour).class].stream == index)
            .map(|&(tour, value)| (visited(master, tour, n), value))
            .collect();
        for (set, value) in &runs {
            let stops: Vec<usize> = (0..n).filter(|&stop| set[stop]).collect();
            for &a in &stops {
                for &b in &stops {
                    together[a * n + b] += value;
                }
            }
        }
        for a in 0..n {
            for b in a + 1..n {
                for c in b + 1..n {
                    let pairs = together[a * n + b] + together[a * n + c] + together[b * n + c];
                    if pairs <= 1.0 + VIOLATION {
                        continue;
                    }
                    let two = |set: &[bool]| u8::from(set[a]) + u8::from(set[b]) + u8::from(set[c]) >= 2;
                    let activity: f64 = runs.iter().filter(|(set, _)| two(set)).map(|(_, value)| value).sum();
                    if activity > 1.0 + VIOLATION {
                        found.push((activity, [a, b, c], index));
                    }
                }
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.2, a.1).cmp(&(b.2, b.1))));
    let mut used = std::collections::BTreeMap::new();
    let mut cuts = Vec::new();
    for (_, members, stream) in found {
        if cuts.len() >= most {
            break;
        }
        if members.iter().any(|&stop| used.get(&(stream, stop)).copied().unwrap_or(0) >= each) {
            continue;
        }
        for stop in members {
            *used.entry((stream, stop)).or_insert(0) += 1;
        }
        let mut subset = Subset { stream, members, memory: vec![false; master.model.streams[stream].cover.len()] };
        remember(master, point, &mut subset);
        cuts.push(Cut::Subset(subset));
    }
    cuts
}

fn visited(master: &Master<'_>, tour: usize, stops: usize) -> Vec<bool> {
    let tour = master.tour(tour);
    let class = &master.model.classes[tour.class];
    let mut set = vec![false; stops];
    tour.order.iter().for_each(|&stop| set[class.stops[stop]] = true);
    set
}

/// Widens the memory of a subset row to the stops between members of each round that is run.
pub fn remember(master: &Master<'_>, point: &Point, subset: &mut Subset) {
    subset.members.iter().for_each(|&stop| subset.memory[stop] = true);
    for &(tour, _) in &point.tours {
        let tour = master.tour(tour);
        let class = &master.model.classes[tour.class];
        if class.stream != subset.stream {
            continue;
        }
        let at: Vec<usize> =
            (0..tour.order.len()).filter(|&at| subset.members.contains(&class.stops[tour.order[at]])).collect();
        for pair in at.chunks(2).filter(|pair| pair.len() == 2) {
            for &stop in &tour.order[pair[0]..=pair[1]] {
                subset.memory[class.stops[stop]] = true;
            }
        }
    }
}
