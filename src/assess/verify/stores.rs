//! Stores: what is in them follows from what goes in, comes out and spoils, and fits.

use std::collections::BTreeMap;

use super::Check;
use crate::assess::{Entry, Kind, StockLine};
use crate::dataset::{Direction, Flow, Stock};
use crate::id::{FacilityId, MaterialId, PeriodId};

/// The store that a line of the ledger is about.
pub(super) fn stock(entry: &Entry) -> Option<Stock> {
    match &entry.flow {
        Some(flow) => Some(Stock::Flow(flow.clone())),
        None => Some(Stock::Facility(FacilityId::from(&entry.from), entry.material.clone()?)),
    }
}

impl Check<'_> {
    /// Each store, period by period, the first after the last; what its lines say is what the ledger does.
    pub(super) fn stores(&mut self) {
        let dataset = self.dataset;
        let mut lines: BTreeMap<(&Stock, &PeriodId), &StockLine> = BTreeMap::new();
        for line in self.stocks {
            let known = dataset.stores.contains_key(&line.of) && dataset.periods.iter().any(|it| it.id == line.period);
            let once = lines.insert((&line.of, &line.period), line).is_none();
            let what = || format!("stock of `{}` in `{}`", line.of, line.period);
            self.agree("store.known", what, f64::from(u8::from(known && once)), 1.0);
        }
        for (of, store) in &dataset.stores {
            let periods = &dataset.periods;
            for (t, period) in periods.iter().enumerate() {
                let before = &periods[(t + periods.len() - 1) % periods.len()];
                let at = |period: &PeriodId| lines.get(&(of, period)).copied();
                let figures = at(&period.id).map_or([0.0; 4], |it| [it.stored, it.drawn, it.lost, it.stock]);
                let [stored, drawn, lost, stock] = figures;
                let there = at(&before.id).map_or(0.0, |it| it.stock);
                let what = || format!("`{of}` in `{}`", period.id);
                self.agree("store.lost", what, lost, store.loss(period) * there);
                self.agree("store.balance", what, stock, there - lost + stored - drawn);
                self.at_most("store.capacity", what, stock, store.capacity.value());
                self.at_most("store.negative", what, -figures.into_iter().fold(f64::INFINITY, f64::min), 0.0);
                let put = |entry: &&Entry| {
                    entry.kind == Kind::Storage
                        && entry.period.as_ref() == Some(&period.id)
                        && self::stock(entry).as_ref() == Some(of)
                };
                let paid: f64 = self.proposed.iter().filter(put).map(|entry| entry.tonnes.value()).sum();
                self.agree("store.stored", what, paid, stored);
            }
        }
    }

    /// What a flow has more, or needs more, in a period for its store: what comes out less what goes in of an output, the
    /// reverse of an input; what spoils of an output goes to the outlet.
    pub(super) fn for_store(&self, flow: &Flow, period: &PeriodId) -> f64 {
        let line = self.line(&Stock::Flow(flow.id.clone()), period);
        line.map_or(0.0, |it| match flow.direction {
            Direction::Out => it.drawn - it.stored + it.lost,
            Direction::In => it.stored - it.drawn,
        })
    }

    /// What comes out of a store of a facility, less what goes in, and what spoils.
    pub(super) fn out_of_store(&self, facility: &FacilityId, material: &MaterialId, period: &PeriodId) -> f64 {
        let line = self.line(&Stock::Facility(facility.clone(), material.clone()), period);
        line.map_or(0.0, |it| it.drawn - it.stored + it.lost)
    }

    fn line(&self, of: &Stock, period: &PeriodId) -> Option<&StockLine> {
        self.stocks.iter().find(|line| line.of == *of && line.period == *period)
    }
}
