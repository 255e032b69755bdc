//! Solving a program whose rounds are found on the way: rounds, proof, ties.

use std::time::{Duration, Instant};

use super::formulation::{Boxes, Formulation, Goal, Problem};
use super::lp::Lp;
use super::pooling;
use super::program::{Col, Impact, Program, RowId, Sense};
use super::rounds::apart::search_apart;
use super::rounds::coupling;
use super::rounds::model::{Model, Tour};
use super::rounds::tree::{self, Effort, Stop};
use super::solver::{self, Answer, Limits, SolveError, Solver};
use crate::scenario::{SolverOptions, Target};

/// Most paths in one careful search for rounds.
const LABELS: usize = 1_500_000;
/// Seconds that a whole answer from given rounds may take.
const COMPLETION_S: f64 = 5.0;
/// Largest violation of a row that a whole answer may keep.
const VIOLATION: f64 = 1e-6;
/// Relative accuracy to which prices are trusted where there are no rounds.
const ACCURACY: f64 = 1e-7;
/// How far, relatively, an objective may give way to those after it: small enough to move no tonne that is reported.
const TIE: f64 = 1e-9;

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
}

impl Solved<'_> {
    /// Relative gap between the objective and its bound.
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        self.bound.map(|bound| ((self.objective - bound) / self.objective.abs().max(1.0)).max(0.0))
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
    let mut search = Search { formulation, weights, solver, options, started: Instant::now() };
    let rounds = problem.candidates.streams.iter().any(|stream| !stream.rounds.is_empty());
    let (answer, bound, reason) = if rounds { search.with_rounds()? } else { search.plain()? };
    let objective = answer.objective;
    let rows = search.formulation.program.rows().len();
    let (values, least) = search.next_objectives(answer.values, task.objectives);
    Ok(Solved { formulation: search.formulation, values, objective, bound, reason, rows, least })
}

struct Search<'a, 'o> {
    formulation: Formulation<'a>,
    weights: Impact,
    solver: Solver,
    options: &'o SolverOptions,
    started: Instant,
}

type Stopped = (Answer, Option<f64>, &'static str);

impl Search<'_, '_> {
    fn limits(&self) -> Limits {
        let left = self.options.time_limit_s - self.started.elapsed().as_secs_f64();
        Limits { gap: self.options.gap * 0.1, time_s: left.max(0.1) }
    }

    fn minimise(&self, weights: &Impact, start: Option<&[f64]>) -> Result<Answer, SolveError> {
        let objective = self.formulation.program.weighted(weights);
        solver::minimise(&self.formulation.program, &objective, self.solver, self.limits(), start)
    }

    /// A program without rounds: one solve; when the time runs out, the relaxed program bounds it.
    fn plain(&self) -> Result<Stopped, SolveError> {
        let answer = self.minimise(&self.weights, None)?;
        if answer.proven {
            let bound = answer.objective;
            return Ok((answer, Some(bound), "proven by branch and bound"));
        }
        let objective = self.formulation.program.weighted(&self.weights);
        let bound = solver::prices(&self.formulation.program, &objective)
            .ok()
            .map(|p| p.objective - ACCURACY * p.objective.abs().max(1.0));
        Ok((answer, bound, "time limit"))
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
        let until = self.started.checked_add(Duration::from_secs_f64(self.options.time_limit_s.min(1e9)));
        let mut complete = |part: &Model, tours: &[Tour], best: Option<&tree::Answer>| self.complete(part, tours, best);
        let outcome = search_apart(&model, &self.choices(), effort, until, &mut complete)?;
        let Some(best) = outcome.answer else {
            return Err(if outcome.stop == Stop::Tree { SolveError::Infeasible } else { undecided() });
        };
        let proven = best.objective - outcome.bound <= self.options.gap * best.objective.abs().max(1.0);
        let others = outcome.ties.into_iter().filter(|tour| proven && !best.tours.contains(tour));
        let run = best.tours.iter().cloned().map(|tour| (tour, 1.0));
        let mut values = best.base;
        for (tour, value) in run.chain(others.map(|tour| (tour, 0.0))) {
            self.formulation.add_round(coupling::round(self.formulation.problem, &model, &tour));
            values.push(value);
        }
        let answer = Answer { values, objective: best.objective, proven };
        Ok((answer, outcome.bound.is_finite().then_some(outcome.bound), reason(outcome.stop)))
    }

    /// Openings and sizes: choices that may tie streams together.
    fn choices(&self) -> Vec<usize> {
        let columns = &self.formulation.columns;
        columns.open.values().chain(columns.sized.values()).map(|col| col.0).collect()
    }

    /// The best whole answer of a part with some of these rounds, and those of the best answer so far; whether the solver
    /// proved that none of them does better.
    fn complete(&self, part: &Model, tours: &[Tour], best: Option<&tree::Answer>) -> Option<(tree::Answer, bool)> {
        let mut tours = tours.to_vec();
        for tour in best.into_iter().flat_map(|best| &best.tours) {
            if !tours.contains(tour) {
                tours.push(tour.clone());
            }
        }
        let (mut program, mut objective) = unnamed(&part.base);
        for (index, tour) in tours.iter().enumerate() {
            let col = program.integer(&format!("round{index}"), 1.0, Impact::NONE);
            let terms: Vec<(RowId, f64)> = part.terms(tour).into_iter().map(|(row, a)| (RowId(row), a)).collect();
            program.extend(col, &terms);
            objective.push(part.cost(tour));
        }
        let limits = Limits { time_s: self.limits().time_s.min(COMPLETION_S), ..self.limits() };
        let answer = solver::minimise(&program, &objective, self.solver, limits, None).ok()?;
        if program.violation(&answer.values) > VIOLATION {
            return None;
        }
        let base = part.base.columns.len();
        let run = tours.into_iter().zip(&answer.values[base..]).filter(|(_, value)| **value > 0.5);
        let found = tree::Answer {
            objective: answer.objective,
            tours: run.map(|(tour, _)| tour).collect(),
            base: answer.values[..base].to_vec(),
        };
        Some((found, answer.proven))
    }

    /// Keeps each objective at its value, or as far above it as it may give way, and minimises the next; stops where the
    /// solver does. With the least value found of each.
    fn next_objectives(&mut self, mut values: Vec<f64>, objectives: &[Goal]) -> (Vec<f64>, Vec<f64>) {
        let value = |search: &Self, goal: &Goal, values: &[f64]| -> f64 {
            search.formulation.program.weighted(&goal.weights).iter().zip(values).map(|(c, v)| c * v).sum()
        };
        let mut least = vec![value(self, &objectives[0], &values)];
        for pair in objectives.windows(2) {
            let held = value(self, &pair[0], &values);
            let most = held + (TIE * held.abs().max(1.0)).max(pair[1].give_way);
            self.formulation.weighted_row("objective", &pair[0].weights, Sense::Le, most);
            match self.minimise(&pair[1].weights, Some(&values)) {
                Ok(answer) if self.formulation.program.violation(&answer.values) < 1e-6 => values = answer.values,
                _ => break,
            }
            least.push(value(self, &pair[1], &values));
        }
        (values, least)
    }
}

/// A program of numbers as the solvers take it, with its objective.
fn unnamed(lp: &Lp) -> (Program, Vec<f64>) {
    let mut program = Program::default();
    let mut rows: Vec<Vec<(Col, f64)>> = vec![Vec::new(); lp.rows.len()];
    for (index, column) in lp.columns.iter().enumerate() {
        let name = format!("x{index}");
        let col = if column.integer {
            program.integer(&name, column.upper, Impact::NONE)
        } else {
            program.column(&name, column.upper, Impact::NONE)
        };
        program.lower(col, column.lower);
        column.terms.iter().for_each(|&(row, coefficient)| rows[row].push((col, coefficient)));
    }
    for (index, (terms, &(sense, rhs))) in rows.into_iter().zip(&lp.rows).enumerate() {
        program.row(&format!("row{index}"), terms, sense, rhs);
    }
    (program, lp.columns.iter().map(|column| column.cost).collect())
}

fn reason(stop: Stop) -> &'static str {
    match stop {
        Stop::Relaxed => "proven by the relaxed program over all rounds",
        Stop::Listed => "proven by listing every round that could improve the proposal",
        Stop::Tree => "proven by branching over all rounds",
        Stop::Work => "work limit",
        Stop::Time => "time limit",
        Stop::Labels => "work limit of one search for rounds",
    }
}

/// The search stopped before it knew whether any proposal meets the targets.
fn undecided() -> SolveError {
    SolveError::Solver("the limits ended the search before any proposal met the targets".to_owned())
}
