//! What the notations have in common: the same inventory, however it is written, is the same plan.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use common::{line, run};
use enilint::Report;
use enilint::finding::Decision;
use enilint::read::{FileOutcome, Format};
use enilint::report::{OutputFormat, Style, render};
use enilint::source::Role;
use serde_json::{Value, json};

/// A small and whole inventory whose attach is right.
const PLAN: &str = include_str!("../fixtures/wrong-type/pass-whole.yaml");

fn file(name: &str, text: impl Into<String>) -> (String, String, Role) {
    (name.to_owned(), text.into(), Role::Named)
}

/// The findings of some files, one a line, and the report.
fn check(files: &[(String, String, Role)]) -> (Vec<String>, Report) {
    let (sources, report) = run(files, None, &[]);
    (report.findings.iter().map(|f| line(&sources, f)).collect(), report)
}

#[track_caller]
fn assert_pass(files: &[(String, String, Role)]) {
    let (findings, report) = check(files);
    assert!(findings.is_empty(), "{findings:?}");
    let decisions: Vec<Decision> = report.verdicts.iter().map(|v| v.decision).collect();
    assert_eq!(decisions, [Decision::Pass], "{:?}", report.undecided);
}

fn as_json() -> Value {
    serde_yaml::from_str(PLAN).unwrap_or_default()
}

/// The sections, each as an inventory of its own; `complete` and `region` go with each.
fn sections() -> Vec<Value> {
    let all = as_json();
    let shared = ["complete", "region"];
    let sections = all.as_object().into_iter().flatten();
    sections
        .filter(|(key, _)| !shared.contains(&key.as_str()))
        .map(|(key, value)| json!({ "complete": all["complete"], "region": all["region"], key: value }))
        .collect()
}

#[test]
fn line_ends_and_byte_order_marks() {
    let crlf = PLAN.replace('\n', "\r\n");
    for text in [PLAN.to_owned(), crlf.clone(), format!("\u{feff}{PLAN}"), format!("\u{feff}{crlf}")] {
        assert_pass(&[file("plan.yaml", text.clone())]);
        assert_pass(&[file("plan", text)]);
    }
}

#[test]
fn json_in_one_line_or_many() {
    let pretty = serde_json::to_string_pretty(&as_json()).unwrap();
    for text in
        [as_json().to_string(), pretty.clone(), pretty.replace('\n', "\r\n"), format!("\u{feff}{pretty}")]
    {
        assert_pass(&[file("plan.json", text.clone())]);
        assert_pass(&[file("<stdin>", text.clone())]);
        // YAML has JSON in it.
        assert_pass(&[file("plan.yaml", text.trim_start_matches('\u{feff}'))]);
    }
}

#[test]
fn several_documents_and_files() {
    let lines: Vec<String> = sections().iter().map(Value::to_string).collect();
    assert_pass(&[file("plan.jsonl", lines.join("\n"))]);
    assert_pass(&[file("plan.json", lines.join("\r\n") + "\r\n")]);
    assert_pass(&[file("plan.yaml", lines.join("\n---\n") + "\n...\n")]);
    let files: Vec<_> = lines.iter().enumerate().map(|(i, text)| file(&format!("{i}.json"), text)).collect();
    assert_pass(&files);
    let empty = "---\n# nothing yet\n---\n";
    assert_pass(&[file("plan.yaml", format!("{empty}{PLAN}"))]);
}

#[test]
fn anchors_and_merge_keys() {
    let group = "[sg-bp1n0000000000000000]";
    let text = PLAN.replacen(group, &format!("&groups {group}"), 1).replace(&format!(" {group}"), " *groups");
    assert_ne!(text, PLAN);
    assert_pass(&[file("plan.yaml", text.replace("&groups *groups", &format!("&groups {group}")))]);
    let text = PLAN.replace(
        "  - instance_id: i-bp1web",
        "  - <<: { network_card_index: null }\n    instance_id: i-bp1web",
    );
    assert_ne!(text, PLAN);
    assert_pass(&[file("plan.yaml", text)]);
}

#[test]
fn positions_do_not_count_the_byte_order_mark() {
    for mark in ["", "\u{feff}"] {
        let (findings, _) = check(&[file("a.yaml", format!("{mark}vpcs:\r\n- größe: 1\r\n"))]);
        assert_eq!(findings, ["a.yaml:2:3: warning[unknown-key] a VPC has no field \"größe\""]);
    }
}

#[test]
fn nothing_is_no_input() {
    for text in ["", "\n\r\n", "\u{feff}", "# only a comment", "---\n", "---\n---\n", "null", "~\n", "{}"] {
        let (findings, report) = check(&[file("a.yaml", text)]);
        assert_eq!(findings.len(), 1, "{text:?}");
        assert!(findings[0].ends_with("error[unsupported-input] the file is empty"), "{findings:?}");
        assert_eq!((report.summary.files, report.summary.unreadable), (0, 1));
    }
    let (findings, _) = check(&[file("a.json", "")]);
    assert_eq!(findings, ["a.json:1:1: error[unsupported-input] the file is empty"]);
}

#[test]
fn what_was_found_in_a_folder_is_passed_over() {
    let found = |name: &str, text: &str| (name.to_owned(), text.to_owned(), Role::Found);
    for (text, format) in [
        ("", Format::Empty),
        ("just a text", Format::Unknown),
        ("{{ template }}: [", Format::Unknown),
        ("apiVersion: v1\nkind: Service\n", Format::Kubernetes),
        (r#"{"RequestId": "A"}"#, Format::OtherAnswer),
        (r#"{"Code": "Throttling", "Message": "slower", "RequestId": "A"}"#, Format::FailedCall),
    ] {
        let (findings, report) = check(&[found("a", text)]);
        assert!(findings.is_empty(), "{text:?}: {findings:?}");
        assert_eq!(report.files, [FileOutcome::Skipped(format)], "{text:?}");
    }
    let (findings, _) = check(&[found("a.yaml", "enis:\n  - id: [\n")]);
    assert_eq!(findings.len(), 1, "{findings:?}");
}

/// Joined pages have no wrapper; what else stands there tells them from an inventory.
#[test]
fn joined_pages_are_answers() {
    let item = r#"{"InstanceId": "i-bp1web00000000000000", "AFieldOfTomorrow": 1}"#;
    let (findings, report) =
        check(&[file("a.json", format!(r#"{{"Instances": [{item}], "TotalCount": 1}}"#))]);
    assert!(findings.is_empty(), "{findings:?}");
    assert!(matches!(report.files[..], [FileOutcome::Read(Format::AliyunCli(_))]));
    let (findings, report) = check(&[file("a.json", format!(r#"{{"Instances": [{item}]}}"#))]);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(report.files, [FileOutcome::Read(Format::Native)]);
}

/// The same mistake all over a file costs no more than reading it.
#[test]
fn many_unknown_keys() {
    let mut text = "enis:\n".to_owned();
    for n in 0..20_000 {
        text += &format!("  - {{ subnet: a, key{n}: b }}\n");
    }
    let (_, report) = check(&[file("a.yaml", text)]);
    assert_eq!(report.findings.len(), 10_000);
}

/// Of an ID that is only odd, the first place has the warning.
#[test]
fn odd_ids_of_attaches_are_told_once() {
    let attach = "  - { instance_id: i-bp1web, network_interface_id: eni-bp1a0000000000000000 }\n";
    let (sources, report) =
        run(&[file("a.yaml", format!("attachments:\n{attach}{attach}"))], None, &["malformed-id".to_owned()]);
    let own = report.findings.iter().filter(|f| f.rule.as_str() == "malformed-id");
    let lines: Vec<String> = own.map(|f| line(&sources, f)).collect();
    assert_eq!(
        lines,
        [
            "a.yaml:2:20: warning[malformed-id] the instance ID i-bp1web has 6 characters after i-, where 20 are usual"
        ]
    );
}

/// `facts.inventory.complete` is another place for `complete`, which wins where both stand.
#[test]
fn the_facts_may_say_that_an_inventory_is_complete() {
    let plan = "instances: []\nenis: []\nattachments:\n  - { instance_id: i-bp1web00000000000000, network_interface_id: eni-bp1a0000000000000000 }\n";
    let facts = "facts:\n  inventory: { complete: true }\n";
    for (text, errors) in [
        (plan.to_owned(), 0),
        (format!("{plan}{facts}"), 2),
        (format!("{facts}complete: false\n{plan}"), 0),
        (format!("complete: true\n{plan}"), 2),
    ] {
        let (_, report) = check(&[file("a.yaml", text)]);
        assert_eq!(report.summary.errors, errors);
    }
}

/// A planned attach of `steps` is the whole step, in every notation.
#[test]
fn an_attach_of_a_step_is_the_step() {
    let attach = "{ \"network_interface_id\": \"eni-bp1a0000000000000000\", \"foo\": 1 }";
    let block = "network_interface_id: eni-bp1a0000000000000000\n      foo: 1\n";
    for (name, text, pointer) in [
        (
            "a.yaml",
            format!("steps:\n  - stop: i-bp1web00000000000000\n  - attach:\n      {block}"),
            "/steps/1",
        ),
        ("a.yaml", format!("region: a\nSteps:\n- {{}}\n- note: b\n  Attach:\n      {block}"), "/Steps/1"),
        ("a.json", format!("{{\"steps\": [{{\"attach\": {attach}}}]}}"), "/steps/0"),
        ("a.yaml", format!("steps:\n- attach: &a {attach}\nvpcs: []\n"), "/steps/0"),
        ("a.yaml", format!("vpcs: [&a {attach}]\nsteps: [{{}}, {{ attach: *a }}]\n"), "/steps/1"),
    ] {
        let (sources, report) = run(&[file(name, text.clone())], None, &[]);
        let mut out = Vec::new();
        render(OutputFormat::Json, &report, &sources, &Style::default(), &mut out).unwrap();
        let out: Value = serde_json::from_slice(&out).unwrap();
        let verdicts: Vec<&Value> = out["verdicts"].as_array().unwrap().iter().collect();
        assert_eq!(verdicts.len(), 1, "{text}");
        assert_eq!(verdicts[0]["pointer"], pointer, "{text}");
        let findings = out["findings"].as_array().unwrap();
        let of_call = findings.iter().find(|f| f["rule"] == "unsupported-parameter").unwrap();
        assert_eq!(of_call["attachment"], pointer, "{text}");
    }
}
