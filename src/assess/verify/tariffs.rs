//! Money, kilometres, emissions and hours of every line, computed again from the inputs.

use std::collections::BTreeMap;

use super::Check;
use super::stores::stock;
use crate::assess::{Entry, Kind};
use crate::dataset::{Flow, Operation, Vehicle};
use crate::id::{FacilityId, PlaceId, StreamId};
use crate::scenario::{Alone, RebateOf, Stream};
use crate::tariff::{Applies, Tariff};

/// EUR, km, kgCO2e, hours.
#[derive(Debug, Clone, Copy, Default)]
struct Figures {
    eur: f64,
    km: f64,
    co2e: f64,
    hours: f64,
}

impl Check<'_> {
    /// Every line but rounds and trunks costs what its tonnes and tariffs say; trunks do as a whole.
    pub(super) fn tariffs(&mut self) {
        for (state, ledger) in [("today", self.today), ("proposed", self.proposed)] {
            for entry in ledger {
                let Some(expected) = self.expected(entry) else { continue };
                let what = |unit: &str| {
                    format!("{state}, {unit} of {} from `{}` to `{}`", entry.kind.key(), entry.from, entry.to)
                };
                self.agree("money", || what("EUR"), entry.eur.value(), expected.eur);
                self.agree("distance", || what("km"), entry.km.value(), expected.km);
                self.agree("emissions", || what("kgCO2e"), entry.co2e.value(), expected.co2e);
                self.agree("work", || what("hours"), entry.hours.value(), expected.hours);
            }
        }
        self.trunks();
    }

    fn expected(&self, entry: &Entry) -> Option<Figures> {
        let (dataset, assume) = (self.dataset, &self.scenario.assume);
        let tonnes = entry.tonnes.value();
        let flow = entry.flow.as_ref().map(|flow| &dataset.flows[flow]);
        let material = entry.material.as_ref().map(|material| &dataset.materials[material]);
        let virgin = material.and_then(|m| m.virgin_co2e).map_or(0.0, crate::quantity::KgCo2ePerTonne::value);
        Some(match entry.kind {
            Kind::Outlet => {
                let km = flow.map_or(0.0, |flow| self.outlet_km_per_tonne(flow)) * tonnes;
                let cost = flow.and_then(|flow| flow.cost).map_or(0.0, crate::quantity::EurosPerTonne::value);
                Figures { eur: cost * tonnes, km, co2e: km * assume.pickup_co2e.value(), hours: 0.0 }
            }
            Kind::Purchase => {
                let price = flow.and_then(|flow| flow.cost).map_or(0.0, crate::quantity::EurosPerTonne::value);
                Figures { eur: price * tonnes, co2e: virgin * tonnes, ..Figures::default() }
            }
            Kind::Haulage if self.small(entry) => self.trips(entry)?,
            Kind::Haulage => {
                let (haulage, km) = (&assume.haulage, self.km(&entry.from, &entry.to)?);
                Figures {
                    eur: tonnes * (haulage.eur_per_t.value() + km * haulage.eur_per_t_km),
                    km: tonnes * km / haulage.load.value(),
                    co2e: tonnes * km * haulage.co2e_kg_per_t_km,
                    hours: 0.0,
                }
            }
            Kind::Link => {
                let cost = self.scenario.reuse.as_ref().map_or(0.0, |reuse| reuse.link_cost.value());
                let contract = self.contract(entry).and_then(|contract| contract.yearly);
                Figures { eur: contract.map_or(cost, crate::quantity::Euros::value), ..Figures::default() }
            }
            Kind::Treatment => self.treatment(entry)?,
            Kind::Collected => Figures::default(),
            Kind::Sale => {
                let price = material.map_or(0.0, |material| self.sale_price(material));
                Figures { eur: -price * tonnes, co2e: -virgin * tonnes, ..Figures::default() }
            }
            Kind::Disposal => Figures {
                eur: assume.disposal_cost.value() * tonnes,
                co2e: assume.disposal_co2e.value() * tonnes,
                ..Figures::default()
            },
            Kind::Opening => {
                let facility = dataset.facilities.get(&FacilityId::from(&entry.from))?;
                Figures { eur: facility.opening.value(), ..Figures::default() }
            }
            Kind::Storage => {
                let store = self.dataset.stores.get(&stock(entry)?);
                let cost = store.map_or(f64::NAN, |store| store.cost.value());
                Figures { eur: cost * tonnes, ..Figures::default() }
            }
            Kind::Missing => {
                let contract = self.stream(entry).and_then(|stream| stream.contract.as_ref());
                let price = contract.and_then(|contract| contract.eur_per_missing_t);
                Figures { eur: price.map_or(f64::NAN, |price| price.value() * tonnes), ..Figures::default() }
            }
            Kind::Size => {
                let cost = self.size(entry).map_or(f64::NAN, |size| size.cost.value());
                Figures { eur: cost, ..Figures::default() }
            }
            Kind::DropOff | Kind::Alone => self.service(entry)?,
            Kind::Round | Kind::Trunk => return None,
        })
    }

    /// Whether a link ties a flow that the scenario hauls in whole trips.
    fn small(&self, entry: &Entry) -> bool {
        let trips = self.scenario.reuse.as_ref().and_then(|reuse| reuse.trips.as_ref());
        let below = trips.map_or(0.0, |trips| trips.below.value());
        let flows = entry.flow.iter().chain(&entry.taker);
        flows.into_iter().any(|flow| self.dataset.flows[flow].quantity.value() < below)
    }

    /// The fewest whole return trips for what goes over in a year; a line of a period bears its share of them by mass.
    fn trips(&self, entry: &Entry) -> Option<Figures> {
        let trips = self.scenario.reuse.as_ref()?.trips.as_ref()?;
        let vehicle = self.dataset.vehicles.get(&trips.vehicle)?;
        let there = (self.km(&entry.from, &entry.to)?, self.hours(&entry.from, &entry.to, Some(vehicle))?);
        let back = (self.km(&entry.to, &entry.from)?, self.hours(&entry.to, &entry.from, Some(vehicle))?);
        let year = self.of_year(entry);
        let share = if year > 0.0 { entry.tonnes.value() / year } else { 0.0 };
        let count = (year / vehicle.payload.value() - 1e-6).ceil() * share;
        let km = count * (there.0 + back.0);
        let hours = count * (there.1 + back.1 + 2.0 * self.scenario.assume.unload_min / 60.0);
        let eur = km * vehicle.eur_per_km.value()
            + hours * vehicle.eur_per_hour.value()
            + count * vehicle.eur_per_round.value();
        let co2e = km * vehicle.co2e_per_km.value() + by_tonnes(vehicle, entry.tonnes.value(), there.0);
        Some(Figures { eur, km, co2e, hours: 0.0 })
    }

    /// What a tonne sells for, EUR/t: its price, or the mean over the steps of its market, filled one after the other.
    fn sale_price(&self, material: &crate::catalogue::Material) -> f64 {
        let Some(market) = self.dataset.markets.get(&material.id) else {
            return material.market.map_or(0.0, crate::quantity::EurosPerTonne::value);
        };
        let sold = self.proposed.iter().filter(|e| e.kind == Kind::Sale && e.material.as_ref() == Some(&material.id));
        let all: f64 = sold.map(|entry| entry.tonnes.value()).sum();
        let (mut start, mut revenue) = (0.0_f64, 0.0);
        for step in &market.steps {
            let end = step.up_to.map_or(f64::INFINITY, crate::quantity::Tonnes::value);
            revenue += step.price.value() * (all.min(end) - start).max(0.0);
            start = end;
        }
        if all > 0.0 { revenue / all } else { 0.0 }
    }

    /// No market takes more than its last step, where that ends.
    pub(super) fn markets(&mut self) {
        for market in self.dataset.markets.values() {
            let sold =
                self.proposed.iter().filter(|e| e.kind == Kind::Sale && e.material.as_ref() == Some(&market.material));
            let all: f64 = sold.map(|entry| entry.tonnes.value()).sum();
            self.at_most("market", || format!("sales of `{}`", market.material), all, market.most().value());
        }
    }

    /// Return trips of the most frequent flow that goes the same way, over the mass of all that go that way.
    fn outlet_km_per_tonne(&self, flow: &Flow) -> f64 {
        let Some(km) = flow.facility.as_ref().and_then(|to| self.km(flow.company.as_str(), to.as_str())) else {
            return 0.0;
        };
        let alike = self.dataset.flows.values().filter(|other| {
            (&other.company, other.direction, &other.facility) == (&flow.company, flow.direction, &flow.facility)
        });
        let (mut trips, mut tonnes) = (0.0_f64, 0.0);
        for other in alike {
            trips = trips.max(other.pickups_per_year.unwrap_or(0.0));
            tonnes += other.quantity.value();
        }
        if tonnes > 0.0 { 2.0 * km * trips / tonnes } else { 0.0 }
    }

    fn treatment(&self, entry: &Entry) -> Option<Figures> {
        let process = entry.process.as_ref()?;
        let operation = self.dataset.operations.get(&(FacilityId::from(&entry.to), process.clone()));
        let tonnes = entry.tonnes.value();
        let fee = operation.map_or(0.0, |operation| self.fee(operation));
        Some(Figures {
            // what today's outlet charges is in the outlet's own cost
            eur: if entry.flow.is_some() { 0.0 } else { fee * tonnes },
            km: 0.0,
            co2e: self.dataset.processes[process].emissions().value() * tonnes,
            hours: operation.map_or(0.0, |operation| operation.insertion.value()) * tonnes,
        })
    }

    /// What a tonne is treated for, EUR/t: the gate fee; with a tariff, the mean over all that the proposal treats there.
    fn fee(&self, operation: &Operation) -> f64 {
        let Some(tariff) = self.dataset.tariffs.get(&(operation.facility.clone(), operation.process.clone())) else {
            return operation.gate_fee.value();
        };
        let same = |e: &&Entry| {
            e.kind == Kind::Treatment
                && e.flow.is_none()
                && e.process.as_ref() == Some(&operation.process)
                && e.to == operation.facility.as_str()
        };
        let all: f64 = self.proposed.iter().filter(same).map(|entry| entry.tonnes.value()).sum();
        mean_price(tariff, all)
    }

    /// What a haulier takes off each tonne, EUR/t, by the tonnes of a year that its rebate counts.
    fn rebate(&self, stream: &Stream, alone: &Alone, load: f64) -> f64 {
        let Some(rebate) = &alone.rebate else { return 0.0 };
        let served = || {
            let own = |e: &&Entry| e.kind == Kind::Alone && e.stream.as_ref() == Some(&stream.id);
            self.proposed.iter().filter(own).map(|entry| self.load(stream, &entry.from).0).sum()
        };
        mean_price(&rebate.tariff, if rebate.of == RebateOf::Company { load } else { served() })
    }

    /// Deliveries and pickups: the fewest allowed trips that keep the company's storage.
    fn service(&self, entry: &Entry) -> Option<Figures> {
        let stream = self.stream(entry)?;
        let (load, storage) = self.load(stream, &entry.from);
        let fits = |n: &&u32| load / f64::from(**n) <= storage * (1.0 + 1e-9);
        let trips = f64::from(*stream.frequency.iter().find(fits)?);
        let km = trips * 2.0 * self.km(&entry.from, &entry.to)?;
        if entry.kind == Kind::DropOff {
            let tariff = stream.drop_off.as_ref()?;
            let (eur, co2e) = (km * tariff.eur_per_km.value(), km * tariff.co2e_per_km.value());
            return Some(Figures { eur, km, co2e, hours: 0.0 });
        }
        let tariff = stream.alone.as_ref()?;
        let (pickup, per_tonne) = listed(tariff, self.km(&entry.from, &entry.to)?, load / trips);
        let eur = trips * pickup + load * (per_tonne + self.rebate(stream, tariff, load));
        Some(Figures { eur, km, co2e: km * self.scenario.assume.pickup_co2e.value(), hours: 0.0 })
    }

    /// Trunk haulage: the fewest whole return trips of the stream's trunk vehicle for what is hauled, or more.
    fn trunks(&mut self) {
        let mut seen: Vec<(&str, &str, String)> = Vec::new();
        for entry in self.proposed.iter().filter(|entry| entry.kind == Kind::Trunk) {
            let key = (
                entry.from.as_str(),
                entry.to.as_str(),
                entry.stream.as_ref().map_or_else(String::new, ToString::to_string),
            );
            if seen.contains(&key) {
                continue;
            }
            seen.push(key);
            self.trunk(entry);
        }
    }

    /// Return trips of a vehicle on trunks, by their kilometres; those of no length by the fewest that carry it.
    pub(super) fn trunk_trips(&self, vehicle: &Vehicle) -> f64 {
        let mut hauls: BTreeMap<(&str, &str, Option<&StreamId>), (f64, f64)> = BTreeMap::new();
        for entry in self.proposed.iter().filter(|entry| entry.kind == Kind::Trunk) {
            let by = self.stream(entry).and_then(|stream| self.scenario.trunk(stream));
            if by == Some(&vehicle.id) {
                let sum = hauls.entry((&entry.from, &entry.to, entry.stream.as_ref())).or_default();
                *sum = (sum.0 + entry.tonnes.value(), sum.1 + entry.km.value());
            }
        }
        let trips = hauls.into_iter().map(|((from, to, _), (tonnes, km))| {
            let one_way = self.km(from, to).unwrap_or(0.0);
            if one_way > 0.0 { km / (2.0 * one_way) } else { (tonnes / vehicle.payload.value() - 1e-9).ceil() }
        });
        trips.sum()
    }

    fn trunk(&mut self, first: &Entry) {
        let same = |e: &&Entry| {
            e.kind == Kind::Trunk && (&e.from, &e.to, &e.stream) == (&first.from, &first.to, &first.stream)
        };
        let sum = |of: fn(&Entry) -> f64| self.proposed.iter().filter(same).map(of).sum::<f64>();
        let (tonnes, km, eur) = (sum(|e| e.tonnes.value()), sum(|e| e.km.value()), sum(|e| e.eur.value()));
        let co2e = sum(|e| e.co2e.value());
        let vehicle = self.stream(first).and_then(|stream| self.scenario.trunk(stream));
        let vehicle = vehicle.and_then(|vehicle| self.dataset.vehicles.get(vehicle));
        let legs = self.km(&first.from, &first.to).zip(self.hours(&first.from, &first.to, vehicle));
        let back = self.hours(&first.to, &first.from, vehicle);
        let what = || format!("trunk from `{}` to `{}`", first.from, first.to);
        let (Some(vehicle), Some((one_way, out)), Some(back)) = (vehicle, legs, back) else {
            self.agree("trunk", what, 0.0, 1.0);
            return;
        };
        let least = (tonnes / vehicle.payload.value() - 1e-9).ceil();
        // a trunk of no length states no trips by its kilometres: the fewest are taken
        let trips = if one_way > 0.0 { (km / (2.0 * one_way)).round() } else { least };
        let hours = out + back + 2.0 * self.scenario.assume.unload_min / 60.0;
        let price = vehicle.eur_per_km.value() * 2.0 * one_way
            + vehicle.eur_per_hour.value() * hours
            + vehicle.eur_per_round.value();
        self.at_most("trunk.payload", what, least, trips);
        self.agree("trunk.km", what, km, trips * 2.0 * one_way);
        self.agree("trunk.eur", what, eur, trips * price);
        let expected = km * vehicle.co2e_per_km.value() + by_tonnes(vehicle, tonnes, one_way);
        self.agree("trunk.co2e", what, co2e, expected);
    }

    pub(super) fn km(&self, from: &str, to: &str) -> Option<f64> {
        self.distances.km(&PlaceId::from(from), &PlaceId::from(to)).map(crate::quantity::Kilometres::value)
    }

    pub(super) fn hours(&self, from: &str, to: &str, vehicle: Option<&crate::dataset::Vehicle>) -> Option<f64> {
        let speed = vehicle.and_then(|vehicle| vehicle.speed_kmh);
        self.distances.time(&PlaceId::from(from), &PlaceId::from(to), speed).map(crate::quantity::Hours::value)
    }

    pub(super) fn stream(&self, entry: &Entry) -> Option<&Stream> {
        self.scenario.collection.iter().find(|stream| Some(&stream.id) == entry.stream.as_ref())
    }

    /// Tonnes a year that a company has of a stream, and the most that it can store of them.
    pub(super) fn load(&self, stream: &Stream, company: &str) -> (f64, f64) {
        let (mut load, mut storage) = (0.0, None);
        for flow in self.dataset.flows_of(stream).filter(|flow| flow.company.as_str() == company) {
            load += flow.quantity.value();
            storage = flow.storage.map(|s| s.value() + storage.unwrap_or(0.0)).or(storage);
        }
        (load, storage.unwrap_or(f64::INFINITY))
    }
}

/// What tonnes emit on their way in a vehicle whose emissions grow with its load, kgCO2e.
fn by_tonnes(vehicle: &Vehicle, tonnes: f64, km: f64) -> f64 {
    let more = vehicle.full_co2e_per_km.map_or(0.0, |full| (full - vehicle.co2e_per_km).value());
    tonnes / vehicle.payload.value() * km * more
}

/// The mean price of so many tonnes of a year, EUR/t.
fn mean_price(tariff: &Tariff, all: f64) -> f64 {
    if all <= 0.0 {
        return tariff.prices.first().map_or(f64::NAN, |first| first.price.value());
    }
    let ends = tariff.prices.iter().skip(1).map(|next| next.from.value()).chain([f64::INFINITY]);
    let steps = || tariff.prices.iter().map(|step| (step.from.value(), step.price.value())).zip(ends.clone());
    match tariff.applies {
        Applies::Beyond => {
            steps().map(|((from, price), end)| price * (all.min(end) - from).max(0.0)).sum::<f64>() / all
        }
        // a price that is reached but for a rounding error is reached; between two, the lower one
        Applies::All => {
            let here = steps().filter(|((from, _), end)| all * (1.0 + 1e-6) >= *from && all * (1.0 - 1e-6) <= *end);
            here.map(|((_, price), _)| price).fold(f64::INFINITY, f64::min)
        }
    }
}

/// What a pickup of so many tonnes costs so far away, and each of its tonnes: the farthest zone that it reaches, and the
/// heaviest class in it.
fn listed(alone: &Alone, km: f64, load: f64) -> (f64, f64) {
    let reaches = |figure: f64, from: f64| figure * (1.0 + 1e-6) >= from;
    let mut best = ((0.0, 0.0), (alone.eur_per_pickup.value(), alone.eur_per_t.value()));
    for band in alone.bands.iter().filter(|band| reaches(km, band.from_km.value())) {
        let from = (band.from_km.value(), band.from.value());
        if reaches(load, from.1) && from >= best.0 {
            best = (from, (band.eur_per_pickup.value(), band.eur_per_t.value()));
        }
    }
    best.1
}
