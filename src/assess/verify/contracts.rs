//! Contracts on links: who may give what to whom, how much, at what yearly cost, and to how many.

use std::collections::{BTreeMap, BTreeSet};

use super::Check;
use crate::assess::{Entry, Kind};
use crate::dataset::{Contract, Exclusive, Standing};

impl Check<'_> {
    /// The contract that a line of a link is under: the one that names its material, else the one that names none.
    pub(super) fn contract(&self, entry: &Entry) -> Option<&Contract> {
        let material = entry.material.as_ref()?;
        let between = self.dataset.contracts.iter().filter(|contract| {
            contract.from.as_str() == entry.from
                && contract.to.as_str() == entry.to
                && contract.material.as_ref().is_none_or(|of| of == material)
        });
        between.max_by_key(|contract| contract.material.is_some())
    }

    /// Each contract: nothing where it forbids, nothing to others where it is exclusive, its tonnage, and its cost once.
    pub(super) fn contracts(&mut self) {
        if self.scenario.reuse.is_none() {
            return;
        }
        for contract in &self.dataset.contracts {
            let under: Vec<&Entry> = self.proposed.iter().filter(|it| self.contract(it) == Some(contract)).collect();
            let sum = |kind: Kind, of: fn(&Entry) -> f64| -> f64 {
                under.iter().filter(|entry| entry.kind == kind).map(|entry| of(entry)).sum()
            };
            let tonnes = sum(Kind::Haulage, |entry| entry.tonnes.value());
            let paid = sum(Kind::Link, |entry| entry.eur.value());
            let what = || format!("contract `{}`", contract.name());
            let most = match (contract.standing, contract.most) {
                (Standing::Forbidden, _) => 0.0,
                (_, Some(most)) => most.value(),
                _ => f64::INFINITY,
            };
            self.at_most("contract.most", what, tonnes, most);
            if tonnes > 0.0 || contract.standing == Standing::Kept {
                let least = contract.least.map_or(0.0, crate::quantity::Tonnes::value);
                self.at_most("contract.least", what, -tonnes, -least);
            }
            if let Some(yearly) = contract.yearly {
                self.agree("contract.eur", what, paid, if tonnes > 0.0 { yearly.value() } else { 0.0 });
            }
            self.exclusive(contract);
        }
    }

    /// Each collection with a contract: nothing collected, or the tonnage of it with what is paid as missing.
    pub(super) fn pooled_contracts(&mut self) {
        for stream in &self.scenario.collection {
            let Some(contract) = &stream.contract else { continue };
            let sum = |kind: Kind| -> f64 {
                let own = self.proposed.iter().filter(|it| it.kind == kind && it.stream.as_ref() == Some(&stream.id));
                own.map(|entry| entry.tonnes.value()).sum()
            };
            let (collected, missing) = (sum(Kind::Collected), sum(Kind::Missing));
            let what = || format!("tonnes of stream `{}`", stream.id);
            if collected > 0.0 {
                self.at_most("contract.pooled", what, -collected - missing, -contract.min_t.value());
            }
        }
    }

    /// Who is bound has no link of the material with anybody else.
    fn exclusive(&mut self, contract: &Contract) {
        let Some(exclusive) = contract.exclusive else { return };
        for entry in self.proposed.iter().filter(|entry| entry.kind == Kind::Haulage) {
            let of = contract.material.as_ref().is_none_or(|of| entry.material.as_ref() == Some(of));
            let (from, to) = (entry.from == contract.from.as_str(), entry.to == contract.to.as_str());
            let broken = match exclusive {
                Exclusive::From => from && !to,
                Exclusive::To => to && !from,
                Exclusive::Both => from != to,
            };
            if of && broken {
                let what = || format!("from `{}` to `{}`, against `{}`", entry.from, entry.to, contract.name());
                self.at_most("contract.exclusive", what, entry.tonnes.value(), 0.0);
            }
        }
    }

    /// No company has reuse links with more partners than it, or the scenario, allows.
    pub(super) fn partners(&mut self) {
        let mut partners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for entry in self.proposed.iter().filter(|entry| entry.kind == Kind::Haulage) {
            for (place, partner) in [(&entry.from, &entry.to), (&entry.to, &entry.from)] {
                if place != partner {
                    partners.entry(place).or_default().insert(partner);
                }
            }
        }
        let general = self.scenario.reuse.as_ref().and_then(|reuse| reuse.max_partners);
        for company in self.dataset.companies.values() {
            let Some(most) = company.max_partners.or(general) else { continue };
            let has = partners.get(company.id.as_str()).map_or(0, BTreeSet::len);
            let has = f64::from(u32::try_from(has).unwrap_or(u32::MAX));
            self.at_most("partners", || format!("partners of `{}`", company.id), has, f64::from(most));
        }
    }
}
