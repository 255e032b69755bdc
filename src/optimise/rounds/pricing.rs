//! The rounds of a class that improve a program at given prices: paths from both ends, joined where half the load is
//! on board, or half the time is over (Righini and Salani, 2006).

use std::time::Instant;

use super::arcs::Arcs;
use super::ground::{Ground, Visit};
pub use super::labels::Care;
use super::labels::{FIRST, Label, Labels, Search};
use super::near::Near;
use super::rules::Rules;

/// A path with its reduced weight; it may visit a stop twice where memories allow.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Stops in order.
    pub order: Vec<usize>,
    /// Reduced weight.
    pub weight: f64,
}

/// What is asked of a search.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// Only paths below this reduced weight.
    pub limit: f64,
    /// Most paths returned.
    pub most: usize,
    /// Most paths returned that visit the same stop.
    pub each: usize,
    /// How careful the search is.
    pub care: Care,
    /// Most labels; beyond, the search gives up.
    pub labels: usize,
    /// When the search gives up.
    pub until: Option<Instant>,
}

/// The cheapest paths below a limit, cheapest first; none of a careful search: there are none. `None`: gave up.
#[must_use]
pub fn cheapest(ground: &Ground, near: &Near, arcs: &Arcs, ask: Ask) -> Option<Vec<Path>> {
    if let Some(rules) = &ground.rules {
        return super::scheduled::cheapest(ground, rules, near, arcs, ask);
    }
    if arcs.earns() {
        return super::scheduled::cheapest(ground, &Rules::none(ground), near, arcs, ask);
    }
    let search = Search {
        ground,
        near,
        arcs,
        care: ask.care,
        backwards: false,
        by_time: ground.shorter_by_time(),
        timed: ground.timed(),
        bulky: ground.bulky(),
        most: ask.labels,
        until: ask.until,
        whole: false,
    };
    let forwards = search.run()?;
    let backwards = if arcs.symmetric { None } else { Some(Search { backwards: true, ..search }.run()?) };
    let join =
        Join { search, half: search.half(), forwards: &forwards, backwards: backwards.as_ref().unwrap_or(&forwards) };
    Some(join.run(ask))
}

/// Two sets of labels, to be joined.
struct Join<'a> {
    search: Search<'a>,
    half: f64,
    forwards: &'a Labels,
    backwards: &'a Labels,
}

/// Most pairs kept while searching.
const PAIRS: usize = 4000;

struct Pair {
    weight: f64,
    first: u32,
    second: u32,
}

impl Join<'_> {
    fn run(&self, ask: Ask) -> Vec<Path> {
        let least = self.least();
        let mut pairs = Vec::new();
        let mut limit = ask.limit;
        let n = self.search.ground.stops();
        self.open(limit, &mut pairs);
        for stop in 0..n {
            for layer in (0..Labels::layers()).take_while(|&layer| self.forwards.least(layer) <= self.half) {
                for &id in self.forwards.ids(stop, layer) {
                    let label = &self.forwards.all[id as usize];
                    if self.search.on_board(&label.taken) > self.half {
                        continue;
                    }
                    self.close(id, label, limit, &mut pairs);
                    self.join(id, label, limit, &least, &mut pairs);
                    if pairs.len() > PAIRS {
                        pairs.sort_by(order);
                        pairs.truncate(PAIRS / 4);
                        limit = pairs.last().map_or(limit, |pair| pair.weight);
                    }
                }
            }
        }
        pairs.sort_by(order);
        self.select(&pairs, ask)
    }

    /// Rounds that are more than half full at their first stop: paths from the end alone.
    fn open(&self, limit: f64, pairs: &mut Vec<Pair>) {
        let ground = self.search.ground;
        for stop in 0..ground.stops() {
            let driving = Visit { hours: ground.hours(ground.start(), stop), ..Visit::default() };
            if self.search.on_board(&driving.and(&ground.visits[stop])) <= self.half {
                continue;
            }
            let base = self.search.arcs.constant + self.search.arcs.weight(ground.start(), stop);
            for layer in 0..Labels::layers() {
                for &id in self.backwards.ids(stop, layer) {
                    let rest = &self.backwards.all[id as usize];
                    let weight = base + rest.weight;
                    let hours = rest.taken.hours + ground.hours(ground.start(), stop);
                    if weight >= limit {
                        break;
                    }
                    if hours <= ground.road().hours * (1.0 + 1e-9) {
                        pairs.push(Pair { weight, first: FIRST, second: id });
                    }
                }
            }
        }
    }

    fn close(&self, id: u32, label: &Label, limit: f64, pairs: &mut Vec<Pair>) {
        let ground = self.search.ground;
        let at = label.stop as usize;
        let carried = label.taken.load * self.search.arcs.per_tonne(at, ground.end());
        let weight = self.search.arcs.constant + label.weight + self.search.arcs.weight(at, ground.end()) + carried;
        let hours = label.taken.hours + ground.hours(at, ground.end());
        if weight < limit && hours <= ground.road().hours * (1.0 + 1e-9) {
            pairs.push(Pair { weight, first: id, second: FIRST });
        }
    }

    fn join(&self, id: u32, label: &Label, limit: f64, least: &[f64], pairs: &mut Vec<Pair>) {
        let ground = self.search.ground;
        let at = label.stop as usize;
        let room = ground.most.load * (1.0 + 1e-9) - label.taken.load;
        let full = self.search.most_on_board() * (1.0 + 1e-9) - self.search.on_board(&label.taken);
        let layers = Labels::layers();
        for (next, &rest) in least.iter().enumerate() {
            let carried = label.taken.load * self.search.arcs.per_tonne(at, next);
            let base = self.search.arcs.constant + label.weight + self.search.arcs.weight(at, next) + carried;
            let driving = Visit { hours: ground.hours(at, next), ..Visit::default() };
            let after = label.taken.and(&driving).and(&ground.visits[next]);
            if base + rest >= limit
                || self.search.on_board(&after) <= self.half
                || label.memory & self.search.near.bit(at, next) != 0
            {
                continue;
            }
            let memory = self.search.near.carried(label.memory, at, next);
            let hours = label.taken.hours + ground.hours(at, next);
            for layer in (0..layers).take_while(|&layer| self.backwards.least(layer) <= full) {
                for &other in self.backwards.ids(next, layer) {
                    let rest = &self.backwards.all[other as usize];
                    let weight = base + rest.weight;
                    if weight >= limit {
                        break;
                    }
                    let fits = rest.taken.load <= room
                        && memory & rest.memory == 0
                        && hours + rest.taken.hours <= ground.road().hours * (1.0 + 1e-9)
                        && label.taken.volume + rest.taken.volume <= ground.most.volume * (1.0 + 1e-9);
                    if !fits {
                        continue;
                    }
                    let carried = label.taken.load * rest.ahead;
                    let weight = weight + carried + self.search.price(label.odd & rest.odd);
                    if weight < limit {
                        pairs.push(Pair { weight, first: id, second: other });
                    }
                }
            }
        }
    }

    /// For each stop, the least weight of a path from the end to it.
    fn least(&self) -> Vec<f64> {
        let cheapest = |stop: usize| {
            (0..Labels::layers())
                .filter_map(|layer| self.backwards.ids(stop, layer).first())
                .map(|&id| self.backwards.all[id as usize].weight)
                .fold(f64::INFINITY, f64::min)
        };
        (0..self.search.ground.stops()).map(cheapest).collect()
    }

    /// The cheapest pairs as paths, each stop in a limited number of them, no set of visits twice.
    fn select(&self, pairs: &[Pair], ask: Ask) -> Vec<Path> {
        let mut used = vec![0; self.search.ground.stops()];
        let mut met = std::collections::BTreeSet::new();
        let mut paths = Vec::new();
        for pair in pairs {
            if paths.len() >= ask.most {
                break;
            }
            let mut order = self.forwards.order(pair.first);
            if pair.second != FIRST {
                order.extend(self.backwards.order(pair.second).into_iter().rev());
            }
            if order.iter().all(|&stop| used[stop] >= ask.each) {
                continue;
            }
            let mut visits = order.clone();
            visits.sort_unstable();
            if met.insert(visits) {
                for &stop in &order {
                    used[stop] += 1;
                }
                paths.push(Path { order, weight: pair.weight });
            }
        }
        paths
    }
}

fn order(a: &Pair, b: &Pair) -> std::cmp::Ordering {
    a.weight.total_cmp(&b.weight).then((a.first, a.second).cmp(&(b.first, b.second)))
}
