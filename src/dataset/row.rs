//! A row being read: each getter leaves a finding where the cell is not what it should be.

use super::cell;
use super::table::{RawRow, RawTable};
use crate::diagnostic::{Finding, Findings};

/// What numbers a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    Any,
    NotNegative,
    Positive,
}

pub(super) struct Row<'a, 'f> {
    pub table: &'a RawTable,
    pub raw: &'a RawRow,
    pub findings: &'f mut Findings,
}

impl<'a> Row<'a, '_> {
    /// The cell, when it holds anything.
    pub fn text(&self, column: &str) -> Option<&'a str> {
        self.table.cell(self.raw, column)
    }

    pub fn owned(&self, column: &str) -> Option<String> {
        self.text(column).map(str::to_owned)
    }

    /// A finding about one cell of this row.
    pub fn push(&mut self, column: &str, finding: Finding) {
        self.findings.push(finding.at_place(self.table.place(self.raw, Some(column))));
    }

    /// A cell that must not be empty.
    pub fn needed(&mut self, column: &str) -> Option<&'a str> {
        let text = self.text(column);
        if text.is_none() {
            self.push(
                column,
                Finding::error("table.missing-cell", format!("the cell of column `{column}` is empty"))
                    .help("fill the cell, or remove the row"),
            );
        }
        text
    }

    /// A number, none when the cell is empty or wrong.
    pub fn number(&mut self, column: &str, range: Range) -> Option<f64> {
        let text = self.text(column)?;
        let Some(value) = cell::number(text) else {
            self.push(
                column,
                Finding::error("table.not-a-number", format!("`{text}` is not a number"))
                    .help("write digits with a decimal point or comma, without unit: `1234.5` or `1 234,5`"),
            );
            return None;
        };
        let allowed = match range {
            Range::Any => true,
            Range::NotNegative => value >= 0.0,
            Range::Positive => value > 0.0,
        };
        if allowed {
            return Some(value);
        }
        let finding = if range == Range::Positive {
            Finding::error("table.not-positive", format!("`{text}` is not above 0"))
                .help("write a number above 0, or leave the cell empty when it is not known")
        } else {
            Finding::error("table.negative", format!("`{text}` is negative")).help("write a number that is not below 0")
        };
        self.push(column, finding);
        None
    }

    /// A number that must be there.
    pub fn needed_number(&mut self, column: &str, range: Range) -> Option<f64> {
        self.needed(column)?;
        self.number(column, range)
    }

    pub fn boolean(&mut self, column: &str) -> Option<bool> {
        let text = self.text(column)?;
        let value = cell::boolean(text);
        if value.is_none() {
            self.push(
                column,
                Finding::error("table.not-a-boolean", format!("`{text}` is neither yes nor no"))
                    .help("write `yes` or `no` (`oui` or `non`)"),
            );
        }
        value
    }

    /// A whole number, or what the cell holds instead.
    pub fn whole(&mut self, column: &str) -> Option<Result<u32, String>> {
        let value = self.number(column, Range::NotNegative)?;
        if value.fract() == 0.0 && value <= f64::from(u32::MAX) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number within u32")]
            return Some(Ok(value as u32));
        }
        Some(Err(self.text(column).unwrap_or_default().to_owned()))
    }

    /// One word of a short list.
    pub fn word<T: Copy>(&mut self, column: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(column)?;
        let lower = text.to_lowercase();
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == lower) {
            return Some(*value);
        }
        let list: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        self.push(
            column,
            Finding::error("table.unknown-word", format!("`{text}` is not a word of column `{column}`")).did_you_mean(
                text,
                words.iter().map(|(word, _)| *word),
                format!("write one of {}", list.join(", ")),
            ),
        );
        None
    }
}
