//! What `discover` prints: the best leads, each with its parts, what to check, and what was published.

use std::collections::BTreeSet;

use super::told::Told;
use crate::discover::leads::{Kind, Lead, Leads};
use crate::report::layout::{heading, wrap};
use crate::report::typography::{number, quantity};
use crate::report::words::Words;

/// The best leads, those from typical flows apart, each with its parts, what to check, and what was published.
#[must_use]
pub fn text(leads: &Leads<'_>, best: usize, words: &Words) -> String {
    let mut text = String::new();
    let shared = shared_names(leads);
    for typical in [false, true] {
        let of_basis: Vec<&Lead> = leads.list.iter().filter(|lead| lead.typical == typical).collect();
        let id = if typical { "heading-typical-leads" } else { "heading-leads" };
        if of_basis.is_empty() {
            continue;
        }
        let (shown, count) = (of_basis.len().min(best), of_basis.len());
        let title = words.with(id, &[("shown", &shown.to_string()), ("count", &count.to_string())]);
        text += &if text.is_empty() { title + "\n" } else { heading(&title) };
        for (rank, lead) in of_basis.into_iter().take(best).enumerate() {
            text += &paragraph(leads, lead, rank + 1, &shared, words);
        }
    }
    if text.is_empty() {
        text += &wrap(&words.get("no-leads"), "", "");
    }
    if leads.left > 0 {
        text += "\n";
        text += &wrap(&words.with("leads-left", &[("count", &leads.left.to_string())]), "", "");
    }
    text
}

/// Names that several companies bear.
fn shared_names<'l>(leads: &'l Leads<'_>) -> BTreeSet<&'l str> {
    let mut seen = BTreeSet::new();
    let names = leads.ground.companies.iter().map(|company| company.name.as_str());
    names.filter(|name| !seen.insert(*name)).collect()
}

fn paragraph(leads: &Leads<'_>, lead: &Lead, rank: usize, shared: &BTreeSet<&str>, words: &Words) -> String {
    let told = Told::by_name(leads, lead, words, shared);
    let language = words.language();
    let part = |value: f64| number(language, value, 2);
    let (from, to) = (told.giver(), told.taker());
    let ends = if matches!(lead.kind, Kind::PooledOutput | Kind::PooledInput) {
        format!("{from} + {to}")
    } else {
        format!("{from} → {to}")
    };
    let first = format!("{rank}. ");
    let colon = words.colon();
    let mut text =
        wrap(&format!("{}  {ends}{colon}{} ({})", part(lead.score.total), told.what(), told.how()), &first, "   ");
    let score = &lead.score;
    let unknown = || words.get("lead-unknown");
    let figures = [
        ("lead-quantity", lead.tonnes.map_or_else(unknown, |t| quantity(language, t, "t")), score.quantity_part),
        ("lead-distance", quantity(language, score.km, "km"), score.distance_part),
        ("lead-eur", score.eur.map_or_else(unknown, |eur| quantity(language, eur, "EUR")), score.eur_part),
        ("lead-co2e", score.co2e_kg.map_or_else(unknown, |kg| quantity(language, kg, "kgCO2e")), score.co2e_part),
    ];
    let certainty = words.with("lead-certainty", &[("part", &part(score.certainty.value()))]);
    let figures = figures.map(|(id, figure, value)| words.with(id, &[("figure", &figure), ("part", &part(value))]));
    text += &wrap(&[&figures[..], &[certainty]].concat().join(words.separator()), "   ", "   ");
    let checks = told.checks();
    if !checks.is_empty() {
        text += &wrap(&words.with("lead-check", &[("checks", &checks)]), "   ", "   ");
    }
    if let Some(precedent) = told.precedent() {
        text += &wrap(&words.with("lead-precedent", &[("precedent", &precedent)]), "   ", "   ");
    }
    text
}
