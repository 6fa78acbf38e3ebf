//! Issues of Azure Pipelines: logging commands on standard output, and the counts after them.
//!
//! The agent takes a line for a command if `##vso[` is anywhere in it, and `##[` colours one, so other
//! lines show no `#` of an input. Issues are errors or warnings; what is less is a line of the log.

use super::listed::{self, gaps, message, open, place, text};
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
        match finding.severity {
            Severity::Error => issue("error", finding, &lines, out)?,
            Severity::Warning => issue("warning", finding, &lines, out)?,
            Severity::Info => {
                let place = place(&lines, finding.primary.span);
                let line = format!("{place}: info[{}] {}", finding.rule, message(finding));
                writeln!(out, "{}", line.replace('#', "\\u{23}"))?;
            }
        }
    }
    for gap in gaps(report, sources) {
        writeln!(out, "##vso[task.logissue type=error]{}", data(&gap))?;
    }
    writeln!(out, "{}", closing::counts(report))?;
    writeln!(out, "{}", closing::decisions(report, &Style::default()))
}

fn issue(level: &str, finding: &Finding, lines: &Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
    let span = finding.primary.span;
    write!(out, "##vso[task.logissue type={level};")?;
    if let Some(path) = lines.path(span.file) {
        let at = lines.start(span);
        let path = property(&escape::show(path, &[]).0);
        write!(out, "sourcepath={path};linenumber={};columnnumber={};", at.line, at.column)?;
    }
    writeln!(out, "code={}]{}", finding.rule, data(&text(lines, finding)))
}

/// What follows the bracket. `%AZP25` stands for `%`, as what has a `%` may be taken for an escape.
fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}
