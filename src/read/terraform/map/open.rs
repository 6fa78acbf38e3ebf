//! Objects that stand for instances of which the number is not known, of configuration alone. There
//! may be none, or one of two may be there and not the other. So they are neither counted nor
//! compared with anything, but each attach that they may plan is told, and none is told to pass.

use super::attach::text;
use super::{Look, Map};
use crate::inventory::{Draft, Field, Kind, Standing, TextId, Value, Why};
use crate::read::planned::symbol;
use crate::read::terraform::document::{Object, ObjectId};
use crate::read::terraform::schema::Table;
use crate::syntax::Range;

impl<'d> Map<'_, 'd> {
    pub(super) fn open(&mut self, id: ObjectId, object: &Object<'d>, table: &Table) {
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

    /// An attach of an ENI at the creation of an instance, if there is one at all.
    pub(super) fn open_block(
        &mut self,
        id: ObjectId,
        object: &Object<'d>,
        (name, number): (&str, usize),
        at: Range,
    ) {
        let head = self.graph.block_head(id, name, number);
        let own = self.unlisted(object, "");
        let eni = self.unlisted(object, &format!(".{name}[{number}]"));
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
                    let none = self.unlisted(object, &format!(".{}", field.name()));
                    let key = self.unlisted(object, &format!(".{}?", field.name()));
                    let candidates = vec![Value::Text(name), Value::Text(none)];
                    Value::OneOf(self.inventory.choice(key, candidates, object.at))
                }
                None => Value::Unresolved(Why::Unresolved),
            };
            attach.set_at(field, value, self.graph.head(id));
        }
    }

    /// The symbol of something of which no entry tells.
    fn unlisted(&mut self, object: &Object<'d>, path: &str) -> TextId {
        let name = format!("{}{path}, if there is one", object.address);
        symbol(&mut self.inventory.texts, &self.document.in_run(&name))
    }
}
