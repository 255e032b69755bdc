//! Why a command cannot do what it is asked.

use std::path::{Path, PathBuf};

use crate::diagnostic::Findings;

/// Why a command cannot do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something is wrong in what the user gave.
    #[error("{0}")]
    Input(Findings),
    /// The targets cannot be met; the findings name them and what can be reached.
    #[error("{0}")]
    Targets(Findings),
    /// A result does not hold.
    #[error("{0}")]
    Verify(String),
    /// A file cannot be read or written.
    #[error("error[io]: {message}\n  --> {}", path.display())]
    #[expect(missing_docs, reason = "the words are the meaning")]
    Io { path: PathBuf, message: String },
    /// A fault of the program.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Failure {
    pub(super) fn io(path: &Path, error: &std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), message: error.to_string() }
    }
}
