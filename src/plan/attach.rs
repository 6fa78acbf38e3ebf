use super::{Eni, EniType, Entity, Instance};
use crate::inventory::key;
use crate::inventory::{Kind, Known, Name, Unknown};
use crate::source::Span;
use std::ops::Deref;

/// A planned attach, with the state of the world before it.
#[derive(Clone, Copy)]
pub(crate) struct Attach<'a>(pub(super) Entity<'a>);

impl<'a> Deref for Attach<'a> {
    type Target = Entity<'a>;

    fn deref(&self) -> &Entity<'a> {
        &self.0
    }
}

impl<'a> Attach<'a> {
    /// The instance, which must be described somewhere.
    pub(crate) fn instance(&self) -> Result<Instance<'a>, Unknown> {
        let id = self.get(key::InstanceId).known()?;
        self.plan.need(Kind::Instance, id.value.id).map(Instance)
    }

    /// The ENI, which must be described somewhere.
    pub(crate) fn eni(&self) -> Result<Eni<'a>, Unknown> {
        let id = self.get(key::NetworkInterfaceId).known()?;
        self.plan.need(Kind::Eni, id.value.id).map(Eni)
    }

    /// The trunk ENI's ID, if the attach is to a trunk.
    pub(crate) fn trunk_id(&self) -> Result<Option<Known<Name<'a>>>, Unknown> {
        self.get(key::TrunkNetworkInstanceId).given()
    }

    /// The trunk ENI, if the attach is to a trunk; it must be described somewhere.
    pub(crate) fn trunk(&self) -> Result<Option<Eni<'a>>, Unknown> {
        match self.trunk_id()? {
            Some(id) => self.plan.need(Kind::Eni, id.value.id).map(Eni).map(Some),
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
        let kind = self.eni().and_then(|eni| eni.eni_type());
        matches!(kind, Ok(kind) if kind.value == EniType::Primary)
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

    /// The attach that planned the same ENI before this one, if any.
    pub(crate) fn earlier(&self) -> Option<Attach<'a>> {
        let row = self.plan.ledger.earlier(self.id.row)?;
        Some(Attach(self.plan.entity(super::EntityId { kind: Kind::Attachment, row })))
    }

    fn place(&self, id: crate::inventory::Fact<Name<'a>>) -> Span {
        match id {
            crate::inventory::Fact::Known(known) => known.span().unwrap_or(self.span()),
            _ => self.span(),
        }
    }
}

fn written(id: crate::inventory::Fact<Name<'_>>) -> &str {
    id.known().map_or("", |id| id.value.text)
}
