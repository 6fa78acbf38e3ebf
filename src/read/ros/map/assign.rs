//! Addresses that ENIs get beside those that they are created with.

use super::super::refs::LONGEST_REASON;
use super::super::schema::{Meaning, Property};
use super::super::term::{Item, Nth, Part, Term};
use super::{Made, Map, text};
use crate::inventory::{Draft, Field, Kind, TextId, Type, Value, Verb, Why};
use crate::syntax::Range;

/// What one property of a resource assigns.
#[derive(Clone, Debug)]
pub(super) struct Assigned {
    field: Field,
    value: Result<Vec<(Value, Range)>, Value>,
    at: Range,
}

/// Lists of addresses and how many there are: only one of both may be said of an ENI.
const PAIRS: [(Field, Field); 4] = [
    (Field::PrivateIpAddresses, Field::SecondaryPrivateIpAddressCount),
    (Field::Ipv6Addresses, Field::Ipv6AddressCount),
    (Field::Ipv4Prefixes, Field::Ipv4PrefixCount),
    (Field::Ipv6Prefixes, Field::Ipv6PrefixCount),
];

/// So many addresses an ENI takes on whichever instance, and on none: ten is the least that any page
/// has ever named for one that is not attached (CreateNetworkInterface).
const FEW: i64 = 9;

impl Map<'_, '_, '_> {
    /// Addresses that an ENI gets at some time after it is there. Where the order does not matter it
    /// has them from the beginning; else this is a step.
    pub(super) fn assign(&mut self, made: Made<'_>) {
        let mut draft = Draft::new(Kind::Step, made.range);
        self.facts(&mut draft, made, made.properties, made.table.properties);
        if draft.range_of(Field::NetworkInterfaceId).is_none() {
            return; // without it there is no such resource
        }
        if let Some((eni, all)) = self.at_once(made, &draft) {
            self.assigned.entry(eni).or_default().extend(all);
            return;
        }
        if made.item.nth == Nth::Each {
            self.leave_open(made, &mut draft);
        }
        let entry = self.step(Verb::Assign, draft, made);
        self.acts.note(made.item, entry);
    }

    /// Of assigns that nobody can count one stands for all, so it is not known how much they assign.
    fn leave_open(&mut self, made: Made<'_>, draft: &mut Draft) {
        let name = self.world.name(Item { nth: Nth::Only, ..made.item }, Part::Itself);
        let name = if name.len() <= LONGEST_REASON { &name } else { "it" };
        let reason = self.inventory.texts.intern(&format!("depends on the Count of {name}"));
        for field in PAIRS.iter().flat_map(|(list, count)| [*list, *count]) {
            if let Some(at) = draft.range_of(field) {
                draft.set(field, Value::Unresolved(Why::Unresolved), at);
                draft.explain(field, reason);
            }
        }
    }

    /// The ENI and what is assigned, if it might as well be there from the beginning: nothing says that
    /// something else comes first, and few addresses are taken anywhere.
    fn at_once(&mut self, made: Made<'_>, draft: &Draft) -> Option<(TextId, Vec<Assigned>)> {
        let block = self.world.block(made.item)?;
        let (eni, _) = self.lookup(made.properties, "NetworkInterfaceId", made.item)?;
        let Term::Id(item, Part::Itself) = eni else { return None };
        let is_free = block.depends_on.is_empty() && made.item.nth != Nth::Each;
        if !is_free || self.world.presence(item) != *made.presence {
            return None;
        }
        let eni = text(draft, Field::NetworkInterfaceId)?;
        let mut all = Vec::new();
        for Property(name, meaning) in made.table.properties {
            let (Meaning::Field(field), Some((term, at))) =
                (*meaning, self.lookup(made.properties, name, made.item))
            else {
                continue;
            };
            let value = match field.ty().item() {
                _ if field == Field::NetworkInterfaceId => continue,
                Some(item) => match self.list(item, &term, at) {
                    None => continue,
                    Some(items) => Ok(items.ok().filter(|items| items.len() <= FEW as usize)?),
                },
                None => match self.value(Type::Int, &term, at) {
                    None => continue,
                    Some(Value::Int(n)) if (0..=FEW).contains(&n) => Err(Value::Int(n)),
                    Some(_) => return None,
                },
            };
            all.push(Assigned { field, value, at });
        }
        Some((eni, all))
    }

    /// Adds what is assigned to an ENI to what it is created with.
    pub(super) fn add_assigned(&mut self, draft: &mut Draft) {
        let Some(eni) = text(draft, Field::NetworkInterfaceId) else { return };
        for Assigned { field, value, at } in self.assigned.remove(&eni).unwrap_or_default() {
            match value {
                Ok(items) => add_list(draft, field, items, at),
                Err(Value::Int(more)) => match draft.value_of(field) {
                    None => draft.set(field, Value::Int(more), at),
                    Some(Value::Int(n)) => draft.set(field, Value::Int(n.saturating_add(more)), at),
                    Some(_) => {}
                },
                Err(_) => {}
            }
        }
        for (list, count) in PAIRS {
            // Of a list and a number together the sum counts, which no field tells.
            if let (Some(_), Some(at)) = (draft.range_of(list), draft.range_of(count)) {
                draft.remove(list);
                draft.set(count, Value::Unresolved(Why::Unresolved), at);
            }
        }
    }
}

/// The API's list of private addresses has the primary one, too, and first; one that nobody gives is
/// one that the API chooses.
fn add_list(draft: &mut Draft, field: Field, items: Vec<(Value, Range)>, at: Range) {
    if draft.value_of(field).is_some() {
        return; // a list that is not known
    }
    if field == Field::PrivateIpAddresses && draft.range_of(field).is_none() {
        let primary = draft.value_of(Field::PrivateIpAddress);
        draft.push(field, primary.unwrap_or(Value::Unresolved(Why::NotGiven)), at);
    }
    for (value, at) in items {
        draft.push(field, value, at);
    }
}
