//! What the actions of a plan mean for its instances.

use crate::inventory::{Kind, Name, TextId, Unknown, Verb, key};
use crate::plan::fill::holder;
use crate::plan::perhaps::Target;
use crate::plan::{Attach, Plan, Step};
use crate::source::{FileId, Span};

/// What an action means for an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// An attach of this row.
    Attach(u32),
    /// Perhaps an attach of this row: it is not certain which ENI it puts where.
    Perhaps(u32),
    /// An ENI goes.
    Leave(TextId),
    /// An ENI gets addresses.
    Assign(TextId),
    /// The type changes.
    Resize,
}

/// What happens to instances: by instance, in order. With a fact that is missing if something may
/// happen to any of them.
pub(super) fn events(plan: &Plan<'_>) -> (Vec<(u32, u32, Event)>, Option<Unknown>) {
    let mut events = Vec::new();
    let mut anywhere = None;
    for (place, action) in (0..).zip(plan.actions()) {
        let event = if action.verb == Verb::Attach {
            let attach = Attach::from(plan.entity(action.id));
            if let Some(unknown) = attach.doubts() {
                let Some(rows) = may_be_on(&attach) else {
                    anywhere = anywhere.or(Some(unknown));
                    continue;
                };
                events.extend(rows.into_iter().map(|row| (row, place, Event::Perhaps(attach.id.row))));
                continue;
            }
            let named = attach.get(key::NetworkInterfaceId).known().is_ok();
            let instance = attach.instance().ok().filter(|_| named);
            instance.map(|instance| (instance.id.row, Event::Attach(attach.id.row)))
        } else {
            event(&Step::new(plan, *action, place))
        };
        events.extend(event.map(|(row, event)| (row, place, event)));
    }
    events.sort_unstable();
    (events, anywhere)
}

/// The instances of which an attach is to one, each once; none if it may be to any.
fn may_be_on(attach: &Attach<'_>) -> Option<Vec<u32>> {
    let plan = attach.plan();
    let row = |name: &Name<'_>| Some(plan.find(Kind::Instance, name.id)?.id.row);
    let mut rows: Vec<u32> = match Target::of(plan, &attach.get(key::InstanceId)) {
        Target::None => Vec::new(),
        Target::One(name) if !name.is_opaque() => row(&name).into_iter().collect(),
        Target::Some(names) => names.iter().filter_map(row).collect(),
        Target::One(_) | Target::Any => return None,
    };
    rows.sort_unstable();
    rows.dedup();
    Some(rows)
}

fn event(step: &Step<'_>) -> Option<(u32, Event)> {
    let id = || Some(step.get(key::NetworkInterfaceId).known().ok()?.value.id);
    match step.verb {
        Verb::Resize => Some((step.instance().ok()?.id.row, Event::Resize)),
        Verb::Assign => Some((holder(step)?.id.row, Event::Assign(id()?))),
        Verb::Detach | Verb::Delete | Verb::Release => {
            // Of an ENI of unknown whereabouts the step itself may say where it is.
            let from = holder(step).or_else(|| step.instance().ok())?;
            Some((from.id.row, Event::Leave(id()?)))
        }
        _ => None,
    }
}

/// Where an action is.
pub(super) fn span(plan: &Plan<'_>, place: u32) -> Span {
    let none = Span { file: FileId(0), start: 0, end: 0 };
    plan.course.action(place).map_or(none, |action| plan.entity(action.id).entry_span())
}
