//! What counts as a difference, and what does not.

use super::*;
use crate::catalog::Catalog;
use crate::plan::Plan;
use crate::read::read;
use crate::source::{Role, Sources};
use jiff::Timestamp;

/// What an answer with these types differs in, one line a value; and its faults.
fn compare(types: &str, more: &str) -> (Changes, Vec<String>, Vec<String>) {
    let mut sources = Sources::new();
    let text = format!(r#"{{"InstanceTypes": {{"InstanceType": [{types}]}}{more}}}"#);
    sources.add("types.json", text, Role::Catalog);
    let read = read(&sources);
    let plan = Plan::new(&read.inventory, Timestamp::UNIX_EPOCH);
    let known = Known { built_in: Catalog::built_in(), plan: &plan, sources: &sources };
    let (changes, faults) = Changes::new(&known);
    let line = |change: &TypeChange, value: &ValueChange| {
        let old = value.table.as_ref().map_or("?".to_owned(), |fact| cell(&fact.value));
        format!("{} {} {old} {}", change.name, value.listed.column, cell(&value.answer))
    };
    let all = changes.added.iter().chain(&changes.changed);
    let lines = all.flat_map(|change| change.values.iter().map(move |value| line(change, value))).collect();
    (changes, lines, faults.into_iter().map(|fault| fault.message).collect())
}

/// A part of an answer, without faults.
fn lines(types: &str) -> Vec<String> {
    let (_, lines, faults) = compare(types, r#", "NextToken": "more""#);
    assert_eq!(faults, [""; 0]);
    lines
}

#[test]
fn what_the_table_has_too_is_no_difference() {
    let same = r#"{"InstanceTypeId": "ecs.g7.large", "InstanceTypeFamily": "ecs.g7", "CpuCoreCount": 2,
        "MemorySize": 8.0, "EniQuantity": "3", "JumboFrameSupport": true, "EniIpv6AddressQuantity": 6}"#;
    let (changes, lines, faults) = compare(same, r#", "NextToken": "more""#);
    assert_eq!((lines.len(), faults.len(), changes.same), (0, 0, 1), "{lines:?} {faults:?}");
    assert!(changes.is_empty() && changes.partial);
}

#[test]
fn other_values_and_holes_of_the_table_are_differences() {
    let types = r#"{"InstanceTypeId": "ecs.g7.large", "EniQuantity": 4, "EniTotalQuantity": 5, "MemorySize": 0.5,
        "NetworkCards": {"NetworkCardInfo": [{"NetworkCardIndex": 0}, {"NetworkCardIndex": 1}]}}"#;
    let expected = [
        "ecs.g7.large memory_gib 8 0.5",
        "ecs.g7.large eni_quantity 3 4",
        "ecs.g7.large eni_total_quantity ? 5",
        "ecs.g7.large network_cards ? 0;1",
    ];
    assert_eq!(lines(types), expected);
}

#[test]
fn zero_is_no_queue_limit_but_a_number_of_all_else() {
    let types = r#"{"InstanceTypeId": "ecs.g7.large", "PrimaryEniQueueNumber": 0, "SecondaryEniQueueNumber": 0,
        "MaximumQueueNumberPerEni": 0, "TotalEniQueueQuantity": 0, "EniIpv6AddressQuantity": 0,
        "EriQuantity": 0, "QueuePairNumber": 0, "NetworkCardQuantity": 0}"#;
    let expected = [
        "ecs.g7.large eni_ipv6_address_quantity 6 0",
        "ecs.g7.large queue_pair_number ? 0",
        "ecs.g7.large eri_quantity ? 0",
        "ecs.g7.large network_card_quantity ? 0",
    ];
    assert_eq!(lines(types), expected);
}

#[test]
fn what_is_left_out_is_unknown() {
    let types = r#"{"InstanceTypeId": "ecs.g7.large", "EniQuantity": null, "InstanceTypeFamily": "",
        "NetworkCards": {"NetworkCardInfo": []}}"#;
    assert_eq!(lines(types), [""; 0]);
}

#[test]
fn new_types_come_by_family_and_size() {
    let types = r#"{"InstanceTypeId": "ecs.zz9.xlarge", "InstanceTypeFamily": "ecs.zz9", "CpuCoreCount": 4},
        {"InstanceTypeId": "ecs.zz9.large", "InstanceTypeFamily": "ecs.zz9", "CpuCoreCount": 2},
        {"InstanceTypeId": "ecs.aa9.large"}"#;
    let (changes, ..) = compare(types, "");
    let names: Vec<&str> = changes.added.iter().map(|change| change.name.as_str()).collect();
    assert_eq!(names, ["ecs.aa9.large", "ecs.zz9.large", "ecs.zz9.xlarge"]);
}

#[test]
fn a_type_that_is_withdrawn_is_not_missed_nor_is_any_from_a_part() {
    let one = r#"{"InstanceTypeId": "ecs.g7.large"}"#;
    let (whole, ..) = compare(one, "");
    let missing: HashSet<&str> = whole.missing.iter().copied().collect();
    let catalog = Catalog::built_in();
    for name in catalog.names() {
        let (status, _) = catalog.cell(name, "listing_status").unwrap();
        let is_missed = name != "ecs.g7.large" && matches!(status, "listed-2026" | "listed-2026-cn");
        assert_eq!(missing.contains(name), is_missed, "{name}");
    }
    for part in [r#", "NextToken": "more""#, r#", "TotalCount": 2"#] {
        let (changes, ..) = compare(one, part);
        assert!(changes.partial && changes.missing.is_empty(), "{part}");
    }
}

#[test]
fn a_type_that_is_there_twice_is_one_unless_it_contradicts_itself() {
    let once = r#"{"InstanceTypeId": "ecs.g7.large", "EniQuantity": 4}"#;
    assert_eq!(lines(&format!("{once}, {once}")), ["ecs.g7.large eni_quantity 3 4"]);
    let other = r#"{"InstanceTypeId": "ecs.g7.large", "EniQuantity": 5, "EniTotalQuantity": 6}"#;
    let (_, lines, faults) = compare(&format!("{once}, {other}"), "");
    assert_eq!(lines, ["ecs.g7.large eni_total_quantity ? 6"]);
    assert_eq!(faults, ["eni_quantity of ecs.g7.large is said twice, and not the same"]);
}

#[test]
fn nothing_is_taken_in_that_would_break_the_table() {
    let long = "x".repeat(500);
    for name in ["ecs.a,b", "ecs.a\\nb", "ecs.a\\u001b[2J", "=1+1", "ecs.a\\\"b", "", "-", "ecs.ü", &long] {
        let (changes, lines, faults) =
            compare(&format!(r#"{{"InstanceTypeId": "{name}", "EniQuantity": 3}}"#), "");
        assert_eq!((changes.added.len(), lines.len(), faults.len()), (0, 0, 1), "{name} {faults:?}");
    }
    for value in [
        r#""EniQuantity": -1"#,
        r#""EniQuantity": 99999999"#,
        r#""EniQuantity": "*""#,
        r#""MemorySize": 1e300"#,
        r#""InstanceTypeFamily": "a,b""#,
        r#""InstanceTypeFamily": "a\nb""#,
    ] {
        let (_, lines, faults) = compare(&format!(r#"{{"InstanceTypeId": "ecs.zz9.large", {value}}}"#), "");
        assert_eq!((lines.len(), faults.len()), (0, 1), "{value} {lines:?} {faults:?}");
    }
}
