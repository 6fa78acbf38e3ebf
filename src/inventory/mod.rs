//! The canonical model: entries of facts, whatever format they came from. No parsing, no rules.
//!
//! An [`Entry`] is one mapping of one file: an instance, an ENI, a planned attach. It holds the
//! facts that stand there and nothing else; `plan` joins entries of one ID. A fact is read with a
//! [`Key`](key::Key), which fixes its type, and comes back as a [`Fact`]: known with its place,
//! absent, or unknown with the reason.

mod address;
pub(crate) mod api_fields;
mod choices;
mod draft;
mod entry;
mod fact;
mod field;
pub(crate) mod key;
mod kind;
mod shape;
mod step;
mod stored;
mod subject;
mod text;
mod value;

pub(crate) use address::{Addresses, covers_address, same_resource};
pub(crate) use draft::Draft;
pub(crate) use entry::{Entry, EntryId, Layout, Standing};
pub(crate) use fact::{Fact, Ident, Known, Origin, Pins, Provenance, Unknown, Why};
pub(crate) use field::{Field, Fields};
pub(crate) use kind::{FieldDef, Kind, ListType, Meaning, Type};
pub(crate) use step::{Step, Verb};
pub(crate) use stored::Items;
pub(crate) use text::{Name, TextId, Texts, is_masked, is_symbol};
pub(crate) use value::{Choice, Item, StoredFact, Value};

use crate::source::{FileId, Span};
use crate::syntax::Range;
use shape::Shapes;
use stored::{Mark, Stored};

use hashbrown::{HashMap, HashSet};

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

/// A state of an [`Inventory`].
#[derive(Debug)]
pub(crate) struct Checkpoint {
    entries: [usize; Kind::COUNT],
    facts: Mark,
    items: Mark,
    documents: usize,
    steps: usize,
    edges: usize,
    takes: usize,
    partial: [bool; Kind::COUNT],
    lists: Option<bool>,
    now: Option<i64>,
}

/// Everything that was read, of all files.
#[derive(Debug, Default)]
pub struct Inventory {
    pub(crate) texts: Texts,
    entries: [Vec<Entry>; Kind::COUNT],
    /// The facts of all entries, each entry's in the order of fields.
    facts: Stored,
    shapes: Shapes,
    /// The elements of lists.
    items: Stored,
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

    /// Notes where a document of a native inventory stands, and the region of everything in it.
    pub(crate) fn add_document(&mut self, file: FileId, document: Range, region: Option<StoredFact>) {
        self.documents.push((file, document, region));
    }

    /// The region that an entry's document gives for everything in it.
    pub(crate) fn region(&self, entry: &Entry) -> Option<StoredFact> {
        let (file, document, region) = self.documents.get(self.document(entry).checked_sub(1)?)?;
        let inside = *file == entry.file && entry.range.start <= document.end;
        region.filter(|_| inside)
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
            facts: self.facts.mark(),
            items: self.items.mark(),
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
        let items = self.items.len();
        self.documents.truncate(to.documents);
        self.steps.truncate(to.steps);
        self.edges.truncate(to.edges);
        self.takes.truncate(to.takes);
        self.uncertain.retain(|id| (id.row as usize) < to.entries[id.kind as usize]);
        self.resources.retain(|id, _| (id.row as usize) < to.entries[id.kind as usize]);
        self.choices.retain(|_, choice| (choice.start as usize) < items);
        self.questions.retain(|_, of| (*of as usize) < items);
        self.answers.retain(|of, _| (*of as usize) < items);
        (self.partial, self.lists, self.now) = (to.partial, to.lists, to.now);
    }
}

fn offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn span(file: FileId, range: Range) -> Span {
    Span { file, start: range.start, end: range.end }
}
