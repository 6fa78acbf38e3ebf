//! Functions of maps. Their keys are always known, and sorted.

use super::{MAX_ITEMS, items, list};
use crate::read::terraform::term::Term;
use std::collections::BTreeMap;
use std::rc::Rc;

pub(super) fn call(name: &str, args: &[Term]) -> Option<Term> {
    match (name, args) {
        ("length", [Term::Map(entries)]) => Some(Term::Number(entries.len() as f64)),
        ("keys", [Term::Map(entries)]) => {
            list(entries.iter().map(|(key, _)| Term::Text(key.clone())).collect())
        }
        ("values", [Term::Map(entries)]) => list(entries.iter().map(|(_, value)| value.clone()).collect()),
        ("lookup", [Term::Map(entries), Term::Text(key), rest @ ..]) if rest.len() < 2 => {
            let found = entries.iter().find(|(name, _)| name == key).map(|(_, value)| value);
            found.or(rest.first()).cloned()
        }
        ("merge", maps) => merge(maps),
        ("zipmap", [keys, values]) => zip(items(keys)?, items(values)?),
        _ => None,
    }
}

/// Of equal keys the last counts; null counts as an empty map.
fn merge(maps: &[Term]) -> Option<Term> {
    let mut all: BTreeMap<Rc<str>, Term> = BTreeMap::new();
    for map in maps {
        match map {
            Term::Null => {}
            Term::Map(entries) => all.extend(entries.iter().cloned()),
            _ => return None,
        }
        if all.len() > MAX_ITEMS {
            return None;
        }
    }
    Some(Term::Map(all.into_iter().collect()))
}

fn zip(keys: &[Term], values: &[Term]) -> Option<Term> {
    if keys.len() != values.len() {
        return None;
    }
    let entry = |(key, value): (&Term, &Term)| match key {
        Term::Text(key) => Some((key.clone(), value.clone())),
        _ => None,
    };
    let all: Option<BTreeMap<_, _>> = keys.iter().zip(values).map(entry).collect();
    Some(Term::Map(all?.into_iter().collect()))
}
