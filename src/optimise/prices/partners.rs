//! What one more partner of a company would save: the program around it solved again.

use rayon::prelude::*;

use super::again::{choices, hold, saved};
use super::{PART, Price, Pricing, family, rounded};
use crate::id::PlaceId;
use crate::optimise::formulation::{Formulation, Partners};
use crate::optimise::lp::{Division, Lp};
use crate::optimise::program::Col;

/// Whole choices about links.
const CHOICES: [&str; 4] = ["partner", "linked", "hauls", "contract"];
/// Tonnes that make a partner.
const SOME: f64 = 1e-6;

/// The program with all whole choices but those about links held: the same rows and columns, what is held without terms.
struct Base {
    lp: Lp,
    division: Division,
    members: Vec<(Vec<usize>, Vec<usize>)>,
}

/// The part around one company, in which its own whole choices alone are free.
struct Around {
    lp: Lp,
    /// Where the limit on its partners stands.
    row: usize,
    /// The columns, by their index in the whole.
    columns: Vec<usize>,
}

impl Pricing<'_, '_> {
    /// What one more partner would save, of the companies that have all the partners that they may: first those to whom
    /// links at the prices of the program promise most, up to a number. True besides when something was left out.
    ///
    /// A slope would say nothing: a partner is whole. So partners, lots, trips and contracts of the company's own links are
    /// chosen anew, once as it is and once with one more, and all other whole choices are held: it would save at least that.
    pub(super) fn partners(&self, most: usize) -> (Vec<Price>, bool) {
        let formulation = &self.solved.formulation;
        let full = formulation.columns.partners.iter().filter(|(_, partners)| {
            let used = partners.with.values().filter(|&&with| self.over(with, &self.solved.values) > SOME);
            count(used) > self.limit(partners) - 0.5
        });
        let mut full: Vec<(f64, &PlaceId, &Partners)> =
            full.map(|(company, partners)| (self.promise(partners), company, partners)).collect();
        // of a pool, the program is a relaxation
        if full.is_empty() || Formulation::pooling(formulation.problem) {
            return (Vec::new(), false);
        }
        full.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let base = self.base();
        let tried = full.into_par_iter().take(most);
        let found: Vec<_> = tried.map(|(_, company, partners)| self.one_more(&base, company, partners)).collect();
        let left_out = found.iter().any(Option::is_none);
        let mut found: Vec<Price> = found.into_iter().flatten().filter(|price| price.price < 0.0).collect();
        found.sort_by(|a, b| a.price.total_cmp(&b.price).then(a.row.cmp(&b.row)));
        (found, left_out)
    }

    fn limit(&self, partners: &Partners) -> f64 {
        self.solved.formulation.program.rows()[partners.row.0].rhs
    }

    /// The columns of the links with a partner, by the column that chooses it.
    fn links_with(&self, Col(chosen): Col) -> impl Iterator<Item = Col> {
        let rows = self.solved.formulation.program.rows();
        let ties = self.whole.columns[chosen].terms.iter().map(|&(row, _)| &rows[row]);
        let ties = ties.filter(|row| family(&row.name) == "partner.link");
        ties.flat_map(move |row| row.terms.iter().map(|&(col, _)| col).filter(move |&col| col != Col(chosen)))
    }

    /// Tonnes that go over the links with a partner.
    fn over(&self, chosen: Col, values: &[f64]) -> f64 {
        self.links_with(chosen).map(|link| values[link.0]).sum()
    }

    /// What the links with partners that a company does not have would save at most, at the prices of the other rows.
    fn promise(&self, partners: &Partners) -> f64 {
        let others = partners.with.values().filter(|&&with| self.over(with, &self.solved.values) <= SOME);
        let saved = |link: Col| {
            let bound = self.solved.formulation.program.columns()[link.0].upper;
            self.reduced_cost(link).map_or(0.0, |cost| (-cost).max(0.0) * bound)
        };
        others.map(|&with| self.links_with(with).map(saved).sum::<f64>()).fold(0.0, f64::max)
    }

    fn base(&self) -> Base {
        let program = &self.solved.formulation.program;
        let mut lp = self.whole.clone();
        lp.rows.truncate(self.solved.rows);
        for (index, column) in program.columns().iter().enumerate() {
            lp.columns[index].terms.retain(|(row, _)| *row < self.solved.rows);
            if column.integer && !CHOICES.contains(&family(&column.name)) {
                hold(&mut lp, index, self.solved.values[index]);
            }
        }
        let division = lp.divide();
        let members = division.members();
        Base { lp, division, members }
    }

    /// None where the part is too large.
    fn around(&self, base: &Base, partners: &Partners) -> Option<Around> {
        let (rows, columns) = &base.members[base.division.of_row[partners.row.0]?];
        let mut lp = base.lp.cut(rows, columns);
        if lp.entries() > PART {
            return None;
        }
        let links = partners.with.values().flat_map(|&with| self.links_with(with));
        let own = choices(&self.solved.formulation.program, &self.whole, links);
        for (at, &column) in columns.iter().enumerate() {
            if lp.columns[at].integer && !own.contains(&column) {
                hold(&mut lp, at, self.solved.values[column]);
            }
        }
        let row = rows.binary_search(&partners.row.0).ok()?;
        let division = lp.divide();
        let (own_rows, own_columns) = &division.members()[division.of_row[row]?];
        Some(Around {
            lp: lp.cut(own_rows, own_columns),
            row: own_rows.binary_search(&row).ok()?,
            columns: own_columns.iter().map(|&at| columns[at]).collect(),
        })
    }

    /// The price, 0 where one more would save nothing; none where it is not worked out.
    fn one_more(&self, base: &Base, company: &PlaceId, partners: &Partners) -> Option<Price> {
        let Around { mut lp, row, columns } = self.around(base, partners)?;
        let at = self.limit(partners);
        let mut with = |most: f64| {
            lp.rows[row].1 = most;
            self.again(&lp)
        };
        let (least, more, any) = (with(at)?.least[0], with(at + 1.0)?, with(count(partners.with.keys()))?.least[0]);
        let mut values = self.solved.values.clone();
        columns.iter().zip(&more.values).for_each(|(&column, &value)| values[column] = value);
        let new = partners
            .with
            .iter()
            .filter(|&(_, &with)| self.over(with, &values) > SOME && self.over(with, &self.solved.values) <= SOME);
        Some(Price {
            kind: PARTNERS.into(),
            row: self.solved.formulation.program.rows()[partners.row.0].name.to_string(),
            place: company.to_string(),
            about: new.map(|(partner, _)| partner.to_string()).collect::<Vec<_>>().join(", "),
            unit: "partners".into(),
            at,
            price: rounded(-saved(least, more.least[0])),
            from: Some(at),
            to: Some(at + 1.0),
            without: Some(rounded(saved(least, any))),
            exact: true,
        })
    }
}

/// The kind of such a price.
pub const PARTNERS: &str = "partners";

fn count<T>(of: impl Iterator<Item = T>) -> f64 {
    of.map(|_| 1.0).sum()
}
