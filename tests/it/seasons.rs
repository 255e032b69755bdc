//! Seasons, against hand calculations, against each period on its own, and against a year without any.
#![allow(clippy::unwrap_used, reason = "a case that cannot be run has failed")]
#![allow(clippy::format_push_string, reason = "tables read best as the text that they are")]

use crate::support::golden::{self, Golden};
use crate::support::tamper::{Cells, assert_rejected, edit, set};
use crate::support::territory::{Territory, territory};
use crate::support::{Case, Numbers, assert_close, on_a_line};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rstest::rstest;

#[test]
fn a_winter_need_does_not_take_a_summer_surplus() {
    let prepared = golden::SEASONS.case().prepare();
    assert_close("with seasons", prepared.solved().objective, golden::SEASONS.optimum);
    let steady = Golden {
        scenario: "synergies: {reuse: {seasons: false}}\nassume: {haulage: {eur_per_t: 10, eur_per_t_km: 0}}\n",
        ..golden::SEASONS
    };
    assert_close("without", steady.case().prepare().solved().objective, 110.0);
}

/// Companies on a road that give and take one material; quantities of each period, in tenths of a tonne.
struct Road {
    flows: Vec<(bool, u32, Vec<u32>, u32)>,
    capacity: Vec<u32>,
}

const PERIODS: [(&str, u32); 3] = [("a", 100), ("b", 145), ("c", 120)];

impl Road {
    fn drawn(seed: u64) -> Self {
        let mut numbers = Numbers(seed);
        let flows = (0..7).map(|index| {
            let mut parts: Vec<u32> = PERIODS.iter().map(|_| numbers.count(0, 60)).collect();
            parts[0] += 1;
            (index < 4, numbers.count(0, 40), parts, numbers.count(1, 60))
        });
        Self { flows: flows.collect(), capacity: PERIODS.iter().map(|_| numbers.count(1, 50)).collect() }
    }

    /// The year with its periods, or one period on its own.
    fn optimum(&self, alone: Option<usize>) -> f64 {
        let sum = |parts: &[u32]| alone.map_or_else(|| parts.iter().sum(), |t| parts[t]);
        let (mut companies, mut flows) = (
            String::from("company,name\n"),
            String::from("flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n"),
        );
        let mut profiles = String::from("flow,facility,period,part\n");
        let mut places: Vec<(String, f64)> = vec![("j".to_owned(), 20.0)];
        for (index, (out, km, parts, cost)) in self.flows.iter().enumerate() {
            let direction = if *out { "out" } else { "in" };
            companies.push_str(&format!("c{index},C\n"));
            places.push((format!("c{index}"), f64::from(*km) + 0.1));
            if sum(parts) > 0 {
                let tonnes = f64::from(sum(parts)) / 10.0;
                flows.push_str(&format!("f{index},c{index},{direction},s-one,{tonnes},t,{cost},measured\n"));
                for ((period, _), part) in PERIODS.iter().zip(parts) {
                    profiles.push_str(&format!("f{index},,{period},{part}\n"));
                }
            }
        }
        for ((period, _), part) in PERIODS.iter().zip(&self.capacity) {
            profiles.push_str(&format!(",j,{period},{part}\n"));
        }
        let places: Vec<(&str, f64)> = places.iter().map(|(name, at)| (name.as_str(), *at)).collect();
        let capacity = f64::from(sum(&self.capacity)) / 10.0;
        let mut tables = vec![
            ("companies", companies),
            ("flows", flows),
            ("materials", "material\ns-one\n".to_owned()),
            ("processes", "process,input,operation_code,co2e_kg_per_t\ns-melt,s-one,R4,0\n".to_owned()),
            ("facilities", format!("facility,name,local,capacity_t\nj,J,yes,{capacity}\n")),
            ("operations", "facility,process,cost_eur_per_t\nj,s-melt,-15\n".to_owned()),
            ("distances", on_a_line(&places)),
        ];
        if alone.is_none() {
            let rows = PERIODS.iter().enumerate().map(|(at, (period, days))| format!("{period},{at},{days}\n"));
            tables.push(("periods", format!("period,position,days\n{}", rows.collect::<String>())));
            tables.push(("profiles", profiles));
        }
        let scenario = "synergies: {reuse: {max_km: 50}}\nassume: {haulage: {eur_per_t: 3, eur_per_t_km: 0.5}}\n";
        Case::new(&tables, scenario).prepare().solved().objective
    }
}

/// Without anything that ties periods together, the best year is the best of each period.
#[test]
fn the_best_year_is_the_sum_of_the_best_periods() {
    let mut apart = 0;
    for seed in 0..60 {
        let road = Road::drawn(seed);
        let periods: f64 = (0..PERIODS.len()).map(|t| road.optimum(Some(t))).sum();
        assert_close(&format!("seed {seed}"), road.optimum(None), periods);
        apart += usize::from(periods < 0.0);
    }
    assert!(apart < 60, "some cases cost something");
}

#[test]
fn a_summer_surplus_waits_for_winter_in_a_store() {
    let prepared = golden::STORES.case().prepare();
    assert_close("with stores", prepared.solved().objective, golden::STORES.optimum);
    let outcome = prepared.outcome();
    let x = 1.0 / 0.531_441;
    let found: Vec<(String, String, [f64; 4])> = outcome
        .stocks
        .iter()
        .map(|it| (it.of.to_string(), it.period.to_string(), [it.stored, it.drawn, it.lost, it.stock]))
        .collect();
    let expected = [
        ("d", "summer", [x, 0.0, 0.0, x]),
        ("d", "winter", [0.0, 1.0, x - 1.0, 0.0]),
        ("f", "summer", [3.0, 0.0, 0.0, 3.0]),
        ("f", "winter", [0.0, 3.0, 0.0, 0.0]),
    ];
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for ((of, period, figures), (id, then, wanted)) in found.iter().zip(expected) {
        assert_eq!((of.as_str(), period.as_str()), (id, then));
        figures.iter().zip(wanted).for_each(|(figure, wanted)| assert_close(id, *figure, wanted));
    }
}

fn result() -> (Case, std::path::PathBuf) {
    let case = golden::SEASONS.case();
    let folder = case.run("results").unwrap();
    (case, folder)
}

#[test]
fn a_result_with_periods_is_accepted_and_says_when() {
    let (_case, folder) = result();
    let verdict = boucle::pipeline::verify(&folder).unwrap();
    assert!(verdict.contains("verified"), "{verdict}");
    let outcome = golden::SEASONS.case().prepare().outcome();
    let lines: Vec<(&str, Option<&str>, f64)> = outcome
        .proposed
        .iter()
        .map(|line| (line.kind.key(), line.period.as_ref().map(boucle::id::PeriodId::as_str), line.tonnes.value()))
        .collect();
    let expected = [
        ("outlet", "summer", 2.0),
        ("purchase", "winter", 4.0),
        ("haulage", "winter", 6.0),
        ("haulage", "summer", 4.0),
        ("treatment", "summer", 4.0),
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:?}");
    for ((kind, period, tonnes), (wanted, then, expected)) in lines.into_iter().zip(expected) {
        assert_eq!((kind, period), (wanted, Some(then)));
        assert_close(wanted, tonnes, expected);
    }
}

const TO_B: Cells<'static> = &[("kind", "haulage"), ("taker", "d")];

#[rstest]
#[case::another_period(TO_B, "summer", "mass.flow: proposed in `summer`, flow `f`")]
#[case::any_time(TO_B, "", "mass.flow: proposed in `summer`, flow `f`")]
#[case::an_unknown_period(TO_B, "spring", "period.known: ")]
#[case::treated_at_another_time(&[("kind", "treatment")], "winter", "mass.facility: proposed in `summer`, `g-one` at `j`")]
fn a_line_in_another_period_is_named(#[case] row: Cells<'_>, #[case] value: &str, #[case] says: &str) {
    let (_case, folder) = result();
    set(&folder, "flows.csv", row, "period", value);
    assert_rejected(&folder, says);
}

#[test]
fn capacity_of_a_period_is_checked() {
    let (_case, folder) = result();
    edit(&folder, "inputs.json", |inputs| {
        let profiles = inputs.pointer_mut("/dataset/profiles").and_then(serde_json::Value::as_array_mut).unwrap();
        let of = profiles.iter_mut().find(|profile| profile[0]["facility"] == "j").unwrap();
        of[1] = serde_json::json!([0.5, 0.5]);
    });
    assert_rejected(&folder, "capacity.period: proposed in `summer`, `j`");
}

fn with(territory: &Territory, tables: &[(&'static str, String)]) -> Case {
    let mut all = territory.tables();
    all.extend(tables.iter().cloned());
    Case::new(&all, &territory.scenario())
}

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 30, rng_seed: RngSeed::Fixed(5), failure_persistence: None, ..ProptestConfig::default() }
}

fn stored() -> (Case, std::path::PathBuf) {
    let case = golden::STORES.case();
    let folder = case.run("results").unwrap();
    let verdict = boucle::pipeline::verify(&folder).unwrap();
    assert!(verdict.contains("verified"), "{verdict}");
    (case, folder)
}

#[rstest]
#[case::stored(&[("flow", "f"), ("period", "summer")], "stored_t", "2", "store.balance: `f` in `summer`")]
#[case::kept(&[("flow", "f"), ("period", "summer")], "stock_t", "4", "store.capacity: `f` in `summer`")]
#[case::spoilt(&[("flow", "d"), ("period", "winter")], "lost_t", "0", "store.lost: `d` in `winter`")]
#[case::nobodys(&[("flow", "d"), ("period", "winter")], "flow", "", "store.known: ")]
fn a_changed_stock_is_named(#[case] row: Cells<'_>, #[case] column: &str, #[case] value: &str, #[case] says: &str) {
    let (_case, folder) = stored();
    set(&folder, "stocks.csv", row, column, value);
    assert_rejected(&folder, says);
}

#[rstest]
#[case::storage(&[("kind", "storage"), ("flow", "f")], "eur", "1", "money: proposed, EUR of storage from `a` to `a`")]
#[case::not_disposed_of(&[("kind", "disposal")], "tonnes_t", "0.5", "money: proposed, EUR of disposal from `b` to `outside`")]
fn a_changed_line_of_a_store_is_named(
    #[case] row: Cells<'_>,
    #[case] column: &str,
    #[case] value: &str,
    #[case] says: &str,
) {
    let (_case, folder) = stored();
    set(&folder, "flows.csv", row, column, value);
    assert_rejected(&folder, says);
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn one_period_is_the_year(territory in territory()) {
        let year = territory.case().prepare().solved().objective;
        let one = [
            ("periods", "period,position,days\nall,1,365\n".to_owned()),
            ("profiles", "flow,facility,period,part\nf0,,all,3\n,j0,all,2\n".to_owned()),
        ];
        let found = with(&territory, &one).prepare().solved().objective;
        prop_assert!((found - year).abs() <= 1e-6 * year.abs().max(1.0), "{found} instead of {year}");
    }

    #[test]
    fn seasons_cost_something_or_nothing_and_are_verified(
        territory in territory(), f in prop::array::uniform3(0_u32..5), j in prop::array::uniform3(0_u32..5),
    ) {
        let periods = PERIODS.iter().enumerate().map(|(at, (period, days))| format!("{period},{at},{days}\n"));
        let parts = |of: &str, [a, b, c]: [u32; 3]| format!("{of},a,{}\n{of},b,{b}\n{of},c,{c}\n", a + 1);
        let tables = [
            ("periods", format!("period,position,days\n{}", periods.collect::<String>())),
            ("profiles", format!("flow,facility,period,part\n{}{}", parts("f0,", f), parts(",j0", j))),
        ];
        let without = with(&territory, &tables).prepare().solved().objective;
        let stores = "flow,facility,material,capacity_t,cost_eur_per_t,loss_per_month\nf0,,,1,3,0.1\n,j0,p-wood,0.5,,\n,j0,p-chip,0.5,1,0.2\n";
        let [periods, profiles] = tables;
        let tables = [periods, profiles, ("stores", stores.to_owned())];
        let case = with(&territory, &tables);
        let year = territory.case().prepare().solved().objective;
        let found = case.prepare().solved().objective;
        prop_assert!(without >= year - 1e-6 * year.abs().max(1.0), "{without} is less than {year}");
        prop_assert!(found <= without + 1e-6 * without.abs().max(1.0), "a store costs: {found} after {without}");
        let folder = case.run("results").map_err(|error| TestCaseError::fail(error.to_string()))?;
        let verdict = boucle::pipeline::verify(&folder);
        prop_assert!(verdict.is_ok(), "{}", verdict.unwrap_err());
    }
}
