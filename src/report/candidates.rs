//! What `discover` shows after the leads: what streams could collect, and what was rejected.

use std::fmt::Write;

use crate::discover::{Candidates, Rejection};
use crate::report::layout::{Side, heading, table};
use crate::report::reasons;
use crate::report::typography::{number, shared_decimals};
use crate::report::words::Words;

/// Rejections shown at most: `discover.csv` has the others.
const MOST_SHOWN: usize = 12;

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
            vec![
                it.from.clone(),
                it.to.clone().unwrap_or_default(),
                it.what.clone(),
                reasons::detail(&it.reason, words),
            ]
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

/// For each stream, how many companies could be collected from, and how much.
fn collected(services: &Candidates, words: &Words) -> String {
    let streams: Vec<(String, usize, f64)> = services
        .streams
        .iter()
        .filter(|stream| !stream.stops.is_empty())
        .map(|stream| {
            let tonnes = stream.stops.iter().map(|stop| stop.load.value()).sum();
            (stream.id.to_string(), stream.companies().count(), tonnes)
        })
        .collect();
    if streams.is_empty() {
        return String::new();
    }
    let decimals = shared_decimals("t", streams.iter().map(|(_, _, tonnes)| *tonnes));
    let heads = [("stream", Side::Left), ("companies", Side::Right), ("tonnes", Side::Right)]
        .map(|(id, side)| (words.get(&format!("column-{id}")), side));
    let cells = |(stream, companies, tonnes): &(String, usize, f64)| {
        vec![stream.clone(), companies.to_string(), number(words.language(), *tonnes, decimals)]
    };
    heading(&words.get("heading-candidates")) + &table(&heads, &streams.iter().map(cells).collect::<Vec<_>>())
}
