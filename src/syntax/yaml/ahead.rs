//! Regular lines that another thread reads while those before are put to use.
//!
//! What is irregular, the scout leaves to whoever asks for the tokens, and waits to hear where to go on.

use super::super::raw::Raw;
use super::lines::{Lines, State};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

/// Tokens that are handed over at a time: 64 KiB or more, so that to hand them over costs little beside.
const BATCH: usize = 4096;

/// Batches that may lie ready. More would take memory and save no time.
const READY: usize = 4;

/// How often the scout is told to go on. In a text that is irregular throughout, to wait for it would take
/// longer than to read on without it.
const RETURNS: usize = 64;

/// What comes behind a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    Lines,
    Irregular,
    End,
}

/// The tokens of some lines, and where the lines stand behind them.
pub(super) struct Batch {
    pub(super) tokens: Vec<Raw>,
    pub(super) state: State,
    pub(super) behind: Behind,
}

/// Reads lines ahead, on a thread of its own.
pub(crate) struct Scout<'s> {
    lines: Lines<'s>,
    size: usize,
    to: SyncSender<Batch>,
    from: Receiver<State>,
}

/// Where the lines of a scout arrive.
pub(super) struct Ahead {
    batches: Receiver<Batch>,
    go_on: Sender<State>,
    returns: usize,
    /// Whether the scout waits to hear where to go on.
    waits: bool,
}

/// A scout of a text, and where its lines arrive.
pub(super) fn ahead(text: &str) -> (Scout<'_>, Ahead) {
    in_batches(text, BATCH)
}

pub(super) fn in_batches(text: &str, size: usize) -> (Scout<'_>, Ahead) {
    let ((to, batches), (go_on, from)) = (sync_channel(READY), channel());
    let scout = Scout { lines: Lines::new(text), size, to, from };
    (scout, Ahead { batches, go_on, returns: RETURNS, waits: false })
}

impl Scout<'_> {
    /// Reads until the text is at its end, or nobody wants more of it.
    pub(crate) fn run(mut self) {
        loop {
            let batch = self.batch();
            let behind = batch.behind;
            if self.to.send(batch).is_err() || behind == Behind::End {
                return;
            }
            if behind == Behind::Irregular {
                match self.from.recv() {
                    Ok(state) => self.lines.restore(&state),
                    Err(_) => return,
                }
            }
        }
    }

    fn batch(&mut self) -> Batch {
        let mut tokens = Vec::with_capacity(self.size);
        let mut before = State::default();
        let behind = loop {
            before.clone_from(&self.lines.state);
            match self.lines.unit() {
                Ok(more) => {
                    tokens.append(&mut self.lines.tokens);
                    if !more {
                        break Behind::End;
                    }
                }
                Err(_) => {
                    self.lines.restore(&before);
                    break Behind::Irregular;
                }
            }
            if tokens.len() >= self.size {
                break Behind::Lines;
            }
        };
        Batch { tokens, state: self.lines.state.clone(), behind }
    }
}

impl Ahead {
    /// The next lines, from a place on that the lines have come to. None if there is no scout any more.
    pub(super) fn next(&mut self, at: &State) -> Option<Batch> {
        if std::mem::take(&mut self.waits) {
            self.returns = self.returns.checked_sub(1)?;
            self.go_on.send(at.clone()).ok()?;
        }
        let batch = self.batches.recv().ok()?;
        self.waits = batch.behind == Behind::Irregular;
        Some(batch)
    }
}
