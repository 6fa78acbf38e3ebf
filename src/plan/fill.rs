//! Fills the ledger.
//!
//! Actions are taken in order. An attach is counted as done even if some rule refuses it, so that the
//! next one is judged as if this were mended; but not if a limit itself refuses it, for then every
//! later attach would be blamed for the first one's excess (evaluation rule 3 of the catalogue). If
//! it cannot be told whether a limit refuses it, it may count or not.

use super::changes::EniChange;
use super::ledger::{Coming, Ledger};
use super::perhaps::Target;
use super::usage::{ADRIFT, Usage};
use super::weigh::{Amount, MAYBE, Own, Terms, Weight};
use super::{Action, Attach, Ends, Eni, EntityId, Instance, Moment, Plan, Resource, Step};
use crate::inventory::{Fact, Kind, TextId, Unknown, Verb, key};
use crate::split;
use hashbrown::HashMap;

/// What the limits make of an attach.
enum Fit {
    /// They let it pass.
    Fits,
    /// One of them refuses it.
    Refused,
    /// There is no telling of these, for want of a fact.
    Open([Option<Unknown>; 4]),
}

/// What happens to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// An attach of this row.
    Attach(u32),
    /// An ENI goes.
    Leave(TextId),
    /// An ENI goes, perhaps: an attach of this row may take it away.
    MayLeave(TextId, u32),
    /// Its type changes.
    Resize,
}

/// What happens to an instance, with its row and the place of the action.
type Happens = (u32, u32, Event);

/// The last actions that may make room, on one instance or (none) on any.
type Freeing = HashMap<Option<u32>, u32>;

/// Instances of which a thread works through the actions at a time.
const PIECE: usize = 64;

/// Works through the actions on each instance in order.
pub(super) fn fill(plan: &Plan<'_>) -> Ledger {
    let mut freeing = Freeing::new();
    let mut events = Vec::new();
    let happens = |first, actions: &[Action]| happens(plan, first, actions);
    for (happens, frees) in split::in_pieces(plan.threads, split::PIECE, plan.actions(), happens) {
        events.extend(happens);
        freeing.extend(frees);
    }
    events.sort_unstable();
    let instances: Vec<&[Happens]> = events.chunk_by(|a, b| a.0 == b.0).collect();
    let parts = split::in_pieces(plan.threads, PIECE, &instances, |_, instances| {
        let mut ledger = Ledger::default();
        for of_one in instances {
            let row = of_one.first().map(|(row, ..)| *row);
            let frees = freeing.get(&row).max(freeing.get(&None)).copied();
            occupy(plan, &mut ledger, of_one, frees);
        }
        ledger
    });
    Ledger::of_parts(parts, plan.base.joined.count(Kind::Instance))
}

/// What some actions mean for instances; `first` is the place of the first of them.
fn happens(plan: &Plan<'_>, first: usize, actions: &[Action]) -> (Vec<Happens>, Freeing) {
    let mut events = Vec::with_capacity(actions.len());
    let mut freeing = Freeing::new();
    let first = u32::try_from(first).unwrap_or(u32::MAX);
    for (place, action) in (first..).zip(actions) {
        freeing.extend(may_free(plan, *action).map(|row| (row, place)));
        if action.verb == Verb::Attach {
            let attach = Attach::from(plan.entity(action.id));
            let may_leave = |(row, id)| (row, place, Event::MayLeave(id, attach.id.row));
            events.extend(may_move_from(&attach).into_iter().map(may_leave));
            if let (true, Ok(instance)) = (attach.names_eni(), attach.instance()) {
                events.push((instance.id.row, place, Event::Attach(attach.id.row)));
                events.extend(moved_from(&attach).map(|(row, id)| (row, place, Event::Leave(id))));
            }
        } else {
            events.extend(event(&Step::new(plan, *action, place)).map(|(row, event)| (row, place, event)));
        }
    }
    (events, freeing)
}

/// Where an action may make room although it is not known where its ENI is: on one instance or, as
/// none, on any.
fn may_free(plan: &Plan<'_>, action: Action) -> Option<Option<u32>> {
    if !matches!(action.verb, Verb::Attach | Verb::Detach | Verb::Delete | Verb::Release) {
        return None;
    }
    let id = match plan.entity(action.id).get(key::NetworkInterfaceId) {
        Fact::Known(id) => id.value,
        Fact::Unknown(_) => return Some(None),
        Fact::Absent(_) => return None,
    };
    let Some(eni) = plan.find(Kind::Eni, id.id).map(Eni) else { return Some(None) };
    if eni.holder().is_ok() {
        return None; // it is known, and an event of its own
    }
    match eni.get(key::InstanceId) {
        Fact::Known(holder) => plan.base.joined.find(Kind::Instance, holder.value.id).map(Some),
        _ => Some(None),
    }
}

/// The instance that an attach takes its ENI from. The API refuses that, but as everything else it is
/// taken for done, so that the seat there is free.
fn moved_from(attach: &Attach<'_>) -> Option<(u32, TextId)> {
    let eni = attach.eni().ok().filter(|eni| !eni.has_moved() && !eni.is_primary())?;
    let holder = eni.holder().ok()??;
    let holder = attach.find(Kind::Instance, holder.value.id)?;
    let here = attach.instance().ok()?;
    Some((holder.id.row, eni.own_id()?)).filter(|_| holder.id != here.id)
}

/// The same of an attach that may take an ENI from an instance, or not.
fn may_move_from(attach: &Attach<'_>) -> Vec<(u32, TextId)> {
    if attach.doubts().is_none() {
        return Vec::new();
    }
    let held = |id: TextId| {
        let eni = attach.find(Kind::Eni, id).map(Eni).filter(|eni| !eni.has_moved() && !eni.is_primary())?;
        let holder = Eni(eni.at(Moment::START)).holder().ok()??;
        Some((attach.find(Kind::Instance, holder.value.id)?.id.row, id))
    };
    match Target::of(attach.plan(), &attach.get(key::NetworkInterfaceId)) {
        Target::One(name) => held(name.id).into_iter().collect(),
        Target::Some(names) => names.iter().filter_map(|name| held(name.id)).collect(),
        Target::None | Target::Any => Vec::new(),
    }
}

/// What a step means for the ENIs of an instance, if anything.
fn event(step: &Step<'_>) -> Option<(u32, Event)> {
    match step.verb {
        Verb::Resize => Some((step.instance().ok()?.id.row, Event::Resize)),
        Verb::Detach | Verb::Delete | Verb::Release => {
            let id = step.get(key::NetworkInterfaceId).known().ok()?.value.id;
            Some((holder(step)?.id.row, Event::Leave(id)))
        }
        _ => None,
    }
}

/// The instance that holds a step's ENI before it, for certain.
pub(super) fn holder<'a>(step: &Step<'a>) -> Option<Instance<'a>> {
    let id = step.get(key::NetworkInterfaceId).known().ok()?.value.id;
    let at_start = || {
        let holder = Eni(step.eni().ok()?.at(Moment::START)).holder().ok()??;
        step.need(Kind::Instance, holder.value.id).ok().map(Instance)
    };
    match step.plan().course.eni(id, step.moment()) {
        Some(on @ EniChange::On(attach)) => {
            // An attach to nothing has left it where it was.
            let Ok(there) = Attach::from(step.plan().entity(attach)).instance() else { return at_start() };
            // If it comes too late, the attach has freed the seat already.
            let is_late = matches!(step.verb, Verb::Detach | Verb::Release)
                && step.plan().course.eni(id, step.moment().next()) == Some(on);
            Some(there).filter(|_| !is_late)
        }
        // An attach that may be of it takes it away from there, or the step does.
        None | Some(EniChange::Perhaps(_)) => at_start(),
        Some(_) => None,
    }
}

/// Works through what happens to one instance. `frees` is the last action that may make room on it,
/// beside what happens.
fn occupy(plan: &Plan<'_>, ledger: &mut Ledger, events: &[Happens], frees: Option<u32>) {
    let Some(&(row, ..)) = events.first() else { return };
    let instance = Instance(plan.entity(EntityId { kind: Kind::Instance, row }));
    let attach = |row| Attach::from(plan.entity(EntityId { kind: Kind::Attachment, row }));
    let attaches = events.iter().filter_map(|(.., event)| match event {
        Event::Attach(row) => Some(attach(*row)),
        Event::Leave(_) | Event::MayLeave(..) | Event::Resize => None,
    });
    let numbered = |eni: Eni<'_>| eni.get(key::QueueNumber).given() != Ok(None);
    let queues = instance.attached().any(numbered)
        || attaches.clone().any(|attach| attach.may_give_queues())
        || plan.perhaps_has_queues(&instance, Moment::END)
        || plan.adrift(&instance).take(ADRIFT).any(|(id, _)| numbered(Eni(plan.entity(*id))));
    // Who is kept where; asked only if someone leaves.
    let leaves = events.iter().any(|(.., event)| matches!(event, Event::Leave(_) | Event::MayLeave(..)));
    let last = events.iter().rev().find(|(.., event)| !matches!(event, Event::Attach(_)));
    let frees = frees.max(last.map(|(_, place, _)| *place));
    let mut kept: HashMap<TextId, u32> = HashMap::new();
    let mut keep = |id: Option<TextId>, at: u32| {
        if let Some(id) = id.filter(|_| leaves) {
            kept.insert(id, at);
        }
    };
    let mut terms = Terms::new(&instance);
    ledger.begin(row, &terms.implied_primary(&instance, queues), queues);
    for eni in instance.attached() {
        let own = Own { eni: Some(eni), attach: None };
        let weights = Resource::ALL.map(|resource| terms.weigh(resource, own, queues));
        let own_queues = terms.own_queues(own);
        let coming =
            Coming { eni: Some(eni.id.row), attach: None, place: None, weights: &weights, own_queues };
        keep(eni.own_id(), ledger.add(row, coming));
    }
    for &(_, place, event) in events {
        let attach = match event {
            Event::Attach(row) => attach(row),
            Event::Leave(id) => {
                if let Some(index) = kept.remove(&id) {
                    ledger.remove(row, index, place);
                }
                continue;
            }
            Event::MayLeave(id, by) => {
                let eni = plan.find(Kind::Eni, id).map(|eni| Eni(eni.at(Moment(place))));
                if let (Some(index), Some(unknown)) = (kept.get_mut(&id), attach(by).doubts()) {
                    let own = Own { eni, attach: None };
                    let mut weights = Resource::ALL.map(|resource| terms.weigh(resource, own, queues));
                    weights.iter_mut().for_each(|weight| weight.loosen(unknown));
                    let (eni, own_queues) = (eni.map(|eni| eni.id.row), terms.own_queues(own));
                    ledger.remove(row, *index, place);
                    let weights = &weights;
                    let coming = Coming { eni, attach: None, place: Some(place), weights, own_queues };
                    *index = ledger.add(row, coming);
                }
                continue;
            }
            Event::Resize => {
                terms = Terms::new(&Instance(instance.at(Moment(place).next())));
                if queues {
                    let moved = recount(plan, ledger, &instance, place, &terms);
                    kept.values_mut().for_each(|index| *index = moved.get(index).copied().unwrap_or(*index));
                }
                continue;
            }
        };
        let ends = Ends::default();
        let attach = attach.keeping(&ends);
        if !attach.is_done() {
            ledger.note_target(attach.id.row, place);
        }
        let instance = Instance(instance.at(Moment(place)));
        let own = Own { eni: attach.eni().ok(), attach: Some(attach) };
        let idle = |eni: Eni<'_>| eni.is_on(&instance) || eni.deleted_by().is_some();
        if attach.repeats() || own.eni.is_some_and(idle) {
            continue;
        }
        let frees = frees.is_some_and(|last| last > place);
        let is_named = attach.get(key::NetworkInterfaceId).known().is_ok();
        let weights = if is_named {
            certain(ledger, &terms, instance, own, (queues, frees))
        } else {
            uncertain(ledger, &terms, instance, &attach, (queues, frees))
        };
        let Some(weights) = weights else { continue };
        let own_queues = match terms.own_queues(own) {
            Amount::NONE if !is_named && attach.may_give_queues() => MAYBE,
            own_queues => own_queues,
        };
        let eni = own.eni.map(|eni| eni.id.row);
        let (attach_row, place) = (Some(attach.id.row), Some(place));
        let coming = Coming { eni, attach: attach_row, place, weights: &weights, own_queues };
        let index = ledger.add(row, coming);
        if leaves && let Ok(id) = attach.get(key::NetworkInterfaceId).known() {
            kept.insert(id.value.id, index);
        }
    }
}

/// What an ENI weighs that is attached; none if it is refused. `queues` says whether queues count,
/// `frees` whether some later action makes room on the instance.
fn certain<'a>(
    ledger: &'a Ledger,
    terms: &Terms<'a>,
    instance: Instance<'a>,
    own: Own<'a>,
    (queues, frees): (bool, bool),
) -> Option<[Weight; 4]> {
    let mut weights = Resource::ALL.map(|resource| terms.weigh(resource, own, queues));
    match fit(ledger, terms, instance, own, &weights) {
        Fit::Fits => {}
        Fit::Refused => return None,
        Fit::Open(unknowns) => loosen(&mut weights, &unknowns, frees),
    }
    // If another attach is of this ENI, it has it; and one that is there already takes no more room.
    let idle = |attach: Attach<'a>| attach.perhaps_earlier().or_else(|| attach.may_be_there(&instance));
    if let Some(unknown) = own.attach.and_then(idle) {
        weights.iter_mut().for_each(|weight| weight.loosen(unknown));
    }
    Some(weights)
}

/// The same of an attach of one of several ENIs, or of nobody knows which.
fn uncertain<'a>(
    ledger: &'a Ledger,
    terms: &Terms<'a>,
    instance: Instance<'a>,
    attach: &Attach<'a>,
    (queues, frees): (bool, bool),
) -> Option<[Weight; 4]> {
    let mut weights = Resource::ALL.map(|resource| terms.weigh_open(resource, attach, queues));
    let Err(unknown) = attach.get(key::NetworkInterfaceId).known() else { return Some(weights) };
    let enis = attach.candidates().map(|(all, _)| all).unwrap_or_default();
    let all = if enis.is_empty() { vec![None] } else { enis.into_iter().map(Some).collect() };
    let (mut refused, mut fits, n) = (0, 0, all.len());
    for eni in all {
        let own = Own { eni, attach: Some(*attach) };
        let own_weights = match eni {
            Some(_) => Resource::ALL.map(|resource| terms.weigh(resource, own, queues)),
            None => weights,
        };
        match fit(ledger, terms, instance, own, &own_weights) {
            Fit::Fits => fits += 1,
            Fit::Refused => refused += 1,
            // As in `loosen`.
            Fit::Open(unknowns) if !frees && unknowns.iter().skip(1).all(Option::is_none) => fits += 1,
            Fit::Open(_) => {}
        }
    }
    if refused == n {
        return None;
    }
    if fits < n || !attach.brings_for_certain(&instance) {
        weights.iter_mut().for_each(|weight| weight.loosen(unknown));
    }
    Some(weights)
}

/// Counts those who are there again when the type changes: an ENI without a number of queues has as
/// many as the new type gives it (inferred). Tells where each is kept now.
fn recount(
    plan: &Plan<'_>,
    ledger: &mut Ledger,
    instance: &Instance<'_>,
    place: u32,
    terms: &Terms<'_>,
) -> HashMap<u32, u32> {
    let mut moved = HashMap::new();
    for one in ledger.clear(instance.id.row, place).unwrap_or_default() {
        let entity = |kind, row| plan.entity(EntityId { kind, row });
        let eni = one.eni.map(|row| Eni(entity(Kind::Eni, row)));
        let own = Own { eni, attach: one.attach.map(|row| Attach::from(entity(Kind::Attachment, row))) };
        let mut weights = match (one.eni, one.attach) {
            (None, None) => terms.implied_primary(instance, true),
            _ => Resource::ALL.map(|resource| terms.weigh(resource, own, true)),
        };
        if !one.is_certain {
            weights.iter_mut().for_each(|weight| weight.amount.least = 0);
        }
        let own_queues = terms.own_queues(own);
        let (eni, attach) = (one.eni, one.attach);
        let coming = Coming { eni, attach, place: Some(place), weights: &weights, own_queues };
        moved.insert(one.index, ledger.add(instance.id.row, coming));
    }
    moved
}

/// What the limits make of an attach, apart from what is refused for the ENI alone.
fn fit<'a>(
    ledger: &'a Ledger,
    terms: &Terms<'a>,
    instance: Instance<'a>,
    own: Own<'a>,
    weights: &[Weight; 4],
) -> Fit {
    let mut unknowns = [None; 4];
    // Of an ENI that is described nowhere no more is known than that it takes a place.
    let known = if own.eni.is_some() { Resource::ALL.as_slice() } else { &[Resource::Enis] };
    for &resource in known {
        let weight = weights[resource as usize];
        let usage = match Usage::new(ledger, terms, instance, own, resource, weight) {
            Ok(Some(usage)) => usage,
            Ok(None) => continue,
            Err(unknown) => {
                unknowns[resource as usize] = Some(unknown);
                continue;
            }
        };
        let settled = match terms.ceiling(resource) {
            Ok(most) if usage.is_beyond(most) => return Fit::Refused,
            Ok(most) => usage.stays_within(most),
            // Less than any type of this number has.
            Err(unknown) => usage.settled().map_err(|_| unknown),
        };
        unknowns[resource as usize] = settled.err();
    }
    if unknowns.iter().any(Option::is_some) { Fit::Open(unknowns) } else { Fit::Fits }
}

/// Makes the weights of an attach uncertain that a limit may refuse. Where each ENI weighs one, and
/// this limit alone is doubtful, the weight stays: had it been refused, there would be no room for
/// the next one either, unless some action between makes room (`frees`).
fn loosen(weights: &mut [Weight; 4], unknowns: &[Option<Unknown>; 4], frees: bool) {
    for resource in Resource::ALL {
        let equal = !frees && matches!(resource, Resource::Enis | Resource::Eris);
        let doubts = Resource::ALL.iter().filter(|other| !equal || **other != resource);
        let doubt = doubts.filter_map(|other| unknowns[*other as usize]).next();
        if let Some(unknown) = doubt {
            weights[resource as usize].loosen(unknown);
        }
    }
}
