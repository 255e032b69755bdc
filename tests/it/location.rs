//! Transportation and capacitated facility location: hundreds of cases drawn, each against trying every whole shipment and
//! against another solver, which reads the program from its file.
#![allow(clippy::format_push_string, reason = "tables read best as the text that they are")]

use crate::support::lp_file::LpFile;
use crate::support::{Case, Numbers, Prepared, assert_close};
use boucle::optimise::{lp_format, solver};

/// The least cost of serving demands from supplies, whole tonne by whole tonne: what is not shipped stays at the cost of its
/// supply, what is not served is bought at the price of its demand. With whole quantities some optimum is whole (Dantzig,
/// 1951), so that trying all whole shipments finds it.
struct Shipments<'c> {
    /// Tonnes and cost of a tonne that stays.
    supplies: &'c [(u32, f64)],
    /// Tonnes and price of a tonne that is bought.
    demands: &'c [(u32, f64)],
    /// Cost of a tonne, from each supply to each demand.
    cost: &'c [Vec<f64>],
}

impl Shipments<'_> {
    fn least(&self) -> f64 {
        let left: Vec<u32> = self.demands.iter().map(|demand| demand.0).collect();
        let stay = self.supplies.first().map_or(0, |supply| supply.0);
        self.from(0, 0, stay, &mut left.clone())
    }

    /// The least cost of what is open from a pair on, `stay` being what is left of its supply.
    fn from(&self, supply: usize, demand: usize, stay: u32, left: &mut Vec<u32>) -> f64 {
        if supply == self.supplies.len() {
            return left.iter().zip(self.demands).map(|(left, (_, price))| f64::from(*left) * price).sum();
        }
        if demand == self.demands.len() {
            let next = self.supplies.get(supply + 1).map_or(0, |supply| supply.0);
            return f64::from(stay) * self.supplies[supply].1 + self.from(supply + 1, 0, next, left);
        }
        let most = stay.min(left[demand]);
        let mut best = f64::INFINITY;
        for shipped in 0..=most {
            left[demand] -= shipped;
            let rest = self.from(supply, demand + 1, stay - shipped, left);
            left[demand] += shipped;
            best = best.min(rest + f64::from(shipped) * self.cost[supply][demand]);
        }
        best
    }
}

/// The program of a case, read from its file by another solver.
fn second(prepared: &Prepared) -> f64 {
    let solved = prepared.solved();
    let program = &solved.formulation.program;
    let objective = program.weighted(&prepared.problem().weights(prepared.scenario.objective.minimise));
    let text = lp_format::write(program, &program.rows()[..solved.rows], &objective);
    LpFile::read(&text).least().unwrap_or_else(|| panic!("no solution of\n{text}"))
}

fn draw(numbers: &mut Numbers, most: u32, tonnes: u32, price: u32) -> Vec<(u32, f64)> {
    (0..numbers.count(1, most)).map(|_| (numbers.count(1, tonnes), numbers.between(0, price))).collect()
}

#[test]
fn transportation_is_solved_as_by_trying_everything() {
    let mut numbers = Numbers(31);
    let (mut shipped, mut whole) = (0, 0);
    for number in 0..200 {
        let (supplies, demands) = (draw(&mut numbers, 3, 4, 30), draw(&mut numbers, 3, 4, 30));
        let mut companies = String::from("company,name\n");
        let mut flows = String::from("flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n");
        let mut distances = String::from("from,to,km\n");
        for (index, (tonnes, cost)) in supplies.iter().enumerate() {
            companies += &format!("s{index},S\n");
            flows += &format!("f{index},s{index},out,t-good,{tonnes},t,{cost},measured\n");
        }
        for (index, (tonnes, price)) in demands.iter().enumerate() {
            companies += &format!("d{index},D\n");
            flows += &format!("n{index},d{index},in,t-good,{tonnes},t,{price},measured\n");
        }
        let cost: Vec<Vec<f64>> =
            supplies.iter().map(|_| demands.iter().map(|_| numbers.between(0, 50)).collect()).collect();
        for (from, row) in cost.iter().enumerate() {
            row.iter().enumerate().for_each(|(to, km)| distances += &format!("s{from},d{to},{km}\n"));
        }
        let tables = [
            ("companies", companies),
            ("flows", flows),
            ("materials", "material\nt-good\n".to_owned()),
            ("distances", distances),
        ];
        let scenario = "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 0, eur_per_t_km: 1}}\n";
        let prepared = Case::new(&tables, scenario).prepare();
        let solved = prepared.solved();
        let best = Shipments { supplies: &supplies, demands: &demands, cost: &cost }.least();
        assert_close(&format!("case {number}"), solved.objective, best);
        assert_close(&format!("case {number} by another solver"), second(&prepared), best);
        let program = solved.formulation.program.relaxed();
        let objective = program.weighted(&prepared.problem().weights(prepared.scenario.objective.minimise));
        let bound = solver::prices(&program, &objective).map(|prices| prices.objective);
        assert_close(&format!("case {number} by an interior point"), bound.unwrap_or(f64::NAN), best);
        let today: f64 = supplies.iter().chain(&demands).map(|(tonnes, cost)| f64::from(*tonnes) * cost).sum();
        shipped += usize::from(best < today - 1e-9);
        whole += usize::from(supplies.len() + demands.len() > 4);
    }
    // the draw is worth something
    assert!(shipped > 70 && whole > 40, "{shipped} {whole}");
}

/// A site: what opening it costs a year, and how much it makes.
struct Site {
    opening: f64,
    capacity: u32,
}

fn located(sites: &[Site], demands: &[(u32, f64)], cost: &[Vec<f64>]) -> Prepared {
    let mut companies = String::from("company,name\nsource,Source\n");
    let total: u32 = sites.iter().map(|site| site.capacity).sum();
    let mut flows = format!(
        "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\nf,source,out,t-raw,{total},t,0,measured\n"
    );
    let mut facilities = String::from("facility,name,local,status,opening_eur_per_year,capacity_t\n");
    let mut operations = String::from("facility,process,cost_eur_per_t\n");
    let mut distances = String::from("from,to,km\n");
    for (index, (tonnes, price)) in demands.iter().enumerate() {
        companies += &format!("d{index},D\n");
        flows += &format!("n{index},d{index},in,t-good,{tonnes},t,{price},measured\n");
    }
    for (index, site) in sites.iter().enumerate() {
        facilities += &format!("j{index},J,yes,candidate,{},{}\n", site.opening, site.capacity);
        operations += &format!("j{index},t-make,0\n");
        distances += &format!("source,j{index},0\n");
        cost[index].iter().enumerate().for_each(|(to, km)| distances += &format!("j{index},d{to},{km}\n"));
    }
    let tables = [
        ("companies", companies),
        ("flows", flows),
        ("materials", "material\nt-raw\nt-good\n".to_owned()),
        ("processes", "process,input,operation_code,co2e_kg_per_t\nt-make,t-raw,R3,0\n".to_owned()),
        ("yields", "process,output,yield\nt-make,t-good,1\n".to_owned()),
        ("facilities", facilities),
        ("operations", operations),
        ("distances", distances),
    ];
    let scenario = "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 0, eur_per_t_km: 1}}\n";
    Case::new(&tables, scenario).prepare()
}

#[test]
fn facilities_are_located_as_by_trying_everything() {
    let mut numbers = Numbers(32);
    let (mut opened, mut several) = (0, 0);
    for number in 0..200 {
        let demands = draw(&mut numbers, 3, 4, 60);
        let sites: Vec<Site> = (0..numbers.count(1, 4))
            .map(|_| Site { opening: numbers.between(1, 60), capacity: numbers.count(1, 6) })
            .collect();
        let cost: Vec<Vec<f64>> =
            sites.iter().map(|_| demands.iter().map(|_| numbers.between(0, 50)).collect()).collect();
        let (mut best, mut open) = (f64::INFINITY, 0);
        for set in 0_u32..1 << sites.len() {
            let chosen: Vec<usize> = (0..sites.len()).filter(|site| set >> site & 1 == 1).collect();
            let supplies: Vec<(u32, f64)> = chosen.iter().map(|&site| (sites[site].capacity, 0.0)).collect();
            let cost: Vec<Vec<f64>> = chosen.iter().map(|&site| cost[site].clone()).collect();
            let opening: f64 = chosen.iter().map(|&site| sites[site].opening).sum();
            let value = opening + Shipments { supplies: &supplies, demands: &demands, cost: &cost }.least();
            if value < best {
                (best, open) = (value, chosen.len());
            }
        }
        let prepared = located(&sites, &demands, &cost);
        let solved = prepared.solved();
        assert_close(&format!("case {number}"), solved.objective, best);
        assert_close(&format!("case {number}, its bound"), solved.bound.unwrap_or(f64::NAN), best);
        assert_close(&format!("case {number} by another solver"), second(&prepared), best);
        opened += usize::from(open > 0);
        several += usize::from(open > 1);
    }
    // the draw is worth something
    assert!(opened > 60 && several > 10, "{opened} {several}");
}
