//! Lists that are made while they are written: a report of a million verdicts is never held twice.

use super::indent::Indented;
use crate::split;
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Things that a thread writes at a time.
const PIECE: usize = 64;

/// Pieces for each thread that are written at most before any of them goes out.
const ROUND: usize = 256;

/// Bytes that are written before any of them goes out, about: so many that it does not matter how long a
/// thread takes to begin.
const ENOUGH: usize = 4 << 20;

/// A list with an element for each of some things.
pub(in crate::report) struct Each<'t, T, F> {
    threads: NonZeroUsize,
    depth: usize,
    things: &'t [T],
    element: F,
}

impl<'t, T: Sync, R: Serialize, F: Fn(&'t T) -> R + Sync> Each<'t, T, F> {
    /// `depth` is how many lists and mappings an element is in; `element` makes what is written of a thing.
    pub(in crate::report) fn new(threads: NonZeroUsize, depth: usize, things: &'t [T], element: F) -> Self {
        Self { threads, depth, things, element }
    }
}

impl<'t, T: Sync, R: Serialize, F: Fn(&'t T) -> R + Sync> Serialize for Each<'t, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let write = |thing: &'t T, out: &mut Vec<u8>| {
            let indented = Indented::within(self.depth);
            (self.element)(thing).serialize(&mut serde_json::Serializer::with_formatter(out, indented))
        };
        let mut list = serializer.serialize_seq(Some(self.things.len()))?;
        each(self.threads, self.things, write, S::Error::custom, |element| {
            list.serialize_element(&Written(element))
        })?;
        list.end()
    }
}

/// JSON that is written already, and stands in a report as it is.
struct Written<'a>(&'a [u8]);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Nothing else in a report is made of bytes: `Indented` takes them as they are.
        serializer.serialize_bytes(self.0)
    }
}

/// Writes something of each of some things on several threads, and hands that on in their order; `wrong`
/// tells of what could not be written.
pub(in crate::report) fn each<'t, T: Sync, E>(
    threads: NonZeroUsize,
    things: &'t [T],
    write: impl Fn(&'t T, &mut Vec<u8>) -> serde_json::Result<()> + Sync,
    wrong: impl Fn(serde_json::Error) -> E,
    mut take: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let bytes = AtomicUsize::new(0);
    let write_piece = |piece: &'t [T]| {
        if bytes.load(Ordering::Relaxed) >= ENOUGH {
            return Ok(None);
        }
        let (mut text, mut ends) = (Vec::new(), Vec::with_capacity(piece.len()));
        for thing in piece {
            write(thing, &mut text)?;
            ends.push(text.len());
        }
        bytes.fetch_add(text.len(), Ordering::Relaxed);
        Ok(Some((text, ends)))
    };
    let mut rest = things;
    while !rest.is_empty() {
        bytes.store(0, Ordering::Relaxed);
        let pieces: Vec<&[T]> = rest.chunks(PIECE).take(ROUND.saturating_mul(threads.get())).collect();
        let mut done = 0;
        for written in split::ask_each(threads, &pieces, |piece| write_piece(piece)) {
            // What comes behind a piece that was left out is written in the next round.
            let Some((text, ends)) = written.map_err(&wrong)? else { break };
            done += ends.len();
            let mut start = 0;
            for end in ends {
                take(text.get(start..end).unwrap_or_default())?;
                start = end;
            }
        }
        rest = rest.get(done..).unwrap_or_default();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_handed_on_once_and_in_their_order() {
        // Of many bytes in the middle, so that rounds end early.
        let size = |n: usize| if (1_000..1_400).contains(&n) { ENOUGH / 50 } else { 9 };
        let things: Vec<usize> = (0..40_000).collect();
        for threads in [1, 2, 5] {
            let mut next = 0;
            let write = |n: &usize, out: &mut Vec<u8>| {
                out.extend(format!("{n:08}").bytes().cycle().take(size(*n)));
                Ok(())
            };
            let threads = NonZeroUsize::new(threads).unwrap();
            let take = |text: &[u8]| {
                assert_eq!((&text[..8], text.len()), (format!("{next:08}").as_bytes(), size(next)));
                next += 1;
                Ok::<_, String>(())
            };
            each(threads, &things, write, |error| error.to_string(), take).unwrap();
            assert_eq!(next, things.len());
        }
    }

    #[test]
    fn an_error_ends_it() {
        let write = |n: &usize, _: &mut Vec<u8>| {
            if *n == 700 { Err(serde_json::Error::custom("no")) } else { Ok(()) }
        };
        let things: Vec<usize> = (0..9_000).collect();
        let mut taken = 0;
        let take = |_: &[u8]| {
            taken += 1;
            Ok(())
        };
        let threads = NonZeroUsize::new(2).unwrap();
        let ended = each(threads, &things, write, |error| error.to_string(), take);
        assert_eq!(ended, Err("no".to_owned()));
        assert!(taken <= 700, "{taken}");
    }
}
