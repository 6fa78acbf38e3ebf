//! The calls of the `aliyun` command, and the parameters that are read of them.

use crate::finding::mistyped;
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

/// A parameter: its name as the API has it, the field, and whether it is a list.
type Parameter = (&'static str, Field, bool);

const ATTACH: &[Parameter] = &[
    ("InstanceId", Field::InstanceId, false),
    ("NetworkInterfaceId", Field::NetworkInterfaceId, false),
    ("NetworkCardIndex", Field::NetworkCardIndex, false),
    ("TrunkNetworkInstanceId", Field::TrunkNetworkInstanceId, false),
    ("WaitForNetworkConfigurationReady", Field::WaitForNetworkConfigurationReady, false),
];

const CREATE: &[Parameter] = &[
    ("VSwitchId", Field::VswitchId, false),
    ("SecurityGroupId", Field::SecurityGroupIds, true),
    ("SecurityGroupIds", Field::SecurityGroupIds, true),
    ("PrimaryIpAddress", Field::PrivateIpAddress, false),
    ("InstanceType", Field::Type, false),
    ("NetworkInterfaceTrafficMode", Field::NetworkInterfaceTrafficMode, false),
    ("QueueNumber", Field::QueueNumber, false),
    ("QueuePairNumber", Field::QueuePairNumber, false),
    ("RxQueueSize", Field::RxQueueSize, false),
    ("TxQueueSize", Field::TxQueueSize, false),
    ("DeleteOnRelease", Field::DeleteOnRelease, false),
];

const ADDRESSES: &[Parameter] = &[
    ("NetworkInterfaceId", Field::NetworkInterfaceId, false),
    ("PrivateIpAddress", Field::PrivateIpAddresses, true),
    ("SecondaryPrivateIpAddressCount", Field::SecondaryPrivateIpAddressCount, false),
    ("Ipv4Prefix", Field::Ipv4Prefixes, true),
    ("Ipv4PrefixCount", Field::Ipv4PrefixCount, false),
    ("Ipv6Address", Field::Ipv6Addresses, true),
    ("Ipv6AddressCount", Field::Ipv6AddressCount, false),
    ("Ipv6Prefix", Field::Ipv6Prefixes, true),
    ("Ipv6PrefixCount", Field::Ipv6PrefixCount, false),
];

const RESIZE: &[Parameter] =
    &[("InstanceId", Field::InstanceId, false), ("instancetype", Field::InstanceType, false)];

/// How a region is given: as a parameter of the call, or as an option of the command.
const REGION: &[Parameter] = &[
    ("RegionId", Field::RegionId, false),
    ("BizRegionId", Field::RegionId, false),
    ("Region", Field::RegionId, false),
];

/// The parameter of a flag, without its dashes and without a number: `SecurityGroupIds.1`.
pub(super) fn parameter(verb: Verb, flag: &str) -> Option<(Field, bool)> {
    let mut parts = flag.split('.');
    let name = normalise(parts.next().unwrap_or_default());
    if parts.any(|part| part.parse::<u32>().is_err()) {
        return None; // part of a parameter that is not read
    }
    let known = taken(verb).find(|(known, ..)| known.eq_ignore_ascii_case(&name));
    known.map(|(_, field, list)| (*field, *list))
}

/// The parameters of a call that are read.
fn taken(verb: Verb) -> impl Iterator<Item = &'static Parameter> {
    let tables: [&[Parameter]; 2] = match verb {
        Verb::Attach | Verb::Detach | Verb::Delete => [ATTACH, &[]],
        Verb::Create => [CREATE, ADDRESSES],
        Verb::Assign => [ADDRESSES, &[]],
        Verb::Stop | Verb::Start | Verb::Reboot | Verb::Resize => [RESIZE, &[]],
        Verb::Wait | Verb::Release | Verb::Lost | Verb::Open => [&[], &[]],
    };
    let takes = move |field: Field| match verb {
        Verb::Attach => true,
        Verb::Create => field != Field::NetworkInterfaceId,
        _ => verb.takes().0.contains(&field),
    };
    tables.into_iter().flatten().chain(REGION).filter(move |(_, field, _)| takes(*field))
}

/// What a flag must be called that is no parameter of its call: the one that it is but for its case, or
/// but for a letter or two. The command refuses it, as it compares names letter by letter. Of other flags
/// that are not read nothing is told: there are more parameters than those.
pub(super) fn meant(verb: Verb, flag: &str) -> Option<String> {
    let name = flag.split('.').next().unwrap_or_default();
    let names: Vec<String> =
        taken(verb).flat_map(|(known, ..)| [(*known).to_owned(), dashed(known)]).collect();
    if names.iter().any(|known| known == name) || OPTIONS.contains(&name) {
        return None;
    }
    let is_dashed = name.contains('-') || !name.contains(|c: char| c.is_ascii_uppercase());
    let alike = names.iter().filter(|known| is_dashed != known.contains(|c: char| c.is_ascii_uppercase()));
    let alike: Vec<&str> = alike.map(String::as_str).collect();
    let same = alike.iter().find(|known| normalise(known) == normalise(name)).copied();
    same.or_else(|| mistyped(name, alike)).map(str::to_owned)
}

/// Options of the command that are like parameters.
const OPTIONS: [&str; 4] = ["region", "version", "RegionId", "region-id"];

/// `v-switch-id` of `VSwitchId`.
fn dashed(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
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
    fn flags_that_are_mistyped() {
        let meant = |verb, flag| super::meant(verb, flag).unwrap_or_default();
        assert_eq!(meant(Verb::Attach, "InstanceID"), "InstanceId");
        assert_eq!(meant(Verb::Attach, "NetworkInterfaceld"), "NetworkInterfaceId");
        assert_eq!(meant(Verb::Create, "vswitch-id"), "v-switch-id");
        assert_eq!(meant(Verb::Stop, "instance-ids"), "instance-id");
        for flag in
            ["InstanceId", "instance-id", "region", "RegionId", "Tag.1.Key", "ForceStop", "ClientToken"]
        {
            assert_eq!(meant(Verb::Stop, flag), "", "{flag}");
        }
        for flag in ["SecurityGroupIds.1", "v-switch-id", "Description", "OwnerId", "version", "waiter"] {
            assert_eq!(meant(Verb::Create, flag), "", "{flag}");
        }
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
