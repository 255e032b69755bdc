//! Flows told in words: their material and amount from the label, and from coding.csv where a person has confirmed them.

mod code;
mod propose;
mod reading;

use std::collections::BTreeMap;

pub(super) use self::code::Codes;
pub use self::propose::{Proposal, propose};
pub(super) use self::reading::fill;
use super::cell;
use super::context::Context;
use super::folder::RawTables;
use super::table::{RawRow, RawTable};
use crate::diagnostic::{Finding, Findings, Place, plain};

/// The least score at which a material recognised in a label is used before anybody has confirmed it.
pub const SURE: f64 = 0.9;

/// Which flow a row of coding.csv speaks of: its company, its direction and its words.
type Key = (String, String, String);

/// What was read in the words of a flow, or in its code.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The likeliest material.
    pub material: String,
    /// How probable it is, as recognition says.
    pub score: f64,
    /// Whether a person has confirmed it.
    pub confirmed: bool,
    /// The likeliest materials with their scores, for messages.
    pub others: Vec<String>,
    /// The row of coding.csv, when it has one.
    pub place: Option<Place>,
}

impl Reading {
    /// Whether it may be used.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.confirmed || self.score >= SURE
    }
}

fn key(table: &RawTable, row: &RawRow) -> Option<Key> {
    let direction = table.cell(row, "direction")?.to_lowercase();
    Some((table.cell(row, "company")?.to_owned(), direction, plain(table.cell(row, "label")?)))
}

/// The rows of coding.csv by flow.
fn by_key(raw: &RawTables) -> BTreeMap<Key, (&RawTable, &RawRow)> {
    let table = raw.tables.get("coding");
    let rows = table.into_iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    rows.filter_map(|(table, row)| Some((key(table, row)?, (table, row)))).collect()
}

/// Whether a person has decided the material of a row: said yes, or written another one than was proposed.
fn decided(table: &RawTable, row: &RawRow) -> bool {
    let said = table.cell(row, "confirmed").and_then(cell::boolean) == Some(true);
    let material = table.cell(row, "material");
    let changed = material.is_some() && material != table.cell(row, "proposed");
    material.is_some() && (said || changed)
}

/// What is wrong in coding.csv itself.
pub(super) fn check(context: &Context<'_>, findings: &mut Findings) {
    let flows: std::collections::BTreeSet<Key> =
        context.rows("flows").filter_map(|(table, row)| key(table, row)).collect();
    context.read("coding", findings, |row| {
        for column in ["company", "direction", "label"] {
            row.needed(column);
        }
        row.number("score", super::row::Range::NotNegative);
        if row.boolean("confirmed") == Some(true) && row.text("material").is_none() {
            let finding = Finding::error("coding.nothing-confirmed", "the row is confirmed and names no material");
            row.push("material", finding.help("write the id of the material, or leave `confirmed` empty"));
        }
        if context.raw.whole("flows") && key(row.table, row.raw).is_some_and(|key| !flows.contains(&key)) {
            let label = row.text("label").unwrap_or_default();
            let message = format!("no flow of this company and direction is called `{label}`: the row is not used");
            let finding = Finding::warning("coding.no-such-flow", message);
            row.push("label", finding.help("remove the row, or correct its company, direction or label"));
        }
        Some(())
    });
}
