use super::changes::EniChange;
use super::instance::of_vswitch;
use super::{Entity, Instance, SecurityGroup, Vswitch};
use crate::inventory::key::{self, List};
use crate::inventory::{Fact, Field, Ident, Kind, Known, Name, Origin, TextId, Unknown, Why};
use hashbrown::HashSet;
use std::ops::Deref;

/// An elastic network interface.
#[derive(Clone, Copy)]
pub(crate) struct Eni<'a>(pub(super) Entity<'a>);

impl<'a> Deref for Eni<'a> {
    type Target = Entity<'a>;

    fn deref(&self) -> &Entity<'a> {
        &self.0
    }
}

/// Groups of one ENI that are looked at, for each of its attaches. It can be in sixteen, as `sg-count` tells.
pub(crate) const MOST_GROUPS: usize = 500;

/// The kinds of ENI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EniType {
    Primary,
    Secondary,
    Trunk,
    Member,
    /// Part of a bond.
    Slave,
    /// A word that is none of the above.
    Other,
}

/// How an ENI's traffic runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TrafficMode {
    Standard,
    /// RDMA: the ENI is an ERI.
    HighPerformance,
    /// A word that is none of the above.
    Other,
}

impl<'a> Eni<'a> {
    /// Its status. A planned ENI is `Available` at once: CreateNetworkInterface is synchronous.
    /// One that an instance lists among its own is in use.
    pub(crate) fn status(&self) -> Fact<&'a str> {
        self.get(key::Status).map(|s| s.text()).or_else(|| {
            if self.is_planned() {
                let origin = Origin::Default("a new ENI is Available");
                return Fact::Known(Known { value: "Available", origin });
            }
            match self.get(key::InstanceId) {
                Fact::Known(holder) => Fact::Known(holder.map(|_| "InUse")),
                _ => Fact::Absent(self.unknown(Field::Status, Why::NotGiven)),
            }
        })
    }

    /// The instance that holds it, if one does.
    pub(crate) fn holder(&self) -> Result<Option<Known<Name<'a>>>, Unknown> {
        if matches!(self.get(key::Status), Fact::Known(status) if status.value.id == TextId::AVAILABLE) {
            return Ok(None);
        }
        let status = self.status().known()?;
        if matches!(status.value, "Available" | "Deleting") {
            return Ok(None);
        }
        let holder = self.get(key::InstanceId).given()?;
        match (status.value, holder) {
            ("InUse" | "Attaching" | "Detaching", holder) => {
                holder.map(Some).ok_or(self.unknown(Field::InstanceId, Why::NotGiven))
            }
            // A word that the API does not use says nothing of the instance that is named.
            (_, Some(_)) => Err(self.unknown(Field::Status, Why::Malformed)),
            (_, None) => Ok(None),
        }
    }

    /// Whether an action before the moment attached, detached, made or removed it.
    pub(super) fn has_moved(&self) -> bool {
        !matches!(self.change(), None | Some(EniChange::Perhaps(_) | EniChange::Lost))
    }

    /// What actions before the moment have made of it, if anything.
    pub(crate) fn change(&self) -> Option<EniChange> {
        let Ident::Id(id) = self.ident() else { return None };
        self.plan.course.eni(id, self.at)
    }

    /// Whether an instance holds it for certain, and does not give it up: one that is being detached
    /// needs a new place to come back.
    pub(crate) fn is_on(&self, instance: &Instance<'_>) -> bool {
        let Ok(Some(holder)) = self.holder() else { return false };
        let leaves = self.status().known().is_ok_and(|status| status.value == "Detaching");
        !leaves && self.plan.find(Kind::Instance, holder.value.id).is_some_and(|i| i.id == instance.id)
    }

    /// Whether an instance may hold it, for all that is known: then the fact that would tell.
    pub(crate) fn may_be_on(&self, instance: &Instance<'_>) -> Option<Unknown> {
        let unknown = self.holder().err()?;
        let elsewhere = match self.get(key::InstanceId) {
            Fact::Known(id) => {
                self.plan.find(Kind::Instance, id.value.id).is_none_or(|i| i.id != instance.id)
            }
            _ => instance.is_planned() || instance.get(key::NetworkInterfaces).known().is_ok(),
        };
        Some(unknown).filter(|_| !elsewhere)
    }

    /// Whether a mistake in it is someone's to mend: an attach is planned for it, it does not exist
    /// yet, or a person wrote it down. What a snapshot shows of other ENIs is as it is.
    pub(crate) fn concerns_plan(&self) -> bool {
        self.is_planned() || self.is_declared() || self.is_used()
    }

    /// Its kind; `Secondary` by default, if some entry describes it. A bare ID in an instance's list
    /// says nothing of its kind.
    pub(crate) fn eni_type(&self) -> Result<Known<EniType>, Unknown> {
        let word = self.get(key::Type).map(|word| match word.id {
            TextId::PRIMARY => EniType::Primary,
            TextId::SECONDARY => EniType::Secondary,
            _ => match word.text() {
                "Trunk" => EniType::Trunk,
                "Member" => EniType::Member,
                "slave" | "Slave" => EniType::Slave,
                _ => EniType::Other,
            },
        });
        match word {
            Fact::Absent(unknown) if !self.is_listed() => Err(unknown),
            word => word.or(EniType::Secondary, "an ENI is Secondary by default"),
        }
    }

    /// Whether it is known to be a primary ENI.
    pub(crate) fn is_primary(&self) -> bool {
        matches!(self.eni_type(), Ok(t) if t.value == EniType::Primary)
    }

    /// Its traffic mode; `Standard` by default.
    pub(crate) fn traffic_mode(&self) -> Result<Known<TrafficMode>, Unknown> {
        let word = self.get(key::NetworkInterfaceTrafficMode).map(|m| match m.text() {
            "Standard" => TrafficMode::Standard,
            "HighPerformance" => TrafficMode::HighPerformance,
            _ => TrafficMode::Other,
        });
        word.or(TrafficMode::Standard, "the traffic mode is Standard by default")
    }

    /// Whether it is an ERI, that is, its mode is `HighPerformance`. Of a word that is no mode there
    /// is no telling.
    pub(crate) fn is_eri(&self) -> Result<bool, Unknown> {
        match self.traffic_mode()?.value {
            TrafficMode::Standard => Ok(false),
            TrafficMode::HighPerformance => Ok(true),
            TrafficMode::Other => Err(self.unknown(Field::NetworkInterfaceTrafficMode, Why::Unresolved)),
        }
    }

    /// Its zone: its own, or its vSwitch's.
    pub(crate) fn zone(&self) -> Fact<Name<'a>> {
        self.get(key::ZoneId).or_else(|| of_vswitch(&self.0, Field::ZoneId, |v| v.get(key::ZoneId)))
    }

    /// Its VPC: its own, or its vSwitch's.
    pub(crate) fn vpc(&self) -> Fact<Name<'a>> {
        self.get(key::VpcId).or_else(|| of_vswitch(&self.0, Field::VpcId, |v| v.get(key::VpcId)))
    }

    /// What is known of its vSwitch.
    pub(crate) fn vswitch(&self) -> Result<Vswitch<'a>, Unknown> {
        let id = self.get(key::VswitchId).known()?;
        self.need(Kind::Vswitch, id.value.id).map(Vswitch)
    }

    /// The IDs of its security groups.
    pub(crate) fn security_group_ids(&self) -> Result<Known<List<'a, key::Id>>, Unknown> {
        self.get(key::SecurityGroupIds).known()
    }

    /// Its security groups, each where its ID stands in the list. One that is not described is an
    /// unknown, and so is what comes behind more of them than an ENI can be in.
    pub(crate) fn security_groups(
        &self,
    ) -> Result<impl Iterator<Item = Result<Known<SecurityGroup<'a>>, Unknown>> + use<'a>, Unknown> {
        let plan = self.plan;
        let ids = self.security_group_ids()?.value;
        let rest = self.unknown(Field::SecurityGroupIds, Why::Unresolved);
        let rest = (ids.len() > MOST_GROUPS).then_some(Err(rest));
        let groups = ids.iter().take(MOST_GROUPS).map(move |id| {
            let id = id?;
            let group = plan.need(Kind::SecurityGroup, id.value.id)?;
            Ok(id.map(|_| SecurityGroup(group)))
        });
        Ok(groups.chain(rest))
    }

    /// The allocation IDs of its EIPs, each where it stands: the ENI's own, then those of its
    /// addresses. The API gives that of the primary address in both places.
    pub(crate) fn eips(&self) -> Result<Vec<Known<Name<'a>>>, Unknown> {
        let mut all: Vec<Known<Name<'a>>> = self.get(key::AllocationId).given()?.into_iter().collect();
        let mut seen: HashSet<TextId> = all.iter().map(|id| id.value.id).collect();
        if let Some(list) = self.get(key::AllocationIds).given()? {
            for id in list.value.iter() {
                let id = id?;
                if seen.insert(id.value.id) {
                    all.push(id);
                }
            }
        }
        Ok(all)
    }
}
