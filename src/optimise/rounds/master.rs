//! The relaxed program over the rounds known so far, and the search for those that improve it.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::bounds::FAR;
use super::labels::Care;
use super::live::Live;
use super::model::{Class, Cut, Model, Tour};
use super::near::Near;
use super::pricing::{Ask, cheapest};
use crate::optimise::lp::LpColumn;
use crate::optimise::simplex::Ended;
use crate::optimise::solver::{SolveError, over};

/// Accuracy of reduced weights, relative to the weight of the dearest round of one stop.
const ACCURACY: f64 = 1e-10;
/// Active rounds for each row of the program, beyond which some are set aside.
const MOST_PER_ROW: usize = 20;
/// Share of the best prices so far in those that rounds are sought at (Pessoa, Sadykov, Uchoa and Vanderbeck, 2018).
const SMOOTH: f64 = 0.7;
/// What is missing to the rows is nothing below this.
const MISSING: f64 = 1e-6;
/// Most steps of one simplex before the time is looked at, and how often it goes on.
const STEPS: usize = 2_000;
const PARTS: usize = 25;

/// What the relaxed program came to.
#[derive(Debug, Clone)]
pub struct Point {
    /// Value over the rounds known.
    pub value: f64,
    /// A bound over all rounds.
    pub bound: f64,
    /// Of the columns of the base.
    pub base: Vec<f64>,
    /// Rounds with their values, where they are run at all.
    pub tours: Vec<(usize, f64)>,
    /// Prices of the rows of the base, then of the cuts.
    pub duals: Vec<f64>,
    /// What is missing to the rows.
    pub missing: f64,
    /// Whether no round is missing.
    pub converged: bool,
}

/// How much work was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are the meaning")]
pub struct Work {
    pub programs: usize,
    pub steps: usize,
    pub quick: usize,
    pub exact: usize,
}

impl Work {
    /// The sum of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            programs: self.programs + other.programs,
            steps: self.steps + other.steps,
            quick: self.quick + other.quick,
            exact: self.exact + other.exact,
        }
    }
}

struct Known {
    tour: Tour,
    column: LpColumn,
    elementary: bool,
    active: bool,
}

/// The rounds known, and the memories of paths.
pub struct Master<'m> {
    /// The program.
    pub model: &'m Model,
    known: Vec<Known>,
    keys: BTreeMap<(usize, Vec<usize>), usize>,
    pub(super) near: Vec<Near>,
    /// Most labels in a careful search.
    pub labels: usize,
    /// Work done so far.
    pub work: Work,
    /// When to stop.
    pub until: Option<Instant>,
    /// When bounds that are sought at the end are to be there, and how long each takes.
    pub(super) ends: Option<(Instant, Duration)>,
    /// Prices of stops by themselves.
    pub(super) shared: OnceLock<Vec<f64>>,
    pub(super) live: Option<Live>,
    /// Whether rounds that the program has are no longer active.
    stale: bool,
    symmetric: Vec<bool>,
    pub(super) penalty: f64,
    /// What is still missing at such a penalty cannot be had.
    harsh: f64,
    /// Reduced weights above minus this are none.
    pub(super) tolerance: f64,
}

impl<'m> Master<'m> {
    /// Without any round.
    #[must_use]
    pub fn new(model: &'m Model, memory: usize) -> Self {
        let near = model.classes.iter().map(|class| {
            let ground = &class.ground;
            Near::nearest(ground.stops(), memory, |a, b| class.cost.km.max(1e-9) * ground.km(a, b))
        });
        let alone = model.classes.iter().enumerate().flat_map(|(class, numbers)| {
            (0..numbers.stops.len()).map(move |stop| model.cost(&Tour { class, order: vec![stop] }))
        });
        let alone = alone.filter(|cost| cost.is_finite()).fold(0.0, |most: f64, cost| most.max(cost.abs()));
        let base = model.base.columns.iter().zip(&model.reach);
        let base = base.map(|(column, reach)| column.cost.abs() * reach.min(column.upper)).fold(0.0, f64::max);
        Self {
            until: None,
            ends: None,
            shared: OnceLock::new(),
            symmetric: model.classes.iter().map(Class::reversible).collect(),
            penalty: (0.3 * alone).max(1e-3 * base).max(1e-3),
            harsh: 1e6 * alone.max(base).max(1.0),
            tolerance: ACCURACY * alone.max(1.0),
            model,
            known: Vec::new(),
            keys: BTreeMap::new(),
            near: near.collect(),
            labels: 2_000_000,
            work: Work::default(),
            live: None,
            stale: false,
        }
    }

    /// Whether the time is over.
    #[must_use]
    pub fn late(&self) -> bool {
        over(self.until)
    }

    /// Adds a round; its index, when it was not known or had been set aside.
    pub fn add(&mut self, mut tour: Tour) -> Option<usize> {
        // where both directions are the same, one of them will do
        if self.symmetric[tour.class] && tour.order.first() > tour.order.last() {
            tour.order.reverse();
        }
        let index = self.known.len();
        match self.keys.entry((tour.class, tour.order.clone())) {
            std::collections::btree_map::Entry::Occupied(entry) => {
                let index = *entry.get();
                let was = std::mem::replace(&mut self.known[index].active, true);
                return (!was).then_some(index);
            }
            std::collections::btree_map::Entry::Vacant(entry) => entry.insert(index),
        };
        let column = LpColumn {
            cost: self.model.cost(&tour),
            lower: 0.0,
            upper: f64::INFINITY,
            integer: true,
            terms: self.model.terms(&tour).into(),
        };
        let elementary = tour.elementary();
        self.known.push(Known { tour, column, elementary, active: true });
        Some(index)
    }

    /// A round that is known.
    #[must_use]
    pub fn tour(&self, index: usize) -> &Tour {
        &self.known[index].tour
    }

    /// Whether a round visits no stop twice.
    #[must_use]
    pub fn elementary(&self, index: usize) -> bool {
        self.known[index].elementary
    }

    /// Columns of the rounds that the relaxed program has.
    pub(super) fn active(&self) -> impl Iterator<Item = &LpColumn> {
        self.known.iter().filter(|known| known.active).map(|known| &known.column)
    }

    /// Number of rounds known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether none is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The relaxed program over the active rounds under these cuts, from the last basis.
    fn load(&mut self, cuts: &[Cut]) -> Live {
        self.retire();
        let last = self.live.take();
        match last {
            Some(mut live) if !self.stale && cuts.len() >= live.cuts.len() && cuts[..live.cuts.len()] == live.cuts => {
                for cut in &cuts[live.cuts.len()..] {
                    live.add_cut(self.model, cut, self.penalty, |index| &self.known[index].tour);
                }
                let newest = live.tours.iter().map(|tour| tour.0).max();
                for index in newest.map_or(0, |newest| newest + 1)..self.known.len() {
                    if self.known[index].active {
                        live.add_tour(self.model, index, &self.known[index].tour, &self.known[index].column);
                    }
                }
                live
            }
            last => {
                self.stale = false;
                let active = self.known.iter().enumerate().filter(|(_, known)| known.active);
                let tours: Vec<(usize, &Tour, &LpColumn)> =
                    active.map(|(index, known)| (index, &known.tour, &known.column)).collect();
                Live::new(self.model, cuts, &tours, self.penalty, last.as_ref())
            }
        }
    }

    /// Column generation until no round improves the relaxed program, or its bound reaches `enough`.
    ///
    /// # Errors
    /// [`SolveError::Infeasible`] when no rounds at all satisfy the rows.
    pub fn converge(&mut self, cuts: &[Cut], enough: f64) -> Result<Point, SolveError> {
        let mut live = self.load(cuts);
        let point = self.generate(&mut live, enough);
        self.live = Some(live);
        point
    }

    fn generate(&mut self, live: &mut Live, enough: f64) -> Result<Point, SolveError> {
        let far = self.near.iter().any(|near| near.stops() > FAR);
        let first = self.work.programs == 0;
        let prices = if far { Some(self.shares(live)) } else { first.then(|| self.central()).flatten() };
        let mut centre: Option<(f64, Vec<f64>)> = prices.map(|prices| (f64::NEG_INFINITY, prices));
        // where the relaxed program may not be solved in time, a bound comes first
        let mut best = if first && far { self.early(live) } else { f64::NEG_INFINITY };
        // first whether rows can be kept at all: only asked when something is missing
        let (mut seeking, mut attainable) = (false, false);
        loop {
            self.work.programs += 1;
            let ended = self.relax(live);
            self.work.steps += std::mem::take(&mut live.simplex.taken);
            let values = live.simplex.values();
            let duals = live.duals(self.model);
            let missing = live.missing(&values);
            if seeking && missing <= MISSING {
                (seeking, attainable) = (false, true);
                self.charge(live, false);
                continue;
            }
            let mut point = Self::point(live, &values, &duals);
            point.bound = best;
            match ended {
                // rows that rounds enter can always be missed at a penalty: the others are at odds among themselves
                Ended::Infeasible => return Err(SolveError::Infeasible),
                Ended::Stuck if !self.late() => return Ok(point),
                Ended::Stuck | Ended::Best => {}
            }
            if self.late() {
                if !seeking && (best == f64::NEG_INFINITY || far) {
                    point.bound = best.max(self.fallback(live, centre.as_ref().map(|centre| &centre.1[..])));
                }
                return Ok(point);
            }
            if self.smoothed(live, &duals, &mut centre, seeking) > 0 {
                continue;
            }
            if missing > MISSING && !seeking {
                if attainable {
                    if self.penalty > self.harsh {
                        return Ok(point);
                    }
                    self.penalty *= 10.0;
                } else {
                    seeking = true;
                }
                centre = None;
                self.charge(live, seeking);
                continue;
            }
            let Some((added, least)) = self.price(live, &duals, &duals, Care::Exact, seeking) else {
                if !seeking && best == f64::NEG_INFINITY {
                    point.bound = self.fallback(live, centre.as_ref().map(|centre| &centre.1[..]));
                }
                return Ok(point);
            };
            let bound = self.bound(live, &duals, &least, seeking);
            if seeking {
                if bound > MISSING {
                    return Err(SolveError::Infeasible);
                }
                if added == 0 {
                    (seeking, attainable) = (false, true);
                    self.charge(live, false);
                }
                continue;
            }
            best = best.max(bound);
            point.bound = best;
            point.converged = added == 0;
            if added == 0 || best >= enough {
                return Ok(point);
            }
        }
    }

    /// Looks for rounds quickly, at prices between the best so far and those of the program, then at the latter.
    fn smoothed(&mut self, live: &mut Live, duals: &[f64], centre: &mut Option<(f64, Vec<f64>)>, free: bool) -> usize {
        if let Some((_, middle)) = centre.as_ref() {
            let mixed: Vec<f64> = middle.iter().zip(duals).map(|(a, b)| SMOOTH * a + (1.0 - SMOOTH) * b).collect();
            if let Some((added, least)) = self.price(live, &mixed, duals, Care::Quick, free) {
                self.centre(live, mixed, &least, centre, free);
                if added > 0 {
                    return added;
                }
            }
        }
        let Some((added, least)) = self.price(live, duals, duals, Care::Quick, free) else { return 0 };
        self.centre(live, duals.to_vec(), &least, centre, free);
        added
    }

    /// Keeps the prices whose bound is the best as far as a quick search can tell.
    fn centre(&self, live: &Live, duals: Vec<f64>, least: &[f64], centre: &mut Option<(f64, Vec<f64>)>, free: bool) {
        let bound = self.bound(live, &duals, least, free);
        if centre.as_ref().is_none_or(|(best, _)| bound > *best) {
            *centre = Some((bound, duals));
        }
    }

    /// Solves the relaxed program, unless time runs out meanwhile.
    fn relax(&self, live: &mut Live) -> Ended {
        let mut ended = Ended::Stuck;
        for _ in 0..PARTS {
            ended = live.simplex.solve(STEPS);
            if ended != Ended::Stuck || self.late() {
                break;
            }
        }
        ended
    }

    fn charge(&self, live: &mut Live, free: bool) {
        let penalty = if free { 1.0 } else { self.penalty };
        live.charge(penalty, free, |index| &self.known[index].column);
    }

    /// What a cut more would raise the value of the relaxed program to, over the rounds known, within some steps.
    #[must_use]
    pub fn probe(&self, cut: &Cut, steps: usize) -> f64 {
        let Some(live) = &self.live else { return f64::INFINITY };
        let mut live = live.clone();
        live.add_cut(self.model, cut, self.penalty, |index| &self.known[index].tour);
        if live.simplex.solve(steps) == Ended::Infeasible {
            return f64::INFINITY;
        }
        live.simplex.objective()
    }

    /// The known rounds that visit no stop twice and whose reduced weight is at most a limit, cheapest first.
    #[must_use]
    pub fn within(&self, duals: &[f64], cuts: &[Cut], limit: f64, most: usize) -> Vec<Tour> {
        let rows = self.model.base.rows.len();
        let reduced = |known: &Known| {
            let base: f64 = known.column.terms.iter().map(|(row, a)| duals[*row] * a).sum();
            let cut = cuts.iter().zip(&duals[rows..]).map(|(cut, d)| d * self.model.coefficient(cut, &known.tour));
            known.column.cost - base - cut.sum::<f64>()
        };
        let mut found: Vec<(f64, usize)> = (0..self.known.len())
            .filter(|&index| self.known[index].elementary)
            .map(|index| (reduced(&self.known[index]), index))
            .filter(|(reduced, _)| *reduced <= limit)
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.into_iter().take(most).map(|(_, index)| self.known[index].tour.clone()).collect()
    }

    fn point(live: &Live, values: &[f64], duals: &[f64]) -> Point {
        let run = live.tours.iter().map(|&(index, column)| (index, values[column])).filter(|(_, value)| *value > 1e-6);
        Point {
            value: live.simplex.objective(),
            bound: f64::NEG_INFINITY,
            base: (0..live.base.len()).map(|index| values[live.column(index)]).collect(),
            tours: run.collect(),
            duals: duals.to_vec(),
            missing: live.missing(values),
            converged: false,
        }
    }

    /// Sets the most expensive rounds aside when many more are known than rows could run.
    fn retire(&mut self) {
        let Some(live) = &self.live else { return };
        let most = MOST_PER_ROW * (self.model.base.rows.len() + live.cuts.len()).max(20);
        if live.tours.len() <= most {
            return;
        }
        let mut costs: Vec<(f64, usize)> =
            live.tours.iter().map(|&(index, column)| (live.simplex.reduced(column), index)).collect();
        costs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for &(reduced, index) in &costs[most / 2..] {
            let known = &mut self.known[index];
            known.active = known.tour.order.len() == 1 || reduced <= self.tolerance;
        }
        self.stale = true;
    }

    /// Adds rounds below a reduced weight; how many, and the least of each class (as good as 0 when there are none).
    fn price(
        &mut self,
        live: &mut Live,
        duals: &[f64],
        true_duals: &[f64],
        care: Care,
        free: bool,
    ) -> Option<(usize, Vec<f64>)> {
        match care {
            Care::Quick => self.work.quick += 1,
            Care::Exact => self.work.exact += 1,
        }
        let stops = self.model.streams.iter().map(|stream| stream.cover.len()).sum::<usize>();
        let ask = Ask {
            limit: -self.tolerance,
            most: stops.max(150),
            each: 12,
            care,
            labels: self.labels,
            until: self.until,
        };
        let search = |class: usize| {
            let arcs = self.model.arcs(class, duals, &live.cuts, free);
            cheapest(&self.model.classes[class].ground, &self.near[class], &arcs, ask)
        };
        let found: Option<Vec<_>> = (0..self.model.classes.len()).into_par_iter().map(search).collect();
        let found = found?;
        let least = found.iter().map(|paths| paths.first().map_or(-self.tolerance, |path| path.weight)).collect();
        let mut added = 0;
        for (class, paths) in found.into_iter().enumerate() {
            let arcs = self.model.arcs(class, true_duals, &live.cuts, free);
            let ground = &self.model.classes[class].ground;
            let limit = -self.tolerance;
            let improves = |order: &[usize]| arcs.order(order) + arcs.hour * ground.waiting(order) < limit;
            for path in paths.into_iter().filter(|path| improves(&path.order)) {
                if let Some(index) = self.add(Tour { class, order: path.order }) {
                    let known = &self.known[index];
                    live.add_tour(self.model, index, &known.tour, &known.column);
                    if free {
                        live.free_last();
                    }
                    added += 1;
                }
            }
        }
        Some((added, least))
    }

    /// Lengthens the memories where rounds of a point run in circles; false: none does.
    pub fn lengthen(&mut self, point: &Point, most: usize) -> bool {
        let mut changed = false;
        for &(index, value) in &point.tours {
            let known = &self.known[index];
            if !known.elementary && value > 1e-4 {
                changed |= self.near[known.tour.class].forbid_cycles(&known.tour.order, most);
            }
        }
        if changed {
            self.stale = true;
            for known in &mut self.known {
                known.active &= known.elementary || self.near[known.tour.class].allows(&known.tour.order);
            }
        }
        changed
    }
}
