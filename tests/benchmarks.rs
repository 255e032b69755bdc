//! The instances of docs/benchmarks.md are read from the page and solved to the values that it derives by hand.
#![expect(clippy::unwrap_used, reason = "a page that cannot be read has failed")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use rstest::rstest;
use support::Case;

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

#[rstest]
#[case("Capacitated vehicle routing", 70.0)]
#[case("Capacitated facility location", 89.0)]
fn the_page_states_problems_that_are_solved_as_such(#[case] heading: &str, #[case] optimum: f64) {
    let mut files = files(heading);
    let scenario = files.remove("scenario.yaml").unwrap();
    let (_, scenario) = scenario.split_once("dataset: .\n").unwrap();
    let tables: Vec<(&str, String)> =
        files.iter().map(|(name, text)| (name.trim_end_matches(".csv"), text.clone())).collect();
    let case = Case::new(&tables, scenario);
    let prepared = case.prepare();
    let solved = prepared.solved();
    assert!((solved.objective - optimum).abs() < 1e-6, "{}", solved.objective);
    assert!(solved.gap().is_some_and(|gap| gap <= 1e-6), "{:?}", solved.bound);
}
