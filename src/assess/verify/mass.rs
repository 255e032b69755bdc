//! Mass balances and capacities.

use std::collections::BTreeMap;

use super::Check;
use crate::assess::{Entry, Kind};
use crate::dataset::{Direction, Flow, Period, Size};
use crate::id::{FacilityId, MaterialId, ProcessId};

/// Treatment at a facility of the proposal, not at an outlet of today.
pub(super) fn at_facility(entry: &Entry) -> bool {
    entry.kind == Kind::Treatment && entry.flow.is_none()
}

impl Check<'_> {
    /// What leaves each output, and what each input receives, is its quantity; what enters a facility leaves it.
    pub(super) fn balances(&mut self) {
        for (state, ledger) in [("today", self.today), ("proposed", self.proposed)] {
            let periods = if state == "today" { &[] } else { self.dataset.periods.as_slice() };
            self.balance(state, ledger, periods, |flow| flow.quantity.value());
        }
        let kept = |e: &&Entry| {
            matches!(e.kind, Kind::Outlet | Kind::Purchase) || (e.kind == Kind::Treatment && e.flow.is_some())
        };
        let optional = self.today.iter().filter(|entry| !kept(entry));
        let optional: f64 = optional.map(|entry| entry.tonnes.value().max(1.0)).sum();
        self.agree("mass.today", || "what today's ledger proposes".into(), optional, 0.0);
    }

    /// The balances of a ledger over some periods, where each flow has a quantity and stores give and take.
    pub(super) fn balance(
        &mut self,
        state: &str,
        ledger: &[Entry],
        periods: &[Period],
        quantity: impl Fn(&Flow) -> f64,
    ) {
        let dataset = self.dataset;
        for flow in dataset.flows.values() {
            let counts = |entry: &&Entry| match flow.direction {
                Direction::Out => {
                    entry.flow.as_ref() == Some(&flow.id)
                        && matches!(entry.kind, Kind::Outlet | Kind::Collected | Kind::Haulage)
                }
                Direction::In => {
                    (entry.kind == Kind::Purchase && entry.flow.as_ref() == Some(&flow.id))
                        || (entry.kind == Kind::Haulage && entry.taker.as_ref() == Some(&flow.id))
                }
            };
            // what replaces another material stands for more or less of it than it weighs
            let stands = |entry: &Entry| {
                let taken = entry.taker.as_ref() == Some(&flow.id);
                let material = entry.material.as_ref().filter(|_| taken);
                entry.tonnes.value() * material.map_or(1.0, |it| self.dataset.ratio(it, &flow.material))
            };
            let tonnes: f64 = ledger.iter().filter(counts).map(stands).sum();
            let kept: f64 = periods.iter().map(|period| self.for_store(flow, &period.id)).sum();
            self.agree("mass.flow", || format!("{state}, flow `{}`", flow.id), tonnes, quantity(flow) + kept);
        }
        for ((facility, material), (mut arriving, leaving)) in self.facility_balances(ledger) {
            arriving += periods.iter().map(|it| self.out_of_store(&facility, &material, &it.id)).sum::<f64>();
            self.agree("mass.facility", || format!("{state}, `{material}` at `{facility}`"), leaving, arriving);
        }
    }

    fn facility_balances(&self, ledger: &[Entry]) -> BTreeMap<(FacilityId, MaterialId), (f64, f64)> {
        let mut balances: BTreeMap<(FacilityId, MaterialId), (f64, f64)> = BTreeMap::new();
        let facility = |name: &str| self.dataset.facilities.get(&FacilityId::from(name)).map(|f| f.id.clone());
        for entry in ledger {
            let Some(material) = &entry.material else { continue };
            let tonnes = entry.tonnes.value();
            let arrives = matches!(entry.kind, Kind::Collected | Kind::Trunk)
                || (entry.kind == Kind::Haulage && entry.taker.is_none());
            if let Some(to) = facility(&entry.to).filter(|_| arrives) {
                balances.entry((to, material.clone())).or_default().0 += tonnes;
            }
            let leaves = matches!(entry.kind, Kind::Trunk | Kind::Sale | Kind::Disposal)
                || (entry.kind == Kind::Haulage && entry.flow.is_none())
                || at_facility(entry);
            let Some(from) = facility(&entry.from).filter(|_| leaves) else { continue };
            balances.entry((from.clone(), material.clone())).or_default().1 += tonnes;
            let process = entry.process.as_ref().filter(|_| at_facility(entry));
            for y in process.iter().flat_map(|process| &self.dataset.processes[*process].yields) {
                balances.entry((from.clone(), y.output.clone())).or_default().0 += tonnes * y.ratio;
            }
        }
        balances
    }

    /// What facilities process is within their limits, by operations that they run, of materials that those take.
    pub(super) fn capacities(&mut self) {
        let mut by_facility: BTreeMap<&str, f64> = BTreeMap::new();
        let mut by_operation: BTreeMap<_, (f64, f64)> = BTreeMap::new();
        for entry in self.proposed.iter().filter(|entry| at_facility(entry)) {
            let (Some(process), Some(material)) = (&entry.process, &entry.material) else { continue };
            let tonnes = entry.tonnes.value();
            *by_facility.entry(&entry.from).or_default() += tonnes;
            let material = &self.dataset.materials[material];
            let (mass, pieces) = by_operation.entry((FacilityId::from(&entry.from), process.clone())).or_default();
            *mass += tonnes;
            *pieces += material.unit_kg.map_or(0.0, |kg| tonnes * 1000.0 / kg);
            let accepts = self.dataset.processes[process].accepts(material);
            let what = || format!("`{process}` takes `{}`", material.id);
            self.agree("operation.accepts", what, f64::from(u8::from(accepts)), 1.0);
        }
        for (name, tonnes) in by_facility {
            let Some(facility) = self.dataset.facilities.get(&FacilityId::from(name)) else { continue };
            if let Some(capacity) = self.capacity(&facility.id, None) {
                self.at_most("capacity.facility", || name.to_owned(), tonnes, capacity);
            }
            if !facility.existing && facility.opening.value() > 0.0 {
                let opened = self.proposed.iter().any(|e| e.kind == Kind::Opening && e.from == name);
                self.agree("opening", || name.to_owned(), f64::from(u8::from(opened)), 1.0);
            }
        }
        for ((facility, process), (tonnes, pieces)) in by_operation {
            let what = || format!("`{process}` at `{facility}`");
            match self.dataset.operations.get(&(facility.clone(), process.clone())) {
                None => self.agree("operation.exists", what, 0.0, 1.0),
                Some(operation) => {
                    let capacity = self.capacity(&facility, Some(&process)).unwrap_or(f64::INFINITY);
                    self.at_most("capacity.operation", what, tonnes, capacity);
                    self.at_most("capacity.units", what, pieces, operation.capacity_units.unwrap_or(f64::INFINITY));
                }
            }
        }
    }

    /// The size of a facility that a line of the ledger names.
    pub(super) fn size(&self, entry: &Entry) -> Option<&Size> {
        let place = |size: &&Size| (size.facility.as_str(), &size.process) == (entry.from.as_str(), &entry.process);
        self.dataset.sizes.iter().filter(place).find(|size| size.size == entry.to)
    }

    /// What a facility, or one of its process lines, can take in a year with the sizes that the ledger names; none: no
    /// limit.
    pub(super) fn capacity(&self, facility: &FacilityId, process: Option<&ProcessId>) -> Option<f64> {
        let stated = match process {
            None => self.dataset.facilities[facility].capacity,
            Some(process) => self.dataset.operations[&(facility.clone(), process.clone())].capacity,
        };
        let sized = self.dataset.sizes_of(facility, process).next().is_some();
        let chosen = self.proposed.iter().filter(|entry| entry.kind == Kind::Size && entry.from == facility.as_str());
        let chosen = chosen.filter(|entry| entry.process.as_ref() == process).filter_map(|entry| self.size(entry));
        let added: f64 = chosen.map(|size| size.capacity.value()).sum();
        stated.map(|stated| stated.value() + added).or(sized.then_some(added))
    }

    /// At most one size of each facility and process line, known to the dataset; none of a candidate that is not opened.
    pub(super) fn sizes(&mut self) {
        let mut chosen: BTreeMap<(&str, Option<&ProcessId>), f64> = BTreeMap::new();
        let proposed = self.proposed;
        for entry in proposed.iter().filter(|entry| entry.kind == Kind::Size) {
            let known = self.size(entry).is_some();
            let what = || format!("`{}` of `{}`", entry.to, entry.from);
            self.agree("size.known", what, f64::from(u8::from(known)), 1.0);
            *chosen.entry((&entry.from, entry.process.as_ref())).or_default() += 1.0;
            let candidate = self.dataset.facilities.get(&FacilityId::from(&entry.from));
            let candidate = candidate.is_some_and(|it| !it.existing && it.opening.value() > 0.0);
            let opened = proposed.iter().any(|other| other.kind == Kind::Opening && other.from == entry.from);
            self.agree("size.opening", what, f64::from(u8::from(opened || !candidate)), 1.0);
        }
        for ((facility, _), sizes) in chosen {
            self.at_most("size.one", || format!("sizes of `{facility}`"), sizes, 1.0);
        }
    }
}
