//! Values that begin and end on one line.

use super::super::raw::RawKind;
use super::lines::{Irregular, Level, Lines};
use super::scan::{after_spaces, ends_word, is_dash, is_end, next_line, stop};

/// Deepest nesting of brackets on one line; what is deeper is left to the other parser.
const BRACKETS: usize = 16;

/// The bytes that no plain scalar begins with; a dash may begin one.
const INDICATES: [bool; 256] = {
    let (all, mut table) = (b"?:,[]{}#&*!|>'\"%@`", [false; 256]);
    let mut at = 0;
    while at < all.len() {
        table[all[at] as usize] = true;
        at += 1;
    }
    table
};

/// The bytes that begin a plain scalar whatever follows; a dash may not.
const BEGINS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = byte > b' ' as usize && byte != b'-' as usize && !INDICATES[byte];
        byte += 1;
    }
    table
};

/// The bytes of plain scalars in brackets that have no other use there, but for colons.
const INSIDE: [bool; 256] = {
    let (others, mut table) = (b"_-./+=@~()$ ", [false; 256]);
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte >= 0x80;
        byte += 1;
    }
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = true;
        at += 1;
    }
    table
};

/// What comes next inside brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// An item or key, or the closing bracket.
    Opened,
    /// An item or key.
    Entry,
    /// A value.
    Value,
    /// A comma or the closing bracket.
    After,
}

impl Lines<'_> {
    /// Takes a line that most lines are like: `key: value`, both plain, in the mapping that is open, and
    /// inside of a unit. False if it is any other, which is then left.
    #[inline]
    pub(super) fn pair(&mut self) -> bool {
        let bytes = self.bytes;
        let [_, _, .., Level { column, map: true }] = self.open.as_slice() else { return false };
        let key = self.at + column;
        if self.awaited.is_some() || !self.is_looked_at() || after_spaces(bytes, self.at) != key {
            return false;
        }
        let colon = stop(bytes, key);
        let value = colon + 2;
        let begins = |at: usize| bytes.get(at).is_some_and(|first| BEGINS[*first as usize]);
        if bytes.get(colon..value) != Some(b": ") || !begins(key) || !begins(value) {
            return false;
        }
        let end = stop(bytes, value);
        let is_blank = |at: usize| bytes.get(at) == Some(&b' ');
        if bytes.get(end) != Some(&b'\n') || is_blank(colon - 1) || is_blank(end - 1) {
            return false;
        }
        if self.check_key(key, colon).is_err() {
            return false;
        }
        self.tell(RawKind::Plain, key, colon);
        self.tell(RawKind::Plain, value, end);
        self.at = end + 1;
        true
    }

    /// The value that begins at a place, with the rest of its line.
    #[inline]
    pub(super) fn value(&mut self, at: usize) -> Result<(), Irregular> {
        match self.bytes.get(at) {
            Some(b'"' | b'\'') => {
                let end = self.quoted_end(at)?;
                self.scalar(RawKind::Quoted, at, end);
                self.rest(end)
            }
            Some(b'[' | b'{') => {
                let end = self.brackets(at)?;
                self.rest(end)
            }
            _ => {
                let (end, to) = self.plain_end(at)?;
                if self.bytes.get(to) == Some(&b':') {
                    return Err(Irregular); // a mapping cannot begin here
                }
                self.scalar(RawKind::Plain, at, end);
                // Most values reach the end of their line.
                let ends = self.bytes.get(to) == Some(&b'\n');
                self.at = if ends { to + 1 } else { next_line(self.bytes, to) };
                Ok(())
            }
        }
    }

    /// Takes the value that is awaited.
    #[inline]
    pub(super) fn scalar(&mut self, kind: RawKind, start: usize, end: usize) {
        self.awaited = None;
        self.tell(kind, start, end);
    }

    /// Behind a value: blanks, and a comment that is parted from it.
    #[inline]
    pub(super) fn rest(&mut self, end: usize) -> Result<(), Irregular> {
        let at = after_spaces(self.bytes, end);
        if !is_end(self.bytes, at) && (self.bytes.get(at) != Some(&b'#') || at == end) {
            return Err(Irregular);
        }
        self.at = next_line(self.bytes, at);
        Ok(())
    }

    /// One past the closing quote of a string without escapes.
    pub(super) fn quoted_end(&self, start: usize) -> Result<usize, Irregular> {
        let quote = self.bytes.get(start).copied().unwrap_or(b'"');
        let rest = self.bytes.get(start + 1..).unwrap_or_default();
        let end = memchr::memchr3(quote, b'\\', b'\n', rest).ok_or(Irregular)? + start + 1;
        let doubled = quote == b'\'' && self.bytes.get(end + 1) == Some(&quote);
        if self.bytes.get(end) == Some(&quote) && !doubled { Ok(end + 1) } else { Err(Irregular) }
    }

    /// Of a plain scalar: one past its last byte, and the colon, comment or line end behind it.
    #[inline]
    pub(super) fn plain_end(&self, start: usize) -> Result<(usize, usize), Irregular> {
        let bytes = self.bytes;
        let begins = match bytes.get(start) {
            Some(b'-') => !is_dash(bytes, start),
            Some(first) => !INDICATES[*first as usize],
            None => false,
        };
        if !begins {
            return Err(Irregular);
        }
        let mut to = stop(bytes, start);
        loop {
            let ends = match bytes.get(to) {
                Some(b':') => ends_word(bytes, to + 1),
                Some(b'#') => bytes.get(to - 1) == Some(&b' '),
                _ => true,
            };
            if ends {
                break;
            }
            to = stop(bytes, to + 1);
        }
        let mut end = to;
        while matches!(bytes.get(end - 1), Some(b' ' | b'\r')) {
            end -= 1;
        }
        Ok((end, to))
    }

    /// A list or mapping in brackets, which close on the same line. One past the last of them.
    fn brackets(&mut self, start: usize) -> Result<usize, Irregular> {
        let bytes = self.bytes;
        self.awaited = None;
        let (mut at, mut next) = (start, Next::Value);
        let mut maps = [false; BRACKETS];
        let mut depth = 0_usize;
        loop {
            at = after_spaces(bytes, at);
            let byte = *bytes.get(at).ok_or(Irregular)?;
            let map = depth > 0 && maps.get(depth - 1) == Some(&true);
            let closes = matches!(next, Next::Opened | Next::After) && byte == if map { b'}' } else { b']' };
            if closes && depth > 0 {
                at += 1;
                self.tell(if map { RawKind::MapEnd } else { RawKind::SeqEnd }, at, at);
                depth -= 1;
                next = Next::After;
                if depth == 0 {
                    return Ok(at);
                }
                continue;
            }
            match byte {
                b',' if next == Next::After => {
                    next = Next::Entry;
                    at += 1;
                }
                _ if next == Next::After => return Err(Irregular),
                b'[' | b'{' if next == Next::Value || !map => {
                    *maps.get_mut(depth).ok_or(Irregular)? = byte == b'{';
                    depth += 1;
                    let kind = if byte == b'{' { RawKind::MapStart } else { RawKind::SeqStart };
                    self.tell(kind, at, at + 1);
                    next = Next::Opened;
                    at += 1;
                }
                _ => {
                    let (kind, end) = match byte {
                        b'"' | b'\'' => (RawKind::Quoted, self.quoted_end(at)?),
                        _ => (RawKind::Plain, word_end(bytes, at)?),
                    };
                    if map && next != Next::Value {
                        self.check_key(at, end)?;
                        if bytes.get(end) != Some(&b':') || bytes.get(end + 1) != Some(&b' ') {
                            return Err(Irregular);
                        }
                        (at, next) = (self.tell(kind, at, end) + 1, Next::Value);
                    } else {
                        (at, next) = (self.tell(kind, at, end), Next::After);
                    }
                }
            }
        }
    }
}

/// One past a plain scalar in brackets, of the characters that have no other use there.
pub(super) fn word_end(bytes: &[u8], start: usize) -> Result<usize, Irregular> {
    let inside = |byte: &u8| INSIDE[*byte as usize];
    let first = bytes.get(start).ok_or(Irregular)?;
    let second = bytes.get(start + 1).is_some_and(u8::is_ascii_alphanumeric);
    if !(inside(first) && !b"-@=".contains(first) || *first == b'-' && second) {
        return Err(Irregular);
    }
    let mut end = start + 1;
    while let Some(byte) = bytes.get(end) {
        let is_part = |next: &u8| next.is_ascii_alphanumeric() || *next == b':';
        if !(inside(byte) || *byte == b':' && bytes.get(end + 1).is_some_and(is_part)) {
            break;
        }
        end += 1;
    }
    while bytes.get(end - 1) == Some(&b' ') {
        end -= 1;
    }
    Ok(end)
}
