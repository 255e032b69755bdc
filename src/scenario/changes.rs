//! `change`: what-if edits of the data.

use super::node::{Content, Node, Scalar};
use super::reader::{Reader, Section};
use super::{Change, Edit};
use crate::diagnostic::Finding;
use crate::diagnostic::codes::scenario as codes;

const KEYS: [&str; 5] = ["table", "where", "set", "drop", "add"];

/// The edits, in order.
pub(super) fn read(top: &Section<'_>, reader: &mut Reader) -> Vec<Change> {
    let items = reader.items(top, "change").unwrap_or_default();
    items.into_iter().filter_map(|(node, path)| read_change(node, path, reader)).collect()
}

fn read_change(node: &Node, path: String, reader: &mut Reader) -> Option<Change> {
    let section = reader.map(node, path);
    if !section.is_written() {
        return None;
    }
    reader.only(&section, &KEYS);
    let table = reader.required_text(&section, "table");
    let edit = read_edit(&section, reader);
    Some(Change { table: table?, edit: edit?, place: section.place })
}

fn read_edit(section: &Section<'_>, reader: &mut Reader) -> Option<Edit> {
    let written: Vec<&str> = KEYS[1..].iter().copied().filter(|key| section.get(key).is_some()).collect();
    match written.as_slice() {
        ["where", "set"] => {
            let (filter, set) = (cells(section, "where", reader), cells(section, "set", reader));
            Some(Edit::Set { filter: filter?, set: set? })
        }
        ["drop"] => cells(section, "drop", reader).map(Edit::Drop),
        ["add"] => cells(section, "add", reader).map(Edit::Add),
        _ => {
            let message = format!("`{}` needs exactly one edit", section.path);
            let finding = Finding::error(codes::CHANGE_FORM, message)
                .at_place(section.place.clone())
                .help("write `where` and `set`, or `drop`, or `add`");
            reader.findings.push(finding);
            None
        }
    }
}

/// Columns and their cells as text; null is an empty cell.
fn cells(section: &Section<'_>, key: &str, reader: &mut Reader) -> Option<Vec<(String, String)>> {
    let node = section.get(key)?;
    let path = section.path_of(key);
    let Content::Map(entries) = &node.content else {
        reader.wrong_type(node, &path, "a map of columns and cells");
        return None;
    };
    if entries.is_empty() {
        let finding = Finding::error(codes::CHANGE_FORM, format!("`{path}` names no column"))
            .at_place(node.source.place(&path))
            .help("name at least one column");
        reader.findings.push(finding);
    }
    let mut cells = Vec::with_capacity(entries.len());
    for (column, cell) in entries {
        match &cell.content {
            Content::Null => cells.push((column.clone(), String::new())),
            Content::Scalar(Scalar { written, .. }) => cells.push((column.clone(), written.clone())),
            Content::List(_) | Content::Map(_) => reader.wrong_type(cell, &format!("{path}.{column}"), "one cell"),
        }
    }
    Some(cells)
}
