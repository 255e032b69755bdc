//! Primal simplex over a program whose columns and rows arrive one after the other, each time from the last basis.
//!
//! Bounded variables, a factorised basis, Devex prices (Forrest and Goldfarb, 1992), the ratio test of Harris (1973), and
//! bounds moved by a hair where many steps lead nowhere. Rows and columns are scaled to the size of 1.

mod dual;
mod factors;
mod gomory;
mod order;
mod ranging;
mod steps;

use self::factors::{Factored, Factors};
pub use self::gomory::Cut;
pub use self::ranging::{Followed, Piece};

use super::lp::{Lp, LpColumn};
use super::program::Sense;
use super::random::Random;
use super::scaling;

/// Reduced costs above this, relative to the cost of the column, are none.
const OPTIMAL: f64 = 1e-9;
/// What is closer to its bound, relatively, stands at it.
const WITHIN: f64 = 1e-9;

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
        let (first, second) =
            if self.place == Place::Upper { (self.upper, self.lower) } else { (self.lower, self.upper) };
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
    factors: Factors,
    /// Whether rows came since the basis was factorised.
    stale: bool,
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
    /// Steps so far.
    pub taken: usize,
    stalled: usize,
    moved: bool,
    random: Random,
}

/// Which way a variable outside of the basis may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    None,
    Up,
    Down,
    Both,
}

/// What a search came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// At the least cost.
    Best,
    /// No point keeps all rows.
    Infeasible,
    /// The limit of steps or of numbers was met first.
    Stuck,
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
            factors: Factors::unit(),
            stale: false,
            value: Vec::new(),
            reduced: Vec::new(),
            weight: Vec::new(),
            rows: Vec::new(),
            ways: Vec::new(),
            tolerance: Vec::new(),
            taken: 0,
            stalled: 0,
            moved: false,
            random: Random::new(1),
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

    /// A program with a basis of what is strictly within its bounds at a point: near the optimum where the point is best.
    #[must_use]
    pub fn near(lp: &Lp, point: &[f64]) -> Self {
        let mut simplex = Self::new(lp);
        let first = lp.rows.len();
        let mut left: Vec<f64> = lp.rows.iter().map(|row| row.1).collect();
        let mut wanted = Vec::new();
        for (index, (column, &value)) in lp.columns.iter().zip(point).enumerate() {
            column.terms.iter().for_each(|&(row, a)| left[row] -= a * value);
            let room = WITHIN * value.abs().max(1.0);
            match (value > column.lower + room, value < column.upper - room) {
                (true, true) => wanted.push(first + index),
                (true, false) => simplex.put(first + index, Place::Upper),
                _ => {}
            }
        }
        let open = left.iter().zip(&lp.rows).enumerate();
        let open = open.filter(|(_, (left, row))| left.abs() > WITHIN * row.1.abs().max(1.0));
        wanted.extend(open.map(|(row, _)| simplex.slack[row]));
        simplex.start(&wanted);
        simplex
    }

    fn push(&mut self, cost: f64, lower: f64, upper: f64, terms: Vec<(usize, f64)>, unit: f64) -> usize {
        let place = if lower.is_finite() || !upper.is_finite() { Place::Lower } else { Place::Upper };
        for &(row, a) in &terms {
            self.rows[row].push((self.variables.len(), a));
        }
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
            _ if variable.upper <= variable.lower => Way::None,
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
        let mut terms: Vec<(usize, f64)> =
            column.terms.iter().map(|&(row, a)| (row, a * unit * self.scale[row])).collect();
        terms.sort_by_key(|term| term.0);
        terms.dedup_by(|next, first| {
            next.0 == first.0 && {
                first.1 += next.1;
                true
            }
        });
        terms.retain(|term| term.1 != 0.0);
        let alone = if let [(row, _)] = terms[..] { Some(row) } else { None };
        let index = self.push(column.cost * unit, column.lower / unit, column.upper / unit, terms, unit);
        if let Some(row) = alone {
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
            self.refresh();
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
                activity += coefficient * self.value[position[column]];
            } else {
                activity += coefficient * variable.at();
            }
        }
        let (lower, upper) = open(sense);
        let slack = self.push(0.0, lower, upper, vec![(row, 1.0)], 1.0);
        self.stand(slack, Place::Basic);
        self.slack.push(slack);
        self.head.push(slack);
        self.value.push(rhs - activity);
        self.stale = true;
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

    /// Holds every variable that would leave its bound only at a cost: what is left free is all at the least cost.
    pub fn hold(&mut self) {
        for index in 0..self.variables.len() {
            if self.variables[index].place != Place::Basic && self.reduced[index].abs() > self.tolerance[index] {
                let variable = &mut self.variables[index];
                let at = variable.at();
                (variable.lower, variable.upper, variable.bounds) = (at, at, (at, at));
                variable.place = Place::Lower;
                self.direct(index);
            }
        }
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
        for variable in &mut self.variables {
            if variable.place == Place::Basic {
                variable.place = if variable.lower.is_finite() { Place::Lower } else { Place::Upper };
            }
        }
        self.factorise(wanted);
        for &index in &self.head {
            self.variables[index].place = Place::Basic;
        }
        (0..self.variables.len()).for_each(|index| self.direct(index));
        self.evaluate();
    }

    /// Factorises a basis of these variables; slacks take the rows that are left.
    fn factorise(&mut self, wanted: &[usize]) {
        let mut wanted = wanted.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let columns: Vec<&[(usize, f64)]> = wanted.iter().map(|&index| &self.variables[index].terms[..]).collect();
        let Factored { factors, column } = Factors::of(self.slack.len(), &columns);
        self.head = column.iter().zip(&self.slack).map(|(own, &slack)| own.map_or(slack, |own| wanted[own])).collect();
        self.factors = factors;
        self.stale = false;
    }

    /// Factorises the basis at hand anew.
    fn refactorise(&mut self) {
        let basis = self.head.clone();
        self.start(&basis);
    }

    /// Factorises the basis where rows came since.
    fn refresh(&mut self) {
        if self.stale {
            self.refactorise();
        }
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
        self.factors.solve(&mut rest);
        self.value = rest;
    }

    /// A column in terms of the basis.
    fn solve_column(&self, index: usize) -> Vec<f64> {
        let mut step = vec![0.0; self.head.len()];
        self.variables[index].terms.iter().for_each(|&(row, a)| step[row] += a);
        self.factors.solve(&mut step);
        step
    }

    /// The objective at the point.
    #[must_use]
    pub fn objective(&self) -> f64 {
        let outside = self.variables.iter().filter(|variable| variable.place != Place::Basic);
        let outside: f64 = outside.filter(|v| v.cost != 0.0).map(|variable| variable.cost * variable.at()).sum();
        outside
            + self.head.iter().zip(&self.value).map(|(&index, value)| self.variables[index].cost * value).sum::<f64>()
    }

    /// Weak duality at the end of a search: the prices of the basis bound the optimum from below, and by no less than the
    /// objective, to a millionth of all that is added up.
    fn is_proven(&self) -> bool {
        let (mut bound, mut scale) = (0.0, 1.0);
        let mut add = |value: f64| {
            bound += value;
            scale += value.abs();
        };
        self.prices(false).iter().zip(&self.rhs).for_each(|(price, rhs)| add(price * rhs));
        for (variable, &reduced) in self.variables.iter().zip(&self.reduced) {
            let at = if reduced >= 0.0 { variable.lower } else { variable.upper };
            add(if at.is_finite() { reduced * at } else { 0.0 });
        }
        (self.objective() - bound).abs() <= 1e-6 * scale
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
        self.row_prices(false)
    }

    /// For each row, what one unit more of its right-hand side adds to all that is outside of its bounds: where nothing keeps
    /// the rows, a column lessens that whose entries at these prices sum up to more than nothing.
    #[must_use]
    pub fn lacks(&self) -> Vec<f64> {
        self.row_prices(true)
    }

    fn row_prices(&self, outside: bool) -> Vec<f64> {
        self.prices(outside).into_iter().zip(&self.scale).map(|(price, scale)| price * scale).collect()
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

/// Factors of rows and units of columns that bring coefficients near 1, whole columns too.
fn scales(lp: &Lp) -> (Vec<f64>, Vec<f64>) {
    let mut columns = scaling::units(lp);
    let mut rows = Vec::new();
    for _ in 0..2 {
        rows = scaling::row_factors(lp, &columns);
        scaling::column_units(lp, &rows, &mut columns, true);
    }
    (rows, columns)
}

#[cfg(test)]
mod tests;
