//! What a collection keeps and pays, on cases solved by hand; `verify` accepts each and no other.

use crate::support::tamper::{assert_rejected, edit, set};
use crate::support::{Case, assert_close, on_a_line};
use boucle::pipeline;
use rstest::rstest;

const COMPANIES: &str = "company,name\na,A\nb,B\nc,C\ngarage,Garage\n";
const FLOWS: &str = "company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
                     a,out,h-scrap,1,t,500,measured\nb,out,h-scrap,1,t,500,measured\nc,out,h-scrap,1,t,500,measured\n";
const MATERIALS: &str = "material,family\nh-scrap,h-all\n";
const VEHICLES: &str = "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km,speed_kmh,depot\n\
                        van,3,0.5,20,10,0.3,40,garage\n";

/// The garage, a, b, c and the plant every 10 km of a road, a quarter of an hour apart; 1 t at each company. A round to
/// the plant costs 40 + 10 + 20 x (2 + 0.25 n + 0.5) EUR: 105 with one stop, 110 with two, 115 with three.
fn road(tables: &[(&str, &str)], stream: &str) -> Case {
    let distances = on_a_line(&[("garage", 0.0), ("a", 10.0), ("b", 20.0), ("c", 30.0), ("plant", 40.0)]);
    let plain = [
        ("companies", COMPANIES),
        ("flows", FLOWS),
        ("materials", MATERIALS),
        ("processes", "process,input,operation_code,co2e_kg_per_t\nh-dismantling,h-all,R4,0\n"),
        ("facilities", "facility,name,local\nplant,Plant,yes\n"),
        ("operations", "facility,process,cost_eur_per_t\nplant,h-dismantling,50\n"),
        ("vehicles", VEHICLES),
        ("distances", distances.as_str()),
    ];
    let kept = plain.into_iter().filter(|(name, _)| tables.iter().all(|(other, _)| other != name));
    let all: Vec<(&str, &str)> = kept.chain(tables.iter().copied()).collect();
    Case::new(
        &all,
        &format!(
            "synergies:\n  collection:\n    - {{stream: scrap, materials: [h-all], vehicles: [van]{stream}}}\n\
             assume: {{service_min: 15, unload_min: 30}}\n"
        ),
    )
}

/// The stops of each round and its cost, sorted.
fn rounds(case: &Case) -> Vec<(String, f64)> {
    let folder = case.run("rounds").unwrap_or_else(|error| panic!("{error}"));
    pipeline::verify(&folder).unwrap_or_else(|error| panic!("{error}"));
    let outcome = case.prepare().outcome();
    assert_eq!(outcome.certificate.status, "optimal");
    let round = |round: &boucle::assess::RoundPlan| (round.stops().collect::<Vec<_>>().join(" "), round.eur.value());
    let mut rounds: Vec<(String, f64)> = outcome.rounds.iter().map(round).collect();
    rounds.sort_by(|a, b| a.0.cmp(&b.0));
    rounds
}

#[track_caller]
fn assert_rounds(case: &Case, expected: &[(&str, f64)]) {
    let found = rounds(case);
    let stops: Vec<&str> = found.iter().map(|(stops, _)| stops.as_str()).collect();
    assert_eq!(stops, expected.iter().map(|(stops, _)| *stops).collect::<Vec<_>>());
    for ((_, found), (stops, expected)) in found.iter().zip(expected) {
        assert_close(stops, *found, *expected);
    }
}

/// The plant takes 520 EUR/t, more than the 500 EUR of today, and from 3 t on 400 EUR/t for all. One round to all three:
/// 115 + 3 x 400 = 1315 EUR, below 3 x 500. Where only tonnes beyond the third were cheaper, it would be 115 + 1560.
#[test]
fn a_round_to_all_reaches_a_discount() {
    let operations = "facility,process,cost_eur_per_t\nplant,h-dismantling,520\n";
    let of =
        |applies: &str| format!("facility,process,from_t,eur_per_t,applies\nplant,h-dismantling,3,400,{applies}\n");
    let (all, beyond) = (of("all"), of("beyond"));
    assert_rounds(&road(&[("operations", operations), ("tariffs", &all)], ""), &[("a b c", 115.0)]);
    assert_rounds(&road(&[("operations", operations), ("tariffs", &beyond)], ""), &[]);
}

const HOURS: &str = "company,name,opens,closes\na,A,,\nb,B,8:00,9:00\nc,C,10h,12\ngarage,Garage,,\n";

/// b is visited until 9 at the latest, so that the van leaves at 8; at c it waits from 9.25 to 10. Back at 12: 4 h
/// instead of 3.25, 115 + 20 x 0.75 = 130 EUR. Two rounds cost 110 + 105.
#[test]
fn a_van_waits_for_a_company_to_open() {
    let case = road(&[("companies", HOURS)], "");
    assert_rounds(&case, &[("a b c", 130.0)]);
    let round = case.prepare().outcome().rounds.remove(0);
    assert_close("leaves", round.leaves, 8.0);
    assert_close("hours", round.hours.value(), 4.0);
    for (found, expected) in round.arrivals.iter().zip([0.0, 0.25, 0.75, 1.25, 2.5, 4.0]) {
        assert_close("arrival", *found, expected);
    }
}

/// With b open until 10, the van leaves at 8.75 and waits nowhere.
#[test]
fn a_van_leaves_late_rather_than_wait() {
    let case = road(&[("companies", &HOURS.replace("9:00", "10:00"))], "");
    assert_rounds(&case, &[("a b c", 115.0)]);
    assert_close("leaves", case.prepare().outcome().rounds[0].leaves, 8.75);
}

/// a cannot be visited on Monday nor b on Tuesday: they share no round. c goes with either, at the same cost.
#[test]
fn companies_that_are_open_on_no_common_day_share_no_round() {
    let closed = "company,name,closed_days\na,A,mon\nb,B,mar\nc,C,\ngarage,Garage,\n";
    let found = rounds(&road(&[("companies", closed)], ", days: [mon, tue]"));
    let mut eur: Vec<f64> = found.iter().map(|(_, eur)| *eur).collect();
    eur.sort_by(f64::total_cmp);
    assert_eq!(eur, [105.0, 110.0]);
    assert!(!found.iter().any(|(stops, _)| stops.contains("a b")), "{found:?}");
    // with every day of the week one round serves all, on one of the five others
    let case = road(&[("companies", closed)], "");
    assert_rounds(&case, &[("a b c", 115.0)]);
    assert_eq!(case.prepare().outcome().rounds[0].days, "wed thu fri sat sun");
}

#[test]
fn an_excluded_pair_shares_no_round() {
    let found = rounds(&road(&[], ", excluded_pairs: [[a, c], [b, c]]"));
    assert_eq!(found, [("a b".to_owned(), 110.0), ("c".to_owned(), 105.0)]);
}

/// One van runs 52 times a year on Mondays: of three weekly rounds, two vans run those that bring more.
/// A weekly round costs 52 x 105 EUR and saves 450 EUR/t.
#[test]
fn vehicles_run_once_a_day() {
    let flows = FLOWS.replace("out,h-scrap,1,", "out,h-scrap,52,").replace("c,out,h-scrap,52", "c,out,h-scrap,40");
    let vehicles = VEHICLES.replace("depot\n", "depot,count\n").replace("40,garage", "40,garage,2");
    let stream = ", frequency: [52], days: [mon], excluded_pairs: [[a, b], [a, c], [b, c]]";
    let tables: &[(&str, &str)] = &[("flows", &flows), ("vehicles", &vehicles)];
    let case = road(tables, stream);
    assert_rounds(&case, &[("a", 5460.0), ("b", 5460.0)]);
    let folder = case.run("results").unwrap();
    edit(&folder, "inputs.json", |inputs| {
        *inputs.pointer_mut("/dataset/vehicles/0/count").unwrap() = 1.into();
    });
    assert_rejected(&folder, "fleet: runs of vehicle `van` on mon");
    // with Tuesdays too, two vans run all three
    let twice = road(tables, &stream.replace("[mon]", "[mon, tue]"));
    assert_rounds(&twice, &[("a", 5460.0), ("b", 5460.0), ("c", 5460.0)]);
}

/// Explosives (1) go with nothing; flammable and corrosive liquids (3, 8) go together.
#[test]
fn goods_that_adr_keeps_apart_share_no_round() {
    let flows = FLOWS.replace("a,out,h-scrap", "a,out,h-flares").replace("b,out,h-scrap", "b,out,h-acid");
    let materials = "material,family,adr\nh-scrap,h-all,3\nh-flares,h-all,1\nh-acid,h-all,8\n";
    let case = road(&[("flows", &flows), ("materials", materials)], "");
    assert_rounds(&case, &[("a", 105.0), ("b c", 110.0)]);
}

#[rstest]
#[case::closed_when_rounds_run(
    "company,name,closed_days\na,A,mon tue\nb,B,\nc,C,\ngarage,Garage,\n",
    ", days: [mon, tue]",
    "closed",
    "open on 0 of the days on which rounds run, 1 needed; allow other `days`, or fewer visits a year"
)]
#[case::open_on_too_few_days(
    "company,name,closed_days\na,A,mon\nb,B,\nc,C,\ngarage,Garage,\n",
    ", days: [mon, tue], frequency: [104]",
    "closed",
    "open on 1 of the days on which rounds run, 2 needed; allow other `days`, or fewer visits a year"
)]
#[case::open_in_the_evening(
    "company,name,opens,closes\na,A,16,20\nb,B,,\nc,C,,\ngarage,Garage,,\n",
    "",
    "closed_when_reached",
    "open from 16.00 to 20.00 h: no vehicle can visit it then and be back within the working day; change `day_starts_h` or `working_time_h`"
)]
#[case::open_for_less_than_a_visit(
    "company,name,opens,closes\na,A,9,9.2\nb,B,,\nc,C,,\ngarage,Garage,,\n",
    "",
    "closed_when_reached",
    "open from 9.00 to 9.20 h: no vehicle can visit it then and be back within the working day; change `day_starts_h` or `working_time_h`"
)]
fn what_no_round_can_visit_is_told(
    #[case] companies: &str,
    #[case] stream: &str,
    #[case] reason: &str,
    #[case] detail: &str,
) {
    let outcome = road(&[("companies", companies)], stream).prepare().outcome();
    let rejected: Vec<_> =
        outcome.rejected.iter().map(|row| (row.from.as_str(), row.reason.as_str(), row.detail.as_str())).collect();
    assert_eq!(rejected, [("a", reason, detail)]);
}

/// A company whose own goods may not be together is served by no round at all.
#[test]
fn goods_of_one_company_that_adr_keeps_apart_need_streams_of_their_own() {
    let flows = format!("{FLOWS}a,out,h-flares,1,t,500,measured\n");
    let materials = "material,family,adr\nh-scrap,h-all,3\nh-flares,h-all,1.4\n";
    let outcome = road(&[("flows", &flows), ("materials", materials)], "").prepare().outcome();
    assert_eq!(outcome.rejected[0].reason, "not_together");
}

#[rstest]
#[case::leaves_earlier("rounds.csv", "leaves_h", "7", "round.working-day: leaving before the day starts of round 1")]
#[case::leaves_later("rounds.csv", "leaves_h", "8.5", "round.opening-hours: end of the visit of `b`")]
#[case::no_waiting("rounds.csv", "hours_h", "3.25", "round.hours: duration of round 1")]
#[case::other_days("rounds.csv", "days", "sat sun", "round.days: days of the week of round 1")]
fn a_changed_schedule_is_named(#[case] file: &str, #[case] column: &str, #[case] value: &str, #[case] says: &str) {
    let case = road(&[("companies", HOURS)], "");
    let folder = case.run("results").unwrap();
    set(&folder, file, &[("round", "1")], column, value);
    assert_rejected(&folder, says);
}

#[rstest]
#[case::pair("/scenario/collection/0/excluded_pairs", r#"[["c", "a"]]"#, "round.together: ")]
#[case::days("/scenario/collection/0/days", "0", "round.days: days of the week needed of round 1")]
#[case::hazard("/dataset/materials/0/adr", r#"["1"]"#, "round.together: ")]
#[case::closing("/dataset/companies/2/closes", "10.1", "round.opening-hours: end of the visit of `c`")]
#[case::closed("/dataset/companies/2/closed_days", "127", "round.days: ")]
#[case::day("/scenario/assume/day_starts_h", "8.1", "round.working-day: ")]
fn a_rule_tightened_afterwards_is_named(#[case] pointer: &str, #[case] value: &str, #[case] says: &str) {
    let case = road(&[("companies", HOURS)], "");
    let folder = case.run("results").unwrap();
    edit(&folder, "inputs.json", |inputs| {
        *inputs.pointer_mut(pointer).unwrap() = serde_json::from_str(value).unwrap();
    });
    assert_rejected(&folder, says);
}

const LARGE: &str = "company,direction,material,quantity,unit,storage_t,cost_eur_per_t,evidence\n";

/// 7 t at a are three parts for a van of 3 t that comes once a year; b's half tonne goes with one of them, 2.33 + 0.5 t.
#[test]
fn a_company_too_large_for_one_visit_is_collected_by_several_rounds() {
    let flows = format!("{LARGE}a,out,h-scrap,7,t,,500,measured\nb,out,h-scrap,0.5,t,,500,measured\n");
    let case = road(&[("flows", &flows)], "");
    assert_rounds(&case, &[("a", 105.0), ("a", 105.0), ("a b", 110.0)]);
    let folder = case.run("rounds").unwrap();
    let loads: Vec<f64> = case.prepare().outcome().rounds.iter().map(|round| round.load.value()).collect();
    assert_close("tonnes carried", loads.iter().sum(), 7.5);
    set(&folder, "rounds.csv", &[("path", "garage > a > b > plant > garage")], "path", "garage > b > plant > garage");
    assert_rejected(&folder, "service.parts: visits of `a` by rounds of stream `scrap`");
}

/// Twice a year, 3.5 t each time are two parts of 1.75 t: 7 t once a year do not fit into a's store of 5 t, nor 3.5 t into
/// one of 3 t.
#[test]
fn what_a_company_can_store_says_how_often_all_its_parts_are_visited() {
    let flows =
        |storage: u32| format!("{LARGE}a,out,h-scrap,7,t,{storage},500,measured\nb,out,h-scrap,0.5,t,,500,measured\n");
    let case = road(&[("flows", &flows(5))], ", frequency: [1, 2]");
    assert_rounds(&case, &[("a", 210.0), ("a b", 220.0)]);
    let case = road(&[("flows", &flows(3))], ", frequency: [1, 2]");
    assert_rounds(&case, &[("b", 105.0)]);
    let rejected = case.prepare().outcome().rejected;
    let of_a = rejected.iter().find(|row| row.from == "a" && row.reason == "visit_too_large").map(|row| &row.detail);
    assert_eq!(
        of_a.map(String::as_str),
        Some("the lightest visit by `round` carries 3.500 t, 3.000 t fit; allow more visits a year")
    );
}

/// A haulier alone, or the outlet of today, serves all parts at once: 150 EUR are less than three rounds.
#[test]
fn other_modes_serve_a_company_whole() {
    let flows = format!("{LARGE}a,out,h-scrap,7,t,,500,measured\nb,out,h-scrap,0.5,t,,500,measured\n");
    let stream = ", modes: [round, alone], alone: {eur_per_pickup: 150, eur_per_t: 0}";
    let case = road(&[("flows", &flows)], stream);
    assert_rounds(&case, &[("b", 105.0)]);
    let outcome = case.prepare().outcome();
    // 150 + 105 EUR, and the treatment of 7.5 t
    assert_close("EUR", outcome.certificate.objective, 255.0 + 7.5 * 50.0);
}

/// Two of three companies' tonnes are worth a round at 500 EUR/t; a contract for 4 t lacks 1 t.
#[test]
fn tonnes_missing_to_a_contract_are_paid_or_nothing_is_collected() {
    let priced = road(&[], ", contract: {min_t: 4, eur_per_missing_t: 60}");
    assert_rounds(&priced, &[("a b c", 115.0)]);
    let outcome = priced.prepare().outcome();
    // the round, the treatment of 3 t, 1 t missing
    assert_close("EUR", outcome.certificate.objective, 115.0 + 150.0 + 60.0);
    assert_close("EUR of the stream", outcome.collections[3].proposed.eur.value(), 175.0);
    let folder = priced.run("rounds").unwrap();
    let row = &[("state", "proposed"), ("kind", "missing")];
    set(&folder, "flows.csv", row, "tonnes_t", "0.5");
    assert_rejected(&folder, "contract.pooled: tonnes of stream `scrap`");
    // 115 + 150 + 1,251 EUR are more than the 1,500 of today; without a price, or with enough tonnes
    assert_rounds(&road(&[], ", contract: {min_t: 4, eur_per_missing_t: 1251}"), &[]);
    assert_rounds(&road(&[], ", contract: {min_t: 4}"), &[]);
    assert_rounds(&road(&[], ", contract: {min_t: 3}"), &[("a b c", 115.0)]);
}
