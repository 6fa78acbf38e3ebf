//! Attachment resources: what is attached, what is to be, and what is to be taken off.

use super::ahead::{known_id, pair};
use super::{Fate, Look, Map};
use crate::inventory::{Draft, EntryId, Field, Kind, Standing, TextId, Value, Verb, Why};
use crate::read::terraform::document::{Change, Object, ObjectId};
use crate::read::terraform::schema::Table;
use crate::syntax::Range;

/// An ENI on an instance, as the state tells it.
#[derive(Clone, Copy)]
struct Pair {
    eni: (TextId, Range),
    instance: (TextId, Range),
    trunk: Option<(TextId, Range)>,
}

impl<'d> Map<'_, 'd> {
    pub(super) fn attachment(&mut self, id: ObjectId, object: &Object<'d>, table: &Table) {
        let fate = Fate::of(object);
        let pair = if fate.was { self.pair(object) } else { None };
        if let Some(pair) = pair {
            self.held(id, object, pair);
        }
        let removes = fate.was && !fate.stays;
        match (fate.is_new, pair.filter(|_| removes)) {
            (true, None) => {
                let attach = self.attach(id, object, table);
                self.order.note_attach(id, attach);
            }
            (false, Some(pair)) => {
                let sequence = self.next_sequence();
                self.detach(sequence, id, object, pair);
            }
            (true, Some(pair)) => self.replace(id, object, table, pair),
            (false, None) => {}
        }
    }

    /// Of a replaced attachment both calls run, the attach first if it is created before the old one
    /// is destroyed.
    fn replace(&mut self, id: ObjectId, object: &Object<'d>, table: &Table, pair: Pair) {
        let sequence = self.next_sequence();
        if object.change != Change::CreateThenDelete {
            self.detach(sequence, id, object, pair);
        }
        let attach = self.attach(id, object, table);
        self.inventory.steps.push(crate::inventory::Step { sequence, verb: Verb::Attach, entry: attach.0 });
        self.order.note_attach(id, attach);
        if object.change == Change::CreateThenDelete {
            self.detach(sequence, id, object, pair);
        }
    }

    /// A planned attach, with its instance and its ENI as far as these are known.
    fn attach(&mut self, id: ObjectId, object: &Object<'d>, table: &Table) -> Attach {
        let mut draft = Draft::new(Kind::Attachment, object.at);
        self.facts(&mut draft, Look::after(id), table.attributes, true);
        // Both are required, so in a plan they are given, whatever can be told of them.
        for (field, name) in
            [(Field::InstanceId, "instance_id"), (Field::NetworkInterfaceId, "network_interface_id")]
        {
            let is_left_out = self.document.alone.is_some() && !self.graph.is_given(object, name);
            if draft.range_of(field).is_none() && !is_left_out {
                draft.set_at(field, Value::Unresolved(Why::Unresolved), self.graph.head(id));
            }
        }
        let (instance, eni) = (text(&draft, Field::InstanceId), text(&draft, Field::NetworkInterfaceId));
        self.ahead.planned.extend(eni);
        Attach(self.file(draft, id, Standing::Declared), instance, eni)
    }

    /// An ENI that is on an instance before the run.
    fn held(&mut self, id: ObjectId, object: &Object<'d>, pair: Pair) {
        let mut eni = Draft::new(Kind::Eni, self.range_of(object.before, object));
        eni.set(Field::NetworkInterfaceId, Value::Text(pair.eni.0), pair.eni.1);
        eni.set(Field::InstanceId, Value::Text(pair.instance.0), pair.instance.1);
        eni.set(Field::Status, Value::Text(TextId::IN_USE), pair.eni.1);
        if let Some((trunk, at)) = pair.trunk {
            eni.set(Field::TrunkNetworkInterfaceId, Value::Text(trunk), at);
        } else {
            self.secondary(&mut eni, pair.eni.1);
        }
        let json = self.document.json(object.before).and_then(|json| json.get("network_card_index"));
        if let Some(json) = json
            && let Some(index) = json.as_number().filter(|index| (0.0..1e6).contains(index))
        {
            eni.set(Field::AttachedNetworkCardIndex, Value::Int(index as i64), json.range());
        }
        self.file(eni, id, Standing::Mentioned);
    }

    /// The provider lists and attaches secondary ENIs; but where there are trunks, it may be one.
    pub(super) fn secondary(&mut self, eni: &mut Draft, at: Range) {
        if !self.ahead.trunks {
            eni.set(Field::Type, Value::Text(self.inventory.texts.intern("Secondary")), at);
        }
    }

    /// Takes an ENI off its instance; the provider waits until that is done.
    fn detach(&mut self, sequence: u32, id: ObjectId, object: &Object<'d>, pair: Pair) {
        let mut detach = Draft::new(Kind::Step, self.range_of(object.before, object));
        detach.set(Field::NetworkInterfaceId, Value::Text(pair.eni.0), pair.eni.1);
        detach.set(Field::InstanceId, Value::Text(pair.instance.0), pair.instance.1);
        if let Some((trunk, at)) = pair.trunk {
            detach.set(Field::TrunkNetworkInstanceId, Value::Text(trunk), at);
        }
        let first = self.step(sequence, Verb::Detach, detach, id);
        let mut wait = Draft::new(Kind::Step, pair.eni.1);
        wait.set(Field::NetworkInterfaceId, Value::Text(pair.eni.0), pair.eni.1);
        wait.set(Field::Status, Value::Text(TextId::AVAILABLE), pair.eni.1);
        let last = self.step(sequence, Verb::Wait, wait, id);
        self.order.note_detach(id, (pair.eni.0, pair.instance.0), first, last);
    }

    fn pair(&mut self, object: &Object<'d>) -> Option<Pair> {
        let json = self.document.json(object.before)?;
        let texts = &mut self.inventory.texts;
        let (eni, instance) = pair(json);
        let (eni, instance) = (eni?, instance?);
        let trunk = json.get("trunk_network_instance_id");
        let trunk = trunk.and_then(|trunk| Some((known_id(&trunk.as_text()?, texts)?, trunk.range())));
        let eni = (known_id(&eni.0, texts)?, eni.1);
        Some(Pair { eni, instance: (known_id(&instance.0, texts)?, instance.1), trunk })
    }
}

/// A planned attach with the instance and the ENI that it names.
pub(super) struct Attach(pub(super) EntryId, pub(super) Option<TextId>, pub(super) Option<TextId>);

/// A field that is a text.
pub(super) fn text(draft: &Draft, field: Field) -> Option<TextId> {
    match draft.value_of(field) {
        Some(Value::Text(id)) => Some(id),
        _ => None,
    }
}
