//! The same question about many things, asked on several threads.

use std::iter::Flatten;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{thread, vec};

/// Things that a thread takes at a time, at most.
pub(crate) const PIECE: usize = 512;

/// Pieces that there are for each thread where there are few things, so that none waits for long.
const PIECES: usize = 8;

/// Bytes of a thread's stack: as many as the first thread of a program usually has.
const STACK: usize = 8 << 20;

/// Answers in their order, each with the place of what it is about. Those of a piece take no memory any more
/// once the last of them is taken.
pub(crate) type Answers<R> = Flatten<vec::IntoIter<Vec<(usize, R)>>>;

/// Asks about each of some things, and gives the answers in their order, however many threads there
/// are. Most things have none.
pub(crate) fn ask<T: Sync, R: Send>(
    threads: NonZeroUsize,
    things: &[T],
    question: impl Fn(&T) -> Option<R> + Sync,
) -> Answers<R> {
    let of_piece = |start: usize, piece: &[T]| {
        let asked = piece.iter().enumerate().map(|(at, thing)| (start + at, question(thing)));
        asked.filter_map(|(at, answer)| Some((at, answer?))).collect::<Vec<_>>()
    };
    let length = things.len().div_ceil(threads.get() * PIECES).clamp(1, PIECE);
    in_pieces(threads, length, things, of_piece).into_iter().flatten()
}

/// As [`ask`], of a few things each of which takes long. All of them have an answer.
pub(crate) fn ask_each<T: Sync, R: Send>(
    threads: NonZeroUsize,
    things: &[T],
    question: impl Fn(&T) -> R + Sync,
) -> impl Iterator<Item = R> {
    in_pieces(threads, 1, things, |_, piece| piece.iter().map(&question).collect::<Vec<_>>())
        .into_iter()
        .flatten()
}

/// Asks about pieces of some things, each with the place of its first among all; answers come in their
/// order.
pub(crate) fn in_pieces<T: Sync, R: Send>(
    threads: NonZeroUsize,
    length: usize,
    things: &[T],
    question: impl Fn(usize, &[T]) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut answers = Vec::new();
        loop {
            let start = next.fetch_add(length, Ordering::Relaxed);
            let Some(piece) = things.get(start..(start + length).min(things.len())) else { return answers };
            if piece.is_empty() {
                return answers;
            }
            answers.push((start, question(start, piece)));
        }
    };
    let helpers = threads.get().min(things.len().div_ceil(length)).saturating_sub(1);
    let mut answers = thread::scope(|scope| {
        // A thread that the system refuses is one less: the others do its work.
        let start = || thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok();
        let started: Vec<_> = (0..helpers).filter_map(|_| start()).collect();
        let mut answers = work();
        for helper in started {
            match helper.join() {
                Ok(more) => answers.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        answers
    });
    answers.sort_unstable_by_key(|(start, _)| *start);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Does some work, with a helper beside it on a thread of its own. The work must not wait for a helper that
/// never begins: the system may refuse the thread.
pub(crate) fn beside<R>(helper: impl FnOnce() + Send, work: impl FnOnce() -> R) -> R {
    thread::scope(|scope| {
        // What is refused is dropped, with all that it would have told the work.
        let helper = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, helper).ok();
        let done = work();
        match helper.map(thread::ScopedJoinHandle::join) {
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            _ => done,
        }
    })
}

/// As [`beside`]; one after the other if there is not enough to do.
pub(crate) fn beside_if<R>(is_much: bool, helper: impl FnOnce() + Send, work: impl FnOnce() -> R) -> R {
    if is_much {
        return beside(helper, work);
    }
    helper();
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_order_from_any_number_of_threads() {
        let things: Vec<usize> = (0..10_000).collect();
        let expected: Vec<(usize, usize)> = (0..10_000).step_by(7).map(|n| (n, n * 2)).collect();
        for threads in [1, 2, 3, 16] {
            let threads = NonZeroUsize::new(threads).unwrap();
            let question = |n: &usize| n.is_multiple_of(7).then_some(n * 2);
            assert!(ask(threads, &things, question).eq(expected.iter().copied()));
            assert_eq!(ask(threads, &things[..0], question).count(), 0);
            assert!(ask_each(threads, &things[..9], |n| *n).eq(0..9));
        }
    }
}
