//! Where a fresh answer of DescribeInstanceTypes differs from the built-in table.
//!
//! `rules/catalog/README.md` has the rules by which such answers are merged: what an answer leaves out
//! is unknown, and so is a queue limit of 0, which one client writes for what the API left out.

use super::facts::{Fact, Known, LISTED, Listed, cell, text};
use crate::inventory::{Entry, Field, Kind, StoredFact, Value, Why};
use crate::plan::Entity;
use crate::source::Span;
use std::collections::HashSet;

/// Bytes of the name of a type or a family, at most; the longest of today have 24.
const LONGEST: usize = 100;

/// Limits that no type has 0 of: every ENI has a queue.
const NEVER_ZERO: [Field; 4] = [
    Field::PrimaryEniQueueNumber,
    Field::SecondaryEniQueueNumber,
    Field::MaximumQueueNumberPerEni,
    Field::TotalEniQueueQuantity,
];

/// What differs.
#[derive(Default)]
pub(super) struct Changes {
    /// Types that the table does not have, each family by size.
    pub(super) added: Vec<TypeChange>,
    /// Types of which the answer says something else, or more.
    pub(super) changed: Vec<TypeChange>,
    /// Types on sale that the answer does not have, in the order of the table.
    pub(super) missing: Vec<&'static str>,
    /// How many types are as in the table.
    pub(super) same: usize,
    /// Whether the answer says that it is a part.
    pub(super) partial: bool,
}

/// A type with what differs.
pub(super) struct TypeChange {
    pub(super) name: String,
    pub(super) values: Vec<ValueChange>,
}

/// A value that differs; the table has none if it is unknown there.
pub(super) struct ValueChange {
    pub(super) listed: &'static Listed,
    pub(super) table: Option<Fact>,
    pub(super) answer: serde_json::Value,
}

/// What cannot be used, and where it stands.
pub(super) struct Fault {
    pub(super) at: Span,
    pub(super) message: String,
}

impl Changes {
    /// Holds all types that files describe against the table.
    pub(super) fn new(known: &Known<'_>) -> (Self, Vec<Fault>) {
        let (mut changes, mut faults) = (Self::default(), Vec::new());
        let mut named: HashSet<String> = HashSet::new();
        for entity in known.plan.all(Kind::InstanceType) {
            let name = entity.name();
            if !is_plain(&name) {
                faults.extend(entity.entries().next().map(|entry| unnamed(entry, &name)));
                continue;
            }
            let before = faults.len();
            let values = differing(known, entity, &name, &mut faults);
            let is_new = !known.built_in.knows(&name);
            named.insert(name.clone());
            match (is_new, values.is_empty()) {
                (true, _) => changes.added.push(TypeChange { name, values }),
                (false, false) => changes.changed.push(TypeChange { name, values }),
                (false, true) => changes.same += usize::from(faults.len() == before),
            }
        }
        for changes in [&mut changes.added, &mut changes.changed] {
            changes.sort_by_cached_key(|change| known.facts(&change.name).order());
        }
        changes.partial = known.plan.inventory.is_partial(Kind::InstanceType);
        if !changes.partial {
            let on_sale = known.built_in.names().filter(|name| is_on_sale(known, name));
            changes.missing = on_sale.filter(|name| !named.contains(*name)).collect();
        }
        (changes, faults)
    }

    /// Takes it that the answer is a part.
    pub(super) fn leave_out_missing(&mut self) {
        self.missing.clear();
        self.partial = true;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.missing.is_empty()
    }
}

fn unnamed(entry: &Entry, name: &str) -> Fault {
    let message = match entry.id {
        Some(_) => format!("{name} cannot be the name of an instance type"),
        None => "an instance type without a name".to_owned(),
    };
    Fault { at: entry.span(), message }
}

/// Whether an answer of all types has to have this one: not if it was withdrawn, nor if only the pages
/// of 2021 have it.
fn is_on_sale(known: &Known<'_>, name: &str) -> bool {
    let status = known.built_in.cell(name, "listing_status").map(|(status, _)| status);
    !status.is_some_and(|status| status.starts_with("retired-") || status == "listed-2021-only")
}

/// What the answer says of a type that the table does not say.
fn differing(known: &Known<'_>, entity: Entity<'_>, name: &str, faults: &mut Vec<Fault>) -> Vec<ValueChange> {
    let mut values = Vec::new();
    for listed in LISTED {
        let Some(field) = listed.field else { continue };
        let Some(answer) = told(known, entity, field, faults) else { continue };
        let table = known.cell(name, listed);
        if table.as_ref().is_none_or(|table| cell(&table.value) != cell(&answer)) {
            values.push(ValueChange { listed, table, answer });
        }
    }
    values
}

/// What the answer says of one value, if it does and all of its statements agree.
fn told(
    known: &Known<'_>,
    entity: Entity<'_>,
    field: Field,
    faults: &mut Vec<Fault>,
) -> Option<serde_json::Value> {
    let mut told: Option<serde_json::Value> = None;
    for (_, stored) in entity.statements(field) {
        let value = match value(known, &stored) {
            Ok(Some(value)) => value,
            Ok(None) => continue,
            Err(message) => {
                faults.push(Fault { at: stored.span(), message });
                return None;
            }
        };
        if told.as_ref().is_some_and(|told| *told != value) {
            let message = format!("{} of {} is said twice, and not the same", field.name(), entity.name());
            faults.push(Fault { at: stored.span(), message });
            return None;
        }
        told = Some(value);
    }
    told
}

/// The value of a statement; none if that is no news: nothing, or what a finding told already.
fn value(known: &Known<'_>, stored: &StoredFact) -> Result<Option<serde_json::Value>, String> {
    if let Value::Unresolved(Why::Malformed | Why::Ambiguous) = stored.value {
        return Ok(None);
    }
    let name = stored.field.name();
    let Some(value) = known.json(stored) else { return Err(format!("{name} has no value")) };
    let is_left_out = match &value {
        serde_json::Value::Array(items) => items.is_empty(),
        serde_json::Value::Number(number) => {
            NEVER_ZERO.contains(&stored.field) && number.as_f64() == Some(0.0)
        }
        _ => false,
    };
    let fits = match &value {
        serde_json::Value::Array(items) => items.iter().all(is_count),
        serde_json::Value::String(word) => is_plain(word),
        serde_json::Value::Number(_) => is_count(&value),
        _ => true,
    };
    match (is_left_out, fits) {
        (true, _) => Ok(None),
        (false, true) => Ok(Some(value)),
        (false, false) => Err(format!("{name} cannot be {}", text(&value))),
    }
}

/// Whether a number can be a limit or a size.
fn is_count(value: &serde_json::Value) -> bool {
    value.as_f64().is_some_and(|number| (0.0..=1e6).contains(&number))
}

/// Whether a name can stand in a cell of the table, and in a formula of a spreadsheet means nothing.
fn is_plain(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.len() <= LONGEST && name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(fits)
}

#[cfg(test)]
mod tests;
