//! facilities.csv.

use std::collections::BTreeMap;

use super::cell;
use super::context::Context;
use super::place::{Located, locate};
use super::row::{Range, Row};
use super::{Company, Facility};
use crate::diagnostic::{Finding, Findings};
use crate::id::{CompanyId, FacilityId};
use crate::quantity::{Euros, Tonnes};

/// Facilities, each with where it stands.
pub(super) fn read(
    context: &Context<'_>,
    companies: &BTreeMap<CompanyId, (Company, Located)>,
    findings: &mut Findings,
) -> BTreeMap<FacilityId, (Facility, Located)> {
    context.read("facilities", findings, |row| facility(row, context, companies)).into_iter().collect()
}

fn facility(
    row: &mut Row<'_, '_>,
    context: &Context<'_>,
    companies: &BTreeMap<CompanyId, (Company, Located)>,
) -> Option<(FacilityId, (Facility, Located))> {
    let name = row.needed("facility")?;
    let id = FacilityId::from(name);
    let company = row.reference("company", "facilities.unknown-company", &context.companies).map(CompanyId::from);
    if context.companies.surely_has(name) {
        row.push(
            "facility",
            Finding::error("facilities.same-id-as-company", format!("`{name}` is also the id of a company"))
                .help("give the facility another id: distances name both kinds of place"),
        );
    }
    let host = company.as_ref().map(|host| companies.get(host).map_or(Located::Wrong, |(_, located)| *located));
    let located = locate(row, context.catalogue, host);
    let existing = row.word("status", &[("existing", true), ("candidate", false)]).unwrap_or(true);
    let facility = Facility {
        id: id.clone(),
        name: row.needed("name").unwrap_or_default().to_owned(),
        company,
        commune: row.owned("commune"),
        point: located.point(),
        local: local(row, name),
        existing,
        opening: opening(row, name, existing),
        capacity: row.number("capacity_t", Range::NotNegative).map(Tonnes),
        hub: row.boolean("hub").unwrap_or(false),
    };
    check_use(row, context, &facility);
    Some((id, (facility, located)))
}

fn local(row: &mut Row<'_, '_>, name: &str) -> bool {
    if row.text("local").is_none() {
        let message = format!("facility `{name}` does not say whether it is in the territory: counted as outside");
        row.push("local", Finding::warning("facilities.local-not-said", message).help("write `yes` or `no`"));
    }
    row.boolean("local").unwrap_or(false)
}

fn opening(row: &mut Row<'_, '_>, name: &str, existing: bool) -> Euros {
    let column = "opening_eur_per_year";
    let cost = row.number(column, Range::NotNegative);
    if existing && cost.is_some_and(|cost| cost > 0.0) {
        let message = format!("facility `{name}` exists: its opening cost is not counted");
        row.push(
            column,
            Finding::warning("facilities.opening-cost-unused", message)
                .help("write `candidate` in column `status`, or leave the cell empty"),
        );
    } else if !existing && row.text(column).is_none() {
        let message = format!("candidate facility `{name}` has no opening cost: counted as 0 EUR a year");
        row.push(
            column,
            Finding::warning("facilities.no-opening-cost", message)
                .help("write what it costs a year to have it, `0` when that is nothing"),
        );
    }
    Euros(cost.unwrap_or_default())
}

/// A facility that does nothing is most often a name that another table writes otherwise.
fn check_use(row: &mut Row<'_, '_>, context: &Context<'_>, facility: &Facility) {
    let name = facility.id.as_str();
    let runs = context.rows("operations").any(|(table, row)| table.cell(row, "facility") == Some(name));
    let hub = row.text("hub").is_some_and(|text| cell::boolean(text) != Some(false));
    if hub || runs || !context.raw.whole("operations") {
        return;
    }
    row.push(
        "facility",
        Finding::error("facilities.no-use", format!("facility `{name}` is no hub and runs no process"))
            .help("add its processes to operations.csv, write `yes` in column `hub`, or remove the row"),
    );
}
