//! The value of a linear program as one of its right-hand sides moves: the first of its straight pieces.
//!
//! The optimal value f(t) is convex and piecewise linear in t. The prices of one solve are only one slope that supports
//! f there, which at a corner is neither of the two real ones; so the first piece is found by its ends (Eisner and
//! Severance, 1976; on what goes wrong otherwise, Jansen, de Jong, Roos and Terlaky, 1997). Two lines that support f
//! from below, one at 0 and one further on, meet at some t. If f meets them there, the piece is found; if not, the line
//! at t takes the place of the further one, and so on: each step ends on another piece.

/// Value and slope of f at a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Where.
    pub at: f64,
    /// f there.
    pub value: f64,
    /// A slope that supports f there.
    pub slope: f64,
}

impl Line {
    fn value_at(&self, t: f64) -> f64 {
        self.value + self.slope * (t - self.at)
    }
}

/// The first straight piece of f to the right of 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// Its slope.
    pub slope: f64,
    /// Where it ends; none when it goes on beyond all that was asked.
    pub end: Option<f64>,
}

/// Most solves for one piece.
const STEPS: usize = 24;
/// Relative accuracy of values.
const ACCURACY: f64 = 1e-7;

/// Finds the first piece, between `start` at 0 and a line further on that supports f.
///
/// `solve` gives the line at a point, or none where the program has no solution. None: more steps than allowed, or an
/// accuracy that does not tell two pieces apart.
pub fn first_piece(start: Line, further: Line, mut solve: impl FnMut(f64) -> Option<Line>) -> Option<Piece> {
    let tolerance = ACCURACY * start.value.abs().max(further.value.abs()).max(1.0);
    let (mut first, mut far, mut known) = (start, further, false);
    if far.value_at(0.0) >= start.value - tolerance {
        let slope = if far.at > 0.0 { (far.value - start.value) / far.at } else { far.slope };
        return Some(Piece { slope, end: None });
    }
    for _ in 0..STEPS {
        let drop = far.value_at(0.0) - first.value;
        let turn = first.slope - far.slope;
        if turn >= 0.0 {
            return known.then_some(Piece { slope: first.slope, end: Some(far.at) });
        }
        let meet = drop / turn;
        let line = solve(meet)?;
        if line.value <= first.value_at(meet) + tolerance {
            return Some(Piece { slope: first.slope, end: Some(meet) });
        }
        if line.value_at(0.0) >= start.value - tolerance {
            // f is straight from 0 to here
            first = Line { slope: (line.value - start.value) / meet, ..start };
            known = true;
        } else {
            far = line;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// f = max of lines (value at 0, slope); at a corner the steepest of them is taken for its slope.
    fn convex(lines: &'static [(f64, f64)]) -> impl Fn(f64) -> Line {
        move |t| {
            let value = lines.iter().map(|(at, slope)| at + slope * t).fold(f64::MIN, f64::max);
            let meets = lines.iter().filter(|(at, slope)| (at + slope * t - value).abs() < 1e-9);
            Line { at: t, value, slope: meets.map(|(_, slope)| *slope).fold(f64::MAX, f64::min) }
        }
    }

    fn piece(lines: &'static [(f64, f64)], to: f64) -> Option<Piece> {
        let f = convex(lines);
        first_piece(f(0.0), f(to), |t| Some(f(t)))
    }

    #[test]
    fn the_first_of_three_pieces_is_found() {
        // 100 - 8 t up to 5, then 80 - 4 t up to 10, then 40
        let piece = piece(&[(100.0, -8.0), (80.0, -4.0), (40.0, 0.0)], 50.0).unwrap();
        assert!((piece.slope + 8.0).abs() < 1e-6 && (piece.end.unwrap() - 5.0).abs() < 1e-6, "{piece:?}");
    }

    #[test]
    fn a_corner_at_the_start_does_not_mislead() {
        // at 0 both lines hold, and the one that holds on the right is the flatter
        let piece = piece(&[(100.0, -8.0), (100.0, -3.0), (70.0, 0.0)], 50.0).unwrap();
        assert!((piece.slope + 3.0).abs() < 1e-6 && (piece.end.unwrap() - 10.0).abs() < 1e-6, "{piece:?}");
    }

    #[test]
    fn one_line_has_no_end() {
        assert_eq!(piece(&[(100.0, 2.0)], 50.0), Some(Piece { slope: 2.0, end: None }));
    }
}
