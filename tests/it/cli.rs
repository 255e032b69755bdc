//! What a user sees of the commands: exit status and both streams.

#![expect(clippy::expect_used, reason = "a test that cannot prepare its case should stop there")]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use assert_cmd::Command;
use boucle::assess::{Certificate, Indicator, Outcome};
use boucle::dataset::About;
use boucle::report::folder;
use boucle::scenario::{Language, Title};
use predicates::prelude::*;
use predicates::str::{contains, is_empty, starts_with};
use rstest::rstest;

fn boucle() -> Command {
    Command::cargo_bin("boucle").expect("the binary is built with the tests")
}

/// A result of which only the kilometres matter.
fn result(dir: &Path, name: &str, km: f64) -> PathBuf {
    let outcome = Outcome {
        scenario: name.to_owned(),
        title: Title { fr: format!("Scénario {name}"), en: String::new() },
        language: Language::Fr,
        about: About::default(),
        certificate: Certificate {
            status: "optimal".to_owned(),
            solver: "microlp".to_owned(),
            objective: km,
            bound: Some(km),
            gap: Some(0.0),
            reason: "bound reached".to_owned(),
            unit: "km".to_owned(),
            order: Vec::new(),
        },
        indicators: vec![Indicator { id: "km".to_owned(), unit: "km".to_owned(), today: 500.0, proposed: km }],
        today: Vec::new(),
        proposed: Vec::new(),
        rounds: Vec::new(),
        stocks: Vec::new(),
        synergies: Vec::new(),
        collections: Vec::new(),
        companies: Vec::new(),
        rejected: Vec::new(),
        factors: Vec::new(),
        prices: boucle::optimise::prices::Prices::default(),
        notes: Vec::new(),
        labels: boucle::assess::Labels::default(),
        places: BTreeMap::new(),
    };
    folder::write(&outcome, serde_json::json!({ "inputs": { "flows.csv": name } }), Vec::new(), dir)
        .expect("the folder is new")
}

#[test]
fn the_catalogue_gives_a_factor_with_its_source() {
    let found = contains("haulage_co2e_kg_per_t_km = 0.16\u{a0}kgCO2e/t.km (sourced").and(contains("id 28033"));
    boucle().args(["catalogue", "haulage_co2e"]).assert().code(0).stdout(found).stderr(is_empty());
}

#[test]
fn help_and_version_are_data() {
    boucle().arg("--help").assert().code(0).stdout(contains("Exit status: 0 done")).stderr(is_empty());
    boucle().arg("--version").assert().code(0).stdout(starts_with("boucle ")).stderr(is_empty());
}

#[rstest]
fn every_command_has_help_with_examples(
    #[values("run", "check", "discover", "explain", "compare", "verify", "catalogue", "init", "completions")]
    command: &str,
) {
    boucle().args([command, "--help"]).assert().code(0).stdout(contains("Example")).stderr(is_empty());
}

#[rstest]
#[case::nothing(&[], "Usage: boucle")]
#[case::unknown_command(&["rum"], "a similar subcommand exists: 'run'")]
#[case::no_scenario(&["run"], "<SCENARIO>")]
#[case::unknown_language(&["run", "a.yaml", "--language", "de"], "[possible values: fr, en]")]
#[case::one_result(&["compare", "results/a"], "2 values required")]
#[case::no_subject(&["explain", "results/a"], "--company")]
#[case::two_subjects(&["explain", "results/a", "--company", "x", "--flow", "y"], "cannot be used with")]
#[case::one_program_each(&["run", "a.yaml", "b.yaml", "--dump-program", "p.lp"], "one scenario at a time")]
fn bad_usage_exits_2_and_says_so_on_stderr(#[case] args: &[&str], #[case] says: &str) {
    boucle().args(args).assert().code(2).stdout(is_empty()).stderr(contains(says));
}

#[rstest]
fn completions_are_data(#[values("bash", "zsh", "fish")] shell: &str) {
    boucle().args(["completions", shell]).assert().code(0).stdout(contains("boucle")).stderr(is_empty());
}

#[test]
fn init_writes_a_start_and_refuses_a_folder_that_is_not_empty() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("depart");
    boucle().arg("init").arg(&folder).assert().code(0).stdout(contains("scenario.yaml")).stderr(is_empty());
    assert!(folder.join("dataset/companies.csv").is_file());
    std::fs::write(folder.join("scenario.yaml"), "mine").unwrap();
    boucle().arg("init").arg(&folder).assert().code(2).stdout(is_empty()).stderr(contains("is not empty"));
    assert_eq!(std::fs::read_to_string(folder.join("scenario.yaml")).unwrap(), "mine");
}

#[rstest]
#[case(&["verify", "no/such"])]
#[case(&["explain", "no/such", "--company", "acme"])]
#[case(&["compare", "no/such", "no/such"])]
fn a_missing_result_is_bad_input(#[case] args: &[&str]) {
    boucle()
        .args(args)
        .assert()
        .code(2)
        .stdout(is_empty())
        .stderr(contains("error[results.unreadable]: there is no result folder here\n  --> no/such\n"));
}

#[test]
fn compare_names_every_fault_of_every_result() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (result(dir.path(), "a", 1.0), result(dir.path(), "b", 2.0));
    std::fs::remove_file(a.join("rounds.csv")).unwrap();
    std::fs::write(b.join("indicators.csv"), "indicator,unit,today,proposed\nkm,km,500,far\n").unwrap();
    std::fs::write(b.join("manifest.json"), "{").unwrap();
    let missing = contains("error[results.unreadable]: this file of the result is missing").and(contains("rounds.csv"));
    let cell = contains("`far` cannot be read").and(contains("indicators.csv:2, column `proposed`"));
    let stderr = missing.and(cell).and(contains("manifest.json:1")).and(contains("3 errors"));
    boucle().arg("compare").args([&a, &b]).assert().code(2).stdout(is_empty()).stderr(stderr);
}

#[test]
fn compare_shows_the_difference_to_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (result(dir.path(), "classique", 460.0), result(dir.path(), "local", 160.0));
    let text = contains("Comparaison de 2 résultats").and(contains("\u{2212}300")).and(contains("flows.csv"));
    boucle().arg("compare").args([&a, &b]).assert().code(0).stdout(text).stderr(is_empty());
    let json = boucle().arg("compare").args([&a, &b]).args(["--format", "json"]).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["indicators"][0]["differences"], serde_json::json!([0.0, -300.0]));
    assert_eq!(json["inputs"][0]["values"], serde_json::json!(["classique", "local"]));
}

/// The reader leaves before the end: not a fault, and no panic.
#[test]
fn a_closed_pipe_is_done() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("boucle"))
        .args(["completions", "zsh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{stderr}");
    assert_eq!(stderr, "");
}

#[test]
fn nothing_is_coloured() {
    boucle().arg("rum").env("CLICOLOR_FORCE", "1").assert().stderr(contains("\u{1b}").not());
    boucle().arg("--help").env("CLICOLOR_FORCE", "1").assert().stdout(contains("\u{1b}").not());
}

/// A run shows the first three warnings of a code, and where the others are; `check` shows them all.
#[test]
fn warnings_that_repeat_are_cut_short_beside_a_run() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).expect("it can be written");
    std::fs::create_dir(dir.path().join("data")).expect("it is new");
    write("data/companies.csv", "company,name,lat,lon\na,A,48,2.7\n");
    let flows: Vec<String> = (1..=7).map(|flow| format!("f{flow},a,out,cardboard,1,t,measured\n")).collect();
    let header = "flow,company,direction,material,quantity,unit,evidence\n";
    write("data/flows.csv", &[header, &flows.concat()].concat());
    write("s.yaml", "boucle: 1\ndataset: data\nlanguage: en\nsynergies: {}\n");
    let run = boucle().current_dir(&dir).args(["run", "s.yaml"]).assert().success();
    let told = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert_eq!(told.matches("warning[flows.no-cost]: flow").count(), 3, "{told}");
    assert!(told.ends_with("and 4 more: `boucle check s.yaml` lists all 7\n\n7 warnings\n"), "{told}");
    let check = boucle().current_dir(&dir).args(["check", "s.yaml"]).assert().success();
    let told = String::from_utf8_lossy(&check.get_output().stdout).into_owned();
    assert_eq!(told.matches("warning[flows.no-cost]: flow").count(), 7, "{told}");
}
