//! What a row of flows.csv leaves to be understood: its material from its label, its id from both.

use std::collections::{BTreeMap, BTreeSet};

use super::coding;
use super::folder::RawTables;
use super::table::RawTable;
use crate::catalogue::Catalogue;
use crate::diagnostic::{Finding, Findings, plain};

/// Fills the empty `material` and `flow` cells of flows.csv; run again, it leaves alone what it filled.
///
/// An id is `company/material`, and `company/material:in` for an input where an output has that id. Of several flows told
/// in words that would share it, each has its words after it.
pub(super) fn fill(raw: &mut RawTables, catalogue: &Catalogue, findings: &mut Findings) {
    let labels = labels(raw, catalogue);
    if let Some(table) = raw.tables.get_mut("flows") {
        fill_materials(table, &labels);
    }
    coding::fill(raw, catalogue);
    if let Some(table) = raw.tables.get_mut("flows") {
        fill_ids(table, findings);
    }
}

/// The materials that go by a label or id, both without case and accents.
pub(super) fn labels(raw: &RawTables, catalogue: &Catalogue) -> BTreeMap<String, BTreeSet<String>> {
    let mut labels: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |label: &str, id: &str| {
        labels.entry(plain(label)).or_default().insert(id.to_owned());
    };
    for material in catalogue.materials.values() {
        for label in [material.id.as_str(), &material.label.fr, &material.label.en] {
            add(label, material.id.as_str());
        }
    }
    if let Some(table) = raw.tables.get("materials") {
        for row in &table.rows {
            let Some(id) = table.cell(row, "material") else { continue };
            add(id, id);
            add(table.cell(row, "label").unwrap_or(id), id);
        }
    }
    labels
}

fn fill_materials(table: &mut RawTable, labels: &BTreeMap<String, BTreeSet<String>>) {
    let material = table.ensure_column("material");
    let Some(label) = table.column("label") else { return };
    for row in &mut table.rows {
        let known = row.cells[label].as_deref().and_then(|text| labels.get(&plain(text)));
        if let (None, Some(ids)) = (&row.cells[material], known.filter(|ids| ids.len() == 1)) {
            row.cells[material] = ids.first().cloned();
        }
    }
}

fn fill_ids(table: &mut RawTable, findings: &mut Findings) {
    let flow = table.ensure_column("flow");
    let mut unnamed: BTreeMap<(String, bool), Vec<usize>> = BTreeMap::new();
    for (index, row) in table.rows.iter().enumerate().filter(|(_, row)| row.cells[flow].is_none()) {
        let (company, material) = (table.cell(row, "company"), table.cell(row, "material"));
        let input = table.cell(row, "direction").is_some_and(|word| word.eq_ignore_ascii_case("in"));
        if let (Some(company), Some(material)) = (company, material) {
            unnamed.entry((format!("{company}/{material}"), input)).or_default().push(index);
        }
    }
    if unnamed.is_empty() {
        return;
    }
    let mut taken: BTreeSet<String> = table.rows.iter().filter_map(|row| row.cells[flow].clone()).collect();
    // Outputs come before inputs of the same name, so that the inputs give way.
    for ((base, input), rows) in unnamed {
        let id = if input && taken.contains(&base) { format!("{base}:in") } else { base };
        if rows.len() == 1 && taken.insert(id.clone()) {
            table.rows[rows[0]].cells[flow] = Some(id);
            continue;
        }
        for index in rows {
            if let Some(own) = in_words(table, index).map(|words| format!("{id}/{words}"))
                && taken.insert(own.clone())
            {
                table.rows[index].cells[flow] = Some(own);
                continue;
            }
            let row = &mut table.rows[index];
            row.cells[flow] = Some(format!("{id}#{}", row.line));
            let row = &table.rows[index];
            findings.push(
                Finding::error("flows.repeated-automatic-id", format!("several flows would be called `{id}`"))
                    .at_place(table.place(row, Some("flow")))
                    .help("give each of them an id of its own in column `flow`"),
            );
        }
    }
}

/// The words of a flow whose material was read in them, as part of an id.
fn in_words(table: &RawTable, index: usize) -> Option<String> {
    let row = &table.rows[index];
    row.read.as_ref()?;
    let plain = plain(table.cell(row, "label")?);
    let words: Vec<&str> =
        plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    Some(words.join("-"))
}
