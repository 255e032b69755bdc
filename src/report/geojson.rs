//! The map of a proposal: RFC 7946, WGS 84, longitude first.

use std::collections::BTreeMap;
use std::io::Write;

use geojson::{Feature, FeatureWriter, Geometry, JsonObject};
use serde_json::{Value, json};

use crate::assess::{CompanyGain, Outcome, RoundPlan, Synergy};

/// Name of the file.
pub const FILE: &str = "synergies.geojson";

/// Synergies and rounds as lines, companies and facilities as points; what has no known coordinates is left out.
///
/// # Errors
/// When the writer fails.
pub fn map(outcome: &Outcome, to: &mut dyn Write) -> std::io::Result<()> {
    let synergies = outcome.synergies.iter().filter_map(synergy);
    let rounds = outcome.rounds.iter().filter_map(|plan| round(outcome, plan));
    let rows = outcome.companies.iter().filter_map(|gain| Some((gain.company.as_ref()?.as_str(), gain)));
    let companies: BTreeMap<&str, &CompanyGain> = rows.collect();
    let places = outcome.places.iter().map(|(id, at)| place(companies.get(id.as_str()).copied(), id, *at));
    let mut writer = FeatureWriter::from_writer(&mut *to);
    for feature in synergies.chain(rounds).chain(places) {
        writer.write_feature(&feature).map_err(std::io::Error::other)?;
    }
    writer.finish().map_err(std::io::Error::other)?;
    drop(writer);
    to.write_all(b"\n")
}

fn synergy(synergy: &Synergy) -> Option<Feature> {
    let properties = json!({
        "id": synergy.id, "kind": synergy.kind, "from": synergy.from, "to": synergy.to, "what": synergy.what,
        "mode": synergy.mode, "tonnes_t": synergy.tonnes, "km": synergy.km,
    });
    Some(feature(Geometry::new_line_string(synergy.line?), properties))
}

fn round(outcome: &Outcome, plan: &RoundPlan) -> Option<Feature> {
    let path: Option<Vec<[f64; 2]>> = plan.path.iter().map(|place| outcome.places.get(place).copied()).collect();
    let path = path.filter(|path| path.len() >= 2)?;
    let loads: BTreeMap<&str, f64> = plan.loads.iter().map(|(of, load)| (of.as_str(), load.value())).collect();
    let properties = json!({
        "id": format!("round:{}", plan.round), "kind": "round", "what": plan.stream, "vehicle": plan.vehicle,
        "times_per_year": plan.frequency, "path": plan.path, "load_t": plan.load, "loads_t": loads, "km": plan.km,
    });
    Some(feature(Geometry::new_line_string(path), properties))
}

fn place(company: Option<&CompanyGain>, id: &str, at: [f64; 2]) -> Feature {
    let properties = match company {
        Some(gain) => json!({ "id": id, "kind": "company", "name": gain.name, "served": gain.served }),
        None => json!({ "id": id, "kind": "facility" }),
    };
    feature(Geometry::new_point(at), properties)
}

fn feature(geometry: Geometry, properties: Value) -> Feature {
    let properties: Option<JsonObject> = match properties {
        Value::Object(object) => Some(object),
        _ => None,
    };
    Feature { geometry: Some(geometry), properties, ..Feature::default() }
}

#[cfg(test)]
mod tests {
    use geojson::FeatureCollection;

    use super::*;
    use crate::report::fixture;
    use crate::scenario::Language;

    fn text(outcome: &Outcome) -> String {
        let mut bytes = Vec::new();
        map(outcome, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_has_coordinates_is_drawn_and_the_rest_is_not() {
        let read: geojson::GeoJson = text(&fixture::outcome(Language::Fr)).parse().unwrap();
        let collection = FeatureCollection::try_from(read).unwrap();
        let kinds: Vec<&str> =
            collection.features.iter().map(|it| it.property("kind").unwrap().as_str().unwrap()).collect();
        // The collection of acme has no line; the round visits only places with coordinates.
        assert_eq!(kinds, ["substitution", "round", "company", "facility", "company"]);
        let geojson::GeometryValue::LineString { coordinates } =
            &collection.features[0].geometry.as_ref().unwrap().value
        else {
            panic!("a synergy is a line");
        };
        assert_eq!(coordinates[0].as_slice(), [2.7, 48.0]);
    }

    #[test]
    fn a_round_through_a_place_unknown_is_not_drawn() {
        let mut outcome = fixture::outcome(Language::Fr);
        outcome.places.remove("alpej");
        assert!(!text(&outcome).contains("round:1"));
    }
}
