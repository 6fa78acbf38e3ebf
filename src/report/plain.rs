//! For screen readers and logs: one fact a line, in words. No drawing, no colour, no symbols, no
//! wrapping, whatever the style says.

use super::closing::{self, count};
use super::escape::escape;
use super::span::Lines;
use super::story::{self, Told};
use super::style::Style;
use super::{MAX_FINDINGS, Report};
use crate::finding::Finding;
use crate::source::{Sources, Span};
use std::io::{self, Write};

/// Bytes of a value that are read out.
const MAX_VALUE: usize = 200;

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    _style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = Lines::new(sources, &report.files);
    let total = report.findings.len();
    for (index, finding) in report.findings.iter().take(MAX_FINDINGS).enumerate() {
        writeln!(out, "Finding {} of {total}", index + 1)?;
        write_finding(finding, &lines, out)?;
        writeln!(out)?;
    }
    let more = total.saturating_sub(MAX_FINDINGS);
    if more > 0 {
        writeln!(out, "{}; the formats concise and json show all\n", count(more, "more finding"))?;
    }
    let (lived_with, more) = closing::lived_with(report);
    for (verdict, rules) in &lived_with {
        let (attach, place) = (closing::name(verdict, "to"), place(&lines, verdict.attachment));
        writeln!(out, "Suppressed, failing all the same: {attach}, {place}: {rules}")?;
    }
    if more > 0 {
        writeln!(out, "And {more} more")?;
    }
    write_lacks(report, &lines, out)?;
    writeln!(out, "Findings: {}", closing::counts(report))?;
    writeln!(out, "Verdicts: {}", closing::verdicts(report, &Style::default()))
}

fn write_finding(finding: &Finding, lines: &Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "Severity: {}", finding.severity.as_str())?;
    writeln!(out, "Rule: {}", finding.rule)?;
    writeln!(out, "Message: {}", escape(&finding.message))?;
    if let Some(address) = closing::address(finding) {
        writeln!(out, "Resource: {address}")?;
    }
    write_places(finding, lines, out)?;
    if let Some(help) = &finding.help {
        writeln!(out, "Help: {}", escape(help))?;
    }
    for note in story::notes(finding) {
        writeln!(out, "Note: {}", escape(note))?;
    }
    for code in &finding.api_errors {
        writeln!(out, "API error: {code}")?;
    }
    writeln!(out, "Explanation: enilint explain {}", finding.rule)
}

/// A story is read out in its order, after the place that the finding is on.
fn write_places(finding: &Finding, lines: &Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (story, others) = story::in_order(finding);
    if story.iter().any(|told| told.is_primary) {
        writeln!(out, "Place: {}", place(lines, finding.primary.span))?;
    }
    let total = story.len();
    let (first, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|told| told.is_primary);
    for told in first.iter().chain(&story).chain(&others) {
        let what = match told {
            Told { number: Some(number), .. } => format!("Story {number} of {total}"),
            Told { is_primary: true, .. } => "Place".to_owned(),
            _ => "Related place".to_owned(),
        };
        let masked = lines.masks(finding.rule, told.label.span.file);
        write_place(&what, told, masked, lines, out)?;
    }
    Ok(())
}

fn write_place(
    what: &str,
    told: &Told<'_>,
    masked: bool,
    lines: &Lines<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let label = told.label;
    writeln!(out, "{what}: {}", place(lines, label.span))?;
    let value = if masked { String::new() } else { value(lines, label.span) };
    if !value.is_empty() {
        writeln!(out, "Text there: {value}")?;
    }
    if !label.text.is_empty() {
        writeln!(out, "Remark: {}", escape(&label.text))?;
    }
    Ok(())
}

fn write_lacks(report: &Report, lines: &Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (lacks, rest) = closing::lacks(report);
    for lack in &lacks {
        let verb = if lack.attaches == 1 { "needs" } else { "need" };
        writeln!(out, "Undecided: {} {verb} {}", count(lack.attaches, "attach"), lack.facts)?;
        for verdict in &lack.listed {
            let attach = closing::name(verdict, "to");
            writeln!(out, "Undecided attach: {attach}, {}", place(lines, verdict.attachment))?;
        }
        let more = lack.attaches - lack.listed.len();
        if more > 0 {
            writeln!(out, "And {more} more")?;
        }
    }
    if rest > 0 {
        let rest = count(rest, "more undecided attach");
        writeln!(out, "{rest}; the formats concise and json show all")?;
    }
    if lacks.is_empty() { Ok(()) } else { writeln!(out) }
}

fn place(lines: &Lines<'_>, span: Span) -> String {
    let at = lines.start(span);
    format!("{}, line {}, column {}", escape(lines.source(span.file).name()), at.line, at.column)
}

/// What stands at a span, as far as it is on one line.
fn value(lines: &Lines<'_>, span: Span) -> String {
    let Some(range) = lines.value(span) else { return String::new() };
    let text = lines.shown(span.file, range.clone(), &[range]);
    let mut cut = text.len().min(MAX_VALUE);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let cut = text.get(..cut).and_then(|text| text.find(['\n', '\r'])).unwrap_or(cut);
    let shown = escape(text.get(..cut).unwrap_or_default());
    if cut < text.len() { format!("{shown} (and more)") } else { shown }
}
