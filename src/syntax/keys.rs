use std::borrow::Cow;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::Range;

/// The keys of all open mappings, in one buffer: a mapping's keys are those from its base on.
///
/// Most mappings have a handful of keys and are searched through. From [`FEW`] keys on, a mapping
/// gets a table, seeded at random, as the keys may be hostile.
#[derive(Default)]
pub(super) struct Keys<'s> {
    entries: Vec<Entry<'s>>,
    /// The tables of the open mappings that have one, innermost last.
    tables: Vec<Table>,
    state: DefaultHashBuilder,
}

struct Entry<'s> {
    print: u64,
    text: Cow<'s, str>,
    site: Range,
}

struct Table {
    base: usize,
    rows: HashTable<u32>,
}

/// Up to this many keys a search beats a table.
const FEW: usize = 16;

impl<'s> Keys<'s> {
    /// The base of a mapping that begins here.
    pub(super) fn base(&self) -> usize {
        self.entries.len()
    }

    /// Forgets the keys of the innermost mapping.
    pub(super) fn release(&mut self, base: usize) {
        self.entries.truncate(base);
        if self.tables.last().is_some_and(|table| table.base == base) {
            self.tables.pop();
        }
    }

    /// Adds a key to the innermost mapping, or tells where it stood first.
    #[inline(always)]
    pub(super) fn insert(&mut self, base: usize, text: Cow<'s, str>, site: Range) -> Option<Range> {
        let print = fingerprint(text.as_bytes());
        if self.entries.len() - base >= FEW {
            return self.insert_in_table(base, print, text, site);
        }
        let mut own = self.entries.get(base..).unwrap_or_default().iter();
        if let Some(first) = own.find(|e| e.print == print && e.text == text) {
            return Some(first.site);
        }
        self.entries.push(Entry { print, text, site });
        None
    }

    #[cold]
    fn insert_in_table(&mut self, base: usize, print: u64, text: Cow<'s, str>, site: Range) -> Option<Range> {
        let Self { entries, tables, state } = self;
        let hash_of = |row: &u32| entries.get(*row as usize).map_or(0, |e| state.hash_one(&*e.text));
        if tables.last().is_none_or(|table| table.base != base) {
            let mut rows = HashTable::with_capacity(4 * FEW);
            for row in base as u32..entries.len() as u32 {
                rows.insert_unique(hash_of(&row), row, hash_of);
            }
            tables.push(Table { base, rows });
        }
        let hash = state.hash_one(&*text);
        let same = |row: &u32| entries.get(*row as usize).is_some_and(|e| e.text == text);
        let rows = &mut tables.last_mut()?.rows;
        if let Some(&row) = rows.find(hash, same) {
            return entries.get(row as usize).map(|e| e.site);
        }
        rows.insert_unique(hash, entries.len() as u32, hash_of);
        entries.push(Entry { print, text, site });
        None
    }
}

/// Tells most different keys apart by one comparison: length, beginning and end.
#[inline]
fn fingerprint(text: &[u8]) -> u64 {
    let length = (text.len() as u64) << 56;
    if let (Some(head), Some(tail)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        return length ^ u64::from_le_bytes(*head) ^ u64::from_le_bytes(*tail).rotate_left(19);
    }
    if let (Some(head), Some(tail)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        return length ^ u64::from(u32::from_le_bytes(*head)) ^ u64::from(u32::from_le_bytes(*tail)) << 24;
    }
    text.iter().fold(length, |print, &byte| print << 8 ^ u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(at: usize) -> Range {
        Range::new(at, at + 1)
    }

    #[test]
    fn finds_the_first_place_in_mappings_of_any_size() {
        for count in [0, 1, FEW - 1, FEW, FEW + 1, 1000] {
            let mut keys = Keys::default();
            assert_eq!(keys.insert(0, "outer".into(), site(0)), None);
            let base = keys.base();
            for n in 0..count {
                assert_eq!(keys.insert(base, format!("k{n}").into(), site(n)), None);
            }
            assert_eq!(keys.insert(base, "outer".into(), site(9)), None, "not of this mapping");
            for n in 0..count {
                assert_eq!(keys.insert(base, format!("k{n}").into(), site(7)), Some(site(n)));
            }
            keys.release(base);
            assert_eq!(keys.insert(0, "k0".into(), site(1)), None, "forgotten");
            assert_eq!(keys.insert(0, "outer".into(), site(1)), Some(site(0)));
        }
    }

    #[test]
    fn large_mappings_inside_large_mappings() {
        let mut keys = Keys::default();
        for n in 0..100 {
            assert_eq!(keys.insert(0, format!("k{n}").into(), site(n)), None);
            let base = keys.base();
            for n in 0..100 {
                assert_eq!(keys.insert(base, format!("k{n}").into(), site(n)), None);
            }
            keys.release(base);
            assert_eq!(keys.insert(0, format!("k{n}").into(), site(0)), Some(site(n)));
        }
    }

    #[test]
    fn equal_fingerprints_are_no_equal_keys() {
        let (a, b) = ("aaaaaaaa-1-aaaaaaaa", "aaaaaaaa-2-aaaaaaaa");
        assert_eq!(fingerprint(a.as_bytes()), fingerprint(b.as_bytes()));
        let mut keys = Keys::default();
        assert_eq!(keys.insert(0, a.into(), site(0)), None);
        assert_eq!(keys.insert(0, b.into(), site(1)), None);
        assert_eq!(keys.insert(0, a.into(), site(2)), Some(site(0)));
        let short = ["", "a", "b", "ab", "ba", "abc", "abcd", "abce", "abcde", "abcdefg", "abcdefgh"];
        for (n, text) in short.into_iter().enumerate() {
            assert!(
                short[..n].iter().all(|other| fingerprint(other.as_bytes()) != fingerprint(text.as_bytes()))
            );
        }
    }
}
