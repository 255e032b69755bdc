//! Prices that change with the tonnes of a year: gate fees, and rebates of hauliers.

use serde::{Deserialize, Serialize};

use crate::quantity::{Euros, EurosPerTonne, Tonnes};

/// What is nearer than this to where a price begins, as a share of it, has reached it.
const REACHED: f64 = 1e-6;

/// Whether a figure has reached where a price begins.
#[must_use]
pub fn reached(figure: f64, from: f64) -> bool {
    from <= figure * (1.0 + REACHED)
}

/// Which tonnes a price counts for once the year's tonnes reach it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applies {
    /// Those beyond, up to the next price.
    #[default]
    Beyond,
    /// All of the year.
    All,
}

/// A price, and the tonnes of a year from which on it holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PriceFrom {
    /// Where it begins.
    pub from: Tonnes,
    /// What a tonne costs.
    pub price: EurosPerTonne,
}

/// A price that changes with the tonnes of a year: at least one, the first from 0 on, in the order of where they begin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tariff {
    /// Which tonnes a price counts for.
    pub applies: Applies,
    /// The prices.
    pub prices: Vec<PriceFrom>,
    /// Where the prices come from.
    pub source: String,
}

/// A straight part of what a tariff costs: for t tonnes between its ends, fixed + price t.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Where it begins.
    pub from: Tonnes,
    /// Where it ends; perhaps infinite.
    pub to: Tonnes,
    /// What a further tonne costs.
    pub price: EurosPerTonne,
    /// Where its line meets 0 t.
    pub fixed: Euros,
}

impl Tariff {
    /// Its straight parts, one after the other.
    #[must_use]
    pub fn bands(&self) -> Vec<Band> {
        let ends = self.prices.iter().skip(1).map(|next| next.from).chain([Tonnes(f64::INFINITY)]);
        let mut bands: Vec<Band> = Vec::new();
        for (&PriceFrom { from, price }, to) in self.prices.iter().zip(ends) {
            let fixed = match bands.last() {
                Some(last) if self.applies == Applies::Beyond => last.fixed + (last.price - price) * from,
                _ => Euros::ZERO,
            };
            bands.push(Band { from, to, price, fixed });
        }
        bands
    }

    /// Whether a later tonne never costs less than an earlier one, each at its own price.
    #[must_use]
    pub fn rises(&self) -> bool {
        self.applies == Applies::Beyond && self.prices.windows(2).all(|pair| pair[0].price <= pair[1].price)
    }

    /// What so many tonnes cost in a year; where one price ends and another begins, the lesser of the two.
    #[must_use]
    pub fn cost(&self, tonnes: Tonnes) -> Euros {
        let (least, most) = (tonnes.value() * (1.0 - REACHED), tonnes.value() * (1.0 + REACHED));
        let bands = self.bands().into_iter().filter(|band| band.from.value() <= most && least <= band.to.value());
        let costs = bands.map(|band| (band.fixed + band.price * tonnes).value());
        Euros(costs.fold(f64::INFINITY, f64::min))
    }

    /// What each of so many tonnes of a year costs in the mean; the first price where there are none.
    #[must_use]
    pub fn mean(&self, tonnes: Tonnes) -> EurosPerTonne {
        if tonnes > Tonnes::ZERO {
            EurosPerTonne(self.cost(tonnes).value() / tonnes.value())
        } else {
            self.prices.first().map_or(EurosPerTonne::ZERO, |first| first.price)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tariff(applies: Applies, prices: &[(f64, f64)]) -> Tariff {
        let prices = prices.iter().map(|&(from, price)| PriceFrom { from: Tonnes(from), price: EurosPerTonne(price) });
        Tariff { applies, prices: prices.collect(), source: String::new() }
    }

    /// 10 t at 30, 20 t at 20, 10 t at 25 EUR; or all 40 t at 25 EUR.
    #[test]
    fn each_tonne_at_its_own_price_or_all_at_the_last() {
        let prices = [(0.0, 30.0), (10.0, 20.0), (30.0, 25.0)];
        let own = tariff(Applies::Beyond, &prices);
        assert_eq!([10.0, 25.0, 40.0].map(|t| own.cost(Tonnes(t))), [300.0, 600.0, 950.0].map(Euros));
        let all = tariff(Applies::All, &prices);
        assert_eq!([9.0, 25.0, 40.0].map(|t| all.cost(Tonnes(t))), [270.0, 500.0, 1000.0].map(Euros));
        // at 10 t the lower price is reached, at 30 t the higher one is not yet paid
        assert_eq!([10.0, 30.0].map(|t| all.cost(Tonnes(t))), [200.0, 600.0].map(Euros));
    }

    #[test]
    fn what_rises_needs_no_choice() {
        assert!(tariff(Applies::Beyond, &[(0.0, 5.0), (4.0, 9.0)]).rises());
        assert!(!tariff(Applies::Beyond, &[(0.0, 9.0), (4.0, 5.0)]).rises());
        assert!(!tariff(Applies::All, &[(0.0, 5.0), (4.0, 9.0)]).rises());
    }
}
