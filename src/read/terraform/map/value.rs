//! Terms to values of the type that a field has.

use super::Map;
use super::facts::range;
use crate::inventory::{TextId, Type, Value, Why};
use crate::read::planned::{scalar, symbol, token};
use crate::read::terraform::document::ObjectId;
use crate::read::terraform::term::{Part, Term};
use crate::source::Span;
use crate::syntax::Range;
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
            Term::Text(text) => return scalar(&mut self.inventory.texts, ty, text, true, is_new),
            Term::Number(number) => {
                return scalar(&mut self.inventory.texts, ty, &number.to_string(), false, is_new);
            }
            Term::Bool(flag) => {
                return scalar(&mut self.inventory.texts, ty, &flag.to_string(), false, is_new);
            }
            Term::Id(object) if takes_ids => {
                self.ahead.identity(*object).map_or(Value::Unresolved(Why::Unresolved), Value::Text)
            }
            Term::Part(object, part) if takes_ids => {
                self.part(*object, *part).map_or(Value::Unresolved(Why::Unresolved), Value::Text)
            }
            Term::Token(key) if takes_ids => token(&mut self.inventory.texts, &self.document.realm, key)
                .map_or(Value::Unresolved(Why::Unresolved), Value::Text),
            Term::List(_) | Term::Map(_) => Value::Unresolved(Why::Malformed),
            _ => Value::Unresolved(Why::Unresolved),
        })
    }

    /// The symbol of what comes with an object.
    pub(super) fn part(&mut self, id: ObjectId, part: Part) -> Option<TextId> {
        let object = self.document.object(id)?;
        if part == Part::PrimaryEni {
            self.primaries.insert(id);
        }
        let name = format!("{}.{}", object.address, part.path());
        Some(symbol(&mut self.inventory.texts, &self.document.in_run(&name)))
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
