//! What attributes come to.

use super::super::document::{self, Document};
use super::super::schema::IdOf::{Eni, Instance, SecurityGroup, Vpc, Vswitch};
use super::super::schema::Want;
use super::*;
use crate::source::FileId;
use std::fmt::Write as _;

const WANTS: [(&str, &str, Want); 12] = [
    ("alicloud_instance", "vswitch_id", Want::Id(Vswitch)),
    ("alicloud_instance", "security_groups", Want::Ids(SecurityGroup)),
    ("alicloud_instance", "status", Want::Value),
    ("alicloud_ecs_network_interface", "vswitch_id", Want::Id(Vswitch)),
    ("alicloud_ecs_network_interface", "security_group_ids", Want::Ids(SecurityGroup)),
    ("alicloud_ecs_network_interface_attachment", "instance_id", Want::Id(Instance)),
    ("alicloud_ecs_network_interface_attachment", "network_interface_id", Want::Id(Eni)),
    ("alicloud_ecs_network_interface_attachment", "network_card_index", Want::Value),
    ("alicloud_vswitch", "vpc_id", Want::Id(Vpc)),
    ("alicloud_vswitch", "zone_id", Want::Value),
    ("alicloud_vswitch", "id", Want::Id(Vswitch)),
    ("alicloud_security_group", "vpc_id", Want::Id(Vpc)),
];

fn read(text: &str) -> Document<'_> {
    document::read(FileId(0), text).ok().expect("a plan")
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
        Term::Object(id) => format!("object {}", address(id)),
        Term::OneOf(terms, _) => format!("one of {}", all(terms)),
        Term::Token(text) => text.to_string(),
        Term::Unknown => "unknown".into(),
    }
}

/// All attributes that matter, a line each.
fn dump(graph: &Graph<'_>) -> String {
    let mut out = String::new();
    for (number, object) in (0..).zip(&graph.document.objects) {
        let id = ObjectId(number);
        let mut put = |place: Place<'_>, want| {
            let term = show(graph, &graph.attribute(id, place, want).term);
            let path = known::path(object, place);
            writeln!(out, "{path} = {term}").expect("memory");
        };
        for (_, name, want) in WANTS.iter().filter(|(kind, ..)| *kind == object.kind) {
            put(Place { block: None, name }, *want);
        }
        if object.kind == "alicloud_instance" {
            match graph.blocks(id, "network_interfaces") {
                Some(count) => {
                    for n in 0..count {
                        let block = Some(("network_interfaces", n));
                        put(Place { block, name: "network_interface_id" }, Want::Id(Eni));
                        put(Place { block, name: "vswitch_id" }, Want::Id(Vswitch));
                        put(Place { block, name: "security_group_ids" }, Want::Ids(SecurityGroup));
                    }
                }
                None => writeln!(out, "{}.network_interfaces: ?", object.address).expect("memory"),
            }
        }
    }
    out
}

#[test]
fn show_all() {
    for path in std::env::var("PLANS").unwrap_or_default().split(' ').filter(|path| !path.is_empty()) {
        let text = std::fs::read_to_string(path).expect("a file");
        let document = read(&text);
        let configuration = Configuration::default();
        let graph = Graph::new(&document, &configuration);
        println!("== {path}\n{}", dump(&graph));
        for (number, object) in (0..).zip(&document.objects) {
            let depends = graph.dependencies(ObjectId(number));
            let depends: Vec<_> =
                depends.iter().map(|id| document.object(*id).expect("an object").address.as_ref()).collect();
            println!(
                "{}: {depends:?} {:?}",
                object.address,
                graph.region(ObjectId(number)).map(|(term, _)| term)
            );
        }
    }
}
