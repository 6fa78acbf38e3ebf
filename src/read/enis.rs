//! The ENIs that an instance lists: IDs, or mappings, flat or wrapped.

use super::entry::normalise;
use super::problem::{Problem, WRONG_TYPE};
use super::{Failure, Reader};
use crate::inventory::{Draft, Field, Kind, Type, Value, Why};
use crate::syntax::{Event, Kind as EventKind, Range};

const NAME: &str = "network_interfaces";

/// The list while it is read: the IDs, or why it is not known whole.
#[derive(Default)]
struct Ids {
    all: Vec<(Value, Range)>,
    doubt: Option<Why>,
}

impl Reader<'_, '_> {
    /// Takes the list. Each mapping in it is an entry of its own; the instance keeps the IDs.
    pub(super) fn enis(&mut self, draft: &mut Draft) -> Result<(), Failure> {
        let mut ids = Ids::default();
        let start = self.need()?;
        match start.kind {
            EventKind::SeqStart => self.eni_items(draft, &mut ids)?,
            EventKind::MapStart => self.wrapped_enis(draft, &mut ids)?,
            EventKind::Scalar(ref scalar) => {
                match self.no_collection(scalar, start.range, NAME, "a list of ENIs") {
                    Some(why) => ids.doubt = Some(why),
                    None => return Ok(()),
                }
            }
            ref other => self.skip_rest(other)?,
        }
        match ids.doubt {
            Some(why) => draft.set(Field::NetworkInterfaces, Value::Unresolved(why), start.range),
            None => draft.set_list(Field::NetworkInterfaces, ids.all, start.range),
        }
        Ok(())
    }

    /// `{NetworkInterface: […]}`.
    fn wrapped_enis(&mut self, draft: &mut Draft, ids: &mut Ids) -> Result<(), Failure> {
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) if normalise(&key) == "networkinterface" => {
                    let list = self.need()?;
                    match list.kind {
                        EventKind::SeqStart => self.eni_items(draft, ids)?,
                        EventKind::Scalar(scalar) => {
                            ids.doubt = self.no_collection(&scalar, list.range, NAME, "a list of ENIs");
                        }
                        other => {
                            self.odd_enis(list.range, ids);
                            self.skip_rest(&other)?;
                        }
                    }
                }
                EventKind::Key(_) => {
                    self.odd_enis(event.range, ids);
                    self.skip()?;
                }
                EventKind::DuplicateKey { name, first } => {
                    self.duplicate_key(&name, event.range, first);
                    ids.doubt = Some(Why::Ambiguous);
                }
                _ => return Ok(()),
            }
        }
    }

    /// The items of a list whose start was taken already.
    fn eni_items(&mut self, draft: &mut Draft, ids: &mut Ids) -> Result<(), Failure> {
        loop {
            let event = self.need()?;
            match &event.kind {
                EventKind::MapStart => self.described_eni(&event, draft, ids)?,
                EventKind::Scalar(scalar) => match self.scalar(Type::Id, scalar, event.range, NAME, false) {
                    Some(Value::Unresolved(why)) => ids.doubt = Some(why),
                    Some(value) => {
                        ids.all.push((value, event.range));
                        let mut eni = Draft::new(Kind::Eni, event.range);
                        eni.set(Field::NetworkInterfaceId, value, event.range);
                        draft.nest(eni);
                    }
                    None => {}
                },
                EventKind::SeqStart => {
                    self.odd_enis(event.range, ids);
                    self.skip_rest(&event.kind)?;
                }
                _ => return Ok(()),
            }
        }
    }

    fn described_eni(&mut self, start: &Event<'_>, draft: &mut Draft, ids: &mut Ids) -> Result<(), Failure> {
        let eni = self.entry(Kind::Eni, start)?;
        let id = Field::NetworkInterfaceId;
        if let (Some(id), Some(at)) = (eni.value_of(id), eni.range_of(id)) {
            ids.all.push((id, at));
        }
        draft.nest(eni);
        Ok(())
    }

    fn odd_enis(&mut self, at: Range, ids: &mut Ids) {
        let message = format!("{NAME} must be a list of ENIs, each an ID or a mapping");
        self.report(at, Problem::new(WRONG_TYPE, message, "not such a list"));
        ids.doubt = Some(Why::Malformed);
    }
}
