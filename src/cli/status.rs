//! How a command ended.

use std::process::ExitCode;

use crate::cli::output;
use crate::pipeline::Failure;

/// Exit status of the program; of several, the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Done, or nobody reads on.
    Done = 0,
    /// A fault of the program or of the machine.
    Internal = 1,
    /// Bad input, bad usage, or a result that does not hold.
    BadInput = 2,
    /// Targets that cannot be met.
    Targets = 3,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

impl Status {
    /// Writes what failed to stderr.
    pub(super) fn of(failure: &Failure) -> Self {
        output::message(&failure.to_string());
        match failure {
            Failure::Input(_) | Failure::Verify(_) | Failure::Io { .. } => Self::BadInput,
            Failure::Targets(_) => Self::Targets,
            Failure::Internal(_) => Self::Internal,
        }
    }
}
