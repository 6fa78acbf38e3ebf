//! Data sources: each gives a list of rows.

use super::{Attr, IdOf, List, Meaning, Table, Want, asked, attr, id, ids, nonzero, value, values};
use crate::inventory::{Field, Kind};

pub(super) const TABLES: &[Table] = &[
    table("alicloud_instance_types", &[], Kind::InstanceType, "instance_types", INSTANCE_TYPES),
    table("alicloud_instances", &[], Kind::Instance, "instances", INSTANCES),
    table(
        "alicloud_ecs_network_interfaces",
        &["alicloud_network_interfaces"],
        Kind::Eni,
        "interfaces",
        INTERFACES,
    ),
    table("alicloud_vswitches", &["alicloud_subnets"], Kind::Vswitch, "vswitches", VSWITCHES),
    table("alicloud_vpcs", &[], Kind::Vpc, "vpcs", VPCS),
    table("alicloud_security_groups", &[], Kind::SecurityGroup, "groups", GROUPS),
];

const fn table(
    name: &'static str,
    aliases: &'static [&'static str],
    kind: Kind,
    list: &'static str,
    rows: &'static [Attr],
) -> Table {
    let list = Some(List { name: list, attributes: rows });
    Table { name, aliases, kind: Some(kind), identity: None, attributes: OWN, primary: &[], list }
}

/// The IDs of the rows, as most references name them.
const OWN: &[Attr] = &[asked(&["ids"], Want::Values)];

/// The provider fills in 0 for what the API left out, and older versions lack all but `eni_amount`.
/// A type that has none of something is in the built-in table.
const INSTANCE_TYPES: &[Attr] = &[
    value(&["id"], Field::InstanceTypeId),
    value(&["family"], Field::InstanceTypeFamily),
    nonzero(&["eni_quantity", "eni_amount"], Field::EniQuantity),
    nonzero(&["eni_private_ip_address_quantity"], Field::EniPrivateIpAddressQuantity),
    nonzero(&["eni_ipv6_address_quantity"], Field::EniIpv6AddressQuantity),
    nonzero(&["maximum_queue_number_per_eni"], Field::MaximumQueueNumberPerEni),
    nonzero(&["primary_eni_queue_number"], Field::PrimaryEniQueueNumber),
    nonzero(&["secondary_eni_queue_number"], Field::SecondaryEniQueueNumber),
    nonzero(&["total_eni_queue_quantity"], Field::TotalEniQueueQuantity),
    nonzero(&["cpu_core_count"], Field::CpuCoreCount),
    nonzero(&["memory_size"], Field::MemorySize),
];

const INSTANCES: &[Attr] = &[
    id(&["id"], IdOf::Instance, Field::InstanceId),
    value(&["region_id"], Field::RegionId),
    value(&["availability_zone"], Field::ZoneId),
    id(&["vswitch_id"], IdOf::Vswitch, Field::VswitchId),
    id(&["vpc_id"], IdOf::Vpc, Field::VpcId),
    value(&["instance_type"], Field::InstanceType),
    value(&["status"], Field::Status),
    ids(&["security_groups"], IdOf::SecurityGroup, Field::SecurityGroupIds),
];

const INTERFACES: &[Attr] = &[
    id(&["id", "network_interface_id"], IdOf::Eni, Field::NetworkInterfaceId),
    value(&["status"], Field::Status),
    value(&["type"], Field::Type),
    id(&["instance_id"], IdOf::Instance, Field::InstanceId),
    value(&["zone_id"], Field::ZoneId),
    id(&["vpc_id"], IdOf::Vpc, Field::VpcId),
    id(&["vswitch_id"], IdOf::Vswitch, Field::VswitchId),
    ids(&["security_group_ids", "security_groups"], IdOf::SecurityGroup, Field::SecurityGroupIds),
    value(&["primary_ip_address", "private_ip"], Field::PrivateIpAddress),
    attr(&["private_ip_addresses", "private_ips"], Want::Values, Meaning::Secondaries),
    values(&["ipv6_sets"], Field::Ipv6Addresses),
    value(&["service_managed"], Field::ServiceManaged),
    nonzero(&["queue_number"], Field::QueueNumber),
    value(&["network_interface_traffic_mode"], Field::NetworkInterfaceTrafficMode),
    value(&["mac"], Field::MacAddress),
    value(&["owner_id"], Field::OwnerId),
];

const VSWITCHES: &[Attr] = &[
    id(&["id", "vswitch_id"], IdOf::Vswitch, Field::VswitchId),
    value(&["zone_id"], Field::ZoneId),
    id(&["vpc_id"], IdOf::Vpc, Field::VpcId),
    value(&["cidr_block"], Field::CidrBlock),
    value(&["enable_ipv6"], Field::EnabledIpv6),
    value(&["ipv6_cidr_block"], Field::Ipv6CidrBlock),
    value(&["available_ip_address_count"], Field::AvailableIpAddressCount),
    value(&["status"], Field::Status),
];

const VPCS: &[Attr] = &[
    id(&["id", "vpc_id"], IdOf::Vpc, Field::VpcId),
    value(&["region_id"], Field::RegionId),
    value(&["cidr_block"], Field::CidrBlock),
];

const GROUPS: &[Attr] = &[
    id(&["id"], IdOf::SecurityGroup, Field::SecurityGroupId),
    id(&["vpc_id"], IdOf::Vpc, Field::SecurityGroupVpcId),
    value(&["security_group_type"], Field::SecurityGroupType),
];
