use std::sync::LazyLock;

use super::*;

type Row = BTreeMap<String, String>;

static RECOGNISER: LazyLock<Recogniser> = LazyLock::new(|| Recogniser::of(Catalogue::embedded()));

fn best(label: &str, output: bool) -> String {
    let guesses = RECOGNISER.guess(Question { label, output: Some(output), naf: None });
    guesses.first().map_or_else(String::new, |guess| guess.material.to_string())
}

#[test]
fn spelling_grammar_and_order_do_not_matter() {
    for label in
        ["Sciure de bois", "SCIURES", "la sciure du bois", "sciure (bois)", "siure de bois", "saw dust", "sawdusts"]
    {
        assert_eq!(best(label, true), "sawdust", "{label}");
    }
    assert_eq!(best("sciur. bois", true), "sawdust");
    assert_eq!(best("woodchips", false), "wood-chips");
}

#[test]
fn words_of_state_tell_a_waste_from_a_product() {
    assert_eq!(best("huile hydraulique neuve", false), "hydraulic-oil");
    assert_eq!(best("huile hydraulique usagée", true), "used-oil");
    assert_eq!(best("soude", false), "caustic-soda");
    assert_eq!(best("soude usée", true), "spent-caustic");
    assert_eq!(best("solvants non halogénés usés", true), "solvent-spent");
    assert_eq!(best("solvants halogénés usés", true), "solvent-halogenated");
}

#[test]
fn what_nobody_knows_has_no_guess_and_what_is_said_in_full_is_nearly_certain() {
    let ask = |label| RECOGNISER.guess(Question { label, output: Some(true), naf: None });
    assert_eq!(ask("qwrtzx 12"), []);
    assert_eq!(ask(""), []);
    let whey = &ask("lactosérum")[0];
    assert!(whey.score > 0.95 && whey.name == "Lactosérum", "{whey:?}");
    assert_eq!(whey.words, ["lactoserum"]);
    assert!(ask("divers plastique ou bois").iter().all(|guess| guess.score < 0.9));
}

#[test]
fn a_name_that_is_added_is_known() {
    let catalogue = Catalogue::embedded();
    let rubble = MaterialId::from("rubble");
    let recogniser = Recogniser::new(catalogue.materials.values(), [(&rubble, "zorglonde")]);
    let guess = &recogniser.guess(Question { label: "zorglondes, 3 t", output: Some(true), naf: None })[0];
    assert!(guess.material == rubble && guess.score > 0.9, "{guess:?}");
}

/// Finds the parameters of `data/recognition.csv` again; prints them.
#[test]
#[ignore = "a tool: run it with --ignored --nocapture when the rules change"]
fn refit() {
    let rows: Vec<Row> =
        csv::Reader::from_path("tests/sets/labels.csv").unwrap().deserialize().map(Result::unwrap).collect();
    let rows: Vec<&Row> = rows.iter().filter(|row| row["set"] == "tune").collect();
    let mut recogniser = Recogniser::of(Catalogue::embedded());
    let mut least = loss(&recogniser, &rows);
    let mut step = 0.3;
    for _ in 0..12 {
        for name in ["material", "direction", "state", "intercept", "agreement", "lead"] {
            for factor in [1.0 + step, 1.0 - step] {
                let before = recogniser.parameters.clone();
                *recogniser.parameters.slot(name).unwrap() *= factor;
                let now = loss(&recogniser, &rows);
                if now < least { least = now } else { recogniser.parameters = before }
            }
        }
        step *= 0.8;
        println!("{least:.4} {:?}", recogniser.parameters);
    }
}

/// Mean of minus the logarithm of the probability given to what is the case: the first guess is right, or is not.
fn loss(recogniser: &Recogniser, rows: &[&Row]) -> f64 {
    let questions: Vec<Question<'_>> = rows
        .iter()
        .map(|row| Question {
            label: &row["label"],
            output: Some(row["direction"] == "out"),
            naf: Some(row["naf"].as_str()).filter(|naf| !naf.is_empty()),
        })
        .collect();
    let each = rows.iter().zip(recogniser.guess_all(&questions)).map(|(row, guesses)| {
        let Some(first) = guesses.first() else { return 0.0 };
        let right = row["material"].split('|').any(|id| id == first.material.as_str());
        -(if right { first.score } else { 1.0 - first.score }).max(1e-9).ln()
    });
    each.sum::<f64>() / f64::from(u32::try_from(rows.len()).unwrap())
}
