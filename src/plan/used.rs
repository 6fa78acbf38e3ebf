//! What the planned attaches and steps depend on.

use super::{Action, EntityId, Plan};
use crate::inventory::key;
use crate::inventory::{Fact, Kind, Name};

/// One mark for each entity that a planned attach depends on.
#[derive(Debug, Default)]
pub(super) struct Used([Vec<bool>; Kind::COUNT]);

impl Used {
    pub(super) fn contains(&self, id: EntityId) -> bool {
        self.0[id.kind as usize].get(id.row as usize).copied().unwrap_or(false)
    }

    /// Marks an entity; false if it was marked already.
    fn mark(&mut self, id: EntityId) -> bool {
        let marks = &mut self.0[id.kind as usize];
        let row = id.row as usize;
        if marks.len() <= row {
            marks.resize(row + 1, false);
        }
        !std::mem::replace(&mut marks[row], true)
    }
}

/// The instance, the ENI and the trunk of each attach and step, with their vSwitches and security
/// groups.
pub(super) fn find(plan: &Plan<'_>, actions: &[Action]) -> Used {
    let mut used = Used::default();
    for action in actions {
        let action = plan.entity(action.id);
        add(plan, &mut used, Kind::Instance, &action.get(key::InstanceId));
        add(plan, &mut used, Kind::Eni, &action.get(key::NetworkInterfaceId));
        add(plan, &mut used, Kind::Eni, &action.get(key::TrunkNetworkInstanceId));
    }
    used
}

/// Marks an instance or ENI and what it lives in.
fn add(plan: &Plan<'_>, used: &mut Used, kind: Kind, id: &Fact<Name<'_>>) {
    let Fact::Known(id) = id else { return };
    let Some(entity) = plan.find(kind, id.value.id) else { return };
    if !used.mark(entity.id) {
        return;
    }
    if let Fact::Known(id) = entity.get(key::VswitchId)
        && let Some(vswitch) = plan.find(Kind::Vswitch, id.value.id)
    {
        used.mark(vswitch.id);
    }
    if let Fact::Known(ids) = entity.get(key::SecurityGroupIds) {
        for id in ids.value.iter().flatten() {
            if let Some(group) = plan.find(Kind::SecurityGroup, id.value.id) {
                used.mark(group.id);
            }
        }
    }
}
