//! How many instances a block has, and their keys.

use super::super::document::{Key, ModuleId};
use super::super::graph::Graph;
use super::super::source::Declared;
use super::super::term::Term;
use std::borrow::Cow;
use std::collections::BTreeSet;

pub(super) enum Keys {
    /// These.
    Known(Count, Vec<Key<'static>>),
    /// It cannot be told, or not yet; but these are the most that there can be, if that is known.
    Open(Option<u64>),
}

/// Whether a block says how many instances it has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// It is one, without a key.
    One,
    Some,
}

/// More instances of one block than this are not told apart.
const MANY: f64 = 10_000.0;

pub(super) fn of(graph: &Graph<'_>, module: ModuleId, declared: Declared<'_>) -> Keys {
    let known = |keys| Keys::Known(Count::Some, keys);
    if declared.attribute("count").is_some() {
        let argument = graph.block_argument(module, declared, "count");
        return match count(&argument) {
            Some(count) => known((0..count).map(Key::Number).collect()),
            None => Keys::Open(most(&argument, &count)),
        };
    }
    if declared.attribute("for_each").is_some() {
        let argument = graph.block_argument(module, declared, "for_each");
        return match texts(&argument) {
            Some(keys) => known(keys.into_iter().map(|key| Key::Text(Cow::Owned(key))).collect()),
            None => Keys::Open(most(&argument, &length)),
        };
    }
    Keys::Known(Count::One, vec![Key::None])
}

/// The most that it is, if it is one of several of which each is known.
fn most(term: &Term, count: &dyn Fn(&Term) -> Option<u64>) -> Option<u64> {
    let Term::OneOf(terms, _) = term else { return count(term) };
    terms.iter().map(count).try_fold(0, |most, count| Some(most.max(count?)))
}

/// How many elements a set has at most, whatever they are.
fn length(term: &Term) -> Option<u64> {
    match term {
        Term::Map(entries) => Some(entries.len() as u64),
        Term::List(items) => Some(items.len() as u64),
        _ => None,
    }
}

fn count(term: &Term) -> Option<u64> {
    let number = match term {
        Term::Number(number) => *number,
        Term::Text(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (number.fract() == 0.0 && (0.0..=MANY).contains(&number)).then_some(number as u64)
}

/// The keys of a mapping; the elements of a set.
fn texts(term: &Term) -> Option<BTreeSet<String>> {
    match term {
        Term::Map(entries) if entries.len() as f64 <= MANY => {
            Some(entries.iter().map(|(key, _)| key.to_string()).collect())
        }
        Term::List(items) if items.len() as f64 <= MANY => items
            .iter()
            .map(|item| if let Term::Text(text) = item { Some(text.to_string()) } else { None })
            .collect(),
        _ => None,
    }
}
