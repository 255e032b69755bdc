//! What it would save if a contract were not exclusive: the program around it solved again with the links that it rules out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::again::{choices, hold, saved};
use super::{PART, Price, Pricing, rounded};
use crate::dataset::{Contract, Exclusive};
use crate::discover::discover;
use crate::id::PlaceId;
use crate::optimise::formulation::{Formulation, Problem};
use crate::optimise::lp::Lp;
use crate::optimise::program::{Col, Impact};

/// The kind of such a price.
pub const EXCLUSIVE: &str = "exclusive";

/// The part of the program without one exclusivity in which the links that it rules out are.
struct Opened {
    lp: Lp,
    /// These links, by their columns in the part.
    ruled_out: Vec<usize>,
}

impl Pricing<'_, '_> {
    /// What it would save if a contract were not exclusive, of the contracts that rule links out, the first so many of them
    /// in the order of their ids. True besides when one was left out because its part is too large.
    ///
    /// The links that it rules out are no columns: the program is made with them, and all whole choices but those about the
    /// links of the company that is bound are held: it would save at least that.
    pub(super) fn exclusives(&self, weights: &Impact, most: usize) -> (Vec<Price>, bool) {
        let problem = self.solved.formulation.problem;
        // of a pool, the program is a relaxation
        if Formulation::pooling(problem) {
            return (Vec::new(), false);
        }
        let exclusive = problem.dataset.contracts.iter().enumerate().filter(|(_, it)| it.exclusive.is_some());
        let tried: Vec<usize> = exclusive.map(|(index, _)| index).take(most).collect();
        let found: Vec<_> = tried.into_par_iter().map(|contract| self.not_exclusive(contract, weights)).collect();
        let left_out = found.iter().any(Option::is_none);
        let mut found: Vec<Price> = found.into_iter().flatten().filter(|price| price.price > 0.0).collect();
        found.sort_by(|a, b| b.price.total_cmp(&a.price).then(a.row.cmp(&b.row)));
        (found, left_out)
    }

    /// The price, 0 where others would save nothing; none where it is not worked out.
    fn not_exclusive(&self, contract: usize, weights: &Impact) -> Option<Price> {
        let problem = self.solved.formulation.problem;
        let mut dataset = problem.dataset.clone();
        dataset.contracts[contract].exclusive = None;
        let candidates = discover(&dataset, problem.network, problem.scenario);
        let looser = Problem { dataset: &dataset, candidates: &candidates, ..problem };
        let contract = &problem.dataset.contracts[contract];
        let saved = if candidates.links.len() > problem.candidates.links.len() {
            let Opened { mut lp, ruled_out } = self.opened(looser, contract, weights)?;
            let with = self.again(&lp)?.least[0];
            for link in ruled_out {
                lp.columns[link].upper = 0.0;
            }
            saved(self.again(&lp)?.least[0], with)
        } else {
            0.0
        };
        Some(Price {
            kind: Cow::Borrowed(EXCLUSIVE),
            row: format!("{EXCLUSIVE}({})", contract.name()),
            place: contract.from.to_string(),
            about: contract.to.to_string(),
            unit: Cow::Borrowed("contracts"),
            at: 1.0,
            price: rounded(saved),
            from: Some(0.0),
            to: Some(1.0),
            without: Some(rounded(saved)),
            exact: true,
        })
    }

    /// None where the part is too large, or names do not tell its columns apart.
    fn opened(&self, looser: Problem<'_>, contract: &Contract, weights: &Impact) -> Option<Opened> {
        let solved = &self.solved.formulation;
        let mut formulation = Formulation::build(looser, &looser.scenario.targets);
        solved.columns.rounds.iter().for_each(|(round, _)| formulation.add_round(round.clone()));
        let columns = solved.program.columns();
        let known: BTreeMap<&str, f64> =
            columns.iter().zip(&self.solved.values).map(|(column, &value)| (column.name.as_ref(), value)).collect();
        if known.len() < columns.len() {
            return None;
        }
        let program = &formulation.program;
        let mut lp = Lp::new(program, &program.weighted(weights));
        let bound: &[&PlaceId] = match contract.exclusive? {
            Exclusive::From => &[&contract.from],
            Exclusive::To => &[&contract.to],
            Exclusive::Both => &[&contract.from, &contract.to],
        };
        let links = looser.candidates.links.iter().zip(&formulation.columns.link);
        let of_bound = |place: PlaceId| bound.contains(&&place);
        let own = links
            .filter(|(link, _)| of_bound(link.from_place(looser.dataset)) || of_bound(link.to_place(looser.dataset)))
            .map(|(_, &link)| link);
        let own = choices(program, &lp, own);
        for (index, column) in program.columns().iter().enumerate().filter(|(_, column)| column.integer) {
            if let Some(&value) = known.get(column.name.as_ref()).filter(|_| !own.contains(&index)) {
                hold(&mut lp, index, value);
            }
        }
        let ruled_out = formulation.columns.link.iter().map(|&Col(link)| link);
        let ruled_out: Vec<usize> =
            ruled_out.filter(|&link| !known.contains_key(program.columns()[link].name.as_ref())).collect();
        around(&lp, &ruled_out)
    }
}

/// The parts in which some columns are; none when they are too large.
fn around(lp: &Lp, ruled_out: &[usize]) -> Option<Opened> {
    let division = lp.divide();
    let parts: BTreeSet<usize> = ruled_out.iter().filter_map(|&link| division.of_column[link]).collect();
    let within = |of: &[Option<usize>]| -> Vec<usize> {
        (0..of.len()).filter(|&index| of[index].is_some_and(|part| parts.contains(&part))).collect()
    };
    let columns = within(&division.of_column);
    let lp = lp.cut(&within(&division.of_row), &columns);
    let ruled_out = ruled_out.iter().filter_map(|link| columns.binary_search(link).ok()).collect();
    (lp.entries() <= PART).then_some(Opened { lp, ruled_out })
}
