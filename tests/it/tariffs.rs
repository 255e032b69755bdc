//! Gate fees that change with the tonnes of the year: cases worked out by hand, and hundreds drawn, each against trying every
//! whole shipment and against another solver, which reads the program from its file.
#![allow(clippy::format_push_string, reason = "tables read best as the text that they are")]

use crate::support::lp_file::LpFile;
use crate::support::tamper::{assert_rejected, edit};
use crate::support::{Case, Numbers, Prepared, assert_close, assert_indicators, on_a_line};
use boucle::optimise::{lp_format, solver};
use boucle::pipeline;
use rstest::rstest;

const PROCESS: &str = "process,input,operation_code,co2e_kg_per_t\nv-melt,v-one,R4,0\n";
const FLOWS: &str = "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n";

/// Three companies of 4 t at 50 EUR/t, 600 EUR together. The plant treats a tonne at 60 EUR; haulage costs 5 EUR/t.
fn three(tariffs: &str) -> Case {
    let flows =
        format!("{FLOWS}f,a,out,v-one,4,t,50,measured\ng,b,out,v-one,4,t,50,measured\nh,c,out,v-one,4,t,50,measured\n");
    let distances = on_a_line(&[("a", 1.0), ("b", 2.0), ("c", 3.0), ("j", 0.0)]);
    Case::new(
        &[
            ("companies", "company,name\na,A\nb,B\nc,C\n"),
            ("flows", flows.as_str()),
            ("materials", "material\nv-one\n"),
            ("processes", PROCESS),
            ("facilities", "facility,name,local\nj,J,yes\n"),
            ("operations", "facility,process,cost_eur_per_t\nj,v-melt,60\n"),
            ("tariffs", tariffs),
            ("distances", distances.as_str()),
        ],
        "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 5, eur_per_t_km: 0}}\n",
    )
}

/// From 10 t on at 35 EUR/t, which no two companies reach: of 8 t each would cost 65 EUR instead of 50.
///
/// Where that price is of all tonnes, the three together pay 12 x (35 + 5) = 480 EUR, 160 each. Where it is of those
/// beyond, 10 x 60 + 2 x 35 + 12 x 5 = 730 EUR, and nobody goes. At -100 EUR/t beyond: 600 - 200 + 60 = 460, 153.33 each.
#[rstest]
#[case::all("35,all", 480.0, 420.0)]
#[case::beyond("35,", 600.0, 0.0)]
#[case::paid_beyond("-100,beyond", 460.0, 400.0)]
fn together_companies_reach_what_none_reaches_alone(#[case] price: &str, #[case] eur: f64, #[case] treated: f64) {
    let case = three(&format!("facility,process,from_t,eur_per_t,applies\nj,v-melt,10,{price}\n"));
    let outcome = case.prepare().outcome();
    assert_eq!(outcome.certificate.status, "optimal");
    assert_indicators(&outcome, &[("eur", 600.0, eur)]);
    let treatment = outcome.indicators.iter().find(|figure| figure.id == "eur.treatment");
    assert_close("treatment", treatment.map_or(0.0, |figure| figure.proposed), treated);
    for company in outcome.companies.iter().filter(|row| row.company.is_some()) {
        assert_close("each company", company.eur_proposed.value(), eur / 3.0);
    }
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    pipeline::verify(&folder).unwrap_or_else(|error| panic!("{error}"));
}

/// The threshold is met exactly: 12 t from 12 t on. Beyond it by a kilogram, the discount is out of reach.
#[test]
fn what_begins_is_reached() {
    let case = three("facility,process,from_t,eur_per_t,applies\nj,v-melt,12,35,all\n");
    assert_indicators(&case.prepare().outcome(), &[("eur", 600.0, 480.0)]);
    case.write("tariffs", "facility,process,from_t,eur_per_t,applies\nj,v-melt,12.001,35,all\n");
    assert_indicators(&case.prepare().outcome(), &[("eur", 600.0, 600.0)]);
}

#[rstest]
#[case::price("/dataset/tariffs/0/1/prices/1/price", "36.0", "money: proposed, EUR of treatment from `j` to `j`")]
#[case::from("/dataset/tariffs/0/1/prices/1/from", "12.5", "money: proposed, EUR of treatment from `j` to `j`")]
#[case::applies("/dataset/tariffs/0/1/applies", r#""beyond""#, "money: proposed, EUR of treatment from `j` to `j`")]
fn another_tariff_is_named(#[case] at: &str, #[case] value: &str, #[case] says: &str) {
    let case = three("facility,process,from_t,eur_per_t,applies\nj,v-melt,10,35,all\n");
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    edit(&folder, "inputs.json", |inputs| {
        *inputs.pointer_mut(at).unwrap_or_else(|| panic!("nothing at {at}")) = serde_json::from_str(value).unwrap();
    });
    assert_rejected(&folder, says);
}

/// A plant: prices of a tonne with where they begin, the first at 0, and whether a price counts for all tonnes.
struct Plant {
    prices: Vec<(u32, f64)>,
    all: bool,
}

impl Plant {
    /// Tonne by tonne, each at the price where it lies; or all at that of the last, or of the next where the last ends.
    fn cost(&self, tonnes: u32) -> f64 {
        let at = |tonne: u32| self.prices.iter().rev().find(|price| price.0 <= tonne).map_or(0.0, |price| price.1);
        if !self.all {
            return (0..tonnes).map(at).sum();
        }
        f64::from(tonnes) * at(tonnes).min(at(tonnes.saturating_sub(1)))
    }
}

/// The least cost of all from an output on: whole tonnes to each plant, the rest stays.
fn least(outputs: &[(u32, f64)], haul: &[Vec<f64>], plants: &[Plant], sent: &mut Vec<u32>) -> f64 {
    let Some(((tonnes, stay), others)) = outputs.split_first() else {
        return plants.iter().zip(sent).map(|(plant, tonnes)| plant.cost(*tonnes)).sum();
    };
    let mut best = f64::INFINITY;
    for first in 0..=*tonnes {
        for second in 0..=(if plants.len() > 1 { tonnes - first } else { 0 }) {
            let shares = [first, second];
            let paid: f64 = haul[0].iter().zip(shares).map(|(km, tonnes)| km * f64::from(tonnes)).sum();
            sent.iter_mut().zip(shares).for_each(|(sum, tonnes)| *sum += tonnes);
            let rest = least(others, &haul[1..], plants, sent);
            sent.iter_mut().zip(shares).for_each(|(sum, tonnes)| *sum -= tonnes);
            best = best.min(paid + stay * f64::from(tonnes - first - second) + rest);
        }
    }
    best
}

fn drawn(outputs: &[(u32, f64)], haul: &[Vec<f64>], plants: &[Plant]) -> Prepared {
    let (mut companies, mut flows) = (String::from("company,name\n"), FLOWS.to_owned());
    let mut facilities = String::from("facility,name,local\n");
    let mut operations = String::from("facility,process,cost_eur_per_t\n");
    let mut tariffs = String::from("facility,process,from_t,eur_per_t,applies\n");
    let mut distances = String::from("from,to,km\n");
    for (index, (tonnes, stay)) in outputs.iter().enumerate() {
        companies += &format!("a{index},A\n");
        flows += &format!("f{index},a{index},out,v-one,{tonnes},t,{stay},measured\n");
        haul[index].iter().enumerate().for_each(|(to, km)| distances += &format!("a{index},j{to},{km}\n"));
    }
    for (index, plant) in plants.iter().enumerate() {
        facilities += &format!("j{index},J,yes\n");
        operations += &format!("j{index},v-melt,{}\n", plant.prices[0].1);
        let applies = if plant.all { "all" } else { "beyond" };
        for (from, price) in &plant.prices[1..] {
            tariffs += &format!("j{index},v-melt,{from},{price},{applies}\n");
        }
    }
    let tables = [
        ("companies", companies),
        ("flows", flows),
        ("materials", "material\nv-one\n".to_owned()),
        ("processes", PROCESS.to_owned()),
        ("facilities", facilities),
        ("operations", operations),
        ("tariffs", tariffs),
        ("distances", distances),
    ];
    Case::new(&tables, "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 0, eur_per_t_km: 1}}\n").prepare()
}

/// Within its bands a tariff is straight, and bands end at whole tonnes: some optimum ships whole tonnes.
#[test]
fn tariffs_are_paid_as_by_trying_everything() {
    let mut numbers = Numbers(41);
    let (mut sent, mut dear) = (0, 0);
    for number in 0..200 {
        let outputs: Vec<(u32, f64)> =
            (0..numbers.count(1, 3)).map(|_| (numbers.count(1, 5), numbers.between(10, 40))).collect();
        let plants: Vec<Plant> = (0..numbers.count(1, 2))
            .map(|_| {
                let mut from = 0;
                let mut prices = vec![(0, numbers.between(5, 40))];
                for _ in 0..numbers.count(1, 3) {
                    from += numbers.count(1, 4);
                    prices.push((from, numbers.between(0, 40)));
                }
                Plant { prices, all: numbers.one_in(2) }
            })
            .collect();
        let haul: Vec<Vec<f64>> =
            outputs.iter().map(|_| plants.iter().map(|_| numbers.between(0, 10)).collect()).collect();
        let best = least(&outputs, &haul, &plants, &mut vec![0; plants.len()]);
        let prepared = drawn(&outputs, &haul, &plants);
        let solved = prepared.solved();
        assert_close(&format!("case {number}"), solved.objective, best);
        assert_close(&format!("case {number}, its bound"), solved.bound.unwrap_or(f64::NAN), best);
        let program = &solved.formulation.program;
        let objective = program.weighted(&prepared.problem().weights(prepared.scenario.objective.minimise));
        let text = lp_format::write(program, &program.rows()[..solved.rows], &objective);
        let other = LpFile::read(&text).least();
        assert_close(&format!("case {number} by another solver"), other.unwrap_or(f64::NAN), best);
        assert_indicators(&prepared.outcome(), &[("eur", today(&outputs), best)]);
        let relaxed = solver::prices(program, &objective).map(|prices| prices.objective);
        sent += usize::from(best < today(&outputs) - 1e-9);
        dear += usize::from(relaxed.is_ok_and(|bound| bound < best - 1e-3));
    }
    // the draw is worth something: many go, and choosing a band matters
    assert!(sent > 100 && dear > 20, "{sent} {dear}");
}

fn today(outputs: &[(u32, f64)]) -> f64 {
    outputs.iter().map(|(tonnes, stay)| f64::from(*tonnes) * stay).sum()
}
