//! Regular block YAML, line by line: the tokens that the full parser gives, many times as fast.
//!
//! Regular is what people and programs write nearly always: block mappings and lists, plain and
//! quoted scalars without escapes, brackets that close on their line, comments. Anything else is
//! [`Irregular`], and so is what only looks wrong: this scanner never has the last word on that.

use super::super::raw::{Raw, RawKind};
use super::repeat::Repeats;
use super::scan::{after_spaces, ends_word, is_dash, is_end, is_marker, is_plain, next_line};

/// Something that is left to the full parser.
#[derive(Debug)]
pub(super) struct Irregular;

/// An open block collection, and the column where its keys or dashes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) column: usize,
    pub(super) map: bool,
}

/// A line with content: where it begins, and where its content does.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) start: usize,
    pub(super) at: usize,
}

impl Line {
    pub(super) fn column(self) -> usize {
        self.at - self.start
    }
}

/// Where a scanner stands between two lines.
#[derive(Clone, Default)]
pub(super) struct State {
    /// The start of the next line.
    pub(super) at: usize,
    /// The open collections, innermost last.
    pub(super) open: Vec<Level>,
    /// Where a value stands that is awaited, if it is not there.
    pub(super) awaited: Option<usize>,
    /// End of the last content.
    pub(super) content_end: usize,
    /// Whether a document is open.
    pub(super) document: bool,
}

pub(super) struct Lines<'s> {
    pub(super) text: &'s str,
    pub(super) bytes: &'s [u8],
    pub(super) state: State,
    /// The tokens of the lines that were read and not told yet.
    pub(super) tokens: Vec<Raw>,
    /// How far the text was looked through for odd characters, and of the last stretch the start, and whether
    /// it has any.
    looked: usize,
    looked_from: usize,
    odd: bool,
    /// The start of the line that was last looked at: after a failure, of the irregular one.
    last_line: usize,
    pub(super) repeats: Repeats,
}

/// Room for tokens at first: as many as a unit usually has, or a small file.
const MOST_AT_FIRST: usize = 128;
const BYTES_A_TOKEN: usize = 8;
/// Bytes that are looked through at once; they stay in the nearest cache.
const STRETCH: usize = 16 << 10;
/// Deepest nesting in block style.
const DEEPEST: usize = 64;
/// Longest key. YAML bounds keys at 1,024 characters.
const LONGEST_KEY: usize = 1000;

impl<'s> std::ops::Deref for Lines<'s> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl std::ops::DerefMut for Lines<'_> {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

impl<'s> Lines<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        let bytes = text.as_bytes();
        let tokens = Vec::with_capacity((text.len() / BYTES_A_TOKEN).min(MOST_AT_FIRST));
        Self {
            text,
            bytes,
            state: State::default(),
            tokens,
            looked: 0,
            looked_from: 0,
            odd: false,
            last_line: 0,
            repeats: Repeats::default(),
        }
    }

    /// Goes back to where it stood.
    pub(super) fn restore(&mut self, state: &State) {
        self.state.clone_from(state);
        self.tokens.clear();
        if self.at < self.looked_from {
            self.looked = self.at;
        }
    }

    /// Takes over what was read elsewhere: tokens, and where the lines stand behind them.
    pub(super) fn arrive_at(&mut self, tokens: Vec<Raw>, state: State) {
        (self.looked, self.looked_from) = (state.at, state.at);
        (self.tokens, self.state) = (tokens, state);
    }

    /// Whether a list in the outermost mapping is open.
    pub(super) fn are_in_a_list(&self) -> bool {
        matches!(self.open.as_slice(), [outer, list, ..] if outer.map && !list.map)
    }

    /// Goes on behind an item, which ends at `end`, of the list that [is open](Self::are_in_a_list).
    pub(super) fn jump(&mut self, end: usize) {
        self.open.truncate(2);
        self.at = next_line(self.bytes, end);
        (self.awaited, self.content_end) = (None, end);
        (self.looked, self.looked_from) = (self.at, self.at);
        self.tokens.clear();
        self.repeats.most = 1;
    }

    /// Reads lines up to one that could be read for itself: a key of the outermost mapping, an item
    /// of a list in it, or what is as far out; several items if they are like those before. True if there
    /// are more lines.
    pub(super) fn unit(&mut self) -> Result<bool, Irregular> {
        if self.repeat() {
            return Ok(true);
        }
        let before = self.before_item();
        let more = self.unit_to(usize::MAX)?;
        if let (true, Some(before)) = (more, before) {
            self.learn(before);
        }
        Ok(more)
    }

    /// As [`Self::unit`], but no further than a line that begins at a place.
    fn unit_to(&mut self, end: usize) -> Result<bool, Irregular> {
        loop {
            while self.pair() {}
            self.last_line = self.at;
            let Some(line) = self.line()? else {
                self.end_document();
                return Ok(false);
            };
            if line.start >= end || !self.tokens.is_empty() && self.begins_unit(line) {
                self.at = line.start;
                return Ok(true);
            }
            self.last_line = line.start;
            self.entry(line)?;
        }
    }

    /// Goes back to the unit that failed, which began at a state; tells whether that is a new item, or a key
    /// of the outermost mapping.
    pub(super) fn back_to(&mut self, unit: &State) -> bool {
        self.restore(unit);
        matches!(self.line(), Ok(Some(line)) if self.begins_unit(line))
    }

    /// Reads the unit up to the irregular line that it failed for, if that is inside of an item of a list in
    /// the outermost mapping. False if it is not; then it is not known how far it was read.
    pub(super) fn up_to_irregular(&mut self, begins_item: bool) -> bool {
        let end = self.last_line;
        let is_read = self.unit_to(end).is_ok() && self.at == end && !(begins_item && self.tokens.is_empty());
        is_read && self.are_in_a_list() && self.open.len() > 2
    }

    fn begins_unit(&self, line: Line) -> bool {
        match self.open.as_slice() {
            [] => true,
            // The first item of a list is one of its items.
            [outer] => {
                let opens = self.awaited.is_some() && is_dash(self.bytes, line.at);
                line.column() <= outer.column || opens
            }
            [_, inner, ..] => line.column() <= inner.column,
        }
    }

    /// The next line that is not blank and no comment.
    #[inline]
    pub(super) fn line(&mut self) -> Result<Option<Line>, Irregular> {
        loop {
            let start = self.at;
            if start >= self.bytes.len() {
                return Ok(None);
            }
            if start >= self.looked {
                self.look(start);
            }
            if self.odd {
                self.check_line(start)?;
            }
            let at = after_spaces(self.bytes, start);
            if !is_end(self.bytes, at) && self.bytes.get(at) != Some(&b'#') {
                return Ok(Some(Line { start, at }));
            }
            self.at = next_line(self.bytes, at);
        }
    }

    /// Whether the next line is in a stretch that was looked through, and that has no odd character.
    #[inline]
    pub(super) fn is_looked_at(&self) -> bool {
        self.at < self.looked && !self.odd
    }

    /// Looks through the next stretch of whole lines.
    #[inline(never)]
    fn look(&mut self, start: usize) {
        self.looked = next_line(self.bytes, start.saturating_add(STRETCH).min(self.bytes.len()));
        self.looked_from = start;
        self.odd = !self.text.get(start..self.looked).is_some_and(is_plain);
    }

    /// Whether a line of an odd stretch is none of those that are odd, or only ends in `\r\n`.
    #[inline(never)]
    fn check_line(&self, start: usize) -> Result<(), Irregular> {
        let line = self.text.get(start..next_line(self.bytes, start)).ok_or(Irregular)?;
        let line = line.strip_suffix("\r\n").unwrap_or(line);
        if is_plain(line) { Ok(()) } else { Err(Irregular) }
    }

    /// A line with content.
    #[inline]
    fn entry(&mut self, line: Line) -> Result<(), Irregular> {
        let (mut at, mut column) = (line.at, line.column());
        if column == 0 && is_marker(self.bytes, at) {
            return self.marker(at);
        }
        let mut dash = is_dash(self.bytes, at);
        self.arrive(line, dash)?;
        while dash {
            self.item(at, column)?;
            let next = after_spaces(self.bytes, at + 1);
            if is_end(self.bytes, next) || self.bytes.get(next) == Some(&b'#') {
                self.at = next_line(self.bytes, next);
                return Ok(());
            }
            column += next - at;
            at = next;
            dash = is_dash(self.bytes, at);
        }
        self.content(at, column)
    }

    /// Ends what a line is not inside of any more, begins a document where there is none. Then either a
    /// value is awaited, or the innermost collection is that of the line's key or dash.
    pub(super) fn arrive(&mut self, line: Line, dash: bool) -> Result<(), Irregular> {
        let column = line.column();
        if !self.document {
            self.document = true;
            self.tell(RawKind::DocumentStart, line.at, line.at);
            self.awaited = Some(line.at);
            return Ok(());
        }
        loop {
            let Some(top) = self.open.last().copied() else {
                return if self.awaited.is_some() { Ok(()) } else { Err(Irregular) };
            };
            if let Some(place) = self.awaited {
                // A list may stand no deeper than the key whose value it is.
                if column > top.column || (dash && top.map && column == top.column) {
                    return Ok(());
                }
                self.scalar(RawKind::Plain, place, place);
            }
            if column == top.column && dash != top.map {
                return Ok(());
            }
            if column > top.column || (column == top.column && top.map) {
                return Err(Irregular);
            }
            self.close();
        }
    }

    /// The dash of an item, which is then awaited.
    pub(super) fn item(&mut self, at: usize, column: usize) -> Result<(), Irregular> {
        if self.awaited.is_some() {
            self.tell(RawKind::SeqStart, at, at);
            self.open(column, false)?;
        }
        self.awaited = Some(at + 1);
        Ok(())
    }

    /// What stands behind the dashes of a line: a key with its value, or a value.
    #[inline]
    fn content(&mut self, at: usize, column: usize) -> Result<(), Irregular> {
        let (kind, end, colon) = match self.bytes.get(at) {
            Some(b'"' | b'\'') => {
                let end = self.quoted_end(at)?;
                (RawKind::Quoted, end, end)
            }
            Some(b'[' | b'{') => return self.lone_value(at),
            _ => {
                let (end, to) = self.plain_end(at)?;
                (RawKind::Plain, end, to)
            }
        };
        if self.bytes.get(colon) != Some(&b':') || !ends_word(self.bytes, colon + 1) {
            return self.lone_value(at);
        }
        if end != colon {
            return Err(Irregular); // blanks before the colon
        }
        self.check_key(at, end)?;
        if self.awaited.is_some() {
            self.tell(RawKind::MapStart, at, at);
            self.open(column, true)?;
        }
        self.tell(kind, at, end);
        self.awaited = Some(colon + 1);
        let value = after_spaces(self.bytes, colon + 1);
        if is_end(self.bytes, value) || self.bytes.get(value) == Some(&b'#') {
            self.at = next_line(self.bytes, value);
            return Ok(());
        }
        self.value(value)
    }

    /// A value that is no key's: an item, or the whole document.
    fn lone_value(&mut self, at: usize) -> Result<(), Irregular> {
        if self.awaited.is_none() || self.open.is_empty() { Err(Irregular) } else { self.value(at) }
    }

    /// A key is not too long, and no merge key.
    #[inline]
    pub(super) fn check_key(&self, start: usize, end: usize) -> Result<(), Irregular> {
        let merges = end - start == 2 && self.bytes.get(start..end) == Some(b"<<");
        if end - start > LONGEST_KEY || merges { Err(Irregular) } else { Ok(()) }
    }

    /// `---` on a line of its own.
    fn marker(&mut self, at: usize) -> Result<(), Irregular> {
        if self.bytes.get(at) != Some(&b'-') {
            return Err(Irregular);
        }
        self.end_document();
        self.document = true;
        let end = self.tell(RawKind::DocumentStart, at, at + 3);
        self.awaited = Some(end);
        self.rest(end)
    }

    fn end_document(&mut self) {
        if !self.document {
            return;
        }
        if let Some(place) = self.awaited {
            self.scalar(RawKind::Plain, place, place);
        }
        while !self.open.is_empty() {
            self.close();
        }
        self.tell(RawKind::DocumentEnd, self.content_end, self.content_end);
        self.document = false;
    }

    fn open(&mut self, column: usize, map: bool) -> Result<(), Irregular> {
        if self.open.len() >= DEEPEST {
            return Err(Irregular);
        }
        self.open.push(Level { column, map });
        Ok(())
    }

    fn close(&mut self) {
        if let Some(level) = self.state.open.pop() {
            let kind = if level.map { RawKind::MapEnd } else { RawKind::SeqEnd };
            self.tell(kind, self.content_end, self.content_end);
        }
    }

    /// Adds a token; its end is that of the content so far.
    #[inline]
    pub(super) fn tell(&mut self, kind: RawKind, start: usize, end: usize) -> usize {
        self.tokens.push(Raw::new(kind, start, end));
        self.state.content_end = end;
        end
    }
}
