//! What a user sees of a scenario: values, inheritance, provenance, and the exact messages.
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its folder has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use boucle::catalogue::Catalogue;
use boucle::diagnostic::{Findings, Place, Severity};
use boucle::id::{CompanyId, StreamId, VehicleId};
use boucle::quantity::{Euros, EurosPerTonne, Kilometres, Tonnes};
use boucle::scenario::defaults::ASSUMED;
use boucle::scenario::{Change, Edit, Limit, Metric, Minimise, Mode, Provenance, Scenario};
use tempfile::TempDir;

/// The example of the user's guide, every key of it.
const WHOLE: &str = "\
boucle: 1
name: 3e-local
title: {fr: Canal local, en: Local channel}
dataset: ../datasets/gatinais-3e
language: en
synergies:
  reuse: {max_km: 60, max_steps: 1, min_lot_t: 0.5, link_eur_per_year: 200}
  collection:
    - stream: 3e
      materials: [weee, 160213]
      modes: [round, drop_off, alone]
      compulsory: true
      vehicles: [van, truck]
      trunk: truck
      frequency: [12, 1, 4]
      alone: {eur_per_pickup: 180, eur_per_t: 120}
      drop_off: {max_km: 10, eur_per_km: 0.6, co2e_kg_per_km: 0.22}
objective: {minimise: co2e, co2e_eur_per_t: 100, insertion_eur_per_hour: 2.5}
targets: {diversion_rate: {at_least: 0.9}, budget_eur: {at_most: -15000}}
change:
  - {table: facilities, where: {facility: alpej}, set: {capacity_t: 2.50, siret: '007', local: true, hub: null}}
  - {table: companies, drop: {company: acme}}
  - {table: companies, add: {company: zeta, name: Zeta}}
assume:
  detour_factor: 1.4
  haulage: {eur_per_t: 5}
solver: {name: microlp, gap: 1e-4, time_limit_s: 5}
";

/// The least that is a scenario.
const LEAST: &str = "boucle: 1\ndataset: d\nsynergies: {}\n";

struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Findings as a user reads them, with the folder's own name taken out.
    fn findings(&self, name: &str) -> Vec<String> {
        let (scenario, findings) = Scenario::load(&self.path(name));
        assert_eq!(scenario.is_none(), findings.has_errors());
        render(&findings).iter().map(|line| line.replace(&format!("{}/", self.0.path().display()), "")).collect()
    }

    fn load(&self, name: &str) -> Scenario {
        let (scenario, findings) = Scenario::load(&self.path(name));
        assert_eq!(render(&findings), [""; 0]);
        scenario.unwrap()
    }
}

fn render(findings: &Findings) -> Vec<String> {
    let one = |finding: &boucle::diagnostic::Finding| {
        let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
        let Place { file, line, column } = &finding.place;
        let line = line.map_or_else(String::new, |line| format!(":{line}"));
        let column = column.as_ref().map_or_else(String::new, |column| format!(" {column}"));
        let help = finding.help.as_ref().map_or_else(String::new, |help| format!(" | {help}"));
        format!("{severity}[{}] {file}{line}{column}: {}{help}", finding.code, finding.message)
    };
    findings.iter().map(one).collect()
}

/// Findings of a scenario `a.yaml`.
fn findings_of(text: &str) -> Vec<String> {
    Folder::new(&[("a.yaml", text)]).findings("a.yaml")
}

fn cells(cells: &[(&str, &str)]) -> Vec<(String, String)> {
    cells.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect()
}

#[test]
fn every_key_reaches_its_field() {
    let folder = Folder::new(&[("scenarios/a.yaml", WHOLE)]);
    let scenario = folder.load("scenarios/a.yaml");
    assert_eq!(scenario.name, "3e-local");
    assert_eq!((scenario.title.fr.as_str(), scenario.title.en.as_str()), ("Canal local", "Local channel"));
    assert_eq!(scenario.dataset, folder.path("datasets/gatinais-3e"));
    assert_eq!(scenario.language, boucle::scenario::Language::En);
    let reuse = scenario.reuse.unwrap();
    assert_eq!((reuse.max_km, reuse.max_steps), (Kilometres(60.0), 1));
    assert_eq!((reuse.min_lot, reuse.link_cost), (Tonnes(0.5), Euros(200.0)));
    let [stream] = scenario.collection.as_slice() else { panic!("one stream") };
    assert_eq!(stream.id.as_str(), "3e");
    assert_eq!(stream.materials, ["weee", "160213"]);
    assert_eq!(stream.modes, [Mode::Round, Mode::DropOff, Mode::Alone]);
    assert!(stream.compulsory);
    assert_eq!(stream.vehicles.iter().map(boucle::id::VehicleId::as_str).collect::<Vec<_>>(), ["van", "truck"]);
    assert_eq!(stream.trunk.as_ref().unwrap().as_str(), "truck");
    assert_eq!(stream.frequency, [1, 4, 12]);
    assert_eq!(stream.alone.as_ref().unwrap().eur_per_t, EurosPerTonne(120.0));
    assert_eq!(stream.drop_off.as_ref().unwrap().max_km, Kilometres(10.0));
    assert_eq!(stream.place.line, Some(9));
    assert_eq!(scenario.objective.minimise, Minimise::Co2e);
    assert_eq!(scenario.targets.len(), 2);
    assert_eq!((scenario.targets[0].metric, scenario.targets[0].limit), (Metric::DiversionRate, Limit::AtLeast(0.9)));
    assert_eq!((scenario.targets[1].metric, scenario.targets[1].limit), (Metric::BudgetEur, Limit::AtMost(-15000.0)));
    assert_eq!(scenario.targets[1].place.line, Some(19));
    assert_eq!(scenario.targets[1].place.column.as_deref(), Some("targets.budget_eur"));
    let edits: Vec<_> =
        scenario.changes.iter().map(|Change { table, edit, .. }| (table.as_str(), edit.clone())).collect();
    let set = cells(&[("capacity_t", "2.50"), ("siret", "007"), ("local", "true"), ("hub", "")]);
    assert_eq!(
        edits,
        [
            ("facilities", Edit::Set { filter: cells(&[("facility", "alpej")]), set }),
            ("companies", Edit::Drop(cells(&[("company", "acme")]))),
            ("companies", Edit::Add(cells(&[("company", "zeta"), ("name", "Zeta")]))),
        ]
    );
    assert_eq!(scenario.changes[1].place.line, Some(22));
    assert!((scenario.assume.detour_factor - 1.4).abs() < f64::EPSILON);
    assert_eq!(scenario.assume.haulage.eur_per_t, EurosPerTonne(5.0));
    assert_eq!(scenario.assume.haulage.load, Tonnes(2.5));
    assert_eq!((scenario.solver.name.as_str(), scenario.solver.gap), ("microlp", 1e-4));
}

#[test]
fn the_least_scenario_takes_its_name_from_the_file_and_every_default() {
    let scenario = Folder::new(&[("today.yaml", LEAST)]).load("today.yaml");
    assert_eq!((scenario.name.as_str(), scenario.title.fr.as_str()), ("today", "today"));
    assert_eq!(scenario.reuse, None);
    assert_eq!(scenario.collection, []);
    assert_eq!(scenario.objective.minimise, Minimise::NetCost);
    assert_eq!(scenario.solver.name, "auto");
    let text = "boucle: 1\ndataset: d\ntitle: Titre\nsynergies:\n  reuse: {}\n  collection: [{stream: s, materials: [m], vehicles: [v]}]\n";
    let scenario = Folder::new(&[("a.yaml", text)]).load("a.yaml");
    assert_eq!((scenario.title.fr.as_str(), scenario.title.en.as_str()), ("Titre", "Titre"));
    let reuse = scenario.reuse.unwrap();
    assert_eq!((reuse.max_km, reuse.max_steps), (Kilometres(50.0), 2));
    assert_eq!((reuse.min_lot, reuse.link_cost), (Tonnes::ZERO, Euros::ZERO));
    let stream = &scenario.collection[0];
    assert_eq!((stream.modes.as_slice(), stream.frequency.as_slice()), ([Mode::Round].as_slice(), [1].as_slice()));
    assert!(!stream.compulsory && stream.trunk.is_none());
}

#[test]
fn a_child_changes_single_keys_replaces_lists_and_removes_with_null() {
    let grandparent = "\
boucle: 1
name: old
title: Old
dataset: d
synergies:
  reuse: {max_km: 60, max_steps: 1}
  collection: [{stream: a, materials: [m], vehicles: [v]}, {stream: b, materials: [m], vehicles: [v]}]
targets: {km: {at_most: 10}, co2e_kg: {at_most: 20}}
";
    let parent = "boucle: 1\nextends: base/old.yaml\nsynergies:\n  reuse: {max_steps: 0}\n";
    let child = "\
boucle: 1
extends: parent.yaml
synergies:
  collection:
    - {stream: c, materials: [m], vehicles: [v]}
targets:
  co2e_kg: null
  reused_t: {at_least: 1}
";
    let folder = Folder::new(&[("base/old.yaml", grandparent), ("parent.yaml", parent), ("child.yaml", child)]);
    let scenario = folder.load("child.yaml");
    assert_eq!((scenario.name.as_str(), scenario.title.fr.as_str()), ("child", "child"), "never inherited");
    assert_eq!(scenario.dataset, folder.path("base/d"), "counted from the file that states it");
    let reuse = scenario.reuse.as_ref().unwrap();
    assert_eq!((reuse.max_km, reuse.max_steps), (Kilometres(60.0), 0));
    assert_eq!(scenario.collection.iter().map(|stream| stream.id.as_str()).collect::<Vec<_>>(), ["c"]);
    let targets: Vec<_> = scenario.targets.iter().map(|target| (target.metric, &target.place)).collect();
    let place = |file: &str, line, key: &str| Place {
        file: folder.path(file).display().to_string(),
        line: Some(line),
        column: Some(key.to_owned()),
    };
    assert_eq!(
        targets,
        [
            (Metric::Km, &place("base/old.yaml", 8, "targets.km")),
            (Metric::ReusedT, &place("child.yaml", 8, "targets.reused_t")),
        ]
    );
    let origin = |key: &str| scenario.provenance.iter().find(|entry| entry.key == key).map(|entry| entry.place.clone());
    assert_eq!(origin("synergies.reuse.max_km"), Some(Some(place("base/old.yaml", 6, "synergies.reuse.max_km"))));
    assert_eq!(origin("synergies.reuse.max_steps"), Some(Some(place("parent.yaml", 4, "synergies.reuse.max_steps"))));
    assert_eq!(origin("targets.co2e_kg.at_most"), None);
}

#[test]
fn each_value_says_where_it_came_from() {
    let folder = Folder::new(&[("scenarios/a.yaml", WHOLE)]);
    let scenario = folder.load("scenarios/a.yaml");
    let find = |key: &str| scenario.provenance.iter().find(|entry| entry.key == key).unwrap().clone();
    let file = folder.path("scenarios/a.yaml").display().to_string();
    let stated = |key: &str, value: &str, line| Provenance {
        key: key.to_owned(),
        value: value.to_owned(),
        place: Some(Place { file: file.clone(), line: Some(line), column: Some(key.to_owned()) }),
        factor: None,
    };
    let frequency = stated("synergies.collection[0].frequency", "[12, 1, 4]", 15);
    assert_eq!(find("synergies.collection[0].frequency"), frequency);
    assert_eq!(find("assume.haulage.eur_per_t"), stated("assume.haulage.eur_per_t", "5", 26));
    assert_eq!(find("change[0].set.capacity_t"), stated("change[0].set.capacity_t", "2.50", 21));
    let defaulted = Provenance {
        key: "assume.haulage.load_t".to_owned(),
        value: "2.5".to_owned(),
        place: None,
        factor: Some("haulage_load_t".to_owned()),
    };
    assert_eq!(find("assume.haulage.load_t"), defaulted);
    let keys: BTreeSet<_> = scenario.provenance.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys.len(), scenario.provenance.len(), "each key once");
}

#[test]
fn every_assumed_default_is_the_catalogues_factor() {
    let factors = &Catalogue::embedded().factors;
    for row in ASSUMED {
        let factor = factors.get(row.factor).unwrap_or_else(|| panic!("no factor `{}`", row.factor));
        assert_eq!(factor.value.to_bits(), row.value.to_bits(), "{}", row.factor);
        assert!(row.bounds.holds(row.value), "{}", row.factor);
    }
}

#[test]
fn the_users_guide_states_each_assumed_default() {
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scenario.md")).unwrap();
    for row in ASSUMED {
        let key = if row.section.is_empty() { row.key.to_owned() } else { format!("{}.{}", row.section, row.key) };
        let stated = guide.lines().any(|line| {
            line.starts_with(&format!("| `{key}` |"))
                && line.ends_with(&format!("| {} | `{}` |", row.value, row.factor))
        });
        assert!(stated, "docs/scenario.md does not state `{key}` with {} and `{}`", row.value, row.factor);
    }
}

/// A scenario without the places where its values are written.
fn placeless(mut scenario: Scenario) -> Scenario {
    scenario.provenance.clear();
    scenario.collection.iter_mut().for_each(|stream| stream.place = Place::default());
    scenario.targets.iter_mut().for_each(|target| target.place = Place::default());
    scenario.changes.iter_mut().for_each(|change| change.place = Place::default());
    scenario
}

#[test]
fn the_resolved_scenario_loads_again_to_the_same() {
    let odd = "boucle: 1\ndataset: d\nname: '2024'\nsynergies:\n  collection: [{stream: 1e3, materials: ['no', '~', 'a: b'], vehicles: ['null'], frequency: [2]}]\nchange: [{table: t, add: {a: 'yes', b: 1.10, c: '# x', d: true}}]\n";
    for text in [WHOLE, LEAST, odd] {
        let folder = Folder::new(&[("scenarios/a.yaml", text)]);
        let first = folder.load("scenarios/a.yaml");
        fs::write(folder.path("again.yaml"), first.resolved_yaml()).unwrap();
        let again = folder.load("again.yaml");
        assert_eq!(again.resolved_yaml(), first.resolved_yaml());
        assert!(again.provenance.iter().all(|entry| entry.place.is_some()), "no default is left");
        assert_eq!(placeless(again), placeless(first));
    }
}

#[test]
fn a_file_that_cannot_be_read() {
    let folder = Folder::new(&[("latin1.yaml", LEAST)]);
    fs::write(folder.path("latin1.yaml"), b"name: \xe9").unwrap();
    assert_eq!(
        folder.findings("nowhere.yaml"),
        [
            "error[scenario.unreadable] nowhere.yaml: the scenario cannot be read: there is no such file | check the path"
        ]
    );
    assert_eq!(
        folder.findings("latin1.yaml"),
        ["error[scenario.unreadable] latin1.yaml: the scenario is not text in UTF-8 | save it as UTF-8"]
    );
}

#[test]
fn parents_that_are_missing_broken_or_circular() {
    let missing = Folder::new(&[("a.yaml", "boucle: 1\nextends: b.yaml\nlangage: fr\n")]);
    assert_eq!(
        missing.findings("a.yaml"),
        [
            "error[scenario.missing-parent] a.yaml:2 extends: `b.yaml`, which this scenario extends, cannot be read: there is no such file | the path counts from the folder of the file that says `extends`",
            "error[scenario.unknown-key] a.yaml:3 langage: unknown key `langage` | did you mean `language`?",
        ],
        "and not that `dataset` is missing"
    );
    let broken = Folder::new(&[("a.yaml", "boucle: 1\nextends: b.yaml\n"), ("b.yaml", "# nothing\n")]);
    assert_eq!(
        broken.findings("a.yaml"),
        ["error[scenario.empty] b.yaml:1: the scenario is empty | start with `boucle: 1`"]
    );
    let circle = Folder::new(&[
        ("a.yaml", "boucle: 1\nextends: b.yaml\n"),
        ("b.yaml", "boucle: 1\nextends: sub/../c.yaml\n"),
        ("sub/x", ""),
        ("c.yaml", "boucle: 1\n\nextends: a.yaml\n"),
    ]);
    assert_eq!(
        circle.findings("a.yaml"),
        [
            "error[scenario.extends-cycle] c.yaml:3 extends: scenarios extend in a circle: `a.yaml` -> `b.yaml` -> `c.yaml` -> `a.yaml` | remove one `extends`"
        ]
    );
}

#[test]
fn text_that_is_no_scenario() {
    assert_eq!(findings_of(""), ["error[scenario.empty] a.yaml:1: the scenario is empty | start with `boucle: 1`"]);
    assert_eq!(
        findings_of("- boucle\n"),
        ["error[scenario.wrong-type] a.yaml:1: a scenario must be a map of keys and values | start with `boucle: 1`"]
    );
    assert_eq!(
        findings_of("boucle: 1\nname: [a\n"),
        [
            "error[scenario.not-yaml] a.yaml:3: this is not YAML: did not find expected ',' or ']' at line 3 column 1, while parsing a flow sequence at line 2 column 7 | see the examples in docs/scenario.md"
        ]
    );
    assert_eq!(
        findings_of("boucle: 1\nsolver:\n\tgap: 1\n"),
        [
            "error[scenario.not-yaml] a.yaml:3: this is not YAML: found character that cannot start any token at line 3 column 1, while scanning for the next token | indent with spaces; YAML allows no tabs there"
        ]
    );
    assert_eq!(
        findings_of("boucle: 1\nsolver: &a {}\nassume: *a\n"),
        [
            "error[scenario.unsupported-yaml] a.yaml:2: scenarios do without an anchor (`&`) | write the value out, or use `extends`"
        ]
    );
    assert_eq!(
        findings_of("boucle: 1\ndataset: !path d\nsynergies: {}\n"),
        ["error[scenario.unsupported-yaml] a.yaml:2: scenarios do without a tag (`!`) | remove the tag"]
    );
}

#[test]
fn the_version_is_checked_before_the_keys() {
    assert_eq!(
        findings_of("boucle: 2\nfuture: 1\n"),
        [
            "error[scenario.version] a.yaml:1 boucle: `boucle` is 2, and this program reads version 1 | write `boucle: 1`"
        ]
    );
    assert_eq!(
        findings_of("dataset: d\nsynergies: {}\n"),
        [
            "error[scenario.version] a.yaml:1 boucle: `boucle: 1` is missing | write `boucle: 1` on the first line, the version of the format"
        ]
    );
}

#[test]
fn keys_missing_unknown_or_given_twice() {
    assert_eq!(
        findings_of("boucle: 1\n"),
        [
            "error[scenario.missing-key] a.yaml:1: `dataset` is missing | add the key `dataset`; docs/scenario.md says what it holds",
            "error[scenario.missing-key] a.yaml:1: `synergies` is missing | say what may be proposed; `synergies: {}` proposes nothing",
        ]
    );
    assert_eq!(
        findings_of(
            "boucle: 1\ndataset: d\nsynergies:\n  reuse:\n    max_kn: 3\n    zzz: 1\nassume: {haulage: {eur_per_tkm: 1}}\ntargets: {diversion: {at_least: 1}}\n"
        ),
        [
            "error[scenario.unknown-key] a.yaml:5 synergies.reuse.max_kn: unknown key `max_kn` in `synergies.reuse` | did you mean `max_km`?",
            "error[scenario.unknown-key] a.yaml:6 synergies.reuse.zzz: unknown key `zzz` in `synergies.reuse` | known keys: `max_km`, `max_steps`, `min_lot_t`, `link_eur_per_year`, `max_partners`, `seasons`, `trips`",
            "error[scenario.unknown-key] a.yaml:7 assume.haulage.eur_per_tkm: unknown key `eur_per_tkm` in `assume.haulage` | did you mean `eur_per_t_km`?",
            "error[scenario.unknown-key] a.yaml:8 targets.diversion: unknown key `diversion` in `targets` | did you mean `diversion_rate`?",
        ]
    );
    assert_eq!(
        findings_of("boucle: 1\ndataset: d\nsynergies: {}\nsolver:\n  gap: 1e-3\n  gap: 1e-4\n"),
        [
            "error[scenario.duplicate-key] a.yaml:5 solver.gap: `gap` is given twice, here and at line 6 | keep one of them"
        ]
    );
}

#[test]
fn values_of_the_wrong_type_out_of_range_or_unknown() {
    assert_eq!(
        findings_of(
            "boucle: 1\ndataset: [d]\nlanguage: true\nsynergies: all\nobjective: {co2e_eur_per_t: '100'}\nsolver: {name: [auto]}\n"
        ),
        [
            "error[scenario.wrong-type] a.yaml:2 dataset: `dataset` must be a text, not a list",
            "error[scenario.wrong-type] a.yaml:3 language: `language` must be a text, not `true`",
            "error[scenario.wrong-type] a.yaml:4 synergies: `synergies` must be a map, not the text `all`",
            "error[scenario.wrong-type] a.yaml:5 objective.co2e_eur_per_t: `objective.co2e_eur_per_t` must be a number, not the text `100` | remove the quotes",
            "error[scenario.wrong-type] a.yaml:6 solver.name: `solver.name` must be a text, not a list",
        ]
    );
    assert_eq!(
        findings_of(
            "boucle: 1\ndataset: ''\nsynergies:\n  reuse: {max_km: -1, max_steps: 1.5, min_lot_t: .nan}\nassume:\n  detour_factor: 0.9\n  speed_kmh: 0\n  haulage: {load_t: 0}\ntargets: {local_rate: {at_least: 90}}\nsolver: {gap: 2}\n"
        ),
        [
            "error[scenario.wrong-type] a.yaml:2 dataset: `dataset` is an empty text | fill it in, or remove the key",
            "error[scenario.out-of-range] a.yaml:4 synergies.reuse.max_km: `synergies.reuse.max_km` is -1, and must be at least 0",
            "error[scenario.wrong-type] a.yaml:4 synergies.reuse.max_steps: `synergies.reuse.max_steps` must be a whole number, not the number `1.5`",
            "error[scenario.out-of-range] a.yaml:4 synergies.reuse.min_lot_t: `synergies.reuse.min_lot_t` is .nan, and must be at least 0",
            "error[scenario.out-of-range] a.yaml:6 assume.detour_factor: `assume.detour_factor` is 0.9, and must be between 1 and 5",
            "error[scenario.out-of-range] a.yaml:7 assume.speed_kmh: `assume.speed_kmh` is 0, and must be more than 0 and at most 130",
            "error[scenario.out-of-range] a.yaml:8 assume.haulage.load_t: `assume.haulage.load_t` is 0, and must be more than 0",
            "error[scenario.out-of-range] a.yaml:9 targets.local_rate.at_least: `targets.local_rate.at_least` is 90, and must be between 0 and 1",
            "error[scenario.out-of-range] a.yaml:10 solver.gap: `solver.gap` is 2, and must be between 0 and 1",
        ]
    );
    assert_eq!(
        findings_of("boucle: 1\ndataset: d\nlanguage: de\nsynergies: {}\nobjective: {minimise: cost}\n"),
        [
            "error[scenario.unknown-word] a.yaml:3 language: `language` cannot be `de` | choose among `fr`, `en`",
            "error[scenario.unknown-word] a.yaml:5 objective.minimise: `objective.minimise` cannot be `cost` | choose among `net_cost`, `co2e`, `km`",
        ]
    );
}

#[test]
fn streams_that_cannot_work() {
    let text = "\
boucle: 1
dataset: d
synergies:
  collection:
    - {stream: a, materials: [], vehicles: [v]}
    - {stream: a, materials: [m, m], modes: [rounds]}
    - stream: b
      materials: [m]
      modes: [alone, drop_off]
      alone: {eur_per_t: 1}
    - {stream: c, materials: [m], vehicles: [v], alone: {eur_per_pickup: 1, eur_per_t: 1}, frequency: [0, 2.5]}
    - {stream: d, materials: [m]}
    - wrong
";
    assert_eq!(
        findings_of(text),
        [
            "error[scenario.empty-list] a.yaml:5 synergies.collection[0].materials: `synergies.collection[0].materials` is an empty list | give at least one item, or remove the key",
            "error[scenario.duplicate-item] a.yaml:6 synergies.collection[1]: stream `a` is given twice, first at line 5 | give each stream its own name",
            "error[scenario.duplicate-item] a.yaml:6 synergies.collection[1].materials[1]: `m` is given twice in `synergies.collection[1].materials` | keep one of them",
            "error[scenario.unknown-word] a.yaml:6 synergies.collection[1].modes[0]: `synergies.collection[1].modes[0]` cannot be `rounds` | did you mean `round`?",
            "error[scenario.mode-incomplete] a.yaml:9 synergies.collection[2].modes: stream `b` allows mode `drop_off` and lacks `drop_off` | add `drop_off` with `max_km`, `eur_per_km` and `co2e_kg_per_km`, or set `modes` without `drop_off`",
            "error[scenario.missing-key] a.yaml:10 synergies.collection[2].alone: `synergies.collection[2].alone.eur_per_pickup` is missing | add the key `eur_per_pickup`; docs/scenario.md says what it holds",
            "warning[scenario.no-effect] a.yaml:11 synergies.collection[3].alone: `alone` of stream `c` has no effect: mode `alone` is not allowed | add `alone` to `modes`, or remove the key",
            "error[scenario.out-of-range] a.yaml:11 synergies.collection[3].frequency[0]: `synergies.collection[3].frequency[0]` is 0, and must be between 1 and 366",
            "error[scenario.wrong-type] a.yaml:11 synergies.collection[3].frequency[1]: `synergies.collection[3].frequency[1]` must be a whole number, not the number `2.5`",
            "error[scenario.mode-incomplete] a.yaml:12 synergies.collection[4].modes: stream `d` allows mode `round` and lacks `vehicles` | add `vehicles` with the vehicles that may run rounds, or set `modes` without `round`",
            "error[scenario.wrong-type] a.yaml:13 synergies.collection[5]: `synergies.collection[5]` must be a map, not the text `wrong`",
        ]
    );
}

/// Two lines for the same pickups, one that begins where the tariff itself does, a zone without a price for light pickups, and
/// rebates that begin nowhere or twice.
#[test]
fn price_lists_that_overlap_or_leave_gaps() {
    let text = "\
boucle: 1
dataset: d
synergies:
  collection:
    - stream: c
      materials: [m]
      modes: [alone]
      alone:
        eur_per_pickup: 60
        eur_per_t: 10
        bands:
          - {from_km: 30, eur_per_pickup: 1, eur_per_t: 1}
          - {from_km: 30, eur_per_pickup: 2, eur_per_t: 1}
          - {from_t: 0, eur_per_pickup: 1, eur_per_t: 1}
          - {from_km: 50, from_t: 2, eur_per_pickup: 1, eur_per_t: 1}
          - {from_km: 60, eur_per_pickup: 1}
          - {to_km: 3, from_km: -1, eur_per_pickup: 1, eur_per_t: 1}
        rebate:
          of: all
          steps:
            - {from_t: 0, less_eur_per_t: 1}
            - {from_t: 4, less_eur_per_t: 1}
            - {from_t: 4, less_eur_per_t: -2}
    - {stream: d, materials: [m], modes: [alone], alone: {eur_per_pickup: 1, eur_per_t: 1, bands: [], rebate: {}}}
";
    let findings = findings_of(text);
    let told: Vec<String> = findings.iter().map(|it| it.replace("synergies.collection[0].alone", "alone")).collect();
    assert_eq!(
        told,
        [
            "error[scenario.bands] a.yaml:13 alone.bands[1]: `alone.bands[1]` begins at 30 km and 0 t, where another price begins | keep one of them",
            "error[scenario.bands] a.yaml:14 alone.bands[2]: `alone.bands[2]` begins at 0 km and 0 t, where another price begins | write that price as `eur_per_pickup` and `eur_per_t` of `alone`",
            "error[scenario.bands] a.yaml:15 alone.bands[3]: `alone.bands[3]` begins at 50 km and 2 t, and no price is for less than that there | add a band with `from_km: 50` and no `from_t`",
            "error[scenario.missing-key] a.yaml:16 alone.bands[4]: `alone.bands[4].eur_per_t` is missing | add the key `eur_per_t`; docs/scenario.md says what it holds",
            "error[scenario.out-of-range] a.yaml:17 alone.bands[5].from_km: `alone.bands[5].from_km` is -1, and must be at least 0",
            "error[scenario.unknown-key] a.yaml:17 alone.bands[5].to_km: unknown key `to_km` in `alone.bands[5]` | known keys: `from_km`, `from_t`, `eur_per_pickup`, `eur_per_t`",
            "error[scenario.unknown-word] a.yaml:19 alone.rebate.of: `alone.rebate.of` cannot be `all` | choose among `stream`, `company`",
            "error[scenario.out-of-range] a.yaml:21 alone.rebate.steps[0].from_t: `alone.rebate.steps[0].from_t` is 0, and must be more than 0",
            "error[scenario.bands] a.yaml:23 alone.rebate.steps[2]: `alone.rebate.steps[2]` begins at 4 t, where another rebate begins | keep one of them",
            "error[scenario.out-of-range] a.yaml:23 alone.rebate.steps[2].less_eur_per_t: `alone.rebate.steps[2].less_eur_per_t` is -2, and must be at least 0",
            "error[scenario.empty-list] a.yaml:24 synergies.collection[1].alone.bands: `synergies.collection[1].alone.bands` is an empty list | give at least one item, or remove the key",
            "error[scenario.missing-key] a.yaml:24 synergies.collection[1].alone.rebate: `synergies.collection[1].alone.rebate.steps` is missing | add the key `steps`; docs/scenario.md says what it holds",
        ]
    );
}

/// What a collection that joins others does not say is what they have in common, and any of their frequencies.
#[test]
fn joined_streams_run_on_what_they_have_in_common() {
    let text = "boucle: 1
dataset: d
synergies:
  collection:
    - {stream: j, joins: [a, b]}
    - {stream: a, materials: [m], vehicles: [v, w], frequency: [4, 1], days: [mon, tue], excluded_pairs: [[y, x]]}
    - {stream: b, materials: [n], vehicles: [w, u], frequency: [2, 4], days: [tue, wed]}
";
    let scenario = Folder::new(&[("a.yaml", text)]).load("a.yaml");
    let joined = &scenario.collection[0];
    assert_eq!(joined.joins, [StreamId::from("a"), StreamId::from("b")]);
    assert_eq!(joined.materials, ["m", "n"]);
    assert_eq!(joined.vehicles, [VehicleId::from("w")]);
    assert_eq!(joined.frequency, [1, 2, 4]);
    assert_eq!(joined.days.to_string(), "tue");
    assert_eq!(joined.excluded_pairs, [(CompanyId::from("x"), CompanyId::from("y"))]);
    let taken: Vec<usize> = scenario.taken_by(joined).map(|(place, _)| place).collect();
    assert_eq!(taken, [1, 2]);
}

#[test]
fn streams_that_cannot_be_joined_are_told() {
    let text = "boucle: 1
dataset: d
synergies:
  collection:
    - {stream: a, materials: [m], vehicles: [v], days: [mon]}
    - {stream: b, materials: [n], vehicles: [w], days: [tue]}
    - {stream: one, joins: [a]}
    - {stream: none, joins: [a, bb]}
    - {stream: other, joins: [a, apart], modes: [round]}
    - {stream: apart, joins: [a, b]}
";
    assert_eq!(
        findings_of(text),
        [
            "error[scenario.joins] a.yaml:7 synergies.collection[2].joins: `one` joins one stream only | name at least two streams that share a vehicle, or remove the item",
            "error[scenario.joins] a.yaml:8 synergies.collection[3].joins: `none` joins `bb`, which is no stream with `materials` | name streams of this collection that have `materials` of their own",
            "error[scenario.joins] a.yaml:9 synergies.collection[4].joins: `other` joins `apart`, which is no stream with `materials` | name streams of this collection that have `materials` of their own",
            "error[scenario.unknown-key] a.yaml:9 synergies.collection[4].modes: unknown key `modes` in `synergies.collection[4]` | known keys: `stream`, `joins`, `vehicles`, `unload`, `frequency`, `days`, `excluded_pairs`",
            "error[scenario.joins] a.yaml:10 synergies.collection[5].joins: the streams that `apart` joins have no days in common | say by `days` with which it runs, or join others",
            "error[scenario.joins] a.yaml:10 synergies.collection[5].joins: the streams that `apart` joins have no vehicles in common | say by `vehicles` with which it runs, or join others",
        ]
    );
}

#[test]
fn a_warning_alone_lets_the_scenario_through() {
    let text = "boucle: 1\ndataset: d\nsynergies:\n  collection: [{stream: c, materials: [m], vehicles: [v], alone: {eur_per_pickup: 1, eur_per_t: 1}}]\n";
    assert_eq!(
        findings_of(text),
        [
            "warning[scenario.no-effect] a.yaml:4 synergies.collection[0].alone: `alone` of stream `c` has no effect: mode `alone` is not allowed | add `alone` to `modes`, or remove the key"
        ]
    );
}

#[test]
fn targets_and_changes_of_the_wrong_form() {
    assert_eq!(
        findings_of(
            "boucle: 1\ndataset: d\nsynergies: {}\ntargets:\n  km: {at_least: 1, at_most: 2}\n  co2e_kg: {}\n  local_rate: 0.5\n"
        ),
        [
            "error[scenario.target-form] a.yaml:5 targets.km: `targets.km` needs one limit, `at_least` or `at_most` | keep one; `null` removes an inherited one",
            "error[scenario.target-form] a.yaml:6 targets.co2e_kg: `targets.co2e_kg` needs one limit, `at_least` or `at_most` | for example `{at_most: 100}`",
            "error[scenario.wrong-type] a.yaml:7 targets.local_rate: `targets.local_rate` must be a map with `at_least` or `at_most`, not the number `0.5`",
        ]
    );
    assert_eq!(
        findings_of(
            "boucle: 1\ndataset: d\nsynergies: {}\nchange:\n  - {table: flows, set: {a: 1}}\n  - {drop: {a: 1}}\n  - {table: flows, drop: {}}\n  - {table: flows, add: {a: [1]}}\n"
        ),
        [
            "error[scenario.change-form] a.yaml:5 change[0]: `change[0]` needs exactly one edit | write `where` and `set`, or `drop`, or `add`",
            "error[scenario.missing-key] a.yaml:6 change[1]: `change[1].table` is missing | add the key `table`; docs/scenario.md says what it holds",
            "error[scenario.change-form] a.yaml:7 change[2].drop: `change[2].drop` names no column | name at least one column",
            "error[scenario.wrong-type] a.yaml:8 change[3].add.a: `change[3].add.a` must be one cell, not a list",
        ]
    );
}

#[test]
fn names_that_no_folder_can_have() {
    let of = |name: &str| findings_of(&format!("{LEAST}name: {name}\n"));
    assert_eq!(
        of("a/b"),
        [
            "error[scenario.bad-name] a.yaml:4 name: `a/b` cannot be the name of a folder: it holds `/` | the results stand in a folder of this name; set `name` to letters, digits and dashes"
        ]
    );
    for bad in ["..", ".a", "'a '", "nul", "COM1.x", "'a\\b'", "'a:b'", &"x".repeat(101)] {
        assert!(of(bad).iter().any(|line| line.contains("scenario.bad-name")), "{bad}");
    }
    for good in ["a", "3e-local", "é à", "a.b", "2024"] {
        assert_eq!(of(good), [""; 0], "{good}");
    }
    let folder = Folder::new(&[("a..yaml", LEAST)]);
    assert_eq!(
        folder.findings("a..yaml"),
        [
            "error[scenario.bad-name] a..yaml:1 name: `a.` cannot be the name of a folder: it begins or ends with a dot or a space | the results stand in a folder of this name; set `name` to letters, digits and dashes"
        ]
    );
}

/// Every code is in an exact message above, and no message has an unlisted code.
#[test]
fn every_code_has_its_message_here() {
    let own = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/scenario.rs")).unwrap();
    let tested: BTreeSet<String> = own
        .split("[scenario.")
        .filter_map(|rest| rest.split_once("] "))
        .map(|(code, _)| format!("scenario.{code}"))
        .filter(|code| code.chars().all(|c| c.is_ascii_lowercase() || "-.".contains(c)))
        .collect();
    let listed = boucle::diagnostic::codes::all().map(|code| code.code.to_owned());
    assert_eq!(tested, listed.filter(|code| code.starts_with("scenario.")).collect());
}
