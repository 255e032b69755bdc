//! Targets that cannot be met together: what each asks, and what can be reached.

use super::formulation::{Problem, metric_measure};
use super::program::Impact;
use super::solve::{Task, solve};
use super::solver::SolveError;
use crate::scenario::{Limit, SolverOptions, Target};

/// What can be reached of one target.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The target.
    pub target: Target,
    /// The best value when no other target is asked.
    pub alone: f64,
    /// The best value while the other targets that can be reached alone are met; none when those already conflict.
    pub with_others: Option<f64>,
    /// Nothing in the scenario changes it: its least and its greatest value are the same.
    pub fixed: bool,
}

impl Reach {
    /// Whether the target cannot be met even by itself.
    #[must_use]
    pub fn out_of_reach(&self) -> bool {
        !met(self.target.limit, self.alone)
    }

    /// Whether it could be met by itself, and not with the others.
    #[must_use]
    pub fn conflicts(&self) -> bool {
        !self.out_of_reach() && !self.with_others.is_some_and(|value| met(self.target.limit, value))
    }
}

fn met(limit: Limit, value: f64) -> bool {
    let tolerance = 1e-6 * value.abs().max(1.0);
    match limit {
        Limit::AtLeast(asked) => value >= asked - tolerance,
        Limit::AtMost(asked) => value <= asked + tolerance,
    }
}

/// Finds for each target what can be reached of it, alone and with the others.
///
/// # Errors
/// When the program has no solution even without targets, or a solver fails.
pub fn diagnose(problem: Problem<'_>, options: &SolverOptions) -> Result<Vec<Reach>, SolveError> {
    let targets: Vec<Target> = problem.scenario.targets.iter().filter(|it| it.price.is_none()).cloned().collect();
    let end = |target: &Target, held: &[Target], towards: f64| {
        let sign = if matches!(target.limit, Limit::AtLeast(_)) { -towards } else { towards };
        let objective = Impact::NONE.with(metric_measure(target.metric).0, sign);
        let solved = solve(problem, Task { targets: held, objectives: &[objective.into()], forced: &[] }, options)?;
        Ok(solved.formulation.metric(target.metric, &solved.values))
    };
    let best = |target: &Target, held: &[Target]| end(target, held, 1.0);
    let alone: Vec<f64> = targets.iter().map(|target| best(target, &[])).collect::<Result<_, _>>()?;
    let mut reaches = Vec::new();
    for (index, target) in targets.iter().enumerate() {
        let others: Vec<Target> = targets
            .iter()
            .enumerate()
            .filter(|(other, held)| *other != index && met(held.limit, alone[*other]))
            .map(|(_, held)| held.clone())
            .collect();
        let with_others = match best(target, &others) {
            Ok(value) => Some(value),
            Err(SolveError::Infeasible) => None,
            Err(error) => return Err(error),
        };
        // only a target that is out of reach has its other end looked for
        let fixed = !met(target.limit, alone[index]) && {
            let worst = end(target, &[], -1.0);
            worst.is_ok_and(|worst: f64| (worst - alone[index]).abs() <= 1e-6 * worst.abs().max(1.0))
        };
        reaches.push(Reach { target: target.clone(), alone: alone[index], with_others, fixed });
    }
    Ok(reaches)
}
