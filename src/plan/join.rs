use crate::inventory::{EntryId, Inventory, Kind, Standing, TextId, Verb};
use hashbrown::HashMap;
use std::collections::HashSet;

/// Entries grouped by ID.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// For each kind the entries of each entity, the one that counts most first.
    groups: [Vec<Vec<u32>>; Kind::COUNT],
    index: [HashMap<TextId, u32>; Kind::COUNT],
    pub(super) repeated: Vec<Repeated>,
}

/// An entry whose ID stands in its document already. It takes no part in anything else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeated {
    pub(crate) first: EntryId,
    pub(crate) second: EntryId,
}

impl Joined {
    pub(super) fn count(&self, kind: Kind) -> u32 {
        u32::try_from(self.groups[kind as usize].len()).unwrap_or(u32::MAX)
    }

    pub(super) fn find(&self, kind: Kind, id: TextId) -> Option<u32> {
        self.index[kind as usize].get(&id).copied()
    }

    pub(super) fn parts(&self, kind: Kind, row: u32) -> &[u32] {
        &self.groups[kind as usize][row as usize]
    }
}

impl Joined {
    /// The ENIs that a step creates, and that nothing else describes.
    pub(super) fn created(&self, inventory: &Inventory) -> HashSet<u32> {
        let creates = inventory.steps.iter().filter(|step| step.verb == Verb::Create);
        let created: HashSet<u32> = creates.map(|step| step.entry.row).collect();
        if created.is_empty() {
            return created;
        }
        let alone = |row: &u32| {
            self.parts(Kind::Eni, *row).iter().all(|part| {
                let entry = inventory.entry(EntryId { kind: Kind::Eni, row: *part });
                created.contains(part) || entry.standing == Standing::Mentioned
            })
        };
        (0..self.count(Kind::Eni)).filter(alone).collect()
    }
}

/// Every entry becomes part of one entity: that of its ID, or one of its own if it has none.
pub(super) fn join(inventory: &Inventory) -> Joined {
    let mut joined = Joined::default();
    for kind in Kind::ALL {
        for row in 0..inventory.entries(kind).len() {
            add(inventory, &mut joined, EntryId { kind, row: u32::try_from(row).unwrap_or(u32::MAX) });
        }
        for group in joined.groups[kind as usize].iter_mut().filter(|group| group.len() > 1) {
            group.sort_by_key(|row| rank(inventory.entry(EntryId { kind, row: *row }).standing));
            part_repeated(inventory, kind, group, &mut joined.repeated);
        }
    }
    joined
}

fn add(inventory: &Inventory, joined: &mut Joined, new: EntryId) {
    let kind = new.kind as usize;
    let entry = inventory.entry(new);
    let groups = &mut joined.groups[kind];
    let Some(id) = entry.id else {
        match groups.first_mut() {
            // There is one account. What inventories say of it was read before.
            Some(account) if new.kind == Kind::Account && entry.standing == Standing::Configured => {
                account.push(new.row);
            }
            _ => groups.push(vec![new.row]),
        }
        return;
    };
    let row = *joined.index[kind].entry(id).or_insert_with(|| {
        groups.push(Vec::new());
        u32::try_from(groups.len() - 1).unwrap_or(u32::MAX)
    });
    groups[row as usize].push(new.row);
}

/// Two declarations in one document are a mistake; two documents, or two pages of a snapshot, are a
/// join. Those of one document stand side by side, for entries come in the order of reading.
fn part_repeated(inventory: &Inventory, kind: Kind, group: &mut Vec<u32>, repeated: &mut Vec<Repeated>) {
    let mut kept: Option<(EntryId, usize)> = None;
    group.retain(|row| {
        let id = EntryId { kind, row: *row };
        let entry = inventory.entry(id);
        if entry.standing != Standing::Declared {
            return true;
        }
        let document = inventory.document(entry);
        match kept {
            Some((first, its)) if its == document && inventory.entry(first).file == entry.file => {
                repeated.push(Repeated { first, second: id });
                false
            }
            _ => {
                kept = Some((id, document));
                true
            }
        }
    });
}

fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Declared => 0,
        Standing::Observed => 1,
        Standing::Mentioned => 2,
        Standing::Configured => 3,
        Standing::Catalog => 4,
    }
}
