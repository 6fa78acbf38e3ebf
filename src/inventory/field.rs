use super::key::{self, Key};
use super::kind::Type as ValueType;

/// Defines [`Field`] and a typed key for each: variant, canonical name, type.
macro_rules! fields {
    ($($variant:ident $name:literal $ty:ident;)*) => {
        /// Every fact that some rule or join reads. The name is the snake_case form of the API's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Field { $($variant,)* }

        // A bit each in [`Fields`].
        const _: () = assert!(Field::COUNT <= u128::BITS as usize);

        impl Field {
            /// How many there are.
            pub(super) const COUNT: usize = Field::ALL.len();
            /// All of them, in their order.
            const ALL: &[Field] = &[$(Field::$variant),*];

            /// The canonical key, as in documentation and messages.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Field::$variant => $name,)* }
            }

            /// What a reader makes of its value.
            pub(crate) fn ty(self) -> ValueType {
                match self { $(Field::$variant => ValueType::$ty,)* }
            }
        }

        $(
            /// Reads the field of this name.
            #[allow(dead_code)] // some fields are joined on, listed or compared, and never read
            pub(crate) struct $variant;

            impl Key for $variant {
                const FIELD: Field = Field::$variant;
                type As = key::$ty;
            }
        )*
    };
}

/// Some fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Fields(u128);

impl Fields {
    pub(crate) fn add(&mut self, field: Field) {
        self.0 |= 1 << field as u8;
    }

    #[inline]
    pub(crate) fn contains(self, field: Field) -> bool {
        self.0 & 1 << field as u8 != 0
    }

    pub(super) fn extend(&mut self, others: Self) {
        self.0 |= others.0;
    }

    pub(super) fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// In the order of fields.
    pub(super) fn iter(self) -> impl Iterator<Item = Field> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let field = Field::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(*field)
        })
    }
}

fields! {
    // Identities and places
    VpcId "vpc_id" Id;
    VswitchId "vswitch_id" Id;
    SecurityGroupId "security_group_id" Id;
    InstanceId "instance_id" Id;
    NetworkInterfaceId "network_interface_id" Id;
    TrunkNetworkInstanceId "trunk_network_instance_id" Id;
    TrunkNetworkInterfaceId "trunk_network_interface_id" Id;
    MemberNetworkInterfaceIds "member_network_interface_ids" Ids;
    SecurityGroupIds "security_group_ids" Ids;
    InstanceTypeId "instance_type_id" Symbol;
    InstanceType "instance_type" Symbol;
    InstanceTypeFamily "instance_type_family" Symbol;
    RegionId "region_id" Symbol;
    ZoneId "zone_id" Symbol;
    AllocationId "allocation_id" Id;
    AllocationIds "allocation_ids" Ids;
    OwnerId "owner_id" Symbol;
    AccountId "account_id" Symbol;
    MacAddress "mac_address" Word;

    // Instances
    Status "status" Word;
    StartTime "start_time" Time;
    CreationTime "creation_time" Time;
    ExpiredTime "expired_time" Time;
    InstanceChargeType "instance_charge_type" Word;
    InstanceNetworkType "instance_network_type" Word;
    IoOptimized "io_optimized" Optimized;
    OperationLocks "operation_locks" Words;
    EnableJumboFrame "enable_jumbo_frame" Bool;
    NetworkInterfaces "network_interfaces" Ids;

    // ENIs
    Type "type" Word;
    PrivateIpAddress "private_ip_address" Ip;
    PrivateIpAddresses "private_ip_addresses" Ips;
    SecondaryPrivateIpAddressCount "secondary_private_ip_address_count" Int;
    Ipv6Addresses "ipv6_addresses" Ips;
    Ipv6AddressCount "ipv6_address_count" Int;
    Ipv4Prefixes "ipv4_prefixes" Cidrs;
    Ipv4PrefixCount "ipv4_prefix_count" Int;
    Ipv6Prefixes "ipv6_prefixes" Cidrs;
    Ipv6PrefixCount "ipv6_prefix_count" Int;
    NetworkInterfaceTrafficMode "network_interface_traffic_mode" Word;
    QueueNumber "queue_number" Int;
    QueuePairNumber "queue_pair_number" Int;
    RxQueueSize "rx_queue_size" Int;
    TxQueueSize "tx_queue_size" Int;
    ServiceManaged "service_managed" Bool;
    DeleteOnRelease "delete_on_release" Bool;
    AttachedNetworkCardIndex "attachment.network_card_index" Int;

    // Planned attaches
    NetworkCardIndex "network_card_index" Int;
    // No file can say this: a reader knows whether the index is left out then.
    DropsNetworkCardIndex "drops_network_card_index" Bool;
    EcsRestartOption "ecs_restart_option" Word;
    WaitForNetworkConfigurationReady "wait_for_network_configuration_ready" Bool;

    // VPCs, vSwitches, security groups
    CidrBlock "cidr_block" Cidr;
    Ipv6CidrBlock "ipv6_cidr_block" OptionalCidr;
    EnabledIpv6 "enabled_ipv6" Bool;
    AvailableIpAddressCount "available_ip_address_count" Int;
    SecurityGroupType "security_group_type" Word;
    SecurityGroupVpcId "vpc_id" OptionalId;
    RuleCount "rule_count" Int;
    PrivateIpCount "private_ip_count" Int;
    EniCount "eni_count" Int;

    // Instance types
    EniQuantity "eni_quantity" Int;
    EniPrivateIpAddressQuantity "eni_private_ip_address_quantity" Int;
    EniIpv6AddressQuantity "eni_ipv6_address_quantity" Int;
    EniTotalQuantity "eni_total_quantity" Int;
    EniTrunkSupported "eni_trunk_supported" Bool;
    EriQuantity "eri_quantity" Int;
    TypeQueuePairNumber "queue_pair_number" Int;
    PrimaryEniQueueNumber "primary_eni_queue_number" Int;
    SecondaryEniQueueNumber "secondary_eni_queue_number" Int;
    MaximumQueueNumberPerEni "maximum_queue_number_per_eni" Int;
    TotalEniQueueQuantity "total_eni_queue_quantity" Int;
    NetworkCardQuantity "network_card_quantity" Int;
    NetworkCards "network_cards" Ints;
    JumboFrameSupport "jumbo_frame_support" Bool;
    GpuAmount "gpu_amount" Int;
    CpuCoreCount "cpu_core_count" Int;
    MemorySize "memory_size" Number;
    EnterpriseSgSupported "enterprise_sg_supported" Bool;
    EipModes "eip_modes" Words;

    // Facts about the account
    NetworkCardEnabled "network_card_enabled" Bool;
    TrunkEnabled "trunk_enabled" Bool;
    EniSupported "eni_supported" Bool;
    EniQuota "q_elastic-network-interfaces" Int;
    EniQuotaUsed "used_elastic-network-interfaces" Int;
    SecurityGroupIpQuota "q_vpc-normal-security-group-ip-count" Int;
    SecurityGroupsPerEni "security_groups_per_eni" Int;
    Mode "mode" Word;
    Permission "permission" Word;
}
