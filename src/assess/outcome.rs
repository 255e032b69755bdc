//! Everything a report says, from a solution.

use std::collections::BTreeMap;

use super::collections::{Told, collections};
use super::ledger::{proposed, round_rates, today};
use super::{
    Certificate, CompanyGain, Entry, Labels, Outcome, Reached, RejectedRow, RoundPlan, StockLine, gains, indicators,
    sources, synergies,
};
use crate::catalogue::Catalogue;
use crate::dataset::Direction;
use crate::id::{CompanyId, PlaceId, StreamId};
use crate::optimise::prices::Prices;
use crate::optimise::rounds::RoundColumn;
use crate::optimise::solution::Stage;
use crate::optimise::solver::gap;
use crate::optimise::{Problem, Solution, Solver};
use crate::quantity::{Hours, Kilometres, Tonnes};
use crate::scenario::{Language, Stream};

/// Assesses a solution against today; what limits cost is left to whoever prices them.
#[must_use]
pub fn assess(problem: Problem<'_>, solution: &Solution, catalogue: &Catalogue) -> Outcome {
    let (scenario, dataset) = (problem.scenario, problem.dataset);
    let (today, proposed) = (today(problem), proposed(problem, solution));
    let rounds: Vec<RoundPlan> =
        solution.rounds.iter().enumerate().map(|(number, round)| plan(problem, number, round)).collect();
    let mut companies = gains::gains(dataset, &today, &proposed, &rounds);
    gains::served_by_rounds(&mut companies, &rounds);
    let rejected = problem.candidates.rejected.iter().map(|rejection| RejectedRow {
        from: rejection.from.clone(),
        to: rejection.to.clone(),
        what: rejection.what.clone(),
        reason: rejection.reason.code().to_owned(),
        detail: rejection.reason.to_string(),
    });
    let told = Told {
        dataset,
        scenario,
        distances: problem.network.distances(),
        today: &today,
        proposed: &proposed,
        rounds: &rounds,
    };
    let ledgers: Vec<&Entry> = today.iter().chain(&proposed).collect();
    Outcome {
        scenario: scenario.name.clone(),
        factors: sources::factors(problem, catalogue, &ledgers),
        title: scenario.title.clone(),
        language: scenario.language,
        about: dataset.about.clone(),
        certificate: certificate(problem, solution),
        indicators: indicators::indicators(dataset, &today, &proposed),
        synergies: synergies::synergies(problem, solution),
        collections: collections(told),
        stocks: stocks(problem, solution),
        today,
        proposed,
        rounds,
        rejected: rejected.collect(),
        prices: Prices::default(),
        notes: notes(problem, &companies),
        companies,
        labels: Labels::of(dataset, scenario.language),
        places: places(problem),
    }
}

fn certificate(problem: Problem<'_>, solution: &Solution) -> Certificate {
    let options = &problem.scenario.solver;
    let proven = solution.gap.is_some_and(|gap| gap <= options.gap);
    Certificate {
        status: if proven { "optimal" } else { "feasible" }.to_owned(),
        solver: Solver::named(&options.name).map_or("", Solver::name).to_owned(),
        objective: solution.objective,
        bound: solution.bound,
        gap: solution.gap,
        reason: solution.reason.clone(),
        unit: problem.scenario.objective.minimise.unit().to_owned(),
        order: order(problem, solution),
    }
}

/// What each of several objectives reached.
fn order(problem: Problem<'_>, solution: &Solution) -> Vec<Reached> {
    let asked = &problem.scenario.objective;
    if asked.then.is_empty() {
        return Vec::new();
    }
    let units = std::iter::once(asked.minimise).chain(asked.then.iter().map(|next| next.minimise));
    let stages = units.zip(&solution.order).map(|(of, &Stage { least, bound, reached })| Reached {
        unit: of.unit().to_owned(),
        least,
        bound,
        gap: bound.map(|bound| gap(least, bound)),
        reached,
    });
    stages.collect()
}

fn plan(problem: Problem<'_>, number: usize, round: &RoundColumn) -> RoundPlan {
    let stream = &problem.candidates.streams[round.stream];
    let option = &stream.rounds[round.option];
    let times = f64::from(option.frequency);
    let rates = round_rates(problem, round);
    let load: Tonnes = round.stops.iter().map(|&stop| stream.stops[stop].load).sum();
    let stops = round.stops.iter().map(|&stop| stream.stops[stop].company.to_string());
    let path = [option.depot.to_string()].into_iter().chain(stops);
    let path: Vec<String> = path.chain([option.unload.to_string(), option.depot.to_string()]).collect();
    let vehicle = &problem.dataset.vehicles[&option.vehicle];
    let (loads, compartments) = loads(problem, round);
    let leaves = round.leaves.unwrap_or(problem.scenario.assume.day_starts_h);
    RoundPlan {
        arrivals: arrivals(problem, &path, vehicle.speed_kmh, leaves),
        leaves,
        days: days(problem, round),
        load_factor: load.value() / times / vehicle.payload.value(),
        round: number + 1,
        stream: stream.id.clone(),
        vehicle: option.vehicle.to_string(),
        frequency: option.frequency,
        path,
        load: load / times,
        loads,
        compartments,
        km: Kilometres(round.km),
        hours: Hours(round.hours),
        eur: rates.eur * times,
        co2e: rates.co2e * times,
    }
}

/// What is loaded of each stream, each time, with the compartment that it is in, from 1.
fn loads(problem: Problem<'_>, round: &RoundColumn) -> (Vec<(StreamId, Tonnes)>, Vec<usize>) {
    let (dataset, candidates) = (problem.dataset, &problem.candidates.streams[round.stream]);
    let times = f64::from(candidates.rounds[round.option].frequency);
    let of = |stream: &Stream| -> Tonnes {
        let stops = round.stops.iter().map(|&stop| &candidates.stops[stop]);
        let flows = stops.flat_map(|stop| stop.flows.iter().zip(&stop.tonnes));
        flows.filter(|(flow, _)| dataset.collects(stream, &dataset.flows[*flow])).map(|(_, tonnes)| *tonnes).sum()
    };
    let taken = problem.scenario.taken_by(&problem.scenario.collection[round.stream]);
    let loads = taken.map(|(_, stream)| (stream.id.clone(), of(stream) / times)).enumerate();
    let aboard = loads.filter(|(_, (stream, load))| *load > Tonnes::ZERO || *stream == candidates.id);
    let (of, loads): (Vec<usize>, Vec<_>) = aboard.unzip();
    let compartments = &candidates.rounds[round.option].compartments;
    (loads, of.into_iter().filter_map(|of| compartments.get(of).map(|at| at + 1)).collect())
}

fn stocks(problem: Problem<'_>, solution: &Solution) -> Vec<StockLine> {
    let stores =
        solution.stores.iter().flat_map(|(of, kept)| kept.iter().zip(problem.periods()).map(move |it| (of, it)));
    let lines = stores.map(|(of, (it, period))| StockLine {
        of: of.clone(),
        period: period.id.clone(),
        stored: it.stored,
        drawn: it.drawn,
        lost: it.lost,
        stock: it.stock,
    });
    lines.collect()
}

/// Days of the week on which all stops of a round may be visited.
fn days(problem: Problem<'_>, round: &RoundColumn) -> String {
    let stream = &problem.candidates.streams[round.stream];
    let days = problem.scenario.collection[round.stream].days;
    round.stops.iter().fold(days, |days, &stop| days.common(stream.stops[stop].days)).to_string()
}

/// Hours after leaving the depot, with the wait for a stop to open and its time of service before it is left.
fn arrivals(problem: Problem<'_>, path: &[String], speed_kmh: Option<f64>, leaves: f64) -> Vec<f64> {
    let service = problem.scenario.assume.service_min / 60.0;
    let unload = problem.scenario.assume.unload_min / 60.0;
    let mut now = 0.0;
    let mut arrivals = vec![now];
    for (index, leg) in path.windows(2).enumerate() {
        let staying = if index == 0 {
            0.0
        } else if index + 2 == path.len() {
            unload
        } else {
            let opens = problem.dataset.companies.get(&CompanyId::from(&leg[0])).and_then(|company| company.opens);
            opens.map_or(0.0, |opens| (opens - leaves - now).max(0.0)) + service
        };
        let (from, to) = (PlaceId::from(&leg[0]), PlaceId::from(&leg[1]));
        now += staying + problem.network.distances().time(&from, &to, speed_kmh).map_or(f64::NAN, Hours::value);
        arrivals.push(now);
    }
    arrivals
}

fn places(problem: Problem<'_>) -> BTreeMap<String, [f64; 2]> {
    let companies = problem.dataset.companies.keys().map(PlaceId::from);
    let facilities = problem.dataset.facilities.keys().map(PlaceId::from);
    let point = |place: PlaceId| {
        let point = problem.network.distances().point(&place)?;
        Some((place.to_string(), [point.lon, point.lat]))
    };
    companies.chain(facilities).filter_map(point).collect()
}

/// Companies that one note names; the others are counted, and stand in `companies.csv`.
const MOST_NAMED: usize = 20;

/// What a reader must know of the data before trusting the figures.
fn notes(problem: Problem<'_>, companies: &[CompanyGain]) -> Vec<String> {
    let (fr, dataset) = (problem.scenario.language == Language::Fr, problem.dataset);
    let mut notes = Vec::new();
    let missing = |direction| dataset.flows.values().filter(|f| f.direction == direction && f.cost.is_none()).count();
    let (outputs, inputs) = (missing(Direction::Out), missing(Direction::In));
    if outputs > 0 {
        notes.push(if fr {
            format!("{outputs} flux sortants sans coût actuel\u{a0}: comptés 0 €, gains sous-estimés.")
        } else {
            format!("{outputs} outputs without a cost today: counted as 0 EUR, gains understated.")
        });
    }
    if inputs > 0 {
        notes.push(if fr {
            format!("{inputs} flux entrants sans prix d’achat\u{a0}: comptés 0 €, gains sous-estimés.")
        } else {
            format!("{inputs} inputs without a purchase price: counted as 0 EUR, gains understated.")
        });
    }
    let losing: Vec<&str> = companies
        .iter()
        .filter(|row| row.company.is_some() && (row.eur_proposed - row.eur_today).value() > 0.5)
        .map(|row| row.name.as_str())
        .collect();
    if !losing.is_empty() {
        let names = losing[..losing.len().min(MOST_NAMED)].join(", ");
        let more = match losing.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more if fr => format!(" et {more} autres"),
            more => format!(" and {more} more"),
        };
        notes.push(if fr {
            format!("Y perdent, avant tout prix convenu entre partenaires\u{a0}: {names}{more}.")
        } else {
            format!("Losing by it, before any price that partners agree on: {names}{more}.")
        });
    }
    notes
}
