//! What a place is on, by meaning: the thing whose entry is around it.

use super::{EntryId, Inventory, Kind};
use crate::source::Span;

impl Inventory {
    /// The thing whose entry is around a place, like `instances[i-…]`; None where no entry is, or
    /// where it has no ID.
    pub(crate) fn subject(&self, at: Span) -> Option<String> {
        let around = Kind::ALL.iter().filter_map(|kind| self.around(*kind, at));
        let innermost = around.max_by_key(|id| self.entry(*id).range.start)?;
        let id = self.texts.get(self.entry(innermost).id?);
        Some(format!("{}[{id}]", innermost.kind.section()))
    }

    /// Entries of a kind stand in the order of files and lines.
    fn around(&self, kind: Kind, at: Span) -> Option<EntryId> {
        let entries = self.entries(kind);
        let row =
            entries.partition_point(|e| (e.file, e.range.start) <= (at.file, at.start)).checked_sub(1)?;
        let around = entries.get(row).is_some_and(|entry| entry.span().contains(at));
        Some(EntryId { kind, row: u32::try_from(row).ok()? }).filter(|_| around)
    }
}
