//! The figures of an outcome: sums over the two ledgers.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Indicator, Kind};
use crate::dataset::Dataset;
use crate::id::{FacilityId, MaterialId, ProcessId};

/// Figures in a fixed order: mass, places, transport, money, carbon, work, then by process and by component.
#[must_use]
pub fn indicators(dataset: &Dataset, today: &[Entry], proposed: &[Entry]) -> Vec<Indicator> {
    let products = dataset.products();
    let sums = [Sums::of(dataset, &products, today), Sums::of(dataset, &products, proposed)];
    let mut figures = Vec::new();
    let mut add = |id: String, unit: &str, value: &dyn Fn(&Sums) -> f64| {
        let (today, proposed) = (value(&sums[0]), value(&sums[1]));
        figures.push(Indicator { id, unit: unit.to_owned(), today, proposed });
    };
    let out = dataset.total_output().value();
    let share = |tonnes: f64| if out > 0.0 { tonnes / out } else { 0.0 };
    add("tonnes.out".into(), "t", &|_| out);
    add("tonnes.diverted".into(), "t", &|sums| out - sums.kept);
    add("tonnes.collected".into(), "t", &|sums| sums.collected);
    add("tonnes.reused".into(), "t", &|sums| sums.reused);
    add("diversion_rate".into(), "share", &|sums| share(sums.recovered));
    add("local_rate".into(), "share", &|sums| share(sums.local));
    add("companies.served".into(), "companies", &|sums| count(sums.companies.len()));
    add("rounds".into(), "rounds", &|sums| count(sums.rounds));
    add("km".into(), "km", &|sums| sums.km.values().sum());
    add("eur".into(), "EUR", &|sums| sums.eur.values().sum());
    add("co2e".into(), "kgCO2e", &|sums| sums.co2e.values().sum());
    add("insertion_hours".into(), "h", &|sums| sums.hours);
    let processes: BTreeSet<&ProcessId> = sums.iter().flat_map(|sums| sums.processes.keys()).collect();
    for process in processes {
        let of = |sums: &Sums| sums.processes.get(process).copied().unwrap_or_default();
        add(format!("process.{process}.tonnes"), "t", &|sums| of(sums).tonnes);
        if sums.iter().any(|sums| of(sums).counted) {
            add(format!("process.{process}.units"), "units", &|sums| of(sums).units);
        }
        if sums.iter().any(|sums| of(sums).hours > 0.0) {
            add(format!("process.{process}.hours"), "h", &|sums| of(sums).hours);
        }
    }
    for (name, unit, of) in COMPONENTS {
        let kinds: BTreeSet<Kind> = sums.iter().flat_map(|sums| of(sums).keys().copied()).collect();
        for kind in kinds {
            add(format!("{name}.{}", kind.key()), unit, &|sums| of(sums).get(&kind).copied().unwrap_or(0.0));
        }
    }
    figures
}

type Component = (&'static str, &'static str, fn(&Sums) -> &BTreeMap<Kind, f64>);

const COMPONENTS: [Component; 3] =
    [("eur", "EUR", |sums| &sums.eur), ("co2e", "kgCO2e", |sums| &sums.co2e), ("km", "km", |sums| &sums.km)];

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

#[derive(Debug, Clone, Copy, Default)]
struct Treated {
    tonnes: f64,
    units: f64,
    hours: f64,
    /// Whether every tonne of it is counted in pieces.
    counted: bool,
}

/// Sums over one ledger; by kind, only kinds that have something.
#[derive(Debug, Default)]
struct Sums {
    kept: f64,
    collected: f64,
    reused: f64,
    recovered: f64,
    local: f64,
    hours: f64,
    rounds: usize,
    companies: BTreeSet<String>,
    processes: BTreeMap<ProcessId, Treated>,
    eur: BTreeMap<Kind, f64>,
    co2e: BTreeMap<Kind, f64>,
    km: BTreeMap<Kind, f64>,
}

impl Sums {
    fn of(dataset: &Dataset, products: &BTreeSet<MaterialId>, ledger: &[Entry]) -> Self {
        let mut sums = Self::default();
        for entry in ledger {
            sums.hours += entry.hours.value();
            for (by_kind, value) in [
                (&mut sums.eur, entry.eur.value()),
                (&mut sums.co2e, entry.co2e.value()),
                (&mut sums.km, entry.km.value()),
            ] {
                if value != 0.0 {
                    *by_kind.entry(entry.kind).or_insert(0.0) += value;
                }
            }
            sums.mass(dataset, products, entry);
        }
        sums
    }

    fn mass(&mut self, dataset: &Dataset, products: &BTreeSet<MaterialId>, entry: &Entry) {
        let tonnes = entry.tonnes.value();
        match entry.kind {
            Kind::Outlet => {
                self.kept += tonnes;
                self.local += if is_local(dataset, &entry.to) { tonnes } else { 0.0 };
            }
            Kind::Collected => {
                self.collected += tonnes;
                self.companies.insert(entry.from.clone());
            }
            Kind::Haulage => {
                self.companies.extend(entry.flow.as_ref().map(|_| entry.from.clone()));
                self.companies.extend(entry.taker.as_ref().map(|_| entry.to.clone()));
                if let Some(taker) = &entry.taker {
                    let replaced = entry.material.as_ref().map(|it| dataset.ratio(it, &dataset.flows[taker].material));
                    self.reused += tonnes * replaced.unwrap_or(1.0);
                    if entry.flow.is_some() {
                        self.recovered += tonnes;
                        self.local += tonnes;
                    }
                }
            }
            Kind::Treatment => self.treatment(dataset, products, entry),
            Kind::Round => self.rounds += 1,
            Kind::Purchase
            | Kind::Link
            | Kind::DropOff
            | Kind::Alone
            | Kind::Trunk
            | Kind::Sale
            | Kind::Disposal
            | Kind::Opening
            | Kind::Size
            | Kind::Storage => {}
        }
    }

    fn treatment(&mut self, dataset: &Dataset, products: &BTreeSet<MaterialId>, entry: &Entry) {
        let (Some(process), Some(material)) = (&entry.process, &entry.material) else { return };
        let tonnes = entry.tonnes.value();
        let first = !self.processes.contains_key(process);
        let treated = self.processes.entry(process.clone()).or_default();
        treated.tonnes += tonnes;
        treated.hours += entry.hours.value();
        treated.units += entry.units.unwrap_or(0.0);
        treated.counted = entry.units.is_some() && (first || treated.counted);
        // what stays with today's outlet has a flow; its place was counted with the outlet
        let raw = entry.flow.is_some() || !products.contains(material);
        if raw && dataset.processes[process].is_recovery() {
            self.recovered += tonnes;
        }
        if raw && entry.flow.is_none() && is_local(dataset, &entry.to) {
            self.local += tonnes;
        }
    }
}

fn is_local(dataset: &Dataset, facility: &str) -> bool {
    dataset.facilities.get(&FacilityId::from(facility)).is_some_and(|facility| facility.local)
}
