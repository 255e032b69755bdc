//! `boucle discover`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::{Status, output};
use crate::pipeline;
use crate::report::candidates;

/// Lists every possible synergy before any optimisation, and why others are rejected
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  boucle discover scenarios/zone-demo.yaml
  boucle discover scenarios/zone-demo.yaml --format csv > candidates.csv")]
pub struct Args {
    /// A scenario file (YAML)
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// How candidates are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Csv,
    Json,
}

impl Args {
    pub fn run(self) -> Status {
        let (language, rows) = match pipeline::discover(&self.scenario) {
            Ok(found) => found,
            Err(failure) => return Status::of(&failure),
        };
        match self.format {
            Format::Text => output::data(&candidates::text(&rows, language)),
            Format::Csv => {
                candidates::csv(&rows).map_or_else(|error| output::fault(&error), |text| output::data(&text))
            }
            Format::Json => output::json(&rows),
        }
    }
}
