//! A savings construction (Clarke and Wright, 1964) with local search, for good first rounds.

use super::class::Class;

/// The orders of stops met on the way: every merged round, and every round improved by local search.
pub(super) fn orders(class: &Class) -> Vec<Vec<usize>> {
    let mut met = Vec::new();
    // the shape parameter (Yellow, 1970) stretches the detour between two stops: several give diverse rounds
    for shape in [1.0, 0.6, 1.4] {
        let merged = merge(class, shape, &mut met);
        let improved = exchange(class, merged);
        met.extend(improved);
    }
    met
}

/// Starts with one round for each stop and merges the ends that save most, as long as the round stays admissible.
fn merge(class: &Class, shape: f64, met: &mut Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let n = class.stops.len();
    let legs = &class.legs;
    let mut savings: Vec<(f64, usize, usize)> = (0..n)
        .flat_map(|a| (0..n).filter(move |&b| b != a).map(move |b| (a, b)))
        .map(|(a, b)| (legs.km(a, legs.unload()) + legs.km(legs.depot(), b) - shape * legs.km(a, b), a, b))
        .filter(|(saving, _, _)| *saving > 0.0)
        .collect();
    savings.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut rounds: Vec<Vec<usize>> = (0..n).map(|stop| vec![stop]).collect();
    for (_, a, b) in savings {
        let first = rounds.iter().position(|round| round.last() == Some(&a));
        let second = rounds.iter().position(|round| round.first() == Some(&b));
        let (Some(first), Some(second)) = (first, second) else { continue };
        if first == second {
            continue;
        }
        let joined = improve(class, [rounds[first].clone(), rounds[second].clone()].concat());
        if class.round(&joined).is_some() {
            met.push(joined.clone());
            rounds[first] = joined;
            rounds.remove(second);
        }
    }
    rounds
}

/// Reverses stretches of a round while that shortens it (2-opt).
fn improve(class: &Class, mut order: Vec<usize>) -> Vec<usize> {
    let mut best = class.legs.measure(&order).0;
    let mut improved = true;
    while improved {
        improved = false;
        for from in 0..order.len() {
            for to in from + 1..order.len() {
                order[from..=to].reverse();
                let length = class.legs.measure(&order).0;
                if length < best - 1e-9 {
                    (best, improved) = (length, true);
                } else {
                    order[from..=to].reverse();
                }
            }
        }
    }
    order
}

/// Moves single stops between rounds while that shortens the whole.
fn exchange(class: &Class, mut rounds: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    loop {
        let mut best: (f64, Option<(usize, usize, usize, usize)>) = (1e-9, None);
        for (from, giver) in rounds.iter().enumerate() {
            for (at, &stop) in giver.iter().enumerate() {
                let without: Vec<usize> = giver.iter().copied().filter(|&other| other != stop).collect();
                let gain = class.legs.measure(giver).0 - length(class, &without);
                for (to, taker) in rounds.iter().enumerate().filter(|(to, _)| *to != from) {
                    if !class.holds(&class.visit(taker.iter().copied().chain([stop]))) {
                        continue;
                    }
                    for place in 0..=taker.len() {
                        let saved = gain + class.legs.measure(taker).0 - length(class, &inserted(taker, place, stop));
                        if saved > best.0 {
                            best = (saved, Some((from, at, to, place)));
                        }
                    }
                }
            }
        }
        let Some((from, at, to, place)) = best.1 else { return rounds };
        let stop = rounds[from][at];
        let grown = inserted(&rounds[to], place, stop);
        if class.round(&grown).is_none() {
            return rounds; // the working time forbids the best move: the rounds stay as they are
        }
        rounds[to] = grown;
        rounds[from].remove(at);
        rounds.retain(|round| !round.is_empty());
    }
}

fn length(class: &Class, order: &[usize]) -> f64 {
    if order.is_empty() { 0.0 } else { class.legs.measure(order).0 }
}

fn inserted(order: &[usize], place: usize, stop: usize) -> Vec<usize> {
    let mut grown = order.to_vec();
    grown.insert(place, stop);
    grown
}
