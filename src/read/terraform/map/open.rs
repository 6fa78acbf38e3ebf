//! Objects that stand for instances of which the number is not known, of configuration alone. There
//! may be none, or one of two may be there and not the other. So they are neither counted nor
//! compared with anything, but each attach that they may plan is told, and none is told to pass.

use super::attach::text;
use super::{Look, Map};
use crate::inventory::{Draft, Field, Kind, Standing, TextId, Value, Why};
use crate::read::planned::symbol;
use crate::read::terraform::document::{Object, ObjectId, Open};
use crate::read::terraform::graph::Attribute;
use crate::read::terraform::schema::{Attr, Meaning, Table};
use crate::syntax::Range;

/// What gives an instance or an ENI more addresses than one.
const MORE: [&str; 8] = [
    "private_ip_addresses",
    "private_ips",
    "secondary_private_ip_address_count",
    "private_ips_count",
    "secondary_private_ips",
    "ipv4_prefixes",
    "ipv4_prefix_count",
    "network_interfaces",
];

impl<'d> Map<'_, 'd> {
    pub(super) fn open(&mut self, id: ObjectId, object: &Object<'d>, table: &Table) {
        if matches!(table.kind, Some(Kind::Instance | Kind::Eni)) {
            self.takes(id, object, table);
        }
        match (table.kind, &table.list) {
            (Some(Kind::Attachment), _) => {
                let mut draft = Draft::new(Kind::Attachment, object.at);
                self.facts(&mut draft, Look::after(id), table.attributes, true);
                self.perhaps(id, object, &mut draft);
                self.file(draft, id, Standing::Declared);
            }
            (Some(Kind::Instance), Some(list)) => {
                let places = self.graph.own_block_places(id, list.name);
                // How many blocks there are need not be known either.
                let unclear = self.graph.blocks(id, list.name).is_none();
                let unclear = unclear.then_some(object.at);
                for (number, at) in (0..).zip(places.into_iter().chain(unclear)) {
                    self.open_block(id, object, (list.name, number), at);
                }
            }
            _ => {}
        }
    }

    /// Notes the addresses of vSwitches that such instances and ENIs may take.
    fn takes(&mut self, id: ObjectId, object: &Object<'d>, table: &Table) {
        let most = self.open_of(id).and_then(|open| open.most);
        let is_one = !MORE.iter().any(|name| self.graph.is_set(object, name));
        self.take((id, Look::after(id)), table.attributes, most.filter(|_| is_one));
        self.take((id, Look::after(id)), table.primary, most.filter(|_| is_one));
        let Some(list) = &table.list else { return };
        let blocks = self.graph.own_block_places(id, list.name).len();
        for number in 0..blocks {
            let look = Look::After { object: id, block: Some((list.name, number)) };
            self.take((id, look), list.attributes, None);
        }
        if self.graph.blocks(id, list.name).is_none() {
            self.take((id, Look::after(id)), table.attributes, None);
        }
    }

    fn take(&mut self, (id, from): (ObjectId, Look<'d>), attrs: &'static [Attr], most: Option<u64>) {
        let Some(object) = self.document.object(id) else { return };
        let Some(attr) = attrs.iter().find(|attr| attr.meaning == Meaning::Field(Field::VswitchId)) else {
            return;
        };
        let Attribute { term, at } = self.read(from, attr);
        let vswitches: Vec<TextId> = match self.value(Field::VswitchId.ty(), &term, at, true) {
            Some(Value::Text(id)) => vec![id],
            Some(Value::OneOf(choice)) => {
                self.inventory.candidates(choice).flatten().map(|name| name.id).collect()
            }
            _ => Vec::new(),
        };
        let hangs_on = self.open_of(id).and_then(|open| open.hangs_on.as_deref());
        let reason = match hangs_on {
            Some(name) => format!("how many {} there are depends on {name}", object.address),
            None => format!("how many {} there are is not known", object.address),
        };
        let reason = self.inventory.texts.intern(&reason);
        for vswitch in vswitches {
            self.inventory.note_take(vswitch, most, reason);
        }
    }

    fn open_of(&self, id: ObjectId) -> Option<&'d Open> {
        self.document.alone.as_ref()?.open.get(&id.0)
    }

    /// An attach of an ENI at the creation of an instance, if there is one at all.
    pub(super) fn open_block(
        &mut self,
        id: ObjectId,
        object: &Object<'d>,
        (name, number): (&str, usize),
        at: Range,
    ) {
        let head = self.graph.block_head(id, name, number);
        let own = self.unlisted(id, object, "");
        let eni = self.unlisted(id, object, &format!(".{name}[{number}]"));
        let mut attach = Draft::new(Kind::Attachment, at);
        attach.set_at(Field::InstanceId, Value::Text(own), self.graph.head(id));
        attach.set_at(Field::NetworkInterfaceId, Value::Text(eni), head);
        self.file(attach, id, Standing::Declared);
    }

    /// What an attach names, or something that is not at hand if it is not there.
    fn perhaps(&mut self, id: ObjectId, object: &Object<'d>, attach: &mut Draft) {
        for field in [Field::InstanceId, Field::NetworkInterfaceId, Field::TrunkNetworkInstanceId] {
            if field == Field::TrunkNetworkInstanceId && attach.range_of(field).is_none() {
                continue;
            }
            let named = text(attach, field).filter(|name| !self.inventory.texts.name(*name).is_opaque());
            let value = match named {
                Some(name) => {
                    let none = self.unlisted(id, object, &format!(".{}", field.name()));
                    let key = self.unlisted(id, object, &format!(".{}?", field.name()));
                    let candidates = vec![Value::Text(name), Value::Text(none)];
                    Value::OneOf(self.inventory.choice(key, candidates, object.at))
                }
                None => Value::Unresolved(Why::Unresolved),
            };
            attach.set_at(field, value, self.graph.head(id));
        }
    }

    /// The symbol of something of which no entry tells.
    fn unlisted(&mut self, id: ObjectId, object: &Object<'d>, path: &str) -> TextId {
        let name = format!("{}{path}, if there is one", object.address);
        let symbol = symbol(&mut self.inventory.texts, &self.document.in_run(&name));
        if let Some(name) = self.open_of(id).and_then(|open| open.hangs_on.as_deref()) {
            let reason = self.inventory.texts.intern(&format!("how many there are depends on {name}"));
            self.inventory.explain_symbol(symbol, reason);
        }
        symbol
    }
}
