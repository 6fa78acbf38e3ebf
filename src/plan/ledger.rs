//! Who occupies an instance before each attach, and what that uses of the type's limits.
//!
//! Attaches are taken in order. One is counted as done even if some rule refuses it, so that the
//! next one is judged as if this were mended; but not if a limit itself refuses it, for then every
//! later attach would be blamed for the first one's excess (evaluation rule 3 of the catalogue).

use super::{Attach, Eni, EniType, Entity, EntityId, Instance, Plan};
use crate::inventory::key;
use crate::inventory::{Fact, Known, Unknown};
use std::collections::HashMap;

/// What a type has a limited number of, for each instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What an attach makes of a limit.
pub(crate) struct Usage<'a> {
    /// Used before the attach.
    pub(crate) before: i64,
    /// Added by the attach.
    pub(crate) added: i64,
    /// How much there is.
    pub(crate) limit: Known<i64>,
    /// Who uses it before the attach; an ENI that is planned comes with its attach.
    pub(crate) users: Vec<(Eni<'a>, Option<Attach<'a>>, i64)>,
    /// Whether a primary ENI is counted that is listed nowhere: every instance has one.
    pub(crate) implied_primary: bool,
}

impl Usage<'_> {
    pub(crate) fn after(&self) -> i64 {
        self.before.saturating_add(self.added)
    }

    pub(crate) fn exceeded(&self) -> bool {
        self.after() > self.limit.value
    }
}

#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Instance → the planned ENIs that count, in order, each with the row of its attach.
    counted: HashMap<u32, Vec<(EntityId, u32)>>,
    /// Attach → how many of these come before it.
    before: Vec<u32>,
    /// Attach → the first attach of the same ENI.
    earlier: HashMap<u32, u32>,
}

impl Ledger {
    pub(super) fn earlier(&self, row: u32) -> Option<u32> {
        self.earlier.get(&row).copied()
    }

    fn counted_before(&self, instance: u32, attach: u32) -> &[(EntityId, u32)] {
        let all = self.counted.get(&instance).map(Vec::as_slice).unwrap_or_default();
        let n = self.before.get(attach as usize).map_or(all.len(), |n| *n as usize);
        &all[..n.min(all.len())]
    }
}

/// Works through the attaches in order.
pub(super) fn fill(plan: &mut Plan<'_>) {
    let mut seen = HashMap::new();
    let rows: Vec<u32> = plan.attaches().map(|a| a.id.row).collect();
    for row in rows {
        let id = EntityId { kind: crate::inventory::Kind::Attachment, row };
        let attach = Attach(plan.entity(id));
        let eni_name = attach.get(key::NetworkInterfaceId).known().ok();
        let eni_name = eni_name.filter(|id| !id.value.is_masked()).map(|id| id.value.id);
        let first = eni_name.map(|name| *seen.entry(name).or_insert(row));
        let parties = attach.instance().and_then(|i| Ok((i, attach.eni()?))).ok();
        let (instance, eni) = match parties {
            Some((instance, eni)) => (Some(instance.id.row), Some((instance, eni))),
            None => (None, None),
        };
        let before = instance.map_or(0, |i| plan.ledger.counted_before(i, u32::MAX).len());
        let counts = eni.is_some_and(|(instance, eni)| {
            first == Some(row) && takes_room(&attach, &instance, &eni) && fits(&attach)
        });
        let eni = eni.map(|(_, eni)| eni.id);
        plan.ledger.before.push(u32::try_from(before).unwrap_or(u32::MAX));
        if let Some(first) = first.filter(|first| *first != row) {
            plan.ledger.earlier.insert(row, first);
        }
        if let (true, Some(instance), Some(eni)) = (counts, instance, eni) {
            plan.ledger.counted.entry(instance).or_default().push((eni, row));
        }
    }
}

/// Whether the attach puts one more ENI on the instance: not if it sits there already, and not if
/// it goes to a trunk, whose members have a budget of their own.
fn takes_room(attach: &Attach<'_>, instance: &Instance<'_>, eni: &Eni<'_>) -> bool {
    let on_trunk = !matches!(attach.trunk_id(), Ok(None));
    !on_trunk && !instance.attached().any(|other| other.id == eni.id)
}

fn fits(attach: &Attach<'_>) -> bool {
    let all = [Resource::Enis, Resource::Queues, Resource::Eris, Resource::QueuePairs];
    all.iter().all(|resource| match attach.usage(*resource) {
        Ok(Some(usage)) => !usage.exceeded(),
        Ok(None) | Err(_) => true,
    })
}

impl<'a> Attach<'a> {
    /// What the attach makes of a limit; none if it does not bear on it.
    pub(crate) fn usage(&self, resource: Resource) -> Result<Option<Usage<'a>>, Unknown> {
        let (instance, eni) = (self.instance()?, self.eni()?);
        if !takes_room(self, &instance, &eni) || self.earlier().is_some() {
            return Ok(None);
        }
        match resource {
            Resource::Enis => self.eni_usage(&instance).map(Some),
            Resource::Queues => self.queue_usage(&instance, &eni),
            Resource::Eris => self.eri_usage(&instance, &eni),
            Resource::QueuePairs => self.queue_pair_usage(&instance, &eni),
        }
    }

    /// The ENIs on the instance before this attach: those attached already, then those planned.
    pub(crate) fn occupants(
        &self,
        instance: &Instance<'a>,
    ) -> impl Iterator<Item = (Eni<'a>, Option<Attach<'a>>)> + use<'a> {
        let plan = self.plan();
        let planned =
            plan.ledger.counted_before(instance.id.row, self.id.row).iter().map(move |(eni, row)| {
                let id = EntityId { kind: crate::inventory::Kind::Attachment, row: *row };
                (Eni(plan.entity(*eni)), Some(Attach(plan.entity(id))))
            });
        instance.attached().map(|eni| (eni, None)).chain(planned)
    }

    fn eni_usage(&self, instance: &Instance<'a>) -> Result<Usage<'a>, Unknown> {
        let limit = instance.limits()?.get(key::EniQuantity).known()?;
        let users: Vec<_> = self.occupants(instance).map(|(eni, attach)| (eni, attach, 1)).collect();
        let implied_primary = !has_primary(&users);
        let before = i64::try_from(users.len()).unwrap_or(i64::MAX) + i64::from(implied_primary);
        Ok(Usage { before, added: 1, limit, users, implied_primary })
    }

    /// Queues bear on an attach only if some ENI has a number of its own: the defaults of a type
    /// fit its total (inferred; nothing documents a type whose own defaults do not).
    fn queue_usage(&self, instance: &Instance<'a>, eni: &Eni<'a>) -> Result<Option<Usage<'a>>, Unknown> {
        let mut any = eni.get(key::QueueNumber).given()?.is_some();
        for (other, _) in self.occupants(instance) {
            any |= matches!(other.get(key::QueueNumber), Fact::Known(_));
        }
        if !any {
            return Ok(None);
        }
        let limits = instance.limits()?;
        let limit = limits.get(key::TotalEniQueueQuantity).known()?;
        if limit.value == 0 {
            return Ok(None); // not stated, by the API's habit of filling in zeros
        }
        let queues = |eni: &Eni<'a>| -> Result<i64, Unknown> {
            if let Some(own) = eni.get(key::QueueNumber).given()? {
                return Ok(own.value);
            }
            match eni.eni_type()?.value {
                EniType::Primary => Ok(limits.get(key::PrimaryEniQueueNumber).known()?.value),
                _ => Ok(limits.get(key::SecondaryEniQueueNumber).known()?.value),
            }
        };
        let mut users = Vec::new();
        for (other, attach) in self.occupants(instance) {
            users.push((other, attach, queues(&other)?));
        }
        let implied_primary = !has_primary(&users);
        let mut before: i64 = users.iter().map(|u| u.2).fold(0, i64::saturating_add);
        if implied_primary {
            before = before.saturating_add(limits.get(key::PrimaryEniQueueNumber).known()?.value);
        }
        Ok(Some(Usage { before, added: queues(eni)?, limit, users, implied_primary }))
    }

    fn eri_usage(&self, instance: &Instance<'a>, eni: &Eni<'a>) -> Result<Option<Usage<'a>>, Unknown> {
        if !eni.is_eri()? {
            return Ok(None);
        }
        let limit = instance.limits()?.get(key::EriQuantity).known()?;
        let users = self.eris(instance, |_| Ok(1))?;
        let before = i64::try_from(users.len()).unwrap_or(i64::MAX);
        Ok(Some(Usage { before, added: 1, limit, users, implied_primary: false }))
    }

    /// The limit here is the type's `QueuePairNumber`; what more GPU types may hold is the rule's.
    fn queue_pair_usage(&self, instance: &Instance<'a>, eni: &Eni<'a>) -> Result<Option<Usage<'a>>, Unknown> {
        if !eni.is_eri()? {
            return Ok(None);
        }
        let limit = instance.limits()?.get(key::TypeQueuePairNumber).known()?;
        // An ERI without a number of its own takes the type's maximum.
        let pairs =
            |eni: &Eni<'a>| Ok(eni.get(key::QueuePairNumber).given()?.map_or(limit.value, |n| n.value));
        let users = self.eris(instance, pairs)?;
        let before = users.iter().map(|u| u.2).fold(0, i64::saturating_add);
        Ok(Some(Usage { before, added: pairs(eni)?, limit, users, implied_primary: false }))
    }

    fn eris(
        &self,
        instance: &Instance<'a>,
        weigh: impl Fn(&Eni<'a>) -> Result<i64, Unknown>,
    ) -> Result<Vec<(Eni<'a>, Option<Attach<'a>>, i64)>, Unknown> {
        let mut users = Vec::new();
        for (other, attach) in self.occupants(instance) {
            if other.is_eri()? {
                users.push((other, attach, weigh(&other)?));
            }
        }
        Ok(users)
    }
}

fn has_primary<T, W>(users: &[(Eni<'_>, T, W)]) -> bool {
    users.iter().any(|(eni, ..)| matches!(eni.eni_type(), Ok(t) if t.value == EniType::Primary))
}

impl<'a> From<Entity<'a>> for Eni<'a> {
    fn from(entity: Entity<'a>) -> Self {
        Eni(entity)
    }
}

impl<'a> From<Entity<'a>> for Instance<'a> {
    fn from(entity: Entity<'a>) -> Self {
        Instance(entity)
    }
}
