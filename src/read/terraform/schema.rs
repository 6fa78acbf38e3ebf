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

/// A resource type or data source that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Type {
    /// Its usual name in the public provider.
    pub(super) name: &'static str,
    /// Whether it is of a fork of the provider, like `apsarastack_instance`.
    pub(super) fork: bool,
}

/// The usual names of the resource types that are read.
const RESOURCES: [&str; 10] = [
    "alicloud_instance",
    "alicloud_ecs_instance_set",
    "alicloud_ecs_launch_template",
    "alicloud_ecs_network_interface",
    "alicloud_ecs_network_interface_attachment",
    "alicloud_ecs_network_interface_permission",
    "alicloud_eip_association",
    "alicloud_security_group",
    "alicloud_vpc",
    "alicloud_vswitch",
];

/// What a resource type is, if it is read.
pub(super) fn resource(written: &str) -> Option<Type> {
    RESOURCES.into_iter().find(|name| *name == written).map(|name| Type { name, fork: false })
}

/// What a data source is, if it is read.
pub(super) fn data(_written: &str) -> Option<Type> {
    None
}

/// Whether an attribute or block of a type is read.
pub(super) fn keeps(_type: &str, _attribute: &str) -> bool {
    true
}
