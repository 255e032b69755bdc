//! Indicators, gains, targets and the objective, summed anew from the ledgers.

use std::collections::BTreeMap;

use super::Check;
use crate::assess::results::ResultFolder;
use crate::assess::{CompanyGain, Entry, Kind, gains, indicators};
use crate::dataset::Flow;
use crate::id::{FlowId, MaterialId};
use crate::scenario::{Limit, Metric, Minimise, Target};

impl Check<'_> {
    pub(super) fn sums(&mut self, folder: &ResultFolder) {
        let expected = indicators::indicators(self.dataset, self.today, self.proposed);
        for figure in &expected {
            let stated = folder.indicators.iter().find(|stated| stated.id == figure.id);
            let (today, proposed) = stated.map_or((f64::NAN, f64::NAN), |stated| (stated.today, stated.proposed));
            self.agree("indicator", || format!("`{}` today", figure.id), today, figure.today);
            self.agree("indicator", || format!("`{}` proposed", figure.id), proposed, figure.proposed);
        }
        let mut companies = gains::gains(self.dataset, self.today, self.proposed, self.rounds);
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
        let objective = self.objective(self.scenario.objective.minimise);
        let stated = folder.manifest["certificate"]["objective"].as_f64().unwrap_or(f64::NAN);
        if self.scenario.objective.then.is_empty() {
            self.agree("objective", || "the objective of the manifest".into(), stated, objective);
        } else {
            self.order(folder);
        }
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

    /// Each objective of an order has the value stated, at most what it may give way by above its least.
    fn order(&mut self, folder: &ResultFolder) {
        let (asked, stated) = (&self.scenario.objective, &folder.manifest["certificate"]["order"]);
        let first = std::iter::once(asked.minimise).chain(asked.then.iter().map(|next| next.minimise));
        let give_way = asked.then.iter().map(|next| next.give_way).chain([0.0]);
        for (index, (minimise, give_way)) in first.zip(give_way).enumerate() {
            let figure = |key: &str| stated[index][key].as_f64().unwrap_or(f64::NAN);
            let (reached, least, what) =
                (self.objective(minimise), figure("least"), format!("objective {}", index + 1));
            self.agree("objective", || format!("{what} reached"), figure("reached"), reached);
            let bound = stated[index]["bound"].as_f64();
            let gap = bound.map(|bound| ((least - bound) / least.abs().max(1.0)).max(0.0));
            let said = stated[index]["gap"].as_f64();
            self.agree("certificate", || format!("the gap of {what}"), said.unwrap_or(-1.0), gap.unwrap_or(-1.0));
            // what is held is held to the accuracy of the solver
            let most = least + give_way + 1e-6 * least.abs().max(1.0);
            self.at_most("objective.give-way", || what, reached, most);
        }
        let least = folder.manifest["certificate"]["objective"].as_f64().unwrap_or(f64::NAN);
        let stated = stated[0]["least"].as_f64().unwrap_or(f64::NAN);
        self.agree("objective", || "the objective of the manifest".into(), least, stated);
    }

    fn totals(&self) -> [f64; 4] {
        self.proposed.iter().fold([0.0; 4], |[eur, co2e, km, hours], e| {
            [eur + e.eur.value(), co2e + e.co2e.value(), km + e.km.value(), hours + e.hours.value()]
        })
    }

    fn objective(&self, minimise: Minimise) -> f64 {
        let ([eur, co2e, km, hours], objective) = (self.totals(), &self.scenario.objective);
        let soft = self.scenario.targets.iter().filter(|_| minimise == objective.minimise);
        let missing: f64 = soft
            .filter_map(|target| {
                let reached = self.reached(target.metric) - self.at_risk(target);
                Some(target.price? * target.units() * target.missing(reached))
            })
            .sum();
        missing
            + match minimise {
                Minimise::NetCost => {
                    eur + objective.co2e_eur_per_t * co2e / 1000.0 - objective.insertion_value.value() * hours
                }
                Minimise::Co2e => co2e,
                Minimise::Km => km,
            }
    }

    fn reached(&self, metric: Metric) -> f64 {
        let figures = indicators::indicators(self.dataset, self.today, self.proposed);
        let indicator = |id: &str| figures.iter().find(|figure| figure.id == id).map_or(f64::NAN, |f| f.proposed);
        let [eur, co2e, km, hours] = self.totals();
        match metric {
            Metric::DiversionRate => indicator("diversion_rate"),
            Metric::LocalRate => indicator("local_rate"),
            Metric::BudgetEur => eur,
            Metric::Co2eKg => co2e,
            Metric::Km => km,
            Metric::InsertionHours => hours,
            Metric::CollectedT => indicator("tonnes.collected"),
            Metric::ReusedT => indicator("tonnes.reused"),
            Metric::OpeningEur => self.openings(),
        }
    }

    /// What a target would lose if the flows on which most of it rests, as many as the scenario says, were at their least.
    fn at_risk(&self, target: &Target) -> f64 {
        let Some(low_flows) = self.scenario.low_flows.filter(|_| target.can_be_safe()) else { return 0.0 };
        let mut losses: Vec<f64> = self.dataset.flows.values().map(|flow| self.loss(flow, target.metric)).collect();
        losses.sort_by(|a, b| b.total_cmp(a));
        let share = matches!(target.metric, Metric::DiversionRate | Metric::LocalRate);
        let unit = if share { self.dataset.total_output().value() } else { 1.0 };
        losses.into_iter().take(low_flows as usize).sum::<f64>() / unit
    }

    /// Tonnes of a metric that a flow would not bring, or take, at its least quantity.
    fn loss(&self, flow: &Flow, metric: Metric) -> f64 {
        let Some(least) = flow.quantity_min.filter(|least| *least < flow.quantity) else { return 0.0 };
        let local = |place: &str| self.dataset.facilities.values().any(|f| f.local && f.id.as_str() == place);
        let counts = |entry: &&Entry| match entry.kind {
            Kind::Outlet if entry.flow.as_ref() == Some(&flow.id) => match metric {
                Metric::LocalRate => local(&entry.to),
                Metric::DiversionRate => {
                    flow.process.as_ref().is_some_and(|process| self.dataset.processes[process].is_recovery())
                }
                _ => false,
            },
            Kind::Haulage => {
                let of = entry.flow.as_ref() == Some(&flow.id) || entry.taker.as_ref() == Some(&flow.id);
                of && metric != Metric::CollectedT
            }
            Kind::Collected => entry.flow.as_ref() == Some(&flow.id),
            _ => false,
        };
        let tonnes: f64 = self.proposed.iter().filter(counts).map(|entry| entry.tonnes.value()).sum();
        tonnes * (1.0 - least.value() / flow.quantity.value())
    }

    fn openings(&self) -> f64 {
        let kinds = [Kind::Opening, Kind::Size];
        self.proposed.iter().filter(|entry| kinds.contains(&entry.kind)).map(|entry| entry.eur.value()).sum()
    }

    pub(super) fn targets(&mut self) {
        for target in self.scenario.targets.iter().filter(|target| target.price.is_none()) {
            let reached = self.reached(target.metric) - self.at_risk(target);
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
