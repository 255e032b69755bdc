//! What each limit costs, and what keeps links from being taken: prices of the program with its whole numbers held.

mod held;
mod limits;
mod trace;

use serde::{Deserialize, Serialize};

pub(super) use self::held::family;
use self::held::{Held, relax};
use self::limits::{Limit, Limits};
use self::trace::{Line, Piece, first_piece};
use super::lp::{Lp, LpColumn};
use super::program::{Col, Impact, Sense};
use super::solve::Solved;
use crate::discover::{Link, Source, Taker};

/// Entries of a part beyond which it is not priced, and of all programs solved for ranges together: what takes a few
/// seconds.
const PART: usize = 60_000;
const WORK: usize = 1_500_000;
/// Prices below this, in the unit of the objective per unit, are none.
const NOTHING: f64 = 1e-6;

/// What the objective loses or gains by one unit more of a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// What is priced: the family of its row (`capacity`, `quality`, `target`, ...), or `link`.
    pub kind: String,
    /// Name of the row in the program, or the id that the link would have as a proposal.
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
/// out for `ranges` of the dearest limits and as many of the nearest links.
#[must_use]
pub fn prices(solved: &Solved<'_>, weights: &Impact, ranges: usize) -> Prices {
    let formulation = &solved.formulation;
    let program = &formulation.program;
    let objective = program.weighted(weights);
    let held = Held::new(formulation, solved.rows, &objective, &solved.values);
    let whole = Lp::new(program, &objective);
    let mut pricing = Pricing { solved, held, whole, duals: vec![None; solved.rows], work: 0, found: Vec::new() };
    let partial = pricing.solve_parts();
    pricing.limits(ranges);
    pricing.links(ranges);
    Prices { prices: pricing.found, held: program.has_integers(), partial }
}

struct Pricing<'s, 'a> {
    solved: &'s Solved<'a>,
    held: Held,
    /// The program as it is.
    whole: Lp,
    /// One price of each row.
    duals: Vec<Option<f64>>,
    work: usize,
    found: Vec<Price>,
}

fn entries(lp: &Lp) -> usize {
    lp.columns.iter().map(|column| column.terms.len()).sum()
}

impl Pricing<'_, '_> {
    /// Solves each part once; true when one is too large, or its solver fails.
    fn solve_parts(&mut self) -> bool {
        let mut partial = false;
        for part in self.held.all_parts() {
            let relaxed = (entries(&part.lp) <= PART).then(|| relax(&part.lp).ok()).flatten();
            let Some(relaxed) = relaxed else {
                partial = true;
                continue;
            };
            for (&row, dual) in part.rows.iter().zip(relaxed.duals) {
                self.duals[row] = Some(dual);
            }
        }
        partial
    }

    fn limits(&mut self, ranges: usize) {
        let limits = Limits::new(self.solved);
        let rows = &self.solved.formulation.program.rows()[..self.solved.rows];
        let mut found: Vec<(usize, Limit, f64)> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let Some(dual) = self.duals[index].filter(|_| self.held.part_of(index).is_some()) else { continue };
            let Some(limit) = limits.of(row, self.held.lp.rows[index].1) else { continue };
            if (dual * limit.scale).abs() > NOTHING {
                found.push((index, limit, dual));
            }
        }
        // the dearest first: what the whole limit is worth; flows, which are no choice of anybody, after them
        let weight = |(_, limit, dual): &(usize, Limit, f64)| {
            let whole = rounded((dual * limit.scale * limit.at.abs().max(1.0)).abs());
            (limit.is_flow(), -whole)
        };
        found.sort_by(|a, b| {
            let (a_key, b_key) = (weight(a), weight(b));
            a_key.0.cmp(&b_key.0).then(a_key.1.total_cmp(&b_key.1)).then(a.0.cmp(&b.0))
        });
        for (rank, (row, limit, dual)) in found.into_iter().enumerate() {
            let traced = if rank < ranges && !limit.here { self.trace(row, &limit) } else { Traced::Unknown };
            let name = rows[row].name.clone();
            match traced {
                Traced::Nothing => {}
                Traced::Unknown => self.found.push(limit.price(name, dual * limit.scale)),
                Traced::Range(it) => self.found.push(Price {
                    from: it.from,
                    to: it.to,
                    without: it.without.map(rounded),
                    exact: true,
                    ..limit.price(name, it.slope * limit.scale)
                }),
            }
        }
    }

    /// The slope of the optimum along a limit to its loose side, where it holds, and what the whole limit costs.
    fn trace(&mut self, row: usize, limit: &Limit) -> Traced {
        let Some(part) = self.held.part_of(row).map(|part| self.held.part(part)) else { return Traced::Unknown };
        let Ok(at) = part.rows.binary_search(&row) else { return Traced::Unknown };
        let loose = if part.lp.rows[at].0 == Sense::Ge { -1.0 } else { 1.0 };
        let reach = (limit.at.abs() * limit.scale).max(1e-3);
        let Some(start) = self.line(&part.lp, at, loose, 0.0) else { return Traced::Unknown };
        let free = if part.lp.rows[at].0 == Sense::Eq { None } else { self.without(&part.lp, at) };
        if free.is_some_and(|value| start.value - value <= 1e-7 * start.value.abs().max(1.0)) {
            return Traced::Nothing;
        }
        let piece = match free {
            Some(value) => self.piece(&part.lp, at, loose, start, Line { at: 0.0, value, slope: 0.0 }),
            None => self.side(&part.lp, at, loose, reach),
        };
        let Some(piece) = piece else { return Traced::Unknown };
        let other = self.side(&part.lp, at, -loose, reach);
        let same = other.filter(|other| (other.slope + piece.slope).abs() <= 1e-5 * piece.slope.abs().max(NOTHING));
        let beyond = |end: Option<f64>| end.map(|end| rounded(limit.at + loose * end / limit.scale));
        let before = match same {
            Some(piece) => piece.end.map(|end| rounded(limit.at - loose * end / limit.scale)),
            None => Some(rounded(limit.at)),
        };
        let (from, to) = if loose > 0.0 { (before, beyond(piece.end)) } else { (beyond(piece.end), before) };
        let without = free.map(|value| start.value - value);
        Traced::Range(Range { slope: piece.slope * loose, from, to, without })
    }

    /// The first piece to one side, as far as a reach or as there are solutions.
    fn side(&mut self, lp: &Lp, row: usize, sign: f64, reach: f64) -> Option<Piece> {
        let most = self.most(lp, row, sign, reach)?;
        // near the last point that has a solution, prices have no bound: only values are asked for there
        let (to, last) = (most * 0.99, most * (1.0 - 1e-4));
        let start = self.line(lp, row, sign, 0.0)?;
        let far = self.line(lp, row, sign, to).filter(|_| to > 0.0)?;
        let piece = self.piece(lp, row, sign, start, far)?;
        if piece.end.is_some_and(|end| end < to * (1.0 - 1e-5)) {
            return Some(piece);
        }
        let straight = start.value + piece.slope * last;
        let reached = self.line(lp, row, sign, last).map_or(f64::INFINITY, |line| line.value);
        let goes_on = reached <= straight + 1e-6 * straight.abs().max(1.0);
        let end = if goes_on { (most < reach).then_some(most) } else { Some(to) };
        Some(Piece { end, ..piece })
    }

    /// How far a right-hand side can be moved while there are solutions, at most a reach.
    fn most(&mut self, lp: &Lp, row: usize, sign: f64, reach: f64) -> Option<f64> {
        self.work += entries(lp);
        let mut lp = lp.clone();
        lp.columns.iter_mut().for_each(|column| column.cost = 0.0);
        let mut of_row =
            (0..lp.columns.len()).filter(|&column| lp.columns[column].terms.iter().any(|(r, _)| *r == row));
        let stated = of_row.next().filter(|_| of_row.next().is_none() && lp.rows[row] == (Sense::Ge, 0.0));
        // a row that states one column moves with it, which leaves a network what it is
        let moved = stated.unwrap_or(lp.columns.len());
        if stated.is_none() {
            let terms = vec![(row, -sign)];
            lp.columns.push(LpColumn { cost: 0.0, lower: 0.0, upper: reach, integer: false, terms });
        }
        let column = &mut lp.columns[moved];
        (column.cost, column.upper) = (-1.0 / reach, column.upper.min(reach));
        let most = relax(&lp).ok()?.values.get(moved).copied()?;
        Some(if most >= reach * (1.0 - 1e-6) { reach } else { most })
    }

    fn piece(&mut self, lp: &Lp, row: usize, sign: f64, start: Line, far: Line) -> Option<Piece> {
        first_piece(start, far, |t| self.line(lp, row, sign, t))
    }

    /// The optimum of a part with a right-hand side moved, and its slope there; none without a solution, or when the
    /// work allowed is done.
    fn line(&mut self, lp: &Lp, row: usize, sign: f64, t: f64) -> Option<Line> {
        self.work += entries(lp);
        if self.work > WORK {
            return None;
        }
        let mut moved = lp.clone();
        moved.rows[row].1 += sign * t;
        let relaxed = relax(&moved).ok()?;
        Some(Line { at: t, value: relaxed.objective, slope: sign * relaxed.duals[row] })
    }

    /// The optimum of a part without one of its rows.
    fn without(&mut self, lp: &Lp, row: usize) -> Option<f64> {
        self.work += entries(lp);
        let mut lp = lp.clone();
        lp.rows.remove(row);
        for column in &mut lp.columns {
            column.terms.retain(|(other, _)| *other != row);
            column.terms.iter_mut().filter(|(other, _)| *other > row).for_each(|(other, _)| *other -= 1);
        }
        relax(&lp).ok().map(|relaxed| relaxed.objective)
    }

    /// The links that are not taken, the nearest to being taken first.
    fn links(&mut self, ranges: usize) {
        let formulation = &self.solved.formulation;
        let columns = formulation.columns.link.iter().enumerate();
        let left_out = columns.filter(|(_, col)| self.solved.values[col.0] < 1e-6);
        let priced = left_out.filter_map(|(index, &col)| Some((index, rounded(self.reduced_cost(col)?))));
        let mut links: Vec<(usize, f64)> = priced.collect();
        links.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let mut worked_out = 0;
        for (index, cost) in links {
            let link = &formulation.problem.candidates.links[index];
            let forced = if worked_out < ranges { self.force(index) } else { Forced::Unknown };
            let traced = match forced {
                Forced::Nothing => continue,
                Forced::Unknown => None,
                Forced::Piece(piece) => Some(piece),
            };
            worked_out += usize::from(traced.is_some());
            let priced = link_price(link, traced.map_or(cost, |piece| piece.slope));
            let (to, exact) = (traced.and_then(|piece| piece.end).map(rounded), traced.is_some());
            self.found.push(Price { to, exact, ..priced });
        }
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
        others.filter(move |&(row, _)| chosen(row))
    }

    /// What one tonne on a link would cost at the prices of the other rows; none where its part has no prices.
    fn reduced_cost(&self, col: Col) -> Option<f64> {
        let mut reduced = self.whole.columns[col.0].cost;
        for (row, coefficient) in self.touched(col).filter(|(row, _)| self.held.part_of(*row).is_some()) {
            reduced -= self.duals[row]? * coefficient;
        }
        Some(reduced)
    }

    /// The slope of the optimum as tonnes are forced onto a link, and how far it holds.
    fn force(&mut self, link: usize) -> Forced {
        let col = self.solved.formulation.columns.link[link];
        let touched: Vec<(usize, f64)> = self.touched(col).collect();
        let Some(part) = self.held.joined(&touched, self.whole.columns[col.0].cost) else { return Forced::Unknown };
        let row = part.lp.rows.len() - 1;
        let reach = self.solved.formulation.problem.candidates.links[link].bound.value();
        if self.work > WORK {
            return Forced::Unknown;
        }
        match self.most(&part.lp, row, 1.0, reach) {
            None => Forced::Unknown,
            Some(most) if most <= 1e-6 * reach => Forced::Nothing,
            Some(_) => self.side(&part.lp, row, 1.0, reach).map_or(Forced::Unknown, |piece| {
                Forced::Piece(Piece { end: Some(piece.end.unwrap_or(reach)), ..piece })
            }),
        }
    }
}

/// What comes of tonnes forced onto a link.
enum Forced {
    /// None can go over it while whole choices stay as they are: it starts or ends where nothing is open.
    Nothing,
    /// Not worked out.
    Unknown,
    Piece(Piece),
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
