//! `prices.csv`.

use serde::{Deserialize, Serialize};

use super::{Number, Row};
use crate::optimise::prices::{EXCLUSIVE, PARTNERS, Price, Prices};

/// The basis of prices of a program with whole numbers.
pub const INTEGERS_HELD: &str = "integers_held";
/// The basis of what one more partner, or a contract that is not exclusive, would save.
const OWN_LINKS_FREE: &str = "own_links_free";

table! {
    /// What one unit more of a limit, a flow or a link would change.
    PriceRow in "prices.csv" {
        kind: String, row: String, place: String, about: String, unit: String, at: Number, price: Number,
        price_unit: String, from: Option<Number>, to: Option<Number>, without: Option<Number>, exact: bool, basis: String,
    }
}

impl PriceRow {
    /// The row of a price, in the unit of the objective.
    #[must_use]
    pub fn new(it: &Price, prices: &Prices, unit: &str) -> Self {
        let figure = |value: Option<f64>| value.map(Number::from);
        Self {
            kind: it.kind.to_string(),
            row: it.row.clone(),
            place: it.place.clone(),
            about: it.about.clone(),
            unit: it.unit.to_string(),
            at: it.at.into(),
            price: it.price.into(),
            price_unit: if it.unit.is_empty() { unit.to_owned() } else { format!("{unit}/{}", it.unit) },
            from: figure(it.from),
            to: figure(it.to),
            without: figure(it.without),
            exact: it.exact,
            basis: match it.kind.as_ref() {
                PARTNERS | EXCLUSIVE => OWN_LINKS_FREE,
                _ if prices.held => INTEGERS_HELD,
                _ => "linear",
            }
            .to_owned(),
        }
    }
}

impl From<PriceRow> for Price {
    fn from(row: PriceRow) -> Self {
        let figure = |value: Option<Number>| value.map(|value| value.0);
        Self {
            kind: row.kind.into(),
            row: row.row,
            place: row.place,
            about: row.about,
            unit: row.unit.into(),
            at: row.at.0,
            price: row.price.0,
            from: figure(row.from),
            to: figure(row.to),
            without: figure(row.without),
            exact: row.exact,
        }
    }
}
