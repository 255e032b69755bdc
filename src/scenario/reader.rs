//! Reads typed values out of nodes, and collects what is wrong and which defaults were taken.

use super::defaults::{Assumed, Bounds};
use super::node::{Content, Kind, Node, Scalar};
use super::provenance;
use crate::diagnostic::codes::scenario as codes;
use crate::diagnostic::{Finding, Place};
use crate::scenario::Provenance;

/// What reading a scenario has brought to light so far.
#[derive(Default)]
pub(super) struct Reader {
    pub findings: Vec<Finding>,
    /// Defaults taken, in the order of reading.
    pub defaults: Vec<Provenance>,
    /// Some file of the `extends` chain could not be read: keys that seem missing may stand there.
    pub partial: bool,
}

/// A map of the scenario, with its key path.
pub(super) struct Section<'a> {
    /// Key path; empty at the top.
    pub path: String,
    /// Where the map is written, or what would contain it.
    pub place: Place,
    node: Option<&'a Node>,
}

impl<'a> Section<'a> {
    /// The whole document.
    pub fn top(node: &'a Node) -> Self {
        Self { path: String::new(), place: node.source.place(""), node: Some(node) }
    }

    /// Whether the map is written at all.
    pub fn is_written(&self) -> bool {
        self.node.is_some()
    }

    /// The value of a key that is there and not null.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.node.and_then(|node| node.get(key))
    }

    /// All keys with a value, in order.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Node)> {
        let entries = match self.node.map(|node| &node.content) {
            Some(Content::Map(entries)) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().filter(|(_, node)| node.content != Content::Null).map(|(key, node)| (key.as_str(), node))
    }

    /// The key path of one of its keys.
    pub fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The place of one of its keys, or of the map when the key is not written.
    pub fn place_of(&self, key: &str) -> Place {
        let path = self.path_of(key);
        self.get(key)
            .map_or_else(|| Place { column: Some(path.clone()), ..self.place.clone() }, |node| node.source.place(&path))
    }
}

impl Reader {
    /// Reports every key of the section that is not in `known`, null or not.
    pub fn only(&mut self, section: &Section<'_>, known: &[&str]) {
        let Some(Content::Map(entries)) = section.node.map(|node| &node.content) else { return };
        for (key, node) in entries.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            let within = if section.path.is_empty() { String::new() } else { format!(" in `{}`", section.path) };
            let finding = Finding::error(codes::UNKNOWN_KEY, format!("unknown key `{key}`{within}"))
                .at_place(node.source.place(&section.path_of(key)))
                .did_you_mean(key, known.iter().copied(), format!("known keys: {}", quoted(known)));
            self.findings.push(finding);
        }
    }

    /// A map under a key; an empty section when there is none.
    pub fn section<'a>(&mut self, parent: &Section<'a>, key: &str, known: &[&str]) -> Section<'a> {
        let node = parent.get(key);
        let path = parent.path_of(key);
        let section = match node {
            Some(node) => self.map(node, path),
            None => Section { path, place: parent.place_of(key), node: None },
        };
        self.only(&section, known);
        section
    }

    /// A node that must be a map.
    pub fn map<'a>(&mut self, node: &'a Node, path: String) -> Section<'a> {
        let is_map = matches!(node.content, Content::Map(_));
        if !is_map {
            self.wrong_type(node, &path, "a map");
        }
        Section { place: node.source.place(&path), path, node: is_map.then_some(node) }
    }

    /// The items of a list under a key, with their key paths.
    pub fn items<'a>(&mut self, section: &Section<'a>, key: &str) -> Option<Vec<(&'a Node, String)>> {
        let node = section.get(key)?;
        let path = section.path_of(key);
        if let Content::List(items) = &node.content {
            Some(items.iter().enumerate().map(|(index, item)| (item, format!("{path}[{index}]"))).collect())
        } else {
            self.wrong_type(node, &path, "a list");
            None
        }
    }

    /// A number that must be given. After an error the value is 0: the scenario will not be made.
    pub fn required_number(&mut self, section: &Section<'_>, key: &str, bounds: Bounds) -> f64 {
        match section.get(key) {
            Some(node) => self.number_in(node, &section.path_of(key), bounds),
            None => self.missing(section, key, 0.0),
        }
    }

    /// A number with a default of the program's own.
    pub fn number(&mut self, section: &Section<'_>, key: &str, bounds: Bounds, default: f64) -> f64 {
        match section.get(key) {
            Some(node) => self.number_in(node, &section.path_of(key), bounds),
            None => self.take_default(section, key, default, default.to_string(), None),
        }
    }

    /// A number whose default is a factor of the catalogue.
    pub fn assumed(&mut self, section: &Section<'_>, assumed: &Assumed) -> f64 {
        let Some(node) = section.get(assumed.key) else {
            let value = assumed.value;
            return self.take_default(section, assumed.key, value, value.to_string(), Some(assumed.factor));
        };
        self.number_in(node, &section.path_of(assumed.key), assumed.bounds)
    }

    /// A whole number with a default.
    pub fn whole(&mut self, section: &Section<'_>, key: &str, bounds: Bounds, default: u32) -> u32 {
        match section.get(key) {
            Some(node) => self.whole_in(node, &section.path_of(key), bounds).unwrap_or(default),
            None => self.take_default(section, key, default, default.to_string(), None),
        }
    }

    /// A whole number of a node; none after an error.
    pub fn whole_in(&mut self, node: &Node, path: &str, bounds: Bounds) -> Option<u32> {
        if let Content::Scalar(Scalar { kind: Kind::Integer(value), .. }) = &node.content {
            let value = u32::try_from(*value).ok().filter(|value| bounds.holds(f64::from(*value)));
            if value.is_none() {
                self.out_of_range(node, path, bounds);
            }
            value
        } else {
            self.wrong_type(node, path, "a whole number");
            None
        }
    }

    /// A number of a node, within bounds; 0 after an error.
    pub fn number_in(&mut self, node: &Node, path: &str, bounds: Bounds) -> f64 {
        let value = match &node.content {
            #[expect(clippy::cast_precision_loss, reason = "figures of this size are far outside all bounds")]
            Content::Scalar(Scalar { kind: Kind::Integer(value), .. }) => *value as f64,
            Content::Scalar(Scalar { kind: Kind::Real(value), .. }) => *value,
            _ => {
                self.wrong_type(node, path, "a number");
                return 0.0;
            }
        };
        if !bounds.holds(value) {
            self.out_of_range(node, path, bounds);
        }
        value
    }

    /// `true` or `false`, with a default.
    pub fn flag(&mut self, section: &Section<'_>, key: &str, default: bool) -> bool {
        match section.get(key).map(|node| (node, &node.content)) {
            None => self.take_default(section, key, default, default.to_string(), None),
            Some((_, Content::Scalar(Scalar { kind: Kind::Bool(value), .. }))) => *value,
            Some((node, _)) => {
                self.wrong_type(node, &section.path_of(key), "`true` or `false`");
                default
            }
        }
    }

    /// A text that must be given; none after an error.
    pub fn required_text(&mut self, section: &Section<'_>, key: &str) -> Option<String> {
        match section.get(key) {
            Some(node) => self.text_in(node, &section.path_of(key)),
            None => self.missing(section, key, None),
        }
    }

    /// A text that may be missing.
    pub fn optional_text(&mut self, section: &Section<'_>, key: &str) -> Option<String> {
        section.get(key).and_then(|node| self.text_in(node, &section.path_of(key)))
    }

    /// A text of a node. Numbers count, as written: codes and names can be all digits.
    pub fn text_in(&mut self, node: &Node, path: &str) -> Option<String> {
        match &node.content {
            Content::Scalar(Scalar { written, kind }) if !matches!(kind, Kind::Bool(_)) && !written.is_empty() => {
                Some(written.clone())
            }
            Content::Scalar(Scalar { written, .. }) if written.is_empty() => {
                let finding = Finding::error(codes::WRONG_TYPE, format!("`{path}` is an empty text"))
                    .at_place(node.source.place(path))
                    .help("fill it in, or remove the key");
                self.findings.push(finding);
                None
            }
            _ => {
                self.wrong_type(node, path, "a text");
                None
            }
        }
    }

    /// One of a few words, with a default.
    pub fn word<T: Copy>(&mut self, section: &Section<'_>, key: &str, words: &[(&str, T)], default: (&str, T)) -> T {
        match section.get(key) {
            Some(node) => self.word_in(node, &section.path_of(key), words).unwrap_or(default.1),
            None => self.take_default(section, key, default.1, default.0.to_owned(), None),
        }
    }

    /// One of a few words; none after an error.
    pub fn word_in<T: Copy>(&mut self, node: &Node, path: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text_in(node, path)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let finding = Finding::error(codes::UNKNOWN_WORD, format!("`{path}` cannot be `{text}`"))
                .at_place(node.source.place(path))
                .did_you_mean(&text, known.iter().copied(), format!("choose among {}", quoted(&known)));
            self.findings.push(finding);
        }
        found
    }

    /// Notes that a default was taken, and returns it.
    pub fn take_default<T>(
        &mut self,
        section: &Section<'_>,
        key: &str,
        value: T,
        text: String,
        factor: Option<&str>,
    ) -> T {
        self.defaults.push(provenance::default(section.path_of(key), text, factor));
        value
    }

    /// Reports a key that must be there, unless it may stand in a file that could not be read.
    pub fn missing<T>(&mut self, section: &Section<'_>, key: &str, instead: T) -> T {
        if !self.partial {
            let finding = Finding::error(codes::MISSING_KEY, format!("`{}` is missing", section.path_of(key)))
                .at_place(section.place.clone())
                .help(format!("add the key `{key}`; docs/scenario.md says what it holds"));
            self.findings.push(finding);
        }
        instead
    }

    /// Reports a value of another type than asked for.
    pub fn wrong_type(&mut self, node: &Node, path: &str, wanted: &str) {
        let quoted_number = match &node.content {
            Content::Scalar(Scalar { written, kind: Kind::Text }) => written.parse::<f64>().is_ok(),
            _ => false,
        };
        let finding = Finding::error(codes::WRONG_TYPE, format!("`{path}` must be {wanted}, not {}", node.describe()))
            .at_place(node.source.place(path));
        let finding = if quoted_number { finding.help("remove the quotes") } else { finding };
        self.findings.push(finding);
    }

    fn out_of_range(&mut self, node: &Node, path: &str, bounds: Bounds) {
        let message = format!("`{path}` is {}, and must be {bounds}", node.inline());
        self.findings.push(Finding::error(codes::OUT_OF_RANGE, message).at_place(node.source.place(path)));
    }
}

/// `a`, `b`, `c`
pub(super) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
