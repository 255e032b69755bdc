//! The result folder: written beside the former one and put in its place when it is complete.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::assess::Outcome;
use crate::assess::results::MANIFEST;
use crate::report::{csv, geojson};

/// A file of a result folder, which is written once the folder is there for it.
pub struct File<'f> {
    /// Its name.
    pub name: &'static str,
    /// Writes it.
    pub write: Content<'f>,
}

/// What writes a file.
pub type Content<'f> = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'f>;

impl<'f> File<'f> {
    /// A file of a name, with what writes it.
    pub fn new(name: &'static str, write: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'f) -> Self {
        Self { name, write: Box::new(write) }
    }

    fn write_to(self, folder: &Path) -> io::Result<()> {
        let mut to = BufWriter::new(std::fs::File::create(folder.join(self.name))?);
        (self.write)(&mut to)?;
        to.flush()
    }
}

/// Writes all files of an outcome, several at a time, to `<results>/<scenario>` and returns that folder.
///
/// `manifest_extra` is an object whose keys are added to the manifest (input checksums, resolved scenario, timings).
/// The files go to a sibling first; the former folder is moved aside, the sibling renamed, and the former one removed.
///
/// # Errors
/// When the scenario's name cannot name a folder, when a folder of that name holds something else than a result, or
/// when the disk refuses. The former results are then still in place.
pub fn write(
    outcome: &Outcome,
    manifest_extra: Value,
    extra_files: Vec<File<'_>>,
    results: &Path,
) -> io::Result<PathBuf> {
    let name = folder_name(&outcome.scenario)?;
    let target = results.join(name);
    refuse_foreign(&target)?;
    let mut files = csv::files(outcome);
    files.push(File::new(geojson::FILE, |to| geojson::map(outcome, to)));
    files.extend(extra_files);
    files.sort_by_key(|file| file.name);
    let names: Vec<&str> = files.iter().map(|file| file.name).collect();
    let manifest = manifest(outcome, &names, manifest_extra);
    files.push(File::new(MANIFEST, move |to| json_text(&manifest, to)));

    std::fs::create_dir_all(results)?;
    let process = std::process::id();
    let fresh = Sibling::new(results.join(format!(".{name}.{process}.new")))?;
    let written: Vec<io::Result<()>> = files.into_par_iter().map(|file| file.write_to(&fresh.0)).collect();
    written.into_iter().collect::<io::Result<()>>()?;
    replace(&fresh.0, &target, &results.join(format!(".{name}.{process}.old")))?;
    Ok(target)
}

fn json_text(value: &Value, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, value)?;
    to.write_all(b"\n")
}

/// A temporary folder, removed on the way out unless it has been renamed.
struct Sibling(PathBuf);

impl Sibling {
    fn new(path: PathBuf) -> io::Result<Self> {
        if path.exists() {
            std::fs::remove_dir_all(&path)?;
        }
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Sibling {
    fn drop(&mut self) {
        // Nothing to do about a failure here: the error that led to it is the one to report.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn replace(fresh: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    if !target.exists() {
        return std::fs::rename(fresh, target);
    }
    if aside.exists() {
        std::fs::remove_dir_all(aside)?;
    }
    std::fs::rename(target, aside)?;
    if let Err(error) = std::fs::rename(fresh, target) {
        std::fs::rename(aside, target)?;
        return Err(error);
    }
    std::fs::remove_dir_all(aside)
}

fn folder_name(scenario: &str) -> io::Result<&str> {
    let plain = !scenario.is_empty() && !scenario.starts_with('.') && !scenario.contains(['/', '\\', '\0', ':']);
    let message = || format!("the scenario name `{scenario}` cannot name a result folder");
    if plain { Ok(scenario) } else { Err(io::Error::new(ErrorKind::InvalidInput, message())) }
}

/// A folder that is not a result is not ours to replace.
fn refuse_foreign(target: &Path) -> io::Result<()> {
    if !target.exists() || target.join(MANIFEST).is_file() || std::fs::read_dir(target)?.next().is_none() {
        return Ok(());
    }
    let message = format!("`{}` is not a result folder, and is left as it is", target.display());
    Err(io::Error::new(ErrorKind::AlreadyExists, message))
}

fn manifest(outcome: &Outcome, files: &[&str], extra: Value) -> Value {
    let mut manifest = json!({
        "name": outcome.scenario,
        "title": outcome.title,
        "language": outcome.language,
        "about": outcome.about,
        "certificate": outcome.certificate,
        "notes": outcome.notes,
        "files": files,
        "version": env!("CARGO_PKG_VERSION"),
        "build": if cfg!(debug_assertions) { "debug" } else { "release" },
        "platform": format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
    });
    if let (Value::Object(manifest), Value::Object(extra)) = (&mut manifest, extra) {
        for (key, value) in extra {
            manifest.entry(key).or_insert(value);
        }
    }
    manifest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::results::ResultFolder;
    use crate::report::fixture;
    use crate::scenario::Language;

    fn written(results: &Path) -> PathBuf {
        let extra = json!({ "inputs": { "flows.csv": "abc" }, "name": "never replaces ours" });
        let program = File::new("program.lp", |to| to.write_all(b"Minimize"));
        write(&fixture::outcome(Language::Fr), extra, vec![program], results).unwrap()
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let results = tempfile::tempdir().unwrap();
        let folder = ResultFolder::open(&written(results.path())).unwrap();
        let outcome = fixture::outcome(Language::Fr);
        assert_eq!(folder.name(), "essai");
        assert_eq!(folder.title(), outcome.title);
        assert_eq!(folder.indicators, outcome.indicators);
        assert_eq!(folder.today, outcome.today);
        assert_eq!(folder.proposed, outcome.proposed);
        assert_eq!(folder.rounds, outcome.rounds);
        assert_eq!(folder.synergies, outcome.synergies);
        assert_eq!(folder.companies, outcome.companies);
        assert_eq!(folder.rejected, outcome.rejected);
        assert_eq!(folder.prices, outcome.prices);
        assert_eq!(folder.stocks, outcome.stocks);
        assert_eq!(folder.factors, outcome.factors);
        assert_eq!(folder.manifest["inputs"]["flows.csv"], "abc");
        assert_eq!(folder.manifest["certificate"]["gap"], 0.0);
    }

    #[test]
    fn the_same_outcome_gives_the_same_bytes_and_no_leftover() {
        let results = tempfile::tempdir().unwrap();
        let bytes = |folder: &Path| -> Vec<(String, Vec<u8>)> {
            let mut all: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
            all.sort();
            all.iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect()
        };
        let first = bytes(&written(results.path()));
        let second = bytes(&written(results.path()));
        assert_eq!(first, second);
        assert_eq!(first.len(), 13);
        assert_eq!(std::fs::read_dir(results.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let results = tempfile::tempdir().unwrap();
        let foreign = results.path().join("essai");
        std::fs::create_dir(&foreign).unwrap();
        std::fs::write(foreign.join("thesis.odt"), "years of work").unwrap();
        let error = write(&fixture::outcome(Language::Fr), json!({}), Vec::new(), results.path()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        assert!(foreign.join("thesis.odt").exists());
    }

    #[test]
    fn a_name_that_leaves_the_results_is_refused() {
        let results = tempfile::tempdir().unwrap();
        let mut outcome = fixture::outcome(Language::Fr);
        for name in ["../out", "", "..", "a/b"] {
            name.clone_into(&mut outcome.scenario);
            assert_eq!(
                write(&outcome, json!({}), Vec::new(), results.path()).unwrap_err().kind(),
                ErrorKind::InvalidInput,
                "{name}"
            );
        }
    }

    #[test]
    fn a_broken_folder_names_every_file_that_is_wrong_with_its_row_and_column() {
        let results = tempfile::tempdir().unwrap();
        let folder = written(results.path());
        std::fs::remove_file(folder.join("rounds.csv")).unwrap();
        std::fs::write(folder.join("indicators.csv"), "indicator,unit,today,proposed\nkm,km,1,2\neur,EUR,many,2\n")
            .unwrap();
        std::fs::write(folder.join("factors.csv"), "factor,value,unit,year,source\n").unwrap();
        let flows = std::fs::read_to_string(folder.join("flows.csv")).unwrap();
        std::fs::write(folder.join("flows.csv"), flows.replacen("180.0", "NaN", 1)).unwrap();
        let errors = ResultFolder::open(&folder).unwrap_err();
        let found: Vec<(&str, Option<usize>, Option<&str>)> = errors
            .iter()
            .map(|error| (error.file.rsplit('/').next().unwrap(), error.row, error.column.as_deref()))
            .collect();
        assert_eq!(
            found,
            [
                ("flows.csv", Some(2), Some("km")),
                ("indicators.csv", Some(3), Some("today")),
                ("rounds.csv", None, None),
                ("factors.csv", Some(1), Some("quality")),
            ]
        );
        assert!(errors[1].to_string().contains("indicators.csv:3, column `today`: `many` cannot be read"));
    }
}
