//! Why a candidate was rejected, and what would have to change.

use std::fmt;

use crate::scenario::Mode;

/// A rejected candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejection {
    /// Company or facility that gives.
    pub from: String,
    /// Company or facility that would take; none when there is no particular one.
    pub to: Option<String>,
    /// Material or stream.
    pub what: String,
    /// Why.
    pub reason: Reason,
}

impl Eq for Rejection {}

impl PartialOrd for Rejection {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rejection {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let ends = |it: &'_ Self| -> std::cmp::Ordering {
            (&self.from, &self.to, &self.what, self.reason.code()).cmp(&(&it.from, &it.to, &it.what, it.reason.code()))
        };
        // the words of a reason are made for those only that nothing else tells apart
        ends(other).then_with(|| self.reason.to_string().cmp(&other.reason.to_string()))
    }
}

/// The reason of a rejection. All figures are finite.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// The link is longer than the scenario allows.
    TooFar {
        /// Its length.
        km: f64,
        /// The limit.
        max_km: f64,
    },
    /// Neither the distances table nor coordinates tell how far it is.
    NoDistance,
    /// Less can flow than the smallest lot.
    BelowLot {
        /// The most that can flow, t/year.
        available_t: f64,
        /// The smallest lot, t/year.
        lot_t: f64,
    },
    /// No input and no operation takes the material.
    NoTaker,
    /// The operation lies behind more processes than the scenario allows.
    TooManySteps {
        /// Processes needed.
        steps: usize,
        /// The limit.
        max_steps: usize,
    },
    /// The content makes even the smallest lot inadmissible.
    QualityLimit {
        /// The property.
        property: String,
        /// Content of the output.
        content: f64,
        /// Limit of the input.
        limit: f64,
    },
    /// The input limits a property that the output does not state.
    QualityUnknown {
        /// The property.
        property: String,
    },
    /// The operation is limited to nothing.
    NoCapacity,
    /// The operation counts pieces, and the material has no unit weight.
    NoUnitWeight,
    /// The output goes to this facility today already.
    AlreadyThere,
    /// A contract rules the link out.
    Forbidden,
    /// A contract binds one of the two to another.
    Exclusive {
        /// Who is bound.
        bound: String,
        /// To whom.
        partner: String,
    },
    /// Less can flow than the contract asks.
    BelowContract {
        /// The most that can flow, t/year.
        available_t: f64,
        /// The least of the contract, t/year.
        least_t: f64,
    },
    /// The scenario does not ask for links or collections of this material.
    NotAsked,
    /// No allowed frequency keeps a visit within payload, volume, storage or working time.
    VisitTooLarge {
        /// The mode.
        mode: Mode,
        /// Load of the lightest visit, t.
        load_t: f64,
        /// The most that fits, t.
        limit_t: f64,
    },
    /// The company is closed on the days on which rounds run, or on too many of them.
    Closed {
        /// Days of the week on which it could be visited.
        open: u32,
        /// Days that the frequency needs.
        needed: u32,
    },
    /// No vehicle can visit the company while it is open and be back within the working day.
    ClosedWhenReached {
        /// It opens, hour of the day.
        opens: f64,
        /// It closes.
        closes: f64,
    },
    /// What the company gives may not be loaded together.
    NotTogether,
    /// A round to this company alone takes longer than the working time.
    RoundTooLong {
        /// Duration of the shortest round, h.
        hours: f64,
        /// The limit, h.
        limit_h: f64,
    },
}

impl Reason {
    /// The code used in `rejected.csv`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFar { .. } => "too_far",
            Self::NoDistance => "no_distance",
            Self::BelowLot { .. } => "below_lot",
            Self::NoTaker => "no_taker",
            Self::TooManySteps { .. } => "too_many_steps",
            Self::QualityLimit { .. } => "quality_limit",
            Self::QualityUnknown { .. } => "quality_unknown",
            Self::NoCapacity => "no_capacity",
            Self::NoUnitWeight => "no_unit_weight",
            Self::AlreadyThere => "already_there",
            Self::Forbidden => "forbidden",
            Self::Exclusive { .. } => "exclusive",
            Self::BelowContract { .. } => "below_contract",
            Self::NotAsked => "not_asked",
            Self::VisitTooLarge { .. } => "visit_too_large",
            Self::RoundTooLong { .. } => "round_too_long",
            Self::Closed { .. } => "closed",
            Self::ClosedWhenReached { .. } => "closed_when_reached",
            Self::NotTogether => "not_together",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFar { km, max_km } => {
                write!(
                    f,
                    "{km:.1} km apart, over the {max_km:.1} km allowed; admissible from `max_km: {:.0}`",
                    km.ceil()
                )
            }
            Self::NoDistance => write!(f, "no distance known; give coordinates or a row of distances.csv"),
            Self::BelowLot { available_t, lot_t } => {
                write!(f, "at most {available_t:.3} t a year, under the smallest lot of {lot_t:.3} t")
            }
            Self::NoTaker => write!(f, "no input and no operation takes it; add a taker or a process"),
            Self::TooManySteps { steps, max_steps } => {
                write!(f, "needs {steps} processes, the scenario allows {max_steps}")
            }
            Self::QualityLimit { property, content, limit } => write!(
                f,
                "contains {content} of `{property}`, {limit} are tolerated; not admissible even at the smallest lot"
            ),
            Self::QualityUnknown { property } => {
                write!(f, "`{property}` is limited there, and not stated of what would come; have it analysed")
            }
            Self::NoCapacity => write!(f, "the operation's capacity is 0"),
            Self::NoUnitWeight => {
                write!(f, "the operation counts pieces; give `unit_kg` of the material in materials.csv")
            }
            Self::AlreadyThere => write!(f, "it goes there today already"),
            Self::Forbidden => write!(f, "a contract rules it out (contracts.csv)"),
            Self::Exclusive { bound, partner } => {
                write!(f, "a contract binds {bound} to {partner} alone (`exclusive` in contracts.csv)")
            }
            Self::BelowContract { available_t, least_t } => {
                write!(f, "at most {available_t:.3} t a year, under the {least_t:.3} t of the contract (`min_t`)")
            }
            Self::NotAsked => write!(f, "it has takers, but the scenario asks for no reuse and no collection of it"),
            Self::VisitTooLarge { mode, load_t, limit_t } => write!(
                f,
                "the lightest visit by `{}` carries {load_t:.3} t, {limit_t:.3} t fit; allow more visits a year",
                mode.key()
            ),
            Self::Closed { open, needed } => write!(
                f,
                "open on {open} of the days on which rounds run, {needed} needed; allow other `days`, or fewer visits a year"
            ),
            Self::ClosedWhenReached { opens, closes } => write!(
                f,
                "open from {opens:.2} to {closes:.2} h: no vehicle can visit it then and be back within the working day; change `day_starts_h` or `working_time_h`"
            ),
            Self::NotTogether => {
                write!(
                    f,
                    "what it gives may not be loaded together (ADR); collect the materials by streams of their own"
                )
            }
            Self::RoundTooLong { hours, limit_h } => {
                write!(f, "the shortest round takes {hours:.1} h, over the {limit_h:.1} h of working time")
            }
        }
    }
}
