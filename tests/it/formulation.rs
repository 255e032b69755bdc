//! The program row by row: a golden file for each family of rows, the same optimum on every solver, and the best of
//! all proposals against an enumeration that shares nothing with the program.

use std::collections::BTreeSet;
use std::fs;

use crate::support::enumeration::Collection;
use crate::support::golden::{self, Golden};
use crate::support::{Numbers, Prepared, assert_close};
use boucle::assess::{Kind, Outcome};
use boucle::optimise::lp::Lp;
use boucle::optimise::program::{Impact, Program};
use boucle::optimise::rounds::{RoundColumn, first};
use boucle::optimise::solver::{Limits, minimise_lp, prices};
use boucle::optimise::{Formulation, Solver, lp_format};
use boucle::scenario::{Minimise, Next};
use rstest::rstest;

/// The program of a case with the rounds that a search begins with, and the weights of its objective.
fn program(prepared: &Prepared) -> (Formulation<'_>, Impact) {
    let problem = prepared.problem();
    let weights = problem.weights(prepared.scenario.objective.minimise);
    let mut formulation = Formulation::build(problem, &prepared.scenario.targets);
    for round in first(&formulation, &weights) {
        formulation.add_round(round);
    }
    (formulation, weights)
}

fn limits() -> Limits {
    Limits { gap: 1e-9, time_s: 20.0 }
}

#[rstest]
#[case::reuse("reuse", golden::REUSE)]
#[case::capacity("capacity", golden::CAPACITY)]
#[case::quality("quality", golden::QUALITY)]
#[case::pool("pool", golden::POOL)]
#[case::market("market", golden::MARKET)]
#[case::tariff("tariff", golden::TARIFF)]
#[case::substitution("substitution", golden::SUBSTITUTION)]
#[case::contract("contract", golden::CONTRACT)]
#[case::collection("collection", golden::COLLECTION)]
#[case::shared("shared", golden::SHARED)]
#[case::pooled("pooled", golden::POOLED)]
#[case::rebate("rebate", golden::REBATE)]
#[case::fleet("fleet", golden::FLEET)]
#[case::hub("hub", golden::HUB)]
#[case::target("target", golden::TARGET)]
#[case::sizes("sizes", golden::SIZES)]
#[case::safety("safety", golden::SAFETY)]
#[case::seasons("seasons", golden::SEASONS)]
#[case::stores("stores", golden::STORES)]
#[case::trips("trips", golden::TRIPS)]
#[case::soft("soft", golden::SOFT)]
fn golden_program(#[case] name: &str, #[case] golden: Golden) {
    let prepared = golden.case().prepare();
    let (formulation, weights) = program(&prepared);
    let program = &formulation.program;
    insta::assert_snapshot!(name, lp_format::write(program, program.rows(), &program.weighted(&weights)));
}

/// The rows that hold an objective while the next one breaks its ties.
#[test]
fn golden_objectives() {
    let mut prepared = golden::TARGET.case().prepare();
    // what is given way by is a row: 700 EUR and 10 more; all at once, each objective would be held part by part
    prepared.scenario.objective.then = vec![Next { minimise: Minimise::Co2e, give_way: 10.0 }];
    let solved = prepared.solved();
    let program = &solved.formulation.program;
    let objective = program.weighted(&prepared.problem().weights(prepared.scenario.objective.minimise));
    let text = lp_format::write(program, program.rows(), &objective);
    // the value held is known to the accuracy of the solver only
    let lines = text.lines().map(|line| match line.split_once(" <= ") {
        Some((left, right)) if line.starts_with(" objective") => {
            let value: f64 = right.parse().unwrap();
            format!("{left} <= {value:.3}")
        }
        _ => line.to_owned(),
    });
    insta::assert_snapshot!("objective", lines.collect::<Vec<_>>().join("\n"));
}

/// Names of rows and columns that a source of the formulation gives: what stands before `(` or `{name}` in a literal.
fn families(source: &str) -> BTreeSet<String> {
    let mut families = BTreeSet::new();
    for literal in source.split('"').skip(1).step_by(2) {
        let length = literal.chars().take_while(|c| c.is_ascii_lowercase() || "._".contains(*c)).count();
        let (name, rest) = literal.split_at(length);
        if !name.is_empty() && (rest.starts_with('(') || rest == "{name}") && !name.ends_with('.') {
            families.insert(name.to_owned());
        }
    }
    families
}

#[test]
fn every_family_of_rows_and_columns_has_a_golden_program() {
    let root = env!("CARGO_MANIFEST_DIR");
    let texts = |folder: &str| -> Vec<String> {
        let entries = fs::read_dir(format!("{root}/{folder}")).unwrap();
        entries.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect()
    };
    let mut wanted: BTreeSet<String> =
        texts("src/optimise/formulation").iter().flat_map(|text| families(text)).collect();
    let solve = fs::read_to_string(format!("{root}/src/optimise/solve.rs")).unwrap();
    wanted.extend(solve.split("weighted_row(\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    // what the search below relies on: it finds the families that are known to be there
    for known in ["balance.output", "capacity.units", "link.lot", "rounds", "round", "objective", "target", "hub"] {
        assert!(wanted.contains(known), "`{known}` is not found in the sources");
    }
    let golden = texts("tests/it/snapshots").concat();
    let missing: Vec<&String> = wanted
        .iter()
        .filter(|name| ["(", ":", "#"].iter().all(|end| !golden.contains(&format!(" {name}{end}"))))
        .collect();
    assert!(missing.is_empty(), "without a golden program: {missing:?}");
}

#[test]
fn a_family_is_a_name_before_its_ids() {
    let source = r#"f(&format!("link.lot{name}"), "open({})", "a (b)", "kept", format!("{},{}"), "hub({},{place})")"#;
    assert_eq!(families(source), ["hub", "link.lot", "open"].map(str::to_owned).into());
}

/// Whole programs on every solver, relaxed ones against prices too, and every point within its rows.
#[rstest]
#[case::reuse(golden::REUSE)]
#[case::capacity(golden::CAPACITY)]
#[case::quality(golden::QUALITY)]
#[case::pool(golden::POOL)]
#[case::market(golden::MARKET)]
#[case::tariff(golden::TARIFF)]
#[case::substitution(golden::SUBSTITUTION)]
#[case::contract(golden::CONTRACT)]
#[case::collection(golden::COLLECTION)]
#[case::shared(golden::SHARED)]
#[case::pooled(golden::POOLED)]
#[case::rebate(golden::REBATE)]
#[case::fleet(golden::FLEET)]
#[case::hub(golden::HUB)]
#[case::target(golden::TARGET)]
#[case::sizes(golden::SIZES)]
#[case::seasons(golden::SEASONS)]
#[case::stores(golden::STORES)]
#[case::trips(golden::TRIPS)]
#[case::safety(golden::SAFETY)]
#[case::soft(golden::SOFT)]
fn every_solver_agrees(#[case] golden: Golden) {
    let prepared = golden.case().prepare();
    let (formulation, weights) = program(&prepared);
    let objective = formulation.program.weighted(&weights);
    let solve = |program: &Program, solver| {
        let lp = Lp::new(program, &objective);
        let answer = minimise_lp(&lp, solver, limits(), None).unwrap();
        assert!(answer.proven);
        assert!(lp.violation(&answer.values) < 1e-6, "{solver:?}");
        answer.objective
    };
    assert_close("optimum worked out by hand", solve(&formulation.program, Solver::ALL[0]), golden.optimum);
    let relaxed = formulation.program.relaxed();
    let bound = prices(&relaxed, &objective).unwrap().objective;
    for &solver in Solver::ALL {
        assert_close("whole", solve(&formulation.program, solver), golden.optimum);
        assert_close("relaxed", solve(&relaxed, solver), bound);
    }
    assert!(bound <= golden.optimum + 1e-6 * golden.optimum.abs());
    let solved = prepared.solved();
    assert_close("searched", solved.objective, golden.optimum);
    let program = &solved.formulation.program;
    assert!(Lp::new(program, &program.weighted(&weights)).violation(&solved.values) < 1e-6);
}

/// The proposal for a drawn collection, proven and as good as the best of all that could be done.
#[track_caller]
fn best_of_all(number: u32, collection: &Collection) -> Outcome {
    let outcome = collection.case().prepare().outcome();
    let (found, best) = (&outcome.certificate, collection.best());
    let tolerance = 1e-6 * best.abs().max(1.0);
    let told = || format!("case {number}: {found:?}, best {best}\n{collection:#?}");
    assert!((found.objective - best).abs() <= tolerance, "{}", told());
    assert!(found.bound.is_some_and(|bound| bound <= best + tolerance), "{}", told());
    assert_eq!(found.status, "optimal", "{}", told());
    outcome
}

/// The program against trying everything: collections of up to five stops by rounds, deliveries and hauliers.
#[test]
fn no_proposal_is_better_than_the_programs() {
    let mut numbers = Numbers(2);
    let (mut served, mut several, mut rounds) = (0, 0, 0);
    for number in 0..400 {
        let collection = Collection::draw(&mut numbers);
        let outcome = best_of_all(number, &collection);
        served += usize::from(!outcome.synergies.is_empty());
        rounds += usize::from(!outcome.rounds.is_empty());
        several += usize::from(outcome.rounds.len() > 1);
    }
    // the draw is worth something: proposals, rounds, and several rounds at once
    assert!(served > 200 && rounds > 100 && several > 20, "{served} {rounds} {several}");
}

#[test]
fn no_proposal_within_hours_days_and_company_is_better_than_the_programs() {
    let mut numbers = Numbers(20);
    let (mut rounds, mut late) = (0, 0);
    for number in 0..300 {
        let collection = Collection::draw_ruled(&mut numbers);
        let outcome = best_of_all(number, &collection);
        rounds += outcome.rounds.iter().filter(|round| round.stops().count() > 1).count();
        late += outcome.rounds.iter().filter(|round| round.leaves > 8.001).count();
    }
    // the draw is worth something: rounds of several stops, and rounds that leave when companies open
    assert!(rounds > 20 && late > 20, "{rounds} {late}");
}

#[test]
fn no_proposal_with_emissions_by_load_is_better_than_the_programs() {
    let mut numbers = Numbers(60);
    let mut joined = 0;
    for number in 0..300 {
        let collection = Collection::draw_laden(&mut numbers);
        let outcome = best_of_all(number, &collection);
        joined += outcome.rounds.iter().filter(|round| round.stops().count() > 1).count();
    }
    // the draw is worth something: rounds of several stops
    assert!(joined > 60, "{joined}");
}

#[test]
fn no_proposal_with_companies_in_parts_is_better_than_the_programs() {
    let mut numbers = Numbers(40);
    let (mut parts, mut joined) = (0, 0);
    for number in 0..300 {
        let collection = Collection::draw_large(&mut numbers);
        let outcome = best_of_all(number, &collection);
        let stops: Vec<Vec<&str>> = outcome.rounds.iter().map(|round| round.stops().collect()).collect();
        let visits = |company: &str| stops.iter().flatten().filter(|stop| **stop == company).count();
        parts += stops.iter().flatten().filter(|stop| visits(stop) > 1).count();
        joined += stops.iter().filter(|round| round.len() > 1 && round.iter().any(|stop| visits(stop) > 1)).count();
    }
    // the draw is worth something: companies visited by several rounds, and other companies on the way
    assert!(parts > 60 && joined > 10, "{parts} {joined}");
}

#[test]
fn no_proposal_by_a_price_list_with_rebates_is_better_than_the_programs() {
    let mut numbers = Numbers(60);
    let (mut listed, mut rebated, mut beside) = (0, 0, 0);
    for number in 0..300 {
        let collection = Collection::draw_listed(&mut numbers);
        let outcome = best_of_all(number, &collection);
        let alone: Vec<&str> =
            outcome.proposed.iter().filter(|it| it.kind == Kind::Alone).map(|it| it.from.as_str()).collect();
        listed += usize::from(collection.in_bands(&alone));
        rebated += usize::from(collection.takes_off(&alone) > 0.0);
        beside += usize::from(outcome.rounds.iter().any(|round| round.stops().count() > 1) && !alone.is_empty());
    }
    // the draw is worth something: bands and rebates are reached, and hauliers come beside rounds
    assert!(listed > 80 && rebated > 60 && beside > 8, "{listed} {rebated} {beside}");
}

/// Every way to serve stops by rounds or otherwise satisfies the row on the number of rounds, which is tight somewhere.
#[test]
fn the_least_number_of_rounds_holds_for_every_whole_solution() {
    let mut numbers = Numbers(3);
    let mut rounded = 0;
    for _ in 0..60 {
        let prepared = Collection::draw(&mut numbers).case().prepare();
        let Some(stream) = prepared.candidates.streams.first().filter(|stream| !stream.rounds.is_empty()) else {
            continue;
        };
        let mut formulation = Formulation::build(prepared.problem(), &[]);
        let row = formulation.round_rows.count[&0];
        let n = stream.stops.len();
        let coefficient = |formulation: &Formulation<'_>, col| {
            let terms = &formulation.program.rows()[row.0].terms;
            terms.iter().find(|(of, _)| *of == col).map_or(0.0, |(_, coefficient)| *coefficient)
        };
        let outside: Vec<f64> =
            (0..n).map(|i| coefficient(&formulation, formulation.columns.outside[&(0, i)])).collect();
        // the least that one round over each set adds to the row
        let mut one = vec![f64::INFINITY; 1 << n];
        for (option, class) in stream.rounds.iter().enumerate() {
            let payload = prepared.dataset.vehicles[&class.vehicle].payload.value();
            for (set, one) in one.iter_mut().enumerate().skip(1) {
                let stops: Vec<usize> = (0..n).filter(|i| set >> i & 1 == 1).collect();
                let load: f64 = stops.iter().map(|&i| stream.stops[i].load.value()).sum();
                if load / f64::from(class.frequency) > payload + 1e-9 {
                    continue;
                }
                formulation.add_round(RoundColumn {
                    stream: 0,
                    option,
                    stops,
                    km: 0.0,
                    tkm: 0.0,
                    hours: 0.0,
                    leaves: None,
                });
                let col = formulation.columns.rounds.last().unwrap().1;
                *one = one.min(coefficient(&formulation, col));
            }
        }
        let mut least = vec![f64::INFINITY; 1 << n];
        least[0] = 0.0;
        for set in 1_usize..1 << n {
            let first = set.trailing_zeros() as usize;
            least[set] = outside[first] + least[set & (set - 1)];
            for part in (1..=set).filter(|part| part & set == *part && part >> first & 1 == 1) {
                least[set] = least[set].min(one[part] + least[set ^ part]);
            }
        }
        let rhs = formulation.program.rows()[row.0].rhs;
        let activity = least[(1 << n) - 1];
        assert!(activity >= rhs - 1e-9, "{activity} under {rhs}");
        rounded += usize::from(rhs > 1.0 && (activity - rhs).abs() < 1e-9);
    }
    assert!(rounded > 10, "{rounded}");
}
