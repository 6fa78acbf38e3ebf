use super::changes::EniChange;
use super::{Action, Attach, Eni, Entity, Instance, Moment, Plan};
use crate::inventory::{EntryId, Fact, Field, Kind, Known, Name, Resource, Tool, Unknown, Verb, Why, key};
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

    /// The ENI that it is about, if it does this with it and that can be judged. None if the ENI is
    /// not there at the moment, or is known to be a primary one: both are for other rules to say.
    pub(crate) fn eni_to(&self, verb: Verb) -> Result<Option<Eni<'a>>, Unknown> {
        if self.verb != verb {
            return Ok(None);
        }
        let eni = self.eni()?;
        Ok(Some(eni).filter(|eni| eni.exists() && !eni.is_primary()))
    }

    /// The ENI that it takes off an instance; none as well if the ENI is known not to be on that.
    pub(crate) fn detaches(&self) -> Result<Option<Eni<'a>>, Unknown> {
        let eni = self.eni_to(Verb::Detach)?;
        Ok(eni.filter(|eni| !matches!(self.misses(eni), Ok(Some(_)))))
    }

    /// Why the ENI cannot be taken off the instance that a detach names, if that is so.
    pub(crate) fn misses(&self, eni: &Eni<'a>) -> Result<Option<Miss<'a>>, Unknown> {
        let status = eni.status().known()?;
        match status.value {
            // A detach that is stuck can be asked for again.
            "InUse" | "Detaching" => {}
            "Available" if eni.launched_with().is_some() || self.repeats_detach()? => return Ok(None),
            "Available" | "Attaching" | "Deleting" | "Creating" | "CreateFailed" => {
                return Ok(Some(Miss::State(status)));
            }
            // Another rule says that this is no status.
            _ => return Err(eni.unknown(Field::Status, Why::Malformed)),
        }
        let Some(named) = self.get(key::InstanceId).given()? else { return Ok(None) };
        let Some(there) = eni.holder()? else { return Ok(None) };
        if !there.value.differs(&named.value).map_err(|why| eni.unknown(Field::InstanceId, why))? {
            return Ok(None);
        }
        // A detach that an attach should wait for is that attach's matter.
        let before = match eni.change() {
            Some(EniChange::On(attach)) => {
                Attach::from(self.plan().entity(attach)).eni()?.holder().ok().flatten()
            }
            _ => None,
        };
        let late = before.is_some_and(|before| before.value == named.value);
        Ok(Some(Miss::Elsewhere { there, named }).filter(|_| !late))
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

/// Why a detach takes no ENI off its instance.
pub(crate) enum Miss<'a> {
    /// The ENI is in no state for it.
    State(Known<&'a str>),
    /// It is on another instance.
    Elsewhere { there: Known<Name<'a>>, named: Known<Name<'a>> },
}

impl<'a> Entity<'a> {
    /// The ENIs that a planned attach or a step names, with the places where it does.
    pub(crate) fn named_enis(&self) -> impl Iterator<Item = (Span, Eni<'a>)> + use<'a> {
        let entity = *self;
        let named = [entity.get(key::NetworkInterfaceId), entity.get(key::TrunkNetworkInstanceId)];
        named.into_iter().filter_map(move |id| match id {
            Fact::Known(id) => Some((id.span()?, Eni(entity.find(Kind::Eni, id.value.id)?))),
            _ => None,
        })
    }
}

impl<'a> Entity<'a> {
    /// The address of the resource that it is made of, if its format has addresses.
    pub(crate) fn address(&self) -> Option<&'a str> {
        Some(self.plan().inventory.texts.get(self.resource()?.address))
    }

    /// The tool that makes it of a resource.
    pub(crate) fn tool(&self) -> Option<Tool> {
        Some(self.resource()?.tool)
    }

    fn resource(&self) -> Option<&'a Resource> {
        let (plan, kind) = (self.plan(), self.id.kind);
        let mut rows = plan.base.joined.parts(kind, self.id.row).iter();
        rows.find_map(|row| plan.inventory.resource(EntryId { kind, row: *row }))
    }
}

impl Eni<'_> {
    /// Whether it is there at the moment, for all that the plan does with it.
    pub(crate) fn exists(&self) -> bool {
        self.deleted_by().is_none() && self.created_later().is_none()
    }

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
