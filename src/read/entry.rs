//! One entry: a mapping of an entity's fields, spelt as people or as the API spell them.

use super::problem::{Problem, UNKNOWN_KEY, UNSUPPORTED_PARAMETER};
use super::{Failure, Reader};
use crate::finding::nearest;
use crate::inventory::{Draft, Field, FieldDef, Kind, Meaning, Value, Why};
use crate::syntax::{Event, Kind as EventKind, Range};

/// A key as it is compared: lower case, without `_` and `-`.
pub(super) fn normalise(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// The fields of an entry that were given by a key of its own, with the key's place.
type Given = Vec<(Field, Range)>;

impl Reader<'_, '_> {
    /// Reads the entry whose mapping begins with `start`.
    pub(super) fn entry(&mut self, kind: Kind, start: &Event<'_>) -> Result<Draft, Failure> {
        let mut draft = Draft::new(kind, start.via.unwrap_or(start.range));
        let mut given = Given::new();
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) => self.key(&key, event.range, &mut draft, &mut given)?,
                EventKind::DuplicateKey { name, first } => {
                    self.duplicate_key(&name, event.range, first);
                    let key = normalise(&name);
                    if let Some(Meaning::Field(field) | Meaning::List(field, _)) =
                        meaning(kind.fields(), &key)
                    {
                        draft.set(field, Value::Unresolved(Why::Ambiguous), event.range);
                    }
                }
                _ => {
                    if start.via.is_none() {
                        draft.range.end = event.range.end.max(draft.range.end);
                    }
                    break;
                }
            }
        }
        self.own(&mut draft);
        Ok(draft)
    }

    fn key(&mut self, key: &str, range: Range, draft: &mut Draft, given: &mut Given) -> Result<(), Failure> {
        let name = normalise(key);
        let Some(meaning) = meaning(draft.kind.fields(), &name) else {
            if !is_known_elsewhere(draft.kind, &name) {
                self.unknown_key(key, range, draft.kind);
            }
            return self.skip();
        };
        match meaning {
            Meaning::Field(field) | Meaning::List(field, _) => {
                if let Some((_, first)) = given.iter().find(|(f, _)| *f == field) {
                    let first = *first;
                    self.duplicate_key(key, range, first);
                    self.skip()?;
                    draft.set(field, Value::Unresolved(Why::Ambiguous), range);
                    return Ok(());
                }
                given.push((field, range));
                self.field(meaning, draft, true)
            }
            Meaning::Group(fields) => self.group(fields, draft),
            Meaning::Enis => self.enis(draft),
        }
    }

    /// Takes the value of a field. A group's value does not replace what the entry itself says:
    /// the API gives some fields in both places.
    fn field(&mut self, meaning: Meaning, draft: &mut Draft, own: bool) -> Result<(), Failure> {
        match meaning {
            Meaning::Field(field) if field.ty().item().is_none() => {
                let range = self.peek()?.map(|e| e.range);
                let is_attach = draft.kind == Kind::Attachment;
                let value = self.value(field.ty(), field.name(), is_attach)?;
                if let (Some(value), Some(range)) = (value, range) {
                    if own || draft.range_of(field).is_none() {
                        draft.set(field, value, range);
                    }
                }
                Ok(())
            }
            Meaning::Field(field) => self.list(field, None, draft, own),
            Meaning::List(field, list) => self.list(field, Some(list), draft, own),
            Meaning::Group(_) | Meaning::Enis => self.skip(), // groups hold no groups
        }
    }

    /// `VpcAttributes: {VpcId: …}` and its like. Keys that no rule reads are passed over: the
    /// group is the API's own.
    pub(super) fn group(&mut self, fields: &'static [FieldDef], draft: &mut Draft) -> Result<(), Failure> {
        let event = self.need()?;
        if event.kind != EventKind::MapStart {
            return self.skip_rest(&event.kind);
        }
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) => match meaning(fields, &normalise(&key)) {
                    Some(meaning) => self.field(meaning, draft, false)?,
                    None => self.skip()?,
                },
                EventKind::DuplicateKey { name, first } => self.duplicate_key(&name, event.range, first),
                _ => return Ok(()),
            }
        }
    }

    /// The ENIs that an instance lists: IDs, or mappings, flat or wrapped. Each mapping is an entry
    /// of its own; the instance keeps the IDs.
    fn enis(&mut self, draft: &mut Draft) -> Result<(), Failure> {
        let mut ids = Vec::new();
        let start = self.need()?;
        let range = start.range;
        let mut depth = match start.kind {
            EventKind::SeqStart => 1,
            EventKind::MapStart => 0, // the wrapper; the list follows its key
            _ => return self.skip_rest(&start.kind),
        };
        let wrapped = depth == 0;
        loop {
            let event = self.need()?;
            match &event.kind {
                EventKind::Key(key) if depth == 0 => {
                    let is_list = matches!(self.peek()?, Some(e) if e.kind == EventKind::SeqStart);
                    if normalise(key) == "networkinterface" && is_list {
                        self.need()?;
                        depth = 1;
                    } else {
                        self.skip()?;
                    }
                }
                EventKind::MapStart => {
                    let eni = self.entry(Kind::Eni, &event)?;
                    if let (Some(id), Some(at)) =
                        (eni.value_of(Field::NetworkInterfaceId), eni.range_of(Field::NetworkInterfaceId))
                    {
                        ids.push((id, at));
                    }
                    draft.nest(eni);
                }
                EventKind::Scalar(scalar) if depth == 1 => {
                    let value = Value::Text(self.read.inventory.texts.intern(&scalar.text));
                    ids.push((value, event.range));
                    let mut eni = Draft::new(Kind::Eni, event.range);
                    eni.set(Field::NetworkInterfaceId, value, event.range);
                    draft.nest(eni);
                }
                EventKind::SeqEnd if wrapped => depth = 0,
                EventKind::SeqEnd | EventKind::MapEnd => break,
                EventKind::DuplicateKey { name, first } => self.duplicate_key(name, event.range, *first),
                _ => self.skip_rest(&event.kind)?,
            }
        }
        draft.set_list(Field::NetworkInterfaces, ids, range);
        Ok(())
    }

    /// Tells the ENIs that an instance lists whose they are.
    fn own(&mut self, draft: &mut Draft) {
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

    fn unknown_key(&mut self, key: &str, range: Range, kind: Kind) {
        let canonical = kind.fields().iter().filter_map(|def| match def.meaning {
            Meaning::Field(field) | Meaning::List(field, _) => Some(field.name()),
            Meaning::Group(_) | Meaning::Enis => None,
        });
        let near = nearest(key, canonical.filter(|name| !name.contains('.')));
        let mut problem = if kind == Kind::Attachment {
            let message = format!("AttachNetworkInterface takes no parameter {key:?}");
            Problem::new(UNSUPPORTED_PARAMETER, message, "not a parameter of the call")
                .code("UnsupportedParameter")
        } else {
            let message = format!("{} has no field {key:?}", article(kind));
            Problem::new(UNKNOWN_KEY, message, "unknown key")
        };
        problem = match near {
            Some(near) => problem.help(format!("did you mean {near}?")),
            None => problem.help(format!("remove {key:?}, or write it as a comment")),
        };
        self.report(range, problem);
    }
}

fn meaning(fields: &'static [FieldDef], key: &str) -> Option<Meaning> {
    fields.iter().find(|def| def.key == key).map(|def| def.meaning)
}

/// Keys that mean something to the API or to people, though not to a rule. `//` is a comment: JSON
/// has no other.
fn is_known_elsewhere(kind: Kind, key: &str) -> bool {
    key == "//" || kind.other_keys().contains(&key)
}

fn article(kind: Kind) -> String {
    match kind {
        Kind::Instance | Kind::InstanceType | Kind::Eni | Kind::Eip | Kind::EniPermission | Kind::Account => {
            format!("an {}", kind.noun())
        }
        _ => format!("a {}", kind.noun()),
    }
}
