//! Cases solved on paper. Every expected figure is derived in a comment; none comes from the program.

use crate::support::{Case, assert_close, assert_indicators, on_a_line};
use boucle::assess::{CompanyGain, Outcome};
use rstest::rstest;

#[track_caller]
fn assert_gain(outcome: &Outcome, company: Option<&str>, eur_today: f64, eur_proposed: f64) {
    let is = |gain: &&CompanyGain| gain.company.as_ref().map(boucle::id::CompanyId::as_str) == company;
    let gain = outcome.companies.iter().find(is).unwrap_or_else(|| panic!("no gain of {company:?}"));
    assert_close(&format!("{company:?} today"), gain.eur_today.value(), eur_today);
    assert_close(&format!("{company:?} proposed"), gain.eur_proposed.value(), eur_proposed);
}

/// Proposed tonnes by the ids of the synergies.
fn synergies(outcome: &Outcome) -> Vec<(String, f64)> {
    outcome.synergies.iter().map(|it| (it.id.clone(), (it.tonnes.value() * 1e6).round() / 1e6)).collect()
}

// A sawmill gives 100 t of offcuts and pays 50 EUR/t for them. A boiler buys 60 t of chips at 80 EUR/t, and 1.5 t of
// offcuts at 40; a board maker buys 20 t of offcuts at 40, whose moisture may be 0.2 at most: its supply has 0.1, the
// sawmill's offcuts 0.5. A chipper makes of a tonne of offcuts 0.8 t of chips, 0.1 t of dust and 0.1 t of loss.
const REUSE: [(&str, &str); 8] = [
    ("companies", "company,name\nsawmill,Sawmill\nboiler,Boiler\nboards,Boards\n"),
    (
        "flows",
        "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
         offcuts,sawmill,out,h-offcut,100,t,50,measured\n\
         chips,boiler,in,h-chip,60,t,80,measured\n\
         kindling,boiler,in,h-offcut,1.5,t,40,measured\n\
         core,boards,in,h-offcut,20,t,40,measured\n",
    ),
    (
        "qualities",
        "flow,property,value,bound\noffcuts,moisture,0.5,content\ncore,moisture,0.2,at_most\ncore,moisture,0.1,virgin\n",
    ),
    ("materials", "material,virgin_co2e_kg_per_t\nh-offcut,30\nh-chip,40\nh-dust,\n"),
    ("processes", "process,input,operation_code,co2e_kg_per_t\nh-chipping,h-offcut,R12,5\n"),
    ("yields", "process,output,yield\nh-chipping,h-chip,0.8\nh-chipping,h-dust,0.1\n"),
    ("facilities", "facility,name,local,capacity_t\nchipper,Chipper,yes,50\n"),
    ("operations", "facility,process,cost_eur_per_t\nchipper,h-chipping,10\n"),
];

const REUSE_DISTANCES: &str = "from,to,km\nsawmill,chipper,10\nchipper,boiler,20\nsawmill,boards,30\nsawmill,boiler,12\n\
                               chipper,boards,25\nboiler,boards,40\n";

const REUSE_SCENARIO: &str = "synergies:\n  reuse: {max_km: 50, max_steps: 1, min_lot_t: 2, link_eur_per_year: 30}\n\
                              objective: {minimise: net_cost, co2e_eur_per_t: 100}\n\
                              assume:\n  haulage: {eur_per_t_km: 0.2, eur_per_t: 3, co2e_kg_per_t_km: 0.1, load_t: 5}\n\
                              \x20 disposal: {eur_per_t: 100, co2e_kg_per_t: 200}\n";

fn reuse(more: &str) -> Case {
    let mut tables = REUSE.to_vec();
    tables.push(("distances", REUSE_DISTANCES));
    Case::new(&tables, &format!("{REUSE_SCENARIO}{more}"))
}

/// A tonne of offcuts chipped, EUR: 50 saved at the outlet; haulage of 10 km, 3 + 0.2 x 10 = 5; chipping 10; haulage of
/// 0.8 t of chips over 20 km, 0.8 x (3 + 4) = 5.6; 0.8 x 80 = 64 of chips not bought; 0.1 x 100 = 10 for the dust:
/// -50 + 5 + 10 + 5.6 - 64 + 10 = -83.4. So the chipper is full: 50 t, 40 t of chips (of 60 wanted), 5 t of dust.
///
/// A tonne of offcuts for boards, EUR: -50 + (3 + 0.2 x 30) - 40 = -81. So the blend binds: x t of 20 with
/// 0.5 x + 0.1 (20 - x) = 0.2 x 20, x = 5. The boiler's 1.5 t of kindling are under the lot of 2 t.
///
/// Links: sawmill to chipper 50 t, chipper to boiler 40 t, sawmill to boards 5 t; 100 - 55 = 45 t stay.
#[test]
fn three_companies_and_a_chipper() {
    let outcome = reuse("").prepare().outcome();
    assert_eq!(outcome.certificate.status, "optimal");
    assert_eq!(
        synergies(&outcome),
        [
            ("reuse:chipper>chips:h-chip".to_owned(), 40.0),
            ("reuse:offcuts>chipper:h-offcut".to_owned(), 50.0),
            ("reuse:offcuts>core:h-offcut".to_owned(), 5.0),
        ]
    );
    assert_indicators(
        &outcome,
        &[
            ("tonnes.out", 100.0, 100.0),
            ("tonnes.diverted", 0.0, 55.0),
            ("tonnes.collected", 0.0, 0.0),
            // 40 t of chips and 5 t of offcuts
            ("tonnes.reused", 0.0, 45.0),
            // the chips are made of the 50 t that count already
            ("diversion_rate", 0.0, 0.55),
            ("local_rate", 0.0, 0.55),
            ("companies.served", 0.0, 3.0),
            ("rounds", 0.0, 0.0),
            // 50 x 10 / 5 + 40 x 20 / 5 + 5 x 30 / 5 = 100 + 160 + 30
            ("km", 0.0, 290.0),
            ("km.haulage", 0.0, 290.0),
            // today 100 x 50 + 60 x 80 + 1.5 x 40 + 20 x 40 = 5000 + 4800 + 60 + 800
            ("eur", 10660.0, 6175.0),
            // 45 x 50
            ("eur.outlet", 5000.0, 2250.0),
            // 20 x 80 + 1.5 x 40 + 15 x 40
            ("eur.purchase", 5660.0, 2260.0),
            // 50 x 5 + 40 x 7 + 5 x 9
            ("eur.haulage", 0.0, 575.0),
            ("eur.link", 0.0, 90.0),
            ("eur.treatment", 0.0, 500.0),
            ("eur.disposal", 0.0, 500.0),
            // today 60 x 40 + 21.5 x 30 = 2400 + 645; proposed 800 + 495 + 145 + 250 + 1000
            ("co2e", 3045.0, 2690.0),
            // 20 x 40 + 16.5 x 30
            ("co2e.purchase", 3045.0, 1295.0),
            // 0.1 kg/t.km x (50 x 10 + 40 x 20 + 5 x 30)
            ("co2e.haulage", 0.0, 145.0),
            ("co2e.treatment", 0.0, 250.0),
            ("co2e.disposal", 0.0, 1000.0),
            ("process.h-chipping.tonnes", 0.0, 50.0),
            ("insertion_hours", 0.0, 0.0),
        ],
    );
    // 6175 EUR + 2690 kg at 100 EUR/t
    assert_close("objective", outcome.certificate.objective, 6444.0);
    // outlet 2250 + haulage 250 + half of 45 + link 30 + half of 30 + chipping 500
    assert_gain(&outcome, Some("sawmill"), 5000.0, 3067.5);
    // purchases 1600 + 60, haulage 280, link 30
    assert_gain(&outcome, Some("boiler"), 4860.0, 1970.0);
    // purchase 600, half of haulage 45, half of link 30
    assert_gain(&outcome, Some("boards"), 800.0, 637.5);
    // the dust
    assert_gain(&outcome, None, 0.0, 500.0);
    let rejected: Vec<_> =
        outcome.rejected.iter().map(|row| (row.from.as_str(), row.to.as_deref(), row.detail.as_str())).collect();
    let below = "at most 1.500 t a year, under the smallest lot of 2.000 t";
    assert_eq!(rejected, [("sawmill", Some("boiler"), below)]);
    assert_eq!(outcome.rejected[0].reason, "below_lot");
}

/// The least emissions. A tonne chipped: -0.8 x 40 + 1 + 5 + 0.8 x 2 + 0.1 x 200 = -4.4 kg; a tonne for boards:
/// -30 + 3 = -27 kg. The same links are best: 2690 kg. The same holds for km only when nothing moves: 0 km.
#[rstest]
#[case("co2e", 2690.0)]
#[case("km", 0.0)]
fn other_objectives(#[case] minimise: &str, #[case] objective: f64) {
    let case = reuse("");
    let text = std::fs::read_to_string(case.scenario()).unwrap();
    std::fs::write(case.scenario(), text.replace("minimise: net_cost", &format!("minimise: {minimise}"))).unwrap();
    assert_close(minimise, case.prepare().outcome().certificate.objective, objective);
}

// Five companies on a road with the grouping at km 0, the dismantler at km -30: a, b, c at 10, 12, 30 km on one side,
// e at 1 km, f at 80 km on the other side. Today each pays 900 EUR/t.
fn five_stops() -> Case {
    let at = [("a", 10.0), ("b", 12.0), ("c", 30.0), ("e", 1.0), ("f", -80.0), ("hub", 0.0), ("plant", -30.0)];
    let distances = on_a_line(&at);
    Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\nc,C\ne,E\nf,F\n"),
            (
                "flows",
                "company,direction,material,quantity,unit,cost_eur_per_t,evidence\na,out,h-scrap,0.5,t,900,measured\n\
                 b,out,h-scrap,0.5,t,900,measured\nc,out,h-scrap,0.6,t,900,measured\ne,out,h-scrap,0.1,t,900,measured\n\
                 f,out,h-scrap,0.4,t,900,measured\n",
            ),
            ("materials", "material\nh-scrap\n"),
            ("processes", "process,input,operation_code,co2e_kg_per_t\nh-dismantling,h-scrap,R4,-100\n"),
            ("facilities", "facility,name,local,hub\nhub,Hub,yes,yes\nplant,Plant,no,no\n"),
            ("operations", "facility,process,cost_eur_per_t,insertion_hours_per_t\nplant,h-dismantling,100,10\n"),
            (
                "vehicles",
                "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km,speed_kmh\n\
                 van,1.1,0.5,20,10,0.4,50\ntruck,5,1,30,50,0.8,60\n",
            ),
            ("distances", distances.as_str()),
        ],
        "synergies:\n  collection:\n    - stream: scrap\n      materials: [h-scrap]\n      modes: [round, drop_off, alone]\n\
         \x20     vehicles: [van]\n      trunk: truck\n      alone: {eur_per_pickup: 120, eur_per_t: 0}\n\
         \x20     drop_off: {max_km: 5, eur_per_km: 1.2, co2e_kg_per_km: 0.2}\n\
         assume: {service_min: 15, unload_min: 30, pickup: {co2e_kg_per_km: 0.5}}\n",
    )
}

/// A round to x km costs 0.5 x 2x km + 10 + 20 x (2x / 50 h + 0.25 h a stop + 0.5 h).
/// Everybody is served: treatment is 800 EUR/t cheaper than today's outlet, 80 EUR for e and 320 or more for others.
///
/// - e: its own delivery costs 1.2 x 2 = 2.4 EUR; a stop on the way of a round 0.25 h x 20 = 5 EUR.
/// - f: alone 120 EUR; a round of its own 80 + 10 + 20 x 3.95 = 169 EUR; together with a, b or c (which are on the
///   other side) 160 km more: 80 + 20 x (3.2 + 0.25) = 149 EUR.
/// - a, b, c weigh 1.6 t, over 1.1 t: two rounds. {b, c} reach 30 km: 30 + 10 + 20 x (1.2 + 0.5 + 0.5) = 84 EUR;
///   {a}: 10 + 10 + 20 x (0.4 + 0.25 + 0.5) = 43 EUR. {a, c} and {b} drive 84 km instead of 80, {a, b} and {c} too. One
///   of them alone instead: {a, b} 12 + 10 + 20 x 1.48 = 51.6 and c 120, more than 127; and dearer with a or b alone.
/// - from the hub 1.7 t in one trip of the truck: 60 km, 1 h and two times 0.5 h: 60 + 60 + 50 = 170 EUR. Without the
///   hub everybody would be alone (600 EUR) or outside: dearer than 84 + 43 + 2.4 + 120 + 170 = 419.4 EUR.
#[test]
fn five_stops_two_rounds_one_delivery_one_alone() {
    let outcome = five_stops().prepare().outcome();
    assert_eq!(outcome.certificate.status, "optimal");
    let mut rounds: Vec<(Vec<&str>, f64, f64, f64)> = outcome
        .rounds
        .iter()
        .map(|round| {
            let mut stops: Vec<&str> = round.stops().collect();
            stops.sort_unstable();
            (stops, round.km.value(), round.hours.value(), round.eur.value())
        })
        .collect();
    rounds.sort_by(|x, y| x.0.cmp(&y.0));
    for (found, expected) in rounds.iter().zip([(vec!["a"], 20.0, 1.15, 43.0), (vec!["b", "c"], 60.0, 2.2, 84.0)]) {
        assert_eq!(found.0, expected.0);
        assert_close("km", found.1, expected.1);
        assert_close("hours", found.2, expected.2);
        assert_close("EUR", found.3, expected.3);
    }
    let modes: Vec<_> =
        outcome.synergies.iter().map(|it| (it.from.as_str(), it.mode.as_deref(), it.to.as_str())).collect();
    assert_eq!(
        modes,
        [
            ("a", Some("round"), "hub"),
            ("b", Some("round"), "hub"),
            ("c", Some("round"), "hub"),
            ("e", Some("drop_off"), "hub"),
            ("f", Some("alone"), "plant"),
        ]
    );
    assert_indicators(
        &outcome,
        &[
            ("tonnes.collected", 0.0, 2.1),
            ("tonnes.diverted", 0.0, 2.1),
            ("diversion_rate", 0.0, 1.0),
            ("local_rate", 0.0, 0.0),
            ("companies.served", 0.0, 5.0),
            ("rounds", 0.0, 2.0),
            // 80 + 2 x 1 + 2 x 50 (f to the plant) + 60
            ("km", 0.0, 242.0),
            ("km.round", 0.0, 80.0),
            ("km.drop_off", 0.0, 2.0),
            ("km.alone", 0.0, 100.0),
            ("km.trunk", 0.0, 60.0),
            // 2.1 x 900; 419.4 + 2.1 x 100
            ("eur", 1890.0, 629.4),
            ("eur.round", 0.0, 127.0),
            ("eur.drop_off", 0.0, 2.4),
            ("eur.alone", 0.0, 120.0),
            ("eur.trunk", 0.0, 170.0),
            ("eur.treatment", 0.0, 210.0),
            // 80 x 0.4 + 2 x 0.2 + 100 x 0.5 + 60 x 0.8 - 2.1 x 100 = 32 + 0.4 + 50 + 48 - 210
            ("co2e", 0.0, -79.6),
            ("insertion_hours", 0.0, 21.0),
        ],
    );
    assert_close("objective", outcome.certificate.objective, 629.4);
}

// The garage at km 0, the plant at km 40, the stops between: every round drives 80 km in 2 h at 40 km/h.
fn on_the_way(working_time_h: &str, frequency: &str) -> Case {
    let distances = on_a_line(&[("garage", 0.0), ("a", 10.0), ("b", 20.0), ("c", 30.0), ("plant", 40.0)]);
    Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\nc,C\ngarage,Garage\n"),
            (
                "flows",
                "company,direction,material,quantity,unit,cost_eur_per_t,storage_t,evidence\n\
                 a,out,h-scrap,4,t,500,1,measured\nb,out,h-scrap,2,t,500,1,measured\nc,out,h-scrap,1,t,500,,measured\n",
            ),
            ("materials", "material\nh-scrap\n"),
            ("processes", "process,input,operation_code,co2e_kg_per_t\nh-dismantling,h-scrap,R4,0\n"),
            ("facilities", "facility,name,local\nplant,Plant,yes\n"),
            ("operations", "facility,process,cost_eur_per_t\nplant,h-dismantling,50\n"),
            (
                "vehicles",
                "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km,speed_kmh,depot\n\
                 van,3,0.5,20,10,0.3,40,garage\n",
            ),
            ("distances", distances.as_str()),
        ],
        &format!(
            "synergies:\n  collection:\n    - {{stream: scrap, materials: [h-scrap], vehicles: [van], frequency: {frequency}}}\n\
             assume: {{service_min: 15, unload_min: 30, working_time_h: {working_time_h}}}\n"
        ),
    )
}

/// a must be visited 4 times (4 t, 1 t stored), b 2 or 4 times (2 t, 1 t stored), c 1, 2 or 4 times.
/// A run costs 40 + 10 + 20 x (2 + 0.25 n + 0.5) EUR: 105 with one stop, 110 with two, 115 with three.
/// Three stops take 3.25 h, two 3 h: in 3.1 h only two fit. Best {a, b} x 4 and {c} x 1: 440 + 105 = 545 EUR, against
/// {a, c} x 4 and {b} x 2 = 650, {a} x 4 and {b, c} x 2 = 640, each by itself 420 + 210 + 105 = 735.
#[test]
fn frequencies_storage_a_depot_elsewhere_and_a_limit_of_working_time() {
    let outcome = on_the_way("3.1", "[1, 2, 4]").prepare().outcome();
    assert_eq!(outcome.certificate.status, "optimal");
    let mut rounds: Vec<_> =
        outcome.rounds.iter().map(|r| (r.frequency, r.path.clone(), r.load.value(), r.hours.value())).collect();
    rounds.sort_by_key(|round| round.0);
    assert_eq!(rounds.len(), 2);
    assert_eq!((rounds[0].0, rounds[1].0), (1, 4));
    assert_eq!(rounds[0].1, ["garage", "c", "plant", "garage"]);
    assert_eq!(rounds[1].1, ["garage", "a", "b", "plant", "garage"]);
    // each visit: 1 t of c; 4 / 4 + 2 / 4 t of a and b
    assert_close("load of c", rounds[0].2, 1.0);
    assert_close("load of a and b", rounds[1].2, 1.5);
    assert_close("hours of c", rounds[0].3, 2.75);
    assert_close("hours of a and b", rounds[1].3, 3.0);
    assert_indicators(
        &outcome,
        &[
            ("tonnes.collected", 0.0, 7.0),
            ("eur.round", 0.0, 545.0),
            // 545 + 7 x 50
            ("eur", 3500.0, 895.0),
            // 80 x 4 + 80
            ("km", 0.0, 400.0),
            ("co2e", 0.0, 120.0),
            ("rounds", 0.0, 2.0),
        ],
    );
}

/// With 4 h all three fit: 4 x 115 = 460 EUR, 4 x 80 = 320 km. With two visits at most a cannot be served: b by itself
/// or with c, twice: 2 x 110 = 220 EUR for both (b twice and c once would be 210 + 105).
#[test]
fn more_time_makes_one_round_and_fewer_visits_leave_a_out() {
    let outcome = on_the_way("4", "[1, 2, 4]").prepare().outcome();
    assert_indicators(&outcome, &[("eur.round", 0.0, 460.0), ("km", 0.0, 320.0), ("rounds", 0.0, 1.0)]);
    let outcome = on_the_way("3.1", "[1, 2]").prepare().outcome();
    assert_indicators(&outcome, &[("eur.round", 0.0, 220.0), ("tonnes.collected", 0.0, 3.0)]);
    let rejected: Vec<_> =
        outcome.rejected.iter().map(|row| (row.from.as_str(), row.reason.as_str(), row.detail.as_str())).collect();
    // 4 t in two visits
    let detail = "the lightest visit by `round` carries 2.000 t, 1.000 t fit; allow more visits a year";
    assert_eq!(rejected, [("a", "visit_too_large", detail)]);
}

/// At best 50 t are chipped and 5 t go to boards, of 100 t: 0.55.
#[test]
fn a_target_out_of_reach_says_what_can_be_reached() {
    let message = reuse("targets:\n  diversion_rate: {at_least: 0.9}\n").message();
    assert_eq!(
        message,
        "error[targets.out-of-reach]: `diversion_rate` is asked at least 0.9; at best 0.55 can be reached, whatever else is given up\n  \
         --> scenario.yaml:12, key `targets.diversion_rate`\n  \
         help: ask at least 0.55\n\n1 error\n"
    );
}

// One company gives 2 t of scrap and 1 t of slag; the smelter takes scrap only, `capacity` t of it.
fn compulsory(capacity: &str, materials: &str) -> String {
    let vehicle = "vehicle,payload_t,eur_per_km,eur_per_hour,co2e_kg_per_km\nvan,5,1,0,0\n";
    let case = Case::new(
        &[
            ("companies", "company,name\na,A\n"),
            (
                "flows",
                "company,direction,material,quantity,unit,cost_eur_per_t,evidence\na,out,h-scrap,2,t,50,measured\n\
                 a,out,h-slag,1,t,50,measured\n",
            ),
            ("materials", "material\nh-scrap\nh-slag\n"),
            ("processes", "process,input,operation_code,co2e_kg_per_t\nh-melting,h-scrap,R4,0\n"),
            ("facilities", "facility,name,local\nsmelter,Smelter,yes\n"),
            ("operations", &format!("facility,process,cost_eur_per_t,capacity_t\nsmelter,h-melting,90,{capacity}\n")),
            ("vehicles", vehicle),
            ("distances", "from,to,km\na,smelter,7\n"),
        ],
        &format!(
            "synergies:\n  collection:\n    - stream: s\n      materials: [{materials}]\n      vehicles: [van]\n      compulsory: true\n"
        ),
    );
    case.message()
}

/// 2 t do not go into 1.5 t, nor slag into a smelter.
#[rstest]
#[case::enough("2", "h-scrap", true)]
#[case::too_small("1.5", "h-scrap", false)]
#[case::not_taken("2", "h-scrap, h-slag", false)]
fn a_compulsory_stream_that_facilities_cannot_take(
    #[case] capacity: &str,
    #[case] materials: &str,
    #[case] fits: bool,
) {
    let says = "error[collection.unserved]: stream `s` is compulsory, and the facilities cannot take all that its companies give\n  \
                --> scenario.yaml:7, key `synergies.collection[0]`\n  \
                help: raise their capacities, add an operation for each of its materials, or set `compulsory: false`\n\n1 error\n";
    assert_eq!(compulsory(capacity, materials), if fits { "" } else { says });
}

/// An input of 10 t wants 0.2 of fibre at least, and nothing is said of its supply of today. An output of 4 t has
/// `content`: with 0.5 all of it is used, 4 x (50 + 100) = 600 EUR less than today's 4 x 50 + 10 x 100 = 1200 EUR; with
/// 0.1 none of it, and all stays as it is.
#[rstest]
#[case("0.5", 600.0)]
#[case("0.1", 1200.0)]
fn a_supply_that_breaks_its_own_limit_forbids_nothing_else(#[case] content: &str, #[case] eur: f64) {
    let flows = "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,h-pulp,4,t,50,measured\n\
                 d,b,in,h-pulp,10,t,100,measured\n";
    let case = Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\n"),
            ("flows", flows),
            ("materials", "material\nh-pulp\n"),
            ("qualities", &format!("flow,property,value,bound\nf,fibre,{content},content\nd,fibre,0.2,at_least\n")),
            ("distances", "from,to,km\na,b,7\n"),
        ],
        "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t_km: 0, eur_per_t: 0}}\n",
    );
    assert_indicators(&case.prepare().outcome(), &[("eur", 1200.0, eur)]);
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    assert!(boucle::pipeline::verify(&folder).is_ok());
}

// Ten tonnes at 50 EUR/t, or recycled at 10 for haulage and 90 for treatment: 500 + 50 x EUR for x t, of which x / 10
// are diverted.
fn dear_recycling(targets: &str) -> Case {
    Case::new(
        &[
            ("companies", "company,name\na,A\n"),
            (
                "flows",
                "company,direction,material,quantity,unit,cost_eur_per_t,evidence\na,out,h-scrap,10,t,50,measured\n",
            ),
            ("materials", "material\nh-scrap\n"),
            ("processes", "process,input,operation_code,co2e_kg_per_t\nh-melting,h-scrap,R4,0\n"),
            ("facilities", "facility,name,local\nsmelter,Smelter,yes\n"),
            ("operations", "facility,process,cost_eur_per_t\nsmelter,h-melting,90\n"),
            ("distances", "from,to,km\na,smelter,7\n"),
        ],
        &format!(
            "synergies: {{reuse: {{}}}}\nassume: {{haulage: {{eur_per_t_km: 0, eur_per_t: 10}}}}\ntargets: {targets}\n"
        ),
    )
}

/// Alone: 1 is diverted with x = 10, 500 EUR spent with x = 0. Half diverted costs 500 + 50 x 5 = 750 EUR; with 600 EUR
/// x = 2 t, 0.2.
#[test]
fn two_targets_that_conflict_say_what_each_can_reach() {
    let message = dear_recycling("{diversion_rate: {at_least: 0.5}, budget_eur: {at_most: 600}}").message();
    assert_eq!(
        message,
        "error[targets.conflict]: `budget_eur` is asked at most 600 EUR; 500 EUR can be reached, but not together with `diversion_rate`\n  \
         --> scenario.yaml:7, key `targets.budget_eur`\n  \
         help: with `diversion_rate` as asked, ask at most 750 EUR\n\n\
         error[targets.conflict]: `diversion_rate` is asked at least 0.5; 1 can be reached, but not together with `budget_eur`\n  \
         --> scenario.yaml:7, key `targets.diversion_rate`\n  \
         help: with `budget_eur` as asked, ask at least 0.2\n\n2 errors\n"
    );
}

#[rstest]
#[case("{diversion_rate: {at_least: 0.2}, budget_eur: {at_most: 600}}", true)]
#[case("{diversion_rate: {at_least: 0.2001}, budget_eur: {at_most: 600}}", false)]
#[case("{diversion_rate: {at_least: 0.5}, budget_eur: {at_most: 750}}", true)]
#[case("{diversion_rate: {at_least: 0.5}, budget_eur: {at_most: 749.9}}", false)]
#[case("{diversion_rate: {at_least: 1}}", true)]
#[case("{budget_eur: {at_most: 500}}", true)]
#[case("{budget_eur: {at_most: 499.9}}", false)]
fn what_the_message_offers_is_feasible_and_no_more(#[case] targets: &str, #[case] feasible: bool) {
    let message = dear_recycling(targets).message();
    assert_eq!(message.is_empty(), feasible, "{message}");
}
