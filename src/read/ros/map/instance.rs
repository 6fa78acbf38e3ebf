//! Instances and groups of them, with the ENIs that they are created with.

use super::super::schema::{self, MAPPING, Makes, PRIMARY};
use super::super::term::{Item, Nth, Part, Term};
use super::super::world::Scope;
use super::{From, Made, Map, text};
use crate::inventory::{Draft, Field, Kind, Standing, TextId, Value, Why, is_symbol};
use crate::read::planned::within;
use crate::syntax::Range;

/// What an instance takes from a template or from the instance that it is a clone of.
const TAKEN: [Field; 5] =
    [Field::InstanceType, Field::VswitchId, Field::ZoneId, Field::VpcId, Field::SecurityGroupIds];

/// What an element of `EniMappings` is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Primary,
    Secondary,
    /// Nobody can tell, for this reason.
    Open(&'static str),
}

impl Map<'_, '_, '_> {
    pub(super) fn instance(&mut self, made: Made<'_>) {
        let draft = self.new_instance(made, Part::Itself);
        self.primary(made, &draft, Part::PrimaryEni);
        self.file(draft, made, Standing::Declared);
    }

    /// Instances of a group are alike but for their place in its list. If their number is not known, one
    /// stands for all.
    pub(super) fn group(&mut self, made: Made<'_>) {
        // Each has its ENIs, and is attached to them.
        let each = 1 + self.count_mappings(made);
        let members: Vec<Nth> = match self.world.size(made.item) {
            Some(n) if self.left >= each.saturating_mul(n as usize) => (0..n).map(Nth::At).collect(),
            _ => vec![Nth::Each],
        };
        self.left = self.left.saturating_sub(each.saturating_mul(members.len()));
        for nth in members {
            self.world.spend(64);
            let mut draft = self.new_instance(made, Part::Member(nth));
            self.group_primary(made, &draft);
            self.mappings(made, &mut draft);
            self.file(draft, made, Standing::Declared);
        }
    }

    fn new_instance(&mut self, made: Made<'_>, part: Part) -> Draft {
        let mut draft = self.draft(Kind::Instance, made, part);
        self.facts(&mut draft, made, made.properties, made.table.properties);
        self.add_joined(&mut draft, made);
        self.launch_template(made, &mut draft);
        // The API is told no VPC: it is that of the vSwitch. It is told the zone, which then has to be
        // the same (RunInstances).
        if draft.range_of(Field::VswitchId).is_some() {
            draft.remove(Field::VpcId);
            let zone = text(&draft, Field::ZoneId).map(|zone| self.inventory.texts.get(zone));
            if zone.is_none_or(is_symbol) {
                draft.remove(Field::ZoneId);
            }
        }
        if made.table.is_clone {
            leave_open(&mut draft, made.head);
        }
        draft
    }

    /// What an instance takes from its launch template where it says nothing itself.
    fn launch_template(&mut self, made: Made<'_>, draft: &mut Draft) {
        let names = ["LaunchTemplateId", "LaunchTemplateName"];
        let mut given = names.iter().filter_map(|name| self.lookup(made.properties, name, made.item));
        let Some((term, at)) = given.find(|(term, _)| *term != Term::Null && *term != Term::text("")) else {
            return;
        };
        let block = match term {
            Term::Id(item, Part::Itself) => self.world.block(item).map(|block| (item, block)),
            _ => None,
        };
        let found = block.and_then(|(item, block)| Some((item, block, schema::find(&block.kind)?)));
        let Some((item, block, table)) = found.filter(|(.., table)| table.makes == Makes::LaunchTemplate)
        else {
            leave_open(draft, at);
            draft.set(Field::NetworkInterfaces, Value::Unresolved(Why::Unresolved), at);
            return;
        };
        let of_template = Made { item, ..made };
        self.facts(draft, of_template, From::Node(block.properties), table.properties);
        let enis = self.lookup(From::Node(block.properties), "NetworkInterfaces", item);
        if enis.is_some_and(|(enis, _)| enis != Term::Null && enis != Term::list(Vec::new())) {
            // The template's list has the primary ENI, too, or has not: the pages do not say.
            draft.set(Field::NetworkInterfaces, Value::Unresolved(Why::Unresolved), at);
        }
    }

    /// The primary ENI of an instance, if anything is said of it; else it goes without saying.
    fn primary(&mut self, made: Made<'_>, instance: &Draft, part: Part) {
        let mut eni = Draft::new(Kind::Eni, made.range);
        self.facts(&mut eni, made, made.properties, PRIMARY);
        if PRIMARY.iter().all(|property| eni.range_of(field(property.1)).is_none()) {
            return;
        }
        let id = self.symbol(made.item, part);
        eni.set(Field::NetworkInterfaceId, Value::Text(id), made.head);
        eni.take_over(Field::VswitchId, instance);
        self.described.insert(made.item);
        self.file_primary(made, eni, text(instance, Field::InstanceId));
    }

    /// The same of an instance of a group; nothing names it.
    fn group_primary(&mut self, made: Made<'_>, instance: &Draft) {
        let mut eni = Draft::new(Kind::Eni, made.range);
        self.facts(&mut eni, made, made.properties, PRIMARY);
        let given = PRIMARY.iter().any(|property| eni.range_of(field(property.1)).is_some());
        let Some(own) = text(instance, Field::InstanceId).filter(|_| given) else { return };
        let id = within(&mut self.inventory.texts, own, "PrimaryNetworkInterfaceId");
        eni.set(Field::NetworkInterfaceId, Value::Text(id), made.head);
        eni.take_over(Field::VswitchId, instance);
        self.file_primary(made, eni, Some(own));
    }

    fn file_primary(&mut self, made: Made<'_>, mut eni: Draft, instance: Option<TextId>) {
        let primary = self.inventory.texts.intern("Primary");
        // Where it is and what it is does not hang on whether it is there: its instance does.
        if let Term::OneOf(flags, question) = made.presence {
            let except = Some(Field::NetworkInterfaceId);
            eni.map_values(except, |value, range| self.unless_missing(value, flags, question, range));
        }
        eni.set(Field::Type, Value::Text(primary), made.head);
        if let Some(instance) = instance {
            eni.set(Field::InstanceId, Value::Text(instance), made.head);
            eni.set(Field::Status, Value::Text(TextId::IN_USE), made.head);
        }
        self.file(eni, Made { presence: &Term::Bool(true), ..made }, Standing::Mentioned);
    }

    /// The primary ENIs that something names, and of which nothing else is said.
    pub(super) fn named_primaries(&mut self) {
        let world = self.world;
        for item in std::mem::take(&mut self.primaries) {
            let block = world.block(item).filter(|_| !self.described.contains(&item));
            let Some((block, table)) = block.and_then(|block| Some((block, schema::find(&block.kind)?)))
            else {
                continue;
            };
            let presence = world.presence(item);
            let properties = From::Node(block.properties);
            let range = world.tree.range(block.node);
            let made = Made { item, table, head: block.head, range, properties, presence: &presence };
            let mut eni = Draft::new(Kind::Eni, range);
            let id = self.symbol(item, Part::PrimaryEni);
            eni.set(Field::NetworkInterfaceId, Value::Text(id), block.head);
            let instance = self.symbol(item, Part::Itself);
            self.file_primary(made, eni, Some(instance));
        }
    }

    /// How many elements `EniMappings` has.
    fn count_mappings(&mut self, made: Made<'_>) -> usize {
        let From::Node(Some(properties)) = made.properties else { return 0 };
        let tree = &self.world.tree;
        let Some(list) = tree.child(properties, "EniMappings") else { return 0 };
        if let Some(items) = tree.items(list).filter(|_| tree.call(list).is_none()) {
            return items.len();
        }
        match self.world.eval(list, Scope::from(made.item)) {
            Term::List(items) => items.len(),
            _ => 1,
        }
    }

    /// The elements of `EniMappings`: each is a secondary ENI that the instance is created with.
    fn mappings(&mut self, made: Made<'_>, draft: &mut Draft) {
        let From::Node(Some(properties)) = made.properties else { return };
        let tree = &self.world.tree;
        let Some(list) = tree.child(properties, "EniMappings") else { return };
        if let Some(items) = tree.items(list).filter(|_| tree.call(list).is_none()) {
            for (number, item) in items.iter().enumerate() {
                if tree.call(*item).is_none() && !tree.pairs(*item).is_empty() {
                    self.mapping(made, draft, number, From::Node(Some(*item)), tree.range(*item));
                } else {
                    let term = self.world.eval(*item, Scope::from(made.item));
                    self.mapping_of_term(made, draft, number, &term, tree.range(*item));
                }
            }
            return;
        }
        let at = tree.range(list);
        match self.world.eval(list, Scope::from(made.item)) {
            Term::Null => {}
            Term::List(items) => {
                for (number, term) in items.iter().enumerate() {
                    self.mapping_of_term(made, draft, number, term, at);
                }
            }
            _ if tree.repeated(list).is_some() => {
                draft.set(Field::NetworkInterfaces, Value::Unresolved(Why::Unresolved), at);
                let address = self.world.name(Item { nth: Nth::Only, ..made.item }, Part::Itself);
                self.doubtful_attach(&address, at, "EniMappings");
            }
            _ => self.open_mapping(made, draft, "EniMappings", at),
        }
    }

    /// Nobody can tell how many ENIs there are, so limits cannot be told to hold; and there may be one, of
    /// which nothing is known.
    fn open_mapping(&mut self, made: Made<'_>, instance: &mut Draft, what: &str, at: Range) {
        instance.set(Field::NetworkInterfaces, Value::Unresolved(Why::Unresolved), at);
        let Some(own) = text(instance, Field::InstanceId) else { return };
        let mut attach = Draft::new(Kind::Attachment, at);
        attach.set(Field::InstanceId, Value::Text(own), made.head);
        attach.set(Field::NetworkInterfaceId, Value::Unresolved(Why::Unresolved), at);
        let reason = self.inventory.texts.intern(&format!("{what} is not known"));
        attach.explain(Field::NetworkInterfaceId, reason);
        let entry = self.file(attach, made, Standing::Declared);
        self.acts.launch(made.item, own, entry);
    }

    fn mapping_of_term(&mut self, made: Made<'_>, draft: &mut Draft, number: usize, term: &Term, at: Range) {
        match term {
            Term::Null => {}
            Term::Map(pairs) => self.mapping(made, draft, number, From::Terms(pairs, at), at),
            _ => self.open_mapping(made, draft, &format!("EniMappings[{number}]"), at),
        }
    }

    fn mapping(&mut self, made: Made<'_>, instance: &mut Draft, number: usize, from: From<'_>, at: Range) {
        let Some(own) = text(instance, Field::InstanceId) else { return };
        let made = Made { range: at, ..made };
        let mut eni = Draft::new(Kind::Eni, at);
        self.facts(&mut eni, made, from, MAPPING);
        let (role, eni_type) = (self.role(&eni), eni.range_of(Field::Type));
        if role == Role::Primary {
            return self.primary_mapping(made, instance, eni, own);
        }
        let mut attach = Draft::new(Kind::Attachment, at);
        attach.set(Field::InstanceId, Value::Text(own), made.head);
        if let Some((card, card_at)) = self.lookup(from, "NetworkCardIndex", made.item)
            && let Some(card) = self.value(Field::NetworkCardIndex.ty(), &card, card_at)
        {
            attach.set(Field::NetworkCardIndex, card, card_at);
        }
        if eni.range_of(Field::NetworkInterfaceId).is_some() {
            attach.take_over(Field::NetworkInterfaceId, &eni);
        } else {
            let id = within(&mut self.inventory.texts, own, &format!("EniMappings[{number}]"));
            eni.set(Field::NetworkInterfaceId, Value::Text(id), at);
            attach.set(Field::NetworkInterfaceId, Value::Text(id), at);
            eni.take_over(Field::VswitchId, instance);
            eni.take_over(Field::SecurityGroupIds, instance);
            if role != Role::Secondary {
                eni.set(Field::Type, Value::Unresolved(Why::Unresolved), eni_type.unwrap_or(at));
            }
            self.file(eni, made, Standing::Declared);
        }
        if let Role::Open(what) = role {
            // An ENI that may be the primary one may be no attach, and takes no place then.
            let at = eni_type.unwrap_or(at);
            let reason =
                self.inventory.texts.intern(&format!("InstanceType of EniMappings[{number}] {what}"));
            attach.set(Field::InstanceId, Value::Unresolved(Why::Unresolved), at);
            attach.explain(Field::InstanceId, reason);
        }
        let entry = self.file(attach, made, Standing::Declared);
        self.acts.launch(made.item, own, entry);
    }

    /// What an element of `EniMappings` is, as its `InstanceType` says.
    fn role(&self, eni: &Draft) -> Role {
        if eni.range_of(Field::Type).is_none() {
            return Role::Secondary;
        }
        match text(eni, Field::Type).map(|word| self.inventory.texts.get(word)) {
            Some("Primary") => Role::Primary,
            Some("Secondary") => Role::Secondary,
            Some(word) if !is_symbol(word) => Role::Open("is neither Primary nor Secondary"),
            _ => Role::Open("is not known"),
        }
    }

    /// An element of `EniMappings` that describes the primary ENI: it is no attach.
    fn primary_mapping(&mut self, made: Made<'_>, instance: &mut Draft, mut eni: Draft, own: TextId) {
        let id = within(&mut self.inventory.texts, own, "PrimaryNetworkInterfaceId");
        eni.set(Field::NetworkInterfaceId, Value::Text(id), made.range);
        for field in [Field::VswitchId, Field::SecurityGroupIds] {
            instance.take_over(field, &eni);
            eni.take_over(field, instance);
        }
        self.file_primary(made, eni, Some(own));
    }

    /// The instance that a term names, if it is one that the stack creates.
    pub(super) fn created_instance(&self, term: &Term) -> Option<Item> {
        let Term::Id(item, Part::Itself | Part::Member(_)) = term else { return None };
        let table = schema::find(&self.world.block(*item)?.kind)?;
        table.is_instance().then_some(*item)
    }
}

/// Leaves the fields open that something else may give.
fn leave_open(draft: &mut Draft, at: Range) {
    for field in TAKEN {
        if draft.range_of(field).is_none() {
            draft.set(field, Value::Unresolved(Why::Unresolved), at);
        }
    }
}

fn field(meaning: schema::Meaning) -> Field {
    match meaning {
        schema::Meaning::Field(field) | schema::Meaning::Single(field) => field,
        schema::Meaning::Secondaries => Field::PrivateIpAddresses,
    }
}
