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
        let mut arriving: BTreeMap<&FlowId, Vec<(&Source, Col)>> = BTreeMap::new();
        for (link, &col) in self.problem.candidates.links.iter().zip(&self.columns.link) {
            if let Taker::Input(input) = &link.to {
                arriving.entry(input).or_default().push((&link.from, col));
            }
        }
        for (input, &virgin) in &self.columns.virgin {
            let flow = &self.problem.dataset.flows[input];
            for limit in flow.qualities.iter().filter(|q| matches!(q.bound, Bound::AtMost | Bound::AtLeast)) {
                let mut terms = Vec::new();
                for &(source, col) in arriving.get(input).into_iter().flatten() {
                    match source {
                        Source::Output(output) => {
                            let content = self.problem.dataset.flows[output].quality(&limit.property, Bound::Content);
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
