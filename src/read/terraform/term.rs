//! What an expression comes to, as far as it can be told before apply.

use super::document::ObjectId;
use std::rc::Rc;

/// A value, known or not.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    Null,
    Bool(bool),
    Number(f64),
    Text(Rc<str>),
    List(Rc<[Term]>),
    Map(Rc<[(Rc<str>, Term)]>),
    /// The identity of a resource instance: its `id`.
    Id(ObjectId),
    /// A resource instance or data source as a whole.
    Object(ObjectId),
    /// One of these, and nothing tells which. The text is the expression in its scope: where it is
    /// equal, the value is the same one.
    OneOf(Rc<[Term]>, Rc<str>),
    /// No value yet. The text is the expression in its scope: where it is equal, so is the value.
    Token(Rc<str>),
    /// Nothing is known, not even whether it equals anything.
    Unknown,
}

impl Term {
    pub(super) fn text(text: impl Into<Rc<str>>) -> Self {
        Self::Text(text.into())
    }
}
