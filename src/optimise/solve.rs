//! Solving a program whose rounds are found on the way: prices, rounds, whole numbers, proof, ties.

use std::time::Instant;

use super::formulation::{Formulation, Problem};
use super::program::{Impact, Sense};
use super::rounds::{Oracle, RowPrices};
use super::solver::{self, Answer, Limits, SolveError, Solver};
use crate::scenario::{SolverOptions, Target};

/// Rounds added at once, of each class, while the relaxed program still improves.
const BATCH: usize = 40;
/// Most rounds that are added at once to prove an answer.
const PROOF: usize = 3000;
/// Relative accuracy to which prices and objectives are trusted.
const ACCURACY: f64 = 1e-7;
/// How far, relatively, an objective may give way to those after it: small enough to move no tonne that is reported.
const TIE: f64 = 1e-9;

/// What is solved: targets to meet, and objectives in order; each breaks the ties of those before.
#[derive(Debug, Clone, Copy)]
pub struct Task<'t> {
    /// Targets.
    pub targets: &'t [Target],
    /// Weights over the measures, most important first.
    pub objectives: &'t [Impact],
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
    let weights = task.objectives[0];
    let solver = Solver::named(&options.name)
        .ok_or_else(|| SolveError::Solver(format!("`{}` is not compiled in", options.name)))?;
    let mut search = Search {
        formulation: Formulation::build(problem, task.targets),
        oracle: Oracle::new(problem, &weights),
        weights,
        solver,
        options,
        started: Instant::now(),
    };
    for round in search.oracle.seed() {
        search.formulation.add_round(round);
    }
    let (answer, bound, reason) = if search.oracle.is_empty() { search.plain()? } else { search.with_rounds()? };
    let objective = answer.objective;
    let values = search.break_ties(answer.values, task.objectives);
    Ok(Solved { formulation: search.formulation, values, objective, bound, reason })
}

struct Search<'a, 'o> {
    formulation: Formulation<'a>,
    oracle: Oracle,
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
        let bound = solver::prices(&self.formulation.program, &objective).ok().map(|p| self.safe(p.objective));
        Ok((answer, bound, "time limit"))
    }

    /// Prices first, whole numbers next, and then exactly the rounds whose reduced cost is within the gap.
    fn with_rounds(&mut self) -> Result<Stopped, SolveError> {
        let complete = self.oracle.is_complete();
        let (duals, lower) = match self.relax(self.weights) {
            Err(SolveError::Infeasible) => {
                self.reach_targets()?;
                self.relax(self.weights)?
            }
            relaxed => relaxed?,
        };
        let first = match self.minimise(&self.weights, None) {
            Err(SolveError::Infeasible) => {
                let left_out = self.admit(&duals, f64::INFINITY);
                match self.minimise(&self.weights, None) {
                    Err(SolveError::Infeasible) if left_out.is_some() => return Err(undecided()),
                    answer => answer?,
                }
            }
            answer => answer?,
        };
        if !complete {
            return Ok((
                first,
                None,
                "rounds of more than 15 stops, or with driving times of their own, are not enumerated",
            ));
        }
        let gap = first.objective - lower;
        if gap <= self.options.gap * first.objective.abs().max(1.0) {
            return Ok((first, Some(lower), "proven by the relaxed program over all rounds"));
        }
        let left_out = self.admit(&duals, gap + accuracy(first.objective));
        let answer = self.minimise(&self.weights, Some(&self.padded(&first.values)))?;
        let answer = if answer.objective <= first.objective { answer } else { first };
        if !answer.proven {
            return Ok((answer, Some(lower), "time limit"));
        }
        // a round that was left out costs at least `left_out` more than the relaxed program
        let bound = left_out.map_or(answer.objective, |cost| answer.objective.min(lower + cost));
        Ok((answer, Some(bound), "proven over every round that could improve it"))
    }

    /// Column generation: returns the prices of the relaxed program over all rounds, and a bound that allows for
    /// their accuracy.
    fn relax(&mut self, weights: Impact) -> Result<(Vec<f64>, f64), SolveError> {
        loop {
            let objective = self.formulation.program.weighted(&weights);
            let prices = solver::prices(&self.formulation.program, &objective)?;
            let tolerance = accuracy(prices.objective);
            if self.enter(&weights, &prices.duals, -tolerance) == 0 {
                return Ok((prices.duals, self.safe(prices.objective)));
            }
        }
    }

    /// A bound from prices that are accurate to [`ACCURACY`]: each round that runs, at most one for each stop, may cost
    /// that much less than it seems, and so may the rest of the program.
    fn safe(&self, objective: f64) -> f64 {
        let stops: usize = self.formulation.problem.candidates.streams.iter().map(|stream| stream.stops.len()).sum();
        objective - accuracy(objective) * (1.0 + u32::try_from(stops).map_or(f64::INFINITY, f64::from))
    }

    /// Adds the rounds below a reduced cost; says how many.
    fn enter(&mut self, weights: &Impact, duals: &[f64], limit: f64) -> usize {
        let prices = RowPrices::new(&self.formulation, weights, duals);
        let improving = self.oracle.below(&self.formulation, &prices, limit, BATCH);
        for priced in &improving {
            self.oracle.learn(&priced.round);
            self.formulation.add_round(priced.round.clone());
        }
        improving.len()
    }

    /// Adds every round whose reduced cost is below a limit; returns the least reduced cost left out, if any was.
    fn admit(&mut self, duals: &[f64], limit: f64) -> Option<f64> {
        let prices = RowPrices::new(&self.formulation, &self.weights, duals);
        let mut rounds = self.oracle.below(&self.formulation, &prices, limit, PROOF + 1);
        rounds.sort_by(|a, b| a.reduced_cost.total_cmp(&b.reduced_cost));
        let left_out = rounds.get(PROOF).map(|priced| priced.reduced_cost);
        for priced in rounds.into_iter().take(PROOF) {
            self.oracle.learn(&priced.round);
            self.formulation.add_round(priced.round);
        }
        left_out
    }

    /// Finds rounds that meet the targets, by minimising what is missing to them.
    fn reach_targets(&mut self) -> Result<(), SolveError> {
        let plain = self.formulation.clone();
        let slacks = self.formulation.add_slacks();
        loop {
            let program = &self.formulation.program;
            let mut objective = vec![0.0; program.columns().len()];
            for &(col, scale) in &slacks {
                objective[col.0] = 1.0 / scale;
            }
            let prices = solver::prices(program, &objective)?;
            if self.enter(&Impact::NONE, &prices.duals, -ACCURACY) > 0 {
                continue;
            }
            if prices.objective > 1e-6 {
                return Err(SolveError::Infeasible);
            }
            let found = std::mem::replace(&mut self.formulation, plain);
            let known = self.formulation.columns.rounds.len();
            for (round, _) in found.columns.rounds.into_iter().skip(known) {
                self.formulation.add_round(round);
            }
            return Ok(());
        }
    }

    /// Values for the rounds that came later: none of them is run.
    fn padded(&self, values: &[f64]) -> Vec<f64> {
        let mut padded = values.to_vec();
        padded.resize(self.formulation.program.columns().len(), 0.0);
        padded
    }

    /// Keeps each objective at its value and minimises the next; stops where the solver does.
    fn break_ties(&mut self, mut values: Vec<f64>, objectives: &[Impact]) -> Vec<f64> {
        for pair in objectives.windows(2) {
            let held: f64 = self.formulation.program.weighted(&pair[0]).iter().zip(&values).map(|(c, v)| c * v).sum();
            self.formulation.weighted_row("objective", &pair[0], Sense::Le, held + TIE * held.abs().max(1.0));
            match self.minimise(&pair[1], Some(&values)) {
                Ok(answer) if self.formulation.program.violation(&answer.values) < 1e-6 => values = answer.values,
                _ => break,
            }
        }
        values
    }
}

fn accuracy(objective: f64) -> f64 {
    ACCURACY * objective.abs().max(1.0)
}

/// Whole numbers over the rounds that were added satisfy no target, and others were left out.
fn undecided() -> SolveError {
    SolveError::Solver(format!("no proposal meets the targets with {PROOF} rounds, and there are more"))
}
