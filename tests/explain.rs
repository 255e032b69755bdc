//! What `explain` says of a company that the proposal leaves alone, solved again with it forced in.
#![expect(clippy::unwrap_used, reason = "a case that cannot be run has failed")]

mod support;

use boucle::pipeline::{self, Subject};
use support::Case;

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
