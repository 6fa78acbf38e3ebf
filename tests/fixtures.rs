//! Runs every input of `fixtures/<rule>/` and holds the findings against the expectations written
//! inside it. `fixtures/README.md` tells how they are written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use enilint::Report;
use enilint::finding::Severity;
use enilint::rules::{self, Rule};
use enilint::source::{Role, Sources};
use std::path::Path;

/// `#~ error zone-mismatch: part of the message`, on the line where the finding begins.
struct Expected {
    file: usize,
    line: usize,
    severity: Severity,
    rule: String,
    message: String,
}

/// The `#? key: value` lines of a fixture.
#[derive(Default)]
struct Header {
    verdicts: Option<Vec<String>>,
    undecided: Vec<(String, String)>,
    now: Option<String>,
    select: Vec<String>,
}

#[test]
fn findings_are_as_written_in_the_fixtures() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let folder = common::root().join("fixtures").join(rule.name.as_str());
        if !folder.is_dir() {
            continue; // tests/house.rs says so
        }
        for path in common::entries(&folder) {
            for complaint in check_fixture(rule, &path) {
                wrong.push(format!("{}/{}: {complaint}", rule.name, common::name(&path)));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn check_fixture(rule: &Rule, path: &Path) -> Vec<String> {
    let files = read(path);
    let mut expected = Vec::new();
    let mut header = Header::default();
    for (index, (_, text, _)) in files.iter().enumerate() {
        for (line, content) in text.lines().enumerate() {
            expectations(content, index, line + 1, &mut expected);
            header.line(content);
        }
    }
    let (sources, report) = common::run(&files, header.now.as_deref(), &header.select);
    let mut wrong = compare(&sources, &report, &expected);
    wrong.extend(header.compare(&report));
    wrong.extend(says_what_its_name_says(rule, path, &report, &header));
    wrong
}

/// A fixture is a file, or a folder of files that are read together.
fn read(path: &Path) -> Vec<(String, String, Role)> {
    let paths = if path.is_dir() { common::entries(path) } else { vec![path.to_owned()] };
    paths
        .iter()
        .map(|path| {
            let name = common::name(path);
            let role = common::role(&name);
            (name, std::fs::read_to_string(path).unwrap(), role)
        })
        .collect()
}

/// In JSON, which has no comments, an expectation is the value of a `"//"` key: `"~ error …"`.
fn expectations(content: &str, file: usize, line: usize, expected: &mut Vec<Expected>) {
    let content = content.replace("\"//\": \"~ ", "#~ ");
    for part in content.split("#~ ").skip(1) {
        let part = part.trim().trim_end_matches(',').trim_end_matches('"').replace("\\\"", "\"");
        let (head, message) = part.split_once(": ").unwrap_or_else(|| panic!("no message in {part:?}"));
        let (severity, rule) = head.split_once(' ').unwrap_or_else(|| panic!("no rule in {part:?}"));
        expected.push(Expected {
            file,
            line,
            severity: common::severity(severity).unwrap_or_else(|| panic!("no severity in {part:?}")),
            rule: rule.to_owned(),
            message: message.trim().to_owned(),
        });
    }
}

/// Each finding takes one expectation; neither may be left over.
fn compare(sources: &Sources, report: &Report, expected: &[Expected]) -> Vec<String> {
    let mut open: Vec<&Expected> = expected.iter().collect();
    let mut wrong = Vec::new();
    let ids: Vec<_> = sources.iter().map(|(id, _)| id).collect();
    for finding in &report.findings {
        let line = common::line_number(sources, finding);
        let at = open.iter().position(|e| {
            ids[e.file] == finding.primary.span.file
                && e.line == line
                && e.severity == finding.severity
                && e.rule == finding.rule.as_str()
                && finding.message.contains(&e.message)
        });
        match at {
            Some(at) => drop(open.remove(at)),
            None => wrong.push(format!("not expected: {}", common::line(sources, finding))),
        }
    }
    wrong.extend(
        open.iter()
            .map(|e| format!("missing: line {}: {}[{}] {}", e.line, e.severity.as_str(), e.rule, e.message)),
    );
    wrong
}

impl Header {
    fn line(&mut self, content: &str) {
        let content = content.trim().replace("\"//\": \"? ", "#? ");
        let Some(rest) = content.strip_prefix("#? ") else { return };
        let rest = rest.trim_end_matches(',').trim_end_matches('"');
        let (key, value) = rest.split_once(':').unwrap_or_else(|| panic!("no value in {rest:?}"));
        let value = value.trim();
        match key {
            "verdicts" => self.verdicts = Some(value.split(',').map(|v| v.trim().to_owned()).collect()),
            "undecided" => {
                let (rule, fact) =
                    value.split_once(" needs ").unwrap_or_else(|| panic!("no fact in {value:?}"));
                self.undecided.push((rule.to_owned(), fact.to_owned()));
            }
            "now" => self.now = Some(value.to_owned()),
            "select" => self.select.push(value.to_owned()),
            _ => panic!("unknown expectation {key:?}"),
        }
    }

    fn compare(&self, report: &Report) -> Vec<String> {
        let mut wrong = Vec::new();
        let verdicts: Vec<&str> = report.verdicts.iter().map(|v| v.decision.as_str()).collect();
        let expected: Vec<&str> = self.verdicts.iter().flatten().map(String::as_str).collect();
        if verdicts != expected {
            let reasons: Vec<String> =
                report.undecided.iter().map(|u| format!("{} needs {}", u.rule, u.missing)).collect();
            wrong.push(format!("verdicts {verdicts:?}, expected {expected:?}; undecided: {reasons:?}"));
        }
        for (rule, fact) in &self.undecided {
            if !report.undecided.iter().any(|u| u.rule.as_str() == rule && u.missing == *fact) {
                let of_rule: Vec<&str> = report
                    .undecided
                    .iter()
                    .filter(|u| u.rule.as_str() == rule)
                    .map(|u| &*u.missing)
                    .collect();
                wrong.push(format!("{rule} does not need {fact}, but {of_rule:?}"));
            }
        }
        wrong
    }
}

/// `fail…` has findings of the rule; `pass…` has none and was decided; `undecided…` lacks a fact.
fn says_what_its_name_says(rule: &Rule, path: &Path, report: &Report, header: &Header) -> Option<String> {
    let name = common::name(path);
    let fires = report.findings.iter().any(|f| f.rule == rule.name);
    let lacks = report.undecided.iter().any(|u| u.rule == rule.name);
    let expected = header.undecided.iter().any(|(r, _)| r == rule.name.as_str());
    match &name {
        n if n.starts_with("fail") => (!fires).then(|| "the rule does not fire".to_owned()),
        n if n.starts_with("pass") => (fires || lacks).then(|| "the rule fires or is undecided".to_owned()),
        n if n.starts_with("undecided") => (fires || !lacks || !expected)
            .then(|| "the rule fires, or no missing fact of it is expected".to_owned()),
        _ => Some("a fixture's name begins with fail, pass or undecided".to_owned()),
    }
}
