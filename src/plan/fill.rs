//! Fills the ledger.
//!
//! Attaches are taken in order. One is counted as done even if some rule refuses it, so that the
//! next one is judged as if this were mended; but not if a limit itself refuses it, for then every
//! later attach would be blamed for the first one's excess (evaluation rule 3 of the catalogue). If
//! it cannot be told whether a limit refuses it, it may count or not.

use super::ledger::Ledger;
use super::usage::Usage;
use super::weigh::{Own, Terms, Weight};
use super::{Attach, Eni, EntityId, Instance, Plan, Resource};
use crate::inventory::{Kind, Unknown, key};

/// What the limits make of an attach.
enum Fit {
    /// They let it pass.
    Fits,
    /// One of them refuses it.
    Refused,
    /// There is no telling of these, for want of a fact.
    Open([Option<Unknown>; 4]),
}

/// Works through the attaches of each instance in order.
pub(super) fn fill(plan: &Plan<'_>) -> Ledger {
    let mut ledger = Ledger::default();
    let mut planned: Vec<(u32, u32)> = Vec::new();
    for attach in plan.attaches() {
        let eni = attach.get(key::NetworkInterfaceId).known().map(|id| id.value);
        // Two masked IDs may be equal by accident.
        ledger.note(attach.id.row, eni.ok().filter(|eni| !eni.is_masked()).map(|eni| eni.id));
        if let (Ok(_), Ok(instance)) = (eni, attach.instance()) {
            planned.push((instance.id.row, attach.id.row));
            if !attach.is_done() {
                ledger.note_target(instance.id.row, attach.id.row);
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
    let numbered = |eni: Eni<'_>| eni.get(key::QueueNumber).given() != Ok(None);
    let queues = instance.attached().any(numbered)
        || attaches.clone().filter_map(|attach| attach.eni().ok()).any(numbered);
    ledger.begin(row, &terms.implied_primary(&instance, queues), queues);
    for eni in instance.attached() {
        let own = Own { eni: Some(eni), attach: None };
        let weights = Resource::ALL.map(|resource| terms.weigh(resource, own, queues));
        ledger.add_attached(row, Some(eni.id.row), &weights, terms.has_own_queues(own));
    }
    for attach in attaches {
        ledger.set_before(attach.id.row);
        let own = Own { eni: attach.eni().ok(), attach: Some(attach) };
        if attach.earlier_in(ledger).is_some() || own.eni.is_some_and(|eni| eni.is_on(&instance)) {
            continue;
        }
        let mut weights = Resource::ALL.map(|resource| terms.weigh(resource, own, queues));
        match fit(ledger, &terms, instance, own, &weights) {
            Fit::Fits => {}
            Fit::Refused => continue,
            Fit::Open(unknowns) => loosen(&mut weights, &unknowns),
        }
        let eni = own.eni.map(|eni| eni.id.row);
        ledger.add_planned(row, eni, attach.id.row, &weights, terms.has_own_queues(own));
    }
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
/// the next one either.
fn loosen(weights: &mut [Weight; 4], unknowns: &[Option<Unknown>; 4]) {
    for resource in Resource::ALL {
        let equal = matches!(resource, Resource::Enis | Resource::Eris);
        let doubts = Resource::ALL.iter().filter(|other| !equal || **other != resource);
        let doubt = doubts.filter_map(|other| unknowns[*other as usize]).next();
        if let Some(unknown) = doubt {
            weights[resource as usize].loosen(unknown);
        }
    }
}
