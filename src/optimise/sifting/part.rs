//! One part of a program: solved over some of its links, to which others enter as its prices ask.

use std::time::Instant;

use rayon::prelude::*;

use super::table::{Entry, Table, Tie};
use super::{NEAR, Scale};
use crate::optimise::flow;
use crate::optimise::lp::{Lp, LpColumn, unite};
use crate::optimise::simplex::{Ended, Simplex};
use crate::optimise::solver;

/// Most steps of one solve.
const STEPS: usize = 10_000_000;
/// Accuracy asked of parts that are no networks.
const ACCURACY: f64 = 1e-9;
/// How many times what a giver has its links may carry that enter after a solve, and how many times what a taker needs. A few
/// would do at their prices, but others want the same takers: the more enter, the fewer solves, and what enters in vain is
/// cheap.
const ENOUGH: f64 = 16.0;
/// Links that a giver may offer, and a taker choose, however much each carries.
const LEAST: usize = 4;

/// The links that are in the program, of each reach of a part.
type Chosen = Vec<Vec<u32>>;

/// Rows that links join, with all of these links.
pub struct Part<'t> {
    /// The program with the links that were chosen at first.
    lp: Lp,
    table: &'t Table<'t>,
    /// The reaches whose links are in this part.
    reaches: &'t [usize],
    chosen: Chosen,
}

/// A link that a giver would have enter.
#[derive(Debug, Clone, Copy)]
struct Offer {
    /// The row of the taker.
    taker: u32,
    /// What a tonne costs at the prices of the rows.
    value: f64,
    /// The reach, by its index in the part, and the place in it.
    at: (usize, u32),
    /// What the giver has, in tonnes of the link.
    amount: f64,
    /// What the taker needs, in tonnes of the link.
    need: f64,
    /// Whether it is the best that the giver has.
    best: bool,
}

/// Prices of the rows, the links that were in the program then, and whether none of the others would lower the objective.
struct Priced {
    duals: Vec<f64>,
    chosen: Chosen,
    done: bool,
}

impl<'t> Part<'t> {
    /// The rows and columns of a program that links of some reaches join.
    pub fn new(
        (lp, (rows, columns)): (&Lp, &(Vec<usize>, Vec<usize>)),
        (table, reaches): (&'t Table<'t>, &'t [usize]),
        chosen: &[Vec<u32>],
    ) -> Self {
        let chosen = reaches.iter().map(|&reach| chosen[reach].clone()).collect();
        Self { lp: lp.cut(rows, columns), table, reaches, chosen }
    }

    /// The links of each reach that a best proposal may use, with the nearest of the others, and what those that are left out
    /// may lower the objective by; `ties` join all that links join. None: the part has no prices.
    pub fn sift(mut self, ties: &[Tie], scale: Scale, until: Option<Instant>) -> Option<(Chosen, f64)> {
        self.begin();
        self.join(ties);
        let priced = self.network(ties, scale, until).or_else(|| self.vertex(scale, until))?;
        let of_one = |index: usize| (self.kept(index, &priced, scale), self.forgone(index, &priced, scale));
        let (kept, forgone): (Chosen, Vec<f64>) = (0..self.reaches.len()).into_par_iter().map(of_one).unzip();
        Some((kept, forgone.iter().sum()))
    }

    /// Lets the cheapest links enter of each giver, as many as it may need.
    fn begin(&mut self) {
        let unpriced = vec![0.0; self.lp.rows.len()];
        for (index, place, column) in self.entering(&unpriced, &self.chosen, f64::INFINITY) {
            enter(&mut self.chosen, index, place);
            self.lp.columns.push(column);
        }
    }

    /// Lets links enter that join rows which those chosen leave apart: what is a network with all links then is one
    /// whose rows keep their multipliers.
    fn join(&mut self, ties: &[Tie]) {
        let mut above: Vec<usize> = (0..self.lp.rows.len()).collect();
        let mut joins = |tie: Tie| {
            let [a, b] = self.table.joins(tie);
            unite(&mut above, a, b)
        };
        for (&reach, places) in self.reaches.iter().zip(&self.chosen) {
            for &place in places {
                joins((reach, place));
            }
        }
        for &(reach, place) in ties {
            if joins((reach, place)) {
                let Ok(index) = self.reaches.binary_search(&reach) else { continue };
                enter(&mut self.chosen, index, place);
                self.lp.columns.extend(self.table.columns(reach, &[place]));
            }
        }
    }

    /// The prices of a part that is a pure network.
    fn network(&self, ties: &[Tie], scale: Scale, until: Option<Instant>) -> Option<Priced> {
        let mut open = vec![false; self.lp.rows.len()];
        ties.iter().flat_map(|&tie| self.table.joins(tie)).for_each(|row| open[row] = true);
        let mut growing = flow::Growing::new(&self.lp, &open)?;
        let mut with = |entering: &[LpColumn]| {
            let entered = entering.iter().all(|column| growing.add(column));
            (entered && (entering.is_empty() || growing.solve())).then(|| growing.duals())
        };
        self.grow(scale, until, &mut with)
    }

    /// The prices of any part.
    fn vertex(&self, scale: Scale, until: Option<Instant>) -> Option<Priced> {
        let (mut lp, mut simplex) = (self.lp.clone(), Simplex::new(&self.lp));
        let mut with = |entering: &[LpColumn]| {
            for column in entering {
                simplex.add_column(column);
            }
            lp.columns.extend_from_slice(entering);
            match simplex.solve(STEPS) {
                Ended::Best => Some(simplex.duals()),
                Ended::Infeasible => None,
                Ended::Stuck => solver::relax(&lp, ACCURACY).ok().map(|relaxed| relaxed.duals),
            }
        };
        self.grow(scale, until, &mut with)
    }

    /// Lets links enter until none lowers the objective, or the time is over. `with` solves the part with those that enter, and
    /// tells its prices.
    fn grow(
        &self,
        scale: Scale,
        until: Option<Instant>,
        with: &mut dyn FnMut(&[LpColumn]) -> Option<Vec<f64>>,
    ) -> Option<Priced> {
        let mut chosen = self.chosen.clone();
        let mut columns = Vec::new();
        loop {
            let duals = with(&columns)?;
            let entering = self.entering(&duals, &chosen, -scale.nothing);
            let done = entering.is_empty();
            if done || solver::over(until) {
                return Some(Priced { duals, chosen, done });
            }
            columns.clear();
            for (index, place, column) in entering {
                enter(&mut chosen, index, place);
                columns.push(column);
            }
        }
    }

    /// Links that cost less than `below` at the prices of rows, of those not chosen: where they stand, and as columns. Givers
    /// offer their best, takers choose the best of what they are offered, both until they have enough; the best of each giver
    /// enters in any case.
    fn entering(&self, duals: &[f64], chosen: &Chosen, below: f64) -> Vec<(usize, u32, LpColumn)> {
        let offers = (0..self.reaches.len()).into_par_iter();
        let mut offers: Vec<Offer> = offers.flat_map_iter(|index| self.offers(index, duals, chosen, below)).collect();
        offers.par_sort_unstable_by(|a, b| {
            a.taker.cmp(&b.taker).then(a.value.total_cmp(&b.value)).then_with(|| a.at.cmp(&b.at))
        });
        let mut places = vec![Vec::new(); self.reaches.len()];
        for offer in offers.chunk_by(|a, b| a.taker == b.taker).flat_map(taken) {
            places[offer.at.0].push(offer.at.1);
        }
        let of_one = |(index, mut places): (usize, Vec<u32>)| {
            places.sort_unstable();
            let columns = self.table.columns(self.reaches[index], &places);
            places.into_iter().zip(columns).map(move |(place, column)| (index, place, column))
        };
        places.into_par_iter().enumerate().flat_map_iter(of_one).collect()
    }

    /// The best links of a giver, of those not chosen that cost less than `below`, until they may take enough.
    fn offers(&self, index: usize, duals: &[f64], chosen: &Chosen, below: f64) -> Vec<Offer> {
        let reach = self.reaches[index];
        let reduced = (0_u32..).zip(self.table.reduced(reach, duals));
        let mut paying: Vec<(f64, u32)> = reduced
            .filter(|&(place, value)| value < below && !has(chosen, index, place))
            .map(|(place, value)| (value, place))
            .collect();
        paying.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut offers = Vec::new();
        let mut carried = 0.0;
        for (value, place) in paying {
            let [from, to] = self.table.entries(reach, place);
            let (amount, need) = (self.amount(from), self.amount(to));
            if offers.len() >= LEAST && carried >= ENOUGH * amount {
                break;
            }
            carried += need;
            offers.push(Offer { taker: to.0, value, at: (index, place), amount, need, best: offers.is_empty() });
        }
        offers
    }

    /// What a balance is of, in tonnes of a link that has an entry in it; no end of it where the balance does not tell.
    fn amount(&self, (row, entry): Entry) -> f64 {
        let told = (self.lp.rows[row as usize].1 / entry).abs();
        if told > 0.0 { told } else { f64::INFINITY }
    }

    /// The links of a reach that are kept: those at no cost by the prices, and the nearest to that.
    fn kept(&self, index: usize, priced: &Priced, scale: Scale) -> Vec<u32> {
        let reduced: Vec<f64> = self.table.reduced(self.reaches[index], &priced.duals).collect();
        let values = || reduced.iter().copied().zip(0_u32..);
        let may = |&(value, place): &(f64, u32)| {
            let known = || has(&priced.chosen, index, place);
            if priced.done { value <= scale.kept } else { value.abs() <= scale.kept || known() }
        };
        let mut kept = nearest(values());
        kept.extend(values().filter(may).map(|(_, place)| place));
        kept.sort_unstable();
        kept.dedup();
        kept
    }

    /// What the links of a reach that were not in the program may lower the objective by, at most: the worst of their reduced
    /// costs, over all that they can carry together (the bound of Lagrange at these prices).
    fn forgone(&self, index: usize, priced: &Priced, scale: Scale) -> f64 {
        if priced.done {
            return 0.0;
        }
        let reduced = (0_u32..).zip(self.table.reduced(self.reaches[index], &priced.duals));
        let pays = |&(place, value): &(u32, f64)| value < -scale.nothing && !has(&priced.chosen, index, place);
        let (places, values): (Vec<u32>, Vec<f64>) = reduced.filter(pays).unzip();
        let worst = values.into_iter().fold(0.0, f64::min);
        if places.is_empty() { 0.0 } else { -worst * self.table.most(self.reaches[index], &places) }
    }
}

/// Of what a taker is offered, the best first: until it has enough, and what is the best of its giver.
fn taken(offers: &[Offer]) -> impl Iterator<Item = &Offer> {
    let mut given = 0.0;
    offers.iter().enumerate().filter_map(move |(number, offer)| {
        let wanted = number < LEAST || given < ENOUGH * offer.need;
        given += offer.amount;
        (wanted || offer.best).then_some(offer)
    })
}

/// Whether a link is in the program.
fn has(chosen: &Chosen, index: usize, place: u32) -> bool {
    chosen[index].binary_search(&place).is_ok()
}

/// Notes that a link enters.
fn enter(chosen: &mut Chosen, index: usize, place: u32) {
    if let Err(at) = chosen[index].binary_search(&place) {
        chosen[index].insert(at, place);
    }
}

/// The places of the links that cost least, so many at most, in no order.
fn nearest(values: impl Iterator<Item = (f64, u32)>) -> Vec<u32> {
    let mut all: Vec<(f64, u32)> = values.collect();
    if all.len() > NEAR {
        all.select_nth_unstable_by(NEAR - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        all.truncate(NEAR);
    }
    all.into_iter().map(|(_, place)| place).collect()
}
