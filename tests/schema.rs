//! What is read and written is what the schemas say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use common::tool;
use enilint::cli::Exit;
use enilint::read::{FileOutcome, Format};
use enilint::report::{OutputFormat, Style, render};
use enilint::source::{Role, load_file};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The schema as the command prints it.
fn schema(of: &str) -> Validator {
    let run = tool(&["schema", of], "", None);
    assert_eq!(run.exit, Exit::Clean);
    let schema: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn wrong(schema: &Validator, value: &Value) -> Vec<String> {
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// The documents of a file as plain values; nothing of what has tags, which JSON has no word for.
fn documents(name: &str, text: &str) -> Option<Vec<Value>> {
    if name.ends_with("json") {
        return serde_json::Deserializer::from_str(text).into_iter().collect::<Result<_, _>>().ok();
    }
    if text.contains(" !") {
        return None;
    }
    let document = |document| {
        let mut value: serde_yaml::Value = serde::Deserialize::deserialize(document).ok()?;
        value.apply_merge().ok()?;
        serde_json::to_value(value).ok()
    };
    serde_yaml::Deserializer::from_str(text).map(document).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let of = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    common::entries(folder).into_iter().flat_map(of).collect()
}

#[test]
fn what_is_read_without_a_remark_is_an_inventory() {
    let schema = schema("inventory");
    let remarks = [
        "unknown-key",
        "wrong-type",
        "duplicate-key",
        "unsupported-parameter",
        "invalid-parameter",
        "missing-parameter",
    ];
    let (mut seen, mut bad) = (0, Vec::new());
    for path in files(&common::root().join("fixtures")) {
        let Ok(text) = load_file(&path) else { continue };
        let text = text.trim_start_matches('\u{feff}').to_owned();
        let name = common::name(&path);
        let (_, report) = common::run(&[(name.clone(), text.clone(), Role::Found)], None, &[]);
        let clean = !report.findings.iter().any(|f| remarks.contains(&f.rule.as_str()));
        if report.files != [FileOutcome::Read(Format::Native)] || !clean {
            continue;
        }
        for document in documents(&name, &text).into_iter().flatten().filter(|d| !d.is_null()) {
            seen += 1;
            bad.extend(wrong(&schema, &document).first().map(|why| format!("{}: {why}", path.display())));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    assert!(seen > 300, "only {seen}");
}

#[test]
fn what_is_no_inventory_is_told() {
    let schema = schema("inventory");
    let id = "i-bp1web00000000000000";
    for wrong in [
        json!([]),
        json!({ "instence": [] }),
        json!({ "version": 2 }),
        json!({ "facts": { "quotas": { "cn-hangzhou": { "q_elastic_interfaces": 1 } } } }),
        json!({ "enis": "none" }),
        json!({ "enis": [{ "queue_number": true }] }),
        json!({ "enis": [{ "queue_number": "two" }] }),
        json!({ "enis": [{ "security_group_ids": 7 }] }),
        json!({ "enis": [{ "security_group_ids": [{ "SecurityGroupId": "sg-bp1n0000000000000000" }] }] }),
        json!({ "instances": [{ "id": true }] }),
        json!({ "instances": [{ "network_interfaces": [{ "queue_number": [] }] }] }),
        json!({ "attachments": [{ "instance_id": id, "network_card": 1 }] }),
        json!({ "steps": [{ "stopp": id }] }),
        json!({ "steps": [{ "resize": id }] }),
        json!({ "steps": [{ "stop": { "instance_id": id, "force": true } }] }),
        json!({ "facts": { "quota": {} } }),
        json!({ "facts": { "account": { "trunk_enabled": 1 } } }),
    ] {
        assert!(!schema.is_valid(&wrong), "{wrong}");
    }
    for right in [
        json!({ "Instances": { "Instance": [{ "InstanceId": id, "AFieldOfTomorrow": 1 }] } }),
        json!({ "enis": [{ "QueueNumber": [], "queue_number": "${x}" }], "//": "a comment" }),
        json!({ "enis": [{ "private_ip_sets": [{ "PrivateIpAddress": "10.0.1.20", "Primary": true }] }] }),
        json!({ "steps": [{ "stop": id }, { "resize": { "instance-id": id, "instance_type": "ecs.g7.large" } }] }),
    ] {
        assert_eq!(wrong(&schema, &right), [""; 0], "{right}");
    }
}

#[test]
fn every_report_is_one() {
    let schema = schema("report");
    let mut seen = 0;
    let mut check = |report: &Value| {
        seen += 1;
        assert_eq!(wrong(&schema, report), [""; 0]);
    };
    for path in files(&common::root().join("fixtures")) {
        let Ok(text) = load_file(&path) else { continue };
        let (sources, report) = common::run(&[(common::name(&path), text, Role::Named)], None, &[]);
        let mut out = Vec::new();
        render(OutputFormat::Json, &report, &sources, &Style::default(), &mut out).unwrap();
        check(&serde_json::from_slice(&out).unwrap());
    }
    let snapshot = std::fs::read_to_string(common::root().join("tests/cmd/outputs.out/report.json")).unwrap();
    check(&serde_json::from_str(&snapshot).unwrap());
    assert!(seen > 300, "only {seen}");
}

#[test]
fn what_is_no_report_is_told() {
    let schema = schema("report");
    let run = tool(&["--output-format", "json", "-"], "enis: [{ id: 1 }]\nattachments: [{}]\n", None);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(wrong(&schema, &report), [""; 0]);
    for (pointer, value) in [
        ("/version", json!(2)),
        ("/findings/0/severity", json!("fatal")),
        ("/findings/0/primary/start/line", json!("1")),
        ("/verdicts/0/verdict", json!("maybe")),
        ("/summary", Value::Null),
    ] {
        let mut wrong = report.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        assert!(!schema.is_valid(&wrong), "{pointer}");
    }
}

#[test]
fn configurations_are_what_their_schema_says() {
    let schema = schema("config");
    // A configuration, and whether it is one; the tool and the schema agree.
    let cases = [
        ("{}", true),
        ("extend: []\nexclude: [old/]\nstrict: true\nmax-warnings: 3\nfail-on: never", true),
        ("inferred: off\nnow: 2026-01-05\nseverity: { zone-mismatch: info }", true),
        ("scopes: { prod: [a, b] }\nper-file-ignores: { '*.yaml': [zone-mismatch, ALL] }", true),
        ("facts: { account: { id: '1', trunk_enabled: true }, quotas: { cn-hangzhou: {} } }", true),
        ("include:\nselect:\nscopes:\nnow:\nfacts:", true),
        ("output-formats: [concise, json=out.json]\ncatalogs: []", true),
        ("exclude: old/", false),
        ("exclude: [1]", false),
        ("strict: 1", false),
        ("max-warnings: -1", false),
        ("fail-on: all", false),
        ("inferred: perhaps", false),
        ("severity: { zone-mismatch: off }", false),
        ("scopes: { prod: a }", false),
        ("facts: { accounts: {} }", false),
        ("facts: { now: 2026-01-05T08:00Z }", false),
        ("failon: error\nfail_on: error", false),
        ("stricter: true", false),
        ("[]", false),
    ];
    for (text, right) in cases {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("enilint.yaml"), text).unwrap();
        let run = tool(&["check", "--show-settings"], "", Some(dir.path()));
        assert_eq!(run.exit == Exit::Clean, right, "{text}\n{}{}", run.out, run.err);
        let value = documents("enilint.yaml", text).unwrap().remove(0);
        assert_eq!(schema.is_valid(&value), right, "{text}: {:?}", wrong(&schema, &value));
    }
}

/// What `init` writes is right as it stands, and with every key as it is by default.
#[test]
fn the_configuration_to_begin_with_is_right() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("enilint.yaml");
    assert_eq!(tool(&["init", path.to_str().unwrap()], "", None).exit, Exit::Clean);
    let again = tool(&["init", path.to_str().unwrap()], "", None);
    assert_eq!(again.exit, Exit::Incomplete);
    assert!(again.err.contains("is there already"), "{}", again.err);
    let text = std::fs::read_to_string(&path).unwrap();
    let settings = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let run = tool(&["check", "--show-settings"], "", Some(dir.path()));
        assert_eq!(run.exit, Exit::Clean, "{}", run.err);
        run.out
            .lines()
            .map(|line| line.split("  #").next().unwrap().trim_end().to_owned())
            .collect::<Vec<_>>()
    };
    let is_key = |line: &str| {
        line.strip_prefix("# ")
            .and_then(|rest| rest.split_once(": "))
            .is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
    };
    let whole: Vec<&str> =
        text.lines().skip(1).map(|line| if is_key(line) { &line[2..] } else { line }).collect();
    let whole = whole.join("\n");
    assert_eq!(settings(&text), settings(&whole), "what it says are the defaults");
    let value = documents("enilint.yaml", &whole).unwrap().remove(0);
    assert_eq!(wrong(&schema("config"), &value), [""; 0]);
    // Every key is there.
    let run = tool(&["schema", "config"], "", None);
    let schema: Value = serde_json::from_str(&run.out).unwrap();
    let mut keys: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    let mut written: Vec<&String> = value.as_object().unwrap().keys().collect();
    keys.sort();
    written.sort();
    assert_eq!(written, keys);
}
