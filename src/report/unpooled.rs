//! Why a company is not pooled, and from what on it would be.

use crate::quantity::Tonnes;
use crate::report::explain::{Forced, Reached, change};
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
    /// What pooling it costs more at the prices of the relaxed program, in the unit of the objective; none where they do not
    /// tell.
    pub priced: Option<f64>,
    /// What a pickup alone would have to cost.
    pub pickup: Option<Pickup>,
    /// What it adds to its round: at prices, and as solved.
    pub detours: (Option<Detour>, Option<Detour>),
    /// What it adds to the cost of rounds, deliveries and haulage from hubs, in the unit of the objective.
    pub adds: Option<f64>,
    /// With how many tonnes it would be pooled at prices.
    pub tonnage: Option<Tonnes>,
    /// As solved.
    pub solved: Option<Tonnage>,
}

/// What a pickup alone would have to cost for pooling to be best.
#[derive(Debug, Clone, Copy)]
pub enum Pickup {
    /// At the tariff needed.
    From {
        /// EUR for each pickup.
        now: f64,
        /// EUR for each pickup, at prices.
        priced: Option<f64>,
        /// EUR for each pickup, as solved.
        solved: Option<f64>,
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
        let unit = &it.unit;
        let priced = self.priced.map(|more| format!("{} at the prices of the relaxed program", change(more, unit)));
        let Reached::Objective { value, proven } = it.reached else {
            return vec![match it.reached {
                Reached::NoMode => {
                    format!("{what}: no round and no delivery of its own can serve it; `boucle discover` tells why")
                }
                _ => format!("{what}: pooled, the targets of the scenario cannot all be met"),
            }];
        };
        let more = value - it.objective;
        let sure = if proven && it.proven { "" } else { "; not all is proven, so what is solved is an estimate" };
        let solved = format!("solved again with it pooled: {}{sure}", change(more, unit));
        let mut lines = vec![match priced {
            Some(priced) => format!("{what}: {priced}; {solved}"),
            None => format!("{what}: {solved}"),
        }];
        lines.extend(self.pickup.map(pickup));
        lines.extend(detours(self.detours));
        lines.extend(self.adds.filter(|adds| *adds > 0.0 && more > 0.0).map(|adds| {
            format!("  rounds, deliveries and haulage from hubs cost {adds:.2} {unit} a year more with it: pooled if that were {more:.2} less")
        }));
        lines.extend(self.tonnages());
        lines
    }

    /// With how many tonnes it would be pooled.
    fn tonnages(&self) -> Option<String> {
        // rounded up: with what is said, it is pooled
        let up = |least: Tonnes| format!("{} t", number(EN, (least.value() * 1000.0 - 1e-6).ceil() / 1000.0, 3));
        let year = |told: String| format!("{told} a year");
        let priced = self.tonnage.map(up);
        let solved = match self.solved {
            Some(Tonnage::From(least)) => up(least),
            Some(Tonnage::NotUpTo(most)) => {
                let none = format!("pooled with no tonnage that was solved, up to {}", quantity(EN, most.value(), "t"));
                return Some(match priced {
                    Some(priced) => format!("  by prices pooled with {priced} a year; {none}"),
                    None => format!("  {none}"),
                });
            }
            None => {
                let left = "not solved again: the time for it was over";
                return priced.map(|priced| format!("  by prices pooled with {priced} a year; {left}"));
            }
        };
        Some(format!("  pooled with {}", both(priced.map(year), Some(year(solved)))))
    }
}

/// What prices say and what was solved, once where they say the same.
fn both(priced: Option<String>, solved: Option<String>) -> String {
    match (priced, solved) {
        (Some(priced), Some(solved)) if priced == solved => format!("{priced}, by prices and as solved again"),
        (Some(priced), Some(solved)) => format!("{priced} by prices, {solved} as solved again"),
        (Some(priced), None) => format!("{priced} by prices"),
        (None, solved) => format!("{} as solved again", solved.unwrap_or_default()),
    }
}

fn pickup(it: Pickup) -> String {
    match it {
        Pickup::From { now, priced, solved } => {
            let eur = |it: Option<f64>| it.map(|eur| format!("{eur:.2} EUR"));
            format!("  pooled if a pickup alone cost it {}, now {now:.2}", both(eur(priced), eur(solved)))
        }
        Pickup::OutletFirst { more } => format!(
            "  whatever a pickup alone cost it, it would not be pooled: its outlet of today costs only {more:.2} EUR a year more"
        ),
    }
}

fn detours((priced, solved): (Option<Detour>, Option<Detour>)) -> Vec<String> {
    match (priced.map(detour), solved.map(detour)) {
        (Some(priced), Some(solved)) if priced == solved => vec![format!("{priced}, by prices and as solved again")],
        (priced, solved) => {
            let priced = priced.map(|told| format!("{told}, by prices"));
            priced.into_iter().chain(solved.map(|told| format!("{told}, as solved again"))).collect()
        }
    }
}

fn detour(it: Detour) -> String {
    let now = format!("its detour of {} km a visit", number(EN, it.km, 1));
    match it.at_most {
        Some(most) => format!("  pooled if {now} were {} km", number(EN, most, 1)),
        None => format!("  not pooled even if {now} were none"),
    }
}
