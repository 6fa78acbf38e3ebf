//! What is so if some of several values are taken for true: a plan of the actions that bear on one
//! thing, with these choices made.
//!
//! A choice may be of the ENI or the instance of an attach, so that who is where depends on it. So
//! the actions are run again, but only those that can matter: the ones that touch the same ENIs and
//! instances, and those that may.

use super::perhaps::Target;
use super::{Action, Attach, Eni, EntityId, Plan, Start, used};
use crate::inventory::{Choice, Entry, Field, Kind, Pins, TextId, Unknown, Value, Verb, key};
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a copy of a plan may cost: actions to be run, and candidates to be looked at.
const COST: usize = 20_000;

/// What copies of a plan may still cost, in all.
#[derive(Debug)]
pub(crate) struct Budget {
    /// Actions that are run again, and the candidates that are looked at for these.
    pub(crate) left: usize,
    /// Actions and candidates that are looked at to find out which actions are to be run again. Where
    /// too many bear on one thing to run any, this is all that a look costs.
    pub(crate) looks: usize,
}

/// How many ENIs are gone through for the price of one action.
const LIGHTER: usize = 8;

/// What actions have to do with what, by the places of the actions.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// What an action touches for certain.
    touches: HashMap<(Kind, TextId), Vec<u32>>,
    /// What an action touches if a choice falls so.
    may_touch: HashMap<(Kind, TextId), Vec<u32>>,
    /// Attaches that may be to any instance.
    anywhere: Vec<u32>,
    /// Steps that change what addresses there are.
    addressing: Vec<u32>,
    /// Choices that say where ENIs are before all actions.
    at_start: HashSet<Choice>,
}

impl Reach {
    /// The places of the actions that touch a thing, and of those that may.
    fn places(&self, thing: (Kind, TextId)) -> (&[u32], &[u32]) {
        let [touches, may_touch] = [&self.touches, &self.may_touch]
            .map(|all| all.get(&thing).map(Vec::as_slice).unwrap_or_default());
        (touches, may_touch)
    }
}

/// Which actions are run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Those that bear on a thing.
    Bearing,
    /// Also those that give and take addresses anywhere.
    Addresses,
}

fn find(plan: &Plan<'_>) -> Reach {
    let mut reach = Reach::default();
    for (place, action) in (0..).zip(plan.actions()) {
        plan.bears_on(action, |kind, id| reach.touches.entry((kind, id)).or_default().push(place));
        let targets = targets(plan, action);
        if action.verb == Verb::Attach && matches!(targets.first(), Some((_, Target::Any))) {
            reach.anywhere.push(place);
        }
        for (kind, target) in targets {
            let Target::Some(names) = target else { continue };
            for name in names {
                reach.may_touch.entry((kind, name.id)).or_default().push(place);
                if let Some(holder) = plan.holder_of(kind, name.id).filter(|_| action.verb == Verb::Attach) {
                    reach.may_touch.entry((Kind::Instance, holder)).or_default().push(place);
                }
            }
        }
        if matches!(action.verb, Verb::Create | Verb::Assign | Verb::Delete) {
            reach.addressing.push(place);
        }
    }
    for kind in [Kind::Eni, Kind::EniPermission, Kind::InstanceType] {
        for entry in plan.inventory.entries(kind) {
            reach.at_start.extend(start_choices(plan, kind, entry));
        }
    }
    reach
}

/// What an action names, the instance first.
fn targets<'a>(plan: &'a Plan<'_>, action: &Action) -> Vec<(Kind, Target<'a>)> {
    if action.id.kind == Kind::Eni {
        return Vec::new();
    }
    let entity = plan.entity(action.id);
    let target = |fact| Target::of(plan, &fact);
    vec![
        (Kind::Instance, target(entity.get(key::InstanceId))),
        (Kind::Eni, target(entity.get(key::NetworkInterfaceId))),
        (Kind::Eni, target(entity.get(key::TrunkNetworkInstanceId))),
    ]
}

fn start_choices<'a>(
    plan: &'a Plan<'_>,
    kind: Kind,
    entry: &'a Entry,
) -> impl Iterator<Item = Choice> + use<'a> {
    let matters = move |field| {
        kind != Kind::Eni
            || matches!(
                field,
                Field::Status | Field::InstanceId | Field::Type | Field::TrunkNetworkInterfaceId
            )
    };
    plan.inventory.facts(entry).filter(move |fact| matters(fact.field)).filter_map(|fact| match fact.value {
        Value::OneOf(choice) => Some(choice),
        _ => None,
    })
}

impl<'a> Plan<'a> {
    /// The plan as it bears on one thing, with more choices made. None if that costs more than is
    /// left.
    pub(crate) fn with_pins(
        &self,
        pins: Pins,
        about: EntityId,
        extent: Extent,
        budget: &mut Budget,
    ) -> Option<Plan<'a>> {
        let reach = self.reach.get_or_init(|| find(self));
        let mut plan = self.still();
        plan.pins = Arc::new(pins);
        let (mut places, mut cost) = plan.bearing(self, reach, about, budget)?;
        let moved =
            reach.at_start.iter().any(|choice| plan.pins.settles(*choice) && !self.pins.settles(*choice));
        if extent == Extent::Addresses {
            places.extend(&reach.addressing);
            cost = cost.saturating_add(reach.addressing.len());
        }
        if moved || extent == Extent::Addresses {
            cost = cost.saturating_add(count(self, Kind::Eni) / LIGHTER);
        }
        budget.left = budget.left.checked_sub(cost)?;
        let actions: Vec<Action> = places.iter().filter_map(|place| self.course.action(*place)).collect();
        if moved {
            let used = self.start.used.clone();
            plan.start = Arc::new(Start { used, ..plan.find_start(&[]) });
        }
        let mut also_used = HashSet::new();
        used::find(&plan, &actions, |id| also_used.insert(id));
        plan.also_used = also_used;
        plan.run(actions, false);
        Some(plan)
    }

    /// The same plan, doing nothing.
    pub(super) fn still(&self) -> Plan<'a> {
        let mut plan = Self::idle(self.inventory, self.now, Arc::clone(&self.base));
        plan.start = Arc::clone(&self.start);
        plan.ties = Arc::clone(&self.ties);
        plan.pins = Arc::clone(&self.pins);
        plan.disproved = Arc::clone(&self.disproved);
        plan.also_used = self.also_used.clone();
        plan
    }

    /// The places of the actions that bear on a thing, if the choices fall as they do here.
    fn bearing(
        &self,
        whole: &Plan<'_>,
        reach: &Reach,
        about: EntityId,
        budget: &mut Budget,
    ) -> Option<(BTreeSet<u32>, usize)> {
        let most = budget.left.min(COST);
        let mut places: BTreeSet<u32> = reach.anywhere.iter().copied().collect();
        let mut cost = places.len().saturating_add(1);
        let mut paid = 0;
        let mut things: Vec<(Kind, TextId)> = Vec::new();
        let mut seen: HashSet<(Kind, TextId)> = HashSet::new();
        let mut open: Vec<u32> = whole.course.place(about).into_iter().collect();
        things.extend(self.entity(about).own_id().map(|id| (about.kind, id)));
        // These may be to the same instances, too, but nothing follows from that.
        let mut followed: HashSet<u32> = HashSet::new();
        loop {
            while let Some(place) = open.pop() {
                if !followed.insert(place) {
                    continue;
                }
                cost = cost.saturating_add(usize::from(places.insert(place)));
                let action = whole.course.action(place)?;
                let mut meet = |kind, id| {
                    if seen.insert((kind, id)) {
                        things.push((kind, id));
                    }
                };
                self.bears_on(&action, &mut meet);
                // Whether the attach of one of several ENIs takes a place depends on who else attaches
                // these.
                for (kind, target) in targets(self, &action) {
                    if let (Kind::Eni, Target::Some(names)) = (kind, target) {
                        cost = cost.saturating_add(names.len());
                        names.iter().for_each(|name| meet(kind, name.id));
                    }
                }
            }
            let Some(thing) = things.pop() else { break };
            // What is opaque may be anything.
            if self.inventory.texts.name(thing.1).is_opaque() {
                let n = whole.actions().len();
                return (n <= most).then(|| ((0..).take(n).collect(), n));
            }
            let (touches, may_touch) = reach.places(thing);
            let looks = touches.len().saturating_add(may_touch.len()).saturating_add(cost - paid);
            budget.looks = budget.looks.checked_sub(looks)?;
            paid = cost;
            open.extend(touches);
            for place in may_touch {
                let action = whole.course.action(*place)?;
                match self.may_touch(&action, thing, &mut cost) {
                    Touch::Does => open.push(*place),
                    Touch::May => {
                        places.insert(*place);
                    }
                    Touch::Not => {}
                }
            }
            if cost > most {
                budget.looks = budget.looks.saturating_sub(cost - paid);
                return None;
            }
        }
        Some((places, cost))
    }

    /// Whether an action touches a thing that is among its candidates.
    fn may_touch(&self, action: &Action, thing: (Kind, TextId), cost: &mut usize) -> Touch {
        let mut touch = Touch::Not;
        self.bears_on(action, |kind, id| {
            if (kind, id) == thing {
                touch = Touch::Does;
            }
        });
        if let Touch::Does = touch {
            return touch;
        }
        for (kind, target) in targets(self, action) {
            let Target::Some(names) = target else { continue };
            *cost = cost.saturating_add(names.len());
            let holder = |id| self.holder_of(kind, id).map(|holder| (Kind::Instance, holder));
            if names.iter().any(|name| (kind, name.id) == thing || holder(name.id) == Some(thing)) {
                return Touch::May;
            }
        }
        Touch::Not
    }

    /// The ENIs and instances that an action bears on: those that it touches, and where it takes its
    /// ENI from.
    fn bears_on(&self, action: &Action, mut tell: impl FnMut(Kind, TextId)) {
        self.touched(action, &mut tell);
        if action.verb == Verb::Attach
            && let Ok(id) = self.entity(action.id).get(key::NetworkInterfaceId).known()
            && let Some(holder) = self.holder_of(Kind::Eni, id.value.id)
        {
            tell(Kind::Instance, holder);
        }
    }

    /// The instance that holds an ENI before all actions.
    fn holder_of(&self, kind: Kind, id: TextId) -> Option<TextId> {
        let eni = self.find(kind, id).filter(|_| kind == Kind::Eni)?;
        Some(Eni::from(eni).holder().ok()??.value.id)
    }

    /// A step, as it is in a copy of its plan.
    pub(crate) fn step_of(&self, id: EntityId) -> Option<super::Step<'_>> {
        self.step(self.course.place(id)?)
    }
}

/// Whether an action touches a thing.
enum Touch {
    Does,
    May,
    Not,
}

fn count(plan: &Plan<'_>, kind: Kind) -> usize {
    usize::try_from(plan.base.joined.count(kind)).unwrap_or(usize::MAX)
}

impl<'a> Attach<'a> {
    /// The choices in what it names.
    pub(crate) fn choices(&self) -> impl Iterator<Item = Unknown> + use<'a> {
        let named = [
            self.get(key::InstanceId),
            self.get(key::NetworkInterfaceId),
            self.get(key::TrunkNetworkInstanceId),
        ];
        named.into_iter().filter_map(|fact| fact.given().err()).filter(|unknown| unknown.choice().is_some())
    }
}
