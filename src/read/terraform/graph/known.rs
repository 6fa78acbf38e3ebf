//! What the plan itself says of an attribute.

use super::super::document::{Change, Document, Object};
use super::super::tape::{Json, NodeId};
use super::super::term::Term;
use super::Place;
use super::terms::{address, sort_map};
use crate::syntax::Range;
use hashbrown::HashMap;
use std::rc::Rc;

/// What the plan says of an attribute, and where.
pub(super) struct Seen {
    pub(super) known: Known,
    pub(super) at: Option<Range>,
}

pub(super) enum Known {
    /// All of it, or null.
    Value(Term),
    /// Some of it; what is not known is a token.
    Partly(Term),
    Unknown,
    /// Not for anybody's eyes.
    Secret,
    /// Neither a value nor the promise of one.
    Missing,
}

/// What a mirror says of a value: `true` for all of it, or more mirrors inside.
#[derive(Clone, Copy)]
enum Mark<'t> {
    Clear,
    All(Range),
    Inside(Json<'t>),
}

impl<'t> Mark<'t> {
    fn of(json: Option<Json<'t>>) -> Self {
        match json {
            Some(json) if json.as_bool() == Some(true) => Self::All(json.range()),
            Some(json) if json.is_list() || json.is_map() => Self::Inside(json),
            _ => Self::Clear,
        }
    }

    fn step(self, step: impl Fn(Json<'t>) -> Option<Json<'t>>) -> Self {
        match self {
            Self::Inside(json) => Self::of(step(json)),
            other => other,
        }
    }
}

/// The values of an object: after the run, or before it if there is no after.
pub(super) fn values(object: &Object<'_>) -> Option<NodeId> {
    match object.change {
        Change::Delete | Change::Forget => object.before,
        _ => object.after.or(object.before),
    }
}

/// Looks an attribute up.
pub(super) fn seen(document: &Document<'_>, object: &Object<'_>, place: Place<'_>) -> Seen {
    if document.alone.is_some() && object.before.is_none() {
        return Seen { known: Known::Unknown, at: None }; // its block tells all there is
    }
    let value = document.json(values(object)).and_then(|json| step_to(json, place));
    let mirror = |node: Option<NodeId>| {
        let mark = Mark::of(document.json(node));
        let mark = match place.block {
            Some((block, number)) => mark.step(|json| json.get(block)).step(|json| json.items().nth(number)),
            None => mark,
        };
        mark.step(|json| json.get(place.name))
    };
    let unknown = if object.after.is_some() { mirror(object.unknown) } else { Mark::Clear };
    let at = value.filter(|json| !json.is_null()).map(Json::range);
    if let Mark::All(_) = mirror(object.sensitive) {
        return Seen { known: Known::Secret, at };
    }
    if object.change == Change::Read {
        return Seen { known: Known::Unknown, at };
    }
    if let Mark::All(range) = unknown {
        return Seen { known: Known::Unknown, at: at.or(Some(range)) };
    }
    let Some(value) = value else {
        return Seen { known: Known::Missing, at: None };
    };
    // Only what is inside of a value is named.
    let path = if value.is_list() || value.is_map() { path(object, place) } else { String::new() };
    let mut reader = Reader { holes: false, path };
    let term = reader.term(value, unknown, mirror(object.sensitive));
    let known = if reader.holes { Known::Partly(term) } else { Known::Value(term) };
    Seen { known, at: Some(value.range()) }
}

fn step_to<'t>(json: Json<'t>, place: Place<'_>) -> Option<Json<'t>> {
    match place.block {
        Some((block, number)) => json.get(block)?.items().nth(number)?.get(place.name),
        None => json.get(place.name),
    }
}

/// The name of an attribute's value among all values: nothing else is called so.
pub(super) fn path(object: &Object<'_>, place: Place<'_>) -> String {
    match place.block {
        Some((block, number)) => format!("{}.{block}[{number}].{}", address(object), place.name),
        None => [&*address(object), ".", place.name].concat(),
    }
}

/// A JSON value as a term.
pub(super) fn constant(json: Json<'_>) -> Term {
    Reader { holes: false, path: String::new() }.term(json, Mark::Clear, Mark::Clear)
}

struct Reader {
    /// Whether anything was not known.
    holes: bool,
    /// What the value at hand is called.
    path: String,
}

impl Reader {
    /// The value; JSON is nested 250 levels deep at most.
    fn term(&mut self, json: Json<'_>, unknown: Mark<'_>, secret: Mark<'_>) -> Term {
        if let Mark::All(_) = secret {
            self.holes = true;
            return Term::Unknown;
        }
        if let Mark::All(_) = unknown {
            self.holes = true;
            return Term::Token(format!("${{{}}}", self.path).into());
        }
        if let Some(text) = json.as_text() {
            return Term::text(&*text);
        }
        if json.is_list() {
            return self.list(json, unknown, secret);
        }
        if json.is_map() {
            return self.map(json, unknown, secret);
        }
        let number = json.as_number().map(Term::Number);
        json.as_bool().map(Term::Bool).or(number).unwrap_or(Term::Null)
    }

    fn list(&mut self, json: Json<'_>, unknown: Mark<'_>, secret: Mark<'_>) -> Term {
        let (mut unknown, mut secret) = (marks(unknown), marks(secret));
        let length = self.path.len();
        let items: Vec<Term> = json
            .items()
            .enumerate()
            .map(|(number, item)| {
                self.path.push_str(&format!("[{number}]"));
                let term = self.term(item, Mark::of(unknown.next()), Mark::of(secret.next()));
                self.path.truncate(length);
                term
            })
            .collect();
        Term::List(items.into())
    }

    fn map(&mut self, json: Json<'_>, unknown: Mark<'_>, secret: Mark<'_>) -> Term {
        let (mut unknown, secret) = (named(unknown), named(secret));
        let length = self.path.len();
        let mut entries: Vec<(Rc<str>, Term)> = Vec::new();
        for (key, value) in json.entries() {
            self.path.push('.');
            self.path.push_str(&key);
            let marks = (Mark::of(unknown.remove(&*key)), Mark::of(secret.get(&*key).copied()));
            entries.push((Rc::from(&*key), self.term(value, marks.0, marks.1)));
            self.path.truncate(length);
        }
        // What is not known yet is not in the value at all.
        for (key, mark) in unknown {
            if let Mark::All(_) = Mark::of(Some(mark)) {
                self.holes = true;
                entries.push((Rc::from(&*key), Term::Token(format!("${{{}.{key}}}", self.path).into())));
            }
        }
        sort_map(entries)
    }
}

fn marks<'t>(mark: Mark<'t>) -> impl Iterator<Item = Json<'t>> + use<'t> {
    let json = if let Mark::Inside(json) = mark { Some(json) } else { None };
    json.into_iter().flat_map(Json::items)
}

fn named<'t>(mark: Mark<'t>) -> HashMap<String, Json<'t>> {
    let json = if let Mark::Inside(json) = mark { Some(json) } else { None };
    json.into_iter().flat_map(Json::entries).map(|(key, json)| (key.into_owned(), json)).collect()
}
