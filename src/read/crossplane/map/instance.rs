//! Instances with their ENIs: the primary one, and those that they are created with.

use super::{Map, head, set};
use crate::inventory::{Draft, EntryId, Field, Kind, Standing, TextId, Value, Why};
use crate::read::crossplane::Manifest;
use crate::read::crossplane::tree::Tree;
use crate::read::planned::within;
use crate::read::terraform::schema::Meaning;
use std::collections::HashMap;

/// Pairs of attaches in order, at most. What is beyond has no order that is known.
const PAIRS: usize = 100_000;
/// ENIs in a list that are told apart, at most; no type takes as many.
const MOST: usize = 100;

/// What is attached to instances: with their creation, and after it.
#[derive(Default)]
pub(super) struct Order {
    launches: HashMap<TextId, Vec<EntryId>>,
    attaches: Vec<(TextId, EntryId)>,
}

impl Order {
    pub(super) fn note_attach(&mut self, instance: Option<Value>, entry: EntryId) {
        if let Some(Value::Text(instance)) = instance {
            self.attaches.push((instance, entry));
        }
    }
}

impl<'m> Map<'m, '_> {
    /// What is said of an instance's primary ENI, and of others that it is created with.
    pub(super) fn instance(
        &mut self,
        draft: &mut Draft,
        manifest: &'m Manifest<'m>,
        (own, is_new): (TextId, bool),
    ) {
        let head = head(manifest);
        self.inline(draft, manifest, (own, is_new));
        let mut eni = Draft::new(Kind::Eni, head);
        self.facts(&mut eni, manifest, manifest.table.primary);
        let fields = [
            Field::NetworkInterfaceId,
            Field::PrivateIpAddress,
            Field::QueuePairNumber,
            Field::Ipv6Addresses,
        ];
        if !fields.iter().any(|field| eni.range_of(*field).is_some()) {
            return;
        }
        if eni.range_of(Field::NetworkInterfaceId).is_none() {
            let text = self.inventory.texts.get(own);
            let name = text.strip_prefix("${").and_then(|text| text.strip_suffix('}')).unwrap_or(text);
            let name = format!("${{{name}.network_interface_id}}");
            let name = self.inventory.texts.intern(&name);
            eni.set(Field::NetworkInterfaceId, Value::Text(name), head);
        }
        let primary = self.inventory.texts.intern("Primary");
        eni.set(Field::Type, Value::Text(primary), head);
        eni.set(Field::InstanceId, Value::Text(own), head);
        eni.set(Field::Status, Value::Text(TextId::IN_USE), head);
        eni.take_over(Field::VswitchId, draft);
        self.file(eni, manifest, Standing::Mentioned);
    }

    /// ENIs that an instance is created with: each is an attach. Of an instance that exists, and where some
    /// template makes the list, nobody can tell how many there are.
    fn inline(&mut self, draft: &mut Draft, manifest: &'m Manifest<'m>, (own, is_new): (TextId, bool)) {
        let parts = [["spec", "forProvider"], ["spec", "initProvider"], ["status", "atProvider"]];
        let parts = parts.iter().filter_map(|part| manifest.tree.at(part)?.get("networkInterfaces"));
        let Some(list) = parts.into_iter().next() else { return };
        let is_empty = list.items().is_empty() && list.text().is_none() && list.entries().is_empty();
        if is_empty {
            return;
        }
        let items = list.items();
        // Of two manifests of one name nobody can tell which list counts.
        let is_told = is_new
            && !self.order.launches.contains_key(&own)
            && !items.is_empty()
            && items.len() <= MOST
            && items.iter().all(|item| matches!(item, Tree::Map(..)));
        if !is_told {
            return draft.set(Field::NetworkInterfaces, Value::Unresolved(Why::Unresolved), list.range());
        }
        for (number, item) in items.iter().enumerate() {
            self.inline_eni(draft, manifest, own, (number, item));
        }
    }

    fn inline_eni(
        &mut self,
        instance: &Draft,
        manifest: &'m Manifest<'m>,
        own: TextId,
        (number, item): (usize, &'m Tree<'m>),
    ) {
        let (at, head) = (item.range(), head(manifest));
        let mut eni = Draft::new(Kind::Eni, at);
        for attr in manifest.table.inline() {
            let (Meaning::Field(field) | Meaning::NonZero(field)) = attr.meaning else { continue };
            if let Some((given, at)) = self.given_in(item, manifest.namespace.as_deref(), attr, field) {
                set(&mut eni, (attr, field), given, at);
            }
        }
        let mut attach = Draft::new(Kind::Attachment, at);
        attach.set(Field::InstanceId, Value::Text(own), head);
        // The provider passes the card on only where the type has cards.
        if eni.rename(Field::AttachedNetworkCardIndex, Field::NetworkCardIndex) {
            attach.take_over(Field::NetworkCardIndex, &eni);
            attach.set(Field::DropsNetworkCardIndex, Value::Bool(true), at);
            eni.remove(Field::NetworkCardIndex);
        }
        if eni.range_of(Field::NetworkInterfaceId).is_some() {
            attach.take_over(Field::NetworkInterfaceId, &eni);
        } else {
            let name = within(&mut self.inventory.texts, own, &format!("networkInterfaces[{number}]"));
            eni.set(Field::NetworkInterfaceId, Value::Text(name), at);
            attach.set(Field::NetworkInterfaceId, Value::Text(name), at);
            eni.take_over(Field::VswitchId, instance);
            eni.take_over(Field::SecurityGroupIds, instance);
            self.file(eni, manifest, Standing::Declared);
        }
        let entry = self.file(attach, manifest, Standing::Declared);
        self.order.launches.entry(own).or_default().push(entry);
    }

    /// An instance is created before anything else is attached to it.
    pub(super) fn put_in_order(&mut self) {
        let launches = &self.order.launches;
        let pairs = self.order.attaches.iter().flat_map(|(instance, attach)| {
            launches.get(instance).into_iter().flatten().map(|launch| (*launch, *attach))
        });
        self.inventory.edges.extend(pairs.take(PAIRS));
    }
}
