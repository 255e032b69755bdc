//! Published instances of capacitated facility location, from the tables to the optimum that is published.
#![expect(clippy::unwrap_used, reason = "figures that cannot be read have failed")]
#![allow(clippy::format_push_string, reason = "tables read best as the text that they are")]

use std::path::Path;

use crate::support::Case;
use rstest::rstest;

/// The towns of all instances, as tests/orlib/README.md says.
struct Towns {
    demand: Vec<f64>,
    supply: Vec<f64>,
    few: Vec<bool>,
    between: Vec<Vec<f64>>,
}

struct Instance {
    sites: usize,
    capacity: f64,
    opening: f64,
    optimum: f64,
}

fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/orlib").join(file)).unwrap()
}

fn numbers(line: &str) -> Vec<f64> {
    line.split(',').filter_map(|cell| cell.parse().ok()).collect()
}

fn towns() -> Towns {
    let sites = read("sites.csv");
    let rows: Vec<Vec<f64>> = sites.lines().skip(1).map(numbers).collect();
    Towns {
        demand: rows.iter().map(|row| row[1]).collect(),
        supply: rows.iter().map(|row| row[2]).collect(),
        few: sites.lines().skip(1).map(|line| line.ends_with(",yes")).collect(),
        between: read("between.csv").lines().map(numbers).collect(),
    }
}

fn instance(name: &str) -> Instance {
    let instances = read("instances.csv");
    let line = instances.lines().find(|line| line.starts_with(&format!("{name},"))).unwrap();
    let [_, capacity, opening, optimum] = numbers(line)[..] else { panic!("{line}") };
    Instance { sites: line.split(',').nth(1).unwrap().parse().unwrap(), capacity, opening, optimum }
}

impl Towns {
    /// What a tonne costs from a site to a customer, in 0.0125.
    fn rate(&self, site: usize, customer: usize) -> f64 {
        let (low, high) = (site.min(customer), site.max(customer));
        let way = if low == high { 0.0 } else { self.between[low][high - low - 1] };
        self.supply[site] + 2.0 * way
    }
}

/// The instance in the tables of docs/benchmarks.md. A kilometre stands for 0.0125 money.
fn stated(instance: &Instance) -> Case {
    let towns = towns();
    let all = towns.demand.len();
    let sites: Vec<usize> = (0..all).filter(|&town| instance.sites == all || towns.few[town]).collect();
    assert_eq!(sites.len(), instance.sites);
    let total: f64 = towns.demand.iter().sum();
    let mut companies = String::from("company,name\nsource,source\n");
    let mut flows = format!(
        "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nsupply,source,out,raw,{total},t,0,measured\n"
    );
    let mut facilities = String::from("facility,name,local,status,opening_eur_per_year,capacity_t\n");
    let mut operations = String::from("facility,process,cost_eur_per_t\n");
    let mut distances = String::from("from,to,km\n");
    for (town, demand) in towns.demand.iter().enumerate() {
        companies += &format!("d{town},d{town}\n");
        flows += &format!("n{town},d{town},in,good,{demand},t,1000000,measured\n");
        distances += &format!("source,d{town},1000000\n");
    }
    for &site in &sites {
        let opening = if site == 22 { 0.0 } else { instance.opening };
        facilities += &format!("s{site},s{site},yes,candidate,{opening},{}\n", instance.capacity);
        operations += &format!("s{site},serve,0\n");
        distances += &format!("source,s{site},0\n");
        for town in 0..all {
            distances += &format!("s{site},d{town},{}\n", towns.rate(site, town));
        }
    }
    let tables = [
        ("companies", companies),
        ("flows", flows),
        ("materials", "material\nraw\ngood\n".to_owned()),
        ("processes", "process,input,operation_code,co2e_kg_per_t\nserve,raw,R3,0\n".to_owned()),
        ("yields", "process,output,yield\nserve,good,1\n".to_owned()),
        ("facilities", facilities),
        ("operations", operations),
        ("distances", distances),
    ];
    let scenario = "synergies: {reuse: {max_km: 1000000, max_steps: 1}}\nobjective: {minimise: net_cost}\n\
                    assume: {haulage: {eur_per_t_km: 0.0125, eur_per_t: 0, co2e_kg_per_t_km: 0}}\n";
    Case::new(&tables, scenario)
}

#[rstest]
#[case("cap41")]
#[case("cap44")]
#[case("cap51")]
#[case("cap74")]
#[case("cap131")]
fn warehouses_are_located_as_published(#[case] name: &str) {
    let instance = instance(name);
    let prepared = stated(&instance).prepare();
    let solved = prepared.solved();
    // published to three decimals
    assert!((solved.objective - instance.optimum).abs() <= 1e-3, "{}", solved.objective);
    assert!(solved.gap().is_some_and(|gap| gap <= 1e-6), "{:?}", solved.bound);
}
