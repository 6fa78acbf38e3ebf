//! How far a check is, for those who wait for it.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// What a check is doing; shared with whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    stage: AtomicU8,
    amount: AtomicUsize,
}

/// A part of a check, with how much there is of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It has not begun.
    Waiting,
    /// It reads so many files.
    Reading(usize),
    /// It joins so many entries, and works out who is where.
    Joining(usize),
    /// It asks the rules about so many planned attaches.
    Judging(usize),
}

impl Progress {
    pub(crate) fn set(&self, stage: Stage) {
        let (number, amount) = match stage {
            Stage::Waiting => (0, 0),
            Stage::Reading(files) => (1, files),
            Stage::Joining(entries) => (2, entries),
            Stage::Judging(attaches) => (3, attaches),
        };
        self.amount.store(amount, Ordering::Relaxed);
        self.stage.store(number, Ordering::Relaxed);
    }

    /// What it is doing now. The amount may be that of the stage before, for a moment.
    #[must_use]
    pub fn stage(&self) -> Stage {
        let amount = self.amount.load(Ordering::Relaxed);
        match self.stage.load(Ordering::Relaxed) {
            1 => Stage::Reading(amount),
            2 => Stage::Joining(amount),
            3 => Stage::Judging(amount),
            _ => Stage::Waiting,
        }
    }
}
