//! Steps that could not be used: nobody knows what they do.
//!
//! Whatever an action can change is unknown after such a step, until a later action changes it for
//! certain. So what follows is undecided, rather than judged as if the step were not there.

use super::{Action, Moment};
use crate::inventory::Verb;

/// The places of these steps in the order of actions.
#[derive(Debug, Default)]
pub(super) struct Lost {
    places: Vec<u32>,
    /// Whether the order of actions is open, so that they may come at any time.
    always: bool,
}

impl Lost {
    pub(super) fn find(actions: &[Action]) -> Self {
        let of = (0..).zip(actions).filter(|(_, action)| action.verb == Verb::Lost);
        let places: Vec<u32> = of.map(|(place, _)| place).collect();
        let always = !places.is_empty() && super::parts::is_loose(actions);
        Self { places, always }
    }

    /// Whether there is any.
    pub(super) fn any(&self) -> bool {
        !self.places.is_empty()
    }

    /// Whether there is one before a moment.
    pub(super) fn before(&self, at: Moment) -> bool {
        self.places.first().is_some_and(|place| *place < at.0)
    }

    /// Whether what was changed at a place, or never, may have been changed again by a moment.
    pub(super) fn since(&self, changed: Option<u32>, at: Moment) -> bool {
        let Some(changed) = changed.filter(|_| !self.always) else { return self.before(at) };
        let next = self.places.partition_point(|place| *place <= changed);
        self.places.get(next).is_some_and(|place| *place < at.0)
    }

    /// The moment after the first one at a moment or later.
    pub(super) fn next(&self, at: Moment) -> Option<Moment> {
        let next = self.places.partition_point(|place| *place < at.0);
        self.places.get(next).map(|place| Moment(*place).next())
    }
}

/// Puts them before everything else where nothing says what they come before.
pub(super) fn first(actions: &mut [Action]) {
    if actions.iter().any(|action| action.verb == Verb::Lost) && super::parts::is_loose(actions) {
        actions.sort_by_key(|action| action.verb != Verb::Lost);
    }
}
