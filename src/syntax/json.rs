//! JSON after RFC 8259, and JSON Lines: raw tokens with byte ranges.

mod repeat;
mod skip;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::raw::{Fail, Raw, RawKind};
use super::stencil::Stencil;
use super::{MAX_DEPTH, Range, Scalar, SyntaxError};

/// A pull parser. Strings without escapes are slices of the text.
pub(super) struct Json<'s> {
    pub(super) text: &'s str,
    pub(super) at: usize,
    state: State,
    /// Where each open bracket stands, so that an unclosed one can be shown.
    pub(super) open: Vec<u32>,
    /// Whether the innermost open bracket is a brace.
    pub(super) in_map: bool,
    /// The text of the last [`RawKind::Owned`].
    pub(super) owned: Option<Scalar<'s>>,
    /// The reason of a [`RawKind::Failed`].
    pub(super) failure: Option<Fail>,
    stencil: Stencil,
}

/// What comes next.
#[derive(Clone, Copy)]
enum State {
    /// A document or the end of the text; where the last one ended.
    Document { end: Option<usize> },
    /// The value of a document or of a key.
    Value,
    /// What follows an opening bracket.
    Opened,
    /// What follows a value inside brackets.
    After,
    /// The end of a document, which is behind already.
    DocumentEnd { end: usize },
}

impl<'s> Json<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        let state = State::Document { end: None };
        let (open, stencil) = (Vec::new(), Stencil::default());
        Self { text, at: 0, state, open, in_map: false, owned: None, failure: None, stencil }
    }

    /// The next token.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Raw {
        let token = self.token(Self::escaped);
        self.told(token)
    }

    /// A token as it goes out; what fails is kept.
    #[inline(always)]
    fn told(&mut self, token: Result<Raw, Fail>) -> Raw {
        match token {
            Ok(raw) => raw,
            Err(fail) => {
                self.failure = Some(fail);
                Raw::empty(RawKind::Failed, self.at)
            }
        }
    }

    /// Whether a list is the innermost collection, so that [`Self::jump`] can pass over its items.
    pub(super) fn is_in_list(&self) -> bool {
        !self.in_map && !self.open.is_empty()
    }

    /// Goes on behind an item of the innermost list, which ends at `end`.
    pub(super) fn jump(&mut self, end: usize) {
        (self.at, self.state) = (end, State::After);
    }

    /// The next token; `escaped` reads on a string at its start, which has its first escape at a place.
    #[inline(always)]
    fn token(
        &mut self,
        escaped: impl FnOnce(&mut Self, usize, usize) -> Result<Raw, Fail>,
    ) -> Result<Raw, Fail> {
        let mut byte = self.peek();
        let mut at_key = false;
        match self.state {
            State::After => {
                if byte != Some(b',') {
                    return self.close(byte);
                }
                let comma = self.at;
                self.at += 1;
                byte = self.peek();
                if matches!(byte, Some(b']' | b'}')) {
                    return Err(self.trailing_comma(comma));
                }
                at_key = self.in_map;
            }
            State::Value => {}
            State::Opened => {
                if matches!(byte, Some(b']' | b'}')) {
                    return self.close(byte);
                }
                at_key = self.in_map;
            }
            State::Document { end } => return self.document(end),
            State::DocumentEnd { end } => {
                self.state = State::Document { end: Some(end) };
                return Ok(Raw::empty(RawKind::DocumentEnd, end));
            }
        }
        if byte == Some(b'"') {
            let raw = self.string(escaped)?;
            if !at_key {
                self.settle();
            } else if self.peek() == Some(b':') {
                self.at += 1;
                self.state = State::Value;
            } else {
                // That the key itself is not told does no harm.
                return Err(self.unexpected("`:`"));
            }
            return Ok(raw);
        }
        if at_key {
            return Err(self.unexpected("a key in double quotes"));
        }
        self.value(byte)
    }

    #[cold]
    fn document(&mut self, last: Option<usize>) -> Result<Raw, Fail> {
        if self.at >= self.text.len() {
            return Ok(Raw::empty(RawKind::End, self.at));
        }
        let parted = |end| self.bytes().get(end..self.at).is_some_and(|gap| gap.contains(&b'\n'));
        if !last.is_none_or(parted) {
            let (range, found) = self.found();
            let help = "one file is one JSON value, or one value per line (JSON Lines)";
            return Err(self.error(range, format!("the JSON value ended before {found}"), Some(help)));
        }
        self.state = State::Value;
        Ok(Raw::empty(RawKind::DocumentStart, self.at))
    }

    /// Any value but a string.
    fn value(&mut self, byte: Option<u8>) -> Result<Raw, Fail> {
        let raw = match byte {
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'{') => return self.open(true),
            Some(b'[') => return self.open(false),
            Some(b't') => self.literal("true")?,
            Some(b'f') => self.literal("false")?,
            Some(b'n') => self.literal("null")?,
            _ => return Err(self.unexpected("a value")),
        };
        self.settle();
        Ok(raw)
    }

    /// After a whole value.
    #[inline]
    fn settle(&mut self) {
        self.state = if self.open.is_empty() { State::DocumentEnd { end: self.at } } else { State::After };
    }

    fn open(&mut self, map: bool) -> Result<Raw, Fail> {
        let range = Range::new(self.at, self.at + 1);
        if self.open.len() >= MAX_DEPTH {
            return Err(SyntaxError::too_deep(range));
        }
        self.open.push(range.start);
        self.in_map = map;
        self.at += 1;
        self.state = State::Opened;
        Ok(Raw::new(if map { RawKind::MapStart } else { RawKind::SeqStart }, self.at - 1, self.at))
    }

    fn close(&mut self, byte: Option<u8>) -> Result<Raw, Fail> {
        if byte != Some(if self.in_map { b'}' } else { b']' }) {
            return Err(self.unexpected(if self.in_map { "`,` or `}`" } else { "`,` or `]`" }));
        }
        let kind = if self.in_map { RawKind::MapEnd } else { RawKind::SeqEnd };
        self.open.pop();
        self.in_map = self.open.last().is_some_and(|&at| self.bytes().get(at as usize) == Some(&b'{'));
        self.at += 1;
        self.settle();
        Ok(Raw::empty(kind, self.at))
    }

    fn literal(&mut self, word: &str) -> Result<Raw, Fail> {
        if !self.rest().starts_with(word.as_bytes()) {
            return Err(self.unexpected("a value"));
        }
        let start = self.at;
        self.at += word.len();
        Ok(Raw::new(RawKind::Plain, start, self.at))
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    fn number(&mut self) -> Result<Raw, Fail> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        let whole = self.at;
        self.digits(start)?;
        if self.at > whole + 1 && self.bytes().get(whole) == Some(&b'0') {
            let help = "remove the zero, or put the value in quotes if it is not a number";
            return Err(self.error(
                Range::new(start, self.at),
                "a number with a leading zero".into(),
                Some(help),
            ));
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits(start)?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits(start)?;
        }
        Ok(Raw::new(RawKind::Plain, start, self.at))
    }

    fn digits(&mut self, start: usize) -> Result<(), Fail> {
        let first = self.at;
        while self.byte().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > first {
            return Ok(());
        }
        Err(self.error(Range::new(start, self.at), "an unfinished number".into(), None))
    }

    /// At an opening quote.
    #[inline]
    fn string(
        &mut self,
        escaped: impl FnOnce(&mut Self, usize, usize) -> Result<Raw, Fail>,
    ) -> Result<Raw, Fail> {
        let start = self.at;
        let end = plain_end(self.bytes(), start + 1);
        if self.bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Raw::new(RawKind::Quoted, start, self.at));
        }
        escaped(self, start, end)
    }

    /// The string at `start` that has no escape before `at`.
    #[cold]
    fn escaped(&mut self, start: usize, at: usize) -> Result<Raw, Fail> {
        let mut text = String::with_capacity(at - start + USUAL_REST);
        let raw = self.unescape(start, at, |piece, escape| {
            text.push_str(piece);
            text.extend(escape);
        })?;
        self.owned = Some(Scalar { text: Cow::Owned(text), quoted: true, tag: None });
        Ok(raw)
    }

    /// As [`Self::escaped`]; the text is told piece by piece, with the escape that follows.
    fn unescape(
        &mut self,
        start: usize,
        mut at: usize,
        mut tell: impl FnMut(&str, Option<char>),
    ) -> Result<Raw, Fail> {
        let mut told = start + 1;
        loop {
            let piece = self.text.get(told..at).unwrap_or_default();
            match self.bytes().get(at) {
                Some(b'"') => {
                    tell(piece, None);
                    break;
                }
                Some(b'\\') if at + 1 < self.text.len() => {
                    self.at = at;
                    tell(piece, Some(self.escape()?));
                    told = self.at;
                    at = plain_end(self.bytes(), told);
                }
                Some(b'\\') | None => return Err(self.unclosed_string(start)),
                Some(_) => return Err(self.control(at)),
            }
        }
        self.at = at + 1;
        Ok(Raw::new(RawKind::Owned, start, self.at))
    }

    /// At a backslash.
    fn escape(&mut self) -> Result<char, Fail> {
        let start = self.at;
        let letter = self.bytes().get(start + 1).copied();
        self.at = start + 2;
        Ok(match letter {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => {
                self.at = start + 1;
                let (found, what) = self.found_character();
                let range = Range { start: found.start - 1, end: found.end };
                return Err(self.error(
                    range,
                    format!("a backslash before {what} is no escape of JSON"),
                    None,
                ));
            }
        })
    }

    /// After `\u`, which began at `start`; a surrogate must be followed by its other half.
    fn unicode(&mut self, start: usize) -> Result<char, Fail> {
        let high = self.hex(start)?;
        if !(0xD800..0xE000).contains(&high) {
            return char::from_u32(high).ok_or_else(|| self.lone_surrogate(start));
        }
        if high >= 0xDC00 || !self.rest().starts_with(b"\\u") {
            return Err(self.lone_surrogate(start));
        }
        let second = self.at;
        self.at += 2;
        let low = self.hex(second)?;
        if !(0xDC00..0xE000).contains(&low) {
            return Err(self.lone_surrogate(start));
        }
        let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        char::from_u32(code).ok_or_else(|| self.lone_surrogate(start))
    }

    fn hex(&mut self, start: usize) -> Result<u32, Fail> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            let range = Range::new(start, start + 2);
            return Err(self.error(range, "`\\u` needs four hexadecimal digits".into(), None));
        };
        self.at += 4;
        Ok(code)
    }

    pub(super) fn bytes(&self) -> &'s [u8] {
        self.text.as_bytes()
    }

    fn rest(&self) -> &'s [u8] {
        self.bytes().get(self.at..).unwrap_or_default()
    }

    pub(super) fn byte(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    /// The next byte that is no blank; stops there.
    #[inline(always)]
    fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            Some(byte) if byte > b' ' => Some(byte),
            _ => self.skip_blanks(),
        }
    }

    fn skip_blanks(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other,
            }
            // Indentation, mostly.
            if let Some(chunk) = self.rest().first_chunk::<8>() {
                let others = u64::from_le_bytes(*chunk) ^ (ONES * b' ' as u64);
                self.at += (others.trailing_zeros() / 8) as usize;
            }
        }
    }
}

/// Bytes of a text that usually are behind its first escape, at most.
const USUAL_REST: usize = 64;

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES << 7;

/// The first quote, backslash or control character from `at` on, eight bytes at a time.
#[inline]
fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ (ONES * b'"' as u64);
        let slash = word ^ (ONES * b'\\' as u64);
        // A borrow can raise a false flag only above a true one, and the lowest flag is taken.
        let flags = (quote.wrapping_sub(ONES) & !quote)
            | (slash.wrapping_sub(ONES) & !slash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        let flags = flags & HIGHS;
        if flags != 0 {
            return at + (flags.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| matches!(b, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}
