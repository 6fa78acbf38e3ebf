//! Finds objects, module instances and parts of the configuration by name, without searching.

use super::super::document::{Change, Document, Key, Mode, ModuleId, Object, ObjectId};
use super::super::source::{Configuration, Folder};
use super::super::tape::{Json, NodeId};
use hashbrown::HashMap;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::Hash;

/// Where things of a document are.
pub(super) struct Index<'d> {
    /// The instances of a resource in one module instance, by their keys. What is to be deleted is
    /// not among them: no expression can mean it.
    resources: Groups<Resource<'d>, ObjectId>,
    /// The instances of a module call, by their keys.
    children: Groups<(ModuleId, &'d str), ModuleId>,
    /// What the run removes of a resource; but what is left over from a replacement.
    removed: Groups<Resource<'d>, ObjectId>,
    /// The instances of a module call in which nothing stays or comes.
    emptied: Groups<(ModuleId, &'d str), ModuleId>,
    parts: Vec<Part<'d>>,
    /// Resources of the configuration, by the module that they stand in.
    written: HashMap<(NodeId, Mode, Cow<'d, str>, Cow<'d, str>), NodeId>,
    /// The expressions of each object's resource in the configuration, if it is there.
    expressions: Vec<Option<Expressions>>,
}

/// The `expressions` of a resource in the configuration, if it has any.
type Expressions = Option<NodeId>;

/// Things by what they are instances of.
struct Groups<K, T> {
    places: HashMap<K, usize>,
    groups: Vec<Vec<T>>,
}

impl<K: Hash + Eq, T> Groups<K, T> {
    fn new() -> Self {
        Self { places: HashMap::new(), groups: Vec::new() }
    }

    fn push(&mut self, key: K, item: T) {
        let place = *self.places.entry(key).or_insert(self.groups.len());
        match self.groups.get_mut(place) {
            Some(group) => group.push(item),
            None => self.groups.push(vec![item]),
        }
    }

    fn at(&self, place: Option<usize>) -> &[T] {
        place.and_then(|place| self.groups.get(place)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A resource in a module instance: its mode, type as written, and name.
pub(super) type Resource<'d> = (ModuleId, Mode, &'d str, &'d str);

/// What belongs to a module instance.
#[derive(Clone, Default)]
struct Part<'d> {
    /// Its module in the configuration of the plan.
    body: Option<NodeId>,
    /// The call in the parent's.
    call: Option<NodeId>,
    folder: Option<Folder>,
    /// The names of the calls that lead to it from the root.
    calls: Vec<&'d str>,
    objects: Vec<ObjectId>,
    /// What the run removes.
    removed: Vec<ObjectId>,
    /// Whether anything in it stays or comes.
    live: bool,
    inside: Vec<ModuleId>,
    /// Those inside in which nothing does.
    emptied: Vec<ModuleId>,
}

impl<'d> Index<'d> {
    pub(super) fn new(document: &'d Document<'d>, configuration: &Configuration) -> Self {
        // Without a plan modules are there, whatever they hold.
        let part = Part { live: document.alone.is_some(), ..Part::default() };
        let parts = vec![part; document.modules.len()];
        let mut index = Self {
            resources: Groups::new(),
            children: Groups::new(),
            parts,
            written: HashMap::new(),
            expressions: Vec::new(),
            removed: Groups::new(),
            emptied: Groups::new(),
        };
        let calls = index.read_configuration(document);
        index.file_objects(document);
        index.file_modules(document, configuration, &calls);
        let of_object = |object| {
            let resource = document.tape.get(index.written(key(object))?);
            Some(resource.get("expressions").map(Json::id))
        };
        index.expressions = document.objects.iter().map(of_object).collect();
        index
    }

    /// Files the resources that the configuration describes; returns the module calls.
    fn read_configuration(&mut self, document: &'d Document<'d>) -> HashMap<(NodeId, Cow<'d, str>), NodeId> {
        let mut calls = HashMap::new();
        let root = document.json(document.configuration).and_then(|json| json.get("root_module"));
        let mut open: Vec<Json<'d>> = root.into_iter().collect();
        while let Some(module) = open.pop() {
            for resource in module.get("resources").into_iter().flat_map(Json::items) {
                let text = |key| resource.get(key).and_then(Json::as_text).unwrap_or_default();
                let mode = if text("mode") == "data" { Mode::Data } else { Mode::Managed };
                self.written.insert((module.id(), mode, text("type"), text("name")), resource.id());
            }
            for (name, call) in module.get("module_calls").into_iter().flat_map(Json::entries) {
                calls.insert((module.id(), name), call.id());
                open.extend(call.get("module"));
            }
        }
        calls
    }

    fn file_objects(&mut self, document: &'d Document<'d>) {
        for (number, object) in (0..).zip(&document.objects) {
            let id = ObjectId(number);
            if object.change == Change::Delete && !object.deposed {
                if let Some(part) = self.parts.get_mut(object.module.0 as usize) {
                    part.removed.push(id);
                }
                self.removed.push(key(object), id);
            }
            if matches!(object.change, Change::Delete | Change::Forget) || object.deposed || object.open {
                continue;
            }
            if let Some(part) = self.parts.get_mut(object.module.0 as usize) {
                part.objects.push(id);
                part.live = true;
            }
            self.resources.push(key(object), id);
        }
        for instances in &mut self.resources.groups {
            instances.sort_by(|a, b| compare(object_key(document, *a), object_key(document, *b)));
        }
    }

    fn file_modules(
        &mut self,
        document: &'d Document<'d>,
        configuration: &Configuration,
        calls: &HashMap<(NodeId, Cow<'d, str>), NodeId>,
    ) {
        let root = document.json(document.configuration).and_then(|json| json.get("root_module"));
        for (number, module) in document.modules.iter().enumerate() {
            // Parents come first; what says otherwise is left without a configuration.
            let parent = module.parent.filter(|parent| (parent.0 as usize) < number);
            let above = parent.and_then(|parent| self.parts.get(parent.0 as usize)).cloned();
            let folder = self.folder(ModuleId(0));
            let Some(part) = self.parts.get_mut(number) else { continue };
            match above {
                None if number == 0 => {
                    part.body = root.map(Json::id);
                    part.folder = match &document.alone {
                        Some(alone) => Some(alone.root),
                        None => configuration.find_root(&root_blocks(document), &document.folder),
                    };
                }
                None => {}
                Some(above) => {
                    let call = above.body.and_then(|body| calls.get(&(body, module.name.clone())));
                    part.call = call.copied();
                    let body = call.and_then(|call| document.tape.get(*call).get("module"));
                    part.body = body.map(Json::id);
                    part.calls = above.calls;
                    part.calls.push(&module.name);
                    part.folder = folder.and_then(|folder| configuration.module(folder, &part.calls));
                }
            }
        }
        self.link_modules(document);
    }

    fn link_modules(&mut self, document: &'d Document<'d>) {
        for (number, module) in (0..).zip(&document.modules).collect::<Vec<_>>().into_iter().rev() {
            let Some(parent) = module.parent.filter(|parent| parent.0 < number) else { continue };
            let live = self.parts.get(number as usize).is_some_and(|part| part.live);
            if !live {
                if let Some(part) = self.parts.get_mut(parent.0 as usize) {
                    part.emptied.push(ModuleId(number));
                }
                self.emptied.push((parent, &*module.name), ModuleId(number));
                continue;
            }
            if let Some(part) = self.parts.get_mut(parent.0 as usize) {
                part.live = true;
                part.inside.push(ModuleId(number));
            }
            self.children.push((parent, &*module.name), ModuleId(number));
        }
        for instances in &mut self.children.groups {
            instances.sort_by(|a, b| compare(module_key(document, *a), module_key(document, *b)));
        }
    }

    /// The instances of a resource, by their keys; none if there is no such resource or it has no
    /// instance.
    pub(super) fn instances(&self, resource: Resource<'_>) -> &[ObjectId] {
        self.resources.at(self.resources.places.get(&resource).copied())
    }

    /// The instances of a module call that hold anything.
    pub(super) fn children(&self, module: ModuleId, name: &str) -> &[ModuleId] {
        self.children.at(self.children.places.get(&(module, name)).copied())
    }

    /// The module in the configuration of the plan.
    pub(super) fn body(&self, module: ModuleId) -> Option<NodeId> {
        self.part(module)?.body
    }

    /// The call of the module in the configuration of the plan.
    pub(super) fn call(&self, module: ModuleId) -> Option<NodeId> {
        self.part(module)?.call
    }

    pub(super) fn folder(&self, module: ModuleId) -> Option<Folder> {
        self.part(module)?.folder
    }

    /// The objects in a module instance and those inside of it.
    pub(super) fn within(&self, module: ModuleId, found: &mut Vec<ObjectId>) {
        let mut open = vec![module];
        while let Some(part) = open.pop().and_then(|module| self.part(module)) {
            found.extend(&part.objects);
            open.extend(&part.inside);
        }
    }

    /// What the run removes of a resource.
    pub(super) fn removed(&self, resource: Resource<'_>) -> &[ObjectId] {
        self.removed.at(self.removed.places.get(&resource).copied())
    }

    /// Adds what the run removes in all instances of a module call.
    pub(super) fn removed_within(&self, module: ModuleId, name: &str, found: &mut Vec<ObjectId>) {
        let emptied = self.emptied.at(self.emptied.places.get(&(module, name)).copied());
        let mut open: Vec<ModuleId> = self.children(module, name).iter().chain(emptied).copied().collect();
        while let Some(part) = open.pop().and_then(|module| self.part(module)) {
            found.extend(&part.removed);
            open.extend(part.inside.iter().chain(&part.emptied));
        }
    }

    fn part(&self, module: ModuleId) -> Option<&Part<'d>> {
        self.parts.get(module.0 as usize)
    }

    /// The expressions of an object's resource in the configuration of the plan, if it is there.
    pub(super) fn expressions(&self, id: ObjectId) -> Option<Expressions> {
        *self.expressions.get(id.0 as usize)?
    }

    /// A resource in the configuration of the plan.
    pub(super) fn written(&self, (module, mode, kind, name): Resource<'_>) -> Option<NodeId> {
        let body = self.body(module)?;
        self.written.get(&(body, mode, Cow::Borrowed(kind), Cow::Borrowed(name))).copied()
    }
}

/// The types and labels of the blocks in the root module of the plan.
pub(in crate::read::terraform) fn root_blocks(document: &Document<'_>) -> Vec<(&'static str, Vec<String>)> {
    let root = document.json(document.configuration).and_then(|json| json.get("root_module"));
    let kind = |mode| if mode == Mode::Data { "data" } else { "resource" };
    let Some(root) = root else {
        let own = document.objects.iter().filter(|object| object.module == ModuleId(0));
        let mut blocks: Vec<_> = own
            .map(|object| (kind(object.mode), vec![object.written_kind.to_string(), object.name.to_string()]))
            .collect();
        blocks.sort_unstable();
        blocks.dedup();
        return blocks;
    };
    let resources = root.get("resources").into_iter().flat_map(Json::items).map(|resource| {
        let text = |key| resource.get(key).and_then(Json::as_text).unwrap_or_default().into_owned();
        let mode = if text("mode") == "data" { Mode::Data } else { Mode::Managed };
        (kind(mode), vec![text("type"), text("name")])
    });
    let calls = root.get("module_calls").into_iter().flat_map(Json::entries);
    resources.chain(calls.map(|(name, _)| ("module", vec![name.into_owned()]))).collect()
}

/// The resource that an object is an instance of.
pub(super) fn key<'o>(object: &'o Object<'_>) -> Resource<'o> {
    (object.module, object.mode, &*object.written_kind, &*object.name)
}

/// The key of an object.
pub(super) fn object_key<'d>(document: &'d Document<'d>, id: ObjectId) -> &'d Key<'d> {
    document.object(id).map_or(&Key::None, |object| &object.key)
}

/// The key of a module instance.
pub(super) fn module_key<'d>(document: &'d Document<'d>, id: ModuleId) -> &'d Key<'d> {
    document.module(id).map_or(&Key::None, |module| &module.key)
}

/// Numbers before texts.
pub(super) fn compare(a: &Key<'_>, b: &Key<'_>) -> Ordering {
    let rank = |key: &Key<'_>| match key {
        Key::None => 0,
        Key::Number(_) => 1,
        Key::Text(_) => 2,
    };
    match (a, b) {
        (Key::Number(a), Key::Number(b)) => a.cmp(b),
        (Key::Text(a), Key::Text(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
    }
}
