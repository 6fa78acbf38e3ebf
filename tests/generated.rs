//! Verdicts of generated inventories are those that the generator meant.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;
#[path = "common/generate.rs"]
mod generate;

use enilint::finding::Decision;
use enilint::source::Role;
use generate::{Style, generate};

fn verdicts(text: String, style: Style) -> Vec<bool> {
    let name = if style == Style::Yaml { "fleet.yaml" } else { "fleet.json" };
    let (sources, report) = common::run(&[(name.to_owned(), text, Role::Named)], None, &[]);
    for verdict in &report.verdicts {
        assert_ne!(verdict.decision, Decision::Undecided, "{:?}", verdict.missing);
    }
    // An attach fails for one reason, and nothing else is found. An instance that is Starting is one
    // finding, however many attaches it fails.
    let failed: Vec<_> = report.verdicts.iter().filter(|v| v.decision == Decision::Fail).collect();
    let lines: Vec<String> = report.findings.iter().map(|f| common::line(&sources, f)).collect();
    assert!(failed.iter().all(|v| v.rules.len() == 1), "{failed:#?}");
    assert!(report.findings.len() <= failed.len(), "{lines:#?}");
    assert!(report.findings.iter().all(|f| f.attachment.is_some()), "{lines:#?}");
    report.verdicts.iter().map(|v| v.decision == Decision::Fail).collect()
}

#[test]
fn a_clean_fleet_passes() {
    let fleet = generate(9_000, 0, Style::Yaml);
    assert!(verdicts(fleet.text, Style::Yaml).iter().all(|failed| !failed));
}

#[test]
fn each_violation_is_found_once_and_alone() {
    for style in [Style::Yaml, Style::Json] {
        let fleet = generate(3_000, 40, style);
        assert_eq!(verdicts(fleet.text, style), fleet.failing);
    }
}
