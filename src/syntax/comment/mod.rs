//! Comments that speak to the tool, and what each of them stands on.
//!
//! A comment at the end of a line is on that line. One on a line of its own is on what begins on
//! the next line that is no comment: an item of a list, a key with its value, a block. JSON has no
//! comments; there the value of a key `//` is one on the object that holds it.

mod hcl;
mod inside;
mod json;
mod shell;
#[cfg(test)]
mod tests;
mod yaml;

pub(crate) use inside::comments_inside;
pub(crate) use json::with_comma;

use super::Range;

/// A language that comments are looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Yaml,
    Json,
    Hcl,
    Shell,
}

/// A comment that begins with the mark that was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    /// What follows the mark.
    pub(crate) text: Range,
    /// What it is on; empty if that is nothing.
    pub(crate) covers: Range,
    /// What goes if the comment goes: its line, or it and the blanks before it.
    pub(crate) removal: Range,
    /// Whether nothing but blanks and comments is before it, or in JSON whether it is in the
    /// outermost object.
    pub(crate) is_at_top: bool,
    /// The text that is the file it speaks of, if that is a part of the text only.
    pub(crate) within: Option<Range>,
}

/// The comments that begin with a mark. None are told of a text that cannot be parsed.
pub(crate) fn comments(text: &str, language: Language, mark: &str) -> Vec<Comment> {
    // Nearly no file has any, and this is the fastest way to know.
    if memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_none() {
        return Vec::new();
    }
    match language {
        Language::Yaml => yaml::comments(&Text::of_yaml(text), mark),
        Language::Json => json::comments(text, mark),
        Language::Hcl => hcl::comments(&Text::new(text), mark),
        Language::Shell => shell::comments(&Text::new(text), mark),
    }
}

/// A text whose lines are found fast: a hostile one has many comments on one long line.
struct Text<'t> {
    text: &'t str,
    /// Where the lines end: at line feeds, and in YAML at lone carriage returns, too.
    ends: Vec<usize>,
}

impl<'t> Text<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, ends: memchr::memchr_iter(b'\n', text.as_bytes()).collect() }
    }

    fn of_yaml(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let is_end = |at: &usize| bytes.get(*at..at + 2) != Some(b"\r\n");
        Self { text, ends: memchr::memchr2_iter(b'\n', b'\r', bytes).filter(is_end).collect() }
    }

    fn from(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or_default()
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The line of a place, without what ends it.
    fn line(&self, at: usize) -> Range {
        let index = self.ends.partition_point(|end| *end < at);
        let start = index.checked_sub(1).and_then(|index| self.ends.get(index)).map_or(0, |end| end + 1);
        Range::new(start, self.ends.get(index).copied().unwrap_or(self.text.len()))
    }

    /// Where the blanks before a place begin, and whether that is the start of a line.
    fn blank_before(&self, at: usize) -> (usize, bool) {
        let before = self.slice(0, at).trim_end_matches([' ', '\t']).len();
        (before, self.line(before).start as usize == before)
    }

    /// The next place that is no blank.
    fn after_blanks(&self, at: usize) -> usize {
        let rest = self.from(at);
        at + rest.len() - rest.trim_start().len()
    }
}

/// The place of a comment in its lines.
struct Spot {
    /// From its first sign to its last.
    whole: Range,
    text: Range,
    /// Whether nothing but blanks is before it on its line, and nothing behind.
    is_alone: bool,
}

impl Spot {
    /// A comment whose signs at its start and end are told; None if it does not begin with the mark.
    fn of(text: &Text<'_>, whole: Range, signs: (&str, &str), mark: &str) -> Option<Self> {
        let start = whole.start as usize;
        let comment = text.slice(start, whole.end as usize).trim_end_matches('\r');
        let whole = Range::new(start, start + comment.len());
        let inner = comment.strip_prefix(signs.0)?;
        let inner = inner.strip_suffix(signs.1).unwrap_or(inner).trim_end();
        let said = inner.trim_start().strip_prefix(mark)?;
        let end = start + signs.0.len() + inner.len();
        let line = text.line(whole.end as usize);
        let rest = text.slice(whole.end as usize, line.end as usize);
        let is_alone = text.blank_before(start).1 && rest.trim_start().is_empty();
        Some(Self { whole, text: Range::new(end - said.len(), end), is_alone })
    }

    /// `content` is where the first thing of the text stands that is no comment.
    fn comment(&self, text: &Text<'_>, covers: Range, content: usize) -> Comment {
        let (blanks, _) = text.blank_before(self.whole.start as usize);
        let end = self.whole.end as usize;
        // With what ends its line, if the line is nothing else.
        let line = text.line(end).end as usize;
        let end = if self.is_alone { text.text.len().min(line + 1) } else { end };
        let is_at_top = self.is_alone && self.whole.end as usize <= content;
        Comment { text: self.text, covers, removal: Range::new(blanks, end), is_at_top, within: None }
    }

    /// The line that it begins on.
    fn line(&self, text: &Text<'_>) -> Range {
        text.line(self.whole.start as usize)
    }
}
