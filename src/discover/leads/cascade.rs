//! Cascades: heat and water that serve one use may serve another that asks for less.

use crate::catalogue::Catalogue;
use crate::dataset::{Bound, Flow, Property};
use crate::id::MaterialId;

/// The property that orders heat, °C.
pub(super) const TEMPERATURE: &str = "temperature";

/// Whether a material is on a rung of heat or water.
pub(super) fn is_rung(material: &MaterialId) -> bool {
    Catalogue::embedded().rung(material).is_some()
}

/// How many rungs a material falls where it serves in place of another one of its medium; none where it cannot.
pub(super) fn falls(from: &MaterialId, to: &MaterialId) -> Option<u8> {
    let catalogue = Catalogue::embedded();
    let (from, to) = catalogue.rung(from).zip(catalogue.rung(to))?;
    if from.medium == to.medium { from.rank.checked_sub(to.rank) } else { None }
}

/// What temperatures say of a lead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Heat {
    /// Nobody states any, or it is no matter of heat.
    Silent,
    /// The input states what it needs, and the output does not say what it has.
    Unknown,
    /// Hot enough.
    Enough,
    /// Too cold: what the output has, what the input needs.
    TooCold(f64, f64),
}

/// Whether an output is hot enough. Heat does not blend: the output must be at least as hot as the input needs.
pub(super) fn heat(output: &Flow, input: &Flow) -> Heat {
    let Some(need) = input.quality(TEMPERATURE, Bound::AtLeast) else { return Heat::Silent };
    match output.quality(TEMPERATURE, Bound::Content) {
        None => Heat::Unknown,
        Some(content) if content >= need => Heat::Enough,
        Some(content) => Heat::TooCold(content, need),
    }
}

/// The limits of an input that can be blended: all but its least temperature.
pub(super) fn blended(input: &Flow) -> impl Iterator<Item = &Property> {
    input.qualities.iter().filter(|limit| match limit.bound {
        Bound::AtMost => true,
        Bound::AtLeast => limit.property != TEMPERATURE,
        Bound::Content | Bound::Virgin => false,
    })
}
