//! Boucle: industrial-ecology synergy discovery.
//!
//! The pipeline: `scenario` and `dataset` and `catalogue` -> `network` -> `discover` -> `optimise` -> `assess` -> `report`.

pub mod assess;
pub mod catalogue;
pub mod cli;
pub mod compare;
pub mod dataset;
pub mod diagnostic;
pub mod discover;
pub mod geo;
pub mod id;
pub mod network;
pub mod optimise;
pub mod pipeline;
pub mod quantity;
pub mod report;
pub mod scenario;
pub mod tariff;
