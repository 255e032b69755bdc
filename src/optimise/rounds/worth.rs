//! What a visit of a stop is worth by itself, at prices of what it shares with others.
//!
//! Where all of what a stop gives is fetched, the price of a tonne of it is only known within limits, and so is that of the
//! visit: a program over the rounds known pays as little as it must. What a plan may pay is what the stop costs without it.

use std::collections::BTreeMap;

use super::model::Model;
use crate::optimise::lp::{Lp, LpColumn};
use crate::optimise::simplex::{Ended, Simplex};

/// Most steps of one small program.
const STEPS: usize = 200;

/// Rows that a visit enters.
pub(super) type Visit<'m> = &'m [(usize, f64)];

/// The rows of single stops and the columns that enter them.
pub(super) struct Own {
    /// Of each row, the only stop that it speaks of: stream and stop.
    of: Vec<Option<(usize, usize)>>,
    /// Columns that enter rows of a stop.
    columns: BTreeMap<(usize, usize), Vec<usize>>,
}

impl Own {
    /// Rows that rounds enter only by one stop, and rows that its columns enter, and no other stop's.
    pub fn new(model: &Model) -> Self {
        let mut of: Vec<Option<(usize, usize)>> = vec![None; model.base.rows.len()];
        let mut shared = vec![false; of.len()];
        let enter = |row: usize, stop: (usize, usize), of: &mut Vec<Option<_>>, shared: &mut Vec<bool>| {
            shared[row] |= of[row].is_some_and(|other| other != stop);
            of[row] = Some(stop);
        };
        for class in &model.classes {
            for (&stop, visit) in class.stops.iter().zip(&class.visit) {
                for term in visit {
                    enter(term.0, (class.stream, stop), &mut of, &mut shared);
                }
            }
        }
        let visited = of.clone();
        for column in &model.base.columns {
            for stop in column.terms.iter().filter_map(|term| visited[term.0]) {
                let others = column.terms.iter().filter(|term| visited[term.0].is_none());
                others.for_each(|term| enter(term.0, stop, &mut of, &mut shared));
            }
        }
        for class in &model.classes {
            class.own.iter().for_each(|term| shared[term.0] = true);
            class.measured.iter().for_each(|term| shared[term.0] = true);
        }
        of.iter_mut().zip(shared).filter(|(_, shared)| *shared).for_each(|(of, _)| *of = None);
        let mut columns: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (index, column) in model.base.columns.iter().enumerate() {
            let mut stops: Vec<_> = column.terms.iter().filter_map(|term| of[term.0]).collect();
            stops.sort_unstable();
            stops.dedup();
            for stop in stops {
                columns.entry(stop).or_default().push(index);
            }
        }
        Self { of, columns }
    }

    /// Whether rounds enter no other rows by a stop than its own.
    fn alone(&self, stop: (usize, usize), visit: Visit<'_>) -> bool {
        visit.iter().all(|term| self.of[term.0] == Some(stop))
    }

    /// What a stop costs at least without rounds, and what it saves when a round visits it: for each way of entering rows.
    /// None: rows that it shares with others are among them. Prices of its own rows do not count.
    pub fn worth(&self, model: &Model, stop: (usize, usize), visits: &[Visit<'_>], prices: &[f64]) -> Option<Worth> {
        let small = self.small(model, stop, visits, prices)?;
        let without = small.least(&[], &[]);
        let base = without.unwrap_or(0.0);
        Some(Worth {
            compulsory: without.is_none(),
            saved: alike(visits, |visit| small.least(visit, &[]).map_or(f64::NEG_INFINITY, |with| base - with)),
        })
    }

    /// The program of a stop by itself, at prices of the rows that it shares; none when visits enter such rows.
    pub fn small(&self, model: &Model, stop: (usize, usize), visits: &[Visit<'_>], prices: &[f64]) -> Option<Small> {
        if !visits.iter().all(|visit| self.alone(stop, visit)) {
            return None;
        }
        let rows: Vec<usize> = (0..self.of.len()).filter(|&row| self.of[row] == Some(stop)).collect();
        let place: BTreeMap<usize, usize> = rows.iter().enumerate().map(|(at, &row)| (row, at)).collect();
        let of = self.columns.get(&stop)?.clone();
        let columns = of.iter().map(|&index| {
            let column = &model.base.columns[index];
            let (own, others): (Vec<_>, Vec<_>) = column.terms.iter().partition(|term| place.contains_key(&term.0));
            let paid: f64 = others.iter().map(|(row, a)| prices[*row] * a).sum();
            LpColumn {
                cost: column.cost - paid,
                upper: column.upper.min(model.reach[index]),
                terms: own.into_iter().map(|(row, a)| (place[&row], a)).collect(),
                ..column.clone()
            }
        });
        let lp = Lp { columns: columns.collect(), rows: rows.iter().map(|&row| model.base.rows[row]).collect() };
        Some(Small { lp, place, columns: of })
    }
}

/// The program of one stop.
pub(super) struct Small {
    lp: Lp,
    /// Its rows, by those of the whole.
    place: BTreeMap<usize, usize>,
    /// Its columns in the whole.
    columns: Vec<usize>,
}

impl Small {
    /// Its rows in the whole.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        self.place.keys().copied()
    }

    /// The least that it costs with a visit, without some columns of the whole; none: that cannot be.
    pub fn least(&self, visit: Visit<'_>, without: &[usize]) -> Option<f64> {
        let mut lp = self.lp.clone();
        for (row, a) in visit {
            lp.rows[self.place[row]].1 -= a;
        }
        for (column, index) in lp.columns.iter_mut().zip(&self.columns) {
            if without.contains(index) {
                column.upper = 0.0;
            }
        }
        let mut simplex = Simplex::new(&lp);
        (simplex.solve(STEPS) == Ended::Best).then(|| simplex.objective())
    }
}

/// A value of each, found once for those that are the same.
fn alike(visits: &[Visit<'_>], value: impl Fn(Visit<'_>) -> f64) -> Vec<f64> {
    let mut found: Vec<f64> = Vec::with_capacity(visits.len());
    for (index, visit) in visits.iter().enumerate() {
        let known = visits[..index].iter().position(|other| other == visit);
        found.push(known.map_or_else(|| value(visit), |at| found[at]));
    }
    found
}

/// What visits of a stop are worth.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Worth {
    /// Whether it cannot do without.
    pub compulsory: bool,
    /// What each kind of visit saves; minus infinity: impossible.
    pub saved: Vec<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimise::program::Sense;
    use crate::optimise::rounds::ground::{self, Ground};
    use crate::optimise::rounds::model::{Affine, Class, Stream};

    fn column(cost: f64, upper: f64, terms: &[(usize, f64)]) -> LpColumn {
        LpColumn { cost, lower: 0.0, upper, integer: false, terms: terms.into() }
    }

    /// Stops of 10 t each, at 120 EUR/t to keep; rows: what each gives, its visit, what it hands over; last, the facility.
    fn model(outside: f64) -> Model {
        let facility = 6;
        let mut columns = vec![column(20.0, 100.0, &[(facility, -1.0)])];
        for (given, cover, carried) in [(0, 1, 2), (3, 4, 5)] {
            columns.push(column(120.0, 10.0, &[(given, 1.0)]));
            columns.push(column(0.0, 10.0, &[(given, 1.0), (carried, 1.0), (facility, 1.0)]));
            columns.push(column(0.0, outside, &[(cover, 1.0)]));
        }
        let of_stop = [(Sense::Eq, 10.0), (Sense::Eq, 1.0), (Sense::Le, 0.0)];
        let rows = [of_stop, of_stop].concat().into_iter().chain([(Sense::Eq, 0.0)]).collect();
        let class = Class {
            stream: 0,
            stops: vec![0, 1],
            ground: Ground::new(vec![ground::Visit::default(); 2], ground::Visit::default(), |_, _| (1.0, 1.0)),
            times: 1.0,
            cost: Affine::default(),
            unloading: 0.0,
            visit: vec![vec![(1, 1.0), (2, -10.0)], vec![(4, 1.0), (5, -10.0)]],
            own: Vec::new(),
            measured: Vec::new(),
        };
        let stream = Stream {
            cover: vec![1, 4],
            load: vec![10.0; 2],
            first: vec![0, 1],
            payload: 10.0,
            otherwise: vec![vec![3], vec![6]],
        };
        let base = Lp { columns, rows };
        let reach = vec![100.0; base.columns.len()];
        Model { base, reach, soft: Vec::new(), streams: vec![stream], classes: vec![class] }
    }

    #[test]
    fn a_visit_is_worth_what_it_saves() {
        // kept: 10 t at 120 EUR/t; fetched: 10 t at the 20 EUR/t that the facility asks, the price of its row at -20
        let prices = [77.0, 5.0, -40.0, 0.0, 0.0, 0.0, -20.0];
        let free = model(1.0);
        let visit: Vec<Visit<'_>> = vec![&free.classes[0].visit[0]; 2];
        let worth = Own::new(&free).worth(&free, (0, 0), &visit, &prices).unwrap();
        assert!(!worth.compulsory && worth.saved.iter().all(|saved| (saved - 1000.0).abs() < 1e-6), "{worth:?}");
        let compulsory = model(0.0);
        let worth =
            Own::new(&compulsory).worth(&compulsory, (0, 1), &[&compulsory.classes[0].visit[1]], &prices).unwrap();
        assert!(worth.compulsory && (worth.saved[0] + 200.0).abs() < 1e-6, "{worth:?}");
        // rows of another stop are not its own
        assert_eq!(Own::new(&free).worth(&free, (0, 1), &visit, &prices), None);
    }
}
