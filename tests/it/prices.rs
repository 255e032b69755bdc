//! What limits cost, against hand calculations and against solving again with the limit moved.
#![allow(clippy::format_push_string, reason = "tables read best as the text that they are")]

use crate::support::golden::{self, Golden};
use crate::support::{Case, Numbers, Prepared, assert_close};
use boucle::optimise::prices::{Price, Prices, prices};
use boucle::pipeline::{self, Subject};

fn priced(prepared: &Prepared) -> Prices {
    let solved = prepared.solved();
    prices(&solved, &prepared.problem().weights(prepared.scenario.objective.minimise), 20)
}

#[track_caller]
fn of<'p>(prices: &'p Prices, row: &str) -> &'p Price {
    prices.prices.iter().find(|price| price.row == row).unwrap_or_else(|| panic!("no `{row}` in {prices:#?}"))
}

fn ends(price: &Price) -> (Option<f64>, Option<f64>) {
    let near = |value: f64| (value * 1e4).round() / 1e4;
    (price.from.map(near), price.to.map(near))
}

/// `golden::CAPACITY`: 6 t bind, 2 t of them fixed (-139 EUR/t) and 4 t cut (-24 EUR/t).
///
/// One more tonne in all is cut: -24, up to 7 t, where the cutter's 5 t bind; down to 2 t, where nothing is cut.
/// One more piece is 0.1 t fixed and not cut: 0.1 x (-139 + 24) = -11.5, up to 60 pieces, when 6 t are fixed and
/// none is cut, and down to 0. Without the limit on pieces, 6 t fixed: 4 x 115 = 460.
#[test]
fn capacities_are_worth_what_hand_calculation_says() {
    let prices = priced(&golden::CAPACITY.case().prepare());
    assert!(prices.held);
    let all = of(&prices, "capacity(j)");
    assert_close("a tonne", all.price, -24.0);
    assert_eq!(ends(all), (Some(2.0), Some(7.0)));
    assert_close("all of it", all.without.unwrap(), 24.0);
    let pieces = of(&prices, "capacity.units(j,g_fix)");
    assert_close("a piece", pieces.price, -11.5);
    assert_eq!(ends(pieces), (Some(10.0), Some(60.0)));
    assert_close("all of it", pieces.without.unwrap(), 460.0);
    assert!(all.exact && pieces.exact);
    // 5 t of cutting do not bind
    assert!(!prices.prices.iter().any(|price| price.row == "capacity(j,g_cut)"));
}

/// Ids that the LP format writes alike. 10 t at 50 EUR/t: 2 t go to `j-1` for 1 + 10 EUR/t, 3 t to `j_1` for 1 + 20, so
/// that one more tonne is worth 39 EUR here and 29 EUR there. 2 x 11 + 3 x 21 + 5 x 50 = 335.
const ALIKE: Golden = Golden {
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n",
    tables: &[
        ("companies", "company,name\na,A\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,50,measured\n",
        ),
        ("processes", "process,input,operation_code,co2e_kg_per_t\ng-melt,g-one,R4,0\n"),
        ("facilities", "facility,name,local,status,capacity_t\nj-1,J,yes,existing,2\nj_1,J,yes,existing,3\n"),
        ("operations", "facility,process,cost_eur_per_t\nj-1,g-melt,10\nj_1,g-melt,20\n"),
    ],
    places: &[("a", 0.0), ("j-1", 3.0), ("j_1", 3.0)],
    optimum: 335.0,
};

#[test]
fn limits_of_ids_that_are_written_alike_are_told_apart() {
    let prepared = ALIKE.case().prepare();
    assert_close("optimum", prepared.solved().objective, ALIKE.optimum);
    let prices = priced(&prepared).prices;
    let capacity = |place: &str| {
        let mut of_place = prices.iter().filter(|price| price.kind == "capacity" && price.place == place);
        (of_place.next().map(|price| (price.at, price.price)), of_place.count())
    };
    assert_eq!(capacity("j-1"), (Some((2.0, -39.0)), 0), "{prices:#?}");
    assert_eq!(capacity("j_1"), (Some((3.0, -29.0)), 0), "{prices:#?}");
}

/// A link that starts at a facility that is not open: nothing can go over it, at any price.
/// 10 t at 20 EUR/t; `j` would make a good of it that `b` buys 4 t of, at 30 EUR/t, and opens for 1,000 EUR a year.
const SHUT: Golden = Golden {
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n",
    tables: &[
        ("companies", "company,name\na,A\nb,B\n"),
        ("materials", "material\ng-one\ng-good\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,20,measured\n\
             d,b,in,g-good,4,t,30,measured\n",
        ),
        ("processes", "process,input,operation_code,co2e_kg_per_t\ng-make,g-one,R4,0\n"),
        ("yields", "process,output,yield\ng-make,g-good,1\n"),
        ("facilities", "facility,name,local,status,opening_eur_per_year,capacity_t\nj,J,yes,candidate,1000,6\n"),
        ("operations", "facility,process,cost_eur_per_t\nj,g-make,5\n"),
    ],
    places: &[("a", 0.0), ("b", 3.0), ("j", 3.0)],
    optimum: 320.0,
};

#[test]
fn links_of_what_is_not_open_have_no_price() {
    let prepared = SHUT.case().prepare();
    assert_close("optimum", prepared.solved().objective, SHUT.optimum);
    let prices = priced(&prepared).prices;
    assert!(prices.iter().all(|price| price.kind != "link"), "{prices:#?}");
}

/// `golden::QUALITY`: 0.5 x + 0.1 x 2 = 10 L with x the oily tonnes, so that each 0.01 of L is 0.2 t, at 140 EUR/t: 28
/// EUR, 2,800 EUR per unit. It holds until the oily 8 t are all taken, 4 + 0.2 = 10 L, L = 0.42; and down to x = 0, L =
/// 0.02. Without the limit: 4.4 t more, 616 EUR.
#[test]
fn a_limit_on_quality_costs_what_it_keeps_out() {
    let prices = priced(&golden::QUALITY.case().prepare());
    assert!(!prices.held);
    let limit = of(&prices, "quality(d,oil)");
    assert_close("per unit", limit.price, -2800.0);
    assert_eq!(ends(limit), (Some(0.02), Some(0.42)));
    assert_close("whole", limit.without.unwrap(), 616.0);
    assert_close("at", limit.at, 0.2);
}

/// `golden::TARGET`: each point of diversion is 0.1 t treated at 100 EUR/t in place of 50: 5 EUR, from nothing up to the
/// budget of 800 EUR, which is 6 t or 60 points. The budget does not bind.
#[test]
fn a_target_costs_what_each_point_of_it_does() {
    let prices = priced(&golden::TARGET.case().prepare());
    let target = of(&prices, "target(diversion_rate)");
    assert_close("a point", target.price, 5.0);
    assert_close("asked", target.at, 40.0);
    assert_eq!(ends(target), (Some(0.0), Some(60.0)));
    assert_close("whole", target.without.unwrap(), 200.0);
    assert!(!prices.prices.iter().any(|price| price.row == "target(budget_eur)"));
}

/// An input of 4 t at 30 EUR/t next to 10 t at 20 EUR/t, 5 km away at 1 + `per_km` x 5 EUR/t. At 10 EUR/t.km a tonne
/// costs 51 and saves 50: it would be taken if it cost 1 EUR/t less.
const DEAR: Golden = Golden {
    scenario: "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 10}}\n",
    tables: &[
        ("companies", "company,name\na,A\nb,B\n"),
        ("materials", "material\ng-one\n"),
        (
            "flows",
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,20,measured\n\
             d,b,in,g-one,4,t,30,measured\n",
        ),
    ],
    places: &[("a", 0.0), ("b", 5.0)],
    optimum: 320.0,
};

#[test]
fn a_link_that_is_not_taken_says_what_it_lacks() {
    let case = DEAR.case();
    let prepared = case.prepare();
    assert_close("optimum", prepared.solved().objective, DEAR.optimum);
    let link = of(&priced(&prepared), "reuse:f>d:g-one").clone();
    assert_close("lacks", link.price, 1.0);
    assert_eq!(ends(&link), (None, Some(4.0)));
    // and solved again with a tonne forced onto it
    let folder = case.run("results").unwrap();
    let text = pipeline::explain(&folder, &Subject::Synergy("reuse:f>d:g-one".to_owned())).unwrap();
    assert!(
        text.contains(
            "reuse:f>d:g-one (1.00\u{a0}t): 1.00 EUR a year more. It would be taken if it cost 1.00 EUR/t less"
        ),
        "{text}"
    );
    let text = pipeline::explain(&folder, &Subject::Company("b".to_owned())).unwrap();
    assert!(text.contains("f → d would be taken if its transport cost €1.00 less a tonne"), "{text}");
}

/// `golden::SEASONS`: one more tonne of `f` in winter goes to `d`, 10 - 50 EUR; in summer, where `j` is full, it stays for
/// 10 EUR. One more tonne that `d` needs in winter is bought for 50 EUR. That holds for `f` in winter until `d` has all
/// it needs, 10 t.
#[test]
fn a_tonne_more_is_worth_what_its_period_makes_of_it() {
    let case = golden::SEASONS.case();
    let prices = priced(&case.prepare());
    let worth = |row: &str| {
        let price = of(&prices, row);
        (price.place.clone(), price.about.clone(), price.at, price.price)
    };
    let is = |place: &str, period: &str, at: f64, price: f64| (place.to_owned(), period.to_owned(), at, price);
    assert_eq!(worth("supply(f)@winter"), is("f", "winter", 6.0, -40.0));
    assert_eq!(worth("supply(f)@summer"), is("f", "summer", 6.0, 10.0));
    assert_eq!(worth("demand(d)@winter"), is("d", "winter", 10.0, 50.0));
    assert_eq!(ends(of(&prices, "supply(f)@winter")), (Some(6.0), Some(10.0)));
    let folder = case.run("results").unwrap();
    let text = pipeline::explain(&folder, &Subject::Flow("f".to_owned())).unwrap();
    assert!(text.contains("One more tonne out of f in winter saves €40"), "{text}");
}

/// Two takers of one output, and capacities that bind at corners: every price that is said to be exact is the slope of
/// the optimum between the two ends of its range, solved anew with the capacity changed.
#[test]
fn prices_are_the_slopes_of_programs_solved_anew() {
    let mut numbers = Numbers(11);
    let (mut seen, mut ranged) = (0, 0);
    for _ in 0..30 {
        let quantities: Vec<u32> = (0..4).map(|_| numbers.count(1, 9)).collect();
        let costs: Vec<u32> = (0..4).map(|_| numbers.count(0, 60)).collect();
        let gates: Vec<u32> = (0..3).map(|_| numbers.count(0, 40)).collect();
        let capacities: Vec<u32> = (0..3).map(|_| numbers.count(1, 12)).collect();
        let case = |changed: Option<f64>| {
            let mut flows = "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n".to_owned();
            for (index, (quantity, cost)) in quantities.iter().zip(&costs).enumerate() {
                flows.push_str(&format!("f{index},a,out,g-one,{quantity},t,{cost},measured\n"));
            }
            let mut operations = "facility,process,cost_eur_per_t,capacity_t\n".to_owned();
            let mut facilities = "facility,name,local\n".to_owned();
            for (index, (gate, capacity)) in gates.iter().zip(&capacities).enumerate() {
                let capacity = if index == 0 { changed.unwrap_or(f64::from(*capacity)) } else { f64::from(*capacity) };
                operations.push_str(&format!("j{index},g-melt,{gate},{capacity}\n"));
                facilities.push_str(&format!("j{index},J,yes\n"));
            }
            Case::new(
                &[
                    ("companies", "company,name\na,A\n".to_owned()),
                    ("materials", "material\ng-one\n".to_owned()),
                    ("flows", flows),
                    ("processes", "process,input,operation_code,co2e_kg_per_t\ng-melt,g-one,R4,0\n".to_owned()),
                    ("facilities", facilities),
                    ("operations", operations),
                    ("distances", crate::support::on_a_line(&[("a", 0.0), ("j0", 1.0), ("j1", 2.0), ("j2", 3.0)])),
                ],
                "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 1}}\n",
            )
        };
        let prepared = case(None).prepare();
        let (base, found) = (prepared.solved().objective, priced(&prepared));
        let more = case(Some(f64::from(capacities[0]) + 1e-3)).prepare().solved().objective;
        let Some(price) = found.prices.iter().find(|price| price.row == "capacity(j0,g_melt)") else {
            assert_close("a limit without a price", more, base);
            continue;
        };
        seen += 1;
        assert!(price.exact);
        assert!(((more - base) / 1e-3 - price.price).abs() < 1e-3, "{price:?}: {}", (more - base) / 1e-3);
        let Some(to) = price.to else { continue };
        ranged += 1;
        let end = case(Some(to)).prepare().solved().objective;
        assert!((base + price.price * (to - price.at) - end).abs() < 1e-3, "{price:?}: {base} to {end}");
        let beyond = case(Some(to + 0.5)).prepare().solved().objective;
        assert!(beyond > end + price.price * 0.5 + 1e-6, "{price:?} holds beyond its end");
    }
    assert!(seen > 8 && ranged > 5, "{seen} {ranged}");
}

/// The same link at 1 EUR/t, kept out by what it costs a year: a tonne saves 20 + 30 - 1, 49 EUR, 196 for the 4 t, and the
/// link costs 500. With a tonne forced onto it all 4 go, at 304 EUR more: 76 EUR/t.
#[test]
fn a_link_that_its_yearly_cost_keeps_out_says_what_a_tonne_would_save() {
    let golden = Golden {
        scenario: "synergies: {reuse: {link_eur_per_year: 500}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n",
        ..DEAR
    };
    let case = golden.case();
    let link = of(&priced(&case.prepare()), "reuse:f>d:g-one").clone();
    assert_close("a tonne", link.price, -49.0);
    assert_eq!(ends(&link), (None, Some(4.0)));
    let text = pipeline::explain(&case.run("results").unwrap(), &Subject::Flow("d".to_owned())).unwrap();
    assert!(text.contains("f → d would save €49 a tonne, but for its yearly cost"), "{text}");
    let forced = "(4.00\u{a0}t): 304.00 EUR a year more. It would be taken if it cost 76.00 EUR/t less";
    assert!(text.contains(forced), "{text}");
}

/// 3 t of the 4 may go over under a contract, at 1 EUR/t in place of 20 + 100: a tonne more allowed is worth 119 EUR, from
/// nothing up to the 4 t, and without the contract the fourth goes over. What b needs more is bought at 100 EUR/t, and what
/// a gives more stays at 20: the contract bears the rest.
#[test]
fn a_contract_costs_what_it_keeps_from_going_over() {
    let tables: Vec<_> =
        DEAR.tables.iter().map(|(name, text)| (*name, text.replace(",4,t,30,", ",4,t,100,"))).collect();
    let contract = ("contracts", "from,to,material,standing,max_t\na,b,,free,3\n".to_owned());
    let tables: Vec<_> =
        tables.into_iter().chain([contract, ("distances", "from,to,km\na,b,5\n".to_owned())]).collect();
    let scenario = "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n";
    let case = Case::new(&tables, scenario);
    let prices = priced(&case.prepare());
    let contract = of(&prices, "contract.most(a,b)");
    assert_close("a tonne", contract.price, -119.0);
    assert_eq!(ends(contract), (None, Some(4.0)));
    assert_close("all of it", contract.without.unwrap(), 119.0);
    assert_close("needed", of(&prices, "balance.input(d)").price, 100.0);
    assert_close("given", of(&prices, "balance.output(f)").price, 20.0);
    let folder = case.run("results").unwrap();
    let summary = std::fs::read_to_string(folder.join("prices.csv")).unwrap();
    assert!(summary.contains("contract.most,\"contract.most(a,b)\",a,b,t,3.0,-119.0,"), "{summary}");
}

/// A plant takes 5 t in all and its one process 5 t: at this corner neither limit alone is worth anything, whatever share of
/// the 39 EUR/t (50 - 1 - 10) the prices of one solve give to each. With 5 t given, more given stays, at 50 EUR/t.
#[test]
fn limits_that_bind_together_are_worth_nothing_alone() {
    for quantity in [5, 9] {
        let flows = format!(
            "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,{quantity},t,50,measured\n"
        );
        let case = Case::new(
            &[
                ("companies", "company,name\na,A\n".to_owned()),
                ("materials", "material\ng-one\n".to_owned()),
                ("flows", flows),
                ("processes", "process,input,operation_code,co2e_kg_per_t\ng-melt,g-one,R4,0\n".to_owned()),
                ("facilities", "facility,name,local,capacity_t\nj,J,yes,5\n".to_owned()),
                ("operations", "facility,process,cost_eur_per_t,capacity_t\nj,g-melt,10,5\n".to_owned()),
                ("distances", "from,to,km\na,j,3\n".to_owned()),
            ],
            "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n",
        );
        let prices = priced(&case.prepare());
        assert!(!prices.prices.iter().any(|price| price.kind == "capacity"), "{prices:#?}");
        let given = of(&prices, "balance.output(f)");
        assert!(given.exact);
        assert_close("a tonne more", given.price, 50.0);
        assert_eq!(ends(given).0, Some(5.0));
    }
}

/// 10 t with 0.5 of oil and 2 t with 0.1, each 39 EUR/t cheaper melted (50 - 1 - 10); the furnace takes 0.2 of oil at most.
/// With x oily tonnes, 0.5 x + 0.1 x 2 = L (x + 2), x = (2 L - 0.2) / (0.5 - L) = 2/3 at L = 0.2, and x grows with L by
/// 0.8 / (0.5 - L)^2 = 8.8889: 346.667 EUR per unit of L. The amount that L is a share of grows too: no range is stated.
#[test]
fn a_limit_at_a_furnace_costs_what_it_keeps_out() {
    let case = Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\n"),
            ("materials", "material\ng-one\n"),
            (
                "flows",
                "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,50,measured\n\
                 g,b,out,g-one,2,t,50,measured\n",
            ),
            ("qualities", "flow,property,value,bound\nf,oil,0.5,content\ng,oil,0.1,content\n"),
            ("processes", "process,input,operation_code,co2e_kg_per_t\ng-melt,g-one,R4,0\n"),
            ("facilities", "facility,name,local\nj,J,yes\n"),
            ("operations", "facility,process,cost_eur_per_t\nj,g-melt,10\n"),
            ("limits", "facility,process,property,value,bound\nj,g-melt,oil,0.2,at_most\n"),
            ("distances", "from,to,km\na,j,3\nb,j,3\n"),
        ],
        "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n",
    );
    let prices = priced(&case.prepare());
    let limit = of(&prices, "inlet(j,g_melt,oil)");
    assert!(!limit.exact);
    assert!((limit.price + 39.0 * 0.8 / 0.09).abs() < 1e-3, "{limit:?}");
    assert_close("at", limit.at, 0.2);
}

/// 10 t at 50 EUR/t, pressed for 5 and hauled for 1 EUR/t. Bales sell at 9 EUR/t up to 4 t, at 6 up to 7 t, and no more: a
/// tonne pressed saves 53, then 50 EUR, and the last 3 t stay. One more tonne at 9 EUR is one less at 6: 3 EUR, as long as
/// both steps are sold, up to 7 t; without its end, 3 x 3 = 9. One more at 6 EUR is pressed: 50 EUR, up to the 10 t there
/// are and down to the 4 t of the first step; without its end, 3 x 50 = 150.
#[test]
fn a_step_of_a_market_is_worth_what_the_next_outlet_pays_less() {
    let market = |steps: &str| {
        let mut tables = golden::MARKET.tables.to_vec();
        tables.retain(|(name, _)| *name != "markets" && *name != "flows");
        let flow = "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
                    f,a,out,g-one,10,t,50,measured\n";
        let tables: Vec<_> = tables.into_iter().map(|(name, text)| (name, text.to_owned())).collect();
        let markets = format!("material,up_to_t,eur_per_t\n{steps}");
        let more = [("flows", flow.to_owned()), ("markets", markets), ("distances", "from,to,km\na,j,3\n".to_owned())];
        Case::new(&[tables, more.to_vec()].concat(), golden::MARKET.scenario)
    };
    let case = market("g-bale,4,9\ng-bale,7,6\n");
    let prices = priced(&case.prepare());
    let first = of(&prices, "market(g_bale,1)");
    assert_eq!((first.kind.as_ref(), first.place.as_str(), first.at), ("market", "g-bale", 4.0));
    assert_close("one more at 9 EUR", first.price, -3.0);
    assert_eq!(ends(first), (None, Some(7.0)));
    assert_close("without its end", first.without.unwrap(), 9.0);
    let second = of(&prices, "market(g_bale,2)");
    assert_close("one more at 6 EUR", second.price, -50.0);
    assert_eq!((second.at, ends(second)), (7.0, (Some(4.0), Some(10.0))));
    assert_close("without its end", second.without.unwrap(), 150.0);
    let told = std::fs::read_to_string(case.run("results").unwrap().join("prices.csv")).unwrap();
    assert!(told.contains("market,\"market(g_bale,1)\",g-bale,,t,4.0,-3.0,EUR/t,,7.0,9.0,true,linear"), "{told}");

    // 4 EUR up to 4 t, and 12 EUR from there to 9 t: the first step ends where more is paid, which costs nobody anything;
    // beyond the second a tonne is worth 50 - 6 + 12 = 56 EUR, and before 4 t the second is not reached
    let prices = priced(&market("g-bale,4,4\ng-bale,9,12\n").prepare());
    assert!(prices.prices.iter().all(|price| price.row != "market(g_bale,1)"), "{prices:#?}");
    let last = of(&prices, "market(g_bale,2)");
    assert_close("one more at 12 EUR", last.price, -56.0);
    assert_eq!(ends(last), (Some(4.0), Some(10.0)));
}

/// `golden::CONTRACT`: a has two partners, b and c. With a third, 1 t goes to e, as the contract allows, for 1 EUR in place of
/// 20 + 60: 79 EUR. There is nobody else.
#[test]
fn one_more_partner_is_worth_what_a_hand_calculation_says() {
    let case = golden::CONTRACT.case();
    let prices = priced(&case.prepare());
    let limit = of(&prices, "partners(a)");
    assert_close("a third", limit.price, -79.0);
    assert_eq!((limit.place.as_str(), limit.about.as_str(), limit.at), ("a", "e", 2.0));
    assert_eq!(limit.without, Some(79.0));
    let folder = case.run("results").unwrap();
    let text = pipeline::explain(&folder, &Subject::Company("a".to_owned())).unwrap();
    let told = "The partners of a (2 at most): one more, e, would save at least €79 a year; the whole limit costs €79";
    assert!(text.contains(told), "{text}");
    assert!(text.contains("one partner more than 2: solved again with it: 79.00 EUR less a year\n"), "{text}");
    let table = std::fs::read_to_string(folder.join("prices.csv")).unwrap();
    assert!(
        table.contains("partners,partners(a),a,e,partners,2.0,-79.0,EUR/partners,2.0,3.0,79.0,true,own_links_free")
    );
}

/// 10 t at 20 EUR/t; b takes 4 t in place of 100 EUR/t, and is the only one that a may give to. Without that, 3 t go to e
/// in place of 60 EUR/t: 3 x (20 + 60 - 1) = 237.
#[test]
fn an_exclusive_contract_costs_what_the_others_would_take() {
    let flows = "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,a,out,g-one,10,t,20,measured\n\
                 d,b,in,g-one,4,t,100,measured\ny,e,in,g-one,3,t,60,measured\n";
    let case = Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\ne,E\n"),
            ("materials", "material\ng-one\n"),
            ("flows", flows),
            ("contracts", "from,to,material,exclusive\na,b,g-one,from\n"),
            ("distances", "from,to,km\na,b,1\na,e,3\nb,e,2\n"),
        ],
        "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 1, eur_per_t_km: 0}}\n",
    );
    let folder = case.run("results").unwrap();
    for company in ["a", "b"] {
        let text = pipeline::explain(&folder, &Subject::Company(company.to_owned())).unwrap();
        let told = "contract of a and b not exclusive: solved again with it: 237.00 EUR less a year\n";
        assert!(text.contains(told), "{text}");
    }
    let text = pipeline::explain(&folder, &Subject::Company("e".to_owned())).unwrap();
    assert!(!text.contains("not exclusive"), "{text}");
    let table = std::fs::read_to_string(folder.join("prices.csv")).unwrap();
    let row =
        "exclusive,\"exclusive(a,b,g-one)\",a,b,contracts,1.0,237.0,EUR/contracts,0.0,1.0,237.0,true,own_links_free";
    assert!(table.contains(row), "{table}");
    for company in ["a", "b"] {
        let text = pipeline::explain(&folder, &Subject::Company(company.to_owned())).unwrap();
        let told = "The exclusive contract a → b: with other partners allowed, at least €237 a year would be saved";
        assert!(text.contains(told), "{text}");
    }
}

/// Three givers and three takers, one of them bound to another by a contract, links with a yearly cost or without, in every
/// second case with a limit on partners besides: what the contract is said to cost is never above what solving all again
/// without its exclusivity saves, and equal to it where no other choice is whole.
#[test]
fn an_exclusive_contract_costs_no_less_than_it_is_said_to() {
    let mut numbers = Numbers(9);
    let (mut told, mut equal) = (0, 0);
    for round in 0..36 {
        let figures: Vec<(u32, u32)> = (0..6).map(|_| (numbers.count(2, 9), numbers.count(0, 40))).collect();
        let ends = (numbers.count(0, 2), numbers.count(3, 5));
        let (yearly, limited) = (if round % 3 == 0 { 0 } else { 15 }, round % 2 == 0);
        let case = |exclusive: &str| {
            let mut companies = "company,name,max_partners\n".to_owned();
            let mut flows = "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n".to_owned();
            let mut distances = "from,to,km\n".to_owned();
            for (index, (quantity, cost)) in figures.iter().enumerate() {
                let most = if limited && index % 2 == 1 { "1" } else { "" };
                companies.push_str(&format!("c{index},C,{most}\n"));
                let direction = if index < 3 { "out" } else { "in" };
                flows.push_str(&format!("f{index},c{index},{direction},g-one,{quantity},t,{cost},measured\n"));
                for other in index + 1..6 {
                    distances.push_str(&format!("c{index},c{other},{}\n", 1 + (index * 5 + other * 3) % 7));
                }
            }
            let tables = [
                ("companies", companies),
                ("materials", "material\ng-one\n".to_owned()),
                ("flows", flows),
                ("contracts", format!("from,to,exclusive,max_t\nc{},c{},{exclusive},99\n", ends.0, ends.1)),
                ("distances", distances),
            ];
            let scenario = format!(
                "synergies: {{reuse: {{link_eur_per_year: {yearly}}}}}\nassume: {{haulage: {{eur_per_t: 1, eur_per_t_km: 1}}}}\n"
            );
            Case::new(&tables, &scenario).prepare()
        };
        let prepared = case(["from", "to", "both"][numbers.count(0, 2) as usize]);
        let saved = prepared.solved().objective - case("").solved().objective;
        let prices = priced(&prepared);
        let said = prices.prices.iter().find(|price| price.kind == "exclusive").map_or(0.0, |price| price.price);
        assert!(said <= saved + 1e-4, "{round}: {said} is more than {saved}");
        told += usize::from(said > 0.0);
        if yearly == 0 && !limited {
            assert_close("the contract", said, saved);
            equal += usize::from(said > 0.0);
        }
    }
    assert!(told > 8 && equal > 2, "{told} {equal}");
}

/// Three givers and four takers, each with one or two partners and each link with a yearly cost, or only the first giver
/// with a limit and no yearly cost: what one more partner is said to save is never above what solving all again with that
/// limit gives, and equal to it where no other choice is whole.
#[test]
fn one_more_partner_saves_no_less_than_it_is_said_to() {
    let mut numbers = Numbers(5);
    let (mut told, mut equal) = (0, 0);
    for round in 0..24 {
        let alone = round % 2 == 0;
        let figures: Vec<(u32, u32)> = (0..7).map(|_| (numbers.count(2, 9), numbers.count(0, 40))).collect();
        let most: Vec<u32> = (0..7).map(|_| numbers.count(1, 2)).collect();
        let case = |raised: Option<usize>| {
            let mut companies = "company,name,max_partners\n".to_owned();
            let mut flows = "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n".to_owned();
            let mut distances = "from,to,km\n".to_owned();
            for (index, (quantity, cost)) in figures.iter().enumerate() {
                let most = most[index] + u32::from(raised == Some(index));
                let most = if alone && index > 0 { String::new() } else { most.to_string() };
                companies.push_str(&format!("c{index},C,{most}\n"));
                let direction = if index < 3 { "out" } else { "in" };
                flows.push_str(&format!("f{index},c{index},{direction},g-one,{quantity},t,{cost},measured\n"));
                for other in index + 1..7 {
                    distances.push_str(&format!("c{index},c{other},{}\n", 1 + (index * 5 + other * 3) % 7));
                }
            }
            let tables = [
                ("companies", companies),
                ("materials", "material\ng-one\n".to_owned()),
                ("flows", flows),
                ("distances", distances),
            ];
            let yearly = if alone { 0 } else { 15 };
            let scenario = format!(
                "synergies: {{reuse: {{link_eur_per_year: {yearly}}}}}\nassume: {{haulage: {{eur_per_t: 1, eur_per_t_km: 1}}}}\n"
            );
            Case::new(&tables, &scenario).prepare()
        };
        let prepared = case(None);
        let base = prepared.solved().objective;
        let prices = priced(&prepared);
        for index in 0..7 {
            let said = prices.prices.iter().find(|price| price.row == format!("partners(c{index})"));
            let again = case(Some(index)).solved().objective;
            let said = said.map_or(0.0, |price| -price.price);
            assert!(said <= base - again + 1e-4, "c{index}: {said} is more than {base} - {again}");
            told += usize::from(said > 0.0);
            if alone && index == 0 && base - again > 1e-3 {
                assert_close("c0", said, base - again);
                equal += 1;
            }
        }
    }
    assert!(told > 8 && equal > 2, "{told} {equal}");
}
