//! Filling the cells of flows.csv that its labels and coding.csv tell.

use std::collections::BTreeMap;

use super::super::context::Context;
use super::super::folder::RawTables;
use super::super::materials;
use super::super::table::{RawRow, RawTable};
use super::{Codes, Reading, by_key, decided, key};
use crate::catalogue::recognise::amount::Amount;
use crate::catalogue::recognise::{Guess, Question, Recogniser};
use crate::catalogue::{Catalogue, Material};
use crate::diagnostic::{Findings, Place};
use crate::id::MaterialId;

/// How many materials messages name.
const NAMED: usize = 5;

/// What fills the cells of one flow.
struct Fill {
    row: usize,
    reading: Option<Reading>,
    /// Columns with their text, and where it is written when that is not the row itself.
    cells: Vec<(&'static str, String, Option<Place>)>,
}

/// Fills material, quantity, unit, per and evidence of the flows whose label, code or row of coding.csv tells them; run
/// again, it leaves alone what it filled.
pub(in super::super) fn fill(raw: &mut RawTables, catalogue: &Catalogue) {
    let Some(flows) = raw.tables.get("flows") else { return };
    let asked: Vec<usize> = (0..flows.rows.len()).filter(|&at| needs_words(flows, &flows.rows[at])).collect();
    if asked.is_empty() {
        return;
    }
    let materials = materials::read(&Context::new(raw, catalogue), &mut Findings::new());
    let fills = fills(raw, flows, &asked, &materials, catalogue);
    let Some(flows) = raw.tables.get_mut("flows") else { return };
    for Fill { row, reading, cells } in fills {
        for (column, text, place) in cells {
            let at = flows.ensure_column(column);
            if flows.rows[row].cells[at].is_none() {
                flows.rows[row].cells[at] = Some(text);
                flows.rows[row].edited.extend(place.map(|place| (at, place)));
            }
        }
        flows.rows[row].read = reading;
    }
}

/// Whether a flow has words or a code, and lacks what they may tell; not one that was read before.
fn needs_words(flows: &RawTable, row: &RawRow) -> bool {
    let lacks = |column| flows.cell(row, column).is_none();
    let edited = |name| flows.column(name).is_some_and(|own| row.edited.iter().any(|(column, _)| *column == own));
    let read_again = edited("label") || edited("code");
    let tells = (!lacks("label") && (lacks("material") || lacks("quantity"))) || (!lacks("code") && lacks("material"));
    (row.read.is_none() || read_again) && tells
}

fn fills(
    raw: &RawTables,
    flows: &RawTable,
    asked: &[usize],
    materials: &BTreeMap<MaterialId, Material>,
    catalogue: &Catalogue,
) -> Vec<Fill> {
    let coded = by_key(raw);
    let guesses = guess(raw, flows, asked, materials, catalogue);
    let each = asked.iter().zip(guesses).map(|(&at, guesses)| {
        let row = &flows.rows[at];
        let entry = key(flows, row).and_then(|key| coded.get(&key)).copied();
        let mut cells = Vec::new();
        let reading = flows.cell(row, "material").is_none().then(|| reading(entry, &guesses)).flatten();
        let sure = reading.as_ref().filter(|reading| reading.is_sure());
        if let Some(reading) = sure {
            cells.push(("material", reading.material.clone(), reading.place.clone()));
        }
        let material = flows.cell(row, "material").or(sure.map(|reading| reading.material.as_str()));
        let material = material.and_then(|id| materials.get(&MaterialId::from(id)));
        if flows.cell(row, "quantity").is_none() {
            cells.extend(amount(flows.cell(row, "label").unwrap_or_default(), entry, material));
        }
        Fill { row: at, reading, cells }
    });
    each.collect()
}

/// What the row of coding.csv says of the material, else what the label seems to say.
fn reading(entry: Option<(&RawTable, &RawRow)>, guesses: &[Guess]) -> Option<Reading> {
    let named = |guess: &Guess| format!("`{}` ({:.2})", guess.material, guess.score);
    let others = guesses.iter().enumerate().filter(|(at, guess)| *at == 0 || guess.score >= 0.05).take(NAMED);
    let others = others.map(|(_, guess)| named(guess)).collect();
    let first = guesses.first();
    let Some((table, row)) = entry.filter(|(table, row)| table.cell(row, "material").is_some()) else {
        let first = first?;
        let place = entry.map(|(table, row)| table.place(row, Some("material")));
        let material = first.material.to_string();
        return Some(Reading { material, score: first.score, confirmed: false, others, place });
    };
    let material = table.cell(row, "material")?.to_owned();
    let stated = table.cell(row, "score").and_then(super::cell::number);
    let score = stated.or_else(|| first.filter(|first| first.material.as_str() == material).map(|first| first.score));
    Some(Reading {
        material,
        score: score.unwrap_or_default(),
        confirmed: decided(table, row),
        others,
        place: Some(table.place(row, Some("material"))),
    })
}

/// The amount that coding.csv states, else the label.
fn amount(
    label: &str,
    entry: Option<(&RawTable, &RawRow)>,
    material: Option<&Material>,
) -> Vec<(&'static str, String, Option<Place>)> {
    if let Some((table, row)) = entry.filter(|(table, row)| table.cell(row, "quantity").is_some()) {
        let cells = ["quantity", "unit", "per"].into_iter().filter_map(|column| {
            Some((column, table.cell(row, column)?.to_owned(), Some(table.place(row, Some(column)))))
        });
        return cells.chain([("evidence", "estimated".to_owned(), None)]).collect();
    }
    let Some(amount) = Amount::read(label) else { return Vec::new() };
    let reckoned = amount.of(material);
    vec![
        ("quantity", number(reckoned.quantity), None),
        ("unit", reckoned.unit.word().to_owned(), None),
        ("per", "year".to_owned(), None),
        ("evidence", "estimated".to_owned(), None),
    ]
}

/// A quantity as a cell, to a millionth.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The guesses for the labels and codes of rows of flows.csv. Labels confirmed in coding.csv and synonyms of
/// materials.csv are names.
pub(super) fn guess(
    raw: &RawTables,
    flows: &RawTable,
    rows: &[usize],
    materials: &BTreeMap<MaterialId, Material>,
    catalogue: &Catalogue,
) -> Vec<Vec<Guess>> {
    let confirmed = by_key(raw).into_values().filter(|(table, row)| decided(table, row)).filter_map(|(table, row)| {
        Some((MaterialId::from(table.cell(row, "material")?), table.cell(row, "label")?.to_owned()))
    });
    let own = raw.tables.get("materials");
    let synonyms =
        own.into_iter().flat_map(|table| table.rows.iter().map(move |row| (table, row))).flat_map(|(table, row)| {
            let id = table.cell(row, "material").map(MaterialId::from);
            let names = table.cell(row, "synonyms").unwrap_or_default().split('|').map(str::to_owned);
            names.filter_map(move |name| Some((id.clone()?, name))).collect::<Vec<_>>()
        });
    let names: Vec<(MaterialId, String)> = confirmed.chain(synonyms).collect();
    let recogniser = Recogniser::new(materials.values(), names.iter().map(|(id, name)| (id, name.as_str())));
    let companies = raw.tables.get("companies");
    let activities: BTreeMap<&str, &str> = companies
        .into_iter()
        .flat_map(|table| table.rows.iter().map(move |row| (table, row)))
        .filter_map(|(table, row)| Some((table.cell(row, "company")?, table.cell(row, "naf")?)))
        .collect();
    let questions: Vec<Question<'_>> = rows
        .iter()
        .map(|&at| &flows.rows[at])
        .map(|row| Question {
            label: flows.cell(row, "label").unwrap_or_default(),
            output: flows.cell(row, "direction").map(|way| !way.eq_ignore_ascii_case("in")),
            naf: flows.cell(row, "company").and_then(|company| activities.get(company)).copied(),
        })
        .collect();
    let guesses = recogniser.guess_all(&questions);
    let codes = Codes::new(materials, catalogue);
    let narrowed = rows.iter().zip(guesses).map(|(&at, guesses)| match flows.cell(&flows.rows[at], "code") {
        Some(code) => codes.narrow(code, guesses),
        None => guesses,
    });
    narrowed.collect()
}
