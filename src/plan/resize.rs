//! What an instance holds when a step changes its type.

use super::ledger::User;
use super::weigh::{Amount, Own, Terms};
use super::{Eni, Instance, Limits, Resource, Step};
use crate::inventory::{Field, Known, Unknown, Verb, Why, key};

/// How many ENIs are looked at for each resize. No documented type takes more.
const LOOKED_AT: usize = 64;

/// A resize, with the instance before it and the type that it is to have.
pub(crate) struct Resize<'a> {
    pub(crate) instance: Instance<'a>,
    pub(crate) limits: Limits<'a>,
    before: Terms<'a>,
    after: Terms<'a>,
    users: Vec<User<'a>>,
}

impl<'a> Step<'a> {
    /// What a resize step does; none if it is another step.
    pub(crate) fn resize(&self) -> Result<Option<Resize<'a>>, Unknown> {
        if self.verb != Verb::Resize {
            return Ok(None);
        }
        let (plan, instance) = (self.plan(), self.instance()?);
        if instance.may_hold_others(self.moment()) {
            return Err(instance.unknown(Field::NetworkInterfaces, Why::Lost));
        }
        let resized = Instance(instance.at(self.moment().next()));
        let users = plan.ledger.users(plan, instance.id.row, self.moment(), Resource::Enis);
        let users = users.take(LOOKED_AT).collect();
        let (before, after) = (Terms::new(&instance), Terms::new(&resized));
        Ok(Some(Resize { instance, limits: resized.limits()?, before, after, users }))
    }
}

impl<'a> Resize<'a> {
    /// Who is on the instance; the first ones, if they are many.
    pub(crate) fn users(&self) -> impl Iterator<Item = &User<'a>> + use<'_, 'a> {
        self.users.iter()
    }

    /// The ENIs with a number of queues that is not the old type's default, each with that.
    pub(crate) fn own_queues(&self) -> impl Iterator<Item = (Eni<'a>, Known<i64>)> + use<'_, 'a> {
        self.users.iter().filter_map(|user| {
            let own = Own { eni: user.eni, attach: user.attach };
            let number = own.eni?.get(key::QueueNumber).known().ok()?;
            self.before.differs_from_default(own).then_some((own.eni?, number))
        })
    }

    /// The ENIs on the instance that are described; the first ones, if there are many.
    pub(crate) fn enis(&self) -> impl Iterator<Item = Eni<'a>> + use<'_, 'a> {
        self.users.iter().filter_map(|user| user.eni)
    }

    /// How many ENIs are on the instance, the primary one included.
    pub(crate) fn eni_count(&self) -> Amount {
        self.count(Resource::Enis)
    }

    /// How many of them are ERIs.
    pub(crate) fn eri_count(&self) -> Amount {
        self.count(Resource::Eris)
    }

    fn count(&self, resource: Resource) -> Amount {
        let ledger = &self.instance.plan().ledger;
        ledger.before(self.instance.id.row, self.instance.moment(), resource).amount
    }

    /// The queues that the ENIs have with the new type, and the type's number. A number that is not
    /// the old type's default stays; the others become the new type's (inferred). None if no ENI
    /// has a number of its own: defaults fit.
    pub(crate) fn queues(&self) -> Result<Option<(Amount, Known<i64>)>, Unknown> {
        let (plan, row) = (self.instance.plan(), self.instance.id.row);
        let own =
            |user: &User<'a>| self.before.differs_from_default(Own { eni: user.eni, attach: user.attach });
        if plan.ledger.own_queues(row, self.instance.moment()).most == 0 && !self.users.iter().any(own) {
            return Ok(None);
        }
        let limit = self.after.limit(Resource::Queues)?;
        let mut all = Amount::NONE;
        if plan.ledger.implies_primary(row) {
            let primary = self.after.implied_primary(&self.instance, true);
            all = primary[Resource::Queues as usize].amount;
        }
        for user in &self.users {
            let own = Own { eni: user.eni, attach: user.attach };
            all = all.plus(self.after.queues_of_resized(&self.before, own));
        }
        Ok(Some((all, limit)))
    }

    /// The numbers of queue pairs that the ERIs have of their own, and the most that the new type
    /// can have; with the type's own number.
    pub(crate) fn queue_pairs(&self) -> Result<(i64, i64, Known<i64>), Unknown> {
        let limit = self.after.limit(Resource::QueuePairs)?;
        let most = self.after.ceiling(Resource::QueuePairs)?;
        let eris = self.enis().filter(|eni| eni.is_eri() == Ok(true));
        let numbers = eris.filter_map(|eni| eni.get(key::QueuePairNumber).known().ok());
        let all = numbers.fold(0_i64, |sum, number| sum.saturating_add(number.value.max(0)));
        Ok((all, most, limit))
    }

    /// Whether all that the instance holds is told. If not, the fact that would tell.
    pub(crate) fn settled(&self) -> Result<(), Unknown> {
        self.instance.lists_its_enis()?;
        let plan = self.instance.plan();
        let listed = self.instance.get(key::NetworkInterfaces).known().is_ok();
        if let Some((_, unknown)) = plan.adrift(&self.instance).next().filter(|_| !listed) {
            return Err(*unknown);
        }
        if let Some(unknown) = plan.perhaps(&self.instance, self.instance.moment(), Resource::Enis).open {
            return Err(unknown);
        }
        if self.users.len() == LOOKED_AT {
            return Err(self.instance.unknown(Field::NetworkInterfaces, Why::Unresolved));
        }
        match self.enis().find(|eni| !eni.is_listed()) {
            Some(eni) => Err(eni.unknown(Field::PrivateIpAddresses, Why::NotGiven)),
            None => Ok(()),
        }
    }
}
