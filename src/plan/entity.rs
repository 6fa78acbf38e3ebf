use super::Plan;
use super::crowd::{CROWD, outranks};
use crate::inventory::key::{Context, Decode, Key};
use crate::inventory::{
    Entry, EntryId, Fact, Field, Ident, Kind, Known, Origin, Standing, StoredFact, Unknown, Why,
};
use crate::source::Span;

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
}

impl<'a> Entity<'a> {
    pub(crate) fn plan(&self) -> &'a Plan<'a> {
        self.plan
    }

    /// The entries that speak of it, the one that counts most first.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &'a Entry> + use<'a> {
        let (plan, kind) = (self.plan, self.id.kind);
        plan.joined
            .parts(kind, self.id.row)
            .iter()
            .map(move |row| plan.inventory.entry(EntryId { kind, row: *row }))
    }

    /// Where it is: the ID of the entry that counts most; the whole entry if it has none.
    pub(crate) fn span(&self) -> Span {
        let parts = self.plan.joined.parts(self.id.kind, self.id.row);
        let row = parts.first().copied().unwrap_or_default();
        let entry = self.plan.inventory.entry(EntryId { kind: self.id.kind, row });
        let id = self.id.kind.id_field();
        let fact = self.plan.inventory.facts(entry).iter().find(|fact| Some(fact.field) == id);
        fact.map_or(entry.span(), |fact| place(entry, fact))
    }

    pub(crate) fn ident(&self) -> Ident {
        if self.id.kind == Kind::Account {
            return Ident::Only;
        }
        self.entries().find_map(|e| e.id).map_or(Ident::Row(self.id.row), Ident::Id)
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

    /// Whether it is a symbol: it does not exist yet, the plan makes it.
    pub(crate) fn is_planned(&self) -> bool {
        match self.ident() {
            Ident::Id(id) => self.plan.inventory.texts.name(id).is_symbol(),
            Ident::Row(_) | Ident::Only => false,
        }
    }

    /// Whether some file describes it, rather than mentioning it in passing.
    pub(crate) fn is_listed(&self) -> bool {
        let counts_most = self.entries().next().map(|e| e.standing);
        matches!(counts_most, Some(Standing::Declared | Standing::Observed))
    }

    /// Whether a native inventory declares it.
    pub(crate) fn is_declared(&self) -> bool {
        self.entries().next().is_some_and(|e| e.standing == Standing::Declared)
    }

    /// Whether a planned attach depends on it: it is the instance or the ENI of one, or a vSwitch
    /// or security group of these.
    pub(crate) fn is_used(&self) -> bool {
        self.plan.used.contains(self.id)
    }

    /// Who says what [`Self::get`] reads of a field.
    pub(crate) fn standing_of(&self, field: Field) -> Option<Standing> {
        self.pick(field).map(|(entry, _)| entry.standing)
    }

    /// Whether a person says what a field is, rather than a snapshot.
    pub(crate) fn declares(&self, field: Field) -> bool {
        self.statements(field).next().is_some_and(|(entry, _)| entry.standing == Standing::Declared)
    }

    /// What the files say of a field.
    pub(crate) fn get<K: Key>(&self, _: K) -> Fact<<K::As as Decode>::Out<'a>> {
        let Some((entry, fact)) = self.pick(K::FIELD) else {
            return Fact::Absent(self.unknown(K::FIELD, Why::NotGiven));
        };
        if !self.plan.disproved.is_empty() && self.plan.disproved.contains(&(self.id, K::FIELD)) {
            return Fact::Unknown(self.unknown(K::FIELD, Why::Disproved));
        }
        let context = Context {
            inventory: self.plan.inventory,
            file: entry.file,
            kind: self.id.kind,
            ident: self.ident(),
            field: K::FIELD,
        };
        match K::As::decode(fact.value, context) {
            Ok(value) => Fact::Known(Known { value, origin: Origin::At(place(entry, fact)) }),
            Err(why) => Fact::Unknown(self.unknown(K::FIELD, why)),
        }
    }

    /// Every statement of a field, with its place, the one that counts most first.
    pub(crate) fn statements(
        &self,
        field: Field,
    ) -> impl Iterator<Item = (&'a Entry, &'a StoredFact)> + use<'a> {
        let inventory = self.plan.inventory;
        self.entries().filter_map(move |entry| {
            inventory.facts(entry).iter().find(|f| f.field == field).map(|fact| (entry, fact))
        })
    }

    /// Where a field stands, whatever it says; the statement that counts most.
    pub(crate) fn span_of(&self, field: Field) -> Option<Span> {
        self.statements(field).next().map(|(entry, fact)| place(entry, fact))
    }

    pub(crate) fn unknown(&self, field: Field, why: Why) -> Unknown {
        Unknown { kind: self.id.kind, ident: self.ident(), field: Some(field), why }
    }

    /// Whether some file says something of a field, be it that it has no value yet.
    pub(crate) fn says(&self, field: Field) -> bool {
        self.own(field).is_some()
    }

    /// The statement that counts.
    fn pick(&self, field: Field) -> Option<(&'a Entry, &'a StoredFact)> {
        self.own(field).or_else(|| self.default_region(field))
    }

    /// As [`Self::pick`], but without what a file says for everything in it.
    pub(super) fn own(&self, field: Field) -> Option<(&'a Entry, &'a StoredFact)> {
        let EntityId { kind, row } = self.id;
        if self.plan.joined.parts(kind, row).len() > CROWD {
            let (row, index) = self.plan.crowds.place(kind, row, field)?;
            let entry = self.plan.inventory.entry(EntryId { kind, row });
            return Some((entry, self.plan.inventory.facts(entry).get(index)?));
        }
        let mut statements = self.statements(field);
        let first = statements.next()?;
        let better = statements.find(|(entry, _)| outranks(field, first.0.standing, entry.standing));
        better.or(Some(first))
    }

    fn default_region(&self, field: Field) -> Option<(&'a Entry, &'a StoredFact)> {
        let inventory = self.plan.inventory;
        let mut entries = self.entries().take(CROWD).filter(|_| field == Field::RegionId);
        entries.find_map(|entry| Some((entry, inventory.region(entry)?)))
    }
}

/// The place of a fact.
fn place(entry: &Entry, fact: &StoredFact) -> Span {
    Span { file: entry.file, start: fact.range.start, end: fact.range.end }
}

impl Field {
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
