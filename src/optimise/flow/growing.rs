//! A network that further columns enter once it is solved, until none lowers the objective.

use super::feasible;
use super::graph::{Entry, Graph};
use super::reduced::Reduced;
use super::tree::{Ended, Tree};
use crate::optimise::lp::{Lp, LpColumn};

/// A pure network at the least cost of the columns that it has so far.
#[derive(Debug)]
pub struct Growing {
    graph: Graph,
    tree: Tree,
    costs: Vec<f64>,
    /// The row of what is left of the program for each row of it, if it is left.
    place: Vec<Option<usize>>,
}

impl Growing {
    /// Solves a program over the columns that it has. Further ones may enter the rows that are `open`. None: it is not a
    /// pure network, nothing satisfies its rows, or its numbers defeat the method.
    #[must_use]
    pub fn new(lp: &Lp, open: &[bool]) -> Option<Self> {
        let reduced = Reduced::new(lp, &[], open);
        let graph = Graph::of(&reduced.lp)?;
        let costs: Vec<f64> = reduced.lp.columns.iter().map(|column| column.cost).collect();
        let costs = graph.costs(&costs);
        let tree = feasible(&graph, &costs).ok()?;
        let place = reduced.places(lp.rows.len());
        let mut growing = Self { graph, tree, costs, place };
        growing.solve().then_some(growing)
    }

    /// Lets a column enter, with nothing on it yet: one of two entries, from 0. False where the network is none with it.
    pub fn add(&mut self, column: &LpColumn) -> bool {
        let &[(a, of_a), (b, of_b)] = column.terms.as_slice() else { return false };
        let (Some(a), Some(b)) = (self.place[a], self.place[b]) else { return false };
        let Some(Entry { arc, unit }) = self.graph.entry([(a, of_a), (b, of_b)], column.upper) else { return false };
        self.tree.add(arc);
        self.costs.push(column.cost * unit);
        true
    }

    /// Minimises the objective over the columns that it has now, from where it stands; false when that fails.
    pub fn solve(&mut self) -> bool {
        self.tree.minimise(self.costs.clone()) == Ended::Best
    }

    /// The prices of the rows that columns may enter; 0 for others.
    #[must_use]
    pub fn duals(&self) -> Vec<f64> {
        let prices = self.tree.prices();
        self.place.iter().map(|place| place.map_or(0.0, |row| self.graph.dual(row, prices))).collect()
    }
}
