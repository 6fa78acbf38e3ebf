//! Where objects of one block stand. Each has a place of its own in it.

use super::own_place;
use crate::read::terraform::source::Declared;
use crate::source::FileId;
use crate::syntax::Range;
use std::collections::HashMap;

/// How many objects each block has made.
#[derive(Default)]
pub(super) struct Places {
    used: HashMap<(FileId, Range), u32>,
}

impl Places {
    /// Whether so many more can be told apart.
    pub(super) fn has_room(&self, declared: Declared<'_>, more: usize) -> bool {
        let used = self.used.get(&key(declared)).copied().unwrap_or_default();
        let last = u32::try_from(more).ok().and_then(|more| used.checked_add(more));
        last.is_some_and(|last| own_place(declared.block.range, declared.block.head, last).is_some())
    }

    /// The number of the next object among those of its block, and its place.
    pub(super) fn next(&mut self, declared: Declared<'_>) -> (u32, Range) {
        let used = self.used.entry(key(declared)).or_default();
        let nth = *used;
        *used = used.saturating_add(1);
        let block = declared.block;
        (nth, own_place(block.range, block.head, nth).unwrap_or(block.range))
    }
}

fn key(declared: Declared<'_>) -> (FileId, Range) {
    (declared.file, declared.block.range)
}
