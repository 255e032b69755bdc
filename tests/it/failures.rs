//! What a user reads when the data are right and the scenario still cannot be answered.
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its case has failed")]

use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use tempfile::TempDir;

fn boucle() -> Command {
    let mut command = Command::cargo_bin("boucle").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// A scenario on the shipped 3E case that extends `3e-local` by some lines.
fn scenario(folder: &TempDir, lines: &str) -> String {
    let parent = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/3e-local.yaml");
    let path = folder.path().join("case.yaml");
    std::fs::write(&path, format!("boucle: 1\nname: case\nextends: {}\n{lines}", parent.display())).unwrap();
    path.display().to_string()
}

#[test]
fn targets_that_conflict_are_named_with_what_can_be_reached() {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results");
    boucle()
        .args(["run", "scenarios/3e-tight.yaml", "--results"])
        .arg(&results)
        .assert()
        .code(3)
        .stdout(is_empty())
        .stderr(
            contains("error[targets.conflict]: `budget_eur` is asked at most 1150 EUR; ")
                .and(contains("can be reached, but not together with `km`\n  --> scenarios/3e-tight.yaml:"))
                .and(contains("error[targets.out-of-reach]: `insertion_hours` is asked at least 150 h; at best "))
                .and(contains("key `targets.insertion_hours`")),
        );
    assert!(!results.join("3e-tight").exists(), "nothing is written when there is no proposal");
}

#[test]
fn a_compulsory_stream_names_the_companies_it_cannot_serve() {
    let folder = tempfile::tempdir().unwrap();
    let path = scenario(
        &folder,
        "synergies:\n  collection:\n    - stream: 3e\n      materials: [weee, weee-screen]\n      modes: [drop_off]\n      \
         compulsory: true\n      vehicles: [van]\n      drop_off: {max_km: 6, eur_per_km: 1.2, co2e_kg_per_km: 0.218}\n",
    );
    let message = "error[collection.unserved]: stream `3e` is compulsory, and no mode can serve company `plasturgie-a`";
    boucle().args(["run", &path]).assert().code(2).stdout(is_empty()).stderr(contains(message));
}

#[cfg(not(feature = "highs"))]
#[test]
fn a_solver_that_was_not_built_in_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = scenario(&folder, "solver: {name: highs}\n");
    let message = format!(
        "error[solver.not-in-this-build]: solver `highs` is not in this build\n  --> {path}:4, key `solver.name`\n  \
         help: use `auto` or `microlp`; `cargo build --features highs` adds `highs`"
    );
    boucle().args(["check", &path]).assert().code(2).stdout(contains(message));
}

#[test]
fn explaining_what_is_not_there_names_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results");
    boucle().args(["run", "scenarios/3e-today.yaml", "--results"]).arg(&results).assert().code(0);
    let message = predicate::str::contains("error[explain.unknown]: the result has no company `menuiserie`")
        .and(contains("help: did you mean `menuiserie-a`?"));
    boucle()
        .arg("explain")
        .arg(results.join("3e-today"))
        .args(["--company", "menuiserie"])
        .assert()
        .code(2)
        .stderr(message);
}
