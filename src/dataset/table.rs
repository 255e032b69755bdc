//! One table as read: text cells with the row they stand in.

use std::io::Cursor;
use std::sync::Arc;

use polars::prelude::{CsvParseOptions, CsvReadOptions, DataFrame, DataType, PolarsResult, Schema as Types, SerReader};

use super::coding::Reading;
use super::records::{Record, records, separator};
use super::schema::{NEEDED, Schema};
use crate::diagnostic::{Finding, Findings, Place, nearest};

/// A table as read; every cell is trimmed text, an empty one is none.
#[derive(Debug, Clone, PartialEq)]
pub struct RawTable {
    /// File, as the user would name it.
    pub file: String,
    /// Column names, as in the header.
    pub columns: Vec<String>,
    /// Rows that hold anything.
    pub rows: Vec<RawRow>,
    /// No row was left out because it could not be cut into cells.
    pub complete: bool,
}

/// A row as read.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRow {
    /// Row as the spreadsheet counts it; the header is row 1.
    pub line: usize,
    /// Cells, in the order of the table's columns.
    pub cells: Vec<Option<String>>,
    /// The edit of the scenario that added the row.
    pub added: Option<Place>,
    /// Columns that an edit of the scenario set, and which.
    pub edited: Vec<(usize, Place)>,
    /// What was read in its words, for a flow that is told in words.
    pub read: Option<Reading>,
}

impl RawTable {
    /// A table without rows.
    pub(super) fn empty(file: String) -> Self {
        Self { file, columns: Vec::new(), rows: Vec::new(), complete: true }
    }

    /// Where a column stands.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The cell of a row in a named column.
    pub(super) fn cell<'a>(&self, row: &'a RawRow, column: &str) -> Option<&'a str> {
        row.cells.get(self.column(column)?)?.as_deref()
    }

    /// Where a column stands, added with empty cells when the table has none of that name.
    pub(super) fn ensure_column(&mut self, name: &str) -> usize {
        if let Some(index) = self.column(name) {
            return index;
        }
        self.columns.push(name.to_owned());
        for row in &mut self.rows {
            row.cells.push(None);
        }
        self.columns.len() - 1
    }

    /// Where a cell is written: the table, or the edit of the scenario that gave it.
    pub(super) fn place(&self, row: &RawRow, column: Option<&str>) -> Place {
        let index = column.and_then(|name| self.column(name));
        let edit = row.edited.iter().rev().find(|(edited, _)| Some(*edited) == index).map(|(_, place)| place);
        match edit.or(row.added.as_ref()) {
            Some(place) => place.clone(),
            None => Place { file: self.file.clone(), line: Some(row.line), column: column.map(str::to_owned) },
        }
    }
}

/// Reads the bytes of one table; none when its header cannot be used.
pub(super) fn read(schema: &Schema, file: &str, bytes: &[u8], findings: &mut Findings) -> Option<RawTable> {
    let text = decode(file, bytes, findings)?;
    let separator = separator(text);
    let records = records(text, separator);
    let sound = sound_records(file, &records, separator, findings)?;
    let cells = match parse(&sound, separator) {
        Ok(frame) => cells(&frame, &sound),
        Err(error) => Err(error.to_string()),
    };
    let mut rows = match cells {
        Ok(rows) => rows,
        Err(cause) => {
            findings.push(
                Finding::error("table.unreadable", format!("the table cannot be read: {cause}"))
                    .at_place(Place::file(file))
                    .help("save the sheet again as CSV UTF-8"),
            );
            return None;
        }
    };
    let header = rows.remove(0);
    let columns: Vec<String> = header.cells.into_iter().map(|cell| cell.unwrap_or_default().to_lowercase()).collect();
    let usable = check_header(schema, file, &columns, findings);
    let complete = rows.len() + 1 == records.iter().filter(|record| !record.is_blank(separator)).count();
    if usable && complete && rows.is_empty() {
        findings.push(no_row(schema, file));
    }
    usable.then(|| RawTable { file: file.to_owned(), columns, rows, complete })
}

/// Nothing to study in a table that must be there; an optional one might as well be absent.
fn no_row(schema: &Schema, file: &str) -> Finding {
    let message = format!("{} has a header and no row", schema.file());
    let finding = if NEEDED.contains(&schema.name) {
        Finding::error("table.empty", message).help("fill the table")
    } else {
        Finding::warning("table.empty", message).help("fill the table, or remove the file")
    };
    finding.at_place(Place::file(file))
}

fn decode<'a>(file: &str, bytes: &'a [u8], findings: &mut Findings) -> Option<&'a str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Some(text),
        other => {
            let at = other.map_or_else(|error| error.valid_up_to(), |text| text.find('\0').unwrap_or_default());
            let line = bytes[..at].split(|byte| *byte == b'\n').count();
            findings.push(
                Finding::error("table.not-utf8", format!("the text is not UTF-8: see line {line} of the file"))
                    .at_place(Place::file(file))
                    .help("save the sheet again as `CSV UTF-8` (Excel: Save as, CSV UTF-8; LibreOffice: character set Unicode UTF-8)"),
            );
            None
        }
    }
}

/// The header and the rows that have as many cells as the header; findings for the others.
fn sound_records<'a, 'b>(
    file: &str,
    records: &'a [Record<'b>],
    separator: char,
    findings: &mut Findings,
) -> Option<Vec<&'a Record<'b>>> {
    let Some(header) = records.first().filter(|record| !record.is_blank(separator)) else {
        findings.push(
            Finding::error("table.empty", "the first row, which should name the columns, is empty")
                .at_place(Place::file(file))
                .help("write the column names in row 1"),
        );
        return None;
    };
    let mut sound = Vec::new();
    for record in records.iter().filter(|record| !record.is_blank(separator)) {
        if record.stray_quote {
            findings.push(
                Finding::error("table.stray-quote", "a quotation mark stands alone in a cell")
                    .at(file, record.line, None)
                    .help("put the whole cell between quotation marks and double the one inside: `\"screen 24\"\"\"`"),
            );
        } else if record.cells != header.cells {
            let message = format!("the row has {} cells where the header has {}", record.cells, header.cells);
            findings.push(Finding::error("table.ragged-row", message).at(file, record.line, None).help(format!(
                "put a cell that holds `{separator}` between quotation marks, and give each column its cell"
            )));
        } else {
            sound.push(record);
        }
    }
    (!header.stray_quote).then_some(sound)
}

fn parse(records: &[&Record<'_>], separator: char) -> PolarsResult<DataFrame> {
    let width = records.first().map_or(0, |header| header.cells);
    let types: Types = (0..width).map(|index| (format!("{index}").into(), DataType::String)).collect();
    let mut text = String::new();
    for record in records {
        text.push_str(record.text);
        text.push('\n');
    }
    CsvReadOptions::default()
        .with_has_header(false)
        .with_schema(Some(Arc::new(types)))
        .with_n_threads(Some(1))
        .with_parse_options(CsvParseOptions::default().with_separator(separator as u8))
        .into_reader_with_file_handle(Cursor::new(text.into_bytes()))
        .finish()
}

fn cells(frame: &DataFrame, records: &[&Record<'_>]) -> Result<Vec<RawRow>, String> {
    if frame.height() != records.len() {
        return Err(format!("{} rows were found where {} were counted", frame.height(), records.len()));
    }
    let mut rows: Vec<RawRow> = records
        .iter()
        .map(|record| RawRow { line: record.line, cells: Vec::new(), added: None, edited: Vec::new(), read: None })
        .collect();
    for column in frame.columns() {
        let texts = column.str().map_err(|error| error.to_string())?;
        for (row, cell) in rows.iter_mut().zip(texts.iter()) {
            let cell = cell.map(str::trim).filter(|text| !text.is_empty());
            row.cells.push(cell.map(str::to_owned));
        }
    }
    Ok(rows)
}

/// Whether the rows can be used; findings for missing, unknown and repeated columns.
fn check_header(schema: &Schema, file: &str, columns: &[String], findings: &mut Findings) -> bool {
    let missing: Vec<&str> =
        schema.required.iter().copied().filter(|required| !columns.iter().any(|column| column == required)).collect();
    let mut usable = missing.is_empty();
    for (index, column) in columns.iter().enumerate().filter(|(_, column)| !column.starts_with("x_")) {
        if columns[..index].contains(column) {
            usable = false;
            let message = format!("column `{column}` stands twice in the header");
            let help = "keep one of the two, or begin the name of the other with `x_` so that it is left aside";
            findings.push(Finding::error("table.repeated-column", message).at(file, 1, column.as_str()).help(help));
        } else if !schema.columns().any(|known| known == column)
            // A column that is most likely a missing one is told once, as that.
            && !nearest(column, schema.columns()).is_some_and(|near| missing.contains(&near))
        {
            findings.push(unknown_column(schema, column).at(file, 1, column.as_str()));
        }
    }
    for required in missing {
        let message = format!("{} has no column `{required}`", schema.file());
        let unknown =
            columns.iter().map(String::as_str).filter(|column| !schema.columns().any(|known| known == *column));
        let help = match unknown.filter(|column| nearest(column, schema.columns()) == Some(required)).min() {
            Some(near) => format!("rename column `{near}`"),
            None => "add the column".to_owned(),
        };
        findings.push(Finding::error("table.missing-column", message).at(file, 1, required).help(help));
    }
    usable
}

fn unknown_column(schema: &Schema, column: &str) -> Finding {
    if column.is_empty() {
        return Finding::error("table.unknown-column", "a column has no name")
            .help("name the column, with `x_` first when it is your own, or remove it");
    }
    let message = format!("`{column}` is not a column of {}", schema.file());
    let otherwise = format!("remove it, or name it `x_{column}` so that it is left aside");
    Finding::error("table.unknown-column", message).did_you_mean(column, schema.columns(), otherwise)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::schema::schema;
    use super::*;

    fn table(text: &str) -> (Option<RawTable>, Findings) {
        let mut findings = Findings::new();
        let table = read(schema("distances").unwrap(), "d.csv", text.as_bytes(), &mut findings);
        (table, findings)
    }

    /// Every cell quoted, as a spreadsheet may write it.
    fn written(rows: &[Vec<String>], separator: char, end: &str) -> String {
        let mut text = format!("from{separator}to{separator}km{end}");
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            text += &cells.join(&separator.to_string());
            text += end;
        }
        text
    }

    proptest! {
        #[test]
        fn any_cells_come_back_as_they_were_written(
            rows in prop::collection::vec(prop::collection::vec("[a-zé,;\"\n\r 0-9']{0,8}x", 3), 1..30),
            separator in prop::sample::select(vec![',', ';']),
            end in prop::sample::select(vec!["\n", "\r\n"]),
        ) {
            let (table, findings) = table(&written(&rows, separator, end));
            prop_assert_eq!(findings.to_string(), "");
            let read: Vec<Vec<String>> =
                table.unwrap().rows.into_iter().map(|row| row.cells.into_iter().flatten().collect()).collect();
            let trimmed: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
            prop_assert_eq!(read, trimmed);
        }

        #[test]
        fn any_text_is_read_or_told_without_panic(text in "[a1,;\"\n\r é\u{a0}]{0,60}", header in any::<bool>()) {
            let text = if header { format!("from,to,km\n{text}") } else { text };
            let (table, findings) = table(&text);
            prop_assert!(table.is_some() || findings.has_errors());
            prop_assert!(!findings.iter().any(|finding| finding.code == "table.unreadable"), "{}", findings);
        }
    }
}
