//! Whole columns that open one other column each, and the program in which that column pays for them in proportion.

use crate::optimise::flow;
use crate::optimise::lp::{Lp, LpColumn, WHOLE};
use crate::optimise::program::Sense;
use crate::optimise::rows::Rows;
use crate::optimise::solver::{self, Relaxed};
use crate::optimise::working::{self, Working};

/// A whole column that lets another carry something, and does nothing else: a link's yearly cost, its trips.
#[derive(Debug, Clone, PartialEq)]
pub struct Opener {
    /// It.
    pub column: usize,
    /// What it opens.
    pub opens: usize,
    /// What each unit of it lets that carry.
    pub each: f64,
    /// What each unit of it asks that to carry, the smallest lot.
    pub least: f64,
}

/// The openers of a program.
#[derive(Debug, Clone)]
pub struct Openers {
    /// In the order of their columns.
    pub all: Vec<Opener>,
    /// Whether each row is between an opener and what it opens.
    pub between: Vec<bool>,
}

impl Openers {
    /// Those of a program: from 0 on, at no gain, in rows with what they open alone, of which one bounds that.
    pub fn of(lp: &Lp) -> Self {
        let rows = Rows::of(lp);
        let columns = lp.columns.iter().enumerate();
        let all: Vec<Opener> = columns.filter_map(|(index, column)| opener(lp, &rows, index, column)).collect();
        let mut between = vec![false; lp.rows.len()];
        for opener in &all {
            lp.columns[opener.column].terms.iter().for_each(|(row, _)| between[*row] = true);
        }
        Self { all, between }
    }

    /// The program without them and their rows, in which what they open pays for them in proportion: its relaxed optimum is
    /// that of the program but for smallest lots, which it leaves out.
    pub fn in_proportion(&self, lp: &Lp) -> Paid {
        let mut kept = vec![true; lp.columns.len()];
        let (mut cost, mut upper) = (vec![0.0; lp.columns.len()], vec![f64::INFINITY; lp.columns.len()]);
        for opener in &self.all {
            kept[opener.column] = false;
            cost[opener.opens] += lp.columns[opener.column].cost / opener.each;
            upper[opener.opens] = upper[opener.opens].min(opener.each * lp.columns[opener.column].upper);
        }
        let rows: Vec<usize> = (0..lp.rows.len()).filter(|&row| !self.between[row]).collect();
        let columns: Vec<usize> = (0..lp.columns.len()).filter(|&column| kept[column]).collect();
        let mut place = vec![None; lp.rows.len()];
        rows.iter().enumerate().for_each(|(at, &row)| place[row] = Some(at));
        let own = |&index: &usize| {
            let column = &lp.columns[index];
            LpColumn {
                cost: column.cost + cost[index],
                lower: column.lower,
                upper: column.upper.min(upper[index]),
                integer: false,
                terms: column.terms.iter().filter_map(|&(row, a)| Some((place[row]?, a))).collect(),
            }
        };
        let paid =
            Lp { columns: columns.iter().map(own).collect(), rows: rows.iter().map(|&row| lp.rows[row]).collect() };
        Paid { lp: paid, columns, rows }
    }

    /// A point with as many of each as what they open needs, and other whole numbers rounded up; none where what they open
    /// carries less than half of the smallest lot.
    pub fn opened(&self, lp: &Lp, mut values: Vec<f64>) -> Vec<f64> {
        for (column, value) in lp.columns.iter().zip(&mut values).filter(|(column, _)| column.integer) {
            *value = (*value - WHOLE).ceil().clamp(column.lower, column.upper);
        }
        for opener in &self.all {
            let needed = (values[opener.opens] / opener.each - NOTHING).ceil();
            let small = values[opener.opens] < HALF * opener.least;
            values[opener.column] = if small { 0.0 } else { needed.clamp(0.0, lp.columns[opener.column].upper) };
        }
        values
    }

    /// The same point with those closed whose smallest lot is not carried.
    pub fn without_small(&self, mut values: Vec<f64>) -> Vec<f64> {
        for opener in &self.all {
            if values[opener.opens] < opener.least * values[opener.column] {
                values[opener.column] = 0.0;
            }
        }
        values
    }

    /// The same point with all of them closed.
    pub fn closed(&self, mut values: Vec<f64>) -> Vec<f64> {
        self.all.iter().for_each(|opener| values[opener.column] = 0.0);
        values
    }
}

/// A program in which what is opened pays for it in proportion.
#[derive(Debug, Clone)]
pub struct Paid {
    /// It.
    pub lp: Lp,
    /// Which columns and rows of the whole it has.
    pub columns: Vec<usize>,
    pub rows: Vec<usize>,
}

impl Paid {
    /// Leaves out columns and rows, by their numbers in the whole.
    pub fn leave(&mut self, column: &dyn Fn(usize) -> bool, row: &dyn Fn(usize) -> bool) {
        let rows: Vec<usize> = (0..self.rows.len()).filter(|&at| !row(self.rows[at])).collect();
        let columns: Vec<usize> = (0..self.columns.len()).filter(|&at| !column(self.columns[at])).collect();
        for column in &mut self.lp.columns {
            column.terms.retain(|(at, _)| rows.binary_search(at).is_ok());
        }
        self.lp = self.lp.cut(&rows, &columns);
        self.rows = rows.into_iter().map(|at| self.rows[at]).collect();
        self.columns = columns.into_iter().map(|at| self.columns[at]).collect();
    }

    /// Its relaxed optimum, over all columns of the whole and all its rows.
    pub fn relaxed(&self, lp: &Lp) -> Option<Relaxed> {
        let found = relaxed(&self.lp)?;
        let (mut values, mut duals) = (vec![0.0; lp.columns.len()], vec![0.0; lp.rows.len()]);
        self.columns.iter().zip(found.values).for_each(|(&column, value)| values[column] = value);
        self.rows.iter().zip(found.duals).for_each(|(&row, dual)| duals[row] = dual);
        Some(Relaxed { objective: found.objective, values, duals })
    }
}

/// The relaxed optimum of a program; by its structure where that is a network.
fn relaxed(lp: &Lp) -> Option<Relaxed> {
    match flow::solve(lp, &[]) {
        Some(flow::Outcome::Best(best)) => return Some(best),
        Some(_) => return None,
        None => {}
    }
    if working::is_large(lp) {
        let working = Working::solved(lp).ok()?;
        let values = working.values();
        return Some(Relaxed { objective: lp.objective(&values), duals: working.duals(), values });
    }
    solver::relax(lp, ACCURACY).ok()
}

/// Accuracy asked of relaxed programs.
const ACCURACY: f64 = 1e-9;
/// Of a smallest lot, the part from which on it is carried whole.
const HALF: f64 = 0.5;
/// Of a unit, what needs none.
const NOTHING: f64 = 1e-9;

fn opener(lp: &Lp, rows: &Rows, index: usize, column: &LpColumn) -> Option<Opener> {
    if !column.integer || column.lower != 0.0 || column.cost < 0.0 || !column.upper.is_finite() {
        return None;
    }
    let mut opens = None;
    let (mut each, mut least) = (f64::INFINITY, 0.0_f64);
    for &(row, own) in &column.terms {
        let [(a, of_a), (b, of_b)] = rows[row] else { return None };
        let (other, coefficient) = if a == index { (b, of_b) } else { (a, of_a) };
        let (sense, rhs) = lp.rows[row];
        let of_other = &lp.columns[other];
        let fits = rhs == 0.0 && coefficient > 0.0 && own < 0.0 && !of_other.integer && of_other.lower == 0.0;
        if !fits || opens.is_some_and(|opens| opens != other) {
            return None;
        }
        opens = Some(other);
        match sense {
            Sense::Le => each = each.min(-own / coefficient),
            Sense::Ge => least = least.max(-own / coefficient),
            Sense::Eq => return None,
        }
    }
    each.is_finite().then_some(Opener { column: index, opens: opens?, each, least })
}
