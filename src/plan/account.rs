use super::Plan;
use crate::inventory::Known;
use crate::inventory::key::{Bool, Key};

impl Plan<'_> {
    /// What `facts.account` says of something that an account may have enabled.
    pub(crate) fn account_enables<K: Key<As = Bool>>(&self, key: K) -> Option<Known<bool>> {
        self.account()?.get(key).given().ok().flatten()
    }
}
