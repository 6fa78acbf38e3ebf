//! What the keys of entries stand for, as they are spelt in the files of a run.

use super::entry::normalise;
use crate::inventory::{FieldDef, Kind};

/// The spellings of keys that were met, so that each is looked up in the tables once. Entries of one
/// kind mostly give the same keys in the same order, so that the next one is found at once.
#[derive(Default)]
pub(super) struct Spellings {
    of: [Known; Kind::COUNT],
}

#[derive(Default)]
struct Known {
    all: Vec<(Box<str>, FieldDef)>,
    /// The one that is expected next.
    next: usize,
}

/// Spellings of one kind's keys that are kept. A kind has some forty keys, and a file one way to
/// spell them; a run has one or two.
const KEPT: usize = 100;

impl Spellings {
    /// What a key stands for in an entry of a kind, if it is one of its fields.
    pub(super) fn field(&mut self, kind: Kind, key: &str) -> Option<FieldDef> {
        let known = &mut self.of[kind as usize];
        if let Some((spelling, def)) = known.all.get(known.next)
            && **spelling == *key
        {
            known.next += 1;
            return Some(*def);
        }
        if let Some(at) = known.all.iter().position(|(spelling, _)| **spelling == *key) {
            known.next = at + 1;
            return known.all.get(at).map(|(_, def)| *def);
        }
        let name = normalise(key);
        let def = kind.fields().iter().find(|def| def.key == name).copied()?;
        if known.all.len() < KEPT {
            known.all.push((key.into(), def));
            known.next = known.all.len();
        }
        Some(def)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_for_the_same_whenever_it_is_asked_for() {
        let mut spellings = Spellings::default();
        let keys = ["id", "InstanceId", "status", "zone_id", "ZoneId", "nothing", "Status", "STATUS"];
        for key in keys.iter().chain(keys.iter().rev()).chain(&keys) {
            let name = normalise(key);
            for kind in [Kind::Instance, Kind::Eni] {
                let known = kind.fields().iter().find(|def| def.key == name).map(|def| def.key);
                assert_eq!(spellings.field(kind, key).map(|def| def.key), known, "{key}");
            }
        }
        for n in 0..KEPT + 20 {
            assert!(spellings.field(Kind::Instance, &format!("zone{}id", "_".repeat(n))).is_some());
        }
        assert_eq!(spellings.of[Kind::Instance as usize].all.len(), KEPT);
    }
}
