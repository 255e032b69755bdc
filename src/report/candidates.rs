//! What `discover` shows after the leads: what streams could collect, and what was rejected.

use std::fmt::Write;

use crate::discover::{Candidates, Rejection};
use crate::report::layout::{Side, heading, table};
use crate::report::typography::{number, shared_decimals};
use crate::report::words::Words;

/// Rejections shown at most: `discover.csv` has the others.
const MOST_SHOWN: usize = 50;

/// What could be collected, then what was rejected, as tables.
pub fn text<'r>(
    services: &Candidates,
    rejected: impl Iterator<Item = &'r Rejection>,
    more: usize,
    words: &Words,
) -> String {
    let mut text = collected(services, words);
    let rejected: Vec<&Rejection> = rejected.collect();
    if !rejected.is_empty() {
        text += &heading(&words.get("heading-rejected"));
        let heads = ["from", "to", "what", "reason"].map(|id| (words.get(&format!("column-{id}")), Side::Left));
        let cells = |it: &&Rejection| {
            vec![it.from.clone(), it.to.clone().unwrap_or_default(), it.what.clone(), it.reason.to_string()]
        };
        text += &table(&heads, &rejected.iter().take(MOST_SHOWN).map(cells).collect::<Vec<_>>());
        let count = more + rejected.len().saturating_sub(MOST_SHOWN);
        if count > 0 {
            let line = words.with("more", &[("count", &count.to_string()), ("file", super::leads::FILE)]);
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

fn collected(services: &Candidates, words: &Words) -> String {
    let stops: Vec<_> = services
        .streams
        .iter()
        .flat_map(|stream| stream.stops.iter().map(move |stop| (stop, stream.id.to_string())))
        .collect();
    if stops.is_empty() {
        return String::new();
    }
    let decimals = shared_decimals("t", stops.iter().map(|(stop, _)| stop.load.value()));
    let heads = [("from", Side::Left), ("what", Side::Left), ("tonnes", Side::Right)]
        .map(|(id, side)| (words.get(&format!("column-{id}")), side));
    let cells = |(stop, stream): &(&crate::discover::Stop, String)| {
        let tonnes = number(words.language(), stop.load.value(), decimals);
        vec![stop.company.to_string(), stream.clone(), tonnes]
    };
    heading(&words.get("heading-candidates")) + &table(&heads, &stops.iter().map(cells).collect::<Vec<_>>())
}
