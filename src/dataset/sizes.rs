//! sizes.csv.

use super::context::Context;
use super::row::{Range, Row};
use super::{Operation, Size};
use crate::diagnostic::{Finding, Findings};
use crate::id::{FacilityId, ProcessId};
use crate::quantity::{Euros, Tonnes};
use std::collections::BTreeMap;

/// The sizes that may be chosen, in the order of facility, process and capacity.
pub(super) fn read(
    context: &Context<'_>,
    operations: &BTreeMap<(FacilityId, ProcessId), Operation>,
    findings: &mut Findings,
) -> Vec<Size> {
    let mut sizes = context.read("sizes", findings, |row| size(row, context, operations));
    sizes.sort_by(|a, b| {
        let key = |size: &Size| (size.facility.clone(), size.process.clone());
        key(a).cmp(&key(b)).then(a.capacity.value().total_cmp(&b.capacity.value())).then(a.size.cmp(&b.size))
    });
    sizes
}

fn size(
    row: &mut Row<'_, '_>,
    context: &Context<'_>,
    operations: &BTreeMap<(FacilityId, ProcessId), Operation>,
) -> Option<Size> {
    let (facility, size) = (row.needed("facility"), row.needed("size"));
    row.reference("facility", "sizes.unknown-facility", &context.facilities);
    let process = row.text("process").map(ProcessId::from);
    let capacity = row.needed_number("capacity_t", Range::Positive);
    let cost = row.needed_number("eur_per_year", Range::NotNegative);
    let facility = FacilityId::from(facility?);
    if let Some(process) =
        process.as_ref().filter(|process| !operations.contains_key(&(facility.clone(), (*process).clone())))
    {
        let message = format!("facility `{facility}` does not run process `{process}`");
        let finding = Finding::error("sizes.process-not-at-facility", message);
        row.push(
            "process",
            finding.help("add the row to operations.csv, or leave the cell empty for the whole facility"),
        );
    }
    Some(Size { facility, process, size: size?.to_owned(), capacity: Tonnes(capacity?), cost: Euros(cost?) })
}
