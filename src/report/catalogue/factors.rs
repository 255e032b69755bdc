//! The factors of the catalogue, each with value, unit, year, quality and source.

use super::find::Question;
use super::quality;
use crate::catalogue::{Catalogue, Factor, sources};
use crate::report::layout::{heading, wrap};
use crate::report::typography::exact;
use crate::report::words::Words;

/// The factors whose id or source holds the words; all when there are none.
#[must_use]
pub fn all(catalogue: &Catalogue, text: &str, words: &Words) -> String {
    let found = matching(catalogue, &Question::new(text), words);
    if found.is_empty() { words.with("catalogue-none", &[("text", text)]) + "\n" } else { found }
}

/// The section of the factors that match; empty when none does.
pub(super) fn matching(catalogue: &Catalogue, question: &Question, words: &Words) -> String {
    let factors = catalogue.factors.values();
    let told = |factor: &Factor| sources::told(&factor.source, words.language());
    let matching =
        factors.filter(|factor| question.is_in(&format!("{} {} {}", factor.id, factor.source, told(factor))));
    let lines: String = matching.map(|factor| wrap(&line(factor, words), " - ", "   ")).collect();
    if lines.is_empty() { lines } else { heading(&words.get("catalogue-factors")) + &lines }
}

fn line(of: &Factor, words: &Words) -> String {
    let year = of.year.map(|year| format!(", {year}")).unwrap_or_default();
    let (value, quality) = (exact(words.language(), of.value), quality(of.quality, words));
    let source = sources::told(&of.source, words.language());
    format!("{} = {value}\u{a0}{} ({quality}{year}){}{source}", of.id, of.unit, words.separator())
}
