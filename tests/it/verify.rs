//! `verify` accepts what a run wrote, and names what was changed afterwards.

use std::fs;

use crate::support::tamper::{Cells, assert_rejected, edit, rewrite, set};
use crate::support::{Case, assert_close, on_a_line};
use boucle::assess::results::ResultFolder;
use boucle::pipeline;
use rstest::rstest;

// On a road: the garage at km 0, a at 10, b at 20, the plant at 40, c at 50. The van fetches scrap from a and b on its
// way from the garage to the plant; a's wood is chipped there and goes to c; d is alone far away.
fn result() -> (Case, std::path::PathBuf) {
    let at = [("garage", 0.0), ("a", 10.0), ("b", 20.0), ("plant", 40.0), ("c", 50.0), ("d", 70.0)];
    let distances = on_a_line(&at);
    let case = Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\nc,C\nd,D\ngarage,Garage\n"),
            (
                "flows",
                "flow,company,direction,material,quantity,unit,cost_eur_per_t,storage_t,evidence\n\
                 scrap-a,a,out,v-scrap,4,t,400,2,measured\nscrap-b,b,out,v-scrap,2,t,400,,measured\n\
                 scrap-d,d,out,v-scrap,0.5,t,400,,measured\nwood,a,out,v-wood,10,t,60,,measured\n\
                 chips,c,in,v-chip,6,t,80,,measured\n",
            ),
            ("qualities", "flow,property,value,bound\nscrap-a,oil,0.1,content\n"),
            ("materials", "material,virgin_co2e_kg_per_t\nv-scrap,\nv-wood,\nv-chip,40\nv-dust,\n"),
            (
                "processes",
                "process,input,operation_code,co2e_kg_per_t\nv-melt,v-scrap,R4,-50\nv-chipping,v-wood,R12,5\n",
            ),
            ("yields", "process,output,yield\nv-chipping,v-chip,0.8\nv-chipping,v-dust,0.1\n"),
            (
                "facilities",
                "facility,name,local,status,opening_eur_per_year,capacity_t\nplant,Plant,yes,candidate,30,11\n",
            ),
            (
                "operations",
                "facility,process,cost_eur_per_t,insertion_hours_per_t\nplant,v-melt,50,12\nplant,v-chipping,10,2\n",
            ),
            (
                "vehicles",
                "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km,speed_kmh,depot\n\
                 van,3,0.5,20,10,0.3,40,garage\n",
            ),
            ("distances", distances.as_str()),
        ],
        "synergies:\n  reuse: {min_lot_t: 1, link_eur_per_year: 5}\n  collection:\n    - stream: scrap\n\
         \x20     materials: [v-scrap]\n      modes: [round, alone]\n      vehicles: [van]\n      frequency: [1, 2]\n\
         \x20     alone: {eur_per_pickup: 90, eur_per_t: 10}\nobjective: {minimise: net_cost, co2e_eur_per_t: 100}\n\
         assume: {haulage: {eur_per_t: 40}}\n",
    );
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    (case, folder)
}

#[test]
fn a_result_as_it_was_written_is_accepted() {
    let (_case, folder) = result();
    let verdict = pipeline::verify(&folder).unwrap();
    assert!(verdict.ends_with(" rounds)\n"), "{verdict}");
    // the territory shows all that is changed below
    let flows = fs::read_to_string(folder.join("flows.csv")).unwrap();
    for kind in
        ["outlet", "purchase", "haulage", "link", "round", "alone", "treatment", "collected", "disposal", "opening"]
    {
        assert!(flows.contains(&format!("proposed,{kind},")), "no line of kind {kind}:\n{flows}");
    }
    let rounds = fs::read_to_string(folder.join("rounds.csv")).unwrap();
    assert!(rounds.contains("garage > a > b > plant > garage"), "{rounds}");
}

const WOOD: Cells<'static> = &[("state", "proposed"), ("kind", "haulage"), ("flow", "wood")];
const OUTLET: Cells<'static> = &[("state", "proposed"), ("kind", "outlet"), ("flow", "wood")];
const CHIPPING: Cells<'static> = &[("state", "proposed"), ("kind", "treatment"), ("process", "v-chipping")];

#[rstest]
#[case::tonnes_of_a_link(WOOD, "tonnes_t", "9", "mass.flow: proposed, flow `wood`")]
#[case::tonnes_of_today(&[("state", "today"), ("flow", "wood"), ("kind", "outlet")], "tonnes_t", "9", "mass.flow: today, flow `wood`")]
#[case::tonnes_treated(CHIPPING, "tonnes_t", "1", "mass.facility: proposed, `v-wood` at `plant`")]
#[case::negative_tonnes(OUTLET, "tonnes_t", "-1", "references: ")]
#[case::eur(OUTLET, "eur", "1", "money: proposed, EUR of outlet from `a` to `outside`")]
#[case::eur_of_alone(&[("kind", "alone")], "eur", "1", "money: proposed, EUR of alone from `d` to `plant`")]
#[case::km(WOOD, "km", "1", "distance: proposed, km of haulage from `a` to `plant`")]
#[case::co2e(CHIPPING, "co2e_kg", "0", "emissions: proposed, kgCO2e of treatment")]
#[case::hours(CHIPPING, "hours_h", "0", "work: proposed, hours of treatment")]
#[case::eur_of_a_round(&[("kind", "round")], "eur", "1", "round.paid: cost in the ledger of round 1")]
#[case::an_unknown_flow(OUTLET, "flow", "gold", "references: ")]
#[case::another_place(&[("kind", "collected"), ("flow", "scrap-d")], "to", "garage", "service.place: ")]
fn a_changed_line_of_the_ledger_is_named(
    #[case] row: Cells<'_>,
    #[case] column: &str,
    #[case] value: &str,
    #[case] says: &str,
) {
    let (_case, folder) = result();
    set(&folder, "flows.csv", row, column, value);
    assert_rejected(&folder, says);
}

#[rstest]
#[case::outlet(OUTLET, "mass.flow: proposed, flow `wood`")]
#[case::treatment(CHIPPING, "mass.facility: proposed, `v-wood` at `plant`")]
#[case::round(&[("kind", "round")], "round.paid: number of rounds")]
#[case::opening(&[("kind", "opening")], "opening: plant")]
#[case::link(&[("state", "proposed"), ("kind", "link"), ("flow", "wood")], "indicator: `eur` proposed")]
#[case::collected(&[("kind", "collected"), ("flow", "scrap-d")], "mass.flow: proposed, flow `scrap-d`")]
#[case::alone(&[("kind", "alone")], "service.place: ")]
fn a_deleted_line_of_the_ledger_is_named(#[case] row: Cells<'_>, #[case] says: &str) {
    let (_case, folder) = result();
    rewrite(&folder, "flows.csv", row, |_, _| false);
    assert_rejected(&folder, says);
}

#[rstest]
// garage to b to a to plant: 10 km there and back more
#[case::order("path", "garage > b > a > plant > garage", "round.km: length of round 1")]
#[case::a_stop_less("path", "garage > a > plant > garage", "round.load: load of round 1")]
#[case::load("load_t", "1", "round.load: load of round 1")]
#[case::load_factor("load_factor", "1.5", "round.load-factor: load factor of round 1")]
#[case::arrivals("arrivals_h", "0.00 > 0.10 > 0.20 > 0.30 > 0.40", "round.arrivals: arrival at `a` of round 1")]
#[case::km("km", "70", "round.km: length of round 1")]
#[case::hours("hours_h", "2", "round.hours: duration of round 1")]
#[case::eur("eur_per_year", "1", "round.eur: cost of round 1")]
// a has 4 t and stores 2 t
#[case::frequency("times_per_year", "1", "round.storage: visit of round 1")]
#[case::an_unknown_vehicle("vehicle", "tank", "round.known: ")]
fn a_changed_round_is_named(#[case] column: &str, #[case] value: &str, #[case] says: &str) {
    let (_case, folder) = result();
    set(&folder, "rounds.csv", &[("round", "1")], column, value);
    assert_rejected(&folder, says);
}

// a: 4 t, 2 t at most each time, and b: 2 t, twice a year by the van, full each time: 80 km, 2.83 h, so
// 40 + 56.67 + 10 = 106.67 EUR a round, two thirds of it for a; d: 0.5 t by a haulier, 30 km away from the plant.
// Each alone: a twice, 30 km away, 2 x 90 + 4 x 10 EUR; b once, 20 km away, 90 + 2 x 10 EUR; d as it is. No km today.
#[test]
fn what_pooling_brings_is_as_reckoned_by_hand() {
    let (_case, folder) = result();
    let result = ResultFolder::open(&folder).unwrap();
    let tons = [("a", 4.0), ("b", 2.0), ("d", 0.5), ("", 6.5), ("", 6.5)];
    let eur_alone = [220.0, 110.0, 95.0, 425.0, 425.0];
    let km_alone = [120.0, 40.0, 60.0, 220.0, 220.0];
    let eur = [1280.0 / 9.0, 640.0 / 9.0, 95.0, 925.0 / 3.0, 925.0 / 3.0];
    let km = [320.0 / 3.0, 160.0 / 3.0, 60.0, 220.0, 220.0];
    let trips = [2.0, 2.0, 1.0, 3.0, 3.0];
    assert_eq!(result.collections.len(), 5);
    for (index, line) in result.collections.iter().enumerate() {
        let (company, tonnes) = tons[index];
        assert_eq!(line.company.as_ref().map_or("", |id| id.as_str()), company);
        let close =
            |what: &str, found: f64, expected: f64| assert_close(&format!("{what} of {company}"), found, expected);
        let alone = line.alone.unwrap();
        close("tonnes", line.tonnes.value(), tonnes);
        close("trips", line.trips, trips[index]);
        close("EUR alone", alone.eur.value(), eur_alone[index]);
        close("km alone", alone.km.value(), km_alone[index]);
        close("kgCO2e alone", alone.co2e.value(), km_alone[index] * 0.682);
        close("EUR", line.proposed.eur.value(), eur[index]);
        close("km", line.proposed.km.value(), km[index]);
        close("km per tonne", line.km_per_tonne.unwrap(), km[index] / tonnes);
        close("EUR today", line.today.eur.value(), 400.0 * tonnes);
        close("EUR of treatment", line.treatment.value(), 50.0 * tonnes);
        close("EUR saved against today", line.saved_against_today().eur.value(), 350.0 * tonnes - eur[index]);
    }
    let whole = &result.collections[3];
    assert_eq!((whole.served.as_str(), whole.load_factor), ("alone+round", Some(1.0)));
    assert_close("kgCO2e", whole.proposed.co2e.value(), 160.0 * 0.3 + 60.0 * 0.682);
}

#[rstest]
#[case::collected_alone("collections.csv", &[("company", "a")], "eur_alone", "1", "collection: EUR alone of stream `scrap`, company `a`")]
#[case::km_per_tonne("collections.csv", &[("company", "b")], "km_per_t", "1", "collection: km per tonne of stream `scrap`, company `b`")]
#[case::load_factor("collections.csv", &[("stream", "")], "load_factor", "0.5", "collection: load factor of all streams")]
#[case::served("collections.csv", &[("company", "d")], "served", "round", "collection: modes of stream `scrap`, company `d`")]
#[case::indicator("indicators.csv", &[("indicator", "km")], "proposed", "1", "indicator: `km` proposed")]
#[case::gain("companies.csv", &[("company", "a")], "eur_proposed", "1", "gain: EUR proposed of a")]
#[case::proposal("synergies.csv", &[("synergy", "collection:scrap:a")], "tonnes_t", "1", "proposal: tonnes of `collection:scrap:a`")]
#[case::gain_of_nobody("companies.csv", &[("company", "")], "co2e_kg_proposed", "1", "gain: kgCO2e proposed of no company")]
fn a_changed_sum_is_named(
    #[case] file: &str,
    #[case] row: Cells<'_>,
    #[case] column: &str,
    #[case] value: &str,
    #[case] says: &str,
) {
    let (_case, folder) = result();
    set(&folder, file, row, column, value);
    assert_rejected(&folder, says);
}

#[test]
fn a_changed_objective_is_named() {
    let (_case, folder) = result();
    edit(&folder, "manifest.json", |manifest| manifest["certificate"]["objective"] = 1.0.into());
    assert_rejected(&folder, "objective: the objective of the manifest");
}

#[rstest]
#[case::capacity("/dataset/facilities/0/capacity", "5", "capacity.facility: plant")]
#[case::payload("/dataset/vehicles/0/payload", "1", "round.payload: load of round 1")]
#[case::working_time("/scenario/assume/working_time_h", "1", "round.working-time: ")]
#[case::lot("/scenario/reuse/min_lot", "9", "link.lot: ")]
#[case::max_km("/scenario/reuse/max_km", "5", "link.length: ")]
#[case::modes("/scenario/collection/0/modes", "[\"round\"]", "service.allowed: ")]
#[case::target(
    "/scenario/targets",
    r#"[{"metric": "budget_eur", "limit": {"at_most": 1}, "place": {"file": "s.yaml", "line": 1, "column": null}}]"#,
    "target: `budget_eur`"
)]
fn a_limit_tightened_afterwards_is_named(#[case] pointer: &str, #[case] value: &str, #[case] says: &str) {
    let (_case, folder) = result();
    edit(&folder, "inputs.json", |inputs| {
        *inputs.pointer_mut(pointer).unwrap() = serde_json::from_str(value).unwrap();
    });
    assert_rejected(&folder, says);
}

#[test]
fn a_gap_said_to_be_closed_is_named() {
    let (_case, folder) = result();
    edit(&folder, "manifest.json", |manifest| manifest["certificate"]["bound"] = (-1e6).into());
    let message = pipeline::verify(&folder).unwrap_err().to_string();
    assert!(message.contains("certificate: the gap"), "{message}");
    assert!(message.contains("certificate: `optimal`"), "{message}");
}
