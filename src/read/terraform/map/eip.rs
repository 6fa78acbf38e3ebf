//! EIPs that are bound to ENIs.

use super::attach::text;
use super::facts::range;
use super::{Fate, Map};
use crate::inventory::{Draft, Field, Kind, Standing, Type, Value};
use crate::read::terraform::document::{Object, ObjectId};
use crate::read::terraform::schema::Table;
use crate::read::terraform::term::Term;
use std::collections::BTreeMap;

impl<'d> Map<'_, 'd> {
    pub(super) fn eip_association(&mut self, id: ObjectId, object: &Object<'d>, table: &Table) {
        let fate = Fate::of(object);
        if !fate.is_new && !fate.stays {
            return;
        }
        let from = self.now_or_after(id, object, fate);
        let (Some(kind), Some(to)) = (table.attribute("instance_type"), table.attribute("instance_id"))
        else {
            return;
        };
        if !matches!(self.read(from, kind).term, Term::Text(kind) if &*kind == "NetworkInterface") {
            return; // bound to something else, or nobody can tell
        }
        let to = self.read(from, to);
        let eni = self.value(Type::Id, &to.term, to.at, fate.is_new);
        let mut eip = Draft::new(Kind::Eip, object.at);
        self.facts(&mut eip, from, table.attributes, fate.is_new);
        if let (Some(Value::Text(eni)), Some(allocation)) = (eni, text(&eip, Field::AllocationId)) {
            self.eips.push((eni, allocation, to.at));
        }
        self.file(eip, id, Standing::Mentioned);
    }

    /// Tells each ENI all its EIPs at once: two lists of one thing would not add up.
    pub(super) fn bind_eips(&mut self) {
        let mut bound: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (eni, allocation, at) in std::mem::take(&mut self.eips) {
            bound.entry((eni, at.file)).or_default().push((allocation, at));
        }
        for ((eni, file), all) in bound {
            let Some((_, first)) = all.first().copied() else { continue };
            let mut draft = Draft::new(Kind::Eni, range(first));
            draft.set(Field::NetworkInterfaceId, Value::Text(eni), range(first));
            let items = all.iter().map(|(allocation, at)| (Value::Text(*allocation), range(*at)));
            draft.set_list(Field::AllocationIds, items.collect(), range(first));
            self.inventory.add(draft, file, Standing::Mentioned);
        }
    }
}
