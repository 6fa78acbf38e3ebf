//! Steps that could not be used: nobody knows what they do. And what may be done or not.
//!
//! Whatever an action can change is unknown after such a step, until a later action changes it for
//! certain. So what follows is undecided, rather than judged as if the step were not there.

use super::{Action, Moment, Plan};
use crate::inventory::{Fact, Field, Name, TextId, Verb, Why, key};

/// What may have been changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    All,
    /// The status of an instance.
    Status(TextId),
    /// When an instance started.
    Started(TextId),
    /// The type of an instance.
    Type(TextId),
    /// The ENIs that are on an instance.
    Slots(TextId),
    /// Where an ENI is, and its status.
    Eni(TextId),
    /// The addresses of an ENI.
    Addresses(TextId),
}

/// What may be done or not at a place.
#[derive(Clone, Copy, Debug)]
struct Open {
    of: Of,
    /// The list of steps that it stands in: it says nothing of what others do.
    list: Option<u32>,
    place: u32,
    /// From where on it is certain again.
    end: u32,
    why: Why,
}

/// The places of these steps in the order of actions.
#[derive(Debug, Default)]
pub(super) struct Lost {
    places: Vec<u32>,
    /// Whether the order of actions is open, so that they may come at any time.
    always: bool,
    /// What may be done or not, by what it may change, by list and place.
    open: Vec<Open>,
    /// The same by what it may change and place.
    in_order: Vec<Open>,
    /// The first that may change where some ENI is.
    moves: Option<u32>,
    /// The lists of all actions, if some are open.
    lists: Vec<Option<u32>>,
}

impl Lost {
    pub(super) fn find(plan: &Plan<'_>, actions: &[Action]) -> Self {
        let of = |verb| (0..).zip(actions).filter(move |(_, action)| action.verb == verb);
        let is_lost = |action: &Action| action.verb == Verb::Lost || names_nothing(plan, action);
        let places = (0..).zip(actions).filter(|(_, action)| is_lost(action)).map(|(place, _)| place);
        let places: Vec<u32> = places.collect();
        let always = !places.is_empty() && super::parts::is_loose(actions);
        let mut open = Vec::new();
        for (place, action) in of(Verb::Open) {
            note(plan, action, place, &mut open);
        }
        open.sort_unstable_by_key(|open| (open.of, open.list, open.place));
        settle(&mut open);
        let mut in_order = open.clone();
        in_order.sort_unstable_by_key(|open| (open.of, open.place));
        let moves = open.iter().filter(|open| matches!(open.of, Of::Eni(_))).map(|open| open.place).min();
        let lists = actions.iter().take(if open.is_empty() { 0 } else { usize::MAX });
        Self { places, always, open, in_order, moves, lists: lists.map(|action| action.sequence).collect() }
    }

    /// Whether there is any.
    pub(super) fn any(&self) -> bool {
        !self.places.is_empty() || !self.open.is_empty()
    }

    /// Whether all of them are steps that could not be used.
    pub(super) fn is_certain(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether there is one before a moment that may change something.
    pub(super) fn before(&self, of: Of, at: Moment) -> bool {
        self.any()
            && (self.places.first().is_some_and(|place| *place < at.0) || self.opens(of, None, at).is_some())
    }

    /// Whether there is one before a moment that may change where some ENI is.
    pub(super) fn moves_enis(&self, at: Moment) -> bool {
        self.before(Of::All, at) || self.moves.is_some_and(|place| place < at.0)
    }

    /// Why something that was changed at a place, or never, may have been changed again by a moment.
    #[inline]
    pub(super) fn since(&self, of: Of, changed: Option<u32>, at: Moment) -> Option<Why> {
        if self.any() { self.comes_since(of, changed, at) } else { None }
    }

    fn comes_since(&self, of: Of, changed: Option<u32>, at: Moment) -> Option<Why> {
        if let Some(why) = self.opens(of, changed, at) {
            return Some(why);
        }
        let from = changed.filter(|_| !self.always).map_or(0, |changed| changed.saturating_add(1));
        let next = self.places.partition_point(|place| *place < from);
        self.places.get(next).filter(|place| **place < at.0).map(|_| Why::Lost)
    }

    /// Whether what was done to an ENI at a place may not have been done, for all that is known at a
    /// moment.
    pub(super) fn undoes(&self, eni: TextId, place: u32, at: Moment) -> bool {
        !self.open.is_empty() && self.opens(Of::Eni(eni), Some(place), at).is_some()
    }

    /// Why something open comes between a change, if there was one, and a moment, in the list of the
    /// action at that moment.
    fn opens(&self, of: Of, changed: Option<u32>, at: Moment) -> Option<Why> {
        let from = changed.map_or(0, |changed| changed.saturating_add(1));
        let open = |of: Of| {
            let before = match self.lists.get(at.0 as usize) {
                Some(list) => {
                    let end = self
                        .open
                        .partition_point(|open| (open.of, open.list, open.place) < (of, *list, at.0));
                    let before = self.open.get(..end).unwrap_or_default();
                    let begin =
                        before.partition_point(|open| (open.of, open.list, open.place) < (of, *list, from));
                    before.get(begin..)
                }
                // When all is done.
                None => {
                    let end = self.in_order.partition_point(|open| (open.of, open.place) < (of, at.0));
                    let before = self.in_order.get(..end).unwrap_or_default();
                    before.get(before.partition_point(|open| (open.of, open.place) < (of, from))..)
                }
            };
            before.unwrap_or_default().iter().rev().find(|open| open.end > at.0).map(|open| open.why)
        };
        open(Of::All).or_else(|| if of == Of::All { None } else { open(of) })
    }

    /// The last moment up to one, and the first after it, at which it begins or ends that the state of
    /// an instance is not known, which was changed last at another one.
    pub(super) fn around(
        &self,
        instance: Option<TextId>,
        changed: Moment,
        at: Moment,
    ) -> (Option<Moment>, Option<Moment>) {
        let (mut last, mut first) = (None, None);
        if !self.any() {
            return (last, first);
        }
        let find =
            |of: Of, at: Moment| self.in_order.partition_point(|open| (open.of, open.place) < (of, at.0));
        // Where nothing is known any more, no more is unknown later.
        let all = self.in_order.get(find(Of::All, changed)).filter(|open| open.of == Of::All);
        let lost = self.places.get(self.places.partition_point(|place| *place < changed.0)).copied();
        let own = instance.map(|id| [Of::Status(id), Of::Started(id), Of::Type(id)]).into_iter().flatten();
        // What ends is the one before.
        let own = own.flat_map(|of| {
            let near = self.in_order.get(find(of, at).saturating_sub(1)..).unwrap_or_default().iter().take(2);
            near.filter(move |open| open.of == of)
        });
        let places = all.into_iter().chain(own).flat_map(|open| [open.place, open.end]).chain(lost);
        for moment in places.filter(|place| *place != u32::MAX).map(|place| Moment(place).next()) {
            if moment <= at {
                last = last.max(Some(moment));
            } else {
                first = Some(first.map_or(moment, |first: Moment| first.min(moment)));
            }
        }
        (last, first)
    }
}

/// Whether a step is about some ENI or instance, and its ID is masked or no ID: it may be any.
fn names_nothing(plan: &Plan<'_>, action: &Action) -> bool {
    let entity = plan.entity(action.id);
    match action.verb {
        Verb::Detach | Verb::Delete | Verb::Assign => is_no_id(&entity.get(key::NetworkInterfaceId)),
        Verb::Stop | Verb::Start | Verb::Reboot | Verb::Resize => is_no_id(&entity.get(key::InstanceId)),
        _ => false,
    }
}

fn is_no_id(id: &Fact<Name<'_>>) -> bool {
    match id {
        Fact::Known(id) => id.value.is_masked(),
        Fact::Unknown(unknown) => unknown.why == Why::Disproved,
        Fact::Absent(_) => false,
    }
}

/// What an action may change, by what it names: nothing named is all.
fn note(plan: &Plan<'_>, action: &Action, place: u32, all: &mut Vec<Open>) {
    let entity = plan.entity(action.id);
    let instance = entity.get(key::InstanceId).known().ok().map(|id| id.value.id);
    let eni = entity.get(key::NetworkInterfaceId).known().ok().map(|id| id.value.id);
    let says = |field| entity.says(field);
    let why = plan.inventory.reason(&entity.unknown(Field::Status, Why::Unresolved));
    let why = why.and_then(|why| plan.inventory.texts.find(why)).map_or(Why::Lost, Why::Pending);
    let mut push = |of| all.push(Open { of, list: action.sequence, place, end: u32::MAX, why });
    match (eni, instance) {
        (None, None) => push(Of::All),
        (Some(eni), None) if says(Field::PrivateIpAddresses) => push(Of::Addresses(eni)),
        (Some(eni), _) => {
            push(Of::Eni(eni));
            instance.map(Of::Slots).into_iter().for_each(push);
        }
        (None, Some(id)) if says(Field::InstanceType) => push(Of::Type(id)),
        (None, Some(id)) if says(Field::Status) => {
            push(Of::Status(id));
            Some(Of::Started(id)).filter(|_| says(Field::StartTime)).into_iter().for_each(push);
        }
        // What was begun is done here.
        (None, Some(id)) => {
            all.push(Open { of: Of::Status(id), list: action.sequence, place, end: 0, why });
        }
    }
}

/// Ends what was begun and not waited for where it is done, and takes the marks of these places out.
fn settle(open: &mut Vec<Open>) {
    for at in 0..open.len() {
        let Some(mark) = open.get(at).copied().filter(|mark| mark.end == 0) else { continue };
        let begun = |one: &Open| {
            (one.of, one.list) == (mark.of, mark.list)
                && one.end == u32::MAX
                && matches!(one.why, Why::Pending(_))
        };
        let before = open.get_mut(..at).unwrap_or_default();
        for one in before.iter_mut().rev().take_while(|one| begun(one)) {
            one.end = mark.place;
        }
    }
    open.retain(|one| one.end != 0);
}

/// Puts them before everything else where nothing says what they come before.
pub(super) fn first(actions: &mut [Action]) {
    if actions.iter().any(|action| action.verb == Verb::Lost) && super::parts::is_loose(actions) {
        actions.sort_by_key(|action| action.verb != Verb::Lost);
    }
}
