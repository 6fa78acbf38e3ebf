//! Which orders of a few actions are tried.

use crate::plan::Action;

/// As many orders as are tried to the last one.
const ALL: usize = 120;
/// Up to so many actions each is tried at each place; of more, each first and last.
const EACH_PLACE: usize = 12;
/// Of more actions no orders are tried.
const MOST: usize = 64;

/// Lists of steps that are tried as a whole.
const BLOCKS: usize = 4;

/// Orders to try.
pub(super) struct Orders {
    pub(super) orders: Vec<Vec<Action>>,
    /// Whether these are all there are, or stand for all.
    pub(super) complete: bool,
}

/// The orders that leave each list of steps in its own.
pub(super) fn legal(actions: &[Action]) -> Orders {
    let chains = chains(actions);
    if let Some(orders) = interleavings(&chains) {
        return Orders { orders, complete: true };
    }
    let mut moved = moves(actions, |a, b| a.sequence.is_some() && a.sequence == b.sequence);
    moved.orders.extend(in_blocks(actions));
    // Where all only take room, an attach fares worst first or last.
    moved.complete = actions.iter().all(|action| action.sequence.is_none()) && actions.len() <= MOST;
    moved
}

/// The orders in which each list of steps, and what stands in none, runs as a whole first or last.
fn in_blocks(actions: &[Action]) -> Vec<Vec<Action>> {
    let mut lists: Vec<Option<u32>> = actions.iter().map(|action| action.sequence).collect();
    lists.sort_unstable();
    lists.dedup();
    let mut orders = Vec::new();
    for list in lists.into_iter().take(BLOCKS) {
        let (own, rest): (Vec<Action>, Vec<Action>) =
            actions.iter().partition(|action| action.sequence == list);
        orders.push([own.clone(), rest.clone()].concat());
        orders.push([rest, own].concat());
    }
    orders
}

/// All orders, whatever the lists of steps say: first those that move one action only.
pub(super) fn any(actions: &[Action]) -> Orders {
    let mut orders = moves(actions, |_, _| false);
    let alone: Vec<Vec<Action>> = actions.iter().map(|action| vec![*action]).collect();
    if let Some(all) = interleavings(&alone) {
        orders.orders.extend(all);
        orders.complete = true;
    }
    orders
}

/// The actions by list of steps; what stands in none is a chain of its own.
fn chains(actions: &[Action]) -> Vec<Vec<Action>> {
    let mut chains: Vec<Vec<Action>> = Vec::new();
    for action in actions {
        let same = |chain: &&mut Vec<Action>| {
            action.sequence.is_some() && chain.first().is_some_and(|first| first.sequence == action.sequence)
        };
        match chains.iter_mut().find(same) {
            Some(chain) => chain.push(*action),
            None => chains.push(vec![*action]),
        }
        if chains.len() > MOST {
            break;
        }
    }
    chains
}

/// All ways to run some chains, each in its own order; none if they are too many.
fn interleavings(chains: &[Vec<Action>]) -> Option<Vec<Vec<Action>>> {
    let n: usize = chains.iter().map(Vec::len).sum();
    let mut ways: usize = 1;
    let mut placed: usize = 0;
    for chain in chains {
        for k in 1..=chain.len() {
            placed += 1;
            ways = ways.checked_mul(placed)? / k;
            if ways > ALL * n {
                return None;
            }
        }
    }
    if ways > ALL {
        return None;
    }
    // A way to interleave is an order of the chains' numbers.
    let mut numbers: Vec<usize> =
        chains.iter().enumerate().flat_map(|(number, chain)| chain.iter().map(move |_| number)).collect();
    let mut all = Vec::with_capacity(ways);
    loop {
        let mut next = vec![0; chains.len()];
        let order = numbers.iter().filter_map(|number| {
            let at = next.get_mut(*number)?;
            *at += 1;
            chains.get(*number)?.get(*at - 1).copied()
        });
        all.push(order.collect());
        if !advance(&mut numbers) {
            return Some(all);
        }
    }
}

/// The next order of some numbers; false after the last one.
fn advance(numbers: &mut [usize]) -> bool {
    let Some(rising) = numbers.windows(2).rposition(|pair| matches!(pair, [a, b] if a < b)) else {
        return false;
    };
    let Some(pivot) = numbers.get(rising).copied() else { return false };
    let Some(larger) = numbers.iter().rposition(|number| *number > pivot) else { return false };
    numbers.swap(rising, larger);
    if let Some(rest) = numbers.get_mut(rising + 1..) {
        rest.reverse();
    }
    true
}

/// The orders that move one action. `bound` says whether two of them must stay as they are.
fn moves(actions: &[Action], bound: impl Fn(&Action, &Action) -> bool) -> Orders {
    let n = actions.len();
    let mut orders = Vec::new();
    if n > MOST {
        return Orders { orders, complete: false };
    }
    for (from, action) in actions.iter().enumerate() {
        let (before, after) = actions.split_at(from);
        let earliest = before.iter().rposition(|other| bound(other, action)).map_or(0, |at| at + 1);
        let rest = after.get(1..).unwrap_or_default();
        let latest = rest.iter().position(|other| bound(action, other)).map_or(n - 1, |at| from + at);
        let places: Vec<usize> =
            if n <= EACH_PLACE { (earliest..=latest).collect() } else { vec![earliest, latest] };
        for to in places.into_iter().filter(|to| *to != from) {
            let mut order = actions.to_vec();
            let moved = order.remove(from);
            order.insert(to, moved);
            orders.push(order);
        }
    }
    Orders { orders, complete: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Kind, Verb};
    use crate::plan::EntityId;

    fn action(row: u32, sequence: Option<u32>) -> Action {
        Action { verb: Verb::Attach, id: EntityId { kind: Kind::Attachment, row }, sequence }
    }

    fn rows(orders: &Orders) -> Vec<Vec<u32>> {
        let mut rows: Vec<Vec<u32>> =
            orders.orders.iter().map(|order| order.iter().map(|action| action.id.row).collect()).collect();
        rows.sort();
        rows
    }

    #[test]
    fn lists_of_steps_keep_their_order() {
        let orders = legal(&[action(0, Some(1)), action(1, Some(1)), action(2, None)]);
        assert!(orders.complete);
        assert_eq!(rows(&orders), [[0, 1, 2], [0, 2, 1], [2, 0, 1]]);
    }

    #[test]
    fn five_free_actions_have_all_their_orders() {
        let five: Vec<Action> = (0..5).map(|row| action(row, None)).collect();
        let mut all = rows(&legal(&five));
        all.dedup();
        assert_eq!(all.len(), 120);
    }

    #[test]
    fn of_many_each_is_moved() {
        let twenty: Vec<Action> = (0..20).map(|row| action(row, None)).collect();
        assert_eq!(legal(&twenty).orders.len(), 38 + 2);
        let chain: Vec<Action> =
            (0..20).map(|row| action(row, if row % 2 == 0 { Some(1) } else { None })).collect();
        let orders = legal(&chain);
        assert!(!orders.complete);
        for order in &orders.orders {
            let own: Vec<u32> = order.iter().filter(|a| a.sequence.is_some()).map(|a| a.id.row).collect();
            assert!(own.is_sorted());
        }
    }

    #[test]
    fn a_long_list_is_left_alone() {
        let many: Vec<Action> = (0..100).map(|row| action(row, None)).collect();
        assert!(legal(&many).orders.len() == 2 && !legal(&many).complete);
        assert!(any(&many).orders.is_empty());
    }
}
