//! Where objects of one block stand: what is told of one is told apart from the others by its place.

use crate::read::terraform::document::Object;
use crate::read::terraform::source::Declared;
use crate::source::{FileId, Sources};
use crate::syntax::Range;
use hashbrown::HashMap;

/// How many objects each block has made.
pub(super) struct Places<'c> {
    sources: &'c Sources,
    blocks: HashMap<(FileId, Range), Block>,
}

struct Block {
    used: u32,
    /// Where the letters of its body end, if some of the block are longer than a byte: no place ends in
    /// the middle of one.
    letters: Option<Vec<u32>>,
}

impl Block {
    fn new(text: &str, range: Range, head: Range) -> Self {
        let part = |from: u32| text.get(from as usize..range.end as usize).unwrap_or_default();
        let is_ascii = part(range.start).is_ascii();
        let letters = (!is_ascii).then(|| {
            let body = body(range, head);
            let ends = part(body).char_indices().skip(1).map(|(at, _)| body.saturating_add(at as u32));
            ends.chain([range.end]).collect()
        });
        Self { used: 0, letters }
    }

    fn place(&self, range: Range, head: Range, nth: u32, of: u32) -> Option<Range> {
        let Some(letters) = &self.letters else { return own_place(range, head, nth, of) };
        let cut = of.checked_sub(nth)? as usize;
        let fits = of as usize <= letters.len();
        let end = letters.get(letters.len().checked_sub(cut)?).filter(|_| fits)?;
        Some(Range { start: range.start, end: *end })
    }
}

impl<'c> Places<'c> {
    pub(super) fn new(sources: &'c Sources) -> Self {
        Self { sources, blocks: HashMap::new() }
    }

    fn block(&mut self, declared: Declared<'_>) -> &mut Block {
        let (file, range, head) = (declared.file, declared.block.range, declared.block.head);
        let text = self.sources.get(file).text();
        self.blocks.entry((file, range)).or_insert_with(|| Block::new(text, range, head))
    }

    /// Whether so many more can be told apart.
    pub(super) fn has_room(&mut self, declared: Declared<'_>, more: usize) -> bool {
        let (range, head) = (declared.block.range, declared.block.head);
        let block = self.block(declared);
        let total = u32::try_from(more).ok().and_then(|more| block.used.checked_add(more));
        total.is_some_and(|total| block.place(range, head, total.saturating_sub(1), total).is_some())
    }

    /// The number of the next object among those of its block.
    pub(super) fn next(&mut self, declared: Declared<'_>) -> u32 {
        let block = self.block(declared);
        let nth = block.used;
        block.used = nth.saturating_add(1);
        nth
    }

    /// Gives an object its own place in the block that it stands for.
    pub(super) fn settle(&self, object: &mut Object<'_>) {
        let Some(block) = self.blocks.get(&(object.file, object.at)) else { return };
        object.of = block.used;
        object.is_ascii = block.letters.is_none();
        object.at = block.place(object.at, object.address_at, object.nth, object.of).unwrap_or(object.at);
    }
}

/// Where the body of a block begins.
fn body(range: Range, head: Range) -> u32 {
    if head.end < range.end { head.end } else { range.start }
}

/// The place in a block of the `nth` of so many things that it makes, in their order: all of them begin
/// in its head, and the last ends where the block does. None if there are more than it has places. All
/// its letters are a byte long.
pub(in crate::read::terraform) fn own_place(range: Range, head: Range, nth: u32, of: u32) -> Option<Range> {
    let body = body(range, head);
    let width = range.end.saturating_sub(body).max(1);
    let (row, column) = (nth.checked_div(width)?, nth.checked_rem(width)?);
    let fits = row <= body.saturating_sub(range.start);
    let in_row = of.saturating_sub(row.saturating_mul(width)).clamp(1, width);
    let cut = in_row.saturating_sub(column).saturating_sub(1);
    fits.then(|| Range { start: range.start.saturating_add(row), end: range.end.saturating_sub(cut) })
}
