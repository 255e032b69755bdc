//! Flows of least cost on drawn networks, by the network simplex, and the same networks as files for other tools.
//!
//! `cargo bench --bench network -- FOLDER NODES ARCS` writes `FOLDER/NODES-ARCS.min` in the DIMACS format and times the
//! solution of what it states.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::cast_precision_loss)]

mod territory;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use boucle::optimise::flow::{Outcome, solve};
use boucle::optimise::lp::{Lp, LpColumn};
use boucle::optimise::program::Sense;
use territory::{Numbers, cpu_seconds};

const SEED: u64 = 20_241_107;
/// Whole units that each node gives or takes at most, and cost and room of an arc.
const SUPPLY: usize = 1_000;
const COST: usize = 10_000;
const ROOM: usize = 2_000;
/// Solutions of which the fastest is told.
const TIMES: usize = 3;

/// An arc: tail, head, room, cost.
type Arc = (usize, usize, usize, usize);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [folder, nodes, arcs] = words.as_slice() else {
        // a plain `cargo bench` times a small one and keeps no file
        let folder = tempfile::tempdir().expect("a folder");
        return run(folder.path(), 1_000, 10_000);
    };
    std::fs::create_dir_all(folder).expect("the folder can be made");
    run(Path::new(folder), nodes.parse().expect("a number of nodes"), arcs.parse().expect("a number of arcs"));
}

fn run(folder: &Path, nodes: usize, arcs: usize) {
    let (supplies, arcs) = draw(nodes, arcs);
    let file = folder.join(format!("{nodes}-{}.min", arcs.len()));
    std::fs::write(&file, dimacs(&supplies, &arcs)).expect("the folder can be written");
    let lp = program(&supplies, &arcs);
    let (mut fastest, mut least_cpu) = (f64::INFINITY, f64::INFINITY);
    let mut cost = f64::NAN;
    for _ in 0..TIMES {
        let (started, cpu) = (Instant::now(), cpu_seconds());
        let Some(Outcome::Best(best)) = solve(&lp, &[]) else { panic!("{} has no solution", file.display()) };
        fastest = fastest.min(started.elapsed().as_secs_f64());
        least_cpu = least_cpu.min(cpu_seconds() - cpu);
        cost = best.objective;
    }
    println!(
        "{}: {nodes} nodes, {} arcs, least cost {cost:.0}, solved {fastest:.3} s, {least_cpu:.2} CPU s",
        file.display(),
        arcs.len()
    );
}

/// Half of the nodes give, half take. Arcs join any two; each node is joined to the next as well, dearly and without limit,
/// so that all can be sent.
fn draw(nodes: usize, arcs: usize) -> (Vec<i64>, Vec<Arc>) {
    let mut numbers = Numbers(SEED);
    let mut supplies = vec![0_i64; nodes];
    for node in 0..nodes / 2 {
        let units = i64::try_from(1 + numbers.below(SUPPLY)).expect("a small number");
        supplies[node] += units;
        supplies[nodes / 2 + numbers.below(nodes - nodes / 2)] -= units;
    }
    let all = nodes * SUPPLY;
    let mut drawn: Vec<Arc> = (0..nodes).map(|node| (node, (node + 1) % nodes, all, 10 * COST)).collect();
    while drawn.len() < arcs {
        let (tail, head) = (numbers.below(nodes), numbers.below(nodes));
        if tail != head {
            drawn.push((tail, head, 1 + numbers.below(ROOM), 1 + numbers.below(COST)));
        }
    }
    (supplies, drawn)
}

fn dimacs(supplies: &[i64], arcs: &[Arc]) -> String {
    let mut text = format!("p min {} {}\n", supplies.len(), arcs.len());
    for (node, supply) in supplies.iter().enumerate().filter(|(_, supply)| **supply != 0) {
        let _ = writeln!(text, "n {} {supply}", node + 1);
    }
    for (tail, head, room, cost) in arcs {
        let _ = writeln!(text, "a {} {} 0 {room} {cost}", tail + 1, head + 1);
    }
    text
}

/// What leaves a node less what reaches it is what it gives.
fn program(supplies: &[i64], arcs: &[Arc]) -> Lp {
    let columns = arcs.iter().map(|&(tail, head, room, cost)| LpColumn {
        cost: cost as f64,
        lower: 0.0,
        upper: room as f64,
        integer: false,
        terms: [(tail, 1.0), (head, -1.0)].into(),
    });
    Lp { columns: columns.collect(), rows: supplies.iter().map(|&supply| (Sense::Eq, supply as f64)).collect() }
}
