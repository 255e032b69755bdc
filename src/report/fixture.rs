//! An outcome made by hand: one round of two companies, one reuse link, one company left as it is.

use std::collections::BTreeMap;

use crate::assess::{
    Certificate, CollectionLine, CompanyGain, Entry, Indicator, Kind, Labels, Outcome, RejectedRow, RoundPlan,
    StockLine, Synergy, Transport,
};
use crate::catalogue::{Factor, Quality};
use crate::dataset::{About, Status, Stock};
use crate::optimise::prices::{Price, Prices};
use crate::quantity::{Euros, Hours, KgCo2e, Kilometres, Tonnes};
use crate::scenario::{Language, Title};

pub fn outcome(language: Language) -> Outcome {
    Outcome {
        scenario: "essai".to_owned(),
        title: Title { fr: "Collecte mutualisée, canal local".to_owned(), en: "Pooled collection".to_owned() },
        language,
        about: about(),
        certificate: certificate("optimal", Some(0.0)),
        indicators: indicators(),
        today: vec![
            Entry { process: Some("landfill".into()), ..entry(Kind::Outlet, 1.5, 180.0, 300.0, 600.0) },
            Entry { process: Some("landfill".into()), ..entry(Kind::Outlet, 2.5, 120.0, 900.0, 1000.0) },
        ],
        proposed: vec![
            Entry { round: Some(1), stream: Some("3e".into()), ..entry(Kind::Round, 4.0, 160.0, 840.5, 79.36) },
            Entry {
                process: Some("refurbish".into()),
                units: Some(40.0),
                hours: Hours(120.0),
                ..entry(Kind::Treatment, 4.0, 0.0, 400.0, -1200.25)
            },
            entry(Kind::Sale, 0.4, 0.0, -2000.0, -0.0),
        ],
        rounds: vec![RoundPlan {
            leaves: 8.0,
            days: "mon tue wed thu fri sat sun".into(),
            round: 1,
            stream: "3e".into(),
            vehicle: "van".to_owned(),
            frequency: 4,
            path: ["alpej", "acme", "bois-du-gatinais", "alpej"].map(str::to_owned).to_vec(),
            arrivals: vec![0.0, 0.4, 1.2, 2.5],
            load: Tonnes(1.0),
            loads: vec![("3e".into(), Tonnes(1.0))],
            compartments: Vec::new(),
            load_factor: 0.8,
            km: Kilometres(40.0),
            hours: Hours(2.5),
            eur: Euros(840.5),
            co2e: KgCo2e(79.36),
        }],
        synergies: synergies(),
        collections: collections(),
        companies: companies(),
        rejected: vec![RejectedRow {
            from: "acme".to_owned(),
            to: Some("bois-du-gatinais".to_owned()),
            what: "wood".to_owned(),
            reason: "too_far".to_owned(),
            detail: "82 km, at most 60: raise `synergies.reuse.max_km`".to_owned(),
        }],
        stocks: vec![StockLine {
            of: Stock::Flow("acme/weee".into()),
            period: "hiver".into(),
            stored: 1.5,
            drawn: 0.0,
            lost: 0.25,
            stock: 3.0,
        }],
        prices: prices(),
        factors: factors(),
        notes: vec!["Le coût du flux `acme/wood` n'est pas renseigné : il compte pour 0 €.".to_owned()],
        labels: Labels::default(),
        places: BTreeMap::from([
            ("acme".to_owned(), [2.7, 48.0]),
            ("alpej".to_owned(), [2.73, 47.99]),
            ("bois-du-gatinais".to_owned(), [2.8, 48.1]),
        ]),
    }
}

fn about() -> About {
    About {
        status: Status::Reconstruction,
        note_fr: "Quinze entreprises reconstituées d'après les totaux publiés de l'expérience.".to_owned(),
        note_en: "Fifteen companies rebuilt from the published totals of the experiment.".to_owned(),
        source: "rapport de l'expérience".to_owned(),
    }
}

pub fn certificate(status: &str, gap: Option<f64>) -> Certificate {
    Certificate {
        status: status.to_owned(),
        solver: "microlp".to_owned(),
        objective: -759.5,
        bound: gap.map(|gap| -759.5 * (1.0 + gap)),
        gap,
        reason: "bound reached".to_owned(),
        unit: "EUR".to_owned(),
        order: Vec::new(),
    }
}

fn indicators() -> Vec<Indicator> {
    let of = |id: &str, unit: &str, today: f64, proposed: f64| Indicator {
        id: id.to_owned(),
        unit: unit.to_owned(),
        today,
        proposed,
    };
    vec![
        of("tonnes.collected", "t", 0.0, 4.0),
        of("diversion_rate", "share", 0.0, 0.905),
        of("km", "km", 1300.0, 160.0),
        of("eur", "EUR", 1200.0, -759.5),
        of("eur.round", "EUR", 0.0, 840.5),
        of("co2e", "kgCO2e", 1600.0, -1120.89),
        of("hours", "h", 0.0, 120.0),
        of("process.refurbish.units", "units", 0.0, 40.0),
        of("tonnes.reused", "t", 0.0, 0.0),
    ]
}

fn synergies() -> Vec<Synergy> {
    vec![
        Synergy {
            id: "reuse:acme>bois-du-gatinais:pallet".to_owned(),
            kind: "substitution".to_owned(),
            from: "acme".to_owned(),
            to: "bois-du-gatinais".to_owned(),
            what: "pallet".to_owned(),
            mode: None,
            tonnes: Tonnes(12.5),
            km: Kilometres(13.2),
            line: Some([[2.7, 48.0], [2.8, 48.1]]),
        },
        Synergy {
            id: "collection:3e:acme".to_owned(),
            kind: "mutualisation".to_owned(),
            from: "acme".to_owned(),
            to: "alpej".to_owned(),
            what: "3e".to_owned(),
            mode: Some("round".to_owned()),
            tonnes: Tonnes(1.5),
            km: Kilometres(4.1),
            line: None,
        },
    ]
}

fn collections() -> Vec<CollectionLine> {
    let of = |km: f64, eur: f64, co2e: f64| Transport { km: Kilometres(km), eur: Euros(eur), co2e: KgCo2e(co2e) };
    let line = |company: Option<&str>, tonnes: f64, today, alone, proposed| CollectionLine {
        stream: Some("3e".into()),
        company: company.map(Into::into),
        served: "round".to_owned(),
        tonnes: Tonnes(tonnes),
        trips: 4.0,
        load_factor: company.is_none().then_some(0.8),
        km_per_tonne: Some(40.0),
        today,
        alone: Some(alone),
        proposed,
        treatment: Euros(100.0 * tonnes),
    };
    vec![
        line(Some("acme"), 1.5, of(180.0, 300.0, 600.0), of(120.0, 280.0, 81.84), of(60.0, 315.19, 29.76)),
        line(Some("bois-du-gatinais"), 2.5, of(120.0, 900.0, 82.0), of(200.0, 720.0, 136.4), of(100.0, 525.31, 49.6)),
        line(None, 4.0, of(300.0, 1200.0, 682.0), of(320.0, 1000.0, 218.24), of(160.0, 840.5, 79.36)),
    ]
}

fn companies() -> Vec<CompanyGain> {
    let of = |id: Option<&str>, name: &str, served: &str, eur: (f64, f64), co2e: (f64, f64)| CompanyGain {
        company: id.map(Into::into),
        name: name.to_owned(),
        diverted: Tonnes(1.5),
        served: served.to_owned(),
        eur_today: Euros(eur.0),
        eur_proposed: Euros(eur.1),
        co2e_today: KgCo2e(co2e.0),
        co2e_proposed: KgCo2e(co2e.1),
        km_today: Kilometres(180.0),
        km_proposed: Kilometres(0.0),
    };
    vec![
        of(Some("acme"), "Acme", "round+reuse", (300.0, 240.5), (600.0, 30.0)),
        of(Some("bois-du-gatinais"), "Scierie et menuiserie du Gâtinais", "round", (900.0, 600.0), (1000.0, 49.36)),
        of(None, "", "", (0.0, -1600.0), (0.0, -1200.25)),
    ]
}

fn prices() -> Prices {
    let price = |kind: &str, place: &str, about: &str, at: f64, price: f64| Price {
        kind: kind.to_owned().into(),
        row: format!("{kind}({place},{about})"),
        place: place.to_owned(),
        about: about.to_owned(),
        unit: "t".into(),
        at,
        price,
        from: None,
        to: None,
        without: None,
        exact: false,
    };
    Prices {
        prices: vec![
            Price {
                from: Some(2.0),
                to: Some(3.5),
                exact: true,
                ..price("capacity", "alpej", "refurbish", 2.0, -84.0)
            },
            Price { unit: "".into(), without: Some(1200.0), ..price("quality", "acme/wood", "lead", 0.05, -310.0) },
            price("link", "acme/wood", "bois-du-gatinais", 0.0, 14.25),
        ],
        held: true,
        partial: false,
    }
}

fn factors() -> Vec<Factor> {
    vec![
        Factor {
            id: "van.co2e_kg_per_km".to_owned(),
            value: 0.496,
            unit: "kgCO2e/km".to_owned(),
            year: Some(2012),
            source: "Information CO2 des prestations de transport, décret et arrêté, niveau 1, VUL 3,5 t".to_owned(),
            quality: Quality::Sourced,
        },
        Factor {
            id: "detour_factor".to_owned(),
            value: 1.3,
            unit: "1".to_owned(),
            year: None,
            source: "usual on a dense rural network".to_owned(),
            quality: Quality::Assumption,
        },
    ]
}

fn entry(kind: Kind, tonnes: f64, km: f64, eur: f64, co2e: f64) -> Entry {
    Entry {
        kind,
        from: "acme".to_owned(),
        to: "alpej".to_owned(),
        flow: Some("acme/weee".into()),
        taker: None,
        stream: None,
        round: None,
        process: None,
        material: Some("weee".into()),
        period: None,
        tonnes: Tonnes(tonnes),
        units: None,
        km: Kilometres(km),
        eur: Euros(eur),
        co2e: KgCo2e(co2e),
        hours: Hours(0.0),
    }
}
