//! Lists, flat or as the API wraps them.

use super::entry::normalise;
use super::problem::{Problem, WRONG_TYPE};
use super::value::{is_empty, is_unresolved};
use super::{Failure, Reader};
use crate::inventory::{Draft, Field, ListType, Type, Value, Why};
use crate::syntax::{Event, Kind as EventKind, Range, Scalar};

/// A list while it is read.
struct Items {
    field: Field,
    item: Type,
    list: ListType,
    all: Vec<(Value, Range)>,
    /// Which element is marked as the primary one.
    primary: Option<usize>,
    /// Why the list is not known whole, if it is not.
    doubt: Option<Why>,
}

impl Items {
    fn new(field: Field, list: ListType) -> Option<Self> {
        let item = field.ty().item()?;
        Some(Self { field, item, list, all: Vec::new(), primary: None, doubt: None })
    }

    /// Files the list, the primary address first, wherever it stood.
    fn file(mut self, range: Range, draft: &mut Draft) {
        if let Some(why) = self.doubt {
            return draft.set(self.field, Value::Unresolved(why), range);
        }
        if let Some(at) = self.primary.filter(|at| *at < self.all.len()) {
            self.all[..=at].rotate_right(1);
        }
        draft.set_list(self.field, self.all, range);
    }
}

impl Reader<'_, '_> {
    /// Takes a list: `[a, b]`, `{Wrapper: [a, b]}` or `[{Element: a}, …]`.
    pub(super) fn list(
        &mut self,
        field: Field,
        list: ListType,
        draft: &mut Draft,
        own: bool,
    ) -> Result<(), Failure> {
        let Some(mut items) = Items::new(field, list) else { return self.skip() };
        let start = self.need()?;
        let end = match start.kind {
            EventKind::SeqStart => self.items(&mut items, draft)?,
            EventKind::MapStart => self.wrapped(&mut items, draft, start.range)?,
            EventKind::Scalar(ref scalar) if is_empty(scalar) => return Ok(()),
            EventKind::Scalar(ref scalar) => {
                self.single(&mut items, scalar, start.range);
                start.range.end
            }
            ref other => return self.skip_rest(other),
        };
        if own || draft.range_of(field).is_none() {
            items.file(Range { start: start.range.start, end: end.max(start.range.end) }, draft);
        }
        Ok(())
    }

    /// Takes a parameter that a request repeats: one value, or a list of them.
    pub(super) fn repeated(&mut self, field: Field, draft: &mut Draft) -> Result<(), Failure> {
        const FLAT: ListType = ListType { wrapper: "", element: "" };
        let one = matches!(self.peek()?, Some(e) if matches!(e.kind, EventKind::Scalar(_)));
        let (Some(mut items), true) = (Items::new(field, FLAT), one) else {
            return self.list(field, FLAT, draft, true);
        };
        let range = self.peek()?.map(|e| e.range);
        if let (Some(value), Some(range)) = (self.value(items.item, field.name(), false)?, range) {
            items.all.push((value, range));
            items.file(range, draft);
        }
        Ok(())
    }

    /// A single value where a list belongs, as in `security_group_ids: sg-…`.
    fn single(&mut self, items: &mut Items, scalar: &Scalar<'_>, at: Range) {
        if is_unresolved(scalar) {
            items.doubt = Some(Why::Unresolved);
            return;
        }
        let ty = items.field.ty().describe();
        let problem = Problem::new(WRONG_TYPE, format!("{} must be {ty}", items.field.name()), "not a list")
            .help("write it in brackets: [ … ]");
        self.report(at, problem);
        items.doubt = Some(Why::Malformed);
    }

    /// `{Wrapper: […]}`. An empty list may be missing altogether: `SecurityGroupIds: {}`.
    fn wrapped(&mut self, items: &mut Items, draft: &mut Draft, start: Range) -> Result<u32, Failure> {
        let (mut found, mut others) = (false, false);
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) if normalise(&key) == items.list.wrapper => {
                    found = true;
                    let list = self.need()?;
                    match &list.kind {
                        EventKind::SeqStart => drop(self.items(items, draft)?),
                        EventKind::Scalar(scalar) if is_empty(scalar) => {}
                        EventKind::Scalar(scalar) => self.single(items, scalar, list.range),
                        _ => self.odd_item(items, &list)?,
                    }
                }
                EventKind::Key(_) => {
                    others = true;
                    self.skip()?;
                }
                EventKind::DuplicateKey { name, first } => {
                    self.duplicate_key(&name, event.range, first);
                    items.doubt = Some(Why::Ambiguous);
                }
                _ => {
                    if others && !found {
                        self.odd(items, start);
                    }
                    return Ok(event.range.end);
                }
            }
        }
    }

    /// The items of a list whose start was taken already.
    fn items(&mut self, items: &mut Items, draft: &mut Draft) -> Result<u32, Failure> {
        loop {
            let event = self.need()?;
            match &event.kind {
                EventKind::SeqEnd => return Ok(event.range.end),
                EventKind::MapStart => self.element(items, draft, event.range)?,
                EventKind::Scalar(scalar) => {
                    let name = items.field.name();
                    if let Some(value) = self.scalar(items.item, scalar, event.range, name, false) {
                        items.all.push((value, event.range));
                    }
                }
                _ => self.odd_item(items, &event)?,
            }
        }
    }

    /// `{PrivateIpAddress: …, Primary: true, AssociatedPublicIp: {…}}`.
    fn element(&mut self, items: &mut Items, draft: &mut Draft, start: Range) -> Result<(), Failure> {
        let at = items.all.len();
        let mut found = false;
        loop {
            let event = self.need()?;
            match event.kind {
                EventKind::Key(key) => match &*normalise(&key) {
                    name if name == items.list.element => {
                        found = true;
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
                EventKind::DuplicateKey { name, first } => {
                    self.duplicate_key(&name, event.range, first);
                    items.doubt = Some(Why::Ambiguous);
                }
                _ if found => return Ok(()),
                _ => {
                    self.odd(items, start);
                    return Ok(());
                }
            }
        }
    }

    fn odd_item(&mut self, items: &mut Items, event: &Event<'_>) -> Result<(), Failure> {
        self.odd(items, event.range);
        self.skip_rest(&event.kind)
    }

    fn odd(&mut self, items: &mut Items, at: Range) {
        let message = format!("{} must be {}", items.field.name(), items.field.ty().describe());
        self.report(at, Problem::new(WRONG_TYPE, message, "not such a value"));
        items.doubt = Some(Why::Malformed);
    }

    /// The EIP of an address: the ENI keeps its allocation ID.
    fn public_ip(&mut self, draft: &mut Draft) -> Result<(), Failure> {
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
