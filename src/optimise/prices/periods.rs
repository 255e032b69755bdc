//! What one more tonne of a flow is worth in one period.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{NOTHING, Price, Pricing, family, rounded};
use crate::dataset::Direction;
use crate::id::{FlowId, PeriodId};
use crate::optimise::solve::Solved;

/// A flow in a period: the row of its year, and the row of the period.
struct Moment<'s> {
    kind: &'static str,
    flow: &'s FlowId,
    period: &'s PeriodId,
    rows: [usize; 2],
    at: f64,
    price: f64,
}

impl<'s> Pricing<'s, '_> {
    /// A tonne more in a period counts twice: in what the flow has, or needs, by then, and in its balance of the year.
    /// Worked out are those that seem to weigh most, up to a number; the others have no price.
    pub(super) fn periods(&self, most: usize) -> Vec<Price> {
        let weighed = self.moments().into_iter().map(|moment| (rounded((moment.price * moment.at).abs()), moment));
        let mut weighed: Vec<(f64, Moment<'_>)> = weighed.collect();
        weighed.sort_by(|(a_weight, a), (b_weight, b)| b_weight.total_cmp(a_weight).then(a.rows.cmp(&b.rows)));
        weighed.into_par_iter().take(most).filter_map(|(_, moment)| self.moment(&moment)).collect()
    }

    fn moment(&self, moment: &Moment<'_>) -> Option<Price> {
        let [own, other] = moment.rows.map(|row| self.held.part_of(row));
        // where they share no part, nothing can be done with the tonne
        if own != other {
            return None;
        }
        let [(simplex, year), (_, then)] = [self.placed(moment.rows[0])?, self.placed(moment.rows[1])?];
        let piece = simplex.along(&[(year, 1.0), (then, 1.0)], moment.at).piece()?;
        (piece.slope.abs() > NOTHING).then(|| Price {
            kind: format!("{}.period", moment.kind).into(),
            row: self.solved.formulation.program.rows()[moment.rows[1]].name.to_string(),
            place: moment.flow.to_string(),
            about: moment.period.to_string(),
            unit: "t".into(),
            at: rounded(moment.at),
            price: rounded(piece.slope),
            from: Some(rounded(moment.at)),
            to: piece.end.map(|end| rounded(moment.at + end)),
            without: None,
            exact: true,
        })
    }

    /// The flows that periods tell apart, in each period in which they have or need something.
    fn moments(&self) -> Vec<Moment<'s>> {
        let solved: &'s Solved<'_> = self.solved;
        let (formulation, problem) = (&solved.formulation, &solved.formulation.problem);
        let rows = &formulation.program.rows()[..solved.rows];
        let balance = |index: usize| ["balance.output", "balance.input"].contains(&family(&rows[index].name));
        let balances: HashMap<&str, usize> =
            (0..rows.len()).filter(|&index| balance(index)).map(|index| (rows[index].asked(), index)).collect();
        let mut moments = Vec::new();
        for (flow, by_period) in &formulation.seasonal {
            let kind = match problem.dataset.flows[flow].direction {
                Direction::Out => "balance.output",
                Direction::In => "balance.input",
            };
            let Some(&year) = balances.get(format!("{kind}({flow})").as_str()) else { continue };
            for (period, row) in problem.periods().iter().zip(by_period) {
                let (Some(all), Some(then)) = (self.duals[year], self.duals[row.0]) else { continue };
                let at = rows[row.0].rhs;
                if at > 0.0 {
                    let rows = [year, row.0];
                    moments.push(Moment { kind, flow, period: &period.id, rows, at, price: all + then });
                }
            }
        }
        moments
    }
}
