//! What the sources of the embedded tables say in French.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::tables::rows;
use crate::scenario::Language;

const SOURCES: &str = include_str!("data/sources.csv");

/// What stands between the parts of a source.
const BETWEEN: &str = "; ";
/// What stands around the output that a part speaks of.
const YIELD: (&str, &str) = ("yield of `", "`: ");

#[derive(Deserialize)]
struct Told {
    en: String,
    fr: String,
}

static FRENCH: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| rows::<Told>(SOURCES).map(|told| (told.en, told.fr)).collect());

/// A source of the embedded tables in a language, part by part; what they do not say stays as it is.
#[must_use]
pub fn told(source: &str, language: Language) -> String {
    match language {
        Language::En => source.to_owned(),
        Language::Fr => source.split(BETWEEN).map(french).collect::<Vec<_>>().join("\u{a0}; "),
    }
}

fn french(part: &str) -> String {
    if let Some((output, of)) = part.strip_prefix(YIELD.0).and_then(|rest| rest.split_once(YIELD.1)) {
        return format!("rendement en `{output}`\u{a0}: {}", french(of));
    }
    FRENCH.get(part).map_or(part, String::as_str).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalogue::Catalogue;

    /// The parts of all sources, without the outputs that they speak of.
    fn parts() -> BTreeSet<String> {
        let catalogue = Catalogue::embedded();
        let materials = catalogue.materials.values().map(|it| it.source.as_str());
        let processes = catalogue.processes.values().map(|it| it.source.as_str());
        let factors = catalogue.factors.values().map(|it| it.source.as_str());
        let parts = materials.chain(processes).chain(factors).flat_map(|source| source.split(BETWEEN));
        let bare =
            |part: &str| part.split_once(YIELD.1).filter(|_| part.starts_with(YIELD.0)).map(|(_, of)| of.to_owned());
        parts.map(|part| bare(part).unwrap_or_else(|| part.to_owned())).collect()
    }

    #[test]
    fn every_source_has_its_french_and_no_french_is_left_over() {
        assert_eq!(FRENCH.keys().cloned().collect::<BTreeSet<_>>(), parts());
        assert_eq!(FRENCH.len(), rows::<Told>(SOURCES).count(), "a text stands twice");
        assert!(FRENCH.values().all(|french| !french.trim().is_empty()));
    }

    /// The quality of a figure is read from its source: both say, or neither does, that it is an assumption.
    #[test]
    fn doubt_is_told_in_both_languages() {
        for (english, french) in FRENCH.iter() {
            assert_eq!(english.contains("assumption"), french.contains("hypothèse"), "{english}");
        }
    }

    /// Marks of two strokes, and signs of per cent, stand after a no-break space.
    #[test]
    fn french_typography_is_kept() {
        for french in FRENCH.values() {
            let loose = [" :", " ;", " %", "'", "n° "].iter().find(|mark| french.contains(*mark));
            assert_eq!(loose, None, "{french}");
        }
    }

    #[test]
    fn a_source_is_told_part_by_part() {
        let source = "practice of dairies; yield of `whey`: quoted from practice; what nobody translated";
        let french = "pratique des laiteries\u{a0}; rendement en `whey`\u{a0}: cité d’après la pratique\u{a0}; what nobody translated";
        assert_eq!(told(source, Language::Fr), french);
        assert_eq!(told(source, Language::En), source);
    }
}
