//! Prices in words: what a limit costs, how far that holds, and what a link lacks.

use std::collections::BTreeSet;

use crate::assess::{Labels, Outcome};
use crate::optimise::prices::{EXCLUSIVE, PARTNERS, Price, Prices};
use crate::report::layout::{heading, wrap};
use crate::report::typography::{decimals, exact, quantity, quantity_as};
use crate::report::words::Words;
use crate::scenario::Language;

/// A price of a tonne that is as good as none: nobody would pay, or leave, half a cent for it.
const TIE: f64 = 0.005;
/// Sentences of each kind in the summary.
const SHOWN: usize = 5;

/// The section of the summary: the dearest limits, then the links nearest to being taken.
#[must_use]
pub fn section(outcome: &Outcome, words: &Words) -> String {
    let unit = &outcome.certificate.unit;
    let limits = dearest(&outcome.prices).into_iter().take(SHOWN);
    let (links, ties) = nearest(&outcome.prices);
    let told = limits.chain(links.into_iter().take(SHOWN)).map(|price| sentence(price, unit, words, &outcome.labels));
    let alike = (ties > 0).then(|| words.with("price-ties", &[("count", &ties.to_string())]));
    let mut text: Vec<String> = told.chain(alike).map(|line| wrap(&line, " - ", "   ")).collect();
    if text.is_empty() {
        return String::new();
    }
    if outcome.prices.held {
        text.push(wrap(&words.get("price-held"), " ", " "));
    }
    if outcome.prices.partial {
        text.push(wrap(&words.get("price-partial"), " ", " "));
    }
    heading(&words.get("heading-prices")) + &text.concat()
}

/// The limits that cost something, the dearest first; flows are no limits.
fn dearest(prices: &Prices) -> Vec<&Price> {
    let limits = prices.prices.iter().filter(|price| price.kind != "link" && !price.kind.starts_with("balance."));
    let mut limits: Vec<&Price> = limits.collect();
    limits.sort_by(|a, b| b.without.unwrap_or(0.0).total_cmp(&a.without.unwrap_or(0.0)));
    limits
}

/// Of each giver the link nearest to being taken, in that order; and how many links, of all givers, lack nothing.
fn nearest(prices: &Prices) -> (Vec<&Price>, usize) {
    let links = prices.prices.iter().filter(|price| price.kind == "link");
    let (ties, mut links): (Vec<_>, Vec<_>) = links.partition(|price| price.price.abs() < TIE);
    links.sort_by(|a, b| a.price.total_cmp(&b.price));
    let mut givers = BTreeSet::new();
    (links.into_iter().filter(|link| givers.insert(&link.place)).collect(), ties.len())
}

/// A price in words.
#[must_use]
pub fn sentence(price: &Price, objective: &str, words: &Words, labels: &Labels) -> String {
    let language = words.language();
    let money = |value: f64| of_objective(language, value, objective);
    // the figures of properties have any size: a hundredth of the limit says more than a unit
    let share = if ["quality", "inlet"].contains(&price.kind.as_ref()) && price.at != 0.0 {
        price.at.abs() / 100.0
    } else {
        1.0
    };
    let (worth, sign) = (money(price.price.abs() * share), if price.price > 0.0 { "dearer" } else { "cheaper" });
    let about = if price.kind.starts_with("capacity") { labels.process(&price.about) } else { &price.about };
    let place = if price.kind == "market" { labels.material(&price.place) } else { &price.place };
    let values: [(&str, &str); 6] = [
        ("place", place),
        ("about", about),
        ("row", &price.row),
        ("price", &worth),
        ("at", &figure(words, price.at, &price.unit)),
        ("one", &one(words.language(), &price.unit)),
    ];
    let kind = match price.kind.as_ref() {
        "capacity" if price.about.is_empty() => "capacity".to_owned(),
        "capacity" => "capacity-of".to_owned(),
        "capacity.units" => "capacity-units".to_owned(),
        "balance.output" => format!("output-{sign}"),
        "balance.input" => format!("input-{sign}"),
        "balance.output.period" => format!("output-period-{sign}"),
        "balance.input.period" => format!("input-period-{sign}"),
        "link" if price.price.abs() < TIE => "link-tie".to_owned(),
        "link" if price.price < 0.0 => "link-kept-out".to_owned(),
        EXCLUSIVE => return words.with("price-exclusive", &values),
        // its figure is whole, and one more is all that was worked out
        PARTNERS => {
            let one_more = words.with("price-partners", &values);
            return one_more + &whole(price, objective, words);
        }
        "target" => return target(price, &values, words) + &whole(price, objective, words) + &range(price, words),
        other => other.replace('.', "-"),
    };
    let own = format!("price-{kind}");
    let text = words.with(&own, &values);
    let text = if text == own { words.with("price-other", &values) } else { text };
    if price.kind == "link" {
        return text + &if price.exact { String::new() } else { words.get("price-point") };
    }
    text + &whole(price, objective, words) + &range(price, words)
}

fn target(price: &Price, values: &[(&str, &str)], words: &Words) -> String {
    // a target that binds from below costs more as it rises
    words.with(if price.price > 0.0 { "price-target-least" } else { "price-target-most" }, values)
}

/// What the whole limit costs.
fn whole(price: &Price, objective: &str, words: &Words) -> String {
    let Some(without) = price.without.filter(|without| *without > 0.0) else { return String::new() };
    words.with("price-whole", &[("price", &of_objective(words.language(), without, objective))])
}

/// Where the price holds.
fn range(price: &Price, words: &Words) -> String {
    if !price.exact {
        return words.get("price-point");
    }
    let text = |value: f64| figure(words, value, &price.unit);
    match (price.from, price.to) {
        (Some(from), Some(to)) => words.with("price-from-to", &[("from", &text(from)), ("to", &text(to))]),
        (Some(from), None) => words.with("price-from", &[("from", &text(from))]),
        (None, Some(to)) => words.with("price-to", &[("to", &text(to))]),
        (None, None) => String::new(),
    }
}

/// A value of the objective, with cents where it is small.
fn of_objective(language: Language, value: f64, unit: &str) -> String {
    let places = if value.abs() < 10.0 { 2 } else { decimals(unit, value) };
    quantity_as(language, value, unit, places)
}

/// One unit of a figure.
fn one(language: Language, unit: &str) -> String {
    if unit == "%" { quantity_as(language, 0.01, "share", 0) } else { quantity_as(language, 1.0, unit, 0) }
}

/// A figure of the data: four significant digits where its unit has no custom of its own.
fn figure(words: &Words, value: f64, unit: &str) -> String {
    let language = words.language();
    match unit {
        "" => exact(language, format!("{value:.3e}").parse().unwrap_or(value)),
        "%" => quantity(language, value / 100.0, "share"),
        "partners" => quantity(language, value, "units"),
        "units" => words.with("price-pieces", &[("count", &quantity(language, value, unit))]),
        _ => quantity(language, value, unit),
    }
}
