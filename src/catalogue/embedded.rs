//! The catalogue as a whole, read once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::tables::rows;
use super::{
    Bilingual, Commune, Factor, Material, Origin, Precedent, Process, Quality, Rung, Runner, SectorFlow, Synonym,
    WasteCode, Yield, adr, cascade, commune, knowledge, naf, waste_code,
};
use crate::id::{MaterialId, ProcessId};
use crate::quantity::{EurosPerTonne, KgCo2ePerTonne};

const MATERIALS: &str = include_str!("data/materials.csv");
const PROCESSES: &str = include_str!("data/processes.csv");
const YIELDS: &str = include_str!("data/yields.csv");
const FACTORS: &str = include_str!("data/factors.csv");
const PRECEDENTS: &str = include_str!("data/precedents.csv");

/// The embedded reference tables. Their sources stand in their rows and in `src/catalogue/data/README.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// By id.
    pub materials: BTreeMap<MaterialId, Material>,
    /// By id.
    pub processes: BTreeMap<ProcessId, Process>,
    /// By id; every default of `scenario::Assumptions` is one of them.
    pub factors: BTreeMap<String, Factor>,
    /// Published exchanges between companies.
    pub precedents: Vec<Precedent>,
}

static EMBEDDED: LazyLock<Catalogue> = LazyLock::new(|| Catalogue {
    materials: rows::<MaterialRow>(MATERIALS).map(Material::from).map(|m| (m.id.clone(), m)).collect(),
    processes: read_processes(),
    factors: rows::<FactorRow>(FACTORS).map(Factor::from).map(|f| (f.id.clone(), f)).collect(),
    precedents: rows(PRECEDENTS).collect(),
});

impl Catalogue {
    /// The catalogue of this build, read at the first call.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// The commune of this name, whatever its case, accents and hyphens, `St` standing for `Saint`.
    ///
    /// Communes of Loiret, Seine-et-Marne and Yonne; of several with the name, the one in Loiret.
    #[must_use]
    pub fn commune(&self, name: &str) -> Option<&Commune> {
        commune::find(name)
    }

    /// Names of all communes known, to suggest the nearest.
    pub fn commune_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        commune::names()
    }

    /// A code of the List of Waste, written with or without spaces and asterisk.
    #[must_use]
    pub fn waste_code(&self, code: &str) -> Option<WasteCode> {
        waste_code::find(code)
    }

    /// The short label, of our own, of a waste code of six digits.
    #[must_use]
    pub fn waste_label(&self, code: &str) -> Option<&'static Bilingual> {
        waste_code::label(code)
    }

    /// Where a material stands in the order of heat or of water.
    #[must_use]
    pub fn rung(&self, material: &MaterialId) -> Option<&'static Rung> {
        cascade::rung(material)
    }

    /// Labels of dangers in carriage by road.
    pub fn adr_labels(&self) -> impl Iterator<Item = &'static str> + use<> {
        adr::labels()
    }

    /// Whether ADR allows packages with these labels in one vehicle; what bears none may be with any.
    #[must_use]
    pub fn may_share_vehicle(&self, some: &[String], others: &[String]) -> bool {
        adr::together(some, others)
    }

    /// The French label of a NAF sub-class, written with or without its dot.
    #[must_use]
    pub fn naf(&self, code: &str) -> Option<&str> {
        naf::label(code)
    }

    /// Other names of the materials, in French and English.
    #[must_use]
    pub fn synonyms(&self) -> &'static [Synonym] {
        knowledge::synonyms()
    }

    /// Every waste code of a material, its main one first.
    #[must_use]
    pub fn waste_codes(&self, material: &Material) -> Vec<String> {
        let further = knowledge::codes(&material.id).iter().cloned();
        material.code.iter().cloned().chain(further).collect()
    }

    /// What companies of a NAF sub-class typically give and take: the rows of its longest prefix that has any.
    pub fn typical(&self, naf: &str) -> impl Iterator<Item = &'static SectorFlow> + use<> {
        knowledge::typical(naf)
    }

    /// What companies of every sector typically give and take.
    pub fn sectors(&self) -> impl Iterator<Item = &'static SectorFlow> + use<> {
        knowledge::sectors()
    }

    /// The name of a sector of [`Self::sectors`], shorter than its label in NAF.
    #[must_use]
    pub fn sector_name(&self, sector: &str) -> Option<&'static Bilingual> {
        knowledge::sector_name(sector)
    }

    /// Families of materials: what streams and processes may name instead of a material.
    #[must_use]
    pub fn families(&self) -> BTreeSet<&str> {
        self.materials.values().map(|material| material.family.as_str()).collect()
    }
}

#[derive(Deserialize)]
struct MaterialRow {
    id: String,
    fr: String,
    en: String,
    family: String,
    code: Option<String>,
    cpa: Option<String>,
    density_t_per_m3: Option<f64>,
    unit_kg: Option<f64>,
    market_eur_per_t: Option<f64>,
    virgin_co2e_kg_per_t: Option<f64>,
    source: String,
}

impl From<MaterialRow> for Material {
    fn from(row: MaterialRow) -> Self {
        Self {
            id: row.id.into(),
            label: Bilingual { fr: row.fr, en: row.en },
            family: row.family,
            code: row.code,
            cpa: row.cpa,
            density_t_per_m3: row.density_t_per_m3,
            unit_kg: row.unit_kg,
            market: row.market_eur_per_t.map(EurosPerTonne),
            virgin_co2e: row.virgin_co2e_kg_per_t.map(KgCo2ePerTonne),
            adr: Vec::new(),
            source: row.source,
            origin: Origin::Catalogue,
        }
    }
}

#[derive(Deserialize)]
struct ProcessRow {
    id: String,
    fr: String,
    en: String,
    input: String,
    operation_code: Option<String>,
    co2e_kg_per_t: Option<f64>,
    cost_low_eur_per_t: Option<f64>,
    cost_high_eur_per_t: Option<f64>,
    place: Runner,
    readiness: Option<u8>,
    legal: Option<String>,
    source: String,
}

#[derive(Deserialize)]
struct YieldRow {
    process: String,
    output: String,
    r#yield: f64,
    source: String,
}

/// Processes with their yields; the source of the yields follows that of the process.
fn read_processes() -> BTreeMap<ProcessId, Process> {
    let mut processes: BTreeMap<ProcessId, Process> = rows::<ProcessRow>(PROCESSES)
        .map(|row| {
            let id = ProcessId::from(row.id);
            let process = Process {
                id: id.clone(),
                label: Bilingual { fr: row.fr, en: row.en },
                input: row.input,
                operation_code: row.operation_code,
                co2e: row.co2e_kg_per_t.map(KgCo2ePerTonne),
                cost: row.cost_low_eur_per_t.map(EurosPerTonne).zip(row.cost_high_eur_per_t.map(EurosPerTonne)),
                runner: row.place,
                readiness: row.readiness,
                legal: row.legal.unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
                yields: Vec::new(),
                source: row.source,
                origin: Origin::Catalogue,
            };
            (id, process)
        })
        .collect();
    for row in rows::<YieldRow>(YIELDS) {
        if let Some(process) = processes.get_mut(&ProcessId::from(row.process)) {
            process.source = format!("{}; yield of `{}`: {}", process.source, row.output, row.source);
            process.yields.push(Yield { output: row.output.into(), ratio: row.r#yield });
        }
    }
    processes
}

#[derive(Deserialize)]
struct FactorRow {
    id: String,
    value: f64,
    unit: String,
    year: Option<u16>,
    source: String,
    quality: Quality,
}

impl From<FactorRow> for Factor {
    fn from(row: FactorRow) -> Self {
        let FactorRow { id, value, unit, year, source, quality } = row;
        Self { id, value, unit, year, source, quality }
    }
}

#[cfg(test)]
mod tests;
