//! Types of variables: what they convert a value to, and what `optional` fills in.

use super::super::document::ModuleId;
use super::super::term::Term;
use super::Graph;
use super::ops;
use super::scope::Scope;
use super::terms::{look_up, sort_map};
use crate::syntax::hcl::{Expr, ExprKind};
use std::rc::Rc;

impl<'d> Graph<'d> {
    /// A value as a variable of a type has it. What is not known stays as it is; a value of another
    /// type, which Terraform refuses, too.
    pub(super) fn typed(&self, module: ModuleId, term: Term, kind: &'d Expr) -> Term {
        match &kind.kind {
            ExprKind::Name(name) => primitive(name, term),
            ExprKind::Call { name, args, .. } => match (name.as_str(), args.as_slice(), &term) {
                ("list" | "set", [item], Term::List(items)) => {
                    let items: Rc<[Term]> =
                        items.iter().map(|one| self.typed(module, one.clone(), item)).collect();
                    if name == "set" {
                        super::super::functions::call("toset", &[Term::List(items)])
                    } else {
                        Term::List(items)
                    }
                }
                ("map", [item], Term::Map(entries)) => {
                    let typed = |(key, one): &(Rc<str>, Term)| {
                        (Rc::clone(key), self.typed(module, one.clone(), item))
                    };
                    sort_map(entries.iter().map(typed).collect())
                }
                ("tuple", [Expr { kind: ExprKind::List(kinds), .. }], Term::List(items)) => Term::List(
                    items
                        .iter()
                        .zip(kinds)
                        .map(|(one, kind)| self.typed(module, one.clone(), kind))
                        .collect(),
                ),
                ("object", [Expr { kind: ExprKind::Object(fields), .. }], Term::Map(entries)) => {
                    self.object_of(module, entries, fields)
                }
                _ => term,
            },
            _ => term,
        }
    }

    fn object_of(&self, module: ModuleId, entries: &[(Rc<str>, Term)], fields: &'d [(Expr, Expr)]) -> Term {
        let mut typed = Vec::with_capacity(fields.len());
        for (key, kind) in fields {
            let (ExprKind::Name(name) | ExprKind::Text(name)) = &key.kind else { return Term::Unknown };
            let given = look_up(entries, name).cloned();
            let (kind, default) = match &kind.kind {
                ExprKind::Call { name, args, .. } if name == "optional" => match args.as_slice() {
                    [kind] => (kind, Some(Term::Null)),
                    [kind, default] => (kind, Some(self.eval(default, &Scope::module(module).env(None)))),
                    _ => return Term::Unknown,
                },
                _ => (kind, None),
            };
            let value = match (given, default) {
                (None | Some(Term::Null), Some(default)) => default,
                (Some(given), _) => given,
                (None, None) => continue, // Terraform refuses it
            };
            typed.push((Rc::from(name.as_str()), self.typed(module, value, kind)));
        }
        sort_map(typed)
    }
}

fn primitive(name: &str, term: Term) -> Term {
    let converted = match (name, &term) {
        ("string", Term::Number(_) | Term::Bool(_)) => ops::as_text(&term).map(Term::text),
        ("number", Term::Text(text)) => text.parse().ok().filter(|n: &f64| n.is_finite()).map(Term::Number),
        ("bool", Term::Text(_)) => ops::as_bool(&term).map(Term::Bool),
        _ => None,
    };
    converted.unwrap_or(term)
}
