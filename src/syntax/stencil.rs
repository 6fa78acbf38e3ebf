//! What the items of a list have in common. Most mappings of an inventory are written alike: the same
//! keys in the same order, with the same blanks between. Where the text of one goes on as that of another
//! did, only the values are left to be looked at.

use super::Range;
use super::raw::{Raw, RawKind};

/// The keys that items were written with, as a tree: each path is those of one item. What is known here is
/// taken from items that the parser has read in full.
pub(super) struct Stencil {
    nodes: Vec<Node>,
    /// The nodes of first keys.
    heads: Vec<usize>,
    /// How many more items may be learnt from: where nothing is like what was before, it is in vain.
    lessons: usize,
}

const LESSONS: usize = 256;

impl Default for Stencil {
    fn default() -> Self {
        Self { nodes: Vec::new(), heads: Vec::new(), lessons: LESSONS }
    }
}

/// A key, behind those of the nodes before it.
struct Node {
    /// Of a first key: the bytes of the item's start, from the start of the lead.
    opens: Range,
    /// The text from the end of the value before to this key's value; with an opening quote or bracket.
    lead: Range,
    /// The key's bytes, from the start of the lead.
    key: Range,
    key_kind: RawKind,
    form: Form,
    /// The nodes of keys that were met behind it.
    then: Vec<usize>,
    /// The text from its value to the end of an item that ended with it, where that is written.
    end: Option<Range>,
    /// Where the first item begins that ended with it; 0 if none did.
    like: u32,
}

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    /// In such quotes.
    Quoted(u8),
    /// In brackets.
    Flow,
    /// Each item on a line of its own. The text before each, and the dash in it.
    Block {
        before: Range,
        dash: u32,
    },
}

/// What a notation takes for values that end where they seem to, at a place; their ends. None if that is
/// any other, which may be right all the same. Plain ones begin with a letter or digit.
pub(super) trait Values {
    fn plain(bytes: &[u8], at: usize) -> Option<usize>;
    /// Of what stands behind the opening quote: one past the closing one.
    fn quoted(bytes: &[u8], at: usize, quote: u8) -> Option<usize>;
    /// Inside brackets.
    fn word(bytes: &[u8], at: usize) -> Option<usize>;
}

/// A first key that was found at a place.
#[derive(Clone, Copy)]
pub(super) struct Head(usize);

/// Where an item ends whose tokens were told.
pub(super) struct End {
    node: usize,
    pub(super) at: usize,
}

/// Keys that are known at most, and the most that are known behind one of them.
const MOST: usize = 256;
const MOST_BEHIND: usize = 8;

/// Bytes from a value to the next one at most: comments may stand there.
const LONGEST: u32 = 256;

impl Stencil {
    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.heads.clear();
    }

    /// The first key of an item, if a known one follows what ends at a place.
    #[inline]
    pub(super) fn head(&self, bytes: &[u8], at: usize) -> Option<Head> {
        self.find(&self.heads, bytes, at).map(Head)
    }

    /// Where the key of a head, which was found behind `at`, and its line begin.
    pub(super) fn place_of(&self, head: Head, bytes: &[u8], at: usize) -> (usize, usize) {
        let key = at + self.nodes.get(head.0).map_or(0, |node| node.key.start as usize);
        let line = bytes.get(..key).and_then(|before| memchr::memrchr(b'\n', before));
        (line.map_or(0, |end| end + 1), key)
    }

    /// Tells the tokens of an item, but for its end, if its values are among those that are looked through
    /// at once.
    #[inline]
    pub(super) fn item<V: Values>(
        &self,
        bytes: &[u8],
        head: Head,
        from: usize,
        tokens: &mut Vec<Raw>,
    ) -> Option<End> {
        let (mut node, mut at) = (self.nodes.get(head.0)?, from);
        let mut number = head.0;
        tokens.push(Raw::new(
            RawKind::MapStart,
            at + node.opens.start as usize,
            at + node.opens.end as usize,
        ));
        loop {
            let key = Raw::new(node.key_kind, at + node.key.start as usize, at + node.key.end as usize);
            tokens.push(key);
            at = value::<V>(node, bytes, at, tokens)?;
            match self.find(&node.then, bytes, at) {
                Some(next) => (node, number) = (self.nodes.get(next)?, next),
                None => return Some(End { node: number, at }),
            }
        }
    }

    /// Which item ended with the same keys as one that has just been told, and began at `start`. It is 0 of
    /// the first.
    #[inline]
    pub(super) fn like(&mut self, end: &End, start: usize) -> u32 {
        self.lessons = (self.lessons + 1).min(LESSONS);
        let Some(node) = self.nodes.get_mut(end.node) else { return 0 };
        if node.like == 0 {
            node.like = start as u32;
            return 0;
        }
        node.like
    }

    /// Where an item ends that writes its end, which is behind its last value.
    #[inline]
    pub(super) fn written_end(&self, end: &End, bytes: &[u8]) -> Option<usize> {
        let written = self.nodes.get(end.node)?.end?;
        repeats(bytes, written, end.at).then_some(end.at + written.len())
    }

    /// The node of those whose lead stands at a place, and whose value may follow.
    #[inline]
    fn find(&self, among: &[usize], bytes: &[u8], at: usize) -> Option<usize> {
        among.iter().copied().find(|number| {
            self.nodes.get(*number).is_some_and(|node| {
                repeats(bytes, node.lead, at)
                    && (node.form != Form::Plain || begins(bytes, at + node.lead.len()))
            })
        })
    }

    /// Learns how an item is written that begins behind `from`, by its tokens: the start of a mapping,
    /// keys and values, and, if it is written, the end.
    pub(super) fn learn(&mut self, text: &str, from: usize, tokens: &[Raw]) {
        let Some((start, mut rest)) = tokens.split_first() else { return };
        let Some(lessons) = self.lessons.checked_sub(1) else { return };
        self.lessons = lessons;
        let (mut at, mut last) = (from, None);
        while let [key, _, ..] = rest {
            let Some((lead, form, end, count)) = written(text, at, *key, rest) else { return };
            let begin = if last.is_none() { start } else { key };
            let Some(known) = self.node(text, last, lead, [*begin, *key], form) else { return };
            (last, at) = (Some(known), end);
            rest = rest.get(1 + count..).unwrap_or_default();
        }
        let Some(node) = last.and_then(|last| self.nodes.get_mut(last)) else { return };
        match rest {
            [] => {}
            [end] if end.kind == RawKind::MapEnd => node.end = node.end.or(Some(Range::new(at, end.start()))),
            _ => return,
        }
        if node.like == 0 {
            node.like = start.range().start;
        }
    }

    /// The node of a key behind another, or as the first; it is made if there is none.
    fn node(
        &mut self,
        text: &str,
        last: Option<usize>,
        lead: Range,
        [start, key]: [Raw; 2],
        form: Form,
    ) -> Option<usize> {
        let from = lead.start as usize;
        let inside = |raw: Raw| Range::new(raw.start().saturating_sub(from), raw.end().saturating_sub(from));
        let (opens, place) = (inside(start), inside(key));
        let among = match last {
            Some(last) => &self.nodes.get(last)?.then,
            None => &self.heads,
        };
        let same = |number: &&usize| {
            self.nodes.get(**number).is_some_and(|node| {
                let alike = node.opens == opens
                    && node.key == place
                    && node.key_kind == key.kind
                    && node.form.is_like(form, text);
                alike && lead.slice(text) == node.lead.slice(text)
            })
        };
        if let Some(known) = among.iter().find(same) {
            return Some(*known);
        }
        let number = self.nodes.len();
        if number >= MOST || among.len() >= MOST_BEHIND || lead.len() > LONGEST as usize {
            return None;
        }
        let (then, end, key_kind) = (Vec::new(), None, key.kind);
        self.nodes.push(Node { opens, lead, key: place, key_kind, form, then, end, like: 0 });
        match last {
            Some(last) => self.nodes.get_mut(last)?.then.push(number),
            None => self.heads.push(number),
        }
        Some(number)
    }
}

impl Form {
    fn is_like(self, other: Self, text: &str) -> bool {
        match (self, other) {
            (Form::Block { before, dash }, Form::Block { before: other, dash: its }) => {
                dash == its && before.slice(text) == other.slice(text)
            }
            (own, other) => own == other,
        }
    }
}

/// Whether what stands in one place stands in another, too.
#[inline]
fn repeats(bytes: &[u8], known: Range, at: usize) -> bool {
    let known = bytes.get(known.start as usize..known.end as usize);
    known.is_some_and(|known| bytes.get(at..at + known.len()) == Some(known))
}

/// Whether a plain scalar may stand at a place that means nothing else, whatever follows.
#[inline]
fn begins(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_alphanumeric)
}

/// Tells the value of a key whose lead stands at a place; where it ends.
#[inline]
fn value<V: Values>(node: &Node, bytes: &[u8], at: usize, tokens: &mut Vec<Raw>) -> Option<usize> {
    let start = at + node.lead.len();
    match node.form {
        Form::Plain => {
            let end = V::plain(bytes, start)?;
            tokens.push(Raw::new(RawKind::Plain, start, end));
            Some(end)
        }
        Form::Quoted(quote) => {
            let end = V::quoted(bytes, start, quote)?;
            tokens.push(Raw::new(RawKind::Quoted, start - 1, end));
            Some(end)
        }
        Form::Flow => flow::<V>(bytes, start, tokens),
        Form::Block { before, dash } => {
            let begin = start - before.len() + dash as usize;
            tokens.push(Raw::empty(RawKind::SeqStart, begin));
            let mut at = start;
            loop {
                let end = match bytes.get(at)? {
                    quote @ (b'"' | b'\'') => {
                        told(RawKind::Quoted, at, V::quoted(bytes, at + 1, *quote)?, tokens)
                    }
                    _ if begins(bytes, at) => told(RawKind::Plain, at, V::plain(bytes, at)?, tokens),
                    _ => return None,
                };
                if !repeats(bytes, before, end) {
                    tokens.push(Raw::empty(RawKind::SeqEnd, end));
                    return Some(end);
                }
                at = end + before.len();
            }
        }
    }
}

/// The items of a list in brackets, from behind the opening one; one past the closing one.
#[inline]
fn flow<V: Values>(bytes: &[u8], mut at: usize, tokens: &mut Vec<Raw>) -> Option<usize> {
    tokens.push(Raw::new(RawKind::SeqStart, at - 1, at));
    if bytes.get(at) != Some(&b']') {
        loop {
            at = match bytes.get(at)? {
                quote @ (b'"' | b'\'') => {
                    told(RawKind::Quoted, at, V::quoted(bytes, at + 1, *quote)?, tokens)
                }
                _ => told(RawKind::Plain, at, V::word(bytes, at)?, tokens),
            };
            match bytes.get(at)? {
                b',' => at += 1 + usize::from(bytes.get(at + 1) == Some(&b' ')),
                b']' => break,
                _ => return None,
            }
        }
    }
    tokens.push(Raw::empty(RawKind::SeqEnd, at + 1));
    Some(at + 1)
}

#[inline]
fn told(kind: RawKind, start: usize, end: usize, tokens: &mut Vec<Raw>) -> usize {
    tokens.push(Raw::new(kind, start, end));
    end
}

/// How the value behind a key is written: its lead, from `at` on, its form, its end, and how many tokens
/// it has. None if it is no scalar and no list of scalars, or nothing.
fn written(text: &str, at: usize, key: Raw, rest: &[Raw]) -> Option<(Range, Form, usize, usize)> {
    let is_scalar =
        |raw: &Raw| matches!(raw.kind, RawKind::Plain | RawKind::Quoted) && raw.start() < raw.end();
    let (value, behind) = rest.get(1..)?.split_first()?;
    if !is_scalar(&key) || at > key.start() || key.slice(text) == Some("<<") {
        return None;
    }
    match value.kind {
        RawKind::Plain if is_scalar(value) => {
            Some((Range::new(at, value.start()), Form::Plain, value.end(), 1))
        }
        RawKind::Quoted => {
            let quote = *text.as_bytes().get(value.start())?;
            Some((Range::new(at, value.start() + 1), Form::Quoted(quote), value.end(), 1))
        }
        RawKind::SeqStart => {
            let items = behind.iter().position(|raw| !is_scalar(raw)).unwrap_or(behind.len());
            let end = behind.get(items);
            if end.is_some_and(|end| end.kind != RawKind::SeqEnd) {
                return None;
            }
            let count = 1 + items + usize::from(end.is_some());
            if value.start() < value.end() {
                return Some((Range::new(at, value.end()), Form::Flow, end?.end(), count));
            }
            let (first, others) = behind.get(..items)?.split_first()?;
            let before = Range::new(key.end() + 1, first.start());
            let dash = value.range().start.checked_sub(before.start)?;
            let mut last = *first;
            for item in others {
                if text.get(last.end()..item.start()) != before.slice(text) {
                    return None;
                }
                last = *item;
            }
            Some((Range::new(at, first.start()), Form::Block { before, dash }, last.end(), count))
        }
        _ => None,
    }
}
