//! What a what-if edit did, in words.

use std::fmt::{self, Display, Formatter};

use crate::scenario::Language;

/// Columns and the text of their cells.
pub(super) type Cells = [(String, String)];

/// What an edit did to the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The table.
    pub table: &'static str,
    /// Its rows that were edited.
    pub rows: usize,
    /// What was done to them.
    pub act: Act,
}

/// What was done to rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Cells were set in the rows with these values.
    #[expect(missing_docs, reason = "the words are the meaning")]
    Set { set: Vec<(String, String)>, filter: Vec<(String, String)> },
    /// A row was added, with these ids.
    Added(Vec<String>),
    /// The row of this id was dropped, and with it rows of other tables.
    #[expect(missing_docs, reason = "the words are the meaning")]
    Dropped { id: String, also: Vec<(&'static str, usize)> },
    /// The rows with these values were dropped, and with them rows of other tables.
    #[expect(missing_docs, reason = "the words are the meaning")]
    DroppedWhere { filter: Vec<(String, String)>, also: Vec<(&'static str, usize)> },
}

impl Edited {
    /// The edit in words.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let fr = language == Language::Fr;
        let act = match &self.act {
            Act::Set { set, filter } if fr => format!("réglage de {} où {}", list(set, "et"), list(filter, "et")),
            Act::Set { set, filter } => format!("set {} where {}", list(set, "and"), list(filter, "and")),
            Act::Added(ids) if ids.is_empty() => (if fr { "ajout d’une ligne" } else { "added a row" }).to_owned(),
            Act::Added(ids) => format!("{} {}", if fr { "ajout de" } else { "added" }, ids_text(ids)),
            Act::Dropped { id, .. } => format!("{} `{id}`", if fr { "retrait de" } else { "dropped" }),
            Act::DroppedWhere { filter, .. } if fr => format!("retrait des lignes où {}", list(filter, "et")),
            Act::DroppedWhere { filter, .. } => format!("dropped where {}", list(filter, "and")),
        };
        let also = match &self.act {
            Act::Dropped { also, .. } | Act::DroppedWhere { also, .. } => also.as_slice(),
            Act::Set { .. } | Act::Added(_) => &[],
        };
        let also: Vec<String> = also.iter().map(|(table, rows)| format!("{table} ({})", count(*rows, fr))).collect();
        let with = if fr { "et avec" } else { "and with it" };
        let also = if also.is_empty() { String::new() } else { format!(", {with} {}", also.join(", ")) };
        let colon = if fr { "\u{a0}:" } else { ":" };
        format!("{}{colon} {act} ({}){also}", self.table, count(self.rows, fr))
    }
}

impl Display for Edited {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

fn count(rows: usize, fr: bool) -> String {
    let (one, many) = if fr { ("ligne", "lignes") } else { ("row", "rows") };
    format!("{rows} {}", if rows == 1 { one } else { many })
}

fn ids_text(ids: &[String]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

/// Cells as `column` and value, with a word between them.
pub(super) fn list(cells: &Cells, and: &str) -> String {
    cells.iter().map(|(column, value)| format!("{column} `{value}`")).collect::<Vec<_>>().join(&format!(" {and} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(cells: &[(&str, &str)]) -> Vec<(String, String)> {
        cells.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn edits_read_as_sentences_in_french() {
        let text = |act, rows| Edited { table: "flows", rows, act }.text(Language::Fr);
        let set = Act::Set { set: cells(&[("unit", "t"), ("per", "year")]), filter: cells(&[("flow", "f")]) };
        assert_eq!(text(set, 1), "flows\u{a0}: réglage de unit `t` et per `year` où flow `f` (1 ligne)");
        let dropped = Act::DroppedWhere { filter: cells(&[("unit", "kg")]), also: vec![("qualities", 2)] };
        assert_eq!(
            text(dropped, 3),
            "flows\u{a0}: retrait des lignes où unit `kg` (3 lignes), et avec qualities (2 lignes)"
        );
        assert_eq!(text(Act::Added(vec!["f".to_owned()]), 1), "flows\u{a0}: ajout de `f` (1 ligne)");
        assert_eq!(
            text(Act::Dropped { id: "f".to_owned(), also: Vec::new() }, 1),
            "flows\u{a0}: retrait de `f` (1 ligne)"
        );
    }
}
