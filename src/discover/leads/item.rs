//! What a company gives or takes: a flow of the dataset, or one that is typical of its sector.

use super::certainty::of_evidence;
use crate::dataset::{Direction, Evidence, Flow};
use crate::id::{FlowId, MaterialId};

/// One side of a possible exchange.
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
            flow: Some(flow),
        }
    }

    /// What companies of a sector give or take.
    pub(super) fn typical(company: u32, material: u32, direction: Direction) -> Self {
        Self { company, material, direction, tonnes: None, evidence: Evidence::Typical, flow: None }
    }

    /// What its company pays for it today, EUR/t; negative when it is paid.
    #[must_use]
    pub fn cost(&self) -> Option<f64> {
        self.flow.and_then(|flow| flow.cost).map(crate::quantity::EurosPerTonne::value)
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

    /// How far it can be relied on, 0 to 1: how its figure is known, and how probable its material is.
    #[must_use]
    pub fn certainty(&self) -> f64 {
        of_evidence(self.evidence) * self.recognised().unwrap_or(1.0)
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
