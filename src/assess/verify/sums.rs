//! Indicators, gains, targets and the objective, summed anew from the ledgers.

use std::collections::BTreeMap;

use super::Check;
use crate::assess::results::ResultFolder;
use crate::assess::{CompanyGain, Kind, gains, indicators};
use crate::id::{FlowId, MaterialId};
use crate::scenario::{Limit, Metric, Minimise};

impl Check<'_> {
    pub(super) fn sums(&mut self, folder: &ResultFolder) {
        let expected = indicators::indicators(self.dataset, self.today, self.proposed);
        for figure in &expected {
            let stated = folder.indicators.iter().find(|stated| stated.id == figure.id);
            let (today, proposed) = stated.map_or((f64::NAN, f64::NAN), |stated| (stated.today, stated.proposed));
            self.agree("indicator", || format!("`{}` today", figure.id), today, figure.today);
            self.agree("indicator", || format!("`{}` proposed", figure.id), proposed, figure.proposed);
        }
        let mut companies = gains::gains(self.dataset, self.today, self.proposed);
        gains::served_by_rounds(&mut companies, self.rounds);
        for row in &companies {
            let stated = folder.companies.iter().find(|stated| stated.company == row.company);
            let name = row.company.as_ref().map_or_else(|| "no company".to_owned(), ToString::to_string);
            for (part, of) in GAINS {
                let stated = stated.map_or(f64::NAN, of);
                self.agree("gain", || format!("{part} of {name}"), stated, of(row));
            }
        }
        self.proposals(folder);
        self.certificate(folder);
        let objective = self.objective();
        let stated = folder.manifest["certificate"]["objective"].as_f64().unwrap_or(f64::NAN);
        self.agree("objective", || "the objective of the manifest".into(), stated, objective);
    }

    /// Every link and every company that a stream serves is a proposal with its tonnes, and nothing else is.
    fn proposals(&mut self, folder: &ResultFolder) {
        let mut expected: BTreeMap<String, f64> = BTreeMap::new();
        for entry in self.proposed {
            let id = match (entry.kind, &entry.stream) {
                (Kind::Collected, Some(stream)) => format!("collection:{stream}:{}", entry.from),
                (Kind::Haulage, _) => {
                    let from = entry.flow.as_ref().map_or(entry.from.as_str(), FlowId::as_str);
                    let to = entry.taker.as_ref().map_or(entry.to.as_str(), FlowId::as_str);
                    let material = entry.material.as_ref().map_or("", MaterialId::as_str);
                    format!("reuse:{from}>{to}:{material}")
                }
                _ => continue,
            };
            *expected.entry(id).or_insert(0.0) += entry.tonnes.value();
        }
        for synergy in &folder.synergies {
            let tonnes = expected.remove(&synergy.id).unwrap_or(0.0);
            self.agree("proposal", || format!("tonnes of `{}`", synergy.id), synergy.tonnes.value(), tonnes);
        }
        for (id, tonnes) in expected {
            self.agree("proposal", || format!("`{id}` in synergies.csv"), 0.0, tonnes);
        }
    }

    /// The gap of the manifest follows from its objective and bound, and `optimal` is said only within the gap asked.
    fn certificate(&mut self, folder: &ResultFolder) {
        let certificate = &folder.manifest["certificate"];
        let figure = |key: &str| certificate[key].as_f64();
        let gap = figure("objective").zip(figure("bound")).map(|(o, b)| ((o - b) / o.abs().max(1.0)).max(0.0));
        let stated = figure("gap");
        self.agree("certificate", || "the gap".into(), stated.unwrap_or(-1.0), gap.unwrap_or(-1.0));
        let proven = gap.is_some_and(|gap| gap <= self.scenario.solver.gap);
        let said = certificate["status"].as_str() == Some("optimal");
        self.agree("certificate", || "`optimal`".into(), f64::from(u8::from(said)), f64::from(u8::from(proven)));
    }

    fn totals(&self) -> [f64; 4] {
        self.proposed.iter().fold([0.0; 4], |[eur, co2e, km, hours], e| {
            [eur + e.eur.value(), co2e + e.co2e.value(), km + e.km.value(), hours + e.hours.value()]
        })
    }

    fn objective(&self) -> f64 {
        let ([eur, co2e, km, hours], objective) = (self.totals(), &self.scenario.objective);
        match objective.minimise {
            Minimise::NetCost => {
                eur + objective.co2e_eur_per_t * co2e / 1000.0 - objective.insertion_value.value() * hours
            }
            Minimise::Co2e => co2e,
            Minimise::Km => km,
        }
    }

    fn openings(&self) -> f64 {
        let kinds = [Kind::Opening, Kind::Size];
        self.proposed.iter().filter(|entry| kinds.contains(&entry.kind)).map(|entry| entry.eur.value()).sum()
    }

    pub(super) fn targets(&mut self) {
        let figures = indicators::indicators(self.dataset, self.today, self.proposed);
        let indicator = |id: &str| figures.iter().find(|figure| figure.id == id).map_or(f64::NAN, |f| f.proposed);
        let [eur, co2e, km, hours] = self.totals();
        for target in &self.scenario.targets {
            let reached = match target.metric {
                Metric::DiversionRate => indicator("diversion_rate"),
                Metric::LocalRate => indicator("local_rate"),
                Metric::BudgetEur => eur,
                Metric::Co2eKg => co2e,
                Metric::Km => km,
                Metric::InsertionHours => hours,
                Metric::CollectedT => indicator("tonnes.collected"),
                Metric::ReusedT => indicator("tonnes.reused"),
                Metric::OpeningEur => self.openings(),
            };
            let what = || format!("`{}`", target.metric.key());
            match target.limit {
                Limit::AtLeast(asked) => self.at_most("target", what, asked, reached),
                Limit::AtMost(asked) => self.at_most("target", what, reached, asked),
            }
        }
    }
}

type Gain = (&'static str, fn(&CompanyGain) -> f64);

const GAINS: [Gain; 7] = [
    ("EUR today", |row| row.eur_today.value()),
    ("EUR proposed", |row| row.eur_proposed.value()),
    ("kgCO2e today", |row| row.co2e_today.value()),
    ("kgCO2e proposed", |row| row.co2e_proposed.value()),
    ("km today", |row| row.km_today.value()),
    ("km proposed", |row| row.km_proposed.value()),
    ("diverted tonnes", |row| row.diverted.value()),
];
