//! Suppressions that a configuration lists, and the edits of the fixes.

use crate::finding::{Applicability, Finding};
use crate::source::{Base, FileId, Globs, Role, Sources, Span};
use crate::suppress::Listed;
use crate::{Options, Report, check};
use proptest::prelude::*;
use std::path::Path;

const PLAN: &str = "\
enis:
  - id: eni-bp1a0000000000000000
    queue_number: \"1\"
  - id: eni-bp1b0000000000000000
    queue_number: \"2\"
";

const CONFIG: &str = "allow:\n  - rule: loose-type # here\n    why: yes\n  - {rule: a}\n";

fn run(text: &str, listed: Vec<Listed>) -> (Sources, Report) {
    let mut sources = Sources::new();
    sources.set_base(Base::of(Path::new("/repo")));
    sources.add("envs/plan.yaml", text.to_owned(), Role::Named);
    sources.add("enilint.yaml", CONFIG.to_owned(), Role::Found);
    let options = Options { listed, now: Some("2026-11-29T00:00Z".parse().unwrap()), ..Options::default() };
    let report = check(&sources, &options);
    (sources, report)
}

/// An entry of the configuration, in its block list.
fn listed(rule: &str) -> Listed {
    let start = CONFIG.find("rule").unwrap() as u32;
    let end = CONFIG.find("yes").unwrap() as u32 + 3;
    Listed {
        rule: rule.to_owned(),
        address: None,
        pointer: None,
        files: None,
        reason: "it is so".to_owned(),
        until: None,
        at: Span { file: FileId(1), start, end },
    }
}

fn globs(pattern: &str) -> Globs {
    Globs::new(Path::new("/repo"), [pattern]).unwrap()
}

fn of<'r>(report: &'r Report, rule: &str) -> Vec<&'r Finding> {
    report.findings.iter().filter(|finding| finding.rule.as_str() == rule).collect()
}

/// The text of a file after the first fix of each finding.
fn fixed(sources: &Sources, file: FileId, findings: &[&Finding]) -> String {
    let mut text = sources.get(file).text().to_owned();
    let mut edits: Vec<_> = findings.iter().flat_map(|f| &f.fixes[0].edits).collect();
    edits.sort_by_key(|edit| edit.span.start);
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.range(), &edit.text);
    }
    text
}

#[test]
fn what_is_listed_hides_what_it_fits() {
    let with = |pointer: Option<&str>, files: Option<&str>| Listed {
        pointer: pointer.map(str::to_owned),
        files: files.map(globs),
        ..listed("loose-type")
    };
    let cases = [
        (with(Some("/enis/0"), None), 1),
        (with(Some("/enis/1/queue_number"), None), 1),
        (with(Some("/enis"), None), 2),
        (with(Some("/eni"), None), 0),
        (with(None, Some("envs/*.yaml")), 2),
        (with(None, Some("*.yaml")), 2),
        (with(None, Some("/*.yaml")), 0),
        (with(Some("/enis/0"), Some("**/*.yaml")), 1),
        (with(Some("/enis/0"), Some("prod/*.yaml")), 0),
    ];
    for (entry, hidden) in cases {
        let (_, report) = run(PLAN, vec![entry.clone()]);
        assert_eq!(report.suppressed.len(), hidden, "{entry:?}");
        assert_eq!(of(&report, "loose-type").len(), 2 - hidden, "{entry:?}");
        assert_eq!(of(&report, "unused-suppression").len(), usize::from(hidden == 0), "{entry:?}");
    }
    let address = Listed { address: Some("alicloud_instance.x".to_owned()), ..listed("loose-type") };
    assert_eq!(run(PLAN, vec![address]).1.suppressed.len(), 0, "an inventory has no addresses");
}

#[test]
fn what_is_listed_wrongly() {
    let files = |rule| Listed { files: Some(globs("**")), ..listed(rule) };
    let cases = [
        (listed("loose-type"), "malformed-suppression", "on everything"),
        (Listed { until: Some("soon".to_owned()), ..files("loose-type") }, "malformed-suppression", "date"),
        (
            Listed { until: Some("2026-11-28".to_owned()), ..files("loose-type") },
            "expired-suppression",
            "2026-11-28",
        ),
        (files("lose-type"), "unknown-suppression", "\"lose-type\""),
        (
            Listed { reason: " - ".to_owned(), ..files("loose-type") },
            "suppression-without-reason",
            "no reason",
        ),
        (files("wrong-type"), "unused-suppression", "wrong-type"),
    ];
    for (entry, rule, part) in cases {
        let (_, report) = run(PLAN, vec![entry.clone()]);
        let found = of(&report, rule);
        assert_eq!(found.len(), 1, "{entry:?}: {:?}", report.findings);
        assert!(found[0].message.contains(part), "{}", found[0].message);
    }
}

#[test]
fn an_entry_goes_with_its_lines() {
    let entry = Listed { files: Some(globs("none")), ..listed("loose-type") };
    let (sources, report) = run(PLAN, vec![entry.clone()]);
    let unused = of(&report, "unused-suppression");
    assert_eq!(fixed(&sources, FileId(1), &unused), "allow:\n  - {rule: a}\n");
    let start = CONFIG.find("{rule").unwrap() as u32;
    let at = Span { start, end: start + 9, ..entry.at };
    let (sources, report) = run(PLAN, vec![Listed { at, ..entry }]);
    let unused = of(&report, "unused-suppression");
    assert_eq!(fixed(&sources, FileId(1), &unused), "allow:\n  - rule: loose-type # here\n    why: yes\n");
}

#[test]
fn names_go_from_their_bracket() {
    let cases = [
        ("[loose-type, wrong-type]", " # enilint: allow[loose-type] why"),
        ("[wrong-type,loose-type]", " # enilint: allow[loose-type] why"),
        ("[dup-id, loose-type , wrong-type, unknown-key]", " # enilint: allow[loose-type] why"),
        ("[dup-id, wrong-type, loose-type]", " # enilint: allow[loose-type] why"),
        ("[wrong-type]", ""),
        ("[wrong-type, dup-id]", ""),
    ];
    for (bracket, left) in cases {
        let text = format!(
            "enis:\n  - id: eni-bp1a0000000000000000\n    queue_number: \"1\" # enilint: allow{bracket} why\n"
        );
        let (sources, report) = run(&text, Vec::new());
        let unused = of(&report, "unused-suppression");
        assert_eq!(unused.len(), 1, "{bracket}");
        assert_eq!(unused[0].fixes[0].applicability, Applicability::Safe);
        let expected = format!("enis:\n  - id: eni-bp1a0000000000000000\n    queue_number: \"1\"{left}\n");
        assert_eq!(fixed(&sources, FileId(0), &unused), expected, "{bracket}");
    }
}

#[test]
fn a_misspelt_name_is_corrected() {
    let text = PLAN.replacen("\"1\"", "\"1\" # enilint: allow[lose-type] why", 1);
    let (sources, report) = run(&text, Vec::new());
    let unknown = of(&report, "unknown-suppression");
    assert_eq!(fixed(&sources, FileId(0), &unknown), text.replace("lose-type", "loose-type"));
    assert_eq!(unknown[0].fixes[1].applicability, Applicability::Safe);
}

#[test]
fn nothing_is_hidden_if_nothing_is_to_be() {
    let text = PLAN.replacen("\"1\"", "\"1\" # enilint: allow[loose-type, dup-id]", 1);
    let mut sources = Sources::new();
    sources.add("plan.yaml", text, Role::Named);
    let report = check(&sources, &Options { no_ignores: true, ..Options::default() });
    assert_eq!((report.findings.len(), report.suppressed.len()), (2, 0));
}

#[test]
fn many_suppressions_cost_no_more_than_their_length() {
    let many = 20_000;
    let comments = "# enilint: allow[loose-type] why\n".repeat(many);
    let text = format!("enis:\n{comments}  - id: eni-bp1a0000000000000000\n    queue_number: \"1\"\n");
    let (_, report) = run(&text, Vec::new());
    assert_eq!((report.findings.len(), report.suppressed.len()), (0, 1));
    let comments = "# enilint: allow[lose-type] why\n".repeat(many);
    assert_eq!(
        of(&run(&comments.replace("lose", "loose"), Vec::new()).1, "unused-suppression").len(),
        0,
        "no input"
    );
    let (_, report) = run(&format!("{comments}{PLAN}"), Vec::new());
    assert_eq!(of(&report, "unknown-suppression").len(), many);
}

proptest! {
    /// Lines and comments that are added leave what a finding means as it is.
    #[test]
    fn unrelated_lines_change_no_fingerprint(
        lines in prop::collection::vec((0usize..6, "(# [a-z ]{0,9}|  # x|)"), 0..6),
        other in prop::bool::ANY,
    ) {
        let fingerprints = |text: &str| {
            let (sources, report) = run(text, Vec::new());
            let mut all = crate::finding::fingerprints(&report.findings, &sources);
            all.sort();
            all
        };
        let mut text: Vec<&str> = PLAN.lines().collect();
        for (at, line) in &lines {
            text.insert((*at).min(text.len()), line.as_str());
        }
        if other {
            text.push("  - id: eni-bp1c0000000000000000");
        }
        prop_assert_eq!(fingerprints(&(text.join("\n") + "\n")), fingerprints(PLAN));
    }
}
