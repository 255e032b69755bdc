//! What it would cost to do what the proposal leaves out, a collection or a reuse link: the program solved again with
//! it forced in.

use super::{Failure, Solver};
use crate::assess::Kind;
use crate::assess::results::ResultFolder;
use crate::id::CompanyId;
use crate::optimise::prices::link_id;
use crate::optimise::{Problem, SolveError, Solved, Task, solve};
use crate::quantity::Tonnes;
use crate::report::explain::{Forced, Reached};
use crate::scenario::{Scenario, SolverOptions};

/// Each stream that has something of the company and does not collect it, with what collecting it would change.
///
/// # Errors
/// When a solver stops without an answer.
pub(super) fn collections(
    proposal: &Proposal<'_>,
    problem: Problem<'_>,
    company: &str,
) -> Result<Vec<Forced>, Failure> {
    let id = CompanyId::from(company);
    let mut found = Vec::new();
    let streams = problem.candidates.streams.iter().enumerate();
    for (index, stream) in streams.filter(|(_, stream)| stream.joins.is_empty()) {
        let Some(stop) = stream.stops.iter().position(|stop| stop.company == id) else { continue };
        let collected = proposal.result.proposed.iter().any(|entry| {
            entry.kind == Kind::Collected && entry.from == company && entry.stream.as_ref() == Some(&stream.id)
        });
        if collected {
            continue;
        }
        let mut asked = problem.candidates.clone();
        asked.streams[index].stops[stop].compulsory = true;
        let reached = if asked.unserved().is_empty() {
            reach(solved(Problem { candidates: &asked, ..problem }, &[])?.as_ref())
        } else {
            Reached::NoMode
        };
        found.push(proposal.forced(stream.id.to_string(), stream.stops[stop].whole(), reached));
    }
    Ok(found)
}

/// Each of these links, named by the ids that they have as proposals, with what carrying something would change.
///
/// # Errors
/// When a solver stops without an answer.
pub(super) fn links(proposal: &Proposal<'_>, problem: Problem<'_>, ids: &[String]) -> Result<Vec<Forced>, Failure> {
    let lot = problem.scenario.reuse.as_ref().map_or(Tonnes::ZERO, |reuse| reuse.min_lot);
    let mut found = Vec::new();
    for (index, link) in problem.candidates.links.iter().enumerate().filter(|(_, link)| ids.contains(&link_id(link))) {
        let least = Tonnes(1.0_f64.min(link.bound.value()).max(lot.value()));
        let solved = solved(problem, &[(index, least.value())])?;
        // once it is there, it may carry more than what was asked of it
        let carried = solved.as_ref().map_or(least, |it| Tonnes(it.values[it.formulation.columns.link[index].0]));
        found.push(proposal.forced(link_id(link), carried, reach(solved.as_ref())));
    }
    Ok(found)
}

/// A proposal, and what it reached.
pub(super) struct Proposal<'r> {
    pub result: &'r ResultFolder,
    objective: f64,
    unit: String,
    proven: bool,
}

impl<'r> Proposal<'r> {
    /// None where it cannot be compared with: no objective, or a solver that this build does not have.
    pub(super) fn read(result: &'r ResultFolder, scenario: &Scenario) -> Option<Self> {
        let certificate = &result.manifest["certificate"];
        Solver::named(&scenario.solver.name)?;
        Some(Self {
            result,
            objective: certificate["objective"].as_f64()?,
            unit: certificate["unit"].as_str().unwrap_or_default().to_owned(),
            proven: certificate["status"] == "optimal",
        })
    }

    pub(super) fn forced(&self, what: String, tonnes: Tonnes, reached: Reached) -> Forced {
        Forced { what, tonnes, objective: self.objective, unit: self.unit.clone(), proven: self.proven, reached }
    }
}

/// Of the time of the scenario, what one solve again may take, and what may have passed before another tonnage is solved: an
/// explanation needs several.
pub(super) const SHARE: f64 = 0.25;

/// The program solved again with some links forced in; none when that cannot be.
pub(super) fn solved<'a>(problem: Problem<'a>, forced: &[(usize, f64)]) -> Result<Option<Solved<'a>>, Failure> {
    let objectives = problem.objectives();
    let task = Task { targets: &problem.scenario.targets, objectives: &objectives[..1], forced };
    let options = &problem.scenario.solver;
    let options = SolverOptions { time_limit_s: options.time_limit_s * SHARE, ..options.clone() };
    match solve(problem, task, &options) {
        Ok(solved) => Ok(Some(solved)),
        Err(SolveError::Infeasible) => Ok(None),
        Err(error) => Err(Failure::Internal(error.to_string())),
    }
}

pub(super) fn reach(solved: Option<&Solved<'_>>) -> Reached {
    let Some(solved) = solved else { return Reached::AgainstTargets };
    let asked = solved.formulation.problem.scenario.solver.gap;
    Reached::Objective { value: solved.objective, proven: solved.gap().is_some_and(|gap| gap <= asked) }
}
