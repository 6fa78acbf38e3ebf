//! The same inventory as a Terraform plan: what exists in its state, the attaches as what it changes. Types
//! stand beside it, as no plan tells of them.

use crate::common::id;
use crate::forms::{beside, places};
use crate::made::{Attach, Eni, Instance, Made, ZONES};
use serde_json::{Map, Value, json};

const INSTANCE: &str = "alicloud_instance";
const ENI: &str = "alicloud_ecs_network_interface";
const ATTACHMENT: &str = "alicloud_ecs_network_interface_attachment";
const VSWITCH: &str = "alicloud_vswitch";
const GROUP: &str = "alicloud_security_group";

/// Leaves out what no state tells: the groups of a primary ENI, of which an instance has one, the order
/// of attaches, and what is neither attached nor not. An empty list says nothing there.
pub fn simplify(made: &mut Made) {
    made.ordered = false;
    for instance in &mut made.instances {
        (instance.classic, instance.io_optimized) = (false, true);
    }
    let mut with_primary = Vec::new();
    for eni in &mut made.enis {
        (eni.managed, eni.pairs) = (false, None);
        eni.groups.sort_unstable();
        eni.groups.dedup();
        if eni.groups.is_empty() {
            eni.groups.push(0);
        }
        if eni.status != Some("InUse") {
            // An attachment is there or not.
            eni.holder = None;
            eni.status = eni.status.filter(|status| *status == "Deleting").or(Some("Available"));
        }
        match eni.holder.filter(|_| eni.kind == "Primary") {
            Some(holder) if !with_primary.contains(&holder) => {
                with_primary.push(holder);
                eni.vswitch = made.instances[holder].vswitch;
                eni.queues = None;
            }
            Some(_) => eni.kind = "Secondary",
            None => {}
        }
    }
    let enis = &made.enis;
    made.attaches.retain(|attach| enis[attach.eni].kind != "Primary");
}

/// With everything in the state.
pub fn of_what_exists(made: &Made) -> Vec<(&'static str, String)> {
    files(made, false)
}

/// With instances and ENIs that the plan makes.
pub fn of_what_is_made(made: &Made) -> Vec<(&'static str, String)> {
    files(made, true)
}

fn files(made: &Made, is_new: bool) -> Vec<(&'static str, String)> {
    let mut all: Vec<Resource> = Vec::new();
    all.extend((0..made.vswitches.len()).map(|n| vswitch(made, n)));
    all.extend((0..made.groups.len()).map(|n| group(made, n)));
    all.extend(made.instances.iter().enumerate().map(|(n, one)| instance(made, n, one, is_new)));
    let enis = made.enis.iter().enumerate().filter(|(_, one)| one.kind != "Primary");
    all.extend(enis.map(|(n, one)| eni(n, one, is_new)));
    all.extend(made.enis.iter().enumerate().filter_map(|(n, eni)| attached(n, eni)));
    all.extend(made.attaches.iter().enumerate().map(|(n, attach)| attachment(made, n, attach, is_new)));
    all.sort_by_key(Resource::address);
    let kept: Vec<Value> = all.iter().filter(|one| !one.is_new).map(Resource::state).collect();
    let changes: Vec<Value> = all.iter().map(Resource::change).collect();
    let written: Vec<Value> = all.iter().map(Resource::configuration).collect();
    let plan = json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": changes,
        "prior_state": { "format_version": "1.0", "values": { "root_module": { "resources": kept } } },
        "configuration": {
            "provider_config": {
                "alicloud": {
                    "name": "alicloud",
                    "full_name": "registry.terraform.io/aliyun/alicloud",
                    "expressions": { "region": { "constant_value": "cn-hangzhou" } },
                },
            },
            "root_module": { "resources": written },
        },
    });
    let rest = Made { vswitches: Vec::new(), groups: Vec::new(), ..beside(made) };
    vec![("types.yaml", rest.text()), ("plan.json", plan.to_string())]
}

/// A resource and what its attributes are written as: an address, or else the value itself.
struct Resource {
    kind: &'static str,
    name: String,
    is_new: bool,
    values: Map<String, Value>,
    /// Attributes with the resource that each names, and whether its ID is not known yet.
    refs: Vec<(&'static str, String, bool)>,
}

impl Resource {
    fn new(kind: &'static str, name: String, is_new: bool, values: Value) -> Self {
        let Value::Object(mut values) = values else { unreachable!() };
        values.retain(|_, value| !value.is_null());
        Self { kind, name, is_new, values, refs: Vec::new() }
    }

    fn address(&self) -> String {
        format!("{}.{}", self.kind, self.name)
    }

    fn about(&self) -> Value {
        json!({
            "address": self.address(), "mode": "managed", "type": self.kind, "name": self.name,
            "provider_name": "registry.terraform.io/aliyun/alicloud",
        })
    }

    fn state(&self) -> Value {
        let mut state = self.about();
        (state["schema_version"], state["values"]) = (json!(0), self.values.clone().into());
        state["sensitive_values"] = json!({});
        state
    }

    fn change(&self) -> Value {
        let mut values = self.values.clone();
        let mut unknown = Map::new();
        for (name, ..) in self.refs.iter().filter(|(.., is_open)| *is_open) {
            values.remove(*name);
            unknown.insert((*name).to_owned(), json!(true));
        }
        if self.is_new {
            values.remove("id");
            unknown.insert("id".to_owned(), json!(true));
        }
        let (actions, before) = match self.is_new {
            true => ("create", Value::Null),
            false => ("no-op", values.clone().into()),
        };
        let mut change = self.about();
        change["change"] = json!({
            "actions": [actions], "before": before, "after": values, "after_unknown": unknown,
            "before_sensitive": false, "after_sensitive": {},
        });
        change
    }

    fn configuration(&self) -> Value {
        let written = self.values.iter().filter(|(name, _)| *name != "id" && *name != "status");
        let mut expressions: Map<String, Value> =
            written.map(|(name, value)| (name.clone(), json!({ "constant_value": value }))).collect();
        for (name, target, _) in &self.refs {
            let references = json!([format!("{target}.id"), target]);
            expressions.insert((*name).to_owned(), json!({ "references": references }));
        }
        json!({
            "address": self.address(), "mode": "managed", "type": self.kind, "name": self.name,
            "provider_config_key": "alicloud", "expressions": expressions, "schema_version": 0,
        })
    }
}

fn vswitch(made: &Made, n: usize) -> Resource {
    let its = &made.vswitches[n];
    let values = json!({
        "id": id("vsw", n), "vpc_id": id("vpc", its.vpc.unwrap()), "zone_id": ZONES[its.zone.unwrap()],
        "cidr_block": format!("10.0.{n}.0/24"), "ipv6_cidr_block": format!("2001:db8:0:{n}::/64"),
    });
    Resource::new(VSWITCH, format!("v{n}"), false, values)
}

fn group(made: &Made, n: usize) -> Resource {
    let its = &made.groups[n];
    let kind = if its.advanced { "enterprise" } else { "normal" };
    let values =
        json!({ "id": id("sg", n), "vpc_id": id("vpc", its.vpc.unwrap()), "security_group_type": kind });
    Resource::new(GROUP, format!("g{n}"), false, values)
}

fn instance(made: &Made, n: usize, its: &Instance, is_new: bool) -> Resource {
    let vswitch = its.vswitch.unwrap();
    let mut values = json!({
        "id": id("i", n), "instance_type": made.types[its.kind.unwrap()].name, "status": its.status,
        "vswitch_id": id("vsw", vswitch),
    });
    if !is_new {
        let held = made.enis.iter().enumerate().filter(|(_, eni)| eni.holder == Some(n));
        let (primary, others): (Vec<_>, Vec<_>) = held.partition(|(_, eni)| eni.kind == "Primary");
        values["start_time"] = json!("2026-01-05T08:00Z");
        values["network_interfaces"] = others.iter().map(|(n, eni)| listed(*n, eni)).collect();
        if let [(n, eni)] = primary[..] {
            values["network_interface_id"] = json!(id("eni", n));
            values["secondary_private_ip_address_count"] = json!(eni.secondary);
            values["ipv6_address_count"] = json!(eni.ipv6);
            values["network_interface_traffic_mode"] = json!(mode(eni));
        }
    }
    let mut one = Resource::new(INSTANCE, format!("i{n}"), is_new, values);
    one.refs.push(("vswitch_id", format!("{VSWITCH}.v{vswitch}"), false));
    one
}

/// A secondary ENI in the list of its instance.
fn listed(n: usize, its: &Eni) -> Value {
    let (vswitch, groups) = places(its);
    json!({
        "network_interface_id": id("eni", n), "vswitch_id": vswitch, "security_group_ids": groups,
        "network_interface_traffic_mode": mode(its),
    })
}

fn mode(eni: &Eni) -> &'static str {
    if eni.eri { "HighPerformance" } else { "Standard" }
}

fn eni(n: usize, its: &Eni, is_new: bool) -> Resource {
    let (vswitch, groups) = places(its);
    let values = json!({
        "id": id("eni", n), "instance_type": its.kind,
        "status": if is_new { None } else { its.status },
        "vswitch_id": vswitch, "security_group_ids": groups,
        "secondary_private_ip_address_count": its.secondary, "ipv6_address_count": its.ipv6,
        "network_interface_traffic_mode": mode(its),
        "queue_number": its.queues,
    });
    Resource::new(ENI, format!("e{n}"), is_new, values)
}

/// The attachment of an ENI that is on an instance; the primary one has none.
fn attached(n: usize, eni: &Eni) -> Option<Resource> {
    let holder = eni.holder.filter(|_| eni.kind != "Primary")?;
    let (eni, instance) = (id("eni", n), id("i", holder));
    let values = json!({
        "id": format!("{eni}:{instance}"), "network_interface_id": eni, "instance_id": instance,
    });
    Some(Resource::new(ATTACHMENT, format!("h{n}"), false, values))
}

fn attachment(made: &Made, n: usize, attach: &Attach, is_new: bool) -> Resource {
    let values = json!({
        "network_interface_id": id("eni", attach.eni), "instance_id": id("i", attach.instance),
        "network_card_index": attach.card,
    });
    let mut one = Resource::new(ATTACHMENT, format!("a{n}"), true, values);
    // What is not there has no address.
    if attach.instance < made.instances.len() {
        one.refs.push(("instance_id", format!("{INSTANCE}.i{}", attach.instance), is_new));
    }
    one.refs.push(("network_interface_id", format!("{ENI}.e{}", attach.eni), is_new));
    one
}
