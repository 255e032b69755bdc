//! What pooling brings: each stream beside today, and beside a haulier that comes to each of its companies alone.
//!
//! Rounds of a stream are shared by the tonnes of the companies that they visit, its trunk haulage by the tonnes of all
//! that are not picked up alone, treatment by the tonnes of each material: as in the gains of companies. Picked up alone,
//! a company would be visited as seldom as its storage allows, each time from the nearest of the facilities that treat
//! something of what it gives in the proposal; so the treatment is the same, and only collecting it differs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Entry, Kind, RoundPlan};
use crate::dataset::Dataset;
use crate::id::{CompanyId, FlowId, MaterialId, PlaceId, StreamId, VehicleId};
use crate::network::{Distances, rates};
use crate::quantity::{Euros, KgCo2e, Kilometres, Tonnes};
use crate::scenario::{Scenario, Stream};

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
    let treated = Treated::new(told);
    let mut lines = Vec::new();
    let mut all = CollectionLine { alone: Some(Transport::default()), ..CollectionLine::default() };
    let mut load = Load::default();
    for stream in &told.scenario.collection {
        let collection = Collection::new(told, stream);
        if collection.collected.is_empty() {
            continue;
        }
        let companies: Vec<CollectionLine> =
            collection.collected.keys().map(|company| collection.company(company, &treated)).collect();
        let whole = collection.whole(&companies);
        all.sum(&whole);
        load.add(collection.load());
        lines.extend(companies);
        lines.push(whole);
    }
    if !lines.is_empty() {
        all.load_factor = load.factor();
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

/// One stream of the proposal.
struct Collection<'a> {
    told: Told<'a>,
    stream: &'a Stream,
    /// Tonnes of each flow of each company.
    collected: BTreeMap<&'a CompanyId, BTreeMap<&'a FlowId, f64>>,
    rounds: Vec<&'a RoundPlan>,
    /// Own deliveries and pickups, by company.
    services: BTreeMap<&'a str, &'a Entry>,
    /// Tonnes that share rounds, and that share haulage from hubs.
    sharing: [f64; 2],
    /// What rounds cost, and haulage from hubs.
    shared: [Transport; 2],
    /// What is paid for tonnes missing to its contract.
    missing: Transport,
}

impl<'a> Collection<'a> {
    fn new(told: Told<'a>, stream: &'a Stream) -> Self {
        let rounds = told.rounds.iter().filter(|plan| plan.stream == stream.id).collect();
        let mut collection = Self {
            told,
            stream,
            collected: BTreeMap::new(),
            rounds,
            services: BTreeMap::new(),
            sharing: [0.0; 2],
            shared: Default::default(),
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
                (Kind::Round, _) => collection.shared[0].add(entry.into(), 1.0),
                (Kind::Trunk, _) => collection.shared[1].add(entry.into(), 1.0),
                _ => {}
            }
        }
        let shared = |way| {
            let sharing = collection.collected.keys().filter(|company| collection.shares(company)[way]);
            sharing.map(|company| collection.tonnes(company)).sum()
        };
        collection.sharing = [shared(0), shared(1)];
        collection
    }

    fn tonnes(&self, company: &CompanyId) -> f64 {
        self.collected.get(company).map_or(0.0, |flows| flows.values().sum())
    }

    fn service(&self, company: &CompanyId) -> Option<&'a Entry> {
        self.services.get(company.as_str()).copied()
    }

    /// Whether a company shares rounds, and haulage from hubs: deliveries share the latter, pickups neither.
    fn shares(&self, company: &CompanyId) -> [bool; 2] {
        let kind = self.service(company).map(|entry| entry.kind);
        [kind.is_none(), kind.is_none_or(|kind| kind == Kind::DropOff)]
    }

    fn company(&self, company: &'a CompanyId, treated: &Treated<'_>) -> CollectionLine {
        let dataset = self.told.dataset;
        let flows = &self.collected[company];
        let service = self.service(company);
        let mut proposed = service.map(Transport::from).unwrap_or_default();
        for (way, shared) in self.shared.into_iter().enumerate() {
            if self.shares(company)[way] && self.sharing[way] > 0.0 {
                proposed.add(shared, self.tonnes(company) / self.sharing[way]);
            }
        }
        let mut today = Transport::default();
        for entry in self.told.today.iter().filter(|entry| entry.kind == Kind::Outlet) {
            let Some((flow, tonnes)) = entry.flow.as_ref().and_then(|flow| flows.get_key_value(flow)) else { continue };
            today.add(entry.into(), tonnes / dataset.flows[*flow].quantity.value());
        }
        let treatment = flows.iter().map(|(flow, tonnes)| {
            Euros(tonnes * treated.eur_per_t.get(&dataset.flows[*flow].material).copied().unwrap_or(0.0))
        });
        let visited = self.rounds.iter().flat_map(|plan| plan.stops().map(|stop| (stop, f64::from(plan.frequency))));
        let round = visited.filter(|(stop, _)| *stop == company.as_str()).map(|(_, times)| times).sum();
        CollectionLine {
            stream: Some(self.stream.id.clone()),
            company: Some(company.clone()),
            served: service.map_or("round", |entry| entry.kind.key()).to_owned(),
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
        let rounds: f64 = self.rounds.iter().map(|plan| f64::from(plan.frequency)).sum();
        whole.trips = rounds + self.services.values().map(|entry| self.trips(entry)).sum::<f64>();
        whole.proposed = Transport::default();
        let services = self.services.values().map(|entry| Transport::from(*entry));
        for part in services.chain(self.shared).chain([self.missing]) {
            whole.proposed.add(part, 1.0);
        }
        whole.with_km_per_tonne()
    }

    fn load(&self) -> Load {
        let of = |plan: &&RoundPlan| {
            let times = f64::from(plan.frequency);
            let vehicle = self.told.dataset.vehicles.get(&VehicleId::from(&plan.vehicle));
            let payload = vehicle.map_or(0.0, |vehicle| vehicle.payload.value());
            Load { carried: plan.load.value() * times, offered: payload * times }
        };
        self.rounds.iter().map(of).fold(Load::default(), |mut sum, load| {
            sum.add(load);
            sum
        })
    }

    /// Times a year that a company delivers, or is picked up alone.
    fn trips(&self, service: &Entry) -> f64 {
        self.pickups(&CompanyId::from(&service.from)).1
    }

    /// All that a company has of the stream, and the fewest visits that keep each within its storage.
    fn pickups(&self, company: &CompanyId) -> (Tonnes, f64) {
        let flows = || self.told.dataset.flows_of(self.stream).filter(|flow| flow.company == *company);
        let load: Tonnes = flows().map(|flow| flow.quantity).sum();
        let stored: Vec<Tonnes> = flows().filter_map(|flow| flow.storage).collect();
        let storage =
            if stored.is_empty() { f64::INFINITY } else { stored.into_iter().map(Tonnes::value).sum::<f64>() };
        let times = self.stream.frequency.iter().map(|times| f64::from(*times));
        let fits = times.clone().find(|times| load.value() / times <= storage * (1.0 + 1e-9));
        (load, fits.or_else(|| times.max_by(f64::total_cmp)).unwrap_or(1.0))
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
        let mut alone = Transport { eur: tariff.eur_per_t * load, ..Transport::default() };
        let pickup = rates::alone(self.stream, &scenario.assume, km);
        alone.add(Transport { km: pickup.km, eur: pickup.eur, co2e: pickup.co2e }, times);
        Some(alone)
    }
}
