//! Leads, before any optimisation.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::{Failure, load};
use crate::catalogue::Catalogue;
use crate::discover::leads::{Leads, leads};
use crate::discover::{Candidates, StreamCandidates, services};
use crate::network::Network;
use crate::report::words::Words;
use crate::report::{candidates, leads as report};
use crate::scenario::{Language, Scenario};

/// How leads are shown.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// The best, as text.
    Text {
        /// How many of them.
        best: usize,
    },
    /// All, as `discover.csv`.
    Csv,
    /// All, as JSON.
    Json,
}

/// What `discover` is asked besides the scenario.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the options of the command")]
pub struct DiscoverOptions {
    /// Language of the text; that of the scenario when left out.
    pub language: Option<Language>,
    pub form: Form,
    pub output: Option<PathBuf>,
}

/// Every possibility before any optimisation.
///
/// # Errors
/// As [`Failure`] says.
pub fn discover(path: &Path, options: &DiscoverOptions) -> Result<String, Failure> {
    let (scenario, loaded) = load(path);
    let (Some(scenario), Some(dataset)) = (scenario, loaded.dataset) else {
        return Err(Failure::Input(loaded.findings));
    };
    if loaded.findings.has_errors() {
        return Err(Failure::Input(loaded.findings));
    }
    let network = Network::build(&dataset, &scenario.assume);
    let services = services(&dataset, &network, &scenario);
    let leads = leads(&dataset, Catalogue::embedded(), &scenario);
    let words = Words::new(options.language.unwrap_or(scenario.language));
    if let Some(file) = &options.output {
        let written = File::create(file).and_then(|to| report::write(&leads, &services, &words, BufWriter::new(to)));
        written.map_err(|error| Failure::io(file, &error))?;
    }
    show(options.form, &leads, &services, &words)
}

fn show(form: Form, leads: &Leads<'_>, services: &Candidates, words: &Words) -> Result<String, Failure> {
    let internal = |error: &dyn std::error::Error| Failure::Internal(error.to_string());
    match form {
        Form::Text { best } => {
            let rejected = leads.rejected.iter().chain(&services.rejected);
            let more = candidates::text(services, rejected, leads.more_rejected, words);
            Ok(report::text(leads, best, words) + &more)
        }
        Form::Csv => {
            let mut bytes = Vec::new();
            report::write(leads, services, words, &mut bytes).map_err(|error| internal(&error))?;
            String::from_utf8(bytes).map_err(|error| internal(&error))
        }
        Form::Json => {
            let rows: Vec<_> = report::rows(leads, services, words).collect();
            serde_json::to_string_pretty(&rows).map(|text| text + "\n").map_err(|error| internal(&error))
        }
    }
}

/// Writes `discover.csv` of a run, with how its streams could be collected.
///
/// # Errors
/// When a row cannot be written.
pub(super) fn table(
    leads: &Leads<'_>,
    scenario: &Scenario,
    streams: &[StreamCandidates],
    to: &mut dyn io::Write,
) -> io::Result<()> {
    let services = Candidates { streams: streams.to_vec(), ..Candidates::default() };
    report::write(leads, &services, &Words::new(scenario.language), to)
}
