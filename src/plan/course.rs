//! The order in which the actions of a plan run, and what each of them leaves behind.
//!
//! A plan without steps is run like one with steps: its attaches in some order. So nobody who reads
//! a fact needs to know which it is.

use super::changes::{Change, Changes, EniChange, InstanceChange, Touched};
use super::lost::{Lost, Of};
use super::ties::{self, Ties};
use super::{EntityId, Plan};
use crate::inventory::{Fact, Field, Kind, Step, TextId, Value, Verb, Why, key};
use crate::source::FileId;
use crate::syntax::Range;
use hashbrown::{HashMap, HashSet};

/// A point in the order of actions: how many come before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Moment(pub(super) u32);

impl Moment {
    pub(crate) const START: Self = Self(0);
    pub(crate) const END: Self = Self(u32::MAX);

    /// Right after the action at this moment.
    pub(crate) fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// One thing that the plan does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Action {
    pub(crate) verb: Verb,
    /// The planned attach, the ENI to create, or the step.
    pub(crate) id: EntityId,
    /// The `steps` that it stands in; none for an entry of `attachments`.
    pub(crate) sequence: Option<u32>,
}

/// A fact that an action made true, with its place in the action.
#[derive(Clone, Copy, Debug)]
pub(super) enum Made {
    Value(Value, FileId, Range),
    Absent,
    Unknown(Why),
}

/// The actions in order, with all that they change.
#[derive(Debug, Default)]
pub(super) struct Course {
    actions: Vec<Action>,
    places: Places,
    /// ENIs that steps create → the places of these.
    creates: Vec<(EntityId, u32)>,
    pub(super) enis: Changes<EniChange>,
    pub(super) instances: Changes<InstanceChange>,
    /// ENI → the places of the steps that assign addresses to it.
    assigns: Vec<(TextId, u32)>,
    waits: super::wait::Waits,
    lost: Lost,
    /// Whether some action takes ENIs away from instances.
    takes_away: bool,
    /// Whether some action changes an instance, or may do so.
    changes_instances: bool,
}

/// Where each action is in the order.
#[derive(Debug)]
enum Places {
    /// By the rows of attaches and of steps.
    All { attaches: Vec<u32>, steps: Vec<u32> },
    /// Those of a part of the plan.
    Some(Vec<(EntityId, u32)>),
}

impl Default for Places {
    fn default() -> Self {
        Places::Some(Vec::new())
    }
}

impl Course {
    /// Works out what the actions change. `whole` says whether these are all actions of the plan.
    pub(super) fn run(plan: &Plan<'_>, actions: Vec<Action>, whole: bool) -> Self {
        let mut places = if whole {
            let rows = |kind| vec![u32::MAX; plan.inventory.entries(kind).len()];
            Places::All { attaches: rows(Kind::Attachment), steps: rows(Kind::Step) }
        } else {
            Places::Some(Vec::new())
        };
        let mut touched = Touched::default();
        let mut creates = Vec::new();
        let mut waits = super::wait::Waits::default();
        let lost = Lost::find(plan, &actions);
        for (place, action) in (0..).zip(&actions) {
            match action.verb {
                Verb::Create => creates.push((action.id, place)),
                _ => places.note(action.id, place),
            }
            touched.note(plan, action, place);
            waits.note(plan, action, place);
        }
        places.sort();
        creates.sort_unstable();
        waits.sort();
        let (enis, instances, assigns) = touched.run(plan, &actions, &lost);
        let takes = |action: &Action| matches!(action.verb, Verb::Detach | Verb::Release | Verb::Delete);
        let takes_away = actions.iter().any(takes);
        let changes_instances = instances.any(|_| true) || lost.any();
        Self {
            actions,
            places,
            creates,
            enis,
            instances,
            assigns,
            waits,
            lost,
            takes_away,
            changes_instances,
        }
    }

    pub(super) fn actions(&self) -> &[Action] {
        &self.actions
    }

    pub(super) fn action(&self, place: u32) -> Option<Action> {
        self.actions.get(place as usize).copied()
    }

    /// The moment before an attach or a step; the start for what is none, or is not in this course.
    pub(super) fn moment(&self, id: EntityId) -> Moment {
        match id.kind {
            Kind::Attachment | Kind::Step => self.place(id).map_or(Moment::START, Moment),
            _ => Moment::START,
        }
    }

    /// The place of an attach or a step in the order; for an ENI that of its create step.
    pub(super) fn place(&self, id: EntityId) -> Option<u32> {
        match (&self.places, id.kind) {
            (Places::All { attaches, .. }, Kind::Attachment) => {
                attaches.get(id.row as usize).copied().filter(|place| *place != u32::MAX)
            }
            (Places::All { steps, .. }, Kind::Step) => {
                steps.get(id.row as usize).copied().filter(|place| *place != u32::MAX)
            }
            (Places::Some(all), Kind::Attachment | Kind::Step) => {
                let at = all.binary_search_by_key(&id, |(id, _)| *id).ok()?;
                all.get(at).map(|(_, place)| *place)
            }
            (_, Kind::Eni) => {
                let at = self.creates.binary_search_by_key(&id, |(id, _)| *id).ok()?;
                self.creates.get(at).map(|(_, place)| *place)
            }
            _ => None,
        }
    }

    pub(super) fn waits(&self) -> &super::wait::Waits {
        &self.waits
    }

    /// The last change of an ENI before a moment.
    pub(super) fn eni(&self, id: TextId, at: Moment) -> Option<EniChange> {
        let change = self.enis.before(id, at);
        match change {
            // What was deleted stays so, unless it may not have been.
            Some(Change { to: gone @ EniChange::Gone(_), place }) if !self.lost.undoes(id, place, at) => {
                Some(gone)
            }
            _ if self.lost.since(Of::Eni(id), change.map(|change| change.place), at).is_some() => {
                Some(EniChange::Lost)
            }
            _ => change.map(|change| change.to),
        }
    }

    /// Whether some action takes ENIs away from instances. Where none does, nothing can come before it.
    pub(super) fn takes_away(&self) -> bool {
        self.takes_away
    }

    /// The steps of which nobody knows what they do.
    pub(super) fn lost(&self) -> &Lost {
        &self.lost
    }

    /// All changes of an ENI.
    pub(super) fn changes_of_eni(&self, id: TextId) -> &[Change<EniChange>] {
        self.enis.of(id)
    }

    /// All changes of an instance.
    pub(super) fn changes_of_instance(&self, id: TextId) -> &[Change<InstanceChange>] {
        self.instances.of(id)
    }

    /// ENIs and the places of the steps that assign addresses to them, in this order.
    pub(super) fn assigns(&self) -> &[(TextId, u32)] {
        &self.assigns
    }

    /// The same of one ENI.
    pub(super) fn assigns_of(&self, id: TextId) -> &[(TextId, u32)] {
        let begin = self.assigns.partition_point(|(other, _)| *other < id);
        let end = self.assigns.partition_point(|(other, _)| *other <= id);
        self.assigns.get(begin..end).unwrap_or_default()
    }

    /// Whether some action may change a field of some thing of a kind.
    #[inline(always)]
    pub(super) fn touches(&self, kind: Kind, field: Field) -> bool {
        match kind {
            Kind::Eni => EniChange::touches(field),
            Kind::Instance => self.changes_instances && InstanceChange::touches(field),
            _ => false,
        }
    }

    /// What the actions before a moment made of a field of an ENI or an instance, if they touched it.
    pub(super) fn made(&self, plan: &Plan<'_>, of: (Kind, TextId), field: Field, at: Moment) -> Option<Made> {
        match of.0 {
            Kind::Eni if EniChange::touches(field) => Some(self.eni(of.1, at)?.made(plan, field)),
            Kind::Instance if InstanceChange::touches(field) => {
                let change = self.instances.before(of.1, at).map(|change| change.to);
                let set = change.and_then(|change| change.set(field)).and_then(|step| self.place(step));
                let matter = match field {
                    Field::Status => Of::Status(of.1),
                    Field::StartTime => Of::Started(of.1),
                    _ => Of::Type(of.1),
                };
                match self.lost.since(matter, set, at) {
                    Some(why) => Some(Made::Unknown(why)),
                    None => change?.made(plan, field),
                }
            }
            _ => None,
        }
    }
}

impl Places {
    fn note(&mut self, id: EntityId, place: u32) {
        let slot = match (self, id.kind) {
            (Places::All { attaches, .. }, Kind::Attachment) => attaches.get_mut(id.row as usize),
            (Places::All { steps, .. }, Kind::Step) => steps.get_mut(id.row as usize),
            (Places::Some(all), _) => return all.push((id, place)),
            _ => None,
        };
        if let Some(slot) = slot {
            *slot = place;
        }
    }

    fn sort(&mut self) {
        if let Places::Some(all) = self {
            all.sort_unstable_by_key(|(id, _)| *id);
        }
    }
}

/// All actions of a plan: each list of steps in its order and as edges demand, the rest in the order
/// of reading. A trunk that is to take members comes before what nothing puts in an order.
pub(super) fn as_read(plan: &Plan<'_>) -> (Vec<Action>, Ties) {
    ties::arrange(plan, in_reading_order(plan))
}

fn in_reading_order(plan: &Plan<'_>) -> Vec<Action> {
    let inventory = plan.inventory;
    let mut in_steps = vec![false; inventory.entries(Kind::Attachment).len()];
    for step in inventory.steps.iter().filter(|step| step.verb == Verb::Attach) {
        if let Some(mark) = in_steps.get_mut(step.entry.row as usize) {
            *mark = true;
        }
    }
    let rows = (0..).zip(&in_steps).filter(|(_, in_steps)| !**in_steps).map(|(row, _)| row);
    let attach =
        |row| Action { verb: Verb::Attach, id: EntityId { kind: Kind::Attachment, row }, sequence: None };
    let mut attaches: Vec<Action> = rows.map(attach).collect();
    trunks_first(plan, &mut attaches);
    if inventory.steps.is_empty() {
        return attaches;
    }
    let mut actions = merge(plan, attaches, steps(plan));
    super::lost::first(&mut actions);
    actions
}

/// The steps as actions. A create step is the ENI that it makes.
fn steps(plan: &Plan<'_>) -> Vec<Action> {
    let inventory = plan.inventory;
    let mut enis: HashMap<u32, u32> = HashMap::new();
    if inventory.steps.iter().any(|step| step.verb == Verb::Create) {
        for row in 0..plan.base.joined.count(Kind::Eni) {
            enis.extend(plan.base.joined.parts(Kind::Eni, row).iter().map(|part| (*part, row)));
        }
    }
    let action = |step: &Step| {
        let row = match step.verb {
            Verb::Create => *enis.get(&step.entry.row)?, // none if its ID is another entry's
            _ => step.entry.row,
        };
        let id = EntityId { kind: step.entry.kind, row };
        Some(Action { verb: step.verb, id, sequence: Some(step.sequence) })
    };
    inventory.steps.iter().filter_map(action).collect()
}

/// Puts steps and attaches together in the order of reading; steps keep theirs.
fn merge(plan: &Plan<'_>, attaches: Vec<Action>, steps: Vec<Action>) -> Vec<Action> {
    let start = |action: &Action| {
        let span = plan.entity(action.id).entry_span();
        (span.file, span.start)
    };
    let mut all = Vec::with_capacity(attaches.len() + steps.len());
    let mut steps = steps.into_iter().peekable();
    for attach in attaches {
        let at = start(&attach);
        while let Some(step) = steps.next_if(|step| start(step) < at) {
            all.push(step);
        }
        all.push(attach);
    }
    all.extend(steps);
    all
}

/// Puts the attaches of ENIs first that other attaches name as their trunk.
fn trunks_first(plan: &Plan<'_>, attaches: &mut [Action]) {
    let named: HashSet<TextId> = attaches
        .iter()
        .filter_map(|attach| {
            Some(plan.entity(attach.id).get(key::TrunkNetworkInstanceId).known().ok()?.value.id)
        })
        .collect();
    if named.is_empty() {
        return;
    }
    attaches.sort_by_cached_key(|attach| {
        let attach = plan.entity(attach.id);
        let eni = attach.get(key::NetworkInterfaceId).known();
        let is_trunk = eni.is_ok_and(|id| named.contains(&id.value.id));
        !(is_trunk && matches!(attach.get(key::TrunkNetworkInstanceId), Fact::Absent(_)))
    });
}
