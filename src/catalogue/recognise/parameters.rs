//! What is fitted, and the logistic curve that makes a probability of an agreement.

use serde::Deserialize;

use super::super::tables::rows;

/// The most that is ever said: some hundred labels can prove no more.
const SUREST: f64 = 0.99;

const TABLE: &str = include_str!("../data/recognition.csv");

/// The parameters of recognition, as `data/recognition.csv` states them with how they were found.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Parameters {
    /// Part of what the names of a material explain together, beside its best name.
    pub material: f64,
    /// For a waste that goes out, or a product that comes in.
    pub direction: f64,
    /// For a waste called used or soiled, or a product called new; against when it is the other way round.
    pub state: f64,
    /// For what the company's sector typically gives or takes.
    pub typical: f64,
    /// Of the logistic curve: its intercept, and what agreement and lead add to it.
    pub intercept: f64,
    pub agreement: f64,
    pub lead: f64,
}

#[derive(Deserialize)]
struct Stated {
    parameter: String,
    value: f64,
}

impl Parameters {
    /// Those of this build.
    pub fn embedded() -> Self {
        let mut all = Self::default();
        for Stated { parameter, value } in rows(TABLE) {
            if let Some(slot) = all.slot(&parameter) {
                *slot = value;
            }
        }
        all
    }

    pub fn slot(&mut self, name: &str) -> Option<&mut f64> {
        Some(match name {
            "material" => &mut self.material,
            "direction" => &mut self.direction,
            "state" => &mut self.state,
            "typical" => &mut self.typical,
            "intercept" => &mut self.intercept,
            "agreement" => &mut self.agreement,
            "lead" => &mut self.lead,
            _ => return None,
        })
    }

    /// The probability of each of the agreements, which come in falling order. Each has the odds
    /// `exp(intercept + agreement a + lead (a - the best other))`; they share the whole with the odds, 1, that none is meant.
    pub fn scores(&self, agreements: &[f64]) -> Vec<f64> {
        let rival = |at: usize| agreements.get(usize::from(at == 0)).copied().unwrap_or_default();
        let odds = |(at, a): (usize, &f64)| (self.intercept + self.agreement * a + self.lead * (a - rival(at))).exp();
        let odds: Vec<f64> = agreements.iter().enumerate().map(odds).collect();
        let total = 1.0 + odds.iter().sum::<f64>();
        odds.into_iter().map(|odds| (odds / total).min(SUREST)).collect()
    }
}
