use super::lost::Of;
use super::{Eni, Entity, Moment, Vswitch};
use crate::catalog::HotPlug;
use crate::inventory::key::{self, Context, Decode, Key};
use crate::inventory::{Fact, Field, Ident, Kind, Known, Name, Origin, Unknown, Why};
use crate::source::FileId;
use std::ops::Deref;

/// An ECS instance.
#[derive(Clone, Copy)]
pub(crate) struct Instance<'a>(pub(super) Entity<'a>);

impl<'a> Deref for Instance<'a> {
    type Target = Entity<'a>;

    fn deref(&self) -> &Entity<'a> {
        &self.0
    }
}

impl<'a> Instance<'a> {
    /// Its status. A planned instance runs as soon as it exists: `Running` is the documented
    /// default of the tools that create one.
    pub(crate) fn status(&self) -> Fact<&'a str> {
        let status = self.get(key::Status).map(|s| s.text());
        status.or_else(|| self.default_if_planned("Running", "a new instance is Running"))
    }

    /// Its zone: its own, or its vSwitch's. Of one that Terraform creates in a vSwitch it is the
    /// vSwitch's; a zone is only a demand then, which that has to meet.
    pub(crate) fn zone(&self) -> Fact<Name<'a>> {
        let of_vswitch = || self.of_vswitch(Field::ZoneId, |v| v.get(key::ZoneId));
        if self.is_planned() && self.address().is_some() && self.says(Field::VswitchId) {
            return of_vswitch();
        }
        self.get(key::ZoneId).or_else(of_vswitch)
    }

    /// Its VPC: its own, or its vSwitch's.
    pub(crate) fn vpc(&self) -> Fact<Name<'a>> {
        self.get(key::VpcId).or_else(|| self.of_vswitch(Field::VpcId, |v| v.get(key::VpcId)))
    }

    /// `vpc` or `classic`. An instance with a VPC or vSwitch is in a VPC (inferred).
    pub(crate) fn network_type(&self) -> Fact<&'a str> {
        self.get(key::InstanceNetworkType).map(|t| t.text()).or_else(|| {
            let places = [self.get(key::VpcId), self.get(key::VswitchId)];
            if places.iter().any(|place| matches!(place, Fact::Known(_))) {
                let origin = Origin::Default("an instance with a VPC or vSwitch is in a VPC");
                return Fact::Known(Known { value: "vpc", origin });
            }
            let mut unknowns = places.into_iter().filter_map(|place| place.known().err());
            match unknowns.find(|unknown| unknown.choice().is_some()) {
                Some(unknown) => Fact::Unknown(unknown),
                None => Fact::Absent(self.unknown(Field::InstanceNetworkType, Why::NotGiven)),
            }
        })
    }

    /// Its family, like `ecs.g7`: given, or read off its type.
    pub(crate) fn family(&self) -> Fact<&'a str> {
        self.get(key::InstanceTypeFamily).map(|f| f.text()).or_else(|| match self.get(key::InstanceType) {
            Fact::Known(name) => match family_of(name.value.text()) {
                Some(family) => Fact::Known(name.map(|_| family)),
                None => Fact::Absent(self.unknown(Field::InstanceTypeFamily, Why::NotGiven)),
            },
            other => other.map(|name| name.text()),
        })
    }

    /// What its instance type holds.
    pub(crate) fn limits(&self) -> Result<Limits<'a>, Unknown> {
        let name = self.get(key::InstanceType).known()?;
        if name.value.is_symbol() {
            return Err(self.unknown(Field::InstanceType, Why::Unresolved));
        }
        Ok(Limits { plan_entity: self.0, name })
    }

    /// The ENIs that were attached before all actions and still are, and are listed somewhere; of
    /// any kind.
    pub(crate) fn attached(&self) -> impl Iterator<Item = Eni<'a>> + use<'a> {
        let (plan, at) = (self.plan, self.at);
        let list = plan.start.attached.get(&self.id.row).map(Vec::as_slice).unwrap_or_default();
        list.iter().map(move |id| Eni(plan.entity(*id).at(at))).filter(|eni| !eni.has_moved())
    }

    /// The time between two changes of its state or type that it is looked at in, as from and to.
    pub(super) fn phase(&self) -> (Moment, Moment) {
        let changes = self.own_id().map(|id| self.plan.course.changes_of_instance(id)).unwrap_or_default();
        let n = changes.partition_point(|change| Moment(change.place) < self.at);
        let from = n.checked_sub(1).and_then(|n| changes.get(n)).map(|change| Moment(change.place).next());
        // An action at the very place of the change comes before it.
        let to = changes.get(n).map(|change| Moment(change.place).next());
        let (from, to) = (from.unwrap_or(Moment::START), to.unwrap_or(Moment::END));
        let (last, first) = self.plan.course.lost().around(self.own_id(), from, self.at);
        (last.map_or(from, |last| last.max(from)), first.map_or(to, |first| first.min(to)))
    }

    /// The beginning of that time.
    pub(crate) fn since(&self) -> Moment {
        self.phase().0
    }

    /// The instance at the beginnings of all such times.
    pub(crate) fn phases(&self) -> impl Iterator<Item = Instance<'a>> + use<'a> {
        let entity = self.0;
        let next =
            move |at: &Moment| Some(Instance(entity.at(*at)).phase().1).filter(|to| *to != Moment::END);
        std::iter::successors(Some(Moment::START), next).map(move |at| Instance(entity.at(at)))
    }

    /// Whether other ENIs may be on it at a moment than the actions before it tell.
    pub(super) fn may_hold_others(&self, at: Moment) -> bool {
        let lost = self.plan.course.lost();
        self.own_id().map_or_else(|| lost.before(Of::All, at), |id| lost.before(Of::Slots(id), at))
    }

    /// The instance as all actions leave it.
    pub(crate) fn in_the_end(&self) -> Instance<'a> {
        Instance(self.0.at(Moment::END))
    }

    /// Whether every ENI that is attached already is listed: the world is closed, or the instance
    /// lists its ENIs, or it does not exist yet and is not created with an open number of them. If
    /// not, the fact that would tell.
    pub(crate) fn lists_its_enis(&self) -> Result<(), Unknown> {
        if let Fact::Unknown(unknown) = self.get(key::NetworkInterfaces)
            && self.is_planned()
        {
            return Err(unknown);
        }
        if self.lists_its_own() || self.is_planned() || self.plan.inventory.closed(Kind::Eni) {
            return Ok(());
        }
        Err(self.unknown(Field::NetworkInterfaces, Why::NotGiven))
    }

    /// Whether its entry has a list of its ENIs.
    pub(super) fn lists_its_own(&self) -> bool {
        matches!(self.get(key::NetworkInterfaces), Fact::Known(_))
    }

    /// What is known of its vSwitch.
    pub(crate) fn vswitch(&self) -> Result<Vswitch<'a>, Unknown> {
        let id = self.get(key::VswitchId).known()?;
        self.need(Kind::Vswitch, id.value.id).map(Vswitch)
    }

    fn default_if_planned<T>(&self, value: T, what: &'static str) -> Fact<T> {
        if self.is_planned() {
            Fact::Known(Known { value, origin: Origin::Default(what) })
        } else {
            Fact::Absent(self.unknown(Field::Status, Why::NotGiven))
        }
    }

    fn of_vswitch(&self, field: Field, read: impl FnOnce(Vswitch<'a>) -> Fact<Name<'a>>) -> Fact<Name<'a>> {
        of_vswitch(&self.0, field, read)
    }
}

/// `ecs.s6` of `ecs.s6-c1m1.small`.
pub(super) fn family_of(instance_type: &str) -> Option<&str> {
    let family = instance_type.strip_prefix("ecs.")?.split(['.', '-']).next()?;
    instance_type.get(..family.len() + "ecs.".len())
}

/// A place fact of an instance or ENI, read from its vSwitch. Without a vSwitch the entity's own
/// field is what is missing; with one, the vSwitch's.
pub(super) fn of_vswitch<'a>(
    entity: &Entity<'a>,
    field: Field,
    read: impl FnOnce(Vswitch<'a>) -> Fact<Name<'a>>,
) -> Fact<Name<'a>> {
    match entity.get(key::VswitchId) {
        Fact::Known(id) => match entity.need(Kind::Vswitch, id.value.id) {
            Ok(vswitch) => read(Vswitch(vswitch)),
            Err(unknown) => Fact::Absent(Unknown { field: Some(field), ..unknown }),
        },
        Fact::Absent(_) => Fact::Absent(entity.unknown(field, Why::NotGiven)),
        Fact::Unknown(unknown) => Fact::Unknown(unknown),
    }
}

/// What is known of an instance type: from the inventory's `instance_types`, from a `--catalog`
/// file, or from the built-in table, in this order.
#[derive(Clone, Copy)]
pub(crate) struct Limits<'a> {
    plan_entity: Entity<'a>,
    /// The type's name, where the instance gives it.
    pub(crate) name: Known<Name<'a>>,
}

impl<'a> Limits<'a> {
    /// One fact of the type.
    pub(crate) fn get<K: Key>(&self, key: K) -> Fact<<K::As as Decode>::Out<'a>> {
        let given = match self.plan_entity.plan.find(Kind::InstanceType, self.name.value.id) {
            Some(entity) => entity.get(key),
            None => Fact::Absent(self.unknown(K::FIELD)),
        };
        given.or_else(|| self.built_in::<K>())
    }

    /// What the inventory says of the type, if it says anything.
    pub(super) fn entity(&self) -> Option<Entity<'a>> {
        self.plan_entity.plan.find(Kind::InstanceType, self.name.value.id)
    }

    /// As [`Self::get`], for numbers that no type has none of: a 0 there stands for a number that
    /// the API left out.
    pub(crate) fn stated<K: Key<As = key::Int>>(&self, key: K) -> Fact<i64> {
        match self.get(key) {
            Fact::Known(known) if known.value <= 0 => Fact::Absent(self.unknown(K::FIELD)),
            fact => fact,
        }
    }

    /// The most queue pairs that the ERIs of an instance can have together: the type's number, or on
    /// a GPU type that number for each card that can carry an ERI (inferred from the code of
    /// Alibaba's own controller).
    pub(crate) fn queue_pairs_of_all(&self) -> Result<i64, Unknown> {
        let pairs = self.stated(key::TypeQueuePairNumber).known()?.value;
        let cards =
            || Ok(self.network_cards()?.quantity.value.min(self.get(key::EriQuantity).known()?.value));
        let of_all = cards().map(|cards| pairs.saturating_mul(cards.max(1)));
        if of_all == Ok(pairs) {
            return of_all; // whether or not it is a GPU type
        }
        if self.get(key::GpuAmount).known()?.value == 0 { Ok(pairs) } else { of_all }
    }

    /// Whether anything at all is known of the type.
    pub(crate) fn exist(&self) -> bool {
        let plan = self.plan_entity.plan;
        plan.find(Kind::InstanceType, self.name.value.id).is_some_and(|e| e.is_described())
            || plan.catalog.knows(self.name.value.text())
    }

    /// Whether instances of the type must be stopped to attach or detach an ENI.
    pub(crate) fn hot_plug(&self) -> HotPlug {
        self.plan_entity.plan.catalog.hot_plug(self.name.value.text())
    }

    /// The fact of the type that is missing.
    pub(crate) fn unknown(&self, field: Field) -> Unknown {
        let ident = Ident::Id(self.name.value.id);
        Unknown { kind: Kind::InstanceType, ident, field: Some(field), why: Why::NotGiven }
    }

    fn built_in<K: Key>(&self) -> Fact<<K::As as Decode>::Out<'a>> {
        let unknown = self.unknown(K::FIELD);
        let plan = self.plan_entity.plan;
        let Some((value, provenance)) = plan.catalog.value(self.name.value.text(), K::FIELD) else {
            return Fact::Absent(unknown);
        };
        let context = Context {
            inventory: plan.inventory,
            pins: &plan.pins,
            file: FileId(0), // a number or flag of the table has no place in a file
            kind: Kind::InstanceType,
            ident: unknown.ident,
            field: K::FIELD,
        };
        match context.decode::<K::As>(value) {
            Ok(value) => Fact::Known(Known { value, origin: Origin::Table(provenance) }),
            Err(why) => Fact::Unknown(Unknown { why, ..unknown }),
        }
    }
}

impl Entity<'_> {
    /// For an instance type: whether its limits are given, not only facts about the account.
    fn is_described(&self) -> bool {
        self.says(Field::EniQuantity)
    }
}

#[cfg(test)]
mod tests {
    use super::family_of;

    #[test]
    fn families_of_types() {
        assert_eq!(family_of("ecs.t1.small"), Some("ecs.t1"));
        assert_eq!(family_of("ecs.s6-c1m1.small"), Some("ecs.s6"));
        assert_eq!(family_of("ecs."), Some("ecs."));
        assert_eq!(family_of("t1.small"), None);
    }
}
