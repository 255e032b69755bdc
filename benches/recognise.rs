//! How long 100,000 labels take: those of the labelled set, each with an amount of its own after it.
#![allow(clippy::print_stdout, clippy::expect_used)]

use std::collections::BTreeMap;
use std::time::Instant;

use boucle::catalogue::Catalogue;
use boucle::catalogue::recognise::amount::Amount;
use boucle::catalogue::recognise::{Question, Recogniser};

const LABELS: usize = 100_000;

fn main() {
    let set = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sets/labels.csv");
    let rows: Vec<BTreeMap<String, String>> =
        csv::Reader::from_path(set).expect("the set").deserialize().map(|row| row.expect("a row")).collect();
    let labels: Vec<String> =
        rows.iter().cycle().take(LABELS).enumerate().map(|(at, row)| format!("{}, {at} t/an", row["label"])).collect();
    let started = Instant::now();
    let recogniser = Recogniser::of(Catalogue::embedded());
    println!("index of the names: {:.2} s", started.elapsed().as_secs_f64());
    let questions: Vec<Question<'_>> = labels
        .iter()
        .zip(rows.iter().cycle())
        .map(|(label, row)| Question {
            label,
            output: Some(row["direction"] == "out"),
            naf: Some(row["naf"].as_str()).filter(|naf| !naf.is_empty()),
        })
        .collect();
    let started = Instant::now();
    let guesses = recogniser.guess_all(&questions);
    let known = guesses.iter().filter(|guesses| !guesses.is_empty()).count();
    println!("{LABELS} labels: {:.2} s, {known} with a guess", started.elapsed().as_secs_f64());
    let started = Instant::now();
    let amounts = labels.iter().filter(|label| Amount::read(label).is_some()).count();
    println!("{LABELS} amounts: {:.2} s, {amounts} read", started.elapsed().as_secs_f64());
}
