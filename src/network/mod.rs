//! The flow network: every output, input and operation, and every way that the materials fit together.

mod distances;
mod near;
pub mod rates;
mod surroundings;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::{DiGraph, NodeIndex};

pub use self::distances::{Distances, Located};
pub use self::near::Near;
pub use self::surroundings::Around;
use self::surroundings::Surroundings;
use crate::dataset::{Dataset, Direction, Flow};
use crate::id::{CompanyId, FacilityId, FlowId, MaterialId, PlaceId, ProcessId};
use crate::quantity::Tonnes;
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

/// A vertex of the graph: a node, or a material through which all that give it reach all that take it.
#[derive(Debug, Clone)]
enum Vertex {
    Node(Node),
    Material(MaterialId),
}

/// The network: every node leads to the materials that it gives, and every material to the nodes that take it, so that
/// its size grows with the flows and not with their pairs.
#[derive(Debug)]
pub struct Network {
    graph: DiGraph<Vertex, ()>,
    nodes: BTreeMap<Node, NodeIndex>,
    companies: BTreeMap<FlowId, CompanyId>,
    distances: Distances,
    surroundings: BTreeMap<MaterialId, Surroundings>,
    shipped: BTreeMap<(CompanyId, FacilityId, Direction), Shipped>,
}

/// What a company sends to, or has from, one facility today, all of it on the same trips.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shipped {
    /// As many return trips a year as the most frequent of its flows needs.
    pub trips: f64,
    /// All of its flows, a year.
    pub tonnes: Tonnes,
}

impl Network {
    /// Builds the network of a dataset. Nodes and edges are added in the order of their ids.
    #[must_use]
    pub fn build(dataset: &Dataset, assume: &Assumptions) -> Self {
        let mut network = Self {
            graph: DiGraph::new(),
            nodes: BTreeMap::new(),
            companies: dataset.flows.values().map(|flow| (flow.id.clone(), flow.company.clone())).collect(),
            distances: Distances::new(dataset, assume),
            surroundings: BTreeMap::new(),
            shipped: shipped(dataset),
        };
        network.add_nodes(dataset);
        network.add_edges(dataset);
        network.surroundings = network.survey(dataset);
        network
    }

    /// Distances between places.
    #[must_use]
    pub fn distances(&self) -> &Distances {
        &self.distances
    }

    /// What goes the way of a flow today; none where no facility is named.
    #[must_use]
    pub fn shipped(&self, flow: &Flow) -> Option<Shipped> {
        let key = (flow.company.clone(), flow.facility.clone()?, flow.direction);
        self.shipped.get(&key).copied()
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
        let mut takers: Vec<_> = self
            .graph
            .neighbors_directed(index, Outgoing)
            .flat_map(|material| self.taken(material))
            .filter(|(_, taker)| !self.self_exchange(node, taker))
            .collect();
        takers.sort();
        takers
    }

    /// Who takes the material of a vertex.
    fn taken(&self, vertex: NodeIndex) -> impl Iterator<Item = (&MaterialId, &Node)> {
        let takers = self.graph.neighbors_directed(vertex, Outgoing);
        takers.filter_map(move |taker| match (&self.graph[vertex], &self.graph[taker]) {
            (Vertex::Material(material), Vertex::Node(node)) => Some((material, node)),
            _ => None,
        })
    }

    /// A company's own output is not proposed to its own input, nor an operation to itself.
    fn self_exchange(&self, giver: &Node, taker: &Node) -> bool {
        match (giver, taker) {
            (Node::Output(a), Node::Input(b)) => self.companies.get(a) == self.companies.get(b),
            _ => giver == taker,
        }
    }

    /// The fewest processes, the node's own included, from any of the sources to each operation that can be reached.
    #[must_use]
    pub fn steps(&self, sources: &BTreeSet<Node>) -> BTreeMap<(FacilityId, ProcessId), usize> {
        let mut steps = BTreeMap::new();
        let mut met = BTreeSet::new();
        let mut queue: VecDeque<(NodeIndex, usize)> =
            sources.iter().filter_map(|node| Some((*self.nodes.get(node)?, 0))).collect();
        while let Some((node, done)) = queue.pop_front() {
            for material in self.graph.neighbors_directed(node, Outgoing).filter(|material| met.insert(*material)) {
                for (_, taker) in self.taken(material) {
                    if let Node::Operation(facility, process) = taker
                        && let Entry::Vacant(entry) = steps.entry((facility.clone(), process.clone()))
                    {
                        entry.insert(done + 1);
                        queue.push_back((self.nodes[taker], done + 1));
                    }
                }
            }
        }
        steps
    }

    /// Number of parts that no material connects. Materials that nobody gives or nobody takes connect nothing.
    #[must_use]
    pub fn components(&self) -> usize {
        let used = |vertex: NodeIndex| match self.graph[vertex] {
            Vertex::Node(_) => true,
            Vertex::Material(_) => self.is_exchanged(vertex),
        };
        let alone = |vertex: &NodeIndex| used(*vertex) && !self.graph.neighbors_undirected(*vertex).any(used);
        let mut seen = BTreeSet::new();
        let mut parts = 0;
        for vertex in self.graph.node_indices().filter(|vertex| used(*vertex) && !alone(vertex)) {
            if seen.contains(&vertex) {
                continue;
            }
            parts += 1;
            let mut stack = vec![vertex];
            while let Some(vertex) = stack.pop() {
                if seen.insert(vertex) {
                    stack.extend(self.graph.neighbors_undirected(vertex).filter(|other| used(*other)));
                }
            }
        }
        parts
    }

    fn is_exchanged(&self, material: NodeIndex) -> bool {
        [Incoming, Outgoing].iter().all(|way| self.graph.neighbors_directed(material, *way).next().is_some())
    }

    /// Number of nodes and of edges, materials among the nodes.
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
            let index = self.graph.add_node(Vertex::Node(node.clone()));
            self.nodes.insert(node, index);
        }
    }

    fn add_edges(&mut self, dataset: &Dataset) {
        let takers = takers_by_material(dataset);
        let mut materials: BTreeMap<MaterialId, NodeIndex> = BTreeMap::new();
        let nodes: Vec<(Node, NodeIndex)> = self.nodes.iter().map(|(n, &i)| (n.clone(), i)).collect();
        for (node, index) in &nodes {
            for material in gives(dataset, node) {
                let hub = *materials
                    .entry(material)
                    .or_insert_with_key(|material| self.graph.add_node(Vertex::Material(material.clone())));
                self.graph.add_edge(*index, hub, ());
            }
        }
        for (material, hub) in materials {
            for taker in takers.get(&material).into_iter().flatten() {
                self.graph.add_edge(hub, self.nodes[taker], ());
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

/// Who takes each material: inputs by name or what replaces it, operations by name or family.
fn takers_by_material(dataset: &Dataset) -> BTreeMap<MaterialId, BTreeSet<Node>> {
    let mut takers: BTreeMap<MaterialId, BTreeSet<Node>> = BTreeMap::new();
    for flow in dataset.flows.values().filter(|flow| flow.direction == Direction::In) {
        for material in dataset.takes(&flow.material) {
            takers.entry(material.clone()).or_default().insert(Node::Input(flow.id.clone()));
        }
    }
    for (facility, process) in dataset.operations.keys() {
        for material in dataset.materials.values().filter(|m| dataset.processes[process].accepts(m)) {
            let node = Node::Operation(facility.clone(), process.clone());
            takers.entry(material.id.clone()).or_default().insert(node);
        }
    }
    takers
}

fn shipped(dataset: &Dataset) -> BTreeMap<(CompanyId, FacilityId, Direction), Shipped> {
    let mut all: BTreeMap<_, Shipped> = BTreeMap::new();
    for flow in dataset.flows.values() {
        let Some(facility) = &flow.facility else { continue };
        let shipped = all.entry((flow.company.clone(), facility.clone(), flow.direction)).or_default();
        shipped.trips = shipped.trips.max(flow.pickups_per_year.unwrap_or(0.0));
        shipped.tonnes += flow.quantity;
    }
    all
}
