//! Results changed after they were written, which `verify` must not accept.

use std::fs;
use std::path::Path;

use boucle::pipeline;

/// Columns with their values.
pub type Cells<'a> = &'a [(&'a str, &'a str)];

/// Rewrites a table of the result; the row where all cells are as told must be there once.
pub fn rewrite(folder: &Path, file: &str, wanted: Cells<'_>, change: impl Fn(&mut Vec<String>, &[&str]) -> bool) {
    let path = folder.join(file);
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let header = reader.headers().unwrap().clone();
    let names: Vec<&str> = header.iter().collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    let mut found = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let is =
            |(column, value): &(&str, &str)| cells[names.iter().position(|name| name == column).unwrap()] == *value;
        let mut keep = true;
        if wanted.iter().all(is) {
            found += 1;
            keep = change(&mut cells, &names);
        }
        if keep {
            writer.write_record(&cells).unwrap();
        }
    }
    assert_eq!(found, 1, "rows of {file} with {wanted:?}");
    fs::write(path, writer.into_inner().unwrap()).unwrap();
}

/// Changes one cell.
pub fn set(folder: &Path, file: &str, wanted: Cells<'_>, column: &str, value: &str) {
    rewrite(folder, file, wanted, |cells, names| {
        let cell = &mut cells[names.iter().position(|name| *name == column).unwrap()];
        assert_ne!(cell, value);
        value.clone_into(cell);
        true
    });
}

/// Changes the JSON of a file of the result.
pub fn edit(folder: &Path, file: &str, change: impl Fn(&mut serde_json::Value)) {
    let path = folder.join(file);
    let before: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let mut after = before.clone();
    change(&mut after);
    assert_ne!(before, after);
    fs::write(path, after.to_string()).unwrap();
}

/// Fails unless `verify` says so.
#[track_caller]
pub fn assert_rejected(folder: &Path, says: &str) {
    match pipeline::verify(folder) {
        Ok(verdict) => panic!("accepted: {verdict}"),
        Err(failure) => {
            let text = failure.to_string();
            assert!(text.lines().any(|line| line.trim_start().starts_with(says)), "not `{says}` in\n{text}");
        }
    }
}
