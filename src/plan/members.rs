//! What is in each security group and vSwitch, whose each address is, and which ENIs the plan
//! makes: counted once, when first asked.

use super::{Eni, EntityId, Plan, SecurityGroup, Vswitch};
use crate::inventory::{Kind, TextId, key};
use std::collections::HashMap;
use std::net::IpAddr;

/// What a security group holds, as far as it is listed. An ENI counts with its groups whether it is
/// attached or not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Members {
    pub(crate) enis: i64,
    /// Private addresses and prefixes of both families.
    pub(crate) addresses: i64,
    /// Of these, of ENIs that do not exist yet.
    pub(crate) planned_enis: i64,
    pub(crate) planned_addresses: i64,
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    groups: HashMap<u32, Members>,
    /// Planned ENI → how many planned ENIs of its region come before it.
    rank: HashMap<EntityId, i64>,
    /// vSwitch → what the plan makes in it.
    made: HashMap<u32, Made>,
    /// VPC and address → the first ENI that has it.
    owners: HashMap<(TextId, IpAddr), EntityId>,
}

/// What the plan makes in a vSwitch.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Made {
    pub(crate) enis: i64,
    /// IPv4 addresses; a prefix takes as many as it spans.
    pub(crate) addresses: i64,
}

/// Addresses in an IPv4 prefix of an ENI, a /28.
const ADDRESSES_OF_PREFIX: i64 = 16;

impl Plan<'_> {
    fn counts(&self) -> &Counts {
        self.counts.get_or_init(|| count(self))
    }

    /// How many ENIs the plan makes in the ENI's region before it; none if it exists already.
    pub(crate) fn made_before(&self, eni: &Eni<'_>) -> Option<i64> {
        self.counts().rank.get(&eni.id).copied()
    }
}

impl<'a> Plan<'a> {
    /// The first ENI of a VPC that has an address.
    pub(crate) fn owner(&self, vpc: TextId, address: IpAddr) -> Option<Eni<'_>> {
        self.counts().owners.get(&(vpc, address)).map(|id| Eni(self.entity(*id)))
    }
}

impl Eni<'_> {
    /// Whether the plan makes it or attaches it.
    pub(crate) fn is_in_plan(&self) -> bool {
        self.is_planned() || self.is_used()
    }
}

impl Vswitch<'_> {
    /// What the plan makes in it.
    pub(crate) fn made(&self) -> Made {
        self.plan().counts().made.get(&self.id.row).copied().unwrap_or_default()
    }
}

impl SecurityGroup<'_> {
    /// What it holds, as far as it is listed.
    pub(crate) fn members(&self) -> Members {
        self.plan().counts().groups.get(&self.id.row).copied().unwrap_or_default()
    }
}

fn count(plan: &Plan<'_>) -> Counts {
    let mut counts = Counts::default();
    // An address is first of all whose it is already: of two ENIs the one that the plan makes or
    // attaches is to blame, in whatever order they stand.
    for in_plan in [false, true] {
        for eni in plan.enis().filter(|eni| eni.is_in_plan() == in_plan) {
            own(&eni, &mut counts);
        }
    }
    let mut made: HashMap<Option<&str>, i64> = HashMap::new();
    for eni in plan.enis() {
        if eni.is_planned() {
            let region = eni.region().known().ok().map(|region| region.value);
            let before = made.entry(region).or_default();
            counts.rank.insert(eni.id, *before);
            *before += 1;
            if let Ok(vswitch) = eni.vswitch() {
                let made = counts.made.entry(vswitch.id.row).or_default();
                made.enis += 1;
                made.addresses = made.addresses.saturating_add(addresses_of_vswitch(&eni));
            }
        }
        let addresses = addresses(&eni);
        for group in groups_of(&eni) {
            let members = counts.groups.entry(group).or_default();
            members.enis += 1;
            members.addresses = members.addresses.saturating_add(addresses);
            if eni.is_planned() {
                members.planned_enis += 1;
                members.planned_addresses = members.planned_addresses.saturating_add(addresses);
            }
        }
    }
    counts
}

/// The addresses that an ENI takes of its vSwitch's block; the primary one if no more is known.
pub(super) fn addresses_of_vswitch(eni: &Eni<'_>) -> i64 {
    let prefixes = eni.ipv4_prefixes().unwrap_or(0);
    let addresses = eni.ipv4().map_or(1, |a| a.items).saturating_sub(prefixes);
    addresses.saturating_add(prefixes.saturating_mul(ADDRESSES_OF_PREFIX))
}

/// The addresses and prefixes of both families that an ENI counts for in a security group.
pub(super) fn addresses(eni: &Eni<'_>) -> i64 {
    eni.ipv4().map_or(1, |a| a.items).saturating_add(eni.ipv6().map_or(0, |a| a.items))
}

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

fn own(eni: &Eni<'_>, counts: &mut Counts) {
    let Ok(vpc) = eni.vpc().known() else { return };
    let listed = eni.ipv4_addresses().into_iter().flatten().map(|a| a.value);
    let ipv6 = eni.get(key::Ipv6Addresses).known().ok();
    let ipv6 = ipv6.into_iter().flat_map(|list| list.value.iter().flatten()).map(|a| a.value);
    for address in listed.chain(ipv6) {
        counts.owners.entry((vpc.value.id, address)).or_insert(eni.id);
    }
}

/// More groups than any ENI can have; beyond it the search for repetitions would cost too much.
const MOST_GROUPS: usize = 64;
