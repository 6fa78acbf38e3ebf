//! What can be done with terms, whatever they stand for.

use super::super::document::{Key, Object};
use super::super::schema::IdOf;
use super::super::term::Term;
use std::borrow::Cow;
use std::rc::Rc;

/// More candidates than this tell nothing that anybody could use: such a value is not known.
pub(super) const CANDIDATES: usize = 64;

/// A name of an object that no other object has. One that is left over from a replacement has the
/// address of its successor.
pub(super) fn address<'o>(object: &'o Object<'_>) -> Cow<'o, str> {
    if object.deposed {
        return format!("{} (deposed at {})", object.address, object.at.start).into();
    }
    Cow::Borrowed(&object.address)
}

/// A key as an index into what has such keys.
pub(super) fn key_term(key: &Key<'_>) -> Term {
    match key {
        Key::None => Term::Unknown,
        Key::Number(number) => Term::Number(*number as f64),
        Key::Text(text) => Term::text(&**text),
    }
}

/// A mapping; sorted, as Terraform has them, so that looking things up is quick.
pub(super) fn sort_map(mut entries: Vec<(Rc<str>, Term)>) -> Term {
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    Term::Map(entries.into())
}

/// The value of a key.
pub(super) fn look_up<'t>(entries: &'t [(Rc<str>, Term)], key: &str) -> Option<&'t Term> {
    // Functions may have made a mapping that is not sorted.
    let sorted = entries.binary_search_by(|(name, _)| (**name).cmp(key)).ok();
    let place = sorted.or_else(|| entries.iter().position(|(name, _)| &**name == key))?;
    entries.get(place).map(|(_, term)| term)
}

/// A place in a list.
pub(super) fn position(number: f64) -> Option<usize> {
    (number >= 0.0 && number.fract() == 0.0 && number < 4e9).then_some(number as usize)
}

/// Whether a text has the shape of such an ID.
pub(super) fn shaped(text: &str, kind: IdOf) -> bool {
    text.starts_with(match kind {
        IdOf::Instance => "i-",
        IdOf::Eni => "eni-",
        IdOf::Vswitch => "vsw-",
        IdOf::Vpc => "vpc-",
        IdOf::SecurityGroup => "sg-",
        IdOf::Eip => "eip-",
        IdOf::LaunchTemplate => "lt-",
    })
}

/// One of some terms, if that can be said.
pub(super) fn one_of(terms: impl IntoIterator<Item = Term>, key: impl Into<Rc<str>>) -> Term {
    let mut found: Vec<Term> = Vec::new();
    for term in terms {
        match term {
            Term::OneOf(inner, _) => inner.iter().for_each(|term| add(&mut found, term.clone())),
            Term::Unknown => return Term::Unknown,
            term => add(&mut found, term),
        }
        if found.len() > CANDIDATES {
            return Term::Unknown;
        }
    }
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => {
            found.push(last);
            Term::OneOf(found.into(), key.into())
        }
        (None, _) => Term::Unknown,
    }
}

/// Adds a candidate that is not there yet.
pub(super) fn add(found: &mut Vec<Term>, term: Term) {
    if found.len() <= CANDIDATES && !found.contains(&term) {
        found.push(term);
    }
}

/// Whether a term says anything: not even candidates is nothing.
pub(super) fn decided(term: &Term) -> bool {
    !matches!(term, Term::Unknown | Term::Token(_))
}

/// A number as Terraform writes it into a text.
pub(super) fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{}", number as i64)
    } else {
        format!("{number}")
    }
}
