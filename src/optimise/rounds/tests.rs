//! Small programs drawn at random, whose best answer is found by trying every round.

use std::collections::BTreeMap;

use super::apart::search_apart;
use super::arcs::Arcs;
use super::cuts::capacity_cut;
use super::ground::{Ground, Visit};
use super::listing::Listing;
use super::live::Live;
use super::loose;
use super::master::Master;
use super::model::{Affine, Class, Cut, Model, Stream, Subset, Tour};
use super::near::Near;
use super::search::search;
use super::tree::{Answer, Effort, Outcome, Stop};
use crate::optimise::lp::{Lp, LpColumn};
use crate::optimise::program::Sense;
use crate::optimise::random::Random;

mod laden;
mod tight;

const EFFORT: Effort = Effort { gap: 1e-6, nodes: 10_000, programs: 10_000, labels: 100_000, iterations: 1.0 };

fn between(random: &mut Random, low: f64, high: f64) -> f64 {
    low + (high - low) * random.unit()
}

/// Stops with loads that are each in one round of some class, or left out at a price. Distances are drawn one by one:
/// neither symmetric (but sometimes) nor do they keep the triangle inequality.
fn draw(seed: u64) -> Model {
    let mut random = Random::new(seed);
    let n = 3 + random.below(5);
    let load: Vec<f64> = (0..n).map(|_| between(&mut random, 1.0, 9.0)).collect();
    let symmetric = random.below(2) == 0;
    let classes: Vec<Class> = (0..=random.below(2)).map(|_| class(&mut random, &load, symmetric)).collect();
    let payload = classes.iter().map(|class| class.ground.most.load * class.times).fold(0.0, f64::max);
    let compulsory = random.below(3) == 0;
    let columns = (0..n).map(|stop| LpColumn {
        cost: if compulsory { 1000.0 } else { between(&mut random, 5.0, 60.0) },
        lower: 0.0,
        upper: 1.0,
        integer: true,
        terms: [(stop, 1.0)].into_iter().collect(),
    });
    let base = Lp { columns: columns.collect(), rows: vec![(Sense::Eq, 1.0); n] };
    Model {
        base,
        reach: vec![1.0; n],
        soft: (0..n).map(|row| (row, 1.0)).collect(),
        streams: vec![Stream {
            cover: (0..n).collect(),
            load,
            payload,
            first: (0..n).collect(),
            otherwise: (0..n).map(|column| vec![column]).collect(),
        }],
        classes,
    }
}

fn class(random: &mut Random, load: &[f64], symmetric: bool) -> Class {
    let n = load.len();
    let times = [1.0, 2.0][random.below(2)];
    let size = n + 2;
    let mut km: Vec<f64> = (0..size * size).map(|_| between(random, 1.0, 20.0)).collect();
    for a in (0..size).filter(|_| symmetric) {
        (0..a).for_each(|b| km[a * size + b] = km[b * size + a]);
    }
    if symmetric {
        // the round unloads where it starts
        (0..n).for_each(|stop| km[stop * size + n + 1] = km[n * size + stop]);
    }
    let tkm = [0.0, 0.0, 0.1, 0.5][random.below(4)] * times;
    let visits = load.iter().map(|load| Visit { load: load / times, volume: load / 3.0, hours: 0.2 });
    let most = Visit {
        load: between(random, 9.0, 20.0) / times,
        volume: between(random, 3.0, 9.0),
        hours: between(random, 3.0, 12.0),
    };
    let speed = 10.0;
    let ground = Ground::new(visits.collect(), most, |a, b| (km[a * size + b], km[a * size + b] / speed));
    Class {
        stream: 0,
        stops: (0..n).collect(),
        ground,
        times,
        cost: Affine { fixed: between(random, 0.0, 10.0) * times, km: times, hour: 0.5 * times, tkm },
        unloading: 0.1,
        visit: (0..n).map(|stop| vec![(stop, 1.0)]).collect(),
        own: Vec::new(),
        measured: Vec::new(),
    }
}

/// Every order of every set of stops that keeps the limits.
fn tours(model: &Model) -> Vec<Tour> {
    let mut all = Vec::new();
    for (class, numbers) in model.classes.iter().enumerate() {
        let mut open: Vec<Vec<usize>> = vec![Vec::new()];
        while let Some(order) = open.pop() {
            for stop in (0..numbers.stops.len()).filter(|stop| !order.contains(stop)) {
                let mut longer = order.clone();
                longer.push(stop);
                if numbers.ground.admits(&longer) {
                    all.push(Tour { class, order: longer.clone() });
                }
                open.push(longer);
            }
        }
    }
    all
}

fn set(tour: &Tour) -> usize {
    tour.order.iter().map(|stop| 1 << stop).sum()
}

/// The best answer with some of these rounds: over sets of stops, always serving the first that is left.
fn best(model: &Model, tours: &[Tour]) -> Answer {
    let n = model.base.columns.len();
    let mut cheapest: BTreeMap<usize, (f64, Option<&Tour>)> =
        (0..n).map(|stop| (1 << stop, (model.base.columns[stop].cost, None))).collect();
    for tour in tours {
        let cost = model.cost(tour);
        let known = cheapest.entry(set(tour)).or_insert((f64::INFINITY, None));
        if cost < known.0 {
            *known = (cost, Some(tour));
        }
    }
    let mut costs = vec![(0.0, 0); 1 << n];
    for served in 1..1_usize << n {
        let lowest = served & served.wrapping_neg();
        let last = cheapest.iter().filter(|(set, _)| *set & lowest != 0 && *set & !served == 0);
        let options = last.map(|(set, (cost, _))| (costs[served & !set].0 + cost, *set));
        costs[served] = options.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    }
    let mut answer = Answer { objective: costs[(1 << n) - 1].0, tours: Vec::new(), base: vec![0.0; n] };
    let mut left = (1_usize << n) - 1;
    while left != 0 {
        let set = costs[left].1;
        match cheapest[&set].1 {
            Some(tour) => answer.tours.push(tour.clone()),
            None => answer.base[set.trailing_zeros() as usize] = 1.0,
        }
        left &= !set;
    }
    answer
}

fn solved(model: &Model, effort: Effort) -> Outcome {
    search(model, effort, None, &mut |tours, known| {
        let all: Vec<Tour> = tours.iter().chain(known.into_iter().flat_map(|known| &known.tours)).cloned().collect();
        Some(proven(best(model, &all)))
    })
    .unwrap()
}

/// An answer that nothing is below.
fn proven(answer: Answer) -> (Answer, f64) {
    let objective = answer.objective;
    (answer, objective)
}

#[test]
fn the_search_finds_the_best_of_all_answers_and_proves_it() {
    for seed in 1..=400 {
        let model = draw(seed);
        let expected = best(&model, &tours(&model)).objective;
        let outcome = solved(&model, EFFORT);
        let found = outcome.answer.unwrap().objective;
        assert!((found - expected).abs() < 1e-6 * expected, "seed {seed}: {found} is not {expected}");
        assert!(outcome.bound <= expected + 1e-6, "seed {seed}: {} bounds {expected}", outcome.bound);
        assert!(found - outcome.bound <= 1e-6 * found.max(1.0) + 1e-9, "seed {seed}: {} proves {found}", outcome.bound);
    }
}

/// E-n22-k4 of CVRPLIB (Christofides and Eilon, 1969): x, y, demand; the depot at (145, 215), 6000 a vehicle.
const E22: [(f64, f64, f64); 21] = [
    (151.0, 264.0, 1100.0),
    (159.0, 261.0, 700.0),
    (130.0, 254.0, 800.0),
    (128.0, 252.0, 1400.0),
    (163.0, 247.0, 2100.0),
    (146.0, 246.0, 400.0),
    (161.0, 242.0, 800.0),
    (142.0, 239.0, 100.0),
    (163.0, 236.0, 500.0),
    (148.0, 232.0, 600.0),
    (128.0, 231.0, 1200.0),
    (156.0, 217.0, 1300.0),
    (129.0, 214.0, 1300.0),
    (146.0, 208.0, 300.0),
    (164.0, 208.0, 900.0),
    (141.0, 206.0, 2100.0),
    (147.0, 193.0, 1000.0),
    (164.0, 193.0, 900.0),
    (129.0, 189.0, 2500.0),
    (155.0, 185.0, 1800.0),
    (139.0, 182.0, 700.0),
];

/// A program whose stops must all be in rounds of one class, between points at whole distances.
fn routing(points: &[(f64, f64, f64)], depot: (f64, f64), payload: f64) -> Model {
    let n = points.len();
    let places: Vec<(f64, f64)> = points.iter().map(|&(x, y, _)| (x, y)).chain([depot, depot]).collect();
    let visits = points.iter().map(|&(_, _, load)| Visit { load, ..Visit::default() }).collect();
    let most = Visit { load: payload, volume: f64::INFINITY, hours: f64::INFINITY };
    let ground = Ground::new(visits, most, |a, b| {
        let (a, b) = (places[a], places[b]);
        ((a.0 - b.0).hypot(a.1 - b.1).round(), 0.0)
    });
    let class = Class {
        stream: 0,
        stops: (0..n).collect(),
        ground,
        times: 1.0,
        cost: Affine { km: 1.0, ..Affine::default() },
        unloading: 0.0,
        visit: (0..n).map(|stop| vec![(stop, 1.0)]).collect(),
        own: Vec::new(),
        measured: Vec::new(),
    };
    let load = points.iter().map(|point| point.2).collect();
    let (cover, first) = ((0..n).collect(), (0..n).collect());
    let stream = Stream { cover, first, load, payload, otherwise: vec![Vec::new(); n] };
    Model {
        base: Lp { columns: Vec::new(), rows: vec![(Sense::Eq, 1.0); n] },
        reach: Vec::new(),
        soft: (0..n).map(|row| (row, 1.0)).collect(),
        streams: vec![stream],
        classes: vec![class],
    }
}

#[test]
fn a_published_instance_has_its_published_optimum() {
    let model = routing(&E22, (145.0, 215.0), 6000.0);
    // the rounds of the best plan are whole answers by themselves; nothing is chosen among them
    let outcome = search(&model, EFFORT, None, &mut |tours, _| {
        let covered: usize = tours.iter().map(|tour| tour.order.len()).sum();
        let objective = tours.iter().map(|tour| model.cost(tour)).sum();
        (covered == 21).then(|| (Answer { objective, tours: tours.to_vec(), base: Vec::new() }, f64::NEG_INFINITY))
    });
    let outcome = outcome.unwrap();
    assert!((outcome.answer.unwrap().objective - 375.0).abs() < 1e-9);
    assert!(outcome.bound > 374.0 + 1e-6, "{}", outcome.bound);
}

#[test]
fn a_search_without_time_still_has_a_bound() {
    for seed in 1..=50 {
        let model = draw(seed);
        let expected = best(&model, &tours(&model)).objective;
        let now = std::time::Instant::now();
        let outcome = search(&model, EFFORT, Some(now), &mut |tours, _| Some(proven(best(&model, tours)))).unwrap();
        // the bound of central prices may prove the first answer
        assert!(matches!(outcome.stop, Stop::Time | Stop::Relaxed), "seed {seed}: {:?}", outcome.stop);
        assert!(outcome.bound.is_finite() && outcome.bound <= expected + 1e-6, "seed {seed}: {}", outcome.bound);
    }
}

#[test]
fn a_search_that_stops_early_bounds_the_best_from_below() {
    for seed in 1..=200 {
        let model = draw(seed);
        let expected = best(&model, &tours(&model)).objective;
        for programs in [1, 2, 4] {
            let outcome = solved(&model, Effort { programs, nodes: 1, ..EFFORT });
            assert!(outcome.bound <= expected + 1e-6, "seed {seed}: {} bounds {expected}", outcome.bound);
            assert!(outcome.answer.unwrap().objective >= expected - 1e-6, "seed {seed}");
        }
    }
}

#[test]
fn one_limit_alone_allows_all_rounds_and_more() {
    let mut cheaper = 0;
    for seed in 1..=200 {
        let model = draw(seed);
        let mut random = Random::new(seed + 3000);
        let n = model.base.rows.len();
        let duals: Vec<f64> = (0..n).map(|_| between(&mut random, 5.0, 60.0)).collect();
        for class in 0..model.classes.len() {
            let ground = &model.classes[class].ground;
            let arcs = model.arcs(class, &duals, &[], false);
            let least = loose::least(ground, &arcs);
            let own = tours(&model).into_iter().filter(|tour| tour.class == class).map(|tour| arcs.order(&tour.order));
            let own = own.fold(f64::INFINITY, f64::min);
            assert!(least <= own + 1e-9, "seed {seed}: {least} does not bound {own}");
            cheaper += usize::from(least < own - 1e-6);
        }
    }
    assert!(cheaper > 0, "no round broke the other limit");
}

#[test]
fn prices_of_any_kind_bound_the_best_from_below() {
    let (mut raised, mut part) = (0, 0.0);
    for seed in 1..=300 {
        let model = draw(seed);
        let expected = best(&model, &tours(&model)).objective;
        let mut random = Random::new(seed + 4000);
        let master = Master::new(&model, 8);
        let live = Live::new(&model, &[], &[], 1.0, None);
        let drawn: Vec<f64> = model.base.rows.iter().map(|_| between(&mut random, -5.0, 40.0)).collect();
        let bounds =
            [master.last_bound(&live, &drawn), master.fallback(&live, None), master.fallback(&live, Some(&drawn))];
        for bound in bounds {
            assert!(bound <= expected + 1e-6, "seed {seed}: {bound} bounds {expected}");
        }
        assert!(bounds[2] >= bounds[1].max(bounds[0]) - 1e-9, "seed {seed}: {bounds:?}");
        raised += usize::from(bounds[2] > bounds[1] + 1e-6);
        part += bounds[1] / expected / 300.0;
    }
    assert!(raised > 50, "between two prices there is often a better bound: {raised}");
    assert!(part > 0.3, "{part} of the best on average");
}

#[test]
fn other_numbers_for_the_same_stops_change_nothing() {
    for seed in 1..=100 {
        let model = draw(seed);
        let n = model.base.columns.len();
        let by = 1 + usize::try_from(seed).unwrap() % (n - 1);
        let old = |stop: usize| if stop < n { (stop + by) % n } else { stop };
        let mut other = model.clone();
        for stop in 0..n {
            other.base.columns[stop].cost = model.base.columns[old(stop)].cost;
            other.streams[0].load[stop] = model.streams[0].load[old(stop)];
        }
        for (class, from) in other.classes.iter_mut().zip(&model.classes) {
            let ground = &from.ground;
            let visits = (0..n).map(|stop| ground.visits[old(stop)]).collect();
            class.ground =
                Ground::new(visits, ground.most, |a, b| (ground.km(old(a), old(b)), ground.hours(old(a), old(b))));
        }
        let (first, second) = (solved(&model, EFFORT), solved(&other, EFFORT));
        let (a, b) = (first.answer.unwrap().objective, second.answer.unwrap().objective);
        assert!((a - b).abs() < 1e-6 * a.abs(), "seed {seed}: {a} and {b}");
    }
}

/// A subset row of three stops drawn, with a memory drawn.
fn subset(random: &mut Random, n: usize) -> Cut {
    let first = random.below(n - 2);
    let members = [first, first + 1, n - 1];
    let memory = (0..n).map(|stop| members.contains(&stop) || random.below(2) == 0).collect();
    Cut::Subset(Subset { stream: 0, members, memory })
}

#[test]
fn all_rounds_within_a_limit_are_listed() {
    for seed in 1..=200 {
        let model = draw(seed);
        let mut random = Random::new(seed + 1000);
        let n = model.base.rows.len();
        let cuts: Vec<Cut> = (0..2).map(|_| subset(&mut random, n)).collect();
        let mut duals: Vec<f64> = (0..n).map(|_| between(&mut random, 5.0, 40.0)).collect();
        duals.extend(cuts.iter().map(|_| -between(&mut random, 0.0, 10.0)));
        let limit = between(&mut random, -10.0, 20.0);
        for class in 0..model.classes.len() {
            let ground = &model.classes[class].ground;
            let near = Near::nearest(n, 3, |a, b| ground.km(a, b));
            let arcs = model.arcs(class, &duals, &cuts, false);
            let numbers = &model.classes[class];
            let listing = Listing { class: numbers, near: &near, arcs: &arcs, limit, labels: 100_000, rounds: 100_000 };
            let listed: BTreeMap<usize, f64> = listing
                .run()
                .unwrap()
                .into_iter()
                .map(|order| Tour { class, order })
                .map(|tour| (set(&tour), model.cost(&tour)))
                .collect();
            check_listed(&model, class, &arcs, limit, &listed);
        }
    }
}

/// Of each set, its cheapest round is listed if it is within the limit.
fn check_listed(model: &Model, class: usize, arcs: &Arcs, limit: f64, listed: &BTreeMap<usize, f64>) {
    let mut expected: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for tour in tours(model).iter().filter(|tour| tour.class == class) {
        let (cost, reduced) = (model.cost(tour), arcs.order(&tour.order));
        let known = expected.entry(set(tour)).or_insert((f64::INFINITY, 0.0));
        if cost < known.0 - 1e-9 {
            *known = (cost, reduced);
        } else if cost < known.0 + 1e-9 {
            known.1 = known.1.max(reduced);
        }
    }
    for (set, (cost, reduced)) in expected {
        if reduced < limit - 1e-9 {
            assert!((listed[&set] - cost).abs() < 1e-6, "{set:b} of {cost}, {reduced} below {limit}");
        }
    }
}

#[test]
fn no_answer_in_whole_numbers_breaks_a_cut() {
    for seed in 1..=300 {
        let model = draw(seed);
        let mut random = Random::new(seed + 2000);
        let n = model.base.rows.len();
        let all = tours(&model);
        let mut left = vec![true; n];
        let mut run = Vec::new();
        for _ in 0..200.min(20 * all.len()) {
            let tour = &all[random.below(all.len())];
            if tour.order.iter().all(|&stop| left[stop]) {
                tour.order.iter().for_each(|&stop| left[stop] = false);
                run.push(tour);
            }
        }
        for _ in 0..20 {
            let inside = (0..n).map(|_| random.below(2) == 0).collect();
            for cut in [capacity_cut(&model, 0, inside), subset(&mut random, n)] {
                let rounds: f64 = run.iter().map(|tour| model.coefficient(&cut, tour)).sum();
                let others = if let Cut::Entries(entries) = &cut { &entries.others[..] } else { &[] };
                let others = others.iter().filter(|(column, _)| left[*column]);
                let activity = rounds + others.map(|(_, coefficient)| coefficient).sum::<f64>();
                let (sense, rhs) = cut.side();
                let kept = if sense == Sense::Ge { activity >= rhs - 1e-9 } else { activity <= rhs + 1e-9 };
                assert!(kept, "seed {seed}: {activity} {sense:?} {rhs} of {cut:?}");
            }
        }
    }
}

/// Two programs whose rounds all need one yes-or-no column, the last, at a cost.
fn tied(both: [&Model; 2], cost: f64) -> Model {
    let base = Lp { columns: Vec::new(), rows: Vec::new() };
    let mut whole = Model { base, reach: Vec::new(), soft: Vec::new(), streams: Vec::new(), classes: Vec::new() };
    let mut needed = Vec::new();
    for (index, model) in both.into_iter().enumerate() {
        let n = model.streams[0].cover.len();
        let (row, column) = (whole.base.rows.len(), whole.base.columns.len());
        whole.base.rows.extend(vec![(Sense::Eq, 1.0); n]);
        whole.base.rows.extend(vec![(Sense::Le, 0.0); n]);
        needed.extend((row + n..row + 2 * n).map(|row| (row, -1.0)));
        whole.soft.extend((row..row + 2 * n).map(|row| (row, 1.0)));
        for (stop, served) in model.base.columns.iter().enumerate() {
            whole.base.columns.push(LpColumn { terms: [(row + stop, 1.0)].into_iter().collect(), ..served.clone() });
        }
        let stream = &model.streams[0];
        whole.streams.push(Stream {
            cover: (row..row + n).collect(),
            otherwise: (column..column + n).map(|column| vec![column]).collect(),
            ..stream.clone()
        });
        let visit = |stop: usize| vec![(row + stop, 1.0), (row + n + stop, 1.0)];
        let own = model.classes.iter();
        whole.classes.extend(own.map(|it| Class { stream: index, visit: (0..n).map(visit).collect(), ..it.clone() }));
    }
    whole.base.columns.push(LpColumn { cost, lower: 0.0, upper: 1.0, integer: true, terms: needed.into() });
    whole.reach = vec![1.0; whole.base.columns.len()];
    whole
}

#[test]
fn streams_that_one_choice_ties_together_are_searched_apart_and_proven() {
    let mut opened = 0;
    for seed in 1..=100 {
        let both = [draw(seed), draw(seed + 1000)];
        let cost = 40.0 * f64::from(u32::try_from(seed).unwrap() % 5);
        let without: f64 = both.iter().flat_map(|model| &model.base.columns).map(|column| column.cost).sum();
        let with = both.iter().map(|model| best(model, &tours(model)).objective).sum::<f64>() + cost;
        let whole = tied([&both[0], &both[1]], cost);
        let choice = whole.base.columns.len() - 1;
        let outcome = search_apart(&whole, &[choice], EFFORT, None, &mut |part, tours, known| {
            assert_eq!(part.streams.len(), 1, "the choice ties no more");
            let all = tours.iter().chain(known.into_iter().flat_map(|known| &known.tours));
            let allowed = |tour: &&Tour| part.terms(tour).iter().all(|(row, _)| part.base.rows[*row].1 > 0.5);
            let allowed: Vec<Tour> = all.filter(allowed).cloned().collect();
            Some(proven(best(part, &allowed)))
        });
        let outcome = outcome.unwrap();
        let (expected, answer) = (without.min(with), outcome.answer.unwrap());
        let found = answer.objective;
        assert!((found - expected).abs() < 1e-6 * expected, "seed {seed}: {found} is not {expected}");
        assert!(outcome.bound <= expected + 1e-6, "seed {seed}: {} bounds {expected}", outcome.bound);
        assert!(found - outcome.bound <= 1e-5 * found.max(1.0), "seed {seed}: {} proves {found}", outcome.bound);
        let paid: f64 = whole.base.columns.iter().zip(&answer.base).map(|(column, value)| column.cost * value).sum();
        let driven: f64 = answer.tours.iter().map(|tour| whole.cost(tour)).sum();
        assert!((paid + driven - found).abs() < 1e-6 * found, "seed {seed}: {paid} and {driven} are not {found}");
        opened += usize::from(answer.base[choice] > 0.5);
    }
    assert!((20..100).contains(&opened), "{opened}");
}
