//! The `boucle` command: a result mapped to an exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    boucle::cli::main(std::env::args_os()).into()
}
