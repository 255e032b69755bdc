//! Units in which the figures of a program are near 1.
//!
//! Solvers keep rows and judge costs within fixed tolerances, so that quantities of a millionth, or of a thousand million,
//! are lost or drown in the noise of their arithmetic. A program with such figures is solved in other units: each row, each
//! column and the objective multiplied by a power of two, which changes no digit. Whole columns count what they count.

use super::lp::{Lp, LpColumn};

/// Sizes of coefficients, and of the largest right-hand side, that need no other units.
const ORDINARY: (f64, f64) = (1e-4, 1e6);
/// The same of costs.
const ORDINARY_COSTS: (f64, f64) = (1e-6, 1e7);
/// Passes over rows and columns.
const PASSES: usize = 4;

/// Factors of rows, units of columns, and a factor of the objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaling {
    rows: Vec<f64>,
    columns: Vec<f64>,
    cost: f64,
}

impl Scaling {
    /// The units of a program; none where its figures are of ordinary size.
    #[must_use]
    pub fn of(lp: &Lp) -> Option<Self> {
        let costs = lp.columns.iter().all(|column| within(column.cost, ORDINARY_COSTS));
        if costs && ordinary(lp) {
            return None;
        }
        let mut columns = carried(lp);
        let mut rows = vec![1.0; lp.rows.len()];
        for _ in 0..PASSES {
            rows = row_factors(lp, &columns);
            column_units(lp, &rows, &mut columns, false);
        }
        rows.iter_mut().chain(&mut columns).for_each(|factor| *factor = power(*factor));
        let costs = mean(lp.columns.iter().zip(&columns).map(|(column, unit)| column.cost * unit));
        Some(Self { rows, columns, cost: power(1.0 / costs) })
    }

    /// The program in these units.
    #[must_use]
    pub fn scaled(&self, lp: &Lp) -> Lp {
        let columns = lp.columns.iter().zip(&self.columns).map(|(column, unit)| LpColumn {
            cost: column.cost * unit * self.cost,
            lower: column.lower / unit,
            upper: column.upper / unit,
            integer: column.integer,
            terms: column.terms.iter().map(|&(row, a)| (row, a * unit * self.rows[row])).collect(),
        });
        let rows = lp.rows.iter().zip(&self.rows).map(|(&(sense, rhs), factor)| (sense, rhs * factor));
        Lp { columns: columns.collect(), rows: rows.collect() }
    }

    /// A point of the program, in these units.
    #[must_use]
    pub fn point(&self, values: &[f64]) -> Vec<f64> {
        values.iter().zip(&self.columns).map(|(value, unit)| value / unit).collect()
    }

    /// A point in these units, as the program has it.
    #[must_use]
    pub fn values(&self, point: &[f64]) -> Vec<f64> {
        point.iter().zip(&self.columns).map(|(value, unit)| value * unit).collect()
    }

    /// Prices of rows in these units, as the program has them.
    #[must_use]
    pub fn duals(&self, duals: &[f64]) -> Vec<f64> {
        duals.iter().zip(&self.rows).map(|(dual, factor)| dual * factor / self.cost).collect()
    }
}

/// Whether coefficients and right-hand sides are of ordinary size.
fn ordinary(lp: &Lp) -> bool {
    // a small one beside others is dust more often than a figure
    let largest = lp.rows.iter().map(|(_, rhs)| rhs.abs()).fold(0.0, f64::max);
    within(largest, ORDINARY) && lp.columns.iter().flat_map(|column| &column.terms).all(|term| within(term.1, ORDINARY))
}

/// Units that columns begin with: 1 where figures are ordinary, else the size of what they carry.
#[must_use]
pub fn units(lp: &Lp) -> Vec<f64> {
    if ordinary(lp) { vec![1.0; lp.columns.len()] } else { carried(lp) }
}

/// The size of what continuous columns carry, the mean of the right-hand sides of rows without whole columns; 1 of others.
fn carried(lp: &Lp) -> Vec<f64> {
    let mut whole = vec![false; lp.rows.len()];
    for column in lp.columns.iter().filter(|column| column.integer) {
        column.terms.iter().for_each(|&(row, _)| whole[row] = true);
    }
    let unit = mean(lp.rows.iter().zip(whole).filter(|(_, whole)| !whole).map(|((_, rhs), _)| *rhs));
    lp.columns.iter().map(|column| if column.integer { 1.0 } else { unit }).collect()
}

/// Factors that bring the coefficients of each row around 1, columns being in these units: the geometric mean of the
/// smallest and the largest (Tomlin, 1975).
#[must_use]
pub fn row_factors(lp: &Lp, units: &[f64]) -> Vec<f64> {
    let mut ranges = vec![(f64::INFINITY, 0.0); lp.rows.len()];
    for (column, unit) in lp.columns.iter().zip(units) {
        column.terms.iter().for_each(|&(row, a)| widen(&mut ranges[row], a * unit));
    }
    ranges.into_iter().map(|range| middle(range).unwrap_or(1.0)).collect()
}

/// Units that bring the coefficients of each column around 1; those of whole columns only where they may have units.
pub fn column_units(lp: &Lp, rows: &[f64], units: &mut [f64], whole: bool) {
    for (column, unit) in lp.columns.iter().zip(units).filter(|(column, _)| whole || !column.integer) {
        let mut own = (f64::INFINITY, 0.0);
        column.terms.iter().for_each(|&(row, a)| widen(&mut own, a * rows[row]));
        *unit = middle(own).unwrap_or(1.0);
    }
}

/// What brings the middle of a range to 1; none of an empty one.
fn middle(range: (f64, f64)) -> Option<f64> {
    (range.1 > 0.0).then(|| 1.0 / (range.0 * range.1).sqrt())
}

/// Takes the size of a figure that is not 0 into a range.
fn widen(range: &mut (f64, f64), figure: f64) {
    let size = figure.abs();
    if size > 0.0 {
        *range = (range.0.min(size), range.1.max(size));
    }
}

/// The geometric mean of the sizes of some figures that are not 0; 1 of none.
fn mean(figures: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for figure in figures.filter(|figure| *figure != 0.0) {
        sum += figure.abs().ln();
        count += 1.0;
    }
    if count > 0.0 { f64::exp(sum / count) } else { 1.0 }
}

fn within(figure: f64, (least, most): (f64, f64)) -> bool {
    figure == 0.0 || (least..=most).contains(&figure.abs())
}

/// The power of two nearest in size.
fn power(factor: f64) -> f64 {
    factor.log2().round().exp2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimise::program::Sense;

    fn lp(size: f64) -> Lp {
        let column = |integer, terms: &[(usize, f64)]| LpColumn {
            cost: 3.0,
            lower: 0.0,
            upper: size,
            integer,
            terms: terms.into(),
        };
        Lp {
            columns: vec![column(false, &[(0, 1.0), (1, 1.0)]), column(true, &[(1, -size)])],
            rows: vec![(Sense::Eq, 5.0 * size), (Sense::Le, 0.0)],
        }
    }

    #[test]
    fn ordinary_figures_stay_as_they_are() {
        assert_eq!(Scaling::of(&lp(10.0)), None);
    }

    /// A row of tonnes and one that ties them to a choice: both end with coefficients and right-hand sides near 1, and
    /// everything comes back as it was, to the last digit.
    #[test]
    fn other_figures_come_near_1_and_back() {
        for size in [1e-9, 1e9] {
            let lp = lp(size);
            let scaling = Scaling::of(&lp).unwrap();
            let scaled = scaling.scaled(&lp);
            for (row, a) in scaled.columns.iter().flat_map(|column| &column.terms) {
                assert!((0.2..5.0).contains(&a.abs()), "{a} in row {row} of {size}");
            }
            assert!((1.0..=20.0).contains(&scaled.rows[0].1), "{}", scaled.rows[0].1);
            assert_eq!(scaled.columns[1].upper.to_bits(), size.to_bits(), "a whole column counts what it counts");
            assert_eq!(scaling.values(&scaling.point(&[0.1 * size, 3.0])), [0.1 * size, 3.0]);
        }
    }
}
