//! The tables of a result folder: one struct per file, its columns named with their units, written and read the same way.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::assess::{CompanyGain, Entry, Indicator, Kind, RejectedRow, RoundPlan, Synergy};
use crate::catalogue::{Factor, Quality};
use crate::diagnostic::{Finding, Place, Severity};
use crate::id::{CompanyId, FlowId, MaterialId, PeriodId, ProcessId, StreamId};
use crate::quantity::{Euros, Hours, KgCo2e, Kilometres, Tonnes};

/// What stands between the places of a round's path.
pub const PATH_SEPARATOR: &str = " > ";

/// A row of a result file.
pub trait Row: Serialize + DeserializeOwned {
    /// Name of the file.
    const FILE: &'static str;
    /// Its columns, in order.
    const HEADER: &'static [&'static str];
}

/// Why a result file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", self.located())]
pub struct TableError {
    /// The file.
    pub file: String,
    /// Row as the spreadsheet counts it (the header is row 1).
    pub row: Option<usize>,
    /// Column.
    pub column: Option<String>,
    /// What is wrong, without a full stop.
    pub message: String,
}

impl TableError {
    /// An error of a whole file.
    pub fn file(path: &Path, message: impl Into<String>) -> Self {
        Self { file: path.display().to_string(), row: None, column: None, message: message.into() }
    }

    fn located(&self) -> String {
        let row = self.row.map(|row| format!(":{row}")).unwrap_or_default();
        let column = self.column.as_ref().map(|column| format!(", column `{column}`")).unwrap_or_default();
        format!("{}{row}{column}", self.file)
    }
}

impl From<TableError> for Finding {
    fn from(error: TableError) -> Self {
        Self {
            place: Place { file: error.file, line: error.row, column: error.column },
            severity: Severity::Error,
            code: crate::diagnostic::codes::results::UNREADABLE_RESULT,
            message: error.message,
            help: Some("run the scenario again: its result folder is replaced whole".to_owned()),
        }
    }
}

/// The bytes of a table, header first, numbers in the shortest form that reads back the same.
///
/// # Errors
/// When a row cannot be written as one line of cells.
pub fn write_table<T: Row>(rows: impl IntoIterator<Item = T>) -> std::io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.write_record(T::HEADER)?;
    for row in rows {
        writer.serialize(row)?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// Reads the table of type `T` in `folder`.
///
/// # Errors
/// When the file is missing, lacks a column, or has a cell that is not what its column holds.
pub fn read_table<T: Row>(folder: &Path) -> Result<Vec<T>, TableError> {
    let path = folder.join(T::FILE);
    let mut reader = csv::Reader::from_path(&path).map_err(|error| unreadable(&path, &error))?;
    let header = reader.headers().map_err(|error| unreadable(&path, &error))?.clone();
    if let Some(missing) = T::HEADER.iter().find(|column| !header.iter().any(|name| name == **column)) {
        return Err(TableError { row: Some(1), ..in_column(&path, missing, "this column is missing") });
    }
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| TableError { row: Some(index + 2), ..unreadable(&path, &error) })?;
        let row = record
            .deserialize(Some(&header))
            .map_err(|error| TableError { row: Some(index + 2), ..bad_cell(&path, &header, &record, &error) })?;
        rows.push(row);
    }
    Ok(rows)
}

fn in_column(path: &Path, column: &str, message: impl Into<String>) -> TableError {
    TableError { column: Some(column.to_owned()), ..TableError::file(path, message) }
}

fn unreadable(path: &Path, error: &csv::Error) -> TableError {
    match error.kind() {
        csv::ErrorKind::Io(io) if io.kind() == std::io::ErrorKind::NotFound => {
            TableError::file(path, "this file of the result is missing")
        }
        csv::ErrorKind::Io(io) => TableError::file(path, io.to_string()),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            TableError::file(path, format!("this row has {len} cells and the header {expected_len}"))
        }
        csv::ErrorKind::Utf8 { .. } => TableError::file(path, "this row is not UTF-8 text"),
        _ => TableError::file(path, error.to_string()),
    }
}

fn bad_cell(path: &Path, header: &csv::StringRecord, record: &csv::StringRecord, error: &csv::Error) -> TableError {
    let csv::ErrorKind::Deserialize { err, .. } = error.kind() else { return unreadable(path, error) };
    let not_finite = || record.iter().position(|cell| cell.parse().is_ok_and(|number: f64| !number.is_finite()));
    let index = err.field().and_then(|field| usize::try_from(field).ok()).or_else(not_finite);
    let column = index.and_then(|index| header.get(index)).map(str::to_owned);
    let cell = index.and_then(|index| record.get(index)).unwrap_or_default();
    TableError { column, ..TableError::file(path, format!("`{cell}` cannot be read: {}", err.kind())) }
}

/// A number that is never written as -0 and never read as NaN or infinite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Number(pub f64);

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self(value + 0.0)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        if value.is_finite() { Ok(Self(value)) } else { Err(serde::de::Error::custom("not a finite number")) }
    }
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident in $file:literal { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "the columns are described in docs/results.md")]
        pub struct $name { $(pub $field: $type),* }

        impl Row for $name {
            const FILE: &'static str = $file;
            const HEADER: &'static [&'static str] = &[$(stringify!($field)),*];
        }
    };
}

mod collections;
mod prices;
mod stocks;

pub use self::collections::CollectionRow;
pub use self::prices::{INTEGERS_HELD, PriceRow};
pub use self::stocks::StockRow;

table! {
    /// A figure, today and proposed.
    IndicatorRow in "indicators.csv" { indicator: String, unit: String, today: Number, proposed: Number }
}

table! {
    /// A line of either ledger; `state` says which.
    FlowRow in "flows.csv" {
        state: State, kind: Kind, from: String, to: String, flow: Option<FlowId>, taker: Option<FlowId>,
        stream: Option<StreamId>, round: Option<usize>, process: Option<ProcessId>, material: Option<MaterialId>,
        period: Option<PeriodId>, tonnes_t: Number,
        units: Option<Number>, km: Number, eur: Number, co2e_kg: Number, hours_h: Number,
    }
}

table! {
    /// A round; what is not said to be per year is each time.
    RoundRow in "rounds.csv" {
        round: usize, stream: StreamId, vehicle: String, times_per_year: u32, days: String, path: String,
        leaves_h: Number, arrivals_h: String,
        load_t: Number, streams: String, loads_t: String, compartments: Option<String>, load_factor: Number, km: Number,
        hours_h: Number, eur_per_year: Number, co2e_kg_per_year: Number,
    }
}

table! {
    /// A proposal; coordinates in decimal degrees, WGS 84.
    SynergyRow in "synergies.csv" {
        synergy: String, kind: String, from: String, to: String, what: String, mode: Option<String>, tonnes_t: Number,
        km: Number, from_lon: Option<Number>, from_lat: Option<Number>, to_lon: Option<Number>, to_lat: Option<Number>,
    }
}

table! {
    /// What one company gains.
    CompanyRow in "companies.csv" {
        company: Option<CompanyId>, name: String, served: String, diverted_t: Number, eur_today: Number,
        eur_proposed: Number, co2e_kg_today: Number, co2e_kg_proposed: Number, km_today: Number, km_proposed: Number,
    }
}

table! {
    /// What was considered and rejected.
    RejectedTableRow in "rejected.csv" {
        from: String, to: Option<String>, what: String, reason: String, detail: String,
    }
}

table! {
    /// A factor behind the figures.
    FactorRow in "factors.csv" {
        factor: String, value: Number, unit: String, year: Option<u16>, source: String, quality: Quality,
    }
}

/// Which ledger a line is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// What happens today.
    Today,
    /// What is proposed.
    Proposed,
}

impl From<&Indicator> for IndicatorRow {
    fn from(it: &Indicator) -> Self {
        let (indicator, unit) = (it.id.clone(), it.unit.clone());
        Self { indicator, unit, today: it.today.into(), proposed: it.proposed.into() }
    }
}

impl From<IndicatorRow> for Indicator {
    fn from(row: IndicatorRow) -> Self {
        Self { id: row.indicator, unit: row.unit, today: row.today.0, proposed: row.proposed.0 }
    }
}

impl FlowRow {
    /// The row of an entry of one of the ledgers.
    #[must_use]
    pub fn new(state: State, entry: &Entry) -> Self {
        Self {
            state,
            kind: entry.kind,
            from: entry.from.clone(),
            to: entry.to.clone(),
            flow: entry.flow.clone(),
            taker: entry.taker.clone(),
            stream: entry.stream.clone(),
            round: entry.round,
            process: entry.process.clone(),
            material: entry.material.clone(),
            period: entry.period.clone(),
            tonnes_t: entry.tonnes.value().into(),
            units: entry.units.map(Number::from),
            km: entry.km.value().into(),
            eur: entry.eur.value().into(),
            co2e_kg: entry.co2e.value().into(),
            hours_h: entry.hours.value().into(),
        }
    }
}

impl From<FlowRow> for Entry {
    fn from(row: FlowRow) -> Self {
        Self {
            kind: row.kind,
            from: row.from,
            to: row.to,
            flow: row.flow,
            taker: row.taker,
            stream: row.stream,
            round: row.round,
            process: row.process,
            material: row.material,
            period: row.period,
            tonnes: Tonnes(row.tonnes_t.0),
            units: row.units.map(|units| units.0),
            km: Kilometres(row.km.0),
            eur: Euros(row.eur.0),
            co2e: KgCo2e(row.co2e_kg.0),
            hours: Hours(row.hours_h.0),
        }
    }
}

impl From<&RoundPlan> for RoundRow {
    fn from(it: &RoundPlan) -> Self {
        let list = |words: Vec<String>| words.join(PATH_SEPARATOR);
        Self {
            round: it.round,
            stream: it.stream.clone(),
            vehicle: it.vehicle.clone(),
            times_per_year: it.frequency,
            days: it.days.clone(),
            path: it.path.join(PATH_SEPARATOR),
            leaves_h: it.leaves.into(),
            arrivals_h: list(it.arrivals.iter().map(|hours| format!("{hours:.2}")).collect()),
            load_t: it.load.value().into(),
            streams: list(it.loads.iter().map(|(stream, _)| stream.to_string()).collect()),
            loads_t: list(it.loads.iter().map(|(_, load)| load.value().to_string()).collect()),
            compartments: Some(list(it.compartments.iter().map(ToString::to_string).collect()))
                .filter(|it| !it.is_empty()),
            load_factor: it.load_factor.into(),
            km: it.km.value().into(),
            hours_h: it.hours.value().into(),
            eur_per_year: it.eur.value().into(),
            co2e_kg_per_year: it.co2e.value().into(),
        }
    }
}

impl From<RoundRow> for RoundPlan {
    fn from(row: RoundRow) -> Self {
        let list = |text: &str| text.split(PATH_SEPARATOR).map(str::to_owned).collect::<Vec<String>>();
        let number = |word: String| word.parse::<f64>().unwrap_or(f64::NAN);
        let loads = list(&row.loads_t).into_iter().map(|load| Tonnes(number(load)));
        Self {
            round: row.round,
            stream: row.stream,
            vehicle: row.vehicle,
            frequency: row.times_per_year,
            days: row.days,
            leaves: row.leaves_h.0,
            path: list(&row.path),
            arrivals: list(&row.arrivals_h).into_iter().map(number).collect(),
            load: Tonnes(row.load_t.0),
            loads: list(&row.streams).into_iter().map(StreamId::from).zip(loads).collect(),
            compartments: row.compartments.iter().flat_map(|it| list(it)).filter_map(|it| it.parse().ok()).collect(),
            load_factor: row.load_factor.0,
            km: Kilometres(row.km.0),
            hours: Hours(row.hours_h.0),
            eur: Euros(row.eur_per_year.0),
            co2e: KgCo2e(row.co2e_kg_per_year.0),
        }
    }
}

impl From<&Synergy> for SynergyRow {
    fn from(it: &Synergy) -> Self {
        let end = |end: usize, axis: usize| it.line.map(|line| Number::from(line[end][axis]));
        Self {
            synergy: it.id.clone(),
            kind: it.kind.clone(),
            from: it.from.clone(),
            to: it.to.clone(),
            what: it.what.clone(),
            mode: it.mode.clone(),
            tonnes_t: it.tonnes.value().into(),
            km: it.km.value().into(),
            from_lon: end(0, 0),
            from_lat: end(0, 1),
            to_lon: end(1, 0),
            to_lat: end(1, 1),
        }
    }
}

impl From<SynergyRow> for Synergy {
    fn from(row: SynergyRow) -> Self {
        let point = |lon: Option<Number>, lat: Option<Number>| Some([lon?.0, lat?.0]);
        let line = point(row.from_lon, row.from_lat).zip(point(row.to_lon, row.to_lat));
        Self {
            id: row.synergy,
            kind: row.kind,
            from: row.from,
            to: row.to,
            what: row.what,
            mode: row.mode,
            tonnes: Tonnes(row.tonnes_t.0),
            km: Kilometres(row.km.0),
            line: line.map(|(from, to)| [from, to]),
        }
    }
}

impl From<&CompanyGain> for CompanyRow {
    fn from(it: &CompanyGain) -> Self {
        Self {
            company: it.company.clone(),
            name: it.name.clone(),
            served: it.served.clone(),
            diverted_t: it.diverted.value().into(),
            eur_today: it.eur_today.value().into(),
            eur_proposed: it.eur_proposed.value().into(),
            co2e_kg_today: it.co2e_today.value().into(),
            co2e_kg_proposed: it.co2e_proposed.value().into(),
            km_today: it.km_today.value().into(),
            km_proposed: it.km_proposed.value().into(),
        }
    }
}

impl From<CompanyRow> for CompanyGain {
    fn from(row: CompanyRow) -> Self {
        Self {
            company: row.company,
            name: row.name,
            diverted: Tonnes(row.diverted_t.0),
            served: row.served,
            eur_today: Euros(row.eur_today.0),
            eur_proposed: Euros(row.eur_proposed.0),
            co2e_today: KgCo2e(row.co2e_kg_today.0),
            co2e_proposed: KgCo2e(row.co2e_kg_proposed.0),
            km_today: Kilometres(row.km_today.0),
            km_proposed: Kilometres(row.km_proposed.0),
        }
    }
}

impl From<&RejectedRow> for RejectedTableRow {
    fn from(it: &RejectedRow) -> Self {
        let RejectedRow { from, to, what, reason, detail } = it.clone();
        Self { from, to, what, reason, detail }
    }
}

impl From<RejectedTableRow> for RejectedRow {
    fn from(row: RejectedTableRow) -> Self {
        let RejectedTableRow { from, to, what, reason, detail } = row;
        Self { from, to, what, reason, detail }
    }
}

impl From<&Factor> for FactorRow {
    fn from(it: &Factor) -> Self {
        let Factor { id, value, unit, year, source, quality } = it.clone();
        Self { factor: id, value: value.into(), unit, year, source, quality }
    }
}

impl From<FactorRow> for Factor {
    fn from(row: FactorRow) -> Self {
        let FactorRow { factor, value, unit, year, source, quality } = row;
        Self { id: factor, value: value.0, unit, year, source, quality }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of the table under the heading of a file in docs/results.md.
    fn documented(file: &str) -> Vec<String> {
        let text = include_str!("../../docs/results.md");
        let (_, section) = text.split_once(&format!("\n## {file}\n")).expect("the file has a section");
        let lines = section.lines().skip_while(|line| !line.starts_with("| column |")).skip(2);
        lines
            .take_while(|line| line.starts_with("| `"))
            .map(|line| line.split('`').nth(1).unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn every_column_is_documented_and_no_other() {
        fn check<T: Row>() {
            assert_eq!(documented(T::FILE), T::HEADER, "{}", T::FILE);
        }
        check::<IndicatorRow>();
        check::<FlowRow>();
        check::<SynergyRow>();
        check::<RoundRow>();
        check::<CollectionRow>();
        check::<CompanyRow>();
        check::<RejectedTableRow>();
        check::<PriceRow>();
        check::<StockRow>();
        check::<FactorRow>();
    }

    #[test]
    fn numbers_read_back_bit_by_bit() {
        let dir = tempfile::tempdir().unwrap();
        let value = 0.1 + 0.2;
        let row = IndicatorRow {
            indicator: "a, \"quoted\"\nname".to_owned(),
            unit: "t".to_owned(),
            today: value.into(),
            proposed: 1e-9.into(),
        };
        std::fs::write(dir.path().join(IndicatorRow::FILE), write_table([row.clone()]).unwrap()).unwrap();
        assert_eq!(read_table::<IndicatorRow>(dir.path()).unwrap(), [row]);
    }

    #[test]
    fn a_row_that_is_too_short_is_counted_as_the_spreadsheet_does() {
        let dir = tempfile::tempdir().unwrap();
        let text = "indicator,unit,today,proposed\n\"two\nlines\",km,1,2\nkm,km,1\n";
        std::fs::write(dir.path().join(IndicatorRow::FILE), text).unwrap();
        let error = read_table::<IndicatorRow>(dir.path()).unwrap_err();
        assert_eq!(error.row, Some(3));
        assert_eq!(error.message, "this row has 3 cells and the header 4");
    }
}
