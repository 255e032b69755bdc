//! markets.csv: what buyers outside pay for a product, step by step.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::row::Range;
use crate::diagnostic::{Finding, Findings};
use crate::id::MaterialId;
use crate::quantity::{Euros, EurosPerTonne, Tonnes};

/// A step of a market: its price holds from where the former step ends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Where it ends, in tonnes a year of the whole territory; none: it does not end.
    pub up_to: Option<Tonnes>,
    /// What each of its tonnes is sold for.
    pub price: EurosPerTonne,
}

/// The market of a material, outside the territory: at least one step, in the order of where they end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Market {
    /// Of what.
    pub material: MaterialId,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Where the prices come from.
    pub source: String,
}

impl Market {
    /// The most that it takes in a year; infinite when its last step does not end.
    #[must_use]
    pub fn most(&self) -> Tonnes {
        self.steps.last().and_then(|step| step.up_to).unwrap_or(Tonnes(f64::INFINITY))
    }

    /// How many tonnes each step takes, the last perhaps without end.
    pub fn widths(&self) -> impl Iterator<Item = Tonnes> {
        let ends = self.steps.iter().map(|step| step.up_to.unwrap_or(Tonnes(f64::INFINITY)));
        let starts = std::iter::once(Tonnes::ZERO).chain(ends.clone());
        starts.zip(ends).map(|(start, end)| end - start)
    }

    /// Whether a later tonne never sells for more than an earlier one.
    #[must_use]
    pub fn falls(&self) -> bool {
        self.steps.windows(2).all(|pair| pair[1].price <= pair[0].price)
    }

    /// What so many tonnes sell for in a year, those of the first step first.
    #[must_use]
    pub fn revenue(&self, tonnes: Tonnes) -> Euros {
        let mut left = tonnes.value();
        let parts = self.steps.iter().zip(self.widths()).map(|(step, width)| {
            let part = left.min(width.value());
            left -= part;
            step.price * Tonnes(part)
        });
        parts.sum()
    }
}

/// Markets by material.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> BTreeMap<MaterialId, Market> {
    let rows = context.read("markets", findings, |row| {
        let material = row.needed("material");
        row.reference("material", "markets.unknown-material", &context.materials);
        let up_to = row.number("up_to_t", Range::Positive).map(Tonnes);
        let price = row.needed_number("eur_per_t", Range::Any).map(EurosPerTonne);
        Some((MaterialId::from(material?), Step { up_to, price: price? }, row.owned("source").unwrap_or_default()))
    });
    let mut markets: BTreeMap<MaterialId, Market> = BTreeMap::new();
    for (material, step, source) in rows {
        let new = || Market { material: material.clone(), steps: Vec::new(), source: String::new() };
        let market = markets.entry(material.clone()).or_insert_with(new);
        market.steps.push(step);
        if !source.is_empty() && !market.source.contains(&source) {
            let parts = [market.source.as_str(), &source];
            market.source = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ; ");
        }
    }
    for market in markets.values_mut() {
        let end = |step: &Step| step.up_to.map_or(f64::INFINITY, Tonnes::value);
        market.steps.sort_by(|a, b| end(a).total_cmp(&end(b)).then(b.price.value().total_cmp(&a.price.value())));
        check_steps(context, market, findings);
    }
    markets
}

/// Two steps that end at the same place leave one of them nothing.
fn check_steps(context: &Context<'_>, market: &Market, findings: &mut Findings) {
    for pair in market.steps.windows(2).filter(|pair| pair[0].up_to == pair[1].up_to) {
        let end = pair[0].up_to.map_or_else(|| "do not end".to_owned(), |end| format!("end at {} t", end.value()));
        let message = format!("two steps of the market of `{}` {end}", market.material);
        findings.push(
            Finding::error("markets.same-step", message)
                .at_place(context.place_of("markets", "material", market.material.as_str(), Some("up_to_t")))
                .help("write in `up_to_t` where each step ends; only the last may be empty"),
        );
    }
}
