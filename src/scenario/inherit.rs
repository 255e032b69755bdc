//! `extends`: reads a scenario and those it builds on, and merges them.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::node::{Content, Kind, Node, Scalar};
use super::reader::Reader;
use super::yaml;
use crate::diagnostic::codes::scenario as codes;
use crate::diagnostic::{Finding, Place};

/// Keys that speak of their own file and are never inherited.
const OWN: [&str; 4] = ["boucle", "extends", "name", "title"];

/// The scenario of a file, merged with those it extends; none when the file itself cannot be read.
pub(super) fn read(path: &Path, reader: &mut Reader) -> Option<Node> {
    match fs::read(path) {
        Ok(bytes) => decode(path, bytes, reader, &mut Vec::new()),
        Err(error) => {
            let finding = Finding::error(codes::UNREADABLE, format!("the scenario cannot be read: {}", reason(&error)))
                .at_place(Place { file: path.display().to_string(), ..Place::default() })
                .help("check the path");
            reader.findings.push(finding);
            None
        }
    }
}

/// One file of the chain: (absolute path, path as the user would name it).
type Chain = Vec<(PathBuf, String)>;

fn decode(path: &Path, bytes: Vec<u8>, reader: &mut Reader, chain: &mut Chain) -> Option<Node> {
    let file: Arc<Path> = Arc::from(path);
    let Ok(text) = String::from_utf8(bytes) else {
        let finding = Finding::error(codes::UNREADABLE, "the scenario is not text in UTF-8")
            .at_place(Place { file: path.display().to_string(), ..Place::default() })
            .help("save it as UTF-8");
        reader.findings.push(finding);
        return None;
    };
    let (node, findings) = yaml::parse(&file, &text);
    reader.findings.extend(findings);
    let node = node?;
    check_version(&node, reader)?;
    chain.push((fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()), path.display().to_string()));
    let parent = node.get("extends").and_then(|extends| {
        let parent = read_parent(path, extends, reader, chain);
        reader.partial |= parent.is_none();
        parent
    });
    Some(match parent {
        Some(parent) => merge(without_own(parent), node),
        None => node,
    })
}

fn read_parent(path: &Path, extends: &Node, reader: &mut Reader, chain: &mut Chain) -> Option<Node> {
    let parent = beside(path, &reader.text_in(extends, "extends")?);
    let place = extends.source.place("extends");
    let identity = fs::canonicalize(&parent).unwrap_or_else(|_| parent.clone());
    if chain.iter().any(|(known, _)| *known == identity) {
        let names = chain.iter().map(|(_, name)| name.clone()).chain([parent.display().to_string()]);
        let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
        let finding =
            Finding::error(codes::EXTENDS_CYCLE, format!("scenarios extend in a circle: {}", names.join(" -> ")))
                .at_place(place)
                .help("remove one `extends`");
        reader.findings.push(finding);
        return None;
    }
    match fs::read(&parent) {
        Ok(bytes) => decode(&parent, bytes, reader, chain),
        Err(error) => {
            let message =
                format!("`{}`, which this scenario extends, cannot be read: {}", parent.display(), reason(&error));
            let finding = Finding::error(codes::MISSING_PARENT, message)
                .at_place(place)
                .help("the path counts from the folder of the file that says `extends`");
            reader.findings.push(finding);
            None
        }
    }
}

/// None when the file is written for another version, whose keys would only raise noise.
fn check_version(node: &Node, reader: &mut Reader) -> Option<()> {
    match node.get("boucle") {
        Some(Node { content: Content::Scalar(Scalar { kind: Kind::Integer(1), .. }), .. }) => Some(()),
        Some(other) => {
            let message = format!("`boucle` is {}, and this program reads version 1", other.inline());
            let finding = Finding::error(codes::VERSION, message).at_place(other.source.place("boucle"));
            reader.findings.push(finding.help("write `boucle: 1`"));
            None
        }
        None => {
            let finding = Finding::error(codes::VERSION, "`boucle: 1` is missing")
                .at_place(Place { line: Some(1), ..node.source.place("boucle") })
                .help("write `boucle: 1` on the first line, the version of the format");
            reader.findings.push(finding);
            Some(())
        }
    }
}

/// What the system says, the same on every platform for the common cases.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

fn without_own(mut node: Node) -> Node {
    if let Content::Map(entries) = &mut node.content {
        entries.retain(|(key, _)| !OWN.contains(&key.as_str()));
    }
    node
}

/// Maps merge key by key; anything else of the child replaces the parent's. A null stays, and counts as not written.
fn merge(parent: Node, child: Node) -> Node {
    let content = match (parent.content, child.content) {
        (Content::Map(mut merged), Content::Map(entries)) => {
            for (key, value) in entries {
                if let Some((_, inherited)) = merged.iter_mut().find(|(name, _)| *name == key) {
                    *inherited = merge(inherited.clone(), value);
                } else {
                    merged.push((key, value));
                }
            }
            Content::Map(merged)
        }
        (_, content) => content,
    };
    Node { source: child.source, content }
}

/// A path that counts from the folder of a file.
pub(super) fn beside(file: &Path, other: &str) -> PathBuf {
    tidy(&file.parent().unwrap_or(Path::new("")).join(other))
}

/// Takes `folder/..` out of a path, unless the folder is a link, whose parent is elsewhere.
fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for component in path.components() {
        let can_go_back = matches!(tidied.components().next_back(), Some(Component::Normal(_)))
            && !fs::symlink_metadata(&tidied).is_ok_and(|meta| meta.is_symlink());
        match component {
            Component::CurDir => {}
            Component::ParentDir if can_go_back => {
                tidied.pop();
            }
            other => tidied.push(other),
        }
    }
    if tidied.as_os_str().is_empty() { PathBuf::from(".") } else { tidied }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_from_the_folder_of_the_file_and_read_simply() {
        let beside = |file: &str, other: &str| beside(Path::new(file), other).display().to_string();
        assert_eq!(beside("scenarios/a.yaml", "../datasets/d"), "datasets/d");
        assert_eq!(beside("a.yaml", "../d"), "../d");
        assert_eq!(beside("../x/a.yaml", "./b.yaml"), "../x/b.yaml");
        assert_eq!(beside("a.yaml", "../../d"), "../../d");
        assert_eq!(beside("scenarios/a.yaml", "/d"), "/d");
        assert_eq!(beside("a.yaml", "."), ".");
    }
}
