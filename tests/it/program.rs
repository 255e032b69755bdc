//! The program that `--dump-program` writes, read by a reader of the format alone and solved by another solver.
#![expect(clippy::unwrap_used, reason = "a file that cannot be read has failed")]

use std::path::Path;

use crate::support::assert_close;
use crate::support::golden::{self, Golden};
use crate::support::lp_file::LpFile;
use boucle::optimise::lp::Lp;
use boucle::optimise::lp_format;
use boucle::optimise::program::{Impact, Program, Sense};
use boucle::pipeline::{self, RunOptions};
use rstest::rstest;

/// What a run writes, and the objective that it states.
fn dumped(scenario: &Path) -> (LpFile, f64) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("program.lp");
    let options =
        RunOptions { results: folder.path().join("results"), language: None, dump_program: Some(file.clone()) };
    let report = pipeline::run(scenario, &options, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let manifest = std::fs::read_to_string(report.folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    (LpFile::read(&text), manifest["certificate"]["objective"].as_f64().unwrap())
}

#[rstest]
#[case::reuse(golden::REUSE)]
#[case::capacity(golden::CAPACITY)]
#[case::quality(golden::QUALITY)]
#[case::market(golden::MARKET)]
#[case::substitution(golden::SUBSTITUTION)]
#[case::contract(golden::CONTRACT)]
#[case::collection(golden::COLLECTION)]
#[case::hub(golden::HUB)]
#[case::target(golden::TARGET)]
#[case::sizes(golden::SIZES)]
#[case::safety(golden::SAFETY)]
#[case::soft(golden::SOFT)]
fn another_solver_finds_the_same_optimum(#[case] golden: Golden) {
    let (file, objective) = dumped(&golden.case().scenario());
    let found = file.least().unwrap();
    assert_close("the optimum by hand", found, golden.optimum);
    assert_close("the optimum stated", found, objective);
    assert!(!file.rows.iter().any(|name| name.starts_with("objective")), "the answer is told");
}

/// Mixes are held at their contents, whose relaxation may be lower but never higher.
#[test]
fn a_pool_is_written_as_its_relaxation() {
    let (file, objective) = dumped(&golden::POOL.case().scenario());
    assert!(file.least().unwrap() <= objective + 1e-6 * objective.abs());
}

#[test]
fn a_whole_territory_has_the_same_optimum() {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/zone-demo.yaml");
    let (file, objective) = dumped(&scenario);
    let found = file.least().unwrap();
    // the gap asked is 1e-6
    assert!((found - objective).abs() <= 2e-6 * objective.abs(), "{found} and {objective}");
}

/// Every kind of bound, sign, sense, empty sums, long names and long rows, as they were.
#[test]
fn what_is_written_is_what_is_read() {
    let mut program = Program::default();
    let long = format!("x({})", "aé-".repeat(120));
    let columns: Vec<_> = (0..40).map(|_| program.column(&long, f64::INFINITY, Impact::NONE)).collect();
    let free_above = program.column("above", f64::INFINITY, Impact::NONE);
    program.lower(free_above, -1.5);
    let between = program.column("between", 1e9, Impact::NONE);
    program.lower(between, -2.0);
    let whole = program.integer("whole", f64::INFINITY, Impact::NONE);
    let fixed = program.integer("fixed", 0.0, Impact::NONE);
    program.row("many", columns.iter().map(|col| (*col, 1e-7)), Sense::Le, 1e12);
    program.row("none", [], Sense::Ge, -3.0);
    program.row("mixed", [(free_above, -1.0), (between, 2.5), (whole, 1.0), (fixed, 3.0)], Sense::Eq, -0.125);
    let objective: Vec<f64> = (0_u32..44).map(|index| f64::from(index % 3) - 1.0).collect();
    let file = LpFile::read(&lp_format::write(&program, program.rows(), &objective));
    let written = Lp::new(&program, &objective);
    assert_eq!(file.lp.rows, written.rows);
    assert_eq!(file.rows, program.rows().iter().map(|row| row.name.to_string()).collect::<Vec<_>>());
    assert_eq!(file.names.len(), program.columns().len());
    for (column, expected) in program.columns().iter().zip(&written.columns) {
        let at = file.names.iter().position(|name| **name == *column.name).unwrap();
        assert_eq!(&file.lp.columns[at], expected, "{}", column.name);
    }
    // without an objective, and without anything
    LpFile::read(&lp_format::write(&program, &[], &[0.0; 44]));
    LpFile::read(&lp_format::write(&Program::default(), &[], &[]));
}
