//! The reports for other programs, whole: a snapshot of each format over a few runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use enilint::report::{OutputFormat, Style, render};
use enilint::source::{Base, Role, STDIN};
use serde_json::Value;
use std::path::Path;

type Files = Vec<(String, String, Role)>;

const FORMATS: [OutputFormat; 8] = [
    OutputFormat::Sarif,
    OutputFormat::Github,
    OutputFormat::Gitlab,
    OutputFormat::Junit,
    OutputFormat::Checkstyle,
    OutputFormat::Rdjson,
    OutputFormat::Jsonl,
    OutputFormat::Azure,
];

/// Files of the project under their own names.
fn files(paths: &[&str]) -> Files {
    let read = |path: &&str| {
        let text = std::fs::read_to_string(common::root().join(path)).unwrap();
        ((*path).to_owned(), text, Role::Named)
    };
    paths.iter().map(read).collect()
}

fn file(name: &str, text: &str) -> (String, String, Role) {
    (name.to_owned(), text.to_owned(), Role::Named)
}

fn snapshots(name: &str, files: &Files) {
    let (mut sources, report) = common::run(files, None, &[]);
    sources.set_base(Base::of(Path::new("/repository")));
    for format in FORMATS {
        let mut out = Vec::new();
        render(format, &report, &sources, &Style::default(), &mut out).unwrap();
        let mut text = String::from_utf8(out).unwrap().replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
        if format == OutputFormat::Sarif {
            text = without_pages(&text);
        }
        insta::assert_snapshot!(format!("{name}.{format}"), text);
    }
}

/// The pages are in rules/ already.
fn without_pages(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        match ["\"markdown\": \"", "\"text\": \"## What it checks"]
            .iter()
            .find_map(|s| Some((s, line.find(s)?)))
        {
            Some((_, at)) => lines.push(format!("{}[PAGE]", &line[..at])),
            None => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

#[test]
fn quickstart() {
    let mut paths = vec!["fixtures/quickstart/plan.yaml".to_owned()];
    for path in common::entries(&common::root().join("fixtures/quickstart/snapshot")) {
        paths.push(format!("fixtures/quickstart/snapshot/{}", common::name(&path)));
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    snapshots("quickstart", &files(&paths));
}

/// A plan alone, of which little may be shown.
#[test]
fn terraform() {
    snapshots("terraform", &files(&["fixtures/terraform/s01-count-and-type-limit/plan.json"]));
}

#[test]
fn story() {
    let folder = "fixtures/eni-limit/fail-two-files";
    snapshots("story", &files(&[&format!("{folder}/plan.yaml"), &format!("{folder}/account.yaml")]));
}

#[test]
fn unreadable() {
    let good = "enis:\n  - { id: eni-bp1a0000000000000000, vswitchid: vsw-bp1h10000000000000000 }\n";
    snapshots("unreadable", &vec![file("plans/malformed.yaml", "enis: [\n"), file("plans/good.yaml", good)]);
}

#[test]
fn stdin() {
    let text = "\
instances:
  - { id: i-bp1web00000000000000, zone_id: cn-hangzhou-h }
enis:
  - { id: eni-bp1a0000000000000000, zone_id: cn-hangzhou-i }
attachments:
  - { instance_id: i-bp1web00000000000000, network_interface_id: eni-bp1a0000000000000000 }
";
    snapshots("stdin", &vec![file(STDIN, text)]);
}

/// An edit elsewhere in a file moves places, and no fingerprint.
#[test]
fn fingerprints_stay() {
    let marks = |before: &str| -> Vec<Value> {
        let mut files = files(&["fixtures/quickstart/plan.yaml"]);
        files[0].1.insert_str(0, before);
        let (sources, report) = common::run(&files, None, &[]);
        let mut out = Vec::new();
        render(OutputFormat::Sarif, &report, &sources, &Style::default(), &mut out).unwrap();
        let log: Value = serde_json::from_slice(&out).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        results.iter().map(|result| result["partialFingerprints"].clone()).collect()
    };
    let first = marks("");
    assert!(!first.is_empty());
    assert_eq!(marks("# one\n# two\n"), first);
}
