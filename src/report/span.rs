//! Spans as they are shown: clamped to their text, with lines and columns.

use super::discreet::{self, Discretion};
use super::secrets;
use crate::finding::RuleName;
use crate::read::{FileOutcome, SYNTAX_ERROR};
use crate::source::{FileId, Position, STDIN, Source, Sources, Span};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;
#[cfg(test)]
use std::sync::atomic::{AtomicUsize, Ordering};

/// The lines of the sources. Renderers look lines up nowhere else, so a test can count how often.
pub(super) struct Lines<'a> {
    sources: &'a Sources,
    /// How much of each file may be shown.
    discretion: Vec<Discretion>,
    /// The path of each file, once it was asked for.
    paths: Vec<OnceLock<Option<String>>>,
    #[cfg(test)]
    pub(super) lookups: AtomicUsize,
}

impl<'a> Lines<'a> {
    /// `files` says what became of the sources.
    pub(super) fn new(sources: &'a Sources, files: &[FileOutcome]) -> Self {
        let discretion =
            |(file, source): (FileId, &Source)| discreet::discretion(files.get(file.0 as usize), source);
        Self {
            sources,
            discretion: sources.iter().map(discretion).collect(),
            paths: sources.iter().map(|_| OnceLock::new()).collect(),
            #[cfg(test)]
            lookups: AtomicUsize::default(),
        }
    }

    pub(super) fn sources(&self) -> &'a Sources {
        self.sources
    }

    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.sources.iter().map(|(file, _)| file)
    }

    pub(super) fn source(&self, file: FileId) -> &'a Source {
        self.sources.get(file)
    }

    pub(super) fn text(&self, file: FileId) -> &'a str {
        self.source(file).text()
    }

    /// The bytes of a span; within the text and on character boundaries whatever the span says.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let text = self.text(span.file);
        let start = boundary(text, span.start);
        start..boundary(text, span.end).max(start)
    }

    /// Whether a file holds secrets beside what is pointed at.
    pub(super) fn is_discreet(&self, file: FileId) -> bool {
        matches!(self.discretion(file), Discretion::Values | Discretion::Closed)
    }

    /// What may be shown of a place, in whatever context; nothing of what holds secrets.
    pub(super) fn value(&self, span: Span) -> Option<Range<usize>> {
        match self.discretion(span.file) {
            Discretion::Open | Discretion::Keys | Discretion::Lines => Some(self.range(span)),
            Discretion::Values => discreet::value(self.text(span.file), self.range(span)),
            Discretion::Closed => None,
        }
    }

    /// The text of a range that may be shown, where `told` is what a finding points at.
    pub(super) fn shown(&self, file: FileId, range: Range<usize>, told: &[Range<usize>]) -> Cow<'a, str> {
        match self.discretion(file) {
            Discretion::Lines => secrets::masked(self.text(file), range, told).into(),
            _ => self.text(file).get(range).unwrap_or_default().into(),
        }
    }

    /// Whether nothing of the lines around those that a finding points into is shown.
    pub(super) fn shows_lines(&self, file: FileId) -> bool {
        self.discretion(file) == Discretion::Lines
    }

    /// Whether lines around those that a finding points into show no more than their keys.
    pub(super) fn shows_keys(&self, file: FileId) -> bool {
        self.discretion(file) == Discretion::Keys
    }

    /// Whether what a finding points into is no more shown than what is around it: where a text breaks
    /// off, a secret may stand, and the message tells what is wrong there.
    pub(super) fn masks(&self, rule: RuleName, file: FileId) -> bool {
        rule == SYNTAX_ERROR && self.shows_keys(file)
    }

    fn discretion(&self, file: FileId) -> Discretion {
        self.discretion.get(file.0 as usize).copied().unwrap_or(Discretion::Closed)
    }

    pub(super) fn position(&self, file: FileId, offset: usize) -> Position {
        self.count();
        let source = self.source(file);
        source.lines().position(source.text(), offset)
    }

    /// Where a span begins.
    pub(super) fn start(&self, span: Span) -> Position {
        self.position(span.file, span.start as usize)
    }

    /// Where a span begins, and where it ends: one past its last character.
    pub(super) fn extent(&self, span: Span) -> (Position, Position) {
        let range = self.range(span);
        (self.position(span.file, range.start), self.position(span.file, range.end))
    }

    /// The last line that has something of a span: what ends where a line begins ends with the line
    /// before.
    pub(super) fn last_line(&self, span: Span) -> usize {
        let (start, end) = self.extent(span);
        if end.column == 1 && end.line > start.line { end.line - 1 } else { end.line }
    }

    /// The path from the root of the repository; None for standard input, which is no file of it.
    pub(super) fn path(&self, file: FileId) -> Option<&str> {
        let find = || (self.source(file).name() != STDIN).then(|| self.sources.path_from_root(file));
        self.paths.get(file.0 as usize)?.get_or_init(find).as_deref()
    }

    /// As [`Self::path`]; what standard input is called if it is that.
    pub(super) fn path_or_stdin(&self, file: FileId) -> &str {
        self.path(file).unwrap_or(STDIN)
    }

    /// The bytes of a line without its line break.
    pub(super) fn line(&self, file: FileId, line: usize) -> Range<usize> {
        self.count();
        self.source(file).lines().line_range(line)
    }

    pub(super) fn line_count(&self, file: FileId) -> usize {
        self.source(file).lines().line_count()
    }

    fn count(&self) {
        #[cfg(test)]
        self.lookups.fetch_add(1, Ordering::Relaxed);
    }
}

/// The offset, or the nearest one before that is in the text and begins a character.
fn boundary(text: &str, offset: u32) -> usize {
    let mut offset = (offset as usize).min(text.len());
    while !text.is_char_boundary(offset) {
        offset = offset.saturating_sub(1);
    }
    offset
}
