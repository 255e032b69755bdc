//! A dataset as lists, to be written into a result folder and read back.

use serde::{Deserialize, Serialize};

use super::{About, Company, Dataset, Facility, Flow, Leg, Operation, Size, Vehicle};
use crate::catalogue::{Material, Process};
use crate::id::PlaceId;

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
    pub sizes: Vec<Size>,
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
            sizes: dataset.sizes.clone(),
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
            sizes: snapshot.sizes,
        }
    }
}
