//! Programs that are pure networks: recognised by their structure, solved as flows of least cost.

mod graph;
mod growing;
mod reduced;
#[cfg(test)]
mod tests;
mod tree;

use self::graph::Graph;
pub use self::growing::Growing;
use self::reduced::Reduced;
use self::tree::{Ended, Tree};
use super::lp::Lp;
use super::solver::Relaxed;

/// A flow that no artificial arc may keep, relative to the largest supply.
const LEFT: f64 = 1e-9;

/// What an artificial arc costs beside the costs of all others, relative to the largest of them.
const DEAR: f64 = 1e4;

/// What became of a program that is a network.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A vertex of least cost, with its prices.
    Best(Relaxed),
    /// No point satisfies all rows.
    Infeasible,
    /// The objective has no bound.
    Unbounded,
}

/// Minimises the objective of a program, then each of further ones with those before held at their least. None: the
/// program is not a pure network, or its numbers defeat the method.
///
/// A network has no whole numbers, and its rows can be multiplied so that each column has one entry of 1 and one of -1, or
/// one alone. What is least in one objective stays so in the next by complementary slackness: columns that leave their
/// bound only at a cost keep it.
#[must_use]
pub fn solve(lp: &Lp, then: &[Vec<f64>]) -> Option<Outcome> {
    let reduced = Reduced::new(lp, then, &[]);
    Some(match network(&reduced.lp, &reduced.then)? {
        Outcome::Best(best) => {
            let (values, duals) = reduced.whole(lp, &best.values, &best.duals);
            if lp.violation(&values) > LEFT {
                return None;
            }
            Outcome::Best(Relaxed { objective: lp.objective(&values), values, duals })
        }
        other => other,
    })
}

fn network(lp: &Lp, then: &[Vec<f64>]) -> Option<Outcome> {
    let graph = Graph::of(lp)?;
    let costs: Vec<f64> = lp.columns.iter().map(|column| column.cost).collect();
    let costs = graph.costs(&costs);
    let mut tree = match feasible(&graph, &costs) {
        Ok(tree) => tree,
        Err(NoTree::Infeasible) => return Some(Outcome::Infeasible),
        Err(NoTree::Stuck) => return None,
    };
    match tree.minimise(costs) {
        Ended::Best => {}
        Ended::Unbounded => return Some(Outcome::Unbounded),
        Ended::Stuck => return None,
    }
    let prices = tree.prices().to_vec();
    for costs in then {
        tree.keep();
        if tree.minimise(graph.costs(costs)) != Ended::Best {
            return None;
        }
    }
    let values = graph.values(lp, &tree, then)?;
    let duals = graph.duals(lp, &prices, &values);
    Some(Outcome::Best(Relaxed { objective: lp.objective(&values), values, duals }))
}

/// Why there is no tree without anything on artificial arcs.
enum NoTree {
    /// No point satisfies all rows.
    Infeasible,
    /// The method fails.
    Stuck,
}

/// A tree without anything on artificial arcs, which are closed, and of low cost where that takes no longer.
fn feasible(graph: &Graph, costs: &[f64]) -> Result<Tree, NoTree> {
    let mut tree = graph.tree();
    let artificial = graph.artificial();
    let supplied = graph.supplies().iter().fold(1.0_f64, |most, supply| most.max(supply.abs()));
    let missing = |tree: &Tree, most: f64| artificial.clone().any(|arc| tree.flows()[arc] > most);
    if missing(&tree, 0.0) {
        // artificial arcs so dear that a best point seldom has any: both aims at once
        tree.minimise(graph.missing(costs, DEAR));
    }
    if missing(&tree, LEFT * supplied) {
        if tree.minimise(graph.missing(&[], 1.0)) != Ended::Best {
            return Err(NoTree::Stuck);
        }
        if missing(&tree, LEFT * supplied) {
            return Err(NoTree::Infeasible);
        }
    }
    artificial.clone().for_each(|arc| tree.close(arc));
    Ok(tree)
}
