//! From what tariff, detour, cost of rounds and tonnage on a company would be pooled: at the prices of the relaxed program,
//! and as the program says that is solved again with it forced in.

use std::collections::BTreeSet;
use std::time::Instant;

use super::Failure;
use super::forced::{Proposal, SHARE, reach, solved};
use crate::assess::results::ResultFolder;
use crate::assess::{Entry, Kind, RoundPlan};
use crate::discover::{Candidates, RoundOption, StreamCandidates, discover};
use crate::id::{CompanyId, PlaceId, StreamId};
use crate::network::{Network, rates};
use crate::optimise::program::{Impact, Measure};
use crate::optimise::rounds::RoundColumn;
use crate::optimise::{Problem, RowPrices, Solution};
use crate::quantity::{Hours, Kilometres, Tonnes};
use crate::report::explain::{Forced, Reached};
use crate::report::unpooled::{Detour, Pickup, Today, Tonnage, Unpooled};

/// Times that the tonnage of a company is doubled, in search of one with which it is pooled.
const DOUBLINGS: u32 = 4;
/// Tonnages solved between one with which it is pooled and one with which it is not.
const STEPS: u32 = 3;
/// Tonnages tried at prices between two such.
const HALVINGS: u32 = 20;
/// How near to each other, of the tonnage, these two may come.
const NEAR: f64 = 0.005;

/// Which modes may serve the company.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Allowed {
    /// Rounds and own deliveries.
    Pooled,
    /// Today's outlet, or a haulier alone.
    NotPooled,
    /// Today's outlet.
    Outside,
}

/// Each stream that has something of the company and does not pool it, with what pooling it would take.
///
/// # Errors
/// When a solver stops without an answer.
pub(super) fn unpooled(proposal: &Proposal<'_>, problem: Problem<'_>, company: &str) -> Result<Vec<Unpooled>, Failure> {
    let mut found = Vec::new();
    let mut prices = None;
    for (index, stream) in problem.candidates.streams.iter().enumerate() {
        let Some(stop) = stream.stops.iter().position(|stop| stop.company.as_str() == company) else { continue };
        let own = |kind: Kind| {
            let mut entries = proposal.result.proposed.iter();
            entries.any(|it| it.kind == kind && it.from == company && it.stream.as_ref() == Some(&stream.id))
        };
        let rounds = proposal.result.rounds.iter().filter(|plan| plan.stream == stream.id);
        let visited = rounds.flat_map(RoundPlan::stops).any(|stop| stop == company);
        let collected = if stream.joins.is_empty() { own(Kind::Collected) } else { visited };
        let alone = own(Kind::Alone);
        if alone || !collected {
            let prices: &Option<RowPrices> = prices.get_or_insert_with(|| RowPrices::of(problem));
            let asked = Asked {
                problem,
                prices: prices.as_ref(),
                company: CompanyId::from(company),
                stream: index,
                stop,
                started: Instant::now(),
            };
            found.push(asked.answer(proposal, alone)?);
        }
    }
    Ok(found)
}

/// One company in one stream.
struct Asked<'a> {
    problem: Problem<'a>,
    /// Those of the relaxed program, where they are known.
    prices: Option<&'a RowPrices>,
    company: CompanyId,
    /// Index of the stream, and of the company, or its first part, among its stops.
    stream: usize,
    stop: usize,
    started: Instant,
}

impl Asked<'_> {
    fn answer(&self, proposal: &Proposal<'_>, alone: bool) -> Result<Unpooled, Failure> {
        let stream = &self.problem.candidates.streams[self.stream];
        let load = stream.stops[self.stop].whole();
        let (reached, solution) = self.solve(self.problem, Allowed::Pooled)?;
        let pooled = proposal.forced(stream.id.to_string(), load, reached);
        let today = match (alone, stream.joins.is_empty()) {
            (true, _) => Today::Alone,
            (false, true) => Today::Outlet,
            (false, false) => Today::Apart,
        };
        let at_prices = self.prices.and_then(|prices| prices.pooling(self.problem, self.stream, self.stop));
        let priced = at_prices.as_ref().map(|it| it.more);
        let mut answer = Unpooled {
            today,
            pooled,
            priced,
            pickup: None,
            detours: (None, None),
            adds: None,
            tonnage: self.tonnage_at_prices(priced),
            solved: None,
        };
        let round = at_prices.as_ref().and_then(|it| it.round.as_ref());
        answer.detours.0 = round.zip(priced).and_then(|(round, more)| self.detour(round, more));
        let more = answer.more();
        if alone {
            let outside = at_prices.as_ref().map(|it| it.outside.unwrap_or(f64::INFINITY));
            answer.pickup = self.pickup(&answer.pooled, (priced, more), outside, proposal.result)?;
        }
        let (Some(more), Some(solution)) = (more, solution) else { return Ok(answer) };
        let solved = solution.round_of(&self.problem.candidates.streams, self.stream, self.stop);
        answer.detours.1 = solved.and_then(|round| self.detour(round, more));
        answer.adds = Some(self.transport(&solution) - self.transport_proposed(proposal.result));
        answer.solved = self.tonnage(more, answer.tonnage)?;
        Ok(answer)
    }

    /// The best objective with the company served by some modes only.
    fn solve(&self, problem: Problem<'_>, allowed: Allowed) -> Result<(Reached, Option<Solution>), Failure> {
        let candidates = self.only(problem.candidates, allowed);
        if !candidates.unserved().is_empty() {
            return Ok((Reached::NoMode, None));
        }
        let solved = solved(Problem { candidates: &candidates, ..problem }, &[])?;
        Ok((reach(solved.as_ref()), solved.as_ref().map(Solution::read)))
    }

    /// Candidates with some modes of the company left out. Where it is pooled, rounds and deliveries keep their places,
    /// by which the solution names them.
    fn only(&self, candidates: &Candidates, allowed: Allowed) -> Candidates {
        let mut only = candidates.clone();
        if allowed != Allowed::Pooled {
            for joined in only.streams.iter_mut().filter(|other| other.joins.contains(&self.stream)) {
                let StreamCandidates { rounds, stops, .. } = joined;
                let other = |stop: &usize| stops[*stop].company != self.company;
                for option in rounds {
                    option.stops.retain(other);
                }
            }
        }
        let stream = &mut only.streams[self.stream];
        if allowed == Allowed::Pooled {
            stream.stops[self.stop].compulsory = true;
        } else {
            let own = |stop: &usize| stream.stops[*stop].first == self.stop;
            stream.rounds.iter_mut().for_each(|option| option.stops.retain(|stop| !own(stop)));
            stream.drop_offs.retain(|option| option.stop != self.stop);
        }
        if allowed != Allowed::NotPooled {
            stream.alones.retain(|option| option.stop != self.stop);
        }
        only
    }

    /// What a pickup alone would have to cost, by what pooling costs more at prices and as solved: only money can make up for
    /// money, and only while the outlet of today is not the better way out, by the prices where they tell.
    fn pickup(
        &self,
        pooled: &Forced,
        (priced, more): (Option<f64>, Option<f64>),
        outside: Option<f64>,
        result: &ResultFolder,
    ) -> Result<Option<Pickup>, Failure> {
        let stream = &self.problem.scenario.collection[self.stream];
        let mut entries = result.proposed.iter();
        let own = entries.find(|it| {
            it.kind == Kind::Alone && it.from == self.company.as_str() && it.stream.as_ref() == Some(&stream.id)
        });
        let Some((tariff, entry)) = stream.alone.as_ref().zip(own).filter(|_| pooled.unit == "EUR") else {
            return Ok(None);
        };
        let candidates = &self.problem.candidates.streams[self.stream];
        let option = candidates.alones.iter().find(|it| it.stop == self.stop && it.facility.as_str() == entry.to);
        let (Some(option), Some(least)) = (option, priced.or(more)) else { return Ok(None) };
        let stop = &candidates.stops[self.stop];
        let outside = match outside {
            Some(outside) => outside,
            None if stop.compulsory => f64::INFINITY,
            None => match self.solve(self.problem, Allowed::Outside)?.0 {
                Reached::Objective { value, .. } => value - pooled.objective,
                Reached::NoMode | Reached::AgainstTargets => f64::INFINITY,
            },
        };
        if outside < least {
            return Ok(Some(Pickup::OutletFirst { more: outside }));
        }
        let times = f64::from(option.trips);
        let now = tariff.prices(option.km, stop.whole() / times).0.value();
        let needed = |more: f64| now + more / times;
        Ok(Some(Pickup::From { now, priced: priced.map(needed), solved: more.map(needed) }))
    }

    /// The objective of one trip's way, its fixed cost, handling and what is on board apart.
    fn way(&self, option: &RoundOption, path: &[PlaceId]) -> Option<(f64, f64)> {
        let vehicle = &self.problem.dataset.vehicles[&option.vehicle];
        let distances = self.problem.network.distances();
        let (mut km, mut hours) = (0.0, 0.0);
        for leg in path.windows(2) {
            km += distances.km(&leg[0], &leg[1])?.value();
            hours += distances.time(&leg[0], &leg[1], vehicle.speed_kmh)?.value();
        }
        let rates = rates::trip(vehicle, Kilometres(km), Hours(hours));
        Some((km, self.weighed(&rates) - self.weighed(&rates::trip(vehicle, Kilometres::ZERO, Hours::ZERO))))
    }

    fn weighed(&self, rates: &rates::HaulRates) -> f64 {
        let impact = Impact::NONE
            .with(Measure::Euros, rates.eur.value())
            .with(Measure::Km, rates.km.value())
            .with(Measure::Co2e, rates.co2e.value());
        impact.dot(&self.problem.weights(self.problem.scenario.objective.minimise))
    }

    /// What the company's stop adds to its round, and what it may add.
    fn detour(&self, round: &RoundColumn, more: f64) -> Option<Detour> {
        let stream = &self.problem.candidates.streams[round.stream];
        let option = &stream.rounds[round.option];
        let path = |with: bool| {
            let stops = round.stops.iter().map(|&stop| &stream.stops[stop].company);
            let stops = stops.filter(|company| with || **company != self.company).map(PlaceId::from);
            let ends = [PlaceId::from(&option.unload), option.depot.clone()];
            [option.depot.clone()].into_iter().chain(stops).chain(ends).collect::<Vec<_>>()
        };
        let (with, without) = (self.way(option, &path(true))?, self.way(option, &path(false))?);
        let times = f64::from(option.frequency);
        let (km, cost) = (with.0 - without.0, (with.1 - without.1) * times);
        let at_most = (cost > more).then(|| km * (1.0 - more / cost));
        (km > 0.0 && more > 0.0).then_some(Detour { km, at_most })
    }

    /// The stream, those that share rounds with it, and those that run these rounds.
    fn sharing(&self) -> BTreeSet<usize> {
        let streams = self.problem.candidates.streams.iter().enumerate();
        let own = |of: &Vec<usize>, at: usize| at == self.stream || of.contains(&self.stream);
        let joined = streams.filter(|(at, stream)| own(&stream.joins, *at));
        joined.flat_map(|(at, stream)| stream.joins.iter().copied().chain([at])).chain([self.stream]).collect()
    }

    /// The objective of all rounds, own deliveries and haulage from hubs of the stream, and of those that it shares with.
    fn transport(&self, solution: &Solution) -> f64 {
        let (streams, sharing) = (&self.problem.candidates.streams, self.sharing());
        let vehicle = |id| &self.problem.dataset.vehicles[id];
        let rounds = solution.rounds.iter().filter(|round| sharing.contains(&round.stream)).map(|round| {
            let option = &streams[round.stream].rounds[round.option];
            self.weighed(&round.rates(vehicle(&option.vehicle))) * f64::from(option.frequency)
        });
        let deliveries = solution.drop_offs.iter().filter(|(s, _)| sharing.contains(s)).map(|(s, index)| {
            let option = &streams[*s].drop_offs[*index];
            let settings = &self.problem.scenario.collection[*s];
            self.weighed(&rates::drop_off(settings, option.km)) * f64::from(option.trips)
        });
        let trunks = solution.trips.iter().filter(|((s, _), _)| sharing.contains(s)).map(|((s, index), trips)| {
            let trunk = &streams[*s].trunks[*index];
            self.weighed(&rates::trip(vehicle(&trunk.vehicle), trunk.km * 2.0, trunk.hours)) * trips
        });
        let carried =
            solution.trunks.iter().filter(|((s, ..), _)| sharing.contains(s)).map(|((s, index, _), tonnes)| {
                let trunk = &streams[*s].trunks[*index];
                self.weighed(&rates::carried(vehicle(&trunk.vehicle), Tonnes(*tonnes) * trunk.km))
            });
        rounds.chain(deliveries).chain(trunks).chain(carried).sum()
    }

    fn transport_proposed(&self, result: &ResultFolder) -> f64 {
        let streams: Vec<&StreamId> =
            self.sharing().into_iter().map(|s| &self.problem.scenario.collection[s].id).collect();
        let pooled = [Kind::Round, Kind::DropOff, Kind::Trunk];
        let own = |it: &&Entry| pooled.contains(&it.kind) && it.stream.as_ref().is_some_and(|it| streams.contains(&it));
        let entries = result.proposed.iter().filter(own);
        entries.map(|it| self.weighed(&rates::HaulRates { eur: it.eur, km: it.km, co2e: it.co2e })).sum()
    }

    /// The least tonnage from which on pooling costs nothing more at prices: doubled until it does not, then halved; none where
    /// prices do not tell, or not so far.
    fn tonnage_at_prices(&self, more: Option<f64>) -> Option<Tonnes> {
        let load = self.problem.candidates.streams[self.stream].stops[self.stop].whole();
        let prices = self.prices.filter(|_| more.is_some_and(|more| more > 0.0))?;
        let pooled = |times: f64| {
            let more = self.with_tonnes(times, |problem| {
                let stop = |it: &StreamCandidates| it.stops.iter().position(|stop| stop.company == self.company);
                let stop = stop(&problem.candidates.streams[self.stream])?;
                prices.pooling(problem, self.stream, stop).map(|it| it.more)
            });
            more.map(|more| more <= 1e-9 * more.abs().max(1.0))
        };
        let (mut below, mut beyond) = (1.0, 2.0);
        let mut doubled = 1;
        while !pooled(beyond)? {
            if doubled == DOUBLINGS {
                return None;
            }
            (below, beyond, doubled) = (beyond, beyond * 2.0, doubled + 1);
        }
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(below, beyond);
            let enough = pooled(middle)?;
            *(if enough { &mut beyond } else { &mut below }) = middle;
        }
        Some(load * beyond)
    }

    /// The least tonnage found with which pooling is best as solved: that of the prices, or doubled until it is, then by regula
    /// falsi on what pooling costs more. None where the time for it is over first.
    fn tonnage(&self, more: f64, priced: Option<Tonnes>) -> Result<Option<Tonnage>, Failure> {
        let load = self.problem.candidates.streams[self.stream].stops[self.stop].whole();
        let (mut below, mut beyond) = ((1.0, more), None);
        // with what is said, rounded up, it is to be pooled
        let first = priced.map(|tonnes| (tonnes.value() * 1000.0 - 1e-6).ceil() / 1000.0 / load.value());
        let doubled = (1..=DOUBLINGS).map(|doubled| f64::from(1 << doubled));
        for times in first.into_iter().chain(doubled) {
            if times <= below.0 {
                continue;
            }
            match self.at(times)? {
                Some(more) if more > 1e-9 * (1.0 + more.abs()) => below = (times, more),
                Some(more) => {
                    beyond = Some((times, more));
                    break;
                }
                None => break,
            }
        }
        let Some(mut beyond) = beyond else { return Ok(self.in_time().then_some(Tonnage::NotUpTo(load * below.0))) };
        for _ in 0..STEPS {
            if beyond.0 - below.0 <= NEAR * beyond.0 || beyond.1 >= -1e-3 * more || !self.in_time() {
                break;
            }
            let times = below.0 + (beyond.0 - below.0) * below.1 / (below.1 - beyond.1);
            match self.at(times)? {
                Some(more) if more > 1e-9 * (1.0 + more.abs()) => below = (times, more),
                Some(more) => beyond = (times, more),
                None => break,
            }
        }
        Ok(Some(Tonnage::From(load * beyond.0)))
    }

    fn in_time(&self) -> bool {
        self.started.elapsed().as_secs_f64() < self.problem.scenario.solver.time_limit_s * SHARE
    }

    /// What pooling costs more with so many times the tonnes of the company, as solved; none where it cannot be said.
    fn at(&self, times: f64) -> Result<Option<f64>, Failure> {
        if !self.in_time() {
            return Ok(None);
        }
        self.with_tonnes(times, |problem| {
            let value = |allowed| {
                Ok(match self.solve(problem, allowed)?.0 {
                    Reached::Objective { value, .. } => Some(value),
                    Reached::NoMode | Reached::AgainstTargets => None,
                })
            };
            let Some(pooled) = value(Allowed::Pooled)? else { return Ok(None) };
            Ok(value(Allowed::NotPooled)?.map(|not| pooled - not))
        })
    }

    /// The problem with so many times the tonnes of the company in the stream.
    fn with_tonnes<T>(&self, times: f64, asked: impl FnOnce(Problem<'_>) -> T) -> T {
        let (mut dataset, scenario) = (self.problem.dataset.clone(), self.problem.scenario);
        for flow in &self.problem.candidates.streams[self.stream].stops[self.stop].flows {
            if let Some(flow) = dataset.flows.get_mut(flow) {
                flow.quantity = flow.quantity * times;
                flow.quantity_min = flow.quantity_min.map(|least| least * times);
            }
        }
        let network = Network::build(&dataset, &scenario.assume);
        let candidates = discover(&dataset, &network, scenario);
        asked(Problem { dataset: &dataset, network: &network, scenario, candidates: &candidates })
    }
}
