use super::{Field, Kind, Value};
use crate::syntax::Range;

/// An entry while it is read.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) kind: Kind,
    pub(crate) range: Range,
    pub(super) facts: Vec<(Field, DraftValue, Range)>,
    pub(super) nested: Vec<Draft>,
}

#[derive(Debug)]
pub(super) enum DraftValue {
    One(Value),
    Many(Vec<(Value, Range)>),
}

impl Draft {
    pub(crate) fn new(kind: Kind, range: Range) -> Self {
        Self { kind, range, facts: Vec::new(), nested: Vec::new() }
    }

    /// Where a field stands already, so that a second spelling of its key is noticed.
    pub(crate) fn range_of(&self, field: Field) -> Option<Range> {
        self.facts.iter().find(|(f, ..)| *f == field).map(|(.., range)| *range)
    }

    pub(crate) fn value_of(&self, field: Field) -> Option<Value> {
        self.facts.iter().find_map(|(f, value, _)| match value {
            DraftValue::One(value) if *f == field => Some(*value),
            _ => None,
        })
    }

    /// Takes a field out; where it stood, if it did.
    pub(crate) fn remove(&mut self, field: Field) -> Option<Range> {
        let range = self.range_of(field);
        self.facts.retain(|(f, ..)| *f != field);
        range
    }

    /// Whether a field is given and says something, unlike an empty list or a count of nothing.
    pub(crate) fn gives(&self, field: Field) -> bool {
        self.facts.iter().any(|(f, value, _)| {
            *f == field
                && match value {
                    DraftValue::One(value) => *value != Value::Int(0),
                    DraftValue::Many(items) => !items.is_empty(),
                }
        })
    }

    /// Sets a field; a value that stands already is replaced.
    pub(crate) fn set(&mut self, field: Field, value: Value, range: Range) {
        self.put(field, DraftValue::One(value), range);
    }

    pub(crate) fn set_list(&mut self, field: Field, items: Vec<(Value, Range)>, range: Range) {
        self.put(field, DraftValue::Many(items), range);
    }

    /// Adds an element to a list that grows as it is met.
    pub(crate) fn push(&mut self, field: Field, value: Value, range: Range) {
        match self.facts.iter_mut().find(|(f, ..)| *f == field) {
            Some((_, DraftValue::Many(items), _)) => items.push((value, range)),
            _ => self.facts.push((field, DraftValue::Many(vec![(value, range)]), range)),
        }
    }

    fn put(&mut self, field: Field, value: DraftValue, range: Range) {
        match self.facts.iter_mut().find(|(f, ..)| *f == field) {
            Some(slot) => *slot = (field, value, range),
            None => self.facts.push((field, value, range)),
        }
    }

    /// Adds an entry that stands inside this one.
    pub(crate) fn nest(&mut self, draft: Draft) {
        self.nested.push(draft);
    }

    pub(crate) fn nested_mut(&mut self) -> &mut [Draft] {
        &mut self.nested
    }
}
