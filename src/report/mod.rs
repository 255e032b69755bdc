//! An outcome as bytes: the summary on the terminal and the files of a result folder.

pub mod breakdown;
pub mod candidates;
pub mod catalogue;
mod collections;
pub mod comparison;
pub mod csv;
pub mod explain;
mod factors;
pub mod folder;
pub mod geojson;
pub mod layout;
pub mod leads;
pub mod prices;
mod reasons;
pub mod starter;
pub mod terminal;
pub mod typography;
pub mod unpooled;
pub mod words;

#[cfg(test)]
pub(crate) mod fixture;
