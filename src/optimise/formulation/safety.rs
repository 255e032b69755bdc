//! Safety of targets against flows that turn out at their least quantity.

use std::collections::BTreeMap;

use super::{Formulation, targets};
use crate::dataset::Flow;
use crate::discover::{Source, Taker};
use crate::id::FlowId;
use crate::optimise::program::{Col, Impact, Measure, Sense};
use crate::scenario::Metric;

/// The share that a flow can lose, and the columns of its tonnes with the metrics that these count for.
type Exposed = (f64, Vec<(Col, Vec<Metric>)>);

impl Formulation<'_> {
    /// Columns `safety[t]` and `safety.of[t,f]` (in the unit of the measure), and rows `safety[t,f]`:
    ///
    /// safety[t] + safety.of[t,f] >= share[f] x what f contributes to the measure of t, where share[f] = 1 -
    /// `quantity_min`[f] / quantity[f] is what f loses at its least. The measure loses G safety[t] + sum of safety.of[t,f]:
    /// the most that any G flows can lose, by duality (Bertsimas and Sim, 2004). A flow's contribution counts all that
    /// leaves it, or reaches it, as if it all counted: no less than what is lost.
    pub(super) fn safety(&mut self) {
        let Some(low_flows) = self.problem.scenario.low_flows else { return };
        let exposed = self.exposed();
        let asked = self.problem.scenario.targets.iter().filter(|target| target.can_be_safe());
        for metric in asked.map(|target| target.metric).collect::<Vec<_>>() {
            let (measure, key) = (targets::measure(metric).0, metric.key());
            let loses = |amount: f64| Impact::NONE.with(measure, -amount);
            let all = self.program.column(&format!("safety({key})"), f64::INFINITY, loses(f64::from(low_flows)));
            for (flow, (share, terms)) in &exposed {
                let own = self.program.column(&format!("safety.of({key},{flow})"), f64::INFINITY, loses(1.0));
                let counts = terms.iter().filter(|(_, metrics)| metrics.contains(&metric));
                let terms = counts.map(|(col, _)| (*col, -share)).chain([(all, 1.0), (own, 1.0)]);
                self.program.row(&format!("safety({key},{flow})"), terms, Sense::Ge, 0.0);
            }
        }
    }

    /// The flows with a least quantity below theirs.
    fn exposed(&self) -> BTreeMap<FlowId, Exposed> {
        use Metric::{CollectedT, DiversionRate, LocalRate, ReusedT};
        let flows = self.problem.dataset.flows.values();
        let mut exposed: BTreeMap<FlowId, Exposed> =
            flows.filter_map(|flow| Some((flow.id.clone(), (losable(flow)?, Vec::new())))).collect();
        let mut add = |flow: &FlowId, col: Col, metrics: Vec<Metric>| {
            if let Some((_, terms)) = exposed.get_mut(flow) {
                terms.push((col, metrics));
            }
        };
        for (flow, &col) in &self.columns.keep {
            let impact = self.program.columns()[col.0].impact;
            let counts = [(Measure::Recovered, DiversionRate), (Measure::Local, LocalRate)];
            let counts = counts.into_iter().filter(|(measure, _)| impact[*measure] > 0.0);
            add(flow, col, counts.map(|(_, metric)| metric).collect());
        }
        for (link, &col) in self.problem.candidates.links.iter().zip(&self.columns.link) {
            if let Source::Output(flow) = &link.from {
                add(flow, col, vec![DiversionRate, LocalRate, ReusedT]);
            }
            if let Taker::Input(flow) = &link.to {
                add(flow, col, vec![DiversionRate, LocalRate, ReusedT]);
            }
        }
        for ((_, flow, _), &col) in &self.columns.collected {
            add(flow, col, vec![DiversionRate, LocalRate, ReusedT, CollectedT]);
        }
        exposed.retain(|_, (_, terms)| !terms.is_empty());
        exposed
    }
}

/// The share of its quantity that a flow can lose; none when it has no range below.
fn losable(flow: &Flow) -> Option<f64> {
    let (least, quantity) = (flow.quantity_min?.value(), flow.quantity.value());
    (least < quantity).then(|| (quantity - least) / quantity)
}
