//! What the call of a module hands over: objects and IDs in its arguments.

use super::super::document::{Mode, ModuleId};
use super::super::term::Term;
use super::Graph;
use super::refs::{Step, parse};
use super::scope::Scope;
use super::written::references;
use crate::syntax::hcl::Expr;

/// Arguments of a call that say nothing to the module.
const OWN: [&str; 4] = ["source", "version", "providers", "depends_on"];
/// Parts of arguments that are looked at, and expressions that are followed for one call.
const PARTS: usize = 100_000;
const FOLLOWED: usize = 1_000;

impl<'d> Graph<'d> {
    /// The objects, parts of them and texts that the call of a module in another hands over; what may be
    /// among them, too, where an argument is not worked out.
    pub(in crate::read::terraform) fn handed(&self, module: ModuleId, call: &str) -> Vec<Term> {
        let folder = self.index.folder(module);
        let block = folder.and_then(|folder| self.configuration.block(folder, "module", &[call]));
        let arguments = block.into_iter().flat_map(|block| block.attributes());
        let mut found = Vec::new();
        for argument in arguments.filter(|argument| !OWN.contains(&argument.name.as_str())) {
            self.refill();
            let term = self.eval(&argument.value, &Scope::module(module).env(None));
            if !collect(term, &mut found) {
                self.named_in(module, &argument.value, &mut found);
            }
        }
        found
    }

    /// The objects that an expression names, and those that lead to it.
    fn named_in(&self, module: ModuleId, expr: &'d Expr, found: &mut Vec<Term>) {
        let (mut open, mut left) = (vec![(module, expr)], FOLLOWED);
        while let Some((module, expr)) = open.pop() {
            let mut names = Vec::new();
            references(expr, &mut Vec::new(), &mut names);
            for steps in names.iter().filter_map(|name| parse(name)) {
                let Some(rest) = left.checked_sub(1) else { return };
                left = rest;
                let names: Vec<&str> = steps.iter().map_while(Step::name).take(2).collect();
                let [head, name] = names.as_slice() else { continue };
                if let Some(behind) = self.behind(module, head, name) {
                    open.push(behind);
                    continue;
                }
                // One instance alone, where the expression says which.
                let term = self.follow(Scope::module(module), &steps, None);
                if !collect(term, found) {
                    let all = self.index.instances((module, Mode::Managed, *head, *name));
                    found.extend(all.iter().map(|object| Term::Object(*object)));
                }
            }
        }
    }

    /// The expression that a local or an argument stands for.
    fn behind(&self, module: ModuleId, head: &str, name: &str) -> Option<(ModuleId, &'d Expr)> {
        match head {
            "local" => Some((module, self.configuration.local(self.index.folder(module)?, name)?.1)),
            "var" => {
                let parent = self.document.module(module)?.parent?;
                Some((parent, &self.call_block(module)?.attribute(name)?.1.value))
            }
            _ => None,
        }
    }
}

/// Adds the objects and texts that a value holds; tells whether all of it is known.
fn collect(term: Term, found: &mut Vec<Term>) -> bool {
    let (mut open, mut is_known) = (vec![term], true);
    for _ in 0..PARTS {
        match open.pop() {
            None => return is_known,
            Some(term @ (Term::Id(_) | Term::Part(..) | Term::Object(_) | Term::Text(_))) => found.push(term),
            Some(Term::List(items)) => open.extend(items.iter().cloned()),
            Some(Term::OneOf(items, _)) => open.extend(items.iter().cloned()),
            Some(Term::Map(entries)) => {
                open.extend(entries.iter().flat_map(|(key, term)| [Term::Text(key.clone()), term.clone()]));
            }
            Some(Term::Unknown) => is_known = false,
            Some(Term::Null | Term::Bool(_) | Term::Number(_) | Term::Token(_)) => {}
        }
    }
    false
}
