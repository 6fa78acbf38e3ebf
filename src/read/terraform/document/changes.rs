//! `resource_changes` of a plan.

use super::super::fault::Fault;
use super::super::schema::{self, Type};
use super::super::tape::NodeId;
use super::fields::{Fields, Next, Start, another, list_start, need, next_key};
use super::row::{Row, kind_of};
use super::{Change, Object, Reader};
use crate::syntax::{Event, Events, Kind, Range};

const FIELDS: [&str; 8] =
    ["address", "mode", "type", "name", "index", "deposed", "previous_address", "change"];
const MODE: usize = 1;
const TYPE: usize = 2;
const PREVIOUS: usize = 6;
const CHANGE: usize = 7;

/// What a `change` says, as far as attributes are read.
#[derive(Default)]
struct Parts {
    actions: Option<Actions>,
    before: Option<NodeId>,
    after: Option<NodeId>,
    unknown: Option<NodeId>,
    before_sensitive: Option<NodeId>,
    after_sensitive: Option<NodeId>,
}

/// What the words of `actions` mean.
enum Actions {
    One(Change),
    /// The old object leaves the state and stays, and a new one takes its address.
    ForgetAndCreate,
}

impl<'s> Reader<'s> {
    /// Reads the value of `resource_changes`.
    pub(super) fn changes(&mut self, events: &mut Events<'s>) -> Result<(), Fault> {
        let Start::Open(_) = list_start(events)? else { return Ok(()) };
        while another(events)? {
            // Terraform tells the type first, so that the change need not be passed over and read again.
            let mut parts = None;
            let fields = Fields::read_taking(self.text, events, &FIELDS, |field, told, events| {
                let is_map = |event: Option<&Event<'_>>| event.is_some_and(|e| e.kind == Kind::MapStart);
                if field != CHANGE || !is_map(events.peek()?) {
                    return Ok(None);
                }
                let Ok(Some((_, kind))) = kind_of(told, MODE, TYPE) else { return Ok(None) };
                let (taken, range) = self.parts(events, kind)?;
                parts = Some(taken);
                Ok(Some(range))
            })?;
            if let Some(row) = Row::new(&fields, &mut self.modules)? {
                self.change(row, &fields, parts)?;
            }
        }
        Ok(())
    }

    fn change(&mut self, row: Row<'s>, fields: &Fields<'s, 8>, told: Option<Parts>) -> Result<(), Fault> {
        self.planned.insert((row.address.clone(), row.deposed.clone()));
        if let Some(previous) = fields.text(PREVIOUS)? {
            self.planned.insert((previous, row.deposed.clone()));
        }
        let Some(change) = fields.value(CHANGE) else {
            return Err(Fault::at(row.address_at, "a resource without a change"));
        };
        let parts = match told {
            Some(parts) => parts,
            None => self.parts(&mut Events::of_json_value(self.text, change), row.kind)?.0,
        };
        let Some(actions) = parts.actions else {
            return Err(Fault::at(change, "a change without actions"));
        };
        let Parts { before, after, unknown, before_sensitive, after_sensitive, .. } = parts;
        let sensitive = if after.is_some() { after_sensitive } else { before_sensitive };
        match actions {
            Actions::One(change) => {
                let was_sensitive = before_sensitive;
                self.file(Object { before, after, unknown, sensitive, was_sensitive, ..row.object(change) });
            }
            Actions::ForgetAndCreate => {
                self.file(Object {
                    before,
                    sensitive: before_sensitive,
                    was_sensitive: before_sensitive,
                    // The address is the new one's.
                    deposed: true,
                    ..row.clone().object(Change::Forget)
                });
                let new = row.object(Change::Create);
                self.file(Object { after, unknown, sensitive: after_sensitive, ..new });
            }
        }
        Ok(())
    }

    /// Reads a `change`; also where it stands.
    fn parts(&mut self, events: &mut Events<'s>, kind: Type) -> Result<(Parts, Range), Fault> {
        let start = need(events)?;
        if start.kind != Kind::MapStart {
            return Err(Fault::at(start.range, "an object has to stand here"));
        }
        let mut parts = Parts::default();
        loop {
            let key = match next_key(events)? {
                Next::Key(key, _) => key,
                Next::End(end) => return Ok((parts, Range { start: start.range.start, end: end.start })),
            };
            match &*key {
                "actions" => parts.actions = actions(events)?,
                "before" => parts.before = self.values(events, kind)?,
                "after" => parts.after = self.values(events, kind)?,
                "after_unknown" => parts.unknown = self.flags(events, kind)?,
                "before_sensitive" => parts.before_sensitive = self.flags(events, kind)?,
                "after_sensitive" => parts.after_sensitive = self.flags(events, kind)?,
                _ => _ = events.skip_value()?,
            }
        }
    }

    /// Takes the values of an object, of which the attributes that are read; none if `null` stands there.
    pub(super) fn values(&mut self, events: &mut Events<'s>, kind: Type) -> Result<Option<NodeId>, Fault> {
        self.mapping(events, kind, |_| false, "an object has to stand here")
    }

    /// Takes what mirrors the values: flags on attributes, or one for all.
    pub(super) fn flags(&mut self, events: &mut Events<'s>, kind: Type) -> Result<Option<NodeId>, Fault> {
        let is_flag = |word: &str| matches!(word, "true" | "false");
        self.mapping(events, kind, is_flag, "an object or a flag has to stand here")
    }

    fn mapping(
        &mut self,
        events: &mut Events<'s>,
        kind: Type,
        or: impl Fn(&str) -> bool,
        else_wrong: &'static str,
    ) -> Result<Option<NodeId>, Fault> {
        match events.peek()? {
            Some(Event { kind: Kind::Scalar(scalar), .. }) if scalar.is_null() => {
                events.skip_value()?;
                return Ok(None);
            }
            Some(Event { kind: Kind::MapStart, .. }) => {}
            Some(Event { kind: Kind::Scalar(scalar), .. }) if !scalar.quoted && or(&scalar.text) => {}
            _ => return Err(Fault::at(events.skip_value()?, else_wrong)),
        }
        self.tape.take_if(events, schema::keeps(kind.name)).map(Some)
    }
}

/// Actions of one object, at most.
const MOST: usize = 2;

/// Reads the value of `actions`.
fn actions(events: &mut Events<'_>) -> Result<Option<Actions>, Fault> {
    let Start::Open(mut at) = list_start(events)? else { return Ok(None) };
    let mut words = Vec::new();
    loop {
        let event = need(events)?;
        at.end = event.range.end;
        match event.kind {
            Kind::SeqEnd => break,
            Kind::Scalar(word) if word.quoted => {
                // One too many is enough to tell.
                if words.len() <= MOST {
                    words.push(word.text);
                }
            }
            _ => return Err(Fault::at(event.range, "an action has to be a text")),
        }
    }
    if words.len() > MOST {
        return Err(Fault::at(at, "more actions than Terraform plans for one object"));
    }
    let words: Vec<&str> = words.iter().map(|word| &**word).collect();
    let meaning = meaning(&words).ok_or_else(|| {
        let message = match words.iter().find(|word| !KNOWN.contains(word)) {
            Some(word) => format!("an action that is not known{}", shown(word)),
            None => "actions that do not go together".to_owned(),
        };
        Fault::at(at, message).help("look for a newer version of enilint, which may know it")
    })?;
    Ok(Some(meaning))
}

const KNOWN: [&str; 6] = ["no-op", "create", "update", "delete", "read", "forget"];

fn meaning(words: &[&str]) -> Option<Actions> {
    Some(Actions::One(match words {
        ["no-op"] => Change::NoOp,
        ["create"] => Change::Create,
        ["update"] => Change::Update,
        ["delete"] => Change::Delete,
        ["read"] => Change::Read,
        ["forget"] => Change::Forget,
        ["delete", "create"] => Change::DeleteThenCreate,
        ["create", "delete"] => Change::CreateThenDelete,
        ["create", "forget"] | ["forget", "create"] => return Some(Actions::ForgetAndCreate),
        _ => return None,
    }))
}

/// A word of the format, for a message; nothing if it does not look like one.
pub(super) fn shown(word: &str) -> String {
    let plain = word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'+'));
    if plain && (1..=30).contains(&word.len()) { format!(": `{word}`") } else { String::new() }
}
