//! Findings: what is wrong or doubtful in what the user gave, where, and what to do about it.

pub mod codes;
mod nearest;
mod render;

use serde::{Deserialize, Serialize};

pub use nearest::{nearest, plain};

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

impl Place {
    /// A whole file.
    #[must_use]
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, column: None }
    }
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

impl Finding {
    /// Something that stops the run.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { place: Place::default(), severity: Severity::Error, code, message: message.into(), help: None }
    }

    /// Something to look at; the run goes on.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Says where: a file, with its row or line and its column or key path when they are known.
    #[must_use]
    pub fn at<'a>(
        self,
        file: impl Into<String>,
        line: impl Into<Option<usize>>,
        column: impl Into<Option<&'a str>>,
    ) -> Self {
        self.at_place(Place { file: file.into(), line: line.into(), column: column.into().map(str::to_owned) })
    }

    /// Says where.
    #[must_use]
    pub fn at_place(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Proposes the known name that is nearest to `name`, or keeps `otherwise` when none is near.
    #[must_use]
    pub fn did_you_mean<'a>(
        self,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
        otherwise: impl Into<String>,
    ) -> Self {
        match nearest(name, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self.help(otherwise),
        }
    }
}

/// All findings of a run, in the order of their places.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds one, in its place; an equal one is not repeated.
    pub fn push(&mut self, finding: Finding) {
        if let Err(index) = self.0.binary_search(&finding) {
            self.0.insert(index, finding);
        }
    }

    /// Adds all of another list.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.0.extend(findings);
        self.0.sort();
        self.0.dedup();
    }

    /// Whether something stops the run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// Those that stop the run, by place.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// Those that only deserve a look, by place.
    pub fn warnings(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter().filter(|finding| finding.severity == Severity::Warning)
    }

    /// All, by place.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        let mut all = Self::new();
        all.extend(findings);
        all
    }
}
