//! Items of a list that are written as those before: most of an inventory is nothing else.

use super::super::raw::{Raw, RawKind};
use super::super::stencil::{Stencil, Values};
use super::inline::word_end;
use super::lines::{Level, Lines};
use super::scan::{ONES, after_spaces, first, is_dash};

/// What is known of items that are like each other.
pub(super) struct Repeats {
    stencil: Stencil,
    /// The column of the dashes of those items.
    column: usize,
    /// How many items to read at a time, at most.
    pub(super) most: usize,
}

/// Most items that are read at a time.
const MOST: usize = 64;

/// Where an item begins: what ends before, and how many collections are to be closed for it.
pub(super) struct Before {
    content_end: usize,
    closes: usize,
    column: usize,
}

impl Default for Repeats {
    fn default() -> Self {
        Self { stencil: Stencil::default(), column: 0, most: 1 }
    }
}

impl Lines<'_> {
    /// Tells items that are written as others before, if the next ones are. The last of them ends where
    /// another such begins: what stands there might go on with it.
    pub(super) fn repeat(&mut self) -> bool {
        let Some(before) = self.before_item() else { return false };
        if before.column != self.repeats.column {
            return false;
        }
        let (bytes, mut at) = (self.bytes, before.content_end);
        let Some(mut head) = self.repeats.stencil.head(bytes, at) else { return false };
        let mut last = None;
        let mut count = 0;
        while count < self.repeats.most {
            let mark = self.tokens.len();
            self.close_before(at, count);
            let opened = self.tokens.len();
            let stencil = &mut self.repeats.stencil;
            let end = stencil.item::<Regular>(bytes, head, at, &mut self.tokens);
            let next = end.and_then(|end| Some((stencil.head(bytes, end.at)?, end)));
            let Some((next, end)) = next else {
                self.tokens.truncate(mark);
                break;
            };
            if let Some(start) = self.tokens.get_mut(opened) {
                start.like = stencil.like(&end, start.start());
            }
            (last, at, head, count) = (Some((head, at)), end.at, next, count + 1);
        }
        let Some((of_last, from)) = last else { return false };
        let (line, key) = self.repeats.stencil.place_of(of_last, bytes, from);
        self.open.truncate(2);
        self.open.push(Level { column: key - line, map: true });
        self.content_end = at;
        self.at = self.repeats.stencil.place_of(head, bytes, at).0;
        self.repeats.most = if count < self.repeats.most { self.repeats.most } else { (2 * count).min(MOST) };
        true
    }

    /// Whether the lines stand before an item of a list in the outermost mapping, or behind its last one.
    pub(super) fn before_item(&self) -> Option<Before> {
        if !self.document || self.awaited.is_some() || !self.are_in_a_list() {
            return None;
        }
        let [_, list, inner @ ..] = self.open.as_slice() else { return None };
        Some(Before { content_end: self.content_end, closes: inner.len(), column: list.column })
    }

    /// Tells the ends of what is open inside of the list; behind the first item that is the item alone.
    fn close_before(&mut self, at: usize, count: usize) {
        if count > 0 {
            self.tokens.push(Raw::empty(RawKind::MapEnd, at));
            return;
        }
        for level in self.state.open.iter().skip(2).rev() {
            let kind = if level.map { RawKind::MapEnd } else { RawKind::SeqEnd };
            self.tokens.push(Raw::empty(kind, at));
        }
    }

    /// Whether a key is on the line of the dash before it, which is in a column.
    fn is_behind_dash(&self, key: usize, column: usize) -> bool {
        let line = self.bytes.get(..key).and_then(|before| memchr::memrchr(b'\n', before));
        let dash = line.map_or(0, |end| end + 1) + column;
        is_dash(self.bytes, dash) && after_spaces(self.bytes, dash + 1) == key
    }

    /// Learns how the item is written that was just read.
    pub(super) fn learn(&mut self, before: Before) {
        let is_same_list =
            self.are_in_a_list() && self.open.get(1).map(|list| list.column) == Some(before.column);
        let closed = self.tokens.iter().take_while(|raw| raw.is_end()).count();
        // One in braces has other rules for its values.
        let is_block = |raw: &&Raw| raw.kind == RawKind::MapStart && raw.start() == raw.end();
        let start = self.tokens.get(closed).filter(is_block);
        let begins = start.is_some_and(|raw| self.is_behind_dash(raw.start(), before.column));
        if !is_same_list || closed != before.closes || !begins {
            return;
        }
        let Repeats { stencil, column, .. } = &mut self.repeats;
        if *column != before.column {
            stencil.clear();
            *column = before.column;
        }
        stencil.learn(self.text, before.content_end, self.tokens.get(closed..).unwrap_or_default());
    }
}

/// Values of regular lines, of printable characters of ASCII.
struct Regular;

impl Values for Regular {
    /// Up to the next blank: what has none inside has no comment behind it, and no key before it.
    #[inline]
    fn plain(bytes: &[u8], at: usize) -> Option<usize> {
        let end =
            first(bytes, at, |word| word.wrapping_sub(ONES * 0x21) & !word | word | word.wrapping_add(ONES));
        (end > at && bytes.get(end - 1) != Some(&b':')).then_some(end)
    }

    #[inline]
    fn quoted(bytes: &[u8], at: usize, quote: u8) -> Option<usize> {
        let end = first(bytes, at, |word| {
            let quote = word ^ (ONES * u64::from(quote));
            let slash = word ^ (ONES * u64::from(b'\\'));
            let flags = quote.wrapping_sub(ONES) & !quote | slash.wrapping_sub(ONES) & !slash;
            flags | word.wrapping_sub(ONES * 0x20) & !word | word | word.wrapping_add(ONES)
        });
        let doubled = quote == b'\'' && bytes.get(end + 1) == Some(&quote);
        (bytes.get(end) == Some(&quote) && !doubled).then_some(end + 1)
    }

    #[inline]
    fn word(bytes: &[u8], at: usize) -> Option<usize> {
        if bytes.get(at) == Some(&b' ') {
            return None;
        }
        let end = word_end(bytes, at).ok()?;
        bytes.get(at..end).is_some_and(<[u8]>::is_ascii).then_some(end)
    }
}
