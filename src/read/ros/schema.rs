//! Resource types and their properties, as the pages of the types in the ROS documents have them
//! (2021 to 2026), and where each property goes.

use super::node::{NodeId, Tree};
use crate::inventory::{Field, Kind};

/// The type of a nested stack.
pub(super) const STACK: &str = "ALIYUN::ROS::Stack";

/// What a property is for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Field(Field),
    /// One element of a list.
    Single(Field),
    /// Private addresses besides the primary one.
    Secondaries,
}

/// A property with its meaning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Property(pub(super) &'static str, pub(super) Meaning);

/// What a resource of a type becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Makes {
    /// An entry of a kind.
    Thing(Kind),
    /// As many instances as `MaxAmount` says, each with the ENIs of `EniMappings`.
    Group,
    Attachment,
    /// Addresses for an ENI.
    Assign,
    /// Members of a security group.
    Join,
    /// An EIP on an ENI.
    EipAssociation,
    /// What instances may be created from.
    LaunchTemplate,
    /// Nothing but an identity.
    Nothing,
}

/// A resource type.
#[derive(Debug)]
pub(super) struct Table {
    name: &'static str,
    /// The attribute that is the same as `Ref`, if what is created has an ID that others use.
    pub(super) identity: Option<&'static str>,
    pub(super) makes: Makes,
    pub(super) properties: &'static [Property],
    /// Whether what it does not say is taken from something that exists.
    pub(super) is_clone: bool,
}

impl Table {
    /// The fields that properties give, each with the node of its value.
    pub(super) fn fields(&self, tree: &Tree<'_>, properties: NodeId) -> Vec<(Field, NodeId)> {
        let given = |Property(name, meaning): &Property| match meaning {
            Meaning::Field(field) | Meaning::Single(field) => Some((*field, tree.child(properties, name)?)),
            Meaning::Secondaries => Some((Field::PrivateIpAddresses, tree.child(properties, name)?)),
        };
        self.properties.iter().filter_map(given).collect()
    }

    pub(super) fn is_group(&self) -> bool {
        self.makes == Makes::Group
    }

    /// Whether it makes an instance, or several.
    pub(super) fn is_instance(&self) -> bool {
        matches!(self.makes, Makes::Group | Makes::Thing(Kind::Instance))
    }
}

pub(super) fn find(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

/// The names of all types that are read.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.name).chain([STACK])
}

const fn f(name: &'static str, field: Field) -> Property {
    Property(name, Meaning::Field(field))
}

const fn one(name: &'static str, field: Field) -> Property {
    Property(name, Meaning::Single(field))
}

const fn table(
    name: &'static str,
    identity: Option<&'static str>,
    makes: Makes,
    properties: &'static [Property],
) -> Table {
    Table { name, identity, makes, properties, is_clone: false }
}

const fn clone(table: Table) -> Table {
    Table { is_clone: true, ..table }
}

const INSTANCE_ID: Option<&str> = Some("InstanceId");
const A_GROUP: Option<&str> = Some("SecurityGroupId");

const TABLES: &[Table] = &[
    table("ALIYUN::ECS::VPC", Some("VpcId"), Makes::Thing(Kind::Vpc), &[f("CidrBlock", Field::CidrBlock)]),
    table("ALIYUN::ECS::VSwitch", Some("VSwitchId"), Makes::Thing(Kind::Vswitch), VSWITCH),
    table("ALIYUN::ECS::SecurityGroup", A_GROUP, Makes::Thing(Kind::SecurityGroup), SECURITY_GROUP),
    clone(table(
        "ALIYUN::ECS::SecurityGroupClone",
        A_GROUP,
        Makes::Thing(Kind::SecurityGroup),
        SECURITY_GROUP,
    )),
    table("ALIYUN::ECS::Instance", INSTANCE_ID, Makes::Thing(Kind::Instance), INSTANCE),
    clone(table("ALIYUN::ECS::InstanceClone", INSTANCE_ID, Makes::Thing(Kind::Instance), INSTANCE)),
    table("ALIYUN::ECS::PrepayInstance", INSTANCE_ID, Makes::Thing(Kind::Instance), INSTANCE),
    table("ALIYUN::ECS::InstanceGroup", None, Makes::Group, INSTANCE),
    clone(table("ALIYUN::ECS::InstanceGroupClone", None, Makes::Group, INSTANCE)),
    clone(table("ALIYUN::ECS::PrepayInstanceGroupClone", None, Makes::Group, INSTANCE)),
    table("ALIYUN::ECS::NetworkInterface", Some("NetworkInterfaceId"), Makes::Thing(Kind::Eni), ENI),
    table("ALIYUN::ECS::NetworkInterfaceAttachment", None, Makes::Attachment, ATTACHMENT),
    table("ALIYUN::ECS::AssignPrivateIpAddresses", None, Makes::Assign, ASSIGN),
    table("ALIYUN::ECS::AssignIpv6Addresses", None, Makes::Assign, ASSIGN),
    table("ALIYUN::ECS::JoinSecurityGroup", None, Makes::Join, &[]),
    table("ALIYUN::ECS::LaunchTemplate", Some("LaunchTemplateId"), Makes::LaunchTemplate, INSTANCE),
    table("ALIYUN::VPC::EIPAssociation", None, Makes::EipAssociation, &[f("Mode", Field::Mode)]),
    table("ALIYUN::VPC::EIP", Some("AllocationId"), Makes::Nothing, &[]),
];

const VSWITCH: &[Property] =
    &[f("VpcId", Field::VpcId), f("ZoneId", Field::ZoneId), f("CidrBlock", Field::CidrBlock)];

const SECURITY_GROUP: &[Property] =
    &[f("VpcId", Field::SecurityGroupVpcId), f("SecurityGroupType", Field::SecurityGroupType)];

const INSTANCE: &[Property] = &[
    f("InstanceType", Field::InstanceType),
    f("VSwitchId", Field::VswitchId),
    f("VpcId", Field::VpcId),
    f("ZoneId", Field::ZoneId),
    one("SecurityGroupId", Field::SecurityGroupIds),
    f("SecurityGroupIds", Field::SecurityGroupIds),
    f("InstanceChargeType", Field::InstanceChargeType),
    f("IoOptimized", Field::IoOptimized),
];

/// What an instance's properties say of its primary ENI.
pub(super) const PRIMARY: &[Property] = &[
    f("PrivateIpAddress", Field::PrivateIpAddress),
    f("Ipv6AddressCount", Field::Ipv6AddressCount),
    f("Ipv6Addresses", Field::Ipv6Addresses),
    f("NetworkInterfaceTrafficMode", Field::NetworkInterfaceTrafficMode),
    f("NetworkInterfaceQueueNumber", Field::QueueNumber),
];

const ENI: &[Property] = &[
    f("VSwitchId", Field::VswitchId),
    one("SecurityGroupId", Field::SecurityGroupIds),
    f("SecurityGroupIds", Field::SecurityGroupIds),
    f("PrimaryIpAddress", Field::PrivateIpAddress),
    Property("PrivateIpAddresses", Meaning::Secondaries),
    f("SecondaryPrivateIpAddressCount", Field::SecondaryPrivateIpAddressCount),
    f("Ipv6Addresses", Field::Ipv6Addresses),
    f("Ipv6AddressCount", Field::Ipv6AddressCount),
    f("Ipv4Prefixes", Field::Ipv4Prefixes),
    f("Ipv4PrefixCount", Field::Ipv4PrefixCount),
    f("Ipv6Prefixes", Field::Ipv6Prefixes),
    f("Ipv6PrefixCount", Field::Ipv6PrefixCount),
    f("QueueNumber", Field::QueueNumber),
    f("RxQueueSize", Field::RxQueueSize),
    f("TxQueueSize", Field::TxQueueSize),
    f("NetworkInterfaceTrafficMode", Field::NetworkInterfaceTrafficMode),
    f("DeleteOnRelease", Field::DeleteOnRelease),
];

/// An element of `EniMappings`.
pub(super) const MAPPING: &[Property] = &[
    f("NetworkInterfaceId", Field::NetworkInterfaceId),
    f("VSwitchId", Field::VswitchId),
    one("SecurityGroupId", Field::SecurityGroupIds),
    f("SecurityGroupIds", Field::SecurityGroupIds),
    f("PrimaryIpAddress", Field::PrivateIpAddress),
    f("Ipv6AddressCount", Field::Ipv6AddressCount),
    f("Ipv6Addresses", Field::Ipv6Addresses),
    f("QueueNumber", Field::QueueNumber),
    f("QueuePairNumber", Field::QueuePairNumber),
    f("NetworkInterfaceTrafficMode", Field::NetworkInterfaceTrafficMode),
    f("InstanceType", Field::Type),
    f("DeleteOnRelease", Field::DeleteOnRelease),
];

const ATTACHMENT: &[Property] = &[
    f("InstanceId", Field::InstanceId),
    f("NetworkInterfaceId", Field::NetworkInterfaceId),
    f("TrunkNetworkInstanceId", Field::TrunkNetworkInstanceId),
    f("EcsRestartOption", Field::EcsRestartOption),
];

const ASSIGN: &[Property] = &[
    f("NetworkInterfaceId", Field::NetworkInterfaceId),
    f("PrivateIpAddresses", Field::PrivateIpAddresses),
    f("SecondaryPrivateIpAddressCount", Field::SecondaryPrivateIpAddressCount),
    f("Ipv6Addresses", Field::Ipv6Addresses),
    f("Ipv6AddressCount", Field::Ipv6AddressCount),
    f("Ipv4Prefixes", Field::Ipv4Prefixes),
    f("Ipv4PrefixCount", Field::Ipv4PrefixCount),
    f("Ipv6Prefixes", Field::Ipv6Prefixes),
    f("Ipv6PrefixCount", Field::Ipv6PrefixCount),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_there_once() {
        for table in TABLES {
            assert_eq!(TABLES.iter().filter(|other| other.name == table.name).count(), 1, "{}", table.name);
        }
    }

    #[test]
    fn lists_and_single_values_fit_their_fields() {
        let more = [PRIMARY, MAPPING];
        for property in TABLES.iter().map(|table| table.properties).chain(more).flatten() {
            if let Property(name, Meaning::Single(field)) = property {
                assert!(field.ty().item().is_some(), "{name}");
            }
        }
    }
}
