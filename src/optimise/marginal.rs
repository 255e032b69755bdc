//! What pooling a company costs at the prices of the relaxed program.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::formulation::{Formulation, Problem};
use super::program::Impact;
use super::rounds::marginal::{self, Limits, Modes};
use super::rounds::{RoundColumn, coupling};
use super::solve::LABELS;
use super::solver;

/// The prices of a program over all rounds, without whole numbers: of each row, by its name.
#[derive(Debug, Clone)]
pub struct RowPrices {
    /// What the relaxed program comes to: no proposal is below.
    pub value: f64,
    by: BTreeMap<Arc<str>, f64>,
    weights: Impact,
    /// Seconds that each search may take.
    seconds: f64,
}

/// What pooling a company costs at prices.
#[derive(Debug, Clone)]
pub struct Pooling {
    /// More than the best way without, in the unit of the objective: no less than that is paid for it.
    pub more: f64,
    /// What leaving it with its outlet of today costs more than the best way without pooling; none: it may not be left.
    pub outside: Option<f64>,
    /// The best round through it, where rounds pool it best; it may visit others twice.
    pub round: Option<RoundColumn>,
}

fn limits(seconds: f64) -> Limits {
    Limits { labels: LABELS, until: solver::until(Instant::now(), seconds) }
}

impl RowPrices {
    /// The prices of a problem, for its first objective. None where they are not known within the scenario's limit of time,
    /// or where contents of pools make the program more than a linear one.
    #[must_use]
    pub fn of(problem: Problem<'_>) -> Option<Self> {
        if Formulation::pooling(problem) {
            return None;
        }
        let seconds = problem.scenario.solver.time_limit_s;
        let weights = problem.weights(problem.scenario.objective.minimise);
        let formulation = Formulation::build(problem, &problem.scenario.targets);
        let (value, duals) = marginal::prices(&coupling::model(&formulation, &weights), limits(seconds))?;
        let rows = formulation.program.rows().iter();
        Some(Self { value, by: rows.map(|row| row.name.clone()).zip(duals).collect(), weights, seconds })
    }

    /// What pooling a stop of a stream costs, in the problem of the prices or in one where only this company has other
    /// tonnes. None where prices do not tell: it has parts, or shares rounds with other streams.
    #[must_use]
    pub fn pooling(&self, problem: Problem<'_>, stream: usize, stop: usize) -> Option<Pooling> {
        let candidates = &problem.candidates.streams[stream];
        if candidates.stops[stop].parts > 1 {
            return None;
        }
        let formulation = Formulation::build(problem, &problem.scenario.targets);
        let model = coupling::model(&formulation, &self.weights);
        let rows = formulation.program.rows().iter();
        let prices: Vec<f64> = rows.map(|row| self.by.get(&row.name).copied().unwrap_or(0.0)).collect();
        let columns = &formulation.columns;
        let of = |columns: &BTreeMap<(usize, usize), super::program::Col>, stops: &dyn Fn(usize) -> usize| {
            let own = columns.iter().filter(|((s, index), _)| *s == stream && stops(*index) == stop);
            own.map(|(_, col)| col.0).collect::<Vec<usize>>()
        };
        let served = Modes {
            pooled: of(&columns.drop_off, &|index| candidates.drop_offs[index].stop),
            hauliers: of(&columns.alone, &|index| candidates.alones[index].stop),
            outside: of(&columns.outside, &|index| index),
        };
        let ways = marginal::ways(&model, &prices, (stream, stop), &served, limits(self.seconds))?;
        let without = ways.otherwise?;
        let by_round = ways.round.filter(|(weight, _)| ways.pooled.is_none_or(|other| *weight < other));
        let pooled = by_round.as_ref().map(|(weight, _)| *weight).or(ways.pooled)?;
        Some(Pooling {
            more: pooled - without,
            outside: ways.outside.map(|outside| outside - without),
            round: by_round.map(|(_, tour)| coupling::round(problem, &model, &tour)),
        })
    }
}
