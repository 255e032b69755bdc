//! The relaxed program over the rounds known so far, and the search for those that improve it.

use std::collections::BTreeSet;
use std::time::Instant;

use super::labels::Care;
use super::model::{Cut, Model, Tour};
use super::near::Near;
use super::pricing::{Ask, cheapest};
use crate::optimise::lp::{Lp, LpColumn};
use crate::optimise::program::Sense;
use crate::optimise::solver::{Relaxed, SolveError, relax};

/// Relative accuracy of prices.
const ACCURACY: f64 = 1e-7;
/// Active rounds for each row of the program, beyond which some are set aside.
const MOST_PER_ROW: usize = 30;

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
    /// Whether no round is missing.
    pub converged: bool,
}

/// How much work was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are the meaning")]
pub struct Work {
    pub programs: usize,
    pub quick: usize,
    pub exact: usize,
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
    keys: BTreeSet<(usize, Vec<usize>)>,
    near: Vec<Near>,
    /// Most labels in a careful search.
    pub labels: usize,
    /// Work done so far.
    pub work: Work,
    /// When to stop.
    pub until: Option<Instant>,
    symmetric: Vec<bool>,
    penalty: f64,
    /// What is still missing at such a penalty cannot be had.
    harsh: f64,
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
        let penalty = (0.3 * alone).max(1e-3 * base).max(1e-3);
        let harsh = 1e4 * alone.max(base).max(1.0);
        Self {
            until: None,
            symmetric: model.classes.iter().map(|class| class.ground.symmetric()).collect(),
            penalty,
            harsh,
            model,
            known: Vec::new(),
            keys: BTreeSet::new(),
            near: near.collect(),
            labels: 2_000_000,
            work: Work::default(),
        }
    }

    /// Whether the time is over.
    #[must_use]
    pub fn late(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }

    /// Adds a round; false when it was known.
    pub fn add(&mut self, mut tour: Tour) -> bool {
        // where both directions are the same, one of them will do
        if self.symmetric[tour.class] && tour.order.first() > tour.order.last() {
            tour.order.reverse();
        }
        if !self.keys.insert((tour.class, tour.order.clone())) {
            if let Some(known) = self.known.iter_mut().find(|known| known.tour == tour) {
                let was = std::mem::replace(&mut known.active, true);
                return !was;
            }
            return false;
        }
        let column = LpColumn {
            cost: self.model.cost(&tour),
            lower: 0.0,
            upper: f64::INFINITY,
            integer: true,
            terms: self.model.terms(&tour),
        };
        let elementary = tour.elementary();
        self.known.push(Known { tour, column, elementary, active: true });
        true
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

    /// The relaxed program over the rounds known and active.
    #[must_use]
    pub fn program(&self, cuts: &[Cut]) -> (Lp, Vec<usize>) {
        let mut lp = self.model.base.clone();
        for cut in cuts {
            let row = lp.rows.len();
            lp.rows.push(cut.side());
            match cut {
                Cut::Entries(entries) => {
                    for &(column, coefficient) in &entries.others {
                        lp.columns[column].terms.push((row, coefficient));
                    }
                }
                Cut::Bound { column, .. } => lp.columns[*column].terms.push((row, 1.0)),
                Cut::Subset(_) => {}
            }
        }
        let active: Vec<usize> = (0..self.known.len()).filter(|&index| self.known[index].active).collect();
        let first = self.model.base.rows.len();
        for &index in &active {
            let known = &self.known[index];
            let mut column = known.column.clone();
            for (offset, cut) in cuts.iter().enumerate() {
                let coefficient = self.model.coefficient(cut, &known.tour);
                if coefficient != 0.0 {
                    column.terms.push((first + offset, coefficient));
                }
            }
            lp.columns.push(column);
        }
        self.soften(&mut lp, cuts);
        (lp, active)
    }

    /// Adds to each row that rounds enter what may be missing to it, at a penalty: it bounds the prices while few rounds
    /// are known, and is raised until nothing is missing.
    fn soften(&self, lp: &mut Lp, cuts: &[Cut]) {
        let first = self.model.base.rows.len();
        let cuts = (first..first + cuts.len()).map(|row| (row, 1.0));
        for (row, unit) in self.model.soft.iter().copied().chain(cuts) {
            let sense = lp.rows[row].0;
            for sign in [1.0, -1.0] {
                if (sense == Sense::Ge && sign < 0.0) || (sense == Sense::Le && sign > 0.0) {
                    continue;
                }
                let terms = vec![(row, sign)];
                let cost = self.penalty / unit;
                lp.columns.push(LpColumn { cost, lower: 0.0, upper: f64::INFINITY, integer: false, terms });
            }
        }
    }

    /// Column generation until no round improves the relaxed program, or its bound reaches `enough`.
    ///
    /// # Errors
    /// [`SolveError::Infeasible`] when the rounds known satisfy no row set.
    pub fn converge(&mut self, cuts: &[Cut], enough: f64) -> Result<Point, SolveError> {
        let mut best = f64::NEG_INFINITY;
        loop {
            let (lp, active) = self.program(cuts);
            self.work.programs += 1;
            let relaxed = relax(&lp, 1e-9)?;
            let duals = signed(&lp, &relaxed);
            let tolerance = ACCURACY * relaxed.objective.abs().max(1.0);
            let mut point = self.point(&relaxed, &active, &duals);
            self.retire(&lp, &active, &duals);
            if self.late() {
                point.bound = best;
                return Ok(point);
            }
            let mut added = self.price(&duals, cuts, -tolerance, Care::Quick).map_or(0, |(added, _)| added);
            if added == 0 {
                let missing: f64 = relaxed.values[self.model.base.columns.len() + active.len()..].iter().sum();
                if missing > 1e-5 && self.penalty <= self.harsh {
                    self.penalty *= 3.0;
                    continue;
                }
                let Some((found, least)) = self.price(&duals, cuts, -tolerance, Care::Exact) else {
                    point.bound = best;
                    return Ok(point);
                };
                added = found;
                best = best.max(self.bound(&lp, &duals, &least, tolerance));
                point.bound = best;
                if added == 0 && missing > 1e-5 && best < enough {
                    return Err(SolveError::Infeasible);
                }
                point.converged = added == 0;
                if added == 0 || best >= enough {
                    return Ok(point);
                }
            }
        }
    }

    /// The value of the relaxed program over the rounds known.
    ///
    /// # Errors
    /// When a solver fails.
    pub fn value(&mut self, cuts: &[Cut]) -> Result<f64, SolveError> {
        self.work.programs += 1;
        Ok(relax(&self.program(cuts).0, 1e-6)?.objective)
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

    fn point(&self, relaxed: &Relaxed, active: &[usize], duals: &[f64]) -> Point {
        let base = self.model.base.columns.len();
        let run = active.iter().zip(&relaxed.values[base..]).filter(|(_, value)| **value > 1e-6);
        Point {
            value: relaxed.objective,
            bound: f64::NEG_INFINITY,
            base: relaxed.values[..base].to_vec(),
            tours: run.map(|(&index, &value)| (index, value)).collect(),
            duals: duals.to_vec(),
            converged: false,
        }
    }

    /// Sets the most expensive rounds aside when many more are known than rows could run.
    fn retire(&mut self, lp: &Lp, active: &[usize], duals: &[f64]) {
        let most = MOST_PER_ROW * lp.rows.len().max(20);
        if active.len() <= most {
            return;
        }
        let base = self.model.base.columns.len();
        let reduced =
            |column: &LpColumn| column.cost - column.terms.iter().map(|(row, a)| duals[*row] * a).sum::<f64>();
        let mut costs: Vec<(f64, usize)> =
            active.iter().zip(&lp.columns[base..]).map(|(&index, column)| (reduced(column), index)).collect();
        costs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for &(_, index) in &costs[most / 2..] {
            let known = &mut self.known[index];
            known.active = known.order_is_single();
        }
    }

    /// Adds rounds below a reduced weight; how many, and the least of each class (0 when none is below the limit).
    fn price(&mut self, duals: &[f64], cuts: &[Cut], limit: f64, care: Care) -> Option<(usize, Vec<f64>)> {
        let mut added = 0;
        let mut least = Vec::new();
        for class in 0..self.model.classes.len() {
            let arcs = self.model.arcs(class, duals, cuts);
            let ask = Ask { limit, most: 150, each: 12, care, labels: self.labels };
            match care {
                Care::Quick => self.work.quick += 1,
                Care::Exact => self.work.exact += 1,
            }
            let paths = cheapest(&self.model.classes[class].ground, &self.near[class], &arcs, ask)?;
            least.push(paths.first().map_or(0.0, |path| path.weight));
            for path in paths {
                added += usize::from(self.add(Tour { class, order: path.order }));
            }
        }
        Some((added, least))
    }

    /// A bound over all rounds from prices that need not be optimal: the value of the rows at their prices, what each
    /// column of the base can take off, and what rounds can: each stop is in one at most.
    fn bound(&self, lp: &Lp, duals: &[f64], least: &[f64], tolerance: f64) -> f64 {
        let rows: f64 = lp.rows.iter().zip(duals).map(|((_, rhs), dual)| rhs * dual).sum();
        let columns: f64 = lp.columns[..self.model.base.columns.len()]
            .iter()
            .zip(&self.model.reach)
            .map(|(column, reach)| {
                let reduced = column.cost - column.terms.iter().map(|(row, a)| duals[*row] * a).sum::<f64>();
                if reduced > 0.0 { reduced * column.lower } else { reduced * column.upper.min(*reach) }
            })
            .sum();
        let rounds: f64 = self
            .model
            .streams
            .iter()
            .enumerate()
            .map(|(index, stream)| {
                let of = self.model.classes.iter().zip(least).filter(|(class, _)| class.stream == index);
                let worst = of.map(|(_, least)| least.min(-tolerance)).fold(0.0, f64::min);
                worst * f64::from(u32::try_from(stream.cover.len()).unwrap_or(u32::MAX))
            })
            .sum();
        rows + columns + rounds
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
            for known in &mut self.known {
                known.active &= known.elementary || self.near[known.tour.class].allows(&known.tour.order);
            }
        }
        changed
    }
}

impl Known {
    fn order_is_single(&self) -> bool {
        self.tour.order.len() == 1
    }
}

/// Prices with the sign that their row asks for.
fn signed(lp: &Lp, relaxed: &Relaxed) -> Vec<f64> {
    let side = |(&dual, (sense, _)): (&f64, &(Sense, f64))| match sense {
        Sense::Le => dual.min(0.0),
        Sense::Ge => dual.max(0.0),
        Sense::Eq => dual,
    };
    relaxed.duals.iter().zip(&lp.rows).map(side).collect()
}
