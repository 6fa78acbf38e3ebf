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
    /// It cannot be told, or not yet.
    Open,
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
        return match count(&graph.block_argument(module, declared, "count")) {
            Some(count) => known((0..count).map(Key::Number).collect()),
            None => Keys::Open,
        };
    }
    if declared.attribute("for_each").is_some() {
        return match texts(&graph.block_argument(module, declared, "for_each")) {
            Some(keys) => known(keys.into_iter().map(|key| Key::Text(Cow::Owned(key))).collect()),
            None => Keys::Open,
        };
    }
    Keys::Known(Count::One, vec![Key::None])
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
