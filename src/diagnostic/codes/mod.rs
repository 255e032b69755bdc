//! The registry of all codes: `docs/diagnostics.md` has a paragraph for each, and `tests/it/invalid.rs` keeps the two equal.
//!
//! A stage with codes of its own adds a file with a `CODES` slice here and one entry in [`ALL`].

mod dataset;
pub mod results;
pub mod scenario;

/// A code and, in one line, what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code as messages print it.
    pub code: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

const fn code(code: &'static str, meaning: &'static str) -> Code {
    Code { code, meaning }
}

/// Every code, by who finds it.
pub const ALL: &[&[Code]] = &[dataset::CODES, scenario::CODES, results::CODES];

/// Every code in one sequence.
pub fn all() -> impl Iterator<Item = &'static Code> {
    ALL.iter().copied().flatten()
}
