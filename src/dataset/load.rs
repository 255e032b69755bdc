//! A folder, the edits of a scenario and the catalogue into a dataset, or into all that is wrong with it.

use std::collections::BTreeMap;
use std::path::Path;

use super::context::Context;
use super::distances::Spot;
use super::folder::RawTables;
use super::place::Located;
use super::{Company, Dataset, Edited, Facility, Flow};
use super::{about, changes, coding, companies, contracts, distances, facilities, flows, folder, implicit};
use super::{
    limits, markets, materials, operations, processes, qualities, repeated, seasons, sizes, stores, substitutions,
    tariffs, vehicles,
};
use crate::catalogue::{Catalogue, Material, Process};
use crate::diagnostic::Findings;
use crate::id::{CompanyId, FacilityId, FlowId, MaterialId, PlaceId, ProcessId};
use crate::scenario::Change;

/// What reading a folder gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Loaded {
    /// The dataset, when there is no error.
    pub dataset: Option<Dataset>,
    /// All that is wrong or doubtful in all tables.
    pub findings: Findings,
    /// What each edit of the scenario did, in order (``facilities: dropped `alpej` (1 row)``).
    pub changes: Vec<Edited>,
    /// SHA-256 of each file read, in hexadecimal, by file name.
    pub checksums: BTreeMap<String, String>,
}

impl Dataset {
    /// Reads the tables of a folder, applies the edits in order, and checks every cell and every reference.
    #[must_use]
    pub fn load(folder: &Path, edits: &[Change], catalogue: &Catalogue) -> Loaded {
        let mut findings = Findings::new();
        let mut raw = folder::read(folder, &mut findings);
        if raw.tables.is_empty() {
            return Loaded { findings, checksums: raw.checksums, ..Loaded::default() };
        }
        implicit::fill(&mut raw, catalogue, &mut findings);
        let changes = changes::apply(&mut raw, edits, folder, &mut findings);
        implicit::fill(&mut raw, catalogue, &mut findings);
        repeated::check(&raw, &mut findings);
        let dataset = build(&raw, catalogue, &mut findings);
        let dataset = (!findings.has_errors()).then_some(dataset);
        Loaded { dataset, findings, changes, checksums: raw.checksums }
    }
}

/// As much of the dataset as the rows allow; meaningful only when it leaves no error.
fn build(raw: &RawTables, catalogue: &Catalogue, findings: &mut Findings) -> Dataset {
    let context = Context::new(raw, catalogue);
    let all_materials = materials::read(&context, findings);
    let all_processes = processes::read(&context, findings);
    let companies = companies::read(&context, findings);
    let facilities = facilities::read(&context, &companies, findings);
    let operations = operations::read(&context, findings);
    let labels = implicit::labels(raw, catalogue);
    let known = flows::Known {
        materials: &all_materials,
        processes: &all_processes,
        operations: operations.keys().map(|(facility, process)| (facility.as_str(), process.as_str())).collect(),
        labels: &labels,
        codes: coding::Codes::new(&all_materials, catalogue),
    };
    let mut flows = flows::read(&context, &known, findings);
    coding::check(&context, findings);
    qualities::attach(&context, &mut flows, findings);
    let limits = limits::read(&context, &operations, findings);
    let contents = limits::contents(&context, &operations, &all_processes, findings);
    let substitutions = substitutions::read(&context, findings);
    let distances = distances::read(&context, findings);
    let tariffs = tariffs::read(&context, &operations, findings);
    let sizes = sizes::read(&context, &operations, findings);
    let periods = seasons::periods(&context, findings);
    let profiles = seasons::profiles(&context, &periods, &operations, findings);
    distances::check_triangles(&context, &distances, findings);
    if ["companies", "facilities", "distances"].iter().all(|table| raw.whole(table)) {
        distances::check_coverage(&context, &spots(&companies, &facilities), &flows, &distances, findings);
    }
    let named =
        operations.keys().map(|(_, process)| process).chain(flows.values().filter_map(|flow| flow.process.as_ref()));
    let processes: BTreeMap<ProcessId, Process> = named
        .filter_map(|id| all_processes.get_key_value(id))
        .map(|(id, process)| (id.clone(), process.clone()))
        .collect();
    let dataset = Dataset {
        about: about::read(&context, findings),
        companies: companies.into_iter().map(|(id, (company, _))| (id, company)).collect(),
        facilities: facilities.into_iter().map(|(id, (facility, _))| (id, facility)).collect(),
        materials: met(&context, all_materials, &processes, &flows, &substitutions),
        vehicles: vehicles::read(&context, findings),
        markets: markets::read(&context, findings),
        contracts: contracts::read(&context, findings),
        flows,
        operations,
        processes,
        distances,
        limits,
        contents,
        substitutions,
        tariffs,
        sizes,
        profiles,
        stores: stores::read(&context, findings),
        periods,
    };
    limits::check_missing(&context, &dataset, findings);
    if !findings.has_errors() {
        limits::check_stated(&context, &dataset, findings);
    }
    dataset
}

/// The materials that the dataset can meet: its own, and those that its flows and its processes name.
fn met(
    context: &Context<'_>,
    all: BTreeMap<MaterialId, Material>,
    processes: &BTreeMap<ProcessId, Process>,
    flows: &BTreeMap<FlowId, Flow>,
    substitutions: &BTreeMap<(MaterialId, MaterialId), f64>,
) -> BTreeMap<MaterialId, Material> {
    let own = context.rows("materials").filter_map(|(table, row)| table.cell(row, "material")).map(MaterialId::from);
    let inputs = processes.values().map(|process| MaterialId::from(&process.input));
    let outputs = processes.values().flat_map(|process| process.yields.iter().map(|output| output.output.clone()));
    let flowing = flows.values().map(|flow| flow.material.clone());
    let replacing = substitutions.keys().flat_map(|(material, replaces)| [material.clone(), replaces.clone()]);
    let ids: std::collections::BTreeSet<MaterialId> =
        own.chain(inputs).chain(outputs).chain(flowing).chain(replacing).collect();
    all.into_iter().filter(|(id, _)| ids.contains(id)).collect()
}

fn spots(
    companies: &BTreeMap<CompanyId, (Company, Located)>,
    facilities: &BTreeMap<FacilityId, (Facility, Located)>,
) -> Vec<Spot> {
    let companies = companies.iter().map(|(id, (_, located))| Spot {
        id: PlaceId::from(id),
        located: *located,
        hub: false,
        home: ("companies", "company"),
    });
    let facilities = facilities.iter().map(|(id, (facility, located))| Spot {
        id: PlaceId::from(id),
        located: *located,
        hub: facility.hub,
        home: ("facilities", "facility"),
    });
    companies.chain(facilities).collect()
}
