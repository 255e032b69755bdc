//! Pools: companies near each other that give the same output or buy the same input.

use rayon::prelude::*;

use super::certainty::Certainty;
use super::ground::Ground;
use super::score::{Score, Stake};
use super::{Kind, Lead, To, knowledge};
use crate::dataset::Direction;
use crate::network::Near;

/// Most companies of a pool: as many as can sit around a table.
const MOST_MEMBERS: usize = 12;

/// The pools of a dataset: each item is in one at most.
pub(super) fn leads(ground: &Ground<'_>) -> Vec<Lead> {
    [(Direction::Out, Kind::PooledOutput), (Direction::In, Kind::PooledInput)]
        .into_iter()
        .flat_map(|(direction, kind)| {
            let groups = by_material(ground, direction);
            groups.into_par_iter().flat_map_iter(|items| of_material(ground, kind, items)).collect::<Vec<_>>()
        })
        .collect()
}

/// Items with a quantity, material by material, the largest first. What goes through a pipe is not pooled.
fn by_material(ground: &Ground<'_>, direction: Direction) -> Vec<Vec<u32>> {
    let mut groups = vec![Vec::new(); ground.materials.len()];
    for number in ground.numbers(direction) {
        let item = ground.item(number);
        if item.tonnes.is_some_and(|tonnes| tonnes > 0.0) && !knowledge::is_piped(ground.material(item.material)) {
            groups[item.material as usize].push(number);
        }
    }
    for group in &mut groups {
        group.sort_by(|a, b| tonnes(ground, *b).total_cmp(&tonnes(ground, *a)).then(a.cmp(b)));
    }
    groups
}

fn tonnes(ground: &Ground<'_>, number: u32) -> f64 {
    ground.item(number).tonnes.unwrap_or(0.0)
}

/// Around each item that is not in a pool yet, from the largest on, its nearest like ones within the radius.
fn of_material(ground: &Ground<'_>, kind: Kind, items: Vec<u32>) -> Vec<Lead> {
    let radius = ground.settings().pool.value();
    let place = |number: u32| ground.item(number).company;
    let points = items.iter().filter_map(|number| Some((ground.point(place(*number))?, *number))).collect();
    let near = Near::new(points);
    let mut free: std::collections::BTreeSet<u32> = items.iter().copied().collect();
    let mut leads = Vec::new();
    for seed in items {
        if !free.remove(&seed) {
            continue;
        }
        let mut members: Vec<(u32, f64)> = Vec::new();
        let mut companies = vec![place(seed)];
        for (number, km) in around(ground, &near, place(seed), &free, radius) {
            if members.len() + 1 < MOST_MEMBERS && !companies.contains(&place(number)) {
                companies.push(place(number));
                members.push((number, km));
            }
        }
        if !members.is_empty() {
            for (number, _) in &members {
                free.remove(number);
            }
            leads.push(lead(ground, kind, seed, &members));
        }
    }
    leads
}

/// The free items within the radius of a place, nearest first, by stated distances or by coordinates.
fn around(
    ground: &Ground<'_>,
    near: &Near,
    place: u32,
    free: &std::collections::BTreeSet<u32>,
    radius: f64,
) -> Vec<(u32, f64)> {
    let mut found: Vec<(u32, f64)> = Vec::new();
    if ground.has_legs(place) {
        let all = free.iter().filter_map(|number| Some((*number, ground.km(place, ground.item(*number).company)?)));
        found.extend(all.filter(|(_, km)| *km <= radius));
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    } else if let Some(point) = ground.point(place) {
        let detour = ground.scenario.assume.detour_factor;
        let nearest = near.from_nearest(point).map(|(km, number)| (number, km.value() * detour));
        let nearest = nearest.take_while(|(_, km)| *km <= radius).filter(|(number, _)| free.contains(number));
        found.extend(nearest.take(MOST_MEMBERS * 2));
    }
    found
}

fn lead(ground: &Ground<'_>, kind: Kind, seed: u32, members: &[(u32, f64)]) -> Lead {
    let others: f64 = members.iter().map(|(number, _)| tonnes(ground, *number)).sum();
    let total = others + tonnes(ground, seed);
    let sure = |number: u32| ground.item(number).certainty;
    // as sure as the least sure of its members
    let given = members.iter().map(|(number, _)| sure(*number)).fold(sure(seed), f64::min);
    let farthest = members.iter().map(|(_, km)| *km).fold(0.0, f64::max);
    let stake = Stake {
        eur: None,
        co2e_kg: None,
        certainty: Certainty { given, taken: 1.0, chain: 1.0, quality: 1.0 },
        km: farthest,
        limit_km: ground.settings().pool.value(),
        quantity: Some(others / total),
    };
    Lead {
        kind,
        from: seed,
        to: To::Pool(members.iter().map(|(number, _)| *number).collect()),
        chain: None,
        via: Box::default(),
        tonnes: Some(total),
        score: Score::new(ground.settings(), &stake),
        typical: members.iter().any(|(number, _)| ground.item(*number).is_typical()) || ground.item(seed).is_typical(),
    }
}
