//! Two rows of one table that claim the same id.

use std::collections::BTreeMap;

use super::folder::RawTables;
use super::schema::{SCHEMAS, Schema};
use super::table::RawTable;
use crate::diagnostic::{Finding, Findings};

/// A finding for every row whose key an earlier row has.
pub(super) fn check(raw: &RawTables, findings: &mut Findings) {
    for schema in SCHEMAS.iter().filter(|schema| !schema.key.is_empty()) {
        if let Some(table) = raw.tables.get(schema.name) {
            check_table(schema, table, findings);
        }
    }
}

fn check_table(schema: &Schema, table: &RawTable, findings: &mut Findings) {
    let mut first: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    for row in &table.rows {
        let Some(key) = schema.key.iter().map(|column| table.cell(row, column)).collect::<Option<Vec<&str>>>() else {
            continue;
        };
        if let Some(line) = first.get(&key) {
            let named = key.iter().map(|part| format!("`{part}`")).collect::<Vec<_>>().join(", ");
            let message = format!("{} {named} is already in row {line}", schema.noun);
            findings.push(
                Finding::error("table.repeated-id", message)
                    .at_place(table.place(row, schema.key.first().copied()))
                    .help(match schema.key.len() {
                        1 => "remove one of the two rows, or give it another id",
                        _ => "remove one of the two rows",
                    }),
            );
        } else {
            first.insert(key, row.line);
        }
    }
}
