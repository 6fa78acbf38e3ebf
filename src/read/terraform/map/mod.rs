//! Objects of a plan to entries of the inventory: things, planned attaches, and steps.
//!
//! Each thing that exists after the run is an entry, as the run leaves it, but where it is and in
//! which state is told as it is before. What the plan does to that is planned attaches and steps.
//! What the run replaces stays beside the new one as it is now: it is another thing, with an ID of
//! its own.

mod ahead;
mod attach;
mod data;
mod defaults;
mod eip;
mod facts;
mod inline;
mod instance;
mod open;
mod order;
mod removal;
mod template;
mod value;

use super::document::{Change, Document, Mode, Object, ObjectId};
use super::graph::Graph;
use super::schema::{self, Table};
use crate::inventory::{
    Draft, EntryId, Field, Inventory, Kind, Resource, Standing, Step, TextId, Tool, Value, Verb, Why,
    is_symbol,
};
use crate::source::Span;
use crate::syntax::Range;
use ahead::Ahead;
use facts::Look;
use order::Order;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Files every object of a plan.
pub(super) fn map(graph: &Graph<'_>, inventory: &mut Inventory) {
    let ahead = Ahead::look(graph, inventory);
    let (eips, order, primaries) = (Vec::new(), Order::new(graph.document), BTreeSet::new());
    let (document, waits) = (graph.document, Vec::new());
    let mut map = Map { graph, document, inventory, ahead, eips, primaries, waits, order };
    // Attachment resources first: what they attach, an inline block does not attach again.
    map.each(|kind| kind == Some(Kind::Attachment));
    map.each(|kind| kind != Some(Kind::Attachment));
    map.named_primaries();
    map.bind_eips();
    map.put_in_order();
}

struct Map<'g, 'd> {
    graph: &'g Graph<'d>,
    document: &'d Document<'d>,
    inventory: &'g mut Inventory,
    /// What must be known of the whole plan before its first object is filed.
    ahead: Ahead,
    /// ENIs with the EIPs that are bound to them.
    eips: Vec<(TextId, TextId, Span)>,
    /// New instances whose primary ENIs something names.
    primaries: BTreeSet<ObjectId>,
    /// What fields of the entry at hand wait for, of configuration alone.
    waits: Vec<(Field, Rc<str>)>,
    order: Order,
}

/// What the run makes of an object.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Fate {
    /// It exists before the run.
    was: bool,
    /// The run makes it; a replaced one is another than the one that was.
    is_new: bool,
    /// It exists before and after, or leaves the plan's sight and stays.
    stays: bool,
}

impl Fate {
    fn of(object: &Object<'_>) -> Self {
        let replaced = matches!(object.change, Change::DeleteThenCreate | Change::CreateThenDelete);
        // What is left over from a replacement is to be deleted, unless the run lets go of it.
        let gone = object.is_removed() && !replaced;
        let is_new = !object.deposed && (replaced || object.change == Change::Create);
        let was = object.deposed || !matches!(object.change, Change::Create | Change::Read);
        Self { was, is_new, stays: was && !gone && !replaced }
    }
}

impl<'d> Map<'_, 'd> {
    fn each(&mut self, is_wanted: impl Fn(Option<Kind>) -> bool) {
        let document = self.document;
        for (index, object) in (0..).zip(&document.objects) {
            let Some(table) = schema::table(&object.kind).filter(|table| is_wanted(table.kind)) else {
                continue;
            };
            let id = ObjectId(index);
            if object.open {
                self.open(id, object, table);
                continue;
            }
            match (object.mode, table.kind) {
                (Mode::Data, _) => self.data(id, object, table),
                (Mode::Managed, Some(Kind::Attachment)) => self.attachment(id, object, table),
                (Mode::Managed, Some(Kind::Instance)) if !table.primary.is_empty() => {
                    self.instance(id, object, table);
                }
                (Mode::Managed, Some(Kind::Instance)) => self.instance_set(id, object, table),
                (Mode::Managed, Some(Kind::Eip)) => self.eip_association(id, object, table),
                (Mode::Managed, Some(kind)) => self.thing(id, object, table, kind),
                (Mode::Managed, None) => {}
            }
        }
    }

    /// A thing that is described by its attributes alone.
    fn thing(&mut self, id: ObjectId, object: &Object<'d>, table: &Table, kind: Kind) {
        let fate = Fate::of(object);
        if fate.is_new || fate.stays {
            let from = self.now_or_after(id, object, fate);
            let own = self.ahead.identity(id);
            let mut draft = self.draft(kind, id, object, own);
            self.facts(&mut draft, from, table.attributes, fate.is_new);
            if fate.is_new {
                self.defaults(&mut draft, id, object, table);
            }
            if kind == Kind::Eni && object.change == Change::Update {
                self.drop_stale(&mut draft, object, table);
            }
            if kind == Kind::Eni && fate.stays {
                draft.remove(Field::DeleteOnRelease); // the provider fills it in: nobody chose it
                if own.is_some_and(|own| self.ahead.is_attached(own)) {
                    draft.remove(Field::Status); // where it is attached tells
                }
            }
            self.file(draft, id, self.standing(object, fate));
        }
        if fate.was && !fate.stays {
            self.old(id, object, table, kind);
        }
    }

    /// The provider fills in both a list of addresses and their number, and an update leaves the one
    /// that is not written as it was. The one that changes counts.
    fn drop_stale(&mut self, draft: &mut Draft, object: &Object<'d>, table: &Table) {
        const PAIRS: [(Field, Field); 4] = [
            (Field::PrivateIpAddresses, Field::SecondaryPrivateIpAddressCount),
            (Field::Ipv6Addresses, Field::Ipv6AddressCount),
            (Field::Ipv4Prefixes, Field::Ipv4PrefixCount),
            (Field::Ipv6Prefixes, Field::Ipv6PrefixCount),
        ];
        let mut old = Draft::new(Kind::Eni, object.at);
        let before = self.before(object);
        self.facts(&mut old, before, table.attributes, false);
        for (list, count) in PAIRS {
            let changes = draft.value_of(count) != old.value_of(count);
            if draft.range_of(list).is_some() && draft.range_of(count).is_some() {
                draft.remove(if changes { list } else { count });
            }
        }
    }

    /// What an object was that the run removes.
    fn old(&mut self, id: ObjectId, object: &Object<'d>, table: &Table, kind: Kind) {
        let Some(own) = self.ahead.old_identity(id) else { return };
        let before = self.before(object);
        let mut draft = self.draft(kind, id, object, Some(own));
        draft.range = self.range_of(object.before, object);
        self.facts(&mut draft, before, table.attributes, false);
        if kind == Kind::Eni && self.ahead.is_attached(own) {
            draft.remove(Field::Status);
        }
        self.file(draft, id, Standing::Observed);
        if kind == Kind::Eni {
            let sequence = self.next_sequence();
            let at = self.range_of(object.before, object);
            let mut step = Draft::new(Kind::Step, at);
            step.set_at(Field::NetworkInterfaceId, Value::Text(own), self.graph.head(id));
            let entry = self.step(sequence, Verb::Delete, step, id);
            self.order.note_delete(id, own, entry);
        }
    }

    /// An entry of an object with nothing but its ID and its region.
    fn draft(&self, kind: Kind, id: ObjectId, object: &Object<'d>, own: Option<TextId>) -> Draft {
        let mut draft = Draft::new(kind, object.at);
        if let (Some(field), Some(own)) = (kind.id_field(), own) {
            draft.set_at(field, Value::Text(own), self.graph.head(id));
        }
        draft
    }

    /// Where an object's values are from: what only was is not in the configuration.
    fn now_or_after(&self, id: ObjectId, object: &Object<'d>, fate: Fate) -> Look<'d> {
        let only_was = self.document.is_state || object.change == Change::Forget;
        if only_was && fate.stays { self.before(object) } else { Look::after(id) }
    }

    fn standing(&self, object: &Object<'_>, fate: Fate) -> Standing {
        let only_was = self.document.is_state || object.change == Change::Forget;
        if only_was && fate.stays { Standing::Observed } else { Standing::Declared }
    }

    /// Files an entry that an object is made of.
    fn file(&mut self, mut draft: Draft, id: ObjectId, standing: Standing) -> EntryId {
        self.place(&mut draft, id);
        let unknown = |field: Field| match draft.value_of(field) {
            Some(Value::Unresolved(Why::Unresolved)) => true,
            Some(Value::Text(text)) => is_symbol(self.inventory.texts.get(text)),
            _ => false,
        };
        let mut waits = std::mem::take(&mut self.waits);
        waits.retain(|(field, _)| unknown(*field));
        let object = self.document.object(id);
        let file = object.map_or(self.document.file, |object| object.file);
        let entry = self.inventory.add(draft, file, standing);
        for (field, expression) in waits {
            let expression = self.inventory.texts.intern(&expression);
            self.inventory.note_wait(entry, field, expression);
        }
        if let Some(object) = object {
            let address = self.inventory.texts.intern(&object.address);
            self.inventory
                .add_resource(entry, Resource { address, head: self.graph.head(id), tool: Tool::Terraform });
        }
        entry
    }

    /// Tells an entry its region, if it may have one.
    fn place(&mut self, draft: &mut Draft, id: ObjectId) {
        let has_region = !matches!(draft.kind, Kind::InstanceType | Kind::Eip | Kind::EniPermission);
        if !has_region || draft.range_of(Field::RegionId).is_some() {
            return;
        }
        if let Some((term, at)) = self.graph.region(id)
            && let Some(value) = self.value(Field::RegionId.ty(), &term, at, true)
        {
            draft.set_at(Field::RegionId, value, at);
        }
    }

    fn next_sequence(&self) -> u32 {
        self.inventory.next_sequence()
    }

    fn step(&mut self, sequence: u32, verb: Verb, draft: Draft, id: ObjectId) -> EntryId {
        let entry = self.file(draft, id, Standing::Declared);
        self.inventory.steps.push(Step { sequence, verb, entry });
        entry
    }

    fn span(&self, range: Range) -> Span {
        Span { file: self.document.file, start: range.start, end: range.end }
    }
}

#[cfg(test)]
mod tests;
