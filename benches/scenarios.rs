//! How long the shipped scenarios take, stage by stage, and how that grows with the number of stops.
//!
//! `cargo bench` prints two tables in Markdown: the median of repeated runs, in milliseconds. Generated territories
//! come from a fixed seed, so that two machines time the same work.
#![expect(clippy::print_stdout, reason = "the tables are what a benchmark is run for")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot prepare its case has failed")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use boucle::catalogue::Catalogue;
use boucle::dataset::Dataset;
use boucle::discover::discover;
use boucle::network::Network;
use boucle::optimise::{Problem, Solved, optimise};
use boucle::scenario::Scenario;

/// Scenarios that have an answer.
const SHIPPED: [&str; 5] = ["3e-today", "3e-classic", "3e-local", "3e-carbon", "zone-demo"];
/// Runs of each case; the median is printed.
const RUNS: usize = 5;
/// Territories generated for each number of stops.
const SEEDS: [u64; 3] = [1, 2, 3];

/// Milliseconds of each stage, and what the program came to.
struct Timing {
    load: f64,
    network: f64,
    optimise: f64,
    rounds: usize,
    gap: Option<f64>,
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let value = work();
    (value, started.elapsed().as_secs_f64() * 1000.0)
}

fn run(scenario: &Path) -> Timing {
    let catalogue = Catalogue::embedded();
    let ((scenario, dataset), load) = timed(|| {
        let (scenario, findings) = Scenario::load(scenario);
        let scenario = scenario.unwrap_or_else(|| panic!("{findings}"));
        let loaded = Dataset::load(&scenario.dataset, &scenario.changes, catalogue);
        let dataset = loaded.dataset.unwrap_or_else(|| panic!("{}", loaded.findings));
        (scenario, dataset)
    });
    let ((network, candidates), network_ms) = timed(|| {
        let network = Network::build(&dataset, &scenario.assume);
        let candidates = discover(&dataset, &network, &scenario);
        (network, candidates)
    });
    let problem = Problem { dataset: &dataset, network: &network, scenario: &scenario, candidates: &candidates };
    let (solved, optimise) = timed(|| optimise(problem).unwrap());
    Timing { load, network: network_ms, optimise, rounds: rounds(&solved), gap: solved.gap() }
}

fn rounds(solved: &Solved<'_>) -> usize {
    solved.formulation.columns.rounds.len()
}

fn median(timings: &[Timing], of: impl Fn(&Timing) -> f64) -> f64 {
    let mut values: Vec<f64> = timings.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn row(name: &str, timings: &[Timing]) -> String {
    let (load, network) = (median(timings, |t| t.load), median(timings, |t| t.network));
    let optimise = median(timings, |t| t.optimise);
    let longest = timings.iter().map(|t| t.optimise).fold(0.0, f64::max);
    let rounds = timings.iter().map(|t| t.rounds).max().unwrap_or_default();
    let gap = timings.iter().map(|t| t.gap.unwrap_or(f64::INFINITY)).fold(0.0, f64::max);
    format!("| {name} | {load:.1} | {network:.1} | {optimise:.1} | {longest:.1} | {rounds} | {gap:.0e} |")
}

fn header(first: &str) {
    println!("\n| {first} | load, ms | network, ms | optimise, ms | longest, ms | rounds, at most | gap, at most |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
}

/// A linear congruential generator (Knuth's MMIX constants): the same numbers everywhere.
struct Random(u64);

impl Random {
    /// Uniform between two values.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let bits = u32::try_from(self.0 >> 33).unwrap();
        low + (high - low) * f64::from(bits) / f64::from(1u32 << 31)
    }
}

/// Companies around a hub that all give what the hub treats; each may be served by a round or alone.
fn territory(folder: &Path, stops: usize, seed: u64) -> PathBuf {
    let mut random = Random(seed);
    let (mut companies, mut flows) = (String::new(), String::new());
    for stop in 1..=stops {
        let (lat, lon) = (random.between(47.7, 48.3), random.between(2.3, 3.2));
        writeln!(companies, "c{stop},Company {stop},{lat:.5},{lon:.5}").unwrap();
        let kg = random.between(120.0, 480.0);
        writeln!(flows, "c{stop},out,x-mixed,{kg:.1},kg,1200,1,away,x-treat,typical").unwrap();
    }
    let table = |name: &str, header: &str, rows: &str| {
        fs::write(folder.join(format!("{name}.csv")), format!("{header}\n{rows}")).unwrap();
    };
    table("about", "status,note_fr,note_en", "illustrative,tirage,drawn\n");
    table("companies", "company,name,lat,lon", &companies);
    let columns = "company,direction,material,quantity,unit,cost_eur_per_t,pickups_per_year,facility,process,evidence";
    table("flows", columns, &flows);
    let places = "hub,Hub,48.0,2.75,yes,yes\naway,Away,49.0,2.75,no,no\n";
    table("facilities", "facility,name,lat,lon,local,hub", places);
    table("operations", "facility,process,cost_eur_per_t", "hub,x-treat,250\naway,x-treat,250\n");
    table("processes", "process,input,operation_code,co2e_kg_per_t", "x-treat,x-mixed,R4,0\n");
    table("materials", "material,label", "x-mixed,Mixed\n");
    let vehicles = "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km\n";
    table("vehicles", vehicles.trim_end(), "van,1.1,0.35,27.08,40,0.496\n");
    let scenario = folder.join("scenario.yaml");
    let text = "boucle: 1\ndataset: .\nsynergies:\n  collection:\n    - {stream: s, materials: [x-mixed], \
                modes: [round, alone], vehicles: [van], alone: {eur_per_pickup: 150, eur_per_t: 0}}\n";
    fs::write(&scenario, text).unwrap();
    scenario
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    println!("Median of {RUNS} runs.");
    header("scenario");
    for name in SHIPPED {
        let scenario = root.join(format!("scenarios/{name}.yaml"));
        let timings: Vec<Timing> = (0..RUNS).map(|_| run(&scenario)).collect();
        println!("{}", row(name, &timings));
    }
    println!("\nMedian of {} generated territories.", SEEDS.len());
    header("stops");
    for stops in 6..=15 {
        let timings = SEEDS.map(|seed| {
            let folder = tempfile::TempDir::new().unwrap();
            run(&territory(folder.path(), stops, seed))
        });
        println!("{}", row(&stops.to_string(), &timings));
    }
}
