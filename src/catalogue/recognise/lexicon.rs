//! Words that say little of what a material is: grammar, measure, packing; and words that say its state, an amount or a
//! period. `data/lexicon.csv` lists them.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::super::tables::rows;
use super::amount::Measure;

const TABLE: &str = include_str!("../data/lexicon.csv");

/// What a word is worth besides its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It may say what a material is.
    Plain,
    /// Grammar and filling.
    Stop,
    /// Measure and time.
    Measure,
    /// What goods are packed in: it counts less than what is packed.
    Packing,
    /// After it a purpose or an origin is told.
    Purpose,
    /// It denies the next word.
    Denial,
}

#[derive(Deserialize)]
struct Row {
    kind: String,
    meaning: String,
    words: String,
}

/// Meanings by kind and word; of two words that are one, `+` stands between.
static ALL: LazyLock<HashMap<String, HashMap<String, String>>> = LazyLock::new(|| {
    let mut all: HashMap<String, HashMap<String, String>> = HashMap::new();
    for Row { kind, meaning, words } in rows(TABLE) {
        let words = words.split_whitespace().map(|word| (word.to_owned(), meaning.clone()));
        all.entry(kind).or_default().extend(words);
    }
    all
});

fn find(kind: &str, word: &str) -> Option<&'static str> {
    ALL.get(kind)?.get(word).map(String::as_str)
}

fn value(kind: &str, word: &str) -> Option<f64> {
    find(kind, word)?.parse().ok()
}

/// The role of a folded word.
pub(super) fn role(word: &str) -> Role {
    let roles = [
        ("purpose", Role::Purpose),
        ("denial", Role::Denial),
        ("stop", Role::Stop),
        ("measure", Role::Measure),
        ("packing", Role::Packing),
    ];
    roles.into_iter().find(|(kind, _)| find(kind, word).is_some()).map_or(Role::Plain, |(_, role)| role)
}

/// The word that stands for all words of the same state; none when the word says no state.
pub(super) fn state(word: &str) -> Option<&'static str> {
    find("state", word)
}

/// The word that stands for others of the same meaning: abbreviations, and the same matter in the other language.
pub(super) fn same(word: &str) -> Option<&'static str> {
    find("same", word)
}

/// The state that two words make together.
pub(super) fn pair(first: &str, second: &str) -> Option<&'static str> {
    find("pair", &format!("{first}+{second}"))
}

/// A number written out. `neuf` is none: in an inventory it says new.
pub(super) fn number(word: &str) -> Option<f64> {
    value("number", word)
}

/// A round number of things: `dizaine`.
pub(super) fn round(word: &str) -> Option<f64> {
    value("round", word)
}

/// Times a year of a period: `mois`.
pub(super) fn period(word: &str) -> Option<f64> {
    value("period", word)
}

/// Times a year of a word that states a period by itself: `mensuel`.
pub(super) fn rhythm(word: &str) -> Option<f64> {
    value("rhythm", word)
}

/// A unit: how many of which of `flows.csv`.
pub(super) fn unit(word: &str) -> Option<(f64, Measure)> {
    let (factor, unit) = find("unit", word)?.split_once(' ')?;
    Some((factor.parse().ok()?, Measure::named(unit)?))
}

/// Whether a word may say what a material is: no grammar, no measure, no state.
pub(super) fn means(word: &str) -> bool {
    role(word) == Role::Plain && state(word).is_none()
}

/// How the words of state agree with a material being a waste: 1 when they say so, -1 when they say the contrary.
pub(super) fn leaning<'a>(words: impl Iterator<Item = &'a str>, waste: bool) -> f64 {
    let says = words.filter_map(|word| match word {
        "usage" | "souille" | "rebut" | "perime" | "casse" => Some(true),
        "neuf" | "recycle" => Some(false),
        _ => None,
    });
    let mut says = says.collect::<Vec<_>>();
    says.dedup();
    match says.as_slice() {
        [one] if *one == waste => 1.0,
        [_] => -1.0,
        _ => 0.0,
    }
}
