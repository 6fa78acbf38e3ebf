//! Every top-level field name that the API documents for an entry, so that pasted output never
//! yields an unknown key. Generated from the models of two public packages on PyPI:
//! `alibabacloud_ecs20140526` 7.11.8 (files of 2026-10-26) for the calls of ECS, and
//! `alibabacloud_vpc20160428` 7.2.2 (files of 2026-09-15) for those of VPC.
//!
//! Names are as keys are compared: lower-cased, without `_` and `-`. Each list is sorted. Where a
//! call answers with the one item itself, the answer's own fields (`requestid`) are in the list.
//! The lists are exempt from rustfmt, which would put each name on a line of its own.

/// An instance, as DescribeInstances and DescribeInstanceAttribute return it.
#[rustfmt::skip]
pub(crate) const INSTANCE: &[&str] = &[
    "additionalinfo", "autoreleasetime", "clockoptions", "clusterid", "cpu", "cpuoptions", "creationtime",
    "creditspecification", "dedicatedhostattribute", "dedicatedinstanceattribute", "deletionprotection",
    "deploymentsetgroupno", "deploymentsetid", "description", "deviceavailable",
    "ecscapacityreservationattr", "eipaddress", "enablejumboframe", "enablenetworkencryption", "enablenvs",
    "expiredtime", "gpuamount", "gpuspec", "hibernationoptions", "hostname", "hpcclusterid", "imageid",
    "imageoptions", "inneripaddress", "instancechargetype", "instanceid", "instancename",
    "instancenetworktype", "instancetype", "instancetypefamily", "internetchargetype",
    "internetmaxbandwidthin", "internetmaxbandwidthout", "iooptimized", "isp", "keypairname",
    "localstorageamount", "localstoragecapacity", "memory", "metadataoptions", "networkinterfaces",
    "networkoptions", "operationlocks", "osname", "osnameen", "ostype", "privatednsnameoptions",
    "publicipaddress", "rdmaipaddress", "recyclable", "regionid", "requestid", "resourcegroupid",
    "salecycle", "securitygroupids", "securityoptions", "serialnumber", "spotduration",
    "spotinterruptionbehavior", "spotpricelimit", "spotstrategy", "starttime", "status", "stoppedmode",
    "tags", "vlanid", "vpcattributes", "zoneid",
];

/// An ENI, as DescribeNetworkInterfaces and DescribeNetworkInterfaceAttribute return it and as
/// CreateNetworkInterface takes it.
#[rustfmt::skip]
pub(crate) const ENI: &[&str] = &[
    "associatedpublicip", "attachment", "bondinterfacespecification", "businesstype", "clienttoken",
    "connectiontrackingconfiguration", "creationtime", "deleteonrelease", "description",
    "enableprimaryipv6", "enhancednetwork", "instanceid", "instancetype", "ipv4prefix", "ipv4prefixcount",
    "ipv4prefixsets", "ipv6address", "ipv6addresscount", "ipv6prefix", "ipv6prefixcount", "ipv6prefixsets",
    "ipv6sets", "macaddress", "networkinterfaceid", "networkinterfacename", "networkinterfacetrafficconfig",
    "networkinterfacetrafficmode", "owneraccount", "ownerid", "primaryipaddress", "privateipaddress",
    "privateipsets", "qosconfig", "queuenumber", "queuepairnumber", "regionid", "requestid",
    "resourcegroupid", "resourceowneraccount", "resourceownerid", "rxqueuesize",
    "secondaryprivateipaddresscount", "securitygroupid", "securitygroupids", "serviceid", "servicemanaged",
    "slaveinterfacespecification", "sourcedestcheck", "status", "tag", "tags", "tcpoptionaddressenabled",
    "txqueuesize", "type", "visible", "vpcid", "vswitchid", "zoneid",
];

/// An instance type, as DescribeInstanceTypes returns it.
#[rustfmt::skip]
pub(crate) const INSTANCE_TYPE: &[&str] = &[
    "attributes", "baselinecredit", "clock", "cpuarchitecture", "cpucorecount", "cpuoptions",
    "cpuspeedfrequency", "cputurbofrequency", "diskquantity", "enhancednetwork", "eniipv6addressquantity",
    "eniprivateipaddressquantity", "eniquantity", "enitotalquantity", "enitrunksupported", "eriquantity",
    "gpuamount", "gpumemorysize", "gpuspec", "initialcredit", "instancebandwidthrx", "instancebandwidthtx",
    "instancecategory", "instancefamilylevel", "instanceppsrx", "instanceppstx", "instancetypefamily",
    "instancetypeid", "jumboframesupport", "localstorageamount", "localstoragecapacity",
    "localstoragecategory", "maximumqueuenumberpereni", "memorysize", "networkcardquantity", "networkcards",
    "networkencryptionsupport", "networkinfo", "nvmesupport", "physicalprocessormodel",
    "primaryeniqueuenumber", "queuepairnumber", "secondaryeniqueuenumber", "securityoptions",
    "supportedbootmodes", "totaleniqueuequantity",
];

/// A security group, as DescribeSecurityGroups and DescribeSecurityGroupAttribute return it.
#[rustfmt::skip]
pub(crate) const SECURITY_GROUP: &[&str] = &[
    "availableinstanceamount", "creationtime", "description", "ecscount", "grouptogrouprulecount",
    "inneraccesspolicy", "nexttoken", "permissions", "regionid", "requestid", "resourcegroupid",
    "rulecount", "securitygroupid", "securitygroupname", "securitygrouptype", "serviceid", "servicemanaged",
    "snapshotpolicyids", "tags", "vpcid",
];

/// A vSwitch, as DescribeVSwitches and DescribeVSwitchAttributes return it.
#[rustfmt::skip]
pub(crate) const VSWITCH: &[&str] = &[
    "availableipaddresscount", "cidrblock", "creationtime", "description", "enabledipv6", "ipv6cidrblock",
    "isdefault", "networkaclid", "ownerid", "requestid", "resourcegroupid", "routetable", "sharetype",
    "status", "tags", "vpcid", "vswitchid", "vswitchname", "zoneid",
];

/// A VPC, as DescribeVpcs and DescribeVpcAttribute return it.
#[rustfmt::skip]
pub(crate) const VPC: &[&str] = &[
    "associatedcens", "associatedpropagationsources", "censtatus", "cidrblock", "classiclinkenabled",
    "cloudresources", "creationtime", "description", "dhcpoptionssetid", "dhcpoptionssetstatus",
    "dnshostnamestatus", "enabledipv6", "ipv4gatewayid", "ipv6cidrblock", "ipv6cidrblocks", "isdefault",
    "natgatewayids", "ownerid", "regionid", "requestid", "resourcegroupid", "routertableids",
    "secondarycidrblocks", "status", "supportipv4gateway", "tags", "usercidrs", "vpcid", "vpcname",
    "vrouterid", "vswitchids",
];

/// A planned attach, as AttachNetworkInterface takes it.
#[rustfmt::skip]
pub(crate) const ATTACHMENT: &[&str] = &[
    "instanceid", "networkcardindex", "networkinterfaceid", "owneraccount", "ownerid", "regionid",
    "resourceowneraccount", "resourceownerid", "trunknetworkinstanceid", "waitfornetworkconfigurationready",
];

/// What a list response carries beside its list, whichever of the list calls it answers.
#[rustfmt::skip]
pub(crate) const ENVELOPE: &[&str] = &[
    "nexttoken", "pagenumber", "pagesize", "regionid", "requestid", "totalcount",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_normalised() {
        for list in [INSTANCE, ENI, INSTANCE_TYPE, SECURITY_GROUP, VSWITCH, VPC, ATTACHMENT, ENVELOPE] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
            assert!(list.iter().all(|name| name.bytes().all(plain)), "{list:?}");
        }
    }
}
