//! What names stand for, at a place of the configuration: variables, locals, module outputs,
//! resources, `each` and `count`.

use super::super::document::{Change, Key, Mode, ModuleId, ObjectId};
use super::super::schema::IdOf;
use super::super::tape::{Json, NodeId};
use super::super::term::Term;
use super::index::{Resource, compare, module_key, object_key};
use super::known::{self, Known};
use super::refs::{self, Step};
use super::terms::{key_term, look_up, position, sort_map};
use super::written::Spot;
use super::{Graph, Place};
use std::rc::Rc;

/// Where an expression stands: names are those of the module instance; `each` and `count` are the
/// owner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Scope {
    pub(super) module: ModuleId,
    pub(super) owner: Owner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Owner {
    Nobody,
    Object(ObjectId),
    /// The call of a module instance, in its parent.
    Call(ModuleId),
}

impl Scope {
    /// Of what stands in a module, but in no resource or call.
    pub(super) fn module(module: ModuleId) -> Self {
        Self { module, owner: Owner::Nobody }
    }
}

impl<'d> Graph<'d> {
    /// The value of a reference.
    pub(super) fn follow(&self, scope: Scope, steps: &[Step], kind: Option<IdOf>) -> Term {
        let Some((Step::Name(head), rest)) = steps.split_first() else { return Term::Unknown };
        let name = rest.first().and_then(Step::name);
        match (&**head, name) {
            ("var", Some(name)) => {
                self.access_all(self.variable(scope.module, name, kind), rest.get(1..), kind)
            }
            ("local", Some(name)) => {
                self.access_all(self.local(scope.module, name, kind), rest.get(1..), kind)
            }
            ("each", Some("key")) => self.access_all(self.owner_key(scope), rest.get(1..), kind),
            ("each", Some("value")) => self.access_all(self.each_value(scope), rest.get(1..), kind),
            ("count", Some("index")) => self.owner_key(scope),
            ("module", Some(name)) => {
                self.module_call(scope.module, name, rest.get(1..).unwrap_or_default(), kind)
            }
            ("data", Some(kind_name)) => {
                let Some(Step::Name(name)) = rest.get(1) else { return Term::Unknown };
                let resource = (scope.module, Mode::Data, kind_name, &**name);
                self.resource_steps(resource, rest.get(2..).unwrap_or_default(), kind)
            }
            ("path" | "terraform" | "self" | "each" | "count", _) | (_, None) => Term::Unknown,
            (head, Some(name)) => {
                let resource = (scope.module, Mode::Managed, head, name);
                self.resource_steps(resource, rest.get(1..).unwrap_or_default(), kind)
            }
        }
    }

    /// The key of the instance that an expression is worked out for.
    fn owner_key(&self, scope: Scope) -> Term {
        self.key_of(scope.owner).map_or(Term::Unknown, key_term)
    }

    pub(super) fn key_of(&self, owner: Owner) -> Option<&'d Key<'d>> {
        match owner {
            Owner::Nobody => None,
            Owner::Object(id) => Some(object_key(self.document, id)),
            Owner::Call(id) => Some(module_key(self.document, id)),
        }
    }

    /// A resource with what follows its name.
    fn resource_steps(&self, resource: Resource<'_>, steps: &[Step], kind: Option<IdOf>) -> Term {
        let instances = self.index.instances(resource);
        // The usual cases must not make a list of all instances.
        if let Some((Step::At(key), rest)) = steps.split_first()
            && let Some(key) = term_key(key)
            && let Some(id) = self.instance(instances, &key)
        {
            return self.access_all(Term::Object(id), Some(rest), kind);
        }
        self.access_all(self.resource(resource), Some(steps), kind)
    }

    /// The instance with a key.
    pub(super) fn instance(&self, instances: &[ObjectId], key: &Key<'_>) -> Option<ObjectId> {
        let found = instances.binary_search_by(|id| compare(object_key(self.document, *id), key)).ok()?;
        instances.get(found).copied()
    }

    /// A resource by its bare name: an object, a list of them, or a mapping.
    fn resource(&self, resource: Resource<'_>) -> Term {
        let instances = self.index.instances(resource);
        let Some(first) = instances.first() else { return self.absent_resource(resource) };
        let key = object_key(self.document, *first);
        if *key == Key::None {
            return Term::Object(*first);
        }
        let memo = (resource.0, format!("{:?} {}.{}", resource.1, resource.2, resource.3), u8::MAX);
        self.memo.named.resolve(memo, || match key {
            // A list has no gaps; if this one has, its places are not known.
            Key::Number(_) if self.gapless(instances) => {
                Term::List(instances.iter().map(|id| Term::Object(*id)).collect())
            }
            Key::Number(_) | Key::None => Term::Unknown,
            Key::Text(_) => sort_map(instances.iter().filter_map(|id| self.entry(*id)).collect()),
        })
    }

    fn gapless(&self, instances: &[ObjectId]) -> bool {
        (0..).zip(instances).all(|(n, id)| *object_key(self.document, *id) == Key::Number(n))
    }

    fn entry(&self, id: ObjectId) -> Option<(Rc<str>, Term)> {
        match object_key(self.document, id) {
            Key::Text(key) => Some((Rc::from(&**key), Term::Object(id))),
            _ => None,
        }
    }

    /// A resource without instances, or one that is not read: its attributes are tokens.
    fn absent_resource(&self, resource: Resource<'_>) -> Term {
        let (module, mode, kind, name) = resource;
        if self.counts_none(resource) {
            return Term::List(Rc::from([]));
        }
        let written = self.index.written(resource).map(|node| self.document.tape.get(node));
        if let Some(written) = written {
            if written.get("count_expression").is_some() {
                return Term::List(Rc::from([]));
            }
            if written.get("for_each_expression").is_some() {
                return Term::Map(Rc::from([]));
            }
        }
        let data = if mode == Mode::Data { "data." } else { "" };
        Term::Token(format!("${{{}{data}{kind}.{name}}}", self.module_path(module)).into())
    }

    fn local(&self, module: ModuleId, name: &str, kind: Option<IdOf>) -> Term {
        let memo = (module, format!("local.{name}"), code(kind));
        self.memo.named.resolve(memo, || {
            let local = self.index.folder(module).and_then(|folder| self.configuration.local(folder, name));
            let term =
                local.map_or(Term::Unknown, |(_, expr)| self.eval(expr, &Scope::module(module).env(kind)));
            or_token(term, || format!("{}local.{name}", self.module_path(module)))
        })
    }

    /// `each.value` of the instance that an expression is worked out for.
    fn each_value(&self, scope: Scope) -> Term {
        let Some(Key::Text(key)) = self.key_of(scope.owner) else { return Term::Unknown };
        match self.for_each(scope) {
            Term::Map(entries) => look_up(&entries, key).cloned().unwrap_or(Term::Unknown),
            // Of a set.
            Term::List(_) => Term::text(&**key),
            _ => Term::Unknown,
        }
    }

    /// What the `for_each` of the owner comes to.
    fn for_each(&self, scope: Scope) -> Term {
        let planned = self.for_each_expression(scope.owner);
        let outside = Scope::module(scope.module);
        let term = match scope.owner {
            Owner::Nobody => None,
            Owner::Object(id) => self.document.object(id).and_then(|object| {
                let labels = [&*object.written_kind, &*object.name];
                let block = if object.mode == Mode::Data { "data" } else { "resource" };
                let spot = Spot { module: scope.module, block, labels: &labels, name: "for_each" };
                self.block_value(spot, planned, outside, None)
            }),
            Owner::Call(id) => self.document.module(id).and_then(|module| {
                let labels = [&*module.name];
                let spot = Spot { module: scope.module, block: "module", labels: &labels, name: "for_each" };
                self.block_value(spot, planned, outside, None)
            }),
        };
        term.unwrap_or_else(|| match self.exact(outside, planned, None) {
            Term::Map(entries) if !self.has_keys(scope, planned, &entries) => Term::Unknown,
            term => term,
        })
    }

    /// Whether the instances of the owner have the keys of a mapping. If they have others, their
    /// `for_each` is not the mapping itself but something made of it.
    fn has_keys(&self, scope: Scope, planned: Option<Json<'d>>, entries: &[(Rc<str>, Term)]) -> bool {
        let Some(memo) = planned.map(|json| (json.id(), scope.module)) else { return false };
        if let Some(known) = self.memo.same_keys.borrow().get(&memo) {
            return *known;
        }
        let own: Vec<&Key<'d>> = match scope.owner {
            Owner::Nobody => Vec::new(),
            Owner::Object(id) => {
                let instances = self.document.object(id).map(super::index::key);
                let instances = instances.map(|resource| self.index.instances(resource));
                instances.into_iter().flatten().map(|id| object_key(self.document, *id)).collect()
            }
            Owner::Call(id) => {
                let name = self.document.module(id).map(|module| &*module.name).unwrap_or_default();
                let children = self.index.children(scope.module, name).iter();
                children.map(|id| module_key(self.document, *id)).collect()
            }
        };
        let same =
            |(own, (key, _)): (&&Key<'d>, &(Rc<str>, Term))| matches!(own, Key::Text(own) if **own == **key);
        let same = own.len() == entries.len() && own.iter().zip(entries).all(same);
        self.memo.same_keys.borrow_mut().insert(memo, same);
        same
    }

    pub(super) fn for_each_expression(&self, owner: Owner) -> Option<Json<'d>> {
        let node = match owner {
            Owner::Nobody => None,
            Owner::Object(id) => self.index.written(super::index::key(self.document.object(id)?)),
            Owner::Call(id) => self.index.call(id),
        };
        self.document.tape.get(node?).get("for_each_expression")
    }

    /// What an expression of the plan's configuration comes to, where that can be told exactly: it
    /// is constant, or nothing but one reference to an attribute of one object. Functions leave no
    /// trace there, so that anything else may have been changed or picked from.
    pub(super) fn exact(&self, scope: Scope, expression: Option<Json<'d>>, kind: Option<IdOf>) -> Term {
        let Some(expression) = expression else { return Term::Unknown };
        if let Some(constant) = refs::constant(expression) {
            return self.constant(constant);
        }
        let Some(only) = self.lone_steps(expression) else { return Term::Unknown };
        match self.follow(scope, only.steps(), kind) {
            // An object is not what a function gives; what is taken from it is its own.
            term @ (Term::Id(_) | Term::Part(..) | Term::Object(_)) => term,
            // `for_each = alicloud_instance.x` and an object as an argument.
            Term::Map(entries) if entries.iter().all(|(_, term)| matches!(term, Term::Object(_))) => {
                Term::Map(entries)
            }
            _ => Term::Unknown,
        }
    }

    /// A constant of the plan, converted once.
    pub(super) fn constant(&self, json: Json<'d>) -> Term {
        if !json.is_list() && !json.is_map() {
            return known::constant(json);
        }
        self.memo.constants.resolve(json.id(), || known::constant(json))
    }

    /// A value of a mapping that may be large.
    pub(super) fn child(&self, mapping: Json<'d>, name: &str) -> Option<Json<'d>> {
        let names = self.memo.names.borrow().get(&mapping.id()).cloned();
        let names = names.unwrap_or_else(|| {
            let names: Rc<super::memo::Names> =
                Rc::new(mapping.entries().map(|(name, json)| (name.into_owned(), json.id())).collect());
            self.memo.names.borrow_mut().insert(mapping.id(), Rc::clone(&names));
            names
        });
        names.get(name).map(|node: &NodeId| self.document.tape.get(*node))
    }

    /// The identity of an object: its ID if that is known.
    pub(super) fn id_of(&self, id: ObjectId) -> Term {
        let Some(object) = self.document.object(id) else { return Term::Unknown };
        let place = Place { block: None, name: "id" };
        match known::seen(self.document, object, place).known {
            Known::Value(Term::Text(text)) => Term::Text(text),
            Known::Secret => Term::Unknown,
            _ if object.mode == Mode::Managed && object.change != Change::Read => Term::Id(id),
            _ => Term::Token(format!("${{{}.id}}", object.address).into()),
        }
    }
}

/// A value that stands for itself where nothing is known of it.
pub(super) fn or_token(term: Term, path: impl Fn() -> String) -> Term {
    if term == Term::Unknown { Term::Token(format!("${{{}}}", path()).into()) } else { term }
}

/// A kind, or none, as a number: terms are kept by it.
pub(super) fn code(kind: Option<IdOf>) -> u8 {
    kind.map_or(u8::MAX, |kind| kind as u8)
}

/// A term as a key of an instance.
pub(super) fn term_key(term: &Term) -> Option<Key<'static>> {
    match term {
        Term::Number(number) => position(*number).map(|number| Key::Number(number as u64)),
        Term::Text(text) => Some(Key::Text(text.to_string().into())),
        _ => None,
    }
}
