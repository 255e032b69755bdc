//! What each company gains.
//!
//! A company bears its own outlets, purchases, deliveries and pickups. Rounds of a collection, of one stream or of
//! several that share a vehicle, are shared by the tonnes that they bring of each of the companies that they visit, trunk
//! haulage by the tonnes of all that reached the hubs, by rounds or own deliveries. The treatment of what companies sent
//! is shared by the tonnes of that material that each sent. Direct haulage and the upkeep of a link are halved between
//! two companies, and borne by the company where the other end is a facility. Opening and sizes, sales, disposal, the
//! treatment of products and what is missing to the contract of a collection are borne by no company.
//! Before any price that partners agree on: a giver saves its outlet, a taker saves its purchase.

use std::collections::{BTreeMap, BTreeSet};

use super::boards::Boards;
use super::{CompanyGain, Entry, Kind, RoundPlan};
use crate::dataset::Dataset;
use crate::id::{CompanyId, FlowId, MaterialId, StreamId};
use crate::quantity::{Euros, KgCo2e, Kilometres, Tonnes};

/// Who bears what part of an entry; the parts sum to 1, and `None` is nobody in particular.
type Shares = Vec<(Option<CompanyId>, f64)>;

/// What is borne of some entries.
#[derive(Debug, Clone, Copy, Default)]
struct Borne {
    eur: Euros,
    co2e: KgCo2e,
    km: Kilometres,
}

impl Borne {
    fn add(&mut self, entry: &Entry) {
        self.eur += entry.eur;
        self.co2e += entry.co2e;
        self.km += entry.km;
    }
}

impl From<&Entry> for Borne {
    fn from(entry: &Entry) -> Self {
        Self { eur: entry.eur, co2e: entry.co2e, km: entry.km }
    }
}

/// The gain of every company, in the order of their ids, and last of what no company bears.
#[must_use]
pub fn gains(dataset: &Dataset, today: &[Entry], proposed: &[Entry], rounds: &[RoundPlan]) -> Vec<CompanyGain> {
    let mut rows: BTreeMap<Option<CompanyId>, CompanyGain> =
        dataset.companies.values().map(|c| (Some(c.id.clone()), empty(Some(c.id.clone()), &c.name))).collect();
    rows.insert(None, empty(None, ""));
    for (ledger, rounds, state) in [(today, &[][..], 0), (proposed, rounds, 1)] {
        let bearing = Bearing::new(dataset, ledger, rounds);
        let mut bear = |borne: &Borne, shares: Shares| {
            for (company, share) in shares {
                let row = rows.entry(company.clone()).or_insert_with(|| empty(company, ""));
                let (eur, co2e, km) = if state == 0 {
                    (&mut row.eur_today, &mut row.co2e_today, &mut row.km_today)
                } else {
                    (&mut row.eur_proposed, &mut row.co2e_proposed, &mut row.km_proposed)
                };
                *eur += borne.eur * share;
                *co2e += borne.co2e * share;
                *km += borne.km * share;
            }
        };
        // what all senders of a material share is shared once, however many facilities treat it
        let mut treated: BTreeMap<&MaterialId, Borne> = BTreeMap::new();
        for entry in ledger {
            match (entry.kind, &entry.flow, &entry.material) {
                (Kind::Treatment, None, Some(material)) => treated.entry(material).or_default().add(entry),
                _ => bear(&Borne::from(entry), bearing.shares(entry)),
            }
        }
        for (material, borne) in treated {
            bear(&borne, proportional(bearing.by_material.get(material)));
        }
    }
    for entry in proposed {
        served(dataset, entry, &mut rows);
    }
    let nobody = rows.remove(&None);
    let mut gains: Vec<CompanyGain> = rows.into_values().collect();
    for row in &mut gains {
        if row.served.is_empty() {
            "today".clone_into(&mut row.served);
        }
    }
    gains.extend(nobody);
    gains
}

fn empty(company: Option<CompanyId>, name: &str) -> CompanyGain {
    CompanyGain {
        company,
        name: name.to_owned(),
        diverted: Tonnes::ZERO,
        served: String::new(),
        eur_today: Euros::ZERO,
        eur_proposed: Euros::ZERO,
        co2e_today: KgCo2e::ZERO,
        co2e_proposed: KgCo2e::ZERO,
        km_today: Kilometres::ZERO,
        km_proposed: Kilometres::ZERO,
    }
}

/// Notes how a company is served, and what of it leaves today's outlet.
fn served(dataset: &Dataset, entry: &Entry, rows: &mut BTreeMap<Option<CompanyId>, CompanyGain>) {
    let company = |flow: &Option<FlowId>| flow.as_ref().map(|flow| dataset.flows[flow].company.clone());
    let mut note = |company: Option<CompanyId>, word: &str, tonnes: Tonnes| {
        if let Some(row) = company.and_then(|company| rows.get_mut(&Some(company))) {
            row.diverted += tonnes;
            let mut words: Vec<&str> = row.served.split('+').filter(|w| !w.is_empty()).collect();
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
                words.sort_unstable();
                row.served = words.join("+");
            }
        }
    };
    match entry.kind {
        Kind::Collected => note(company(&entry.flow), "", entry.tonnes),
        Kind::DropOff => note(Some(CompanyId::from(&entry.from)), "drop_off", Tonnes::ZERO),
        Kind::Alone => note(Some(CompanyId::from(&entry.from)), "alone", Tonnes::ZERO),
        Kind::Haulage => {
            note(company(&entry.flow), "reuse", entry.tonnes);
            note(company(&entry.taker), "reuse", Tonnes::ZERO);
        }
        _ => {}
    }
}

/// Notes which companies a round serves.
pub(super) fn served_by_rounds(gains: &mut [CompanyGain], rounds: &[RoundPlan]) {
    for (word, shared) in [("round", false), ("shared_round", true)] {
        let plans = rounds.iter().filter(|plan| plan.shared() == shared);
        let stops: BTreeSet<&str> = plans.flat_map(RoundPlan::stops).collect();
        for row in gains.iter_mut().filter(|row| row.company.is_some()) {
            let visited = stops.contains(row.company.as_ref().map_or("", CompanyId::as_str));
            if visited && row.served == "today" {
                word.clone_into(&mut row.served);
            } else if visited {
                row.served = format!("{}+{word}", row.served);
            }
        }
    }
}

/// What each company sent, to share what is borne in common.
struct Bearing<'a> {
    dataset: &'a Dataset,
    by_round: BTreeMap<&'a StreamId, BTreeMap<CompanyId, f64>>,
    by_hub: BTreeMap<&'a StreamId, BTreeMap<CompanyId, f64>>,
    by_material: BTreeMap<&'a MaterialId, BTreeMap<CompanyId, f64>>,
}

impl<'a> Bearing<'a> {
    fn new(dataset: &'a Dataset, ledger: &'a [Entry], rounds: &'a [RoundPlan]) -> Self {
        let boards = Boards::new(rounds);
        let mut bearing =
            Self { dataset, by_round: BTreeMap::new(), by_hub: BTreeMap::new(), by_material: BTreeMap::new() };
        let alone = ledger.iter().filter(|entry| entry.kind == Kind::Alone);
        let alone: BTreeSet<(&str, Option<&StreamId>)> =
            alone.map(|entry| (entry.from.as_str(), entry.stream.as_ref())).collect();
        for entry in ledger {
            let (Some(flow), Some(material)) = (&entry.flow, &entry.material) else { continue };
            let company = &dataset.flows[flow].company;
            if let (Kind::Collected, Some(stream)) = (entry.kind, &entry.stream) {
                let add = |map: &mut BTreeMap<&'a StreamId, BTreeMap<CompanyId, f64>>, of: &'a StreamId| {
                    *map.entry(of).or_default().entry(company.clone()).or_insert(0.0) += entry.tonnes.value();
                };
                if !alone.contains(&(entry.from.as_str(), entry.stream.as_ref())) {
                    add(&mut bearing.by_hub, stream);
                }
                if let Some(board) = boards.bring(entry) {
                    add(&mut bearing.by_round, board);
                }
            }
            if entry.kind == Kind::Collected || (entry.kind == Kind::Haulage && entry.taker.is_none()) {
                *bearing.by_material.entry(material).or_default().entry(company.clone()).or_insert(0.0) +=
                    entry.tonnes.value();
            }
        }
        bearing
    }

    fn shares(&self, entry: &Entry) -> Shares {
        let own = |company: &str| vec![(Some(CompanyId::from(company)), 1.0)];
        let of = |flow: &FlowId| Some(self.dataset.flows[flow].company.clone());
        match entry.kind {
            Kind::Disposal if entry.flow.is_some() => own(&entry.from),
            Kind::Outlet | Kind::DropOff | Kind::Alone | Kind::Collected => own(&entry.from),
            Kind::Purchase => own(&entry.to),
            Kind::Haulage | Kind::Link => match (&entry.flow, &entry.taker) {
                (Some(giver), Some(taker)) => vec![(of(giver), 0.5), (of(taker), 0.5)],
                (Some(only), None) | (None, Some(only)) => vec![(of(only), 1.0)],
                (None, None) => vec![(None, 1.0)],
            },
            Kind::Round => proportional(entry.stream.as_ref().and_then(|stream| self.by_round.get(stream))),
            Kind::Trunk => proportional(entry.stream.as_ref().and_then(|stream| self.by_hub.get(stream))),
            // what is stored, and what spoils there, is of the company whose flow it is
            Kind::Storage | Kind::Treatment => vec![(entry.flow.as_ref().and_then(of), 1.0)],
            Kind::Sale | Kind::Disposal | Kind::Opening | Kind::Size | Kind::Missing => vec![(None, 1.0)],
        }
    }
}

fn proportional(tonnes: Option<&BTreeMap<CompanyId, f64>>) -> Shares {
    let total: f64 = tonnes.into_iter().flat_map(BTreeMap::values).sum();
    match tonnes {
        Some(tonnes) if total > 0.0 => tonnes.iter().map(|(c, t)| (Some(c.clone()), t / total)).collect(),
        _ => vec![(None, 1.0)],
    }
}
