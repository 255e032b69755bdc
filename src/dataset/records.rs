//! The outline of a CSV text: where each record begins and how many cells it has, as a spreadsheet counts them.
//!
//! Polars reads the cells; the outline finds first what would make it fail or miscount: ragged rows, stray
//! quotation marks, blank rows, and the line breaks of other systems.

/// One record of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    /// Row as the spreadsheet counts it: the header is 1, a quoted line break stays in its row.
    pub line: usize,
    /// Without its line break.
    pub text: &'a str,
    /// How many cells.
    pub cells: usize,
    /// A quotation mark opens or closes where none should, or never closes.
    pub stray_quote: bool,
}

impl Record<'_> {
    /// Whether no cell holds anything.
    pub fn is_blank(&self, separator: char) -> bool {
        self.text.chars().all(|letter| letter == separator || letter == '"' || letter.is_whitespace())
    }
}

/// Where the scan stands within a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Bare,
    Quoted,
    /// Just after a quotation mark within a quoted cell: its end, or the first of a doubled one.
    Closed,
}

/// Cuts a text into records.
pub(super) fn records(text: &str, separator: char) -> Vec<Record<'_>> {
    let mut all = Vec::new();
    let (mut start, mut cells, mut stray, mut state) = (0, 1, false, State::Start);
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let quoted = state == State::Quoted;
        if !quoted && (letter == '\n' || letter == '\r') {
            all.push(Record { line: all.len() + 1, text: &text[start..at], cells, stray_quote: stray });
            if letter == '\r' && letters.peek().is_some_and(|&(_, next)| next == '\n') {
                letters.next();
            }
            start = letters.peek().map_or(text.len(), |&(next, _)| next);
            (cells, stray, state) = (1, false, State::Start);
            continue;
        }
        cells += usize::from(!quoted && letter == separator);
        (state, stray) = step(state, letter, separator, stray);
    }
    if start < text.len() {
        let unclosed = state == State::Quoted;
        all.push(Record { line: all.len() + 1, text: &text[start..], cells, stray_quote: stray || unclosed });
    }
    all
}

fn step(state: State, letter: char, separator: char, stray: bool) -> (State, bool) {
    match (state, letter) {
        (State::Quoted, '"') => (State::Closed, stray),
        (State::Start | State::Closed, '"') | (State::Quoted, _) => (State::Quoted, stray),
        (State::Start | State::Bare | State::Closed, letter) if letter == separator => (State::Start, stray),
        (State::Start | State::Bare, letter) => (State::Bare, stray || letter == '"'),
        (State::Closed, _) => (State::Closed, true),
    }
}

/// Semicolon when the header has more of them than commas, as French spreadsheets write; else comma.
pub(super) fn separator(text: &str) -> char {
    let header = text.lines().next().unwrap_or_default();
    if header.matches(';').count() > header.matches(',').count() { ';' } else { ',' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> Vec<(usize, usize, bool)> {
        records(text, ',').iter().map(|record| (record.line, record.cells, record.stray_quote)).collect()
    }

    #[test]
    fn a_quoted_line_break_stays_in_its_row_and_a_blank_row_counts() {
        assert_eq!(outline("a,b\n\"x\ny\",2\n\n3,4"), [(1, 2, false), (2, 2, false), (3, 1, false), (4, 2, false)]);
    }

    #[test]
    fn line_breaks_of_windows_and_of_old_macs_are_line_breaks() {
        assert_eq!(outline("a,b\r\n1,2\r\n"), [(1, 2, false), (2, 2, false)]);
        assert_eq!(outline("a,b\r1,2\r"), [(1, 2, false), (2, 2, false)]);
    }

    #[test]
    fn separators_and_doubled_marks_within_quotes_are_text() {
        assert_eq!(outline("\"a,\"\"b\",c"), [(1, 2, false)]);
    }

    #[test]
    fn stray_marks_are_seen() {
        assert_eq!(outline("24\" screen,1"), [(1, 2, true)]);
        assert_eq!(outline("\"a\"b,1"), [(1, 2, true)]);
        assert_eq!(outline("\"a,1\n2,3"), [(1, 1, true)]);
    }
}
