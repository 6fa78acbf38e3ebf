//! Parts of a plan: actions that touch the same ENIs, instances or trunks, and no others do. What
//! happens in one part decides nothing in another, so an order can be tried part by part.

use super::{Action, Eni, EntityId, Plan};
use crate::inventory::{EntryId, Field, Kind, TextId, Unknown, Verb, key};
use hashbrown::HashMap;

/// Actions that have to do with each other.
pub(crate) struct Part {
    /// In the order in which the plan is judged.
    pub(crate) actions: Vec<Action>,
    /// Their places in the order of the whole plan.
    pub(crate) places: Vec<u32>,
}

impl Part {
    /// Whether some of it may run in another order than it is judged in: not if it is all of one list
    /// of steps.
    pub(crate) fn is_loose(&self) -> bool {
        is_loose(&self.actions)
    }
}

/// Whether nothing puts some actions into one order.
pub(super) fn is_loose(actions: &[Action]) -> bool {
    let first = actions.first().and_then(|action| action.sequence);
    first.is_none() || actions.iter().any(|action| action.sequence != first)
}

impl Plan<'_> {
    /// Whether nothing puts all actions into one order.
    pub(crate) fn is_loose(&self) -> bool {
        is_loose(self.actions())
    }

    /// Whether a planned attach may not be done.
    pub(crate) fn is_uncertain(&self, id: EntityId) -> bool {
        id.kind == Kind::Attachment && self.inventory.is_uncertain(EntryId { kind: id.kind, row: id.row })
    }

    /// What is not known of an instance or an ENI because it is given to something that is not read.
    pub(crate) fn handed(&self, kind: Kind, id: TextId) -> Option<Unknown> {
        self.inventory.handed(kind, id)
    }

    /// Whether nobody knows what some step does.
    pub(crate) fn loses_steps(&self) -> bool {
        self.course.lost().any()
    }

    /// The parts in which the order of actions matters. Attaches alone need none: they only take
    /// room, so together they fit or they do not; but a trunk must come before its members.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let trunks = || self.attaches().any(|attach| !matches!(attach.trunk_id(), Ok(None)));
        if self.inventory.steps.is_empty() && !trunks() {
            return Vec::new();
        }
        let mut groups = Groups::new(self.actions().len());
        for (place, action) in self.actions().iter().enumerate() {
            self.touched(action, |kind, id| groups.join(place, (kind, id)));
        }
        let mut parts: HashMap<usize, Part> = HashMap::new();
        for (place, action) in (0..).zip(self.actions()) {
            let root = groups.root(place as usize);
            let part = parts.entry(root).or_insert_with(|| Part { actions: Vec::new(), places: Vec::new() });
            part.actions.push(*action);
            part.places.push(place);
        }
        let matters = |part: &Part| part.actions.len() > 1 && self.order_matters(part);
        let mut parts: Vec<Part> = parts.into_values().filter(matters).collect();
        parts.sort_unstable_by_key(|part| part.places.first().copied());
        parts
    }

    fn order_matters(&self, part: &Part) -> bool {
        part.actions.iter().any(|action| {
            action.verb != Verb::Attach
                || self.entity(action.id).get(key::TrunkNetworkInstanceId).known().is_ok()
        })
    }

    /// The ENIs and instances that an action touches.
    pub(super) fn touched(&self, action: &Action, mut tell: impl FnMut(Kind, TextId)) {
        let entity = self.entity(action.id);
        if action.id.kind != Kind::Eni
            && let Ok(id) = entity.get(key::InstanceId).known()
        {
            tell(Kind::Instance, id.value.id);
        }
        if let Ok(id) = entity.get(key::TrunkNetworkInstanceId).known() {
            tell(Kind::Eni, id.value.id);
        }
        let Ok(id) = entity.get(key::NetworkInterfaceId).known() else { return };
        if id.value.is_masked() {
            return; // two of them may be equal by accident
        }
        tell(Kind::Eni, id.value.id);
        // Where it leaves, there is room.
        if matches!(action.verb, Verb::Detach | Verb::Delete)
            && let Some(eni) = self.find(Kind::Eni, id.value.id)
            && let Ok(Some(holder)) = Eni(eni).holder()
        {
            tell(Kind::Instance, holder.value.id);
        }
    }
}

/// What an action does to the seats of instances, if that is all it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// An attach.
    Takes { eni: TextId, instance: TextId },
    /// A detach.
    Frees { eni: TextId, instance: TextId },
    /// A wait.
    Neither { eni: TextId },
}

impl Turn {
    pub(crate) fn eni(self) -> TextId {
        match self {
            Turn::Takes { eni, .. } | Turn::Frees { eni, .. } | Turn::Neither { eni } => eni,
        }
    }
}

impl Plan<'_> {
    /// What the actions of a part do to the seats of instances. None if some of them does something
    /// else, or it is not known to which ENI and instance.
    pub(crate) fn turns(&self, part: &Part) -> Option<Vec<Turn>> {
        part.actions.iter().map(|action| self.turn(action)).collect()
    }

    fn turn(&self, action: &Action) -> Option<Turn> {
        let entity = self.entity(action.id);
        let eni = entity.get(key::NetworkInterfaceId).known().ok()?.value;
        let instance = || Some(entity.get(key::InstanceId).known().ok()?.value.id);
        if eni.is_masked() || entity.says(Field::TrunkNetworkInstanceId) {
            return None;
        }
        match action.verb {
            Verb::Attach => Some(Turn::Takes { eni: eni.id, instance: instance()? }),
            Verb::Detach | Verb::Release => Some(Turn::Frees { eni: eni.id, instance: instance()? }),
            Verb::Wait => Some(Turn::Neither { eni: eni.id }),
            _ => None,
        }
    }
}

/// Sets of actions that grow together.
struct Groups {
    parents: Vec<usize>,
    first: HashMap<(Kind, TextId), usize>,
}

impl Groups {
    fn new(n: usize) -> Self {
        Self { parents: (0..n).collect(), first: HashMap::new() }
    }

    fn root(&mut self, mut place: usize) -> usize {
        while let Some(&parent) = self.parents.get(place)
            && parent != place
        {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(place) {
                *slot = above; // shorter for the next time
            }
            place = above;
        }
        place
    }

    fn join(&mut self, place: usize, thing: (Kind, TextId)) {
        let first = *self.first.entry(thing).or_insert(place);
        let (a, b) = (self.root(first), self.root(place));
        // The first action of a group stands for it.
        if let Some(slot) = self.parents.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}
