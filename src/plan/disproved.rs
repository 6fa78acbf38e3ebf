use super::EntityId;
use crate::inventory::{Field, Fields};
use hashbrown::HashSet;

/// What rules proved wrong, so that no other rule builds on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Disproved {
    facts: HashSet<(EntityId, Field)>,
    /// The fields of all of them: most have none.
    fields: Fields,
}

impl Disproved {
    pub(super) fn extend(&mut self, facts: impl Iterator<Item = (EntityId, Field)>) {
        for fact in facts {
            self.fields.add(fact.1);
            self.facts.insert(fact);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Whether anything is said of a field of some thing.
    #[inline]
    pub(super) fn concerns(&self, field: Field) -> bool {
        self.fields.contains(field)
    }

    pub(super) fn contains(&self, id: EntityId, field: Field) -> bool {
        self.concerns(field) && self.facts.contains(&(id, field))
    }
}
