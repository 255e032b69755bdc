//! The program, its rounds, its solvers, and what to say when targets conflict.

pub mod circles;
pub mod diagnosis;
#[cfg(test)]
mod drawn;
pub mod flow;
pub mod formulation;
pub mod lp;
pub mod lp_format;
pub mod marginal;
pub mod parts;
mod pooling;
pub mod prices;
pub mod program;
pub mod random;
pub mod rounds;
pub mod rows;
pub mod scaling;
pub mod sifting;
pub mod simplex;
pub mod solution;
pub mod solve;
pub mod solver;
mod whole;
mod working;

pub use self::diagnosis::{Reach, diagnose};
pub use self::formulation::{Formulation, Problem};
pub use self::marginal::RowPrices;
pub use self::sifting::candidates;
pub use self::solution::Solution;
pub use self::solve::{Solved, Task, solve};
pub use self::solver::{SolveError, Solver};

/// Solves a scenario: its targets, and its objective with ties broken.
///
/// # Errors
/// As [`solve()`].
pub fn optimise(problem: Problem<'_>) -> Result<Solved<'_>, SolveError> {
    let scenario = problem.scenario;
    let goals = problem.objectives();
    solve(problem, Task { targets: &scenario.targets, objectives: &goals, forced: &[] }, &scenario.solver)
}
