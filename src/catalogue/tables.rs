//! Reading the embedded tables. Tests count their rows, so that a row that does not parse cannot go unseen.

use serde::de::DeserializeOwned;

/// The rows of an embedded table.
pub(super) fn rows<T: DeserializeOwned>(table: &str) -> impl Iterator<Item = T> {
    csv::Reader::from_reader(table.as_bytes()).into_deserialize().filter_map(Result::ok)
}
