//! What an attach comes too early for: room that a later step makes.

use super::changes::{Change, EniChange};
use super::{Attach, Eni, Moment, Plan, Step, Usage, User};
use crate::inventory::{Fact, Name, Verb, key};

/// How many later steps are looked at for each attach.
const LOOKED_AT: usize = 64;

impl<'a> Attach<'a> {
    /// Where the ENI is on another instance before the attach: the detach step after it that takes
    /// it from there. So it is with the instance itself if Terraform destroys another attachment of
    /// the two, as where one was renamed: the ENI would be on no instance in the end.
    pub(crate) fn eni_freed_later(&self) -> Option<Step<'a>> {
        if !self.may_come_early() {
            return None;
        }
        let holder = self.held_by()?;
        let here = self.get(key::InstanceId).known().ok()?;
        if self.takes_primary() {
            return None;
        }
        match holder.differs(&here.value) {
            Ok(true) => self.later_detaches(holder).next(),
            Ok(false) if self.earlier().is_none() => {
                let address = self.address()?;
                let is_other = |step: &Step<'a>| step.address().is_some_and(|other| other != address);
                self.later_detaches(holder).find(is_other)
            }
            // Of an opaque one nobody knows whether it is the same.
            Ok(false) | Err(_) => None,
        }
    }

    /// Whether some action makes room or takes an ENI away, so that the attach may come too early for it.
    pub(crate) fn may_come_early(&self) -> bool {
        self.plan().course.takes_away()
    }

    /// Where the ENI is in use before the attach, and Terraform replaces the attach, the new one
    /// first: the step after it that detaches the ENI for the old one.
    pub(crate) fn undone_later(&self) -> Option<Step<'a>> {
        let address = self.address().filter(|_| self.may_come_early())?;
        if self.earlier().is_some() || self.takes_primary() {
            return None;
        }
        self.later_detaches(self.held_by()?).find(|step| step.address() == Some(address))
    }

    /// The steps after the attach that detach the ENI from the instance that it was on before.
    fn later_detaches(&self, holder: Name<'a>) -> impl Iterator<Item = Step<'a>> + use<'a> {
        let plan = self.plan();
        let id = self.get(key::NetworkInterfaceId).known().map(|id| id.value.id);
        let changes = id.map(|id| plan.course.changes_of_eni(id)).unwrap_or_default();
        let next = changes.partition_point(|change| change.place <= self.moment().0);
        let later = changes.get(next..).unwrap_or_default().iter().take(LOOKED_AT);
        later.filter_map(|change| plan.step(change.place)).filter(move |step| {
            // A detach from elsewhere takes back another attach, and one of what is deleted nothing.
            matches!(step.verb, Verb::Detach | Verb::Release)
                && step.eni().is_ok_and(|eni| eni.deleted_by().is_none())
                && !matches!(step.get(key::InstanceId), Fact::Known(named) if named.value.differs(&holder) == Ok(true))
        })
    }

    /// The instance that the ENI is in use on before the attach, described or not.
    fn held_by(&self) -> Option<Name<'a>> {
        if let Some(earlier) = self.earlier() {
            return Some(earlier.get(key::InstanceId).known().ok()?.value);
        }
        let eni = self.eni().ok()?;
        let in_use = eni.status().known().ok()?.value == "InUse";
        let holder = eni.holder().ok().flatten().filter(|_| in_use);
        holder.filter(|holder| !holder.value.is_masked()).map(|holder| holder.value)
    }
}

impl Step<'_> {
    /// Whether its ENI is deleted before, and another action tells so: an attach, which has a verdict, or
    /// the first one of all that use it.
    pub(crate) fn deleted_enis_are_told(&self) -> bool {
        let Ok(eni) = self.get(key::NetworkInterfaceId).known() else { return false };
        let (course, id) = (&self.plan().course, eni.value.id);
        let changes = course.changes_of_eni(id);
        let gone = changes.partition_point(|change| !matches!(change.to, EniChange::Gone(_)));
        let Some((delete, users)) = changes.get(gone..).and_then(|rest| rest.split_first()) else {
            return false;
        };
        let here = self.moment();
        let is_attach = |change: &Change<EniChange>| {
            course.action(change.place).is_some_and(|action| action.verb == Verb::Attach)
        };
        let waits = course.waits().between(id, Moment(delete.place).next(), here);
        let assigns = course.assigns_of(id);
        let assigned = assigns.partition_point(|(_, place)| *place < delete.place);
        users.first().is_some_and(|first| first.place < here.0)
            || users.iter().take(LOOKED_AT).any(is_attach)
            || assigns.get(assigned).is_some_and(|(_, place)| *place < here.0)
            || waits
                .take(LOOKED_AT)
                .filter_map(|place| self.plan().step(place))
                .any(|wait| !wait.waits_for("Deleting"))
    }

    /// Whether it waits for a status.
    pub(crate) fn waits_for(&self, status: &str) -> bool {
        self.verb == Verb::Wait
            && self.get(key::Status).known().is_ok_and(|wanted| wanted.value.text() == status)
    }
}

impl Eni<'_> {
    /// Whether the last that happened to it before the moment is a detach that came too late, after
    /// the attach that it should come before.
    pub(crate) fn was_detached_late(&self) -> bool {
        let course = &self.plan().course;
        let changes = self.own_id().map(|id| course.changes_of_eni(id)).unwrap_or_default();
        let n = changes.partition_point(|change| change.place < self.moment().0);
        match n.checked_sub(1).and_then(|n| changes.get(n)) {
            Some(Change { place, to: EniChange::On(attach) }) => course.place(*attach) != Some(*place),
            _ => false,
        }
    }
}

impl<'a> Usage<'a> {
    /// The users that leave only after the attach, each with the step that takes it away, in the
    /// order of these: as few as make room, so that no more than `most` is used. None if they
    /// never do, or if it is not certain that there is too little without them.
    pub(crate) fn freed_later(&self, most: i64) -> Vec<(User<'a>, Step<'a>)> {
        let Some(excess) = self.excess(most) else { return Vec::new() };
        let plan = self.attach().plan();
        let mut leaving: Vec<(User<'a>, Step<'a>)> =
            self.users().filter_map(|user| Some((user, leaving(plan, &user)?))).collect();
        leaving.sort_by_key(|(_, step)| step.moment());
        let mut freed = 0_i64;
        let mut few = Vec::new();
        for (user, step) in leaving.into_iter().take(LOOKED_AT) {
            freed = freed.saturating_add(i64::from(user.amount.least));
            few.push((user, step));
            if freed >= excess {
                return few;
            }
        }
        Vec::new()
    }
}

/// The step that takes a user away. One that changes the instance's type only counts it anew.
fn leaving<'a>(plan: &'a Plan<'a>, user: &User<'a>) -> Option<Step<'a>> {
    let step = plan.step(user.leaves?.0)?;
    if step.verb != Verb::Resize {
        return Some(step);
    }
    let after = plan.leaves(user.eni?.own_id()?, step.moment().next())?;
    plan.step(after.0.checked_sub(1)?)
}
