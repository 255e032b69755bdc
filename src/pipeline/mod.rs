//! The order of the stages: from a scenario's path to an outcome and its files.

mod asked;
mod code;
mod discover;
mod failure;
mod forced;
mod loosened;
mod pooled;
mod targets;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Map, Value, json};

pub use self::code::code;
pub use self::discover::{DiscoverOptions, Form, discover};
pub use self::failure::Failure;
use crate::assess::results::ResultFolder;
use crate::assess::{Inputs, assess};
use crate::catalogue::Catalogue;
use crate::compare::Comparison;
use crate::dataset::{Dataset, Loaded, Snapshot, check_scenario};
use crate::diagnostic::{Finding, Findings};
use crate::discover::Candidates;
use crate::discover::leads::leads;
use crate::network::Network;
use crate::optimise::prices::{Prices, prices};
use crate::optimise::{Problem, Solution, SolveError, Solved, Solver, candidates, lp_format, optimise};
use crate::report::folder::File;
use crate::report::words::Words;
use crate::report::{catalogue as cards, explain, folder, leads as leads_report, starter, terminal};
use crate::scenario::{Language, Scenario};

pub use crate::report::explain::Subject;

/// Name of the file that records what a result was computed from.
pub const INPUTS: &str = "inputs.json";

/// What `run` is asked besides the scenario.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the options of the command")]
pub struct RunOptions {
    pub results: PathBuf,
    pub language: Option<Language>,
    pub dump_program: Option<PathBuf>,
}

/// What a run gives.
#[derive(Debug, Clone)]
pub struct RunReport {
    /// Summary for the terminal.
    pub text: String,
    /// Where the files are.
    pub folder: PathBuf,
    /// Warnings about the inputs.
    pub warnings: Findings,
}

/// A scenario with all that is known before anything is chosen.
struct Prepared {
    scenario: Scenario,
    dataset: Dataset,
    network: Network,
    candidates: Candidates,
    loaded: Loaded,
}

impl Prepared {
    fn problem(&self) -> Problem<'_> {
        Problem {
            dataset: &self.dataset,
            network: &self.network,
            scenario: &self.scenario,
            candidates: &self.candidates,
        }
    }
}

fn prepare(path: &Path, progress: &dyn Fn(&str)) -> Result<Prepared, Failure> {
    progress("reading");
    let (scenario, mut loaded) = load(path);
    let (Some(scenario), Some(dataset)) = (scenario, loaded.dataset.take()) else {
        return Err(Failure::Input(loaded.findings));
    };
    if loaded.findings.has_errors() {
        return Err(Failure::Input(loaded.findings));
    }
    let network = Network::build(&dataset, &scenario.assume);
    let candidates = candidates(&dataset, &network, &scenario, progress);
    let unserved = candidates.unserved();
    if !unserved.is_empty() {
        return Err(Failure::Input(unserved.iter().map(|it| targets::unserved(it, &scenario)).collect()));
    }
    let prepared = Prepared { scenario, dataset, network, candidates, loaded };
    let unkept = targets::cannot_be_kept(prepared.problem());
    if unkept.has_errors() { Err(Failure::Input(unkept)) } else { Ok(prepared) }
}

/// A scenario and its dataset, as far as they can be read, with all findings on both.
fn load(path: &Path) -> (Option<Scenario>, Loaded) {
    let catalogue = Catalogue::embedded();
    let (scenario, mut findings) = Scenario::load(path);
    let mut loaded = Loaded::default();
    if let Some(scenario) = &scenario {
        loaded = Dataset::load(&scenario.dataset, &scenario.changes, catalogue);
        if let Some(dataset) = &loaded.dataset {
            findings.extend(check_scenario(dataset, scenario, catalogue).iter().cloned());
        }
        if Solver::named(&scenario.solver.name).is_none() {
            findings.push(targets::missing_solver(scenario, path));
        }
    }
    findings.extend(loaded.findings.iter().cloned());
    (scenario, Loaded { findings, ..loaded })
}

/// Runs a scenario and writes its result folder.
///
/// # Errors
/// As [`Failure`] says.
pub fn run(path: &Path, options: &RunOptions, progress: &dyn Fn(&str)) -> Result<RunReport, Failure> {
    let started = Instant::now();
    let mut prepared = prepare(path, progress)?;
    if let Some(language) = options.language {
        prepared.scenario.language = language;
    }
    let read = started.elapsed();
    progress("optimising");
    let problem = prepared.problem();
    if let Some(finding) = targets::paying_circle(problem) {
        return Err(Failure::Input(std::iter::once(finding).collect()));
    }
    let solved = match optimise(problem) {
        Ok(solved) => solved,
        Err(SolveError::Infeasible) => {
            progress("finding what can be reached");
            return Err(targets::failure(problem));
        }
        Err(error) => return Err(Failure::Internal(error.to_string())),
    };
    if let Some(file) = &options.dump_program {
        dump(&solved, problem, file)?;
    }
    let optimised = started.elapsed();
    let prices = priced(&solved, problem, progress);
    let asked = asked::notes(problem, &solved).map_err(|error| Failure::Internal(error.to_string()))?;
    let (solution, program) = (Solution::read(&solved), size(&solved));
    drop(solved);
    progress("assessing and ranking leads");
    // leads do not depend on what is proposed, and assessing keeps one core busy
    let (mut outcome, leads) = rayon::join(
        || assess(problem, &solution, Catalogue::embedded()),
        || leads(&prepared.dataset, Catalogue::embedded(), &prepared.scenario),
    );
    outcome.prices = prices;
    let edits = prepared.loaded.changes.iter().map(|edit| edit.text(prepared.scenario.language));
    outcome.notes.splice(0..0, edits.chain(asked));
    let timings = json!({
        "read_s": read.as_secs_f64(),
        "optimise_s": optimised.saturating_sub(read).as_secs_f64(),
        "total_s": started.elapsed().as_secs_f64(),
    });
    let manifest = manifest(&prepared, &program, &timings);
    progress("writing");
    let Prepared { scenario, dataset, candidates, .. } = &prepared;
    let inputs = |to: &mut dyn Write| {
        let inputs = Inputs { scenario: scenario.clone(), dataset: Snapshot::from(dataset) };
        Ok(serde_json::to_writer_pretty(to, &inputs)?)
    };
    let files = vec![
        File::new(INPUTS, inputs),
        File::new("scenario.yaml", |to| to.write_all(scenario.resolved_yaml().as_bytes())),
        File::new(leads_report::FILE, |to| discover::table(&leads, scenario, &candidates.streams, to)),
    ];
    let written = folder::write(&outcome, manifest, files, &options.results);
    let folder = written.map_err(|error| Failure::io(&options.results, &error))?;
    let text = terminal::summary(&outcome, Some(&folder));
    Ok(RunReport { text, folder, warnings: prepared.loaded.findings })
}

/// What the limits of a solution cost, in the objective asked first; nothing where no prices are asked.
fn priced(solved: &Solved<'_>, problem: Problem<'_>, progress: &dyn Fn(&str)) -> Prices {
    let asked = problem.scenario.solver.prices as usize;
    if asked == 0 {
        return Prices::default();
    }
    progress("pricing limits");
    prices(solved, &problem.weights(problem.scenario.objective.minimise), asked)
}

fn dump(solved: &Solved<'_>, problem: Problem<'_>, file: &Path) -> Result<(), Failure> {
    let program = &solved.formulation.program;
    let weights = problem.weights(problem.scenario.objective.minimise);
    // without the rows that hold an objective while others break its ties: they would tell another solver the answer
    let text = lp_format::write(program, &program.rows()[..solved.rows], &program.weighted(&weights));
    std::fs::write(file, text).map_err(|error| Failure::io(file, &error))
}

/// How large the program is.
fn size(solved: &Solved<'_>) -> Value {
    let program = &solved.formulation.program;
    json!({
        "rows": program.rows().len(),
        "columns": program.columns().len(),
        "rounds": solved.formulation.columns.rounds.len(),
    })
}

/// What the manifest says besides the outcome: where every value came from, checksums, sizes, timings.
fn manifest(prepared: &Prepared, program: &Value, timings: &Value) -> Value {
    let provenance = &prepared.scenario.provenance;
    let values: Map<String, Value> = provenance.iter().map(|p| (p.key.clone(), Value::from(p.value.clone()))).collect();
    let (nodes, edges) = prepared.network.size();
    json!({
        "scenario": values,
        "provenance": provenance,
        "inputs": prepared.loaded.checksums,
        "changes": prepared.loaded.changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "network": {"nodes": nodes, "edges": edges, "components": prepared.network.components()},
        "candidates": {"links": prepared.candidates.links.len() + prepared.candidates.unused, "unused": prepared.candidates.unused, "rejected": prepared.candidates.rejected.len()},
        "program": program,
        "timings": timings,
    })
}

/// All findings on a dataset (a folder) or a scenario (a file) with its dataset.
#[must_use]
pub fn check(path: &Path) -> Findings {
    if path.is_dir() { Dataset::load(path, &[], Catalogue::embedded()).findings } else { load(path).1.findings }
}

/// Why something is, or is not, proposed.
///
/// # Errors
/// As [`Failure`] says.
pub fn explain(folder: &Path, subject: &Subject) -> Result<String, Failure> {
    let (result, inputs) = (open(folder)?, inputs(folder)?);
    let (scenario, dataset) = (inputs.scenario, Dataset::from(inputs.dataset));
    let text = explain::explain(&result, &dataset, subject).map_err(|finding| {
        let mut findings = Findings::new();
        findings.push(*finding);
        Failure::Input(findings)
    })?;
    let links = explain::links_to_force(&result, &dataset, subject);
    let company = if let Subject::Company(company) = subject { Some(company) } else { None };
    let asked = !links.is_empty() || company.is_some();
    let Some(proposal) = forced::Proposal::read(&result, &scenario).filter(|_| asked) else { return Ok(text) };
    let network = Network::build(&dataset, &scenario.assume);
    let candidates = crate::discover::discover(&dataset, &network, &scenario);
    let problem = Problem { dataset: &dataset, network: &network, scenario: &scenario, candidates: &candidates };
    let text = text + &explain::forced_links(&forced::links(&proposal, problem, &links)?);
    let Some(company) = company else { return Ok(text) };
    let forced = forced::collections(&proposal, problem, company)?;
    let loosened = explain::loosened(&loosened::loosened(&proposal, problem, company)?);
    let unpooled = pooled::unpooled(&proposal, problem, company)?;
    Ok(text + &loosened + &explain::forced(&forced) + &explain::unpooled(&unpooled))
}

/// What differs between results.
///
/// # Errors
/// As [`Failure`] says.
pub fn compare(folders: &[PathBuf]) -> Result<Comparison, Failure> {
    let mut findings = Vec::new();
    let mut opened = Vec::new();
    for path in folders {
        match ResultFolder::open(path) {
            Ok(folder) => opened.push(folder),
            Err(errors) => findings.extend(errors.into_iter().map(Finding::from)),
        }
    }
    if findings.is_empty() {
        Ok(crate::compare::compare(&opened))
    } else {
        Err(Failure::Input(findings.into_iter().collect()))
    }
}

/// Checks a result from its files alone.
///
/// # Errors
/// As [`Failure`] says.
pub fn verify(folder: &Path) -> Result<String, Failure> {
    let (result, inputs) = (open(folder)?, inputs(folder)?);
    let violations = crate::assess::verify(&result, &inputs);
    if violations.is_empty() {
        let lines = result.today.len() + result.proposed.len();
        return Ok(format!("{}: verified ({lines} ledger lines, {} rounds)\n", folder.display(), result.rounds.len()));
    }
    let list: Vec<String> = violations.iter().map(|violation| format!("  {violation}")).collect();
    let count = if list.len() == 1 { "1 check fails".to_owned() } else { format!("{} checks fail", list.len()) };
    Err(Failure::Verify(format!("error: {} does not hold: {count}\n{}", folder.display(), list.join("\n"))))
}

fn open(folder: &Path) -> Result<ResultFolder, Failure> {
    let findings = |errors: Vec<_>| Failure::Input(errors.into_iter().map(Finding::from).collect());
    ResultFolder::open(folder).map_err(findings)
}

fn inputs(folder: &Path) -> Result<Inputs, Failure> {
    let path = folder.join(INPUTS);
    let text = std::fs::read_to_string(&path).map_err(|error| Failure::io(&path, &error))?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::io(&path, &std::io::Error::new(std::io::ErrorKind::InvalidData, error.to_string())))
}

/// What the embedded catalogue knows of some words; how much there is when there are none.
#[must_use]
pub fn catalogue(text: &str, language: Language) -> String {
    let (catalogue, words) = (Catalogue::embedded(), Words::new(language));
    if text.trim().is_empty() { cards::overview(catalogue, &words) } else { cards::search(catalogue, text, &words) }
}

/// The factors of the embedded catalogue that hold some words; all when there are none.
#[must_use]
pub fn factors(text: &str, language: Language) -> String {
    cards::factors(Catalogue::embedded(), text, &Words::new(language))
}

/// Writes a starting dataset and scenario.
///
/// # Errors
/// When the folder is not empty or cannot be written.
pub fn init(folder: &Path) -> Result<String, Failure> {
    let files = starter::write(folder).map_err(|error| Failure::io(folder, &error))?;
    let list: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    Ok(list.join("\n") + "\n")
}
