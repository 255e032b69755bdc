//! Gate fees that change with the tonnes of the year.

use std::collections::BTreeMap;

use super::Formulation;
use crate::dataset::{Band, Tariff};
use crate::id::{FacilityId, ProcessId};
use crate::optimise::program::{Col, Impact, Measure, Sense};
use crate::quantity::{EurosPerTonne, Tonnes};

type Operation = (FacilityId, ProcessId);

impl Formulation<'_> {
    /// What the column of a process bears for each tonne: its gate fee, or the last price of its tariff; the columns of
    /// [`Formulation::tariff_rows`] bear what the others differ from it.
    pub(super) fn fee(&self, operation: &Operation) -> EurosPerTonne {
        match self.problem.dataset.tariffs.get(operation) {
            Some(tariff) => self.bands(operation, tariff).last().map_or(EurosPerTonne(0.0), |band| band.price),
            None => self.problem.dataset.operations[operation].gate_fee,
        }
    }

    /// The bands of a tariff; where they need a choice, those that can be reached, the last up to the most that can be.
    fn bands(&self, operation: &Operation, tariff: &Tariff) -> Vec<Band> {
        let dataset = self.problem.dataset;
        let mut bands = tariff.bands();
        if !tariff.rises() {
            let capacities =
                [dataset.most_capacity(&operation.0, Some(&operation.1)), dataset.most_capacity(&operation.0, None)];
            let most = capacities.into_iter().flatten().map(Tonnes::value);
            let most = most.fold(dataset.total_output().value(), f64::min);
            bands.retain(|band| band.from.value() <= most);
            if let Some(last) = bands.last_mut() {
                last.to = Tonnes(last.to.value().min(most));
            }
        }
        bands
    }

    /// Columns `band[j,p,i]`, and `reached[j,p,i]` (0 or 1) where a later tonne, or all of them, may cost less.
    ///
    /// Where prices only rise, a band is the tonnes at its price, t/year, at most its width; all bands but the last, which needs
    /// none: `tariff[j,p]`: sum of band[j,p,.] <= sum of process[j,p,.]. Cheaper ones are filled first anyway.
    ///
    /// Else a band is all tonnes of the year if it is the one that they reach: `tariff[j,p]`: sum of band[j,p,.] = sum of
    /// process[j,p,.]; `band.least[j,p,i]`: band >= from reached; `band.most[j,p,i]`: band <= to reached; `band.one[j,p]`: sum
    /// of reached[j,p,.] <= open[j]. Without whole numbers, the least that this costs is the convex hull of the tariff (the
    /// multiple choice model: Croxton, Gendron and Magnanti, 2003).
    pub(super) fn tariff_rows(&mut self) {
        let mut processed: BTreeMap<Operation, Vec<(Col, f64)>> = BTreeMap::new();
        for ((facility, process, _), &col) in &self.columns.process {
            processed.entry((facility.clone(), process.clone())).or_default().push((col, -1.0));
        }
        let dataset = self.problem.dataset;
        for (operation, tariff) in &dataset.tariffs {
            let (Some(mut terms), bands) = (processed.remove(operation), self.bands(operation, tariff)) else {
                continue;
            };
            if bands.len() < 2 {
                continue;
            }
            let (name, last) = (format!("{},{}", operation.0, operation.1), self.fee(operation));
            let euros = |eur: f64| Impact::NONE.with(Measure::Euros, eur);
            if tariff.rises() {
                for (index, band) in bands[..bands.len() - 1].iter().enumerate() {
                    let (width, less) = ((band.to - band.from).value(), (band.price - last).value());
                    let col = self.program.column(&format!("band({name},{})", index + 1), width, euros(less));
                    terms.push((col, 1.0));
                }
                self.program.row(&format!("tariff({name})"), terms, Sense::Le, 0.0);
                continue;
            }
            let mut one = Vec::new();
            for (index, band) in bands.iter().enumerate() {
                let (name, from, to) = (format!("({name},{})", index + 1), band.from.value(), band.to.value());
                let col = self.program.column(&format!("band{name}"), to, euros((band.price - last).value()));
                let reached = self.program.integer(&format!("reached{name}"), 1.0, euros(band.fixed.value()));
                if from > 0.0 {
                    self.program.row(&format!("band.least{name}"), [(col, 1.0), (reached, -from)], Sense::Ge, 0.0);
                }
                self.program.row(&format!("band.most{name}"), [(col, 1.0), (reached, -to)], Sense::Le, 0.0);
                terms.push((col, 1.0));
                one.push((reached, 1.0));
            }
            self.program.row(&format!("tariff({name})"), terms, Sense::Eq, 0.0);
            self.limit(&format!("band.one({name})"), one, 1.0, &operation.0);
        }
    }
}
