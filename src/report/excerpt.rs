//! The part of the sources that one finding shows, made ready for drawing.
//!
//! Only these lines are handed to `miette`, and already escaped and cut. It never sees a whole
//! source: its own sources look for a line from the first byte on, which takes the square of the
//! input for a report of many findings. One excerpt holds the lines of all files concerned, so a
//! finding on several files is drawn as one.

use super::escape::{escape, show, width};
use super::layout::{self, Block, HANGER, Row};
use super::span::Lines;
use super::style::Style;
use super::wrap::wrap;
use crate::finding::Finding;
use crate::source::Position;
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::ops::Range;

/// Columns of a label's text at least, even if it goes beyond the width.
const NARROWEST_LABEL: usize = 24;

/// Lines of the sources as they are shown.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The lines of all boxes.
    text: String,
    boxes: Vec<Lined>,
    /// Sorted by place.
    marks: Vec<Mark>,
    /// Labels that are not shown.
    pub(super) left_out: usize,
}

/// A box: consecutive lines of one file.
#[derive(Debug)]
struct Lined {
    name: String,
    first_line: usize,
    line_count: usize,
    range: Range<usize>,
}

/// A label in the excerpt.
#[derive(Debug)]
struct Mark {
    range: Range<usize>,
    /// Where the line of the mark begins.
    line_start: usize,
    is_one_line: bool,
    label: String,
    is_primary: bool,
    /// In the source.
    position: Position,
}

impl Excerpt {
    pub(super) fn new(lines: &Lines<'_>, finding: &Finding, style: &Style) -> Self {
        let (blocks, left_out) = layout::blocks(lines, finding, style);
        let mut excerpt = Self { text: String::new(), boxes: Vec::new(), marks: Vec::new(), left_out };
        for block in &blocks {
            excerpt.add(lines, block, style);
        }
        excerpt
    }

    /// Whether each label is the primary one, in the order in which `miette` meets them.
    pub(super) fn primaries(&self) -> impl Iterator<Item = bool> {
        self.marks.iter().map(|mark| mark.is_primary)
    }

    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> {
        self.marks.iter().map(|mark| {
            let label = Some(mark.label.clone()).filter(|label| !label.is_empty());
            let span = mark.range.clone();
            match mark.is_primary {
                true => LabeledSpan::new_primary_with_span(label, span),
                false => LabeledSpan::new_with_span(label, span),
            }
        })
    }

    fn add(&mut self, lines: &Lines<'_>, block: &Block, style: &Style) {
        let start = self.text.len();
        let mut marks: Vec<Mark> = block
            .spots
            .iter()
            .map(|spot| Mark {
                range: start..start,
                line_start: start,
                is_one_line: spot.position.line == spot.last_line,
                label: spot.text.clone(),
                is_primary: spot.order == 0,
                position: spot.position,
            })
            .collect();
        for row in &block.rows {
            self.add_row(lines, block, row, &mut marks, style);
        }
        separate(&mut marks);
        for mark in &mut marks {
            mark.label = self.wrapped(mark, block.room, style);
        }
        self.marks.append(&mut marks);
        self.boxes.push(Lined {
            name: escape(lines.source(block.file).name()),
            first_line: block.rows.first().map_or(1, |row| row.line),
            line_count: block.rows.len(),
            range: start..self.text.len(),
        });
    }

    /// Adds a line and puts the ends of the marks on it in their places.
    fn add_row(&mut self, lines: &Lines<'_>, block: &Block, row: &Row, marks: &mut [Mark], style: &Style) {
        let shown = &row.shown;
        let inside = |offset: usize| offset.clamp(shown.start, shown.end) - shown.start;
        let mut edges: Vec<(usize, usize, bool)> = Vec::new();
        for (index, spot) in block.spots.iter().enumerate() {
            if spot.position.line == row.line {
                edges.push((inside(spot.range.start), index, false));
            }
            if spot.last_line == row.line {
                edges.push((inside(spot.range.end), index, true));
            }
        }
        edges.sort_unstable();
        let offsets: Vec<usize> = edges.iter().map(|edge| edge.0).collect();
        let told: Vec<_> = block.spots.iter().map(|spot| spot.range.clone()).collect();
        let text = lines.shown(block.file, shown.clone(), &told);
        let (text, places) = show(&text, &offsets);
        let line_start = self.text.len();
        if row.cut.0 {
            self.text.push_str(style.ellipsis());
        }
        let base = self.text.len();
        for ((_, index, is_end), place) in edges.into_iter().zip(places) {
            let Some(mark) = marks.get_mut(index) else { continue };
            if is_end {
                mark.range.end = base + place;
            } else {
                // Where nothing is shown, the mark is on what says so.
                mark.range.start = if shown.is_empty() { line_start } else { base + place };
                mark.line_start = line_start;
            }
        }
        self.text.push_str(&text);
        if row.cut.1 {
            self.text.push_str(style.ellipsis());
        }
        self.text.push('\n');
    }

    /// The label's text, wrapped to what is right of the place where it hangs.
    fn wrapped(&self, mark: &Mark, room: usize, style: &Style) -> String {
        let middle = mark.range.start + mark.range.len() / 2;
        let before = if mark.is_one_line { self.columns(mark.line_start, middle) } else { 0 };
        let columns = room.saturating_sub(before + HANGER).max(NARROWEST_LABEL);
        wrap(&mark.label, style.width.map(|_| columns))
    }

    fn columns(&self, start: usize, end: usize) -> usize {
        let mut end = end;
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        width(self.text.get(start..end).unwrap_or_default())
    }
}

/// Parts the marks of one line that lie in each other: there is one line below it to draw on. The
/// outer mark keeps what is before the inner one, or else what is after it.
fn separate(marks: &mut [Mark]) {
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
    let starts: Vec<usize> = marks.iter().map(|mark| mark.range.start).collect();
    let mut previous: Option<(usize, usize)> = None;
    for (mark, start) in marks.iter_mut().zip(&starts).filter(|(mark, _)| mark.is_one_line) {
        if let Some(next) = starts.iter().find(|next| *next > start) {
            mark.range.end = mark.range.end.min(*next);
        }
        if let Some((_, end)) = previous.filter(|(other, _)| other == start) {
            mark.range.start = end.min(mark.range.end);
        }
        previous = Some((*start, mark.range.end));
    }
}

impl SourceCode for Excerpt {
    /// A whole box if context is asked for; else what `miette` needs for the header of a box: the
    /// place of a label. A span that is in no box is refused, which keeps boxes apart.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let mut boxes = self.boxes.iter();
        let lined =
            boxes.find(|b| b.range.contains(&start) && end <= b.range.end).ok_or(MietteError::OutOfBounds)?;
        let mut range = lined.range.clone();
        let mut at = (lined.first_line - 1, 0);
        let mut line_count = lined.line_count;
        if before + after == 0 {
            range = start..end;
            line_count = 1;
            // Labels that begin in a part that is cut off may have one place in the excerpt.
            let marks = self.marks.iter().filter(|mark| mark.range == range);
            if let Some(mark) = marks.max_by_key(|mark| mark.is_primary) {
                at = (mark.position.line - 1, mark.position.column - 1);
            }
        }
        let data = self.text.get(range.clone()).unwrap_or_default().as_bytes();
        let contents =
            MietteSpanContents::new_named(lined.name.clone(), data, range.into(), at.0, at.1, line_count);
        Ok(Box::new(contents))
    }
}
