//! A place in the text, and what may be taken from there.

use super::{MAX_HEIGHT, MAX_LEVELS, MAX_TEXT, Place};
use crate::syntax::{Range, SyntaxError};

pub(super) type Parsed<T> = Result<T, SyntaxError>;

pub(super) struct Parser<'s> {
    text: &'s str,
    pos: usize,
    /// How many blocks, brackets and the like are open.
    level: u32,
    /// Height of the expression that was read last.
    pub(super) height: u32,
    /// Whether newlines are blanks here: they are inside of brackets.
    newlines: bool,
    place: Place<'s>,
    /// The comments that were skipped, in order.
    comments: Vec<Range>,
}

impl<'s> Parser<'s> {
    pub(super) fn new(text: &'s str) -> Parsed<Self> {
        Self::within(text, Place::Text)
    }

    /// Of a text that stands in a file in other words.
    pub(super) fn within(text: &'s str, place: Place<'s>) -> Parsed<Self> {
        if text.len() > MAX_TEXT {
            let message = format!("the text is longer than {} MiB", MAX_TEXT >> 20);
            return Err(SyntaxError { range: place.range(Range::empty(0)), message, help: None });
        }
        Ok(Self { text, pos: 0, level: 0, height: 0, newlines: false, place, comments: Vec::new() })
    }

    pub(super) fn pos(&self) -> usize {
        self.pos
    }

    /// Back to the end of what was taken, over blanks: what holds it ends there too.
    pub(super) fn back_to(&mut self, pos: usize) {
        self.pos = pos;
    }

    /// From `start` to here.
    pub(super) fn range(&self, start: usize) -> Range {
        self.place.range(Range::new(start, self.pos))
    }

    /// From `start` to here, as text.
    pub(super) fn since(&self, start: usize) -> &'s str {
        self.text.get(start..self.pos).unwrap_or_default()
    }

    pub(super) fn rest(&self) -> &'s str {
        self.text.get(self.pos..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    pub(super) fn at(&self, what: &str) -> bool {
        self.text.as_bytes().get(self.pos..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
    }

    pub(super) fn at_end(&self) -> bool {
        self.pos >= self.text.len()
    }

    /// Goes on by some bytes, which must end a character.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.pos = self.pos.saturating_add(bytes).min(self.text.len());
    }

    /// Takes the next character, whatever it is.
    pub(super) fn next_char(&mut self) -> Option<char> {
        let next = self.rest().chars().next()?;
        self.pos += next.len_utf8();
        Some(next)
    }

    pub(super) fn eat(&mut self, what: &str) -> bool {
        let found = self.at(what);
        if found {
            self.pos += what.len();
        }
        found
    }

    /// Skips blanks, then takes what must be there.
    pub(super) fn expect(&mut self, what: &str) -> Parsed<()> {
        self.blanks();
        if self.eat(what) { Ok(()) } else { Err(self.unexpected(&format!("`{what}`"))) }
    }

    /// Skips blanks and comments; newlines where they mean nothing.
    pub(super) fn blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' => self.pos += 1,
                b'\n' if self.newlines => self.pos += 1,
                b'#' => self.comment(Self::line),
                b'/' if self.at("//") => self.comment(Self::line),
                b'/' if self.at("/*") => self.comment(|parser| {
                    let length = parser.rest().find("*/").map_or(parser.rest().len(), |end| end + 2);
                    parser.skip(length);
                }),
                _ => return,
            }
        }
    }

    /// Skips a comment, and notes it if it was not met before: what holds blanks at its end is gone
    /// back over.
    fn comment(&mut self, skip: impl FnOnce(&mut Self)) {
        let start = self.pos;
        skip(self);
        if self.comments.last().is_none_or(|last| (last.start as usize) < start) {
            self.comments.push(self.range(start));
        }
    }

    /// The comments so far.
    pub(super) fn into_comments(self) -> Vec<Range> {
        self.comments
    }

    /// Skips to the end of the line.
    fn line(&mut self) {
        self.skip(memchr::memchr(b'\n', self.rest().as_bytes()).unwrap_or(usize::MAX));
    }

    /// Takes a name, if one is here.
    pub(super) fn name(&mut self) -> Option<&'s str> {
        let rest = self.rest();
        let starts = |c: char| c == '_' || c.is_alphabetic();
        let goes_on = |c: char| matches!(c, '_' | '-') || c.is_alphanumeric();
        rest.chars().next().filter(|c| starts(*c))?;
        let length = rest.find(|c| !goes_on(c)).unwrap_or(rest.len());
        self.skip(length);
        rest.get(..length)
    }

    /// Skips blanks, then takes a name that must be there.
    pub(super) fn expect_name(&mut self) -> Parsed<&'s str> {
        self.blanks();
        self.name().ok_or_else(|| self.unexpected("a name"))
    }

    /// Takes a word, if it is all of the name here.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let start = self.pos;
        let found = self.at(word) && self.name() == Some(word);
        if !found {
            self.pos = start;
        }
        found
    }

    /// One level deeper, where newlines are blanks or are not.
    pub(super) fn nested<T>(
        &mut self,
        newlines: bool,
        inner: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        if self.level >= MAX_LEVELS {
            return Err(self.error(self.pos, format!("nested deeper than {MAX_LEVELS} levels")));
        }
        let outer = std::mem::replace(&mut self.newlines, newlines);
        self.level += 1;
        let result = inner(self);
        self.level -= 1;
        self.newlines = outer;
        result
    }

    /// As [`Self::nested`], with newlines as they are outside.
    pub(super) fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.nested(self.newlines, inner)
    }

    /// Notes the height of an expression whose highest part is this high.
    pub(super) fn grow(&mut self, highest: u32) -> Parsed<()> {
        self.height = highest.saturating_add(1);
        if self.height <= MAX_HEIGHT {
            return Ok(());
        }
        Err(self.error(self.pos, format!("more than {MAX_HEIGHT} operators and names in a chain")))
    }

    pub(super) fn error(&self, start: usize, message: impl Into<String>) -> SyntaxError {
        SyntaxError { range: self.range(start), message: message.into(), help: None }
    }

    /// Something else should stand here.
    pub(super) fn unexpected(&self, wanted: &str) -> SyntaxError {
        let found = self.rest().chars().next();
        let shown = found
            .map_or_else(|| "but the text ends".to_owned(), |c| format!("found {}", SyntaxError::shown(c)));
        let end = self.pos + found.map_or(0, char::len_utf8);
        let range = self.place.range(Range::new(self.pos, end));
        SyntaxError { range, message: format!("expected {wanted}, {shown}"), help: None }
    }
}
