//! The orders that count where actions only take and free seats.
//!
//! Every limit of an instance grows with the ENIs on it. So an attach fares worst where all others
//! that may come before it do, and what may free a seat comes after; and all fare best where every
//! seat is freed before one is taken. A few orders stand for all then, however many there are.

use crate::plan::{Action, Turn};

/// The orders that stand for all that `before` allows; none if that is not certain. `turns` are what
/// the actions do, and bits of `before` those that come before each.
pub(super) fn orders(actions: &[Action], turns: &[Turn], before: &[u64]) -> Option<Vec<Vec<Action>>> {
    if !each_eni_in_order(turns, before) {
        return None;
    }
    let all = if turns.len() < 64 { (1_u64 << turns.len()) - 1 } else { u64::MAX };
    let mut orders = vec![vec![best(turns, before)?]];
    for (at, turn) in turns.iter().enumerate() {
        if let Turn::Takes { .. } = turn {
            let first = worst(turns, before, at)?;
            orders.push(vec![first, 1 << at]);
        }
    }
    let order = |firsts: Vec<u64>| {
        let mut done = 0_u64;
        let groups = firsts.into_iter().chain([all]);
        let groups = groups.map(|group| {
            let own = group & !done;
            done |= group;
            own
        });
        // Each group holds what must come before it, so the given order does within a group.
        let groups: Vec<u64> = groups.collect();
        let picked = groups.into_iter().flat_map(bits);
        picked.filter_map(|at| actions.get(at).copied()).collect()
    };
    Some(orders.into_iter().map(order).collect())
}

/// The numbers of the bits that are set.
fn bits(set: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |at| set >> at & 1 == 1)
}

/// Whether all orders have the same actions on each ENI, in the same order.
fn each_eni_in_order(turns: &[Turn], before: &[u64]) -> bool {
    let bound = |a: usize, b: usize| before.get(b).is_some_and(|bits| bits >> a & 1 == 1);
    turns.iter().enumerate().all(|(b, turn)| {
        let earlier = turns.iter().enumerate().take(b);
        earlier.filter(|(_, other)| other.eni() == turn.eni()).all(|(a, _)| bound(a, b))
    })
}

/// What frees seats, with all that must come before; none if something that takes one is among it.
fn best(turns: &[Turn], before: &[u64]) -> Option<u64> {
    let frees =
        turns.iter().zip(before).enumerate().filter(|(_, (turn, _))| matches!(turn, Turn::Frees { .. }));
    let first = frees.fold(0, |first, (at, (_, before))| first | before | 1 << at);
    let takes = |at: usize| matches!(turns.get(at), Some(Turn::Takes { .. }));
    (!bits(first).any(takes)).then_some(first)
}

/// What comes before an attach where it fares worst, with all that must.
fn worst(turns: &[Turn], before: &[u64], at: usize) -> Option<u64> {
    let own = before.get(at).copied()?;
    let Some(Turn::Takes { instance, .. }) = turns.get(at) else { return None };
    let frees = |at: usize| matches!(turns.get(at), Some(Turn::Frees { instance: of, .. }) if of == instance);
    // What it cannot do without frees its seats in every order.
    let freed =
        |bits_of: u64| bits(bits_of & !own).filter(|at| frees(*at)).fold(0_u64, |all, at| all | 1 << at);
    let mut first = own;
    let mut spared = 0_u64;
    for (other, (turn, before)) in turns.iter().zip(before).enumerate() {
        let here = matches!(turn, Turn::Takes { instance: of, .. } if of == instance);
        if other == at || !here || before >> at & 1 == 1 {
            continue;
        }
        match freed(*before) {
            0 => first |= before | 1 << other,
            // A seat is freed for it first: with neither it is as full. But not if two share that.
            needs if needs & spared != 0 => return None,
            needs => spared |= needs,
        }
    }
    (freed(first) == 0).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Kind, TextId, Verb};
    use crate::plan::EntityId;

    const A: TextId = TextId::RUNNING;
    const B: TextId = TextId::STOPPED;
    const OTHERS: [TextId; 2] = [TextId::AVAILABLE, TextId::IN_USE];

    fn actions(n: u32) -> Vec<Action> {
        let id = |row| EntityId { kind: Kind::Step, row };
        (0..n).map(|row| Action { verb: Verb::Detach, id: id(row), sequence: None }).collect()
    }

    fn rows(turns: &[Turn], before: &[u64]) -> Option<Vec<Vec<u32>>> {
        let orders = orders(&actions(turns.len() as u32), turns, before)?;
        Some(orders.iter().map(|order| order.iter().map(|action| action.id.row).collect()).collect())
    }

    #[test]
    fn moved_enis() {
        // Two ENIs change places: each is detached, then attached.
        let [x, y] = OTHERS;
        let turns = [
            Turn::Frees { eni: x, instance: A },
            Turn::Takes { eni: x, instance: B },
            Turn::Frees { eni: y, instance: B },
            Turn::Takes { eni: y, instance: A },
        ];
        let before = [0, 0b1, 0, 0b100];
        let best = vec![0, 2, 1, 3];
        assert_eq!(rows(&turns, &before), Some(vec![best, vec![0, 1, 2, 3], vec![2, 3, 0, 1]]));
    }

    #[test]
    fn what_frees_a_seat_for_itself_changes_nothing() {
        let [x, y] = OTHERS;
        let turns = [
            Turn::Frees { eni: x, instance: A },
            Turn::Takes { eni: x, instance: A },
            Turn::Takes { eni: y, instance: A },
        ];
        let orders = rows(&turns, &[0, 0b1, 0]).unwrap();
        assert!(orders.contains(&vec![2, 0, 1]), "{orders:?}");
    }

    #[test]
    fn a_free_order_of_one_eni_is_not_certain() {
        let [x, _] = OTHERS;
        let turns = [Turn::Frees { eni: x, instance: A }, Turn::Takes { eni: x, instance: B }];
        assert_eq!(rows(&turns, &[0, 0]), None);
    }
}
