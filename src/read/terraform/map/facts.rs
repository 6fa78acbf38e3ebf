//! Attributes of an object to facts of an entry.

use super::Map;
use super::value::is_nothing;
use crate::inventory::{Draft, Field, Type, Value, Why};
use crate::read::terraform::document::{Object, ObjectId};
use crate::read::terraform::graph::{Attribute, Place};
use crate::read::terraform::schema::{Attr, Meaning};
use crate::read::terraform::tape::{Json, NodeId};
use crate::read::terraform::term::Term;
use crate::syntax::Range;

/// Where the values of attributes are from.
#[derive(Clone, Copy)]
pub(super) enum Look<'t> {
    /// What they will be after the run: of an object, or of the block of this name and number in it.
    After { object: ObjectId, block: Option<(&'static str, usize)> },
    /// What stands in a mapping, with the mapping that tells which of it is secret.
    Json { values: Option<Json<'t>>, secrets: Option<Json<'t>> },
}

impl Look<'_> {
    pub(super) fn after(object: ObjectId) -> Self {
        Look::After { object, block: None }
    }
}

impl<'d> Map<'_, 'd> {
    /// What an object is before the run.
    pub(super) fn before(&self, object: &Object<'d>) -> Look<'d> {
        let document = self.document;
        Look::Json { values: document.json(object.before), secrets: document.json(object.was_sensitive) }
    }

    pub(super) fn range_of(&self, node: Option<NodeId>, object: &Object<'_>) -> Range {
        self.document.json(node).map_or(object.at, Json::range)
    }

    /// What an attribute is, under whichever name it is given.
    pub(super) fn read(&self, from: Look<'d>, attr: &Attr) -> Attribute {
        let mut last = Attribute { term: Term::Null, at: self.span(Range { start: 0, end: 0 }) };
        for name in attr.names {
            last = match from {
                Look::After { object, block } => {
                    self.graph.attribute(object, Place { block, name }, attr.want)
                }
                Look::Json { values, secrets } => self.read_json(values, secrets, name),
            };
            let is_zero = last.term == Term::Number(0.0) && matches!(attr.meaning, Meaning::NonZero(_));
            if !is_nothing(&last.term) && !is_zero {
                break;
            }
        }
        last
    }

    fn read_json(&self, values: Option<Json<'d>>, secrets: Option<Json<'d>>, name: &str) -> Attribute {
        let Some(json) = values.and_then(|values| values.get(name)) else {
            return Attribute { term: Term::Null, at: self.span(Range { start: 0, end: 0 }) };
        };
        let whole = secrets.and_then(Json::as_bool) == Some(true);
        let secret = whole || secrets.and_then(|secrets| secrets.get(name)).is_some_and(holds_true);
        let term = if secret { Term::Unknown } else { term(json) };
        Attribute { term, at: self.span(json.range()) }
    }

    /// Sets the fields that attributes give; those that are set already stay.
    pub(super) fn facts(&mut self, draft: &mut Draft, from: Look<'d>, attrs: &[Attr], is_new: bool) {
        for attr in attrs {
            match attr.meaning {
                Meaning::Field(field) if draft.range_of(field).is_none() => {
                    self.fact(draft, from, attr, field, is_new);
                }
                Meaning::NonZero(field) if draft.range_of(field).is_none() => {
                    self.fact(draft, from, attr, field, is_new);
                    if draft.value_of(field) == Some(Value::Int(0)) {
                        draft.remove(field);
                    }
                }
                Meaning::Single(field) if draft.range_of(field).is_none() => {
                    let Attribute { term, at } = self.read(from, attr);
                    let ty = field.ty().item().unwrap_or(Type::Id);
                    if let Some(value) = self.value(ty, &term, at, is_new) {
                        draft.set_list_at(field, vec![(value, range(at))], at);
                    }
                }
                Meaning::Secondaries => self.secondaries(draft, from, attr, is_new),
                _ => {}
            }
        }
    }

    pub(super) fn fact(
        &mut self,
        draft: &mut Draft,
        from: Look<'d>,
        attr: &Attr,
        field: Field,
        is_new: bool,
    ) {
        let Attribute { term, at } = self.read(from, attr);
        if let (Term::Token(text), Some(_)) = (&term, &self.document.alone) {
            let inner = text.strip_prefix("${").and_then(|text| text.strip_suffix('}')).unwrap_or(text);
            if inner.len() <= crate::read::value::LONGEST {
                self.waits.push((field, inner.into()));
            }
        }
        match field.ty().item() {
            Some(item) => match self.list(item, &term, at, is_new) {
                Some(Ok(items)) => draft.set_list_at(field, items, at),
                Some(Err(why)) => draft.set_at(field, Value::Unresolved(why), at),
                None => {}
            },
            None => {
                if let Some(value) = self.value(field.ty(), &term, at, is_new) {
                    draft.set_at(field, value, at);
                }
            }
        }
    }

    /// Private addresses besides the primary one. The API's list has that one, too, and first.
    fn secondaries(&mut self, draft: &mut Draft, from: Look<'d>, attr: &Attr, is_new: bool) {
        let field = Field::PrivateIpAddresses;
        let Attribute { term, at } = self.read(from, attr);
        match self.list(Type::Ip, &term, at, is_new) {
            Some(Ok(items)) if items.is_empty() => {}
            Some(Ok(mut items)) => {
                // One that nobody gives is one that the API chooses.
                let primary = draft.value_of(Field::PrivateIpAddress);
                let primary = primary.unwrap_or(Value::Unresolved(Why::NotGiven));
                items.retain(|(item, _)| *item != primary);
                items.insert(0, (primary, range(at)));
                draft.set_list_at(field, items, at);
            }
            Some(Err(why)) => draft.set_at(field, Value::Unresolved(why), at),
            None => {}
        }
    }
}

pub(super) fn range(at: crate::source::Span) -> Range {
    Range { start: at.start, end: at.end }
}

/// What a value of the JSON says. Attributes that are read hold no mappings.
fn term(json: Json<'_>) -> Term {
    if json.is_list() {
        return Term::List(json.items().map(scalar).collect());
    }
    scalar(json)
}

fn scalar(json: Json<'_>) -> Term {
    if json.is_null() {
        return Term::Null;
    }
    let flag = json.as_bool().map(Term::Bool).or_else(|| json.as_number().map(Term::Number));
    flag.or_else(|| json.as_text().map(Term::text)).unwrap_or(Term::Unknown)
}

/// Whether something in a mirror of values is secret.
fn holds_true(json: Json<'_>) -> bool {
    json.as_bool() == Some(true) || json.items().any(|item| item.as_bool() == Some(true))
}
