use super::{Item, TextId, Value};
use crate::source::FileId;
use crate::syntax::Range;

/// Values with their places, in twelve bytes each where they are of the common kinds: an inventory is
/// little else, and what is small is near when it is asked for.
#[derive(Debug, Default)]
pub(super) struct Stored {
    cells: Vec<Cell>,
    /// Where the lists among them begin, and how many values they have.
    lists: Vec<(u32, u32)>,
    /// What fits no cell: values of rare kinds, huge ones, and those that stand in another file than
    /// most of what they are stored with.
    wide: Vec<(Value, Option<FileId>, Range)>,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    start: u32,
    /// The length of the range, above [`TAG_BITS`] that tell what the payload is.
    tail: u32,
    payload: u32,
}

const TAG_BITS: u32 = 3;
const TEXT: u32 = 0;
const INT: u32 = 1;
const FALSE: u32 = 2;
const TRUE: u32 = 3;
const LIST: u32 = 4;
const WIDE: u32 = 5;

/// How far a table was filled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    cells: usize,
    lists: usize,
    wide: usize,
}

impl Stored {
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Makes room for some values, which are [`Self::put`] there; tells where the first one's is.
    pub(super) fn room(&mut self, count: usize) -> usize {
        let first = self.cells.len();
        self.cells.resize(first + count, Cell { start: 0, tail: FALSE, payload: 0 });
        first
    }

    pub(super) fn push(&mut self, value: Value, range: Range) {
        let cell = self.cell(value, None, range);
        self.cells.push(cell);
    }

    /// Stores a value; `file` is where it stands, if that is not said by what it is stored with.
    #[inline]
    pub(super) fn put(&mut self, at: usize, value: Value, file: Option<FileId>, range: Range) {
        let cell = self.cell(value, file, range);
        if let Some(slot) = self.cells.get_mut(at) {
            *slot = cell;
        }
    }

    #[inline]
    fn cell(&mut self, value: Value, file: Option<FileId>, range: Range) -> Cell {
        let length = range.end.wrapping_sub(range.start);
        if file.is_none() && range.start <= range.end && length >> (u32::BITS - TAG_BITS) == 0 {
            let packed = match value {
                Value::Text(text) => Some((TEXT, text.number())),
                Value::Int(n) => u32::try_from(n).ok().map(|n| (INT, n)),
                Value::Bool(yes) => Some((if yes { TRUE } else { FALSE }, 0)),
                Value::List { start, len } => {
                    self.lists.push((start, len));
                    Some((LIST, number(self.lists.len() - 1)))
                }
                Value::Time(_) | Value::OneOf(_) | Value::Unresolved(_) => None,
            };
            if let Some((tag, payload)) = packed {
                return Cell { start: range.start, tail: length << TAG_BITS | tag, payload };
            }
        }
        self.wide.push((value, file, range));
        Cell { start: range.start, tail: WIDE, payload: number(self.wide.len() - 1) }
    }

    /// A value, where it stands, and in which file if that is not said elsewhere.
    #[inline(always)]
    pub(super) fn get(&self, at: usize) -> Option<(Value, Option<FileId>, Range)> {
        self.cells.get(at).and_then(|cell| self.read(*cell))
    }

    #[inline(always)]
    fn read(&self, cell: Cell) -> Option<(Value, Option<FileId>, Range)> {
        let value = match cell.tail & ((1 << TAG_BITS) - 1) {
            TEXT => Value::Text(TextId::of_number(cell.payload)),
            INT => Value::Int(cell.payload.into()),
            FALSE => Value::Bool(false),
            TRUE => Value::Bool(true),
            LIST => {
                let (start, len) = *self.lists.get(cell.payload as usize)?;
                Value::List { start, len }
            }
            _ => return self.wide.get(cell.payload as usize).copied(),
        };
        Some((value, None, Range { start: cell.start, end: cell.start + (cell.tail >> TAG_BITS) }))
    }

    /// A text and where it stands, if that is what is stored there, and in no other file than is said elsewhere.
    #[inline(always)]
    pub(super) fn text(&self, at: usize) -> Option<(TextId, Range)> {
        let cell = self.cells.get(at).filter(|cell| cell.tail & ((1 << TAG_BITS) - 1) == TEXT)?;
        let range = Range { start: cell.start, end: cell.start + (cell.tail >> TAG_BITS) };
        Some((TextId::of_number(cell.payload), range))
    }

    /// Some values, one after the other.
    pub(super) fn items(&self, start: u32, len: u32) -> Items<'_> {
        let end = (start as usize).saturating_add(len as usize);
        Items { cells: self.cells.get(start as usize..end).unwrap_or_default().iter(), stored: self }
    }

    pub(super) fn settle(&mut self) {
        self.cells.shrink_to_fit();
        self.lists.shrink_to_fit();
        self.wide.shrink_to_fit();
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { cells: self.cells.len(), lists: self.lists.len(), wide: self.wide.len() }
    }

    /// Forgets what was stored since.
    pub(super) fn truncate(&mut self, to: Mark) {
        self.cells.truncate(to.cells);
        self.lists.truncate(to.lists);
        self.wide.truncate(to.wide);
    }
}

/// The elements of a list, or the candidates of a choice.
#[derive(Clone, Debug)]
pub(crate) struct Items<'a> {
    cells: std::slice::Iter<'a, Cell>,
    stored: &'a Stored,
}

impl Iterator for Items<'_> {
    type Item = Item;

    #[inline]
    fn next(&mut self) -> Option<Item> {
        let (value, _, range) = self.stored.read(*self.cells.next()?)?;
        Some(Item { value, range })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.cells.size_hint()
    }
}

impl ExactSizeIterator for Items<'_> {}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Choice, Texts, Why};

    #[test]
    fn what_is_stored_comes_back() {
        let mut texts = Texts::default();
        let values = [
            Value::Text(texts.intern("a")),
            Value::Text(texts.intern("b")),
            Value::Int(0),
            Value::Int(-1),
            Value::Int(i64::from(u32::MAX)),
            Value::Int(i64::from(u32::MAX) + 1),
            Value::Int(i64::MIN),
            Value::Bool(true),
            Value::Bool(false),
            Value::Time(5),
            Value::Time(-5),
            Value::List { start: 7, len: u32::MAX },
            Value::OneOf(Choice { start: 1, len: 2, of: 3 }),
            Value::Unresolved(Why::Malformed),
        ];
        let ranges = [(0, 0), (3, 9), (u32::MAX, u32::MAX), (0, u32::MAX), (1, (1 << 29) + 1), (9, 3)];
        let mut stored = Stored::default();
        let mut all = Vec::new();
        for value in values {
            for (start, end) in ranges {
                for file in [None, Some(FileId(3))] {
                    all.push((value, file, Range { start, end }));
                }
            }
        }
        let first = stored.room(all.len());
        for (at, (value, file, range)) in all.iter().enumerate() {
            stored.put(first + at, *value, *file, *range);
        }
        for (at, expected) in all.iter().enumerate() {
            assert_eq!(stored.get(at), Some(*expected));
            let text = stored.text(at).map(|(text, range)| (Value::Text(text), None, range));
            assert!(text.is_none() || text == Some(*expected));
        }
        let mark = stored.mark();
        stored.push(Value::List { start: 1, len: 1 }, Range { start: 1, end: 2 });
        assert_eq!(stored.items(number(all.len()), 1).len(), 1);
        stored.truncate(mark);
        assert_eq!((stored.len(), stored.lists.len()), (all.len(), mark.lists));
        assert_eq!(stored.items(1, 2).map(|item| item.value).collect::<Vec<_>>(), [all[1].0, all[2].0]);
        assert_eq!(stored.items(number(all.len()), 1).len(), 0, "past the end");
    }
}
