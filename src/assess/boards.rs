//! Which rounds take what: those of a stream itself, or those of streams that share a vehicle.

use std::collections::BTreeMap;

use super::{Entry, Kind, RoundPlan};
use crate::id::StreamId;

/// For each company and stream, the collection whose rounds take it.
#[derive(Debug, Clone, Default)]
pub(super) struct Boards<'a>(BTreeMap<&'a str, BTreeMap<&'a StreamId, &'a StreamId>>);

impl<'a> Boards<'a> {
    pub(super) fn new(rounds: &'a [RoundPlan]) -> Self {
        let mut boards = Self::default();
        for plan in rounds {
            for stop in plan.stops() {
                let own = plan.loads.iter().map(|(stream, _)| (stream, &plan.stream));
                boards.0.entry(stop).or_default().extend(own);
            }
        }
        boards
    }

    /// The collection whose rounds take what a company has of a stream; none: no round does.
    pub(super) fn of(&self, company: &str, stream: &StreamId) -> Option<&'a StreamId> {
        self.0.get(company)?.get(stream).copied()
    }

    /// The collection whose rounds bring what a line of the ledger says is collected.
    pub(super) fn bring(&self, entry: &Entry) -> Option<&'a StreamId> {
        self.of(&entry.from, entry.stream.as_ref().filter(|_| entry.kind == Kind::Collected)?)
    }
}
