//! The embedded catalogue as text: cards of what matches some words, each with its sources.

mod factors;
mod find;
mod materials;
mod processes;

use crate::catalogue::{Bilingual, Catalogue, Quality};
use crate::report::layout::{heading, wrap};
use crate::report::words::Words;
use crate::scenario::Language;

pub use factors::all as factors;

/// Cards shown in full.
const CARDS: usize = 3;
/// Names listed after the cards.
const LISTED: usize = 20;
/// Items of a list on a card.
const ITEMS: usize = 12;
/// Where the values of a card start.
const INDENT: &str = "     ";

/// What the words find: cards of the best materials and processes, the names of the others, and factors.
#[must_use]
pub fn search(catalogue: &Catalogue, text: &str, words: &Words) -> String {
    let question = find::Question::new(text);
    let materials = find::materials(catalogue, &question);
    let processes = find::processes(catalogue, &question);
    let mut found = section("catalogue-materials", &materials, words, |it| materials::card(catalogue, it, words));
    found += &section("catalogue-processes", &processes, words, |it| processes::card(catalogue, it, words));
    found += &factors::matching(catalogue, &question, words);
    if found.is_empty() { words.with("catalogue-none", &[("text", text)]) + "\n" } else { found }
}

/// How much there is of everything, and the families.
#[must_use]
pub fn overview(catalogue: &Catalogue, words: &Words) -> String {
    let counts = [
        ("materials", catalogue.materials.len()),
        ("names", catalogue.synonyms().len()),
        ("processes", catalogue.processes.len()),
        (
            "sectors",
            catalogue.sectors().map(|row| row.division.as_str()).collect::<std::collections::BTreeSet<_>>().len(),
        ),
        ("precedents", catalogue.precedents.len()),
        ("factors", catalogue.factors.len()),
    ];
    let counts = counts.map(|(name, count)| (name, count.to_string()));
    let counts: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    let families = catalogue.families().into_iter().collect::<Vec<_>>().join(", ");
    wrap(&words.with("catalogue-overview", &counts), "", "")
        + &heading(&words.get("catalogue-families"))
        + &wrap(&families, " ", " ")
}

/// The cards of the best, and the names of those that match as well or less.
fn section<T>(title: &str, hits: &find::Hits<T>, words: &Words, card: impl Fn(&T) -> String) -> String
where
    T: find::Named,
{
    if hits.best.is_empty() && hits.others.is_empty() {
        return String::new();
    }
    let mut text = heading(&words.get(title));
    for one in hits.best.iter().take(CARDS) {
        text += &card(one);
    }
    let others: Vec<String> = hits
        .best
        .iter()
        .skip(CARDS)
        .chain(&hits.others)
        .map(|one| format!("{} ({})", label(one.label(), words), one.id()))
        .collect();
    if !others.is_empty() {
        let also = words.with("catalogue-others", &[("list", &listed(&others, LISTED, words))]);
        text += "\n";
        text += &wrap(&also, " ", "   ");
    }
    text
}

/// A list cut after some items, with how many more there are.
fn listed(items: &[String], most: usize, words: &Words) -> String {
    let separator = words.separator();
    let shown = items.iter().take(most).cloned().collect::<Vec<_>>().join(separator);
    match items.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown}{separator}{}", words.with("catalogue-more", &[("count", &more.to_string())])),
    }
}

/// One line of a card: what it is, then its value.
fn line(name: &str, value: &str, words: &Words) -> String {
    wrap(&words.with(name, &[("value", value)]), "   ", INDENT)
}

/// A list of a card, under its title; nothing when it is empty.
fn list(title: &str, items: &[String], words: &Words) -> String {
    if items.is_empty() {
        return String::new();
    }
    let mut text = format!("   {}\n", words.get(title));
    for item in items.iter().take(ITEMS) {
        text += &wrap(item, "    - ", "      ");
    }
    if let more @ 1.. = items.len().saturating_sub(ITEMS) {
        text += &wrap(&words.with("catalogue-more", &[("count", &more.to_string())]), "    - ", "      ");
    }
    text
}

fn label<'l>(label: &'l Bilingual, words: &Words) -> &'l str {
    match words.language() {
        Language::Fr => &label.fr,
        Language::En => &label.en,
    }
}

fn quality(quality: Quality, words: &Words) -> String {
    words.get(match quality {
        Quality::Sourced => "quality-sourced",
        Quality::Secondary => "quality-secondary",
        Quality::Derived => "quality-derived",
        Quality::Assumption => "quality-assumption",
    })
}

#[cfg(test)]
mod tests;
