use super::{EntryId, Field};

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Verb {
    /// AttachNetworkInterface.
    Attach,
    /// DetachNetworkInterface.
    Detach,
    /// StopInstance.
    Stop,
    /// StartInstance.
    Start,
    /// RebootInstance.
    Reboot,
    /// ModifyInstanceSpec.
    Resize,
    /// CreateNetworkInterface.
    Create,
    /// AssignPrivateIpAddresses and AssignIpv6Addresses.
    Assign,
    /// DeleteNetworkInterface.
    Delete,
    /// Asks DescribeNetworkInterfaces until an ENI has a status.
    Wait,
    /// DeleteInstance, as far as it is about one of the ENIs. No file can name it.
    Release,
    /// Nobody knows what: the step could not be used.
    Lost,
    /// Something that may be done or not, or of which it is not followed what it does.
    Open,
}

/// A step: one of a sequence that runs in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// The `steps` that it stands in: equal for those of one list. Nothing is known of the order
    /// of two lists.
    pub(crate) sequence: u32,
    pub(crate) verb: Verb,
    /// A planned attach for [`Verb::Attach`], an ENI for [`Verb::Create`], else a step.
    pub(crate) entry: EntryId,
}

impl Verb {
    /// All that a file can name.
    pub(crate) const ALL: [Verb; 10] = [
        Verb::Attach,
        Verb::Detach,
        Verb::Stop,
        Verb::Start,
        Verb::Reboot,
        Verb::Resize,
        Verb::Create,
        Verb::Assign,
        Verb::Delete,
        Verb::Wait,
    ];

    /// The key of a step.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Verb::Attach => "attach",
            Verb::Detach => "detach",
            Verb::Stop => "stop",
            Verb::Start => "start",
            Verb::Reboot => "reboot",
            Verb::Resize => "resize",
            Verb::Create => "create",
            Verb::Assign => "assign",
            Verb::Delete => "delete",
            Verb::Wait => "wait",
            Verb::Release => "destroy",
            Verb::Lost | Verb::Open => "step",
        }
    }

    /// The fields of a step of kind [`Kind::Step`](super::Kind::Step), those first that it cannot
    /// do without; and how many these are.
    pub(crate) fn takes(self) -> (&'static [Field], usize) {
        match self {
            Verb::Attach | Verb::Create | Verb::Release | Verb::Lost | Verb::Open => (&[], 0),
            Verb::Stop | Verb::Start | Verb::Reboot => (&[Field::InstanceId, Field::RegionId], 1),
            Verb::Resize => (&[Field::InstanceId, Field::InstanceType, Field::RegionId], 2),
            Verb::Detach => (
                &[
                    Field::NetworkInterfaceId,
                    Field::InstanceId,
                    Field::TrunkNetworkInstanceId,
                    Field::RegionId,
                ],
                1,
            ),
            Verb::Delete => (&[Field::NetworkInterfaceId, Field::RegionId], 1),
            Verb::Wait => (&[Field::NetworkInterfaceId, Field::Status, Field::RegionId], 2),
            Verb::Assign => (
                &[
                    Field::NetworkInterfaceId,
                    Field::RegionId,
                    Field::PrivateIpAddresses,
                    Field::SecondaryPrivateIpAddressCount,
                    Field::Ipv6Addresses,
                    Field::Ipv6AddressCount,
                    Field::Ipv4Prefixes,
                    Field::Ipv4PrefixCount,
                    Field::Ipv6Prefixes,
                    Field::Ipv6PrefixCount,
                ],
                1,
            ),
        }
    }
}
