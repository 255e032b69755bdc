//! Programs of too many choices: those that matter are made, the others are bounded.
//!
//! The choices that matter are those of columns that some relaxed optimum has, and a few near to them (kernel search: Angelelli,
//! Mansini and Speranza, 2010). Others are loose: a column pays for what opens it in proportion, so that what bounds the program
//! with loose columns bounds the whole one, whatever rows are added and however it is branched; and a relaxed optimum that
//! has something on them tells which choices matter besides.
//!
//! Of very many columns most are not even there. One that is left out is worth so much in each of its rows at the prices
//! there, and its reduced cost more: in place of all that are left out, each row has two columns of its own alone, which add
//! to it or take from it for the least that any of them asks. What any point has on columns that are left out, it could have
//! on these for no more.

use super::openers::{Opener, Openers, Paid};
use crate::optimise::lp::{Lp, LpColumn, Terms};
use crate::optimise::rows::Rows;
use crate::optimise::solver::Relaxed;

/// What a column has that has something, t a year.
pub const NOTHING: f64 = 1e-6;

/// How many of the nearest columns of each row have their choices made, and how many are loose.
#[derive(Debug, Clone, Copy)]
pub struct Near {
    /// With their choices.
    pub made: usize,
    /// Loose, those among them.
    pub loose: usize,
}

/// A program of the choices that matter.
#[derive(Debug, Clone)]
pub struct Kernel<'p> {
    whole: &'p Lp,
    /// What opens each column of the whole.
    openers: Vec<Vec<Opener>>,
    /// The program.
    pub lp: Lp,
    /// Which columns no point has: those that are loose, and those in place of what is left out.
    pub loose: Vec<bool>,
    /// What is left out may cost so much less than by its prices, for they are exact to rounding only.
    pub lost: f64,
    /// Of which column of the whole each is, if of one.
    columns: Vec<Option<usize>>,
}

impl<'p> Kernel<'p> {
    /// Of a program with its openers, at its relaxed optimum; what a point known has is among the choices that are made.
    pub fn new(
        (whole, openers): (&'p Lp, &Openers),
        (paid, relaxed): (&Paid, &Relaxed),
        known: &[f64],
        near: Near,
    ) -> Self {
        let mut of = vec![Vec::new(); whole.columns.len()];
        openers.all.iter().for_each(|opener| of[opener.opens].push(opener.clone()));
        let opened = |at: usize| !of[paid.columns[at]].is_empty();
        let (made, kept) = nearest((paid, relaxed), known, &opened, near);
        let mut kernel = Self {
            whole,
            lp: Lp { rows: paid.lp.rows.clone(), columns: Vec::new() },
            loose: Vec::new(),
            lost: 0.0,
            columns: Vec::new(),
            openers: Vec::new(),
        };
        let own: Vec<f64> = paid.rows.iter().map(|&row| relaxed.duals[row]).collect();
        let mut sides = Sides::new(own.len());
        let mut grow = Vec::new();
        for (at, (column, &index)) in paid.lp.columns.iter().zip(&paid.columns).enumerate() {
            if !kept[at] {
                sides.add(column, &own);
                continue;
            }
            if made[at] {
                grow.push(kernel.lp.columns.len());
            }
            let integer = whole.columns[index].integer;
            kernel.push(LpColumn { integer, ..column.clone() }, opened(at), Some(index));
        }
        for column in sides.columns(&own) {
            kernel.push(column, true, None);
        }
        kernel.lost = sides.lost;
        kernel.openers = of;
        kernel.grow(&grow);
        kernel
    }

    fn push(&mut self, column: LpColumn, loose: bool, of: Option<usize>) {
        self.lp.columns.push(column);
        self.loose.push(loose);
        self.columns.push(of);
    }

    /// Whether a column is loose and has choices that can be made.
    pub fn can_grow(&self, column: usize) -> bool {
        self.loose[column] && self.columns[column].is_some()
    }

    /// Loose columns that have something at a point.
    pub fn used(&self, point: &[f64]) -> Vec<usize> {
        (0..point.len()).filter(|&column| self.can_grow(column) && point[column] > NOTHING).collect()
    }

    /// Makes the choices of columns that were loose: they and their rows come last.
    pub fn grow(&mut self, columns: &[usize]) {
        let whole = self.whole;
        for &column in columns {
            let Some(index) = self.columns[column].filter(|_| self.loose[column]) else { continue };
            self.loose[column] = false;
            let own = &whole.columns[index];
            (self.lp.columns[column].cost, self.lp.columns[column].upper) = (own.cost, own.upper);
            for opener in self.openers[index].clone() {
                let it = &whole.columns[opener.column];
                let mut terms = Terms::new();
                for &(row, a) in &it.terms {
                    let place = self.lp.rows.len();
                    self.lp.rows.push(whole.rows[row]);
                    terms.push((place, a));
                    let of_own = own.terms.iter().filter(|term| term.0 == row);
                    self.lp.columns[column].terms.extend(of_own.map(|term| (place, term.1)));
                }
                self.push(LpColumn { terms, ..it.clone() }, false, Some(opener.column));
            }
        }
    }

    /// The program of points: nothing on what none has.
    pub fn points(&self) -> Lp {
        let mut lp = self.lp.clone();
        let loose = lp.columns.iter_mut().zip(&self.loose).filter(|(_, loose)| **loose);
        loose.for_each(|(column, _)| column.upper = 0.0);
        lp
    }

    /// A point of the whole as one of the kernel.
    pub fn inner(&self, values: &[f64]) -> Vec<f64> {
        let columns = self.columns.iter().zip(&self.loose);
        columns.map(|(column, loose)| column.filter(|_| !loose).map_or(0.0, |column| values[column])).collect()
    }

    /// A point of the whole in which what is opened pays in proportion, as one of the kernel relaxed.
    pub fn relaxed(&self, values: &[f64]) -> Vec<f64> {
        let mut own: Vec<f64> = self.columns.iter().map(|column| column.map_or(0.0, |column| values[column])).collect();
        let mut place = vec![None; self.whole.columns.len()];
        for (at, column) in self.columns.iter().enumerate() {
            if let Some(column) = *column {
                place[column] = Some(at);
            }
        }
        for opener in self.openers.iter().flatten() {
            if let Some(at) = place[opener.column] {
                own[at] = values[opener.opens] / opener.each;
            }
        }
        own
    }

    /// A point of the kernel as one of the whole.
    pub fn outer(&self, values: &[f64]) -> Vec<f64> {
        let mut all: Vec<f64> = self.whole.columns.iter().map(|column| column.lower).collect();
        for (column, &value) in self.columns.iter().zip(values) {
            if let Some(column) = *column {
                all[column] = value;
            }
        }
        all
    }
}

/// Of the columns that are opened, which have their choices made, and which are there; all others are there.
fn nearest(
    (paid, relaxed): (&Paid, &Relaxed),
    known: &[f64],
    opened: &dyn Fn(usize) -> bool,
    near: Near,
) -> (Vec<bool>, Vec<bool>) {
    let own: Vec<f64> = paid.rows.iter().map(|&row| relaxed.duals[row]).collect();
    let reduced: Vec<f64> = paid.lp.columns.iter().map(|column| column.reduced(&own)).collect();
    let has = |at: usize| relaxed.values[at] > NOTHING || known[at] > 0.0;
    let used = |at: usize| opened(at) && has(paid.columns[at]);
    let mut made: Vec<bool> = (0..reduced.len()).map(used).collect();
    let mut kept: Vec<bool> = (0..reduced.len()).map(|at| made[at] || !opened(at)).collect();
    for terms in Rows::of(&paid.lp).iter() {
        let away = terms.iter().filter(|(at, _)| opened(*at));
        let mut away: Vec<(f64, usize)> = away.map(|&(at, a)| (reduced[at] / a.abs(), at)).collect();
        away.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        away.iter().take(near.made).for_each(|&(_, at)| made[at] = true);
        away.iter().take(near.loose.max(near.made)).for_each(|&(_, at)| kept[at] = true);
    }
    (made, kept)
}

/// What is in place of the columns that are left out: for each row, a column that takes from it and one that adds to it.
struct Sides {
    /// The least that any column asks for a unit of the row, above its price, and what all of them come to at most.
    of_row: Vec<[(f64, f64); 2]>,
    lost: f64,
}

impl Sides {
    fn new(rows: usize) -> Self {
        Self { of_row: vec![[(f64::INFINITY, 0.0); 2]; rows], lost: 0.0 }
    }

    /// A column that is left out: its reduced cost, in equal parts for each of its rows.
    fn add(&mut self, column: &LpColumn, duals: &[f64]) {
        let reduced = column.reduced(duals);
        if reduced < 0.0 {
            self.lost -= reduced * column.upper;
        }
        #[expect(clippy::cast_precision_loss, reason = "rows are counted")]
        let share = reduced.max(0.0) / column.terms.len().max(1) as f64;
        for &(row, a) in &column.terms {
            let side = &mut self.of_row[row][usize::from(a > 0.0)];
            *side = (side.0.min(share / a.abs()), side.1 + column.upper * a.abs());
        }
    }

    fn columns<'s>(&'s self, duals: &'s [f64]) -> impl Iterator<Item = LpColumn> + 's {
        self.of_row.iter().enumerate().flat_map(move |(row, sides)| {
            let signed = [-1.0, 1.0].into_iter().zip(sides).filter(|(_, (_, most))| *most > 0.0);
            signed.map(move |(sign, &(least, most))| LpColumn {
                cost: sign * duals[row] + least,
                lower: 0.0,
                upper: most,
                integer: false,
                terms: [(row, sign)].into_iter().collect(),
            })
        })
    }
}
