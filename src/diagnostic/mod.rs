//! Findings: what is wrong or doubtful in what the user gave, where, and what to do about it.

use serde::{Deserialize, Serialize};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The run cannot go on.
    Error,
    /// The run goes on, and the user should look.
    Warning,
}

/// Where a finding is.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// File, as the user would name it.
    pub file: String,
    /// Row as the spreadsheet counts it (the header is row 1), or line of a YAML file.
    pub line: Option<usize>,
    /// Column of a table, or key path of a YAML file (`targets.budget_eur`).
    pub column: Option<String>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// How grave.
    pub severity: Severity,
    /// A code that reads by itself (`flows.unknown-company`), documented in `docs/diagnostics.md`.
    pub code: &'static str,
    /// What is wrong, without a full stop; literals in backticks.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// All findings of a run, in the order of their places.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Findings(Vec<Finding>);
