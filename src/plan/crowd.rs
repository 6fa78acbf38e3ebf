//! Things that very many entries speak of. Reading a field of one must not mean going through all
//! of them each time: a hostile file could make that as slow as it likes.

use super::join::Joined;
use crate::inventory::{EntryId, Field, Inventory, Kind, Standing};
use hashbrown::HashMap;

/// More entries than an honest run has on one thing.
pub(super) const CROWD: usize = 16;

/// For each field of a thing with a crowd of entries the row of the one whose statement counts.
#[derive(Debug, Default)]
pub(super) struct Crowds(HashMap<(Kind, u32, Field), u32>);

impl Crowds {
    pub(super) fn find(inventory: &Inventory, joined: &Joined) -> Self {
        let mut crowds = Self::default();
        for kind in Kind::ALL {
            for row in 0..joined.count(kind) {
                let parts = joined.parts(kind, row);
                if parts.len() > CROWD {
                    crowds.add(inventory, kind, row, parts);
                }
            }
        }
        crowds
    }

    pub(super) fn part(&self, kind: Kind, row: u32, field: Field) -> Option<u32> {
        self.0.get(&(kind, row, field)).copied()
    }

    fn add(&mut self, inventory: &Inventory, kind: Kind, row: u32, parts: &[u32]) {
        let mut standings: HashMap<Field, Standing> = HashMap::new();
        for part in parts {
            let entry = inventory.entry(EntryId { kind, row: *part });
            for fact in inventory.facts(entry) {
                let better = match standings.get(&fact.field) {
                    None => true,
                    Some(first) => outranks(fact.field, *first, entry.standing),
                };
                if better {
                    standings.insert(fact.field, entry.standing);
                    self.0.insert((kind, row, fact.field), *part);
                }
            }
        }
    }
}

/// For what is and cannot be wished for, the snapshot wins; for the rest, the plan, which comes
/// first anyway.
pub(super) fn outranks(field: Field, first: Standing, later: Standing) -> bool {
    first == Standing::Declared && later == Standing::Observed && field.is_observed()
}

#[cfg(test)]
mod tests {
    use crate::inventory::{Kind, key};
    use crate::plan::Plan;
    use crate::source::{Role, Sources};

    /// What counts does not depend on how many entries there are.
    #[test]
    fn a_crowd_says_what_a_few_say() {
        for documents in [1, 40] {
            let entry =
                "---\nregion: cn-hangzhou\ninstances: [{ id: i-a, status: Running, instance_type: ecs.t }]\n";
            let snapshot = r#"{"Instances":{"Instance":[{"InstanceId":"i-a","Status":"Stopped","InstanceType":"ecs.s","ZoneId":"z"}]}}"#;
            let mut sources = Sources::new();
            sources.add("plan.yaml", entry.repeat(documents), Role::Named);
            sources.add("snapshot.json", snapshot.to_owned(), Role::Named);
            let read = crate::read::read(&sources);
            let plan = Plan::new(&read.inventory, jiff::Timestamp::UNIX_EPOCH);
            let web = plan.all(Kind::Instance).next().unwrap();
            assert_eq!(web.entries().count(), documents + 1);
            assert_eq!(web.get(key::Status).known().unwrap().value.text(), "Stopped");
            assert_eq!(web.get(key::InstanceType).known().unwrap().value.text(), "ecs.t");
            assert_eq!(web.get(key::ZoneId).known().unwrap().value.text(), "z");
            assert_eq!(web.get(key::RegionId).known().unwrap().value.text(), "cn-hangzhou");
            assert!(web.get(key::VpcId).known().is_err());
        }
    }
}
