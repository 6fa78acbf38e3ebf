//! Expressions of configuration files.

use super::super::document::ModuleId;
use super::super::functions;
use super::super::schema::IdOf;
use super::super::term::Term;
use super::Graph;
use super::ops;
use super::refs::Step;
use super::scope::{Scope, code};
use super::terms::{one_of, sort_map};
use crate::syntax::hcl::{Expr, ExprKind, For, Part};
use std::rc::Rc;

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Env<'e> {
    pub(super) scope: Scope,
    /// The variables of `for` expressions around it, and of dynamic blocks.
    variables: Option<&'e Variable<'e>>,
    element: Option<&'e Term>,
    /// The kind of ID that is looked for; tells how to read what only the plan describes.
    kind: Option<IdOf>,
}

/// A variable, and those around it.
struct Variable<'e> {
    name: &'e str,
    term: Term,
    outer: Option<&'e Variable<'e>>,
}

impl Scope {
    pub(super) fn env<'e>(self, kind: Option<IdOf>) -> Env<'e> {
        Env { scope: self, variables: None, element: None, kind }
    }
}

impl<'e> Env<'e> {
    pub(super) fn variable(&self, name: &str) -> Option<&'e Term> {
        let mut at = self.variables;
        while let Some(variable) = at {
            if variable.name == name {
                return Some(&variable.term);
            }
            at = variable.outer;
        }
        None
    }

    /// Where something is only looked at, no ID is looked for.
    fn aside(&self) -> Self {
        Self { kind: None, ..*self }
    }
}

/// Functions whose results are their arguments, or in them.
const PASSING: [&str; 18] = [
    "element",
    "concat",
    "coalesce",
    "coalescelist",
    "try",
    "lookup",
    "flatten",
    "toset",
    "tolist",
    "tomap",
    "compact",
    "distinct",
    "one",
    "slice",
    "values",
    "merge",
    "sort",
    "reverse",
];

impl<'d> Graph<'d> {
    /// The value of an expression.
    pub(super) fn eval(&self, expr: &'d Expr, env: &Env<'_>) -> Term {
        let shared = matches!(
            expr.kind,
            ExprKind::Splat(..)
                | ExprKind::For(_)
                | ExprKind::Call { .. }
                | ExprKind::List(_)
                | ExprKind::Object(_)
        ) && self.is_closed(expr, env);
        if !shared {
            return self.guarded(|| self.work_out(expr, env)).unwrap_or(Term::Unknown);
        }
        let key: (usize, ModuleId, u8) = (std::ptr::from_ref(expr).addr(), env.scope.module, code(env.kind));
        self.memo.shared.resolve(key, || self.guarded(|| self.work_out(expr, env)).unwrap_or(Term::Unknown))
    }

    fn work_out(&self, expr: &'d Expr, env: &Env<'_>) -> Term {
        match &expr.kind {
            ExprKind::Null => Term::Null,
            ExprKind::Bool(flag) => Term::Bool(*flag),
            ExprKind::Number(number) => Term::Number(*number),
            ExprKind::Text(text) => Term::text(text.as_str()),
            ExprKind::Template(parts) => self.template(parts, env),
            ExprKind::List(items) => Term::List(items.iter().map(|item| self.eval(item, env)).collect()),
            ExprKind::Object(entries) => self.object(entries, env),
            ExprKind::Name(_) | ExprKind::Get(..) | ExprKind::Index(..) => self.traversal(expr, env),
            ExprKind::Splat(of, rest) => self.splat(of, rest, env),
            ExprKind::Element => env.element.cloned().unwrap_or(Term::Unknown),
            ExprKind::Conditional(condition, yes, no) => self.conditional(condition, yes, no, env),
            ExprKind::Unary(operator, of) => ops::unary(*operator, &self.eval(of, &env.aside())),
            ExprKind::Binary(left, operator, right) => {
                let env = env.aside();
                ops::binary(&self.eval(left, &env), *operator, &self.eval(right, &env))
            }
            ExprKind::Call { name, args, expands } => self.call(name, args, *expands, env),
            ExprKind::For(of) => self.for_expression(of, env),
        }
    }

    fn template(&self, parts: &'d [Part], env: &Env<'_>) -> Term {
        if let [Part::Value(only)] = parts {
            return self.eval(only, env);
        }
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Value(expr) => match ops::as_text(&self.eval(expr, &env.aside())) {
                    Some(part) => text.push_str(&part),
                    None => return Term::Unknown,
                },
                Part::Directive => return Term::Unknown,
            }
        }
        Term::text(text)
    }

    fn object(&self, entries: &'d [(Expr, Expr)], env: &Env<'_>) -> Term {
        let mut found: Vec<(Rc<str>, Term)> = Vec::new();
        for (key, value) in entries {
            // A bare name was read as a text: what is a name here stands in parentheses.
            let Some(key) = ops::as_text(&self.eval(key, &env.aside())) else { return Term::Unknown };
            found.push((key.into(), self.eval(value, env)));
        }
        sort_map(found)
    }

    /// A name with what is taken from it.
    fn traversal(&self, expr: &'d Expr, env: &Env<'_>) -> Term {
        let (mut at, mut steps) = (expr, Vec::new());
        loop {
            match &at.kind {
                ExprKind::Get(of, name) => {
                    steps.push(Step::Name(name.as_str().into()));
                    at = of;
                }
                ExprKind::Index(of, key) => {
                    steps.push(Step::At(self.eval(key, &env.aside())));
                    at = of;
                }
                _ => break,
            }
        }
        let name = if let ExprKind::Name(name) = &at.kind { Some(name.as_str()) } else { None };
        let base = match name {
            Some(name) => env.variable(name).cloned(),
            None => Some(self.eval(at, env)),
        };
        match (base, name) {
            (Some(base), _) => steps.iter().rev().fold(base, |term, step| match step {
                Step::Name(name) => self.get(&term, name, env.kind),
                Step::At(key) => self.at(&term, key, env.kind),
            }),
            (None, name) => {
                steps.push(Step::Name(name.unwrap_or_default().into()));
                steps.reverse();
                self.follow(env.scope, &steps, env.kind)
            }
        }
    }

    fn splat(&self, of: &'d Expr, rest: &'d Expr, env: &Env<'_>) -> Term {
        let items: Rc<[Term]> = match self.eval(of, env) {
            Term::List(items) => items,
            Term::Null => Rc::from([]),
            // Of something single: a list of it alone.
            term @ (Term::Object(_) | Term::Text(_) | Term::Id(_) | Term::Part(..)) => Rc::from([term]),
            _ => return Term::Unknown,
        };
        Term::List(items.iter().map(|item| self.eval(rest, &Env { element: Some(item), ..*env })).collect())
    }

    fn conditional(&self, condition: &'d Expr, yes: &'d Expr, no: &'d Expr, env: &Env<'_>) -> Term {
        match ops::as_bool(&self.eval(condition, &env.aside())) {
            Some(true) => self.eval(yes, env),
            Some(false) => self.eval(no, env),
            None => {
                let (yes, no) = (self.eval(yes, env), self.eval(no, env));
                if yes == no { yes } else { one_of([yes, no], self.fresh()) }
            }
        }
    }

    fn call(&self, name: &str, args: &'d [Expr], expands: bool, env: &Env<'_>) -> Term {
        let args = match name {
            "try" => self.tried(args, env),
            "can" if args.iter().any(|arg| self.fails(arg, env)) => return Term::Bool(false),
            _ => args,
        };
        let inner = if PASSING.contains(&name) { *env } else { env.aside() };
        let mut terms: Vec<Term> = args.iter().map(|arg| self.eval(arg, &inner)).collect();
        if expands {
            match terms.pop() {
                Some(Term::List(items)) => terms.extend(items.iter().cloned()),
                _ => return Term::Unknown,
            }
        }
        functions::call(name, &terms)
    }

    fn for_expression(&self, of: &'d For, env: &Env<'_>) -> Term {
        let Some(pairs) = pairs(&self.eval(&of.of, env)) else { return Term::Unknown };
        let (mut items, mut entries): (Vec<Term>, Vec<(Rc<str>, Term)>) = (Vec::new(), Vec::new());
        for (key, value) in pairs {
            let outer = Variable { name: of.key.as_deref().unwrap_or(""), term: key, outer: env.variables };
            let variable = Variable { name: &of.value, term: value, outer: Some(&outer) };
            let env = Env { variables: Some(&variable), ..*env };
            if let Some(condition) = &of.condition {
                match ops::as_bool(&self.eval(condition, &env.aside())) {
                    Some(true) => {}
                    Some(false) => continue,
                    None => return Term::Unknown,
                }
            }
            let result = self.eval(&of.result, &env);
            let Some(key) = &of.result_key else {
                items.push(result);
                continue;
            };
            let Some(key) = ops::as_text(&self.eval(key, &env.aside())) else { return Term::Unknown };
            entries.push((key.into(), result));
        }
        match &of.result_key {
            None => Term::List(items.into()),
            Some(_) if of.groups => grouped(entries),
            Some(_) => sort_map(entries),
        }
    }

    /// The value of an expression in the content of a dynamic block, in its round `number`.
    pub(super) fn eval_round(
        &self,
        expr: &'d Expr,
        iterator: &str,
        (key, value): (Term, Term),
        scope: Scope,
        kind: Option<IdOf>,
    ) -> Term {
        let entries = vec![(Rc::from("key"), key), (Rc::from("value"), value)];
        let variable = Variable { name: iterator, term: sort_map(entries), outer: None };
        self.eval(expr, &Env { variables: Some(&variable), ..scope.env(kind) })
    }
}

/// The keys and values of a collection.
pub(super) fn pairs(term: &Term) -> Option<Vec<(Term, Term)>> {
    match term {
        Term::List(items) => {
            Some((0_u32..).map(|n| Term::Number(n.into())).zip(items.iter().cloned()).collect())
        }
        Term::Map(entries) => {
            Some(entries.iter().map(|(key, term)| (Term::Text(Rc::clone(key)), term.clone())).collect())
        }
        _ => None,
    }
}

/// Values of equal keys in lists.
fn grouped(entries: Vec<(Rc<str>, Term)>) -> Term {
    let mut groups: std::collections::BTreeMap<Rc<str>, Vec<Term>> = std::collections::BTreeMap::new();
    for (key, term) in entries {
        groups.entry(key).or_default().push(term);
    }
    Term::Map(groups.into_iter().map(|(key, terms)| (key, Term::List(terms.into()))).collect())
}
