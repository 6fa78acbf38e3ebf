//! Terms to values of the type that a field has.

use super::Map;
use super::facts::range;
use crate::inventory::{TextId, Texts, Type, Value, Why, is_symbol};
use crate::read::terraform::document::Document;
use crate::read::terraform::term::Term;
use crate::read::value::{LONGEST, Reading, reading};
use crate::source::Span;
use crate::syntax::{Range, Scalar};
use std::rc::Rc;

/// A list, or why it is not known.
type Items = Result<Vec<(Value, Range)>, Why>;

impl Map<'_, '_> {
    /// A value as of a type; none if it is not set. What Terraform found right and is no such value
    /// is not for the reader to judge: it has no value then.
    pub(super) fn value(&mut self, ty: Type, term: &Term, at: Span, is_new: bool) -> Option<Value> {
        match term {
            Term::OneOf(terms, key) => self.one_of(ty, terms, key, at, is_new),
            plain => self.plain(ty, plain, is_new),
        }
    }

    fn plain(&mut self, ty: Type, term: &Term, is_new: bool) -> Option<Value> {
        let takes_ids = matches!(ty, Type::Id | Type::OptionalId | Type::Symbol);
        Some(match term {
            Term::Null => return None,
            Term::Text(text) => return self.scalar(ty, text, true, is_new),
            Term::Number(number) => return self.scalar(ty, &number.to_string(), false, is_new),
            Term::Bool(flag) => return self.scalar(ty, &flag.to_string(), false, is_new),
            Term::Id(object) if takes_ids => {
                self.ahead.identity(*object).map_or(Value::Unresolved(Why::Unresolved), Value::Text)
            }
            Term::Token(key) if takes_ids => {
                let texts = &mut self.inventory.texts;
                let primary = self.ahead.primary_of(key, self.document, texts);
                primary
                    .or_else(|| token(texts, self.document, key))
                    .map_or(Value::Unresolved(Why::Unresolved), Value::Text)
            }
            Term::List(_) | Term::Map(_) => Value::Unresolved(Why::Malformed),
            _ => Value::Unresolved(Why::Unresolved),
        })
    }

    fn scalar(&mut self, ty: Type, text: &str, quoted: bool, is_new: bool) -> Option<Value> {
        // An empty text is what the provider takes for none; only a group that exists is in no VPC.
        if text.is_empty() && (is_new || ty != Type::OptionalId) {
            return None;
        }
        if is_symbol(text) {
            return Some(Value::Unresolved(Why::Unresolved)); // no symbol of ours
        }
        let scalar = Scalar { text: text.into(), quoted, tag: None };
        match reading(ty, &scalar, !is_new, &mut self.inventory.texts) {
            Reading::Empty => None,
            Reading::Value(value) => Some(value),
            Reading::TooLong | Reading::Wrong => Some(Value::Unresolved(Why::Malformed)),
        }
    }

    /// One of several values: the same one wherever the expression is the same.
    fn one_of(&mut self, ty: Type, terms: &[Term], key: &Rc<str>, at: Span, is_new: bool) -> Option<Value> {
        let unset = Value::Unresolved(Why::Unresolved);
        let mut all: Vec<Value> = Vec::with_capacity(terms.len());
        for term in terms {
            all.push(self.plain(ty, term, is_new).unwrap_or(unset));
        }
        let first = *all.first()?;
        if all.iter().all(|value| *value == first) {
            return Some(first);
        }
        let key = self.inventory.texts.intern(&self.document.in_run(key));
        Some(Value::OneOf(self.inventory.choice(key, all, range(at))))
    }

    /// A list whose elements are of a type; none if it is not set.
    pub(super) fn list(&mut self, item: Type, term: &Term, at: Span, is_new: bool) -> Option<Items> {
        match term {
            Term::Null => None,
            Term::List(terms) => {
                let mut items = Vec::with_capacity(terms.len());
                for term in terms.iter() {
                    items.extend(self.value(item, term, at, is_new).map(|value| (value, range(at))));
                }
                Some(Ok(items))
            }
            Term::Text(_) | Term::Number(_) | Term::Bool(_) | Term::Map(_) => Some(Err(Why::Malformed)),
            _ => Some(Err(Why::Unresolved)),
        }
    }
}

/// Whether an attribute says nothing, so that another name of it may.
pub(super) fn is_nothing(term: &Term) -> bool {
    match term {
        Term::Null => true,
        Term::Text(text) => text.is_empty(),
        Term::List(items) => items.is_empty(),
        _ => false,
    }
}

/// The symbol of something that does not exist yet.
pub(super) fn symbol(texts: &mut Texts, name: &str) -> TextId {
    texts.intern(&braced(name))
}

/// The symbol of a value that is not known; none if its expression is too long to be repeated.
fn token(texts: &mut Texts, document: &Document<'_>, key: &str) -> Option<TextId> {
    let inner = key.strip_prefix("${").and_then(|key| key.strip_suffix('}')).unwrap_or(key);
    (key.len() <= LONGEST).then(|| texts.intern_opaque(&braced(&document.in_run(inner))))
}

/// As a symbol is written. A `*` would say that parts of it are masked.
fn braced(name: &str) -> String {
    format!("${{{}}}", name.replace('*', "\u{2217}"))
}
