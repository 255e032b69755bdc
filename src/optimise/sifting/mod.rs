//! Programs of many links: those that no best proposal can use are found by their prices, and left out.

mod part;
mod table;

use std::cmp::Reverse;
use std::time::Instant;

use rayon::prelude::*;

use self::part::Part;
use self::table::Table;
use super::formulation::{Formulation, Problem, tonne_impact};
use super::lp::Lp;
use super::solver;
use crate::dataset::{Dataset, Direction, Property};
use crate::discover::{Candidates, OfMaterial, Reach, Reached, discover, services};
use crate::id::MaterialId;
use crate::network::Network;
use crate::scenario::{Reuse, Scenario};

/// Fewer links than this are no burden.
const FEW: usize = 20_000;
/// Links that are kept for each giver, the nearest to being taken, so that their prices can be told.
const NEAR: usize = 10;
/// Reduced costs above this, relative to the largest cost of a link, are none.
const NOTHING: f64 = 1e-9;
/// Links with a reduced cost below this, relative to the largest cost of a link, are kept: they may be in a best proposal.
const KEPT: f64 = 1e-6;

/// What a scenario may choose from, without the links that no best proposal can use, but for the nearest of them of each
/// giver.
///
/// Each part of the program is solved over some of its links, by the network simplex where it is a network: at the prices of
/// its rows each link has a reduced cost; links that would lower the objective enter, and the search goes on from where it
/// stands, until there are none. Its optimum then is that of the program over all links (linear programming duality), and no
/// best proposal has anything on a link whose reduced cost is above 0 (complementary slackness). That holds while links are in
/// balances only, so that lots, contracts, qualities and targets keep all.
///
/// When the time of the solver ends first, what the links left out may still lower the objective by is bounded by the
/// prices reached: see [`Candidates::forgone`].
#[must_use]
pub fn candidates(dataset: &Dataset, network: &Network, scenario: &Scenario, progress: &dyn Fn(&str)) -> Candidates {
    progress("finding candidates");
    let Some(reuse) = scenario.reuse.as_ref().filter(|reuse| apart(dataset, scenario, reuse)) else {
        return discover(dataset, network, scenario);
    };
    let services = services(dataset, network, scenario);
    let problem = Problem { dataset, network, scenario, candidates: &services };
    let weights = problem.weights(scenario.objective.minimise);
    let cost = |haul: &_| tonne_impact(scenario, haul).dot(&weights);
    let reached = Reached::new((dataset, network), reuse, &services, &cost);
    if reached.len() >= FEW {
        progress("pricing links");
        if let Some(Sifted { kept, forgone }) = sift(problem, &reached) {
            return Candidates { forgone, ..reached.candidates(scenario, &kept) };
        }
    }
    let all: Vec<Vec<u32>> = reached.reaches().iter().map(|reach| reach.places().collect()).collect();
    reached.candidates(scenario, &all)
}

/// Whether links are in balances only, and nothing is whole.
fn apart(dataset: &Dataset, scenario: &Scenario, reuse: &Reuse) -> bool {
    let mut inputs = dataset.flows.values().filter(|flow| flow.direction == Direction::In);
    reuse.min_lot.value() <= 0.0
        && reuse.link_cost.value() <= 0.0
        && reuse.max_partners.is_none()
        && reuse.trips.is_none()
        && scenario.targets.is_empty()
        && scenario.low_flows.is_none()
        && scenario.objective.then.iter().all(|next| next.give_way <= 0.0)
        && scenario.collection.is_empty()
        && dataset.contracts.is_empty()
        && dataset.limits.is_empty()
        && dataset.contents.is_empty()
        && dataset.companies.values().all(|company| company.max_partners.is_none())
        && !inputs.any(|flow| flow.qualities.iter().any(Property::is_limit))
}

/// The links that are kept of each reach, by their places in it, and what the others may lower the objective by.
struct Sifted {
    kept: Vec<Vec<u32>>,
    forgone: f64,
}

/// How far costs are from nothing, by the largest cost of a link.
#[derive(Debug, Clone, Copy)]
struct Scale {
    nothing: f64,
    kept: f64,
}

/// Which links a best proposal may use, with the nearest of the others for each giver; none where all are kept.
fn sift(problem: Problem<'_>, reached: &Reached<'_>) -> Option<Sifted> {
    let (scenario, givers) = (problem.scenario, reached.reaches());
    let until = solver::until(Instant::now(), scenario.solver.time_limit_s);
    let of_materials = reached.of_materials();
    let chosen = first(reached, &of_materials);
    let pairs: Vec<(&Reach, &Vec<u32>)> = givers.iter().zip(&chosen).collect();
    let links: Vec<_> = pairs.par_iter().map(|(reach, places)| reached.links(reach, places)).collect();
    let some = Candidates { links: links.into_iter().flatten().collect(), ..problem.candidates.clone() };
    let formulation = Formulation::build(Problem { candidates: &some, ..problem }, &[]);
    let table = Table::new(reached, &of_materials, &formulation)?;
    let weights = problem.weights(scenario.objective.minimise);
    let lp = Lp::new(&formulation.program, &formulation.program.weighted(&weights));
    let mut columns = formulation.columns.link.iter().map(|col| &lp.columns[col.0]);
    if !pairs.iter().enumerate().all(|(reach, (_, places))| {
        places.iter().all(|&place| columns.next().is_some_and(|column| table.is(column, reach, place)))
    }) {
        return None;
    }
    let largest = givers.par_iter().map(|reach| reach.values.iter().fold(0.0_f64, |most, cost| most.max(cost.abs())));
    let largest = largest.reduce(|| 0.0, f64::max);
    let scale = Scale { nothing: NOTHING * largest, kept: KEPT * largest };
    drop(formulation);
    let ties = table.ties(&of_materials)?;
    let division = lp.divide_with(ties.iter().map(|&tie| table.joins(tie)));
    let mut of_part = vec![(Vec::new(), Vec::new()); division.parts];
    for reach in 0..givers.len() {
        of_part[division.of_row[table.giver(reach)]?].0.push(reach);
    }
    for tie in ties {
        of_part[division.of_row[table.giver(tie.0)]?].1.push(tie);
    }
    let mut parts: Vec<_> = division.members().into_iter().zip(of_part).collect();
    // the largest first, each by itself: few parts have nearly all links
    let links = |of_part: &[usize]| of_part.iter().map(|&reach| givers[reach].takers.len()).sum::<usize>();
    parts.sort_by_cached_key(|(_, (of_part, _))| Reverse(links(of_part)));
    let table = table.within(parts.iter().map(|((rows, _), _)| rows.as_slice()));
    let sifted: Option<Vec<_>> = parts
        .par_iter()
        .with_max_len(1)
        .map(|(of_lp, (reaches, ties))| Part::new((&lp, of_lp), (&table, reaches), &chosen).sift(ties, scale, until))
        .collect();
    let mut kept = vec![Vec::new(); givers.len()];
    let mut forgone = 0.0;
    for ((_, (of_part, _)), (of_one, forgone_of_one)) in parts.iter().zip(sifted?) {
        of_part.iter().zip(of_one).for_each(|(&reach, places)| kept[reach] = places);
        forgone += forgone_of_one;
    }
    Some(Sifted { kept, forgone })
}

/// The cost of a link, its reach and its place there.
type Costed = (f64, usize, u32);

/// The cheapest link of each giver and of each taker, by their places in each reach: enough for each balance to be a row.
fn first(reached: &Reached<'_>, of_materials: &[OfMaterial<'_>]) -> Vec<Vec<u32>> {
    let of_all = of_materials.par_iter().flat_map_iter(|(material, of)| cheapest(reached, material, of));
    let mut chosen = vec![Vec::new(); reached.reaches().len()];
    for (_, reach, place) in of_all.collect::<Vec<Costed>>() {
        chosen[reach].push(place);
    }
    for places in &mut chosen {
        places.sort_unstable();
        places.dedup();
    }
    chosen
}

/// The cheapest link of each giver and of each taker of one material.
fn cheapest(
    reached: &Reached<'_>,
    material: &MaterialId,
    of_material: &[usize],
) -> impl Iterator<Item = Costed> + use<> {
    let cheaper = |a: &Costed, b: &Costed| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))).is_lt();
    let mut of_takers = vec![None; reached.takers_of(material).count()];
    let mut of_givers = vec![None; of_material.len()];
    for (&index, of_giver) in of_material.iter().zip(&mut of_givers) {
        let reach = &reached.reaches()[index];
        for (place, (&taker, &value)) in reach.places().zip(reach.takers.iter().zip(&reach.values)) {
            let it = (value, index, place);
            for least in [&mut *of_giver, &mut of_takers[taker as usize]] {
                if least.as_ref().is_none_or(|least| cheaper(&it, least)) {
                    *least = Some(it);
                }
            }
        }
    }
    of_givers.into_iter().chain(of_takers).flatten()
}
