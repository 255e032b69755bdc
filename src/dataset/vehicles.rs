//! vehicles.csv.

use std::collections::BTreeMap;

use super::Vehicle;
use super::cell;
use super::context::Context;
use super::row::{Range, Row};
use crate::diagnostic::{Finding, Findings};
use crate::id::{PlaceId, VehicleId};
use crate::quantity::{Euros, EurosPerHour, EurosPerKm, KgCo2ePerKm, Tonnes};

/// Vehicle classes.
pub(super) fn read(context: &Context<'_>, findings: &mut Findings) -> BTreeMap<VehicleId, Vehicle> {
    context.read("vehicles", findings, |row| vehicle(row, context)).into_iter().collect()
}

fn vehicle(row: &mut Row<'_, '_>, context: &Context<'_>) -> Option<(VehicleId, Vehicle)> {
    let id = VehicleId::from(row.needed("vehicle")?);
    let payload = payload(row, &id);
    check_rates(row, &id);
    let mut rate = |column: &str| row.number(column, Range::NotNegative).unwrap_or_default();
    let (eur_per_km, eur_per_hour) = (EurosPerKm(rate("eur_per_km")), EurosPerHour(rate("eur_per_hour")));
    let (eur_per_round, co2e_per_km) = (Euros(rate("eur_per_round")), KgCo2ePerKm(rate("co2e_kg_per_km")));
    let vehicle = Vehicle {
        id: id.clone(),
        payload,
        volume_m3: row.number("volume_m3", Range::Positive),
        eur_per_km,
        eur_per_hour,
        eur_per_round,
        co2e_per_km,
        speed_kmh: row.number("speed_kmh", Range::Positive),
        depot: row.reference("depot", "vehicles.unknown-depot", &context.places).map(PlaceId::from),
        count: count(row),
        source: row.owned("source").unwrap_or_default(),
    };
    Some((id, vehicle))
}

/// How many vehicles there are.
fn count(row: &mut Row<'_, '_>) -> Option<u32> {
    let text = match row.whole("count")? {
        Ok(number) => return Some(number),
        Err(text) => text,
    };
    let message = format!("`{text}` is not a number of vehicles");
    let finding = Finding::error("vehicles.fractional-count", message);
    row.push("count", finding.help("write a whole number, or leave the cell empty"));
    None
}

fn payload(row: &mut Row<'_, '_>, id: &VehicleId) -> Tonnes {
    let text = row.text("payload_t");
    if text.is_none_or(|text| cell::number(text).is_some_and(|payload| payload <= 0.0)) {
        row.push(
            "payload_t",
            Finding::error("vehicles.no-payload", format!("vehicle `{id}` carries nothing"))
                .help("write its payload in tonnes, above 0"),
        );
        return Tonnes::ZERO;
    }
    Tonnes(row.number("payload_t", Range::NotNegative).unwrap_or_default())
}

/// `eur_per_round` may well be absent; a vehicle that costs or emits nothing by the way it goes is a gap in the data.
fn check_rates(row: &mut Row<'_, '_>, id: &VehicleId) {
    for column in ["eur_per_km", "eur_per_hour", "co2e_kg_per_km"] {
        if row.text(column).is_none() {
            row.push(
                column,
                Finding::warning("vehicles.rate-not-said", format!("vehicle `{id}` has no `{column}`: counted as 0"))
                    .help("write the figure, `0` when another column holds it"),
            );
        }
    }
}
