//! The schema of the native inventory, from the tables that its reader goes by.
//!
//! The reader takes more than a schema can say: keys however they are cased, entries as the API prints
//! them. So the schema knows the canonical keys and the short ones. Where a reader tells unknown keys
//! from the API's, which is in `attachments`, `steps` and `facts`, an unknown key in canonical style is
//! refused; in other entries any key may be one of the API's.

use super::entry::normalise;
use super::section::{SECTIONS, Section};
use crate::inventory::{Field, FieldDef, Kind, ListType, Meaning, Type, Verb};
use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

/// The spelling of keys that are no field's canonical name.
const SPELLED: [(&str, &str); 21] = [
    ("accountid", "account_id"),
    ("associatedpublicip", "associated_public_ip"),
    ("attachment", "attachment"),
    ("enis", "enis"),
    ("eniid", "eni_id"),
    ("id", "id"),
    ("instancetype", "instance_type"),
    ("ipv4prefix", "ipv4_prefix"),
    ("ipv4prefixsets", "ipv4_prefix_sets"),
    ("ipv6address", "ipv6_address"),
    ("ipv6prefix", "ipv6_prefix"),
    ("ipv6prefixsets", "ipv6_prefix_sets"),
    ("ipv6sets", "ipv6_sets"),
    ("networkcardindex", "network_card_index"),
    ("networkinterfaces", "network_interfaces"),
    ("networkinterfacetrafficconfig", "network_interface_traffic_config"),
    ("primaryipaddress", "primary_ip_address"),
    ("privateips", "private_ips"),
    ("privateipsets", "private_ip_sets"),
    ("trafficmode", "traffic_mode"),
    ("vpcattributes", "vpc_attributes"),
];

/// The same for keys that stand for one address where the field is a list, and for groups of lists.
const REPEATED: [(&str, &str); 3] = [
    ("privateipaddress", "private_ip_address"),
    ("securitygroupid", "security_group_id"),
    ("ipaddress", "ip_address"),
];

/// The schema of an inventory.
pub(crate) fn inventory() -> Schema {
    let mut properties = Map::new();
    for (name, section) in SECTIONS {
        let value = match section {
            Section::Version => {
                json!({ "enum": [1, "1", null], "description": "The version of the format." })
            }
            Section::Region => described(Type::Symbol, "The default region of everything in the file."),
            Section::Complete => described(Type::Bool, "Whether what is not listed does not exist."),
            Section::Entries(Kind::Eni) => entries(json!({ "$ref": "#/$defs/eni" })),
            Section::Entries(kind) => entries(entry(*kind)),
            Section::Steps => json!({ "type": ["array", "null"], "items": step() }),
            Section::Facts => facts(false),
        };
        properties.insert((*name).to_owned(), value);
    }
    let mut schema = strict(properties);
    if let Some(root) = schema.as_object_mut() {
        let more = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "enilint inventory, version 1",
            "$defs": { "eni": entry(Kind::Eni) },
        });
        root.extend(more.as_object().cloned().unwrap_or_default());
    }
    Schema::try_from(schema).unwrap_or_default()
}

/// The schema of the facts of a configuration.
pub(crate) fn facts_of_configuration() -> Schema {
    Schema::try_from(facts(true)).unwrap_or_else(|_| json_schema!(true))
}

fn facts(configured: bool) -> Value {
    let by_id = |kind| json!({ "type": ["object", "null"], "additionalProperties": entry(kind) });
    let mut properties = Map::new();
    if !configured {
        properties.insert("now".to_owned(), described(Type::Time, "The time of the run."));
        let complete = json!({ "type": ["object", "null"], "properties": { "complete": value(Type::Bool) } });
        properties.insert("inventory".to_owned(), complete);
    }
    properties.insert("account".to_owned(), entry(Kind::Account));
    let kinds = [Kind::Quota, Kind::Region, Kind::InstanceType, Kind::SecurityGroup, Kind::Eip];
    for kind in kinds {
        let section = kind.section();
        let name = section.strip_prefix("facts.").unwrap_or(section);
        properties.insert(name.to_owned(), by_id(kind));
    }
    properties.insert("eni_permissions".to_owned(), entries(entry(Kind::EniPermission)));
    strict(properties)
}

/// A list of entries, plain or as the API wraps it.
fn entries(entry: Value) -> Value {
    json!({ "anyOf": [{ "type": ["array", "null"], "items": entry }, { "type": "object" }] })
}

fn entry(kind: Kind) -> Value {
    let properties = properties(kind.fields());
    match kind {
        Kind::Attachment | Kind::Account | Kind::Quota | Kind::Region | Kind::Eip | Kind::EniPermission => {
            strict(properties)
        }
        _ => json!({ "type": ["object", "null"], "properties": properties }),
    }
}

fn properties(fields: &[FieldDef]) -> Map<String, Value> {
    fields.iter().map(|def| (spelling(def), of_meaning(def.meaning))).collect()
}

/// A mapping whose keys are known, but for those that are spelt in another way.
fn strict(mut properties: Map<String, Value>) -> Value {
    // The IDs of quotas have hyphens; keys in the style of all others are right, too.
    let hyphened = properties.iter().filter(|(name, _)| name.contains('-'));
    let plain: Vec<_> = hyphened.map(|(name, value)| (name.replace('-', "_"), value.clone())).collect();
    properties.extend(plain);
    let names: Vec<&String> = properties.keys().collect();
    let other = json!([{ "enum": names }, { "pattern": "[A-Z-]" }, { "const": "//" }]);
    json!({ "type": ["object", "null"], "propertyNames": { "anyOf": other }, "properties": properties })
}

/// One verb, with what it takes.
fn step() -> Value {
    let mut verbs = Map::new();
    for verb in Verb::ALL {
        let takes = match verb {
            Verb::Attach => entry(Kind::Attachment),
            Verb::Create => json!({ "$ref": "#/$defs/eni" }),
            verb => {
                let fields = Kind::Step
                    .fields()
                    .iter()
                    .filter(|def| field(def.meaning).is_some_and(|field| verb.takes().0.contains(&field)));
                let fields: Vec<FieldDef> = fields.copied().collect();
                let mapping = strict(properties(&fields));
                // Where a verb needs but an ID, that may stand alone.
                let (_, needed) = verb.takes();
                match needed {
                    1 => json!({ "anyOf": [{ "type": "string" }, mapping] }),
                    _ => mapping,
                }
            }
        };
        verbs.insert(verb.name().to_owned(), takes);
    }
    strict(verbs)
}

/// The canonical spelling of a key.
fn spelling(def: &FieldDef) -> String {
    let canonical = field(def.meaning).map(Field::name).filter(|name| normalise(name) == def.key);
    let spelled = SPELLED.iter().chain(&REPEATED).find(|(key, _)| *key == def.key).map(|(_, name)| *name);
    canonical.or(spelled).unwrap_or(def.key).to_owned()
}

fn field(meaning: Meaning) -> Option<Field> {
    match meaning {
        Meaning::Field(field) | Meaning::List(field, _) | Meaning::Repeated(field) => Some(field),
        Meaning::Group(_) | Meaning::Enis => None,
    }
}

fn of_meaning(meaning: Meaning) -> Value {
    match meaning {
        Meaning::Field(field) => value(field.ty()),
        Meaning::List(field, wrapped) => list(field.ty(), Some(wrapped)),
        Meaning::Repeated(field) => {
            let one = value(field.ty().item().unwrap_or(field.ty()));
            json!({ "anyOf": [one, list(field.ty(), None)] })
        }
        Meaning::Group(fields) => {
            json!({ "type": ["object", "string", "null"], "properties": properties(fields) })
        }
        Meaning::Enis => {
            let eni = json!({ "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/eni" }] });
            json!({ "anyOf": [{ "type": ["array", "null"], "items": eni }, { "type": "object" }] })
        }
    }
}

/// `[a, b]`, `{Wrapper: [a, b]}`, `[{Element: a}]`, or a symbol.
fn list(ty: Type, wrapped: Option<ListType>) -> Value {
    let item = value(ty.item().unwrap_or(ty));
    let has_elements = wrapped.is_some_and(|list| !list.element.is_empty());
    let item = if has_elements { json!({ "anyOf": [item, { "type": "object" }] }) } else { item };
    let mut shapes = vec![
        json!({ "type": ["array", "null"], "items": item }),
        json!({ "type": "string", "pattern": SYMBOL }),
    ];
    if wrapped.is_some_and(|list| !list.wrapper.is_empty()) {
        shapes.push(json!({ "type": "object" }));
    }
    json!({ "anyOf": shapes, "description": ty.describe() })
}

/// Nothing, or what is not known yet.
const SYMBOL: &str = r"^(\$\{.+\})?$";

/// A value, or what stands for one that is not known: nothing, a symbol, or a masked text.
fn value(ty: Type) -> Value {
    // Numbers and flags may be given as text.
    let text =
        |shapes: &str| json!({ "type": "string", "pattern": format!(r"^({shapes}|.*\*.*|\$\{{.+\}}|)$") });
    let whole = r"[+-]?[0-9]+|0x[0-9A-Fa-f]+|0o[0-7]+";
    match ty {
        Type::Int => json!({ "anyOf": [{ "type": ["integer", "null"] }, text(whole)] }),
        Type::Number => {
            json!({ "anyOf": [{ "type": ["number", "null"] }, text(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")] })
        }
        Type::Bool => {
            json!({ "anyOf": [{ "type": ["boolean", "null"] }, text("[Tt]rue|TRUE|[Ff]alse|FALSE")] })
        }
        Type::Optimized => {
            let words = text("[Tt]rue|TRUE|[Ff]alse|FALSE|optimized|none");
            json!({ "anyOf": [{ "type": ["boolean", "null"] }, words] })
        }
        Type::Symbol => json!({ "type": ["string", "integer", "null"] }),
        Type::Ids | Type::Ips | Type::Ints | Type::Cidrs | Type::Words => list(ty, None),
        Type::Id | Type::OptionalId | Type::Word => json!({ "type": ["string", "null"] }),
        Type::Time | Type::Ip | Type::Cidr | Type::OptionalCidr => {
            json!({ "type": ["string", "null"], "description": ty.describe() })
        }
    }
}

fn described(ty: Type, description: &str) -> Value {
    let mut schema = value(ty);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), description.into());
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key of the tables that is spelt as it is compared would be missing in editors.
    #[test]
    fn every_key_has_a_spelling() {
        let mut open: Vec<FieldDef> = Kind::ALL.iter().flat_map(|kind| kind.fields()).copied().collect();
        while let Some(def) = open.pop() {
            let spelling = spelling(&def);
            assert_eq!(normalise(&spelling), def.key);
            let canonical = field(def.meaning).is_some_and(|field| field.name() == spelling);
            let spelled = SPELLED.iter().chain(&REPEATED).any(|(key, _)| *key == def.key);
            assert!(canonical || spelled, "{}: no spelling", def.key);
            if let Meaning::Group(fields) = def.meaning {
                open.extend(fields);
            }
        }
    }
}
