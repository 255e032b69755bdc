//! The whole point of least cost, by branching over whole numbers: each branch from the basis of the one before.
//!
//! Which number to branch on is told by what it raised the bound by when it was tried, the first times that it was a
//! candidate (Achterberg, Koch and Martin, 2005).

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};

use super::bounds::{Bounds, Held};
use super::cuts::Relaxed;
use crate::optimise::lp::{Lp, WHOLE};
use crate::optimise::simplex::Ended;

/// Most steps of one solve, and of a try.
const STEPS: usize = 20_000;
const TRIED: usize = 60;
/// Most numbers tried at a branch, and tries without a better one before no more are.
const TRIES: usize = 16;
const FRUITLESS: usize = 4;
/// Times that a number must have been tried for what it gained to be believed.
const BELIEVED: u32 = 4;
/// Branches between two searches around the best point, and most branches of one.
const NEARBY: usize = 100;
const MOST_NEARBY: usize = 200;
/// Of the way from the lowest branch to the best point, how far above it a child may be to be gone on with.
const STRAYS: f64 = 0.25;
/// Of the gap asked, the part at which a branch is not worth looking at: what is left open is then within the gap.
const WORTHLESS: f64 = 0.5;
/// A gain that counts as none.
const NONE: f64 = 1e-6;

/// A branch: columns with their bounds, and what no point of it is below.
#[derive(Debug, Clone)]
struct Branch {
    bound: f64,
    number: usize,
    held: Vec<Held>,
}

impl PartialEq for Branch {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Branch {}

impl PartialOrd for Branch {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Branch {
    /// The lowest bound comes first, then the latest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound).then(self.number.cmp(&other.number))
    }
}

/// What trying a number has gained for each unit that it was from whole: down and up.
#[derive(Debug, Clone, Copy, Default)]
struct Gained {
    sum: [f64; 2],
    times: [u32; 2],
}

/// A proposal made of whole numbers: what it costs at best, and the point.
pub type Offer<'a> = dyn FnMut(&[f64]) -> Option<(f64, Vec<f64>)> + 'a;

/// Where a search begins.
pub struct Root {
    /// The program.
    pub lp: Lp,
    /// Which of its columns are no part of any point, but may lower a bound.
    pub loose: Vec<bool>,
    /// What its columns lie between.
    pub bounds: Bounds,
    /// It, relaxed, at its optimum.
    pub relaxed: Relaxed,
}

/// A search over the branches of a program.
pub struct Search<'a> {
    lp: Lp,
    /// Which columns are no part of any point, but may lower a bound.
    loose: Vec<bool>,
    bounds: Bounds,
    relaxed: Relaxed,
    /// Relative gap asked.
    gap: f64,
    /// The cost of the best point, and the point.
    best: (f64, Option<Vec<f64>>),
    /// The bound of the root, and reduced costs there.
    root: (f64, Vec<f64>),
    gained: Vec<Gained>,
    mean: Gained,
    open: BinaryHeap<Branch>,
    held: Vec<Held>,
    numbers: usize,
    /// Branches looked at, and how many may be.
    looked: usize,
    most: usize,
    /// What is no point, but cannot be branched, is not below this.
    floor: f64,
    /// The columns that no point has, but such a branch.
    pub wanted: BTreeSet<usize>,
    goes_on: &'a dyn Fn() -> bool,
}

impl<'a> Search<'a> {
    /// A search from the root, with the best point known.
    pub fn new(
        Root { lp, loose, bounds, relaxed }: Root,
        (best, gap): ((f64, Option<Vec<f64>>), f64),
        goes_on: &'a dyn Fn() -> bool,
    ) -> Self {
        let columns = lp.columns.len();
        let root = (relaxed.simplex.objective(), relaxed.reduced(&lp));
        let mut search = Self {
            lp,
            loose,
            bounds,
            relaxed,
            gap,
            best,
            root,
            gained: vec![Gained::default(); columns],
            mean: Gained::default(),
            open: BinaryHeap::new(),
            held: Vec::new(),
            numbers: 0,
            looked: 0,
            most: usize::MAX,
            floor: f64::INFINITY,
            wanted: BTreeSet::new(),
            goes_on,
        };
        search.close();
        search
    }

    /// What costs more is not looked for.
    fn enough(&self) -> f64 {
        self.best.0 - WORTHLESS * self.gap * self.best.0.abs().max(1.0)
    }

    /// Searches until nothing is left or there is no more time; what no point is below.
    pub fn run(&mut self, offer: &mut Offer) -> f64 {
        let mut next = Some(Branch { bound: f64::NEG_INFINITY, number: 0, held: Vec::new() });
        while let Some(branch) = next.take().or_else(|| self.open.pop()) {
            if branch.bound >= self.enough() {
                continue;
            }
            let lowest = self.open.peek().map_or(branch.bound, |other| other.bound.min(branch.bound));
            if lowest >= self.floor {
                return self.floor.min(self.best.0);
            }
            let looked =
                if (self.goes_on)() && self.looked < self.most { self.look(&branch, offer) } else { Err(Lost) };
            match looked {
                Ok(Some(child)) if self.strays(&child) => self.open.push(child),
                Ok(child) => next = child,
                Err(Lost) => {
                    let bound = self.open.iter().map(|branch| branch.bound).fold(branch.bound, f64::min);
                    return bound.min(self.floor).min(self.best.0);
                }
            }
        }
        self.floor.min(if self.best.0.is_finite() { self.enough() } else { f64::INFINITY })
    }

    /// Whether a child is far above the lowest branch that is open: going on with it would tell little of the bound.
    fn strays(&self, child: &Branch) -> bool {
        let lowest = self.open.peek().map_or(child.bound, |branch| branch.bound);
        self.best.0.is_finite() && child.bound - lowest > STRAYS * (self.best.0 - lowest)
    }

    fn bound(&mut self, column: usize, (lower, upper): (f64, f64)) {
        let variable = self.relaxed.first + column;
        self.relaxed.simplex.bound(variable, lower, upper);
    }

    /// Narrows whole columns to what can still be better than the best: each step away from where they stand at the root costs
    /// their reduced cost there.
    fn close(&mut self) {
        let room = self.enough() - self.root.0;
        if !room.is_finite() {
            return;
        }
        for column in 0..self.lp.columns.len() {
            let (reduced, own) = (self.root.1[column], &mut self.lp.columns[column]);
            let steps = (room / reduced.abs() + WHOLE).floor().max(0.0);
            if own.integer && reduced != 0.0 && steps < own.upper - own.lower {
                if reduced > 0.0 {
                    own.upper = own.lower + steps;
                } else {
                    own.lower = own.upper - steps;
                }
                let bounds = (own.lower, own.upper);
                self.bounds.of[column] = bounds;
                self.bound(column, bounds);
            }
        }
    }

    /// Solves a branch and branches; the child to go on with, if one.
    fn look(&mut self, branch: &Branch, offer: &mut Offer) -> Result<Option<Branch>, Lost> {
        self.looked += 1;
        for (column, _) in std::mem::take(&mut self.held) {
            let own = &self.lp.columns[column];
            self.bound(column, (own.lower, own.upper));
        }
        let Ok(held) = self.bounds.narrowed(&branch.held) else { return Ok(None) };
        for &(column, bounds) in &held {
            self.bound(column, bounds);
        }
        self.held = held;
        let enough = self.enough();
        match self.relaxed.simplex.restore(STEPS, enough) {
            Ended::Infeasible => return Ok(None),
            Ended::Stuck => return Err(Lost),
            Ended::Best => {}
        }
        let bound = self.relaxed.simplex.objective().max(branch.bound);
        if bound >= enough {
            return Ok(None);
        }
        let point = self.relaxed.point(&self.lp);
        let unsettled: Vec<usize> = (0..point.len())
            .filter(|&column| self.lp.columns[column].integer && (point[column] - point[column].round()).abs() > WHOLE)
            .collect();
        if unsettled.is_empty() {
            self.propose(&point, offer);
            let beyond = |column: &usize| self.loose[*column] && point[*column] > NONE;
            let wanted: Vec<usize> = (0..point.len()).filter(beyond).collect();
            if !wanted.is_empty() {
                self.floor = self.floor.min(bound);
                self.wanted.extend(wanted);
            }
            return Ok(None);
        }
        if self.most == usize::MAX && (self.looked == 1 || self.looked.is_multiple_of(NEARBY)) {
            self.nearby(&point, offer);
        }
        let Some(column) = self.choose(&unsettled, &point, bound) else { return Ok(None) };
        Ok(Some(self.split(branch, column, point[column], bound)))
    }

    /// Searches where the best point and this one agree.
    fn nearby(&mut self, point: &[f64], offer: &mut Offer) {
        let Some(best) = &self.best.1 else { return };
        let mut lp = self.lp.clone();
        let mut held = Vec::new();
        for (index, column) in lp.columns.iter_mut().enumerate().filter(|(_, column)| column.integer) {
            let value = best[index].round();
            if (point[index] - value).abs() <= WHOLE && (column.lower..=column.upper).contains(&value) {
                (column.lower, column.upper) = (value, value);
                held.push((index, (value, value)));
            }
        }
        for (index, _) in self.loose.iter().enumerate().filter(|(_, loose)| **loose) {
            lp.columns[index].upper = lp.columns[index].lower;
        }
        let mut relaxed = self.relaxed.clone();
        let mut bounds = self.bounds.clone();
        let Ok(narrowed) = bounds.narrowed(&held) else { return };
        for (column, own) in narrowed {
            bounds.of[column] = own;
            (lp.columns[column].lower, lp.columns[column].upper) = own;
        }
        for (index, column) in lp.columns.iter().enumerate() {
            relaxed.simplex.bound(relaxed.first + index, column.lower, column.upper);
        }
        if relaxed.simplex.restore(STEPS, self.enough()) != Ended::Best {
            return;
        }
        let root = Root { lp, loose: self.loose.clone(), bounds, relaxed };
        let mut search = Search::new(root, (self.best.clone(), self.gap), self.goes_on);
        search.most = MOST_NEARBY;
        search.run(offer);
        if search.best.0 < self.best.0 {
            self.best = search.best;
            self.close();
        }
    }

    fn propose(&mut self, point: &[f64], offer: &mut Offer) {
        let whole = self.lp.columns.iter().zip(point);
        let whole: Vec<f64> =
            whole.map(|(column, &value)| if column.integer { value.round() } else { value }).collect();
        if let Some((objective, values)) = offer(&whole)
            && objective < self.best.0
        {
            self.best = (objective, Some(values));
            self.close();
        }
    }

    /// The child to go on with; the other is kept for later.
    fn split(&mut self, branch: &Branch, column: usize, value: f64, bound: f64) -> Branch {
        let (lower, upper) = self.bounds(column);
        let gains = self.expected(column, value);
        let mut child = |bounds: (f64, f64)| {
            let mut held: Vec<Held> = branch.held.iter().filter(|(other, _)| *other != column).copied().collect();
            held.push((column, bounds));
            self.numbers += 1;
            Branch { bound, number: self.numbers, held }
        };
        let (down, up) = (child((lower, value.floor())), child((value.ceil(), upper)));
        let (first, second) = if gains[0] <= gains[1] { (down, up) } else { (up, down) };
        self.open.push(second);
        first
    }

    /// The bounds of a column in the branch at hand.
    fn bounds(&self, column: usize) -> (f64, f64) {
        let own = &self.lp.columns[column];
        let held = self.held.iter().find(|(other, _)| *other == column);
        held.map_or((own.lower, own.upper), |(_, bounds)| *bounds)
    }

    /// What branching on a column is expected to gain, down and up.
    fn expected(&self, column: usize, value: f64) -> [f64; 2] {
        let away = [value - value.floor(), value.ceil() - value];
        [0, 1].map(|side| {
            let (own, mean) = (&self.gained[column], &self.mean);
            let of = |gained: &Gained| gained.sum[side] / f64::from(gained.times[side]);
            let each = match (own.times[side], mean.times[side]) {
                (0, 0) => 1.0,
                (0, _) => of(mean),
                _ => of(own),
            };
            each * away[side]
        })
    }

    fn learn(&mut self, column: usize, side: usize, gain: f64, away: f64) {
        for gained in [&mut self.gained[column], &mut self.mean] {
            gained.sum[side] += gain / away;
            gained.times[side] += 1;
        }
    }

    /// The column to branch on; none when every branch is closed.
    fn choose(&mut self, unsettled: &[usize], point: &[f64], bound: f64) -> Option<usize> {
        let score = |gains: [f64; 2]| gains[0].max(NONE) * gains[1].max(NONE);
        let mut order: Vec<(f64, usize)> =
            unsettled.iter().map(|&column| (score(self.expected(column, point[column])), column)).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut best = *order.first()?;
        let (mut tries, mut fruitless) = (0, 0);
        for &(expected, column) in &order {
            let known = self.gained[column].times.iter().all(|times| *times >= BELIEVED);
            let found = if known {
                expected
            } else if tries < TRIES && fruitless < FRUITLESS {
                tries += 1;
                score(self.tried(column, point[column], bound)?)
            } else {
                continue;
            };
            if found > best.0 || tries == 1 && !known {
                best = (found, column);
                fruitless = 0;
            } else if !known {
                fruitless += 1;
            }
        }
        Some(best.1)
    }

    /// What a column gains, tried; none when neither side can do better than the best known.
    fn tried(&mut self, column: usize, value: f64, bound: f64) -> Option<[f64; 2]> {
        let enough = self.enough();
        let (lower, upper) = self.bounds(column);
        let most = (enough - bound).max(NONE);
        let sides = [(lower, value.floor()), (value.ceil(), upper)];
        let away = [value - value.floor(), value.ceil() - value];
        let mut gains = [0.0; 2];
        let mut closed = 0;
        for (side, (lower, upper)) in sides.into_iter().enumerate() {
            let mut trial = self.relaxed.simplex.clone();
            trial.bound(self.relaxed.first + column, lower, upper);
            let gain = match trial.restore(TRIED, enough) {
                Ended::Infeasible => {
                    closed += 1;
                    most
                }
                _ => (trial.objective() - bound).clamp(0.0, most),
            };
            gains[side] = gain;
            self.learn(column, side, gain, away[side]);
        }
        (closed < 2).then_some(gains)
    }
}

/// The numbers defeat the simplex.
struct Lost;
