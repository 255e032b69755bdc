//! `boucle catalogue`.

use crate::cli::{Status, output};
use crate::pipeline;

/// Searches the embedded materials, processes and factors, each with its source
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  boucle catalogue
  boucle catalogue carton
  boucle catalogue pickup_co2e_kg_per_km")]
pub struct Args {
    /// Words of an id, a label, a waste code or a source; all rows when left out
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
}

impl Args {
    pub fn run(self) -> Status {
        output::data(&pipeline::catalogue(&self.text.join(" ")))
    }
}
