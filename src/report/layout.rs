//! Text that fits a terminal of 80 columns: wrapped paragraphs, headings and tables, without colour.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

/// Columns of the terminal that every report must fit.
pub const WIDTH: usize = 80;

/// Which side the cells of a column stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Text: may be wrapped.
    Left,
    /// Figures: never wrapped, but for their heading.
    Right,
}

/// A table with a line under its header; it grows beyond [`WIDTH`] only when its figures alone do.
#[must_use]
pub fn table(columns: &[(String, Side)], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    let style = TableStyle::new()
        .header_separator(LineStyle::none().fill('─').junction('─'))
        .header_lines(comfy_table::ContentLineStyle::none())
        .content_lines(comfy_table::ContentLineStyle::none());
    table.load_style(style).force_no_tty().set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(columns.iter().map(|(name, side)| cell(name, *side)).collect::<Vec<_>>());
    for row in rows {
        table.add_row(row.iter().zip(columns).map(|(text, (_, side))| cell(text, *side)).collect::<Vec<_>>());
    }
    let mut fixed = 0;
    let mut texts = 0;
    for (index, (name, side)) in columns.iter().enumerate() {
        let cells = rows.iter().filter_map(|row| row.get(index)).map(String::as_str).chain([name.as_str()]);
        let longest = cells.flat_map(|cell| cell.split([' ', '\n'])).map(width).max().unwrap_or(0) + 2;
        let Ok(width) = u16::try_from(longest) else { continue };
        match side {
            Side::Right => {
                fixed += width;
                if let Some(column) = table.column_mut(index) {
                    column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
                }
            }
            Side::Left => texts += 1,
        }
    }
    let least = fixed + 14 * texts;
    table.set_width(least.max(u16::try_from(WIDTH).unwrap_or(least)));
    table.trim_fmt() + "\n"
}

fn cell(text: &str, side: Side) -> Cell {
    Cell::new(text).set_alignment(match side {
        Side::Left => CellAlignment::Left,
        Side::Right => CellAlignment::Right,
    })
}

/// A paragraph cut at spaces (never at a no-break space), each line after the first indented by `indent`.
#[must_use]
pub fn wrap(text: &str, first: &str, indent: &str) -> String {
    let mut lines = vec![first.to_owned()];
    let mut empty = true;
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        let line = lines.last().map_or(0, |line| width(line));
        if !empty && line + 1 + width(word) > WIDTH {
            lines.push(indent.to_owned());
            empty = true;
        }
        if let Some(line) = lines.last_mut() {
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
        }
        empty = false;
    }
    lines.join("\n") + "\n"
}

/// A heading: its text on a line, after an empty one.
#[must_use]
pub fn heading(text: &str) -> String {
    format!("\n{text}\n")
}

/// Characters of a text: the reports are written in Latin letters, one column each.
fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_cut_at_spaces_and_indented() {
        let text = wrap(&"mot ".repeat(30), "- ", "  ");
        let lines: Vec<&str> = text.lines().collect();
        // "- " and 19 words of 3 letters with 18 spaces are 77 columns; one more would be 81.
        assert_eq!(lines[0].len(), 77);
        assert!(lines[1].starts_with("  mot"));
    }

    #[test]
    fn a_no_break_space_is_never_a_line_end() {
        let text = wrap(&format!("{} 12\u{a0}t", "a".repeat(78)), "", "");
        assert!(text.ends_with("\n12\u{a0}t\n"), "{text}");
    }

    #[test]
    fn long_text_is_wrapped_and_figures_are_not() {
        let columns = [("name".to_owned(), Side::Left), ("a figure".to_owned(), Side::Right)];
        let text = table(&columns, &[vec!["word ".repeat(30), "1\u{202f}234\u{202f}567".to_owned()]]);
        assert!(text.lines().all(|line| width(line) <= WIDTH), "{text}");
        assert!(text.contains("1\u{202f}234\u{202f}567"), "{text}");
        assert!(text.lines().count() > 3);
    }
}
