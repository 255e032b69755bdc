//! Data to stdout, everything else to stderr.

use std::io::{ErrorKind, Write};

use crate::cli::Status;

/// How a command writes its data.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// Writes data to stdout. A reader that has gone away is no fault: the rest is not written.
pub fn data(text: &str) -> Status {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            message(&format!("error[io.stdout]: the output cannot be written: {error}"));
            Status::Internal
        }
        _ => Status::Done,
    }
}

/// Writes data as JSON to stdout.
pub fn json(value: &impl serde::Serialize) -> Status {
    match serde_json::to_string_pretty(value) {
        Ok(text) => data(&(text + "\n")),
        Err(error) => fault(&error),
    }
}

/// Reports a fault of the program.
pub fn fault(error: &dyn std::error::Error) -> Status {
    message(&format!("internal error: {error}"));
    Status::Internal
}

/// Writes a message to stderr, with one line break at its end; there is nobody left to tell when that fails.
pub fn message(text: &str) {
    let text = text.trim_end();
    if !text.is_empty() {
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }
}
