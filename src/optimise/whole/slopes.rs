//! Proposals by prices that know what was carried: what opens a column is paid by each tonne that it carried the time before
//! (dynamic slope scaling: Kim and Pardalos, 1999).

use super::openers::{Openers, Paid};
use crate::optimise::lp::Lp;

/// Most times that prices are set, and times in a row that no better point came of it.
const TIMES: usize = 60;
const IDLE: usize = 12;
/// What counts as nothing, t a year.
const NOTHING: f64 = 1e-6;

/// The better and better points that this comes to, the best first, with as many openers as they need.
pub fn proposals(lp: &Lp, openers: &Openers, goes_on: &dyn Fn() -> bool) -> Vec<Vec<f64>> {
    if openers.all.is_empty() {
        return Vec::new();
    }
    let mut priced = openers.in_proportion(lp);
    let (mut found, mut least, mut idle) = (Vec::new(), f64::INFINITY, 0);
    for time in 0..TIMES {
        if idle >= IDLE || time > 0 && !goes_on() {
            break;
        }
        let Some(answer) = priced.relaxed(lp) else { break };
        let values = openers.opened(lp, answer.values);
        let cost = lp.objective(&values);
        idle += 1;
        if cost < least {
            (least, idle) = (cost, 0);
            found.push(values.clone());
        }
        price(lp, openers, &values, &mut priced);
    }
    found.reverse();
    found.truncate(KEPT);
    found
}

/// Points that are worth more than their prices.
const KEPT: usize = 3;

/// What columns carry pays for what opened them; what carry nothing keep their price.
fn price(lp: &Lp, openers: &Openers, values: &[f64], priced: &mut Paid) {
    let mut paid = vec![0.0; lp.columns.len()];
    for opener in &openers.all {
        paid[opener.opens] += lp.columns[opener.column].cost * values[opener.column];
    }
    for (column, &index) in priced.lp.columns.iter_mut().zip(&priced.columns) {
        if paid[index] > 0.0 && values[index] > NOTHING {
            column.cost = lp.columns[index].cost + paid[index] / values[index];
        }
    }
}
