//! A value of a YAML file that knows where it is written.

use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::Place;

/// A file and a line of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Source {
    /// The file, as the user would name it.
    pub file: Arc<Path>,
    /// Line, the first is 1.
    pub line: usize,
}

impl Source {
    /// The place of a key path at this source.
    pub fn place(&self, path: &str) -> Place {
        Place {
            file: self.file.display().to_string(),
            line: Some(self.line),
            column: (!path.is_empty()).then(|| path.to_owned()),
        }
    }
}

/// A value with its source. For the value of a key, the line is that of the key.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub source: Source,
    pub content: Content,
}

/// What a value holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    Null,
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// A value that is neither a list nor a map.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scalar {
    /// The characters of the file, without quotes: `2.50` stays `2.50`.
    pub written: String,
    /// What YAML takes them for.
    pub kind: Kind,
}

/// Types of a scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Bool(bool),
    Integer(i64),
    Real(f64),
    Text,
}

impl Node {
    /// What a user would call this value.
    pub fn describe(&self) -> String {
        match &self.content {
            Content::Null => "nothing".to_owned(),
            Content::Scalar(scalar) => match scalar.kind {
                Kind::Bool(_) => format!("`{}`", scalar.written),
                Kind::Integer(_) | Kind::Real(_) => format!("the number `{}`", scalar.written),
                Kind::Text => format!("the text `{}`", scalar.written),
            },
            Content::List(_) => "a list".to_owned(),
            Content::Map(_) => "a map".to_owned(),
        }
    }

    /// The value on one line, as YAML writes it.
    pub fn inline(&self) -> String {
        match &self.content {
            Content::Null => "null".to_owned(),
            Content::Scalar(scalar) => scalar.written.clone(),
            Content::List(items) => format!("[{}]", items.iter().map(Self::inline).collect::<Vec<_>>().join(", ")),
            Content::Map(entries) => {
                let inner: Vec<_> = entries.iter().map(|(key, value)| format!("{key}: {}", value.inline())).collect();
                format!("{{{}}}", inner.join(", "))
            }
        }
    }

    /// The value of a key that is there and not null.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.content {
            Content::Map(entries) => entries
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value)
                .filter(|value| value.content != Content::Null),
            _ => None,
        }
    }
}
