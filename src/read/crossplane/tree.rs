//! Values of a manifest with their places.

use crate::read::entry::normalise;
use crate::read::{Failure, Reader};
use crate::syntax::{Kind as EventKind, Range, Scalar};
use std::borrow::Cow;

/// A key with its place.
type Key<'s> = (Cow<'s, str>, Range);

/// A key with its place, and its value.
#[derive(Debug)]
pub(super) struct Entry<'s> {
    pub(super) key: Cow<'s, str>,
    pub(super) at: Range,
    pub(super) value: Tree<'s>,
}

/// A value. They are nested no deeper than the parser lets them be.
#[derive(Debug)]
pub(super) enum Tree<'s> {
    Scalar(Scalar<'s>, Range),
    Map(Vec<Entry<'s>>, Range),
    List(Vec<Tree<'s>>, Range),
}

impl<'s> Tree<'s> {
    pub(super) fn range(&self) -> Range {
        match self {
            Tree::Scalar(_, range) | Tree::Map(_, range) | Tree::List(_, range) => *range,
        }
    }

    /// The value of a key, however it is cased.
    pub(super) fn get(&self, key: &str) -> Option<&Tree<'s>> {
        let Tree::Map(entries, _) = self else { return None };
        let wanted = normalise(key);
        entries.iter().find(|entry| normalise(&entry.key) == wanted).map(|entry| &entry.value)
    }

    /// The value of a key that is a name, letter by letter.
    pub(super) fn get_exactly(&self, key: &str) -> Option<&Tree<'s>> {
        let Tree::Map(entries, _) = self else { return None };
        entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    pub(super) fn at(&self, path: &[&str]) -> Option<&Tree<'s>> {
        path.iter().try_fold(self, |tree, key| tree.get(key))
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Tree::Scalar(scalar, _) if !scalar.is_null() => Some(&scalar.text),
            _ => None,
        }
    }

    pub(super) fn items(&self) -> &[Tree<'s>] {
        match self {
            Tree::List(items, _) => items,
            _ => &[],
        }
    }

    pub(super) fn entries(&self) -> &[Entry<'s>] {
        match self {
            Tree::Map(entries, _) => entries,
            _ => &[],
        }
    }

    /// The keys and texts of a mapping.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries().iter().filter_map(|entry| Some((&*entry.key, entry.value.text()?)))
    }
}

impl<'s> Reader<'s, '_> {
    /// Takes the next value whole.
    pub(super) fn tree(&mut self) -> Result<Tree<'s>, Failure> {
        let mut open: Vec<(Tree<'s>, Option<Key<'s>>)> = Vec::new();
        let mut key = None;
        loop {
            let event = self.need()?;
            let done = match event.kind {
                EventKind::MapStart => {
                    open.push((Tree::Map(Vec::new(), event.range), key.take()));
                    continue;
                }
                EventKind::SeqStart => {
                    open.push((Tree::List(Vec::new(), event.range), key.take()));
                    continue;
                }
                EventKind::Key(name) => {
                    key = Some((name, event.range));
                    continue;
                }
                EventKind::DuplicateKey { name, first } => {
                    self.duplicate_key(&name, event.range, first);
                    continue;
                }
                EventKind::Scalar(scalar) => Tree::Scalar(scalar, event.range),
                EventKind::MapEnd | EventKind::SeqEnd | EventKind::DocumentEnd | EventKind::DocumentStart => {
                    let Some((mut tree, name)) = open.pop() else {
                        return Ok(Tree::List(Vec::new(), event.range));
                    };
                    key = name;
                    if let Tree::Map(_, range) | Tree::List(_, range) = &mut tree {
                        range.end = event.range.start;
                    }
                    tree
                }
            };
            match open.last_mut() {
                None => return Ok(done),
                Some((Tree::Map(entries, _), _)) => {
                    entries.extend(key.take().map(|(key, at)| Entry { key, at, value: done }))
                }
                Some((Tree::List(items, _), _)) => items.push(done),
                Some((Tree::Scalar(..), _)) => {}
            }
        }
    }
}
