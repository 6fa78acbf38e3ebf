//! What the attributes of a plan's objects will be: known values, identities of what does not exist
//! yet, or the reason why nobody can tell.

mod access;
mod aside;
mod closed;
mod derive;
mod eval;
mod fails;
mod handed;
mod hidden;
mod index;
mod known;
mod lone;
mod memo;
mod modules;
mod ops;
mod own;
mod plan;
mod refs;
mod region;
mod scope;
mod terms;
mod types;
mod written;

#[cfg(test)]
mod tests;

use super::document::{Document, Mode, ModuleId, ObjectId};
use super::schema::Want;
use super::source::{Configuration, ProviderVersion};
use super::tape::Json;
use super::term::Term;
use crate::source::Span;
use crate::syntax::Range;
use crate::syntax::hcl::ExprKind;
use index::Index;
pub(super) use index::root_blocks;
use known::Known;
use memo::Memo;
use refs::Step;
use region::Zones;
use scope::{Owner, Scope};
use std::cell::{Cell, OnceCell, RefCell};
use written::{AllNested, Written};

/// Where in an object an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place<'p> {
    /// The nested block that it is in, and its number among those of this name.
    pub(super) block: Option<(&'p str, usize)>,
    pub(super) name: &'p str,
}

/// What an attribute will be after the run.
pub(super) struct Attribute {
    pub(super) term: Term,
    /// In the configuration, if that is at hand, else in the plan.
    pub(super) at: Span,
}

/// The objects of a plan with what they refer to.
pub(super) struct Graph<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) configuration: &'d Configuration,
    index: Index<'d>,
    memo: Memo,
    /// How deep references have led.
    depth: Cell<u32>,
    /// How much work may still be done, for the attribute at hand and in all.
    budget: Cell<(u32, u64)>,
    /// How many choices have got a name.
    choices: Cell<u64>,
    /// How many dependencies may still be listed.
    listed: Cell<usize>,
    /// How many nested blocks may still be told apart that no text lists one by one.
    room: Cell<usize>,
    /// The nested blocks that were asked for last: whose, of which name, and what makes them.
    nested: RefCell<Option<(Scope, String, AllNested<'d>)>>,
    /// Whether there are lists that the plan does not show.
    hides: OnceCell<bool>,
    zones: OnceCell<Zones>,
}

/// Deepest chain of references and expressions.
const DEPTH: u32 = 200;
/// Most nested blocks that are told apart; no instance takes that many interfaces.
const BLOCKS: usize = 256;
/// Most nested blocks that are told apart in all, beside those that the text has room for: a few lines of
/// configuration can ask for millions. Each may be an ENI with an attach.
const NESTED: usize = 100_000;
/// Most steps for one attribute.
const STEPS: u32 = 1_000_000;
/// Most dependencies that are listed in all: thousands that each depend on thousands are no order
/// that anybody could check.
const DEPENDENCIES: usize = 4_000_000;

impl<'d> Graph<'d> {
    pub(super) fn new(document: &'d Document<'d>, configuration: &'d Configuration) -> Self {
        let objects = document.objects.len() as u64;
        Self {
            document,
            configuration,
            index: Index::new(document, configuration),
            memo: Memo::default(),
            depth: Cell::new(0),
            budget: Cell::new((STEPS, objects.saturating_mul(200).saturating_add(20_000_000))),
            choices: Cell::new(0),
            listed: Cell::new(DEPENDENCIES),
            room: Cell::new(NESTED.max(document.tape.len())),
            nested: RefCell::default(),
            hides: OnceCell::new(),
            zones: OnceCell::new(),
        }
    }

    /// What an attribute will be after the run. [`Term::Null`] if it is not set and is not computed
    /// either, or if the provider fills it in and nobody gave it. What cannot be told is a token
    /// that stands for the attribute itself; only what is secret is [`Term::Unknown`].
    pub(super) fn attribute(&self, object: ObjectId, place: Place<'_>, want: Want) -> Attribute {
        self.refill();
        let Some(found) = self.document.object(object) else {
            let at = Span { file: self.document.file, start: 0, end: 0 };
            return Attribute { term: Term::Unknown, at };
        };
        let seen = known::seen(self.document, found, place);
        let id = place.block.is_none() && place.name == "id";
        let planned = self.expression(object, found, place);
        let term = match seen.known {
            _ if id => self.id_of(object),
            Known::Secret => Term::Unknown,
            Known::Missing => Term::Null,
            Known::Value(term) => term,
            Known::Partly(term) => self.filled(object, found, place, want, term, planned),
            Known::Unknown => self.derived(object, found, place, want, planned),
        };
        let scope = Scope { module: found.module, owner: Owner::Object(object) };
        let written = self.written(found, place, scope);
        let planned = self.beside(planned, found, place, &written);
        let at = match written {
            Written::Given(given) if self.fits(&given, planned) => {
                let range = given.round.as_ref().map_or(given.expr.range, |round| round.head);
                Span { file: given.file, start: range.start, end: range.end }
            }
            _ => Span { file: found.file, ..self.span(seen.at.unwrap_or(found.address_at)) },
        };
        Attribute { term, at }
    }

    /// The version of the provider that the plan is applied with, and where that is said.
    pub(super) fn provider_version(&self) -> Option<(ProviderVersion, Span)> {
        self.configuration.provider_version(self.index.folder(ModuleId(0))?)
    }

    /// How many nested blocks of a name an object has; none if that is not known, or if there are too many in
    /// all.
    pub(super) fn blocks(&self, object: ObjectId, name: &'static str) -> Option<usize> {
        let found = self.document.object(object)?;
        let place = Place { block: None, name };
        if self.document.alone.is_some() && found.before.is_none() {
            if let Some(known) = self.memo.blocks.borrow().get(&(object, name)) {
                return *known;
            }
            let count = self.own_blocks(object, found, name);
            self.memo.blocks.borrow_mut().insert((object, name), count);
            return count;
        }
        match known::seen(self.document, found, place).known {
            Known::Value(Term::List(items)) | Known::Partly(Term::List(items)) => {
                Some(items.len()).filter(|count| *count <= BLOCKS)
            }
            Known::Value(Term::Null) | Known::Missing => Some(0),
            Known::Value(_) | Known::Partly(_) | Known::Secret => None,
            Known::Unknown => {
                let scope = Scope { module: found.module, owner: Owner::Object(object) };
                let written = self.written(found, place, scope);
                let planned = self.expression(object, found, place);
                let none = match written {
                    Written::Given(_) | Written::Unclear => false,
                    Written::NotGiven => true,
                    Written::Unread => !self.hides_lists(),
                };
                (matches!(planned, written::Planned::NotGiven) && none).then_some(0)
            }
        }
    }

    /// Where to point if an object is meant as a whole: the header of its block in the
    /// configuration, else its address in the plan.
    pub(super) fn head(&self, object: ObjectId) -> Span {
        let Some(object) = self.document.object(object) else {
            return Span { file: self.document.file, start: 0, end: 0 };
        };
        match self.block(object) {
            Some(block) => block.head(),
            None => Span { file: object.file, ..self.span(object.address_at) },
        }
    }

    /// Whether the configuration says that what takes an object's place is created first.
    pub(super) fn creates_first(&self, object: ObjectId) -> bool {
        let block = self.document.object(object).and_then(|object| self.block(object));
        let blocks = block.map(|block| block.blocks("lifecycle").1).unwrap_or_default();
        let says = blocks.iter().filter_map(|block| block.body.attribute("create_before_destroy"));
        says.into_iter().any(|says| matches!(says.value.kind, ExprKind::Bool(true)))
    }

    /// The objects that an object's `depends_on` names, module calls' included, and those that the run
    /// removes, which stand in no expression any more.
    pub(super) fn dependencies(&self, object: ObjectId) -> Vec<ObjectId> {
        let mut found = Vec::new();
        let Some(own) = self.document.object(object) else { return found };
        let names = match self.document.alone {
            Some(_) => self.own_dependencies(self.block(own)),
            None => self.planned_dependencies(self.index.written(index::key(own))),
        };
        self.depended(own.module, &names, &mut found);
        let mut module = own.module;
        while let Some(parent) = self.document.module(module).and_then(|module| module.parent) {
            let names = match self.document.alone {
                Some(_) => self.own_dependencies(self.call_block(module)),
                None => self.planned_dependencies(self.index.call(module)),
            };
            self.depended(parent, &names, &mut found);
            if parent.0 >= module.0 {
                break;
            }
            module = parent;
        }
        found.sort_unstable();
        found.dedup();
        found.truncate(self.listed.get());
        self.listed.set(self.listed.get().saturating_sub(found.len()));
        found
    }

    /// What the `depends_on` of a part of the plan's configuration names.
    fn planned_dependencies(&self, node: Option<super::tape::NodeId>) -> Vec<String> {
        let names = self.document.json(node).and_then(|json| json.get("depends_on"));
        let names = names.into_iter().flat_map(Json::items);
        names.filter_map(|name| Some(name.as_text()?.into_owned())).collect()
    }

    /// Adds the objects that names stand for.
    fn depended(&self, module: ModuleId, names: &[String], found: &mut Vec<ObjectId>) {
        for name in names {
            let steps = refs::parse(name).unwrap_or_default();
            if self.listed.get() == 0 {
                return;
            }
            match steps.as_slice() {
                [Step::Name(head), Step::Name(name), ..] if &**head == "module" => {
                    self.index
                        .children(module, name)
                        .iter()
                        .for_each(|child| self.index.within(*child, found));
                    self.index.removed_within(module, name, found);
                }
                [Step::Name(head), Step::Name(kind), Step::Name(name), ..] if &**head == "data" => {
                    found.extend(self.index.instances((module, Mode::Data, kind, name)));
                }
                [Step::Name(kind), Step::Name(name), ..] => {
                    let resource = (module, Mode::Managed, &**kind, &**name);
                    found.extend(self.index.instances(resource));
                    found.extend(self.index.removed(resource));
                }
                _ => {}
            }
        }
    }

    /// Whether some more nested blocks can be told apart; then they are counted.
    pub(super) fn make_room(&self, blocks: usize) -> bool {
        let left = self.room.get().checked_sub(blocks);
        left.inspect(|left| self.room.set(*left)).is_some()
    }

    fn span(&self, range: Range) -> Span {
        Span { file: self.document.file, start: range.start, end: range.end }
    }

    /// Allows for the work on another attribute.
    fn refill(&self) {
        self.budget.set((STEPS, self.budget.get().1));
    }

    /// Does a step of work, unless there was too much of it.
    fn guarded<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        let (own, all) = self.budget.get();
        let (own, all) = (own.checked_sub(1)?, all.checked_sub(1)?);
        self.budget.set((own, all));
        if self.depth.get() >= DEPTH {
            return None;
        }
        self.depth.set(self.depth.get().saturating_add(1));
        let result = work();
        self.depth.set(self.depth.get().saturating_sub(1));
        Some(result)
    }
}
