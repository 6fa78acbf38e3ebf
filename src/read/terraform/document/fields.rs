//! Mappings read key by key, whatever the order of the keys: first where the values stand, then
//! those that are needed.

use super::super::fault::Fault;
use super::super::tape::{slice, unquoted};
use crate::syntax::{Event, Events, Kind, Range};
use std::borrow::Cow;

/// Where a key and its value stand.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub(super) key: Range,
    pub(super) value: Range,
}

/// The wanted fields of a mapping, in the order in which they were asked for.
pub(super) struct Fields<'s, const N: usize> {
    pub(super) text: &'s str,
    /// The whole mapping.
    pub(super) at: Range,
    pub(super) slots: [Option<Slot>; N],
}

/// What begins.
pub(super) enum Start {
    /// A collection, with its bracket.
    Open(Range),
    /// `null` stands there, which is as good as nothing.
    Nothing,
}

/// The next event of a value that has not ended.
pub(super) fn need<'s>(events: &mut Events<'s>) -> Result<Event<'s>, Fault> {
    loop {
        match events.next()? {
            Some(Event { kind: Kind::DocumentStart, .. }) => {}
            Some(event) => return Ok(event),
            None => return Err(Fault::whole("the text ends too early", "make the file again")),
        }
    }
}

pub(super) fn map_start(events: &mut Events<'_>) -> Result<Start, Fault> {
    let event = need(events)?;
    match &event.kind {
        Kind::MapStart => Ok(Start::Open(event.range)),
        Kind::Scalar(scalar) if scalar.is_null() => Ok(Start::Nothing),
        _ => Err(Fault::at(event.range, "an object has to stand here")),
    }
}

pub(super) fn list_start(events: &mut Events<'_>) -> Result<Start, Fault> {
    let event = need(events)?;
    match &event.kind {
        Kind::SeqStart => Ok(Start::Open(event.range)),
        Kind::Scalar(scalar) if scalar.is_null() => Ok(Start::Nothing),
        _ => Err(Fault::at(event.range, "a list has to stand here")),
    }
}

/// The next key of an open mapping, or its end.
pub(super) enum Next<'s> {
    Key(Cow<'s, str>, Range),
    End(Range),
}

pub(super) fn next_key<'s>(events: &mut Events<'s>) -> Result<Next<'s>, Fault> {
    let event = need(events)?;
    match event.kind {
        Kind::Key(key) => Ok(Next::Key(key, event.range)),
        Kind::MapEnd => Ok(Next::End(event.range)),
        Kind::DuplicateKey { .. } => Err(Fault::twice(event.range)),
        _ => Err(Fault::at(event.range, "a key has to stand here")),
    }
}

/// Whether another item of an open list comes next; takes the end if not.
pub(super) fn another(events: &mut Events<'_>) -> Result<bool, Fault> {
    if matches!(events.peek()?, Some(Event { kind: Kind::SeqEnd, .. }) | None) {
        need(events)?;
        return Ok(false);
    }
    Ok(true)
}

impl<'s, const N: usize> Fields<'s, N> {
    /// Reads the mapping that comes next.
    pub(super) fn read(text: &'s str, events: &mut Events<'s>, names: &[&str; N]) -> Result<Self, Fault> {
        Self::read_taking(text, events, names, |_, _, _| Ok(None))
    }

    /// As [`Self::read`]. Each wanted field is offered to `take`, with those before it; if its value is
    /// taken, its range comes back.
    pub(super) fn read_taking(
        text: &'s str,
        events: &mut Events<'s>,
        names: &[&str; N],
        mut take: impl FnMut(usize, &Self, &mut Events<'s>) -> Result<Option<Range>, Fault>,
    ) -> Result<Self, Fault> {
        let start = need(events)?;
        if start.kind != Kind::MapStart {
            return Err(Fault::at(start.range, "an object has to stand here"));
        }
        let mut fields = Self { text, at: start.range, slots: [None; N] };
        loop {
            let (name, key) = match next_key(events)? {
                Next::Key(name, key) => (name, key),
                Next::End(end) => {
                    fields.at.end = end.start;
                    return Ok(fields);
                }
            };
            let Some(field) = names.iter().position(|wanted| *wanted == name) else {
                events.skip_value()?;
                continue;
            };
            let value = match take(field, &fields, events)? {
                Some(taken) => taken,
                None => events.skip_value()?,
            };
            if let Some(slot) = fields.slots.get_mut(field) {
                *slot = Some(Slot { key, value });
            }
        }
    }

    /// Reads the mapping that stands in a range.
    pub(super) fn read_at(text: &'s str, value: Range, names: &[&str; N]) -> Result<Self, Fault> {
        Self::read(text, &mut Events::of_json_value(text, value), names)
    }

    /// Where the value of a field stands, if it has one that is not `null`.
    pub(super) fn value(&self, field: usize) -> Option<Range> {
        let slot = (*self.slots.get(field)?)?;
        (slice(self.text, slot.value) != "null").then_some(slot.value)
    }

    /// A field that must be a text if it is there.
    pub(super) fn text(&self, field: usize) -> Result<Option<Cow<'s, str>>, Fault> {
        let Some(range) = self.value(field) else { return Ok(None) };
        match unquoted(self.text, range) {
            Some(text) => Ok(Some(text)),
            None => Err(Fault::at(range, "a text has to stand here")),
        }
    }

    /// A field that must be there and be a text.
    pub(super) fn need_text(&self, field: usize, what: &str) -> Result<(Cow<'s, str>, Range), Fault> {
        match (self.text(field)?, self.value(field)) {
            (Some(text), Some(range)) => Ok((text, range)),
            _ => Err(Fault::at(self.at, format!("a resource without {what}"))),
        }
    }
}
