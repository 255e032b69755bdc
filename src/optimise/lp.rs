//! A linear program as numbers, without names.

use super::program::{Program, Sense};

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
    pub terms: Vec<(usize, f64)>,
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
                    terms: Vec::new(),
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
}
