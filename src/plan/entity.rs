use super::course::Made;
use super::crowd::{CROWD, outranks};
use super::{Moment, Plan};
use crate::inventory::key::{Context, Decode, Key};
use crate::inventory::{
    Entry, EntryId, Fact, Field, Ident, Kind, Known, Origin, Standing, StoredFact, TextId, Unknown, Value,
    Why,
};
use crate::source::{FileId, Span};
use crate::syntax::Range;

/// One thing, by its place in [`Plan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EntityId {
    pub(crate) kind: Kind,
    pub(crate) row: u32,
}

/// One thing: all that the files of a run say of one ID.
#[derive(Clone, Copy)]
pub(crate) struct Entity<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(crate) id: EntityId,
    /// When it is looked at: facts are those that the actions before leave.
    pub(super) at: Moment,
    /// For an ENI: whether its addresses are those that the step at this moment assigns to it,
    /// rather than those of its entries.
    pub(super) adds: bool,
}

impl<'a> Entity<'a> {
    pub(crate) fn plan(&self) -> &'a Plan<'a> {
        self.plan
    }

    /// The same thing at another moment.
    pub(crate) fn at(mut self, moment: Moment) -> Self {
        self.at = moment;
        self.adds = false;
        self
    }

    /// When it is looked at.
    pub(crate) fn moment(&self) -> Moment {
        self.at
    }

    /// Another thing at the same moment, if anything is said of it.
    pub(crate) fn find(&self, kind: Kind, id: TextId) -> Option<Entity<'a>> {
        Some(self.plan.find(kind, id)?.at(self.at))
    }

    /// As [`Self::find`]; nothing said is a missing entity.
    pub(crate) fn need(&self, kind: Kind, id: TextId) -> Result<Entity<'a>, Unknown> {
        let ident = Ident::Id(id);
        self.find(kind, id).ok_or(Unknown { kind, ident, field: None, why: Why::NotGiven })
    }

    /// The entries that speak of it, the one that counts most first.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &'a Entry> + use<'a> {
        let (plan, kind) = (self.plan, self.id.kind);
        plan.base
            .joined
            .parts(kind, self.id.row)
            .iter()
            .map(move |row| plan.inventory.entry(EntryId { kind, row: *row }))
    }

    /// The whole of the entry that counts most.
    pub(crate) fn entry_span(&self) -> Span {
        self.entry().span()
    }

    fn entry(&self) -> &'a Entry {
        let row = self.plan.base.joined.parts(self.id.kind, self.id.row).first().copied().unwrap_or_default();
        self.plan.inventory.entry(EntryId { kind: self.id.kind, row })
    }

    /// Where it is: the ID of the entry that counts most; the whole entry if it has none.
    pub(crate) fn span(&self) -> Span {
        let entry = self.entry();
        let id = self.id.kind.id_field();
        let fact = id.and_then(|id| self.plan.inventory.fact(entry, id));
        fact.map_or_else(|| self.head(), |fact| fact.span())
    }

    /// Where to point if the entry that counts most is meant as a whole.
    fn head(&self) -> Span {
        let row = self.plan.base.joined.parts(self.id.kind, self.id.row).first().copied().unwrap_or_default();
        let resource = self.plan.inventory.resource(EntryId { kind: self.id.kind, row });
        resource.map_or(self.entry_span(), |resource| resource.head)
    }

    #[inline(always)]
    pub(crate) fn ident(&self) -> Ident {
        if self.id.kind == Kind::Account {
            return Ident::Only;
        }
        self.plan.base.joined.id(self.id.kind, self.id.row).map_or(Ident::Row(self.id.row), Ident::Id)
    }

    /// Its ID, if it has one.
    pub(super) fn own_id(&self) -> Option<TextId> {
        match self.ident() {
            Ident::Id(id) => Some(id),
            Ident::Row(_) | Ident::Only => None,
        }
    }

    /// For messages: its ID, or `instances[3]`.
    pub(crate) fn name(&self) -> String {
        match self.ident() {
            Ident::Id(id) => self.plan.inventory.texts.get(id).to_owned(),
            ident => {
                let unknown = Unknown { kind: self.id.kind, ident, field: None, why: Why::NotGiven };
                self.plan.describe(&unknown)
            }
        }
    }

    /// Whether it does not exist yet, as the plan makes it: its ID is a symbol, or a step creates it.
    pub(crate) fn is_planned(&self) -> bool {
        let is_symbol = match self.ident() {
            Ident::Id(id) => self.plan.inventory.texts.name(id).is_planned(),
            Ident::Row(_) | Ident::Only => false,
        };
        is_symbol || self.is_created()
    }

    /// For an ENI: whether a step creates it, and nothing else describes it.
    pub(crate) fn is_created(&self) -> bool {
        self.id.kind == Kind::Eni && self.plan.base.created.contains(&self.id.row)
    }

    /// Whether some file describes it, rather than mentioning it in passing.
    pub(crate) fn is_listed(&self) -> bool {
        let counts_most = self.entries().next().map(|e| e.standing);
        matches!(counts_most, Some(Standing::Declared | Standing::Observed))
    }

    /// Whether an answer of the API lists it, rather than a resource's state.
    pub(crate) fn is_observed_outside(&self) -> bool {
        self.entries().any(|entry| entry.standing == Standing::Observed) && self.address().is_none()
    }

    /// Whether a native inventory declares it.
    pub(crate) fn is_declared(&self) -> bool {
        self.entries().next().is_some_and(|e| e.standing == Standing::Declared)
    }

    /// Whether a planned attach depends on it: it is the instance or the ENI of one, or a vSwitch
    /// or security group of these.
    pub(crate) fn is_used(&self) -> bool {
        self.plan.start.used.contains(self.id) || self.plan.also_used.contains(&self.id)
    }

    /// Who says what [`Self::get`] reads of a field.
    pub(crate) fn standing_of(&self, field: Field) -> Option<Standing> {
        self.pick(field).map(|(entry, _)| entry.standing)
    }

    /// Whether a person says what a field is, rather than a snapshot.
    pub(crate) fn declares(&self, field: Field) -> bool {
        self.statements(field).next().is_some_and(|(entry, _)| entry.standing == Standing::Declared)
    }

    /// Whether it is not there with the choices that are made: a condition of its resource is false.
    pub(crate) fn is_missing(&self) -> bool {
        let inventory = self.plan.inventory;
        let pins = &self.plan.pins;
        let is_missing = |fact: StoredFact| {
            let Value::OneOf(choice) = fact.value else { return false };
            let at = pins.of(choice).and_then(|at| u32::try_from(at).ok()).filter(|at| *at < choice.len);
            let value = at.and_then(|at| inventory.items(choice.start.saturating_add(at), 1).next());
            value.is_some_and(|item| item.value == Value::Unresolved(Why::NotThere))
        };
        self.entries().take(CROWD).any(|entry| inventory.facts(entry).any(is_missing))
    }

    /// What the files say of a field.
    // Most fields that are asked for, nobody gives: that is told where it is asked.
    #[inline(always)]
    pub(crate) fn get<K: Key>(&self, _: K) -> Fact<<K::As as Decode>::Out<'a>> {
        if self.is_given_nowhere::<K>() {
            Fact::Absent(self.unknown(K::FIELD, Why::NotGiven))
        } else if self.adds && K::FIELD.is_assigned() {
            self.giver().read::<K>()
        } else {
            self.read::<K>()
        }
    }

    /// Whether no entry gives a field, and no action makes it.
    #[inline(always)]
    fn is_given_nowhere<K: Key>(&self) -> bool {
        let kind = self.id.kind;
        let may_be_made = self.at != Moment::START && self.plan.course.touches(kind, K::FIELD)
            || self.adds && K::FIELD.is_assigned();
        K::FIELD != Field::RegionId && !self.plan.inventory.gives(kind, K::FIELD) && !may_be_made
    }

    #[inline(never)]
    fn read<K: Key>(&self) -> Fact<<K::As as Decode>::Out<'a>> {
        self.read_in_place::<K>().unwrap_or_else(|| self.read_at_length::<K>())
    }

    /// A fact where it is as nearly all of them: nothing made the field, and one entry may give it.
    // Nothing is done as often; no call stands in the way.
    #[inline(always)]
    fn read_in_place<K: Key>(&self) -> Option<Fact<<K::As as Decode>::Out<'a>>> {
        let EntityId { kind, row } = self.id;
        let inventory = self.plan.inventory;
        let is_made = self.at != Moment::START && self.plan.course.touches(kind, K::FIELD);
        if is_made || K::FIELD == Field::RegionId || self.plan.disproved.concerns(K::FIELD) {
            return None;
        }
        let row = self.plan.base.joined.only(kind, row)?;
        let entry = inventory.entry(EntryId { kind, row });
        if let Some((text, range)) = inventory.text(entry, K::FIELD)
            && let Some(value) = K::As::of_text(inventory.texts.name(text))
        {
            let origin = Origin::At(Span { file: entry.file, start: range.start, end: range.end });
            return Some(Fact::Known(Known { value, origin }));
        }
        match inventory.fact(entry, K::FIELD) {
            Some(StoredFact { value: Value::OneOf(_), .. }) => None,
            Some(StoredFact { value, file, range, .. }) => Some(self.decode::<K>(value, file, range)),
            None => Some(Fact::Absent(self.unknown(K::FIELD, Why::NotGiven))),
        }
    }

    #[inline(never)]
    fn read_at_length<K: Key>(&self) -> Fact<<K::As as Decode>::Out<'a>> {
        if self.at != Moment::START && self.plan.course.touches(self.id.kind, K::FIELD) {
            match self.made(K::FIELD) {
                Some(Made::Value(value, file, range)) => return self.decode::<K>(value, file, range),
                Some(Made::Absent) => return Fact::Absent(self.unknown(K::FIELD, Why::NotGiven)),
                Some(Made::Unknown(why)) => return Fact::Unknown(self.unknown(K::FIELD, why)),
                None => {}
            }
        }
        let Some((_, fact)) = self.pick(K::FIELD) else {
            return Fact::Absent(self.unknown(K::FIELD, Why::NotGiven));
        };
        if self.is_disproved(K::FIELD) {
            return Fact::Unknown(self.unknown(K::FIELD, Why::Disproved));
        }
        self.decode::<K>(fact.value, fact.file, fact.range)
    }

    #[inline(always)]
    fn decode<K: Key>(&self, value: Value, file: FileId, range: Range) -> Fact<<K::As as Decode>::Out<'a>> {
        let (inventory, ident) = (self.plan.inventory, self.ident());
        let pins = &self.plan.pins;
        let context = Context { inventory, pins, file, kind: self.id.kind, ident, field: K::FIELD };
        match context.decode::<K::As>(value) {
            Ok(value) => {
                let origin = Origin::At(Span { file, start: range.start, end: range.end });
                Fact::Known(Known { value, origin })
            }
            Err(why) => Fact::Unknown(self.unknown(K::FIELD, why)),
        }
    }

    /// What the actions before the moment made of a field that they may touch, if they did.
    fn made(&self, field: Field) -> Option<Made> {
        let Ident::Id(id) = self.ident() else { return None };
        self.plan.course.made(self.plan, (self.id.kind, id), field, self.at)
    }

    pub(super) fn is_disproved(&self, field: Field) -> bool {
        self.plan.disproved.contains(self.id, field)
    }

    /// Every statement of a field, with its place, the one that counts most first.
    pub(crate) fn statements(&self, field: Field) -> impl Iterator<Item = (&'a Entry, StoredFact)> + use<'a> {
        let inventory = self.plan.inventory;
        self.entries().filter_map(move |entry| inventory.fact(entry, field).map(|fact| (entry, fact)))
    }

    /// Where a field stands, whatever it says; the statement that counts most.
    pub(crate) fn span_of(&self, field: Field) -> Option<Span> {
        self.statements(field).next().map(|(_, fact)| fact.span())
    }

    #[inline(always)]
    pub(crate) fn unknown(&self, field: Field, why: Why) -> Unknown {
        Unknown { kind: self.id.kind, ident: self.ident(), field: Some(field), why }
    }

    /// Whether some file says something of a field, be it that it has no value yet.
    pub(crate) fn says(&self, field: Field) -> bool {
        self.own(field).is_some()
    }

    /// The statement that counts.
    #[inline(always)]
    fn pick(&self, field: Field) -> Option<(&'a Entry, StoredFact)> {
        match self.own(field) {
            None if field == Field::RegionId => self.default_region(),
            own => own,
        }
    }

    /// As [`Self::pick`], but without what a file says for everything in it.
    // Most fields that are asked for, nobody gives: that is told where it is asked.
    #[inline(always)]
    pub(super) fn own(&self, field: Field) -> Option<(&'a Entry, StoredFact)> {
        if self.plan.inventory.gives(self.id.kind, field) { self.given(field) } else { None }
    }

    /// As [`Self::own`], of a field that some thing of the kind gives.
    #[inline(always)]
    fn given(&self, field: Field) -> Option<(&'a Entry, StoredFact)> {
        let kind = self.id.kind;
        let Some(row) = self.plan.base.joined.only(kind, self.id.row) else {
            return self.given_by_several(field);
        };
        let entry = self.plan.inventory.entry(EntryId { kind, row });
        self.plan.inventory.fact(entry, field).map(|fact| (entry, fact))
    }

    #[inline(never)]
    fn given_by_several(&self, field: Field) -> Option<(&'a Entry, StoredFact)> {
        let EntityId { kind, row } = self.id;
        let inventory = self.plan.inventory;
        let parts = self.plan.base.joined.parts(kind, row);
        if parts.len() > CROWD {
            let row = self.plan.base.crowds.part(kind, row, field)?;
            let entry = inventory.entry(EntryId { kind, row });
            return Some((entry, inventory.fact(entry, field)?));
        }
        if kind == Kind::Eni && field == Field::Status {
            // A snapshot tells the time before the run.
            let leaves = |(_, fact): &(_, StoredFact)| fact.value == Value::Unresolved(Why::Leaves);
            if let Some(leaves) = self.statements(field).find(leaves) {
                return Some(leaves);
            }
        }
        let mut statements = self.statements(field);
        let first = statements.next()?;
        let better = statements.find(|(entry, _)| outranks(field, first.0.standing, entry.standing));
        better.or(Some(first))
    }

    #[inline(never)]
    fn default_region(&self) -> Option<(&'a Entry, StoredFact)> {
        let inventory = self.plan.inventory;
        self.entries().take(CROWD).find_map(|entry| Some((entry, inventory.region(entry)?)))
    }
}

impl Field {
    /// Whether it is of an ENI's addresses, which steps assign.
    pub(super) fn is_assigned(self) -> bool {
        matches!(
            self,
            Field::PrivateIpAddress
                | Field::PrivateIpAddresses
                | Field::SecondaryPrivateIpAddressCount
                | Field::Ipv4Prefixes
                | Field::Ipv4PrefixCount
                | Field::Ipv6Addresses
                | Field::Ipv6AddressCount
                | Field::Ipv6Prefixes
                | Field::Ipv6PrefixCount
        )
    }

    /// Whether it can never be changed while the thing exists.
    pub(super) fn is_fixed(self, of: Kind) -> bool {
        of == Kind::Eni && self == Field::VswitchId
            || matches!(
                self,
                Field::ZoneId | Field::VpcId | Field::Type | Field::CreationTime | Field::SecurityGroupVpcId
            )
    }

    /// Whether a snapshot knows better than a plan: states, and what can never be changed.
    pub(super) fn is_observed(self) -> bool {
        matches!(
            self,
            Field::Status
                | Field::StartTime
                | Field::CreationTime
                | Field::ExpiredTime
                | Field::OperationLocks
                | Field::InstanceId
                | Field::ZoneId
                | Field::VpcId
                | Field::VswitchId
                | Field::Type
                | Field::TrunkNetworkInterfaceId
                | Field::AttachedNetworkCardIndex
                | Field::AvailableIpAddressCount
        )
    }
}
