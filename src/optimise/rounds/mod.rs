//! Rounds: which exist, what they cost, and which can improve a program at given prices.
//!
//! A class of rounds (vehicle, frequency, place of unloading) with at most [`Tours::MOST`] stops is known in full:
//! the best order of every set of stops is computed once, and pricing looks at all of them. A larger class offers
//! the rounds that a savings construction with local search met on its way, and nothing is proven of it.

mod class;
mod savings;
mod tours;

use std::collections::BTreeSet;

pub use self::class::Class;
pub use self::tours::{LegWeights, Legs, Tours};
use super::formulation::{Formulation, Problem};
use super::program::{Impact, Measure};

/// A round that the program may run: a set of stops with their order.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundColumn {
    /// Index of the stream.
    pub stream: usize,
    /// Index of its class of rounds.
    pub option: usize,
    /// Indices of its stops, in the order of the visit.
    pub stops: Vec<usize>,
    /// Length, each time.
    pub km: f64,
    /// Duration with service and unloading, each time.
    pub hours: f64,
}

/// A round with what it would change: its cost less the prices of the rows it enters.
#[derive(Debug, Clone, PartialEq)]
pub struct Priced {
    /// The round.
    pub round: RoundColumn,
    /// Negative: adding it improves the relaxed program.
    pub reduced_cost: f64,
}

/// All rounds of all streams.
#[derive(Debug)]
pub struct Oracle {
    classes: Vec<Class>,
    known: BTreeSet<(usize, usize, Vec<usize>)>,
}

impl Oracle {
    /// Prepares every class of rounds, ordering stops by the weights of the objective.
    #[must_use]
    pub fn new(problem: Problem<'_>, weights: &Impact) -> Self {
        let mut classes = Vec::new();
        for (s, stream) in problem.candidates.streams.iter().enumerate() {
            for option in 0..stream.rounds.len() {
                classes.push(Class::new(problem, s, option, weights));
            }
        }
        Self { classes, known: BTreeSet::new() }
    }

    /// Whether there is any round at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// Whether every admissible round is known, so that a bound over them holds.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.classes.iter().all(Class::is_complete)
    }

    /// First rounds: each stop alone, and those of a savings construction.
    #[must_use]
    pub fn seed(&mut self) -> Vec<RoundColumn> {
        let seeds: Vec<RoundColumn> = self.classes.iter().flat_map(Class::seed).collect();
        seeds.into_iter().filter(|round| self.learn(round)).collect()
    }

    /// The rounds not yet known whose reduced cost is below a limit, best first, at most `most` of each class.
    #[must_use]
    pub fn below(&self, formulation: &Formulation<'_>, prices: &RowPrices<'_>, limit: f64, most: usize) -> Vec<Priced> {
        let mut found = Vec::new();
        for class in &self.classes {
            let mut rounds = class.below(formulation, prices, limit);
            rounds.retain(|priced| !self.known.contains(&key(&priced.round)));
            rounds.sort_by(|a, b| {
                a.reduced_cost.total_cmp(&b.reduced_cost).then_with(|| key(&a.round).cmp(&key(&b.round)))
            });
            rounds.truncate(most);
            found.extend(rounds);
        }
        found
    }

    /// Remembers a round; false when it is known already.
    pub fn learn(&mut self, round: &RoundColumn) -> bool {
        self.known.insert(key(round))
    }
}

fn key(round: &RoundColumn) -> (usize, usize, Vec<usize>) {
    let mut stops = round.stops.clone();
    stops.sort_unstable();
    (round.stream, round.option, stops)
}

/// Prices of the rows, and the weights of the measures once the prices of the rows over measures are taken off.
#[derive(Debug)]
pub struct RowPrices<'a> {
    /// By row.
    pub duals: &'a [f64],
    /// Effective weights.
    pub weights: Impact,
}

impl<'a> RowPrices<'a> {
    /// From the objective's weights and the prices of all rows.
    #[must_use]
    pub fn new(formulation: &Formulation<'_>, objective: &Impact, duals: &'a [f64]) -> Self {
        let mut weights = *objective;
        for &(row, measure, scale) in &formulation.round_rows.measured {
            weights[measure] -= duals[row.0] * scale;
        }
        Self { duals, weights }
    }

    /// What a kilometre and an hour of a vehicle weigh; kilometres alone when neither weighs anything.
    #[must_use]
    pub fn leg_weights(weights: &Impact, vehicle: &crate::dataset::Vehicle) -> LegWeights {
        let km = weights[Measure::Euros] * vehicle.eur_per_km.value()
            + weights[Measure::Co2e] * vehicle.co2e_per_km.value()
            + weights[Measure::Km];
        let hour = weights[Measure::Euros] * vehicle.eur_per_hour.value();
        if km <= 0.0 && hour <= 0.0 { LegWeights { km: 1.0, hour: 0.0 } } else { LegWeights { km, hour } }
    }
}
