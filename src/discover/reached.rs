//! Links told by their ends alone: of each giver, who takes, and one value of each. A territory has many more links than a
//! proposal uses; they are judged once, and those that are wanted are made from their ends again.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::judge::{Ground, Pair};
use super::links::{links_of, source, sources, target};
use super::{Candidates, Haul, Link, Rejection, Source, Taker};
use crate::dataset::Dataset;
use crate::id::MaterialId;
use crate::network::{Network, Node};
use crate::quantity::Tonnes;
use crate::scenario::{Reuse, Scenario};

/// All links of a territory by their ends.
pub struct Reached<'a> {
    ground: Ground<'a>,
    reaches: Vec<Reach>,
    rejected: Vec<Rejection>,
}

/// A material, and the reaches of it by their index.
pub type OfMaterial<'r> = (&'r MaterialId, Vec<usize>);

/// Whom what one gives of one material reaches.
#[derive(Debug)]
pub struct Reach {
    /// The source, as a node of the network.
    node: Node,
    /// Giver.
    pub from: Source,
    /// What goes.
    pub material: MaterialId,
    /// Takers, by their number among all that take the material: see [`Network::takers_of`].
    pub takers: Vec<u32>,
    /// The value of each link.
    pub values: Vec<f64>,
}

impl<'a> Reached<'a> {
    /// Judges each pair within reach once, sources in parallel, with the value that is asked of each link.
    #[must_use]
    pub fn new(
        (dataset, network): (&'a Dataset, &'a Network),
        reuse: &'a Reuse,
        services: &'a Candidates,
        value: &(dyn Fn(&Haul) -> f64 + Sync),
    ) -> Self {
        let ground = Ground::new(dataset, network, reuse, services);
        let of_one = |node: &Node| {
            let mut reaches: Vec<Reach> = Vec::new();
            let rejected = links_of(&ground, node, |pair, _| {
                if reaches.last().is_none_or(|reach| reach.material != *pair.material()) {
                    reaches.push(Reach::new(node, pair.material().clone()));
                }
                if let Some(reach) = reaches.last_mut() {
                    reach.takers.push(pair.number());
                    reach.values.push(value(&pair.haul()));
                }
            });
            for Reach { takers, values, .. } in &mut reaches {
                takers.shrink_to_fit();
                values.shrink_to_fit();
            }
            (reaches, rejected)
        };
        let judged: Vec<_> = sources(dataset, services).par_iter().map(of_one).collect();
        let (mut reaches, mut rejected) = (Vec::new(), Vec::new());
        for (of_one, rejected_of_one) in judged {
            reaches.extend(of_one);
            rejected.extend(rejected_of_one);
        }
        // a facility may make one material by several processes
        let products = reaches.partition_point(|reach| matches!(reach.from, Source::Output(_)));
        let mut made = reaches.split_off(products);
        made.sort_by(|a, b| a.giver().cmp(&b.giver()));
        made.dedup_by(|next, kept| next.giver() == kept.giver());
        reaches.extend(made);
        Self { ground, reaches, rejected }
    }

    /// Who reaches whom: outputs, then products.
    #[must_use]
    pub fn reaches(&self) -> &[Reach] {
        &self.reaches
    }

    /// The reaches of each material, by their index.
    #[must_use]
    pub fn of_materials(&self) -> Vec<OfMaterial<'_>> {
        let mut of: BTreeMap<&MaterialId, Vec<usize>> = BTreeMap::new();
        for (index, reach) in self.reaches.iter().enumerate() {
            of.entry(&reach.material).or_default().push(index);
        }
        of.into_iter().collect()
    }

    /// How many links there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.reaches.iter().map(|reach| reach.takers.len()).sum()
    }

    /// Whether there is no link.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All that take a material, in the order of their numbers.
    pub fn takers_of(&self, material: &MaterialId) -> impl Iterator<Item = Taker> {
        self.ground.network.takers_of(material).map(target)
    }

    /// Some links of one reach, by their place in it.
    #[must_use]
    pub fn links(&self, reach: &Reach, places: &[u32]) -> Vec<Link> {
        self.judged(reach, places, |bound, pair| pair.link(bound))
    }

    /// The most that some links of one reach can carry, t a year, by their place in it.
    #[must_use]
    pub fn bounds(&self, reach: &Reach, places: &[u32]) -> Vec<Tonnes> {
        self.judged(reach, places, |bound, _| bound)
    }

    fn judged<T>(&self, reach: &Reach, places: &[u32], make: impl Fn(Tonnes, &Pair<'_>) -> T) -> Vec<T> {
        if places.is_empty() {
            return Vec::new();
        }
        let giver = self.ground.giver(&reach.node, reach.from.clone());
        let network = self.ground.network;
        let around: Vec<_> =
            places.iter().filter_map(|&place| network.taker(&reach.material, reach.takers[place as usize])).collect();
        let mut judged = Vec::with_capacity(places.len());
        let mut tell = |pair: &Pair<'_>, bound| judged.push(make(bound, pair));
        self.ground.judge(&giver, &reach.material, around.iter(), &mut tell, &mut Vec::new());
        judged
    }

    /// The candidates of the scenario with the links at the places given for each reach; the others are left out.
    #[must_use]
    pub fn candidates(self, scenario: &Scenario, kept: &[Vec<u32>]) -> Candidates {
        let pairs: Vec<(&Reach, &Vec<u32>)> = self.reaches.iter().zip(kept).collect();
        let links: Vec<Vec<Link>> = pairs.par_iter().map(|(reach, places)| self.links(reach, places)).collect();
        let mut links: Vec<Link> = links.into_iter().flatten().collect();
        let products = links.partition_point(|link| matches!(link.from, Source::Output(_)));
        links[products..].sort_by(|a, b| a.ends().cmp(&b.ends()));
        debug_assert!(links.is_sorted_by(|a, b| a.ends() < b.ends()), "links out of order");
        let Ground { dataset, network, found, .. } = self.ground;
        let mut candidates = Candidates { unused: self.len() - links.len(), links, ..found.clone() };
        candidates.rejected.extend(self.rejected);
        candidates.reject_without_taker(dataset, network, scenario);
        candidates
    }
}

impl Reach {
    fn new(node: &Node, material: MaterialId) -> Self {
        Self { node: node.clone(), from: source(node), material, takers: Vec::new(), values: Vec::new() }
    }

    fn giver(&self) -> (&Source, &MaterialId) {
        (&self.from, &self.material)
    }

    /// Places of all its links.
    #[must_use]
    pub fn places(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.takers.len()).unwrap_or(u32::MAX)
    }
}
