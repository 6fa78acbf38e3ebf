//! Tables of text.

use crate::report::{escape, wrap};
use clap::builder::styling::Style;
use std::io::{self, Write};

/// Between two columns.
const GAP: &str = "  ";

/// The last column is wrapped only where it keeps so much room.
const NARROWEST: usize = 20;

/// Rows under a heading.
pub(super) struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Copy)]
pub(super) struct Column {
    heading: &'static str,
    right: bool,
}

/// A row. The last column may hold several paragraphs.
struct Row {
    cells: Vec<String>,
    last: Vec<String>,
}

/// A column of words.
pub(super) fn left(heading: &'static str) -> Column {
    Column { heading, right: false }
}

/// A column of numbers.
pub(super) fn right(heading: &'static str) -> Column {
    Column { heading, right: true }
}

impl Table {
    pub(super) fn new(columns: impl Into<Vec<Column>>) -> Self {
        Self { columns: columns.into(), rows: Vec::new() }
    }

    /// Adds a row: one cell for each column but the last, and the paragraphs of that.
    pub(super) fn row(
        &mut self,
        cells: impl IntoIterator<Item = String>,
        last: impl IntoIterator<Item = String>,
    ) {
        let shown = |texts: Vec<String>| texts.iter().map(|text| escape(text)).collect();
        let cells = shown(cells.into_iter().collect());
        self.rows.push(Row { cells, last: shown(last.into_iter().collect()) });
    }

    /// Columns of the widest line, if none is wrapped.
    pub(super) fn width(&self) -> usize {
        let columns = |text: &String| text.chars().count();
        let heading = self.columns.last().map_or(0, |column| column.heading.chars().count());
        let last = self.rows.iter().flat_map(|row| &row.last).map(columns).fold(heading, usize::max);
        self.widths().iter().map(|width| width + GAP.len()).sum::<usize>() + last
    }

    pub(super) fn write(&self, colour: bool, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
        let widths = self.widths();
        let indent: usize = widths.iter().map(|width| width + GAP.len()).sum();
        let room = width.and_then(|width| width.checked_sub(indent)).filter(|room| *room >= NARROWEST);
        let style = if colour { Style::new().bold() } else { Style::new() };
        let headings: Vec<&str> = self.columns.iter().map(|column| column.heading).collect();
        let (last, headings) = headings.split_last().map_or(("", &[][..]), |(last, rest)| (*last, rest));
        writeln!(out, "{style}{}{last}{style:#}", self.line(headings, &widths))?;
        for row in &self.rows {
            let paragraphs: Vec<String> = row.last.iter().map(|text| wrap(text, room)).collect();
            let hanging = format!("\n{}", " ".repeat(indent));
            // Paragraphs are lines of their own only where there is a width to keep.
            let between = if width.is_some() { "\n" } else { GAP };
            let last = paragraphs.join(between).replace('\n', &hanging);
            writeln!(out, "{}", format!("{}{last}", self.line(&row.cells, &widths)).trim_end())?;
        }
        Ok(())
    }

    /// All cells but the last, each as wide as its column.
    fn line(&self, cells: &[impl AsRef<str>], widths: &[usize]) -> String {
        let mut line = String::new();
        for ((cell, &width), column) in cells.iter().zip(widths).zip(&self.columns) {
            let cell = cell.as_ref();
            line += &if column.right { format!("{cell:>width$}") } else { format!("{cell:<width$}") };
            line += GAP;
        }
        line
    }

    /// The widths of all columns but the last.
    fn widths(&self) -> Vec<usize> {
        let widest = |index: usize, heading: &str| {
            let cells = self.rows.iter().filter_map(|row| row.cells.get(index));
            cells.map(|cell| cell.chars().count()).fold(heading.chars().count(), usize::max)
        };
        let columns = self.columns.iter().take(self.columns.len().saturating_sub(1));
        columns.enumerate().map(|(index, column)| widest(index, column.heading)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(width: Option<usize>) -> String {
        let mut table = Table::new([left("name"), right("n"), left("words")]);
        table
            .row(["a".to_owned(), "10".to_owned()], ["one two three four five".to_owned(), "six".to_owned()]);
        table.row(["bcdef".to_owned(), "?".to_owned()], ["\u{1b}[31m".to_owned()]);
        let mut out = Vec::new();
        table.write(false, width, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_row_is_a_line_where_there_is_no_width() {
        let expected = "\
name    n  words
a      10  one two three four five  six
bcdef   ?  \\u{1b}[31m
";
        assert_eq!(text(None), expected);
    }

    #[test]
    fn the_last_column_is_wrapped() {
        let expected = "\
name    n  words
a      10  one two three four
           five
           six
bcdef   ?  \\u{1b}[31m
";
        assert_eq!(text(Some(31)), expected);
        assert_eq!(text(Some(12)).lines().count(), 4, "too narrow to wrap");
    }
}
