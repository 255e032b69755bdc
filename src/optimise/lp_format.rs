//! The CPLEX LP format, which every solver reads.

use std::fmt::Write;

use super::program::{Program, Row, Sense};

/// Most terms in a line, and most characters before a line is broken; the format allows 560, a term fewer than 300.
const TERMS: usize = 8;
const LINE: usize = 240;

/// Writes the columns of a program, some of its rows and an objective (minimised).
#[must_use]
pub fn write(program: &Program, rows: &[Row], objective: &[f64]) -> String {
    let mut out = String::from("Minimize\n obj:");
    let name = |index: usize| program.columns()[index].name.as_ref();
    // a sum of nothing is none of any column
    let nothing = program.columns().first().map(|column| column.name.as_ref());
    let nonzero = objective.iter().enumerate().filter(|(_, c)| **c != 0.0).map(|(i, c)| (name(i), *c));
    expression(&mut out, nonzero, nothing);
    out.push_str("\nSubject To\n");
    for row in rows {
        let _ = write!(out, " {}:", row.name);
        expression(&mut out, row.terms.iter().map(|(col, c)| (name(col.0), *c)), nothing);
        let sense = match row.sense {
            Sense::Le => "<=",
            Sense::Ge => ">=",
            Sense::Eq => "=",
        };
        let _ = writeln!(out, " {sense} {}", row.rhs);
    }
    out.push_str("Bounds\n");
    let mut met: Vec<bool> = objective.iter().map(|cost| *cost != 0.0).collect();
    rows.iter().flat_map(|row| &row.terms).for_each(|(col, _)| met[col.0] = true);
    // a column of no sum is to be known too
    let stated = program.columns().iter().zip(met).filter(|(c, met)| c.upper.is_finite() || c.lower != 0.0 || !met);
    for (column, _) in stated {
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

fn expression<'a>(out: &mut String, terms: impl Iterator<Item = (&'a str, f64)>, nothing: Option<&str>) {
    let mut begun = out.rfind('\n').map_or(0, |end| end + 1);
    let mut count = 0;
    for (name, coefficient) in terms {
        if count > 0 && (count % TERMS == 0 || out.len() - begun > LINE) {
            out.push_str("\n  ");
            begun = out.len();
        }
        let sign = if coefficient < 0.0 { '-' } else { '+' };
        let _ = write!(out, " {sign} {} {name}", coefficient.abs());
        count += 1;
    }
    if let (0, Some(name)) = (count, nothing) {
        let _ = write!(out, " 0 {name}");
    }
}
