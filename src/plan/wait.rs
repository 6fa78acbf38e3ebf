//! What a call has begun and not waited for: attach and detach return before they are done.

use super::changes::EniChange;
use super::{Action, Attach, Eni, Entity, EntityId, Moment, Plan, Step};
use crate::inventory::{Field, TextId, Unknown, Verb, Why, key};
use crate::source::Span;

/// How many waits are looked at for each call.
const LOOKED_AT: usize = 16;

/// The steps that wait for an ENI, by ENI and place.
#[derive(Debug, Default)]
pub(super) struct Waits(Vec<(TextId, u32)>);

impl Waits {
    pub(super) fn note(&mut self, plan: &Plan<'_>, action: &Action, place: u32) {
        if action.verb == Verb::Wait
            && let Ok(id) = plan.entity(action.id).get(key::NetworkInterfaceId).known()
            && !id.value.is_masked()
        {
            self.0.push((id.value.id, place));
        }
    }

    pub(super) fn sort(&mut self) {
        self.0.sort_unstable();
    }

    /// The places of those for one ENI, from a moment on and before another.
    pub(super) fn between(
        &self,
        id: TextId,
        from: Moment,
        to: Moment,
    ) -> impl Iterator<Item = u32> + use<'_> {
        let begin = self.0.partition_point(|of| *of < (id, from.0));
        let rest = self.0.get(begin..).unwrap_or_default().iter();
        rest.take_while(move |(other, place)| *other == id && *place < to.0).map(|(_, place)| *place)
    }
}

/// A call that may not be done when another needs that it is.
pub(crate) struct Pending<'a> {
    /// For messages: the ENI's ID.
    pub(crate) eni: &'a str,
    /// Where the call names it.
    pub(crate) at: Span,
    /// The status that the ENI comes to when the call is done.
    pub(crate) comes_to: &'static str,
    /// Steps between the two that wait for something else.
    pub(crate) others: Vec<Step<'a>>,
}

impl<'a> Entity<'a> {
    /// The detach of the ENI that nothing waits for, where both are steps. Tools that run
    /// `attachments` wait themselves, as Terraform does.
    pub(crate) fn pending_detach(&self) -> Result<Option<Pending<'a>>, Unknown> {
        let eni = self.get(key::NetworkInterfaceId).known()?.value;
        match self.plan().course.eni(eni.id, self.moment()) {
            Some(EniChange::Off(step)) => self.pending(eni.id, step, "Available"),
            _ => Ok(None),
        }
    }

    fn pending(
        &self,
        eni: TextId,
        call: EntityId,
        comes_to: &'static str,
    ) -> Result<Option<Pending<'a>>, Unknown> {
        let plan = self.plan();
        let is_step = |place: u32| {
            let in_list = plan.course.action(place).filter(|action| action.sequence.is_some());
            in_list.is_some_and(|action| plan.entity(action.id).address().is_none())
        };
        let Some(place) = plan.course.place(call).filter(|place| is_step(*place)) else { return Ok(None) };
        if !is_step(self.moment().0) {
            return Ok(None);
        }
        let waits = plan.course.waits().between(eni, Moment(place), self.moment());
        let (mut others, mut open) = (Vec::new(), None);
        for step in waits.take(LOOKED_AT).filter_map(|place| plan.step(place)) {
            match step.get(key::Status).known() {
                Ok(status) if status.value.text() == comes_to => return Ok(None),
                Ok(_) => others.push(step),
                Err(unknown) => open = Some(unknown),
            }
        }
        if let Some(unknown) = open {
            return Err(unknown);
        }
        let (call, name) = (plan.entity(call), plan.inventory.texts.get(eni));
        let at = call.get(key::NetworkInterfaceId).known().ok().and_then(|id| id.span());
        Ok(Some(Pending { eni: name, at: at.unwrap_or(call.entry_span()), comes_to, others }))
    }
}

impl<'a> Attach<'a> {
    /// The attach of the trunk that nothing waits for, where both are steps.
    pub(crate) fn pending_trunk(&self) -> Result<Option<Pending<'a>>, Unknown> {
        let Some(trunk) = self.trunk_id()? else { return Ok(None) };
        match self.plan().course.eni(trunk.value.id, self.moment()) {
            Some(EniChange::On(attach)) => self.pending(trunk.value.id, attach, "InUse"),
            _ => Ok(None),
        }
    }

    /// Whether a step before the attach waits until an ENI has a status. What a snapshot shows in
    /// transition has come to it by then.
    pub(crate) fn is_after_wait(&self, eni: &Eni<'_>, status: &str) -> bool {
        let Some(id) = eni.own_id() else { return false };
        let plan = self.plan();
        let waits = plan.course.waits().between(id, Moment::START, self.moment()).take(LOOKED_AT);
        waits
            .filter_map(|place| plan.step(place))
            .any(|step| step.get(key::Status).known().is_ok_and(|wanted| wanted.value.text() == status))
    }
}

impl Step<'_> {
    /// Whether it asks again for a detach that may not be done yet.
    pub(super) fn repeats_detach(&self) -> Result<bool, Unknown> {
        Ok(self.pending_detach()?.is_some())
    }
}

impl Eni<'_> {
    /// The statuses that it may come to if nothing more is done to it, the one it has first, and
    /// the last one last. None if it is deleted.
    pub(crate) fn statuses_to_come(&self) -> Result<&'static [&'static str], Unknown> {
        Ok(match self.change() {
            Some(EniChange::On(_)) => &["Attaching", "InUse"],
            Some(EniChange::Off(_)) => &["Detaching", "Available"],
            Some(EniChange::Made(_)) => &["Creating", "Available"],
            Some(EniChange::Gone(_)) => &[],
            Some(EniChange::Perhaps(_) | EniChange::Lost) => {
                return Err(self
                    .status()
                    .known()
                    .err()
                    .unwrap_or(self.unknown(Field::Status, Why::Unresolved)));
            }
            None => match self.status().known()?.value {
                "Available" => &["Available"],
                // An attach that fails leaves it Available.
                "Attaching" => &["Attaching", "InUse", "Available"],
                "InUse" => &["InUse"],
                "Detaching" => &["Detaching", "Available"],
                "Deleting" => &["Deleting"],
                "Creating" => &["Creating", "Available", "CreateFailed"],
                "CreateFailed" => &["CreateFailed"],
                _ => return Err(self.unknown(Field::Status, Why::Malformed)),
            },
        })
    }
}
