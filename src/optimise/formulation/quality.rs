//! Quality of what inputs and operations receive.

use std::collections::BTreeMap;

use super::Formulation;
use crate::dataset::Bound;
use crate::discover::{Source, Taker};
use crate::id::{FacilityId, FlowId, ProcessId};
use crate::optimise::program::{Col, Sense};

impl Formulation<'_> {
    /// `quality[d,c]`: sum of (content[a,c] - limit) link[a] + (virgin content - limit) virgin[d] <= 0 (or >= 0).
    ///
    /// A product whose content is stated brings what its mix carries, `carried[a,c]` - limit link[a]; one whose content is
    /// not is taken to meet the standard of its material: it neither spoils nor dilutes.
    pub(super) fn quality(&mut self) {
        let dataset = self.problem.dataset;
        let limits = |input: &FlowId| {
            let qualities = dataset.flows[input].qualities.iter();
            qualities.filter(|quality| quality.is_limit())
        };
        let limited = self.columns.virgin.keys().filter(|input| limits(input).next().is_some());
        let mut arriving: BTreeMap<&FlowId, Vec<(&Source, Col)>> = limited.map(|input| (input, Vec::new())).collect();
        for (link, &col) in self.problem.candidates.links.iter().zip(&self.columns.link) {
            if let Taker::Input(input) = &link.to
                && let Some(arriving) = arriving.get_mut(input)
            {
                arriving.push((&link.from, col));
            }
        }
        for (input, arriving) in arriving {
            let (flow, virgin) = (&dataset.flows[input], self.columns.virgin[input]);
            for limit in limits(input) {
                let mut terms = Vec::new();
                for &(source, col) in &arriving {
                    match source {
                        Source::Output(output) => {
                            let content = dataset.flows[output].quality(&limit.property, Bound::Content);
                            terms.extend(content.map(|content| (col, content - limit.value)));
                        }
                        Source::Product(_) => terms.extend(self.carried_over(col, &limit.property, limit.value)),
                    }
                }
                if terms.is_empty() {
                    continue;
                }
                let own = flow.virgin_content(limit);
                terms.push((virgin, own - limit.value));
                let name = format!("quality({input},{})", limit.property);
                self.program.row(&name, terms, sense(limit.bound), 0.0);
            }
        }
    }

    /// `inlet[j,p,c]`: sum over materials of (carried[a,c] - limit process[j,p,m]) <= 0 (or >= 0).
    pub(super) fn inlets(&mut self) {
        let mut entering: BTreeMap<(&FacilityId, &ProcessId), Vec<Col>> = BTreeMap::new();
        for ((facility, process, _), &col) in &self.columns.process {
            entering.entry((facility, process)).or_default().push(col);
        }
        for limit in &self.problem.dataset.limits {
            let cols = entering.get(&(&limit.facility, &limit.process)).into_iter().flatten();
            let terms: Vec<_> = cols.flat_map(|&col| self.carried_over(col, &limit.property, limit.value)).collect();
            if !terms.is_empty() {
                let name = format!("inlet({},{},{})", limit.facility, limit.process, limit.property);
                self.program.row(&name, terms, sense(limit.bound), 0.0);
            }
        }
    }

    /// What an arc carries of a property beyond a limit; nothing where its content is not known.
    fn carried_over(&self, col: Col, property: &str, limit: f64) -> Vec<(Col, f64)> {
        let carried = self.columns.carried.get(&(col, property.to_owned()));
        carried.map_or_else(Vec::new, |&carried| vec![(carried, 1.0), (col, -limit)])
    }
}

fn sense(bound: Bound) -> Sense {
    if bound == Bound::AtMost { Sense::Le } else { Sense::Ge }
}
