//! `boucle run`.

use std::path::{Path, PathBuf};

use crate::cli::progress::Progress;
use crate::cli::tongue::Tongue;
use crate::cli::{Status, output};
use crate::pipeline::{self, RunOptions};
use crate::scenario::Language;

/// Finds the best proposal of each scenario, prints its summary and writes its result folder
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  boucle run scenarios/3e-local.yaml
  boucle run scenarios/3e-*.yaml --results out --language en
  boucle run scenarios/3e-local.yaml --dump-program program.lp")]
pub struct Args {
    /// Scenario files (YAML)
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// Where result folders go, one by scenario
    #[arg(long, value_name = "DIR", default_value = "results")]
    results: PathBuf,
    /// Language of the report [default: what the scenario says]
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Tongue>,
    /// Also write the linear program to this file, in CPLEX LP format; of one scenario only
    #[arg(long, value_name = "FILE")]
    dump_program: Option<PathBuf>,
}

impl Args {
    pub fn run(self) -> Status {
        if self.dump_program.is_some() && self.scenarios.len() > 1 {
            output::message("error: `--dump-program` takes one scenario at a time");
            return Status::BadInput;
        }
        let language = self.language.map(Language::from);
        let options = RunOptions { results: self.results, language, dump_program: self.dump_program };
        let one = |scenario: &PathBuf| run_one(scenario, &options);
        self.scenarios.iter().map(one).max().unwrap_or(Status::Done)
    }
}

fn run_one(scenario: &Path, options: &RunOptions) -> Status {
    let progress = Progress::start();
    let report = pipeline::run(scenario, options, &|what| progress.say(what));
    drop(progress);
    match report {
        Ok(report) => {
            output::message(&report.warnings.brief(scenario));
            output::data(&report.text)
        }
        Err(failure) => Status::of(&failure),
    }
}
