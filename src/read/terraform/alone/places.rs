//! Where objects of one block stand: what is told of one is told apart from the others by its place.

use crate::read::terraform::document::Object;
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
        let block = declared.block;
        let used = self.used.get(&(declared.file, block.range)).copied().unwrap_or_default();
        let total = u32::try_from(more).ok().and_then(|more| used.checked_add(more));
        total
            .is_some_and(|total| own_place(block.range, block.head, total.saturating_sub(1), total).is_some())
    }

    /// The number of the next object among those of its block.
    pub(super) fn next(&mut self, declared: Declared<'_>) -> u32 {
        let used = self.used.entry((declared.file, declared.block.range)).or_default();
        let nth = *used;
        *used = used.saturating_add(1);
        nth
    }

    /// Gives an object its own place in the block that it stands for.
    pub(super) fn settle(&self, object: &mut Object<'_>) {
        object.of = self.used.get(&(object.file, object.at)).copied().unwrap_or(1);
        object.at = own_place(object.at, object.address_at, object.nth, object.of).unwrap_or(object.at);
    }
}

/// The place in a block of the `nth` of so many things that it makes, in their order: all of them begin
/// in its head, and the last ends where the block does. None if there are more than it has places.
pub(in crate::read::terraform) fn own_place(range: Range, head: Range, nth: u32, of: u32) -> Option<Range> {
    let body = if head.end < range.end { head.end } else { range.start };
    let width = range.end.saturating_sub(body).max(1);
    let (row, column) = (nth.checked_div(width)?, nth.checked_rem(width)?);
    let fits = row <= body.saturating_sub(range.start);
    let in_row = of.saturating_sub(row.saturating_mul(width)).clamp(1, width);
    let cut = in_row.saturating_sub(column).saturating_sub(1);
    fits.then(|| Range { start: range.start.saturating_add(row), end: range.end.saturating_sub(cut) })
}
