//! Trunk ENIs: which attach puts one on an instance, and how many members each has.
//!
//! Members take no room among the ENIs of an instance; a trunk has slots of its own for them. They
//! are counted as the ledger counts ENIs: in the order of the plan, and without those that the
//! limit itself refuses.

use super::{Attach, Eni, EniType, EntityId, Limits, Plan};
use crate::inventory::key;
use crate::inventory::{Fact, Kind, Known, TextId, Unknown, Why};
use crate::inventory::{Field, Name};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

#[derive(Debug, Default)]
pub(super) struct Trunks {
    /// Trunk and instance → the first attach that puts the one on the other.
    placed: HashMap<(TextId, TextId), u32>,
    /// Trunk → the first attach that puts it anywhere.
    planned: HashMap<TextId, u32>,
    /// Instance that a planned attach gives a trunk → its first trunk, with its attach if that is
    /// planned, too.
    first: HashMap<u32, (EntityId, Option<u32>)>,
    /// Trunk → its members, in order of appearance.
    members: HashMap<TextId, Vec<Member>>,
    /// Every trunk with every member.
    pairs: HashSet<(TextId, TextId)>,
    /// Trunk → the attaches that give it one more member, in order.
    joining: HashMap<TextId, Vec<u32>>,
    /// Attach to a trunk → how many of these come before it.
    before: HashMap<u32, usize>,
}

/// An ENI that is a member of a trunk already, and where it says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) span: Span,
    name: TextId,
}

/// What an attach makes of a trunk's slots.
pub(crate) struct TrunkUsage<'a> {
    pub(crate) trunk: Eni<'a>,
    /// Members before the attach.
    pub(crate) before: i64,
    /// How many the type holds in all, and how many of these are not for members.
    pub(crate) total: Known<i64>,
    pub(crate) own: Known<i64>,
    /// Who is a member already; those that are planned come with their attaches.
    pub(crate) members: &'a [Member],
    joining: &'a [u32],
}

impl<'a> TrunkUsage<'a> {
    /// How many members the trunk takes.
    pub(crate) fn slots(&self) -> i64 {
        self.total.value.saturating_sub(self.own.value)
    }

    pub(crate) fn exceeded(&self) -> bool {
        self.before >= self.slots()
    }

    /// The attaches before this one that give the trunk a member.
    pub(crate) fn joining(&self) -> impl Iterator<Item = Attach<'a>> + use<'a> {
        let plan = self.trunk.plan();
        self.joining.iter().map(move |row| attach_of(plan, *row))
    }

    pub(crate) fn name_of(&self, member: &Member) -> &'a str {
        self.trunk.plan().inventory.texts.get(member.name)
    }
}

/// Works through the attaches in order.
pub(super) fn fill(plan: &mut Plan<'_>) {
    let named: HashSet<TextId> = plan.attaches().filter_map(|a| Some(a.trunk_id().ok()??.value.id)).collect();
    let mut trunks = Trunks::default();
    trunks.place(plan, &named);
    if !named.is_empty() {
        trunks.find_members(plan);
    }
    plan.trunks = trunks;
    if named.is_empty() {
        return;
    }
    let rows: Vec<u32> = plan.attaches().map(|a| a.id.row).collect();
    for row in rows {
        let attach = attach_of(plan, row);
        let Ok(Some(trunk)) = attach.trunk_id() else { continue };
        let trunk = trunk.value.id;
        let counts =
            attach.takes_slot() && !matches!(attach.trunk_usage(), Ok(Some(usage)) if usage.exceeded());
        let joining = plan.trunks.joining.entry(trunk).or_default();
        plan.trunks.before.insert(row, joining.len());
        if counts {
            joining.push(row);
        }
    }
}

impl Plan<'_> {
    /// How many members a trunk has before the plan.
    pub(super) fn members_of(&self, trunk: TextId) -> i64 {
        let members = self.trunks.members.get(&trunk).map_or(0, Vec::len);
        i64::try_from(members).unwrap_or(i64::MAX)
    }
}

impl Trunks {
    /// Finds the attaches that put a trunk on an instance: ENIs that are trunks, or are named as one.
    fn place(&mut self, plan: &Plan<'_>, named: &HashSet<TextId>) {
        for attach in plan.attaches() {
            let Ok(eni) = attach.eni() else { continue };
            let Fact::Known(id) = attach.get(key::NetworkInterfaceId) else { continue };
            if !(eni.is_trunk() || named.contains(&id.value.id)) || !matches!(attach.trunk_id(), Ok(None)) {
                continue;
            }
            self.planned.entry(id.value.id).or_insert(attach.id.row);
            if let Fact::Known(instance) = attach.get(key::InstanceId) {
                self.placed.entry((id.value.id, instance.value.id)).or_insert(attach.id.row);
            }
            if let (true, Ok(instance)) = (eni.is_trunk(), attach.instance()) {
                self.first.entry(instance.id.row).or_insert_with(|| {
                    match instance.attached().find(Eni::is_trunk) {
                        Some(there) => (there.id, None),
                        None => (eni.id, Some(attach.id.row)),
                    }
                });
            }
        }
    }

    /// What is recorded, on the members and on the trunks.
    fn find_members(&mut self, plan: &Plan<'_>) {
        for eni in plan.enis() {
            let Some(name) = eni.entries().find_map(|e| e.id) else { continue };
            if let (Fact::Known(trunk), true) = (eni.get(key::TrunkNetworkInterfaceId), eni.may_be_in_use()) {
                self.add_member(trunk.value.id, Member { name, span: eni.span() });
            }
            let Fact::Known(list) = eni.get(key::MemberNetworkInterfaceIds) else { continue };
            for id in list.value.iter().flatten().filter(|id| !id.value.is_masked()) {
                let span = id.span().unwrap_or(eni.span());
                self.add_member(name, Member { name: id.value.id, span });
            }
        }
    }

    fn add_member(&mut self, trunk: TextId, member: Member) {
        if self.pairs.insert((trunk, member.name)) {
            self.members.entry(trunk).or_default().push(member);
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

    /// Whether every member of this trunk is listed. If not, the fact that would tell.
    fn lists_its_members(&self) -> Result<(), Unknown> {
        let listed = matches!(self.get(key::MemberNetworkInterfaceIds), Fact::Known(_));
        if listed || !self.may_be_in_use() || self.plan().inventory.closed(Kind::Eni) {
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

    /// The attach that puts the trunk on the very instance of this attach, if the plan has one.
    pub(crate) fn trunk_placed_here(&self) -> Option<Attach<'a>> {
        let trunk = self.trunk_id().ok()??;
        let instance = self.get(key::InstanceId).known().ok()?;
        let plan = self.plan();
        let row = plan.trunks.placed.get(&(trunk.value.id, instance.value.id))?;
        Some(attach_of(plan, *row))
    }

    /// The other instance that the plan puts the trunk on, if it does so and does not put it on this
    /// attach's own.
    pub(crate) fn trunk_placed_elsewhere(&self) -> Option<Known<Name<'a>>> {
        let trunk = self.trunk_id().ok()??;
        if self.trunk_placed_here().is_some() {
            return None;
        }
        let plan = self.plan();
        attach_of(plan, *plan.trunks.planned.get(&trunk.value.id)?).get(key::InstanceId).known().ok()
    }

    /// Where the attach puts a trunk on an instance that has another one before: that other one, with
    /// its attach if it is planned.
    pub(crate) fn trunk_before(&self) -> Option<(Eni<'a>, Option<Attach<'a>>)> {
        let (plan, eni) = (self.plan(), self.eni().ok()?);
        let (first, row) = plan.trunks.first.get(&self.instance().ok()?.id.row)?;
        let other = eni.is_trunk() && *first != eni.id && !eni.is_held_by(self);
        other.then(|| (Eni(plan.entity(*first)), row.map(|row| attach_of(plan, row))))
    }

    /// What the attach makes of its trunk's slots; none if it takes none, or if the type takes no
    /// trunks at all.
    pub(crate) fn trunk_usage(&self) -> Result<Option<TrunkUsage<'a>>, Unknown> {
        let Some(trunk) = self.real_trunk()? else { return Ok(None) };
        let (limits, id) = (self.instance()?.limits()?, self.trunk_id()?);
        if !self.takes_slot() || limits.refuses_trunks() {
            return Ok(None);
        }
        let own = limits.get(key::EniQuantity).known()?;
        let total = limits.get(key::EniTotalQuantity).known()?;
        if total.value < own.value {
            return Err(limits.unknown(Field::EniTotalQuantity)); // zero is not stated, less is nonsense
        }
        let plan = self.plan();
        let id = id.map(|id| id.value.id);
        let members = id.and_then(|id| plan.trunks.members.get(&id)).map(Vec::as_slice).unwrap_or_default();
        let joining = id.and_then(|id| plan.trunks.joining.get(&id)).map(Vec::as_slice).unwrap_or_default();
        let n = plan.trunks.before.get(&self.id.row).copied().unwrap_or(joining.len());
        let joining = joining.get(..n).unwrap_or(joining);
        let before = i64::try_from(members.len().saturating_add(joining.len())).unwrap_or(i64::MAX);
        let usage = TrunkUsage { trunk, before, total, own, members, joining };
        if !usage.exceeded() {
            trunk.lists_its_members()?; // what is not listed may count, too
        }
        Ok(Some(usage))
    }

    /// Whether the attach gives its trunk one more member: not if the ENI is one already, was
    /// planned before, or is of a kind that no trunk takes.
    pub(super) fn takes_slot(&self) -> bool {
        let (Ok(Some(trunk)), Ok(eni)) = (self.trunk_id(), self.eni()) else { return false };
        let Fact::Known(id) = self.get(key::NetworkInterfaceId) else { return false };
        let fits =
            !matches!(eni.eni_type(), Ok(kind) if matches!(kind.value, EniType::Trunk | EniType::Primary));
        let is_member = self.plan().trunks.pairs.contains(&(trunk.value.id, id.value.id));
        fits && !is_member && self.earlier().is_none()
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

fn attach_of<'a>(plan: &'a Plan<'a>, row: u32) -> Attach<'a> {
    Attach(plan.entity(EntityId { kind: Kind::Attachment, row }))
}
