//! Expressions of the plan that are nothing but references to certain objects.

use super::super::schema::IdOf;
use super::super::tape::Json;
use super::super::term::Term;
use super::Graph;
use super::plan::{Atoms, resource_of};
use super::refs::Step;
use super::scope::{Owner, Scope};
use hashbrown::HashSet;

impl<'d> Graph<'d> {
    /// The IDs that a list consists of.
    pub(super) fn ids(&self, scope: Scope, expression: Json<'d>, kind: IdOf, hops: u32) -> Option<Vec<Term>> {
        let groups = self.listed(expression);
        if let [only] = &*groups {
            let steps = only.steps.as_deref()?;
            if let Some((scope, expression)) = self.hop(scope, steps).filter(|_| hops < 64) {
                return self.ids(scope, expression, kind, hops.saturating_add(1));
            }
            if steps.first().and_then(Step::name) == Some("each") {
                let mut atoms = Atoms::default();
                self.sort_out(&self.follow(scope, steps, Some(kind)), kind, &mut atoms);
                return (!atoms.more && !atoms.terms.is_empty()).then_some(atoms.terms);
            }
            let (resource, rest) = resource_of(scope, steps)?;
            // One object alone leaves nothing to pick from.
            if let ([], [object]) = (rest, self.index.instances(resource)) {
                let mut atoms = Atoms::default();
                self.atoms_of_all(&[*object], resource, kind, &mut atoms);
                return (!atoms.more && !atoms.terms.is_empty()).then_some(atoms.terms);
            }
        }
        // One that is there twice is looked at, too.
        let mut met = HashSet::new();
        let mut found = Vec::new();
        for group in &*groups {
            if !met.insert(&*group.text) {
                return None;
            }
            let steps = group.steps.as_deref()?;
            let (_, rest) = resource_of(scope, steps)?;
            rest.last().and_then(Step::name)?;
            let mut atoms = Atoms::default();
            self.sort_out(&self.follow(scope, steps, Some(kind)), kind, &mut atoms);
            if atoms.more || atoms.terms.is_empty() {
                return None;
            }
            found.extend(atoms.terms);
        }
        (!found.is_empty()).then_some(found)
    }

    /// Where a variable or output gets its value from.
    fn hop(&self, scope: Scope, steps: &[Step]) -> Option<(Scope, Json<'d>)> {
        match steps {
            [Step::Name(head), Step::Name(name)] if &**head == "var" => {
                let parent = self.document.module(scope.module)?.parent?;
                let outside = Scope { module: parent, owner: Owner::Call(scope.module) };
                Some((outside, self.argument(scope.module, name)?))
            }
            [Step::Name(head), Step::Name(name), key @ .., Step::Name(output)]
                if &**head == "module" && key.len() < 2 =>
            {
                let key = if let Some(Step::At(key)) = key.first() { key.clone() } else { Term::Unknown };
                let children = self.index.children(scope.module, name).iter();
                let mut children = children.filter(|child| {
                    super::terms::key_term(super::index::module_key(self.document, **child)) == key
                });
                let child = children.next()?;
                Some((Scope::module(*child), self.output_expression(*child, output)?))
            }
            _ => None,
        }
    }

    /// The value of a lone reference. Something may have been done to it, so it must end where
    /// nothing sensible can be done.
    pub(super) fn lone(
        &self,
        scope: Scope,
        expression: Json<'d>,
        fits: &dyn Fn(&[Step]) -> bool,
        hops: u32,
    ) -> Term {
        let Some(only) = self.lone_steps(expression) else { return Term::Unknown };
        let steps = only.steps();
        if let Some((scope, expression)) = self.hop(scope, steps).filter(|_| hops < 64) {
            return self.lone(scope, expression, fits, hops.saturating_add(1));
        }
        if resource_of(scope, steps).is_none_or(|(_, rest)| rest.is_empty() || !fits(rest)) {
            return Term::Unknown;
        }
        match self.follow(scope, steps, None) {
            // What is known here would be known there.
            term @ (Term::Token(_) | Term::Id(_) | Term::Part(..)) => term,
            _ => Term::Unknown,
        }
    }
}

/// Whether a reference ends in an ID, not in a list of them that something may have picked from.
pub(super) fn ends_in_id(steps: &[Step]) -> bool {
    match steps {
        [.., Step::Name(name)] => &**name == "id" || name.ends_with("_id"),
        [.., Step::Name(name), Step::At(_)] => name.ends_with("ids"),
        _ => false,
    }
}

/// Whether an attribute takes the value of such a reference as it is. The address of
/// `cidrhost(vswitch.cidr_block, 5)` is not the CIDR block.
pub(super) fn alike(attribute: &str, steps: &[Step]) -> bool {
    let zone = |name: &str| matches!(name, "zone_id" | "availability_zone");
    match steps {
        [.., Step::Name(name)] if &**name == attribute => true,
        [.., Step::Name(name)] if zone(attribute) => {
            zone(name) || &**name == "id" && steps.iter().any(|step| step.name() == Some("zones"))
        }
        [.., Step::Name(name), Step::At(_)] if zone(attribute) => &**name == "ids",
        _ => false,
    }
}
