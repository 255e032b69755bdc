//! What a lead is worth: euros and emissions, from today's prices and the factors of the catalogue.

use super::chain::{Chain, Host};
use super::ground::Ground;
use super::knowledge;
use crate::catalogue::{Material, Process};
use crate::dataset::Operation;
use crate::quantity::{EurosPerTonne, KgCo2ePerTonne, Tonnes};

/// A possible way of an output: by a chain, through facilities of the dataset, to an input or to the last of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way<'c> {
    /// Number of the output.
    pub from: u32,
    /// The chain.
    pub chain: &'c Chain,
    /// What the facilities of the dataset on the way do.
    pub runs: &'c [Option<&'c Operation>],
    /// Number of the input; none where the way ends at a facility.
    pub to: Option<u32>,
    /// All legs together.
    pub km: f64,
}

impl Way<'_> {
    /// EUR that a tonne of the output brings both sides, of so many a year: outlet and purchase saved, less haulage and
    /// processing. None when neither the outlet nor what is replaced has a price.
    pub fn eur_per_t(&self, ground: &Ground<'_>, tonnes: f64) -> Option<f64> {
        let outlet = ground.item(self.from).cost;
        let replaced = match (self.chain.product, self.to) {
            (Some(product), Some(input)) => {
                let market = || ground.material(product).market.map(EurosPerTonne::value);
                ground.item(input).cost.or_else(market).map(|price| price * self.chain.ratio)
            }
            _ => self.sold(ground, |material| material.market.map(EurosPerTonne::value)),
        };
        let gain = outlet.map_or(0.0, |eur| eur) + replaced.map_or(0.0, |eur| eur);
        (outlet.is_some() || replaced.is_some()).then(|| {
            let fee = |process: &Process, run: Option<(&Operation, f64)>| {
                let fee = run.map(|(operation, fed)| ground.dataset.fee(operation, Tonnes(tonnes * fed)).value());
                fee.or(knowledge::cost(process))
            };
            gain - self.haulage(ground).0 - self.processing(ground, fee)
        })
    }

    /// kgCO2e that a tonne of the output avoids: outlet and new production, less haulage and processing. None when
    /// neither of the first two is known.
    pub fn co2e_per_t(&self, ground: &Ground<'_>) -> Option<f64> {
        let known = ground.item(self.from).flow.is_some_and(|flow| flow.process.is_some() || flow.facility.is_some());
        let outlet = known.then(|| ground.outlet_co2e(self.from));
        let replaced = match (self.chain.product, self.to) {
            (Some(product), Some(_)) => {
                ground.material(product).virgin_co2e.map(|factor| factor.value() * self.chain.ratio)
            }
            _ => self.sold(ground, |material| material.virgin_co2e.map(KgCo2ePerTonne::value)),
        };
        let gain = outlet.unwrap_or(0.0) + replaced.unwrap_or(0.0);
        (outlet.is_some() || replaced.is_some()).then(|| {
            gain - self.haulage(ground).1
                - self.processing(ground, |process, _| process.co2e.map(KgCo2ePerTonne::value))
        })
    }

    /// What the products of the last process are worth by some figure of theirs.
    fn sold(&self, ground: &Ground<'_>, figure: impl Fn(&Material) -> Option<f64>) -> Option<f64> {
        let last = self.chain.steps.last()?;
        let yields = ground.process(last.process).yields.iter();
        let worth = yields.filter_map(|made| {
            let material = ground.material(ground.material_number(&made.output)?);
            figure(material).map(|figure| figure * made.ratio * last.fed)
        });
        worth.fold(None, |sum, worth| Some(sum.unwrap_or(0.0) + worth))
    }

    /// Haulage of a tonne: EUR and kgCO2e; nothing known of pipes.
    fn haulage(&self, ground: &Ground<'_>) -> (f64, f64) {
        if knowledge::is_piped(ground.material(ground.item(self.from).material)) {
            return (0.0, 0.0);
        }
        let tariff = &ground.scenario.assume.haulage;
        (tariff.eur_per_t.value() + tariff.eur_per_t_km * self.km, tariff.co2e_kg_per_t_km * self.km)
    }

    /// A figure of all processes for a tonne of output; where a facility runs one, `figure` is given its operation, and what is
    /// fed to it for each tonne.
    fn processing(
        &self,
        ground: &Ground<'_>,
        figure: impl Fn(&Process, Option<(&Operation, f64)>) -> Option<f64>,
    ) -> f64 {
        let mut runs = self.runs.iter();
        let mut sum = 0.0;
        for step in &self.chain.steps {
            let run = if step.host == Host::Facility { runs.next().copied().flatten() } else { None };
            let run = run.map(|operation| (operation, step.fed));
            sum += figure(ground.process(step.process), run).unwrap_or(0.0) * step.fed;
        }
        sum
    }
}
