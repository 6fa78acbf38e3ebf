//! JSON values with their places, as a flat list of nodes: nothing recurses, texts stay where they
//! are, and a plan of 100 MB is not held twice.

use super::fault::Fault;
use crate::syntax::{Events, Kind as EventKind, Range};
use std::borrow::Cow;

/// Bytes of the quotes around a key.
const QUOTES: usize = 2;

/// A node of a [`Tape`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct NodeId(u32);

/// The values of a document that are kept.
pub(super) struct Tape<'s> {
    text: &'s str,
    nodes: Vec<Node>,
}

/// A value, or the key before one.
#[derive(Clone, Copy)]
struct Node {
    start: u32,
    end: u32,
    /// The node after this one and all that is in it.
    next: u32,
    tag: Tag,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Null,
    True,
    False,
    Number,
    Text,
    /// Text with escapes.
    Escaped,
    Key,
    EscapedKey,
    List,
    Map,
}

/// A value of a document.
#[derive(Clone, Copy)]
pub(super) struct Json<'t> {
    tape: &'t Tape<'t>,
    at: u32,
}

impl<'s> Tape<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self { text, nodes: Vec::new() }
    }

    /// The events of a value, also of what of it is not kept.
    pub(super) fn events(&self, value: Range) -> Events<'s> {
        Events::of_json_value(self.text, value)
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The value at a node.
    pub(super) fn get(&self, id: NodeId) -> Json<'_> {
        Json { tape: self, at: id.0 }
    }

    /// Takes the next value of `events` whole.
    pub(super) fn take(&mut self, events: &mut Events<'s>) -> Result<NodeId, Fault> {
        self.take_if(events, |_| true)
    }

    /// As [`Self::take`]; of a mapping only the keys that are wanted. What is in those is kept whole.
    pub(super) fn take_if(
        &mut self,
        events: &mut Events<'s>,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<NodeId, Fault> {
        let root = self.next();
        let mut open: Vec<NodeId> = Vec::new();
        while let Some(event) = events.next()? {
            match event.kind {
                EventKind::MapStart => open.push(self.open_map(event.range)),
                EventKind::SeqStart => open.push(self.open_list(event.range)),
                EventKind::MapEnd | EventKind::SeqEnd => {
                    open.pop().into_iter().for_each(|node| self.close(node, event.range));
                }
                EventKind::Key(key) => {
                    if open.len() == 1 && !wanted(&key) {
                        events.skip_value()?;
                    } else {
                        self.key(event.range);
                        events.skip_scalar()?.into_iter().for_each(|value| self.scalar(value));
                    }
                    continue; // its value follows, if it is not told yet
                }
                EventKind::Scalar(_) => self.scalar(event.range),
                EventKind::DuplicateKey { .. } => return Err(Fault::twice(event.range)),
                EventKind::DocumentStart | EventKind::DocumentEnd => continue,
            }
            if open.is_empty() {
                break;
            }
        }
        Ok(root)
    }

    /// Takes the value that stands in a range.
    pub(super) fn take_at(&mut self, value: Range) -> Result<NodeId, Fault> {
        self.take_at_if(value, |_| true)
    }

    /// As [`Self::take_at`]; of a mapping only the keys that are wanted.
    pub(super) fn take_at_if(
        &mut self,
        value: Range,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<NodeId, Fault> {
        if !slice(self.text, value).starts_with(['{', '[']) {
            let root = self.next();
            self.scalar(value);
            return Ok(root);
        }
        self.take_if(&mut Events::of_json_value(self.text, value), wanted)
    }

    /// Begins a mapping that is put together by hand: [`Self::key`] and a value, again and again,
    /// then [`Self::close`].
    pub(super) fn open_map(&mut self, start: Range) -> NodeId {
        self.open(start, Tag::Map)
    }

    /// Begins a list that is put together by hand.
    pub(super) fn open_list(&mut self, start: Range) -> NodeId {
        self.open(start, Tag::List)
    }

    /// Ends a mapping or list; `end` is that of the event that ends it, or anything that begins where
    /// it ends.
    pub(super) fn close(&mut self, node: NodeId, end: Range) {
        let next = self.next().0;
        if let Some(node) = self.nodes.get_mut(node.0 as usize) {
            (node.end, node.next) = (end.start, next);
        }
    }

    /// A key; its value follows.
    pub(super) fn key(&mut self, range: Range) {
        let tag = if self.is_escaped(range) { Tag::EscapedKey } else { Tag::Key };
        self.push(range, tag);
    }

    /// `true`, where nothing of the kind is written.
    pub(super) fn truth(&mut self, range: Range) -> NodeId {
        let node = self.next();
        self.push(range, Tag::True);
        node
    }

    fn next(&self) -> NodeId {
        NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX))
    }

    fn push(&mut self, range: Range, tag: Tag) {
        let next = self.next().0.saturating_add(1);
        self.nodes.push(Node { start: range.start, end: range.end, next, tag });
    }

    fn open(&mut self, range: Range, tag: Tag) -> NodeId {
        let node = self.next();
        self.push(range, tag);
        node
    }

    fn is_escaped(&self, range: Range) -> bool {
        memchr::memchr(b'\\', slice(self.text, range).as_bytes()).is_some()
    }

    /// A value that is no collection, told by its first byte.
    fn scalar(&mut self, range: Range) {
        let tag = match slice(self.text, range).bytes().next() {
            Some(b'"') if self.is_escaped(range) => Tag::Escaped,
            Some(b'"') => Tag::Text,
            Some(b't') => Tag::True,
            Some(b'f') => Tag::False,
            Some(b'-' | b'0'..=b'9') => Tag::Number,
            _ => Tag::Null,
        };
        self.push(range, tag);
    }
}

/// The text in a range.
pub(super) fn slice(text: &str, range: Range) -> &str {
    text.get(range.start as usize..range.end as usize).unwrap_or_default()
}

/// The text that a range with its quotes stands for; none if it is no string.
pub(super) fn unquoted(text: &str, range: Range) -> Option<Cow<'_, str>> {
    let whole = slice(text, range);
    let inner = whole.strip_prefix('"')?.strip_suffix('"')?;
    if memchr::memchr(b'\\', inner.as_bytes()).is_some() {
        return serde_json::from_str(whole).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(inner))
}

impl<'t> Json<'t> {
    fn node(self) -> Node {
        let none = Node { start: 0, end: 0, next: self.at.saturating_add(1), tag: Tag::Null };
        self.tape.nodes.get(self.at as usize).copied().unwrap_or(none)
    }

    pub(super) fn id(self) -> NodeId {
        NodeId(self.at)
    }

    /// Its bytes, quotes and brackets included.
    pub(super) fn range(self) -> Range {
        let node = self.node();
        Range { start: node.start, end: node.end }
    }

    pub(super) fn is_null(self) -> bool {
        self.node().tag == Tag::Null
    }

    pub(super) fn is_list(self) -> bool {
        self.node().tag == Tag::List
    }

    pub(super) fn is_map(self) -> bool {
        self.node().tag == Tag::Map
    }

    pub(super) fn as_bool(self) -> Option<bool> {
        match self.node().tag {
            Tag::True => Some(true),
            Tag::False => Some(false),
            _ => None,
        }
    }

    pub(super) fn as_number(self) -> Option<f64> {
        if self.node().tag == Tag::Number { self.slice().parse().ok() } else { None }
    }

    pub(super) fn as_text(self) -> Option<Cow<'t, str>> {
        matches!(self.node().tag, Tag::Text | Tag::Escaped).then(|| self.text())
    }

    fn slice(self) -> &'t str {
        slice(self.tape.text, self.range())
    }

    fn text(self) -> Cow<'t, str> {
        if matches!(self.node().tag, Tag::Escaped | Tag::EscapedKey) {
            return unquoted(self.tape.text, self.range()).unwrap_or_default();
        }
        let whole = self.slice();
        Cow::Borrowed(whole.get(1..whole.len().saturating_sub(1)).unwrap_or_default())
    }

    /// The value of a key, if this is a mapping that has it.
    // Attributes are looked up by name more often than anything else is done: most keys differ in length.
    pub(super) fn get(self, key: &str) -> Option<Json<'t>> {
        let end = if self.is_map() { self.node().next } else { 0 };
        let mut at = self.at.saturating_add(1);
        while at < end {
            let value = Json { tape: self.tape, at: at.saturating_add(1) };
            if (Json { tape: self.tape, at }).is_key(key) {
                return Some(value);
            }
            at = value.node().next;
        }
        None
    }

    fn is_key(self, key: &str) -> bool {
        let Node { start, end, tag, .. } = self.node();
        if tag == Tag::EscapedKey {
            return self.text() == key;
        }
        let length = end.saturating_sub(start) as usize;
        length == key.len() + QUOTES
            && self.slice().as_bytes().get(1..length - 1).is_some_and(|name| name == key.as_bytes())
    }

    /// The value under some keys, one in the other.
    pub(super) fn path(self, keys: &[&str]) -> Option<Json<'t>> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The elements, if this is a list.
    pub(super) fn items(self) -> impl Iterator<Item = Json<'t>> + use<'t> {
        let end = if self.is_list() { self.node().next } else { 0 };
        let mut at = self.at.saturating_add(1);
        std::iter::from_fn(move || {
            let item = Json { tape: self.tape, at };
            (at < end).then(|| {
                at = item.node().next;
                item
            })
        })
    }

    /// The keys and values, if this is a mapping.
    pub(super) fn entries(self) -> impl Iterator<Item = (Cow<'t, str>, Json<'t>)> + use<'t> {
        let end = if self.is_map() { self.node().next } else { 0 };
        let mut at = self.at.saturating_add(1);
        std::iter::from_fn(move || {
            let key = Json { tape: self.tape, at };
            let value = Json { tape: self.tape, at: at.saturating_add(1) };
            (at < end).then(|| {
                at = value.node().next;
                (key.text(), value)
            })
        })
    }
}
