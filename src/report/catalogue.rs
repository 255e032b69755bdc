//! The embedded catalogue as text: what matches some words, with its source.

use crate::catalogue::{Catalogue, Quality};
use crate::diagnostic::plain;
use crate::report::layout::{heading, wrap};
use crate::report::typography::exact;
use crate::scenario::Language;

const EN: Language = Language::En;

/// The materials, processes and factors that hold all the words of a text, whatever its case and accents.
#[must_use]
pub fn search(catalogue: &Catalogue, text: &str) -> String {
    let text = plain(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let sections =
        [("Materials", materials(catalogue)), ("Processes", processes(catalogue)), ("Factors", factors(catalogue))];
    let mut found = String::new();
    for (title, entries) in sections {
        let matches = |entry: &&String| {
            let entry = plain(entry);
            words.iter().all(|word| entry.contains(word))
        };
        let entries: Vec<&String> = entries.iter().filter(matches).collect();
        if !entries.is_empty() {
            found += &heading(title);
            found.extend(entries.into_iter().map(|entry| wrap(entry, " - ", "   ")));
        }
    }
    if found.is_empty() { format!("nothing in the catalogue matches `{text}`\n") } else { found }
}

fn materials(catalogue: &Catalogue) -> Vec<String> {
    let materials = catalogue.materials.values().map(|it| {
        let mut parts = vec![format!("{} ({}): {} / {}", it.id, it.family, it.label.en, it.label.fr)];
        parts.extend(it.code.as_ref().map(|code| format!("waste code {code}")));
        parts.extend(it.unit_kg.map(|kg| format!("{} kg each", exact(EN, kg))));
        parts.extend(it.virgin_co2e.map(|factor| format!("new: {} kgCO2e/t", exact(EN, factor.value()))));
        parts.push(it.source.clone());
        parts.join("; ")
    });
    materials.collect()
}

fn processes(catalogue: &Catalogue) -> Vec<String> {
    let processes = catalogue.processes.values().map(|it| {
        let mut parts = vec![format!("{}: takes {}", it.id, it.input)];
        let yields = it.yields.iter().map(|y| format!("{} {}", exact(EN, y.ratio), y.output));
        parts.extend((!it.yields.is_empty()).then(|| format!("gives {}", yields.collect::<Vec<_>>().join(", "))));
        parts.extend(it.operation_code.clone());
        parts.extend(it.co2e.map(|factor| format!("{} kgCO2e/t", exact(EN, factor.value()))));
        parts.push(it.source.clone());
        parts.join("; ")
    });
    processes.collect()
}

fn factors(catalogue: &Catalogue) -> Vec<String> {
    let factors = catalogue.factors.values().map(|it| {
        let quality = match it.quality {
            Quality::Sourced => "sourced",
            Quality::Secondary => "secondary",
            Quality::Derived => "derived",
            Quality::Assumption => "assumption",
        };
        let year = it.year.map(|year| format!(", {year}")).unwrap_or_default();
        format!("{} = {} {} ({quality}{year}); {}", it.id, exact(EN, it.value), it.unit, it.source)
    });
    factors.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_found_with_its_source_and_nothing_else() {
        let text = search(Catalogue::embedded(), "PICKUP_co2e");
        assert!(text.contains("pickup_co2e_kg_per_km = 0.682 kgCO2e/km (derived"), "{text}");
        assert!(text.contains("25775"), "{text}");
        assert!(!text.contains("detour_factor"), "{text}");
    }

    #[test]
    fn accents_do_not_matter_and_nothing_found_is_said() {
        assert!(search(Catalogue::embedded(), "ecran").contains("screen"));
        assert_eq!(search(Catalogue::embedded(), "xyzzy"), "nothing in the catalogue matches `xyzzy`\n");
    }
}
