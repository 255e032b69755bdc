//! What a company gives or takes: a flow of the dataset, or one that is typical of its sector.

use super::certainty::of_evidence;
use crate::dataset::{Direction, Evidence, Flow, Property};
use crate::id::{FlowId, MaterialId};
use crate::quantity::EurosPerTonne;

/// One side of a possible exchange. What the search asks of every taker stands here, and not only in its flow.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Number of the company.
    pub company: u32,
    /// Number of the material.
    pub material: u32,
    /// Which way.
    pub direction: Direction,
    /// Tonnes a year; none for what is typical.
    pub tonnes: Option<f64>,
    /// How it is known.
    pub evidence: Evidence,
    /// What its company pays for it today, EUR/t; negative when it is paid.
    pub cost: Option<f64>,
    /// How far it can be relied on, 0 to 1: how its figure is known, and how probable its material is.
    pub certainty: f64,
    /// What is stated of its quality.
    pub qualities: &'a [Property],
    /// The flow of the dataset; none for what is typical.
    pub flow: Option<&'a Flow>,
}

impl<'a> Item<'a> {
    /// A flow of the dataset.
    pub(super) fn of(flow: &'a Flow, company: u32, material: u32) -> Self {
        Self {
            company,
            material,
            direction: flow.direction,
            tonnes: Some(flow.quantity.value()),
            evidence: flow.evidence,
            cost: flow.cost.map(EurosPerTonne::value),
            certainty: of_evidence(flow.evidence) * flow.recognised.unwrap_or(1.0),
            qualities: &flow.qualities,
            flow: Some(flow),
        }
    }

    /// What companies of a sector give or take.
    pub(super) fn typical(company: u32, material: u32, direction: Direction) -> Self {
        Self {
            company,
            material,
            direction,
            tonnes: None,
            evidence: Evidence::Typical,
            cost: None,
            certainty: of_evidence(Evidence::Typical),
            qualities: &[],
            flow: None,
        }
    }

    /// The flow's id.
    #[must_use]
    pub fn id(&self) -> Option<&'a FlowId> {
        self.flow.map(|flow| &flow.id)
    }

    /// The flow's material as the dataset names it.
    #[must_use]
    pub fn stated_material(&self) -> Option<&'a MaterialId> {
        self.flow.map(|flow| &flow.material)
    }

    /// How probable its material is, where nobody has confirmed what was recognised.
    #[must_use]
    pub fn recognised(&self) -> Option<f64> {
        self.flow.and_then(|flow| flow.recognised)
    }

    /// Whether it is typical of a sector, and not the company's own.
    #[must_use]
    pub fn is_typical(&self) -> bool {
        self.evidence == Evidence::Typical
    }
}
