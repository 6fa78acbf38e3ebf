//! Which expressions come to the same for all instances of what they stand in, and need to be worked
//! out only once.

use super::Graph;
use super::eval::Env;
use crate::syntax::hcl::{Expr, ExprKind, For, Part};

impl<'d> Graph<'d> {
    /// Whether an expression is the same for all instances of what it stands in.
    pub(super) fn is_closed(&self, expr: &'d Expr, env: &Env<'_>) -> bool {
        let key = std::ptr::from_ref(expr).addr();
        if let Some(known) = self.memo.closed.borrow().get(&key) {
            return *known;
        }
        let closed = closed(expr, &mut Vec::new(), false, env);
        self.memo.closed.borrow_mut().insert(key, closed);
        closed
    }
}

/// Whether an expression has nothing of an instance in it. `bound` are the variables of the `for`
/// expressions in it, `element` tells whether a splat in it is around.
fn closed<'e>(expr: &'e Expr, bound: &mut Vec<&'e str>, element: bool, env: &Env<'_>) -> bool {
    match &expr.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::Text(_) => true,
        ExprKind::Element => element,
        ExprKind::Name(name) => {
            bound.contains(&name.as_str())
                || !(matches!(name.as_str(), "each" | "count" | "self") || env.variable(name).is_some())
        }
        ExprKind::Template(parts) => parts.iter().all(|part| match part {
            Part::Value(expr) => closed(expr, bound, element, env),
            Part::Text(_) | Part::Directive => true,
        }),
        ExprKind::List(items) => items.iter().all(|item| closed(item, bound, element, env)),
        ExprKind::Object(entries) => entries
            .iter()
            .all(|(key, value)| closed(key, bound, element, env) && closed(value, bound, element, env)),
        ExprKind::Get(of, _) | ExprKind::Unary(_, of) => closed(of, bound, element, env),
        ExprKind::Index(a, b) | ExprKind::Binary(a, _, b) => {
            closed(a, bound, element, env) && closed(b, bound, element, env)
        }
        ExprKind::Splat(of, rest) => closed(of, bound, element, env) && closed(rest, bound, true, env),
        ExprKind::Conditional(a, b, c) => [a, b, c].into_iter().all(|expr| closed(expr, bound, element, env)),
        ExprKind::Call { args, .. } => args.iter().all(|arg| closed(arg, bound, element, env)),
        ExprKind::For(of) => closed_for(of, bound, element, env),
    }
}

fn closed_for<'e>(of: &'e For, bound: &mut Vec<&'e str>, element: bool, env: &Env<'_>) -> bool {
    if !closed(&of.of, bound, element, env) {
        return false;
    }
    let length = bound.len();
    bound.extend(of.key.as_deref());
    bound.push(&of.value);
    let inside = [Some(&of.result), of.result_key.as_ref(), of.condition.as_ref()];
    let result = inside.into_iter().flatten().all(|expr| closed(expr, bound, element, env));
    bound.truncate(length);
    result
}
