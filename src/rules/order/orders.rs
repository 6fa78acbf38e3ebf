//! Which orders of a few actions are tried.

use crate::plan::{Action, Bounds};

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

/// The orders that a plan allows.
pub(super) fn legal(actions: &[Action], bounds: &Bounds) -> Orders {
    let Some(before) = bounds.before.as_deref() else {
        let orders = if bounds.tied { Vec::new() } else { in_blocks(actions) };
        return Orders { orders, complete: bounds.total };
    };
    if let Some(orders) = extensions(actions, before) {
        return Orders { orders, complete: true };
    }
    let mut moved = moves(actions, before);
    moved.orders.extend(in_blocks(actions).into_iter().filter(|order| allows(actions, before, order)));
    if bounds.tied {
        moved.orders.extend(extremes(actions, before));
    }
    // Where all only take room, an attach fares worst first or last.
    moved.complete = actions.iter().all(|action| action.sequence.is_none());
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

/// All orders, whatever the plan allows: first those that move one action only.
pub(super) fn any(actions: &[Action]) -> Orders {
    if actions.len() > MOST {
        return Orders { orders: Vec::new(), complete: false };
    }
    let free = vec![0; actions.len()];
    let mut orders = moves(actions, &free);
    if let Some(all) = extensions(actions, &free) {
        orders.orders.extend(all);
        orders.complete = true;
    }
    orders
}

/// All orders in which each action has those of `before` before it; none if they are too many.
fn extensions(actions: &[Action], before: &[u64]) -> Option<Vec<Vec<Action>>> {
    let n = actions.len();
    let mut all: Vec<Vec<Action>> = Vec::new();
    let mut order: Vec<usize> = Vec::with_capacity(n);
    let mut done = 0_u64;
    let mut from = 0;
    loop {
        let free =
            |at: &usize| before.get(*at).is_some_and(|before| done >> at & 1 == 0 && before & !done == 0);
        match (from..n).find(free) {
            Some(at) => {
                order.push(at);
                done |= 1 << at;
                from = 0;
            }
            None => {
                if order.len() == n {
                    if all.len() == ALL {
                        return None;
                    }
                    all.push(order.iter().filter_map(|at| actions.get(*at).copied()).collect());
                }
                let Some(last) = order.pop() else { return Some(all) };
                done &= !(1 << last);
                from = last + 1;
            }
        }
    }
}

/// The orders that move one action, and leave those of `before` before each.
fn moves(actions: &[Action], before: &[u64]) -> Orders {
    let n = actions.len();
    let bound = |first: usize, second: usize| before.get(second).is_some_and(|bits| bits >> first & 1 == 1);
    let mut orders = Vec::new();
    for (from, _) in actions.iter().enumerate() {
        let earliest = (0..from).rfind(|other| bound(*other, from)).map_or(0, |at| at + 1);
        let latest = (from + 1..n).find(|other| bound(from, *other)).map_or(n - 1, |at| at - 1);
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

/// The orders in which an action comes after nothing but what it must, or before nothing but that.
fn extremes(actions: &[Action], before: &[u64]) -> Vec<Vec<Action>> {
    let mut orders = Vec::new();
    for (at, own) in before.iter().enumerate() {
        let needed = |other: &usize| own >> other & 1 == 1;
        let needs = |other: &usize| before.get(*other).is_some_and(|bits| bits >> at & 1 == 1);
        let others = || (0..actions.len()).filter(|other| *other != at);
        let (early, rest): (Vec<usize>, Vec<usize>) = others().partition(needed);
        let (late, most): (Vec<usize>, Vec<usize>) = others().partition(needs);
        for (first, then) in [(early, rest), (most, late)] {
            let places = first.iter().chain([&at]).chain(&then);
            orders.push(places.filter_map(|place| actions.get(*place).copied()).collect());
        }
    }
    orders
}

/// Whether an order has those of `before` before each.
fn allows(actions: &[Action], before: &[u64], order: &[Action]) -> bool {
    let mut done = 0_u64;
    order.iter().all(|action| {
        let Some(at) = actions.iter().position(|other| other.id == action.id) else { return false };
        let ready = before.get(at).is_some_and(|before| before & !done == 0);
        done |= 1 << at;
        ready
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Kind, Verb};
    use crate::plan::EntityId;

    fn action(row: u32, sequence: Option<u32>) -> Action {
        Action { verb: Verb::Attach, id: EntityId { kind: Kind::Attachment, row }, sequence }
    }

    /// What lists of steps and pairs of rows ask for.
    fn bounds(actions: &[Action], pairs: &[(usize, usize)]) -> Bounds {
        let listed = |a: &Action, b: &Action| a.sequence.is_some() && a.sequence == b.sequence;
        let mut before: Vec<u64> = Vec::new();
        for (at, action) in actions.iter().enumerate() {
            let bound = |other: &usize| listed(&actions[*other], action) || pairs.contains(&(*other, at));
            let direct = (0..at).filter(bound);
            before.push(direct.fold(0, |bits, other| bits | before[other] | 1 << other));
        }
        let before = Some(before).filter(|_| actions.len() <= MOST);
        Bounds { before, tied: !pairs.is_empty(), total: false }
    }

    fn lists(actions: &[Action]) -> Orders {
        legal(actions, &bounds(actions, &[]))
    }

    fn rows(orders: &Orders) -> Vec<Vec<u32>> {
        let mut rows: Vec<Vec<u32>> =
            orders.orders.iter().map(|order| order.iter().map(|action| action.id.row).collect()).collect();
        rows.sort();
        rows
    }

    #[test]
    fn lists_of_steps_keep_their_order() {
        let orders = lists(&[action(0, Some(1)), action(1, Some(1)), action(2, None)]);
        assert!(orders.complete);
        assert_eq!(rows(&orders), [[0, 1, 2], [0, 2, 1], [2, 0, 1]]);
    }

    #[test]
    fn five_free_actions_have_all_their_orders() {
        let five: Vec<Action> = (0..5).map(|row| action(row, None)).collect();
        let mut all = rows(&lists(&five));
        all.dedup();
        assert_eq!(all.len(), 120);
    }

    #[test]
    fn of_many_each_is_moved() {
        let twenty: Vec<Action> = (0..20).map(|row| action(row, None)).collect();
        assert_eq!(lists(&twenty).orders.len(), 38 + 2);
        let chain: Vec<Action> =
            (0..20).map(|row| action(row, if row % 2 == 0 { Some(1) } else { None })).collect();
        let orders = lists(&chain);
        assert!(!orders.complete);
        for order in &orders.orders {
            let own: Vec<u32> = order.iter().filter(|a| a.sequence.is_some()).map(|a| a.id.row).collect();
            assert!(own.is_sorted());
        }
    }

    #[test]
    fn a_long_list_is_left_alone() {
        let many: Vec<Action> = (0..100).map(|row| action(row, None)).collect();
        assert!(lists(&many).orders.len() == 2 && !lists(&many).complete);
        assert!(any(&many).orders.is_empty());
    }

    #[test]
    fn bounds_leave_all_orders_that_they_allow() {
        let four: Vec<Action> = (0..4).map(|row| action(row, None)).collect();
        let orders = legal(&four, &bounds(&four, &[(0, 2), (1, 2)]));
        assert!(orders.complete);
        assert_eq!(orders.orders.len(), 8);
        let total = legal(&four, &bounds(&four, &[(0, 1), (1, 2), (2, 3)]));
        assert_eq!(rows(&total), [[0, 1, 2, 3]]);
    }

    #[test]
    fn of_many_each_is_moved_as_far_as_bounds_allow() {
        let pairs: Vec<(usize, usize)> = (0..19).filter(|at| at % 4 != 3).map(|at| (at, at + 1)).collect();
        let twenty: Vec<Action> = (0..20).map(|row| action(row, None)).collect();
        let orders = legal(&twenty, &bounds(&twenty, &pairs));
        assert!(orders.complete);
        for order in &orders.orders {
            let place = |row: usize| order.iter().position(|action| action.id.row as usize == row);
            assert!(order.len() == 20 && pairs.iter().all(|(a, b)| place(*a) < place(*b)));
        }
        let latest = |row| orders.orders.iter().any(|order| order[16 + row as usize].id.row == row);
        assert!((0..4).all(latest), "nothing but its own list comes after it");
    }
}
