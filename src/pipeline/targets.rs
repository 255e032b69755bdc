//! Findings of the optimisation: what cannot be met, and what can be reached instead.

use std::path::Path;

use super::Failure;
use crate::dataset::{Contract, Standing};
use crate::diagnostic::codes::results::{
    COMPULSORY, CONFLICT, NO_INFLUENCE, OUT_OF_REACH, PAYING_CIRCLE, SOLVER, UNKEPT,
};
use crate::diagnostic::{Finding, Findings, Place};
use crate::discover::Unserved;
use crate::optimise::{Formulation, Problem, Reach, SolveError, Solver, circles, diagnose};
use crate::quantity::Tonnes;
use crate::scenario::{Limit, Metric, Scenario};

/// Targets that no proposal meets: one finding for each that is out of reach or in conflict.
pub(super) fn failure(problem: Problem<'_>) -> Failure {
    let reaches = match diagnose(problem, &problem.scenario.solver) {
        Ok(reaches) => reaches,
        Err(SolveError::Infeasible) => return untreated(problem),
        Err(error) => return Failure::Internal(error.to_string()),
    };
    let mut findings = Findings::new();
    for reach in &reaches {
        if reach.out_of_reach() || reach.conflicts() {
            findings.push(finding(reach, &reaches));
        }
    }
    if findings.is_empty() {
        return untreated(problem);
    }
    Failure::Targets(findings)
}

/// No proposal at all, whatever the targets: only a compulsory stream, or a contract that must be kept, can forbid that
/// all stays as it is today.
fn untreated(problem: Problem<'_>) -> Failure {
    let scenario = problem.scenario;
    let compulsory = scenario.collection.iter().filter(|stream| stream.compulsory);
    let mut findings: Findings = compulsory
        .map(|stream| {
            let message = format!(
                "stream `{}` is compulsory, and the facilities cannot take all that its companies give",
                stream.id
            );
            Finding::error(COMPULSORY, message)
                .at_place(stream.place.clone())
                .help("raise their capacities, add an operation for each of its materials, or set `compulsory: false`")
        })
        .collect();
    if scenario.reuse.is_some() {
        for contract in problem.dataset.contracts.iter().filter(|it| it.standing == Standing::Kept) {
            let together = "and cannot, together with what else must be kept, qualities, capacities and partners";
            findings.push(unkept(contract, scenario, together).help("ask less of one of them, or write `free`"));
        }
    }
    if findings.is_empty() {
        return Failure::Internal("the program has no solution even without targets".to_owned());
    }
    Failure::Input(findings)
}

fn finding(reach: &Reach, all: &[Reach]) -> Finding {
    let target = &reach.target;
    let (metric, asked) = (target.metric.key(), words(target.metric, target.limit));
    let alone = value(target.metric, target.limit, reach.alone);
    let others: Vec<String> = all
        .iter()
        .filter(|other| other.target != *target && !other.out_of_reach())
        .map(|other| format!("`{}`", other.target.metric.key()))
        .collect();
    if reach.fixed {
        let message = format!("`{metric}` is asked {asked}; nothing in this scenario can change it, it is {alone}");
        let finding = Finding::error(NO_INFLUENCE, message).at_place(target.place.clone());
        return finding.help("drop the target, or allow what would change it under `synergies`");
    }
    let (code, message) = if reach.out_of_reach() {
        (
            OUT_OF_REACH,
            format!("`{metric}` is asked {asked}; at best {alone} can be reached, whatever else is given up"),
        )
    } else {
        (
            CONFLICT,
            format!("`{metric}` is asked {asked}; {alone} can be reached, but not together with {}", join(&others)),
        )
    };
    let help = match reach.with_others {
        Some(best) if others.is_empty() => format!("ask {}", limit(target.metric, target.limit, best)),
        Some(best) => {
            format!("with {} as asked, ask {}", join(&others), limit(target.metric, target.limit, best))
        }
        None if reach.out_of_reach() => format!("ask {} or drop it", limit(target.metric, target.limit, reach.alone)),
        None => "the other targets already conflict among themselves: relax one of them first".to_owned(),
    };
    Finding::error(code, message).at_place(target.place.clone()).help(help)
}

fn join(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn words(metric: Metric, limit: Limit) -> String {
    let (word, asked) = match limit {
        Limit::AtLeast(asked) => ("at least", asked),
        Limit::AtMost(asked) => ("at most", asked),
    };
    format!("{word} {} {}", number(asked), unit(metric)).trim_end().to_owned()
}

fn limit(metric: Metric, kind: Limit, best: f64) -> String {
    match kind {
        Limit::AtLeast(_) => words(metric, Limit::AtLeast(reachable(metric, kind, best))),
        Limit::AtMost(_) => words(metric, Limit::AtMost(reachable(metric, kind, best))),
    }
}

fn value(metric: Metric, limit: Limit, best: f64) -> String {
    format!("{} {}", number(reachable(metric, limit, best)), unit(metric)).trim_end().to_owned()
}

/// Rounded to two digits after the point (shares to four), on the side that can be reached.
fn reachable(metric: Metric, limit: Limit, best: f64) -> f64 {
    let scale = if unit(metric).is_empty() { 1e4 } else { 1e2 };
    let near = (best * scale).round();
    if (best * scale - near).abs() < 1e-3 {
        return near / scale;
    }
    match limit {
        Limit::AtLeast(_) => (best * scale).floor() / scale,
        Limit::AtMost(_) => (best * scale).ceil() / scale,
    }
}

fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn unit(metric: Metric) -> &'static str {
    match metric {
        Metric::DiversionRate | Metric::LocalRate => "",
        Metric::BudgetEur | Metric::OpeningEur => "EUR",
        Metric::Co2eKg => "kgCO2e",
        Metric::Km => "km",
        Metric::InsertionHours => "h",
        Metric::CollectedT | Metric::ReusedT => "t",
    }
}

/// A circle of processes that pays at each turn, in what the scenario minimises.
pub(super) fn paying_circle(problem: Problem<'_>) -> Option<Finding> {
    if !circles::possible(problem) {
        return None;
    }
    let scenario = problem.scenario;
    let formulation = Formulation::build(problem, &[]);
    let circle = circles::paying(&formulation, &problem.weights(scenario.objective.minimise))?;
    let named: Vec<String> = circle.iter().map(|(facility, process)| format!("`{process}` at `{facility}`")).collect();
    let message = format!("{} return each tonne whole and earn at each turn, without end", join(&named));
    let file = Place::file(scenario.dataset.join("operations.csv").display().to_string());
    Some(
        Finding::error(PAYING_CIRCLE, message)
            .at_place(file)
            .help("correct their gate fees or their yields: something is lost, or paid, at each turn"),
    )
}

/// A contract that must be kept and is not.
fn unkept(contract: &Contract, scenario: &Scenario, why: &str) -> Finding {
    let least = contract.least.map_or(0.0, Tonnes::value);
    let material = contract.material.as_ref().map_or_else(String::new, |material| format!(" of `{material}`"));
    let message = format!("`{}` must keep giving `{}` {least} t a year{material}, {why}", contract.from, contract.to);
    Finding::error(UNKEPT, message).at_place(Place::file(scenario.dataset.join("contracts.csv").display().to_string()))
}

/// Contracts that must be kept, and for which too little could go over in any case.
pub(super) fn cannot_be_kept(problem: Problem<'_>) -> Findings {
    let (dataset, scenario) = (problem.dataset, problem.scenario);
    let kept = dataset.contracts.iter().filter(|it| it.standing == Standing::Kept && scenario.reuse.is_some());
    let mut findings = Findings::new();
    for contract in kept {
        let under = problem.candidates.links.iter().filter(|link| link.contract(dataset) == Some(contract));
        let most: f64 = under.map(|link| link.bound.value()).sum();
        if most >= contract.least.map_or(0.0, Tonnes::value) {
            continue;
        }
        let between = problem.candidates.rejected.iter().find(|it| {
            it.from == contract.from.as_str()
                && it.to.as_deref() == Some(contract.to.as_str())
                && contract.material.as_ref().is_none_or(|material| it.what == material.as_str())
        });
        let why = match between {
            Some(rejection) => format!("and the link is not admissible: {}", rejection.reason),
            None => format!("and at most {most} t can go over"),
        };
        findings.push(unkept(contract, scenario, &why).help("ask less in `min_t`, or write `free` in `standing`"));
    }
    findings
}

/// A compulsory stream that no mode can bring a company to.
pub(super) fn unserved(unserved: &Unserved, scenario: &Scenario) -> Finding {
    let place = scenario.collection.iter().find(|stream| stream.id == unserved.stream).map(|s| s.place.clone());
    let (company, stream) = (&unserved.company, &unserved.stream);
    Finding::error(COMPULSORY, format!("stream `{stream}` is compulsory, and no mode can serve company `{company}`"))
        .at_place(place.unwrap_or_default())
        .help("allow another mode, vehicle or frequency, or set `compulsory: false`; `boucle discover` tells why each fails")
}

/// A solver that this build does not have.
pub(super) fn missing_solver(scenario: &Scenario, path: &Path) -> Finding {
    let stated = scenario.provenance.iter().find(|p| p.key == "solver.name").and_then(|p| p.place.clone());
    let place = stated.unwrap_or_else(|| Place::file(path.display().to_string()));
    let names: Vec<String> = Solver::ALL.iter().map(|solver| format!("`{}`", solver.name())).collect();
    Finding::error(SOLVER, format!("solver `{}` is not in this build", scenario.solver.name))
        .at_place(place)
        .help(format!("use `auto` or {}; `cargo build --features highs` adds `highs`", names.join(", ")))
}
