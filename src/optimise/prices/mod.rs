//! What each limit costs, and what keeps links from being taken: prices of the program with its whole numbers held.

mod again;
mod exclusive;
mod held;
mod limits;
mod partners;
mod periods;

use std::borrow::Cow;
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
use crate::discover::Link;

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
    pub kind: Cow<'static, str>,
    /// Name of the row in the program, `exclusive` with the name of the contract, or the id that the link would have as a
    /// proposal.
    pub row: String,
    /// Facility, flow, giver.
    pub place: String,
    /// Process, property, taker.
    pub about: String,
    /// Unit of the figure.
    pub unit: Cow<'static, str>,
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
    let mut pricing = Pricing { solved, held, whole, parts: Vec::new(), duals, met: Vec::new() };
    let mut partial = pricing.solve_parts();
    pricing.met = pricing.rows_met();
    let (mut prices, left_out) = pricing.partners(ranges);
    partial |= left_out;
    let (mut exclusives, left_out) = pricing.exclusives(weights, ranges);
    partial |= left_out;
    prices.append(&mut exclusives);
    prices.append(&mut pricing.limits(ranges));
    prices.append(&mut pricing.links(ranges));
    prices.append(&mut pricing.periods(ranges));
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
    /// Whether a link meets others in a row.
    met: Vec<bool>,
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
        let mut found: Vec<(f64, usize, Limit, f64)> = Vec::new();
        for (index, &(_, rhs)) in self.held.lp.rows.iter().enumerate() {
            let Some(dual) = self.duals[index].filter(|_| self.held.part_of(index).is_some()) else { continue };
            let stated = rows.get(index).map_or_else(|| Some(Limit::of_end(end(index))), |row| limits.of(row, rhs));
            let Some(limit) = stated else { continue };
            if (dual * limit.scale).abs() > NOTHING {
                let whole = rounded((dual * limit.scale * limit.at.abs().max(1.0)).abs());
                found.push((whole, index, limit, dual));
            }
        }
        found.sort_by(|a, b| a.2.is_flow().cmp(&b.2.is_flow()).then(b.0.total_cmp(&a.0)).then(a.1.cmp(&b.1)));
        let priced = found.into_par_iter().enumerate().map(|(rank, (_, row, limit, dual))| {
            let traced = if rank < ranges && !limit.here { self.trace(row, &limit) } else { Traced::Unknown };
            let name = rows.get(row).map_or_else(|| end(row).name.clone(), |row| row.name.to_string());
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
        let link = |index: usize| &formulation.problem.candidates.links[index];
        let columns = formulation.columns.link.par_iter().enumerate();
        let left_out = columns.filter(|(_, col)| self.solved.values[col.0] < 1e-6);
        let priced = left_out.filter_map(|(index, &col)| Some((index, rounded(self.reduced_cost(col)?))));
        let mut links: Vec<(usize, f64)> = priced.collect();
        links.par_sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let mut links = links.into_iter();
        let (mut found, mut tried, mut worked_out) = (Vec::with_capacity(links.len()), 0, 0);
        while worked_out < ranges && tried < TRIED * ranges {
            let Some((index, cost)) = links.next() else { break };
            tried += 1;
            match self.force(index) {
                // while whole choices stay as they are, nothing can go over it: it starts or ends where nothing is open
                Followed::Nowhere => {}
                Followed::Unknown => found.push(link_price(link(index), cost)),
                Followed::Piece(piece) => {
                    worked_out += 1;
                    let to = piece.end.map(rounded);
                    found.push(Price { to, exact: true, ..link_price(link(index), rounded(piece.slope)) });
                }
            }
        }
        found.par_extend(links.as_slice().par_iter().map(|&(index, cost)| link_price(link(index), cost)));
        found
    }

    /// The rows in which a link meets others: without those on its own existence, and without contracts and partners that
    /// are not chosen.
    fn rows_met(&self) -> Vec<bool> {
        let rows = self.solved.formulation.program.rows()[..self.solved.rows].iter().enumerate();
        let met = rows.map(|(index, row)| {
            let family = family(&row.name);
            let closed = ["contract.most", "partner.link"].contains(&family);
            let chosen = !closed || self.held.lp.rows[index].1.abs() > NOTHING;
            chosen && !family.starts_with("link.") && self.held.part_of(index).is_some()
        });
        met.collect()
    }

    /// The rows in which a link meets others, with its coefficients.
    fn touched(&self, col: Col) -> impl Iterator<Item = (usize, f64)> {
        let terms = self.whole.columns[col.0].terms.iter().copied();
        terms.filter(|&(row, _)| self.met.get(row).copied().unwrap_or(false))
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
    format!("reuse:{}>{}:{}", link.from.id(), link.to.id(), link.material)
}

/// The price of a link, rounded already, without its range.
fn link_price(link: &Link, price: f64) -> Price {
    Price {
        kind: Cow::Borrowed("link"),
        row: link_id(link),
        place: link.from.id().to_owned(),
        about: link.to.id().to_owned(),
        unit: Cow::Borrowed("t"),
        at: 0.0,
        price,
        from: None,
        to: None,
        without: None,
        exact: false,
    }
}
