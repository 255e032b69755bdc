//! Rows that whole numbers imply and the optimum at hand violates, one for each whole variable of the basis that is not whole
//! (Gomory's mixed-integer cut, 1960).

use super::{Place, Simplex};

/// Part of a unit that a value must be away from whole, for a row that is safe to add.
const AWAY: f64 = 0.01;
/// Entries of a row of the basis that are no more than rounding.
const ROUNDING: f64 = 1e-12;
/// How far an entry may be from whole to count as whole.
const NOTHING: f64 = 1e-9;
/// Largest over smallest coefficient of a row that is safe to add.
const SPREAD: f64 = 1e6;
/// What the row is looser by, relative to what is added up in it.
const SLACK: f64 = 1e-9;

/// A row: the sum of its terms is at least so much.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// Variables and coefficients.
    pub terms: Vec<(usize, f64)>,
    /// The least sum.
    pub least: f64,
}

impl Cut {
    /// By how much a point violates it, for its length.
    #[must_use]
    pub fn depth(&self, value: impl Fn(usize) -> f64) -> f64 {
        let (mut sum, mut square) = (0.0, 0.0);
        for &(index, a) in &self.terms {
            sum += a * value(index);
            square += a * a;
        }
        (self.least - sum) / square.sqrt().max(NOTHING)
    }

    /// The same row over variables that come so many later.
    #[must_use]
    pub fn moved(mut self, by: usize) -> Self {
        self.terms.iter_mut().for_each(|term| term.0 += by);
        self
    }

    /// The cosine between two rows.
    #[must_use]
    pub fn alike(&self, other: &Self) -> f64 {
        let length = |cut: &Self| cut.terms.iter().map(|term| term.1 * term.1).sum::<f64>().sqrt();
        let mut product = 0.0;
        let mut theirs = other.terms.iter().peekable();
        for &(index, a) in &self.terms {
            while theirs.next_if(|term| term.0 < index).is_some() {}
            if let Some(term) = theirs.next_if(|term| term.0 == index) {
                product += a * term.1;
            }
        }
        product / (length(self) * length(other)).max(NOTHING)
    }

    /// Without terms that are too small beside the largest, at the value that serves them best; none when it has no end.
    #[must_use]
    pub fn trimmed(mut self, bounds: impl Fn(usize) -> (f64, f64)) -> Option<Self> {
        let largest = self.terms.iter().fold(0.0_f64, |most, term| most.max(term.1.abs()));
        let mut least = self.least;
        let mut size = least.abs();
        self.terms.retain(|&(index, a)| {
            let (lower, upper) = bounds(index);
            let most = if a == 0.0 { 0.0 } else { a * if a > 0.0 { upper } else { lower } };
            let small = a.abs() * SPREAD < largest;
            if small {
                least -= most;
            } else {
                size = size.max((a * if lower.is_finite() { lower } else { upper }).abs());
            }
            !small
        });
        self.least = least - SLACK * size;
        (self.least.is_finite() && !self.terms.is_empty()).then_some(self)
    }
}

impl Simplex {
    /// The cut of a whole variable of the basis, over the columns of the program; none where its value is about whole.
    /// `whole` tells which variables are whole numbers, between bounds that are.
    #[must_use]
    pub fn cut(&self, at: usize, whole: impl Fn(usize) -> bool) -> Option<Cut> {
        let unit = self.variables[self.head[at]].unit;
        let value = self.value[at] * unit;
        let part = value - value.floor();
        if !(AWAY..=1.0 - AWAY).contains(&part) {
            return None;
        }
        let mut terms = vec![0.0; self.variables.len()];
        let mut least = 1.0;
        for (index, entry) in self.row_of(at).into_iter().enumerate() {
            let variable = &self.variables[index];
            let up = variable.place == Place::Upper;
            let a = entry * unit / variable.unit * if up { -1.0 } else { 1.0 };
            if variable.place == Place::Basic || variable.upper <= variable.lower || a.abs() <= ROUNDING {
                continue;
            }
            let bound = if up { variable.upper } else { variable.lower } * variable.unit;
            if !bound.is_finite() {
                return None;
            }
            let coefficient = if whole(index) { rounded(a, part) } else { (a / part).max(-a / (1.0 - part)) };
            let coefficient = if up { -coefficient } else { coefficient };
            terms[index] += coefficient;
            least += coefficient * bound;
        }
        Some(self.without_slacks(terms, least))
    }

    /// A row with each slack written as what its own row leaves.
    fn without_slacks(&self, mut terms: Vec<f64>, mut least: f64) -> Cut {
        for (row, &slack) in self.slack.iter().enumerate() {
            let coefficient = std::mem::take(&mut terms[slack]);
            if coefficient != 0.0 {
                least -= coefficient * self.rhs[row];
                for &(index, a) in self.rows[row].iter().filter(|(index, _)| *index != slack) {
                    terms[index] -= coefficient * a / self.variables[index].unit;
                }
            }
        }
        let terms = terms.into_iter().enumerate().filter(|(_, a)| *a != 0.0).collect();
        Cut { terms, least }
    }

    /// A coefficient of a variable as the simplex sees it, where units bring them near 1.
    #[must_use]
    pub fn scaled(&self, variable: usize, coefficient: f64) -> f64 {
        coefficient * self.variables[variable].unit
    }

    /// The positions of the basis and their variables.
    pub fn basis(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.head.iter().copied().enumerate()
    }
}

/// The coefficient of a whole variable.
fn rounded(a: f64, part: f64) -> f64 {
    let own = a - a.floor();
    // what is whole but for rounding counts as whole
    if (NOTHING..=1.0 - NOTHING).contains(&own) { (own / part).min((1.0 - own) / (1.0 - part)) } else { 0.0 }
}
