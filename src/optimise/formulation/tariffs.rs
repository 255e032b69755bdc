//! Prices that change with the tonnes of the year: gate fees, and rebates of hauliers.

use std::collections::BTreeMap;

use super::Formulation;
use crate::id::{FacilityId, ProcessId};
use crate::optimise::program::{Col, Impact, Measure, Sense};
use crate::quantity::{EurosPerTonne, Tonnes};
use crate::scenario::RebateOf;
use crate::tariff::{Band, Tariff};

type Operation = (FacilityId, ProcessId);

/// What is priced by a tariff.
struct Priced<'t> {
    /// In the names of rows and columns.
    name: String,
    tariff: &'t Tariff,
    bands: Vec<Band>,
    /// Less what there is of it, t/year, each column bearing the last price.
    terms: Vec<(Col, f64)>,
    /// Where it may not be open.
    facility: Option<&'t FacilityId>,
}

/// The bands of a tariff; where they need a choice, those that can be reached, the last up to the most that can be.
fn bands(tariff: &Tariff, most: Tonnes) -> Vec<Band> {
    let mut bands = tariff.bands();
    if !tariff.rises() {
        bands.retain(|band| band.from <= most);
        if let Some(last) = bands.last_mut() {
            last.to = Tonnes(last.to.value().min(most.value()));
        }
    }
    bands
}

fn last_price(bands: &[Band]) -> EurosPerTonne {
    bands.last().map_or(EurosPerTonne::ZERO, |band| band.price)
}

impl<'a> Formulation<'a> {
    /// What the column of a process bears for each tonne: its gate fee, or the last price of its tariff; the columns of
    /// [`Formulation::tariff_rows`] bear what the others differ from it.
    pub(super) fn fee(&self, operation: &Operation) -> EurosPerTonne {
        match self.problem.dataset.tariffs.get(operation) {
            Some(tariff) => last_price(&self.gate_bands(operation, tariff)),
            None => self.problem.dataset.operations[operation].gate_fee,
        }
    }

    fn gate_bands(&self, operation: &Operation, tariff: &Tariff) -> Vec<Band> {
        let dataset = self.problem.dataset;
        let capacities =
            [dataset.most_capacity(&operation.0, Some(&operation.1)), dataset.most_capacity(&operation.0, None)];
        let most = capacities.into_iter().flatten().map(Tonnes::value);
        bands(tariff, Tonnes(most.fold(dataset.total_output().value(), f64::min)))
    }

    /// What the haulier of a stream takes off by the tonnes of all companies that it comes to.
    fn rebate(&self, s: usize) -> Option<(&'a Tariff, Vec<Band>)> {
        let tariff = self.problem.scenario.collection[s].alone.as_ref()?.rebate(RebateOf::Stream)?;
        let stream = &self.problem.candidates.streams[s];
        let served = stream.companies().filter(|(index, _)| stream.alones.iter().any(|it| it.stop == *index));
        Some((tariff, bands(tariff, served.map(|(_, stop)| stop.whole()).sum())))
    }

    /// What the column of a haulier's pickups bears for each tonne besides: the last rebate on the tonnes of all companies.
    pub(super) fn last_rebate(&self, s: usize) -> EurosPerTonne {
        self.rebate(s).map_or(EurosPerTonne::ZERO, |(_, bands)| last_price(&bands))
    }

    /// Tariffs of gate fees by what is processed, and of hauliers by the tonnes of those whom they come to alone.
    pub(super) fn tariff_rows(&mut self) {
        let mut processed: BTreeMap<Operation, Vec<(Col, f64)>> = BTreeMap::new();
        for ((facility, process, _), &col) in &self.columns.process {
            processed.entry((facility.clone(), process.clone())).or_default().push((col, -1.0));
        }
        let problem = self.problem;
        for (operation, tariff) in &problem.dataset.tariffs {
            let Some(terms) = processed.remove(operation) else { continue };
            let (name, bands) = (format!("{},{}", operation.0, operation.1), self.gate_bands(operation, tariff));
            self.priced(Priced { name, tariff, bands, terms, facility: Some(&operation.0) });
        }
        for (s, stream) in problem.candidates.streams.iter().enumerate() {
            let Some((tariff, bands)) = self.rebate(s) else { continue };
            let load = |index: usize| stream.stops[stream.alones[index].stop].whole().value();
            let terms = (0..stream.alones.len()).map(|index| (self.columns.alone[&(s, index)], -load(index))).collect();
            self.priced(Priced { name: stream.id.to_string(), tariff, bands, terms, facility: None });
        }
    }

    /// Columns `band[n,i]`, and `reached[n,i]` (0 or 1) where a later tonne, or all of them, may cost less; n is an operation
    /// or a stream.
    ///
    /// Where prices only rise, a band is the tonnes at its price, t/year, at most its width; all bands but the last, which needs
    /// none: `tariff[n]`: sum of band[n,.] <= what there is. Cheaper ones are filled first anyway.
    ///
    /// Else a band is all tonnes of the year if it is the one that they reach: `tariff[n]`: sum of band[n,.] = what there is;
    /// `band.least[n,i]`: band >= from reached; `band.most[n,i]`: band <= to reached; `band.one[n]`: sum of reached[n,.] <=
    /// 1, or open[j] of an operation of j. Without whole numbers, the least that this costs is the convex hull of the tariff
    /// (the multiple choice model: Croxton, Gendron and Magnanti, 2003).
    fn priced(&mut self, priced: Priced<'_>) {
        let Priced { name, tariff, bands, mut terms, facility } = priced;
        if bands.len() < 2 {
            return;
        }
        let last = last_price(&bands);
        let euros = |eur: f64| Impact::NONE.with(Measure::Euros, eur);
        if tariff.rises() {
            for (index, band) in bands[..bands.len() - 1].iter().enumerate() {
                let (width, less) = ((band.to - band.from).value(), (band.price - last).value());
                let col = self.program.column(&format!("band({name},{})", index + 1), width, euros(less));
                terms.push((col, 1.0));
            }
            self.program.row(&format!("tariff({name})"), terms, Sense::Le, 0.0);
            return;
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
        let name = format!("band.one({name})");
        match facility {
            Some(facility) => self.limit(&name, one, 1.0, facility),
            None => {
                self.program.row(&name, one, Sense::Le, 1.0);
            }
        }
    }
}
