//! The names that unknown keys may mean.

use super::Reader;
use crate::finding::nearest;
use crate::inventory::{Kind, Meaning};

/// How many unknown keys get a suggestion. A search costs more than reading an entry.
const SUGGESTIONS: usize = 500;

/// Bytes of a key that may be a field's name with a mistake in it, at most.
const LONGEST_NAME: usize = 200;

impl Reader<'_, '_> {
    /// The field that an unknown key may mean.
    pub(super) fn nearest_key(&mut self, key: &str, kind: Kind) -> Option<&'static str> {
        if let (Some(verb), Kind::Step) = (self.verb, kind) {
            let names = verb.takes().0.iter().map(|field| field.name());
            return self.nearest_of(verb.name(), key, names);
        }
        let fields = kind.fields().iter().filter_map(|def| match def.meaning {
            Meaning::Field(field) | Meaning::List(field, _) => Some(field.name()),
            Meaning::Repeated(_) | Meaning::Group(_) | Meaning::Enis => None,
        });
        self.nearest_of(kind.section(), key, fields.filter(|name| !name.contains('.')))
    }

    /// The name that an unknown key of `owner` may mean, which has a set of names of its own.
    pub(super) fn nearest_of(
        &mut self,
        owner: &'static str,
        key: &str,
        names: impl IntoIterator<Item = &'static str>,
    ) -> Option<&'static str> {
        if key.len() > LONGEST_NAME {
            return None;
        }
        if let Some(near) = self.near.get(&(owner, key.to_owned())) {
            return *near;
        }
        if self.near.len() >= SUGGESTIONS {
            return None;
        }
        let near = nearest(key, names);
        self.near.insert((owner, key.to_owned()), near);
        near
    }
}
