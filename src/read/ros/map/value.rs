//! Terms to values of the type that a field has.

use super::super::schema::{Meaning, Property};
use super::super::term::{Part, Term};
use super::{From, Made, Map};
use crate::inventory::{Draft, Field, TextId, Type, Value, Why};
use crate::read::planned::{in_run, scalar, token};
use crate::syntax::Range;
use std::rc::Rc;

/// A list, or why it is not known.
pub(super) type Items = Result<Vec<(Value, Range)>, Why>;

impl Map<'_, '_, '_> {
    pub(super) fn fact(&mut self, draft: &mut Draft, made: Made<'_>, from: From<'_>, property: Property) {
        let Property(name, meaning) = property;
        let field = match meaning {
            Meaning::Field(field) | Meaning::Single(field) => field,
            Meaning::Secondaries => Field::PrivateIpAddresses,
        };
        if draft.range_of(field).is_some() {
            return;
        }
        let Some((term, at)) = self.lookup(from, name, made.item) else { return };
        if let Some(reason) = self.reason(from, name, &term) {
            draft.explain(field, reason);
        }
        match (meaning, field.ty().item()) {
            (Meaning::Secondaries, _) => self.secondaries(draft, &term, at),
            (Meaning::Single(_), Some(item)) => {
                if let Some(value) = self.value(item, &term, at) {
                    draft.set_list(field, vec![(value, at)], at);
                }
            }
            (_, Some(item)) => match self.list(item, &term, at) {
                Some(Ok(items)) => draft.set_list(field, items, at),
                Some(Err(why)) => draft.set(field, Value::Unresolved(why), at),
                None => {}
            },
            (_, None) => {
                if let Some(value) = self.value(field.ty(), &term, at) {
                    draft.set(field, value, at);
                }
            }
        }
    }

    /// Why a property has no value, if anything tells.
    fn reason(&mut self, from: From<'_>, name: &str, term: &Term) -> Option<TextId> {
        let tree = &self.world.tree;
        let node = match from {
            From::Node(properties) => properties.and_then(|properties| tree.child(properties, name)),
            From::Terms(..) => None,
        };
        let reason = match node.and_then(|node| tree.repeated(node)) {
            Some(_) => format!("{name} is given twice").into(),
            None => self.world.reason(term)?,
        };
        Some(self.inventory.texts.intern(&reason))
    }

    /// The symbol of a token.
    fn opaque(&mut self, term: &Term, key: &str) -> Option<TextId> {
        let symbol = token(&mut self.inventory.texts, self.realm, key)?;
        if let Some(reason) = self.world.reason(term) {
            let reason = self.inventory.texts.intern(&reason);
            self.inventory.explain_symbol(symbol, reason);
        }
        Some(symbol)
    }

    /// Private addresses besides the primary one. The API's list has that one, too, and first.
    fn secondaries(&mut self, draft: &mut Draft, term: &Term, at: Range) {
        let field = Field::PrivateIpAddresses;
        match self.list(Type::Ip, term, at) {
            Some(Ok(items)) if items.is_empty() => {}
            Some(Ok(mut items)) => {
                // One that nobody gives is one that the API chooses.
                let primary = draft.value_of(Field::PrivateIpAddress);
                let primary = primary.unwrap_or(Value::Unresolved(Why::NotGiven));
                items.retain(|(item, _)| *item != primary);
                items.insert(0, (primary, at));
                draft.set_list(field, items, at);
            }
            Some(Err(why)) => draft.set(field, Value::Unresolved(why), at),
            None => {}
        }
    }

    /// A value as of a type; none if it is not set.
    pub(super) fn value(&mut self, ty: Type, term: &Term, at: Range) -> Option<Value> {
        let Term::OneOf(terms, question) = term else { return self.plain(ty, term) };
        // What is not set with some answer is not known to be set.
        let unset = Value::Unresolved(Why::Unresolved);
        let candidates: Vec<Value> = terms.iter().map(|term| self.plain(ty, term).unwrap_or(unset)).collect();
        let first = *candidates.first()?;
        if candidates.iter().all(|value| *value == first) {
            return Some(first);
        }
        Some(self.choose(question, candidates, at))
    }

    fn plain(&mut self, ty: Type, term: &Term) -> Option<Value> {
        let takes_ids = matches!(ty, Type::Id | Type::OptionalId | Type::Symbol);
        let unresolved = Value::Unresolved(Why::Unresolved);
        Some(match term {
            Term::Null => return None,
            Term::Text(text) => return scalar(&mut self.inventory.texts, ty, text, true, true),
            Term::Number(_) | Term::Bool(_) => {
                let texts = &mut self.inventory.texts;
                return scalar(texts, ty, &term.as_part_of_text().unwrap_or_default(), false, true);
            }
            Term::Id(item, part) if takes_ids => {
                if *part == Part::PrimaryEni {
                    self.primaries.insert(*item);
                }
                Value::Text(self.symbol(*item, *part))
            }
            Term::Token(key) if takes_ids => self.opaque(term, key).map_or(unresolved, Value::Text),
            Term::List(_) | Term::Map(_) => Value::Unresolved(Why::Malformed),
            _ => unresolved,
        })
    }

    /// A list whose elements are of a type; none if it is not set.
    pub(super) fn list(&mut self, item: Type, term: &Term, at: Range) -> Option<Items> {
        match term {
            Term::Null => None,
            Term::List(terms) => {
                let mut items = Vec::with_capacity(terms.len());
                for term in terms.iter() {
                    items.extend(self.value(item, term, at).map(|value| (value, at)));
                }
                Some(Ok(items))
            }
            Term::Text(_) | Term::Number(_) | Term::Bool(_) | Term::Map(_) => Some(Err(Why::Malformed)),
            _ => Some(Err(Why::Unresolved)),
        }
    }

    /// One of some values, by the answer to a question.
    fn choose(&mut self, question: &Rc<str>, candidates: Vec<Value>, at: Range) -> Value {
        let answers = self.world.answers(question, candidates.len());
        let answers: Vec<TextId> = answers.iter().map(|answer| self.inventory.texts.intern(answer)).collect();
        let question = self.question(question);
        Value::OneOf(self.inventory.alternatives(question, &answers, candidates, at))
    }

    fn question(&mut self, question: &str) -> TextId {
        let key = format!("whether {}", in_run(self.realm, question));
        self.inventory.texts.intern(&key)
    }

    /// A value of what is not there with some answers to a question. If the value hangs on another
    /// question it stays as it is: then it is not known either.
    pub(super) fn unless_missing(
        &mut self,
        value: Value,
        flags: &[Term],
        question: &Rc<str>,
        at: Range,
    ) -> Value {
        let missing = Value::Unresolved(Why::NotThere);
        let own: Vec<Value> = match value {
            Value::OneOf(choice) => {
                let key = self.question(question);
                match self.inventory.candidates_by(key, choice) {
                    Some(items) if items.len() == flags.len() => items.map(|item| item.value).collect(),
                    _ => return value,
                }
            }
            value => vec![value; flags.len()],
        };
        let pick = |(value, flag): (Value, &Term)| if *flag == Term::Bool(true) { value } else { missing };
        let candidates = own.into_iter().zip(flags).map(pick).collect();
        self.choose(question, candidates, at)
    }
}
