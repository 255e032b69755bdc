//! A dataset as lists, to be written into a result folder and read back.

use serde::{Deserialize, Serialize};

use super::{
    About, Company, Contract, Dataset, Facility, Flow, InletLimit, Leg, Market, Operation, Period, ProductContent,
    Seasonal, Size, Stock, Store, Vehicle,
};
use crate::catalogue::{Material, Process};
use crate::id::{FacilityId, MaterialId, PlaceId, ProcessId};
use crate::tariff::Tariff;

/// All that a dataset says, its edits applied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the tables of the dataset")]
pub struct Snapshot {
    pub about: About,
    pub companies: Vec<Company>,
    pub flows: Vec<Flow>,
    pub facilities: Vec<Facility>,
    pub operations: Vec<Operation>,
    pub materials: Vec<Material>,
    pub processes: Vec<Process>,
    pub vehicles: Vec<Vehicle>,
    pub distances: Vec<(PlaceId, PlaceId, Leg)>,
    #[serde(default)]
    pub limits: Vec<InletLimit>,
    #[serde(default)]
    pub contents: Vec<ProductContent>,
    #[serde(default)]
    pub substitutions: Vec<(MaterialId, MaterialId, f64)>,
    #[serde(default)]
    pub markets: Vec<Market>,
    #[serde(default)]
    pub tariffs: Vec<((FacilityId, ProcessId), Tariff)>,
    #[serde(default)]
    pub contracts: Vec<Contract>,
    #[serde(default)]
    pub sizes: Vec<Size>,
    #[serde(default)]
    pub periods: Vec<Period>,
    #[serde(default)]
    pub profiles: Vec<(Seasonal, Vec<f64>)>,
    #[serde(default)]
    pub stores: Vec<(Stock, Store)>,
}

impl From<&Dataset> for Snapshot {
    fn from(dataset: &Dataset) -> Self {
        let used = dataset.used_materials();
        Self {
            about: dataset.about.clone(),
            companies: dataset.companies.values().cloned().collect(),
            flows: dataset.flows.values().cloned().collect(),
            facilities: dataset.facilities.values().cloned().collect(),
            operations: dataset.operations.values().cloned().collect(),
            materials: dataset.materials.values().filter(|m| used.contains(&m.id)).cloned().collect(),
            processes: dataset.processes.values().cloned().collect(),
            vehicles: dataset.vehicles.values().cloned().collect(),
            distances: dataset.distances.iter().map(|((a, b), leg)| (a.clone(), b.clone(), *leg)).collect(),
            limits: dataset.limits.clone(),
            contents: dataset.contents.clone(),
            substitutions: dataset.substitutions.iter().map(|((a, b), ratio)| (a.clone(), b.clone(), *ratio)).collect(),
            markets: dataset.markets.values().cloned().collect(),
            tariffs: dataset.tariffs.iter().map(|(of, tariff)| (of.clone(), tariff.clone())).collect(),
            contracts: dataset.contracts.clone(),
            sizes: dataset.sizes.clone(),
            periods: dataset.periods.clone(),
            profiles: dataset.profiles.iter().map(|(of, shares)| (of.clone(), shares.clone())).collect(),
            stores: dataset.stores.iter().map(|(of, store)| (of.clone(), store.clone())).collect(),
        }
    }
}

impl From<Snapshot> for Dataset {
    fn from(snapshot: Snapshot) -> Self {
        Self {
            about: snapshot.about,
            companies: snapshot.companies.into_iter().map(|it| (it.id.clone(), it)).collect(),
            flows: snapshot.flows.into_iter().map(|it| (it.id.clone(), it)).collect(),
            facilities: snapshot.facilities.into_iter().map(|it| (it.id.clone(), it)).collect(),
            operations: snapshot
                .operations
                .into_iter()
                .map(|it| ((it.facility.clone(), it.process.clone()), it))
                .collect(),
            materials: snapshot.materials.into_iter().map(|it| (it.id.clone(), it)).collect(),
            processes: snapshot.processes.into_iter().map(|it| (it.id.clone(), it)).collect(),
            vehicles: snapshot.vehicles.into_iter().map(|it| (it.id.clone(), it)).collect(),
            distances: snapshot.distances.into_iter().map(|(a, b, leg)| ((a, b), leg)).collect(),
            limits: snapshot.limits,
            contents: snapshot.contents,
            substitutions: snapshot.substitutions.into_iter().map(|(a, b, ratio)| ((a, b), ratio)).collect(),
            markets: snapshot.markets.into_iter().map(|it| (it.material.clone(), it)).collect(),
            tariffs: snapshot.tariffs.into_iter().collect(),
            contracts: snapshot.contracts,
            sizes: snapshot.sizes,
            periods: snapshot.periods,
            profiles: snapshot.profiles.into_iter().collect(),
            stores: snapshot.stores.into_iter().collect(),
        }
    }
}
