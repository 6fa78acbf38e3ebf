//! One entry: a mapping of an entity's fields, spelt as people or as the API spell them.

use super::problem::{Problem, UNKNOWN_KEY, UNSUPPORTED_PARAMETER, WRONG_TYPE};
use super::steps::phrase;
use super::value::{is_empty, is_unresolved};
use super::{Failure, Reader};
use crate::inventory::{Draft, Field, FieldDef, Fields, Kind, Meaning, Value, Why};
use crate::syntax::{Event, Kind as EventKind, Range, Scalar};

/// Bytes of a key that may mean something, and of one that is quoted, at most.
const LONGEST_KEY: usize = 200;

/// A key as it is compared: lower case, without `_` and `-`. Nothing if it is too long to be one.
pub(crate) fn normalise(key: &str) -> String {
    if key.len() > LONGEST_KEY {
        return String::new();
    }
    if key.is_ascii() {
        let letters = key.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
        return letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    key.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// A key in messages: quoted, and cut if it is very long, as each of its places would repeat it.
pub(crate) fn quoted(key: &str) -> String {
    if key.len() <= LONGEST_KEY {
        return format!("{key:?}");
    }
    let end = (0..=LONGEST_KEY).rev().find(|at| key.is_char_boundary(*at)).unwrap_or_default();
    format!("{:?}...", &key[..end])
}

/// JSON has no comments; this key is one.
pub(super) fn is_comment(key: &str) -> bool {
    key == "//"
}

/// What a key sets. Two keys of one mapping that set the same are two spellings of one key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Field(Field),
    Group(&'static str),
    Enis,
}

impl From<FieldDef> for Slot {
    fn from(def: FieldDef) -> Self {
        match def.meaning {
            Meaning::Field(field) | Meaning::List(field, _) | Meaning::Repeated(field) => Slot::Field(field),
            Meaning::Group(_) => Slot::Group(def.key),
            Meaning::Enis => Slot::Enis,
        }
    }
}

/// What a mapping's keys have set so far, with the place of each key.
#[derive(Default)]
pub(super) struct Given {
    fields: Fields,
    all: Vec<(Slot, Range)>,
}

impl Given {
    fn clear(&mut self) {
        self.fields = Fields::default();
        self.all.clear();
    }

    /// Where something was set already; else it is from now on.
    fn again(&mut self, slot: Slot, range: Range) -> Option<Range> {
        if let Slot::Field(field) = slot
            && !self.fields.contains(field)
        {
            self.fields.add(field);
            self.all.push((slot, range));
            return None;
        }
        let first = self.all.iter().find(|(other, _)| *other == slot).map(|(_, first)| *first);
        if first.is_none() {
            self.all.push((slot, range));
        }
        first
    }
}

impl Reader<'_, '_> {
    /// Reads the entry whose mapping begins with `start`.
    pub(super) fn entry(&mut self, kind: Kind, start: &Event<'_>) -> Result<Draft, Failure> {
        let mut draft = self.read.inventory.draft(kind, start.via.unwrap_or(start.range));
        let mut given = self.given.pop().unwrap_or_default();
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) => self.key(&key, event.range, &mut draft, &mut given)?,
                EventKind::DuplicateKey { name, first } => {
                    self.duplicate_key(&name, event.range, first);
                    if let Some(def) = self.find_field(kind, &name) {
                        doubt(&mut draft, def.meaning, Why::Ambiguous, event.range);
                    }
                }
                _ => {
                    draft.range = extent(start, event.range);
                    break;
                }
            }
        }
        own(&mut draft);
        given.clear();
        self.given.push(given);
        Ok(draft)
    }

    fn key(&mut self, key: &str, range: Range, draft: &mut Draft, given: &mut Given) -> Result<(), Failure> {
        let Some(def) = self.find_field(draft.kind, key) else {
            let name = normalise(key);
            if !is_comment(&name) && !draft.kind.other_keys().contains(&&*name) {
                self.unknown_key(key, range, draft.kind);
            }
            return self.skip();
        };
        if let Some(first) = given.again(def.into(), range) {
            self.duplicate_key(key, range, first);
            doubt(draft, def.meaning, Why::Ambiguous, range);
            return self.skip();
        }
        match def.meaning {
            Meaning::Group(fields) => self.group(key, fields, draft),
            Meaning::Enis => self.enis(draft),
            _ => self.field(def.meaning, draft, true),
        }
    }

    /// Takes the value of a field. A group's value does not replace what the entry itself says:
    /// the API gives some fields in both places.
    fn field(&mut self, meaning: Meaning, draft: &mut Draft, own: bool) -> Result<(), Failure> {
        let (field, list) = match meaning {
            Meaning::Field(field) => (field, None),
            Meaning::List(field, list) => (field, Some(list)),
            Meaning::Repeated(field) => return self.repeated(field, draft),
            Meaning::Group(_) | Meaning::Enis => return self.skip(), // groups hold no groups
        };
        if let Some(list) = list {
            return self.list(field, list, draft, own);
        }
        let is_attach = draft.kind == Kind::Attachment;
        let Event { kind, range, .. } = self.need()?;
        let value = match kind {
            EventKind::Scalar(scalar) => self.value_of(field, &scalar, range, is_attach),
            other => Some(self.no_scalar(field.ty(), &other, range, field.name(), is_attach)?),
        };
        if let Some(value) = value.filter(|_| own || draft.range_of(field).is_none()) {
            draft.set(field, value, range);
        }
        Ok(())
    }

    /// What a scalar says of a field, if it says something.
    pub(super) fn value_of(
        &mut self,
        field: Field,
        scalar: &Scalar<'_>,
        range: Range,
        is_attach: bool,
    ) -> Option<Value> {
        let value = self.scalar(field.ty(), scalar, range, field.name(), is_attach);
        let is_empty = is_attach && is_left_empty(field, scalar);
        value.or(is_empty.then_some(Value::Unresolved(Why::NotGiven)))
    }

    /// `VpcAttributes: {VpcId: …}` and its like. Keys that no rule reads are passed over: the
    /// group is the API's own.
    fn group(&mut self, name: &str, fields: &'static [FieldDef], draft: &mut Draft) -> Result<(), Failure> {
        let event = self.need()?;
        match event.kind {
            EventKind::MapStart => {}
            EventKind::Scalar(scalar) => {
                if let Some(why) = self.no_collection(&scalar, event.range, name, "a mapping") {
                    doubt(draft, Meaning::Group(fields), why, event.range);
                }
                return Ok(());
            }
            other => {
                let problem = Problem::new(WRONG_TYPE, format!("{name} must be a mapping"), "not a mapping");
                self.report(event.range, problem);
                doubt(draft, Meaning::Group(fields), Why::Malformed, event.range);
                return self.skip_rest(&other);
            }
        }
        let mut given = Given::default();
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) => match find(fields, &normalise(&key)) {
                    Some(def) => match given.again(def.into(), event.range) {
                        None => self.field(def.meaning, draft, false)?,
                        Some(first) => {
                            self.duplicate_key(&key, event.range, first);
                            doubt(draft, def.meaning, Why::Ambiguous, event.range);
                            self.skip()?;
                        }
                    },
                    None => self.skip()?,
                },
                EventKind::DuplicateKey { name, first } => {
                    self.duplicate_key(&name, event.range, first);
                    if let Some(def) = find(fields, &normalise(&name)) {
                        doubt(draft, def.meaning, Why::Ambiguous, event.range);
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    /// A scalar where a mapping or a list belongs. None if it is null or empty, which the API
    /// writes for what it does not know; else why there is no value, which is reported if it is
    /// wrong.
    pub(super) fn no_collection(
        &mut self,
        scalar: &Scalar<'_>,
        at: Range,
        name: &str,
        what: &str,
    ) -> Option<Why> {
        if is_empty(scalar) {
            return None;
        }
        if is_unresolved(scalar) {
            return Some(Why::Unresolved);
        }
        let problem = Problem::new(WRONG_TYPE, format!("{name} must be {what}"), format!("not {what}"));
        self.report(at, problem);
        Some(Why::Malformed)
    }

    /// What a key of an entry means, if it means something there.
    pub(super) fn find_field(&mut self, kind: Kind, key: &str) -> Option<FieldDef> {
        self.desk.spellings.field(kind, key).filter(|def| match def.meaning {
            Meaning::Field(field) | Meaning::List(field, _) | Meaning::Repeated(field) => {
                self.takes(kind, field)
            }
            Meaning::Group(_) | Meaning::Enis => true,
        })
    }

    fn unknown_key(&mut self, key: &str, range: Range, kind: Kind) {
        if self.observed {
            return; // the API's own, and newer than the lists here
        }
        let near = self.nearest_key(key, kind);
        let shown = quoted(key);
        let mut problem = if kind == Kind::Attachment {
            let message = format!("AttachNetworkInterface takes no parameter {shown}");
            Problem::new(UNSUPPORTED_PARAMETER, message, "not a parameter of the call")
                .code("UnsupportedParameter")
        } else {
            let whole = self.verb.map_or_else(|| article(kind), phrase);
            let message = format!("{whole} has no field {shown}");
            Problem::new(UNKNOWN_KEY, message, "unknown key")
        };
        problem = match near {
            Some(near) => problem.help(format!("write {near} if that is meant")),
            None => problem.help(format!("remove {shown}, or write it as a comment")),
        };
        self.report(range, problem);
    }
}

/// The bytes of a mapping, by its first event and the range of its last; of one that an alias
/// repeats, those of the alias.
pub(super) fn extent(start: &Event<'_>, end: Range) -> Range {
    start.via.unwrap_or(Range { start: start.range.start, end: end.end.max(start.range.end) })
}

/// Whether a parameter that the call cannot do without is there, but empty. For the region, which
/// the tool that runs a plan fills in, only an empty text says so.
fn is_left_empty(field: Field, scalar: &Scalar<'_>) -> bool {
    match field {
        Field::InstanceId | Field::NetworkInterfaceId => is_empty(scalar),
        Field::RegionId => is_empty(scalar) && scalar.quoted,
        _ => false,
    }
}

/// Leaves a field, or all fields of a group, without a value.
fn doubt(draft: &mut Draft, meaning: Meaning, why: Why, range: Range) {
    let value = Value::Unresolved(why);
    match meaning {
        Meaning::Field(field) | Meaning::List(field, _) | Meaning::Repeated(field) => {
            draft.set(field, value, range);
        }
        Meaning::Enis => draft.set(Field::NetworkInterfaces, value, range),
        Meaning::Group(fields) => {
            for def in fields {
                if let Meaning::Field(field) | Meaning::List(field, _) = def.meaning {
                    draft.set(field, value, range);
                }
            }
        }
    }
}

/// Tells the ENIs that an instance lists whose they are.
fn own(draft: &mut Draft) {
    let Some(at) = draft.range_of(Field::InstanceId) else { return };
    let Some(id) = draft.value_of(Field::InstanceId) else { return };
    if draft.kind == Kind::Instance {
        for eni in draft.nested_mut() {
            if eni.range_of(Field::InstanceId).is_none() {
                eni.set(Field::InstanceId, id, at);
            }
        }
    }
}

fn find(fields: &'static [FieldDef], key: &str) -> Option<FieldDef> {
    fields.iter().find(|def| def.key == key).copied()
}

pub(super) fn article(kind: Kind) -> String {
    match kind {
        Kind::Instance | Kind::InstanceType | Kind::Eni | Kind::Eip | Kind::EniPermission | Kind::Account => {
            format!("an {}", kind.noun())
        }
        _ => format!("a {}", kind.noun()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read;
    use crate::source::{Role, Sources};

    /// What the API documents is known, whether a rule reads it or not.
    #[test]
    fn no_field_of_the_api_is_an_unknown_key() {
        for kind in Kind::ALL {
            for key in kind.other_keys() {
                if kind == Kind::Account || kind.section().contains('.') {
                    continue;
                }
                let mut sources = Sources::new();
                let text = format!("{}:\n  - {key}:\n", kind.section());
                sources.add("a.yaml", text.clone(), Role::Named);
                let findings = read(&sources).findings;
                assert!(findings.is_empty(), "{text}{findings:?}");
            }
        }
    }

    #[test]
    fn keys_are_compared_without_case_and_separators() {
        for key in ["instance_id", "InstanceId", "instanceId", "instance-id", "INSTANCE_ID"] {
            assert_eq!(normalise(key), "instanceid");
        }
    }

    #[test]
    fn every_list_of_fields_is_of_its_type() {
        for def in Kind::ALL.iter().flat_map(|kind| kind.fields()) {
            let is_list = |field: Field| field.ty().item().is_some();
            match def.meaning {
                Meaning::Field(field) => assert!(!is_list(field), "{}", def.key),
                Meaning::List(field, _) | Meaning::Repeated(field) => assert!(is_list(field), "{}", def.key),
                Meaning::Group(_) | Meaning::Enis => {}
            }
            assert_eq!(def.key, normalise(def.key));
        }
    }
}
