//! `objective` and `targets`: what is sought.

use super::defaults::{self, Bounds};
use super::node::{Content, Node};
use super::reader::{Reader, Section};
use super::{Limit, Metric, Minimise, Next, Objective, Target};
use crate::diagnostic::Finding;
use crate::diagnostic::codes::scenario as codes;
use crate::quantity::EurosPerHour;

const OBJECTIVE: [&str; 4] = ["minimise", "co2e_eur_per_t", "insertion_eur_per_hour", "then"];
const NEXT: [&str; 2] = ["minimise", "give_way"];
const ROBUST: [&str; 1] = ["low_flows"];
pub(super) const MINIMISE: [(&str, Minimise); 3] =
    [("net_cost", Minimise::NetCost), ("co2e", Minimise::Co2e), ("km", Minimise::Km)];
pub(super) const METRICS: [(&str, Metric); 9] = [
    ("diversion_rate", Metric::DiversionRate),
    ("local_rate", Metric::LocalRate),
    ("budget_eur", Metric::BudgetEur),
    ("co2e_kg", Metric::Co2eKg),
    ("km", Metric::Km),
    ("insertion_hours", Metric::InsertionHours),
    ("collected_t", Metric::CollectedT),
    ("reused_t", Metric::ReusedT),
    ("opening_eur", Metric::OpeningEur),
];

/// What is minimised.
pub(super) fn read_objective(top: &Section<'_>, reader: &mut Reader) -> Objective {
    let section = reader.section(top, "objective", &OBJECTIVE);
    Objective {
        minimise: reader.word(&section, "minimise", &MINIMISE, MINIMISE[0]),
        co2e_eur_per_t: reader.number(&section, "co2e_eur_per_t", Bounds::AtLeast(0.0), defaults::CO2E_EUR_PER_T),
        insertion_value: EurosPerHour(reader.number(
            &section,
            "insertion_eur_per_hour",
            Bounds::AtLeast(0.0),
            defaults::INSERTION_EUR_PER_HOUR,
        )),
        then: read_next(&section, reader),
    }
}

/// What is minimised after the first, in the order of the file; each once.
fn read_next(section: &Section<'_>, reader: &mut Reader) -> Vec<Next> {
    let mut seen = vec![section.get("minimise").map_or("net_cost".to_owned(), Node::inline)];
    let mut then = Vec::new();
    for (node, path) in reader.items(section, "then").unwrap_or_default() {
        let next = reader.map(node, path.clone());
        reader.only(&next, &NEXT);
        let Some(word) = next.get("minimise") else {
            reader.missing(&next, "minimise", ());
            continue;
        };
        let give_way = reader.number(&next, "give_way", Bounds::AtLeast(0.0), 0.0);
        let Some(minimise) = reader.word_in(word, &next.path_of("minimise"), &MINIMISE) else { continue };
        if seen.contains(&word.inline()) {
            let message = format!("`{}` is minimised twice", word.inline());
            let finding = Finding::error(codes::DUPLICATE_ITEM, message).at_place(node.source.place(&path));
            reader.findings.push(finding.help("name each objective once; those not named break ties"));
            continue;
        }
        seen.push(word.inline());
        then.push(Next { minimise, give_way });
    }
    then
}

/// How many flows may be at their least quantity.
pub(super) fn read_robust(top: &Section<'_>, targets: &[Target], reader: &mut Reader) -> Option<u32> {
    let node = top.get("robust")?;
    if !targets.iter().any(Target::can_be_safe) {
        let message = "`robust` has no effect: no target asks for at least some share or tonnes";
        let finding = Finding::warning(codes::NO_EFFECT, message).at_place(node.source.place("robust"));
        let help = "set `diversion_rate`, `local_rate`, `collected_t` or `reused_t` to `at_least` something, or remove the key";
        reader.findings.push(finding.help(help));
    }
    let section = reader.section(top, "robust", &ROBUST);
    match section.get("low_flows") {
        Some(node) => reader.whole_in(node, &section.path_of("low_flows"), Bounds::AtLeast(0.0)),
        None => reader.missing(&section, "low_flows", None),
    }
}

/// What must be reached, in the order of the file.
pub(super) fn read_targets(top: &Section<'_>, reader: &mut Reader) -> Vec<Target> {
    let section = reader.section(top, "targets", &METRICS.map(|(word, _)| word));
    let mut targets = Vec::new();
    for (key, node) in section.entries() {
        let Some((_, metric)) = METRICS.iter().find(|(word, _)| *word == key) else { continue };
        let path = section.path_of(key);
        let place = node.source.place(&path);
        if !matches!(node.content, Content::Map(_)) {
            reader.wrong_type(node, &path, "a map with `at_least` or `at_most`");
            continue;
        }
        let limits = reader.section(&section, key, &["at_least", "at_most", "price"]);
        let at_least = limits.get("at_least").map(|node| (node, "at_least"));
        let at_most = limits.get("at_most").map(|node| (node, "at_most"));
        let ((Some((limit, word)), None) | (None, Some((limit, word)))) = (at_least, at_most) else {
            let message = format!("`{path}` needs one limit, `at_least` or `at_most`");
            let help = match (at_least, at_most) {
                (None, None) => "for example `{at_most: 100}`",
                _ => "keep one; `null` removes an inherited one",
            };
            reader.findings.push(Finding::error(codes::TARGET_FORM, message).at_place(place).help(help));
            continue;
        };
        let value = reader.number_in(limit, &limits.path_of(word), bounds(*metric));
        let limit = if word == "at_least" { Limit::AtLeast(value) } else { Limit::AtMost(value) };
        let price =
            limits.get("price").map(|node| reader.number_in(node, &limits.path_of("price"), Bounds::MoreThan(0.0)));
        targets.push(Target { metric: *metric, limit, price, place });
    }
    targets
}

fn bounds(metric: Metric) -> Bounds {
    match metric {
        Metric::DiversionRate | Metric::LocalRate => Bounds::Between(0.0, 1.0),
        // A territory can earn more than it spends, and avoid more than it emits.
        Metric::BudgetEur | Metric::Co2eKg => Bounds::Finite,
        Metric::Km | Metric::InsertionHours | Metric::CollectedT | Metric::ReusedT | Metric::OpeningEur => {
            Bounds::AtLeast(0.0)
        }
    }
}
