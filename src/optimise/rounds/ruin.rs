//! Good rounds by removing strings of neighbouring stops and inserting them again, under simulated annealing
//! (slack induction by string removals: Christiaens and Vanden Berghe, 2020).

use std::time::Instant;

use super::labels::LOOK;
use super::rules::{Clock, Rules};
use crate::optimise::random::Random;
use crate::optimise::solver::over;

/// One class of rounds at effective weights, over the stops of its stream.
#[derive(Debug, Clone)]
pub struct Fleet {
    /// From place to place: stops of the stream, then start, then end; infinite: not in the class.
    pub weight: Vec<f64>,
    /// The same, to place from place.
    pub back: Vec<f64>,
    /// Of a round as such.
    pub constant: f64,
    /// From place to place, of each tonne on board; empty: what is on board weighs nothing.
    pub laden: Vec<f64>,
    /// Of each stop, each visit: tonnes, m3, hours.
    pub load: Vec<f64>,
    /// m3.
    pub volume: Vec<f64>,
    /// Hours from place to place, service at the place arrived at included.
    pub hours: Vec<f64>,
    /// Limits: tonnes, m3, hours.
    pub most: [f64; 3],
    /// Weight of an hour of waiting.
    pub hour: f64,
    /// Hours, days and company of the stops, where any of them is limited.
    pub rules: Option<Rules>,
}

impl Fleet {
    /// The weights of the legs from a stop to each of so many places.
    fn from(&self, stop: usize, places: usize) -> &[f64] {
        &self.weight[stop * places..][..places]
    }

    /// The weights of the legs to a stop from each of so many places.
    fn to(&self, stop: usize, places: usize) -> &[f64] {
        &self.back[stop * places..][..places]
    }
}

/// What is to be planned: stops that are each in one round, or left out at a price.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Number of stops.
    pub stops: usize,
    /// Price of leaving each out; infinite: it may not be.
    pub without: Vec<f64>,
    /// The classes of rounds.
    pub fleets: Vec<Fleet>,
    /// For each stop, all others, nearest first.
    pub nearest: Vec<Vec<usize>>,
}

/// A round of a plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tour {
    /// Its class.
    pub fleet: usize,
    /// Its stops, in order.
    pub order: Vec<usize>,
    /// Weights of its legs, the one to the end last.
    legs: Vec<f64>,
    weight: f64,
    load: f64,
    volume: f64,
    hours: f64,
}

/// A point of the search.
#[derive(Debug, Clone)]
pub struct State {
    /// Rounds; some may be empty.
    pub tours: Vec<Tour>,
    /// The round of each stop; none: left out.
    place: Vec<Option<usize>>,
    /// Weight of the whole.
    pub weight: f64,
    trail: Trail,
}

/// What a state was before it was changed, so that a change can be taken back without copying the whole.
#[derive(Debug, Clone, Default)]
struct Trail {
    tours: Vec<(usize, Tour)>,
    places: Vec<(usize, Option<usize>)>,
    count: usize,
    weight: f64,
}

impl State {
    /// From here on, what is changed can be taken back.
    fn mark(&mut self) {
        self.trail.tours.clear();
        self.trail.places.clear();
        self.trail.count = self.tours.len();
        self.trail.weight = self.weight;
    }

    /// Replaces a round; what it was.
    fn replace(&mut self, index: usize, tour: Tour) {
        let old = std::mem::replace(&mut self.tours[index], tour);
        if index < self.trail.count && self.trail.tours.iter().all(|(other, _)| *other != index) {
            self.trail.tours.push((index, old));
        }
    }

    fn place(&mut self, stop: usize, tour: Option<usize>) {
        self.trail.places.push((stop, self.place[stop]));
        self.place[stop] = tour;
    }

    /// Takes back all that was changed since the mark.
    fn undo(&mut self) {
        self.tours.truncate(self.trail.count);
        for (index, tour) in self.trail.tours.drain(..) {
            self.tours[index] = tour;
        }
        for (stop, tour) in self.trail.places.drain(..).rev() {
            self.place[stop] = tour;
        }
        self.weight = self.trail.weight;
    }
}

/// Rounds of good plans met on the way: class and stops in order.
pub type Met = std::collections::BTreeSet<(usize, Vec<usize>)>;

/// A price for what may not be left out, while it is: larger than anything else.
const BIG: f64 = 1e9;

/// Average number of stops removed at once.
const REMOVED: f64 = 10.0;
/// Longest string removed from one round.
const STRING: f64 = 10.0;
/// Stops go to rounds of so many of their nearest, or to a new one.
const NEAREST: usize = 60;
/// Probability that a good place of insertion is overlooked.
const BLINK: f64 = 0.01;

#[expect(clippy::cast_precision_loss, reason = "stops and iterations are far fewer than 2^52")]
fn number(count: usize) -> f64 {
    count as f64
}

impl Plan {
    fn leg(&self, fleet: usize, a: usize, b: usize) -> f64 {
        self.fleets[fleet].weight[a * (self.stops + 2) + b]
    }

    fn time(&self, fleet: usize, a: usize, b: usize) -> f64 {
        self.fleets[fleet].hours[a * (self.stops + 2) + b]
    }

    fn price(&self, stop: usize) -> f64 {
        self.without[stop].min(BIG)
    }

    /// Everything left out.
    #[must_use]
    pub fn empty(&self) -> State {
        let weight = (0..self.stops).map(|stop| self.price(stop)).sum();
        State { tours: Vec::new(), place: vec![None; self.stops], weight, trail: Trail::default() }
    }

    /// Nothing left out, as far as limits allow: where only several stops together are worth a round, none is begun from
    /// nothing.
    #[must_use]
    pub fn full(&self, random: &mut Random) -> State {
        let mut state = self.empty();
        self.insert(&mut state, (0..self.stops).collect(), |_| BIG, random);
        self.sum(&mut state);
        state
    }

    /// Whether nothing is left out that may not be.
    #[must_use]
    pub fn holds(&self, state: &State) -> bool {
        (0..self.stops).all(|stop| state.place[stop].is_some() || self.without[stop].is_finite())
    }

    /// The weight of an order, with the class's constant.
    #[must_use]
    pub fn weigh(&self, fleet: usize, order: &[usize]) -> f64 {
        let mut at = self.stops;
        let mut sum = self.fleets[fleet].constant;
        for &next in order.iter().chain(&[self.stops + 1]) {
            sum += self.leg(fleet, at, next);
            at = next;
        }
        sum + self.laden(fleet, order)
            + self.clock(fleet, order).map_or(0.0, |clock| self.fleets[fleet].hour * clock.waiting())
    }

    /// What is on board of a round, leg by leg, at its weight.
    fn laden(&self, fleet: usize, order: &[usize]) -> f64 {
        let numbers = &self.fleets[fleet];
        if numbers.laden.is_empty() {
            return 0.0;
        }
        let (mut load, mut sum) = (0.0, 0.0);
        for (at, &stop) in order.iter().enumerate() {
            load += numbers.load[stop];
            let next = order.get(at + 1).copied().unwrap_or(self.stops + 1);
            sum += load * numbers.laden[stop * (self.stops + 2) + next];
        }
        sum
    }

    /// What the rules of a class make of an order.
    fn clock(&self, fleet: usize, order: &[usize]) -> Option<Clock> {
        let rules = self.fleets[fleet].rules.as_ref()?;
        rules.round(order, self.stops, |a, b| self.time(fleet, a, b) - rules.service.get(b).unwrap_or(&0.0))
    }

    /// The weight that a stop adds at a place of a round, waiting and what is on board included; none where the rules
    /// forbid it.
    fn ruled(&self, tour: &Tour, place: usize, stop: usize, detour: f64) -> Option<f64> {
        let numbers = &self.fleets[tour.fleet];
        if numbers.rules.is_none() && numbers.laden.is_empty() {
            return Some(detour);
        }
        let mut order = tour.order.clone();
        order.insert(place, stop);
        let allowed = numbers.rules.is_none() || self.clock(tour.fleet, &order).is_some();
        allowed.then(|| self.weigh(tour.fleet, &order) - tour.weight)
    }

    fn measure(&self, fleet: usize, order: Vec<usize>) -> Tour {
        let weight = if order.is_empty() { 0.0 } else { self.weigh(fleet, &order) };
        let mut tour = Tour { fleet, order, weight, ..Tour::default() };
        let numbers = &self.fleets[fleet];
        let mut at = self.stops;
        for &next in tour.order.iter().chain(&[self.stops + 1]) {
            tour.legs.push(self.leg(fleet, at, next));
            tour.hours += self.time(fleet, at, next);
            if next < self.stops {
                tour.load += numbers.load[next];
                tour.volume += numbers.volume[next];
            }
            at = next;
        }
        tour
    }

    /// Improves a state for a number of iterations, unless time is over before; the best state met.
    #[must_use]
    pub fn improve(
        &self,
        start: State,
        (iterations, until): (usize, Option<Instant>),
        random: &mut Random,
        met: &mut Met,
    ) -> State {
        let mut now = start;
        if self.stops == 0 || self.fleets.is_empty() {
            return now;
        }
        let all: Vec<usize> = (0..self.stops).filter(|&stop| now.place[stop].is_none()).collect();
        self.insert(&mut now, all, |stop| self.price(stop), random);
        self.sum(&mut now);
        let mut best = now.clone();
        let scale = self.scale(&now);
        let (hot, cold) = (scale * 0.1, scale * 0.001);
        let mut heat = hot;
        let cooling = (cold / hot).powf(1.0 / number(iterations.max(1)));
        for iteration in 0..iterations {
            if iteration >= iterations / 2 && iteration % (iterations / 200).max(1) == 0 {
                met.extend(now.tours.iter().filter(|tour| !tour.order.is_empty()).map(|t| (t.fleet, t.order.clone())));
            }
            if iteration.is_multiple_of(LOOK) && over(until) {
                break;
            }
            now.mark();
            let removed = self.ruin(&mut now, random);
            self.insert(&mut now, removed, |stop| self.price(stop), random);
            self.sum(&mut now);
            if now.weight >= now.trail.weight - heat * random.unit().max(1e-300).ln() {
                now.undo();
            } else if now.weight < best.weight - 1e-9 * best.weight.abs() {
                best = now.clone();
            }
            heat *= cooling;
        }
        // the accumulated sums are those of the orders
        best.tours.retain(|tour| !tour.order.is_empty());
        for (index, tour) in best.tours.iter().enumerate() {
            tour.order.iter().for_each(|&stop| best.place[stop] = Some(index));
        }
        best
    }

    fn sum(&self, state: &mut State) {
        let without = (0..self.stops).filter(|&stop| state.place[stop].is_none()).map(|stop| self.price(stop));
        state.weight = state.tours.iter().map(|tour| tour.weight).chain(without).sum();
    }

    /// The mean weight of a leg, the unit of the heat.
    fn scale(&self, state: &State) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for tour in state.tours.iter().filter(|tour| !tour.order.is_empty()) {
            sum += (self.weigh(tour.fleet, &tour.order) - self.fleets[tour.fleet].constant).abs();
            count += number(tour.order.len()) + 1.0;
        }
        if count == 0.0 || sum == 0.0 { 1.0 } else { sum / count }
    }

    /// Removes strings of stops near a stop drawn at random.
    fn ruin(&self, state: &mut State, random: &mut Random) -> Vec<usize> {
        let filled = state.tours.iter().filter(|tour| !tour.order.is_empty()).count();
        let mean = (number(self.stops) / number(filled.max(1))).max(1.0);
        let longest = STRING.min(mean);
        let strings = 4.0 * REMOVED / (1.0 + longest) - 1.0;
        let strings = (random.unit() * strings + 1.0).floor();
        let seed = random.below(self.stops);
        let mut removed = Vec::new();
        let mut touched: Vec<usize> = Vec::new();
        for &stop in std::iter::once(&seed).chain(&self.nearest[seed]) {
            if number(touched.len()) >= strings {
                break;
            }
            let Some(place) = state.place[stop] else {
                if number(removed.len()) < REMOVED * 2.0 && !removed.contains(&stop) {
                    removed.push(stop);
                }
                continue;
            };
            if touched.contains(&place) {
                continue;
            }
            touched.push(place);
            self.cut(state, place, stop, longest, random, &mut removed);
        }
        removed
    }

    /// Removes a string that contains a stop, sometimes around a few that stay.
    fn cut(
        &self,
        state: &mut State,
        place: usize,
        stop: usize,
        longest: f64,
        random: &mut Random,
        removed: &mut Vec<usize>,
    ) {
        let tour = &state.tours[place];
        let size = tour.order.len();
        let most = longest.min(number(size));
        let length = random.length(most).min(size);
        let at = tour.order.iter().position(|&other| other == stop).unwrap_or(0);
        let mut spared = 0;
        if length > 1 && length < size && random.unit() < 0.5 {
            while length + spared < size && random.unit() > 0.01 && spared < 1 + size / 2 {
                spared += 1;
                if random.unit() < 0.5 {
                    break;
                }
            }
        }
        let window = length + spared;
        let low = (at + 1).saturating_sub(window);
        let high = at.min(size - window);
        let from = low + random.below(high - low + 1);
        let skip = from + random.below(length + 1)..0;
        let skip = skip.start..skip.start + spared;
        let mut rest = Vec::with_capacity(size);
        let first = removed.len();
        for (index, &other) in tour.order.iter().enumerate() {
            if index < from || index >= from + window || skip.contains(&index) {
                rest.push(other);
            } else {
                removed.push(other);
            }
        }
        let rest = self.measure(tour.fleet, rest);
        state.replace(place, rest);
        removed[first..].iter().for_each(|&other| state.place(other, None));
    }

    /// Inserts stops one by one where they cost least, or leaves them out where that is cheaper.
    fn insert(&self, state: &mut State, mut removed: Vec<usize>, without: impl Fn(usize) -> f64, random: &mut Random) {
        self.sort(&mut removed, random);
        let mut near = Vec::new();
        for stop in removed {
            let (mut best, mut at) = (without(stop), None);
            self.near(state, stop, &mut near);
            for &index in &near {
                let tour = &state.tours[index];
                let numbers = &self.fleets[tour.fleet];
                if tour.load + numbers.load[stop] > numbers.most[0]
                    || tour.volume + numbers.volume[stop] > numbers.most[1]
                {
                    continue;
                }
                let (ways, back) = (numbers.from(stop, self.stops + 2), numbers.to(stop, self.stops + 2));
                let mut before = self.stops;
                for (place, leg) in tour.legs.iter().enumerate() {
                    let after = tour.order.get(place).copied().unwrap_or(self.stops + 1);
                    let detour = back[before] + ways[after] - leg;
                    if detour < best
                        && self.in_time(tour, before, stop, after)
                        && random.unit() > BLINK
                        && let Some(added) = self.ruled(tour, place, stop, detour).filter(|added| *added < best)
                    {
                        (best, at) = (added, Some((index, place)));
                    }
                    before = after;
                }
            }
            for (fleet, numbers) in self.fleets.iter().enumerate() {
                let way = self.leg(fleet, self.stops, stop) + self.leg(fleet, stop, self.stops + 1);
                let alone = numbers.constant + way + self.laden(fleet, &[stop]);
                let hours = self.time(fleet, self.stops, stop) + self.time(fleet, stop, self.stops + 1);
                let fits = numbers.load[stop] <= numbers.most[0]
                    && numbers.volume[stop] <= numbers.most[1]
                    && hours <= numbers.most[2]
                    && (numbers.rules.is_none() || self.clock(fleet, &[stop]).is_some());
                if alone < best && fits {
                    let free = state.tours.iter().position(|tour| tour.order.is_empty()).unwrap_or(state.tours.len());
                    (best, at) = (alone, Some((free, usize::MAX - fleet)));
                }
            }
            if let Some((index, place)) = at {
                state.place(stop, Some(index));
                self.put(state, index, place, stop);
            }
        }
    }

    fn put(&self, state: &mut State, index: usize, place: usize, stop: usize) {
        if place > self.stops {
            let tour = self.measure(usize::MAX - place, vec![stop]);
            if index == state.tours.len() {
                state.tours.push(tour);
            } else {
                state.replace(index, tour);
            }
            return;
        }
        let tour = &state.tours[index];
        let mut order = Vec::with_capacity(tour.order.len() + 1);
        order.extend_from_slice(&tour.order[..place]);
        order.push(stop);
        order.extend_from_slice(&tour.order[place..]);
        let tour = self.measure(tour.fleet, order);
        state.replace(index, tour);
    }

    /// The rounds in which the nearest of a stop are.
    fn near(&self, state: &State, stop: usize, near: &mut Vec<usize>) {
        near.clear();
        for place in self.nearest[stop].iter().take(NEAREST).filter_map(|&other| state.place[other]) {
            if !near.contains(&place) {
                near.push(place);
            }
        }
        near.sort_unstable();
    }

    fn in_time(&self, tour: &Tour, before: usize, stop: usize, after: usize) -> bool {
        let most = self.fleets[tour.fleet].most[2];
        if !most.is_finite() {
            return true;
        }
        let time = |a, b| self.time(tour.fleet, a, b);
        tour.hours + time(before, stop) + time(stop, after) - time(before, after) <= most
    }

    /// An order of insertion: at random, heaviest first, farthest first, or nearest first.
    fn sort(&self, stops: &mut [usize], random: &mut Random) {
        for at in (1..stops.len()).rev() {
            stops.swap(at, random.below(at + 1));
        }
        let fleet = &self.fleets[0];
        let far = |stop: usize| fleet.weight[self.stops * (self.stops + 2) + stop];
        match random.below(11) {
            0..4 => {}
            4..8 => stops.sort_by(|&a, &b| fleet.load[b].total_cmp(&fleet.load[a])),
            8..10 => stops.sort_by(|&a, &b| far(b).total_cmp(&far(a))),
            _ => stops.sort_by(|&a, &b| far(a).total_cmp(&far(b))),
        }
    }
}
