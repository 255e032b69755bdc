//! Periods: balances and capacities of each, from the lines of the ledger.

use std::collections::BTreeMap;

use super::Check;
use super::mass::at_facility;
use crate::assess::Entry;
use crate::id::{FacilityId, ProcessId};
use crate::quantity::Tonnes;

impl Check<'_> {
    /// In each period, what moves is what there is then, and within the capacity of then. A line without a period is
    /// spread evenly over the year.
    pub(super) fn seasons(&mut self) {
        let seasons = self.scenario.reuse.as_ref().is_some_and(|reuse| reuse.seasons);
        let dataset = self.dataset;
        let periods = if seasons { dataset.periods.as_slice() } else { &[] };
        let known =
            |entry: &&Entry| entry.period.as_ref().is_none_or(|period| periods.iter().any(|known| known.id == *period));
        let unknown = self.today.iter().chain(self.proposed).filter(|entry| !known(entry)).count();
        self.agree("period.known", || "lines of unknown periods".into(), if unknown > 0 { 1.0 } else { 0.0 }, 0.0);
        let year: f64 = periods.iter().map(|period| period.days).sum();
        for (t, period) in periods.iter().enumerate() {
            let even = period.days / year;
            let then = self.proposed.iter().filter_map(|entry| match &entry.period {
                None => Some(Entry { tonnes: entry.tonnes * even, ..entry.clone() }),
                Some(own) => (*own == period.id).then(|| entry.clone()),
            });
            let then: Vec<Entry> = then.collect();
            let state = format!("proposed in `{}`", period.id);
            self.balance(&state, &then, std::slice::from_ref(period), |flow| {
                flow.quantity.value() * dataset.flow_shares(&flow.id)[t]
            });
            self.capacities_of_period(&state, &then, t);
        }
    }

    fn capacities_of_period(&mut self, state: &str, then: &[Entry], t: usize) {
        let dataset = self.dataset;
        let mut treated: BTreeMap<(FacilityId, Option<ProcessId>), (f64, f64)> = BTreeMap::new();
        for entry in then.iter().filter(|entry| at_facility(entry)) {
            let (Some(process), Some(material)) = (&entry.process, &entry.material) else { continue };
            let Tonnes(tonnes) = entry.tonnes;
            let pieces = dataset.materials[material].unit_kg.map_or(0.0, |kg| tonnes * 1000.0 / kg);
            let facility = FacilityId::from(&entry.from);
            for process in [None, Some(process.clone())] {
                let (mass, count) = treated.entry((facility.clone(), process)).or_default();
                *mass += tonnes;
                *count += pieces;
            }
        }
        for ((facility, process), (tonnes, pieces)) in treated {
            let operation = process.as_ref().map(|process| (facility.clone(), process.clone()));
            let operation = operation.map(|key| dataset.operations.get(&key));
            // an operation or a facility that is not there is named where the year is checked
            if operation == Some(None) || !dataset.facilities.contains_key(&facility) {
                continue;
            }
            let share = dataset.capacity_shares(&facility, process.as_ref())[t];
            let line = process.as_ref().map_or_else(String::new, |process| format!("`{process}` at "));
            let what = || format!("{state}, {line}`{facility}`");
            let capacity = self.capacity(&facility, process.as_ref()).unwrap_or(f64::INFINITY);
            // what is closed takes nothing, however large
            self.at_most("capacity.period", what, tonnes, if share > 0.0 { capacity * share } else { 0.0 });
            let units = operation.flatten().and_then(|operation| operation.capacity_units);
            self.at_most("capacity.units.period", what, pieces, units.map_or(f64::INFINITY, |units| units * share));
        }
    }
}
