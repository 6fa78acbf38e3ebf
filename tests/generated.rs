//! Verdicts of generated inventories are those that the generator meant.

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
    // A violation is one finding, and nothing else is found.
    let failed = report.verdicts.iter().filter(|v| v.decision == Decision::Fail).count();
    let lines: Vec<String> = report.findings.iter().map(|f| common::line(&sources, f)).collect();
    assert_eq!(report.findings.len(), failed, "{lines:#?}");
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
