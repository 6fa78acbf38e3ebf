//! The values of instance types, from catalog files first and the built-in table then.

use crate::catalog::{self, Catalog, HotPlug};
use crate::cli::inputs::place;
use crate::inventory::{Field, Kind, Provenance, StoredFact, Type, Value};
use crate::plan::{Entity, Plan};
use crate::source::Sources;
use std::collections::HashMap;

/// A value that is listed: its name, which is that of the API in snake case; where the built-in
/// table has it under another name, that; and the field that a catalog file has it in.
pub(super) struct Listed {
    pub(super) name: &'static str,
    pub(super) column: &'static str,
    pub(super) field: Option<Field>,
}

const fn both(name: &'static str, column: &'static str, field: Field) -> Listed {
    Listed { name, column, field: Some(field) }
}

const fn column(name: &'static str) -> Listed {
    Listed { name, column: name, field: None }
}

/// Whether an ENI is attached only while the instance is stopped: no field of the API says so.
pub(super) const STOPPED_ONLY: &str = "stopped_only_attach";
pub(super) const FAMILY: &str = "instance_type_family";

/// Everything that is listed, in the order in which it is shown.
pub(super) const LISTED: &[Listed] = &[
    both(FAMILY, "family", Field::InstanceTypeFamily),
    column("family_level"),
    column("cpu_architecture"),
    both("cpu_core_count", "vcpu", Field::CpuCoreCount),
    both("memory_size", "memory_gib", Field::MemorySize),
    both("eni_quantity", "eni_quantity", Field::EniQuantity),
    both(
        "eni_private_ip_address_quantity",
        "eni_private_ip_address_quantity",
        Field::EniPrivateIpAddressQuantity,
    ),
    both("eni_ipv6_address_quantity", "eni_ipv6_address_quantity", Field::EniIpv6AddressQuantity),
    both("eni_total_quantity", "eni_total_quantity", Field::EniTotalQuantity),
    both("eni_trunk_supported", "eni_trunk_supported", Field::EniTrunkSupported),
    both("primary_eni_queue_number", "primary_eni_queue_number", Field::PrimaryEniQueueNumber),
    both("secondary_eni_queue_number", "secondary_eni_queue_number", Field::SecondaryEniQueueNumber),
    both("maximum_queue_number_per_eni", "maximum_queue_number_per_eni", Field::MaximumQueueNumberPerEni),
    both("total_eni_queue_quantity", "total_eni_queue_quantity", Field::TotalEniQueueQuantity),
    both("queue_pair_number", "queue_pair_number", Field::TypeQueuePairNumber),
    both("eri_quantity", "eri_quantity", Field::EriQuantity),
    both("network_card_quantity", "network_card_quantity", Field::NetworkCardQuantity),
    both("network_cards", "network_cards", Field::NetworkCards),
    column(STOPPED_ONLY),
    both("jumbo_frame_support", "jumbo_frame_support", Field::JumboFrameSupport),
    column("erdma_supported"),
    column("ipv6_supported"),
    column("io_optimized"),
    column("vpc_only"),
    column("listing_status"),
];

/// A value with who says so.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) value: serde_json::Value,
    /// A key of the sources, or a place in a file.
    pub(super) source: String,
    /// The date of a key.
    pub(super) date: Option<&'static str>,
}

impl Fact {
    fn built_in(value: serde_json::Value, provenance: Provenance) -> Self {
        Self { value, source: provenance.source.to_owned(), date: Some(provenance.date) }
    }

    /// The value as people read it.
    pub(super) fn text(&self) -> String {
        text(&self.value)
    }

    /// Who says so, with the date.
    pub(super) fn according_to(&self) -> String {
        match self.date {
            Some(date) => format!("{} ({date})", self.source),
            None => self.source.clone(),
        }
    }
}

/// A value as people read it.
pub(super) fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        other => other.to_string(),
    }
}

/// A value as it stands in a cell of the table.
pub(super) fn cell(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => {
            items.iter().map(ToString::to_string).collect::<Vec<String>>().join(";")
        }
        other => other.to_string(),
    }
}

/// What is known of one type.
#[derive(Clone, Debug)]
pub(super) struct TypeFacts {
    pub(super) name: String,
    facts: HashMap<&'static str, Fact>,
    /// What is known of its network cards in words.
    pub(super) note: Option<&'static str>,
}

impl TypeFacts {
    pub(super) fn get(&self, name: &str) -> Option<&Fact> {
        self.facts.get(name)
    }

    /// A number, if it is known.
    pub(super) fn number(&self, field: Field) -> Option<f64> {
        let listed = LISTED.iter().find(|listed| listed.field == Some(field))?;
        self.get(listed.name)?.value.as_f64()
    }

    /// By family, then by size: sizes by name would put 16xlarge before 2xlarge.
    pub(super) fn order(&self) -> (String, u64, u64, String) {
        let thousandths = |field| self.number(field).map_or(u64::MAX, |number| (number * 1000.0) as u64);
        let family = self.get(FAMILY).map_or_else(|| prefix(&self.name).to_owned(), Fact::text);
        (family, thousandths(Field::CpuCoreCount), thousandths(Field::MemorySize), self.name.clone())
    }
}

/// A type's name without its size, which is the family's name for most types.
pub(super) fn prefix(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(family, _)| family)
}

/// Who knows of instance types.
pub(super) struct Known<'a> {
    pub(super) built_in: &'static Catalog,
    pub(super) plan: &'a Plan<'a>,
    pub(super) sources: &'a Sources,
}

impl Known<'_> {
    /// All names, in no order and some of them twice.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let given = self.plan.all(Kind::InstanceType).map(|entity| entity.name());
        self.built_in.names().map(str::to_owned).chain(given)
    }

    /// The family of a type.
    pub(super) fn family(&self, name: &str) -> String {
        let listed = &LISTED[0];
        let fact = self
            .entity(name)
            .and_then(|entity| self.given(entity, listed))
            .or_else(|| self.cell(name, listed));
        fact.map_or_else(|| prefix(name).to_owned(), |fact| fact.text())
    }

    /// Everything that is known of a type.
    pub(super) fn facts(&self, name: &str) -> TypeFacts {
        let entity = self.entity(name);
        let mut facts = HashMap::new();
        for listed in LISTED {
            let fact = match listed.name {
                STOPPED_ONLY => Some(self.stopped_only(name)),
                _ => entity.and_then(|entity| self.given(entity, listed)).or_else(|| self.cell(name, listed)),
            };
            facts.extend(fact.map(|fact| (listed.name, fact)));
        }
        TypeFacts { name: name.to_owned(), facts, note: self.built_in.network_cards_note(name) }
    }

    fn entity(&self, name: &str) -> Option<Entity<'_>> {
        let id = self.plan.inventory.texts.find(name)?;
        self.plan.find(Kind::InstanceType, id)
    }

    /// What catalog files say.
    fn given(&self, entity: Entity<'_>, listed: &Listed) -> Option<Fact> {
        let (_, stored) = entity.statements(listed.field?).next()?;
        let value = self.json(&stored)?;
        let at = stored.span();
        Some(Fact { value, source: place(self.sources.get(at.file), at), date: None })
    }

    /// The value of a statement, if it has one.
    pub(super) fn json(&self, stored: &StoredFact) -> Option<serde_json::Value> {
        let inventory = self.plan.inventory;
        let one = |value: Value| match value {
            // Numbers that may be broken are stored in thousandths.
            Value::Int(n) if stored.field.ty() == Type::Number => Some(number(n as f64 / 1000.0)),
            Value::Int(n) => Some(n.into()),
            Value::Bool(yes) => Some(yes.into()),
            Value::Text(text) => Some(inventory.texts.get(text).into()),
            Value::Time(_) | Value::List { .. } | Value::OneOf(_) | Value::Unresolved(_) => None,
        };
        match stored.value {
            Value::List { start, len } => inventory.items(start, len).map(|item| one(item.value)).collect(),
            value => one(value),
        }
    }

    /// What the built-in table says.
    pub(super) fn cell(&self, name: &str, listed: &Listed) -> Option<Fact> {
        let (cell, provenance) = self.built_in.cell(name, listed.column)?;
        let value = match (cell, cell.parse::<f64>()) {
            ("true", _) => true.into(),
            ("false", _) => false.into(),
            (_, Ok(n)) => number(n),
            (text, Err(_)) => text.into(),
        };
        Some(Fact::built_in(value, provenance))
    }

    /// The list of such types is taken as whole, so its source says no for all others.
    fn stopped_only(&self, name: &str) -> Fact {
        match self.built_in.hot_plug(name) {
            HotPlug::StoppedOnly(provenance) => Fact::built_in(true.into(), provenance),
            HotPlug::Yes => Fact::built_in(false.into(), catalog::hot_plug_list()),
        }
    }
}

/// A number, without a fraction if it is whole.
fn number(n: f64) -> serde_json::Value {
    const EXACT: f64 = 9e15; // whole numbers up to here are exact
    if n.fract() == 0.0 && n.abs() < EXACT { (n as i64).into() } else { n.into() }
}
