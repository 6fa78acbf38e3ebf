//! The same inventory as a template of ROS, which makes instances, ENIs and groups, and attaches. Types and
//! vSwitches stand beside it.

use crate::common::id;
use crate::forms::beside;
use crate::made::{Eni, Instance, Made};
use serde_json::{Map, Value, json};

/// Leaves out what no template tells.
pub fn simplify(made: &mut Made) {
    for eni in &mut made.enis {
        eni.kind = "Secondary";
    }
    for attach in &mut made.attaches {
        attach.card = None;
    }
}

pub fn files(made: &Made) -> Vec<(&'static str, String)> {
    let mut resources = Map::new();
    for (n, group) in made.groups.iter().enumerate() {
        let kind = if group.advanced { "enterprise" } else { "normal" };
        let properties = json!({ "VpcId": id("vpc", group.vpc.unwrap()), "SecurityGroupType": kind });
        add(&mut resources, format!("G{n}"), "SecurityGroup", properties);
    }
    for (n, its) in made.instances.iter().enumerate() {
        add(&mut resources, format!("I{n}"), "Instance", instance(made, its));
    }
    for (n, its) in made.enis.iter().enumerate() {
        add(&mut resources, format!("E{n}"), "NetworkInterface", eni(its));
    }
    for (n, attach) in made.attaches.iter().enumerate() {
        let instance = match attach.instance < made.instances.len() {
            true => json!({ "Fn::GetAtt": [format!("I{}", attach.instance), "InstanceId"] }),
            false => id("i", attach.instance).into(),
        };
        let eni = json!({ "Ref": format!("E{}", attach.eni) });
        let properties = json!({ "InstanceId": instance, "NetworkInterfaceId": eni });
        add(&mut resources, format!("A{n}"), "NetworkInterfaceAttachment", properties);
    }
    let template = json!({ "ROSTemplateFormatVersion": "2015-09-01", "Resources": resources });
    let rest = Made { groups: Vec::new(), ..beside(made) };
    vec![("types.yaml", rest.text()), ("template.json", template.to_string())]
}

fn add(resources: &mut Map<String, Value>, name: String, kind: &str, properties: Value) {
    let Value::Object(mut properties) = properties else { unreachable!() };
    properties.retain(|_, value| !value.is_null());
    resources.insert(name, json!({ "Type": format!("ALIYUN::ECS::{kind}"), "Properties": properties }));
}

fn instance(made: &Made, its: &Instance) -> Value {
    json!({
        "InstanceType": made.types[its.kind.unwrap()].name,
        "VSwitchId": id("vsw", its.vswitch.unwrap()),
    })
}

fn eni(its: &Eni) -> Value {
    let groups: Vec<Value> = its.groups.iter().map(|n| json!({ "Ref": format!("G{n}") })).collect();
    let some = |n: i64| Some(n).filter(|n| *n > 0);
    json!({
        "VSwitchId": id("vsw", its.vswitch.unwrap()),
        "SecurityGroupIds": groups,
        "SecondaryPrivateIpAddressCount": some(its.secondary),
        "Ipv6AddressCount": some(its.ipv6),
        "NetworkInterfaceTrafficMode": its.eri.then_some("HighPerformance"),
        "QueueNumber": its.queues,
    })
}
