//! What a row says, as the user states it: the figure, its unit, and how the row moves with it.

use std::collections::BTreeMap;

use super::held::family;
use super::{Price, rounded};
use crate::dataset::{Bound, Direction, Period};
use crate::optimise::formulation::metric_measure;
use crate::optimise::program::{Program, Row};
use crate::optimise::solve::Solved;
use crate::scenario::Limit as Asked;

/// A limit in the user's terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Family.
    pub kind: String,
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
}

impl Limit {
    /// Whether it states a flow, which nobody can choose.
    pub fn is_flow(&self) -> bool {
        self.kind.starts_with("balance.")
    }

    /// Its price, without a range.
    pub fn price(&self, row: String, price: f64) -> Price {
        Price {
            kind: self.kind.clone(),
            row,
            place: self.place.clone(),
            about: self.about.clone(),
            unit: self.unit.to_owned(),
            at: rounded(self.at),
            price: rounded(price),
            from: None,
            to: None,
            without: None,
            exact: false,
        }
    }
}

/// The limits of a program by the names of their rows.
pub struct Limits(BTreeMap<String, Limit>);

impl Limits {
    /// What rows of this program state.
    pub fn new(solved: &Solved<'_>) -> Self {
        let problem = solved.formulation.problem;
        let dataset = problem.dataset;
        let mut all = BTreeMap::new();
        let mut put = |name: String, limit: Limit| all.insert(Program::clean(&name), limit);
        let limit = |kind: &str, place: &str, about: &str, unit| Limit {
            kind: kind.to_owned(),
            place: place.to_owned(),
            about: about.to_owned(),
            unit,
            at: f64::NAN,
            scale: 1.0,
        };
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
            // a tonne more of what periods tell apart would fall in several rows
            if !solved.formulation.seasonal.contains_key(&flow.id) {
                put(format!("{kind}({})", flow.id), limit(kind, flow.id.as_str(), "", "t"));
            }
            for quality in flow.qualities.iter().filter(|q| matches!(q.bound, Bound::AtMost | Bound::AtLeast)) {
                let stated = Limit {
                    at: quality.value,
                    scale: flow.quantity.value(),
                    ..limit("quality", flow.id.as_str(), &quality.property, "")
                };
                put(format!("quality({},{})", flow.id, quality.property), stated);
            }
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
        if let Some(known) = self.0.get(&row.name) {
            let own = known.at.is_nan();
            // a facility that is not opened has no room, at any price of a tonne
            let holds = known.scale > 0.0 && (rhs > 0.0 || !own);
            return holds.then(|| Limit { at: if own { rhs } else { known.at }, ..known.clone() });
        }
        (family(&row.name) == "link.lot" && rhs > 0.0).then(|| {
            let ids = row.name.trim_start_matches("link.lot(").trim_end_matches(')');
            let (place, about) = ids.split_once(',').unwrap_or((ids, ""));
            let about = about.split(',').next().unwrap_or_default();
            Limit {
                kind: "link.lot".to_owned(),
                place: place.to_owned(),
                about: about.to_owned(),
                unit: "t",
                at: rhs,
                scale: 1.0,
            }
        })
    }
}
