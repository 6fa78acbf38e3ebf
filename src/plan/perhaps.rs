//! Attaches of which it is not certain where they put an ENI: what they may take where.
//!
//! Such an attach takes one place at most, on one of several instances or on any. So each of these
//! counts it as perhaps there: what fits with it fits, and what fits only without it is undecided.

use super::changes::EniChange;
use super::weigh::{Own, Terms, Weight};
use super::{Attach, Eni, EntityId, Instance, Moment, Plan, Resource};
use crate::inventory::key::{self, Id, Key};
use crate::inventory::{Choice, Fact, Field, Kind, Name, TextId, Unknown, Verb, Why};
use hashbrown::HashMap;

/// How many of them are looked at for each attach. If there are more, there is no telling how much
/// they take.
const LOOKED_AT: usize = 64;

/// Candidates for an ENI that are weighed one by one.
const WEIGHED: usize = 16;

/// The uncertain attaches, by what they may be to; each with its place and its row, in order.
#[derive(Debug, Default)]
pub(super) struct Perhaps {
    instances: HashMap<u32, Vec<(u32, u32)>>,
    any_instance: Vec<(u32, u32)>,
    trunks: HashMap<TextId, Vec<(u32, u32)>>,
    any_trunk: Vec<(u32, u32)>,
    /// What ENI it is that is attached, where it is one of several → the place of the first such attach.
    choices: HashMap<Choice, u32>,
}

/// What a reference may be to.
pub(super) enum Target<'a> {
    /// Nothing, or what a rule refuses anyway.
    None,
    /// This; an opaque name may be another's, too.
    One(Name<'a>),
    /// One of these.
    Some(Vec<Name<'a>>),
    Any,
}

impl<'a> Target<'a> {
    pub(super) fn of(plan: &'a Plan<'_>, fact: &Fact<Name<'a>>) -> Self {
        match fact {
            Fact::Known(name) => Target::One(name.value),
            Fact::Unknown(Unknown { why: Why::OneOf(choice), .. }) => {
                let all: Option<Vec<Name<'a>>> = plan.inventory.candidates(*choice).collect();
                match all {
                    Some(all) if !all.iter().any(Name::is_opaque) => Target::Some(all),
                    _ => Target::Any,
                }
            }
            Fact::Unknown(Unknown { why: Why::Unresolved, .. }) => Target::Any,
            Fact::Unknown(_) | Fact::Absent(_) => Target::None,
        }
    }
}

/// Finds them among the actions of a plan.
pub(super) fn find(plan: &Plan<'_>) -> Perhaps {
    let mut all = Perhaps::default();
    for (place, action) in (0..).zip(plan.actions()) {
        if action.verb != Verb::Attach {
            continue;
        }
        let attach = Attach::from(plan.entity(action.id));
        let one = (place, attach.id.row);
        match Target::of(plan, &attach.get(key::InstanceId)) {
            Target::None => {}
            Target::One(name) if !name.is_opaque() => {}
            Target::Some(names) => {
                for row in names.iter().filter_map(|name| plan.base.joined.find(Kind::Instance, name.id)) {
                    push(all.instances.entry(row).or_default(), one);
                }
            }
            Target::One(_) | Target::Any => all.any_instance.push(one),
        }
        let eni = attach.get(key::NetworkInterfaceId);
        let is_certain = matches!(eni, Fact::Known(_));
        if let Fact::Unknown(Unknown { why: Why::OneOf(choice), .. }) = eni {
            all.choices.entry(choice).or_insert(place);
        }
        match Target::of(plan, &attach.get(key::TrunkNetworkInstanceId)) {
            Target::None => {}
            Target::One(name) if name.is_opaque() => all.any_trunk.push(one),
            Target::One(_) if is_certain => {}
            Target::One(name) => all.trunks.entry(name.id).or_default().push(one),
            Target::Some(names) => {
                names.iter().for_each(|name| push(all.trunks.entry(name.id).or_default(), one));
            }
            Target::Any => all.any_trunk.push(one),
        }
    }
    all
}

/// A candidate may stand there twice.
fn push(list: &mut Vec<(u32, u32)>, one: (u32, u32)) {
    if list.last() != Some(&one) {
        list.push(one);
    }
}

fn before(list: &[(u32, u32)], at: Moment) -> &[(u32, u32)] {
    list.get(..list.partition_point(|(place, _)| *place < at.0)).unwrap_or(list)
}

impl Plan<'_> {
    /// The attaches before a moment that may be to an instance, and are not for certain.
    fn perhaps_on(&self, instance: &Instance<'_>, at: Moment) -> impl Iterator<Item = Attach<'_>> {
        let own = self.perhaps.instances.get(&instance.id.row).map(Vec::as_slice).unwrap_or_default();
        let some = before(own, at).iter().chain(before(&self.perhaps.any_instance, at));
        let some = some.map(|(_, row)| EntityId { kind: Kind::Attachment, row: *row });
        // An instance of an opaque name may be the one that another attach is to.
        let end = if instance.own_id().is_some_and(|id| self.inventory.texts.name(id).is_opaque()) {
            at.0 as usize
        } else {
            0
        };
        let others = self.actions().get(..end.min(self.actions().len())).unwrap_or_default();
        let others = others.iter().filter(|action| action.verb == Verb::Attach).map(|action| action.id);
        let row = instance.id;
        let attaches = some.chain(others).map(|id| Attach::from(self.entity(id)));
        attaches.filter(move |attach| attach.instance().ok().is_none_or(|instance| instance.id != row))
    }

    /// What attaches before a moment may use of a resource of an instance. One that may be an
    /// attach of `own` is none of them.
    pub(super) fn perhaps(&self, instance: &Instance<'_>, at: Moment, resource: Resource) -> Weight {
        let mut all = Weight::default();
        let mut terms = None;
        for (seen, attach) in self.perhaps_on(instance, at).enumerate() {
            let unknown = attach.doubt(key::InstanceId);
            if seen == LOOKED_AT {
                all.amount.most = u32::MAX;
                break;
            }
            let terms = terms.get_or_insert_with(|| Terms::new(&Instance(self.entity(instance.id))));
            let weight = match attach.eni() {
                Ok(eni) => terms.weigh(resource, Own { eni: Some(eni), attach: Some(attach) }, true),
                Err(_) => terms.weigh_open(resource, &attach, true),
            };
            all.amount.most = all.amount.most.saturating_add(weight.amount.most);
            all.open = all.open.or(Some(unknown).filter(|_| weight.amount.most > 0));
        }
        all
    }

    /// Whether one of them may bring a number of queues that is not its type's default.
    pub(super) fn perhaps_has_queues(&self, instance: &Instance<'_>, at: Moment) -> bool {
        self.perhaps_on(instance, at).take(LOOKED_AT).any(|attach| attach.may_give_queues())
    }

    /// How many attaches before a moment may give a trunk one more member, and the fact that would
    /// tell.
    pub(super) fn perhaps_members(&self, trunk: TextId, at: Moment) -> (i64, Option<Unknown>) {
        let own = self.perhaps.trunks.get(&trunk).map(Vec::as_slice).unwrap_or_default();
        let (own, any) = (before(own, at), before(&self.perhaps.any_trunk, at));
        let count = i64::try_from(own.len().saturating_add(any.len())).unwrap_or(i64::MAX);
        let first = own.iter().chain(any).next().map(|(_, row)| {
            let attach = Attach::from(self.entity(EntityId { kind: Kind::Attachment, row: *row }));
            match attach.trunk_id() {
                Err(unknown) => unknown,
                Ok(Some(trunk)) if trunk.value.is_opaque() => attach.doubt(key::TrunkNetworkInstanceId),
                Ok(_) => attach.doubt(key::NetworkInterfaceId),
            }
        });
        (count, first)
    }
}

impl<'a> Attach<'a> {
    /// Why it is not certain what a reference of it is to.
    fn doubt<K: Key<As = Id>>(&self, key: K) -> Unknown {
        let unknown = self.get(key).known().err();
        unknown.unwrap_or_else(|| self.unknown(K::FIELD, Why::Unresolved))
    }

    /// The fact that would tell which ENI it puts where, if that is not certain.
    pub(super) fn doubts(&self) -> Option<Unknown> {
        let refs = [self.get(key::NetworkInterfaceId), self.get(key::InstanceId)];
        let open = |fact: &Fact<Name<'a>>| match Target::of(self.plan(), fact) {
            Target::None => false,
            Target::One(name) => name.is_opaque(),
            Target::Some(_) | Target::Any => true,
        };
        let [eni, instance] = refs.each_ref().map(open);
        match (eni, instance) {
            (true, _) => Some(self.doubt(key::NetworkInterfaceId)),
            (_, true) => Some(self.doubt(key::InstanceId)),
            _ => None,
        }
    }

    /// Whether it puts an ENI somewhere, be it not known which one.
    pub(super) fn names_eni(&self) -> bool {
        !matches!(Target::of(self.plan(), &self.get(key::NetworkInterfaceId)), Target::None)
    }

    /// The ENIs of which it attaches one, with the fact that would tell which; none if it is not one
    /// of a few that are described.
    pub(super) fn candidates(&self) -> Option<(Vec<Eni<'a>>, Unknown)> {
        let unknown = self.get(key::NetworkInterfaceId).known().err()?;
        let Why::OneOf(choice) = unknown.why else { return None };
        if choice.len as usize > WEIGHED || self.plan().inventory.may_be_missing(choice) {
            return None;
        }
        let names = self.plan().inventory.candidates(choice);
        let enis = names.map(|name| self.find(Kind::Eni, name.filter(|name| !name.is_opaque())?.id).map(Eni));
        Some((enis.collect::<Option<_>>()?, unknown))
    }

    /// The fact that would tell whether the ENI is one that the instance has already, where nothing is
    /// known of the ENI.
    pub(super) fn may_be_there(&self, instance: &Instance<'a>) -> Option<Unknown> {
        let may_be_any = match self.get(key::NetworkInterfaceId) {
            Fact::Known(name) => name.value.is_opaque() && self.eni().is_err(),
            Fact::Unknown(unknown) => unknown.why == Why::Unresolved,
            Fact::Absent(_) => false,
        };
        // One of many is taken for no primary one without a look.
        let has_some = || {
            let attached = || instance.attached();
            attached().take(LOOKED_AT).any(|eni| !eni.is_primary()) || attached().nth(LOOKED_AT).is_some()
        };
        (may_be_any && has_some()).then(|| self.doubt(key::NetworkInterfaceId))
    }

    /// Whether it is certain that the ENI comes new to the instance, whichever of its candidates it
    /// is, and stays.
    pub(super) fn brings_for_certain(&self, instance: &Instance<'a>) -> bool {
        let plan = self.plan();
        let Some((candidates, _)) = self.candidates() else {
            // Nothing is known of the ENI: it counts, unless it may be one that is there already, or a
            // step may take it away.
            let named =
                matches!(self.get(key::NetworkInterfaceId), Fact::Unknown(u) if u.why == Why::Unresolved);
            return named
                && self.may_be_there(instance).is_none()
                && !plan.course.enis.any(|change| matches!(change, EniChange::Off(_) | EniChange::Gone(_)));
        };
        candidates.iter().all(|eni| {
            let own = |place: u32| Moment(place) == self.moment();
            let changes = eni.own_id().map(|id| plan.course.changes_of_eni(id)).unwrap_or_default();
            changes.iter().all(|change| own(change.place))
                && !eni.is_on(instance)
                && eni.may_be_on(instance).is_none()
        })
    }

    /// An earlier attach that is of the same ENI, whichever that is.
    pub(super) fn repeats(&self) -> bool {
        match self.get(key::NetworkInterfaceId).known() {
            Ok(_) => self.earlier().is_some(),
            Err(Unknown { why: Why::OneOf(choice), .. }) => {
                self.plan().perhaps.choices.get(&choice).is_some_and(|first| *first < self.moment().0)
            }
            Err(_) => false,
        }
    }

    /// The fact that would tell whether an attach of one of several ENIs, before it, is of this one.
    pub(super) fn perhaps_earlier(&self) -> Option<Unknown> {
        let id = self.get(key::NetworkInterfaceId).known().ok()?.value.id;
        match self.plan().course.eni(id, self.at)? {
            EniChange::Perhaps(other) => {
                Some(Attach::from(self.plan().entity(other)).doubt(key::NetworkInterfaceId))
            }
            EniChange::Lost => self.eni().ok().map(|eni| eni.unknown(Field::Status, Why::Lost)),
            _ => None,
        }
    }

    /// The fact that would tell whether another attach is of the same ENI. Where the name of one of
    /// them is opaque, that is the matter of this one.
    pub(crate) fn may_repeat(&self) -> Option<Unknown> {
        let id = self.get(key::NetworkInterfaceId).known().ok()?.value;
        let others = || {
            let attaches = self.plan().attaches().filter(|other| other.id != self.id);
            attaches.take(LOOKED_AT).any(|other| {
                other
                    .get(key::NetworkInterfaceId)
                    .known()
                    .is_ok_and(|other| id.differs(&other.value).is_err())
            })
        };
        let doubt = || (id.is_opaque() && others()).then(|| self.doubt(key::NetworkInterfaceId));
        self.perhaps_earlier().or_else(doubt)
    }

    /// Whether the ENI may have a number of queues that is not its type's default.
    pub(super) fn may_give_queues(&self) -> bool {
        let numbered = |eni: Eni<'_>| eni.get(key::QueueNumber).given() != Ok(None);
        match self.eni() {
            Ok(eni) => numbered(eni),
            // Also of an attach that may not be there at all.
            Err(unknown) => {
                let named = unknown.choice().map(|choice| self.plan().inventory.candidates(choice));
                let named = named.into_iter().flatten().take(LOOKED_AT).flatten();
                named.filter_map(|name| self.find(Kind::Eni, name.id).map(Eni)).any(numbered)
            }
        }
    }
}
