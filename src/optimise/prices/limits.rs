//! What a row says, as the user states it: the figure, its unit, and how the row moves with it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::held::End;
use super::{Price, rounded};
use crate::dataset::{Direction, Period};
use crate::optimise::formulation::{Formulation, metric_measure};
use crate::optimise::program::Row;
use crate::optimise::solve::Solved;
use crate::scenario::Limit as Asked;

/// A limit in the user's terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Family.
    pub kind: &'static str,
    /// Facility or flow.
    pub place: String,
    /// Process, property or taker.
    pub about: String,
    /// Unit of the figure.
    pub unit: &'static str,
    /// The figure.
    pub at: f64,
    /// What one unit of the figure is on the right-hand side of the row.
    pub scale: f64,
    /// Whether that is so at the proposal only, so that no range follows.
    pub here: bool,
}

impl Limit {
    /// What the end of a step of a market states.
    pub fn of_end(end: &End) -> Self {
        Self { at: end.up_to, ..Self::stated("market", end.material.as_str(), "", "t") }
    }

    /// A limit whose figure is the right-hand side of its row.
    fn stated(kind: &'static str, place: &str, about: &str, unit: &'static str) -> Self {
        Self { kind, place: place.to_owned(), about: about.to_owned(), unit, at: f64::NAN, scale: 1.0, here: false }
    }

    /// Whether it states a flow, which nobody can choose.
    pub fn is_flow(&self) -> bool {
        self.kind.starts_with("balance.")
    }

    /// Its price, without a range.
    pub fn price(&self, row: String, price: f64) -> Price {
        Price {
            kind: Cow::Borrowed(self.kind),
            row,
            place: self.place.clone(),
            about: self.about.clone(),
            unit: Cow::Borrowed(self.unit),
            at: rounded(self.at),
            price: rounded(price),
            from: None,
            to: None,
            without: None,
            exact: false,
        }
    }
}

/// The limits of a program by the names of their rows as they were asked; none where a name stands for two.
pub struct Limits(HashMap<String, Option<Limit>>);

impl Limits {
    /// What rows of this program state.
    pub fn new(solved: &Solved<'_>) -> Self {
        let problem = solved.formulation.problem;
        let dataset = problem.dataset;
        let mut all = HashMap::new();
        let mut put = |name: String, limit: Limit| {
            all.entry(name).and_modify(|known| *known = None).or_insert(Some(limit));
        };
        let limit = Limit::stated;
        for facility in dataset.facilities.keys() {
            put(format!("capacity({facility})"), limit("capacity", facility.as_str(), "", "t"));
            for Period { id, .. } in problem.periods() {
                let stated = limit("capacity.period", facility.as_str(), id.as_str(), "t");
                put(format!("capacity({facility})@{id}"), stated);
            }
        }
        for (facility, process) in dataset.operations.keys() {
            for (kind, unit) in [("capacity", "t"), ("capacity.units", "units")] {
                let stated = limit(kind, facility.as_str(), process.as_str(), unit);
                put(format!("{kind}({facility},{process})"), stated);
                for Period { id, .. } in problem.periods() {
                    let stated = limit(kind, facility.as_str(), &format!("{process}, {id}"), unit);
                    put(format!("{kind}({facility},{process})@{id}"), stated);
                }
            }
        }
        for stock in dataset.stores.keys() {
            for Period { id, .. } in problem.periods() {
                put(format!("store({stock})@{id}"), limit("store", &stock.to_string(), id.as_str(), "t"));
            }
        }
        for flow in dataset.flows.values() {
            let kind = if flow.direction == Direction::Out { "balance.output" } else { "balance.input" };
            // a tonne more of what periods tell apart falls in a period: see `Pricing::periods`
            if !solved.formulation.seasonal.contains_key(&flow.id) {
                put(format!("{kind}({})", flow.id), limit(kind, flow.id.as_str(), "", "t"));
            }
            for quality in flow.qualities.iter().filter(|quality| quality.is_limit()) {
                let stated = Limit {
                    at: quality.value,
                    scale: flow.quantity.value(),
                    ..limit("quality", flow.id.as_str(), &quality.property, "")
                };
                put(format!("quality({},{})", flow.id, quality.property), stated);
            }
        }
        for contract in &dataset.contracts {
            for kind in ["contract.most", "contract.least"] {
                let stated = limit(kind, contract.from.as_str(), contract.to.as_str(), "t");
                put(format!("{kind}({})", contract.name()), stated);
            }
        }
        for &index in solved.formulation.columns.linked.keys() {
            let link = &problem.candidates.links[index];
            let (from, to) = (link.from.id(), link.to.id());
            put(format!("link.lot({from},{to},{})", link.material), limit("link.lot", from, to, "t"));
        }
        // of a pool, the program is a relaxation, whose prices are not those of its limits
        let inlets = dataset.limits.iter().filter(|_| !Formulation::pooling(problem));
        for inlet in inlets {
            let processed = solved.formulation.columns.process.iter();
            let own = processed.filter(|((j, p, _), _)| *j == inlet.facility && *p == inlet.process);
            let tonnes: f64 = own.map(|(_, col)| solved.values[col.0]).sum();
            let about = format!("{} ({})", inlet.property, inlet.process);
            let stated = Limit {
                at: inlet.value,
                scale: tonnes,
                here: true,
                ..limit("inlet", inlet.facility.as_str(), &about, "")
            };
            put(format!("inlet({},{},{})", inlet.facility, inlet.process, inlet.property), stated);
        }
        for target in &problem.scenario.targets {
            let (Asked::AtLeast(asked) | Asked::AtMost(asked)) = target.limit;
            let share = metric_measure(target.metric).1;
            // shares are read in points of a hundred
            let (at, scale) =
                if share { (asked * 100.0, dataset.total_output().value() / 100.0) } else { (asked, 1.0) };
            let stated = Limit { at, scale, ..limit("target", target.metric.key(), "", target.metric.unit()) };
            put(format!("target({})", target.metric.key()), stated);
        }
        Self(all)
    }

    /// What a row states; none for a row that only ties columns together. `rhs` is its right-hand side once whole
    /// numbers are held.
    pub fn of(&self, row: &Row, rhs: f64) -> Option<Limit> {
        let known = self.0.get(row.asked())?.as_ref()?;
        let own = known.at.is_nan();
        // a facility that is not opened, or a contract that is not made, has no room at any price of a tonne
        let holds = known.scale > 0.0 && (rhs > 0.0 || !own);
        holds.then(|| Limit { at: if own { rhs } else { known.at }, ..known.clone() })
    }
}
