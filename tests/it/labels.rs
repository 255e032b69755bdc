//! How well labels are recognised, on the half of the labelled set that may be looked at and on the half kept apart.
#![expect(clippy::unwrap_used, reason = "a set that cannot be read has failed")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small counts"
)]

use std::collections::BTreeMap;

use boucle::catalogue::Catalogue;
use boucle::catalogue::recognise::amount::Amount;
use boucle::catalogue::recognise::{Guess, Question, Recogniser};

type Row = BTreeMap<String, String>;

fn rows(set: &str) -> Vec<Row> {
    let all = csv::Reader::from_path("tests/sets/labels.csv").unwrap().into_deserialize();
    all.map(|row| row.unwrap()).filter(|row: &Row| row["set"] == set).collect()
}

/// The first guess: what it said of itself, and whether it was right; the place of the right one.
struct Answer {
    score: f64,
    right: bool,
    rank: Option<usize>,
}

fn answers(rows: &[Row]) -> Vec<Answer> {
    let questions: Vec<Question<'_>> = rows
        .iter()
        .map(|row| Question {
            label: &row["label"],
            output: Some(row["direction"] == "out"),
            naf: Some(row["naf"].as_str()).filter(|naf| !naf.is_empty()),
        })
        .collect();
    let guesses = Recogniser::of(Catalogue::embedded()).guess_all(&questions);
    let answer = |(row, guesses): (&Row, Vec<Guess>)| {
        let meant: Vec<&str> = row["material"].split('|').collect();
        let rank = guesses.iter().position(|guess| meant.contains(&guess.material.as_str()));
        Answer { score: guesses.first().map_or(0.0, |guess| guess.score), right: rank == Some(0), rank }
    };
    rows.iter().zip(guesses).map(answer).collect()
}

fn share(answers: &[Answer], holds: impl Fn(&Answer) -> bool) -> f64 {
    answers.iter().filter(|answer| holds(answer)).count() as f64 / answers.len() as f64
}

/// Expected calibration error over ten bins of equal width: the mean distance between what was said and what was right,
/// each bin by its number of labels.
fn calibration_error(answers: &[Answer]) -> f64 {
    let bin = |answer: &Answer| ((answer.score * 10.0).floor() as usize).min(9);
    let off = (0..10).map(|number| {
        let inside: Vec<&Answer> = answers.iter().filter(|answer| bin(answer) == number).collect();
        let said: f64 = inside.iter().map(|answer| answer.score).sum();
        let right = inside.iter().filter(|answer| answer.right).count() as f64;
        (said - right).abs()
    });
    off.sum::<f64>() / answers.len() as f64
}

#[test]
fn labels_are_recognised_and_the_score_says_how_surely() {
    for (set, first, among_five, error) in [("tune", 0.87, 0.95, 0.08), ("apart", 0.87, 0.95, 0.08)] {
        let answers = answers(&rows(set));
        let (top1, top5) = (share(&answers, |a| a.right), share(&answers, |a| a.rank.is_some_and(|rank| rank < 5)));
        let ece = calibration_error(&answers);
        let sure: Vec<&Answer> = answers.iter().filter(|answer| answer.score >= 0.9).collect();
        let kept = sure.iter().filter(|answer| answer.right).count();
        println!(
            "{set}: {} labels, top-1 {top1:.3}, top-5 {top5:.3}, calibration error {ece:.3}; {} scored 0.9 or more, {kept} of them right",
            answers.len(),
            sure.len(),
        );
        assert!(top1 >= first && top5 >= among_five && ece <= error, "{set}: {top1} {top5} {ece}");
        assert!(kept as f64 >= 0.9 * sure.len() as f64, "{set}: {kept} of {}", sure.len());
    }
}

/// Each amount of the inventory against the arithmetic of a person, before any filling rate or density.
#[test]
fn amounts_in_words_are_read() {
    let rows: Vec<Row> =
        csv::Reader::from_path("tests/sets/inventory.csv").unwrap().into_deserialize().map(Result::unwrap).collect();
    for row in &rows {
        let amount = Amount::read(&row["label"]).unwrap_or_else(|| panic!("{}", row["label"]));
        let expected: f64 = row["per_year"].parse().unwrap();
        assert!((amount.stated() - expected).abs() < 1e-6 * expected, "{}: {amount:?}", row["label"]);
        assert_eq!(amount.unit.word(), row["unit"], "{}", row["label"]);
    }
    assert!(rows.len() >= 100);
}
