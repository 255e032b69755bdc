//! Facilities: what they process, within what limits, and what becomes of their products.

use std::collections::{BTreeMap, BTreeSet};

use super::Formulation;
use crate::dataset::Direction;
use crate::id::{FacilityId, MaterialId, ProcessId};
use crate::optimise::program::{Col, Impact, Measure, Sense};
use crate::quantity::{EurosPerTonne, Tonnes};

impl Formulation<'_> {
    /// Columns `process[j,p,m]`, `sold[j,m]`, `disposed[j,m]` (t/year) and `open[j]` (0 or 1).
    pub(super) fn facility_columns(&mut self) {
        let problem = self.problem;
        for key in &problem.candidates.operations {
            let (facility, process, material) = key;
            let operation = &problem.dataset.operations[&(facility.clone(), process.clone())];
            let definition = &problem.dataset.processes[process];
            let raw = self.is_raw(material);
            let share = |holds: bool| if raw && holds { 1.0 } else { 0.0 };
            let impact = Impact::NONE
                .with(Measure::Euros, self.fee(&(facility.clone(), process.clone())).value())
                .with(Measure::Co2e, definition.emissions().value())
                .with(Measure::Hours, operation.insertion.value())
                .with(Measure::Recovered, share(definition.is_recovery()))
                .with(Measure::Local, share(problem.dataset.facilities[facility].local));
            let name = format!("process({facility},{process},{material})");
            let col = self.program.column(&name, f64::INFINITY, impact);
            self.columns.process.insert(key.clone(), col);
            for y in &definition.yields {
                self.product_columns(facility, &y.output);
            }
        }
        for facility in problem.dataset.facilities.values() {
            if !facility.existing && facility.opening.value() > 0.0 {
                let cost = facility.opening.value();
                let impact = Impact::NONE.with(Measure::Euros, cost).with(Measure::Opening, cost);
                let col = self.program.integer(&format!("open({})", facility.id), 1.0, impact);
                self.columns.open.insert(facility.id.clone(), col);
            }
        }
        for (index, size) in problem.dataset.sizes.iter().enumerate() {
            let cost = size.cost.value();
            let impact = Impact::NONE.with(Measure::Euros, cost).with(Measure::Opening, cost);
            let col = self.program.integer(&format!("sized({},{})", size.facility, size.size), 1.0, impact);
            self.columns.sized.insert(index, col);
        }
    }

    fn product_columns(&mut self, facility: &FacilityId, product: &MaterialId) {
        let key = (facility.clone(), product.clone());
        if self.columns.disposed.contains_key(&key) {
            return;
        }
        let material = &self.problem.dataset.materials[product];
        let steps = self.problem.dataset.markets.contains_key(product);
        if let Some(price) = material.market.or(steps.then_some(EurosPerTonne(0.0))) {
            let avoided = material.virgin_co2e.map_or(0.0, crate::quantity::KgCo2ePerTonne::value);
            // where a market has steps, they bear the price
            let price = if steps { 0.0 } else { price.value() };
            let impact = Impact::NONE.with(Measure::Euros, -price).with(Measure::Co2e, -avoided);
            let col = self.program.column(&format!("sold({facility},{product})"), f64::INFINITY, impact);
            self.columns.sold.insert(key.clone(), col);
        }
        let assume = &self.problem.scenario.assume;
        let impact = Impact::NONE
            .with(Measure::Euros, assume.disposal_cost.value())
            .with(Measure::Co2e, assume.disposal_co2e.value());
        let col = self.program.column(&format!("disposed({facility},{product})"), f64::INFINITY, impact);
        self.columns.disposed.insert(key, col);
    }

    /// Columns `market[m,i]`, t/year sold in step i of the market of m, and `filled[m,i]` (0 or 1) where a later tonne may
    /// sell for more:
    ///
    /// `market[m]`: sum over j of sold[j,m] = sum over i of market[m,i]; `market.full[m,i]`: market[m,i] >= width[i] filled[m,i];
    /// `market.next[m,i]`: market[m,i] <= width[i] filled[m,i-1]. Where prices fall, the best steps are taken first anyway.
    pub(super) fn markets(&mut self) {
        let dataset = self.problem.dataset;
        for (material, market) in &dataset.markets {
            let sold = self.columns.sold.iter().filter(|((_, m), _)| m == material).map(|(_, &col)| (col, 1.0));
            let mut terms: Vec<(Col, f64)> = sold.collect();
            if terms.is_empty() {
                continue;
            }
            let all = dataset.total_output();
            let mut former: Option<Col> = None;
            for (index, (step, width)) in market.steps.iter().zip(market.widths()).enumerate() {
                let (name, width) = (format!("({material},{})", index + 1), width.value().min(all.value()));
                let impact = Impact::NONE.with(Measure::Euros, -step.price.value());
                let col = self.program.column(&format!("market{name}"), width, impact);
                terms.push((col, -1.0));
                self.columns.market.entry(material.clone()).or_default().push(col);
                if let Some(filled) = former.take() {
                    self.program.row(&format!("market.next{name}"), [(col, 1.0), (filled, -width)], Sense::Le, 0.0);
                }
                if !market.falls() && index + 1 < market.steps.len() {
                    let filled = self.program.integer(&format!("filled{name}"), 1.0, Impact::NONE);
                    self.program.row(&format!("market.full{name}"), [(col, 1.0), (filled, -width)], Sense::Ge, 0.0);
                    former = Some(filled);
                }
            }
            self.program.row(&format!("market({material})"), terms, Sense::Eq, 0.0);
        }
    }

    /// `capacity[j]`: sum of process[j,.,.] <= capacity[j] open[j], t/year;
    /// `capacity[j,p]`: sum of process[j,p,.] <= capacity[j,p] open[j], t/year;
    /// `capacity.units[j,p]`: sum of process[j,p,m] 1000 / `unit_kg`[m] <= `capacity_units`[j,p] open[j], pieces/year.
    ///
    /// Where sizes may be chosen, the capacity stated (0 unless said) stands for what is there, and each size chosen adds
    /// its own: `... <= capacity open[j] + sum of capacity[i] sized[j,i]`.
    ///
    /// A candidate without a stated capacity is limited by all that leaves companies. For what companies give out,
    /// `open[j,p,m]`: process[j,p,m] <= the most of m that companies give out and j can process, times open[j], t/year, which opening implies,
    /// and which keeps the relaxed program from opening a fraction of a facility.
    pub(super) fn capacity(&mut self) {
        let mut by_facility: BTreeMap<FacilityId, Vec<Col>> = BTreeMap::new();
        let mut by_operation: BTreeMap<(FacilityId, ProcessId), Vec<(MaterialId, Col)>> = BTreeMap::new();
        for ((facility, process, material), &col) in &self.columns.process {
            by_facility.entry(facility.clone()).or_default().push(col);
            by_operation.entry((facility.clone(), process.clone())).or_default().push((material.clone(), col));
        }
        let dataset = self.problem.dataset;
        for ((facility, process, material), col) in self.columns.process.clone() {
            if self.columns.open.contains_key(&facility) && self.is_raw(&material) {
                let outputs =
                    dataset.flows.values().filter(|f| f.direction == Direction::Out && f.material == material);
                let all: Tonnes = outputs.map(|flow| flow.quantity).sum();
                let most = all.value().min(self.intake(&facility, &material));
                self.limit(&format!("open({facility},{process},{material})"), vec![(col, 1.0)], most, &facility);
            }
        }
        for (facility, cols) in by_facility {
            let sizes = self.sizes(&facility, None);
            let stated = dataset.facilities[&facility].capacity.map(Tonnes::value);
            let stated = stated.or((!sizes.is_empty()).then_some(0.0));
            let (name, terms) = (format!("capacity({facility})"), cols.into_iter().map(|col| (col, 1.0)));
            if let Some(limit) = stated {
                self.capacity_row(&name, terms.chain(sizes).collect(), limit, (&facility, None));
            } else if self.columns.open.contains_key(&facility) {
                self.limit(&name, terms.collect(), dataset.total_output().value(), &facility);
            }
        }
        for ((facility, process), cols) in by_operation {
            let operation = &dataset.operations[&(facility.clone(), process.clone())];
            let sizes = self.sizes(&facility, Some(&process));
            if let Some(capacity) = operation.capacity.or((!sizes.is_empty()).then_some(Tonnes::ZERO)) {
                let terms = cols.iter().map(|(_, col)| (*col, 1.0)).chain(sizes).collect();
                let name = format!("capacity({facility},{process})");
                self.capacity_row(&name, terms, capacity.value(), (&facility, Some(&process)));
            }
            if let Some(units) = operation.capacity_units {
                let pieces = |m: &MaterialId| dataset.materials[m].unit_kg.map_or(0.0, |kg| 1000.0 / kg);
                let terms = cols.iter().map(|(m, col)| (*col, pieces(m))).collect();
                let name = format!("capacity.units({facility},{process})");
                self.capacity_row(&name, terms, units, (&facility, Some(&process)));
            }
        }
    }

    /// A capacity of the year, or its share in each period where those are told apart: what is processed then is at most
    /// share[t] times it, sizes and openings included, which are of the year.
    fn capacity_row(
        &mut self,
        name: &str,
        terms: Vec<(Col, f64)>,
        limit: f64,
        (facility, process): (&FacilityId, Option<&ProcessId>),
    ) {
        if !terms.iter().any(|(col, _)| self.columns.parts.contains_key(col)) {
            return self.limit(name, terms, limit, facility);
        }
        let shares = self.problem.dataset.capacity_shares(facility, process);
        for ((t, name), share) in self.names_by_period(name).into_iter().enumerate().zip(shares) {
            let then = terms.iter().map(|&(col, ratio)| match self.columns.parts.get(&col) {
                Some(parts) => (parts[t], ratio),
                None => (col, ratio * share),
            });
            let then = then.collect();
            self.limit(&name, then, limit * share, facility);
        }
    }

    /// `size.one[j]`, `size.one[j,p]`: at most one size of a facility, and of each of its process lines, and none of a
    /// candidate that is not opened: sum of sized[j,.] <= open[j].
    pub(super) fn sizes_chosen(&mut self) {
        let dataset = self.problem.dataset;
        let places: BTreeSet<(&FacilityId, Option<&ProcessId>)> =
            dataset.sizes.iter().map(|size| (&size.facility, size.process.as_ref())).collect();
        for (facility, process) in places {
            let terms = self.sizes(facility, process).into_iter().map(|(col, _)| (col, 1.0)).collect();
            let ends = process.map_or_else(|| facility.to_string(), |process| format!("{facility},{process}"));
            self.limit(&format!("size.one({ends})"), terms, 1.0, facility);
        }
    }

    /// What each size of a facility, or of one of its process lines, adds to the left of its capacity row.
    fn sizes(&self, facility: &FacilityId, process: Option<&ProcessId>) -> Vec<(Col, f64)> {
        let sizes = self.columns.sized.iter().map(|(&index, &col)| (&self.problem.dataset.sizes[index], col));
        let of = sizes.filter(|(size, _)| size.facility == *facility && size.process.as_ref() == process);
        of.map(|(size, col)| (col, -size.capacity.value())).collect()
    }

    /// The most of a material that a facility can process in a year, by the limits of its operations and its own.
    pub(super) fn intake(&self, facility: &FacilityId, material: &MaterialId) -> f64 {
        let dataset = self.problem.dataset;
        let operations = self.problem.candidates.operations.iter().filter(|(f, _, m)| f == facility && m == material);
        let limits = operations.map(|(_, process, _)| {
            let operation = &dataset.operations[&(facility.clone(), process.clone())];
            let mass = dataset.most_capacity(facility, Some(process)).map_or(f64::INFINITY, Tonnes::value);
            let pieces = operation.capacity_units.zip(dataset.materials[material].unit_kg);
            pieces.map_or(mass, |(units, kg)| mass.min(units * kg / 1000.0))
        });
        limits.sum::<f64>().min(dataset.most_capacity(facility, None).map_or(f64::INFINITY, Tonnes::value))
    }

    /// `terms <= limit open[j]`, where `open[j]` is 1 for what exists already.
    pub(super) fn limit(&mut self, name: &str, mut terms: Vec<(Col, f64)>, limit: f64, facility: &FacilityId) {
        match self.columns.open.get(facility) {
            Some(&open) => {
                terms.push((open, -limit));
                self.program.row(name, terms, Sense::Le, 0.0);
            }
            None => {
                self.program.row(name, terms, Sense::Le, limit);
            }
        }
    }
}
