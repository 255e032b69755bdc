use super::super::words::tokens;
use super::*;
use crate::catalogue::Catalogue;
use crate::id::MaterialId;

/// What is stated a year, its unit, and what is left of the label.
#[track_caller]
fn stated(label: &str, value: f64, unit: Measure, rest: &str) {
    let all = tokens(label);
    let found = find(&all).unwrap_or_else(|| panic!("no amount in `{label}`"));
    let left: Vec<&str> = all
        .iter()
        .enumerate()
        .filter(|(at, token)| !found.used.contains(at) && (token.is_word() || token.number.is_some()))
        .filter(|(_, token)| !["de", "une"].contains(&token.text.as_str()))
        .map(|(_, token)| token.text.as_str())
        .collect();
    assert!((found.amount.stated() - value).abs() < 1e-6, "{label}: {:?}", found.amount);
    assert_eq!((found.amount.unit, left.join(" ").as_str()), (unit, rest), "{label}");
}

#[test]
fn amounts_are_read_as_people_write_them() {
    use Measure::{CubicMetre, Kilogram, Litre, Piece, Tonne};
    stated("2 bennes de 15 m3 de cartons par mois", 360.0, CubicMetre, "cartons");
    stated("cartons 3 t/an", 3.0, Tonne, "cartons");
    stated("sciure, 1 camion/semaine", 90.0 * 52.0, CubicMetre, "sciure");
    stated("palettes usagées, 2500 par mois", 30000.0, Piece, "palettes usagees");
    stated("huile 200 L fûts", 200.0, Litre, "huile");
    stated("écorces 60 m³ / mois", 720.0, CubicMetre, "ecorces");
    stated("un big bag par trimestre de boues", 4.0, CubicMetre, "boues");
    stated("paint, two 200 l drums per year", 400.0, Litre, "paint");
    stated("solvent 4 x 200 L / month", 9600.0, Litre, "solvent");
    stated("DIB, benne 15 m3 tous les 15 jours", 390.0, CubicMetre, "dib");
    stated("gravats, bennes de 10 m3 mensuelles", 120.0, CubicMetre, "gravats");
    stated("boues 10 à 14 t par mois", 144.0, Tonne, "boues");
    stated("film, 3 bacs de 660 L vidés 2 fois par semaine", 3.0 * 660.0 * 104.0, Litre, "film vides");
    stated("40 big bags vides par mois", 480.0, Piece, "big bags vides");
    stated("palettes 80x120, 100 par mois", 1200.0, Piece, "palettes 80 x120");
    stated("inox 304, 400 kg par mois", 4800.0, Kilogram, "inox 304");
    stated("soude caustique 30 %, 24 t/an", 24.0, Tonne, "soude caustique 30");
    stated("vapeur 6 bar, 900 t/mois", 10800.0, Tonne, "vapeur 6 bar");
    stated("terres, 20 camions de 15 t par mois", 3600.0, Tonne, "terres");
    stated("pneus, une centaine par an", 100.0, Piece, "pneus");
    stated("1 200,5 kg copeaux yearly", 1200.5, Kilogram, "copeaux");
    stated("spent grain every week 500 kg", 26000.0, Kilogram, "spent grain");
}

#[test]
fn a_label_without_amount_has_none() {
    for label in [
        "sable 0/4",
        "acier S235",
        "HCl 33 %",
        "eau chaude 45 °C",
        "CEM II 42,5",
        "fûts plastiques",
        "bidons de 20 L",
        "",
        "6 bar",
    ] {
        assert_eq!(Amount::read(label), None, "{label}");
    }
}

/// 2 x 15 m3 x 0.9 x 12 = 324 m3; sawdust at 0.2 t/m3: 64.8 t.
#[test]
fn tonnes_come_through_filling_and_density() {
    let sawdust = &Catalogue::embedded().materials[&MaterialId::from("sawdust")];
    let reckoned = Amount::read("2 bennes de 15 m3 par mois de sciure").unwrap().of(Some(sawdust));
    assert!((reckoned.tonnes.unwrap() - 64.8).abs() < 1e-9);
    assert_eq!(reckoned.arithmetic, "2 skip x 15 m3 x 0.9 full x 12 = 324 m3/year; x 0.2 t/m3 = 64.8 t/year");
    let amount = Amount::read("gravats, 1 camion par semaine").unwrap();
    let rubble = &Catalogue::embedded().materials[&MaterialId::from("concrete-rubble")];
    // 90 m3 of rubble would weigh more than 100 t: a lorry carries 25.
    assert_eq!(amount.of(Some(rubble)).arithmetic, "1 x 25 t (payload) x 52 = 1300 t/year");
    let unknown = amount.of(None);
    assert_eq!(unknown.tonnes, None);
    assert_eq!(unknown.arithmetic, "1 truck x 90 m3 (assumed) x 0.95 full x 52 = 4446 m3/year; density not known");
}

#[test]
fn every_container_is_read_whole() {
    assert_eq!(containers().len(), 12);
    for container in containers() {
        assert!(container.volume_m3 > 0.0 && (0.0..=1.0).contains(&container.fill) && !container.source.is_empty());
    }
}
