//! What keeps a company from more partners, and what that costs: the program solved again without it.

use std::collections::BTreeSet;

use super::Failure;
use super::forced::{Proposal, reach, solved};
use crate::assess::Kind;
use crate::dataset::{Contract, Dataset};
use crate::discover::{Reason, discover};
use crate::id::CompanyId;
use crate::optimise::Problem;
use crate::quantity::Tonnes;
use crate::report::explain::Forced;

/// One partner more, where a company has as many as it may; and each contract that binds it, or somebody to it, alone and
/// rules links out, without being exclusive. Both change the program itself, whose prices tell only what they cost at least.
///
/// # Errors
/// When a solver stops without an answer.
pub(super) fn loosened(proposal: &Proposal<'_>, problem: Problem<'_>, company: &str) -> Result<Vec<Forced>, Failure> {
    let mut found = Vec::new();
    if let Some((most, dataset)) = one_more(proposal, problem, company) {
        let reached = reach(solved(Problem { dataset: &dataset, ..problem }, &[])?.as_ref());
        found.push(proposal.forced(format!("one partner more than {most}"), Tonnes::ZERO, reached));
    }
    for (index, contract) in problem.dataset.contracts.iter().enumerate() {
        let concerned = contract.from.as_str() == company || contract.to.as_str() == company;
        if !concerned || !rules_out(problem, contract) {
            continue;
        }
        let mut dataset = problem.dataset.clone();
        dataset.contracts[index].exclusive = None;
        let candidates = discover(&dataset, problem.network, problem.scenario);
        let looser = Problem { dataset: &dataset, candidates: &candidates, ..problem };
        let what = format!("contract of {} and {} not exclusive", contract.from, contract.to);
        found.push(proposal.forced(what, Tonnes::ZERO, reach(solved(looser, &[])?.as_ref())));
    }
    Ok(found)
}

/// The most partners of a company that has them all, and the dataset with one more.
fn one_more(proposal: &Proposal<'_>, problem: Problem<'_>, company: &str) -> Option<(u32, Dataset)> {
    let id = CompanyId::from(company);
    let general = problem.scenario.reuse.as_ref().and_then(|reuse| reuse.max_partners);
    let most = problem.dataset.companies.get(&id)?.max_partners.or(general)?;
    let hauled = proposal.result.proposed.iter().filter(|entry| entry.kind == Kind::Haulage && entry.from != entry.to);
    let partners: BTreeSet<&str> = hauled
        .filter_map(|entry| match (entry.from.as_str(), entry.to.as_str()) {
            (from, to) if from == company => Some(to),
            (from, to) if to == company => Some(from),
            _ => None,
        })
        .collect();
    if partners.len() < most as usize {
        return None;
    }
    let mut dataset = problem.dataset.clone();
    dataset.companies.get_mut(&id)?.max_partners = Some(most + 1);
    Some((most, dataset))
}

/// Whether a link was ruled out because a contract is exclusive.
fn rules_out(problem: Problem<'_>, contract: &Contract) -> bool {
    let ends = [contract.from.as_str(), contract.to.as_str()];
    contract.exclusive.is_some()
        && problem.candidates.rejected.iter().any(|it| match &it.reason {
            Reason::Exclusive { bound, partner } => ends.contains(&bound.as_str()) && ends.contains(&partner.as_str()),
            _ => false,
        })
}
