//! What each limit costs, and what keeps links from being taken: prices of the program with its whole numbers held.

mod again;
mod exclusive;
mod held;
mod limits;
mod partners;
mod periods;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use self::exclusive::EXCLUSIVE;
use self::held::Held;
pub(super) use self::held::family;
use self::limits::{Limit, Limits};
pub use self::partners::PARTNERS;
use super::lp::Lp;
use super::program::{Col, Impact, Sense};
use super::simplex::{Ended, Followed, Piece, Simplex};
use super::solve::Solved;
use super::solver;
use crate::discover::{Link, Source, Taker};

/// Entries of a part beyond which it is not priced: what takes a few seconds.
const PART: usize = 60_000;
/// Links that are forced in turn, for each of which a range is asked.
const TRIED: usize = 20;
/// Most steps of one solve.
const STEPS: usize = 1_000_000;
/// Relative accuracy of values.
const ACCURACY: f64 = 1e-7;
/// What prices may miss weak duality by, relative to all that is added up.
const DUALITY: f64 = 1e-6;
/// Prices below this, in the unit of the objective per unit, are none.
const NOTHING: f64 = 1e-6;

/// What the objective loses or gains by one unit more of a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// What is priced: the family of its row (`capacity`, `quality`, `target`, ...), `exclusive`, or `link`.
    pub kind: String,
    /// Name of the row in the program, `exclusive` with the name of the contract, or the id that the link would have as a
    /// proposal.
    pub row: String,
    /// Facility, flow, giver.
    pub place: String,
    /// Process, property, taker.
    pub about: String,
    /// Unit of the figure.
    pub unit: String,
    /// The figure: the limit, the quantity; 0 for a link that is not taken.
    pub at: f64,
    /// Change of the objective for each unit by which the figure rises; at a corner, on the side that loosens the limit.
    pub price: f64,
    /// From which value of the figure the price holds; none when that was not worked out, or when it holds from
    /// nothing on.
    pub from: Option<f64>,
    /// Up to which value; none when that was not worked out, or when it holds for all that follows.
    pub to: Option<f64>,
    /// What the objective would fall by without the limit.
    pub without: Option<f64>,
    /// Whether the price is the exact slope with its range; otherwise it is one of the prices that support the optimum.
    pub exact: bool,
}

/// The prices of a solution.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Prices {
    /// Limits by what they cost, then links by what they lack.
    pub prices: Vec<Price>,
    /// Whether the program has whole numbers, which are held.
    pub held: bool,
    /// Whether parts of the program were too large to be priced.
    pub partial: bool,
}

/// Prices the limits of a solution, and links that it leaves out, under the weights of an objective. Ranges are worked
/// out for `ranges` of the dearest limits, as many of the nearest links, and of the dearest tonnes in one period.
#[must_use]
pub fn prices(solved: &Solved<'_>, weights: &Impact, ranges: usize) -> Prices {
    let formulation = &solved.formulation;
    let program = &formulation.program;
    let objective = program.weighted(weights);
    let held = Held::new(formulation, solved.rows, &objective, &solved.values);
    let whole = Lp::new(program, &objective);
    let duals = vec![None; held.lp.rows.len()];
    let mut pricing = Pricing { solved, held, whole, parts: Vec::new(), duals };
    let mut partial = pricing.solve_parts();
    let (partners, left_out) = pricing.partners(ranges);
    partial |= left_out;
    let (exclusives, left_out) = pricing.exclusives(weights, ranges);
    partial |= left_out;
    let prices =
        [partners, exclusives, pricing.limits(ranges), pricing.links(ranges), pricing.periods(ranges)].concat();
    Prices { prices, held: program.has_integers(), partial }
}

struct Pricing<'s, 'a> {
    solved: &'s Solved<'a>,
    held: Held,
    /// The program as it is.
    whole: Lp,
    /// The optimum of each part; none of those that were not solved.
    parts: Vec<Option<Part>>,
    /// One price of each row.
    duals: Vec<Option<f64>>,
}

/// A part at its optimum.
struct Part {
    rows: Vec<usize>,
    simplex: Simplex,
}

impl Pricing<'_, '_> {
    /// Solves each part once; true when one is too large, or its solver fails.
    fn solve_parts(&mut self) -> bool {
        let of_one = |(rows, columns): (Vec<usize>, Vec<usize>)| {
            let part = self.held.part((rows, &columns), PART)?;
            solved(&part).map(|simplex| Part { rows: part.rows, simplex })
        };
        self.parts = self.held.members().into_par_iter().map(of_one).collect();
        for part in self.parts.iter().flatten() {
            for (&row, dual) in part.rows.iter().zip(part.simplex.duals()) {
                self.duals[row] = Some(dual);
            }
        }
        self.parts.iter().any(Option::is_none)
    }

    /// The dearest first: what the whole limit is worth; flows, which are no choice of anybody, after them.
    fn limits(&self, ranges: usize) -> Vec<Price> {
        let limits = Limits::new(self.solved);
        let rows = &self.solved.formulation.program.rows()[..self.solved.rows];
        let end = |index: usize| &self.held.ends[index - rows.len()];
        let mut found: Vec<(usize, Limit, f64)> = Vec::new();
        for (index, &(_, rhs)) in self.held.lp.rows.iter().enumerate() {
            let Some(dual) = self.duals[index].filter(|_| self.held.part_of(index).is_some()) else { continue };
            let stated = rows.get(index).map_or_else(|| Some(Limit::of_end(end(index))), |row| limits.of(row, rhs));
            let Some(limit) = stated else { continue };
            if (dual * limit.scale).abs() > NOTHING {
                found.push((index, limit, dual));
            }
        }
        let weight = |(_, limit, dual): &(usize, Limit, f64)| {
            let whole = rounded((dual * limit.scale * limit.at.abs().max(1.0)).abs());
            (limit.is_flow(), -whole)
        };
        found.sort_by(|a, b| {
            let (a_key, b_key) = (weight(a), weight(b));
            a_key.0.cmp(&b_key.0).then(a_key.1.total_cmp(&b_key.1)).then(a.0.cmp(&b.0))
        });
        let priced = found.into_par_iter().enumerate().map(|(rank, (row, limit, dual))| {
            let traced = if rank < ranges && !limit.here { self.trace(row, &limit) } else { Traced::Unknown };
            let name = rows.get(row).map_or_else(|| &end(row).name, |row| &row.name).clone();
            match traced {
                Traced::Nothing => None,
                Traced::Unknown => Some(limit.price(name, dual * limit.scale)),
                Traced::Range(it) => Some(Price {
                    from: it.from,
                    to: it.to,
                    without: it.without.map(rounded),
                    exact: true,
                    ..limit.price(name, it.slope * limit.scale)
                }),
            }
        });
        priced.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// The slope of the optimum along a limit to its loose side, where it holds, and what the whole limit costs.
    fn trace(&self, row: usize, limit: &Limit) -> Traced {
        let Some((simplex, at)) = self.placed(row) else { return Traced::Unknown };
        let sense = self.held.lp.rows[row].0;
        let loose = if sense == Sense::Ge { -1.0 } else { 1.0 };
        let all = (limit.at.abs() * limit.scale).max(1e-3);
        let value = simplex.objective();
        let free = if sense == Sense::Eq { None } else { simplex.without(at, STEPS) };
        if free.is_some_and(|free| value - free <= ACCURACY * value.abs().max(1.0)) {
            return Traced::Nothing;
        }
        let Followed::Piece(piece) = simplex.along(&[(at, loose)], f64::INFINITY) else { return Traced::Unknown };
        let other = simplex.along(&[(at, -loose)], all).piece();
        let same = other.filter(|other| (other.slope + piece.slope).abs() <= 1e-5 * piece.slope.abs().max(NOTHING));
        let beyond = |end: Option<f64>| end.map(|end| rounded(limit.at + loose * end / limit.scale));
        let before = match same {
            Some(piece) => piece.end.map(|end| rounded(limit.at - loose * end / limit.scale)),
            None => Some(rounded(limit.at)),
        };
        let (from, to) = if loose > 0.0 { (before, beyond(piece.end)) } else { (beyond(piece.end), before) };
        Traced::Range(Range { slope: piece.slope * loose, from, to, without: free.map(|free| value - free) })
    }

    /// The part of a row, and where the row stands in it.
    fn placed(&self, row: usize) -> Option<(&Simplex, usize)> {
        let part = self.parts[self.held.part_of(row)?].as_ref()?;
        Some((&part.simplex, part.rows.binary_search(&row).ok()?))
    }

    /// The links that are not taken, the nearest to being taken first.
    fn links(&self, ranges: usize) -> Vec<Price> {
        let formulation = &self.solved.formulation;
        let columns = formulation.columns.link.iter().enumerate();
        let left_out = columns.filter(|(_, col)| self.solved.values[col.0] < 1e-6);
        let priced = left_out.filter_map(|(index, &col)| Some((index, rounded(self.reduced_cost(col)?))));
        let mut links: Vec<(usize, f64)> = priced.collect();
        links.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let (mut found, mut tried, mut worked_out) = (Vec::new(), 0, 0);
        for (index, cost) in links {
            let link = &formulation.problem.candidates.links[index];
            let asked = worked_out < ranges && tried < TRIED * ranges;
            let followed = if asked { self.force(index) } else { Followed::Unknown };
            tried += usize::from(asked);
            let traced = match followed {
                // while whole choices stay as they are, nothing can go over it: it starts or ends where nothing is open
                Followed::Nowhere => continue,
                Followed::Unknown => None,
                Followed::Piece(piece) => Some(piece),
            };
            worked_out += usize::from(traced.is_some());
            let priced = link_price(link, traced.map_or(cost, |piece| piece.slope));
            let (to, exact) = (traced.and_then(|piece| piece.end).map(rounded), traced.is_some());
            found.push(Price { to, exact, ..priced });
        }
        found
    }

    /// The rows in which a link meets others, with its coefficients: without those on its own existence, and without
    /// contracts and partners that are not chosen.
    fn touched(&self, col: Col) -> impl Iterator<Item = (usize, f64)> {
        let rows = self.solved.formulation.program.rows();
        let terms = self.whole.columns[col.0].terms.iter().copied();
        let chosen = |row: usize| {
            let closed = ["contract.most", "partner.link"].contains(&family(&rows[row].name));
            !closed || self.held.lp.rows[row].1.abs() > NOTHING
        };
        let others = terms.filter(|&(row, _)| row < self.solved.rows && !family(&rows[row].name).starts_with("link."));
        others.filter(move |&(row, _)| chosen(row) && self.held.part_of(row).is_some())
    }

    /// What one tonne on a link would cost at the prices of the other rows; none where its part has no prices.
    fn reduced_cost(&self, col: Col) -> Option<f64> {
        let mut reduced = self.whole.columns[col.0].cost;
        for (row, coefficient) in self.touched(col) {
            reduced -= self.duals[row]? * coefficient;
        }
        Some(reduced)
    }

    /// The slope of the optimum as tonnes are forced onto a link, and how far it holds: what it brings to the balances of
    /// each part moves their right-hand sides.
    fn force(&self, link: usize) -> Followed {
        let col = self.solved.formulation.columns.link[link];
        let reach = self.solved.formulation.problem.candidates.links[link].bound.value();
        let mut moved: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
        for (row, coefficient) in self.touched(col) {
            let placed = self.held.part_of(row).zip(self.placed(row));
            let Some((part, (_, at))) = placed else { return Followed::Unknown };
            moved.entry(part).or_default().push((at, -coefficient));
        }
        let (mut slope, mut end) = (self.whole.columns[col.0].cost, reach);
        for (part, direction) in &moved {
            let followed = self.parts[*part].as_ref().map(|part| part.simplex.along(direction, reach));
            let Some(Followed::Piece(piece)) = followed else { return followed.unwrap_or(Followed::Unknown) };
            slope += piece.slope;
            end = end.min(piece.end.unwrap_or(reach));
        }
        if moved.is_empty() { Followed::Unknown } else { Followed::Piece(Piece { slope, end: Some(end) }) }
    }
}

/// A part at its optimum; none when its solver fails, or its prices do not prove the optimum.
fn solved(held::Part { lp, point, .. }: &held::Part) -> Option<Simplex> {
    let mut simplex = Simplex::near(lp, point);
    let best = simplex.solve(STEPS) == Ended::Best;
    (best && solver::below(lp, simplex.objective(), &simplex.duals(), DUALITY)).then_some(simplex)
}

enum Traced {
    /// Loosening it changes nothing.
    Nothing,
    /// Not worked out.
    Unknown,
    Range(Range),
}

struct Range {
    slope: f64,
    from: Option<f64>,
    to: Option<f64>,
    without: Option<f64>,
}

/// Six significant digits: what the accuracy of the prices carries.
fn rounded(value: f64) -> f64 {
    if value.abs() < 1e-9 || !value.is_finite() {
        return 0.0;
    }
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// The id that a link has as a proposal.
#[must_use]
pub fn link_id(link: &Link) -> String {
    let (from, to) = ends(link);
    format!("reuse:{from}>{to}:{}", link.material)
}

fn ends(link: &Link) -> (String, String) {
    let from = match &link.from {
        Source::Output(flow) => flow.to_string(),
        Source::Product(facility) => facility.to_string(),
    };
    let to = match &link.to {
        Taker::Input(flow) => flow.to_string(),
        Taker::Facility(facility) => facility.to_string(),
    };
    (from, to)
}

fn link_price(link: &Link, cost: f64) -> Price {
    let (place, about) = ends(link);
    Price {
        kind: "link".to_owned(),
        row: link_id(link),
        place,
        about,
        unit: "t".to_owned(),
        at: 0.0,
        price: rounded(cost),
        from: None,
        to: None,
        without: None,
        exact: false,
    }
}
