//! The commands: arguments in, one call of the pipeline, text out.

mod catalogue;
mod check;
mod code;
mod compare;
mod completions;
mod discover;
mod explain;
mod init;
mod output;
mod progress;
mod run;
mod status;
mod tongue;
mod verify;

use std::ffi::OsString;

use clap::{Parser, Subcommand};

pub use status::Status;

/// Industrial-ecology synergies of a territory: which by-products can replace inputs, which collections can be pooled,
/// what it saves and for whom.
#[derive(Debug, Parser)]
#[command(name = "boucle", version, color = clap::ColorChoice::Never, arg_required_else_help = true)]
#[command(after_help = "Examples:
  boucle init mon-territoire             a dataset and a scenario to start from
  boucle check mon-territoire            everything that is wrong with them
  boucle run mon-territoire/scenario.yaml
  boucle compare results/a results/b

Exit status: 0 done, 1 internal error, 2 bad input or usage, 3 targets that cannot be met.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Check(check::Args),
    Code(code::Args),
    Discover(discover::Args),
    Explain(explain::Args),
    Compare(compare::Args),
    Verify(verify::Args),
    Catalogue(catalogue::Args),
    Init(init::Args),
    Completions(completions::Args),
}

/// Runs the command that the arguments ask for; messages have been written when it returns.
pub fn main(args: impl IntoIterator<Item = OsString>) -> Status {
    match Cli::try_parse_from(args) {
        Ok(cli) => cli.command.run(),
        Err(usage) if usage.use_stderr() => {
            output::message(&usage.render().to_string());
            Status::BadInput
        }
        Err(help) => output::data(&help.render().to_string()),
    }
}

impl Command {
    fn run(self) -> Status {
        match self {
            Self::Run(args) => args.run(),
            Self::Check(args) => args.run(),
            Self::Code(args) => args.run(),
            Self::Discover(args) => args.run(),
            Self::Explain(args) => args.run(),
            Self::Compare(args) => args.run(),
            Self::Verify(args) => args.run(),
            Self::Catalogue(args) => args.run(),
            Self::Init(args) => args.run(),
            Self::Completions(args) => args.run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent_and_every_command_has_examples() {
        let mut command = super::Cli::command();
        command.build();
        command.clone().debug_assert();
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            let after = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(after.starts_with("Example"), "`{}` has no example", sub.get_name());
        }
    }
}
