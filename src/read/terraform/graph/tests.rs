//! What attributes come to.

use super::super::document::{self, Document};
use super::super::schema::IdOf::{Eni, SecurityGroup, Vswitch};
use super::super::schema::Want;
use super::*;
use crate::source::{FileId, Role, Sources};
use serde_json::{Value, json};
use std::fmt::Write as _;

#[path = "tests_files.rs"]
mod files;

fn read(text: &str) -> Document<'_> {
    document::read(FileId(0), text).unwrap_or_else(|_| panic!("a plan"))
}

/// A term as one reads it.
fn show(graph: &Graph<'_>, term: &Term) -> String {
    let address = |id: &ObjectId| graph.document.object(*id).expect("an object").address.to_string();
    let all = |terms: &[Term]| terms.iter().map(|term| show(graph, term)).collect::<Vec<_>>().join(", ");
    match term {
        Term::Null => "null".into(),
        Term::Bool(flag) => flag.to_string(),
        Term::Number(number) => number.to_string(),
        Term::Text(text) => format!("{text:?}"),
        Term::List(items) => format!("[{}]", all(items)),
        Term::Map(entries) => {
            let all = entries.iter().map(|(key, term)| format!("{key}: {}", show(graph, term)));
            format!("{{{}}}", all.collect::<Vec<_>>().join(", "))
        }
        Term::Id(id) => format!("<{}>", address(id)),
        Term::Part(id, part) => format!("<{}.{}>", address(id), part.path()),
        Term::Object(id) => format!("object {}", address(id)),
        Term::OneOf(terms, _) => format!("one of {}", all(terms)),
        Term::Token(text) => text.to_string(),
        Term::Unknown => "unknown".into(),
    }
}

/// An object that a plan creates, with nothing known but what is told.
fn create(address: &str, unknown: &[&str], after: Value) -> Value {
    let own = address
        .rsplit_once("module.")
        .map_or(address, |(_, rest)| rest.split_once('.').expect("a resource").1);
    let (mode, own) = own.strip_prefix("data.").map_or(("managed", own), |own| ("data", own));
    let (kind, name) = own.split_once('.').expect("a type");
    let name = name.split('[').next().expect("a name");
    let unknown: serde_json::Map<String, Value> =
        unknown.iter().chain(&["id"]).map(|name| ((*name).to_owned(), true.into())).collect();
    json!({
        "address": address, "mode": mode, "type": kind, "name": name,
        "change": {"actions": ["create"], "before": null, "after": after, "after_unknown": unknown,
            "before_sensitive": false, "after_sensitive": {"status": true}},
    })
}

/// A resource of the configuration.
fn resource(kind: &str, name: &str, expressions: Value) -> Value {
    json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
        "provider_config_key": "alicloud", "expressions": expressions})
}

fn plan(module: Value, changes: &[Value]) -> String {
    json!({"format_version": "1.2", "variables": {"v": {"value": "vsw-known"}, "zone": {"value": "z"}},
        "resource_changes": changes, "configuration": {"provider_config": {}, "root_module": module}})
    .to_string()
}

const ENI: &str = "alicloud_ecs_network_interface";
const ATTACH: &str = "alicloud_ecs_network_interface_attachment";

/// What an ENI's vSwitch comes to, given what its expression refers to.
fn vswitch_of(references: Value, files: &str) -> String {
    let expression = json!({"references": references});
    let mut resources = vec![
        resource(ENI, "e", json!({"vswitch_id": expression})),
        resource(
            "alicloud_instance",
            "i",
            json!({"vswitch_id": {"references": ["alicloud_vswitch.a.id", "alicloud_vswitch.a"]}}),
        ),
        resource("alicloud_vswitch", "a", json!({})),
        resource("alicloud_vswitch", "c", json!({})),
    ];
    resources[3]["count_expression"] = json!({"constant_value": 2});
    let changes = [
        create("alicloud_ecs_network_interface.e", &["vswitch_id"], json!({})),
        create(
            "alicloud_instance.i",
            &["vswitch_id", "zone_id", "network_interface_id"],
            json!({"instance_name": "n"}),
        ),
        create("alicloud_vswitch.a", &["vpc_id"], json!({"zone_id": "z"})),
        create("alicloud_vswitch.c[0]", &[], json!({})),
        create("alicloud_vswitch.c[1]", &[], json!({})),
        create("alicloud_security_group.g", &[], json!({})),
    ];
    let text = plan(json!({"resources": resources}), &changes);
    with_files(&text, &[("main.tf", files)], |graph| {
        let place = Place { block: None, name: "vswitch_id" };
        show(graph, &graph.attribute(ObjectId(0), place, Want::Id(Vswitch)).term)
    })
}

fn with_files<T>(plan: &str, files: &[(&str, &str)], then: impl FnOnce(&Graph<'_>) -> T) -> T {
    let mut sources = Sources::new();
    sources.add("plan.json", plan.to_owned(), Role::Named);
    let files = files.iter().filter(|(_, text)| !text.is_empty());
    let files: Vec<FileId> =
        files.map(|(name, text)| sources.add(*name, (*text).to_owned(), Role::Found)).collect();
    let document = read(plan);
    let configuration = Configuration::read(&sources, &files);
    then(&Graph::new(&document, &configuration))
}

const OWN: &str = "${alicloud_ecs_network_interface.e.vswitch_id}";

#[test]
fn references_of_the_plan() {
    let all = "one of <alicloud_vswitch.c[0]>, <alicloud_vswitch.c[1]>";
    for (references, expected) in [
        (json!(["alicloud_vswitch.a.id", "alicloud_vswitch.a"]), "<alicloud_vswitch.a>"),
        (
            json!(["alicloud_vswitch.c[1].id", "alicloud_vswitch.c[1]", "alicloud_vswitch.c"]),
            "<alicloud_vswitch.c[1]>",
        ),
        (json!(["alicloud_vswitch.c", "count.index"]), all),
        (json!(["alicloud_vswitch.c"]), all),
        (json!(["alicloud_vswitch.a"]), "<alicloud_vswitch.a>"),
        // Known values that are no vSwitch.
        (json!(["var.zone", "alicloud_vswitch.a.id", "alicloud_vswitch.a"]), "<alicloud_vswitch.a>"),
        (
            json!(["var.v", "alicloud_vswitch.a.id", "alicloud_vswitch.a"]),
            "one of \"vsw-known\", <alicloud_vswitch.a>",
        ),
        (json!(["alicloud_instance.i.vswitch_id", "alicloud_instance.i"]), "<alicloud_vswitch.a>"),
        // What a condition may look at, and its other side may be a text that is written out.
        (json!(["alicloud_security_group.g.id", "alicloud_security_group.g", "alicloud_vswitch.a.id"]), OWN),
        (json!(["alicloud_instance.i.zone_id", "alicloud_instance.i", "alicloud_vswitch.a.id"]), OWN),
        (json!(["alicloud_security_group.g.id", "alicloud_security_group.g"]), OWN),
        (json!(["alicloud_vswitch.a.id", "alicloud_vswitch.a", "alicloud_vswitch.a.id"]), OWN),
        // Beside all instances of something it is the index.
        (json!(["alicloud_vswitch.c", "alicloud_instance.i.zone_id", "alicloud_instance.i"]), all),
        // What may be such an ID, and nobody knows.
        (json!(["local.x", "alicloud_vswitch.a.id", "alicloud_vswitch.a"]), OWN),
        (
            json!([
                "alicloud_instance.i.network_interface_id",
                "alicloud_instance.i",
                "alicloud_vswitch.a.id"
            ]),
            OWN,
        ),
        (json!(["alicloud_security_group.g"]), OWN),
        (json!(["module.m"]), OWN),
        (json!(["random_pet.x.id", "random_pet.x", "alicloud_vswitch.a.id", "alicloud_vswitch.a"]), OWN),
        // A lone ID is that ID; of a list nobody knows which.
        (json!(["data.t.d.vswitch_id", "data.t.d"]), "${data.t.d.vswitch_id}"),
        (json!(["data.t.d.ids[0]", "data.t.d.ids", "data.t.d"]), "${data.t.d.ids[0]}"),
        (json!(["data.t.d.ids", "data.t.d"]), OWN),
        (json!(["not a reference["]), OWN),
        (json!([7, null]), OWN),
    ] {
        assert_eq!(vswitch_of(references.clone(), ""), expected, "{references}");
    }
}

#[test]
fn what_is_not_given_is_null_and_what_is_secret_is_unknown() {
    let resources = json!([resource("alicloud_instance", "i", json!({}))]);
    let changes = [create("alicloud_instance.i", &["status", "vswitch_id", "network_interfaces"], json!({}))];
    let text = plan(json!({"resources": resources}), &changes);
    with_files(&text, &[], |graph| {
        let term = |name| graph.attribute(ObjectId(0), Place { block: None, name }, Want::Value).term;
        assert_eq!(term("vswitch_id"), Term::Null);
        assert_eq!(term("status"), Term::Unknown);
        assert_eq!(term("no_such"), Term::Null);
        assert_eq!(graph.blocks(ObjectId(0), "network_interfaces"), Some(0));
        assert_eq!(
            show(graph, &graph.object_attribute(ObjectId(0), "vswitch_id", None)),
            "${alicloud_instance.i.vswitch_id}"
        );
    });
}

/// Two instances of a module: arguments, defaults and outputs.
#[test]
fn modules() {
    let eni = resource(
        ENI,
        "e",
        json!({
        "vswitch_id": {"references": ["var.sw"]}, "security_group_ids": {"references": ["var.sg"]}}),
    );
    let outputs = json!({"eni": {"expression": {"references": ["alicloud_ecs_network_interface.e.id", "alicloud_ecs_network_interface.e"]}}});
    let module = json!({
        "resources": [resource(ATTACH, "x", json!({"network_interface_id": {"references": ["module.m[\"a\"].eni", "module.m[\"a\"]", "module.m"]}})),
            resource(ATTACH, "y", json!({"network_interface_id": {"references": ["module.m", "each.key"]}}))],
        "module_calls": {"m": {
            "for_each_expression": {"constant_value": {"a": {"z": "p"}, "b": {"z": "q"}}},
            "expressions": {
                "sw": {"references": ["alicloud_vswitch.z", "each.value.z", "each.value"]},
                "sg": {"references": ["alicloud_security_group.g.id", "alicloud_security_group.g"]}},
            "module": {"resources": [eni], "outputs": outputs, "variables": {"sw": {}, "sg": {}}}}}});
    let changes = [
        create(
            "module.m[\"a\"].alicloud_ecs_network_interface.e",
            &["vswitch_id", "security_group_ids"],
            json!({}),
        ),
        create("alicloud_ecs_network_interface_attachment.x", &["network_interface_id"], json!({})),
        create("alicloud_ecs_network_interface_attachment.y", &["network_interface_id"], json!({})),
        create("alicloud_vswitch.z[\"p\"]", &[], json!({})),
        create("alicloud_vswitch.z[\"q\"]", &[], json!({})),
        create("alicloud_security_group.g", &[], json!({})),
    ];
    let text = plan(module, &changes);
    with_files(&text, &[], |graph| {
        let term = |id, name, want| {
            show(graph, &graph.attribute(ObjectId(id), Place { block: None, name }, want).term)
        };
        assert_eq!(
            term(0, "vswitch_id", Want::Id(Vswitch)),
            "one of <alicloud_vswitch.z[\"p\"]>, <alicloud_vswitch.z[\"q\"]>"
        );
        assert_eq!(term(0, "security_group_ids", Want::Ids(SecurityGroup)), "[<alicloud_security_group.g>]");
        assert_eq!(
            term(1, "network_interface_id", Want::Id(Eni)),
            "<module.m[\"a\"].alicloud_ecs_network_interface.e>"
        );
        assert_eq!(
            term(2, "network_interface_id", Want::Id(Eni)),
            "${alicloud_ecs_network_interface_attachment.y.network_interface_id}"
        );
    });
}

/// Each attachment of one of many ENIs, by an index that the plan does not tell.
fn many(count: usize) -> String {
    let references = json!({"references": ["alicloud_ecs_network_interface.e", "count.index"]});
    let mut resources = vec![
        resource(ATTACH, "x", json!({"network_interface_id": references})),
        resource(ENI, "e", json!({})),
    ];
    resources[0]["count_expression"] = json!({"constant_value": count});
    resources[1]["count_expression"] = json!({"constant_value": count});
    let attachments =
        (0..count).map(|n| create(&format!("{ATTACH}.x[{n}]"), &["network_interface_id"], json!({})));
    let enis = (0..count).map(|n| create(&format!("{ENI}.e[{n}]"), &[], json!({})));
    plan(json!({"resources": resources}), &attachments.chain(enis).collect::<Vec<_>>())
}

#[test]
fn many_candidates_are_none() {
    let place = Place { block: None, name: "network_interface_id" };
    with_files(&many(3), &[], |graph| {
        let terms = [0, 1].map(|id| graph.attribute(ObjectId(id), place, Want::Id(Eni)).term);
        let [Term::OneOf(first, key), Term::OneOf(_, other)] = &terms else { panic!("candidates") };
        assert_eq!(first.len(), 3);
        assert_ne!(key, other, "each takes its own");
    });
    with_files(&many(65), &[], |graph| {
        let term = graph.attribute(ObjectId(0), place, Want::Id(Eni)).term;
        assert_eq!(
            show(graph, &term),
            "${alicloud_ecs_network_interface_attachment.x[0].network_interface_id}"
        );
    });
}
