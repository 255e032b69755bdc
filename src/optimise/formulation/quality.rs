//! Quality of what inputs receive.

use super::Formulation;
use crate::dataset::Bound;
use crate::discover::{Source, Taker};
use crate::optimise::program::Sense;

impl Formulation<'_> {
    /// `quality[d,c]`: sum of (content[a,c] - limit) link[a] + (virgin content - limit) virgin[d] <= 0 (or >= 0).
    ///
    /// Products of facilities are taken to meet the standard of their material: they neither spoil nor dilute.
    pub(super) fn quality(&mut self) {
        for (input, &virgin) in &self.columns.virgin {
            let flow = &self.problem.dataset.flows[input];
            for limit in flow.qualities.iter().filter(|q| matches!(q.bound, Bound::AtMost | Bound::AtLeast)) {
                let mut terms = Vec::new();
                for (link, &col) in self.problem.candidates.links.iter().zip(&self.columns.link) {
                    let (Source::Output(output), Taker::Input(to)) = (&link.from, &link.to) else { continue };
                    let content = self.problem.dataset.flows[output].quality(&limit.property, Bound::Content);
                    if let Some(content) = content.filter(|_| to == input) {
                        terms.push((col, content - limit.value));
                    }
                }
                if terms.is_empty() {
                    continue;
                }
                let own = flow.virgin_content(limit);
                terms.push((virgin, own - limit.value));
                let sense = if limit.bound == Bound::AtMost { Sense::Le } else { Sense::Ge };
                self.program.row(&format!("quality({input},{})", limit.property), terms, sense, 0.0);
            }
        }
    }
}
