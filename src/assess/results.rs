//! A result folder read back: what `compare`, `explain` and `verify` work from.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::assess::tables::{
    CollectionRow, CompanyRow, FactorRow, FlowRow, INTEGERS_HELD, IndicatorRow, PriceRow, RejectedTableRow, RoundRow,
    Row, State, StockRow, SynergyRow, TableError, read_table,
};
use crate::assess::{CollectionLine, CompanyGain, Entry, Indicator, RejectedRow, RoundPlan, StockLine, Synergy};
use crate::catalogue::Factor;
use crate::optimise::prices::{Price, Prices};
use crate::scenario::{Language, Title};

/// Name of the manifest in a result folder.
pub const MANIFEST: &str = "manifest.json";

/// Everything that the files of a result folder say.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the files of a result folder, described in docs/results.md")]
pub struct ResultFolder {
    pub path: PathBuf,
    pub manifest: Value,
    pub indicators: Vec<Indicator>,
    /// The ledger of today.
    pub today: Vec<Entry>,
    /// The ledger of the proposal.
    pub proposed: Vec<Entry>,
    pub rounds: Vec<RoundPlan>,
    pub stocks: Vec<StockLine>,
    pub synergies: Vec<Synergy>,
    pub collections: Vec<CollectionLine>,
    pub companies: Vec<CompanyGain>,
    pub rejected: Vec<RejectedRow>,
    /// Prices of the objective.
    pub prices: Prices,
    pub factors: Vec<Factor>,
}

impl ResultFolder {
    /// Reads a result folder whole.
    ///
    /// # Errors
    /// Every file that is missing or malformed, each with its first fault.
    pub fn open(path: &Path) -> Result<Self, Vec<TableError>> {
        if !path.is_dir() {
            return Err(vec![TableError::file(path, "there is no result folder here")]);
        }
        let mut errors = Vec::new();
        let manifest = keep(read_manifest(path), &mut errors).unwrap_or_default();
        let mut flows: Vec<FlowRow> = keep(read_table(path), &mut errors).unwrap_or_default();
        let proposed = flows.extract_if(.., |row| row.state == State::Proposed).map(Entry::from).collect();
        let folder = Self {
            path: path.to_owned(),
            manifest,
            indicators: rows::<IndicatorRow, _>(path, &mut errors),
            today: flows.into_iter().map(Entry::from).collect(),
            proposed,
            rounds: rows::<RoundRow, _>(path, &mut errors),
            stocks: rows::<StockRow, _>(path, &mut errors),
            synergies: rows::<SynergyRow, _>(path, &mut errors),
            collections: rows::<CollectionRow, _>(path, &mut errors),
            companies: rows::<CompanyRow, _>(path, &mut errors),
            rejected: rows::<RejectedTableRow, _>(path, &mut errors),
            prices: prices(path, &mut errors),
            factors: rows::<FactorRow, _>(path, &mut errors),
        };
        if errors.is_empty() { Ok(folder) } else { Err(errors) }
    }

    /// Name of the scenario.
    #[must_use]
    pub fn name(&self) -> &str {
        self.manifest["name"].as_str().unwrap_or_default()
    }

    /// Title of the scenario.
    #[must_use]
    pub fn title(&self) -> Title {
        serde_json::from_value(self.manifest["title"].clone()).unwrap_or_default()
    }

    /// Language of the report.
    #[must_use]
    pub fn language(&self) -> Language {
        serde_json::from_value(self.manifest["language"].clone()).unwrap_or_default()
    }
}

fn read_manifest(folder: &Path) -> Result<Value, TableError> {
    let path = folder.join(MANIFEST);
    let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => TableError::file(&path, "this file of the result is missing"),
        _ => TableError::file(&path, error.to_string()),
    })?;
    let manifest: Value = serde_json::from_str(&text)
        .map_err(|error| TableError { row: Some(error.line()), ..TableError::file(&path, error.to_string()) })?;
    for (key, present) in [
        ("name", manifest["name"].is_string()),
        ("title", manifest["title"].is_object()),
        ("language", serde_json::from_value::<Language>(manifest["language"].clone()).is_ok()),
    ] {
        if !present {
            let error = TableError::file(&path, "this key is missing or of another type");
            return Err(TableError { column: Some(key.to_owned()), ..error });
        }
    }
    Ok(manifest)
}

fn rows<R: Row, T: From<R>>(folder: &Path, errors: &mut Vec<TableError>) -> Vec<T> {
    keep(read_table::<R>(folder), errors).unwrap_or_default().into_iter().map(T::from).collect()
}

fn prices(folder: &Path, errors: &mut Vec<TableError>) -> Prices {
    let rows: Vec<PriceRow> = keep(read_table(folder), errors).unwrap_or_default();
    let held = rows.iter().any(|row| row.basis == INTEGERS_HELD);
    Prices { prices: rows.into_iter().map(Price::from).collect(), held, partial: false }
}

fn keep<T>(result: Result<T, TableError>, errors: &mut Vec<TableError>) -> Option<T> {
    result.map_err(|error| errors.push(error)).ok()
}
