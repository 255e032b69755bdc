//! The pages say what the program does: commands, links, columns, keys and rows.
#![expect(clippy::unwrap_used, reason = "a test that cannot read the pages has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use boucle::dataset::Dataset;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Every page: README.md, CHANGELOG.md, those of the datasets and of the catalogue, and all under `docs/`.
fn pages() -> BTreeMap<PathBuf, String> {
    let mut pages = BTreeMap::new();
    let mut folders = vec![root().join("docs"), root().join("datasets"), root().join("src/catalogue")];
    let mut files = vec![root().join("README.md"), root().join("CHANGELOG.md")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                files.push(path);
            }
        }
    }
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        pages.insert(file, text);
    }
    pages
}

/// The lines of all `sh` blocks.
fn commands(page: &str) -> Vec<&str> {
    let mut inside = false;
    page.lines()
        .filter(|line| {
            let fence = line.starts_with("```");
            if fence {
                inside = line.trim() == "```sh";
            }
            inside && !fence && !line.trim().is_empty()
        })
        .collect()
}

/// What `boucle` is given, when the line runs it.
fn arguments(line: &str) -> Option<Vec<&str>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["boucle", rest @ ..] => Some(rest.to_vec()),
        ["cargo", "run", rest @ ..] => {
            let from = rest.iter().position(|word| *word == "--")?;
            Some(rest[from + 1..].to_vec())
        }
        _ => None,
    }
}

#[test]
fn every_command_shown_exists_with_its_options() {
    let mut seen = 0;
    for (path, page) in pages() {
        for line in commands(&page) {
            let Some(words) = arguments(line) else {
                let known = ["cargo test", "cargo bench", "cargo install", "cargo build"];
                assert!(known.iter().any(|known| line.starts_with(known)), "{}: what is `{line}`?", path.display());
                continue;
            };
            seen += 1;
            let help = Command::cargo_bin("boucle").unwrap().args([words[0], "--help"]).assert().success();
            let help = String::from_utf8(help.get_output().stdout.clone()).unwrap();
            for option in words.iter().filter(|word| word.starts_with("--")) {
                assert!(help.contains(*option), "{}: `{line}` has no option `{option}`", path.display());
            }
            for named in words.iter().filter(|word| word.starts_with("scenarios/") || word.starts_with("datasets/")) {
                assert!(root().join(named).exists(), "{}: no `{named}`", path.display());
            }
        }
    }
    assert!(seen >= 5, "only {seen} commands found");
}

/// The two commands that `.ci/run` takes from the README.
#[test]
fn the_readme_starts_with_two_commands() {
    let readme = read("README.md");
    let found = commands(&readme);
    assert_eq!(found[..2], ["cargo run --release -- run scenarios/3e-local.yaml", "cargo test"]);
}

#[test]
fn every_link_leads_somewhere() {
    let mut seen = 0;
    for (path, page) in pages() {
        for link in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            seen += 1;
            assert!(path.parent().unwrap().join(target).exists(), "{}: `{link}` leads nowhere", path.display());
        }
    }
    assert!(seen >= 20, "only {seen} links found");
}

/// Every page under `docs/` is reached from its index.
#[test]
fn the_index_names_every_page() {
    let index = read("docs/README.md");
    for path in pages().into_keys() {
        let Ok(page) = path.strip_prefix(root().join("docs")) else { continue };
        let page = page.to_str().unwrap().replace('\\', "/");
        assert!(page == "README.md" || index.contains(&format!("({page})")), "docs/README.md does not name `{page}`");
    }
}

/// Texts in double quotes.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('"').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.split_once(from).unwrap_or_else(|| panic!("no `{from}`")).1;
    start.split_once(to).unwrap_or_else(|| panic!("no `{to}` after `{from}`")).0
}

/// Columns that the program reads, by table.
fn columns() -> BTreeMap<String, BTreeSet<String>> {
    let source = read("src/dataset/schema.rs");
    let schemas = between(&source, "const SCHEMAS: &[Schema] = &[", "\n];");
    let tables = schemas.split("Schema {").skip(1).map(|schema| {
        let lists = [between(schema, "required: &[", "]"), between(schema, "optional: &[", "]")];
        (between(schema, "name: \"", "\"").to_owned(), lists.into_iter().flat_map(quoted).collect())
    });
    tables.collect()
}

/// Columns that the page states under the heading of a table: first cells, with or without bold.
fn described(page: &str, table: &str) -> BTreeSet<String> {
    let named = |heading: &str| heading.split([' ', ':', ',']).any(|word| word == format!("{table}.csv"));
    let section = page.split("\n## ").find(|section| named(section.lines().next().unwrap_or_default()));
    let rows = section.unwrap_or_default().lines().filter_map(|line| line.strip_prefix("| "));
    let cells = rows.filter_map(|row| row.split(" |").next()).flat_map(|cell| cell.split(", "));
    cells.map(|cell| cell.trim_matches('*').to_owned()).filter(|cell| cell != "column").collect()
}

#[test]
fn the_page_of_the_dataset_states_each_column_and_no_other() {
    let (page, columns) = (read("docs/dataset.md"), columns());
    assert_eq!(columns.len(), 22, "the tables of the schema were not all found");
    for (table, known) in &columns {
        let described = described(&page, table);
        let missing: Vec<_> = known.difference(&described).collect();
        assert!(missing.is_empty(), "docs/dataset.md, {table}.csv: no {missing:?}");
        // processes and yields share a heading
        let others = columns.values().flatten().collect::<BTreeSet<_>>();
        let unknown: Vec<_> = described.iter().filter(|column| !others.contains(column)).collect();
        assert!(unknown.is_empty(), "docs/dataset.md, {table}.csv: {unknown:?} is no column");
    }
}

/// The lists above are those of the program: it accepts each column, and no other.
#[test]
fn the_program_reads_the_columns_of_its_schema() {
    for (table, columns) in columns() {
        let folder = tempfile::TempDir::new().unwrap();
        let header: Vec<&str> = columns.iter().map(String::as_str).chain(["no-such-column"]).collect();
        fs::write(folder.path().join(format!("{table}.csv")), header.join(",") + "\n").unwrap();
        let findings = Dataset::load(folder.path(), &[], boucle::catalogue::Catalogue::embedded()).findings.to_string();
        let unknown: Vec<&str> = findings.lines().filter(|line| line.contains("unknown-column")).collect();
        assert_eq!(unknown.len(), 1, "{table}.csv:\n{findings}");
        assert!(unknown[0].contains("no-such-column"), "{}", unknown[0]);
    }
}

#[test]
fn the_page_of_the_scenario_states_each_key() {
    let page = read("docs/scenario.md");
    let mut keys = BTreeSet::new();
    for (file, lists) in [
        ("load.rs", &["const KEYS: "][..]),
        ("synergies.rs", &["const KEYS: ", "const REUSE: ", "const STREAM: "]),
        ("discover.rs", &["const DISCOVER: ", "const WEIGHTS: "]),
        ("goals.rs", &["const OBJECTIVE: "]),
        ("changes.rs", &["const KEYS: "]),
    ] {
        let source = read(&format!("src/scenario/{file}"));
        for list in lists {
            keys.extend(quoted(between(&source, list, "];")));
        }
    }
    assert!(keys.len() >= 30, "only {} keys found: {keys:?}", keys.len());
    for key in &keys {
        let stated = page.contains(&format!("`{key}`"))
            || page.contains(&format!(".{key}`"))
            || page.contains(&format!("{key}:"));
        assert!(stated, "docs/scenario.md does not state `{key}`");
    }
}

/// Families of rows and columns in the sources: the start of each name that is formatted.
#[test]
fn the_page_of_the_mathematics_states_each_row_and_column() {
    let page = read("docs/mathematics.md");
    let mut families = BTreeSet::new();
    for entry in fs::read_dir(root().join("src/optimise/formulation")).unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        for name in source.split("format!(\"").skip(1) {
            let family: String = name.chars().take_while(|c| c.is_ascii_lowercase() || "._".contains(*c)).collect();
            if !family.is_empty() && name[family.len()..].starts_with(['(', '{']) && !family.starts_with("missing") {
                families.insert(family);
            }
        }
    }
    assert!(families.len() >= 25, "only {} families found: {families:?}", families.len());
    for family in families {
        assert!(page.contains(&format!("`{family}(")), "docs/mathematics.md does not state `{family}`");
    }
}

#[test]
fn the_page_of_discovery_states_each_column_and_kind() {
    let page = read("docs/discovery.md");
    let source = read("src/report/leads/mod.rs");
    let fields = between(&source, "pub struct LeadRow<'l> {", "}");
    let mut names: Vec<&str> = fields.split("pub ").skip(1).filter_map(|field| field.split(':').next()).collect();
    names.extend(boucle::discover::leads::Kind::ALL.map(boucle::discover::leads::Kind::key));
    assert!(names.len() >= 30, "only {names:?} found");
    for name in names {
        assert!(page.contains(&format!("`{name}`")), "docs/discovery.md does not state `{name}`");
    }
}
