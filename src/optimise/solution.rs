//! What a point of the program decides, in the words of the territory.

use std::collections::BTreeMap;

use super::formulation::Columns;
use super::solve::Solved;
use crate::dataset::{Seasonal, Stock};
use crate::discover::StreamCandidates;
use crate::id::{FacilityId, FlowId, MaterialId, ProcessId};

use super::program::{Col, Impact};
use super::rounds::RoundColumn;

/// Less than half a gram a year is nothing.
const DUST_T: f64 = 5e-7;

/// Something that moves, or stays, whose tonnes may be told apart by periods.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "as the columns of the program")]
pub enum Move {
    Keep(FlowId),
    Virgin(FlowId),
    Link(usize),
    Process(FacilityId, ProcessId, MaterialId),
    Sold(FacilityId, MaterialId),
    Disposed(FacilityId, MaterialId),
    Collected(usize, FlowId, FacilityId),
    Trunk(usize, usize, MaterialId),
}

/// A store in a period, t.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kept {
    /// Put in.
    pub stored: f64,
    /// Taken out.
    pub drawn: f64,
    /// Spoilt, of what was there when the period began.
    pub lost: f64,
    /// There at its end.
    pub stock: f64,
}

/// One of several objectives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stage {
    /// The least value found, those before within what they may give way by.
    pub least: f64,
    /// What it is proven not to be below there.
    pub bound: Option<f64>,
    /// Its value in the end.
    pub reached: f64,
}

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
    /// Tonnes missing to the contracts of streams.
    pub missing: Vec<(usize, f64)>,
    pub trunks: Vec<((usize, usize, MaterialId), f64)>,
    pub trips: Vec<((usize, usize), f64)>,
    pub rounds: Vec<RoundColumn>,
    /// Tonnes in each period, of what is told apart by periods.
    pub parts: BTreeMap<Move, Vec<f64>>,
    /// What stores take, give and keep, those that are used.
    pub stores: BTreeMap<Stock, Vec<Kept>>,
    pub objective: f64,
    pub bound: Option<f64>,
    pub gap: Option<f64>,
    pub reason: String,
    /// What each objective came to, in order.
    pub order: Vec<Stage>,
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
            missing: positive(columns.missing.iter(), value),
            trunks: positive(columns.trunk.iter(), value),
            trips: positive(columns.trips.iter(), value),
            rounds: columns.rounds.iter().filter(|(_, col)| chosen(*col)).map(|(round, _)| round.clone()).collect(),
            parts: parts(solved),
            stores: stores(solved),
            objective: solved.objective,
            bound: solved.bound,
            gap: solved.gap(),
            reason: solved.reason.to_owned(),
            order: order(solved),
        };
        solution.rounds.sort_by(|a, b| (a.stream, a.option, &a.stops).cmp(&(b.stream, b.option, &b.stops)));
        solution
    }

    /// The first of the rounds that take what a stop of a stream has, of the stream itself or of one that joins it.
    #[must_use]
    pub fn round_of(&self, streams: &[StreamCandidates], s: usize, stop: usize) -> Option<&RoundColumn> {
        let company = &streams[s].stops[stop].company;
        self.rounds.iter().find(|round| {
            let stream = &streams[round.stream];
            let takes = round.stream == s || stream.joins.contains(&s);
            takes && round.stops.iter().any(|&stop| stream.stops[stop].company == *company)
        })
    }

    /// The mode that serves each stop of a stream, in the order of the stops: `None` is outside.
    #[must_use]
    pub fn modes(&self, streams: &[StreamCandidates], s: usize) -> Vec<Option<crate::scenario::Mode>> {
        use crate::scenario::Mode;
        let stream = &streams[s];
        let mut modes = vec![None; stream.stops.len()];
        for &(_, option) in self.drop_offs.iter().filter(|(stream, _)| *stream == s) {
            modes[stream.drop_offs[option].stop] = Some(Mode::DropOff);
        }
        for &(_, option) in self.alones.iter().filter(|(stream, _)| *stream == s) {
            modes[stream.alones[option].stop] = Some(Mode::Alone);
        }
        for (stop, mode) in modes.iter_mut().enumerate() {
            *mode = mode.or_else(|| self.round_of(streams, s, stop).map(|_| Mode::Round));
        }
        modes
    }
}

fn order(solved: &Solved<'_>) -> Vec<Stage> {
    let goals = solved.formulation.problem.objectives();
    let reached = |weights: &Impact| {
        let weighted = solved.formulation.program.weighted(weights);
        weighted.iter().zip(&solved.values).map(|(c, v)| c * v).sum()
    };
    let found = solved.least.iter().zip(&solved.bounds).zip(goals);
    found.map(|((&least, &bound), goal)| Stage { least, bound, reached: reached(&goal.weights) }).collect()
}

fn stores(solved: &Solved<'_>) -> BTreeMap<Stock, Vec<Kept>> {
    let Solved { formulation, values, .. } = solved;
    let dataset = formulation.problem.dataset;
    let stores = formulation.columns.stores.iter().map(|(of, columns)| {
        let stock: Vec<f64> = columns.stock.iter().map(|col| tidy(values[col.0])).collect();
        let periods = formulation.problem.periods().iter().enumerate();
        let kept = periods.map(|(t, period)| Kept {
            stored: tidy(values[columns.stored[t].0]),
            drawn: tidy(values[columns.drawn[t].0]),
            lost: dataset.stores[of].loss(period) * stock[(t + stock.len() - 1) % stock.len()],
            stock: stock[t],
        });
        (of.clone(), kept.collect::<Vec<_>>())
    });
    stores.filter(|(_, kept)| kept.iter().any(|it| it.stored > DUST_T || it.stock > DUST_T)).collect()
}

/// The tonnes of each period; of what stays or is bought, what the others leave of the supply or the demand.
fn parts(solved: &Solved<'_>) -> BTreeMap<Move, Vec<f64>> {
    let (Solved { formulation, values, .. }, stores) = (solved, stores(solved));
    let moved = moves(&formulation.columns).filter_map(|(of, col)| {
        let parts = formulation.columns.parts.get(&col)?;
        Some((of, parts.iter().map(|part| tidy(values[part.0])).collect()))
    });
    let left = formulation.seasonal.iter().map(|(flow, rows)| {
        let kept = formulation.columns.keep.contains_key(flow);
        let spoilt = stores.get(&Stock::Flow(flow.clone())).filter(|_| kept);
        let left = rows.iter().enumerate().map(|(t, row)| {
            let row = &formulation.program.rows()[row.0];
            let moved: f64 = row.terms.iter().map(|(col, coefficient)| coefficient * values[col.0]).sum();
            tidy(row.rhs - moved + spoilt.map_or(0.0, |spoilt| spoilt[t].lost))
        });
        (if kept { Move::Keep(flow.clone()) } else { Move::Virgin(flow.clone()) }, left.collect())
    });
    // a flow that nothing ties to others stays as it is, in each period
    let problem = formulation.problem;
    let profiles = problem.dataset.profiles.iter().filter(|_| !problem.periods().is_empty());
    let untied = profiles.filter_map(|(of, shares)| {
        let Seasonal::Flow(flow) = of else { return None };
        let (kept, bought) = (formulation.columns.keep.get(flow), formulation.columns.virgin.get(flow));
        let stays = kept.map(|&col| (Move::Keep(flow.clone()), col));
        let (of, col) = stays.or(bought.map(|&col| (Move::Virgin(flow.clone()), col)))?;
        let tonnes = shares.iter().map(|share| tidy(share * values[col.0])).collect();
        (!formulation.seasonal.contains_key(flow)).then_some((of, tonnes))
    });
    moved.chain(left).chain(untied).collect()
}

fn moves(columns: &Columns) -> impl Iterator<Item = (Move, Col)> {
    let links = columns.link.iter().enumerate().map(|(index, &col)| (Move::Link(index), col));
    let processed =
        columns.process.iter().map(|((j, p, m), &col)| (Move::Process(j.clone(), p.clone(), m.clone()), col));
    let sold = columns.sold.iter().map(|((j, m), &col)| (Move::Sold(j.clone(), m.clone()), col));
    let disposed = columns.disposed.iter().map(|((j, m), &col)| (Move::Disposed(j.clone(), m.clone()), col));
    let collected = columns.collected.iter().map(|((s, f, j), &col)| (Move::Collected(*s, f.clone(), j.clone()), col));
    let trunks = columns.trunk.iter().map(|((s, i, m), &col)| (Move::Trunk(*s, *i, m.clone()), col));
    links.chain(processed).chain(sold).chain(disposed).chain(collected).chain(trunks)
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
