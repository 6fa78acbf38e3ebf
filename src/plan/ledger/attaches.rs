//! The attaches that are planned for an instance.

use super::Resource;
use crate::inventory::Kind;
use crate::plan::{Attach, Eni, EntityId, Instance, Moment};

impl<'a> Instance<'a> {
    /// The planned attaches that are to put an ENI on it while it is as it is now, in order: from
    /// one change of its state or type to the next. One whose ENI sits there already is none of
    /// them: what is wrong with the instance cannot hurt it.
    pub(crate) fn attaches(&self) -> impl Iterator<Item = Attach<'a>> + use<'a> {
        let plan = self.plan();
        let all = plan.ledger.targets(self.id.row);
        let (from, to) = self.phase();
        let begin = all.partition_point(|(place, _)| Moment(*place) < from);
        let end = all.partition_point(|(place, _)| Moment(*place) < to);
        let rows = all.get(begin..end).unwrap_or_default();
        rows.iter()
            .map(move |(_, row)| Attach::from(plan.entity(EntityId { kind: Kind::Attachment, row: *row })))
    }

    /// The same from beginning to end.
    pub(in crate::plan) fn all_attaches(&self) -> impl Iterator<Item = Attach<'a>> + use<'a> {
        let plan = self.plan();
        let all = plan.ledger.targets(self.id.row);
        all.iter()
            .map(move |(_, row)| Attach::from(plan.entity(EntityId { kind: Kind::Attachment, row: *row })))
    }

    /// The ENIs that the plan puts on it for good, in order, each with its attach. Members of a
    /// trunk, and ENIs that do not fit any more, are left out.
    pub(crate) fn newcomers(&self) -> impl Iterator<Item = (Eni<'a>, Attach<'a>)> + use<'a> {
        let plan = self.plan();
        let users = plan.ledger.users(plan, self.id.row, Moment::END, Resource::Enis);
        users.filter_map(|user| Some((user.eni?, user.attach?)))
    }
}
