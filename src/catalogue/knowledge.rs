//! What is known around materials: their other names and codes, published exchanges, what sectors typically give and take.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::tables::rows;
use super::{Bilingual, Quality};
use crate::id::MaterialId;

const SYNONYMS: &str = include_str!("data/synonyms.csv");
const CODES: &str = include_str!("data/material_codes.csv");
const SECTORS: &str = include_str!("data/sectors.csv");
const SECTOR_NAMES: &str = include_str!("data/sector_names.csv");

/// Another name of a material.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Synonym {
    /// Whose name.
    pub material: String,
    /// `fr`, `en`, or `any` for formulas, abbreviations and trade names.
    pub language: String,
    /// The name.
    pub text: String,
}

/// A published exchange between two companies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Precedent {
    /// Identifier.
    pub id: String,
    /// What was given.
    pub material: String,
    /// What it replaced.
    pub product: String,
    /// Process of the catalogue, where it has one.
    pub process: Option<String>,
    /// NAF prefix of the giver.
    pub donor_naf: String,
    /// NAF prefix of the taker.
    pub receiver_naf: String,
    /// Where.
    pub place: String,
    /// When, where it is known.
    pub year: Option<String>,
    /// Who published it.
    pub reference: String,
    /// How well the row is founded: `secondary` where the account was not read again for it.
    pub quality: Quality,
}

/// What companies of a sector typically give or take.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SectorFlow {
    /// NAF prefix: division, group or class.
    pub division: String,
    /// `in` or `out`.
    pub direction: String,
    /// The material.
    pub material: String,
    /// What it is used for or comes from.
    pub note: String,
    /// Who says so.
    pub source: String,
    /// How well it is founded.
    pub quality: Quality,
}

#[derive(Deserialize)]
struct SectorNameRow {
    sector: String,
    fr: String,
    en: String,
}

#[derive(Deserialize)]
struct CodeRow {
    material: String,
    code: String,
}

static ALL_SYNONYMS: LazyLock<Vec<Synonym>> = LazyLock::new(|| rows(SYNONYMS).collect());
static ALL_CODES: LazyLock<BTreeMap<MaterialId, Vec<String>>> = LazyLock::new(|| {
    let mut codes: BTreeMap<MaterialId, Vec<String>> = BTreeMap::new();
    for CodeRow { material, code } in rows(CODES) {
        codes.entry(material.into()).or_default().push(code);
    }
    codes
});
static ALL_SECTORS: LazyLock<BTreeMap<String, Vec<SectorFlow>>> = LazyLock::new(|| {
    let mut sectors: BTreeMap<String, Vec<SectorFlow>> = BTreeMap::new();
    for row in rows::<SectorFlow>(SECTORS) {
        sectors.entry(digits(&row.division)).or_default().push(row);
    }
    sectors
});

static ALL_SECTOR_NAMES: LazyLock<BTreeMap<String, Bilingual>> = LazyLock::new(|| {
    rows::<SectorNameRow>(SECTOR_NAMES).map(|row| (row.sector, Bilingual { fr: row.fr, en: row.en })).collect()
});

pub(super) fn synonyms() -> &'static [Synonym] {
    &ALL_SYNONYMS
}

pub(super) fn codes(material: &MaterialId) -> &'static [String] {
    ALL_CODES.get(material).map_or(&[], Vec::as_slice)
}

/// The rows of the longest prefix of a NAF code that has any.
pub(super) fn typical(naf: &str) -> impl Iterator<Item = &'static SectorFlow> + use<> {
    let digits = digits(naf);
    let prefixes = (2..=digits.len()).rev().filter_map(|end| ALL_SECTORS.get(digits.get(..end)?));
    prefixes.take(1).flatten().collect::<Vec<_>>().into_iter()
}

/// Every row, in the order of the digits of its sector.
pub(super) fn sectors() -> impl Iterator<Item = &'static SectorFlow> {
    ALL_SECTORS.values().flatten()
}

pub(super) fn sector_name(sector: &str) -> Option<&'static Bilingual> {
    ALL_SECTOR_NAMES.get(sector)
}

fn digits(naf: &str) -> String {
    naf.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests;
