//! `boucle verify`.

use std::path::{Path, PathBuf};

use crate::cli::{Status, output};
use crate::pipeline;

/// Recomputes balances, capacities, rounds and money from the files of a result alone
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  boucle verify results/3e-local
  boucle verify results/*")]
pub struct Args {
    /// Result folders
    #[arg(required = true, value_name = "RESULT")]
    results: Vec<PathBuf>,
}

impl Args {
    pub fn run(self) -> Status {
        self.results.iter().map(|result| verify_one(result)).max().unwrap_or(Status::Done)
    }
}

fn verify_one(result: &Path) -> Status {
    match pipeline::verify(result) {
        Ok(text) => output::data(&text),
        Err(failure) => Status::of(&failure),
    }
}
