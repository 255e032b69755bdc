//! Who takes a material around a place, without going through all that take it.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction::Outgoing;

use super::{Distances, Near, Network, Node, Vertex};
use crate::dataset::Dataset;
use crate::id::{MaterialId, PlaceId};
use crate::quantity::Kilometres;

/// All that take one material, by where they stand.
#[derive(Debug)]
pub(super) struct Surroundings {
    takers: Vec<Node>,
    near: Near,
    without_point: Vec<u32>,
    at: BTreeMap<PlaceId, Vec<u32>>,
}

impl Surroundings {
    fn new(dataset: &Dataset, distances: &Distances, takers: Vec<Node>) -> Self {
        let mut at: BTreeMap<PlaceId, Vec<u32>> = BTreeMap::new();
        let (mut points, mut without_point) = (Vec::new(), Vec::new());
        for (number, taker) in (0_u32..).zip(&takers) {
            let place = Network::place(dataset, taker);
            match distances.point(&place) {
                Some(point) => points.push((point, number)),
                None => without_point.push(number),
            }
            at.entry(place).or_default().push(number);
        }
        Self { takers, near: Near::new(points), without_point, at }
    }

    /// Those within reach, the nearest beyond it, and all whose distance coordinates do not tell.
    fn around(&self, distances: &Distances, place: &PlaceId, max: Kilometres, beyond: usize) -> BTreeSet<&Node> {
        let Some(point) = distances.point(place) else { return self.takers.iter().collect() };
        let stated = distances.stated(place).chain([place]).filter_map(|partner| self.at.get(partner)).flatten();
        let mut found: BTreeSet<u32> = stated.chain(&self.without_point).copied().collect();
        let mut far = 0;
        for (km, number) in self.near.from_nearest(point) {
            far += usize::from(km * distances.detour_factor() > max);
            if far > beyond {
                break;
            }
            found.insert(number);
        }
        found.into_iter().filter_map(|number| self.takers.get(number as usize)).collect()
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
    /// are too far by the same reason. Those whose distance is stated or not known are all there.
    #[must_use]
    pub fn takers_around(
        &self,
        dataset: &Dataset,
        node: &Node,
        max: Kilometres,
        beyond: usize,
    ) -> Vec<(&MaterialId, &Node)> {
        let Some(&index) = self.nodes.get(node) else { return Vec::new() };
        let place = Self::place(dataset, node);
        let mut takers: Vec<(&MaterialId, &Node)> = Vec::new();
        for vertex in self.graph.neighbors_directed(index, Outgoing) {
            let Vertex::Material(material) = &self.graph[vertex] else { continue };
            let Some(surroundings) = self.surroundings.get(material) else { continue };
            let around = surroundings.around(&self.distances, &place, max, beyond);
            takers.extend(
                around.into_iter().filter(|taker| !self.self_exchange(node, taker)).map(|taker| (material, taker)),
            );
        }
        takers.sort();
        takers
    }

    /// Whether anybody takes what a node gives.
    #[must_use]
    pub fn has_taker(&self, node: &Node) -> bool {
        let Some(&index) = self.nodes.get(node) else { return false };
        let materials = self.graph.neighbors_directed(index, Outgoing);
        materials.flat_map(|material| self.taken(material)).any(|(_, taker)| !self.self_exchange(node, taker))
    }
}
