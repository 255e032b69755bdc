//! Primal simplex over a program whose columns and rows arrive one after the other, each time from the last basis.
//!
//! Bounded variables, a dense inverse of the basis, Devex prices (Forrest and Goldfarb, 1992), the ratio test of Harris
//! (1973), and bounds moved by a hair where many steps lead nowhere. Rows and columns are scaled to the size of 1.

use super::lp::{Lp, LpColumn};
use super::program::Sense;

/// Reduced costs above this, relative to the cost of the column, are none.
const OPTIMAL: f64 = 1e-9;
/// Values may be this far outside of their bounds in a step.
const FEASIBLE: f64 = 1e-9;
/// Values farther outside of their bounds are brought back first.
const OUTSIDE: f64 = 1e-6;
/// Smallest pivot.
const PIVOT: f64 = 1e-9;
/// Steps between two inversions of the basis.
const INVERT: usize = 120;
/// Steps that lead nowhere before bounds are moved.
const STALLED: usize = 30;
/// How far bounds are moved at most.
const MOVED: f64 = 2e-7;

/// Where a variable stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the basis.
    Basic,
    /// At its lower bound.
    Lower,
    /// At its upper bound.
    Upper,
}

#[derive(Debug, Clone)]
struct Variable {
    cost: f64,
    lower: f64,
    upper: f64,
    terms: Vec<(usize, f64)>,
    place: Place,
    /// Bounds before they were moved.
    bounds: (f64, f64),
    /// One unit of it is so many of what the program speaks of.
    unit: f64,
}

impl Variable {
    fn at(&self) -> f64 {
        let (first, second) = if self.place == Place::Upper { (self.upper, self.lower) } else { (self.lower, self.upper) };
        if first.is_finite() {
            first
        } else if second.is_finite() {
            second
        } else {
            0.0
        }
    }
}

/// A program with its basis.
#[derive(Debug, Clone)]
pub struct Simplex {
    variables: Vec<Variable>,
    /// The variable that makes up the difference of each row to its right-hand side.
    slack: Vec<usize>,
    /// Variables that enter one row only, by row.
    single: Vec<Vec<usize>>,
    rhs: Vec<f64>,
    /// A row is multiplied by it.
    scale: Vec<f64>,
    /// The variable of each position of the basis.
    head: Vec<usize>,
    /// Columns of the inverse, by row of the program.
    inverse: Vec<Vec<f64>>,
    /// Value of the variable at each position.
    value: Vec<f64>,
    reduced: Vec<f64>,
    weight: Vec<f64>,
    /// Variables and coefficients of each row.
    rows: Vec<Vec<(usize, f64)>>,
    /// Which way each variable may go.
    ways: Vec<Way>,
    /// Reduced costs within this of 0 are none.
    tolerance: Vec<f64>,
    steps: usize,
    /// Steps so far.
    pub taken: usize,
    stalled: usize,
    moved: bool,
    seed: u64,
}

/// Which way a variable outside of the basis may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    None,
    Up,
    Down,
    Both,
}

/// What a step came to.
enum Step {
    Done,
    Moved,
    Unbounded,
}

impl Simplex {
    /// A program; every variable at its lower bound, every row with its own slack in the basis.
    #[must_use]
    pub fn new(lp: &Lp) -> Self {
        let (rows, columns) = scales(lp);
        let mut simplex = Self {
            variables: Vec::with_capacity(lp.columns.len() + lp.rows.len()),
            slack: Vec::new(),
            single: Vec::new(),
            rhs: Vec::new(),
            scale: Vec::new(),
            head: Vec::new(),
            inverse: Vec::new(),
            value: Vec::new(),
            reduced: Vec::new(),
            weight: Vec::new(),
            rows: Vec::new(),
            ways: Vec::new(),
            tolerance: Vec::new(),
            steps: 0,
            taken: 0,
            stalled: 0,
            moved: false,
            seed: 0x9E37_79B9_7F4A_7C15,
        };
        for (&(sense, rhs), scale) in lp.rows.iter().zip(rows) {
            simplex.scale.push(scale);
            simplex.rhs.push(rhs * scale);
            simplex.single.push(Vec::new());
            simplex.rows.push(Vec::new());
            let (lower, upper) = open(sense);
            let row = simplex.slack.len();
            simplex.slack.push(simplex.variables.len());
            simplex.push(0.0, lower, upper, vec![(row, 1.0)], 1.0);
        }
        for (column, unit) in lp.columns.iter().zip(columns) {
            simplex.enter(column, unit);
        }
        simplex.start(&[]);
        simplex
    }

    fn push(&mut self, cost: f64, lower: f64, upper: f64, terms: Vec<(usize, f64)>, unit: f64) -> usize {
        let place = if lower.is_finite() || !upper.is_finite() { Place::Lower } else { Place::Upper };
        terms.iter().for_each(|&(row, a)| self.rows[row].push((self.variables.len(), a)));
        self.tolerance.push(OPTIMAL * (1.0 + cost.abs()));
        self.ways.push(Way::None);
        self.variables.push(Variable { cost, lower, upper, terms, place, bounds: (lower, upper), unit });
        self.reduced.push(0.0);
        self.weight.push(1.0);
        let index = self.variables.len() - 1;
        self.direct(index);
        index
    }

    /// Notes which way a variable may go.
    fn direct(&mut self, index: usize) {
        let variable = &self.variables[index];
        self.ways[index] = match variable.place {
            Place::Basic => Way::None,
            _ if variable.lower == variable.upper => Way::None,
            _ if variable.lower == f64::NEG_INFINITY && variable.upper == f64::INFINITY => Way::Both,
            Place::Lower => Way::Up,
            Place::Upper => Way::Down,
        };
    }

    fn stand(&mut self, index: usize, place: Place) {
        self.variables[index].place = place;
        self.direct(index);
    }

    fn enter(&mut self, column: &LpColumn, unit: f64) -> usize {
        let terms: Vec<(usize, f64)> =
            column.terms.iter().map(|&(row, a)| (row, a * unit * self.scale[row])).filter(|term| term.1 != 0.0).collect();
        let alone = if let [(row, _)] = terms[..] { Some(row) } else { None };
        let index = self.push(column.cost * unit, column.lower / unit, column.upper / unit, terms, unit);
        if let Some(row) = alone.filter(|_| !column.upper.is_finite()) {
            self.single[row].push(index);
        }
        index
    }

    /// Adds a column at its lower bound; its number.
    pub fn add_column(&mut self, column: &LpColumn) -> usize {
        let size = column.terms.iter().map(|&(row, a)| (a * self.scale[row]).abs()).filter(|a| *a > 0.0);
        let (least, most) = size.fold((f64::INFINITY, 0.0_f64), |(least, most), a| (least.min(a), most.max(a)));
        let index = self.enter(column, if most > 0.0 { 1.0 / (least * most).sqrt() } else { 1.0 });
        let at = self.variables[index].at();
        if at != 0.0 {
            let step = self.solve_column(index);
            self.value.iter_mut().zip(step).for_each(|(value, a)| *value -= a * at);
        }
        index
    }

    /// Adds a row over the columns that there are, its slack in the basis; its number.
    pub fn add_row(&mut self, sense: Sense, rhs: f64, terms: &[(usize, f64)]) -> usize {
        let row = self.slack.len();
        self.scale.push(1.0);
        self.rhs.push(rhs);
        self.single.push(Vec::new());
        self.rows.push(Vec::new());
        let mut entries = vec![0.0; row];
        let mut activity = 0.0;
        let position = self.positions();
        for &(column, coefficient) in terms {
            let variable = &mut self.variables[column];
            let coefficient = coefficient * variable.unit;
            if variable.terms.len() == 1 {
                self.single[variable.terms[0].0].retain(|&other| other != column);
            }
            variable.terms.push((row, coefficient));
            self.rows[row].push((column, coefficient));
            if variable.place == Place::Basic {
                entries[position[column]] = coefficient;
                activity += coefficient * self.value[position[column]];
            } else {
                activity += coefficient * variable.at();
            }
        }
        for column in &mut self.inverse {
            let sum: f64 = column.iter().zip(&entries).map(|(a, b)| a * b).sum();
            column.push(-sum);
        }
        let mut own = vec![0.0; row + 1];
        own[row] = 1.0;
        self.inverse.push(own);
        let (lower, upper) = open(sense);
        let slack = self.push(0.0, lower, upper, vec![(row, 1.0)], 1.0);
        self.stand(slack, Place::Basic);
        self.slack.push(slack);
        self.head.push(slack);
        self.value.push(rhs - activity);
        row
    }

    fn positions(&self) -> Vec<usize> {
        let mut position = vec![usize::MAX; self.variables.len()];
        self.head.iter().enumerate().for_each(|(at, &variable)| position[variable] = at);
        position
    }

    /// Changes the cost of a column.
    pub fn set_cost(&mut self, column: usize, cost: f64) {
        let variable = &mut self.variables[column];
        variable.cost = cost * variable.unit;
        self.tolerance[column] = OPTIMAL * (1.0 + variable.cost.abs());
    }

    /// Where a column stands.
    #[must_use]
    pub fn place(&self, column: usize) -> Place {
        self.variables[column].place
    }

    /// The column of a row's slack.
    #[must_use]
    pub fn slack(&self, row: usize) -> usize {
        self.slack[row]
    }

    /// Puts columns at places; [`Simplex::start`] then makes a basis of those in it.
    pub fn put(&mut self, column: usize, place: Place) {
        self.stand(column, place);
    }

    /// A basis of these variables, as far as they make one, completed by slacks.
    pub fn start(&mut self, wanted: &[usize]) {
        let m = self.slack.len();
        for variable in &mut self.variables {
            if variable.place == Place::Basic {
                variable.place = if variable.lower.is_finite() { Place::Lower } else { Place::Upper };
            }
        }
        self.inverse = vec![vec![0.0; m]; m];
        self.inverse.iter_mut().enumerate().for_each(|(row, column)| column[row] = 1.0);
        self.head = self.slack.clone();
        let mut taken = vec![false; m];
        let mut wanted = wanted.to_vec();
        wanted.sort_by_key(|&index| (self.variables[index].terms.len(), index));
        for index in wanted {
            let step = self.solve_column(index);
            let free = (0..m).filter(|&at| !taken[at]);
            let best = free.max_by(|&a, &b| step[a].abs().total_cmp(&step[b].abs()).then(b.cmp(&a)));
            let Some(at) = best.filter(|&at| step[at].abs() > 1e-7) else { continue };
            taken[at] = true;
            self.replace(at, &step);
            self.head[at] = index;
        }
        for &index in &self.head {
            self.variables[index].place = Place::Basic;
        }
        (0..self.variables.len()).for_each(|index| self.direct(index));
        self.evaluate();
        self.steps = 0;
    }

    /// Values of the basis from those outside of it.
    fn evaluate(&mut self) {
        let mut rest = self.rhs.clone();
        for variable in self.variables.iter().filter(|variable| variable.place != Place::Basic) {
            let at = variable.at();
            if at != 0.0 {
                variable.terms.iter().for_each(|&(row, a)| rest[row] -= a * at);
            }
        }
        self.value = vec![0.0; rest.len()];
        for (column, rest) in self.inverse.iter().zip(rest) {
            if rest != 0.0 {
                self.value.iter_mut().zip(column).for_each(|(value, a)| *value += a * rest);
            }
        }
    }

    /// A column in terms of the basis.
    fn solve_column(&self, index: usize) -> Vec<f64> {
        let mut step = vec![0.0; self.head.len()];
        for &(row, a) in &self.variables[index].terms {
            step.iter_mut().zip(&self.inverse[row]).for_each(|(sum, b)| *sum += a * b);
        }
        step
    }

    fn replace(&mut self, at: usize, step: &[f64]) {
        let pivot = 1.0 / step[at];
        let filled: Vec<usize> = (0..step.len()).filter(|&at| step[at] != 0.0).collect();
        let sparse = 4 * filled.len() < step.len();
        for column in &mut self.inverse {
            let own = column[at];
            if own != 0.0 {
                let factor = own * pivot;
                if sparse {
                    filled.iter().for_each(|&at| column[at] -= factor * step[at]);
                } else {
                    column.iter_mut().zip(step).for_each(|(a, b)| *a -= factor * b);
                }
                column[at] = factor;
            }
        }
    }

    /// Minimises from the basis at hand; false: the limit of steps or of numbers was met first.
    pub fn solve(&mut self, most: usize) -> bool {
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
                Step::Unbounded => return false,
                Step::Done if first || outside => {
                    self.settle();
                    return !outside;
                }
                // what is best by updated numbers may not be by fresh ones
                Step::Done => self.reduce(false),
            }
            first = matches!(step, Step::Done);
            if self.steps >= INVERT {
                let basis = self.head.clone();
                self.start(&basis);
                costs = false;
            }
        }
        self.settle();
        false
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
            if value == bound || self.slack[row] != slack {
                continue;
            }
            let sign = value - bound;
            let fits = |&&index: &&usize| {
                let other = &self.variables[index];
                other.place == Place::Lower && other.terms[0].1 * sign > 0.0
            };
            let Some(&index) = self.single[row].iter().find(fits) else { continue };
            let step = self.solve_column(index);
            self.replace(at, &step);
            let place = if bound == self.variables[slack].upper { Place::Upper } else { Place::Lower };
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
    fn prices(&self, outside: bool) -> Vec<f64> {
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
        let costs = self.head.iter().zip(&self.value).map(cost).enumerate();
        let costs: Vec<(usize, f64)> = costs.filter(|(_, cost)| *cost != 0.0).collect();
        self.inverse.iter().map(|column| costs.iter().map(|&(at, cost)| column[at] * cost).sum()).collect()
    }

    fn reduce(&mut self, outside: bool) {
        let prices = self.prices(outside);
        for (variable, reduced) in self.variables.iter().zip(&mut self.reduced) {
            *reduced = if outside { 0.0 } else { variable.cost };
        }
        for (row, price) in self.rows.iter().zip(prices).filter(|(_, price)| *price != 0.0) {
            row.iter().for_each(|&(index, a)| self.reduced[index] -= price * a);
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
        self.replace(at, &step);
        self.head[at] = entering;
        self.steps += 1;
        self.taken += 1;
        if self.stalled >= STALLED {
            self.move_bounds();
        }
        Step::Moved
    }

    /// Reduced costs and weights after a pivot.
    fn pivot(&mut self, entering: usize, at: usize, step: &[f64], outside: bool) {
        let mut row = vec![0.0; self.variables.len()];
        for (terms, column) in self.rows.iter().zip(&self.inverse).filter(|(_, column)| column[at] != 0.0) {
            terms.iter().for_each(|&(index, a)| row[index] += column[at] * a);
        }
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
        for at in 0..step.len() {
            if let Some((distance, upper)) = room(at, 0.0)
                && distance <= limit
                && step[at].abs() > size
            {
                size = step[at].abs();
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
            self.seed ^= self.seed << 13;
            self.seed ^= self.seed >> 7;
            self.seed ^= self.seed << 17;
            let hair = MOVED * (0.5 + 0.5 * f64::from(u32::try_from(self.seed >> 40).unwrap_or(0)) / f64::from(1 << 24));
            let variable = &mut self.variables[index];
            if value - variable.lower <= 10.0 * FEASIBLE {
                variable.lower -= hair;
            }
            if variable.upper - value <= 10.0 * FEASIBLE {
                variable.upper += hair;
            }
        }
    }

    /// The objective at the point.
    #[must_use]
    pub fn objective(&self) -> f64 {
        let outside = self.variables.iter().filter(|variable| variable.place != Place::Basic);
        let outside: f64 = outside.filter(|v| v.cost != 0.0).map(|variable| variable.cost * variable.at()).sum();
        outside + self.head.iter().zip(&self.value).map(|(&index, value)| self.variables[index].cost * value).sum::<f64>()
    }

    /// Values of all variables, slacks among them.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        let mut values: Vec<f64> = self.variables.iter().map(|variable| variable.at() * variable.unit).collect();
        for (&index, &value) in self.head.iter().zip(&self.value) {
            let variable = &self.variables[index];
            values[index] = value.clamp(variable.lower, variable.upper) * variable.unit;
        }
        values
    }

    /// For each row, the change of the optimum per unit of its right-hand side.
    #[must_use]
    pub fn duals(&self) -> Vec<f64> {
        self.prices(false).into_iter().zip(&self.scale).map(|(price, scale)| price * scale).collect()
    }

    /// Reduced cost of a column at the prices of the basis.
    #[must_use]
    pub fn reduced(&self, column: usize) -> f64 {
        self.reduced[column] / self.variables[column].unit
    }
}

fn open(sense: Sense) -> (f64, f64) {
    match sense {
        Sense::Le => (0.0, f64::INFINITY),
        Sense::Ge => (f64::NEG_INFINITY, 0.0),
        Sense::Eq => (0.0, 0.0),
    }
}

/// Factors of rows and columns that bring coefficients near 1 (geometric means, twice).
fn scales(lp: &Lp) -> (Vec<f64>, Vec<f64>) {
    let mut rows = vec![1.0; lp.rows.len()];
    let mut columns = vec![1.0; lp.columns.len()];
    let mean = |range: (f64, f64)| if range.1 > 0.0 { 1.0 / (range.0 * range.1).sqrt() } else { 1.0 };
    let widen = |range: &mut (f64, f64), size: f64| *range = (range.0.min(size), range.1.max(size));
    for _ in 0..2 {
        let mut ranges = vec![(f64::INFINITY, 0.0); rows.len()];
        for (column, factor) in lp.columns.iter().zip(&columns) {
            for &(row, a) in column.terms.iter().filter(|term| term.1 != 0.0) {
                widen(&mut ranges[row], (a * factor).abs());
            }
        }
        rows = ranges.into_iter().map(mean).collect();
        for (column, factor) in lp.columns.iter().zip(&mut columns) {
            let mut range = (f64::INFINITY, 0.0);
            for &(row, a) in column.terms.iter().filter(|term| term.1 != 0.0) {
                widen(&mut range, (a * rows[row]).abs());
            }
            *factor = mean(range);
        }
    }
    (rows, columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimise::solver::relax;

    fn column(cost: f64, upper: f64, terms: &[(usize, f64)]) -> LpColumn {
        LpColumn { cost, lower: 0.0, upper, integer: false, terms: terms.to_vec() }
    }

    /// Maximise 5x + 4y under 6x + 4y <= 24, x + 2y <= 6: 21 at (3, 1.5), prices 3/4 and 1/2 (Taha, Operations Research).
    #[test]
    fn two_products() {
        let lp = Lp {
            columns: vec![
                column(-5.0, f64::INFINITY, &[(0, 6.0), (1, 1.0)]),
                column(-4.0, f64::INFINITY, &[(0, 4.0), (1, 2.0)]),
            ],
            rows: vec![(Sense::Le, 24.0), (Sense::Le, 6.0)],
        };
        let mut simplex = Simplex::new(&lp);
        assert!(simplex.solve(100));
        assert!((simplex.objective() + 21.0).abs() < 1e-9);
        let duals = simplex.duals();
        assert!((duals[0] + 0.75).abs() < 1e-9 && (duals[1] + 0.5).abs() < 1e-9, "{duals:?}");
        // a third row y <= 1 cuts that point off: 5 x 10/3 + 4
        let y = 3;
        simplex.add_row(Sense::Le, 1.0, &[(y, 1.0)]);
        assert!(simplex.solve(100));
        assert!((simplex.objective() + 50.0 / 3.0 + 4.0).abs() < 1e-9, "{}", simplex.objective());
    }

    /// Programs drawn at random agree with the interior point method, also when columns and rows come later.
    #[test]
    fn agrees_with_an_interior_point() {
        let mut state = 7_u64;
        let mut draw = |most: u32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u32::try_from(state >> 33).unwrap() % most
        };
        for case in 0..40 {
            let rows = 4 + draw(8) as usize;
            let mut lp = Lp { columns: Vec::new(), rows: Vec::new() };
            for _ in 0..rows {
                let sense = [Sense::Le, Sense::Ge, Sense::Eq][draw(3) as usize];
                lp.rows.push((sense, f64::from(1 + draw(9))));
            }
            for index in 0..rows {
                lp.columns.push(column(100.0, f64::INFINITY, &[(index, 1.0)]));
                lp.columns.push(column(100.0, f64::INFINITY, &[(index, -1.0)]));
            }
            for _ in 0..20 {
                let mut terms: Vec<(usize, f64)> = (0..rows).map(|row| (row, f64::from(draw(20)) - 2.0)).collect();
                terms.retain(|term| term.1 < 5.0 && term.1 != 0.0);
                let upper = if draw(4) == 0 { 2.0 } else { f64::INFINITY };
                lp.columns.push(column(f64::from(draw(40)), upper, &terms));
            }
            let mut part = lp.clone();
            part.columns.truncate(2 * rows + 10);
            let mut simplex = Simplex::new(&part);
            let Ok(expected) = relax(&part, 1e-9) else { continue };
            assert!(simplex.solve(10_000), "case {case}");
            assert!((simplex.objective() - expected.objective).abs() < 1e-5, "case {case}");
            for column in &lp.columns[2 * rows + 10..] {
                simplex.add_column(column);
            }
            let expected = relax(&lp, 1e-9).unwrap();
            assert!(simplex.solve(10_000), "case {case}");
            assert!((simplex.objective() - expected.objective).abs() < 1e-5, "case {case}");
            let last = rows + lp.columns.len() - 1;
            let row = simplex.add_row(Sense::Le, 0.5, &[(last, 1.0)]);
            simplex.add_column(&column(100.0, f64::INFINITY, &[(row, -1.0)]));
            lp.rows.push((Sense::Le, 0.5));
            lp.columns.last_mut().unwrap().terms.push((row, 1.0));
            lp.columns.push(column(100.0, f64::INFINITY, &[(row, -1.0)]));
            let expected = relax(&lp, 1e-9).unwrap();
            assert!(simplex.solve(10_000), "case {case}");
            assert!((simplex.objective() - expected.objective).abs() < 1e-5, "case {case}");
        }
    }
}
