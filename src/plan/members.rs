//! What is in each security group, and which ENIs the plan makes: counted once, when first asked.

use super::{Eni, EntityId, Plan, SecurityGroup};
use crate::inventory::{Kind, TextId};
use std::collections::HashMap;

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
}

impl Plan<'_> {
    fn counts(&self) -> &Counts {
        self.counts.get_or_init(|| count(self))
    }

    /// How many ENIs the plan makes in the ENI's region before it; none if it exists already.
    pub(crate) fn made_before(&self, eni: &Eni<'_>) -> Option<i64> {
        self.counts().rank.get(&eni.id).copied()
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
    let mut made: HashMap<Option<TextId>, i64> = HashMap::new();
    for eni in plan.enis() {
        if eni.is_planned() {
            let region = eni.region().known().ok().map(|region| region.value.id);
            let before = made.entry(region).or_default();
            counts.rank.insert(eni.id, *before);
            *before += 1;
        }
        // What an ENI's own entry does not say cannot be counted: the numbers are lower bounds.
        let Ok(ids) = eni.security_group_ids() else { continue };
        let addresses = eni.ipv4().map_or(1, |a| a.items).saturating_add(eni.ipv6().map_or(0, |a| a.items));
        let mut seen: Vec<TextId> = Vec::new();
        for id in ids.value.iter().flatten() {
            if seen.contains(&id.value.id) || seen.len() > MOST_GROUPS {
                continue; // another rule reports the repetition
            }
            seen.push(id.value.id);
            let Some(group) = plan.find(Kind::SecurityGroup, id.value.id) else { continue };
            let members = counts.groups.entry(group.id.row).or_default();
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

/// More groups than any ENI can have; beyond it the search for repetitions would cost too much.
const MOST_GROUPS: usize = 64;
