//! What the keys of each kind of entry stand for. Keys are as they are compared: lower case, without
//! `_` and `-`.

use super::super::Field;
use super::{FieldDef, ListType, Meaning};

const fn f(key: &'static str, field: Field) -> FieldDef {
    FieldDef { key, meaning: Meaning::Field(field) }
}

const fn l(key: &'static str, field: Field, wrapper: &'static str, element: &'static str) -> FieldDef {
    FieldDef { key, meaning: Meaning::List(field, ListType { wrapper, element }) }
}

const fn r(key: &'static str, field: Field) -> FieldDef {
    FieldDef { key, meaning: Meaning::Repeated(field) }
}

const fn g(key: &'static str, fields: &'static [FieldDef]) -> FieldDef {
    FieldDef { key, meaning: Meaning::Group(fields) }
}

pub(super) const VPC: &[FieldDef] = &[
    f("id", Field::VpcId),
    f("vpcid", Field::VpcId),
    f("cidrblock", Field::CidrBlock),
    f("regionid", Field::RegionId),
];

pub(super) const VSWITCH: &[FieldDef] = &[
    f("id", Field::VswitchId),
    f("vswitchid", Field::VswitchId),
    f("vpcid", Field::VpcId),
    f("zoneid", Field::ZoneId),
    f("cidrblock", Field::CidrBlock),
    f("ipv6cidrblock", Field::Ipv6CidrBlock),
    f("enabledipv6", Field::EnabledIpv6),
    f("availableipaddresscount", Field::AvailableIpAddressCount),
    f("status", Field::Status),
];

pub(super) const SECURITY_GROUP: &[FieldDef] = &[
    f("id", Field::SecurityGroupId),
    f("securitygroupid", Field::SecurityGroupId),
    f("vpcid", Field::SecurityGroupVpcId),
    f("securitygrouptype", Field::SecurityGroupType),
    f("rulecount", Field::RuleCount),
    // of `facts.security_groups`
    f("privateipcount", Field::PrivateIpCount),
    f("enicount", Field::EniCount),
];

pub(super) const INSTANCE_TYPE: &[FieldDef] = &[
    f("id", Field::InstanceTypeId),
    f("instancetypeid", Field::InstanceTypeId),
    f("instancetype", Field::InstanceTypeId),
    f("instancetypefamily", Field::InstanceTypeFamily),
    f("eniquantity", Field::EniQuantity),
    f("eniprivateipaddressquantity", Field::EniPrivateIpAddressQuantity),
    f("eniipv6addressquantity", Field::EniIpv6AddressQuantity),
    f("enitotalquantity", Field::EniTotalQuantity),
    f("enitrunksupported", Field::EniTrunkSupported),
    f("eriquantity", Field::EriQuantity),
    f("queuepairnumber", Field::TypeQueuePairNumber),
    f("primaryeniqueuenumber", Field::PrimaryEniQueueNumber),
    f("secondaryeniqueuenumber", Field::SecondaryEniQueueNumber),
    f("maximumqueuenumberpereni", Field::MaximumQueueNumberPerEni),
    f("totaleniqueuequantity", Field::TotalEniQueueQuantity),
    f("networkcardquantity", Field::NetworkCardQuantity),
    l("networkcards", Field::NetworkCards, "networkcardinfo", "networkcardindex"),
    f("jumboframesupport", Field::JumboFrameSupport),
    f("gpuamount", Field::GpuAmount),
    f("cpucorecount", Field::CpuCoreCount),
    f("memorysize", Field::MemorySize),
    // of `facts.instance_types`
    f("enterprisesgsupported", Field::EnterpriseSgSupported),
    l("eipmodes", Field::EipModes, "", ""),
];

pub(super) const VPC_ATTRIBUTES: &[FieldDef] = &[
    f("vpcid", Field::VpcId),
    f("vswitchid", Field::VswitchId),
    l("privateipaddress", Field::PrivateIpAddresses, "ipaddress", ""),
];

pub(super) const INSTANCE: &[FieldDef] = &[
    f("id", Field::InstanceId),
    f("instanceid", Field::InstanceId),
    f("regionid", Field::RegionId),
    f("zoneid", Field::ZoneId),
    f("status", Field::Status),
    f("instancetype", Field::InstanceType),
    f("instancetypefamily", Field::InstanceTypeFamily),
    f("instancenetworktype", Field::InstanceNetworkType),
    g("vpcattributes", VPC_ATTRIBUTES),
    f("vpcid", Field::VpcId),
    f("vswitchid", Field::VswitchId),
    l("privateips", Field::PrivateIpAddresses, "", ""),
    l("privateipaddresses", Field::PrivateIpAddresses, "ipaddress", ""),
    l("securitygroupids", Field::SecurityGroupIds, "securitygroupid", ""),
    FieldDef { key: "networkinterfaces", meaning: Meaning::Enis },
    FieldDef { key: "enis", meaning: Meaning::Enis },
    f("starttime", Field::StartTime),
    f("creationtime", Field::CreationTime),
    f("expiredtime", Field::ExpiredTime),
    f("instancechargetype", Field::InstanceChargeType),
    f("iooptimized", Field::IoOptimized),
    l("operationlocks", Field::OperationLocks, "lockreason", "lockreason"),
    f("enablejumboframe", Field::EnableJumboFrame),
    f("ownerid", Field::OwnerId),
];

pub(super) const ENI_ATTACHMENT: &[FieldDef] = &[
    f("instanceid", Field::InstanceId),
    f("networkcardindex", Field::AttachedNetworkCardIndex),
    f("trunknetworkinterfaceid", Field::TrunkNetworkInterfaceId),
    l("membernetworkinterfaceids", Field::MemberNetworkInterfaceIds, "membernetworkinterfaceid", ""),
];

pub(super) const TRAFFIC_CONFIG: &[FieldDef] = &[
    f("networkinterfacetrafficmode", Field::NetworkInterfaceTrafficMode),
    f("queuenumber", Field::QueueNumber),
    f("queuepairnumber", Field::QueuePairNumber),
    f("rxqueuesize", Field::RxQueueSize),
    f("txqueuesize", Field::TxQueueSize),
];

pub(super) const PUBLIC_IP: &[FieldDef] = &[f("allocationid", Field::AllocationId)];

pub(super) const ENI: &[FieldDef] = &[
    f("id", Field::NetworkInterfaceId),
    f("networkinterfaceid", Field::NetworkInterfaceId),
    f("eniid", Field::NetworkInterfaceId),
    f("regionid", Field::RegionId),
    f("status", Field::Status),
    f("type", Field::Type),
    // CreateNetworkInterface calls the kind of an ENI its instance type.
    f("instancetype", Field::Type),
    f("vpcid", Field::VpcId),
    f("vswitchid", Field::VswitchId),
    f("zoneid", Field::ZoneId),
    f("instanceid", Field::InstanceId),
    g("attachment", ENI_ATTACHMENT),
    f("trunknetworkinterfaceid", Field::TrunkNetworkInterfaceId),
    f("networkcardindex", Field::AttachedNetworkCardIndex),
    l("securitygroupids", Field::SecurityGroupIds, "securitygroupid", ""),
    r("securitygroupid", Field::SecurityGroupIds),
    f("privateipaddress", Field::PrivateIpAddress),
    f("primaryipaddress", Field::PrivateIpAddress),
    l("privateips", Field::PrivateIpAddresses, "privateipset", "privateipaddress"),
    l("privateipaddresses", Field::PrivateIpAddresses, "privateipset", "privateipaddress"),
    l("privateipsets", Field::PrivateIpAddresses, "privateipset", "privateipaddress"),
    f("secondaryprivateipaddresscount", Field::SecondaryPrivateIpAddressCount),
    l("ipv6addresses", Field::Ipv6Addresses, "ipv6set", "ipv6address"),
    l("ipv6sets", Field::Ipv6Addresses, "ipv6set", "ipv6address"),
    r("ipv6address", Field::Ipv6Addresses),
    f("ipv6addresscount", Field::Ipv6AddressCount),
    l("ipv4prefixes", Field::Ipv4Prefixes, "ipv4prefixset", "ipv4prefix"),
    l("ipv4prefixsets", Field::Ipv4Prefixes, "ipv4prefixset", "ipv4prefix"),
    r("ipv4prefix", Field::Ipv4Prefixes),
    f("ipv4prefixcount", Field::Ipv4PrefixCount),
    l("ipv6prefixes", Field::Ipv6Prefixes, "ipv6prefixset", "ipv6prefix"),
    l("ipv6prefixsets", Field::Ipv6Prefixes, "ipv6prefixset", "ipv6prefix"),
    r("ipv6prefix", Field::Ipv6Prefixes),
    f("ipv6prefixcount", Field::Ipv6PrefixCount),
    f("networkinterfacetrafficmode", Field::NetworkInterfaceTrafficMode),
    f("trafficmode", Field::NetworkInterfaceTrafficMode),
    g("networkinterfacetrafficconfig", TRAFFIC_CONFIG),
    f("queuenumber", Field::QueueNumber),
    f("queuepairnumber", Field::QueuePairNumber),
    f("rxqueuesize", Field::RxQueueSize),
    f("txqueuesize", Field::TxQueueSize),
    f("servicemanaged", Field::ServiceManaged),
    f("deleteonrelease", Field::DeleteOnRelease),
    g("associatedpublicip", PUBLIC_IP),
    f("macaddress", Field::MacAddress),
    f("ownerid", Field::OwnerId),
];

pub(super) const ATTACHMENT: &[FieldDef] = &[
    f("regionid", Field::RegionId),
    f("instanceid", Field::InstanceId),
    f("networkinterfaceid", Field::NetworkInterfaceId),
    f("eniid", Field::NetworkInterfaceId),
    f("networkcardindex", Field::NetworkCardIndex),
    f("trunknetworkinstanceid", Field::TrunkNetworkInstanceId),
    f("waitfornetworkconfigurationready", Field::WaitForNetworkConfigurationReady),
];

/// Of all verbs; which of them takes what is [`Verb::takes`](super::Verb::takes).
pub(super) const STEP: &[FieldDef] = &[
    f("regionid", Field::RegionId),
    f("instanceid", Field::InstanceId),
    f("networkinterfaceid", Field::NetworkInterfaceId),
    f("eniid", Field::NetworkInterfaceId),
    f("trunknetworkinstanceid", Field::TrunkNetworkInstanceId),
    f("instancetype", Field::InstanceType),
    f("status", Field::Status),
    l("privateips", Field::PrivateIpAddresses, "privateipset", "privateipaddress"),
    l("privateipaddresses", Field::PrivateIpAddresses, "privateipset", "privateipaddress"),
    r("privateipaddress", Field::PrivateIpAddresses),
    f("secondaryprivateipaddresscount", Field::SecondaryPrivateIpAddressCount),
    l("ipv6addresses", Field::Ipv6Addresses, "ipv6set", "ipv6address"),
    r("ipv6address", Field::Ipv6Addresses),
    f("ipv6addresscount", Field::Ipv6AddressCount),
    l("ipv4prefixes", Field::Ipv4Prefixes, "ipv4prefixset", "ipv4prefix"),
    r("ipv4prefix", Field::Ipv4Prefixes),
    f("ipv4prefixcount", Field::Ipv4PrefixCount),
    l("ipv6prefixes", Field::Ipv6Prefixes, "ipv6prefixset", "ipv6prefix"),
    r("ipv6prefix", Field::Ipv6Prefixes),
    f("ipv6prefixcount", Field::Ipv6PrefixCount),
];

pub(super) const ACCOUNT: &[FieldDef] = &[
    f("id", Field::AccountId),
    f("accountid", Field::AccountId),
    f("networkcardenabled", Field::NetworkCardEnabled),
    f("trunkenabled", Field::TrunkEnabled),
];

pub(super) const QUOTA: &[FieldDef] = &[
    f("regionid", Field::RegionId),
    f("qelasticnetworkinterfaces", Field::EniQuota),
    f("usedelasticnetworkinterfaces", Field::EniQuotaUsed),
    f("qvpcnormalsecuritygroupipcount", Field::SecurityGroupIpQuota),
    f("securitygroupspereni", Field::SecurityGroupsPerEni),
];

pub(super) const REGION: &[FieldDef] =
    &[f("regionid", Field::RegionId), f("enisupported", Field::EniSupported)];

pub(super) const EIP: &[FieldDef] =
    &[f("id", Field::AllocationId), f("allocationid", Field::AllocationId), f("mode", Field::Mode)];

pub(super) const ENI_PERMISSION: &[FieldDef] = &[
    f("networkinterfaceid", Field::NetworkInterfaceId),
    f("eniid", Field::NetworkInterfaceId),
    f("accountid", Field::AccountId),
    f("permission", Field::Permission),
];
