#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::super::raw::{Raw, RawKind};
use super::{Events, MAX_DEPTH, Range, Scalar, Source, State};

/// A mapping as a whole, of the kind that inventories are full of: each key and value is written out
/// in one piece, without escapes, tags, anchors, aliases and merge keys, and each value is a scalar or
/// a list of scalars. Its keys may stand twice.
pub(crate) struct Record<'s> {
    text: &'s str,
    /// From the start of the mapping to its end.
    tokens: Vec<Raw>,
}

/// A value of a [`Record`].
pub(crate) enum Part<'r, 's> {
    /// A scalar and its bytes.
    One(Scalar<'s>, Range),
    /// A list.
    Many(Scalars<'r, 's>),
}

/// The elements of a list, each with its bytes.
pub(crate) struct Scalars<'r, 's> {
    text: &'s str,
    tokens: std::slice::Iter<'r, Raw>,
    /// The bytes of the whole list.
    pub(crate) range: Range,
}

/// What tokens have come to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Nothing yet.
    Start,
    /// A key or the end comes next.
    Key,
    Value,
    /// Elements of a list, or its end.
    Element,
    /// The end of a record.
    End,
    /// No record.
    Other,
}

impl Form {
    #[inline(always)]
    fn after(self, raw: Raw, text: &str) -> Self {
        match (self, raw.kind) {
            (Self::Key, RawKind::Plain | RawKind::Quoted) if raw.slice(text) != Some("<<") => Self::Value,
            (Self::Value, RawKind::Plain | RawKind::Quoted) => Self::Key,
            (Self::Element, RawKind::Plain | RawKind::Quoted) => Self::Element,
            (Self::Value, RawKind::SeqStart) => Self::Element,
            (Self::Element, RawKind::SeqEnd) | (Self::Start, RawKind::MapStart) => Self::Key,
            (Self::Key, RawKind::MapEnd) => Self::End,
            _ => Self::Other,
        }
    }

    #[inline(always)]
    fn goes_on(self) -> bool {
        !matches!(self, Self::End | Self::Other)
    }
}

/// The keys of a [`Record`] with their values.
pub(crate) struct Pairs<'r, 's> {
    text: &'s str,
    rest: &'r [Raw],
}

/// A key of a [`Record`] with its value.
pub(crate) struct Pair<'r, 's> {
    text: &'s str,
    key: Raw,
    /// A scalar, or a list from its start to its end.
    value: &'r [Raw],
}

/// The most tokens that are looked at ahead.
const MOST: usize = 1000;

/// The most keys that are compared with each other.
const COMPARED: usize = 32;

impl<'s> Events<'s> {
    /// Looks whether the value that comes next is a [`Record`]. Either that is then taken, with
    /// [`Self::take`], or it is given [`back`](Self::put_back) and told event by event.
    pub(crate) fn record(&mut self) -> Option<Record<'s>> {
        if !self.is_plain() || self.top.at_key || self.frames.len() + 2 > MAX_DEPTH {
            return None;
        }
        if !self.look_ahead() {
            return None;
        }
        Some(Record { text: self.text, tokens: std::mem::take(&mut self.ahead) })
    }

    /// Whether the next event is of the next token, and nothing is awaited or told once more.
    fn is_plain(&self) -> bool {
        let told_plainly = self.replays.is_empty() && self.merges.is_empty() && !self.log.recording();
        told_plainly && self.state == State::Running && self.peeked.is_none() && self.ahead.is_empty()
    }

    /// Whether the next item of the innermost list begins at a place, and [`Self::jump`] can pass over it.
    pub(crate) fn stand_before(&mut self, item: u32) -> bool {
        if !self.is_plain() || self.top.map || self.frames.is_empty() {
            return false;
        }
        match &mut self.source {
            Source::Json(json) => json.is_in_list(),
            // The list of a key of the outermost mapping: its items are what lines are read by.
            Source::Yaml(yaml) => self.frames.len() == 2 && yaml.stands_before(item as usize),
        }
    }

    /// Passes over items without a look at them, where they [stand before](Self::stand_before) the first: to
    /// one that ends at `end`. All of them must have been read from this text before, as records.
    pub(crate) fn jump(&mut self, end: u32) {
        match &mut self.source {
            Source::Json(json) => json.jump(end as usize),
            Source::Yaml(yaml) => yaml.jump(end as usize),
        }
    }

    /// Takes a record; the next event is what comes behind it.
    pub(crate) fn take(&mut self, record: Record<'s>) {
        self.top.at_key = self.top.map;
        self.ahead = record.tokens;
        self.ahead.clear();
    }

    /// The next events are those of the record.
    pub(crate) fn put_back(&mut self, record: Record<'s>) {
        (self.ahead, self.next_ahead) = (record.tokens, 0);
    }

    /// Reads the tokens of a value up to its end, or to the first that is none of a record. What that
    /// one has beside it, as an anchor, the parser still knows when it is told: it is the last one.
    fn look_ahead(&mut self) -> bool {
        self.next_ahead = 0;
        if self.take_alike() {
            return true;
        }
        let behind = match &self.source {
            Source::Json(json) => json.behind_item(),
            Source::Yaml(_) => None,
        };
        let mut form = Form::Start;
        while self.ahead.len() < MOST {
            let seen = self.ahead.len();
            if let Source::Yaml(yaml) = &mut self.source
                && !yaml.buffered().is_empty()
            {
                let buffered = yaml.buffered();
                let passes = |raw: &&Raw| {
                    form = form.after(**raw, self.text);
                    form.goes_on()
                };
                let inside = buffered.iter().take_while(passes).count();
                let count = buffered.len().min(inside + 1);
                self.ahead.extend_from_slice(buffered.get(..count).unwrap_or_default());
                yaml.skip(count);
            } else {
                let raw = self.pull();
                self.ahead.push(raw);
                let has_anchor = matches!(&self.source, Source::Yaml(yaml) if yaml.anchor != 0);
                form = if has_anchor { Form::Other } else { form.after(raw, self.text) };
            }
            debug_assert!(self.ahead.len() > seen);
            if !form.goes_on() {
                break;
            }
        }
        let is_record = form == Form::End;
        if let (true, Source::Json(json), Some(from)) = (is_record, &mut self.source, behind) {
            json.learn(from, &self.ahead);
        }
        is_record
    }

    /// Takes the tokens of a mapping that is known to be like a record before, so that it is one.
    fn take_alike(&mut self) -> bool {
        let yaml = match &mut self.source {
            Source::Json(json) => return json.repeat(&mut self.ahead),
            Source::Yaml(yaml) => yaml,
        };
        let [start, rest @ ..] = yaml.buffered() else { return false };
        if start.like == 0 {
            return false;
        }
        let Some(keys) = rest.iter().take(MOST).position(|raw| raw.kind == RawKind::MapEnd) else {
            return false;
        };
        let count = keys + 2;
        self.ahead.extend_from_slice(yaml.buffered().get(..count).unwrap_or_default());
        yaml.skip(count);
        true
    }

    /// The next of the tokens that were looked at ahead.
    #[cold]
    pub(super) fn looked_at(&mut self) -> Raw {
        let raw = self.ahead.get(self.next_ahead).copied();
        self.next_ahead += 1;
        if self.next_ahead >= self.ahead.len() {
            self.ahead.clear();
        }
        raw.unwrap_or(Raw::empty(RawKind::End, self.text.len()))
    }
}

impl<'s> Record<'s> {
    /// The bytes of the mapping.
    pub(crate) fn range(&self) -> Range {
        whole(self.tokens.first(), self.tokens.last())
    }

    /// Where a record begins that has the same keys in the same order, if one is known.
    pub(crate) fn like(&self) -> Option<u32> {
        self.tokens.first().map(|start| start.like).filter(|like| *like != 0)
    }

    /// Its tokens, from the start of the mapping to its end.
    pub(in crate::syntax) fn tokens(&self) -> &[Raw] {
        &self.tokens
    }

    /// The bytes of a part of it.
    #[inline]
    pub(crate) fn bytes(&self, range: Range) -> &'s [u8] {
        self.text.as_bytes().get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// The text of a scalar among them.
    pub(in crate::syntax) fn text(&self, raw: Raw) -> &'s str {
        raw.slice(self.text).unwrap_or_default()
    }

    /// Whether a key may stand twice: those of a long one are not compared.
    pub(in crate::syntax) fn may_repeat_keys(&self) -> bool {
        let mut keys = Vec::with_capacity(COMPARED);
        for pair in self.pairs() {
            if keys.len() == COMPARED || keys.contains(&pair.key()) {
                return true;
            }
            keys.push(pair.key());
        }
        false
    }

    pub(crate) fn pairs(&self) -> Pairs<'_, 's> {
        Pairs { text: self.text, rest: self.tokens.get(1..).unwrap_or_default() }
    }
}

/// From the first byte of a collection to its last, by its first and last token.
fn whole(first: Option<&Raw>, last: Option<&Raw>) -> Range {
    let (first, last) = (first.map(|raw| raw.range()), last.map(|raw| raw.range()));
    let start = first.unwrap_or(Range::empty(0));
    Range { start: start.start, end: last.map_or(start.end, |last| last.end.max(start.end)) }
}

impl<'r, 's> Iterator for Pairs<'r, 's> {
    type Item = Pair<'r, 's>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let [key, rest @ ..] = self.rest else { return None };
        let length = match rest.first()?.kind {
            RawKind::SeqStart => rest.iter().position(|raw| raw.kind == RawKind::SeqEnd)? + 1,
            _ => 1,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Pair { text: self.text, key: *key, value })
    }
}

impl<'r, 's> Pair<'r, 's> {
    #[inline]
    pub(crate) fn key(&self) -> &'s str {
        self.key.slice(self.text).unwrap_or_default()
    }

    /// The bytes of its value, with quotes, and the text without, if it is a scalar.
    #[inline]
    pub(crate) fn scalar(&self) -> Option<(Range, &'s str)> {
        match self.value {
            [raw] => Some((raw.range(), raw.slice(self.text).unwrap_or_default())),
            _ => None,
        }
    }

    pub(crate) fn is_list(&self) -> bool {
        self.value.len() > 1
    }

    #[inline]
    pub(crate) fn part(&self) -> Part<'r, 's> {
        match self.value {
            [start, items @ .., end] => {
                let range = whole(Some(start), Some(end));
                Part::Many(Scalars { text: self.text, tokens: items.iter(), range })
            }
            one => {
                let raw = one.first().copied().unwrap_or(self.key);
                Part::One(scalar(self.text, raw), raw.range())
            }
        }
    }
}

impl<'s> Iterator for Scalars<'_, 's> {
    type Item = (Scalar<'s>, Range);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let raw = self.tokens.next()?;
        Some((scalar(self.text, *raw), raw.range()))
    }
}

#[inline]
fn scalar(text: &str, raw: Raw) -> Scalar<'_> {
    let text = Cow::Borrowed(raw.slice(text).unwrap_or_default());
    Scalar { text, quoted: raw.kind == RawKind::Quoted, tag: None }
}
