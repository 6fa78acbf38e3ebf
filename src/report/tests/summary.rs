use super::*;
use crate::read::{FileOutcome, Format};

fn last_lines(text: &str, number: usize) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len() - number..].to_vec()
}

#[test]
fn nothing_planned_is_said() {
    let mut case = Case::new(&[("plan.yaml", "enis: []\n")]);
    case.report.files.push(FileOutcome::Skipped(Format::Unknown));
    let counts = "0 errors, 0 warnings and 0 infos in 1 file; 1 file passed over";
    assert_eq!(case.full(80), format!("{counts}\n0 planned attaches\n"));
    assert_eq!(case.plain(), format!("Findings: {counts}\nVerdicts: 0 planned attaches\n"));
    assert_eq!(case.concise(), "");
}

#[test]
fn all_pass() {
    let mut case = Case::new(&[("plan.yaml", PLAN)]);
    let at = case.at(0, "instance_id");
    case.verdict(at, "eni-1", "i-1", Decision::Pass, &[]);
    assert_eq!(last_lines(&case.full(80), 1), ["1 planned attach: 1 pass, 0 fail, 0 undecided"]);
    assert_eq!(case.concise(), "");
}

#[test]
fn what_settles_most_comes_first() {
    let mut case = Case::new(&[("plan.yaml", PLAN)]);
    let at = case.at(0, "instance_id");
    case.verdict(at, "eni-0", "i-0", Decision::Undecided, &["instances[i-0].zone_id"]);
    for number in 1..8 {
        let missing = ["instances[i-1].instance_type"];
        case.verdict(at, &format!("eni-{number}"), "i-1", Decision::Undecided, &missing);
    }
    case.verdict(at, "", "", Decision::Undecided, &["a", "b", "c", "d", "e"]);
    insta::assert_snapshot!(case.full(80), @r"
    7 attaches need instances[i-1].instance_type
      undecided  plan.yaml:5:5  eni-1 → i-1
      undecided  plan.yaml:5:5  eni-2 → i-1
      undecided  plan.yaml:5:5  eni-3 → i-1
      undecided  plan.yaml:5:5  eni-4 → i-1
      undecided  plan.yaml:5:5  eni-5 → i-1
      … and 2 more
    1 attach needs a, b, c and 2 more
      undecided  plan.yaml:5:5  unnamed ENI → unnamed instance
    1 attach needs instances[i-0].zone_id
      undecided  plan.yaml:5:5  eni-0 → i-0

    0 errors, 0 warnings and 0 infos in 1 file
    9 planned attaches: 0 pass, 0 fail, 9 undecided: needs a, b, c and 4 more
    ");
    assert!(case.plain().contains("Undecided: 7 attaches need instances[i-1].instance_type\n"));
    assert!(case.plain().contains("\nAnd 2 more\n"));
    assert!(
        case.concise().contains("verdict[undecided] unnamed ENI to unnamed instance: needs a, b, c, d, e\n")
    );
}

#[test]
fn long_lists_are_cut() {
    let mut case = Case::new(&[("plan.yaml", PLAN)]);
    let at = case.at(0, "instance_id");
    for number in 0..MAX_FINDINGS + 5 {
        case.report.findings.push(finding("wrong", Label::new(at, ""), Vec::new()));
        case.verdict(at, "eni-1", "i-1", Decision::Undecided, &[&format!("fact {number:03}")]);
    }
    let full = case.full(80);
    assert_eq!(full.matches("× wrong").count(), MAX_FINDINGS);
    assert!(full.contains("\n… 5 more findings: `--output-format concise` or `json` shows all\n"));
    assert_eq!(full.matches("1 attach needs").count(), 20);
    assert!(full.contains("\n… 85 more undecided attaches: `--output-format concise` or `json` shows all\n"));
    let plain = case.plain();
    assert_eq!(plain.matches("Message: wrong").count(), MAX_FINDINGS);
    assert!(plain.contains("\n5 more findings; the formats concise and json show all\n"));
    assert_eq!(case.concise().lines().count(), 2 * (MAX_FINDINGS + 5));
}

#[test]
fn numbers_and_nouns() {
    assert_eq!(count(1, "attach"), "1 attach");
    assert_eq!(count(0, "attach"), "0 attaches");
    assert_eq!(count(2, "file"), "2 files");
}
