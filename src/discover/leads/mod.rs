//! Leads: exchanges, cascades and pools that are worth a phone call, each with a score that a person can read.
//!
//! Leads go further than what the program can decide: they may pass through a process that nobody in the dataset
//! offers, or rest on what companies of a kind typically give and take. The program is never given them.

mod cascade;
mod certainty;
mod chain;
mod check;
mod ground;
mod item;
mod knowledge;
mod pool;
mod precedent;
mod score;
mod search;
mod typical;
mod value;

use rayon::prelude::*;

pub use self::certainty::Certainty;
pub use self::chain::{Chain, Host, Match, Step};
pub use self::check::Check;
pub use self::ground::Ground;
pub use self::item::Item;
pub use self::score::Score;
use super::Rejection;
use crate::catalogue::Catalogue;
use crate::dataset::{Dataset, Direction};
use crate::scenario::Scenario;

/// Outputs searched at a time: between two such parts only the best leads and the rejections are held.
const PART: usize = 20_000;
/// Rejections kept in all; the others are counted.
const MAX_REJECTED: usize = 100_000;

/// What kind of lead it is, from the nearest to hand to the farthest off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The output is used as it is.
    Direct,
    /// Heat or water goes on to a use that asks for less.
    Cascade,
    /// One of the two companies processes it itself.
    Process,
    /// A facility of the dataset processes it.
    Facility,
    /// It needs a facility that the dataset does not have.
    NeedsFacility,
    /// Several companies give the same.
    PooledOutput,
    /// Several companies buy the same.
    PooledInput,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Direct,
        Self::Cascade,
        Self::Process,
        Self::Facility,
        Self::NeedsFacility,
        Self::PooledOutput,
        Self::PooledInput,
    ];

    /// The word used in `discover.csv`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Cascade => "cascade",
            Self::Process => "process",
            Self::Facility => "facility",
            Self::NeedsFacility => "needs_facility",
            Self::PooledOutput => "pooled_output",
            Self::PooledInput => "pooled_input",
        }
    }
}

/// Who is on the other side of a lead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum To {
    /// An item: an input that the lead would replace.
    Input(u32),
    /// A facility of the dataset, whose product is then sold or used further.
    Facility(u32),
    /// The other members of a pool.
    Pool(Box<[u32]>),
}

/// A lead. Numbers are those of its [`Ground`].
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// What kind.
    pub kind: Kind,
    /// The item that is given; for a pool its largest member.
    pub from: u32,
    /// Who takes it, or shares the pool.
    pub to: To,
    /// Which of the chains of the material given; none for a pool.
    pub chain: Option<u32>,
    /// Facilities of the dataset that the chain passes through, in order.
    pub via: Box<[u32]>,
    /// Tonnes of the output a year that could go this way, where both quantities are known.
    pub tonnes: Option<f64>,
    /// Why it stands where it stands.
    pub score: Score,
    /// Whether it rests on a typical flow of a sector, at either end.
    pub typical: bool,
}

/// All leads of a territory, best first, those that rest on typical flows after all others.
#[derive(Debug)]
pub struct Leads<'a> {
    /// What the numbers of a lead stand for.
    pub ground: Ground<'a>,
    /// Best first.
    pub list: Vec<Lead>,
    /// Possible leads that were scored and left out, as others of the same output are better.
    pub left: usize,
    /// What is no lead, and why: the nearest of each output.
    pub rejected: Vec<Rejection>,
    /// Rejections that are counted only.
    pub more_rejected: usize,
}

/// What the search of some outputs found.
#[derive(Debug, Default)]
struct Found {
    leads: Vec<Lead>,
    left: usize,
    rejected: Vec<Rejection>,
}

/// Searches the leads of a dataset. The same rows in any order, on any number of threads, give the same leads.
#[must_use]
pub fn leads<'a>(dataset: &'a Dataset, catalogue: &'a Catalogue, scenario: &'a Scenario) -> Leads<'a> {
    let ground = Ground::new(dataset, catalogue, scenario);
    let mut all = Found::default();
    let mut more_rejected = 0;
    if scenario.reuse.is_some() {
        let outputs: Vec<u32> = ground.numbers(Direction::Out).collect();
        for part in outputs.chunks(PART) {
            let found: Vec<Found> = part.par_iter().map(|output| search::leads_of(&ground, *output)).collect();
            for mut one in found {
                all.leads.append(&mut one.leads);
                all.left += one.left;
                let room = MAX_REJECTED.saturating_sub(all.rejected.len()).min(one.rejected.len());
                more_rejected += one.rejected.len() - room;
                all.rejected.extend(one.rejected.drain(..room));
            }
        }
    }
    all.leads.append(&mut pool::leads(&ground));
    let mut list = all.leads;
    list.par_sort_unstable_by(order);
    Leads { ground, list, left: all.left, rejected: all.rejected, more_rejected }
}

/// Measured before typical, then the best score, then the nearest, then numbers, which follow ids.
fn order(a: &Lead, b: &Lead) -> std::cmp::Ordering {
    let total = |lead: &Lead| (lead.typical, -lead.score.total, lead.score.km);
    let ((typical_a, total_a, km_a), (typical_b, total_b, km_b)) = (total(a), total(b));
    typical_a
        .cmp(&typical_b)
        .then(total_a.total_cmp(&total_b))
        .then(km_a.total_cmp(&km_b))
        .then_with(|| (a.kind, a.from, &a.to, a.chain).cmp(&(b.kind, b.from, &b.to, b.chain)))
}
