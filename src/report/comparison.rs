//! A comparison as text: up to three results fit 80 columns, more grow wider.

use crate::compare::{Changed, Comparison, Line, Proposals};
use crate::report::layout::{Side, heading, table, wrap};
use crate::report::terminal::title;
use crate::report::typography::{decimals, number, shared_decimals, signed};
use crate::report::words::Words;

use crate::assess::{Indicator, Synergy};

/// The comparison in the language of its first result.
#[must_use]
pub fn text(comparison: &Comparison) -> String {
    let words = Words::new(comparison.language);
    let count = comparison.results.len().to_string();
    [
        format!("{}\n", words.with("heading-comparison", &[("count", &count)])),
        results(comparison, &words),
        inputs(comparison, &words),
        indicators(comparison, &words),
        proposals(comparison, &words),
    ]
    .concat()
}

fn results(comparison: &Comparison, words: &Words) -> String {
    let mut text = String::new();
    for (index, result) in comparison.results.iter().enumerate() {
        let title = title(&result.title, "", words.language());
        let reference = if index == 0 { format!(" ({})", words.get("reference-result")) } else { String::new() };
        text += &wrap(&format!("{}{reference} {title}", result.name), " - ", "   ");
    }
    text
}

fn names(comparison: &Comparison) -> impl Iterator<Item = String> {
    comparison.results.iter().map(|result| result.name.clone())
}

fn inputs(comparison: &Comparison, words: &Words) -> String {
    let head = heading(&words.get("heading-inputs"));
    if comparison.scenario.is_empty() && comparison.inputs.is_empty() {
        return head + &format!(" {}\n", words.get("no-change-inputs"));
    }
    let absent = words.get("absent");
    let line = |change: &Changed, shown: &dyn Fn(&str) -> String| {
        let values = change.values.iter().map(|value| value.as_deref().map_or_else(|| absent.clone(), shown));
        wrap(&format!("{}{}{}", change.key, words.colon(), values.collect::<Vec<_>>().join(" | ")), " - ", "     ")
    };
    // The first eight digits tell two checksums apart for the eye; the JSON has them whole.
    let short = |checksum: &str| checksum.chars().take(8).collect::<String>();
    let names = wrap(&names(comparison).collect::<Vec<_>>().join(" | "), " ", " ");
    let (edits, scenario): (Vec<_>, Vec<_>) = comparison.scenario.iter().partition(|change| change.key == "change");
    let edits: String = edits.into_iter().map(|change| edits_of(change, comparison, words)).collect();
    let scenario: String = scenario.into_iter().map(|change| line(change, &str::to_owned)).collect();
    let inputs: String = comparison.inputs.iter().map(|change| line(change, &short)).collect();
    let values = scenario + &inputs;
    let names = if values.is_empty() { String::new() } else { names };
    head + &names + &values + &edits
}

/// The edits of the data, a line for each result that has any.
fn edits_of(change: &Changed, comparison: &Comparison, words: &Words) -> String {
    let each = names(comparison).zip(&change.values);
    let each = each.filter_map(|(name, edits)| Some(format!("change ({name}){}{}", words.colon(), edits.as_deref()?)));
    each.map(|text| wrap(&text, " - ", "     ")).collect()
}

fn indicators(comparison: &Comparison, words: &Words) -> String {
    let language = words.language();
    let mut columns = vec![(words.get("column-indicator"), Side::Left)];
    for (index, name) in names(comparison).enumerate() {
        columns.push((name, Side::Right));
        if index > 0 {
            columns.push((words.get("column-difference"), Side::Right));
        }
    }
    let shown = comparison.indicators.iter().filter(|line| line.values.iter().flatten().any(|value| *value != 0.0));
    let shown: Vec<&Line> = shown.collect();
    let row = |line: &&Line| {
        let scale = if line.unit == "share" { 100.0 } else { 1.0 };
        let alike = shown.iter().filter(|one| one.unit == line.unit);
        let places = shared_decimals(&line.unit, alike.flat_map(|one| one.values.iter().flatten().copied()));
        let mut row = vec![label(line, words)];
        for (index, (value, difference)) in line.values.iter().zip(&line.differences).enumerate() {
            row.push(value.map_or_else(|| words.get("absent"), |value| number(language, value * scale, places)));
            if index > 0 {
                row.push(difference.map_or_else(String::new, |value| signed(language, value * scale, places)));
            }
        }
        row
    };
    heading(&words.get("heading-results")) + &table(&columns, &shown.iter().map(row).collect::<Vec<_>>())
}

/// The indicator's words with its unit, so that the cells are bare numbers.
fn label(line: &Line, words: &Words) -> String {
    let indicator = Indicator { id: line.id.clone(), unit: line.unit.clone(), today: 0.0, proposed: 0.0 };
    let words = words.indicator(&indicator);
    match line.unit.as_str() {
        "units" | "companies" | "rounds" => words,
        "EUR" => format!("{words} (€)"),
        "share" => format!("{words} (%)"),
        unit => format!("{words} ({unit})"),
    }
}

fn proposals(comparison: &Comparison, words: &Words) -> String {
    let mut text = heading(&words.get("heading-proposals"));
    let before = text.len();
    for result in &comparison.proposals {
        for (id, list) in [("added", &result.added), ("removed", &result.removed)] {
            if !list.is_empty() {
                text += &wrap(&words.with(id, &[("name", &result.name)]), " ", " ");
            }
            for synergy in list {
                text += &wrap(&proposal(synergy, words), "  - ", "    ");
            }
        }
        text += &changed(result, words);
    }
    if text.len() == before {
        // A difference that no proposal states, such as a price, is not hidden.
        let mut differences = comparison.indicators.iter().flat_map(|line| &line.differences);
        let differs = differences.any(|value| value.is_some_and(|value| value.abs() > 1e-6));
        let id = if differs { "same-proposals" } else { "no-change-proposals" };
        text += &wrap(&words.get(id), " ", " ");
    }
    text
}

/// Proposals of the same id that go elsewhere or carry another quantity, then what is processed where.
fn changed(result: &Proposals, words: &Words) -> String {
    let name = [("name", result.name.as_str())];
    let mut text = String::new();
    if !result.changed.is_empty() {
        text += &wrap(&words.with("changed", &name), " ", " ");
    }
    for it in &result.changed {
        let line = format!("{} ({} {})", proposal(&it.after, words), words.get("before"), proposal(&it.before, words));
        text += &wrap(&line, "  - ", "    ");
    }
    if !result.treated.is_empty() {
        text += &wrap(&words.with("treated", &name), " ", " ");
    }
    let places = shared_decimals("t", result.treated.iter().flat_map(|it| [it.before, it.after]));
    for it in &result.treated {
        let [before, after] = [it.before, it.after].map(|value| number(words.language(), value, places));
        text += &wrap(
            &format!("{}, {}: {after}\u{a0}t ({} {before}\u{a0}t)", it.process, it.place, words.get("before")),
            "  - ",
            "    ",
        );
    }
    text
}

fn proposal(synergy: &Synergy, words: &Words) -> String {
    let tonnes = number(words.language(), synergy.tonnes.value(), decimals("t", synergy.tonnes.value()));
    let mode = synergy.mode.as_ref().map(|mode| format!(", {}", words.served(mode))).unwrap_or_default();
    format!("{} → {}, {}{mode}, {tonnes}\u{a0}t", synergy.from, synergy.to, synergy.what)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::assess::results::ResultFolder;
    use crate::compare::compare;
    use crate::report::{fixture, folder};
    use crate::scenario::Language;

    fn results(dir: &Path, scenarios: &[(&str, f64, &str)]) -> Vec<ResultFolder> {
        let mut folders = Vec::new();
        for (index, (name, km, gap)) in scenarios.iter().enumerate() {
            let mut outcome = fixture::outcome(Language::Fr);
            (*name).clone_into(&mut outcome.scenario);
            outcome.indicators[2].proposed = *km;
            if index > 0 {
                outcome.synergies.remove(0);
            }
            let extra = json!({
                "scenario": [{"key": "name", "value": name}, {"key": "solver.gap", "value": gap}],
                "inputs": { "flows.csv": "0123456789abcdef" },
            });
            folders.push(ResultFolder::open(&folder::write(&outcome, extra, Vec::new(), dir).unwrap()).unwrap());
        }
        folders
    }

    #[test]
    fn inputs_indicators_and_proposals_that_differ_are_shown() {
        let dir = tempfile::tempdir().unwrap();
        let comparison = compare(&results(dir.path(), &[("classique", 460.0, "1e-6"), ("local", 160.0, "0.01")]));
        assert_eq!(comparison.scenario.len(), 1);
        assert_eq!(comparison.scenario[0].values, [Some("1e-6".to_owned()), Some("0.01".to_owned())]);
        assert!(comparison.inputs.is_empty());
        // 160 km less 460 km.
        assert_eq!(comparison.indicators[2].differences, [Some(0.0), Some(-300.0)]);
        assert_eq!(comparison.proposals[0].removed[0].id, "reuse:acme>bois-du-gatinais:pallet");
        assert!(comparison.proposals[0].added.is_empty());
        let text = text(&comparison);
        assert!(text.contains("Retiré dans local"), "{text}");
        let km = text.lines().find(|line| line.contains("Kilomètres")).unwrap();
        assert_eq!(
            km.split_whitespace().collect::<Vec<_>>(),
            ["Kilomètres", "parcourus", "(km)", "460", "160", "−300"]
        );
    }

    /// The same synergies, one of them to another place, and half of the refurbishing done elsewhere.
    #[test]
    fn proposals_that_only_move_are_shown() {
        let dir = tempfile::tempdir().unwrap();
        let one = results(dir.path(), &[("a", 1.0, "1")]).remove(0);
        let mut other = one.clone();
        "atelier".clone_into(&mut other.synergies[1].to);
        let index = other.proposed.iter().position(|it| it.kind == crate::assess::Kind::Treatment).unwrap();
        other.proposed[index].tonnes = crate::quantity::Tonnes(2.0);
        let mut elsewhere = other.proposed[index].clone();
        "atelier".clone_into(&mut elsewhere.from);
        other.proposed.push(elsewhere);
        let comparison = compare(&[one, other]);
        let proposals = &comparison.proposals[0];
        assert!(proposals.added.is_empty() && proposals.removed.is_empty());
        assert_eq!(proposals.changed.len(), 1);
        assert_eq!(proposals.changed[0].after.to, "atelier");
        let mut moved: Vec<_> = proposals.treated.iter().map(|it| (it.before, it.after)).collect();
        moved.sort_by(|a, b| a.0.total_cmp(&b.0));
        // 4 t at one place become 2 t there and 2 t at the other
        assert_eq!(moved, [(0.0, 2.0), (4.0, 2.0)]);
        let text = text(&comparison);
        assert!(text.contains("Modifié dans a"), "{text}");
        assert!(text.contains("refurbish, atelier: 2,00\u{a0}t (avant 0,00\u{a0}t)"), "{text}");
        assert!(!text.contains("Aucune proposition"), "{text}");
    }

    #[test]
    fn equal_proposals_with_other_figures_are_not_said_to_be_unchanged() {
        let dir = tempfile::tempdir().unwrap();
        let one = results(dir.path(), &[("a", 1.0, "1")]).remove(0);
        let mut other = one.clone();
        other.indicators[3].proposed += 10.0;
        let text = text(&compare(&[one, other]));
        assert!(text.contains("Mêmes propositions"), "{text}");
    }

    #[test]
    fn three_results_fit_eighty_columns() {
        let dir = tempfile::tempdir().unwrap();
        let names = [("3e-aujourd-hui", 460.0, "1"), ("3e-classique", 160.0, "2"), ("3e-local", 12345.0, "3")];
        let text = text(&compare(&results(dir.path(), &names)));
        for line in text.lines().filter(|line| !line.contains("tmp")) {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
        }
    }

    /// A result lists only the parts that it has: what it does not list is nothing, not unknown.
    #[test]
    fn a_part_that_a_result_does_not_have_counts_as_zero() {
        let dir = tempfile::tempdir().unwrap();
        let mut folders = results(dir.path(), &[("a", 1.0, "1"), ("b", 1.0, "1")]);
        folders[0].indicators.retain(|it| it.id != "eur.round" && it.id != "co2e");
        let comparison = compare(&folders);
        let of = |id: &str| comparison.indicators.iter().find(|line| line.id == id).unwrap();
        assert_eq!(of("eur.round").differences, [Some(0.0), Some(840.5)]);
        assert_eq!(of("co2e").differences, [None, None]);
        let last = comparison.indicators.last().unwrap();
        assert_eq!(last.id, "eur.round", "parts come after totals");
    }

    #[test]
    fn equal_results_say_so() {
        let dir = tempfile::tempdir().unwrap();
        let one = results(dir.path(), &[("a", 1.0, "1")]);
        let text = text(&compare(&[one[0].clone(), one[0].clone()]));
        assert!(text.contains("Aucune donnée ne change."), "{text}");
        assert!(text.contains("Aucune proposition ne change."), "{text}");
    }
}
