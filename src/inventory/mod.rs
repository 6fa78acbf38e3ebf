//! The canonical model: entries of facts, whatever format they came from. No parsing, no rules.
//!
//! An [`Entry`] is one mapping of one file: an instance, an ENI, a planned attach. It holds the
//! facts that stand there and nothing else; `plan` joins entries of one ID. A fact is read with a
//! [`Key`](key::Key), which fixes its type, and comes back as a [`Fact`]: known with its place,
//! absent, or unknown with the reason.

mod address;
pub(crate) mod api_fields;
mod draft;
mod fact;
mod field;
pub(crate) mod key;
mod kind;
mod step;
mod subject;
mod text;

pub(crate) use address::{Addresses, covers_address, same_resource};
pub(crate) use draft::Draft;
pub(crate) use fact::{Fact, Ident, Known, Origin, Pins, Provenance, Unknown, Why};
pub(crate) use field::{Field, Fields};
pub(crate) use kind::{FieldDef, Kind, ListType, Meaning, Type};
pub(crate) use step::{Step, Verb};
pub(crate) use text::{Name, TextId, Texts, is_masked, is_symbol};

use crate::source::{FileId, Span};
use crate::syntax::Range;
use hashbrown::{HashMap, HashSet};

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

/// A stored value. Lists point into [`Inventory`]'s items.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    Text(TextId),
    Int(i64),
    Bool(bool),
    /// Seconds since 1970-01-01T00:00:00Z.
    Time(i64),
    List {
        start: u32,
        len: u32,
    },
    /// One of some values, and nothing tells which. Two facts that are the same one, whichever it
    /// is, have the same candidates at the same place.
    OneOf(Choice),
    /// Stands there, but does not say what it is yet, or says it wrong.
    Unresolved(Why),
}

/// Candidates for a value, by their place in [`Inventory`]'s items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Choice {
    pub(crate) start: u32,
    pub(crate) len: u32,
    /// What it hangs on: choices that hang on the same fall alike, so that the first candidate of one
    /// goes with the first of the others.
    pub(crate) of: u32,
}

/// A value of an entry, with its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredFact {
    pub(crate) field: Field,
    pub(crate) value: Value,
    /// Where it stands, which need not be where the entry does: a Terraform plan tells what is
    /// planned, and its configuration where that is written.
    pub(crate) file: FileId,
    pub(crate) range: Range,
}

impl StoredFact {
    pub(crate) fn span(&self) -> Span {
        span(self.file, self.range)
    }
}

/// The version of the Terraform provider that a plan is applied with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Provider {
    /// A version of the lock file, or what `required_providers` asks for.
    pub(crate) version: TextId,
    pub(crate) is_locked: bool,
    pub(crate) at: Span,
}

/// The tool that makes things of resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Tool {
    Terraform,
    Ros,
    Crossplane,
}

/// The resource that an entry is made of, in a format that has addresses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resource {
    /// Its address, like `module.node["a"].alicloud_instance.x[0]`.
    pub(crate) address: TextId,
    /// Where to point if the resource as a whole is meant: the block's header in the configuration,
    /// or the address in a plan.
    pub(crate) head: Span,
    /// The tool that creates it.
    pub(crate) tool: Tool,
}

/// An element of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) value: Value,
    pub(crate) range: Range,
}

/// One mapping of one file.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) file: FileId,
    pub(crate) range: Range,
    pub(crate) standing: Standing,
    /// The entry's own ID, where it has one that is usable as an identity.
    pub(crate) id: Option<TextId>,
    facts: std::ops::Range<u32>,
    /// The fields of its facts.
    given: Fields,
}

impl Entry {
    pub(crate) fn span(&self) -> Span {
        span(self.file, self.range)
    }
}

fn span(file: FileId, range: Range) -> Span {
    Span { file, start: range.start, end: range.end }
}

/// A place in [`Inventory::entries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EntryId {
    pub(crate) kind: Kind,
    pub(crate) row: u32,
}

/// A state of an [`Inventory`].
#[derive(Debug)]
pub(crate) struct Checkpoint {
    entries: [usize; Kind::COUNT],
    facts: usize,
    items: usize,
    documents: usize,
    steps: usize,
    edges: usize,
    takes: usize,
    partial: [bool; Kind::COUNT],
    lists: Option<bool>,
    now: Option<i64>,
}

/// How many entries are read at the same time, one in the other, at most; of more the room is not used
/// again.
const ROOMS: usize = 8;

/// Everything that was read, of all files.
#[derive(Debug, Default)]
pub struct Inventory {
    pub(crate) texts: Texts,
    entries: [Vec<Entry>; Kind::COUNT],
    facts: Vec<StoredFact>,
    items: Vec<Item>,
    /// Room for the facts of entries that are being read.
    room: Vec<Vec<draft::DraftFact>>,
    /// The fields that some entry of a kind gives.
    given: [Fields; Kind::COUNT],
    /// Kinds of which a snapshot shows only some: absence proves nothing there.
    partial: [bool; Kind::COUNT],
    /// Whether some native file lists instances or ENIs, and whether all that do say `complete`.
    lists: Option<bool>,
    /// The documents of native inventories, in order, each with the region that it gives for
    /// everything in it.
    documents: Vec<(FileId, Range, Option<StoredFact>)>,
    /// The steps of all sequences, in the order of reading.
    pub(crate) steps: Vec<Step>,
    /// Planned attaches and steps of which the first must be done before the second begins.
    pub(crate) edges: Vec<(EntryId, EntryId)>,
    /// Planned attaches that may not be done.
    uncertain: HashSet<EntryId>,
    /// Places of planned attaches → where the call stands that makes them, if that is elsewhere.
    call_sites: HashMap<Span, Span>,
    /// What something that is not read may change: things by kind and ID.
    handed: HashSet<(Kind, TextId)>,
    /// Addresses of vSwitches that may be taken, at most so many if that is known.
    takes: Vec<(TextId, Option<u64>)>,
    /// What entries are made of, where the format has addresses.
    resources: HashMap<EntryId, Resource>,
    /// Candidates that were stored already, by the key that tells that they are the same.
    choices: HashMap<TextId, Choice>,
    /// What values of things wait for, where an expression tells: by the thing's kind and ID.
    waits: HashMap<(Kind, TextId, Field), TextId>,
    /// Why values of things have none, in words.
    reasons: HashMap<(Kind, Ident, Field), TextId>,
    /// The same of symbols that stand for IDs which are not known.
    symbols: HashMap<TextId, TextId>,
    /// What choices hang on, where several do, with the number that they have for it.
    questions: HashMap<TextId, u32>,
    /// By that number what is so for each candidate, like `CreateEni is true`.
    answers: HashMap<u32, Vec<TextId>>,
    /// None if it is not known, or not one for all plans.
    pub(crate) provider: Option<Provider>,
    /// `facts.now` of an inventory, in seconds since 1970; the command line's wins.
    pub(crate) now: Option<i64>,
}

impl Inventory {
    /// All entries of a kind, in the order of files and lines.
    pub(crate) fn entries(&self, kind: Kind) -> &[Entry] {
        &self.entries[kind as usize]
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.iter().map(Vec::len).sum()
    }

    pub(crate) fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.kind as usize][id.row as usize]
    }

    pub(crate) fn facts(&self, entry: &Entry) -> &[StoredFact] {
        self.facts.get(entry.facts.start as usize..entry.facts.end as usize).unwrap_or_default()
    }

    /// What an entry says of a field.
    pub(crate) fn fact(&self, entry: &Entry, field: Field) -> Option<&StoredFact> {
        self.facts.get(entry.facts.start as usize + entry.given.place(field)?)
    }

    /// Whether some entry of a kind says something of a field. Rules mostly ask for what nobody gives.
    pub(crate) fn gives(&self, kind: Kind, field: Field) -> bool {
        self.given[kind as usize].contains(field)
    }

    pub(crate) fn items(&self, start: u32, len: u32) -> &[Item] {
        self.items.get(start as usize..start as usize + len as usize).unwrap_or_default()
    }

    /// Whether what is not listed does not exist.
    pub(crate) fn closed(&self, kind: Kind) -> bool {
        self.lists == Some(true) && !self.partial[kind as usize]
    }

    /// Notes that a snapshot shows only some things of a kind.
    pub(crate) fn mark_partial(&mut self, kind: Kind) {
        self.partial[kind as usize] = true;
    }

    /// Whether a snapshot shows only some things of a kind.
    pub(crate) fn is_partial(&self, kind: Kind) -> bool {
        self.partial[kind as usize]
    }

    /// Notes whether a native file that lists instances or ENIs says that it is complete.
    pub(crate) fn note_lists(&mut self, complete: bool) {
        self.lists = Some(self.lists.unwrap_or(true) && complete);
    }

    /// An entry to be read; the room that those before it took for their facts is used again.
    pub(crate) fn draft(&mut self, kind: Kind, range: Range) -> Draft {
        Draft::with_room(kind, range, self.room.pop().unwrap_or_default())
    }

    /// Files an entry and what is nested in it.
    pub(crate) fn add(&mut self, mut draft: Draft, file: FileId, standing: Standing) -> EntryId {
        let first = self.facts.len();
        let mut given = Fields::default();
        // In the order of fields, so that one is found by how many come before it.
        draft.facts.sort_by_key(|fact| fact.field);
        draft.facts.dedup_by_key(|fact| fact.field);
        for fact in draft.facts.drain(..) {
            given.add(fact.field);
            self.given[draft.kind as usize].add(fact.field);
            let value = self.store(fact.value);
            let (field, range) = (fact.field, fact.range);
            self.facts.push(StoredFact { field, value, file: fact.file.unwrap_or(file), range });
        }
        if self.room.len() < ROOMS {
            self.room.push(draft.facts);
        }
        let facts = offset(first)..offset(self.facts.len());
        let id = self.identity(draft.kind, facts.clone());
        let row = offset(self.entries[draft.kind as usize].len());
        self.entries[draft.kind as usize].push(Entry {
            file,
            range: draft.range,
            standing,
            id,
            facts,
            given,
        });
        let ident = id.map_or(Ident::Row(row), Ident::Id);
        self.reasons.extend(draft.reasons.into_iter().map(|(field, why)| ((draft.kind, ident, field), why)));
        for nested in draft.nested {
            self.add(nested, file, Standing::Mentioned);
        }
        EntryId { kind: draft.kind, row }
    }

    /// The number of a new sequence of steps.
    pub(crate) fn next_sequence(&self) -> u32 {
        self.steps.last().map_or(0, |step| step.sequence.saturating_add(1))
    }

    /// Notes where the call stands that makes a planned attach: it may make several, each told elsewhere.
    pub(crate) fn note_call_site(&mut self, attach: Span, call: Span) {
        self.call_sites.insert(attach, call);
    }

    /// Where the call stands that makes the planned attach of a place, if that is elsewhere.
    pub(crate) fn call_site(&self, attach: Span) -> Option<Span> {
        self.call_sites.get(&attach).copied()
    }

    /// Notes that a planned attach may not be done: it hangs on a condition.
    pub(crate) fn note_uncertain(&mut self, attach: EntryId) {
        self.uncertain.insert(attach);
    }

    /// Whether a planned attach may not be done.
    pub(crate) fn is_uncertain(&self, attach: EntryId) -> bool {
        self.uncertain.contains(&attach)
    }

    /// Notes that something which is not read is given an instance or an ENI, and may attach to it what
    /// nobody knows of; with the reason in words.
    pub(crate) fn note_handed(&mut self, kind: Kind, id: TextId, reason: TextId) {
        let field = if kind == Kind::Eni { Field::InstanceId } else { Field::NetworkInterfaces };
        self.handed.insert((kind, id));
        self.reasons.entry((kind, Ident::Id(id), field)).or_insert(reason);
    }

    /// What is not known of an instance or an ENI because it is given to something that is not read.
    pub(crate) fn handed(&self, kind: Kind, id: TextId) -> Option<Unknown> {
        let field = if kind == Kind::Eni { Field::InstanceId } else { Field::NetworkInterfaces };
        let unknown = Unknown { kind, ident: Ident::Id(id), field: Some(field), why: Why::NotGiven };
        self.handed.contains(&(kind, id)).then_some(unknown)
    }

    /// Notes that addresses of a vSwitch may be taken, so many at most if that is known.
    pub(crate) fn note_take(&mut self, vswitch: TextId, most: Option<u64>, reason: TextId) {
        self.takes.push((vswitch, most));
        let ident = Ident::Id(vswitch);
        self.reasons.entry((Kind::Vswitch, ident, Field::AvailableIpAddressCount)).or_insert(reason);
    }

    /// The addresses of vSwitches that may be taken, at most so many.
    pub(crate) fn takes(&self) -> impl Iterator<Item = (TextId, Option<u64>)> {
        self.takes.iter().copied()
    }

    /// Notes the resource that an entry is made of.
    pub(crate) fn add_resource(&mut self, id: EntryId, resource: Resource) {
        self.resources.insert(id, resource);
    }

    /// The resource that an entry is made of, if its format has addresses.
    pub(crate) fn resource(&self, id: EntryId) -> Option<&Resource> {
        self.resources.get(&id)
    }

    /// Stores candidates for a value. Those of one key are stored once, so that facts of the same
    /// key are known to be equal.
    pub(crate) fn choice(&mut self, key: TextId, candidates: Vec<Value>, range: Range) -> Choice {
        if let Some(choice) = self.choices.get(&key) {
            return *choice;
        }
        let choice = self.store_choice(candidates, range, None);
        self.choices.insert(key, choice);
        choice
    }

    /// Notes the expression that a value waits for, like `var.zone`.
    pub(crate) fn note_wait(&mut self, entry: EntryId, field: Field, expression: TextId) {
        if let Some(id) = self.entry(entry).id {
            self.waits.insert((entry.kind, id, field), expression);
        }
    }

    /// The expression that a value which is not known waits for, if one tells.
    pub(crate) fn waits_for(&self, unknown: &Unknown) -> Option<&str> {
        let (Ident::Id(id), Some(field), Why::Unresolved) = (unknown.ident, unknown.field, unknown.why)
        else {
            return None;
        };
        self.waits.get(&(unknown.kind, id, field)).map(|text| self.texts.get(*text))
    }

    /// Tells why nobody knows what a symbol stands for.
    pub(crate) fn explain_symbol(&mut self, symbol: TextId, reason: TextId) {
        self.symbols.insert(symbol, reason);
    }

    /// Why a value is not known, in words, if its format tells.
    pub(crate) fn reason(&self, unknown: &Unknown) -> Option<&str> {
        let own = unknown.field.and_then(|field| self.reasons.get(&(unknown.kind, unknown.ident, field)));
        let reason = own.or_else(|| match unknown.ident {
            Ident::Id(id) => self.symbols.get(&id),
            Ident::Row(_) | Ident::Only => None,
        });
        reason.map(|reason| self.texts.get(*reason))
    }

    /// Stores candidates for a value that hangs on a question, one for each of its answers. Where a
    /// candidate is [`Why::NotThere`], the thing that has the value does not exist with that answer.
    pub(crate) fn alternatives(
        &mut self,
        question: TextId,
        answers: &[TextId],
        candidates: Vec<Value>,
        range: Range,
    ) -> Choice {
        let key = format!("{} {candidates:?}", self.texts.get(question));
        let key = self.texts.intern(&key);
        if let Some(choice) = self.choices.get(&key) {
            return *choice;
        }
        let choice = self.store_choice(candidates, range, self.questions.get(&question).copied());
        self.choices.insert(key, choice);
        self.questions.insert(question, choice.of);
        self.answers.entry(choice.of).or_insert_with(|| answers.to_vec());
        choice
    }

    /// The candidates of a choice that hangs on a question; none of one that hangs on something else.
    pub(crate) fn candidates_by(&self, question: TextId, choice: Choice) -> Option<&[Item]> {
        let same = self.questions.get(&question) == Some(&choice.of);
        same.then(|| self.items(choice.start, choice.len))
    }

    fn store_choice(&mut self, candidates: Vec<Value>, range: Range, of: Option<u32>) -> Choice {
        let (start, len) = (offset(self.items.len()), offset(candidates.len()));
        self.items.extend(candidates.into_iter().map(|value| Item { value, range }));
        Choice { start, len, of: of.unwrap_or(start) }
    }

    /// What is so where a choice falls on a candidate, if it hangs on a question.
    pub(crate) fn answer(&self, choice: Choice, candidate: usize) -> Option<&str> {
        self.answers.get(&choice.of)?.get(candidate).map(|answer| self.texts.get(*answer))
    }

    /// Whether some value is one of several.
    pub(crate) fn has_choices(&self) -> bool {
        !self.choices.is_empty()
    }

    /// The candidates of a choice; none for one that is no text. Where the thing is not there is no
    /// candidate.
    pub(crate) fn candidates(&self, choice: Choice) -> impl Iterator<Item = Option<Name<'_>>> {
        let there = |item: &&Item| item.value != Value::Unresolved(Why::NotThere);
        self.items(choice.start, choice.len).iter().filter(there).map(|item| match item.value {
            Value::Text(text) => Some(self.texts.name(text)),
            _ => None,
        })
    }

    /// Whether a choice may fall so that the thing that it is of is not there.
    pub(crate) fn may_be_missing(&self, choice: Choice) -> bool {
        let all = self.items(choice.start, choice.len);
        all.iter().any(|item| item.value == Value::Unresolved(Why::NotThere))
    }

    /// Notes where a document of a native inventory stands, and the region of everything in it.
    pub(crate) fn add_document(&mut self, file: FileId, document: Range, region: Option<StoredFact>) {
        self.documents.push((file, document, region));
    }

    /// The region that an entry's document gives for everything in it.
    pub(crate) fn region(&self, entry: &Entry) -> Option<&StoredFact> {
        let (file, document, region) = self.documents.get(self.document(entry).checked_sub(1)?)?;
        let inside = *file == entry.file && entry.range.start <= document.end;
        region.as_ref().filter(|_| inside)
    }

    /// Tells the documents that entries stand in apart: entries of one document have one number.
    pub(crate) fn document(&self, entry: &Entry) -> usize {
        let at = (entry.file, entry.range.start);
        self.documents.partition_point(|(file, document, _)| (*file, document.start) <= at)
    }

    /// Where the inventory stands, to come back to if a file turns out to be malformed.
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            entries: std::array::from_fn(|kind| self.entries[kind].len()),
            facts: self.facts.len(),
            items: self.items.len(),
            documents: self.documents.len(),
            steps: self.steps.len(),
            edges: self.edges.len(),
            takes: self.takes.len(),
            partial: self.partial,
            lists: self.lists,
            now: self.now,
        }
    }

    /// Forgets all that was added since.
    pub(crate) fn roll_back(&mut self, to: &Checkpoint) {
        for (kind, len) in to.entries.iter().enumerate() {
            self.entries[kind].truncate(*len);
        }
        self.facts.truncate(to.facts);
        self.items.truncate(to.items);
        self.documents.truncate(to.documents);
        self.steps.truncate(to.steps);
        self.edges.truncate(to.edges);
        self.takes.truncate(to.takes);
        self.uncertain.retain(|id| (id.row as usize) < to.entries[id.kind as usize]);
        self.resources.retain(|id, _| (id.row as usize) < to.entries[id.kind as usize]);
        self.choices.retain(|_, choice| (choice.start as usize) < to.items);
        self.questions.retain(|_, of| (*of as usize) < to.items);
        self.answers.retain(|of, _| (*of as usize) < to.items);
        (self.partial, self.lists, self.now) = (to.partial, to.lists, to.now);
    }

    fn store(&mut self, value: draft::DraftValue) -> Value {
        match value {
            draft::DraftValue::One(value) => value,
            draft::DraftValue::Many(list) => {
                let start = offset(self.items.len());
                let len = offset(list.len());
                self.items.extend(list.into_iter().map(|(value, range)| Item { value, range }));
                Value::List { start, len }
            }
        }
    }

    /// An ID that holds `*` is masked: two of them may be equal by accident, so it is none.
    fn identity(&self, kind: Kind, facts: std::ops::Range<u32>) -> Option<TextId> {
        let field = kind.id_field()?;
        let facts = &self.facts[facts.start as usize..facts.end as usize];
        match facts.iter().find(|f| f.field == field)?.value {
            Value::Text(id) if !is_masked(self.texts.get(id)) => Some(id),
            _ => None,
        }
    }
}

fn offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
