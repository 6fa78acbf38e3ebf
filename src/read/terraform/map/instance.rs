//! Instances, with the ENIs that they have.

use super::ahead::known_id;
use super::attach::text;
use super::{Fate, Look, Map};
use crate::inventory::{Draft, Field, Kind, Standing, TextId, Value, Verb, Why, is_symbol};
use crate::read::terraform::document::{Change, Object, ObjectId};
use crate::read::terraform::schema::{Meaning, Table};
use crate::read::terraform::tape::Json;
use crate::read::terraform::term::Part;
use crate::syntax::Range;

impl<'d> Map<'_, 'd> {
    pub(super) fn instance(&mut self, id: ObjectId, object: &Object<'d>, table: &'static Table) {
        let fate = Fate::of(object);
        if fate.is_new
            && let Some(own) = self.ahead.identity(id)
        {
            self.new_instance(id, object, table, own);
        } else if fate.stays {
            self.present_instance(id, object, table, fate);
        }
        if fate.was
            && !fate.stays
            && let Some(own) = self.ahead.old_identity(id)
        {
            let before = self.before(object);
            let mut draft = self.draft(Kind::Instance, id, object, Some(own));
            draft.range = self.range_of(object.before, object);
            self.hide_type(&mut draft, id, object);
            self.facts(&mut draft, before, table.attributes, false);
            self.own_enis(id, object, table, &mut draft, Own { id: own, from: before, stays: false });
            self.file(draft, id, Standing::Observed);
        }
    }

    /// An instance that the run makes. Its zone and VPC are its vSwitch's. The provider says nothing of
    /// the VPC to the API, but passes on the zone, which then has to be the same (RunInstances).
    fn new_instance(&mut self, id: ObjectId, object: &Object<'d>, table: &'static Table, own: TextId) {
        let mut draft = self.draft(Kind::Instance, id, object, Some(own));
        self.hide_type(&mut draft, id, object);
        self.facts(&mut draft, Look::after(id), table.attributes, true);
        let zone = text(&draft, Field::ZoneId).filter(|zone| !is_symbol(self.inventory.texts.get(*zone)));
        let template = self.template(id, table);
        self.take_from(template, &mut draft, id);
        if draft.range_of(Field::VswitchId).is_some() {
            draft.remove(Field::VpcId);
            if zone.is_none() {
                draft.remove(Field::ZoneId);
            }
        }
        self.new_primary(id, object, table, &draft, own);
        self.inline(id, object, table, &mut draft, (own, template));
        self.file(draft, id, Standing::Declared);
    }

    /// The primary ENI of a new instance, if anything is said of it; else it goes without saying.
    fn new_primary(
        &mut self,
        id: ObjectId,
        object: &Object<'d>,
        table: &'static Table,
        draft: &Draft,
        own: TextId,
    ) {
        let head = self.graph.head(id);
        let mut eni = Draft::new(Kind::Eni, object.address_at);
        self.facts(&mut eni, Look::after(id), table.primary, true);
        let fields = table.primary.iter().filter_map(|attr| match attr.meaning {
            Meaning::Field(field) | Meaning::NonZero(field) => Some(field),
            Meaning::Secondaries => Some(Field::PrivateIpAddresses),
            _ => None,
        });
        if !fields.into_iter().any(|field| eni.range_of(field).is_some()) {
            return;
        }
        // One that is given has its own name, and no other entry.
        if eni.range_of(Field::NetworkInterfaceId).is_none()
            && let Some(name) = self.part(id, Part::PrimaryEni)
        {
            eni.set_at(Field::NetworkInterfaceId, Value::Text(name), head);
        }
        eni.take_over(Field::VswitchId, draft);
        self.file_primary(id, eni, own);
    }

    fn file_primary(&mut self, id: ObjectId, mut eni: Draft, own: TextId) {
        let head = self.graph.head(id);
        let primary = self.inventory.texts.intern("Primary");
        eni.set_at(Field::Type, Value::Text(primary), head);
        eni.set_at(Field::InstanceId, Value::Text(own), head);
        eni.set_at(Field::Status, Value::Text(TextId::IN_USE), head);
        self.file(eni, id, Standing::Mentioned);
    }

    /// The primary ENIs of new instances that something names: another entry of one does no harm.
    pub(super) fn named_primaries(&mut self) {
        for id in std::mem::take(&mut self.primaries) {
            let own = self.ahead.identity(id);
            let (Some(object), Some(own)) = (self.document.object(id), own) else { continue };
            let mut eni = Draft::new(Kind::Eni, object.address_at);
            if let Some(name) = self.part(id, Part::PrimaryEni) {
                eni.set_at(Field::NetworkInterfaceId, Value::Text(name), self.graph.head(id));
            }
            self.file_primary(id, eni, own);
        }
    }

    /// An instance that is there before and after.
    fn present_instance(&mut self, id: ObjectId, object: &Object<'d>, table: &'static Table, fate: Fate) {
        let (from, own) = (self.now_or_after(id, object, fate), self.ahead.identity(id));
        let mut draft = self.draft(Kind::Instance, id, object, own);
        self.hide_type(&mut draft, id, object);
        self.facts(&mut draft, from, table.attributes, false);
        if let (Change::Update, Some(own)) = (object.change, own) {
            self.update(id, object, table, &mut draft, own);
        }
        if let Some(own) = own {
            self.own_enis(id, object, table, &mut draft, Own { id: own, from, stays: true });
        }
        self.file(draft, id, self.standing(object, fate));
    }

    /// A change of an instance's type or status is a step: until then it is as it was. The provider
    /// stops a running instance to change its type, and starts it again.
    fn update(&mut self, id: ObjectId, object: &Object<'d>, table: &Table, draft: &mut Draft, own: TextId) {
        let after = (draft.value_of(Field::InstanceType), draft.value_of(Field::Status));
        let before = self.before(object);
        for (name, field) in [("instance_type", Field::InstanceType), ("status", Field::Status)] {
            let Some(attr) = table.attribute(name).filter(|_| !object.fork) else { continue };
            draft.remove(field);
            self.fact(draft, before, attr, field, false);
        }
        let (kind, status) = (draft.value_of(Field::InstanceType), draft.value_of(Field::Status));
        let running = Some(Value::Text(TextId::RUNNING));
        let resized = after.0.filter(|_| after.0 != kind && !object.fork);
        let comes_to = after.1.or(status);
        let mut verbs = Vec::new();
        if status == running && (resized.is_some() || comes_to == Some(Value::Text(TextId::STOPPED))) {
            verbs.push(Verb::Stop);
        }
        verbs.extend(resized.map(|_| Verb::Resize));
        let stopped = status == Some(Value::Text(TextId::STOPPED)) || verbs.contains(&Verb::Stop);
        if comes_to == running && stopped {
            verbs.push(Verb::Start);
        }
        let sequence = self.next_sequence();
        for verb in verbs {
            let attribute = if verb == Verb::Resize { "instance_type" } else { "status" };
            let json = self.document.json(object.after).and_then(|json| json.get(attribute));
            let at = json.map_or(object.at, Json::range);
            let mut step = Draft::new(Kind::Step, at);
            // A person finds it where it is written, if it is: the provider's own stop is not.
            let written = table.attribute(attribute).map(|attr| self.read(Look::after(id), attr).at);
            let written = written.unwrap_or(self.span(at));
            step.set_at(Field::InstanceId, Value::Text(own), written);
            if let Some(kind) = resized.filter(|_| verb == Verb::Resize) {
                step.set_at(Field::InstanceType, kind, written);
            }
            let entry = self.step(sequence, verb, step, id);
            self.order.note_update(id, own, entry);
        }
    }

    /// The ENIs that an instance has before the run. Its state lists all secondary ones, also those
    /// that something else attached. Those of one that goes leave it at some time.
    fn own_enis(
        &mut self,
        id: ObjectId,
        object: &Object<'d>,
        table: &'static Table,
        draft: &mut Draft,
        own: Own<'d>,
    ) {
        let listed = self.document.json(object.before).and_then(|json| json.get("network_interfaces"));
        let Some(list) = listed.filter(|list| list.is_list()) else { return };
        let secrets = self.document.json(object.was_sensitive);
        let secrets = secrets.map(|all| all.get("network_interfaces").unwrap_or(all));
        let all_secret = secrets.filter(|secrets| secrets.as_bool() == Some(true));
        let mut secrets = secrets.into_iter().flat_map(Json::items);
        let mut ids: Vec<(Value, Range)> = Vec::new();
        ids.extend(self.present_primary(id, object, table, draft, own));
        let (mut whole, mut leaving) = (true, Vec::new());
        for item in list.items() {
            let secrets = secrets.next().or(all_secret);
            let eni_id = item.get("network_interface_id").and_then(|id| Some((id.as_text()?, id.range())));
            let eni_id =
                eni_id.and_then(|(name, at)| Some((known_id(&name, &mut self.inventory.texts)?, at)));
            let Some((name, at)) = eni_id else {
                whole = false;
                continue;
            };
            ids.push((Value::Text(name), at));
            let mut eni = Draft::new(Kind::Eni, item.range());
            let attributes = table.list.as_ref().map_or(&[][..], |list| list.attributes);
            self.facts(&mut eni, Look::Json { values: Some(item), secrets }, attributes, false);
            self.secondary(&mut eni, at);
            if !own.stays {
                self.tell_release(&mut eni, name);
            }
            if self.is_left_over(own, name) {
                leaving.push((name, at));
                self.mention(id, eni, Own { stays: true, ..own }, at);
            } else {
                self.mention(id, eni, own, at);
            }
        }
        self.release(id, own.id, leaving);
        for (eni, at) in self.ahead.held(own.id) {
            if !ids.iter().any(|(id, _)| *id == Value::Text(*eni)) {
                ids.push((Value::Text(*eni), *at));
            }
        }
        let at = self.span(list.range());
        if whole {
            draft.set_list_at(Field::NetworkInterfaces, ids, at);
        } else {
            draft.set_at(Field::NetworkInterfaces, Value::Unresolved(Why::Unresolved), at);
        }
    }

    /// Whether an ENI is taken off its instance by nothing but the end of that.
    fn is_left_over(&self, own: Own<'_>, eni: TextId) -> bool {
        let is_held = self.ahead.held(own.id).iter().any(|(held, _)| *held == eni);
        !own.stays && !self.ahead.trunks && !is_held
    }

    /// Whether an ENI goes with its instance, as its own resource tells.
    fn tell_release(&self, eni: &mut Draft, name: TextId) {
        if let Some((goes, at)) = self.ahead.released(name) {
            eni.set(Field::DeleteOnRelease, Value::Bool(goes), at);
        }
    }

    /// An instance goes, and leaves its ENIs, or takes them along.
    fn release(&mut self, id: ObjectId, instance: TextId, enis: Vec<(TextId, Range)>) {
        let sequence = self.next_sequence();
        for (eni, at) in enis {
            let mut step = Draft::new(Kind::Step, at);
            step.set(Field::NetworkInterfaceId, Value::Text(eni), at);
            step.set(Field::InstanceId, Value::Text(instance), at);
            let entry = self.step(sequence, Verb::Release, step, id);
            self.order.note_release(id, entry);
        }
    }

    /// The primary ENI of an instance that exists; its ID, if the provider tells it.
    fn present_primary(
        &mut self,
        id: ObjectId,
        object: &Object<'d>,
        table: &'static Table,
        draft: &Draft,
        own: Own<'d>,
    ) -> Option<(Value, Range)> {
        let mut eni = Draft::new(Kind::Eni, object.address_at);
        self.facts(&mut eni, own.from, table.primary, false);
        if own.stays && object.change == Change::Update {
            self.forget_addresses(object, table, draft, &mut eni);
        }
        let name = text(&eni, Field::NetworkInterfaceId);
        let at = eni.range_of(Field::NetworkInterfaceId).unwrap_or(object.address_at);
        let primary = self.inventory.texts.intern("Primary");
        eni.set(Field::Type, Value::Text(primary), object.address_at);
        eni.take_over(Field::VswitchId, draft);
        self.mention(id, eni, own, object.address_at);
        Some((Value::Text(name?), at))
    }

    /// An instance that moves to another vSwitch gets other addresses there, and the plan goes on to
    /// tell the ones it has: the provider passes on none that stays, and the API picks one then
    /// (ModifyInstanceVpcAttribute). Its zone cannot change, so what is said of that holds.
    fn forget_addresses(
        &mut self,
        object: &Object<'d>,
        table: &'static Table,
        draft: &Draft,
        eni: &mut Draft,
    ) {
        let before = self.before(object);
        let mut old = Draft::new(Kind::Instance, object.at);
        if let Some(vswitch) = table.attribute("vswitch_id") {
            self.fact(&mut old, before, vswitch, Field::VswitchId, false);
        }
        if old.value_of(Field::VswitchId) == draft.value_of(Field::VswitchId) {
            return;
        }
        let mut primary = Draft::new(Kind::Eni, object.at);
        self.facts(&mut primary, before, table.primary, false);
        for field in [Field::PrivateIpAddress, Field::PrivateIpAddresses, Field::Ipv6Addresses] {
            eni.forget(field, &primary, Value::Unresolved(Why::Unresolved));
        }
    }

    /// An ENI on an instance, as its state says.
    fn mention(&mut self, id: ObjectId, mut eni: Draft, own: Own<'_>, at: Range) {
        let status = if own.stays { Value::Text(TextId::IN_USE) } else { Value::Unresolved(Why::Leaves) };
        eni.set(Field::InstanceId, Value::Text(own.id), at);
        eni.set(Field::Status, status, at);
        self.file(eni, id, Standing::Mentioned);
    }
}

/// An instance that exists: its ID, what tells of it, and whether the run leaves it.
#[derive(Clone, Copy)]
struct Own<'t> {
    id: TextId,
    from: Look<'t>,
    stays: bool,
}
