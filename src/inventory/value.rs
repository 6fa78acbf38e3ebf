use super::{Field, TextId, Why, span};
use crate::source::{FileId, Span};
use crate::syntax::Range;

/// A stored value. Lists point into [`Inventory`]'s items.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    Text(TextId),
    Int(i64),
    Bool(bool),
    /// Seconds since 1970-01-01T00:00:00Z.
    Time(i64),
    List {
        start: u32,
        len: u32,
    },
    /// One of some values, and nothing tells which. Two facts that are the same one, whichever it
    /// is, have the same candidates at the same place.
    OneOf(Choice),
    /// Stands there, but does not say what it is yet, or says it wrong.
    Unresolved(Why),
}

/// Candidates for a value, by their place in [`Inventory`]'s items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Choice {
    pub(crate) start: u32,
    pub(crate) len: u32,
    /// What it hangs on: choices that hang on the same fall alike, so that the first candidate of one
    /// goes with the first of the others.
    pub(crate) of: u32,
}

/// A value of an entry, with its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredFact {
    pub(crate) field: Field,
    pub(crate) value: Value,
    /// Where it stands, which need not be where the entry does: a Terraform plan tells what is
    /// planned, and its configuration where that is written.
    pub(crate) file: FileId,
    pub(crate) range: Range,
}

impl StoredFact {
    pub(crate) fn span(&self) -> Span {
        span(self.file, self.range)
    }
}

/// An element of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) value: Value,
    pub(crate) range: Range,
}
