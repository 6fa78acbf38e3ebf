//! Who occupies an instance before each attach, and what that uses of the type's limits.
//!
//! Each occupant carries the sums up to itself, so that what comes before an attach is one look-up,
//! however many attaches an instance has.

use super::weigh::{Amount, Weight};
use super::{Attach, Eni, EntityId, Instance, Plan};
use crate::inventory::{Kind, TextId, Unknown};
use std::collections::HashMap;

/// What a type has a limited number of, for each instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Resource {
    /// ENIs, the primary one included.
    Enis,
    /// NIC queues of all ENIs.
    Queues,
    /// ENIs in high-performance mode.
    Eris,
    /// Queue pairs of all ERIs.
    QueuePairs,
}

impl Resource {
    pub(super) const ALL: [Resource; 4] =
        [Resource::Enis, Resource::Queues, Resource::Eris, Resource::QueuePairs];
}

/// Stands for a row that is not there.
const NONE: u32 = u32::MAX;

/// An ENI on an instance, or the primary one that is listed nowhere.
#[derive(Clone, Copy, Debug)]
struct Occupant {
    eni: u32,
    /// The planned attach that brings it; none if it is attached already.
    attach: u32,
    /// What it and those before it use of each resource.
    used: [Amount; 4],
}

/// Where the occupants of an instance are.
#[derive(Clone, Copy, Debug, Default)]
struct Occupants {
    begin: u32,
    /// The end of those that are attached already.
    attached: u32,
    end: u32,
}

#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// ENI → the first attach that plans it.
    first: HashMap<TextId, u32>,
    /// The occupants of all instances that some attach is planned for, instance by instance: the
    /// implied primary ENI, those attached already, those planned, in order.
    occupants: Vec<Occupant>,
    /// Instance → which of these are its own.
    of: HashMap<u32, Occupants>,
    /// Attach → the end of the occupants that come before it.
    before: Vec<u32>,
    /// The first occupant of an instance whose weight is not certain, with the fact that is missing.
    open: HashMap<(u32, Resource), (u32, Unknown)>,
    /// Instances of which some ENI gives a number of queues → the first occupant whose number is
    /// not its type's default.
    queues: HashMap<u32, u32>,
    /// Instance → the attaches that are to put an ENI on it, and have not done so already.
    targets: HashMap<u32, Vec<u32>>,
}

/// What there is of a resource on an instance before an attach.
pub(super) struct Before {
    pub(super) amount: Amount,
    /// What of it is attached already.
    pub(super) attached: Amount,
    pub(super) open: Option<Unknown>,
}

/// An occupant as findings show it.
#[derive(Clone, Copy)]
pub(crate) struct User<'a> {
    /// None if the ENI is described nowhere.
    pub(crate) eni: Option<Eni<'a>>,
    /// None if it is attached already.
    pub(crate) attach: Option<Attach<'a>>,
    /// How much it uses.
    pub(crate) amount: Amount,
}

impl Ledger {
    /// The first attach of an ENI.
    pub(super) fn first(&self, eni: TextId) -> Option<u32> {
        self.first.get(&eni).copied()
    }

    /// What comes before an attach.
    pub(super) fn before(&self, instance: u32, attach: u32, resource: Resource) -> Before {
        let (begin, attached, end) = self.span(instance, attach);
        let sum = |end: u32| {
            let last = (end > begin).then(|| self.occupants.get(end as usize - 1)).flatten();
            last.map_or(Amount::NONE, |occupant| occupant.used[resource as usize])
        };
        let open = self.open.get(&(instance, resource)).filter(|(at, _)| *at < end).map(|(_, u)| *u);
        Before { amount: sum(end), attached: sum(attached), open }
    }

    /// Whether some ENI of an instance gives a number of queues, so that queues are counted.
    pub(super) fn counts_queues(&self, instance: u32) -> bool {
        self.queues.contains_key(&instance)
    }

    /// Whether, before an attach, some ENI has a number of queues that is not its type's default.
    pub(super) fn has_own_queues(&self, instance: u32, attach: u32) -> bool {
        let (.., end) = self.span(instance, attach);
        self.queues.get(&instance).is_some_and(|at| *at < end)
    }

    /// Whether the planned attach of an ENI counts before another attach to the same instance.
    pub(super) fn counts_before(&self, instance: u32, attach: u32, planned: u32) -> bool {
        let (begin, _, end) = self.span(instance, attach);
        let occupants = self.occupants.get(begin as usize..end as usize).unwrap_or_default();
        // Those attached already come first; the others are in the order of their attaches.
        occupants.binary_search_by_key(&planned.wrapping_add(1), |o| o.attach.wrapping_add(1)).is_ok()
    }

    /// Whether a primary ENI is counted that is listed nowhere.
    pub(super) fn implies_primary(&self, instance: u32) -> bool {
        let first = self.of.get(&instance).and_then(|of| self.occupants.get(of.begin as usize));
        first.is_some_and(|o| o.used[Resource::Enis as usize].least > 0)
    }

    /// Those who use some of a resource before an attach, in order. Takes steps only for these,
    /// however many others there are.
    pub(super) fn users<'a>(
        &'a self,
        plan: &'a Plan<'a>,
        instance: u32,
        attach: u32,
        resource: Resource,
    ) -> impl Iterator<Item = User<'a>> {
        let (begin, _, end) = self.span(instance, attach);
        self.users_in(plan, (begin, end), resource)
    }

    /// The ENIs that the plan puts on an instance and that count, in order.
    fn newcomers<'a>(&'a self, plan: &'a Plan<'a>, instance: u32) -> impl Iterator<Item = User<'a>> {
        let of = self.of.get(&instance).copied().unwrap_or_default();
        let all = self.users_in(plan, (of.begin, of.end), Resource::Enis);
        all.filter(|user| user.attach.is_some())
    }

    fn users_in<'a>(
        &'a self,
        plan: &'a Plan<'a>,
        (begin, end): (u32, u32),
        resource: Resource,
    ) -> impl Iterator<Item = User<'a>> {
        let occupants = self.occupants.get(begin as usize..end as usize).unwrap_or_default();
        let sum = move |at: usize| occupants.get(at).map_or(Amount::NONE, |o| o.used[resource as usize]);
        let mut next = usize::from(!occupants.is_empty()); // the first is the implied primary ENI
        std::iter::from_fn(move || {
            let sofar = sum(next.checked_sub(1)?);
            next += occupants.get(next..)?.partition_point(|o| o.used[resource as usize].most <= sofar.most);
            let occupant = occupants.get(next)?;
            let amount = sum(next).minus(sofar);
            next += 1;
            let entity = |kind, row| (row != NONE).then(|| plan.entity(EntityId { kind, row }));
            Some(User {
                eni: entity(Kind::Eni, occupant.eni).map(Eni),
                attach: entity(Kind::Attachment, occupant.attach).map(Attach),
                amount,
            })
        })
    }

    fn span(&self, instance: u32, attach: u32) -> (u32, u32, u32) {
        let end = self.before.get(attach as usize).copied().unwrap_or_default();
        let of = self.of.get(&instance);
        of.map_or((0, 0, 0), |of| (of.begin, of.attached, end.max(of.attached)))
    }

    fn next(&self) -> u32 {
        u32::try_from(self.occupants.len()).unwrap_or(NONE)
    }

    /// Notes an attach, in the order of their rows.
    pub(super) fn note(&mut self, attach: u32, eni: Option<TextId>) {
        self.before.push(0);
        if let Some(eni) = eni {
            self.first.entry(eni).or_insert(attach);
        }
    }

    /// Notes that an attach is to put an ENI on an instance, and has not done so already.
    pub(super) fn note_target(&mut self, instance: u32, attach: u32) {
        self.targets.entry(instance).or_default().push(attach);
    }

    /// Begins with the occupants of an instance. `queues` says whether some ENI gives a number.
    pub(super) fn begin(&mut self, instance: u32, primary: &[Weight; 4], queues: bool) {
        let begin = self.next();
        self.of.insert(instance, Occupants { begin, attached: begin, end: begin });
        if queues {
            self.queues.insert(instance, NONE);
        }
        self.add_attached(instance, None, primary, false);
    }

    /// Adds an ENI that is attached already; none for the primary one that is listed nowhere.
    pub(super) fn add_attached(
        &mut self,
        instance: u32,
        eni: Option<u32>,
        weights: &[Weight; 4],
        own_queues: bool,
    ) {
        self.push(instance, eni, None, weights, own_queues);
        self.of.entry(instance).and_modify(|of| of.attached = of.end);
    }

    /// Notes that all occupants so far come before an attach.
    pub(super) fn set_before(&mut self, attach: u32) {
        let next = self.next();
        if let Some(before) = self.before.get_mut(attach as usize) {
            *before = next;
        }
    }

    /// Adds the ENI of a planned attach, if it is described.
    pub(super) fn add_planned(
        &mut self,
        instance: u32,
        eni: Option<u32>,
        attach: u32,
        weights: &[Weight; 4],
        own_queues: bool,
    ) {
        self.push(instance, eni, Some(attach), weights, own_queues);
    }

    fn push(
        &mut self,
        instance: u32,
        eni: Option<u32>,
        attach: Option<u32>,
        weights: &[Weight; 4],
        own_queues: bool,
    ) {
        let at = self.next();
        let Some(of) = self.of.get_mut(&instance) else { return };
        let last = self.occupants.last().filter(|_| of.end > of.begin);
        let mut used = last.map(|occupant| occupant.used).unwrap_or_default();
        of.end = at + 1;
        for resource in Resource::ALL {
            let weight = &weights[resource as usize];
            used[resource as usize] = used[resource as usize].plus(weight.amount);
            if let Some(unknown) = weight.open {
                self.open.entry((instance, resource)).or_insert((at, unknown));
            }
        }
        if own_queues {
            let first = self.queues.entry(instance).or_insert(at);
            *first = (*first).min(at);
        }
        let (eni, attach) = (eni.unwrap_or(NONE), attach.unwrap_or(NONE));
        self.occupants.push(Occupant { eni, attach, used });
    }
}

impl<'a> Instance<'a> {
    /// The planned attaches that are to put an ENI on it, in order. One whose ENI sits there
    /// already is none of them: what is wrong with the instance cannot hurt it.
    pub(crate) fn attaches(&self) -> impl Iterator<Item = Attach<'a>> + use<'a> {
        let plan = self.plan();
        let rows = plan.ledger.targets.get(&self.id.row).map(Vec::as_slice).unwrap_or_default();
        rows.iter().map(move |row| Attach(plan.entity(EntityId { kind: Kind::Attachment, row: *row })))
    }

    /// The ENIs that the plan puts on it, in order, each with its attach. Members of a trunk, and
    /// ENIs that do not fit any more, are left out.
    pub(crate) fn newcomers(&self) -> impl Iterator<Item = (Eni<'a>, Attach<'a>)> + use<'a> {
        let plan = self.plan();
        plan.ledger.newcomers(plan, self.id.row).filter_map(|user| Some((user.eni?, user.attach?)))
    }
}
