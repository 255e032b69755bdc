//! Small territories written to a folder of their own, and what the stages make of them.
#![allow(clippy::unwrap_used, reason = "a case that cannot be written has failed")]
#![allow(clippy::format_push_string, reason = "tables read best as the text that they are")]

pub mod enumeration;
pub mod golden;
pub mod lp_file;
pub mod shares;
pub mod tamper;
pub mod territory;

use std::fs;
use std::path::PathBuf;

use boucle::assess::{Outcome, assess};
use boucle::catalogue::Catalogue;
use boucle::dataset::Dataset;
use boucle::discover::{Candidates, discover};
use boucle::network::Network;
use boucle::optimise::{Problem, Solution, Solved, optimise};
use boucle::pipeline::{self, Failure, RunOptions};
use boucle::scenario::Scenario;
use tempfile::TempDir;

/// A dataset and a scenario in a folder that goes with the value.
pub struct Case(TempDir);

impl Case {
    /// Writes `dataset/NAME.csv` for each table, and `scenario.yaml`: what every scenario needs, then `scenario`.
    pub fn new<T: AsRef<str>>(tables: &[(&str, T)], scenario: &str) -> Self {
        let case = Self(tempfile::tempdir().unwrap());
        fs::create_dir(case.0.path().join("dataset")).unwrap();
        for (name, text) in tables {
            case.write(name, text.as_ref());
        }
        fs::write(case.scenario(), format!("boucle: 1\nname: case\ndataset: dataset\nlanguage: en\n{scenario}"))
            .unwrap();
        case
    }

    /// Writes one table, in place of the one that was there.
    pub fn write(&self, table: &str, text: &str) {
        fs::write(self.0.path().join(format!("dataset/{table}.csv")), text).unwrap();
    }

    /// The path of the scenario.
    pub fn scenario(&self) -> PathBuf {
        self.0.path().join("scenario.yaml")
    }

    /// Runs the whole program, with results in a folder of that name, and returns the folder of the result.
    pub fn run(&self, results: &str) -> Result<PathBuf, Failure> {
        let options = RunOptions { results: self.0.path().join(results), language: None, dump_program: None };
        pipeline::run(&self.scenario(), &options, &|_| {}).map(|report| report.folder)
    }

    /// What a user reads when the run fails, with the folder's own name taken out.
    pub fn message(&self) -> String {
        let failure = self.run("results").err().map_or_else(String::new, |failure| failure.to_string());
        failure.replace(&format!("{}/", self.0.path().display()), "")
    }

    /// Everything that is known before anything is chosen.
    pub fn prepare(&self) -> Prepared {
        let (scenario, findings) = Scenario::load(&self.scenario());
        let Some(scenario) = scenario else { panic!("{findings}") };
        let loaded = Dataset::load(&scenario.dataset, &scenario.changes, Catalogue::embedded());
        let Some(dataset) = loaded.dataset else { panic!("{}", loaded.findings) };
        let network = Network::build(&dataset, &scenario.assume);
        let candidates = discover(&dataset, &network, &scenario);
        Prepared { scenario, dataset, network, candidates }
    }
}

/// A scenario with all that is known before anything is chosen.
pub struct Prepared {
    pub scenario: Scenario,
    pub dataset: Dataset,
    pub network: Network,
    pub candidates: Candidates,
}

impl Prepared {
    pub fn problem(&self) -> Problem<'_> {
        Problem {
            dataset: &self.dataset,
            network: &self.network,
            scenario: &self.scenario,
            candidates: &self.candidates,
        }
    }

    pub fn solved(&self) -> Solved<'_> {
        optimise(self.problem()).unwrap_or_else(|error| panic!("{error}"))
    }

    pub fn outcome(&self) -> Outcome {
        assess(self.problem(), &Solution::read(&self.solved()), Catalogue::embedded())
    }
}

/// Fails unless two figures agree to a millionth.
#[track_caller]
pub fn assert_close(what: &str, found: f64, expected: f64) {
    let tolerance = 1e-6 * found.abs().max(expected.abs()).max(1.0);
    assert!((found - expected).abs() <= tolerance, "{what}: found {found}, expected {expected}");
}

/// Fails unless the indicators say these figures, today and proposed.
#[track_caller]
pub fn assert_indicators(outcome: &Outcome, expected: &[(&str, f64, f64)]) {
    for &(id, today, proposed) in expected {
        let found = outcome.indicators.iter().find(|figure| figure.id == id);
        let found = found.unwrap_or_else(|| panic!("there is no indicator `{id}`"));
        assert_close(&format!("{id} today"), found.today, today);
        assert_close(&format!("{id} proposed"), found.proposed, proposed);
    }
}

/// The distances between places on a line, every pair once.
pub fn on_a_line(places: &[(&str, f64)]) -> String {
    between(places, |a, b| (a - b).abs())
}

/// The distances between places, every pair once.
pub fn between<P: Copy>(places: &[(&str, P)], km: impl Fn(P, P) -> f64) -> String {
    let mut text = String::from("from,to,km\n");
    for (index, (a, at)) in places.iter().enumerate() {
        for (b, to) in &places[index + 1..] {
            text.push_str(&format!("{a},{b},{}\n", km(*at, *to)));
        }
    }
    text
}

/// Numbers that look random and are the same everywhere (`SplitMix64`, Steele, Lea and Flood, 2014).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number from `least` to `most`, both included.
    pub fn count(&mut self, least: u32, most: u32) -> u32 {
        least + u32::try_from(self.next() % u64::from(most - least + 1)).unwrap()
    }

    /// The same as a float.
    pub fn between(&mut self, least: u32, most: u32) -> f64 {
        f64::from(self.count(least, most))
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }
}
