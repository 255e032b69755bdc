//! The program: named rows and columns, independent of any solver.

use std::collections::HashSet;
use std::ops::{Index, IndexMut};
use std::sync::Arc;

/// What one unit of a column adds to each measure that objectives and targets speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Money, EUR a year.
    Euros,
    /// Emissions, kgCO2e a year.
    Co2e,
    /// Vehicle kilometres a year.
    Km,
    /// Insertion hours a year.
    Hours,
    /// Outgoing tonnes that reach recovery.
    Recovered,
    /// Outgoing tonnes treated or reused in the territory.
    Local,
    /// Tonnes taken by collections.
    Collected,
    /// Tonnes of inputs replaced.
    Reused,
    /// Money for opening facilities and for their sizes, EUR a year.
    Opening,
    /// What is missing to soft targets, at their prices, in the unit of the objective.
    Missing,
}

impl Measure {
    /// Number of measures.
    pub const COUNT: usize = 10;
}

/// Most characters of a name: the LP format allows 255, and a number may be added to tell two names apart.
const NAME: usize = 240;

/// One number for each measure.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Impact([f64; Measure::COUNT]);

impl Impact {
    /// No effect at all.
    pub const NONE: Self = Self([0.0; Measure::COUNT]);

    /// The same with one measure set.
    #[must_use]
    pub fn with(mut self, measure: Measure, value: f64) -> Self {
        self[measure] = value;
        self
    }

    /// The scalar product with another vector of measures: a weighted sum.
    #[must_use]
    pub fn dot(&self, weights: &Impact) -> f64 {
        self.0.iter().zip(weights.0).filter(|(_, w)| *w != 0.0).map(|(a, w)| a * w).sum()
    }
}

impl Index<Measure> for Impact {
    type Output = f64;
    fn index(&self, measure: Measure) -> &f64 {
        &self.0[measure as usize]
    }
}

impl IndexMut<Measure> for Impact {
    fn index_mut(&mut self, measure: Measure) -> &mut f64 {
        &mut self.0[measure as usize]
    }
}

/// Index of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Col(pub usize);

/// Index of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowId(pub usize);

/// A variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Unique name, with the ids of what it speaks of.
    pub name: Arc<str>,
    /// Least value (finite).
    pub lower: f64,
    /// Most value; may be infinite.
    pub upper: f64,
    /// Whole numbers only.
    pub integer: bool,
    /// Effect of one unit.
    pub impact: Impact,
}

/// The sense of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// At most.
    Le,
    /// At least.
    Ge,
    /// Equal.
    Eq,
}

impl Sense {
    /// By how much a row is broken whose left-hand side is above its right-hand side by so much; 0 or less: it is kept.
    #[must_use]
    pub fn excess(self, above: f64) -> f64 {
        match self {
            Self::Le => above,
            Self::Ge => -above,
            Self::Eq => above.abs(),
        }
    }

    /// A price of such a row, in a program that is minimised, with the wrong sign taken as none.
    #[must_use]
    pub fn signed(self, price: f64) -> f64 {
        match self {
            Self::Le => price.min(0.0),
            Self::Ge => price.max(0.0),
            Self::Eq => price,
        }
    }
}

/// A constraint.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Unique name: family and ids (`balance.output(f1)`).
    pub name: Arc<str>,
    /// The name as it was asked, where writing it within the LP format changed it.
    asked: Option<Box<str>>,
    /// Coefficients, at most one per column, none zero.
    pub terms: Vec<(Col, f64)>,
    /// Sense.
    pub sense: Sense,
    /// Right-hand side.
    pub rhs: f64,
}

impl Row {
    /// Family and ids as they are, before what the LP format cannot write was replaced.
    #[must_use]
    pub fn asked(&self) -> &str {
        self.asked.as_deref().unwrap_or(&self.name)
    }
}

/// A list of named rows and columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Program {
    columns: Vec<Column>,
    rows: Vec<Row>,
    names: HashSet<Arc<str>>,
}

impl Program {
    /// Adds a continuous column, at least zero.
    pub fn column(&mut self, name: &str, upper: f64, impact: Impact) -> Col {
        self.add(name, upper, false, impact)
    }

    /// Sets the least value of a column, which is zero otherwise.
    pub fn lower(&mut self, col: Col, least: f64) {
        self.columns[col.0].lower = least;
    }

    /// Sets the most value of a column.
    pub fn upper(&mut self, col: Col, most: f64) {
        self.columns[col.0].upper = most;
    }

    /// Adds an integer column, at least zero.
    pub fn integer(&mut self, name: &str, upper: f64, impact: Impact) -> Col {
        self.add(name, upper, true, impact)
    }

    fn add(&mut self, name: &str, upper: f64, integer: bool, impact: Impact) -> Col {
        let name = self.unique(name);
        self.columns.push(Column { name, lower: 0.0, upper, integer, impact });
        Col(self.columns.len() - 1)
    }

    /// Adds a row; terms of the same column are summed, zeros left out.
    pub fn row(&mut self, name: &str, terms: impl IntoIterator<Item = (Col, f64)>, sense: Sense, rhs: f64) -> RowId {
        let mut terms: Vec<(Col, f64)> = terms.into_iter().collect();
        terms.sort_by_key(|(col, _)| *col);
        terms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        terms.retain(|(_, coefficient)| *coefficient != 0.0);
        let (unique, asked) = (self.unique(name), name);
        let asked = (*unique != *asked).then(|| Box::from(asked));
        // no right-hand side is written as -0
        self.rows.push(Row { name: unique, asked, terms, sense, rhs: rhs + 0.0 });
        RowId(self.rows.len() - 1)
    }

    /// Adds a column to rows that exist already.
    pub fn extend(&mut self, col: Col, terms: &[(RowId, f64)]) {
        for &(row, coefficient) in terms {
            self.rows[row.0].terms.push((col, coefficient));
        }
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether any column is integer.
    #[must_use]
    pub fn has_integers(&self) -> bool {
        self.columns.iter().any(|column| column.integer)
    }

    /// The same program without the demand for whole numbers.
    #[must_use]
    pub fn relaxed(&self) -> Self {
        let mut relaxed = self.clone();
        relaxed.columns.iter_mut().for_each(|column| column.integer = false);
        relaxed
    }

    /// The coefficients of a weighted sum of measures, column by column.
    #[must_use]
    pub fn weighted(&self, weights: &Impact) -> Vec<f64> {
        self.columns.iter().map(|column| column.impact.dot(weights)).collect()
    }

    /// Value of a measure at a point.
    #[must_use]
    pub fn measure(&self, measure: Measure, values: &[f64]) -> f64 {
        self.columns.iter().zip(values).map(|(column, value)| column.impact[measure] * value).sum()
    }

    /// A name within the LP format: of its alphabet, letters, digits and `(),.#@_` are kept, others become `_`; what makes
    /// it longer than the format allows is left out.
    #[must_use]
    pub fn clean(name: &str) -> String {
        let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '(' | ')' | ',' | '.' | '#' | '@' | '_');
        let mut clean = String::with_capacity(name.len());
        clean.extend(name.chars().take(NAME).map(|c| if kept(c) { c } else { '_' }));
        clean
    }

    fn unique(&mut self, name: &str) -> Arc<str> {
        let clean = Self::clean(name);
        let mut unique: Arc<str> = Arc::from(clean.as_str());
        let mut number = 1;
        while !self.names.insert(unique.clone()) {
            number += 1;
            unique = Arc::from(format!("{clean}#{number}"));
        }
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_unique_and_readable_by_other_solvers() {
        let mut program = Program::default();
        let a = program.column("x(é->b)", 1.0, Impact::NONE);
        let b = program.column("x(é->b)", 1.0, Impact::NONE);
        assert_eq!(&*program.columns()[a.0].name, "x(___b)");
        assert_eq!(&*program.columns()[b.0].name, "x(___b)#2");
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let mut program = Program::default();
        let long = format!("x({})", "a".repeat(500));
        let (a, b) = (program.column(&long, 1.0, Impact::NONE), program.column(&long, 1.0, Impact::NONE));
        let (a, b) = (&program.columns()[a.0].name, &program.columns()[b.0].name);
        assert!(a != b && a.len() == NAME && b.len() <= 255, "{a} {b}");
    }

    #[test]
    fn like_terms_are_summed() {
        let mut program = Program::default();
        let a = program.column("a", 1.0, Impact::NONE);
        let b = program.column("b", 1.0, Impact::NONE);
        let row = program.row("r", [(b, 1.0), (a, 2.0), (b, -1.0), (a, 1.0)], Sense::Le, 3.0);
        assert_eq!(program.rows()[row.0].terms, vec![(a, 3.0)]);
    }
}
