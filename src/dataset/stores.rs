//! stores.csv: what can be kept from one period to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::row::{Range, Row};
use super::{Dataset, Period};
use crate::diagnostic::{Finding, Findings};
use crate::id::{FacilityId, FlowId, MaterialId};
use crate::quantity::{EurosPerTonne, Tonnes};

/// Days of a month, a twelfth of a year.
const MONTH_DAYS: f64 = 365.0 / 12.0;

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stock {
    /// What a company gives out before it leaves, or takes in before it is used.
    Flow(FlowId),
    /// A material at a facility, before it is processed or after it is made.
    Facility(FacilityId, MaterialId),
}

impl fmt::Display for Stock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flow(flow) => flow.fmt(f),
            Self::Facility(facility, material) => write!(f, "{facility},{material}"),
        }
    }
}

/// Where it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Store {
    /// The most that it holds.
    pub capacity: Tonnes,
    /// Cost of each tonne put into it.
    pub cost: EurosPerTonne,
    /// Share of what it holds that spoils in a month.
    pub loss_per_month: f64,
    /// Where the figures come from.
    pub source: String,
}

impl Store {
    /// The share of what it holds when a period begins that spoils by its end.
    #[must_use]
    pub fn loss(&self, period: &Period) -> f64 {
        1.0 - (1.0 - self.loss_per_month).powf(period.days / MONTH_DAYS)
    }
}

impl Dataset {
    /// The most tonnes of a flow that spoil in its store in a year: what a full one loses in each period.
    #[must_use]
    pub fn most_spoilt(&self, flow: &FlowId) -> f64 {
        if self.stores.is_empty() {
            return 0.0;
        }
        let store = self.stores.get(&Stock::Flow(flow.clone()));
        let lost = |store: &Store| -> f64 {
            self.periods.iter().map(|period| store.loss(period) * store.capacity.value()).sum()
        };
        store.map_or(0.0, lost)
    }
}

/// The stores by what they keep.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> BTreeMap<Stock, Store> {
    let mut known = BTreeSet::new();
    let rows = context.read("stores", findings, |row| {
        let (of, store) = store(row, context)?;
        if !known.insert(of.clone()) {
            let finding = Finding::error("table.repeated-id", format!("there are two stores of `{of}`"));
            row.push("capacity_t", finding.help("remove one of the two rows"));
        }
        Some((of, store))
    });
    rows.into_iter().collect()
}

fn store(row: &mut Row<'_, '_>, context: &Context<'_>) -> Option<(Stock, Store)> {
    row.reference("flow", "stores.unknown-flow", &context.flows);
    row.reference("facility", "stores.unknown-facility", &context.facilities);
    row.reference("material", "stores.unknown-material", &context.materials);
    let capacity = row.needed_number("capacity_t", Range::NotNegative).map(Tonnes);
    let cost = row.number("cost_eur_per_t", Range::NotNegative).map(EurosPerTonne).unwrap_or_default();
    let loss = row.number("loss_per_month", Range::NotNegative).unwrap_or(0.0);
    if loss >= 1.0 {
        let finding = Finding::error("stores.not-a-share", format!("`{loss}` is not a share below 1"));
        row.push("loss_per_month", finding.help("write `0.02` where 2 % of what is kept spoils in a month"));
    }
    let of = match (row.text("flow"), row.text("facility"), row.text("material")) {
        (Some(flow), None, None) => Stock::Flow(flow.into()),
        (None, Some(facility), Some(material)) => Stock::Facility(facility.into(), material.into()),
        _ => {
            let finding = Finding::error("stores.whose", "a store is of one flow, or of one material at a facility");
            row.push("flow", finding.help("fill `flow`, or `facility` and `material`, and no other"));
            return None;
        }
    };
    let source = row.owned("source").unwrap_or_default();
    Some((of, Store { capacity: capacity?, cost, loss_per_month: loss, source }))
}
