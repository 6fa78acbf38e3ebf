//! Makes inventories up.

use crate::made::{Attach, Eni, Group, Instance, Made, Type, Vswitch};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

const VSWITCHES: usize = 4;
const GROUPS: usize = 4;

/// Mostly the first, sometimes one of all.
fn mostly<T: Clone + std::fmt::Debug + 'static>(all: Vec<T>) -> impl Strategy<Value = T> {
    prop_oneof![4 => Just(all[0].clone()), 1 => select(all)]
}

fn instance_type(name: &'static str) -> impl Strategy<Value = Type> {
    let limits = (mostly(vec![3, 1, 2, 4, 5]), 1..4i64, 0..4i64, 0..4i64, 2..5i64);
    let queues = (1..4i64, 1..4i64, 0..5i64, 0..6i64);
    (limits, queues, vec(Just(()), 0..3)).prop_map(move |(limits, queues, cards)| {
        let (enis, ipv4, ipv6, eris, pairs) = limits;
        let (primary_queues, secondary_queues, more, all) = queues;
        Type {
            name,
            enis: Some(enis),
            ipv4: Some(ipv4),
            ipv6: Some(ipv6),
            primary_queues,
            secondary_queues,
            most_queues: Some(3 + more),
            // The defaults fit.
            all_queues: Some(primary_queues + (enis - 1) * secondary_queues + all),
            eris: Some(eris),
            pairs: Some(pairs),
            cards: (0..cards.len() as i64).collect(),
        }
    })
}

fn instance() -> impl Strategy<Value = Instance> {
    (
        0..3usize,
        mostly(vec!["Stopped", "Running", "Starting", "Stopping", "Pending"]),
        mostly((0..VSWITCHES).collect()),
        proptest::bool::weighted(0.03),
        proptest::bool::weighted(0.97),
    )
        .prop_map(|(kind, status, vswitch, classic, io_optimized)| Instance {
            kind: Some(kind),
            status: Some(status),
            vswitch: Some(vswitch),
            classic,
            io_optimized,
        })
}

/// An ENI and, if it has one, its holder.
fn eni(instances: usize) -> impl Strategy<Value = Eni> {
    let state = (
        mostly(vec!["Secondary", "Primary", "Member"]),
        mostly(vec!["Available", "InUse", "InUse", "Attaching", "Detaching", "Deleting"]),
        0..instances,
        mostly((0..VSWITCHES).collect()),
    );
    let groups = prop_oneof![6 => Just(vec![0]), 1 => vec(0..GROUPS, 0..3)];
    let numbers = (
        mostly(vec![0, 1, 2]),
        mostly(vec![0, 1, 2]),
        proptest::bool::weighted(0.3),
        weighted(0.3, 1..4i64),
        weighted(0.6, 1..3i64),
        proptest::bool::weighted(0.03),
    );
    (state, groups, numbers).prop_map(|(state, groups, numbers)| {
        let (kind, status, holder, vswitch) = state;
        let (secondary, ipv6, eri, queues, pairs, managed) = numbers;
        let status = if kind == "Primary" { "InUse" } else { status };
        let free = status == "Available" || status == "Deleting";
        Eni {
            kind,
            status: Some(status),
            holder: Some(holder).filter(|_| !free),
            vswitch: Some(vswitch),
            groups,
            secondary,
            ipv6,
            eri,
            queues,
            pairs: pairs.filter(|_| eri),
            managed,
        }
    })
}

/// Of two values, mostly the first.
fn either(weight: f64) -> impl Strategy<Value = usize> {
    proptest::bool::weighted(weight).prop_map(usize::from)
}

/// An inventory without instances and ENIs. The first vSwitch and the first group are at home.
fn surroundings() -> impl Strategy<Value = Made> {
    let types = ["ecs.x9.large", "ecs.x9.xlarge", "ecs.t6-c1m1.large"].map(instance_type);
    let vswitches = vec((either(0.3), either(0.3)), VSWITCHES - 1);
    let groups = vec((either(0.2), proptest::bool::weighted(0.3)), GROUPS - 1);
    (types, vswitches, groups, any::<bool>()).prop_map(|(types, vswitches, groups, ordered)| {
        let vswitches = std::iter::once((0, 0)).chain(vswitches);
        let groups = std::iter::once((0, false)).chain(groups);
        Made {
            complete: true,
            ordered,
            types: types.to_vec(),
            vswitches: vswitches.map(|(vpc, zone)| Vswitch { vpc: Some(vpc), zone: Some(zone) }).collect(),
            groups: groups.map(|(vpc, advanced)| Group { vpc: Some(vpc), advanced }).collect(),
            ..Made::default()
        }
    })
}

/// Everything is listed but a few instances, and every fact is given.
pub fn inventory() -> impl Strategy<Value = Made> {
    (1..3usize).prop_flat_map(|instances| {
        let attach = (0..instances, proptest::bool::weighted(0.03), 0..6usize, weighted(0.2, 0..3i64));
        let parties = (vec(instance(), instances), vec(eni(instances), 1..7), vec(attach, 1..7));
        (surroundings(), parties).prop_map(move |(made, (holders, enis, attaches))| {
            let attaches = attaches.into_iter().map(|(instance, is_stray, eni, card)| Attach {
                instance: if is_stray { instances } else { instance },
                eni: eni % enis.len(),
                card,
            });
            Made { instances: holders, attaches: attaches.collect(), enis, ..made }
        })
    })
}
