//! Expressions as the plan's `configuration` tells them: only what they refer to, not what they do
//! with it. Conditions, indexes and functions leave no trace, so that an ID is one of those that its
//! expression refers to, and a list is known only if it can be nothing else.

use super::super::document::{Key, Mode, ObjectId};
use super::super::schema::{IdOf, Want, identity};
use super::super::tape::Json;
use super::super::term::Term;
use super::Graph;
use super::index::Resource;
use super::lone::{alike, ends_in_id};
use super::refs::{self, Step};
use super::scope::{Owner, Scope, code};
use super::terms::{CANDIDATES, add, decided, one_of, shaped};
use crate::read::memo::Open;
use hashbrown::HashSet;
use std::rc::Rc;

/// The IDs of one kind that a value can be, or that can be in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Atoms {
    pub(super) terms: Vec<Term>,
    /// Whether there may be others.
    pub(super) more: bool,
}

impl Open for Rc<Atoms> {
    fn unknown() -> Self {
        Rc::new(Atoms { terms: Vec::new(), more: true })
    }
}

/// Attributes that hold no ID, whatever their names say.
const NO_IDS: [&str; 16] = [
    "status",
    "name",
    "description",
    "zone_id",
    "availability_zone",
    "cidr_block",
    "ipv6_cidr_block",
    "private_ip",
    "primary_ip_address",
    "private_ip_address",
    "mac",
    "instance_type",
    "instance_name",
    "vswitch_name",
    "vpc_name",
    "security_group_name",
];

impl<'d> Graph<'d> {
    /// What an expression comes to; [`Term::Unknown`] if that cannot be told. The key names the
    /// value, the attribute is what it is for.
    pub(super) fn planned(
        &self,
        scope: Scope,
        expression: Json<'d>,
        attribute: &str,
        want: Want,
        key: &str,
    ) -> Term {
        if let Some(constant) = refs::constant(expression) {
            return self.constant(constant);
        }
        match want {
            Want::Id(kind) if self.decides_otherwise(scope, expression, kind) => Term::Unknown,
            Want::Id(kind) => {
                let atoms = self.atoms(scope, expression, kind);
                match atoms.terms.as_slice() {
                    [] => match self.lone(scope, expression, &|steps| ends_in_id(steps), 0) {
                        // The ID of something else: the expression only looks at it.
                        Term::Id(_) | Term::Part(..) => Term::Unknown,
                        term => term,
                    },
                    _ if atoms.more => Term::Unknown,
                    [only] => only.clone(),
                    terms => one_of(
                        terms.iter().cloned(),
                        self.passed_in(scope, expression).as_deref().unwrap_or(key),
                    ),
                }
            }
            Want::Ids(kind) => {
                self.ids(scope, expression, kind, 0).map_or(Term::Unknown, |ids| Term::List(ids.into()))
            }
            Want::Value => self.lone(scope, expression, &|steps| alike(attribute, steps), 0),
            Want::Values => Term::Unknown,
        }
    }

    /// The variable that an expression is, as far as a plan tells: then all that are it are equal.
    fn passed_in(&self, scope: Scope, expression: Json<'d>) -> Option<String> {
        let only = self.lone_steps(expression)?;
        let steps = only.steps();
        let is_variable = steps.first().and_then(Step::name) == Some("var") && steps.len() == 2;
        (is_variable && ends_in_id(steps))
            .then(|| format!("{}{}", self.module_path(scope.module), only.text()))
    }

    /// The IDs of a kind that an expression can come to.
    pub(super) fn atoms(&self, scope: Scope, expression: Json<'d>, kind: IdOf) -> Rc<Atoms> {
        self.memo.atoms.resolve((expression.id(), scope, code(Some(kind))), || {
            self.guarded(|| {
                let mut atoms = Atoms::default();
                if let Some(constant) = refs::constant(expression) {
                    self.sort_out(&self.constant(constant), kind, &mut atoms);
                } else {
                    self.atoms_of_references(scope, expression, kind, &mut atoms);
                }
                Rc::new(atoms)
            })
            .unwrap_or_else(Open::unknown)
        })
    }

    fn atoms_of_references(&self, scope: Scope, expression: Json<'d>, kind: IdOf, atoms: &mut Atoms) {
        let listed = self.listed(expression);
        let mut met = HashSet::new();
        let once = listed.iter().filter(|reference| listed.len() == 1 || met.insert(&*reference.text));
        let references: Vec<&[Step]> = once.filter_map(|reference| reference.steps.as_deref()).collect();
        let picks = references.iter().any(|steps| self.is_many(scope, steps));
        for steps in references {
            self.atoms_of(scope, steps, kind, picks, atoms);
            if atoms.terms.len() > CANDIDATES {
                atoms.more = true;
            }
            if atoms.more && !atoms.terms.is_empty() {
                return;
            }
        }
    }

    /// Whether a reference is to all instances of a resource: something picks from them.
    pub(super) fn is_many(&self, scope: Scope, steps: &[Step]) -> bool {
        match resource_of(scope, steps) {
            Some((resource, [])) => match self.index.instances(resource) {
                [] => false,
                [only] => *super::index::object_key(self.document, *only) != Key::None,
                _ => true,
            },
            _ => false,
        }
    }

    /// Adds what one reference can bring in. If it stands beside one to all instances of something
    /// (`picks`), it may be nothing but the index.
    pub(super) fn atoms_of(&self, scope: Scope, steps: &[Step], kind: IdOf, picks: bool, atoms: &mut Atoms) {
        let (head, name) = (steps.first().and_then(Step::name), steps.get(1).and_then(Step::name));
        match (head, name) {
            (Some("count" | "path" | "terraform" | "self"), _) => {}
            (Some("each"), Some("value")) => self.atoms_of_each(scope, steps, kind, picks, atoms),
            (Some("var"), Some(_)) if steps.len() > 2 && self.is_passed_whole(scope, steps, kind) => {
                self.sort_out(&self.follow(scope, steps, Some(kind)), kind, atoms);
            }
            (Some("var"), Some(name)) if !self.is_root(scope) => match self.argument(scope.module, name) {
                Some(argument) => {
                    let Some(parent) = self.document.module(scope.module).and_then(|module| module.parent)
                    else {
                        atoms.more = true;
                        return;
                    };
                    let outside = Scope { module: parent, owner: Owner::Call(scope.module) };
                    atoms.extend(&self.atoms(outside, argument, kind));
                }
                None => self.sort_out(&self.default(scope.module, name), kind, atoms),
            },
            (Some("module"), Some(name)) => self.atoms_of_module(scope, name, steps, kind, atoms),
            _ => match resource_of(scope, steps) {
                Some((resource, [])) => {
                    self.atoms_of_all(self.index.instances(resource), resource, kind, atoms)
                }
                Some((resource, rest)) => {
                    let instances = self.index.instances(resource);
                    let exact = matches!(rest, [Step::At(_)]);
                    let term = self.follow(scope, steps, Some(kind));
                    match term {
                        // An instance with its attribute lost.
                        Term::Object(id) if exact => self.atoms_of_all(&[id], resource, kind, atoms),
                        Term::Token(_) if !instances.is_empty() && holds_no_id(rest) => {}
                        term => self.sort_out(&term, kind, atoms),
                    }
                }
                None => self.sort_out(&self.follow(scope, steps, Some(kind)), kind, atoms),
            },
        }
    }

    /// Whether a reference takes an ID from an object that a module is given as it is.
    fn is_passed_whole(&self, scope: Scope, steps: &[Step], kind: IdOf) -> bool {
        !self.is_root(scope) && matches!(self.follow(scope, steps, Some(kind)), Term::Id(_) | Term::Part(..))
    }

    fn is_root(&self, scope: Scope) -> bool {
        self.document.module(scope.module).is_none_or(|module| module.parent.is_none())
    }

    /// All instances of a resource, with the name of the attribute lost.
    pub(super) fn atoms_of_all(
        &self,
        instances: &[ObjectId],
        resource: Resource<'_>,
        kind: IdOf,
        atoms: &mut Atoms,
    ) {
        let Some(first) = instances.first().and_then(|id| self.document.object(*id)) else {
            // Without instances it has no IDs, if it is there at all.
            atoms.more |= self.index.written(resource).is_none();
            return;
        };
        if identity(&first.kind) != Some(kind) || first.mode == Mode::Data || instances.len() > CANDIDATES {
            atoms.more = true;
            return;
        }
        for id in instances {
            self.sort_out(&self.id_of(*id), kind, atoms);
        }
    }

    fn atoms_of_each(&self, scope: Scope, steps: &[Step], kind: IdOf, picks: bool, atoms: &mut Atoms) {
        let term = self.follow(scope, steps, Some(kind));
        // An object is no ID: its `for_each` makes something of the resource that it refers to.
        if decided(&term) && !matches!(term, Term::Object(_)) {
            return self.sort_out(&term, kind, atoms);
        }
        let Some(expression) = self.for_each_expression(scope.owner) else {
            atoms.more = true;
            return;
        };
        let found = self.atoms(Scope::module(scope.module), expression, kind);
        let index = picks && !steps.last().and_then(Step::name).is_none_or(|name| name.ends_with("id"));
        if !(found.more && index) {
            atoms.extend(&found);
        }
    }

    fn atoms_of_module(&self, scope: Scope, name: &str, steps: &[Step], kind: IdOf, atoms: &mut Atoms) {
        let children = self.index.children(scope.module, name);
        let output = steps.iter().skip(2).find_map(Step::name);
        let (Some(output), false) = (output, children.is_empty()) else {
            atoms.more = true;
            return;
        };
        let key = if let Some(Step::At(key)) = steps.get(2) { Some(key) } else { None };
        for child in children {
            let own = super::terms::key_term(super::index::module_key(self.document, *child));
            if key.is_some_and(|key| *key != own) {
                continue;
            }
            match self.output_expression(*child, output) {
                Some(expression) => atoms.extend(&self.atoms(Scope::module(*child), expression, kind)),
                None => atoms.more = true,
            }
            if atoms.more || atoms.terms.len() > CANDIDATES {
                return;
            }
        }
    }

    /// Adds what of a term can be such an ID.
    pub(super) fn sort_out(&self, term: &Term, kind: IdOf, atoms: &mut Atoms) {
        match term {
            Term::Null | Term::Bool(_) | Term::Number(_) => {}
            Term::Text(text) => {
                if shaped(text, kind) {
                    add(&mut atoms.terms, term.clone());
                }
            }
            Term::Id(id) => match self.document.object(*id).and_then(|object| identity(&object.kind)) {
                Some(found) if found == kind => add(&mut atoms.terms, term.clone()),
                Some(_) => {}
                None => atoms.more = true,
            },
            Term::Part(_, part) if part.kind() == kind => add(&mut atoms.terms, term.clone()),
            Term::Part(..) => {}
            Term::List(items) if items.len() <= 4096 => {
                items.iter().for_each(|item| self.sort_out(item, kind, atoms))
            }
            Term::Map(entries) if entries.len() <= 4096 => {
                entries.iter().for_each(|(_, item)| self.sort_out(item, kind, atoms));
            }
            Term::OneOf(terms, _) => terms.iter().for_each(|item| self.sort_out(item, kind, atoms)),
            Term::List(_) | Term::Map(_) | Term::Object(_) | Term::Token(_) | Term::Unknown => {
                atoms.more = true
            }
        }
    }
}

impl Atoms {
    fn extend(&mut self, other: &Self) {
        self.more |= other.more;
        other.terms.iter().for_each(|term| add(&mut self.terms, term.clone()));
    }
}

/// The resource that a reference is to, and what follows its name.
pub(super) fn resource_of(scope: Scope, steps: &[Step]) -> Option<(Resource<'_>, &[Step])> {
    match steps {
        [Step::Name(head), Step::Name(kind), Step::Name(name), rest @ ..] if &**head == "data" => {
            Some(((scope.module, Mode::Data, kind, name), rest))
        }
        [Step::Name(head), ..]
            if matches!(
                &**head,
                "var" | "local" | "module" | "each" | "count" | "path" | "terraform" | "self" | "data"
            ) =>
        {
            None
        }
        [Step::Name(kind), Step::Name(name), rest @ ..] => {
            Some(((scope.module, Mode::Managed, kind, name), rest))
        }
        _ => None,
    }
}

fn holds_no_id(steps: &[Step]) -> bool {
    steps.iter().rev().find_map(Step::name).is_some_and(|name| NO_IDS.contains(&name))
}
