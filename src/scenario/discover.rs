//! `discover`: how leads are scored, and how many are kept.

use serde::{Deserialize, Serialize};
use serde_yaml::Value;

use super::defaults::{self, Bounds};
use super::reader::{Reader, Section};
use super::resolved::map;
use crate::diagnostic::Finding;
use crate::diagnostic::codes::scenario as codes;
use crate::quantity::Kilometres;

const DISCOVER: [&str; 6] = ["keep", "pipe_km", "pool_km", "half_eur", "half_co2e_kg", "weights"];
const WEIGHTS: [&str; 5] = ["eur", "co2e", "certainty", "distance", "quantity"];

/// What each part of a score counts for; only their proportions matter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Euros at stake.
    pub eur: f64,
    /// Emissions at stake.
    pub co2e: f64,
    /// How sure the lead is.
    pub certainty: f64,
    /// Nearness.
    pub distance: f64,
    /// How well the quantities match.
    pub quantity: f64,
}

/// How leads are searched and scored.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Discover {
    /// Most leads kept for each output flow: its best.
    pub keep: usize,
    /// Longest lead of what goes through a pipe (heat, water, gas).
    pub pipe: Kilometres,
    /// Radius within which companies may pool what they give or buy.
    pub pool: Kilometres,
    /// Euros a year at which that part of the score is one half.
    pub half_eur: f64,
    /// kgCO2e a year at which that part of the score is one half.
    pub half_co2e_kg: f64,
    /// What each part counts for.
    pub weights: Weights,
}

impl Default for Discover {
    fn default() -> Self {
        Self {
            keep: defaults::KEEP as usize,
            pipe: Kilometres(defaults::PIPE_KM),
            pool: Kilometres(defaults::POOL_KM),
            half_eur: defaults::HALF_EUR,
            half_co2e_kg: defaults::HALF_CO2E_KG,
            weights: Weights::default(),
        }
    }
}

impl Default for Weights {
    fn default() -> Self {
        let [eur, co2e, certainty, distance, quantity] = defaults::WEIGHTS;
        Self { eur, co2e, certainty, distance, quantity }
    }
}

/// The settings, each from the file or by default.
pub(super) fn read(top: &Section<'_>, reader: &mut Reader) -> Discover {
    let section = reader.section(top, "discover", &DISCOVER);
    let more = Bounds::MoreThan(0.0);
    Discover {
        keep: reader.whole(&section, "keep", Bounds::Between(1.0, 1000.0), defaults::KEEP) as usize,
        pipe: Kilometres(reader.number(&section, "pipe_km", Bounds::AtLeast(0.0), defaults::PIPE_KM)),
        pool: Kilometres(reader.number(&section, "pool_km", Bounds::AtLeast(0.0), defaults::POOL_KM)),
        half_eur: reader.number(&section, "half_eur", more, defaults::HALF_EUR),
        half_co2e_kg: reader.number(&section, "half_co2e_kg", more, defaults::HALF_CO2E_KG),
        weights: read_weights(&section, reader),
    }
}

fn read_weights(discover: &Section<'_>, reader: &mut Reader) -> Weights {
    let section = reader.section(discover, "weights", &WEIGHTS);
    let mut at = 0;
    let [eur, co2e, certainty, distance, quantity] = WEIGHTS.map(|key| {
        at += 1;
        reader.number(&section, key, Bounds::AtLeast(0.0), defaults::WEIGHTS[at - 1])
    });
    let weights = Weights { eur, co2e, certainty, distance, quantity };
    if section.is_written() && weights.sum() <= 0.0 {
        let finding = Finding::error(codes::OUT_OF_RANGE, "all weights of `discover.weights` are 0")
            .at_place(section.place.clone())
            .help("give at least one part of the score a weight above 0");
        reader.findings.push(finding);
        return Weights::default();
    }
    weights
}

impl Weights {
    /// All weights together.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.eur + self.co2e + self.certainty + self.distance + self.quantity
    }
}

/// The settings as they are written.
pub(super) fn resolved(discover: &Discover) -> Value {
    let weights = &discover.weights;
    map([
        ("keep", Some(discover.keep.into())),
        ("pipe_km", Some(discover.pipe.value().into())),
        ("pool_km", Some(discover.pool.value().into())),
        ("half_eur", Some(discover.half_eur.into())),
        ("half_co2e_kg", Some(discover.half_co2e_kg.into())),
        (
            "weights",
            Some(map([
                ("eur", Some(weights.eur.into())),
                ("co2e", Some(weights.co2e.into())),
                ("certainty", Some(weights.certainty.into())),
                ("distance", Some(weights.distance.into())),
                ("quantity", Some(weights.quantity.into())),
            ])),
        ),
    ])
}
