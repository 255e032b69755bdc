//! The flow network: every output, input and operation, and every way that the materials fit together.

mod distances;
pub mod rates;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::Direction::Outgoing;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

pub use self::distances::Distances;
use crate::dataset::{Dataset, Direction};
use crate::id::{FacilityId, FlowId, MaterialId, PlaceId, ProcessId};
use crate::scenario::Assumptions;

/// A node of the network.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// An output flow of a company.
    Output(FlowId),
    /// A process run at a facility.
    Operation(FacilityId, ProcessId),
    /// An input flow of a company.
    Input(FlowId),
}

/// The network: an edge carries the material that its source gives and its target takes.
#[derive(Debug)]
pub struct Network {
    graph: DiGraph<Node, MaterialId>,
    nodes: BTreeMap<Node, NodeIndex>,
    distances: Distances,
}

impl Network {
    /// Builds the network of a dataset. Nodes and edges are added in the order of their ids.
    #[must_use]
    pub fn build(dataset: &Dataset, assume: &Assumptions) -> Self {
        let mut network =
            Self { graph: DiGraph::new(), nodes: BTreeMap::new(), distances: Distances::new(dataset, assume) };
        network.add_nodes(dataset);
        network.add_edges(dataset);
        network
    }

    /// Distances between places.
    #[must_use]
    pub fn distances(&self) -> &Distances {
        &self.distances
    }

    /// Where a node stands.
    #[must_use]
    pub fn place(dataset: &Dataset, node: &Node) -> PlaceId {
        match node {
            Node::Output(flow) | Node::Input(flow) => PlaceId::from(&dataset.flows[flow].company),
            Node::Operation(facility, _) => PlaceId::from(facility),
        }
    }

    /// What a node gives, and to whom, in the order of ids.
    #[must_use]
    pub fn takers(&self, node: &Node) -> Vec<(&MaterialId, &Node)> {
        let Some(&index) = self.nodes.get(node) else { return Vec::new() };
        let mut takers: Vec<_> =
            self.graph.edges_directed(index, Outgoing).map(|e| (e.weight(), &self.graph[e.target()])).collect();
        takers.sort();
        takers
    }

    /// The fewest processes, the node's own included, from any of the sources to each operation that can be reached.
    #[must_use]
    pub fn steps(&self, sources: &BTreeSet<Node>) -> BTreeMap<(FacilityId, ProcessId), usize> {
        let mut steps = BTreeMap::new();
        let mut queue: VecDeque<(&Node, usize)> = sources.iter().map(|node| (node, 0)).collect();
        while let Some((node, done)) = queue.pop_front() {
            for (_, taker) in self.takers(node) {
                if let Node::Operation(facility, process) = taker {
                    let key = (facility.clone(), process.clone());
                    if let std::collections::btree_map::Entry::Vacant(e) = steps.entry(key) {
                        e.insert(done + 1);
                        queue.push_back((taker, done + 1));
                    }
                }
            }
        }
        steps
    }

    /// Number of parts that no material connects, companies without any partner not counted.
    #[must_use]
    pub fn components(&self) -> usize {
        let alone = self.graph.node_indices().filter(|&n| self.graph.neighbors_undirected(n).next().is_none()).count();
        petgraph::algo::connected_components(&self.graph) - alone
    }

    /// Number of nodes and of edges.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.graph.node_count(), self.graph.edge_count())
    }

    fn add_nodes(&mut self, dataset: &Dataset) {
        let flows = dataset.flows.values().map(|flow| match flow.direction {
            Direction::Out => Node::Output(flow.id.clone()),
            Direction::In => Node::Input(flow.id.clone()),
        });
        let operations = dataset.operations.keys().map(|(f, p)| Node::Operation(f.clone(), p.clone()));
        for node in flows.chain(operations) {
            let index = self.graph.add_node(node.clone());
            self.nodes.insert(node, index);
        }
    }

    fn add_edges(&mut self, dataset: &Dataset) {
        let takers = takers_by_material(dataset);
        let nodes: Vec<(Node, NodeIndex)> = self.nodes.iter().map(|(n, &i)| (n.clone(), i)).collect();
        for (node, index) in nodes {
            for material in gives(dataset, &node) {
                for taker in takers.get(&material).into_iter().flatten() {
                    if !self_exchange(dataset, &node, taker) {
                        self.graph.add_edge(index, self.nodes[taker], material.clone());
                    }
                }
            }
        }
    }
}

/// What a node gives.
fn gives(dataset: &Dataset, node: &Node) -> Vec<MaterialId> {
    match node {
        Node::Output(flow) => vec![dataset.flows[flow].material.clone()],
        Node::Input(_) => Vec::new(),
        Node::Operation(_, process) => dataset.processes[process].yields.iter().map(|y| y.output.clone()).collect(),
    }
}

/// Who takes each material: inputs by name, operations by name or family.
fn takers_by_material(dataset: &Dataset) -> BTreeMap<MaterialId, BTreeSet<Node>> {
    let mut takers: BTreeMap<MaterialId, BTreeSet<Node>> = BTreeMap::new();
    for flow in dataset.flows.values().filter(|flow| flow.direction == Direction::In) {
        takers.entry(flow.material.clone()).or_default().insert(Node::Input(flow.id.clone()));
    }
    for (facility, process) in dataset.operations.keys() {
        for material in dataset.materials.values().filter(|m| dataset.processes[process].accepts(m)) {
            let node = Node::Operation(facility.clone(), process.clone());
            takers.entry(material.id.clone()).or_default().insert(node);
        }
    }
    takers
}

/// A company's own output is not proposed to its own input, nor an operation to itself.
fn self_exchange(dataset: &Dataset, giver: &Node, taker: &Node) -> bool {
    match (giver, taker) {
        (Node::Output(a), Node::Input(b)) => dataset.flows[a].company == dataset.flows[b].company,
        _ => giver == taker,
    }
}
