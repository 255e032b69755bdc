//! Pools: the program with the contents of its mixes narrowed until the answer is exact.
//!
//! Where a mix goes on to several takers that limit its content, the program is bilinear (the pooling problem: Haverly,
//! 1978). Its relaxation between bounds of the contents gives a bound on every proposal in them; its contents, as they
//! would truly mix, held fixed, give a linear program whose answer is a proposal. The bounds are split where the relaxation
//! errs most, best bound first, until the best proposal is within the gap of every open bound: a branch and bound over
//! contents. Proposals are also sought at contents where something changes: those of what arrives, and the limits.

use std::time::Instant;

use super::formulation::{Boxes, Doubt, Formulation, Mix, MixKey, Origin, Problem};
use super::solve::{Solved, Task, within};
use super::solver::{self, SolveError};
use crate::scenario::SolverOptions;

/// Most boxes that are looked into.
const BOXES: usize = 20_000;
/// Most proposals sought before any box is split.
const SEEDS: usize = 24;
/// How far, of all that it carries, a pool may be from one content to count as mixed.
const MIXED: f64 = 1e-7;
/// Of a box, how near to its ends it is not split.
const MARGIN: f64 = 0.2;
/// How far around the best proposal, of what its contents could be, better ones are sought, again and again.
const AROUND: [f64; 5] = [0.1, 0.03, 0.01, 1e-3, 1e-4];
/// Times that the way to a better proposal is doubled.
const FARTHER: i32 = 12;

/// Bounds of contents, with the bound of the objective between them and where the relaxation would have it split.
struct Node {
    boxes: Boxes,
    bound: f64,
    /// The pool to split, and between what and where.
    split: Option<(MixKey, (f64, f64, f64))>,
}

struct Search<'a, 't> {
    problem: Problem<'a>,
    task: Task<'t>,
    options: &'t SolverOptions,
    /// Seconds that the first objective has.
    time_s: f64,
    started: Instant,
    /// Between what contents and shares lie before anything is split.
    natural: Boxes,
    /// The best proposal, and the contents at which it was found.
    best: Option<(Solved<'a>, Boxes)>,
    looked: usize,
}

/// Solves a task whose program has pools.
///
/// # Errors
/// As [`super::solve()`].
pub(super) fn solve<'a>(
    problem: Problem<'a>,
    task: Task<'_>,
    options: &SolverOptions,
) -> Result<Solved<'a>, SolveError> {
    let mut search = Search {
        problem,
        task,
        options,
        time_s: solver::share(options.time_limit_s, 0, task.asked(problem)),
        started: Instant::now(),
        natural: Boxes::new(),
        best: None,
        looked: 0,
    };
    let formulation = Formulation::build(problem, task.targets);
    let contents = formulation.mixes.iter().map(|mix| (mix.key.clone(), (mix.low, mix.high)));
    let shares = formulation.shares.iter().flatten().map(|share| (share.key.clone(), (share.low, share.high)));
    search.natural = contents.chain(shares).collect();
    let root = search.look(Boxes::new(), f64::NEG_INFINITY);
    // often the whole relaxation, truly mixed, is as good as it promises
    if root.is_some() {
        search.seed(&formulation);
    }
    let (bound, reason) = search.branch(root);
    let rest = search.rest(options.time_limit_s);
    let Some((best, boxes)) = search.best else {
        return Err(if reason == PROVEN { SolveError::Infeasible } else { undecided() });
    };
    let objective = best.objective;
    // the other objectives break ties at the contents found
    let solved = within(problem, task, &rest, &boxes).unwrap_or(best);
    let bound = bound.map(|bound| bound.min(objective));
    // at other contents, the others may be less
    let bounds = std::iter::once(bound).chain(solved.least.iter().skip(1).map(|_| None)).collect();
    Ok(Solved { objective, bound, reason, bounds, ..solved })
}

const PROVEN: &str = "proven by branching over the contents of mixes";

/// The search stopped before it knew whether any proposal meets the targets.
fn undecided() -> SolveError {
    SolveError::Solver(
        "the limits ended the search over the contents of mixes before any proposal was found".to_owned(),
    )
}

impl<'a> Search<'a, '_> {
    /// The options, with what is left of so many seconds.
    fn rest(&self, time_s: f64) -> SolverOptions {
        let left = time_s - self.started.elapsed().as_secs_f64();
        SolverOptions { time_limit_s: left.max(1.0), ..self.options.clone() }
    }

    /// Whether the time is over.
    fn late(&self) -> bool {
        self.started.elapsed().as_secs_f64() > self.time_s
    }

    /// The first objective between bounds; none when nothing is feasible there.
    fn first(&self, boxes: &Boxes) -> Result<Option<Solved<'a>>, SolveError> {
        let task = Task { objectives: &self.task.objectives[..1], ..self.task };
        match within(self.problem, task, &self.rest(self.time_s), boxes) {
            Ok(solved) => Ok(Some(solved)),
            Err(SolveError::Infeasible) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Looks into a box that lies in another of a known bound: its own bound, and the proposal that its contents lead to.
    /// None when it holds nothing better than what is known.
    fn look(&mut self, boxes: Boxes, known: f64) -> Option<Node> {
        self.looked += 1;
        let relaxed = match self.first(&boxes) {
            Ok(relaxed) => relaxed?,
            // nothing is learnt of this box but where to split it
            Err(_) => return self.widest(boxes, known),
        };
        let bound = relaxed.bound.map_or(known, |bound| bound.max(known));
        if self.closed(bound) {
            return None;
        }
        let doubts = relaxed.formulation.doubts(&relaxed.values);
        let worst = doubts.iter().max_by(|a, b| a.apart.total_cmp(&b.apart)).filter(|doubt| doubt.apart > MIXED);
        let Some(doubt) = worst else {
            self.offer(relaxed, fixed(&doubts));
            return (!self.closed(bound)).then_some(Node { boxes, bound, split: None });
        };
        let split = Some((doubt.key.clone(), (doubt.low, self.point(doubt), doubt.high)));
        if self.propose(fixed(&doubts)) && !self.closed(bound) {
            self.improve();
        }
        (!self.closed(bound)).then_some(Node { boxes, bound, split })
    }

    /// The best proposal at given contents; whether it is better than the best known.
    fn propose(&mut self, fixed: Boxes) -> bool {
        match self.first(&fixed) {
            Ok(Some(found)) => self.offer(found, fixed),
            _ => false,
        }
    }

    /// Looks around the best proposal, closer and closer, for one that is better.
    fn improve(&mut self) {
        for around in AROUND {
            loop {
                let Some((_, boxes)) = self.best.as_ref().filter(|_| !self.late()) else { return };
                let before = boxes.clone();
                let near = boxes.iter().map(|(key, (at, _))| {
                    let (low, high) = self.natural.get(key).copied().unwrap_or((*at, *at));
                    let reach = around * (high - low);
                    (key.clone(), ((at - reach).max(low), (at + reach).min(high)))
                });
                let near = near.collect();
                let Ok(Some(relaxed)) = self.first(&near) else { break };
                if !self.propose(fixed(&relaxed.formulation.doubts(&relaxed.values))) {
                    break;
                }
                self.go_on(&before);
            }
        }
    }

    /// Goes on the way that led to the best proposal, twice as far each time, as long as that is better: with contents held
    /// the program is small, between bounds it is not.
    fn go_on(&mut self, before: &Boxes) {
        let Some(reached) = self.best.as_ref().map(|(_, boxes)| boxes.clone()) else { return };
        for doubled in 1..=FARTHER {
            let far = f64::from(1 << doubled);
            let farther = reached.iter().map(|(key, (at, _))| {
                let from = before.get(key).map_or(*at, |(from, _)| *from);
                let (low, high) = self.natural.get(key).copied().unwrap_or((*at, *at));
                let content = (from + far * (at - from)).clamp(low, high);
                (key.clone(), (content, content))
            });
            let farther = farther.collect();
            if self.late() || !self.propose(farther) {
                return;
            }
        }
    }

    /// A box to be split in the middle of the pool whose content is the least known.
    fn widest(&self, boxes: Boxes, bound: f64) -> Option<Node> {
        let formulation = Formulation::within(self.problem, self.task.targets, &boxes);
        let pools = formulation.mixes.iter().filter(|mix| mix.pooled);
        let width = |mix: &Mix| (mix.high - mix.low) / mix.high.abs().max(mix.low.abs()).max(1e-9);
        let pool = pools.max_by(|a, b| width(a).total_cmp(&width(b)))?;
        let split = Some((pool.key.clone(), (pool.low, f64::midpoint(pool.low, pool.high), pool.high)));
        (!self.closed(bound)).then_some(Node { boxes, bound, split })
    }

    /// Where to split a box: at the best proposal when that lies well inside, else where the relaxation would mix it.
    fn point(&self, doubt: &Doubt) -> f64 {
        let margin = MARGIN * (doubt.high - doubt.low);
        let best = self.best.as_ref().and_then(|(_, boxes)| boxes.get(&doubt.key)).map(|(at, _)| *at);
        let inside = |at: &f64| *at > doubt.low + margin && *at < doubt.high - margin;
        best.filter(inside).unwrap_or_else(|| doubt.at.clamp(doubt.low + margin, doubt.high - margin))
    }

    /// Keeps a proposal that is better than the best by more than the accuracy of its figures.
    fn offer(&mut self, found: Solved<'a>, boxes: Boxes) -> bool {
        let better = |best: &Solved<'_>| found.objective < best.objective - 1e-9 * best.objective.abs().max(1.0);
        let better = self.best.as_ref().is_none_or(|(best, _)| better(best));
        if better {
            self.best = Some((found, boxes));
        }
        better
    }

    /// The bound from which on nothing is worth looking for.
    fn enough(&self) -> Option<f64> {
        let best = self.best.as_ref().map(|(best, _)| best.objective)?;
        Some(best - 0.5 * self.options.gap * best.abs().max(1.0))
    }

    /// Whether nothing above a bound is worth looking for.
    fn closed(&self, bound: f64) -> bool {
        self.enough().is_some_and(|enough| bound >= enough)
    }

    /// Proposals at contents where something changes: those of what arrives and the limits of those who may take.
    fn seed(&mut self, formulation: &Formulation<'_>) {
        let mut tried = 0;
        for pool in formulation.mixes.iter().filter(|mix| mix.pooled) {
            let arriving = pool.inflows.iter().filter_map(|it| match it.origin {
                Origin::Fixed(content) => Some(content),
                Origin::Mix(..) => None,
            });
            let property = &pool.key.2;
            let inputs = self.problem.dataset.flows.values().flat_map(|flow| &flow.qualities);
            let inputs = inputs.filter(|q| q.property == *property && q.is_limit());
            let inlets = self.problem.dataset.limits.iter().filter(|limit| limit.property == *property);
            let limits = inputs.map(|q| q.value).chain(inlets.map(|limit| limit.value));
            let mut at: Vec<f64> = arriving.chain(limits).filter(|c| *c >= pool.low && *c <= pool.high).collect();
            at.sort_by(f64::total_cmp);
            at.dedup();
            for content in at {
                tried += 1;
                if tried > SEEDS || self.late() {
                    return;
                }
                let boxes = Boxes::from([(pool.key.clone(), (content, content))]);
                let Ok(Some(relaxed)) = self.first(&boxes) else { continue };
                self.propose(fixed(&relaxed.formulation.doubts(&relaxed.values)));
            }
        }
    }

    /// Splits boxes, best bound first; returns the least bound left, and why it stopped.
    fn branch(&mut self, root: Option<Node>) -> (Option<f64>, &'static str) {
        let mut open: Vec<Node> = root.into_iter().collect();
        loop {
            open.retain(|node| !self.closed(node.bound));
            let least = open.iter().enumerate().min_by(|(_, a), (_, b)| a.bound.total_cmp(&b.bound));
            let Some(index) = least.map(|(index, _)| index) else { return (self.enough(), PROVEN) };
            let bound = Some(open[index].bound).filter(|bound| bound.is_finite());
            if self.looked >= BOXES {
                return (bound, "work limit of the search over contents of mixes");
            }
            if self.late() {
                return (bound, "time limit");
            }
            let node = open.swap_remove(index);
            // mixed as it is, and its own program was not proven
            let Some((key, (low, at, high))) = node.split else { return (bound, "time limit") };
            for part in [(low, at), (at, high)] {
                let boxes =
                    node.boxes.iter().map(|(key, part)| (key.clone(), *part)).chain([(key.clone(), part)]).collect();
                open.extend(self.look(boxes, node.bound));
            }
        }
    }
}

/// Boxes of no width: everything where it would truly be.
fn fixed(doubts: &[Doubt]) -> Boxes {
    doubts.iter().map(|doubt| (doubt.key.clone(), (doubt.at, doubt.at))).collect()
}
