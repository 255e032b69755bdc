//! Parts of a program that no row ties together, searched one by one.
//!
//! What ties streams together is often no more than a few yes-or-no columns: a hub to open. With each of their values,
//! the program falls into parts; the best of all is the best over those values of the sum over the parts.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::model::{Class, Model, Stream, Tour};
use super::search::search;
use super::tight::tightened;
use super::tree::{Answer, Effort, Outcome, Stop, Work};
use crate::optimise::lp::{root, unite};
use crate::optimise::program::Sense;
use crate::optimise::solver::{self, SolveError};

/// Most columns of which every value is tried.
const HELD: usize = 4;
/// A row without any column holds within this.
const ROUNDING: f64 = 1e-9;

/// Turns rounds of a model into a whole answer of it, and says what no answer with them is below.
pub type Complete<'c> = dyn FnMut(&Model, &[Tour], Option<&Answer>) -> Option<(Answer, f64)> + 'c;

/// Searches each part of a model by itself. Of `choices`, yes-or-no columns, those that tie streams together are held at
/// each of their values in turn.
///
/// # Errors
/// As the search of one part.
pub fn search_apart(
    model: &Model,
    choices: &[usize],
    effort: Effort,
    until: Option<Instant>,
    complete: &mut Complete<'_>,
) -> Result<Outcome, SolveError> {
    let held = ties(model, choices);
    let groups = groups(model, &held);
    let mut parts: Vec<Part> = Vec::new();
    let mut ways: Vec<(Vec<f64>, Vec<usize>)> = Vec::new();
    for code in 0..1_u32 << held.len() {
        let values: Vec<f64> = (0..held.len()).map(|at| f64::from(code >> at & 1)).collect();
        let Some(found) = divide(model, &groups, &held, &values) else { continue };
        let own = found.into_iter().map(|part| {
            parts.iter().position(|known| known.same(&part)).unwrap_or_else(|| {
                parts.push(part);
                parts.len() - 1
            })
        });
        ways.push((values, own.collect()));
    }
    let mut effort = Effort { gap: effort.gap / 2.0, ..effort };
    let outcomes = each(&parts, effort, until, complete)?;
    let whole = together(model, &held, &parts, &outcomes, &ways);
    let Some(excess) = whole.excess(2.0 * effort.gap) else { return Ok(whole) };
    // earnings of one part stand against costs of another: the whole is smaller than what is proven of each
    effort.gap /= 2.0 * excess;
    let outcomes = each(&parts, effort, until, complete)?;
    Ok(together(model, &held, &parts, &outcomes, &ways))
}

/// Searches parts, the small ones first, each with its share of the time that is left.
fn each(
    parts: &[Part],
    effort: Effort,
    until: Option<Instant>,
    complete: &mut Complete<'_>,
) -> Result<Vec<Outcome>, SolveError> {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&index| (parts[index].size(), index));
    let mut outcomes: BTreeMap<usize, Outcome> = BTreeMap::new();
    for (done, &index) in order.iter().enumerate() {
        let remaining = u32::try_from(order.len() - done).unwrap_or(u32::MAX);
        let share = until.map(|until| {
            let now = Instant::now();
            now + (until.saturating_duration_since(now) / remaining).max(Duration::from_millis(1))
        });
        outcomes.insert(index, parts[index].search(effort, share, complete)?);
    }
    Ok(outcomes.into_values().collect())
}

/// The best answer over the values of what is held, and the least bound.
fn together(
    model: &Model,
    held: &[usize],
    parts: &[Part],
    outcomes: &[Outcome],
    ways: &[(Vec<f64>, Vec<usize>)],
) -> Outcome {
    let mut whole = Outcome {
        answer: None,
        bound: f64::INFINITY,
        stop: outcomes.iter().map(|outcome| outcome.stop).max_by_key(|stop| doubt(*stop)).unwrap_or(Stop::Tree),
        nodes: outcomes.iter().map(|outcome| outcome.nodes).sum(),
        ties: Vec::new(),
        work: outcomes.iter().fold(Work::default(), |sum, outcome| sum.and(outcome.work)),
    };
    for (values, own) in ways {
        let paid: f64 = held.iter().zip(values).map(|(&column, value)| model.base.columns[column].cost * value).sum();
        whole.bound = whole.bound.min(own.iter().map(|&part| outcomes[part].bound).sum::<f64>() + paid);
        let answers: Option<Vec<&Answer>> = own.iter().map(|&part| outcomes[part].answer.as_ref()).collect();
        let Some(answers) = answers else { continue };
        let objective = answers.iter().map(|answer| answer.objective).sum::<f64>() + paid;
        if whole.answer.as_ref().is_some_and(|best| best.objective <= objective) {
            continue;
        }
        let mut base = vec![0.0; model.base.columns.len()];
        for (&column, value) in held.iter().zip(values) {
            base[column] = *value;
        }
        let mut tours = Vec::new();
        whole.ties = Vec::new();
        for (&part, answer) in own.iter().zip(answers) {
            let part_of = &parts[part];
            part_of.columns.iter().zip(&answer.base).for_each(|(&column, value)| base[column] = *value);
            tours.extend(answer.tours.iter().map(|tour| part_of.tour(tour)));
            whole.ties.extend(outcomes[part].ties.iter().map(|tour| part_of.tour(tour)));
        }
        whole.answer = Some(Answer { objective, tours, base });
    }
    let value = whole.answer.as_ref().map_or(f64::INFINITY, |answer| answer.objective);
    if whole.answer.is_none() && whole.bound == f64::INFINITY {
        // at each value, some part has no answer: whatever was not looked into elsewhere
        whole.stop = Stop::Tree;
    }
    whole.bound = whole.bound.min(value);
    whole
}

/// How much a reason to stop leaves open.
fn doubt(stop: Stop) -> usize {
    [Stop::Relaxed, Stop::Listed, Stop::Tree, Stop::Labels, Stop::Work, Stop::Time]
        .iter()
        .position(|it| *it == stop)
        .unwrap_or(0)
}

/// Of these columns, those that tie two groups of streams together; none where there are too many.
fn ties(model: &Model, choices: &[usize]) -> Vec<usize> {
    let yes_or_no = |column: &usize| {
        let column = &model.base.columns[*column];
        column.integer && (column.lower, column.upper) == (0.0, 1.0)
    };
    let choices: Vec<usize> = choices.iter().copied().filter(yes_or_no).collect();
    let groups = groups(model, &choices);
    let with_streams: BTreeSet<usize> =
        model.streams.iter().filter_map(|it| it.cover.first()).map(|&row| groups[row]).collect();
    let touched = |column: usize| -> usize {
        let of: BTreeSet<usize> = model.base.columns[column].terms.iter().map(|(row, _)| groups[*row]).collect();
        of.intersection(&with_streams).count()
    };
    let tying: Vec<usize> = choices.into_iter().filter(|&column| touched(column) > 1).collect();
    if tying.len() > HELD { Vec::new() } else { tying }
}

/// A group for each row: rows that a column (but those held) or a class of rounds enters together are of one.
fn groups(model: &Model, held: &[usize]) -> Vec<usize> {
    let mut leader: Vec<usize> = (0..model.base.rows.len()).collect();
    let mut join = |rows: &mut dyn Iterator<Item = usize>| {
        let Some(first) = rows.next() else { return };
        for row in rows {
            unite(&mut leader, first, row);
        }
    };
    for (index, column) in model.base.columns.iter().enumerate() {
        if !held.contains(&index) {
            join(&mut column.terms.iter().map(|term| term.0));
        }
    }
    for stream in &model.streams {
        join(&mut stream.cover.iter().copied());
    }
    for class in &model.classes {
        let visits = class.visit.iter().flatten().chain(&class.own).map(|term| term.0);
        let measured = class.measured.iter().map(|term| term.0);
        join(&mut model.streams[class.stream].cover.iter().copied().take(1).chain(visits).chain(measured));
    }
    (0..leader.len()).map(|row| root(&mut leader, row)).collect()
}

/// A part, with where its columns and classes stand in the whole.
struct Part {
    model: Model,
    rows: Vec<usize>,
    columns: Vec<usize>,
    classes: Vec<usize>,
}

/// The parts with streams, then all the rest; none where a row cannot hold at these values.
fn divide(model: &Model, groups: &[usize], held: &[usize], values: &[f64]) -> Option<Vec<Part>> {
    let mut rhs: Vec<f64> = model.base.rows.iter().map(|row| row.1).collect();
    for (&column, value) in held.iter().zip(values) {
        model.base.columns[column].terms.iter().for_each(|&(row, coefficient)| rhs[row] -= coefficient * value);
    }
    let of_stream = |stream: &Stream| stream.cover.first().map(|&row| groups[row]);
    let with_streams: BTreeSet<usize> = model.streams.iter().filter_map(of_stream).collect();
    let label = |row: usize| Some(groups[row]).filter(|group| with_streams.contains(group));
    let mut entered = vec![false; groups.len()];
    let free = |index: &usize| !held.contains(index);
    for index in (0..model.base.columns.len()).filter(free) {
        model.base.columns[index].terms.iter().for_each(|term| entered[term.0] = true);
    }
    let empty = (0..groups.len()).filter(|&row| !entered[row] && label(row).is_none());
    let holds = |row: usize| match model.base.rows[row].0 {
        Sense::Le => rhs[row] >= -ROUNDING,
        Sense::Ge => rhs[row] <= ROUNDING,
        Sense::Eq => rhs[row].abs() <= ROUNDING,
    };
    if !empty.clone().all(holds) {
        return None;
    }
    let empty: BTreeSet<usize> = empty.collect();
    let labels = with_streams.iter().copied().map(Some).chain([None]);
    let parts = labels.map(|wanted| {
        let rows = (0..groups.len()).filter(|&row| label(row) == wanted && !empty.contains(&row)).collect();
        let of = |index: &usize| model.base.columns[*index].terms.first().and_then(|term| label(term.0));
        let columns = (0..model.base.columns.len()).filter(free).filter(|index| of(index) == wanted).collect();
        let streams: Vec<usize> =
            (0..model.streams.len()).filter(|&s| of_stream(&model.streams[s]) == wanted).collect();
        Part::new(model, rows, columns, &streams, &rhs)
    });
    Some(parts.filter(|part| !part.columns.is_empty()).collect())
}

impl Part {
    fn new(model: &Model, rows: Vec<usize>, columns: Vec<usize>, streams: &[usize], rhs: &[f64]) -> Self {
        let place =
            |of: &[usize]| of.iter().enumerate().map(|(new, &old)| (old, new)).collect::<BTreeMap<usize, usize>>();
        let (row, column, stream) = (place(&rows), place(&columns), place(streams));
        let terms = |all: &[(usize, f64)]| all.iter().map(|&(at, coefficient)| (row[&at], coefficient)).collect();
        let classes: Vec<usize> =
            (0..model.classes.len()).filter(|&class| stream.contains_key(&model.classes[class].stream)).collect();
        let mut base = model.base.cut(&rows, &columns);
        base.rows.iter_mut().zip(&rows).for_each(|(row, &at)| row.1 = rhs[at]);
        let mut part = Model {
            base,
            reach: columns.iter().map(|&index| model.reach[index]).collect(),
            soft: model.soft.iter().filter_map(|&(at, unit)| Some((*row.get(&at)?, unit))).collect(),
            streams: streams.iter().map(|&index| model.streams[index].clone()).collect(),
            classes: classes.iter().map(|&index| model.classes[index].clone()).collect(),
        };
        for it in &mut part.streams {
            it.cover.iter_mut().for_each(|at| *at = row[at]);
            it.otherwise.iter_mut().flatten().for_each(|at| *at = column[at]);
        }
        for it in &mut part.classes {
            let Class { stream: of, visit, own, measured, .. } = it;
            *of = stream[of];
            for visit in visit {
                *visit = terms(visit);
            }
            *own = terms(own);
            for (at, _) in measured {
                *at = row[at];
            }
        }
        Self { model: part, rows, columns, classes }
    }

    fn same(&self, other: &Self) -> bool {
        self.rows == other.rows && self.columns == other.columns && self.model.base.rows == other.model.base.rows
    }

    /// How hard it is likely to be.
    fn size(&self) -> usize {
        self.model.classes.iter().map(|class| class.stops.len()).sum()
    }

    fn tour(&self, tour: &Tour) -> Tour {
        Tour { class: self.classes[tour.class], order: tour.order.clone() }
    }

    fn search(
        &self,
        effort: Effort,
        until: Option<Instant>,
        complete: &mut Complete<'_>,
    ) -> Result<Outcome, SolveError> {
        if self.classes.is_empty()
            && let Some((answer, bound)) = complete(&self.model, &[], None)
        {
            let (ties, work) = (Vec::new(), Work::default());
            let open = solver::open(answer.objective, bound, effort.gap);
            let stop = if open { Stop::Time } else { Stop::Relaxed };
            return Ok(Outcome { answer: Some(answer), bound, stop, nodes: 0, ties, work });
        }
        let tight = tightened(&self.model, until);
        let model = tight.as_ref().unwrap_or(&self.model);
        let mut own = |tours: &[Tour], best: Option<&Answer>| complete(model, tours, best);
        search(model, effort, until, &mut own)
    }
}
