//! The basis as a product: a lower and an upper triangle (Markowitz, 1957), and a correction for each exchange since.

use std::cmp::Ordering;

use super::order::Order;

/// Entries below this are rounding.
const DUST: f64 = 1e-13;
/// Least pivot, columns being of the size of 1.
const PIVOT: f64 = 1e-9;
/// A pivot is no smaller than this part of the largest entry of its row.
const THRESHOLD: f64 = 0.1;
/// Rows or columns looked at for each pivot.
const LOOKED_AT: usize = 4;

/// Lists of entries, one after the other.
#[derive(Debug, Clone, Default)]
struct Lists {
    start: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl Lists {
    fn new() -> Self {
        Self { start: vec![0], entries: Vec::new() }
    }

    fn close(&mut self) {
        self.start.push(self.entries.len());
    }

    fn of(&self, index: usize) -> &[(u32, f64)] {
        &self.entries[self.start[index]..self.start[index + 1]]
    }

    fn add(&mut self, entries: impl Iterator<Item = (u32, f64)>) {
        self.entries.extend(entries);
        self.close();
    }
}

/// Factors of a basis whose columns are numbered by the row that each is pivoted in.
#[derive(Debug, Clone, Default)]
pub struct Factors {
    /// Row of each pivot, in the order of elimination.
    row: Vec<usize>,
    pivot: Vec<f64>,
    /// Multipliers of other rows, by pivot; pivots that have any.
    lower: Lists,
    eliminating: Vec<usize>,
    /// Other entries of each pivot's row, and of its column, in the upper triangle.
    upper: Lists,
    upper_columns: Lists,
    /// An exchange at a position: the entering column in terms of the basis before, without the entry at the position.
    exchanged: Vec<(usize, f64)>,
    steps: Lists,
}

/// What a factorisation leaves: the column pivoted in each row, if one.
pub struct Factored {
    /// The factors; rows without a column are taken by their own unit column.
    pub factors: Factors,
    /// For each row, the index of its column among those given.
    pub column: Vec<Option<usize>>,
}

impl Factors {
    /// Factors of a basis of unit columns.
    #[must_use]
    pub fn unit() -> Self {
        Self {
            lower: Lists::new(),
            upper: Lists::new(),
            upper_columns: Lists::new(),
            steps: Lists::new(),
            ..Self::default()
        }
    }

    /// Factorises columns, as far as they are independent; other rows take unit columns.
    #[must_use]
    pub fn of(rows: usize, columns: &[&[(usize, f64)]]) -> Factored {
        let mut active = Active::new(rows, columns);
        while let Some((row, column)) = active.choose() {
            active.eliminate(row, column);
        }
        active.finish()
    }

    /// Number of exchanges since the factorisation.
    #[must_use]
    pub fn exchanges(&self) -> usize {
        self.exchanged.len()
    }

    /// Whether the exchanges weigh more than the triangles, so that a fresh factorisation pays.
    #[must_use]
    pub fn heavy(&self, rows: usize) -> bool {
        self.steps.entries.len() > 3 * (self.lower.entries.len() + self.upper.entries.len() + rows)
    }

    /// Solves for a right-hand side by row; the answer by position.
    pub fn solve(&self, x: &mut [f64]) {
        for &at in &self.eliminating {
            let value = x[self.row[at]];
            if value != 0.0 {
                self.lower.of(at).iter().for_each(|&(row, factor)| x[row as usize] -= factor * value);
            }
        }
        for at in (0..self.row.len()).rev() {
            let row = self.row[at];
            if x[row] != 0.0 {
                x[row] /= self.pivot[at];
                let value = x[row];
                self.upper_columns.of(at).iter().for_each(|&(row, a)| x[row as usize] -= a * value);
            }
        }
        for (index, &(at, pivot)) in self.exchanged.iter().enumerate() {
            if x[at] != 0.0 {
                x[at] /= pivot;
                let value = x[at];
                self.steps.of(index).iter().for_each(|&(other, a)| x[other as usize] -= a * value);
            }
        }
    }

    /// Solves the transposed system for a right-hand side by position; the answer by row.
    pub fn solve_transposed(&self, y: &mut [f64]) {
        for (index, &(at, pivot)) in self.exchanged.iter().enumerate().rev() {
            let sum: f64 = self.steps.of(index).iter().map(|&(other, a)| a * y[other as usize]).sum();
            y[at] = (y[at] - sum) / pivot;
        }
        for (at, &row) in self.row.iter().enumerate() {
            if y[row] != 0.0 {
                y[row] /= self.pivot[at];
                let value = y[row];
                self.upper.of(at).iter().for_each(|&(row, a)| y[row as usize] -= a * value);
            }
        }
        for &at in self.eliminating.iter().rev() {
            let sum: f64 = self.lower.of(at).iter().map(|&(row, factor)| factor * y[row as usize]).sum();
            y[self.row[at]] -= sum;
        }
    }

    /// Exchanges the column at a position for one that is this in terms of the basis.
    pub fn exchange(&mut self, at: usize, step: &[f64]) {
        self.exchanged.push((at, step[at]));
        let others = step.iter().enumerate().filter(|&(other, a)| other != at && a.abs() > DUST);
        #[expect(clippy::cast_possible_truncation, reason = "programs have fewer than four thousand million rows")]
        self.steps.add(others.map(|(other, &a)| (other as u32, a)));
    }
}

/// What is still to be eliminated, with what was.
struct Active {
    /// Entries of each row, by column.
    rows: Vec<Vec<(u32, f64)>>,
    /// Rows of each column.
    columns: Vec<Vec<u32>>,
    row_order: Order,
    column_order: Order,
    /// The entry of each column in the row of the pivot, and whether it was met.
    spread: Vec<f64>,
    pivots: Vec<(usize, usize, f64)>,
    lower: Lists,
    upper: Lists,
}

impl Active {
    fn new(rows: usize, columns: &[&[(usize, f64)]]) -> Self {
        let mut by_row: Vec<Vec<(u32, f64)>> = vec![Vec::new(); rows];
        let mut by_column: Vec<Vec<u32>> = vec![Vec::new(); columns.len()];
        for (index, column) in columns.iter().enumerate() {
            for &(row, a) in column.iter().filter(|(_, a)| a.abs() > DUST) {
                #[expect(clippy::cast_possible_truncation, reason = "as above")]
                by_row[row].push((index as u32, a));
                #[expect(clippy::cast_possible_truncation, reason = "as above")]
                by_column[index].push(row as u32);
            }
        }
        Self {
            row_order: Order::new(by_row.iter().map(Vec::len), columns.len()),
            column_order: Order::new(by_column.iter().map(Vec::len), rows),
            spread: vec![0.0; columns.len()],
            pivots: Vec::with_capacity(rows),
            lower: Lists::new(),
            upper: Lists::new(),
            rows: by_row,
            columns: by_column,
        }
    }

    /// The next pivot: of the rows and columns with the fewest entries, the one that brings the fewest new ones.
    fn choose(&mut self) -> Option<(usize, usize)> {
        loop {
            if let Some(column) = self.column_order.first_of(1) {
                let row = self.columns[column][0] as usize;
                if self.entry(row, column).abs() > PIVOT {
                    return Some((row, column));
                }
                self.reject(column);
                continue;
            }
            if let Some(row) = self.row_order.first_of(1) {
                let (column, a) = self.rows[row][0];
                if a.abs() > PIVOT {
                    return Some((row, column as usize));
                }
                self.drop_entry(row, column as usize);
                continue;
            }
            match self.search() {
                Search::Found(row, column) => return Some((row, column)),
                Search::Reject(column) => self.reject(column),
                Search::Nothing => return None,
            }
        }
    }

    fn search(&self) -> Search {
        let mut best: Option<Candidate> = None;
        let (mut looked, mut weak) = (0, None);
        for count in 2..=self.row_order.longest().max(self.column_order.longest()) {
            for column in self.column_order.of(count).take(LOOKED_AT - looked) {
                let own = self.columns[column].iter().filter_map(|&row| self.candidate(row as usize, column));
                match own.min_by(Candidate::compare) {
                    Some(own) => best = Some(best.map_or(own, |best| best.better(own))),
                    None => weak = weak.or(Some(column)),
                }
                looked += 1;
            }
            for row in self.row_order.of(count).take(LOOKED_AT - looked) {
                let own = self.rows[row].iter().filter_map(|&(column, _)| self.candidate(row, column as usize));
                if let Some(own) = own.min_by(Candidate::compare) {
                    best = Some(best.map_or(own, |best| best.better(own)));
                }
                looked += 1;
            }
            let enough = best.is_some_and(|best| best.cost <= (count - 1) * (count - 1));
            if enough || (looked >= LOOKED_AT && (best.is_some() || weak.is_some())) {
                break;
            }
            looked = looked.min(LOOKED_AT - 1);
        }
        match (best, weak) {
            (Some(best), _) => Search::Found(best.row, best.column),
            (None, Some(column)) => Search::Reject(column),
            (None, None) => Search::Nothing,
        }
    }

    /// An entry as a pivot; none when it is too small beside its row.
    fn candidate(&self, row: usize, column: usize) -> Option<Candidate> {
        let size = self.entry(row, column).abs();
        let cost = (self.rows[row].len() - 1) * (self.columns[column].len() - 1);
        (size > PIVOT && size >= THRESHOLD * self.largest(row)).then_some(Candidate { row, column, cost, size })
    }

    fn entry(&self, row: usize, column: usize) -> f64 {
        self.rows[row].iter().find(|(other, _)| *other as usize == column).map_or(0.0, |(_, a)| *a)
    }

    fn largest(&self, row: usize) -> f64 {
        self.rows[row].iter().fold(0.0, |most, (_, a)| a.abs().max(most))
    }

    /// Takes an entry that is nothing out.
    fn drop_entry(&mut self, row: usize, column: usize) {
        self.rows[row].retain(|(other, _)| *other as usize != column);
        self.columns[column].retain(|other| *other as usize != row);
        self.row_order.place(row, self.rows[row].len());
        self.column_order.place(column, self.columns[column].len());
    }

    /// Leaves a column out that depends on others.
    fn reject(&mut self, column: usize) {
        for row in std::mem::take(&mut self.columns[column]) {
            self.rows[row as usize].retain(|(other, _)| *other as usize != column);
            self.row_order.place(row as usize, self.rows[row as usize].len());
        }
        self.column_order.take_out(column);
    }

    fn eliminate(&mut self, row: usize, column: usize) {
        let own = std::mem::take(&mut self.rows[row]);
        let pivot = own.iter().find(|(other, _)| *other as usize == column).map_or(1.0, |(_, a)| *a);
        self.row_order.take_out(row);
        self.column_order.take_out(column);
        for &(other, a) in own.iter().filter(|(other, _)| *other as usize != column) {
            self.spread[other as usize] = a;
            self.columns[other as usize].retain(|at| *at as usize != row);
        }
        for other in std::mem::take(&mut self.columns[column]) {
            if other as usize == row {
                continue;
            }
            let factor = self.entry(other as usize, column) / pivot;
            self.lower.entries.push((other, factor));
            self.subtract(other, column, factor, &own);
        }
        self.lower.close();
        for &(other, _) in own.iter().filter(|(other, _)| *other as usize != column) {
            self.spread[other as usize] = 0.0;
            self.column_order.place(other as usize, self.columns[other as usize].len());
        }
        self.upper.add(own.into_iter().filter(|(other, _)| *other as usize != column));
        self.pivots.push((row, column, pivot));
    }

    /// Subtracts the pivot's row, spread out, from another.
    fn subtract(&mut self, row: u32, column: usize, factor: f64, own: &[(u32, f64)]) {
        let mut entries = std::mem::take(&mut self.rows[row as usize]);
        let mut met = Vec::with_capacity(own.len());
        entries.retain_mut(|(other, a)| {
            let at = *other as usize;
            if at == column {
                return false;
            }
            if self.spread[at] != 0.0 {
                met.push((*other, self.spread[at]));
                *a -= factor * self.spread[at];
                self.spread[at] = 0.0;
                if a.abs() <= DUST {
                    self.columns[at].retain(|other| *other != row);
                    return false;
                }
            }
            true
        });
        for &(other, a) in own.iter().filter(|(other, _)| self.spread[*other as usize] != 0.0) {
            if (factor * a).abs() > DUST {
                entries.push((other, -factor * a));
                self.columns[other as usize].push(row);
            }
        }
        for (other, a) in met {
            self.spread[other as usize] = a;
        }
        self.row_order.place(row as usize, entries.len());
        self.rows[row as usize] = entries;
    }

    /// The triangles, columns numbered by their pivot's row, with unit columns for the rows left.
    fn finish(self) -> Factored {
        let rows = self.rows.len();
        let mut of_column = vec![None; self.columns.len()];
        let mut column = vec![None; rows];
        for (at, &(row, own, _)) in self.pivots.iter().enumerate() {
            of_column[own] = Some((at, row));
            column[row] = Some(own);
        }
        let mut factors = Factors::unit();
        factors.lower = self.lower;
        let mut transposed: Vec<Vec<(u32, f64)>> = vec![Vec::new(); self.pivots.len()];
        for (at, &(row, _, pivot)) in self.pivots.iter().enumerate() {
            factors.row.push(row);
            factors.pivot.push(pivot);
            if !factors.lower.of(at).is_empty() {
                factors.eliminating.push(at);
            }
            for &(other, a) in self.upper.of(at) {
                let Some((later, row_of_other)) = of_column[other as usize] else { continue };
                #[expect(clippy::cast_possible_truncation, reason = "as above")]
                factors.upper.entries.push((row_of_other as u32, a));
                #[expect(clippy::cast_possible_truncation, reason = "as above")]
                transposed[later].push((row as u32, a));
            }
            factors.upper.close();
        }
        for entries in transposed {
            factors.upper_columns.add(entries.into_iter());
        }
        Factored { factors, column }
    }
}

/// An entry that may be the next pivot.
#[derive(Clone, Copy)]
struct Candidate {
    row: usize,
    column: usize,
    /// Most new entries that its elimination brings.
    cost: usize,
    size: f64,
}

impl Candidate {
    fn compare(&self, other: &Self) -> Ordering {
        self.cost.cmp(&other.cost).then(other.size.total_cmp(&self.size))
    }

    fn better(self, other: Self) -> Self {
        if self.compare(&other).is_le() { self } else { other }
    }
}

enum Search {
    Found(usize, usize),
    Reject(usize),
    Nothing,
}
