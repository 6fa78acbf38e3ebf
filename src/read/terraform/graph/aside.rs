//! What an expression of the plan looks at besides the ID that it comes to. A condition on something
//! that is not known may lead to a text that is written out, which leaves no trace in the plan. One
//! reference alone is taken for the whole expression (docs/decisions/011); of several it shows.

use super::super::schema::IdOf;
use super::super::tape::Json;
use super::super::term::Term;
use super::Graph;
use super::plan::{Atoms, resource_of};
use super::refs::Step;
use super::scope::Scope;
use super::terms::decided;
use hashbrown::HashSet;

impl<'d> Graph<'d> {
    /// Whether something that is not known can decide what an expression comes to.
    pub(super) fn decides_otherwise(&self, scope: Scope, expression: Json<'d>, kind: IdOf) -> bool {
        let references = self.listed(expression);
        if references.len() < 2 {
            return false;
        }
        let mut met = HashSet::new();
        let mut others = Vec::new();
        for reference in &*references {
            let Some(steps) = reference.steps.as_deref() else { return true };
            if met.insert(&*reference.text) {
                others.push(steps);
            } else if is_attribute(scope, steps) && !self.is_known(scope, steps) {
                return true; // once as the ID, once for a look
            }
        }
        // What stands beside a reference to all instances of something is the index.
        if others.iter().any(|steps| self.is_many(scope, steps)) {
            return false;
        }
        others.iter().any(|steps| {
            let mut atoms = Atoms::default();
            self.atoms_of(scope, steps, kind, false, &mut atoms);
            atoms.terms.is_empty() && !atoms.more && !self.is_known(scope, steps)
        })
    }

    /// Whether Terraform knows what a reference comes to, so that the plan would know what follows.
    fn is_known(&self, scope: Scope, steps: &[Step]) -> bool {
        let names = ["count", "path", "terraform", "self"];
        if steps.first().and_then(Step::name).is_some_and(|head| names.contains(&head)) {
            return true;
        }
        match self.follow(scope, steps, None) {
            Term::Id(_) | Term::Part(..) | Term::OneOf(..) | Term::Object(_) => false,
            term => decided(&term),
        }
    }
}

/// Whether a reference is to an attribute of a resource.
fn is_attribute(scope: Scope, steps: &[Step]) -> bool {
    resource_of(scope, steps).is_some_and(|(_, rest)| rest.iter().any(|step| step.name().is_some()))
}
