//! `boucle compare`.

use std::path::PathBuf;

use crate::cli::output::Format;
use crate::cli::{Status, output};
use crate::pipeline;
use crate::report::comparison;

/// Shows results side by side: what changes in the inputs, the indicators and the proposals
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  boucle compare results/3e-classic results/3e-local
  boucle compare results/3e-today results/3e-classic results/3e-local --format json")]
pub struct Args {
    /// Result folders; the first is the reference
    #[arg(required = true, num_args = 2.., value_name = "RESULT")]
    results: Vec<PathBuf>,
    /// How the comparison is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Args {
    pub fn run(self) -> Status {
        match (pipeline::compare(&self.results), self.format) {
            (Ok(comparison), Format::Text) => output::data(&comparison::text(&comparison)),
            (Ok(comparison), Format::Json) => output::json(&comparison),
            (Err(failure), _) => Status::of(&failure),
        }
    }
}
