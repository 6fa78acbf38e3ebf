//! Steps that could not be used: nobody knows what they do. And what may be done or not.
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
    /// The places of what may be done or not, by the list of steps that it stands in: it says nothing
    /// of what others do.
    open: Vec<(Option<u32>, u32)>,
    /// The same places, in order.
    open_places: Vec<u32>,
    /// The lists of all actions, if some are open.
    lists: Vec<Option<u32>>,
}

impl Lost {
    pub(super) fn find(actions: &[Action]) -> Self {
        let of = |verb| (0..).zip(actions).filter(move |(_, action)| action.verb == verb);
        let places: Vec<u32> = of(Verb::Lost).map(|(place, _)| place).collect();
        let always = !places.is_empty() && super::parts::is_loose(actions);
        let open_places: Vec<u32> = of(Verb::Open).map(|(place, _)| place).collect();
        let mut open: Vec<_> = of(Verb::Open).map(|(place, action)| (action.sequence, place)).collect();
        open.sort_unstable();
        let lists = actions.iter().take(if open.is_empty() { 0 } else { usize::MAX });
        Self { places, always, open, open_places, lists: lists.map(|action| action.sequence).collect() }
    }

    /// Whether there is any.
    pub(super) fn any(&self) -> bool {
        !self.places.is_empty() || !self.open.is_empty()
    }

    /// Whether all of them are steps that could not be used.
    pub(super) fn is_certain(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether there is one before a moment.
    pub(super) fn before(&self, at: Moment) -> bool {
        self.any() && (self.places.first().is_some_and(|place| *place < at.0) || self.opens(None, at))
    }

    /// Whether what was changed at a place, or never, may have been changed again by a moment.
    #[inline]
    pub(super) fn since(&self, changed: Option<u32>, at: Moment) -> bool {
        self.any() && self.comes_since(changed, at)
    }

    fn comes_since(&self, changed: Option<u32>, at: Moment) -> bool {
        if self.opens(changed, at) {
            return true;
        }
        let Some(changed) = changed.filter(|_| !self.always) else { return self.before(at) };
        let next = self.places.partition_point(|place| *place <= changed);
        self.places.get(next).is_some_and(|place| *place < at.0)
    }

    /// Whether something open comes between a change, if there was one, and a moment, in the list of
    /// the action at that moment.
    fn opens(&self, changed: Option<u32>, at: Moment) -> bool {
        let from = changed.map_or(0, |changed| changed.saturating_add(1));
        let Some(list) = self.lists.get(at.0 as usize) else {
            let next = self.open_places.partition_point(|place| *place < from); // when all is done
            return self.open_places.get(next).is_some_and(|place| *place < at.0);
        };
        let next = self.open.partition_point(|open| *open < (*list, from));
        self.open.get(next).is_some_and(|(other, place)| other == list && *place < at.0)
    }

    /// The moment after the first one at a moment or later.
    pub(super) fn next(&self, at: Moment) -> Option<Moment> {
        if !self.any() {
            return None;
        }
        let next = |places: &[u32]| places.get(places.partition_point(|place| *place < at.0)).copied();
        let all = [next(&self.places), next(&self.open_places)];
        all.into_iter().flatten().min().map(|place| Moment(place).next())
    }
}

/// Puts them before everything else where nothing says what they come before.
pub(super) fn first(actions: &mut [Action]) {
    if actions.iter().any(|action| action.verb == Verb::Lost) && super::parts::is_loose(actions) {
        actions.sort_by_key(|action| action.verb != Verb::Lost);
    }
}
