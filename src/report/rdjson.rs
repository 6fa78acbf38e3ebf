//! Reviewdog's Diagnostic Format, the JSON of a `DiagnosticResult`. Its columns count bytes, from 1,
//! and its ranges end one past the last byte. Texts of suggestions are whole; all others are for
//! people.

use super::Report;
use super::escape::escape;
use super::json::{Each, pretty};
use super::listed::{self, open, text};
use super::span::Lines;
use super::style::Style;
use crate::finding::{Finding, Label, Severity};
use crate::rules;
use crate::source::{FileId, Sources, Span};
use serde::Serialize;
use std::io::{self, Write};

/// How many lists and mappings a diagnostic is in.
const DEPTH: usize = 2;

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = &Lines::new(sources, &report.files);
    let open = open(report);
    let shown = listed::shown(report, &open);
    let document = Document {
        source: Source { name: env!("CARGO_PKG_NAME") },
        diagnostics: Each::new(style.threads, DEPTH, &shown, |finding| Diagnostic::new(finding, lines)),
    };
    pretty(out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Document<D> {
    source: Source,
    diagnostics: D,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    /// The first public page that the rule is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'static str>,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
    location: Location<'a>,
}

impl<'a> Diagnostic<'a> {
    fn new(finding: &'a Finding, lines: &'a Lines<'_>) -> Self {
        let others = if finding.trace.is_empty() { &finding.related } else { &finding.trace };
        let related = |label: &Label| Related {
            message: escape(&label.text),
            location: Location::of(label.span, lines),
        };
        Self {
            message: text(lines, finding),
            location: Location::of(finding.primary.span, lines),
            severity: match finding.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Info => "INFO",
            },
            code: Code {
                value: finding.rule.as_str(),
                url: rules::find(finding.rule.as_str())
                    .and_then(rules::Rule::page)
                    .and_then(rules::Page::url),
            },
            suggestions: suggestions(finding, lines),
            related_locations: others.iter().map(related).collect(),
        }
    }
}

/// The edits of the best fix. Suggestions name no file, so a fix that edits another one has none.
fn suggestions<'a>(finding: &'a Finding, lines: &Lines<'_>) -> Vec<Suggestion<'a>> {
    let file = finding.primary.span.file;
    let best = finding.fixes.first().filter(|fix| fix.edits.iter().all(|edit| edit.span.file == file));
    let edits = best.into_iter().flat_map(|fix| &fix.edits);
    edits.map(|edit| Suggestion { range: Range::of(edit.span, lines), text: &edit.text }).collect()
}

impl<'a> Location<'a> {
    fn of(span: Span, lines: &'a Lines<'_>) -> Self {
        let path = lines.path_or_stdin(span.file);
        Self { path, range: Range::of(span, lines) }
    }
}

impl Range {
    fn of(span: Span, lines: &Lines<'_>) -> Self {
        let range = lines.range(span);
        Self { start: Point::of(span.file, range.start, lines), end: Point::of(span.file, range.end, lines) }
    }
}

impl Point {
    fn of(file: FileId, offset: usize, lines: &Lines<'_>) -> Self {
        let line = lines.position(file, offset).line;
        let bytes = lines.line(file, line);
        // Inside a line break is before it.
        Self { line, column: offset.clamp(bytes.start, bytes.end) - bytes.start + 1 }
    }
}
