//! The scenario: what an analyst asks, resolved from YAML, with where each value came from.

mod alone;
mod changes;
pub mod defaults;
mod discover;
mod goals;
mod inherit;
mod joined;
mod load;
mod node;
mod provenance;
mod reader;
mod resolved;
mod settings;
mod synergies;
mod week;
mod yaml;

use std::path::PathBuf;

pub use self::alone::{Alone, AloneBand, Rebate, RebateOf};
pub use self::discover::{Discover, Weights};
pub use self::week::Days;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Place;
use crate::id::{CompanyId, FacilityId, StreamId, VehicleId};
use crate::quantity::{
    Euros, EurosPerHour, EurosPerKm, EurosPerTonne, KgCo2ePerKm, KgCo2ePerTonne, Kilometres, Tonnes,
};

/// Language of the reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words are the meaning")]
pub enum Language {
    #[default]
    Fr,
    En,
}

/// Title in both languages; the name stands in for a missing one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words are the meaning")]
pub struct Title {
    pub fr: String,
    pub en: String,
}

/// What reuse links may be proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reuse {
    /// Longest link.
    pub max_km: Kilometres,
    /// Most processes between an output and an input; 0: direct reuse only.
    pub max_steps: usize,
    /// Smallest yearly tonnage of a link.
    pub min_lot: Tonnes,
    /// Yearly cost of having a link (contract, follow-up).
    pub link_cost: Euros,
    /// The most companies and facilities that a company has links with, where companies.csv does not say.
    #[serde(default)]
    pub max_partners: Option<u32>,
    /// Whether the periods of the dataset are told apart.
    #[serde(default)]
    pub seasons: bool,
    /// How small flows are hauled; none: as all others, by the tonne.
    #[serde(default)]
    pub trips: Option<Trips>,
}

/// Links of small flows, hauled in whole return trips.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trips {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// A flow of less is small, in a year.
    pub below: Tonnes,
}

/// How a company can be served by a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// By a round that visits several companies.
    Round,
    /// By its own delivery to a hub.
    DropOff,
    /// By a haulier that comes for it alone.
    Alone,
}

impl Mode {
    /// The word of the scenario file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Round => "round",
            Self::DropOff => "drop_off",
            Self::Alone => "alone",
        }
    }
}

/// What a company's own delivery to a hub costs and emits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the keys of the scenario")]
pub struct DropOff {
    pub max_km: Kilometres,
    pub eur_per_km: EurosPerKm,
    pub co2e_per_km: KgCo2ePerKm,
}

/// The least that a pooled contract is made for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the keys of the scenario")]
pub struct PooledContract {
    pub min_t: Tonnes,
    /// What each tonne missing to it costs (take or pay); none: nothing may be missing.
    pub eur_per_missing_t: Option<EurosPerTonne>,
}

/// One collection programme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stream {
    /// Its name.
    pub id: StreamId,
    /// The streams whose flows its rounds take together; none: those of its materials.
    #[serde(default)]
    pub joins: Vec<StreamId>,
    /// Materials, or families of materials.
    pub materials: Vec<String>,
    /// Modes allowed, sorted.
    pub modes: Vec<Mode>,
    /// No company may stay with its outlet of today.
    pub compulsory: bool,
    /// Vehicles that may run rounds.
    pub vehicles: Vec<VehicleId>,
    /// Vehicle that hauls from a hub to a facility; the first of `vehicles` unless said.
    pub trunk: Option<VehicleId>,
    /// Where rounds may unload, sorted; empty: at the hubs, and where there is none at any facility that takes the stream.
    pub unload: Vec<FacilityId>,
    /// Visits a year that may be chosen, sorted.
    pub frequency: Vec<u32>,
    /// Days of the week on which rounds run.
    pub days: Days,
    /// Companies that no round visits both of.
    pub excluded_pairs: Vec<(CompanyId, CompanyId)>,
    /// Needed by mode `alone`.
    pub alone: Option<Alone>,
    /// Needed by mode `drop_off`.
    pub drop_off: Option<DropOff>,
    /// When anything is collected.
    pub contract: Option<PooledContract>,
    /// Where the stream is written.
    pub place: Place,
}

/// What is minimised first; the others break ties, in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Minimise {
    /// Euros, with emissions and insertion hours at their stated prices.
    #[default]
    NetCost,
    /// kgCO2e.
    Co2e,
    /// Vehicle kilometres.
    Km,
}

impl Minimise {
    /// The unit of what is minimised.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::NetCost => "EUR",
            Self::Co2e => "kgCO2e",
            Self::Km => "km",
        }
    }
}

/// The objective.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    /// What is minimised.
    pub minimise: Minimise,
    /// Price of emissions in the net cost, EUR per tonne of `CO2e`.
    pub co2e_eur_per_t: f64,
    /// Value of an hour of work-integration employment in the net cost.
    pub insertion_value: EurosPerHour,
    /// What is minimised after it, in order, each with what the one before may give way by.
    #[serde(default)]
    pub then: Vec<Next>,
}

/// A further objective.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Next {
    /// What is minimised.
    pub minimise: Minimise,
    /// What the objective before may be above its least for it, in its own unit.
    pub give_way: f64,
}

/// What a target is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Share of the outgoing tonnes that reach recovery (reuse, recycling, energy), 0 to 1.
    DiversionRate,
    /// Share of the outgoing tonnes that are treated or reused in the territory, 0 to 1.
    LocalRate,
    /// Net spending, EUR a year, of all companies and facilities together, without carbon price.
    BudgetEur,
    /// Emissions, kgCO2e a year.
    Co2eKg,
    /// Vehicle kilometres a year.
    Km,
    /// Hours of work-integration employment a year.
    InsertionHours,
    /// Tonnes taken by the collections.
    CollectedT,
    /// Tonnes of inputs replaced by by-products.
    ReusedT,
    /// Spending on openings and sizes of facilities, EUR a year.
    OpeningEur,
}

impl Metric {
    /// The unit in which it is reported; shares in points of a hundred.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::DiversionRate | Self::LocalRate => "%",
            Self::BudgetEur | Self::OpeningEur => "EUR",
            Self::Co2eKg => "kgCO2e",
            Self::Km => "km",
            Self::InsertionHours => "h",
            Self::CollectedT | Self::ReusedT => "t",
        }
    }

    /// The word of the scenario file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::DiversionRate => "diversion_rate",
            Self::LocalRate => "local_rate",
            Self::BudgetEur => "budget_eur",
            Self::Co2eKg => "co2e_kg",
            Self::Km => "km",
            Self::InsertionHours => "insertion_hours",
            Self::CollectedT => "collected_t",
            Self::ReusedT => "reused_t",
            Self::OpeningEur => "opening_eur",
        }
    }
}

/// Which way a target binds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Not less than.
    AtLeast(f64),
    /// Not more than.
    AtMost(f64),
}

/// A target of the scenario; it remembers its line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the words are the meaning")]
pub struct Target {
    pub metric: Metric,
    pub limit: Limit,
    /// What each unit that is missing costs, in the unit of the objective (shares: each point of a hundred); none: the
    /// target must be met.
    #[serde(default)]
    pub price: Option<f64>,
    pub place: Place,
}

impl Target {
    /// Whether it can be held against flows at their least quantity: tonnes or shares of which there must be enough.
    #[must_use]
    pub fn can_be_safe(&self) -> bool {
        let metrics = [Metric::DiversionRate, Metric::LocalRate, Metric::CollectedT, Metric::ReusedT];
        metrics.contains(&self.metric) && matches!(self.limit, Limit::AtLeast(_))
    }

    /// How much of it is missing at a value, 0 when it is met.
    #[must_use]
    pub fn missing(&self, value: f64) -> f64 {
        match self.limit {
            Limit::AtLeast(asked) => (asked - value).max(0.0),
            Limit::AtMost(asked) => (value - asked).max(0.0),
        }
    }

    /// Units in which a price counts what is missing: points of a hundred for shares.
    #[must_use]
    pub fn units(&self) -> f64 {
        if self.metric.unit() == "%" { 100.0 } else { 1.0 }
    }
}

/// A what-if edit of the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Which table (`flows`).
    pub table: String,
    /// What to do to which rows.
    pub edit: Edit,
    /// Where it is written.
    pub place: Place,
}

/// The edit itself; cells are text, as in the tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Sets columns of the rows where all `filter` columns have the given values.
    #[expect(missing_docs, reason = "the words are the meaning")]
    Set { filter: Vec<(String, String)>, set: Vec<(String, String)> },
    /// Removes the rows where all columns have the given values, and all rows of other tables that name them.
    Drop(Vec<(String, String)>),
    /// Adds a row.
    Add(Vec<(String, String)>),
}

/// Haulage of direct links, which no round serves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the keys of the scenario")]
pub struct Haulage {
    pub eur_per_t_km: f64,
    pub eur_per_t: EurosPerTonne,
    pub co2e_kg_per_t_km: f64,
    /// Mean load over all kilometres, empty ones included: km driven = t.km / load.
    pub load: Tonnes,
}

/// Every default that a user may dispute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assumptions {
    /// Road distance over great-circle distance.
    pub detour_factor: f64,
    /// Mean speed of a vehicle whose table gives none, km/h.
    pub speed_kmh: f64,
    /// Longest duration of a round, h.
    pub working_time_h: f64,
    /// Hour of the day at which vehicles may leave.
    pub day_starts_h: f64,
    /// Time at each stop, minutes.
    pub service_min: f64,
    /// Time at the place of unloading, minutes.
    pub unload_min: f64,
    /// Direct links.
    pub haulage: Haulage,
    /// Emissions of the vehicle that serves one company alone, today or by mode `alone`, all kilometres.
    pub pickup_co2e: KgCo2ePerKm,
    /// Cost of residues of processes that nobody takes.
    pub disposal_cost: EurosPerTonne,
    /// Emissions of those residues' disposal.
    pub disposal_co2e: KgCo2ePerTonne,
}

/// Solver settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the keys of the scenario")]
pub struct SolverOptions {
    /// `auto`, or the name of a compiled-in solver.
    pub name: String,
    /// Relative gap at which an answer counts as proven.
    pub gap: f64,
    pub time_limit_s: f64,
    /// Most nodes of the tree of branches.
    pub nodes: u32,
    /// Most relaxed programs solved in search of rounds.
    pub programs: u32,
    /// Limits, and links that are not taken, whose prices get a range; 0: no prices.
    pub prices: u32,
}

/// Where one value of the resolved scenario came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Key path (`assume.haulage.eur_per_t`).
    pub key: String,
    /// Value, as YAML writes it.
    pub value: String,
    /// The file and line, or none for a default.
    pub place: Option<Place>,
    /// For a default: the factor of the catalogue that it comes from.
    pub factor: Option<String>,
}

/// A resolved scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Name; the result folder is called so.
    pub name: String,
    /// Title.
    pub title: Title,
    /// Folder of the dataset, resolved against the file that states it.
    pub dataset: PathBuf,
    /// Language of the reports.
    pub language: Language,
    /// Reuse links; none: none are proposed.
    pub reuse: Option<Reuse>,
    /// Collections.
    pub collection: Vec<Stream>,
    /// How leads are searched and scored.
    #[serde(default)]
    pub discover: Discover,
    /// What is minimised.
    pub objective: Objective,
    /// Targets, in the order of the file.
    pub targets: Vec<Target>,
    /// How many flows may be at their least quantity while the targets that count tonnes still hold; none: not asked.
    #[serde(default)]
    pub low_flows: Option<u32>,
    /// Edits, in order.
    pub changes: Vec<Change>,
    /// Assumptions.
    pub assume: Assumptions,
    /// Solver settings.
    pub solver: SolverOptions,
    /// Every leaf value, with its origin.
    pub provenance: Vec<Provenance>,
}

impl Scenario {
    /// The vehicle that hauls what comes to a hub for a stream: its own, the first of its rounds, or of those that join it.
    #[must_use]
    pub fn trunk<'a>(&'a self, stream: &'a Stream) -> Option<&'a VehicleId> {
        let joining = self.collection.iter().filter(|other| other.joins.contains(&stream.id));
        let theirs = joining.flat_map(|other| &other.vehicles).next();
        stream.trunk.as_ref().or(stream.vehicles.first()).or(theirs)
    }

    /// The collections whose flows the rounds of one take: itself, or those that it joins; each with its place.
    pub fn taken_by<'a>(&'a self, stream: &'a Stream) -> impl Iterator<Item = (usize, &'a Stream)> {
        let own = std::slice::from_ref(&stream.id);
        let taken = if stream.joins.is_empty() { own } else { stream.joins.as_slice() };
        self.collection.iter().enumerate().filter(move |(_, other)| taken.contains(&other.id))
    }
}
