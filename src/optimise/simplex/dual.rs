//! From an optimum whose bounds have changed, or that rows were added to, to the next: by the dual simplex.
//!
//! Reduced costs keep their signs while values come within their bounds, so that the objective only rises: a search that knows
//! what is too much stops there. Which value to bring back is chosen by dual Devex weights (Forrest and Goldfarb, 1992).

use super::steps::{EXCHANGES, FEASIBLE};
use super::{Ended, Place, Simplex};

/// Values farther outside of their bounds are brought back.
const OUTSIDE: f64 = 1e-7;
/// Entries of a row of the basis that are too small to pivot on.
const SMALL: f64 = 1e-7;
/// How far, relatively, a pivot seen by its row may be from itself seen by its column.
const APART: f64 = 1e-5;
/// A weight from which on all begin anew.
const HEAVY: f64 = 1e7;

/// What a step came to.
enum Step {
    Moved,
    Within,
    Infeasible,
    Lost,
}

impl Simplex {
    /// Bounds of a column; [`Simplex::restore`] goes on from there.
    pub fn bound(&mut self, column: usize, lower: f64, upper: f64) {
        let variable = &mut self.variables[column];
        (variable.lower, variable.upper) = (lower / variable.unit, upper / variable.unit);
        variable.bounds = (variable.lower, variable.upper);
        self.direct(column);
    }

    /// Minimises after bounds have changed and rows came, in so many steps at most. What costs more than `enough` need not be
    /// found: it counts as infeasible where that is seen on the way.
    pub fn restore(&mut self, most: usize, enough: f64) -> Ended {
        self.refresh();
        self.reduce(false);
        self.turn();
        self.evaluate();
        let mut weight = vec![1.0; self.head.len()];
        for _ in 0..most {
            match self.step_dual(&mut weight) {
                Step::Moved if self.objective() > enough && self.is_priced() => return Ended::Infeasible,
                Step::Moved => {}
                Step::Infeasible if self.factors.exchanges() == 0 => return Ended::Infeasible,
                Step::Within => return self.solve(most),
                Step::Lost if self.factors.exchanges() == 0 => return self.solve(most),
                Step::Infeasible | Step::Lost => self.renew(),
            }
            if self.factors.exchanges() >= EXCHANGES || self.factors.heavy(self.head.len()) {
                self.renew();
            }
        }
        Ended::Stuck
    }

    fn renew(&mut self) {
        self.refactorise();
        self.reduce(false);
        self.turn();
        self.evaluate();
    }

    /// What stands at the bound that its reduced cost speaks against goes to the other, where there is one.
    fn turn(&mut self) {
        for index in 0..self.variables.len() {
            let (variable, reduced) = (&self.variables[index], self.reduced[index]);
            let to = match variable.place {
                Place::Lower if reduced < -self.tolerance[index] && variable.upper.is_finite() => Place::Upper,
                Place::Upper if reduced > self.tolerance[index] && variable.lower.is_finite() => Place::Lower,
                _ => continue,
            };
            self.stand(index, to);
        }
    }

    /// Whether all reduced costs have the sign that their bound asks for: the objective is then a bound.
    fn is_priced(&self) -> bool {
        self.variables.iter().zip(&self.reduced).zip(&self.tolerance).all(|((variable, &reduced), &tolerance)| {
            match variable.place {
                Place::Basic => true,
                _ if variable.upper <= variable.lower => true,
                Place::Lower => reduced >= -tolerance && (variable.lower.is_finite() || reduced <= tolerance),
                Place::Upper => reduced <= tolerance,
            }
        })
    }

    fn step_dual(&mut self, weight: &mut [f64]) -> Step {
        let Some((at, upper)) = self.outermost(weight) else { return Step::Within };
        let row = self.row_of(at);
        let Some(entering) = self.entering_dual(&row, upper) else { return Step::Infeasible };
        let step = self.solve_column(entering);
        let pivot = step[at];
        if (pivot - row[entering]).abs() > APART * pivot.abs().max(row[entering].abs()) {
            return Step::Lost;
        }
        let left = self.head[at];
        let bound = if upper { self.variables[left].upper } else { self.variables[left].lower };
        let length = (self.value[at] - bound) / pivot;
        let entered = self.variables[entering].at() + length;
        self.value.iter_mut().zip(&step).for_each(|(value, a)| *value -= length * a);
        self.value[at] = entered;
        let price = self.reduced[entering] / pivot;
        for (a, reduced) in row.iter().zip(&mut self.reduced).filter(|(a, _)| **a != 0.0) {
            *reduced -= price * a;
        }
        self.head.iter().for_each(|&index| self.reduced[index] = 0.0);
        self.reduced[entering] = 0.0;
        self.reduced[left] = -price;
        let own = weight[at];
        let mut heaviest = 0.0_f64;
        for (weight, a) in weight.iter_mut().zip(&step).filter(|(_, a)| **a != 0.0) {
            *weight = weight.max(a * a / (pivot * pivot) * own);
            heaviest = heaviest.max(*weight);
        }
        weight[at] = (own / (pivot * pivot)).max(1.0);
        if heaviest > HEAVY {
            weight.fill(1.0);
        }
        self.factors.exchange(at, &step);
        self.stand(left, if upper { Place::Upper } else { Place::Lower });
        self.stand(entering, Place::Basic);
        self.head[at] = entering;
        self.taken += 1;
        Step::Moved
    }

    /// The position farthest outside of its bounds for its weight, and whether above.
    fn outermost(&self, weight: &[f64]) -> Option<(usize, bool)> {
        let mut best = None;
        let mut most = 0.0;
        for (at, (&index, &value)) in self.head.iter().zip(&self.value).enumerate() {
            let variable = &self.variables[index];
            let (below, above) = (variable.lower - value, value - variable.upper);
            let outside = below.max(above);
            if outside > OUTSIDE && outside * outside > most * weight[at] {
                most = outside * outside / weight[at];
                best = Some((at, above > below));
            }
        }
        best
    }

    /// The variable whose reduced cost is first to reach 0 when the row's variable leaves at its bound; of those about as
    /// soon, the one with the largest entry.
    pub(super) fn entering_dual(&self, row: &[f64], upper: bool) -> Option<usize> {
        let sign = if upper { 1.0 } else { -1.0 };
        let fits = |&(index, &a): &(usize, &f64)| {
            let variable = &self.variables[index];
            match variable.place {
                _ if a.abs() <= SMALL || variable.upper <= variable.lower => false,
                Place::Basic => false,
                _ if variable.lower == f64::NEG_INFINITY && variable.upper == f64::INFINITY => true,
                Place::Lower => a * sign > 0.0,
                Place::Upper => a * sign < 0.0,
            }
        };
        let candidates: Vec<(usize, &f64)> = row.iter().enumerate().filter(fits).collect();
        let ratio = |index: usize, a: f64, slack: f64| (self.reduced[index].abs() + slack) / a.abs();
        let limit = candidates.iter().map(|&(index, &a)| ratio(index, a, FEASIBLE)).fold(f64::INFINITY, f64::min);
        let soon = candidates.into_iter().filter(|&(index, &a)| ratio(index, a, 0.0) <= limit);
        soon.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()).then(b.0.cmp(&a.0))).map(|(index, _)| index)
    }
}
