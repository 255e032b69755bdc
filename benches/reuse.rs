//! How long a whole run of the reuse program takes, stage by stage, and how much memory: from tables to result files.
//!
//! `cargo bench --bench reuse -- 1000 10000` runs territories of those numbers of companies, ten flows each, drawn from a
//! fixed seed; each in a process of its own. `--solver NAME` and `--max-km N` set the scenario's.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::cast_precision_loss)]

mod territory;

use std::cell::RefCell;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use boucle::pipeline::{RunOptions, run};
use territory::{cpu_seconds, most_memory, sectors};

const FLOWS: usize = 10;
const SEED: u64 = 20_241_107;
const SIZES: [&str; 2] = ["1000", "10000"];
/// Says that this process is one of those that are timed.
const ONE: &str = "--one";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.iter().any(|word| word == ONE) {
        return one(&words);
    }
    let (mut sizes, mut options) = (Vec::new(), Vec::new());
    let mut rest = words.into_iter();
    while let Some(word) = rest.next() {
        if word.starts_with("--") {
            options.extend([Some(word), rest.next()].into_iter().flatten());
        } else {
            sizes.push(word);
        }
    }
    if sizes.is_empty() {
        sizes = SIZES.map(str::to_owned).to_vec();
    }
    let program = std::env::current_exe().expect("this program has a path");
    for size in sizes {
        let status = Command::new(&program).args([ONE, &size]).args(&options).status();
        assert!(status.expect("this program can be run again").success(), "{size} companies");
    }
}

fn option<'a>(words: &'a [String], name: &str, default: &'a str) -> &'a str {
    words.windows(2).find(|pair| pair[0] == name).map_or(default, |pair| pair[1].as_str())
}

/// One size: draws the territory, runs it, and prints where time and memory went.
fn one(words: &[String]) {
    let companies: usize = option(words, ONE, "").parse().expect("a number of companies");
    let folder = tempfile::tempdir().expect("a folder");
    sectors::write(folder.path(), companies, FLOWS, SEED);
    let scenario = folder.path().join("scenario.yaml");
    let text = format!(
        "boucle: 1\nname: drawn\ndataset: .\nlanguage: en\nsynergies: {{reuse: {{max_km: {}}}}}\nsolver: {{name: {}, time_limit_s: 600}}\n",
        option(words, "--max-km", "30"),
        option(words, "--solver", "auto"),
    );
    std::fs::write(&scenario, text).expect("a scenario");
    time(&scenario, folder.path(), companies);
}

/// A stage when it begins: its name, the time, processor seconds and most memory until then, KiB.
type Begun = (String, Instant, f64, Option<u64>);

fn time(scenario: &Path, folder: &Path, companies: usize) {
    let options = RunOptions { results: folder.join("results"), language: None, dump_program: None };
    let stages: RefCell<Vec<Begun>> = RefCell::default();
    let stage = |name: &str| stages.borrow_mut().push((name.to_owned(), Instant::now(), cpu_seconds(), most_memory()));
    let started = Instant::now();
    let report = run(scenario, &options, &stage).unwrap_or_else(|failure| panic!("{failure:?}"));
    stage("end");
    println!("\n{companies} companies, {} flows", companies * FLOWS);
    println!("| stage | s | CPU s | most memory so far, MiB |\n|---|---:|---:|---:|");
    let stages = stages.into_inner();
    for pair in stages.windows(2) {
        let seconds = (pair[1].1 - pair[0].1).as_secs_f64();
        println!("| {} | {seconds:.2} | {:.2} | {} |", pair[0].0, pair[1].2 - pair[0].2, mebibytes(pair[1].3));
    }
    let cpu = stages.last().map_or(0.0, |last| last.2) - stages.first().map_or(0.0, |first| first.2);
    println!("| all | {:.2} | {cpu:.2} | {} |", started.elapsed().as_secs_f64(), mebibytes(most_memory()));
    let manifest = std::fs::read_to_string(report.folder.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("a manifest");
    println!("{} {} {}", manifest["candidates"], manifest["program"], manifest["certificate"]);
    let bytes = std::fs::read_dir(&report.folder).expect("a folder").flatten();
    let mut files: Vec<(u64, String)> = bytes
        .filter_map(|file| Some((file.metadata().ok()?.len(), file.file_name().to_string_lossy().into_owned())))
        .collect();
    files.sort_unstable_by(|a, b| b.cmp(a));
    let files: Vec<String> = files.iter().take(5).map(|(bytes, name)| format!("{name} {}", bytes >> 20)).collect();
    println!("largest files, MiB: {}", files.join(", "));
}

fn mebibytes(kib: Option<u64>) -> String {
    kib.map_or_else(|| "not known".to_owned(), |kib| (kib / 1024).to_string())
}
