//! One event interface over YAML and JSON.
//!
//! A raw parser (`yaml`, `json`) yields scalars and brackets with byte ranges. [`Events`]
//! makes documents of them: it tells keys from values, replays aliases, applies merge keys, drops
//! duplicate keys, and bounds depth and expansion. Readers see only [`Event`]s, so no reader knows
//! which parser ran. Nothing here builds a tree and nothing recurses on input depth.
//!
//! A custom tag on a scalar is told ([`Scalar::tag`]); on a collection it is passed over, and the
//! collection is told as it stands.

mod comment;
mod events;
pub(crate) mod hcl;
mod json;
mod json_error;
mod keys;
mod log;
mod merge;
mod pointer;
mod raw;
mod replay;
mod scalar;
pub(crate) mod shell;
mod stencil;
mod yaml;

#[cfg(test)]
mod testing;

pub(crate) use comment::{Comment, Language, comments, comments_inside, with_comma};
pub use events::Events;
pub(crate) use events::{Pair, Part, Record, Scalars};
pub use pointer::{List, Pointer, pointers, pointers_beside};
pub use scalar::Scalar;

use std::borrow::Cow;

/// The notation of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// JSON, or JSON Lines: several documents, one after the other, parted by newlines.
    Json,
    /// YAML 1.2.
    Yaml,
}

impl Notation {
    /// By extension; without a known one, by the first character.
    #[must_use]
    pub fn of(name: &str, text: &str) -> Self {
        match name.rsplit_once('.').map(|(_, ext)| ext.to_ascii_lowercase()).as_deref() {
            Some("json" | "jsonl" | "ndjson") => Self::Json,
            Some("yaml" | "yml") => Self::Yaml,
            _ if text.trim_start().starts_with(['{', '[']) => Self::Json,
            _ => Self::Yaml,
        }
    }
}

/// A byte range of the text; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Range {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Range {
    /// Offsets of a text below 4 GiB; [`Events`] refuses longer ones.
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    #[inline]
    fn len(self) -> usize {
        self.end.wrapping_sub(self.start) as usize
    }

    #[inline]
    fn slice(self, text: &str) -> Option<&str> {
        text.get(self.start as usize..self.end as usize)
    }

    /// Whether `other` lies in this one.
    fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Nothing, at a place.
    pub(crate) fn empty(at: usize) -> Self {
        Self::new(at, at)
    }
}

/// What a parser met, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Event<'s> {
    /// What.
    pub kind: Kind<'s>,
    /// Its bytes.
    ///
    /// - A key or scalar: itself, with its quotes, without anchor and tag. A block scalar: its
    ///   content without the header and without blanks at the end. A value that is not there:
    ///   empty, behind the colon, dash, anchor or tag that announces it.
    /// - A start of a collection: its opening bracket; in block style empty, where the first key or
    ///   dash stands.
    /// - An end of a collection: empty, one past the last byte of the collection, which is its
    ///   closing bracket, or in block style the last byte of its content. So the bytes of a
    ///   collection are `start.range.start..end.range.start`.
    /// - A start of a document: `---`, or empty; an end: empty.
    ///
    /// What an alias repeats has the range of what the alias stands for, see `via`.
    pub range: Range,
    /// Where an alias or merge key put this event, if one did: the bytes of `*name`, or of the
    /// mapping that is written under the merge key. Inside of what an alias repeats there may be
    /// other aliases; this is the outermost, the only one that stands where the text is being read.
    pub via: Option<Range>,
}

/// The kinds of events. Keys and values alternate between `MapStart` and `MapEnd`, but for
/// `DuplicateKey`, which has no value. What merge keys bring comes last in a mapping.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind<'s> {
    /// A document begins.
    DocumentStart,
    /// A document ends.
    DocumentEnd,
    /// A mapping begins.
    MapStart,
    /// A mapping ends.
    MapEnd,
    /// A sequence begins.
    SeqStart,
    /// A sequence ends.
    SeqEnd,
    /// A key of a mapping; its value follows.
    Key(Cow<'s, str>),
    /// A key that stands in this mapping already. Its value was skipped (but for
    /// `Events::keep_repeated`), and what the first one said is in doubt.
    DuplicateKey {
        /// The key.
        name: Cow<'s, str>,
        /// Where it stood first.
        first: Range,
    },
    /// A value that is no collection.
    Scalar(Scalar<'s>),
}

/// Why a text could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where; empty at the end of the text.
    pub range: Range,
    /// What is wrong; lower case, no full stop.
    pub message: String,
    /// What to do about it, where there is more to say than the message does.
    pub help: Option<String>,
}

impl SyntaxError {
    #[cold]
    fn too_deep(range: Range) -> Box<Self> {
        let message = format!("nested deeper than {MAX_DEPTH} levels");
        Box::new(Self { range, message, help: None })
    }

    /// A character as messages name it: itself, or its number where it would not be seen.
    fn shown(c: char) -> String {
        if c.is_ascii_graphic() || c.is_alphanumeric() {
            return format!("`{c}`");
        }
        format!("U+{:04X}", u32::from(c))
    }
}

/// Deepest nesting of collections that is read, in the text and with aliases followed.
pub(crate) const MAX_DEPTH: usize = 250;
