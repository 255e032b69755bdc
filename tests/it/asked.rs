//! What is asked: safety, soft targets, targets out of reach, several objectives; against hand calculations.
#![expect(clippy::format_push_string, reason = "tables read best as the text that they are")]

use std::fs;

use crate::support::golden::{self, Golden};
use crate::support::tamper::{assert_rejected, edit, set};
use crate::support::{Case, Numbers, assert_close};
use rstest::rstest;

fn asking(golden: Golden, scenario: &'static str) -> Golden {
    Golden { scenario, ..golden }
}

/// See `golden::SAFETY`. With both at their least, 0.6 f + 0.8 g >= 12: f = 10, g = 7.5, 25 EUR.
#[rstest]
#[case::none("robust: {low_flows: 0}", 14.0)]
#[case::one("robust: {low_flows: 1}", 22.0)]
#[case::both("robust: {low_flows: 2}", 25.0)]
#[case::more_than_there_are("robust: {low_flows: 9}", 25.0)]
fn safety_costs_what_hand_calculation_says(#[case] robust: &str, #[case] optimum: f64) {
    let scenario = golden::SAFETY.scenario.replace("robust: {low_flows: 1}", robust);
    let golden = asking(golden::SAFETY, Box::leak(scenario.into_boxed_str()));
    assert_close("optimum", golden.case().prepare().solved().objective, optimum);
}

#[test]
fn the_report_says_what_safety_costs() {
    let folder = golden::SAFETY.case().run("results").map(|folder| fs::read_to_string(folder.join("manifest.json")));
    let manifest = folder.unwrap().unwrap();
    let note = "Targets that count tonnes hold even if any 1 flows are at their least quantity: this safety costs €8";
    assert!(manifest.contains(note), "{manifest}");
}

#[test]
fn a_target_that_is_not_safe_is_named() {
    let case = golden::SAFETY.case();
    let folder = case.run("results").unwrap();
    edit(&folder, "inputs.json", |inputs| inputs["scenario"]["low_flows"] = 2.into());
    assert_rejected(&folder, "target: `reused_t`");
}

/// At most 20 t of which 4 can be lost: 16 t, and 16 t are reached when asked for.
#[test]
fn the_reachable_value_is_reached_when_asked_for() {
    let ask = |tonnes: &str| {
        let scenario = golden::SAFETY.scenario.replace("at_least: 12", &format!("at_least: {tonnes}"));
        asking(golden::SAFETY, Box::leak(scenario.into_boxed_str())).case()
    };
    let message = ask("17").message();
    let says = "error[targets.out-of-reach]: `reused_t` is asked at least 17 t; at best 16 t can be reached";
    assert!(message.contains(says), "{message}");
    assert!(ask("16").run("results").is_ok());
    // and without safety
    let plain = |tonnes: &str| {
        let scenario = format!("synergies: {{reuse: {{}}}}\ntargets: {{reused_t: {{at_least: {tonnes}}}}}\n");
        asking(golden::SAFETY, Box::leak(scenario.into_boxed_str())).case()
    };
    assert!(plain("21").message().contains("at best 20 t can be reached"));
    assert!(plain("20").run("results").is_ok());
}

#[test]
fn a_target_that_nothing_can_influence_is_named() {
    let golden = asking(golden::TARGET, "synergies: {reuse: {}}\ntargets: {collected_t: {at_least: 3}}\n");
    let message = golden.case().message();
    let says = "error[targets.no-influence]: `collected_t` is asked at least 3 t; nothing in this scenario can change it, it is 0 t";
    assert!(message.contains(says), "{message}");
}

/// See `golden::SOFT`; at 6 EUR a point all 40 are reached, as if they were asked for, and within 600 EUR only 20 points
/// are: 600 + 20 x 6.
#[rstest]
#[case::cheap("price: 4}, budget_eur: {at_most: 800", 660.0)]
#[case::dear("price: 6}, budget_eur: {at_most: 800", 700.0)]
#[case::within_a_budget("price: 6}, budget_eur: {at_most: 600", 720.0)]
fn a_soft_target_costs_what_is_missing(#[case] with: &str, #[case] optimum: f64) {
    let scenario = golden::SOFT.scenario.replace("price: 4}, budget_eur: {at_most: 800", with);
    let golden = asking(golden::SOFT, Box::leak(scenario.into_boxed_str()));
    assert_close("optimum", golden.case().prepare().solved().objective, optimum);
    let case = golden.case();
    let folder = case.run("results").unwrap();
    boucle::pipeline::verify(&folder).unwrap();
}

#[test]
fn the_report_says_what_a_soft_target_misses() {
    let case = golden::SOFT.case();
    let folder = case.run("results").unwrap();
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    assert!(
        manifest.contains("Soft target `diversion_rate`: 0.00 % of 40.00 % asked, counted as €160 a year."),
        "{manifest}"
    );
    // and what is missing is part of the objective that is checked
    edit(&folder, "inputs.json", |inputs| inputs["scenario"]["targets"][0]["price"] = 5.0.into());
    assert_rejected(&folder, "objective: the objective of the manifest");
}

/// 10 t at 50 EUR/t of today, which emit 100 kg/t (km are free of emissions); treated they cost 90 + 10 EUR/t and emit
/// nothing. Cost first: 500 EUR and 1000 kg. Each EUR given away treats 1/50 t and avoids 2 kg: 120 EUR give 760 kg.
const ORDER: Golden = Golden {
    tables: &[
        ("companies", "company,name\na,A\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,facility,pickups_per_year,process,evidence\n\
             f,a,out,g-one,10,t,50,old,1,g-burn,measured\n",
        ),
        ("processes", "process,input,operation_code,co2e_kg_per_t\ng-melt,g-one,R4,0\ng-burn,g-one,D10,100\n"),
        ("facilities", "facility,name,local\nj,J,yes\nold,Old,no\n"),
        ("operations", "facility,process,cost_eur_per_t\nj,g-melt,90\nold,g-burn,0\n"),
    ],
    places: &[("a", 0.0), ("j", 1.0), ("old", 0.0)],
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 10, eur_per_t_km: 0, co2e_kg_per_t_km: 0}}\n\
               objective: {minimise: net_cost, then: [{minimise: co2e, give_way: 120}]}\n",
    optimum: 500.0,
};

#[test]
fn an_objective_gives_way_by_what_is_stated() {
    let case = ORDER.case();
    let prepared = case.prepare();
    let solved = prepared.solved();
    assert_close("the first", solved.objective, 500.0);
    assert_close("the second", solved.least[1], 760.0);
    let folder = case.run("results").unwrap();
    boucle::pipeline::verify(&folder).unwrap();
    let text = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    let order = &manifest["certificate"]["order"];
    assert_close("cost reached", order[0]["reached"].as_f64().unwrap(), 620.0);
    assert_close("emissions reached", order[1]["reached"].as_f64().unwrap(), 760.0);
    assert_close("emissions proven", order[1]["bound"].as_f64().unwrap(), 760.0);
    assert_close("no gap", order[1]["gap"].as_f64().unwrap(), 0.0);
}

/// Links with a lot and a yearly cost between many givers and takers, in next to no time: however far each objective gets,
/// those before keep to what they may give way by, no bound is above what was found, and `verify` accepts the files.
#[test]
fn an_objective_whose_time_ends_keeps_to_those_before() {
    let mut numbers = Numbers(3);
    let mut companies = "company,name\n".to_owned();
    let mut flows = "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n".to_owned();
    let mut distances = "from,to,km\n".to_owned();
    for index in 0..16 {
        let direction = if index < 8 { "out" } else { "in" };
        let (quantity, cost) = (numbers.count(2, 9), numbers.count(10, 60));
        companies += &format!("c{index},C\n");
        flows += &format!("f{index},c{index},{direction},g-one,{quantity},t,{cost},measured\n");
        for other in index + 1..16 {
            distances += &format!("c{index},c{other},{}\n", numbers.count(1, 30));
        }
    }
    let tables = [
        ("companies", companies),
        ("materials", "material\ng-one\n".to_owned()),
        ("flows", flows),
        ("distances", distances),
    ];
    for (then, give_way) in [("km, give_way: 25", 25.0), ("co2e", 0.0)] {
        let scenario = format!(
            "synergies: {{reuse: {{min_lot_t: 3, link_eur_per_year: 20}}}}\n\
             assume: {{haulage: {{eur_per_t: 1, eur_per_t_km: 1}}}}\n\
             objective: {{minimise: net_cost, then: [{{minimise: {then}}}]}}\nsolver: {{time_limit_s: 0.2, prices: 0}}\n"
        );
        let case = Case::new(&tables, &scenario);
        let prepared = case.prepare();
        let solved = prepared.solved();
        let goals = prepared.problem().objectives();
        assert_eq!((solved.least.len(), solved.bounds.len()), (goals.len(), goals.len()));
        let program = &solved.formulation.program;
        let reached = |at: usize| -> f64 {
            program.weighted(&goals[at].weights).iter().zip(&solved.values).map(|(cost, value)| cost * value).sum()
        };
        assert!(reached(0) <= solved.least[0] + give_way + 1e-4, "{} after {:?}", reached(0), solved.least);
        assert!(reached(1) <= solved.least[1] + 1e-4, "{} after {:?}", reached(1), solved.least);
        for (least, bound) in solved.least.iter().zip(&solved.bounds) {
            assert!(bound.is_none_or(|bound| bound <= least + 1e-6 * least.abs().max(1.0)), "{bound:?} above {least}");
        }
        boucle::pipeline::verify(&case.run("results").unwrap()).unwrap();
    }
}

#[test]
fn an_order_that_was_changed_is_named() {
    let case = ORDER.case();
    let folder = case.run("results").unwrap();
    edit(&folder, "inputs.json", |inputs| inputs["scenario"]["objective"]["then"][0]["give_way"] = 50.0.into());
    assert_rejected(&folder, "objective.give-way: objective 1");
    let folder = case.run("again").unwrap();
    edit(&folder, "manifest.json", |manifest| manifest["certificate"]["order"][1]["reached"] = 700.0.into());
    assert_rejected(&folder, "objective: objective 2 reached");
    edit(&folder, "manifest.json", |manifest| manifest["certificate"]["order"][1]["gap"] = 0.1.into());
    assert_rejected(&folder, "certificate: the gap of objective 2");
    let folder = case.run("third").unwrap();
    set(&folder, "flows.csv", &[("state", "proposed"), ("kind", "outlet"), ("flow", "f")], "eur", "1");
    assert_rejected(&folder, "money: ");
}
