//! operations.csv.

use std::collections::BTreeMap;

use super::Operation;
use super::context::Context;
use super::row::{Range, Row};
use crate::diagnostic::{Finding, Findings};
use crate::id::{FacilityId, ProcessId};
use crate::quantity::{EurosPerTonne, HoursPerTonne, Tonnes};

/// Which facility runs which process, at what price.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> BTreeMap<(FacilityId, ProcessId), Operation> {
    context.read("operations", findings, |row| operation(row, context)).into_iter().collect()
}

fn operation(row: &mut Row<'_, '_>, context: &Context<'_>) -> Option<((FacilityId, ProcessId), Operation)> {
    let (facility, process) = (row.needed("facility"), row.needed("process"));
    row.reference("facility", "operations.unknown-facility", &context.facilities);
    row.reference("process", "operations.unknown-process", &context.processes);
    let (facility, process) = (FacilityId::from(facility?), ProcessId::from(process?));
    if row.text("cost_eur_per_t").is_none() {
        let message = format!("process `{process}` of facility `{facility}` has no price: counted as 0 EUR/t");
        row.push(
            "cost_eur_per_t",
            Finding::warning("operations.no-cost", message)
                .help("write its gate fee, `0` when it is free, a negative number when it pays"),
        );
    }
    let operation = Operation {
        facility: facility.clone(),
        process: process.clone(),
        gate_fee: EurosPerTonne(row.number("cost_eur_per_t", Range::Any).unwrap_or_default()),
        capacity: row.number("capacity_t", Range::NotNegative).map(Tonnes),
        capacity_units: row.number("capacity_units", Range::NotNegative),
        insertion: HoursPerTonne(row.number("insertion_hours_per_t", Range::NotNegative).unwrap_or_default()),
        source: row.owned("source").unwrap_or_default(),
    };
    Some(((facility, process), operation))
}
