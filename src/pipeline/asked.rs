//! What the reader must know of an answer: what soft targets miss, and what safety costs.

use crate::optimise::{Problem, SolveError, Solved, optimise};
use crate::report::typography::{number, quantity};
use crate::scenario::{Language, Limit, Scenario};

/// Notes in the report's language.
///
/// # Errors
/// When the program without safety cannot be solved.
pub(super) fn notes(problem: Problem<'_>, solved: &Solved<'_>) -> Result<Vec<String>, SolveError> {
    let mut notes = missed(problem, solved);
    notes.extend(safety(problem, solved)?);
    Ok(notes)
}

fn missed(problem: Problem<'_>, solved: &Solved<'_>) -> Vec<String> {
    let scenario = problem.scenario;
    let language = scenario.language;
    let soft = scenario.targets.iter().filter_map(|target| Some((target, target.price?)));
    let notes = soft.filter_map(|(target, price)| {
        let reached = solved.formulation.metric(target.metric, &solved.values);
        let missing = target.missing(reached) * target.units();
        if missing <= 1e-6 * reached.abs().max(1.0) {
            return None;
        }
        let asked = match target.limit {
            Limit::AtLeast(asked) | Limit::AtMost(asked) => asked,
        };
        let figure = |value: f64| number(language, value * target.units(), 2);
        let (key, unit) = (target.metric.key(), target.metric.unit());
        let (asked, reached) = (figure(asked), figure(reached));
        let cost = quantity(language, missing * price, scenario.objective.minimise.unit());
        Some(match language {
            Language::Fr => format!(
                "Objectif souple `{key}`\u{a0}: {reached} {unit} pour {asked} {unit} demandés, compté {cost} par an."
            ),
            Language::En => {
                format!("Soft target `{key}`: {reached} {unit} of {asked} {unit} asked, counted as {cost} a year.")
            }
        })
    });
    notes.collect()
}

/// The program solved again without safety: the difference is what it costs.
fn safety(problem: Problem<'_>, solved: &Solved<'_>) -> Result<Option<String>, SolveError> {
    let Some(flows) = problem.scenario.low_flows else { return Ok(None) };
    let scenario = Scenario { low_flows: None, ..problem.scenario.clone() };
    let without = optimise(Problem { scenario: &scenario, ..problem })?;
    let language = scenario.language;
    let unit = scenario.objective.minimise.unit();
    let cost = quantity(language, (solved.objective - without.objective).max(0.0), unit);
    Ok(Some(match language {
        Language::Fr => format!(
            "Les objectifs en tonnes tiennent même si {flows} flux, quels qu’ils soient, sont à leur quantité minimale\u{a0}: cette sûreté coûte {cost} par an."
        ),
        Language::En => format!(
            "Targets that count tonnes hold even if any {flows} flows are at their least quantity: this safety costs {cost} a year."
        ),
    }))
}
