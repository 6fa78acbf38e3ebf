use super::changes::EniChange;
use super::{Action, Eni, Entity, Instance, Moment, Plan};
use crate::inventory::{Field, Kind, Unknown, Verb, Why, key};
use crate::source::Span;
use std::ops::Deref;

/// A step that is no attach, with the state of the world before it.
#[derive(Clone, Copy)]
pub(crate) struct Step<'a> {
    entity: Entity<'a>,
    pub(crate) verb: Verb,
}

impl<'a> Deref for Step<'a> {
    type Target = Entity<'a>;

    fn deref(&self) -> &Entity<'a> {
        &self.entity
    }
}

impl<'a> Step<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, action: Action, place: u32) -> Self {
        Self { entity: plan.entity(action.id).at(Moment(place)), verb: action.verb }
    }

    /// The ENI that it is about, before it; it must be described somewhere.
    pub(crate) fn eni(&self) -> Result<Eni<'a>, Unknown> {
        let id = self.get(key::NetworkInterfaceId).known()?;
        self.need(Kind::Eni, id.value.id).map(Eni)
    }

    /// The ENI that it assigns addresses to, as it extends it; none if it is another step.
    pub(crate) fn extends(&self) -> Result<Option<Eni<'a>>, Unknown> {
        if self.verb != Verb::Assign {
            return Ok(None);
        }
        Ok(Some(self.eni()?.extended(self.moment().0)))
    }

    /// The instance that it is about, before it: the one that it names, or the ENI's.
    pub(crate) fn instance(&self) -> Result<Instance<'a>, Unknown> {
        let named = self.get(key::InstanceId).given()?;
        let id = match named.filter(|_| self.id.kind == Kind::Step) {
            Some(id) => id.value.id,
            None => {
                let eni = self.eni()?;
                let holder = eni.holder()?.ok_or(eni.unknown(Field::InstanceId, Why::NotGiven))?;
                holder.value.id
            }
        };
        self.need(Kind::Instance, id).map(Instance)
    }

    /// Where it names its ENI or its instance; the whole step if it does not.
    pub(crate) fn place(&self) -> Span {
        let field = match self.verb {
            Verb::Stop | Verb::Start | Verb::Reboot | Verb::Resize => Field::InstanceId,
            _ => Field::NetworkInterfaceId,
        };
        self.span_of(field).unwrap_or(self.entry_span())
    }
}

impl Eni<'_> {
    /// The step that deleted it before the moment, if one did.
    pub(crate) fn deleted_by(&self) -> Option<Span> {
        match self.change()? {
            EniChange::Gone(step) => Some(self.plan().entity(step).entry_span()),
            _ => None,
        }
    }

    /// The step that creates it, if it is not there before that.
    pub(crate) fn created_later(&self) -> Option<Span> {
        if !self.is_created() {
            return None;
        }
        let place = self.plan().course.place(self.id)?;
        (Moment(place) >= self.moment()).then(|| self.entry_span())
    }
}
