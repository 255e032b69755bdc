//! The scenario's targets.

use super::Formulation;
use crate::optimise::program::{Col, Impact, Measure, Row, RowId, Sense};
use crate::scenario::{Limit, Metric, Target};

/// A target and its row.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetRow {
    /// The target.
    pub target: Target,
    /// Its row.
    pub row: RowId,
}

/// The measure behind a metric, and whether the metric is its share of all outgoing tonnes.
#[must_use]
pub fn measure(metric: Metric) -> (Measure, bool) {
    match metric {
        Metric::DiversionRate => (Measure::Recovered, true),
        Metric::LocalRate => (Measure::Local, true),
        Metric::BudgetEur => (Measure::Euros, false),
        Metric::Co2eKg => (Measure::Co2e, false),
        Metric::Km => (Measure::Km, false),
        Metric::InsertionHours => (Measure::Hours, false),
        Metric::CollectedT => (Measure::Collected, false),
        Metric::ReusedT => (Measure::Reused, false),
        Metric::OpeningEur => (Measure::Opening, false),
    }
}

impl Formulation<'_> {
    /// `target[t]`: the measure over all columns is at least, or at most, what is asked (shares: times all that
    /// leaves companies). Of a soft target, `missing[t]` makes up for the rest, at its price.
    pub(super) fn target_rows(&mut self, targets: &[Target]) {
        for target in targets {
            let (measure, share) = measure(target.metric);
            let scale = if share { self.problem.dataset.total_output().value() } else { 1.0 };
            let (sense, value) = match target.limit {
                Limit::AtLeast(value) => (Sense::Ge, value),
                Limit::AtMost(value) => (Sense::Le, value),
            };
            let name = format!("target({})", target.metric.key());
            let row = self.measure_row(&name, measure, sense, value * scale);
            if let Some(price) = target.price {
                let impact = Impact::NONE.with(Measure::Missing, price * target.units() / scale);
                let missing = format!("missing({})", target.metric.key());
                let col = self.program.column(&missing, f64::INFINITY, impact);
                self.program.extend(col, &[(row, if sense == Sense::Ge { 1.0 } else { -1.0 })]);
            }
            self.targets.push(TargetRow { target: target.clone(), row });
        }
    }

    /// A row over one measure of all columns, known and to come.
    pub fn measure_row(&mut self, name: &str, measure: Measure, sense: Sense, rhs: f64) -> RowId {
        let weights = Impact::NONE.with(measure, 1.0);
        let row = self.weighted_row(name, &weights, sense, rhs);
        self.round_rows.measured.push((row, measure, 1.0));
        row
    }

    /// A row over a weighted sum of measures of all columns known so far.
    pub fn weighted_row(&mut self, name: &str, weights: &Impact, sense: Sense, rhs: f64) -> RowId {
        let coefficients = self.program.weighted(weights);
        let terms = coefficients.into_iter().enumerate().map(|(i, c)| (Col(i), c));
        self.program.row(name, terms, sense, rhs)
    }

    /// Adds to each target row a column for what is missing to it; returns them with the size of what is asked.
    pub fn add_slacks(&mut self) -> Vec<(Col, f64)> {
        let rows: Vec<RowId> = self.targets.iter().map(|target| target.row).collect();
        let mut slacks = Vec::new();
        for row in rows {
            let Row { name, sense, rhs, .. } = self.program.rows()[row.0].clone();
            let (sign, scale) = (if sense == Sense::Ge { 1.0 } else { -1.0 }, rhs.abs().max(1.0));
            let col = self.program.column(&format!("missing.{name}"), f64::INFINITY, Impact::NONE);
            self.program.extend(col, &[(row, sign)]);
            slacks.push((col, scale));
        }
        slacks
    }
}
