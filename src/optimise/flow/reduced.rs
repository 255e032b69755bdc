//! What is taken out of a program before it is looked at as a network, and put back into its answer.

use crate::optimise::lp::{Lp, LpColumn};
use crate::optimise::program::Sense;
use crate::optimise::rows::Rows;

/// How much dearer, relatively, a way out of a row must be to be never taken.
const DEARER: f64 = 1e-9;

/// A program without what others decide.
#[derive(Debug, Clone)]
pub struct Reduced {
    /// What is left.
    pub lp: Lp,
    /// Further objectives over the columns that are left.
    pub then: Vec<Vec<f64>>,
    /// The rows and columns that are left, by their index in the whole.
    rows: Vec<usize>,
    columns: Vec<usize>,
    decided: Vec<Decided>,
}

/// A column that enters one equation alone, in which the others leave it a value within its bounds, whatever they are.
#[derive(Debug, Clone)]
struct Decided {
    row: usize,
    column: usize,
    coefficient: f64,
    rhs: f64,
    /// The other columns of the row.
    others: Vec<(usize, f64)>,
    /// The price of the row.
    price: f64,
}

/// A program on the way.
struct Work<'a> {
    lp: &'a Lp,
    rows: Rows,
    /// The costs of the columns, in the objective and in further ones, after what decided columns bring in.
    costs: Vec<f64>,
    then: Vec<Vec<f64>>,
    left: Vec<usize>,
    alive: Vec<bool>,
    decided: Vec<Decided>,
}

impl Reduced {
    /// Takes out of each row the columns of that row alone that another one undercuts, then columns that an equation
    /// decides, with the equation: a residue of what is processed, all of which is disposed of. Equations that further
    /// columns may enter are `open`, and stay.
    pub fn new(lp: &Lp, then: &[Vec<f64>], open: &[bool]) -> Self {
        let mut work = Work {
            lp,
            rows: Rows::of(lp),
            costs: lp.columns.iter().map(|column| column.cost).collect(),
            then: then.to_vec(),
            left: lp.columns.iter().map(|column| column.terms.len()).collect(),
            alive: vec![true; lp.columns.len()],
            decided: Vec::new(),
        };
        (0..lp.rows.len()).for_each(|row| work.undercut(row));
        let mut gone = vec![false; lp.rows.len()];
        loop {
            let before = work.decided.len();
            for (row, gone) in gone.iter_mut().enumerate() {
                if !*gone && lp.rows[row].0 == Sense::Eq && !open.get(row).is_some_and(|open| *open) {
                    *gone = work.decide(row);
                }
            }
            if work.decided.len() == before {
                return work.finish(&gone);
            }
        }
    }

    /// Where each of so many rows of the whole is in what is left, if it is.
    pub fn places(&self, rows: usize) -> Vec<Option<usize>> {
        let mut places = vec![None; rows];
        self.rows.iter().enumerate().for_each(|(at, &row)| places[row] = Some(at));
        places
    }

    /// A point and prices of the whole, from those of what is left.
    pub fn whole(&self, lp: &Lp, values: &[f64], duals: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut all = vec![0.0; lp.columns.len()];
        self.columns.iter().zip(values).for_each(|(&column, &value)| all[column] = value);
        let mut prices = vec![0.0; lp.rows.len()];
        self.rows.iter().zip(duals).for_each(|(&row, &dual)| prices[row] = dual);
        for it in self.decided.iter().rev() {
            let taken: f64 = it.others.iter().map(|&(column, coefficient)| coefficient * all[column]).sum();
            all[it.column] = (it.rhs - taken) / it.coefficient;
            prices[it.row] = it.price;
        }
        (all, prices)
    }
}

impl Work<'_> {
    /// Of the columns that enter this row alone, the same way and without limit, only the cheapest can be needed.
    fn undercut(&mut self, row: usize) {
        let (lp, alive) = (self.lp, &mut self.alive);
        for way in [1.0, -1.0] {
            let price = |&(column, coefficient): &(usize, f64)| lp.columns[column].cost / f64::abs(coefficient);
            let free = |&&(column, coefficient): &&(usize, f64)| {
                let it = &lp.columns[column];
                it.terms.len() == 1 && it.lower == 0.0 && it.upper.is_infinite() && coefficient * way > 0.0
            };
            let ways = || self.rows[row].iter().filter(free);
            let least = ways().map(price).fold(f64::INFINITY, f64::min);
            for way in ways().filter(|way| price(way) > least + DEARER * least.abs().max(1.0)) {
                alive[way.0] = false;
            }
        }
    }

    /// Takes an equation out that decides a column of its own; true when there is one.
    fn decide(&mut self, row: usize) -> bool {
        let (lp, rhs) = (self.lp, self.lp.rows[row].1);
        let terms = || self.rows[row].iter().filter(|(column, _)| self.alive[*column]);
        let own = terms().find(|&&(column, coefficient)| {
            let it = &lp.columns[column];
            if self.left[column] != 1 || it.integer || it.upper.is_finite() {
                return false;
            }
            let mut others = terms().filter(|(other, _)| *other != column).peekable();
            let shared = others.peek().is_some();
            // the least that the others can leave it
            let least = others.fold(rhs / coefficient, |least, &(other, c)| {
                let it = &lp.columns[other];
                let by = -c / coefficient;
                least + by * if by > 0.0 { it.lower } else { it.upper }
            });
            shared && it.lower <= least
        });
        let Some(&(column, coefficient)) = own else { return false };
        let price = self.costs[column] / coefficient;
        let others: Vec<(usize, f64)> = terms().filter(|(other, _)| *other != column).copied().collect();
        let next: Vec<f64> = self.then.iter().map(|costs| costs[column] / coefficient).collect();
        for &(other, c) in &others {
            self.costs[other] -= price * c;
            self.then.iter_mut().zip(&next).for_each(|(costs, price)| costs[other] -= price * c);
            self.left[other] -= 1;
        }
        self.alive[column] = false;
        self.decided.push(Decided { row, column, coefficient, rhs, others, price });
        true
    }

    fn finish(self, gone: &[bool]) -> Reduced {
        let rows: Vec<usize> = (0..gone.len()).filter(|&row| !gone[row]).collect();
        let columns: Vec<usize> = (0..self.alive.len()).filter(|&column| self.alive[column]).collect();
        let then = self.then.iter().map(|costs| columns.iter().map(|&column| costs[column]).collect()).collect();
        let mut place = vec![0; gone.len()];
        rows.iter().enumerate().for_each(|(at, &row)| place[row] = at);
        let cut = |&column: &usize| {
            let it = &self.lp.columns[column];
            let terms = it.terms.iter().filter(|(row, _)| !gone[*row]);
            let terms = terms.map(|&(row, coefficient)| (place[row], coefficient)).collect();
            LpColumn { terms, cost: self.costs[column], lower: it.lower, upper: it.upper, integer: it.integer }
        };
        let lp = Lp {
            rows: rows.iter().map(|&row| self.lp.rows[row]).collect(),
            columns: columns.iter().map(cut).collect(),
        };
        Reduced { lp, then, rows, columns, decided: self.decided }
    }
}
