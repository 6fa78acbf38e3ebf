use super::agree::agree;
use super::index::Index;
use crate::inventory::{EntryId, Inventory, Kind, Standing, TextId, Tool, Verb};
use hashbrown::HashSet;

/// Entries grouped by ID.
#[derive(Debug, Default)]
pub(super) struct Joined {
    groups: [Groups; Kind::COUNT],
    index: [Index; Kind::COUNT],
    pub(super) repeated: Vec<Repeated>,
}

/// The entries of each entity of a kind, the one that counts most first.
#[derive(Debug, Default)]
struct Groups {
    /// The only entry of an entity, or where several begin among the rows; and how many they are. Nearly all
    /// have one, which is then found in one look.
    ranges: Vec<(u32, u32)>,
    rows: Vec<u32>,
    /// The ID of each entity, where one of its entries has one.
    ids: Vec<Option<TextId>>,
}

impl Groups {
    /// From the entity of each entry.
    fn new(count: u32, owners: &[u32], ids: Vec<Option<TextId>>) -> Self {
        let mut ranges = vec![(0, 0); count as usize];
        for owner in owners {
            ranges[*owner as usize].1 += 1;
        }
        let mut several = 0;
        for (start, len) in ranges.iter_mut().filter(|(_, len)| *len > 1) {
            *start = several;
            several += *len;
        }
        // Where the next entry of several goes is kept in `start`, which is put back below.
        let mut rows = vec![0; several as usize];
        for (row, owner) in (0..).zip(owners) {
            match &mut ranges[*owner as usize] {
                (only, 1) => *only = row,
                (next, _) => {
                    rows[*next as usize] = row;
                    *next += 1;
                }
            }
        }
        ranges.iter_mut().filter(|(_, len)| *len > 1).for_each(|(start, len)| *start -= *len);
        Self { ranges, rows, ids }
    }

    fn get(&self, row: u32) -> &[u32] {
        match &self.ranges[row as usize] {
            (only, 1) => std::slice::from_ref(only),
            (start, len) => &self.rows[*start as usize..(*start + *len) as usize],
        }
    }

    /// Those of more than one entry, each to be put in order and cut; `settle` says how many stay.
    fn settle(&mut self, mut settle: impl FnMut(&mut [u32]) -> usize) {
        for (start, len) in self.ranges.iter_mut().filter(|(_, len)| *len > 1) {
            let group = &mut self.rows[*start as usize..(*start + *len) as usize];
            *len = settle(group) as u32;
            if *len == 1 {
                *start = group[0];
            }
        }
    }
}

/// An entry whose ID stands in its document already. It takes no part in anything else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeated {
    pub(crate) first: EntryId,
    pub(crate) second: EntryId,
}

impl Joined {
    pub(super) fn count(&self, kind: Kind) -> u32 {
        u32::try_from(self.groups[kind as usize].ranges.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn find(&self, kind: Kind, id: TextId) -> Option<u32> {
        self.index[kind as usize].get(id.place())
    }

    /// The ID of an entity, if it has one.
    #[inline]
    pub(super) fn id(&self, kind: Kind, row: u32) -> Option<TextId> {
        self.groups[kind as usize].ids.get(row as usize).copied().flatten()
    }

    pub(super) fn parts(&self, kind: Kind, row: u32) -> &[u32] {
        self.groups[kind as usize].get(row)
    }

    /// The entry of an entity that has one only.
    #[inline]
    pub(super) fn only(&self, kind: Kind, row: u32) -> Option<u32> {
        self.groups[kind as usize]
            .ranges
            .get(row as usize)
            .filter(|(_, len)| *len == 1)
            .map(|(only, _)| *only)
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
        let entries = inventory.entries(kind);
        let (mut count, mut owners) = (0, Vec::with_capacity(entries.len()));
        let mut index = Index::new(entries.len(), inventory.texts.len());
        let mut ids = Vec::with_capacity(entries.len());
        for entry in entries {
            let owner = match entry.id {
                // There is one account, of which not every file tells the ID.
                Some(id) if kind == Kind::Account && ids == [None] => {
                    ids = vec![Some(id)];
                    index.get_or_insert(id.place(), 0)
                }
                Some(id) => index.get_or_insert(id.place(), count),
                None if kind == Kind::Account => 0,
                None => count,
            };
            if owner == count {
                count += 1;
                ids.push(entry.id);
            }
            owners.push(owner);
        }
        joined.index[kind as usize] = index;
        let mut groups = Groups::new(count, &owners, ids);
        let repeated = &mut joined.repeated;
        groups.settle(|group| {
            group.sort_by_key(|row| rank(inventory.entry(EntryId { kind, row: *row }).standing));
            part_repeated(inventory, kind, group, repeated)
        });
        joined.groups[kind as usize] = groups;
    }
    joined
}

/// Two declarations in one document are a mistake; two documents, or two pages of a snapshot, are a
/// join, but for two manifests that contradict each other. Those of one document stand side by side,
/// for entries come in the order of reading. Tells how many stay; these come first.
fn part_repeated(
    inventory: &Inventory,
    kind: Kind,
    group: &mut [u32],
    repeated: &mut Vec<Repeated>,
) -> usize {
    let mut kept: Option<(EntryId, usize)> = None;
    let mut stay = 0;
    for at in 0..group.len() {
        let id = EntryId { kind, row: group[at] };
        let entry = inventory.entry(id);
        if entry.standing == Standing::Declared {
            let document = inventory.document(entry);
            match kept {
                Some((first, its))
                    if its == document && inventory.entry(first).file == entry.file
                        || are_manifests(inventory, [first, id]) && contradict(inventory, [first, id]) =>
                {
                    repeated.push(Repeated { first, second: id });
                    continue;
                }
                _ => kept = Some((id, document)),
            }
        }
        group[stay] = id.row;
        stay += 1;
    }
    stay
}

/// Whether both are manifests, of which a cluster has one of a name only.
fn are_manifests(inventory: &Inventory, ids: [EntryId; 2]) -> bool {
    let is_one = |id| inventory.resource(id).is_some_and(|resource| resource.tool == Tool::Crossplane);
    ids.into_iter().all(is_one)
}

/// Whether two entries give two values for one fact. What one of them only adds to the other is a patch.
fn contradict(inventory: &Inventory, ids: [EntryId; 2]) -> bool {
    let [first, second] = ids.map(|id| inventory.entry(id));
    inventory.facts(first).any(|one| {
        let other = inventory.fact(second, one.field);
        other.is_some_and(|other| !agree(inventory, one.field, one.value, other.value))
    })
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
