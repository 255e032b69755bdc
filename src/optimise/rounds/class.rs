//! One class of rounds: one vehicle, one frequency, one place of unloading.

use super::tours::{Legs, Tours};
use super::{Priced, RoundColumn, RowPrices, savings};
use crate::id::PlaceId;
use crate::optimise::formulation::{Formulation, Problem};
use crate::optimise::program::Impact;
use crate::quantity::Tonnes;

/// What a set of stops loads and takes, each visit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Visit {
    pub load: f64,
    pub volume: f64,
    pub service: f64,
}

/// A class of rounds, with the limits of one round.
#[derive(Debug)]
pub struct Class {
    pub(super) stream: usize,
    pub(super) option: usize,
    /// Indices of the stops in the stream.
    pub(super) stops: Vec<usize>,
    pub(super) visits: Vec<Visit>,
    pub(super) legs: Legs,
    most: Visit,
    unload_hours: f64,
    working_hours: f64,
    tours: Option<Tours>,
    complete: bool,
}

impl Class {
    /// Prepares a class; stops are ordered by the objective's weights.
    #[must_use]
    pub fn new(problem: Problem<'_>, stream: usize, option: usize, weights: &Impact) -> Self {
        let candidates = &problem.candidates.streams[stream];
        let class = &candidates.rounds[option];
        let vehicle = &problem.dataset.vehicles[&class.vehicle];
        let assume = &problem.scenario.assume;
        let stops: Vec<usize> = class.stops.iter().copied().collect();
        let per_visit = |value: f64| value / f64::from(class.frequency);
        let visits = stops.iter().map(|&index| {
            let stop = &candidates.stops[index];
            let volume = stop.volume_m3.filter(|_| vehicle.volume_m3.is_some()).unwrap_or(0.0);
            Visit { load: per_visit(stop.load.value()), volume: per_visit(volume), service: assume.service_min / 60.0 }
        });
        let mut places: Vec<PlaceId> = stops.iter().map(|&i| PlaceId::from(&candidates.stops[i].company)).collect();
        places.extend([class.depot.clone(), PlaceId::from(&class.unload)]);
        let distances = problem.distances();
        let legs = Legs::new(stops.len(), |a, b| {
            let km = distances.km(&places[a], &places[b]).map_or(f64::INFINITY, crate::quantity::Kilometres::value);
            let hours = distances.time(&places[a], &places[b], vehicle.speed_kmh);
            (km, hours.map_or(f64::INFINITY, crate::quantity::Hours::value))
        });
        let mut built = Self {
            stream,
            option,
            visits: visits.collect(),
            legs,
            most: Visit {
                load: vehicle.payload.value() * (1.0 + 1e-9),
                volume: vehicle.volume_m3.unwrap_or(f64::INFINITY) * (1.0 + 1e-9),
                service: f64::INFINITY,
            },
            unload_hours: assume.unload_min / 60.0,
            working_hours: assume.working_time_h,
            tours: None,
            complete: stops.len() <= Tours::MOST,
            stops,
        };
        if built.complete {
            let tours = Tours::solve(&built.legs, RowPrices::leg_weights(weights, vehicle));
            built.complete = built.legs.proportional();
            built.tours = Some(tours);
        }
        built
    }

    /// Whether every admissible round of the class is known with its best order.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// First rounds: each stop alone, and what a savings construction met.
    #[must_use]
    pub fn seed(&self) -> Vec<RoundColumn> {
        let mut orders: Vec<Vec<usize>> = (0..self.stops.len()).map(|stop| vec![stop]).collect();
        orders.extend(savings::orders(self));
        orders.iter().filter_map(|order| self.round(order)).collect()
    }

    /// The round that visits stops of the class in an order, when it keeps all limits.
    pub(super) fn round(&self, order: &[usize]) -> Option<RoundColumn> {
        let (km, driving) = self.legs.measure(order);
        let visit = self.visit(order.iter().copied());
        let hours = driving + visit.service + self.unload_hours;
        let fits = self.holds(&visit) && hours <= self.working_hours && km.is_finite();
        fits.then(|| RoundColumn {
            stream: self.stream,
            option: self.option,
            stops: order.iter().map(|&stop| self.stops[stop]).collect(),
            km,
            hours,
        })
    }

    /// All rounds of the class whose reduced cost is below a limit; none for a class that is not enumerated.
    ///
    /// The reduced cost is the weighted impact of the round less the prices of the rows it enters.
    pub(super) fn below(&self, formulation: &Formulation<'_>, prices: &RowPrices<'_>, limit: f64) -> Vec<Priced> {
        let Some(tours) = &self.tours else { return Vec::new() };
        let (gains, own) = self.gains(formulation, prices);
        let probe = |km: f64, hours: f64| {
            let round = RoundColumn { stream: self.stream, option: self.option, stops: Vec::new(), km, hours };
            formulation.round_impact(&round).dot(&prices.weights)
        };
        // impacts are affine in km and hours: three probes give the coefficients
        let fixed = probe(0.0, 0.0);
        let (per_km, per_hour) = (probe(1.0, 0.0) - fixed, probe(0.0, 1.0) - fixed);
        let n = self.stops.len();
        let mut gain = vec![0.0; 1 << n];
        let mut visits = vec![Visit::default(); 1 << n];
        let mut found = Vec::new();
        for set in 1usize..1 << n {
            let low = set.trailing_zeros() as usize;
            let rest = set & (set - 1);
            gain[set] = gain[rest] + gains[low];
            visits[set] = add(&visits[rest], &self.visits[low]);
            let (km, driving) = tours.length(set);
            let hours = driving + visits[set].service + self.unload_hours;
            if !self.holds(&visits[set]) || hours > self.working_hours || !km.is_finite() {
                continue;
            }
            let reduced_cost = fixed + per_km * km + per_hour * hours - gain[set] - own;
            if reduced_cost < limit {
                let stops = tours.order(set).into_iter().map(|stop| self.stops[stop]).collect();
                let round = RoundColumn { stream: self.stream, option: self.option, stops, km, hours };
                found.push(Priced { round, reduced_cost });
            }
        }
        found
    }

    /// What visiting each stop earns at the prices, and what running a round earns by itself.
    fn gains(&self, formulation: &Formulation<'_>, prices: &RowPrices<'_>) -> (Vec<f64>, f64) {
        let stream = &formulation.problem.candidates.streams[self.stream];
        let option = &stream.rounds[self.option];
        let rows = &formulation.round_rows;
        let gains = self.stops.iter().map(|&stop| {
            let cover = prices.duals[rows.cover[&(self.stream, stop)].0];
            let flows = stream.stops[stop].flows.iter().zip(stream.stops[stop].tonnes.iter().copied());
            let carried: f64 = flows
                .filter_map(|(flow, tonnes)| {
                    let row = rows.carry.get(&(self.stream, flow.clone(), option.unload.clone()))?;
                    Some(-Tonnes::value(tonnes) * prices.duals[row.0])
                })
                .sum();
            cover + carried
        });
        let count = rows.count.get(&self.stream).map_or(0.0, |row| prices.duals[row.0]);
        (gains.collect(), count * f64::from(option.frequency))
    }

    /// What a set of stops loads and takes.
    pub(super) fn visit(&self, stops: impl Iterator<Item = usize>) -> Visit {
        stops.fold(Visit::default(), |sum, stop| add(&sum, &self.visits[stop]))
    }

    pub(super) fn holds(&self, visit: &Visit) -> bool {
        visit.load <= self.most.load && visit.volume <= self.most.volume
    }
}

fn add(a: &Visit, b: &Visit) -> Visit {
    Visit { load: a.load + b.load, volume: a.volume + b.volume, service: a.service + b.service }
}
