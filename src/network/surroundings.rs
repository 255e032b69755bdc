//! Who takes a material around a place, without going through all that take it.

use std::collections::BTreeMap;

use petgraph::Direction::Outgoing;

use super::{Distances, Located, Near, Network, Node, Vertex};
use crate::dataset::Dataset;
use crate::id::{MaterialId, PlaceId};
use crate::quantity::Kilometres;

/// How much farther, relatively, is within reach by coordinates: the longest link is told by the exact length of each.
const ROUNDING: f64 = 1e-9;

/// All that take one material, in the order of their nodes, and where they stand.
#[derive(Debug)]
pub(super) struct Surroundings {
    takers: Vec<(Node, Located)>,
    near: Near,
    without_point: Vec<u32>,
    at: BTreeMap<PlaceId, Vec<u32>>,
}

/// One that takes a material around some place.
#[derive(Debug, Clone, Copy)]
pub struct Around<'n> {
    /// What it takes.
    pub material: &'n MaterialId,
    /// Its number among all that take the material: see [`Network::takers_of`].
    pub number: u32,
    /// Itself.
    pub taker: &'n Node,
    /// Where it stands.
    pub at: &'n Located,
}

impl Surroundings {
    fn new(dataset: &Dataset, distances: &Distances, takers: Vec<Node>) -> Self {
        let locate = |taker: Node| {
            let at = distances.locate(Network::place(dataset, &taker));
            (taker, at)
        };
        let takers: Vec<(Node, Located)> = takers.into_iter().map(locate).collect();
        let mut at: BTreeMap<PlaceId, Vec<u32>> = BTreeMap::new();
        let (mut points, mut without_point) = (Vec::new(), Vec::new());
        for (number, (_, Located { place, point })) in (0_u32..).zip(&takers) {
            match point {
                Some(point) => points.push((*point, number)),
                None => without_point.push(number),
            }
            at.entry(place.clone()).or_default().push(number);
        }
        Self { takers, near: Near::new(points), without_point, at }
    }

    fn taker<'n>(&'n self, material: &'n MaterialId, number: u32) -> Option<Around<'n>> {
        let (taker, at) = self.takers.get(number as usize)?;
        Some(Around { material, number, taker, at })
    }

    /// The numbers of those within reach, of the nearest beyond it, and of all whose distance coordinates do not tell.
    fn around(&self, distances: &Distances, from: &Located, max: Kilometres, beyond: usize) -> Vec<u32> {
        let Some(point) = from.point else { return (0_u32..).zip(&self.takers).map(|(number, _)| number).collect() };
        let stated = distances.stated(&from.place).chain([&from.place]).filter_map(|partner| self.at.get(partner));
        let mut found: Vec<u32> = stated.flatten().chain(&self.without_point).copied().collect();
        // what rounding puts on the wrong side of the line is named or judged all the same
        let most = max / distances.detour_factor() * (1.0 + ROUNDING);
        found.extend(self.near.within(point, most, beyond));
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Network {
    /// Where those stand that take each material.
    pub(super) fn survey(&self, dataset: &Dataset) -> BTreeMap<MaterialId, Surroundings> {
        let materials = self.graph.node_indices().filter_map(|vertex| match &self.graph[vertex] {
            Vertex::Material(material) => Some((vertex, material)),
            Vertex::Node(_) => None,
        });
        let of = |vertex| {
            let mut takers: Vec<Node> = self.taken(vertex).map(|(_, taker)| taker.clone()).collect();
            takers.sort();
            Surroundings::new(dataset, &self.distances, takers)
        };
        materials.map(|(vertex, material)| (material.clone(), of(vertex))).collect()
    }

    /// As [`Network::takers`], but of those farther than `max` only the nearest `beyond` for each material: the others
    /// are too far by the same reason. Those whose distance is stated or not known are all there. By material, then taker.
    #[must_use]
    pub fn takers_around(&self, node: &Node, from: &Located, max: Kilometres, beyond: usize) -> Vec<Around<'_>> {
        let Some(&index) = self.nodes.get(node) else { return Vec::new() };
        let mut materials: Vec<(&MaterialId, &Surroundings)> = self
            .graph
            .neighbors_directed(index, Outgoing)
            .filter_map(|vertex| match &self.graph[vertex] {
                Vertex::Material(material) => self.surroundings.get_key_value(material),
                Vertex::Node(_) => None,
            })
            .collect();
        materials.sort_by_key(|(material, _)| *material);
        let mut takers = Vec::new();
        for (material, surroundings) in materials {
            let numbers = surroundings.around(&self.distances, from, max, beyond);
            let around = numbers.into_iter().filter_map(|number| surroundings.taker(material, number));
            let here = surroundings.at.get(&from.place).map_or(&[][..], Vec::as_slice);
            // a company's own input stands where its output does
            takers.extend(around.filter(|it| match (node, it.taker) {
                _ if here.binary_search(&it.number).is_err() => true,
                (Node::Output(_), Node::Input(_)) => false,
                _ => node != it.taker,
            }));
        }
        takers
    }

    /// All that take a material, in the order of their numbers.
    pub fn takers_of(&self, material: &MaterialId) -> impl Iterator<Item = &Node> {
        self.surroundings.get(material).into_iter().flat_map(|it| &it.takers).map(|(taker, _)| taker)
    }

    /// The one with a number among all that take a material.
    #[must_use]
    pub fn taker(&self, material: &MaterialId, number: u32) -> Option<Around<'_>> {
        let (material, surroundings) = self.surroundings.get_key_value(material)?;
        surroundings.taker(material, number)
    }

    /// The materials that some node takes or gives.
    pub fn materials(&self) -> impl Iterator<Item = &MaterialId> {
        self.surroundings.keys()
    }

    /// Whether anybody takes what a node gives.
    #[must_use]
    pub fn has_taker(&self, node: &Node) -> bool {
        let Some(&index) = self.nodes.get(node) else { return false };
        let materials = self.graph.neighbors_directed(index, Outgoing);
        materials.flat_map(|material| self.taken(material)).any(|(_, taker)| !self.self_exchange(node, taker))
    }
}
