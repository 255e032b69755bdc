//! The factors behind the figures, one line each, in the summary of a terminal.

use crate::catalogue::{Factor, Quality};
use crate::report::layout::{WIDTH, heading, wrap};
use crate::report::typography::exact;
use crate::report::words::Words;

/// Columns that the name and the figures may take before the figures are left to the file.
const SHORT: usize = 48;

/// Words that a source opens with and that its quality says already.
const OPENINGS: &[&str] = &["assumptions", "assumption", "hypothèses", "hypothèse"];

/// The section: empty when there is no factor.
#[must_use]
pub fn section(factors: &[Factor], words: &Words) -> String {
    if factors.is_empty() {
        return String::new();
    }
    let lines: String = rows(factors).iter().map(|row| line(row, words)).collect();
    heading(&words.get("heading-factors")) + &lines + &wrap(&words.get("factors-whole"), " ", " ")
}

/// Factors that one line shows: alone, or everything known of one thing (`vehicle.truck.*`) from a single source.
fn rows(factors: &[Factor]) -> Vec<Vec<&Factor>> {
    let mut rows: Vec<Vec<&Factor>> = Vec::new();
    for it in factors {
        let Some(parent) = parent(&it.id) else {
            rows.push(vec![it]);
            continue;
        };
        let family: Vec<&Factor> = factors.iter().filter(|one| self::parent(&one.id) == Some(parent)).collect();
        let same = |of: &&Factor| (&of.source, of.year, of.quality) == (&it.source, it.year, it.quality);
        if !family.iter().all(same) {
            rows.push(vec![it]);
        } else if family.first().is_some_and(|first| first.id == it.id) {
            rows.push(family);
        }
    }
    rows
}

fn parent(id: &str) -> Option<&str> {
    id.rsplit_once('.').map(|(parent, _)| parent)
}

/// What it is, its figures, how well it is founded, and the source as far as the line goes.
fn line(row: &[&Factor], words: &Words) -> String {
    let Some(first) = row.first() else { return String::new() };
    let quality = words.get(match first.quality {
        Quality::Sourced => "quality-sourced",
        Quality::Secondary => "quality-secondary",
        Quality::Derived => "quality-derived",
        Quality::Assumption => "quality-assumption",
    });
    let figures: Vec<String> = row.iter().map(|it| figure(it, words)).collect();
    let head = match (row, parent(&first.id)) {
        ([_, _, ..], Some(parent)) => {
            let whole = format!("{parent}.* {}", figures.join(", "));
            if whole.chars().count() <= SHORT { whole } else { format!("{parent}.*") }
        }
        _ => format!("{} {}", first.id, figures.join(", ")),
    };
    let year = first.year.map(|year| format!(", {year}")).unwrap_or_default();
    let line = format!(" - {head} [{quality}] {}{year}", source(first));
    shorten(line.trim_end()) + "\n"
}

fn figure(of: &Factor, words: &Words) -> String {
    let unit = if matches!(of.unit.as_str(), "1" | "ratio") { String::new() } else { format!("\u{a0}{}", of.unit) };
    format!("{}{unit}", exact(words.language(), of.value))
}

/// The source without the word that only repeats that it is an assumption.
fn source(of: &Factor) -> &str {
    if of.quality != Quality::Assumption {
        return &of.source;
    }
    let rest = OPENINGS.iter().find_map(|word| of.source.strip_prefix(word)).map(str::trim_start);
    match rest {
        Some("") => "",
        Some(rest) => rest.strip_prefix([':', ',']).map_or(of.source.as_str(), str::trim_start),
        None => &of.source,
    }
}

/// A line that fits; the file has the rest.
fn shorten(line: &str) -> String {
    let line = line.replace(['\n', '\r'], " ");
    if line.chars().count() <= WIDTH {
        return line;
    }
    line.chars().take(WIDTH - 1).collect::<String>().trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::scenario::Language;

    fn factor(id: &str, value: f64, unit: &str, source: &str) -> Factor {
        Factor {
            id: id.to_owned(),
            value,
            unit: unit.to_owned(),
            year: None,
            source: source.to_owned(),
            quality: Quality::Assumption,
        }
    }

    fn lines(factors: &[Factor]) -> Vec<String> {
        section(factors, &Words::new(Language::En)).lines().skip(2).map(str::to_owned).collect()
    }

    #[test]
    fn all_of_one_thing_from_one_source_is_one_line_that_names_it() {
        let of = |source: &str| {
            [factor("vehicle.van.co2e", 0.5, "kgCO2e/km", "a guess"), factor("vehicle.van.eur", 2.0, "EUR", source)]
        };
        assert_eq!(lines(&of("a guess"))[0], " - vehicle.van.* 0.5\u{a0}kgCO2e/km, 2\u{a0}EUR [ASSUMPTION] a guess");
        let two = lines(&of("another"));
        assert_eq!(two[0], " - vehicle.van.co2e 0.5\u{a0}kgCO2e/km [ASSUMPTION] a guess");
        assert_eq!(two[1], " - vehicle.van.eur 2\u{a0}EUR [ASSUMPTION] another");
    }

    #[test]
    fn many_figures_are_left_to_the_file() {
        let all: Vec<_> = (0..6).map(|i| factor(&format!("vehicle.van.f{i}"), 0.125, "kgCO2e/km", "a guess")).collect();
        assert_eq!(lines(&all)[0], " - vehicle.van.* [ASSUMPTION] a guess");
    }

    #[test]
    fn unlike_things_of_one_source_keep_their_names() {
        let all = [factor("operation.a.x.gate_fee", 8.0, "EUR/t", "same"), factor("speed", 50.0, "km/h", "same")];
        assert_eq!(lines(&all)[0], " - operation.a.x.gate_fee 8\u{a0}EUR/t [ASSUMPTION] same");
        assert_eq!(lines(&all)[1], " - speed 50\u{a0}km/h [ASSUMPTION] same");
    }

    #[rstest]
    #[case("assumption: one working day", "one working day")]
    #[case("assumption, between two", "between two")]
    #[case("hypothèses : 21 EUR", "21 EUR")]
    #[case("hypothèse", "")]
    #[case("hypothèse de tarif", "hypothèse de tarif")]
    #[case("prix : hypothèse", "prix : hypothèse")]
    fn what_the_quality_says_is_not_said_twice(#[case] whole: &str, #[case] shown: &str) {
        assert_eq!(source(&factor("a", 1.0, "t", whole)), shown);
    }
}
