//! The order of the stages: from a scenario's path to an outcome and its files.

use std::path::{Path, PathBuf};

use crate::assess::results::ResultFolder;
use crate::compare::Comparison;
use crate::diagnostic::{Finding, Findings};
use crate::report::candidates::CandidateRow;
use crate::report::starter;
use crate::scenario::Language;

/// What `run` is asked besides the scenario.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the options of the command")]
pub struct RunOptions {
    pub results: PathBuf,
    pub language: Option<Language>,
    pub dump_program: Option<PathBuf>,
}

/// What a run gives.
#[derive(Debug, Clone)]
pub struct RunReport {
    /// Summary for the terminal.
    pub text: String,
    /// Where the files are.
    pub folder: PathBuf,
    /// Warnings about the inputs.
    pub warnings: Findings,
}

/// What `explain` is asked about.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the words are the meaning")]
pub enum Subject {
    Company(String),
    Flow(String),
    Synergy(String),
}

/// Why a command cannot do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something is wrong in what the user gave.
    #[error("{0}")]
    Input(Findings),
    /// The targets cannot be met; the text names them and what can be reached.
    #[error("{0}")]
    Targets(String),
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

fn open(folder: &Path) -> Result<ResultFolder, Failure> {
    let findings = |errors: Vec<_>| Failure::Input(errors.into_iter().map(Finding::from).collect());
    ResultFolder::open(folder).map_err(findings)
}

fn to_come<T>(what: &str) -> Result<T, Failure> {
    Err(Failure::Internal(format!("`{what}` is to come")))
}

/// Runs a scenario and writes its result folder.
///
/// # Errors
/// As [`Failure`] says.
pub fn run(_path: &Path, _options: &RunOptions, _progress: &dyn Fn(&str)) -> Result<RunReport, Failure> {
    to_come("run")
}

/// All findings on a dataset or scenario.
#[must_use]
pub fn check(_path: &Path) -> Findings {
    Findings::default()
}

/// Every possibility before any optimisation.
///
/// # Errors
/// As [`Failure`] says.
pub fn discover(_path: &Path) -> Result<(Language, Vec<CandidateRow>), Failure> {
    to_come("discover")
}

/// Why something is, or is not, proposed.
///
/// # Errors
/// As [`Failure`] says.
pub fn explain(folder: &Path, _what: &Subject) -> Result<String, Failure> {
    open(folder).and_then(|_| to_come("explain"))
}

/// What differs between results.
///
/// # Errors
/// As [`Failure`] says.
pub fn compare(folders: &[PathBuf]) -> Result<Comparison, Failure> {
    let mut findings = Vec::new();
    let mut opened = Vec::new();
    for path in folders {
        match ResultFolder::open(path) {
            Ok(folder) => opened.push(folder),
            Err(errors) => findings.extend(errors.into_iter().map(Finding::from)),
        }
    }
    if findings.is_empty() {
        Ok(crate::compare::compare(&opened))
    } else {
        Err(Failure::Input(findings.into_iter().collect()))
    }
}

/// Checks a result from its files alone.
///
/// # Errors
/// As [`Failure`] says.
pub fn verify(folder: &Path) -> Result<String, Failure> {
    open(folder).and_then(|_| to_come("verify"))
}

/// Writes a starting dataset and scenario.
///
/// # Errors
/// When the folder is not empty or cannot be written.
pub fn init(folder: &Path) -> Result<String, Failure> {
    let failure = |error: std::io::Error| Failure::Io { path: folder.to_owned(), message: error.to_string() };
    let files = starter::write(folder).map_err(failure)?;
    let list: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    Ok(list.join("\n") + "\n")
}
