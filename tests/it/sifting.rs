//! Links that are left out by their prices: the optimum is that of the program with all of them.
#![allow(clippy::unwrap_used, reason = "a case that cannot be prepared has failed")]

use std::fmt::Write as _;

use crate::support::{Case, Numbers, Prepared, assert_close};
use boucle::discover::Candidates;
use boucle::optimise::{Problem, candidates, optimise};

/// Companies that give a material and companies that take it or what a press makes of it, all in reach of each other.
fn case(reuse: &str) -> Case {
    of((150, 240), reuse, "")
}

fn of((givers, takers): (u32, u32), reuse: &str, further: &str) -> Case {
    let mut numbers = Numbers(7);
    let mut below = |most: u32| numbers.count(0, most - 1);
    let (mut companies, mut flows) = (
        "company,name,lat,lon\n".to_owned(),
        "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n".to_owned(),
    );
    for number in 0..givers + takers {
        let (lat, lon) = (47.0 + f64::from(below(400)) / 1000.0, 2.0 + f64::from(below(600)) / 1000.0);
        writeln!(companies, "c{number},C,{lat},{lon}").unwrap();
        let (tonnes, cost) = (1 + below(90), below(30));
        let (direction, material) = match number {
            giver if giver < givers => ("out", "s-board"),
            _ if below(4) == 0 => ("in", "s-bale"),
            _ => ("in", "s-board"),
        };
        writeln!(flows, "f{number},c{number},{direction},{material},{tonnes},t,{cost},declared").unwrap();
    }
    let tables = [
        ("companies", companies.as_str()),
        ("flows", flows.as_str()),
        ("materials", "material\ns-board\ns-bale\ns-rest\n"),
        ("processes", "process,input,operation_code,co2e_kg_per_t\ns-press,s-board,R3,0\n"),
        ("yields", "process,output,yield\ns-press,s-bale,0.9\ns-press,s-rest,0.1\n"),
        ("facilities", "facility,name,lat,lon,local\nj,J,47.2,2.3,yes\nk,K,47.3,2.4,yes\n"),
        ("operations", "facility,process,cost_eur_per_t,capacity_t\nj,s-press,2,300\nk,s-press,3,200\n"),
    ];
    Case::new(&tables, &format!("synergies: {{reuse: {{max_km: 200{reuse}}}}}\n{further}"))
}

/// The candidates as a run has them.
fn sifted(prepared: &Prepared) -> Candidates {
    candidates(&prepared.dataset, &prepared.network, &prepared.scenario, &|_| ())
}

#[test]
fn links_left_out_by_their_prices_change_nothing() {
    let case = case("");
    let prepared = case.prepare();
    let all = optimise(prepared.problem()).unwrap();
    let few = sifted(&prepared);
    let (kept, links) = (few.links.len(), prepared.candidates.links.len());
    assert!(kept * 4 < links, "{kept} of {links} links");
    assert_eq!((kept + few.unused, few.forgone), (links, 0.0));
    assert_eq!(few.rejected, prepared.candidates.rejected);
    let used = prepared.candidates.links.iter().zip(&all.formulation.columns.link);
    for (link, col) in used.filter(|(_, col)| all.values[col.0] > 1e-6) {
        assert!(few.links.contains(link), "{link:?} carries {} t and is left out", all.values[col.0]);
    }
    let fewer = optimise(Problem { candidates: &few, ..prepared.problem() }).unwrap();
    for (objective, (all, fewer)) in all.least.iter().zip(&fewer.least).enumerate() {
        assert_close(&format!("objective {objective}"), *fewer, *all);
    }
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    assert!(boucle::pipeline::verify(&folder).is_ok());
}

/// No time is left after the first prices: what is left out is bounded by them.
#[test]
fn links_that_no_time_was_left_for_are_in_the_gap() {
    let mut prepared = case("").prepare();
    let least = optimise(prepared.problem()).unwrap().objective;
    prepared.scenario.solver.time_limit_s = 1e-9;
    let few = sifted(&prepared);
    assert!(few.forgone > 0.0 && few.unused > 0, "the first links are enough: {}", few.forgone);
    let fewer = optimise(Problem { candidates: &few, ..prepared.problem() }).unwrap();
    let (bound, reached) = (fewer.bound.unwrap(), fewer.objective);
    assert!(bound < least + 1e-6 && least < reached + 1e-6, "{bound} {least} {reached}");
    assert_eq!(fewer.reason, "time limit");
}

/// Each of 2,400 links is a choice then. What is proposed keeps the tables, costs no less than its bound, and its bound is no
/// less than what the same territory costs where links cost nothing, to within a few percent.
#[test]
fn thousands_of_choices_end_with_a_proposal_and_its_bound() {
    const FEWER: (u32, u32) = (40, 60);
    let free = of(FEWER, "", "").prepare().solved().objective;
    let case = of(FEWER, ", link_eur_per_year: 40, min_lot_t: 2", "solver: {name: microlp, time_limit_s: 4}\n");
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    assert!(boucle::pipeline::verify(&folder).is_ok());
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let certificate = &serde_json::from_str::<serde_json::Value>(&manifest).unwrap()["certificate"];
    let (objective, bound) = (certificate["objective"].as_f64().unwrap(), certificate["bound"].as_f64().unwrap());
    assert!(free < bound && bound <= objective, "{free} {bound} {objective}");
    assert!(objective - bound < 0.05 * objective.abs(), "{bound} {objective}");
}

#[test]
fn links_in_other_rows_than_balances_are_all_kept() {
    for reuse in [", min_lot_t: 0.5", ", link_eur_per_year: 10", ", max_partners: 3"] {
        let prepared = case(reuse).prepare();
        assert!(prepared.candidates.links.len() > 20_000, "few links are all kept");
        assert_eq!(sifted(&prepared).links, prepared.candidates.links, "{reuse}");
    }
}
