//! What `explain` says of a company that the proposal leaves alone, solved again with it forced in.
#![expect(clippy::unwrap_used, reason = "a case that cannot be run has failed")]

use crate::support::enumeration::Collection;
use crate::support::{Case, Numbers, on_a_line};
use boucle::optimise::{Problem, RowPrices, optimise};
use boucle::pipeline::{self, Subject};

/// Acme pays 2 t x 100 = 200 EUR today; a haulier's pickup costs `pickup` EUR, treatment nothing.
fn case(pickup: u32, targets: &str) -> Case {
    Case::new(
        &[
            ("companies", "company,name,lat,lon\nacme,Acme,48,2.7\n"),
            (
                "flows",
                "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
                 scrap,acme,out,p-scrap,2,t,100,measured\n",
            ),
            ("materials", "material\np-scrap\n"),
            ("processes", "process,input,operation_code,co2e_kg_per_t\np-melt,p-scrap,R4,0\n"),
            ("facilities", "facility,name,lat,lon,local\nmelter,Melter,48,2.8,yes\n"),
            ("operations", "facility,process,cost_eur_per_t\nmelter,p-melt,0\n"),
        ],
        &format!(
            "synergies:\n  collection:\n    - stream: metal\n      materials: [p-scrap]\n      modes: [alone]\n      \
             alone: {{eur_per_pickup: {pickup}, eur_per_t: 0}}\n{targets}"
        ),
    )
}

fn explained(case: &Case) -> String {
    let folder = case.run("results").unwrap();
    pipeline::explain(&folder, &Subject::Company("acme".to_owned())).unwrap()
}

/// Forced in: 300 EUR instead of 200, 100 EUR more; over 2 t that is 50 EUR/t, and at 150 EUR/t today both cost 300.
#[test]
fn the_cost_from_which_a_company_is_collected_is_stated() {
    let text = explained(&case(300, ""));
    assert!(
        text.contains(
            "metal (2.00\u{a0}t): solved again with it forced in: 100.00 EUR a year more. It would be collected if its \
             outlet of today cost 50.00 EUR/t more"
        ),
        "{text}"
    );
}

#[test]
fn a_company_that_targets_keep_out_is_told_so() {
    let text = explained(&case(300, "targets: {budget_eur: {at_most: 250}}\n"));
    assert!(text.contains("metal (2.00\u{a0}t): with it, the targets of the scenario cannot all be met"), "{text}");
}

#[test]
fn nothing_is_said_of_a_company_that_is_collected() {
    let text = explained(&case(100, ""));
    assert!(!text.contains("Not collected"), "{text}");
}

/// On a road: the plant at km 0, b at 10, a at 20. A van fetches scrap at 1 EUR/km and `hour` EUR/h, 40 km/h; b's 5 t are
/// worth its way. Treatment costs nothing.
fn road(tonnes: f64, today: u32, alone: &str, hour: u32) -> Case {
    Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\n".to_owned()),
            (
                "flows",
                format!(
                    "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
                     scrap-a,a,out,p-scrap,{tonnes},t,{today},measured\nscrap-b,b,out,p-scrap,5,t,60,measured\n"
                ),
            ),
            ("materials", "material\np-scrap\n".to_owned()),
            ("processes", "process,input,operation_code,co2e_kg_per_t\np-melt,p-scrap,R4,0\n".to_owned()),
            ("facilities", "facility,name,local\nplant,Plant,yes\n".to_owned()),
            ("operations", "facility,process,cost_eur_per_t\nplant,p-melt,0\n".to_owned()),
            (
                "vehicles",
                format!("vehicle,payload_t,eur_per_km,eur_per_hour,co2e_kg_per_km,speed_kmh\nvan,10,1,{hour},0,40\n"),
            ),
            ("distances", on_a_line(&[("plant", 0.0), ("b", 10.0), ("a", 20.0)])),
        ],
        &format!(
            "synergies:\n  collection:\n    - stream: metal\n      materials: [p-scrap]\n      modes: [round, alone]\n      \
             vehicles: [van]\n      alone: {{{alone}}}\n"
        ),
    )
}

fn not_pooled(case: &Case) -> String {
    let folder = case.run("results").unwrap();
    let text = pipeline::explain(&folder, &Subject::Company("a".to_owned())).unwrap();
    text.split_once("\nNot pooled\n").unwrap_or_default().1.replace('\u{a0}', " ")
}

// a alone: 5 + 5 x 2 = 15 EUR. In b's round it adds 20 km, 20 EUR: 5 more. So a pickup at 10 EUR, a detour of 15 km, or
// rounds that cost 5 less do as well; and 5 + 5 T = 20 at T = 3. Its outlet of today is far dearer: 60 x 2 EUR.
#[test]
fn what_would_have_a_company_pooled_is_as_reckoned_by_hand() {
    let text = not_pooled(&road(2.0, 60, "eur_per_pickup: 5, eur_per_t: 5", 0));
    let told = "  metal (2.00 t), picked up alone: 5.00 EUR a year more at the prices of the relaxed program; solved again with it pooled: 5.00 EUR a year more
    pooled if a pickup alone cost it 10.00 EUR, by prices and as solved again, now 5.00
    pooled if its detour of 20.0 km a visit were 15.0 km, by prices and as solved again
    rounds, deliveries and haulage from hubs cost 20.00 EUR a year more with it: pooled if that were 5.00 less
    pooled with 3.000 t a year, by prices and as solved again
";
    assert_eq!(text, told);
}

// a's outlet of today costs 8 x 2 = 16 EUR, 1 more than a pickup: it would go back to it before it is pooled.
#[test]
fn a_company_that_would_rather_stay_with_its_outlet_is_told_so() {
    let text = not_pooled(&road(2.0, 8, "eur_per_pickup: 5, eur_per_t: 5", 0));
    assert!(text.contains("its outlet of today costs only 1.00 EUR a year more\n"), "{text}");
}

// a alone: 1 + 20 x 0.2 = 5 EUR. In b's round it adds 20 km and 0.5 h of driving, 40 EUR, and a quarter of an hour of
// service, 10 EUR: 45 more, more than the whole way; 1 + 20 T = 50 at T = 2.45.
#[test]
fn a_company_that_is_too_small_even_on_the_way_is_told_so() {
    let text = not_pooled(&road(0.2, 60, "eur_per_pickup: 1, eur_per_t: 20", 40));
    assert!(text.contains("solved again with it pooled: 45.00 EUR a year more\n"), "{text}");
    let told = "not pooled even if its detour of 20.0 km a visit were none, by prices and as solved again\n";
    assert!(text.contains(told), "{text}");
    assert!(text.contains("pooled with 2.450 t a year, by prices and as solved again\n"), "{text}");
}

// outside: 2 EUR/t today, 4 EUR; a pickup is 15, the round 20: both sections speak of it
#[test]
fn a_company_left_with_its_outlet_is_told_both() {
    let case = road(2.0, 2, "eur_per_pickup: 5, eur_per_t: 5", 0);
    let folder = case.run("results").unwrap();
    let text = pipeline::explain(&folder, &Subject::Company("a".to_owned())).unwrap();
    assert!(
        text.contains("forced in: 11.00 EUR a year more. It would be collected if its outlet of today cost 5.50"),
        "{text}"
    );
    let text = not_pooled(&case);
    assert!(
        text.starts_with("  metal (2.00 t), left with its outlet of today: 16.00 EUR a year more at the prices"),
        "{text}"
    );
    assert!(!text.contains("pickup"), "{text}");
}

/// Of drawn collections: with a company pooled, nothing is below the relaxed program and what its prices say of it besides;
/// where that is all that the best proposal costs more, prices told it exactly.
#[test]
fn pooling_never_costs_less_than_prices_say() {
    let mut numbers = Numbers(70);
    let (mut told, mut exact) = (0, 0);
    for number in 0..120 {
        let prepared = Collection::draw(&mut numbers).case().prepare();
        let problem = prepared.problem();
        let prices = RowPrices::of(problem).unwrap();
        let best = prepared.solved().objective;
        let tolerance = 1e-6 * best.abs().max(1.0);
        assert!(prices.value <= best + tolerance, "case {number}: {} above {best}", prices.value);
        for stop in 0..prepared.candidates.streams[0].stops.len() {
            let mut asked = prepared.candidates.clone();
            asked.streams[0].stops[stop].compulsory = true;
            asked.streams[0].alones.retain(|option| option.stop != stop);
            if !asked.unserved().is_empty() {
                continue;
            }
            let Some(marginal) = prices.pooling(problem, 0, stop) else { continue };
            let pooled = optimise(Problem { candidates: &asked, ..problem }).unwrap().objective;
            let least = prices.value + marginal.more.max(0.0);
            assert!(pooled >= least - tolerance, "case {number}, stop {stop}: {pooled} below {least}");
            told += usize::from(marginal.more > 0.01);
            exact += usize::from(marginal.more > 0.01 && (pooled - best - marginal.more).abs() < 1e-4 * best.abs());
        }
    }
    // the draw is worth something: many are not pooled, and of some of them prices tell just what they cost
    assert!(told > 100 && exact > 15, "{told} {exact}");
}
