use rstest::rstest;

use super::*;

fn english(text: &str) -> String {
    search(Catalogue::embedded(), text, &Words::new(Language::En))
}

#[rstest]
fn soda_is_found_by_its_french_name_with_codes_processes_and_sources(
    #[values(Language::Fr, Language::En)] language: Language,
) {
    let text = search(Catalogue::embedded(), "soude", &Words::new(language));
    insta::assert_snapshot!(format!("soda_{language:?}"), text);
}

#[rstest]
#[case("NaOH", "Caustic soda (caustic-soda)")]
#[case("DRÊCHES", "spent-grain")]
#[case("060204", "caustic")]
#[case("machefers", "incinerator-bottom-ash")]
#[case("bois b", "wood-class-b")]
fn a_material_is_found_by_any_of_its_names(#[case] text: &str, #[case] found: &str) {
    let text = english(text);
    assert!(text.lines().take(4).any(|line| line.contains(found)), "{text}");
}

#[test]
fn a_factor_is_found_with_its_source_and_nothing_else() {
    let text = english("PICKUP_co2e");
    assert!(text.contains("pickup_co2e_kg_per_km = 0.682\u{a0}kgCO2e/km (computed"), "{text}");
    assert!(text.contains("25775") && !text.contains("detour_factor"), "{text}");
}

#[test]
fn nothing_found_is_said() {
    assert_eq!(english("xyzzy"), "nothing in the catalogue matches `xyzzy`\n");
}

#[test]
fn every_factor_is_shown_with_value_unit_year_quality_and_source() {
    let text = factors(Catalogue::embedded(), "", &Words::new(Language::En));
    assert_eq!(text.lines().filter(|line| line.starts_with(" - ")).count(), Catalogue::embedded().factors.len());
    assert!(text.contains(" - base_carbone.20847 = 587\u{a0}kgCO2e/t (sourced, 2014); Base Carbone V22.0"), "{text}");
}

#[rstest]
fn every_card_fits_a_hundred_columns_and_has_all_its_words(#[values(Language::Fr, Language::En)] language: Language) {
    let (catalogue, words) = (Catalogue::embedded(), Words::new(language));
    let cards = catalogue.materials.values().map(|it| materials::card(catalogue, it, &words));
    let processes = catalogue.processes.values().map(|it| processes::card(catalogue, it, &words));
    let pages = [factors(catalogue, "", &words), overview(catalogue, &words)];
    for text in cards.chain(processes).chain(pages) {
        for line in text.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
        for family in ["card-", "catalogue-", "runner-", "legal-", "quality-"] {
            assert!(!text.split_whitespace().any(|word| word.starts_with(family)), "{family}: {text}");
        }
    }
}
