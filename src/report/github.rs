//! Annotations of GitHub Actions: workflow commands on standard output, and the counts after them.
//!
//! The runner takes a line for a command if it begins with `::`, or if `##[` is anywhere in it, so no
//! text of an input begins a line here, and the only other lines hold numbers alone. Of each level
//! ten annotations of a step are shown beside the sources; the log has all of them.

use super::listed::{self, gaps, open, text};
use super::span::Lines;
use super::style::Style;
use super::{Report, closing, escape};
use crate::finding::{Finding, Severity};
use crate::source::Sources;
use std::io::{self, Write};

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    _style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = Lines::new(sources, &report.files);
    let open = open(report);
    for finding in listed::shown(report, &open) {
        annotate(finding, &lines, out)?;
    }
    for gap in gaps(report, sources) {
        writeln!(out, "::error title=enilint::{}", data(&gap))?;
    }
    writeln!(out, "{}", closing::counts(report))?;
    writeln!(out, "{}", closing::decisions(report, &Style::default()))
}

fn annotate(finding: &Finding, lines: &Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    write!(out, "::{level} {}title=enilint {}::", place(finding, lines), finding.rule)?;
    writeln!(out, "{}", data(&text(lines, finding)))
}

/// Columns go with places on one line only: GitHub refuses others. Standard input is no file that
/// could be annotated.
fn place(finding: &Finding, lines: &Lines<'_>) -> String {
    let span = finding.primary.span;
    let Some(path) = lines.path(span.file) else { return String::new() };
    let (start, end) = lines.extent(span);
    let last = lines.last_line(span);
    let file = property(&escape::show(path, &[]).0);
    if start.line == end.line {
        let (line, column, end) = (start.line, start.column, end.column);
        format!("file={file},line={line},endLine={line},col={column},endColumn={end},")
    } else {
        format!("file={file},line={},endLine={last},", start.line)
    }
}

/// What follows the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
