//! The units of flows, and what turns them into tonnes a year.

use crate::catalogue::Material;

/// Unit of a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Tonne,
    Kilogram,
    CubicMetre,
    Litre,
    Piece,
}

pub(super) const UNITS: [(&str, Unit); 5] =
    [("t", Unit::Tonne), ("kg", Unit::Kilogram), ("m3", Unit::CubicMetre), ("l", Unit::Litre), ("unit", Unit::Piece)];

/// Times a year; an empty cell means a year.
pub(super) const PERIODS: [(&str, f64); 4] = [("year", 1.0), ("month", 12.0), ("week", 52.0), ("day", 365.0)];

/// What the material lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    Density,
    UnitWeight,
}

impl Unit {
    /// Tonnes in one unit of the material: bulk density (t/m3) for volumes, mass of a piece (kg) for pieces.
    pub fn tonnes(self, material: &Material) -> Result<f64, Missing> {
        match self {
            Self::Tonne => Ok(1.0),
            Self::Kilogram => Ok(1e-3),
            Self::CubicMetre => material.density_t_per_m3.ok_or(Missing::Density),
            Self::Litre => material.density_t_per_m3.map(|density| density / 1000.0).ok_or(Missing::Density),
            Self::Piece => material.unit_kg.map(|kg| kg / 1000.0).ok_or(Missing::UnitWeight),
        }
    }
}
