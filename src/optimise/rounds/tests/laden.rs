//! What is on board at a price of its t.km, against every round.

use super::super::pricing::{Ask, Care, cheapest};
use super::super::rules::Rules;
use super::*;

/// Prices of t.km to either side of nothing: those below are met where a target asks for emissions.
#[test]
fn the_cheapest_round_is_found_whatever_its_load_weighs() {
    let (mut found, mut turned) = (0, 0);
    for seed in 1..=300 {
        let mut model = draw(seed);
        let mut random = Random::new(seed + 5000);
        let n = model.base.rows.len();
        let cuts: Vec<Cut> = (0..2).map(|_| subset(&mut random, n)).collect();
        let mut duals: Vec<f64> = (0..n).map(|_| between(&mut random, 5.0, 40.0)).collect();
        duals.extend(cuts.iter().map(|_| -between(&mut random, 0.0, 10.0)));
        let tkm = between(&mut random, -0.3, 0.6);
        for class in 0..model.classes.len() {
            model.classes[class].cost.tkm = tkm;
            let own = tours(&model).into_iter().filter(|tour| tour.class == class);
            let arcs = model.arcs(class, &duals, &cuts, false);
            // the weights of legs and stops are what the round costs less what it is paid
            let reduced = |tour: &Tour| {
                let terms: f64 = model.terms(tour).iter().map(|(row, a)| duals[*row] * a).sum();
                let cut: f64 = cuts.iter().zip(&duals[n..]).map(|(cut, d)| d * model.coefficient(cut, tour)).sum();
                model.cost(tour) - terms - cut
            };
            let mut least = f64::INFINITY;
            for tour in own {
                let weight = arcs.order(&tour.order);
                assert!((weight - reduced(&tour)).abs() < 1e-9, "seed {seed}: {weight} of {tour:?}");
                least = least.min(weight);
            }
            let ground = &model.classes[class].ground;
            let near = Near::nearest(n, n, |a, b| ground.km(a, b));
            let (most, each, care) = (100, 100, Care::Exact);
            let ask = Ask { limit: 100.0, most, each, care, labels: 1_000_000, until: None };
            let mut ruled = ground.clone();
            ruled.rules = Some(Rules::none(ground));
            for ground in [ground, &ruled] {
                let paths = cheapest(ground, &near, &arcs, ask).unwrap();
                let weight = paths.first().map_or(f64::INFINITY, |path| path.weight);
                assert!(
                    least.min(100.0) >= 100.0 || (weight - least).abs() < 1e-9,
                    "seed {seed}, {tkm}: {weight}, {least}, {:?}",
                    ground.rules.is_some()
                );
                found += usize::from(weight < 100.0);
                let order = paths.first().map(|path| path.order.iter().rev().copied().collect::<Vec<_>>());
                turned += usize::from(order.is_some_and(|back| arcs.order(&back) > weight + 1e-6));
            }
        }
    }
    assert!(found > 500 && turned > 200, "{found} {turned}");
}
