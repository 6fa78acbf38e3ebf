//! What is in each security group, and which ENIs the plan makes: counted once, when first asked.
//!
//! The actions are gone through in order: creates and assigns take, deletes give back. What counts
//! is the most that is taken at any time.

use super::addresses::Item;
use super::{Eni, EntityId, Moment, Plan, SecurityGroup};
use crate::inventory::{Kind, TextId, Verb, key};
use hashbrown::HashMap;

/// What a security group holds at most, as far as it is listed. An ENI counts with its groups
/// whether it is attached or not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Members {
    pub(crate) enis: i64,
    /// Private addresses and prefixes of both families.
    pub(crate) addresses: i64,
    /// Of these, what the plan adds to what exists.
    pub(crate) planned_enis: i64,
    pub(crate) planned_addresses: i64,
}

/// What the plan does in an ENI's region before it makes the ENI.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Before {
    pub(crate) made: i64,
    pub(crate) deleted: i64,
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    groups: HashMap<u32, Group>,
    rank: HashMap<EntityId, Before>,
}

/// What is in a group, as the actions are gone through.
#[derive(Debug, Default)]
struct Group {
    /// What exists before all of them.
    enis: i64,
    addresses: i64,
    planned_enis: Tally,
    planned_addresses: Tally,
}

/// A running number, and the most that it was.
#[derive(Debug, Default)]
struct Tally {
    now: i64,
    most: i64,
}

/// Addresses in an IPv4 prefix of an ENI, a /28.
const ADDRESSES_OF_PREFIX: i64 = 16;

impl Plan<'_> {
    fn counts(&self) -> &Counts {
        self.counts.get_or_init(|| count(self))
    }

    /// What the plan does in the ENI's region before it makes it; none if it exists already.
    pub(crate) fn made_before(&self, eni: &Eni<'_>) -> Option<Before> {
        self.counts().rank.get(&eni.id).copied()
    }
}

impl Eni<'_> {
    /// Whether the plan makes it or attaches it.
    pub(crate) fn is_in_plan(&self) -> bool {
        self.is_planned() || self.is_used()
    }
}

impl SecurityGroup<'_> {
    /// What it holds, as far as it is listed.
    pub(crate) fn members(&self) -> Members {
        let Some(group) = self.plan().counts().groups.get(&self.id.row) else { return Members::default() };
        let (planned_enis, planned_addresses) = (group.planned_enis.most, group.planned_addresses.most);
        Members {
            enis: group.enis.saturating_add(planned_enis),
            addresses: group.addresses.saturating_add(planned_addresses),
            planned_enis,
            planned_addresses,
        }
    }
}

/// Goes through what exists, and then through the actions.
#[derive(Default)]
struct Walk<'a> {
    counts: Counts,
    /// What was made and deleted in each region.
    regions: HashMap<Option<&'a str>, Before>,
    /// Whether something was deleted of which it is not known in which groups it was, or how much: then
    /// there may be room everywhere, for all that is known.
    groups_are_lost: bool,
}

/// Addresses that come or go.
#[derive(Clone, Copy, Default)]
pub(super) struct Change {
    pub(super) enis: i64,
    /// Those of a vSwitch.
    pub(super) ipv4: i64,
    /// Those of a security group.
    pub(super) items: i64,
}

impl Change {
    pub(super) fn new(enis: i64, items: [i64; 4]) -> Self {
        let of = |item: Item| items[item as usize];
        let prefixes = of(Item::Ipv4Prefix).saturating_mul(ADDRESSES_OF_PREFIX);
        let all = items.iter().fold(0_i64, |sum, n| sum.saturating_add(*n));
        Self { enis, ipv4: of(Item::Ipv4).saturating_add(prefixes), items: all }
    }

    /// What an ENI's own entries say. What they do not say cannot be counted: the numbers are lower
    /// bounds.
    pub(super) fn told(eni: &Eni<'_>) -> Self {
        let least = |item: Item| if item == Item::Ipv4 { 1 } else { 0 };
        Self::new(1, Item::ALL.map(|item| eni.given(item).map_or(least(item), |given| given.items)))
    }

    fn minus(self) -> Self {
        Self {
            enis: self.enis.saturating_neg(),
            ipv4: self.ipv4.saturating_neg(),
            items: self.items.saturating_neg(),
        }
    }
}

fn count(plan: &Plan<'_>) -> Counts {
    let mut walk = Walk::default();
    for eni in plan.enis().filter(|eni| !eni.is_created()) {
        if eni.is_planned() {
            walk.make(&eni);
        } else {
            walk.exists(&eni);
        }
    }
    for (place, action) in (0..).zip(plan.actions()) {
        match action.verb {
            Verb::Create => {
                let eni = Eni(plan.entity(action.id));
                if eni.is_created() {
                    walk.make(&eni);
                }
            }
            Verb::Assign => walk.assign(plan, action.id, place),
            Verb::Delete => walk.delete(plan, action.id, place),
            _ => {}
        }
    }
    walk.counts
}

impl<'a> Walk<'a> {
    fn exists(&mut self, eni: &Eni<'a>) {
        let change = Change::told(eni);
        for group in groups_of(eni) {
            let group = self.counts.groups.entry(group).or_default();
            group.enis = group.enis.saturating_add(change.enis);
            group.addresses = group.addresses.saturating_add(change.items);
        }
    }

    /// The plan makes an ENI, by a step or at some time before all of them.
    fn make(&mut self, eni: &Eni<'a>) {
        let adrift = self.regions.get(&None).map_or(0, |anywhere| anywhere.deleted);
        let region = self.regions.entry(region_of(eni)).or_default();
        let before = Before { deleted: region.deleted.saturating_add(adrift), ..*region };
        self.counts.rank.insert(eni.id, before);
        region.made += 1;
        self.change(eni, Change::told(eni));
    }

    fn assign(&mut self, plan: &'a Plan<'a>, step: EntityId, place: u32) {
        let Ok(id) = plan.entity(step).get(key::NetworkInterfaceId).known() else { return };
        let Some(eni) = plan.find(Kind::Eni, id.value.id).map(Eni) else { return };
        let before = plan.assigns.added(id.value.id, Moment(place));
        let mut added = plan.assigns.added(id.value.id, Moment(place).next());
        added.iter_mut().zip(before).for_each(|(added, before)| *added = added.saturating_sub(before));
        self.change(&eni, Change::new(0, added));
    }

    fn delete(&mut self, plan: &'a Plan<'a>, step: EntityId, place: u32) {
        let eni = plan.entity(step).get(key::NetworkInterfaceId).known();
        let eni = eni.ok().and_then(|id| plan.find(Kind::Eni, id.value.id)).map(Eni);
        let Some(eni) = eni else {
            // One that is described nowhere.
            self.groups_are_lost = true;
            let anywhere = self.regions.entry(None).or_default();
            anywhere.deleted += 1;
            return;
        };
        let (made, gone) = eni.lifetime();
        if gone != Moment(place).next() || made >= gone {
            return; // it is gone already, or not there yet
        }
        if !eni.is_primary() {
            self.regions.entry(region_of(&eni)).or_default().deleted += 1;
        }
        let at = Eni(eni.at(Moment(place)));
        let is_known = at.ipv4().is_ok() && at.ipv6().is_ok();
        self.groups_are_lost |= !is_known || eni.security_group_ids().is_err();
        let mut items = Item::ALL.map(|item| eni.given(item).map_or(0, |given| given.items));
        let id = eni.own_id();
        let added = id.map(|id| plan.assigns.added(id, Moment(place))).unwrap_or_default();
        items.iter_mut().zip(added).for_each(|(items, added)| *items = items.saturating_add(added));
        self.change(&eni, Change::new(1, items).minus());
    }

    /// Addresses of an ENI come or go, and perhaps the ENI with them.
    fn change(&mut self, eni: &Eni<'a>, change: Change) {
        for group in groups_of(eni) {
            let group = self.counts.groups.entry(group).or_default();
            group.planned_enis.add(change.enis, !self.groups_are_lost);
            group.planned_addresses.add(change.items, !self.groups_are_lost);
        }
    }
}

impl Tally {
    fn add(&mut self, n: i64, counts: bool) {
        self.now = self.now.saturating_add(n);
        if counts {
            self.most = self.most.max(self.now);
        }
    }
}

fn region_of<'a>(eni: &Eni<'a>) -> Option<&'a str> {
    eni.region().known().ok().map(|region| region.value)
}

/// More groups than any ENI can have; beyond it the search for repetitions would cost too much.
const MOST_GROUPS: usize = 64;

/// The groups of an ENI that are described, each once: another rule reports a repetition.
pub(super) fn groups_of(eni: &Eni<'_>) -> Vec<u32> {
    let mut seen: Vec<TextId> = Vec::new();
    for id in eni.security_group_ids().into_iter().flat_map(|ids| ids.value.iter().flatten()) {
        if seen.len() <= MOST_GROUPS && !seen.contains(&id.value.id) {
            seen.push(id.value.id);
        }
    }
    let plan = eni.plan();
    seen.into_iter().filter_map(|id| plan.find(Kind::SecurityGroup, id)).map(|group| group.id.row).collect()
}
