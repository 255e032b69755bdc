//! The embedded reference tables: materials, processes, factors, vehicles, codes and communes, each row with its source.

mod adr;
mod cascade;
mod commune;
mod embedded;
mod fold;
mod knowledge;
mod naf;
pub mod recognise;
pub mod sources;
mod tables;
mod waste_code;

use serde::{Deserialize, Serialize};

pub use cascade::Rung;
pub use commune::Commune;
pub use embedded::Catalogue;
pub use knowledge::{Precedent, SectorFlow, Synonym};
pub use waste_code::WasteCode;

use crate::id::{MaterialId, ProcessId};
use crate::quantity::{EurosPerTonne, KgCo2ePerTonne};
use crate::scenario::Language;

/// A text in both languages of the reports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text in a language.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Fr => &self.fr,
            Language::En => &self.en,
        }
    }
}

/// Who states a row: the embedded catalogue, or the dataset, which extends or overrides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The embedded catalogue.
    Catalogue,
    /// A table of the dataset.
    Dataset,
}

/// A material: what flows are made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Material {
    /// Identifier.
    pub id: MaterialId,
    /// Label for people.
    pub label: Bilingual,
    /// Family (`weee`, `wood`, `paper`...): streams and processes may name a family instead of a material.
    pub family: String,
    /// List of Waste code, six digits, for waste materials: the main one.
    pub code: Option<String>,
    /// Class of products (CPA 2.1), for what is sold.
    pub cpa: Option<String>,
    /// Bulk density, t/m3.
    pub density_t_per_m3: Option<f64>,
    /// Mass of one piece, kg.
    pub unit_kg: Option<f64>,
    /// What the material is sold for when it has no taker in the territory; none: it has no market.
    pub market: Option<EurosPerTonne>,
    /// Emissions of producing one tonne of it new.
    pub virgin_co2e: Option<KgCo2ePerTonne>,
    /// Labels of danger in carriage by road (ADR): classes and divisions, `3` or `6.1`.
    #[serde(default)]
    pub adr: Vec<String>,
    /// Source of the figures.
    pub source: String,
    /// Who states the row.
    pub origin: Origin,
}

/// One output of a process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Yield {
    /// What comes out.
    pub output: MaterialId,
    /// Tonnes of output per tonne of input.
    pub ratio: f64,
}

/// A process: turns one tonne of its input into its yields; without yields it is final.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Process {
    /// Identifier.
    pub id: ProcessId,
    /// Label for people; empty where a dataset states the process without one.
    pub label: Bilingual,
    /// A material, or a family of materials.
    pub input: String,
    /// Recovery or disposal operation, R1..R13 or D1..D15.
    pub operation_code: Option<String>,
    /// Emissions of processing one tonne of input (net of what the factor's source credits); none: unknown.
    pub co2e: Option<KgCo2ePerTonne>,
    /// Published range of what processing a tonne costs.
    pub cost: Option<(EurosPerTonne, EurosPerTonne)>,
    /// Who runs it.
    pub runner: Runner,
    /// Technology readiness level, 1 to 9.
    pub readiness: Option<u8>,
    /// Legal steps that it needs.
    pub legal: Vec<String>,
    /// What comes out; what is missing to 1 is loss.
    pub yields: Vec<Yield>,
    /// Source of the figures.
    pub source: String,
    /// Who states the row.
    pub origin: Origin,
}

/// Who runs a process.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Runner {
    /// The company that has the by-product.
    Donor,
    /// The company that takes the product into its own process: kiln, furnace, boiler, field.
    Receiver,
    /// A specialised facility.
    #[default]
    Facility,
}

impl Process {
    /// Emissions of processing one tonne of input, 0 where they are unknown.
    #[must_use]
    pub fn emissions(&self) -> KgCo2ePerTonne {
        self.co2e.unwrap_or_default()
    }

    /// Whether the process takes this material, by name or by family.
    #[must_use]
    pub fn accepts(&self, material: &Material) -> bool {
        self.input == material.id.as_str() || self.input == material.family
    }

    /// Whether what enters is recovered (reuse, recycling, energy); a process without a code is not counted as such.
    #[must_use]
    pub fn is_recovery(&self) -> bool {
        self.operation_code.as_deref().is_some_and(|code| code.starts_with('R'))
    }
}

/// How well a factor is founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quality {
    /// Read in the named source itself.
    Sourced,
    /// Quoted by somebody else.
    Secondary,
    /// Computed from sourced figures; the source says how.
    Derived,
    /// Nobody states it: a choice to dispute.
    Assumption,
}

/// A figure with its source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Factor {
    /// Identifier.
    pub id: String,
    /// Value, in `unit`.
    pub value: f64,
    /// Unit.
    pub unit: String,
    /// Year the figure speaks of.
    pub year: Option<u16>,
    /// Source.
    pub source: String,
    /// How well it is founded.
    pub quality: Quality,
}
