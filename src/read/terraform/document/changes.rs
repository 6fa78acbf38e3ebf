//! `resource_changes` of a plan.

use super::super::fault::Fault;
use super::super::schema::{self, Type};
use super::super::tape::{NodeId, slice};
use super::fields::{Fields, Start, another, list_start, need};
use super::row::Row;
use super::{Change, Object, Reader};
use crate::syntax::{Events, Kind, Range};

const FIELDS: [&str; 8] =
    ["address", "mode", "type", "name", "index", "deposed", "previous_address", "change"];
const PREVIOUS: usize = 6;
const CHANGE: usize = 7;

const PARTS: [&str; 6] =
    ["actions", "before", "after", "after_unknown", "before_sensitive", "after_sensitive"];
const ACTIONS: usize = 0;
const BEFORE: usize = 1;
const AFTER: usize = 2;
const UNKNOWN: usize = 3;
const BEFORE_SENSITIVE: usize = 4;
const AFTER_SENSITIVE: usize = 5;

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
            let fields = Fields::read(self.text, events, &FIELDS)?;
            if let Some(row) = Row::new(&fields, &mut self.modules)? {
                self.change(row, &fields)?;
            }
        }
        Ok(())
    }

    fn change(&mut self, row: Row<'s>, fields: &Fields<'s, 8>) -> Result<(), Fault> {
        self.planned.insert((row.address.clone(), row.deposed.clone()));
        if let Some(previous) = fields.text(PREVIOUS)? {
            self.planned.insert((previous, row.deposed.clone()));
        }
        let Some(change) = fields.value(CHANGE) else {
            return Err(Fault::at(row.address_at, "a resource without a change"));
        };
        let parts = Fields::read_at(self.text, change, &PARTS)?;
        let actions = self.actions(&parts)?;
        let kind = row.kind;
        let before = self.values(&parts, BEFORE, kind)?;
        let after = self.values(&parts, AFTER, kind)?;
        let unknown = self.flags(&parts, UNKNOWN, kind)?;
        let before_sensitive = self.flags(&parts, BEFORE_SENSITIVE, kind)?;
        let after_sensitive = self.flags(&parts, AFTER_SENSITIVE, kind)?;
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

    fn actions(&self, parts: &Fields<'s, 6>) -> Result<Actions, Fault> {
        let Some(range) = parts.value(ACTIONS) else {
            return Err(Fault::at(parts.at, "a change without actions"));
        };
        let mut events = Events::of_json_value(self.text, range);
        let Start::Open(_) = list_start(&mut events)? else {
            return Err(Fault::at(range, "a change without actions"));
        };
        let mut words = Vec::new();
        while another(&mut events)? {
            let event = need(&mut events)?;
            match event.kind {
                Kind::Scalar(word) if word.quoted => words.push(word.text),
                _ => return Err(Fault::at(event.range, "an action has to be a text")),
            }
            if words.len() > 2 {
                return Err(Fault::at(range, "more actions than Terraform plans for one object"));
            }
        }
        let words: Vec<&str> = words.iter().map(|word| &**word).collect();
        meaning(&words).ok_or_else(|| {
            let message = match words.iter().find(|word| !KNOWN.contains(word)) {
                Some(word) => format!("an action that is not known{}", shown(word)),
                None => "actions that do not go together".to_owned(),
            };
            Fault::at(range, message).help("look for a newer version of enilint, which may know it")
        })
    }

    /// The values of an object, of which the attributes that are read.
    fn values<const N: usize>(
        &mut self,
        parts: &Fields<'s, N>,
        field: usize,
        kind: Type,
    ) -> Result<Option<NodeId>, Fault> {
        let Some(range) = parts.value(field) else { return Ok(None) };
        self.values_at(range, kind).map(Some)
    }

    pub(super) fn values_at(&mut self, range: Range, kind: Type) -> Result<NodeId, Fault> {
        if !slice(self.text, range).starts_with('{') {
            return Err(Fault::at(range, "an object has to stand here"));
        }
        self.tape.take_at_if(range, keeps(kind))
    }

    /// What mirrors the values: flags on attributes, or one for all.
    pub(super) fn flags<const N: usize>(
        &mut self,
        parts: &Fields<'s, N>,
        field: usize,
        kind: Type,
    ) -> Result<Option<NodeId>, Fault> {
        let Some(range) = parts.value(field) else { return Ok(None) };
        if !slice(self.text, range).starts_with(['{', 't', 'f']) {
            return Err(Fault::at(range, "an object or a flag has to stand here"));
        }
        self.tape.take_at_if(range, keeps(kind)).map(Some)
    }
}

/// Whether an attribute of a type is kept.
fn keeps(kind: Type) -> impl Fn(&str) -> bool {
    let table = schema::table(kind.name);
    move |attribute| attribute == "id" || table.is_some_and(|table| table.keeps(attribute))
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
