//! The summary's tables of what pooling brings: to each stream, and to each company.

use std::collections::BTreeSet;

use crate::assess::{CollectionLine, Outcome, Transport};
use crate::report::layout::{Side, wrap};
use crate::report::terminal::{self, SHOWN, more};
use crate::report::typography::{number, percent, shared_decimals, signed};
use crate::report::words::Words;

/// Both tables; nothing where nothing is collected.
pub(super) fn section(outcome: &Outcome, words: &Words) -> String {
    streams(outcome, words) + &companies(outcome, words)
}

fn savings(words: &Words, saved: Transport) -> [String; 3] {
    [saved.km.value(), saved.eur.value(), saved.co2e.value()].map(|value| signed(words.language(), value, 0))
}

/// Each stream beside each of its companies alone, and beside today; the sum of several streams.
fn streams(outcome: &Outcome, words: &Words) -> String {
    let language = words.language();
    let lines: Vec<&CollectionLine> = outcome.collections.iter().filter(|line| line.company.is_none()).collect();
    let several = lines.iter().filter(|line| line.stream.is_some()).count() > 1;
    let shown: Vec<_> = lines.into_iter().filter(|line| line.stream.is_some() || several).collect();
    let places = shared_decimals("t", shown.iter().map(|line| line.tonnes.value()));
    let mut rows = Vec::new();
    for line in shown {
        let name = line.stream.as_ref().map_or_else(|| words.get("total"), ToString::to_string);
        let mut head = [
            name,
            number(language, line.tonnes.value(), places),
            line.load_factor.map(|share| percent(language, share, 0)).unwrap_or_default(),
            line.km_per_tonne.map(|rate| number(language, rate, 1)).unwrap_or_default(),
        ];
        let beside = [("alone", line.saved_against_alone()), ("today", Some(line.saved_against_today()))];
        for (than, saved) in beside.into_iter().filter_map(|(than, saved)| Some((than, saved?))) {
            let told = std::mem::take(&mut head).into_iter();
            let told = told.chain([words.get(&format!("collection-{than}"))]);
            rows.push(told.chain(savings(words, saved)).collect());
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let ids = [
        ("stream", Side::Left),
        ("tonnes", Side::Right),
        ("load-factor", Side::Right),
        ("km-tonne", Side::Right),
        ("beside", Side::Left),
        ("km-saved", Side::Right),
        ("eur-saved", Side::Right),
        ("co2e-saved", Side::Right),
    ];
    terminal::section(words, "collections", &ids, &rows) + &wrap(&words.get("collection-note"), " ", " ")
}

/// What each company bears of the collection, beside a haulier that comes to it alone; the greatest gain first.
fn companies(outcome: &Outcome, words: &Words) -> String {
    let language = words.language();
    let mut lines: Vec<(&CollectionLine, Transport)> = outcome
        .collections
        .iter()
        .filter(|line| line.company.is_some())
        .filter_map(|line| Some((line, line.saved_against_alone()?)))
        .collect();
    lines.sort_by(|(_, a), (_, b)| b.eur.value().total_cmp(&a.eur.value()));
    let streams: BTreeSet<_> = lines.iter().map(|(line, _)| &line.stream).collect();
    let name = |line: &CollectionLine| {
        let row = outcome.companies.iter().find(|row| row.company == line.company);
        row.map_or_else(String::new, |row| row.name.clone())
    };
    let places = shared_decimals("t", lines.iter().take(SHOWN).map(|(line, _)| line.tonnes.value()));
    let row = |(line, saved): &(&CollectionLine, Transport)| {
        let stream = line.stream.as_ref().filter(|_| streams.len() > 1).map(ToString::to_string);
        let alone = line.alone.unwrap_or_default();
        let figures = [alone.eur.value(), line.proposed.eur.value()].map(|value| number(language, value, 0));
        let head = [name(line)].into_iter().chain(stream);
        let head = head.chain([words.served(&line.served), number(language, line.tonnes.value(), places)]);
        head.chain(figures)
            .chain([signed(language, saved.eur.value(), 0), signed(language, saved.co2e.value(), 0)])
            .collect()
    };
    let rows: Vec<Vec<String>> = lines.iter().take(SHOWN).map(row).collect();
    let ids = [
        ("company", Side::Left),
        ("stream", Side::Left),
        ("served", Side::Left),
        ("tonnes", Side::Right),
        ("eur-alone", Side::Right),
        ("eur-pooled", Side::Right),
        ("gain", Side::Right),
        ("co2e-gain", Side::Right),
    ];
    let ids: Vec<_> = ids.into_iter().filter(|(id, _)| *id != "stream" || streams.len() > 1).collect();
    terminal::section(words, "pooled", &ids, &rows) + &more(words, lines.len(), "collections.csv")
}
