//! An inventory in words: coded, confirmed, learned from, and run.
#![expect(clippy::unwrap_used, reason = "a test that cannot write its folder has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use boucle::catalogue::Catalogue;
use boucle::dataset::{Dataset, Evidence, Loaded};
use boucle::id::{FlowId, MaterialId};
use boucle::pipeline;
use tempfile::TempDir;

const COMPANIES: &str = "company,name,naf,commune\nscierie,Scierie,16.10A,Lorris\nusine,Usine,22.22Z,Amilly\n";

fn inventory(flows: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("companies.csv"), COMPANIES).unwrap();
    fs::write(folder.path().join("flows.csv"), flows).unwrap();
    folder
}

fn load(folder: &Path) -> Loaded {
    Dataset::load(folder, &[], Catalogue::embedded())
}

fn lines(folder: &Path, separator: u8) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_path(folder.join("coding.csv")).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn codes(loaded: &Loaded) -> Vec<&'static str> {
    loaded.findings.iter().map(|finding| finding.code).filter(|code| *code != "flows.no-cost").collect()
}

/// 2 lorries of 90 m3, 0.95 full, 12 times a year, at 0.2 t/m3: 410.4 t.
#[test]
fn words_become_a_material_and_tonnes_before_anybody_confirms_when_they_are_sure() {
    let folder = inventory("company,direction,label\nscierie,out,\"sciures de bois, 2 camions de 90 m3 par mois\"\n");
    let loaded = load(folder.path());
    assert_eq!(codes(&loaded), ["flows.material-recognised"], "{}", loaded.findings);
    let dataset = loaded.dataset.unwrap();
    let flow = &dataset.flows[&FlowId::from("scierie/sawdust")];
    assert!((flow.quantity.value() - 410.4).abs() < 1e-9);
    assert_eq!(flow.evidence, Evidence::Estimated);
}

/// 13 02 05 is the code of one material, 20 01 35 of several, of which the words say one; the scores are those of
/// docs/recognition.md.
#[test]
fn a_code_tells_the_material_alone_or_with_words() {
    let folder = inventory(
        "flow,company,direction,label,code,quantity,unit\no,usine,out,,13 02 05*,2,t\nw,usine,out,écrans,20 01 35*,1,t\n",
    );
    let loaded = load(folder.path());
    assert_eq!(codes(&loaded), ["flows.evidence-not-said", "flows.material-recognised"], "{}", loaded.findings);
    let dataset = loaded.dataset.unwrap();
    let flow = |id: &str| &dataset.flows[&FlowId::from(id)];
    assert_eq!((flow("o").material.as_str(), flow("o").recognised), ("used-oil", Some(0.95)));
    assert_eq!(flow("w").material.as_str(), "screen");
    assert!(flow("w").recognised.is_some_and(|score| (0.9..0.950_001).contains(&score)), "{:?}", flow("w").recognised);
}

#[test]
fn what_is_not_sure_is_asked_then_confirmed_kept_and_learned() {
    let folder = inventory(
        "company,direction,label\nscierie,out,\"zorglonde plastique du fond, 3 t/an\"\nusine,out,\"Zorglonde plastique du fond, 12 t/an\"\n",
    );
    let path = folder.path();
    assert_eq!(codes(&load(path)), ["flows.material-to-confirm"; 2]);
    let said = pipeline::code(path).unwrap();
    assert!(said.contains("2 lines") && said.contains("recognised less surely"), "{said}");
    assert_eq!(codes(&load(path)), ["flows.material-to-confirm"; 2]);
    // A person changes the material of the first line.
    let text = fs::read_to_string(path.join("coding.csv")).unwrap();
    let line = text.lines().nth(1).unwrap();
    let proposed = lines(path, b',')[0]["proposed"].clone();
    let changed = line.replacen(&format!(",{proposed},"), ",abs,", 1);
    fs::write(path.join("coding.csv"), text.replacen(line, &changed, 1)).unwrap();
    pipeline::code(path).unwrap();
    let coded = lines(path, b',');
    assert_eq!((coded[0]["material"].as_str(), coded[0]["proposed"].as_str()), ("abs", proposed.as_str()));
    // The same words elsewhere are now a name of that material.
    assert_eq!(coded[1]["material"], "abs");
    assert!(coded[1]["score"].parse::<f64>().unwrap() >= 0.9, "{coded:?}");
    let loaded = load(path);
    assert_eq!(codes(&loaded), ["flows.material-recognised"]);
    let dataset = loaded.dataset.unwrap();
    assert!(dataset.flows.values().all(|flow| flow.material == MaterialId::from("abs")));
    let total: f64 = dataset.flows.values().map(|flow| flow.quantity.value()).sum();
    assert!((total - 15.0).abs() < 1e-9);
    // Once more, nothing moves.
    let before = fs::read(path.join("coding.csv")).unwrap();
    pipeline::code(path).unwrap();
    assert_eq!(fs::read(path.join("coding.csv")).unwrap(), before);
}

#[test]
fn a_french_spreadsheet_gets_back_its_separator_its_commas_and_its_own_columns() {
    let folder = inventory("company;direction;label\nscierie;out;sciures de bois, 1,5 t par mois\n");
    pipeline::code(folder.path()).unwrap();
    let coded = lines(folder.path(), b';');
    assert_eq!((coded[0]["quantity"].as_str(), coded[0]["unit"].as_str()), ("18", "t"));
    assert!(coded[0]["score"].starts_with("0,"), "{coded:?}");
    let text = fs::read_to_string(folder.path().join("coding.csv")).unwrap();
    let annotated = text.replacen("confirmed\n", "confirmed;x_note\n", 1).trim_end().to_owned() + "yes;à revoir\n";
    fs::write(folder.path().join("coding.csv"), annotated).unwrap();
    pipeline::code(folder.path()).unwrap();
    let coded = lines(folder.path(), b';');
    assert_eq!((coded[0]["confirmed"].as_str(), coded[0]["x_note"].as_str()), ("yes", "à revoir"));
    assert_eq!(codes(&load(folder.path())), [""; 0]);
}

#[test]
fn several_flows_of_one_material_have_their_words_in_their_ids_whatever_their_order() {
    let rows = ["scierie,out,\"sciure de bois fine, 3 t/an\"", "scierie,out,\"sciure de bois humide, 5 t/an\""];
    let ids = |rows: &[&str]| {
        let folder = inventory(&format!("company,direction,label\n{}\n", rows.join("\n")));
        let dataset = load(folder.path()).dataset.unwrap();
        dataset.flows.values().map(|flow| (flow.id.to_string(), flow.quantity.value())).collect::<Vec<_>>()
    };
    let expected =
        [("scierie/sawdust/sciure-de-bois-fine-3-t-an", 3.0), ("scierie/sawdust/sciure-de-bois-humide-5-t-an", 5.0)];
    assert_eq!(ids(&rows), expected.map(|(id, tonnes)| (id.to_owned(), tonnes)));
    assert_eq!(ids(&[rows[1], rows[0]]), ids(&rows));
}

#[test]
fn names_of_the_dataset_are_known() {
    let folder = inventory("company,direction,label\nusine,out,\"zorglondes, 3 t/an\"\n");
    fs::write(folder.path().join("materials.csv"), "material,synonyms\nabs,bidule|zorglonde\n").unwrap();
    assert!(load(folder.path()).dataset.unwrap().flows.contains_key(&FlowId::from("usine/abs")));
}

#[test]
fn a_folder_without_tables_is_told() {
    let folder = tempfile::tempdir().unwrap();
    assert!(pipeline::code(folder.path()).unwrap_err().to_string().contains("folder.missing-table"));
    assert!(!folder.path().join("coding.csv").exists());
}
