//! The proposals: reuse links and pooled services.

use super::Synergy;
use crate::id::{FacilityId, PlaceId};
use crate::optimise::prices::link_id;
use crate::optimise::{Problem, Solution};
use crate::quantity::{Kilometres, Tonnes};
use crate::scenario::Mode;

/// All proposals, in the order of their ids.
pub(super) fn synergies(problem: Problem<'_>, solution: &Solution) -> Vec<Synergy> {
    let mut all = substitutions(problem, solution);
    all.extend(mutualisations(problem, solution));
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

fn substitutions(problem: Problem<'_>, solution: &Solution) -> Vec<Synergy> {
    let dataset = problem.dataset;
    let links = solution.links.iter().map(|&(index, tonnes)| {
        let link = &problem.candidates.links[index];
        let (giver, taker) = (link.from_place(dataset), link.to_place(dataset));
        Synergy {
            id: link_id(link),
            kind: "substitution".into(),
            line: line(problem, &giver, &taker),
            from: giver.to_string(),
            to: taker.to_string(),
            what: link.material.to_string(),
            mode: None,
            tonnes: Tonnes(tonnes),
            km: link.km,
        }
    });
    links.collect()
}

fn mutualisations(problem: Problem<'_>, solution: &Solution) -> Vec<Synergy> {
    let mut all = Vec::new();
    let streams = &problem.candidates.streams;
    for (s, stream) in streams.iter().enumerate().filter(|(_, stream)| stream.joins.is_empty()) {
        let modes = solution.modes(streams, s);
        for (index, stop) in stream.companies() {
            let Some((mode, to)) =
                modes[index].and_then(|mode| Some((mode, destination(problem, solution, s, index, mode)?)))
            else {
                continue;
            };
            let round = solution.round_of(streams, s, index).filter(|_| mode == Mode::Round);
            let shared = round.is_some_and(|round| round.stream != s);
            let collected =
                solution.collected.iter().filter(|((at, flow, _), _)| *at == s && stop.flows.contains(flow));
            let (giver, taker) = (PlaceId::from(&stop.company), PlaceId::from(&to));
            all.push(Synergy {
                id: format!("collection:{}:{}", stream.id, stop.company),
                kind: "mutualisation".into(),
                from: stop.company.to_string(),
                to: to.to_string(),
                what: stream.id.to_string(),
                mode: Some(if shared { "shared_round" } else { mode.key() }.to_owned()),
                tonnes: Tonnes(collected.map(|(_, tonnes)| tonnes).sum()),
                km: problem.network.distances().km(&giver, &taker).unwrap_or(Kilometres::ZERO),
                line: line(problem, &giver, &taker),
            });
        }
    }
    all
}

fn destination(problem: Problem<'_>, solution: &Solution, s: usize, stop: usize, mode: Mode) -> Option<FacilityId> {
    let stream = &problem.candidates.streams[s];
    let of_stream = |options: &[(usize, usize)]| -> Vec<usize> {
        options.iter().filter(|(stream, _)| *stream == s).map(|(_, option)| *option).collect()
    };
    match mode {
        Mode::DropOff => {
            let options = of_stream(&solution.drop_offs);
            options.into_iter().map(|i| &stream.drop_offs[i]).find(|o| o.stop == stop).map(|o| o.hub.clone())
        }
        Mode::Alone => {
            let options = of_stream(&solution.alones);
            options.into_iter().map(|i| &stream.alones[i]).find(|o| o.stop == stop).map(|o| o.facility.clone())
        }
        Mode::Round => {
            let round = solution.round_of(&problem.candidates.streams, s, stop);
            round.map(|round| problem.candidates.streams[round.stream].rounds[round.option].unload.clone())
        }
    }
}

fn line(problem: Problem<'_>, from: &PlaceId, to: &PlaceId) -> Option<[[f64; 2]; 2]> {
    let point = |place| problem.network.distances().point(place).map(|point| [point.lon, point.lat]);
    Some([point(from)?, point(to)?])
}
