//! The whole search: good rounds first, then the proof.

use std::time::Instant;

use super::master::Master;
use super::model::{Model, Tour};
use super::ruin::{Fleet, Met, Plan};
use super::tree::{Complete, Effort, Outcome, Tree};
use super::worth::{Own, Visit};
use crate::optimise::random::Random;
use crate::optimise::solver::SolveError;

/// Size of the memories of paths at first (ng-routes).
pub(super) const MEMORY: usize = 8;
/// Part of the time left that one plan may take.
const PLANNED: u32 = 8;
/// Plans at the prices of the rounds known, before others are sought.
const REPLANNED: u64 = 2;

/// Searches the program over all rounds.
///
/// `complete` turns rounds into a whole answer of the program that uses some of them.
///
/// # Errors
/// When a solver fails. That there is no answer is an outcome.
pub fn search(
    model: &Model,
    effort: Effort,
    until: Option<Instant>,
    complete: &mut Complete<'_>,
) -> Result<Outcome, SolveError> {
    let mut master = Master::new(model, MEMORY);
    master.until = until;
    master.labels = effort.labels;
    alone(&mut master);
    let zeros = vec![0.0; model.base.rows.len()];
    let mut tours = plans(&mut master, &zeros, effort.iterations, 1);
    if model.has_choice() {
        // what is left out at no price is all: rounds of their own prices come before any search for more
        for seed in 2..2 + REPLANNED {
            let Some(duals) = master.central() else { break };
            tours.extend(plans(&mut master, &duals, effort.iterations / 2.0, seed));
        }
    }
    let best = if tours.is_empty() { None } else { complete(&tours, None) }.map(|(answer, _)| answer);
    Tree::new(&mut master, effort, best).run(complete)
}

/// The rounds that a search begins with: each stop alone, and those of plans of each stream.
#[must_use]
pub fn first(model: &Model) -> Vec<Tour> {
    let mut master = Master::new(model, MEMORY);
    alone(&mut master);
    plans(&mut master, &vec![0.0; model.base.rows.len()], 1.0, 1);
    (0..master.len()).map(|index| master.tour(index).clone()).collect()
}

pub(super) fn alone(master: &mut Master<'_>) {
    for (class, numbers) in master.model.classes.iter().enumerate() {
        for stop in (0..numbers.stops.len()).filter(|&stop| numbers.ground.admits(&[stop])) {
            master.add(Tour { class, order: vec![stop] });
        }
    }
}

/// Plans each stream by itself at the prices of the rows but its own: from all stops in rounds, at these prices, where the seed
/// is even; from none, and where there are prices with what visits are worth by themselves, where it is odd. The rounds of the
/// best plans.
pub(super) fn plans(master: &mut Master<'_>, duals: &[f64], effort: f64, seed: u64) -> Vec<Tour> {
    let mut best = Vec::new();
    let worth = !seed.is_multiple_of(2) && duals.iter().any(|price| *price != 0.0);
    for stream in 0..master.model.streams.len() {
        let Some((plan, classes)) = plan(master.model, stream, duals, worth) else { continue };
        let mut met = Met::new();
        let until = master.until.map(|until| {
            let now = Instant::now();
            now + until.saturating_duration_since(now) / PLANNED
        });
        let limits = (iterations(plan.stops, effort), until);
        let mut random = Random::new(seed);
        let start = if seed.is_multiple_of(2) { plan.full(&mut random) } else { plan.empty() };
        let state = plan.improve(start, limits, &mut random, &mut met);
        let own = |(fleet, order): (usize, Vec<usize>)| {
            let class = classes[fleet];
            let local = |stop: &usize| master.model.classes[class].stops.iter().position(|other| other == stop);
            let order: Vec<usize> = order.iter().filter_map(local).collect();
            Tour { class, order }
        };
        let tours: Vec<Tour> = met.into_iter().map(&own).collect();
        let of_plan: Vec<Tour> = state.tours.into_iter().map(|tour| own((tour.fleet, tour.order))).collect();
        for tour in tours.into_iter().chain(of_plan.iter().cloned()) {
            if master.model.classes[tour.class].ground.admits(&tour.order) {
                master.add(tour);
            }
        }
        best.extend(of_plan.into_iter().filter(|tour| master.model.classes[tour.class].ground.admits(&tour.order)));
        let missing = missing(master.model, stream, &best);
        best.extend(missing);
    }
    best
}

/// Rounds to single stops of a stream, the cheapest, for parts of companies of which a plan visits others: other modes
/// would serve all parts.
fn missing(model: &Model, index: usize, plan: &[Tour]) -> Vec<Tour> {
    let stream = &model.streams[index];
    let mut visited = vec![false; stream.cover.len()];
    for tour in plan.iter().filter(|tour| model.classes[tour.class].stream == index) {
        tour.order.iter().for_each(|&at| visited[model.classes[tour.class].stops[at]] = true);
    }
    let begun =
        |stop: usize| (0..visited.len()).any(|other| visited[other] && stream.first[other] == stream.first[stop]);
    let wanted = (0..visited.len()).filter(|&stop| !visited[stop] && begun(stop));
    let single = |stop: usize| {
        let tours =
            (0..model.classes.len()).filter(|&class| model.classes[class].stream == index).filter_map(|class| {
                let tour = Tour { class, order: vec![model.classes[class].stops.binary_search(&stop).ok()?] };
                model.classes[class].ground.admits(&tour.order).then_some(tour)
            });
        tours.min_by(|a, b| model.cost(a).total_cmp(&model.cost(b)))
    };
    wanted.filter_map(single).collect()
}

/// How long a plan is improved: a number of iterations that grows with its stops, times the effort asked.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and below a million or so")]
fn iterations(stops: usize, effort: f64) -> usize {
    let n = f64::from(u32::try_from(stops).unwrap_or(u32::MAX));
    ((40.0 * n * n).min(3000.0 * n).min(1e6) * effort) as usize
}

/// The plan of a stream, at prices or with what visits are worth beside them, and the classes that its fleets are.
fn plan(model: &Model, index: usize, duals: &[f64], worth: bool) -> Option<(Plan, Vec<usize>)> {
    let stream = &model.streams[index];
    let n = stream.cover.len();
    let classes: Vec<usize> = (0..model.classes.len()).filter(|&class| model.classes[class].stream == index).collect();
    if n == 0 || classes.is_empty() {
        return None;
    }
    let mut prices = duals.to_vec();
    stream.cover.iter().for_each(|&row| prices[row] = 0.0);
    let (without, saved) = gains(model, index, &classes, &mut prices, worth);
    let fleets: Vec<Fleet> =
        classes.iter().zip(saved).map(|(&class, saved)| fleet(model, class, n, (&prices, &saved))).collect();
    let far = |a: usize, b: usize| {
        let all = fleets.iter().map(|fleet| fleet.hours[a * (n + 2) + b]);
        all.fold(f64::INFINITY, f64::min)
    };
    let nearest = (0..n).map(|at| {
        let mut others: Vec<usize> = (0..n).filter(|&other| other != at).collect();
        let km = |b: usize| {
            classes
                .iter()
                .filter_map(|&class| {
                    let class = &model.classes[class];
                    let a = class.stops.binary_search(&at).ok()?;
                    let b = class.stops.binary_search(&b).ok()?;
                    Some(class.ground.km(a, b))
                })
                .fold(f64::INFINITY, f64::min)
        };
        others.sort_by_cached_key(|&other| (OrderedWeight(km(other)), OrderedWeight(far(at, other)), other));
        others
    });
    let nearest = nearest.collect();
    Some((Plan { stops: n, without, fleets, nearest }, classes))
}

/// What leaving each stop of a stream out costs, and for each class what visiting it saves besides its prices. Where a stop
/// shares no row that rounds enter by it, both are of a program of its own where that is asked, and prices of its rows are made
/// to be none.
fn gains(model: &Model, index: usize, classes: &[usize], prices: &mut [f64], worth: bool) -> (Vec<f64>, Vec<Vec<f64>>) {
    let stream = &model.streams[index];
    let own = worth.then(|| Own::new(model));
    let mut saved = vec![vec![0.0; stream.cover.len()]; classes.len()];
    let without = (0..stream.cover.len()).map(|stop| {
        let visit = |at: usize| {
            let class = &model.classes[classes[at]];
            Some((at, &class.visit[class.stops.binary_search(&stop).ok()?][..]))
        };
        let (of, visits): (Vec<usize>, Vec<Visit<'_>>) = (0..classes.len()).filter_map(visit).unzip();
        let single = stream.first.iter().filter(|first| **first == stream.first[stop]).count() == 1;
        let own = own.as_ref().filter(|_| single);
        let worth = own.and_then(|own| own.worth(model, (index, stop), &visits, prices));
        let Some(worth) = worth else {
            let reduced = stream.otherwise[stop].iter().map(|&column| model.base.columns[column].reduced(prices));
            return reduced.fold(f64::INFINITY, f64::min) / stream.parts(stop);
        };
        of.into_iter().zip(worth.saved).for_each(|(at, value)| saved[at][stop] = value);
        visits.into_iter().flatten().for_each(|term| prices[term.0] = 0.0);
        if worth.compulsory { f64::INFINITY } else { 0.0 }
    });
    let without = without.collect();
    (without, saved)
}

/// A weight that sorts.
#[derive(Debug, Clone, Copy, PartialEq)]
struct OrderedWeight(f64);

impl Eq for OrderedWeight {}

impl Ord for OrderedWeight {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for OrderedWeight {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// A class over all stops of its stream, at prices and with what visits save besides; stops that are not in it cannot be
/// reached.
fn fleet(model: &Model, index: usize, stops: usize, (prices, saved): (&[f64], &[f64])) -> Fleet {
    let class = &model.classes[index];
    let arcs = model.arcs(index, prices, &[], false);
    let ground = &class.ground;
    let size = stops + 2;
    let place = |at: usize| match at {
        at if at == stops => Some(ground.start()),
        at if at == stops + 1 => Some(ground.end()),
        at => class.stops.binary_search(&at).ok(),
    };
    let places: Vec<Option<usize>> = (0..size).map(place).collect();
    let table = |of: &dyn Fn(usize, usize) -> f64| {
        let pair = |k: usize| places[k / size].zip(places[k % size]).map_or(f64::INFINITY, |(a, b)| of(a, b));
        (0..size * size).map(pair).collect::<Vec<f64>>()
    };
    let gain = |at: usize| class.stops.get(at).map_or(0.0, |&stop| saved[stop]);
    let weight = |a: usize, b: usize| arcs.weight(a, b) - f64::midpoint(gain(a), gain(b));
    let of =
        |value: &dyn Fn(usize) -> f64| (0..stops).map(|stop| places[stop].map_or(0.0, value)).collect::<Vec<f64>>();
    let most = |value: f64| value * (1.0 + 1e-9);
    Fleet {
        weight: table(&weight),
        back: table(&|a, b| weight(b, a)),
        constant: arcs.constant,
        laden: arcs.laden.as_ref().map_or_else(Vec::new, |_| table(&|a, b| arcs.per_tonne(a, b))),
        load: of(&|stop| ground.visits[stop].load),
        volume: of(&|stop| ground.visits[stop].volume),
        hours: table(&|a, b| ground.hours(a, b) + ground.visits.get(b).map_or(0.0, |visit| visit.hours)),
        most: [
            most(ground.most.load),
            most(ground.most.volume),
            most(ground.most.hours) - ground.hours(ground.end(), ground.start()),
        ],
        hour: arcs.hour,
        rules: ground.rules.as_ref().map(|rules| rules.select(&places[..stops])),
    }
}
