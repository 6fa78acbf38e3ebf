//! Configuration without a plan: the objects that a root module will make, worked out as Terraform
//! does it. Nothing exists yet, so each object is created, and all that is known of it stands in its
//! block.
//!
//! How many instances a block has may hang on other blocks. So it goes in rounds: each files what the
//! one before made known, until nothing changes. What is left is open: one object stands for all
//! instances, and no reference finds it.

mod keys;
mod places;

use super::document::{Alone, Change, Document, Key, Mode, Module, ModuleId, Object, Open, compose};
use super::graph::Graph;
use super::schema;
use super::source::{Configuration, Declared, Folder};
use super::tape::Tape;
use super::unread::{Cause, Unread};
use crate::read::value::LONGEST;
use crate::source::Sources;
use hashbrown::{HashMap, HashSet};
use keys::{Count, Keys};
use places::Places;
pub(super) use places::own_place;
use std::borrow::Cow;

/// Rounds after which nothing waits any more; each level of modules takes one.
const ROUNDS: usize = 64;
/// Levels of modules at most.
const LEVELS: usize = 32;
/// Objects of a root module at most. What is beyond is not told apart.
const OBJECTS: usize = 100_000;
/// Module instances of a root module at most.
const MODULES: usize = 10_000;

/// The objects of a root module.
pub(super) fn expand<'c>(
    configuration: &'c Configuration,
    root: Folder,
    sources: &'c Sources,
) -> Document<'c> {
    let mut expander = Expander::new(configuration, root, sources);
    expander.run();
    for object in &mut expander.document.objects {
        expander.places.settle(object);
    }
    expander.document
}

struct Expander<'c> {
    configuration: &'c Configuration,
    document: Document<'c>,
    /// Of each module: its folder, how addresses in it begin, and whether its number is open.
    modules: Vec<Scope>,
    waiting: Vec<Waiting<'c>>,
    places: Places<'c>,
}

#[derive(Clone)]
struct Scope {
    folder: Folder,
    path: String,
    open: Option<Open>,
    /// The folders from the root to this one: a module that calls itself makes none.
    above: Vec<Folder>,
}

/// A block whose instances are not filed yet.
#[derive(Clone, Copy)]
struct Waiting<'c> {
    module: ModuleId,
    declared: Declared<'c>,
    what: What,
}

#[derive(Clone, Copy)]
enum What {
    Object(Mode, schema::Type),
    Call,
}

impl<'c> Expander<'c> {
    fn new(configuration: &'c Configuration, root: Folder, sources: &'c Sources) -> Self {
        let document = Document::alone(
            configuration.path(root),
            Alone {
                root,
                counted: HashSet::new(),
                folders: HashSet::from([root]),
                open: HashMap::new(),
                unread: Vec::new(),
            },
        );
        let scope = Scope { folder: root, path: String::new(), open: None, above: vec![root] };
        let modules = vec![scope];
        let mut expander =
            Self { configuration, document, modules, waiting: Vec::new(), places: Places::new(sources) };
        expander.look_into(ModuleId(0));
        expander
    }

    fn run(&mut self) {
        let mut rounds = 0;
        while !self.waiting.is_empty() {
            rounds += 1;
            let waiting = std::mem::take(&mut self.waiting);
            let graph = Graph::new(&self.document, self.configuration);
            let keys: Vec<Keys> =
                waiting.iter().map(|one| keys::of(&graph, one.module, one.declared)).collect();
            // When nothing comes to light any more, or too late.
            let last = rounds >= ROUNDS || !keys.iter().any(|keys| matches!(keys, Keys::Known(..)));
            let hangs = |one: &Waiting<'_>| last.then(|| graph.hangs_on(one.module, one.declared)).flatten();
            let hangs: Vec<_> = waiting.iter().map(hangs).collect();
            drop(graph);
            for ((one, keys), hangs_on) in waiting.into_iter().zip(keys).zip(hangs) {
                match keys {
                    Keys::Known(count, keys) => self.file(one, count, keys),
                    Keys::Open(most) if last => self.file_open(one, Open { most, hangs_on }),
                    Keys::Open(_) => self.waiting.push(one),
                }
            }
        }
    }

    /// Notes the blocks of a module that make something.
    fn look_into(&mut self, module: ModuleId) {
        let Some(scope) = self.modules.get(module.0 as usize) else { return };
        for declared in self.configuration.declared(scope.folder) {
            let what = match (declared.block.name.as_str(), declared.block.labels.as_slice()) {
                ("resource", [kind, _]) => {
                    schema::resource(kind).map(|kind| What::Object(Mode::Managed, kind))
                }
                ("data", [kind, _]) => schema::data(kind).map(|kind| What::Object(Mode::Data, kind)),
                ("module", [_]) => Some(What::Call),
                _ => None,
            };
            self.waiting.extend(what.map(|what| Waiting { module, declared, what }));
        }
    }

    fn file(&mut self, one: Waiting<'c>, count: Count, keys: Vec<Key<'static>>) {
        let is_open = self.modules.get(one.module.0 as usize).is_none_or(|scope| scope.open.is_some());
        let room = match one.what {
            What::Object(..) => OBJECTS.saturating_sub(self.document.objects.len()),
            What::Call => MODULES.saturating_sub(self.document.modules.len()),
        };
        let told_apart = matches!(one.what, What::Call) || self.places.has_room(one.declared, keys.len());
        // All that is in a module has its key in the address, and each finding repeats that.
        let is_long = |key: &Key<'_>| matches!(key, Key::Text(text) if text.len() > LONGEST);
        if keys.len() > room || !told_apart || keys.iter().any(is_long) {
            return self.file_open(one, Open { most: Some(keys.len() as u64), hangs_on: None });
        }
        if let (What::Object(mode, _), [kind, name]) = (one.what, one.declared.block.labels.as_slice())
            && !is_open
            && let Some(alone) = self.document.alone.as_mut().filter(|_| count == Count::Some)
        {
            alone.counted.insert((one.module, mode, format!("{kind}.{name}")));
        }
        for key in keys {
            self.make(one, key, None);
        }
    }

    /// One object stands for all, if there are any.
    fn file_open(&mut self, one: Waiting<'c>, open: Open) {
        if self.document.objects.len() < OBJECTS && self.document.modules.len() < MODULES {
            self.make(one, Key::None, Some(open));
        }
    }

    /// What is in a module of which the number is open is open, too.
    fn make(&mut self, one: Waiting<'c>, key: Key<'static>, open: Option<Open>) {
        let outer = self.modules.get(one.module.0 as usize).and_then(|scope| scope.open.as_ref());
        let open = match open {
            Some(open) => Some(open.within(outer)),
            None => outer.cloned(),
        };
        match one.what {
            What::Object(mode, kind) => self.object(one, (mode, kind), key, open),
            What::Call => self.module(one, key, open),
        }
    }

    fn object(
        &mut self,
        one: Waiting<'c>,
        (mode, kind): (Mode, schema::Type),
        key: Key<'static>,
        open: Option<Open>,
    ) {
        let [written_kind, name] = one.declared.block.labels.as_slice() else { return };
        let Some(scope) = self.modules.get(one.module.0 as usize) else { return };
        let path = scope.path.strip_suffix('.');
        let is_open = open.is_some();
        if let (Some(open), Some(alone)) = (open, &mut self.document.alone)
            && let Ok(number) = u32::try_from(self.document.objects.len())
        {
            alone.open.insert(number, open);
        }
        self.document.objects.push(Object {
            at: one.declared.block.range, // when all are there, each gets its own
            file: one.declared.file,
            nth: self.places.next(one.declared),
            of: 1,
            is_ascii: true,
            open: is_open,
            address: Cow::Owned(compose(path, mode, written_kind, name, &key)),
            address_at: one.declared.block.head,
            module: one.module,
            mode,
            kind: Cow::Borrowed(kind.name),
            written_kind: Cow::Borrowed(written_kind),
            name: Cow::Borrowed(name),
            key,
            change: if mode == Mode::Data { Change::Read } else { Change::Create },
            deposed: false,
            before: None,
            after: None,
            unknown: None,
            sensitive: None,
            was_sensitive: None,
            fork: kind.fork,
            depends_on: Vec::new(),
        });
    }

    fn module(&mut self, one: Waiting<'c>, key: Key<'static>, open: Option<Open>) {
        let [name] = one.declared.block.labels.as_slice() else { return };
        let Some(scope) = self.modules.get(one.module.0 as usize).cloned() else { return };
        let mut calls = self.calls(one.module);
        calls.push(name);
        let root = self.modules.first().map_or(scope.folder, |scope| scope.folder);
        let step = compose(None, Mode::Managed, "module", name, &key);
        let folder = match self.configuration.module(root, &calls) {
            None => Err(Cause::NotAtHand),
            Some(folder) if scope.above.contains(&folder) => Err(Cause::CallsItself),
            Some(_) if scope.above.len() >= LEVELS => Err(Cause::TooDeep),
            Some(folder) => Ok(folder),
        };
        let folder = match folder {
            Ok(folder) => folder,
            Err(cause) => {
                let address = format!("{}{step}", scope.path);
                let unread = Unread::new(one.module, one.declared, address, cause);
                return self.document.alone.iter_mut().for_each(|alone| alone.unread.push(unread.clone()));
            }
        };
        let Ok(number) = u32::try_from(self.document.modules.len()) else { return };
        let above = scope.above.iter().copied().chain([folder]).collect();
        self.modules.push(Scope { folder, path: format!("{}{step}.", scope.path), open, above });
        let parent = Some(one.module);
        if let Some(alone) = &mut self.document.alone {
            alone.folders.insert(folder);
        }
        self.document.modules.push(Module { parent, name: Cow::Borrowed(name), key });
        self.look_into(ModuleId(number));
    }

    /// The names of the calls that lead to a module.
    fn calls(&self, module: ModuleId) -> Vec<&'c str> {
        let mut calls = Vec::new();
        let mut at = module;
        while let Some(Module { parent: Some(parent), name: Cow::Borrowed(name), .. }) =
            self.document.module(at)
        {
            calls.push(*name);
            at = *parent;
        }
        calls.reverse();
        calls
    }
}

impl Document<'_> {
    /// One without objects yet.
    fn alone(folder: &str, alone: Alone) -> Self {
        Self {
            file: crate::source::FileId(0),
            tape: Tape::new(""),
            is_state: false,
            objects: Vec::new(),
            modules: vec![Module { parent: None, name: Cow::Borrowed(""), key: Key::None }],
            configuration: None,
            variables: None,
            relevant: None,
            folder: folder.to_owned(),
            realm: String::new(),
            alone: Some(alone),
        }
    }
}
