//! Where each value of a resolved scenario came from.

use super::Provenance;
use super::node::{Content, Node};

/// A value that no file states.
pub(super) fn default(key: String, value: String, factor: Option<&str>) -> Provenance {
    Provenance { key, value, place: None, factor: factor.map(str::to_owned) }
}

/// One entry for each value that the files state; a list of plain values counts as one.
pub(super) fn stated(node: &Node) -> Vec<Provenance> {
    let mut entries = Vec::new();
    collect(node, "", &mut entries);
    entries
}

fn collect(node: &Node, path: &str, entries: &mut Vec<Provenance>) {
    match &node.content {
        Content::Null => {}
        Content::Map(map) if !map.is_empty() => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                collect(value, &path, entries);
            }
        }
        Content::List(items) if items.iter().any(|item| matches!(item.content, Content::Map(_) | Content::List(_))) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{path}[{index}]"), entries);
            }
        }
        Content::Map(_) | Content::List(_) | Content::Scalar(_) => entries.push(Provenance {
            key: path.to_owned(),
            value: node.inline(),
            place: Some(node.source.place(path)),
            factor: None,
        }),
    }
}
