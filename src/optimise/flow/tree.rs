//! The network simplex: least cost flow by exchanging arcs of a spanning tree.
//!
//! Spanning trees are kept strongly feasible, so that steps which move nothing cannot go round for ever (Cunningham,
//! 1976); entering arcs are the worst few of a block of arcs, block after block (Grigoriadis, 1986; Mulvey, 1978, for the few).
//! Kiraly and Kovacs (2012) found blocks the fastest of the rules that they compared.

/// No arc, no node.
const NONE: u32 = u32::MAX;
/// Reduced costs within this, relative to the largest cost, are none.
const OPTIMAL: f64 = 1e-10;
/// Flows within this, relative to the largest supply, are none.
const DUST: f64 = 1e-11;
/// Arcs of a block that enter before the next block is looked at, at most. Most steps change few prices, so that what paid
/// when the block was looked at mostly does so still.
const WAITING: usize = 8;
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

impl Place {
    /// What a reduced cost of 1 gains for each unit by which the flow of an arc leaves its bound.
    fn gains(self) -> f64 {
        match self {
            Self::Lower => -1.0,
            Self::Upper => 1.0,
            Self::Tree | Self::LowerKept | Self::UpperKept => 0.0,
        }
    }
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
///
/// The tree is kept as in Barr, Glover and Klingman (1979): a thread through all nodes, each before those below it, so that
/// a branch is a stretch of the thread. Moving a branch relinks as many stretches as its path has nodes, and its prices
/// are shifted along the thread, or those of all other nodes the other way where they are fewer.
#[derive(Debug, Clone)]
pub struct Tree {
    arcs: Vec<Arc>,
    supply: Vec<f64>,
    cost: Vec<f64>,
    flow: Vec<f64>,
    place: Vec<Place>,
    /// Of each node: what one more unit of its supply costs, against the root's price.
    price: Vec<f64>,
    parent: Vec<u32>,
    /// The arc to the parent, and whether it leads there.
    above: Vec<u32>,
    upwards: Vec<bool>,
    /// The nodes after and before each in the thread, which is a ring.
    next: Vec<u32>,
    before: Vec<u32>,
    /// How many nodes are at or below each, and the last of them in the thread.
    size: Vec<u32>,
    last: Vec<u32>,
    /// Where the search for an entering arc goes on.
    at: usize,
    /// Arcs of the last block that may enter next, the worst last.
    waiting: Vec<(f64, u32)>,
    /// The path of a branch that is moved, from the node that it is hung up by.
    path: Vec<u32>,
}

impl Tree {
    /// A tree in which each node is joined to the root by the arc given for it.
    pub fn new(arcs: Vec<Arc>, supply: Vec<f64>, above: Vec<u32>) -> Self {
        let (nodes, root) = (supply.len() + 1, short(supply.len()));
        let ring = |by: usize| (0..nodes).map(|node| short((node + by) % nodes)).collect();
        let mut tree = Self {
            cost: Vec::new(),
            flow: vec![0.0; arcs.len()],
            place: vec![Place::Lower; arcs.len()],
            price: vec![0.0; nodes],
            parent: vec![root; nodes],
            above: vec![NONE; nodes],
            upwards: vec![false; nodes],
            next: ring(1),
            before: ring(nodes - 1),
            size: vec![1; nodes],
            last: (0..root).chain([root.saturating_sub(1)]).collect(),
            at: 0,
            waiting: Vec::new(),
            path: Vec::new(),
            arcs,
            supply,
        };
        tree.parent[root as usize] = NONE;
        tree.size[root as usize] = short(nodes);
        for (node, arc) in above.into_iter().enumerate() {
            tree.above[node] = arc;
            tree.upwards[node] = tree.arcs[arc as usize].tail as usize == node;
            tree.place[arc as usize] = Place::Tree;
            tree.flow[arc as usize] = tree.supply[node].abs();
        }
        tree
    }

    /// Adds an arc with nothing on it, outside of the tree.
    pub fn add(&mut self, arc: Arc) {
        self.arcs.push(arc);
        self.flow.push(0.0);
        self.place.push(Place::Lower);
    }

    /// Minimises a cost from the tree at hand.
    pub fn minimise(&mut self, cost: Vec<f64>) -> Ended {
        let largest = cost.iter().fold(0.0_f64, |most, c| most.max(c.abs()));
        self.cost = cost;
        self.waiting.clear();
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

    /// The worst of those that wait, or else of the next block of arcs that has one worth entering; the worst few of it wait.
    fn entering(&mut self, tolerance: f64) -> Option<usize> {
        while let Some((_, arc)) = self.waiting.pop() {
            if self.gain(arc as usize) > tolerance {
                return Some(arc as usize);
            }
        }
        let count = self.arcs.len();
        let block = count.isqrt().max(20);
        let mut begin = if self.at < count { self.at } else { 0 };
        let mut seen = 0;
        let mut waiting = std::mem::take(&mut self.waiting);
        while seen < count && waiting.is_empty() {
            let end = (begin + block.min(count - seen)).min(count);
            let gains = (begin..end).map(|arc| (self.gain(arc), short(arc)));
            waiting.extend(gains.filter(|(gain, _)| *gain > tolerance));
            seen += end - begin;
            begin = if end == count { 0 } else { end };
        }
        self.at = begin;
        waiting.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        waiting.drain(..waiting.len().saturating_sub(WAITING));
        self.waiting = waiting;
        self.waiting.pop().map(|(_, arc)| arc as usize)
    }

    /// What a unit on an arc gains, more or less of it as its place allows.
    fn gain(&self, arc: usize) -> f64 {
        self.place[arc].gains() * self.reduced(arc)
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
        if most > 0.0 {
            self.send((first, second), join, most);
            self.flow[entering] += if up { most } else { -most };
        }
        let Some(out) = out else {
            self.rest(entering, up);
            return true;
        };
        let leaving = self.above[out] as usize;
        self.rest(leaving, self.upwards[out] != on_first);
        self.place[entering] = Place::Tree;
        let (moved, stays) = if on_first { (first, second) } else { (second, first) };
        self.exchange(entering, (moved, stays), (out, join));
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
        if self.upwards[node] == to_parent { self.arcs[arc].upper - self.flow[arc] } else { self.flow[arc] }
    }

    fn send(&mut self, (first, second): (usize, usize), join: usize, amount: f64) {
        for (start, to_parent) in [(first, false), (second, true)] {
            let mut node = start;
            while node != join {
                let arc = self.above[node] as usize;
                self.flow[arc] += if self.upwards[node] == to_parent { amount } else { -amount };
                node = self.parent[node] as usize;
            }
        }
    }

    /// Where the ways of two nodes to the root meet.
    fn join(&self, mut a: usize, mut b: usize) -> usize {
        while a != b {
            if self.size[a] < self.size[b] {
                a = self.parent[a] as usize;
            } else {
                b = self.parent[b] as usize;
            }
        }
        a
    }

    /// Takes the branch below `out` off, and hangs it up by `moved` with the entering arc at `stays`.
    fn exchange(&mut self, entering: usize, (moved, stays): (usize, usize), (out, join): (usize, usize)) {
        let reduced = self.reduced(entering);
        let leaves = self.arcs[entering].tail as usize == moved;
        self.take_off(out, join);
        self.turn(moved, out);
        self.parent[moved] = short(stays);
        (self.above[moved], self.upwards[moved]) = (short(entering), leaves);
        self.hang(moved, stays, join);
        self.shift(moved, if leaves { reduced } else { -reduced });
    }

    /// Takes a branch out of the thread, and off the nodes above it; the nodes above `join` will have it back.
    fn take_off(&mut self, out: usize, join: usize) {
        let (size, last, before) = (self.size[out], self.last[out], self.before[out]);
        let after = self.next[last as usize];
        self.link(before, after);
        self.change_above((self.parent[out] as usize, join), |all| all - size, (last, before));
    }

    /// Changes the sizes of the branches from a node up to below `join`, and where those end, up to the root, that ended
    /// at a node.
    fn change_above(&mut self, (from, join): (usize, usize), size: impl Fn(u32) -> u32, (ended, ends): (u32, u32)) {
        let (mut node, mut below) = (from, true);
        loop {
            below &= node != join;
            let changes = self.last[node] == ended;
            if !below && !changes {
                return;
            }
            if below {
                self.size[node] = size(self.size[node]);
            }
            if changes {
                self.last[node] = ends;
            }
            if self.parent[node] == NONE {
                return;
            }
            node = self.parent[node] as usize;
        }
    }

    /// Turns a branch that is taken off, so that it begins at `moved`. In the thread, each node of the path from there to
    /// `out` comes with what is below it and not below the node before: a stretch before that one's branch, one after it.
    fn turn(&mut self, moved: usize, out: usize) {
        let mut path = std::mem::take(&mut self.path);
        path.push(short(moved));
        let mut node = moved;
        while node != out {
            node = self.parent[node] as usize;
            path.push(short(node));
        }
        let (mut end, mut first_end) = (self.last[moved], self.before[moved]);
        let mut second = self.next[end as usize];
        for pair in path.windows(2) {
            let (lower, upper) = (pair[0] as usize, pair[1] as usize);
            let (first, second_end) = (self.before[upper], self.last[upper]);
            let after = self.next[second_end as usize];
            self.link(end, pair[1]);
            end = first_end;
            if self.last[lower] != second_end {
                self.link(end, second);
                (end, second) = (second_end, after);
            }
            first_end = first;
        }
        let size = self.size[out];
        for pair in path.windows(2).rev() {
            let (lower, upper) = (pair[0] as usize, pair[1] as usize);
            (self.parent[upper], self.above[upper]) = (pair[0], self.above[lower]);
            self.upwards[upper] = !self.upwards[lower];
            (self.size[upper], self.last[upper]) = (size - self.size[lower], end);
        }
        (self.size[moved], self.last[moved]) = (size, end);
        path.clear();
        self.path = path;
    }

    /// Puts a branch in the thread after the node that it hangs on.
    fn hang(&mut self, branch: usize, on: usize, join: usize) {
        let (size, last, after) = (self.size[branch], self.last[branch], self.next[on]);
        self.link(short(on), short(branch));
        self.link(last, after);
        self.change_above((on, join), |all| all + size, (short(on), last));
    }

    fn link(&mut self, node: u32, next: u32) {
        self.next[node as usize] = next;
        self.before[next as usize] = node;
    }

    /// Shifts the prices of a branch against those of all other nodes.
    fn shift(&mut self, branch: usize, by: f64) {
        let (inside, all, last) = (self.size[branch], short(self.price.len()), self.last[branch]);
        let (mut node, mut back, count, by) = if inside <= all / 2 {
            (short(branch), last, inside, by)
        } else {
            (self.next[last as usize], self.before[branch], all - inside, -by)
        };
        // from both ends, so that neither way waits for the other
        for _ in 0..count / 2 {
            self.price[node as usize] += by;
            self.price[back as usize] += by;
            (node, back) = (self.next[node as usize], self.before[back as usize]);
        }
        if count % 2 == 1 {
            self.price[node as usize] += by;
        }
    }

    /// Prices anew from the costs of the tree: along it, every reduced cost is 0, and the root's price is 0.
    fn evaluate(&mut self) {
        let root = short(self.supply.len());
        self.price[root as usize] = 0.0;
        let mut node = self.next[root as usize];
        while node != root {
            let it = node as usize;
            let (cost, above) = (self.cost[self.above[it] as usize], self.price[self.parent[it] as usize]);
            self.price[it] = if self.upwards[it] { cost + above } else { above - cost };
            node = self.next[it];
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
        let root = short(self.supply.len());
        let mut node = self.before[root as usize];
        while node != root {
            let it = node as usize;
            let (arc, amount) = (self.above[it] as usize, left[it]);
            left[self.parent[it] as usize] += amount;
            let flow = if self.upwards[it] { amount } else { -amount };
            self.flow[arc] = if flow.abs() < dust { 0.0 } else { flow };
            node = self.before[it];
        }
    }
}
