//! What holds for a new thing where its block says nothing. The plan has such attributes as unknown,
//! since the provider fills them in afterwards.

use super::value::is_nothing;
use super::{Look, Map};
use crate::inventory::{Draft, Field, Kind, Value};
use crate::read::terraform::document::{Object, ObjectId};
use crate::read::terraform::schema::Table;

impl<'d> Map<'_, 'd> {
    pub(super) fn defaults(&mut self, draft: &mut Draft, id: ObjectId, object: &Object<'d>, table: &Table) {
        let head = self.graph.head(id);
        match draft.kind {
            // CreateNetworkInterface demands one, and the provider adds none.
            Kind::Eni if draft.range_of(Field::SecurityGroupIds).is_none() => {
                draft.set_list_at(Field::SecurityGroupIds, Vec::new(), head);
            }
            // Off, unless it gets a block of addresses.
            Kind::Vswitch if !object.fork && draft.range_of(Field::EnabledIpv6).is_none() => {
                let blocks = ["ipv6_cidr_block", "ipv6_cidr_block_mask", "vpc_ipv6_cidr_block"];
                let given = |name: &&str| {
                    let attr = table.attribute(name);
                    attr.is_some_and(|attr| !is_nothing(&self.read(Look::after(id), attr).term))
                };
                if !blocks.iter().any(given) {
                    draft.set_at(Field::EnabledIpv6, Value::Bool(false), head);
                }
            }
            _ => {}
        }
    }
}
