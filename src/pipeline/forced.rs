//! What it would cost to collect a company that the proposal leaves with its outlet of today: the program solved again
//! with the company forced in.

use super::{Failure, Solver};
use crate::assess::Kind;
use crate::assess::results::ResultFolder;
use crate::dataset::Dataset;
use crate::discover::discover;
use crate::id::CompanyId;
use crate::network::Network;
use crate::optimise::{Problem, SolveError, Task, solve};
use crate::report::explain::{Forced, Reached};
use crate::scenario::Scenario;

/// Each stream that has something of the company and does not collect it, with what collecting it would change.
///
/// # Errors
/// When a solver of the scenario is not compiled in, or stops without an answer.
pub(super) fn collections(
    result: &ResultFolder,
    scenario: &Scenario,
    dataset: &Dataset,
    company: &str,
) -> Result<Vec<Forced>, Failure> {
    let network = Network::build(dataset, &scenario.assume);
    let candidates = discover(dataset, &network, scenario);
    let certificate = &result.manifest["certificate"];
    let (Some(objective), unit) = (certificate["objective"].as_f64(), certificate["unit"].as_str()) else {
        return Ok(Vec::new());
    };
    if Solver::named(&scenario.solver.name).is_none() {
        return Ok(Vec::new());
    }
    let id = CompanyId::from(company);
    let mut found = Vec::new();
    for (index, stream) in candidates.streams.iter().enumerate() {
        let Some(stop) = stream.stops.iter().position(|stop| stop.company == id) else { continue };
        let collected = result.proposed.iter().any(|entry| {
            entry.kind == Kind::Collected && entry.from == company && entry.stream.as_ref() == Some(&stream.id)
        });
        if collected {
            continue;
        }
        let mut asked = candidates.clone();
        asked.streams[index].stops[stop].compulsory = true;
        let reached = if asked.unserved().is_empty() {
            reach(Problem { dataset, network: &network, scenario, candidates: &asked })?
        } else {
            Reached::NoMode
        };
        found.push(Forced {
            stream: stream.id.clone(),
            tonnes: stream.stops[stop].load,
            objective,
            unit: unit.unwrap_or_default().to_owned(),
            proven: certificate["status"] == "optimal",
            reached,
        });
    }
    Ok(found)
}

fn reach(problem: Problem<'_>) -> Result<Reached, Failure> {
    let objectives = problem.objectives(problem.scenario.objective.minimise);
    let task = Task { targets: &problem.scenario.targets, objectives: &objectives[..1] };
    match solve(problem, task, &problem.scenario.solver) {
        Ok(solved) => {
            let proven = solved.gap().is_some_and(|gap| gap <= problem.scenario.solver.gap);
            Ok(Reached::Objective { value: solved.objective, proven })
        }
        Err(SolveError::Infeasible) => Ok(Reached::AgainstTargets),
        Err(error) => Err(Failure::Internal(error.to_string())),
    }
}
