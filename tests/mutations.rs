//! Whatever stands in a file: nothing panics, and every report is sound. `common/examine.rs` holds
//! what that means.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;
#[path = "common/examine.rs"]
mod examine;
#[path = "common/formats.rs"]
mod formats;

use enilint::source::Role;
use examine::examine;
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;

/// Every committed fixture that is small, with its name.
static SEEDS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let mut seeds = Vec::new();
    collect(&common::root().join("fixtures"), &mut seeds);
    assert!(seeds.len() > 100);
    seeds
});

fn collect(folder: &Path, seeds: &mut Vec<(String, Vec<u8>)>) {
    for path in common::entries(folder) {
        if path.is_dir() {
            collect(&path, seeds);
        } else if path.extension().is_some_and(|e| e != "md") {
            let bytes = std::fs::read(&path).unwrap();
            if bytes.len() < 8000 {
                seeds.push((common::name(&path), bytes));
            }
        }
    }
}

/// A change of some bytes. Places are taken modulo the length.
#[derive(Clone, Debug)]
enum Change {
    Flip(usize, u8),
    Delete(usize, usize),
    Repeat(usize, usize),
    Insert(usize, &'static str),
    Swap(usize, usize),
    Cut(usize),
}

/// What means something to one notation or the other, or to a reader.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "'",
    "- ",
    "\n",
    "\r",
    "\t",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "!Ref ",
    "|\n",
    "? ",
    "#",
    "---\n",
    "...\n",
    "%",
    "\0",
    "\u{feff}",
    "\u{1b}[2J",
    "\u{9b}",
    "\u{202e}",
    "\\u0000",
    "\\",
    "~",
    "null",
    "-1",
    "9223372036854775807",
    "1e400",
    "${a}",
    "****",
    "/",
    "日",
];

fn change() -> impl Strategy<Value = Change> {
    let place = || any::<usize>();
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, bits)| Change::Flip(at, bits)),
        (place(), 1..40usize).prop_map(|(at, len)| Change::Delete(at, len)),
        (place(), 1..400usize).prop_map(|(at, len)| Change::Repeat(at, len)),
        (place(), prop::sample::select(TOKENS)).prop_map(|(at, token)| Change::Insert(at, token)),
        (place(), place()).prop_map(|(a, b)| Change::Swap(a, b)),
        place().prop_map(Change::Cut),
    ]
}

fn apply(mut bytes: Vec<u8>, change: &Change) -> Vec<u8> {
    let length = bytes.len().max(1);
    let range = |at: usize, len: usize, bytes: &[u8]| {
        let start = (at % length).min(bytes.len());
        start..(start + len).min(bytes.len())
    };
    match *change {
        Change::Flip(at, bits) => bytes.iter_mut().skip(at % length).take(1).for_each(|b| *b ^= bits),
        Change::Delete(at, len) => drop(bytes.drain(range(at, len, &bytes))),
        Change::Repeat(at, len) => {
            let range = range(at, len, &bytes);
            let part = bytes[range.clone()].to_vec();
            bytes.splice(range.end..range.end, part);
        }
        Change::Insert(at, token) => {
            let at = range(at, 0, &bytes);
            bytes.splice(at, token.bytes());
        }
        Change::Swap(a, b) if !bytes.is_empty() => bytes.swap(a % length, b % length),
        Change::Swap(..) => {}
        Change::Cut(at) => bytes.truncate(at % length),
    }
    bytes
}

fn role() -> impl Strategy<Value = Role> {
    prop_oneof![4 => Just(Role::Named), 1 => Just(Role::Found), 1 => Just(Role::Catalog)]
}

proptest! {
    #![proptest_config(common::cases(400))]

    #[test]
    fn mutated_fixtures(
        seed in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..6),
        role in role(),
    ) {
        let (name, bytes) = seed.get(&SEEDS);
        let mutated = changes.iter().fold(bytes.clone(), apply);
        let (sound, unchanged) = other.get(&SEEDS);
        examine(&[(name, &mutated, role), (sound, unchanged, Role::Named)]);
    }

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), json in any::<bool>(), role in role()) {
        examine(&[(if json { "a.json" } else { "a.yaml" }, &bytes, role)]);
        let text = String::from_utf8_lossy(&bytes);
        examine(&[(if json { "a.json" } else { "a.yaml" }, text.as_bytes(), role)]);
        examine(&[("catalog.csv", text.as_bytes(), role)]);
    }

    #[test]
    fn arbitrary_tokens(tokens in prop::collection::vec(token(), 0..60), json in any::<bool>(), role in role()) {
        let text = tokens.concat();
        examine(&[(if json { "a.json" } else { "a.yaml" }, text.as_bytes(), role)]);
    }
}

/// A piece of structure, or a word that readers know.
fn token() -> impl Strategy<Value = &'static str> {
    const WORDS: &[&str] = &[
        "enis:",
        "\n- ",
        "id: ",
        "eni-a",
        "instances:\n",
        "attachments:\n",
        "instance_id: i-a\n",
        "  ",
        "\"enis\"",
        "{\"id\": 1}",
        "TotalCount",
        "Instances",
        "NetworkInterfaceSets",
        "security_group_ids",
        "private_ips: [10.0.0.1]",
        "network_interfaces",
        "complete: true\n",
        "facts:\n",
        "quotas:",
        " ",
    ];
    prop_oneof![prop::sample::select(TOKENS), prop::sample::select(WORDS)]
}
