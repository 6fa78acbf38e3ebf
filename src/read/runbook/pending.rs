//! What calls have begun when they return, and what waits for it.

use super::emit::Emitter;
use crate::inventory::{Draft, Field, Kind, TextId, Value, Verb, Why};
use crate::syntax::Range;

/// Instances that are followed on their way to a status, at most; of more nothing is known.
const FOLLOWED: usize = 64;

/// An instance that is on its way to a status.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    pub(super) instance: TextId,
    to: TextId,
    /// What may wait for it.
    perhaps: Option<TextId>,
    /// Whether it was told that it may not be there yet.
    is_told: bool,
    /// The same since something may have waited.
    is_told_again: bool,
}

impl Emitter<'_> {
    /// An instance is being stopped or started.
    pub(super) fn begin(&mut self, instance: TextId, verb: Verb) {
        let to = if verb == Verb::Stop { TextId::STOPPED } else { TextId::RUNNING };
        self.begun.retain(|begun| begun.instance != instance);
        if self.begun.len() < FOLLOWED {
            self.begun.push(Begun { instance, to, perhaps: None, is_told: false, is_told_again: false });
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

    /// Some time passes here, or something is waited for: what was begun may be done.
    pub(super) fn wait(&mut self, at: Range) {
        for (eni, status) in std::mem::take(&mut self.pending) {
            let mut wait = Draft::new(Kind::Step, at);
            wait.set(Field::NetworkInterfaceId, Value::Text(eni), at);
            wait.set(Field::Status, Value::Text(status), at);
            self.push(Verb::Wait, wait);
        }
        self.perhaps_waited = 0;
        for begun in std::mem::take(&mut self.begun).into_iter().filter(|begun| begun.is_told) {
            // An instance alone says that it is certain again.
            let mut done = Draft::new(Kind::Step, at);
            done.set(Field::InstanceId, Value::Text(begun.instance), at);
            self.push(Verb::Open, done);
        }
    }

    /// Something runs here that may wait or not: what was begun may be done or not.
    pub(super) fn perhaps_wait(&mut self, who: &str, at: Range) {
        let is_plain =
            who.len() < 40 && who.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_. ".contains(&b));
        let who = if is_plain { who } else { "a command" };
        // Once for each is enough.
        for (eni, _) in self.pending.get(self.perhaps_waited..).unwrap_or_default().to_vec() {
            let mut wait = Draft::new(Kind::Step, at);
            wait.set(Field::NetworkInterfaceId, Value::Text(eni), at);
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
