use super::*;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

fn factor(id: &str) -> f64 {
    Catalogue::embedded().factors.get(id).unwrap_or_else(|| panic!("no factor `{id}`")).value
}

fn element(id: &str) -> f64 {
    factor(&format!("base_carbone.{id}"))
}

#[test]
fn every_row_of_every_table_is_read() {
    let catalogue = Catalogue::embedded();
    assert_eq!(catalogue.materials.len(), MATERIALS.lines().count() - 1);
    assert_eq!(catalogue.processes.len(), PROCESSES.lines().count() - 1);
    assert_eq!(catalogue.factors.len(), FACTORS.lines().count() - 1);
    assert_eq!(catalogue.precedents.len(), PRECEDENTS.lines().count() - 1);
    let yields: usize = catalogue.processes.values().map(|process| process.yields.len()).sum();
    assert_eq!(yields, YIELDS.lines().count() - 1);
}

#[test]
fn every_row_has_its_source_and_both_languages() {
    let catalogue = Catalogue::embedded();
    for material in catalogue.materials.values() {
        assert!(!material.source.is_empty(), "{}", material.id);
        assert!(!material.label.fr.is_empty() && !material.label.en.is_empty(), "{}", material.id);
        assert!(!material.family.is_empty(), "{}", material.id);
    }
    assert!(catalogue.processes.values().all(|process| !process.source.is_empty()));
    assert!(rows::<YieldRow>(YIELDS).all(|row| !row.source.is_empty()));
    assert!(catalogue.factors.values().all(|factor| !factor.source.is_empty() && !factor.unit.is_empty()));
}

#[test]
fn no_id_dangles() {
    let catalogue = Catalogue::embedded();
    let families = catalogue.families();
    for process in catalogue.processes.values() {
        let known = families.contains(process.input.as_str())
            || catalogue.materials.contains_key(&MaterialId::from(&process.input));
        assert!(known, "{} takes `{}`", process.id, process.input);
        for each in &process.yields {
            assert!(catalogue.materials.contains_key(&each.output), "{} gives `{}`", process.id, each.output);
        }
    }
    for material in catalogue.materials.values() {
        let listed = material.code.as_ref().is_none_or(|code| catalogue.waste_code(code).is_some());
        assert!(listed, "{}", material.id);
    }
    // A name cannot be both a material and a family: an input would not say which it means.
    for family in families {
        assert!(!catalogue.materials.contains_key(&MaterialId::from(family)), "{family}");
    }
}

#[test]
fn no_process_makes_mass() {
    for process in Catalogue::embedded().processes.values() {
        let total: f64 = process.yields.iter().map(|each| each.ratio).sum();
        assert!(total <= 1.0 + 1e-9, "{}: {total}", process.id);
        assert!(process.yields.iter().all(|each| each.ratio > 0.0), "{}", process.id);
    }
}

#[test]
fn operation_codes_are_recovery_or_disposal() {
    for process in Catalogue::embedded().processes.values() {
        let code = process.operation_code.as_deref().unwrap_or_else(|| panic!("{} has none", process.id));
        let (kind, number) = code.split_at(1);
        let last = if kind == "R" { 13 } else { 15 };
        assert!(matches!(kind, "R" | "D") && (1..=last).contains(&number.parse::<u8>().unwrap()), "{code}");
    }
}

#[test]
fn the_defaults_of_a_scenario_are_factors() {
    let expected = [
        ("detour_factor", 1.3),
        ("speed_kmh", 50.0),
        ("working_time_h", 8.0),
        ("service_min", 15.0),
        ("unload_min", 20.0),
        ("haulage_eur_per_t_km", 0.15),
        ("haulage_eur_per_t", 4.0),
        ("haulage_co2e_kg_per_t_km", 0.16),
        ("haulage_load_t", 2.5),
        ("pickup_co2e_kg_per_km", 0.22 * 3.1),
        ("disposal_eur_per_t", 138.0),
        ("disposal_co2e_kg_per_t", 412.0 - 216.0),
    ];
    for (id, value) in expected {
        assert!(close(factor(id), value), "{id}");
    }
}

#[test]
fn a_net_figure_is_the_sum_of_its_two_elements() {
    let pairs = [
        ("dismantle", "34612", "34613"),
        ("dismantle-screen", "34616", "34617"),
        ("sort-cardboard", "34480", "34481"),
        ("landfill-cardboard", "34484", "34485"),
        ("discard-wood", "34688", "34689"),
        ("compost", "34638", "34639"),
        ("recycle-metal", "34666", "34667"),
    ];
    for (id, impacts, avoided) in pairs {
        let process = &Catalogue::embedded().processes[&ProcessId::from(id)];
        assert!(close(process.emissions().value(), element(impacts) + element(avoided)), "{id}");
        assert!(process.source.contains(impacts) && process.source.contains(avoided), "{id}");
    }
    assert!(close(factor("disposal_co2e_kg_per_t"), element("34652") + element("34653")));
}

#[test]
fn derived_figures_follow_from_the_figures_they_name() {
    let virgin = |id: &str| Catalogue::embedded().materials[&MaterialId::from(id)].virgin_co2e.unwrap().value();
    // kgCO2e per unit over kg per unit, in kgCO2e/t, to the nearest kilogram.
    for (id, unit_co2e, mass) in [
        ("laptop", element("27002"), factor("laptop_kg")),
        ("desktop", element("27003"), factor("desktop_kg")),
        ("desktop-refurbished", factor("refurbished_substitution") * element("27003"), factor("desktop_kg")),
        ("screen", factor("screen_co2e_kg"), factor("screen_kg")),
        ("server", element("20894"), factor("server_kg")),
        ("printer", element("27026"), factor("printer_kg")),
    ] {
        assert!(close(virgin(id), (1000.0 * unit_co2e / mass).round()), "{id}");
    }
    assert!(close(virgin("metal-swarf"), element("26729") - element("26730")));
    assert!(close(virgin("film-bale"), -element("34656") - element("34657")));
    let steam = factor("steam_gj_per_t") / factor("boiler_efficiency") * element("27093");
    assert!(close(virgin("steam"), steam.round()));
    let chipping = Catalogue::embedded().processes[&ProcessId::from("chip-wood")].emissions().value();
    assert!(close(chipping, factor("chipper_diesel_l_per_t") * element("14015")));
    assert!(close(factor("van_co2e_kg_per_km"), factor("van_diesel_l_per_km") * factor("diesel_co2e_kg_per_l")));
    let per_hour = factor("repair_jobs_per_10000_t") * factor("working_hours_per_year") / 10_000.0;
    assert!(close(factor("refurbish_insertion_h_per_t"), per_hour.round()));
}

#[test]
fn a_figure_of_base_carbone_is_that_of_its_elements() {
    let number = |text: &str| text.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default().to_owned();
    let mut checked = 0;
    for material in Catalogue::embedded().materials.values() {
        let Some(figure) = material.virgin_co2e else { continue };
        if let Some((_, rest)) = material.source.split_once("new: Base Carbone V22.0 (ADEME) id ") {
            let id = number(rest);
            let unit = &Catalogue::embedded().factors[&format!("base_carbone.{id}")].unit;
            if unit.starts_with("kgCO2e/t") {
                assert!(close(figure.value(), element(&id)), "{}: {id}", material.id);
                checked += 1;
            }
        }
        if let Some((_, rest)) = material.source.split_once("when melted: Base Carbone V22.0 (ADEME) ids ") {
            let (_, recycled) = rest.split_once(" less ").unwrap();
            assert!(close(figure.value(), element(&number(rest)) - element(&number(recycled))), "{}", material.id);
            checked += 1;
        }
    }
    assert!(checked >= 40, "{checked} figures");
}

#[test]
fn the_catalogue_is_as_broad_as_it_says() {
    let catalogue = Catalogue::embedded();
    let products = catalogue.materials.values().filter(|material| material.cpa.is_some()).count();
    assert!(catalogue.materials.len() >= 430, "{} materials", catalogue.materials.len());
    assert!(products >= 200, "{products} products with their class");
    assert!(catalogue.processes.len() >= 530, "{} processes", catalogue.processes.len());
    assert!(catalogue.synonyms().len() >= 3400, "{} synonyms", catalogue.synonyms().len());
}

#[test]
fn every_figure_is_positive_where_it_must_be_and_a_cpa_class_is_a_class() {
    let positive = |value: Option<f64>| value.is_none_or(|value| value > 0.0);
    for material in Catalogue::embedded().materials.values() {
        assert!(positive(material.density_t_per_m3) && positive(material.unit_kg), "{}", material.id);
        let class = material.cpa.as_deref().is_none_or(|cpa| {
            cpa.len() == 5
                && cpa
                    .chars()
                    .enumerate()
                    .all(|(at, letter)| if at == 2 { letter == '.' } else { letter.is_ascii_digit() })
        });
        assert!(class, "{}", material.id);
    }
}
