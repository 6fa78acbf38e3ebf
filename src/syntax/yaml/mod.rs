//! YAML 1.2: raw tokens with the ranges that labels need.
//!
//! ```text
//! regular lines ── lines (fast) ──────────────┐
//! an irregular item, for itself ─ full ───────┼→ tokens, the same as those of `full` over all
//! aliases, errors, what else it may be ─ full ┘
//! ```
//!
//! Which of them told a token, nobody can see: the tokens are equal, to the byte. Nor can anybody see
//! whether another thread reads the regular lines ahead.

#[cfg(test)]
mod agree;
mod ahead;
mod error;
mod full;
mod inline;
mod lines;
mod piece;
mod repeat;
mod scan;
#[cfg(test)]
mod tests;

use super::Scalar;
use super::raw::{Fail, Raw, RawKind};
pub(in crate::syntax) use ahead::Scout;
use ahead::{Ahead, Batch, Behind};
use full::Full;
use lines::{Lines, State};
use piece::{Piece, Told};

/// A pull parser. Scalars without escapes or folding are slices of the text.
pub(super) struct Yaml<'s> {
    text: &'s str,
    lines: Lines<'s>,
    /// Who reads them ahead, if somebody does.
    ahead: Option<Ahead>,
    /// Whether what comes behind the tokens that were read ahead is irregular.
    then_irregular: bool,
    /// The next of the lines' tokens.
    next: usize,
    /// How many tokens were told before those.
    told: usize,
    /// Where the lines stood when they began the unit at hand.
    unit: State,
    mode: Mode<'s>,
    /// Whether something was passed over, so that the full parser cannot find the place again.
    jumped: bool,
    /// How many items the next piece has: more while each is irregular, so that a file of nothing else
    /// costs no more than the full parser does.
    stride: usize,
    /// How many pieces inside of the item at hand there were. Each has twice as many keys as the one before.
    inside: usize,
    /// How many irregular items are not taken to pieces, as items before had much that is irregular.
    dense: usize,
    /// The number of the last node's anchor, or 0.
    pub(super) anchor: u32,
    /// The number of the anchor that the last alias names.
    pub(super) alias: u32,
    /// The text of the last [`RawKind::Owned`].
    pub(super) owned: Option<Scalar<'s>>,
    /// The reason of a [`RawKind::Failed`].
    pub(super) failure: Option<Fail>,
}

enum Mode<'s> {
    Lines,
    /// Items that the full parser reads for themselves.
    Piece(Box<Piece<'s>>),
    /// The full parser has the whole text.
    Full(Box<Full<'s>>),
    /// The full parser finds an error in front of what was told already.
    Failed,
    End,
}

/// Most items of a piece.
const LONGEST_STRIDE: usize = 4096;

/// Pieces of one item that still cost less than the whole item does.
const MOST_INSIDE: usize = 2;

/// How many irregular items are read as a whole behind one with more pieces.
const DENSE: usize = 64;

impl<'s> Yaml<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self {
            text,
            lines: Lines::new(text),
            ahead: None,
            then_irregular: false,
            next: 0,
            told: 0,
            unit: State::default(),
            mode: Mode::Lines,
            jumped: false,
            stride: 1,
            inside: 0,
            dense: 0,
            anchor: 0,
            alias: 0,
            owned: None,
            failure: None,
        }
    }

    /// Has a scout read ahead, which is to run on another thread. To be called before the first token.
    pub(super) fn send_ahead(&mut self) -> Scout<'s> {
        let (scout, ahead) = ahead::ahead(self.text);
        self.ahead = Some(ahead);
        scout
    }

    /// How many collections are open; counted only where there may be anchors.
    pub(super) fn depth(&self) -> usize {
        if let Mode::Full(full) = &self.mode { full.depth() } else { 0 }
    }

    /// The next token.
    #[inline]
    pub(super) fn next(&mut self) -> Raw {
        match self.lines.tokens.get(self.next) {
            Some(raw) => {
                self.next += 1;
                *raw
            }
            None => self.more(),
        }
    }

    /// The tokens that are known already and come next. None of them has an anchor.
    #[inline]
    pub(super) fn buffered(&self) -> &[Raw] {
        self.lines.tokens.get(self.next..).unwrap_or_default()
    }

    /// Passes over some of the buffered tokens.
    #[inline]
    pub(super) fn skip(&mut self, count: usize) {
        self.next += count;
    }

    /// Whether the next token is the start of an item, at a place, of a list in the outermost mapping, and
    /// [`Self::jump`] can pass over it.
    pub(super) fn stands_before(&mut self, item: usize) -> bool {
        if self.ahead.is_some() {
            return false;
        }
        if self.buffered().is_empty() && matches!(self.mode, Mode::Lines) {
            self.begin_tokens();
            self.read_unit();
        }
        let is_next = |raw: &Raw| raw.kind == RawKind::MapStart && raw.start() == item;
        matches!(self.mode, Mode::Lines)
            && self.buffered().first().is_some_and(is_next)
            && self.lines.are_in_a_list()
    }

    /// Passes over items, to one that ends at `end`, where it [stands before](Self::stands_before) the first.
    pub(super) fn jump(&mut self, end: usize) {
        self.lines.jump(end);
        (self.next, self.jumped) = (0, true);
    }

    /// Notes that all tokens were told, so that others can take their place.
    fn begin_tokens(&mut self) {
        self.told += self.next;
        self.next = 0;
        self.lines.tokens.clear();
    }

    #[inline(never)]
    fn more(&mut self) -> Raw {
        loop {
            self.begin_tokens();
            match &mut self.mode {
                Mode::Lines => self.read_unit(),
                Mode::Piece(piece) => match piece.next() {
                    Told::Token(raw, owned) => {
                        self.told += 1;
                        self.owned = owned;
                        return raw;
                    }
                    Told::End(content_end) => {
                        self.lines.state.content_end = content_end;
                        self.mode = Mode::Lines;
                    }
                    Told::Unfit => self.start_over(),
                },
                Mode::Full(full) => {
                    let raw = full.next();
                    (self.anchor, self.alias) = (full.anchor, full.alias);
                    match raw.kind {
                        RawKind::Owned => self.owned = full.owned.take(),
                        RawKind::Failed => self.failure = full.failure.take(),
                        _ => {}
                    }
                    return raw;
                }
                Mode::Failed => return Raw::empty(RawKind::Failed, self.lines.content_end),
                Mode::End => return Raw::empty(RawKind::End, self.lines.content_end),
            }
            if let Some(raw) = self.lines.tokens.first() {
                self.next = 1;
                return *raw;
            }
        }
    }

    /// Reads the next lines that belong together, or hands them on.
    fn read_unit(&mut self) {
        self.unit.clone_from(&self.lines.state);
        if std::mem::take(&mut self.then_irregular) {
            return self.read_alone();
        }
        if let Some(ahead) = &mut self.ahead {
            if let Some(batch) = ahead.next(&self.unit) {
                return self.take(batch);
            }
            self.ahead = None;
        }
        self.read_alone();
    }

    /// Takes over what was read ahead.
    fn take(&mut self, batch: Batch) {
        let is_empty = batch.tokens.is_empty();
        self.lines.arrive_at(batch.tokens, batch.state);
        match batch.behind {
            Behind::Irregular if is_empty => {
                self.unit.clone_from(&self.lines.state);
                self.read_alone();
            }
            behind => {
                self.then_irregular = behind == Behind::Irregular;
                self.note(behind == Behind::End);
            }
        }
    }

    /// Notes that lines were regular, and whether they were the last.
    fn note(&mut self, is_end: bool) {
        self.stride = 1;
        if is_end {
            self.mode = Mode::End;
        }
    }

    /// Reads the next lines without those that are read ahead.
    fn read_alone(&mut self) {
        match self.lines.unit() {
            Ok(more) => self.note(!more),
            Err(_) => self.read_irregular(),
        }
    }

    /// Hands on what is irregular in the unit at hand to the full parser: for itself if it can be. Those are
    /// keys of an item, or items as a whole.
    fn read_irregular(&mut self) {
        let begins_item = self.lines.back_to(&self.unit);
        if begins_item {
            self.inside = 0;
        }
        let is_whole = begins_item && self.dense > 0;
        self.dense -= usize::from(is_whole);
        if !is_whole && self.lines.up_to_irregular(begins_item) {
            let keys = 1 << self.inside.min(LONGEST_STRIDE.trailing_zeros() as usize);
            if let Some(piece) = Piece::begin(self.text, &mut self.lines, keys) {
                self.inside += 1;
                if self.inside > MOST_INSIDE {
                    self.dense = DENSE;
                }
                self.mode = Mode::Piece(Box::new(piece));
                return;
            }
        }
        self.lines.restore(&self.unit);
        match Piece::begin(self.text, &mut self.lines, self.stride) {
            Some(piece) => {
                self.stride = (self.stride * 2).min(LONGEST_STRIDE);
                self.mode = Mode::Piece(Box::new(piece));
            }
            None => self.start_over(),
        }
    }

    /// Reads the whole text with the full parser, from the token on that comes next.
    fn start_over(&mut self) {
        self.ahead = None;
        self.lines.tokens.clear();
        if self.jumped {
            self.mode = Mode::Failed;
            return;
        }
        let mut full = Full::new(self.text);
        let failed = (0..self.told).any(|_| full.next().kind == RawKind::Failed);
        self.failure = full.failure.take();
        self.mode = if failed { Mode::Failed } else { Mode::Full(Box::new(full)) };
    }
}
