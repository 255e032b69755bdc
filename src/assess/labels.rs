//! What people call materials and processes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::dataset::Dataset;
use crate::scenario::Language;

/// Labels of materials and processes in one language, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    materials: BTreeMap<String, String>,
    processes: BTreeMap<String, String>,
}

impl Labels {
    /// The labels that a dataset and the catalogue under it have.
    #[must_use]
    pub fn of(dataset: &Dataset, language: Language) -> Self {
        let material = dataset.materials.iter().map(|(id, it)| (id.to_string(), it.label.text(language).to_owned()));
        let process = dataset.processes.iter().map(|(id, it)| (id.to_string(), it.label.text(language).to_owned()));
        let named = |(_, label): &(String, String)| !label.is_empty();
        Self { materials: material.filter(named).collect(), processes: process.filter(named).collect() }
    }

    /// What a material is called: its id when it has no label.
    #[must_use]
    pub fn material<'a>(&'a self, id: &'a str) -> &'a str {
        self.materials.get(id).map_or(id, String::as_str)
    }

    /// What a process is called: its id when it has no label.
    #[must_use]
    pub fn process<'a>(&'a self, id: &'a str) -> &'a str {
        self.processes.get(id).map_or(id, String::as_str)
    }
}
