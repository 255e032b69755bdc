//! The `boucle` command: a result mapped to an exit status.

use std::process::ExitCode;

/// A run makes and drops many small texts and lists on several threads, at which this one is quicker than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    boucle::cli::main(std::env::args_os()).into()
}
