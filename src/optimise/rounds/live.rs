//! The relaxed program with its basis, kept from one search for rounds to the next.

use super::model::{Cut, Model, Tour};
use crate::optimise::lp::{Lp, LpColumn};
use crate::optimise::program::Sense;
use crate::optimise::simplex::{Place, Simplex};

/// What may be missing to a row, or be too much.
#[derive(Debug, Clone, Copy)]
struct Soft {
    row: usize,
    sign: f64,
    /// What is counted as one.
    unit: f64,
    column: usize,
}

/// The relaxed program over some rounds under some cuts.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub simplex: Simplex,
    /// Cuts, which are the rows after those of the base.
    pub cuts: Vec<Cut>,
    /// Columns of the base with their terms in cuts.
    pub base: Vec<LpColumn>,
    /// Rounds (by their index among the known) and their columns.
    pub tours: Vec<(usize, usize)>,
    rows: usize,
    soft: Vec<Soft>,
    first: usize,
}

impl Live {
    /// The program over these rounds, from the basis of another.
    pub fn new(
        model: &Model,
        cuts: &[Cut],
        tours: &[(usize, &Tour, &LpColumn)],
        penalty: f64,
        last: Option<&Self>,
    ) -> Self {
        let rows = model.base.rows.len();
        let mut lp = model.base.clone();
        for cut in cuts {
            let row = lp.rows.len();
            lp.rows.push(cut.side());
            for (column, coefficient) in base_terms(cut) {
                lp.columns[column].terms.push((row, coefficient));
            }
        }
        let base = lp.columns.clone();
        let first = lp.rows.len();
        let mut kept = Vec::with_capacity(tours.len());
        for &(index, tour, column) in tours {
            kept.push((index, first + lp.columns.len()));
            lp.columns.push(whole(model, cuts, tour, column));
        }
        let mut soft = Vec::new();
        let of_cuts = (rows..rows + cuts.len()).map(|row| (row, 1.0));
        for (row, unit) in model.soft.iter().copied().chain(of_cuts) {
            for sign in signs(lp.rows[row].0) {
                soft.push(Soft { row, sign, unit, column: first + lp.columns.len() });
                lp.columns.push(elastic(row, sign, penalty / unit));
            }
        }
        let mut live = Self { simplex: Simplex::new(&lp), cuts: cuts.to_vec(), base, tours: kept, rows, soft, first };
        live.warm(&lp, last);
        live
    }

    /// The column of a column of the base.
    pub fn column(&self, base: usize) -> usize {
        self.first + base
    }

    fn warm(&mut self, lp: &Lp, last: Option<&Self>) {
        let Some(last) = last else { return };
        let mut wanted = Vec::new();
        let mut copy = |simplex: &mut Simplex, from: usize, to: usize| match last.simplex.place(from) {
            Place::Basic => wanted.push(to),
            place => simplex.put(to, place),
        };
        for base in 0..self.base.len() {
            copy(&mut self.simplex, last.column(base), self.first + base);
        }
        // of each row, the same in the program before
        let row = |row: usize| {
            let cut = row.checked_sub(self.rows).map(|index| &self.cuts[index]);
            cut.map_or(Some(row), |cut| last.cuts.iter().position(|other| other == cut).map(|at| self.rows + at))
        };
        let before: Vec<Option<usize>> = (0..lp.rows.len()).map(row).collect();
        for (row, before) in before.iter().enumerate() {
            if let Some(before) = before {
                let slack = self.simplex.slack(row);
                copy(&mut self.simplex, last.simplex.slack(*before), slack);
            }
        }
        for soft in &self.soft {
            let same = |other: &&Soft| Some(other.row) == before[soft.row] && other.sign * soft.sign > 0.0;
            if let Some(other) = last.soft.iter().find(same) {
                copy(&mut self.simplex, other.column, soft.column);
            }
        }
        let known: std::collections::BTreeMap<usize, usize> = last.tours.iter().copied().collect();
        for (tour, column) in &self.tours {
            if let Some(&before) = known.get(tour) {
                copy(&mut self.simplex, before, *column);
            }
        }
        self.simplex.start(&wanted);
    }

    /// Adds a round.
    pub fn add_tour(&mut self, model: &Model, index: usize, tour: &Tour, column: &LpColumn) {
        let column = self.simplex.add_column(&whole(model, &self.cuts, tour, column));
        self.tours.push((index, column));
    }

    /// Makes the round added last cost nothing.
    pub fn free_last(&mut self) {
        if let Some(&(_, column)) = self.tours.last() {
            self.simplex.set_cost(column, 0.0);
        }
    }

    /// Adds a cut.
    pub fn add_cut<'t>(&mut self, model: &Model, cut: &Cut, penalty: f64, tour: impl Fn(usize) -> &'t Tour) {
        let (sense, rhs) = cut.side();
        let mut terms: Vec<(usize, f64)> = Vec::new();
        let row = self.rows + self.cuts.len();
        for (column, coefficient) in base_terms(cut) {
            self.base[column].terms.push((row, coefficient));
            terms.push((self.column(column), coefficient));
        }
        for &(index, column) in &self.tours {
            let coefficient = model.coefficient(cut, tour(index));
            if coefficient != 0.0 {
                terms.push((column, coefficient));
            }
        }
        self.simplex.add_row(sense, rhs, &terms);
        for sign in signs(sense) {
            let column = self.simplex.add_column(&elastic(row, sign, penalty));
            self.soft.push(Soft { row, sign, unit: 1.0, column });
        }
        self.cuts.push(cut.clone());
    }

    /// Sets what is missing at a penalty, and everything else at its cost, or at nothing.
    pub fn charge<'c>(&mut self, penalty: f64, free: bool, cost: impl Fn(usize) -> &'c LpColumn) {
        let paid = |cost: f64| if free { 0.0 } else { cost };
        for (index, column) in self.base.iter().enumerate() {
            self.simplex.set_cost(self.first + index, paid(column.cost));
        }
        for &(index, column) in &self.tours {
            self.simplex.set_cost(column, paid(cost(index).cost));
        }
        for soft in &self.soft {
            self.simplex.set_cost(soft.column, penalty / soft.unit);
        }
    }

    /// How much is missing in all.
    pub fn missing(&self, values: &[f64]) -> f64 {
        self.soft.iter().map(|soft| values[soft.column] / soft.unit).sum()
    }

    /// Prices of rows and cuts, with the sign that each asks for.
    pub fn duals(&self, model: &Model) -> Vec<f64> {
        let senses = model.base.rows.iter().map(|row| row.0).chain(self.cuts.iter().map(|cut| cut.side().0));
        self.simplex.duals().into_iter().zip(senses).map(|(dual, sense)| sense.signed(dual)).collect()
    }

    /// The right-hand sides at prices, and what each column of the base can take off at most: a bound, but for rounds.
    pub fn lagrange(&self, model: &Model, duals: &[f64], free: bool) -> f64 {
        let sides = model.base.rows.iter().map(|row| row.1).chain(self.cuts.iter().map(|cut| cut.side().1));
        let rows: f64 = sides.zip(duals).map(|(rhs, dual)| rhs * dual).sum();
        let columns = self.base.iter().zip(&model.reach).map(|(column, reach)| {
            let cost = if free { 0.0 } else { column.cost };
            let reduced = cost - column.terms.iter().map(|(row, a)| duals[*row] * a).sum::<f64>();
            if reduced > 0.0 { reduced * column.lower } else { reduced * column.upper.min(*reach) }
        });
        rows + columns.sum::<f64>()
    }
}

pub(super) fn signs(sense: Sense) -> impl Iterator<Item = f64> {
    let both = [(1.0, sense != Sense::Le), (-1.0, sense != Sense::Ge)];
    both.into_iter().filter(|(_, fits)| *fits).map(|(sign, _)| sign)
}

pub(super) fn elastic(row: usize, sign: f64, cost: f64) -> LpColumn {
    LpColumn { cost, lower: 0.0, upper: f64::INFINITY, integer: false, terms: [(row, sign)].into_iter().collect() }
}

fn base_terms(cut: &Cut) -> Vec<(usize, f64)> {
    match cut {
        Cut::Entries(entries) => entries.others.clone(),
        Cut::Bound { column, .. } => vec![(*column, 1.0)],
        Cut::Subset(_) => Vec::new(),
    }
}

fn whole(model: &Model, cuts: &[Cut], tour: &Tour, column: &LpColumn) -> LpColumn {
    let first = model.base.rows.len();
    let mut column = column.clone();
    let in_cuts = cuts.iter().enumerate().map(|(offset, cut)| (first + offset, model.coefficient(cut, tour)));
    column.terms.extend(in_cuts.filter(|term| term.1 != 0.0));
    column
}
