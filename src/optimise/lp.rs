//! A linear program as numbers, without names.

use smallvec::SmallVec;

use super::program::{Program, Sense};

/// How far a whole number may be from what it is.
pub const WHOLE: f64 = 1e-6;

/// Columns and rows as numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lp {
    /// Columns.
    pub columns: Vec<LpColumn>,
    /// Sense and right-hand side of each row.
    pub rows: Vec<(Sense, f64)>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct LpColumn {
    /// Coefficient of the objective, which is minimised.
    pub cost: f64,
    /// Least value (finite).
    pub lower: f64,
    /// Most value; may be infinite.
    pub upper: f64,
    /// Whole numbers only.
    pub integer: bool,
    /// Rows and coefficients.
    pub terms: Terms,
}

/// Rows and coefficients of a column. Most columns have two: those are kept in the column itself.
pub type Terms = SmallVec<[(usize, f64); 2]>;

impl LpColumn {
    /// What one unit costs at prices of the rows.
    #[must_use]
    pub fn reduced(&self, prices: &[f64]) -> f64 {
        self.cost - self.terms.iter().map(|&(row, a)| a * prices[row]).sum::<f64>()
    }
}

/// The bounds of a column within a row that it enters alone.
#[must_use]
pub fn narrowed((lower, upper): (f64, f64), (sense, rhs): (Sense, f64), coefficient: f64) -> (f64, f64) {
    let at = rhs / coefficient;
    let above = sense == Sense::Eq || (sense == Sense::Le) == (coefficient > 0.0);
    let below = sense == Sense::Eq || (sense == Sense::Ge) == (coefficient > 0.0);
    (if below { lower.max(at) } else { lower }, if above { upper.min(at) } else { upper })
}

impl Lp {
    /// A program with the coefficients of its objective.
    #[must_use]
    pub fn new(program: &Program, objective: &[f64]) -> Self {
        let columns = program.columns().iter().zip(objective);
        let mut lp = Self {
            columns: columns
                .map(|(column, &cost)| LpColumn {
                    cost,
                    lower: column.lower,
                    upper: column.upper,
                    integer: column.integer,
                    terms: Terms::new(),
                })
                .collect(),
            rows: program.rows().iter().map(|row| (row.sense, row.rhs)).collect(),
        };
        for (index, row) in program.rows().iter().enumerate() {
            for &(col, coefficient) in &row.terms {
                lp.columns[col.0].terms.push((index, coefficient));
            }
        }
        lp
    }

    /// Number of coefficients.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.columns.iter().map(|column| column.terms.len()).sum()
    }

    /// The value of the objective at a point.
    #[must_use]
    pub fn objective(&self, values: &[f64]) -> f64 {
        self.columns.iter().zip(values).map(|(column, value)| column.cost * value).sum()
    }

    /// The largest violation of a bound or row at a point, relative to the size of the row's right-hand side.
    #[must_use]
    pub fn violation(&self, values: &[f64]) -> f64 {
        let mut activity = vec![0.0; self.rows.len()];
        let mut worst = 0.0_f64;
        for (column, value) in self.columns.iter().zip(values) {
            worst = worst.max(column.lower - value).max(value - column.upper);
            column.terms.iter().for_each(|&(row, coefficient)| activity[row] += coefficient * value);
        }
        for (&(sense, rhs), activity) in self.rows.iter().zip(activity) {
            worst = worst.max(sense.excess(activity - rhs) / rhs.abs().max(1.0));
        }
        worst
    }

    /// A point whose whole numbers that cost something are as low as the rest allows: what a proposal that is not proven may
    /// have more of than it needs.
    #[must_use]
    pub fn trimmed(&self, mut values: Vec<f64>) -> Vec<f64> {
        let mut room: Vec<f64> = self.rows.iter().map(|row| row.1).collect();
        for (column, value) in self.columns.iter().zip(&values) {
            column.terms.iter().for_each(|&(row, a)| room[row] -= a * value);
        }
        for (column, value) in self.columns.iter().zip(&mut values) {
            if !column.integer || column.cost <= 0.0 || *value < column.lower + 0.5 {
                continue;
            }
            let most = |&(row, a): &(usize, f64)| match self.rows[row].0 {
                Sense::Eq if a != 0.0 => 0.0,
                Sense::Le if a < 0.0 => room[row] / -a,
                Sense::Ge if a > 0.0 => -room[row] / a,
                _ => f64::INFINITY,
            };
            let least = column.terms.iter().map(most).fold(*value - column.lower, f64::min);
            let less = (least + WHOLE).floor();
            if less > 0.0 {
                *value -= less;
                column.terms.iter().for_each(|&(row, a)| room[row] += a * less);
            }
        }
        values
    }

    /// Adds a row: the objective is at most so much.
    pub fn hold_objective(&mut self, most: f64) {
        let row = self.rows.len();
        self.rows.push((Sense::Le, most));
        for column in self.columns.iter_mut().filter(|column| column.cost != 0.0) {
            column.terms.push((row, column.cost));
        }
    }

    /// The same program with each whole number held at its value, and thus without a demand for whole numbers.
    #[must_use]
    pub fn held(&self, values: &[f64]) -> Self {
        let mut held = self.clone();
        for (column, value) in held.columns.iter_mut().zip(values).filter(|(column, _)| column.integer) {
            (column.lower, column.upper, column.integer) = (*value, *value, false);
        }
        held
    }

    /// Numbers the independent parts: rows that columns join, in the order of their first row.
    #[must_use]
    pub fn divide(&self) -> Division {
        self.divide_with(std::iter::empty())
    }

    /// The independent parts when further columns, given by the rows that each enters, join rows as well.
    #[must_use]
    pub fn divide_with(&self, further: impl Iterator<Item = [usize; 2]>) -> Division {
        let mut parent: Vec<usize> = (0..self.rows.len()).collect();
        let mut used = vec![false; self.rows.len()];
        for [a, b] in further {
            (used[a], used[b]) = (true, true);
            unite(&mut parent, a, b);
        }
        for column in &self.columns {
            for &(row, _) in &column.terms {
                used[row] = true;
                unite(&mut parent, column.terms[0].0, row);
            }
        }
        let mut division = Division { of_row: vec![None; self.rows.len()], of_column: Vec::new(), parts: 0 };
        let mut number = vec![None; self.rows.len()];
        for row in (0..self.rows.len()).filter(|&row| used[row]) {
            let root = root(&mut parent, row);
            let next = division.parts;
            let part = *number[root].get_or_insert(next);
            division.parts += usize::from(part == next);
            division.of_row[row] = Some(part);
        }
        let own = |column: &LpColumn| column.terms.first().and_then(|(row, _)| division.of_row[*row]);
        division.of_column = self.columns.iter().map(own).collect();
        division
    }

    /// Some rows and columns, by their index in ascending order; the columns enter no other row.
    #[must_use]
    pub fn cut(&self, rows: &[usize], columns: &[usize]) -> Self {
        let place = |row: usize| rows.binary_search(&row).unwrap_or_default();
        let cut = |&column: &usize| {
            let column = &self.columns[column];
            let terms = column.terms.iter().map(|&(row, coefficient)| (place(row), coefficient)).collect();
            LpColumn { terms, ..column.clone() }
        };
        Self { rows: rows.iter().map(|&row| self.rows[row]).collect(), columns: columns.iter().map(cut).collect() }
    }
}

/// The independent parts of a program.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Division {
    /// Part of each row; rows that no column enters have none.
    pub of_row: Vec<Option<usize>>,
    /// Part of each column; columns that enter no row have none.
    pub of_column: Vec<Option<usize>>,
    /// Number of parts.
    pub parts: usize,
}

impl Division {
    /// The rows and columns of each part, in ascending order.
    #[must_use]
    pub fn members(&self) -> Vec<(Vec<usize>, Vec<usize>)> {
        let mut members = vec![(Vec::new(), Vec::new()); self.parts];
        for (row, part) in self.of_row.iter().enumerate() {
            if let Some(part) = part {
                members[*part].0.push(row);
            }
        }
        for (column, part) in self.of_column.iter().enumerate() {
            if let Some(part) = part {
                members[*part].1.push(column);
            }
        }
        members
    }
}

pub(super) fn root(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}

/// Joins the groups of two nodes, under the least of each; false where they are one already.
pub(super) fn unite(parent: &mut [usize], a: usize, b: usize) -> bool {
    let (a, b) = (root(parent, a), root(parent, b));
    parent[a.max(b)] = a.min(b);
    a != b
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 7 t in trips of 3 t: three trips, of five that were proposed; none of a contract that must be.
    #[test]
    fn no_more_trips_than_the_load_needs() {
        let column = |cost, integer, terms: &[(usize, f64)]| LpColumn {
            cost,
            lower: 0.0,
            upper: 9.0,
            integer,
            terms: terms.into(),
        };
        let lp = Lp {
            columns: vec![
                column(1.0, false, &[(0, 1.0)]),
                column(20.0, true, &[(0, -3.0)]),
                column(5.0, true, &[(1, 1.0)]),
            ],
            rows: vec![(Sense::Le, 0.0), (Sense::Eq, 2.0)],
        };
        assert_eq!(lp.trimmed(vec![7.0, 5.0, 2.0]), [7.0, 3.0, 2.0]);
        assert_eq!(lp.trimmed(vec![6.0, 5.0, 2.0]), [6.0, 2.0, 2.0]);
    }
}
