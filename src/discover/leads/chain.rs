//! Chains of processes that lead from a material to something that somebody buys.

use std::collections::{BTreeMap, BTreeSet};

use super::Kind;
use super::cascade;
use super::certainty;
use super::ground::Ground;
use super::knowledge;
use crate::catalogue::{Material, Runner};
use crate::id::MaterialId;

/// What a process makes less of than this share of its main product is a residue of it.
const LEAST_SHARE: f64 = 0.1;

/// Where a step of a chain takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// At the company that gives.
    Donor,
    /// At the company that takes.
    Receiver,
    /// At a facility of the dataset.
    Facility,
    /// At a facility that the dataset does not have.
    Nobody,
}

/// One process of a chain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Number of the process.
    pub process: u32,
    /// Where.
    pub host: Host,
    /// Tonnes that enter it for each tonne at the start of the chain.
    pub fed: f64,
}

/// How what the chain gives fits what is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// The same material.
    Same,
    /// Other heat or water, that falls so many rungs.
    Cascade(u8),
    /// Another material of the same family.
    Family,
}

/// A way from a material to one that somebody buys, or to a facility that processes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// In order; none for direct use.
    pub steps: Vec<Step>,
    /// Number of the material that is bought; none where the chain ends at a facility.
    pub product: Option<u32>,
    /// Tonnes of product for each tonne at the start.
    pub ratio: f64,
    /// How the product fits.
    pub fit: Match,
    /// What kind of lead it makes.
    pub kind: Kind,
    /// Published exchanges of these materials.
    pub precedents: Vec<u32>,
    /// How sure the chain itself is: readiness, law, match, precedent.
    pub certainty: f64,
}

/// A stage of the search: a material reached by some steps.
#[derive(Debug, Clone)]
struct Stage {
    steps: Vec<Step>,
    material: u32,
    ratio: f64,
    /// The last process is final: nothing comes out of it.
    ended: bool,
}

/// The chains from a material to whatever somebody buys, the surest first; of several ways to the same product by the
/// same kind of lead, the surest.
pub(super) fn chains(ground: &Ground<'_>, material: u32, max_steps: usize) -> Vec<Chain> {
    let mut best: BTreeMap<(Option<u32>, Kind, u32), Chain> = BTreeMap::new();
    let mut keep = |chain: Chain| {
        // two ways that end at facilities are different offers: told apart by their last process
        let last = if chain.product.is_none() { chain.steps.last().map_or(0, |step| step.process) } else { 0 };
        let key = (chain.product, chain.kind, last);
        if best.get(&key).is_none_or(|known| surer(&chain, known)) {
            best.insert(key, chain);
        }
    };
    let mut stages = vec![Stage { steps: Vec::new(), material, ratio: 1.0, ended: false }];
    for depth in 0..=max_steps {
        for stage in &stages {
            ends(ground, material, stage).into_iter().for_each(&mut keep);
        }
        if depth < max_steps {
            stages = surest(ground, stages.iter().flat_map(|stage| next(ground, material, stage)));
        }
    }
    let mut chains: Vec<Chain> = best.into_values().collect();
    chains.sort_by(|a, b| b.certainty.total_cmp(&a.certainty).then(a.steps.len().cmp(&b.steps.len())));
    chains
}

/// Of the stages that reach the same material by hosts of the same kinds, the surest: what follows is the same for all.
fn surest(ground: &Ground<'_>, stages: impl Iterator<Item = Stage>) -> Vec<Stage> {
    let mut best: BTreeMap<_, (f64, Stage)> = BTreeMap::new();
    for stage in stages {
        let kinds: BTreeSet<Host> = stage.steps.iter().map(|step| step.host).collect();
        let last = stage.steps.last().map(|step| (step.host, if stage.ended { step.process } else { 0 }));
        let sure = certainty::of_chain(ground, &stage.steps, Match::Same, true);
        let key = (stage.material, stage.ended, kinds, last);
        let surer = |(known, other): &(f64, Stage)| sure > *known || (sure >= *known && stage.ratio > other.ratio);
        if best.get(&key).is_none_or(surer) {
            best.insert(key, (sure, stage));
        }
    }
    best.into_values().map(|(_, stage)| stage).collect()
}

fn surer(chain: &Chain, known: &Chain) -> bool {
    let order = known.certainty.total_cmp(&chain.certainty).then(chain.steps.len().cmp(&known.steps.len()));
    order.then(known.ratio.total_cmp(&chain.ratio)).is_lt()
}

/// The chains that end where a stage stands: at those who buy its material or one like it, or at its last facility.
fn ends(ground: &Ground<'_>, start: u32, stage: &Stage) -> Vec<Chain> {
    let mut ends = Vec::new();
    let hosts: Vec<Host> = stage.steps.iter().map(|step| step.host).collect();
    for (product, fit) in wanted(ground, stage) {
        let kind = if hosts.contains(&Host::Nobody) {
            Kind::NeedsFacility
        } else if hosts.contains(&Host::Facility) {
            Kind::Facility
        } else if !hosts.is_empty() {
            Kind::Process
        } else if matches!(fit, Match::Cascade(_)) {
            Kind::Cascade
        } else {
            Kind::Direct
        };
        let precedents = ground.precedents.of(start, product);
        let certainty = certainty::of_chain(ground, &stage.steps, fit, !precedents.is_empty());
        let (steps, ratio) = (stage.steps.clone(), stage.ratio);
        ends.push(Chain { steps, product: Some(product), ratio, fit, kind, precedents, certainty });
    }
    if hosts.last() == Some(&Host::Facility) && hosts.iter().all(|host| *host == Host::Facility) {
        let (steps, kind) = (stage.steps.clone(), Kind::Facility);
        let certainty = certainty::of_chain(ground, &steps, Match::Same, true);
        let precedents = Vec::new();
        ends.push(Chain { steps, product: None, ratio: stage.ratio, fit: Match::Same, kind, precedents, certainty });
    }
    ends
}

/// The materials that somebody buys and that a stage's material can stand for.
fn wanted(ground: &Ground<'_>, stage: &Stage) -> Vec<(u32, Match)> {
    if stage.ended {
        return Vec::new();
    }
    let own = ground.material(stage.material);
    let bought = (0_u32..).zip(&ground.materials).filter(|(number, _)| !ground.inputs(*number).is_empty());
    bought
        .filter_map(|(number, material)| {
            if number == stage.material {
                Some((number, Match::Same))
            } else if let Some(rungs) = cascade::falls(&own.id, &material.id) {
                Some((number, Match::Cascade(rungs)))
            } else if likes(own, material) {
                Some((number, Match::Family))
            } else {
                None
            }
        })
        .collect()
}

/// Whether a material is like another of its family. Heat and water have their rungs instead.
fn likes(own: &Material, other: &Material) -> bool {
    own.family == other.family && knowledge::is_substitute(&own.family) && !cascade::is_rung(&own.id)
}

/// A stage, one process further, wherever that can be run.
fn next(ground: &Ground<'_>, start: u32, stage: &Stage) -> Vec<Stage> {
    let mut next = Vec::new();
    if stage.ended {
        return next;
    }
    let material = ground.material(stage.material);
    let last = stage.steps.last().map(|step| step.host);
    for (number, process) in (0_u32..).zip(&ground.processes).filter(|(_, process)| process.accepts(material)) {
        let visited = stage.steps.iter().any(|step| step.process == number);
        for host in hosts(ground, number).into_iter().filter(|host| !visited && follows(last, *host)) {
            let mut steps = stage.steps.clone();
            steps.push(Step { process: number, host, fed: stage.ratio });
            if process.yields.is_empty() && host == Host::Facility {
                next.push(Stage { steps: steps.clone(), material: stage.material, ratio: 0.0, ended: true });
            }
            if process.yields.is_empty() && host != Host::Donor {
                let replaced = ground.precedents.replaced(process.id.as_str(), &material.family);
                for product in replaced.into_iter().filter_map(|id| ground.material_number(&MaterialId::from(id))) {
                    next.push(Stage { steps: steps.clone(), material: product, ratio: stage.ratio, ended: false });
                }
            }
            let main = process.yields.iter().map(|output| output.ratio).fold(0.0, f64::max);
            for output in process.yields.iter().filter(|output| output.ratio >= LEAST_SHARE * main) {
                let Some(made) = ground.material_number(&output.output) else { continue };
                if made != start && made != stage.material {
                    let (steps, ratio) = (steps.clone(), stage.ratio * output.ratio);
                    next.push(Stage { steps, material: made, ratio, ended: false });
                }
            }
        }
    }
    next
}

/// Where a process can be run: at the facilities of the dataset that do, and as the catalogue says.
fn hosts(ground: &Ground<'_>, process: u32) -> Vec<Host> {
    let offered = !ground.hosts(process).is_empty();
    let named = match ground.process(process).runner {
        Runner::Donor => Some(Host::Donor),
        Runner::Receiver => Some(Host::Receiver),
        Runner::Facility => (!offered).then_some(Host::Nobody),
    };
    offered.then_some(Host::Facility).into_iter().chain(named).collect()
}

/// What the donor does comes first, what the receiver does last.
fn follows(last: Option<Host>, host: Host) -> bool {
    match (last, host) {
        (None | Some(Host::Donor), _) | (_, Host::Receiver) => true,
        (Some(Host::Receiver), _) | (Some(_), Host::Donor) => false,
        (Some(_), Host::Facility | Host::Nobody) => true,
    }
}
