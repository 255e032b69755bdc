//! How long a whole run of the reuse program takes, stage by stage, and how much memory: from tables to result files.
//!
//! `cargo bench --bench reuse -- 1000 3000 10000` runs territories of those numbers of companies, ten flows each, drawn
//! from a fixed seed; each in a process of its own. `--solver NAME`, `--max-km N`, `--link-eur N` (a year for each
//! link) and `--seconds N` set the scenario's. After several sizes, the growth of each stage from one to the next is told:
//! the exponent e of CPU seconds ~ companies^e.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::cast_precision_loss)]

mod territory;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use boucle::pipeline::{RunOptions, run};
use territory::{ONE, Words, cpu_seconds, most_memory, sectors, words};

const FLOWS: usize = 10;
const SEED: u64 = 20_241_107;
const SIZES: [&str; 3] = ["1000", "3000", "10000"];
/// Processor seconds below which no growth is told: the clock has ticks of 10 ms.
const TOLD_S: f64 = 0.1;

fn main() {
    let (sizes, options) = match words(&SIZES) {
        Words::One(words) => return one(&words),
        Words::Sizes(sizes, options) => (sizes, options),
    };
    let measured: Vec<(String, Measured)> =
        sizes.into_iter().map(|size| (size.clone(), run_apart(&size, &options))).collect();
    for pair in measured.windows(2) {
        growth(&pair[0], &pair[1]);
    }
}

/// CPU seconds and most memory by stage, in the order of the table, `all` last.
type Measured = Vec<(String, f64, f64)>;

/// Runs one size in a process of its own, and passes on what it prints.
fn run_apart(size: &str, options: &[String]) -> Measured {
    let program = std::env::current_exe().expect("this program has a path");
    let mut command = Command::new(program);
    let mut child = command.args([ONE, size]).args(options).stdout(Stdio::piped()).spawn().expect("a process");
    let mut measured = Vec::new();
    for line in BufReader::new(child.stdout.take().expect("its output")).lines() {
        let line = line.expect("text");
        println!("{line}");
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let [_, stage, _, cpu, memory, _] = cells.as_slice()
            && let (Ok(cpu), Ok(memory)) = (cpu.parse(), memory.parse())
        {
            measured.push(((*stage).to_owned(), cpu, memory));
        }
    }
    assert!(child.wait().expect("its end").success(), "{size} companies");
    measured
}

fn growth((small, few): &(String, Measured), (large, many): &(String, Measured)) {
    let number = |size: &str| size.parse::<f64>().expect("a number of companies");
    let times = (number(large) / number(small)).ln();
    println!("\n{small} to {large} companies\n| stage | exponent of CPU s | of memory |\n|---|---:|---:|");
    let few: BTreeMap<&str, (f64, f64)> = few.iter().map(|(name, cpu, mib)| (name.as_str(), (*cpu, *mib))).collect();
    for (stage, cpu, memory) in many {
        let Some((cpu_before, memory_before)) = few.get(stage.as_str()) else { continue };
        let told =
            if *cpu_before < TOLD_S { "-".to_owned() } else { format!("{:.2}", (cpu / cpu_before).ln() / times) };
        println!("| {stage} | {told} | {:.2} |", (memory / memory_before).ln() / times);
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
        "boucle: 1\nname: drawn\ndataset: .\nlanguage: en\nsynergies: {{reuse: {{max_km: {}, link_eur_per_year: {}}}}}\nsolver: {{name: {}, time_limit_s: {}}}\n",
        option(words, "--max-km", "30"),
        option(words, "--link-eur", "0"),
        option(words, "--solver", "auto"),
        option(words, "--seconds", "600"),
    );
    std::fs::write(&scenario, text).expect("a scenario");
    time(&scenario, folder.path(), companies);
}

/// A stage when it begins: its name, the time, processor seconds until then.
type Begun = (String, Instant, f64);

fn time(scenario: &Path, folder: &Path, companies: usize) {
    let options = RunOptions { results: folder.join("results"), language: None, dump_program: None };
    let stages: RefCell<Option<Begun>> = RefCell::default();
    let now = |name: &str| (name.to_owned(), Instant::now(), cpu_seconds());
    let tell = |begun: Begun| {
        let (name, started, cpu) = begun;
        let (seconds, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu);
        println!("| {name} | {seconds:.2} | {cpu:.2} | {} |", mebibytes(most_memory()));
    };
    let stage = |name: &str| {
        if let Some(begun) = stages.replace(Some(now(name))) {
            tell(begun);
        }
    };
    println!("\n{companies} companies, {} flows", companies * FLOWS);
    println!("| stage | s | CPU s | most memory so far, MiB |\n|---|---:|---:|---:|");
    let all = now("all");
    let report = run(scenario, &options, &stage).unwrap_or_else(|failure| panic!("{failure:?}"));
    stages.take().map(tell);
    tell(all);
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
