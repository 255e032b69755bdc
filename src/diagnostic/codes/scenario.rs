//! Codes of the findings about scenarios.

use super::{Code, code};

/// The scenario file cannot be read.
pub const UNREADABLE: &str = "scenario.unreadable";
/// `extends` names a file that cannot be read.
pub const MISSING_PARENT: &str = "scenario.missing-parent";
/// A scenario extends itself, directly or through others.
pub const EXTENDS_CYCLE: &str = "scenario.extends-cycle";
/// The file holds no value at all.
pub const EMPTY: &str = "scenario.empty";
/// The file is not well-formed YAML.
pub const NOT_YAML: &str = "scenario.not-yaml";
/// The file uses a feature of YAML that scenarios do without.
pub const UNSUPPORTED_YAML: &str = "scenario.unsupported-yaml";
/// A key is given twice in the same map.
pub const DUPLICATE_KEY: &str = "scenario.duplicate-key";
/// `boucle: 1` is missing, or the version is another one.
pub const VERSION: &str = "scenario.version";
/// A required key is missing.
pub const MISSING_KEY: &str = "scenario.missing-key";
/// A key that scenarios do not have.
pub const UNKNOWN_KEY: &str = "scenario.unknown-key";
/// A value of another type than its key asks for.
pub const WRONG_TYPE: &str = "scenario.wrong-type";
/// A number outside the bounds of its key.
pub const OUT_OF_RANGE: &str = "scenario.out-of-range";
/// A word that is not among the choices of its key.
pub const UNKNOWN_WORD: &str = "scenario.unknown-word";
/// A list that needs at least one item has none.
pub const EMPTY_LIST: &str = "scenario.empty-list";
/// The same item is given twice in a list.
pub const DUPLICATE_ITEM: &str = "scenario.duplicate-item";
/// A mode of collection lacks what it needs.
pub const MODE_INCOMPLETE: &str = "scenario.mode-incomplete";
/// Streams are joined that cannot be.
pub const JOINS: &str = "scenario.joins";
/// Two prices of a haulier begin at the same place, or some pickups have none.
pub const BANDS: &str = "scenario.bands";
/// A value is given that nothing uses.
pub const NO_EFFECT: &str = "scenario.no-effect";
/// A target has not exactly one limit.
pub const TARGET_FORM: &str = "scenario.target-form";
/// A change has not exactly one edit.
pub const CHANGE_FORM: &str = "scenario.change-form";
/// The name cannot be the name of a folder.
pub const BAD_NAME: &str = "scenario.bad-name";

pub(super) const CODES: &[Code] = &[
    code(UNREADABLE, "the scenario file cannot be read"),
    code(MISSING_PARENT, "`extends` names a file that cannot be read"),
    code(EXTENDS_CYCLE, "a scenario extends itself, directly or through others"),
    code(EMPTY, "the file holds no value at all"),
    code(NOT_YAML, "the file is not well-formed YAML"),
    code(UNSUPPORTED_YAML, "the file uses a feature of YAML that scenarios do without"),
    code(DUPLICATE_KEY, "a key is given twice in the same map"),
    code(VERSION, "`boucle: 1` is missing, or the version is another one"),
    code(MISSING_KEY, "a required key is missing"),
    code(UNKNOWN_KEY, "a key that scenarios do not have"),
    code(WRONG_TYPE, "a value of another type than its key asks for"),
    code(OUT_OF_RANGE, "a number outside the bounds of its key"),
    code(UNKNOWN_WORD, "a word that is not among the choices of its key"),
    code(EMPTY_LIST, "a list that needs at least one item has none"),
    code(DUPLICATE_ITEM, "the same item is given twice in a list"),
    code(MODE_INCOMPLETE, "a mode of collection lacks what it needs"),
    code(JOINS, "streams are joined that cannot be"),
    code(BANDS, "two prices of a haulier begin at the same place, or some pickups have none"),
    code(NO_EFFECT, "a value is given that nothing uses"),
    code(TARGET_FORM, "a target has not exactly one limit"),
    code(CHANGE_FORM, "a change has not exactly one edit"),
    code(BAD_NAME, "the name cannot be the name of a folder"),
];
