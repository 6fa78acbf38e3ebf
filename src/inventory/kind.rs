mod tables;

use super::{Field, api_fields};

/// The kinds of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Vpc,
    Vswitch,
    SecurityGroup,
    InstanceType,
    Instance,
    Eni,
    Attachment,
    /// A step that is neither an attach nor a create: these are a planned attach and an ENI.
    Step,
    /// `facts.account`: there is at most one that counts, the first.
    Account,
    /// `facts.quotas`, one a region.
    Quota,
    /// `facts.regions`.
    Region,
    /// `facts.eips`.
    Eip,
    /// `facts.eni_permissions`.
    EniPermission,
}

/// What a reader makes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Id,
    OptionalId,
    Symbol,
    Word,
    Int,
    Number,
    Bool,
    Optimized,
    Time,
    Ip,
    Cidr,
    OptionalCidr,
    Ids,
    Ips,
    Ints,
    Cidrs,
    Words,
}

/// How the API wraps a list: `SecurityGroupIds: {SecurityGroupId: […]}`, and the key that holds
/// the value where an element is a mapping: `{PrivateIpAddress: …, Primary: true}`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListType {
    pub(crate) wrapper: &'static str,
    pub(crate) element: &'static str,
}

/// What a key of an entry stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meaning {
    /// A field.
    Field(Field),
    /// A list field that the API wraps.
    List(Field, ListType),
    /// A list field that a request repeats: `SecurityGroupId` is one value, or a list of them.
    Repeated(Field),
    /// A mapping whose fields are the entry's own: `VpcAttributes: {VpcId: …}`.
    Group(&'static [FieldDef]),
    /// ENIs of an instance, each an entry of its own.
    Enis,
}

/// A key, normalised (lower case, no `_`, no `-`), and its meaning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldDef {
    pub(crate) key: &'static str,
    pub(crate) meaning: Meaning,
}

impl Type {
    /// For a list the type of its elements.
    pub(crate) fn item(self) -> Option<Type> {
        match self {
            Type::Ids => Some(Type::Id),
            Type::Ips => Some(Type::Ip),
            Type::Ints => Some(Type::Int),
            Type::Cidrs => Some(Type::Cidr),
            Type::Words => Some(Type::Word),
            _ => None,
        }
    }

    /// For messages: `a string`, `a whole number`.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Type::Id | Type::OptionalId | Type::Symbol | Type::Word => "a string",
            Type::Int => "a whole number",
            Type::Number => "a number",
            Type::Bool => "true or false",
            Type::Optimized => "true, false, optimized or none",
            Type::Time => "a UTC time like 2026-01-05T08:00Z",
            Type::Ip => "an IP address",
            Type::Cidr | Type::OptionalCidr => "a CIDR block like 10.0.1.0/24",
            Type::Ids | Type::Words => "a list of strings",
            Type::Ips => "a list of IP addresses",
            Type::Ints => "a list of whole numbers",
            Type::Cidrs => "a list of CIDR blocks",
        }
    }
}

impl Kind {
    pub(crate) const COUNT: usize = 13;

    pub(crate) const ALL: [Kind; Kind::COUNT] = [
        Kind::Vpc,
        Kind::Vswitch,
        Kind::SecurityGroup,
        Kind::InstanceType,
        Kind::Instance,
        Kind::Eni,
        Kind::Attachment,
        Kind::Step,
        Kind::Account,
        Kind::Quota,
        Kind::Region,
        Kind::Eip,
        Kind::EniPermission,
    ];

    /// The section's canonical name, as in pointers to missing facts.
    pub(crate) fn section(self) -> &'static str {
        match self {
            Kind::Vpc => "vpcs",
            Kind::Vswitch => "vswitches",
            Kind::SecurityGroup => "security_groups",
            Kind::InstanceType => "instance_types",
            Kind::Instance => "instances",
            Kind::Eni => "enis",
            Kind::Attachment => "attachments",
            Kind::Step => "steps",
            Kind::Account => "facts.account",
            Kind::Quota => "facts.quotas",
            Kind::Region => "facts.regions",
            Kind::Eip => "facts.eips",
            Kind::EniPermission => "facts.eni_permissions",
        }
    }

    /// For messages: `instance`, `security group`.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Kind::Vpc => "VPC",
            Kind::Vswitch => "vSwitch",
            Kind::SecurityGroup => "security group",
            Kind::InstanceType => "instance type",
            Kind::Instance => "instance",
            Kind::Eni => "ENI",
            Kind::Attachment => "planned attach",
            Kind::Step => "step",
            Kind::Account => "account",
            Kind::Quota => "quota",
            Kind::Region => "region",
            Kind::Eip => "EIP",
            Kind::EniPermission => "ENI permission",
        }
    }

    /// The field that holds an entry's own ID.
    pub(crate) fn id_field(self) -> Option<Field> {
        match self {
            Kind::Vpc => Some(Field::VpcId),
            Kind::Vswitch => Some(Field::VswitchId),
            Kind::SecurityGroup => Some(Field::SecurityGroupId),
            Kind::InstanceType => Some(Field::InstanceTypeId),
            Kind::Instance => Some(Field::InstanceId),
            Kind::Eni => Some(Field::NetworkInterfaceId),
            Kind::Quota | Kind::Region => Some(Field::RegionId),
            Kind::Eip => Some(Field::AllocationId),
            Kind::Attachment | Kind::Step | Kind::Account | Kind::EniPermission => None,
        }
    }

    /// The keys that mean something to a rule.
    pub(crate) fn fields(self) -> &'static [FieldDef] {
        match self {
            Kind::Vpc => tables::VPC,
            Kind::Vswitch => tables::VSWITCH,
            Kind::SecurityGroup => tables::SECURITY_GROUP,
            Kind::InstanceType => tables::INSTANCE_TYPE,
            Kind::Instance => tables::INSTANCE,
            Kind::Eni => tables::ENI,
            Kind::Attachment => tables::ATTACHMENT,
            Kind::Step => tables::STEP,
            Kind::Account => tables::ACCOUNT,
            Kind::Quota => tables::QUOTA,
            Kind::Region => tables::REGION,
            Kind::Eip => tables::EIP,
            Kind::EniPermission => tables::ENI_PERMISSION,
        }
    }

    /// The keys that the API documents and no rule reads.
    pub(crate) fn other_keys(self) -> &'static [&'static str] {
        match self {
            Kind::Vpc => api_fields::VPC,
            Kind::Vswitch => api_fields::VSWITCH,
            Kind::SecurityGroup => api_fields::SECURITY_GROUP,
            Kind::InstanceType => api_fields::INSTANCE_TYPE,
            Kind::Instance => api_fields::INSTANCE,
            Kind::Eni => api_fields::ENI,
            Kind::Attachment => api_fields::ATTACHMENT,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every field that can be written in a section stands in its part of the document.
    #[test]
    fn the_document_names_every_field() {
        let document = include_str!("../../docs/inventory.md");
        let sections = [
            Kind::Vpc,
            Kind::Vswitch,
            Kind::SecurityGroup,
            Kind::InstanceType,
            Kind::Instance,
            Kind::Eni,
            Kind::Attachment,
            Kind::Step,
        ];
        for kind in sections {
            let heading = format!("## `{}`", kind.section());
            let part = document.split(&heading).nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
            for def in kind.fields() {
                if let Meaning::Field(field) | Meaning::List(field, _) = def.meaning {
                    let told_under_facts = document.contains(&format!("{}: ", field.name()));
                    let name = field.name().trim_start_matches("attachment.");
                    assert!(part.contains(&format!("`{name}`")) || told_under_facts, "{heading}: {name}");
                }
            }
        }
    }
}
