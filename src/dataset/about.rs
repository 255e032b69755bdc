//! about.csv: one row that says what kind of data this is.

use super::context::Context;
use super::{About, Status};
use crate::diagnostic::{Finding, Findings};

const STATUSES: [(&str, Status); 3] =
    [("real", Status::Real), ("reconstruction", Status::Reconstruction), ("illustrative", Status::Illustrative)];

/// What the dataset says of itself; without about.csv the data counts as collected from the companies named.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> About {
    let mut rows = context.read("about", findings, |row| {
        row.needed("status");
        Some(About {
            status: row.word("status", &STATUSES).unwrap_or_default(),
            note_fr: row.owned("note_fr").unwrap_or_default(),
            note_en: row.owned("note_en").unwrap_or_default(),
            source: row.owned("source").unwrap_or_default(),
        })
    });
    if let Some((table, second)) = context.rows("about").nth(1) {
        findings.push(
            Finding::error("about.several-rows", format!("about.csv has {} rows", rows.len()))
                .at_place(table.place(second, None))
                .help("keep one row: it speaks for the whole dataset"),
        );
    }
    if rows.is_empty() { About::default() } else { rows.swap_remove(0) }
}
