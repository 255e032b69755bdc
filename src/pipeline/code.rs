//! coding.csv: what the words of an inventory mean, for a person to confirm.

use std::fmt::Write as _;
use std::path::Path;

use super::Failure;
use crate::catalogue::Catalogue;
use crate::dataset::{Proposal, SURE, propose};
use crate::diagnostic::{Finding, Findings};

/// Name of the table that is written.
const FILE: &str = "coding.csv";

/// Writes coding.csv into a dataset folder, and says what stands in it and what to do next.
///
/// # Errors
/// When a table that it needs cannot be read, or the file cannot be written; the former one is then still in place.
pub fn code(folder: &Path) -> Result<String, Failure> {
    let (proposal, findings) = propose(folder, Catalogue::embedded());
    let Some(proposal) = proposal else { return Err(Failure::Input(needed(folder, findings))) };
    if proposal.lines() == 0 {
        return Ok(format!("{}: every flow has its material and its quantity\n", folder.display()));
    }
    let path = folder.join(FILE);
    let fresh = folder.join(format!(".{FILE}.{}", std::process::id()));
    let written = std::fs::write(&fresh, &proposal.file).and_then(|()| std::fs::rename(&fresh, &path));
    written.map_err(|error| Failure::io(&path, &error))?;
    Ok(summary(&path, folder, &proposal))
}

/// Something to tell even where the tables say nothing by themselves.
fn needed(folder: &Path, mut findings: Findings) -> Findings {
    if !findings.has_errors() {
        let place = folder.display().to_string();
        let finding = Finding::error("folder.unreadable", "the tables of this folder cannot be read");
        findings.push(finding.at(place, None, None).help("run `boucle check` on it"));
    }
    findings
}

fn summary(path: &Path, folder: &Path, proposal: &Proposal) -> String {
    let mut text = format!("{}: {} lines\n", path.display(), proposal.lines());
    let mut say = |count: usize, what: &str| {
        if count > 0 {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{count:>7}  {what}");
        }
    };
    say(proposal.kept, "decided by you, kept");
    say(proposal.sure, &format!("recognised with a score of {SURE} or more: used at once; confirm or correct them"));
    say(proposal.to_confirm, "recognised less surely: not used until you confirm or correct them");
    say(proposal.unknown, "not recognised: write their material");
    say(proposal.no_amount, "without an amount in their words: write quantity, unit and per");
    say(proposal.no_density, "whose volume or number needs a density or a unit weight: give it in materials.csv");
    if proposal.lines() > proposal.kept {
        text += "In column `confirmed` write `yes`, or another material in column `material`.\n";
    }
    let _ = writeln!(text, "Then: boucle check {}", folder.display());
    text
}
