//! The program that prices are taken from: whole numbers held, constants moved to the right, in independent parts.

use std::collections::BTreeSet;

use crate::optimise::formulation::Formulation;
use crate::optimise::lp::{Lp, LpColumn};
use crate::optimise::program::{Col, Sense};
use crate::optimise::solver::{self, Relaxed, SolveError};

/// Rows that whole openings, trips and links imply: with those held they say nothing that other rows do not, and would
/// take their prices.
const IMPLIED: [&str; 6] = ["open", "size.open", "hub", "trips.material", "link.bound", "rounds"];
/// Accuracy asked of the relaxed programs.
const ACCURACY: f64 = 1e-9;
/// What prices may miss weak duality by, relative to all that is added up.
const DUALITY: f64 = 1e-6;
/// What is less is nothing.
const DUST: f64 = 1e-9;

/// The family of a row: what stands before its ids.
#[must_use]
pub fn family(name: &str) -> &str {
    name.split('(').next().unwrap_or(name)
}

/// The program with its whole numbers held at a point.
#[derive(Debug, Clone)]
pub struct Held {
    /// Free columns and all rows, constants moved to the right.
    pub lp: Lp,
    /// For each column of the program, its column here.
    pub column: Vec<Option<usize>>,
    /// Part of each row; rows without a free column, and implied ones, have none.
    pub part: Vec<Option<usize>>,
    /// Part of each free column.
    part_of_column: Vec<usize>,
    /// Number of parts.
    pub parts: usize,
}

/// One independent part, with where its rows and columns stand in the whole.
#[derive(Debug, Clone)]
pub struct Part {
    /// Rows and columns of the part.
    pub lp: Lp,
    /// Rows, by their index in the whole.
    pub rows: Vec<usize>,
}

impl Held {
    /// Holds the whole numbers of a point, and links that are not there at nothing.
    ///
    /// Bounds of what stays, is bought or goes over a link follow from the balances; they are taken off, so that the
    /// balances have the price.
    #[must_use]
    pub fn new(formulation: &Formulation<'_>, rows: usize, objective: &[f64], values: &[f64]) -> Self {
        let program = &formulation.program;
        let mut columns: Vec<_> = program.columns().iter().map(|c| (c.lower, c.upper)).collect();
        for (index, column) in program.columns().iter().enumerate().filter(|(_, column)| column.integer) {
            columns[index] = (values[index], values[index]);
            debug_assert!(values[index] <= column.upper + 1e-6);
        }
        let of_flows = formulation.columns.keep.values().chain(formulation.columns.virgin.values());
        for &Col(index) in of_flows.chain(&formulation.columns.link) {
            if columns[index].1 > 0.0 {
                columns[index].1 = f64::INFINITY;
            }
        }
        for (link, linked) in &formulation.columns.linked {
            if values[linked.0] < 0.5 {
                columns[formulation.columns.link[*link].0] = (0.0, 0.0);
            }
        }
        let mut held = Self {
            lp: Lp::default(),
            column: Vec::new(),
            part: vec![None; rows],
            part_of_column: Vec::new(),
            parts: 0,
        };
        held.lp.rows = program.rows()[..rows].iter().map(|row| (row.sense, row.rhs)).collect();
        for (&(lower, upper), &cost) in columns.iter().zip(objective) {
            let free = upper - lower > DUST;
            held.column.push(free.then_some(held.lp.columns.len()));
            if free {
                held.lp.columns.push(LpColumn { cost, lower, upper, integer: false, terms: Vec::new() });
            }
        }
        for (index, row) in program.rows()[..rows].iter().enumerate() {
            for &(Col(col), coefficient) in &row.terms {
                if held.column[col].is_none() {
                    held.lp.rows[index].1 -= coefficient * columns[col].0;
                }
            }
            let slack = held.lp.rows[index].0 == Sense::Le && held.lp.rows[index].1 > DUST;
            if IMPLIED.contains(&family(&row.name)) && slack {
                continue;
            }
            for &(Col(col), coefficient) in &row.terms {
                if let Some(free) = held.column[col] {
                    held.lp.columns[free].terms.push((index, coefficient));
                }
            }
        }
        held.divide();
        held
    }

    /// Numbers the connected parts of rows and free columns.
    fn divide(&mut self) {
        let rows = self.lp.rows.len();
        let mut parent: Vec<usize> = (0..rows).collect();
        let mut used = vec![false; rows];
        for column in &self.lp.columns {
            let mut first = None;
            for &(row, _) in &column.terms {
                used[row] = true;
                let root = root(&mut parent, row);
                match first {
                    None => first = Some(root),
                    Some(other) => parent[root] = other,
                }
            }
        }
        let mut number = vec![None; rows];
        for row in (0..rows).filter(|&row| used[row]) {
            let root = root(&mut parent, row);
            let next = self.parts;
            let part = *number[root].get_or_insert(next);
            self.parts += usize::from(part == next);
            self.part[row] = Some(part);
        }
        let own = |column: &LpColumn| column.terms.first().and_then(|(row, _)| self.part[*row]).unwrap_or(usize::MAX);
        self.part_of_column = self.lp.columns.iter().map(own).collect();
    }

    /// One part by its number.
    #[must_use]
    pub fn part(&self, number: usize) -> Part {
        let rows: Vec<usize> = (0..self.part.len()).filter(|&row| self.part[row] == Some(number)).collect();
        let columns: Vec<usize> =
            (0..self.lp.columns.len()).filter(|&column| self.part_of_column[column] == number).collect();
        self.cut(rows, &columns)
    }

    fn cut(&self, rows: Vec<usize>, columns: &[usize]) -> Part {
        let place = |row: usize| rows.binary_search(&row).unwrap_or_default();
        let lp = Lp {
            rows: rows.iter().map(|&row| self.lp.rows[row]).collect(),
            columns: columns
                .iter()
                .map(|&column| {
                    let column = &self.lp.columns[column];
                    let terms = column.terms.iter().map(|&(row, coefficient)| (place(row), coefficient)).collect();
                    LpColumn { terms, ..column.clone() }
                })
                .collect(),
        };
        Part { lp, rows }
    }

    /// Every part.
    pub fn all_parts(&self) -> impl Iterator<Item = Part> + use<> {
        let mut rows = vec![Vec::new(); self.parts];
        for (row, part) in self.part.iter().enumerate() {
            if let Some(part) = part {
                rows[*part].push(row);
            }
        }
        let mut columns = vec![Vec::new(); self.parts];
        for (column, &part) in self.part_of_column.iter().enumerate().filter(|(_, part)| **part < self.parts) {
            columns[part].push(column);
        }
        let parts: Vec<Part> = rows.into_iter().zip(columns).map(|(rows, columns)| self.cut(rows, &columns)).collect();
        parts.into_iter()
    }

    /// The parts of some rows as one, with a column of this cost in these rows, and a last row that states the column.
    #[must_use]
    pub fn joined(&self, touched: &[(usize, f64)], cost: f64) -> Option<Part> {
        let parts: BTreeSet<usize> = touched.iter().filter_map(|(row, _)| self.part[*row]).collect();
        let within = |part: Option<usize>| part.is_some_and(|part| parts.contains(&part));
        let rows: Vec<usize> = (0..self.part.len()).filter(|&row| within(self.part[row])).collect();
        let columns = 0..self.lp.columns.len();
        let columns: Vec<usize> = columns.filter(|&column| within(Some(self.part_of_column[column]))).collect();
        let mut joined = self.cut(rows, &columns);
        let touched = touched.iter().filter(|(row, _)| within(self.part[*row]));
        let mut terms: Vec<(usize, f64)> = touched
            .filter_map(|(row, coefficient)| Some((joined.rows.binary_search(row).ok()?, *coefficient)))
            .collect();
        let own = terms.clone();
        let stated = joined.lp.rows.len();
        terms.push((stated, 1.0));
        // the link itself, where it is free, stands in the program already
        let known = joined.lp.columns.iter().position(|c| c.terms == own && (c.cost - cost).abs() < DUST);
        match known {
            Some(known) => joined.lp.columns[known].terms = terms,
            None => {
                joined.lp.columns.push(LpColumn { cost, lower: 0.0, upper: f64::INFINITY, integer: false, terms });
            }
        }
        // just so much: what a yearly cost or a lot keeps out would be taken of itself
        joined.lp.rows.push((Sense::Eq, 0.0));
        (!parts.is_empty()).then_some(joined)
    }

    /// Number of the part of a row.
    #[must_use]
    pub fn part_of(&self, row: usize) -> Option<usize> {
        self.part[row]
    }
}

fn root(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}

/// Solves a part.
///
/// # Errors
/// As [`solver::relax`], and when the prices do not bound the optimum from below: figures too far apart in size.
pub fn relax(lp: &Lp) -> Result<Relaxed, SolveError> {
    let relaxed = solver::relax(lp, ACCURACY)?;
    if solver::below(lp, relaxed.objective, &relaxed.duals, DUALITY) {
        Ok(relaxed)
    } else {
        Err(SolveError::Solver("prices that bound the optimum from above".to_owned()))
    }
}
