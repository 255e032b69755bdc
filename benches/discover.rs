//! How long the search of leads takes at 1,000, 10,000 and 100,000 companies of ten flows each.
//!
//! `cargo bench --bench discover -- 1000 10000` times those sizes only.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::cast_precision_loss)]

mod territory;

use std::path::Path;
use std::time::Instant;

use boucle::catalogue::Catalogue;
use boucle::dataset::Dataset;
use boucle::discover::leads::leads;
use boucle::scenario::Scenario;

const FLOWS: usize = 10;
const SEED: u64 = 20_241_107;

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![1_000, 10_000, 100_000] } else { asked };
    println!("companies    flows  read s  search s  leads     left      memory MiB");
    for companies in sizes {
        let folder = tempfile::tempdir().expect("a folder");
        time(folder.path(), companies);
    }
}

fn time(folder: &Path, companies: usize) {
    territory::write(folder, companies, FLOWS, SEED);
    let file = folder.join("scenario.yaml");
    std::fs::write(&file, "boucle: 1\ndataset: .\nsynergies: {reuse: {}}\n").expect("a scenario");
    let (scenario, findings) = Scenario::load(&file);
    let scenario = scenario.unwrap_or_else(|| panic!("{findings}"));
    let started = Instant::now();
    let loaded = Dataset::load(&scenario.dataset, &[], Catalogue::embedded());
    let dataset = loaded.dataset.unwrap_or_else(|| panic!("{}", loaded.findings));
    let read = started.elapsed();
    let started = Instant::now();
    let found = leads(&dataset, Catalogue::embedded(), &scenario);
    println!(
        "{companies:9} {:8} {:7.1} {:9.1}  {:<9} {:<9} {}",
        dataset.flows.len(),
        read.as_secs_f64(),
        started.elapsed().as_secs_f64(),
        found.list.len(),
        found.left,
        territory::most_memory().map_or_else(|| "not known".to_owned(), |kib| (kib / 1024).to_string()),
    );
}
