//! Attributes that the plan does not know yet.

use super::super::document::{Change, Object, ObjectId};
use super::super::schema::{IdOf, Want};
use super::super::term::{Part, Term};
use super::known::{self, Known};
use super::memo::Derived;
use super::scope::{Owner, Scope, code, or_token};
use super::terms::{decided, sort_map};
use super::written::{Given, Planned, Written};
use super::{Graph, Place};
use std::rc::Rc;

/// Most instances of a set: `amount` is 1 to 100 in the provider's schema.
const LARGEST_SET: f64 = 100.0;

impl<'d> Graph<'d> {
    /// An attribute that others refer to. What the provider computes stands for itself.
    pub(super) fn object_attribute(&self, id: ObjectId, name: &str, kind: Option<IdOf>) -> Term {
        if name == "id" {
            return self.id_of(id);
        }
        let Some(object) = self.document.object(id) else { return Term::Unknown };
        let place = Place { block: None, name };
        let itself = || Term::Token(format!("${{{}}}", known::path(object, place)).into());
        match known::seen(self.document, object, place).known {
            Known::Value(term) => term,
            Known::Missing => itself(),
            Known::Secret => Term::Unknown,
            Known::Partly(term) => self.fill_blocks(id, name, term, kind),
            Known::Unknown => {
                // Lists have names in the plural.
                let want = match kind {
                    Some(kind) if name.ends_with('s') => Want::Ids(kind),
                    Some(kind) => Want::Id(kind),
                    None => Want::Value,
                };
                match self.derived(id, object, place, want, self.expression(id, object, place)) {
                    Term::Null => self.made_with(id, object, name).unwrap_or_else(itself),
                    term => term,
                }
            }
        }
    }

    /// What comes with an object that the run makes, where an attribute names it.
    fn made_with(&self, id: ObjectId, object: &Object<'d>, name: &str) -> Option<Term> {
        let is_new =
            matches!(object.change, Change::Create | Change::DeleteThenCreate | Change::CreateThenDelete);
        match (&*object.kind, name) {
            _ if !is_new => None,
            ("alicloud_instance", "network_interface_id") => Some(Term::Part(id, Part::PrimaryEni)),
            ("alicloud_ecs_instance_set", "instance_ids") => {
                Some(Term::List((0..self.amount(id)?).map(|n| Term::Part(id, Part::Member(n))).collect()))
            }
            _ => None,
        }
    }

    /// How many instances a set has, if that is known.
    pub(in crate::read::terraform) fn amount(&self, set: ObjectId) -> Option<u32> {
        match self.object_attribute(set, "amount", None) {
            Term::Number(amount) if (1.0..=LARGEST_SET).contains(&amount) => Some(amount as u32),
            _ => None,
        }
    }

    /// Fills in attributes of nested blocks.
    fn fill_blocks(&self, id: ObjectId, name: &str, term: Term, kind: Option<IdOf>) -> Term {
        let Term::List(items) = &term else { return term };
        if items.len() > super::terms::CANDIDATES {
            return term;
        }
        let Some(object) = self.document.object(id) else { return term };
        let want = kind.map_or(Want::Value, Want::Id);
        let items = items.iter().enumerate().map(|(number, item)| {
            let Term::Map(entries) = item else { return item.clone() };
            let fill = |(key, term): &(Rc<str>, Term)| {
                let place = Place { block: Some((name, number)), name: key };
                let derived = match term {
                    Term::Token(_) => {
                        self.derived(id, object, place, want, self.expression(id, object, place))
                    }
                    _ => Term::Null,
                };
                (Rc::clone(key), if derived == Term::Null { term.clone() } else { derived })
            };
            sort_map(entries.iter().map(fill).collect())
        });
        Term::List(items.collect())
    }

    /// A value that is not known; null if nobody gave it. `planned` is what the plan's configuration says.
    pub(super) fn derived(
        &self,
        id: ObjectId,
        object: &Object<'d>,
        place: Place<'_>,
        want: Want,
        planned: Planned<'d>,
    ) -> Term {
        let itself = || Term::Token(format!("${{{}}}", known::path(object, place)).into());
        match object.change {
            Change::Read => return itself(),
            // What is computed anew for an object that stays is not the default.
            Change::Update if matches!(planned, Planned::NotGiven) => return itself(),
            _ if matches!(planned, Planned::NotGiven) => return Term::Null,
            _ => {}
        }
        let name = match place.block {
            Some((block, number)) => format!("{block}[{number}].{}", place.name),
            None => place.name.to_owned(),
        };
        let found = self.memo.attributes.resolve((id, name, want_code(want)), || {
            let path = known::path(object, place);
            let term = self.guarded(|| self.derive(id, object, place, want, planned, &path));
            match formed(term.unwrap_or(Term::Unknown), want, &path) {
                Term::Unknown => Derived::Itself,
                term => Derived::Term(term),
            }
        });
        match found {
            Derived::Itself => itself(),
            Derived::Term(term) => term,
        }
    }

    fn derive(
        &self,
        id: ObjectId,
        object: &Object<'d>,
        place: Place<'_>,
        want: Want,
        planned: Planned<'d>,
        path: &str,
    ) -> Term {
        let scope = Scope { module: object.module, owner: Owner::Object(id) };
        let written = self.written(object, place, scope);
        let planned = self.beside(planned, object, place, &written);
        let absent = if object.change == Change::Update { Term::Unknown } else { Term::Null };
        let expression = match (planned, &written) {
            (Planned::NotGiven, _) | (Planned::Unclear, Written::NotGiven) => return absent,
            (Planned::Unread, Written::NotGiven) if self.document.configuration.is_none() => return absent,
            (Planned::Given(json), _) => Some(json),
            (Planned::Unread | Planned::Unclear, _) => None,
        };
        let exact = match &written {
            Written::Given(given) if self.fits(given, planned) => self.evaluated(given, scope, want),
            _ => Term::Unknown,
        };
        let plausible = match &exact {
            // The plan would know that too; but what it refers to is only looked at, then.
            Term::Text(_) | Term::Number(_) | Term::Bool(_) if self.document.alone.is_none() => {
                return Term::Unknown;
            }
            Term::Null => return absent,
            _ => formed(exact, want, path),
        };
        let Some(expression) = expression.filter(|_| !decided(&plausible)) else { return plausible };
        match self.planned(scope, expression, place.name, want, path) {
            Term::Unknown => plausible,
            term => term,
        }
    }

    fn evaluated(&self, given: &Given<'d>, scope: Scope, want: Want) -> Term {
        let kind = match want {
            Want::Id(kind) | Want::Ids(kind) => Some(kind),
            Want::Value | Want::Values => None,
        };
        match &given.round {
            None => self.eval(given.expr, &scope.env(kind)),
            Some(round) => self.eval_round(given.expr, round.iterator, round.pair.clone(), scope, kind),
        }
    }

    /// Whether the files are those that the plan was made from, as far as this attribute tells.
    /// The plan does not tell what dynamic blocks are made of.
    pub(super) fn fits(&self, given: &Given<'d>, planned: Planned<'d>) -> bool {
        match planned {
            Planned::Given(json) => given.round.is_none() && self.agrees(given.expr, Some(json)),
            Planned::NotGiven => false,
            Planned::Unread => self.document.configuration.is_none(),
            Planned::Unclear => given.round.is_some(),
        }
    }

    /// A list of which the plan knows some elements.
    pub(super) fn filled(
        &self,
        id: ObjectId,
        object: &Object<'d>,
        place: Place<'_>,
        want: Want,
        term: Term,
        planned: Planned<'d>,
    ) -> Term {
        let Term::List(items) = &term else { return term };
        let Term::List(derived) = self.derived(id, object, place, want, planned) else { return term };
        let mut holes = items.iter().filter(|item| !decided(item));
        let same = |(item, derived): (&Term, &Term)| !decided(item) || item == derived;
        if items.len() == derived.len() && items.iter().zip(derived.iter()).all(same) {
            return Term::List(derived);
        }
        let ([only], Some(_), None) = (&*derived, holes.next(), holes.next()) else { return term };
        let fill = |item: &Term| if decided(item) { item.clone() } else { only.clone() };
        Term::List(items.iter().map(fill).collect())
    }
}

/// A term as it goes out: a value of the wanted form, or nothing that is known.
fn formed(term: Term, want: Want, path: &str) -> Term {
    match (want, term) {
        (Want::Id(_), Term::List(_) | Term::Map(_)) => Term::Unknown,
        (Want::Ids(_) | Want::Values, Term::List(items)) => {
            let name = |number: usize| format!("{path}[{number}]");
            let items = items.iter().enumerate();
            Term::List(items.map(|(n, item)| or_token(single(item.clone()), || name(n))).collect())
        }
        (Want::Ids(_) | Want::Values, term) if !matches!(term, Term::Null | Term::Token(_)) => Term::Unknown,
        (_, Term::List(items)) => Term::List(items),
        (_, Term::Map(entries)) => Term::Map(entries),
        (_, term) => single(term),
    }
}

/// A single value, or candidates for one.
fn single(term: Term) -> Term {
    let plain = |term: &Term| {
        matches!(term, Term::Id(_) | Term::Part(..) | Term::Text(_) | Term::Number(_) | Term::Bool(_))
    };
    match term {
        Term::OneOf(terms, key) if terms.iter().all(plain) => Term::OneOf(terms, key),
        Term::OneOf(..) | Term::Object(_) | Term::List(_) | Term::Map(_) => Term::Unknown,
        term => term,
    }
}

fn want_code(want: Want) -> u8 {
    match want {
        Want::Value => u8::MAX,
        Want::Values => u8::MAX - 1,
        Want::Id(kind) => code(Some(kind)),
        Want::Ids(kind) => code(Some(kind)) | 0x40,
    }
}
