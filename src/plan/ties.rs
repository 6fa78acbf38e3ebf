//! What must be done before what, beside the order of lists of steps: edges between actions.

use super::{Action, EntityId, Part, Plan};
use crate::inventory::{EntryId, Kind};
use hashbrown::{HashMap, HashSet};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Actions that one part may have for its order to be worked out: one bit each.
const MOST: usize = u64::BITS as usize;

/// How many actions and edges may be followed to work out the orders of all parts.
pub(crate) const BUDGET: usize = 20_000_000;

/// Pairs of actions of which the second must be done before the first, sorted.
#[derive(Debug, Default)]
pub(super) struct Ties(Vec<(EntityId, EntityId)>);

/// What the actions of a part must have before them.
pub(crate) struct Bounds {
    /// For each action those of the part that come before it, as bits. None if they were not worked
    /// out, so that no other order than that of the part is known to be allowed.
    pub(crate) before: Option<Vec<u64>>,
    /// Whether something else than lists of steps may put the actions in order.
    pub(crate) tied: bool,
    /// Whether they can run in one order only.
    pub(crate) total: bool,
}

/// Puts actions in the order of reading into one that the edges allow, which moves as few as can be.
/// Edges that go round in a circle cannot all hold: the first one that closes a circle is left out,
/// and those after it.
pub(super) fn arrange(plan: &Plan<'_>, actions: Vec<Action>) -> (Vec<Action>, Ties) {
    if plan.inventory.edges.is_empty() {
        return (actions, Ties::default());
    }
    let edges = edges(plan, &actions);
    let chain = chain(&actions);
    let sort = |n: usize| sorted(actions.len(), &chain, edges.get(..n).unwrap_or_default());
    let mut kept = edges.len();
    let mut order = sort(kept);
    if order.is_none() {
        let (mut good, mut bad) = (0, edges.len());
        while bad - good > 1 {
            let middle = good.midpoint(bad);
            *(if sort(middle).is_some() { &mut good } else { &mut bad }) = middle;
        }
        (kept, order) = (good, sort(good));
    }
    let id = |at: u32| actions.get(at as usize).map(|action| action.id);
    let pairs = edges.iter().take(kept).filter_map(|(first, second)| Some((id(*second)?, id(*first)?)));
    let mut ties = Ties(pairs.collect());
    ties.0.sort_unstable();
    ties.0.dedup();
    let arranged = order.unwrap_or_default();
    (arranged.iter().filter_map(|at| actions.get(*at as usize).copied()).collect(), ties)
}

/// The edges between actions, by the places of these.
fn edges(plan: &Plan<'_>, actions: &[Action]) -> Vec<(u32, u32)> {
    let mut places: HashMap<EntityId, u32> = HashMap::with_capacity(actions.len());
    for (place, action) in (0..).zip(actions) {
        places.entry(action.id).or_insert(place);
    }
    let place = |entry: EntryId| places.get(&entity(plan, entry)?).copied();
    let pairs = plan.inventory.edges.iter().filter_map(|(a, b)| Some((place(*a)?, place(*b)?)));
    pairs.filter(|(first, second)| first != second).collect()
}

/// The entity of an entry that an edge names.
fn entity(plan: &Plan<'_>, EntryId { kind, row }: EntryId) -> Option<EntityId> {
    if kind != Kind::Eni {
        return Some(EntityId { kind, row });
    }
    let entry = plan.inventory.entries(kind).get(row as usize)?;
    let row = plan.base.joined.find(kind, entry.id?)?;
    Some(EntityId { kind, row })
}

/// For each action the one before it in its list of steps.
pub(super) fn chain(actions: &[Action]) -> Vec<Option<u32>> {
    let mut last: HashMap<u32, u32> = HashMap::new();
    let before = (0..).zip(actions).map(|(place, action)| last.insert(action.sequence?, place));
    before.collect()
}

/// An order that follows chains and edges, the earliest place first. None if they form a circle.
fn sorted(n: usize, chain: &[Option<u32>], edges: &[(u32, u32)]) -> Option<Vec<u32>> {
    let chained = (0..).zip(chain).filter_map(|(place, before)| Some(((*before)?, place)));
    let mut pairs: Vec<(u32, u32)> = chained.chain(edges.iter().copied()).collect();
    pairs.sort_unstable();
    let mut missing = vec![0_usize; n];
    for (_, second) in &pairs {
        *missing.get_mut(*second as usize)? += 1;
    }
    let ready = (0..).zip(&missing).filter(|(_, missing)| **missing == 0);
    let mut ready: BinaryHeap<Reverse<u32>> = ready.map(|(place, _)| Reverse(place)).collect();
    let mut order = Vec::with_capacity(n);
    while let Some(Reverse(place)) = ready.pop() {
        order.push(place);
        let next = pairs.partition_point(|(first, _)| *first < place);
        for (_, second) in pairs.iter().skip(next).take_while(|(first, _)| *first == place) {
            let missing = missing.get_mut(*second as usize)?;
            *missing -= 1;
            if *missing == 0 {
                ready.push(Reverse(*second));
            }
        }
    }
    Some(order).filter(|order| order.len() == n)
}

impl Ties {
    /// What must be done before an action.
    fn before(&self, id: EntityId) -> impl Iterator<Item = EntityId> + use<'_> {
        let begin = self.0.partition_point(|(second, _)| *second < id);
        let rest = self.0.get(begin..).unwrap_or_default().iter();
        rest.take_while(move |(second, _)| *second == id).map(|(_, first)| *first)
    }
}

impl Plan<'_> {
    /// Works out which orders of a part are allowed. What ties two actions together may lie in other
    /// parts. `left` is how much may still be followed.
    pub(crate) fn bounds(&self, part: &Part, left: &mut usize) -> Bounds {
        let tied = !self.ties.0.is_empty();
        let follows = |pair: &[Action]| match pair {
            [a, b] => {
                let listed = a.sequence.is_some() && a.sequence == b.sequence;
                listed || self.ties.before(b.id).any(|before| before == a.id)
            }
            _ => true,
        };
        if part.actions.windows(2).all(follows) {
            return Bounds { before: None, tied, total: true };
        }
        let before = if part.actions.len() > MOST { None } else { self.before(part, left) };
        let previous = before.iter().flatten().skip(1).zip(0_u32..);
        let total = before.is_some() && previous.clone().all(|(before, last)| before >> last & 1 == 1);
        Bounds { before, tied, total }
    }

    /// The places of all actions that come before one in every order. `chain` is that of the actions,
    /// and `left` how much may still be followed: none if that is not enough.
    pub(super) fn always_before(
        &self,
        place: u32,
        chain: &[Option<u32>],
        left: &mut usize,
    ) -> Option<HashSet<u32>> {
        let (mut open, mut all) = (vec![place], HashSet::new());
        while let Some(at) = open.pop() {
            let Some(action) = self.course.action(at) else { continue };
            let listed = chain.get(at as usize).copied().flatten();
            let tied = self.ties.before(action.id).filter_map(|other| self.course.place(other));
            for other in tied.chain(listed) {
                *left = left.checked_sub(1)?;
                if all.insert(other) {
                    open.push(other);
                }
            }
        }
        Some(all)
    }

    /// For each action of a part those that come before it in every order.
    fn before(&self, part: &Part, left: &mut usize) -> Option<Vec<u64>> {
        let (first, last) = (*part.places.first()?, *part.places.last()?);
        // Without edges nothing but the part's own lists matters.
        let (places, all) = match self.ties.0.is_empty() {
            true => (part.places.clone(), 0),
            false if (last - first) as usize >= *left => return None,
            false => ((first..=last).collect(), (last - first) as usize + 1),
        };
        let mut lists: HashMap<u32, u64> = HashMap::new();
        let mut known = vec![0_u64; all];
        let mut before = Vec::with_capacity(part.places.len());
        let mut members = part.places.iter().peekable();
        for place in places {
            let Some(action) = self.course.action(place) else { continue };
            let mut bits = action.sequence.and_then(|list| lists.get(&list).copied()).unwrap_or_default();
            let mut followed = 1;
            for other in self.ties.before(action.id) {
                followed += 1;
                let at =
                    self.course.place(other).filter(|at| *at < place).and_then(|at| at.checked_sub(first));
                bits |= at.and_then(|at| known.get(at as usize).copied()).unwrap_or_default();
            }
            *left = left.checked_sub(followed)?;
            if members.next_if(|member| **member == place).is_some() {
                let own = before.len();
                before.push(bits);
                bits |= 1 << own;
            }
            if let Some(list) = action.sequence {
                lists.insert(list, bits);
            }
            if let Some(slot) = known.get_mut((place - first) as usize) {
                *slot = bits;
            }
        }
        Some(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Moment;
    use crate::read::Read;
    use crate::source::{Role, Sources};
    use std::fmt::Write;

    /// Attaches of ENIs of their own to instances of their own, each in a list of steps of its own.
    /// Of a pair the second one is to a trunk that the first one attaches.
    fn read(n: usize, pairs: &[(usize, usize)]) -> Read {
        let mut text = String::new();
        for at in 0..n {
            let trunk = pairs.iter().find(|(_, b)| *b == at);
            let trunk = trunk.map_or(String::new(), |(a, _)| format!("trunk_network_instance_id: eni-{a}, "));
            let own = format!("{trunk}instance_id: i-{at}, network_interface_id: eni-{at}");
            writeln!(text, "---\nsteps: [{{ attach: {{ {own} }} }}]").unwrap();
        }
        let mut sources = Sources::new();
        sources.add("plan.yaml", text, Role::Named);
        crate::read::read(&sources)
    }

    fn entry(row: u32) -> EntryId {
        EntryId { kind: Kind::Attachment, row }
    }

    fn rows(plan: &Plan<'_>) -> Vec<u32> {
        plan.actions().iter().map(|action| action.id.row).collect()
    }

    /// The rows of `n` attaches in the order in which they are judged.
    fn order(n: usize, edges: &[(u32, u32)]) -> Vec<u32> {
        let mut read = read(n, &[]);
        read.inventory.edges = edges.iter().map(|(a, b)| (entry(*a), entry(*b))).collect();
        rows(&Plan::new(&read.inventory, jiff::Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn edges_move_no_more_than_they_must() {
        assert_eq!(order(4, &[]), [0, 1, 2, 3]);
        assert_eq!(order(4, &[(0, 1), (2, 3), (0, 3)]), [0, 1, 2, 3]);
        assert_eq!(order(4, &[(2, 0)]), [1, 2, 0, 3]);
        assert_eq!(order(4, &[(3, 2), (2, 1), (1, 0)]), [3, 2, 1, 0]);
    }

    #[test]
    fn what_closes_a_circle_is_left_out() {
        assert_eq!(order(3, &[(2, 2), (1, 0), (0, 1), (2, 1)]), [1, 0, 2]);
        assert_eq!(order(3, &[(0, 2), (2, 0), (1, 0)]), [0, 1, 2]);
        // What is none of the plan's actions ties nothing.
        assert_eq!(order(2, &[(7, 0), (1, 0)]), [1, 0]);
    }

    #[test]
    fn edges_tie_actions_of_a_part_through_others() {
        let mut read = read(4, &[(0, 3)]);
        let bounds = |read: &Read, left: &mut usize| {
            let plan = Plan::new(&read.inventory, jiff::Timestamp::UNIX_EPOCH);
            let part = plan.parts().into_iter().find(|part| part.actions.len() == 2).unwrap();
            let bounds = plan.bounds(&part, left);
            (bounds.total, bounds.before)
        };
        assert_eq!(bounds(&read, &mut 9), (false, Some(vec![0, 0])));
        read.inventory.edges = vec![(entry(1), entry(2)), (entry(2), entry(3))];
        assert_eq!(bounds(&read, &mut 9), (false, Some(vec![0, 0])));
        read.inventory.edges.push((entry(0), entry(1)));
        assert_eq!(bounds(&read, &mut 9), (true, Some(vec![0, 1])));
        assert_eq!(bounds(&read, &mut 3), (false, None), "too much to follow");
        read.inventory.edges = vec![(entry(3), entry(0))];
        assert_eq!(bounds(&read, &mut 0), (true, None));
    }

    #[test]
    fn many_edges_take_no_time() {
        let n = 2_000;
        let mut read = read(n, &[]);
        let edges = (0..100_000_u32).map(|at| (entry(at * 7919 % 1_999), entry(1_999)));
        read.inventory.edges = edges.chain((1..2_000).map(|at| (entry(at - 1), entry(at)))).collect();
        let plan = Plan::new(&read.inventory, jiff::Timestamp::UNIX_EPOCH);
        assert_eq!(rows(&plan).len(), n);
        assert_eq!(plan.entity(EntityId { kind: Kind::Attachment, row: 9 }).moment(), Moment(9));
    }
}
