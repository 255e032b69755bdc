//! The card of a process, and its line on the card of a material.

use super::{INDENT, label, line};
use crate::catalogue::{Catalogue, Process, Runner, sources};
use crate::report::layout::wrap;
use crate::report::typography::{exact, quantity_as};
use crate::report::words::Words;

/// Materials that are named rather than their family.
const FEW: usize = 4;

/// Everything that the catalogue knows of a process.
pub(super) fn card(catalogue: &Catalogue, of: &Process, words: &Words) -> String {
    let mut text = wrap(&format!("{} ({})", label(&of.label, words), of.id), "\n ", INDENT);
    text += &line("card-input", &input(catalogue, of, words), words);
    if !of.yields.is_empty() {
        text += &line("card-yields", &yields(catalogue, of, words), words);
    }
    let language = words.language();
    let figure = |value: f64, unit: &str| format!("{}\u{a0}{unit}", exact(language, value));
    let cost = of.cost.map(|(low, high)| format!("{} – {}", exact(language, low.value()), figure(high.value(), "€/t")));
    let lines = [
        ("card-runner", Some(runner(of.runner, words))),
        ("card-operation", of.operation_code.clone()),
        ("card-readiness", of.readiness.map(|level| level.to_string())),
        ("card-legal", (!of.legal.is_empty()).then(|| legal(of, words))),
        ("card-cost", cost),
        ("card-co2e", of.co2e.map(|factor| figure(factor.value(), "kgCO2e/t"))),
        ("card-source", Some(sources::told(&of.source, language))),
    ];
    text + &lines.into_iter().filter_map(|(name, value)| Some(line(name, &value?, words))).collect::<String>()
}

/// What it does, who runs it, what the law asks and who says so, in one sentence.
pub(super) fn summary(catalogue: &Catalogue, of: &Process, words: &Words) -> String {
    let parts = [
        Some(yields(catalogue, of, words)).filter(|text| !text.is_empty()),
        of.operation_code.clone(),
        Some(runner(of.runner, words)),
        Some(legal(of, words)).filter(|text| !text.is_empty()),
        Some(sources::told(&of.source, words.language())),
    ];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(words.separator());
    words.with("card-process", &[("process", label(&of.label, words)), ("id", of.id.as_str()), ("text", &parts)])
}

/// What goes in: a material, the few of a family, or the family.
pub(super) fn input(catalogue: &Catalogue, of: &Process, words: &Words) -> String {
    let accepted = catalogue.materials.values().filter(|material| of.accepts(material));
    let accepted: Vec<&str> = accepted.map(|material| label(&material.label, words)).collect();
    if accepted.len() <= FEW { accepted.join(" / ") } else { words.with("card-input-family", &[("family", &of.input)]) }
}

fn yields(catalogue: &Catalogue, of: &Process, words: &Words) -> String {
    let one = |output: &crate::catalogue::Yield| {
        let material = catalogue.materials.get(&output.output);
        let name = material.map_or(output.output.as_str(), |material| label(&material.label, words));
        let decimals = usize::from(output.ratio < 0.1);
        format!("{} {name}", quantity_as(words.language(), output.ratio, "share", decimals))
    };
    of.yields.iter().map(one).collect::<Vec<_>>().join(" + ")
}

fn runner(runner: Runner, words: &Words) -> String {
    words.get(match runner {
        Runner::Donor => "runner-donor",
        Runner::Receiver => "runner-receiver",
        Runner::Facility => "runner-facility",
    })
}

fn legal(of: &Process, words: &Words) -> String {
    of.legal.iter().map(|flag| words.legal(flag)).collect::<Vec<_>>().join(", ")
}
