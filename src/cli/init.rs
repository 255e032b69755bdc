//! `boucle init`.

use std::path::PathBuf;

use crate::cli::{Status, output};
use crate::pipeline;

/// Writes a small made-up dataset and a scenario that runs at once, to start from
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  boucle init mon-territoire && boucle run mon-territoire/scenario.yaml")]
pub struct Args {
    /// A folder that is new or empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Args {
    pub fn run(self) -> Status {
        match pipeline::init(&self.folder) {
            Ok(text) => output::data(&text),
            Err(failure) => Status::of(&failure),
        }
    }
}
