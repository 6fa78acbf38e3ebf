//! ENIs that an instance is created with.

use super::changes::EniChange;
use super::{Attach, Eni, EniType, Instance};
use crate::inventory::{Field, Kind, Known, Name, Origin, Standing, Unknown, Value, key};

/// How much is looked at that is said of one ENI or one instance.
const LOOKED_AT: usize = 64;

impl<'a> Eni<'a> {
    /// The instance that does not exist yet and lists the ENI among its own, so that it is created
    /// with it; and where it does so. None once a step has moved the ENI.
    pub(crate) fn launched_with(&self) -> Option<Known<Instance<'a>>> {
        if !matches!(self.change(), None | Some(EniChange::Made(_) | EniChange::Perhaps(_))) {
            return None;
        }
        let mentions = self.statements(Field::InstanceId).take(LOOKED_AT);
        mentions.filter(|(entry, _)| entry.standing == Standing::Mentioned).find_map(|(entry, fact)| {
            let Value::Text(id) = fact.value else { return None };
            let instance = Instance(self.find(Kind::Instance, id)?);
            instance.is_planned().then_some(Known { value: instance, origin: Origin::At(entry.span()) })
        })
    }
}

impl<'a> Attach<'a> {
    /// Whether it is part of the creation of its instance: Terraform's blocks in an instance.
    pub(crate) fn is_at_launch(&self) -> bool {
        let Some(address) = self.address() else { return false };
        self.instance().is_ok_and(|instance| instance.is_planned() && instance.address() == Some(address))
    }

    /// The instance that is created with the ENI, if one is.
    pub(crate) fn launched_with(&self) -> Option<Known<Instance<'a>>> {
        self.eni().ok()?.launched_with()
    }
}

impl<'a> Instance<'a> {
    /// A secondary ENI that the instance is created with, if it does not exist yet.
    pub(crate) fn launches(&self) -> Result<Option<Known<Name<'a>>>, Unknown> {
        let Some(list) = self.get(key::NetworkInterfaces).given()?.filter(|_| self.is_planned()) else {
            return Ok(None);
        };
        let mut unknown = None;
        for id in list.value.iter().take(LOOKED_AT) {
            let kind = id.and_then(|id| {
                let eni = Eni(self.need(Kind::Eni, id.value.id)?);
                Ok((id, eni.eni_type()?.value))
            });
            match kind {
                Ok((_, EniType::Primary)) => {}
                Ok((id, _)) => return Ok(Some(id)),
                Err(missing) => unknown = unknown.or(Some(missing)),
            }
        }
        unknown.map_or(Ok(None), Err)
    }
}
