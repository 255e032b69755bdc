//! From the formulation of a territory to the numbers that rounds are searched in, and back.

use super::RoundColumn;
use super::ground::{Ground, Visit};
use super::model::{Affine, Class, Extent, Model, Stream, Tour};
use super::rules::{self, Rules};
use crate::discover::Stop;
use crate::id::PlaceId;
use crate::optimise::formulation::{Formulation, Problem};
use crate::optimise::lp::Lp;
use crate::optimise::program::{Col, Impact};
use crate::quantity::{Hours, Kilometres};
use crate::scenario::Days;

/// The program of a formulation that has no round yet, under the weights of an objective.
#[must_use]
pub fn model(formulation: &Formulation<'_>, weights: &Impact) -> Model {
    let program = &formulation.program;
    let base = Lp::new(program, &program.weighted(weights));
    let problem = formulation.problem;
    let most = problem.dataset.total_output().value().max(1.0);
    let operations = problem.candidates.operations.len().max(1);
    let reach = f64::from(u32::try_from(operations).unwrap_or(u32::MAX)) * most;
    let classes = problem.candidates.streams.iter().enumerate().flat_map(|(stream, candidates)| {
        (0..candidates.rounds.len()).map(move |option| class(formulation, weights, stream, option))
    });
    Model {
        reach: base.columns.iter().map(|column| column.upper.min(reach)).collect(),
        soft: soft(formulation),
        streams: (0..problem.candidates.streams.len()).map(|index| stream(formulation, index)).collect(),
        classes: classes.collect(),
        base,
    }
}

/// The rounds of a plan as columns of the formulation.
#[must_use]
pub fn round(problem: Problem<'_>, model: &Model, tour: &Tour) -> RoundColumn {
    let class = &model.classes[tour.class];
    let first = model.classes.iter().position(|other| other.stream == class.stream).unwrap_or(0);
    debug_assert!(tour.class - first < problem.candidates.streams[class.stream].rounds.len());
    let option = &problem.candidates.streams[class.stream].rounds[tour.class - first];
    let by_load = problem.dataset.vehicles[&option.vehicle].full_co2e_per_km.is_some();
    let mut order = tour.order.clone();
    // what may be driven either way is driven the way that emits less, and otherwise written one way
    if class.reversible() {
        let back: Vec<usize> = order.iter().rev().copied().collect();
        let carried = |order: &[usize]| if by_load { class.ground.haulage(order) } else { 0.0 };
        let more = carried(&order) - carried(&back);
        let same = more.abs() <= 1e-9 * carried(&order);
        if if same { order.first() > order.last() } else { more > 0.0 } {
            order = back;
        }
    }
    let Extent { km, hours, tkm } = model.measure(&Tour { class: tour.class, order: order.clone() });
    RoundColumn {
        stream: class.stream,
        option: tour.class - first,
        stops: order.iter().map(|&stop| class.stops[stop]).collect(),
        km,
        tkm,
        hours,
        leaves: class.ground.clock(&order).map(|clock| clock.leaves()),
    }
}

/// Rows that rounds enter, with the unit of each.
fn soft(formulation: &Formulation<'_>) -> Vec<(usize, f64)> {
    let rows = &formulation.round_rows;
    let cover = rows.cover.values().map(|row| (row.0, 1.0));
    let carry = rows.carry.iter().map(|((_, flow, _), row)| {
        let tonnes = formulation.problem.dataset.flows[flow].quantity.value();
        (row.0, tonnes.max(1e-6))
    });
    let count = rows.count.values().chain(rows.fleet.iter().map(|it| &it.row)).map(|row| (row.0, 1.0));
    let measured = rows.measured.iter().map(|(row, _, _)| {
        let asked = formulation.program.rows()[row.0].rhs.abs().max(1.0);
        (row.0, asked)
    });
    cover.chain(carry).chain(count).chain(measured).collect()
}

fn stream(formulation: &Formulation<'_>, index: usize) -> Stream {
    let problem = formulation.problem;
    let candidates = &problem.candidates.streams[index];
    let payloads = candidates.rounds.iter().map(|class| problem.dataset.vehicles[&class.vehicle].payload.value());
    let usable = |col: Col| formulation.program.columns()[col.0].upper > 0.0;
    let otherwise = |stop: usize| {
        let columns = formulation.served_otherwise(index, stop).into_iter().map(|(_, col)| col);
        columns.filter(|&col| usable(col)).map(|col| col.0).collect()
    };
    Stream {
        cover: (0..candidates.stops.len()).map(|stop| formulation.round_rows.cover[&(index, stop)].0).collect(),
        load: candidates.stops.iter().map(|stop| stop.load.value()).collect(),
        first: candidates.stops.iter().map(|stop| stop.first).collect(),
        payload: payloads.fold(0.0, f64::max),
        otherwise: (0..candidates.stops.len()).map(otherwise).collect(),
    }
}

fn class(formulation: &Formulation<'_>, weights: &Impact, stream: usize, option: usize) -> Class {
    let problem = formulation.problem;
    let candidates = &problem.candidates.streams[stream];
    let stops: Vec<usize> = candidates.rounds[option].stops.iter().copied().collect();
    let rows = &formulation.round_rows;
    let probe = |of: &dyn Fn(&Impact) -> f64| {
        let at = |km: f64, hours: f64, tkm: f64| {
            let stops = Vec::new();
            of(&formulation.round_impact(&RoundColumn { stream, option, stops, km, tkm, hours, leaves: None }))
        };
        let fixed = at(0.0, 0.0, 0.0);
        let (km, hour, tkm) = (at(1.0, 0.0, 0.0), at(0.0, 1.0, 0.0), at(0.0, 0.0, 1.0));
        Affine { fixed, km: km - fixed, hour: hour - fixed, tkm: tkm - fixed }
    };
    let visit = |stop: usize| {
        formulation.visit_rows(stream, option, stop).into_iter().map(|(row, times)| (row.0, times)).collect()
    };
    let measured = rows.measured.iter().map(|&(row, measure, scale)| (row.0, probe(&|impact| impact[measure] * scale)));
    Class {
        stream,
        ground: ground(problem, stream, option, &stops),
        times: f64::from(candidates.rounds[option].frequency),
        cost: probe(&|impact| impact.dot(weights)),
        unloading: problem.scenario.assume.unload_min / 60.0,
        visit: stops.iter().map(|&stop| visit(stop)).collect(),
        own: formulation.class_rows(stream, option).into_iter().map(|(row, times)| (row.0, times)).collect(),
        measured: measured.collect(),
        stops,
    }
}

fn ground(problem: Problem<'_>, stream: usize, option: usize, stops: &[usize]) -> Ground {
    let candidates = &problem.candidates.streams[stream];
    let class = &candidates.rounds[option];
    let vehicle = &problem.dataset.vehicles[&class.vehicle];
    let assume = &problem.scenario.assume;
    let times = f64::from(class.frequency);
    let visits = stops.iter().map(|&index| {
        let stop = &candidates.stops[index];
        let volume = stop.volume_m3.filter(|_| vehicle.volume_m3.is_some()).unwrap_or(0.0);
        Visit { load: stop.load.value() / times, volume: volume / times, hours: assume.service_min / 60.0 }
    });
    let mut places: Vec<PlaceId> = stops.iter().map(|&index| PlaceId::from(&candidates.stops[index].company)).collect();
    places.extend([class.depot.clone(), PlaceId::from(&class.unload)]);
    let distances = problem.distances();
    let most = Visit {
        load: vehicle.payload.value(),
        volume: vehicle.volume_m3.unwrap_or(f64::INFINITY),
        hours: assume.working_time_h - assume.unload_min / 60.0,
    };
    let rules = rules(problem, stream, option, stops, most.hours);
    let mut ground = Ground::new(visits.collect(), most, |a, b| {
        let km = distances.km(&places[a], &places[b]).map_or(f64::INFINITY, Kilometres::value);
        let hours = distances.time(&places[a], &places[b], vehicle.speed_kmh);
        (km, hours.map_or(f64::INFINITY, Hours::value))
    });
    ground.rules = rules;
    ground
}

/// Hours, days and company of the stops of a class; none when nothing limits them.
fn rules(problem: Problem<'_>, stream: usize, option: usize, stops: &[usize], hours: f64) -> Option<Rules> {
    let candidates = &problem.candidates.streams[stream];
    let assume = &problem.scenario.assume;
    let days = problem.scenario.collection[stream].days;
    let all: Vec<&Stop> = stops.iter().map(|&index| &candidates.stops[index]).collect();
    let place = |stop: usize| stops.binary_search(&stop).ok();
    let apart: Vec<(usize, usize)> = candidates.apart.iter().filter_map(|&(a, b)| place(a).zip(place(b))).collect();
    let windowed = all.iter().any(|stop| stop.hours.0.is_finite() || stop.hours.1.is_finite());
    let closed = all.iter().any(|stop| stop.days != days);
    if !windowed && !closed && apart.is_empty() {
        return None;
    }
    // the check of the scenario keeps the number of kinds within the bits
    let (kind, barred) = rules::kinds(stops.len(), apart.into_iter()).unwrap_or_default();
    let service = assume.service_min / 60.0;
    Some(Rules {
        day: (assume.day_starts_h, assume.day_starts_h + hours),
        windows: all.iter().map(|stop| (stop.hours.0, stop.hours.1 - service)).collect(),
        service: vec![service; stops.len()],
        open: all.iter().map(|stop| stop.days.bits()).collect(),
        days: if closed { Days::needed(candidates.rounds[option].frequency) } else { 0 },
        kind,
        barred,
    })
}
