//! What an expression comes to, as far as it can be told before apply.

use super::document::ObjectId;
use super::schema::IdOf;
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
    /// The identity of what comes with a resource instance.
    Part(ObjectId, Part),
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

/// What the provider makes along with a resource instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// The primary ENI of an instance.
    PrimaryEni,
    /// The instance of a set at this place in its list.
    Member(u32),
}

impl Part {
    /// What it is.
    pub(super) fn kind(self) -> IdOf {
        match self {
            Self::PrimaryEni => IdOf::Eni,
            Self::Member(_) => IdOf::Instance,
        }
    }

    /// How it is referred to, behind the address of the resource instance.
    pub(super) fn path(self) -> String {
        match self {
            Self::PrimaryEni => "network_interface_id".to_owned(),
            Self::Member(number) => format!("instance_ids[{number}]"),
        }
    }
}

impl Term {
    pub(super) fn text(text: impl Into<Rc<str>>) -> Self {
        Self::Text(text.into())
    }
}
