//! The shipped scenarios from file to result, against figures computed by hand.
//!
//! The four totals of the 3E case, and the tonnes, kilometres and euros behind them, are worked out by hand in
//! `datasets/gatinais-3e/README.md`.
#![expect(clippy::unwrap_used, reason = "a test that cannot run its scenario has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use boucle::catalogue::Catalogue;
use boucle::dataset::Dataset;
use boucle::pipeline::{self, Failure, RunOptions, RunReport};
use boucle::scenario::{Language, Scenario};
use rstest::rstest;
use serde_json::Value;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

/// Widest line of a terminal summary, in columns.
const COLUMNS: usize = 80;

static TODAY: LazyLock<Run> = LazyLock::new(|| Run::new("3e-today", Language::En));
static CLASSIC: LazyLock<Run> = LazyLock::new(|| Run::new("3e-classic", Language::En));
static LOCAL: LazyLock<Run> = LazyLock::new(|| Run::new("3e-local", Language::En));
static LOCAL_FR: LazyLock<Run> = LazyLock::new(|| Run::new("3e-local", Language::Fr));
static CARBON: LazyLock<Run> = LazyLock::new(|| Run::new("3e-carbon", Language::Fr));
static ZONE: LazyLock<Run> = LazyLock::new(|| Run::new("zone-demo", Language::En));
static ZONE_FR: LazyLock<Run> = LazyLock::new(|| Run::new("zone-demo", Language::Fr));

/// A scenario's result, kept until the test program ends.
struct Run {
    report: RunReport,
    _results: TempDir,
}

fn scenario(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.yaml"))
}

fn run(name: &str, language: Language, results: &Path) -> Result<RunReport, Failure> {
    let options = RunOptions { results: results.to_owned(), language: Some(language), dump_program: None };
    pipeline::run(&scenario(name), &options, &|_| {})
}

impl Run {
    fn new(name: &str, language: Language) -> Self {
        let results = TempDir::new().unwrap();
        let report = run(name, language, results.path()).unwrap();
        Self { report, _results: results }
    }

    fn manifest(&self) -> Value {
        serde_json::from_str(&fs::read_to_string(self.report.folder.join("manifest.json")).unwrap()).unwrap()
    }

    /// The rows of a table of the result, without its header.
    fn rows(&self, table: &str) -> Vec<csv::StringRecord> {
        let mut reader = csv::Reader::from_path(self.report.folder.join(table)).unwrap();
        reader.records().map(Result::unwrap).collect()
    }

    /// An indicator today and proposed.
    fn indicator(&self, id: &str) -> (f64, f64) {
        let row = self.rows("indicators.csv").into_iter().find(|row| &row[0] == id);
        let row = row.unwrap_or_else(|| panic!("no indicator `{id}`"));
        (row[2].parse().unwrap(), row[3].parse().unwrap())
    }
}

fn assert_near(what: &str, value: f64, expected: f64, tolerance: f64) {
    assert!((value - expected).abs() <= tolerance, "{what}: {value}, expected {expected} +- {tolerance}");
}

#[rstest]
#[case(&TODAY)]
#[case(&CLASSIC)]
#[case(&LOCAL)]
#[case(&LOCAL_FR)]
#[case(&CARBON)]
#[case(&ZONE)]
#[case(&ZONE_FR)]
fn every_result_is_proven_optimal_and_verified(#[case] run: &LazyLock<Run>) {
    let certificate = &run.manifest()["certificate"];
    assert_eq!(certificate["status"], "optimal", "{certificate}");
    assert!(certificate["gap"].as_f64().unwrap() <= 1e-6, "{certificate}");
    let verified = pipeline::verify(&run.report.folder).unwrap();
    assert!(verified.contains("verified"), "{verified}");
}

#[rstest]
#[case(&TODAY, "reconstruction", "RECONSTRUCTED DATA")]
#[case(&CLASSIC, "reconstruction", "RECONSTRUCTED DATA")]
#[case(&LOCAL, "reconstruction", "RECONSTRUCTED DATA")]
#[case(&LOCAL_FR, "reconstruction", "DONNÉES RECONSTITUÉES")]
#[case(&CARBON, "reconstruction", "DONNÉES RECONSTITUÉES")]
#[case(&ZONE, "illustrative", "MADE-UP DATA")]
#[case(&ZONE_FR, "illustrative", "DONNÉES FICTIVES")]
fn every_result_says_that_its_data_are_not_real(
    #[case] run: &LazyLock<Run>,
    #[case] status: &str,
    #[case] label: &str,
) {
    assert_eq!(run.manifest()["about"]["status"], status);
    assert!(run.report.text.contains(label), "no `{label}` in:\n{}", run.report.text);
}

#[rstest]
#[case(&TODAY)]
#[case(&CLASSIC)]
#[case(&LOCAL)]
#[case(&LOCAL_FR)]
#[case(&CARBON)]
#[case(&ZONE)]
#[case(&ZONE_FR)]
fn no_summary_is_wider_than_a_terminal(#[case] run: &LazyLock<Run>) {
    let text = &run.report.text;
    // the last line names the folder, whose path is as long as it is
    let lines = text.lines().filter(|line| !line.contains(&run.report.folder.display().to_string()));
    for line in lines {
        assert!(line.width() <= COLUMNS, "{} columns: {line}", line.width());
    }
}

/// 15 companies, 4 t, 40 computers: section "Les quatre totaux, à la main".
#[test]
fn the_published_totals_of_the_3e_case() {
    let companies = LOCAL.rows("companies.csv");
    let (of_companies, of_nobody): (Vec<_>, Vec<_>) = companies.iter().partition(|row| !row[0].is_empty());
    assert_eq!((of_companies.len(), of_nobody.len()), (15, 1));
    assert!(of_companies.iter().all(|row| &row[2] != "today"), "a company stays with its outlet: {companies:?}");
    // 252.48 + 789.00 + 165.00 + 1146.00 + 444.00 + 540.00 + 520.00 + 143.52 kg = 4000.00 kg
    assert_near("t collected", LOCAL.indicator("tonnes.collected").1, 4.0, 1e-6);
    // 48 reusable computers, at most 40 refurbished
    assert_near("computers refurbished", LOCAL.indicator("process.refurbish.units").1, 40.0, 1e-6);
    assert_near("t refurbished", LOCAL.indicator("process.refurbish.tonnes").1, 40.0 * 5.26 / 1000.0, 1e-6);
}

/// The rounds are the same in both channels; 2 x 157 km from the hub, against 2 x 3 and 2 x 4.
#[test]
fn the_local_channel_saves_300_km() {
    let (classic, local) = (CLASSIC.indicator("km").1, LOCAL.indicator("km").1);
    assert_near("km saved", classic - local, 300.0, 0.5);
    assert_near("km from the hub, classic", CLASSIC.indicator("km.trunk").1, 314.0, 1e-6);
    assert_near("km from the hub, local", LOCAL.indicator("km.trunk").1, 14.0, 1e-6);
}

/// 15 pickups of 300 EUR and 4 t at 250 EUR/t; prices are rounded to the cent per tonne.
#[rstest]
#[case(&TODAY)]
#[case(&CLASSIC)]
#[case(&LOCAL)]
#[case(&CARBON)]
fn today_costs_5500_eur(#[case] run: &LazyLock<Run>) {
    assert_near("EUR today", run.indicator("eur").0, 5500.0, 0.05);
}

#[test]
fn where_nothing_may_be_proposed_nothing_changes() {
    for id in ["km", "eur", "co2e", "diversion_rate"] {
        let (today, proposed) = TODAY.indicator(id);
        assert_near(id, proposed, today, 1e-9 * today.abs());
    }
    assert!(TODAY.rows("synergies.csv").is_empty());
}

/// What one objective minimises, no other scenario over the same choices may have less of.
#[test]
fn each_objective_is_best_at_its_own() {
    let (eur, co2e) = (LOCAL.indicator("eur").1, LOCAL.indicator("co2e").1);
    let (eur_of_carbon, co2e_of_carbon) = (CARBON.indicator("eur").1, CARBON.indicator("co2e").1);
    assert!(eur <= eur_of_carbon + 0.01, "{eur} EUR against {eur_of_carbon}");
    assert!(co2e_of_carbon <= co2e + 0.01, "{co2e_of_carbon} kgCO2e against {co2e}");
}

/// The gains of all sum to what the territory gains: no euro is lost or counted twice in the sharing.
#[rstest]
#[case(&LOCAL)]
#[case(&ZONE)]
fn the_gains_of_companies_sum_to_the_whole(#[case] run: &LazyLock<Run>) {
    for (id, today, proposed) in [("eur", 4, 5), ("co2e", 6, 7), ("km", 8, 9)] {
        let sum = |column: usize| run.rows("companies.csv").iter().map(|row| row[column].parse::<f64>().unwrap()).sum();
        let (expected_today, expected) = run.indicator(id);
        assert_near(id, sum(today), expected_today, 1e-6 * expected_today.abs());
        assert_near(id, sum(proposed), expected, 1e-6 * expected.abs().max(1.0));
    }
}

/// `scenarios/3e-tight.yaml` says of each target whether it is within reach.
#[test]
fn targets_that_cannot_be_met_are_named_with_what_can() {
    let results = TempDir::new().unwrap();
    let Err(Failure::Targets(findings)) = run("3e-tight", Language::En, results.path()) else {
        panic!("the targets of 3e-tight can be met");
    };
    let text = findings.to_string();
    let codes = [("km", "conflict"), ("budget_eur", "conflict"), ("insertion_hours", "out-of-reach")];
    for (target, code) in codes {
        let finding = format!("error[targets.{code}]: `{target}`");
        assert!(text.contains(&finding), "no `{finding}`:\n{text}");
        assert!(text.contains(&format!("key `targets.{target}`")), "`{target}` has no place:\n{text}");
    }
    // 48 - 40 desktops and all other equipment dismantled by hand: 210.4 kg x 65 h/t, 1146 kg of screens x 8 h/t,
    // and the remaining 4000 - 210.4 - 1146 kg x 40 h/t
    let hours = 0.2104 * 65.0 + 1.146 * 8.0 + (4.0 - 0.2104 - 1.146) * 40.0;
    // 128.588 h, rounded to what can be reached
    assert_near("hours", hours, 128.588, 1e-9);
    assert!(text.contains("at best 128.58 h"), "{hours} h are not stated:\n{text}");
    assert!(!results.path().join("3e-tight").exists(), "a run that fails leaves no result");
}

/// What the README shows is what the program prints, whichever solver is the strongest of this build.
#[test]
fn the_picture_shows_the_summary() {
    let picture = include_str!("../../docs/images/3e-local.svg");
    let texts = picture.split("</text>").filter_map(|text| text.rsplit('>').next()).map(str::trim);
    let texts: Vec<&str> = texts.filter(|text| !text.is_empty() && !text.starts_with("$ boucle")).collect();
    assert!(texts.len() > 100, "only {} texts found", texts.len());
    let printed = LOCAL.report.text.replace("solver highs", "solver microlp");
    for text in texts {
        assert!(printed.contains(text), "`{text}` is not in:\n{printed}");
    }
}

#[test]
fn the_business_park_has_reuse_and_pooling() {
    let synergies = ZONE.rows("synergies.csv");
    for kind in ["substitution", "mutualisation"] {
        assert!(synergies.iter().any(|row| &row[1] == kind), "no {kind}");
    }
    // 600 + 200 t of rubble, and the crusher takes 700
    assert!(ZONE.indicator("process.crush-rubble.tonnes").1 <= 700.0 + 1e-6);
    // every tonne of steam, pallets and granulate used replaces one bought
    assert!(ZONE.indicator("eur.purchase").1 < ZONE.indicator("eur.purchase").0);
}

/// The language changes words and nothing else.
#[rstest]
#[case(&LOCAL, &LOCAL_FR)]
#[case(&ZONE, &ZONE_FR)]
fn both_languages_state_the_same_figures(#[case] english: &LazyLock<Run>, #[case] french: &LazyLock<Run>) {
    for table in ["indicators.csv", "flows.csv", "companies.csv", "synergies.csv", "rounds.csv"] {
        let read = |run: &Run| fs::read_to_string(run.report.folder.join(table)).unwrap();
        assert_eq!(read(english), read(french), "{table}");
    }
}

/// Twelve months, and the four quarters that stand for them: the same but for their periods.
#[test]
fn the_year_of_the_larger_park_has_twelve_months() {
    let stated = |name: &str| {
        let findings = pipeline::check(&scenario(name));
        assert!(findings.is_empty(), "{findings}");
        let scenario = Scenario::load(&scenario(name)).0.unwrap();
        let dataset = Dataset::load(&scenario.dataset, &scenario.changes, Catalogue::embedded()).dataset.unwrap();
        let days: Vec<f64> = dataset.periods.iter().map(|period| period.days).collect();
        let asked: Vec<_> = scenario.targets.iter().map(|target| (target.metric, target.limit)).collect();
        (days, asked, scenario.low_flows)
    };
    let (months, quarters) = (stated("zone-year"), stated("zone-whole"));
    assert_eq!((months.0.len(), quarters.0), (12, vec![90.0, 91.0, 92.0, 92.0]));
    assert_eq!((months.1, months.2), (quarters.1, quarters.2));
}

/// The larger business park: each scenario is proven and verified, and shows what it is there for.
#[rstest]
#[case("zone-quality")]
#[case("zone-seasons")]
#[case("zone-sizes")]
#[case("zone-safety")]
#[case("zone-whole")]
fn the_larger_park_is_proven_and_verified(#[case] name: &str) {
    let run = Run::new(name, Language::Fr);
    assert_eq!(run.manifest()["certificate"]["status"], "optimal");
    pipeline::verify(&run.report.folder).unwrap();
    let flows = run.rows("flows.csv");
    let monthly = flows.iter().filter(|row| row.get(10) == Some("janvier")).count();
    let seasons = ["zone-seasons", "zone-whole"].contains(&name);
    assert_eq!((monthly > 10, !run.rows("stocks.csv").is_empty()), (seasons, seasons));
    let spent = |kind: &str| -> f64 {
        let rows = flows.iter().filter(|row| row.get(1) == Some(kind));
        rows.map(|row| row[14].parse::<f64>().unwrap()).sum()
    };
    let openings = spent("opening") + spent("size");
    assert_eq!(openings <= 6000.0, name == "zone-sizes", "{openings}");
    if name == "zone-whole" {
        assert!(openings <= 13000.0, "{openings}");
        assert!(run.indicator("tonnes.reused").1 > 2800.0, "no tonne is put by for flows that are low");
    }
}
