//! What an attach makes of a limit.

use super::changes::EniChange;
use super::ledger::{Ledger, User};
use super::weigh::{Amount, Own, Terms, Weight};
use super::{Attach, Eni, Entity, Instance, Resource};
use crate::inventory::{Field, Known, Unknown, Why, key};

/// How many ENIs of unknown whereabouts are looked at, for each attach. If there are more, there is
/// no telling how many of them sit on the instance.
pub(super) const ADRIFT: usize = 64;

/// What an attach makes of a limit.
pub(crate) struct Usage<'a> {
    /// Used before the attach.
    pub(crate) before: Amount,
    /// Added by the attach.
    pub(crate) added: Amount,
    /// How much there is.
    pub(crate) limit: Known<i64>,
    ledger: &'a Ledger,
    attach: Attach<'a>,
    instance: Instance<'a>,
    resource: Resource,
    /// A fact that makes `before` or `added` uncertain.
    open: Option<Unknown>,
    /// What those attached already use, if the ENI to attach may be one of them.
    attached: Option<Amount>,
    /// Whether the limit is one for certain.
    binds: bool,
}

impl<'a> Usage<'a> {
    /// None if the attach does not bear on the limit.
    pub(super) fn new(
        ledger: &'a Ledger,
        terms: &Terms<'a>,
        instance: Instance<'a>,
        own: Own<'a>,
        resource: Resource,
        weight: Weight,
    ) -> Result<Option<Self>, Unknown> {
        let Some(attach) = own.attach.filter(|_| weight.amount.most > 0) else { return Ok(None) };
        let (row, at) = (instance.id.row, attach.moment());
        let drifts = |counts: &dyn Fn(Eni<'a>) -> bool| {
            drifting(ledger, &attach, &instance).any(|(eni, _)| eni.is_none_or(counts))
        };
        let mut binds = true;
        let bears = match resource {
            // The defaults of a type fit its total (inferred; nothing documents a type whose own
            // defaults do not), so some ENI must have a number of its own.
            Resource::Queues => {
                let counted = ledger.own_queues(row, at).plus(terms.own_queues(own));
                binds = counted.least > 0;
                counted.most > 0
                    || attach.plan().perhaps_has_queues(&instance, at)
                    || drifts(&|eni| terms.has_own_queues(Own { eni: Some(eni), attach: None }))
            }
            // The number of a single ERI is that ERI's own matter.
            Resource::QueuePairs => {
                let eris = ledger.before(row, at, Resource::Eris).amount;
                let perhaps = || attach.plan().perhaps(&instance, at, Resource::Eris).amount;
                (eris.most > 0 || perhaps().most > 0 || drifts(&|eni| eni.is_eri() != Ok(false)))
                    && terms.limit(Resource::Eris).map_or(true, |limit| limit.value > 1)
            }
            Resource::Enis | Resource::Eris => true,
        };
        if !bears {
            return Ok(None);
        }
        let before = ledger.before(row, at, resource);
        // An ENI of which it is not known where it is may sit here already; then nothing is added.
        let mut here = own.eni.and_then(|eni| eni.may_be_on(&instance));
        let mut attached = before.attached;
        if instance.may_hold_others(at) {
            // Those that were there may be gone, and others may have come.
            here = Some(instance.unknown(Field::NetworkInterfaces, Why::Lost));
            attached = Amount::NONE;
        }
        Ok(Some(Usage {
            before: before.amount,
            added: weight.amount,
            limit: terms.limit(resource)?,
            ledger,
            attach,
            instance,
            resource,
            open: here.or(before.open).or(weight.open),
            attached: here.map(|_| attached),
            binds,
        }))
    }

    pub(crate) fn after(&self) -> Amount {
        self.before.plus(self.added)
    }

    /// Whether there is too little, whatever is not known.
    pub(crate) fn exceeded(&self) -> bool {
        self.is_beyond(self.limit.value)
    }

    /// Whether more than `most` is used, whatever is not known.
    pub(crate) fn is_beyond(&self, most: i64) -> bool {
        let before = self.attached.unwrap_or(self.before);
        self.binds && self.added.least > 0 && before.plus(self.added).exceeds(most)
    }

    /// By how much more than `most` is used for certain. None if it is not, or if the ENI may be
    /// there already.
    pub(super) fn excess(&self, most: i64) -> Option<i64> {
        let excess = i64::from(self.after().least).saturating_sub(most);
        Some(excess).filter(|_| self.attached.is_none() && self.is_beyond(most))
    }

    pub(super) fn attach(&self) -> &Attach<'a> {
        &self.attach
    }

    /// Whether there is enough, whatever is not known. If that cannot be told, the missing fact.
    pub(crate) fn settled(&self) -> Result<(), Unknown> {
        self.stays_within(self.limit.value)
    }

    /// Whether no more than `most` is used, whatever is not known.
    pub(crate) fn stays_within(&self, most: i64) -> Result<(), Unknown> {
        let lost = self.open.is_some_and(|unknown| unknown.why == Why::Lost);
        if let Some(unknown) = self.open.filter(|_| lost || !self.after().is_within(most)) {
            return Err(unknown);
        }
        self.instance.lists_its_enis()?;
        let adrift = self.adrift();
        let perhaps = self.attach.plan().perhaps(&self.instance, self.attach.moment(), self.resource);
        let all = self.after().plus(adrift.amount).plus(perhaps.amount);
        match perhaps.open.or(adrift.open) {
            Some(unknown) if !all.is_within(most) => Err(unknown),
            _ => Ok(()),
        }
    }

    /// Who uses it before the attach: those attached already, then those planned.
    pub(crate) fn users(&self) -> impl Iterator<Item = User<'a>> + use<'a> {
        let plan = self.attach.plan();
        self.ledger.users(plan, self.instance.id.row, self.attach.moment(), self.resource)
    }

    /// Whether a primary ENI is counted that is listed nowhere: every instance has one.
    pub(crate) fn implies_primary(&self) -> bool {
        self.ledger.implies_primary(self.instance.id.row)
    }

    /// What ENIs may use of which it is not known where they are attached.
    fn adrift(&self) -> Weight {
        let terms = Terms::new(&self.instance);
        let mut all = Weight::default();
        for (eni, unknown) in drifting(self.ledger, &self.attach, &self.instance) {
            let Some(eni) = eni else {
                all.amount.most = u32::MAX;
                break;
            };
            let weight = terms.weigh(self.resource, Own { eni: Some(eni), attach: None }, true);
            all.amount.most = all.amount.most.saturating_add(weight.amount.most);
            all.open = all.open.or(Some(unknown).filter(|_| weight.amount.most > 0));
        }
        all
    }
}

/// ENIs that may sit on an instance before an attach and are not counted there, with the facts that
/// would tell. None stands for more of them.
fn drifting<'i, 'a>(
    ledger: &'a Ledger,
    attach: &'i Attach<'a>,
    instance: &'i Instance<'a>,
) -> impl Iterator<Item = (Option<Eni<'a>>, Unknown)> {
    let plan = attach.plan();
    // Its ENIs are told, or it has none.
    let is_told = instance.get(key::NetworkInterfaces).known().is_ok() || instance.is_planned();
    let sought = if is_told { 0 } else { ADRIFT + 1 };
    plan.adrift(instance).take(sought).enumerate().filter_map(move |(seen, (id, unknown))| {
        let eni = Some(Eni(plan.entity(*id))).filter(|_| seen < ADRIFT);
        let counts = eni.is_some_and(|eni| counts_already(ledger, attach, instance, &eni));
        (!counts).then_some((eni, *unknown))
    })
}

/// Whether the ENI is the one to be attached, or is planned to be there before it, or has been taken
/// away by then.
fn counts_already(ledger: &Ledger, attach: &Attach<'_>, instance: &Instance<'_>, eni: &Eni<'_>) -> bool {
    let at = attach.moment();
    let own = attach.get(key::NetworkInterfaceId).known();
    if own.is_ok_and(|own| Some(own.value.id) == eni.own_id()) {
        return true;
    }
    match Eni(eni.at(at)).change() {
        Some(EniChange::On(by)) => {
            let by = Attach::from(attach.plan().entity(by));
            match by.instance() {
                Ok(there) => there.id != instance.id || ledger.counts(instance.id.row, at, by.id.row),
                // One to nothing leaves it where it is; one that may be to any instance counts as such.
                Err(_) => by.doubts().is_some(),
            }
        }
        Some(EniChange::Perhaps(_) | EniChange::Lost) | None => false,
        Some(_) => true,
    }
}

impl<'a> Attach<'a> {
    /// What the attach makes of a limit; none if it does not bear on it.
    pub(crate) fn usage(&self, resource: Resource) -> Result<Option<Usage<'a>>, Unknown> {
        let Some((instance, eni)) = self.target()? else { return Ok(None) };
        let terms = Terms::new(&instance);
        let own = Own { eni: Some(eni), attach: Some(*self) };
        let ledger = &self.plan().ledger;
        let weight = terms.weigh(resource, own, ledger.counts_queues(instance.id.row));
        Usage::new(ledger, &terms, instance, own, resource, weight)
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
                .map_or_else(|_| attach.name(), |id| id.value.text().to_owned()),
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
