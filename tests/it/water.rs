//! Networks of direct reuse from the literature of process integration: what sources give and sinks accept, and the least
//! fresh supply that was published. Contaminants and purities are properties like any other.
#![expect(clippy::format_push_string, reason = "tables read best as the text that they are")]

use crate::support::{Case, assert_close};
use boucle::assess::Outcome;
use boucle::pipeline;
use rstest::rstest;

/// A published network. Quantities in the unit of the publication; a year stands for its unit of time.
#[derive(Debug, Clone, Copy)]
struct Published {
    /// Quantity and content.
    sources: &'static [(f64, f64)],
    /// Quantity and limit.
    sinks: &'static [(f64, f64)],
    /// Content of the fresh supply.
    fresh: f64,
    /// `at_most` (a contaminant) or `at_least` (a purity).
    bound: &'static str,
    /// The least fresh supply, as published.
    least: f64,
}

/// G. T. Polley, H. L. Polley, Design better water networks, *Chemical Engineering Progress* 96 (2000): t/h and ppm.
const POLLEY: Published = Published {
    sources: &[(50.0, 50.0), (100.0, 100.0), (70.0, 150.0), (60.0, 250.0)],
    sinks: &[(50.0, 20.0), (100.0, 50.0), (80.0, 100.0), (70.0, 200.0)],
    fresh: 0.0,
    bound: "at_most",
    least: 70.0,
};

/// Y. P. Wang, R. Smith, Wastewater minimisation, *Chemical Engineering Science* 49 (1994), at limiting flows: t/h, ppm.
const WANG_SMITH: Published = Published {
    sources: &[(20.0, 100.0), (100.0, 100.0), (40.0, 800.0), (10.0, 800.0)],
    sinks: &[(20.0, 0.0), (100.0, 50.0), (40.0, 50.0), (10.0, 400.0)],
    fresh: 0.0,
    bound: "at_most",
    least: 90.0,
};

/// M. Sorin, S. Bédard, The global pinch point in water reuse networks, *Process Safety and Environmental Protection* 77
/// (1999): t/h and ppm.
const SORIN_BEDARD: Published = Published {
    sources: &[(120.0, 100.0), (80.0, 140.0), (140.0, 180.0), (80.0, 230.0), (195.0, 250.0)],
    sinks: &[(120.0, 0.0), (80.0, 50.0), (80.0, 50.0), (140.0, 140.0), (80.0, 170.0), (195.0, 240.0)],
    fresh: 0.0,
    bound: "at_most",
    least: 200.0,
};

/// M. M. El-Halwagi, F. Gabriel, D. Harell, Rigorous graphical targeting for resource conservation via material
/// recycle/reuse networks, *Industrial and Engineering Chemistry Research* 42 (2003), acetic acid in the making of vinyl
/// acetate: kg/h and % of water.
const ACETIC_ACID: Published = Published {
    sources: &[(1400.0, 14.0), (9100.0, 25.0)],
    sinks: &[(5100.0, 5.0), (10200.0, 10.0)],
    fresh: 0.0,
    bound: "at_most",
    least: 9584.0,
};

/// J. J. Alves, G. P. Towler, Analysis of refinery hydrogen distribution systems, *Industrial and Engineering Chemistry
/// Research* 41 (2002): mol/s and % of hydrogen.
const HYDROGEN: Published = Published {
    sources: &[(623.8, 93.0), (415.8, 80.0), (1801.9, 75.0), (138.6, 75.0), (457.4, 70.0), (346.5, 73.0)],
    sinks: &[(2495.0, 80.61), (180.2, 78.85), (720.7, 75.14), (554.4, 77.57)],
    fresh: 95.0,
    bound: "at_least",
    least: 268.82,
};

/// Each source and sink a company of its own, all at one place; fresh supply costs 1 EUR a unit, nothing else costs.
fn case(published: Published) -> Case {
    let mut companies = String::from("company,name,lat,lon\n");
    let mut flows = String::from("flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence\n");
    let mut qualities = String::from("flow,property,value,bound\n");
    for (index, (quantity, content)) in published.sources.iter().enumerate() {
        companies += &format!("source{index},Source {index},48,2.7\n");
        flows += &format!("out{index},source{index},out,w-fluid,{quantity},t,0,measured\n");
        qualities += &format!("out{index},content,{content},content\n");
    }
    for (index, (quantity, limit)) in published.sinks.iter().enumerate() {
        companies += &format!("sink{index},Sink {index},48,2.7\n");
        flows += &format!("in{index},sink{index},in,w-fluid,{quantity},t,1,measured\n");
        qualities +=
            &format!("in{index},content,{limit},{}\nin{index},content,{},virgin\n", published.bound, published.fresh);
    }
    let tables = [("companies", companies), ("flows", flows), ("qualities", qualities)];
    let tables = tables.iter().map(|(name, text)| (*name, text.as_str())).chain([("materials", "material\nw-fluid\n")]);
    Case::new(
        &tables.collect::<Vec<_>>(),
        "synergies: {reuse: {}}\nassume: {haulage: {eur_per_t: 0, eur_per_t_km: 0}}\n",
    )
}

/// The least fresh supply by hand: at any pinch content p the sinks better than p need more than the sources better than
/// p have, and only fresh supply makes up for it (material recovery pinch, El-Halwagi 2003): the largest over p of
/// (sum of q (p - limit) over sinks better than p - sum of q (p - content) over sources better than p) / (p - fresh).
fn pinch(published: Published) -> f64 {
    let sign = if published.bound == "at_most" { 1.0 } else { -1.0 };
    let load = |list: &[(f64, f64)], p: f64| -> f64 {
        list.iter().map(|(quantity, content)| quantity * (sign * (p - content)).max(0.0)).sum()
    };
    let pinches = published.sources.iter().map(|(_, content)| *content);
    let needs =
        pinches.map(|p| (load(published.sinks, p) - load(published.sources, p)) / (sign * (p - published.fresh)));
    needs.fold(0.0, f64::max)
}

fn bought(outcome: &Outcome) -> f64 {
    let purchase = outcome.indicators.iter().find(|figure| figure.id == "eur.purchase");
    purchase.map_or(0.0, |figure| figure.proposed)
}

#[rstest]
#[case::polley(POLLEY)]
#[case::wang_smith(WANG_SMITH)]
#[case::sorin_bedard(SORIN_BEDARD)]
#[case::acetic_acid(ACETIC_ACID)]
#[case::hydrogen(HYDROGEN)]
fn the_least_fresh_supply_is_the_published_one(#[case] published: Published) {
    let case = case(published);
    let outcome = case.prepare().outcome();
    assert_eq!(outcome.certificate.status, "optimal");
    assert_close("fresh supply", bought(&outcome), pinch(published));
    // to the digits in print
    assert!((bought(&outcome) - published.least).abs() < 5e-3, "{} is not {}", bought(&outcome), published.least);
    let folder = case.run("results").unwrap_or_else(|error| panic!("{error}"));
    assert!(pipeline::verify(&folder).is_ok());
}
