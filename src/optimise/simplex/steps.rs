//! The steps of the simplex: bring values within their bounds, then lower the cost, until neither goes on.

use super::{Ended, Place, Simplex, Way};

/// Values may be this far outside of their bounds in a step.
pub(super) const FEASIBLE: f64 = 1e-9;
/// Values farther outside of their bounds are brought back first.
const OUTSIDE: f64 = 1e-6;
/// Exchanges between two factorisations of the basis.
pub(super) const EXCHANGES: usize = 100;
/// Steps that lead nowhere before bounds are moved.
const STALLED: usize = 30;
/// How far bounds are moved at most.
const MOVED: f64 = 2e-7;
/// Smallest pivot.
const PIVOT: f64 = 1e-9;

/// What a step came to.
enum Step {
    Done,
    Moved,
    Unbounded,
}

impl Simplex {
    /// Minimises from the basis at hand, in so many steps at most.
    pub fn solve(&mut self, most: usize) -> Ended {
        self.refresh();
        self.patch();
        // whether the reduced costs are fresh, and of the costs
        let (mut first, mut costs) = (false, false);
        self.stalled = 0;
        for _ in 0..most {
            let outside = self.outside();
            if outside || !costs {
                self.reduce(outside);
                (first, costs) = (true, !outside);
            }
            let step = self.step(outside);
            match step {
                Step::Moved => {}
                Step::Unbounded => return Ended::Stuck,
                Step::Done if outside && self.factors.exchanges() > 0 => {
                    // what cannot be brought back by updated numbers may be by fresh ones
                    self.refactorise();
                    costs = false;
                }
                Step::Done if first || outside => {
                    self.settle();
                    return match outside {
                        true => Ended::Infeasible,
                        false if self.is_proven() => Ended::Best,
                        false => Ended::Stuck,
                    };
                }
                // what is best by updated numbers may not be by fresh ones
                Step::Done => self.reduce(false),
            }
            first = matches!(step, Step::Done);
            if self.factors.exchanges() >= EXCHANGES || self.factors.heavy(self.head.len()) {
                self.refactorise();
                costs = false;
            }
        }
        self.settle();
        Ended::Stuck
    }

    /// Bounds back to where they were.
    fn settle(&mut self) {
        if self.moved {
            for variable in &mut self.variables {
                (variable.lower, variable.upper) = variable.bounds;
            }
            (0..self.variables.len()).for_each(|index| self.direct(index));
            self.moved = false;
            self.evaluate();
        }
        self.reduce(false);
    }

    /// Rows that their slack cannot keep are kept by a column of that row alone, where there is one.
    fn patch(&mut self) {
        for at in 0..self.head.len() {
            let slack = self.head[at];
            let variable = &self.variables[slack];
            let value = self.value[at];
            let bound = value.clamp(variable.lower, variable.upper);
            let [(row, _)] = variable.terms[..] else { continue };
            if (variable.lower..=variable.upper).contains(&value) || self.slack[row] != slack {
                continue;
            }
            let sign = value - bound;
            let fits = |&&index: &&usize| {
                let other = &self.variables[index];
                let needed = sign / other.terms[0].1;
                other.place == Place::Lower && needed > 0.0 && other.lower + needed <= other.upper
            };
            let Some(&index) = self.single[row].iter().find(fits) else { continue };
            let step = self.solve_column(index);
            self.factors.exchange(at, &step);
            let place = if sign > 0.0 { Place::Upper } else { Place::Lower };
            self.stand(slack, place);
            self.stand(index, Place::Basic);
            self.head[at] = index;
            let entered = self.variables[index].lower + sign / step[at];
            for (value, a) in self.value.iter_mut().zip(&step) {
                *value -= a * sign / step[at];
            }
            self.value[at] = entered;
        }
    }

    /// Whether a value is outside of its bounds.
    fn outside(&self) -> bool {
        self.head.iter().zip(&self.value).any(|(&index, &value)| {
            let variable = &self.variables[index];
            value < variable.lower - OUTSIDE || value > variable.upper + OUTSIDE
        })
    }

    /// Prices of the rows, for the costs or for what is outside of bounds.
    pub(super) fn prices(&self, outside: bool) -> Vec<f64> {
        let cost = |(&index, &value): (&usize, &f64)| {
            let variable = &self.variables[index];
            if !outside {
                variable.cost
            } else if value < variable.lower - FEASIBLE {
                -1.0
            } else if value > variable.upper + FEASIBLE {
                1.0
            } else {
                0.0
            }
        };
        let mut prices: Vec<f64> = self.head.iter().zip(&self.value).map(cost).collect();
        self.factors.solve_transposed(&mut prices);
        prices
    }

    pub(super) fn reduce(&mut self, outside: bool) {
        let prices = self.prices(outside);
        for (variable, reduced) in self.variables.iter().zip(&mut self.reduced) {
            *reduced = if outside { 0.0 } else { variable.cost };
        }
        for (row, price) in self.rows.iter().zip(prices).filter(|(_, price)| *price != 0.0) {
            for &(index, a) in row {
                self.reduced[index] -= price * a;
            }
        }
        self.head.iter().for_each(|&index| self.reduced[index] = 0.0);
    }

    /// The variable to enter, by Devex, and whether it grows.
    fn entering(&self) -> Option<(usize, bool)> {
        let mut best = None;
        let mut most = 0.0;
        for (index, (&way, &reduced)) in self.ways.iter().zip(&self.reduced).enumerate() {
            let fits = match way {
                Way::None => false,
                Way::Up => reduced < 0.0,
                Way::Down => reduced > 0.0,
                Way::Both => true,
            };
            if fits && reduced.abs() > self.tolerance[index] && reduced * reduced > most * self.weight[index] {
                most = reduced * reduced / self.weight[index];
                best = Some((index, reduced < 0.0));
            }
        }
        best
    }

    fn step(&mut self, outside: bool) -> Step {
        let Some((entering, grows)) = self.entering() else { return Step::Done };
        let step = self.solve_column(entering);
        let direction = if grows { 1.0 } else { -1.0 };
        let variable = &self.variables[entering];
        let range = variable.upper - variable.lower;
        let leaving = self.leaving(&step, direction, outside);
        let length = leaving.map_or(f64::INFINITY, |(_, length, _)| length);
        if length.is_infinite() && range.is_infinite() {
            return Step::Unbounded;
        }
        if length > FEASIBLE {
            self.stalled = 0;
        } else {
            self.stalled += 1;
        }
        if range <= length {
            self.value.iter_mut().zip(&step).for_each(|(value, a)| *value -= a * direction * range);
            self.stand(entering, if grows { Place::Upper } else { Place::Lower });
            return Step::Moved;
        }
        let Some((at, length, upper)) = leaving else { return Step::Unbounded };
        let entered = self.variables[entering].at() + direction * length;
        for (value, a) in self.value.iter_mut().zip(&step) {
            *value -= a * direction * length;
        }
        self.value[at] = entered;
        self.pivot(entering, at, &step, outside);
        let left = self.head[at];
        self.stand(left, if upper { Place::Upper } else { Place::Lower });
        self.stand(entering, Place::Basic);
        self.factors.exchange(at, &step);
        self.head[at] = entering;
        self.taken += 1;
        if self.stalled >= STALLED {
            self.move_bounds();
        }
        Step::Moved
    }

    /// The row of the basis at a position: how much of each variable its variable makes up for.
    pub(super) fn row_of(&self, at: usize) -> Vec<f64> {
        let mut row = vec![0.0; self.variables.len()];
        let mut inverse = vec![0.0; self.head.len()];
        inverse[at] = 1.0;
        self.factors.solve_transposed(&mut inverse);
        for (terms, entry) in self.rows.iter().zip(inverse).filter(|(_, entry)| *entry != 0.0) {
            for &(index, a) in terms {
                row[index] += entry * a;
            }
        }
        row
    }

    /// Reduced costs and weights after a pivot.
    fn pivot(&mut self, entering: usize, at: usize, step: &[f64], outside: bool) {
        let row = self.row_of(at);
        let pivot = step[at];
        let price = if outside { 0.0 } else { self.reduced[entering] / pivot };
        let weight = self.weight[entering] / (pivot * pivot);
        let mut largest = 0.0_f64;
        for (a, (reduced, own)) in row.into_iter().zip(self.reduced.iter_mut().zip(&mut self.weight)) {
            if a != 0.0 {
                *reduced -= price * a;
                *own = own.max(a * a * weight);
                largest = largest.max(*own);
            }
        }
        self.head.iter().for_each(|&index| self.reduced[index] = 0.0);
        let left = self.head[at];
        self.reduced[entering] = 0.0;
        self.reduced[left] = -price;
        self.weight[left] = weight.max(1.0);
        if largest > 1e7 {
            self.weight.iter_mut().for_each(|weight| *weight = 1.0);
        }
    }

    /// Position that leaves, how far the entering variable goes, and whether it leaves at its upper bound.
    fn leaving(&self, step: &[f64], direction: f64, outside: bool) -> Option<(usize, f64, bool)> {
        // of each position: how far until its bound
        let room = |at: usize, slack: f64| -> Option<(f64, bool)> {
            let change = -step[at] * direction;
            if change.abs() < PIVOT {
                return None;
            }
            let variable = &self.variables[self.head[at]];
            let value = self.value[at];
            let (below, above) = (value < variable.lower - FEASIBLE, value > variable.upper + FEASIBLE);
            let bound = if change > 0.0 {
                if outside && below { (variable.lower, false) } else { (variable.upper, true) }
            } else if outside && above {
                (variable.upper, true)
            } else {
                (variable.lower, false)
            };
            // a value outside of its bounds that moves away from them does not block
            if outside && ((below && change < 0.0) || (above && change > 0.0)) || !bound.0.is_finite() {
                return None;
            }
            let distance = (bound.0 - value) / change;
            Some((distance.max(0.0) + slack / change.abs(), bound.1))
        };
        let mut limit = f64::INFINITY;
        for at in 0..step.len() {
            if let Some((distance, _)) = room(at, FEASIBLE) {
                limit = limit.min(distance);
            }
        }
        if limit.is_infinite() {
            return None;
        }
        let mut best: Option<(usize, f64, bool)> = None;
        let mut size = 0.0;
        for (at, change) in step.iter().enumerate() {
            if let Some((distance, upper)) = room(at, 0.0)
                && distance <= limit
                && change.abs() > size
            {
                size = change.abs();
                best = Some((at, distance, upper));
            }
        }
        best
    }

    /// Moves the bounds that basic variables stand at, each by its own hair.
    fn move_bounds(&mut self) {
        self.stalled = 0;
        self.moved = true;
        for at in 0..self.head.len() {
            let index = self.head[at];
            let value = self.value[at];
            let hair = MOVED * (0.5 + 0.5 * self.random.unit());
            let variable = &mut self.variables[index];
            if value - variable.lower <= 10.0 * FEASIBLE {
                variable.lower -= hair;
            }
            if variable.upper - value <= 10.0 * FEASIBLE {
                variable.upper += hair;
            }
        }
    }
}
