//! Joins entries by ID and works out the state before each planned attach.
//!
//! [`Plan`] is what rules read: entities (one for each ID, however many files speak of it), the
//! planned attaches in order, and for each of these what occupies its instance before it.
//! Attaches stand for themselves here; what they mean for a limit is the ledger's.

mod account;
mod addressed;
mod addresses;
mod agree;
mod assigns;
mod attach;
mod boards;
mod capacity;
mod cards;
mod changes;
mod course;
mod crowd;
mod describe;
mod disproved;
mod eni;
mod entity;
mod fill;
mod ids;
mod index;
mod instance;
mod join;
mod later;
mod launch;
mod ledger;
mod lost;
mod members;
mod needs;
mod network;
mod owners;
mod parts;
mod perhaps;
mod permissions;
mod place;
mod resize;
mod slots;
mod step;
mod ties;
mod trunk;
mod usage;
mod used;
mod vacancy;
mod wait;
mod weigh;
mod worlds;

pub(crate) use addressed::Addressed;
pub(crate) use addresses::Addresses;
pub(crate) use attach::{Attach, Ends};
pub(crate) use capacity::{Capacity, Limit, Measure, capacity};
pub(crate) use cards::{Counted, NetworkCards};
pub(crate) use changes::End;
pub(crate) use course::{Action, Moment};
pub(crate) use eni::{Eni, EniType, MOST_GROUPS, TrafficMode};
pub(crate) use entity::{Entity, EntityId};
pub(crate) use instance::{Instance, Limits};
pub(crate) use ledger::{Resource, User};
pub(crate) use needs::{Choice, Fitting};
pub(crate) use network::{SecurityGroup, Vswitch};
pub(crate) use parts::{Part, Turn};
pub(crate) use place::{Apart, WrongRegion};
pub(crate) use resize::Resize;
pub(crate) use step::{Miss, Step};
pub(crate) use ties::{BUDGET, Bounds};
pub(crate) use usage::Usage;
pub(crate) use vacancy::{Made, Vacancy};
pub(crate) use wait::Pending;
pub(crate) use weigh::Amount;
pub(crate) use worlds::{Budget, Extent};

use crate::catalog::Catalog;
use crate::inventory::{
    EntryId, Fact, Field, Ident, Inventory, Kind, Name, Pins, TextId, Unknown, Verb, Why, key,
};
use crate::source::Span;
use disproved::Disproved;
use hashbrown::{HashMap, HashSet};
use jiff::Timestamp;
use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};

/// An inventory, joined, with its planned attaches worked out.
pub struct Plan<'a> {
    pub(crate) inventory: &'a Inventory,
    pub(crate) catalog: &'static Catalog,
    /// The time that time-dependent rules go by.
    pub(crate) now: Timestamp,
    /// On how many threads it is worked out who is where.
    threads: NonZeroUsize,
    base: Arc<Base>,
    start: Arc<Start>,
    ties: Arc<ties::Ties>,
    course: course::Course,
    assigns: assigns::Assigns,
    perhaps: perhaps::Perhaps,
    ledger: ledger::Ledger,
    trunks: trunk::Trunks,
    counts: OnceLock<members::Counts>,
    flows: OnceLock<vacancy::Flows>,
    owners: OnceLock<owners::Owners>,
    fits: needs::Fits,
    /// Which actions have to do with what; asked only if some value is one of several.
    reach: OnceLock<worlds::Reach>,
    /// What the actions depend on beside [`Start::used`], if choices are made.
    also_used: HashSet<EntityId>,
    /// Whether the actions are all of the plan.
    whole: bool,
    /// What is taken for true where one of several values is.
    pins: Arc<Pins>,
    /// What rules proved wrong.
    disproved: Arc<Disproved>,
}

/// Who is who, whatever the order of actions.
struct Base {
    joined: join::Joined,
    crowds: crowd::Crowds,
    /// ENIs that a step creates, and that nothing else describes.
    created: HashSet<u32>,
}

/// How things are before any action, from what is not disproved.
#[derive(Default)]
struct Start {
    cards: cards::Cards,
    /// Instance entity → its ENIs that are attached already, in order of appearance.
    attached: HashMap<u32, Vec<EntityId>>,
    /// ENIs of which it is not known where they are attached, with the fact that would tell: those
    /// that may sit on one instance, and under none those that may sit on any.
    adrift: HashMap<Option<u32>, Vec<(EntityId, Unknown)>>,
    /// What the planned attaches depend on.
    used: used::Used,
    /// ENIs and the accounts that may attach them (`facts.eni_permissions`).
    permitted: permissions::Permitted,
    /// Who is on which trunk; asked only if some action has to do with trunks.
    members: OnceLock<Arc<trunk::Members>>,
}

impl<'a> Plan<'a> {
    /// Joins and simulates. `now` is the time of the run; it wins over the inventory's.
    #[must_use]
    pub fn new(inventory: &'a Inventory, now: Timestamp) -> Self {
        Self::on_threads(inventory, now, NonZeroUsize::MIN)
    }

    /// The same, on several threads. What comes out does not depend on their number.
    #[must_use]
    pub fn on_threads(inventory: &'a Inventory, now: Timestamp, threads: NonZeroUsize) -> Self {
        let joined = join::join(inventory);
        let crowds = crowd::Crowds::find(inventory, &joined);
        let created = joined.created(inventory);
        let base = Arc::new(Base { joined, crowds, created });
        let mut plan = Self { threads, ..Self::idle(inventory, now, base) };
        let (actions, ties) = course::as_read(&plan);
        plan.ties = Arc::new(ties);
        plan.work_out(actions);
        plan
    }

    /// A plan that does nothing yet.
    fn idle(inventory: &'a Inventory, now: Timestamp, base: Arc<Base>) -> Self {
        Self {
            inventory,
            catalog: Catalog::built_in(),
            now,
            threads: NonZeroUsize::MIN,
            base,
            start: Arc::default(),
            ties: Arc::default(),
            course: course::Course::default(),
            assigns: assigns::Assigns::default(),
            perhaps: perhaps::Perhaps::default(),
            ledger: ledger::Ledger::default(),
            trunks: trunk::Trunks::default(),
            counts: OnceLock::new(),
            flows: OnceLock::new(),
            owners: OnceLock::new(),
            fits: needs::Fits::default(),
            reach: OnceLock::new(),
            also_used: HashSet::new(),
            whole: false,
            pins: Arc::default(),
            disproved: Arc::default(),
        }
    }

    /// Works out who is where, from what is not disproved.
    fn work_out(&mut self, actions: Vec<Action>) {
        self.course = course::Course::default();
        self.start = Arc::new(self.find_start(&actions));
        self.run(actions, true);
    }

    fn run(&mut self, actions: Vec<Action>, whole: bool) {
        self.whole = whole;
        self.reach = OnceLock::new();
        self.course = course::Course::run(self, actions, whole);
        self.assigns = assigns::fill(self);
        self.perhaps = perhaps::find(self);
        self.ledger = fill::fill(self);
        trunk::fill(self);
        self.counts = OnceLock::new();
        self.flows = OnceLock::new();
        self.owners = OnceLock::new();
        self.fits = needs::Fits::default();
    }

    /// The same plan, but with these actions only, in this order.
    pub(crate) fn with_actions(&self, actions: Vec<Action>) -> Plan<'a> {
        let mut plan = self.still();
        plan.run(actions, false);
        plan
    }

    /// What the plan does, in the order in which it is judged.
    pub(crate) fn actions(&self) -> &[Action] {
        self.course.actions()
    }

    /// Puts all actions into another order.
    pub(crate) fn reorder(&mut self, actions: Vec<Action>) {
        self.run(actions, self.whole);
    }

    /// All entities of a kind, in order of first appearance.
    pub(crate) fn all(&self, kind: Kind) -> impl Iterator<Item = Entity<'_>> {
        (0..self.base.joined.count(kind)).map(move |row| self.entity(EntityId { kind, row }))
    }

    /// One thing: an attach or a step at its moment, anything else as it is before all of them.
    pub(crate) fn entity(&self, id: EntityId) -> Entity<'_> {
        Entity { plan: self, id, at: self.course.moment(id), adds: false }
    }

    /// The planned attaches, in order.
    pub(crate) fn attaches(&self) -> impl Iterator<Item = Attach<'_>> {
        let attaches = self.actions().iter().filter(|action| action.verb == Verb::Attach);
        attaches.map(|action| Attach::from(self.entity(action.id)))
    }

    /// The step at a place of the order, if it is no attach, and it is known what it does.
    pub(crate) fn step(&self, place: u32) -> Option<Step<'_>> {
        let action = self.course.action(place)?;
        if matches!(action.verb, Verb::Attach | Verb::Lost | Verb::Open) {
            return None;
        }
        Some(Step::new(self, action, place))
    }

    /// As [`Self::step`], if it is a call that a rule may judge: what the end of an instance does to its
    /// ENIs is none.
    pub(crate) fn call(&self, place: u32) -> Option<Step<'_>> {
        self.step(place).filter(|step| step.verb != Verb::Release)
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
        self.base.joined.find(kind, id).map(|row| self.entity(EntityId { kind, row }))
    }

    /// As [`Self::find`]; nothing said is a missing entity.
    pub(crate) fn need(&self, kind: Kind, id: TextId) -> Result<Entity<'_>, Unknown> {
        let ident = Ident::Id(id);
        self.find(kind, id).ok_or(Unknown { kind, ident, field: None, why: Why::NotGiven })
    }

    /// Whether some file lists a thing of this kind, rather than mentioning one in passing; an ENI
    /// that a step creates is not there yet.
    pub(crate) fn lists(&self, kind: Kind) -> bool {
        self.all(kind).any(|entity| entity.is_listed() && !entity.is_created())
    }

    /// What `facts.regions` (`Kind::Region`) or `facts.quotas` (`Kind::Quota`) say of a region.
    pub(crate) fn facts_of_region(&self, kind: Kind, region: &str) -> Option<Entity<'_>> {
        self.find(kind, self.inventory.texts.find(region)?)
    }

    /// What `facts.quotas` say of the region that an ENI is in.
    pub(crate) fn quotas_of(&self, eni: &Eni<'_>) -> Option<Entity<'_>> {
        if self.base.joined.count(Kind::Quota) == 0 {
            return None; // nobody has to know the region
        }
        self.facts_of_region(Kind::Quota, eni.region().known().ok()?.value)
    }

    /// Where an entry gives its own ID; the whole entry if it gives none.
    pub(crate) fn id_span(&self, id: EntryId) -> Span {
        let entry = self.inventory.entry(id);
        let mut facts = self.inventory.facts(entry);
        match facts.find(|fact| Some(fact.field) == id.kind.id_field()) {
            Some(fact) => fact.span(),
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

    /// Takes values that a rule proved wrong out of what other rules can read.
    pub(crate) fn disprove(&mut self, facts: impl IntoIterator<Item = (EntityId, Field)>) {
        let mut facts = facts.into_iter().peekable();
        if facts.peek().is_some() {
            Arc::make_mut(&mut self.disproved).extend(facts);
        }
    }

    /// Works the counts out again if they rest on values that were disproved since.
    pub(crate) fn recount(&mut self) {
        if !self.disproved.is_empty() {
            let actions = self.actions().to_vec();
            self.work_out(actions);
        }
    }

    /// The entries that repeat an ID of their own file, each with the entry it repeats.
    pub(crate) fn repeated(&self) -> &[join::Repeated] {
        &self.base.joined.repeated
    }

    /// The ENIs of which it is not known where they are attached, and which may sit on an instance.
    fn adrift(&self, instance: &Instance<'_>) -> impl Iterator<Item = &(EntityId, Unknown)> {
        let of = |key| self.start.adrift.get(&key).into_iter().flatten();
        of(Some(instance.id.row)).chain(of(None))
    }

    fn find_start(&self, actions: &[Action]) -> Start {
        let mut start = Start {
            cards: cards::Cards::find(self),
            used: used::of_all(self, actions),
            permitted: self.find_permitted(),
            ..Start::default()
        };
        for eni in self.enis() {
            if eni.is_member() {
                continue; // it sits on a trunk, and takes no room among the instance's ENIs
            }
            let row = |holder: TextId| self.base.joined.find(Kind::Instance, holder);
            match eni.holder() {
                Ok(Some(holder)) => match row(holder.value.id) {
                    Some(instance) => start.attached.entry(instance).or_default().push(eni.id),
                    None if holder.value.is_opaque() => {
                        let unknown = eni.unknown(Field::InstanceId, Why::Unresolved);
                        start.adrift.entry(None).or_default().push((eni.id, unknown));
                    }
                    None => {}
                },
                Ok(None) => {}
                Err(unknown) => match eni.get(key::InstanceId) {
                    Fact::Known(holder) => {
                        if let Some(instance) = row(holder.value.id) {
                            start.adrift.entry(Some(instance)).or_default().push((eni.id, unknown));
                        }
                    }
                    _ => start.adrift.entry(None).or_default().push((eni.id, unknown)),
                },
            }
        }
        start
    }
}
