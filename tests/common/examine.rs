//! What holds for every report, whatever was read.

// Shared by test binaries; what does not hold ends the test.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common;
use crate::formats;
use enilint::finding::{Decision, Finding, Label, Severity};
use enilint::read::{FileOutcome, Format};
use enilint::report::{OutputFormat, Style, render};
use enilint::source::{Role, Sources, Span, load_bytes};
use enilint::{Options, Report, check};
use std::collections::HashSet;

/// Checks some files and renders the report in every way; panics if anything is odd about it.
pub fn examine(files: &[(&str, &[u8], Role)]) -> (Sources, Report) {
    let (sources, report) = judge(files);
    renders(&sources, &report);
    (sources, report)
}

/// Checks some files; panics if anything is odd about the report.
pub fn judge(files: &[(&str, &[u8], Role)]) -> (Sources, Report) {
    let mut sources = Sources::new();
    let mut unopened = 0;
    for (name, bytes, role) in files {
        match load_bytes(bytes.to_vec()) {
            Ok(text) => drop(sources.add(*name, text, *role)),
            Err(error) => {
                assert!(error.to_string().len() < 200, "{error}");
                unopened += 1;
            }
        }
    }
    let now = Some(common::NOW.parse().unwrap());
    let options = Options { now, unopened, boards: true, ..Options::default() };
    let report = check(&sources, &options);
    counts(&sources, &report, unopened);
    for finding in report.findings.iter().chain(report.suppressed.iter().map(|one| &one.finding)) {
        spans_are_inside(&sources, finding);
        words(finding);
    }
    for verdict in &report.verdicts {
        inside(&sources, verdict.attachment);
        assert_eq!(verdict.decision == Decision::Fail, !verdict.rules.is_empty());
        assert_eq!(verdict.decision == Decision::Undecided, !verdict.missing.is_empty());
        assert!(verdict.missing.len() <= 1000, "{} missing facts", verdict.missing.len());
    }
    (sources, report)
}

fn counts(sources: &Sources, report: &Report, unopened: usize) {
    let summary = &report.summary;
    assert_eq!(report.files.len(), sources.len());
    let unusable = |f: &&FileOutcome| matches!(f, FileOutcome::Failed(_) | FileOutcome::Damaged(_));
    let failed = report.files.iter().filter(unusable).count();
    assert_eq!(summary.unreadable, failed + unopened);
    let is_input = |f: &&FileOutcome| matches!(f, FileOutcome::Read(format) if *format != Format::Baseline);
    assert_eq!(summary.files, report.files.iter().filter(is_input).count());
    assert_eq!(summary.suppressed, report.suppressed.len());
    assert_eq!(summary.attachments, report.verdicts.len());
    assert_eq!(summary.pass + summary.fail + summary.undecided, summary.attachments);
    let of = |severity| report.findings.iter().filter(|f| f.severity == severity).count();
    assert_eq!(summary.errors, of(Severity::Error));
    assert_eq!(summary.warnings, of(Severity::Warning));
    assert_eq!(summary.infos, of(Severity::Info));
    // A file that could not be read and an attach that fails are never silent. Nothing hides the error of a
    // file that failed; a suppression in a file that was read in part may hide the error there.
    let is_error = |file, f: &Finding| f.severity == Severity::Error && f.primary.span.file == file;
    for ((file, source), outcome) in sources.iter().zip(&report.files) {
        let is_told = report.findings.iter().any(|f| is_error(file, f));
        let is_hidden = || report.suppressed.iter().any(|one| is_error(file, &one.finding));
        match outcome {
            FileOutcome::Failed(_) => assert!(is_told, "{} failed without an error", source.name()),
            FileOutcome::Damaged(_) => {
                assert!(is_told || is_hidden(), "{} is damaged silently", source.name())
            }
            _ => {}
        }
    }
    assert!(summary.fail == 0 || summary.errors + summary.suppressed > 0);
    let planned: HashSet<Span> = report.verdicts.iter().map(|v| v.attachment).collect();
    let known = |f: &&Finding| f.attachment.is_some_and(|at| !planned.contains(&at));
    assert_eq!(report.findings.iter().filter(known).count(), 0, "a finding decides what is not planned");
}

fn spans_are_inside(sources: &Sources, finding: &Finding) {
    let labels = std::iter::once(&finding.primary).chain(&finding.related).chain(&finding.trace);
    let edits = finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
    for span in labels.map(|label| label.span).chain(finding.attachment).chain(edits) {
        inside(sources, span);
    }
}

fn inside(sources: &Sources, span: Span) {
    let text = sources.get(span.file).text();
    assert!(text.get(span.range()).is_some(), "{span:?} is not in a text of {} bytes", text.len());
}

/// Texts of a finding stay short, whatever the input.
fn words(finding: &Finding) {
    assert!(finding.message.len() <= LONGEST, "{}: {} bytes", finding.rule, finding.message.len());
    let help = finding.help.as_deref().unwrap_or_default();
    assert!(help.len() <= LONGEST, "{}: {} bytes of help", finding.rule, help.len());
    for label in std::iter::once(&finding.primary).chain(&finding.related).chain(&finding.trace) {
        assert!(label.text.len() <= LONGEST, "{}: {} bytes of label", finding.rule, label.text.len());
    }
    assert!(finding.related.len() <= 50, "{}: {} related places", finding.rule, finding.related.len());
    assert!(finding.trace.len() <= 20, "{}: a story of {} places", finding.rule, finding.trace.len());
    let tells =
        |label: &Label| finding.trace.iter().any(|t| t.span == label.span && t.text.starts_with(&label.text));
    assert!(
        finding.trace.is_empty() || tells(&finding.primary),
        "{}: a story of another place",
        finding.rule
    );
    assert!(finding.notes.len() <= 50, "{}: {} notes", finding.rule, finding.notes.len());
}

/// Bytes of a message at most.
const LONGEST: usize = 4000;

fn renders(sources: &Sources, report: &Report) {
    for format in OutputFormat::all() {
        for (unicode, width) in [(true, None), (true, Some(60)), (false, Some(7))] {
            let mut out = Vec::new();
            let style = Style { color: false, unicode, width, ..Style::default() };
            render(*format, report, sources, &style, &mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            let odd = out.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(odd, None, "{format} shows a control character");
            if width.is_none() {
                formats::parse(*format, &out, report);
            }
            if *format == OutputFormat::Json {
                json(&out, sources, report);
                break; // it has no style
            }
        }
    }
}

fn json(out: &str, sources: &Sources, report: &Report) {
    let value: serde_json::Value = serde_json::from_str(out).unwrap();
    let count = |key: &str| value[key].as_array().unwrap().len();
    assert_eq!(count("findings"), report.findings.len());
    assert_eq!(count("verdicts"), report.verdicts.len());
    assert_eq!(value["summary"]["attachments"], report.summary.attachments);
    for (finding, shown) in report.findings.iter().zip(value["findings"].as_array().unwrap()) {
        assert_eq!(shown["message"], *finding.message);
        let start = shown["primary"]["start"]["offset"].as_u64().unwrap() as usize;
        let source = sources.get(finding.primary.span.file);
        assert!(start <= source.text().len() + source.text_offset());
    }
}
