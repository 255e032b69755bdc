//! Who is served, by what, and reuse links within the scenario's limits.

use std::collections::BTreeSet;

use super::Check;
use crate::assess::{Entry, Kind, RoundPlan};
use crate::id::StreamId;
use crate::scenario::{Mode, Stream};

/// What serves a company.
struct Service {
    mode: Mode,
    /// The collection that it is of.
    by: StreamId,
    /// Where it unloads.
    place: String,
}

impl Check<'_> {
    /// Each company is served by one mode of each stream at most (exactly one when compulsory), by modes that the
    /// stream allows, and what is collected goes where that mode unloads.
    pub(super) fn services(&mut self) {
        for stream in self.scenario.collection.iter().filter(|stream| stream.joins.is_empty()) {
            let companies: BTreeSet<&str> = self.dataset.flows_of(stream).map(|flow| flow.company.as_str()).collect();
            for company in companies {
                let places = self.unloads(stream, company);
                let what = || format!("modes that serve `{company}` in stream `{}`", stream.id);
                let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
                let own = places.iter().filter(|service| service.mode != Mode::Round).count();
                // rounds serve all parts of a company, or none
                let served = number(own) + self.served_by_rounds(stream, company);
                self.at_most("service", what, served, 1.0);
                self.at_most("service.compulsory", what, f64::from(u8::from(stream.compulsory)), served);
                for service in &places {
                    // rounds of streams that are joined are a mode of theirs
                    let allowed = service.by != stream.id || stream.modes.contains(&service.mode);
                    self.agree("service.allowed", what, f64::from(u8::from(allowed)), 1.0);
                }
                let collected = |e: &&Entry| {
                    e.kind == Kind::Collected && e.from == company && e.stream.as_ref() == Some(&stream.id)
                };
                for entry in self.proposed.iter().filter(collected) {
                    let arrives = places.iter().any(|service| service.place == entry.to);
                    let what = || format!("a service brings `{company}` to `{}`", entry.to);
                    self.agree("service.place", what, f64::from(u8::from(arrives)), 1.0);
                }
            }
        }
    }

    /// How much of a company rounds of a stream, and of those that join it, visit: 1 where all its parts are visited once.
    fn served_by_rounds(&mut self, stream: &Stream, company: &str) -> f64 {
        let scenario = self.scenario;
        let takers = scenario.collection.iter().filter(|it| it.id == stream.id || it.joins.contains(&stream.id));
        let mut served = 0.0;
        for taker in takers {
            let rounds = self.rounds.iter().filter(|plan| plan.stream == taker.id);
            let visits = rounds.flat_map(RoundPlan::stops).filter(|stop| *stop == company).count();
            if visits > 0 {
                let (visits, parts) =
                    (f64::from(u32::try_from(visits).unwrap_or(u32::MAX)), self.parts(taker, company));
                let what = || format!("visits of `{company}` by rounds of stream `{}`", taker.id);
                self.agree("service.parts", what, visits, parts);
                served += visits / parts;
            }
        }
        served
    }

    /// What serves a company in a stream.
    fn unloads(&self, stream: &Stream, company: &str) -> Vec<Service> {
        let own = self.proposed.iter().filter_map(|entry| {
            let mode = match entry.kind {
                Kind::DropOff => Mode::DropOff,
                Kind::Alone => Mode::Alone,
                _ => return None,
            };
            let service = || Service { mode, by: stream.id.clone(), place: entry.to.clone() };
            (entry.from == company && entry.stream.as_ref() == Some(&stream.id)).then(service)
        });
        let takes = |plan: &&RoundPlan| {
            let by = self.scenario.collection.iter().find(|it| it.id == plan.stream);
            by.is_some_and(|by| by.id == stream.id || by.joins.contains(&stream.id))
        };
        let rounds = self.rounds.iter().filter(takes);
        let visits = rounds.flat_map(|plan| plan.stops().filter(|stop| *stop == company).map(move |_| plan));
        let visits = visits.map(|plan| Service {
            mode: Mode::Round,
            by: plan.stream.clone(),
            place: plan.path[plan.path.len().saturating_sub(2)].clone(),
        });
        own.chain(visits).collect()
    }

    /// Reuse links keep the scenario's length and smallest lot, and deliveries their radius.
    pub(super) fn links(&mut self) {
        for entry in self.proposed {
            let what = || format!("{} from `{}` to `{}`", entry.kind.key(), entry.from, entry.to);
            let km = self.km(&entry.from, &entry.to).unwrap_or(f64::INFINITY);
            match entry.kind {
                Kind::Haulage => {
                    let (max_km, lot) = self
                        .scenario
                        .reuse
                        .as_ref()
                        .map_or((-1.0, 0.0), |reuse| (reuse.max_km.value(), reuse.min_lot.value()));
                    self.at_most("link.length", what, km, max_km);
                    if self.contract(entry).is_none_or(|contract| contract.least.is_none()) {
                        self.at_most("link.lot", what, lot, self.of_year(entry));
                    }
                }
                Kind::DropOff => {
                    let tariff = self.stream(entry).and_then(|stream| stream.drop_off.as_ref());
                    let max_km = tariff.map_or(-1.0, |tariff| tariff.max_km.value());
                    self.at_most("drop_off.radius", what, km, max_km);
                }
                _ => {}
            }
        }
    }

    /// Tonnes of the year of a link that a line of its haulage is about.
    pub(super) fn of_year(&self, line: &Entry) -> f64 {
        if line.period.is_none() {
            return line.tonnes.value();
        }
        let ends = |entry: &Entry| {
            let Entry { from, to, flow, taker, material, .. } = entry;
            (from.clone(), to.clone(), flow.clone(), taker.clone(), material.clone())
        };
        let own = ends(line);
        let same = self.proposed.iter().filter(|entry| entry.kind == Kind::Haulage && ends(entry) == own);
        same.map(|entry| entry.tonnes.value()).sum()
    }
}
