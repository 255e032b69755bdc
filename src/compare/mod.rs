//! What differs between results: inputs first, then indicators, then proposals.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::assess::Synergy;
use crate::assess::results::ResultFolder;
use crate::scenario::{Language, Title};

/// Keys of a scenario that only name or present it.
const PRESENTATION: &[&str] = &["name", "title", "title.fr", "title.en", "language", "extends"];

/// Several results side by side; the first is the reference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Language of the first result's report.
    pub language: Language,
    /// The results, in the order given.
    pub results: Vec<Compared>,
    /// Values of the scenario that are not the same everywhere.
    pub scenario: Vec<Changed>,
    /// Input files whose checksums are not the same everywhere.
    pub inputs: Vec<Changed>,
    /// Indicators of any result.
    pub indicators: Vec<Line>,
    /// Proposals of every result but the first, against the first.
    pub proposals: Vec<Proposals>,
}

/// One of the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Name of the scenario.
    pub name: String,
    /// Its title.
    pub title: Title,
    /// The folder.
    pub path: String,
}

/// A value of the inputs that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Key path of the scenario, or input file.
    pub key: String,
    /// The value or checksum in each result; none where it is absent.
    pub values: Vec<Option<String>>,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Identifier.
    pub id: String,
    /// Unit.
    pub unit: String,
    /// The proposed figure of each result; none where it is absent.
    pub values: Vec<Option<f64>>,
    /// Each figure less that of the first result.
    pub differences: Vec<Option<f64>>,
}

/// What a result proposes and the first does not, and the other way round, by id.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposals {
    /// Name of the scenario.
    pub name: String,
    /// Proposed here only.
    pub added: Vec<Synergy>,
    /// Proposed by the first only.
    pub removed: Vec<Synergy>,
}

/// Compares results with the first of them.
#[must_use]
pub fn compare(folders: &[ResultFolder]) -> Comparison {
    let compared = |it: &ResultFolder| Compared {
        name: it.name().to_owned(),
        title: it.title(),
        path: it.path.display().to_string(),
    };
    let mut scenario = changed(folders, |it| values(&it.manifest["scenario"]));
    scenario.retain(|change| !PRESENTATION.contains(&change.key.as_str()));
    Comparison {
        language: folders.first().map(ResultFolder::language).unwrap_or_default(),
        results: folders.iter().map(compared).collect(),
        scenario,
        inputs: changed(folders, |it| values(&it.manifest["inputs"])),
        indicators: indicators(folders),
        proposals: proposals(folders),
    }
}

/// Key and value of each entry: of an object, or of a list of `{key, value}` as provenance is written.
fn values(json: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) if fields.contains_key("value") => match &fields["value"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        },
        other => other.to_string(),
    };
    match json {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), text(value))).collect(),
        Value::Array(list) => list.iter().filter_map(|it| Some((it["key"].as_str()?.to_owned(), text(it)))).collect(),
        _ => BTreeMap::new(),
    }
}

fn changed(folders: &[ResultFolder], of: impl Fn(&ResultFolder) -> BTreeMap<String, String>) -> Vec<Changed> {
    let all: Vec<BTreeMap<String, String>> = folders.iter().map(of).collect();
    let keys: BTreeSet<&String> = all.iter().flat_map(BTreeMap::keys).collect();
    keys.into_iter()
        .map(|key| Changed { key: key.clone(), values: all.iter().map(|one| one.get(key).cloned()).collect() })
        .filter(|change| change.values.windows(2).any(|pair| pair[0] != pair[1]))
        .collect()
}

/// Parts of a total, which a result lists only when it has them; in the order of the comparison.
const PARTS: &[&str] = &["process.", "eur.", "co2e.", "km."];

fn part(id: &str) -> Option<usize> {
    PARTS.iter().position(|prefix| id.starts_with(prefix))
}

/// Totals and rates first, then their parts; each in the order in which the results list them.
fn indicators(folders: &[ResultFolder]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for it in folders.iter().flat_map(|folder| &folder.indicators) {
        if lines.iter().any(|line| line.id == it.id) {
            continue;
        }
        // A result without a part has nothing of it; one without a total is of another version.
        let missing = part(&it.id).map(|_| 0.0);
        let of = |folder: &ResultFolder| {
            folder.indicators.iter().find(|one| one.id == it.id).map(|one| one.proposed).or(missing)
        };
        let values: Vec<Option<f64>> = folders.iter().map(of).collect();
        let first = values.first().copied().flatten();
        let differences = values.iter().map(|value| Some((*value)? - first?)).collect();
        lines.push(Line { id: it.id.clone(), unit: it.unit.clone(), values, differences });
    }
    lines.sort_by_key(|line| part(&line.id).map_or(0, |rank| rank + 1));
    lines
}

fn proposals(folders: &[ResultFolder]) -> Vec<Proposals> {
    let Some((first, others)) = folders.split_first() else { return Vec::new() };
    let missing = |from: &ResultFolder, of: &ResultFolder| -> Vec<Synergy> {
        let known: BTreeSet<&str> = from.synergies.iter().map(|it| it.id.as_str()).collect();
        of.synergies.iter().filter(|it| !known.contains(it.id.as_str())).cloned().collect()
    };
    others
        .iter()
        .map(|other| Proposals {
            name: other.name().to_owned(),
            added: missing(first, other),
            removed: missing(other, first),
        })
        .collect()
}
