//! Rounds: path, length, duration, load, and what they cost.

use super::Check;
use crate::assess::{Kind, RoundPlan};
use crate::catalogue::Catalogue;
use crate::dataset::Vehicle;
use crate::discover::MOST_PARTS;
use crate::id::{CompanyId, StreamId, VehicleId};
use crate::scenario::{Days, Stream};

impl Check<'_> {
    /// Every limit of every round, and the line of the ledger that pays for it.
    pub(super) fn rounds(&mut self) {
        for plan in self.rounds {
            self.round(plan);
        }
        let paid = self.proposed.iter().filter(|entry| entry.kind == Kind::Round).count();
        let number = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
        self.agree("round.paid", || "number of rounds".into(), number(paid), number(self.rounds.len()));
        self.fleet();
    }

    /// No more rounds and trips than the vehicles of a class can run, one a day each, on any set of days.
    fn fleet(&mut self) {
        let (dataset, scenario) = (self.dataset, self.scenario);
        for vehicle in dataset.vehicles.values() {
            let Some(count) = vehicle.count else { continue };
            for days in (1..=Days::ALL.bits()).map(Days::from_bits) {
                let streams =
                    scenario.collection.iter().filter(|stream| stream.days.common(days.others()).count() == 0);
                let ids: Vec<&StreamId> = streams.map(|stream| &stream.id).collect();
                let own =
                    self.rounds.iter().filter(|it| it.vehicle == vehicle.id.as_str() && ids.contains(&&it.stream));
                let mut runs: f64 = own.map(|plan| f64::from(plan.frequency)).sum();
                if days == Days::ALL {
                    runs += self.trunk_trips(vehicle);
                }
                let most = f64::from(count) * f64::from(days.count()) * 366.0 / 7.0;
                self.at_most("fleet", || format!("runs of vehicle `{}` on {days}", vehicle.id), runs, most);
            }
        }
    }

    fn round(&mut self, plan: &RoundPlan) {
        let what = |part: &str| format!("{part} of round {}", plan.round);
        let stream = self.scenario.collection.iter().find(|stream| stream.id == plan.stream);
        let vehicle = self.dataset.vehicles.get(&VehicleId::from(&plan.vehicle));
        let (Some(stream), Some(vehicle)) = (stream, vehicle) else {
            self.agree("round.known", || what("stream and vehicle"), 0.0, 1.0);
            return;
        };
        let allowed = stream.vehicles.contains(&vehicle.id) && stream.frequency.contains(&plan.frequency);
        self.agree("round.allowed", || what("vehicle and frequency"), f64::from(u8::from(allowed)), 1.0);
        let times = f64::from(plan.frequency);
        let (mut load, mut volume, mut stops) = (0.0, 0.0, 0.0);
        let taken: Vec<&Stream> = self.scenario.taken_by(stream).map(|(_, taken)| taken).collect();
        let mut aboard = vec![0.0; taken.len()];
        for stop in plan.stops() {
            let (yearly, _) = self.load(stream, stop);
            let parts = self.parts(stream, stop);
            for (of, aboard) in taken.iter().zip(&mut aboard) {
                let (own, storage) = self.load(of, stop);
                self.at_most("round.storage", || what("visit"), own / times, storage);
                *aboard += own / times / parts;
            }
            load += yearly / times / parts;
            volume += self.volume(stream, stop) / times / parts;
            stops += 1.0;
        }
        self.agree("round.load", || what("load"), plan.load.value(), load);
        for (of, aboard) in taken.iter().zip(aboard) {
            let stated = plan.loads.iter().filter(|(stream, _)| *stream == of.id).map(|(_, load)| load.value());
            self.agree("round.loads", || what(&format!("load of `{}`", of.id)), stated.sum(), aboard);
        }
        let others = plan.loads.iter().filter(|(stream, _)| taken.iter().all(|of| of.id != *stream));
        self.agree("round.loads", || what("streams on board"), f64::from(u8::from(others.count() > 0)), 0.0);
        self.agree("round.load-factor", || what("load factor"), plan.load_factor, load / vehicle.payload.value());
        self.at_most("round.payload", || what("load"), load, vehicle.payload.value());
        self.at_most("round.volume", || what("volume"), volume, vehicle.volume_m3.unwrap_or(f64::INFINITY));
        let waiting = self.arrivals(plan, vehicle);
        self.together(plan, stream);
        let legs: Option<(f64, f64)> = plan.path.windows(2).try_fold((0.0, 0.0), |(km, hours), leg| {
            Some((km + self.km(&leg[0], &leg[1])?, hours + self.hours(&leg[0], &leg[1], Some(vehicle))?))
        });
        let (km, driving) = legs.unwrap_or((f64::NAN, f64::NAN));
        let assume = &self.scenario.assume;
        let hours = driving + waiting + (stops * assume.service_min + assume.unload_min) / 60.0;
        self.agree("round.km", || what("length"), plan.km.value(), km);
        self.agree("round.hours", || what("duration"), plan.hours.value(), hours);
        self.at_most("round.working-time", || what("duration"), hours, assume.working_time_h);
        let (starts, ends) = (assume.day_starts_h, assume.day_starts_h + assume.working_time_h);
        self.at_most("round.working-day", || what("leaving before the day starts"), starts, plan.leaves);
        self.at_most("round.working-day", || what("return"), plan.leaves + hours, ends);
        let eur =
            vehicle.eur_per_km.value() * km + vehicle.eur_per_hour.value() * hours + vehicle.eur_per_round.value();
        let co2e = vehicle.co2e_per_km.value() * km + self.by_load(plan, stream, vehicle);
        self.agree("round.eur", || what("cost"), plan.eur.value(), times * eur);
        self.agree("round.co2e", || what("emissions"), plan.co2e.value(), times * co2e);
        let entry = self.proposed.iter().find(|entry| entry.kind == Kind::Round && entry.round == Some(plan.round));
        let paid = entry.map_or((0.0, 0.0, 0.0), |e| (e.eur.value(), e.km.value(), e.co2e.value()));
        self.agree("round.paid", || what("cost in the ledger"), paid.0, times * eur);
        self.agree("round.paid", || what("kilometres in the ledger"), paid.1, times * km);
        self.agree("round.paid", || what("emissions in the ledger"), paid.2, times * co2e);
    }

    /// What the load of a round emits, kgCO2e each time: from leg to leg what has been loaded by then, in parts of the
    /// payload, times what a full vehicle emits beyond an empty one.
    fn by_load(&self, plan: &RoundPlan, stream: &Stream, vehicle: &Vehicle) -> f64 {
        let Some(full) = vehicle.full_co2e_per_km else { return 0.0 };
        let stops = plan.path.len().saturating_sub(2);
        let (mut filled, mut sum) = (0.0, 0.0);
        for leg in plan.path[..=stops].windows(2).skip(1) {
            let load = self.load(stream, &leg[0]).0 / self.parts(stream, &leg[0]) / f64::from(plan.frequency);
            filled += load / vehicle.payload.value();
            sum += filled * self.km(&leg[0], &leg[1]).unwrap_or(f64::NAN);
        }
        sum * (full - vehicle.co2e_per_km).value()
    }

    /// Each place is reached when the way to it and the time at those before it say, to the hundredth of an hour, and
    /// each company is visited while it is open. Returns the hours of waiting.
    fn arrivals(&mut self, plan: &RoundPlan, vehicle: &Vehicle) -> f64 {
        let number = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
        let what = |place: &str| format!("arrival at `{place}` of round {}", plan.round);
        self.agree("round.arrivals", || what("each place"), number(plan.arrivals.len()), number(plan.path.len()));
        let assume = &self.scenario.assume;
        let (service, unload) = (assume.service_min / 60.0, assume.unload_min / 60.0);
        let (mut left, mut waiting) = (0.0, 0.0);
        for (index, (leg, arrival)) in plan.path.windows(2).zip(plan.arrivals.iter().skip(1)).enumerate() {
            let reached = left + self.hours(&leg[0], &leg[1], Some(vehicle)).unwrap_or(f64::NAN);
            let off = (arrival - reached).abs();
            self.at_most("round.arrivals", || what(&leg[1]), if off.is_nan() { f64::INFINITY } else { off }, 0.01);
            left = reached + if index + 3 == plan.path.len() { unload } else { service };
            if index + 3 < plan.path.len()
                && let Some(company) = self.dataset.companies.get(&CompanyId::from(&leg[1]))
            {
                let wait = (company.opens.unwrap_or(0.0) - plan.leaves - reached).max(0.0);
                (left, waiting) = (left + wait, waiting + wait);
                let closes = company.closes.unwrap_or(f64::INFINITY);
                self.at_most(
                    "round.opening-hours",
                    || format!("end of the visit of `{}`", leg[1]),
                    plan.leaves + left,
                    closes,
                );
            }
        }
        waiting
    }

    /// There is a day of the week on which all companies can be visited, and their loads may share a vehicle.
    fn together(&mut self, plan: &RoundPlan, stream: &Stream) {
        let companies: Vec<CompanyId> = plan.stops().map(CompanyId::from).collect();
        let closed =
            companies.iter().filter_map(|id| self.dataset.companies.get(id)).map(|company| company.closed_days);
        let days = closed.fold(stream.days, |days, closed| days.common(closed.others()));
        let what = |part: &str| format!("{part} of round {}", plan.round);
        let (open, needed) = (f64::from(days.count()), f64::from(Days::needed(plan.frequency)));
        self.at_most("round.days", || what("days of the week needed"), needed, open);
        self.agree("round.days", || what("days of the week"), f64::from(u8::from(days.to_string() == plan.days)), 1.0);
        let flows: Vec<(&CompanyId, &[String])> = self
            .dataset
            .flows_of(stream)
            .filter(|flow| companies.contains(&flow.company))
            .map(|flow| (&flow.company, self.dataset.materials[&flow.material].adr.as_slice()))
            .collect();
        let mut clashes = 0.0;
        for (at, (one, labels)) in flows.iter().enumerate() {
            for (other, others) in &flows[at + 1..] {
                let excluded =
                    stream.excluded_pairs.iter().any(|(a, b)| (a, b) == (one, other) || (b, a) == (one, other));
                let mixed = Catalogue::embedded().may_share_vehicle(labels, others);
                clashes += f64::from(u8::from(excluded || !mixed));
            }
        }
        self.at_most("round.together", || what("pairs of loads that may not be together"), clashes, 0.0);
    }

    /// Into how many parts what a company has of a stream is cut for its rounds: the fewest that a vehicle of the stream
    /// takes, when they are visited as often as the company is open for.
    pub(super) fn parts(&self, stream: &Stream, company: &str) -> f64 {
        let (yearly, _) = self.load(stream, company);
        let volume = self.volume(stream, company);
        let closed = self.dataset.companies.get(&CompanyId::from(company)).map(|it| it.closed_days);
        let open = closed.map_or(0, |closed| stream.days.common(closed.others()).count());
        let often = stream.frequency.iter().filter(|times| Days::needed(**times) <= open).max();
        let room = stream.vehicles.iter().filter_map(|id| self.dataset.vehicles.get(id)).map(|vehicle| {
            let by_volume = if volume > 0.0 { vehicle.volume_m3.map(|room| yearly * room / volume) } else { None };
            by_volume.unwrap_or(f64::INFINITY).min(vehicle.payload.value())
        });
        let parts = often.map_or(1.0, |often| (yearly / f64::from(*often) / room.fold(0.0, f64::max) - 1e-9).ceil());
        if (1.0..=f64::from(MOST_PARTS)).contains(&parts) { parts } else { 1.0 }
    }

    /// Volume a year of what a company has of a stream; 0 where a density is missing.
    fn volume(&self, stream: &crate::scenario::Stream, company: &str) -> f64 {
        let flows = self.dataset.flows_of(stream).filter(|flow| flow.company.as_str() == company);
        let volumes: Option<Vec<f64>> = flows
            .map(|flow| Some(flow.quantity.value() / self.dataset.materials[&flow.material].density_t_per_m3?))
            .collect();
        volumes.map_or(0.0, |volumes| volumes.iter().sum())
    }
}
