use super::Entity;
use crate::catalog::{Number, limit};
use crate::inventory::key;
use crate::inventory::{Kind, Known, Unknown};
use ipnet::IpNet;
use std::ops::Deref;

/// Defines a kind of entity that has few derived facts, or none.
macro_rules! entity {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub(crate) struct $name<'a>(pub(super) Entity<'a>);

        impl<'a> Deref for $name<'a> {
            type Target = Entity<'a>;

            fn deref(&self) -> &Entity<'a> {
                &self.0
            }
        }

        impl<'a> From<Entity<'a>> for $name<'a> {
            fn from(entity: Entity<'a>) -> Self {
                Self(entity)
            }
        }
    )*};
}

entity! {
    /// A vSwitch.
    Vswitch
    /// A security group.
    SecurityGroup
}

impl Vswitch<'_> {
    /// Its IPv4 block, host bits masked off: a documented example gives `192.168.0.1/24`.
    pub(crate) fn cidr(&self) -> Result<Known<IpNet>, Unknown> {
        let block = self.get(key::CidrBlock).known()?;
        parse(&block, self.unknown(crate::inventory::Field::CidrBlock, crate::inventory::Why::Malformed))
    }

    /// Its IPv6 block, if IPv6 is on.
    pub(crate) fn ipv6_cidr(&self) -> Result<Option<Known<IpNet>>, Unknown> {
        match self.get(key::Ipv6CidrBlock).given()? {
            Some(block) if block.value.text().is_empty() => Ok(None),
            Some(block) => {
                let field = crate::inventory::Field::Ipv6CidrBlock;
                parse(&block, self.unknown(field, crate::inventory::Why::Malformed)).map(Some)
            }
            None => Ok(None),
        }
    }
}

impl SecurityGroup<'_> {
    /// Whether it is a basic or an advanced group; basic by default.
    pub(crate) fn is_enterprise(&self) -> Result<Known<bool>, Unknown> {
        let kind = self.get(key::SecurityGroupType).map(|t| t.text() == "enterprise");
        kind.or(false, "a security group is basic by default")
    }
}

impl SecurityGroup<'_> {
    /// How many private addresses it holds as a basic group: the account's quota, or the default.
    pub(crate) fn ip_limit(&self) -> Known<i64> {
        let own = self.get(key::RegionId).known().ok().and_then(|region| {
            let quota = self.plan().find(Kind::Quota, region.value.id)?;
            quota.get(key::SecurityGroupIpQuota).known().ok()
        });
        own.unwrap_or_else(|| limit(Number::BasicSecurityGroupPrivateIps).known())
    }

    /// How many ENIs it holds as an advanced group.
    pub(crate) fn eni_limit() -> Known<i64> {
        limit(Number::AdvancedSecurityGroupEnis).known()
    }
}

fn parse(block: &Known<crate::inventory::Name<'_>>, unknown: Unknown) -> Result<Known<IpNet>, Unknown> {
    let net: IpNet = block.value.text().parse().map_err(|_| unknown)?;
    Ok(Known { value: net.trunc(), origin: block.origin })
}
