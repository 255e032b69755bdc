//! Codes of what shows only once the network is built or the program solved.

use super::{Code, code};

/// A target that cannot be met even by itself.
pub const OUT_OF_REACH: &str = "targets.out-of-reach";
/// A target that nothing in the scenario can change.
pub const NO_INFLUENCE: &str = "targets.no-influence";
/// A target that could be met by itself, and not with the others.
pub const CONFLICT: &str = "targets.conflict";
/// A compulsory stream that cannot serve a company.
pub const COMPULSORY: &str = "collection.unserved";
/// A contract that must be kept, and cannot be.
pub const UNKEPT: &str = "contracts.cannot-be-kept";
/// Processes that lose nothing and earn at each turn.
pub const PAYING_CIRCLE: &str = "operations.paying-circle";
/// A solver that this build does not have.
pub const SOLVER: &str = "solver.not-in-this-build";

/// `explain` is asked about something that the result does not have.
pub const UNKNOWN_SUBJECT: &str = "explain.unknown";
/// A result file is missing or malformed.
pub const UNREADABLE_RESULT: &str = "results.unreadable";

pub(super) const CODES: &[Code] = &[
    code(OUT_OF_REACH, "a target asks more than any proposal can reach"),
    code(NO_INFLUENCE, "nothing in the scenario changes what a target asks"),
    code(CONFLICT, "a target could be met by itself, but not together with the others"),
    code(COMPULSORY, "a stream is compulsory, and no mode can serve a company"),
    code(UNKEPT, "a contract must be kept, and cannot be"),
    code(PAYING_CIRCLE, "processes return each tonne whole and earn at each turn"),
    code(SOLVER, "the scenario asks for a solver that this build does not have"),
    code(UNKNOWN_SUBJECT, "the result has no such company, flow or proposal"),
    code(UNREADABLE_RESULT, "a file of a result folder is missing or malformed"),
];
