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
    let mut ends = Ends { problem, options, targets: &targets, seen: Vec::new() };
    let alone: Vec<f64> = targets.iter().map(|target| ends.end(target, &[], 1.0)).collect::<Result<_, _>>()?;
    let (within, out): (Vec<usize>, Vec<usize>) =
        (0..targets.len()).partition(|&index| met(targets[index].limit, alone[index]));
    let mut conflict = false;
    let mut reaches = Vec::new();
    for index in within.iter().chain(&out).copied() {
        let target = &targets[index];
        let others: Vec<Target> =
            within.iter().filter(|other| **other != index).map(|&other| targets[other].clone()).collect();
        let with_others = match others[..] {
            [] => Some(alone[index]),
            // those that can be met alone cannot be met together
            _ if conflict && out.contains(&index) => None,
            _ => match ends.end(target, &others, 1.0) {
                Ok(value) => Some(value),
                Err(SolveError::Infeasible) => None,
                Err(error) => return Err(error),
            },
        };
        let reach = Reach { target: target.clone(), alone: alone[index], with_others, fixed: false };
        conflict |= reach.conflicts();
        // only a target that is out of reach has its other end looked for
        let fixed = reach.out_of_reach() && ends.is_fixed(index, alone[index]);
        reaches.push((index, Reach { fixed, ..reach }));
    }
    reaches.sort_by_key(|(index, _)| *index);
    Ok(reaches.into_iter().map(|(_, reach)| reach).collect())
}

/// How far targets go, and what each of them was on the way.
struct Ends<'a, 't> {
    problem: Problem<'a>,
    options: &'t SolverOptions,
    targets: &'t [Target],
    seen: Vec<Vec<f64>>,
}

impl Ends<'_, '_> {
    /// The best value of a target with others held, or, towards -1, the worst.
    fn end(&mut self, target: &Target, held: &[Target], towards: f64) -> Result<f64, SolveError> {
        let sign = if matches!(target.limit, Limit::AtLeast(_)) { -towards } else { towards };
        let objective = Impact::NONE.with(metric_measure(target.metric).0, sign);
        let task = Task { targets: held, objectives: &[objective.into()], forced: &[] };
        let solved = solve(self.problem, task, self.options)?;
        let value = |target: &Target| solved.formulation.metric(target.metric, &solved.values);
        self.seen.push(self.targets.iter().map(value).collect());
        Ok(value(target))
    }

    /// Whether nothing changes a target of which this is the best value.
    fn is_fixed(&mut self, index: usize, best: f64) -> bool {
        let same = |value: f64| (value - best).abs() <= 1e-6 * value.abs().max(1.0);
        self.seen.iter().all(|values| same(values[index])) && self.end(&self.targets[index], &[], -1.0).is_ok_and(same)
    }
}
