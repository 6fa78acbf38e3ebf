//! What one ENI uses of an instance type's limits.

use super::{Attach, Eni, EniType, Instance, Limits, Resource};
use crate::catalog::{Number, limit};
use crate::inventory::key::{self, Int, Key};
use crate::inventory::{Field, Ident, Kind, Known, Unknown, Why};
use std::cell::OnceCell;

/// A number of which not all may be known: at least, and at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) least: u32,
    /// `u32::MAX` if there is no telling.
    pub(crate) most: u32,
}

impl Amount {
    pub(super) const NONE: Self = Self { least: 0, most: 0 };
    pub(super) const ONE: Self = Self { least: 1, most: 1 };

    pub(super) fn exactly(n: i64) -> Self {
        let n = u32::try_from(n.max(0)).unwrap_or(u32::MAX);
        Self { least: n, most: n }
    }

    /// One or more, up to `most` if that is known.
    fn some(most: Option<i64>) -> Self {
        Self { least: 1, most: most.map_or(u32::MAX, |most| Self::exactly(most).most.max(1)) }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self { least: self.least.saturating_add(other.least), most: self.most.saturating_add(other.most) }
    }

    /// What was added to `before` to make this.
    pub(super) fn minus(self, before: Self) -> Self {
        Self { least: self.least.saturating_sub(before.least), most: self.most.saturating_sub(before.most) }
    }

    /// Whether it is more than `limit` for certain.
    pub(crate) fn exceeds(self, limit: i64) -> bool {
        i64::from(self.least) > limit
    }

    /// Whether it is `limit` or less for certain.
    pub(crate) fn is_within(self, limit: i64) -> bool {
        self.most < u32::MAX && i64::from(self.most) <= limit
    }
}

/// What an ENI uses of a resource, and the missing fact if that is not certain.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weight {
    pub(super) amount: Amount,
    pub(super) open: Option<Unknown>,
}

impl Weight {
    pub(super) fn certain(amount: Amount) -> Self {
        Self { amount, open: None }
    }

    fn open(amount: Amount, unknown: Unknown) -> Self {
        Self { amount, open: Some(unknown) }
    }

    /// Makes it perhaps nothing.
    pub(super) fn loosen(&mut self, unknown: Unknown) {
        if self.amount.least > 0 {
            self.amount.least = 0;
            self.open = Some(unknown);
        }
    }

    /// This or the other.
    pub(super) fn or(self, other: Self, unknown: Unknown) -> Self {
        let (a, b) = (self.amount, other.amount);
        let amount = Amount { least: a.least.min(b.least), most: a.most.max(b.most) };
        let open = self.open.or(other.open).or((a != b).then_some(unknown));
        Self { amount, open }
    }

    /// As this, if `other` is: nothing if it is nothing, and perhaps nothing if it is uncertain.
    fn of(self, other: Self) -> Self {
        match (other.amount.least, other.amount.most) {
            (_, 0) => Self::default(),
            (0, _) => Self { amount: Amount { least: 0, ..self.amount }, open: other.open.or(self.open) },
            _ => self,
        }
    }
}

/// An ENI in its place: attached already, or planned. A planned one may be described nowhere.
#[derive(Clone, Copy)]
pub(super) struct Own<'a> {
    pub(super) eni: Option<Eni<'a>>,
    pub(super) attach: Option<Attach<'a>>,
}

type Count = Result<Known<i64>, Unknown>;

/// What an instance's type says of numbers, looked up when it is asked for.
pub(super) struct Terms<'a> {
    limits: Result<Limits<'a>, Unknown>,
    enis: OnceCell<Count>,
    queues: OnceCell<Count>,
    primary_queues: OnceCell<Count>,
    secondary_queues: OnceCell<Count>,
    eni_queues: OnceCell<Count>,
    eris: OnceCell<Count>,
    pairs: OnceCell<Count>,
    all_pairs: OnceCell<Result<i64, Unknown>>,
}

impl<'a> Terms<'a> {
    pub(super) fn new(instance: &Instance<'a>) -> Self {
        Self {
            limits: instance.limits(),
            enis: OnceCell::new(),
            queues: OnceCell::new(),
            primary_queues: OnceCell::new(),
            secondary_queues: OnceCell::new(),
            eni_queues: OnceCell::new(),
            eris: OnceCell::new(),
            pairs: OnceCell::new(),
            all_pairs: OnceCell::new(),
        }
    }

    /// How much the type has of a resource. For queue pairs what any type has for certain.
    pub(super) fn limit(&self, resource: Resource) -> Count {
        match resource {
            Resource::Enis => self.ask(&self.enis, key::EniQuantity),
            Resource::Queues => self.ask(&self.queues, key::TotalEniQueueQuantity),
            Resource::Eris => *self.eris.get_or_init(|| self.limits?.get(key::EriQuantity).known()),
            Resource::QueuePairs => self.ask(&self.pairs, key::TypeQueuePairNumber),
        }
    }

    /// As [`Self::limit`], but for queue pairs the most that the type can have.
    pub(super) fn ceiling(&self, resource: Resource) -> Result<i64, Unknown> {
        if resource == Resource::QueuePairs {
            return *self.all_pairs.get_or_init(|| self.limits?.queue_pairs_of_all());
        }
        self.limit(resource).map(|limit| limit.value)
    }

    /// What an ENI uses of a resource. Queues are weighed only if `queues` says that they matter.
    pub(super) fn weigh(&self, resource: Resource, own: Own<'a>, queues: bool) -> Weight {
        let seat = seat(own);
        match resource {
            Resource::Enis => seat,
            Resource::Queues if queues => self.queues(own).of(seat),
            Resource::Queues => Weight::default(),
            Resource::Eris => eri(own).of(seat),
            Resource::QueuePairs => {
                let eri = eri(own).of(seat);
                if eri.amount.most == 0 { eri } else { self.pairs(own).of(eri) }
            }
        }
    }

    /// As [`Self::weigh`], of the ENI of a planned attach that is not known: at least what the
    /// lightest of its candidates uses, at most what the heaviest does.
    pub(super) fn weigh_open(&self, resource: Resource, attach: &Attach<'a>, queues: bool) -> Weight {
        if let Some((candidates, unknown)) = attach.candidates() {
            let own = |eni| Own { eni: Some(eni), attach: Some(*attach) };
            let weights = candidates.into_iter().map(|eni| self.weigh(resource, own(eni), queues));
            return weights.reduce(|a, b| a.or(b, unknown)).unwrap_or_default();
        }
        let any = Amount { least: 0, most: u32::MAX };
        let seat = seat(Own { eni: None, attach: Some(*attach) });
        match resource {
            Resource::Enis => seat,
            Resource::Eris => Weight::open(MAYBE, undescribed(attach)).of(seat),
            Resource::Queues if !queues => Weight::default(),
            Resource::Queues | Resource::QueuePairs => Weight::open(any, undescribed(attach)).of(seat),
        }
    }

    /// The primary ENI, which every instance has, if no attached ENI is it.
    pub(super) fn implied_primary(&self, instance: &Instance<'a>, queues: bool) -> [Weight; 4] {
        let mut seat = Weight::certain(Amount::ONE);
        for eni in instance.attached() {
            match eni.eni_type() {
                Ok(kind) if kind.value == EniType::Primary => return Default::default(),
                Ok(kind) if kind.value != EniType::Other => {}
                Ok(_) => seat = Weight::open(MAYBE, eni.unknown(Field::Type, Why::Unresolved)),
                // A list of all the instance's ENIs has the primary one among those of unknown kind.
                Err(_) if instance.lists_its_own() => return Default::default(),
                Err(unknown) => seat = Weight::open(MAYBE, unknown),
            }
        }
        let own = if queues {
            {
                let own = Own { eni: None, attach: None };
                number(
                    own,
                    key::QueueNumber,
                    || self.ask(&self.primary_queues, key::PrimaryEniQueueNumber),
                    None,
                )
            }
        } else {
            Weight::default()
        };
        [seat, own.of(seat), Weight::default(), Weight::default()]
    }

    /// Whether an ENI has a number of queues that is not its type's default. DescribeNetworkInterfaces
    /// gives a number for every attached ENI, so there the default need not be told apart: no known
    /// type has more queues on a secondary ENI than on the primary one (inferred).
    pub(super) fn has_own_queues(&self, own: Own<'a>) -> bool {
        let Some(eni) = own.eni else { return false };
        let number = match eni.get(key::QueueNumber).given() {
            Ok(Some(number)) => number.value,
            Ok(None) => return false,
            Err(_) => return true,
        };
        let mut default = self.default_queues(own);
        if own.attach.is_none() {
            default = default.or_else(|_| self.ask(&self.primary_queues, key::PrimaryEniQueueNumber));
        }
        default.map_or(true, |default| number > default.value)
    }

    /// The same as a number of ENIs: perhaps one if the number of queues is not known.
    pub(super) fn own_queues(&self, own: Own<'a>) -> Amount {
        match own.eni.map(|eni| eni.get(key::QueueNumber).given()) {
            Some(Err(_)) => MAYBE,
            _ if self.has_own_queues(own) => Amount::ONE,
            _ => Amount::NONE,
        }
    }

    fn queues(&self, own: Own<'a>) -> Weight {
        let any = limit(Number::EniQueueNumberMax).value;
        let most = self.ask(&self.eni_queues, key::MaximumQueueNumberPerEni);
        let most = most.map_or(any, |most| most.value.min(any));
        number(own, key::QueueNumber, || self.default_queues(own), Some(most))
    }

    /// Whether an ENI has a number of queues that is known not to be its type's default.
    pub(super) fn differs_from_default(&self, own: Own<'a>) -> bool {
        let Some(Ok(Some(number))) = own.eni.map(|eni| eni.get(key::QueueNumber).given()) else {
            return false;
        };
        self.has_own_queues(own)
            || self.default_queues(own).is_ok_and(|default| number.value != default.value)
    }

    /// The queues of an ENI when its instance changes to this type from one of `before`: its own
    /// number, or this type's default.
    pub(super) fn queues_of_resized(&self, before: &Self, own: Own<'a>) -> Amount {
        let number = own.eni.map(|eni| eni.get(key::QueueNumber).given());
        let number = number.and_then(|number| number.ok().flatten()).map(|number| number.value);
        if let Some(number) = number.filter(|_| before.differs_from_default(own)) {
            return Amount::exactly(number);
        }
        let Ok(default) = self.default_queues(own) else { return Amount::some(None) };
        let default = Amount::exactly(default.value);
        match number {
            Some(number) => Amount { least: default.least.min(Amount::exactly(number).least), ..default },
            None => default,
        }
    }

    fn default_queues(&self, own: Own<'a>) -> Count {
        let kind = own.eni.filter(|_| own.attach.is_none()).map(|eni| eni.eni_type()).transpose()?;
        match kind {
            Some(kind) if kind.value == EniType::Primary => {
                self.ask(&self.primary_queues, key::PrimaryEniQueueNumber)
            }
            _ => self.ask(&self.secondary_queues, key::SecondaryEniQueueNumber),
        }
    }

    /// An ERI without a number of its own takes the type's maximum.
    fn pairs(&self, own: Own<'a>) -> Weight {
        let most = self.limit(Resource::QueuePairs);
        number(own, key::QueuePairNumber, || most, most.ok().map(|most| most.value))
    }

    fn ask<K: Key<As = Int>>(&self, cell: &OnceCell<Count>, key: K) -> Count {
        *cell.get_or_init(|| self.limits?.stated(key).known())
    }
}

pub(super) const MAYBE: Amount = Amount { least: 0, most: 1 };

/// A number that an ENI has of its own, or by default. One above `most` is refused for itself, and
/// says nothing of the sum.
fn number<'a, K>(own: Own<'a>, key: K, default: impl FnOnce() -> Count, most: Option<i64>) -> Weight
where
    K: Key<As = Int>,
{
    let given = own.eni.map(|eni| Ok((eni, eni.get(key).given()?)));
    let number = match given.transpose() {
        Ok(Some((eni, Some(number)))) => {
            let wrong = own.attach.is_some() && most.is_some_and(|most| number.value > most);
            if wrong { Err(eni.unknown(K::FIELD, Why::Disproved)) } else { Ok(number) }
        }
        Ok(_) => default(),
        Err(unknown) => Err(unknown),
    };
    match number {
        Ok(number) => Weight::certain(Amount::exactly(number.value)),
        Err(unknown) => Weight::open(Amount::some(most), unknown),
    }
}

/// The place that an ENI takes among those that a type can have. Members of a trunk take none, and
/// neither does an ENI that is being detached.
fn seat(own: Own<'_>) -> Weight {
    let Some(eni) = own.eni else {
        return match own.attach.map(|attach| attach.trunk_id()) {
            Some(Ok(Some(_))) => Weight::default(),
            Some(Err(unknown)) => Weight::open(MAYBE, unknown),
            _ => Weight::certain(Amount::ONE),
        };
    };
    let member = match own.attach {
        Some(attach) => attach.trunk_id().map(|trunk| trunk.is_some()),
        None => eni.get(key::TrunkNetworkInterfaceId).given().map(|trunk| trunk.is_some()),
    };
    let leaving = own.attach.is_none() && eni.status().known().is_ok_and(|s| s.value == "Detaching");
    match (member, eni.eni_type().map(|kind| kind.value)) {
        _ if leaving => Weight::default(),
        (Ok(true), _) | (_, Ok(EniType::Member | EniType::Slave)) => Weight::default(),
        // An instance lists its primary and secondary ENIs, and no members.
        (_, Err(_)) if own.attach.is_none() && !eni.is_listed() => Weight::certain(Amount::ONE),
        (Err(unknown), _) | (_, Err(unknown)) => Weight::open(MAYBE, unknown),
        (_, Ok(EniType::Other)) => Weight::open(MAYBE, eni.unknown(Field::Type, Why::Unresolved)),
        (_, Ok(EniType::Primary | EniType::Secondary | EniType::Trunk)) => Weight::certain(Amount::ONE),
    }
}

/// Whether an ENI is an ERI. A trunk ENI in high-performance mode is refused for itself.
fn eri(own: Own<'_>) -> Weight {
    let Some(eni) = own.eni else {
        return own.attach.map_or_else(Weight::default, |attach| Weight::open(MAYBE, undescribed(&attach)));
    };
    match eni.is_eri() {
        _ if eni.eni_type().is_ok_and(|kind| kind.value == EniType::Trunk) => Weight::default(),
        Ok(true) => Weight::certain(Amount::ONE),
        Ok(false) => Weight::default(),
        Err(unknown) => Weight::open(MAYBE, unknown),
    }
}

fn undescribed(attach: &Attach<'_>) -> Unknown {
    match attach.get(key::NetworkInterfaceId).known() {
        Ok(id) => Unknown { kind: Kind::Eni, ident: Ident::Id(id.value.id), field: None, why: Why::NotGiven },
        Err(unknown) => unknown,
    }
}
