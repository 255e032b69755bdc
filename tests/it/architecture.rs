//! Imports go down the table of stages only, and a crate that one stage wraps is used by that stage alone.
#![expect(clippy::unwrap_used, reason = "a test that cannot read the sources has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules at the top of the crate. Each may import those below it.
const STAGES: [&str; 16] = [
    "cli",
    "pipeline",
    "report",
    "compare",
    "assess",
    "optimise",
    "discover",
    "network",
    "dataset",
    "catalogue",
    "scenario",
    "diagnostic",
    "tariff",
    "geo",
    "id",
    "quantity",
];

/// Crates that one stage wraps, so that the rest does not depend on them.
const HOMES: [(&str, &str); 10] = [
    ("clap", "cli"),
    ("clap_complete", "cli"),
    ("indicatif", "cli"),
    ("good_lp", "optimise"),
    ("petgraph", "network"),
    ("rstar", "network"),
    ("polars", "dataset"),
    ("serde_yaml", "scenario"),
    ("marked_yaml", "scenario"),
    ("comfy_table", "report"),
];

const MAX_LINES: usize = 500;
const MAX_LINES_OF_MAIN: usize = 25;

/// A source file: its path under `src/`, and its text.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: PathBuf::from(path), text: text.to_owned() }
    }

    /// The top module that the file belongs to; none for the two roots of the crate.
    fn stage(&self) -> Option<String> {
        let first = Path::new(self.path.components().next().unwrap().as_os_str());
        let name = first.file_stem().unwrap().to_string_lossy().into_owned();
        (!["lib", "main"].contains(&name.as_str())).then_some(name)
    }

    /// How many `super` lead from the file's module to the root of the crate.
    fn depth(&self) -> usize {
        let parts = self.path.components().count();
        if self.path.file_name().unwrap() == "mod.rs" { parts - 1 } else { parts }
    }

    /// Top modules that the file names by `crate::` or by enough `super::`.
    fn imports(&self) -> BTreeSet<String> {
        let tokens = tokens(&self.text);
        let mut imports = BTreeSet::new();
        for start in 0..tokens.len() {
            if let Some(after) = root_at(&tokens, start, self.depth()) {
                imports.extend(first_names(&tokens[after..]));
            }
        }
        imports.retain(|name| STAGES.contains(&name.as_str()));
        imports
    }

    /// Wrapped crates that the file uses.
    fn crates(&self) -> BTreeSet<&'static str> {
        let tokens = tokens(&self.text);
        let used = |name: &str| {
            (0..tokens.len()).any(|at| {
                let inside_a_path = at > 0 && tokens[at - 1] == "::";
                let names_it = at > 0 && ["use", "crate"].contains(&tokens[at - 1].as_str());
                let leads_a_path = tokens.get(at + 1).is_some_and(|next| next == "::");
                tokens[at] == name && !inside_a_path && (leads_a_path || names_it)
            })
        };
        HOMES.into_iter().map(|(name, _)| name).filter(|name| used(name)).collect()
    }

    fn faults(&self) -> Vec<String> {
        let Some(stage) = self.stage() else { return Vec::new() };
        let path = self.path.display();
        let Some(rank) = STAGES.iter().position(|known| *known == stage) else {
            return vec![format!("{path}: `{stage}` is not in the table of stages")];
        };
        let upward = self.imports().into_iter().filter(|import| STAGES[..rank].contains(&import.as_str()));
        let upward = upward.map(|import| format!("{path}: `{stage}` imports `{import}`, which stands above it"));
        let foreign = HOMES.iter().filter(|(name, home)| *home != stage && self.crates().contains(name));
        let foreign = foreign.map(|(name, home)| format!("{path}: uses `{name}`, which only `{home}` may"));
        upward.chain(foreign).collect()
    }
}

/// The index after `crate::`, or after `depth` times `super::`, when a path to the root starts here.
fn root_at(tokens: &[String], start: usize, depth: usize) -> Option<usize> {
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token == text);
    if start > 0 && is(start - 1, "::") {
        return None;
    }
    if is(start, "crate") && is(start + 1, "::") {
        return Some(start + 2);
    }
    let supers =
        (0..tokens.len()).take_while(|step| is(start + 2 * step, "super") && is(start + 2 * step + 1, "::")).count();
    (supers > 0 && supers >= depth).then_some(start + 2 * supers)
}

/// The first name of a path, or of each path of a group in braces.
fn first_names(tokens: &[String]) -> Vec<String> {
    if tokens.first().is_none_or(|token| token != "{") {
        return tokens.first().cloned().into_iter().collect();
    }
    let mut names = Vec::new();
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            name if depth == 1 && ["{", ","].contains(&tokens[at - 1].as_str()) => names.push(name.to_owned()),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// Words, `::` and single signs of a source, without comments and literals.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        at += match rest {
            ['/', '/', ..] => rest.iter().take_while(|c| **c != '\n').count(),
            ['/', '*', ..] => rest.windows(2).position(|pair| pair == ['*', '/']).map_or(rest.len(), |end| end + 2),
            ['r', '"' | '#', ..] if raw_string(rest).is_some() => raw_string(rest).unwrap(),
            ['"', ..] => string(rest),
            ['\'', '\\', ..] => 3 + rest[3..].iter().take_while(|c| **c != '\'').count(),
            ['\'', _, '\'', ..] => 3,
            [':', ':', ..] => {
                tokens.push("::".to_owned());
                2
            }
            [c, ..] if c.is_alphanumeric() || *c == '_' => {
                let word: String = rest.iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
                let length = word.chars().count();
                tokens.push(word);
                length
            }
            [c, ..] => {
                if !c.is_whitespace() {
                    tokens.push(c.to_string());
                }
                1
            }
            [] => 1,
        };
    }
    tokens
}

/// Length of a string literal.
fn string(chars: &[char]) -> usize {
    let mut at = 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Length of a raw string literal, if one starts here.
fn raw_string(chars: &[char]) -> Option<usize> {
    let hashes = chars[1..].iter().take_while(|c| **c == '#').count();
    (chars.get(1 + hashes) == Some(&'"')).then_some(())?;
    let mut end = vec!['"'];
    end.extend(std::iter::repeat_n('#', hashes));
    let start = hashes + 2;
    Some(
        chars[start..]
            .windows(end.len())
            .position(|window| window == end)
            .map_or(chars.len(), |at| start + at + end.len()),
    )
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                sources.push(Source { path: path.strip_prefix(&root).unwrap().to_owned(), text });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

#[test]
fn imports_go_down_and_wrapped_crates_stay_at_home() {
    let faults: Vec<String> = sources().iter().flat_map(Source::faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_reader_of_sources_sees_the_imports_that_are_there() {
    let sources = sources();
    let of = |path: &str| sources.iter().find(|source| source.path == Path::new(path)).unwrap();
    assert!(of("scenario/mod.rs").imports().is_superset(&["diagnostic", "id", "quantity"].map(String::from).into()));
    assert!(of("scenario/yaml.rs").crates().is_superset(&["serde_yaml", "marked_yaml"].into()));
    let found: BTreeSet<String> = sources.iter().filter_map(Source::stage).collect();
    assert_eq!(found, STAGES.map(String::from).into());
}

#[test]
fn made_up_faults_are_caught() {
    let upward = |path: &str, text: &str| Source::new(path, text).faults();
    let fault = ["scenario/x.rs: `scenario` imports `dataset`, which stands above it"];
    assert_eq!(upward("scenario/x.rs", "use crate::dataset::Row;"), fault);
    assert_eq!(upward("scenario/x.rs", "use crate::{id::A, dataset::{self, B}, quantity};"), fault);
    assert_eq!(upward("scenario/x.rs", "fn f(row: &crate::dataset::Row) {}"), fault);
    assert_eq!(upward("scenario/x.rs", "use super::super::dataset::Row;"), fault);
    assert_eq!(upward("scenario/x.rs", "fn f<'a>(x: &'a str) -> char { '\"' } use crate::dataset;"), fault);
    assert_eq!(
        upward("scenario.rs", "use super::pipeline;"),
        ["scenario.rs: `scenario` imports `pipeline`, which stands above it"]
    );
    assert_eq!(upward("geo.rs", "#[derive(clap::Args)] struct A;"), ["geo.rs: uses `clap`, which only `cli` may"]);
    assert_eq!(upward("cli/x.rs", "use good_lp as lp;"), ["cli/x.rs: uses `good_lp`, which only `optimise` may"]);
    assert_eq!(upward("extra/mod.rs", ""), ["extra/mod.rs: `extra` is not in the table of stages"]);
}

#[test]
fn what_is_allowed_passes() {
    let allowed = |path: &str, text: &str| assert_eq!(Source::new(path, text).faults(), [""; 0], "{text}");
    allowed("dataset/x.rs", "use crate::{catalogue::Catalogue, scenario::{Change, Edit}}; use polars::prelude::*;");
    allowed(
        "scenario/x.rs",
        "// use crate::dataset;\n/* crate::cli */ const A: &str = \"crate::dataset\"; use super::node;",
    );
    allowed("scenario/x.rs", "const A: &str = r#\"crate::dataset \" polars::x\"#; use crate::scenario::Change;");
    allowed("scenario/a/x.rs", "use super::super::dataset;");
    allowed("scenario/x.rs", "use super::dataset; use crate::scenario::dataset::X; use crate::id::clap::Y;");
}

#[test]
fn files_stay_short() {
    let long = sources().into_iter().filter_map(|source| {
        let (lines, limit) = (
            source.text.lines().count(),
            if source.path == Path::new("main.rs") { MAX_LINES_OF_MAIN } else { MAX_LINES },
        );
        (lines > limit).then(|| format!("{}: {lines} lines, at most {limit}", source.path.display()))
    });
    let long: Vec<String> = long.collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}
