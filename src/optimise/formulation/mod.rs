//! From candidates to a program: one function per family of rows, in the notation of `docs/mathematics.md`.

mod balance;
mod capacity;
mod collection;
mod contracts;
mod fleet;
mod links;
mod mixes;
mod paths;
mod quality;
mod safety;
mod seasons;
mod stores;
mod targets;
mod tariffs;

use std::collections::{BTreeMap, BTreeSet};

use super::program::{Col, Impact, Measure, Program, RowId};
use super::rounds::RoundColumn;
use crate::dataset::{Dataset, Stock, Vehicle};
use crate::discover::{Candidates, Link};
use crate::id::{FacilityId, FlowId, MaterialId, PlaceId, ProcessId};
use crate::network::rates::{self, HaulRates};
use crate::network::{Distances, Network};
use crate::scenario::{Metric, Minimise, Scenario, Target};

pub use self::fleet::FleetRow;
pub(super) use self::links::tonne_impact;
pub use self::mixes::{Boxes, Doubt, Inflow, Mix, MixKey, Origin};
pub use self::paths::Share;
pub use self::stores::StoreColumns;
pub use self::targets::{TargetRow, measure as metric_measure};

/// What the program is built from.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    /// The territory.
    pub dataset: &'a Dataset,
    /// Its network.
    pub network: &'a Network,
    /// What is asked.
    pub scenario: &'a Scenario,
    /// What may be chosen.
    pub candidates: &'a Candidates,
}

impl Problem<'_> {
    pub(super) fn distances(&self) -> &Distances {
        self.network.distances()
    }

    /// The vehicle that hauls a link in whole trips, with what each return trip costs; none: it is hauled by the tonne.
    #[must_use]
    pub fn trip(&self, link: &Link) -> Option<(&Vehicle, HaulRates)> {
        let vehicle = link.vehicle(self.dataset, self.scenario.reuse.as_ref()?)?;
        let ends = (link.from_place(self.dataset), link.to_place(self.dataset));
        let rates = rates::return_trip(self.distances(), &self.scenario.assume, vehicle, (&ends.0, &ends.1))?;
        Some((vehicle, rates))
    }

    /// The weights of an objective over the measures.
    #[must_use]
    pub fn weights(&self, minimise: Minimise) -> Impact {
        let objective = &self.scenario.objective;
        let weights = match minimise {
            Minimise::NetCost => Impact::NONE
                .with(Measure::Euros, 1.0)
                .with(Measure::Co2e, objective.co2e_eur_per_t / 1000.0)
                .with(Measure::Hours, -objective.insertion_value.value()),
            Minimise::Co2e => Impact::NONE.with(Measure::Co2e, 1.0),
            Minimise::Km => Impact::NONE.with(Measure::Km, 1.0),
        };
        // soft targets are priced in the unit of the first objective
        if minimise == objective.minimise { weights.with(Measure::Missing, 1.0) } else { weights }
    }

    /// The objectives in their order: what is asked, then net cost, CO2e and km, as far as they are not, break ties.
    #[must_use]
    pub fn objectives(&self) -> Vec<Goal> {
        let asked = &self.scenario.objective;
        let mut order = vec![(asked.minimise, 0.0)];
        order.extend(asked.then.iter().map(|next| (next.minimise, next.give_way)));
        for rest in [Minimise::NetCost, Minimise::Co2e, Minimise::Km] {
            if order.iter().all(|(known, _)| *known != rest) {
                order.push((rest, 0.0));
            }
        }
        order.into_iter().map(|(minimise, give_way)| Goal { weights: self.weights(minimise), give_way }).collect()
    }
}

/// An objective.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// Its weights over the measures.
    pub weights: Impact,
    /// What the objective before may be above its least for it, in its own unit.
    pub give_way: f64,
}

impl From<Impact> for Goal {
    fn from(weights: Impact) -> Self {
        Self { weights, give_way: 0.0 }
    }
}

/// Columns by what they mean. Streams and their options are named by their index in the candidates.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// Tonnes of an output that stay with today's outlet.
    pub keep: BTreeMap<FlowId, Col>,
    /// Tonnes of virgin supply of an input.
    pub virgin: BTreeMap<FlowId, Col>,
    /// Tonnes on each link, in the order of the candidates.
    pub link: Vec<Col>,
    /// Whether each link is used, where that costs or has a smallest lot.
    pub linked: BTreeMap<usize, Col>,
    /// Whom each company may have links with, where it could have more partners than it may.
    pub partners: BTreeMap<PlaceId, Partners>,
    /// Return trips of each link of a small flow, with the payload of one, t.
    pub hauls: BTreeMap<usize, (Col, f64)>,
    /// Tonnes processed.
    pub process: BTreeMap<(FacilityId, ProcessId, MaterialId), Col>,
    /// Whether a candidate facility is opened, where that costs.
    pub open: BTreeMap<FacilityId, Col>,
    /// Whether a size is chosen, by its index in the dataset.
    pub sized: BTreeMap<usize, Col>,
    /// Tonnes of a product sold.
    pub sold: BTreeMap<(FacilityId, MaterialId), Col>,
    /// Tonnes sold in each step of a market.
    pub market: BTreeMap<MaterialId, Vec<Col>>,
    /// Tonnes of a product disposed of.
    pub disposed: BTreeMap<(FacilityId, MaterialId), Col>,
    /// Tonnes of a flow that a stream brings to a place.
    pub collected: BTreeMap<(usize, FlowId, FacilityId), Col>,
    /// Whether each own delivery is chosen.
    pub drop_off: BTreeMap<(usize, usize), Col>,
    /// Whether each haulier's pickup is chosen.
    pub alone: BTreeMap<(usize, usize), Col>,
    /// Whether a stop stays outside the stream.
    pub outside: BTreeMap<(usize, usize), Col>,
    /// Whether the flows of a stop of joined streams go by their rounds together.
    pub together: BTreeMap<(usize, usize), Col>,
    /// Tonnes missing to the pooled contract of a stream, where they may be.
    pub missing: BTreeMap<usize, Col>,
    /// Tonnes of a material hauled on each trunk.
    pub trunk: BTreeMap<(usize, usize, MaterialId), Col>,
    /// Return trips on each trunk.
    pub trips: BTreeMap<(usize, usize), Col>,
    /// What an arc that leaves a mix carries of a property, t times its unit, by the column of its tonnes.
    pub carried: BTreeMap<(Col, String), Col>,
    /// What moves in each period, for the columns of its year that are told apart by periods.
    pub parts: BTreeMap<Col, Vec<Col>>,
    /// What is put into stores, taken out of them, and there.
    pub stores: BTreeMap<Stock, StoreColumns>,
    /// Rounds known so far.
    pub rounds: Vec<(RoundColumn, Col)>,
}

/// The partners that a company may choose from.
#[derive(Debug, Clone)]
pub struct Partners {
    /// The row that limits their number.
    pub row: RowId,
    /// Whether each is one.
    pub with: BTreeMap<PlaceId, Col>,
}

/// Rows that rounds enter.
#[derive(Debug, Clone, Default)]
pub struct RoundRows {
    /// Each stop of a stream is served by one mode, or stays outside.
    pub cover: BTreeMap<(usize, usize), RowId>,
    /// What a stream brings of a flow to a place is brought by a mode.
    pub carry: BTreeMap<(usize, FlowId, FacilityId), RowId>,
    /// Least number of rounds of a stream in a year.
    pub count: BTreeMap<usize, RowId>,
    /// What vehicles of which there are few can run.
    pub fleet: Vec<FleetRow>,
    /// Rows over measures: targets and former objectives.
    pub measured: Vec<(RowId, Measure, f64)>,
}

/// The program with the meaning of its rows and columns.
#[derive(Debug, Clone)]
pub struct Formulation<'a> {
    /// What it was built from.
    pub problem: Problem<'a>,
    /// Rows and columns.
    pub program: Program,
    /// Meaning of the columns.
    pub columns: Columns,
    /// Rows that new rounds enter.
    pub round_rows: RoundRows,
    /// The scenario's targets, in order.
    pub targets: Vec<TargetRow>,
    /// Mixes whose content counts.
    pub mixes: Vec<Mix>,
    /// The shares of the sources of each pool, where all of them are known.
    pub shares: Vec<Vec<Share>>,
    /// For each flow and period told apart, the row that says what it has, or needs, by then.
    pub seasonal: BTreeMap<FlowId, Vec<RowId>>,
    /// Materials that some operation makes.
    products: BTreeSet<MaterialId>,
}

impl<'a> Formulation<'a> {
    /// Builds the program, with the targets given, and without any round yet.
    #[must_use]
    pub fn build(problem: Problem<'a>, targets: &[Target]) -> Self {
        Self::within(problem, targets, &Boxes::new())
    }

    /// As [`Formulation::build`], with the contents of some mixes held between bounds.
    #[must_use]
    pub fn within(problem: Problem<'a>, targets: &[Target], boxes: &Boxes) -> Self {
        let mut built = Self {
            problem,
            program: Program::default(),
            columns: Columns::default(),
            round_rows: RoundRows::default(),
            targets: Vec::new(),
            mixes: Vec::new(),
            shares: Vec::new(),
            seasonal: BTreeMap::new(),
            products: problem.dataset.products(),
        };
        built.flow_columns();
        built.link_columns();
        built.facility_columns();
        built.collection_columns();
        built.period_columns();
        built.balance_output();
        built.balance_periods();
        built.balance_input();
        built.balance_facility();
        built.capacity();
        built.markets();
        built.tariff_rows();
        built.mix_rows(boxes);
        built.sizes_chosen();
        built.quality();
        built.inlets();
        built.link_rows();
        built.contract_rows();
        built.partner_rows();
        built.cover();
        built.carry();
        built.pooled_contracts();
        built.trips();
        built.round_count();
        built.fleet();
        built.safety();
        built.target_rows(targets);
        built
    }

    /// Adds a round to the program; it enters all rows that speak of it. Names follow the order of arrival.
    pub fn add_round(&mut self, round: RoundColumn) {
        let impact = self.round_impact(&round);
        let stream = &self.problem.candidates.streams[round.stream];
        let mut terms: BTreeMap<RowId, f64> = BTreeMap::new();
        let mut enter = |row: RowId, coefficient: f64| *terms.entry(row).or_insert(0.0) += coefficient;
        for &stop in &round.stops {
            self.visit_rows(round.stream, round.option, stop).into_iter().for_each(|(row, times)| enter(row, times));
        }
        self.class_rows(round.stream, round.option).into_iter().for_each(|(row, times)| enter(row, times));
        for &(row, measure, scale) in &self.round_rows.measured {
            if impact[measure] != 0.0 {
                enter(row, impact[measure] * scale);
            }
        }
        let name = format!("round({},{})", stream.id, self.columns.rounds.len() + 1);
        let col = self.program.integer(&name, 1.0, impact);
        self.program.extend(col, &terms.into_iter().collect::<Vec<_>>());
        self.columns.rounds.push((round, col));
    }

    /// What a round adds to each measure in a year.
    #[must_use]
    pub fn round_impact(&self, round: &RoundColumn) -> Impact {
        let option = &self.problem.candidates.streams[round.stream].rounds[round.option];
        let vehicle = &self.problem.dataset.vehicles[&option.vehicle];
        haul_impact(&round.rates(vehicle), f64::from(option.frequency))
    }

    /// Whether a material comes from companies only, so that treating it counts once as their tonnes.
    fn is_raw(&self, material: &MaterialId) -> bool {
        !self.products.contains(material)
    }

    /// Value of a metric at a point.
    #[must_use]
    pub fn metric(&self, metric: Metric, values: &[f64]) -> f64 {
        let (measure, share) = metric_measure(metric);
        let value = self.program.measure(measure, values);
        let total = self.problem.dataset.total_output().value();
        if share && total > 0.0 { value / total } else { value }
    }
}

/// Money, distance and emissions of `times` hauls.
pub(super) fn haul_impact(rates: &HaulRates, times: f64) -> Impact {
    Impact::NONE
        .with(Measure::Euros, rates.eur.value() * times)
        .with(Measure::Km, rates.km.value() * times)
        .with(Measure::Co2e, rates.co2e.value() * times)
}
