//! The optimum as right-hand sides move along a line: the first of its straight pieces, by the parametric dual simplex (Gass
//! and Saaty, 1955).
//!
//! The optimal value is convex and piecewise linear in how far they move. At a corner the prices of one basis are only one
//! slope that supports it there (Jansen, de Jong, Roos and Terlaky, 1997): exchanges that move nothing come first, until the
//! basis holds for a while.

use super::steps::{EXCHANGES, FEASIBLE};
use super::{Ended, Place, Simplex};

/// A step shorter than this part of the right-hand sides moves nothing.
const NOWHERE: f64 = 1e-9;
/// Slopes closer than this, relative to the first, are the same.
const SAME: f64 = 1e-7;
/// Entries of a direction, or of a row of the basis, that are nothing.
const NOTHING: f64 = 1e-9;

/// The first straight piece of the optimum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// Its slope.
    pub slope: f64,
    /// Where it ends; none when it goes on beyond the reach.
    pub end: Option<f64>,
}

/// Where moving right-hand sides lead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Followed {
    /// The first piece.
    Piece(Piece),
    /// No point keeps all rows that way.
    Nowhere,
    /// Too many exchanges move nothing.
    Unknown,
}

impl Followed {
    /// The first piece, where there is one.
    #[must_use]
    pub fn piece(self) -> Option<Piece> {
        if let Self::Piece(piece) = self { Some(piece) } else { None }
    }
}

/// Where a line leads from a basis.
struct Move {
    /// How far, and the position that blocks, with whether at its upper bound.
    length: f64,
    blocked: Option<(usize, bool)>,
    /// Change of the values for each unit.
    change: Vec<f64>,
}

impl Simplex {
    /// The first piece as right-hand sides move along a direction, from the optimum at hand, at most so far (which may be
    /// infinite).
    #[must_use]
    pub fn along(&self, direction: &[(usize, f64)], reach: f64) -> Followed {
        let mut moved = self.clone();
        let scaled: Vec<(usize, f64)> = direction.iter().map(|&(row, a)| (row, a * self.scale[row])).collect();
        let size = scaled.iter().fold(0.0_f64, |most, &(row, _)| most.max(self.rhs[row].abs())).max(1.0);
        let mut at = 0.0;
        let mut first: Option<f64> = None;
        for _ in 0..(200 + 4 * self.head.len()) {
            let prices = moved.prices(false);
            let slope: f64 = scaled.iter().map(|&(row, a)| prices[row] * a).sum();
            if let Some(first) = first
                && (slope - first).abs() > SAME * first.abs().max(NOTHING)
            {
                return Followed::Piece(Piece { slope: first, end: Some(at) });
            }
            let way = moved.way(&scaled);
            let length = way.length.max(0.0);
            if length > NOWHERE * size {
                first = first.or(Some(slope));
            }
            let Some((position, upper)) = way.blocked.filter(|_| at + length < reach * (1.0 - SAME)) else {
                return Followed::Piece(Piece { slope: first.unwrap_or(slope), end: None });
            };
            at += length;
            for &(row, a) in &scaled {
                moved.rhs[row] += length * a;
            }
            moved.value.iter_mut().zip(&way.change).for_each(|(value, change)| *value += length * change);
            if !moved.exchange_dual(position, upper) {
                return first.map_or(Followed::Nowhere, |slope| Followed::Piece(Piece { slope, end: Some(at) }));
            }
            if moved.factors.exchanges() >= EXCHANGES {
                moved.refactorise();
                moved.reduce(false);
            }
        }
        Followed::Unknown
    }

    /// The optimum without a row; none when it is not found in so many steps.
    #[must_use]
    pub fn without(&self, row: usize, most: usize) -> Option<f64> {
        let mut freed = self.clone();
        let slack = freed.slack[row];
        let variable = &mut freed.variables[slack];
        (variable.lower, variable.upper) = (f64::NEG_INFINITY, f64::INFINITY);
        variable.bounds = (variable.lower, variable.upper);
        freed.direct(slack);
        (freed.solve(most) == Ended::Best).then(|| freed.objective())
    }

    fn way(&self, direction: &[(usize, f64)]) -> Move {
        let mut change = vec![0.0; self.head.len()];
        for &(row, a) in direction {
            change[row] += a;
        }
        self.factors.solve(&mut change);
        let room = |at: usize, slack: f64| {
            let variable = &self.variables[self.head[at]];
            let rate = change[at];
            let bound = if rate > 0.0 { variable.upper } else { variable.lower };
            (rate.abs() > NOTHING && bound.is_finite())
                .then(|| (((bound - self.value[at]) / rate).max(0.0) + slack / rate.abs(), rate > 0.0))
        };
        let limit =
            (0..change.len()).filter_map(|at| room(at, FEASIBLE)).fold(f64::INFINITY, |least, it| least.min(it.0));
        let mut blocked = None;
        let (mut length, mut size) = (f64::INFINITY, 0.0);
        for (at, rate) in change.iter().enumerate() {
            if let Some((distance, upper)) = room(at, 0.0)
                && distance <= limit
                && rate.abs() > size
            {
                (length, size, blocked) = (distance, rate.abs(), Some((at, upper)));
            }
        }
        Move { length, blocked, change }
    }

    /// Takes the variable at a position out, at its bound, for the one whose reduced cost allows it; false when none does:
    /// there are no points beyond.
    fn exchange_dual(&mut self, position: usize, upper: bool) -> bool {
        let row = self.row_of(position);
        let Some(entering) = self.entering_dual(&row, upper) else { return false };
        let step = self.solve_column(entering);
        let at = self.variables[entering].at();
        let left = self.head[position];
        self.factors.exchange(position, &step);
        self.stand(left, if upper { Place::Upper } else { Place::Lower });
        self.stand(entering, Place::Basic);
        self.head[position] = entering;
        self.value[position] = at;
        self.reduce(false);
        true
    }
}
