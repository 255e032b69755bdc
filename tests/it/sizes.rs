//! Capacities that may be chosen, against a hand calculation and against an enumeration of all choices.
#![allow(clippy::format_push_string, reason = "tables read best as the text that they are")]

use crate::support::golden::{self, Golden};
use crate::support::tamper::{Cells, assert_rejected, edit, rewrite, set};
use crate::support::{Case, Numbers, assert_close, on_a_line};
use rstest::rstest;

#[test]
fn sizes_are_chosen_within_the_budget_of_openings() {
    let prepared = golden::SIZES.case().prepare();
    assert_close("within the budget", prepared.solved().objective, golden::SIZES.optimum);
    // without the budget: 8 t more at `j`, all 10 t treated, 500 - 400 + 90
    let free = Golden {
        scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 10, eur_per_t_km: 0}}\n",
        ..golden::SIZES
    };
    assert_close("without it", free.case().prepare().solved().objective, 190.0);
}

/// Three plants with a base and up to three sizes each, the first two candidates: every choice is tried, and the tonnes go
/// to the cheapest plants first.
#[test]
fn no_choice_of_sizes_is_better_than_the_programs() {
    let mut numbers = Numbers(5);
    let mut chosen = 0;
    for _ in 0..40 {
        let (quantity, cost) = (numbers.between(5, 30), numbers.between(20, 60));
        let mut plants = Vec::new();
        for index in 0..3 {
            let sizes: Vec<(f64, f64)> =
                (0..numbers.count(0, 3)).map(|_| (numbers.between(1, 20), numbers.between(10, 300))).collect();
            let opening = if index < 2 { numbers.between(1, 100) } else { 0.0 };
            plants.push((numbers.between(0, 40), numbers.between(0, 6), opening, sizes));
        }
        let mut facilities = "facility,name,local,status,opening_eur_per_year\n".to_owned();
        let mut operations = "facility,process,cost_eur_per_t,capacity_t\n".to_owned();
        let mut table = "facility,process,size,capacity_t,eur_per_year\n".to_owned();
        for (index, (gate, base, opening, sizes)) in plants.iter().enumerate() {
            let status = if *opening > 0.0 { format!("candidate,{opening}") } else { "existing,".to_owned() };
            facilities.push_str(&format!("j{index},J,yes,{status}\n"));
            operations.push_str(&format!("j{index},g-melt,{gate},{base}\n"));
            for (size, (capacity, eur)) in sizes.iter().enumerate() {
                table.push_str(&format!("j{index},g-melt,s{size},{capacity},{eur}\n"));
            }
        }
        let flows = format!(
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,{quantity},t,{cost},measured\n"
        );
        let process = "process,input,operation_code,co2e_kg_per_t\ng-melt,g-one,R4,0\n".to_owned();
        let mut tables = vec![
            ("companies", "company,name\na,A\n".to_owned()),
            ("materials", "material\ng-one\n".to_owned()),
            ("flows", flows),
            ("processes", process),
            ("facilities", facilities),
            ("operations", operations),
            ("distances", on_a_line(&[("a", 0.0), ("j0", 1.0), ("j1", 2.0), ("j2", 3.0)])),
        ];
        if plants.iter().any(|plant| !plant.3.is_empty()) {
            tables.push(("sizes", table));
        }
        let scenario = "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n";
        let found = Case::new(&tables, scenario).prepare().solved().objective;
        // every choice: none, open as it is, open with one of the sizes
        let mut best = f64::INFINITY;
        let ways: Vec<usize> = plants.iter().map(|plant| plant.3.len() + 2).collect();
        for choice in 0..ways.iter().product() {
            let (mut rest, mut eur, mut open) = (choice, 0.0, Vec::new());
            for (plant, ways) in plants.iter().zip(&ways) {
                let way = rest % ways;
                rest /= ways;
                if way > 0 {
                    let size = if way > 1 { plant.3[way - 2] } else { (0.0, 0.0) };
                    eur += plant.2 + size.1;
                    open.push((plant.0 + 1.0, plant.1 + size.0));
                }
            }
            open.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut left = quantity;
            for (each, capacity) in open {
                let tonnes = if each < cost { capacity.min(left) } else { 0.0 };
                left -= tonnes;
                eur += tonnes * each;
            }
            best = best.min(eur + left * cost);
            chosen += usize::from((best - found).abs() < 1e-6 && eur > 0.0);
        }
        assert_close("the best of all choices", found, best);
    }
    assert!(chosen > 20, "{chosen}");
}

#[rstest]
#[case::another_size("to", "huge", "size.known: ")]
// the line is 5 t, and 8 t more than is there would be another 90 EUR
#[case::a_larger_size("to", "large", "money: proposed, EUR of size")]
#[case::cost("eur", "1", "money: proposed, EUR of size")]
fn a_changed_size_is_named(#[case] column: &str, #[case] value: &str, #[case] says: &str) {
    let case = golden::SIZES.case();
    let folder = case.run("results").unwrap();
    set(&folder, "flows.csv", &[("kind", "size"), ("from", "j")], column, value);
    assert_rejected(&folder, says);
}

const SIZE: Cells<'static> = &[("kind", "size"), ("from", "j")];
const OPENING: Cells<'static> = &[("kind", "opening"), ("from", "k")];

#[rstest]
#[case::size(SIZE, "capacity.operation: `g-melt` at `j`")]
#[case::opening(OPENING, "size.opening: `tiny` of `k`")]
fn a_deleted_size_is_named(#[case] row: Cells<'_>, #[case] says: &str) {
    let case = golden::SIZES.case();
    let folder = case.run("results").unwrap();
    rewrite(&folder, "flows.csv", row, |_, _| false);
    assert_rejected(&folder, says);
}

#[rstest]
#[case::capacity("/dataset/sizes/0/capacity", "1", "capacity.operation: `g-melt` at `j`")]
#[case::budget("/scenario/targets/0/limit", r#"{"at_most": 50}"#, "target: `opening_eur`")]
fn a_size_or_budget_tightened_afterwards_is_named(#[case] pointer: &str, #[case] value: &str, #[case] says: &str) {
    let case = golden::SIZES.case();
    let folder = case.run("results").unwrap();
    edit(&folder, "inputs.json", |inputs| {
        *inputs.pointer_mut(pointer).unwrap() = serde_json::from_str(value).unwrap();
    });
    assert_rejected(&folder, says);
}
