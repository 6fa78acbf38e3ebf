//! ENIs that stand in blocks of an instance: the API makes and attaches them with it.

use super::attach::{Attach, text};
use super::facts::range;
use super::template::Template;
use super::{Fate, Look, Map};
use crate::inventory::{Draft, Field, Kind, Standing, TextId, Value, Why};
use crate::read::planned::within;
use crate::read::terraform::document::{Object, ObjectId};
use crate::read::terraform::schema::{self, List, Table};
use crate::read::terraform::tape::Json;
use crate::read::terraform::term::Part;
use crate::source::Span;
use crate::syntax::Range;

impl<'d> Map<'_, 'd> {
    /// The blocks of a new instance; those of its template if it has none.
    pub(super) fn inline(
        &mut self,
        id: ObjectId,
        object: &Object<'d>,
        table: &'static Table,
        draft: &mut Draft,
        (own, template): (TextId, Template),
    ) {
        let Some(list) = &table.list else { return };
        let Some(blocks) = self.graph.blocks(id, list.name) else {
            // Nobody can tell how many there are, so limits cannot be told to hold.
            let at = self.graph.block_head(id, list.name, 0);
            draft.set_at(Field::NetworkInterfaces, Value::Unresolved(Why::Unresolved), at);
            if self.document.alone.is_some() {
                self.open_block(id, object, (list.name, 0), object.at);
            }
            return;
        };
        if blocks > 0 {
            let places = self.places(id, object, list);
            return self.blocks(id, object, draft, own, Blocks { of: id, list, count: blocks, places });
        }
        match template {
            Template::None => {}
            Template::Elsewhere => self.perhaps_one_more(id, object, own),
            Template::Known(of) => {
                let table = self.document.object(of).and_then(|object| schema::table(&object.kind));
                let Some(list) = table.and_then(|table| table.list.as_ref()) else { return };
                let Some(count) = self.graph.blocks(of, list.name) else {
                    return self.perhaps_one_more(id, object, own);
                };
                // The provider takes one at most; so the place of the instance is the attach's alone.
                let count = count.min(1);
                self.blocks(id, object, draft, own, Blocks { of, list, count, places: Vec::new() });
            }
        }
    }

    fn blocks(&mut self, id: ObjectId, object: &Object<'d>, draft: &mut Draft, own: TextId, blocks: Blocks) {
        let list = blocks.list;
        let mut launched = Vec::new();
        for number in 0..blocks.count {
            let head = self.graph.block_head(blocks.of, list.name, number);
            let at = blocks.places.get(number).copied().unwrap_or(object.at);
            let from = Look::After { object: blocks.of, block: Some((list.name, number)) };
            let mut eni = Draft::new(Kind::Eni, at);
            self.facts(&mut eni, from, list.attributes, true);
            let mut attach = Draft::new(Kind::Attachment, at);
            attach.set_at(Field::InstanceId, Value::Text(own), self.graph.head(id));
            if eni.range_of(Field::NetworkInterfaceId).is_some() {
                let given = text(&eni, Field::NetworkInterfaceId);
                if let Some(given) = given.filter(|given| self.ahead.planned.contains(given)) {
                    // An attachment resource attaches it, too.
                    launched.push((Value::Text(given), range(self.graph.head(id))));
                    self.launched_with(id, given, own);
                    continue;
                }
                // The provider ignores the rest, the network card, too.
                attach.take_over(Field::NetworkInterfaceId, &eni);
                attach.set_at(Field::DropsNetworkCardIndex, Value::Bool(true), head);
            } else {
                let name =
                    Value::Text(within(&mut self.inventory.texts, own, &format!("{}[{number}]", list.name)));
                eni.set_at(Field::NetworkInterfaceId, name, head);
                attach.set_at(Field::NetworkInterfaceId, name, head);
                eni.take_over(Field::VswitchId, draft);
                eni.take_over(Field::SecurityGroupIds, draft);
                name_card(&mut attach, &mut eni, head);
                self.file(eni, id, Standing::Declared);
            }
            let eni = text(&attach, Field::NetworkInterfaceId);
            let attach = Attach(self.file(attach, id, Standing::Declared), Some(own), eni);
            self.order.note_launch(id, attach);
        }
        if !launched.is_empty() {
            draft.set_list_at(Field::NetworkInterfaces, launched, self.graph.head(id));
        }
    }

    /// An ENI that an instance is created with, and that is attached to it once more.
    fn launched_with(&mut self, id: ObjectId, eni: TextId, own: TextId) {
        let at = self.graph.head(id);
        let mut draft = Draft::new(Kind::Eni, range(at));
        draft.set_at(Field::NetworkInterfaceId, Value::Text(eni), at);
        draft.set_at(Field::InstanceId, Value::Text(own), at);
        self.inventory.add(draft, at.file, Standing::Mentioned);
    }

    /// Where the elements of a list of blocks stand in the plan.
    fn places(&self, id: ObjectId, object: &Object<'d>, list: &List) -> Vec<Range> {
        if self.document.alone.is_some() && object.before.is_none() {
            return self.graph.own_block_places(id, list.name);
        }
        let ranges = |node| {
            let blocks = self.document.json(node).and_then(|json: Json<'_>| json.get(list.name));
            blocks.into_iter().flat_map(Json::items).map(Json::range).collect::<Vec<_>>()
        };
        let known = ranges(object.after);
        if known.is_empty() { ranges(object.unknown) } else { known }
    }

    /// Instances of a set are alike but for their place in its list. If their number is not known, one
    /// stands for all. Of a set that exists each is there under its own ID.
    pub(super) fn instance_set(&mut self, id: ObjectId, object: &Object<'d>, table: &'static Table) {
        let fate = Fate::of(object);
        if fate.is_new
            && let Some(own) = self.ahead.identity(id)
        {
            let list = table.list.as_ref();
            let blocks = list.and_then(|list| self.graph.blocks(id, list.name)).unwrap_or_default();
            // Each of them has the blocks, which are written once.
            let has_room = |amount: &u32| self.graph.make_room(blocks.saturating_mul(*amount as usize));
            let members: Vec<TextId> = match self.graph.amount(id).filter(has_room) {
                Some(amount) => (0..amount).filter_map(|n| self.part(id, Part::Member(n))).collect(),
                None => vec![own],
            };
            for own in members {
                let mut draft = self.draft(Kind::Instance, id, object, Some(own));
                self.hide_type(&mut draft, id, object);
                self.facts(&mut draft, Look::after(id), table.attributes, true);
                let template = self.template(id, table);
                self.take_from(template, &mut draft, id);
                self.inline(id, object, table, &mut draft, (own, template));
                self.file(draft, id, Standing::Declared);
            }
        }
        if !fate.stays {
            return;
        }
        let Some(ids) = table.attribute("instance_ids") else { return };
        let from = self.now_or_after(id, object, fate);
        let ids = self.read(from, ids);
        let all = self.list(crate::inventory::Type::Id, &ids.term, ids.at, false);
        for (own, _) in all.and_then(Result::ok).unwrap_or_default() {
            let mut draft = Draft::new(Kind::Instance, range(ids.at));
            draft.range = object.at;
            draft.set_at(Field::InstanceId, own, ids.at);
            self.hide_type(&mut draft, id, object);
            self.facts(&mut draft, from, table.attributes, false);
            self.file(draft, id, self.standing(object, fate));
        }
    }
}

/// The network card that a block of an ENI names is the attach's. The provider passes it on only where
/// the type has cards, which a plan does not tell.
fn name_card(attach: &mut Draft, eni: &mut Draft, head: Span) {
    if eni.rename(Field::AttachedNetworkCardIndex, Field::NetworkCardIndex) {
        attach.take_over(Field::NetworkCardIndex, eni);
        attach.set_at(Field::DropsNetworkCardIndex, Value::Bool(true), head);
        eni.remove(Field::NetworkCardIndex);
    }
}

/// Blocks that are an instance's own, or its template's.
struct Blocks {
    of: ObjectId,
    list: &'static List,
    count: usize,
    places: Vec<Range>,
}
