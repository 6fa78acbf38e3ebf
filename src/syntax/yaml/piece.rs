//! Items that are read for themselves, as if there were no others.

use std::collections::VecDeque;

use super::super::Scalar;
use super::super::raw::{Raw, RawKind};
use super::full::Full;
use super::lines::{Irregular, Level, Lines};
use super::scan::{after_spaces, is_dash, is_end, is_marker, next_line};

/// Some items of a list, or keys of a mapping with their values, as a text of their own.
pub(super) struct Piece<'s> {
    full: Full<'s>,
    /// Where the text of the piece begins in the whole one.
    start: usize,
    /// How many collections inside of the items are open.
    depth: usize,
    /// Where its content ends. What follows in the whole text might go on with a scalar that reaches
    /// there, though only in brackets, which then do not close in the piece.
    tail: usize,
    /// The tokens from the first on that reaches the tail: they are told when the piece has ended well.
    held: VecDeque<(Raw, Option<Scalar<'s>>)>,
    /// Where the items' content ends, once they have.
    ended: Option<usize>,
}

/// What came of asking for a token.
pub(super) enum Told<'s> {
    /// A token, and its text if that is not a slice of the source.
    Token(Raw, Option<Scalar<'s>>),
    /// The items end; with the end of their content.
    End(usize),
    /// They cannot be read for themselves.
    Unfit,
}

impl<'s> Piece<'s> {
    /// Begins to read the next items that the lines stand at, which go on behind them. None if they
    /// cannot be parted from the rest.
    pub(super) fn begin(text: &'s str, lines: &mut Lines<'s>, stride: usize) -> Option<Self> {
        let line = lines.line().ok()??;
        if !lines.document || is_marker(lines.bytes, line.start) {
            return None;
        }
        if is_indicator(lines.bytes, line.at) {
            return None; // a key and its value on lines of their own
        }
        let dash = is_dash(lines.bytes, line.at);
        lines.arrive(line, dash).ok()?;
        let begins = lines.awaited.is_some();
        if dash {
            lines.item(line.at, line.column()).ok()?;
        } else if begins {
            return None;
        }
        lines.awaited = None;
        let level = *lines.open.last()?;
        // Keys of the outermost mapping are few, and each may hold most of the file.
        let stride = if lines.open.len() == 1 { 1 } else { stride };
        let end = end_of_items(lines.bytes, line.start, level, stride).ok()?;
        let own = text.get(line.start..end)?;
        let mut full = Full::new(own);
        let kind = if level.map { RawKind::MapStart } else { RawKind::SeqStart };
        if full.next().kind != RawKind::DocumentStart {
            return None;
        }
        let outer = full.next();
        // Brackets would be no items of a block collection, though they hold the same. What begins deeper is
        // none either: a tag alone on the first line belongs to it for itself, and to a key in the whole.
        let at = line.at - line.start;
        if outer.kind != kind || (outer.start(), outer.end()) != (at, at) || full.anchor != 0 {
            return None;
        }
        lines.at = end;
        let tail = own.trim_end().len();
        Some(Self { full, start: line.start, depth: 0, tail, held: VecDeque::new(), ended: None })
    }

    /// The next token, or what becomes of the piece.
    pub(super) fn next(&mut self) -> Told<'s> {
        while self.ended.is_none() {
            let Some(raw) = self.token() else { return Told::Unfit };
            let reaches = raw.end() >= self.tail || !self.held.is_empty();
            let owned = self.full.owned.take();
            if self.ended.is_some() {
                break;
            }
            let raw = Raw::new(raw.kind, raw.start() + self.start, raw.end() + self.start);
            if !reaches {
                return Told::Token(raw, owned);
            }
            self.held.push_back((raw, owned));
        }
        match self.held.pop_front() {
            Some((raw, owned)) => Told::Token(raw, owned),
            None => Told::End(self.start + self.ended.unwrap_or_default()),
        }
    }

    /// A token of the piece's own text; none if the piece is unfit.
    fn token(&mut self) -> Option<Raw> {
        let raw = self.full.next();
        if self.full.anchor != 0 {
            return None;
        }
        match raw.kind {
            RawKind::MapEnd | RawKind::SeqEnd if self.depth == 0 => {
                // Only where the text ends: behind a lone `\r`, which is no end of a line that items are cut at,
                // there may be a marker.
                let document = self.full.next();
                let ends = document.kind == RawKind::DocumentEnd && document.start() == raw.start();
                if !ends || self.full.next().kind != RawKind::End {
                    return None;
                }
                self.ended = Some(raw.start());
            }
            RawKind::MapEnd | RawKind::SeqEnd => self.depth -= 1,
            RawKind::MapStart | RawKind::SeqStart => self.depth += 1,
            RawKind::Plain | RawKind::Quoted | RawKind::Owned => {}
            // Of anchors the whole text has to be known, and errors are told of the whole text.
            _ => return None,
        }
        Some(raw)
    }
}

/// Where as many items end as there shall be, or all there are. A line that is no deeper than the
/// items ends the last of them, whatever stands before it, for else it were an error.
fn end_of_items(bytes: &[u8], start: usize, level: Level, mut left: usize) -> Result<usize, Irregular> {
    let mut at = start;
    loop {
        at = next_line(bytes, at);
        let first = after_spaces(bytes, at);
        let (column, byte) = (first - at, bytes.get(first));
        match byte {
            None => return Ok(bytes.len()),
            Some(b'#' | b'\n') => continue,
            Some(b'\r') if bytes.get(first + 1) == Some(&b'\n') => continue,
            Some(b'\t' | b'\r') if column <= level.column && !is_blank(bytes, first) => {
                return Err(Irregular);
            }
            Some(b'\t' | b'\r') => continue,
            _ => {}
        }
        if column > level.column {
            continue;
        }
        if column < level.column || is_marker(bytes, at) {
            return Ok(at);
        }
        if is_indicator(bytes, first) {
            return Err(Irregular);
        }
        match (level.map, is_word(bytes, first) && byte == Some(&b'-')) {
            (true, true) => {} // the list of a key that stands no deeper than the key
            (false, false) => return Ok(at),
            _ => {
                left -= 1;
                if left == 0 {
                    return Ok(at);
                }
            }
        }
    }
}

/// Whether a lone `?` or `:` stands at a place.
fn is_indicator(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b'?' | b':')) && is_word(bytes, at)
}

/// Whether the byte at a place is a word of its own.
fn is_word(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at + 1), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
}

/// Whether nothing but blanks stands between a place and the end of its line.
fn is_blank(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    is_end(bytes, at + blanks)
}
