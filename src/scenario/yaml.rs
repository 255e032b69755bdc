//! YAML text to nodes. `serde_yaml` says what the values are, `marked_yaml` on which line they stand;
//! a document counts as readable only when both read it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use marked_yaml::{LoadError, LoaderOptions, Node as Marked};
use serde::de::{Deserialize, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::node::{Content, Kind, Node, Scalar, Source};
use crate::diagnostic::codes::scenario as codes;
use crate::diagnostic::{Finding, Place, Severity};

/// Reads one file's text. Without a node there is at least one error; with one there can be errors too.
pub(super) fn parse(file: &Arc<Path>, text: &str) -> (Option<Node>, Vec<Finding>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reading = Reading { file, text, findings: Vec::new() };
    let node = reading.read();
    (node, reading.findings)
}

struct Reading<'a> {
    file: &'a Arc<Path>,
    text: &'a str,
    findings: Vec<Finding>,
}

impl Reading<'_> {
    fn read(&mut self) -> Option<Node> {
        if self.text.lines().all(|line| matches!(line.trim(), "" | "---" | "...") || line.trim_start().starts_with('#'))
        {
            self.error(codes::EMPTY, 1, "the scenario is empty".to_owned(), Some("start with `boucle: 1`"));
            return None;
        }
        // serde_yaml first: it bounds the depth, which marked_yaml does not.
        let raw: Raw = match serde_yaml::from_str(self.text) {
            Ok(raw) => raw,
            Err(error) => {
                let line = error.location().map_or(1, |location| location.line());
                self.not_yaml(line, &error.to_string());
                return None;
            }
        };
        if !matches!(raw, Raw::Map(_)) {
            let message = "a scenario must be a map of keys and values".to_owned();
            self.error(codes::WRONG_TYPE, 1, message, Some("start with `boucle: 1`"));
            return None;
        }
        let options = LoaderOptions::default().error_on_duplicate_keys(false);
        match marked_yaml::parse_yaml_with_options(0, self.text, options) {
            Ok(marked) => Some(self.join(raw, Some(&marked), 1, "")),
            Err(error) => {
                self.refuse(&error);
                None
            }
        }
    }

    /// Gives each value its line, walking both trees together.
    fn join(&mut self, raw: Raw, marked: Option<&Marked>, line: usize, path: &str) -> Node {
        let content = match raw {
            Raw::Null => Content::Null,
            Raw::Scalar(kind, text) => {
                let written = marked.and_then(Marked::as_scalar).map(|scalar| scalar.as_str().to_owned());
                let written = if kind == Kind::Text { text } else { written.unwrap_or(text) };
                Content::Scalar(Scalar { written, kind })
            }
            Raw::List(items) => {
                let sequence = marked.and_then(Marked::as_sequence);
                let nodes = items.into_iter().enumerate().map(|(index, item)| {
                    let marked = sequence.and_then(|sequence| sequence.get_node(index));
                    self.join(
                        item,
                        marked,
                        marked.map_or(line, |node| first_line(node, line)),
                        &format!("{path}[{index}]"),
                    )
                });
                Content::List(nodes.collect())
            }
            Raw::Map(entries) => Content::Map(self.join_map(entries, marked, line, path)),
        };
        Node { source: Source { file: Arc::clone(self.file), line }, content }
    }

    fn join_map(
        &mut self,
        entries: Vec<(String, Raw)>,
        marked: Option<&Marked>,
        line: usize,
        path: &str,
    ) -> Vec<(String, Node)> {
        let mapping = marked.and_then(Marked::as_mapping);
        let mut nodes: Vec<(String, Node)> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let found = mapping.and_then(|mapping| mapping.iter().find(|(name, _)| name.as_str() == key));
            let first = found.and_then(|(name, _)| name.span().start()).map_or(line, marked_yaml::Marker::line);
            let marked = found.map(|(_, value)| value);
            if nodes.iter().any(|(name, _)| *name == key) {
                let last = self.line_of_key(&key, marked.map_or(first, |node| first_line(node, first)));
                let message = format!("`{key}` is given twice, here and at line {last}");
                let place = Source { file: Arc::clone(self.file), line: first }.place(&path);
                self.findings.push(error(codes::DUPLICATE_KEY, place, message, Some("keep one of them")));
            } else {
                let node = self.join(value, marked, first, &path);
                nodes.push((key, node));
            }
        }
        nodes
    }

    /// The line that writes a key whose value starts at `from` or below it.
    fn line_of_key(&self, key: &str, from: usize) -> usize {
        let lines: Vec<&str> = self.text.lines().take(from).collect();
        lines.iter().rposition(|line| line.contains(key)).map_or(from, |index| index + 1)
    }

    fn not_yaml(&mut self, line: usize, cause: &str) {
        let indent = self.text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        let tab = indent.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\t');
        let help =
            if tab { "indent with spaces; YAML allows no tabs there" } else { "see the examples in docs/scenario.md" };
        self.error(codes::NOT_YAML, line, format!("this is not YAML: {cause}"), Some(help));
    }

    fn refuse(&mut self, error: &LoadError) {
        let (mark, what, help) = match error {
            LoadError::UnexpectedAnchor(mark) => (mark, "an anchor (`&`)", "write the value out, or use `extends`"),
            LoadError::UnexpectedTag(mark) => (mark, "a tag (`!`)", "remove the tag"),
            LoadError::MappingKeyMustBeScalar(mark) => (mark, "a list or a map as a key", "keys are words"),
            LoadError::ScanError(mark, cause) => return self.not_yaml(mark.line(), &cause.to_string()),
            other => return self.not_yaml(1, &other.to_string()),
        };
        let message = format!("scenarios do without {what}");
        self.error(codes::UNSUPPORTED_YAML, mark.line(), message, Some(help));
    }

    fn error(&mut self, code: &'static str, line: usize, message: String, help: Option<&str>) {
        let place = Source { file: Arc::clone(self.file), line }.place("");
        self.findings.push(error(code, place, message, help));
    }
}

fn error(code: &'static str, place: Place, message: String, help: Option<&str>) -> Finding {
    Finding { place, severity: Severity::Error, code, message, help: help.map(str::to_owned) }
}

/// The line where a value starts: that of its first key for a map, as its own mark can be late.
fn first_line(node: &Marked, otherwise: usize) -> usize {
    let first_key = node.as_mapping().and_then(|mapping| mapping.keys().next());
    let span = first_key.map_or_else(|| node.span(), |key| key.span());
    span.start().map_or(otherwise, marked_yaml::Marker::line)
}

/// A value as `serde_yaml` reads it; unlike its own type, this one keeps keys that are given twice.
enum Raw {
    Null,
    Scalar(Kind, String),
    List(Vec<Raw>),
    Map(Vec<(String, Raw)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Scalar(Kind::Bool(value), value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Kind::Integer(value), value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        #[expect(clippy::cast_precision_loss, reason = "only what i64 cannot hold, far outside all bounds")]
        let kind = i64::try_from(value).map_or(Kind::Real(value as f64), Kind::Integer);
        Ok(Raw::Scalar(kind, value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Kind::Real(value), value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Scalar(Kind::Text, value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = access.next_entry::<Raw, Raw>()? {
            let key = match key {
                Raw::Scalar(_, text) => text,
                // marked_yaml refuses lists and maps as keys, and reads a missing key as empty text.
                Raw::Null | Raw::List(_) | Raw::Map(_) => String::new(),
            };
            entries.push((key, value));
        }
        Ok(Raw::Map(entries))
    }

    /// A value under a tag, which `marked_yaml` refuses with its line.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Raw, A::Error> {
        let (_, content) = access.variant::<String>()?;
        content.newtype_variant()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_text(text: &str) -> (Option<Node>, Vec<Finding>) {
        parse(&Arc::from(Path::new("a.yaml")), text)
    }

    fn line(node: &Node, path: &[&str]) -> usize {
        let node = path.iter().fold(node, |node, step| match (&node.content, step.parse::<usize>()) {
            (Content::List(items), Ok(index)) => &items[index],
            _ => node.get(step).unwrap(),
        });
        node.source.line
    }

    #[test]
    fn every_value_knows_its_line_in_block_and_flow_style() {
        let text = "# a comment\nboucle: 1\na:\n  b:\n    - c: 1\n      d: 2\n    - {c: 3,\n       d: 4}\n\n  e: >\n    text\n";
        let (node, findings) = parse_text(text);
        assert_eq!(findings, []);
        let node = node.unwrap();
        assert_eq!(line(&node, &["boucle"]), 2);
        assert_eq!(line(&node, &["a"]), 3);
        assert_eq!(line(&node, &["a", "b"]), 4);
        assert_eq!(line(&node, &["a", "b", "0"]), 5);
        assert_eq!(line(&node, &["a", "b", "0", "d"]), 6);
        assert_eq!(line(&node, &["a", "b", "1"]), 7);
        assert_eq!(line(&node, &["a", "b", "1", "d"]), 8);
        assert_eq!(line(&node, &["a", "e"]), 10);
    }

    #[test]
    fn numbers_keep_the_characters_of_the_file() {
        let (node, _) = parse_text("a: 2.50\nb: '007'\nc: 007\n");
        let node = node.unwrap();
        let scalar = |key: &str| match &node.get(key).unwrap().content {
            Content::Scalar(scalar) => scalar.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(scalar("a"), Scalar { written: "2.50".into(), kind: Kind::Real(2.5) });
        assert_eq!(scalar("b"), Scalar { written: "007".into(), kind: Kind::Text });
        assert_eq!(scalar("c").written, "007");
    }

    #[test]
    fn all_keys_given_twice_are_found_with_both_lines() {
        let (node, findings) = parse_text("a: 1\nb:\n  c: 1\n  c: 2\na:\n  d: 3\n");
        assert!(node.is_some());
        let messages: Vec<_> = findings.iter().map(|f| (f.place.line, f.message.as_str())).collect();
        assert_eq!(
            messages,
            [(Some(3), "`c` is given twice, here and at line 4"), (Some(1), "`a` is given twice, here and at line 5"),]
        );
    }

    #[test]
    fn odd_documents_are_findings_and_never_a_panic() {
        let deep = "[".repeat(5_000);
        for text in [
            "",
            "---",
            "\u{feff}",
            "a",
            "[1]",
            "a: *x",
            "a: &x 1\nb: *x",
            "a: !t 1",
            "? [a]\n: 1",
            "? {a: 1}\n: 1",
            ": 1",
            "~: 1",
            "a: 1\n---\nb: 2",
            "%YAML 9.9\n---\na: 1",
            "a: [",
            "a: \"",
            "\ta: 1",
            "a:\n\t- b",
            "&a b: 1",
            "{a, b}",
            "<<: {a: 1}",
            "a: !!binary x",
            "...",
            "a: 1\n...\nb",
            "- a\nb: 1",
            "a: >\n",
            "\0",
            "a: 'x\ny",
            deep.as_str(),
        ] {
            let (node, findings) = parse_text(text);
            assert!(node.is_some() || !findings.is_empty(), "{text:?}");
        }
    }
}
