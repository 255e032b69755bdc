//! What pooling brings: each stream beside today, and beside a haulier that comes to each of its companies alone.
//!
//! Rounds are shared by the tonnes that they bring, of each company and each stream on board; trunk haulage of a stream
//! by the tonnes of all that are not picked up alone, treatment by the tonnes of each material: as in the gains of
//! companies. Picked up alone, a company would be visited as seldom as its storage allows, each time from the nearest of
//! the facilities that treat something of what it gives in the proposal; so the treatment is the same, and only
//! collecting it differs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::boards::Boards;
use super::{Entry, Kind, RoundPlan};
use crate::dataset::Dataset;
use crate::id::{CompanyId, FlowId, MaterialId, PlaceId, StreamId, VehicleId};
use crate::network::{Distances, rates};
use crate::quantity::{Euros, KgCo2e, Kilometres, Tonnes};
use crate::scenario::{RebateOf, Scenario, Stream};

/// Transport over a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "columns of collections.csv, described in docs/results.md")]
pub struct Transport {
    pub km: Kilometres,
    pub eur: Euros,
    pub co2e: KgCo2e,
}

/// A company in a stream; without company the whole stream, without stream all streams.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CollectionLine {
    /// The stream.
    pub stream: Option<StreamId>,
    /// The company.
    pub company: Option<CompanyId>,
    /// How it is served: modes joined by `+`.
    pub served: String,
    /// What is collected.
    pub tonnes: Tonnes,
    /// Visits of the company; rounds, deliveries and pickups of a stream.
    pub trips: f64,
    /// Tonnes carried by its rounds over the payload that they offer.
    pub load_factor: Option<f64>,
    /// Kilometres driven for each tonne collected, as proposed.
    pub km_per_tonne: Option<f64>,
    /// What is collected, with its outlets of today; the euros pay for the treatment too.
    pub today: Transport,
    /// Each company alone, by the tariff of the scenario; none without one.
    pub alone: Option<Transport>,
    /// As proposed.
    pub proposed: Transport,
    /// What is paid for the treatment of what is collected, as proposed.
    pub treatment: Euros,
}

impl Transport {
    fn add(&mut self, other: Self, share: f64) {
        self.km += other.km * share;
        self.eur += other.eur * share;
        self.co2e += other.co2e * share;
    }
}

impl From<&Entry> for Transport {
    fn from(entry: &Entry) -> Self {
        Self { km: entry.km, eur: entry.eur, co2e: entry.co2e }
    }
}

/// What a result says of its collections.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub dataset: &'a Dataset,
    pub scenario: &'a Scenario,
    pub distances: &'a Distances,
    pub today: &'a [Entry],
    pub proposed: &'a [Entry],
    pub rounds: &'a [RoundPlan],
}

/// Each stream that collects something: its companies in the order of their ids, then the whole; all streams at the end.
pub(super) fn collections(told: Told<'_>) -> Vec<CollectionLine> {
    let (treated, shared) = (Treated::new(told), Shared::new(told));
    let mut lines = Vec::new();
    let mut all = CollectionLine { alone: Some(Transport::default()), ..CollectionLine::default() };
    let (mut load, mut streams) = (Load::default(), Vec::new());
    for stream in &told.scenario.collection {
        let collection = Collection::new(told, stream, &shared);
        if collection.collected.is_empty() {
            continue;
        }
        let companies: Vec<CollectionLine> =
            collection.collected.keys().map(|company| collection.company(company, &treated)).collect();
        let whole = collection.whole(&companies);
        all.sum(&whole);
        streams.push(&stream.id);
        load.add(collection.load());
        lines.extend(companies);
        lines.push(whole);
    }
    if !lines.is_empty() {
        all.load_factor = load.factor();
        // a round of several streams is one of each of them, and one of all
        for plan in told.rounds {
            let aboard = plan.loads.iter().filter(|(stream, _)| streams.contains(&stream)).count();
            all.trips -=
                f64::from(plan.frequency) * f64::from(u32::try_from(aboard.saturating_sub(1)).unwrap_or(u32::MAX));
        }
        lines.push(all.with_km_per_tonne());
    }
    lines
}

impl CollectionLine {
    /// What collecting costs less than each company alone would; none where the scenario states no tariff of that.
    #[must_use]
    pub fn saved_against_alone(&self) -> Option<Transport> {
        let mut saved = self.alone?;
        saved.add(self.proposed, -1.0);
        Some(saved)
    }

    /// What is saved of the outlets of today, the treatment paid for; emissions are those of transport.
    #[must_use]
    pub fn saved_against_today(&self) -> Transport {
        let mut saved = self.today;
        saved.add(self.proposed, -1.0);
        saved.eur += -self.treatment;
        saved
    }

    /// Adds what simply adds up.
    fn sum(&mut self, part: &Self) {
        self.tonnes += part.tonnes;
        self.trips += part.trips;
        self.today.add(part.today, 1.0);
        self.proposed.add(part.proposed, 1.0);
        self.treatment += part.treatment;
        self.alone = self.alone.zip(part.alone).map(|(mut sum, part)| {
            sum.add(part, 1.0);
            sum
        });
    }

    fn with_km_per_tonne(mut self) -> Self {
        self.km_per_tonne = (self.tonnes > Tonnes::ZERO).then(|| self.proposed.km.value() / self.tonnes.value());
        self
    }
}

/// Tonnes carried a year, and payload offered.
#[derive(Clone, Copy, Default)]
struct Load {
    carried: f64,
    offered: f64,
}

impl Load {
    fn add(&mut self, other: Self) {
        self.carried += other.carried;
        self.offered += other.offered;
    }

    fn factor(self) -> Option<f64> {
        (self.offered > 0.0).then(|| self.carried / self.offered)
    }
}

/// Where materials that companies send are treated, and at what cost for each tonne sent.
struct Treated<'a> {
    places: BTreeMap<&'a MaterialId, BTreeSet<&'a str>>,
    eur_per_t: BTreeMap<&'a MaterialId, f64>,
}

impl<'a> Treated<'a> {
    fn new(told: Told<'a>) -> Self {
        let (mut places, mut eur) = (BTreeMap::<_, BTreeSet<&str>>::new(), BTreeMap::new());
        let mut sent: BTreeMap<&MaterialId, f64> = BTreeMap::new();
        for entry in told.proposed {
            let Some(material) = &entry.material else { continue };
            if entry.kind == Kind::Treatment && entry.flow.is_none() {
                places.entry(material).or_default().insert(entry.to.as_str());
                *eur.entry(material).or_insert(0.0) += entry.eur.value();
            }
            let direct = entry.kind == Kind::Haulage && entry.flow.is_some() && entry.taker.is_none();
            if entry.kind == Kind::Collected || direct {
                *sent.entry(material).or_insert(0.0) += entry.tonnes.value();
            }
        }
        let eur_per_t = eur.into_iter().filter_map(|(material, eur)| {
            let tonnes = sent.get(material).filter(|tonnes| **tonnes > 0.0)?;
            Some((material, eur / tonnes))
        });
        Self { places, eur_per_t: eur_per_t.collect() }
    }
}

/// Rounds, with what they cost and bring in all, by the collection that runs them.
struct Shared<'a> {
    boards: Boards<'a>,
    by: BTreeMap<&'a StreamId, (Transport, f64)>,
}

impl<'a> Shared<'a> {
    fn new(told: Told<'a>) -> Self {
        let boards = Boards::new(told.rounds);
        let mut by: BTreeMap<&StreamId, (Transport, f64)> = BTreeMap::new();
        for entry in told.proposed {
            if let (Kind::Round, Some(stream)) = (entry.kind, &entry.stream) {
                by.entry(stream).or_default().0.add(entry.into(), 1.0);
            } else if let Some(board) = boards.bring(entry) {
                by.entry(board).or_default().1 += entry.tonnes.value();
            }
        }
        Self { boards, by }
    }

    /// What so many tonnes on board bear of rounds.
    fn of(&self, board: &StreamId, tonnes: f64) -> Transport {
        let mut borne = Transport::default();
        if let Some((cost, all)) = self.by.get(board).filter(|(_, all)| *all > 0.0) {
            borne.add(*cost, tonnes / all);
        }
        borne
    }
}

/// One stream of the proposal.
struct Collection<'a> {
    told: Told<'a>,
    stream: &'a Stream,
    shared: &'a Shared<'a>,
    /// Tonnes of each flow of each company.
    collected: BTreeMap<&'a CompanyId, BTreeMap<&'a FlowId, f64>>,
    /// Those that have it on board, with how much.
    rounds: Vec<(&'a RoundPlan, Tonnes)>,
    /// Own deliveries and pickups, by company.
    services: BTreeMap<&'a str, &'a Entry>,
    /// Tonnes that share haulage from hubs.
    hauled: f64,
    /// What that costs.
    trunks: Transport,
    /// What is paid for tonnes missing to its contract.
    missing: Transport,
}

impl<'a> Collection<'a> {
    fn new(told: Told<'a>, stream: &'a Stream, shared: &'a Shared<'a>) -> Self {
        let aboard = |plan: &&RoundPlan| plan.loads.iter().find(|(of, _)| *of == stream.id).map(|(_, load)| *load);
        let rounds = told.rounds.iter().filter_map(|plan| Some((plan, aboard(&plan)?))).collect();
        let mut collection = Self {
            told,
            stream,
            shared,
            collected: BTreeMap::new(),
            rounds,
            services: BTreeMap::new(),
            hauled: 0.0,
            trunks: Transport::default(),
            missing: Transport::default(),
        };
        for entry in told.proposed.iter().filter(|entry| entry.stream.as_ref() == Some(&stream.id)) {
            match (entry.kind, &entry.flow) {
                (Kind::Collected, Some(flow)) => {
                    let company = &told.dataset.flows[flow].company;
                    *collection.collected.entry(company).or_default().entry(flow).or_insert(0.0) +=
                        entry.tonnes.value();
                }
                (Kind::DropOff | Kind::Alone, _) => {
                    collection.services.insert(&entry.from, entry);
                }
                (Kind::Missing, _) => collection.missing.add(entry.into(), 1.0),
                (Kind::Trunk, _) => collection.trunks.add(entry.into(), 1.0),
                _ => {}
            }
        }
        let hauled = collection.collected.keys().filter(|company| collection.hauled(company));
        collection.hauled = hauled.map(|company| collection.tonnes(company)).sum();
        collection
    }

    fn tonnes(&self, company: &CompanyId) -> f64 {
        self.collected.get(company).map_or(0.0, |flows| flows.values().sum())
    }

    fn service(&self, company: &CompanyId) -> Option<&'a Entry> {
        self.services.get(company.as_str()).copied()
    }

    /// Whether a company shares haulage from hubs: rounds and deliveries do, pickups do not.
    fn hauled(&self, company: &CompanyId) -> bool {
        self.service(company).is_none_or(|entry| entry.kind == Kind::DropOff)
    }

    /// What a company bears of rounds; none where no round visits it for the stream.
    fn of_rounds(&self, company: &CompanyId) -> Option<Transport> {
        let board = self.shared.boards.of(company.as_str(), &self.stream.id)?;
        Some(self.shared.of(board, self.tonnes(company)))
    }

    fn company(&self, company: &'a CompanyId, treated: &Treated<'_>) -> CollectionLine {
        let dataset = self.told.dataset;
        let flows = &self.collected[company];
        let service = self.service(company);
        let mut proposed = service.map(Transport::from).unwrap_or_default();
        proposed.add(self.of_rounds(company).unwrap_or_default(), 1.0);
        if self.hauled(company) && self.hauled > 0.0 {
            proposed.add(self.trunks, self.tonnes(company) / self.hauled);
        }
        let mut today = Transport::default();
        for entry in self.told.today.iter().filter(|entry| entry.kind == Kind::Outlet) {
            let Some((flow, tonnes)) = entry.flow.as_ref().and_then(|flow| flows.get_key_value(flow)) else { continue };
            today.add(entry.into(), tonnes / dataset.flows[*flow].quantity.value());
        }
        let treatment = flows.iter().map(|(flow, tonnes)| {
            Euros(tonnes * treated.eur_per_t.get(&dataset.flows[*flow].material).copied().unwrap_or(0.0))
        });
        let visited =
            self.rounds.iter().flat_map(|(plan, _)| plan.stops().map(|stop| (stop, f64::from(plan.frequency))));
        let round = visited.filter(|(stop, _)| *stop == company.as_str()).map(|(_, times)| times).sum();
        let shared = self.shared.boards.of(company.as_str(), &self.stream.id) != Some(&self.stream.id);
        let by_round = if shared { "shared_round" } else { "round" };
        CollectionLine {
            stream: Some(self.stream.id.clone()),
            company: Some(company.clone()),
            served: service.map_or(by_round, |entry| entry.kind.key()).to_owned(),
            tonnes: Tonnes(self.tonnes(company)),
            trips: service.map_or(round, |entry| self.trips(entry)),
            today,
            alone: self.alone(company, treated),
            proposed,
            treatment: treatment.sum(),
            ..CollectionLine::default()
        }
        .with_km_per_tonne()
    }

    /// The stream as a whole: all its rounds and haulage, whoever bears them.
    fn whole(&self, companies: &[CollectionLine]) -> CollectionLine {
        let mut whole = CollectionLine {
            stream: Some(self.stream.id.clone()),
            alone: Some(Transport::default()),
            load_factor: self.load().factor(),
            ..CollectionLine::default()
        };
        for line in companies {
            whole.sum(line);
        }
        let modes: BTreeSet<&str> = companies.iter().map(|line| line.served.as_str()).collect();
        whole.served = modes.into_iter().collect::<Vec<_>>().join("+");
        let rounds: f64 = self.rounds.iter().map(|(plan, _)| f64::from(plan.frequency)).sum();
        whole.trips = rounds + self.services.values().map(|entry| self.trips(entry)).sum::<f64>();
        whole.proposed = Transport::default();
        let services = self.services.values().map(|entry| Transport::from(*entry));
        for part in services.chain([self.of_all_rounds(), self.trunks, self.missing]) {
            whole.proposed.add(part, 1.0);
        }
        whole.with_km_per_tonne()
    }

    /// What all its rounds cost, whoever bears them, and its part of those that it shares.
    fn of_all_rounds(&self) -> Transport {
        let mut all = self.shared.by.get(&self.stream.id).map(|(cost, _)| *cost).unwrap_or_default();
        for company in self.collected.keys() {
            let board = self.shared.boards.of(company.as_str(), &self.stream.id);
            if board.is_some_and(|board| *board != self.stream.id) {
                all.add(self.of_rounds(company).unwrap_or_default(), 1.0);
            }
        }
        all
    }

    /// What its rounds carry of it, and the part of their payload that is offered to it.
    fn load(&self) -> Load {
        let of = |(plan, own): &(&RoundPlan, Tonnes)| {
            let times = f64::from(plan.frequency);
            let vehicle = self.told.dataset.vehicles.get(&VehicleId::from(&plan.vehicle));
            let payload = vehicle.map_or(0.0, |vehicle| vehicle.payload.value());
            let part = if plan.load > Tonnes::ZERO { own.value() / plan.load.value() } else { 1.0 };
            Load { carried: own.value() * times, offered: payload * times * part }
        };
        self.rounds.iter().map(of).fold(Load::default(), |mut sum, load| {
            sum.add(load);
            sum
        })
    }

    /// Times a year that a company delivers, or is picked up alone.
    fn trips(&self, service: &Entry) -> f64 {
        f64::from(self.pickups(&CompanyId::from(&service.from)).1)
    }

    /// All that a company has of the stream, and the fewest visits that keep each within its storage.
    fn pickups(&self, company: &CompanyId) -> (Tonnes, u32) {
        let flows = || self.told.dataset.flows_of(self.stream).filter(|flow| flow.company == *company);
        let load: Tonnes = flows().map(|flow| flow.quantity).sum();
        let stored: Vec<Tonnes> = flows().filter_map(|flow| flow.storage).collect();
        let storage =
            if stored.is_empty() { f64::INFINITY } else { stored.into_iter().map(Tonnes::value).sum::<f64>() };
        let mut times = self.stream.frequency.iter().copied();
        let fits = times.clone().find(|times| load.value() / f64::from(*times) <= storage * (1.0 + 1e-9));
        (load, fits.or_else(|| times.next_back()).unwrap_or(1))
    }

    fn alone(&self, company: &CompanyId, treated: &Treated<'_>) -> Option<Transport> {
        let Told { dataset, scenario, distances, .. } = self.told;
        if let Some(entry) = self.service(company).filter(|entry| entry.kind == Kind::Alone) {
            return Some(entry.into());
        }
        let tariff = self.stream.alone.as_ref()?;
        let materials = self.collected[company].keys().map(|flow| &dataset.flows[*flow].material);
        let places = materials.filter_map(|material| treated.places.get(material)).flatten();
        let away = places.filter_map(|place| distances.km(&PlaceId::from(company), &PlaceId::from(*place)));
        let km = away.min_by(|a, b| a.value().total_cmp(&b.value()))?;
        let (load, times) = self.pickups(company);
        let year = rates::alone(self.stream, &scenario.assume, km, load, times);
        // the rebate that the haulier would give who came to all that are collected
        let rebate = tariff.rebate(RebateOf::Stream).map_or(Euros::ZERO, |rebate| {
            rebate.mean(self.collected.keys().map(|company| self.pickups(company).0).sum()) * load
        });
        Some(Transport { km: year.km, eur: year.eur + rebate, co2e: year.co2e })
    }
}
