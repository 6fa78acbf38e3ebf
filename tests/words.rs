//! What the findings of each rule say, word by word: labels, notes, help, codes and the story, on the inputs
//! of `fixtures/<rule>/`. The fixtures expect verdicts and messages; this shows in `git diff` whatever else
//! a change says differently.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use enilint::Report;
use enilint::finding::{Finding, Label};
use enilint::rules;
use enilint::source::{Role, Sources, Span};
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn findings_say_what_they_said() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/words");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        for rule in rules::all() {
            let folder = common::root().join("fixtures").join(rule.name.as_str());
            if !folder.is_dir() {
                continue; // tests/house.rs says so
            }
            let told: Vec<String> = common::entries(&folder).iter().map(|path| tell(path)).collect();
            insta::assert_snapshot!(rule.name.as_str(), told.concat());
        }
    });
}

/// Everything that is found in a fixture; nothing if nothing is.
fn tell(path: &Path) -> String {
    let paths = if path.is_dir() { common::entries(path) } else { vec![path.to_owned()] };
    let read = |path: &std::path::PathBuf| {
        let name = common::name(path);
        let role = common::role(&name);
        (name, std::fs::read_to_string(path).unwrap(), role)
    };
    let files: Vec<(String, String, Role)> = paths.iter().map(read).collect();
    let select: Vec<String> = header("select", &files).into_iter().map(str::to_owned).collect();
    let (sources, report) = common::run(&files, header("now", &files).pop(), &select);
    let told = told(&sources, &report);
    if told.is_empty() { told } else { format!("{}\n{told}", common::name(path)) }
}

/// The values of `#? key: value` lines.
fn header<'a>(key: &str, files: &'a [(String, String, Role)]) -> Vec<&'a str> {
    let lines = files.iter().flat_map(|(_, text, _)| text.lines());
    let values = lines.filter_map(|line| {
        let (_, rest) = line.trim().split_once("? ")?;
        rest.strip_prefix(key)?.strip_prefix(':')
    });
    values.map(|value| value.trim().trim_end_matches(',').trim_end_matches('"')).collect()
}

fn told(sources: &Sources, report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let severity = finding.severity.as_str();
        writeln!(out, "  {severity}[{}] {}", finding.rule, finding.message).unwrap();
        for (what, text) in parts(sources, finding) {
            writeln!(out, "    {what}: {text}").unwrap();
        }
    }
    for undecided in &report.undecided {
        let at = undecided.attachment.map(|at| format!("{}: ", place(sources, at)));
        writeln!(out, "  {}{} needs {}", at.unwrap_or_default(), undecided.rule, undecided.missing).unwrap();
    }
    out
}

/// What a finding says besides its message, and where.
fn parts(sources: &Sources, finding: &Finding) -> Vec<(&'static str, String)> {
    let label = |label: &Label| format!("{} {}", place(sources, label.span), label.text);
    let mut parts = vec![("here", label(&finding.primary))];
    parts.extend(finding.related.iter().map(|related| ("there", label(related))));
    // What a story tells like a label is there already.
    let labels: Vec<&Label> = finding.related.iter().chain([&finding.primary]).collect();
    let step = |step: &Label| if labels.contains(&step) { place(sources, step.span) } else { label(step) };
    parts.extend(finding.trace.iter().map(|at| ("story", step(at))));
    parts.extend(finding.notes.iter().map(|note| ("note", note.clone())));
    parts.extend(finding.help.iter().map(|help| ("help", help.clone())));
    parts.extend(finding.attachment.map(|at| ("decides", place(sources, at))));
    if !finding.api_errors.is_empty() {
        parts.push(("codes", finding.api_errors.join(", ")));
    }
    parts
}

/// `line:column`, after the file's name if there are several.
fn place(sources: &Sources, span: Span) -> String {
    let source = sources.get(span.file);
    let at = |offset: u32| {
        let at = source.lines().position(source.text(), offset as usize);
        format!("{}:{}", at.line, at.column)
    };
    let file = if sources.len() > 1 { format!("{}:", source.name()) } else { String::new() };
    format!("{file}{}-{}", at(span.start), at(span.end))
}
