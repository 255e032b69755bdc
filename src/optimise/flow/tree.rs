//! The network simplex: least cost flow by exchanging arcs of a spanning tree.
//!
//! Spanning trees are kept strongly feasible, so that steps which move nothing cannot go round for ever (Cunningham,
//! 1976); entering arcs are the worst of a block of arcs, block after block (Grigoriadis, 1986). As in Kiraly and Kovacs
//! (2012), who found this pair the fastest of those that they compared.

/// No arc, no node.
const NONE: u32 = u32::MAX;
/// Reduced costs within this, relative to the largest cost, are none.
const OPTIMAL: f64 = 1e-10;
/// Flows within this, relative to the largest supply, are none.
const DUST: f64 = 1e-11;
/// Steps for each arc and node beyond which the search is given up.
const STEPS: usize = 400;

/// Arcs and nodes are numbered in half the room of a `usize`: what a search goes through stays near.
#[expect(clippy::cast_possible_truncation, reason = "`Graph::of` takes no program with more of them")]
pub fn short(index: usize) -> u32 {
    index as u32
}

/// A directed arc, with nothing on it at least.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arc {
    /// From.
    pub tail: u32,
    /// To.
    pub head: u32,
    /// The most that it carries; may be infinite.
    pub upper: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Tree,
    Lower,
    Upper,
    /// At a bound that it must keep: leaving it would cost in an objective that was minimised before.
    LowerKept,
    UpperKept,
}

/// What ended a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// At the least cost.
    Best,
    /// A circle of arcs without a limit pays.
    Unbounded,
    /// More steps than were allowed.
    Stuck,
}

/// A flow over arcs that keeps what each node gives, as a tree of the arcs that can still change.
///
/// The last node is the root, where what is left over goes; each other node begins joined to it.
#[derive(Debug, Clone)]
pub struct Tree {
    arcs: Vec<Arc>,
    supply: Vec<f64>,
    cost: Vec<f64>,
    flow: Vec<f64>,
    place: Vec<Place>,
    /// Of each node: what one more unit of its supply costs.
    price: Vec<f64>,
    parent: Vec<u32>,
    /// The arc to the parent.
    above: Vec<u32>,
    depth: Vec<u32>,
    child: Vec<u32>,
    next: Vec<u32>,
    before: Vec<u32>,
    /// Where the search for an entering arc goes on.
    at: usize,
    stack: Vec<u32>,
}

impl Tree {
    /// A tree in which each node is joined to the root by the arc given for it.
    pub fn new(arcs: Vec<Arc>, supply: Vec<f64>, above: Vec<u32>) -> Self {
        let (nodes, root) = (supply.len() + 1, supply.len());
        let mut tree = Self {
            cost: Vec::new(),
            flow: vec![0.0; arcs.len()],
            place: vec![Place::Lower; arcs.len()],
            price: vec![0.0; nodes],
            parent: vec![NONE; nodes],
            above: vec![NONE; nodes],
            depth: vec![0; nodes],
            child: vec![NONE; nodes],
            next: vec![NONE; nodes],
            before: vec![NONE; nodes],
            at: 0,
            stack: Vec::new(),
            arcs,
            supply,
        };
        for (node, arc) in above.into_iter().enumerate() {
            tree.above[node] = arc;
            tree.place[arc as usize] = Place::Tree;
            tree.flow[arc as usize] = tree.supply[node].abs();
            tree.hang(node, root);
            tree.depth[node] = 1;
        }
        tree
    }

    /// Minimises a cost from the tree at hand.
    pub fn minimise(&mut self, cost: Vec<f64>) -> Ended {
        let largest = cost.iter().fold(0.0_f64, |most, c| most.max(c.abs()));
        self.cost = cost;
        let tolerance = OPTIMAL * largest;
        let most = STEPS * (self.arcs.len() + self.supply.len());
        self.evaluate();
        let mut fresh = true;
        for _ in 0..most {
            let Some(entering) = self.entering(tolerance) else {
                if fresh {
                    self.balance();
                    return Ended::Best;
                }
                // what is best by prices that were moved many times may not be by fresh ones
                self.evaluate();
                fresh = true;
                continue;
            };
            fresh = false;
            if !self.step(entering) {
                return Ended::Unbounded;
            }
        }
        Ended::Stuck
    }

    /// Keeps each arc at its bound that would cost to leave it, so that a further objective cannot undo the last one.
    pub fn keep(&mut self) {
        let largest = self.cost.iter().fold(0.0_f64, |most, c| most.max(c.abs()));
        for arc in 0..self.arcs.len() {
            let costs = self.reduced(arc).abs() > 10.0 * OPTIMAL * largest;
            self.place[arc] = match self.place[arc] {
                Place::Lower if costs => Place::LowerKept,
                Place::Upper if costs => Place::UpperKept,
                other => other,
            };
        }
    }

    /// Lets nothing go over an arc from now on.
    pub fn close(&mut self, arc: usize) {
        self.arcs[arc].upper = 0.0;
        self.flow[arc] = 0.0;
    }

    /// What goes over each arc.
    pub fn flows(&self) -> &[f64] {
        &self.flow
    }

    /// What one more unit of each node's supply costs; the root's price is 0.
    pub fn prices(&self) -> &[f64] {
        &self.price
    }

    fn reduced(&self, arc: usize) -> f64 {
        let Arc { tail, head, .. } = self.arcs[arc];
        self.cost[arc] - self.price[tail as usize] + self.price[head as usize]
    }

    /// The worst of the next block of arcs that has one worth entering.
    fn entering(&mut self, tolerance: f64) -> Option<usize> {
        let count = self.arcs.len();
        let block = count.isqrt().max(20);
        let (mut worst, mut found, mut left) = (tolerance, None, block);
        for step in 0..count {
            let arc = (self.at + step) % count;
            let gain = match self.place[arc] {
                Place::Lower => -self.reduced(arc),
                Place::Upper => self.reduced(arc),
                _ => 0.0,
            };
            if gain > worst {
                (worst, found) = (gain, Some(arc));
            }
            left -= 1;
            if left == 0 {
                if found.is_some() {
                    self.at = (arc + 1) % count;
                    return found;
                }
                left = block;
            }
        }
        found
    }

    /// Sends as much as can go round the circle that an arc closes; false when there is no end to it.
    fn step(&mut self, entering: usize) -> bool {
        let Arc { tail, head, upper } = self.arcs[entering];
        let up = self.place[entering] == Place::Lower;
        let (first, second) = if up { (tail as usize, head as usize) } else { (head as usize, tail as usize) };
        let join = self.join(first, second);
        let (mut most, mut out, mut on_first) = (upper, None, false);
        let mut node = first;
        while node != join {
            let room = self.room(node, false);
            if room < most {
                (most, out, on_first) = (room, Some(node), true);
            }
            node = self.parent[node] as usize;
        }
        node = second;
        while node != join {
            let room = self.room(node, true);
            if room <= most {
                (most, out, on_first) = (room, Some(node), false);
            }
            node = self.parent[node] as usize;
        }
        if most.is_infinite() {
            return false;
        }
        let most = most.max(0.0);
        self.send((first, second), join, most);
        self.flow[entering] += if up { most } else { -most };
        let Some(out) = out else {
            self.rest(entering, up);
            return true;
        };
        let leaving = self.above[out] as usize;
        let upwards = self.arcs[leaving].tail as usize == out;
        self.rest(leaving, upwards != on_first);
        self.place[entering] = Place::Tree;
        let (moved, stays) = if on_first { (first, second) } else { (second, first) };
        self.exchange(entering, (moved, stays), out);
        true
    }

    /// An arc outside of the tree from now on, at its upper bound or with nothing on it.
    fn rest(&mut self, arc: usize, full: bool) {
        (self.place[arc], self.flow[arc]) =
            if full { (Place::Upper, self.arcs[arc].upper) } else { (Place::Lower, 0.0) };
    }

    /// What can still go from a node to its parent, or from the parent to it.
    fn room(&self, node: usize, to_parent: bool) -> f64 {
        let arc = self.above[node] as usize;
        let along = (self.arcs[arc].tail as usize == node) == to_parent;
        if along { self.arcs[arc].upper - self.flow[arc] } else { self.flow[arc] }
    }

    fn send(&mut self, (first, second): (usize, usize), join: usize, amount: f64) {
        for (start, to_parent) in [(first, false), (second, true)] {
            let mut node = start;
            while node != join {
                let arc = self.above[node] as usize;
                let along = (self.arcs[arc].tail as usize == node) == to_parent;
                self.flow[arc] += if along { amount } else { -amount };
                node = self.parent[node] as usize;
            }
        }
    }

    /// Where the ways of two nodes to the root meet.
    fn join(&self, mut a: usize, mut b: usize) -> usize {
        while a != b {
            if self.depth[a] >= self.depth[b] {
                a = self.parent[a] as usize;
            } else {
                b = self.parent[b] as usize;
            }
        }
        a
    }

    /// Takes the branch below `out` off, and hangs it up by `moved` with the entering arc at `stays`.
    fn exchange(&mut self, entering: usize, (moved, stays): (usize, usize), out: usize) {
        let reduced = self.reduced(entering);
        let shift = if self.arcs[entering].tail as usize == moved { reduced } else { -reduced };
        let (mut node, mut to, mut by) = (moved, stays, short(entering));
        loop {
            let (former, arc) = (self.parent[node] as usize, self.above[node]);
            self.unhang(node);
            self.above[node] = by;
            self.hang(node, to);
            if node == out {
                break;
            }
            (to, node, by) = (node, former, arc);
        }
        let mut stack = std::mem::take(&mut self.stack);
        stack.push(short(moved));
        while let Some(node) = stack.pop() {
            let node = node as usize;
            self.price[node] += shift;
            self.depth[node] = self.depth[self.parent[node] as usize] + 1;
            let mut child = self.child[node];
            while child != NONE {
                stack.push(child);
                child = self.next[child as usize];
            }
        }
        self.stack = stack;
    }

    fn hang(&mut self, node: usize, parent: usize) {
        let first = self.child[parent];
        if first != NONE {
            self.before[first as usize] = short(node);
        }
        (self.parent[node], self.next[node], self.before[node]) = (short(parent), first, NONE);
        self.child[parent] = short(node);
    }

    fn unhang(&mut self, node: usize) {
        let (before, next) = (self.before[node], self.next[node]);
        if before == NONE {
            self.child[self.parent[node] as usize] = next;
        } else {
            self.next[before as usize] = next;
        }
        if next != NONE {
            self.before[next as usize] = before;
        }
    }

    /// All nodes, each after its parent.
    fn order(&self) -> Vec<u32> {
        let mut order = vec![short(self.supply.len())];
        let mut at = 0;
        while at < order.len() {
            let mut child = self.child[order[at] as usize];
            while child != NONE {
                order.push(child);
                child = self.next[child as usize];
            }
            at += 1;
        }
        order
    }

    /// Prices anew from the costs of the tree: along it, every reduced cost is 0.
    fn evaluate(&mut self) {
        for node in self.order().into_iter().skip(1).map(|node| node as usize) {
            let (arc, above) = (self.above[node] as usize, self.price[self.parent[node] as usize]);
            let up = self.arcs[arc].tail as usize == node;
            self.price[node] = if up { self.cost[arc] + above } else { above - self.cost[arc] };
        }
    }

    /// Flows of the tree anew from supplies and the arcs outside of it, without the rounding of many steps.
    fn balance(&mut self) {
        let mut left: Vec<f64> = self.supply.iter().copied().chain([0.0]).collect();
        for (arc, it) in self.arcs.iter().enumerate().filter(|(arc, _)| self.place[*arc] != Place::Tree) {
            left[it.tail as usize] -= self.flow[arc];
            left[it.head as usize] += self.flow[arc];
        }
        let dust = DUST * self.supply.iter().fold(1.0_f64, |most, supply| most.max(supply.abs()));
        for node in self.order().into_iter().skip(1).rev().map(|node| node as usize) {
            let (arc, amount) = (self.above[node] as usize, left[node]);
            left[self.parent[node] as usize] += amount;
            let flow = if self.arcs[arc].tail as usize == node { amount } else { -amount };
            self.flow[arc] = if flow.abs() < dust { 0.0 } else { flow };
        }
    }
}
