//! `boucle discover`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::tongue::Tongue;
use crate::cli::{Status, output};
use crate::pipeline::{self, DiscoverOptions, Form};
use crate::scenario::Language;

/// Ranks every possible synergy before any optimisation, with what to check next, and says why others are rejected
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  boucle discover scenarios/zone-demo.yaml
  boucle discover scenarios/zone-demo.yaml --best 20 --output discover.csv
  boucle discover scenarios/zone-demo.yaml --format csv > discover.csv")]
pub struct Args {
    /// A scenario file (YAML)
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// How leads are written to the terminal
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// How many leads the text shows
    #[arg(long, value_name = "N", default_value_t = 10)]
    best: usize,
    /// Language of the text [default: what the scenario says]
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Tongue>,
    /// Also write all leads to this file, as CSV
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Csv,
    Json,
}

impl Args {
    pub fn run(self) -> Status {
        let form = match self.format {
            Format::Text => Form::Text { best: self.best },
            Format::Csv => Form::Csv,
            Format::Json => Form::Json,
        };
        let language = self.language.map(Language::from);
        let options = DiscoverOptions { form, language, output: self.output };
        match pipeline::discover(&self.scenario, &options) {
            Ok(text) => output::data(&text),
            Err(failure) => Status::of(&failure),
        }
    }
}
