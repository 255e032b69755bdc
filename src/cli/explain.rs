//! `boucle explain`.

use std::path::PathBuf;

use crate::cli::{Status, output};
use crate::pipeline::{self, Subject};

/// Says why something is, or is not, proposed, and what would have to change
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  boucle explain results/3e-local --company acme
  boucle explain results/3e-local --flow acme/weee
  boucle explain results/3e-local --synergy collection:3e:acme")]
pub struct Args {
    /// A result folder
    #[arg(value_name = "RESULT")]
    result: PathBuf,
    #[command(flatten)]
    subject: Asked,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Asked {
    /// A company, by its id
    #[arg(long, value_name = "ID")]
    company: Option<String>,
    /// A flow, by its id
    #[arg(long, value_name = "ID")]
    flow: Option<String>,
    /// A proposal, by its id in synergies.csv
    #[arg(long, value_name = "ID")]
    synergy: Option<String>,
}

impl Asked {
    fn subject(self) -> Option<Subject> {
        let company = self.company.map(Subject::Company);
        company.or(self.flow.map(Subject::Flow)).or(self.synergy.map(Subject::Synergy))
    }
}

impl Args {
    pub fn run(self) -> Status {
        // The parser asks for exactly one of the three.
        let Some(subject) = self.subject.subject() else { return Status::BadInput };
        match pipeline::explain(&self.result, &subject) {
            Ok(text) => output::data(&text),
            Err(failure) => Status::of(&failure),
        }
    }
}
