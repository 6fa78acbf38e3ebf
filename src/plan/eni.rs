use super::changes::EniChange;
use super::instance::of_vswitch;
use super::{Entity, Instance, SecurityGroup, Vswitch};
use crate::inventory::key::{self, List};
use crate::inventory::{Fact, Field, Ident, Kind, Known, Name, Origin, TextId, Unknown, Why};
use crate::source::Span;
use std::collections::HashSet;
use std::net::IpAddr;
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

/// The addresses that an ENI holds or asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Addresses {
    /// Addresses and prefixes, each one item; for IPv4 with the primary address.
    pub(crate) items: i64,
    /// Where the items stand, if some do; most of them, if in several places.
    pub(crate) span: Option<Span>,
}

impl<'a> Eni<'a> {
    /// Its status. A planned ENI is `Available` at once: CreateNetworkInterface is synchronous.
    /// One that an instance lists among its own is in use.
    pub(crate) fn status(&self) -> Fact<&'a str> {
        self.get(key::Status).map(|s| s.text).or_else(|| {
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
        self.change().is_some()
    }

    /// What actions before the moment have made of it, if anything.
    pub(crate) fn change(&self) -> Option<EniChange> {
        let Ident::Id(id) = self.ident() else { return None };
        self.plan.course.eni(id, self.at)
    }

    /// Whether an instance holds it for certain.
    pub(crate) fn is_on(&self, instance: &Instance<'_>) -> bool {
        let holder = self.holder().ok().flatten();
        holder.and_then(|h| self.plan.find(Kind::Instance, h.value.id)).is_some_and(|i| i.id == instance.id)
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
        let word = self.get(key::Type).map(|t| match t.text {
            "Primary" => EniType::Primary,
            "Secondary" => EniType::Secondary,
            "Trunk" => EniType::Trunk,
            "Member" => EniType::Member,
            "slave" | "Slave" => EniType::Slave,
            _ => EniType::Other,
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
        let word = self.get(key::NetworkInterfaceTrafficMode).map(|m| match m.text {
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
    /// unknown.
    pub(crate) fn security_groups(
        &self,
    ) -> Result<impl Iterator<Item = Result<Known<SecurityGroup<'a>>, Unknown>> + use<'a>, Unknown> {
        let plan = self.plan;
        Ok(self.security_group_ids()?.value.iter().map(move |id| {
            let id = id?;
            let group = plan.need(Kind::SecurityGroup, id.value.id)?;
            Ok(id.map(|_| SecurityGroup(group)))
        }))
    }

    /// Its private IPv4 addresses and prefixes. No list and no count means only the primary
    /// address: CreateNetworkInterface gives no more than what is asked for.
    pub(crate) fn ipv4(&self) -> Result<Addresses, Unknown> {
        let listed = self.listed_ipv4()?;
        let extra = self.get(key::SecondaryPrivateIpAddressCount).given()?;
        let counted = extra.map_or(0, |n| n.value.max(0));
        let addresses = listed.max(counted.saturating_add(1));
        let prefixes = self.listed_or_counted(key::Ipv4Prefixes, key::Ipv4PrefixCount)?;
        let list = self.span_of(Field::PrivateIpAddresses).filter(|_| listed > counted);
        let span = list.or(extra.and_then(|n| n.span()));
        let span = prefixes.span.filter(|_| prefixes.items > addresses).or(span).or(prefixes.span);
        Ok(Addresses { items: addresses.saturating_add(prefixes.items), span })
    }

    /// How many IPv4 prefixes it has or asks for.
    pub(crate) fn ipv4_prefixes(&self) -> Result<i64, Unknown> {
        Ok(self.listed_or_counted(key::Ipv4Prefixes, key::Ipv4PrefixCount)?.items)
    }

    /// Its IPv6 addresses and prefixes; none by default.
    pub(crate) fn ipv6(&self) -> Result<Addresses, Unknown> {
        let addresses = self.ipv6_without_prefixes()?;
        let prefixes = self.listed_or_counted(key::Ipv6Prefixes, key::Ipv6PrefixCount)?;
        Ok(Addresses {
            items: addresses.items.saturating_add(prefixes.items),
            span: addresses.span.or(prefixes.span),
        })
    }

    /// Its IPv6 addresses; none by default.
    pub(crate) fn ipv6_without_prefixes(&self) -> Result<Addresses, Unknown> {
        self.listed_or_counted(key::Ipv6Addresses, key::Ipv6AddressCount)
    }

    /// How many private IPv4 addresses are listed, the primary one included. The addresses
    /// themselves matter only for whether the primary one is in the list.
    fn listed_ipv4(&self) -> Result<i64, Unknown> {
        let list = self.get(key::PrivateIpAddresses).given()?;
        let listed = list.map_or(0, |list| int(list.value.len()));
        let primary = match self.get(key::PrivateIpAddress) {
            _ if listed == 0 => return Ok(1),
            Fact::Absent(_) => return Ok(listed),
            fact => fact.known()?,
        };
        let mut unknown = None;
        for address in list.into_iter().flat_map(|list| list.value.iter()) {
            match address {
                Ok(address) if address.value == primary.value => return Ok(listed),
                Ok(_) => {}
                Err(e) => unknown = Some(e),
            }
        }
        unknown.map_or(Ok(listed.saturating_add(1)), Err)
    }

    /// The private IPv4 addresses that are listed, the primary one first where it is told.
    pub(crate) fn ipv4_addresses(&self) -> Result<Vec<Known<IpAddr>>, Unknown> {
        let mut all = Vec::new();
        if let Some(list) = self.get(key::PrivateIpAddresses).given()? {
            for address in list.value.iter() {
                all.push(address?);
            }
        }
        if let Some(primary) = self.get(key::PrivateIpAddress).given()?
            && !all.iter().any(|a: &Known<IpAddr>| a.value == primary.value)
        {
            all.insert(0, primary);
        }
        Ok(all)
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

    fn listed_or_counted<L, D>(
        &self,
        list: L,
        count: impl key::Key<As = key::Int>,
    ) -> Result<Addresses, Unknown>
    where
        L: key::Key,
        L::As: key::Decode<Out<'a> = List<'a, D>>,
        D: key::Decode,
    {
        let listed = self.get(list).given()?;
        let counted = self.get(count).given()?;
        let items = listed.as_ref().map_or(0, |l| int(l.value.len()));
        let asked = counted.map_or(0, |n| n.value.max(0));
        let list = listed.filter(|_| items > 0 && items >= asked).and_then(|list| list.span());
        Ok(Addresses { items: items.max(asked), span: list.or(counted.and_then(|n| n.span())) })
    }
}

fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
