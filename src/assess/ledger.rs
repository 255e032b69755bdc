//! The ledger of a solution: every tonne moved, euro, kilometre, kilogram of CO2e and hour on exactly one line.

use super::{Entry, Kind};
use crate::dataset::{Dataset, Direction, Flow, Operation, Stock};
use crate::discover::{Source, Taker};
use crate::id::{FacilityId, MaterialId};
use crate::network::rates::{self, HaulRates};
use crate::optimise::rounds::RoundColumn;
use crate::optimise::solution::Move;
use crate::optimise::{Problem, Solution};
use crate::quantity::{Euros, EurosPerTonne, Hours, KgCo2e, Kilometres, Tonnes};
use crate::scenario::RebateOf;

/// Beyond the territory: suppliers, buyers, outlets that no table names.
pub const OUTSIDE: &str = "outside";

/// What happens today: every output goes to its outlet, every input is bought.
pub(super) fn today(problem: Problem<'_>) -> Vec<Entry> {
    let quantities = |direction: Direction| {
        let flows = problem.dataset.flows.values().filter(move |flow| flow.direction == direction);
        flows.map(|flow| (flow.id.clone(), flow.quantity.value())).collect()
    };
    let solution =
        Solution { kept: quantities(Direction::Out), virgin: quantities(Direction::In), ..Solution::default() };
    proposed(problem, &solution)
}

/// What a solution does.
pub(super) fn proposed(problem: Problem<'_>, solution: &Solution) -> Vec<Entry> {
    let mut ledger = Ledger { problem, solution, entries: Vec::new() };
    ledger.outlets();
    ledger.purchases();
    ledger.links();
    ledger.collections();
    ledger.rounds();
    ledger.trunks();
    ledger.missing();
    ledger.facilities();
    ledger.stores();
    ledger.entries
}

struct Ledger<'a> {
    problem: Problem<'a>,
    solution: &'a Solution,
    entries: Vec<Entry>,
}

fn entry(kind: Kind, from: &(impl ToString + ?Sized), to: &(impl ToString + ?Sized), tonnes: f64) -> Entry {
    Entry {
        kind,
        from: from.to_string(),
        to: to.to_string(),
        flow: None,
        taker: None,
        stream: None,
        round: None,
        process: None,
        material: None,
        period: None,
        tonnes: Tonnes(tonnes),
        units: None,
        km: Kilometres::ZERO,
        eur: Euros::ZERO,
        co2e: KgCo2e::ZERO,
        hours: Hours::ZERO,
    }
}

fn hauled(mut entry: Entry, rates: &HaulRates, times: f64) -> Entry {
    entry.km += rates.km * times;
    entry.eur += rates.eur * times;
    entry.co2e += rates.co2e * times;
    entry
}

/// Pieces in a mass of a material that is counted in pieces.
fn pieces(dataset: &Dataset, material: &MaterialId, tonnes: f64) -> Option<f64> {
    dataset.materials[material].unit_kg.map(|kg| tonnes * 1000.0 / kg)
}

impl Ledger<'_> {
    /// A line of the year, or its lines of each period where those are told apart; all its figures go with its tonnes.
    fn push(&mut self, of: &Move, entry: Entry) {
        let Some(parts) = self.solution.parts.get(of) else { return self.entries.push(entry) };
        for (period, &tonnes) in self.problem.periods().iter().zip(parts).filter(|(_, tonnes)| **tonnes > 0.0) {
            let share = tonnes / entry.tonnes.value();
            self.entries.push(Entry {
                period: Some(period.id.clone()),
                tonnes: Tonnes(tonnes),
                units: entry.units.map(|units| units * share),
                km: entry.km * share,
                eur: entry.eur * share,
                co2e: entry.co2e * share,
                hours: entry.hours * share,
                ..entry.clone()
            });
        }
    }

    fn of_material(&self, mut entry: Entry, material: &MaterialId) -> Entry {
        entry.units = pieces(self.problem.dataset, material, entry.tonnes.value());
        entry.material = Some(material.clone());
        entry
    }

    fn of_flow(&self, entry: Entry, flow: &Flow) -> Entry {
        Entry { flow: Some(flow.id.clone()), ..self.of_material(entry, &flow.material) }
    }

    fn outlets(&mut self) {
        let assume = &self.problem.scenario.assume;
        for (flow, tonnes) in &self.solution.kept {
            let flow = &self.problem.dataset.flows[flow];
            let to = flow.facility.as_ref().map_or(OUTSIDE, FacilityId::as_str);
            let rate = rates::outlet(self.problem.dataset, self.problem.network, assume, flow);
            let outlet = Entry {
                km: Kilometres(rate.km * tonnes),
                eur: Euros(rate.eur * tonnes),
                co2e: KgCo2e(rate.transport_co2e * tonnes),
                ..entry(Kind::Outlet, &flow.company, to, *tonnes)
            };
            let (of, outlet) = (Move::Keep(flow.id.clone()), self.of_flow(outlet, flow));
            self.push(&of, outlet);
            if let Some(process) = &flow.process {
                let treatment = Entry {
                    process: Some(process.clone()),
                    co2e: KgCo2e(rate.process_co2e * tonnes),
                    hours: Hours(rate.hours * tonnes),
                    ..entry(Kind::Treatment, to, to, *tonnes)
                };
                let treatment = self.of_flow(treatment, flow);
                self.push(&of, treatment);
            }
        }
    }

    fn purchases(&mut self) {
        for (flow, tonnes) in &self.solution.virgin {
            let flow = &self.problem.dataset.flows[flow];
            let factor = self.problem.dataset.materials[&flow.material].virgin_co2e;
            let purchase = Entry {
                eur: flow.cost.map_or(Euros::ZERO, |cost| cost * Tonnes(*tonnes)),
                co2e: factor.map_or(KgCo2e::ZERO, |factor| factor * Tonnes(*tonnes)),
                ..entry(Kind::Purchase, OUTSIDE, &flow.company, *tonnes)
            };
            let purchase = self.of_flow(purchase, flow);
            self.push(&Move::Virgin(flow.id.clone()), purchase);
        }
    }

    /// What having a link costs a year: a contract with a cost of its own is paid once, on the first of its links.
    fn link_cost(&self, index: usize) -> Euros {
        let dataset = self.problem.dataset;
        let links = &self.problem.candidates.links;
        let general = self.problem.scenario.reuse.as_ref().map_or(Euros::ZERO, |reuse| reuse.link_cost);
        let Some(contract) = links[index].contract(dataset) else { return general };
        let Some(yearly) = contract.yearly else { return general };
        let mut used = self.solution.links.iter().map(|(other, _)| *other);
        let first = used.find(|&other| links[other].contract(dataset) == Some(contract));
        if first == Some(index) { yearly } else { Euros::ZERO }
    }

    fn links(&mut self) {
        let (dataset, scenario) = (self.problem.dataset, self.problem.scenario);
        for &(index, tonnes) in &self.solution.links {
            let link = &self.problem.candidates.links[index];
            let (from, to) = (link.from_place(dataset), link.to_place(dataset));
            let haulage = entry(Kind::Haulage, &from, &to, tonnes);
            let haulage = match self.problem.trip(link) {
                Some((vehicle, rates)) => {
                    let trips = hauled(haulage, &rates, rates::trips(tonnes, vehicle));
                    hauled(trips, &rates::carried(vehicle, Tonnes(tonnes) * link.km), 1.0)
                }
                None => hauled(haulage, &rates::haulage(&scenario.assume, link.km), tonnes),
            };
            let mut haulage = self.of_material(haulage, &link.material);
            if let Source::Output(flow) = &link.from {
                haulage.flow = Some(flow.clone());
            }
            if let Taker::Input(flow) = &link.to {
                haulage.taker = Some(flow.clone());
            }
            let upkeep = Entry { kind: Kind::Link, tonnes: Tonnes::ZERO, units: None, ..haulage.clone() };
            self.push(&Move::Link(index), haulage);
            let cost = self.link_cost(index);
            if cost > Euros::ZERO {
                self.entries.push(Entry { km: Kilometres::ZERO, co2e: KgCo2e::ZERO, eur: cost, ..upkeep });
            }
        }
    }

    fn collections(&mut self) {
        let (dataset, scenario) = (self.problem.dataset, self.problem.scenario);
        for ((s, flow, place), tonnes) in &self.solution.collected {
            let flow = &dataset.flows[flow];
            let stream = Some(self.problem.candidates.streams[*s].id.clone());
            let collected = Entry { stream, ..entry(Kind::Collected, &flow.company, place, *tonnes) };
            let collected = self.of_flow(collected, flow);
            self.push(&Move::Collected(*s, flow.id.clone(), place.clone()), collected);
        }
        for &(s, index) in &self.solution.drop_offs {
            let stream = &self.problem.candidates.streams[s];
            let option = &stream.drop_offs[index];
            let stop = &stream.stops[option.stop];
            let rates = rates::drop_off(&scenario.collection[s], option.km);
            let service = entry(Kind::DropOff, &stop.company, &option.hub, stop.whole().value());
            let service = hauled(service, &rates, f64::from(option.trips));
            self.entries.push(Entry { stream: Some(stream.id.clone()), ..service });
        }
        for &(s, index) in &self.solution.alones {
            let stream = &self.problem.candidates.streams[s];
            let option = &stream.alones[index];
            let stop = &stream.stops[option.stop];
            let settings = &scenario.collection[s];
            let rates = rates::alone(settings, &scenario.assume, option.km, stop.whole(), option.trips);
            let service = entry(Kind::Alone, &stop.company, &option.facility, stop.whole().value());
            let mut service = hauled(service, &rates, 1.0);
            service.eur += self.rebate(s) * stop.whole();
            self.entries.push(Entry { stream: Some(stream.id.clone()), ..service });
        }
    }

    /// What the haulier of a stream takes off each tonne, in the mean, for those of all companies that it comes to.
    fn rebate(&self, s: usize) -> EurosPerTonne {
        let alone = self.problem.scenario.collection[s].alone.as_ref();
        let Some(tariff) = alone.and_then(|alone| alone.rebate(RebateOf::Stream)) else { return EurosPerTonne::ZERO };
        let stream = &self.problem.candidates.streams[s];
        let served = self.solution.alones.iter().filter(|(of, _)| *of == s);
        tariff.mean(served.map(|&(_, index)| stream.stops[stream.alones[index].stop].whole()).sum())
    }

    fn rounds(&mut self) {
        for (number, round) in self.solution.rounds.iter().enumerate() {
            let stream = &self.problem.candidates.streams[round.stream];
            let option = &stream.rounds[round.option];
            let load: Tonnes = round.stops.iter().map(|&stop| stream.stops[stop].load).sum();
            let service = entry(Kind::Round, &option.depot, &option.unload, load.value());
            let service = hauled(service, &round_rates(self.problem, round), f64::from(option.frequency));
            self.entries.push(Entry { stream: Some(stream.id.clone()), round: Some(number + 1), ..service });
        }
    }

    /// What is paid for tonnes that a pooled contract lacks.
    fn missing(&mut self) {
        for &(s, tonnes) in &self.solution.missing {
            let stream = &self.problem.scenario.collection[s];
            let price = stream.contract.as_ref().and_then(|contract| contract.eur_per_missing_t).unwrap_or_default();
            let line = entry(Kind::Missing, OUTSIDE, OUTSIDE, tonnes);
            self.entries.push(Entry { stream: Some(stream.id.clone()), eur: price * Tonnes(tonnes), ..line });
        }
    }

    /// The cost of a trunk's trips is shared among the materials by mass.
    fn trunks(&mut self) {
        for ((s, index, material), tonnes) in &self.solution.trunks {
            let stream = &self.problem.candidates.streams[*s];
            let trunk = &stream.trunks[*index];
            let same = |other: &(usize, usize)| other == &(*s, *index);
            let trips: f64 = self.solution.trips.iter().filter(|(key, _)| same(key)).map(|(_, trips)| trips).sum();
            let all: f64 =
                self.solution.trunks.iter().filter(|((s, i, _), _)| same(&(*s, *i))).map(|(_, tonnes)| tonnes).sum();
            let vehicle = &self.problem.dataset.vehicles[&trunk.vehicle];
            let rates = rates::trip(vehicle, trunk.km * 2.0, trunk.hours);
            let haul = hauled(entry(Kind::Trunk, &trunk.hub, &trunk.facility, *tonnes), &rates, trips * tonnes / all);
            let haul = hauled(haul, &rates::carried(vehicle, Tonnes(*tonnes) * trunk.km), 1.0);
            let haul = self.of_material(haul, material);
            let of = Move::Trunk(*s, *index, material.clone());
            self.push(&of, Entry { stream: Some(stream.id.clone()), ..haul });
        }
    }

    /// What a tonne of a product sells for: the mean over all that the territory sells, where its market has steps.
    fn price(&self, material: &MaterialId) -> EurosPerTonne {
        let dataset = self.problem.dataset;
        let Some(market) = dataset.markets.get(material) else {
            return dataset.materials[material].market.unwrap_or_default();
        };
        let all =
            self.solution.sold.iter().filter(|((_, m), _)| m == material).map(|(_, tonnes)| Tonnes(*tonnes)).sum();
        EurosPerTonne(market.revenue(all).value() / all.value())
    }

    /// What a tonne is treated for: the gate fee, or the mean over all that the operation treats where it has a tariff.
    fn fee(&self, operation: &Operation) -> EurosPerTonne {
        let here = self.solution.processed.iter();
        let here = here.filter(|((f, p, _), _)| (f, p) == (&operation.facility, &operation.process));
        self.problem.dataset.fee(operation, here.map(|(_, tonnes)| Tonnes(*tonnes)).sum())
    }

    fn facilities(&mut self) {
        let dataset = self.problem.dataset;
        for ((facility, process, material), tonnes) in &self.solution.processed {
            let operation = &dataset.operations[&(facility.clone(), process.clone())];
            let mass = Tonnes(*tonnes);
            let treatment = Entry {
                process: Some(process.clone()),
                eur: self.fee(operation) * mass,
                co2e: dataset.processes[process].emissions() * mass,
                hours: operation.insertion * mass,
                ..entry(Kind::Treatment, facility, facility, *tonnes)
            };
            let treatment = self.of_material(treatment, material);
            self.push(&Move::Process(facility.clone(), process.clone(), material.clone()), treatment);
        }
        for ((facility, material), tonnes) in &self.solution.sold {
            let product = &dataset.materials[material];
            let sale = Entry {
                eur: -(self.price(material) * Tonnes(*tonnes)),
                co2e: product.virgin_co2e.map_or(KgCo2e::ZERO, |factor| -(factor * Tonnes(*tonnes))),
                ..entry(Kind::Sale, facility, OUTSIDE, *tonnes)
            };
            let sale = self.of_material(sale, material);
            self.push(&Move::Sold(facility.clone(), material.clone()), sale);
        }
        let assume = &self.problem.scenario.assume;
        for ((facility, material), tonnes) in &self.solution.disposed {
            let disposal = Entry {
                eur: assume.disposal_cost * Tonnes(*tonnes),
                co2e: assume.disposal_co2e * Tonnes(*tonnes),
                ..entry(Kind::Disposal, facility, OUTSIDE, *tonnes)
            };
            let disposal = self.of_material(disposal, material);
            self.push(&Move::Disposed(facility.clone(), material.clone()), disposal);
        }
        for facility in &self.solution.opened {
            let eur = dataset.facilities[facility].opening;
            self.entries.push(Entry { eur, ..entry(Kind::Opening, facility, facility, 0.0) });
        }
        for &index in &self.solution.sized {
            let size = &dataset.sizes[index];
            let chosen = entry(Kind::Size, &size.facility, &size.size, 0.0);
            self.entries.push(Entry { eur: size.cost, process: size.process.clone(), ..chosen });
        }
    }
}

impl Ledger<'_> {
    /// What is put into stores, and what spoils there; of an output that goes with what stays with today's outlet.
    fn stores(&mut self) {
        let (dataset, assume) = (self.problem.dataset, &self.problem.scenario.assume);
        for (of, kept) in &self.solution.stores {
            let (place, flow, material) = match of {
                Stock::Flow(flow) => {
                    let flow = &dataset.flows[flow];
                    (flow.company.to_string(), Some(flow), &flow.material)
                }
                Stock::Facility(facility, material) => (facility.to_string(), None, material),
            };
            let spoils = flow.is_none_or(|flow| flow.direction == Direction::In);
            for (period, it) in self.problem.periods().iter().zip(kept) {
                let line = |kind, to: &str, tonnes| Entry {
                    flow: flow.map(|flow| flow.id.clone()),
                    period: Some(period.id.clone()),
                    ..self.of_material(entry(kind, &place, to, tonnes), material)
                };
                let mut lines = Vec::new();
                if it.stored > 0.0 {
                    let eur = dataset.stores[of].cost * Tonnes(it.stored);
                    lines.push(Entry { eur, ..line(Kind::Storage, &place, it.stored) });
                }
                if spoils && it.lost > 0.0 {
                    let (eur, co2e) = (assume.disposal_cost * Tonnes(it.lost), assume.disposal_co2e * Tonnes(it.lost));
                    lines.push(Entry { eur, co2e, ..line(Kind::Disposal, OUTSIDE, it.lost) });
                }
                self.entries.extend(lines);
            }
        }
    }
}

/// One run of a round.
pub(super) fn round_rates(problem: Problem<'_>, round: &RoundColumn) -> HaulRates {
    let option = &problem.candidates.streams[round.stream].rounds[round.option];
    round.rates(&problem.dataset.vehicles[&option.vehicle])
}
