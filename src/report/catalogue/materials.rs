//! The card of a material.

use super::{INDENT, label, line, list, listed, processes, quality};
use crate::catalogue::{Catalogue, Material, Precedent, Process, SectorFlow, WasteCode, sources};
use crate::report::layout::wrap;
use crate::report::typography::{exact, quantity_as};
use crate::report::words::Words;
use crate::scenario::Language;

/// Other names shown.
const NAMES: usize = 24;

/// Everything that the catalogue knows of a material.
pub(super) fn card(catalogue: &Catalogue, of: &Material, words: &Words) -> String {
    let mut text = wrap(&format!("{} ({})", label(&of.label, words), of.id), "\n ", INDENT);
    text += &line("card-other-language", &other_language(of, words), words);
    let names: Vec<String> =
        catalogue.synonyms().iter().filter(|one| one.material == of.id.as_str()).map(|one| one.text.clone()).collect();
    if !names.is_empty() {
        text += &line("card-names", &listed(&names, NAMES, words), words);
    }
    text += &line("card-family", &of.family, words);
    let codes: Vec<String> = catalogue.waste_codes(of).iter().map(|code| waste_code(catalogue, code, words)).collect();
    if !codes.is_empty() {
        text += &line("card-codes", &listed(&codes, super::ITEMS, words), words);
    }
    text += &figures(of, words);
    text += &line("card-source", &sources::told(&of.source, words.language()), words);
    let takes = catalogue.processes.values().filter(|process| process.accepts(of));
    text += &list("card-taken", &takes.map(|it| processes::summary(catalogue, it, words)).collect::<Vec<_>>(), words);
    let makes = catalogue.processes.values().filter(|process| process.yields.iter().any(|each| each.output == of.id));
    text += &list("card-made", &makes.map(|it| made(catalogue, it, of, words)).collect::<Vec<_>>(), words);
    text += &sectors(catalogue, of, "out", "card-given-by", words);
    text += &sectors(catalogue, of, "in", "card-used-by", words);
    let published: Vec<String> = catalogue
        .precedents
        .iter()
        .filter(|it| it.material == of.id.as_str() || it.product == of.id.as_str())
        .map(|it| precedent(catalogue, it, words))
        .collect();
    text + &list("card-precedents", &published, words)
}

fn other_language(of: &Material, words: &Words) -> String {
    match words.language() {
        Language::Fr => of.label.en.clone(),
        Language::En => of.label.fr.clone(),
    }
}

/// A code with its asterisk and short label.
fn waste_code(catalogue: &Catalogue, code: &str, words: &Words) -> String {
    let Some(WasteCode { hazardous, .. }) = catalogue.waste_code(code) else { return code.to_owned() };
    let name = catalogue.waste_label(code).map_or("", |both| label(both, words));
    format!("{code}{} {name}", if hazardous { "*" } else { "" })
}

fn figures(of: &Material, words: &Words) -> String {
    let language = words.language();
    let figure = |value: f64, unit: &str| format!("{}\u{a0}{unit}", exact(language, value));
    let figures = [
        ("card-cpa", of.cpa.clone()),
        ("card-density", of.density_t_per_m3.map(|value| figure(value, "t/m³"))),
        ("card-piece", of.unit_kg.map(|value| figure(value, "kg"))),
        ("card-market", of.market.map(|price| figure(price.value(), "€/t"))),
        ("card-new", of.virgin_co2e.map(|factor| figure(factor.value(), "kgCO2e/t"))),
    ];
    figures.into_iter().filter_map(|(name, value)| Some(line(name, &value?, words))).collect()
}

/// How a process makes the material: how much of what.
fn made(catalogue: &Catalogue, by: &Process, of: &Material, words: &Words) -> String {
    let ratio = by.yields.iter().filter(|each| each.output == of.id).map(|each| each.ratio).sum::<f64>();
    let input = processes::input(catalogue, by, words);
    let share = quantity_as(words.language(), ratio, "share", 0);
    words.with("card-made-from", &[("process", label(&by.label, words)), ("input", &input), ("share", &share)])
}

/// The sectors that typically give or use it.
fn sectors(catalogue: &Catalogue, of: &Material, direction: &str, title: &str, words: &Words) -> String {
    let rows = catalogue.sectors().filter(|row| row.direction == direction && row.material == of.id.as_str());
    let sectors: Vec<String> = rows.map(|row| sector(catalogue, row, words)).collect();
    if sectors.is_empty() { String::new() } else { line(title, &listed(&sectors, NAMES, words), words) }
}

fn sector(catalogue: &Catalogue, row: &SectorFlow, words: &Words) -> String {
    let name = catalogue.sector_name(&row.division).map_or("", |both| label(both, words));
    format!("{name} ({}, {})", row.division, quality(row.quality, words))
}

fn precedent(catalogue: &Catalogue, of: &Precedent, words: &Words) -> String {
    let named = |id: &str| {
        let material = catalogue.materials.get(&id.into());
        material.map_or_else(|| id.to_owned(), |material| label(&material.label, words).to_owned())
    };
    let place = of.year.as_ref().map_or_else(|| of.place.clone(), |year| format!("{}, {year}", of.place));
    let values = [
        ("material", named(&of.material)),
        ("product", named(&of.product)),
        ("donor", of.donor_naf.clone()),
        ("receiver", of.receiver_naf.clone()),
        ("place", place),
        ("reference", of.reference.clone()),
        ("quality", quality(of.quality, words)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words.with("card-precedent", &values)
}
