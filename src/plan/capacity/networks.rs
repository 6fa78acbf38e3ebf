//! vSwitches and security groups: what ENIs take of them as these are made, get addresses and go.

use super::events::span;
use super::track::{Ceiling, Tally, Track};
use super::{Capacity, Measure};
use crate::inventory::{Field, Known};
use crate::inventory::{Kind, Unknown, Verb, Why, key};
use crate::plan::addresses::Item;
use crate::plan::members::{Change, groups_of};
use crate::plan::{Amount, Eni, Entity, EntityId, Made, Plan, SecurityGroup, Step, Vacancy, Vswitch};
use crate::source::Span;
use hashbrown::HashMap;

/// A vSwitch or security group while the plan runs.
struct Pool<'a> {
    of: Entity<'a>,
    measure: Measure,
    tally: Tally,
    track: Track,
    open: Option<Unknown>,
    rest: Option<Unknown>,
}

/// All of them, by row.
struct Pools<'a> {
    vswitches: Vec<Pool<'a>>,
    groups: Vec<Pool<'a>>,
    /// What steps have assigned to each ENI.
    assigned: HashMap<EntityId, Vec<Taken>>,
}

pub(super) fn rows<'a>(plan: &'a Plan<'a>) -> Vec<Capacity<'a>> {
    let mut pools = Pools {
        vswitches: plan.all(Kind::Vswitch).map(|of| Pool::vswitch(Vswitch(of))).collect(),
        groups: plan.all(Kind::SecurityGroup).map(|of| Pool::group(SecurityGroup(of))).collect(),
        assigned: HashMap::new(),
    };
    pools.start(plan);
    for (place, action) in (0..).zip(plan.actions()) {
        let at = || span(plan, place);
        match action.verb {
            Verb::Create => {
                let eni = Eni(plan.entity(action.id));
                // One that is there already is counted.
                if eni.is_planned() {
                    pools.change(&eni, &Taken::told(&eni), true, at);
                }
            }
            Verb::Assign | Verb::Delete => {
                let Ok(eni) = Step::new(plan, *action, place).eni() else { continue };
                // What does not exist cannot be changed.
                if eni.deleted_by().is_some() || eni.created_later().is_some() {
                    continue;
                }
                if action.verb == Verb::Delete {
                    pools.delete(&eni, at);
                } else {
                    pools.assign(&eni, &eni.extended(place), at);
                }
            }
            _ => {}
        }
    }
    let pools = pools.vswitches.into_iter().chain(pools.groups);
    pools.filter(Pool::is_worth).map(Pool::row).collect()
}

/// What an ENI takes, and why there is no telling how much more.
#[derive(Clone, Copy, Default)]
struct Taken {
    change: Change,
    open: Option<Unknown>,
}

impl Taken {
    /// An ENI of which nobody tells anything.
    const ONE: Self = Self { change: Change { enis: 1, ipv4: 1, items: 1 }, open: None };

    /// What its entries say.
    fn told(eni: &Eni<'_>) -> Self {
        let open = eni.given_ipv4().and(eni.given_ipv6()).err();
        Self { change: Change::told(eni), open }
    }

    /// What a step assigns, whether a limit refuses it or not.
    fn assigned(step: &Eni<'_>) -> Self {
        let items = Item::ALL.map(|item| step.given(item).map_or(0, |given| given.items));
        Self { change: Change::new(0, items), open: step.given_ipv4().and(step.given_ipv6()).err() }
    }

    /// What it takes of a pool.
    fn amount(&self, measure: Measure) -> Amount {
        let n = match measure {
            Measure::Enis => return Amount::exactly(self.change.enis),
            Measure::FreeIps => self.change.ipv4,
            _ => self.change.items,
        };
        let all = Amount::exactly(n);
        if self.open.is_some() { Amount { most: u32::MAX, ..all } } else { all }
    }
}

impl<'a> Pools<'a> {
    /// Counts what is there before all actions, and then what the plan makes at no step.
    fn start(&mut self, plan: &'a Plan<'a>) {
        let mut groupless = None;
        for eni in plan.enis() {
            groupless = groupless.or(eni.security_group_ids().err());
            if eni.is_planned() {
                continue;
            }
            // Which addresses of a vSwitch are taken, is told by those that are free.
            for row in groups_of(&eni) {
                if let Some(pool) = self.groups.get_mut(row as usize) {
                    pool.add(&Taken::told(&eni));
                }
            }
        }
        for pool in &mut self.groups {
            pool.begin(groupless);
        }
        for eni in plan.enis().filter(|eni| eni.is_planned() && plan.course.place(eni.id).is_none()) {
            self.change(&eni, &Taken::told(&eni), true, || eni.span());
        }
        for (vswitch, instance) in plan.unnamed_primaries() {
            if let Some(pool) = self.vswitches.get_mut(vswitch as usize) {
                pool.change(&Taken::ONE, true, || instance.span());
            }
        }
        for pool in &mut self.vswitches {
            pool.doubt(&Vswitch(pool.of).made());
        }
    }

    /// Adds what an ENI takes, or gives it back.
    fn change(&mut self, eni: &Eni<'a>, taken: &Taken, comes: bool, at: impl Fn() -> Span + Copy) {
        let vswitch = eni.vswitch().ok().and_then(|vswitch| self.vswitches.get_mut(vswitch.id.row as usize));
        if let Some(pool) = vswitch {
            pool.change(taken, comes, at);
        }
        for row in groups_of(eni) {
            if let Some(pool) = self.groups.get_mut(row as usize) {
                pool.change(taken, comes, at);
            }
        }
    }

    fn assign(&mut self, eni: &Eni<'a>, step: &Eni<'a>, at: impl Fn() -> Span + Copy) {
        let taken = Taken::assigned(step);
        self.assigned.entry(eni.id).or_default().push(taken);
        self.change(eni, &taken, true, at);
    }

    /// Gives back what an ENI has, with what steps assigned.
    fn delete(&mut self, eni: &Eni<'a>, at: impl Fn() -> Span + Copy) {
        for taken in self.assigned.remove(&eni.id).unwrap_or_default() {
            self.change(eni, &taken, false, at);
        }
        self.change(eni, &Taken::told(eni), false, at);
    }
}

impl<'a> Pool<'a> {
    fn vswitch(vswitch: Vswitch<'a>) -> Self {
        let free = match vswitch.vacancy() {
            Ok(Some(Vacancy::Free(free))) => Ok(free),
            // Nothing else can have taken any of it.
            Ok(Some(Vacancy::Block { addresses, block })) if vswitch.is_planned() => {
                Ok(block.map(|_| addresses))
            }
            _ => vswitch.get(key::AvailableIpAddressCount).known(),
        };
        Self::new(*vswitch, Measure::FreeIps, free.map(Some))
    }

    fn group(group: SecurityGroup<'a>) -> Self {
        match group.is_enterprise() {
            Ok(enterprise) if enterprise.value => {
                Self::new(*group, Measure::Enis, Ok(Some(SecurityGroup::eni_limit())))
            }
            Ok(_) => Self::new(*group, Measure::PrivateIps, Ok(Some(group.ip_limit()))),
            Err(unknown) => Self::new(*group, Measure::PrivateIps, Err(unknown)),
        }
    }

    fn new(of: Entity<'a>, measure: Measure, limit: Ceiling) -> Self {
        let track = Track::new(Amount::NONE, limit);
        Self { of, measure, tally: Tally::default(), track, open: None, rest: None }
    }

    /// What the account says of a group is all that exists; what is listed may be less.
    fn begin(&mut self, groupless: Option<Unknown>) {
        let (told, field) = match self.measure {
            Measure::Enis => (self.of.get(key::EniCount).known(), Field::EniCount),
            _ => (self.of.get(key::PrivateIpCount).known(), Field::PrivateIpCount),
        };
        match told {
            Ok(Known { value, .. }) => self.tally.raise_to(value),
            Err(_) if self.of.plan.inventory.closed(Kind::Eni) => self.rest = groupless,
            Err(_) => self.rest = Some(self.of.unknown(field, Why::NotGiven)),
        }
        self.track.begin(self.tally.amount());
    }

    fn add(&mut self, taken: &Taken) {
        self.tally.add(taken.amount(self.measure));
        self.open = self.open.or(taken.open);
    }

    fn change(&mut self, taken: &Taken, comes: bool, at: impl Fn() -> Span) {
        if comes {
            self.add(taken);
        } else {
            self.tally.remove(taken.amount(self.measure));
        }
        self.track.see(self.tally.amount(), at);
    }

    /// Adds what may be taken or not of a vSwitch, as by instances of which nobody knows the number.
    fn doubt(&mut self, made: &Made) {
        if made.perhaps > 0 {
            let most = u32::try_from(made.perhaps).unwrap_or(u32::MAX);
            self.tally.add(Amount { least: 0, most });
            self.open = self.open.or(made.doubt);
            let at = self.of.span();
            self.track.see(self.tally.amount(), || at);
        }
    }

    /// Whether it is known, or a plan takes something of it.
    fn is_worth(&self) -> bool {
        match self.measure {
            Measure::FreeIps => self.track.has_limit() || self.track.is_used(),
            _ => self.of.is_listed() || self.track.is_used(),
        }
    }

    fn row(self) -> Capacity<'a> {
        Capacity::new(self.of, self.measure, self.track.finish(), self.open, self.rest)
    }
}
