use super::{Field, api_fields};

/// The kinds of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Vpc,
    Vswitch,
    SecurityGroup,
    InstanceType,
    Instance,
    Eni,
    Attachment,
    /// A step that is neither an attach nor a create: these are a planned attach and an ENI.
    Step,
    /// `facts.account`: there is at most one that counts, the first.
    Account,
    /// `facts.quotas`, one a region.
    Quota,
    /// `facts.regions`.
    Region,
    /// `facts.eips`.
    Eip,
    /// `facts.eni_permissions`.
    EniPermission,
}

/// What a reader makes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Id,
    OptionalId,
    Symbol,
    Word,
    Int,
    Number,
    Bool,
    Optimized,
    Time,
    Ip,
    Cidr,
    OptionalCidr,
    Ids,
    Ips,
    Ints,
    Cidrs,
    Words,
}

/// How the API wraps a list: `SecurityGroupIds: {SecurityGroupId: […]}`, and the key that holds
/// the value where an element is a mapping: `{PrivateIpAddress: …, Primary: true}`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListType {
    pub(crate) wrapper: &'static str,
    pub(crate) element: &'static str,
}

/// What a key of an entry stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meaning {
    /// A field.
    Field(Field),
    /// A list field that the API wraps.
    List(Field, ListType),
    /// A list field that a request repeats: `SecurityGroupId` is one value, or a list of them.
    Repeated(Field),
    /// A mapping whose fields are the entry's own: `VpcAttributes: {VpcId: …}`.
    Group(&'static [FieldDef]),
    /// ENIs of an instance, each an entry of its own.
    Enis,
}

/// A key, normalised (lower case, no `_`, no `-`), and its meaning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldDef {
    pub(crate) key: &'static str,
    pub(crate) meaning: Meaning,
}

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

impl Type {
    /// For a list the type of its elements.
    pub(crate) fn item(self) -> Option<Type> {
        match self {
            Type::Ids => Some(Type::Id),
            Type::Ips => Some(Type::Ip),
            Type::Ints => Some(Type::Int),
            Type::Cidrs => Some(Type::Cidr),
            Type::Words => Some(Type::Word),
            _ => None,
        }
    }

    /// For messages: `a string`, `a whole number`.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Type::Id | Type::OptionalId | Type::Symbol | Type::Word => "a string",
            Type::Int => "a whole number",
            Type::Number => "a number",
            Type::Bool => "true or false",
            Type::Optimized => "true, false, optimized or none",
            Type::Time => "a UTC time like 2026-01-05T08:00Z",
            Type::Ip => "an IP address",
            Type::Cidr | Type::OptionalCidr => "a CIDR block like 10.0.1.0/24",
            Type::Ids | Type::Words => "a list of strings",
            Type::Ips => "a list of IP addresses",
            Type::Ints => "a list of whole numbers",
            Type::Cidrs => "a list of CIDR blocks",
        }
    }
}

impl Kind {
    pub(crate) const COUNT: usize = 13;

    pub(crate) const ALL: [Kind; Kind::COUNT] = [
        Kind::Vpc,
        Kind::Vswitch,
        Kind::SecurityGroup,
        Kind::InstanceType,
        Kind::Instance,
        Kind::Eni,
        Kind::Attachment,
        Kind::Step,
        Kind::Account,
        Kind::Quota,
        Kind::Region,
        Kind::Eip,
        Kind::EniPermission,
    ];

    /// The section's canonical name, as in pointers to missing facts.
    pub(crate) fn section(self) -> &'static str {
        match self {
            Kind::Vpc => "vpcs",
            Kind::Vswitch => "vswitches",
            Kind::SecurityGroup => "security_groups",
            Kind::InstanceType => "instance_types",
            Kind::Instance => "instances",
            Kind::Eni => "enis",
            Kind::Attachment => "attachments",
            Kind::Step => "steps",
            Kind::Account => "facts.account",
            Kind::Quota => "facts.quotas",
            Kind::Region => "facts.regions",
            Kind::Eip => "facts.eips",
            Kind::EniPermission => "facts.eni_permissions",
        }
    }

    /// For messages: `instance`, `security group`.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Kind::Vpc => "VPC",
            Kind::Vswitch => "vSwitch",
            Kind::SecurityGroup => "security group",
            Kind::InstanceType => "instance type",
            Kind::Instance => "instance",
            Kind::Eni => "ENI",
            Kind::Attachment => "planned attach",
            Kind::Step => "step",
            Kind::Account => "account",
            Kind::Quota => "quota",
            Kind::Region => "region",
            Kind::Eip => "EIP",
            Kind::EniPermission => "ENI permission",
        }
    }

    /// The field that holds an entry's own ID.
    pub(crate) fn id_field(self) -> Option<Field> {
        match self {
            Kind::Vpc => Some(Field::VpcId),
            Kind::Vswitch => Some(Field::VswitchId),
            Kind::SecurityGroup => Some(Field::SecurityGroupId),
            Kind::InstanceType => Some(Field::InstanceTypeId),
            Kind::Instance => Some(Field::InstanceId),
            Kind::Eni => Some(Field::NetworkInterfaceId),
            Kind::Quota | Kind::Region => Some(Field::RegionId),
            Kind::Eip => Some(Field::AllocationId),
            Kind::Attachment | Kind::Step | Kind::Account | Kind::EniPermission => None,
        }
    }

    /// The keys that mean something to a rule.
    pub(crate) fn fields(self) -> &'static [FieldDef] {
        match self {
            Kind::Vpc => VPC,
            Kind::Vswitch => VSWITCH,
            Kind::SecurityGroup => SECURITY_GROUP,
            Kind::InstanceType => INSTANCE_TYPE,
            Kind::Instance => INSTANCE,
            Kind::Eni => ENI,
            Kind::Attachment => ATTACHMENT,
            Kind::Step => STEP,
            Kind::Account => ACCOUNT,
            Kind::Quota => QUOTA,
            Kind::Region => REGION,
            Kind::Eip => EIP,
            Kind::EniPermission => ENI_PERMISSION,
        }
    }

    /// The keys that the API documents and no rule reads.
    pub(crate) fn other_keys(self) -> &'static [&'static str] {
        match self {
            Kind::Vpc => api_fields::VPC,
            Kind::Vswitch => api_fields::VSWITCH,
            Kind::SecurityGroup => api_fields::SECURITY_GROUP,
            Kind::InstanceType => api_fields::INSTANCE_TYPE,
            Kind::Instance => api_fields::INSTANCE,
            Kind::Eni => api_fields::ENI,
            Kind::Attachment => api_fields::ATTACHMENT,
            _ => &[],
        }
    }
}

const VPC: &[FieldDef] = &[
    f("id", Field::VpcId),
    f("vpcid", Field::VpcId),
    f("cidrblock", Field::CidrBlock),
    f("regionid", Field::RegionId),
];

const VSWITCH: &[FieldDef] = &[
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

const SECURITY_GROUP: &[FieldDef] = &[
    f("id", Field::SecurityGroupId),
    f("securitygroupid", Field::SecurityGroupId),
    f("vpcid", Field::SecurityGroupVpcId),
    f("securitygrouptype", Field::SecurityGroupType),
    f("rulecount", Field::RuleCount),
    // of `facts.security_groups`
    f("privateipcount", Field::PrivateIpCount),
    f("enicount", Field::EniCount),
];

const INSTANCE_TYPE: &[FieldDef] = &[
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

const VPC_ATTRIBUTES: &[FieldDef] = &[
    f("vpcid", Field::VpcId),
    f("vswitchid", Field::VswitchId),
    l("privateipaddress", Field::PrivateIpAddresses, "ipaddress", ""),
];

const INSTANCE: &[FieldDef] = &[
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

const ENI_ATTACHMENT: &[FieldDef] = &[
    f("instanceid", Field::InstanceId),
    f("networkcardindex", Field::AttachedNetworkCardIndex),
    f("trunknetworkinterfaceid", Field::TrunkNetworkInterfaceId),
    l("membernetworkinterfaceids", Field::MemberNetworkInterfaceIds, "membernetworkinterfaceid", ""),
];

const TRAFFIC_CONFIG: &[FieldDef] = &[
    f("networkinterfacetrafficmode", Field::NetworkInterfaceTrafficMode),
    f("queuenumber", Field::QueueNumber),
    f("queuepairnumber", Field::QueuePairNumber),
    f("rxqueuesize", Field::RxQueueSize),
    f("txqueuesize", Field::TxQueueSize),
];

const PUBLIC_IP: &[FieldDef] = &[f("allocationid", Field::AllocationId)];

const ENI: &[FieldDef] = &[
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

const ATTACHMENT: &[FieldDef] = &[
    f("regionid", Field::RegionId),
    f("instanceid", Field::InstanceId),
    f("networkinterfaceid", Field::NetworkInterfaceId),
    f("eniid", Field::NetworkInterfaceId),
    f("networkcardindex", Field::NetworkCardIndex),
    f("trunknetworkinstanceid", Field::TrunkNetworkInstanceId),
    f("waitfornetworkconfigurationready", Field::WaitForNetworkConfigurationReady),
];

/// Of all verbs; which of them takes what is [`Verb::takes`](super::Verb::takes).
const STEP: &[FieldDef] = &[
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

const ACCOUNT: &[FieldDef] = &[
    f("id", Field::AccountId),
    f("accountid", Field::AccountId),
    f("networkcardenabled", Field::NetworkCardEnabled),
    f("trunkenabled", Field::TrunkEnabled),
];

const QUOTA: &[FieldDef] = &[
    f("regionid", Field::RegionId),
    f("qelasticnetworkinterfaces", Field::EniQuota),
    f("usedelasticnetworkinterfaces", Field::EniQuotaUsed),
    f("qvpcnormalsecuritygroupipcount", Field::SecurityGroupIpQuota),
    f("securitygroupspereni", Field::SecurityGroupsPerEni),
];

const REGION: &[FieldDef] = &[f("regionid", Field::RegionId), f("enisupported", Field::EniSupported)];

const EIP: &[FieldDef] =
    &[f("id", Field::AllocationId), f("allocationid", Field::AllocationId), f("mode", Field::Mode)];

const ENI_PERMISSION: &[FieldDef] = &[
    f("networkinterfaceid", Field::NetworkInterfaceId),
    f("eniid", Field::NetworkInterfaceId),
    f("accountid", Field::AccountId),
    f("permission", Field::Permission),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Every field that can be written in a section stands in its part of the document.
    #[test]
    fn the_document_names_every_field() {
        let document = include_str!("../../docs/inventory.md");
        let sections = [
            Kind::Vpc,
            Kind::Vswitch,
            Kind::SecurityGroup,
            Kind::InstanceType,
            Kind::Instance,
            Kind::Eni,
            Kind::Attachment,
            Kind::Step,
        ];
        for kind in sections {
            let heading = format!("## `{}`", kind.section());
            let part = document.split(&heading).nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
            for def in kind.fields() {
                if let Meaning::Field(field) | Meaning::List(field, _) = def.meaning {
                    let told_under_facts = document.contains(&format!("{}: ", field.name()));
                    let name = field.name().trim_start_matches("attachment.");
                    assert!(part.contains(&format!("`{name}`")) || told_under_facts, "{heading}: {name}");
                }
            }
        }
    }
}
