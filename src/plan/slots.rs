//! The members that a trunk has before an action, and the room that it has for more.

use super::changes::EniChange;
use super::trunk::Member;
use super::{Attach, Eni, EniType, EntityId, Moment, Step};
use crate::inventory::key;
use crate::inventory::{Fact, Field, Known, Unknown, Why};
use std::ops::Deref;

/// Who of a trunk's members is looked for. No documented type has as many slots.
const SOUGHT: usize = 1024;

/// The members of a trunk before an action.
pub(crate) struct TrunkMembers<'a> {
    pub(crate) trunk: Eni<'a>,
    /// How many there are.
    pub(crate) before: i64,
    /// Who is a member before all actions; those that are planned come with their attaches.
    members: &'a [Member],
    joining: &'a [EntityId],
}

/// What an attach makes of a trunk's slots.
pub(crate) struct TrunkUsage<'a> {
    members: TrunkMembers<'a>,
    /// How many the type holds in all, and how many of these are not for members.
    pub(crate) total: Known<i64>,
    pub(crate) own: Known<i64>,
}

impl<'a> Deref for TrunkUsage<'a> {
    type Target = TrunkMembers<'a>;

    fn deref(&self) -> &TrunkMembers<'a> {
        &self.members
    }
}

impl TrunkUsage<'_> {
    /// How many members the trunk takes.
    pub(crate) fn slots(&self) -> i64 {
        self.total.value.saturating_sub(self.own.value)
    }

    pub(crate) fn exceeded(&self) -> bool {
        self.before >= self.slots()
    }
}

impl<'a> TrunkMembers<'a> {
    fn find(trunk: Eni<'a>, action: EntityId) -> Self {
        let (trunks, id) = (&trunk.plan().trunks, trunk.own_id());
        let members = id.map(|id| trunks.members.of(id)).unwrap_or_default();
        let joining = id.and_then(|id| trunks.joining.get(&id)).map(Vec::as_slice).unwrap_or_default();
        let (before, n) = trunks.before.get(&action).copied().unwrap_or_default();
        Self { trunk, before, members, joining: joining.get(..n).unwrap_or(joining) }
    }

    /// Who is a member already and still is.
    pub(crate) fn members(&self) -> impl Iterator<Item = &'a Member> + use<'a> {
        let (plan, at) = (self.trunk.plan(), self.trunk.moment());
        let sought = self.members.iter().take(SOUGHT);
        sought.filter(move |member| plan.course.eni(member.name, at).is_none())
    }

    /// The attaches before this action that gave the trunk a member that it still has.
    pub(crate) fn joining(&self) -> impl Iterator<Item = Attach<'a>> + use<'a> {
        let (plan, at) = (self.trunk.plan(), self.trunk.moment());
        let attaches = self.joining.iter().take(SOUGHT).map(move |id| Attach::from(plan.entity(*id)));
        attaches.filter(move |attach| attach.still_holds(at))
    }

    pub(crate) fn name_of(&self, member: &Member) -> &'a str {
        self.trunk.plan().inventory.texts.get(member.name)
    }
}

impl<'a> Step<'a> {
    /// The members of a trunk before it; those that are not listed are an unknown, unless there are
    /// others.
    pub(crate) fn members_of(&self, trunk: Eni<'a>) -> Result<TrunkMembers<'a>, Unknown> {
        if self.plan().course.lost().moves_enis(self.moment()) {
            return Err(trunk.unknown(Field::MemberNetworkInterfaceIds, Why::Lost));
        }
        let members = TrunkMembers::find(trunk, self.id);
        if members.before == 0 {
            trunk.lists_its_members()?;
        }
        Ok(members)
    }
}

impl<'a> Attach<'a> {
    /// What the attach makes of its trunk's slots; none if it takes none, or if the type takes no
    /// trunks at all.
    pub(crate) fn trunk_usage(&self) -> Result<Option<TrunkUsage<'a>>, Unknown> {
        let Some(trunk) = self.real_trunk()? else { return Ok(None) };
        if self.plan().course.lost().moves_enis(self.moment()) {
            return Err(trunk.unknown(Field::MemberNetworkInterfaceIds, Why::Lost));
        }
        let limits = self.instance()?.limits()?;
        if !self.takes_slot() || limits.refuses_trunks() {
            return Ok(None);
        }
        let own = limits.get(key::EniQuantity).known()?;
        let total = limits.get(key::EniTotalQuantity).known()?;
        if total.value < own.value {
            return Err(limits.unknown(Field::EniTotalQuantity)); // zero is not stated, less is nonsense
        }
        let usage = TrunkUsage { members: TrunkMembers::find(trunk, self.id), total, own };
        if !usage.exceeded() {
            trunk.lists_its_members()?; // what is not listed may count, too
            let (more, unknown) =
                trunk.own_id().map(|id| self.plan().perhaps_members(id, self.moment())).unwrap_or_default();
            if let Some(unknown) = unknown.filter(|_| usage.before.saturating_add(more) >= usage.slots()) {
                return Err(unknown);
            }
        }
        Ok(Some(usage))
    }

    /// Whether the attach gives its trunk one more member: not if the ENI is one already, was
    /// planned before, or is of a kind that no trunk takes.
    pub(super) fn takes_slot(&self) -> bool {
        let (Ok(Some(trunk)), Ok(eni)) = (self.trunk_id(), self.eni()) else { return false };
        let Fact::Known(id) = self.get(key::NetworkInterfaceId) else { return false };
        let fits =
            !matches!(eni.eni_type(), Ok(kind) if matches!(kind.value, EniType::Trunk | EniType::Primary));
        let is_member = self.plan().trunks.members.has(trunk.value.id, id.value.id) && !eni.has_moved();
        fits && !is_member && self.earlier().is_none()
    }

    /// Whether the ENI that it attached still is there at a moment.
    fn still_holds(&self, at: Moment) -> bool {
        let Ok(eni) = self.get(key::NetworkInterfaceId).known() else { return false };
        self.plan().course.eni(eni.value.id, at) == Some(EniChange::On(self.id))
    }
}
