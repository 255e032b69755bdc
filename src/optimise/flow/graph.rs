//! A program as a graph: rows are nodes, columns are arcs between two of them, or between one and the root.

use std::ops::Range;

use super::tree::{Arc, Tree, short};
use crate::optimise::lp::{Lp, narrowed};
use crate::optimise::program::Sense;
use crate::optimise::rows::Rows;

/// Two multipliers of a row that differ by more, relatively, are not the same.
const SAME: f64 = 1e-12;

/// A program whose rows, multiplied, make a graph of it.
#[derive(Debug)]
pub struct Graph {
    /// What each row is multiplied by; rows that bound a single column are bounds, and no nodes.
    scale: Vec<f64>,
    /// The node of each row.
    node: Vec<Option<u32>>,
    /// The arc of each column, what one unit of it is in the column's own, and its least value.
    columns: Vec<Option<Carried>>,
    arcs: Vec<Arc>,
    supply: Vec<f64>,
    /// The arc that joins each node to the root at first.
    above: Vec<u32>,
    /// The arcs that are in no program.
    artificial: Range<usize>,
    /// Bounds of each column, those of rows of its own taken in.
    bounds: Vec<(f64, f64)>,
}

#[derive(Debug, Clone, Copy)]
struct Carried {
    arc: usize,
    unit: f64,
}

/// A column that enters a graph: its arc, and what one unit of it is in the column's own.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The arc.
    pub arc: Arc,
    /// Units of the column for each unit of the arc.
    pub unit: f64,
}

impl Graph {
    /// The graph of a program; none where it is not one.
    pub fn of(lp: &Lp) -> Option<Self> {
        // with an arc for the slack of each row, and one to join it to the root
        if lp.columns.len() + 2 * lp.rows.len() >= u32::MAX as usize {
            return None;
        }
        let rows = Rows::of(lp);
        let (single, bounds) = single_rows(lp, &rows)?;
        let inner = |column: usize| lp.columns[column].terms.iter().filter(|(row, _)| !single[*row]);
        if (0..lp.columns.len()).any(|column| lp.columns[column].integer || inner(column).count() > 2) {
            return None;
        }
        let scale = scales(lp, &rows, &single)?;
        let mut graph = Self {
            node: vec![None; lp.rows.len()],
            columns: Vec::with_capacity(lp.columns.len()),
            arcs: Vec::new(),
            supply: Vec::new(),
            above: Vec::new(),
            artificial: 0..0,
            scale,
            bounds,
        };
        for (row, &(_, rhs)) in lp.rows.iter().enumerate().filter(|(row, _)| !single[*row]) {
            graph.node[row] = Some(short(graph.supply.len()));
            graph.supply.push(rhs * graph.scale[row]);
        }
        let free = unbound(lp, &rows, &graph.bounds, &single);
        for (column, free) in free.into_iter().enumerate() {
            let terms: Vec<(usize, f64)> = inner(column).copied().collect();
            graph.column(&terms, graph.bounds[column], free);
        }
        graph.slacks(lp);
        graph.join();
        Some(graph)
    }

    fn root(&self) -> u32 {
        short(self.supply.len())
    }

    fn column(&mut self, terms: &[(usize, f64)], (lower, upper): (f64, f64), free: bool) {
        let Some(&(first, coefficient)) = terms.first() else {
            self.columns.push(None);
            return;
        };
        let unit = 1.0 / (self.scale[first] * coefficient).abs();
        let (mut tail, mut head) = (self.root(), self.root());
        for &(row, coefficient) in terms {
            let node = self.node[row].unwrap_or(self.root());
            let entry = self.scale[row] * coefficient;
            if entry > 0.0 {
                tail = node;
            } else {
                head = node;
            }
            if let Some(supply) = self.supply.get_mut(node as usize) {
                *supply -= entry * lower;
            }
        }
        self.columns.push(Some(Carried { arc: self.arcs.len(), unit }));
        let upper = if free { f64::INFINITY } else { (upper - lower) / unit };
        self.arcs.push(Arc { tail, head, upper });
    }

    /// The arc of a further column, from 0 to an upper bound; none where a row of it is no node, or its entries, multiplied,
    /// are not opposite.
    pub fn entry(&self, terms: [(usize, f64); 2], upper: f64) -> Option<Entry> {
        let [(a, of_a), (b, of_b)] = terms.map(|(row, coefficient)| (row, self.scale[row] * coefficient));
        let (node_a, node_b) = (self.node[a]?, self.node[b]?);
        if (of_a + of_b).abs() > SAME * of_a.abs() {
            return None;
        }
        let unit = 1.0 / of_a.abs();
        let (tail, head) = if of_a > 0.0 { (node_a, node_b) } else { (node_b, node_a) };
        Some(Entry { arc: Arc { tail, head, upper: upper / unit }, unit })
    }

    /// The price of a row that is a node, by the prices of nodes; 0 for others.
    pub fn dual(&self, row: usize, prices: &[f64]) -> f64 {
        self.node[row].map_or(0.0, |node| self.scale[row] * prices[node as usize])
    }

    /// What rows that are not equations may leave over goes to the root, or comes from it.
    fn slacks(&mut self, lp: &Lp) {
        for (row, &(sense, _)) in lp.rows.iter().enumerate() {
            let Some(node) = self.node[row].filter(|_| sense != Sense::Eq) else { continue };
            let out = (sense == Sense::Le) == (self.scale[row] > 0.0);
            let (tail, head) = if out { (node, self.root()) } else { (self.root(), node) };
            self.arcs.push(Arc { tail, head, upper: f64::INFINITY });
        }
    }

    /// Joins each node to the root, by an arc of the program where one can bear the node's supply and more.
    fn join(&mut self) {
        let root = self.root();
        let mut above: Vec<Option<usize>> = vec![None; self.supply.len()];
        for (index, arc) in self.arcs.iter().enumerate() {
            let (node, out) = if arc.head == root { (arc.tail, true) } else { (arc.head, false) };
            if node == root || (arc.tail != root && arc.head != root) {
                continue;
            }
            let supply = self.supply[node as usize];
            let bears = if out { supply >= 0.0 && arc.upper > supply } else { supply < 0.0 && arc.upper >= -supply };
            if bears && above[node as usize].is_none() {
                above[node as usize] = Some(index);
            }
        }
        let first = self.arcs.len();
        for (node, above) in (0_u32..).zip(above) {
            let arc = above.unwrap_or_else(|| {
                let (tail, head) = if self.supply[node as usize] >= 0.0 { (node, root) } else { (root, node) };
                self.arcs.push(Arc { tail, head, upper: f64::INFINITY });
                self.arcs.len() - 1
            });
            self.above.push(short(arc));
        }
        self.artificial = first..self.arcs.len();
    }

    /// A tree to begin with.
    pub fn tree(&self) -> Tree {
        Tree::new(self.arcs.clone(), self.supply.clone(), self.above.clone())
    }

    /// The arcs that are in no program.
    pub fn artificial(&self) -> Range<usize> {
        self.artificial.clone()
    }

    /// What each node gives.
    pub fn supplies(&self) -> &[f64] {
        &self.supply
    }

    /// The cost of each arc when what goes over artificial arcs counts beside the costs given, `dear` times the largest.
    pub fn missing(&self, costs: &[f64], dear: f64) -> Vec<f64> {
        let largest = costs.iter().fold(0.0_f64, |most, cost| most.max(cost.abs()));
        let dear = if largest > 0.0 { dear * largest } else { 1.0 };
        let cost = |arc| if self.artificial.contains(&arc) { dear } else { costs.get(arc).copied().unwrap_or(0.0) };
        (0..self.arcs.len()).map(cost).collect()
    }

    /// The cost of each arc, by the costs of the columns.
    pub fn costs(&self, of_columns: &[f64]) -> Vec<f64> {
        let mut costs = vec![0.0; self.arcs.len()];
        for (carried, cost) in self.columns.iter().zip(of_columns) {
            if let Some(Carried { arc, unit }) = *carried {
                costs[arc] = cost * unit;
            }
        }
        costs
    }

    /// The value of each column. One in no row stands where the objectives have it, the first that tells; none where that
    /// is nowhere.
    pub fn values(&self, lp: &Lp, tree: &Tree, then: &[Vec<f64>]) -> Option<Vec<f64>> {
        let value = |(index, carried): (usize, &Option<Carried>)| {
            let (lower, upper) = self.bounds[index];
            let Some(Carried { arc, unit }) = *carried else {
                let costs = [lp.columns[index].cost].into_iter().chain(then.iter().map(|costs| costs[index]));
                let told = costs.into_iter().find(|cost| *cost != 0.0);
                let at = if told.is_some_and(|cost| cost < 0.0) { upper } else { lower };
                return at.is_finite().then_some(at);
            };
            Some((lower + tree.flows()[arc] * unit).clamp(lower, upper))
        };
        self.columns.iter().enumerate().map(value).collect()
    }

    /// The prices of the rows. A row of one column has what the others leave of the column's cost, where it holds it.
    pub fn duals(&self, lp: &Lp, prices: &[f64], values: &[f64]) -> Vec<f64> {
        let mut duals = vec![0.0; lp.rows.len()];
        duals.iter_mut().enumerate().for_each(|(row, dual)| *dual = self.dual(row, prices));
        for (column, value) in lp.columns.iter().zip(values) {
            let single = column.terms.iter().filter(|(row, _)| self.node[*row].is_none());
            let reduced = column.reduced(&duals);
            let own = if reduced > 0.0 { column.lower } else { column.upper };
            let at_own = own.is_finite() && (value - own).abs() <= SAME * own.abs().max(1.0);
            let holds = |&&(row, c): &&(usize, f64)| {
                let (sense, rhs) = lp.rows[row];
                let at = rhs / c;
                let side = match sense {
                    Sense::Eq => true,
                    Sense::Le => (c > 0.0) == (reduced < 0.0),
                    Sense::Ge => (c > 0.0) == (reduced > 0.0),
                };
                side && (value - at).abs() <= 1e-9 * at.abs().max(1.0)
            };
            if let Some(&(row, c)) = single.filter(|_| reduced != 0.0 && !at_own).find(holds) {
                duals[row] = reduced / c;
            }
        }
        duals
    }
}

/// Which rows have one column, and the bounds of columns with those of such rows. None when bounds cross, or a row has
/// no column: that is for a method that tells it.
#[expect(clippy::type_complexity, reason = "two lists that are made together")]
fn single_rows(lp: &Lp, rows: &Rows) -> Option<(Vec<bool>, Vec<(f64, f64)>)> {
    let mut bounds: Vec<(f64, f64)> = lp.columns.iter().map(|column| (column.lower, column.upper)).collect();
    let mut single = vec![false; lp.rows.len()];
    for (row, terms) in rows.iter().enumerate() {
        let &[(column, coefficient)] = terms else { continue };
        bounds[column] = narrowed(bounds[column], lp.rows[row], coefficient);
        single[row] = true;
    }
    let whole = bounds.iter().all(|(lower, upper)| lower.is_finite() && lower <= upper);
    (whole && rows.iter().all(|terms| !terms.is_empty())).then_some((single, bounds))
}

/// What rows are multiplied by so that the two entries of each column are opposite; none when a circle contradicts it.
fn scales(lp: &Lp, rows: &Rows, single: &[bool]) -> Option<Vec<f64>> {
    let mut scale = vec![0.0_f64; lp.rows.len()];
    let mut queue = Vec::new();
    for start in (0..lp.rows.len()).filter(|row| !single[*row]) {
        if scale[start] != 0.0 {
            continue;
        }
        scale[start] = 1.0;
        queue.push(start);
        while let Some(row) = queue.pop() {
            for &(column, coefficient) in &rows[row] {
                let other = lp.columns[column].terms.iter().find(|(other, _)| *other != row && !single[*other]);
                let Some(&(other, opposite)) = other else { continue };
                let asked = -scale[row] * coefficient / opposite;
                if scale[other] == 0.0 {
                    scale[other] = asked;
                    queue.push(other);
                } else if (scale[other] - asked).abs() > SAME * asked.abs() {
                    return None;
                }
            }
        }
    }
    Some(scale)
}

/// Columns whose upper bound follows from a row: among positive terms that sum to at most a figure, none is more.
fn unbound(lp: &Lp, rows: &Rows, bounds: &[(f64, f64)], single: &[bool]) -> Vec<bool> {
    let mut free = vec![false; lp.columns.len()];
    for (row, terms) in rows.iter().enumerate().filter(|(row, _)| !single[*row]) {
        let (sense, rhs) = lp.rows[row];
        let sums = sense != Sense::Ge && terms.iter().all(|&(column, c)| c > 0.0 && bounds[column].0 >= 0.0);
        for &(column, coefficient) in terms.iter().filter(|_| sums) {
            free[column] |= bounds[column].1 >= rhs / coefficient;
        }
    }
    free
}
