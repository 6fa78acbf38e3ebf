use super::{Range, SyntaxError};

/// What a raw parser yields: a kind of token and its bytes.
///
/// The text of a scalar is not in it. It is a slice of the source, or the parser has it. The end
/// and errors are kinds of it, too, so that it is returned in two registers: by way of memory, as
/// a `Result`, a token of JSON takes twice the time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    /// The start in the lower half, the end in the upper: one register, and one store.
    place: u64,
    /// Of the start of a mapping: where another begins that has the same keys, if that is known; else 0.
    pub(super) like: u32,
    pub(super) kind: RawKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RawKind {
    DocumentStart,
    DocumentEnd,
    MapStart,
    MapEnd,
    SeqStart,
    SeqEnd,
    /// A scalar whose text is its bytes.
    Plain,
    /// A string whose text is its bytes without the quotes.
    Quoted,
    /// A scalar whose text had to be built, or that has a tag.
    Owned,
    /// An alias; the raw parser does not follow it.
    Alias,
    /// The end of the text.
    End,
    /// The parser cannot go on; it has the reason.
    Failed,
}

/// Boxed, so that the good case stays small.
pub(super) type Fail = Box<SyntaxError>;

impl Raw {
    /// Offsets are of a text below 4 GiB, see [`super::Range::new`].
    #[inline]
    pub(super) fn new(kind: RawKind, start: usize, end: usize) -> Self {
        Self { place: start as u64 | (end as u64) << 32, like: 0, kind }
    }

    pub(super) fn at(kind: RawKind, range: Range) -> Self {
        Self::new(kind, range.start as usize, range.end as usize)
    }

    pub(super) fn empty(kind: RawKind, at: usize) -> Self {
        Self::new(kind, at, at)
    }

    #[inline]
    pub(super) fn range(self) -> Range {
        Range { start: self.place as u32, end: (self.place >> 32) as u32 }
    }

    #[inline]
    pub(super) fn start(self) -> usize {
        self.place as u32 as usize
    }

    #[inline]
    pub(super) fn end(self) -> usize {
        (self.place >> 32) as usize
    }

    /// The text of a scalar, if it is a slice of the source.
    #[inline]
    pub(super) fn slice(self, source: &str) -> Option<&str> {
        match self.kind {
            RawKind::Plain => source.get(self.start()..self.end()),
            RawKind::Quoted => source.get(self.start() + 1..self.end() - 1),
            _ => None,
        }
    }

    pub(super) fn is_start(self) -> bool {
        matches!(self.kind, RawKind::MapStart | RawKind::SeqStart)
    }

    pub(super) fn is_end(self) -> bool {
        matches!(self.kind, RawKind::MapEnd | RawKind::SeqEnd)
    }
}
