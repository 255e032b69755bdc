//! The lines of coding.csv: one for each flow that is told in words, for a person to confirm.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::context::Context;
use super::super::folder::{self, RawTables};
use super::super::materials;
use super::super::records::separator;
use super::super::schema::schema;
use super::super::table::{RawRow, RawTable};
use super::reading::{guess, number};
use super::{Key, SURE, by_key, decided, key};
use crate::catalogue::recognise::Guess;
use crate::catalogue::recognise::amount::Amount;
use crate::catalogue::{Catalogue, Material};
use crate::diagnostic::Findings;
use crate::id::MaterialId;

/// A new coding.csv, and what stands in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proposal {
    /// The bytes of the file.
    pub file: Vec<u8>,
    /// Lines that a person has decided, kept as they are.
    pub kept: usize,
    /// Lines recognised surely enough to be used at once.
    pub sure: usize,
    /// Lines that wait for a person.
    pub to_confirm: usize,
    /// Lines of which no word is known.
    pub unknown: usize,
    /// Lines without an amount.
    pub no_amount: usize,
    /// Lines whose material lacks the density or unit weight that its amount needs.
    pub no_density: usize,
}

impl Proposal {
    /// How many lines there are.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.kept + self.sure + self.to_confirm + self.unknown
    }
}

/// One line, its cells in the order of the columns.
type Line = Vec<String>;

/// Reads a dataset and proposes its coding.csv; none when a table that it needs cannot be read, which the findings say.
#[must_use]
pub fn propose(folder: &Path, catalogue: &Catalogue) -> (Option<Proposal>, Findings) {
    let mut findings = Findings::new();
    let raw = folder::read(folder, &mut findings);
    let readable = ["companies", "flows", "coding", "materials"].iter().all(|table| raw.whole(table));
    let Some(flows) = raw.tables.get("flows").filter(|_| readable) else { return (None, findings) };
    let all = materials::read(&Context::new(&raw, catalogue), &mut Findings::new());
    let asked: Vec<usize> = (0..flows.rows.len()).filter(|&at| in_words(flows, &flows.rows[at])).collect();
    let guesses = guess(&raw, flows, &asked, &all, catalogue);
    let columns = columns(&raw);
    let separator = separator_of(folder);
    let coded = by_key(&raw);
    let mut proposal = Proposal::default();
    let mut lines: Vec<Line> = Vec::new();
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    for (&at, guesses) in asked.iter().zip(&guesses) {
        let row = &flows.rows[at];
        let Some(key) = key(flows, row) else { continue };
        let old = coded.get(&key).copied();
        if !seen.insert(key) {
            continue;
        }
        let draft = Draft { flows, row, old, guesses, materials: &all, comma: separator == ';' };
        lines.push(draft.line(&columns, &mut proposal));
    }
    // What was confirmed of a flow that is gone is still learned.
    for (_, (table, row)) in coded.iter().filter(|(key, (table, row))| !seen.contains(*key) && decided(table, row)) {
        proposal.kept += 1;
        lines.push(as_it_is(&columns, table, row));
    }
    proposal.file = written(&columns, &lines, separator);
    (Some(proposal), findings)
}

/// Whether a flow is told in words, its material or its amount.
fn in_words(flows: &RawTable, row: &RawRow) -> bool {
    let lacks = |column| flows.cell(row, column).is_none();
    !lacks("label") && (lacks("material") || lacks("quantity"))
}

/// The columns of coding.csv, then those that the analyst has added to it.
fn columns(raw: &RawTables) -> Vec<String> {
    let known = schema("coding").into_iter().flat_map(super::super::schema::Schema::columns).map(str::to_owned);
    let own = raw.tables.get("coding").into_iter().flat_map(|table| &table.columns);
    known.chain(own.filter(|column| column.starts_with("x_")).cloned()).collect()
}

/// The separator of the tables that are there: the new one is opened by the same spreadsheet.
fn separator_of(folder: &Path) -> char {
    let texts =
        ["coding.csv", "flows.csv"].into_iter().filter_map(|file| std::fs::read_to_string(folder.join(file)).ok());
    texts.map(|text| separator(&text)).next().unwrap_or(',')
}

fn as_it_is(columns: &[String], table: &RawTable, row: &RawRow) -> Line {
    columns.iter().map(|column| table.cell(row, column).unwrap_or_default().to_owned()).collect()
}

fn written(columns: &[String], lines: &[Line], separator: char) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator as u8).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(columns);
    for line in lines {
        let _ = writer.write_record(line);
    }
    writer.into_inner().unwrap_or_default()
}

/// All that one line is made from.
struct Draft<'a> {
    flows: &'a RawTable,
    row: &'a RawRow,
    old: Option<(&'a RawTable, &'a RawRow)>,
    guesses: &'a [Guess],
    materials: &'a BTreeMap<MaterialId, Material>,
    /// Decimal commas.
    comma: bool,
}

impl Draft<'_> {
    /// The line; counted.
    fn line(&self, columns: &[String], counts: &mut Proposal) -> Line {
        let mut cells = match self.old.filter(|(table, row)| decided(table, row)) {
            Some((table, row)) => {
                counts.kept += 1;
                columns.iter().map(String::as_str).zip(as_it_is(columns, table, row)).collect()
            }
            None => self.fresh(columns, counts),
        };
        self.amount(&mut cells, counts);
        columns.iter().map(|column| cells.remove(column.as_str()).unwrap_or_default()).collect()
    }

    /// What the words say; what the analyst has added stays.
    fn fresh<'c>(&self, columns: &'c [String], counts: &mut Proposal) -> BTreeMap<&'c str, String> {
        let flow = |column: &str| self.flows.cell(self.row, column).unwrap_or_default().to_owned();
        let stated = self.flows.cell(self.row, "material");
        let first = self.guesses.first().filter(|_| stated.is_none());
        match first {
            _ if stated.is_some() => counts.kept += 1,
            Some(first) if first.score >= SURE => counts.sure += 1,
            Some(_) => counts.to_confirm += 1,
            None => counts.unknown += 1,
        }
        let material =
            stated.map_or_else(|| first.map(|first| first.material.to_string()).unwrap_or_default(), str::to_owned);
        let cell = |column: &str| match column {
            "company" | "direction" | "label" => flow(column),
            "material" | "proposed" => material.clone(),
            "score" => first.map_or_else(String::new, |first| self.decimal(format!("{:.2}", first.score))),
            "why" => first.map_or_else(String::new, |first| format!("{} = {}", first.words.join(" + "), first.name)),
            "alternatives" if first.is_some() => self.alternatives(),
            "confirmed" if stated.is_some() => "yes".to_owned(),
            own if own.starts_with("x_") => {
                self.old.and_then(|(table, row)| table.cell(row, own)).unwrap_or_default().to_owned()
            }
            _ => String::new(),
        };
        columns.iter().map(|column| (column.as_str(), cell(column))).collect()
    }

    fn alternatives(&self) -> String {
        let others = self.guesses.iter().skip(1).filter(|guess| guess.score >= 0.01).take(3);
        others.map(|guess| format!("{} {:.2}", guess.material, guess.score)).collect::<Vec<_>>().join(" | ")
    }

    /// Fills the amount from the label, where neither flows.csv nor the analyst states it.
    fn amount(&self, cells: &mut BTreeMap<&str, String>, counts: &mut Proposal) {
        if self.flows.cell(self.row, "quantity").is_some() {
            return;
        }
        if let Some((table, row)) = self.old.filter(|(table, row)| table.cell(row, "quantity").is_some()) {
            for column in ["quantity", "unit", "per", "arithmetic"] {
                cells.insert(column, table.cell(row, column).unwrap_or_default().to_owned());
            }
            return;
        }
        let Some(amount) = Amount::read(self.flows.cell(self.row, "label").unwrap_or_default()) else {
            counts.no_amount += 1;
            return;
        };
        let material = cells.get("material").and_then(|id| self.materials.get(&MaterialId::from(id)));
        let reckoned = amount.of(material);
        counts.no_density += usize::from(material.is_some() && reckoned.tonnes.is_none());
        cells.insert("quantity", self.decimal(number(reckoned.quantity)));
        cells.insert("unit", reckoned.unit.word().to_owned());
        cells.insert("per", "year".to_owned());
        cells.insert("arithmetic", reckoned.arithmetic);
    }

    fn decimal(&self, number: String) -> String {
        if self.comma { number.replace('.', ",") } else { number }
    }
}
