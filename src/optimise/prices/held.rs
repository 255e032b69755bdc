//! The program that prices are taken from: whole numbers held, constants moved to the right, in independent parts.

use crate::id::MaterialId;
use crate::optimise::formulation::Formulation;
use crate::optimise::lp::{Division, Lp, LpColumn, Terms};
use crate::optimise::program::{Col, Sense};

/// Rows that whole openings, trips, links and steps of markets imply: with those held they say nothing that other rows do
/// not, and would take their prices.
const IMPLIED: [&str; 7] = ["open", "size.open", "hub", "trips.material", "link.bound", "rounds", "market.next"];
/// What is less is nothing.
const DUST: f64 = 1e-9;

/// The family of a row: what stands before its ids.
#[must_use]
pub fn family(name: &str) -> &str {
    name.split('(').next().unwrap_or(name)
}

/// The end of a step of a market that none follows which pays more: all that is sold up to there is at most so much. It
/// stands for the bound of the step's column, so that its figure is the one that the market states.
#[derive(Debug, Clone)]
pub struct End {
    /// Name of the column.
    pub name: String,
    /// Of what.
    pub material: MaterialId,
    /// Where the step ends, t a year.
    pub up_to: f64,
    /// The columns of this step and of those before.
    steps: Vec<Col>,
}

/// The program with its whole numbers held at a point.
#[derive(Debug, Clone)]
pub struct Held {
    /// Free columns and all rows, constants moved to the right; after the rows of the program those of `ends`.
    pub lp: Lp,
    /// Ends of steps of markets.
    pub ends: Vec<End>,
    /// Value of each free column at the point.
    point: Vec<f64>,
    /// Its independent parts; rows without a free column, and implied ones, are in none.
    division: Division,
}

/// One independent part, with where its rows and columns stand in the whole.
#[derive(Debug, Clone)]
pub struct Part {
    /// Rows and columns of the part.
    pub lp: Lp,
    /// Rows, by their index in the whole.
    pub rows: Vec<usize>,
    /// Value of each column at the point.
    pub point: Vec<f64>,
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
        let ends = ends(formulation);
        for Col(index) in ends.iter().filter_map(|end| end.steps.last()) {
            columns[*index].1 = f64::INFINITY;
        }
        let mut held = Self { lp: Lp::default(), ends, point: Vec::new(), division: Division::default() };
        held.lp.rows = program.rows()[..rows].iter().map(|row| (row.sense, row.rhs)).collect();
        held.lp.rows.extend(held.ends.iter().map(|end| (Sense::Le, end.up_to)));
        // for each column of the program, its column here
        let mut own = Vec::with_capacity(columns.len());
        for ((&(lower, upper), &cost), &value) in columns.iter().zip(objective).zip(values) {
            let free = upper - lower > DUST;
            own.push(free.then_some(held.lp.columns.len()));
            if free {
                held.point.push(value);
                held.lp.columns.push(LpColumn { cost, lower, upper, integer: false, terms: Terms::new() });
            }
        }
        for (index, row) in program.rows()[..rows].iter().enumerate() {
            for &(Col(col), coefficient) in &row.terms {
                if own[col].is_none() {
                    held.lp.rows[index].1 -= coefficient * columns[col].0;
                }
            }
            let slack = held.lp.rows[index].0 == Sense::Le && held.lp.rows[index].1 > DUST;
            if IMPLIED.contains(&family(&row.name)) && slack {
                continue;
            }
            for &(Col(col), coefficient) in &row.terms {
                if let Some(free) = own[col] {
                    held.lp.columns[free].terms.push((index, coefficient));
                }
            }
        }
        for (row, end) in (rows..).zip(&held.ends) {
            for free in end.steps.iter().filter_map(|&Col(step)| own[step]) {
                held.lp.columns[free].terms.push((row, 1.0));
            }
        }
        held.division = held.lp.divide();
        held
    }

    /// Rows and columns of each part.
    #[must_use]
    pub fn members(&self) -> Vec<(Vec<usize>, Vec<usize>)> {
        self.division.members()
    }

    /// The part of some rows and columns; none when it has more entries than so many.
    #[must_use]
    pub fn part(&self, (rows, columns): (Vec<usize>, &[usize]), most: usize) -> Option<Part> {
        let entries: usize = columns.iter().map(|&column| self.lp.columns[column].terms.len()).sum();
        (entries <= most).then(|| Part {
            lp: self.lp.cut(&rows, columns),
            rows,
            point: columns.iter().map(|&column| self.point[column]).collect(),
        })
    }

    /// Number of the part of a row.
    #[must_use]
    pub fn part_of(&self, row: usize) -> Option<usize> {
        self.division.of_row[row]
    }
}

fn ends(formulation: &Formulation<'_>) -> Vec<End> {
    let mut ends = Vec::new();
    for (material, columns) in &formulation.columns.market {
        let steps = &formulation.problem.dataset.markets[material].steps;
        for (index, (step, &Col(column))) in steps.iter().zip(columns).enumerate() {
            let pays_more = steps.get(index + 1).is_some_and(|next| next.price > step.price);
            if let Some(up_to) = step.up_to.filter(|_| !pays_more) {
                ends.push(End {
                    name: formulation.program.columns()[column].name.to_string(),
                    material: material.clone(),
                    up_to: up_to.value(),
                    steps: columns[..=index].to_vec(),
                });
            }
        }
    }
    ends
}
