//! Expressions that are certain to be errors, which `try` and `can` ask for: `x[0].id` of a resource
//! with `count = 0`.

use super::super::term::Term;
use super::Graph;
use super::eval::Env;
use super::terms::{look_up, position};
use crate::syntax::hcl::{Expr, ExprKind};

impl<'d> Graph<'d> {
    /// The arguments of `try` from the first on that may be none.
    pub(super) fn tried(&self, args: &'d [Expr], env: &Env<'_>) -> &'d [Expr] {
        let first = args.iter().position(|arg| !self.fails(arg, env));
        first.and_then(|first| args.get(first..)).unwrap_or_default()
    }

    /// Whether an expression takes an instance that is not there.
    pub(super) fn fails(&self, expr: &'d Expr, env: &Env<'_>) -> bool {
        let mut at = expr;
        loop {
            let (of, key) = match &at.kind {
                ExprKind::Get(of, name) => (of, Term::text(name.as_str())),
                ExprKind::Index(of, key) => (of, self.eval(key, env)),
                _ => return false,
            };
            if lacks(&self.eval(of, env), &key) {
                return true;
            }
            at = of;
        }
    }
}

/// Whether something has no element of a key. Of other mappings than those of instances that is not
/// certain: a variable's type may fill in what was not given.
fn lacks(of: &Term, key: &Term) -> bool {
    match (of, key) {
        (Term::List(items), Term::Number(number)) => position(*number).is_none_or(|at| at >= items.len()),
        (Term::Map(entries), Term::Text(key)) => {
            let instances = entries.iter().all(|(_, term)| matches!(term, Term::Object(_)));
            instances && !entries.is_empty() && look_up(entries, key).is_none()
        }
        _ => false,
    }
}
