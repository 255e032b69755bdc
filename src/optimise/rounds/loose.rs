//! The least weight of a round under one limit alone, in whole steps of it, where only going back at once is forbidden: a
//! bound whose work is known beforehand, whatever the prices (q-routes without two-cycles: Christofides, Mingozzi and
//! Toth, 1981).

use super::arcs::Arcs;
use super::ground::Ground;

/// Least and largest number of steps that the limit is cut into.
const STEPS: (f64, f64) = (240.0, 960.0);
/// Steps that rounding may hide.
const ROUNDING: f64 = 1e-6;
/// Steps beyond any limit.
const FAR: f64 = 1e6;

/// The best two ways on from a stop, which differ in the place that comes next.
#[derive(Debug, Clone, Copy)]
struct Ways {
    best: f64,
    next: u32,
    second: f64,
}

impl Ways {
    const NONE: Self = Self { best: f64::INFINITY, next: u32::MAX, second: f64::INFINITY };

    fn add(&mut self, weight: f64, next: u32) {
        if weight < self.best {
            (self.second, self.best, self.next) = (self.best, weight, next);
        } else if weight < self.second {
            self.second = weight;
        }
    }

    /// The best way on for who comes from a place.
    fn from(&self, place: u32) -> f64 {
        if self.next == place { self.second } else { self.best }
    }
}

/// What legs take of the limit that ends a round first, load or hours.
struct Steps {
    most: usize,
    /// From place to place, rounded down, so that no round within the limit takes more than `most`.
    taken: Vec<usize>,
    size: usize,
    /// Whether a visit takes the same wherever one comes from.
    by_stop: bool,
}

impl Steps {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and below a million")]
    fn new(ground: &Ground) -> Self {
        let by_time = ground.shorter_by_time();
        let size = ground.size();
        let taken = |a: usize, b: usize| {
            let visit = ground.visits.get(b).copied().unwrap_or_default();
            if by_time { ground.hours(a, b) + visit.hours } else { visit.load }
        };
        let limit = if by_time { ground.road().hours } else { ground.most.load };
        let alone = (0..ground.stops()).map(|stop| taken(ground.start(), stop));
        let least = alone.filter(|taken| *taken > 0.0);
        let steps = (limit / least.fold(limit, f64::min)).ceil().clamp(STEPS.0, STEPS.1);
        let per = steps / limit.max(f64::MIN_POSITIVE);
        let whole = |value: f64| (value * per).min(FAR) as usize;
        let mut all: Vec<usize> = (0..size * size).map(|leg| whole(taken(leg / size, leg % size))).collect();
        // what takes no step takes one, for which there is room once at each such stop: no path goes on for ever
        let free = |stop: &usize| (0..size).any(|from| from != *stop && all[from * size + stop] == 0);
        let free: Vec<usize> = (0..ground.stops()).filter(free).collect();
        for &stop in &free {
            (0..size).for_each(|from| all[from * size + stop] += usize::from(all[from * size + stop] == 0));
        }
        let most = (steps * (1.0 + 1e-9) + ROUNDING) as usize + free.len();
        Self { most, taken: all, size, by_stop: !by_time }
    }

    /// What is taken once a leg is driven and its end visited.
    fn after(&self, before: usize, from: usize, to: usize) -> usize {
        before + self.taken[from * self.size + to]
    }
}

/// Ways on from each stop, by the steps taken there.
struct Table<'a> {
    steps: Steps,
    arcs: &'a Arcs,
    stops: usize,
    ways: Vec<Ways>,
}

impl Table<'_> {
    fn at(&self, taken: usize, stop: usize) -> Ways {
        if taken > self.steps.most { Ways::NONE } else { self.ways[taken * self.stops + stop] }
    }

    /// The ways on from each stop when it is visited from a place where so much is taken.
    fn onward(&self, taken: usize, from: usize) -> Vec<Ways> {
        (0..self.stops).map(|next| self.at(self.steps.after(taken, from, next), next)).collect()
    }

    /// The best ways on from all stops once so much is taken, when those for more are known.
    fn fill(&mut self, taken: usize) {
        let n = self.stops;
        let (end, start) = (n + 1, n);
        // what takes the same from everywhere is looked up once for all
        let mut onward = self.onward(taken, start);
        for at in 0..n {
            if !self.steps.by_stop {
                onward = self.onward(taken, at);
            }
            let mut found = Ways::NONE;
            if self.steps.after(taken, at, end) <= self.steps.most {
                found.add(self.arcs.weight(at, end), name(end));
            }
            for (next, (ways, weight)) in onward.iter().zip(self.arcs.row(at)).enumerate() {
                // a stop does not follow itself: no leg there has a weight
                if weight + ways.best < found.second {
                    found.add(weight + ways.from(name(at)), name(next));
                }
            }
            self.ways[taken * n + at] = found;
        }
    }
}

fn name(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// A weight that no round of a class is below, prices of subset rows left out: they only add to it. Waiting may not earn.
#[must_use]
pub(super) fn least(ground: &Ground, arcs: &Arcs) -> f64 {
    let steps = Steps::new(ground);
    let (n, most) = (ground.stops(), steps.most);
    let mut table = Table { steps, arcs, stops: n, ways: vec![Ways::NONE; (most + 1) * n] };
    for taken in (0..=most).rev() {
        table.fill(taken);
    }
    let begin = |stop: usize| {
        let taken = table.steps.after(0, ground.start(), stop);
        arcs.weight(ground.start(), stop) + table.at(taken, stop).best
    };
    arcs.constant + (0..n).map(begin).fold(f64::INFINITY, f64::min)
}
