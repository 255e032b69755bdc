//! Rows that whole numbers imply, read from the basis of the relaxed optimum or from single rows of the program, as long as they
//! raise it.

use std::sync::Arc;

use super::mir::Rounding;
use crate::optimise::lp::Lp;
use crate::optimise::program::Sense;
use crate::optimise::simplex::{Cut, Ended, Place, Simplex};

/// Times that rows are added.
pub const TIMES: usize = 40;
/// Times in a row that they may gain next to nothing.
const IDLE: usize = 5;
/// Gain of the bound, relative, that is worth a round.
const WORTH: f64 = 1e-5;
/// Of the number of rows of the program, the part that may be added at a time.
const SHARE: usize = 7;
/// Rows that may always be added at a time.
const FEW: usize = 20;
/// Least depth of a row.
const DEEP: f64 = 1e-4;
/// Columns that a row may always have, and the part of all that it may.
const LONG: (usize, usize) = (200, 10);
/// Cosine of two rows that say much the same.
const ALIKE: f64 = 0.8;
/// Steps of one solve.
const STEPS: usize = 20_000;

/// A relaxed program at its optimum, with rows added.
#[derive(Clone)]
pub struct Relaxed {
    /// The simplex, at the optimum.
    pub simplex: Simplex,
    /// Variable of the first column.
    pub first: usize,
    /// How many columns there are.
    columns: usize,
    rows: Vec<Cut>,
    rounding: Arc<Rounding>,
}

impl Relaxed {
    /// At the optimum of a relaxed program, near a point; none where the numbers defeat the simplex.
    pub fn new(lp: &Lp, point: &[f64]) -> Option<Self> {
        let mut simplex = Simplex::near(lp, point);
        // what is strictly within its bounds is near a basis whose reduced costs are right: the dual simplex is soon there
        let best = simplex.restore(STEPS, f64::INFINITY) == Ended::Best || simplex.solve(STEPS) == Ended::Best;
        let rounding = Arc::new(Rounding::of(lp));
        best.then(|| Self { simplex, first: lp.rows.len(), columns: lp.columns.len(), rows: Vec::new(), rounding })
    }

    /// Adds rows while they gain and there is time, so many times at most.
    pub fn cut(&mut self, lp: &Lp, times: usize, goes_on: &dyn Fn() -> bool) {
        let mut idle = 0;
        for _ in 0..times {
            let before = self.simplex.objective();
            let found = self.found(lp);
            if found.is_empty() || idle >= IDLE || !goes_on() {
                break;
            }
            let kept = (self.simplex.clone(), self.rows.len());
            for row in found {
                self.add(&row);
                self.rows.push(row);
            }
            if self.simplex.restore(STEPS, f64::INFINITY) != Ended::Best {
                self.simplex = kept.0;
                self.rows.truncate(kept.1);
                break;
            }
            let gained = self.simplex.objective() - before;
            idle = if gained > WORTH * before.abs().max(1.0) { 0 } else { idle + 1 };
            self.tidy(lp);
        }
    }

    /// The rows that were added and hold.
    pub fn rows(&self) -> impl Iterator<Item = &Cut> {
        self.rows.iter()
    }

    fn add(&mut self, row: &Cut) {
        let largest = row.terms.iter().fold(0.0_f64, |most, &(index, a)| most.max(self.simplex.scaled(index, a).abs()));
        let terms: Vec<(usize, f64)> = row.terms.iter().map(|&(index, a)| (index, a / largest)).collect();
        self.simplex.add_row(Sense::Ge, row.least / largest, &terms);
    }

    /// Leaves out the rows that do not hold the optimum.
    fn tidy(&mut self, lp: &Lp) {
        let holds = |row: &usize| self.simplex.place(self.simplex.slack(lp.rows.len() + row)) != Place::Basic;
        let kept: Vec<usize> = (0..self.rows.len()).filter(holds).collect();
        if kept.len() == self.rows.len() {
            return;
        }
        if let Some(next) = self.again(lp, &kept, &[]) {
            *self = next;
        }
    }

    /// The same at the optimum of a program that has grown: columns and rows came last, and of those columns some go into the
    /// basis with them.
    pub fn grown(&self, lp: &Lp, basic: &[usize]) -> Option<Self> {
        self.again(lp, &(0..self.rows.len()).collect::<Vec<_>>(), basic)
    }

    /// At the optimum of a program of which this one is the beginning, with some of the rows that were added.
    fn again(&self, lp: &Lp, kept: &[usize], entering: &[usize]) -> Option<Self> {
        let (first, come) = (lp.rows.len(), lp.rows.len() - self.first);
        let rounding = if come > 0 { Arc::new(Rounding::of(lp)) } else { self.rounding.clone() };
        let columns = lp.columns.len();
        let mut next = Self { simplex: Simplex::new(lp), first, columns, rows: Vec::new(), rounding };
        for &row in kept {
            let row = self.rows[row].clone().moved(come);
            next.add(&row);
            next.rows.push(row);
        }
        let mut basis: Vec<usize> = entering.iter().map(|column| first + column).collect();
        for index in 0..self.first + self.columns {
            let to = if index < self.first { index } else { index + come };
            match self.simplex.place(index) {
                Place::Basic => basis.push(to),
                place => next.simplex.put(to, place),
            }
        }
        for (at, row) in kept.iter().enumerate() {
            if self.simplex.place(self.simplex.slack(self.first + row)) == Place::Basic {
                basis.push(next.simplex.slack(first + at));
            }
        }
        next.simplex.start(&basis);
        (next.simplex.restore(STEPS, f64::INFINITY) == Ended::Best).then_some(next)
    }

    /// Values of the columns.
    pub fn point(&self, lp: &Lp) -> Vec<f64> {
        self.simplex.values()[self.first..self.first + lp.columns.len()].to_vec()
    }

    /// Reduced costs of the columns.
    pub fn reduced(&self, lp: &Lp) -> Vec<f64> {
        (0..lp.columns.len()).map(|column| self.simplex.reduced(self.first + column)).collect()
    }

    /// The deepest rows that say different things.
    fn found(&self, lp: &Lp) -> Vec<Cut> {
        let columns = self.first..self.first + lp.columns.len();
        let whole = |index: usize| columns.contains(&index) && lp.columns[index - self.first].integer;
        let bounds = |index: usize| {
            let column = &lp.columns[index - self.first];
            (column.lower, column.upper)
        };
        let values = self.simplex.values();
        let long = LONG.0.max(lp.columns.len() / LONG.1);
        let rows = self.simplex.basis().filter(|(_, index)| whole(*index));
        let told = rows.filter_map(|(at, _)| self.simplex.cut(at, whole));
        let point = self.point(lp);
        let rounded = self.rounding.cuts(lp, &point).map(|cut| cut.moved(self.first));
        let mut rows: Vec<(f64, Cut)> = told
            .chain(rounded)
            .filter_map(|cut| cut.trimmed(bounds))
            .filter(|row| row.terms.len() <= long)
            .map(|row| (row.depth(|index| values[index]), row))
            .filter(|(depth, _)| *depth > DEEP)
            .collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0));
        let most = FEW.max(lp.rows.len() / SHARE);
        let mut taken: Vec<Cut> = Vec::new();
        for (_, row) in rows {
            if taken.len() < most && taken.iter().all(|other| row.alike(other) < ALIKE) {
                taken.push(row);
            }
        }
        taken
    }
}
