//! What was worked out already.

use hashbrown::HashMap;
use std::cell::RefCell;
use std::hash::Hash;

/// Results by key. Asking for one while it is worked out, as a cycle does, gets the value for
/// "nothing known".
pub(super) struct Table<K, V> {
    results: RefCell<HashMap<K, Option<V>>>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { results: RefCell::default() }
    }
}

/// Something that can be not known.
pub(super) trait Open: Clone {
    fn unknown() -> Self;
}

impl<K: Hash + Eq + Clone, V: Open> Table<K, V> {
    pub(super) fn resolve(&self, key: K, work: impl FnOnce() -> V) -> V {
        if let Some(found) = self.results.borrow().get(&key) {
            return found.clone().unwrap_or_else(V::unknown);
        }
        self.results.borrow_mut().insert(key.clone(), None);
        let result = work();
        self.results.borrow_mut().insert(key, Some(result.clone()));
        result
    }
}
