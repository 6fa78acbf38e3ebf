use crate::inventory::{EntryId, Inventory, Kind, Standing, TextId};
use std::collections::HashMap;

/// Entries grouped by ID.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// For each kind the entries of each entity, the one that counts most first.
    groups: [Vec<Vec<u32>>; Kind::COUNT],
    index: [HashMap<TextId, u32>; Kind::COUNT],
    pub(super) repeated: Vec<Repeated>,
}

/// An entry whose ID stands in its file already. It takes no part in anything else.
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

/// Every entry becomes part of one entity: that of its ID, or one of its own if it has none.
pub(super) fn join(inventory: &Inventory) -> Joined {
    let mut joined = Joined::default();
    for kind in Kind::ALL {
        for row in 0..inventory.entries(kind).len() {
            add(inventory, &mut joined, EntryId { kind, row: u32::try_from(row).unwrap_or(u32::MAX) });
        }
        for group in &mut joined.groups[kind as usize] {
            group.sort_by_key(|row| rank(inventory.entry(EntryId { kind, row: *row }).standing));
        }
    }
    joined
}

fn add(inventory: &Inventory, joined: &mut Joined, new: EntryId) {
    let kind = new.kind as usize;
    let entry = inventory.entry(new);
    let Some(id) = entry.id else {
        joined.groups[kind].push(vec![new.row]);
        return;
    };
    let groups = &mut joined.groups[kind];
    let row = *joined.index[kind].entry(id).or_insert_with(|| {
        groups.push(Vec::new());
        u32::try_from(groups.len() - 1).unwrap_or(u32::MAX)
    });
    let group = &mut groups[row as usize];
    // Two declarations in one file are a mistake; two files, or two pages of a snapshot, are a join.
    let twin = group.iter().map(|row| EntryId { kind: new.kind, row: *row }).find(|other| {
        let other = inventory.entry(*other);
        entry.standing == Standing::Declared
            && other.standing == Standing::Declared
            && other.file == entry.file
    });
    match twin {
        Some(first) => joined.repeated.push(Repeated { first, second: new }),
        None => group.push(new.row),
    }
}

fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Declared => 0,
        Standing::Observed => 1,
        Standing::Mentioned => 2,
        Standing::Catalog => 3,
    }
}
