//! What names stand for, at a place of the configuration: variables, locals, module outputs,
//! resources, `each` and `count`.

use super::super::document::{Change, Key, Mode, ModuleId, ObjectId};
use super::super::schema::IdOf;
use super::super::tape::{Json, NodeId};
use super::super::term::Term;
use super::index::{Resource, compare, module_key, object_key};
use super::known::{self, Known};
use super::refs::{Step, groups, parse, write};
use super::terms::{decided, key_term, look_up, one_of, position, sort_map};
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
        let memo = (resource.0, format!("{:?} {}.{}", resource.1, resource.2, resource.3), u8::MAX);
        self.memo.named.resolve(memo, || match object_key(self.document, *first) {
            Key::None => Term::Object(*first),
            // A list has no gaps; if this one has, its places are not known.
            Key::Number(_) if self.gapless(instances) => {
                Term::List(instances.iter().map(|id| Term::Object(*id)).collect())
            }
            Key::Number(_) => Term::Unknown,
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

    /// `module.a["b"].` of a module instance; nothing for the root.
    pub(super) fn module_path(&self, module: ModuleId) -> String {
        let mut parts = Vec::new();
        let mut at = Some(module);
        while let Some(found) = at.and_then(|id| self.document.module(id)) {
            if found.parent.is_none() || parts.len() > 250 {
                break;
            }
            parts.push(match &found.key {
                Key::None => format!("module.{}.", found.name),
                Key::Number(number) => format!("module.{}[{number}].", found.name),
                Key::Text(key) => format!("module.{}[{key:?}].", found.name),
            });
            at = found.parent;
        }
        parts.into_iter().rev().collect()
    }

    /// `module.name…`.
    fn module_call(&self, module: ModuleId, name: &str, steps: &[Step], kind: Option<IdOf>) -> Term {
        let children = self.index.children(module, name);
        let keyed = children.first().is_some_and(|id| *module_key(self.document, *id) != Key::None);
        let (child, rest) = match steps.first() {
            Some(Step::At(key)) if keyed => {
                let found = term_key(key).and_then(|key| {
                    let found = children.binary_search_by(|id| compare(module_key(self.document, *id), &key));
                    children.get(found.ok()?)
                });
                (found, steps.get(1..))
            }
            _ if keyed => (None, None),
            _ => (children.first(), Some(steps)),
        };
        if let (Some(child), Some((Step::Name(output), rest))) = (child, rest.and_then(<[_]>::split_first)) {
            return self.access_all(self.output(*child, output, kind), Some(rest), kind);
        }
        if !children.is_empty() {
            return self.access_all(self.all_outputs(module, name, kind), Some(steps), kind);
        }
        // A module without resources that are read.
        let mut text = format!("{}module.{name}", self.module_path(module));
        if write(steps, &mut text) && !steps.is_empty() {
            Term::Token(format!("${{{text}}}").into())
        } else {
            Term::Unknown
        }
    }

    /// `module.name` as a whole.
    fn all_outputs(&self, module: ModuleId, name: &str, kind: Option<IdOf>) -> Term {
        let memo = (module, format!("module.{name}"), code(kind));
        self.memo.named.resolve(memo, || {
            let children = self.index.children(module, name);
            let outputs: Vec<Term> = children.iter().map(|child| self.outputs(*child, kind)).collect();
            match children.first().map(|id| module_key(self.document, *id)) {
                Some(Key::None) => outputs.into_iter().next().unwrap_or(Term::Unknown),
                Some(Key::Number(_)) => {
                    let gapless =
                        (0..).zip(children).all(|(n, id)| *module_key(self.document, *id) == Key::Number(n));
                    if gapless { Term::List(outputs.into()) } else { Term::Unknown }
                }
                Some(Key::Text(_)) => {
                    let keys = children.iter().map(|id| match module_key(self.document, *id) {
                        Key::Text(key) => Rc::from(&**key),
                        _ => Rc::from(""),
                    });
                    sort_map(keys.zip(outputs).collect())
                }
                None => Term::Unknown,
            }
        })
    }

    fn outputs(&self, child: ModuleId, kind: Option<IdOf>) -> Term {
        let body = self.index.body(child).map(|node| self.document.tape.get(node));
        let names = body.and_then(|body| body.get("outputs")).into_iter().flat_map(Json::entries);
        sort_map(names.map(|(name, _)| (Rc::from(&*name), self.output(child, &name, kind))).collect())
    }

    /// An output of a module instance.
    pub(super) fn output(&self, module: ModuleId, name: &str, kind: Option<IdOf>) -> Term {
        let memo = (module, format!("output.{name}"), code(kind));
        self.memo.named.resolve(memo, || {
            let planned = self.output_expression(module, name);
            let scope = Scope::module(module);
            let term = self.block_value(module, "output", &[name], "value", planned, scope, kind);
            let term = term.unwrap_or_else(|| self.exact(scope, planned, kind));
            or_token(term, || format!("{}{name}", self.module_path(module)))
        })
    }

    /// The expression of an output in the configuration of the plan.
    pub(super) fn output_expression(&self, module: ModuleId, name: &str) -> Option<Json<'d>> {
        let outputs = self.document.tape.get(self.index.body(module)?).get("outputs")?;
        self.child(outputs, name)?.get("expression")
    }

    /// A variable of a module instance.
    pub(super) fn variable(&self, module: ModuleId, name: &str, kind: Option<IdOf>) -> Term {
        let memo = (module, format!("var.{name}"), code(kind));
        self.memo.named.resolve(memo, || {
            let Some(parent) = self.document.module(module).and_then(|module| module.parent) else {
                return self.root_variable(module, name);
            };
            let planned = self.argument(module, name);
            let scope = Scope { module: parent, owner: Owner::Call(module) };
            let call = self.document.module(module).map(|module| &*module.name).unwrap_or_default();
            let term = self.block_value(parent, "module", &[call], name, planned, scope, kind);
            let term = term.unwrap_or_else(|| match planned {
                Some(_) => self.exact(scope, planned, kind),
                None => self.default(module, name),
            });
            or_token(term, || format!("{}var.{name}", self.module_path(module)))
        })
    }

    /// The argument of a module call, in the configuration of the plan.
    pub(super) fn argument(&self, module: ModuleId, name: &str) -> Option<Json<'d>> {
        let call = self.document.tape.get(self.index.call(module)?);
        self.child(call.get("expressions")?, name)
    }

    pub(super) fn default(&self, module: ModuleId, name: &str) -> Term {
        let default = || self.declared(module, name)?.get("default");
        default().map_or(Term::Unknown, |json| self.constant(json))
    }

    /// The declaration of a variable, in the configuration of the plan.
    fn declared(&self, module: ModuleId, name: &str) -> Option<Json<'d>> {
        let body = self.document.tape.get(self.index.body(module)?);
        self.child(body.get("variables")?, name)
    }

    fn root_variable(&self, module: ModuleId, name: &str) -> Term {
        let secret = self.declared(module, name).and_then(|json| json.get("sensitive"));
        if secret.is_some_and(|json| json.as_bool() != Some(false)) {
            return Term::Unknown;
        }
        let value = self.document.json(self.document.variables).and_then(|all| self.child(all, name));
        match value.and_then(|json| json.get("value")) {
            Some(json) => self.constant(json),
            // Without a value in the plan it is not known before apply.
            None => Term::Token(format!("${{var.{name}}}").into()),
        }
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
                self.block_value(scope.module, block, &labels, "for_each", planned, outside, None)
            }),
            Owner::Call(id) => self.document.module(id).and_then(|module| {
                self.block_value(scope.module, "module", &[&module.name], "for_each", planned, outside, None)
            }),
        };
        term.unwrap_or_else(|| self.exact(outside, planned, None))
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
        if let Some(constant) = expression.get("constant_value") {
            return self.constant(constant);
        }
        let groups = groups(expression);
        let [only] = groups.as_slice() else { return Term::Unknown };
        let term = parse(only).map_or(Term::Unknown, |steps| self.follow(scope, &steps, kind));
        match term {
            Term::Id(_) => term,
            // `for_each = alicloud_instance.x` and an object as an argument.
            Term::Map(ref entries) if entries.iter().all(|(_, term)| matches!(term, Term::Object(_))) => term,
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

    /// Some steps from a term.
    fn access_all(&self, term: Term, steps: Option<&[Step]>, kind: Option<IdOf>) -> Term {
        steps.unwrap_or_default().iter().fold(term, |term, step| match step {
            Step::Name(name) => self.get(&term, name, kind),
            Step::At(key) => self.at(&term, key, kind),
        })
    }

    /// `term.name`.
    pub(super) fn get(&self, term: &Term, name: &str, kind: Option<IdOf>) -> Term {
        match term {
            Term::Object(id) => self.object_attribute(*id, name, kind),
            Term::Map(entries) => look_up(entries, name).cloned().unwrap_or(Term::Unknown),
            Term::Token(text) => extended(text, &format!(".{name}")),
            Term::OneOf(terms, key) => {
                one_of(terms.iter().map(|term| self.get(term, name, kind)), format!("{key}.{name}"))
            }
            _ => Term::Unknown,
        }
    }

    /// `term[key]`.
    pub(super) fn at(&self, term: &Term, key: &Term, kind: Option<IdOf>) -> Term {
        match (term, key) {
            (Term::Object(_) | Term::Map(_), Term::Text(name)) => self.get(term, name, kind),
            (Term::Map(_), Term::Number(number)) => self.get(term, &super::terms::number_text(*number), kind),
            (Term::List(items), Term::Number(number)) => {
                position(*number).and_then(|at| items.get(at)).cloned().unwrap_or(Term::Unknown)
            }
            (Term::List(_), Term::Text(text)) => match text.parse() {
                Ok(number) => self.at(term, &Term::Number(number), kind),
                Err(_) => Term::Unknown,
            },
            (Term::Token(text), Term::Number(number)) => {
                extended(text, &format!("[{}]", super::terms::number_text(*number)))
            }
            (Term::Token(text), Term::Text(name)) => extended(text, &format!(".{name}")),
            (Term::List(items), Term::Unknown | Term::Token(_) | Term::OneOf(..)) => {
                one_of(items.iter().cloned(), self.fresh())
            }
            (Term::Map(entries), Term::Unknown | Term::Token(_) | Term::OneOf(..)) => {
                one_of(entries.iter().map(|(_, term)| term.clone()), self.fresh())
            }
            (Term::OneOf(terms, at), Term::Number(_) | Term::Text(_)) => {
                let key_text = match key {
                    Term::Text(text) => format!("{text:?}"),
                    Term::Number(number) => super::terms::number_text(*number),
                    _ => String::new(),
                };
                one_of(terms.iter().map(|term| self.at(term, key, kind)), format!("{at}[{key_text}]"))
            }
            _ => Term::Unknown,
        }
    }

    /// A name for a choice that nothing else shares.
    pub(super) fn fresh(&self) -> String {
        self.choices.set(self.choices.get().saturating_add(1));
        format!("?{}", self.choices.get())
    }
}

/// A value that stands for itself where nothing is known of it.
pub(super) fn or_token(term: Term, path: impl Fn() -> String) -> Term {
    if term == Term::Unknown { Term::Token(format!("${{{}}}", path()).into()) } else { term }
}

/// The name of a part of a value that is not known.
fn extended(token: &str, step: &str) -> Term {
    let inner = token.strip_suffix('}').unwrap_or(token);
    // Hostile configurations make long paths only.
    if inner.len() > 4096 { Term::Unknown } else { Term::Token(format!("{inner}{step}}}").into()) }
}

/// A kind, or none, as a number: terms are kept by it.
pub(super) fn code(kind: Option<IdOf>) -> u8 {
    kind.map_or(u8::MAX, |kind| kind as u8)
}

/// A term as a key of an instance.
fn term_key(term: &Term) -> Option<Key<'static>> {
    match term {
        Term::Number(number) => position(*number).map(|number| Key::Number(number as u64)),
        Term::Text(text) => Some(Key::Text(text.to_string().into())),
        _ => None,
    }
}

/// Whether something better may still be found.
pub(super) fn open(term: &Term) -> bool {
    !decided(term)
}
