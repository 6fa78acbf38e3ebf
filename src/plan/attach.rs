use super::changes::EniChange;
use super::{Eni, EniType, Entity, EntityId, Instance};
use crate::inventory::key;
use crate::inventory::{Fact, Field, Kind, Known, Name, Unknown, Value, Why};
use crate::source::Span;
use std::cell::OnceCell;
use std::ops::Deref;

/// A planned attach, with the state of the world before it.
#[derive(Clone, Copy)]
pub(crate) struct Attach<'a> {
    entity: Entity<'a>,
    pub(super) ends: Option<&'a Ends>,
}

/// What nearly every rule asks of an attach, kept while one attach is judged.
#[derive(Default)]
pub(crate) struct Ends {
    instance: OnceCell<Result<EntityId, Unknown>>,
    eni: OnceCell<Result<EntityId, Unknown>>,
    /// Whether the ENI is a primary one, see [`Attach::takes_primary`].
    primary: OnceCell<bool>,
    /// Whether the attach is to be counted, see [`Attach::target`].
    counts: OnceCell<Result<bool, Unknown>>,
    /// Whether nothing is left to do, see [`Attach::is_done`].
    done: OnceCell<bool>,
    /// Whether it bears on what there is of ERIs, see [`Attach::eri_target`].
    concerns_eris: OnceCell<bool>,
    pub(super) in_one_zone: OnceCell<bool>,
}

impl<'a> Deref for Attach<'a> {
    type Target = Entity<'a>;

    fn deref(&self) -> &Entity<'a> {
        &self.entity
    }
}

impl<'a> From<Entity<'a>> for Attach<'a> {
    fn from(entity: Entity<'a>) -> Self {
        Self { entity, ends: None }
    }
}

impl<'a> Attach<'a> {
    /// Keeps what is found out, for the rules that ask for the same.
    pub(crate) fn keeping(self, ends: &'a Ends) -> Self {
        Self { ends: Some(ends), ..self }
    }

    /// The instance, which must be described somewhere.
    pub(crate) fn instance(&self) -> Result<Instance<'a>, Unknown> {
        let find = || self.end(Kind::Instance, self.get(key::InstanceId));
        let id = self.ends.map_or_else(find, |ends| *ends.instance.get_or_init(find))?;
        Ok(Instance(self.plan.entity(id).at(self.at)))
    }

    /// The ENI, which must be described somewhere.
    pub(crate) fn eni(&self) -> Result<Eni<'a>, Unknown> {
        let find = || self.end(Kind::Eni, self.get(key::NetworkInterfaceId));
        let id = self.ends.map_or_else(find, |ends| *ends.eni.get_or_init(find))?;
        Ok(Eni(self.plan.entity(id).at(self.at)))
    }

    fn end(&self, kind: Kind, name: Fact<Name<'a>>) -> Result<EntityId, Unknown> {
        self.need(kind, name.known()?.value.id).map(|entity| entity.id)
    }

    /// The trunk ENI's ID, if the attach is to a trunk.
    pub(crate) fn trunk_id(&self) -> Result<Option<Known<Name<'a>>>, Unknown> {
        self.get(key::TrunkNetworkInstanceId).given()
    }

    /// The trunk ENI, if the attach is to a trunk; it must be described somewhere.
    pub(crate) fn trunk(&self) -> Result<Option<Eni<'a>>, Unknown> {
        match self.trunk_id()? {
            Some(id) => self.need(Kind::Eni, id.value.id).map(Eni).map(Some),
            None => Ok(None),
        }
    }

    /// For messages: the ENI as the attach names it.
    pub(crate) fn eni_name(&self) -> &'a str {
        written(self.get(key::NetworkInterfaceId))
    }

    /// For messages: the instance as the attach names it.
    pub(crate) fn instance_name(&self) -> &'a str {
        written(self.get(key::InstanceId))
    }

    /// Whether the ENI is known to be a primary one: it is refused for that, so that it does not
    /// matter where it is.
    pub(crate) fn takes_primary(&self) -> bool {
        let find = || self.eni().is_ok_and(|eni| eni.is_primary());
        self.ends.map_or_else(find, |ends| *ends.primary.get_or_init(find))
    }

    /// Whether ROS restarts the instance to attach the ENI, so that it need not take one while it runs
    /// (`EcsRestartOption`; inferred from its one-line description). Nobody else does.
    pub(crate) fn restarts(&self) -> Result<bool, Unknown> {
        match self.get(key::EcsRestartOption).given()?.map(|option| option.value.text()) {
            None | Some("NotRestart") => Ok(false),
            Some("Auto" | "Restart") => Ok(true),
            Some(_) => Err(self.unknown(Field::EcsRestartOption, Why::Malformed)),
        }
    }

    /// Whether the instance is known to be in the classic network, and so in no VPC.
    pub(crate) fn is_to_classic(&self) -> bool {
        let network = self.instance().and_then(|instance| instance.network_type().known());
        matches!(network, Ok(network) if network.value.eq_ignore_ascii_case("classic"))
    }

    /// Where the attach names its ENI; the whole entry if it does not.
    pub(crate) fn eni_span(&self) -> Span {
        self.place(self.get(key::NetworkInterfaceId))
    }

    /// Where the attach names its instance; the whole entry if it does not.
    pub(crate) fn instance_span(&self) -> Span {
        self.place(self.get(key::InstanceId))
    }

    /// Whether the ENI is known to sit on the very instance already, so that nothing is left to do.
    pub(crate) fn is_done(&self) -> bool {
        let find = || self.finds_it_done();
        self.ends.map_or_else(find, |ends| *ends.done.get_or_init(find))
    }

    fn finds_it_done(&self) -> bool {
        let holder = self.eni().and_then(|eni| match eni.status().known()?.value {
            _ if self.earlier().is_some() => Ok(None), // to be there twice is not to be there already
            "InUse" => eni.holder(),
            _ => Ok(None),
        });
        match (holder, self.get(key::InstanceId)) {
            (Ok(Some(holder)), Fact::Known(here)) => holder.value == here.value,
            _ => false,
        }
    }

    /// The instance and the ENI that the attach puts on it. None if a more basic rule refuses the
    /// attach whatever the numbers: the ENI is a primary one, or is planned before; or if it does
    /// nothing, as the ENI is on the instance already.
    pub(crate) fn target(&self) -> Result<Option<(Instance<'a>, Eni<'a>)>, Unknown> {
        let (instance, eni) = (self.instance()?, self.eni()?);
        let find = || {
            let idle = self.takes_primary() || eni.is_on(&instance) || self.earlier().is_some();
            match self.perhaps_earlier() {
                Some(unknown) if !idle => Err(unknown),
                _ => Ok(!idle),
            }
        };
        let counts = self.ends.map_or_else(find, |ends| *ends.counts.get_or_init(find))?;
        Ok(Some((instance, eni)).filter(|_| counts))
    }

    /// As [`Self::target`], for an ENI that is to be an ERI, or may be. None as well if a trunk takes
    /// part: trunks and their members refuse the mode itself.
    pub(crate) fn eri_target(&self) -> Result<Option<(Instance<'a>, Eni<'a>)>, Unknown> {
        let Some((instance, eni)) = self.target()? else { return Ok(None) };
        let find = || {
            let kind = eni.eni_type().map(|kind| kind.value);
            let trunk = matches!(self.trunk_id(), Ok(Some(_)))
                || matches!(kind, Ok(EniType::Trunk | EniType::Member));
            !trunk && eni.is_eri() != Ok(false)
        };
        let concerned = self.ends.map_or_else(find, |ends| *ends.concerns_eris.get_or_init(find));
        Ok(Some((instance, eni)).filter(|_| concerned))
    }

    /// The attach before this one that put the same ENI somewhere where it still is, if any.
    pub(crate) fn earlier(&self) -> Option<Attach<'a>> {
        let id = self.get(key::NetworkInterfaceId).known().ok()?;
        match self.plan().course.eni(id.value.id, self.at)? {
            EniChange::On(attach) => Some(Attach::from(self.plan().entity(attach))),
            _ => None,
        }
    }

    /// The text of a field as it stands in the entry, right or wrong; empty if there is none.
    pub(crate) fn as_written(&self, field: Field) -> &'a str {
        match self.statements(field).next().map(|(_, fact)| fact.value) {
            Some(Value::Text(text)) => self.plan.inventory.texts.get(text),
            _ => "",
        }
    }

    /// Where a parameter that the call cannot do without is given, but empty.
    pub(crate) fn left_empty(&self, field: Field) -> Option<Span> {
        let (_, fact) = self.statements(field).next()?;
        if fact.value == Value::Unresolved(Why::NotGiven) { self.span_of(field) } else { None }
    }

    fn place(&self, id: Fact<Name<'a>>) -> Span {
        match id {
            Fact::Known(known) => known.span().unwrap_or(self.span()),
            _ => self.span(),
        }
    }
}

fn written(id: Fact<Name<'_>>) -> &str {
    id.known().map_or("", |id| id.value.text())
}
