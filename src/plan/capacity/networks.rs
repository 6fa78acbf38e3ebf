//! vSwitches and security groups: what ENIs take of them as these are made, get addresses and go.

use super::events::span;
use super::track::{Ceiling, Tally, Track};
use super::{Capacity, Measure};
use crate::inventory::{Field, Known};
use crate::inventory::{Kind, Unknown, Verb, Why, key};
use crate::plan::members::{addresses, addresses_of_vswitch, groups_of};
use crate::plan::{Amount, Eni, Entity, Moment, Plan, SecurityGroup, Step, Vswitch};
use crate::source::Span;

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
}

pub(super) fn rows<'a>(plan: &'a Plan<'a>) -> Vec<Capacity<'a>> {
    let mut pools = Pools {
        vswitches: plan.all(Kind::Vswitch).map(|of| Pool::vswitch(Vswitch(of))).collect(),
        groups: plan.all(Kind::SecurityGroup).map(|of| Pool::group(SecurityGroup(of))).collect(),
    };
    pools.start(plan);
    for (place, action) in (0..).zip(plan.actions()) {
        let at = Moment(place);
        let (eni, verb) = match action.verb {
            Verb::Create => (Eni(plan.entity(action.id)), Verb::Create),
            verb @ (Verb::Assign | Verb::Delete) => {
                let Ok(eni) = Step::new(plan, *action, place).eni() else { continue };
                (eni, verb)
            }
            _ => continue,
        };
        // What does not exist cannot be changed, and what is there already is counted.
        let is_there = eni.deleted_by().is_none() && eni.created_later().is_none();
        let changes = if verb == Verb::Create { eni.is_planned() } else { is_there };
        if !changes {
            continue;
        }
        let (before, after) = (Eni(eni.at(at)), Eni(eni.at(at.next())));
        match verb {
            Verb::Create => pools.change(None, Some(after), || span(plan, place)),
            Verb::Delete => pools.change(Some(before), None, || span(plan, place)),
            _ => pools.change(Some(before), Some(after), || span(plan, place)),
        }
    }
    let pools = pools.vswitches.into_iter().chain(pools.groups);
    pools.filter(Pool::is_worth).map(Pool::row).collect()
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
                    pool.tally.add(pool.weight(&eni));
                    pool.open = pool.open.or(eni.ipv4().and(eni.ipv6()).err());
                }
            }
        }
        for pool in &mut self.groups {
            pool.begin(groupless);
        }
        for eni in plan.enis().filter(|eni| eni.is_planned() && plan.course.place(eni.id).is_none()) {
            self.change(None, Some(eni), || eni.span());
        }
    }

    /// Takes away what an ENI had before, and adds what it has after.
    fn change(&mut self, before: Option<Eni<'a>>, after: Option<Eni<'a>>, at: impl Fn() -> Span + Copy) {
        let Some(eni) = after.or(before) else { return };
        let pool = eni.vswitch().ok().and_then(|vswitch| self.vswitches.get_mut(vswitch.id.row as usize));
        if let Some(pool) = pool {
            pool.change(before, after, at);
        }
        for row in groups_of(&eni) {
            if let Some(pool) = self.groups.get_mut(row as usize) {
                pool.change(before, after, at);
            }
        }
    }
}

impl<'a> Pool<'a> {
    fn vswitch(vswitch: Vswitch<'a>) -> Self {
        let free = vswitch.get(key::AvailableIpAddressCount).known();
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

    /// What an ENI takes.
    fn weight(&self, eni: &Eni<'_>) -> Amount {
        let (n, unknown) = match self.measure {
            Measure::Enis => return Amount::ONE,
            Measure::FreeIps => (addresses_of_vswitch(eni), eni.ipv4().err()),
            _ => (addresses(eni), eni.ipv4().and(eni.ipv6()).err()),
        };
        let all = Amount::exactly(n);
        if unknown.is_some() { Amount { most: u32::MAX, ..all } } else { all }
    }

    fn change(&mut self, before: Option<Eni<'_>>, after: Option<Eni<'_>>, at: impl Fn() -> Span) {
        if let Some(eni) = before {
            self.tally.remove(self.weight(&eni));
        }
        if let Some(eni) = after {
            self.tally.add(self.weight(&eni));
            self.open = self.open.or(eni.ipv4().and(eni.ipv6()).err());
        }
        self.track.see(self.tally.amount(), at);
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
