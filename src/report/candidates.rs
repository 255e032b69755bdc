//! What `discover` shows: every possibility before any optimisation, and why others are rejected.

use serde::{Deserialize, Serialize};

use crate::assess::tables::{Number, Row, write_table};
use crate::dataset::Dataset;
use crate::discover::Candidates;
use crate::report::layout::{Side, heading, table, wrap};
use crate::report::typography::{number, shared_decimals};
use crate::report::words::Words;
use crate::scenario::Language;

/// A possibility: kept when it has no reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CandidateRow {
    /// `substitution` or `mutualisation`.
    pub kind: String,
    /// Giver.
    pub from: String,
    /// Taker, when it is a pair.
    pub to: Option<String>,
    /// Material or stream.
    pub what: String,
    /// The most tonnes a year that it could carry.
    pub tonnes_t: Option<Number>,
    /// Distance, one way.
    pub km: Option<Number>,
    /// Reason code when it is rejected.
    pub reason: Option<String>,
    /// The reason with its figures (English).
    pub detail: Option<String>,
}

impl Row for CandidateRow {
    const FILE: &'static str = "candidates.csv";
    const HEADER: &'static [&'static str] = &["kind", "from", "to", "what", "tonnes_t", "km", "reason", "detail"];
}

/// Every candidate link and every company that a stream can serve, then what was rejected.
#[must_use]
pub fn rows(dataset: &Dataset, candidates: &Candidates) -> Vec<CandidateRow> {
    let links = candidates.links.iter().map(|link| CandidateRow {
        kind: "substitution".into(),
        from: link.from_place(dataset).to_string(),
        to: Some(link.to_place(dataset).to_string()),
        what: link.material.to_string(),
        tonnes_t: Some(link.bound.value().into()),
        km: Some(link.km.value().into()),
        reason: None,
        detail: None,
    });
    let stops = candidates.streams.iter().flat_map(|stream| {
        stream.stops.iter().map(|stop| CandidateRow {
            kind: "mutualisation".into(),
            from: stop.company.to_string(),
            to: None,
            what: stream.id.to_string(),
            tonnes_t: Some(stop.load.value().into()),
            km: None,
            reason: None,
            detail: None,
        })
    });
    let rejected = candidates.rejected.iter().map(|rejection| {
        let collection = candidates.streams.iter().any(|stream| stream.id.as_str() == rejection.what);
        CandidateRow {
            kind: if collection { "mutualisation" } else { "substitution" }.into(),
            from: rejection.from.clone(),
            to: rejection.to.clone(),
            what: rejection.what.clone(),
            tonnes_t: None,
            km: None,
            reason: Some(rejection.reason.code().into()),
            detail: Some(rejection.reason.to_string()),
        }
    });
    links.chain(stops).chain(rejected).collect()
}

/// Possibilities kept, then those rejected, as tables.
#[must_use]
pub fn text(rows: &[CandidateRow], language: Language) -> String {
    let words = Words::new(language);
    let (rejected, kept): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.reason.is_some());
    let mut text = words.get("heading-candidates") + "\n";
    if kept.is_empty() {
        text += &wrap(&words.get("no-candidates"), " ", " ");
    } else {
        text += &block(&kept, &words, &["from", "to", "what"], language);
    }
    if !rejected.is_empty() {
        text += &heading(&words.get("heading-rejected"));
        text += &block(&rejected, &words, &["from", "to", "what", "reason"], language);
    }
    text
}

/// The same rows as CSV, with the columns of [`CandidateRow`].
///
/// # Errors
/// When a row cannot be written.
pub fn csv(rows: &[CandidateRow]) -> std::io::Result<String> {
    let bytes = write_table(rows.iter().cloned())?;
    String::from_utf8(bytes).map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))
}

/// A table of the columns asked and of those figures; a column that is empty in every row is left out.
fn block(rows: &[&CandidateRow], words: &Words, texts: &[&str], language: Language) -> String {
    let tonnes = shared_decimals("t", rows.iter().filter_map(|row| row.tonnes_t).map(|it| it.0));
    let show =
        |value: Option<Number>, places: usize| value.map(|it| number(language, it.0, places)).unwrap_or_default();
    let cell = |row: &CandidateRow, id: &str| match id {
        "from" => row.from.clone(),
        "to" => row.to.clone().unwrap_or_default(),
        "what" => row.what.clone(),
        "reason" => {
            let detail = row.detail.clone().filter(|detail| !detail.is_empty());
            detail.unwrap_or_else(|| words.reason(row.reason.as_deref().unwrap_or_default()))
        }
        "tonnes" => show(row.tonnes_t, tonnes),
        _ => show(row.km, 0),
    };
    let left = texts.iter().map(|id| (*id, Side::Left));
    let columns = left.chain([("tonnes", Side::Right), ("km", Side::Right)]);
    let used: Vec<_> = columns.filter(|(id, _)| rows.iter().any(|row| !cell(row, id).is_empty())).collect();
    let heads: Vec<_> = used.iter().map(|(id, side)| (words.get(&format!("column-{id}")), *side)).collect();
    let cells = |row: &&CandidateRow| used.iter().map(|(id, _)| cell(row, id)).collect();
    table(&heads, &rows.iter().map(cells).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_without_a_figure_is_left_out() {
        let mut row = CandidateRow {
            kind: "mutualisation".to_owned(),
            from: "acme".to_owned(),
            to: None,
            what: "3e".to_owned(),
            tonnes_t: Some(0.202.into()),
            km: None,
            reason: None,
            detail: None,
        };
        let head = |row: &CandidateRow| {
            let text = text(std::slice::from_ref(row), Language::En);
            text.lines().nth(1).unwrap_or_default().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(head(&row), ["from", "material", "t"]);
        row.to = Some("hub".to_owned());
        row.km = Some(12.0.into());
        assert_eq!(head(&row), ["from", "to", "material", "t", "km"]);
    }
}
