//! What the call of a module hands over: objects and IDs in its arguments. And what the number of
//! instances hangs on.

use super::super::document::{Mode, ModuleId};
use super::super::source::Declared;
use super::super::term::Term;
use super::Graph;
use super::refs::{Step, parse};
use super::scope::Scope;
use super::written::references;
use crate::syntax::hcl::Expr;
use std::rc::Rc;

/// Arguments of a call that say nothing to the module.
const OWN: [&str; 4] = ["source", "version", "providers", "depends_on"];
/// Parts of arguments that are looked at, and expressions that are followed for one call.
const PARTS: usize = 100_000;
const FOLLOWED: usize = 1_000;
/// Names that lead from one to the next, and bytes of one that is shown, at most.
const HOPS: usize = 32;
const LONGEST: usize = 200;

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

    /// What the number of instances of a block hangs on: the first name in its expression of which
    /// nothing is known.
    pub(in crate::read::terraform) fn hangs_on(
        &self,
        module: ModuleId,
        declared: Declared<'_>,
    ) -> Option<Rc<str>> {
        let labels: Vec<&str> = declared.block.labels.iter().map(String::as_str).collect();
        let block = self.configuration.block(self.index.folder(module)?, &declared.block.name, &labels)?;
        let (_, own) = block.attribute("count").or_else(|| block.attribute("for_each"))?;
        let (mut module, mut expr, mut last) = (module, &own.value, None);
        for _ in 0..HOPS {
            let mut names = Vec::new();
            references(expr, &mut Vec::new(), &mut names);
            let mut steps = names.iter().take(FOLLOWED).filter_map(|name| Some((name, parse(name)?)));
            let Some((name, steps)) = steps.find(|(_, steps)| self.is_open(module, steps)) else { break };
            last = Some(Rc::from(format!("{}{name}", self.module_path(module))));
            let named: Vec<&str> = steps.iter().map_while(Step::name).take(2).collect();
            let [head, name] = named.as_slice() else { break };
            let Some(behind) = self.behind(module, head, name) else { break };
            (module, expr) = behind;
        }
        last.filter(|name: &Rc<str>| name.len() <= LONGEST)
    }

    /// Whether a name has a value that is not known, or not all of it.
    fn is_open(&self, module: ModuleId, steps: &[Step]) -> bool {
        self.refill();
        let mut open = vec![self.follow(Scope::module(module), steps, None)];
        for _ in 0..PARTS {
            match open.pop() {
                None => return false,
                Some(Term::Unknown | Term::Token(_) | Term::OneOf(..)) => return true,
                Some(Term::List(items)) => open.extend(items.iter().cloned()),
                Some(Term::Map(entries)) => open.extend(entries.iter().map(|(_, term)| term.clone())),
                Some(_) => {}
            }
        }
        true
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
