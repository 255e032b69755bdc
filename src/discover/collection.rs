//! Ways to collect a stream: which companies, by which modes, to which hubs and facilities.

use std::collections::{BTreeMap, BTreeSet};

use super::{Candidates, Reason, Rejection, parts};
use crate::catalogue::Catalogue;
use crate::dataset::{Company, Dataset};
use crate::id::{CompanyId, FacilityId, FlowId, MaterialId, PlaceId, StreamId, VehicleId};
use crate::network::{Distances, Network};
use crate::quantity::{Hours, Kilometres, Tonnes};
use crate::scenario::{Days, Mode, Scenario, Stream};

/// A company that a stream may serve; where it is too large for one visit, an equal part of what it gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// The company.
    pub company: CompanyId,
    /// Its flows in the stream.
    pub flows: Vec<FlowId>,
    /// Place of its first part among the stops; its own where it has one.
    pub first: usize,
    /// Parts of the company, one after the other: rounds visit each, other modes serve all at once.
    pub parts: u32,
    /// Their tonnes a year, in the order of `flows`.
    pub tonnes: Vec<Tonnes>,
    /// Tonnes a year in all.
    pub load: Tonnes,
    /// Volume a year, where every density is known.
    pub volume_m3: Option<f64>,
    /// What of it is of each of the streams that its rounds join; none: they are of one stream.
    pub shares: Vec<Share>,
    /// Most tonnes a visit may find; none: no limit stated.
    pub storage: Option<Tonnes>,
    /// Hours of the day between which a visit must begin and end; infinite: at any hour.
    pub hours: (f64, f64),
    /// Days of the week on which a round may visit it.
    pub days: Days,
    /// Labels of danger of what it gives.
    pub adr: Vec<String>,
    /// Whether all that it gives may be loaded together.
    pub together: bool,
    /// It may not stay with its outlet of today.
    pub compulsory: bool,
}

impl Stop {
    /// Tonnes a year of all parts of the company.
    #[must_use]
    pub fn whole(&self) -> Tonnes {
        self.load * f64::from(self.parts)
    }
}

/// What a stop has of one of the streams that share a vehicle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Tonnes a year.
    pub load: Tonnes,
    /// Volume a year, where every density is known.
    pub volume_m3: Option<f64>,
}

/// A company's own deliveries to a hub.
#[derive(Debug, Clone, PartialEq)]
pub struct DropOffOption {
    /// Index of the stop, the first of its company.
    pub stop: usize,
    /// Where to.
    pub hub: FacilityId,
    /// Return trips a year.
    pub trips: u32,
    /// One way.
    pub km: Kilometres,
}

/// A haulier's pickups at one company, straight to a facility.
#[derive(Debug, Clone, PartialEq)]
pub struct AloneOption {
    /// Index of the stop, the first of its company.
    pub stop: usize,
    /// Where to.
    pub facility: FacilityId,
    /// Pickups a year.
    pub trips: u32,
    /// One way.
    pub km: Kilometres,
}

/// A class of rounds: one vehicle, one frequency, one place of unloading, one way to keep streams apart.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundOption {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// Visits a year.
    pub frequency: u32,
    /// Where it starts and ends.
    pub depot: PlaceId,
    /// Where it unloads.
    pub unload: FacilityId,
    /// The compartment of each of the streams that it joins, by its place in the vehicle; none: they mix.
    pub compartments: Vec<usize>,
    /// Indices of the stops that fit into one visit by themselves.
    pub stops: BTreeSet<usize>,
}

/// Haulage from a hub to a facility.
#[derive(Debug, Clone, PartialEq)]
pub struct TrunkOption {
    /// From.
    pub hub: FacilityId,
    /// To.
    pub facility: FacilityId,
    /// The vehicle.
    pub vehicle: VehicleId,
    /// One way.
    pub km: Kilometres,
    /// Return trip, loading and unloading included.
    pub hours: Hours,
    /// What the facility takes of the stream.
    pub materials: Vec<MaterialId>,
}

/// Everything that one collection may choose from.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamCandidates {
    /// The stream.
    pub id: StreamId,
    /// Places of the streams that it joins in its rounds; none: its rounds take its own flows.
    pub joins: Vec<usize>,
    /// Companies, or their parts, in the order of their ids.
    pub stops: Vec<Stop>,
    /// Own deliveries.
    pub drop_offs: Vec<DropOffOption>,
    /// Hauliers' pickups.
    pub alones: Vec<AloneOption>,
    /// Classes of rounds.
    pub rounds: Vec<RoundOption>,
    /// Haulage from hubs.
    pub trunks: Vec<TrunkOption>,
    /// Pairs of stops that no round may visit both of.
    pub apart: BTreeSet<(usize, usize)>,
}

impl StreamCandidates {
    /// The companies: the first part of each, with its place among the stops.
    pub fn companies(&self) -> impl Iterator<Item = (usize, &Stop)> {
        companies(&self.stops)
    }

    /// Where something of the stream may be unloaded, each once.
    #[must_use]
    pub fn unloads(&self) -> BTreeSet<&FacilityId> {
        let rounds = self.rounds.iter().map(|option| &option.unload);
        let hubs = self.drop_offs.iter().map(|option| &option.hub);
        rounds.chain(hubs).chain(self.alones.iter().map(|option| &option.facility)).collect()
    }
}

/// The first part of each company, with its place among the stops.
fn companies(stops: &[Stop]) -> impl Iterator<Item = (usize, &Stop)> {
    stops.iter().enumerate().filter(|(index, stop)| stop.first == *index)
}

struct Finder<'a> {
    dataset: &'a Dataset,
    scenario: &'a Scenario,
    distances: &'a Distances,
    stream: &'a Stream,
    /// Facilities that process something of the stream, with what.
    processors: BTreeMap<FacilityId, BTreeSet<MaterialId>>,
    hubs: Vec<FacilityId>,
    stops: Vec<Stop>,
    rejected: Vec<Rejection>,
}

/// Derives what a stream may choose from.
pub(super) fn find(
    dataset: &Dataset,
    network: &Network,
    scenario: &Scenario,
    stream: &Stream,
    found: &mut Candidates,
) -> StreamCandidates {
    let stops = stops(dataset, scenario, stream);
    let collected: BTreeSet<&MaterialId> =
        stops.iter().flat_map(|stop| &stop.flows).map(|flow| &dataset.flows[flow].material).collect();
    let mut processors: BTreeMap<FacilityId, BTreeSet<MaterialId>> = BTreeMap::new();
    for (facility, _, material) in found.operations.iter().filter(|(_, _, m)| collected.contains(m)) {
        processors.entry(facility.clone()).or_default().insert(material.clone());
    }
    let hubs = dataset.facilities.values().filter(|f| f.hub).map(|f| f.id.clone()).collect();
    let mut finder = Finder {
        dataset,
        scenario,
        distances: network.distances(),
        stream,
        processors,
        hubs,
        stops,
        rejected: Vec::new(),
    };
    let drop_offs = finder.drop_offs();
    let alones = finder.alones();
    let rounds = finder.rounds();
    let trunks = finder.trunks();
    found.rejected.append(&mut finder.rejected);
    let stops = finder.stops;
    let apart = apart(&stops, stream);
    let joined = scenario.taken_by(stream).map(|(place, _)| place).filter(|_| !stream.joins.is_empty());
    StreamCandidates { id: stream.id.clone(), joins: joined.collect(), stops, drop_offs, alones, rounds, trunks, apart }
}

fn stops(dataset: &Dataset, scenario: &Scenario, stream: &Stream) -> Vec<Stop> {
    let catalogue = Catalogue::embedded();
    let mut stops: BTreeMap<CompanyId, Stop> = BTreeMap::new();
    let joined: Vec<&Stream> =
        scenario.taken_by(stream).map(|(_, own)| own).filter(|_| !stream.joins.is_empty()).collect();
    for flow in dataset.flows_of(stream) {
        let material = &dataset.materials[&flow.material];
        let stop = stops.entry(flow.company.clone()).or_insert_with(|| Stop {
            company: flow.company.clone(),
            flows: Vec::new(),
            first: 0,
            parts: 1,
            tonnes: Vec::new(),
            load: Tonnes::ZERO,
            volume_m3: Some(0.0),
            shares: vec![Share { load: Tonnes::ZERO, volume_m3: Some(0.0) }; joined.len()],
            storage: None,
            hours: hours(&dataset.companies[&flow.company]),
            days: stream.days.common(dataset.companies[&flow.company].closed_days.others()),
            adr: Vec::new(),
            together: true,
            compulsory: stream.compulsory,
        });
        stop.flows.push(flow.id.clone());
        stop.tonnes.push(flow.quantity);
        stop.load += flow.quantity;
        let volume = material.density_t_per_m3.map(|density| flow.quantity.value() / density);
        stop.volume_m3 = stop.volume_m3.zip(volume).map(|(a, b)| a + b);
        if let Some(of) = joined.iter().position(|own| dataset.collects(own, flow)) {
            let share = &mut stop.shares[of];
            share.load += flow.quantity;
            share.volume_m3 = share.volume_m3.zip(volume).map(|(a, b)| a + b);
        }
        stop.together &= catalogue.may_share_vehicle(&stop.adr, &material.adr);
        stop.adr.extend(material.adr.iter().filter(|label| !stop.adr.contains(label)).cloned().collect::<Vec<_>>());
    }
    for stop in stops.values_mut() {
        stop.storage = storage(dataset, scenario, stream, stop);
    }
    parts::cut(dataset, stream, stops.into_values())
}

/// The most that a visit may find: what there is when the storage of some stream that the round takes is full.
fn storage(dataset: &Dataset, scenario: &Scenario, stream: &Stream, stop: &Stop) -> Option<Tonnes> {
    let full = scenario.taken_by(stream).filter_map(|(_, own)| {
        let flows = stop.flows.iter().map(|flow| &dataset.flows[flow]).filter(|flow| dataset.collects(own, flow));
        let (load, stored) = flows.fold((Tonnes::ZERO, None), |(load, stored): (_, Option<Tonnes>), flow| {
            (load + flow.quantity, flow.storage.map(|it| it + stored.unwrap_or_default()).or(stored))
        });
        let room = stored.filter(|_| load > Tonnes::ZERO)?;
        Some(if load == stop.load { room } else { stop.load * (room.value() / load.value()) })
    });
    full.min_by(|a, b| a.value().total_cmp(&b.value()))
}

fn hours(company: &Company) -> (f64, f64) {
    (company.opens.unwrap_or(f64::NEG_INFINITY), company.closes.unwrap_or(f64::INFINITY))
}

/// Stops that may not share a round: excluded by the scenario, or with loads that ADR keeps apart.
fn apart(stops: &[Stop], stream: &Stream) -> BTreeSet<(usize, usize)> {
    let catalogue = Catalogue::embedded();
    let places = |company: &CompanyId| {
        let from = stops.partition_point(|stop| stop.company < *company);
        from..stops.partition_point(|stop| stop.company <= *company)
    };
    let pairs = |(a, b)| places(a).flat_map(move |a| places(b).map(move |b| (a, b)));
    let excluded = stream.excluded_pairs.iter().flat_map(|(a, b)| pairs((a, b)));
    let mut apart: BTreeSet<(usize, usize)> = excluded.map(|(a, b)| (a.min(b), a.max(b))).collect();
    let labelled: Vec<usize> = (0..stops.len()).filter(|&stop| !stops[stop].adr.is_empty()).collect();
    for (at, &a) in labelled.iter().enumerate() {
        let others = labelled[at + 1..].iter();
        apart.extend(others.filter(|&&b| !catalogue.may_share_vehicle(&stops[a].adr, &stops[b].adr)).map(|&b| (a, b)));
    }
    apart
}

impl Finder<'_> {
    fn drop_offs(&mut self) -> Vec<DropOffOption> {
        let Some(tariff) = self.stream.drop_off.as_ref().filter(|_| self.stream.modes.contains(&Mode::DropOff)) else {
            return Vec::new();
        };
        let mut options = Vec::new();
        for (index, stop) in companies(&self.stops) {
            let from = PlaceId::from(&stop.company);
            for hub in &self.hubs {
                let outcome = match self.distances.km(&from, &PlaceId::from(hub)) {
                    None => Err(Reason::NoDistance),
                    Some(km) if km > tariff.max_km => {
                        Err(Reason::TooFar { km: km.value(), max_km: tariff.max_km.value() })
                    }
                    Some(km) => self.trips(stop, Mode::DropOff).map(|trips| (km, trips)),
                };
                match outcome {
                    Ok((km, trips)) => options.push(DropOffOption { stop: index, hub: hub.clone(), trips, km }),
                    Err(reason) => self.rejected.push(self.rejection(stop, Some(hub), reason)),
                }
            }
        }
        options
    }

    fn alones(&mut self) -> Vec<AloneOption> {
        if self.stream.alone.is_none() || !self.stream.modes.contains(&Mode::Alone) {
            return Vec::new();
        }
        let mut options = Vec::new();
        for (index, stop) in companies(&self.stops) {
            for (facility, accepted) in &self.processors {
                if !stop.flows.iter().any(|flow| accepted.contains(&self.dataset.flows[flow].material)) {
                    continue;
                }
                let km = self.distances.km(&PlaceId::from(&stop.company), &PlaceId::from(facility));
                let outcome = km.ok_or(Reason::NoDistance).and_then(|km| Ok((km, self.trips(stop, Mode::Alone)?)));
                match outcome {
                    Ok((km, trips)) => {
                        options.push(AloneOption { stop: index, facility: facility.clone(), trips, km });
                    }
                    Err(reason) => self.rejected.push(self.rejection(stop, Some(facility), reason)),
                }
            }
        }
        options
    }

    /// The fewest visits a year that keep each within the company's storage.
    fn trips(&self, stop: &Stop, mode: Mode) -> Result<u32, Reason> {
        let storage = stop.storage.map_or(f64::INFINITY, Tonnes::value);
        let fits = |n: &u32| stop.whole().value() / f64::from(*n) <= storage * (1.0 + 1e-9);
        self.stream.frequency.iter().copied().find(|n| fits(n)).ok_or_else(|| {
            let most = self.stream.frequency.last().copied().unwrap_or(1);
            Reason::VisitTooLarge { mode, load_t: stop.whole().value() / f64::from(most), limit_t: storage }
        })
    }

    /// Rounds unload where the stream says; else at hubs; where there is none, at the facilities that process the stream.
    /// Those of joined streams unload where each of them does.
    fn unloads(&self) -> Vec<FacilityId> {
        match (&self.stream.unload, &self.hubs) {
            (asked, _) if !asked.is_empty() => asked.clone(),
            _ if !self.stream.joins.is_empty() => self.dataset.common_unloads(self.scenario, self.stream),
            (_, hubs) if !hubs.is_empty() => hubs.clone(),
            _ => self.processors.keys().cloned().collect(),
        }
    }

    fn rounds(&mut self) -> Vec<RoundOption> {
        let mut options = Vec::new();
        if !self.stream.modes.contains(&Mode::Round) {
            return options;
        }
        let unloads = self.unloads();
        let mut served = BTreeSet::new();
        for vehicle in self.stream.vehicles.iter().map(|id| &self.dataset.vehicles[id]) {
            for unload in &unloads {
                for &frequency in &self.stream.frequency {
                    for compartments in parts::compartments(vehicle, self.stream) {
                        let depot = vehicle.depot.clone().unwrap_or_else(|| PlaceId::from(unload));
                        let (vehicle, unload, stops) = (vehicle.id.clone(), unload.clone(), BTreeSet::new());
                        let mut option = RoundOption { vehicle, frequency, depot, unload, compartments, stops };
                        let all = 0..self.stops.len();
                        option.stops = all.filter(|&stop| self.visit(&option, &self.stops[stop]).is_ok()).collect();
                        served.extend(option.stops.iter().copied());
                        options.push(option);
                    }
                }
            }
        }
        self.reject_unserved(&options, &served);
        options.retain(|option| !option.stops.is_empty());
        options
    }

    fn reject_unserved(&mut self, options: &[RoundOption], served: &BTreeSet<usize>) {
        for (index, stop) in companies(&self.stops).filter(|(index, _)| !served.contains(index)) {
            debug_assert!(options.iter().all(|option| !option.stops.contains(&index)));
            let last = options.iter().max_by_key(|option| option.frequency);
            let reason = last.and_then(|option| self.visit(option, stop).err());
            if let Some(reason) = reason {
                self.rejected.push(self.rejection(stop, None, reason));
            }
        }
    }

    /// Whether a round of a class can serve a company alone.
    fn visit(&self, option: &RoundOption, stop: &Stop) -> Result<(), Reason> {
        let RoundOption { frequency, depot, unload, .. } = option;
        let (vehicle, frequency) = (&self.dataset.vehicles[&option.vehicle], *frequency);
        let visits = f64::from(frequency);
        if !stop.together {
            return Err(Reason::NotTogether);
        }
        let needed = Days::needed(frequency);
        if stop.days.count() < needed {
            return Err(Reason::Closed { open: stop.days.count(), needed });
        }
        let storage = stop.storage.map_or(f64::INFINITY, Tonnes::value);
        for (tonnes, limit_t) in
            [(stop.load, parts::room(vehicle, &option.compartments, stop)), (stop.whole(), storage)]
        {
            let load_t = tonnes.value() / visits;
            if load_t > limit_t * (1.0 + 1e-9) {
                return Err(Reason::VisitTooLarge { mode: Mode::Round, load_t, limit_t });
            }
        }
        let (company, unload) = (PlaceId::from(&stop.company), PlaceId::from(unload));
        let time = |a, b| self.distances.time(a, b, vehicle.speed_kmh).map(Hours::value);
        let driving = time(depot, &company).zip(time(&company, &unload)).zip(time(&unload, depot));
        let ((there, over), back) = driving.ok_or(Reason::NoDistance)?;
        let hours = there + over + back + (self.scenario.assume.service_min + self.scenario.assume.unload_min) / 60.0;
        if hours > self.scenario.assume.working_time_h {
            return Err(Reason::RoundTooLong { hours, limit_h: self.scenario.assume.working_time_h });
        }
        let (opens, closes) = stop.hours;
        let (service, starts) = (self.scenario.assume.service_min / 60.0, self.scenario.assume.day_starts_h);
        let arrival = (starts + there).max(opens);
        let returns = arrival + service + over + back + self.scenario.assume.unload_min / 60.0;
        if arrival + service > closes + 1e-9 || returns > starts + self.scenario.assume.working_time_h + 1e-9 {
            return Err(Reason::ClosedWhenReached { opens: opens.max(0.0), closes: closes.min(24.0) });
        }
        Ok(())
    }

    fn trunks(&mut self) -> Vec<TrunkOption> {
        let Some(vehicle) = self.scenario.trunk(self.stream) else { return Vec::new() };
        // what joined streams bring to a hub, each of them hauls on
        if !self.stream.joins.is_empty() {
            return Vec::new();
        }
        let mut options = Vec::new();
        for hub in &self.hubs {
            for (facility, materials) in self.processors.iter().filter(|(facility, _)| *facility != hub) {
                let (from, to) = (PlaceId::from(hub), PlaceId::from(facility));
                let speed = self.dataset.vehicles[vehicle].speed_kmh;
                let there = self.distances.km(&from, &to).zip(self.distances.time(&from, &to, speed));
                let back = self.distances.time(&to, &from, speed);
                let Some(((km, out), back)) = there.zip(back) else {
                    let (from, what) = (hub.to_string(), self.stream.id.to_string());
                    let reason = Reason::NoDistance;
                    self.rejected.push(Rejection { from, to: Some(facility.to_string()), what, reason });
                    continue;
                };
                options.push(TrunkOption {
                    hub: hub.clone(),
                    facility: facility.clone(),
                    vehicle: vehicle.clone(),
                    km,
                    hours: out + back + Hours(2.0 * self.scenario.assume.unload_min / 60.0),
                    materials: materials.iter().cloned().collect(),
                });
            }
        }
        options
    }

    fn rejection(&self, stop: &Stop, to: Option<&FacilityId>, reason: Reason) -> Rejection {
        Rejection {
            from: stop.company.to_string(),
            to: to.map(ToString::to_string),
            what: self.stream.id.to_string(),
            reason,
        }
    }
}
