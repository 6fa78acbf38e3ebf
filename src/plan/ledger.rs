//! Who occupies an instance before each attach, and what that uses of the type's limits.
//!
//! Attaches are taken in order. One is counted as done even if some rule refuses it, so that the
//! next one is judged as if this were mended; but not if a limit itself refuses it, for then every
//! later attach would be blamed for the first one's excess (evaluation rule 3 of the catalogue).
//!
//! Each occupant carries the sums up to itself, so that what comes before an attach is one look-up,
//! however many attaches an instance has.

use super::weigh::{Amount, Own, Terms, Weight};
use super::{Attach, Eni, EntityId, Instance, Plan};
use crate::inventory::{Kind, TextId, Unknown, key};
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
    const ALL: [Resource; 4] = [Resource::Enis, Resource::Queues, Resource::Eris, Resource::QueuePairs];
}

/// Stands for a row that there is not.
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

#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// ENI → the first attach that plans it.
    first: HashMap<TextId, u32>,
    /// The occupants of all instances that some attach is planned for, instance by instance: the
    /// implied primary ENI, those attached already, those planned, in order.
    occupants: Vec<Occupant>,
    /// Instance → where its occupants begin.
    begin: HashMap<u32, u32>,
    /// Attach → the end of the occupants that come before it.
    before: Vec<u32>,
    /// The first occupant of an instance whose weight is not certain, with the fact that is missing.
    open: HashMap<(u32, Resource), (u32, Unknown)>,
    /// Instances of which some ENI gives a number of queues → the first occupant whose number is
    /// not its type's default.
    queues: HashMap<u32, u32>,
    /// Instance → where its occupants end.
    end: HashMap<u32, u32>,
    /// Instance → the attaches that are to put an ENI on it, and have not done so already.
    targets: HashMap<u32, Vec<u32>>,
}

/// What there is of a resource on an instance before an attach.
pub(super) struct Before {
    pub(super) amount: Amount,
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
        let (begin, end) = self.range(instance, attach);
        let last = (end > begin).then(|| self.occupants.get(end as usize - 1)).flatten();
        let amount = last.map_or(Amount::NONE, |occupant| occupant.used[resource as usize]);
        let open = self.open.get(&(instance, resource)).filter(|(at, _)| *at < end).map(|(_, u)| *u);
        Before { amount, open }
    }

    /// Whether, before an attach, some ENI has a number of queues that is not its type's default.
    pub(super) fn has_own_queues(&self, instance: u32, attach: u32) -> bool {
        let (_, end) = self.range(instance, attach);
        self.queues.get(&instance).is_some_and(|at| *at < end)
    }

    /// Whether the planned attach of an ENI counts before another attach to the same instance.
    pub(super) fn counts_before(&self, instance: u32, attach: u32, planned: u32) -> bool {
        let (begin, end) = self.range(instance, attach);
        let occupants = self.occupants.get(begin as usize..end as usize).unwrap_or_default();
        // Those attached already come first; the others are in the order of their attaches.
        occupants.binary_search_by_key(&planned.wrapping_add(1), |o| o.attach.wrapping_add(1)).is_ok()
    }

    /// Whether a primary ENI is counted that is listed nowhere.
    pub(super) fn implies_primary(&self, instance: u32) -> bool {
        let begin = self.begin.get(&instance).and_then(|at| self.occupants.get(*at as usize));
        begin.is_some_and(|o| o.used[Resource::Enis as usize].least > 0)
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
        self.users_in(plan, self.range(instance, attach), resource)
    }

    /// The ENIs that the plan puts on an instance and that count, in order.
    fn newcomers<'a>(&'a self, plan: &'a Plan<'a>, instance: u32) -> impl Iterator<Item = User<'a>> {
        let begin = self.begin.get(&instance).copied().unwrap_or_default();
        let end = self.end.get(&instance).copied().unwrap_or_default();
        let all = self.users_in(plan, (begin, end.max(begin)), Resource::Enis);
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

    fn range(&self, instance: u32, attach: u32) -> (u32, u32) {
        let begin = self.begin.get(&instance).copied();
        let end = self.before.get(attach as usize).copied().unwrap_or_default();
        begin.map_or((0, 0), |begin| (begin, end.max(begin)))
    }

    fn next(&self) -> u32 {
        u32::try_from(self.occupants.len()).unwrap_or(NONE)
    }

    fn push(&mut self, instance: u32, eni: u32, attach: u32, weights: &[Weight; 4], own_queues: bool) {
        let at = self.next();
        let begin = self.begin.get(&instance).copied().unwrap_or(at);
        let mut used = if at > begin { self.occupants[at as usize - 1].used } else { Default::default() };
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
        self.occupants.push(Occupant { eni, attach, used });
    }
}

/// Works through the attaches of each instance in order.
pub(super) fn fill(plan: &Plan<'_>) -> Ledger {
    let mut ledger = Ledger::default();
    let mut planned: Vec<(u32, u32)> = Vec::new();
    for attach in plan.attaches() {
        ledger.before.push(0);
        let Ok(eni) = attach.get(key::NetworkInterfaceId).known() else { continue };
        if !eni.value.is_masked() {
            ledger.first.entry(eni.value.id).or_insert(attach.id.row);
        }
        if let Ok(instance) = attach.instance() {
            planned.push((instance.id.row, attach.id.row));
            if !attach.is_done() {
                ledger.targets.entry(instance.id.row).or_default().push(attach.id.row);
            }
        }
    }
    planned.sort_unstable();
    for of_one in planned.chunk_by(|a, b| a.0 == b.0) {
        occupy(plan, &mut ledger, of_one);
    }
    ledger
}

/// Works through the attaches of one instance.
fn occupy(plan: &Plan<'_>, ledger: &mut Ledger, planned: &[(u32, u32)]) {
    let Some(&(row, _)) = planned.first() else { return };
    let instance = Instance(plan.entity(EntityId { kind: Kind::Instance, row }));
    let terms = Terms::new(&instance);
    let attaches =
        planned.iter().map(|(_, row)| Attach(plan.entity(EntityId { kind: Kind::Attachment, row: *row })));
    ledger.begin.insert(row, ledger.next());
    let numbered = |eni: Eni<'_>| eni.get(key::QueueNumber).given() != Ok(None);
    if instance.attached().any(numbered) || attaches.clone().filter_map(|a| a.eni().ok()).any(numbered) {
        ledger.queues.insert(row, NONE);
    }
    let queues = ledger.queues.contains_key(&row);
    let primary = terms.implied_primary(&instance, queues);
    ledger.push(row, NONE, NONE, &primary, false);
    for eni in instance.attached() {
        let own = Own { eni: Some(eni), attach: None };
        let weights = Resource::ALL.map(|r| terms.weigh(r, own, queues));
        ledger.push(row, eni.id.row, NONE, &weights, terms.has_own_queues(own));
    }
    for attach in attaches {
        if let Some(before) = ledger.before.get_mut(attach.id.row as usize) {
            *before = u32::try_from(ledger.occupants.len()).unwrap_or(NONE);
        }
        let own = Own { eni: attach.eni().ok(), attach: Some(attach) };
        if attach.earlier_in(ledger).is_some() || own.eni.is_some_and(|eni| eni.is_on(&instance)) {
            continue;
        }
        let weights = Resource::ALL.map(|r| terms.weigh(r, own, queues));
        let own_queues = terms.has_own_queues(own);
        if !refuses(ledger, &terms, &attach, row, &weights, own_queues) {
            ledger.push(row, own.eni.map_or(NONE, |e| e.id.row), attach.id.row, &weights, own_queues);
        }
    }
    ledger.end.insert(row, ledger.next());
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

/// Whether a limit refuses the attach for certain.
fn refuses(
    ledger: &Ledger,
    terms: &Terms<'_>,
    attach: &Attach<'_>,
    instance: u32,
    weights: &[Weight; 4],
    own_queues: bool,
) -> bool {
    Resource::ALL.into_iter().any(|resource| {
        let added = weights[resource as usize].amount;
        let bears = match resource {
            Resource::Queues => own_queues || ledger.has_own_queues(instance, attach.id.row),
            _ => true,
        };
        let after = ledger.before(instance, attach.id.row, resource).amount.plus(added);
        added.least > 0 && bears && terms.ceiling(resource).is_ok_and(|most| after.exceeds(most))
    })
}
