//! Programs of many links: those that no best proposal can use are found by their prices, and left out.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::flow;
use super::formulation::{Formulation, Problem, link_impact};
use super::lp::{Lp, LpColumn, root};
use super::prices::family;
use super::simplex::{Ended, Simplex};
use super::solver;
use crate::dataset::{Bound, Direction};
use crate::discover::{Candidates, Link, Source, Taker};

/// Fewer links than this are no burden.
const FEW: usize = 20_000;
/// Links of each giver and of each taker that the search begins with, the cheapest; and most that enter for each giver
/// after a solve.
const FIRST: usize = 4;
/// Links that are kept for each giver, the nearest to being taken, so that their prices can be told.
const NEAR: usize = 10;
/// Reduced costs above this, relative to the largest cost of a link, are none.
const NOTHING: f64 = 1e-9;
/// Links with a reduced cost below this, relative to the largest cost of a link, are kept: they may be in a best proposal.
const KEPT: f64 = 1e-6;
/// Most steps of one solve.
const STEPS: usize = 10_000_000;
/// Accuracy asked of parts that are no networks.
const ACCURACY: f64 = 1e-9;

/// A link as a column: its cost, and its entries in two balances.
struct Priced {
    cost: f64,
    terms: [(usize, f64); 2],
}

/// Which links a best proposal may use, with the nearest of the others for each giver; none where all are kept.
///
/// Each part is solved over some of its links, by the network simplex where it is a network: at the prices of its rows each
/// link has a reduced cost; links that would lower the objective enter, and the search goes on from where it stands, until
/// there are none. Its optimum then is that of the program over all links (linear programming duality), and no best proposal
/// has anything on a link whose reduced cost is above 0 (complementary slackness). That holds while links are in balances
/// only, so that lots, contracts, qualities and targets keep all.
#[must_use]
pub fn sift(problem: Problem<'_>) -> Option<Vec<bool>> {
    let links = &problem.candidates.links;
    if links.len() < FEW || !apart(problem) {
        return None;
    }
    let weights = problem.weights(problem.scenario.objective.minimise);
    let costs: Vec<f64> = links.par_iter().map(|link| link_impact(problem, link).dot(&weights)).collect();
    let chosen = first(links, &costs);
    let some = Candidates {
        links: links.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(link, _)| link.clone()).collect(),
        operations: problem.candidates.operations.clone(),
        ..Candidates::default()
    };
    let formulation = Formulation::build(Problem { candidates: &some, ..problem }, &[]);
    let lp = Lp::new(&formulation.program, &formulation.program.weighted(&weights));
    let priced = columns(problem, &formulation, &costs)?;
    let own = chosen.iter().zip(&priced).filter(|(chosen, _)| **chosen).map(|(_, priced)| priced);
    if !own.zip(&formulation.columns.link).all(|(priced, col)| is(&lp.columns[col.0], priced)) {
        return None;
    }
    let largest = costs.iter().fold(0.0_f64, |most, cost| most.max(cost.abs()));
    let duals = duals(&lp, links, &priced, &chosen, NOTHING * largest)?;
    let reduced: Vec<f64> = priced.par_iter().map(|link| link.reduced(&duals)).collect();
    let mut kept: Vec<bool> = reduced.iter().map(|reduced| *reduced <= KEPT * largest).collect();
    for near in best(links, &reduced, NEAR, |_| true) {
        kept[near] = true;
    }
    Some(kept)
}

/// Whether links are in balances only, and nothing is whole.
fn apart(problem: Problem<'_>) -> bool {
    let (dataset, scenario) = (problem.dataset, problem.scenario);
    let limited = |bound: Bound| matches!(bound, Bound::AtMost | Bound::AtLeast);
    let mut inputs = dataset.flows.values().filter(|flow| flow.direction == Direction::In);
    let alone = scenario.reuse.as_ref().is_some_and(|reuse| {
        reuse.min_lot.value() <= 0.0 && reuse.link_cost.value() <= 0.0 && reuse.max_partners.is_none()
    });
    alone
        && scenario.targets.is_empty()
        && scenario.low_flows.is_none()
        && scenario.objective.then.iter().all(|next| next.give_way <= 0.0)
        && problem.candidates.streams.is_empty()
        && dataset.contracts.is_empty()
        && dataset.limits.is_empty()
        && dataset.contents.is_empty()
        && dataset.companies.values().all(|company| company.max_partners.is_none())
        && !inputs.any(|flow| flow.qualities.iter().any(|quality| limited(quality.bound)))
}

/// The cheapest links of each giver and of each taker.
fn first(links: &[Link], costs: &[f64]) -> Vec<bool> {
    let mut chosen = vec![false; links.len()];
    for cheapest in best(links, costs, FIRST, |_| true) {
        chosen[cheapest] = true;
    }
    let mut by_taker: BTreeMap<&Taker, Vec<usize>> = BTreeMap::new();
    for (index, link) in links.iter().enumerate() {
        by_taker.entry(&link.to).or_default().push(index);
    }
    for mut of_one in by_taker.into_values() {
        of_one.sort_by(|&a, &b| costs[a].total_cmp(&costs[b]).then(a.cmp(&b)));
        for cheapest in of_one.into_iter().take(FIRST) {
            chosen[cheapest] = true;
        }
    }
    chosen
}

/// Of the links that are asked for, those of each giver with the least values. Links stand in the order of givers.
fn best<L: Borrow<Link>>(links: &[L], values: &[f64], most: usize, asked: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = 0;
    for of_one in links.chunk_by(|a, b| a.borrow().from == b.borrow().from) {
        let mut indices: Vec<usize> = (start..start + of_one.len()).filter(|&index| asked(index)).collect();
        indices.sort_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
        found.extend(indices.into_iter().take(most));
        start += of_one.len();
    }
    found
}

/// Each link as a column; none where a row that speaks of links is no balance, or has the name of another.
fn columns(problem: Problem<'_>, formulation: &Formulation<'_>, costs: &[f64]) -> Option<Vec<Priced>> {
    let program = &formulation.program;
    if program.has_integers() {
        return None;
    }
    let mut rows: HashMap<&str, usize> = HashMap::new();
    for (index, row) in program.rows().iter().enumerate() {
        let balance = family(&row.name).starts_with("balance.");
        let speaks = || row.terms.iter().any(|(col, _)| formulation.columns.link.binary_search(col).is_ok());
        if row.name.contains('#') || (!balance && speaks()) {
            return None;
        }
        rows.insert(&row.name, index);
    }
    let dataset = problem.dataset;
    let row = |name: String| rows.get(super::program::Program::clean(&name).as_str()).copied();
    let of_flow: HashMap<&str, usize> = dataset
        .flows
        .values()
        .filter_map(|flow| {
            let way = if flow.direction == Direction::Out { "output" } else { "input" };
            Some((flow.id.as_str(), row(format!("balance.{way}({})", flow.id))?))
        })
        .collect();
    let at =
        |facility: &dyn std::fmt::Display, link: &Link| row(format!("balance.facility({facility},{})", link.material));
    let priced = |(link, &cost): (&Link, &f64)| {
        let from = match &link.from {
            Source::Output(flow) => (*of_flow.get(flow.as_str())?, 1.0),
            Source::Product(facility) => (at(facility, link)?, -1.0),
        };
        let to = match &link.to {
            Taker::Input(flow) => (*of_flow.get(flow.as_str())?, link.ratio(dataset)),
            Taker::Facility(facility) => (at(facility, link)?, 1.0),
        };
        Some(Priced { cost, terms: [from, to] })
    };
    problem.candidates.links.iter().zip(costs).map(priced).collect()
}

impl Priced {
    fn reduced(&self, duals: &[f64]) -> f64 {
        self.terms.iter().fold(self.cost, |left, &(row, coefficient)| left - duals[row] * coefficient)
    }

    fn column(&self, upper: f64) -> LpColumn {
        LpColumn { cost: self.cost, lower: 0.0, upper, integer: false, terms: self.terms.to_vec() }
    }
}

/// Whether a column of the program is what is taken for it.
fn is(column: &LpColumn, priced: &Priced) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(1.0);
    let has = |&(row, coefficient): &(usize, f64)| column.terms.iter().any(|&(r, c)| r == row && near(c, coefficient));
    column.terms.len() == 2 && near(column.cost, priced.cost) && priced.terms.iter().all(has)
}

/// A price of each row, at which no link lowers the objective by more than `nothing`; none when a part has none.
fn duals(lp: &Lp, links: &[Link], priced: &[Priced], chosen: &[bool], nothing: f64) -> Option<Vec<f64>> {
    let rows: Vec<[usize; 2]> = priced.iter().map(|link| link.terms.map(|(row, _)| row)).collect();
    let division = lp.divide_with(&rows);
    let mut of_part = vec![Vec::new(); division.parts];
    for (index, [row, _]) in rows.into_iter().enumerate() {
        of_part[division.of_row[row]?].push(index);
    }
    let parts: Vec<_> = division.members().into_iter().zip(of_part).collect();
    let solved: Option<Vec<Vec<f64>>> = parts
        .par_iter()
        .map(|((rows, columns), of_part)| Part::new(lp, rows, columns, links, priced, of_part).duals(chosen, nothing))
        .collect();
    let mut duals = vec![0.0; lp.rows.len()];
    for (((rows, _), _), part) in parts.iter().zip(solved?) {
        rows.iter().zip(part).for_each(|(&row, dual)| duals[row] = dual);
    }
    Some(duals)
}

/// Rows that links join, with all of these links.
struct Part<'s> {
    /// The program without links that were not chosen at first.
    lp: Lp,
    links: Vec<&'s Link>,
    /// Links as columns of this part.
    priced: Vec<Priced>,
    /// Number of each link in the whole.
    number: &'s [usize],
}

impl<'s> Part<'s> {
    fn new(
        lp: &Lp,
        rows: &[usize],
        columns: &[usize],
        links: &'s [Link],
        priced: &[Priced],
        number: &'s [usize],
    ) -> Self {
        let place = |row: usize| rows.binary_search(&row).unwrap_or_default();
        let own = |&index: &usize| Priced {
            cost: priced[index].cost,
            terms: priced[index].terms.map(|(row, coefficient)| (place(row), coefficient)),
        };
        Self {
            lp: lp.cut(rows, columns),
            links: number.iter().map(|&index| &links[index]).collect(),
            priced: number.iter().map(own).collect(),
            number,
        }
    }

    fn column(&self, index: usize) -> LpColumn {
        self.priced[index].column(self.links[index].bound.value())
    }

    /// Lets links enter that join rows which those chosen leave apart: what is a network with all links then is one
    /// whose rows keep their multipliers.
    fn join(&mut self, chosen: &mut [bool]) {
        let mut above: Vec<usize> = (0..self.lp.rows.len()).collect();
        for first in [true, false] {
            for (index, chosen) in chosen.iter_mut().enumerate() {
                if *chosen != first {
                    continue;
                }
                let [a, b] = self.priced[index].terms.map(|(row, _)| root(&mut above, row));
                if a != b {
                    above[a] = b;
                    if !first {
                        *chosen = true;
                        self.lp.columns.push(self.column(index));
                    }
                }
            }
        }
    }

    /// A price of each row, where the part is a pure network.
    fn network(&self, chosen: &mut [bool], nothing: f64) -> Option<Vec<f64>> {
        let mut open = vec![false; self.lp.rows.len()];
        self.priced.iter().flat_map(|link| link.terms).for_each(|(row, _)| open[row] = true);
        let mut growing = flow::Growing::new(&self.lp, &open)?;
        loop {
            let duals = growing.duals();
            let enter = self.enter(&duals, chosen, nothing);
            if enter.is_empty() {
                return Some(duals);
            }
            for index in enter {
                chosen[index] = true;
                if !growing.add(&self.column(index)) {
                    return None;
                }
            }
            if !growing.solve() {
                return None;
            }
        }
    }

    /// The links of each giver, of those not chosen, that lower the objective most at the prices of rows.
    fn enter(&self, duals: &[f64], chosen: &[bool], nothing: f64) -> Vec<usize> {
        let reduced: Vec<f64> = self.priced.iter().map(|link| link.reduced(duals)).collect();
        best(&self.links, &reduced, FIRST, |index| !chosen[index] && reduced[index] < -nothing)
    }

    /// A price of each row, at which no link lowers the objective by more than `nothing`.
    fn duals(mut self, chosen: &[bool], nothing: f64) -> Option<Vec<f64>> {
        let mut chosen: Vec<bool> = self.number.iter().map(|&index| chosen[index]).collect();
        self.join(&mut chosen);
        if let Some(duals) = self.network(&mut chosen.clone(), nothing) {
            return Some(duals);
        }
        let mut simplex = Simplex::new(&self.lp);
        loop {
            let duals = match simplex.solve(STEPS) {
                Ended::Best => simplex.duals(),
                Ended::Infeasible => return None,
                Ended::Stuck => solver::relax(&self.lp, ACCURACY).ok()?.duals,
            };
            let enter = self.enter(&duals, &chosen, nothing);
            if enter.is_empty() {
                return Some(duals);
            }
            for index in enter {
                chosen[index] = true;
                let column = self.column(index);
                simplex.add_column(&column);
                self.lp.columns.push(column);
            }
        }
    }
}
