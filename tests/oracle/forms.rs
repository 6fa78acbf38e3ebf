//! The same inventory in other forms: as JSON, and with what exists as answers of the `aliyun` command. For
//! what plans it see `terraform` and `ros`.

use crate::common::id;
use crate::made::{Eni, Instance, Made, ZONES};
use serde_json::{Value, json};

/// Leaves out what the forms say each in a way of its own: the numbers of ENIs.
pub fn simplify(made: &mut Made) {
    for eni in &mut made.enis {
        (eni.secondary, eni.ipv6) = (0, 0);
        (eni.eri, eni.queues, eni.pairs) = (false, None, None);
    }
}

/// The same text as JSON.
pub fn json(yaml: &str) -> String {
    serde_yaml::from_str::<Value>(yaml).unwrap().to_string()
}

/// Instances and ENIs as the answers of Describe calls, and the rest beside them.
pub fn snapshot(made: &Made) -> Vec<(&'static str, String)> {
    let plan = Made { attaches: made.attaches.clone(), ..beside(made) };
    let instances: Vec<Value> =
        made.instances.iter().enumerate().map(|(n, i)| instance(made, n, i)).collect();
    let enis: Vec<Value> = made.enis.iter().enumerate().map(|(n, e)| eni(made, n, e)).collect();
    let instances = json!({
        "TotalCount": instances.len(), "PageNumber": 1, "PageSize": 100, "RequestId": "A",
        "Instances": { "Instance": instances },
    });
    let enis = json!({
        "TotalCount": enis.len(), "PageNumber": 1, "PageSize": 100, "RequestId": "B",
        "NetworkInterfaceSets": { "NetworkInterfaceSet": enis },
    });
    vec![
        ("plan.yaml", plan.text()),
        ("instances.json", instances.to_string()),
        ("enis.json", enis.to_string()),
    ]
}

/// What is left if another file has the instances, the ENIs and the attaches.
pub fn beside(made: &Made) -> Made {
    Made { instances: Vec::new(), enis: Vec::new(), attaches: Vec::new(), ..made.clone() }
}

/// Leaves out what cannot be said of instances and ENIs that are made only now.
pub fn renew(made: &mut Made) {
    made.ordered = false;
    for instance in &mut made.instances {
        (instance.classic, instance.io_optimized, instance.status) = (false, true, Some("Running"));
    }
    for eni in &mut made.enis {
        eni.kind = if eni.kind == "Trunk" { "Trunk" } else { "Secondary" };
        (eni.status, eni.holder) = (Some("Available"), None);
        (eni.managed, eni.pairs) = (false, None);
        eni.groups.sort_unstable();
        eni.groups.dedup();
    }
}

/// The IDs of an ENI's vSwitch and groups.
pub fn places(eni: &Eni) -> (String, Vec<String>) {
    (id("vsw", eni.vswitch.unwrap()), eni.groups.iter().map(|n| id("sg", *n)).collect())
}

fn place(made: &Made, vswitch: Option<usize>) -> (String, String, String) {
    let n = vswitch.unwrap();
    let its = &made.vswitches[n];
    (id("vsw", n), id("vpc", its.vpc.unwrap()), ZONES[its.zone.unwrap()].to_owned())
}

fn instance(made: &Made, n: usize, instance: &Instance) -> Value {
    let (vswitch, vpc, zone) = place(made, instance.vswitch);
    json!({
        "InstanceId": id("i", n),
        "InstanceType": made.types[instance.kind.unwrap()].name,
        "Status": instance.status.unwrap(),
        "RegionId": "cn-hangzhou",
        "ZoneId": zone,
        "StartTime": "2026-01-05T08:00Z",
        "InstanceNetworkType": if instance.classic { "classic" } else { "vpc" },
        "IoOptimized": instance.io_optimized,
        "VpcAttributes": { "VpcId": vpc, "VSwitchId": vswitch },
    })
}

fn eni(made: &Made, n: usize, eni: &Eni) -> Value {
    let (vswitch, vpc, zone) = place(made, eni.vswitch);
    let (_, groups) = places(eni);
    json!({
        "NetworkInterfaceId": id("eni", n),
        "Type": eni.kind,
        "Status": eni.status.unwrap(),
        "InstanceId": eni.holder.map_or(String::new(), |n| id("i", n)),
        "VSwitchId": vswitch,
        "VpcId": vpc,
        "ZoneId": zone,
        "ServiceManaged": eni.managed,
        "SecurityGroupIds": { "SecurityGroupId": groups },
    })
}
