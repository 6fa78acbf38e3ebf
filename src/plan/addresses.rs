//! The addresses of an ENI: what its entries say, and what steps assign to it.

use super::lost::Of;
use super::{Eni, Entity, EntityId, Moment};
use crate::inventory::key::{self, List};
use crate::inventory::{Fact, Field, Known, Name, Unknown, Why};
use crate::source::Span;
use ipnet::IpNet;
use std::net::IpAddr;

/// The addresses that an ENI holds or asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Addresses {
    /// Addresses and prefixes, each one item; for IPv4 with the primary address.
    pub(crate) items: i64,
    /// Where the items stand, if some do; most of them, if in several places.
    pub(crate) span: Option<Span>,
}

impl Addresses {
    /// Both together; of the places that of the larger one.
    pub(super) fn and(self, other: Self) -> Self {
        let (more, less) = if other.items > self.items { (other, self) } else { (self, other) };
        Self { items: self.items.saturating_add(other.items), span: more.span.or(less.span) }
    }
}

/// What an ENI may have several of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Item {
    Ipv4,
    Ipv4Prefix,
    Ipv6,
    Ipv6Prefix,
}

impl Item {
    /// The list of them.
    fn field(self) -> Field {
        match self {
            Item::Ipv4 => Field::PrivateIpAddresses,
            Item::Ipv4Prefix => Field::Ipv4Prefixes,
            Item::Ipv6 => Field::Ipv6Addresses,
            Item::Ipv6Prefix => Field::Ipv6Prefixes,
        }
    }

    pub(super) const ALL: [Item; 4] = [Item::Ipv4, Item::Ipv4Prefix, Item::Ipv6, Item::Ipv6Prefix];
}

impl<'a> Eni<'a> {
    /// Its private IPv4 addresses and prefixes. No list and no count means only the primary
    /// address: CreateNetworkInterface gives no more than what is asked for.
    pub(crate) fn ipv4(&self) -> Result<Addresses, Unknown> {
        self.held([Item::Ipv4, Item::Ipv4Prefix])
    }

    /// Its IPv6 addresses and prefixes; none by default.
    pub(crate) fn ipv6(&self) -> Result<Addresses, Unknown> {
        self.held([Item::Ipv6, Item::Ipv6Prefix])
    }

    /// Its IPv6 addresses; none by default.
    pub(crate) fn ipv6_without_prefixes(&self) -> Result<Addresses, Unknown> {
        self.held([Item::Ipv6])
    }

    /// Of its IPv4 addresses and prefixes those that [`Self::giver`] gives.
    pub(crate) fn given_ipv4(&self) -> Result<Addresses, Unknown> {
        Ok(self.given(Item::Ipv4)?.and(self.given(Item::Ipv4Prefix)?))
    }

    /// Of its IPv6 addresses and prefixes those that [`Self::giver`] gives.
    pub(crate) fn given_ipv6(&self) -> Result<Addresses, Unknown> {
        Ok(self.given_ipv6_without_prefixes()?.and(self.given(Item::Ipv6Prefix)?))
    }

    /// Of its IPv6 addresses those that [`Self::giver`] gives.
    pub(crate) fn given_ipv6_without_prefixes(&self) -> Result<Addresses, Unknown> {
        self.given(Item::Ipv6)
    }

    /// The private IPv4 addresses that are listed, the primary one first where it is told.
    pub(crate) fn ipv4_addresses(&self) -> Result<Vec<Known<IpAddr>>, Unknown> {
        let mut all = Vec::new();
        if let Some(list) = self.get(key::PrivateIpAddresses).given()? {
            all.reserve_exact(list.value.len());
            for address in list.value.iter() {
                match address {
                    Err(unknown) if unknown.why == Why::NotGiven => {} // the API chooses a free one
                    address => all.push(address?),
                }
            }
        }
        if let Some(primary) = self.get(key::PrivateIpAddress).given()?
            && !all.iter().any(|a: &Known<IpAddr>| a.value == primary.value)
        {
            all.insert(0, primary);
        }
        Ok(all)
    }

    /// The IPv6 addresses that are listed.
    pub(crate) fn ipv6_addresses(&self) -> Result<Vec<Known<IpAddr>>, Unknown> {
        match self.get(key::Ipv6Addresses).given()? {
            Some(list) => list.value.iter().collect(),
            None => Ok(Vec::new()),
        }
    }

    /// The prefixes of a list.
    pub(crate) fn prefixes<K>(&self, list: K) -> Result<Vec<Known<IpNet>>, Unknown>
    where
        K: key::Key,
        K::As: key::Decode<Out<'a> = List<'a, key::Cidr>>,
    {
        let giver = self.giver();
        let Some(list) = giver.get(list).given()? else { return Ok(Vec::new()) };
        let parse = |prefix: Known<Name<'_>>| {
            let net = prefix.value.text().parse().map_err(|_| giver.unknown(K::FIELD, Why::Malformed))?;
            Ok(prefix.map(|_| net))
        };
        list.value.iter().map(|prefix| parse(prefix?)).collect()
    }

    /// The ENI as each of the steps extends it that assign addresses to it, in order: looked at
    /// before the step, but with the step's addresses instead of its entries' own.
    pub(crate) fn extensions(&self) -> impl Iterator<Item = Eni<'a>> + use<'a> {
        let own = self.own_id().map(|id| self.plan.course.assigns_of(id)).unwrap_or_default();
        let eni = *self;
        own.iter().map(move |(_, place)| eni.extended(*place))
    }

    /// Of these the ones before its moment that add something to it: those that no limit refuses.
    pub(crate) fn assigned_before(&self) -> impl Iterator<Item = Eni<'a>> + use<'a> {
        let (plan, id, end) = (self.plan, self.own_id(), self.at);
        self.extensions().take_while(move |step| step.at < end).filter(move |step| {
            let added = |at| id.map(|id| plan.assigns.added(id, at));
            added(step.at) != added(step.at.next())
        })
    }

    /// The ENI as the step at a place extends it.
    pub(super) fn extended(&self, place: u32) -> Eni<'a> {
        Eni(Entity { at: Moment(place), adds: true, ..self.0 })
    }

    /// The step that extends it, if it is looked at in this way.
    pub(crate) fn extended_by(&self) -> Option<EntityId> {
        self.adds.then(|| self.giver().id)
    }

    /// Whether its addresses are asked for, rather than told: it does not exist yet, or a step
    /// assigns them.
    pub(crate) fn asks_for_addresses(&self) -> bool {
        self.adds || self.is_planned()
    }

    /// Whether it takes addresses of its vSwitch in this run: it is made, or a step assigns some to it.
    pub(crate) fn takes_addresses(&self) -> bool {
        self.asks_for_addresses() || self.extensions().next().is_some()
    }

    /// What it has of some items at its moment, and what the step adds that extends it.
    fn held<const N: usize>(&self, items: [Item; N]) -> Result<Addresses, Unknown> {
        let (mut held, mut given) = (Addresses::default(), Addresses::default());
        for item in items {
            held = held.and(self.before(item)?);
            if self.adds {
                given = given.and(self.given(item)?);
            }
        }
        Ok(Addresses { items: held.items.saturating_add(given.items), span: given.span.or(held.span) })
    }

    /// What it has of an item before its moment.
    fn before(&self, item: Item) -> Result<Addresses, Unknown> {
        if self.own_id().is_some_and(|id| self.plan.course.lost().before(Of::Addresses(id), self.at)) {
            return Err(self.unknown(item.field(), Why::Lost));
        }
        let told = Eni(Entity { adds: false, ..self.0 });
        match self.own_id().and_then(|id| self.plan.assigns.held(&told, id, item)) {
            Some(held) => held,
            None => told.given(item),
        }
    }

    /// What its entries say of an item, or the step that extends it.
    pub(super) fn given(&self, item: Item) -> Result<Addresses, Unknown> {
        match item {
            Item::Ipv4 if !self.adds => self.ipv4_with_primary(),
            Item::Ipv4 => {
                self.listed_or_counted(key::PrivateIpAddresses, key::SecondaryPrivateIpAddressCount)
            }
            Item::Ipv4Prefix => self.listed_or_counted(key::Ipv4Prefixes, key::Ipv4PrefixCount),
            Item::Ipv6 => self.listed_or_counted(key::Ipv6Addresses, key::Ipv6AddressCount),
            Item::Ipv6Prefix => self.listed_or_counted(key::Ipv6Prefixes, key::Ipv6PrefixCount),
        }
    }

    fn ipv4_with_primary(&self) -> Result<Addresses, Unknown> {
        let list = self.get(key::PrivateIpAddresses).given()?;
        let listed = self.listed_ipv4(list)?;
        let extra = self.get(key::SecondaryPrivateIpAddressCount).given()?;
        let counted = extra.map_or(0, |n| n.value.max(0));
        let list = list.filter(|_| listed > counted).and_then(|list| list.span());
        let span = list.or(extra.and_then(|n| n.span()));
        Ok(Addresses { items: listed.max(counted.saturating_add(1)), span })
    }

    /// How many private IPv4 addresses are listed, the primary one included. The addresses
    /// themselves matter only for whether the primary one is in the list.
    fn listed_ipv4(&self, list: Option<Known<List<'a, key::Ip>>>) -> Result<i64, Unknown> {
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

impl<'a> Entity<'a> {
    /// Who gives the addresses that are looked at: the step that extends the ENI, or its entries.
    pub(crate) fn giver(&self) -> Entity<'a> {
        let step = self.plan.course.action(self.at.0).filter(|_| self.adds);
        step.map_or(Entity { adds: false, ..*self }, |step| self.plan.entity(step.id))
    }
}

fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
