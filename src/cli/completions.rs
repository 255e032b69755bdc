//! `boucle completions`.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::{Cli, Status, output};

/// Writes the completion script of a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  boucle completions bash > ~/.local/share/bash-completion/completions/boucle")]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Args {
    pub fn run(self) -> Status {
        let mut script = Vec::new();
        generate(self.shell, &mut Cli::command(), "boucle", &mut script);
        output::data(&String::from_utf8_lossy(&script))
    }
}
