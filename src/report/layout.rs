//! Which lines of the sources an excerpt shows, and how much of each.

use super::discreet;
use super::escape::{char_width, escape, width};
use super::span::Lines;
use super::story::{self, Told};
use super::style::Style;
use crate::finding::Finding;
use crate::source::{FileId, Position};
use std::ops::Range;

/// Labels of one finding that are drawn. The drawing costs the square of their number.
const MAX_LABELS: usize = 12;
/// Lines of a span that are drawn; of a longer one only the first is.
const MAX_SPAN_LINES: usize = 6;
/// Lines before and after the labelled ones.
const CONTEXT: usize = 1;
/// Columns that the arrows of labels of several lines take, besides one for each.
const ARROWS: usize = 3;
/// Columns kept for each mark of something left out.
const ELLIPSIS: usize = 3;
/// Columns between the mark of a label and its text.
pub(super) const HANGER: usize = 4;

/// A label with its place.
#[derive(Debug)]
pub(super) struct Spot {
    /// Its place among those of the finding; 0 is the primary one.
    pub(super) order: usize,
    pub(super) file: FileId,
    /// What is drawn; it may be less than the label's span.
    pub(super) range: Range<usize>,
    /// Where the label's span begins.
    pub(super) position: Position,
    pub(super) last_line: usize,
    pub(super) text: String,
    /// On a line that does not fit, and so on that line only.
    is_long: bool,
    /// In a file that holds secrets: nothing but `range` is shown.
    is_discreet: bool,
    /// Of its lines, no more is shown than of those around them.
    is_masked: bool,
}

/// Lines that are drawn as one box.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) file: FileId,
    /// Of consecutive lines.
    pub(super) rows: Vec<Row>,
    pub(super) spots: Vec<Spot>,
    /// Columns for the text.
    pub(super) room: usize,
}

/// What is shown of a line.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: usize,
    /// Bytes of the source.
    pub(super) shown: Range<usize>,
    /// Whether the line has more before and after that.
    pub(super) cut: (bool, bool),
}

/// The boxes of a finding, the one with the primary label first; and how many labels are left out.
pub(super) fn blocks(lines: &Lines<'_>, finding: &Finding, style: &Style) -> (Vec<Block>, usize) {
    let labels = story::places(finding);
    let mut spots: Vec<Spot> = Vec::new();
    for (order, label) in labels.iter().take(MAX_LABELS).enumerate() {
        let masked = lines.masks(finding.rule, label.label.span.file);
        let spot = Spot::new(lines, label, order, style).masked(masked);
        match spots.iter_mut().find(|other| other.file == spot.file && other.range == spot.range) {
            Some(other) => other.say(&spot.text),
            None => spots.push(spot),
        }
    }
    let blocks =
        groups(lines, spots, style).into_iter().map(|group| Block::new(lines, group, style)).collect();
    (blocks, labels.len().saturating_sub(MAX_LABELS))
}

/// The columns for text, right of the line numbers.
fn room(lines: &Lines<'_>, file: FileId, style: &Style) -> usize {
    let digits = lines.line_count(file).to_string().len();
    style.columns().saturating_sub(digits + 4)
}

impl Spot {
    fn new(lines: &Lines<'_>, told: &Told<'_>, order: usize, style: &Style) -> Self {
        let label = told.label;
        let file = label.span.file;
        let text = lines.text(file);
        if lines.is_discreet(file) {
            return Self::discreet(lines, told, order);
        }
        let mut range = lines.range(label.span);
        let position = lines.position(file, range.start);
        let mut last_line = position.line;
        if !range.is_empty() {
            last_line = lines.position(file, range.end).line;
        }
        // What ends where a line begins ends with the line before.
        if last_line > position.line && lines.line(file, last_line).start == range.end {
            last_line -= 1;
            range.end = lines.line(file, last_line).end.max(range.start);
        }
        let arrows = if last_line > position.line { ARROWS + 1 } else { 0 };
        let room = room(lines, file, style).saturating_sub(arrows);
        let long = |line| !fits(text, lines.line(file, line), room);
        let is_long = long(position.line);
        let mut label = escape(&label.text);
        let cut = last_line - position.line >= MAX_SPAN_LINES
            || last_line > position.line && (is_long || long(last_line));
        if cut {
            let more = format!("continues to line {last_line}");
            label = if label.is_empty() { more } else { format!("{label} ({more})") };
            last_line = position.line;
            range.end = lines.line(file, last_line).end.max(range.start);
        }
        let text = numbered(told, label);
        Self { order, file, range, position, last_line, text, is_long, is_discreet: false, is_masked: false }
    }

    fn discreet(lines: &Lines<'_>, told: &Told<'_>, order: usize) -> Self {
        let span = told.label.span;
        let start = lines.range(span).start;
        let position = lines.position(span.file, start);
        Self {
            order,
            file: span.file,
            range: lines.value(span).unwrap_or(start..start),
            position,
            last_line: position.line,
            text: numbered(told, escape(&told.label.text)),
            is_long: false,
            is_discreet: true,
            is_masked: false,
        }
    }

    /// The key of a line always fits, or is cut.
    fn masked(self, is_masked: bool) -> Self {
        Self { is_long: self.is_long && !is_masked, is_masked, ..self }
    }

    fn say(&mut self, more: &str) {
        if !more.is_empty() && self.text != more {
            let between = if self.text.is_empty() { "" } else { "; " };
            self.text = format!("{}{between}{more}", self.text);
        }
    }
}

fn numbered(told: &Told<'_>, label: String) -> String {
    match told.number {
        Some(number) => format!("{number}. {label}").trim_end().to_owned(),
        None => label,
    }
}

/// The labels by the boxes that they are drawn in.
fn groups(lines: &Lines<'_>, mut spots: Vec<Spot>, style: &Style) -> Vec<Vec<Spot>> {
    spots.sort_by_key(|spot| (spot.file, spot.range.start, spot.range.end));
    let mut groups: Vec<Vec<Spot>> = Vec::new();
    for spot in spots {
        match groups.last_mut() {
            Some(group) if belongs(lines, group, &spot, style) => group.push(spot),
            _ => groups.push(vec![spot]),
        }
    }
    groups.sort_by_key(|group| group.iter().map(|spot| spot.order).min());
    groups
}

fn belongs(lines: &Lines<'_>, group: &[Spot], spot: &Spot, style: &Style) -> bool {
    let Some(first) = group.first().filter(|first| first.file == spot.file) else { return false };
    if spot.is_discreet {
        return false;
    }
    if first.is_long || spot.is_long {
        let room = room(lines, spot.file, style);
        let both = first.range.start..spot.range.end;
        return first.position.line == spot.position.line
            && first.is_long == spot.is_long
            && fits(lines.text(spot.file), both, room * 2 / 3);
    }
    // If at most one line parts their context, it is better shown.
    let last = group.iter().map(|spot| spot.last_line).max().unwrap_or_default();
    spot.position.line <= last + 2 * CONTEXT + 2
}

impl Block {
    fn new(lines: &Lines<'_>, spots: Vec<Spot>, style: &Style) -> Self {
        let file = spots.first().map_or(FileId(0), |spot| spot.file);
        let mut room = room(lines, file, style);
        let rows = match spots.first() {
            Some(spot) if spot.is_discreet => vec![alone(lines, spot, room)],
            Some(spot) if spot.is_long => vec![window(lines, &spots, room)],
            _ => {
                let arrows = spots.iter().filter(|spot| spot.last_line > spot.position.line).count();
                if arrows > 0 {
                    room = room.saturating_sub(ARROWS + arrows);
                }
                rows(lines, &spots, room)
            }
        };
        Self { file, rows, spots, room }
    }
}

/// The lines of some labels with their context, each from its beginning.
fn rows(lines: &Lines<'_>, spots: &[Spot], room: usize) -> Vec<Row> {
    let Some(file) = spots.first().map(|spot| spot.file) else { return Vec::new() };
    let first = spots.iter().map(|spot| spot.position.line).min().unwrap_or(1);
    let last = spots.iter().map(|spot| spot.last_line).max().unwrap_or(1);
    let text = lines.text(file);
    let context = if lines.shows_lines(file) { 0 } else { CONTEXT };
    let from = first.saturating_sub(context).max(1);
    let to = (last + context).min(lines.line_count(file));
    let row = |line| {
        let whole = lines.line(file, line);
        let is_in = |spot: &Spot| spot.position.line <= line && line <= spot.last_line;
        if lines.shows_lines(file) && !spots.iter().any(is_in) {
            let is_cut = !whole.is_empty();
            return Row { line, shown: whole.start..whole.start, cut: (false, is_cut) };
        }
        let is_pointed_at =
            |spot: &Spot| !spot.is_masked && (spot.position.line == line || spot.last_line == line);
        if lines.shows_keys(file) && !spots.iter().any(is_pointed_at) {
            let shown = discreet::around(text, whole.clone());
            let is_cut = shown.end < whole.end;
            return Row {
                line,
                shown: head(text, shown, room.saturating_sub(ELLIPSIS)),
                cut: (false, is_cut),
            };
        }
        if fits(text, whole.clone(), room) {
            return Row { line, shown: whole, cut: (false, false) };
        }
        let shown = head(text, whole, room.saturating_sub(ELLIPSIS));
        Row { line, shown, cut: (false, true) }
    };
    let mut rows: Vec<Row> = (from..=to).map(row).collect();
    // What follows the last line break is no line worth showing.
    if to > last && rows.last().is_some_and(|row| row.shown.start == text.len()) {
        rows.pop();
    }
    rows
}

/// A label's bytes and the key before them, and nothing of what is around them.
fn alone(lines: &Lines<'_>, spot: &Spot, room: usize) -> Row {
    let text = lines.text(spot.file);
    let Range { start, end } = spot.range;
    let from = if start < end { discreet::key(text, start) } else { start };
    let shown = head(text, from..end, room.saturating_sub(2 * ELLIPSIS));
    Row { line: spot.position.line, cut: (true, shown.start < shown.end), shown }
}

/// The part of a long line around some labels. What precedes them gets the columns that neither
/// they nor their texts need.
fn window(lines: &Lines<'_>, spots: &[Spot], room: usize) -> Row {
    let Some(first) = spots.first() else { return Row { line: 1, shown: 0..0, cut: (false, false) } };
    let text = lines.text(first.file);
    let whole = lines.line(first.file, first.position.line);
    let room = room.saturating_sub(2 * ELLIPSIS);
    let start = first.range.start.clamp(whole.start, whole.end);
    let end = spots.iter().map(|spot| spot.range.end).max().unwrap_or(start).clamp(start, whole.end);
    let labelled = columns(text, head(text, start..end, room));
    let words = spots.iter().map(|spot| width(&spot.text) + HANGER).max().unwrap_or_default();
    let before = room.saturating_sub(labelled / 2 + words).max(room / 3).min(room.saturating_sub(labelled));
    let from = tail(text, whole.start..start, before).start;
    let shown = head(text, from..whole.end, room);
    let cut = (shown.start > whole.start, shown.end < whole.end);
    Row { line: first.position.line, shown, cut }
}

fn columns(text: &str, range: Range<usize>) -> usize {
    width(text.get(range).unwrap_or_default())
}

fn fits(text: &str, range: Range<usize>, columns: usize) -> bool {
    head(text, range.clone(), columns) == range
}

/// As much of the beginning of a range as fits.
fn head(text: &str, range: Range<usize>, columns: usize) -> Range<usize> {
    let mut column = 0;
    let part = text.get(range.clone()).unwrap_or_default();
    let end = part.char_indices().find(|(_, c)| {
        column += char_width(*c, column);
        column > columns
    });
    range.start..end.map_or(range.end, |(at, _)| range.start + at)
}

/// As much of the end of a range as fits.
fn tail(text: &str, range: Range<usize>, columns: usize) -> Range<usize> {
    let mut column = 0;
    let part = text.get(range.clone()).unwrap_or_default();
    let start = part.char_indices().rev().find(|(_, c)| {
        column += char_width(*c, 0);
        column > columns
    });
    start.map_or(range.start, |(at, c)| range.start + at + c.len_utf8())..range.end
}
