//! The tables of `rules/catalog/`: unchanged since they were compared with their sources, and without
//! a bigger type that takes less than a smaller one, except where a source prints it so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Limits that do not shrink with the size.
const LIMITS: [&str; 11] = [
    "eni_quantity",
    "eni_private_ip_address_quantity",
    "eni_ipv6_address_quantity",
    "eni_total_quantity",
    "primary_eni_queue_number",
    "secondary_eni_queue_number",
    "maximum_queue_number_per_eni",
    "total_eni_queue_quantity",
    "queue_pair_number",
    "eri_quantity",
    "network_card_quantity",
];

/// Types with less of something than a smaller one of their family, as their sources print it.
const EXCEPTIONS: &str = "\
ecs.c6.4xlarge eni_ipv6_address_quantity=1
ecs.c6.6xlarge eni_ipv6_address_quantity=1
ecs.c6.8xlarge eni_ipv6_address_quantity=1
ecs.c6.13xlarge eni_quantity=7
ecs.c6.13xlarge eni_ipv6_address_quantity=1
ecs.c6.26xlarge eni_ipv6_address_quantity=1
ecs.c6a.8xlarge eni_quantity=7
ecs.c6e.13xlarge eni_quantity=7
ecs.c6r.8xlarge eni_quantity=7
ecs.c6t.13xlarge eni_quantity=7
ecs.c7a.8xlarge eni_quantity=7
ecs.c7a.16xlarge eni_quantity=7
ecs.c7a-nps1.8xlarge eni_quantity=7
ecs.c7a-nps1.16xlarge eni_quantity=7
ecs.g5se.16xlarge eni_quantity=7
ecs.g6.13xlarge eni_quantity=7
ecs.g6a.8xlarge eni_quantity=7
ecs.g6e.13xlarge eni_quantity=7
ecs.g6h.16xlarge eni_quantity=7
ecs.g6r.8xlarge eni_quantity=7
ecs.g6se.13xlarge eni_quantity=7
ecs.g6t.13xlarge eni_quantity=7
ecs.g7a.8xlarge eni_quantity=7
ecs.gn5-c8g1.14xlarge eni_private_ip_address_quantity=10
ecs.gn6i-c24g1.12xlarge eni_quantity=6
ecs.gn6i-c24g1.12xlarge primary_eni_queue_number=12
ecs.gn6i-c24g1.18xlarge eni_quantity=8
ecs.gn6i-c24g1.24xlarge eni_quantity=8
ecs.gn6i-c48g1.12xlarge eni_quantity=6
ecs.gn6i-c48g1.12xlarge primary_eni_queue_number=12
ecs.gn6i-c72g1.18xlarge eni_quantity=8
ecs.gn7-c13g1.26xlarge eni_private_ip_address_quantity=10
ecs.gn7-c13g1.26xlarge eni_ipv6_address_quantity=1
ecs.gn7i-c32g1.8xlarge primary_eni_queue_number=12
ecs.gn7i-c32g1.16xlarge primary_eni_queue_number=16
ecs.gn7i-c32g1.32xlarge eni_quantity=15
ecs.gn7i-c80g1.20xlarge primary_eni_queue_number=16
ecs.gn7s-c32g1.16xlarge eni_private_ip_address_quantity=5
ecs.hfc6.10xlarge eni_quantity=7
ecs.hfg6.10xlarge eni_quantity=7
ecs.hfr6.10xlarge eni_quantity=7
ecs.i2d.23xlarge eni_quantity=15
ecs.i3.13xlarge eni_quantity=7
ecs.r6.13xlarge eni_quantity=7
ecs.r6a.8xlarge eni_quantity=7
ecs.r6e.13xlarge eni_quantity=7
ecs.r7a.8xlarge eni_quantity=7
ecs.r7a.16xlarge eni_quantity=7
ecs.r7a-nps1.8xlarge eni_quantity=7
ecs.re4.20xlarge eni_quantity=2
ecs.re4.40xlarge eni_quantity=2
ecs.vgn6i-m16-vws.5xlarge primary_eni_queue_number=6
";

fn text(name: &str) -> String {
    std::fs::read_to_string(common::root().join("rules/catalog").join(name)).unwrap()
}

/// The rows of a table, each by column. No cell holds a comma.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let text = text(table);
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), header.len(), "{table}: {line}");
        header.iter().zip(cells).map(|(name, cell)| ((*name).to_owned(), cell.to_owned())).collect()
    };
    lines.map(row).collect()
}

/// The keys of sources that a table names.
fn sources(table: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    if table.ends_with(".csv") {
        for row in rows(table) {
            keys.extend(row["source"].split(';').map(str::to_owned));
            let own = row.get("field_sources").map_or("", String::as_str);
            keys.extend(own.split(';').filter_map(|pair| Some(pair.split_once('=')?.1.to_owned())));
        }
    } else {
        let limits: Vec<serde_json::Value> = serde_yaml::from_str(&text(table)).unwrap();
        let named = limits.iter().flat_map(|limit| limit["sources"].as_array().unwrap());
        keys.extend(named.map(|key| key.as_str().unwrap().to_owned()));
    }
    keys.remove("");
    keys
}

#[test]
fn tables_are_those_that_were_compared_with_their_sources() {
    let stated = text("SHA256SUMS");
    let mut now = String::new();
    let mut tables = BTreeSet::new();
    for line in stated.lines() {
        let Some(table) = line.split(' ').nth(1).filter(|_| !line.starts_with('#')) else {
            writeln!(now, "{line}").unwrap();
            continue;
        };
        let mut sum = String::new();
        for byte in Sha256::digest(text(table).as_bytes()) {
            write!(sum, "{byte:02x}").unwrap();
        }
        let keys: Vec<String> = sources(table).into_iter().collect();
        writeln!(now, "{sum} {table} {}", keys.join(",")).unwrap();
        tables.insert(table.to_owned());
    }
    assert_eq!(stated, now, "compare the change with its source, then write this into SHA256SUMS");
    let all = common::entries(&common::root().join("rules/catalog"));
    let all = all.iter().map(|path| common::name(path));
    let about = ["README.md", "SHA256SUMS", "sources.yaml"];
    let expected: BTreeSet<String> = all.filter(|name| !about.contains(&name.as_str())).collect();
    assert_eq!(tables, expected);
}

#[test]
fn every_source_is_known() {
    let known: Vec<serde_json::Value> = serde_yaml::from_str(&text("sources.yaml")).unwrap();
    let known: BTreeSet<&str> = known.iter().map(|source| source["key"].as_str().unwrap()).collect();
    let tables = text("SHA256SUMS");
    for table in tables.lines().filter(|line| !line.starts_with('#')).filter_map(|l| l.split(' ').nth(1)) {
        for key in sources(table) {
            assert!(known.contains(key.as_str()), "{table}: {key}");
        }
    }
}

#[test]
fn no_limit_shrinks_with_the_size_except_where_it_is_printed_so() {
    let mut families: BTreeMap<String, Vec<BTreeMap<String, String>>> = BTreeMap::new();
    let rows = rows("instance-types.csv");
    let order: Vec<String> = rows.iter().map(|row| row["instance_type"].clone()).collect();
    for row in rows {
        families.entry(row["family"].clone()).or_default().push(row);
    }
    let size = |row: &BTreeMap<String, String>| -> (f64, f64) {
        (row["vcpu"].parse().unwrap(), row["memory_gib"].parse().unwrap())
    };
    let mut found = Vec::new();
    for row in families.values().flat_map(|rows| rows.iter()) {
        let (vcpu, memory) = size(row);
        for limit in LIMITS {
            let Ok(mine) = row[limit].parse::<u32>() else { continue };
            let shrinks = families[&row["family"]].iter().any(|other| {
                let than = size(other);
                let is_smaller = than.0 <= vcpu && than.1 <= memory && than != (vcpu, memory);
                is_smaller && other[limit].parse::<u32>().is_ok_and(|theirs| theirs > mine)
            });
            if shrinks {
                found.push(format!("{} {limit}={mine}", row["instance_type"]));
            }
        }
    }
    let place = |line: &String| order.iter().position(|name| line.split(' ').next() == Some(name.as_str()));
    found.sort_by_key(place);
    assert_eq!(found.join("\n"), EXCEPTIONS.trim_end());
}

#[test]
fn a_type_is_in_the_table_once() {
    let rows = rows("instance-types.csv");
    let names: BTreeSet<&str> = rows.iter().map(|row| row["instance_type"].as_str()).collect();
    assert_eq!(names.len(), rows.len());
    for row in &rows {
        let named = row["field_sources"].split(';').filter_map(|pair| Some(pair.split_once('=')?.0));
        for column in named {
            assert!(row.get(column).is_some_and(|cell| !cell.is_empty()), "{row:?}: {column}");
        }
    }
}
