//! Leads worked out by hand, and what holds of all of them.
#![expect(clippy::unwrap_used, reason = "a case that cannot be read has failed")]

use std::fs;

use crate::support::{Case, Numbers, assert_close};
use boucle::catalogue::{Catalogue, Runner, Yield};
use boucle::dataset::Direction;
use boucle::discover::Rejection;
use boucle::discover::leads::{Check, Kind, Lead, Leads, To, leads};
use boucle::network::{Network, Node};
use boucle::pipeline::{self, DiscoverOptions, Form};
use boucle::quantity::EurosPerTonne;
use boucle::report::leads::write;
use boucle::report::words::Words;
use rstest::rstest;

/// What a test looks at: the leads of a case, as its program finds them.
fn with_leads<T>(case: &Case, look: impl FnOnce(&Leads<'_>) -> T) -> T {
    let prepared = case.prepare();
    look(&leads(&prepared.dataset, Catalogue::embedded(), &prepared.scenario))
}

/// The exchanges of a case, pools left out.
fn exchanges<'l>(leads: &'l Leads<'_>) -> Vec<&'l Lead> {
    leads.list.iter().filter(|lead| !matches!(lead.kind, Kind::PooledOutput | Kind::PooledInput)).collect()
}

const MATERIALS: &str = "material,family,virgin_co2e_kg_per_t\np-wood,p-wood,\np-chip,p-fuel,50\n";

#[test]
fn direct_use_has_the_score_of_the_hand_calculation() {
    let case = Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\n"),
            ("materials", MATERIALS),
            (
                "flows",
                "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
                 f,a,out,p-chip,100,t,20,measured\nd,b,in,p-chip,50,t,60,declared\n",
            ),
            ("distances", "from,to,km\na,b,10\n"),
        ],
        "synergies: {reuse: {max_km: 50}}\n",
    );
    with_leads(&case, |leads| {
        let found = exchanges(leads);
        assert_eq!(found.len(), 1);
        let (lead, score) = (found[0], &found[0].score);
        assert_eq!(lead.kind, Kind::Direct);
        assert_close("tonnes", lead.tonnes.unwrap(), 50.0);
        // 20 + 60 - (4 + 0.15 x 10) = 74.5 EUR/t; x 50 t = 3725; 3725 / (3725 + 5000)
        assert_close("eur", score.eur.unwrap(), 3725.0);
        assert_close("eur part", score.eur_part, 3725.0 / 8725.0);
        // 50 - 0.16 x 10 = 48.4 kg/t; x 50 t = 2420; 2420 / (2420 + 10000)
        assert_close("co2e", score.co2e_kg.unwrap(), 2420.0);
        assert_close("co2e part", score.co2e_part, 2420.0 / 12420.0);
        // measured 1 x declared 0.9
        assert_close("certainty", score.certainty.value(), 0.9);
        assert_close("distance part", score.distance_part, 1.0 - 10.0 / 50.0);
        assert_close("quantity part", score.quantity_part, 50.0 / 100.0);
        let sum = 2.0 * 3725.0 / 8725.0 + 2420.0 / 12420.0 + 4.0 * 0.9 + 1.5 * 0.8 + 1.5 * 0.5;
        assert_close("score", score.total, sum / 10.0);
    });
}

/// The material given stands by its code alone, 0.95, and both figures are measured.
#[test]
fn a_material_that_nobody_has_confirmed_makes_a_lead_less_sure() {
    let flows = |row: &str| {
        let header = "flow,company,direction,material,code,quantity,unit,cost_eur_per_t,evidence\n";
        let case = Case::new(
            &[
                ("companies", "company,name\na,A\nb,B\n"),
                ("flows", &format!("{header}{row}d,b,in,used-oil,,50,t,60,measured\n")),
                ("distances", "from,to,km\na,b,10\n"),
            ],
            "synergies: {reuse: {max_km: 50}}\n",
        );
        with_leads(&case, |leads| {
            let lead = exchanges(leads).into_iter().find(|lead| lead.kind == Kind::Direct).unwrap().clone();
            (lead.score.certainty.value(), leads.ground.checks(&lead).contains(&Check::MaterialGiven))
        })
    };
    assert_eq!(flows("f,a,out,used-oil,,100,t,20,measured\n"), (1.0, false));
    assert_eq!(flows("f,a,out,,13 02 05*,100,t,20,measured\n"), (0.95, true));
}

/// Wood of `a` and chips that `b` wants, with a facility between them.
fn wood(tariffs: &str) -> Case {
    Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\n"),
            ("materials", MATERIALS),
            ("processes", "process,input,operation_code,co2e_kg_per_t\nchipping,p-wood,R12,5\n"),
            ("yields", "process,output,yield\nchipping,p-chip,0.8\n"),
            ("facilities", "facility,name,local\nj,J,yes\n"),
            ("operations", "facility,process,cost_eur_per_t\nj,chipping,10\n"),
            ("tariffs", tariffs),
            (
                "flows",
                "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
                 f,a,out,p-wood,100,t,20,measured\nd,b,in,p-chip,40,t,60,measured\n",
            ),
            ("distances", "from,to,km\na,j,10\nj,b,20\na,b,25\n"),
        ],
        "synergies: {reuse: {max_km: 50}}\ndiscover: {weights: {eur: 1, co2e: 1, certainty: 1, distance: 1, quantity: 1}}\n",
    )
}

/// From 60 t a year on the facility asks 4 EUR/t of all: of 100 t, not of the 50 t that are wanted as chips.
#[test]
fn a_lead_pays_the_price_that_its_own_tonnes_reach() {
    let tariffs = "facility,process,from_t,eur_per_t,applies\nj,chipping,60,4,all\n";
    with_leads(&wood(tariffs), |leads| {
        let found = exchanges(leads);
        let eur = |to_input: bool| {
            let lead = found.iter().find(|lead| matches!(lead.to, To::Input(_)) == to_input).unwrap();
            lead.score.eur.unwrap()
        };
        // 20 + 0.8 x 60 - (4 + 0.15 x 30) - 10 = 49.5 EUR/t; 20 - (4 + 0.15 x 10) - 4 = 10.5 EUR/t
        assert_close("chips", eur(true), 49.5 * 50.0);
        assert_close("facility alone", eur(false), 10.5 * 100.0);
    });
}

#[test]
fn a_lead_through_a_facility_pays_its_fee_and_both_legs() {
    with_leads(&wood("facility,process,from_t,eur_per_t\n"), |leads| {
        let found = exchanges(leads);
        let lead = found.iter().find(|lead| matches!(lead.to, To::Input(_))).unwrap();
        let score = &lead.score;
        assert_eq!(lead.kind, Kind::Facility);
        // the input wants 40 t of chips, 40 / 0.8 = 50 t of wood
        assert_close("tonnes", lead.tonnes.unwrap(), 50.0);
        // 20 + 0.8 x 60 - (4 + 0.15 x 30) - 10 = 49.5 EUR/t
        assert_close("eur", score.eur.unwrap(), 49.5 * 50.0);
        // 0.8 x 50 - 0.16 x 30 - 5 = 30.2 kg/t
        assert_close("co2e", score.co2e_kg.unwrap(), 30.2 * 50.0);
        assert_close("certainty", score.certainty.value(), 1.0);
        // 30 km of two legs of at most 50
        assert_close("distance part", score.distance_part, 0.7);
        let parts = 2475.0 / 7475.0 + 1510.0 / 11510.0 + 1.0 + 0.7 + 0.5;
        assert_close("score", score.total, parts / 5.0);
        // the facility takes all 100 t by itself: 20 - (4 + 1.5) - 10 EUR/t
        let alone = found.iter().find(|lead| matches!(lead.to, boucle::discover::leads::To::Facility(_))).unwrap();
        assert_close("facility alone", alone.score.eur.unwrap(), 450.0);
    });
}

fn heat(content: &str, need: &str, materials: (&str, &str)) -> Case {
    let flows = format!(
        "flow,company,direction,material,quantity,unit,evidence\nf,a,out,{},10,t,measured\nd,b,in,{},10,t,measured\n",
        materials.0, materials.1
    );
    let qualities = format!("flow,property,value,bound\n{content}{need}");
    Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\n".to_owned()),
            ("flows", flows),
            ("qualities", qualities),
            ("distances", "from,to,km\na,b,1\n".to_owned()),
        ],
        "synergies: {reuse: {max_km: 50}}\n",
    )
}

#[test]
fn heat_falls_to_a_lower_temperature_and_never_rises() {
    let hot = heat("f,temperature,120,content\n", "d,temperature,90,at_least\n", ("steam", "steam"));
    with_leads(&hot, |leads| assert_close("hot enough", exchanges(leads)[0].score.certainty.value(), 1.0));
    let cold = heat("f,temperature,80,content\n", "d,temperature,90,at_least\n", ("steam", "steam"));
    with_leads(&cold, |leads| {
        assert!(exchanges(leads).is_empty());
        let reasons: Vec<&str> = leads.rejected.iter().map(|rejection: &Rejection| rejection.reason.code()).collect();
        assert_eq!(reasons, ["quality_limit"]);
    });
    let silent = heat("", "d,temperature,90,at_least\n", ("steam", "steam"));
    with_leads(&silent, |leads| {
        let lead = exchanges(leads)[0];
        assert_close("not measured", lead.score.certainty.value(), 0.8);
        assert!(leads.ground.checks(lead).contains(&Check::Quality("temperature".to_owned())));
    });
}

#[test]
fn what_goes_through_a_pipe_does_not_go_far() {
    let case = heat("", "", ("steam", "steam"));
    case.write("distances", "from,to,km\na,b,6\n");
    with_leads(&case, |leads| {
        assert!(exchanges(leads).is_empty());
        assert_eq!(leads.rejected[0].reason.code(), "too_far");
    });
}

#[test]
fn near_companies_with_the_same_output_make_one_pool() {
    let case = Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\nc,C\n"),
            ("materials", MATERIALS),
            (
                "flows",
                "flow,company,direction,material,quantity,unit,evidence\n\
                 fa,a,out,p-wood,10,t,measured\nfb,b,out,p-wood,30,t,declared\nfc,c,out,p-wood,5,t,measured\n",
            ),
            ("distances", "from,to,km\na,b,10\nb,c,20\na,c,15\n"),
        ],
        "synergies: {reuse: {}}\n",
    );
    with_leads(&case, |leads| {
        assert_eq!(leads.list.len(), 1);
        let pool = &leads.list[0];
        assert_eq!((pool.kind, leads.ground.company_of(pool.from).id.as_str()), (Kind::PooledOutput, "b"));
        // c is 20 km from b, beyond 15: 10 of 40 t are not b's
        assert_close("tonnes", pool.tonnes.unwrap(), 40.0);
        assert_close("quantity part", pool.score.quantity_part, 0.25);
        assert_close("certainty", pool.score.certainty.value(), 0.9);
    });
}

/// A territory of many companies of the same few materials.
fn crowd(order: &dyn Fn(usize) -> usize, scenario: &str) -> Case {
    let mut numbers = Numbers(7);
    let mut companies = Vec::new();
    let mut flows = Vec::new();
    for number in 0..60 {
        let (lat, lon) = (470 + numbers.count(0, 9), 20 + numbers.count(0, 9));
        companies.push(format!("c{number},C,{:.1},{:.1}", f64::from(lat) / 10.0, f64::from(lon) / 10.0));
        for flow in 0..4 {
            let direction = if numbers.one_in(2) { "out" } else { "in" };
            let material = ["rubble", "aggregate", "wood-offcut", "wood-chips"][numbers.count(0, 3) as usize];
            let (tonnes, cost) = (numbers.count(1, 50), numbers.count(0, 90));
            flows.push(format!("c{number}-{flow},c{number},{direction},{material},{tonnes},t,{cost},declared"));
        }
    }
    let table = |header: &str, rows: &[String]| {
        let rows: Vec<&str> = (0..rows.len()).map(|at| rows[order(at) % rows.len()].as_str()).collect();
        format!("{header}\n{}\n", rows.join("\n"))
    };
    Case::new(
        &[
            ("companies", table("company,name,lat,lon", &companies)),
            ("flows", table("flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence", &flows)),
        ],
        scenario,
    )
}

fn csv(case: &Case) -> String {
    with_leads(case, |leads| {
        let mut bytes = Vec::new();
        let services = boucle::discover::Candidates::default();
        let words = Words::new(boucle::scenario::Language::En);
        write(leads, &services, &words, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    })
}

#[test]
fn neither_the_order_of_rows_nor_the_number_of_threads_changes_a_byte() {
    let scenario = "synergies: {reuse: {}}\ndiscover: {keep: 3}\n";
    let first = csv(&crowd(&|at| at, scenario));
    assert!(first.lines().count() > 100, "{} lines", first.lines().count());
    // 7 has no common divisor with 60 or 240: every row comes once
    assert_eq!(csv(&crowd(&|at| at * 7 + 3, scenario)), first);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| csv(&crowd(&|at| at, scenario))), first);
}

#[test]
fn the_best_of_each_output_are_those_of_the_whole_list() {
    let all = crowd(&|at| at, "synergies: {reuse: {}}\ndiscover: {keep: 1000}\n");
    let few = crowd(&|at| at, "synergies: {reuse: {}}\ndiscover: {keep: 3}\n");
    let key = |lead: &Lead| (lead.from, lead.to.clone(), lead.chain, lead.score.total.to_bits());
    let best = with_leads(&all, |leads| {
        let mut seen = std::collections::BTreeMap::new();
        let list = exchanges(leads).into_iter().filter(|lead| {
            let count: &mut usize = seen.entry(lead.from).or_default();
            *count += 1;
            *count <= 3
        });
        list.map(key).collect::<Vec<_>>()
    });
    with_leads(&few, |leads| {
        assert_eq!(exchanges(leads).into_iter().map(key).collect::<Vec<_>>(), best);
        assert!(leads.left > 0);
    });
}

#[test]
fn those_around_are_those_within_reach_of_all() {
    let case = crowd(&|at| at, "synergies: {reuse: {max_km: 40}}\n");
    let prepared = case.prepare();
    let (dataset, network) = (&prepared.dataset, &prepared.network);
    let max = boucle::quantity::Kilometres(40.0);
    let place = |node: &Node| Network::place(dataset, node);
    let mut seen = [0, 0];
    for flow in dataset.flows.values().filter(|flow| flow.direction == Direction::Out) {
        let node = Node::Output(flow.id.clone());
        let within = |taker: &Node| network.distances().km(&place(&node), &place(taker)).is_some_and(|km| km <= max);
        let all = network.takers(&node);
        let expected: Vec<_> = all.iter().copied().filter(|(_, taker)| within(taker)).collect();
        let from = network.distances().locate(place(&node));
        let around = network.takers_around(&node, &from, max, 0);
        assert_eq!(around.iter().map(|it| (it.material, it.taker)).collect::<Vec<_>>(), expected);
        assert!(network.takers_around(&node, &from, max, 2).len() <= expected.len() + 2);
        seen = [seen[0] + expected.len(), seen[1] + all.len()];
    }
    assert!(seen[0] > 0 && seen[0] < seen[1], "{seen:?}");
}

#[test]
fn ten_steps_are_searched_as_soon_as_two() {
    let case = crowd(&|at| at, "synergies: {reuse: {max_steps: 10}}\n");
    let started = std::time::Instant::now();
    with_leads(&case, |leads| assert!(!leads.list.is_empty()));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn two_processes_in_a_row_multiply_their_yields_and_add_their_legs() {
    let case = Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\n"),
            ("facilities", "facility,name,local\nj,J,yes\nk,K,yes\n"),
            ("operations", "facility,process,cost_eur_per_t\nj,sort-film,30\nk,granulate-film,200\n"),
            (
                "flows",
                "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
                 f,a,out,film,200,t,110,measured\nd,b,in,pe-granulate,82.8,t,900,measured\n",
            ),
            ("distances", "from,to,km\na,j,5\nj,k,10\nk,b,15\na,k,40\na,b,45\nj,b,40\n"),
        ],
        "synergies: {reuse: {max_km: 50, max_steps: 2}}\n",
    );
    with_leads(&case, |leads| {
        let to_input = |lead: &&&Lead| matches!(lead.to, To::Input(_));
        let found = exchanges(leads);
        let lead = found.iter().find(to_input).unwrap();
        // yields of the catalogue: 0.92 x 0.9 = 0.828, so 82.8 t of granulate ask for 100 t of film
        assert_close("tonnes", lead.tonnes.unwrap(), 100.0);
        assert_close("quantity part", lead.score.quantity_part, 0.5);
        assert_close("km", lead.score.km, 30.0);
        assert_close("distance part", lead.score.distance_part, 1.0 - 30.0 / 150.0);
        // 110 + 0.828 x 900 - (4 + 0.15 x 30) - 30 - 0.92 x 200 = 632.7 EUR/t
        assert_close("eur", lead.score.eur.unwrap(), 63_270.0);
    });
    // with one process allowed there is no such way
    let case = Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\n"),
            ("materials", "material\np-film\np-bale\np-granulate\n"),
            ("processes", "process,input,operation_code\np-sort,p-film,R12\np-melt,p-bale,R3\n"),
            ("yields", "process,output,yield\np-sort,p-bale,1\np-melt,p-granulate,1\n"),
            ("facilities", "facility,name,local\nj,J,yes\n"),
            ("operations", "facility,process\nj,p-sort\nj,p-melt\n"),
            (
                "flows",
                "flow,company,direction,material,quantity,unit,evidence\nf,a,out,p-film,200,t,measured\nd,b,in,p-granulate,9,t,measured\n",
            ),
            ("distances", "from,to,km\na,b,5\na,j,5\nj,b,5\n"),
        ],
        "synergies: {reuse: {max_steps: 1}}\n",
    );
    with_leads(&case, |leads| assert!(exchanges(leads).iter().all(|lead| !matches!(lead.to, To::Input(_)))));
}

#[test]
fn limits_of_quality_bound_the_tonnes_or_reject() {
    let case = |content: &str| {
        Case::new(
            &[
                ("companies", "company,name\na,A\nb,B\n".to_owned()),
                ("materials", MATERIALS.to_owned()),
                (
                    "flows",
                    "flow,company,direction,material,quantity,unit,evidence\n\
                     f,a,out,p-chip,100,t,measured\nd,b,in,p-chip,100,t,measured\n"
                        .to_owned(),
                ),
                (
                    "qualities",
                    format!("flow,property,value,bound\nf,ash,{content},content\nd,ash,2,at_most\nd,ash,1,virgin\n"),
                ),
                ("distances", "from,to,km\na,b,5\n".to_owned()),
            ],
            "synergies: {reuse: {min_lot_t: 10}}\n",
        )
    };
    // x of content 5 in 100 t, the rest 1: 5 x + (100 - x) <= 200, x <= 25
    with_leads(&case("5"), |leads| assert_close("blend", exchanges(leads)[0].tonnes.unwrap(), 25.0));
    // 21 x + (100 - x) <= 200, x <= 5, under the lot of 10 t
    with_leads(&case("21"), |leads| {
        assert!(exchanges(leads).is_empty());
        assert_eq!(leads.rejected[0].reason.code(), "below_lot");
    });
}

#[test]
fn the_table_has_every_lead_with_its_reasons_and_the_text_the_best() {
    let case = crowd(&|at| at, "synergies: {reuse: {max_km: 40}}\n");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("discover.csv");
    let options = DiscoverOptions { form: Form::Text { best: 3 }, language: None, output: Some(file.clone()) };
    let text = pipeline::discover(&case.scenario(), &options).unwrap();
    assert_eq!(text.lines().filter(|line| line.starts_with("3. ")).count(), 1, "{text}");
    assert!(!text.contains("\n4. ") && text.contains("km apart, 40.0 allowed"), "{text}");
    let mut reader = csv::Reader::from_path(file).unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let scores: Vec<f64> = rows.iter().filter_map(|row| row[column("score")].parse().ok()).collect();
    assert!(scores.len() > 100 && scores.is_sorted_by(|a, b| a >= b));
    let rejected = rows.iter().filter(|row| !row[column("reason")].is_empty()).count();
    assert_eq!(scores.len() + rejected, rows.len());
    let all_in_bounds = scores.iter().all(|score| (0.0..=1.0).contains(score));
    assert!(all_in_bounds && rejected > 0);
    // the same table stands in the result of a run
    let result = case.run("results").unwrap();
    assert!(fs::read_to_string(result.join("discover.csv")).unwrap().starts_with("rank,kind,basis,score,from,"));
}

/// The catalogue with a process that a company runs by itself.
fn with_process(runner: Runner) -> Catalogue {
    let mut catalogue = Catalogue::embedded().clone();
    let mut process = catalogue.processes.values().next().unwrap().clone();
    process.id = "p-firing".into();
    "p-wood".clone_into(&mut process.input);
    process.runner = runner;
    process.readiness = Some(9);
    process.legal = vec!["end-of-waste".to_owned()];
    process.cost = Some((EurosPerTonne(10.0), EurosPerTonne(20.0)));
    process.co2e = None;
    process.yields = vec![Yield { output: "p-chip".into(), ratio: 0.5 }];
    catalogue.processes.insert(process.id.clone(), process);
    catalogue
}

#[rstest]
#[case::by_the_giver(Runner::Donor, Kind::Process, Check::DonorRuns("p-firing".to_owned()), 0.72)]
#[case::by_the_taker(Runner::Receiver, Kind::Process, Check::ReceiverRuns("p-firing".to_owned()), 0.72)]
#[case::by_nobody_here(Runner::Facility, Kind::NeedsFacility, Check::Facility("p-firing".to_owned()), 0.36)]
fn a_process_of_the_catalogue_is_run_where_it_says(
    #[case] runner: Runner,
    #[case] kind: Kind,
    #[case] check: Check,
    #[case] certainty: f64,
) {
    let case = Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\n"),
            ("materials", MATERIALS),
            (
                "flows",
                "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n\
                 f,a,out,p-wood,100,t,30,measured\nd,b,in,p-chip,50,t,60,measured\n",
            ),
            ("distances", "from,to,km\na,b,10\n"),
        ],
        "synergies: {reuse: {}}\n",
    );
    let (prepared, catalogue) = (case.prepare(), with_process(runner));
    let found = leads(&prepared.dataset, &catalogue, &prepared.scenario);
    let list = exchanges(&found);
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].kind, kind);
    // ready 9 / 9, one legal step 0.9, no published exchange 0.8; half of that when nobody is there to run it
    assert_close("certainty", list[0].score.certainty.value(), certainty);
    // 30 + 0.5 x 60 - (4 + 0.15 x 10) - (10 + 20) / 2 = 39.5 EUR/t
    assert_close("eur", list[0].score.eur.unwrap(), 3950.0);
    let checks = found.ground.checks(list[0]);
    assert_eq!(checks, [check, Check::Legal("end-of-waste".to_owned())]);
    assert!(prepared.candidates.links.is_empty(), "the program is not given what it cannot decide");
}
