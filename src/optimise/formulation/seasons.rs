//! Periods: what moves in each of them, so that a surplus of one does not meet the need of another.
//!
//! The columns of the year stay, and bear all costs, targets, contents and contracts. Where anything varies over the year,
//! each has a part in every period, and balances and capacities are stated for the parts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Formulation, Problem};
use crate::dataset::{Direction, Period, Seasonal, Stock};
use crate::discover::{Source, Taker};
use crate::id::{FacilityId, FlowId};
use crate::optimise::program::{Col, Impact, Sense};

/// A flow or a facility.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Flow(FlowId),
    Facility(FacilityId),
}

impl Problem<'_> {
    /// The periods that the program tells apart.
    #[must_use]
    pub fn periods(&self) -> &[Period] {
        let seasons = self.scenario.reuse.as_ref().is_some_and(|reuse| reuse.seasons);
        if seasons { &self.dataset.periods } else { &[] }
    }
}

impl Formulation<'_> {
    /// Columns `link[a]@t`, `collected[s,f,j]@t`, `trunk[s,h,j,m]@t`, `process[j,p,m]@t`, `sold[j,m]@t` and
    /// `disposed[j,m]@t`, t in period t, and `year[c]`: the parts of a column sum to it.
    ///
    /// Only where a profile is within reach: where nothing varies, what is best for the year is best in each period by its
    /// days. A process line with nothing of its capacity in a period has no tonnes then.
    pub(super) fn period_columns(&mut self) {
        let periods = self.problem.periods().len();
        if periods == 0 {
            return;
        }
        let varying = self.varying();
        let moves = self.moves();
        for (col, _) in moves.iter().filter(|(_, nodes)| nodes.iter().any(|node| varying.contains(node))) {
            let name = self.program.columns()[col.0].name.clone();
            let names = self.names_by_period(&name);
            let parts: Vec<Col> =
                names.iter().map(|name| self.program.column(name, f64::INFINITY, Impact::NONE)).collect();
            let terms = parts.iter().map(|&part| (part, 1.0)).chain([(*col, -1.0)]);
            self.program.row(&format!("year({name})"), terms, Sense::Eq, 0.0);
            self.columns.parts.insert(*col, parts);
        }
        for ((facility, process, _), col) in &self.columns.process {
            let Some(parts) = self.columns.parts.get(col) else { continue };
            let shares = self.problem.dataset.capacity_shares(facility, Some(process));
            for (&part, _) in parts.iter().zip(shares).filter(|(_, share)| *share <= 0.0) {
                self.program.upper(part, 0.0);
            }
        }
    }

    /// `supply[f]@t`: what leaves f in period t by links and collections <= what it gives out then;
    /// `demand[d]@t`: what arrives at d by links, each times what a tonne of it replaces, <= what it needs then.
    /// what is put into their stores, and taken out of them, included. What is left stays with the outlet, or is bought, as today.
    pub(super) fn balance_periods(&mut self) {
        if self.columns.parts.is_empty() {
            return;
        }
        for (flow, moving) in self.moving() {
            if !moving.iter().any(|(col, _)| self.columns.parts.contains_key(col)) {
                continue;
            }
            let flow = &self.problem.dataset.flows[&flow];
            let stock = Stock::Flow(flow.id.clone());
            self.store(&stock);
            // what comes out of a store adds to a supply, and to what meets a demand
            let (name, sign) = match flow.direction {
                Direction::Out => (format!("supply({})", flow.id), -1.0),
                Direction::In => (format!("demand({})", flow.id), 1.0),
            };
            let shares = self.problem.dataset.flow_shares(&flow.id);
            let mut rows = Vec::new();
            for ((t, name), share) in self.names_by_period(&name).iter().enumerate().zip(shares) {
                let parts = moving.iter().map(|&(col, ratio)| (self.columns.parts[&col][t], ratio));
                let terms: Vec<_> = parts.chain(self.stock_terms(&stock, t, sign)).collect();
                rows.push(self.program.row(name, terms, Sense::Le, flow.quantity.value() * share));
            }
            self.seasonal.insert(flow.id.clone(), rows);
        }
    }

    /// What leaves each output, and arrives at each input, each time what a tonne of it replaces.
    fn moving(&self) -> BTreeMap<FlowId, Vec<(Col, f64)>> {
        let mut moving: BTreeMap<FlowId, Vec<(Col, f64)>> = BTreeMap::new();
        for (link, &col) in self.problem.candidates.links.iter().zip(&self.columns.link) {
            if let Source::Output(flow) = &link.from {
                moving.entry(flow.clone()).or_default().push((col, 1.0));
            }
            if let Taker::Input(flow) = &link.to {
                moving.entry(flow.clone()).or_default().push((col, link.ratio(self.problem.dataset)));
            }
        }
        for ((_, flow, _), &col) in &self.columns.collected {
            moving.entry(flow.clone()).or_default().push((col, 1.0));
        }
        moving
    }

    /// A name with each period.
    pub(super) fn names_by_period(&self, name: &str) -> Vec<String> {
        self.problem.periods().iter().map(|period| format!("{name}@{}", period.id)).collect()
    }

    /// The columns of what moves, and what each of them ties together.
    fn moves(&self) -> Vec<(Col, Vec<Node>)> {
        let candidates = self.problem.candidates;
        let mut moves = Vec::new();
        for (link, &col) in candidates.links.iter().zip(&self.columns.link) {
            let from = match &link.from {
                Source::Output(flow) => Node::Flow(flow.clone()),
                Source::Product(facility) => Node::Facility(facility.clone()),
            };
            let to = match &link.to {
                Taker::Input(flow) => Node::Flow(flow.clone()),
                Taker::Facility(facility) => Node::Facility(facility.clone()),
            };
            moves.push((col, vec![from, to]));
        }
        for ((_, flow, facility), &col) in &self.columns.collected {
            moves.push((col, vec![Node::Flow(flow.clone()), Node::Facility(facility.clone())]));
        }
        for ((stream, option, _), &col) in &self.columns.trunk {
            let trunk = &candidates.streams[*stream].trunks[*option];
            moves.push((col, vec![Node::Facility(trunk.hub.clone()), Node::Facility(trunk.facility.clone())]));
        }
        for ((facility, ..), &col) in &self.columns.process {
            moves.push((col, vec![Node::Facility(facility.clone())]));
        }
        for ((facility, _), &col) in self.columns.sold.iter().chain(&self.columns.disposed) {
            moves.push((col, vec![Node::Facility(facility.clone())]));
        }
        moves
    }

    /// The flows and facilities that have a profile, and those tied to them.
    fn varying(&self) -> BTreeSet<Node> {
        let mut varying: BTreeSet<Node> = self
            .problem
            .dataset
            .profiles
            .keys()
            .map(|of| match of {
                Seasonal::Flow(flow) => Node::Flow(flow.clone()),
                Seasonal::Facility(facility) | Seasonal::Operation(facility, _) => Node::Facility(facility.clone()),
            })
            .collect();
        let moves = self.moves();
        loop {
            let known = varying.len();
            for (_, nodes) in &moves {
                if nodes.iter().any(|node| varying.contains(node)) {
                    varying.extend(nodes.iter().cloned());
                }
            }
            if varying.len() == known {
                return varying;
            }
        }
    }
}
