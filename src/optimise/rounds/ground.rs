//! One class of rounds as numbers: legs, loads and limits.

use super::rules::{Clock, Rules};

/// Slack by which a load may exceed its limit: rounding, not tonnes.
const ROUNDING: f64 = 1e-9;

/// The stops of a class, 0 to n - 1, its start (n) and its place of unloading (n + 1), with what a visit takes.
///
/// A round leaves the start, visits stops, unloads, and returns to the start.
#[derive(Debug, Clone)]
pub struct Ground {
    stops: usize,
    km: Vec<f64>,
    hours: Vec<f64>,
    /// Of each stop, each visit: tonnes, m3, hours of service.
    pub visits: Vec<Visit>,
    /// Most of each in one round; of hours, those left for driving and service.
    pub most: Visit,
    /// Hours, days and company of the stops, where any of them is limited.
    pub rules: Option<Rules>,
}

/// What a visit loads and takes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Visit {
    /// Tonnes.
    pub load: f64,
    /// m3.
    pub volume: f64,
    /// Hours.
    pub hours: f64,
}

impl Visit {
    /// The sum of two.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self { load: self.load + other.load, volume: self.volume + other.volume, hours: self.hours + other.hours }
    }

    /// Whether it is within limits.
    #[must_use]
    pub fn within(&self, most: &Self) -> bool {
        let fits = |value: f64, limit: f64| value <= limit * (1.0 + ROUNDING);
        fits(self.load, most.load) && fits(self.volume, most.volume) && fits(self.hours, most.hours)
    }
}

impl Ground {
    /// From a function of two places (stops, start, unloading) to km and driving hours; infinite: no way.
    pub fn new(visits: Vec<Visit>, most: Visit, leg: impl Fn(usize, usize) -> (f64, f64)) -> Self {
        let stops = visits.len();
        let size = stops + 2;
        let pairs = || (0..size).flat_map(|a| (0..size).map(move |b| (a, b)));
        Self {
            stops,
            km: pairs().map(|(a, b)| leg(a, b).0).collect(),
            hours: pairs().map(|(a, b)| leg(a, b).1).collect(),
            visits,
            most,
            rules: None,
        }
    }

    /// Number of stops.
    #[must_use]
    pub fn stops(&self) -> usize {
        self.stops
    }

    /// Index of the start.
    #[must_use]
    pub fn start(&self) -> usize {
        self.stops
    }

    /// Index of the place of unloading.
    #[must_use]
    pub fn end(&self) -> usize {
        self.stops + 1
    }

    /// Number of places.
    #[must_use]
    pub fn size(&self) -> usize {
        self.stops + 2
    }

    /// km of a leg.
    #[must_use]
    pub fn km(&self, a: usize, b: usize) -> f64 {
        self.km[a * self.size() + b]
    }

    /// Driving hours of a leg.
    #[must_use]
    pub fn hours(&self, a: usize, b: usize) -> f64 {
        self.hours[a * self.size() + b]
    }

    /// km and driving hours from the start over stops in this order to unloading and back.
    #[must_use]
    pub fn measure(&self, order: &[usize]) -> (f64, f64) {
        let mut at = self.start();
        let mut sum = (0.0, 0.0);
        for &next in order.iter().chain(&[self.end(), self.start()]) {
            sum = (sum.0 + self.km(at, next), sum.1 + self.hours(at, next));
            at = next;
        }
        sum
    }

    /// What is on board of each leg times its length, t.km: a round starts empty and fills on its way.
    #[must_use]
    pub fn haulage(&self, order: &[usize]) -> f64 {
        let (mut sum, mut load) = (0.0, 0.0);
        for (at, &stop) in order.iter().enumerate() {
            load += self.visits[stop].load;
            let next = order.get(at + 1).copied().unwrap_or(self.end());
            sum += if load == 0.0 { 0.0 } else { load * self.km(stop, next) };
        }
        sum
    }

    /// From each place, the shortest way over stops to the end, km; infinite: there is none.
    #[must_use]
    pub fn ways(&self) -> Vec<f64> {
        self.shortest(&self.km)
    }

    /// From each place, the least hours of driving over stops to the end.
    #[must_use]
    pub fn times(&self) -> Vec<f64> {
        self.shortest(&self.hours)
    }

    /// Ways from each place to the end (Dijkstra, 1959); the start is no place to come through.
    fn shortest(&self, legs: &[f64]) -> Vec<f64> {
        let mut ways = vec![f64::INFINITY; self.size()];
        ways[self.end()] = 0.0;
        let mut open: Vec<usize> = (0..self.size()).filter(|&place| place != self.start()).collect();
        while let Some(nearest) = (0..open.len()).min_by(|&a, &b| ways[open[a]].total_cmp(&ways[open[b]])) {
            let to = open.swap_remove(nearest);
            for &from in &open {
                ways[from] = ways[from].min(legs[from * self.size() + to] + ways[to]);
            }
        }
        ways
    }

    /// What the rules make of an order; none: they forbid it, or there are none.
    #[must_use]
    pub fn clock(&self, order: &[usize]) -> Option<Clock> {
        self.rules.as_ref()?.round(order, self.stops, |a, b| self.hours(a, b))
    }

    /// Hours of waiting in a round.
    #[must_use]
    pub fn waiting(&self, order: &[usize]) -> f64 {
        self.clock(order).map_or(0.0, |clock| clock.waiting())
    }

    /// What a round takes in all, driving included.
    #[must_use]
    pub fn taken(&self, order: &[usize]) -> Visit {
        let driving = Visit { hours: self.measure(order).1, ..Visit::default() };
        order.iter().fold(driving, |sum, &stop| sum.and(&self.visits[stop]))
    }

    /// Whether a round keeps all limits and every leg exists.
    #[must_use]
    pub fn admits(&self, order: &[usize]) -> bool {
        let ruled = self.rules.is_none() || self.clock(order).is_some();
        ruled && self.measure(order).0.is_finite() && self.taken(order).within(&self.most)
    }

    /// Limits on the way to unloading: the way back to the start taken off the hours.
    #[must_use]
    pub fn road(&self) -> Visit {
        let back = self.hours(self.end(), self.start());
        Visit { hours: self.most.hours - back, ..self.most }
    }

    /// Whether the hours can bind: whether some round that keeps the load might take too long.
    #[must_use]
    pub fn timed(&self) -> bool {
        let least = self.visits.iter().map(|visit| visit.load).fold(f64::INFINITY, f64::min);
        let service = self.visits.iter().map(|visit| visit.hours).fold(0.0, f64::max);
        let longest = self.hours.iter().copied().filter(|hours| hours.is_finite()).fold(0.0, f64::max);
        let stops = f64::from(u32::try_from(self.stops).unwrap_or(u32::MAX));
        let most = (self.most.load / least.max(f64::MIN_POSITIVE)).min(stops);
        (most + 2.0) * longest + most * service > self.most.hours
    }

    /// Whether the hours end a round before the load does, as far as means and nearest neighbours tell.
    #[must_use]
    pub fn shorter_by_time(&self) -> bool {
        if !self.timed() {
            return false;
        }
        let n = f64::from(u32::try_from(self.stops.max(1)).unwrap_or(u32::MAX));
        let nearest = |a: usize| {
            (0..self.stops).filter(|&b| b != a).map(|b| self.hours(a, b)).fold(self.hours(self.start(), a), f64::min)
        };
        let hours = (0..self.stops).map(|stop| nearest(stop) + self.visits[stop].hours).sum::<f64>() / n;
        let load = self.visits.iter().map(|visit| visit.load).sum::<f64>() / n;
        let road = self.road();
        hours / road.hours.max(f64::MIN_POSITIVE) > load / road.load.max(f64::MIN_POSITIVE)
    }

    /// Whether the volume can bind.
    #[must_use]
    pub fn bulky(&self) -> bool {
        self.visits.iter().map(|visit| visit.volume).sum::<f64>() > self.most.volume
    }

    /// Whether distances and times are the same both ways, so that a round may be driven backwards.
    #[must_use]
    pub fn symmetric(&self) -> bool {
        if self.rules.as_ref().is_some_and(Rules::windowed) {
            return false;
        }
        let (start, end) = (self.start(), self.end());
        let same = |a: f64, b: f64| a.total_cmp(&b).is_eq() || (a - b).abs() <= 1e-12 * (1.0 + a.abs());
        (0..self.stops).all(|a| {
            let inner = (0..a).all(|b| same(self.km(a, b), self.km(b, a)) && same(self.hours(a, b), self.hours(b, a)));
            inner && same(self.km(start, a), self.km(a, end)) && same(self.hours(start, a), self.hours(a, end))
        })
    }

    /// Whether every driving time is its distance over one speed, so that one order is best for both.
    #[must_use]
    pub fn proportional(&self) -> bool {
        let speed = self.km.iter().zip(&self.hours).find(|(km, _)| **km > 0.0).map_or(0.0, |(km, h)| h / km);
        self.km
            .iter()
            .zip(&self.hours)
            .all(|(km, h)| (!km.is_finite() && !h.is_finite()) || (h - km * speed).abs() <= 1e-9 * (1.0 + h.abs()))
    }
}
