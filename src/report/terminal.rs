//! The summary of an outcome for a terminal of 80 columns, the most important first.

use std::collections::BTreeMap;
use std::path::Path;

use crate::assess::{CompanyGain, Indicator, Outcome, Reached, RoundPlan};
use crate::dataset::{About, Status};
use crate::report::breakdown::{self, Both};
use crate::report::collections;
use crate::report::factors;
use crate::report::layout::{Side, heading, table, wrap};
use crate::report::prices;
use crate::report::typography::{difference, number, percent, quantity, quantity_as, shared_decimals, signed};
use crate::report::words::{KINDS, Words};
use crate::scenario::{Language, Title};

/// Rows that a section shows before it points to its file.
pub(super) const SHOWN: usize = 20;

/// The whole summary; `folder` is where the files were written, if they were.
#[must_use]
pub fn summary(outcome: &Outcome, folder: Option<&Path>) -> String {
    let words = Words::new(outcome.language);
    [
        head(outcome, &words),
        indicators(outcome, &words),
        links(outcome, &words),
        rounds(outcome, &words),
        collections::section(outcome, &words),
        components(outcome, &words),
        processes(outcome, &words),
        companies(outcome, &words),
        prices::section(outcome, &words),
        notes(outcome, &words),
        rejected(outcome, &words),
        factors::section(&outcome.factors, &words),
        folder.map(|folder| files(folder, &words)).unwrap_or_default(),
    ]
    .concat()
}

/// The title in a language; the other one, then the name, stand in for it.
#[must_use]
pub fn title<'a>(title: &'a Title, name: &'a str, language: Language) -> &'a str {
    let order = match language {
        Language::Fr => [title.fr.as_str(), title.en.as_str()],
        Language::En => [title.en.as_str(), title.fr.as_str()],
    };
    order.into_iter().find(|text| !text.is_empty()).unwrap_or(name)
}

/// A relative gap that is told as none.
const PROVEN: f64 = 1e-4;

fn head(outcome: &Outcome, words: &Words) -> String {
    let title = title(&outcome.title, &outcome.scenario, outcome.language);
    let name = if title == outcome.scenario { String::new() } else { format!(" ({})", outcome.scenario) };
    [wrap(&format!("{title}{name}"), "", ""), about(&outcome.about, words), proof(outcome, words)].concat()
}

fn about(about: &About, words: &Words) -> String {
    let status = match about.status {
        Status::Real => return String::new(),
        Status::Reconstruction => words.get("about-reconstruction"),
        Status::Illustrative => words.get("about-illustrative"),
    };
    let note = match words.language() {
        Language::Fr => &about.note_fr,
        Language::En => &about.note_en,
    };
    let source =
        if about.source.is_empty() { String::new() } else { words.with("about-source", &[("source", &about.source)]) };
    let parts: Vec<&str> = [status.as_str(), note, &source].into_iter().filter(|part| !part.is_empty()).collect();
    wrap(&parts.join(". ").replace("..", "."), "! ", "  ")
}

fn proof(outcome: &Outcome, words: &Words) -> String {
    let language = words.language();
    let certificate = &outcome.certificate;
    let claim = claim(certificate.status == "optimal", certificate.gap, words);
    let value = quantity(language, certificate.objective, &certificate.unit);
    let id = if prices_more_than_money(outcome) { "proof-objective-priced" } else { "proof-objective" };
    let objective = words.with(id, &[("value", &value), ("solver", &certificate.solver)]);
    let next = certificate.order.iter().skip(1).map(|stage| next_proof(stage, words));
    std::iter::once(wrap(&format!("{claim} ({objective})"), "", "")).chain(next).collect()
}

/// What is proven of an objective after the first.
fn next_proof(stage: &Reached, words: &Words) -> String {
    let claim = claim(stage.gap.is_some_and(|gap| gap <= PROVEN), stage.gap, words);
    let value = quantity(words.language(), stage.reached, &stage.unit);
    wrap(&format!("{claim} ({})", words.with("proof-next", &[("value", &value)])), "", "")
}

/// What may be said of a gap.
fn claim(proven: bool, gap: Option<f64>, words: &Words) -> String {
    match gap {
        gap if proven && gap.is_none_or(|gap| gap <= PROVEN) => words.get("proof-optimal"),
        Some(gap) if gap.is_finite() => {
            // Rounded up: the claim must hold.
            let gap = (gap * 1000.0 - 1e-6).ceil().max(0.0) / 1000.0;
            words.with("proof-within", &[("gap", &percent(words.language(), gap, 1))])
        }
        _ => words.get("proof-none"),
    }
}

/// Whether the objective in euros has a price on something else: it is not the net cost then.
fn prices_more_than_money(outcome: &Outcome) -> bool {
    let cost = outcome.indicators.iter().find(|it| it.id == "eur");
    let differs = |cost: &Indicator| (outcome.certificate.objective - cost.proposed).abs() > 0.5;
    outcome.certificate.unit == "EUR" && cost.is_some_and(differs)
}

fn columns(words: &Words, ids: &[(&str, Side)]) -> Vec<(String, Side)> {
    ids.iter().map(|(id, side)| (words.get(&format!("column-{id}")), *side)).collect()
}

pub(super) fn section(words: &Words, id: &str, ids: &[(&str, Side)], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    heading(&words.get(&format!("heading-{id}"))) + &table(&columns(words, ids), rows)
}

/// Total and rates only: components and processes have tables of their own.
fn is_headline(indicator: &Indicator) -> bool {
    let component = ["eur.", "co2e.", "km."].iter().any(|total| indicator.id.starts_with(total));
    let process = indicator.id.starts_with("process.");
    !component && !process && (indicator.today != 0.0 || indicator.proposed != 0.0)
}

fn indicators(outcome: &Outcome, words: &Words) -> String {
    let language = words.language();
    let shown: Vec<&Indicator> = outcome.indicators.iter().filter(|it| is_headline(it)).collect();
    let row = |it: &&Indicator| {
        let alike = shown.iter().filter(|one| one.unit == it.unit);
        let places = shared_decimals(&it.unit, alike.flat_map(|one| [one.today, one.proposed]));
        vec![
            words.indicator(it),
            quantity_as(language, it.today, &it.unit, places),
            quantity_as(language, it.proposed, &it.unit, places),
            difference(language, it.proposed - it.today, &it.unit, places),
        ]
    };
    let rows: Vec<_> = shown.iter().map(row).collect();
    let ids =
        [("indicator", Side::Left), ("today", Side::Right), ("proposed", Side::Right), ("difference", Side::Right)];
    section(words, "indicators", &ids, &rows)
}

fn links(outcome: &Outcome, words: &Words) -> String {
    let language = words.language();
    let mut links: Vec<_> = outcome.synergies.iter().filter(|it| it.kind == "substitution").collect();
    links.sort_by(|a, b| b.tonnes.value().total_cmp(&a.tonnes.value()).then_with(|| a.id.cmp(&b.id)));
    let places = shared_decimals("t", links.iter().take(SHOWN).map(|it| it.tonnes.value()));
    let rows: Vec<_> = links
        .iter()
        .take(SHOWN)
        .map(|it| {
            let tonnes = number(language, it.tonnes.value(), places);
            vec![
                it.from.clone(),
                it.to.clone(),
                outcome.labels.material(&it.what).to_owned(),
                tonnes,
                number(language, it.km.value(), 0),
            ]
        })
        .collect();
    let ids =
        [("from", Side::Left), ("to", Side::Left), ("what", Side::Left), ("tonnes", Side::Right), ("km", Side::Right)];
    section(words, "links", &ids, &rows) + &more(words, links.len(), "synergies.csv")
}

fn rounds(outcome: &Outcome, words: &Words) -> String {
    let language = words.language();
    let places = shared_decimals("t", outcome.rounds.iter().take(SHOWN).map(|it| it.load.value()));
    let shared = outcome.rounds.iter().any(RoundPlan::shared);
    let rows: Vec<_> = outcome
        .rounds
        .iter()
        .take(SHOWN)
        .map(|it| {
            let streams = it.loads.iter().map(|(stream, _)| stream.to_string()).collect::<Vec<_>>().join(" + ");
            let head = [it.round.to_string()].into_iter().chain(shared.then_some(streams)).chain([path(&it.path)]);
            head.chain([
                it.frequency.to_string(),
                number(language, it.load.value(), places),
                number(language, it.km.value(), 0),
            ])
            .collect()
        })
        .collect();
    let stream = shared.then_some(("stream", Side::Left));
    let ids: Vec<_> = [("round", Side::Right)]
        .into_iter()
        .chain(stream)
        .chain([("path", Side::Left), ("times", Side::Right), ("load", Side::Right), ("km-round", Side::Right)])
        .collect();
    section(words, "rounds", &ids, &rows) + &more(words, outcome.rounds.len(), "rounds.csv")
}

/// The places in order; a depot where the load is also left is named once.
fn path(places: &[String]) -> String {
    let mut places: Vec<&str> = places.iter().map(String::as_str).collect();
    places.dedup();
    places.join(" → ")
}

fn components(outcome: &Outcome, words: &Words) -> String {
    let language = words.language();
    let figures = |label: String, it: [f64; 4]| {
        let mut row = vec![label];
        row.extend(it.map(|value| number(language, value, 0)));
        row
    };
    let of = |it: &Both| [it.today.eur, it.proposed.eur, it.today.co2e, it.proposed.co2e];
    let sums = breakdown::by_kind(outcome);
    let mut rows = Vec::new();
    let mut total = [0.0; 4];
    for kind in KINDS {
        let Some(figure) = sums.get(kind).map(of) else { continue };
        if figure.iter().any(|value| value.abs() >= 0.5) {
            rows.push(figures(words.kind(*kind), figure));
        }
        for (sum, value) in total.iter_mut().zip(figure) {
            *sum += value;
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    rows.push(figures(words.get("total"), total));
    let ids = [
        ("component", Side::Left),
        ("eur-today", Side::Right),
        ("eur-proposed", Side::Right),
        ("co2e-today", Side::Right),
        ("co2e-proposed", Side::Right),
    ];
    section(words, "components", &ids, &rows)
}

fn processes(outcome: &Outcome, words: &Words) -> String {
    let language = words.language();
    let sums = breakdown::by_process(outcome);
    // A process has this indicator when all that it takes in is counted in pieces.
    let counted = |process: &str| outcome.indicators.iter().any(|it| it.id == format!("process.{process}.units"));
    let pieces = sums.keys().any(|process| counted(process));
    let places = shared_decimals("t", sums.values().flat_map(|it| [it.today.tonnes, it.proposed.tonnes]));
    let row = |(process, it): (&String, &Both)| {
        let tonnes = [it.today.tonnes, it.proposed.tonnes].map(|value| number(language, value, places));
        let shown = counted(process);
        let units = |value: f64| if shown { number(language, value, 0) } else { String::new() };
        let units = [it.today.units, it.proposed.units].map(units);
        let mut row = vec![outcome.labels.process(process).to_owned()];
        row.extend(tonnes);
        row.extend(units.into_iter().filter(|_| pieces));
        row
    };
    let rows: Vec<_> = sums.iter().map(row).collect();
    let ids = [
        ("process", Side::Left),
        ("tonnes-today", Side::Right),
        ("tonnes-proposed", Side::Right),
        ("units-today", Side::Right),
        ("units-proposed", Side::Right),
    ];
    section(words, "processes", if pieces { &ids } else { &ids[..3] }, &rows)
}

fn companies(outcome: &Outcome, words: &Words) -> String {
    let language = words.language();
    let gain = |it: &CompanyGain| it.eur_today.value() - it.eur_proposed.value();
    let (mut named, others): (Vec<_>, Vec<_>) = outcome.companies.iter().partition(|it| it.company.is_some());
    // By gain, the greatest first, and after all others those for whom nothing changes; the sort is stable, so equal
    // gains stay in the order of their ids.
    named.sort_by(|a, b| (a.served == "today").cmp(&(b.served == "today")).then(gain(b).total_cmp(&gain(a))));
    let count = named.len();
    let row = |it: &CompanyGain| {
        let name = if it.company.is_none() && it.name.is_empty() { words.get("all-others") } else { it.name.clone() };
        vec![
            name,
            words.served(&it.served),
            number(language, it.eur_today.value(), 0),
            number(language, it.eur_proposed.value(), 0),
            signed(language, gain(it), 0),
            signed(language, it.co2e_today.value() - it.co2e_proposed.value(), 0),
        ]
    };
    let rows: Vec<_> = named.into_iter().take(SHOWN).chain(others).map(row).collect();
    let ids = [
        ("company", Side::Left),
        ("served", Side::Left),
        ("eur-today", Side::Right),
        ("eur-proposed", Side::Right),
        ("gain", Side::Right),
        ("co2e-gain", Side::Right),
    ];
    section(words, "companies", &ids, &rows) + &more(words, count, "companies.csv")
}

pub(super) fn more(words: &Words, count: usize, file: &str) -> String {
    if count <= SHOWN {
        return String::new();
    }
    let rest = (count - SHOWN).to_string();
    format!(" {}\n", words.with("more", &[("count", &rest), ("file", file)]))
}

fn notes(outcome: &Outcome, words: &Words) -> String {
    if outcome.notes.is_empty() {
        return String::new();
    }
    let lines = outcome.notes.iter().map(|note| wrap(note, " - ", "   "));
    heading(&words.get("heading-notes")) + &lines.collect::<String>()
}

fn rejected(outcome: &Outcome, words: &Words) -> String {
    if outcome.rejected.is_empty() {
        return String::new();
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &outcome.rejected {
        *reasons.entry(&row.reason).or_default() += 1;
    }
    let each: Vec<String> = reasons.iter().map(|(reason, count)| format!("{} {count}", words.reason(reason))).collect();
    let count = outcome.rejected.len().to_string();
    let text = words.with("rejected-count", &[("count", &count), ("reasons", &each.join(", "))]);
    heading(&words.get("heading-rejected")) + &wrap(&format!("{text} {}", words.get("rejected-where")), " ", " ")
}

fn files(folder: &Path, words: &Words) -> String {
    format!("{} {}\n", heading(&words.get("heading-files")), folder.display())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::report::fixture;

    #[rstest]
    fn every_line_fits_eighty_columns(#[values(Language::Fr, Language::En)] language: Language) {
        let text = summary(&fixture::outcome(language), Some(Path::new("results/essai")));
        for line in text.lines() {
            assert!(line.width() <= 80, "{} columns: {line}", line.width());
        }
        assert!(text.is_ascii() || !text.contains('\u{1b}'));
    }

    #[test]
    fn the_french_summary_says_it_all() {
        let text = summary(&fixture::outcome(Language::Fr), Some(Path::new("results/essai")));
        insta::assert_snapshot!(text);
    }

    #[test]
    fn the_english_summary_says_it_all() {
        let text = summary(&fixture::outcome(Language::En), Some(Path::new("results/essai")));
        insta::assert_snapshot!(text);
    }

    #[rstest]
    #[case("optimal", Some(0.0), "Optimum prouvé")]
    #[case("feasible", Some(0.008), "à au plus 0,8\u{a0}% de l'optimum")]
    // 0.81 % is rounded up: the claim must hold.
    #[case("optimal", Some(0.0081), "à au plus 0,9\u{a0}% de l'optimum")]
    #[case("feasible", Some(0.0081), "à au plus 0,9\u{a0}% de l'optimum")]
    #[case("feasible", None, "dont l'optimalité n'est pas prouvée")]
    #[case("feasible", Some(f64::INFINITY), "dont l'optimalité n'est pas prouvée")]
    fn the_proof_claims_no_more_than_is_proven(#[case] status: &str, #[case] gap: Option<f64>, #[case] says: &str) {
        let mut outcome = fixture::outcome(Language::Fr);
        outcome.certificate = fixture::certificate(status, gap);
        let text = summary(&outcome, None);
        assert!(text.contains(says), "{text}");
    }

    #[test]
    fn each_further_objective_says_what_is_proven_of_it() {
        let mut outcome = fixture::outcome(Language::En);
        let stage = |gap: Option<f64>| Reached {
            unit: "kgCO2e".to_owned(),
            least: 760.0,
            bound: gap.map(|gap| 760.0 * (1.0 - gap)),
            gap,
            reached: 760.0,
        };
        outcome.certificate.order = vec![stage(Some(0.0)), stage(Some(0.0)), stage(Some(0.02)), stage(None)];
        let text = summary(&outcome, None).replace('\u{a0}', " ");
        assert_eq!(text.matches("(next objective 760 kgCO2e)").count(), 3, "{text}");
        for told in ["Proven optimum (n", "Proposal within 2.0% of the optimum (n", "Proposal not proven optimal (n"] {
            assert!(text.contains(told), "{text}");
        }
    }

    #[test]
    fn an_objective_that_prices_more_than_money_says_so() {
        let mut outcome = fixture::outcome(Language::En);
        assert!(!summary(&outcome, None).contains("priced in"));
        outcome.certificate.objective = 92_916.0;
        let text = summary(&outcome, None);
        assert!(text.contains("(objective €92,916, emissions and insertion priced in, solver"), "{text}");
        outcome.certificate.unit = "km".to_owned();
        assert!(!summary(&outcome, None).contains("priced in"));
    }

    #[test]
    fn pieces_stand_only_where_all_is_counted_in_pieces() {
        let mut outcome = fixture::outcome(Language::En);
        let of = |outcome: &Outcome| {
            let text = summary(outcome, None);
            text.lines().find(|line| line.starts_with(" landfill")).unwrap_or_default().split_whitespace().count()
        };
        // the process and tonnes today and proposed
        assert_eq!(of(&outcome), 3);
        outcome.indicators[7].id = "process.landfill.units".to_owned();
        assert_eq!(of(&outcome), 5);
    }

    #[test]
    fn real_data_have_no_banner_and_empty_sections_no_heading() {
        let mut outcome = fixture::outcome(Language::Fr);
        outcome.about.status = Status::Real;
        outcome.rounds.clear();
        outcome.notes.clear();
        let text = summary(&outcome, None);
        for absent in ["RECONSTITU", "Tournées proposées", "À savoir", "Fichiers"] {
            assert!(!text.contains(absent), "{absent}: {text}");
        }
    }

    #[test]
    fn a_depot_where_the_load_is_left_is_named_once() {
        let places = ["hub", "acme", "hub", "hub"].map(str::to_owned);
        assert_eq!(path(&places), "hub → acme → hub");
    }

    #[test]
    fn a_long_list_ends_with_how_many_more_and_where() {
        let mut outcome = fixture::outcome(Language::Fr);
        let one = outcome.companies[0].clone();
        outcome.companies =
            (0..25).map(|i| CompanyGain { company: Some(format!("c{i}").into()), ..one.clone() }).collect();
        assert!(summary(&outcome, None).contains("et 5 de plus dans companies.csv"));
    }
}
