//! The one door to the solvers, all through `good_lp`.

use std::time::{Duration, Instant};

use good_lp::solvers::{SolutionStatus, WithMipGap, WithTimeLimit};
use good_lp::{
    DualValues, Expression, ResolutionError, Solution as _, SolutionWithDual, SolverModel, Variable,
    WithInitialSolution, constraint::ConstraintReference, variable, variables,
};

use super::lp::Lp;
use super::program::{Program, Sense};
use super::scaling::Scaling;

/// A solver for programs with whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Solver {
    /// Pure Rust simplex with branch and bound.
    Microlp,
    /// `HiGHS`.
    #[cfg(feature = "highs")]
    Highs,
}

impl Solver {
    /// Every solver compiled in.
    pub const ALL: &'static [Self] = &[
        Self::Microlp,
        #[cfg(feature = "highs")]
        Self::Highs,
    ];

    /// The name used in scenarios and manifests.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Microlp => "microlp",
            #[cfg(feature = "highs")]
            Self::Highs => "highs",
        }
    }

    /// The solver of that name; `auto` is the strongest compiled in. None: not compiled in.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if name == "auto" {
            return Self::ALL.last().copied();
        }
        Self::ALL.iter().copied().find(|solver| solver.name() == name)
    }
}

/// Limits of one solve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Relative gap at which the search may stop.
    pub gap: f64,
    /// Seconds.
    pub time_s: f64,
}

/// When so many seconds after a start are over; none: never.
#[must_use]
pub fn until(started: Instant, seconds: f64) -> Option<Instant> {
    started.checked_add(Duration::from_secs_f64(seconds.min(1e9)))
}

/// Whether that is so.
#[must_use]
pub fn over(until: Option<Instant>) -> bool {
    until.is_some_and(|until| Instant::now() >= until)
}

/// Whether a bound leaves more open below an objective than a relative gap.
#[must_use]
pub fn open(objective: f64, bound: f64, gap: f64) -> bool {
    objective - bound > gap * objective.abs().max(1.0)
}

/// The relative gap between an objective and its bound.
#[must_use]
pub fn gap(objective: f64, bound: f64) -> f64 {
    ((objective - bound) / objective.abs().max(1.0)).max(0.0)
}

/// What one of several objectives has of the seconds that are left: as much as each that waits, of the first `asked` of
/// them; those after, which break ties, have all.
#[must_use]
pub fn share(left_s: f64, stage: usize, asked: usize) -> f64 {
    left_s / f64::from(u32::try_from(asked.saturating_sub(stage).max(1)).unwrap_or(u32::MAX))
}

/// An answer with whole numbers where they are asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Value of each column.
    pub values: Vec<f64>,
    /// Value of the objective at `values`.
    pub objective: f64,
    /// Whether the solver proved it within the gap asked.
    pub proven: bool,
}

/// Prices of the relaxed program.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    /// Optimal value.
    pub objective: f64,
    /// For each row, the change of the optimum per unit of its right-hand side.
    pub duals: Vec<f64>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SolveError {
    /// No point satisfies all rows.
    #[error("no solution satisfies all rows")]
    Infeasible,
    /// The objective has no bound: a formulation error.
    #[error("the objective is unbounded")]
    Unbounded,
    /// The solver gave up.
    #[error("the solver stopped: {0}")]
    Solver(String),
}

impl From<ResolutionError> for SolveError {
    fn from(error: ResolutionError) -> Self {
        match error {
            ResolutionError::Infeasible => Self::Infeasible,
            ResolutionError::Unbounded => Self::Unbounded,
            other => Self::Solver(other.to_string()),
        }
    }
}

/// Largest violation of a row, relative to its right-hand side, that an answer may keep.
const VIOLATION: f64 = 1e-9;

/// Most entries of a program whose value is held against its prices.
const PROVEN: usize = 5_000;
/// What a value may be better than its prices allow, relative to all that is added up.
const DUALITY: f64 = 1e-5;

/// Minimises a program given as numbers. `start`, when given, is a feasible point to begin from.
///
/// Solvers take a number as whole within a tolerance. Made whole, it may no longer carry what depends on it: the rest
/// is then solved again with the whole numbers held.
///
/// # Errors
/// When the program is infeasible or unbounded, or the solver stops without any point.
pub fn minimise_lp(lp: &Lp, solver: Solver, limits: Limits, start: Option<&[f64]>) -> Result<Answer, SolveError> {
    let answer = trimmed(lp, search(lp, solver, limits, start)?);
    let violation = lp.violation(&answer.values);
    if violation <= VIOLATION {
        return Ok(answer);
    }
    match search(&lp.held(&answer.values), solver, limits, None) {
        Ok(exact) if lp.violation(&exact.values) < violation => Ok(Answer { proven: answer.proven, ..exact }),
        _ => Ok(answer),
    }
}

/// An answer without whole numbers that it does not need: within the gap, some may have been left.
fn trimmed(lp: &Lp, answer: Answer) -> Answer {
    let values = lp.trimmed(answer.values.clone());
    if values == answer.values { answer } else { Answer { objective: lp.objective(&values), values, ..answer } }
}

/// Whether a value is no better than the prices of the relaxed program allow: weak duality. Of small programs only, for
/// another solver has to find the prices.
#[must_use]
pub fn bounded(program: &Program, objective: &[f64], value: f64) -> bool {
    if program.rows().iter().map(|row| row.terms.len()).sum::<usize>() > PROVEN {
        return true;
    }
    let lp = Lp::new(program, objective);
    relax(&lp, 1e-9).map_or(true, |relaxed| below(&lp, value, &relaxed.duals, DUALITY))
}

fn search(lp: &Lp, solver: Solver, limits: Limits, start: Option<&[f64]>) -> Result<Answer, SolveError> {
    let scaling = Scaling::of(lp);
    let start = start.map(|values| scaling.as_ref().map_or_else(|| values.to_vec(), |it| it.point(values)));
    let scaled = scaling.as_ref().map(|it| it.scaled(lp));
    let handed = scaled.as_ref().unwrap_or(lp);
    let Built { variables, columns, objective, rows } = build(handed, Whole::Asked);
    #[expect(clippy::cast_possible_truncation, reason = "good_lp states gaps as f32")]
    let gap = limits.gap as f32;
    let rows = rows.into_iter().zip(&handed.rows).map(|(left, &row)| constraint(left, row));
    let unsolved = variables.minimise(objective);
    let start = start.map(|values| columns.iter().copied().zip(values).collect::<Vec<_>>());
    let gap_error = |error| SolveError::Solver(format!("{error:?}"));
    let (values, proven) = match solver {
        Solver::Microlp => {
            let mut model = unsolved.using(good_lp::solvers::microlp::microlp);
            for row in rows {
                model.add_constraint(row);
            }
            let mut model = model.with_time_limit(limits.time_s).with_mip_gap(gap).map_err(gap_error)?;
            if let Some(start) = start {
                model = model.with_initial_solution(start);
            }
            read(&model.solve()?, &columns)
        }
        #[cfg(feature = "highs")]
        Solver::Highs => {
            let mut model = unsolved.using(good_lp::solvers::highs::highs);
            for row in rows {
                model.add_constraint(row);
            }
            let mut model = model.set_threads(1).with_time_limit(limits.time_s).with_mip_gap(gap).map_err(gap_error)?;
            if let Some(start) = start {
                model = model.with_initial_solution(start);
            }
            read(&model.solve()?, &columns)
        }
    };
    let values = cleaned(lp, scaling.map_or_else(|| values.clone(), |it| it.values(&values)));
    Ok(Answer { objective: lp.objective(&values), values, proven })
}

/// Minimises the relaxed program and returns the prices of its rows.
///
/// # Errors
/// As [`minimise_lp`].
pub fn prices(program: &Program, objective: &[f64]) -> Result<Prices, SolveError> {
    let relaxed = relax(&Lp::new(program, objective), 1e-9)?;
    Ok(Prices { objective: relaxed.objective, duals: relaxed.duals })
}

/// A point of a relaxed program, with its prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Relaxed {
    /// Optimal value.
    pub objective: f64,
    /// Value of each column.
    pub values: Vec<f64>,
    /// For each row, the change of the optimum per unit of its right-hand side.
    pub duals: Vec<f64>,
}

/// Minimises a program without whole numbers, to a relative accuracy (an interior point method: prices of the analytic
/// centre of the optimal face, which is what stabilises column generation).
///
/// # Errors
/// As [`minimise_lp`].
pub fn relax(lp: &Lp, accuracy: f64) -> Result<Relaxed, SolveError> {
    let relaxed = match Scaling::of(lp) {
        Some(scaling) => {
            let Relaxed { values, duals, .. } = interior(&scaling.scaled(lp), accuracy)?;
            Relaxed::new(lp, scaling.values(&values), scaling.duals(&duals))
        }
        None => interior(lp, accuracy)?,
    };
    debug_assert!(below(lp, relaxed.objective, &relaxed.duals, GROSS), "prices that bound the optimum from above");
    Ok(relaxed)
}

impl Relaxed {
    fn new(lp: &Lp, values: Vec<f64>, duals: Vec<f64>) -> Self {
        Self { objective: lp.objective(&values), values, duals }
    }
}

/// The interior point method on a program as it is.
fn interior(lp: &Lp, accuracy: f64) -> Result<Relaxed, SolveError> {
    let Built { variables, columns, objective, rows } = build(lp, Whole::Relaxed);
    let mut model = variables.minimise(objective).using(good_lp::solvers::clarabel::clarabel);
    model.settings().tol_gap_rel(accuracy).tol_gap_abs(accuracy).tol_feas(accuracy);
    let references: Vec<ConstraintReference> =
        rows.into_iter().zip(&lp.rows).map(|(left, &row)| model.add_constraint(constraint(left, row))).collect();
    let mut solution = model.solve()?;
    let values: Vec<f64> = columns.iter().map(|&column| solution.value(column)).collect();
    let dual = solution.compute_dual();
    let duals: Vec<f64> = references.into_iter().map(|reference| dual.dual(reference)).collect();
    debug_assert!(kept(lp, &values, GROSS), "a point that is outside of its rows");
    Ok(Relaxed::new(lp, values, duals))
}

/// Programs that column generation meets on its way can be so badly scaled that an interior point is no nearer.
const GROSS: f64 = 1e-2;

/// Weak duality, to a tolerance relative to the sum of all that is added up: no prices bound an optimum from above, but for
/// the accuracy of the solver. Prices of the wrong sign count as none, and so do reduced costs of the wrong sign on columns
/// without a bound.
#[must_use]
pub fn below(lp: &Lp, objective: f64, duals: &[f64], tolerance: f64) -> bool {
    let duals: Vec<f64> = lp.rows.iter().zip(duals).map(|((sense, _), dual)| sense.signed(*dual)).collect();
    let mut scale = objective.abs().max(1.0);
    let mut bound = 0.0;
    for (&(_, rhs), dual) in lp.rows.iter().zip(&duals) {
        bound += rhs * dual;
        scale += (rhs * dual).abs();
    }
    for column in &lp.columns {
        let reduced = column.reduced(&duals);
        let at = if reduced >= 0.0 { column.lower } else { column.upper };
        if at.is_finite() {
            bound += reduced * at;
            scale += (reduced * at).abs();
        }
    }
    bound <= objective + tolerance * scale
}

/// Whether a point keeps all rows, to a tolerance relative to what each adds up, or to 1.
fn kept(lp: &Lp, values: &[f64], tolerance: f64) -> bool {
    let mut sums = vec![(0.0, 1.0); lp.rows.len()];
    for (column, value) in lp.columns.iter().zip(values) {
        for &(row, a) in &column.terms {
            sums[row].0 += a * value;
            sums[row].1 += (a * value).abs();
        }
    }
    lp.rows.iter().zip(sums).all(|(&(sense, rhs), (sum, size))| sense.excess(sum - rhs) <= tolerance * size)
}

struct Built {
    variables: good_lp::ProblemVariables,
    columns: Vec<Variable>,
    objective: Expression,
    /// The left-hand sides of the rows.
    rows: Vec<Expression>,
}

/// Whether whole columns are asked to be whole.
#[derive(Clone, Copy, PartialEq)]
enum Whole {
    Asked,
    Relaxed,
}

fn build(lp: &Lp, whole: Whole) -> Built {
    let mut variables = variables!();
    let columns: Vec<Variable> = lp
        .columns
        .iter()
        .map(|column| {
            let definition = variable().min(column.lower);
            let definition = if column.upper.is_finite() { definition.max(column.upper) } else { definition };
            let integer = column.integer && whole == Whole::Asked;
            variables.add(if integer { definition.integer() } else { definition })
        })
        .collect();
    let mut rows: Vec<Expression> = lp.rows.iter().map(|_| Expression::with_capacity(16)).collect();
    let mut objective = Expression::with_capacity(columns.len());
    for (column, &variable) in lp.columns.iter().zip(&columns) {
        if column.cost != 0.0 {
            objective.add_mul(column.cost, variable);
        }
        column.terms.iter().for_each(|&(row, coefficient)| rows[row].add_mul(coefficient, variable));
    }
    Built { variables, columns, objective, rows }
}

fn constraint(left: Expression, (sense, rhs): (Sense, f64)) -> good_lp::Constraint {
    match sense {
        Sense::Le => left.leq(rhs),
        Sense::Ge => left.geq(rhs),
        Sense::Eq => left.eq(rhs),
    }
}

fn read(solution: &impl good_lp::Solution, columns: &[Variable]) -> (Vec<f64>, bool) {
    let values = columns.iter().map(|&column| solution.value(column)).collect();
    (values, !matches!(solution.status(), SolutionStatus::TimeLimit))
}

/// Whole numbers made whole, bounds made exact, dust removed.
fn cleaned(lp: &Lp, mut values: Vec<f64>) -> Vec<f64> {
    for (value, column) in values.iter_mut().zip(&lp.columns) {
        if column.integer {
            *value = value.round();
        }
        *value = value.clamp(column.lower, column.upper);
        if value.abs() < 1e-11 {
            *value = 0.0;
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 60 s for two objectives: 30 s; 10 s on, 50 s for the second; 20 s more, 30 s for each that breaks ties.
    #[test]
    fn objectives_have_equal_parts_of_what_is_left() {
        let left = [60.0, 50.0, 30.0, 30.0];
        let shares: Vec<f64> = (0..).zip(left).map(|(stage, left)| share(left, stage, 2)).collect();
        assert_eq!(shares, [30.0, 50.0, 30.0, 30.0]);
    }
}
