//! What the reports that other programs show to people list: the findings, and among them each
//! attach that could not be decided, as a finding of its own kind. So none of them is passed over by
//! a program that knows nothing of verdicts.

use super::closing::{address, name, undecided};
use super::escape::escape;
use super::span::Lines;
use super::{Report, nothing_to_check, story};
use crate::finding::{Finding, Label, RuleName, Severity, Suppression};
use crate::read::FileOutcome;
use crate::source::{Sources, Span};

/// The kind of the findings on undecided attaches. It is no rule: nothing is broken yet.
pub(super) const UNDECIDED: RuleName = RuleName("undecided");

/// Other places of a finding that are told in words, at most.
const MAX_PLACES: usize = 12;

/// A finding of the list.
#[derive(Clone, Copy)]
pub(super) struct Listed<'a> {
    pub(super) finding: &'a Finding,
    /// What hides it.
    pub(super) by: Option<&'a Suppression>,
}

/// The undecided attaches as findings: warnings, as what they wait for may yet be an error.
pub(super) fn open(report: &Report) -> Vec<Finding> {
    let finding = |verdict| {
        let message =
            format!("attach {} is undecided: needs {}", name(verdict, "to"), needs(&verdict.missing));
        let at = Label::new(verdict.attachment, "");
        Finding {
            help: Some("add what is missing, for example a snapshot of what exists".to_owned()),
            attachment: Some(verdict.attachment),
            address: verdict.address.clone(),
            subject: Some(verdict.subject()),
            ..Finding::new(UNDECIDED, Severity::Warning, message, at)
        }
    };
    undecided(report).map(finding).collect()
}

/// Missing facts as text.
pub(super) fn needs(missing: &[String]) -> String {
    missing.iter().map(|fact| escape(fact)).collect::<Vec<_>>().join(", ")
}

/// Everything, the suppressed findings too, by place. What is suppressed changes no place in the
/// list, and so no fingerprint.
pub(super) fn all<'a>(report: &'a Report, open: &'a [Finding]) -> Vec<Listed<'a>> {
    let shown = report.findings.iter().chain(open).map(|finding| Listed { finding, by: None });
    let hidden = report.suppressed.iter().map(|one| Listed { finding: &one.finding, by: Some(&one.by) });
    let mut all: Vec<Listed<'_>> = shown.chain(hidden).collect();
    all.sort_by_key(|one| (one.finding.primary.span.file, one.finding.primary.span.start));
    all
}

/// What is not suppressed, by place.
pub(super) fn shown<'a>(report: &'a Report, open: &'a [Finding]) -> Vec<&'a Finding> {
    all(report, open).into_iter().filter(|one| one.by.is_none()).map(|one| one.finding).collect()
}

/// The message, and the address that it does not name.
pub(super) fn message(finding: &Finding) -> String {
    let address = address(finding).map_or(String::new(), |address| format!(" ({address})"));
    format!("{}{address}", escape(&finding.message))
}

/// `path:line:column` of where a span begins, the path from the root of the repository.
pub(super) fn place(lines: &Lines<'_>, span: Span) -> String {
    let at = lines.start(span);
    let path = lines.path_or_stdin(span.file);
    format!("{}:{}:{}", escape(path), at.line, at.column)
}

/// All that there is to say, the message in the first line.
pub(super) fn text(lines: &Lines<'_>, finding: &Finding) -> String {
    let mut told = vec![message(finding)];
    told.extend(details(lines, finding));
    told.join("\n")
}

/// What there is to say besides the message: a line each, as people may see it.
pub(super) fn details(lines: &Lines<'_>, finding: &Finding) -> Vec<String> {
    let mut told = Vec::new();
    let places = story::places(finding);
    let others = places.iter().filter(|told| !told.is_primary);
    for other in others.clone().take(MAX_PLACES) {
        let number = other.number.map_or(String::new(), |number| format!("{number}. "));
        told.push(format!("{number}{}: {}", place(lines, other.label.span), escape(&other.label.text)));
    }
    let more = others.count().saturating_sub(MAX_PLACES);
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    told.extend(finding.help.iter().map(|help| format!("help: {}", escape(help))));
    told.extend(story::notes(finding).map(|note| format!("note: {}", escape(note))));
    if !finding.api_errors.is_empty() {
        told.push(format!("API: {}", finding.api_errors.join(", ")));
    }
    if finding.rule != UNDECIDED {
        told.push(format!("docs: enilint explain {}", finding.rule));
    }
    told
}

/// Why the result is incomplete, as far as no finding says so.
pub(super) fn gaps(report: &Report, sources: &Sources) -> Vec<String> {
    let told = |file: &&FileOutcome| matches!(file, FileOutcome::Failed(_) | FileOutcome::Damaged(_));
    let unopened = report.summary.unreadable.saturating_sub(report.files.iter().filter(told).count());
    let mut gaps = Vec::new();
    if unopened > 0 {
        gaps.push(format!("{unopened} of the inputs could not be opened; standard error says which"));
    } else if nothing_to_check(sources, &report.files) {
        gaps.push("nothing to check: no inventory, snapshot, Terraform plan or ROS template".to_owned());
    }
    gaps
}
