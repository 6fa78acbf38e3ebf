//! JSON values with their places, as a flat list of nodes: nothing recurses, texts stay where they
//! are, and a plan of 100 MB is not held twice.

use crate::syntax::{Events, Kind as EventKind, Range, Scalar, SyntaxError};
use std::borrow::Cow;

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

    /// The value at a node.
    pub(super) fn get(&self, id: NodeId) -> Json<'_> {
        Json { tape: self, at: id.0 }
    }

    /// Takes the next value of `events` whole.
    pub(super) fn take(&mut self, events: &mut Events<'s>) -> Result<NodeId, SyntaxError> {
        self.take_if(events, |_| true)
    }

    /// As [`Self::take`]; of a mapping only the keys that are wanted. What is in those is kept whole.
    pub(super) fn take_if(
        &mut self,
        events: &mut Events<'s>,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<NodeId, SyntaxError> {
        let root = self.next();
        let mut open: Vec<u32> = Vec::new();
        while let Some(event) = events.next()? {
            match event.kind {
                EventKind::MapStart => self.open(&mut open, event.range, Tag::Map),
                EventKind::SeqStart => self.open(&mut open, event.range, Tag::List),
                EventKind::MapEnd | EventKind::SeqEnd => self.close(&mut open, event.range),
                EventKind::Key(key) => {
                    if open.len() == 1 && !wanted(&key) {
                        events.skip_value()?;
                        continue;
                    }
                    let escaped = matches!(key, Cow::Owned(_));
                    self.push(event.range, if escaped { Tag::EscapedKey } else { Tag::Key });
                    continue; // its value follows
                }
                EventKind::Scalar(scalar) => self.scalar(&scalar, event.range),
                EventKind::DuplicateKey { .. } => continue,
                EventKind::DocumentStart | EventKind::DocumentEnd => {}
            }
            if open.is_empty() {
                break;
            }
        }
        Ok(NodeId(root))
    }

    fn next(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    fn push(&mut self, range: Range, tag: Tag) {
        let next = self.next().saturating_add(1);
        self.nodes.push(Node { start: range.start, end: range.end, next, tag });
    }

    fn open(&mut self, open: &mut Vec<u32>, range: Range, tag: Tag) {
        open.push(self.next());
        self.push(range, tag);
    }

    fn close(&mut self, open: &mut Vec<u32>, range: Range) {
        let next = self.next();
        if let Some(node) = open.pop().and_then(|at| self.nodes.get_mut(at as usize)) {
            (node.end, node.next) = (range.start, next);
        }
    }

    fn scalar(&mut self, scalar: &Scalar<'_>, range: Range) {
        let tag = match (scalar.quoted, &*scalar.text) {
            (true, _) if matches!(scalar.text, Cow::Owned(_)) => Tag::Escaped,
            (true, _) => Tag::Text,
            (false, "null") => Tag::Null,
            (false, "true") => Tag::True,
            (false, "false") => Tag::False,
            (false, _) => Tag::Number,
        };
        self.push(range, tag);
    }
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
        let node = self.node();
        self.tape.text.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    fn text(self) -> Cow<'t, str> {
        let whole = self.slice();
        if matches!(self.node().tag, Tag::Escaped | Tag::EscapedKey) {
            return Cow::Owned(serde_json::from_str(whole).unwrap_or_default());
        }
        Cow::Borrowed(whole.get(1..whole.len().saturating_sub(1)).unwrap_or_default())
    }

    /// The value of a key, if this is a mapping that has it.
    pub(super) fn get(self, key: &str) -> Option<Json<'t>> {
        self.entries().find(|(name, _)| name == key).map(|(_, value)| value)
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
