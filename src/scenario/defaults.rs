//! Every default of a scenario, in one place.

use std::fmt;

/// Bounds of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bounds {
    /// Any finite number.
    Finite,
    /// Not less than.
    AtLeast(f64),
    /// Strictly more than.
    MoreThan(f64),
    /// Strictly more than the first, not more than the second.
    MoreThanUpTo(f64, f64),
    /// Between the two, both included.
    Between(f64, f64),
}

impl Bounds {
    /// Whether a number is finite and within.
    #[must_use]
    pub fn holds(self, value: f64) -> bool {
        value.is_finite()
            && match self {
                Self::Finite => true,
                Self::AtLeast(least) => value >= least,
                Self::MoreThan(limit) => value > limit,
                Self::MoreThanUpTo(limit, most) => value > limit && value <= most,
                Self::Between(least, most) => value >= least && value <= most,
            }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finite => f.write_str("a finite number"),
            Self::AtLeast(least) => write!(f, "at least {least}"),
            Self::MoreThan(limit) => write!(f, "more than {limit}"),
            Self::MoreThanUpTo(limit, most) => write!(f, "more than {limit} and at most {most}"),
            Self::Between(least, most) => write!(f, "between {least} and {most}"),
        }
    }
}

/// A default that a user may dispute: the value of a factor of the catalogue, which holds its source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assumed {
    /// Map under `assume`, empty for `assume` itself.
    pub section: &'static str,
    /// Key in that map; the unit is in the name.
    pub key: &'static str,
    /// Factor of the catalogue.
    pub factor: &'static str,
    /// The factor's value.
    pub value: f64,
    /// What a user may set instead.
    pub bounds: Bounds,
}

const fn assumed(
    section: &'static str,
    key: &'static str,
    factor: &'static str,
    value: f64,
    bounds: Bounds,
) -> Assumed {
    Assumed { section, key, factor, value, bounds }
}

/// Every key of `assume`. The values repeat the catalogue's, which stands above this module; a test keeps the two equal.
pub const ASSUMED: [Assumed; 13] = [
    assumed("", "detour_factor", "detour_factor", 1.3, Bounds::Between(1.0, 5.0)),
    assumed("", "speed_kmh", "speed_kmh", 50.0, Bounds::MoreThanUpTo(0.0, 130.0)),
    assumed("", "working_time_h", "working_time_h", 8.0, Bounds::MoreThanUpTo(0.0, 24.0)),
    assumed("", "day_starts_h", "day_starts_h", 8.0, Bounds::Between(0.0, 24.0)),
    assumed("", "service_min", "service_min", 15.0, Bounds::AtLeast(0.0)),
    assumed("", "unload_min", "unload_min", 20.0, Bounds::AtLeast(0.0)),
    assumed("haulage", "eur_per_t_km", "haulage_eur_per_t_km", 0.15, Bounds::AtLeast(0.0)),
    assumed("haulage", "eur_per_t", "haulage_eur_per_t", 4.0, Bounds::AtLeast(0.0)),
    assumed("haulage", "co2e_kg_per_t_km", "haulage_co2e_kg_per_t_km", 0.16, Bounds::AtLeast(0.0)),
    assumed("haulage", "load_t", "haulage_load_t", 2.5, Bounds::MoreThan(0.0)),
    assumed("pickup", "co2e_kg_per_km", "pickup_co2e_kg_per_km", 0.682, Bounds::AtLeast(0.0)),
    assumed("disposal", "eur_per_t", "disposal_eur_per_t", 138.0, Bounds::AtLeast(0.0)),
    assumed("disposal", "co2e_kg_per_t", "disposal_co2e_kg_per_t", 196.0, Bounds::AtLeast(0.0)),
];

/// Longest reuse link, km.
pub const MAX_KM: f64 = 50.0;
/// Most processes between an output and an input.
pub const MAX_STEPS: u32 = 2;
/// Smallest yearly tonnage of a link, t.
pub const MIN_LOT_T: f64 = 0.0;
/// Yearly cost of a link, EUR.
pub const LINK_EUR_PER_YEAR: f64 = 0.0;
/// Visits a year.
pub const FREQUENCY: u32 = 1;
/// Price of emissions, EUR per tonne of `CO2e`.
pub const CO2E_EUR_PER_T: f64 = 0.0;
/// Value of an hour of work-integration employment, EUR.
pub const INSERTION_EUR_PER_HOUR: f64 = 0.0;
/// Relative gap at which an answer counts as proven.
pub const GAP: f64 = 1e-6;
/// Longest time of the solver, s.
pub const TIME_LIMIT_S: f64 = 60.0;
/// Most nodes of the tree of branches.
pub const NODES: u32 = 100_000;
/// Most relaxed programs solved in search of rounds.
pub const PROGRAMS: u32 = 100_000;
/// Limits and links whose prices get a range.
pub const PRICES: u32 = 20;
/// Most leads kept for each output flow.
pub const KEEP: u32 = 10;
/// Longest lead of what goes through a pipe, km: an assumption; the steam and water pipes of Kalundborg are some km long.
pub const PIPE_KM: f64 = 5.0;
/// Radius of a pool, km: an assumption, the width of a group of communes.
pub const POOL_KM: f64 = 15.0;
/// Euros a year at which that part of a score is one half: an assumption, what a small company calls back for.
pub const HALF_EUR: f64 = 5_000.0;
/// kgCO2e a year at which that part of a score is one half: an assumption.
pub const HALF_CO2E_KG: f64 = 10_000.0;
/// Weights of a score: euros, emissions, certainty, distance, quantity. A choice to dispute.
pub const WEIGHTS: [f64; 5] = [2.0, 1.0, 4.0, 1.5, 1.5];
