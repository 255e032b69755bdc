//! vehicles.csv.

use std::collections::BTreeMap;

use super::Vehicle;
use super::cell;
use super::context::Context;
use super::row::{Range, Row};
use crate::diagnostic::{Finding, Findings};
use crate::id::{PlaceId, VehicleId};
use crate::quantity::{Euros, EurosPerHour, EurosPerKm, KgCo2ePerKm, Tonnes};

/// kgCO2e per km: whatever the load, empty, full.
const EMISSIONS: [&str; 3] = ["co2e_kg_per_km", "empty_co2e_kg_per_km", "full_co2e_kg_per_km"];

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
    let eur_per_round = Euros(rate("eur_per_round"));
    let (co2e_per_km, full_co2e_per_km) = emissions(row, &id);
    let vehicle = Vehicle {
        id: id.clone(),
        payload,
        volume_m3: row.number("volume_m3", Range::Positive),
        eur_per_km,
        eur_per_hour,
        eur_per_round,
        co2e_per_km,
        full_co2e_per_km,
        speed_kmh: row.number("speed_kmh", Range::Positive),
        depot: row.reference("depot", "vehicles.unknown-depot", &context.places).map(PlaceId::from),
        count: count(row),
        source: row.owned("source").unwrap_or_default(),
    };
    Some((id, vehicle))
}

/// Per km, whatever the load; or empty, and with the whole payload.
fn emissions(row: &mut Row<'_, '_>, id: &VehicleId) -> (KgCo2ePerKm, Option<KgCo2ePerKm>) {
    let [mean, empty, full] = EMISSIONS.map(|column| row.text(column).is_some());
    if empty != full {
        let (said, lacking) = if empty { (EMISSIONS[1], EMISSIONS[2]) } else { (EMISSIONS[2], EMISSIONS[1]) };
        let message = format!("vehicle `{id}` has `{said}` and no `{lacking}`");
        let help = "emissions by load need both: write the other one too, or only `co2e_kg_per_km`";
        row.push(lacking, Finding::error("vehicles.half-of-load", message).help(help));
    } else if mean && empty {
        let message = format!("vehicle `{id}` states its emissions both by load and whatever the load");
        let help = "leave `co2e_kg_per_km` empty, or the two figures by load";
        row.push(EMISSIONS[0], Finding::error("vehicles.emissions-twice", message).help(help));
    }
    let [mean, empty, full] = EMISSIONS.map(|column| row.number(column, Range::NotNegative).map(KgCo2ePerKm));
    if let Some((empty, full)) = empty.zip(full).filter(|(empty, full)| full < empty) {
        let message =
            format!("vehicle `{id}` emits {} kgCO2e/km full and {} kgCO2e/km empty", full.value(), empty.value());
        let help = "a load can only add to the emissions: correct or exchange the two figures";
        row.push(EMISSIONS[2], Finding::error("vehicles.full-below-empty", message).help(help));
    }
    (empty.or(mean).unwrap_or_default(), full)
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
    let by_load = EMISSIONS[1..].iter().any(|column| row.text(column).is_some());
    let rates = ["eur_per_km", "eur_per_hour", EMISSIONS[0]];
    for column in rates.into_iter().filter(|column| !by_load || *column != EMISSIONS[0]) {
        if row.text(column).is_none() {
            row.push(
                column,
                Finding::warning("vehicles.rate-not-said", format!("vehicle `{id}` has no `{column}`: counted as 0"))
                    .help("write the figure, `0` when another column holds it"),
            );
        }
    }
}
