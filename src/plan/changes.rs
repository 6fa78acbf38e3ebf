//! What actions change: where an ENI is, and the state and type of an instance.
//!
//! A change is kept with the action that makes it and all that still holds from before, so that the
//! state at a moment is one look-up.

use super::course::{Action, Made};
use super::index::Index;
use super::lost::{Lost, Of};
use super::perhaps::Target;
use super::{Eni, EntityId, Moment, Plan};
use crate::inventory::{Field, Kind, TextId, Value, Verb, Why, key};

/// What an ENI has become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EniChange {
    /// A planned attach put it on an instance.
    On(EntityId),
    /// A detach step took it off, or the end of its instance.
    Off(EntityId),
    /// A create step made it.
    Made(EntityId),
    /// A delete step removed it.
    Gone(EntityId),
    /// A planned attach, of one of several ENIs, may have put it on an instance.
    Perhaps(EntityId),
    /// Nobody knows what: a step that could not be used came last.
    Lost,
}

/// What steps have made of an instance: for each matter the last step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct InstanceChange {
    /// It was stopped or started then.
    pub(crate) status: Option<(EntityId, TextId)>,
    /// It was started or rebooted then.
    pub(crate) started: Option<EntityId>,
    /// It was resized then.
    pub(crate) resized: Option<EntityId>,
}

/// A change and the place of its action.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change<T> {
    pub(crate) place: u32,
    pub(crate) to: T,
}

/// All changes of one kind of thing, by thing and place.
#[derive(Debug)]
pub(super) struct Changes<T> {
    /// Each thing with the end of its changes; they begin where those before it end.
    ends: Vec<(TextId, u32)>,
    /// The places of things in `ends`: nothing is asked for more often.
    places: Index,
    changes: Vec<Change<T>>,
}

impl<T> Default for Changes<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), places: Index::default(), changes: Vec::new() }
    }
}

impl<T: Copy> Changes<T> {
    /// Whether some change is of a kind.
    pub(super) fn any(&self, is: impl Fn(T) -> bool) -> bool {
        self.changes.iter().any(|change| is(change.to))
    }

    pub(super) fn of(&self, id: TextId) -> &[Change<T>] {
        let Some(at) = self.places.get(id.place()).map(|at| at as usize) else { return &[] };
        let begin = at.checked_sub(1).and_then(|at| self.ends.get(at)).map_or(0, |(_, end)| *end);
        let end = self.ends.get(at).map_or(begin, |(_, end)| *end);
        self.changes.get(begin as usize..end as usize).unwrap_or_default()
    }

    /// The last change before a moment.
    pub(super) fn before(&self, id: TextId, at: Moment) -> Option<Change<T>> {
        if self.ends.is_empty() {
            return None;
        }
        let changes = self.of(id);
        let n = changes.partition_point(|change| change.place < at.0);
        changes.get(n.checked_sub(1)?).copied()
    }

    /// The last change of each thing.
    fn last(&self) -> impl Iterator<Item = (TextId, T)> {
        let ends = self.ends.iter().filter_map(|(id, end)| Some((*id, (*end as usize).checked_sub(1)?)));
        ends.filter_map(|(id, at)| Some((id, self.changes.get(at)?.to)))
    }

    /// Works through the actions on each thing in order. `change` says what one makes of it, after
    /// the changes so far.
    fn run(
        mut touched: Vec<(TextId, u32)>,
        texts: usize,
        actions: &[Action],
        change: impl Fn(TextId, &[Change<T>], Action, u32) -> Option<T>,
    ) -> Self {
        touched.sort_unstable();
        let mut all = Self { places: Index::new(touched.len(), texts), ..Self::default() };
        for of_one in touched.chunk_by(|a, b| a.0 == b.0) {
            let Some((id, _)) = of_one.first() else { continue };
            let begin = all.changes.len();
            for (_, place) in of_one {
                let Some(action) = actions.get(*place as usize) else { continue };
                let so_far = all.changes.get(begin..).unwrap_or_default();
                if let Some(to) = change(*id, so_far, *action, *place) {
                    all.changes.push(Change { place: *place, to });
                }
            }
            all.places.get_or_insert(id.place(), all.ends.len() as u32);
            all.ends.push((*id, u32::try_from(all.changes.len()).unwrap_or(u32::MAX)));
        }
        all
    }
}

/// How something is when all actions are done, as far as they changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// An ENI: the instance that it is on, if it is on one.
    Eni(Option<TextId>),
    Deleted,
    /// An instance: its status and its type.
    Instance(Option<TextId>, Option<TextId>),
}

impl Plan<'_> {
    /// How the ENIs and instances are that the actions touch, when all are done.
    pub(crate) fn ends(&self) -> Vec<(TextId, End)> {
        let id = |of, field| match self.entity(of).stored(field) {
            Made::Value(Value::Text(id), ..) => Some(id),
            _ => None,
        };
        let enis = self.course.enis.last().map(|(eni, to)| match to {
            EniChange::On(attach) => (eni, End::Eni(id(attach, Field::InstanceId))),
            EniChange::Off(_) | EniChange::Made(_) => (eni, End::Eni(None)),
            EniChange::Gone(_) => (eni, End::Deleted),
            EniChange::Perhaps(_) | EniChange::Lost => (eni, End::Eni(None)),
        });
        let instances = self.course.instances.last().map(|(instance, to)| {
            let kind = to.resized.and_then(|step| id(step, Field::InstanceType));
            (instance, End::Instance(to.status.map(|(_, status)| status), kind))
        });
        enis.chain(instances).collect()
    }
}

/// The things that actions touch, each with the place of the action.
#[derive(Default)]
pub(super) struct Touched {
    enis: Vec<(TextId, u32)>,
    instances: Vec<(TextId, u32)>,
    assigned: Vec<(TextId, u32)>,
}

impl Touched {
    pub(super) fn note(&mut self, plan: &Plan<'_>, action: &Action, place: u32) {
        let entity = plan.entity(action.id);
        let into = match action.verb {
            Verb::Wait | Verb::Lost | Verb::Open => return,
            Verb::Stop | Verb::Start | Verb::Reboot | Verb::Resize => {
                if let Ok(id) = entity.get(key::InstanceId).known() {
                    self.instances.push((id.value.id, place));
                }
                return;
            }
            Verb::Assign => &mut self.assigned,
            Verb::Attach | Verb::Detach | Verb::Create | Verb::Delete | Verb::Release => &mut self.enis,
        };
        match Target::of(plan, &entity.get(key::NetworkInterfaceId)) {
            // Two masked IDs may be equal by accident.
            Target::One(id) if !id.is_masked() => into.push((id.id, place)),
            Target::Some(ids) if action.verb == Verb::Attach => {
                into.extend(ids.iter().filter(|id| !id.is_masked()).map(|id| (id.id, place)));
            }
            _ => {}
        }
    }

    pub(super) fn run(
        mut self,
        plan: &Plan<'_>,
        actions: &[Action],
        lost: &Lost,
    ) -> (Changes<EniChange>, Changes<InstanceChange>, Vec<(TextId, u32)>) {
        self.assigned.sort_unstable();
        let texts = plan.inventory.texts.len();
        let enis = Changes::run(self.enis, texts, actions, |id, so_far, action, place| {
            // What a step before may have changed is as if nothing had been done to it.
            let since = so_far.last().filter(|last| !matches!(last.to, EniChange::Gone(_)));
            let open = |last: &Change<EniChange>| lost.since(Of::Eni(id), Some(last.place), Moment(place));
            let doubtful = since.is_some_and(|last| open(last).is_some());
            EniChange::by(plan, if doubtful { &[] } else { so_far }, action)
        });
        let instances = Changes::run(
            self.instances,
            texts,
            actions,
            |_, so_far: &[Change<InstanceChange>], action, _| {
                Some(so_far.last().map(|change| change.to).unwrap_or_default().and(action))
            },
        );
        (enis, instances, self.assigned)
    }
}

impl EniChange {
    /// What an action makes of an ENI; none if it changes nothing. An action that the API refuses
    /// counts as done, so that the next one is judged as if this were mended; but of two attaches
    /// without a detach between them the first one counts.
    fn by(plan: &Plan<'_>, so_far: &[Change<Self>], action: Action) -> Option<Self> {
        let is_certain = || plan.entity(action.id).get(key::NetworkInterfaceId).known().is_ok();
        match (action.verb, so_far.last().map(|change| change.to)) {
            // What is not there yet was not deleted.
            (Verb::Create, None | Some(EniChange::Gone(_))) => Some(EniChange::Made(action.id)),
            (_, Some(gone @ EniChange::Gone(_))) => Some(gone), // it changes nothing, but is to be found
            (Verb::Attach, Some(EniChange::On(_))) => None,
            // One of the two has it.
            (Verb::Attach, Some(perhaps @ EniChange::Perhaps(_))) => Some(perhaps),
            (Verb::Attach, _) if !is_certain() => Some(EniChange::Perhaps(action.id)),
            (Verb::Attach, _) => Some(EniChange::On(action.id)),
            (Verb::Detach | Verb::Release, Some(on @ EniChange::On(attach)))
                if is_late(plan, so_far, attach, action) =>
            {
                Some(on) // it leaves the ENI there, but is to be found
            }
            // It was taken off before the instance goes.
            (Verb::Release, Some(EniChange::Off(_) | EniChange::Made(_))) => None,
            (Verb::Detach | Verb::Release, _) => Some(EniChange::Off(action.id)),
            (Verb::Delete, _) => Some(EniChange::Gone(action.id)),
            _ => None,
        }
    }

    /// Whether a change of this kind may change a field.
    pub(super) fn touches(field: Field) -> bool {
        matches!(
            field,
            Field::Status
                | Field::InstanceId
                | Field::TrunkNetworkInterfaceId
                | Field::AttachedNetworkCardIndex
        )
    }

    /// What it made of such a field.
    pub(super) fn made(self, plan: &Plan<'_>, field: Field) -> Made {
        let (from, status) = match self {
            EniChange::Gone(_) => return Made::Unknown(Why::Disproved),
            EniChange::Lost => return Made::Unknown(Why::Lost),
            EniChange::Perhaps(attach) => {
                let unknown = plan.entity(attach).get(key::NetworkInterfaceId).known().err();
                return Made::Unknown(unknown.map_or(Why::Unresolved, |unknown| unknown.why));
            }
            EniChange::On(attach) => (attach, TextId::IN_USE),
            EniChange::Off(step) if field == Field::Status && plan.may_delete(step) => {
                return Made::Unknown(Why::Leaves);
            }
            EniChange::Off(step) | EniChange::Made(step) => (step, TextId::AVAILABLE),
        };
        let at = match field {
            Field::Status => Field::NetworkInterfaceId,
            Field::InstanceId => Field::InstanceId,
            Field::TrunkNetworkInterfaceId => Field::TrunkNetworkInstanceId,
            _ => Field::NetworkCardIndex,
        };
        let on = matches!(self, EniChange::On(_));
        if field != Field::Status && !on {
            return Made::Absent;
        }
        let made = plan.entity(from).stored(at);
        match (field, made) {
            (Field::Status, Made::Value(_, file, range)) => Made::Value(Value::Text(status), file, range),
            (_, made) => made,
        }
    }
}

impl Plan<'_> {
    /// Whether a step is the end of an instance that may take the ENI along, for all that is known.
    fn may_delete(&self, step: EntityId) -> bool {
        let action = self.course.place(step).and_then(|place| self.course.action(place));
        if action.is_none_or(|action| action.verb != Verb::Release) {
            return false;
        }
        let id = self.entity(step).get(key::NetworkInterfaceId).known().ok();
        let eni = id.and_then(|id| self.find(Kind::Eni, id.value.id));
        let goes = eni.and_then(|eni| eni.get(key::DeleteOnRelease).known().ok());
        goes.is_none_or(|goes| goes.value)
    }
}

/// Whether a detach comes after an attach that it should come before: the ENI was on another instance
/// before the attach, and the detach names that one, or none.
fn is_late(plan: &Plan<'_>, so_far: &[Change<EniChange>], attach: EntityId, detach: Action) -> bool {
    let instance = |id: EntityId| plan.entity(id).get(key::InstanceId).known().ok().map(|id| id.value);
    let before = match so_far.len().checked_sub(2).and_then(|at| so_far.get(at)).map(|change| change.to) {
        Some(EniChange::On(earlier)) => instance(earlier), // of a repeated attach
        Some(_) => None,
        None => {
            let id = plan.entity(attach).get(key::NetworkInterfaceId).known().ok();
            let eni = id.and_then(|id| plan.find(Kind::Eni, id.value.id)).map(Eni);
            eni.and_then(|eni| eni.holder().ok().flatten()).map(|holder| holder.value)
        }
    };
    let named = instance(detach.id);
    before.is_some() && before != instance(attach) && (named.is_none() || named == before)
}

impl InstanceChange {
    fn and(mut self, action: Action) -> Self {
        match action.verb {
            Verb::Stop => self.status = Some((action.id, TextId::STOPPED)),
            Verb::Start | Verb::Reboot => {
                self.status = Some((action.id, TextId::RUNNING));
                self.started = Some(action.id);
            }
            Verb::Resize => self.resized = Some(action.id),
            _ => {}
        }
        self
    }

    /// Whether a change of this kind may change a field.
    pub(super) fn touches(field: Field) -> bool {
        matches!(field, Field::Status | Field::StartTime | Field::InstanceType | Field::InstanceTypeFamily)
    }

    /// The last step that set such a field; none if nothing did.
    pub(super) fn set(self, field: Field) -> Option<EntityId> {
        match field {
            Field::Status => self.status.map(|(step, _)| step),
            Field::StartTime => self.started,
            _ => self.resized,
        }
    }

    /// What it made of such a field; none if nothing.
    pub(super) fn made(self, plan: &Plan<'_>, field: Field) -> Option<Made> {
        let here = |step, value| match plan.entity(step).stored(Field::InstanceId) {
            Made::Value(_, file, range) => Made::Value(value, file, range),
            other => other,
        };
        Some(match field {
            Field::Status => {
                let (step, status) = self.status?;
                here(step, Value::Text(status))
            }
            // Not before the run, that is.
            Field::StartTime => here(self.started?, Value::Time(plan.now.as_second())),
            Field::InstanceType => plan.entity(self.resized?).stored(Field::InstanceType),
            _ => {
                self.resized?;
                Made::Absent // it is that of the new type
            }
        })
    }
}

impl Plan<'_> {
    /// The moment after which an ENI is not any more where it is from a moment on; none if it stays.
    pub(super) fn leaves(&self, eni: TextId, since: Moment) -> Option<Moment> {
        let changes = self.course.changes_of_eni(eni);
        let later = changes.get(changes.partition_point(|change| change.place < since.0)..)?;
        let left = later.iter().find(|change| match change.to {
            EniChange::Made(_) | EniChange::Perhaps(_) | EniChange::Lost => false,
            EniChange::On(attach) => self.course.place(attach) == Some(change.place),
            EniChange::Off(_) | EniChange::Gone(_) => true,
        })?;
        Some(Moment(left.place).next())
    }
}

/// An action's fact as it stands there.
impl super::Entity<'_> {
    fn stored(&self, field: Field) -> Made {
        let EntityId { kind: Kind::Attachment | Kind::Step | Kind::Eni, .. } = self.id else {
            return Made::Absent;
        };
        match self.own(field) {
            Some(_) if self.is_disproved(field) => Made::Unknown(Why::Disproved),
            Some((_, fact)) => Made::Value(fact.value, fact.file, fact.range),
            None => Made::Absent,
        }
    }
}
