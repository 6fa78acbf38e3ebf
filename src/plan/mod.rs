//! Joins entries by ID and works out the state before each planned attach.
//!
//! [`Plan`] is what rules read: entities (one for each ID, however many files speak of it), the
//! planned attaches in order, and for each of these what occupies its instance before it.
//! Attaches stand for themselves here; what they mean for a limit is the ledger's.

mod account;
mod agree;
mod attach;
mod cards;
mod crowd;
mod eni;
mod entity;
mod fill;
mod ids;
mod instance;
mod join;
mod ledger;
mod members;
mod needs;
mod network;
mod place;
mod trunk;
mod usage;
mod used;
mod weigh;

pub(crate) use attach::Attach;
pub(crate) use cards::{Counted, NetworkCards};
pub(crate) use eni::{Addresses, Eni, EniType, TrafficMode};
pub(crate) use entity::{Entity, EntityId};
pub(crate) use instance::{Instance, Limits};
pub(crate) use ledger::{Resource, User};
pub(crate) use needs::{Choice, Fitting};
pub(crate) use network::{SecurityGroup, Vswitch};
pub(crate) use place::{Apart, WrongRegion};
pub(crate) use usage::Usage;
pub(crate) use weigh::Amount;

use crate::catalog::Catalog;
use crate::inventory::{EntryId, Fact, Field, Ident, Inventory, Kind, Name, TextId, Unknown, Why, key};
use crate::source::Span;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// An inventory, joined, with its planned attaches worked out.
pub struct Plan<'a> {
    pub(crate) inventory: &'a Inventory,
    pub(crate) catalog: &'static Catalog,
    /// The time that time-dependent rules go by.
    pub(crate) now: Timestamp,
    joined: join::Joined,
    crowds: crowd::Crowds,
    ledger: ledger::Ledger,
    trunks: trunk::Trunks,
    cards: cards::Cards,
    /// Instance entity → its ENIs that are attached already, in order of appearance.
    attached: HashMap<u32, Vec<EntityId>>,
    counts: OnceLock<members::Counts>,
    fits: needs::Fits,
    /// ENIs of which it is not known where they are attached, with the fact that would tell: those
    /// that may sit on one instance, and under none those that may sit on any.
    adrift: HashMap<Option<u32>, Vec<(EntityId, Unknown)>>,
    /// What the planned attaches depend on.
    used: used::Used,
    /// ENIs and the accounts that may attach them (`facts.eni_permissions`).
    permitted: HashSet<(TextId, TextId)>,
    /// What rules proved wrong.
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
            trunks: trunk::Trunks::default(),
            cards: cards::Cards::default(),
            attached: HashMap::new(),
            adrift: HashMap::new(),
            counts: OnceLock::new(),
            fits: needs::Fits::default(),
            used: used::Used::default(),
            permitted: HashSet::new(),
            disproved: HashSet::new(),
        };
        plan.joined = join::join(inventory);
        plan.crowds = crowd::Crowds::find(inventory, &plan.joined);
        plan.work_out();
        plan.permitted = plan.find_permitted();
        plan
    }

    /// Works out who is where, from what is not disproved.
    fn work_out(&mut self) {
        (self.attached, self.adrift) = self.find_attached();
        self.used = used::find(self);
        self.ledger = fill::fill(self);
        trunk::fill(self);
        self.cards = cards::Cards::find(self);
        self.counts = OnceLock::new();
        self.fits = needs::Fits::default();
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

    /// What is said of the account, if anything is.
    pub(crate) fn account(&self) -> Option<Entity<'_>> {
        self.all(Kind::Account).next()
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

    /// What `facts.regions` (`Kind::Region`) or `facts.quotas` (`Kind::Quota`) say of a region.
    pub(crate) fn facts_of_region(&self, kind: Kind, region: &str) -> Option<Entity<'_>> {
        self.find(kind, self.inventory.texts.find(region)?)
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
    pub(crate) fn account_id(&self) -> Fact<Name<'_>> {
        match self.account() {
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

    /// Works the counts out again if they rest on values that were disproved since.
    pub(crate) fn recount(&mut self) {
        if !self.disproved.is_empty() {
            self.work_out();
        }
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

    /// The ENIs of which it is not known where they are attached, and which may sit on an instance.
    fn adrift(&self, instance: &Instance<'_>) -> impl Iterator<Item = &(EntityId, Unknown)> {
        let of = |key| self.adrift.get(&key).into_iter().flatten();
        of(Some(instance.id.row)).chain(of(None))
    }

    #[expect(clippy::type_complexity)] // the two maps of the struct
    fn find_attached(&self) -> (HashMap<u32, Vec<EntityId>>, HashMap<Option<u32>, Vec<(EntityId, Unknown)>>) {
        let mut attached: HashMap<u32, Vec<EntityId>> = HashMap::new();
        let mut adrift: HashMap<Option<u32>, Vec<(EntityId, Unknown)>> = HashMap::new();
        for eni in self.enis() {
            if eni.is_member() {
                continue; // it sits on a trunk, and takes no room among the instance's ENIs
            }
            let row = |holder: TextId| self.joined.find(Kind::Instance, holder);
            match eni.holder() {
                Ok(Some(holder)) => {
                    if let Some(instance) = row(holder.value.id) {
                        attached.entry(instance).or_default().push(eni.id);
                    }
                }
                Ok(None) => {}
                Err(unknown) => match eni.get(key::InstanceId) {
                    Fact::Known(holder) => {
                        if let Some(instance) = row(holder.value.id) {
                            adrift.entry(Some(instance)).or_default().push((eni.id, unknown));
                        }
                    }
                    _ => adrift.entry(None).or_default().push((eni.id, unknown)),
                },
            }
        }
        (attached, adrift)
    }
}
