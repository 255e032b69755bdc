//! Price lists of hauliers who come to one company alone: by distance, by the tonnes of a pickup, with rebates on those of a
//! year. Cases worked out by hand; tests/it/formulation.rs compares drawn ones with trying everything.
#![allow(clippy::format_push_string, reason = "tables read best as the text that they are")]

use crate::support::tamper::{assert_rejected, edit};
use crate::support::{Case, assert_close, on_a_line};
use boucle::pipeline;
use boucle::scenario::Scenario;
use rstest::rstest;

const LIST: &str = "eur_per_pickup: 60, eur_per_t: 10, bands: [{from_km: 30, from_t: 3, eur_per_pickup: 90, eur_per_t: 8}, \
                    {from_t: 2, eur_per_pickup: 40, eur_per_t: 10}, {from_km: 30, eur_per_pickup: 90, eur_per_t: 12}]";

/// Companies of some tonnes and kilometres from the plant, which treats for nothing; their outlet of today asks `today`
/// EUR/t. They are visited twice a year.
fn case(companies: &[(f64, f64)], today: f64, modes: &str, alone: &str) -> Case {
    let mut table = "company,name\n".to_owned();
    let mut flows = "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n".to_owned();
    let names = ["a", "b", "c"];
    let mut places = vec![("j", 0.0)];
    for (name, (tonnes, km)) in names.into_iter().zip(companies) {
        table += &format!("{name},{name}\n");
        flows += &format!("f{name},{name},out,v-one,{tonnes},t,{today},measured\n");
        places.push((name, *km));
    }
    let distances = on_a_line(&places);
    Case::new(
        &[
            ("companies", table.as_str()),
            ("flows", flows.as_str()),
            ("materials", "material\nv-one\n"),
            ("processes", "process,input,operation_code,co2e_kg_per_t\nv-melt,v-one,R4,0\n"),
            ("facilities", "facility,name,local\nj,J,yes\n"),
            ("operations", "facility,process,cost_eur_per_t\nj,v-melt,0\n"),
            ("vehicles", "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km\nvan,100,0,0,1,0\n"),
            ("distances", distances.as_str()),
        ],
        &format!(
            "synergies:\n  collection:\n    - stream: s\n      materials: [v-one]\n      modes: [{modes}]\n      \
             vehicles: [van]\n      frequency: [2]\n      alone: {{{alone}}}\n"
        ),
    )
}

const THREE: [(f64, f64); 3] = [(4.0, 10.0), (2.0, 40.0), (6.0, 50.0)];

/// EUR a year of each company as proposed.
#[track_caller]
fn assert_paid(case: &Case, paid: &[f64]) {
    let outcome = case.prepare().outcome();
    assert_eq!(outcome.certificate.status, "optimal");
    let rows = outcome.companies.iter().filter(|row| row.company.is_some());
    let found: Vec<f64> = rows.map(|row| row.eur_proposed.value()).collect();
    assert_eq!(found.len(), paid.len());
    for (at, (found, paid)) in found.iter().zip(paid).enumerate() {
        assert_close(&format!("company {at}"), *found, *paid);
    }
    let lines = outcome.collections.iter().filter(|line| line.company.is_some());
    assert_close("collections", lines.map(|line| line.proposed.eur.value()).sum(), paid.iter().sum());
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    pipeline::verify(&folder).unwrap_or_else(|error| panic!("{error}"));
}

/// Two pickups a year: a of 2 t from 10 km away, which is the band from 2 t on: 2 x 40 + 4 x 10 = 120; b of 1 t from 40 km:
/// 2 x 90 + 2 x 12 = 204; c of 3 t from 50 km: 2 x 90 + 6 x 8 = 228.
/// 12 t in all. Taken off, beyond: 5 t at 2, 2 t at 4 EUR/t, 18 EUR, 1.5 EUR of each tonne; of all, 4 EUR of each; by the
/// tonnes of each company, 1 t of c at 2 EUR.
#[rstest]
#[case::list("", [120.0, 204.0, 228.0])]
#[case::beyond(", rebate: {steps: [{from_t: 10, less_eur_per_t: 4}, {from_t: 5, less_eur_per_t: 2}]}", [114.0, 201.0, 219.0])]
#[case::all(", rebate: {applies: all, steps: [{from_t: 5, less_eur_per_t: 2}, {from_t: 10, less_eur_per_t: 4}]}", [104.0, 196.0, 204.0])]
#[case::company(", rebate: {of: company, steps: [{from_t: 5, less_eur_per_t: 2}]}", [120.0, 204.0, 226.0])]
fn each_pays_its_line_less_its_part_of_the_rebate(#[case] rebate: &str, #[case] paid: [f64; 3]) {
    assert_paid(&case(&THREE, 150.0, "alone", &format!("{LIST}{rebate}")), &paid);
}

/// A band holds from where it begins: 30 km and 2 t are reached, 29.99 km and 1.99 t are not.
#[test]
fn what_begins_is_reached() {
    assert_paid(&case(&[(4.0, 29.99), (2.0, 30.0)], 150.0, "alone", LIST), &[120.0, 204.0]);
    assert_paid(&case(&[(3.98, 29.99), (2.0, 30.0)], 150.0, "alone", LIST), &[120.0 + 39.8, 204.0]);
}

/// Three companies of 4 t at 50 EUR/t, 200 EUR each. A haulier at 120 EUR a pickup asks 240 of each: nobody goes. From 10 t
/// on he takes 25 EUR off each of the 12 t: 3 x 240 - 300 = 420, 140 each; off those beyond only, 720 - 50 is too dear.
#[rstest]
#[case::all("all", 140.0)]
#[case::beyond("beyond", 200.0)]
fn together_companies_reach_what_none_reaches_alone(#[case] applies: &str, #[case] each: f64) {
    let alone = format!(
        "eur_per_pickup: 120, eur_per_t: 0, rebate: {{applies: {applies}, steps: [{{from_t: 10, less_eur_per_t: 25}}]}}"
    );
    let case = case(&[(4.0, 1.0), (4.0, 2.0), (4.0, 3.0)], 50.0, "alone", &alone);
    let outcome = case.prepare().outcome();
    assert_eq!(outcome.certificate.status, "optimal");
    for row in outcome.companies.iter().filter(|row| row.company.is_some()) {
        assert_close("each company", row.eur_proposed.value(), each);
    }
}

/// A van comes to all three for 2 EUR a year. A haulier who came to each alone would have all 12 t: 120 - 6, 204 - 3, 228 - 9.
#[test]
fn pooling_is_compared_with_the_rebate_on_all_that_is_collected() {
    let rebate = ", rebate: {steps: [{from_t: 5, less_eur_per_t: 2}, {from_t: 10, less_eur_per_t: 4}]}";
    let case = case(&THREE, 150.0, "round, alone", &format!("{LIST}{rebate}"));
    let outcome = case.prepare().outcome();
    let lines = outcome.collections.iter().filter(|line| line.company.is_some());
    let alone: Vec<f64> = lines.filter_map(|line| Some(line.alone?.eur.value())).collect();
    assert_eq!(outcome.rounds.len(), 1);
    alone.iter().zip([114.0, 201.0, 219.0]).for_each(|(found, eur)| assert_close("alone", *found, eur));
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    pipeline::verify(&folder).unwrap_or_else(|error| panic!("{error}"));
}

#[rstest]
#[case::band("bands/2/eur_per_pickup", "91.0", "money: proposed, EUR of alone from `c` to `j`")]
#[case::distance("bands/1/from_km", "45.0", "money: proposed, EUR of alone from `b` to `j`")]
#[case::tonnes("bands/0/from", "2.5", "money: proposed, EUR of alone from `a` to `j`")]
#[case::rebate("rebate/tariff/prices/1/price", "-2.5", "money: proposed, EUR of alone from `a` to `j`")]
#[case::whose("rebate/of", r#""company""#, "money: proposed, EUR of alone from `a` to `j`")]
fn another_list_is_named(#[case] at: &str, #[case] value: &str, #[case] says: &str) {
    let case = case(&THREE, 150.0, "alone", &format!("{LIST}, rebate: {{steps: [{{from_t: 5, less_eur_per_t: 2}}]}}"));
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    edit(&folder, "inputs.json", |inputs| {
        let at = format!("/scenario/collection/0/alone/{at}");
        *inputs.pointer_mut(&at).unwrap_or_else(|| panic!("nothing at {at}")) = serde_json::from_str(value).unwrap();
    });
    assert_rejected(&folder, says);
}

/// The resolved scenario says the same list, in its order.
#[test]
fn a_list_is_written_as_it_is_read() {
    let rebate = ", rebate: {of: company, applies: all, steps: [{from_t: 5, less_eur_per_t: 2}]}";
    let case = case(&THREE, 150.0, "alone", &format!("{LIST}{rebate}"));
    let read = |case: &Case| {
        let (scenario, findings) = Scenario::load(&case.scenario());
        scenario.unwrap_or_else(|| panic!("{findings}"))
    };
    let first = read(&case);
    std::fs::write(case.scenario(), first.resolved_yaml()).unwrap();
    let again = read(&case);
    assert_eq!(again.collection[0].alone, first.collection[0].alone);
    let text = first.resolved_yaml();
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("no {what} in {text}"));
    assert!(at("from_km: 0.0") < at("from_km: 30.0"));
}
