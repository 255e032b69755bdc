//! `stocks.csv`.

use serde::{Deserialize, Serialize};

use super::{Number, Row};
use crate::assess::StockLine;
use crate::dataset::Stock;
use crate::id::{FacilityId, FlowId, MaterialId, PeriodId};

table! {
    /// A store in a period.
    StockRow in "stocks.csv" {
        flow: Option<FlowId>, facility: Option<FacilityId>, material: Option<MaterialId>, period: PeriodId,
        stored_t: Number, drawn_t: Number, lost_t: Number, stock_t: Number,
    }
}

impl From<&StockLine> for StockRow {
    fn from(it: &StockLine) -> Self {
        let (flow, facility, material) = match &it.of {
            Stock::Flow(flow) => (Some(flow.clone()), None, None),
            Stock::Facility(facility, material) => (None, Some(facility.clone()), Some(material.clone())),
        };
        Self {
            flow,
            facility,
            material,
            period: it.period.clone(),
            stored_t: it.stored.into(),
            drawn_t: it.drawn.into(),
            lost_t: it.lost.into(),
            stock_t: it.stock.into(),
        }
    }
}

impl From<StockRow> for StockLine {
    fn from(row: StockRow) -> Self {
        let of = match (row.flow, row.facility, row.material) {
            (Some(flow), _, _) => Stock::Flow(flow),
            (None, facility, material) => {
                let empty = String::new;
                Stock::Facility(facility.unwrap_or_else(|| empty().into()), material.unwrap_or_else(|| empty().into()))
            }
        };
        let (stored, drawn) = (row.stored_t.0, row.drawn_t.0);
        Self { of, period: row.period, stored, drawn, lost: row.lost_t.0, stock: row.stock_t.0 }
    }
}
