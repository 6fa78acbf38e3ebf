//! Who occupies an instance before each attach, and what that uses of the type's limits.
//!
//! Each coming and going carries the sums up to itself, so that what there is before an attach is
//! one look-up, however many attaches an instance has. What happens on one instance says nothing of
//! another, so ledgers of some instances each can be filled side by side, and put together.

mod attaches;
mod keep;

use super::index::Index;
use super::weigh::{Amount, Weight};
use super::{Attach, Eni, EntityId, Moment, Plan};
use crate::inventory::{Kind, Unknown};
use hashbrown::HashMap;
pub(super) use keep::Coming;

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

/// How many comings and goings are looked at to tell who uses something. Who has more on one
/// instance is told of the first ones only.
const LOOKED_AT: usize = 4096;

/// ENIs of one instance that are counted again when its type changes; no documented type takes as
/// many.
const RECOUNTED: usize = 256;

/// An ENI that comes to an instance, or goes; or the primary one that is listed nowhere.
#[derive(Clone, Copy, Debug)]
struct Occupant {
    eni: u32,
    /// The planned attach that brings it; none if it is attached already, or goes.
    attach: u32,
    /// The place of the action, plus one; zero if it is attached already.
    since: u32,
    /// The same of the action that takes it away; `NONE` if it stays.
    until: u32,
    /// What it and those before it use of each resource.
    used: [Amount; 4],
}

/// Where what an instance has is.
#[derive(Clone, Copy, Debug)]
struct Account {
    instance: u32,
    /// Its occupants.
    begin: u32,
    end: u32,
    /// Its targets.
    first: u32,
    last: u32,
}

#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// The occupants of all instances that some action is planned for, instance by instance: the
    /// implied primary ENI, those attached already, those that come and go, in order.
    occupants: Vec<Occupant>,
    /// The attaches that are to put an ENI on an instance, and have not done so already; with their
    /// places, instance by instance.
    targets: Vec<(u32, u32)>,
    /// Which of these are whose.
    accounts: Vec<Account>,
    /// Instance → its account.
    of: Index,
    /// Instance → what those use that were attached before all actions and still are, from the moment
    /// on that is given; only where that changes.
    attached: HashMap<u32, Vec<(u32, [Amount; 4])>>,
    /// The first occupant of an instance whose weight is not certain, with the fact that is missing.
    open: HashMap<(u32, Resource), (u32, Unknown)>,
    /// Instances of which some ENI gives a number of queues → how many that are there have one that is
    /// not its type's default, from the occupant on that is given; only where that changes.
    queues: HashMap<u32, Vec<(u32, Amount)>>,
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
    /// The moment before the action that takes it away, if one does.
    pub(crate) leaves: Option<Moment>,
}

impl Ledger {
    /// Puts those of some instances each together. `all` is the number of instances.
    pub(super) fn of_parts(parts: Vec<Ledger>, all: u32) -> Self {
        let count = |of: fn(&Ledger) -> usize| parts.iter().map(of).sum();
        let mut whole = Ledger {
            occupants: Vec::with_capacity(count(|part| part.occupants.len())),
            targets: Vec::with_capacity(count(|part| part.targets.len())),
            accounts: Vec::with_capacity(count(|part| part.accounts.len())),
            of: Index::new(count(|part| part.accounts.len()), all as usize),
            ..Ledger::default()
        };
        parts.into_iter().for_each(|part| whole.append(part));
        whole
    }

    /// Adds what instances have that are none of its own yet.
    fn append(&mut self, part: Ledger) {
        let (before, first) = (self.next(), number(self.targets.len()));
        let moved = |at: u32| at.saturating_add(before);
        for account in part.accounts {
            self.of.get_or_insert(account.instance as usize, number(self.accounts.len()));
            let target = |at: u32| at.saturating_add(first);
            self.accounts.push(Account {
                begin: moved(account.begin),
                end: moved(account.end),
                first: target(account.first),
                last: target(account.last),
                ..account
            });
        }
        self.occupants.extend(part.occupants);
        self.targets.extend(part.targets);
        self.attached.extend(part.attached);
        self.open.extend(part.open.into_iter().map(|(key, (at, unknown))| (key, (moved(at), unknown))));
        for (instance, mut changes) in part.queues {
            changes.iter_mut().for_each(|(since, _)| *since = moved(*since));
            self.queues.insert(instance, changes);
        }
    }

    fn account(&self, instance: u32) -> Option<&Account> {
        self.accounts.get(self.of.get(instance as usize)? as usize)
    }

    /// What there is before a moment.
    pub(super) fn before(&self, instance: u32, at: Moment, resource: Resource) -> Before {
        let (begin, end) = self.span(instance, at);
        let amount = self.sum(begin, end)[resource as usize];
        let attached = self.attached_before(instance, at)[resource as usize];
        let open = self.open.get(&(instance, resource)).filter(|(at, _)| *at < end).map(|(_, u)| *u);
        Before { amount, attached, open }
    }

    /// What those use before a moment that are attached from the start.
    fn attached_before(&self, instance: u32, at: Moment) -> [Amount; 4] {
        let changes = self.attached.get(&instance).map(Vec::as_slice).unwrap_or_default();
        let n = changes.partition_point(|(since, _)| *since <= at.0);
        match n.checked_sub(1).and_then(|n| changes.get(n)) {
            Some((_, used)) => *used,
            None => {
                let (begin, end) = self.span(instance, at);
                self.sum(begin, self.end_of_attached(begin, end))
            }
        }
    }

    /// What the occupants from `begin` to `end` use, where these are the first of an instance.
    fn sum(&self, begin: u32, end: u32) -> [Amount; 4] {
        let last = (end > begin).then(|| self.occupants.get(end as usize - 1)).flatten();
        last.map_or([Amount::NONE; 4], |occupant| occupant.used)
    }

    /// Notes that those attached from the start use something else from a moment on.
    fn change_attached(&mut self, instance: u32, since: u32, to: impl Fn(usize, Amount) -> Amount) {
        let mut used = self.attached_before(instance, Moment(since));
        for (at, amount) in used.iter_mut().enumerate() {
            *amount = to(at, *amount);
        }
        self.attached.entry(instance).or_default().push((since, used));
    }

    /// Whether some ENI of an instance gives a number of queues, so that queues are counted.
    pub(super) fn counts_queues(&self, instance: u32) -> bool {
        self.queues.contains_key(&instance)
    }

    /// How many ENIs have, before an attach, a number of queues that is not their type's default.
    pub(super) fn own_queues(&self, instance: u32, at: Moment) -> Amount {
        let (_, end) = self.span(instance, at);
        self.own_queues_to(instance, end)
    }

    fn own_queues_to(&self, instance: u32, end: u32) -> Amount {
        let changes = self.queues.get(&instance).map(Vec::as_slice).unwrap_or_default();
        let n = changes.partition_point(|(since, _)| *since < end);
        n.checked_sub(1).and_then(|n| changes.get(n)).map_or(Amount::NONE, |(_, count)| *count)
    }

    /// Notes that it is another number of them from an occupant on.
    fn change_own_queues(&mut self, instance: u32, since: u32, to: impl Fn(Amount) -> Amount) {
        let changes = self.queues.entry(instance).or_default();
        let count = changes.last().map_or(Amount::NONE, |(_, count)| *count);
        changes.push((since, to(count)));
    }

    /// Whether the ENI that an attach brings is counted on an instance at a moment.
    pub(super) fn counts(&self, instance: u32, at: Moment, attach: u32) -> bool {
        let (begin, end) = self.span(instance, at);
        let occupants = self.occupants.get(begin as usize..end as usize).unwrap_or_default();
        // The last ones are those that are there.
        let mut last = occupants.iter().rev().take(RECOUNTED);
        last.any(|occupant| occupant.attach == attach && occupant.is_there(at))
    }

    /// Whether a primary ENI is counted that is listed nowhere.
    pub(super) fn implies_primary(&self, instance: u32) -> bool {
        let first = self.account(instance).and_then(|of| self.occupants.get(of.begin as usize));
        first.is_some_and(|o| o.used[Resource::Enis as usize].least > 0)
    }

    /// Those who use some of a resource before a moment, in order.
    pub(super) fn users<'a>(
        &'a self,
        plan: &'a Plan<'a>,
        instance: u32,
        at: Moment,
        resource: Resource,
    ) -> impl Iterator<Item = User<'a>> {
        let (begin, end) = self.span(instance, at);
        let occupants = self.occupants.get(begin as usize..end as usize).unwrap_or_default();
        let pairs = occupants.iter().zip(occupants.get(1..).unwrap_or_default());
        // The first is the implied primary ENI.
        pairs.take(LOOKED_AT).filter(move |(_, own)| own.is_there(at)).filter_map(move |(before, own)| {
            let amount = own.used[resource as usize].minus(before.used[resource as usize]);
            let entity = |kind, row| (row != NONE).then(|| plan.entity(EntityId { kind, row }));
            (amount.most > 0).then(|| User {
                eni: entity(Kind::Eni, own.eni).map(|eni| Eni(eni.at(at))),
                attach: entity(Kind::Attachment, own.attach).map(Attach::from),
                amount,
                leaves: (own.until != NONE).then(|| Moment(own.until.saturating_sub(1))),
            })
        })
    }

    /// The occupants of an instance that are there before a moment.
    fn span(&self, instance: u32, at: Moment) -> (u32, u32) {
        let Some(of) = self.account(instance) else { return (0, 0) };
        let occupants = self.occupants.get(of.begin as usize..of.end as usize).unwrap_or_default();
        let n = occupants.partition_point(|occupant| occupant.since <= at.0);
        (of.begin, of.begin.saturating_add(u32::try_from(n).unwrap_or(u32::MAX)))
    }

    /// The end of those that are attached already.
    fn end_of_attached(&self, begin: u32, end: u32) -> u32 {
        let occupants = self.occupants.get(begin as usize..end as usize).unwrap_or_default();
        let n = occupants.partition_point(|occupant| occupant.since == 0);
        begin.saturating_add(u32::try_from(n).unwrap_or(u32::MAX))
    }

    fn next(&self) -> u32 {
        number(self.occupants.len())
    }

    /// Notes that an attach is to put an ENI on the instance that was begun with last, and has not done
    /// so already.
    pub(super) fn note_target(&mut self, attach: u32, place: u32) {
        self.targets.push((place, attach));
        if let Some(account) = self.accounts.last_mut() {
            account.last = number(self.targets.len());
        }
    }

    /// The attaches that are to put an ENI on an instance, with their places, in order.
    fn targets(&self, instance: u32) -> &[(u32, u32)] {
        let own = self.account(instance).map(|own| own.first as usize..own.last as usize);
        own.and_then(|own| self.targets.get(own)).unwrap_or_default()
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE)
}

impl Occupant {
    /// Whether it is an ENI that has come and not gone before a moment.
    fn is_there(&self, at: Moment) -> bool {
        self.since <= at.0 && (self.until > at.0 || self.until == NONE)
    }
}
