//! What may be done or not, and so what nobody knows after it.

use super::emit::Emitter;
use crate::inventory::{Draft, Field, Kind, Step, TextId, Value, Verb, Why};
use crate::syntax::Range;
use std::collections::BTreeSet;

/// Things that may be changed or not by one block, at most; if there are more, all is unknown after it.
const MOST: usize = 64;

/// What a call changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Aim {
    All,
    /// The status of an instance.
    Status(TextId),
    /// The same, and when it started.
    Started(TextId),
    /// The type of an instance.
    Type(TextId),
    /// Where an ENI is, and how many ENIs an instance has.
    Eni(TextId, Option<TextId>),
    /// The addresses of an ENI.
    Addresses(TextId),
}

impl Emitter<'_> {
    /// How many steps there are.
    pub(super) fn mark(&self) -> usize {
        self.inventory.steps.len()
    }

    /// From here on nobody knows how things are.
    pub(super) fn open(&mut self, at: Range) {
        let last = self.inventory.steps.last().copied().filter(|last| last.sequence == self.sequence);
        if last.is_none_or(|last| !self.opens_all(last)) {
            self.push(Verb::Open, Draft::new(Kind::Step, at));
        }
        self.forget(Aim::All);
    }

    /// What the calls since a mark change may be changed here or not; how many things these are.
    pub(super) fn open_after(&mut self, mark: usize, at: Range) -> usize {
        let aims = self.aims(mark);
        for aim in &aims {
            if *aim == Aim::All {
                self.open(at);
            } else {
                self.push(Verb::Open, aim.draft(at));
                self.forget(*aim);
            }
        }
        aims.len()
    }

    /// The same at the mark itself, where it is not known what was done before.
    pub(super) fn open_before(&mut self, mark: usize, at: Range) -> usize {
        let aims = self.aims(mark);
        let end = self.mark();
        for aim in &aims {
            self.push(Verb::Open, aim.draft(at));
        }
        if let Some(steps) = self.inventory.steps.get_mut(mark..) {
            steps.rotate_right(steps.len() - (end - mark));
        }
        aims.len()
    }

    /// What the calls since a mark change.
    fn aims(&self, mark: usize) -> BTreeSet<Aim> {
        let mut aims = BTreeSet::new();
        for step in self.inventory.steps.get(mark..).unwrap_or_default() {
            aims.extend(self.aim(*step));
            if aims.len() > MOST || aims.contains(&Aim::All) {
                return BTreeSet::from([Aim::All]);
            }
        }
        aims
    }

    /// What a step changes, or leaves open.
    fn aim(&self, step: Step) -> Option<Aim> {
        let entry = self.inventory.entry(step.entry);
        let fact = |field| self.inventory.fact(entry, field);
        // A name that may be another's, too, tells nothing.
        let id = |field| match fact(field).map(|fact| fact.value) {
            Some(Value::Text(id)) => Some(id).filter(|id| {
                let name = self.inventory.texts.name(*id);
                !name.is_opaque() && !name.is_masked()
            }),
            _ => None,
        };
        let (eni, instance) = (id(Field::NetworkInterfaceId), id(Field::InstanceId));
        let aim = match step.verb {
            Verb::Wait => return None,
            Verb::Stop => instance.map(Aim::Status),
            Verb::Start | Verb::Reboot => instance.map(Aim::Started),
            Verb::Resize => instance.map(Aim::Type),
            Verb::Attach | Verb::Detach => {
                eni.zip(instance).map(|(eni, instance)| Aim::Eni(eni, Some(instance)))
            }
            Verb::Create | Verb::Delete => eni.map(|eni| Aim::Eni(eni, None)),
            Verb::Assign => eni.map(Aim::Addresses),
            Verb::Open => match (eni, instance) {
                (Some(eni), None) if fact(Field::PrivateIpAddresses).is_some() => Some(Aim::Addresses(eni)),
                (Some(eni), instance) => Some(Aim::Eni(eni, instance)),
                (None, Some(id)) if fact(Field::InstanceType).is_some() => Some(Aim::Type(id)),
                (None, Some(id)) if fact(Field::StartTime).is_some() => Some(Aim::Started(id)),
                (None, Some(id)) if fact(Field::Status).is_some() => Some(Aim::Status(id)),
                (None, Some(_)) => return None, // it says that something is certain again
                (None, None) => None,
            },
            Verb::Release | Verb::Lost => None,
        };
        Some(aim.unwrap_or(Aim::All))
    }

    fn opens_all(&self, step: Step) -> bool {
        step.verb == Verb::Open && self.aim(step) == Some(Aim::All)
    }

    /// Of what may have been changed it is not known any more what it waits for.
    fn forget(&mut self, aim: Aim) {
        match aim {
            Aim::All => {
                self.pending.clear();
                self.perhaps_waited = 0;
                self.begun.clear();
            }
            Aim::Status(id) | Aim::Started(id) => self.begun.retain(|begun| begun.instance != id),
            Aim::Eni(eni, _) => self.drop_pending(eni),
            Aim::Type(_) | Aim::Addresses(_) => {}
        }
    }

    /// Takes an ENI out of those that something may wait for.
    pub(super) fn drop_pending(&mut self, eni: TextId) {
        let waited = self.pending.get(..self.perhaps_waited).unwrap_or_default();
        self.perhaps_waited -= waited.iter().filter(|other| other.eni == eni).count();
        self.pending.retain(|other| other.eni != eni);
    }
}

impl Aim {
    /// A step that says it: what it names, and which of its fields.
    fn draft(self, at: Range) -> Draft {
        let mut draft = Draft::new(Kind::Step, at);
        let unknown = Value::Unresolved(Why::Unresolved);
        let (named, id, field) = match self {
            Aim::All => return draft,
            Aim::Status(id) | Aim::Started(id) => (Field::InstanceId, id, Some(Field::Status)),
            Aim::Type(id) => (Field::InstanceId, id, Some(Field::InstanceType)),
            Aim::Addresses(id) => (Field::NetworkInterfaceId, id, Some(Field::PrivateIpAddresses)),
            Aim::Eni(id, _) => (Field::NetworkInterfaceId, id, None),
        };
        draft.set(named, Value::Text(id), at);
        if let Some(field) = field {
            draft.set(field, unknown, at);
        }
        if matches!(self, Aim::Started(_)) {
            draft.set(Field::StartTime, unknown, at);
        }
        if let Aim::Eni(_, Some(instance)) = self {
            draft.set(Field::InstanceId, Value::Text(instance), at);
        }
        draft
    }
}
