//! Rounds by column generation: which exist, which improve a program at given prices, and what is proven of it.
//!
//! All but [`coupling`] is numbers only. A [`model::Model`] states the program without rounds and the classes of
//! rounds that enter it; [`search::search`] finds good rounds first ([`ruin`]), then prices in those that improve the
//! relaxed program ([`master`], [`pricing`]), cuts fractions off ([`cuts`]), lists what could still improve the answer
//! ([`listing`]) and branches ([`tree`]). Streams that few choices tie together are searched [`apart`].

pub mod answer;
pub mod apart;
pub mod arcs;
mod bounds;
pub mod coupling;
pub mod cuts;
pub mod ground;
pub mod labels;
pub mod listing;
mod live;
mod loose;
pub mod marginal;
pub mod master;
pub mod model;
pub mod near;
pub mod pricing;
pub mod ruin;
pub mod rules;
mod scheduled;
pub mod search;
mod tight;
pub mod tree;
mod worth;

#[cfg(test)]
mod tests;

use super::formulation::Formulation;
use super::program::Impact;
use crate::dataset::Vehicle;
use crate::network::rates::{self, HaulRates};
use crate::quantity::{Hours, Kilometres, TonneKilometres};

/// A round that the program may run: a set of stops with their order.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundColumn {
    /// Index of the stream.
    pub stream: usize,
    /// Index of its class of rounds.
    pub option: usize,
    /// Indices of its stops, in the order of the visit.
    pub stops: Vec<usize>,
    /// Length, each time.
    pub km: f64,
    /// What is on board over the way that it is carried, t.km, each time.
    pub tkm: f64,
    /// Duration with service, waiting and unloading, each time.
    pub hours: f64,
    /// When it leaves, hour of the day; none: whenever the day starts.
    pub leaves: Option<f64>,
}

impl RoundColumn {
    /// What one run of it costs, drives and emits.
    #[must_use]
    pub fn rates(&self, vehicle: &Vehicle) -> HaulRates {
        let empty = rates::trip(vehicle, Kilometres(self.km), Hours(self.hours));
        empty.and(&rates::carried(vehicle, TonneKilometres(self.tkm)))
    }
}

/// The rounds that a search begins with, for a formulation that has none.
#[must_use]
pub fn first(formulation: &Formulation<'_>, weights: &Impact) -> Vec<RoundColumn> {
    let model = coupling::model(formulation, weights);
    search::first(&model).iter().map(|tour| coupling::round(formulation.problem, &model, tour)).collect()
}
