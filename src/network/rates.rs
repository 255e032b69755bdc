//! What a tonne, a trip or a round costs and emits: the one place that turns tariffs and factors into rates.

use super::{Distances, Network};
use crate::dataset::{Dataset, Flow, Vehicle};
use crate::id::PlaceId;
use crate::quantity::{Euros, Hours, KgCo2e, Kilometres, TonneKilometres, Tonnes};
use crate::scenario::{Assumptions, RebateOf, Stream};

/// What one tonne of an output costs and emits with its outlet of today.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct OutletRates {
    /// All that the company pays, EUR/t; 0 where the dataset does not say.
    pub eur: f64,
    /// Vehicle kilometres per tonne.
    pub km: f64,
    /// Emissions of the transport, kgCO2e/t.
    pub transport_co2e: f64,
    /// Emissions of the treatment, kgCO2e/t.
    pub process_co2e: f64,
    /// Insertion hours per tonne.
    pub hours: f64,
    /// Whether it reaches recovery.
    pub recovered: bool,
    /// Whether it is treated in the territory.
    pub local: bool,
}

/// What one unit (a tonne hauled, a return trip, a round) costs, drives and emits.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct HaulRates {
    /// EUR.
    pub eur: Euros,
    /// Vehicle kilometres.
    pub km: Kilometres,
    /// Emissions.
    pub co2e: KgCo2e,
}

impl HaulRates {
    /// The sum of two.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self { eur: self.eur + other.eur, km: self.km + other.km, co2e: self.co2e + other.co2e }
    }
}

/// Rates of today's outlet. Flows of one company that go to the same facility share their trips: as many return
/// trips as the most frequent of them needs, each flow bearing its share by mass.
#[must_use]
pub fn outlet(dataset: &Dataset, network: &Network, assume: &Assumptions, flow: &Flow) -> OutletRates {
    let process = flow.process.as_ref().map(|process| &dataset.processes[process]);
    let operation = flow.facility.clone().zip(flow.process.clone()).and_then(|key| dataset.operations.get(&key));
    let km = trips_km(network, flow);
    OutletRates {
        eur: flow.cost.map_or(0.0, super::super::quantity::EurosPerTonne::value),
        km,
        transport_co2e: km * assume.pickup_co2e.value(),
        process_co2e: process.map_or(0.0, |process| process.emissions().value()),
        hours: operation.map_or(0.0, |operation| operation.insertion.value()),
        recovered: process.is_some_and(crate::catalogue::Process::is_recovery),
        local: flow.facility.as_ref().is_some_and(|facility| dataset.facilities[facility].local),
    }
}

fn trips_km(network: &Network, flow: &Flow) -> f64 {
    let Some(facility) = &flow.facility else { return 0.0 };
    let km = network.distances().km(&PlaceId::from(&flow.company), &PlaceId::from(facility));
    match (km, network.shipped(flow)) {
        (Some(km), Some(shipped)) if shipped.tonnes.value() > 0.0 => {
            shipped.trips * 2.0 * km.value() / shipped.tonnes.value()
        }
        _ => 0.0,
    }
}

/// Haulage of one tonne over a direct link: EUR = per tonne + per t.km, kgCO2e per t.km, km = t.km / mean load.
#[must_use]
pub fn haulage(assume: &Assumptions, km: Kilometres) -> HaulRates {
    let haulage = &assume.haulage;
    HaulRates {
        eur: Euros(haulage.eur_per_t.value() + haulage.eur_per_t_km * km.value()),
        km: Kilometres(km.value() / haulage.load.value()),
        co2e: KgCo2e(haulage.co2e_kg_per_t_km * km.value()),
    }
}

/// One trip or round of a vehicle, empty: EUR = per km + per hour + per round; kgCO2e per km. What is on board adds
/// [`carried`].
#[must_use]
pub fn trip(vehicle: &Vehicle, km: Kilometres, hours: Hours) -> HaulRates {
    HaulRates {
        eur: vehicle.eur_per_km * km + vehicle.eur_per_hour * hours + vehicle.eur_per_round,
        km,
        co2e: vehicle.co2e_per_km * km,
    }
}

/// What is on board of a trip or round, over the way that it is carried: kgCO2e per t.km, nothing where the emissions of
/// the vehicle are the same whatever the load. So kgCO2e = empty km + (full - empty) / payload t.km, over all legs.
#[must_use]
pub fn carried(vehicle: &Vehicle, haulage: TonneKilometres) -> HaulRates {
    HaulRates { co2e: vehicle.co2e_per_tkm() * haulage, ..HaulRates::default() }
}

/// One return trip of a vehicle between two places, with the time to load and to unload. None where no road is known.
#[must_use]
pub fn return_trip(
    distances: &Distances,
    assume: &Assumptions,
    vehicle: &Vehicle,
    (from, to): (&PlaceId, &PlaceId),
) -> Option<HaulRates> {
    let time = |a, b| distances.time(a, b, vehicle.speed_kmh);
    let handling = Hours(2.0 * assume.unload_min / 60.0);
    let km = distances.km(from, to)? + distances.km(to, from)?;
    Some(trip(vehicle, km, time(from, to)? + time(to, from)? + handling))
}

/// Whole trips that so many tonnes take, those of a thousandth of a load left out.
#[must_use]
pub fn trips(tonnes: f64, vehicle: &Vehicle) -> f64 {
    (tonnes / vehicle.payload.value() - 1e-6).ceil()
}

/// One return trip of a company to a hub.
#[must_use]
pub fn drop_off(settings: &Stream, km: Kilometres) -> HaulRates {
    settings.drop_off.as_ref().map_or_else(HaulRates::default, |tariff| HaulRates {
        eur: tariff.eur_per_km * (km * 2.0),
        km: km * 2.0,
        co2e: tariff.co2e_per_km * (km * 2.0),
    })
}

/// A year of a haulier's pickups at a company alone: EUR = per pickup, and per tonne by its price list, less the company's own
/// rebate. A rebate on the tonnes of all companies of the stream is apart.
#[must_use]
pub fn alone(settings: &Stream, assume: &Assumptions, km: Kilometres, load: Tonnes, trips: u32) -> HaulRates {
    let times = f64::from(trips);
    let eur = settings.alone.as_ref().map_or(Euros::ZERO, |tariff| {
        let (pickup, per_tonne) = tariff.prices(km, load / times);
        let own = tariff.rebate(RebateOf::Company).map_or(Euros::ZERO, |rebate| rebate.cost(load));
        pickup * times + per_tonne * load + own
    });
    let km = km * 2.0 * times;
    HaulRates { eur, km, co2e: assume.pickup_co2e * km }
}
