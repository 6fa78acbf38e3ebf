//! What the planned attaches and steps depend on.

use super::{Action, EntityId, Plan};
use crate::inventory::key;
use crate::inventory::{Fact, Kind, Name};
use crate::split;

/// One mark for each entity that a planned attach depends on.
#[derive(Clone, Debug, Default)]
pub(super) struct Used([Vec<bool>; Kind::COUNT]);

impl Used {
    pub(super) fn contains(&self, id: EntityId) -> bool {
        self.0[id.kind as usize].get(id.row as usize).copied().unwrap_or(false)
    }

    /// Marks an entity; false if it was marked already.
    pub(super) fn mark(&mut self, id: EntityId) -> bool {
        let marks = &mut self.0[id.kind as usize];
        let row = id.row as usize;
        if marks.len() <= row {
            marks.resize(row + 1, false);
        }
        !std::mem::replace(&mut marks[row], true)
    }

    /// What is marked in either.
    fn and(mut self, other: Self) -> Self {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            let both = own.iter_mut().zip(&other);
            both.for_each(|(own, other)| *own |= other);
            own.extend(other.iter().skip(own.len()));
        }
        self
    }
}

/// What the actions depend on, marked on several threads.
pub(super) fn of_all(plan: &Plan<'_>, actions: &[Action]) -> Used {
    let length = actions.len().div_ceil(plan.threads.get()).max(split::PIECE);
    let parts = split::in_pieces(plan.threads, length, actions, |_, actions| {
        let mut used = Used::default();
        find(plan, actions, |id| used.mark(id));
        used
    });
    parts.into_iter().reduce(Used::and).unwrap_or_default()
}

/// Marks the instance, the ENI and the trunk of each attach and step, with their vSwitches and security
/// groups. `mark` says whether something was not marked before.
pub(super) fn find(plan: &Plan<'_>, actions: &[Action], mut mark: impl FnMut(EntityId) -> bool) {
    for action in actions {
        let action = plan.entity(action.id);
        add(plan, &mut mark, Kind::Instance, &action.get(key::InstanceId));
        add(plan, &mut mark, Kind::Eni, &action.get(key::NetworkInterfaceId));
        add(plan, &mut mark, Kind::Eni, &action.get(key::TrunkNetworkInstanceId));
    }
}

/// Marks an instance or ENI and what it lives in.
fn add(plan: &Plan<'_>, mark: &mut impl FnMut(EntityId) -> bool, kind: Kind, id: &Fact<Name<'_>>) {
    let Fact::Known(id) = id else { return };
    let Some(entity) = plan.find(kind, id.value.id) else { return };
    if !mark(entity.id) {
        return;
    }
    if let Fact::Known(id) = entity.get(key::VswitchId)
        && let Some(vswitch) = plan.find(Kind::Vswitch, id.value.id)
    {
        mark(vswitch.id);
    }
    if let Fact::Known(ids) = entity.get(key::SecurityGroupIds) {
        for id in ids.value.iter().flatten() {
            if let Some(group) = plan.find(Kind::SecurityGroup, id.value.id) {
                mark(group.id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_either_marks_is_marked_in_both() {
        let id = |row| EntityId { kind: Kind::Eni, row };
        let marked = |rows: &[u32]| {
            let mut used = Used::default();
            rows.iter().for_each(|row| assert!(used.mark(id(*row))));
            used
        };
        for (one, other) in [(&[1, 4][..], &[0, 4, 9][..]), (&[0, 4, 9], &[1, 4]), (&[], &[0, 1, 4, 9])] {
            let all = marked(one).and(marked(other));
            let rows: Vec<u32> = (0..20).filter(|row| all.contains(id(*row))).collect();
            assert_eq!(rows, [0, 1, 4, 9]);
        }
    }
}
