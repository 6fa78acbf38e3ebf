//! Which resource types and attributes are read, under which names.

/// The things whose identities attributes hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdOf {
    Instance,
    Eni,
    Vswitch,
    Vpc,
    SecurityGroup,
    Eip,
}

/// What is asked of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// A text, number or flag.
    Value,
    /// The ID of such a thing.
    Id(IdOf),
    /// A list or set of texts.
    Values,
    /// A list or set of such IDs.
    Ids(IdOf),
}
