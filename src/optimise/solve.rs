//! Solving a program whose rounds are found on the way: rounds, proof, ties.

use std::time::Instant;

use super::formulation::{Boxes, Formulation, Goal, Problem};
use super::lp::{Lp, LpColumn};
use super::parts::{self, TIE, Then};
use super::pooling;
use super::program::{Impact, Sense};
use super::rounds::apart::search_apart;
use super::rounds::coupling;
use super::rounds::model::{Model, Tour};
use super::rounds::tree::{self, Effort, Stop};
use super::solver::{self, Limits, SolveError, Solver};
use crate::scenario::{SolverOptions, Target};

/// Most paths in one careful search for rounds.
pub(super) const LABELS: usize = 1_500_000;
/// Seconds that a whole answer from given rounds may take; the first may, however little time is left.
const COMPLETION_S: f64 = 5.0;
/// Seconds that it always has.
const LEAST_S: f64 = 0.1;
/// Why a search stopped whose time was over.
const TIME: &str = "time limit";
/// Largest violation of a row that a whole answer may keep.
const VIOLATION: f64 = 1e-6;

/// What is solved: targets to meet, and objectives in order; each breaks the ties of those before.
#[derive(Debug, Clone, Copy)]
pub struct Task<'t> {
    /// Targets.
    pub targets: &'t [Target],
    /// What is minimised, most important first.
    pub objectives: &'t [Goal],
    /// Links that must carry something: index among the candidates, t a year.
    pub forced: &'t [(usize, f64)],
}

/// A point of the program, with what is proven of it.
#[derive(Debug, Clone)]
pub struct Solved<'a> {
    /// The program with the rounds that were needed.
    pub formulation: Formulation<'a>,
    /// Value of each column.
    pub values: Vec<f64>,
    /// The first objective at the point.
    pub objective: f64,
    /// A proven bound of the first objective, if one.
    pub bound: Option<f64>,
    /// Why the search stopped.
    pub reason: &'static str,
    /// Rows of the program before those that hold an objective while the next one breaks its ties.
    pub rows: usize,
    /// The least value found of each objective, those before within what they may give way by.
    pub least: Vec<f64>,
    /// A proven bound of each of these; of programs with rounds or pools, of the first alone.
    pub bounds: Vec<Option<f64>>,
}

impl Task<'_> {
    /// The objectives that share the time: those of the scenario, but not those that break ties.
    pub(super) fn asked(&self, problem: Problem<'_>) -> usize {
        self.objectives.len().min(1 + problem.scenario.objective.then.len())
    }
}

impl Solved<'_> {
    /// Relative gap between the objective and its bound.
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        self.bound.map(|bound| solver::gap(self.objective, bound))
    }
}

/// Solves a task.
///
/// # Errors
/// [`SolveError::Infeasible`] when the targets cannot be met together.
pub fn solve<'a>(problem: Problem<'a>, task: Task<'_>, options: &SolverOptions) -> Result<Solved<'a>, SolveError> {
    if Formulation::pooling(problem) {
        return pooling::solve(problem, task, options);
    }
    within(problem, task, options, &Boxes::new())
}

/// Solves a task with the contents of some mixes between bounds. Where a mix is a pool, the answer is that of a relaxation.
pub(super) fn within<'a>(
    problem: Problem<'a>,
    task: Task<'_>,
    options: &SolverOptions,
    boxes: &Boxes,
) -> Result<Solved<'a>, SolveError> {
    let weights = task.objectives[0].weights;
    let solver = Solver::named(&options.name)
        .ok_or_else(|| SolveError::Solver(format!("`{}` is not compiled in", options.name)))?;
    let mut formulation = Formulation::within(problem, task.targets, boxes);
    for &(link, tonnes) in task.forced {
        formulation.program.lower(formulation.columns.link[link], tonnes);
    }
    let (asked, ends_s, started) = (task.asked(problem), options.time_limit_s, Instant::now());
    let mut search = Search { formulation, weights, solver, options, asked, ends_s, started };
    let rounds = problem.candidates.streams.iter().any(|stream| !stream.rounds.is_empty());
    // what an objective may give way by, it gives in all parts together
    let together = rounds || task.objectives.iter().skip(1).any(|goal| goal.give_way > 0.0);
    let (at_once, after) = task.objectives.split_at(if together { 1 } else { task.objectives.len() });
    if together {
        search.begin(0);
    }
    let stopped = if rounds { search.with_rounds()? } else { search.plain(&at_once[1..])? };
    let Stopped { values, least, bounds, reason } = stopped;
    let bound = bounds[0];
    let forgone = problem.candidates.forgone;
    let (bound, reason) = if forgone > 0.0 { (bound.map(|bound| bound - forgone), TIME) } else { (bound, reason) };
    let objective = least[0];
    let program = &search.formulation.program;
    debug_assert!(
        !boxes.is_empty() || solver::bounded(program, &program.weighted(&weights), objective),
        "better than prices of the program allow"
    );
    debug_assert!(bound.is_none_or(|bound| bound <= objective + 1e-6 * objective.abs().max(1.0)), "a bound above");
    let rows = program.rows().len();
    let first = Stopped { values, least, bounds, reason };
    let Stopped { values, least, mut bounds, .. } = search.next_objectives(first, &at_once[at_once.len() - 1], after);
    if rounds || forgone > 0.0 {
        // over the rounds and links that are known
        bounds.fill(None);
    }
    bounds[0] = bound;
    Ok(Solved { formulation: search.formulation, values, objective, bound, reason, rows, least, bounds })
}

struct Search<'a, 'o> {
    formulation: Formulation<'a>,
    weights: Impact,
    solver: Solver,
    options: &'o SolverOptions,
    /// Objectives that share the time.
    asked: usize,
    /// When the time of the one that is minimised ends, seconds after the start.
    ends_s: f64,
    started: Instant,
}

/// A point, the least of each objective so far with its bound, and why the search of the first stopped.
struct Stopped {
    values: Vec<f64>,
    least: Vec<f64>,
    bounds: Vec<Option<f64>>,
    reason: &'static str,
}

impl Search<'_, '_> {
    /// The time of an objective begins.
    fn begin(&mut self, stage: usize) {
        let gone = self.started.elapsed().as_secs_f64();
        self.ends_s = gone + solver::share((self.options.time_limit_s - gone).max(0.0), stage, self.asked);
    }

    fn limits(&self) -> Limits {
        let left = self.ends_s - self.started.elapsed().as_secs_f64();
        Limits { gap: self.options.gap * 0.1, time_s: left.max(LEAST_S) }
    }

    /// A program without rounds, with further objectives: its independent parts, each by itself. When the time runs out,
    /// the relaxed program bounds it.
    fn plain(&self, then: &[Goal]) -> Result<Stopped, SolveError> {
        let program = &self.formulation.program;
        let costs: Vec<Vec<f64>> = then.iter().map(|goal| program.weighted(&goal.weights)).collect();
        let lp = Lp::new(program, &program.weighted(&self.weights));
        let then = Then { costs: &costs, asked: self.asked.min(1 + costs.len()) };
        let solved = parts::minimise(&lp, then, self.solver, &|| self.limits())?;
        let reason = if solved.proven { "proven by branch and bound" } else { TIME };
        Ok(Stopped { values: solved.values, least: solved.least, bounds: solved.bounds, reason })
    }

    /// Branch, price and cut over all rounds.
    fn with_rounds(&mut self) -> Result<Stopped, SolveError> {
        let model = coupling::model(&self.formulation, &self.weights);
        let effort = Effort {
            gap: self.options.gap,
            nodes: self.options.nodes as usize,
            programs: self.options.programs as usize,
            labels: LABELS,
            iterations: 1.0,
        };
        let until = solver::until(self.started, self.ends_s);
        let mut complete = |part: &Model, tours: &[Tour], best: Option<&tree::Answer>| self.complete(part, tours, best);
        let outcome = search_apart(&model, &self.choices(), effort, until, &mut complete)?;
        let Some(best) = outcome.answer else {
            return Err(if outcome.stop == Stop::Tree { SolveError::Infeasible } else { undecided() });
        };
        let proven = !solver::open(best.objective, outcome.bound, self.options.gap);
        let others = outcome.ties.into_iter().filter(|tour| proven && !best.tours.contains(tour));
        let run = best.tours.iter().cloned().map(|tour| (tour, 1.0));
        let mut values = best.base;
        for (tour, value) in run.chain(others.map(|tour| (tour, 0.0))) {
            self.formulation.add_round(coupling::round(self.formulation.problem, &model, &tour));
            values.push(value);
        }
        let bound = outcome.bound.is_finite().then_some(outcome.bound);
        Ok(Stopped { values, least: vec![best.objective], bounds: vec![bound], reason: reason(outcome.stop) })
    }

    /// Openings and sizes: choices that may tie streams together.
    fn choices(&self) -> Vec<usize> {
        let columns = &self.formulation.columns;
        columns.open.values().chain(columns.sized.values()).map(|col| col.0).collect()
    }

    /// The best whole answer of a part with some of these rounds, and those of the best answer so far; what none with them is
    /// below. A part without rounds is done with then, and has half of the time that is left.
    fn complete(&self, part: &Model, tours: &[Tour], best: Option<&tree::Answer>) -> Option<(tree::Answer, f64)> {
        let mut tours = tours.to_vec();
        for tour in best.into_iter().flat_map(|best| &best.tours) {
            if !tours.contains(tour) {
                tours.push(tour.clone());
            }
        }
        let mut lp = part.base.clone();
        lp.columns.extend(tours.iter().map(|tour| LpColumn {
            cost: part.cost(tour),
            lower: 0.0,
            upper: 1.0,
            integer: true,
            terms: part.terms(tour).into(),
        }));
        let (began, left) = (Instant::now(), self.limits().time_s);
        let most = match best {
            _ if part.classes.is_empty() => left / 2.0,
            None => COMPLETION_S,
            Some(_) => left.min(COMPLETION_S),
        };
        let limits = || Limits { time_s: (most - began.elapsed().as_secs_f64()).max(LEAST_S), ..self.limits() };
        let (values, objective, bound) = if part.classes.is_empty() {
            let found = parts::in_turn(&lp, self.solver, &limits).ok()?;
            (found.values, found.least[0], found.bounds[0])
        } else {
            let found = solver::minimise_lp(&lp, self.solver, limits(), None).ok()?;
            (found.values, found.objective, found.proven.then_some(found.objective))
        };
        if lp.violation(&values) > VIOLATION {
            return None;
        }
        let base = part.base.columns.len();
        let run = tours.into_iter().zip(&values[base..]).filter(|(_, value)| **value > 0.5);
        let found =
            tree::Answer { objective, tours: run.map(|(tour, _)| tour).collect(), base: values[..base].to_vec() };
        Some((found, bound.unwrap_or(f64::NEG_INFINITY)))
    }

    /// Keeps the last objective at its value, or as far above it as it may give way, and minimises the next in its time, and
    /// so on. Where the solver finds nothing that keeps them, the point stays.
    fn next_objectives(&mut self, first: Stopped, former: &Goal, next: &[Goal]) -> Stopped {
        let (mut found, mut former) = (first, former);
        for goal in next {
            let costs = self.formulation.program.weighted(&former.weights);
            let held: f64 = costs.iter().zip(&found.values).map(|(cost, value)| cost * value).sum();
            let most = held + (TIE * held.abs().max(1.0)).max(goal.give_way);
            self.formulation.weighted_row("objective", &former.weights, Sense::Le, most);
            self.begin(found.least.len());
            let program = &self.formulation.program;
            let lp = Lp::new(program, &program.weighted(&goal.weights));
            let answer = parts::one(&lp, self.solver, &|| self.limits(), Some(&found.values)).ok();
            let answer = answer.filter(|answer| lp.violation(&answer.values) < VIOLATION);
            found.bounds.push(answer.as_ref().and_then(|answer| answer.bound));
            found.values = answer.map_or(found.values, |answer| answer.values);
            found.least.push(lp.objective(&found.values));
            former = goal;
        }
        found
    }
}

fn reason(stop: Stop) -> &'static str {
    match stop {
        Stop::Relaxed => "proven by the relaxed program over all rounds",
        Stop::Listed => "proven by listing every round that could improve the proposal",
        Stop::Tree => "proven by branching over all rounds",
        Stop::Work => "work limit",
        Stop::Time => TIME,
        Stop::Labels => "work limit of one search for rounds",
    }
}

/// The search stopped before it knew whether any proposal meets the targets.
fn undecided() -> SolveError {
    SolveError::Solver("the limits ended the search before any proposal met the targets".to_owned())
}
