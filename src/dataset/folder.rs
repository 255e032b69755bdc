//! The folder of a dataset: which tables it holds, their bytes and their checksums.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::schema::{NEEDED, SCHEMAS, Schema};
use super::table::{self, RawTable};
use crate::diagnostic::{Finding, Findings, Place};

/// The tables of a folder as read; a table that could not be used is in `broken` and not in `tables`.
#[derive(Debug, Default)]
pub(super) struct RawTables {
    pub tables: BTreeMap<&'static str, RawTable>,
    pub broken: Vec<&'static str>,
    pub checksums: BTreeMap<String, String>,
}

impl RawTables {
    /// Whether all rows of the table are known; a table that is absent has none.
    pub fn whole(&self, table: &str) -> bool {
        !self.broken.contains(&table) && self.tables.get(table).is_none_or(|table| table.complete)
    }
}

/// Reads every table of the folder.
pub(super) fn read(folder: &Path, findings: &mut Findings) -> RawTables {
    let mut raw = RawTables::default();
    let files = match list(folder) {
        Ok(files) => files,
        Err(cause) => {
            let place = Place::file(folder.display().to_string());
            findings.push(
                Finding::error("folder.unreadable", format!("the dataset folder cannot be read: {cause}"))
                    .at_place(place)
                    .help("give the path of the folder that holds `companies.csv` and `flows.csv`"),
            );
            return raw;
        }
    };
    unknown_tables(folder, &files, findings);
    for schema in SCHEMAS {
        let file = schema.file();
        if files.contains(&file) {
            read_one(folder, schema, &mut raw, findings);
        } else if NEEDED.contains(&schema.name) {
            raw.broken.push(schema.name);
            findings.push(missing_table(folder, &file, &files));
        }
    }
    raw
}

fn list(folder: &Path) -> Result<Vec<String>, String> {
    let says = |error: &std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is none at this path".to_owned(),
        std::io::ErrorKind::NotADirectory => "this is a file".to_owned(),
        _ => error.to_string(),
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| says(&error))? {
        files.push(entry.map_err(|error| says(&error))?.file_name().to_string_lossy().into_owned());
    }
    files.sort();
    Ok(files)
}

fn read_one(folder: &Path, schema: &'static Schema, raw: &mut RawTables, findings: &mut Findings) {
    let path = folder.join(schema.file());
    let file = path.display().to_string();
    let bytes = if path.is_dir() {
        Err("this is a folder".to_owned())
    } else {
        std::fs::read(&path).map_err(|error| error.to_string())
    };
    let table = match bytes {
        Ok(bytes) => {
            let digest = Sha256::digest(&bytes);
            let hex = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            raw.checksums.insert(schema.file(), hex);
            table::read(schema, &file, &bytes, findings)
        }
        Err(error) => {
            findings.push(
                Finding::error("table.unreadable", format!("the table cannot be read: {error}"))
                    .at_place(Place::file(file))
                    .help("check that it is a file and that you may read it"),
            );
            None
        }
    };
    match table {
        Some(table) => {
            raw.tables.insert(schema.name, table);
        }
        None => raw.broken.push(schema.name),
    }
}

/// A mistyped file name would otherwise be a table left out without a word.
fn unknown_tables(folder: &Path, files: &[String], findings: &mut Findings) {
    let known: Vec<String> = SCHEMAS.iter().map(Schema::file).collect();
    for file in files.iter().filter(|file| file.to_lowercase().ends_with(".csv") && !file.starts_with("x_")) {
        if !known.contains(file) {
            findings.push(
                Finding::warning(
                    "folder.unknown-table",
                    format!("`{file}` is not a table of a dataset and is not read"),
                )
                .at_place(Place::file(folder.join(file).display().to_string()))
                .did_you_mean(
                    file,
                    known.iter().map(String::as_str),
                    format!("remove it, or name it `x_{file}` so that it is left aside"),
                ),
            );
        }
    }
}

fn missing_table(folder: &Path, file: &str, files: &[String]) -> Finding {
    let extension = |name: &&String| {
        let lower = name.to_lowercase();
        [".xlsx", ".xls", ".ods", ".parquet"].iter().any(|ext| lower.ends_with(ext))
    };
    let help = match files.iter().find(extension) {
        Some(book) => format!("`{book}` is not read yet: save each of its sheets as CSV UTF-8 in this folder"),
        None => format!("add `{file}` to this folder"),
    };
    Finding::error("folder.missing-table", format!("the dataset has no `{file}`"))
        .at_place(Place::file(folder.display().to_string()))
        .help(help)
}
