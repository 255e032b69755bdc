//! How far the search for rounds gets: objective, bound, time and memory by the number of stops, from tables to results.
//!
//! `cargo bench --bench rounds -- 15 25 50 100 200` draws routing problems of those numbers of stops and runs each in a
//! process of its own; `--seconds N` limits each, `--seed N` draws others, `--keep FOLDER` keeps the tables for
//! `benches/peers/rounds.py`, `--depots N` draws territories of N depots and two frequencies instead. A name, as
//! `E-n51-k5`, is a published instance of `tests/cvrplib`.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::cast_precision_loss)]

mod territory;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use boucle::pipeline::{RunOptions, run};
use territory::{ONE, Words, cpu_seconds, most_memory, rounds, words};

const SIZES: [&str; 4] = ["15", "25", "50", "100"];

fn main() {
    let (sizes, options) = match words(&SIZES) {
        Words::One(words) => return one(&words),
        Words::Sizes(sizes, options) => (sizes, options),
    };
    println!("| stops | objective | bound | gap | s | CPU s | growth | MiB | ended by |");
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|---|");
    let program = std::env::current_exe().expect("this program has a path");
    let mut last: Option<(f64, f64)> = None;
    for size in sizes {
        let output = Command::new(&program).args([ONE, &size]).args(&options).output();
        let output = output.expect("this program can be run again");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let Some((line, seconds)) = text.trim().rsplit_once('\n') else {
            panic!("{size} stops: {}", String::from_utf8_lossy(&output.stderr))
        };
        let now = size.parse::<f64>().ok().zip(seconds.parse::<f64>().ok());
        // the power of the number of stops by which processor time grew since the size before
        let growth = last.zip(now).map(|(last, now)| format!("{:.1}", (now.1 / last.1).ln() / (now.0 / last.0).ln()));
        println!("{}", line.replace("GROWTH", growth.as_deref().unwrap_or("")));
        last = now;
    }
}

fn option<T: std::str::FromStr>(words: &[String], name: &str) -> Option<T> {
    words.windows(2).find(|pair| pair[0] == name).and_then(|pair| pair[1].parse().ok())
}

/// One size: draws it, runs it, and prints its line, then its processor seconds.
fn one(words: &[String]) {
    let size: String = option(words, ONE).expect("a number of stops, or a name");
    let (seed, seconds) = (option(words, "--seed").unwrap_or(1), option(words, "--seconds").unwrap_or(60.0));
    let temporary = tempfile::tempdir().expect("a folder");
    let kept: Option<String> = option(words, "--keep");
    let folder = kept.map_or_else(|| temporary.path().to_owned(), |kept| Path::new(&kept).join(&size));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let scenario = match (size.parse(), option(words, "--depots")) {
        (Err(_), _) => rounds::published(&folder, &size, seconds),
        (Ok(stops), Some(depots)) => rounds::depots(&folder, stops, depots, seed, seconds),
        (Ok(stops), None) => rounds::routing(&folder, stops, seed, seconds),
    };
    let options = RunOptions { results: temporary.path().join("results"), language: None, dump_program: None };
    let started = Instant::now();
    let report = run(&scenario, &options, &|_| {}).unwrap_or_else(|failure| panic!("{failure:?}"));
    let seconds = started.elapsed().as_secs_f64();
    let manifest = std::fs::read_to_string(report.folder.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("a manifest");
    let certificate = &manifest["certificate"];
    let objective = certificate["objective"].as_f64().expect("an objective");
    let (bound, gap) = certificate["bound"].as_f64().map_or_else(
        || ("none".to_owned(), String::new()),
        |bound| (format!("{bound:.1}"), format!("{:.2} %", 100.0 * (objective - bound) / objective.abs().max(1.0))),
    );
    let memory = most_memory().map_or_else(String::new, |kib| (kib / 1024).to_string());
    let cpu = cpu_seconds();
    let ended = certificate["reason"].as_str().unwrap_or_default();
    println!(
        "| {size} | {objective:.1} | {bound} | {gap} | {seconds:.1} | {cpu:.1} | GROWTH | {memory} | {ended} |\n{cpu}"
    );
}
