//! A starting folder: a small made-up territory and a scenario that runs at once, to be replaced table by table.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

const FILES: &[(&str, &str)] = &[
    ("scenario.yaml", include_str!("starter/scenario.yaml")),
    ("dataset/about.csv", include_str!("starter/about.csv")),
    ("dataset/companies.csv", include_str!("starter/companies.csv")),
    ("dataset/flows.csv", include_str!("starter/flows.csv")),
    ("dataset/facilities.csv", include_str!("starter/facilities.csv")),
    ("dataset/operations.csv", include_str!("starter/operations.csv")),
    ("dataset/processes.csv", include_str!("starter/processes.csv")),
    ("dataset/yields.csv", include_str!("starter/yields.csv")),
    ("dataset/materials.csv", include_str!("starter/materials.csv")),
    ("dataset/vehicles.csv", include_str!("starter/vehicles.csv")),
];

/// Writes the starting files to `folder`, which must not exist or be empty, and returns their paths.
///
/// # Errors
/// `AlreadyExists` when the folder holds anything, `NotADirectory` when it is a file, or what the disk says.
pub fn write(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if folder.exists() && std::fs::read_dir(folder)?.next().is_some() {
        let message = format!("`{}` is not empty, and is left as it is", folder.display());
        return Err(io::Error::new(ErrorKind::AlreadyExists, message));
    }
    std::fs::create_dir_all(folder.join("dataset"))?;
    let mut paths = Vec::new();
    for (name, text) in FILES {
        let path = folder.join(name);
        std::fs::write(&path, text)?;
        paths.push(path);
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::dataset::{Dataset, check_scenario};
    use crate::scenario::Scenario;

    #[test]
    fn the_start_is_valid_without_a_single_finding() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("start");
        write(&folder).unwrap();
        let (scenario, findings) = Scenario::load(&folder.join("scenario.yaml"));
        assert!(findings.is_empty(), "{findings}");
        let scenario = scenario.unwrap();
        let catalogue = Catalogue::embedded();
        let loaded = Dataset::load(&scenario.dataset, &scenario.changes, catalogue);
        assert!(loaded.findings.is_empty(), "{}", loaded.findings);
        let findings = check_scenario(&loaded.dataset.unwrap(), &scenario, catalogue);
        assert!(findings.is_empty(), "{findings}");
    }

    #[test]
    fn what_is_there_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("notes.txt"), "mine").unwrap();
        assert_eq!(write(dir.path()).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert!(!dir.path().join("scenario.yaml").exists());
    }
}
