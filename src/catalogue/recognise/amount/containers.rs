//! What goods are packed in: sizes, payloads and how full they leave.

use std::sync::LazyLock;

use serde::Deserialize;

use super::super::super::tables::rows;
use super::super::words::Token;

const TABLE: &str = include_str!("../../data/containers.csv");

/// A container of `data/containers.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct Container {
    /// Identifier.
    pub id: String,
    /// Its names, each as one or two folded words.
    names: Vec<Vec<String>>,
    /// What it holds when the label does not say, m3.
    pub volume_m3: f64,
    /// What it may carry, t.
    pub payload_t: Option<f64>,
    /// How full it leaves, 0 to 1.
    pub fill: f64,
    /// Source of the figures.
    pub source: String,
}

#[derive(Deserialize)]
struct Row {
    container: String,
    words: String,
    volume_m3: f64,
    payload_t: Option<f64>,
    fill: f64,
    source: String,
}

static ALL: LazyLock<Vec<Container>> = LazyLock::new(|| {
    let container = |row: Row| Container {
        id: row.container,
        names: row.words.split('|').map(|name| name.split(' ').map(str::to_owned).collect()).collect(),
        volume_m3: row.volume_m3,
        payload_t: row.payload_t,
        fill: row.fill,
        source: row.source,
    };
    rows(TABLE).map(container).collect()
});

/// Every container.
#[must_use]
pub fn containers() -> &'static [Container] {
    &ALL
}

/// The container that the tokens begin with, by its longest name, and how many of them name it.
pub(super) fn at(tokens: &[Token]) -> Option<(&'static Container, usize)> {
    let named = ALL.iter().flat_map(|container| container.names.iter().map(move |name| (container, name)));
    let found = named.filter_map(|(container, name)| Some((container, length(name, tokens)?)));
    found.max_by_key(|(_, length)| *length)
}

/// How many tokens the name takes at their beginning, a hyphen between its words included.
fn length(name: &[String], tokens: &[Token]) -> Option<usize> {
    let mut at = 0;
    for (place, word) in name.iter().enumerate() {
        if place > 0 && tokens.get(at).is_some_and(|token| token.text == "-") {
            at += 1;
        }
        if tokens.get(at)?.text != *word {
            return None;
        }
        at += 1;
    }
    Some(at)
}
