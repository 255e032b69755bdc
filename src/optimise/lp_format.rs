//! The CPLEX LP format, which every solver reads.

use std::fmt::Write;

use super::program::{Program, Sense};

/// Writes a program with its objective (minimised).
#[must_use]
pub fn write(program: &Program, objective: &[f64]) -> String {
    let mut out = String::from("Minimize\n obj:");
    let name = |index: usize| program.columns()[index].name.as_str();
    let nonzero = objective.iter().enumerate().filter(|(_, c)| **c != 0.0).map(|(i, c)| (name(i), *c));
    expression(&mut out, nonzero);
    out.push_str("\nSubject To\n");
    for row in program.rows() {
        let _ = write!(out, " {}:", row.name);
        expression(&mut out, row.terms.iter().map(|(col, c)| (name(col.0), *c)));
        let sense = match row.sense {
            Sense::Le => "<=",
            Sense::Ge => ">=",
            Sense::Eq => "=",
        };
        let _ = writeln!(out, " {sense} {}", row.rhs);
    }
    out.push_str("Bounds\n");
    for column in program.columns().iter().filter(|c| c.upper.is_finite() || c.lower != 0.0) {
        if column.upper.is_finite() {
            let _ = writeln!(out, " {} <= {} <= {}", column.lower, column.name, column.upper);
        } else {
            let _ = writeln!(out, " {} >= {}", column.name, column.lower);
        }
    }
    if program.has_integers() {
        out.push_str("General\n");
        for column in program.columns().iter().filter(|column| column.integer) {
            let _ = writeln!(out, " {}", column.name);
        }
    }
    out.push_str("End\n");
    out
}

/// Terms, eight a line: the format limits the length of lines.
fn expression<'a>(out: &mut String, terms: impl Iterator<Item = (&'a str, f64)>) {
    let mut empty = true;
    for (index, (name, coefficient)) in terms.enumerate() {
        if index > 0 && index % 8 == 0 {
            out.push_str("\n  ");
        }
        let sign = if coefficient < 0.0 { '-' } else { '+' };
        let _ = write!(out, " {sign} {} {name}", coefficient.abs());
        empty = false;
    }
    if empty {
        out.push_str(" 0");
    }
}
