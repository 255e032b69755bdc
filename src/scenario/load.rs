//! From a path to a resolved scenario.

use std::path::{Path, PathBuf};

use super::inherit::{self, beside};
use super::node::{Content, Node};
use super::reader::{Reader, Section};
use super::{Language, Scenario, Title, changes, discover, goals, provenance, settings, synergies};
use crate::diagnostic::codes::scenario as codes;
use crate::diagnostic::{Finding, Findings, Severity};

const KEYS: [&str; 14] = [
    "boucle",
    "name",
    "title",
    "dataset",
    "extends",
    "language",
    "synergies",
    "discover",
    "objective",
    "targets",
    "robust",
    "change",
    "assume",
    "solver",
];
const LANGUAGES: [(&str, Language); 2] = [("fr", Language::Fr), ("en", Language::En)];

/// Names that one of the usual systems keeps for itself.
const RESERVED: [&str; 10] = ["con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2"];
/// Longest name, in bytes: room for a suffix below what file systems allow.
const MAX_NAME: usize = 100;

impl Scenario {
    /// Reads a scenario and those it extends. Every finding is reported at once, with paths as given;
    /// the scenario is there only when none of them is an error.
    #[must_use]
    pub fn load(path: &Path) -> (Option<Self>, Findings) {
        let mut reader = Reader::default();
        let scenario = inherit::read(path, &mut reader).and_then(|node| resolve(path, &node, &mut reader));
        let failed = reader.findings.iter().any(|finding| finding.severity == Severity::Error);
        (scenario.filter(|_| !failed), reader.findings.into_iter().collect())
    }
}

fn resolve(path: &Path, node: &Node, reader: &mut Reader) -> Option<Scenario> {
    let top = Section::top(node);
    reader.only(&top, &KEYS);
    let name = read_name(path, &top, reader);
    let title = read_title(&top, name.as_deref().unwrap_or_default(), reader);
    let dataset = read_dataset(&top, reader);
    let language = reader.word(&top, "language", &LANGUAGES, LANGUAGES[0]);
    let synergies_written =
        matches!(&node.content, Content::Map(entries) if entries.iter().any(|(key, _)| key == "synergies"));
    let (reuse, collection) = synergies::read(&top, synergies_written, reader);
    let discover = discover::read(&top, reader);
    let objective = goals::read_objective(&top, reader);
    let targets = goals::read_targets(&top, reader);
    let low_flows = goals::read_robust(&top, &targets, reader);
    let changes = changes::read(&top, reader);
    let assume = settings::read_assumptions(&top, reader);
    let solver = settings::read_solver(&top, reader);
    let mut provenance = provenance::stated(node);
    provenance.retain(|entry| entry.key != "extends");
    provenance.append(&mut reader.defaults);
    Some(Scenario {
        name: name?,
        title,
        dataset: dataset?,
        language,
        reuse,
        collection,
        discover,
        objective,
        targets,
        low_flows,
        changes,
        assume,
        solver,
        provenance,
    })
}

/// The name, or the file's own without its ending.
fn read_name(path: &Path, top: &Section<'_>, reader: &mut Reader) -> Option<String> {
    let name = if top.get("name").is_some() {
        reader.optional_text(top, "name")?
    } else {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        reader.take_default(top, "name", stem.clone(), stem, None)
    };
    if let Some(fault) = fault_of(&name) {
        let finding = Finding::error(codes::BAD_NAME, format!("`{name}` cannot be the name of a folder: {fault}"))
            .at_place(top.place_of("name"))
            .help("the results stand in a folder of this name; set `name` to letters, digits and dashes");
        reader.findings.push(finding);
    }
    Some(name)
}

/// What keeps a name from being a folder's on all usual systems.
fn fault_of(name: &str) -> Option<String> {
    let forbidden = |c: &char| c.is_control() || r#"/\:*?"<>|"#.contains(*c);
    if let Some(character) = name.chars().find(forbidden) {
        return Some(format!("it holds `{}`", character.escape_default()));
    }
    if name.trim().is_empty() {
        return Some("it is empty".to_owned());
    }
    if name.starts_with(['.', ' ']) || name.ends_with(['.', ' ']) {
        return Some("it begins or ends with a dot or a space".to_owned());
    }
    if name.len() > MAX_NAME {
        return Some(format!("it is longer than {MAX_NAME} bytes"));
    }
    let base = name.split('.').next().unwrap_or_default().to_lowercase();
    RESERVED.contains(&base.as_str()).then(|| "some systems keep it for themselves".to_owned())
}

/// One text for both languages, or a map of them; the name stands in for a missing one.
fn read_title(top: &Section<'_>, name: &str, reader: &mut Reader) -> Title {
    match top.get("title") {
        None => {
            let title = Title { fr: name.to_owned(), en: name.to_owned() };
            reader.take_default(top, "title", title, name.to_owned(), None)
        }
        Some(Node { content: Content::Map(_), .. }) => {
            let section = reader.section(top, "title", &["fr", "en"]);
            let mut language = |key: &str| match section.get(key) {
                Some(_) => reader.optional_text(&section, key).unwrap_or_default(),
                None => reader.take_default(&section, key, name.to_owned(), name.to_owned(), None),
            };
            Title { fr: language("fr"), en: language("en") }
        }
        Some(node) => {
            let text = reader.text_in(node, "title").unwrap_or_default();
            Title { fr: text.clone(), en: text }
        }
    }
}

/// The dataset's folder or file, counted from the file that states it.
fn read_dataset(top: &Section<'_>, reader: &mut Reader) -> Option<PathBuf> {
    let written = reader.required_text(top, "dataset")?;
    top.get("dataset").map(|node| beside(&node.source.file, &written))
}
