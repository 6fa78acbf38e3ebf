//! Numbers that rise and fall as a plan runs, and where they come nearest to their limit.

use super::{Limit, Room};
use crate::inventory::{Known, Unknown};
use crate::plan::Amount;
use crate::source::Span;
use std::collections::BTreeMap;

/// A limit; none if nothing documents one.
pub(super) type Ceiling = Result<Option<Known<i64>>, Unknown>;

/// A sum of amounts that come and go.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    least: i64,
    most: i64,
    /// How many of the amounts have no end.
    endless: i64,
}

impl Tally {
    pub(super) fn add(&mut self, amount: Amount) {
        self.change(amount, 1);
    }

    pub(super) fn remove(&mut self, amount: Amount) {
        self.change(amount, -1);
    }

    /// Begins with at least so much.
    pub(super) fn raise_to(&mut self, least: i64) {
        self.least = self.least.max(least);
        self.most = self.most.max(least);
    }

    /// What it is now. What was freed beyond what was taken is nothing taken.
    pub(super) fn amount(self) -> Amount {
        let least = Amount::exactly(self.least).least;
        let most = if self.endless > 0 { u32::MAX } else { Amount::exactly(self.most).most.max(least) };
        Amount { least, most }
    }

    fn change(&mut self, amount: Amount, sign: i64) {
        self.least = self.least.saturating_add(sign * i64::from(amount.least));
        if amount.most == u32::MAX {
            self.endless += sign;
        } else {
            self.most = self.most.saturating_add(sign * i64::from(amount.most));
        }
    }
}

/// The greatest of amounts that come and go.
#[derive(Debug, Default)]
pub(super) struct Greatest {
    least: BTreeMap<u32, u32>,
    most: BTreeMap<u32, u32>,
}

impl Greatest {
    pub(super) fn add(&mut self, amount: Amount) {
        *self.least.entry(amount.least).or_default() += 1;
        *self.most.entry(amount.most).or_default() += 1;
    }

    pub(super) fn remove(&mut self, amount: Amount) {
        for (counts, value) in [(&mut self.least, amount.least), (&mut self.most, amount.most)] {
            if let Some(count) = counts.get_mut(&value) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    counts.remove(&value);
                }
            }
        }
    }

    pub(super) fn amount(&self) -> Amount {
        let last = |counts: &BTreeMap<u32, u32>| counts.last_key_value().map_or(0, |(value, _)| *value);
        Amount { least: last(&self.least), most: last(&self.most) }
    }
}

/// A number through a plan, against its limit.
#[derive(Debug)]
pub(super) struct Track {
    used: Amount,
    phase: Phase,
    /// The tightest of the phases before.
    tightest: Option<Phase>,
    /// The least room in them, if it can be told of all.
    least_room: Option<i64>,
    /// What is missing to know a limit.
    missing: Option<Unknown>,
}

/// A time in which the limit stays the same.
#[derive(Clone, Copy, Debug)]
struct Phase {
    limit: Ceiling,
    peak: Amount,
    at: Option<Span>,
    /// Whether what is certain rose to its peak in this phase.
    rose: bool,
}

/// What there is to say of a number in the end.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) used: Amount,
    pub(super) peak: Amount,
    pub(super) peak_at: Option<Span>,
    pub(super) limit: Limit,
    pub(super) room: Option<Room>,
    pub(super) missing: Option<Unknown>,
}

impl Track {
    pub(super) fn new(used: Amount, limit: Ceiling) -> Self {
        let phase = Phase { limit, peak: used, at: None, rose: false };
        Self { used, phase, tightest: None, least_room: Some(i64::MAX), missing: None }
    }

    /// What the number is before all actions.
    pub(super) fn begin(&mut self, used: Amount) {
        self.used = used;
        self.phase.peak = used;
    }

    /// Whether anything is used, for certain.
    pub(super) fn is_used(&self) -> bool {
        self.phase.peak.least > 0
    }

    /// Whether the limit is known.
    pub(super) fn has_limit(&self) -> bool {
        matches!(self.phase.limit, Ok(Some(_)))
    }

    /// Notes what the number is after an action.
    pub(super) fn see(&mut self, now: Amount, at: impl FnOnce() -> Span) {
        let phase = &mut self.phase;
        let rises = now.least > phase.peak.least;
        if rises || !phase.rose && now.most > phase.peak.most {
            phase.at = Some(at());
            phase.rose = rises;
        }
        phase.peak.least = phase.peak.least.max(now.least);
        phase.peak.most = phase.peak.most.max(now.most);
    }

    /// Another limit holds from here on.
    pub(super) fn limit_changes(&mut self, now: Amount, limit: Ceiling, at: Span) {
        let phase = Phase { limit, peak: now, at: Some(at), rose: true };
        let over = std::mem::replace(&mut self.phase, phase);
        self.close(over);
    }

    fn close(&mut self, over: Phase) {
        match over.limit {
            Ok(Some(limit)) => {
                let room = room(limit.value, over.peak);
                self.least_room = self.least_room.zip(room.least).map(|(a, b)| a.min(b));
            }
            Ok(None) => {}
            Err(unknown) => {
                self.missing = self.missing.or(Some(unknown));
                self.least_room = None;
            }
        }
        if self.tightest.is_none_or(|tightest| over.rank() < tightest.rank()) {
            self.tightest = Some(over);
        }
    }

    pub(super) fn finish(mut self) -> Outcome {
        let last = self.phase;
        self.close(last);
        let phase = self.tightest.unwrap_or(last);
        let (limit, room) = match phase.limit {
            Ok(Some(limit)) => {
                let room = Room { least: self.least_room, ..room(limit.value, phase.peak) };
                (Limit::Known(limit), Some(room))
            }
            Ok(None) => (Limit::Undocumented, None),
            Err(_) => (Limit::Unknown, None),
        };
        Outcome { used: self.used, peak: phase.peak, peak_at: phase.at, limit, room, missing: self.missing }
    }
}

impl Phase {
    /// The tighter, the less. Of a phase without a limit the peak tells.
    fn rank(&self) -> (bool, i64) {
        let peak = i64::from(self.peak.least);
        match self.limit {
            Ok(Some(limit)) => (false, limit.value.saturating_sub(peak)),
            Ok(None) | Err(_) => (true, -peak),
        }
    }
}

fn room(limit: i64, peak: Amount) -> Room {
    let least = (peak.most < u32::MAX).then(|| limit.saturating_sub(i64::from(peak.most)));
    Room { least, most: limit.saturating_sub(i64::from(peak.least)) }
}
