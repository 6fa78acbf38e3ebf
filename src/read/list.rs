//! Lists, flat or as the API wraps them.

use super::entry::normalise;
use super::problem::{Problem, WRONG_TYPE};
use super::{Failure, Reader};
use crate::inventory::{Draft, Field, ListType, Type, Value};
use crate::syntax::{Event, Kind as EventKind, Range};

impl Reader<'_, '_> {
    /// Takes a list: `[a, b]`, `{Wrapper: [a, b]}` or `[{Element: a}, …]`.
    pub(super) fn list(
        &mut self,
        field: Field,
        list: Option<ListType>,
        draft: &mut Draft,
        own: bool,
    ) -> Result<(), Failure> {
        let Some(item) = field.ty().item() else { return self.skip() };
        let list = list.unwrap_or(ListType { wrapper: "", element: "" });
        let start = self.need()?;
        let mut items = Items { field, item, list, all: Vec::new(), primary: None };
        let end = match start.kind {
            EventKind::SeqStart => self.items(&mut items, draft)?,
            EventKind::MapStart => match self.wrapped(&mut items, draft)? {
                Some(end) => end,
                None => return Ok(()),
            },
            EventKind::Scalar(ref s) if s.is_null() => return Ok(()),
            ref other => {
                // A single value where a list belongs, as in `security_group_ids: sg-…`.
                let message = format!("{} must be {}", field.name(), field.ty().describe());
                let problem =
                    Problem::new(WRONG_TYPE, message, "not a list").help("write it in brackets: [ … ]");
                self.report(start.range, problem);
                return self.skip_rest(other);
            }
        };
        if own || draft.range_of(field).is_none() {
            let range = Range { start: start.range.start, end: end.max(start.range.end) };
            draft.set_list(field, items.in_order(), range);
        }
        Ok(())
    }

    /// `{Wrapper: […]}`; anything else in the mapping is passed over. None if there is no list.
    fn wrapped(&mut self, items: &mut Items, draft: &mut Draft) -> Result<Option<u32>, Failure> {
        let mut end = None;
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) if normalise(&key) == items.list.wrapper => {
                    let start = self.need()?;
                    if start.kind == EventKind::SeqStart {
                        end = Some(self.items(items, draft)?);
                    } else {
                        self.skip_rest(&start.kind)?;
                    }
                }
                EventKind::Key(_) => self.skip()?,
                EventKind::DuplicateKey { name, first } => self.duplicate_key(&name, event.range, first),
                // An empty list may be missing altogether: `SecurityGroupIds: {}`.
                _ => return Ok(end.or(Some(event.range.end))),
            }
        }
    }

    fn items(&mut self, items: &mut Items, draft: &mut Draft) -> Result<u32, Failure> {
        loop {
            let event = self.need()?;
            match &event.kind {
                EventKind::SeqEnd => return Ok(event.range.end),
                EventKind::MapStart => self.element(items, draft)?,
                EventKind::Scalar(scalar) => {
                    if let Some(value) =
                        self.scalar(items.item, scalar, event.range, items.field.name(), false)
                    {
                        items.all.push((value, event.range));
                    }
                }
                _ => self.odd_item(items, &event)?,
            }
        }
    }

    /// `{PrivateIpAddress: …, Primary: true, AssociatedPublicIp: {…}}`.
    fn element(&mut self, items: &mut Items, draft: &mut Draft) -> Result<(), Failure> {
        let at = items.all.len();
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) => match &*normalise(&key) {
                    name if name == items.list.element => {
                        let range = self.peek()?.map(|e| e.range);
                        let value = self.value(items.item, items.field.name(), false)?;
                        if let (Some(value), Some(range)) = (value, range) {
                            items.all.push((value, range));
                        }
                    }
                    "primary" => {
                        if self.typed(Type::Bool, "primary")? == Some(Value::Bool(true)) {
                            items.primary = Some(at);
                        }
                    }
                    "associatedpublicip" => self.public_ip(draft)?,
                    _ => self.skip()?,
                },
                EventKind::DuplicateKey { name, first } => self.duplicate_key(&name, event.range, first),
                _ => return Ok(()),
            }
        }
    }

    fn odd_item(&mut self, items: &Items, event: &Event<'_>) -> Result<(), Failure> {
        let message = format!("{} must be {}", items.field.name(), items.field.ty().describe());
        self.report(event.range, Problem::new(WRONG_TYPE, message, "not such a value"));
        self.skip_rest(&event.kind)
    }

    /// The EIP of an address: the ENI keeps its allocation ID.
    pub(super) fn public_ip(&mut self, draft: &mut Draft) -> Result<(), Failure> {
        let start = self.need()?;
        if start.kind != EventKind::MapStart {
            return self.skip_rest(&start.kind);
        }
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) if normalise(&key) == "allocationid" => {
                    let range = self.peek()?.map(|e| e.range);
                    if let (Some(value), Some(range)) = (self.typed(Type::Id, "allocation_id")?, range) {
                        draft.push(Field::AllocationIds, value, range);
                    }
                }
                EventKind::Key(_) => self.skip()?,
                EventKind::DuplicateKey { name, first } => self.duplicate_key(&name, event.range, first),
                _ => return Ok(()),
            }
        }
    }
}

struct Items {
    field: Field,
    item: Type,
    list: ListType,
    all: Vec<(Value, Range)>,
    /// Which element is marked as the primary one.
    primary: Option<usize>,
}

impl Items {
    /// The primary address first, wherever it stood.
    fn in_order(mut self) -> Vec<(Value, Range)> {
        if let Some(at) = self.primary.filter(|at| *at < self.all.len()) {
            self.all[..=at].rotate_right(1);
        }
        self.all
    }
}
