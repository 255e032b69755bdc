//! `boucle code`.

use std::path::PathBuf;

use crate::cli::{Status, output};
use crate::pipeline;

/// Reads materials and amounts in the words of an inventory, and writes coding.csv for you to confirm
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  boucle code mon-territoire/dataset
  boucle code datasets/inventory-demo

Write `yes` in column `confirmed` of coding.csv, or another material in column `material`. What is confirmed is kept
when the command is run again, and serves for the same words elsewhere in the dataset.")]
pub struct Args {
    /// A dataset folder
    #[arg(value_name = "DATASET")]
    dataset: PathBuf,
}

impl Args {
    pub fn run(self) -> Status {
        match pipeline::code(&self.dataset) {
            Ok(text) => output::data(&text),
            Err(failure) => Status::of(&failure),
        }
    }
}
