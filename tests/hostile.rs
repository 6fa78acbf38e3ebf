//! Inputs that no file should look like: nothing panics, nothing grows without bound, and what is
//! said of them is true. `common/examine.rs` holds what must be so for every report.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;
#[path = "common/examine.rs"]
mod examine;
#[path = "common/formats.rs"]
mod formats;

use common::line;
use enilint::Report;
use enilint::finding::Decision;
use enilint::read::FileOutcome;
use enilint::report::{OutputFormat, Style, render};
use enilint::source::{Role, Sources, load_bytes};
use examine::examine;
use std::fmt::Write as _;

/// A sound file that plans one attach, which passes.
const SOUND: &str = include_str!("../fixtures/wrong-type/pass-whole.yaml");

/// Findings that are shown of one file in a snapshot.
const SHOWN: usize = 12;

#[test]
fn reports_are_as_they_were() {
    let mut out = String::new();
    for path in common::entries(&common::root().join("fixtures/hostile")) {
        let name = common::name(&path);
        if name == "README.md" {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let role = if name.ends_with(".csv") { Role::Catalog } else { Role::Named };
        writeln!(out, "\n{name}").unwrap();
        if let Err(error) = load_bytes(bytes.clone()) {
            writeln!(out, "  {error}").unwrap();
        }
        let (sources, report) = examine(&[(&name, &bytes, role)]);
        describe(&sources, &report, &mut out);
        beside(&name, &bytes, role);
    }
    insta::assert_snapshot!(out);
}

/// Findings and verdicts, without the file's name.
fn describe(sources: &Sources, report: &Report, out: &mut String) {
    for finding in report.findings.iter().take(SHOWN) {
        let line = line(sources, finding).escape_debug().to_string();
        let (_, line) = line.split_once(':').unwrap();
        writeln!(out, "  {line}").unwrap();
    }
    if let Some(more @ 1..) = report.findings.len().checked_sub(SHOWN) {
        writeln!(out, "  and {more} more").unwrap();
    }
    for verdict in report.verdicts.iter().take(SHOWN) {
        let rules: Vec<&str> = verdict.rules.iter().map(|rule| rule.as_str()).collect();
        let missing = format!("{}{}", rules.join(", "), verdict.missing.join(", "));
        writeln!(out, "  {}: {}", verdict.decision.as_str(), missing.escape_debug()).unwrap();
    }
}

/// The sound file that is read with it is judged all the same.
fn beside(name: &str, bytes: &[u8], role: Role) {
    for sound_first in [true, false] {
        let mut files = vec![("sound.yaml", SOUND.as_bytes(), Role::Named), (name, bytes, role)];
        if !sound_first {
            files.reverse();
        }
        let (sources, report) = examine(&files);
        let own = report.verdicts.iter().find(|v| sources.get(v.attachment.file).name() == "sound.yaml");
        assert!(own.is_some(), "{name}: the sound file's attach has no verdict");
    }
}

/// The whole of a failure: a file that cannot be read, and nothing else.
#[track_caller]
fn refused(name: &str, text: &str, message: &str) {
    let (sources, report) = examine(&[(name, text.as_bytes(), Role::Named)]);
    let lines: Vec<String> = report.findings.iter().map(|f| line(&sources, f)).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains(message), "{lines:?}");
    assert!(matches!(report.files[..], [FileOutcome::Failed(_)]));
    beside(name, text.as_bytes(), Role::Named);
}

#[track_caller]
fn read(name: &str, text: &str) -> Report {
    let (_, report) = examine(&[(name, text.as_bytes(), Role::Named)]);
    assert!(matches!(report.files[..], [FileOutcome::Read(_)]), "{:?}", report.files);
    report
}

#[test]
fn deep_nesting() {
    const DEEP: usize = 100_000;
    for open in ["[", "{\"a\":", "[{\"a\":"] {
        for closed in [false, true] {
            let close: String = open.chars().rev().filter_map(closing).collect();
            let tail = if closed { close.repeat(DEEP) } else { String::new() };
            let nested = open.repeat(DEEP) + "1" + &tail;
            refused("deep.json", &nested, "error[");
            refused("deep.yaml", &nested, "error[");
            refused("deep.json", &format!("{{\"enis\": [{{\"a\": {nested}"), "nested deeper than 250 levels");
            refused("deep.yaml", &format!("enis:\n- a: {nested}"), "nested deeper than 250 levels");
        }
    }
    refused("deep.yaml", &"- ".repeat(DEEP), "error[");
    refused("deep.yaml", &"? ".repeat(DEEP), "error[");
    for value in ["", "stop: ", "attach: ", "attach: { instance_id: ", "a: "] {
        let step = format!("vpcs: []\nsteps:\n- {{ {value}");
        refused("deep.yaml", &(step + &"[".repeat(DEEP)), "nested deeper than 250 levels");
    }
    let steps: String = (0..1000).map(|n| " ".repeat(n) + "enis:\n").collect();
    refused("deep.yaml", &steps, "nested deeper than 250 levels");
}

fn closing(open: char) -> Option<char> {
    match open {
        '[' => Some(']'),
        '{' => Some('}'),
        _ => None,
    }
}

#[test]
fn alias_bombs() {
    let mut laughs = "enis:\n- a0: &a0 [x]\n".to_owned();
    for n in 1..40 {
        let of = format!("*a{}, ", n - 1).repeat(10);
        writeln!(laughs, "  a{n}: &a{n} [{of}]").unwrap();
    }
    refused("bomb.yaml", &laughs, "alias");
    let many = |what: &str, n| format!("  b: [{}]\n", format!("{what}, ").repeat(n));
    let quadratic = format!("enis:\n- a: &a [{}]\n{}", "x, ".repeat(5_000), many("*a", 5_000));
    refused("quadratic.yaml", &quadratic, "alias");
    let merges: String = (0..20_000).map(|n| format!("- {{ <<: *a, id: eni-{n} }}\n")).collect();
    let keys: String = (0..1000).map(|n| format!("k{n}: {n}, ")).collect();
    refused("merges.yaml", &format!("enis:\n- &a {{ {keys} }}\n{merges}"), "alias");
}

/// A long text that aliases repeat is not copied for each of them.
#[test]
fn long_texts_behind_aliases() {
    let long = "x".repeat(1_000_000);
    let attach = "- { instance_id: *i, network_interface_id: *e, network_card_index: *i, *i : 1 }\n";
    let text = format!(
        "enis:\n- id: &e eni-{long}\n  status: *e\n  type: *e\n  private_ips: [*e, *e]\ninstances:\n- id: &i i-{long}\n  status: *i\n  instance_type: *i\nattachments:\n{}",
        attach.repeat(2000)
    );
    examine(&[("long.yaml", text.as_bytes(), Role::Named)]);
}

#[test]
fn long_texts() {
    let long = "x".repeat(1_000_000);
    let wide = "日".repeat(300_000);
    for text in [&long, &wide] {
        let report = read("long.yaml", &format!("enis: [{{ id: \"{text}\", status: \"{text}\" }}]"));
        assert!(report.findings.len() < 10);
        // YAML ends a key after 1024 characters.
        refused("long.yaml", &format!("enis: [{{ id: eni-a, \"{text}\": 1 }}]"), "syntax-error");
        read("long.json", &format!("{{\"enis\": [{{\"id\": \"eni-a\", \"{text}\": 1}}], \"{text}\": 2}}"));
        read("long.yaml", &format!("enis: []\n# {text}\n"));
        let attach = format!("\"instance_id\": \"i-{text}\", \"network_interface_id\": \"eni-{text}\"");
        let report = read("long.json", &format!("{{\"attachments\": [{{{attach}}}]}}"));
        assert_eq!(report.verdicts.len(), 1);
    }
    // Each duplicate key below a long key has a pointer.
    let below = format!("{{\"enis\": [], \"{long}\": {{{}\"a\": 1}}}}", "\"a\": 1, ".repeat(2000));
    assert_eq!(read("below.json", &below).findings.len(), 2001);
    let spelt = format!("e{}nis", "_".repeat(1_000_000));
    examine(&[(
        "long.yaml",
        format!("{spelt}: [{}]", "{ status: [] }, ".repeat(1000)).as_bytes(),
        Role::Named,
    )]);
    refused("long.yaml", &long, "this is in none of the formats that are read");
    refused("long.json", &"9".repeat(1_000_000), "this is in none of the formats that are read");
}

#[test]
fn many_keys_and_documents() {
    const KEYS: usize = 20_000;
    let keys: String = (0..KEYS).map(|n| format!("k{n}: {n}\n  ")).collect();
    cut(&read("keys.yaml", &format!("enis:\n- {keys}\n")), &["10000 more findings of unknown-key"]);
    let keys: String = (0..KEYS).map(|n| format!("k{n}: {n}\n")).collect();
    cut(&read("keys.yaml", &format!("enis: []\n{keys}")), &["10000 more findings of unknown-key"]);
    let same = "\"a\": 1, ".repeat(KEYS + 1);
    let report = read("same.json", &format!("{{{same}\"enis\": []}}"));
    cut(&report, &["10000 more findings of duplicate-key"]);
    read("documents.yaml", &"---\nenis: []\n".repeat(KEYS));
    read("documents.jsonl", &"{\"enis\": []}\n".repeat(KEYS));
    read("empty.yaml", &("---\n".repeat(KEYS) + "enis: []\n"));
    refused("commas.json", &format!("[{}]", ",".repeat(KEYS)), "syntax-error");
}

/// Of very many findings some are left out, and their numbers are told.
fn cut(report: &Report, told: &[&str]) {
    assert!((10_000..=10_010).contains(&report.findings.len()), "{}", report.findings.len());
    let notes: Vec<&String> = report.findings.iter().flat_map(|finding| &finding.notes).collect();
    for text in told {
        assert!(notes.iter().any(|note| note.starts_with(text)), "{notes:?}");
    }
}

/// What is left out changes no verdict.
#[test]
fn attaches_keep_findings_of_their_own() {
    const ATTACHES: usize = 11_000;
    let one = |n| format!("- {{ instance_id: i-{n}, network_interface_id: eni-{n}, odd: 1 }}\n");
    let all: String = (0..ATTACHES).map(one).collect();
    let report = read("attaches.yaml", &format!("attachments:\n{all}"));
    assert_eq!(report.summary.fail, ATTACHES);
    let keys: String = (0..ATTACHES).map(|n| format!("k{n}: {n}, ")).collect();
    let one = format!("- {{ {keys}instance_id: i-1, network_interface_id: eni-1 }}\n");
    cut(
        &read("keys.yaml", &format!("attachments:\n{one}")),
        &["1000 more findings of unsupported-parameter"],
    );
}

#[test]
fn many_steps() {
    const MANY: usize = 100_000;
    let stop = "- stop: i-bp1web00000000000000\n";
    // The instance is not described, which is one finding for all of them.
    assert_eq!(read("steps.yaml", &format!("steps:\n{}", stop.repeat(MANY))).findings.len(), 1);
    let same = format!("steps:\n- &a {{ stop: i-bp1web00000000000000 }}\n{}", "- *a\n".repeat(MANY / 10));
    assert_eq!(read("steps.yaml", &same).findings.len(), 1);
    read("documents.yaml", &format!("---\nsteps:\n{stop}").repeat(MANY / 10));
    // Steps that are lost, each for itself; and one with very many keys.
    let keys: String = (0..MANY / 5).map(|n| format!("k{n}: {n}, ")).collect();
    let verbs = "stop: i-a, Stop: i-a, ".repeat(MANY / 10);
    for (name, items) in [
        ("empty", "{}, ".repeat(MANY / 10)),
        ("others", (0..MANY / 10).map(|n| format!("{{ sto{n}: i-a }}, ")).collect()),
        ("keys", format!("{{ {keys} }}")),
        ("keys beside a verb", format!("{{ {keys} stop: i-a }}")),
        ("verbs", format!("{{ {verbs} }}")),
    ] {
        let text = format!("vpcs: []\nsteps: [{items}]\n");
        let (_, report) = examine(&[(name, text.as_bytes(), Role::Named)]);
        assert!(!report.findings.is_empty(), "{name}");
    }
}

/// Far more than any limit allows, all on one thing.
#[test]
fn crowds() {
    const MANY: usize = 5_000;
    let list = |each: &dyn Fn(usize) -> String| (0..MANY).map(each).collect::<Vec<_>>().join(", ");
    let attach = "attachments:\n- { instance_id: i-a, network_interface_id: eni-a }\n";
    let nics = list(&|n| format!("{{ id: eni-{n}, type: Secondary, private_ips: [10.0.0.1] }}"));
    let ids = list(&|n| format!("eni-{n}"));
    let groups = list(&|n| format!("sg-{n}"));
    let ips = list(&|n| format!("10.0.{}.{}", n / 250, n % 250));
    let same = list(&|_| "10.0.0.1".to_owned());
    let instance = "id: i-a, instance_type: ecs.g7.large, status: Running, vswitch_id: vsw-a";
    let eni = "id: eni-a, vswitch_id: vsw-a, status: Available";
    let vswitches =
        "vswitches: [{ id: vsw-a, vpc_id: vpc-a, zone_id: cn-hangzhou-h, cidr_block: 10.0.0.0/16 }]\n";
    for (name, text) in [
        (
            "nics",
            format!("instances: [{{ {instance}, network_interfaces: [{nics}] }}]\nenis: [{{ {eni} }}]\n"),
        ),
        ("ids", format!("instances: [{{ {instance}, network_interfaces: [{ids}] }}]\nenis: [{{ {eni} }}]\n")),
        (
            "groups",
            format!(
                "instances: [{{ {instance}, security_group_ids: [{groups}] }}]\nenis: [{{ {eni}, security_group_ids: [{groups}] }}]\n"
            ),
        ),
        ("addresses", format!("instances: [{{ {instance} }}]\nenis: [{{ {eni}, private_ips: [{ips}] }}]\n")),
        (
            "one address",
            format!(
                "instances: [{{ {instance} }}]\nenis: [{{ {eni}, private_ips: [{same}], ipv6_addresses: [{same}], ipv4_prefixes: [{same}] }}]\n"
            ),
        ),
    ] {
        let report = read(name, &format!("{vswitches}{text}{attach}"));
        assert_eq!(report.verdicts.len(), 1, "{name}");
        assert_ne!(report.verdicts[0].decision, Decision::Pass, "{name}");
        assert!(report.findings.len() <= 5 * MANY, "{name}: {} findings", report.findings.len());
    }
}

/// Many plans for one thing: the work for each does not grow with the others.
#[test]
fn many_attaches() {
    const MANY: usize = 1_500;
    let some = |n: &dyn Fn(usize) -> (String, String)| -> String {
        let attach =
            |(i, e): (String, String)| format!("- {{ instance_id: {i}, network_interface_id: {e} }}\n");
        (0..MANY).map(|at| attach(n(at))).collect()
    };
    let all = |kind: &str, fields: &str| -> String {
        (0..MANY).map(|n| format!("- {{ id: {kind}-{n}, {fields} }}\n")).collect()
    };
    let shared = "vswitches: [{ id: vsw-a, vpc_id: vpc-a, zone_id: cn-hangzhou-h, cidr_block: 10.0.0.0/16, available_ip_address_count: 9 }]\nsecurity_groups: [{ id: sg-a, vpc_id: vpc-a, security_group_type: normal }]\n";
    let instance =
        "instance_type: ecs.g7.large, status: Running, vswitch_id: vsw-a, security_group_ids: [sg-a]";
    let one = format!("instances: [{{ id: i-a, {instance} }}]\n");
    let enis = all(
        "eni",
        "vswitch_id: vsw-a, status: Available, security_group_ids: [sg-a], private_ips: [10.0.0.9]",
    );
    let open = all("eni", "vswitch_id: vsw-a");
    let to_one = some(&|n| ("i-a".to_owned(), format!("eni-{n}")));
    for (name, text) in [
        ("to one instance", format!("{shared}{one}enis:\n{enis}attachments:\n{to_one}")),
        ("of unknown state", format!("{shared}{one}enis:\n{open}attachments:\n{to_one}")),
        ("to one that is missing", format!("{shared}enis:\n{enis}attachments:\n{to_one}")),
        ("in a closed world", format!("complete: true\n{shared}enis:\n{enis}attachments:\n{to_one}")),
        ("of nothing", format!("attachments:\n{}", "- {}\n".repeat(MANY))),
        (
            "of one ENI",
            format!(
                "{shared}instances:\n{}enis: [{{ id: eni-a, vswitch_id: vsw-a }}]\nattachments:\n{}",
                all("i", instance),
                some(&|n| (format!("i-{n}"), "eni-a".to_owned()))
            ),
        ),
        (
            "again",
            format!(
                "{shared}{one}enis: [{{ id: eni-a }}]\nattachments:\n{}",
                some(&|_| ("i-a".to_owned(), "eni-a".to_owned()))
            ),
        ),
        ("of one ID", format!("enis:\n{}", "- { id: eni-a }\n".repeat(MANY))),
    ] {
        let report = read(name, &text);
        let planned = if name == "of one ID" { 0 } else { MANY };
        assert_eq!(report.verdicts.len(), planned, "{name}");
        assert!(report.findings.len() <= 10 * MANY, "{name}: {} findings", report.findings.len());
    }
}

/// Attaches of a loop that stand in one place, as do the findings on all of them: no report tells each attach
/// of all the findings.
#[test]
fn loops_of_attaches() {
    const MANY: usize = 600;
    let rounds: Vec<String> = (0..MANY).map(|n| n.to_string()).collect();
    let text = format!("for round in {}; do\n  aliyun ecs AttachNetworkInterface\ndone\n", rounds.join(" "));
    let (sources, report) = examine(&[("run.sh", text.as_bytes(), Role::Named)]);
    assert_eq!(report.summary.fail, MANY);
    assert_eq!(report.findings.len(), 2 * MANY);
    for format in OutputFormat::all() {
        let mut out = Vec::new();
        render(*format, &report, &sources, &Style::default(), &mut out).unwrap();
        assert!(out.len() < 10_000 * MANY, "{format}: {} bytes", out.len());
    }
}

/// What is written once and meant many times over.
#[test]
fn shared_lists() {
    const MANY: usize = 150;
    let ips: Vec<String> = (0..MANY).map(|n| format!("10.0.{}.{}", n / 200, n % 200)).collect();
    let mut text = String::from("vswitches: [{ id: vsw-a, vpc_id: vpc-a }]\nenis:\n");
    for n in 0..MANY {
        let list = if n == 0 { format!("&ips [{}]", ips.join(", ")) } else { "*ips".to_owned() };
        writeln!(text, "- {{ id: '${{eni.n{n}}}', vswitch_id: vsw-a, private_ips: {list} }}").unwrap();
    }
    let report = read("shared.yaml", &text);
    let of = |rule: &str| report.findings.iter().filter(|f| f.rule.as_str() == rule).count();
    assert!(of("ip-dup-vsw") <= 100 * MANY, "{}", of("ip-dup-vsw"));
    let cut = report.findings.iter().filter(|f| f.notes.iter().any(|note| note.contains("are not listed")));
    assert!(cut.count() > MANY / 2);
}

/// A group of instances, each of which has many ENIs.
#[test]
fn members_times_mappings() {
    let group = |members: usize, mappings: usize| {
        let mappings = "      - NetworkCardIndex: 0\n".repeat(mappings);
        let text = format!(
            "ROSTemplateFormatVersion: '2015-09-01'\nResources:\n  Group:\n    Type: ALIYUN::ECS::InstanceGroup\n    \
             Properties:\n      MaxAmount: {members}\n      EniMappings:\n{mappings}"
        );
        read("group.yaml", &text).verdicts.len()
    };
    assert_eq!(group(20, 3), 60);
    // Too many to be told one by one: one member stands for all.
    assert_eq!(group(1000, 50), 50);
}

/// Names that the addresses of many things begin with.
#[test]
fn long_names() {
    let name = "N".repeat(2000);
    refused(
        "long.json",
        &format!(
            r#"{{"ROSTemplateFormatVersion":"2015-09-01","Resources":{{"{name}":{{"Type":"ALIYUN::ECS::Instance"}}}}}}"#
        ),
        "a resource has a name of more than 1000 bytes",
    );
    let address = format!("module.m[\\\"{name}\\\"].alicloud_instance.i");
    refused(
        "plan.json",
        &format!(
            r#"{{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[{{"address":"{address}","mode":"managed","type":"alicloud_instance","name":"i","change":{{"actions":["create"],"after":{{}}}}}}]}}"#
        ),
        "an address that cannot be read",
    );
}
