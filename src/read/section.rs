//! The names under which entries stand: sections of an inventory, containers of an answer.

use super::entry::normalise;
use crate::inventory::{Kind, Verb};

/// A key of a native inventory's top level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Version,
    Region,
    Complete,
    Entries(Kind),
    Steps,
    Facts,
}

pub(super) const SECTIONS: &[(&str, Section)] = &[
    ("version", Section::Version),
    ("region", Section::Region),
    ("complete", Section::Complete),
    ("vpcs", Section::Entries(Kind::Vpc)),
    ("vswitches", Section::Entries(Kind::Vswitch)),
    ("security_groups", Section::Entries(Kind::SecurityGroup)),
    ("instance_types", Section::Entries(Kind::InstanceType)),
    ("instances", Section::Entries(Kind::Instance)),
    ("enis", Section::Entries(Kind::Eni)),
    ("network_interfaces", Section::Entries(Kind::Eni)),
    ("attachments", Section::Entries(Kind::Attachment)),
    ("steps", Section::Steps),
    ("facts", Section::Facts),
];

impl Section {
    pub(super) fn of(key: &str) -> Option<Self> {
        // Nearly all are spelt as in the table, which is sooner compared.
        let written = SECTIONS.iter().find(|(name, _)| *name == key);
        let spelt = || {
            let key = normalise(key);
            SECTIONS.iter().find(|(name, _)| normalise(name) == key)
        };
        written.or_else(spelt).map(|(_, section)| *section)
    }

    /// Whether the key alone tells that a file is an inventory. `version`, `steps` and their like
    /// are everybody's words; of `steps`, what stands in them may tell.
    pub(super) fn tells(self) -> bool {
        matches!(self, Section::Entries(_))
    }
}

/// The verb that a key of a step is.
pub(super) fn verb_of(key: &str) -> Option<Verb> {
    let key = normalise(key);
    Verb::ALL.into_iter().find(|verb| verb.name() == key)
}

/// The containers of Describe* responses: outer key, inner key, what is in them.
pub(super) const CONTAINERS: &[(&str, &str, Kind)] = &[
    ("Instances", "Instance", Kind::Instance),
    ("NetworkInterfaceSets", "NetworkInterfaceSet", Kind::Eni),
    ("InstanceTypes", "InstanceType", Kind::InstanceType),
    ("VSwitches", "VSwitch", Kind::Vswitch),
    ("Vpcs", "Vpc", Kind::Vpc),
    ("SecurityGroups", "SecurityGroup", Kind::SecurityGroup),
];
