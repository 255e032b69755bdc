//! `boucle check`.

use std::path::PathBuf;

use crate::cli::output::Format;
use crate::cli::{Status, output};
use crate::pipeline;

/// Says everything that is wrong or doubtful in a dataset or a scenario, all at once
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  boucle check datasets/gatinais-3e
  boucle check scenarios/3e-local.yaml --format json")]
pub struct Args {
    /// A dataset folder or a scenario file
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Args {
    pub fn run(self) -> Status {
        let findings = pipeline::check(&self.path);
        if findings.is_empty() {
            output::message("nothing to report");
        }
        let written = match self.format {
            Format::Text => output::data(&findings.to_string()),
            Format::Json => output::json(&findings),
        };
        let found = if findings.has_errors() { Status::BadInput } else { Status::Done };
        if written == Status::Done { found } else { written }
    }
}
