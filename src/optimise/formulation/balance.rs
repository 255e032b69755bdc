//! Mass balances: of outputs, of inputs, of facilities.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Formulation;
use crate::dataset::{Direction, Stock};
use crate::discover::{Source, Taker};
use crate::id::{FacilityId, FlowId, MaterialId};
use crate::network::rates;
use crate::optimise::program::{Col, Impact, Measure, Sense};

impl Formulation<'_> {
    /// Columns `keep[f]` and `virgin[d]`, in t/year.
    pub(super) fn flow_columns(&mut self) {
        let problem = self.problem;
        let stops = problem.candidates.streams.iter().flat_map(|stream| &stream.stops);
        let compulsory: BTreeSet<&FlowId> = stops.filter(|stop| stop.compulsory).flat_map(|stop| &stop.flows).collect();
        for flow in problem.dataset.flows.values() {
            let quantity = flow.quantity.value();
            if flow.direction == Direction::Out {
                let rate = rates::outlet(problem.dataset, problem.network, &problem.scenario.assume, flow);
                let impact = Impact::NONE
                    .with(Measure::Euros, rate.eur)
                    .with(Measure::Km, rate.km)
                    .with(Measure::Co2e, rate.transport_co2e + rate.process_co2e)
                    .with(Measure::Hours, rate.hours)
                    .with(Measure::Recovered, f64::from(u8::from(rate.recovered)))
                    .with(Measure::Local, f64::from(u8::from(rate.local)));
                let upper = if compulsory.contains(&flow.id) { 0.0 } else { quantity };
                let col = self.program.column(&format!("keep({})", flow.id), upper, impact);
                self.columns.keep.insert(flow.id.clone(), col);
            } else {
                let virgin = problem.dataset.materials[&flow.material].virgin_co2e;
                let impact = Impact::NONE
                    .with(Measure::Euros, flow.cost.map_or(0.0, crate::quantity::EurosPerTonne::value))
                    .with(Measure::Co2e, virgin.map_or(0.0, crate::quantity::KgCo2ePerTonne::value));
                let col = self.program.column(&format!("virgin({})", flow.id), quantity, impact);
                self.columns.virgin.insert(flow.id.clone(), col);
            }
        }
    }

    /// `balance.output[f]`: sum of links out of f + collected of f + keep[f] = quantity[f], t/year.
    pub(super) fn balance_output(&mut self) {
        let mut leaving: HashMap<&FlowId, Vec<Col>> = HashMap::new();
        for (link, &col) in self.problem.candidates.links.iter().zip(&self.columns.link) {
            if let Source::Output(flow) = &link.from {
                leaving.entry(flow).or_default().push(col);
            }
        }
        for ((_, flow, _), &col) in &self.columns.collected {
            leaving.entry(flow).or_default().push(col);
        }
        for (flow, &keep) in &self.columns.keep {
            let terms = leaving.get(flow).into_iter().flatten().chain([&keep]).map(|&col| (col, 1.0));
            let quantity = self.problem.dataset.flows[flow].quantity.value();
            self.program.row(&format!("balance.output({flow})"), terms, Sense::Eq, quantity);
        }
    }

    /// `balance.input[d]`: sum of links into d, each times what a tonne of it replaces, + virgin[d] = quantity[d] + what spoils
    /// in its store, t/year.
    pub(super) fn balance_input(&mut self) {
        let mut arriving: HashMap<&FlowId, Vec<(Col, f64)>> = HashMap::new();
        for (link, &col) in self.problem.candidates.links.iter().zip(&self.columns.link) {
            if let Taker::Input(flow) = &link.to {
                arriving.entry(flow).or_default().push((col, link.ratio(self.problem.dataset)));
            }
        }
        for (flow, &virgin) in &self.columns.virgin {
            let terms = arriving.get(flow).into_iter().flatten().copied().chain([(virgin, 1.0)]);
            let stock = Stock::Flow(flow.clone());
            let spoilt = self.columns.stores.get(&stock).and_then(|store| store.spoilt);
            let terms = terms.chain(spoilt.map(|spoilt| (spoilt, -1.0)));
            let quantity = self.problem.dataset.flows[flow].quantity.value();
            self.program.row(&format!("balance.input({flow})"), terms, Sense::Eq, quantity);
        }
    }

    /// `balance.facility[j,m]`: links, trunks and collections in + yields of what is processed
    /// = links and trunks out + processed + sold + disposed of, t/year; in each period where periods are told apart, with
    /// what its store takes and gives.
    pub(super) fn balance_facility(&mut self) {
        let mut balance: BTreeMap<(FacilityId, MaterialId), Vec<(Col, f64)>> = BTreeMap::new();
        let mut add = |facility: &FacilityId, material: &MaterialId, col: Col, sign: f64| {
            balance.entry((facility.clone(), material.clone())).or_default().push((col, sign));
        };
        for (link, &col) in self.problem.candidates.links.iter().zip(&self.columns.link) {
            if let Taker::Facility(facility) = &link.to {
                add(facility, &link.material, col, 1.0);
            }
            if let Source::Product(facility) = &link.from {
                add(facility, &link.material, col, -1.0);
            }
        }
        for ((_, flow, facility), &col) in &self.columns.collected {
            add(facility, &self.problem.dataset.flows[flow].material, col, 1.0);
        }
        for ((stream, option, material), &col) in &self.columns.trunk {
            let trunk = &self.problem.candidates.streams[*stream].trunks[*option];
            add(&trunk.hub, material, col, -1.0);
            add(&trunk.facility, material, col, 1.0);
        }
        for ((facility, process, material), &col) in &self.columns.process {
            add(facility, material, col, -1.0);
            for y in &self.problem.dataset.processes[process].yields {
                add(facility, &y.output, col, y.ratio);
            }
        }
        for ((facility, material), &col) in self.columns.sold.iter().chain(&self.columns.disposed) {
            add(facility, material, col, -1.0);
        }
        for ((facility, material), terms) in balance {
            let name = format!("balance.facility({facility},{material})");
            if terms.iter().any(|(col, _)| self.columns.parts.contains_key(col)) {
                let stock = Stock::Facility(facility, material);
                self.store(&stock);
                for (t, name) in self.names_by_period(&name).into_iter().enumerate() {
                    let parts = terms.iter().map(|&(col, ratio)| (self.columns.parts[&col][t], ratio));
                    let terms: Vec<_> = parts.chain(self.stock_terms(&stock, t, 1.0)).collect();
                    self.program.row(&name, terms, Sense::Eq, 0.0);
                }
            } else {
                self.program.row(&name, terms, Sense::Eq, 0.0);
            }
        }
    }
}
