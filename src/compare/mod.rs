//! What differs between results: inputs first, then indicators, then proposals.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::assess::results::ResultFolder;
use crate::assess::{Entry, Kind, Synergy};
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

/// How a result's proposals differ from the first's: synergies by id, treatments by process and place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposals {
    /// Name of the scenario.
    pub name: String,
    /// Proposed here only.
    pub added: Vec<Synergy>,
    /// Proposed by the first only.
    pub removed: Vec<Synergy>,
    /// Proposed by both, to another place, in another way or in another quantity.
    pub changed: Vec<Altered>,
    /// Processed in another quantity than by the first.
    pub treated: Vec<Treated>,
}

/// A proposal of the same id that is not the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Altered {
    /// In the first result.
    pub before: Synergy,
    /// In this one.
    pub after: Synergy,
}

/// A process at a place that does not take in the same in both results.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Treated {
    /// The process.
    pub process: String,
    /// The facility, or `outside`.
    pub place: String,
    /// Tonnes a year in the first result.
    pub before: f64,
    /// Tonnes a year in this one.
    pub after: f64,
}

/// Compares results with the first of them.
#[must_use]
pub fn compare(folders: &[ResultFolder]) -> Comparison {
    let compared = |it: &ResultFolder| Compared {
        name: it.name().to_owned(),
        title: it.title(),
        path: it.path.display().to_string(),
    };
    let mut scenario = changed(folders, |it| edits_whole(values(&it.manifest["scenario"])));
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

/// The edits of the data as one value `change`, whose entries have no meaning by their numbers across results:
/// `facilities drop facility association; ...`. An empty list of edits is none.
fn edits_whole(mut values: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut edits: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    values.retain(|key, value| {
        let Some((number, rest)) = key.strip_prefix("change[").and_then(|rest| rest.split_once(']')) else {
            return true;
        };
        let Ok(number) = number.parse() else { return true };
        let parts = edits.entry(number).or_default();
        match rest.trim_start_matches('.') {
            // The table comes first: what is done is said of it.
            "table" => parts.insert(0, value.clone()),
            what => parts.push(format!("{} {value}", what.replace('.', " "))),
        }
        false
    });
    if values.get("change").is_some_and(|value| value == "[]") {
        values.remove("change");
    }
    if !edits.is_empty() {
        let edits: Vec<String> = edits.into_values().map(|parts| parts.join(" ")).collect();
        values.insert("change".to_owned(), edits.join("; "));
    }
    values
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
            changed: altered(first, other),
            treated: treated(first, other),
        })
        .collect()
}

/// Tonnes that differ by less are the same: half a kilogram.
const SAME_TONNES: f64 = 0.0005;

fn altered(first: &ResultFolder, other: &ResultFolder) -> Vec<Altered> {
    let known: BTreeMap<&str, &Synergy> = first.synergies.iter().map(|it| (it.id.as_str(), it)).collect();
    let pairs = other.synergies.iter().filter_map(|after| Some((*known.get(after.id.as_str())?, after)));
    pairs
        .filter(|(before, after)| {
            let moved = (&before.to, &before.mode) != (&after.to, &after.mode);
            moved || (before.tonnes.value() - after.tonnes.value()).abs() > SAME_TONNES
        })
        .map(|(before, after)| Altered { before: before.clone(), after: after.clone() })
        .collect()
}

fn treated(first: &ResultFolder, other: &ResultFolder) -> Vec<Treated> {
    let (before, after) = (by_place(&first.proposed), by_place(&other.proposed));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let of = |sums: &BTreeMap<(String, String), f64>, key| sums.get(key).copied().unwrap_or_default();
    keys.into_iter()
        .map(|key| Treated {
            process: key.0.clone(),
            place: key.1.clone(),
            before: of(&before, key),
            after: of(&after, key),
        })
        .filter(|it| (it.before - it.after).abs() > SAME_TONNES)
        .collect()
}

/// Tonnes that each process takes in at each place.
fn by_place(ledger: &[Entry]) -> BTreeMap<(String, String), f64> {
    let mut sums = BTreeMap::new();
    for entry in ledger.iter().filter(|entry| entry.kind == Kind::Treatment) {
        if let Some(process) = &entry.process {
            *sums.entry((process.to_string(), entry.from.clone())).or_default() += entry.tonnes.value();
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edits_of_a_scenario_are_one_value() {
        let of = |list: &[(&str, &str)]| {
            edits_whole(list.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
        };
        let edited = of(&[
            ("change[0].drop.facility", "association"),
            ("change[0].table", "facilities"),
            ("change[10].table", "flows"),
            ("change[2].drop.facility", "atelier"),
            ("change[2].table", "facilities"),
            ("change", "[]"),
            ("name", "a"),
        ]);
        assert_eq!(edited["change"], "facilities drop facility association; facilities drop facility atelier; flows");
        assert_eq!(edited.len(), 2);
        assert!(of(&[("change", "[]")]).is_empty());
    }
}
