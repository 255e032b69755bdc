//! Published exchanges between kinds of industry, found again among all the companies of all of them.
//!
//! For each exchange of `tests/sets/exchanges.csv` there is a donor with its output and a receiver with its input, all
//! of them near each other. A pair is proposed when a lead with a score of at least [`THRESHOLD`] links them. A pair is
//! right when some exchange of the set has the materials of both: the fly ash of one power station is as good for a
//! cement works as that of another. Precision by pairs of materials, each
//! counted once, and by own pairs alone are printed beside it.
//!
//! Some exchanges of the set are published in the accounts that the catalogue's precedents come from, so the same is
//! measured with the precedents left out: the figure for what nobody has published yet.
#![expect(clippy::unwrap_used, reason = "a set that cannot be read has failed")]
#![allow(clippy::cast_precision_loss, reason = "counts of pairs are small")]
#![allow(clippy::print_stdout, reason = "the figures are what the test is for")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::support::Case;
use boucle::catalogue::Catalogue;
use boucle::dataset::Dataset;
use boucle::discover::leads::{Kind, To, leads};
use boucle::id::MaterialId;
use boucle::scenario::Scenario;

/// Least score of a lead that counts as proposed. Prices are not known here, so those parts of a score are 0: the
/// weights that remain are 4 + 1.5 + 1.5 of 10, and 0.45 asks for a certainty of 0.375 on the spot at equal quantities.
const THRESHOLD: f64 = 0.45;
/// What is aimed at on the part kept apart.
const RECALL: f64 = 0.70;
const PRECISION: f64 = 0.50;

#[derive(Debug, Clone)]
struct Exchange {
    donor_naf: String,
    donor: Vec<String>,
    receiver_naf: String,
    receiver: Vec<String>,
}

fn exchanges(set: &str) -> Vec<Exchange> {
    let mut reader = csv::Reader::from_path("tests/sets/exchanges.csv").unwrap();
    let header = reader.headers().unwrap().clone();
    let rows = reader.records().map(|record| record.unwrap());
    let cell = |row: &csv::StringRecord, name: &str| {
        let column = header.iter().position(|column| column == name).unwrap();
        row.get(column).unwrap().to_owned()
    };
    // a material that the catalogue does not know cannot be found: its exchange is missed
    let catalogue = Catalogue::embedded();
    let known = |text: String| {
        let all = text.split('|').filter(|material| catalogue.materials.contains_key(&MaterialId::from(*material)));
        all.map(str::to_owned).collect()
    };
    rows.filter(|row| cell(row, "set") == set)
        .map(|row| Exchange {
            donor_naf: cell(&row, "donor_naf"),
            donor: known(cell(&row, "donor_material")),
            receiver_naf: cell(&row, "receiver_naf"),
            receiver: known(cell(&row, "receiver_material")),
        })
        .collect()
}

/// All donors and receivers of a set, a hundred metres from each other, with flows of equal size.
fn territory(exchanges: &[Exchange]) -> Case {
    let mut companies = String::from("company,name,naf,lat,lon\n");
    let mut flows = String::from("flow,company,direction,material,quantity,unit,evidence\n");
    for (number, exchange) in exchanges.iter().enumerate() {
        let lat = 47.0 + f64::from(u32::try_from(number).unwrap()) * 0.0001;
        let sides = [
            ("d", &exchange.donor_naf, "out", &exchange.donor),
            ("r", &exchange.receiver_naf, "in", &exchange.receiver),
        ];
        for (side, naf, direction, material) in sides {
            if material.is_empty() {
                continue;
            }
            writeln!(companies, "{side}{number},{side}{number},{naf},{lat:.5},2.7").unwrap();
            writeln!(flows, "{side}{number},{side}{number},{direction},{},100,t,declared", material[0]).unwrap();
        }
    }
    Case::new(&[("companies", companies), ("flows", flows)], "synergies: {reuse: {}}\ndiscover: {keep: 1000}\n")
}

fn like(a: &Exchange, b: &Exchange) -> bool {
    let meet = |a: &[String], b: &[String]| a.iter().any(|material| b.contains(material));
    meet(&a.donor, &b.donor) && meet(&a.receiver, &b.receiver)
}

struct Figures {
    recall: f64,
    precision: f64,
}

fn measure(set: &str, catalogue: &Catalogue, what: &str) -> Figures {
    let exchanges = exchanges(set);
    let case = territory(&exchanges);
    let (scenario, findings) = Scenario::load(&case.scenario());
    let scenario = scenario.unwrap_or_else(|| panic!("{findings}"));
    let loaded = Dataset::load(&scenario.dataset, &[], catalogue);
    let dataset = loaded.dataset.unwrap_or_else(|| panic!("{}", loaded.findings));
    let found = leads(&dataset, catalogue, &scenario);
    let mut proposed: BTreeSet<(usize, usize)> = BTreeSet::new();
    for lead in found.list.iter().filter(|lead| lead.score.total >= THRESHOLD && lead.kind != Kind::PooledOutput) {
        let To::Input(input) = lead.to else { continue };
        let number = |item: u32| found.ground.item(item).id().unwrap().as_str()[1..].parse().unwrap();
        proposed.insert((number(lead.from), number(input)));
    }
    let right = |donor: usize, receiver: usize| {
        let pair = Exchange { receiver: exchanges[receiver].receiver.clone(), ..exchanges[donor].clone() };
        exchanges.iter().any(|exchange| like(exchange, &pair))
    };
    let (hits, misses): (Vec<usize>, Vec<usize>) =
        (0..exchanges.len()).partition(|number| proposed.contains(&(*number, *number)));
    let good = proposed.iter().filter(|(donor, receiver)| right(*donor, *receiver)).count();
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let figures = Figures { recall: share(hits.len(), exchanges.len()), precision: share(good, proposed.len()) };
    let materials = |(donor, receiver): &(usize, usize)| (&exchanges[*donor].donor, &exchanges[*receiver].receiver);
    let kinds: BTreeSet<_> = proposed.iter().map(materials).collect();
    let good_kinds: BTreeSet<_> = proposed.iter().filter(|(a, b)| right(*a, *b)).map(materials).collect();
    println!(
        "{set}, {what}: {} exchanges, {} pairs proposed; recall {:.3}, precision {:.3}; {:.3} of the pairs of materials, {:.3} by own pairs alone",
        exchanges.len(),
        proposed.len(),
        figures.recall,
        figures.precision,
        share(good_kinds.len(), kinds.len()),
        share(hits.len(), proposed.len()),
    );
    if set == "tune" && catalogue.precedents.is_empty() {
        for number in misses {
            println!("  missed: {:?} -> {:?}", exchanges[number].donor, exchanges[number].receiver);
        }
        let wrong = proposed.iter().filter(|(donor, receiver)| !right(*donor, *receiver));
        for (donor, receiver) in wrong {
            println!("  wrong: {} -> {}", exchanges[*donor].donor[0], exchanges[*receiver].receiver[0]);
        }
    }
    figures
}

#[test]
fn published_exchanges_are_found_among_all_pairs() {
    let known = Catalogue::embedded();
    let unpublished = Catalogue { precedents: Vec::new(), ..known.clone() };
    for set in ["tune", "apart"] {
        let figures = [measure(set, known, "precedents known"), measure(set, &unpublished, "precedents left out")];
        for Figures { recall, precision } in figures {
            assert!(recall >= RECALL, "recall {recall:.3} on `{set}`, {RECALL} asked");
            assert!(precision >= PRECISION, "precision {precision:.3} on `{set}`, {PRECISION} asked");
        }
    }
}
