//! Resource types.

use super::{Attr, IdOf, List, Meaning, Table, Want, asked, attr, id, ids, nonzero, unused, value, values};
use crate::inventory::{Field, Kind};

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "alicloud_instance",
        aliases: &[],
        kind: Some(Kind::Instance),
        identity: Some(IdOf::Instance),
        attributes: INSTANCE,
        primary: PRIMARY,
        list: Some(List { name: "network_interfaces", attributes: INLINE }),
    },
    Table {
        name: "alicloud_ecs_network_interface",
        aliases: &["alicloud_network_interface"],
        kind: Some(Kind::Eni),
        identity: Some(IdOf::Eni),
        attributes: ENI,
        ..NOTHING
    },
    Table {
        name: "alicloud_ecs_network_interface_attachment",
        aliases: &["alicloud_network_interface_attachment"],
        kind: Some(Kind::Attachment),
        attributes: ATTACHMENT,
        ..NOTHING
    },
    Table {
        name: "alicloud_vswitch",
        aliases: &["alicloud_subnet"],
        kind: Some(Kind::Vswitch),
        identity: Some(IdOf::Vswitch),
        attributes: VSWITCH,
        ..NOTHING
    },
    Table {
        name: "alicloud_vpc",
        kind: Some(Kind::Vpc),
        identity: Some(IdOf::Vpc),
        attributes: VPC,
        ..NOTHING
    },
    Table {
        name: "alicloud_security_group",
        kind: Some(Kind::SecurityGroup),
        identity: Some(IdOf::SecurityGroup),
        attributes: SECURITY_GROUP,
        ..NOTHING
    },
    Table {
        name: "alicloud_ecs_instance_set",
        kind: Some(Kind::Instance),
        attributes: INSTANCE_SET,
        list: Some(List { name: "network_interfaces", attributes: INLINE_OF_SET }),
        ..NOTHING
    },
    Table {
        name: "alicloud_ecs_launch_template",
        aliases: &["alicloud_launch_template"],
        identity: Some(IdOf::LaunchTemplate),
        attributes: LAUNCH_TEMPLATE,
        list: Some(List { name: "network_interfaces", attributes: INLINE_OF_TEMPLATE }),
        ..NOTHING
    },
    Table { name: "alicloud_eip_association", kind: Some(Kind::Eip), attributes: EIP_ASSOCIATION, ..NOTHING },
    // Read for its ID only: associations name it.
    Table { name: "alicloud_eip_address", aliases: &["alicloud_eip"], identity: Some(IdOf::Eip), ..NOTHING },
    Table {
        name: "alicloud_ecs_network_interface_permission",
        kind: Some(Kind::EniPermission),
        attributes: PERMISSION,
        ..NOTHING
    },
];

const NOTHING: Table =
    Table { name: "", aliases: &[], kind: None, identity: None, attributes: &[], primary: &[], list: None };

const INSTANCE: &[Attr] = &[
    id(&["vswitch_id", "subnet_id"], IdOf::Vswitch, Field::VswitchId),
    value(&["availability_zone"], Field::ZoneId),
    id(&["vpc_id"], IdOf::Vpc, Field::VpcId),
    value(&["instance_type"], Field::InstanceType),
    ids(&["security_groups"], IdOf::SecurityGroup, Field::SecurityGroupIds),
    value(&["status"], Field::Status),
    value(&["start_time"], Field::StartTime),
    value(&["expired_time"], Field::ExpiredTime),
    value(&["enable_jumbo_frame"], Field::EnableJumboFrame),
    asked(&["launch_template_id"], Want::Id(IdOf::LaunchTemplate)),
    asked(&["launch_template_name"], Want::Value),
    unused(&["launch_template_version"]),
    unused(&["source_dest_check"]),
    unused(&["cpu"]),
    unused(&["memory"]),
];

/// Attributes of an instance that are its primary ENI's.
const PRIMARY: &[Attr] = &[
    id(&["network_interface_id"], IdOf::Eni, Field::NetworkInterfaceId),
    value(&["private_ip", "primary_ip_address"], Field::PrivateIpAddress),
    attr(&["secondary_private_ips"], Want::Values, Meaning::Secondaries),
    value(&["secondary_private_ip_address_count"], Field::SecondaryPrivateIpAddressCount),
    values(&["ipv6_addresses"], Field::Ipv6Addresses),
    value(&["ipv6_address_count"], Field::Ipv6AddressCount),
    value(&["network_card_index"], Field::AttachedNetworkCardIndex),
    nonzero(&["queue_pair_number"], Field::QueuePairNumber),
    value(&["network_interface_traffic_mode"], Field::NetworkInterfaceTrafficMode),
];

/// `network_interfaces` of an instance. The index of the network card is that of the attach.
const INLINE: &[Attr] = &[
    id(&["network_interface_id"], IdOf::Eni, Field::NetworkInterfaceId),
    id(&["vswitch_id"], IdOf::Vswitch, Field::VswitchId),
    ids(&["security_group_ids"], IdOf::SecurityGroup, Field::SecurityGroupIds),
    value(&["network_card_index"], Field::AttachedNetworkCardIndex),
    nonzero(&["queue_pair_number"], Field::QueuePairNumber),
    value(&["network_interface_traffic_mode"], Field::NetworkInterfaceTrafficMode),
    unused(&["source_dest_check"]),
];

const ENI: &[Attr] = &[
    id(&["vswitch_id"], IdOf::Vswitch, Field::VswitchId),
    ids(&["security_group_ids", "security_groups"], IdOf::SecurityGroup, Field::SecurityGroupIds),
    value(&["primary_ip_address", "private_ip"], Field::PrivateIpAddress),
    attr(&["private_ip_addresses", "private_ips"], Want::Values, Meaning::Secondaries),
    value(
        &["secondary_private_ip_address_count", "private_ips_count"],
        Field::SecondaryPrivateIpAddressCount,
    ),
    values(&["ipv4_prefixes"], Field::Ipv4Prefixes),
    value(&["ipv4_prefix_count"], Field::Ipv4PrefixCount),
    values(&["ipv6_addresses"], Field::Ipv6Addresses),
    value(&["ipv6_address_count"], Field::Ipv6AddressCount),
    // Not an ECS type: `Secondary` or `Trunk`.
    value(&["instance_type"], Field::Type),
    value(&["network_interface_traffic_mode"], Field::NetworkInterfaceTrafficMode),
    nonzero(&["queue_number"], Field::QueueNumber),
    value(&["delete_on_release"], Field::DeleteOnRelease),
    value(&["mac"], Field::MacAddress),
    value(&["status"], Field::Status),
    unused(&["source_dest_check"]),
];

const ATTACHMENT: &[Attr] = &[
    id(&["instance_id"], IdOf::Instance, Field::InstanceId),
    id(&["network_interface_id"], IdOf::Eni, Field::NetworkInterfaceId),
    value(&["network_card_index"], Field::NetworkCardIndex),
    id(&["trunk_network_instance_id"], IdOf::Eni, Field::TrunkNetworkInstanceId),
    value(&["wait_for_network_configuration_ready"], Field::WaitForNetworkConfigurationReady),
    unused(&["timeouts"]),
];

const VSWITCH: &[Attr] = &[
    value(&["zone_id", "availability_zone"], Field::ZoneId),
    id(&["vpc_id"], IdOf::Vpc, Field::VpcId),
    value(&["cidr_block"], Field::CidrBlock),
    value(&["enable_ipv6"], Field::EnabledIpv6),
    value(&["ipv6_cidr_block"], Field::Ipv6CidrBlock),
    asked(&["ipv6_cidr_block_mask"], Want::Value),
    asked(&["vpc_ipv6_cidr_block"], Want::Value),
    value(&["status"], Field::Status),
];

const VPC: &[Attr] = &[
    value(&["cidr_block"], Field::CidrBlock),
    unused(&["secondary_cidr_blocks"]),
    unused(&["enable_ipv6"]),
    unused(&["user_cidrs"]),
];

const SECURITY_GROUP: &[Attr] = &[
    id(&["vpc_id"], IdOf::Vpc, Field::SecurityGroupVpcId),
    value(&["security_group_type"], Field::SecurityGroupType),
];

/// All instances of a set are alike.
const INSTANCE_SET: &[Attr] = &[
    value(&["instance_type"], Field::InstanceType),
    id(&["vswitch_id"], IdOf::Vswitch, Field::VswitchId),
    value(&["zone_id"], Field::ZoneId),
    ids(&["security_group_ids"], IdOf::SecurityGroup, Field::SecurityGroupIds),
    asked(&["launch_template_id"], Want::Id(IdOf::LaunchTemplate)),
    asked(&["launch_template_name"], Want::Value),
    asked(&["instance_ids"], Want::Ids(IdOf::Instance)),
    asked(&["amount"], Want::Value),
];

const INLINE_OF_SET: &[Attr] = &[
    attr(&["security_group_id"], Want::Id(IdOf::SecurityGroup), Meaning::Single(Field::SecurityGroupIds)),
    id(&["vswitch_id"], IdOf::Vswitch, Field::VswitchId),
    value(&["primary_ip_address"], Field::PrivateIpAddress),
];

/// What an instance takes from its template, unless it says otherwise itself.
const LAUNCH_TEMPLATE: &[Attr] = &[
    value(&["instance_type"], Field::InstanceType),
    id(&["vswitch_id"], IdOf::Vswitch, Field::VswitchId),
    value(&["zone_id"], Field::ZoneId),
    ids(&["security_group_ids"], IdOf::SecurityGroup, Field::SecurityGroupIds),
    attr(&["security_group_id"], Want::Id(IdOf::SecurityGroup), Meaning::Single(Field::SecurityGroupIds)),
    asked(&["launch_template_name", "name"], Want::Value),
];

const INLINE_OF_TEMPLATE: &[Attr] = &[
    id(&["vswitch_id"], IdOf::Vswitch, Field::VswitchId),
    attr(&["security_group_id"], Want::Id(IdOf::SecurityGroup), Meaning::Single(Field::SecurityGroupIds)),
    value(&["primary_ip"], Field::PrivateIpAddress),
    value(&["delete_on_release"], Field::DeleteOnRelease),
];

const EIP_ASSOCIATION: &[Attr] = &[
    id(&["allocation_id"], IdOf::Eip, Field::AllocationId),
    value(&["mode"], Field::Mode),
    // Of an ENI if `instance_type` is `NetworkInterface`.
    asked(&["instance_id"], Want::Id(IdOf::Eni)),
    asked(&["instance_type"], Want::Value),
    unused(&["private_ip_address"]),
];

const PERMISSION: &[Attr] = &[
    value(&["account_id"], Field::AccountId),
    id(&["network_interface_id"], IdOf::Eni, Field::NetworkInterfaceId),
    value(&["permission"], Field::Permission),
];
