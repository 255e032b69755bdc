//! The score of a lead: five parts from 0 to 1, each beside the figure that it comes from.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::certainty::Certainty;
use super::ground::Ground;
use crate::dataset::Flow;
use crate::id::FacilityId;
use crate::scenario::{Discover, Weights};

/// A score and its parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Weighted mean of the parts, 0 to 1.
    pub total: f64,
    /// EUR a year that the two sides gain together; none when no price is known.
    pub eur: Option<f64>,
    /// That as a part of the score.
    pub eur_part: f64,
    /// kgCO2e a year avoided; none when no factor is known.
    pub co2e_kg: Option<f64>,
    /// That as a part of the score.
    pub co2e_part: f64,
    /// How sure it is.
    pub certainty: Certainty,
    /// Distance, km, all legs.
    pub km: f64,
    /// That as a part of the score.
    pub distance_part: f64,
    /// Share of the larger quantity that the smaller one covers; of a pool, what its largest member does not bring.
    pub quantity_part: f64,
}

/// What a score is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stake {
    pub eur: Option<f64>,
    pub co2e_kg: Option<f64>,
    pub certainty: Certainty,
    pub km: f64,
    pub limit_km: f64,
    pub quantity: Option<f64>,
}

impl Score {
    /// The score of a stake.
    pub(super) fn new(settings: &Discover, stake: &Stake) -> Self {
        let mut score = Self {
            total: 0.0,
            eur: stake.eur,
            eur_part: saturating(stake.eur, settings.half_eur),
            co2e_kg: stake.co2e_kg,
            co2e_part: saturating(stake.co2e_kg, settings.half_co2e_kg),
            certainty: stake.certainty,
            km: stake.km,
            distance_part: nearness(stake.km, stake.limit_km),
            quantity_part: stake.quantity.unwrap_or(0.0),
        };
        score.total = score.mean(&settings.weights);
        score
    }

    fn mean(&self, weights: &Weights) -> f64 {
        let sum = weights.eur * self.eur_part
            + weights.co2e * self.co2e_part
            + weights.certainty * self.certainty.value()
            + weights.distance * self.distance_part
            + weights.quantity * self.quantity_part;
        sum / weights.sum()
    }
}

/// A figure as a part: x / (x + half), so that `half` gives one half and nothing gives 1; a loss or an unknown figure
/// gives 0.
pub(super) fn saturating(figure: Option<f64>, half: f64) -> f64 {
    figure.filter(|x| *x > 0.0).map_or(0.0, |x| x / (x + half))
}

/// 1 on the spot, 0 at the limit.
pub(super) fn nearness(km: f64, limit_km: f64) -> f64 {
    if km <= 0.0 { 1.0 } else { (1.0 - km / limit_km).max(0.0) }
}

/// The smaller quantity over the larger one.
pub(super) fn quantity_fit(offered: f64, wanted: f64) -> f64 {
    let most = offered.max(wanted);
    if most > 0.0 { offered.min(wanted) / most } else { 0.0 }
}

/// Emissions of every flow's outlet of today, kgCO2e/t: its treatment, and its trips shared by mass among the flows of
/// the company that go to the same facility.
pub(super) fn outlets(ground: &Ground<'_>) -> Vec<f64> {
    let shared = |flow: &Flow| flow.facility.clone().map(|facility| (flow.company.clone(), flow.direction, facility));
    let mut trips: BTreeMap<_, (f64, f64)> = BTreeMap::new();
    for flow in ground.items.iter().filter_map(|item| item.flow) {
        let Some(key) = shared(flow) else { continue };
        let (most, tonnes) = trips.entry(key).or_default();
        *most = most.max(flow.pickups_per_year.unwrap_or(0.0));
        *tonnes += flow.quantity.value();
    }
    let of = |flow: &Flow| {
        let process = flow.process.as_ref().and_then(|process| ground.dataset.processes.get(process));
        let treatment = process.map_or(0.0, |process| process.emissions().value());
        let trip = shared(flow).and_then(|key| {
            let (most, tonnes) = *trips.get(&key)?;
            let km = distance(ground, flow, &key.2)?;
            (tonnes > 0.0).then(|| most * 2.0 * km / tonnes * ground.scenario.assume.pickup_co2e.value())
        });
        treatment + trip.unwrap_or(0.0)
    };
    ground.items.par_iter().map(|item| item.flow.map_or(0.0, of)).collect()
}

/// Distance from a company to a facility, where it is stated or both have coordinates.
fn distance(ground: &Ground<'_>, flow: &Flow, facility: &FacilityId) -> Option<f64> {
    let company = ground.company_number(&flow.company)?;
    let facility = ground.place_of_facility(ground.facility_number(facility)?);
    ground.km(company, facility)
}
