//! From a solution to an outcome: mass, money, carbon, transport and work, today and proposed, and for whom.

mod boards;
mod collections;
mod gains;
mod indicators;
mod labels;
mod ledger;
mod outcome;
pub mod results;
mod sources;
mod synergies;
pub mod tables;
mod verify;

pub use self::collections::{CollectionLine, Transport};
pub use self::labels::Labels;
pub use self::outcome::assess;
pub use self::verify::{Inputs, Violation, verify};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalogue::Factor;
use crate::dataset::{About, Stock};
use crate::id::{CompanyId, FlowId, MaterialId, PeriodId, ProcessId, StreamId};
use crate::optimise::prices::Prices;
use crate::quantity::{Euros, Hours, KgCo2e, Kilometres, Tonnes};
use crate::scenario::{Language, Title};

/// What an entry of the ledger is about. Its euros and emissions belong to the component of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An output that stays with its outlet of today (transport and treatment as paid today).
    Outlet,
    /// Virgin supply of an input.
    Purchase,
    /// Haulage of a direct link.
    Haulage,
    /// The yearly cost of a link.
    Link,
    /// A round: from its first stop's depot to its unloading and back.
    Round,
    /// A company's own delivery to a hub.
    DropOff,
    /// A haulier's pickup at one company alone.
    Alone,
    /// Haulage from a hub to a facility.
    Trunk,
    /// A process run at a facility: gate fee, emissions of the process, insertion hours.
    Treatment,
    /// A flow that a collection brings to where it is unloaded; the service's own entry bears the cost.
    Collected,
    /// A product sold outside: revenue, and the production that it avoids.
    Sale,
    /// Residue that nobody takes.
    Disposal,
    /// Opening of a candidate facility.
    Opening,
    /// A size of a facility, or of one of its process lines, named where other lines have their end.
    Size,
    /// What is put into a store.
    Storage,
    /// What is missing to the contract of a pooled collection, and paid all the same.
    Missing,
}

/// One line of the ledger: every tonne moved, euro, kilometre, kilogram of CO2e and hour stands on exactly one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// From where: a company or facility; `outside` for supply and `outside` for sales, outlets unknown.
    pub from: String,
    /// To where.
    pub to: String,
    /// Flow of the dataset concerned, if one (the output, for links).
    pub flow: Option<FlowId>,
    /// Input flow that takes it, for links to an input.
    pub taker: Option<FlowId>,
    /// Stream concerned, if one.
    pub stream: Option<StreamId>,
    /// Round concerned, if one (its number in rounds.csv).
    pub round: Option<usize>,
    /// Process run, for treatments and outlets.
    pub process: Option<ProcessId>,
    /// Material moved or treated, if one.
    pub material: Option<MaterialId>,
    /// Period of the year, where periods are told apart; none: spread evenly over the year, or of the year as a whole.
    pub period: Option<PeriodId>,
    /// Mass moved or treated.
    pub tonnes: Tonnes,
    /// Pieces moved or treated, for materials counted in pieces.
    pub units: Option<f64>,
    /// Vehicle kilometres.
    pub km: Kilometres,
    /// Money spent (negative: earned).
    pub eur: Euros,
    /// Emissions (negative: avoided).
    pub co2e: KgCo2e,
    /// Insertion hours.
    pub hours: Hours,
}

/// One round of the proposal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the columns of rounds.csv, described in docs/results.md")]
pub struct RoundPlan {
    pub round: usize,
    pub stream: StreamId,
    pub vehicle: String,
    /// Times a year.
    pub frequency: u32,
    /// Depot, companies in order, place of unloading, depot.
    pub path: Vec<String>,
    /// When it leaves the depot, hour of the day.
    pub leaves: f64,
    /// Days of the week on which it can run, as words; every day: none said.
    pub days: String,
    /// When each place of the path is reached, hours after leaving the depot.
    pub arrivals: Vec<f64>,
    /// Load at unloading, each time.
    pub load: Tonnes,
    /// What of it is of each stream on board; of one, where the stream has its rounds to itself.
    pub loads: Vec<(StreamId, Tonnes)>,
    /// The compartment of each of them, from 1; none: they mix.
    pub compartments: Vec<usize>,
    /// Load over payload.
    pub load_factor: f64,
    /// Each time.
    pub km: Kilometres,
    /// Each time.
    pub hours: Hours,
    /// A year.
    pub eur: Euros,
    /// A year.
    pub co2e: KgCo2e,
}

/// A store in a period, t.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the columns of stocks.csv, described in docs/results.md")]
pub struct StockLine {
    pub of: Stock,
    pub period: PeriodId,
    pub stored: f64,
    pub drawn: f64,
    pub lost: f64,
    /// At the end of the period.
    pub stock: f64,
}

/// A figure of the outcome, today and proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Identifier (`km`, `eur.transport`, `co2e.treatment`, `tonnes.collected`, `process.refurbish.units`).
    pub id: String,
    /// Unit (`t`, `km`, `EUR`, `kgCO2e`, `h`, `units`, `share`).
    pub unit: String,
    /// Today.
    pub today: f64,
    /// Proposed.
    pub proposed: f64,
}

/// What one company gains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the columns of companies.csv, described in docs/results.md")]
pub struct CompanyGain {
    /// None: what no company bears (facilities, sales).
    pub company: Option<CompanyId>,
    pub name: String,
    /// Its outgoing tonnes that leave today's outlet.
    pub diverted: Tonnes,
    /// How it is served (`round`, `drop_off`, `alone`, `reuse`, `today`), joined by `+`.
    pub served: String,
    pub eur_today: Euros,
    pub eur_proposed: Euros,
    pub co2e_today: KgCo2e,
    pub co2e_proposed: KgCo2e,
    pub km_today: Kilometres,
    pub km_proposed: Kilometres,
}

/// A proposal that an analyst can act upon: a reuse link or a pooled service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Synergy {
    /// Stable identifier: `reuse:FROM>TO:MATERIAL` or `collection:STREAM:COMPANY`.
    pub id: String,
    /// `substitution` or `mutualisation`.
    pub kind: String,
    /// Giver: a company or facility.
    pub from: String,
    /// Taker: a company or facility.
    pub to: String,
    /// Material or stream.
    pub what: String,
    /// Mode, for collections.
    pub mode: Option<String>,
    /// Tonnes a year.
    pub tonnes: Tonnes,
    /// Distance of the link, one way.
    pub km: Kilometres,
    /// Coordinates (lon, lat) of giver and taker, where known.
    pub line: Option<[[f64; 2]; 2]>,
}

/// What was considered and rejected, with the reason and what would have to change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RejectedRow {
    /// Giver.
    pub from: String,
    /// Taker, when it is a pair.
    pub to: Option<String>,
    /// Material or stream.
    pub what: String,
    /// Reason code (`too_far`, `below_lot`, ...).
    pub reason: String,
    /// The reason with its figures, and what would have to change (English).
    pub detail: String,
}

/// How good the answer is proven to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// `optimal` (proven within the gap asked), `feasible` (the bound says how far it can be).
    pub status: String,
    /// Solver used.
    pub solver: String,
    /// Value of the objective minimised.
    pub objective: f64,
    /// Proven bound on it, if one.
    pub bound: Option<f64>,
    /// Relative gap, if a bound.
    pub gap: Option<f64>,
    /// Why the search stopped, in words (English).
    pub reason: String,
    /// Unit of the objective (`EUR`, `kgCO2e`, `km`).
    pub unit: String,
    /// The objectives in the order asked, when there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<Reached>,
}

/// One of several objectives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reached {
    /// Its unit.
    pub unit: String,
    /// The least value found, those before within what they may give way by.
    pub least: f64,
    /// What it is proven not to be below there, if anything.
    #[serde(default)]
    pub bound: Option<f64>,
    /// Relative gap between the least and its bound.
    #[serde(default)]
    pub gap: Option<f64>,
    /// Its value in the proposal.
    pub reached: f64,
}

/// Everything a report says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Scenario name.
    pub scenario: String,
    /// Scenario title.
    pub title: Title,
    /// Language asked.
    pub language: Language,
    /// What kind of data.
    pub about: About,
    /// Proof.
    pub certificate: Certificate,
    /// Figures, today and proposed, in a fixed order.
    pub indicators: Vec<Indicator>,
    /// The ledger of today.
    pub today: Vec<Entry>,
    /// The ledger of the proposal.
    pub proposed: Vec<Entry>,
    /// Rounds.
    pub rounds: Vec<RoundPlan>,
    /// What stores hold, those that are used, period by period.
    pub stocks: Vec<StockLine>,
    /// Proposals.
    pub synergies: Vec<Synergy>,
    /// What pooling brings, stream by stream and in all.
    pub collections: Vec<CollectionLine>,
    /// By company, in order of id; the row without a company is last.
    pub companies: Vec<CompanyGain>,
    /// What was rejected.
    pub rejected: Vec<RejectedRow>,
    /// What limits cost, and what links lack.
    pub prices: Prices,
    /// The factors behind the emissions and the costs.
    pub factors: Vec<Factor>,
    /// What the reader must know (missing costs, edits of the data...), in the report's language.
    pub notes: Vec<String>,
    /// What materials and processes are called, in the report's language.
    pub labels: Labels,
    /// Coordinates (lon, lat) of companies and facilities by id, where known.
    pub places: BTreeMap<String, [f64; 2]>,
}

impl RoundPlan {
    /// Whether it takes flows of other streams together.
    #[must_use]
    pub fn shared(&self) -> bool {
        self.loads.iter().any(|(stream, _)| *stream != self.stream)
    }

    /// The companies visited, in order.
    pub fn stops(&self) -> impl Iterator<Item = &str> {
        let last = self.path.len().saturating_sub(2);
        self.path.iter().take(last).skip(1).map(String::as_str)
    }
}

impl Kind {
    /// The word used in tables and indicators.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Outlet => "outlet",
            Self::Purchase => "purchase",
            Self::Haulage => "haulage",
            Self::Link => "link",
            Self::Round => "round",
            Self::DropOff => "drop_off",
            Self::Alone => "alone",
            Self::Trunk => "trunk",
            Self::Treatment => "treatment",
            Self::Collected => "collected",
            Self::Sale => "sale",
            Self::Disposal => "disposal",
            Self::Opening => "opening",
            Self::Size => "size",
            Self::Storage => "storage",
            Self::Missing => "missing",
        }
    }
}
