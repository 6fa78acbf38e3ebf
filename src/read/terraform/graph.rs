//! What the attributes of a plan's objects will be: known values, identities of what does not exist
//! yet, or the reason why nobody can tell.

use super::document::{Document, ObjectId};
use super::schema::Want;
use super::source::Configuration;
use super::term::Term;
use crate::source::Span;

/// Where in an object an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place<'p> {
    /// The nested block that it is in, and its number among those of this name.
    pub(super) block: Option<(&'p str, usize)>,
    pub(super) name: &'p str,
}

/// What an attribute will be after the run.
pub(super) struct Attribute {
    pub(super) term: Term,
    /// In the configuration, if that is at hand, else in the plan.
    pub(super) at: Span,
}

/// The objects of a plan with what they refer to.
pub(super) struct Graph<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) configuration: &'d Configuration,
}

impl<'d> Graph<'d> {
    pub(super) fn new(document: &'d Document<'d>, configuration: &'d Configuration) -> Self {
        Self { document, configuration }
    }

    /// What an attribute will be after the run. [`Term::Null`] if it is not set and is not computed
    /// either, or if the provider fills it in and nobody gave it.
    pub(super) fn attribute(&self, _object: ObjectId, _place: Place<'_>, _want: Want) -> Attribute {
        todo!()
    }

    /// How many nested blocks of a name an object has; none if that is not known.
    pub(super) fn blocks(&self, _object: ObjectId, _name: &str) -> Option<usize> {
        todo!()
    }

    /// Where to point if an object is meant as a whole: the header of its block in the
    /// configuration, else its address in the plan.
    pub(super) fn head(&self, _object: ObjectId) -> Span {
        todo!()
    }

    /// The objects that an object's `depends_on` names, module calls' included.
    pub(super) fn dependencies(&self, _object: ObjectId) -> Vec<ObjectId> {
        todo!()
    }

    /// The region that the object's provider is configured for, if that is known, and where it
    /// says so.
    pub(super) fn region(&self, _object: ObjectId) -> Option<(Term, Span)> {
        todo!()
    }
}
