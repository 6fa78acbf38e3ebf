use super::{Field, Kind, TextId, Value};
use crate::source::{FileId, Span};
use crate::syntax::Range;
use std::collections::HashSet;

/// An entry while it is read.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) kind: Kind,
    pub(crate) range: Range,
    pub(super) facts: Vec<DraftFact>,
    pub(super) nested: Vec<Draft>,
    /// Why fields have no value, in words.
    pub(super) reasons: Vec<(Field, TextId)>,
}

#[derive(Clone, Debug)]
pub(super) struct DraftFact {
    pub(super) field: Field,
    pub(super) value: DraftValue,
    /// The file of the entry if none is given.
    pub(super) file: Option<FileId>,
    pub(super) range: Range,
}

#[derive(Clone, Debug)]
pub(super) enum DraftValue {
    One(Value),
    Many(Vec<(Value, Range)>),
}

impl Draft {
    pub(crate) fn new(kind: Kind, range: Range) -> Self {
        Self { kind, range, facts: Vec::new(), nested: Vec::new(), reasons: Vec::new() }
    }

    /// As [`Self::new`], with room for facts that another one has left.
    pub(super) fn with_room(kind: Kind, range: Range, facts: Vec<DraftFact>) -> Self {
        Self { facts, ..Self::new(kind, range) }
    }

    /// Where a field stands already, so that a second spelling of its key is noticed.
    pub(crate) fn range_of(&self, field: Field) -> Option<Range> {
        self.facts.iter().find(|fact| fact.field == field).map(|fact| fact.range)
    }

    pub(crate) fn value_of(&self, field: Field) -> Option<Value> {
        self.facts.iter().find_map(|fact| match fact.value {
            DraftValue::One(value) if fact.field == field => Some(value),
            _ => None,
        })
    }

    /// Takes a field out; where it stood, if it did.
    pub(crate) fn remove(&mut self, field: Field) -> Option<Range> {
        let range = self.range_of(field);
        self.facts.retain(|fact| fact.field != field);
        range
    }

    /// Takes over what another entry says of a field that this one says nothing of.
    pub(crate) fn take_over(&mut self, field: Field, other: &Draft) {
        let fact = other.facts.iter().find(|fact| fact.field == field);
        if self.range_of(field).is_none() {
            self.facts.extend(fact.cloned());
        }
    }

    /// Makes what a field says that of another one, which takes the same values; whether it is given.
    pub(crate) fn rename(&mut self, from: Field, to: Field) -> bool {
        let fact = self.facts.iter_mut().find(|fact| fact.field == from);
        fact.map(|fact| fact.field = to).is_some()
    }

    /// Puts another value in the place of each text that a field has in common with what it was: how
    /// many there are is still told.
    pub(crate) fn forget(&mut self, field: Field, old: &Draft, unknown: Value) {
        let was = old.facts.iter().find(|fact| fact.field == field).map(|fact| fact.value.clone());
        let now = self.facts.iter_mut().find(|fact| fact.field == field);
        match (now.map(|fact| &mut fact.value), was) {
            (Some(DraftValue::One(now)), Some(DraftValue::One(was))) if *now == was => *now = unknown,
            (Some(DraftValue::Many(now)), Some(DraftValue::Many(was))) => {
                let text = |value: &Value| if let Value::Text(text) = value { Some(*text) } else { None };
                let was: HashSet<TextId> = was.iter().filter_map(|(value, _)| text(value)).collect();
                for (now, _) in now.iter_mut().filter(|(now, _)| text(now).is_some_and(|t| was.contains(&t)))
                {
                    *now = unknown;
                }
            }
            _ => {}
        }
    }

    /// Whether a field is given and says something, unlike an empty list or a count of nothing.
    pub(crate) fn gives(&self, field: Field) -> bool {
        self.facts.iter().any(|fact| {
            fact.field == field
                && match &fact.value {
                    DraftValue::One(value) => *value != Value::Int(0),
                    DraftValue::Many(items) => !items.is_empty(),
                }
        })
    }

    /// Puts another value in the place of each, but for one field.
    pub(crate) fn map_values(&mut self, except: Option<Field>, mut map: impl FnMut(Value, Range) -> Value) {
        for fact in self.facts.iter_mut().filter(|fact| Some(fact.field) != except) {
            match &mut fact.value {
                DraftValue::One(value) => *value = map(*value, fact.range),
                DraftValue::Many(items) => {
                    items.iter_mut().for_each(|(value, range)| *value = map(*value, *range));
                }
            }
        }
    }

    /// Sets a field; a value that stands already is replaced.
    pub(crate) fn set(&mut self, field: Field, value: Value, range: Range) {
        self.put(field, DraftValue::One(value), None, range);
    }

    /// As [`Self::set`], for a value that stands in another file than the entry.
    pub(crate) fn set_at(&mut self, field: Field, value: Value, at: Span) {
        let range = Range { start: at.start, end: at.end };
        self.put(field, DraftValue::One(value), Some(at.file), range);
    }

    /// As [`Self::set_list`], for a list that stands in another file than the entry. All elements
    /// stand in that file.
    pub(crate) fn set_list_at(&mut self, field: Field, items: Vec<(Value, Range)>, at: Span) {
        let range = Range { start: at.start, end: at.end };
        self.put(field, DraftValue::Many(items), Some(at.file), range);
    }

    pub(crate) fn set_list(&mut self, field: Field, items: Vec<(Value, Range)>, range: Range) {
        self.put(field, DraftValue::Many(items), None, range);
    }

    /// Adds an element to a list that grows as it is met.
    pub(crate) fn push(&mut self, field: Field, value: Value, range: Range) {
        match self.facts.iter_mut().find(|fact| fact.field == field) {
            Some(DraftFact { value: DraftValue::Many(items), .. }) => items.push((value, range)),
            _ => {
                let value = DraftValue::Many(vec![(value, range)]);
                self.facts.push(DraftFact { field, value, file: None, range });
            }
        }
    }

    /// As [`Self::set`], of a field that is not set yet.
    pub(crate) fn append(&mut self, field: Field, value: Value, range: Range) {
        self.facts.push(DraftFact { field, value: DraftValue::One(value), file: None, range });
    }

    fn put(&mut self, field: Field, value: DraftValue, file: Option<FileId>, range: Range) {
        let new = DraftFact { field, value, file, range };
        match self.facts.iter_mut().find(|fact| fact.field == field) {
            Some(slot) => *slot = new,
            None => self.facts.push(new),
        }
    }

    /// Tells why a field has no value: `parameter Zone has no value`.
    pub(crate) fn explain(&mut self, field: Field, reason: TextId) {
        self.reasons.push((field, reason));
    }

    /// Adds an entry that stands inside this one.
    pub(crate) fn nest(&mut self, draft: Draft) {
        self.nested.push(draft);
    }

    pub(crate) fn nested_mut(&mut self) -> &mut [Draft] {
        &mut self.nested
    }
}
