//! Which resource types and attributes are read, under which names.

mod data;
mod resources;

use crate::inventory::{Field, Kind};
use hashbrown::{HashMap, HashSet};
use std::sync::LazyLock;

/// The things whose identities attributes hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum IdOf {
    Instance,
    Eni,
    Vswitch,
    Vpc,
    SecurityGroup,
    Eip,
    LaunchTemplate,
}

/// What is asked of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Want {
    /// A text, number or flag.
    Value,
    /// The ID of such a thing.
    Id(IdOf),
    /// A list or set of texts.
    Values,
    /// A list or set of such IDs.
    Ids(IdOf),
}

/// What becomes of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Meaning {
    /// It is this field of the entry.
    Field(Field),
    /// As `Field`, for a number that the provider writes as 0 where there is none.
    NonZero(Field),
    /// The only element of this list field.
    Single(Field),
    /// Private addresses besides the primary one: those of the API's list without its first.
    Secondaries,
    /// The mapping asks for it by name.
    Asked,
    /// No rule reads it, so it is not kept.
    Unused,
}

/// An attribute of a resource, or of an element of one of its lists.
pub(in crate::read) struct Attr {
    /// The usual name first, then old ones for the same thing.
    pub(in crate::read) names: &'static [&'static str],
    pub(in crate::read) want: Want,
    pub(in crate::read) meaning: Meaning,
}

/// A list of nested blocks or of rows.
pub(super) struct List {
    pub(super) name: &'static str,
    pub(super) attributes: &'static [Attr],
}

/// What is read of a resource type or data source.
pub(in crate::read) struct Table {
    /// Its usual name in the public provider.
    pub(super) name: &'static str,
    /// Other names of the same thing.
    aliases: &'static [&'static str],
    /// What it becomes an entry of; for a data source each of its rows.
    pub(in crate::read) kind: Option<Kind>,
    /// What its `id` is the ID of.
    identity: Option<IdOf>,
    pub(in crate::read) attributes: &'static [Attr],
    /// Of an instance: what is its primary ENI's.
    pub(in crate::read) primary: &'static [Attr],
    pub(super) list: Option<List>,
}

impl Table {
    /// The attributes of ENIs that stand in a resource.
    pub(in crate::read) fn inline(&self) -> &'static [Attr] {
        self.list.as_ref().map_or(&[], |list| list.attributes)
    }

    /// The attribute of a name.
    pub(super) fn attribute(&self, name: &str) -> Option<&'static Attr> {
        self.attributes.iter().find(|attr| attr.names.contains(&name))
    }

    /// The names of attributes and blocks that are read.
    fn kept(&self) -> HashSet<&'static str> {
        let own = self.attributes.iter().chain(self.primary).filter(|attr| attr.meaning != Meaning::Unused);
        let names = own.flat_map(|attr| attr.names).copied();
        names.chain(self.list.as_ref().map(|list| list.name)).chain(["id"]).collect()
    }
}

/// A resource type or data source that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Type {
    /// Its usual name in the public provider.
    pub(super) name: &'static str,
    /// Whether it is of a fork of the provider, like `apsarastack_instance`.
    pub(super) fork: bool,
}

/// What names of the public provider begin with.
const PUBLIC: &str = "alicloud_";

/// What names of its forks for private clouds begin with; the rest is the same.
const FORKS: [&str; 2] = ["apsarastack_", "alibabacloudstack_"];

/// What a resource type is, if it is read.
pub(super) fn resource(written: &str) -> Option<Type> {
    find(resources::TABLES, written)
}

/// What a data source is, if it is read.
pub(super) fn data(written: &str) -> Option<Type> {
    find(data::TABLES, written)
}

fn find(tables: &'static [Table], written: &str) -> Option<Type> {
    let (stem, fork) = match written.strip_prefix(PUBLIC) {
        Some(stem) => (stem, false),
        None => (FORKS.iter().find_map(|prefix| written.strip_prefix(prefix))?, true),
    };
    let is = |name: &str| name.strip_prefix(PUBLIC) == Some(stem);
    let table = tables.iter().find(|table| is(table.name) || table.aliases.iter().any(|name| is(name)))?;
    Some(Type { name: table.name, fork })
}

/// The table of a type, by its usual name.
pub(in crate::read) fn table(usual: &str) -> Option<&'static Table> {
    all().find(|table| table.name == usual)
}

fn all() -> impl Iterator<Item = &'static Table> {
    resources::TABLES.iter().chain(data::TABLES)
}

/// The names of attributes and blocks that are read, by the type's usual name: a plan has some hundred
/// attributes for each of its objects, three times over.
static KEPT: LazyLock<HashMap<&'static str, HashSet<&'static str>>> =
    LazyLock::new(|| all().map(|table| (table.name, table.kept())).collect());

/// Tells whether an attribute or block of a type is read.
pub(super) fn keeps(usual: &str) -> impl Fn(&str) -> bool {
    let kept = KEPT.get(usual);
    move |name| kept.is_some_and(|kept| kept.contains(name))
}

/// What the `id` of a type is the ID of.
pub(super) fn identity(usual: &str) -> Option<IdOf> {
    table(usual)?.identity
}

const fn attr(names: &'static [&'static str], want: Want, meaning: Meaning) -> Attr {
    Attr { names, want, meaning }
}

/// A text, number or flag.
const fn value(names: &'static [&'static str], field: Field) -> Attr {
    attr(names, Want::Value, Meaning::Field(field))
}

/// A number that is never 0.
const fn nonzero(names: &'static [&'static str], field: Field) -> Attr {
    attr(names, Want::Value, Meaning::NonZero(field))
}

/// The ID of something.
const fn id(names: &'static [&'static str], of: IdOf, field: Field) -> Attr {
    attr(names, Want::Id(of), Meaning::Field(field))
}

/// A list of texts.
const fn values(names: &'static [&'static str], field: Field) -> Attr {
    attr(names, Want::Values, Meaning::Field(field))
}

/// A list of IDs.
const fn ids(names: &'static [&'static str], of: IdOf, field: Field) -> Attr {
    attr(names, Want::Ids(of), Meaning::Field(field))
}

/// What the mapping itself asks for.
const fn asked(names: &'static [&'static str], want: Want) -> Attr {
    attr(names, want, Meaning::Asked)
}

/// What no rule reads.
const fn unused(names: &'static [&'static str]) -> Attr {
    attr(names, Want::Value, Meaning::Unused)
}

#[cfg(test)]
mod tests;
