//! The instances of docs/benchmarks.md are read from the page and solved to the values that it derives by hand; published
//! ones are stated in the same tables and solved to their published optimum.
#![expect(clippy::unwrap_used, reason = "a page that cannot be read has failed")]

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Case, between};
use boucle::pipeline;
use rstest::rstest;

/// The files that a section of the page states, by name.
fn files(heading: &str) -> BTreeMap<String, String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/benchmarks.md");
    let page = std::fs::read_to_string(page).unwrap();
    let section = page.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let mut files = BTreeMap::new();
    let mut name = None;
    let mut blocks = section.split("```");
    while let Some(text) = blocks.next() {
        name = text.lines().rev().find(|line| line.starts_with('`')).or(name);
        let (Some(name), Some(block)) = (name, blocks.next()) else { break };
        let body = block.split_once('\n').unwrap().1;
        files.insert(name.trim_matches('`').to_owned(), body.to_owned());
    }
    files
}

/// The tables and the scenario of a section as a case.
fn case(mut files: BTreeMap<String, String>) -> Case {
    let scenario = files.remove("scenario.yaml").unwrap();
    let (_, scenario) = scenario.split_once("dataset: .\n").unwrap();
    let tables: Vec<(&str, String)> =
        files.iter().map(|(name, text)| (name.trim_end_matches(".csv"), text.clone())).collect();
    Case::new(&tables, scenario)
}

#[rstest]
#[case("Capacitated vehicle routing", 70.0)]
#[case("Capacitated facility location", 89.0)]
fn the_page_states_problems_that_are_solved_as_such(#[case] heading: &str, #[case] optimum: f64) {
    let case = case(files(heading));
    let prepared = case.prepare();
    let solved = prepared.solved();
    assert!((solved.objective - optimum).abs() < 1e-6, "{}", solved.objective);
    assert!(solved.gap().is_some_and(|gap| gap <= 1e-6), "{:?}", solved.bound);
}

/// The rows of a table of `tests/cvrplib`, without the header.
fn rows(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cvrplib/{name}.csv"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// A published instance in the tables of the page, with what a truck costs each time, and its trucks and optimum.
fn published(instance: &str, eur_per_round: u32) -> (Case, f64, f64) {
    let known = rows("instances").into_iter().find(|row| row[0] == instance).unwrap();
    let number = |text: &String| -> f64 { text.parse().unwrap() };
    let points = rows(instance);
    let ids: Vec<String> =
        (0..points.len()).map(|at| if at == 0 { "depot".into() } else { format!("c{at}") }).collect();
    let places: Vec<(&str, (f64, f64))> =
        ids.iter().zip(&points).map(|(id, row)| (id.as_str(), (number(&row[0]), number(&row[1])))).collect();
    let mut files = files("Capacitated vehicle routing");
    let customers = || ids.iter().zip(&points).skip(1);
    let table = |header: &str, row: &dyn Fn(&String, &String) -> String| {
        customers().fold(format!("{header}\n"), |text, (id, point)| text + &row(id, &point[2]) + "\n")
    };
    let header = |name: &str| files[name].lines().next().unwrap().to_owned();
    let companies = table(&header("companies.csv"), &|id, _| format!("{id},{id}"));
    let flows = table(&header("flows.csv"), &|id, demand| format!("f-{id},{id},out,goods,{demand},t,0,measured"));
    let vehicles = format!(
        "{},eur_per_round\ntruck,{},1,0,0,1000000000,depot,{eur_per_round}\n",
        header("vehicles.csv"),
        known[1]
    );
    files.insert("companies.csv".into(), companies);
    files.insert("flows.csv".into(), flows);
    files.insert("vehicles.csv".into(), vehicles);
    // rounded to the nearest whole number, halves upwards
    files.insert("distances.csv".into(), between(&places, |a, b| ((a.0 - b.0).hypot(a.1 - b.1) + 0.5).floor()));
    (case(files), number(&known[2]), number(&known[3]))
}

#[rstest]
#[case("P-n16-k8", 0)]
#[case("P-n20-k2", 0)]
#[case("P-n22-k2", 0)]
#[case("P-n23-k8", 0)]
#[case("E-n22-k4", 0)]
#[case("A-n33-k5", 0)]
// with nine trucks, 590 would do: that there are no more than needed is said by what each costs
#[case("P-n22-k8", 1000)]
fn published_instances_have_their_published_optimum(#[case] instance: &str, #[case] eur_per_round: u32) {
    let (case, trucks, optimum) = published(instance, eur_per_round);
    let expected = optimum + trucks * f64::from(eur_per_round);
    let prepared = case.prepare();
    let solved = prepared.solved();
    assert!((solved.objective - expected).abs() < 1e-6, "{}", solved.objective);
    assert!(solved.gap().is_some_and(|gap| gap <= 1e-6), "{:?}: {}", solved.bound, solved.reason);
}

/// 300 companies on a grid of 1 km around a depot, 1 t each, 6 t a truck.
#[test]
fn a_search_without_time_still_proposes() {
    let places: Vec<(String, (f64, f64))> = (0..300)
        .map(|at| {
            (if at == 150 { "depot".to_owned() } else { format!("c{at}") }, (f64::from(at % 20), f64::from(at / 20)))
        })
        .collect();
    let named: Vec<(&str, (f64, f64))> = places.iter().map(|(id, at)| (id.as_str(), *at)).collect();
    let mut files = files("Capacitated vehicle routing");
    for (name, row) in [("companies.csv", "ID,ID"), ("flows.csv", "f-ID,ID,out,goods,1,t,0,measured")] {
        let header = files[name].lines().next().unwrap().to_owned();
        let rows = named.iter().filter(|(id, _)| *id != "depot").map(|(id, _)| row.replace("ID", id));
        files.insert(name.into(), [header].into_iter().chain(rows).collect::<Vec<_>>().join("\n") + "\n");
    }
    let vehicles = format!("{}\ntruck,6,1,0,0,1000000000,depot\n", files["vehicles.csv"].lines().next().unwrap());
    files.insert("vehicles.csv".into(), vehicles);
    files.insert("distances.csv".into(), between(&named, |a, b| (a.0 - b.0).abs() + (a.1 - b.1).abs()));
    let scenario = files.get_mut("scenario.yaml").unwrap();
    *scenario += "solver: {time_limit_s: 0.001}\n";
    let case = case(files);
    let prepared = case.prepare();
    let solved = prepared.solved();
    assert_eq!(solved.reason, "time limit");
    assert!(solved.bound.is_some_and(|bound| bound > 0.0 && bound < solved.objective), "{:?}", solved.bound);
    pipeline::verify(&case.run("late").unwrap()).unwrap();
}
