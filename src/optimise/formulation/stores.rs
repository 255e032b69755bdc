//! What is kept from one period to the next.

use super::Formulation;
use crate::dataset::{Direction, Stock};
use crate::optimise::program::{Col, Impact, Measure, Sense};

/// The columns of a store, period by period.
#[derive(Debug, Clone, Default)]
pub struct StoreColumns {
    /// Tonnes put in.
    pub stored: Vec<Col>,
    /// Tonnes taken out.
    pub drawn: Vec<Col>,
    /// Tonnes there at the end.
    pub stock: Vec<Col>,
    /// Tonnes of the year that spoil and have no outlet of today.
    pub spoilt: Option<Col>,
}

impl Formulation<'_> {
    /// Columns `stored[n]@t`, `drawn[n]@t` and `stock[n]@t`, at the end of period t, with the loss l[n,t] of the period:
    /// `stock.balance[n]@t`: stock@t = (1 - l[n,t]) stock@(t-1) + stored@t - drawn@t, the first period after the last;
    /// `store[n]@t`: stock@t <= capacity[n], t.
    ///
    /// What spoils of an output goes to the outlet of today. Elsewhere it is disposed of: column `spoilt[n]`, with
    /// `spoil[n]`: spoilt = sum of stored@t - drawn@t, t/year.
    pub(super) fn store(&mut self, of: &Stock) {
        let Some(store) = self.problem.dataset.stores.get(of) else { return };
        let capacity = store.capacity.value();
        let cost = Impact::NONE.with(Measure::Euros, store.cost.value());
        let mut columns = StoreColumns::default();
        for name in self.names_by_period(&format!("stored({of})")) {
            columns.stored.push(self.program.column(&name, capacity, cost));
        }
        for name in self.names_by_period(&format!("drawn({of})")) {
            columns.drawn.push(self.program.column(&name, capacity, Impact::NONE));
        }
        for name in self.names_by_period(&format!("stock({of})")) {
            columns.stock.push(self.program.column(&name, f64::INFINITY, Impact::NONE));
        }
        let rows = self.names_by_period(&format!("stock.balance({of})"));
        for (t, (name, period)) in rows.iter().zip(self.problem.periods()).enumerate() {
            let before = columns.stock[(t + rows.len() - 1) % rows.len()];
            let terms = [
                (columns.stock[t], 1.0),
                (before, store.loss(period) - 1.0),
                (columns.stored[t], -1.0),
                (columns.drawn[t], 1.0),
            ];
            self.program.row(name, terms, Sense::Eq, 0.0);
        }
        for (name, &stock) in self.names_by_period(&format!("store({of})")).iter().zip(&columns.stock) {
            self.program.row(name, [(stock, 1.0)], Sense::Le, capacity);
        }
        let output = matches!(of, Stock::Flow(flow) if self.problem.dataset.flows[flow].direction == Direction::Out);
        if store.loss_per_month > 0.0 && !output {
            let assume = &self.problem.scenario.assume;
            let impact = Impact::NONE
                .with(Measure::Euros, assume.disposal_cost.value())
                .with(Measure::Co2e, assume.disposal_co2e.value());
            let spoilt = self.program.column(&format!("spoilt({of})"), f64::INFINITY, impact);
            let put = columns.stored.iter().map(|&col| (col, 1.0)).chain(columns.drawn.iter().map(|&col| (col, -1.0)));
            let terms: Vec<_> = put.chain([(spoilt, -1.0)]).collect();
            self.program.row(&format!("spoil({of})"), terms, Sense::Eq, 0.0);
            columns.spoilt = Some(spoilt);
        }
        self.columns.stores.insert(of.clone(), columns);
    }

    /// What a store adds to a balance of period t, where what leaves it has this sign.
    pub(super) fn stock_terms(&self, of: &Stock, t: usize, sign: f64) -> Vec<(Col, f64)> {
        let columns = self.columns.stores.get(of);
        columns.map_or_else(Vec::new, |it| vec![(it.drawn[t], sign), (it.stored[t], -sign)])
    }
}
