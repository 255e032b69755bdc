//! Small flows in whole trips, against hand calculations and against trying every number of trips.
#![allow(clippy::unwrap_used, reason = "a case that cannot be run has failed")]

use crate::support::golden;
use crate::support::tamper::{Cells, assert_rejected, set};
use crate::support::{Case, Numbers, assert_close, on_a_line};
use rstest::rstest;

#[test]
fn a_van_that_is_not_worth_its_trip_stays() {
    let outcome = golden::TRIPS.case().prepare().outcome();
    let hauled = |flow: &str| {
        let line = outcome.proposed.iter().find(|line| line.kind.key() == "haulage" && line.flow == Some(flow.into()));
        line.map(|line| [line.tonnes.value(), line.km.value(), line.eur.value(), line.co2e.value()]).unwrap()
    };
    // two return trips of 20 km, at 20 + 10 EUR and 6 kgCO2e
    hauled("f").iter().zip([3.0, 40.0, 60.0, 12.0]).for_each(|(found, wanted)| assert_close("f", *found, wanted));
    assert_close("g by the tonne", hauled("g")[2], 80.0);
}

/// One giver and one taker: the best over every number of trips, each filled as far as there is something.
#[test]
fn no_number_of_trips_is_better() {
    for seed in 0..40 {
        let mut numbers = Numbers(seed);
        let [out, taken, payload] =
            [numbers.between(1, 90), numbers.between(1, 90), numbers.between(3, 30)].map(|it| it / 10.0);
        let (saved, km, round) = (numbers.between(1, 60), numbers.between(1, 20), numbers.between(0, 40));
        let flows = format!(
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
             f,a,out,t-one,{out},t,{saved},measured\nd,b,in,t-one,{taken},t,0,measured\n"
        );
        let vehicles = format!(
            "vehicle,payload_t,eur_per_km,eur_per_hour,eur_per_round,co2e_kg_per_km\nvan,{payload},1,0,{round},0\n"
        );
        let case = Case::new(
            &[
                ("companies", "company,name\na,A\nb,B\n".to_owned()),
                ("materials", "material\nt-one\n".to_owned()),
                ("flows", flows),
                ("vehicles", vehicles),
                ("distances", on_a_line(&[("a", 0.0), ("b", km)])),
            ],
            "synergies: {reuse: {trips: {vehicle: van, below_t: 10}}}\n",
        );
        let all = out.min(taken);
        let most = (1..=40).map(|trips| {
            let trips = f64::from(trips);
            saved * all.min(trips * payload) - trips * (2.0 * km + round)
        });
        let best = most.fold(0.0, f64::max);
        assert_close(&format!("seed {seed}"), case.prepare().solved().objective, saved * out - best);
    }
}

#[rstest]
#[case::money("eur", "45", "money: proposed, EUR of haulage from `a` to `b`")]
#[case::distance("km", "30", "distance: proposed, km of haulage from `a` to `b`")]
fn a_part_of_a_trip_is_named(#[case] column: &str, #[case] value: &str, #[case] says: &str) {
    const HAULAGE: Cells<'static> = &[("kind", "haulage"), ("flow", "f")];
    let case = golden::TRIPS.case();
    let folder = case.run("results").unwrap();
    assert!(boucle::pipeline::verify(&folder).unwrap().contains("verified"));
    set(&folder, "flows.csv", HAULAGE, column, value);
    assert_rejected(&folder, says);
}
