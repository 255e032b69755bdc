//! A lead in words: who, what, how and what to check; by ids in files, by names for people.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::message;
use crate::catalogue::{Bilingual, Material, Precedent, Process};
use crate::dataset::{Company, Facility};
use crate::discover::leads::{Check, Host, Lead, Leads, To};
use crate::report::words::Words;

/// A lead to be told.
#[derive(Clone, Copy)]
pub(super) struct Told<'l> {
    leads: &'l Leads<'l>,
    lead: &'l Lead,
    words: &'l Words,
    /// Names that several companies bear, where names are asked for.
    shared: Option<&'l BTreeSet<&'l str>>,
}

impl<'l> Told<'l> {
    /// By ids, as files have it.
    pub fn by_id(leads: &'l Leads<'l>, lead: &'l Lead, words: &'l Words) -> Self {
        Self { leads, lead, words, shared: None }
    }

    /// By names, as people have it; ids stand beside the names that several companies share.
    pub fn by_name(leads: &'l Leads<'l>, lead: &'l Lead, words: &'l Words, shared: &'l BTreeSet<&'l str>) -> Self {
        Self { shared: Some(shared), ..Self::by_id(leads, lead, words) }
    }

    /// Who gives.
    pub fn giver(&self) -> Cow<'l, str> {
        self.company(self.leads.ground.company_of(self.lead.from))
    }

    /// Who takes: a company, a facility, or the other members of a pool.
    pub fn taker(&self) -> Cow<'l, str> {
        let ground = &self.leads.ground;
        match &self.lead.to {
            To::Input(input) => self.company(ground.company_of(*input)),
            To::Facility(facility) => self.facility(ground.facility(*facility)),
            To::Pool(members) => {
                let names = members.iter().map(|member| self.company(ground.company_of(*member)));
                names.collect::<Vec<_>>().join(", ").into()
            }
        }
    }

    /// What is given, and what it replaces when that is something else.
    pub fn what(&self) -> Cow<'l, str> {
        let ground = &self.leads.ground;
        let given = ground.item(self.lead.from).material;
        let name = self.material(ground.material(given));
        match ground.chain_of(self.lead).and_then(|chain| chain.product) {
            Some(product) if product != given => format!("{name} → {}", self.material(ground.material(product))).into(),
            _ => name,
        }
    }

    /// The chain: each process and where it is run.
    pub fn how(&self) -> String {
        let ground = &self.leads.ground;
        let steps = ground.chain_of(self.lead).map_or(&[][..], |chain| &chain.steps);
        if steps.is_empty() {
            return self.words.get(&format!("lead-{}", message(self.lead.kind.key())));
        }
        let mut via = self.lead.via.iter();
        let steps = steps.iter().map(|step| {
            let process = self.process(ground.process(step.process));
            let (id, place) = match step.host {
                Host::Donor => ("host-donor", self.giver()),
                Host::Receiver => ("host-receiver", self.taker()),
                Host::Facility => {
                    let facility = via.next().map(|facility| self.facility(ground.facility(*facility)));
                    ("host-facility", facility.unwrap_or_default())
                }
                Host::Nobody => ("host-nobody", Cow::default()),
            };
            self.words.with(id, &[("process", &process), ("place", &place)])
        });
        steps.collect::<Vec<_>>().join(" > ")
    }

    /// What to check next.
    pub fn checks(&self) -> String {
        let text = |check: &Check| {
            let subject = match check {
                Check::Facility(id) | Check::DonorRuns(id) | Check::ReceiverRuns(id) => {
                    self.leads.ground.named_process(id).map(|process| self.process(process))
                }
                Check::Legal(flag) => Some(self.words.legal(flag).into()),
                _ => check.subject().map(Cow::from),
            };
            let subject = subject.unwrap_or_default();
            self.words.with(&format!("check-{}", message(check.key())), &[("subject", &subject)])
        };
        self.leads.ground.checks(self.lead).iter().map(text).collect::<Vec<_>>().join(self.words.separator())
    }

    /// The published exchange that is nearest.
    pub fn precedent(&self) -> Option<String> {
        let ground = &self.leads.ground;
        let Precedent { material, product, place, year, reference, .. } = ground.precedent(self.lead)?;
        let named = |id: &'l str| {
            let at = ground.materials.binary_search_by(|material| material.id.as_str().cmp(id));
            at.map_or(Cow::Borrowed(id), |at| self.material(ground.materials[at]))
        };
        let place = year.as_ref().map_or_else(|| place.clone(), |year| format!("{place}, {year}"));
        Some(format!("{} → {}, {place} ({reference})", named(material), named(product)))
    }

    fn company(&self, company: &'l Company) -> Cow<'l, str> {
        match self.shared {
            Some(shared) if shared.contains(company.name.as_str()) => {
                format!("{} ({})", company.name, company.id).into()
            }
            Some(_) => Cow::Borrowed(&company.name),
            None => company.id.as_str().into(),
        }
    }

    fn facility(&self, facility: &'l Facility) -> Cow<'l, str> {
        if self.shared.is_some() { &facility.name } else { facility.id.as_str() }.into()
    }

    fn material(&self, material: &'l Material) -> Cow<'l, str> {
        if self.shared.is_some() { self.label(&material.label, material.id.as_str()) } else { material.id.as_str() }
            .into()
    }

    /// A process as people call it, or its id.
    fn process(&self, process: &'l Process) -> Cow<'l, str> {
        self.label(&process.label, process.id.as_str()).into()
    }

    fn label(&self, label: &'l Bilingual, id: &'l str) -> &'l str {
        let label = label.text(self.words.language());
        if label.is_empty() { id } else { label }
    }
}
