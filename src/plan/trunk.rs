//! Trunk ENIs, and how many members each has.
//!
//! Members take no room among the ENIs of an instance; a trunk has slots of its own for them. They
//! are counted as the ledger counts ENIs: in the order of the plan, and without those that the
//! limit itself refuses.

use super::changes::EniChange;
use super::{Attach, Eni, EniType, EntityId, Limits, Moment, Plan, Resource};
use crate::inventory::key;
use crate::inventory::{Fact, Field, Kind, Known, Name, TextId, Unknown, Verb, Why};
use crate::source::Span;
use hashbrown::{HashMap, HashSet};
use std::sync::Arc;

#[derive(Debug, Default)]
pub(super) struct Trunks {
    /// Those before all actions; none if no action has to do with trunks.
    pub(super) members: Arc<Members>,
    /// Trunk → the attaches that give it one more member, in order.
    pub(super) joining: HashMap<TextId, Vec<EntityId>>,
    /// Attach to a trunk, or detach of one → how many members there are before it, and how many of
    /// `joining` come before it; nothing if there are none.
    pub(super) before: HashMap<EntityId, (i64, usize)>,
}

/// Who is on which trunk before all actions. Copies of a plan that run a few actions share it.
#[derive(Debug, Default)]
pub(super) struct Members {
    /// Trunk → its members, in order of appearance.
    of: HashMap<TextId, Vec<Member>>,
    trunk_of: HashMap<TextId, TextId>,
    /// Every trunk with every member.
    pairs: HashSet<(TextId, TextId)>,
}

/// An ENI that is a member of a trunk already, and where it says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) span: Span,
    pub(super) name: TextId,
}

/// Works through the attaches in order.
pub(super) fn fill(plan: &mut Plan<'_>) {
    let named = plan.attaches().any(|attach| matches!(attach.trunk_id(), Ok(Some(_))));
    let detaches = plan.actions().iter().any(|action| action.verb == Verb::Detach);
    plan.trunks = Trunks::default();
    if !named && !detaches {
        return;
    }
    let members = Arc::clone(plan.start.members.get_or_init(|| Arc::new(Members::find(plan))));
    plan.trunks.members = Arc::clone(&members);
    let mut now = Now::new(&members);
    let actions = plan.actions().to_vec();
    for action in actions {
        match action.verb {
            Verb::Attach => join(plan, &mut now, action.id),
            Verb::Detach | Verb::Delete => {
                if let Ok(id) = plan.entity(action.id).get(key::NetworkInterfaceId).known() {
                    let id = id.value.id;
                    plan.trunks.note(action.id, id, now.count(id));
                    now.leave(id);
                }
            }
            _ => {}
        }
    }
}

/// Takes an attach to a trunk, if it is one.
fn join(plan: &mut Plan<'_>, now: &mut Now<'_>, id: EntityId) {
    let attach = Attach::from(plan.entity(id));
    let Ok(Some(trunk)) = attach.trunk_id() else { return };
    let trunk = trunk.value.id;
    plan.trunks.note(id, trunk, now.count(trunk));
    let attach = Attach::from(plan.entity(id));
    let refused = || matches!(attach.trunk_usage(), Ok(Some(usage)) if usage.exceeded());
    let Ok(eni) = attach.get(key::NetworkInterfaceId).known() else { return };
    if attach.takes_slot() && !refused() {
        now.join(trunk, eni.value.id);
        plan.trunks.joining.entry(trunk).or_default().push(id);
    }
}

/// Who is on which trunk while the actions run: how that differs from before.
struct Now<'m> {
    before: &'m Members,
    counts: HashMap<TextId, i64>,
    trunk_of: HashMap<TextId, Option<TextId>>,
}

impl<'m> Now<'m> {
    fn new(before: &'m Members) -> Self {
        Self { before, counts: HashMap::new(), trunk_of: HashMap::new() }
    }

    fn count(&self, trunk: TextId) -> i64 {
        self.before.count(trunk) + self.counts.get(&trunk).copied().unwrap_or_default()
    }

    fn join(&mut self, trunk: TextId, member: TextId) {
        *self.counts.entry(trunk).or_default() += 1;
        self.trunk_of.insert(member, Some(trunk));
    }

    fn leave(&mut self, member: TextId) {
        let now = self.trunk_of.insert(member, None);
        if let Some(trunk) = now.unwrap_or_else(|| self.before.trunk_of.get(&member).copied()) {
            *self.counts.entry(trunk).or_default() -= 1;
        }
    }
}

impl Plan<'_> {
    /// How many members a trunk has before the plan.
    pub(super) fn members_of(&self, trunk: TextId) -> i64 {
        self.trunks.members.count(trunk)
    }
}

impl Members {
    /// What is recorded, on the members and on the trunks.
    fn find(plan: &Plan<'_>) -> Self {
        let mut all = Self::default();
        for eni in plan.enis() {
            let Some(name) = eni.entries().find_map(|e| e.id) else { continue };
            if let (Fact::Known(trunk), true) = (eni.get(key::TrunkNetworkInterfaceId), eni.may_be_in_use()) {
                all.add(trunk.value.id, Member { name, span: eni.span() });
            }
            let Fact::Known(list) = eni.get(key::MemberNetworkInterfaceIds) else { continue };
            for id in list.value.iter().flatten().filter(|id| !id.value.is_masked()) {
                let span = id.span().unwrap_or(eni.span());
                all.add(name, Member { name: id.value.id, span });
            }
        }
        all
    }

    fn add(&mut self, trunk: TextId, member: Member) {
        if self.pairs.insert((trunk, member.name)) {
            self.of.entry(trunk).or_default().push(member);
            self.trunk_of.insert(member.name, trunk);
        }
    }

    pub(super) fn of(&self, trunk: TextId) -> &[Member] {
        self.of.get(&trunk).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn has(&self, trunk: TextId, member: TextId) -> bool {
        self.pairs.contains(&(trunk, member))
    }

    fn count(&self, trunk: TextId) -> i64 {
        i64::try_from(self.of(trunk).len()).unwrap_or(i64::MAX)
    }
}

impl Trunks {
    /// Notes how many members a trunk has before an action that this matters to.
    fn note(&mut self, action: EntityId, trunk: TextId, count: i64) {
        if count > 0 {
            let joined = self.joining.get(&trunk).map_or(0, Vec::len);
            self.before.insert(action, (count, joined));
        }
    }
}

impl<'a> Eni<'a> {
    /// Whether it is known to be a trunk ENI.
    pub(crate) fn is_trunk(&self) -> bool {
        matches!(self.eni_type(), Ok(kind) if kind.value == EniType::Trunk)
    }

    /// Whether it is on a trunk now.
    pub(super) fn is_member(&self) -> bool {
        matches!(self.eni_type(), Ok(kind) if kind.value == EniType::Member)
            || matches!(self.get(key::TrunkNetworkInterfaceId), Fact::Known(_))
    }

    /// Whether it is on a trunk, which a step names.
    pub(crate) fn is_on_trunk(&self, trunk: &Name<'_>) -> Result<bool, Unknown> {
        let unknown = |why| Err(self.unknown(Field::TrunkNetworkInterfaceId, why));
        if let Some(there) = self.get(key::TrunkNetworkInterfaceId).given()? {
            return there.value.differs(trunk).map(|differs| !differs).or_else(unknown);
        }
        if self.has_moved() {
            return if self.put_there_by().is_some() { Ok(false) } else { unknown(Why::NotGiven) };
        }
        if self.own_id().is_some_and(|id| self.plan().trunks.members.has(trunk.id, id)) {
            return Ok(true);
        }
        let trunk = self.find(Kind::Eni, trunk.id);
        match trunk.is_some_and(|trunk| matches!(trunk.get(key::MemberNetworkInterfaceIds), Fact::Known(_))) {
            true => Ok(false),
            false => unknown(Why::NotGiven),
        }
    }

    /// The planned attach that put it where it is, unless it was there already.
    pub(crate) fn put_there_by(&self) -> Option<Attach<'a>> {
        match self.change()? {
            EniChange::On(attach) => Some(Attach::from(self.plan().entity(attach))).filter(|a| !a.is_done()),
            _ => None,
        }
    }

    /// Its kind where the ENI is named as a trunk; a word that is no kind says nothing.
    pub(crate) fn described_type(&self) -> Result<Known<EniType>, Unknown> {
        let kind = self.eni_type()?;
        if kind.value == EniType::Other {
            return Err(self.unknown(Field::Type, Why::NotGiven));
        }
        Ok(kind)
    }

    fn may_be_in_use(&self) -> bool {
        !matches!(self.status(), Fact::Known(status) if status.value == "Available")
    }

    /// Whether every member that this trunk had before all actions is listed. If not, the fact that
    /// would tell.
    pub(super) fn lists_its_members(&self) -> Result<(), Unknown> {
        let listed = matches!(self.get(key::MemberNetworkInterfaceIds), Fact::Known(_));
        let had_none = !Eni(self.0.at(Moment::START)).may_be_in_use();
        if listed || had_none || self.plan().inventory.closed(Kind::Eni) {
            return Ok(());
        }
        Err(self.unknown(Field::MemberNetworkInterfaceIds, Why::NotGiven))
    }
}

impl<'a> Limits<'a> {
    /// Whether the type is known to take no trunk ENI.
    pub(crate) fn refuses_trunks(&self) -> bool {
        matches!(self.get(key::EniTrunkSupported), Fact::Known(supported) if !supported.value)
    }
}

impl<'a> Attach<'a> {
    /// Whether the attach puts a trunk on an instance, or an ENI on a trunk.
    pub(crate) fn uses_trunk(&self) -> Result<bool, Unknown> {
        let named = self.trunk_id();
        let kind = self.eni().and_then(|eni| eni.eni_type());
        match (named, kind) {
            (Ok(Some(_)), _) => Ok(true),
            (_, Ok(kind)) if kind.value == EniType::Trunk => Ok(true),
            (Err(unknown), _) | (_, Err(unknown)) => Err(unknown),
            (Ok(None), Ok(_)) => Ok(false),
        }
    }

    /// Whether the instance's type is known to take no trunk ENI, which one rule says for all.
    pub(crate) fn trunks_refused(&self) -> bool {
        self.instance().and_then(|i| i.limits()).is_ok_and(|limits| limits.refuses_trunks())
    }

    /// The trunk that the attach is to; none if it is to none, or if what it names is known to be
    /// no trunk, which one rule says for all.
    pub(crate) fn real_trunk(&self) -> Result<Option<Eni<'a>>, Unknown> {
        let trunk = self.trunk()?;
        Ok(trunk.filter(|t| !matches!(t.described_type(), Ok(kind) if kind.value != EniType::Trunk)))
    }

    /// Where the attach puts a trunk on an instance that has another one by then: that other one,
    /// with its attach if it is planned.
    pub(crate) fn trunk_before(&self) -> Option<(Eni<'a>, Option<Attach<'a>>)> {
        let (plan, eni, instance) = (self.plan(), self.eni().ok()?, self.instance().ok()?);
        if !eni.is_trunk() || eni.is_held_by(self) {
            return None;
        }
        let other = |other: &Eni<'a>| other.is_trunk() && other.id != eni.id;
        if let Some(there) = instance.attached().find(other) {
            return Some((there, None));
        }
        let mut users = plan.ledger.users(plan, instance.id.row, self.moment(), Resource::Enis);
        users.find_map(|user| Some((user.eni.filter(other)?, Some(user.attach?))))
    }
}

impl Eni<'_> {
    /// Whether it sits on the attach's instance already.
    pub(super) fn is_held_by(&self, attach: &Attach<'_>) -> bool {
        let (Ok(Some(holder)), Fact::Known(instance)) = (self.holder(), attach.get(key::InstanceId)) else {
            return false;
        };
        holder.value.id == instance.value.id
    }
}
