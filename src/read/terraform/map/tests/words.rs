//! Plans from a few words, and entries as text.

use crate::inventory::{Entry, Inventory, Kind, Standing, Value};
use crate::read::terraform::source::Configuration;
use crate::read::terraform::{document, graph::Graph};
use crate::source::{Role, Sources};
use std::fmt::Write as _;

pub(super) fn map(text: &str) -> Inventory {
    let mut sources = Sources::new();
    let file = sources.add("plan.json", text.to_owned(), Role::Named);
    let document = document::read(file, text).unwrap_or_else(|failure| panic!("{failure:?}"));
    let configuration = Configuration::default();
    let mut inventory = Inventory::default();
    super::super::map(&Graph::new(&document, &configuration), &mut inventory);
    inventory
}

/// A plan of some changes: `type.name actions before after unknown`, and expressions of its
/// configuration.
pub(super) fn plan(changes: &[(&str, &str, &str, &str, &str)], expressions: &[(&str, &str)]) -> String {
    let mut text = String::from(r#"{"format_version":"1.2","resource_changes":["#);
    for (index, (address, actions, before, after, unknown)) in changes.iter().enumerate() {
        let (kind, name) = address.split_once('.').unwrap();
        let name = name.split('[').next().unwrap();
        let actions: Vec<String> = actions.split(' ').map(|action| format!("{action:?}")).collect();
        let comma = if index > 0 { "," } else { "" };
        write!(
            text,
            r#"{comma}{{"address":"{address}","mode":"managed","type":"{kind}","name":"{name}","change":{{"actions":[{}],"before":{before},"after":{after},"after_unknown":{unknown}}}}}"#,
            actions.join(",")
        )
        .unwrap();
    }
    text.push_str(r#"],"configuration":{"root_module":{"resources":["#);
    for (index, (address, rest)) in expressions.iter().enumerate() {
        let (kind, name) = address.split_once('.').unwrap();
        let comma = if index > 0 { "," } else { "" };
        write!(
            text,
            r#"{comma}{{"address":"{address}","mode":"managed","type":"{kind}","name":"{name}",{rest}}}"#
        )
        .unwrap();
    }
    text.push_str("]}}}");
    text
}

/// Entries as text: what they are and what they say.
pub(super) fn shown(inventory: &Inventory, kind: Kind) -> Vec<String> {
    inventory.entries(kind).iter().map(|entry| entry_text(inventory, entry)).collect()
}

fn entry_text(inventory: &Inventory, entry: &Entry) -> String {
    let mut text = match entry.standing {
        Standing::Declared => "declared",
        Standing::Observed => "observed",
        Standing::Mentioned => "mentioned",
        Standing::Configured => "configured",
        Standing::Catalog => "catalog",
    }
    .to_owned();
    for fact in inventory.facts(entry) {
        write!(text, " {}={}", fact.field.name(), value_text(inventory, fact.value)).unwrap();
    }
    text
}

fn value_text(inventory: &Inventory, value: Value) -> String {
    let items = |start, len, between: &str| {
        let items = inventory.items(start, len).map(|item| value_text(inventory, item.value));
        items.collect::<Vec<_>>().join(between)
    };
    match value {
        Value::Text(id) => {
            let name = inventory.texts.name(id);
            format!("{}{}", if name.is_opaque() { "?" } else { "" }, name.text())
        }
        Value::Int(n) | Value::Time(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::List { start, len } => format!("[{}]", items(start, len, ",")),
        Value::OneOf(choice) => format!("({})", items(choice.start, choice.len, "|")),
        Value::Unresolved(why) => format!("{why:?}"),
    }
}

pub(super) fn steps(inventory: &Inventory) -> Vec<String> {
    let text = |step: &crate::inventory::Step| {
        let entry = inventory.entry(step.entry);
        format!("{}:{} {}", step.sequence, step.verb.name(), entry_text(inventory, entry))
    };
    inventory.steps.iter().map(text).collect()
}
