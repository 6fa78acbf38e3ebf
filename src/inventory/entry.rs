use super::draft::{Draft, DraftValue};
use super::{Field, Fields, Ident, Inventory, Items, Kind, StoredFact, TextId, Value, Why, offset, span};
use crate::source::{FileId, Span};
use crate::syntax::Range;

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A person: an entry of a section of a native inventory.
    Declared,
    /// The API: an item of a Describe* response.
    Observed,
    /// Part of another entry, like an ENI in an instance's `NetworkInterfaces`, or of `facts`.
    Mentioned,
    /// An entry of `facts` of a configuration.
    Configured,
    /// A row of a file given with `--catalog`.
    Catalog,
}

/// One mapping of one file.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) file: FileId,
    pub(crate) range: Range,
    pub(crate) standing: Standing,
    /// The entry's own ID, where it has one that is usable as an identity.
    pub(crate) id: Option<TextId>,
    /// Where its facts begin.
    facts: u32,
    /// The number of the shape that says which they are.
    shape: u32,
}

impl Entry {
    pub(crate) fn span(&self) -> Span {
        span(self.file, self.range)
    }
}

/// A place in [`Inventory::entries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EntryId {
    pub(crate) kind: Kind,
    pub(crate) row: u32,
}

/// The fields that some entries of a kind give, in the order in which they give them.
#[derive(Debug)]
pub(crate) struct Layout {
    kind: Kind,
    given: Fields,
    shape: u32,
    /// Where the value of each goes among the facts of an entry.
    places: Vec<usize>,
    /// Which of them is the entry's own ID.
    id: Option<usize>,
}

/// How many entries are read at the same time, one in the other, at most; of more the room is not used
/// again.
const ROOMS: usize = 8;

impl Inventory {
    /// All entries of a kind, in the order of files and lines.
    pub(crate) fn entries(&self, kind: Kind) -> &[Entry] {
        &self.entries[kind as usize]
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.iter().map(Vec::len).sum()
    }

    #[inline]
    pub(crate) fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.kind as usize][id.row as usize]
    }

    /// What an entry says, in the order of fields.
    pub(crate) fn facts(&self, entry: &Entry) -> impl Iterator<Item = StoredFact> + use<'_> {
        let (first, file) = (entry.facts as usize, entry.file);
        let fields = self.shapes.fields(entry.shape).zip(first..);
        fields.filter_map(move |(field, at)| self.fact_at(at, field, file))
    }

    /// What an entry says of a field.
    // This and what it is made of run some hundreds of times for each attach.
    #[inline(always)]
    pub(crate) fn fact(&self, entry: &Entry, field: Field) -> Option<StoredFact> {
        let place = self.shapes.place(entry.shape, field)?;
        self.fact_at(entry.facts as usize + place, field, entry.file)
    }

    /// The text that an entry says of a field, if it says one, and where it stands in the entry's file.
    #[inline(always)]
    pub(crate) fn text(&self, entry: &Entry, field: Field) -> Option<(TextId, Range)> {
        let place = self.shapes.place(entry.shape, field)?;
        self.facts.text(entry.facts as usize + place)
    }

    #[inline(always)]
    fn fact_at(&self, at: usize, field: Field, file: FileId) -> Option<StoredFact> {
        let (value, elsewhere, range) = self.facts.get(at)?;
        Some(StoredFact { field, value, file: elsewhere.unwrap_or(file), range })
    }

    /// Whether some entry of a kind says something of a field. Rules mostly ask for what nobody gives.
    #[inline]
    pub(crate) fn gives(&self, kind: Kind, field: Field) -> bool {
        self.given[kind as usize].contains(field)
    }

    pub(crate) fn items(&self, start: u32, len: u32) -> Items<'_> {
        self.items.items(start, len)
    }

    /// An entry to be read; the room that those before it took for their facts is used again.
    pub(crate) fn draft(&mut self, kind: Kind, range: Range) -> Draft {
        Draft::with_room(kind, range, self.room.pop().unwrap_or_default())
    }

    /// Files an entry and what is nested in it.
    pub(crate) fn add(&mut self, mut draft: Draft, file: FileId, standing: Standing) -> EntryId {
        let kind = draft.kind;
        let mut given = Fields::default();
        draft.facts.iter().for_each(|fact| given.add(fact.field));
        self.given[kind as usize].extend(given);
        let shape = self.shapes.number(given);
        let first = self.facts.room(given.len());
        let mut id = None;
        // Of two of one field the first counts, so it comes last.
        for fact in draft.facts.drain(..).rev() {
            let Some(place) = self.shapes.place(shape, fact.field) else { continue };
            let value = match fact.value {
                DraftValue::One(value) => value,
                DraftValue::Many(list) => self.store(list),
            };
            if Some(fact.field) == kind.id_field() {
                id = self.own_id(kind, value);
            }
            let elsewhere = fact.file.filter(|other| *other != file);
            self.facts.put(first + place, value, elsewhere, fact.range);
        }
        if self.room.len() < ROOMS {
            self.room.push(draft.facts);
        }
        let entry = Entry { file, range: draft.range, standing, id, facts: offset(first), shape };
        let added = self.push(kind, entry);
        let ident = id.map_or(Ident::Row(added.row), Ident::Id);
        self.reasons.extend(draft.reasons.into_iter().map(|(field, why)| ((kind, ident, field), why)));
        for nested in draft.nested {
            self.add(nested, file, Standing::Mentioned);
        }
        added
    }

    fn push(&mut self, kind: Kind, entry: Entry) -> EntryId {
        let entries = &mut self.entries[kind as usize];
        entries.push(entry);
        EntryId { kind, row: offset(entries.len() - 1) }
    }

    /// The layout of entries that give some fields, none of them twice.
    pub(crate) fn layout(&mut self, kind: Kind, fields: impl Iterator<Item = Field> + Clone) -> Layout {
        let mut given = Fields::default();
        fields.clone().for_each(|field| given.add(field));
        let shape = self.shapes.number(given);
        let places = fields.clone().filter_map(|field| self.shapes.place(shape, field)).collect();
        let id = fields.clone().position(|field| Some(field) == kind.id_field());
        Layout { kind, given, shape, places, id }
    }

    /// As [`Self::add`], of an entry that has a layout: with a value for each of its fields.
    pub(crate) fn add_alike(
        &mut self,
        layout: &Layout,
        values: &[(Field, Value, Range)],
        (file, range): (FileId, Range),
        standing: Standing,
    ) {
        let kind = layout.kind;
        self.given[kind as usize].extend(layout.given);
        let first = self.facts.room(values.len());
        for (place, (_, value, range)) in layout.places.iter().zip(values) {
            self.facts.put(first + place, *value, None, *range);
        }
        let id = layout.id.and_then(|at| values.get(at)).and_then(|(_, value, _)| self.own_id(kind, *value));
        let (facts, shape) = (offset(first), layout.shape);
        self.push(kind, Entry { file, range, standing, id, facts, shape });
    }

    /// Gives back the memory that was kept for more of everything.
    pub(crate) fn settle(&mut self) {
        self.facts.settle();
        self.items.settle();
        self.texts.settle();
        self.entries.iter_mut().for_each(Vec::shrink_to_fit);
        self.room = Vec::new();
    }

    fn store(&mut self, list: Vec<(Value, Range)>) -> Value {
        let start = self.begin_list();
        list.into_iter().for_each(|(value, range)| self.push_item(value, range));
        self.end_list(start)
    }

    /// Begins a list; its elements are [pushed](Self::push_item).
    pub(crate) fn begin_list(&self) -> u32 {
        offset(self.items.len())
    }

    pub(crate) fn push_item(&mut self, value: Value, range: Range) {
        self.items.push(value, range);
    }

    /// The list that began at `start`.
    pub(crate) fn end_list(&self, start: u32) -> Value {
        Value::List { start, len: offset(self.items.len()).saturating_sub(start) }
    }

    /// The ID of an entry, by the value of its field.
    fn own_id(&mut self, kind: Kind, value: Value) -> Option<TextId> {
        let id = self.identity(value);
        // It may be any that is not listed.
        let is_masked = matches!(value, Value::Text(_) | Value::Unresolved(Why::Masked));
        self.partial[kind as usize] |= id.is_none() && is_masked;
        id
    }

    /// An ID that holds `*` is masked: two of them may be equal by accident, so it is none.
    fn identity(&self, value: Value) -> Option<TextId> {
        match value {
            Value::Text(id) if !self.texts.name(id).is_masked() => Some(id),
            _ => None,
        }
    }
}
