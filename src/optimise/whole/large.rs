//! Programs of many choices that open one column each: proposals by slopes, a bound by rows over the choices that matter, then
//! searches among these, with more of them as they come to matter.

use super::bounds::Bounds;
use super::cuts::{Relaxed, TIMES};
use super::kernel::{Kernel, Near};
use super::openers::Openers;
use super::proposal::{Seek, without_held};
use super::search::{Root, Search};
use super::{END_S, Whole, direct, slopes};
use crate::optimise::lp::Lp;
use crate::optimise::solver::{self, Answer, Limits, Solver};

/// Choices that are no burden.
const MANY: usize = 400;
/// The nearest columns of each row.
const NEAR: Near = Near { made: 4, loose: 40 };
/// Times that rows are added before columns that they made matter come in.
const AT_A_TIME: usize = 3;
/// How far, relatively, the bound of the simplex may be from what its prices prove.
const ACCURACY: f64 = 1e-9;

/// What solves, and within what limits.
type Within<'w> = (Solver, &'w (dyn Fn() -> Limits + Sync));

/// The best point found, with its bound; none where choices are few, or the numbers defeat the method.
pub fn minimise(lp: &Lp, within: Within<'_>, known: Option<&[f64]>) -> Option<Whole> {
    if lp.columns.iter().filter(|column| column.integer).count() < MANY {
        return None;
    }
    let openers = Openers::of(lp);
    if openers.all.len() < MANY { None } else { near(lp, &openers, NEAR, within, known) }
}

/// The same, of so many of the nearest columns.
pub fn near(lp: &Lp, openers: &Openers, near: Near, within: Within<'_>, known: Option<&[f64]>) -> Option<Whole> {
    let limits = within.1;
    let paid = openers.in_proportion(lp);
    let relaxed = paid.relaxed(lp)?;
    let half = limits().time_s / 2.0;
    let best = proposed(lp, openers, known, within)?;
    let kernel = Kernel::new((lp, openers), (&paid, &relaxed), &best.values, near);
    let best = Answer { values: kernel.inner(&best.values), ..best };
    let mut large = Large { kernel, best, bound: f64::NEG_INFINITY, within };
    if let Some(root) = large.root(&relaxed.values, half) {
        if large.is_open() {
            large.among();
        }
        large.search(root);
    }
    let Large { kernel, best, bound, .. } = large;
    let values = lp.trimmed(kernel.outer(&best.values));
    let objective = lp.objective(&values);
    let bound = (bound - kernel.lost - ACCURACY * bound.abs()).min(objective);
    let proven = !solver::open(objective, bound, limits().gap);
    Some(Whole {
        values,
        objective,
        bound: bound.is_finite().then_some(bound),
        proven,
        tight: lp.clone(),
        narrowed: false,
    })
}

/// The best of the points known and those that slopes lead to; where smallest lots leave none of them, the best without those
/// that are not carried, or with nothing opened.
fn proposed(lp: &Lp, openers: &Openers, known: Option<&[f64]>, (solver, limits): Within<'_>) -> Option<Answer> {
    let seek = Seek { lp, solver, limits };
    let mut best = None;
    let goes_on = || limits().time_s > END_S;
    let led = slopes::proposals(lp, openers, &goes_on);
    for values in known.into_iter().chain(led.iter().map(|values| &values[..])) {
        if best.is_none() || goes_on() {
            seek.better(values, &mut best);
        }
    }
    for change in [Openers::without_small, Openers::closed] {
        for values in &led {
            if best.is_none() {
                seek.better(&change(openers, values.clone()), &mut best);
            }
        }
    }
    best
}

/// A program of many choices on the way.
struct Large<'p> {
    kernel: Kernel<'p>,
    /// The best point of the kernel.
    best: Answer,
    bound: f64,
    within: Within<'p>,
}

impl Large<'_> {
    fn is_open(&self) -> bool {
        solver::open(self.best.objective, self.bound, (self.within.1)().gap)
    }

    /// The kernel relaxed, with rows added and the choices made that they made matter; none where the numbers defeat the
    /// simplex. Until so much time is left.
    fn root(&mut self, relaxed: &[f64], left_s: f64) -> Option<Relaxed> {
        let limits = self.within.1;
        let goes_on = || limits().time_s > left_s.max(END_S);
        let mut root = Relaxed::new(&self.kernel.lp, &self.kernel.relaxed(relaxed))?;
        loop {
            let used = self.kernel.used(&root.point(&self.kernel.lp));
            if used.is_empty() || !goes_on() {
                break;
            }
            root = self.grow(&used, &root)?;
            root.cut(&self.kernel.lp, AT_A_TIME, &goes_on);
        }
        root.cut(&self.kernel.lp, TIMES, &goes_on);
        self.bound = self.bound.max(root.simplex.objective());
        Some(root)
    }

    /// Looks for a better point among the choices that are made, in half of the time.
    fn among(&mut self) {
        let (solver, limits) = self.within;
        let half = limits().time_s / 2.0;
        let own = || Limits { time_s: (limits().time_s - half).max(0.0), ..limits() };
        let lp = self.kernel.points();
        let Some((rest, columns)) = without_held(&lp) else { return };
        let known: Vec<f64> = columns.iter().map(|&column| self.best.values[column]).collect();
        let known = proposed(&rest, &Openers::of(&rest), Some(&known), (solver, &own)).map(|known| known.values);
        let Ok(found) = direct(&rest, solver, &own, known.as_deref()) else { return };
        let mut values: Vec<f64> = lp.columns.iter().map(|column| column.lower).collect();
        columns.into_iter().zip(found.values).for_each(|(column, value)| values[column] = value);
        let objective = lp.objective(&values);
        if objective < self.best.objective {
            self.best = Answer { objective, values, proven: false };
        }
    }

    /// Searches from a root, again and again with the choices that came to matter.
    fn search(&mut self, mut root: Relaxed) {
        let (solver, limits) = self.within;
        let goes_on = || limits().time_s > END_S;
        while self.is_open() && goes_on() {
            let lp = self.kernel.lp.clone();
            let Ok(bounds) = Bounds::new(&lp) else { return };
            let points = self.kernel.points();
            let seek = Seek { lp: &points, solver, limits };
            let known = (self.best.objective, Some(self.best.values.clone()));
            let from = Root { lp, loose: self.kernel.loose.clone(), bounds, relaxed: root.clone() };
            let mut search = Search::new(from, (known, limits().gap), &goes_on);
            let mut best = Some(self.best.clone());
            self.bound = self.bound.max(search.run(&mut |point| seek.better(point, &mut best)));
            let wanted: Vec<usize> = search.wanted.into_iter().filter(|column| self.kernel.can_grow(*column)).collect();
            self.best = best.unwrap_or_else(|| self.best.clone());
            if wanted.is_empty() || !goes_on() {
                return;
            }
            let Some(next) = self.grow(&wanted, &root) else { return };
            root = next;
            root.cut(&self.kernel.lp, AT_A_TIME, &goes_on);
        }
    }

    /// Makes the choices of more columns; the kernel relaxed with them.
    fn grow(&mut self, columns: &[usize], root: &Relaxed) -> Option<Relaxed> {
        let (before, best) = (self.kernel.lp.columns.len(), self.kernel.outer(&self.best.values));
        self.kernel.grow(columns);
        self.best.values = self.kernel.inner(&best);
        let come: Vec<usize> = (before..self.kernel.lp.columns.len()).collect();
        root.grown(&self.kernel.lp, &come)
    }
}
