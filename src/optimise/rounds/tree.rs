//! Branch, price and cut: the best plan over all rounds, with a bound, until proven or out of work.

pub use super::answer::{Answer, Complete, Effort, Outcome, Stop};
use super::cuts;
pub use super::master::Work;
use super::master::{Master, Point};
use super::model::{Cut, Entries, Tour};
use super::search::plans;
use crate::optimise::program::Sense;
use crate::optimise::solver::{self, SolveError};

/// Fractions below this are whole.
const WHOLE: f64 = 1e-5;
/// Subset rows a stop may be added to at once, and rows added at once.
const EACH: usize = 5;
const AT_ONCE: usize = 30;
/// Most subset rows in all.
const SUBSETS: usize = 110;
/// Largest memory of a path.
const MEMORY: usize = 20;
/// Of the gap at which rounds were last listed, the part at which they are listed again.
const LISTED: f64 = 0.6;
/// How long good rounds are sought again when they are not yet proven, in terms of the first time.
const LONGER: f64 = 4.0;
/// Most rounds among which ties are broken.
const TIES: usize = 200;
/// Steps of the simplex on each candidate.
const PROBE: usize = 100;
/// Candidates tried before branching.
const TRIED: usize = 8;

struct Node {
    bound: f64,
    branches: Vec<Cut>,
}

/// The search.
pub struct Tree<'t, 'm> {
    /// The rounds known.
    pub master: &'t mut Master<'m>,
    /// Limits.
    pub effort: Effort,
    /// Objectives are multiples of this, or 0.
    pub grain: f64,
    /// The best answer so far.
    pub best: Option<Answer>,
    cuts: Vec<Cut>,
    /// The least bound of what was given up.
    given_up: f64,
    stop: Stop,
    nodes: usize,
    /// The gap at which rounds were last listed.
    listed: f64,
    /// Prices and rows of the root, when it was last solved.
    root: Option<(Vec<f64>, Vec<Cut>)>,
}

impl<'t, 'm> Tree<'t, 'm> {
    /// A search that begins with an answer, if one is known.
    pub fn new(master: &'t mut Master<'m>, effort: Effort, best: Option<Answer>) -> Self {
        let grain = master.model.grain();
        Self {
            master,
            effort,
            grain,
            best,
            cuts: Vec::new(),
            given_up: f64::INFINITY,
            stop: Stop::Tree,
            nodes: 0,
            listed: f64::INFINITY,
            root: None,
        }
    }

    fn value(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |answer| answer.objective)
    }

    /// The bound from which a node cannot improve the answer by more than the gap.
    fn enough(&self) -> f64 {
        let value = self.value();
        if value.is_infinite() {
            return value;
        }
        value - (self.effort.gap * value.abs().max(1.0)).max(self.grain * (1.0 - 1e-4))
    }

    fn out_of_work(&mut self) -> bool {
        let work = self.nodes >= self.effort.nodes || self.master.work.programs >= self.effort.programs;
        if self.master.late() {
            self.stop = Stop::Time;
        } else if work {
            self.stop = Stop::Work;
        }
        work || self.master.late()
    }

    /// Offers rounds to the solver; whether it proved that it chose the best of them.
    fn choose(&mut self, tours: &[Tour], complete: &mut Complete<'_>) -> bool {
        let Some((answer, bound)) = complete(tours, self.best.as_ref()) else { return false };
        let proven = !solver::open(answer.objective, bound, self.effort.gap);
        self.improve(Some(answer));
        proven
    }

    /// Lists every round that could be part of a better answer, and offers them; true: the best answer is proven.
    fn list(&mut self, point: &Point, complete: &mut Complete<'_>) -> bool {
        let gap = self.enough() - point.bound;
        if !point.converged || !gap.is_finite() || gap > LISTED * self.listed {
            return false;
        }
        self.listed = gap;
        let aim = if self.grain > 0.0 { self.enough() } else { 0.1f64.mul_add(self.enough(), 0.9 * self.value()) };
        let tours = self.master.list(point, aim);
        tours.is_some_and(|tours| self.choose(&tours, complete))
    }

    fn improve(&mut self, answer: Option<Answer>) {
        if let Some(answer) =
            answer.filter(|answer| answer.objective < self.value() - 1e-9 * self.value().abs().min(1e9))
        {
            self.best = Some(answer);
        }
    }

    /// A bound as it counts: with whole objectives, the next whole one.
    fn counted(&self, bound: f64) -> f64 {
        if self.grain > 0.0 { ((bound / self.grain - 1e-4).ceil() * self.grain).max(bound) } else { bound }
    }

    /// Runs the search.
    ///
    /// # Errors
    /// When a solver fails; that no answer exists is not an error.
    pub fn run(mut self, complete: &mut Complete<'_>) -> Result<Outcome, SolveError> {
        let root = match self.root(complete) {
            Ok(root) => root,
            Err(SolveError::Infeasible) => return Ok(self.outcome(f64::INFINITY)),
            Err(error) => return Err(error),
        };
        let Some(point) = root else { return Ok(self.outcome(f64::INFINITY)) };
        if point.bound >= self.enough() {
            if self.stop == Stop::Tree {
                self.stop = Stop::Relaxed;
            }
            return Ok(self.outcome(point.bound));
        }
        if !point.converged {
            return Ok(self.outcome(point.bound));
        }
        let mut open = self.children(&point, &[]);
        while let Some(at) = (0..open.len()).min_by(|&a, &b| open[a].bound.total_cmp(&open[b].bound)) {
            let least = open[at].bound;
            if least >= self.enough() || self.out_of_work() {
                return Ok(self.outcome(least));
            }
            let node = open.swap_remove(at);
            self.nodes += 1;
            open.extend(self.branch(&node, complete)?);
        }
        Ok(self.outcome(f64::INFINITY))
    }

    fn outcome(self, least: f64) -> Outcome {
        let bound = self.counted(least.min(self.given_up)).min(self.value());
        let gap = (self.value() - bound).max(1e-7 * self.value().abs());
        let ties = self.root.map_or_else(Vec::new, |(duals, cuts)| self.master.within(&duals, &cuts, gap, TIES));
        let work = self.master.work;
        Outcome { bound, stop: self.stop, nodes: self.nodes, answer: self.best, ties, work }
    }

    /// Solves a node; its children, if it cannot be closed.
    fn branch(&mut self, node: &Node, complete: &mut Complete<'_>) -> Result<Vec<Node>, SolveError> {
        let mut bound = node.bound;
        for _ in 0..3 {
            let cuts: Vec<Cut> = self.cuts.iter().chain(&node.branches).cloned().collect();
            let mut point = match self.master.converge(&cuts, self.enough()) {
                Ok(point) => point,
                Err(SolveError::Infeasible) => return Ok(Vec::new()),
                Err(error) => return Err(error),
            };
            bound = bound.max(point.bound);
            point.bound = bound;
            if bound >= self.enough() {
                self.given_up = self.given_up.min(self.counted(bound));
                return Ok(Vec::new());
            }
            self.propose(&point, complete);
            if !point.converged {
                self.give_up(bound);
                return Ok(Vec::new());
            }
            if !self.master.lengthen(&point, MEMORY) && !self.separate(&point, false) {
                return Ok(self.children(&point, &node.branches));
            }
        }
        let cuts: Vec<Cut> = self.cuts.iter().chain(&node.branches).cloned().collect();
        match self.master.converge(&cuts, self.enough()) {
            Ok(mut point) => {
                point.bound = point.bound.max(bound);
                if point.bound >= self.enough() {
                    self.given_up = self.given_up.min(self.counted(point.bound));
                    return Ok(Vec::new());
                }
                self.propose(&point, complete);
                if point.converged {
                    Ok(self.children(&point, &node.branches))
                } else {
                    self.give_up(point.bound);
                    Ok(Vec::new())
                }
            }
            Err(SolveError::Infeasible) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    fn give_up(&mut self, bound: f64) {
        self.given_up = self.given_up.min(bound);
        self.stop = if self.master.late() { Stop::Time } else { Stop::Labels };
    }

    /// The root: rounds and rows until neither raises the bound much.
    fn root(&mut self, complete: &mut Complete<'_>) -> Result<Option<Point>, SolveError> {
        let mut last: Option<Point> = None;
        let (mut slow, mut longer_plans) = (0, true);
        loop {
            let mut point = self.master.converge(&self.cuts, self.enough())?;
            let before = last.as_ref().map_or(f64::NEG_INFINITY, |last| last.bound);
            point.bound = point.bound.max(before);
            self.root = Some((point.duals.clone(), self.cuts.clone()));
            if point.bound >= self.enough() {
                return Ok(Some(point));
            }
            if last.is_none() && self.master.model.has_choice() {
                let tours = plans(self.master, &point.duals, self.effort.iterations, 1);
                self.choose(&tours, complete);
            }
            if self.list(&point, complete) {
                self.stop = Stop::Listed;
                point.bound = f64::midpoint(self.value(), self.enough());
                return Ok(Some(point));
            }
            if slow > 0 && std::mem::take(&mut longer_plans) {
                let tours = plans(self.master, &point.duals, LONGER * self.effort.iterations, 2);
                self.choose(&tours, complete);
            }
            self.propose(&point, complete);
            if !point.converged {
                self.stop = if self.master.late() { Stop::Time } else { Stop::Labels };
                return Ok(Some(point));
            }
            if self.out_of_work() {
                point.converged = false;
                return Ok(Some(point));
            }
            let gap = self.value() - point.bound;
            slow = if point.bound - before < 0.03 * gap { slow + 1 } else { 0 };
            self.forget(&point);
            let longer = self.master.lengthen(&point, MEMORY);
            let more = self.separate(&point, true);
            if slow >= 3 || !(longer || more) {
                return self.settle(&point);
            }
            last = Some(point);
        }
    }

    /// The relaxed program with the rows as they are at last.
    fn settle(&mut self, point: &Point) -> Result<Option<Point>, SolveError> {
        let mut settled = self.master.converge(&self.cuts, self.enough())?;
        settled.bound = settled.bound.max(point.bound);
        Ok(Some(settled))
    }

    /// Looks for a whole answer among the rounds that a point runs.
    fn propose(&mut self, point: &Point, complete: &mut Complete<'_>) {
        let whole = |value: f64| (value - value.round()).abs() < WHOLE;
        let integral = point.tours.iter().all(|&(_, value)| whole(value));
        let columns = self.master.model.base.columns.iter().zip(&point.base);
        if integral && point.missing <= WHOLE && columns.clone().all(|(column, &value)| !column.integer || whole(value))
        {
            let base = columns.map(|(column, &value)| if column.integer { value.round() } else { value });
            let base: Vec<f64> = base.collect();
            let tours = point.tours.iter().filter(|tour| tour.1 > 0.5);
            let tours: Vec<Tour> = tours.map(|&(index, _)| self.master.tour(index).clone()).collect();
            let paid = self.master.model.base.columns.iter().zip(&base).map(|(column, value)| column.cost * value);
            let objective = paid.chain(tours.iter().map(|tour| self.master.model.cost(tour))).sum();
            self.improve(Some(Answer { objective, tours, base }));
        }
        if !integral && !self.nodes.is_multiple_of(8) {
            return;
        }
        let tours: Vec<Tour> = point
            .tours
            .iter()
            .filter(|(index, _)| self.master.elementary(*index))
            .map(|(index, _)| self.master.tour(*index).clone())
            .collect();
        self.choose(&tours, complete);
    }

    /// Drops subset rows that cost nothing.
    fn forget(&mut self, point: &Point) {
        let prices = &point.duals[self.master.model.base.rows.len()..];
        let mut index = 0;
        self.cuts.retain(|cut| {
            index += 1;
            !matches!(cut, Cut::Subset(_)) || prices.get(index - 1).is_none_or(|price| *price < -1e-6)
        });
    }

    /// Adds rows that a point breaks; false: none.
    fn separate(&mut self, point: &Point, all: bool) -> bool {
        let new = cuts::capacity(self.master, point, 20);
        let mut added = new.len();
        self.cuts.extend(new);
        let subsets = self.cuts.iter().filter(|cut| matches!(cut, Cut::Subset(_))).count();
        if added >= 5 || (!all && subsets >= SUBSETS / 2) {
            return added > 0;
        }
        for cut in cuts::subsets(self.master, point, AT_ONCE.min(SUBSETS.saturating_sub(subsets)), EACH) {
            let Cut::Subset(new) = &cut else { continue };
            let known = self.cuts.iter_mut().find_map(|cut| match cut {
                Cut::Subset(known) if known.members == new.members && known.stream == new.stream => Some(known),
                _ => None,
            });
            match known {
                Some(known) => known.memory.iter_mut().zip(&new.memory).for_each(|(kept, also)| *kept |= also),
                None => self.cuts.push(cut),
            }
            added += 1;
        }
        added > 0
    }

    /// Two programs that exclude the point and share no answer; none where the point is whole.
    fn children(&mut self, point: &Point, branches: &[Cut]) -> Vec<Node> {
        let candidates = self.candidates(point);
        let mut best: Option<(f64, [Cut; 2])> = None;
        let tried = candidates.len().min(TRIED);
        for sides in candidates.into_iter().take(TRIED) {
            let score = if tried == 1 { 1.0 } else { self.promise(point, &sides) };
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, sides));
            }
        }
        let Some((_, sides)) = best else {
            // nothing to branch on: whole, or a mixture that no row tells apart
            self.given_up = self.given_up.min(point.bound);
            return Vec::new();
        };
        let node = |side: Cut| Node { bound: point.bound, branches: branches.iter().cloned().chain([side]).collect() };
        sides.into_iter().map(node).collect()
    }

    /// How much both sides raise the relaxed program over the rounds known.
    fn promise(&self, point: &Point, sides: &[Cut; 2]) -> f64 {
        let mut gains = sides.iter().map(|side| {
            let value = self.master.probe(side, PROBE);
            (value - point.value).clamp(1e-6, 1e6)
        });
        gains.next().unwrap_or(0.0) * gains.next().unwrap_or(0.0)
    }

    /// What to branch on, most promising first: columns of the base, numbers of rounds, classes, neighbours.
    fn candidates(&self, point: &Point) -> Vec<[Cut; 2]> {
        let model = self.master.model;
        let bases: Vec<(f64, [Cut; 2])> = (0..point.base.len())
            .filter(|&column| model.base.columns[column].integer && fraction(point.base[column]) > WHOLE)
            .map(|column| {
                let side = |sense, value| Cut::Bound { column, sense, value };
                let at = point.base[column];
                (fraction(at), [side(Sense::Le, at.floor()), side(Sense::Ge, at.ceil())])
            })
            .collect();
        for group in [bases, self.counts(point), self.classes(point), self.pairs(point)] {
            let mut group: Vec<(f64, [Cut; 2])> = group;
            if !group.is_empty() {
                group.sort_by(|a, b| b.0.total_cmp(&a.0));
                return group.into_iter().map(|(_, sides)| sides).collect();
            }
        }
        Vec::new()
    }

    fn entries(&self, point: &Point, stream: usize, set: &[bool], class: Option<usize>) -> Option<(f64, [Cut; 2])> {
        let side = |sense, rhs| {
            Cut::Entries(Entries { stream, set: set.to_vec(), class, yearly: false, others: Vec::new(), sense, rhs })
        };
        let model = self.master.model;
        let any = side(Sense::Le, 0.0);
        let count: f64 =
            point.tours.iter().map(|&(tour, value)| value * model.coefficient(&any, self.master.tour(tour))).sum();
        let part = fraction(count);
        (part > WHOLE * 10.0).then(|| (part, [side(Sense::Le, count.floor()), side(Sense::Ge, count.ceil())]))
    }

    fn counts(&self, point: &Point) -> Vec<(f64, [Cut; 2])> {
        let streams = self.master.model.streams.iter().enumerate();
        streams.filter_map(|(index, s)| self.entries(point, index, &vec![true; s.cover.len()], None)).collect()
    }

    fn classes(&self, point: &Point) -> Vec<(f64, [Cut; 2])> {
        let model = self.master.model;
        let mut found = Vec::new();
        for (index, class) in model.classes.iter().enumerate() {
            if model.classes.iter().filter(|other| other.stream == class.stream).count() < 2 {
                continue;
            }
            for &stop in &class.stops {
                let mut set = vec![false; model.streams[class.stream].cover.len()];
                set[stop] = true;
                found.extend(self.entries(point, class.stream, &set, Some(index)));
            }
        }
        found
    }

    fn pairs(&self, point: &Point) -> Vec<(f64, [Cut; 2])> {
        let model = self.master.model;
        let mut met = std::collections::BTreeSet::new();
        for &(tour, _) in &point.tours {
            let tour = self.master.tour(tour);
            let class = &model.classes[tour.class];
            for pair in tour.order.windows(2) {
                let (a, b) = (class.stops[pair[0]], class.stops[pair[1]]);
                met.insert((class.stream, a.min(b), a.max(b)));
            }
        }
        met.into_iter()
            .filter_map(|(stream, a, b)| {
                let mut set = vec![false; model.streams[stream].cover.len()];
                set[a] = true;
                set[b] = true;
                self.entries(point, stream, &set, None)
            })
            .collect()
    }
}

/// Distance to the nearest whole number.
fn fraction(value: f64) -> f64 {
    (value - value.round()).abs()
}
