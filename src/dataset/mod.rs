//! Company tables, read and checked: a `Dataset` exists only if it is valid.

mod about;
mod against_scenario;
mod cell;
mod changes;
mod coding;
mod companies;
mod compartments;
mod context;
mod contracts;
mod distances;
mod edited;
mod facilities;
mod flows;
mod folder;
mod implicit;
mod joined;
mod limits;
mod load;
mod markets;
mod materials;
mod operations;
mod place;
mod processes;
mod qualities;
mod records;
mod repeated;
mod row;
mod schema;
mod seasons;
mod siret;
mod sizes;
mod snapshot;
mod stores;
mod substitutions;
mod table;
mod tariffs;
mod unit;
mod vehicles;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use self::coding::{Proposal, Reading, SURE, propose};
pub use self::compartments::MOST_COMPARTMENTS;
pub use self::contracts::{Contract, Exclusive, Standing};
pub use self::edited::{Act, Edited};
pub use self::limits::{Content, InletLimit, ProductContent};
pub use self::markets::{Market, Step};
pub use self::seasons::{Period, Seasonal};
pub use self::snapshot::Snapshot;
pub use self::stores::{Stock, Store};
use crate::catalogue::{Material, Process};
use crate::geo::Point;
use crate::id::{CompanyId, FacilityId, FlowId, MaterialId, PlaceId, ProcessId, VehicleId};
pub use against_scenario::check_scenario;
pub use load::Loaded;
pub use table::{RawRow, RawTable};

use crate::quantity::{
    Euros, EurosPerHour, EurosPerKm, EurosPerTonne, Hours, HoursPerTonne, KgCo2ePerKm, KgCo2ePerTonneKm, Kilometres,
    Tonnes,
};
use crate::scenario::{Days, Stream};
use crate::tariff::Tariff;

/// One physical establishment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the columns of companies.csv, described in docs/dataset.md")]
pub struct Company {
    pub id: CompanyId,
    pub name: String,
    pub siret: Option<String>,
    pub naf: Option<String>,
    pub commune: Option<String>,
    /// Its own coordinates, else its commune's; none only when `distances` covers it.
    pub point: Option<Point>,
    pub employees: Option<u32>,
    pub contact_role: Option<String>,
    /// Hours of the day between which it can be visited; none: at any hour.
    #[serde(default)]
    pub opens: Option<f64>,
    #[serde(default)]
    pub closes: Option<f64>,
    /// Days of the week on which it cannot be visited.
    #[serde(default = "no_day")]
    pub closed_days: Days,
    /// The most companies and facilities that it has reuse links with; none: the scenario's.
    #[serde(default)]
    pub max_partners: Option<u32>,
}

fn no_day() -> Days {
    Days::NONE
}

/// Which way a flow goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The company takes it in.
    In,
    /// The company gives it out.
    Out,
}

/// How a flow is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words are the meaning")]
pub enum Evidence {
    Measured,
    Declared,
    Estimated,
    Typical,
}

/// What a row of qualities.csv or limits.csv says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// What an output contains.
    Content,
    /// The most an input tolerates.
    AtMost,
    /// The least an input needs.
    AtLeast,
    /// What the virgin supply of an input contains; 0 unless said.
    Virgin,
}

/// One property of a flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the columns of qualities.csv, described in docs/dataset.md")]
pub struct Property {
    pub property: String,
    pub bound: Bound,
    pub value: f64,
}

impl Property {
    /// Whether it limits what an input takes.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(self.bound, Bound::AtMost | Bound::AtLeast)
    }
}

/// What a company takes in or gives out of one material in a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Identifier; `company/material` when the table gives none.
    pub id: FlowId,
    /// Whose.
    pub company: CompanyId,
    /// Which way.
    pub direction: Direction,
    /// Of what.
    pub material: MaterialId,
    /// The company's own words for it.
    pub label: Option<String>,
    /// How probable its material is, where it was recognised in words or a code and nobody has confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised: Option<f64>,
    /// Tonnes a year.
    pub quantity: Tonnes,
    /// Least tonnes a year.
    pub quantity_min: Option<Tonnes>,
    /// Most tonnes a year.
    pub quantity_max: Option<Tonnes>,
    /// Pieces a year, when the material is counted in pieces.
    pub units: Option<f64>,
    /// All that the company pays today (transport and treatment, or purchase); negative when it is paid.
    pub cost: Option<EurosPerTonne>,
    /// What can be stored on site.
    pub storage: Option<Tonnes>,
    /// How often it is collected today.
    pub pickups_per_year: Option<f64>,
    /// Where it goes to or comes from today.
    pub facility: Option<FacilityId>,
    /// What is done to it there today.
    pub process: Option<ProcessId>,
    /// How the figure is known.
    pub evidence: Evidence,
    /// Properties, sorted by name.
    pub qualities: Vec<Property>,
    /// Row in flows.csv. Not written into results, which the order of rows does not change.
    #[serde(skip)]
    pub row: usize,
}

/// A place that runs processes, existing or candidate, or a hub.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facility {
    /// Identifier.
    pub id: FacilityId,
    /// Name for people.
    pub name: String,
    /// The company that hosts it.
    pub company: Option<CompanyId>,
    /// Commune.
    pub commune: Option<String>,
    /// Its own coordinates, else its host's, else its commune's.
    pub point: Option<Point>,
    /// In the territory.
    pub local: bool,
    /// Existing (else a candidate, which must be opened).
    pub existing: bool,
    /// Yearly cost of opening a candidate.
    pub opening: Euros,
    /// Tonnes it can take in a year, all processes together.
    pub capacity: Option<Tonnes>,
    /// Whether rounds and own deliveries may be brought together here.
    pub hub: bool,
}

/// A process run at a facility.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// Where.
    pub facility: FacilityId,
    /// What.
    pub process: ProcessId,
    /// Gate fee.
    pub gate_fee: EurosPerTonne,
    /// Tonnes of input a year.
    pub capacity: Option<Tonnes>,
    /// Pieces of input a year.
    pub capacity_units: Option<f64>,
    /// Hours of work-integration employment per tonne of input.
    pub insertion: HoursPerTonne,
    /// Source of the figures.
    pub source: String,
}

/// A size of a facility, or of one of its process lines, that may be chosen; at most one of each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// Where.
    pub facility: FacilityId,
    /// Of which process line; none: of the facility, all processes together.
    pub process: Option<ProcessId>,
    /// Its name, unique at the facility.
    pub size: String,
    /// Tonnes of input a year that it adds to what is there.
    pub capacity: Tonnes,
    /// Cost a year.
    pub cost: Euros,
}

/// A room of a vehicle for one stream at a time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Compartment {
    /// The most that it takes.
    pub payload: Tonnes,
    /// Its room; none: not limited.
    pub volume_m3: Option<f64>,
}

/// A vehicle class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the columns of vehicles.csv, described in docs/dataset.md")]
pub struct Vehicle {
    pub id: VehicleId,
    pub payload: Tonnes,
    pub volume_m3: Option<f64>,
    /// What streams that share a round are kept apart in; none: they mix.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compartments: Vec<Compartment>,
    pub eur_per_km: EurosPerKm,
    pub eur_per_hour: EurosPerHour,
    pub eur_per_round: Euros,
    /// Whatever is on board; empty, where `full_co2e_per_km` says the rest.
    pub co2e_per_km: KgCo2ePerKm,
    /// With the whole payload on board; where absent the load makes no difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_co2e_per_km: Option<KgCo2ePerKm>,
    /// Mean speed; the scenario's assumption when absent.
    pub speed_kmh: Option<f64>,
    /// Where it starts and ends; the place of unloading when absent.
    pub depot: Option<PlaceId>,
    /// How many there are; as many as needed when absent.
    pub count: Option<u32>,
    pub source: String,
}

impl Vehicle {
    /// What each tonne on board adds to the emissions of each km: emissions grow in a straight line from empty to full.
    #[must_use]
    pub fn co2e_per_tkm(&self) -> KgCo2ePerTonneKm {
        let full = self.full_co2e_per_km.unwrap_or(self.co2e_per_km);
        KgCo2ePerTonneKm((full - self.co2e_per_km).value() / self.payload.value())
    }
}

/// A row of distances.csv.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the columns of distances.csv, described in docs/dataset.md")]
pub struct Leg {
    pub km: Kilometres,
    pub time: Option<Hours>,
}

/// What kind of data this is: shown in every report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Collected from the companies named.
    #[default]
    Real,
    /// Rebuilt from published totals.
    Reconstruction,
    /// Made up to show the program.
    Illustrative,
}

/// A row of about.csv.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the columns of about.csv, described in docs/dataset.md")]
pub struct About {
    pub status: Status,
    pub note_fr: String,
    pub note_en: String,
    pub source: String,
}

/// A valid territory: every reference resolves, every quantity is finite and in tonnes a year.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dataset {
    /// What kind of data.
    pub about: About,
    /// By id.
    pub companies: BTreeMap<CompanyId, Company>,
    /// By id.
    pub flows: BTreeMap<FlowId, Flow>,
    /// By id.
    pub facilities: BTreeMap<FacilityId, Facility>,
    /// By facility and process.
    pub operations: BTreeMap<(FacilityId, ProcessId), Operation>,
    /// Every material that the dataset can meet (its own, and the catalogue's that its flows and yields name).
    pub materials: BTreeMap<MaterialId, Material>,
    /// Every process that an operation or a flow names.
    pub processes: BTreeMap<ProcessId, Process>,
    /// By id.
    pub vehicles: BTreeMap<VehicleId, Vehicle>,
    /// By origin and destination.
    pub distances: BTreeMap<(PlaceId, PlaceId), Leg>,
    /// Limits at the inlets of operations, in the order of their ids.
    pub limits: Vec<InletLimit>,
    /// What products of operations contain, in the order of their ids.
    pub contents: Vec<ProductContent>,
    /// Tonnes of the second material that a tonne of the first replaces, where it is not 1 for 1.
    pub substitutions: BTreeMap<(MaterialId, MaterialId), f64>,
    /// Outside markets, by material.
    pub markets: BTreeMap<MaterialId, Market>,
    /// Gate fees that change with the tonnes of the year, by facility and process.
    pub tariffs: BTreeMap<(FacilityId, ProcessId), Tariff>,
    /// Contracts on reuse links, in the order of their ids.
    pub contracts: Vec<Contract>,
    /// Sizes that may be chosen, by facility, process and capacity.
    pub sizes: Vec<Size>,
    /// The periods of the year, one after the other; none: the year is one.
    pub periods: Vec<Period>,
    /// How the year of what is uneven spreads over the periods: shares that sum to 1.
    pub profiles: BTreeMap<Seasonal, Vec<f64>>,
    /// What can be kept from one period to the next.
    pub stores: BTreeMap<Stock, Store>,
}

impl Flow {
    /// The value of a property, where a row of qualities.csv states it.
    #[must_use]
    pub fn quality(&self, property: &str, bound: Bound) -> Option<f64> {
        self.qualities.iter().find(|q| q.property == property && q.bound == bound).map(|q| q.value)
    }

    /// What the virgin supply of an input counts for against one of its limits: its content, 0 unless said. A supply
    /// that breaks the limit is in use today all the same; it counts as being at the limit, and excuses nothing else.
    #[must_use]
    pub fn virgin_content(&self, limit: &Property) -> f64 {
        let stated = self.quality(&limit.property, Bound::Virgin).unwrap_or(0.0);
        if limit.bound == Bound::AtLeast { stated.max(limit.value) } else { stated.min(limit.value) }
    }
}

impl Dataset {
    /// The materials that some operation makes. Treating any other material counts as treating companies' tonnes.
    #[must_use]
    pub fn products(&self) -> BTreeSet<MaterialId> {
        let yields = self.operations.keys().flat_map(|(_, process)| &self.processes[process].yields);
        yields.map(|y| y.output.clone()).collect()
    }

    /// The materials that flows carry or operations make.
    #[must_use]
    pub fn used_materials(&self) -> BTreeSet<MaterialId> {
        let mut used = self.products();
        used.extend(self.flows.values().map(|flow| flow.material.clone()));
        used
    }

    /// The outputs that a collection stream takes, in the order of their ids.
    pub fn flows_of<'a>(&'a self, stream: &'a Stream) -> impl Iterator<Item = &'a Flow> {
        self.flows.values().filter(|flow| flow.direction == Direction::Out && self.collects(stream, flow))
    }

    /// Whether a collection takes what a flow is made of.
    #[must_use]
    pub fn collects(&self, stream: &Stream, flow: &Flow) -> bool {
        let family = &self.materials[&flow.material].family;
        stream.materials.iter().any(|m| m == flow.material.as_str() || m == family)
    }

    /// The sizes of a facility, or of one of its process lines.
    pub fn sizes_of<'a>(
        &'a self,
        facility: &'a FacilityId,
        process: Option<&'a ProcessId>,
    ) -> impl Iterator<Item = &'a Size> {
        self.sizes.iter().filter(move |size| size.facility == *facility && size.process.as_ref() == process)
    }

    /// What a tonne costs at an operation, of so many in a year: its gate fee, or the mean price of its tariff.
    #[must_use]
    pub fn fee(&self, operation: &Operation, all: Tonnes) -> EurosPerTonne {
        let tariff = self.tariffs.get(&(operation.facility.clone(), operation.process.clone()));
        tariff.map_or(operation.gate_fee, |tariff| tariff.mean(all))
    }

    /// The most that a facility, or one of its process lines, can take in a year, whatever size is chosen; none: no limit.
    #[must_use]
    pub fn most_capacity(&self, facility: &FacilityId, process: Option<&ProcessId>) -> Option<Tonnes> {
        let stated = match process {
            None => self.facilities.get(facility)?.capacity,
            Some(process) => self.operations.get(&(facility.clone(), process.clone()))?.capacity,
        };
        let largest =
            self.sizes_of(facility, process).map(|size| size.capacity).reduce(|a, b| if a > b { a } else { b });
        largest.map(|largest| largest + stated.unwrap_or(Tonnes::ZERO)).or(stated)
    }

    /// All that leaves companies in a year.
    #[must_use]
    pub fn total_output(&self) -> Tonnes {
        self.flows.values().filter(|flow| flow.direction == Direction::Out).map(|flow| flow.quantity).sum()
    }
}
