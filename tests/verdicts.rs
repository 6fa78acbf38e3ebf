//! The verdicts on every input of `fixtures/`, in one snapshot: whoever changes a rule or a reader sees
//! which verdicts change with it. `.ci/compare-verdicts` compares two builds on other inputs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use std::fmt::Write as _;
use std::path::Path;

/// Tests of parsers, with thousands of inputs that plan nothing; `tests/conformance.rs` has them.
const LEFT_OUT: [&str; 1] = ["conformance"];

#[test]
fn verdicts_are_as_they_were() {
    let mut out = String::new();
    let mut inputs = 0;
    for folder in common::entries(&common::root().join("fixtures")) {
        if !folder.is_dir() || LEFT_OUT.contains(&common::name(&folder).as_str()) {
            continue;
        }
        for input in common::entries(&folder) {
            if input.extension().is_none_or(|extension| extension != "md") {
                inputs += 1;
                describe(&input, &mut out);
            }
        }
    }
    assert!(inputs > 300, "{inputs} inputs");
    insta::assert_snapshot!(out);
}

/// How the run ends, then a line for each verdict with the rules behind it.
fn describe(input: &Path, out: &mut String) {
    let path = input.strip_prefix(common::root()).unwrap().to_string_lossy().replace('\\', "/");
    // Tests run in the root of the project, so that the path can be the short one.
    let args = ["check", "--isolated", "--now", common::NOW, "--output-format", "json", "--", &path];
    let outcome = common::tool(&args, "", Some(&common::root()));
    writeln!(out, "{}: {:?}", path.trim_start_matches("fixtures/"), outcome.exit).unwrap();
    // Without anything to check there is no report.
    if outcome.out.is_empty() {
        return;
    }
    let report: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    for verdict in report["verdicts"].as_array().unwrap() {
        let file = verdict["file"].as_str().unwrap();
        let file = file.strip_prefix(path.as_str()).unwrap_or(file).trim_start_matches('/');
        let rules = verdict["rules"].as_array().unwrap().iter().map(|rule| rule.as_str().unwrap());
        let rules: Vec<&str> = rules.collect();
        let decision = verdict["verdict"].as_str().unwrap();
        let pointer = verdict["pointer"].as_str().unwrap_or_default();
        let line = format!("  {file}{pointer} {decision} {}", rules.join(" "));
        writeln!(out, "{}", line.trim_end()).unwrap();
    }
}
