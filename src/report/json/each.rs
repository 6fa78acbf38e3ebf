//! Lists that are made while they are written: a report of a million verdicts is never held twice.

use super::indent::Indented;
use crate::split;
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};
use std::num::NonZeroUsize;

/// Things that a thread writes at a time.
const PIECE: usize = 64;

/// Things for each thread that are written at first before any of them goes out.
const ROUND: usize = 16 * PIECE;

/// Bytes that are written before any of them goes out, about: so many that it does not matter how long a
/// thread takes to begin.
const ENOUGH: usize = 2 << 20;

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
    let write_piece = |piece: &'t [T]| {
        let (mut text, mut ends) = (Vec::new(), Vec::with_capacity(piece.len()));
        for thing in piece {
            write(thing, &mut text)?;
            ends.push(text.len());
        }
        Ok((text, ends))
    };
    let (mut rest, mut length) = (things, ROUND.saturating_mul(threads.get()));
    while !rest.is_empty() {
        let (round, others) = rest.split_at(length.min(rest.len()));
        let pieces: Vec<&[T]> = round.chunks(PIECE).collect();
        let mut bytes = 0;
        for written in split::ask_each(threads, &pieces, |piece| write_piece(piece)) {
            let (text, ends) = written.map_err(&wrong)?;
            bytes += text.len();
            let mut start = 0;
            for end in ends {
                take(text.get(start..end).unwrap_or_default())?;
                start = end;
            }
        }
        if bytes < ENOUGH {
            length = length.saturating_mul(2);
        }
        rest = others;
    }
    Ok(())
}
