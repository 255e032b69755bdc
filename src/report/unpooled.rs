//! Why a company is not pooled, and from what on it would be.

use crate::quantity::Tonnes;
use crate::report::explain::{Forced, Reached};
use crate::report::typography::{number, quantity};
use crate::scenario::Language;

const EN: Language = Language::En;

/// How a company is served that is not pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Today {
    /// Picked up alone.
    Alone,
    /// Left with its outlet of today.
    Outlet,
    /// Each of several streams by itself, none in the rounds that they share.
    Apart,
}

/// A company that a stream leaves to a haulier alone, or to its outlet of today, or that shared rounds do not visit.
#[derive(Debug, Clone)]
pub struct Unpooled {
    /// How it is served.
    pub today: Today,
    /// With it in a round, or delivering itself.
    pub pooled: Forced,
    /// What a pickup alone would have to cost.
    pub pickup: Option<Pickup>,
    /// What it adds to its round.
    pub detour: Option<Detour>,
    /// What it adds to the cost of rounds, deliveries and haulage from hubs, in the unit of the objective.
    pub adds: Option<f64>,
    /// With how many tonnes it would be pooled.
    pub tonnage: Option<Tonnage>,
}

/// What a pickup alone would have to cost for pooling to be best.
#[derive(Debug, Clone, Copy)]
pub enum Pickup {
    /// At the tariff needed.
    From {
        /// EUR for each pickup.
        now: f64,
        /// EUR for each pickup.
        needed: f64,
    },
    /// At none: the company would rather stay with its outlet of today.
    OutletFirst {
        /// What the outlet of today costs more than being picked up alone, EUR a year.
        more: f64,
    },
}

/// What a stop adds to its round.
#[derive(Debug, Clone, Copy)]
pub struct Detour {
    /// Each time.
    pub km: f64,
    /// With which pooling is best; none: not even on the way.
    pub at_most: Option<f64>,
}

/// With how many tonnes a year a company would be pooled.
#[derive(Debug, Clone, Copy)]
pub enum Tonnage {
    /// From these on, as solved again.
    From(Tonnes),
    /// With none that was tried up to these.
    NotUpTo(Tonnes),
}

impl Unpooled {
    /// What pooling it costs more, in the unit of the objective.
    #[must_use]
    pub fn more(&self) -> Option<f64> {
        match self.pooled.reached {
            Reached::Objective { value, .. } => Some(value - self.pooled.objective),
            Reached::NoMode | Reached::AgainstTargets => None,
        }
    }

    /// One line, then one for each thing that would have it pooled.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        let it = &self.pooled;
        let today = match self.today {
            Today::Alone => "picked up alone",
            Today::Outlet => "left with its outlet of today",
            Today::Apart => "each stream by itself",
        };
        let what = format!("{} ({}), {today}", it.what, quantity(EN, it.tonnes.value(), "t"));
        let Reached::Objective { value, proven } = it.reached else {
            return vec![match it.reached {
                Reached::NoMode => {
                    format!("{what}: no round and no delivery of its own can serve it; `boucle discover` tells why")
                }
                _ => format!("{what}: pooled, the targets of the scenario cannot all be met"),
            }];
        };
        let (more, unit) = (value - it.objective, &it.unit);
        let sure = if proven && it.proven { "" } else { "; not all is proven, so what follows is an estimate" };
        let mut lines = vec![format!("{what}: solved again with it pooled: {more:.2} {unit} a year more{sure}")];
        lines.extend(self.pickup.map(pickup));
        lines.extend(self.detour.map(detour));
        lines.extend(self.adds.filter(|adds| *adds > 0.0).map(|adds| {
            format!("  rounds, deliveries and haulage from hubs cost {adds:.2} {unit} a year more with it: pooled if that were {more:.2} less")
        }));
        lines.extend(self.tonnage.map(tonnage));
        lines
    }
}

fn pickup(it: Pickup) -> String {
    match it {
        Pickup::From { now, needed } => format!("  pooled if a pickup alone cost it {needed:.2} EUR, now {now:.2}"),
        Pickup::OutletFirst { more } => format!(
            "  whatever a pickup alone cost it, it would not be pooled: its outlet of today costs only {more:.2} EUR a year more"
        ),
    }
}

fn detour(it: Detour) -> String {
    let now = format!("its detour of {} km a visit", number(EN, it.km, 1));
    match it.at_most {
        Some(most) => format!("  pooled if {now} were {} km", number(EN, most, 1)),
        None => format!("  not pooled even if {now} were none"),
    }
}

fn tonnage(it: Tonnage) -> String {
    match it {
        // rounded up: with what is said, it is pooled
        Tonnage::From(least) => {
            let least = number(EN, (least.value() * 1000.0 - 1e-6).ceil() / 1000.0, 3);
            format!("  pooled with {least} t a year, as solved again with that")
        }
        Tonnage::NotUpTo(most) => {
            format!("  pooled with no tonnage that was solved, up to {}", quantity(EN, most.value(), "t"))
        }
    }
}
