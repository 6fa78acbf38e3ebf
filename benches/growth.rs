//! What ten times the input costs, for each thing that inputs have many of. `cargo bench --bench growth` prints
//! the table; `-- 100000` takes that many of each instead of 20,000.
//!
//! Twelve times the time is the bar: what grows with the square would cost a hundred times.
#![allow(clippy::print_stdout, missing_docs)]

#[path = "../tests/common/estate.rs"]
mod estate;
#[path = "../tests/common/generate.rs"]
mod generate;

use enilint::source::{Role, Sources};
use enilint::{Options, check};
use estate::estate;
use generate::{Style, generate};
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

const RUNS: usize = 5;
const BAR: f64 = 12.0;

/// Makes files that have as many of something.
type Make = fn(usize) -> Vec<String>;

/// What there are many of.
const INPUTS: [(&str, Make); 10] = [
    ("attaches", |n| vec![generate(n, 0, Style::Yaml).text]),
    ("findings", |n| vec![generate(n, 1, Style::Yaml).text]),
    ("instances", |n| vec![world(n, |_, _| ())]),
    ("steps", steps),
    ("files", files),
    ("ENIs on one instance", |n| vec![crowd(n, "attached")]),
    ("attaches to one instance", |n| vec![crowd(n, "planned")]),
    ("security groups", groups),
    ("groups of one ENI", many_groups),
    ("resources of a plan, in modules", |n| vec![estate(n, 100).plan]),
];

fn main() {
    let size = std::env::args().filter_map(|a| a.parse().ok()).next().unwrap_or(20_000);
    let only: Vec<String> = std::env::args().skip(1).filter(|a| a.starts_with(char::is_alphabetic)).collect();
    println!("{:<34} {:>9} {:>9} {:>9} {:>6}", "", "of each", "a tenth", "all", "times");
    for (name, make) in INPUTS {
        if !only.is_empty() && !only.iter().any(|part| name.contains(part.as_str())) {
            continue;
        }
        let [small, large] = [size / 10, size].map(|n| took(&sources(make(n))));
        let times = large / small;
        let missed = if times <= BAR { "" } else { "  missed" };
        println!("{name:<34} {size:>9} {:>7.1}ms {:>7.1}ms {times:>6.1}{missed}", small * 1e3, large * 1e3);
    }
}

fn sources(texts: Vec<String>) -> Sources {
    let mut sources = Sources::new();
    for (n, text) in texts.into_iter().enumerate() {
        let ending = if text.starts_with('{') { "json" } else { "yaml" };
        sources.add(format!("{n}.{ending}"), text, Role::Named);
    }
    sources
}

/// The median of some runs, in seconds.
fn took(sources: &Sources) -> f64 {
    let options = Options::default();
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(check(sources, &options));
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

/// An ID as the API makes them.
fn id(prefix: &str, n: usize) -> String {
    format!("{prefix}-bp1{n:017}")
}

const NETWORK: &str = "zone_id: cn-hangzhou-h\n    vpc_id: vpc-bp1000000000000000000";
const VSWITCH: &str = "vswitch_id: vsw-bp1000000000000000000";

/// Some instances, each with a primary ENI; `more` adds to the list of ENIs what else an instance has.
fn world(instances: usize, more: impl Fn(&mut String, usize)) -> String {
    let mut text = String::from("version: 1\ncomplete: true\nregion: cn-hangzhou\nvswitches:\n");
    _ = writeln!(text, "  - id: vsw-bp1000000000000000000\n    {NETWORK}\n    cidr_block: 10.0.0.0/8");
    _ = writeln!(text, "security_groups:\n  - id: {}\n    vpc_id: vpc-bp1000000000000000000", id("sg", 0));
    text.push_str("instances:\n");
    for n in 0..instances {
        let instance = id("i", n);
        _ = writeln!(text, "  - id: {instance}\n    instance_type: ecs.g7.xlarge\n    status: Running");
        _ = writeln!(text, "    {NETWORK}\n    {VSWITCH}\n    security_group_ids: [{}]", id("sg", 0));
    }
    text.push_str("enis:\n");
    for n in 0..instances {
        let (eni, instance) = (id("eni", n), id("i", n));
        _ = writeln!(
            text,
            "  - id: {eni}\n    type: Primary\n    status: InUse\n    instance_id: {instance}"
        );
        _ = writeln!(text, "    {VSWITCH}\n    security_group_ids: [{}]", id("sg", 0));
        more(&mut text, n);
    }
    text
}

/// A secondary ENI, on an instance or on none.
fn eni(text: &mut String, n: usize, groups: &str, instance: Option<&str>) {
    _ = writeln!(text, "  - id: {}\n    type: Secondary\n    {VSWITCH}", id("eni", n));
    _ = writeln!(text, "    security_group_ids: [{groups}]");
    _ = match instance {
        Some(instance) => writeln!(text, "    status: InUse\n    instance_id: {instance}"),
        None => writeln!(text, "    status: Available"),
    };
}

fn attach(text: &mut String, eni: usize, instance: usize) {
    let (eni, instance) = (id("eni", eni), id("i", instance));
    _ = writeln!(text, "  - instance_id: {instance}\n    network_interface_id: {eni}");
}

/// Each instance is stopped, given an ENI for another, and started.
fn steps(steps: usize) -> Vec<String> {
    const EACH: usize = 4;
    let instances = steps / EACH;
    let (old, new) = (instances, 2 * instances);
    let mut text = world(instances, |text, n| {
        eni(text, old + n, &id("sg", 0), Some(&id("i", n)));
        eni(text, new + n, &id("sg", 0), None);
    });
    text.push_str("steps:\n");
    for n in 0..instances {
        let instance = id("i", n);
        let pair = |eni| format!("{{ network_interface_id: {}, instance_id: {instance} }}", id("eni", eni));
        _ = writeln!(text, "  - stop: {instance}\n  - detach: {}", pair(old + n));
        _ = writeln!(text, "  - attach: {}\n  - start: {instance}", pair(new + n));
    }
    vec![text]
}

/// One attach in each file.
fn files(files: usize) -> Vec<String> {
    let file = |n: usize| {
        let (instance, primary, other) = (id("i", n), id("eni", 2 * n), 2 * n + 1);
        let mut text = format!(
            "version: 1\ninstances:\n  - id: {instance}\n    instance_type: ecs.g7.xlarge\n    status: Running\n    {NETWORK}\n    \
             {VSWITCH}\nenis:\n  - id: {primary}\n    type: Primary\n    status: InUse\n    instance_id: {instance}\n    {VSWITCH}\n"
        );
        eni(&mut text, other, &id("sg", 0), None);
        text.push_str("attachments:\n");
        attach(&mut text, other, n);
        text
    };
    (0..files).map(file).collect()
}

/// Many ENIs of one instance, which are there already or are to come.
fn crowd(enis: usize, how: &str) -> String {
    let mut text = world(1, |text, _| {
        let holder = id("i", 0);
        for n in 1..=enis {
            eni(text, n, &id("sg", 0), (how == "attached").then_some(&*holder));
        }
        eni(text, enis + 1, &id("sg", 0), None);
    });
    text.push_str("attachments:\n");
    let planned = if how == "attached" { enis + 1..=enis + 1 } else { 1..=enis };
    planned.for_each(|n| attach(&mut text, n, 0));
    text
}

/// As many groups as ENIs, which are in two of them.
fn groups(groups: usize) -> Vec<String> {
    let instances = groups / 2;
    let mut text = world(instances, |text, n| {
        let own = format!("{}, {}", id("sg", 2 * n + 1), id("sg", 2 * n + 2));
        eni(text, instances + n, &own, None);
    });
    text.push_str("attachments:\n");
    (0..instances).for_each(|n| attach(&mut text, instances + n, n));
    let mut more = String::from("version: 1\nsecurity_groups:\n");
    for n in 1..=groups {
        _ = writeln!(more, "  - id: {}\n    vpc_id: vpc-bp1000000000000000000", id("sg", n));
        more.push_str("    security_group_type: normal\n");
    }
    vec![text, more]
}

/// One ENI that is said to be in very many groups.
fn many_groups(groups: usize) -> Vec<String> {
    let mut text = world(1, |text, _| {
        let all: Vec<String> = (0..groups).map(|n| id("sg", n)).collect();
        eni(text, 1, &all.join(", "), None);
    });
    text.push_str("attachments:\n");
    attach(&mut text, 1, 0);
    vec![text]
}
