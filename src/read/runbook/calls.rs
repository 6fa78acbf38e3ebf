//! The calls of the `aliyun` command, and the parameters that are read of them.

use crate::inventory::{Field, Verb};
use crate::read::entry::normalise;

/// What a call does to what is checked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Step(Verb),
    /// Nothing: it asks for something, or makes something else.
    Nothing,
    /// It changes things in a way that is not followed.
    Changes,
}

/// The calls that are steps. The newer plugins of the CLI spell them as `attach-network-interface`.
const STEPS: [(&str, Verb); 16] = [
    ("attachnetworkinterface", Verb::Attach),
    ("detachnetworkinterface", Verb::Detach),
    ("stopinstance", Verb::Stop),
    ("stopinstances", Verb::Stop),
    ("startinstance", Verb::Start),
    ("startinstances", Verb::Start),
    ("rebootinstance", Verb::Reboot),
    ("rebootinstances", Verb::Reboot),
    ("modifyinstancespec", Verb::Resize),
    ("modifyprepayinstancespec", Verb::Resize),
    ("createnetworkinterface", Verb::Create),
    ("deletenetworkinterface", Verb::Delete),
    ("assignprivateipaddresses", Verb::Assign),
    ("assignipv6addresses", Verb::Assign),
    ("unassignprivateipaddresses", Verb::Lost),
    ("unassignipv6addresses", Verb::Lost),
];

/// How the names of calls begin that change nothing that exists.
const HARMLESS: [&str; 12] = [
    "describe", "list", "get", "query", "run", "create", "allocate", "import", "export", "copy", "tag",
    "untag",
];

/// What a call of the product `ecs` does.
pub(super) fn call(name: &str) -> Call {
    let name = normalise(name);
    match STEPS.iter().find(|(other, _)| *other == name) {
        Some((_, Verb::Lost)) => Call::Changes,
        Some((_, verb)) => Call::Step(*verb),
        None if HARMLESS.iter().any(|start| name.starts_with(start)) => Call::Nothing,
        None => Call::Changes,
    }
}

/// The name of a call as both spellings have it.
pub(super) fn plain_name(name: &str) -> String {
    normalise(name)
}

/// Whether a text names a call that is a step, as in `"aliyun ecs StopInstance"`.
pub(super) fn names_step(text: &str) -> bool {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|word| word.len() >= 12).any(|word| {
        let name = normalise(word);
        STEPS.iter().any(|(other, _)| *other == name)
    })
}

/// A parameter: its name without what is not compared, the field, and whether it is a list.
type Parameter = (&'static str, Field, bool);

const ATTACH: &[Parameter] = &[
    ("instanceid", Field::InstanceId, false),
    ("networkinterfaceid", Field::NetworkInterfaceId, false),
    ("networkcardindex", Field::NetworkCardIndex, false),
    ("trunknetworkinstanceid", Field::TrunkNetworkInstanceId, false),
    ("waitfornetworkconfigurationready", Field::WaitForNetworkConfigurationReady, false),
];

const CREATE: &[Parameter] = &[
    ("vswitchid", Field::VswitchId, false),
    ("securitygroupid", Field::SecurityGroupIds, true),
    ("securitygroupids", Field::SecurityGroupIds, true),
    ("primaryipaddress", Field::PrivateIpAddress, false),
    ("instancetype", Field::Type, false),
    ("networkinterfacetrafficmode", Field::NetworkInterfaceTrafficMode, false),
    ("queuenumber", Field::QueueNumber, false),
    ("queuepairnumber", Field::QueuePairNumber, false),
    ("rxqueuesize", Field::RxQueueSize, false),
    ("txqueuesize", Field::TxQueueSize, false),
    ("deleteonrelease", Field::DeleteOnRelease, false),
];

const ADDRESSES: &[Parameter] = &[
    ("networkinterfaceid", Field::NetworkInterfaceId, false),
    ("privateipaddress", Field::PrivateIpAddresses, true),
    ("secondaryprivateipaddresscount", Field::SecondaryPrivateIpAddressCount, false),
    ("ipv4prefix", Field::Ipv4Prefixes, true),
    ("ipv4prefixcount", Field::Ipv4PrefixCount, false),
    ("ipv6address", Field::Ipv6Addresses, true),
    ("ipv6addresscount", Field::Ipv6AddressCount, false),
    ("ipv6prefix", Field::Ipv6Prefixes, true),
    ("ipv6prefixcount", Field::Ipv6PrefixCount, false),
];

const RESIZE: &[Parameter] =
    &[("instanceid", Field::InstanceId, false), ("instancetype", Field::InstanceType, false)];

/// How a region is given: as a parameter of the call, or as an option of the command.
const REGION: &[Parameter] = &[
    ("regionid", Field::RegionId, false),
    ("bizregionid", Field::RegionId, false),
    ("region", Field::RegionId, false),
];

/// The parameter of a flag, without its dashes and without a number: `SecurityGroupIds.1`.
pub(super) fn parameter(verb: Verb, flag: &str) -> Option<(Field, bool)> {
    let mut parts = flag.split('.');
    let name = normalise(parts.next().unwrap_or_default());
    if parts.any(|part| part.parse::<u32>().is_err()) {
        return None; // part of a parameter that is not read
    }
    let tables: [&[Parameter]; 2] = match verb {
        Verb::Attach | Verb::Detach | Verb::Delete => [ATTACH, &[]],
        Verb::Create => [CREATE, ADDRESSES],
        Verb::Assign => [ADDRESSES, &[]],
        Verb::Stop | Verb::Start | Verb::Reboot | Verb::Resize => [RESIZE, &[]],
        Verb::Wait | Verb::Release | Verb::Lost | Verb::Open => [&[], &[]],
    };
    let all = tables.into_iter().flatten().chain(REGION);
    let field = all.into_iter().find(|(known, ..)| *known == name).map(|(_, field, list)| (*field, *list))?;
    let takes = match verb {
        Verb::Attach => true,
        Verb::Create => field.0 != Field::NetworkInterfaceId,
        _ => verb.takes().0.contains(&field.0),
    };
    takes.then_some(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_in_both_spellings() {
        assert_eq!(call("AttachNetworkInterface"), Call::Step(Verb::Attach));
        assert_eq!(call("attach-network-interface"), Call::Step(Verb::Attach));
        assert_eq!(call("DescribeInstances"), Call::Nothing);
        assert_eq!(call("RunInstances"), Call::Nothing);
        assert_eq!(call("ModifyNetworkInterfaceAttribute"), Call::Changes);
        assert_eq!(call("UnassignPrivateIpAddresses"), Call::Changes);
        assert!(names_step("xargs aliyun ecs stop-instance"));
        assert!(!names_step("stop the instance, attach its network interface"));
    }

    #[test]
    fn parameters_in_both_spellings() {
        assert_eq!(parameter(Verb::Create, "v-switch-id"), Some((Field::VswitchId, false)));
        assert_eq!(parameter(Verb::Create, "SecurityGroupIds.2"), Some((Field::SecurityGroupIds, true)));
        assert_eq!(parameter(Verb::Create, "Tag.1.Key"), None);
        assert_eq!(parameter(Verb::Stop, "InstanceId.1"), Some((Field::InstanceId, false)));
        assert_eq!(parameter(Verb::Stop, "InstanceType"), None);
        assert_eq!(parameter(Verb::Attach, "biz-region-id"), Some((Field::RegionId, false)));
    }
}
