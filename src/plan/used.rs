use super::{Entity, Plan};
use crate::inventory::{Kind, key};

/// Which instances and ENIs the planned attaches name. A snapshot holds many that no plan touches,
/// and what is odd about those is nobody's business.
#[derive(Debug, Default)]
pub(super) struct Used {
    instances: Vec<bool>,
    enis: Vec<bool>,
}

impl Used {
    pub(super) fn find(plan: &Plan<'_>) -> Self {
        let none = |kind| vec![false; plan.joined.count(kind) as usize];
        let mut used = Self { instances: none(Kind::Instance), enis: none(Kind::Eni) };
        let mark = |rows: &mut Vec<bool>, entity: Option<Entity<'_>>| {
            if let Some(row) = entity.and_then(|e| rows.get_mut(e.id.row as usize)) {
                *row = true;
            }
        };
        for attach in plan.attaches() {
            mark(&mut used.instances, attach.instance().ok().map(|i| *i));
            mark(&mut used.enis, attach.eni().ok().map(|e| *e));
            mark(
                &mut used.enis,
                attach
                    .get(key::TrunkNetworkInstanceId)
                    .known()
                    .ok()
                    .and_then(|id| plan.find(Kind::Eni, id.value.id)),
            );
        }
        used
    }
}

impl Entity<'_> {
    /// For an instance or ENI: whether some planned attach names it.
    pub(crate) fn is_used(&self) -> bool {
        let rows = match self.id.kind {
            Kind::Instance => &self.plan.used.instances,
            Kind::Eni => &self.plan.used.enis,
            _ => return false,
        };
        rows.get(self.id.row as usize).copied().unwrap_or_default()
    }
}
