//! Findings as text for people and as JSON for machines.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::{Finding, Findings, Severity};

/// How many findings of one code the text shows; JSON has all.
const SHOWN_PER_CODE: usize = 20;
/// And how many where they stand beside something else.
const BRIEF: usize = 3;

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// The heading, the place and the help, each on its line, without a final line break.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message)?;
        if !self.place.file.is_empty() {
            write!(f, "\n  --> {}", self.place.file)?;
            if let Some(line) = self.place.line {
                write!(f, ":{line}")?;
            }
            if let Some(column) = &self.place.column {
                // A YAML key path holds the dots of its parents; a column of a table never does.
                let noun = if is_table(&self.place.file) { "column" } else { "key" };
                write!(f, ", {noun} `{column}`")?;
            }
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

fn is_table(file: &str) -> bool {
    !Path::new(file).extension().is_some_and(|ext| ext.eq_ignore_ascii_case("yaml") || ext.eq_ignore_ascii_case("yml"))
}

/// Errors by place, then warnings by place, at most twenty of each code, and how many there are of each.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, SHOWN_PER_CODE, |_| String::new())
    }
}

impl Findings {
    /// Errors, then warnings, some of each code; `others` says where the rest of so many of a code is.
    fn write(&self, to: &mut impl fmt::Write, most: usize, others: impl Fn(usize) -> String) -> fmt::Result {
        let mut seen: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
        for finding in self.errors().chain(self.warnings()) {
            let number = seen.entry((finding.severity, finding.code)).or_default();
            *number += 1;
            if *number <= most {
                writeln!(to, "{finding}\n")?;
            }
        }
        for ((severity, code), number) in seen.into_iter().filter(|(_, number)| *number > most) {
            writeln!(to, "{severity}[{code}]: and {} more{}\n", number - most, others(number))?;
        }
        if self.is_empty() {
            return Ok(());
        }
        let (errors, warnings) = (self.errors().count(), self.warnings().count());
        let parts = [count(errors, "error"), count(warnings, "warning")];
        writeln!(to, "{}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }

    /// As the text of all, with the first three of each code only; `path` is what `boucle check` is asked for the others.
    #[must_use]
    pub fn brief(&self, path: &Path) -> String {
        let others = |number: usize| {
            let json = if number > SHOWN_PER_CODE { " --format json" } else { "" };
            format!(": `boucle check {}{json}` lists all {number}", path.display())
        };
        let mut text = String::new();
        // a text takes all that is written to it
        let _ = self.write(&mut text, BRIEF, others);
        text
    }
}

fn count(number: usize, noun: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{number} {noun}s")),
    }
}

impl Findings {
    /// All findings, none left out, as a JSON array of objects with the fields of [`Finding`].
    ///
    /// # Errors
    /// When the writer of JSON fails, which text and numbers give it no reason to do.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown_company(row: usize) -> Finding {
        Finding::error("flows.unknown-company", "company `acme` is not in companies.csv").at(
            "datasets/x/flows.csv",
            row,
            "company",
        )
    }

    #[test]
    fn a_finding_reads_code_cause_place_help() {
        let text = unknown_company(14).help("did you mean `acme-sa`?").to_string();
        assert_eq!(
            text,
            "error[flows.unknown-company]: company `acme` is not in companies.csv\n  \
             --> datasets/x/flows.csv:14, column `company`\n  help: did you mean `acme-sa`?"
        );
    }

    #[test]
    fn errors_come_before_warnings_and_the_end_counts_them() {
        let findings: Findings =
            [Finding::warning("flows.no-cost", "w").at("a", 1, None), unknown_company(9), unknown_company(3)]
                .into_iter()
                .collect();
        let text = findings.to_string();
        let places: Vec<&str> = text.lines().filter(|line| line.contains("-->")).collect();
        assert_eq!(
            places,
            [
                "  --> datasets/x/flows.csv:3, column `company`",
                "  --> datasets/x/flows.csv:9, column `company`",
                "  --> a:1"
            ]
        );
        assert!(text.ends_with("\n2 errors, 1 warning\n"), "{text}");
    }

    #[test]
    fn more_than_twenty_of_a_code_are_counted_in_text_and_complete_in_json() {
        let findings: Findings = (2..=26).map(unknown_company).collect();
        let text = findings.to_string();
        assert_eq!(text.matches("-->").count(), 20);
        assert!(text.contains("error[flows.unknown-company]: and 5 more\n"), "{text}");
        let json = findings.to_json().unwrap();
        assert_eq!(json.matches("\"line\"").count(), 25);
    }

    /// The order of codes that are cut short is that of their words, after all that is shown.
    #[test]
    fn beside_something_else_three_of_a_code_will_do() {
        let warning = |row: usize| Finding::warning("flows.no-cost", "w").at("flows.csv", row, None);
        let findings: Findings = (2..=26).map(unknown_company).chain((2..=6).map(warning)).collect();
        let text = findings.brief(Path::new("a.yaml"));
        assert_eq!(text.matches("-->").count(), 6);
        let end = "error[flows.unknown-company]: and 22 more: `boucle check a.yaml --format json` lists all 25\n\n\
                   warning[flows.no-cost]: and 2 more: `boucle check a.yaml` lists all 5\n\n25 errors, 5 warnings\n";
        assert!(text.ends_with(end), "{text}");
    }

    #[test]
    fn nothing_to_say_says_nothing() {
        assert_eq!(Findings::new().to_string(), "");
        assert_eq!(Findings::new().brief(Path::new("a.yaml")), "");
    }
}
