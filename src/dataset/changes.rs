//! The what-if edits of a scenario, applied to the raw tables in order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::cell;
use super::edited::{Act, Cells, Edited, list};
use super::folder::RawTables;
use super::schema::{OnDrop, REFERENCES, SCHEMAS, Schema, schema};
use super::table::{RawRow, RawTable};
use crate::diagnostic::{Finding, Findings, Place};
use crate::scenario::{Change, Edit};

/// Applies each edit that can be; says what each did. An edit that cannot be applied is a finding.
pub(super) fn apply(raw: &mut RawTables, edits: &[Change], folder: &Path, findings: &mut Findings) -> Vec<Edited> {
    let mut notes = Vec::new();
    for change in edits {
        match apply_one(raw, change, folder) {
            Ok(note) => notes.push(note),
            Err(problems) => {
                findings.extend(problems.into_iter().map(|problem| problem.at_place(change.place.clone())));
            }
        }
    }
    notes
}

fn apply_one(raw: &mut RawTables, change: &Change, folder: &Path) -> Result<Edited, Vec<Finding>> {
    let Some(schema) = schema(&change.table) else {
        let known = SCHEMAS.iter().map(|schema| schema.name);
        let list = known.clone().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let finding = Finding::error("change.unknown-table", format!("`{}` is not a table of a dataset", change.table));
        return Err(vec![finding.did_you_mean(&change.table, known, format!("name one of {list}"))]);
    };
    check_columns(schema, raw.tables.get(schema.name), &change.edit)?;
    match &change.edit {
        Edit::Set { filter, set } => {
            let rows = matching(raw, schema, filter)?;
            Ok(set_cells(raw, schema, &rows, filter, set, &change.place))
        }
        Edit::Drop(filter) => {
            let rows = matching(raw, schema, filter)?;
            drop_rows(raw, schema, rows, filter)
        }
        Edit::Add(cells) => Ok(add_row(raw, schema, cells, &change.place, folder)),
    }
}

/// Every column that an edit names is one of the table.
fn check_columns(schema: &Schema, table: Option<&RawTable>, edit: &Edit) -> Result<(), Vec<Finding>> {
    let named: Vec<&String> = match edit {
        Edit::Set { filter, set } => filter.iter().chain(set).map(|(column, _)| column).collect(),
        Edit::Drop(cells) | Edit::Add(cells) => cells.iter().map(|(column, _)| column).collect(),
    };
    let own = |column: &str| table.is_some_and(|table| table.column(column).is_some());
    let unknown = named.into_iter().filter(|column| !own(column) && !schema.columns().any(|known| known == *column));
    let findings: Vec<Finding> = unknown
        .map(|column| {
            let message = format!("`{column}` is not a column of {}", schema.file());
            let list = schema.columns().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
            let finding = Finding::error("change.unknown-column", message);
            finding.did_you_mean(column, schema.columns(), format!("name one of {list}"))
        })
        .collect();
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

/// The rows that a filter names; it must name some.
fn matching(raw: &RawTables, schema: &Schema, filter: &Cells) -> Result<BTreeSet<usize>, Vec<Finding>> {
    if filter.is_empty() {
        let finding =
            Finding::error("change.no-filter", format!("the edit does not say which rows of {}", schema.file()));
        return Err(vec![finding.help("name a column and its value, such as the id of the row")]);
    }
    let Some(table) = raw.tables.get(schema.name) else {
        let finding = Finding::error("change.no-match", format!("the dataset has no rows in {}", schema.file()));
        return Err(vec![finding.help("remove the edit, or add the table")]);
    };
    let rows: BTreeSet<usize> = (0..table.rows.len())
        .filter(|index| {
            filter
                .iter()
                .all(|(column, value)| same(table.cell(&table.rows[*index], column).unwrap_or_default(), value))
        })
        .collect();
    if rows.is_empty() { Err(vec![no_match(schema, table, filter)]) } else { Ok(rows) }
}

fn no_match(schema: &Schema, table: &RawTable, filter: &Cells) -> Finding {
    let finding = Finding::error("change.no-match", format!("no row of {} has {}", schema.file(), list(filter, "and")));
    let absent = filter
        .iter()
        .find(|(column, value)| !table.rows.iter().any(|row| same(table.cell(row, column).unwrap_or_default(), value)));
    let Some((column, value)) = absent else {
        return finding.help("each value stands in the table, but not in one row");
    };
    let known = table.rows.iter().filter_map(|row| table.cell(row, column));
    finding.did_you_mean(value, known, format!("no cell of column `{column}` is `{value}`"))
}

/// The same text, or the same number written otherwise.
fn same(cell: &str, value: &str) -> bool {
    let value = value.trim();
    cell == value || cell::number(cell).is_some_and(|number| cell::number(value) == Some(number))
}

fn filled(value: &str) -> Option<String> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

fn set_cells(
    raw: &mut RawTables,
    schema: &Schema,
    rows: &BTreeSet<usize>,
    filter: &Cells,
    set: &Cells,
    place: &Place,
) -> Edited {
    if let Some(table) = raw.tables.get_mut(schema.name) {
        for (column, value) in set {
            let column = table.ensure_column(column);
            for row in rows {
                table.rows[*row].cells[column] = filled(value);
                table.rows[*row].edited.push((column, place.clone()));
            }
        }
    }
    Edited { table: schema.name, rows: rows.len(), act: Act::Set { set: set.to_vec(), filter: filter.to_vec() } }
}

fn add_row(raw: &mut RawTables, schema: &'static Schema, cells: &Cells, place: &Place, folder: &Path) -> Edited {
    let file = folder.join(schema.file()).display().to_string();
    let table = raw.tables.entry(schema.name).or_insert_with(|| RawTable::empty(file));
    let line = table.rows.iter().map(|row| row.line).max().unwrap_or(1) + 1;
    let columns: Vec<usize> = cells.iter().map(|(column, _)| table.ensure_column(column)).collect();
    let mut row = RawRow {
        line,
        cells: vec![None; table.columns.len()],
        added: Some(place.clone()),
        edited: Vec::new(),
        read: None,
    };
    for (column, (_, value)) in columns.into_iter().zip(cells) {
        row.cells[column] = filled(value);
    }
    table.rows.push(row);
    let key = cells.iter().filter(|(column, _)| schema.key.contains(&column.as_str()));
    Edited { table: schema.name, rows: 1, act: Act::Added(key.map(|(_, value)| value.clone()).collect()) }
}

/// Rows of each table.
type Rows = BTreeMap<&'static str, BTreeSet<usize>>;

/// Removes the rows and all rows of other tables that name them, unless a row that stays would name one that is gone.
fn drop_rows(
    raw: &mut RawTables,
    schema: &'static Schema,
    rows: BTreeSet<usize>,
    filter: &Cells,
) -> Result<Edited, Vec<Finding>> {
    let count = rows.len();
    let (gone, orphans) = closure(raw, schema, rows);
    if !orphans.is_empty() {
        return Err(orphans);
    }
    for (name, rows) in &gone {
        if let Some(table) = raw.tables.get_mut(name) {
            let mut index = 0;
            table.rows.retain(|_| {
                index += 1;
                !rows.contains(&(index - 1))
            });
        }
    }
    let also = gone.iter().filter(|(name, _)| **name != schema.name);
    let also = also.map(|(name, rows)| (*name, rows.len())).collect();
    let act = match filter {
        [(column, value)] if schema.key == [column.as_str()] => Act::Dropped { id: value.clone(), also },
        _ => Act::DroppedWhere { filter: filter.to_vec(), also },
    };
    Ok(Edited { table: schema.name, rows: count, act })
}

/// All rows that go with these, and a finding for each row that stays and names one of them.
fn closure(raw: &RawTables, schema: &'static Schema, rows: BTreeSet<usize>) -> (Rows, Vec<Finding>) {
    let mut queue: Vec<(&'static str, usize)> = rows.iter().map(|row| (schema.name, *row)).collect();
    let mut gone = Rows::from([(schema.name, rows)]);
    let mut held: Vec<(&'static str, usize, Finding)> = Vec::new();
    while let Some((name, index)) = queue.pop() {
        for (target, row, on_drop, id) in naming(raw, name, index) {
            if on_drop == OnDrop::Forbids {
                held.push((target, row, still_used(raw, name, target, row, &id)));
            } else if gone.entry(target).or_default().insert(row) {
                queue.push((target, row));
            }
        }
    }
    let stays = |table: &'static str, row: usize| !gone.get(table).is_some_and(|rows| rows.contains(&row));
    let findings =
        held.into_iter().filter(|(table, row, _)| stays(table, *row)).map(|(_, _, finding)| finding).collect();
    (gone, findings)
}

/// The rows of other tables that name one row: their table, their index, what happens to them, and the id they name.
fn naming(raw: &RawTables, name: &'static str, index: usize) -> Vec<(&'static str, usize, OnDrop, String)> {
    let mut found = Vec::new();
    let (Some(table), Some(schema)) = (raw.tables.get(name), schema(name)) else { return found };
    let key = schema.key.first().and_then(|key| table.cell(&table.rows[index], key));
    let Some(id) = key else { return found };
    for (_, target, column, on_drop) in REFERENCES.iter().filter(|(named, ..)| *named == name) {
        let Some(other) = raw.tables.get(target) else { continue };
        let rows = other.rows.iter().enumerate().filter(|(_, row)| other.cell(row, column) == Some(id));
        found.extend(rows.map(|(row, _)| (*target, row, *on_drop, id.to_owned())));
    }
    found
}

fn still_used(raw: &RawTables, name: &str, target: &'static str, row: usize, id: &str) -> Finding {
    let noun = schema(name).map_or("row", |schema| schema.noun);
    let user = raw.tables.get(target).map(|table| {
        let row = &table.rows[row];
        let flow = table.cell(row, "flow").map_or_else(|| format!("row {}", row.line), |flow| format!("flow `{flow}`"));
        format!("{flow} ({}:{})", table.file, row.line)
    });
    let message =
        format!("{noun} `{id}` cannot be dropped: {} names it as what happens today", user.unwrap_or_default());
    Finding::error("change.still-used", message).help("first set that cell to another value, or to an empty one")
}
