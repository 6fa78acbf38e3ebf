//! Joins entries by ID and works out the state before each planned attach.
//!
//! [`Plan`] is what rules read: entities (one for each ID, however many files speak of it), the
//! planned attaches in order, and for each of these what occupies its instance before it.
//! Attaches stand for themselves here; what they mean for a limit is the ledger's.

mod agree;
mod attach;
mod crowd;
mod eni;
mod entity;
mod instance;
mod join;
mod ledger;
mod network;
mod place;
mod used;

pub(crate) use attach::Attach;
pub(crate) use eni::{Addresses, Eni, EniType, TrafficMode};
pub(crate) use entity::{Entity, EntityId};
pub(crate) use instance::{Instance, Limits};
pub(crate) use ledger::{Resource, Usage};
pub(crate) use network::{SecurityGroup, Vpc, Vswitch};
pub(crate) use place::{Apart, WrongRegion};

use crate::catalog::Catalog;
use crate::inventory::key;
use crate::inventory::{EntryId, Fact, Field, Ident, Inventory, Kind, Name, TextId, Unknown, Why};
use crate::source::Span;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};

/// An inventory, joined, with its planned attaches worked out.
pub struct Plan<'a> {
    pub(crate) inventory: &'a Inventory,
    pub(crate) catalog: &'static Catalog,
    /// The time that time-dependent rules go by.
    pub(crate) now: Timestamp,
    joined: join::Joined,
    crowds: crowd::Crowds,
    ledger: ledger::Ledger,
    /// Instance entity → its ENIs that are attached already, in order of appearance.
    attached: HashMap<u32, Vec<EntityId>>,
    /// What the planned attaches depend on.
    used: used::Used,
    /// ENIs and the accounts that may attach them (`facts.eni_permissions`).
    permitted: HashSet<(TextId, TextId)>,
    disproved: HashSet<(EntityId, Field)>,
}

impl<'a> Plan<'a> {
    /// Joins and simulates. `now` is the time of the run; it wins over the inventory's.
    #[must_use]
    pub fn new(inventory: &'a Inventory, now: Timestamp) -> Self {
        let mut plan = Self {
            inventory,
            catalog: Catalog::built_in(),
            now,
            joined: join::Joined::default(),
            crowds: crowd::Crowds::default(),
            ledger: ledger::Ledger::default(),
            attached: HashMap::new(),
            used: used::Used::default(),
            permitted: HashSet::new(),
            disproved: HashSet::new(),
        };
        plan.joined = join::join(inventory);
        plan.crowds = crowd::Crowds::find(inventory, &plan.joined);
        plan.attached = plan.find_attached();
        ledger::fill(&mut plan);
        plan.used = used::find(&plan);
        plan.permitted = plan.find_permitted();
        plan
    }

    /// All entities of a kind, in order of first appearance.
    pub(crate) fn all(&self, kind: Kind) -> impl Iterator<Item = Entity<'_>> {
        (0..self.joined.count(kind)).map(move |row| self.entity(EntityId { kind, row }))
    }

    pub(crate) fn entity(&self, id: EntityId) -> Entity<'_> {
        Entity { plan: self, id }
    }

    /// The planned attaches, in order.
    pub(crate) fn attaches(&self) -> impl Iterator<Item = Attach<'_>> {
        self.all(Kind::Attachment).map(Attach)
    }

    pub(crate) fn instances(&self) -> impl Iterator<Item = Instance<'_>> {
        self.all(Kind::Instance).map(Instance)
    }

    pub(crate) fn enis(&self) -> impl Iterator<Item = Eni<'_>> {
        self.all(Kind::Eni).map(Eni)
    }

    /// The entity of an ID, if anything is said of it.
    pub(crate) fn find(&self, kind: Kind, id: TextId) -> Option<Entity<'_>> {
        self.joined.find(kind, id).map(|row| self.entity(EntityId { kind, row }))
    }

    /// As [`Self::find`]; nothing said is a missing entity.
    pub(crate) fn need(&self, kind: Kind, id: TextId) -> Result<Entity<'_>, Unknown> {
        let ident = Ident::Id(id);
        self.find(kind, id).ok_or(Unknown { kind, ident, field: None, why: Why::NotGiven })
    }

    /// Whether some file lists a thing of this kind, rather than mentioning one in passing.
    pub(crate) fn lists(&self, kind: Kind) -> bool {
        self.all(kind).any(|entity| entity.is_listed())
    }

    /// What `facts.regions` says of a region.
    pub(crate) fn facts_of_region(&self, region: &str) -> Option<Entity<'_>> {
        self.find(Kind::Region, self.inventory.texts.find(region)?)
    }

    /// Where an entry gives its own ID; the whole entry if it gives none.
    pub(crate) fn id_span(&self, id: EntryId) -> Span {
        let entry = self.inventory.entry(id);
        let mut facts = self.inventory.facts(entry).iter();
        match facts.find(|fact| Some(fact.field) == id.kind.id_field()) {
            Some(fact) => Span { file: entry.file, start: fact.range.start, end: fact.range.end },
            None => entry.span(),
        }
    }

    /// The account that the run is for, if `facts.account` names it.
    pub(crate) fn account(&self) -> Fact<Name<'_>> {
        match self.all(Kind::Account).next() {
            Some(account) => account.get(key::AccountId),
            None => {
                let (kind, ident) = (Kind::Account, Ident::Only);
                Fact::Absent(Unknown { kind, ident, field: Some(Field::AccountId), why: Why::NotGiven })
            }
        }
    }

    /// Whether an ENI permission lets an account attach an ENI.
    pub(crate) fn permits(&self, eni: TextId, account: TextId) -> bool {
        self.permitted.contains(&(eni, account))
    }

    /// Takes values that a rule proved wrong out of what other rules can read.
    pub(crate) fn disprove(&mut self, facts: impl IntoIterator<Item = (EntityId, Field)>) {
        self.disproved.extend(facts);
    }

    /// The entries that repeat an ID of their own file, each with the entry it repeats.
    pub(crate) fn repeated(&self) -> &[join::Repeated] {
        &self.joined.repeated
    }

    /// An unknown as text: `instances[i-…].instance_type`.
    pub(crate) fn describe(&self, unknown: &Unknown) -> String {
        let mut text = unknown.kind.section().to_owned();
        match unknown.ident {
            Ident::Id(id) => {
                text.push('[');
                text.push_str(self.inventory.texts.get(id));
                text.push(']');
            }
            Ident::Row(row) => text.push_str(&format!("[{row}]")),
            Ident::Only => {}
        }
        if let Some(field) = unknown.field {
            text.push('.');
            text.push_str(field.name());
        }
        text
    }

    fn find_permitted(&self) -> HashSet<(TextId, TextId)> {
        let permissions = self.all(Kind::EniPermission).filter_map(|permission| {
            let granted = permission.get(key::Permission).known().ok()?.value.text == "InstanceAttach";
            let eni = permission.get(key::NetworkInterfaceId).known().ok()?;
            let account = permission.get(key::AccountId).known().ok()?;
            granted.then_some((eni.value.id, account.value.id))
        });
        permissions.collect()
    }

    fn find_attached(&self) -> HashMap<u32, Vec<EntityId>> {
        let mut attached: HashMap<u32, Vec<EntityId>> = HashMap::new();
        for eni in self.enis() {
            if let Ok(Some(holder)) = eni.holder() {
                if let Some(instance) = self.joined.find(Kind::Instance, holder.value.id) {
                    attached.entry(instance).or_default().push(eni.id);
                }
            }
        }
        attached
    }
}
