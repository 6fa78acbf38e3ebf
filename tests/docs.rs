//! What the documents show works as they say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use enilint::finding::Decision;
use enilint::source::Role;

/// The first YAML block of a document that has a section of that name.
fn block(document: &str, key: &str) -> String {
    let text = std::fs::read_to_string(common::root().join(document)).unwrap();
    let blocks = text.split("```yaml\n").skip(1).filter_map(|b| b.split("```").next());
    blocks.into_iter().find(|b| b.contains(key)).unwrap().to_owned()
}

#[test]
fn the_inventory_of_the_readme_passes() {
    let text = block("README.md", "attachments:");
    let (sources, report) = common::run(&[("inventory.yaml".to_owned(), text, Role::Named)], None, &[]);
    let lines: Vec<String> = report.findings.iter().map(|f| common::line(&sources, f)).collect();
    assert!(lines.is_empty(), "{lines:#?}");
    let verdicts: Vec<_> = report.verdicts.iter().map(|v| (v.decision, v.missing.clone())).collect();
    assert_eq!(verdicts, [(Decision::Pass, Vec::new())]);
}

#[test]
fn the_suppressions_of_the_document_hide_all_there_is() {
    let text = std::fs::read_to_string(common::root().join("docs/suppressions.md")).unwrap();
    let json = text.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    for (name, text, hidden) in
        [("plan.yaml", block("docs/suppressions.md", "enis:"), 3), ("plan.json", json.to_owned(), 1)]
    {
        let (sources, report) = common::run(&[(name.to_owned(), text, Role::Named)], None, &[]);
        let lines: Vec<String> = report.findings.iter().map(|f| common::line(&sources, f)).collect();
        assert!(lines.is_empty(), "{lines:#?}");
        assert_eq!(report.suppressed.len(), hidden, "{name}");
    }
}

#[test]
fn the_facts_of_the_document_are_all_known() {
    let text = format!("instances: []\n{}", block("docs/inventory.md", "facts:"));
    let (sources, report) = common::run(&[("facts.yaml".to_owned(), text, Role::Named)], None, &[]);
    let lines: Vec<String> = report.findings.iter().map(|f| common::line(&sources, f)).collect();
    assert!(lines.is_empty(), "{lines:#?}");
}
