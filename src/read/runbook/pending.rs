//! What calls have begun when they return, and what waits for it.

use super::emit::Emitter;
use crate::inventory::{Draft, Field, Kind, TextId, Value, Verb, Why};
use crate::syntax::Range;

/// Instances that are followed on their way to a status, at most; of more nothing is known.
const FOLLOWED: usize = 64;

/// An ENI with a call that may not be done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending {
    pub(super) eni: TextId,
    /// The status that it comes to.
    to: TextId,
    /// The how manieth thing it is that was begun.
    nth: usize,
}

/// Commands that may run or not.
#[derive(Debug, Default)]
pub(super) struct Conditional {
    /// How many things were begun, and how many before the innermost of these commands.
    begun: usize,
    before: usize,
    /// Whether something waits in the innermost of them.
    waits: bool,
}

/// Where commands that may run or not began.
pub(super) struct Entered {
    before: usize,
    waits: bool,
}

/// An instance that is on its way to a status.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    pub(super) instance: TextId,
    to: TextId,
    /// The how manieth thing it is that was begun.
    nth: usize,
    /// What may wait for it.
    perhaps: Option<TextId>,
    /// Whether it was told that it may not be there yet.
    is_told: bool,
    /// The same since something may have waited.
    is_told_again: bool,
}

impl Emitter<'_> {
    /// An ENI is on its way to a status.
    pub(super) fn await_status(&mut self, eni: TextId, to: TextId) {
        self.conditional.begun += 1;
        self.pending.push(Pending { eni, to, nth: self.conditional.begun });
    }

    /// Commands come that may run or not.
    pub(super) fn enter(&mut self) -> Entered {
        let Conditional { begun, before, waits } = &mut self.conditional;
        Entered { before: std::mem::replace(before, *begun), waits: std::mem::take(waits) }
    }

    /// They end. Tells whether they wait when they run.
    pub(super) fn leave(&mut self, entered: Entered) -> bool {
        self.conditional.before = entered.before;
        std::mem::replace(&mut self.conditional.waits, entered.waits)
    }

    /// An instance is being stopped or started.
    pub(super) fn begin(&mut self, instance: TextId, verb: Verb) {
        let to = if verb == Verb::Stop { TextId::STOPPED } else { TextId::RUNNING };
        self.begun.retain(|begun| begun.instance != instance);
        if self.begun.len() < FOLLOWED {
            self.conditional.begun += 1;
            let nth = self.conditional.begun;
            self.begun.push(Begun { instance, to, nth, perhaps: None, is_told: false, is_told_again: false });
        }
    }

    /// A call comes to which it matters that what was begun may not be done.
    pub(super) fn tell_begun(&mut self, at: Range) {
        for index in 0..self.begun.len() {
            let Some(begun) = self.begun.get_mut(index).filter(|begun| !begun.is_told_again) else {
                continue;
            };
            if begun.is_told && begun.perhaps.is_none() {
                continue;
            }
            begun.is_told = true;
            begun.is_told_again = begun.perhaps.is_some();
            let Begun { instance, to, perhaps, .. } = *begun;
            let status = self.inventory.texts.get(to);
            let reason = match perhaps {
                Some(who) => format!("whether {} waits until it is {status}", self.inventory.texts.get(who)),
                None => format!("nothing waits until it is {status}"),
            };
            let reason = self.inventory.texts.intern(&reason);
            let mut open = Draft::new(Kind::Step, at);
            open.set(Field::InstanceId, Value::Text(instance), at);
            open.set(Field::Status, Value::Unresolved(Why::Unresolved), at);
            open.explain(Field::Status, reason);
            self.push(Verb::Open, open);
        }
    }

    /// Some time passes here, or something is waited for: what was begun is done. If this may not run,
    /// that is so of what was begun beside it, and of the rest it may be.
    pub(super) fn wait(&mut self, at: Range) {
        self.conditional.waits = true;
        let before = self.conditional.before;
        // In the order in which they were begun.
        let first = self.pending.partition_point(|pending| pending.nth <= before);
        for pending in self.pending.split_off(first) {
            let mut wait = Draft::new(Kind::Step, at);
            wait.set(Field::NetworkInterfaceId, Value::Text(pending.eni), at);
            wait.set(Field::Status, Value::Text(pending.to), at);
            self.push(Verb::Wait, wait);
        }
        self.perhaps_waited = self.perhaps_waited.min(first);
        let first = self.begun.partition_point(|begun| begun.nth <= before);
        for begun in self.begun.split_off(first).into_iter().filter(|begun| begun.is_told) {
            // An instance alone says that it is certain again.
            let mut done = Draft::new(Kind::Step, at);
            done.set(Field::InstanceId, Value::Text(begun.instance), at);
            self.push(Verb::Open, done);
        }
        self.perhaps_wait("a conditional command", at);
    }

    /// Something runs here that may wait or not: what was begun may be done or not.
    pub(super) fn perhaps_wait(&mut self, who: &str, at: Range) {
        let is_plain =
            who.len() < 40 && who.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_. ".contains(&b));
        let who = if is_plain { who } else { "a command" };
        // Once for each is enough.
        for pending in self.pending.get(self.perhaps_waited..).unwrap_or_default().to_vec() {
            let mut wait = Draft::new(Kind::Step, at);
            wait.set(Field::NetworkInterfaceId, Value::Text(pending.eni), at);
            wait.set(Field::Status, Value::Unresolved(Why::Unresolved), at);
            let reason = self.inventory.texts.intern(&format!("whether {who} waits"));
            wait.explain(Field::Status, reason);
            self.push(Verb::Wait, wait);
        }
        self.perhaps_waited = self.pending.len();
        if !self.begun.is_empty() {
            let who = self.inventory.texts.intern(who);
            self.begun.iter_mut().for_each(|begun| begun.perhaps = begun.perhaps.or(Some(who)));
        }
    }
}
