use super::{EntityId, Plan};
use crate::inventory::{Entry, Field, Kind, Name, Standing, Value};
use crate::source::{FileId, Span};
use crate::syntax::Range;
use hashbrown::HashSet;

/// An ID as a person wrote it, in any entry but a planned attach.
pub(crate) struct WrittenId<'a> {
    /// The entry's entity, and the field that holds the ID.
    pub(crate) entity: EntityId,
    pub(crate) field: Field,
    /// What the ID is of.
    pub(crate) of: Kind,
    pub(crate) id: Name<'a>,
    pub(crate) span: Span,
}

impl WrittenId<'_> {
    /// Whether it is the entry's own ID, not a reference.
    pub(crate) fn is_own(&self) -> bool {
        self.entity.kind == self.of && self.of.id_field() == Some(self.field)
    }
}

impl Field {
    /// What the ID in this field is of, where its shape is known.
    pub(crate) fn names(self) -> Option<Kind> {
        Some(match self {
            Field::InstanceId => Kind::Instance,
            Field::NetworkInterfaceId
            | Field::NetworkInterfaces
            | Field::TrunkNetworkInstanceId
            | Field::TrunkNetworkInterfaceId
            | Field::MemberNetworkInterfaceIds => Kind::Eni,
            Field::SecurityGroupId | Field::SecurityGroupIds => Kind::SecurityGroup,
            Field::VswitchId => Kind::Vswitch,
            Field::VpcId | Field::SecurityGroupVpcId => Kind::Vpc,
            _ => return None,
        })
    }
}

impl Plan<'_> {
    /// Goes through the IDs that people wrote. Those that the API wrote, in a snapshot, are right
    /// by definition.
    pub(crate) fn visit_written_ids<'s>(&'s self, mut visit: impl FnMut(WrittenId<'s>)) {
        let snapshots = self.snapshots();
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Attachment) {
            for entity in self.all(kind) {
                for entry in entity.entries() {
                    // A plan of Terraform holds both, what people declare and what the API answered.
                    let written = entry.standing == Standing::Declared || !snapshots.contains(&entry.file);
                    // A configuration is about more than the files of this run.
                    let elsewhere = matches!(entry.standing, Standing::Catalog | Standing::Configured);
                    if written && !elsewhere {
                        self.visit_entry(entity.id, entry, &mut visit);
                    }
                }
            }
        }
    }

    fn visit_entry<'s>(&'s self, entity: EntityId, entry: &Entry, visit: &mut impl FnMut(WrittenId<'s>)) {
        for fact in self.inventory.facts(entry) {
            let Some(of) = fact.field.names() else { continue };
            let mut tell = |value: Value, range: Range| {
                if let Value::Text(text) = value {
                    let span = Span { file: fact.file, start: range.start, end: range.end };
                    let id = self.inventory.texts.name(text);
                    visit(WrittenId { entity, field: fact.field, of, id, span });
                }
            };
            match fact.value {
                Value::List { start, len } => {
                    for item in self.inventory.items(start, len) {
                        tell(item.value, item.range);
                    }
                }
                value => tell(value, fact.range),
            }
        }
    }

    /// The files that hold answers of the API.
    fn snapshots(&self) -> HashSet<FileId> {
        let entries = Kind::ALL.into_iter().flat_map(|kind| self.inventory.entries(kind));
        entries.filter(|entry| entry.standing == Standing::Observed).map(|entry| entry.file).collect()
    }
}
