//! Properties that hold whatever the rules are: of inventories that are made up, not written down.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use common::id;
use enilint::Report;
use enilint::finding::{Decision, Severity};
use enilint::source::Role;
use proptest::prelude::*;
use proptest::sample::Index;

/// The types of made-up instances, with the number of ENIs they take; none for a type that is in no
/// table.
const TYPES: [(&str, usize); 6] = [
    ("ecs.g6.large", 2),
    ("ecs.g7.large", 3),
    ("ecs.g7.xlarge", 4),
    ("ecs.g8a.xlarge", 4),
    ("ecs.x9.large", 6),
    ("ecs.nowhere.large", 0),
];

/// Values whose absence has no documented default: section, key.
const NEEDED: [(&str, &str); 9] = [
    ("instances", "instance_type"),
    ("instances", "status"),
    ("vswitches", "zone_id"),
    ("enis", "status"),
    ("enis", "instance_id"),
    ("instance_types", "eni_quantity"),
    ("instance_types", "total_eni_queue_quantity"),
    ("instance_types", "eri_quantity"),
    ("instance_types", "queue_pair_number"),
];

/// Values of which a symbol says nothing, though their absence would.
const OPEN: [&str; 6] = [
    "type",
    "traffic_mode",
    "queue_number",
    "queue_pair_number",
    "secondary_private_ip_address_count",
    "ipv6_address_count",
];

type Entry = Vec<(&'static str, String)>;

/// An inventory: sections of entries.
#[derive(Clone, Debug, Default)]
struct Inventory {
    complete: bool,
    sections: Vec<(&'static str, Vec<Entry>)>,
}

impl Inventory {
    fn section(&mut self, name: &'static str) -> &mut Vec<Entry> {
        let at = self.sections.iter().position(|(other, _)| *other == name).unwrap_or_else(|| {
            self.sections.push((name, Vec::new()));
            self.sections.len() - 1
        });
        &mut self.sections[at].1
    }

    fn text(&self) -> String {
        let mut text = format!("complete: {}\nregion: cn-hangzhou\n", self.complete);
        for (name, entries) in &self.sections {
            text.push_str(&format!("{name}:\n"));
            for entry in entries {
                let pairs: Vec<String> = entry.iter().map(|(key, value)| format!("{key}: {value}")).collect();
                text.push_str(&format!("  - {{ {} }}\n", pairs.join(", ")));
            }
        }
        text
    }

    fn report(&self) -> Report {
        common::run(&[("plan.yaml".to_owned(), self.text(), Role::Named)], None, &[]).1
    }

    /// What is proven of each attach, and by which rules, in order.
    fn verdicts(&self) -> Vec<(Decision, Vec<String>)> {
        let verdicts = self.report().verdicts;
        verdicts.iter().map(|v| (v.decision, v.rules.iter().map(|r| r.to_string()).collect())).collect()
    }

    fn decisions(&self) -> Vec<Decision> {
        self.verdicts().into_iter().map(|(decision, _)| decision).collect()
    }

    /// A VPC with a security group and vSwitches, each in the zone of the letter that is given.
    fn network(&mut self, vpc: usize, zones: &[char]) {
        self.section("vpcs").push(vec![("id", id("vpc", vpc)), ("cidr_block", "10.0.0.0/8".to_owned())]);
        for (lane, zone) in zones.iter().enumerate() {
            let block = lane + 1;
            self.section("vswitches").push(vec![
                ("id", vswitch(vpc, lane)),
                ("vpc_id", id("vpc", vpc)),
                ("zone_id", format!("cn-hangzhou-{zone}")),
                ("cidr_block", format!("10.{}.{}.0/24", block / 256, block % 256)),
            ]);
        }
        self.section("security_groups").push(vec![
            ("id", id("sg", vpc)),
            ("vpc_id", id("vpc", vpc)),
            ("security_group_type", "normal".to_owned()),
        ]);
    }

    /// A type of which all limits are given.
    fn kind(&mut self, name: &str, enis: usize) {
        self.section("instance_types").push(vec![
            ("id", name.to_owned()),
            ("eni_quantity", enis.to_string()),
            ("eni_private_ip_address_quantity", "10".to_owned()),
            ("eni_ipv6_address_quantity", "3".to_owned()),
            ("primary_eni_queue_number", "2".to_owned()),
            ("secondary_eni_queue_number", "2".to_owned()),
            ("maximum_queue_number_per_eni", "8".to_owned()),
            ("total_eni_queue_quantity", "16".to_owned()),
            ("eri_quantity", "3".to_owned()),
            ("queue_pair_number", "4".to_owned()),
        ]);
    }

    fn instance(&mut self, vpc: usize, n: usize, kind: &str) {
        self.section("instances").push(vec![
            ("id", id("i", n)),
            ("instance_type", kind.to_owned()),
            ("status", "Stopped".to_owned()),
            ("vpc_id", id("vpc", vpc)),
            ("vswitch_id", vswitch(vpc, 0)),
            ("security_group_ids", format!("[{}]", id("sg", vpc))),
        ]);
    }

    /// An ENI that is attached to an instance, or to none.
    fn eni(&mut self, vpc: usize, lane: usize, n: usize, kind: &str, holder: Option<usize>) -> &mut Entry {
        // Not twice in one vSwitch, neither for a few ENIs nor for 200 in each of 200 vSwitches.
        let (block, host) = (lane + 1, 10 + (n + n / 200) % 220);
        let mut entry = vec![("id", id("eni", n)), ("type", kind.to_owned())];
        match holder {
            Some(holder) => {
                entry.push(("status", "InUse".to_owned()));
                entry.push(("instance_id", id("i", holder)));
            }
            None => entry.push(("status", "Available".to_owned())),
        }
        entry.push(("vswitch_id", vswitch(vpc, lane)));
        entry.push(("security_group_ids", format!("[{}]", id("sg", vpc))));
        entry.push(("private_ip_address", format!("10.{}.{}.{host}", block / 256, block % 256)));
        let enis = self.section("enis");
        enis.push(entry);
        let last = enis.len() - 1;
        &mut enis[last]
    }

    fn attach(&mut self, instance: usize, eni: usize) {
        self.section("attachments")
            .push(vec![("instance_id", id("i", instance)), ("network_interface_id", id("eni", eni))]);
    }
}

fn vswitch(vpc: usize, lane: usize) -> String {
    id("vsw", vpc * 100_000 + lane)
}

/// What a made-up ENI has besides a place.
#[derive(Clone, Debug)]
struct Traits {
    lane: usize,
    /// Another instance than the one that the attach is planned for, or the same one.
    holder: Option<Index>,
    secondary: u8,
    ipv6: u8,
    eri: bool,
    queues: Option<i16>,
    pairs: Option<i8>,
    planned: Option<Index>,
}

impl Traits {
    fn numbers(&self) -> Entry {
        let mut entry = Entry::new();
        let mut give = |key, value: Option<String>| entry.extend(value.map(|value| (key, value)));
        give(
            "secondary_private_ip_address_count",
            Some(self.secondary).filter(|n| *n > 0).map(|n| n.to_string()),
        );
        give("ipv6_address_count", Some(self.ipv6).filter(|n| *n > 0).map(|n| n.to_string()));
        give("traffic_mode", self.eri.then(|| "HighPerformance".to_owned()));
        give("queue_number", self.queues.map(|n| n.to_string()));
        give("queue_pair_number", self.pairs.map(|n| n.to_string()));
        entry
    }
}

fn traits() -> impl Strategy<Value = Traits> {
    (
        0..6usize,
        proptest::option::weighted(0.3, any::<Index>()),
        prop_oneof![4 => Just(0), 1 => 0..20u8],
        prop_oneof![4 => Just(0), 1 => 0..8u8],
        proptest::bool::weighted(0.2),
        proptest::option::weighted(0.2, prop_oneof![4 => 0..12i16, 1 => any::<i16>()]),
        proptest::option::weighted(0.2, -1..6i8),
        proptest::option::weighted(0.7, any::<Index>()),
    )
        .prop_map(|(lane, holder, secondary, ipv6, eri, queues, pairs, planned)| Traits {
            lane,
            holder,
            secondary,
            ipv6,
            eri,
            queues,
            pairs,
            planned,
        })
}

/// Up to three instances with a primary ENI each, up to nine other ENIs, and attaches of some.
fn inventory() -> impl Strategy<Value = Inventory> {
    let kinds = proptest::collection::vec(0..TYPES.len(), 1..4);
    (any::<bool>(), kinds, proptest::collection::vec(traits(), 0..10)).prop_map(|(complete, kinds, enis)| {
        let mut made = Inventory { complete, ..Inventory::default() };
        made.network(0, &['h', 'h', 'h', 'h', 'h', 'i']);
        made.kind("ecs.x9.large", 6);
        for (n, kind) in kinds.iter().enumerate() {
            made.instance(0, n, TYPES[*kind].0);
            made.eni(0, 0, n, "Primary", Some(n));
        }
        let mut room: Vec<usize> = kinds.iter().map(|kind| TYPES[*kind].1.saturating_sub(1)).collect();
        for (n, eni) in enis.iter().enumerate() {
            let n = n + 100;
            // What is attached already fits, or there would be a lie in the inventory.
            let holder = eni.holder.map(|h| h.index(kinds.len())).filter(|h| room[*h] > 0);
            let entry = made.eni(0, eni.lane, n, "Secondary", holder);
            match holder {
                Some(holder) => room[holder] -= 1,
                None => entry.extend(eni.numbers()),
            }
            if let Some(planned) = eni.planned {
                made.attach(planned.index(kinds.len()), n);
            }
        }
        made
    })
}

/// Where the values stand that can be made unknown: section, entry, key.
fn places(made: &Inventory) -> Vec<(usize, usize, usize)> {
    let mut places = Vec::new();
    for (s, (section, entries)) in made.sections.iter().enumerate() {
        for (e, entry) in entries.iter().enumerate() {
            for (k, (key, _)) in entry.iter().enumerate() {
                if NEEDED.contains(&(section, key)) || (*section == "enis" && OPEN.contains(key)) {
                    places.push((s, e, k));
                }
            }
        }
    }
    places
}

/// The same, in another order: sections, their entries but the attaches, and the keys of entries.
fn shuffled(inventory: &Inventory, mut seed: u64) -> Inventory {
    let mut made = inventory.clone();
    shuffle(&mut made.sections, &mut seed);
    for (name, entries) in &mut made.sections {
        if *name != "attachments" {
            shuffle(entries, &mut seed);
        }
        entries.iter_mut().for_each(|entry| shuffle(entry, &mut seed));
    }
    made
}

fn shuffle<T>(items: &mut [T], seed: &mut u64) {
    for last in (1..items.len()).rev() {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(last, (*seed >> 33) as usize % (last + 1));
    }
}

proptest! {
    #![proptest_config(common::cases(64))]

    #[test]
    fn what_is_unrelated_changes_no_verdict(made in inventory(), kind in 0..TYPES.len()) {
        let before = made.verdicts();
        let mut more = made;
        more.network(7, &['h', 'h']);
        more.instance(7, 700, TYPES[kind].0);
        more.eni(7, 0, 700, "Primary", Some(700));
        more.eni(7, 1, 701, "Secondary", None);
        more.attach(700, 701);
        let mut after = more.verdicts();
        prop_assert!(after.pop().is_some());
        prop_assert_eq!(before, after);
    }

    #[test]
    fn what_is_not_known_proves_nothing(made in inventory(), at in any::<Index>()) {
        let places = places(&made);
        let (section, entry, key) = places[at.index(places.len())];
        let before = made.decisions();
        let mut less = made;
        let entry = &mut less.sections[section].1[entry];
        if OPEN.contains(&entry[key].0) {
            entry[key].1 = "\"${var.some}\"".to_owned();
        } else {
            entry.remove(key);
        }
        for (was, is) in before.iter().zip(less.decisions()) {
            let proven = *was != is && is != Decision::Undecided;
            prop_assert!(!proven, "{was:?} became {is:?}:\n{}", less.text());
        }
    }

    #[test]
    fn the_order_of_entries_and_keys_does_not_matter(made in inventory(), seed in any::<u64>()) {
        prop_assert_eq!(made.verdicts(), shuffled(&made, seed).verdicts());
    }

    #[test]
    fn exactly_the_attaches_beyond_a_limit_fail(kind in 0..4usize, attached in 0..3usize, planned in 0..9usize) {
        let (kind, limit) = TYPES[kind];
        let attached = attached.min(limit - 1);
        let mut made = Inventory { complete: true, ..Inventory::default() };
        made.network(0, &['h'; 16]);
        made.instance(0, 0, kind);
        made.eni(0, 0, 0, "Primary", Some(0));
        for n in 1..=attached + planned {
            made.eni(0, n, n, "Secondary", Some(0).filter(|_| n <= attached));
            if n > attached {
                made.attach(0, n);
            }
        }
        let room = limit - 1 - attached;
        let expected: Vec<(Decision, Vec<String>)> = (0..planned)
            .map(|n| if n < room { (Decision::Pass, vec![]) } else { (Decision::Fail, vec!["eni-limit".to_owned()]) })
            .collect();
        prop_assert_eq!(made.verdicts(), expected);
    }
}

const MANY: usize = 20_000;

/// Many attaches to one instance, which holds many ENIs already. Were they compared each with each,
/// these tests would not end in any time worth waiting for.
fn crowded(kind: &str, attached: usize, traits: &[(&'static str, &str)]) -> Inventory {
    let mut made = Inventory { complete: true, ..Inventory::default() };
    made.network(0, &['h'; 200]);
    // A basic group holds fewer.
    made.section("security_groups")[0][2].1 = "enterprise".to_owned();
    made.instance(0, 0, kind);
    made.eni(0, 0, 0, "Primary", Some(0));
    for n in 1..=attached + MANY {
        let entry = made.eni(0, n % 200, n, "Secondary", Some(0).filter(|_| n <= attached));
        entry.extend(traits.iter().map(|(key, value)| (*key, (*value).to_owned())));
        if n > attached {
            made.attach(0, n);
        }
    }
    made
}

fn errors_of(report: &Report, rule: &str) -> usize {
    report.findings.iter().filter(|f| f.rule.as_str() == rule && f.severity == Severity::Error).count()
}

#[test]
fn many_attaches_to_a_type_that_takes_three() {
    let report = crowded("ecs.g7.large", 0, &[]).report();
    assert_eq!(errors_of(&report, "eni-limit"), MANY - 2);
    assert_eq!((report.summary.pass, report.summary.fail), (2, MANY - 2));
}

#[test]
fn many_attaches_to_a_type_that_is_not_known() {
    let report = crowded("ecs.nowhere.large", MANY, &[]).report();
    assert_eq!(report.summary.undecided, MANY);
}

#[test]
fn many_attaches_to_a_type_that_takes_all_of_them() {
    let eri = [("traffic_mode", "HighPerformance"), ("queue_pair_number", "1"), ("queue_number", "2")];
    let mut made = crowded("ecs.huge.large", MANY, &eri);
    made.section("instance_types").push(vec![
        ("id", "ecs.huge.large".to_owned()),
        ("eni_quantity", "1000000".to_owned()),
        ("eri_quantity", (MANY + 5).to_string()),
        ("queue_pair_number", "1000000".to_owned()),
        ("primary_eni_queue_number", "1".to_owned()),
        ("secondary_eni_queue_number", "1".to_owned()),
        ("maximum_queue_number_per_eni", "8".to_owned()),
        ("total_eni_queue_quantity", "1000000".to_owned()),
    ]);
    let report = made.report();
    assert_eq!(errors_of(&report, "eri-limit"), MANY - 5);
    assert_eq!(errors_of(&report, "queue-total"), 0);
}

#[test]
fn many_enis_that_may_be_anywhere() {
    let mut made = crowded("ecs.g7.large", 0, &[]);
    made.section("attachments").truncate(MANY / 2);
    for entry in made.section("enis").iter_mut().skip(1 + MANY / 2) {
        for (key, value) in entry {
            if *key == "status" {
                *value = "InUse".to_owned(); // and nobody says where
            }
        }
    }
    let report = made.report();
    assert_eq!((report.summary.undecided, report.summary.fail), (2, MANY / 2 - 2));
}
