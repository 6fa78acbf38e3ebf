//! What goes into modules and comes out of them.

use super::super::document::{Key, ModuleId};
use super::super::schema::IdOf;
use super::super::tape::Json;
use super::super::term::Term;
use super::Graph;
use super::index::{compare, module_key};
use super::refs::{Step, write};
use super::scope::{Owner, Scope, code, or_token, term_key};
use super::terms::sort_map;
use super::written::Spot;
use std::fmt::Write as _;
use std::rc::Rc;

/// Bytes that a step to a module usually has no more than.
const USUAL_STEP: usize = 32;

impl<'d> Graph<'d> {
    /// `module.a["b"].` of a module instance; nothing for the root.
    pub(super) fn module_path(&self, module: ModuleId) -> String {
        let mut steps = Vec::new();
        let mut at = Some(module);
        while let Some(found) = at.and_then(|id| self.document.module(id)) {
            if found.parent.is_none() || steps.len() > 250 {
                break;
            }
            steps.push(found);
            at = found.parent;
        }
        let mut path = String::with_capacity(steps.len() * USUAL_STEP);
        for step in steps.into_iter().rev() {
            // Writing to a text never fails.
            _ = match &step.key {
                Key::None => write!(path, "module.{}.", step.name),
                Key::Number(number) => write!(path, "module.{}[{number}].", step.name),
                Key::Text(key) => write!(path, "module.{}[{key:?}].", step.name),
            };
        }
        path
    }

    /// `module.name…`.
    pub(super) fn module_call(
        &self,
        module: ModuleId,
        name: &str,
        steps: &[Step],
        kind: Option<IdOf>,
    ) -> Term {
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
        if self.document.alone.is_some() {
            return self.own_outputs(child, kind);
        }
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
            if self.hides(module, "output", name) {
                return Term::Unknown;
            }
            let spot = Spot { module, block: "output", labels: &[name], name: "value" };
            let term = self.block_value(spot, planned, scope, kind);
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
            if self.hides(module, "variable", name) {
                let name = format!("${{sensitive({}var.{name})}}", self.module_path(module));
                return Term::Token(name.into());
            }
            let Some(parent) = self.document.module(module).and_then(|module| module.parent) else {
                return match &self.document.alone {
                    Some(alone) => self.own_variable(alone.root, module, name, kind),
                    None => self.root_variable(module, name),
                };
            };
            let planned = self.argument(module, name);
            let scope = Scope { module: parent, owner: Owner::Call(module) };
            let call = self.document.module(module).map(|module| &*module.name).unwrap_or_default();
            let spot = Spot { module: parent, block: "module", labels: &[call], name };
            let term = self.block_value(spot, planned, scope, kind);
            let term = term.unwrap_or_else(|| match planned {
                Some(_) => self.exact(scope, planned, kind),
                None => self.default(module, name),
            });
            let term = self.as_declared(module, name, term);
            or_token(term, || format!("{}var.{name}", self.module_path(module)))
        })
    }

    /// The argument of a module call, in the configuration of the plan.
    pub(super) fn argument(&self, module: ModuleId, name: &str) -> Option<Json<'d>> {
        let call = self.document.tape.get(self.index.call(module)?);
        self.child(call.get("expressions")?, name)
    }

    pub(super) fn default(&self, module: ModuleId, name: &str) -> Term {
        if self.document.alone.is_some() {
            return self.own_default(module, name);
        }
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
}
