//! The language of what a command writes, as it is asked for.

use clap::ValueEnum;

use crate::scenario::Language;

/// A language of the reports.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Tongue {
    /// French
    Fr,
    /// English
    En,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::Fr => Self::Fr,
            Tongue::En => Self::En,
        }
    }
}
