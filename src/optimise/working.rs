//! Programs of many columns and no whole numbers: solved over some of the columns, which others enter as prices ask.

use rayon::prelude::*;

use super::lp::{Lp, LpColumn};
use super::rows::Rows;
use super::simplex::{Ended, Simplex};

/// Columns that are no burden.
const FEW: usize = 20_000;
/// Columns for each row, beyond which most are in no proposal.
const MANY: usize = 4;
/// Columns of a row that are there from the start, the cheapest.
const NEAR: usize = 8;
/// Columns of a row that enter at a time, the worst.
const ENTER: usize = 4;
/// Reduced costs within this, relative to the largest cost, are none.
const NOTHING: f64 = 1e-9;
/// Columns with reduced costs within this, relative to the largest cost, may be in a best point.
const TIED: f64 = 1e-8;
/// Most steps of one solve.
const STEPS: usize = 10_000_000;

/// A program at a vertex of least cost, over the columns that this needs.
///
/// Columns that are left out have nothing on them, and cost more than they save at the prices of the rows: the vertex is one
/// of the whole program (linear programming duality).
#[derive(Debug)]
pub struct Working<'p> {
    lp: &'p Lp,
    simplex: Simplex,
    /// The columns that are there, in the order of their entry, and whether each is.
    columns: Vec<usize>,
    has: Vec<bool>,
    /// The largest cost.
    largest: f64,
}

impl<'p> Working<'p> {
    /// A program at a vertex of least cost.
    ///
    /// # Errors
    /// [`Ended::Infeasible`] when no point keeps its rows, [`Ended::Stuck`] when its numbers defeat the method.
    pub fn solved(lp: &'p Lp) -> Result<Self, Ended> {
        let some = if is_large(lp) { Self::from(lp, cheapest(lp, NEAR)) } else { Err(Ended::Stuck) };
        match some {
            Err(Ended::Stuck) => Self::from(lp, (0..lp.columns.len()).collect()),
            solved => solved,
        }
    }

    /// The same, from these columns on.
    fn from(lp: &'p Lp, columns: Vec<usize>) -> Result<Self, Ended> {
        let mut has = vec![false; lp.columns.len()];
        for &column in &columns {
            has[column] = true;
        }
        let some =
            Lp { rows: lp.rows.clone(), columns: columns.iter().map(|&column| lp.columns[column].clone()).collect() };
        let largest = lp.columns.iter().fold(0.0_f64, |most, column| most.max(column.cost.abs()));
        let mut working = Self { lp, simplex: Simplex::new(&some), columns, has, largest };
        loop {
            let ended = working.simplex.solve(STEPS);
            let entering = match ended {
                Ended::Best => working.outside(-NOTHING),
                Ended::Infeasible => working.mending(),
                Ended::Stuck => return Err(ended),
            };
            if entering.is_empty() {
                return if ended == Ended::Best { Ok(working) } else { Err(ended) };
            }
            working.enter_worst(entering);
        }
    }

    /// Minimises further objectives, one after the other, with those before held at their least; false when that fails.
    pub fn minimise(&mut self, then: &[Vec<f64>]) -> bool {
        if then.is_empty() {
            return true;
        }
        for (_, column) in self.outside(TIED) {
            self.enter(column);
        }
        // what is left out keeps nothing (complementary slackness), as does what is held
        let lp = self.lp;
        self.simplex.solve(STEPS) == Ended::Best
            && then.iter().all(|costs| {
                self.simplex.hold();
                for (at, &column) in (lp.rows.len()..).zip(&self.columns) {
                    self.simplex.set_cost(at, costs[column]);
                }
                self.simplex.solve(STEPS) == Ended::Best
            })
    }

    /// The prices of the rows in the last objective.
    #[must_use]
    pub fn duals(&self) -> Vec<f64> {
        self.simplex.duals()
    }

    /// The value of each column.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        let mut values: Vec<f64> = self.lp.columns.iter().map(|column| column.lower).collect();
        for (&column, value) in self.columns.iter().zip(self.simplex.values().split_off(self.lp.rows.len())) {
            values[column] = value;
        }
        values
    }

    /// The columns left out whose reduced cost is below so much of the largest cost, with it.
    fn outside(&self, below: f64) -> Vec<(f64, usize)> {
        let duals = self.simplex.duals();
        self.left_out(below * self.largest, |column| column.reduced(&duals))
    }

    /// The columns left out that would bring values nearer to their bounds, and how much, as what is below 0.
    fn mending(&self) -> Vec<(f64, usize)> {
        let lacks = self.simplex.lacks();
        self.left_out(-NOTHING, |column| column.reduced(&lacks) - column.cost)
    }

    fn left_out(&self, below: f64, value: impl Fn(&LpColumn) -> f64 + Sync) -> Vec<(f64, usize)> {
        let columns = self.lp.columns.par_iter().zip(&self.has).enumerate();
        let values = columns.filter(|(_, (_, has))| !**has).map(|(index, (column, _))| (value(column), index));
        values.filter(|(value, _)| *value < below).collect()
    }

    /// Lets the worst columns of each row enter.
    fn enter_worst(&mut self, mut paying: Vec<(f64, usize)>) {
        paying.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut entered = vec![0; self.lp.rows.len()];
        for (_, column) in paying {
            let rows = || self.lp.columns[column].terms.iter().map(|(row, _)| *row);
            if rows().all(|row| entered[row] >= ENTER) {
                continue;
            }
            rows().for_each(|row| entered[row] += 1);
            self.enter(column);
        }
    }

    fn enter(&mut self, column: usize) {
        self.simplex.add_column(&self.lp.columns[column]);
        self.columns.push(column);
        self.has[column] = true;
    }
}

/// Whether a program has so many columns that most are in no point of its.
#[must_use]
pub fn is_large(lp: &Lp) -> bool {
    lp.columns.len() > FEW.max(MANY * lp.rows.len())
}

/// The cheapest so many columns of each row, and those that cannot be left out: what must have something on it, or pays.
fn cheapest(lp: &Lp, many: usize) -> Vec<usize> {
    let mut has: Vec<bool> = lp.columns.iter().map(|column| column.lower != 0.0 || column.cost < 0.0).collect();
    for terms in Rows::of(lp).iter() {
        let mut columns: Vec<usize> = terms.iter().map(|(column, _)| *column).collect();
        let cost = |column: usize| lp.columns[column].cost;
        columns.sort_unstable_by(|&a, &b| cost(a).total_cmp(&cost(b)).then(a.cmp(&b)));
        columns.into_iter().take(many).for_each(|column| has[column] = true);
    }
    (0..has.len()).filter(|&column| has[column]).collect()
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;
    use crate::optimise::drawn::Numbers;
    use crate::optimise::flow;
    use crate::optimise::program::Sense;

    /// Givers and takers, each with a way out of its own, and a row that asks for tonnes over all links.
    fn market(draw: &mut Numbers, (givers, takers): (usize, usize), asked: f64) -> Lp {
        let mut rows = Vec::new();
        let mut columns = Vec::new();
        let mut push = |terms: &[(usize, f64)], cost: u32, upper: f64| {
            let terms = terms.iter().copied().collect();
            columns.push(LpColumn { terms, cost: f64::from(cost), lower: 0.0, upper, integer: false });
        };
        let mut all = 0.0;
        for row in 0..givers + takers {
            let tonnes = f64::from(1 + draw.below(50));
            all += if row < givers { tonnes } else { 0.0 };
            rows.push((Sense::Eq, tonnes));
            push(&[(row, 1.0)], draw.below(40), f64::INFINITY);
        }
        rows.push((Sense::Ge, asked * all));
        for giver in 0..givers {
            for taker in givers..givers + takers {
                let terms = [(giver, 1.0), (taker, 1.0), (givers + takers, 1.0)];
                push(&terms, 10 + draw.below(60), f64::from(5 + draw.below(40)));
            }
        }
        Lp { columns, rows }
    }

    /// From few columns on, the least is that of all columns at once, in the next objective too.
    #[test]
    fn some_columns_come_to_what_all_come_to() {
        let mut draw = Numbers(31);
        let (mut infeasible, mut entered) = (0, 0);
        for case in 0..200 {
            let lp = market(&mut draw, (8, 7), 0.11 * f64::from(case % 10));
            let next: Vec<f64> = lp.columns.iter().map(|_| f64::from(draw.below(9))).collect();
            let some = cheapest(&lp, 1);
            let first = some.len();
            let all = Working::from(&lp, (0..lp.columns.len()).collect());
            let (mut one, mut all) = match (Working::from(&lp, some), all) {
                (Ok(one), Ok(all)) => (one, all),
                (one, all) => {
                    assert_eq!(
                        (one.err(), all.err()),
                        (Some(Ended::Infeasible), Some(Ended::Infeasible)),
                        "case {case}"
                    );
                    infeasible += 1;
                    continue;
                }
            };
            entered += one.columns.len() - first;
            assert!((lp.objective(&one.values()) - lp.objective(&all.values())).abs() < 1e-6, "case {case}");
            assert!(one.minimise(slice::from_ref(&next)) && all.minimise(slice::from_ref(&next)), "case {case}");
            let of = |values: &[f64]| values.iter().zip(&next).map(|(value, cost)| value * cost).sum::<f64>();
            for working in [&one, &all] {
                assert!(lp.violation(&working.values()) < 1e-7, "case {case}");
            }
            assert!((of(&one.values()) - of(&all.values())).abs() < 1e-6, "case {case}: the next objective");
        }
        // both kinds are there, and few are solved by what is there from the start
        assert!((20..180).contains(&infeasible) && entered > 1_000, "{infeasible} infeasible, {entered} entered");
    }

    /// Where nothing is asked of all links together, the market is a network: the network simplex tells its least cost.
    #[test]
    fn a_large_market_costs_what_it_costs_as_a_network() {
        let lp = market(&mut Numbers(5), (150, 140), 0.0);
        assert!(is_large(&lp));
        let working = Working::solved(&lp).unwrap();
        let asked = lp.rows.len() - 1;
        let mut network = lp.clone();
        network.rows.truncate(asked);
        for column in &mut network.columns {
            column.terms.retain(|(row, _)| *row != asked);
        }
        let Some(flow::Outcome::Best(best)) = flow::solve(&network, &[]) else { panic!("no network") };
        assert!((lp.objective(&working.values()) - best.objective).abs() < 1e-6 * best.objective);
        assert!(working.columns.len() * 4 < lp.columns.len(), "{} columns are there", working.columns.len());
    }
}
