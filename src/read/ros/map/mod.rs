//! Resources of a template to entries of the inventory: things, planned attaches, and steps. A stack
//! is created, so everything that is declared is new.

mod assign;
mod attach;
mod doubtful;
mod instance;
mod order;
mod unread;
mod value;

use super::node::NodeId;
use super::schema::{self, Makes, Property, Table};
use super::term::{Item, Nth, Part, Term};
use super::world::{Scope, World};
use crate::finding::Finding;
use crate::inventory::{
    Draft, EntryId, Field, Inventory, Kind, Resource, Standing, Step, TextId, Tool, Value, Verb, Why,
};
use crate::read::Read;
use crate::read::planned::{in_run, symbol};
use crate::source::{FileId, Span};
use crate::syntax::Range;
use assign::Assigned;
use order::Acts;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Resources of one template that are looked at, with all that `Count` and nested stacks make.
pub(super) const MOST: usize = 20_000;

/// Files every resource of a template. Tells whether that are not too many.
pub(super) fn map(world: &World<'_, '_>, file: FileId, realm: &str, read: &mut Read) -> bool {
    let mut map = Map {
        world,
        file,
        realm,
        inventory: &mut read.inventory,
        findings: &mut read.findings,
        left: MOST,
        acts: Acts::default(),
        joins: BTreeMap::new(),
        joins_any: false,
        assigned: BTreeMap::new(),
        eips: BTreeMap::new(),
        primaries: BTreeSet::new(),
        described: BTreeSet::new(),
        parties: BTreeMap::new(),
    };
    // What joins a group or is assigned has to be known before the ENIs are filed.
    let is_first = |makes| matches!(makes, Makes::Join | Makes::Assign);
    map.doubtful();
    let whole = map.each(is_first) && map.each(|makes| !is_first(makes));
    map.unread();
    map.named_primaries();
    map.bind_eips();
    map.put_in_order();
    whole && !world.is_cut
}

struct Map<'w, 's, 'g> {
    world: &'w World<'s, 'g>,
    file: FileId,
    /// What tells the names of this template from those of others.
    realm: &'w str,
    inventory: &'w mut Inventory,
    findings: &'w mut Vec<Finding>,
    /// How many resources may still be looked at.
    left: usize,
    acts: Acts,
    /// Groups that ENIs join.
    joins: BTreeMap<TextId, Vec<(Value, Range)>>,
    /// Whether some join does not tell which ENIs it is of.
    joins_any: bool,
    /// ENIs with what assigns addresses to them as soon as they are there.
    assigned: BTreeMap<TextId, Vec<Assigned>>,
    /// ENIs with the EIPs that are bound to them.
    eips: BTreeMap<TextId, Vec<(TextId, Range)>>,
    /// Instances whose primary ENIs something names, and those whose are filed.
    primaries: BTreeSet<Item>,
    described: BTreeSet<Item>,
    /// The instances and ENIs that attachments name.
    parties: BTreeMap<TextId, Kind>,
}

/// A resource that is mapped.
#[derive(Clone, Copy)]
struct Made<'w> {
    item: Item,
    table: &'static Table,
    /// Where its name stands, and the whole of it.
    head: Range,
    range: Range,
    properties: From<'w>,
    /// Whether it is created: always, or with some answers to a question.
    presence: &'w Term,
}

/// Where properties are from.
#[derive(Clone, Copy)]
enum From<'w> {
    Node(Option<NodeId>),
    /// What an expression came to, with its place.
    Terms(&'w [(Rc<str>, Term)], Range),
}

impl<'s, 'g> Map<'_, 's, 'g> {
    fn each(&mut self, is_wanted: impl Fn(Makes) -> bool) -> bool {
        let world = self.world;
        for (stack, found) in (0..).zip(&world.stacks) {
            for (at, block) in (0..).zip(&found.template.blocks) {
                let Some(table) = schema::find(&block.kind).filter(|table| is_wanted(table.makes)) else {
                    continue;
                };
                for item in world.items(stack, at) {
                    let Some(rest) = self.left.checked_sub(1) else { return false };
                    self.left = rest;
                    let presence = world.presence(item);
                    if presence == Term::Bool(false) {
                        continue;
                    }
                    let made = Made {
                        item,
                        table,
                        head: block.head,
                        range: world.tree.range(block.node),
                        properties: From::Node(block.properties),
                        presence: &presence,
                    };
                    self.resource(made);
                }
            }
        }
        true
    }

    fn resource(&mut self, made: Made<'_>) {
        match made.table.makes {
            Makes::Thing(Kind::Instance) => self.instance(made),
            Makes::Thing(kind) => self.thing(made, kind),
            Makes::Group => self.group(made),
            Makes::Attachment => self.attachment(made),
            Makes::Assign => self.assign(made),
            Makes::Join => self.join(made),
            Makes::EipAssociation => self.eip_association(made),
            Makes::LaunchTemplate | Makes::Nothing => {}
        }
    }

    /// A thing that is described by its properties alone.
    fn thing(&mut self, made: Made<'_>, kind: Kind) {
        let mut draft = self.draft(kind, made, Part::Itself);
        self.facts(&mut draft, made, made.properties, made.table.properties);
        match kind {
            // CreateNetworkInterface demands one, and ROS adds none.
            Kind::Eni => {
                // A sample of the documents leaves out all properties: it means to show something else.
                if draft.range_of(Field::VswitchId).is_some()
                    && draft.range_of(Field::SecurityGroupIds).is_none()
                {
                    draft.set_list(Field::SecurityGroupIds, Vec::new(), made.head);
                }
                self.both_groups(&mut draft, made);
                self.add_joined(&mut draft, made);
                self.add_assigned(&mut draft);
            }
            // Off, unless it gets a block of addresses: its last bits, in ROS.
            Kind::Vswitch => {
                let block = self.lookup(made.properties, "Ipv6CidrBlock", made.item);
                let (value, at) = match block {
                    None | Some((Term::Null, _)) => (Value::Bool(false), made.head),
                    Some((Term::Number(_) | Term::Text(_), at)) => (Value::Bool(true), at),
                    Some((_, at)) => (Value::Unresolved(Why::Unresolved), at),
                };
                draft.set(Field::EnabledIpv6, value, at);
            }
            _ => {}
        }
        self.file(draft, made, Standing::Declared);
    }

    /// Notes the one group of an ENI that gives a list of groups, too.
    fn both_groups(&mut self, draft: &mut Draft, made: Made<'_>) {
        let lookup = |name| self.lookup(made.properties, name, made.item);
        let (Some((single, at)), Some((Term::List(all), _))) =
            (lookup("SecurityGroupId"), lookup("SecurityGroupIds"))
        else {
            return;
        };
        if let Some(value @ Value::Text(_)) = self.value(Field::SecurityGroupId.ty(), &single, at)
            && !all.is_empty()
        {
            draft.set(Field::SecurityGroupId, value, at);
        }
    }

    /// An entry with nothing but its ID.
    fn draft(&mut self, kind: Kind, made: Made<'_>, part: Part) -> Draft {
        let mut draft = Draft::new(kind, made.range);
        if let Some(field) = kind.id_field() {
            let id = self.symbol(made.item, part);
            draft.set(field, Value::Text(id), made.head);
        }
        draft
    }

    /// The symbol of what a resource makes.
    fn symbol(&mut self, item: Item, part: Part) -> TextId {
        let name = self.world.name(item, part);
        symbol(&mut self.inventory.texts, &in_run(self.realm, &name))
    }

    /// Files an entry that a resource makes. What may not be there says nothing if it is not.
    fn file(&mut self, mut draft: Draft, made: Made<'_>, standing: Standing) -> EntryId {
        let hides = !matches!(draft.kind, Kind::Vpc | Kind::Vswitch | Kind::SecurityGroup);
        if let Term::OneOf(flags, question) = made.presence
            && hides
        {
            let except = draft.kind.id_field();
            draft.map_values(except, |value, range| self.unless_missing(value, flags, question, range));
        }
        let entry = self.inventory.add(draft, self.file, standing);
        // Of resources that nobody can count, one stands for all.
        let nth = if made.item.nth == Nth::Each { Nth::Only } else { made.item.nth };
        let address = self.world.name(Item { nth, ..made.item }, Part::Itself);
        let address = self.inventory.texts.intern(&address);
        self.inventory.add_resource(entry, Resource { address, head: self.span(made.head), tool: Tool::Ros });
        entry
    }

    fn step(&mut self, verb: Verb, draft: Draft, made: Made<'_>) -> EntryId {
        let sequence = self.inventory.steps.last().map_or(0, |step| step.sequence.saturating_add(1));
        let entry = self.file(draft, made, Standing::Declared);
        self.inventory.steps.push(Step { sequence, verb, entry });
        entry
    }

    fn span(&self, range: Range) -> Span {
        Span { file: self.file, start: range.start, end: range.end }
    }

    /// A property with its place, if it is given.
    fn lookup(&self, from: From<'_>, name: &str, item: Item) -> Option<(Term, Range)> {
        match from {
            From::Node(properties) => {
                let node = self.world.tree.child(properties?, name)?;
                Some((self.world.eval(node, Scope::from(item)), self.world.tree.range(node)))
            }
            From::Terms(pairs, at) => {
                let found = pairs.iter().find(|(key, _)| **key == *name)?;
                Some((found.1.clone(), at))
            }
        }
    }

    /// Sets the fields that properties give; those that are set already stay.
    fn facts(&mut self, draft: &mut Draft, made: Made<'_>, from: From<'_>, properties: &[Property]) {
        for property in properties {
            self.fact(draft, made, from, *property);
        }
    }
}

/// A field that is a text.
fn text(draft: &Draft, field: Field) -> Option<TextId> {
    match draft.value_of(field) {
        Some(Value::Text(id)) => Some(id),
        _ => None,
    }
}
