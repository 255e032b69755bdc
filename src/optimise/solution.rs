//! What a point of the program decides, in the words of the territory.

use super::solve::Solved;
use crate::discover::StreamCandidates;
use crate::id::{FacilityId, FlowId, MaterialId, ProcessId};

use super::prices::Prices;
use super::program::{Col, Impact};
use super::rounds::RoundColumn;

/// Less than half a gram a year is nothing.
const DUST_T: f64 = 5e-7;

/// Decisions; quantities in t/year, streams and options by their index in the candidates.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "as the columns of the program")]
pub struct Solution {
    pub kept: Vec<(FlowId, f64)>,
    pub virgin: Vec<(FlowId, f64)>,
    pub links: Vec<(usize, f64)>,
    pub processed: Vec<((FacilityId, ProcessId, MaterialId), f64)>,
    pub opened: Vec<FacilityId>,
    /// By their index in the dataset.
    pub sized: Vec<usize>,
    pub sold: Vec<((FacilityId, MaterialId), f64)>,
    pub disposed: Vec<((FacilityId, MaterialId), f64)>,
    pub collected: Vec<((usize, FlowId, FacilityId), f64)>,
    pub drop_offs: Vec<(usize, usize)>,
    pub alones: Vec<(usize, usize)>,
    pub trunks: Vec<((usize, usize, MaterialId), f64)>,
    pub trips: Vec<((usize, usize), f64)>,
    pub rounds: Vec<RoundColumn>,
    pub objective: f64,
    pub bound: Option<f64>,
    pub gap: Option<f64>,
    pub reason: String,
    /// Least and reached value of each objective, in order.
    pub order: Vec<(f64, f64)>,
    /// Filled in by whoever asks for prices.
    pub prices: Prices,
}

impl Solution {
    /// Reads the decisions off a point.
    #[must_use]
    pub fn read(solved: &Solved<'_>) -> Self {
        let columns = &solved.formulation.columns;
        let value = |col: Col| solved.values[col.0];
        let chosen = |col: Col| value(col) > 0.5;
        let mut solution = Self {
            kept: positive(columns.keep.iter(), value),
            virgin: positive(columns.virgin.iter(), value),
            links: columns
                .link
                .iter()
                .map(|&col| value(col))
                .enumerate()
                .filter(|(_, tonnes)| *tonnes > DUST_T)
                .collect(),
            processed: positive(columns.process.iter(), value),
            opened: columns.open.iter().filter(|(_, col)| chosen(**col)).map(|(id, _)| id.clone()).collect(),
            sized: columns.sized.iter().filter(|(_, col)| chosen(**col)).map(|(index, _)| *index).collect(),
            sold: positive(columns.sold.iter(), value),
            disposed: positive(columns.disposed.iter(), value),
            collected: positive(columns.collected.iter(), value),
            drop_offs: columns.drop_off.iter().filter(|(_, col)| chosen(**col)).map(|(key, _)| *key).collect(),
            alones: columns.alone.iter().filter(|(_, col)| chosen(**col)).map(|(key, _)| *key).collect(),
            trunks: positive(columns.trunk.iter(), value),
            trips: positive(columns.trips.iter(), value),
            rounds: columns.rounds.iter().filter(|(_, col)| chosen(*col)).map(|(round, _)| round.clone()).collect(),
            objective: solved.objective,
            bound: solved.bound,
            gap: solved.gap(),
            reason: solved.reason.to_owned(),
            order: order(solved),
            prices: Prices::default(),
        };
        solution.rounds.sort_by(|a, b| (a.stream, a.option, &a.stops).cmp(&(b.stream, b.option, &b.stops)));
        solution
    }

    /// The mode that serves each stop of a stream, in the order of the stops: `None` is outside.
    #[must_use]
    pub fn modes(&self, s: usize, stream: &StreamCandidates) -> Vec<Option<crate::scenario::Mode>> {
        use crate::scenario::Mode;
        let mut modes = vec![None; stream.stops.len()];
        for &(_, option) in self.drop_offs.iter().filter(|(stream, _)| *stream == s) {
            modes[stream.drop_offs[option].stop] = Some(Mode::DropOff);
        }
        for &(_, option) in self.alones.iter().filter(|(stream, _)| *stream == s) {
            modes[stream.alones[option].stop] = Some(Mode::Alone);
        }
        for round in self.rounds.iter().filter(|round| round.stream == s) {
            round.stops.iter().for_each(|&stop| modes[stop] = Some(Mode::Round));
        }
        modes
    }
}

fn order(solved: &Solved<'_>) -> Vec<(f64, f64)> {
    let goals = solved.formulation.problem.objectives();
    let reached = |weights: &Impact| {
        let weighted = solved.formulation.program.weighted(weights);
        weighted.iter().zip(&solved.values).map(|(c, v)| c * v).sum()
    };
    solved.least.iter().zip(goals).map(|(&least, goal)| (least, reached(&goal.weights))).collect()
}

fn positive<'a, K: Clone + 'a>(
    columns: impl Iterator<Item = (&'a K, &'a Col)>,
    value: impl Fn(Col) -> f64,
) -> Vec<(K, f64)> {
    columns.map(|(key, col)| (key.clone(), tidy(value(*col)))).filter(|(_, tonnes)| *tonnes > DUST_T).collect()
}

/// Tonnes to the milligram, without the last digits of a solver.
fn tidy(tonnes: f64) -> f64 {
    (tonnes * 1e9).round() / 1e9
}
