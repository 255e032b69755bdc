//! A reader of the CPLEX LP format, which knows of the writer only what the format says, and a branch and bound of its own.

use std::collections::BTreeMap;

use boucle::optimise::lp::{Lp, LpColumn};
use boucle::optimise::program::Sense;
use boucle::optimise::simplex::{Ended, Simplex};

/// What a file states.
#[derive(Debug, Default)]
pub struct LpFile {
    pub names: Vec<String>,
    pub lp: Lp,
    /// Names of rows.
    pub rows: Vec<String>,
    by_name: BTreeMap<String, usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Section {
    Objective,
    Rows,
    Bounds,
    General,
    End,
}

fn section(line: &str) -> Option<Section> {
    match line.trim().to_ascii_lowercase().as_str() {
        "minimize" => Some(Section::Objective),
        "subject to" => Some(Section::Rows),
        "bounds" => Some(Section::Bounds),
        "general" => Some(Section::General),
        "end" => Some(Section::End),
        _ => None,
    }
}

fn number(token: &str) -> Option<f64> {
    token.chars().next().filter(|c| c.is_ascii_digit() || "+-.".contains(*c)).and_then(|_| token.parse().ok())
}

/// What the format asks of a name: its length, its alphabet, and no look of a number.
#[track_caller]
fn check_name(name: &str) {
    assert!((1..=255).contains(&name.len()), "{name} has {} characters", name.len());
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!\"#$%&(),.?@_'`{}~".contains(c);
    assert!(name.chars().all(allowed), "{name} has a character that the format does not allow");
    assert!(!name.starts_with(|c: char| c.is_ascii_digit() || c == '.'), "{name} looks like a number");
    let mut start = name.chars();
    let exponent = start.next().is_some_and(|c| c.eq_ignore_ascii_case(&'e'))
        && start.next().is_none_or(|c| c.is_ascii_digit() || c.eq_ignore_ascii_case(&'e'));
    assert!(!exponent, "{name} looks like an exponent");
    let words = ["free", "inf", "infinity", "st", "bounds", "bin", "binary", "gen", "general", "int", "end", "obj"];
    assert!(!words.contains(&name.to_ascii_lowercase().as_str()), "{name} is a word of the format");
}

impl LpFile {
    /// Reads a file; fails where it is not of the format.
    #[track_caller]
    pub fn read(text: &str) -> Self {
        let mut file = Self::default();
        let mut at = None;
        let mut sum: Vec<String> = Vec::new();
        for line in text.lines() {
            assert!(line.len() <= 560, "a line of {} characters", line.len());
            if let Some(next) = section(line) {
                file.finish(at, &mut sum);
                at = Some(next);
                continue;
            }
            let tokens = line.split_whitespace().map(str::to_owned);
            match at {
                Some(Section::Objective | Section::Rows) => {
                    if line.contains(':') {
                        file.finish(at, &mut sum);
                    }
                    sum.extend(tokens);
                }
                Some(Section::Bounds) => file.bound(&tokens.collect::<Vec<_>>()),
                Some(Section::General) => tokens.for_each(|name| {
                    let column = file.known(&name);
                    file.lp.columns[column].integer = true;
                }),
                other => panic!("{line} in {other:?}"),
            }
        }
        assert_eq!(at, Some(Section::End));
        file
    }

    fn column(&mut self, name: &str) -> usize {
        if let Some(&known) = self.by_name.get(name) {
            return known;
        }
        check_name(name);
        let index = self.names.len();
        self.names.push(name.to_owned());
        self.by_name.insert(name.to_owned(), index);
        self.lp.columns.push(LpColumn {
            cost: 0.0,
            lower: 0.0,
            upper: f64::INFINITY,
            integer: false,
            terms: Vec::new().into(),
        });
        index
    }

    fn known(&self, name: &str) -> usize {
        *self.by_name.get(name).unwrap_or_else(|| panic!("{name} stands in no row and not in the objective"))
    }

    /// Ends the objective or a row: `name: + 2 x - y >= 3`.
    fn finish(&mut self, at: Option<Section>, sum: &mut Vec<String>) {
        let Some((name, tokens)) = sum.split_first() else { return };
        let name = name.strip_suffix(':').unwrap_or_else(|| panic!("{name} is no name of a row")).to_owned();
        let mut terms: Vec<(String, f64)> = Vec::new();
        let (mut sign, mut factor, mut sense, mut rhs) = (1.0, 1.0, None, 0.0);
        for token in tokens {
            match token.as_str() {
                "+" => (sign, factor) = (1.0, 1.0),
                "-" => (sign, factor) = (-1.0, 1.0),
                "<=" => sense = Some(Sense::Le),
                ">=" => sense = Some(Sense::Ge),
                "=" => sense = Some(Sense::Eq),
                other => match number(other) {
                    Some(value) if sense.is_some() => rhs = value,
                    Some(value) => factor = value,
                    None => terms.push((other.to_owned(), sign * factor)),
                },
            }
        }
        let terms: Vec<(usize, f64)> = terms.iter().map(|(name, value)| (self.column(name), *value)).collect();
        if at == Some(Section::Objective) {
            assert!(sense.is_none() && name == "obj");
            for (column, value) in terms {
                self.lp.columns[column].cost = value;
            }
        } else {
            check_name(&name);
            let row = self.rows.len();
            self.rows.push(name);
            self.lp.rows.push((sense.unwrap(), rhs));
            for (column, value) in terms.into_iter().filter(|term| term.1 != 0.0) {
                self.lp.columns[column].terms.push((row, value));
            }
        }
        sum.clear();
    }

    /// `low <= x <= high` or `x >= low`.
    fn bound(&mut self, tokens: &[String]) {
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        match tokens.as_slice() {
            [low, "<=", name, "<=", high] => {
                let column = self.column(name);
                self.lp.columns[column].lower = low.parse().unwrap();
                self.lp.columns[column].upper = high.parse().unwrap();
            }
            [name, ">=", low] => {
                let column = self.column(name);
                self.lp.columns[column].lower = low.parse().unwrap();
            }
            other => panic!("{other:?} is no bound"),
        }
    }

    /// The least value: branch and bound, depth first, over the simplex of the rounds.
    pub fn least(&self) -> Option<f64> {
        let mut best: Option<f64> = None;
        let mut open = vec![self.lp.clone()];
        let mut looked = 0;
        while let Some(lp) = open.pop() {
            looked += 1;
            assert!(looked < 20_000, "no end of branches");
            let mut simplex = Simplex::new(&lp);
            match simplex.solve(100_000) {
                Ended::Best => {}
                Ended::Infeasible => continue,
                Ended::Stuck => panic!("the simplex is stuck"),
            }
            let value = simplex.objective();
            if best.is_some_and(|best| value >= best - 1e-9 * best.abs().max(1.0)) {
                continue;
            }
            let values = simplex.values();
            let of_columns = values[lp.rows.len()..].iter().zip(&lp.columns).enumerate();
            let broken =
                of_columns.filter(|(_, (_, column))| column.integer).map(|(index, (value, _))| (index, *value));
            let away = |value: f64| (value - value.round()).abs();
            match broken.max_by(|a, b| away(a.1).total_cmp(&away(b.1))).filter(|(_, value)| away(*value) > 1e-7) {
                None => best = Some(value),
                Some((index, value)) => {
                    let (mut down, mut up) = (lp.clone(), lp);
                    down.columns[index].upper = value.floor();
                    up.columns[index].lower = value.ceil();
                    open.extend([down, up]);
                }
            }
        }
        best
    }
}
