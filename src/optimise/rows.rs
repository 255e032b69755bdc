//! A program row by row.

use std::ops::Index;

use super::lp::Lp;

/// Columns and coefficients of each row, one row after the other.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Where each row begins, and at last where all end.
    start: Vec<usize>,
    entries: Vec<(usize, f64)>,
}

impl Rows {
    /// The rows of a program; columns in their order.
    #[must_use]
    pub fn of(lp: &Lp) -> Self {
        let mut start = vec![0; lp.rows.len() + 1];
        let terms = || lp.columns.iter().flat_map(|column| &column.terms);
        terms().for_each(|(row, _)| start[row + 1] += 1);
        for row in 0..lp.rows.len() {
            start[row + 1] += start[row];
        }
        let mut next = start.clone();
        let mut entries = vec![(0, 0.0); start.last().copied().unwrap_or(0)];
        for (index, column) in lp.columns.iter().enumerate() {
            for &(row, coefficient) in &column.terms {
                entries[next[row]] = (index, coefficient);
                next[row] += 1;
            }
        }
        Self { start, entries }
    }

    /// The rows in their order.
    pub fn iter(&self) -> impl Iterator<Item = &[(usize, f64)]> {
        (0..self.start.len() - 1).map(|row| &self[row])
    }
}

impl Index<usize> for Rows {
    type Output = [(usize, f64)];
    fn index(&self, row: usize) -> &Self::Output {
        &self.entries[self.start[row]..self.start[row + 1]]
    }
}
