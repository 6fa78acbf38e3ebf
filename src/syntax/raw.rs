use super::{Range, SyntaxError};

/// What a raw parser yields: a token with its bytes, small enough to be kept by the million, and
/// to be returned in two registers. That is why the end and errors are kinds of it, too: a
/// `Result` would go through memory, which doubles the time that a token of JSON takes.
///
/// The text of a scalar is not in it. It is a slice of the source, or it waits in the parser (see
/// [`RawKind::Owned`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) kind: RawKind,
    pub(super) range: Range,
    /// For an alias the anchor's number. For an owned scalar its place in the log plus one, or 0
    /// as long as the parser has it.
    pub(super) data: u32,
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

/// Boxed, so that the good case stays small where it is returned.
pub(super) type Fail = Box<SyntaxError>;

impl Raw {
    pub(super) fn new(kind: RawKind, range: Range) -> Self {
        Self { kind, range, data: 0 }
    }

    pub(super) fn is_start(self) -> bool {
        matches!(self.kind, RawKind::MapStart | RawKind::SeqStart)
    }

    pub(super) fn is_end(self) -> bool {
        matches!(self.kind, RawKind::MapEnd | RawKind::SeqEnd)
    }
}
