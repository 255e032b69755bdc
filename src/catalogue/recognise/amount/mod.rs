//! Amounts in words: "2 bennes de 15 m3 par mois" into m3 a year, and through bulk density into tonnes.

mod containers;
mod read;

pub use containers::{Container, containers};
pub(super) use read::find;

use super::super::Material;
use super::words::tokens;

/// A unit of `flows.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are the meaning")]
pub enum Measure {
    Tonne,
    Kilogram,
    CubicMetre,
    Litre,
    Piece,
}

impl Measure {
    /// As `flows.csv` writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Tonne => "t",
            Self::Kilogram => "kg",
            Self::CubicMetre => "m3",
            Self::Litre => "l",
            Self::Piece => "unit",
        }
    }

    /// The unit that `flows.csv` writes so.
    pub(super) fn named(word: &str) -> Option<Self> {
        [Self::Tonne, Self::Kilogram, Self::CubicMetre, Self::Litre, Self::Piece]
            .into_iter()
            .find(|unit| unit.word() == word)
    }

    /// Tonnes in one; none where the material's density or unit weight is not known.
    fn tonnes(self, material: &Material) -> Option<f64> {
        match self {
            Self::Tonne => Some(1.0),
            Self::Kilogram => Some(1e-3),
            Self::CubicMetre => material.density_t_per_m3,
            Self::Litre => material.density_t_per_m3.map(|density| density / 1e3),
            Self::Piece => material.unit_kg.map(|kg| kg / 1e3),
        }
    }
}

/// An amount that a label states.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// How many containers; 1 without.
    pub count: f64,
    /// What one holds, or the amount itself.
    pub size: f64,
    /// Unit of `size`.
    pub unit: Measure,
    /// What it comes in.
    pub container: Option<&'static Container>,
    /// The label does not say what the container holds.
    pub size_assumed: bool,
    /// How many times a year.
    pub times: f64,
    /// The label does not say how often: a year is taken.
    pub period_assumed: bool,
}

/// An amount as `flows.csv` would have it, per year.
#[derive(Debug, Clone, PartialEq)]
pub struct Reckoned {
    /// Amount a year, in `unit`.
    pub quantity: f64,
    /// Its unit.
    pub unit: Measure,
    /// The same in tonnes; none when the material's density or unit weight is not known.
    pub tonnes: Option<f64>,
    /// How it was reckoned.
    pub arithmetic: String,
}

impl Amount {
    /// The amount that a label states; none when it states none.
    #[must_use]
    pub fn read(label: &str) -> Option<Self> {
        find(&tokens(label)).map(|found| found.amount)
    }

    /// What is stated, a year, before any filling rate.
    #[must_use]
    pub fn stated(&self) -> f64 {
        self.count * self.size * self.times
    }

    /// The amount of a material: a container of stated volume leaves as full as its kind does, and carries at most its
    /// payload.
    #[must_use]
    pub fn of(&self, material: Option<&Material>) -> Reckoned {
        let volume = matches!(self.unit, Measure::CubicMetre | Measure::Litre);
        let fill = self.container.filter(|_| volume).map_or(1.0, |container| container.fill);
        let each = self.size * fill;
        let mut steps = self.steps(fill);
        let factor = material.and_then(|material| self.unit.tonnes(material));
        let payload = self.container.and_then(|container| container.payload_t);
        let (quantity, unit, tonnes) = match (factor, payload) {
            (Some(factor), Some(payload)) if volume && each * factor > payload => {
                let tonnes = self.count * payload * self.times;
                steps = format!("{} x {} t (payload) x {}", shown(self.count), shown(payload), shown(self.times));
                (tonnes, Measure::Tonne, Some(tonnes))
            }
            _ => {
                let quantity = self.count * each * self.times;
                (quantity, self.unit, factor.map(|factor| quantity * factor))
            }
        };
        let known = |value: Option<f64>| shown(value.unwrap_or_default());
        let mass = match (tonnes, unit) {
            (_, Measure::Tonne) => String::new(),
            (Some(tonnes), Measure::CubicMetre | Measure::Litre) => {
                let density = known(material.and_then(|material| material.density_t_per_m3));
                format!("; x {density} t/m3 = {} t/year", shown(tonnes))
            }
            (Some(tonnes), Measure::Piece) => {
                let kg = known(material.and_then(|material| material.unit_kg));
                format!("; x {kg} kg = {} t/year", shown(tonnes))
            }
            (Some(tonnes), Measure::Kilogram) => format!(" = {} t/year", shown(tonnes)),
            (None, Measure::Piece) => "; unit weight not known".to_owned(),
            (None, _) => "; density not known".to_owned(),
        };
        let arithmetic = format!("{steps} = {} {}/year{mass}", shown(quantity), unit.word());
        Reckoned { quantity, unit, tonnes, arithmetic }
    }

    /// `2 x 15 m3 x 0.9 full x 12`, what is assumed being said.
    fn steps(&self, fill: f64) -> String {
        let assumed = |is: bool| if is { " (assumed)" } else { "" };
        let mut steps = Vec::new();
        if let Some(container) = self.container {
            steps.push(format!("{} {}", shown(self.count), container.id));
        } else if (self.count - 1.0).abs() > f64::EPSILON {
            steps.push(shown(self.count));
        }
        steps.push(format!("{} {}{}", shown(self.size), self.unit.word(), assumed(self.size_assumed)));
        if fill < 1.0 {
            steps.push(format!("{} full", shown(fill)));
        }
        steps.push(format!("{}{}", shown(self.times), assumed(self.period_assumed)));
        steps.join(" x ")
    }
}

/// Four significant digits, without needless zeros.
fn shown(value: f64) -> String {
    let digits = if value.abs() >= 1000.0 || value == 0.0 {
        0
    } else {
        [(100.0, 1), (10.0, 2), (1.0, 3)].iter().find(|(from, _)| value.abs() >= *from).map_or(4, |(_, digits)| *digits)
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests;
