//! What an attach makes of a limit.

use super::ledger::User;
use super::weigh::{Amount, Own, Terms, Weight};
use super::{Attach, Eni, Entity, Instance, Resource};
use crate::inventory::{Known, Unknown, key};

/// How many ENIs of unknown whereabouts are looked at, for each attach. If there are more, there is
/// no telling how many of them sit on the instance.
const ADRIFT: usize = 64;

/// What an attach makes of a limit.
pub(crate) struct Usage<'a> {
    /// Used before the attach.
    pub(crate) before: Amount,
    /// Added by the attach.
    pub(crate) added: Amount,
    /// How much there is.
    pub(crate) limit: Known<i64>,
    attach: Attach<'a>,
    instance: Instance<'a>,
    resource: Resource,
    open: Option<Unknown>,
}

impl<'a> Usage<'a> {
    pub(crate) fn after(&self) -> Amount {
        self.before.plus(self.added)
    }

    /// Whether there is too little, whatever is not known.
    pub(crate) fn exceeded(&self) -> bool {
        self.after().exceeds(self.limit.value)
    }

    /// Whether there is enough, whatever is not known. If that cannot be told, the missing fact.
    pub(crate) fn settled(&self) -> Result<(), Unknown> {
        self.stays_within(self.limit.value)
    }

    /// Whether no more than `most` is used, whatever is not known.
    pub(crate) fn stays_within(&self, most: i64) -> Result<(), Unknown> {
        if let Some(unknown) = self.open.filter(|_| !self.after().is_within(most)) {
            return Err(unknown);
        }
        self.instance.lists_its_enis()?;
        let adrift = self.adrift();
        match adrift.open {
            Some(unknown) if !self.after().plus(adrift.amount).is_within(most) => Err(unknown),
            _ => Ok(()),
        }
    }

    /// Who uses it before the attach: those attached already, then those planned.
    pub(crate) fn users(&self) -> impl Iterator<Item = User<'a>> + use<'a> {
        let plan = self.attach.plan();
        plan.ledger.users(plan, self.instance.id.row, self.attach.id.row, self.resource)
    }

    /// Whether a primary ENI is counted that is listed nowhere: every instance has one.
    pub(crate) fn implies_primary(&self) -> bool {
        self.attach.plan().ledger.implies_primary(self.instance.id.row)
    }

    /// What ENIs may use of which it is not known where they are attached.
    fn adrift(&self) -> Weight {
        let plan = self.attach.plan();
        let listed = self.instance.get(key::NetworkInterfaces).known().is_ok();
        if listed || self.instance.is_planned() {
            return Weight::default(); // its ENIs are told, or it has none
        }
        let terms = Terms::new(&self.instance);
        let mut all = Weight::default();
        for (seen, (id, unknown)) in plan.adrift(&self.instance).enumerate() {
            if seen == ADRIFT {
                all.amount.most = u32::MAX;
                break;
            }
            let eni = Eni(plan.entity(*id));
            if self.counts_already(&eni) {
                continue;
            }
            let weight = terms.weigh(self.resource, Own { eni: Some(eni), attach: None }, true);
            all.amount.most = all.amount.most.saturating_add(weight.amount.most);
            all.open = all.open.or(Some(*unknown).filter(|_| weight.amount.most > 0));
        }
        all
    }

    /// Whether the ENI is the one to be attached, or is planned to be there before it.
    fn counts_already(&self, eni: &Eni<'a>) -> bool {
        let (instance, attach) = (self.instance.id.row, self.attach.id.row);
        let Some(planned) = eni.planned() else { return false };
        let planned = planned.id.row;
        planned == attach || eni.plan().ledger.counts_before(instance, attach, planned)
    }
}

impl<'a> Attach<'a> {
    /// What the attach makes of a limit; none if it does not bear on it.
    pub(crate) fn usage(&self, resource: Resource) -> Result<Option<Usage<'a>>, Unknown> {
        let Some((instance, eni)) = self.target()? else { return Ok(None) };
        let (row, ledger) = (instance.id.row, &self.plan().ledger);
        let (terms, own) = (Terms::new(&instance), Own { eni: Some(eni), attach: Some(*self) });
        // Queues bear on an attach only if some ENI has a number of its own: the defaults of a
        // type fit its total (inferred; nothing documents a type whose own defaults do not).
        let bears = resource != Resource::Queues
            || ledger.has_own_queues(row, self.id.row)
            || terms.has_own_queues(own);
        let weight = if bears { terms.weigh(resource, own, true) } else { Weight::default() };
        if weight.amount.most == 0 {
            return Ok(None);
        }
        let before = ledger.before(row, self.id.row, resource);
        Ok(Some(Usage {
            before: before.amount,
            added: weight.amount,
            limit: terms.limit(resource)?,
            attach: *self,
            instance,
            resource,
            open: before.open.or(weight.open),
        }))
    }
}

impl User<'_> {
    /// For messages: the ENI's ID.
    pub(crate) fn name(&self) -> String {
        let entity: Option<&Entity<'_>> = self.eni.as_deref();
        match (entity, &self.attach) {
            (Some(eni), _) => eni.name(),
            (None, Some(attach)) => attach
                .get(key::NetworkInterfaceId)
                .known()
                .map_or_else(|_| attach.name(), |id| id.value.text.to_owned()),
            (None, None) => String::new(),
        }
    }
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
